"""Working days as this office counts them: the published calendar with an administrator's corrections."""

from __future__ import annotations

from datetime import date

from luoshi.office.cases.models import Correction
from luoshi.procedures.calendar import WorkCalendar


def present() -> WorkCalendar:
    """The calendar with today's corrections."""
    return WorkCalendar(dict(Correction.objects.values_list("day", "works")))


def correction_of(day: date) -> Correction | None:
    """What an administrator said about a day."""
    return Correction.objects.filter(day=day).first()
