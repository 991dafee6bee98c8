"""One calendar (日历): what documents say falls due, what their encodings compute, and what runs.

Three sources meet in it: the rule-made days of encoded documents (recurring parameters and periodic steps,
counted with the office's working days), the days and limits that the grammar found in any document, and the
items under supervision. The same day of the same clause stands once: the rule says what it is, and every source
is named.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.duties.model import Recurrence, key_of
from luoshi.duties.recurring import is_rule
from luoshi.office.archive import queries
from luoshi.office.archive.models import Document
from luoshi.office.cases import calendar as working
from luoshi.office.cases.service import role_key
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.directory.units import plays
from luoshi.office.duties import access, finding
from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import OPEN, Found, Item
from luoshi.office.duties.shapes import Shape, value_of
from luoshi.policies import acting, catalogue
from luoshi.procedures import Procedure
from luoshi.procedures.calendar import CountingError, WorkCalendar
from luoshi.procedures.counting import after_period, limit_of, periods
from luoshi.rules import Policy
from luoshi.rules.parameters import Recurring

SOURCES = {"rule": "规则", "timing": "日程", "duty": "责任时限", "item": "督办事项"}
"""Where a day comes from; of several the first one says what it is."""
LONGEST = 5 * 366
"""Days that one calendar may span."""
EARLIEST, LATEST = 1000, 9000
"""Years of a calendar: what is counted back and on from them must be a day too."""
_WORKDAYS = re.compile(r"BYDAY=MO,TU,WE,TH,FR;BYSETPOS=(\d+)")
_EVERY = re.compile(r"FREQ=YEARLY;INTERVAL=(\d{1,2})\b")
_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)
_QUARTERS = (3, 6, 9, 12)

Whose = Unit | str | Sequence[Unit] | None
"""One unit, a name as printed (or a part of it), several units, or everybody."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What falls due on a day.

    Attributes:
        what: what falls due; ``more``: what else the clause wants on that day.
        units: who, as printed; of a rule the role.
        document: how addresses name the document; ``address``: its clause.
        words: the time as printed.
        sources: keys of `SOURCES`, the one that counts first.
        convention: how a rule counted the day.
        doubts: what is doubtful about it.
        items: keys of the items under supervision that are due by it.
        roles: whole keys of the roles that a rule names.
        gazette: the slug of the issue where it stands; empty where it is not in the archive.
    """

    day: date
    what: str
    units: tuple[str, ...]
    document: str
    number: str
    title: str
    address: str
    words: str
    sources: tuple[str, ...]
    more: tuple[str, ...] = ()
    convention: str = ""
    doubts: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    light: str = ""
    roles: tuple[str, ...] = ()
    gazette: str = ""
    sample: bool = False

    @property
    def key(self) -> str:
        """The same for the same day of the same clause; of an item alone, for the item whatever its day."""
        if self.sources == ("item",):
            return key_of("item", *self.items)
        return key_of("day", self.document, self.address, self.day.isoformat())

    @property
    def place(self) -> str:
        """The clause without its document."""
        return self.address.removeprefix(self.document).strip()

    @property
    def source_words(self) -> str:
        """Its sources as people call them."""
        return "、".join(SOURCES[each] for each in self.sources)


@dataclass(frozen=True, slots=True)
class Undated:
    """What a document wants without a day that a calendar could hold: 每日…, 汛期前…, a day that cannot be."""

    what: str
    words: str
    units: tuple[str, ...]
    document: str
    number: str
    title: str
    address: str
    why: str
    gazette: str


def entries(
    first: date, last: date, unit: Whose = None, *, actor: Actor | None = None
) -> list[Entry]:
    """What falls due from ``first`` to ``last``, both included, in order.

    Args:
        first: the first day.
        last: the last day.
        unit: only what names it: of a rule, where it plays the role.
        actor: whose items under supervision are shown beside; without one, none are.

    Raises:
        DutyError: the days are in the wrong order, or too far apart.
    """
    items = None if actor is None else access.items(actor)
    return _entries(first, last, unit, items)


def of_units(first: date, last: date, units: Sequence[Unit]) -> list[Entry]:
    """The calendar of some units with the items in which they take part, as a feed shows it."""
    rows = Item.objects.filter(Q(parts__unit__in=units) | Q(lead__in=units)).distinct()
    rows = rows.exclude(stage="registered")  # not yet told to its units
    return _entries(first, last, units, rows)


def year_after(day: date) -> date:
    """The day a year later, where a calendar is asked for without its end."""
    return day + min(_YEAR, date.max - day)


def _entries(first: date, last: date, unit: Whose, items: QuerySet[Item] | None) -> list[Entry]:
    if first > last:
        raise DutyError(f"起始日 {first} 在终止日 {last} 之后", "请把两个日期对调")
    if first.year < EARLIEST or last.year > LATEST:
        raise DutyError(
            f"{first} 至 {last} 太早或太晚", f"请写 {EARLIEST} 至 {LATEST} 年之间的日期"
        )
    if (last - first).days > LONGEST:
        raise DutyError("日历的跨度超过五年", "请缩短起止日期")
    finding.ensure()
    books = _Books.of(first, last)
    merged = _merged([*_rules(first, last, books), *_found(first, last, books)])
    if items is not None:
        merged = _merged([*merged, *_items(first, last, items)])
    shown = [each for each in merged if _names(each, unit)]
    return sorted(
        shown, key=lambda each: (each.day, _rank(each), each.document, each.address, each.what)
    )


def _rank(entry: Entry) -> int:
    """Within a day: what runs, what a rule says, what was found, and last what is doubtful."""
    if entry.items:
        return 0
    return 1 if "rule" in entry.sources else 3 if entry.doubts else 2


# --- which documents hold


@dataclass
class _Books:
    """The documents of the archive by label, and the encodings, with what is known of their force."""

    rows: dict[str, Document]
    policies: dict[str, Policy]
    ended: set[str]
    ending: set[str]
    work: WorkCalendar
    known: dict[tuple[str, date], bool] = field(default_factory=dict[tuple[str, date], bool])

    @classmethod
    def of(cls, first: date, last: date) -> _Books:
        """As they stand over these days."""
        policies = {each.number: each for each in catalogue()}
        labels = Found.objects.filter(kind__in=["duty", "timing"], gone=False).values("document")
        wanted = Q(label__in=labels) | Q(label__in=list(policies))
        rows = {
            each.label: each for each in queries.current_documents().filter(wanted).order_by("pk")
        }
        before, after = (queries.statuses(list(rows.values()), day) for day in (first, last))
        over = ("expired", "repealed")
        return cls(
            rows,
            policies,
            {label for label, row in rows.items() if before[row.id].state in over},
            {label for label, row in rows.items() if after[row.id].state in over},
            working.present(),
        )

    def hold(self, label: str, day: date) -> bool:
        """Whether a document still asks for what falls due on a day."""
        policy = self.policies.get(label)
        if policy is not None and policy.ends and day > policy.ends:
            return False
        if label in self.ended:
            return False
        if label not in self.ending:
            return True
        if (label, day) not in self.known:
            state = queries.status(self.rows[label], day).state
            self.known[label, day] = state not in ("expired", "repealed")
        return self.known[label, day]


# --- from encodings


def _rules(first: date, last: date, books: _Books) -> Iterator[Entry]:
    """The periodic steps and the recurring days of encoded documents, while they are in force.

    Those of the specimen are there only where its gazette is.
    """
    used: set[tuple[str, str]] = set()
    for procedure in acting.procedures().values():
        if procedure.every is not None and _loaded(procedure.policy, books):
            used.add((procedure.policy.key, procedure.every.limit))
            yield from _periodic(procedure, first, last, books)
    for policy in catalogue():
        if _loaded(policy, books):
            yield from _recurring(policy, first, last, used, books)


def _loaded(policy: Policy, books: _Books) -> bool:
    return not _sample(policy) or policy.number in books.rows


def _sample(policy: Policy) -> bool:
    return policy.key.startswith("specimen.")


def _periodic(procedure: Procedure, first: date, last: date, books: _Books) -> Iterator[Entry]:
    """The end of each period, or the time after it that the document sets."""
    every, policy = procedure.every, procedure.policy
    assert every is not None
    if every.period == "two_years":  # counted from what happened, not from the calendar
        return
    for span in periods(every.period, first - timedelta(days=800), last + timedelta(days=366)):
        begins = span.last if every.limit else span.first
        if not policy.state_on(begins).in_force:
            continue
        try:
            limit = limit_of(policy, every.limit, span.last) if every.limit else None
            due = after_period(every.period, span.last, limit.term if limit else None, books.work)
        except CountingError:
            continue
        if not first <= due.day <= last:
            continue
        step = procedure.steps[0]
        yield _of_policy(
            policy, due.day, procedure.label, limit.clause if limit else policy.address(procedure.clause),
            limit.label if limit else "", books, (step.by.label,), (role_key(step.by, procedure),),
            due.convention, tuple(each for each in (due.note,) if each),
        )  # fmt: skip


def _recurring(
    policy: Policy, first: date, last: date, used: set[tuple[str, str]], books: _Books
) -> Iterator[Entry]:
    """The recurring days among a document's parameters that no periodic step asks for already."""
    for definition in policy.parameters:
        if definition.kind != "recurring" or (policy.key, definition.name) in used:
            continue
        for leaf in definition.leaves():
            if not isinstance(leaf.value, Recurring):
                continue
            label = f"{definition.label}（{'、'.join(leaf.key)}）" if leaf.key else definition.label
            for day in _days_of(leaf.value, first, last):
                if policy.state_on(day).in_force and leaf in (definition.on(day) or {}).values():
                    yield _of_policy(
                        policy, day, label, policy.address(leaf.clause), leaf.value.printed, books,
                        convention=f"原文定明的日子（{leaf.value.printed}），不顺延",
                    )  # fmt: skip


def _days_of(day: Recurring, first: date, last: date) -> Iterator[date]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        fits = (
            day.every == "month"
            or (day.every == "quarter" and month in _QUARTERS)
            or (day.every == "year" and month == day.month)
        )
        if fits and first <= (found := day.on(year, month)) <= last:
            yield found
        year, month = year + month // 12, month % 12 + 1


def _of_policy(
    policy: Policy,
    day: date,
    what: str,
    address: str,
    words: str,
    books: _Books,
    units: tuple[str, ...] = (),
    roles: tuple[str, ...] = (),
    convention: str = "",
    doubts: tuple[str, ...] = (),
) -> Entry:
    row = books.rows.get(policy.number)
    return Entry(
        day, what, units, policy.number, policy.number, policy.title, address, words, ("rule",),
        convention=convention, doubts=doubts, roles=roles, gazette=row.version.issue.slug if row else "",
        sample=_sample(policy),
    )  # fmt: skip


# --- from findings


def _found(first: date, last: date, books: _Books) -> Iterator[Entry]:
    """Of the days and limits that the grammar found, and of what reviewers made of them."""
    for row in finding.found("timing"):
        value = value_of(row)
        for day in _limit_days(value, row.document, first, last, books):
            yield _of_value(row, value, day, "timing", value["what"], value)
    with_limit = ~Q(data__deadline=None) | Q(corrected__has_key="deadlines")
    for row in finding.found("duty").filter(with_limit):
        value = value_of(row)
        for one in value.get("deadlines") or []:
            for day in _limit_days(one, row.document, first, last, books):
                what = one.get("what") or _sentence(value["text"], str(one.get("words") or ""))
                yield _of_value(row, value, day, "duty", what, one)


def _sentence(text: str, words: str) -> str:
    """Of a duty's text the sentence with the limit, else all of it, without the mark of its heading."""
    plain = re.sub(r"\s+", "", text)
    plain = re.sub(
        r"^(?:（[一二三四五六七八九十\d]+）|[一二三四五六七八九十]+、|\d+[.．、])", "", plain
    )
    return next((each for each in re.split(r"[。；]", plain) if words and words in each), plain)


def _of_value(row: Found, value: Shape, day: date, source: str, what: str, limit: Shape) -> Entry:
    doubts = [str(each) for each in value.get("doubts") or []] if source == "timing" else []
    return Entry(
        day, _short(what), tuple(value.get("units") or ()), row.document, value.get("number") or "",
        value.get("title") or "", value.get("address") or row.document, str(limit.get("words") or ""), (source,),
        doubts=tuple(dict.fromkeys(filter(None, [*doubts, str(limit.get("doubt") or "")]))),
        gazette=row.issue.slug,
    )  # fmt: skip


def _short(words: str) -> str:
    words = re.sub(r"\s+", "", words)
    return words if len(words) <= 120 else f"{words[:119]}…"


def _limit_days(limit: Shape, document: str, first: date, last: date, books: _Books) -> list[date]:
    """The days of a limit within a span, while its document holds; what recurs daily is no day of a calendar."""
    days: list[date] = []
    if limit.get("kind") == "date" and limit.get("day"):
        days = [date.fromisoformat(limit["day"])]
    elif limit.get("kind") == "recurring" and is_rule(str(limit.get("rule"))) and not _daily(limit):
        row = books.rows.get(document)
        begins = row.effective if row else None
        days = _days_by(limit, (row.signed or row.issued) if row else None, first, last, books.work)
        days = [day for day in days if begins is None or day >= begins]
    return [day for day in days if first <= day <= last and books.hold(document, day)]


def _daily(limit: Shape) -> bool:
    return str(limit.get("rule") or "").startswith("FREQ=DAILY")


def _days_by(
    limit: Shape, signed: date | None, first: date, last: date, work: WorkCalendar
) -> list[date]:
    """Its days; N个工作日内 is counted by the office's working days and not by the week."""
    rule = str(limit["rule"])
    since, until = (
        date.fromisoformat(limit[name]) if limit.get(name) else None for name in ("since", "until")
    )
    counted = _WORKDAYS.search(rule)
    plain = rule.replace(f";{counted[0]}", ";BYMONTHDAY=1") if counted else rule
    begin = first - timedelta(days=62) if counted else first
    try:
        days = list(Recurrence(plain, "", since or _since(rule, signed), until).days(begin, last))
        return [work.add(day - _DAY, int(counted[1])) for day in days] if counted else days
    except (ValueError, TypeError, CountingError):
        return []  # it leads out of the calendar


def _since(rule: str, signed: date | None) -> date | None:
    """每2年 falls due first at the end of the second year, where the finding does not say since when."""
    every = _EVERY.search(rule)
    if signed is None or every is None:
        return signed
    return date(signed.year + int(every[1]) - 1, 1, 1)


def undated(unit: Whose = None) -> list[Undated]:
    """What falls due without a day: daily, before a season, or on a day that cannot be."""
    finding.ensure()
    shown: list[Undated] = []
    for row in finding.found("timing"):
        value = value_of(row)
        if value.get("kind") != "unknown" and not _daily(value):
            continue
        why = "每天" if _daily(value) else "；".join(value.get("doubts") or ["没有写明日期"])
        one = Undated(
            _short(value["what"]), str(value["words"]), tuple(value.get("units") or ()), row.document,
            row.number, row.title, row.address, why, row.issue.slug,
        )  # fmt: skip
        if _named_in(one.units, unit):
            shown.append(one)
    return shown


# --- from what runs


def _items(first: date, last: date, rows: QuerySet[Item]) -> Iterator[Entry]:
    found = rows.filter(stage__in=[*OPEN, "registered"], due__range=(first, last))
    for item in found.select_related("lead", "found__issue").prefetch_related("parts__unit"):
        units = [item.lead.name] if item.lead else []
        units += [part.unit.name for part in item.parts.all()]
        assert item.due is not None
        yield Entry(
            item.due, _short(item.text), tuple(dict.fromkeys(units)), item.document,
            item.found.number if item.found else "", item.title, item.address or item.document,
            item.due_words, ("item",), items=(item.key,), light=item.light,
            gazette=item.found.issue.slug if item.found else "", sample=item.sample,
        )  # fmt: skip


# --- once for each day of each clause


def _merged(every: Iterable[Entry]) -> list[Entry]:
    """The same day of the same clause once; the rule's words win, and every source is named.

    A clause and what stands within it are the same here: a rule names 第二十二条, the day was found in its 第二款.
    """
    groups: dict[tuple[str, date], list[Entry]] = {}
    for each in sorted(every, key=lambda one: list(SOURCES).index(one.sources[0])):
        group = groups.setdefault((each.document or each.key, each.day), [])
        same = [place for place, one in enumerate(group) if each.address == one.address]
        near = [place for place, one in enumerate(group) if _related(one, each)]
        for place in same or near:
            group[place] = _joined(group[place], each)
        if not same and not near:
            group.append(each)
    return [each for group in groups.values() for each in group]


def _related(one: Entry, other: Entry) -> bool:
    """Whether one stands within the other; two days that were found in neighbouring paragraphs do not."""
    if one.sources == other.sources == ("timing",):
        return False
    return _within(one.address, other.address) or _within(other.address, one.address)


def _within(inner: str, outer: str) -> bool:
    """Whether an address lies in another one: 第二十二条第二款 in 第二十二条, but not 四10 in 四1."""
    rest = inner.removeprefix(outer)
    return rest != inner and not (outer[-1:].isdigit() and rest[:1].isdigit()) and bool(rest)


def _joined(one: Entry, other: Entry) -> Entry:
    again = other.sources[0] == "duty" and other.words == one.words
    others = () if again else (other.what, *other.more)
    more = [*one.more, *(each for each in others if not _told(each, one))]
    return replace(
        one,
        units=tuple(dict.fromkeys([*one.units, *other.units])),
        sources=tuple(dict.fromkeys([*one.sources, *other.sources])),
        more=tuple(dict.fromkeys(more)),
        words=one.words or other.words,
        title=one.title or other.title,
        number=one.number or other.number,
        doubts=one.doubts
        if "rule" in one.sources
        else tuple(dict.fromkeys([*one.doubts, *other.doubts])),
        items=tuple(dict.fromkeys([*one.items, *other.items])),
        light=_worse(one.light, other.light),
        gazette=one.gazette or other.gazette,
        sample=one.sample or other.sample,
    )


def _told(words: str, one: Entry) -> bool:
    """Whether an entry says so already: a day and a limit of one clause say the same in other lengths."""
    said = (one.what, *one.more)
    return any(words in each or each in words for each in said if each and words)


def _worse(one: str, other: str) -> str:
    order = ("red", "yellow", "green", "done", "")
    return min(one, other, key=order.index)


# --- of a unit


def _names(entry: Entry, unit: Whose) -> bool:
    if unit is None or unit == "":
        return True
    if isinstance(unit, str):
        return any(unit in each for each in entry.units)
    units = [unit] if isinstance(unit, Unit) else list(unit)
    return _named_in(entry.units, units) or any(
        plays(each, role) for each in units for role in entry.roles
    )


def _named_in(names: Sequence[str], unit: Whose) -> bool:
    if unit is None or unit == "":
        return True
    if isinstance(unit, str):
        return any(unit in each for each in names)
    units = [unit] if isinstance(unit, Unit) else list(unit)
    known = {name for each in units for name in names_of(each)}
    return any(each in known for each in names)


def names_of(unit: Unit) -> set[str]:
    """How documents may print a unit: its name, its aliases, and in its own city 市… for …市…."""
    names = {unit.name, *unit.aliases.values_list("name", flat=True)}
    if unit.place:
        names |= {
            unit.place[-1] + each.removeprefix(unit.place)
            for each in names
            if each.startswith(unit.place)
        }
    return names


# --- as data


def data_of(entry: Entry) -> dict[str, Any]:
    """An entry as programs get it."""
    return {
        "day": entry.day.isoformat(), "what": entry.what, "more": list(entry.more), "units": list(entry.units),
        "number": entry.number or None, "title": entry.title, "address": entry.address, "words": entry.words,
        "sources": list(entry.sources), "source": entry.source_words, "convention": entry.convention,
        "doubts": list(entry.doubts), "items": list(entry.items), "light": entry.light or None,
        "gazette": entry.gazette or None, "sample": entry.sample, "key": entry.key,
    }  # fmt: skip


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
