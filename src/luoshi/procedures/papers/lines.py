"""Lines of Chinese text: broken where the marks allow it (避头尾), set on the grid of characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from luoshi.procedures.papers.fonts import Fonts, Glyph
from luoshi.procedures.papers.sheet import Span

_NOT_FIRST = frozenset("、。，．；：？！…—～·）》〉】〕］｝」』”’％‰℃°,.;:?!)]}%")
_NOT_LAST = frozenset("（《〈【〔［｛「『“‘￥＄£¥([{$#")
_TOGETHER = 8
"""Characters that stay on one line at most; more are broken anywhere."""


@dataclass(slots=True)
class Line:
    """A line: its characters, where it begins, and whether a paragraph ends in it."""

    glyphs: list[Glyph] = field(default_factory=list[Glyph])
    indent: float = 0.0
    last: bool = False

    @property
    def width(self) -> float:
        """How wide its characters are."""
        return sum(each.advance for each in self.glyphs)


@dataclass(frozen=True, slots=True)
class Type:
    """How a paragraph is set: size, width of a Han character, indents of the first and other lines."""

    size: float
    em: float
    first: float = 0.0
    hang: float = 0.0


def broken(spans: Sequence[Span], width: float, kind: Type, fonts: Fonts) -> list[Line]:
    """The lines of a paragraph."""
    glyphs = [
        glyph for text, face in spans for glyph in fonts.glyphs(text, face, kind.size, kind.em)
    ]
    lines = [Line(indent=kind.first)]
    room = width - kind.first
    for piece in _pieces(glyphs, kind.em * _TOGETHER):
        for unit in [piece] if _wide(piece) <= width - kind.hang else [[each] for each in piece]:
            # A hair more than there is: 28 widths of a 28th are not always the whole.
            if _wide(unit) > room + 0.01 and lines[-1].glyphs:
                _trim(lines[-1])
                lines.append(Line(indent=kind.hang))
                room = width - kind.hang
                if unit[0].char == " ":
                    continue
            lines[-1].glyphs.extend(unit)
            room -= _wide(unit)
    lines[-1].last = True
    return lines


def _wide(glyphs: Sequence[Glyph]) -> float:
    return sum(each.advance for each in glyphs)


def _trim(line: Line) -> None:
    while len(line.glyphs) > 1 and line.glyphs[-1].char == " ":
        line.glyphs.pop()


def _pieces(glyphs: Sequence[Glyph], most: float) -> Iterator[list[Glyph]]:
    """The characters in pieces that no line end should part."""
    piece: list[Glyph] = []
    wide = 0.0
    for glyph in glyphs:
        if piece and not (_joined(piece[-1].char, glyph.char) and _fits(piece, wide, most)):
            yield piece
            piece, wide = [], 0.0
        piece.append(glyph)
        wide += glyph.advance
    if piece:
        yield piece


def _fits(piece: Sequence[Glyph], wide: float, most: float) -> bool:
    # A word of Latin letters or digits may be longer; it is broken only where no line can hold it.
    return wide < most or (piece[-1].char.isascii() and piece[-1].char != " ")


def _joined(left: str, right: str) -> bool:
    if left == " " or right == " ":
        return False
    if left.isascii() and right.isascii():
        return True
    return right in _NOT_FIRST or left in _NOT_LAST
