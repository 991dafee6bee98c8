"""What is found in a document's clauses: duties, targets and days (责任、指标、时限).

Everything is a frozen value that carries its clause, the words it rests on and how sure the grammar is.
Nothing here is decided by a list of documents or of units: only the words count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dateutil.rrule import rrulestr

from luoshi.gazette.model import Lines

Form = Literal["责任单位", "牵头配合", "按职责分工", "会同", "负责", "职责"]
"""How the text allots the work: 责任单位：…, …牵头，…配合, …按职责分工负责, …会同…, …负责 and a unit's list of duties (职责)."""

Comparator = Literal[">=", ">", "<=", "<", "=", "~"]
"""达到、不低于、以上 are ``>=``, 超过、突破 ``>``, a bare count ``=``, 左右 ``~``."""

DeadlineKind = Literal["date", "recurring", "ongoing", "after", "unknown"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: half-open in the ``own`` words of a clause."""

    address: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurring day (每月25日前, 每季度末月20日前, 每两年至少一次).

    Attributes:
        rule: as iCalendar writes it (RFC 5545), e.g. ``FREQ=MONTHLY;BYMONTHDAY=25``: the last day each time.
        words: as printed.
        start: the first day from which it may recur; None where the text and the document name none.
        end: the last day, where the text names one.
    """

    rule: str
    words: str
    start: date | None = None
    end: date | None = None

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days from ``first`` to ``last``, both included, on which it falls due."""
        from datetime import datetime, time

        since = self.start or date(first.year, 1, 1)
        found = rrulestr(f"RRULE:{self.rule}", dtstart=datetime.combine(since, time()))
        begin = datetime.combine(max(first, since), time())
        until = datetime.combine(min(last, self.end or last), time())
        for each in found.between(begin, until, inc=True):
            yield each.date()


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something must be done (时限).

    Attributes:
        words: as printed: 2020年年底以前, 每季度最后一个月20日前, 5个工作日内.
        kind: date (a day), recurring, ongoing (长期), after (counted from an event), unknown (a day that cannot
            be, as 2月30日; it is shown and no day is taken instead).
        day: the last day, of a ``date``.
        recurrence: of a ``recurring``.
        event: from what an ``after`` is counted, as printed.
        what: the phase that it belongs to, where the text names one (2023年完成重点区域…).
        doubt: what is wrong with it; empty where nothing is.
    """

    words: str
    kind: DeadlineKind
    day: date | None = None
    recurrence: Recurrence | None = None
    event: str = ""
    what: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done (任务): its verb and object, in the clause's words."""

    verb: str
    object: str
    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Duty:
    """Who must do what by when (责任), as one notation of a clause says it.

    Attributes:
        number: 文号 of the document; None where none is printed.
        title: of the document.
        address: of the clause that the notation governs.
        lines: source lines of what it governs and of itself.
        notation: the words that allot the work, as printed after repair.
        form: how they do so.
        lead: 牵头; only where the document marks it.
        assist: 配合、协助, 会同's partners; only where the document marks it.
        units: all named units, leads and assistants too, each once, in printed order.
        deadline: the words of the time limits, joined by ``；``; None where there is none.
        deadlines: the same, read.
        text: what is to be done, in the clause's words.
        tasks: the same, split into the things to be done.
        place: where the notation stands.
        confidence: 0 to 1: a bracket of known form is near 1, a running sentence is not.
        doubts: what a reviewer should look at, in Chinese.
        members: for a collective that the document itself spells out, its units.
    """

    number: str | None
    title: str
    address: str
    lines: Lines
    notation: str
    form: Form
    lead: tuple[str, ...]
    assist: tuple[str, ...]
    units: tuple[str, ...]
    deadline: str | None
    deadlines: tuple[Deadline, ...]
    text: str
    tasks: tuple[Task, ...]
    place: Place
    confidence: float
    doubts: tuple[str, ...] = ()
    members: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def key(self) -> str:
        """The same for the same notation of the same clause, however often the gazette is read."""
        return key_of(
            "duty", self.number or self.title, self.place.address, self.notation, self.text
        )


@dataclass(frozen=True, slots=True)
class Target:
    """A number to be reached (指标).

    Attributes:
        name: what is measured, in the clause's words.
        comparator: see `Comparator`.
        value: in ``unit``; of a range the lower bound.
        unit: as printed: 亿元, %, 个; empty for a pure number.
        year: by or in which; None where the text names none.
        soft: 力争、争取、原则上、左右.
        per: ``每年`` for every year, ``年均`` for the mean, else the named denominator (每千人口); empty for a whole.
        area: the place it holds for, where the text names one.
        text: the words it rests on.
    """

    number: str | None
    title: str
    address: str
    lines: Lines
    name: str
    comparator: Comparator
    value: Decimal
    unit: str
    year: int | None
    soft: bool
    per: str
    area: str
    text: str
    place: Place
    confidence: float
    doubts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same number of the same clause, however often the gazette is read."""
        return key_of(
            "target",
            self.number or self.title,
            self.place.address,
            self.name,
            str(self.year),
            str(self.value),
        )


@dataclass(frozen=True, slots=True)
class Timing:
    """A day in the calendar of a document (日程): a report, a meeting, a payment, a drill.

    Attributes:
        words: the time as printed.
        what: what falls due, in the clause's words.
        units: who, where the sentence names them.
        deadline: when.
    """

    number: str | None
    title: str
    address: str
    lines: Lines
    words: str
    what: str
    units: tuple[str, ...]
    deadline: Deadline
    place: Place
    confidence: float
    doubts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same words of the same clause, however often the gazette is read."""
        return key_of(
            "timing", self.number or self.title, self.place.address, self.words, self.what
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a post by a document (任职): an appointment, a removal, a seat in a leading group.

    Attributes:
        name: of the person.
        post: as printed, with the unit.
        unit: the unit within the post, where it can be told; empty otherwise.
        group: the leading group or body whose seat it is; empty for a post of a unit.
        seat: 组长、副组长、成员 … ; empty for a post of a unit.
        act: 任命、免去、挂职; empty for a seat in a roster.
        since: the day of the document (or the printed one) from which it holds.
        until: the day from which it no longer holds; None while it does.
        probation: the last day of the probation (试用期), where one is printed.
    """

    number: str | None
    title: str
    address: str
    lines: Lines
    name: str
    post: str
    unit: str
    group: str
    seat: str
    act: str
    since: date | None
    until: date | None = None
    probation: date | None = None


def key_of(*parts: str) -> str:
    """A short stable name of what the parts name together."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]
