"""On which source lines words stand (行号): those of a part of a clause, not of the whole clause."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from luoshi.gazette.model import Clause, Document, Lines, Span

Piece = tuple[Clause, int, int]
"""A clause and a half-open range of its own words."""

_STEPS: tuple[Callable[[int], int], ...] = (
    lambda gap: gap // 2 * 2,
    lambda gap: 2 if gap > 1 else 0,
    lambda gap: gap,
    lambda gap: gap // 2,
    lambda gap: 1 if gap > 1 else 0,
)
"""How many lines a gap between two spans may step over: blank lines between, or none, or other line ends."""


class Printed:
    """The source lines of any words of a document.

    A clause carries the lines of all that is below it, and the offsets of its own characters. The first and the
    last character of every clause stand on known lines; what is between them is counted by the gaps. Where the
    gaps do not add up, the lines of the known neighbours are given: rather a line more than one too few.
    """

    def __init__(self, document: Document) -> None:
        self._known: dict[int, int] = {}
        self._offsets: dict[str, tuple[list[int], list[int]]] = {}
        for clause in document.clauses:
            self._learn(clause)
        spans = sorted({span for clause in document.walk() for span in clause.spans})
        self._starts = [start for start, _ in spans]
        self._lines = list(_counted(spans, self._known))

    def lines(self, pieces: Sequence[Piece]) -> Lines | None:
        """First and last line of the pieces; None where none of them has words."""
        found = [each for piece in pieces for each in self._of(*piece)]
        return (min(each[0] for each in found), max(each[1] for each in found)) if found else None

    def _learn(self, clause: Clause) -> list[Span]:
        """The first and the last character of a clause with everything below it."""
        spans = list(clause.spans)
        for child in clause.children:
            spans += self._learn(child)
        if not spans:
            return []
        first, last = min(spans), max(spans, key=lambda span: span[1])
        self._known[first[0]] = clause.lines[0]
        self._known[last[1] - 1] = clause.lines[1]
        return [first, last]

    def _of(self, clause: Clause, start: int, end: int) -> Iterator[Lines]:
        if clause.address not in self._offsets:
            blanks = accumulate((not each.isspace() for each in clause.own), initial=0)
            ends = accumulate((last - first for first, last in clause.spans), initial=0)
            self._offsets[clause.address] = list(blanks), list(ends)
        printed, ends = self._offsets[clause.address]
        first, last = printed[start], printed[end] - 1
        if last < first:
            return
        if ends[-1] < printed[-1]:
            yield clause.lines
            return
        for place in range(bisect_right(ends, first) - 1, bisect_right(ends, last)):
            yield self._lines[bisect_right(self._starts, clause.spans[place][0]) - 1]


def _counted(spans: Sequence[Span], known: dict[int, int]) -> Iterator[Lines]:
    """The lines of each span, counted between those of which the line is known."""
    fixed = [known.get(start, known.get(end - 1)) for start, end in spans]
    place = 0
    while place < len(spans):
        line = fixed[place]
        then = place + 1
        while then < len(spans) and fixed[then] is None:
            then += 1
        if line is None or then == len(spans):
            yield from [(line or 1, line or 1)] * (then - place)
            place = then
            continue
        yield (line, line)
        beyond = fixed[then] or line
        gaps = [spans[each][0] - spans[each - 1][1] for each in range(place + 1, then + 1)]
        steps = next(
            (
                found
                for step in _STEPS
                if sum(found := [step(gap) for gap in gaps]) == beyond - line
            ),
            None,
        )
        if steps is None:
            yield from [(line, beyond)] * (len(gaps) - 1)
        else:
            yield from ((line + each, line + each) for each in list(accumulate(steps))[:-1])
        place = then


class Words:
    """What a notation governs: pieces of clauses, one line for each clause, with the lines of any part.

    Attributes:
        text: the words, without marks of punctuation before them.
        pieces: the clauses and ranges that they are.
    """

    def __init__(self, pieces: Sequence[Piece], printed: Printed) -> None:
        self._printed = printed
        told = ""
        self.pieces: list[Piece] = []
        self._begins: list[int] = []
        for clause, start, end in pieces:
            own = clause.own[start:end]
            start += len(own) - len(own.lstrip("。；;，,、 \n\t"))
            own = clause.own[start:end].rstrip()
            if not own:
                continue
            told += "\n" if told else ""
            self._begins.append(len(told))
            self.pieces.append((clause, start, start + len(own)))
            told += own
        self.text = told

    def lines(self, start: int, end: int) -> Lines | None:
        """The source lines of a part of the text."""
        found: list[Piece] = []
        for place in range(max(0, bisect_right(self._begins, start) - 1), len(self.pieces)):
            begin, (clause, first, last) = self._begins[place], self.pieces[place]
            if begin >= end:
                break
            left, right = max(start - begin, 0), min(end - begin, last - first)
            if left < right:
                found.append((clause, first + left, first + right))
        return self._printed.lines(found)

    def without(self, marks: str) -> Words:
        """The same without these marks at its end."""
        if not self.pieces:
            return self
        clause, start, end = self.pieces[-1]
        kept = clause.own[start:end].rstrip(marks)
        return Words([*self.pieces[:-1], (clause, start, start + len(kept))], self._printed)
