"""A short document of the invented city (样例) that is taken in again and again, and finders that read it simply.

    issue = taken(paper(RIVER, PIPES))
    refresh(issue, find=units_in)          # one `Duty` for each （责任单位：…）

The finders stand in for the grammar: a test of what happens to findings must not hang on how they are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luoshi.duties import Duty, Place, Target, Timing, deadlines
from luoshi.gazette import Document
from luoshi.office.archive.ingest import ingest
from luoshi.office.archive.models import Issue
from luoshi.office.duties.shapes import Finding

RIVER = "一、整治样例河道。清理河面漂浮物。（责任单位：市水利局、市财政局）"
PIPES = "二、改造样例管网。更换旧管道12公里。（责任单位：市住房城乡建设局）"
BRIDGES = "三、检查样例桥梁。2025年年底前完成。（责任单位：市交通运输局）"
RIVER_OTHERS = RIVER.replace("市水利局、市财政局", "市城市管理局")
NUMBER = "麓政发〔2025〕91号"
_MARK = re.compile(r"责任单位：([^（）]+)")
_AMOUNT = re.compile(r"(\d+)公里")


def paper(*clauses: str, number: str = NUMBER, issue: int = 0) -> str:
    """A document with these clauses; in a gazette of that issue, or alone."""
    head = f"# 云麓市人民政府公报\n\n2025年第{issue}期（总第{issue + 12}期）\n\n" if issue else ""
    parts = (
        "云麓市人民政府\n关于开展样例整治的通知", number, "各县（区）人民政府，市政府各部门：", *clauses,
        "云麓市人民政府", "2025年3月1日",
    )  # fmt: skip
    return head + "\n\n".join(parts) + "\n"


def taken(text: str, name: str = "paper.txt") -> Issue:
    """The issue of a text that was taken in."""
    return ingest(text.encode(), name, allow_fewer=True).issue


def units_in(document: Document) -> Iterator[Duty]:
    """A duty for each 责任单位：…."""
    for clause in document.walk():
        if found := _MARK.search(clause.own):
            text = clause.own[: found.start() - 1]
            limits = tuple(each.deadline for each in deadlines.found_in(text, document.signed))
            yield Duty(
                document.number, document.title, clause.address, clause.lines, found[0], "责任单位",
                (), (), tuple(found[1].split("、")), "；".join(each.words for each in limits) or None, limits,
                text, (), Place(clause.address, *found.span()), 0.9,
            )  # fmt: skip


def everything_in(document: Document) -> Iterator[Finding]:
    """The duties, a target for each length and a day for each limit."""
    yield from units_in(document)
    for clause in document.walk():
        head = (document.number, document.title, clause.address, clause.lines)
        if found := _AMOUNT.search(clause.own):
            place = Place(clause.address, *found.span())
            yield Target(
                *head, "更换旧管道", "=", Decimal(found[1]), "公里", 2025, False, "", "", found[0], place, 0.8,
            )  # fmt: skip
        for each in deadlines.found_in(clause.own, document.signed):
            place = Place(clause.address, each.start, each.end)
            yield Timing(*head, each.deadline.words, "检查样例桥梁", (), each.deadline, place, 0.8)
