"""Dates and places in the way documents write them."""

from __future__ import annotations

from datetime import date


def day(value: date | None) -> str:
    """A date as it is written in documents."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def lines(value: tuple[int, int]) -> str:
    """Source lines as people say them."""
    first, last = value
    return f"第{first}行" if first == last else f"第{first}—{last}行"
