"""A clause's own words taken apart: mark, heading and blocks, with the references inside them.

Every form of export is made of these pieces, so that none of them can lose a character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.gazette.model import Clause, Document, Reference

HEADED = frozenset(
    {"part", "chapter", "section", "article", "paragraph", "item", "subitem", "point",
     "attachment", "enclosure", "table", "roster"}
)  # fmt: skip
"""Kinds that carry a mark and a heading; all others are plain blocks."""

_TRAILING = "。．.：:；;、"
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one piece: plain, or the words of one reference."""

    text: str
    reference: Reference | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A clause's own words: together they are exactly ``own``, but for blanks between pieces."""

    mark: Runs = ()
    heading: Runs = ()
    blocks: tuple[Runs, ...] = ()


class References:
    """The references of a document, by the clause that they stand in."""

    def __init__(self, document: Document) -> None:
        self._by_clause: dict[str, list[Reference]] = {}
        for reference in document.references:
            self._by_clause.setdefault(reference.clause, []).append(reference)
        for found in self._by_clause.values():
            found.sort(key=lambda reference: (reference.start, -reference.end))

    def of(self, address: str) -> list[Reference]:
        """The references of one clause in reading order."""
        return self._by_clause.get(address, [])


def words(clause: Clause, references: References) -> Words:
    """Take a clause's own words apart."""
    own, inside = clause.own, references.of(clause.address)
    if clause.kind not in HEADED:
        return Words(blocks=_blocks(own, 0, inside))
    after_mark = _match(own, 0, clause.mark) or 0
    # Words that only lead to a list (下列规定：) head nothing.
    heading = "" if clause.heading.endswith(("：", ":")) else clause.heading
    after_heading = _match(own, after_mark, heading) if heading else None
    if after_heading is None:
        after_heading = after_mark
    else:
        while after_heading < len(own) and own[after_heading] in _TRAILING:
            after_heading += 1
    return Words(
        mark=runs(own, 0, after_mark, inside),
        heading=runs(own, after_mark, after_heading, inside),
        blocks=_blocks(own, after_heading, inside),
    )


def cells(clause: Clause, references: References) -> list[Runs]:
    """The cells of a row, each with the references inside it."""
    inside = references.of(clause.address)
    parts: list[Runs] = []
    start = 0
    for cell in clause.cells:
        # ``own`` is the cells joined by tabs, so a place in it is a place in one cell.
        if clause.own[start : start + len(cell)] == cell:
            parts.append(runs(clause.own, start, start + len(cell), inside))
        else:
            parts.append((Run(clean(cell)),))
        start += len(cell) + 1
    return parts


def runs(text: str, start: int, end: int, references: Iterable[Reference]) -> Runs:
    """The words between two places, cut where references begin and end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    found: list[Run] = []
    for reference in references:
        first, last = max(reference.start, start), min(reference.end, end)
        if first < last:
            if start < first:
                found.append(Run(clean(text[start:first])))
            found.append(Run(clean(text[first:last]), reference))
            start = last
    if start < end:
        found.append(Run(clean(text[start:end])))
    return tuple(found)


def gap(mark: str) -> str:
    """What stands between a mark and the words behind it: 第一章 总则, but 一、总则."""
    return "" if not mark or mark[-1] in "、）).．】" else " "


def plain(parts: Runs) -> str:
    """The words of some runs."""
    return "".join(run.text for run in parts)


def clean(text: str) -> str:
    """The text with every character that XML cannot hold replaced, one for one."""
    if text.isprintable():
        return text
    return "".join(c if _allowed(c) else _REPLACEMENT for c in text)


def _allowed(character: str) -> bool:
    code = ord(character)
    if code < 0x20:
        return character in "\t\n"
    return not (0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE)


def _blocks(own: str, start: int, references: list[Reference]) -> tuple[Runs, ...]:
    """The lines of the text from one place on, without the empty ones."""
    found: list[Runs] = []
    while start < len(own):
        end = own.find("\n", start)
        end = len(own) if end < 0 else end
        if block := runs(own, start, end, references):
            found.append(block)
        start = end + 1
    return tuple(found)


def _match(text: str, start: int, wanted: str) -> int | None:
    """Where the wanted words end if they stand at a place, blanks and widths aside."""
    for character in wanted:
        if character.isspace():
            continue
        while start < len(text) and text[start].isspace():
            start += 1
        if start == len(text) or _folded(text[start]) != _folded(character):
            return None
        start += 1
    return start


def _folded(character: str) -> str:
    return unicodedata.normalize("NFKC", character)
