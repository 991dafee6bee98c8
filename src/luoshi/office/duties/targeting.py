"""Targets and what was reached of them (指标与完成值): entered by form, from a table or by a program.

One way in for all three: `read` says what cannot be taken, row by row, and `enter` takes all or nothing.
Whether a target was reached is told by `luoshi.office.duties.verdicts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from luoshi.office import clock
from luoshi.office.directory.actors import Actor
from luoshi.office.duties import access, shapes
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere
from luoshi.office.duties.models import KINDS, REVIEW, Actual, Found
from luoshi.office.duties.verdicts import (
    COMPARATORS,
    STATES,
    Goal,
    Period,
    State,
    Value,
    Verdict,
    number_of,
    period_of,
    shown_words,
    verdict,
)
from luoshi.office.journal import service as journal

LONGEST_SOURCE = 200
MOST_ROWS = 5000
"""Values that one table or one request may bring."""
COLUMNS = {
    "target": "编号", "period": "时期", "value": "数值", "unit": "单位", "forecast": "预计", "source": "来源",
}  # fmt: skip
"""What the parts of a value are called, for people who must correct one."""
_YES, _NO = ("是", "预计", "预测", "1", "true", "yes"), ("", "否", "实际", "0", "false", "no")


@dataclass(frozen=True, slots=True)
class Given:
    """A value as somebody brings it: words, not yet read.

    Attributes:
        target: the key of the finding (编号).
        unit: of the value, where it is told; it must be that of the target.
        row: where it stands in a file, or its place in a request.
    """

    target: str
    period: object
    value: object
    forecast: object = False
    source: object = ""
    unit: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that can be taken in; ``before`` is what it replaces."""

    target: Found
    period: Period
    value: Decimal
    forecast: bool = False
    source: str = ""
    row: int = 0
    before: Decimal | None = None

    @property
    def goal(self) -> Goal:
        """What its target demands."""
        return Goal.of(shapes.value_of(self.target))


@dataclass
class Read:
    """What can be taken of what was brought, and what cannot: row, column, what is wrong."""

    entries: list[Entry] = field(default_factory=list[Entry])
    wrong: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])

    @property
    def rows(self) -> list[tuple[int, str]]:
        """What is wrong, as errors tell it."""
        return [
            (row, f"第{row}行“{column}”列：{what}" if row else f"{column}：{what}")
            for row, column, what in self.wrong
        ]


@dataclass(frozen=True, slots=True)
class Line:
    """A target with its values and what they say."""

    found: Found
    data: Mapping[str, Any]
    goal: Goal
    actuals: tuple[Actual, ...]
    verdict: Verdict
    may_enter: bool


# --- who


def seen(actor: Actor) -> QuerySet[Found]:
    """The targets whose values an actor may see: all, or those of documents that it has work of."""
    rows = Found.objects.filter(kind="target").exclude(state="rejected")
    rows = rows.filter(Q(gone=False) | Q(pk__in=values(actor).values("target")))
    if access.supervises(actor):
        return rows
    if actor.unit is None:
        return rows.none()
    documents = access.items(actor).exclude(document="").values("document")
    mine = values(actor).filter(unit=actor.unit).values("target")
    return rows.filter(Q(document__in=documents) | Q(pk__in=mine))


def values(actor: Actor) -> QuerySet[Actual]:
    """The values that an actor may see: sample offices see those of samples, the others all the rest."""
    samples = Q(unit__sample=True)
    if actor.unit is not None and actor.unit.sample:
        return Actual.objects.filter(samples)
    return Actual.objects.exclude(pk__in=Actual.objects.filter(samples).values("pk"))


def target(actor: Actor, number: int) -> Found:
    """One of them.

    Raises:
        NotThere: there is none, or it is none of theirs.
    """
    found = seen(actor).filter(pk=number).first()
    if found is None:
        raise NotThere("没有这项指标", "请从“指标”里打开；可能已经排除，或不涉及您的单位")
    return found


@dataclass(frozen=True, slots=True)
class Rights:
    """For which targets an actor may enter values (填报权限): the supervision office, or who has the work."""

    every: bool
    clauses: frozenset[tuple[str, str]]
    targets: frozenset[int]

    def cover(self, found: Found) -> bool:
        """Whether the target is among them."""
        if self.every or found.pk in self.targets:
            return True
        return any(
            document == found.document and _within(found.address, address)
            for document, address in self.clauses
        )


_NUMERALS = frozenset("0123456789一二三四五六七八九十百零〇")


def _within(address: str, clause: str) -> bool:
    """Whether an address is a clause or something in it: 三（二） is in 三, 三十 is not."""
    if not address.startswith(clause):
        return False
    rest = address[len(clause) :]
    return not (rest and clause[-1] in _NUMERALS and rest[0] in _NUMERALS)


def rights(actor: Actor) -> Rights:
    """For which targets an actor may enter values."""
    if not actor.acts:
        return Rights(False, frozenset(), frozenset())
    if access.supervises(actor):
        return Rights(True, frozenset(), frozenset())
    if actor.unit is None:
        return Rights(False, frozenset(), frozenset())
    mine = access.items(actor).filter(Q(lead=actor.unit) | Q(parts__unit=actor.unit))
    told = list(mine.values_list("document", "address", "found"))
    return Rights(
        False, frozenset((document, address) for document, address, _ in told if address),
        frozenset(found for *_, found in told if found),
    )  # fmt: skip


# --- reading what is brought


def read(actor: Actor, given: Sequence[Given]) -> Read:
    """What can be taken in of values, and what is wrong with the others; nothing is stored."""
    if len(given) > MOST_ROWS:
        raise DutyError(f"一次最多 {MOST_ROWS} 个数，这里有 {len(given)} 个", "请分几次填报")
    told = Read()
    known = _named(actor, {each.target for each in given})
    may = rights(actor)
    stored = _stored(known.values())
    rows: dict[tuple[int, str, bool], int] = {}
    for each in given:
        found = known.get(each.target)
        if found is None:
            what = f"没有编号为“{shown_words(each.target)}”的指标，请用下载的样表里的编号"
            told.wrong.append((each.row, COLUMNS["target"], what))
            continue
        if not may.cover(found):
            what = "这项指标不由您的单位填报，请由督查室或承办单位填报"
            told.wrong.append((each.row, COLUMNS["target"], what))
            continue
        entry = _entry(actor, found, each, stored, told)
        if entry is None:
            continue
        name = (found.pk, str(entry.period), entry.forecast)
        if name in rows:
            what = f"与第{rows[name]}行是同一指标的同一时期，请只留一行"
            told.wrong.append((each.row, COLUMNS["period"], what))
            continue
        rows[name] = each.row
        told.entries.append(entry)
    return told


def _entry(
    actor: Actor, found: Found, given: Given, stored: Mapping[tuple[int, str, bool], Actual], told: Read
) -> Entry | None:  # fmt: skip
    goal = Goal.of(shapes.value_of(found))
    wrong: list[tuple[str, DutyError]] = []
    period, value, forecast = Period(1), Decimal(0), False
    try:
        period = period_of(given.period)
    except DutyError as error:
        wrong.append(("period", error))
    try:
        value = number_of(given.value, goal.unit)
    except DutyError as error:
        wrong.append(("value", error))
    try:
        forecast = _truth(given.forecast)
    except DutyError as error:
        wrong.append(("forecast", error))
    if given.unit.strip() not in ("", goal.unit):
        what = f"单位写的是“{shown_words(given.unit)}”，这项指标的单位是“{goal.unit or '（无）'}”"
        wrong.append(("unit", DutyError(what, "请换算后再填")))
    source = " ".join(str(given.source or "").replace("\0", "").split())
    if len(source) > LONGEST_SOURCE:
        wrong.append(("source", DutyError(f"来源超过 {LONGEST_SOURCE} 个字", "请写短一些")))
    before = stored.get((found.pk, str(period), forecast))
    if not wrong:
        wrong.extend(_not_yet(period, forecast))
        wrong.extend(_anothers(actor, before))
    told.wrong.extend((given.row, COLUMNS[name], str(error)) for name, error in wrong)
    if wrong:
        return None
    return Entry(
        found, period, value, forecast, source, given.row, before.value if before else None
    )


def _not_yet(period: Period, forecast: bool) -> list[tuple[str, DutyError]]:
    """What is not over can only be expected."""
    if forecast or period.last <= clock.today():
        return []
    return [("period", DutyError(f"{period.label}还没有结束", "请标明“预计”，或在结束后填报"))]


def _anothers(actor: Actor, before: Actual | None) -> list[tuple[str, DutyError]]:
    """What another unit entered is corrected by it or by the supervision office; a sample changes only samples."""
    if before is None or before.unit == actor.unit:
        return []
    tried = actor.unit is not None and actor.unit.sample
    practice = before.unit is not None and before.unit.sample
    if practice and not tried:  # a sample stands in nobody's way
        return []
    if access.supervises(actor) and (not tried or practice):
        return []
    what = f"这个数已由{before.unit}填报" if before.unit else "这个数已有人填报"
    return [("value", DutyError(what, "请由该单位或督查室更正"))]


def _truth(given: object) -> bool:
    if isinstance(given, bool):
        return given
    text = str(given if given is not None else "").strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise DutyError(f"“{shown_words(given)}”不明确", "预计的写“是”，实际的留空或写“否”")


def _named(actor: Actor, keys: Iterable[str]) -> dict[str, Found]:
    """Targets by key; of a document that two issues print, the one in the present text."""
    asked = {each for each in keys if 0 < len(each) <= 20 and "\0" not in each}
    rows = seen(actor).filter(key__in=asked).order_by("gone", "-pk")
    found: dict[str, Found] = {}
    for row in rows:
        found.setdefault(row.key, row)
    return found


def _stored(targets: Iterable[Found]) -> dict[tuple[int, str, bool], Actual]:
    rows = Actual.objects.filter(target__in=list(targets)).select_related("unit")
    return {(each.target_id, each.period, each.forecast): each for each in rows}


# --- taking it in


def enter(actor: Actor, given: Sequence[Given]) -> list[Actual]:
    """Take values in, all or none; one of the same target and period takes the place of the earlier.

    Raises:
        NotAllowed: the actor only reads.
        DutyError: something is wrong; ``rows`` says which rows and why, and nothing was taken.
    """
    if not actor.acts:
        raise NotAllowed("您只能查看", "需要填报请联系单位管理员调整权限")
    if not given:
        raise DutyError("没有可填报的数", "请至少填写一个数值")
    with transaction.atomic():
        # those who enter the same target wait for each other
        keys = {each.target for each in given if len(each.target) <= 20 and "\0" not in each.target}
        list(Found.objects.select_for_update().filter(kind="target", key__in=keys).order_by("pk"))
        told = read(actor, given)
        if told.wrong:
            first = told.rows[0][1]
            count = len({row for row, _ in told.rows})
            what = first if len(told.rows) == 1 else f"{count} 行有误，例如{first}"
            raise DutyError(what, "请改正后重新提交；没有保存任何一行", told.rows)
        return _keep(actor, told.entries)


def _keep(actor: Actor, entries: Sequence[Entry]) -> list[Actual]:
    now = clock.now()
    rows = [
        Actual(
            target=each.target, period=str(each.period), value=each.value, forecast=each.forecast,
            source=each.source, unit=actor.unit, at=now, who=actor.name,
        )
        for each in entries
    ]  # fmt: skip
    kept = Actual.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["target", "period", "forecast"],
        update_fields=["value", "source", "unit", "at", "who"],
    )  # fmt: skip
    journal.record_many(
        journal.Record(
            "duties.actual", actor, now, unit=actor.unit, subject=each.target.address[:200],
            body={
                "target": each.target.key, "document": each.target.document, "address": each.target.address,
                "period": str(each.period), "value": str(each.value), "forecast": each.forecast,
                "source": each.source, "before": str(each.before) if each.before is not None else None,
            },
        )
        for each in entries
    )  # fmt: skip
    return kept


def withdraw(actor: Actor, found: Found, number: int) -> None:
    """Take a value out that was entered by mistake; the journal keeps it.

    Raises:
        NotThere: there is none.
        NotAllowed: it is another's.
    """
    with transaction.atomic():
        rows = values(actor).select_for_update(of=("self",))
        row = rows.filter(target=found, pk=number).first()
        if row is None:
            raise NotThere("没有这个数", "可能已经撤回，请刷新页面")
        if not rights(actor).cover(found) or _anothers(actor, row):
            raise NotAllowed("这个数不由您的单位填报", "请由填报单位或督查室撤回")
        journal.record(
            "duties.actual_withdrawn", actor=actor, at=clock.now(), unit=actor.unit, subject=found.address[:200],
            body={
                "target": found.key, "document": found.document, "address": found.address,
                "period": row.period, "value": str(row.value), "forecast": row.forecast, "source": row.source,
            },
        )  # fmt: skip
        row.delete()


# --- what they say


def lines(
    actor: Actor,
    *,
    document: str = "",
    year: int | None = None,
    state: State | str = "",
    words: str = "",
    reviewed: bool = False,
) -> list[Line]:
    """The targets that an actor may see, in the order of their documents, with what their values say.

    Args:
        actor: who looks.
        document: only of this one.
        year: only of this year, or of every year or none.
        state: only with this verdict.
        words: only with these words in the thing measured or its place.
        reviewed: only those that a reviewer has confirmed or corrected, or that have values.
    """
    rows = seen(actor)
    if document:
        rows = rows.filter(document=document)
    if reviewed:
        valued = Q(pk__in=values(actor).values("target"))
        rows = rows.filter(Q(state__in=("confirmed", "corrected")) | valued)
    found = told(actor, rows)
    if year:
        found = [each for each in found if _in_year(each.goal, year)]
    if words:
        found = [
            each for each in found if words in f"{each.goal.name}{each.data.get('area') or ''}"
        ]
    return [each for each in found if not state or each.verdict.state == state]


def _in_year(goal: Goal, year: int) -> bool:
    return goal.year is None or goal.year == year or (bool(goal.per) and goal.year >= year)


def told(actor: Actor, rows: QuerySet[Found]) -> list[Line]:
    """Targets with their values and verdicts, in two queries."""
    may, today = rights(actor), clock.today()
    ordered = list(rows.order_by("-issue", "position", "pk"))
    kept: dict[int, list[Actual]] = {}
    for each in values(actor).filter(target__in=rows.values("pk")).select_related("unit"):
        kept.setdefault(each.target_id, []).append(each)
    return [_line(each, kept.get(each.pk, []), may, today) for each in ordered]


def line(actor: Actor, found: Found) -> Line:
    """One target with its values and verdict."""
    actuals = values(actor).filter(target=found).select_related("unit")
    return _line(found, actuals, rights(actor), clock.today())


def _line(found: Found, actuals: Iterable[Actual], may: Rights, today: date) -> Line:
    data = shapes.value_of(found)
    goal = Goal.of(data)
    ordered = tuple(sorted(actuals, key=_in_time))
    return Line(found, data, goal, ordered, judged(goal, ordered, today), may.cover(found))


def _in_time(of: Actual) -> tuple[date, bool, bool]:
    period = period_of(of.period)
    return period.last, period.whole, of.forecast


def judged(goal: Goal, actuals: Sequence[Actual], today: date) -> Verdict:
    """What stored values say of a target."""
    told = [Value(period_of(each.period), each.value, each.forecast) for each in actuals]
    return verdict(goal, told, today)


def counted(found: Sequence[Line]) -> dict[State, int]:
    """How many stand how, in the order of `verdicts.STATES`; those of which there are none too."""
    told = dict.fromkeys(STATES, 0)
    for each in found:
        told[each.verdict.state] += 1
    return told


def as_data(of: Line) -> dict[str, Any]:
    """A target with its values and verdict as data."""
    return {
        **of.data, "id": of.found.pk, "key": of.found.key, "kind_label": KINDS["target"],
        "document": of.found.document, "review": of.found.state, "review_label": REVIEW[of.found.state],
        "gone": of.found.gone, "required": of.goal.required,
        "comparator_label": COMPARATORS.get(of.goal.comparator, ""),
        "actuals": [actual_data(each) for each in of.actuals],
        "verdict": verdict_data(of.verdict),
    }  # fmt: skip


def actual_data(of: Actual) -> dict[str, Any]:
    """A value as data."""
    return {
        "id": of.pk, "period": of.period, "value": plain(of.value), "forecast": of.forecast,
        "source": of.source, "unit": of.unit.name if of.unit else "", "at": of.at.isoformat(), "who": of.who,
    }  # fmt: skip


def verdict_data(of: Verdict) -> dict[str, Any]:
    """A verdict as data; figures that cannot be written out are told as the nearest decimal."""
    return {
        "state": of.state, "label": of.label, "words": of.words, "meets": of.meets,
        "figure": float(of.figure) if of.figure is not None else None,
        "difference": float(of.difference) if of.difference is not None else None,
        "over": [str(each) for each in of.over],
    }  # fmt: skip


def plain(value: Decimal) -> int | float:
    """A stored value as a JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)
