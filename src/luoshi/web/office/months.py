"""A year of days for the page of the calendar (工作日历)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar.constants import holidays, workdays

from luoshi.procedures.calendar import WorkCalendar

HOLIDAYS = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明",
    "Labour Day": "劳动节", "Dragon Boat Festival": "端午", "Mid-autumn Festival": "中秋",
    "National Day": "国庆节", "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A day: whether it works, and why where that is not plain from the week.

    Attributes:
        kind: work, rest, holiday, shifted (works though at the weekend), or corrected.
    """

    day: date
    works: bool
    kind: str
    why: str

    @property
    def words(self) -> str:
        """The day as it is read out."""
        return (
            f"{self.day}，{'工作日' if self.works else '休息'}{f'，{self.why}' if self.why else ''}"
        )


Month = tuple[int, list[list[Day | None]], int]
"""Number, weeks from Monday, working days."""


def year(number: int, work: WorkCalendar, reasons: Mapping[date, str]) -> list[Month]:
    """The months of a year."""
    return [_month(number, month, work, reasons) for month in range(1, 13)]


def _month(number: int, month: int, work: WorkCalendar, reasons: Mapping[date, str]) -> Month:
    first = date(number, month, 1)
    after = date(number + month // 12, month % 12 + 1, 1)
    days = [
        _day(first + timedelta(days=place), work, reasons) for place in range((after - first).days)
    ]
    padded: list[Day | None] = [*[None] * first.weekday(), *days]
    padded += [None] * (-len(padded) % 7)
    weeks = [padded[at : at + 7] for at in range(0, len(padded), 7)]
    return month, weeks, sum(each.works for each in days)


def _day(day: date, work: WorkCalendar, reasons: Mapping[date, str]) -> Day:
    works = work.is_workday(day)
    if day in reasons:
        return Day(day, works, "corrected", f"本机关更正：{reasons[day]}")
    if day in holidays:
        return Day(day, works, "holiday", HOLIDAYS.get(str(holidays[day]), "节假日"))
    if day in workdays:
        return Day(day, works, "shifted", "调休上班")
    return Day(day, works, "work" if works else "rest", "")
