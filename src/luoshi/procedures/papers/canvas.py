"""Drawing on the pages of a PDF, measured from the top left corner of the type area."""

from __future__ import annotations

import io
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas

from luoshi.procedures.papers import measures as m
from luoshi.procedures.papers.lines import Line

Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)


class Pages:
    """The pages of one PDF. ``x`` runs right and ``y`` down, in points."""

    def __init__(self, title: str, author: str) -> None:
        self._stream = io.BytesIO()
        # invariant: no time of making and no random id, so that the same sheet gives the same bytes
        self._canvas = Canvas(self._stream, pagesize=m.PAGE, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("落实")

    def words(
        self, line: Line, x: float, y: float, size: float, *, spread: float = 0, ink: Colour = BLACK
    ) -> None:
        """A line of text whose type stands ``y`` below the top; ``spread`` widens every gap."""
        text = self._canvas.beginText()
        text.setFillColorRGB(*ink)
        text.setStrokeColorRGB(*ink)
        for (font, heavy, tracking), run in groupby(
            line.glyphs, key=lambda g: (g.font, g.heavy, round(g.advance - g.natural, 3))
        ):
            glyphs = list(run)
            text.setTextOrigin(m.LEFT + x, m.PAGE[1] - m.TOP - y - size * 0.86)
            text.setFont(font, size)
            text.setCharSpace(tracking + spread)
            text.setTextRenderMode(2 if heavy else 0)
            text.textOut("".join(each.char for each in glyphs))
            x += sum(each.advance + spread for each in glyphs)
        # reportlab takes the mode of every new text for 0, the reader for that of the last one.
        self._canvas.saveState()
        self._canvas.setLineWidth(size * 0.022)
        self._canvas.drawText(text)
        self._canvas.restoreState()

    def rule(
        self, x: float, y: float, to_x: float, to_y: float, thick: float, ink: Colour = BLACK
    ) -> None:
        """A straight rule."""
        self._canvas.setStrokeColorRGB(*ink)
        self._canvas.setLineWidth(thick)
        top = m.PAGE[1] - m.TOP
        self._canvas.line(m.LEFT + x, top - y, m.LEFT + to_x, top - to_y)

    def turned(self, line: Line, size: float, ink: Colour) -> None:
        """A line of text across the middle of the page, rising."""
        self._canvas.saveState()
        self._canvas.translate(m.PAGE[0] / 2, m.PAGE[1] / 2)
        self._canvas.rotate(45)
        self._canvas.translate(-m.LEFT, -(m.PAGE[1] - m.TOP))
        self.words(line, -line.width / 2, -size / 2, size, ink=ink)
        self._canvas.restoreState()

    def turn(self) -> None:
        """The next page."""
        self._canvas.showPage()

    def done(self) -> bytes:
        """The file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._stream.getvalue()
