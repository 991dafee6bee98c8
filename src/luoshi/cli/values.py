"""Values of options, read from what the user typed and refused in Chinese."""

from __future__ import annotations

import re
from datetime import date

import typer

_DAY = re.compile(r"\s*(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?\s*")


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


def count(text: str) -> int:
    """A number of things, at least one."""
    return _between(text, 1, 100_000)


def port(text: str) -> int:
    """A port of this machine."""
    return _between(text, 1, 65_535)


def _between(text: str, least: int, most: int) -> int:
    digits = text.strip()
    if not re.fullmatch(r"\d{1,9}", digits, re.ASCII) or not least <= int(digits) <= most:
        raise typer.BadParameter(f"“{text}”不是 {least} 到 {most} 之间的整数")
    return int(digits)
