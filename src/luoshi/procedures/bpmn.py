"""A procedure as BPMN 2.0, for the tools that read it: a lane for each role, drawn on the shared layout.

What BPMN has no word for (clauses, conditions, the words of a deadline) stands in documentation. The
clock that reminds, or acts when nobody did, is a timer on the edge of its task.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree
from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage]

from luoshi.procedures.counting import CountingError, Term
from luoshi.procedures.layout import (
    Branch,
    Link,
    Point,
    arrange,
    backward,
    branches,
    clean,
    deadline,
    entries,
    limit_read,
)
from luoshi.procedures.model import Procedure, Step

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMES = {None: MODEL, "bpmndi": DI, "dc": DC, "di": DD, "xsi": XSI}
_WORDS = "urn:luoshi:term"
"""The language of a timer that ISO 8601 cannot say: working days."""

_SIZES: dict[str, tuple[float, float]] = {
    "startEvent": (36, 36), "endEvent": (36, 36), "boundaryEvent": (36, 36), "userTask": (130, 80),
    "exclusiveGateway": (50, 50), "parallelGateway": (50, 50),
}  # fmt: skip
_HEAD = 30
"""The strip with the name of the pool, and that of a lane."""
_BESIDE, _BETWEEN, _EDGE, _TRACK = 60, 164, 40, 20
"""Between nodes of a lane; between columns; from a lane's side; between lines that pass."""
_LABEL = 72
"""The width of the words at a line, for which there is room on both sides of its turn."""


def bpmn(procedure: Procedure) -> bytes:
    """The procedure as a BPMN 2.0 file; the same bytes for the same procedure."""
    model = _Model(procedure)
    return _Written(model, _Plan(model)).file()


# --- what there is: nodes and flows


@dataclass
class _Node:
    """A flow node: its element, words, lane, and where its middle stands."""

    kind: str
    id: str
    name: str
    lane: str
    step: Step | None = None
    on: str = ""
    """The task on whose edge it sits."""
    about: str = ""
    column: int = 0
    x: float = 0
    y: float = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return _SIZES[self.kind]


@dataclass
class _Flow:
    """A sequence flow, with the points it is drawn through."""

    id: str
    source: str
    target: str
    name: str = ""
    about: str = ""
    points: list[Point] = field(default_factory=list)


class _Model:
    """The nodes and flows of a procedure."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.nodes: dict[str, _Node] = {}
        self.flows: list[_Flow] = []
        self.ways = branches(procedure)
        self.numbers = {step.key: place for place, step in enumerate(procedure.steps, 1)}
        self.back = {
            (self.task(a), self.task(b)) for a, b in backward(procedure)
        }  # from step to step
        self._start()
        for step in procedure.steps:
            self._step(step)
        acting = {node.lane for node in self.nodes.values()}
        self.lanes = [role for role in procedure.roles if role.key in acting]

    def task(self, key: str) -> str:
        """The id of a step's task; ids are numbered, since keys need not be names of XML."""
        return f"task_{self.numbers[key]}"

    def _add(self, node: _Node) -> str:
        self.nodes[node.id] = node
        return node.id

    def _flow(self, source: str, target: str, name: str = "", about: str = "") -> None:
        self.flows.append(_Flow(f"flow_{len(self.flows) + 1}", source, target, name, about))

    def _start(self) -> None:
        first, *others = entries(self.procedure)
        every = self.procedure.every
        name = "到期开始" if every else "开始"
        start = self._add(_Node("startEvent", "start", name, first.by.key))
        if others:
            which = _Node("exclusiveGateway", "entry", "从哪里开始", first.by.key)
            self._flow(start, start := self._add(which))
        for step in (first, *others):
            self._flow(start, self.task(step.key))

    def _step(self, step: Step) -> None:
        lane, task = step.by.key, self.task(step.key)
        self._add(_Node("userTask", task, step.label, lane, step, about=self._about(step)))
        ways = [way for way in self.ways if way.step is step]
        source = task
        if len(ways) > 1:
            choice = _Node("exclusiveGateway", f"choice_{self.numbers[step.key]}", "", lane)
            self._flow(task, source := self._add(choice))
        places: dict[str, str] = {}
        for way in ways:
            place = self._way(way, source, lane)
            places.update((outcome.key, place) for outcome in way.outcomes)
        if step.due:
            self._timer(step, task, places)

    def _way(self, way: Branch, source: str, lane: str) -> str:
        """Draws a way from a step or its gateway; the node that the way leads to."""
        name, about = "／".join(way.labels), _outcomes(way)
        match way.to:
            case ():
                target = self._add(_Node("endEvent", f"end_{len(self.nodes)}", way.end, lane))
            case (only,):
                target = self.task(only)
            case _:
                fork = f"fork_{len(self.nodes)}"
                target = self._add(_Node("parallelGateway", fork, "", lane))
                for key in way.to:
                    self._flow(target, self.task(key))
        self._flow(source, target, name, about)
        return target

    def _timer(self, step: Step, task: str, places: dict[str, str]) -> None:
        lane, number = step.by.key, self.numbers[step.key]
        words = deadline(self.procedure, step)
        timer = _Node("boundaryEvent", f"timer_{number}", words, lane, step, on=task)
        timer.about = self._term(step)
        self._add(timer)
        if step.late:
            name = f"逾期：{step.outcome(step.late).label}"
            self._flow(timer.id, places[step.late], name)
        else:
            told = _Node("endEvent", f"late_{number}", "逾期，告知本单位和监督单位", lane)
            self._flow(timer.id, self._add(told))

    def _about(self, step: Step) -> str:
        materials = "、".join(material.label for material in step.materials)
        return _lines(
            f"依据：{self.procedure.policy.address(step.clause)}",
            step.gist,
            f"材料：{materials}" if materials else "",
            f"期限：{deadline(self.procedure, step)}",
        )

    def _term(self, step: Step) -> str:
        assert step.due
        address = self.procedure.policy.address(step.clause)
        try:
            read = limit_read(self.procedure, step)
        except CountingError as error:
            return _lines(str(error))
        if read is None:
            return _lines(f"期限：{deadline(self.procedure, step)}", f"依据：{address}")
        told = f"期限：{read.label}，{'早于' if step.due.before else '起算'}：{step.due.since}"
        paused = "、".join(self.procedure.step(key).label for key in step.due.paused_by)
        return _lines(
            told, f"依据：{read.clause or address}", f"{paused}期间暂停计算" if paused else ""
        )


def _outcomes(way: Branch) -> str:
    clauses = [outcome.clause or way.step.clause for outcome in way.outcomes]
    reasons = [outcome.label for outcome in way.outcomes if outcome.reasons]
    return _lines(
        f"依据：{'、'.join(dict.fromkeys(clauses))}",
        f"须说明理由：{'、'.join(reasons)}" if reasons else "",
    )


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


# --- where it stands


class _Plan:
    """Columns by the shared layout, rows by lane; lines that pass a column run at the top of a lane."""

    def __init__(self, model: _Model) -> None:
        self.model = model
        self.tops: dict[str, float] = {}
        self.bottoms: dict[str, float] = {}
        self.placed = [node for node in model.nodes.values() if not node.on]
        self._columns()
        self.passing = self._tracks()
        self._rows()
        self._gaps()
        for flow in model.flows:
            flow.points = self._route(flow)
        self.width = self.lefts[-1]
        self.height = max(self.bottoms.values())

    def _columns(self) -> None:
        """The layers of the layout are the columns, and their order that of a lane."""
        links = [self._link(flow) for flow in self.model.flows]
        sizes = {node.id: (node.size[1], node.size[0]) for node in self.placed}
        boxes = arrange(sizes, [link for link in dict.fromkeys(links) if link[0] != link[1]]).boxes
        for node in self.placed:
            node.column = boxes[node.id].layer
        self.order = {node.id: boxes[node.id].x for node in self.placed}

    def _home(self, node: str) -> str:
        return self.model.nodes[node].on or node

    def _link(self, flow: _Flow) -> Link:
        """A flow as the layout takes it: from the task, not from its timer; ways back turned round."""
        source, target = self._home(flow.source), flow.target
        number = source.partition("_")[2]
        step = f"task_{number}" if source.startswith("choice_") else source
        if source.startswith("fork_"):
            step = next(each.source for each in self.model.flows if each.target == source)
            step = f"task_{step.partition('_')[2]}"
        return (target, source) if (step, target) in self.model.back else (source, target)

    def _near(self, flow: _Flow) -> bool:
        """Whether it leads to the next column and needs no track."""
        nodes = self.model.nodes
        return nodes[flow.target].column == nodes[self._home(flow.source)].column + 1

    def _tracks(self) -> dict[str, int]:
        """The track, in the lane of its target, of each flow that passes a column."""
        tracks: dict[str, int] = {}
        used: dict[str, int] = {}
        for flow in self.model.flows:
            if not self._near(flow):
                lane = self.model.nodes[flow.target].lane
                tracks[flow.id] = used[lane] = used.get(lane, -1) + 1
        self.used = used
        return tracks

    def _rows(self) -> None:
        top = 0.0
        for role in self.model.lanes:
            members = [node for node in self.placed if node.lane == role.key]
            strip = (self.used.get(role.key, -1) + 1) * _TRACK
            columns: dict[int, list[_Node]] = {}
            for node in sorted(members, key=lambda node: self.order[node.id]):
                columns.setdefault(node.column, []).append(node)
            tallest = max((_stack(column) for column in columns.values()), default=80.0)
            middle = top + _EDGE + strip + tallest / 2
            for column in columns.values():
                y = middle - _stack(column) / 2
                for node in column:
                    node.y = y + node.size[1] / 2
                    y += node.size[1] + _BESIDE
            self.tops[role.key] = top
            top += 2 * _EDGE + strip + tallest
            self.bottoms[role.key] = top

    def _gaps(self) -> None:
        """Room between columns for the upright part of every line that is bent there."""
        count = max(node.column for node in self.placed) + 1
        self.turns: list[list[str]] = [[] for _ in range(count + 1)]
        for flow in self.model.flows:
            column = self.model.nodes[self._home(flow.source)].column
            self.turns[column + 1].append(flow.id)
            if not self._near(flow):
                self.turns[self.model.nodes[flow.target].column].append(f"{flow.id}<")
        left = float(2 * _HEAD)
        self.lefts: list[float] = []
        for column in range(count):
            left += _BETWEEN + 8 * len(self.turns[column])
            members = [node for node in self.placed if node.column == column]
            wide = max(node.size[0] for node in members)
            for node in members:
                node.x = left + wide / 2
            self.lefts.append(left)
            left += wide
        self.lefts.append(left + _BETWEEN + 8 * len(self.turns[count]))
        for node in self.model.nodes.values():
            if node.on:
                task = self.model.nodes[node.on]
                node.x, node.y = task.x + task.size[0] / 2 - 30, task.y + task.size[1] / 2
                node.column = task.column

    def _turn(self, column: int, flow: str) -> float:
        """Where in the gap before a column a line goes up or down."""
        here = self.turns[column]
        return self.lefts[column] - _LABEL - 10 - 8 * (len(here) - 1 - here.index(flow))

    def _route(self, flow: _Flow) -> list[Point]:
        source, target = self.model.nodes[flow.source], self.model.nodes[flow.target]
        points: list[Point] = [(source.x + source.size[0] / 2, source.y)]
        if source.on:
            below = source.y + source.size[1] / 2
            points = [(source.x, below), (source.x, below + 12)]
        x = self._turn(source.column + 1, flow.id)
        points.append((x, points[-1][1]))
        if flow.id in self.passing:
            y = self._track(flow)
            points.append((x, y))
            x = self._turn(target.column, f"{flow.id}<")
            points.append((x, y))
        points += [(x, target.y), (target.x - target.size[0] / 2, target.y)]
        return _straight(points)

    def label(self, flow: _Flow) -> tuple[float, float, float, float] | None:
        """Where the words of a flow stand: at its track, else where it leaves a task or meets its end."""
        if not flow.name:
            return None
        source, target = self.model.nodes[flow.source], self.model.nodes[flow.target]
        height = _tall(flow.name)
        if flow.id in self.passing:
            (x, y), (far, _) = next(
                (a, b) for a, b in pairwise(flow.points) if a[1] == b[1] == self._track(flow)
            )
            return ((x + far - _LABEL) / 2, y - 14, _LABEL, 14)
        if source.on:
            return (source.x + 22, flow.points[1][1] + 2, _LABEL, height)
        if source.kind == "userTask":
            return (source.x + source.size[0] / 2 + 4, source.y - 4 - height, _LABEL, height)
        return (target.x - target.size[0] / 2 - _LABEL - 6, target.y - 4 - height, _LABEL, height)

    def _track(self, flow: _Flow) -> float:
        lane = self.model.nodes[flow.target].lane
        return self.tops[lane] + _EDGE / 2 + _TRACK * self.passing[flow.id]


def _tall(words: str) -> float:
    """How tall words are, in lines of the width of a label."""
    return 14.0 * -(-len(words) * 12 // _LABEL)


def _stack(column: list[_Node]) -> float:
    return sum(node.size[1] for node in column) + _BESIDE * (len(column) - 1)


def _straight(points: Iterable[Point]) -> list[Point]:
    """Without points that stand twice or on a straight line between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return kept


# --- as XML


class _Written:
    """The file."""

    def __init__(self, model: _Model, plan: _Plan) -> None:
        self.model, self.plan, self.procedure = model, plan, model.procedure
        self.root = etree.Element(
            f"{{{MODEL}}}definitions",
            {
                "id": "definitions",
                "targetNamespace": f"urn:luoshi:{self.procedure.whole_key}",
                "exporter": "Luoshi",
            },
            nsmap=_NAMES,
        )

    def file(self) -> bytes:
        """The bytes."""
        pool = _under(self.root, "collaboration", id="pool_of")
        named = clean(self.procedure.label)
        _under(pool, "participant", id="pool", name=named, processRef="process")
        process = _under(self.root, "process", id="process", name=named, isExecutable="false")
        address = self.procedure.policy.address(self.procedure.clause)
        _document(process, _lines(f"依据：{address}", self.procedure.gist))
        self._lanes(process)
        for node in self.model.nodes.values():
            self._node(process, node)
        for flow in self.model.flows:
            written = _under(
                process, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
            )
            if flow.name:
                written.set("name", clean(flow.name))
            _document(written, flow.about)
        self._drawing()
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def _lanes(self, process: Element) -> None:
        lanes = _under(process, "laneSet", id="lanes")
        for place, role in enumerate(self.model.lanes, 1):
            lane = _under(lanes, "lane", id=f"lane_{place}", name=clean(role.label))
            for node in self.model.nodes.values():
                if node.lane == role.key:
                    _under(lane, "flowNodeRef").text = node.id

    def _node(self, process: Element, node: _Node) -> None:
        written = _under(process, node.kind, id=node.id)
        if node.name:
            written.set("name", clean(node.name))
        if node.on:
            assert node.step
            written.set("attachedToRef", node.on)
            written.set("cancelActivity", "true" if node.step.late else "false")
        _document(written, node.about)
        for flow in self.model.flows:
            if flow.target == node.id:
                _under(written, "incoming").text = flow.id
        for flow in self.model.flows:
            if flow.source == node.id:
                _under(written, "outgoing").text = flow.id
        if node.on and node.step:
            self._clock(written, node)

    def _clock(self, written: Element, node: _Node) -> None:
        timer = _under(written, "timerEventDefinition", id=f"{node.id}_when")
        assert node.step
        iso = _iso(self.procedure, node.step)
        duration = _under(timer, "timeDuration")
        duration.set(f"{{{XSI}}}type", "tFormalExpression")
        if not iso:
            duration.set("language", _WORDS)
        duration.text = iso or clean(node.name)

    def _drawing(self) -> None:
        diagram = etree.SubElement(self.root, f"{{{DI}}}BPMNDiagram", id="diagram")
        plane = etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", id="plane", bpmnElement="pool_of")
        plan = self.plan
        _shape(plane, "pool", (0, 0, plan.width, plan.height), across=True)
        for place, role in enumerate(self.model.lanes, 1):
            top, bottom = plan.tops[role.key], plan.bottoms[role.key]
            box = (_HEAD, top, plan.width - _HEAD, bottom - top)
            _shape(plane, f"lane_{place}", box, across=True)
        for node in self.model.nodes.values():
            w, h = node.size
            shape = _shape(plane, node.id, (node.x - w / 2, node.y - h / 2, w, h))
            if node.kind == "exclusiveGateway":
                shape.set("isMarkerVisible", "true")
            if node.on:  # left of the clock, since its line leaves to the right
                _label(shape, (node.x - 24 - _LABEL, node.y + 4, _LABEL, _tall(node.name)))
        for flow in self.model.flows:
            edge = etree.SubElement(
                plane, f"{{{DI}}}BPMNEdge", id=f"{flow.id}_drawn", bpmnElement=flow.id
            )
            for x, y in flow.points:
                etree.SubElement(edge, f"{{{DD}}}waypoint", x=_number(x), y=_number(y))
            if label := plan.label(flow):
                _label(edge, label)


def _iso(procedure: Procedure, step: Step) -> str:
    """The term as a duration of ISO 8601; empty for what that does not know."""
    try:
        read = limit_read(procedure, step)
    except CountingError:
        return ""
    if read is None or not isinstance(read.term, Term):
        return ""
    form = {"day": "P{}D", "hour": "PT{}H", "minute": "PT{}M", "month": "P{}M", "year": "P{}Y"}
    return form.get(read.term.unit, "").format(read.term.amount)


def _under(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{MODEL}}}{tag}", attributes)


def _document(parent: Element, words: str) -> None:
    if words:
        _under(parent, "documentation").text = clean(words)


def _shape(
    plane: Element, of: str, box: tuple[float, float, float, float], *, across: bool = False
) -> Element:
    shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{of}_drawn", bpmnElement=of)
    if across:
        shape.set("isHorizontal", "true")
    _bounds(shape, box)
    return shape


def _label(of: Element, box: tuple[float, float, float, float]) -> None:
    _bounds(etree.SubElement(of, f"{{{DI}}}BPMNLabel"), box)


def _bounds(of: Element, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = map(_number, box)
    etree.SubElement(of, f"{{{DC}}}Bounds", x=x, y=y, width=width, height=height)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
