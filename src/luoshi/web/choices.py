"""What the filters of lists and search offer: only what the archive holds."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.office.archive.models import Document, Issue
from luoshi.office.archive.queries import KIND_LABELS


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of each filter."""

    places: list[str]
    years: list[int]
    kinds: list[tuple[str, str]]


def choices() -> Choices:
    """The places, years and kinds of the documents in use."""
    rows = Document.objects.filter(version__current=True)
    places = Issue.objects.exclude(city="").values_list("city", flat=True)
    years = rows.exclude(year=None).values_list("year", flat=True)
    kinds = set(rows.values_list("kind", flat=True).order_by().distinct())
    return Choices(
        places=sorted(places.order_by().distinct()),
        years=sorted({year for year in years.order_by().distinct() if year}, reverse=True),
        kinds=[(kind, label) for kind, label in KIND_LABELS.items() if kind in kinds],
    )
