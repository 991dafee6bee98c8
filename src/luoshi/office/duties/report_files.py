"""The quarter's report as files: a paper in the layout of GB/T 9704 (docx) and a workbook (xlsx).

The paper is read and filed, so its tables are cut where they would run on for pages, and say so; the
workbook holds every row.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from luoshi.office.duties.models import LIGHTS
from luoshi.office.duties.reporting import Job, OfUnit, Report
from luoshi.office.duties.targeting import Line, counted
from luoshi.office.duties.verdicts import STATES, period_of, written
from luoshi.procedures.papers import Rows, Sheet
from luoshi.procedures.papers import docx as paper

MOST_PRINTED = 200
"""Rows of a table in the paper."""
LONGEST = 120
"""Characters of a cell in the paper; the workbook holds them all."""
_LONGEST_CELL = 32_767
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WRAPPED = Alignment(vertical="top", wrap_text=True)

UNITS = ("单位", "合计", "办结", "按期办结", "正常", "临期", "逾期")
DONE = ("编号", "事项", "牵头单位", "时限", "完成日期", "结果", "评价")
LATE = ("编号", "事项", "牵头单位", "时限", "逾期天数", "原因")
LONGER = ("编号", "事项", "申请单位", "申请日期", "延至", "原因", "结果")
TARGETS = ("指标", "要求", "完成值", "结论", "条款")
AHEAD = ("日期", "事项", "单位", "依据", "来源")
EVERY = (
    "编号", "事项", "牵头单位", "分管领导", "文件", "条款", "时限", "亮灯", "完成日期", "逾期天数", "进度（%）",
    "评价", "原因", "最近说明", "样例",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report: on the paper, on the page, in the workbook."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def day_words(day: date | None) -> str:
    """A day; 长期 where there is none."""
    return day.isoformat() if day else "长期"


def _unit(of: OfUnit) -> tuple[object, ...]:
    return of.name, of.total, of.done, of.in_time, of.green, of.yellow, of.red


def ended_words(of: Job) -> str:
    """How something done stands to its day."""
    return f"逾期{of.late}天办结" if of.late else "按期办结" if of.due else "办结"


def reached_words(of: Line) -> str:
    """The values of a target, the newest last, forecasts marked."""
    return "；".join(
        f"{period_of(each.period).label}{'预计' if each.forecast else ''}{written(each.value)}{of.goal.unit}"
        for each in of.actuals[-4:]
    )


def tables(of: Report) -> dict[str, Table]:
    """Every table of the report, by its name in the code."""
    found = (
        ("units", Table("各单位情况", UNITS, tuple(map(_unit, (*of.units, of.whole))))),
        ("done", Table("本季度办结", DONE, tuple(
            (each.key, each.text, each.unit, day_words(each.due), day_words(each.ended), ended_words(each), each.mark)
            for each in of.done
        ))),
        ("late", Table("逾期未办结", LATE, tuple(
            (each.key, each.text, each.unit, day_words(each.due), each.late,
             f"{each.reason}（{each.said}）" if each.said else each.reason)
            for each in of.late
        ))),
        ("longer", Table("延期", LONGER, tuple(
            (each.key, each.text, each.unit, each.asked.isoformat(), each.until.isoformat(), each.reason,
             f"{each.decision}：{each.note}" if each.note else each.decision)
            for each in of.extensions
        ))),
        ("targets", Table("指标", TARGETS, tuple(
            (name_of(each), _demand(each), reached_words(each) or "未填报",
             f"{each.verdict.label}：{each.verdict.words}", each.found.address)
            for each in of.targets
        ))),
        ("ahead", Table("下季度到期", AHEAD, tuple(
            (each.day.isoformat(), each.text, each.unit, each.source, each.kind) for each in of.ahead
        ))),
    )  # fmt: skip
    return dict(found)


def name_of(of: Line) -> str:
    """What a target measures, with its place."""
    area = str(of.data.get("area") or "")
    return f"{of.goal.name}（{area}）" if area and area not in of.goal.name else of.goal.name


def _demand(of: Line) -> str:
    return of.goal.required + ("（力争）" if of.goal.soft else "")


# --- the paper


def sheet(of: Report) -> Sheet:
    """The report as a paper; without 发文字号, which the office gives it when it is issued."""
    told = tables(of)
    parts: list[str | Rows] = ["一、总体情况", overall(of)]
    if of.jobs:
        parts += _printed(told["units"])
    for ordinal, title, key, none in (
        ("二", "本季度办结事项", "done", "本季度没有办结的事项。"),
        ("三", "逾期事项及原因", "late", "没有逾期未办结的事项。"),
        ("四", "延期情况", "longer", "本季度没有申请或批准延期的事项。"),
    ):
        parts += [f"{ordinal}、{title}", *(_printed(told[key]) if told[key].rows else [none])]
    parts += ["五、指标完成情况", targets_words(of)]
    if told["targets"].rows:
        parts += _printed(told["targets"])
    parts.append(f"六、下季度（{of.quarter.after.label}）到期事项")
    parts += _printed(told["ahead"]) if told["ahead"].rows else ["下季度没有到期的事项。"]
    return Sheet(
        of.title, "", (), tuple(parts), of.issuer, of.as_of, "",
        sample=of.sample or any(each.sample for each in of.jobs),
    )  # fmt: skip


def overall(of: Report) -> str:
    """How it stands, in a sentence."""
    told = of.whole
    if not told.total:
        return f"截至{_day(of.as_of)}，没有纳入督办的事项。"
    return (
        f"截至{_day(of.as_of)}，纳入督办的事项共{told.total}项：本季度办结{told.done}项（按期{told.in_time}项），"
        f"正常{told.green}项，临期{told.yellow}项，逾期{told.red}项，涉及{len(of.units)}个单位。"
    )


def targets_words(of: Report) -> str:
    """How the targets stand, in a sentence; those only expected are told apart."""
    if of.targets:
        counts = counted(of.targets)
        states = "，".join(f"{STATES[state]}{n}项" for state, n in counts.items() if n)
        words = f"列入指标{len(of.targets)}项：{states}。预计数不计入达到。"
    else:
        words = "没有已核对或已填报的指标。"
    if of.unreviewed:
        words += f"另有{of.unreviewed}项指标尚未核对，没有列入。"
    return words


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _printed(of: Table) -> list[str | Rows]:
    shown = of.rows[:MOST_PRINTED]
    rows = tuple(tuple(_short(str(cell)) for cell in row) for row in shown)
    found: list[str | Rows] = [Rows(of.columns, rows)]
    if len(of.rows) > len(shown):
        found.append(f"以上列{len(shown)}行，其余{len(of.rows) - len(shown)}行见本报告的电子表格。")
    return found


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def docx(of: Report) -> bytes:
    """The report as docx."""
    return paper(sheet(of))


# --- the workbook


def xlsx(of: Report) -> bytes:
    """The report as xlsx: a sheet for each table, and one with every item."""
    told = tables(of)
    first = Table(
        "总体情况", ("项目", "内容"),
        (
            ("报告", of.title), ("截至", of.as_of.isoformat()), ("单位", of.issuer),
            ("总体情况", overall(of)), ("指标", targets_words(of)), *((("样例", "样例数据"),) if of.sample else ()),
        ),
    )  # fmt: skip
    every = Table("全部事项", EVERY, tuple(map(_every, of.jobs)))
    return workbook([first, *told.values(), every])


def _every(of: Job) -> tuple[object, ...]:
    return (
        of.key, of.text, of.unit, of.leader, of.document, of.address, day_words(of.due), LIGHTS[of.light],
        of.ended.isoformat() if of.ended else "", of.late or "", of.progress, of.mark, of.reason, of.said,
        "样例" if of.sample else "",
    )  # fmt: skip


def workbook(found: Sequence[Table]) -> bytes:
    """A workbook with a sheet for each table; words stay words, no cell is ever taken for a formula."""
    book = Workbook()
    for each in found:
        page: Any = book.create_sheet(each.name[:31])
        page.freeze_panes = "A2"
        for place, row in enumerate((each.columns, *each.rows), 1):
            for column, value in enumerate(row, 1):
                _fill(page.cell(place, column), value, head=place == 1)
        for column, title in enumerate(each.columns, 1):
            widest = max((len(str(row[column - 1])) for row in each.rows[:200]), default=0)
            letter = get_column_letter(column)
            page.column_dimensions[letter].width = min(max(len(title) * 2 + 2, widest * 1.8), 60)
        page.auto_filter.ref = f"A1:{get_column_letter(len(each.columns))}{len(each.rows) + 1}"
    empty: Any = book.worksheets[0]
    book.remove(empty)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(cell: Any, value: object, *, head: bool) -> None:
    if isinstance(value, int | float):
        cell.value = value
    elif value is not None and value != "":
        words = _NOT_IN_XML.sub("", str(value))[:_LONGEST_CELL]
        cell.value = words
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        if words.startswith(_FORMULA):
            cell.quotePrefix = True  # nor does the spreadsheet, when the cell is edited
        if len(words) > 20:
            cell.alignment = _WRAPPED
    if head:
        cell.font = Font(bold=True)
