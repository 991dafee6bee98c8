"""The repaired words of a document beside the lines as they were printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from luoshi.gazette.model import Removal
from luoshi.office.archive.values import unpack_spans
from luoshi.web import markup
from luoshi.web.markup import NOTHING, Html, joined, put
from luoshi.web.text import Block, Words


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed."""

    number: int
    text: str
    gone: bool
    """Nothing of it stands in a clause."""
    why: str
    hurt: bool


@dataclass(slots=True)
class Side:
    """A block and its lines."""

    block: Block
    lines: list[Line] = field(default_factory=list[Line])


def written(found: Iterable[Side], source: str) -> Html:
    """The rows of the page: a block, and its lines with links to the ``source``."""
    return joined(
        put(
            '<div class="row"><div>%s</div>%s</div>\n',
            markup.clause(side.block),
            written_lines(side.lines, source),
        )
        for side in found
    )


def written_lines(found: Iterable[Line], source: str) -> Html:
    """Lines with their numbers, each a link to its place in the source."""
    return put('<ol class="lines">%s</ol>', joined(_written(line, source) for line in found))


def _written(line: Line, source: str) -> Html:
    number = str(line.number)
    return put(
        '<li class="%s"><a class="no" href="%s%s#L%s">%s</a>'
        '<span><span class="words">%s</span>%s</span></li>\n',
        " ".join(name for name, true in (("gone", line.gone), ("hurt", line.hurt)) if true),
        source,
        number,
        number,
        number,
        line.text,
        put('<span class="why">%s</span>', line.why or "未入条款") if line.gone else NOTHING,
    )


def line_starts(text: str) -> list[int]:
    """Where each line begins."""
    starts, place = [0], text.find("\n")
    while place >= 0:
        starts.append(place + 1)
        place = text.find("\n", place + 1)
    return starts


def lines_of(clause: Words, starts: Sequence[int]) -> set[int]:
    """The numbers of the lines on which the clause's own words stand."""
    found: set[int] = set()
    for begin, end in unpack_spans(clause.spans):
        if begin < end:
            found.update(range(bisect_right(starts, begin), bisect_right(starts, end - 1) + 1))
    return found


def beside(
    blocks: Sequence[Block],
    clauses: Iterable[Words],
    text: str,
    span: tuple[int, int],
    removals: Iterable[Removal],
    damaged: set[int],
) -> list[Side]:
    """Each block with its lines; lines that went wholly stand before the next block."""
    starts, printed = line_starts(text), text.split("\n")
    by_block = _by_block(blocks, clauses, starts)
    used = set[int]().union(*by_block.values())
    reasons = _reasons(removals)

    def line(number: int) -> Line:
        gone = number not in used
        why = reasons.get(number, "") if gone else ""
        return Line(number, printed[number - 1].rstrip("\r"), gone, why, number in damaged)

    lost = [
        number
        for number in range(span[0], min(span[1], len(printed)) + 1)
        if number not in used and printed[number - 1].strip()
    ]
    sides: list[Side] = []
    for block in blocks:
        numbers = by_block[block.position]
        if numbers:
            while lost and lost[0] < max(numbers):
                numbers.add(lost.pop(0))
        sides.append(Side(block, [line(number) for number in sorted(numbers)]))
    if sides:
        sides[-1].lines.extend(line(number) for number in lost)
    return sides


def _by_block(
    blocks: Sequence[Block], clauses: Iterable[Words], starts: Sequence[int]
) -> dict[int, set[int]]:
    """The lines of each block; rows count for the table that shows them."""
    found: dict[int, set[int]] = {block.position: set() for block in blocks}
    for clause in clauses:
        owner = clause.position if clause.position in found else clause.parent_position
        if owner in found:
            found[owner] |= lines_of(clause, starts)
    return found


def _reasons(removals: Iterable[Removal]) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for removal in removals:
        for number in range(removal.line, removal.line + removal.text.count("\n") + 1):
            found.setdefault(number, f"剔除：{removal.reason}")
    return found
