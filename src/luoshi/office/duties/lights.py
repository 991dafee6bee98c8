"""Lights (亮灯): green; yellow when the day is near; red when it has passed; done (办结).

The day of the time limit itself is not late. While a report waits to be checked (核查) the light stays as it
was on the day of the report: nobody turns red because the office takes its time.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from luoshi.office.duties import office_settings
from luoshi.office.duties.models import Item

DONE = ("closed", "evaluated", "cancelled")
"""Stages after which the day does not matter any more."""
KEPT = "reported"
"""The stage in which the light stands still."""


def light_of(item: Item, today: date, days_before: int) -> str:
    """The light of an item on a day; a key of `models.LIGHTS`.

    Args:
        item: its stage and its day count.
        today: the day.
        days_before: so many days before its day it turns yellow.
    """
    if item.stage in DONE:
        return "done"
    if item.stage == KEPT:
        return item.light
    if item.due is None:
        return "green"
    if item.due < today:
        return "red"
    return "yellow" if item.due <= today + timedelta(days=days_before) else "green"


def relight(today: date) -> int:
    """Set every light that is wrong on a day; how many were."""
    near = today + timedelta(days=office_settings.of("yellow_days"))
    running = ~Q(stage__in=[*DONE, KEPT])
    wanted = {
        "done": Q(stage__in=DONE),
        "red": running & Q(due__lt=today),
        "yellow": running & Q(due__gte=today, due__lte=near),
        "green": running & (Q(due__isnull=True) | (Q(due__gt=near) & Q(due__gte=today))),
    }
    return sum(
        Item.objects.filter(when).exclude(light=light).update(light=light)
        for light, when in wanted.items()
    )
