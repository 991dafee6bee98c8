"""A paper as PDF, laid out by GB/T 9704—2012 on its grid of 22 lines by 28 characters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from luoshi.procedures.papers import measures as m
from luoshi.procedures.papers.canvas import Colour, Pages
from luoshi.procedures.papers.fonts import Fonts
from luoshi.procedures.papers.lines import Line, Type, broken
from luoshi.procedures.papers.sheet import (
    Face,
    Rows,
    Sheet,
    Span,
    day_text,
    spans,
    title_lines,
)
from luoshi.procedures.papers.tabular import Row, laid

_ONE = Lock()
"""reportlab's fonts are of the whole process."""

_BODY = Type(m.BODY, m.ADVANCE)
_PARAGRAPH = Type(m.BODY, m.ADVANCE, first=2 * m.ADVANCE)
_GREY: Colour = (0.9, 0.9, 0.9)
_COLOPHON = 24.0
"""Height of a line of 版记."""


def pdf(sheet: Sheet, fonts: Path | None = None) -> bytes:
    """The paper as PDF.

    Args:
        sheet: the paper.
        fonts: a folder with FangSong, SimHei, KaiTi, SimSun, XiaoBiaoSong as .ttf; without it the Song
            of the viewer stands for all of them.

    Raises:
        PaperError: the folder or a font in it cannot be used.
    """
    with _ONE:
        return _Press(sheet, Fonts(fonts)).printed()


@dataclass(frozen=True, slots=True)
class _Set:
    """A line at its place: a line of text, a row of a table, or nothing (a blank line)."""

    height: float
    line: Line | None = None
    x: float = 0.0
    size: float = m.BODY
    row: Row | None = None
    head: Row | None = None
    keep: bool = False
    """It stands on the page of what follows."""


class _Press:
    """Prints one paper; ``y`` is where the next line begins, below the top of the type area."""

    def __init__(self, sheet: Sheet, fonts: Fonts) -> None:
        self.sheet, self.fonts = sheet, fonts
        self.pages = Pages(sheet.title.replace("\n", ""), sheet.issuer)
        self.page, self.y = 1, 0.0
        self.fresh = True
        """Nothing stands on the page yet."""

    def printed(self) -> bytes:
        self._mark()
        self._masthead()
        for group in _groups([*self._opening(), *self._text()]):
            self._place(group)
        self._colophon()
        self._folio()
        return self.pages.done()

    # --- one line

    def _line(self, text: str, face: Face, size: float) -> Line:
        return broken([(text, face)], math.inf, Type(size, size), self.fonts)[0]

    def _centred(self, text: str, face: Face, size: float, height: float) -> list[_Set]:
        lines = broken([(text, face)], m.WIDTH, Type(size, size), self.fonts)
        return [_Set(height, each, (m.WIDTH - each.width) / 2, size, keep=True) for each in lines]

    # --- what stands at the head of the first page

    def _masthead(self) -> None:
        """发文机关标志, 发文字号, the red rule."""
        if not self.sheet.heading:
            return
        self.y = m.HEADING_DOWN
        size = m.heading_size(self.sheet.heading)
        for each in self._centred(self.sheet.heading, "biaosong", size, size * 1.25):
            assert each.line is not None
            self.pages.words(each.line, each.x, self.y, size, ink=m.RED)
            self.y += size * 1.25
        self.y += 2 * m.PITCH
        for each in self._centred(self.sheet.number, "fangsong", m.BODY, m.PITCH):
            assert each.line is not None
            self.pages.words(each.line, each.x, self.y, m.BODY)
        self.y += m.BODY + m.RULE_BELOW
        self.pages.rule(0, self.y, m.WIDTH, self.y, 1.6, m.RED)
        self.y = (math.ceil(self.y / m.PITCH) + 1) * m.PITCH
        self.fresh = False

    def _opening(self) -> Iterator[_Set]:
        """标题 and 主送机关."""
        blank = _Set(m.PITCH, keep=True)
        if self.sheet.heading:
            yield blank
        for part in title_lines(self.sheet.title):
            yield from self._centred(part, "biaosong", m.TITLE, m.PITCH * 1.2)
        if self.sheet.number and not self.sheet.heading:
            yield from self._centred(self.sheet.number, "fangsong", m.BODY, m.PITCH)
        yield blank
        if self.sheet.greeting:
            yield from self._flowing([(self.sheet.greeting, "fangsong")], _BODY)

    # --- the text

    def _flowing(self, parts: Sequence[Span], kind: Type, *, keep: bool = False) -> Iterator[_Set]:
        for line in broken(parts, m.WIDTH, kind, self.fonts):
            yield _Set(m.PITCH, line, line.indent, kind.size, keep=keep)

    def _text(self) -> Iterator[_Set]:
        """正文, 附件说明, 署名, 成文日期, 附注; the end of the text stays with the signature."""
        body: list[_Set] = []
        for each in self.sheet.paragraphs:
            if isinstance(each, Rows):
                body.extend(self._table(each))
            else:
                parts = spans(each)
                heads = len(parts) == 1 and parts[0][1] != "fangsong"
                body.extend(self._flowing(parts, _PARAGRAPH, keep=heads))
        body.extend(self._attachments())
        for place, each in enumerate(body):
            yield _kept(each) if place >= len(body) - 2 else each
        yield from self._signature()
        for note in self.sheet.notes:
            bare = note[1:-1] if note.startswith("（") and note.endswith("）") else note
            yield from self._flowing([(f"（{bare}）", "fangsong")], _PARAGRAPH)

    def _table(self, table: Rows) -> Iterator[_Set]:
        if table.caption:
            yield from self._centred(table.caption, "hei", m.SMALL, m.PITCH)
        head, rows = laid(table, self.fonts)
        yield _Set(head.height, row=head, keep=bool(rows))
        for row in rows:
            yield _Set(row.height, row=row, head=head)
        yield _Set(m.PITCH / 2)

    def _attachments(self) -> Iterator[_Set]:
        names = self.sheet.attachments
        if not names:
            return
        yield _Set(m.PITCH, keep=True)
        for place, name in enumerate(names, 1):
            ordinal = f"{place}." if len(names) > 1 else ""
            lead = self._line(ordinal, "fangsong", m.BODY).width
            hang = Type(m.BODY, m.ADVANCE, 5 * m.ADVANCE, 5 * m.ADVANCE + lead)
            if place == 1:
                hang = Type(m.BODY, m.ADVANCE, 2 * m.ADVANCE, hang.hang)
            label = "附件：" if place == 1 else ""
            yield from self._flowing([(f"{label}{ordinal}{name}", "fangsong")], hang)

    def _signature(self) -> Iterator[_Set]:
        """As for a paper that is sealed: the day four characters from the right, the issuer above it."""
        day = broken([(self.sheet.day_text, "fangsong")], math.inf, _BODY, self.fonts)[0]
        x = m.WIDTH - 4 * m.ADVANCE - day.width
        middle = x + day.width / 2
        yield _Set(m.PITCH, keep=True)
        yield _Set(m.PITCH, keep=True)
        for each in broken([(self.sheet.issuer, "fangsong")], m.WIDTH, _BODY, self.fonts):
            start = min(middle - each.width / 2, m.WIDTH - each.width)
            yield _Set(m.PITCH, each, max(start, 0), keep=True)
        yield _Set(m.PITCH, day, x)

    # --- pages

    def _place(self, group: Sequence[_Set]) -> None:
        """Print lines that stand together; on the next page where this one has no room."""
        if self.y + sum(each.height for each in group) > m.HEIGHT + 0.1 and not self.fresh:
            self._turn()
        for each in group:
            if self.fresh and each.line is None and each.row is None:
                continue  # no page begins with a blank line
            if self.y + each.height > m.HEIGHT + 0.1:  # more than a page stands together
                self._turn()
            self._print(each)

    def _print(self, each: _Set) -> None:
        if each.row is not None:
            if self.fresh and each.head is not None and self.page > 1:
                self.y = each.head.draw(self.pages, self.y)
            self.y = each.row.draw(self.pages, self.y)
        elif each.line is not None:
            top = self.y + (each.height - each.size) / 2
            self.pages.words(each.line, each.x, top, each.size, spread=_spread(each))
            self.y += each.height
        else:
            self.y += each.height
        self.fresh = False

    def _turn(self) -> None:
        self._folio()
        self.pages.turn()
        self.page, self.y, self.fresh = self.page + 1, 0.0, True
        self._mark()

    def _folio(self) -> None:
        """The page number: odd pages right, even pages left, one character in."""
        line = self._line(f"— {self.page} —", "song", m.SMALL)
        x = m.WIDTH - m.SMALL - line.width if self.page % 2 else m.SMALL
        self.pages.words(line, x, m.HEIGHT + m.FOLIO_BELOW - m.SMALL / 2, m.SMALL)

    def _mark(self) -> None:
        if self.sheet.sample:
            self.pages.turned(self._line("样 例", "hei", 150), 150, _GREY)
            line = self._line("样例", "hei", m.BODY)
            self.pages.words(line, m.WIDTH - line.width, -14 * m.MM, m.BODY)

    # --- 版记

    def _colophon(self) -> None:
        """抄送机关, 印发机关 and 印发日期 between rules, at the foot of the last page."""
        if not self.sheet.heading and not self.sheet.copies:
            return
        kind = Type(m.SMALL, m.SMALL, 0, 3 * m.SMALL)
        copies: list[Line] = []
        if self.sheet.copies:
            parts: list[Span] = [(f"抄送：{self.sheet.copies}", "fangsong")]
            copies = broken(parts, m.WIDTH - 2 * m.SMALL, kind, self.fonts)
        lines = len(copies) + 1
        if self.y + (lines + 1) * _COLOPHON > m.HEIGHT:
            self._turn()
        y = max(m.HEIGHT - lines * _COLOPHON, 0)
        self.pages.rule(0, y, m.WIDTH, y, m.THICK)
        for each in copies:
            self._small(each, m.SMALL + each.indent, y)
            y += _COLOPHON
        if copies:
            self.pages.rule(0, y, m.WIDTH, y, m.THIN)
        issued = self._line(f"{day_text(self.sheet.day)}印发", "fangsong", m.SMALL)
        printer = self.sheet.printed_by or self.sheet.issuer
        room = m.WIDTH - 3 * m.SMALL - issued.width
        self._small(self._fitted(printer, room), m.SMALL, y)
        self._small(issued, m.WIDTH - m.SMALL - issued.width, y)
        self.pages.rule(0, y + _COLOPHON, m.WIDTH, y + _COLOPHON, m.THICK)

    def _small(self, line: Line, x: float, y: float) -> None:
        self.pages.words(line, x, y + (_COLOPHON - m.SMALL) / 2, m.SMALL)

    def _fitted(self, text: str, width: float) -> Line:
        lines = broken([(text, "fangsong")], width, Type(m.SMALL, m.SMALL), self.fonts)
        if len(lines) == 1:
            return lines[0]
        shorter = self._line("…", "fangsong", m.SMALL).glyphs
        return Line([*lines[0].glyphs[:-1], *shorter])


def _spread(each: _Set) -> float:
    """What every gap gets, so that the line ends at the edge of the type area."""
    line = each.line
    if line is None or line.last or each.size != m.BODY or len(line.glyphs) < 2:
        return 0.0
    slack = m.WIDTH - each.x - line.width
    return slack / (len(line.glyphs) - 1) if 0 < slack <= 4 * m.ADVANCE else 0.0


def _kept(each: _Set) -> _Set:
    return _Set(each.height, each.line, each.x, each.size, each.row, each.head, keep=True)


def _groups(sets: Sequence[_Set]) -> Iterator[list[_Set]]:
    group: list[_Set] = []
    for each in sets:
        group.append(each)
        if not each.keep:
            yield group
            group = []
    if group:
        yield group
