"""Markdown: the whole document to read and to paste, with an anchor at every clause."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from urllib.parse import quote

from luoshi.gazette.export.facts import facts
from luoshi.gazette.export.places import anchors
from luoshi.gazette.export.words import References, Runs, cells, clean, gap, plain, words
from luoshi.gazette.model import Clause, Document, Gazette

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&]")
# At the start of a line these would make a list, a rule or a heading of a sentence.
_STARTERS = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")
_HEADINGS = {"enclosure": 2, "attachment": 2, "part": 2, "chapter": 3, "section": 4}
_DEEPEST = 6


def write(gazette: Gazette, document: Document) -> str:
    """The document as Markdown."""
    lines = [f"# {escape(document.title)}", ""]
    lines += [f"- {label}：{escape(value)}" for label, value in facts(gazette, document)]
    lines += ["", "---", ""]
    writer = _Writer(document)
    for clause in document.clauses:
        lines += writer.clause(clause, 2)
    return "\n".join(lines).rstrip() + "\n"


def escape(text: str) -> str:
    """Text that no reader of Markdown takes for mark-up."""
    flat = " ".join(clean(text).split("\n"))
    return _STARTERS.sub(_escaped_start, _SPECIAL.sub(r"\\\g<0>", flat))


def _escaped_start(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2][:-1]}\\{match[2][-1]}"


class _Writer:
    """Writes the clauses of one document."""

    def __init__(self, document: Document) -> None:
        self.references = References(document)
        self.anchors = anchors(document)

    def clause(self, clause: Clause, level: int) -> Iterator[str]:
        """The lines of a clause and of everything below it."""
        if clause.kind == "row":  # outside a table
            yield from self._paragraph(self._anchor(clause), cells(clause, self.references))
            return
        level = _HEADINGS.get(clause.kind, level)
        headed = yield from self._own(clause, level)
        yield from self._damages(clause)
        rows = [child for child in clause.children if child.kind == "row"]
        if rows and clause.kind in {"table", "roster"}:
            yield from self._table(rows)
        for child in clause.children:
            if child.kind != "row" or clause.kind not in {"table", "roster"}:
                yield from self.clause(child, min(level + headed, _DEEPEST))

    def _own(self, clause: Clause, level: int) -> Generator[str, None, int]:
        """The own words; returns 1 where they opened a heading, else 0."""
        parts = words(clause, self.references)
        anchor = self._anchor(clause)
        mark = plain(parts.mark) or clause.mark
        heading = self._inline(parts.heading)
        head = (self._inline(parts.mark) or escape(mark)) + (gap(mark) if heading else "") + heading
        if clause.kind == "title":
            title = " ".join(self._inline(block) for block in parts.blocks)
            yield from (f"{'#' * level} {anchor}{title}", "")
            return 0
        # A heading that runs on into its sentence stays in it, as it is printed.
        if head and (clause.kind in _HEADINGS or (heading and not parts.blocks)):
            yield from (f"{'#' * min(level, _DEEPEST)} {anchor}{head}", "")
            yield from self._paragraph("", parts.blocks)
            return 1
        # The blank behind ** is needed: Markdown closes no emphasis between 。 and a character.
        yield from self._paragraph(anchor + (f"**{head}** " if head else ""), parts.blocks)
        return 0

    def _paragraph(self, start: str, blocks: Sequence[Runs]) -> Iterator[str]:
        for place, block in enumerate(blocks):
            yield from ((start if place == 0 else "") + self._inline(block), "")
        if start and not blocks:
            yield from (start.rstrip(), "")

    def _damages(self, clause: Clause) -> Iterator[str]:
        for damage in clause.damages:
            yield from (f"> 此处原文有损：{escape(damage)}", "")

    def _table(self, rows: Sequence[Clause]) -> Iterator[str]:
        """A pipe table; the first row stands in for a header that the source does not have."""
        width = max(len(row.cells) or 1 for row in rows)
        for place, row in enumerate(rows):
            inside = [self._cell(cell) for cell in cells(row, self.references)]
            inside = inside or [escape(row.own)]
            inside[0] = self._anchor(row) + inside[0]
            inside += [""] * (width - len(inside))
            if place == 0 and not row.header:
                yield "|" + "  |" * width
                yield "|" + " --- |" * width
            yield "| " + " | ".join(inside) + " |"
            if place == 0 and row.header:
                yield "|" + " --- |" * width
        yield ""

    def _cell(self, cell: Runs) -> str:
        return "<br>".join(escape(line) for line in plain(cell).split("\n"))

    def _inline(self, parts: Runs) -> str:
        found: list[str] = []
        for run in parts:
            address = run.reference.address if run.reference else None
            if anchor := self.anchors.get(address or ""):
                found.append(f"[{escape(run.text)}](#{quote(anchor)})")
            else:
                found.append(escape(run.text))
        return "".join(found)

    def _anchor(self, clause: Clause) -> str:
        return f'<a id="{_attribute(self.anchors[clause.address])}"></a>'


def _attribute(text: str) -> str:
    # Inside an HTML tag entities are safe; Markdown's own marks need no escape there.
    return clean(text).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
