"""Placeholder while it is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.duties.model import Holding
from luoshi.gazette.model import Document


def holdings(document: Document) -> tuple[Holding, ...]:
    """Appointments, removals and seats of a document."""
    return ()


def on_day(found: Iterable[Holding], day: date) -> list[Holding]:
    """Who holds what on a day."""
    return []
