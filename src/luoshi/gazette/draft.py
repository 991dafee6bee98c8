"""A document on its way from lines to facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from luoshi.gazette.line import Line, squeeze
from luoshi.gazette.model import Damage
from luoshi.gazette.tree import Node


@dataclass(slots=True)
class Draft:
    """A document's nodes and the words its facts are read from."""

    number: str | None
    decree: bool
    title: str = ""
    title_raw: str = ""
    """The title with the blanks it was printed with: they part joint issuers."""
    organs: str = ""
    """The organs before 令, as printed."""
    inner_title: str | None = None
    nodes: list[Node] = field(default_factory=list[Node])
    damages: list[Damage] = field(default_factory=list[Damage])
    declared: list[str] = field(default_factory=list[str])
    """Titles of the attachments that the document names."""


def flat_of(lines: Sequence[Line]) -> str:
    """The words of several lines without blanks."""
    return "".join(squeeze(line.text) for line in lines)
