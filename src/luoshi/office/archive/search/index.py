"""What an index of clauses can do, whichever database it lives in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from .words import pairs, words

RANKED = 3_000
"""Up to so many clauses are all ranked one against another; see the package's docstring."""
SAMPLE = 2_000
"""Of more, so many of the newest are ranked, after as many whose headings hold the words."""

HEADING_WEIGHT = 6.0
_TITLES = {"title", "number"}

Ranges = Sequence[tuple[int, int]]
"""Keys of clauses, from and to, both included, in order."""


@dataclass(frozen=True, slots=True)
class Row:
    """A clause as the index takes it."""

    id: int
    heading: str
    """Heading or title; its words weigh more."""
    own: str

    @property
    def heading_words(self) -> str:
        """The words of the heading."""
        return " ".join(words(self.heading)) if self.heading else ""

    @property
    def own_words(self) -> str:
        """The words of the clause."""
        return " ".join(words(self.own))

    @property
    def heading_pairs(self) -> str:
        """The pairs of the heading."""
        return " ".join(pairs(self.heading)) if self.heading else ""

    @property
    def own_pairs(self) -> str:
        """The pairs of the clause."""
        return " ".join(pairs(self.own))


def row_of(key: int, kind: str, heading: str, own: str) -> Row:
    """The row of a clause: titles and numbers count as headings."""
    return Row(key, own if kind in _TITLES else heading, own)


@dataclass(frozen=True, slots=True)
class Match:
    """What must occur in a clause: every word, and every phrase as its pairs in a row."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of clauses, best first."""

    ids: list[int]
    more: bool = False
    """There are more than could be ranked."""


class Index(Protocol):
    """An index of clauses; every change belongs to the transaction around it."""

    def add(self, rows: Iterable[Row]) -> None:
        """Take clauses in; none of them may be in."""
        ...

    def drop(self, rows: Iterable[Row]) -> None:
        """Take clauses out, given as they were taken in."""
        ...

    def clear(self) -> None:
        """Take everything out."""
        ...

    def find(self, match: Match, ranges: Ranges | None) -> Found:
        """The clauses that hold all of it, within the ranges if there are any."""
        ...


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists that fit the memory."""
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch
