"""Reading the journal: by case, unit and day."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.office.clock import HERE
from luoshi.office.journal.models import Entry

_FIRST, _LAST = date(1000, 1, 1), date(9000, 1, 1)


def entries(*, case: str = "", unit: str = "", since: date | None = None) -> QuerySet[Entry]:
    """The entries of a case, of a unit (its code: whose matter it is, or who acted), from a day on."""
    found = Entry.objects.order_by("id")
    if case:
        found = found.filter(case=case)
    if unit:
        found = found.filter(Q(unit=unit) | Q(actor_unit=unit))
    if since:
        found = found.filter(at__gte=beginning(since))
    return found


def beginning(day: date) -> datetime:
    """The first moment of a day; of the first and last that a calendar holds, one that can be compared."""
    return datetime.combine(min(max(day, _FIRST), _LAST), time.min, HERE)


def shape(entry: Entry) -> dict[str, Any]:
    """An entry as data."""
    return {
        "id": entry.pk,
        "n": entry.n,
        "kind": entry.kind,
        "actor": {
            "kind": entry.actor_kind,
            "name": entry.actor,
            "login": entry.login,
            "unit": entry.actor_unit,
        },
        "unit": entry.unit,
        "subject": entry.subject,
        "case": entry.case,
        "at": entry.at.astimezone(HERE).isoformat(),
        "recorded": entry.recorded.astimezone(HERE).isoformat(),
        "body": entry.body,
        "digest": entry.digest,
        "link": entry.link,
        "sealed": entry.sealed.astimezone(HERE).isoformat() if entry.sealed else None,
    }
