"""Cases that come back (定期事项): opened by the clock at the end of each period, once for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from luoshi.office import clock
from luoshi.office.cases import calendar, deadlines, service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Entry, Period
from luoshi.office.cases.view import of as view_of
from luoshi.office.directory.actors import CLOCK
from luoshi.office.directory.models import Unit
from luoshi.policies import acting
from luoshi.procedures import Every, Procedure
from luoshi.procedures.counting import Span, after_period, limit_of, period_of, periods


def open_due(now: datetime) -> int:
    """Open the cases of every period that has ended by now; how many."""
    opened = 0
    for procedure in acting.procedures().values():
        if procedure.every is None:
            continue
        for about, unit, entry in _subjects(procedure):
            opened += _catch_up(procedure, about, unit, entry, now)
    return opened


def _subjects(procedure: Procedure) -> Iterator[tuple[str, Unit | None, Entry | None]]:
    every = procedure.every
    assert every is not None
    if every.over is not None:
        rows = Entry.objects.filter(register=acting.whole(every.over))
        for entry in rows.filter(state__in=every.live) if every.live else rows:
            yield f"entry:{entry.pk}", None, entry
        return
    role = service.role_key(procedure.steps[0].by, procedure)
    for unit in Unit.objects.filter(roles__role=role, active=True).distinct().order_by("pk"):
        yield f"unit:{unit.code}", unit, None


def _catch_up(
    procedure: Procedure, about: str, unit: Unit | None, entry: Entry | None, now: datetime
) -> int:
    """Open one case for each period that ended since the last look, the oldest first."""
    every = procedure.every
    assert every is not None
    today = now.astimezone(clock.HERE).date()
    begun = entry.made.astimezone(clock.HERE).date() if entry else today
    since = None
    if every.period == "two_years":
        told = entry.data.get(every.since) if entry and every.since else None
        since = date.fromisoformat(told) if told else begun
    row, made = Period.objects.get_or_create(
        procedure=procedure.whole_key, about=about,
        defaults={"done_until": _first_look(procedure, today)},
    )  # fmt: skip
    if made and entry is not None:  # an entry is older than the first look at it
        row.done_until = begun - timedelta(days=1)
        row.save(update_fields=["done_until"])
    opened = 0
    for span in _spans(every, row.done_until, today, since):
        opened += _open(procedure, row.pk, unit, entry, span, now)
    return opened


def _first_look(procedure: Procedure, today: date) -> date:
    """Up to when nothing is asked for: the period before this one still is, while there is time."""
    every = procedure.every
    assert every is not None
    before = today - timedelta(days=1)
    if not every.limit or every.period == "two_years":
        return before
    last = period_of(every.period, period_of(every.period, today).first - timedelta(days=1))
    limit = limit_of(procedure.policy, every.limit, last.last).term
    still = after_period(every.period, last.last, limit, calendar.present()).day >= today
    return last.first - timedelta(days=1) if still else before


def _spans(every: Every, after: date, today: date, since: date | None) -> Iterator[Span]:
    """The periods that want their case: those that ended, or begun ones where the end is the deadline."""
    if every.limit:
        yield from periods(every.period, after, today - timedelta(days=1), since=since)
        return
    day = max(after + timedelta(days=1), since) if since else after + timedelta(days=1)
    while (span := period_of(every.period, day, since=since)).first <= today:
        yield span
        day = span.last + timedelta(days=1)


@transaction.atomic
def _open(
    procedure: Procedure,
    period: int,
    unit: Unit | None,
    entry: Entry | None,
    span: Span,
    now: datetime,
) -> int:
    """Open the case of one period, unless another worker did."""
    row = Period.objects.select_for_update().get(pk=period)
    if row.done_until >= span.last:
        return 0
    row.done_until = span.last
    row.save(update_fields=["done_until"])
    begins = span.last if procedure.every and procedure.every.limit else span.first
    if not procedure.policy.state_on(begins).in_force:
        return 0  # an expired document asks for nothing
    try:
        case = service.open_for(procedure, unit, entry, {"period": span.label}, now)
    except CaseError:
        return 0  # nobody plays the role any more: there is nobody who owes it
    end = datetime.combine(span.last, datetime.min.time(), clock.HERE)
    task = case.tasks.get(state="open")
    deadlines.make_periodic(task, procedure, end, now)
    view = view_of(case, procedure, now)
    service.recorded(case, CLOCK, "case.start", {"procedure": procedure.whole_key, "period": span.label, "parties": {r: u.code for r, u in view.parties.items()}})  # fmt: skip
    return 1
