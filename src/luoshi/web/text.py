"""A document's clauses made ready for a page: blocks with runs of words, tables, an outline.

Nothing here is HTML: the templates write it, and escape every word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import QuerySet

from luoshi.office.archive.models import Clause
from luoshi.web import links

HEADED = {"part", "chapter", "section", "enclosure", "attachment"}
IN_OUTLINE = HEADED | {"article", "point", "table", "roster"}
SHORT = 40
"""Characters of running words that stand for a clause without a heading in the outline."""


class Words(NamedTuple):
    """What a block needs to know of a clause: columns of its row, without the cost of a model."""

    position: int
    parent_position: int | None
    kind: str
    address: str
    label: str
    mark: str
    heading: str
    own: str
    header: bool
    cells: Sequence[str] | None
    damages: Sequence[str] | None
    spans: str


def words_of(clauses: QuerySet[Clause]) -> list[Words]:
    """The words of clauses, in reading order."""
    return [Words(*row) for row in clauses.order_by("id").values_list(*Words._fields)]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a clause that name something: where they stand and where they lead."""

    start: int
    stop: int
    href: str | None
    """None where what is named is not in the archive."""
    title: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one manner: plain, strong, leading somewhere, or naming something unknown."""

    text: str
    strong: bool = False
    mention: Mention | None = None


@dataclass(slots=True)
class TableRow:
    """A row of a table: its cells, each a list of runs."""

    anchor: str
    address: str
    url: str
    label: str
    header: bool
    cells: list[list[Run]]
    run: tuple[str, int] | None = None
    """As of a block."""


@dataclass(slots=True)
class Block:
    """A clause on the page."""

    position: int
    parent: int | None
    anchor: str
    address: str
    url: str
    """Its own page; empty where it has none."""
    label: str
    kind: str
    mark: str
    heading: str
    headed: bool
    """Whether it is nothing but mark and heading."""
    level: int
    """Of its heading, as in ``<h3>``; 0 where it is running text."""
    indent: int
    runs: list[Run]
    damages: Sequence[str]
    rows: list[TableRow] = field(default_factory=list[TableRow])
    run: tuple[str, int] | None = None
    """Where its rules run, and how many they are."""


@dataclass(slots=True)
class Entry:
    """A line of the outline with those below it."""

    href: str
    words: str
    strong: bool
    children: list[Entry] = field(default_factory=list["Entry"])

    @property
    def count(self) -> int:
        """How many lines it is, with those below."""
        return 1 + sum(child.count for child in self.children)


def runs(own: str, strong: int, mentions: Iterable[Mention], mark: int = 0) -> list[Run]:
    """The words cut where their manner changes.

    The first ``strong`` characters are strong, the first ``mark`` of them a run by themselves.
    """
    found: list[Run] = []
    at = 0

    def add(end: int, mention: Mention | None = None) -> None:
        nonlocal at
        for stop in (min(end, mark), min(end, strong), end):
            if at < stop:
                found.append(Run(own[at:stop], stop <= strong, mention))
                at = stop

    for mention in sorted(mentions, key=lambda one: (one.start, -one.stop)):
        # Of two that overlap the first and longer one leads.
        if at <= mention.start < mention.stop <= len(own):
            add(mention.start)
            add(mention.stop, mention)
    add(len(own))
    return found


def cell_runs(cells: Sequence[str], mentions: Sequence[Mention]) -> list[list[Run]]:
    """The runs of each cell; places in a row count through its cells, joined by tabs."""
    found: list[list[Run]] = []
    offset = 0
    for cell in cells:
        end = offset + len(cell)
        inside = [
            Mention(one.start - offset, one.stop - offset, one.href, one.title)
            for one in mentions
            if offset <= one.start and one.stop <= end
        ]
        found.append(runs(cell, 0, inside))
        offset = end + 1
    return found


def blocks(
    clauses: Iterable[Words],
    label: str,
    mentions: Mapping[int, Sequence[Mention]],
    url: Callable[[str], str] = lambda address: "",
) -> list[Block]:
    """Every clause of a document as a block, in reading order; rows go into their table's.

    ``label`` is what the addresses begin with, ``url`` gives the page of an address.
    """
    found: list[Block] = []
    by_position: dict[int, Block] = {}
    for clause in clauses:
        above = (
            by_position.get(clause.parent_position) if clause.parent_position is not None else None
        )
        named = mentions.get(clause.position, ())
        anchor = links.anchor(clause.address, label)
        if clause.kind == "row" and above is not None and above.kind == "table":
            cells = cell_runs(clause.cells or [clause.own], named)
            page = url(clause.address)
            above.rows.append(
                TableRow(anchor, clause.address, page, clause.label, clause.header, cells)
            )
            continue
        block = _block(clause, anchor, above, named)
        block.url = url(clause.address)
        by_position[clause.position] = block
        found.append(block)
    return found


def _block(clause: Words, anchor: str, above: Block | None, mentions: Sequence[Mention]) -> Block:
    strong = _strong(clause)
    headed = clause.kind in HEADED or (strong > len(clause.mark) and strong >= len(clause.own))
    level = 0
    if headed:
        level = min(6, (above.level if above and above.level else 2) + 1)
    # 附件 and its title are printed on two lines; one line needs the gap that a run brings.
    cut = len(clause.mark) if clause.kind == "attachment" and strong else 0
    return Block(
        position=clause.position,
        parent=above.position if above else None,
        anchor=anchor,
        address=clause.address,
        url="",
        label=clause.label,
        kind=clause.kind,
        mark=clause.mark,
        heading=clause.heading,
        headed=headed,
        level=level,
        indent=_indent(clause.kind, above),
        runs=runs(clause.own, strong, mentions, cut),
        damages=clause.damages or (),
    )


def _strong(clause: Words) -> int:
    """How many characters at the head are mark and heading."""
    if not clause.mark or not clause.own.startswith(clause.mark):
        return len(clause.own) if clause.heading and clause.own == clause.heading else 0
    end = len(clause.mark)
    if clause.heading:
        at = clause.own.find(clause.heading, end)
        if 0 <= at <= end + 2:
            end = at + len(clause.heading)
    return end


def _indent(kind: str, above: Block | None) -> int:
    if kind == "item":
        return 1
    if kind == "subitem":
        return 2
    if above is None or above.headed or above.kind == "article":
        return 0
    if kind == "point" and above.kind == "point":
        return min(above.indent + 1, 3)
    return above.indent


def outline(found: Sequence[Block]) -> list[Entry]:
    """The places that a reader goes to: chapters, articles, points with a heading, attachments."""
    roots: list[Entry] = []
    nearest: dict[int, Entry | None] = {}
    for block in found:
        above = nearest.get(block.parent) if block.parent is not None else None
        words = _words(block)
        if not words:
            nearest[block.position] = above
            continue
        entry = Entry("#" + links.iri(block.anchor), words, strong=block.kind in HEADED)
        (above.children if above else roots).append(entry)
        nearest[block.position] = entry
    return roots


def _words(block: Block) -> str:
    """How a block is called in the outline; nothing where it does not stand there."""
    if block.kind not in IN_OUTLINE:
        return ""
    own = "".join(run.text for run in block.runs)
    if block.kind == "table":
        return _short(own or block.label)
    if block.kind in {"article", "attachment"}:
        return _short(f"{block.mark} {own.removeprefix(block.mark)}")
    return _short(own) if block.heading or block.headed else ""


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"
