"""Amounts in fen and moments in the templates of registers and ledgers: ``{% load books %}``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template

from luoshi.office import clock
from luoshi.web.office import wording

register = template.Library()


@register.filter
def fen(amount: int | None) -> str:
    """An amount of fen as it stands in a table: 1,234.50; a minus that is no hyphen."""
    if amount is None:
        return ""
    sign, whole = "−" if amount < 0 else "", abs(amount)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


@register.filter
def yuan(amount: int | None) -> str:
    """The same with its unit: 1,234.50元."""
    return "" if amount is None else f"{fen(amount)}元"


@register.filter
def here(moment: datetime | None) -> str:
    """A moment to the minute, in the office's time zone."""
    return moment.astimezone(clock.HERE).strftime("%Y-%m-%d %H:%M") if moment else ""


@register.filter
def iso(day: date | None) -> str:
    """A day as 2026-01-08."""
    return day.isoformat() if day else ""


@register.filter
def percent(share: float | None) -> str:
    """A share as a percentage."""
    return "" if share is None else f"{share * 100:.1f}".rstrip("0").rstrip(".") + "%"


@register.filter
def four(code: str) -> str:
    """A code in groups of four, as it is read aloud."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


@register.filter
def size(count: int) -> str:
    """The size of a file."""
    return wording.size(count)


@register.simple_tag
def field_of(line: dict[str, Any], name: str) -> str:
    """What an entry has in a field, in words."""
    return next((each["shown"] for each in line["data"] if each["name"] == name), "")


@register.simple_tag
def label_of(labels: Mapping[str, str], key: str) -> str:
    """What something is called; its key where it has no label."""
    return labels.get(key, key)


@register.simple_tag
def label_at(columns: list[tuple[str, str]], place: int) -> str:
    """The label of a column."""
    return columns[place][1]


@register.filter
def minus(amount: int) -> int:
    """The other way round: what went is shown without a sign in its own column."""
    return -amount


@register.simple_tag
def text_of(value: object) -> str:
    """A number as the form gives it back."""
    return str(value)
