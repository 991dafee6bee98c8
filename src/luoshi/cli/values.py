"""Values of options, read from what the user typed and refused in Chinese."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, get_args

import typer

Format = Literal["akn", "json", "md", "html"]
"""As `luoshi.gazette.export.Format`, which is not loaded for a page of help."""
KINDS = {
    "decree": "令",
    "rules": "办法、规定",
    "opinions": "意见",
    "plan": "方案、规划",
    "emergency plan": "应急预案",
    "assessment": "考核",
    "reply": "批复",
    "appointments": "任免",
    "report": "报告",
    "notice": "通知、公告",
}
"""As `luoshi.office.archive.queries.KIND_LABELS`, for the same reason."""
_KIND_NAMES = "、".join(f"{name}（{label}）" for name, label in KINDS.items())
KINDS_HELP = "种类：" + "、".join(KINDS.values())

CASE_STATES = {"draft": "未提交", "open": "办理中", "closed": "已办结"}
"""As `luoshi.office.cases.models.Case.STATES`; the next as the states of a deadline."""
DEADLINE_STATES = {
    "owed": "未办",
    "open": "计算中",
    "paused": "暂停",
    "met": "按时办结",
    "late": "逾期",
    "cancelled": "取消",
    "": "全部",
}
CASE_STATES_HELP = "状态：" + "、".join(CASE_STATES.values())
DEADLINE_STATES_HELP = "状态：" + "、".join(DEADLINE_STATES.values())

_DAY = re.compile(r"\s*(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?\s*")


def words(text: str) -> str:
    """Words of any kind, as long as they are words."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise typer.BadParameter("不是有效的文字，请检查终端的编码（应为 UTF-8）") from None
    return text


def pair(text: str) -> str:
    """``NAME=VALUE``, as it stands."""
    name, sign, _ = words(text).partition("=")
    if not sign or not name.strip():
        raise typer.BadParameter(f"“{text[:50]}”要写成 名称=值")
    return text


def day(text: str) -> date:
    """``2024-01-15``, ``2024/1/15``, ``2024年1月15日`` or ``today``."""
    if text.strip() in {"today", "今天"}:
        return date.today()  # noqa: DTZ011 - the day on the user's own calendar
    match = _DAY.fullmatch(text)
    try:
        year, month, number = (int(part) for part in match.groups()) if match else (0, 0, 0)
        return date(year, month, number)
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，请写成 2024-01-15") from None


def year(text: str) -> int:
    """A year of four digits."""
    if not re.fullmatch(r"\d{4}年?", text.strip(), re.ASCII):
        raise typer.BadParameter(f"“{text}”不是年份，请写成 2024")
    return int(text.strip()[:4])


def kind(text: str) -> str:
    """A kind of document, in English or in Chinese."""
    wanted = text.strip().lower().replace("-", " ")
    for name, label in KINDS.items():
        if wanted in (name, label, *label.split("、")):
            return name
    raise typer.BadParameter(f"没有“{text}”这个种类，可用：{_KIND_NAMES}")


def case_state(text: str) -> str:
    """A state of a case, in English or in Chinese."""
    return _state(text, {**CASE_STATES, "": ""})


def deadline_state(text: str) -> str:
    """A state of a deadline, in English or in Chinese."""
    return _state(text, DEADLINE_STATES)


def _state(text: str, known: dict[str, str]) -> str:
    wanted = text.strip().lower()
    for name, label in known.items():
        if wanted in (name, label):
            return name
    labels = "、".join(f"{name}（{label}）" for name, label in known.items() if name)
    raise typer.BadParameter(f"没有“{text[:20]}”这个状态，可用：{labels}")


def form(text: str) -> str:
    """A form of export."""
    wanted = text.strip().lower()
    if wanted not in get_args(Format):
        raise typer.BadParameter(f"没有“{text}”这种格式，可用：{'、'.join(get_args(Format))}")
    return wanted


def count(text: str | int) -> int:
    """A number of things, at least one."""
    return _between(text, 1, 100_000)


def row(text: str | int) -> int:
    """The number of a row of a table."""
    return _between(text, 1, 999_999_999)


def port(text: str | int) -> int:
    """A port of this machine."""
    return _between(text, 1, 65_535)


def _between(text: str | int, least: int, most: int) -> int:
    digits = str(text).strip()  # a default is a number already
    if not re.fullmatch(r"\d{1,9}", digits, re.ASCII) or not least <= int(digits) <= most:
        raise typer.BadParameter(f"“{text}”不是 {least} 到 {most} 之间的整数")
    return int(digits)
