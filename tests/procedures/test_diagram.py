"""The drawing: everything of the procedure is on it, nothing covers anything, nothing can run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from luoshi.procedures import Outcome, Procedure, Step
from luoshi.procedures.diagram import PAGE, svg
from luoshi.procedures.layout import (
    Box,
    arrange,
    backward,
    branches,
    deadline,
    entries,
    overhang,
    squeeze,
)

NAMES = {"s": "http://www.w3.org/2000/svg"}


def read(drawing: str) -> etree._Element:
    return etree.fromstring(drawing)


def boxes(drawing: str) -> list[Box]:
    """The boxes of steps and ends."""
    found: list[Box] = []
    for rect in read(drawing).iterfind(".//s:rect", NAMES):
        x, y, w, h = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
        found.append(Box("", w, h, 0, x + w / 2, y + h / 2))
    return found


def overlap(a: Box, b: Box) -> bool:
    return (
        abs(a.x - b.x) < (a.width + b.width) / 2 - 0.5
        and abs(a.y - b.y) < (a.height + b.height) / 2 - 0.5
    )


def words(drawing: str) -> str:
    return "".join("".join(text.itertext()) for text in read(drawing).iterfind(".//s:text", NAMES))


def test_all_of_it_is_drawn(made: Procedure) -> None:
    told = words(svg(made))
    for step in made.steps:
        assert step.label.replace(" ", "") in told.replace(" ", "")
        assert step.by.label in told
        for outcome in step.outcomes:
            assert outcome.label in told
            assert outcome.ends in told
    assert "3个工作日内" in told  # as the document has it now, not as it began
    assert "72小时内" in told
    assert "至少提前30日" in told
    assert "原文未写明期限" in told
    assert "由样例局规定" in told


def test_states_are_classes(made: Procedure) -> None:
    drawing = read(svg(made, frozenset({"survey", "check"}), frozenset({"apply", "check"})))
    states = {
        group.findtext("s:title", "", NAMES).partition("（")[0]: group.get("class", "")
        for group in drawing.iterfind("s:g", NAMES)
        if group.get("class", "").startswith("step")
    }
    assert states["提出样例申请"] == "step is-done"
    assert states["现场核查"] == "step is-lit"
    assert states["书面核对并且把所有的样例材料都看一遍"] == "step is-lit"  # lit goes before done
    assert states["按批次支付"] == "step is-open"
    assert len(states) == len(made.steps)


def test_it_is_told_in_words(made: Procedure) -> None:
    drawing = read(svg(made, frozenset({"survey"})))
    title, desc = drawing.findtext("s:title", "", NAMES), drawing.findtext("s:desc", "", NAMES)
    assert title == "样例办事 <全程>流程图"
    assert "第4步现场核查，样例主管部门，72小时内，正在办理：核查完毕则转“作出决定”。" in desc
    assert "结束（已办结）" in desc
    named = drawing.get("aria-labelledby", "").split()
    assert [drawing[0].get("id"), drawing[1].get("id")] == named
    assert drawing.get("role") == "img"


def test_nothing_can_run_or_be_fetched(made: Procedure) -> None:
    drawing = svg(made)
    assert "<审查>" not in drawing
    assert "&lt;审查&gt; &amp;" in drawing
    for element in read(drawing).iter():
        assert etree.QName(element).localname in {
            "svg",
            "title",
            "desc",
            "g",
            "rect",
            "path",
            "text",
        }
        for name, value in element.items():
            assert not name.startswith("on")
            assert name not in {"href", "style"}
            assert "url(" not in value


def test_the_first_step_is_on_top(made: Procedure, small: Procedure) -> None:
    for procedure in (made, small):
        drawing = read(svg(procedure))
        tops = [
            float(group[1].get("y", ""))
            for group in drawing.iterfind("s:g", NAMES)
            if group.get("class", "").startswith("step")
        ]
        assert tops[0] == min(tops)


def test_a_wide_one_keeps_to_the_page(made: Procedure) -> None:
    role = made.steps[0].by
    out = [Outcome(f"o{n}", f"转第{n}处", to=(f"t{n}",)) for n in range(9)]
    ends = [Outcome(f"e{n}", f"第{n}种不予办理", ends=f"第{n}种结束") for n in range(9)]
    steps = [Step("s", "分办", role, "第二条", (*out, *ends))]
    steps += [
        Step(f"t{n}", "办理", role, "第二条", (Outcome("ok", "办妥", ends="已办结"),))
        for n in range(9)
    ]
    drawing = svg(Procedure("wide", "样例", made.policy, "第二条", tuple(steps), "样例"))
    assert float(read(drawing).get("width", "")) <= PAGE
    assert not any(overlap(a, b) for a, b in combinations(boxes(drawing), 2))


def test_the_same_drawing_each_time(made: Procedure) -> None:
    """Also in another process, whose sets are in another order."""
    assert svg(made) == svg(made)
    program = (
        "from luoshi.procedures.layout import arrange\n"
        "links = [('a','b'),('a','c'),('b','d'),('c','d'),('a','d'),('c','e')]\n"
        "print([(box.key, box.x, box.y) for box in arrange({k: (9, 9) for k in 'abcdef'}, links).boxes.values()])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1


def test_loops_and_beginnings(made: Procedure) -> None:
    assert backward(made) == {("supplement", "accept"), ("decide", "survey"), ("pay", "pay")}
    assert [step.key for step in entries(made)] == ["apply", "complain"]
    merged = [branch for branch in branches(made) if len(branch.outcomes) > 1]
    assert [branch.labels for branch in merged] == [
        ("不予受理", "不属于本机关职权"),
        ("同意", "部分同意"),
    ]
    assert deadline(made, made.step("answer")) == "3年内"


def test_an_outcome_that_leads_nowhere_known(made: Procedure) -> None:
    step = Step("a", "样例", made.steps[0].by, "第二条", (Outcome("o", "样例", to=("none",)),))
    with pytest.raises(KeyError):
        svg(Procedure("bad", "样例", made.policy, "第二条", (step,), "样例"))


def test_layers_lead_down() -> None:
    laid = arrange(dict.fromkeys("abcde", (20.0, 10.0)), [("a", "b"), ("b", "c"), ("a", "c")])
    for box in ("a", "b"):
        assert laid.boxes[box].bottom < laid.boxes["c"].top
    assert [box.key for box in laid.ways[2]] == ["a", "", "c"]
    assert {laid.boxes[key].layer for key in "de"} == {3, 4}
    assert (
        arrange({"a": (20.0, 10.0), "b": (20.0, 10.0)}, [("a", "b")], delays={0: 2})
        .boxes["b"]
        .layer
        == 3
    )


def test_squeezing() -> None:
    sizes = {"a": (100.0, 10.0), **{f"b{n}": (100.0, 10.0) for n in range(5)}}
    laid = arrange(sizes, [("a", f"b{n}") for n in range(5)])
    assert not overhang(laid, 600, 10)
    assert len(overhang(laid, 400, 10)) == 2
    squeeze(laid, 545, 10)
    assert laid.width <= 545
    row = sorted(laid.rows[1], key=lambda box: box.x)
    assert all(b.left - a.right >= 9.9 for a, b in pairwise(row))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_nothing_covers_anything(
    any_procedure: st.SearchStrategy[Procedure], data: st.DataObject
) -> None:
    procedure = data.draw(any_procedure)
    drawing = svg(procedure)
    found = boxes(drawing)
    ends = {branch.end_key for branch in branches(procedure) if branch.end}
    assert len(found) == len(procedure.steps) + len(ends)
    assert not any(overlap(a, b) for a, b in combinations(found, 2))
    width, height = (float(read(drawing).get(name, "")) for name in ("width", "height"))
    for box in found:
        assert box.left >= -14
        assert box.right <= width - 14 + 0.5
        assert box.bottom <= height - 14 + 0.5
    assert not re.search(r"nan|inf", re.sub(r"<(title|desc|text).*?</\1>", "", drawing))
