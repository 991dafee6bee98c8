"""How periods are counted (期限的计算): every convention of the office, in this one module.

The texts say 3个工作日 or 30日 and no more. What they are silent on is settled here as the Civil Code
(《民法典》第二百零一条至第二百零三条) settles it, and every :class:`Due` names the convention it was counted by.
See ``docs/counting.md``.

A day ends at 24:00, which is 00:00 of the next: a deadline on 1 March has ``at`` 2 March 00:00, and is
missed from that moment on. Days are those of Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from luoshi.procedures.calendar import FIRST_KNOWN, LAST_KNOWN, CountingError, WorkCalendar
from luoshi.rules import Policy
from luoshi.rules.days import later, month_edge
from luoshi.rules.parameters import Definition, Leaf, Recurring, find
from luoshi.rules.policy import filler

HERE = ZoneInfo("Asia/Shanghai")
TermUnit = Literal["workday", "day", "hour", "minute", "month", "year"]
PeriodName = Literal["week", "quarter", "year", "two_years"]
Pause = tuple[datetime, datetime]
"""When the clock stood still: from, until."""

_WORDS: dict[TermUnit, str] = {
    "workday": "个工作日", "day": "日", "hour": "小时", "minute": "分钟", "month": "个月", "year": "年",
}  # fmt: skip
_CENTURY: dict[TermUnit, int] = {
    "workday": 25_000, "day": 36_500, "hour": 876_000, "minute": 52_560_000, "month": 1200, "year": 100,
}  # fmt: skip
"""The longest term: a hundred years."""
_SINCE = range(1900, 2201)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """A period (期限): 3个工作日 is ``Term(3, "workday")``.

    Raises:
        CountingError: it is not a whole number above zero, or longer than a hundred years.
    """

    amount: int
    unit: TermUnit

    def __post_init__(self) -> None:
        """See above."""
        if type(self.amount) is not int or self.amount <= 0:
            raise CountingError(
                f"期限“{self.amount}{_WORDS[self.unit]}”不是正整数", "请把期限写成大于零的整数。"
            )
        if self.amount > _CENTURY[self.unit]:
            raise CountingError(f"期限“{self}”超过一百年", "请核对期限和它的单位。")

    def __str__(self) -> str:
        """As it is written: ``3个工作日``."""
        return f"{self.amount}{_WORDS[self.unit]}"

    @property
    def exact(self) -> bool:
        """Whether it runs from moment to moment (小时、分钟) and not by days."""
        return self.unit in ("hour", "minute")


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline (到期).

    Attributes:
        at: the first moment that is too late.
        convention: how it was counted, in Chinese.
        note: what one must know besides; empty where there is nothing.
        nominal: the last day before it was moved because it is no working day; None where it was not.
    """

    at: datetime
    convention: str
    note: str = ""
    nominal: date | None = None

    @property
    def day(self) -> date:
        """The last day, as people call it: of 2 March 00:00, 1 March."""
        return (self.at.astimezone(HERE) - timedelta.resolution).date()

    @property
    def last(self) -> date:
        """The day from which days are counted on: the last one before it was moved."""
        return self.nominal or self.day

    def __str__(self) -> str:
        """``2024年3月1日24时``, or the moment where it is within a day."""
        local = self.at.astimezone(HERE)
        if local.time() == time():
            return f"{_chinese(self.day)}24时"
        return f"{_chinese(local.date())}{local:%H:%M}"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a period (剩余期限): working days, days, or seconds."""

    amount: int
    unit: Literal["workday", "day", "second"]

    def __str__(self) -> str:
        """``2个工作日``, ``5小时20分``."""
        if self.unit != "second":
            return f"{self.amount}{_WORDS[self.unit]}"
        hours, rest = divmod(self.amount, 3600)
        return f"{hours}小时{rest // 60}分"


# --- from an event


def due(
    term: Term,
    since: datetime,
    calendar: WorkCalendar,
    *,
    before: bool = False,
    extension: Term | None = None,
    pauses: Iterable[Pause] = (),
) -> Due:
    """When a period ends that an event began; with ``before``, when it ends ahead of the event.

    Extension and pauses may be given here, so that a deadline can be counted anew from what happened
    when the calendar has been corrected.

    Raises:
        CountingError: the moment has no time zone or lies outside the years that can be counted in; a
            pause ends before it begins; a deadline before an event is to be paused or extended.
    """
    pauses = sorted(pauses)
    if before:
        if extension or pauses:
            raise CountingError("事前期限不能延长，也不暂停计算", "请去掉延长或者暂停。")
        return _before(term, since, calendar)
    found = _after(term, since, calendar)
    if extension:
        found = extended(found, extension, calendar)
    for start, end in pauses:
        found = paused(found, start, end, term, calendar)
    return found


def _after(term: Term, since: datetime, calendar: WorkCalendar) -> Due:
    if term.exact:
        return Due(_moment(since, _seconds(term)), _convention(term))
    day = _local(since).date()
    if term.unit == "workday":
        last = calendar.add(day, term.amount)
        return Due(_end_of(last), _convention(term), _unplanned(day + _DAY, last))
    return _moved(_further(day, term), calendar, _convention(term))


def _before(term: Term, since: datetime, calendar: WorkCalendar) -> Due:
    if term.exact:
        return Due(_moment(since, -_seconds(term)), _convention(term, before=True))
    day = _local(since).date()
    if term.unit == "workday":
        last = calendar.add(day, -term.amount)
        return Due(_end_of(last), _convention(term, before=True), _unplanned(last, day - _DAY))
    last = _further(day, term, -1)
    note = _unplanned(last, last)
    if not calendar.is_workday(last):
        # Moved on, the time before the event would be shorter than the text wants it to be at least.
        earlier = calendar.add(last, -1)
        note = _joined(
            f"{_chinese(last)}不是工作日，事前期限不顺延，宜在{_chinese(earlier)}以前办理", note
        )
    return Due(_end_of(last), _convention(term, before=True), note)


def extended(before: Due, term: Term, calendar: WorkCalendar) -> Due:
    """The deadline with a further term (延长), counted on from its last day or its last moment."""
    convention = f"{before.convention}；延长{term}，与原期限连续计算"
    if term.exact:
        return Due(_moment(before.at, _seconds(term)), convention, before.note)
    if term.unit == "workday":
        last = calendar.add(before.day, term.amount)
        return Due(_end_of(last), convention, _unplanned(before.day, last))
    return _moved(_further(before.last, term), calendar, convention)


# --- pausing: what was left when the clock was stopped is counted on from when it goes again


def remaining(before: Due, moment: datetime, term: Term, calendar: WorkCalendar) -> Left:
    """What is left of a deadline at a moment, whose own day counts as used; nothing where it is over.

    Of working days those after this day, of hours and minutes the seconds, of all others the days.
    """
    if term.exact:
        return Left(max(0, int((before.at - _local(moment)).total_seconds())), "second")
    day = _local(moment).date()
    if term.unit == "workday":
        return Left(max(0, calendar.between(day, before.day)), "workday")
    return Left(max(0, (before.last - day).days), "day")


def resume(before: Due, left: Left, moment: datetime, calendar: WorkCalendar) -> Due:
    """The deadline that was stopped with so much left and goes on at this moment.

    The day on which it goes on does not count, as the day of any event; with nothing left it ends on
    that day, or on the next working day.
    """
    mark = "；补正期间暂停计算，恢复后接着计算剩余期限"
    convention = before.convention.removesuffix(mark) + mark
    if left.unit == "second":
        return Due(_moment(moment, left.amount), convention, before.note)
    day = _local(moment).date()
    if left.unit == "workday":
        last = calendar.add(calendar.next_workday(day) if not left.amount else day, left.amount)
        return Due(_end_of(last), convention, _unplanned(day, last))
    return _moved(day + left.amount * _DAY, calendar, convention)


def paused(before: Due, start: datetime, end: datetime, term: Term, calendar: WorkCalendar) -> Due:
    """The deadline after a pause (暂停); one that was over before stays as it is and says so.

    Raises:
        CountingError: the pause ends before it begins.
    """
    if _local(end) < _local(start):
        raise CountingError("暂停结束的时间早于开始的时间", "请核对两个时间。")
    if start >= before.at:
        late = "暂停开始时期限已经届满，期限不变"
        return Due(before.at, before.convention, _joined(before.note, late), before.nominal)
    return resume(before, remaining(before, start, term, calendar), end, calendar)


# --- periods that come back


class Span(NamedTuple):
    """A period (周期): its first day, its last day, what it is called (2024年第一季度)."""

    first: date
    last: date
    label: str


def period_of(period: PeriodName, day: date, *, since: date | None = None) -> Span:
    """The period in which a day lies.

    Weeks begin on Monday. A period of two years (两年为周期) runs from a day of its own, ``since``: it
    ends on the corresponding day of the second year, and the next begins on the day after.

    Raises:
        CountingError: two years without ``since``, or a day before it.
    """
    if period == "week":
        first = day - day.weekday() * _DAY
        return Span(first, last := first + 6 * _DAY, f"{_chinese(first)}至{_chinese(last)}")
    if period == "quarter":
        place = (day.month - 1) // 3
        first = date(day.year, 3 * place + 1, 1)
        return Span(first, later(first, 3, -1), f"{day.year}年第{'一二三四'[place]}季度")
    if period == "year":
        return Span(date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year}年")
    if since is None or day < since:
        raise CountingError("两年的周期没有起算日，或者日期早于起算日", "请给出起算日（入库日）。")
    whole = 0
    while later(since, 24 * (whole + 1)) < day:
        whole += 1
    first = later(since, 24 * whole, 1) if whole else since
    last = later(since, 24 * (whole + 1))
    return Span(first, last, f"{_chinese(first)}至{_chinese(last)}")


def period_end(period: PeriodName, day: date, *, since: date | None = None) -> date:
    """The last day of the period in which a day lies; see :func:`period_of`."""
    return period_of(period, day, since=since).last


def periods(
    period: PeriodName, after: date, until: date, *, since: date | None = None
) -> Iterator[Span]:
    """The periods whose last day lies after one day and up to and with another, in order."""
    day = after + _DAY if since is None else max(after + _DAY, since)
    while (span := period_of(period, day, since=since)).last <= until:
        yield span
        day = span.last + _DAY


def after_period(
    period: PeriodName, end: date, limit: Term | Recurring | None, calendar: WorkCalendar
) -> Due:
    """When it is due what follows a period that ended on a day.

    A term (10个工作日) is counted from the end of the period, a recurring day (每年2月底) is the first of
    its kind after it; where the text sets no limit the period's own end is the deadline.
    """
    name = _PERIODS[period]
    if limit is None:
        return Due(_end_of(end), f"原文未另定期限，以{name}最后一日24时为限")
    if isinstance(limit, Recurring):
        return _recurring(limit, end, calendar, name)
    counted = due(limit, _end_of(end) if limit.exact else _start_of(end), calendar)
    convention = f"自{name}结束时起算：{counted.convention}"
    return Due(counted.at, convention, counted.note, counted.nominal)


_PERIODS: dict[PeriodName, str] = {
    "week": "本周", "quarter": "本季度", "year": "本年度", "two_years": "两年周期",
}  # fmt: skip


def _recurring(limit: Recurring, end: date, calendar: WorkCalendar, name: str) -> Due:
    day = next_recurring(limit, end)
    convention = f"原文定明的日子（{limit.printed}），取{name}结束后的第一个，24时止，不顺延"
    note = "" if calendar.is_workday(day) else f"{_chinese(day)}不是工作日，宜提前办理"
    return Due(_end_of(day), convention, _joined(note, _unplanned(day, day)))


def next_recurring(limit: Recurring, after: date) -> date:
    """The first day of its kind after a day: of 每年2月底 after 31 December, the end of February."""
    month = after.replace(day=1)
    while True:
        fits = (
            limit.every == "month"
            or (limit.every == "quarter" and month.month % 3 == 0)
            or (limit.every == "year" and month.month == limit.month)
        )
        if fits and (day := limit.on(month.year, month.month)) > after:
            return day
        month = month_edge(month, "next")


# --- limits as parameters of a document


class Limit(NamedTuple):
    """A limit read from a document: the term or day, the clause's address, its label and words."""

    term: Term | Recurring
    clause: str
    label: str


def term_of(given: Definition | Leaf) -> Term:
    """The term that a parameter writes: 72小时 is seventy-two hours, 3年 three years.

    Raises:
        CountingError: it is no period of time, not whole, or has more values than one.
    """
    leaf = given if isinstance(given, Leaf) else _only(given)
    unit, value = (
        leaf.unit,
        Fraction(leaf.value) if isinstance(leaf.value, int | Fraction) else None,
    )
    if not unit and isinstance(given, Definition):
        unit = given.unit
    kind = _TERMS.get(unit.name) if unit else None
    if kind is None or unit is None or value is None:
        raise CountingError(
            f"参数“{leaf.parameter}”的值“{leaf.written}”不是期限",
            "期限写成 3个工作日、30日、72小时、6个月、3年 的样子。",
            leaf.clause,
        )
    counted = value / unit.scale
    if counted.denominator != 1 and unit.scale != 1:  # 1.5小时 is 90分钟, 0.5年 is 6个月
        kind, counted = _SMALLER[kind], value
    if counted.denominator != 1:
        raise CountingError(f"期限“{leaf.written}”不是整数", "请换成更小的单位。", leaf.clause)
    return Term(int(counted), kind)


_TERMS: dict[str, TermUnit] = {
    "工作日": "workday", "个工作日": "workday", "日": "day", "天": "day", "月": "month", "个月": "month",
    "年": "year", "小时": "hour", "分钟": "minute",
}  # fmt: skip
_SMALLER: dict[TermUnit, TermUnit] = {"hour": "minute", "year": "month"}


def limit_of(policy: Policy, key: str, day: date, index: tuple[str, ...] = ()) -> Limit:
    """The limit that a parameter of a document sets on a day.

    One that the text leaves to another paper (由…另行制定) is read from the encoded paper that fills it.

    Raises:
        CountingError: the text has none for this day or this index, or it is no limit.
        UnknownParameter: the document has no such parameter.
    """
    definition = find(policy.parameters.definitions, key)
    if definition.not_in_text:
        filled = filler(definition)
        if filled is None:
            raise CountingError(
                f"“{definition.label}”原文未写明{f'，由{definition.left_to}规定' if definition.left_to else ''}",
                "请先录入规定它的文件。",
                policy.address(definition.clause),
            )
        policy, definition = filled
    found = (definition.on(day) or {}).get(index)
    if found is None:
        which = f"（{'、'.join(index)}）" if index else ""
        raise CountingError(
            f"“{definition.label}”{which}在{_chinese(day)}没有值",
            f"请核对日期{'和' + '、'.join(definition.by) if definition.by else ''}。",
            policy.address(definition.clause),
        )
    term = found.value if isinstance(found.value, Recurring) else term_of(found)
    return Limit(term, policy.address(found.clause), f"{definition.label}（{found.written}）")


def _only(definition: Definition) -> Leaf:
    leaves = list(definition.leaves())
    if definition.not_in_text or len(leaves) != 1:
        raise CountingError(
            f"参数“{definition.label}”不是只有一个值", "请按日期和分类读取。", definition.clause
        )
    return leaves[0]


# --- the conventions in words


@cache
def _convention(term: Term, before: bool = False) -> str:
    if term.exact:
        place = "事件发生的时刻以前至少" if before else "自事件发生的时刻起满"
        return f"{place}{term}（《民法典》第二百零一条）"
    if term.unit == "workday":
        how = f"向前数第{term.amount}个工作日" if before else f"自次日起数第{term.amount}个工作日"
        return f"事件当日不计，{how}为最后一日，24时止；工作日按国务院放假安排和登记的更正"
    basis = "《民法典》第二百零一条"
    if term.unit == "day":
        how = f"事件当日不计，{'向前' if before else '自次日起'}数第{term}为最后一日"
    else:
        basis = "《民法典》第二百零二条"
        how = f"{'向前' if before else '满'}{term}的对应日为最后一日，没有对应日的为月末日"
    if before:
        return f"{how}，24时止，不顺延（比照{basis}）"
    return f"{how}，24时止，不是工作日的顺延至下一个工作日（{basis}、第二百零三条）"


def _unplanned(first: date, last: date) -> str:
    """Says for which years between two days nothing is known of holidays."""
    if first.year >= FIRST_KNOWN and last.year <= LAST_KNOWN:
        return ""
    notes: list[str] = []
    for year in range(first.year, last.year + 1):
        if year > LAST_KNOWN:
            notes.append(f"{year}年：该年放假安排尚未公布，按周一至周五计")
        elif year < FIRST_KNOWN:
            notes.append(f"{year}年：该年放假安排没有收录，按周一至周五计")
    return _joined(*notes)


def _joined(*notes: str) -> str:
    return "；".join(note for note in notes if note)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# --- days and moments


def _moved(last: date, calendar: WorkCalendar, convention: str) -> Due:
    """A deadline on a day, or on the next working day."""
    end = calendar.next_workday(last)
    note = _unplanned(last, end)
    if end == last:
        return Due(_end_of(last), convention, note)
    moved = f"{_chinese(last)}不是工作日，顺延至{_chinese(end)}"
    return Due(_end_of(end), convention, _joined(moved, note), last)


def _further(day: date, term: Term, sign: int = 1) -> date:
    if term.unit == "day":
        return day + sign * term.amount * _DAY
    return later(day, sign * term.amount * (12 if term.unit == "year" else 1))


def _seconds(term: Term) -> int:
    return term.amount * (3600 if term.unit == "hour" else 60)


def _moment(since: datetime, seconds: int) -> datetime:
    """So many seconds later. In UTC, since the clocks here were once put forward in summer."""
    return (_local(since).astimezone(UTC) + timedelta(seconds=seconds)).astimezone(HERE)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise CountingError(f"时间“{moment.isoformat()}”没有时区", "请使用带时区的时间。")
    local = moment.astimezone(HERE)
    if local.year not in _SINCE:
        raise CountingError(f"{local.year}年不在可以计算的年份之内", "请核对日期的年份。")
    return local


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), HERE)


def _end_of(day: date) -> datetime:
    return _start_of(day + _DAY)
