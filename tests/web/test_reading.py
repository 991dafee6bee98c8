"""The parts that make clauses ready for a page, each by itself."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook

from luoshi.web import graph, markup, sheets, sides, text
from luoshi.web.compare import compared
from luoshi.web.graph import Neighbour
from luoshi.web.text import Block, Entry, Mention, Run, TableRow, Words

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{7*7}}%s%n"


def clause(position: int, own: str, **given_: object) -> Words:
    values: dict[str, object] = {
        "position": position,
        "parent_position": None,
        "kind": "paragraph",
        "address": f"甲发〔2025〕1号 第{position}段",
        "label": f"第{position}段",
        "mark": "",
        "heading": "",
        "own": own,
        "header": False,
        "cells": None,
        "damages": None,
        "spans": "",
    }
    return Words(**{**values, **given_})  # type: ignore[arg-type]


def block(words: str) -> Block:
    return Block(
        position=0,
        parent=None,
        anchor=words,
        address=words,
        url=words,
        label=words,
        kind="paragraph",
        mark="",
        heading="",
        headed=False,
        level=0,
        indent=0,
        runs=[Run(words), Run(words, True), Run(words, False, Mention(0, 1, words, words))],
        damages=[words],
        rows=[TableRow(words, words, words, words, False, [[Run(words)]])],
    )


@given(
    st.text(max_size=40),
    st.integers(0, 50),
    st.lists(st.tuples(st.integers(-3, 50), st.integers(-3, 50)), max_size=6),
)
def test_no_character_is_lost_between_runs(
    own: str, strong: int, places: list[tuple[int, int]]
) -> None:
    mentions = [Mention(start, stop, "#x", "x") for start, stop in places]
    found = text.runs(own, strong, mentions)
    assert "".join(run.text for run in found) == own
    assert all(run.text for run in found)
    place = 0
    for run in found:
        assert run.strong == (place < strong)
        place += len(run.text)


def test_of_overlapping_mentions_the_first_and_longer_leads() -> None:
    found = text.runs(
        "依照《甲》第三条办理", 0, [Mention(2, 5, "#a", "a"), Mention(2, 8, "#b", "b")]
    )
    assert [(run.text, run.mention and run.mention.href) for run in found] == [
        ("依照", None),
        ("《甲》第三条", "#b"),
        ("办理", None),
    ]


def test_mentions_in_a_row_stand_in_their_cells() -> None:
    mentions = [Mention(3, 6, "#a", "a"), Mention(1, 4, "#lost", "lost")]
    found = text.cell_runs(["一二", "《甲》乙"], mentions)
    assert [[run.text for run in cell] for cell in found] == [["一二"], ["《甲》", "乙"]]
    assert found[1][0].mention == Mention(0, 3, "#a", "a")


def test_rows_go_into_their_table() -> None:
    rows = [
        clause(0, "表1", kind="table"),
        clause(1, "项目\t数量", kind="row", parent_position=0, header=True, cells=["项目", "数量"]),
        clause(2, "甲\t2", kind="row", parent_position=0, cells=["甲", "2"]),
        clause(3, "以上。"),
    ]
    table, after = text.blocks(rows, "甲发〔2025〕1号", {})
    assert [row.header for row in table.rows] == [True, False]
    assert after.kind == "paragraph"
    shown = html.fromstring(markup.clauses([table, after]))
    assert [cell.text for cell in shown.xpath("//th")] == ["项目", "数量"]


def test_an_outline_keeps_only_places_to_go_to() -> None:
    rows = [
        clause(0, "第一章 总则", kind="chapter", mark="第一章", heading="总则"),
        clause(1, "第一条 为了" + "好" * 90, kind="article", mark="第一条", parent_position=0),
        clause(2, "（一）小项", kind="item", mark="（一）", parent_position=1),
        clause(3, "1. 只是一段话，没有标题。", kind="point", mark="1."),
        clause(4, "一、开放时间", kind="point", mark="一、", heading="开放时间"),
    ]
    found = text.outline(text.blocks(rows, "甲发〔2025〕1号", {}))
    assert [entry.words for entry in found] == ["第一章 总则", "一、开放时间"]
    [article] = found[0].children
    assert article.words.startswith("第一条 为了")
    assert article.words.endswith("…")
    assert found[0].count == 2


@given(st.text())
def test_words_never_become_markup(words: str) -> None:
    for written in (
        markup.clause(block(words)),
        markup.outline([Entry("#" + words, words, False, [Entry(words, words, True)])], 1),
        sides.written_lines([sides.Line(1, words, True, words, True)], "/x?line="),
    ):
        page = html.document_fromstring(f"<html><body>{written}</body></html>")
        tags = {str(element.tag) for element in page.iter()}
        assert tags <= {
            *("html", "body", "div", "p", "span", "a", "b", "button", "table", "tr", "td"),
            *("ul", "ol", "li", "tbody"),
        }
        names = {name for element in page.iter() for name in element.attrib}
        assert names <= {
            *("class", "id", "href", "title", "type", "role", "tabindex"),
            *("aria-label", "aria-expanded", "data-copy"),
        }


def test_hostile_words_are_shown_as_words() -> None:
    page = html.fromstring(markup.clause(block(HOSTILE)))
    assert not page.xpath("//script | //img")
    assert page.xpath("//button/@data-copy")[0] == HOSTILE
    assert page.xpath("//p[@class='own']")[0].text_content() == HOSTILE * 3


@pytest.mark.parametrize(("left", "right"), [(0, 1), (1, 0), (3, 2), (30, 1), (7, 8)])
def test_a_drawing_keeps_its_boxes_apart(left: int, right: int) -> None:
    def many(count: int) -> list[Neighbour]:
        return [
            Neighbour(f"甲发〔2025〕{n}号", "很长的标题" * 20, "依据", f"/{n}")
            for n in range(count)
        ]

    drawing = graph.draw("乙发〔2025〕1号", "标题", many(left), many(right))
    assert drawing is not None
    for node in drawing.nodes:
        assert 0 <= node.x <= node.x + node.width <= drawing.width
        assert 0 <= node.y <= node.y + drawing.node_height <= drawing.height
    boxes = [(node.x, node.y) for node in drawing.nodes]
    assert len(boxes) == len(set(boxes))
    assert len(drawing.nodes) == 1 + min(left, graph.MOST) + min(right, graph.MOST)
    assert len(drawing.edges) == len(drawing.nodes) - 1
    if left > graph.MOST:
        assert any(node.first == f"另有{left - graph.MOST + 1}个" for node in drawing.nodes)


def test_a_document_alone_is_not_drawn() -> None:
    assert graph.draw("甲", "乙", [], []) is None


def test_differences_are_marked() -> None:
    found = compared("麓政办发〔2025〕23号", "麓政办字〔2025〕23号")
    assert [part.text for part in found.one if part.marked] == ["发"]
    assert [part.text for part in found.other if part.marked] == ["字"]
    assert [part.marked for part in compared("", "全文").other] == [False]


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
)
def test_no_cell_is_a_formula(words: str) -> None:
    data = sheets.workbook("名[称]:*?/\\'", ["甲", words], [[words, None], ["\x00\x1b坏", 3]])
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    for cell in (sheet["B1"], sheet["A2"]):
        assert cell.data_type == "s"
        assert cell.value == words
        assert cell.quotePrefix
    assert sheet["A3"].value == "坏"
    assert sheet["B3"].value == 3


def test_a_sheet_holds_what_is_too_long_for_a_cell_in_part() -> None:
    data = sheets.workbook("长", ["文字"], [["字" * 40_000]])
    value = load_workbook(io.BytesIO(data)).worksheets[0]["A2"].value
    assert value == "字" * sheets.LONGEST
