"""Placeholder while it is written."""

from __future__ import annotations

from luoshi.duties.model import Timing
from luoshi.gazette.model import Document


def timings(document: Document) -> tuple[Timing, ...]:
    """What is found in a document, in reading order."""
    return ()
