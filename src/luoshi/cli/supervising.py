"""``luoshi duties``, ``targets``, ``calendar`` and ``posts``: who must do what, what must be reached, on which day, and who holds which post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luoshi.cli import values
from luoshi.cli.failure import FAILED, MISUSED, Failure
from luoshi.cli.frame import Command
from luoshi.cli.options import Json

if TYPE_CHECKING:
    from luoshi.office.duties.models import Found

Number = Annotated[
    str,
    typer.Argument(metavar="文号", parser=values.words, help="文号（任何写法）或标题；不写则全部"),
]
Unit = Annotated[
    str,
    typer.Option(
        metavar="单位", parser=values.words, help="只要这个单位的，全称、别名或其中几个字"
    ),
]
First = Annotated[
    date | None,
    typer.Option("--from", metavar="日期", parser=values.day, help="从哪一天起；不写是今天"),
]
Last = Annotated[
    date | None,
    typer.Option("--to", metavar="日期", parser=values.day, help="到哪一天为止；不写是其后一年"),
]
_MARKS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "=": "", "~": "约"}
_WIDE = 36
"""Characters of a task that a table shows; all of them with ``--json``."""


def add(app: typer.Typer) -> None:
    """Put the commands beside the others."""
    for command in (duties, targets, calendar, posts):
        app.command(cls=Command)(command)


def duties(number: Number = "", unit: Unit = "", json: Json = False) -> None:
    """列出责任：谁牵头、谁配合、做什么、什么时候完成，每条附条款。"""
    rows = _found("duty", number, unit)
    _tell(
        rows, json, ("条款", "牵头", "其他单位", "期限", "事项"),
        lambda row: (
            row["address"], "、".join(row["lead"]),
            "、".join(each for each in row["units"] if each not in row["lead"]),
            row["deadline"] or "", _short(row["text"]),
        ),
    )  # fmt: skip


def targets(number: Number = "", json: Json = False) -> None:
    """列出指标：到哪一年、什么要达到多少，每条附条款。"""
    _tell(
        _found("target", number, ""), json, ("条款", "指标", "要求", "年份", "说明"),
        lambda row: (
            row["address"], row["name"], f"{_MARKS[row['comparator']]}{row['value']}{row['unit']}",
            row["year"] or "", "、".join(filter(None, (row["per"], "力争" if row["soft"] else ""))),
        ),
    )  # fmt: skip


def calendar(first: First = None, last: Last = None, unit: Unit = "", json: Json = False) -> None:
    """列出日程：文件写明的、按规则算出的和在办的，各在哪一天到期。"""
    from luoshi.cli.archive import open_filled
    from luoshi.office import clock

    open_filled()
    from luoshi.office.duties import calendaring

    begin = first or clock.today()
    end = last or calendaring.year_after(begin)
    if end < begin:
        raise Failure(
            f"从 {begin} 到 {end}，没有一天", "命令行", "请让 --to 不早于 --from。", MISUSED
        )
    from luoshi.office.directory.actors import SHELL
    from luoshi.office.duties.errors import DutyError

    try:
        found = calendaring.entries(begin, end, unit or None, actor=SHELL)
    except DutyError as error:
        raise Failure(error.what, "命令行", error.remedy, MISUSED) from error
    rows = [calendaring.data_of(each) for each in found]
    _tell(
        rows, json, ("日期", "事项", "单位", "时限原文", "条款", "来源"),
        lambda row: (
            row["day"], _short(row["what"]), "、".join(row["units"]), row["words"], row["address"],
            row["source"],
        ),
    )  # fmt: skip


def posts(
    day: Annotated[
        date | None,
        typer.Option("--on", metavar="日期", parser=values.day, help="哪一天；不写是今天"),
    ] = None,
    words: Annotated[
        str,
        typer.Option("--who", metavar="词", parser=values.words, help="姓名、职务或机构中的几个字"),
    ] = "",
    json: Json = False,
) -> None:
    """列出任职：这一天谁任什么职务、在哪个领导小组，以及试用期到哪天。"""
    from luoshi.cli.archive import open_filled
    from luoshi.office import clock

    open_filled()
    from luoshi.office.duties import posts as holding

    rows = [holding.as_data(each) for each in holding.held(day or clock.today(), words)]
    _tell(
        rows, json, ("姓名", "职务", "机构", "自", "试用期至", "条款"),
        lambda row: (
            row["name"], row["post"], " ".join(filter(None, (row["group"], row["seat"]))),
            row["since"] or "", row["probation"] or "", row["address"],
        ),
    )  # fmt: skip


def _found(kind: str, number: str, unit: str) -> list[dict[str, Any]]:
    """The findings as they stand after review; what was rejected is left out."""
    from luoshi.cli.archive import open_filled

    open_filled()
    from luoshi.office.duties import finding, shapes
    from luoshi.office.duties.errors import DutyError

    finding.ensure()
    for issue in finding.failed():
        _warn(f"没能从“{issue.label}”中提取事项，列出的可能不是最新的。")
    try:
        rows: Sequence[Found] = list(finding.found(kind, number=number or None, unit=unit or None))
    except DutyError as error:
        raise Failure(error.what, "命令行", error.remedy, FAILED) from error
    return [shapes.face_of(row) for row in rows]


def _warn(words: str) -> None:
    from luoshi.cli.screen import note

    note(words)


def _tell(
    rows: Sequence[dict[str, Any]], as_json: bool, heads: tuple[str, ...],
    cells: Callable[[dict[str, Any]], Sequence[object]],
) -> None:  # fmt: skip
    from luoshi.cli.screen import Page, note, print_json

    if as_json:
        print_json(rows)
    elif rows:
        Page().table(heads, (cells(row) for row in rows))
        note(f"共 {len(rows)} 条。")
    else:
        note("没有符合的。")


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _WIDE else f"{flat[:_WIDE]}……"
