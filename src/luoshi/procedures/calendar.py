"""The calendar of working days (工作日历): the State Council's plan for each year, and what the office corrects.

The plan comes from the package chinesecalendar. Outside its years nothing is known of holidays:
Monday to Friday count, and :meth:`WorkCalendar.known` says so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from chinese_calendar.constants import holidays, workdays

FIRST_KNOWN = min(holidays).year
LAST_KNOWN = max(holidays).year
"""The years whose plan of holidays the package holds."""
EARLIEST, LATEST = 1900, 2400
"""Years that can be counted in at all; beyond them a date is a slip of the pen."""

_DAY = timedelta(days=1)


class CountingError(ValueError):
    """期限算不出: what is wrong, by which clause, what to do."""

    def __init__(self, what: str, remedy: str = "", clause: str = "") -> None:
        self.what, self.remedy, self.clause = what, remedy, clause
        by = f"（依据：{clause}）" if clause else ""
        super().__init__(f"{what}{by}。{remedy}" if remedy else f"{what}{by}")


class WorkCalendar:
    """Which days are working days (工作日); cheap to make, faster the longer it is kept.

    Args:
        corrections: days that the office sets right: True is a working day, False a day off. They go
            before everything else.
    """

    def __init__(self, corrections: Mapping[date, bool] | None = None) -> None:
        self.corrections = dict(corrections or {})
        self._corrected_years = {day.year for day in self.corrections}
        self._years: dict[int, tuple[int, ...]] = {}

    def is_workday(self, day: date) -> bool:
        """Whether it is a working day."""
        corrected = self.corrections.get(day)
        return _planned(day) if corrected is None else corrected

    def known(self, day: date) -> bool:
        """Whether the plan of holidays for this day is published, or the office has entered it."""
        return FIRST_KNOWN <= day.year <= LAST_KNOWN or day in self.corrections

    def next_workday(self, day: date) -> date:
        """The day itself where it is a working day, else the next one."""
        return day if self.is_workday(day) else self.add(day, 1)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after a day, which does not count; before it where n is negative.

        ``add(day, 0)`` is the day itself, working or not.
        """
        if n == 0:
            return day
        year = day.year
        if n > 0:
            n += bisect_right(self._year(year), day.toordinal()) - 1
            while n >= (length := len(self._year(year))):
                n -= length
                year += 1
        else:
            n += bisect_left(self._year(year), day.toordinal())
            while n < 0:
                year -= 1
                n += len(self._year(year))
        return date.fromordinal(self._year(year)[n])

    def between(self, a: date, b: date) -> int:
        """How many working days follow a, up to and with b; negative where b lies before a."""
        if b < a:
            return -self.between(b, a)
        upto_b = bisect_right(self._year(b.year), b.toordinal())
        upto_a = bisect_right(self._year(a.year), a.toordinal())
        return upto_b - upto_a + sum(len(self._year(year)) for year in range(a.year, b.year))

    def _year(self, year: int) -> tuple[int, ...]:
        """The working days of a year as ordinals, in order."""
        found = self._years.get(year)
        if found is None:
            found = _planned_year(year)
            if year in self._corrected_years:
                found = tuple(day.toordinal() for day in _days(year) if self.is_workday(day))
            self._years[year] = found
        return found


def _planned(day: date) -> bool:
    return day in workdays or (day.weekday() < 5 and day not in holidays)


@cache
def _planned_year(year: int) -> tuple[int, ...]:
    """The same for every calendar, so that a new one with other corrections costs little."""
    if not EARLIEST <= year <= LATEST:
        raise CountingError(
            f"{year}年不在可以计算的年份（{EARLIEST}至{LATEST}）之内", "请核对日期的年份。"
        )
    return tuple(day.toordinal() for day in _days(year) if _planned(day))


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + place * _DAY for place in range((date(year + 1, 1, 1) - first).days)]
