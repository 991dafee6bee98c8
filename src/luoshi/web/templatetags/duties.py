"""The way between the pages of supervision, and how far a day is: ``{% load duties %}``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from luoshi.office import clock
from luoshi.web.duties import item_shapes

register = template.Library()

AREAS = (
    ("duty-board", "台账", "board"),
    ("duty-heat", "热力图", "heat"),
    ("duty-timeline", "时间轴", "timeline"),
    ("duty-review", "核对", "review"),
    ("duty-register", "立项", "register"),
    ("duty-targets", "指标", "targets"),
    ("duty-report", "季度报告", "report"),
    ("duty-calendar", "日历", "calendar"),
    ("duty-feeds", "日历订阅", "feeds"),
    ("duty-settings", "设定", "settings"),
)
"""The pages of supervision; those that are not there are left out."""


@register.inclusion_tag("luoshi/duties/nav.html")
def duty_nav(here: str = "") -> dict[str, Any]:
    """The way between the pages of supervision."""
    found: list[tuple[str, str, bool]] = []
    for name, label, key in AREAS:
        try:
            found.append((reverse(name), label, key == here))
        except NoReverseMatch:
            continue
    return {"areas": found}


@register.inclusion_tag("luoshi/duties/lamp.html")
def duty_lamp(line: dict[str, Any]) -> dict[str, Any]:
    """A light: its colour, and always its words and day."""
    return {"line": line, "style": item_shapes.LAMPS.get(line["light"], "")}


@register.filter
def on_day(iso: str | date | None) -> str:
    """A day as 2026-01-08; empty where there is none."""
    return iso.isoformat() if isinstance(iso, date) else iso or ""


@register.filter
def at_minute(moment: datetime | None) -> str:
    """A moment to the minute, in the office's time zone."""
    return moment.astimezone(clock.HERE).strftime("%Y-%m-%d %H:%M") if moment else ""


@register.filter
def share(part: float | None) -> str:
    """A share as a percentage without decimals; a dash where there is none."""
    return "—" if part is None else f"{part * 100:.0f}%"
