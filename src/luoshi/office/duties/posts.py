"""Who holds which post on a day (任职), by every appointment, removal and roster of the archive."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from luoshi import duties
from luoshi.duties import Holding
from luoshi.office.archive import queries
from luoshi.office.archive.models import Clause, Document


def held(day: date, words: str = "") -> list[Holding]:
    """Who holds what on a day, in the order of print, the oldest document first.

    Args:
        day: the day.
        words: part of a name, a post or a body; empty for all.
    """
    rows = duties.on_day(_all(_present()), day)
    return [each for each in rows if not words or words in f"{each.name} {each.post} {each.group}"]


def as_data(of: Holding) -> dict[str, Any]:
    """A holding as JSON: days as ISO strings, what is not known null."""
    told = asdict(of)
    for key in ("since", "until", "probation"):
        told[key] = told[key].isoformat() if told[key] else None
    return {**told, "lines": list(of.lines), "unit": of.unit or None}


def _present() -> tuple[int, ...]:
    """The documents in use that name people, the oldest first."""
    naming = Clause.objects.filter(version__current=True, person__isnull=False)
    rows = Document.objects.filter(pk__in=naming.values("document"))
    return tuple(rows.order_by("signed", "version", "position").values_list("pk", flat=True))


@lru_cache(maxsize=2)
def _all(documents: tuple[int, ...]) -> tuple[Holding, ...]:
    """Their holdings; a document's key is never used again for other words."""
    found = Document.objects.in_bulk(documents)
    return tuple(
        holding for key in documents for holding in duties.holdings(queries.value(found[key]))
    )
