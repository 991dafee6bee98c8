"""The BPMN file: what the OMG's schema and a tool ask of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element as Element

from luoshi.procedures import Procedure
from luoshi.procedures.bpmn import DC, DD, DI, MODEL, bpmn

NODES = {
    "startEvent", "endEvent", "boundaryEvent", "userTask", "exclusiveGateway", "parallelGateway",
}  # fmt: skip
ORDER = ["documentation", "incoming", "outgoing", "timerEventDefinition"]
"""In which the schema wants the children of a flow node."""


def children(of: Element, *names: str) -> Iterator[Element]:
    for name in names:
        yield from of.iterfind(f"{{{MODEL}}}{name}")


def local(element: Element) -> str:
    return etree.QName(element).localname


def get(element: Element, name: str) -> str:
    value = element.get(name)
    assert value, (local(element), name)
    return value


class File:
    """A file as its reader sees it."""

    def __init__(self, written: bytes) -> None:
        self.root = etree.fromstring(written)
        (self.process,) = children(self.root, "process")
        self.nodes = {get(node, "id"): node for node in children(self.process, *NODES)}
        self.flows = {get(flow, "id"): flow for flow in children(self.process, "sequenceFlow")}
        (self.plane,) = self.root.iter(f"{{{DI}}}BPMNPlane")
        self.shapes = {
            get(each, "bpmnElement"): each for each in self.plane.iter(f"{{{DI}}}BPMNShape")
        }
        self.edges = {
            get(each, "bpmnElement"): each for each in self.plane.iter(f"{{{DI}}}BPMNEdge")
        }

    def of_kind(self, kind: str) -> list[Element]:
        return list(children(self.process, kind))

    def named(self, name: str) -> Element:
        (found,) = [node for node in self.nodes.values() if node.get("name") == name]
        return found

    def bounds(self, of: str) -> tuple[float, float, float, float]:
        box = self.shapes[of].find(f"{{{DC}}}Bounds")
        assert box is not None
        x, y, width, height = (float(get(box, name)) for name in ("x", "y", "width", "height"))
        return x, y, width, height


def check(file: File) -> None:
    """The structure that the schema and the specification ask for."""
    ids = [get(each, "id") for each in file.root.iter() if each.get("id")]
    assert not [each for each, count in Counter(ids).items() if count > 1]
    assert all(each[0].isalpha() and each.replace("_", "").isalnum() for each in ids)
    assert [local(child) for child in file.root] == ["collaboration", "process", "BPMNDiagram"]
    (pool,) = file.root.iter(f"{{{MODEL}}}participant")
    assert get(pool, "processRef") == file.process.get("id")
    assert get(file.plane, "bpmnElement") == file.root[0].get("id")
    check_flows(file)
    check_nodes(file)
    check_lanes(file)
    check_drawing(file)


def check_flows(file: File) -> None:
    for key, flow in file.flows.items():
        source, target = file.nodes[get(flow, "sourceRef")], file.nodes[get(flow, "targetRef")]
        assert key in [each.text for each in children(source, "outgoing")]
        assert key in [each.text for each in children(target, "incoming")]
    for name, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        said = Counter(
            (node, each.text) for node in file.nodes for each in children(file.nodes[node], name)
        )
        assert said == Counter((get(flow, end), key) for key, flow in file.flows.items())


def check_nodes(file: File) -> None:
    assert len(file.of_kind("startEvent")) == 1
    for node in file.nodes.values():
        kind = local(node)
        incoming, outgoing = (len(list(children(node, name))) for name in ("incoming", "outgoing"))
        assert (incoming == 0) is (kind in {"startEvent", "boundaryEvent"}), get(node, "id")
        assert (outgoing == 0) is (kind == "endEvent"), get(node, "id")
        if kind.endswith("Gateway"):
            assert outgoing > 1
        order = [ORDER.index(local(child)) for child in node]
        assert order == sorted(order)
        if kind == "boundaryEvent":
            assert local(file.nodes[get(node, "attachedToRef")]) == "userTask"
            (timer,) = children(node, "timerEventDefinition")
            assert "".join(timer.itertext()).strip()


def check_lanes(file: File) -> None:
    held = Counter(each.text for each in file.process.iter(f"{{{MODEL}}}flowNodeRef"))
    assert held == Counter(list(file.nodes))
    for lane in file.process.iter(f"{{{MODEL}}}lane"):
        _, top, _, height = file.bounds(get(lane, "id"))
        for each in children(lane, "flowNodeRef"):
            _, y, _, tall = file.bounds(each.text or "")
            assert top <= y
            assert y + tall <= top + height


def check_drawing(file: File) -> None:
    lanes = {get(lane, "id") for lane in file.process.iter(f"{{{MODEL}}}lane")}
    assert set(file.shapes) == {*file.nodes, *lanes, "pool"}
    assert set(file.edges) == set(file.flows)
    free = [node for node in file.nodes if local(file.nodes[node]) != "boundaryEvent"]
    for place, one in enumerate(free):
        x, y, width, height = file.bounds(one)
        for other in free[place + 1 :]:
            x2, y2, width2, height2 = file.bounds(other)
            assert x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y
    for key, edge in file.edges.items():
        points = [
            (float(get(point, "x")), float(get(point, "y")))
            for point in edge.iter(f"{{{DD}}}waypoint")
        ]
        assert len(points) >= 2
        flow = file.flows[key]
        assert touches(points[0], file.bounds(get(flow, "sourceRef")))
        assert touches(points[-1], file.bounds(get(flow, "targetRef")))


def touches(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    (px, py), (x, y, width, height) = point, box
    on_side = any(abs(px - side) < 0.2 for side in (x, x + width))
    on_top = any(abs(py - side) < 0.2 for side in (y, y + height))
    return (on_side and y <= py <= y + height) or (on_top and x <= px <= x + width)


def test_the_made_procedure(made: Procedure) -> None:
    file = File(bpmn(made))
    check(file)
    assert len(file.of_kind("userTask")) == len(made.steps)
    assert [lane.get("name") for lane in file.process.iter(f"{{{MODEL}}}lane")] == [
        "样例申请单位", "样例主管部门", "样例经办银行",
    ]  # fmt: skip


def test_one_step(small: Procedure) -> None:
    file = File(bpmn(small))
    check(file)
    assert not file.of_kind("exclusiveGateway")
    assert [end.get("name") for end in file.of_kind("endEvent")] == ["已备案"]


def test_choices_and_forks(made: Procedure) -> None:
    file = File(bpmn(made))
    assert len(file.of_kind("parallelGateway")) == 1
    names = {flow.get("name") for flow in file.flows.values()}
    assert {"受理", "不予受理／不属于本机关职权", "同意／部分同意", "还有下一批"} <= names
    entry = file.named("从哪里开始")
    assert len(list(children(entry, "outgoing"))) == 2


def test_timers(made: Procedure) -> None:
    file = File(bpmn(made))
    hours = file.named("72小时内")
    assert "PT72H" in "".join(hours.itertext())
    assert "样例〔2025〕1号 第四条" in "".join(hours.itertext())
    assert hours.get("cancelActivity") == "false"
    acts = file.named("30日内")  # the clock takes the outcome 撤回
    assert acts.get("cancelActivity") == "true"
    (out,) = [flow for flow in file.flows.values() if flow.get("sourceRef") == acts.get("id")]
    assert file.nodes[get(out, "targetRef")].get("name") == "已撤回"
    days = file.named("3个工作日内")
    (duration,) = days.iter(f"{{{MODEL}}}timeDuration")
    assert duration.text == "3个工作日内"
    assert duration.get("language") == "urn:luoshi:term"  # ISO 8601 knows no working days
    assert "补正材料期间暂停计算" in "".join(days.itertext())


def test_clauses_are_documented(made: Procedure) -> None:
    file = File(bpmn(made))
    for task in file.of_kind("userTask"):
        (told,) = children(task, "documentation")
        assert "样例〔2025〕1号 第" in (told.text or "")
    told = "".join(
        "".join(each.itertext()) for each in file.process.iter(f"{{{MODEL}}}documentation")
    )
    assert "期限：原文未写明期限" in told
    assert "须说明理由：不予受理" in told


def test_the_same_bytes_each_time(made: Procedure) -> None:
    assert bpmn(made) == bpmn(made)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_procedure(any_procedure: st.SearchStrategy[Procedure], data: st.DataObject) -> None:
    check(File(bpmn(data.draw(any_procedure))))
