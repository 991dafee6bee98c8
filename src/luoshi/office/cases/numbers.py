"""Numbers that are given one after another (编号): of cases, and of papers of a unit and a year."""

from __future__ import annotations

from django.db.models import F

from luoshi.office.cases.models import Counter


def following(series: str) -> int:
    """The next number of a series; two transactions never get the same one."""
    Counter.objects.get_or_create(name=series)
    Counter.objects.filter(name=series).update(value=F("value") + 1)
    return Counter.objects.values_list("value", flat=True).get(name=series)
