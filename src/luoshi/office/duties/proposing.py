"""What a finding proposes as an item (立项建议): lead, assistants, day and rule; an officer may change all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from luoshi.duties.model import Recurrence
from luoshi.gazette import AddressError
from luoshi.office import clock
from luoshi.office.archive import queries
from luoshi.office.directory.models import Unit
from luoshi.office.duties import resolving
from luoshi.office.duties.models import Found
from luoshi.office.duties.resolving import Names, Resolved
from luoshi.office.duties.shapes import value_of

_LOOK = timedelta(days=366 * 5)
_LONGEST = 5000
"""Characters of a clause that an item keeps: a bracket may stand for a whole chapter."""


@dataclass(frozen=True)
class Fields:
    """What an item is registered with.

    Attributes:
        text: what is to be done.
        lead: the unit that answers for it; without one it cannot be assigned.
        assist: units that assist (配合).
        due: the last day; None: ongoing (长期), or counted from an event that has not come.
        due_words: the words of the time limit, as printed.
        recurrence: RFC 5545, for one that comes back.
        leader: who of the leaders is in charge (分管领导).
        clause: the words of the clause, always in view.
        found: what it comes from.
        doubts: what the officer should look at before assigning.
    """

    text: str
    lead: Unit | None = None
    assist: tuple[Unit, ...] = ()
    due: date | None = None
    due_words: str = ""
    recurrence: str = ""
    leader: str = ""
    document: str = ""
    title: str = ""
    address: str = ""
    clause: str = ""
    found: Found | None = None
    doubts: tuple[str, ...] = ()


def fields_of(found: Found, names: Names | None = None) -> Fields:
    """What a finding proposes.

    The marked lead leads; where the document marks none, the first named unit is proposed and said to be. Units
    that a collective (各区县政府) stands for answer each for itself: none of them is made the lead of the others.

    Args:
        found: which.
        names: the directory, read beforehand for many.
    """
    value = value_of(found)
    parties = resolving.parties(found, names)
    leads = [each for each in parties if each.role == "lead"]
    single = [each.unit for each in leads or parties if each.unit is not None]
    lead = single[0] if single else None
    named = list(dict.fromkeys(unit for each in parties for unit in each.units))
    due, rule = _time(value.get("deadlines") or [])
    return Fields(
        text=str(value.get("text") or ""), lead=lead,
        assist=tuple(each for each in named if each != lead), due=due,
        due_words=str(value.get("deadline") or "")[:200], recurrence=rule,
        document=found.document, title=found.title, address=found.address,
        clause=_clause(found) or str(value.get("text") or ""), found=found,
        doubts=tuple(_doubts(parties, leads, lead)),
    )  # fmt: skip


def _doubts(
    parties: Sequence[Resolved], leads: Sequence[Resolved], lead: Unit | None
) -> Iterator[str]:
    yield from dict.fromkeys(each.note for each in parties if each.note)
    if lead is None:
        yield "没有可以牵头的单位，请选定；各单位分别负责的，交办后分解到各单位"
    elif not leads and len(parties) > 1:
        yield f"文件未标明牵头单位，暂列第一个（{lead.name}）"
    elif len(leads) > 1:
        yield f"文件标明 {len(leads)} 个牵头单位，暂列第一个（{lead.name}）"


def _clause(found: Found) -> str:
    """The words of the clause, as the gazette prints them after repair."""
    try:
        row = queries.clause(found.address, slug=found.issue.slug)
    except (queries.NotFound, AddressError):
        return ""
    return queries.text(row)[:_LONGEST]


def phases(found: Found) -> list[date]:
    """The days of a finding, one for each phase that its clause names (2023年完成…，2025年完成…)."""
    days = [_day(each) for each in value_of(found).get("deadlines") or []]
    return sorted({day for day in days if day})


def _day(deadline: dict[str, Any]) -> date | None:
    written = deadline.get("day")
    return date.fromisoformat(written) if deadline.get("kind") == "date" and written else None


def _time(deadlines: list[dict[str, Any]]) -> tuple[date | None, str]:
    """The next phase that has not passed (else the last), or the next day of what comes back."""
    today = clock.today()
    days = sorted({day for each in deadlines if (day := _day(each))})
    if days:
        return next((day for day in days if day >= today), days[-1]), ""
    rules = [each for each in deadlines if each.get("rule")]
    return _next(rules[0], today) if rules else (None, "")


def _next(deadline: dict[str, Any], today: date) -> tuple[date | None, str]:
    """The next day of what comes back, and its rule with the end that the words name (2023—2025年每年…)."""
    rule = str(deadline["rule"])
    since, until = (
        date.fromisoformat(told) if (told := deadline.get(name)) else None
        for name in ("since", "until")
    )  # fmt: skip
    try:
        days = Recurrence(rule, "", since, until).days(today, today + _LOOK)
        day = next(days, None)
    except ValueError:  # a reviewer's rule that ends on a day that cannot be
        return None, rule
    return day, f"{rule};UNTIL={until:%Y%m%d}" if until and "UNTIL=" not in rule else rule
