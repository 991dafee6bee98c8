"""The boards of supervision (督办台账): by light, document, unit, leader and month; heat map and timeline.

Lights are kept by the clock (`luoshi.office.duties.lights`), so that a board only reads: one grouped query
tells every count, and a page of a list is taken from the index of its light.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear, TruncMonth

from luoshi.office import clock
from luoshi.office.directory.models import Unit
from luoshi.office.directory.units import below
from luoshi.office.duties.models import LIGHTS, OPEN, STAGES, Item, Part

RUNNING = ("registered", *OPEN)
"""What is not over: what was registered and not yet assigned, too."""
OVER = ("closed", "evaluated")
STATES = {"open": "在办", "closed": "办结", "cancelled": "撤销", "all": "全部"}
_STAGES_OF: Mapping[str, tuple[str, ...]] = {
    "open": RUNNING, "closed": OVER, "cancelled": ("cancelled",), "all": (*RUNNING, *OVER),
}  # fmt: skip
ORDER = ("red", "yellow", "green", "done")
"""What is late comes first, then by the day on which it is due."""
BY = {
    "document": "文件",
    "unit": "牵头单位",
    "leader": "分管领导",
    "light": "亮灯",
    "month": "到期月份",
}
NEVER = "none"
"""The month of what is due on no day (长期)."""
MONTHS = 12

MOST_FOUND = 2000
"""Items that a search by words may leave and still be looked up by their keys."""

Rows = QuerySet[Item]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a board shows: the words of its address (筛选).

    Attributes:
        unit: the code of a unit that leads or assists; ``role`` narrows it to one of the two.
        within: also what the units below that one lead.
        month: of the last day, as 2026-03; `NEVER` for what has none.
        state: see `STATES`; empty is ``open``.
    """

    q: str = ""
    document: str = ""
    unit: str = ""
    role: str = ""
    within: bool = False
    leader: str = ""
    light: str = ""
    month: str = ""
    stage: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items there are, by stage and light (件数)."""

    rows: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def of(self, stages: Iterable[str], lights: Iterable[str] = ORDER) -> int:
        """How many are at one of these stages with one of these lights."""
        wanted, shown = set(stages), set(lights)
        return sum(
            n for (stage, light), n in self.rows.items() if stage in wanted and light in shown
        )

    @property
    def lights(self) -> dict[str, int]:
        """By light: red, yellow and green of what runs, done of what is over."""
        running = {light: self.of(RUNNING, [light]) for light in ORDER[:3]}
        return {**running, "done": self.of(OVER)}

    @property
    def stages(self) -> dict[str, int]:
        """By stage."""
        return {stage: self.of([stage]) for stage in STAGES}

    @property
    def total(self) -> int:
        """Everything that was not cancelled."""
        return self.of((*RUNNING, *OVER))


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a board that groups: a document, a unit, a leader, a light, a month."""

    key: str
    label: str
    note: str = ""
    red: int = 0
    yellow: int = 0
    green: int = 0
    done: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.red + self.yellow + self.green + self.done

    @property
    def share(self) -> float | None:
        """The part that is over (办结率)."""
        return self.done / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit in a month: what falls due, what of it is late, what is over."""

    due: int = 0
    late: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Warmth:
    """A line of the heat map (热力图): a unit and its months; ``never`` counts what has no day."""

    unit: Unit
    cells: tuple[Cell, ...]
    never: int

    @property
    def total(self) -> int:
        """All that the unit has to do in these months."""
        return sum(each.due for each in self.cells)

    @property
    def late(self) -> int:
        """What of it is late."""
        return sum(each.late for each in self.cells)


@dataclass(frozen=True, slots=True)
class Heat:
    """The heat map: a page of units, their months, and the fullest cell by which the others are shaded."""

    months: tuple[date, ...]
    lines: tuple[Warmth, ...]
    fullest: int
    units: int


# --- narrowing and counting


def narrowed(rows: Rows, asked: Asked, *, light: bool = True) -> Rows:
    """The items that a filter leaves; without its light and state where a count by them is wanted."""
    if asked.document:
        rows = rows.filter(document=asked.document)
    if asked.leader:
        rows = rows.filter(leader="" if asked.leader == NEVER else asked.leader)
    if asked.unit:
        rows = rows.filter(_of_unit(asked))
    if asked.month == NEVER:
        rows = rows.filter(due=None)
    elif asked.month:
        first = date.fromisoformat(f"{asked.month}-01")
        rows = rows.filter(due__gte=first, due__lt=after(first))
    if asked.q:
        rows = _saying(rows, asked.q)
    if not light:
        return rows
    rows = rows.filter(stage__in=_stages(asked))
    return rows.filter(light__in=_lights(asked)) if asked.light else rows


def _saying(rows: Rows, said: str) -> Rows:
    """The items that say some words, read once: the counts and the page need not read all words again."""
    found = Q(text__contains=said) | Q(key__contains=said) | Q(title__contains=said)
    saying = rows.filter(found | Q(address__contains=said))
    keys = list(saying.order_by().values_list("pk", flat=True)[: MOST_FOUND + 1])
    return rows.filter(pk__in=keys) if len(keys) <= MOST_FOUND else saying


def _of_unit(asked: Asked) -> Q:
    if asked.unit == NEVER:
        return Q(lead=None)
    if asked.within:
        of = Unit.objects.filter(code=asked.unit).first()
        return Q(lead__in=[of.pk, *below(of)] if of else [])
    if asked.role == "lead":
        return Q(lead__code=asked.unit)
    parts = Part.objects.filter(unit__code=asked.unit)
    if asked.role:
        return Q(pk__in=parts.filter(role=asked.role).values("item_id"))
    # An explicit list: PostgreSQL takes its index instead of guessing at an OR.
    keys = set(parts.values_list("item_id", flat=True))
    return Q(pk__in=keys) if keys else Q(lead__code=asked.unit)


def _stages(asked: Asked) -> tuple[str, ...]:
    if asked.stage in STAGES:
        return (asked.stage,)
    if asked.light == "done" and not asked.state:
        return OVER
    return _STAGES_OF.get(asked.state or "open", RUNNING)


def _lights(asked: Asked) -> tuple[str, ...]:
    return (asked.light,) if asked.light in LIGHTS else ORDER


def counts(rows: Rows) -> Counts:
    """How many, by stage and light, in one query."""
    found = rows.order_by().values_list("stage", "light").annotate(n=Count("*"))
    return Counts({(stage, light): n for stage, light, n in found})


def total(told: Counts, asked: Asked) -> int:
    """How many items a filter leaves, from the counts without its light."""
    return told.of(_stages(asked), _lights(asked))


def page(rows: Rows, asked: Asked, told: Counts, start: int, size: int) -> list[Item]:
    """Items from ``start`` on: the late ones first, then by day; each light is read from its own index."""
    stages, found = _stages(asked), list[int]()
    for light in _lights(asked):
        here = told.of(stages, [light])
        if start >= here:
            start -= here
            continue
        part = rows.filter(light=light, stage__in=stages).order_by(*_in_order(light))
        found += part.values_list("pk", flat=True)[start : start + size - len(found)]
        start = 0
        if len(found) >= size:
            break
    return whole(found)


def _in_order(light: str) -> tuple[Any, Any]:
    if light == "done":
        return F("due").desc(nulls_first=True), "-pk"
    return F("due").asc(nulls_last=True), "pk"


def whole(keys: Sequence[int]) -> list[Item]:
    """Items with their units, in the order of their keys."""
    rows = (
        Item.objects.filter(pk__in=keys)
        .select_related("lead", "by")
        .prefetch_related("parts__unit")
    )
    found = {each.pk: each for each in rows}
    return [found[key] for key in keys if key in found]


# --- boards that group


def groups(rows: Rows, by: str) -> list[Group]:
    """Items grouped by one of `BY`: those with the most that is late first, months in order."""
    makers = {"document": _by_document, "unit": _by_unit, "leader": _by_leader, "month": _by_month}
    if by == "light":
        return _by_light(counts(rows))
    found = makers[by](rows.exclude(stage="cancelled").order_by())
    if by == "month":
        return found
    return sorted(found, key=lambda each: (-each.red, -each.yellow, -each.total, each.label))


def _counted(rows: Rows, *names: str, **made: Any) -> list[dict[str, Any]]:
    running = ~Q(stage__in=OVER)
    found = rows.values(*names, **made).annotate(
        red=Count("pk", filter=Q(light="red") & running),
        yellow=Count("pk", filter=Q(light="yellow") & running),
        done=Count("pk", filter=Q(stage__in=OVER)), every=Count("*"), last=Max("pk"),
    )  # fmt: skip
    return list(found)


def _group(key: str, label: str, row: Mapping[str, Any], note: str = "") -> Group:
    red, yellow, done = int(row["red"]), int(row["yellow"]), int(row["done"])
    return Group(key, label, note, red, yellow, int(row["every"]) - red - yellow - done, done)


def _by_document(rows: Rows) -> list[Group]:
    found = _counted(rows, "document")
    titles = titles_of({each["document"]: each["last"] for each in found})
    return [
        _group(each["document"] or NEVER, titles.get(each["document"]) or each["document"] or "手工立项", each,
               each["document"])
        for each in found
    ]  # fmt: skip


def titles_of(items: Mapping[str, int]) -> dict[str, str]:
    """The titles of documents, each with one item of it."""
    rows = Item.objects.filter(pk__in=list(items.values())).values_list("document", "title")
    return {document: title for document, title in rows if document}


def _by_unit(rows: Rows) -> list[Group]:
    found = _counted(rows, "lead_id")
    keys = [each["lead_id"] for each in found]
    units = {pk: (code, name) for pk, code, name in Unit.objects.filter(pk__in=keys).values_list("pk", "code", "name")}  # fmt: skip
    return [_group(*units.get(each["lead_id"], (NEVER, "没有牵头单位")), each) for each in found]


def _by_leader(rows: Rows) -> list[Group]:
    found = _counted(rows, "leader")
    return [_group(each["leader"] or NEVER, each["leader"] or "没有写明", each) for each in found]


def _by_month(rows: Rows) -> list[Group]:
    found = _counted(rows, month=TruncMonth("due"))
    found.sort(key=lambda each: each["month"] or date.max)
    return [
        _group(f"{each['month']:%Y-%m}", month_words(each["month"]), each)
        if each["month"] else _group(NEVER, "长期，没有时限", each)
        for each in found
    ]  # fmt: skip


def _by_light(told: Counts) -> list[Group]:
    n = told.lights
    return [
        Group("red", LIGHTS["red"], red=n["red"]), Group("yellow", LIGHTS["yellow"], yellow=n["yellow"]),
        Group("green", LIGHTS["green"], green=n["green"]), Group("done", LIGHTS["done"], done=n["done"]),
    ]  # fmt: skip


def month_words(month: date) -> str:
    """A month as it is said: 2026年3月."""
    return f"{month.year}年{month.month}月"


# --- heat map: units by months


def after(month: date, by: int = 1) -> date:
    """The first day of a month so many months on."""
    place = month.year * 12 + month.month - 1 + by
    return date(place // 12, place % 12 + 1, 1)


def heat(rows: Rows, first: date, start: int, size: int, months: int = MONTHS) -> Heat:
    """A page of units, the busiest first, and what each has due in each month.

    Args:
        rows: the items that the reader may see.
        first: the first day of the first month.
        start: how many units to leave out.
        size: how many to show.
        months: how many months to show.
    """
    shown = tuple(after(first, each) for each in range(months))
    rows = rows.exclude(stage="cancelled").exclude(lead=None).order_by()
    within = rows.filter(due__gte=first, due__lt=after(first, months))
    per_unit = within.values_list("lead_id").annotate(n=Count("*")).order_by("-n", "lead_id")
    busiest = list(per_unit)
    keys = [unit for unit, _ in busiest[start : start + size]]
    cells = _cells(within.filter(lead__in=keys), shown)
    never = dict(rows.filter(lead__in=keys, due=None).values_list("lead_id").annotate(n=Count("*")))
    units = Unit.objects.in_bulk(keys)
    lines = tuple(
        Warmth(
            units[key], tuple(cells.get((key, month), Cell()) for month in shown), never.get(key, 0)
        )
        for key in keys
        if key in units
    )
    fullest = max((cell.due for line in lines for cell in line.cells), default=0)
    return Heat(shown, lines, fullest, len(busiest))


def _cells(rows: Rows, months: Sequence[date]) -> dict[tuple[int, date], Cell]:
    found = rows.values_list("lead_id", ExtractYear("due"), ExtractMonth("due")).annotate(
        n=Count("*"),
        late=Count("pk", filter=Q(light="red", stage__in=RUNNING)),
        done=Count("pk", filter=Q(stage__in=OVER)),
    )
    return {
        (cast("int", unit), date(year, month, 1)): Cell(n, late, done)
        for unit, year, month, n, late, done in found
        if date(year, month, 1) in months
    }


SHADES = 5


def shade(cell: Cell, fullest: int) -> int:
    """How dark a cell is, from 0 (nothing falls due) to `SHADES`."""
    return -(-cell.due * SHADES // fullest) if cell.due and fullest else 0


# --- timeline


@dataclass(frozen=True, slots=True)
class Bar:
    """An item on the timeline (时间轴): where it begins and ends, in thousandths of the span."""

    item: Item
    start: int
    end: int
    first_end: int | None
    open_ended: bool

    @property
    def width(self) -> int:
        """How long it is."""
        return self.end - self.start

    @property
    def moved(self) -> int:
        """How much of it was added by extensions (延期)."""
        return self.end - self.first_end if self.first_end is not None else 0


def span(items: Sequence[Item], today: date) -> tuple[date, date]:
    """The months that a timeline of these items shows, at most three years; the last is not in it."""
    days = [each.due for each in items if each.due] + [clock_day(each) for each in items] + [today]
    latest = min(
        max(days), after(today.replace(day=1), 36)
    )  # of the last year of all nothing is after
    first, last = min(days).replace(day=1), after(latest.replace(day=1))
    first = max(first, after(today.replace(day=1), -12))
    return first, min(last, after(first, 36))


def clock_day(item: Item) -> date:
    """The day on which an item was registered, by the office's clock."""
    return item.registered.astimezone(clock.HERE).date()


def bar(item: Item, first: date, last: date) -> Bar:
    """Where an item lies between two days."""
    start = thousandth(clock_day(item), first, last)
    end = thousandth(item.due, first, last) if item.due else 1000
    moved = item.first_due if item.due and item.first_due and item.first_due < item.due else None
    return Bar(
        item, min(start, end), max(start, end, min(start, end) + 4),
        thousandth(moved, first, last) if moved else None, item.due is None,
    )  # fmt: skip


def thousandth(day: date, first: date, last: date) -> int:
    """Where a day lies between two others."""
    whole_span = max((last - first).days, 1)
    return min(max(round((day - first).days * 1000 / whole_span), 0), 1000)


# --- a unit's own page


@dataclass(frozen=True, slots=True)
class OfUnit:
    """What a unit leads, what it assists in, and what the units below it lead."""

    leads: Counts
    assists: Counts
    below: Counts
    units: tuple[Unit, ...]
    to_accept: int
    returned: int


def of_unit(rows: Rows, unit: Unit) -> OfUnit:
    """The figures of a unit's page."""
    under = tuple(Unit.objects.filter(parent=unit, active=True))
    leads = counts(rows.filter(lead=unit))
    assisting = Part.objects.filter(unit=unit, role="assist").values("item_id")
    return OfUnit(
        leads, counts(rows.filter(pk__in=assisting)),
        counts(rows.filter(lead__in=below(unit))) if under else Counts(), under,
        to_accept(unit, rows), leads.of(["returned"]),
    )  # fmt: skip


def to_accept(unit: Unit, rows: Rows | None = None) -> int:
    """How many items were assigned to a unit that it has not accepted (待签收), of all or of some."""
    found = Part.objects.filter(unit=unit, accepted=None, item__stage__in=OPEN)
    return (found if rows is None else found.filter(item__in=rows.order_by().values("pk"))).count()


def months_of(rows: Rows, unit: Unit, first: date, months: int = MONTHS) -> list[tuple[date, Cell]]:
    """What a unit has due in each month."""
    shown = [after(first, each) for each in range(months)]
    own = rows.exclude(stage="cancelled").filter(lead=unit, due__gte=first, due__lt=after(first, months))  # fmt: skip
    cells = _cells(own.order_by(), shown)
    return [(month, cells.get((unit.pk, month), Cell())) for month in shown]


# --- what stands on the office's home page


@dataclass(frozen=True, slots=True)
class Owed:
    """What supervision wants of a unit today (督办)."""

    open: int = 0
    red: int = 0
    yellow: int = 0
    to_accept: int = 0
    to_check: int = 0

    @property
    def wanted(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.open or self.to_accept or self.to_check)


def owed(rows: Rows, unit: Unit, *, supervises: bool) -> Owed:
    """What a unit leads that is open, late or close; what it must accept; what the office must check."""
    told = counts(rows.filter(lead=unit, stage__in=RUNNING))
    check = rows.filter(stage="reported").count() if supervises else 0
    lights = told.lights
    return Owed(told.of(OPEN), lights["red"], lights["yellow"], to_accept(unit), check)


# --- what the filters offer


def leaders(rows: Rows) -> list[str]:
    """The leaders to whom items are allotted."""
    return sorted(rows.exclude(leader="").order_by().values_list("leader", flat=True).distinct())
