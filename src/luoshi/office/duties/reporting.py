"""The quarter's report (季度报告): items by light and unit, what is done, what is late and why.

Extensions, targets against what is demanded and the days of the next quarter belong to it too.

A quarter that is over is told as it stood on its last day: an item that was closed afterwards was still open
then, and a day that was put off afterwards was still the earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from django.db.models import Q, QuerySet

from luoshi.office import clock
from luoshi.office.directory.actors import Actor
from luoshi.office.duties import access, calendaring, office_settings, targeting
from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import ACTS, Act, Extension, Item
from luoshi.office.duties.targeting import Line
from luoshi.office.duties.verdicts import period_of

Light = Literal["green", "yellow", "red", "done"]
SAID = ("track", "report", "ask_extension")
"""Acts in which the unit itself says how it stands."""
SILENT = "责任单位没有说明原因"
NOBODY = "（未定）"
_NAME = re.compile(r"(\d{4})\s*-?\s*[Qq]([1-4])", re.ASCII)
_HAN = "一二三四"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year (季度)."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def label(self) -> str:
        """As people say it."""
        return f"{self.year}年第{_HAN[self.number - 1]}季度"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def after(self) -> Quarter:
        """The next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        """The one before."""
        return Quarter(self.year - (self.number == 1), (self.number + 2) % 4 + 1)


def quarter_of(day: date) -> Quarter:
    """The quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(name: str) -> Quarter:
    """A quarter as addresses name it: 2026Q3.

    Raises:
        DutyError: it is none.
    """
    match = _NAME.fullmatch(name.strip()[:20])
    if match is None or not 2000 <= int(match[1]) <= 2199:
        shown = "".join(each for each in name[:20] if each.isprintable())
        raise DutyError(f"“{shown}”不是季度", "请写成 2026Q3 的样子")
    return Quarter(int(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True)
class Job:
    """An item as it stood on the day of the report.

    Attributes:
        due: the last day as it was then.
        ended: when it was done: the day of the last report before it was closed; None while it is open.
        late: days after its day; 0 where it is not late.
        reason: of a late one, what its unit last said; ``said`` tells when and in which act.
    """

    id: int
    key: str
    text: str
    unit: str
    leader: str
    document: str
    address: str
    due: date | None
    ended: date | None
    light: Light
    late: int
    progress: int
    mark: str
    sample: bool
    reason: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class OfUnit:
    """A unit's items by light (单位情况)."""

    name: str
    total: int
    done: int
    in_time: int
    green: int
    yellow: int
    red: int


@dataclass(frozen=True, slots=True)
class Longer:
    """An extension that was asked for or decided in the quarter (延期)."""

    key: str
    text: str
    unit: str
    until: date
    reason: str
    asked: date
    decision: str
    note: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day in the next quarter (下季度到期).

    Attributes:
        source: the clause; ``kind``: an item under supervision, or what kind of day of a document.
        key: of the item.
    """

    day: date
    text: str
    unit: str
    source: str
    kind: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a quarter.

    Attributes:
        as_of: the day on which all of it stands: the last of the quarter, or the present one before that.
        issuer: whose report it is; ``sample``: of samples.
        unreviewed: targets that nobody has confirmed yet, which are left out.
    """

    quarter: Quarter
    as_of: date
    issuer: str
    sample: bool
    jobs: tuple[Job, ...]
    units: tuple[OfUnit, ...]
    extensions: tuple[Longer, ...]
    targets: tuple[Line, ...]
    unreviewed: int
    ahead: tuple[Ahead, ...]

    @property
    def title(self) -> str:
        """The title of the paper."""
        return f"{self.quarter.label}督查落实情况报告"

    @property
    def done(self) -> list[Job]:
        """What was done in the quarter, in the order of its days."""
        return sorted(self._lit("done"), key=lambda each: (each.ended or self.as_of, each.key))

    @property
    def late(self) -> list[Job]:
        """What is late, the longest first."""
        return sorted(self._lit("red"), key=lambda each: (-each.late, each.key))

    def _lit(self, light: Light) -> list[Job]:
        return [each for each in self.jobs if each.light == light]

    @property
    def whole(self) -> OfUnit:
        """All units together."""
        return _counted("合计", self.jobs)


def report(actor: Actor, quarter: Quarter) -> Report:
    """The report of a quarter on what an actor sees.

    Raises:
        DutyError: the quarter has not begun.
    """
    today = clock.today()
    if quarter.first > today:
        raise DutyError(f"{quarter.label}还没有开始", f"请选{quarter_of(today).label}或以前的季度")
    as_of = min(today, quarter.last)
    jobs = _jobs(actor, quarter, as_of)
    units: dict[str, list[Job]] = {}
    for each in jobs:
        units.setdefault(each.unit, []).append(each)
    rows = [_counted(name, of) for name, of in units.items()]
    rows.sort(key=lambda each: (-each.red, -each.yellow, -each.total, each.name))
    targets, unreviewed = _targets(actor, quarter)
    return Report(
        quarter, as_of, actor.unit.name if actor.unit else "督查室", bool(actor.unit and actor.unit.sample),
        tuple(jobs), tuple(rows), tuple(_extensions(actor, quarter, as_of)), tuple(targets), unreviewed,
        tuple(_ahead(actor, jobs, quarter.after)),
    )  # fmt: skip


def _counted(name: str, jobs: Sequence[Job]) -> OfUnit:
    lights = [each.light for each in jobs]
    return OfUnit(
        name, len(jobs), lights.count("done"), sum(each.light == "done" and not each.late for each in jobs),
        lights.count("green"), lights.count("yellow"), lights.count("red"),
    )  # fmt: skip


def end_of(day: date) -> datetime:
    """The first moment after a day."""
    return datetime.combine(day + timedelta(days=1), time(), clock.HERE)


# --- items


def _jobs(actor: Actor, quarter: Quarter, as_of: date) -> list[Job]:
    """The items that were open on the day, or were done in the quarter."""
    end = end_of(as_of)
    begin = end_of(quarter.first - timedelta(days=1))
    cancelled = Q(stage="cancelled") & (Q(closed__isnull=True) | Q(closed__lt=end))
    rows = (
        access.items(actor)
        .filter(Q(closed__isnull=True) | Q(closed__gte=begin), registered__lt=end)
        .exclude(cancelled)
        .order_by("due", "pk")
    )
    items = [_Row(*each) for each in rows.values_list(*_FIELDS)]
    dues = _dues(rows, items, end)
    reported = _reported(rows, end)
    near = timedelta(days=office_settings.of("yellow_days"))
    jobs = [_job(each, dues[each.id], reported.get(each.id), as_of, end, near) for each in items]
    return _explained(rows, jobs, end)


class _Row(NamedTuple):
    """What of an item the report needs; whole items take three times as long."""

    id: int
    key: str
    text: str
    lead: str | None
    leader: str
    document: str
    address: str
    due: date | None
    first_due: date | None
    closed: datetime | None
    progress: int
    mark: str
    sample: bool


_FIELDS = (
    "pk", "key", "text", "lead__name", "leader", "document", "address", "due", "first_due", "closed", "progress",
    "mark", "sample",
)  # fmt: skip


def _job(
    item: _Row, due: date | None, reported: datetime | None, as_of: date, end: datetime, near: timedelta
) -> Job:  # fmt: skip
    closed = item.closed if item.closed and item.closed < end else None
    # nobody is late because the office takes its time to check: the day of the report counts
    told = reported.astimezone(clock.HERE).date() if reported else None
    ended = (told or closed.astimezone(clock.HERE).date()) if closed else None
    day = ended or told or as_of
    late = max(0, (day - due).days) if due else 0
    if ended:
        light: Light = "done"
    elif late:
        light = "red"
    else:
        light = "yellow" if due and due <= day + near else "green"
    return Job(
        item.id, item.key, item.text, item.lead or NOBODY, item.leader, item.document, item.address,
        due, ended, light, late, item.progress, item.mark if ended else "", item.sample,
    )  # fmt: skip


def _dues(rows: QuerySet[Item], items: Iterable[_Row], end: datetime) -> dict[int, date | None]:
    """The day of each item as it was then: what was put off afterwards counts as before."""
    found = {each.id: each.due for each in items}
    granted = Extension.objects.filter(item__in=rows.order_by().values("pk"), granted=True)
    later = set(granted.filter(decided__gte=end).values_list("item", flat=True))
    if not later:
        return found
    found.update({each.id: each.first_due for each in items if each.id in later})
    earlier = granted.filter(item__in=later, decided__lt=end).order_by("decided", "pk")
    found.update(dict(earlier.values_list("item", "until")))
    return found


def _reported(rows: QuerySet[Item], end: datetime) -> dict[int, datetime]:
    """When each item was last reported, unless it was returned (退回) afterwards."""
    acts = Act.objects.filter(
        item__in=rows.order_by().values("pk"), kind__in=("report", "return"), at__lt=end
    )
    found: dict[int, datetime] = {}
    for item, kind, at in acts.order_by("at", "pk").values_list("item", "kind", "at"):
        if kind == "report":
            found[item] = at
        else:
            found.pop(item, None)
    return found


def _explained(rows: QuerySet[Item], jobs: list[Job], end: datetime) -> list[Job]:
    """The late ones with what their units last said."""
    late = {each.id for each in jobs if each.light == "red"}
    if not late:
        return jobs
    acts = Act.objects.filter(
        item__in=rows.order_by().values("pk"), kind__in=SAID, at__lt=end
    ).exclude(text="")
    said: dict[int, tuple[str, datetime, str]] = {}
    for item, kind, at, text in acts.order_by("at", "pk").values_list("item", "kind", "at", "text"):
        if item in late:
            said[item] = (kind, at, text)
    return [_with_reason(each, said.get(each.id)) if each.id in late else each for each in jobs]


def _with_reason(job: Job, said: tuple[str, datetime, str] | None) -> Job:
    if said is None:
        return replace(job, reason=SILENT)
    kind, at, text = said
    return replace(job, reason=text, said=f"{at.astimezone(clock.HERE):%Y-%m-%d} {ACTS[kind]}")


def _extensions(actor: Actor, quarter: Quarter, as_of: date) -> list[Longer]:
    begin, end = end_of(quarter.first - timedelta(days=1)), end_of(as_of)
    asked = Q(asked__gte=begin, asked__lt=end) | Q(decided__gte=begin, decided__lt=end)
    items = access.items(actor).order_by().values("pk")
    rows = Extension.objects.filter(asked, item__in=items).select_related("item", "unit")
    return [_longer(each, end) for each in rows.order_by("asked", "pk")]


def _longer(of: Extension, end: datetime) -> Longer:
    decided = of.decided is not None and of.decided < end
    decision = ("同意" if of.granted else "不同意") if decided else "待批"
    return Longer(
        of.item.key, of.item.text, of.unit.name, of.until, of.reason,
        of.asked.astimezone(clock.HERE).date(), decision, of.note if decided else "",
    )  # fmt: skip


# --- targets


def _targets(actor: Actor, quarter: Quarter) -> tuple[list[Line], int]:
    """Targets that were reviewed or have values, as the values up to the quarter's end say; and how many others."""
    found = targeting.lines(actor, year=quarter.year)
    kept = [
        each for each in found if each.actuals or each.found.state in ("confirmed", "corrected")
    ]
    day = min(clock.today(), quarter.last + timedelta(days=1))
    told: list[Line] = []
    for each in kept:
        known = tuple(
            one
            for one in each.actuals
            if one.forecast or period_of(one.period).last <= quarter.last
        )
        told.append(replace(each, actuals=known, verdict=targeting.judged(each.goal, known, day)))
    return told, len(found) - len(kept)


# --- what comes next


def _ahead(actor: Actor, jobs: Iterable[Job], quarter: Quarter) -> list[Ahead]:
    """What falls due in the next quarter: of the items that are open, and by the calendar of documents."""
    found = [
        Ahead(each.due, each.text, each.unit, each.address or each.document, "督办事项", each.key)
        for each in jobs
        if each.light != "done" and each.due and quarter.first <= each.due <= quarter.last
    ]
    told = {(each.day, each.source) for each in found}
    whose = None if access.supervises(actor) else actor.unit
    tried = bool(actor.unit and actor.unit.sample)
    found += [
        Ahead(each.day, each.what, "、".join(each.units), each.address, each.source_words)
        for each in calendaring.entries(quarter.first, quarter.last, whose)
        if (each.day, each.address) not in told and (tried or not each.sample)
    ]
    return sorted(found, key=lambda each: (each.day, each.unit, each.key))
