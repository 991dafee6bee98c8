"""Which entries of the journal an actor may see (谁看得见哪些记事)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from luoshi.office.cases import access
from luoshi.office.cases.errors import NotThere
from luoshi.office.directory.actors import Actor
from luoshi.office.journal import queries
from luoshi.office.journal.models import Entry


def entries(
    actor: Actor, *, since: date | None = None, until: date | None = None
) -> QuerySet[Entry]:
    """The entries an actor may see, the newest first.

    Those of the cases that their unit takes part in. A unit's administrator also sees what else is
    told of the unit (its people, tokens, sign-ins); who administers the office sees what is no
    unit's and no case's (calendar, readings, samples).
    """
    found = queries.entries(since=since)
    if until and until < date.max:
        found = found.filter(at__lt=queries.beginning(until + timedelta(days=1)))
    if actor.kind in ("shell", "clock"):
        return found.order_by("-id")
    seen = Q(pk=None)
    if actor.unit is not None:
        seen |= ~Q(case="") & Q(case__in=access.cases(actor).values("key"))
        if actor.may == "admin" and actor.kind == "person":
            seen |= Q(case="") & (Q(unit=actor.unit.code) | Q(actor_unit=actor.unit.code))
    if actor.runs_office:
        seen |= Q(case="")
    return found.filter(seen).order_by("-id")


def entry(actor: Actor, number: int) -> Entry:
    """One of them.

    Raises:
        NotThere: there is none, or it is not theirs.
    """
    found = entries(actor).filter(pk=number).first()
    if found is None:
        raise NotThere("没有这条记事", "请从“日志”里打开")
    return found
