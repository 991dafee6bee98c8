"""Tables inside a PDF: columns by their contents, rows that are broken only where a page cannot hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.procedures.papers import measures as m
from luoshi.procedures.papers.canvas import Pages
from luoshi.procedures.papers.fonts import Fonts
from luoshi.procedures.papers.lines import Line, Type, broken
from luoshi.procedures.papers.sheet import Face, Rows, shares, side

_LEADING = 18.0
_RULE = 0.5
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}
_TALLEST = int((m.HEIGHT / 2 - 2 * m.PAD) / _LEADING)
"""Lines of a row; a longer cell goes on in the next row."""


@dataclass(frozen=True, slots=True)
class _Cell:
    lines: list[Line]
    x: float
    width: float
    side: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is printed."""

    cells: tuple[_Cell, ...]

    @property
    def height(self) -> float:
        """How tall it is."""
        return max(len(each.lines) for each in self.cells) * _LEADING + 2 * m.PAD

    def draw(self, pages: Pages, y: float) -> float:
        """Print it ``y`` below the top; where the next one begins."""
        bottom = y + self.height
        for cell in self.cells:
            right = cell.x + cell.width
            pages.rule(cell.x, y, right, y, _RULE)
            pages.rule(cell.x, bottom, right, bottom, _RULE)
            pages.rule(cell.x, y, cell.x, bottom, _RULE)
            pages.rule(right, y, right, bottom, _RULE)
            top = y + (self.height - len(cell.lines) * _LEADING) / 2
            for place, line in enumerate(cell.lines):
                at = top + place * _LEADING + (_LEADING - m.TABLE) / 2
                pages.words(line, cell.x + self._start(cell, line), at, m.TABLE)
        return bottom

    def _start(self, cell: _Cell, line: Line) -> float:
        slack = cell.width - 2 * m.PAD - line.width
        return m.PAD + max(slack, 0) * _SHARES[cell.side]


def laid(table: Rows, fonts: Fonts) -> tuple[Row, list[Row]]:
    """The header and the rows of a table."""
    widths = [m.WIDTH * each for each in shares(table)]
    # A header taller than half a page is cut: what it heads must find room below it.
    middle = ["center"] * len(widths)
    header = next(_rows(table.header, middle, widths, fonts, "hei"))
    rows: list[Row] = []
    for each in table.rows:
        sides = [side(head, text) for head, text in zip(table.header, each, strict=True)]
        rows.extend(_rows(each, sides, widths, fonts, "fangsong"))
    return header, rows


def _rows(
    texts: Sequence[str], sides: Sequence[str], widths: Sequence[float], fonts: Fonts, face: Face
) -> Iterator[Row]:
    kind = Type(m.TABLE, m.TABLE)
    cells = [
        broken([(text, face)], width - 2 * m.PAD, kind, fonts)
        for text, width in zip(texts, widths, strict=True)
    ]
    for start in range(0, max(map(len, cells)), _TALLEST):
        row: list[_Cell] = []
        x = 0.0
        for lines, width, place in zip(cells, widths, sides, strict=True):
            part = lines[start : start + _TALLEST]
            row.append(_Cell(part, x, width, place))
            x += width
        yield Row(tuple(row))
