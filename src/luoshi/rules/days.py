"""Reckoning with days, months and years, in one place."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def later(start: date, months: int = 0, days: int = 0) -> date:
    """The day so many months and days later; the end of a shorter month where the day is missing."""
    if months:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        start = date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    return start + timedelta(days=days)


def whole_months(start: date, end: date) -> int:
    """Whole months from one day to another (满月数); negative where the end is earlier."""
    if end < start:
        return -whole_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end < later(start, months))


def month_edge(of: date, edge: str) -> date:
    """The first or last day of a month, or the first of the next."""
    if edge == "first":
        return of.replace(day=1)
    if edge == "next":
        return later(of.replace(day=1), 1)
    return of.replace(day=calendar.monthrange(of.year, of.month)[1])
