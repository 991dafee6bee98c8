"""Placeholder while it is written."""

from __future__ import annotations

from luoshi.duties.model import Target
from luoshi.gazette.model import Document


def targets(document: Document) -> tuple[Target, ...]:
    """What is found in a document, in reading order."""
    return ()
