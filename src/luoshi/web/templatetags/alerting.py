"""Times that run, and the way between the pages of alerts: ``{% load alerting %}``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from luoshi.web.office import alert_shapes, wording

register = template.Library()

AREAS = (
    ("alerts", "总览"),
    ("situation", "态势大屏"),
    ("measures", "措施"),
    ("phone-list", "要打的电话"),
    ("my-calls", "叫我的"),
    ("monitoring", "监测和准备"),
)
"""The pages of alerts; those that are not there are left out."""


@register.inclusion_tag("luoshi/alerts/nav.html")
def alert_nav(here: str = "") -> dict[str, Any]:
    """The way between the pages of alerts."""
    found: list[tuple[str, str, bool]] = []
    for name, label in AREAS:
        try:
            found.append((reverse(name), label, name == here))
        except NoReverseMatch:
            continue
    return {"areas": found}


@register.filter
def waited(iso: str, now: datetime) -> str:
    """How long since a moment: 2:05."""
    return alert_shapes.passed(wording.moment(iso), now)


@register.filter
def left(iso: str, now: datetime) -> str:
    """How long until a moment: 1:30; or by how much it is over."""
    return alert_shapes.remaining(iso, now)


@register.filter
def clock_time(iso: str) -> str:
    """A moment to the second; its day is said elsewhere."""
    found = wording.moment(iso)
    return found.strftime("%m-%d %H:%M:%S") if found else ""


@register.filter
def digits(number: str) -> str:
    """A telephone number as it is dialled."""
    return "".join(each for each in number if each.isdecimal() or each in "+*#,")
