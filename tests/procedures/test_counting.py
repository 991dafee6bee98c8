"""Counting: boundaries of each convention, and what must hold for every day and term.

Days off and working weekends stand here only where chinesecalendar says so: ``plan`` asserts it.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import get_args

import chinese_calendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from luoshi.procedures.calendar import FIRST_KNOWN, LAST_KNOWN, CountingError, WorkCalendar
from luoshi.procedures.counting import (
    HERE,
    Due,
    Left,
    Pause,
    PeriodName,
    Term,
    TermUnit,
    after_period,
    due,
    extended,
    limit_of,
    next_recurring,
    paused,
    period_end,
    period_of,
    periods,
    remaining,
    resume,
    term_of,
)
from luoshi.rules import Policy
from luoshi.rules.errors import UnknownParameter
from luoshi.rules.parameters import Recurring, load

PLAN = WorkCalendar()
DAY = timedelta(days=1)


def at(day: str, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(
        date.fromisoformat(day), datetime.min.time().replace(hour=hour, minute=minute), HERE
    )


def last(term: Term, since: str, calendar: WorkCalendar = PLAN, *, before: bool = False) -> str:
    return due(term, at(since), calendar, before=before).day.isoformat()


def plan(**days: bool) -> None:
    """The days on which a test rests are what the State Council's plan says."""
    for name, working in days.items():
        day = datetime.strptime(name, "d%Y%m%d").replace(tzinfo=UTC).date()
        assert chinese_calendar.is_workday(day) is working, day


# --- the calendar


@pytest.mark.parametrize("year", [FIRST_KNOWN, 2013, 2023, 2024, 2026, LAST_KNOWN])
def test_calendar_is_the_packages(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert PLAN.is_workday(day) == chinese_calendar.is_workday(day)
        day += DAY


def test_corrections_go_first() -> None:
    thursday, saturday = date(2024, 3, 7), date(2024, 3, 9)
    calendar = WorkCalendar({thursday: False, saturday: True})
    assert not calendar.is_workday(thursday)
    assert calendar.is_workday(saturday)
    assert calendar.add(date(2024, 3, 6), 2) == saturday
    assert PLAN.add(date(2024, 3, 6), 2) == date(2024, 3, 8)
    assert calendar.next_workday(thursday) == date(2024, 3, 8)


def test_a_correction_in_a_year_without_plan() -> None:
    monday = date(LAST_KNOWN + 1, 3, 1)
    monday += (7 - monday.weekday()) % 7 * DAY
    calendar = WorkCalendar({monday: False})
    assert calendar.known(monday)
    assert not calendar.known(monday + DAY)
    assert calendar.next_workday(monday) == monday + DAY


def test_the_corrections_given_are_copied() -> None:
    given_days = {date(2024, 3, 7): False}
    calendar = WorkCalendar(given_days)
    given_days.clear()
    assert not calendar.is_workday(date(2024, 3, 7))


def test_years_nobody_means_are_refused() -> None:
    with pytest.raises(CountingError, match="9000年"):
        PLAN.add(date(9000, 1, 1), 1)
    with pytest.raises(CountingError, match="20年不在"):
        due(Term(3, "day"), datetime(20, 1, 1, tzinfo=HERE), PLAN)


# --- working days


def test_an_event_on_friday_counts_from_monday() -> None:
    plan(d20240308=True, d20240309=False, d20240310=False, d20240311=True)
    assert last(Term(1, "workday"), "2024-03-08") == "2024-03-11"
    assert last(Term(3, "workday"), "2024-03-08") == "2024-03-13"


@pytest.mark.parametrize("hour", [0, 9, 17, 23])
def test_the_hour_of_the_event_does_not_matter(hour: int) -> None:
    found = due(Term(2, "workday"), at("2024-03-06", hour), PLAN)
    assert found.at == at("2024-03-09", 0)
    assert found.day == date(2024, 3, 8)
    assert str(found) == "2024年3月8日24时"


def test_the_day_is_that_of_shanghai() -> None:
    evening = datetime(2024, 3, 6, 17, tzinfo=UTC)  # already 7 March here
    assert due(Term(1, "workday"), evening, PLAN).day == date(2024, 3, 8)


def test_an_event_on_a_day_off() -> None:
    assert last(Term(1, "workday"), "2024-03-09") == "2024-03-11"


def test_spring_festival_2023_and_its_working_weekend() -> None:
    plan(d20230120=True, d20230121=False, d20230127=False, d20230128=True, d20230129=True)
    assert last(Term(1, "workday"), "2023-01-20") == "2023-01-28"
    assert last(Term(2, "workday"), "2023-01-20") == "2023-01-29"
    assert last(Term(3, "workday"), "2023-01-20") == "2023-01-30"


def test_spring_festival_2024_with_working_sundays_on_both_sides() -> None:
    plan(d20240204=True, d20240209=True, d20240210=False, d20240217=False, d20240218=True)
    assert last(Term(1, "workday"), "2024-02-03") == "2024-02-04"
    assert last(Term(5, "workday"), "2024-02-04") == "2024-02-09"
    assert last(Term(6, "workday"), "2024-02-04") == "2024-02-18"


def test_spring_festival_2026() -> None:
    plan(d20260214=True, d20260215=False, d20260223=False, d20260224=True, d20260228=True)
    assert last(Term(1, "workday"), "2026-02-14") == "2026-02-24"
    assert last(Term(5, "workday"), "2026-02-14") == "2026-02-28"


def test_national_day_2023() -> None:
    plan(d20230928=True, d20230929=False, d20231006=False, d20231007=True, d20231008=True)
    assert last(Term(3, "workday"), "2023-09-28") == "2023-10-09"


def test_national_day_2024() -> None:
    plan(d20240929=True, d20240930=True, d20241001=False, d20241007=False, d20241012=True)
    assert last(Term(1, "workday"), "2024-09-28") == "2024-09-29"
    assert last(Term(3, "workday"), "2024-09-29") == "2024-10-09"
    assert last(Term(5, "workday"), "2024-09-30") == "2024-10-12"


def test_national_day_2026() -> None:
    plan(d20260930=True, d20261001=False, d20261007=False, d20261008=True, d20261010=True)
    assert last(Term(3, "workday"), "2026-09-30") == "2026-10-10"
    assert last(Term(4, "workday"), "2026-09-30") == "2026-10-12"


def test_working_days_before_an_event() -> None:
    plan(d20230120=True, d20230127=False, d20230128=True)
    assert last(Term(1, "workday"), "2023-01-28", before=True) == "2023-01-20"
    assert last(Term(2, "workday"), "2023-01-30", before=True) == "2023-01-28"


# --- days, months, years


def test_days_end_on_a_working_day() -> None:
    found = due(Term(30, "day"), at("2024-01-11"), PLAN)
    plan(d20240210=False, d20240217=False, d20240218=True)
    assert found.nominal == date(2024, 2, 10)
    assert found.day == date(2024, 2, 18)
    assert "2024年2月10日不是工作日，顺延至2024年2月18日" in found.note
    assert "第二百零三条" in found.convention


def test_days_that_end_on_a_working_day_stay() -> None:
    found = due(Term(30, "day"), at("2024-01-10"), PLAN)
    assert (found.day, found.nominal, found.note) == (date(2024, 2, 9), None, "")


def test_a_leap_day() -> None:
    assert last(Term(1, "day"), "2024-02-28") == "2024-02-29"
    assert last(Term(1, "day"), "2023-02-28") == "2023-03-01"
    assert due(Term(1, "year"), at("2024-02-29"), PLAN).day == date(2025, 2, 28)
    assert due(Term(4, "year"), at("2024-02-29"), PLAN).last == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("since", "months", "nominal"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-03-31", 1, "2024-04-30"),
        ("2024-01-31", 2, "2024-03-31"),
        ("2023-12-15", 1, "2024-01-15"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_end_on_the_corresponding_day(since: str, months: int, nominal: str) -> None:
    found = due(Term(months, "month"), at(since), PLAN)
    assert found.last.isoformat() == nominal
    assert found.day == PLAN.next_workday(found.last)


def test_at_least_thirty_days_before_is_not_moved() -> None:
    found = due(Term(30, "day"), at("2024-07-01"), PLAN, before=True)
    plan(d20240601=False, d20240531=True)
    assert found.day == date(2024, 6, 1)
    assert "宜在2024年5月31日以前办理" in found.note
    assert "不顺延" in found.convention


def test_months_before_an_event() -> None:
    assert last(Term(1, "month"), "2024-03-31", before=True) == "2024-02-29"
    assert last(Term(1, "year"), "2024-02-29", before=True) == "2023-02-28"


# --- hours and minutes


def test_hours_run_through_days_off() -> None:
    found = due(Term(72, "hour"), at("2024-02-09", 15, 30), PLAN)
    assert found.at == at("2024-02-12", 15, 30)
    assert str(found) == "2024年2月12日15:30"
    assert found.day == date(2024, 2, 12)


def test_minutes_and_hours_before() -> None:
    assert due(Term(15, "minute"), at("2024-02-09", 23, 50), PLAN).at == at("2024-02-10", 0, 5)
    found = due(Term(1, "hour"), at("2024-02-09", 0, 30), PLAN, before=True)
    assert found.at == at("2024-02-08", 23, 30)


def test_hours_are_true_hours_when_the_clocks_were_changed() -> None:
    # 1986 knew summer time; the zone of the machine's tables does too.
    start = datetime(1986, 5, 3, 12, tzinfo=HERE)
    found = due(Term(24, "hour"), start, PLAN)
    assert found.at.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=24)


# --- what is refused


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, "3"])
def test_terms_that_are_none(amount: int) -> None:
    with pytest.raises(CountingError, match="不是正整数"):
        Term(amount, "workday")


@pytest.mark.parametrize("unit", get_args(TermUnit))
def test_terms_beyond_a_century(unit: TermUnit) -> None:
    with pytest.raises(CountingError, match="超过一百年"):
        Term(60_000_000, unit)


def test_a_moment_without_zone() -> None:
    naive = datetime(2024, 3, 1)  # noqa: DTZ001
    with pytest.raises(CountingError, match="没有时区"):
        due(Term(1, "day"), naive, PLAN)


def test_a_deadline_before_an_event_has_no_pause() -> None:
    with pytest.raises(CountingError, match="事前期限"):
        due(Term(1, "day"), at("2024-03-01"), PLAN, before=True, extension=Term(1, "day"))


# --- years without a plan


def test_beyond_the_plan_the_due_says_so() -> None:
    found = due(Term(10, "workday"), at(f"{LAST_KNOWN}-12-28"), PLAN)
    assert found.note == f"{LAST_KNOWN + 1}年：该年放假安排尚未公布，按周一至周五计"
    later_on = due(Term(3, "year"), at(f"{LAST_KNOWN}-05-06"), PLAN)
    assert "该年放假安排尚未公布，按周一至周五计" in later_on.note
    assert f"{LAST_KNOWN + 3}年" in later_on.note


def test_before_the_plan_the_note_is_another() -> None:
    note = due(Term(1, "workday"), at(f"{FIRST_KNOWN - 1}-03-03"), PLAN).note
    assert "没有收录" in note


def test_hours_need_no_plan() -> None:
    assert not due(Term(72, "hour"), at(f"{LAST_KNOWN + 1}-03-03"), PLAN).note


# --- pausing and extension


def test_a_pause_across_a_holiday() -> None:
    plan(d20240207=True, d20240208=True, d20240209=True, d20240210=False, d20240218=True)
    term = Term(5, "workday")
    start = due(term, at("2024-02-05"), PLAN)
    assert start.day == date(2024, 2, 18)  # 6, 7, 8, 9, 18
    left = remaining(start, at("2024-02-07", 16), term, PLAN)
    assert left == Left(3, "workday")
    gone_on = resume(start, left, at("2024-02-20"), PLAN)
    assert gone_on.day == date(2024, 2, 23)  # 21, 22, 23
    assert paused(start, at("2024-02-07", 16), at("2024-02-20"), term, PLAN) == gone_on
    assert "补正期间暂停计算" in gone_on.convention


def test_a_pause_within_days_off_moves_nothing() -> None:
    term = Term(5, "workday")
    start = due(term, at("2024-02-05"), PLAN)
    assert paused(start, at("2024-02-10"), at("2024-02-17"), term, PLAN).at == start.at


def test_a_pause_on_the_last_day_ends_on_a_working_day() -> None:
    term = Term(1, "workday")
    start = due(term, at("2024-03-07"), PLAN)  # Friday 8 March
    assert paused(start, at("2024-03-08"), at("2024-03-16"), term, PLAN).day == date(2024, 3, 18)
    assert paused(start, at("2024-03-08"), at("2024-03-14"), term, PLAN).day == date(2024, 3, 14)


def test_hours_stand_still_to_the_second() -> None:
    term = Term(72, "hour")
    start = due(term, at("2024-03-01", 8), PLAN)
    left = remaining(start, at("2024-03-02", 8, 30), term, PLAN)
    assert left == Left(47 * 3600 + 1800, "second")
    assert str(left) == "47小时30分"
    assert resume(start, left, at("2024-03-04", 9), PLAN).at == at("2024-03-06", 8, 30)


def test_days_are_moved_only_at_the_end() -> None:
    """Two pauses do not gain the days by which the last day was moved in between."""
    term = Term(9, "day")
    pauses = [(at("2024-03-04"), at("2024-03-05")), (at("2024-03-06"), at("2024-03-07"))]
    found = due(term, at("2024-03-01"), PLAN, pauses=pauses)
    assert found.last == date(2024, 3, 12)
    assert found.day == date(2024, 3, 12)


def test_a_pause_after_the_end_changes_nothing() -> None:
    term = Term(1, "workday")
    start = due(term, at("2024-03-07"), PLAN)
    found = paused(start, at("2024-03-09", 0), at("2024-03-20"), term, PLAN)
    assert found.at == start.at
    assert "已经届满" in found.note
    assert remaining(start, at("2024-03-20"), term, PLAN) == Left(0, "workday")


def test_a_pause_that_ends_before_it_begins() -> None:
    start = due(Term(5, "day"), at("2024-03-07"), PLAN)
    with pytest.raises(CountingError, match="早于"):
        paused(start, at("2024-03-09"), at("2024-03-08"), Term(5, "day"), PLAN)


def test_extension() -> None:
    term = Term(5, "workday")
    start = due(term, at("2024-03-01"), PLAN)
    assert start.day == date(2024, 3, 8)
    longer = extended(start, Term(10, "workday"), PLAN)
    assert longer.day == date(2024, 3, 22)
    assert longer.convention.startswith(start.convention)
    assert "延长10个工作日" in longer.convention
    assert due(term, at("2024-03-01"), PLAN, extension=Term(10, "workday")) == longer


def test_extension_by_days_hours_months() -> None:
    start = due(Term(8, "day"), at("2024-03-01"), PLAN)  # Saturday 9 March, moved to 11
    assert extended(start, Term(5, "day"), PLAN).day == date(2024, 3, 14)
    assert extended(start, Term(1, "month"), PLAN).day == date(2024, 4, 9)
    assert extended(start, Term(2, "workday"), PLAN).day == date(2024, 3, 13)
    hours = due(Term(2, "hour"), at("2024-03-01", 23), PLAN)
    assert extended(hours, Term(24, "hour"), PLAN).at == at("2024-03-03", 1)


# --- periods


@pytest.mark.parametrize(
    ("period", "day", "first", "end", "label"),
    [
        ("week", "2024-03-04", "2024-03-04", "2024-03-10", "2024年3月4日至2024年3月10日"),
        ("week", "2024-12-31", "2024-12-30", "2025-01-05", "2024年12月30日至2025年1月5日"),
        ("quarter", "2024-02-29", "2024-01-01", "2024-03-31", "2024年第一季度"),
        ("quarter", "2024-12-31", "2024-10-01", "2024-12-31", "2024年第四季度"),
        ("year", "2024-01-01", "2024-01-01", "2024-12-31", "2024年"),
    ],
)
def test_periods(period: PeriodName, day: str, first: str, end: str, label: str) -> None:
    span = period_of(period, date.fromisoformat(day))
    assert (span.first.isoformat(), span.last.isoformat(), span.label) == (first, end, label)
    assert period_end(period, date.fromisoformat(day)).isoformat() == end


def test_two_years_from_the_entry() -> None:
    entry = date(2023, 9, 1)
    assert period_end("two_years", entry, since=entry) == date(2025, 9, 1)
    assert period_end("two_years", date(2025, 9, 1), since=entry) == date(2025, 9, 1)
    second = period_of("two_years", date(2025, 9, 2), since=entry)
    assert (second.first, second.last) == (date(2025, 9, 2), date(2027, 9, 1))
    with pytest.raises(CountingError, match="起算日"):
        period_end("two_years", entry)
    with pytest.raises(CountingError, match="起算日"):
        period_end("two_years", entry - DAY, since=entry)


def test_which_periods_have_ended() -> None:
    labels = [span.label for span in periods("quarter", date(2023, 9, 30), date(2024, 6, 30))]
    assert labels == ["2023年第四季度", "2024年第一季度", "2024年第二季度"]
    assert not list(periods("quarter", date(2024, 3, 31), date(2024, 6, 29)))
    ends = [
        span.last
        for span in periods("two_years", date(2020, 1, 1), date(2028, 1, 1), since=date(2023, 9, 1))
    ]
    assert ends == [date(2025, 9, 1), date(2027, 9, 1)]


def test_working_days_after_a_quarter() -> None:
    plan(d20240930=True, d20241001=False, d20241007=False, d20241012=True)
    found = after_period("quarter", date(2024, 9, 30), Term(10, "workday"), PLAN)
    assert found.day == date(2024, 10, 18)
    assert "本季度结束" in found.convention
    assert "第10个工作日" in found.convention


def test_hours_after_a_week() -> None:
    found = after_period("week", date(2024, 3, 10), Term(12, "hour"), PLAN)
    assert found.at == at("2024-03-11", 12)


def test_without_limit_the_period_is_the_limit() -> None:
    found = after_period("week", date(2024, 3, 10), None, PLAN)
    assert found.at == at("2024-03-11", 0)
    assert "原文未另定期限" in found.convention


@pytest.mark.parametrize(
    ("written", "after", "expected"),
    [
        ("每年2月底", "2023-12-31", "2024-02-29"),
        ("每年2月底", "2024-02-29", "2025-02-28"),
        ("每年3月31日", "2023-12-31", "2024-03-31"),
        ("每季度末月25日", "2024-03-25", "2024-06-25"),
        ("每季度末月25日", "2024-03-24", "2024-03-25"),
        ("每月31日", "2024-01-31", "2024-02-29"),
        ("每月5日", "2023-12-31", "2024-01-05"),
    ],
)
def test_recurring_days(written: str, after: str, expected: str) -> None:
    found = next_recurring(Recurring.parse(written), date.fromisoformat(after))
    assert found.isoformat() == expected


def test_a_recurring_day_stays_on_a_day_off() -> None:
    plan(d20240331=False)
    found = after_period("year", date(2023, 12, 31), Recurring.parse("每年3月31日"), PLAN)
    assert found.day == date(2024, 3, 31)
    assert "宜提前办理" in found.note
    assert "每年3月31日" in found.convention


# --- parameters


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("72小时", Term(72, "hour")),
        ("3年", Term(3, "year")),
        ("3个工作日", Term(3, "workday")),
        ("5工作日", Term(5, "workday")),
        ("30日", Term(30, "day")),
        ("7天", Term(7, "day")),
        ("6个月", Term(6, "month")),
        ("24个月", Term(24, "month")),
        ("15分钟", Term(15, "minute")),
        ("60分钟", Term(60, "minute")),
        ("1.5小时", Term(90, "minute")),
        ("0.5年", Term(6, "month")),
    ],
)
def test_terms_of_parameters(written: str, term: Term) -> None:
    definition = load(
        {"limit": {"label": "样例", "clause": "第三条", "value": written}}, "样例", date(2025, 1, 1)
    )["limit"]
    assert term_of(definition) == term
    assert term_of(next(definition.leaves())) == term


@pytest.mark.parametrize("written", ["3万元", "5%", "18周岁", "3", "2.5日", "0日"])
def test_parameters_that_are_no_term(written: str) -> None:
    definition = load(
        {"limit": {"label": "样例", "clause": "第三条", "value": written}}, "样例", date(2025, 1, 1)
    )["limit"]
    with pytest.raises(CountingError):
        term_of(definition)


def test_limits_of_a_document(policy: Policy) -> None:
    assert limit_of(policy, "review", date(2025, 6, 1)) == (
        Term(5, "workday"), "样例〔2025〕1号 第三条", "样例审核时限（5个工作日）",
    )  # fmt: skip
    assert limit_of(policy, "review", date(2026, 1, 1)).term == Term(3, "workday")
    assert limit_of(policy, "kind_review", date(2025, 6, 1), ("甲",)).term == Term(72, "hour")
    assert limit_of(policy, "kind_review", date(2025, 6, 1), ("乙",)).term == Term(36, "hour")
    assert limit_of(policy, "report", date(2025, 6, 1)).term == Recurring.parse("每年2月底")


def test_limits_that_a_document_does_not_set(policy: Policy) -> None:
    with pytest.raises(CountingError, match="没有值"):
        limit_of(policy, "review", date(2024, 6, 1))
    with pytest.raises(CountingError, match="丙"):
        limit_of(policy, "kind_review", date(2025, 6, 1), ("丙",))
    with pytest.raises(CountingError, match="原文未写明"):
        limit_of(policy, "open", date(2025, 6, 1))
    with pytest.raises(UnknownParameter):
        limit_of(policy, "no_such", date(2025, 6, 1))


# --- what holds for all


DAYS = st.dates(date(2003, 6, 1), date(2028, 6, 30))
MOMENTS = st.datetimes(datetime(2004, 1, 1), datetime(2026, 6, 30), timezones=st.just(HERE))  # noqa: DTZ001
CALENDARS = st.builds(WorkCalendar, st.dictionaries(DAYS, st.booleans(), max_size=20))
UNITS = st.sampled_from(get_args(TermUnit))
TERMS = st.builds(Term, st.integers(1, 60), UNITS)


@given(CALENDARS, DAYS, st.integers(1, 400))
def test_add_and_between_agree(calendar: WorkCalendar, day: date, n: int) -> None:
    after, ahead = calendar.add(day, n), calendar.add(day, -n)
    assert calendar.between(day, after) == n
    assert calendar.between(after, day) == -n
    assert calendar.between(ahead - DAY, day - DAY) == n
    assert calendar.is_workday(after)
    assert calendar.is_workday(ahead)


@given(CALENDARS, DAYS, st.integers(0, 60), st.integers(0, 60))
def test_between_is_what_one_counts(calendar: WorkCalendar, a: date, n: int, m: int) -> None:
    b = a + n * DAY
    assert calendar.between(a, b) == sum(calendar.is_workday(a + k * DAY) for k in range(1, n + 1))
    c = b + m * DAY
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


@given(CALENDARS, TERMS, MOMENTS)
def test_due_is_never_before_since(calendar: WorkCalendar, term: Term, since: datetime) -> None:
    found = due(term, since, calendar)
    assert found.at > since
    assert found.convention
    assert term.exact or calendar.is_workday(found.day)
    # The day of the event counts as a whole before it, however early the event was.
    assert due(term, since, calendar, before=True).at <= since


@given(CALENDARS, TERMS, MOMENTS, st.integers(0, 100))
def test_a_later_event_is_never_due_earlier(
    calendar: WorkCalendar, term: Term, since: datetime, hours: int
) -> None:
    assert due(term, since + timedelta(hours=hours), calendar).at >= due(term, since, calendar).at


@given(CALENDARS, st.integers(1, 40), MOMENTS, st.data())
def test_pausing_k_working_days_moves_by_k(
    calendar: WorkCalendar, n: int, since: datetime, data: st.DataObject
) -> None:
    term = Term(n, "workday")
    start = due(term, since, calendar)
    begin, end = data.draw(pauses(since, start))
    found = paused(start, begin, end, term, calendar)
    assume(remaining(start, begin, term, calendar).amount or calendar.is_workday(end.date()))
    k = calendar.between(begin.date(), end.date())
    assert found.day == calendar.add(start.day, k)


@given(CALENDARS, TERMS, MOMENTS, st.data())
def test_two_pauses_are_their_sum(
    calendar: WorkCalendar, term: Term, since: datetime, data: st.DataObject
) -> None:
    start = due(term, since, calendar)
    first = data.draw(pauses(since, start))
    assume(_runs(start, first, term, calendar))
    once = paused(start, *first, term, calendar)
    second = data.draw(pauses(first[1], once))
    assume(_runs(once, second, term, calendar))
    twice = paused(once, *second, term, calendar)
    if term.exact:
        assert twice.at - start.at == _length(first) + _length(second)
    elif term.unit == "workday":
        moved = sum(calendar.between(a.date(), b.date()) for a, b in (first, second))
        assert twice.day == calendar.add(start.day, moved)
    else:
        moved = sum((b.date() - a.date()).days for a, b in (first, second))
        assert twice.last == start.last + moved * DAY
    assert due(term, since, calendar, pauses=[second, first]) == twice
    assert twice.convention.count("暂停") == 1


@given(CALENDARS, TERMS, TERMS, MOMENTS)
def test_an_extension_never_shortens(
    calendar: WorkCalendar, term: Term, more: Term, since: datetime
) -> None:
    start = due(term, since, calendar)
    assert extended(start, more, calendar).at >= start.at


@given(st.sampled_from(["week", "quarter", "year", "two_years"]), DAYS, st.integers(0, 3000))
def test_periods_leave_no_day_out(period: PeriodName, since: date, days: int) -> None:
    anchor = since if period == "two_years" else None
    spans = list(periods(period, since, since + days * DAY, since=anchor))
    for one, following in pairwise(spans):
        assert following.first == one.last + DAY
    for span in spans:
        assert since < span.last <= since + days * DAY
        assert period_of(period, span.last, since=anchor) == span


@st.composite
def pauses(draw: st.DrawFn, since: datetime, until: Due) -> Pause:
    """A pause that begins within a deadline."""
    room = int((until.at - since).total_seconds()) - 1
    begin = since + timedelta(seconds=draw(st.integers(0, max(room, 0))))
    return begin, begin + timedelta(seconds=draw(st.integers(0, 40 * 86400)))


def _runs(start: Due, pause: Pause, term: Term, calendar: WorkCalendar) -> bool:
    """Whether anything is left of the deadline when the pause begins, before its day is moved."""
    return remaining(start, pause[0], term, calendar).amount > 0


def _length(pause: Pause) -> timedelta:
    return pause[1] - pause[0]


def test_a_hundred_thousand_deadlines_take_about_a_second() -> None:
    terms = [Term(3, "workday"), Term(30, "day"), Term(72, "hour"), Term(3, "year")]
    moments = [at("2023-01-03") + timedelta(hours=n) for n in range(25_000)]
    began = time.perf_counter()
    for moment in moments:
        for term in terms:
            due(term, moment, PLAN)
    assert time.perf_counter() - began < 5  # measured: under one; the machine may be busy
