"""HTML: one complete page without script, readable offline, with an anchor at every clause."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from html import escape as escape_html
from urllib.parse import quote

from luoshi.gazette.export.facts import facts
from luoshi.gazette.export.places import anchors, tail
from luoshi.gazette.export.words import References, Runs, cells, clean, gap, plain, words
from luoshi.gazette.model import Clause, Document, Gazette

_OUTLINED = frozenset({"enclosure", "attachment", "part", "chapter", "section"})
_HEADINGS = {"enclosure": 2, "attachment": 2, "part": 2, "chapter": 3, "section": 4}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 46em; margin: 2em auto; padding: 0 1.2em; line-height: 1.8;
  font-family: "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; }
h1, .title { text-align: center; line-height: 1.4; }
.title { font-size: 1.2em; font-weight: bold; }
h2, h3, h4, h5, h6 { line-height: 1.5; margin: 1.4em 0 .4em; }
p { margin: .4em 0; text-indent: 2em; unicode-bidi: isolate; overflow-wrap: anywhere; }
td p, th p, .title p, .signature p, .number p, .recipients p { text-indent: 0; }
.number p, .title + .date p { text-align: center; text-indent: 0; }
.signature p, .date p { text-align: right; }
.enclosure > h2 { text-align: center; }
cite { font-style: normal; text-decoration: underline dotted; text-underline-offset: .3em; }
table { border-collapse: collapse; margin: 1em 0; width: 100%; }
th, td { border: 1px solid; padding: .2em .5em; vertical-align: top; text-align: start; }
.facts th { width: 6em; font-weight: normal; opacity: .8; }
.damage { border-inline-start: 4px solid #b45309; padding-inline-start: .8em; text-indent: 0; }
nav ul { list-style: none; padding-inline-start: 1.2em; }
:target { background: Mark; color: MarkText; }
footer { margin-top: 3em; font-size: .85em; opacity: .8; }
@media print { body { max-width: none; margin: 0; } nav { display: none; } }
"""


def write(gazette: Gazette, document: Document) -> str:
    """The document as a page."""
    return "\n".join(_Page(gazette, document).lines()) + "\n"


def escape(text: str) -> str:
    """Text that no browser takes for mark-up."""
    return escape_html(clean(text))


class _Page:
    """Writes the page of one document."""

    def __init__(self, gazette: Gazette, document: Document) -> None:
        self.gazette = gazette
        self.document = document
        self.references = References(document)
        self.anchors = anchors(document)

    def lines(self) -> Iterator[str]:
        title = escape(self.document.title)
        yield from (
            "<!DOCTYPE html>",
            '<html lang="zh-Hans">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{title}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            f"<header><h1>{title}</h1>",
        )
        yield '<table class="facts">'
        for label, value in facts(self.gazette, self.document):
            yield f'<tr><th scope="row">{label}</th><td>{escape(value)}</td></tr>'
        yield "</table></header>"
        yield from self._outline()
        yield "<main>"
        for clause in self.document.clauses:
            yield from self._clause(clause, 2)
        yield "</main>"
        yield from ("<footer><p>由落实（Luoshi）导出</p></footer>", "</body>", "</html>")

    def _outline(self) -> Iterator[str]:
        entries = list(self._entries(self.document.clauses))
        if entries:
            yield from ('<nav aria-label="目录"><ul>', *entries, "</ul></nav>")

    def _entries(self, clauses: Sequence[Clause]) -> Iterator[str]:
        for clause in clauses:
            if clause.kind in _OUTLINED or (clause.kind == "point" and clause.heading):
                shown = clause.mark + gap(clause.mark) + clause.heading or clause.label
                inner = list(self._entries(clause.children))
                below = f"<ul>{''.join(inner)}</ul>" if inner else ""
                yield f"<li>{self._link(clause.address, shown)}{below}</li>"

    def _clause(self, clause: Clause, level: int) -> Iterator[str]:
        yield self._open(clause)
        level = _HEADINGS.get(clause.kind, level)
        headed = yield from self._own(clause, level)
        for damage in clause.damages:
            yield f'<p class="damage">此处原文有损：{escape(damage)}</p>'
        below = min(level + headed, 6)
        rows: list[Clause] = []
        for child in clause.children:
            if child.kind == "row":
                rows.append(child)
                continue
            yield from self._table(rows)
            rows = []
            yield from self._clause(child, below)
        yield from self._table(rows)
        yield "</section>"

    def _open(self, clause: Clause) -> str:
        first, last = clause.lines
        return (
            f'<section class="{clause.kind}" id="{escape(self.anchors[clause.address])}"'
            f' data-address="{escape(clause.address)}" data-lines="{first}-{last}"'
            f' title="{escape(tail(self.document, clause.address))}（原文第{first}至{last}行）">'
        )

    def _own(self, clause: Clause, level: int) -> Generator[str, None, int]:
        """The own words; returns 1 where they opened a heading, else 0."""
        parts = words(clause, self.references)
        mark = plain(parts.mark) or clause.mark
        heading = self._inline(parts.heading)
        head = (self._inline(parts.mark) or escape(mark)) + (gap(mark) if heading else "") + heading
        # A heading that runs on into its sentence stays in it, as it is printed.
        if head and (clause.kind in _HEADINGS or (heading and not parts.blocks)):
            yield f"<h{level}>{head}</h{level}>"
            for block in parts.blocks:
                yield f"<p>{self._inline(block)}</p>"
            return 1
        start = f"<strong>{head}</strong>{'' if heading else gap(mark)}" if head else ""
        for place, block in enumerate(parts.blocks):
            yield f"<p>{'' if place else start}{self._inline(block)}</p>"
        if start and not parts.blocks:
            yield f"<p>{start}</p>"
        return 0

    def _table(self, rows: Sequence[Clause]) -> Iterator[str]:
        if not rows:
            return
        yield "<table>"
        for row in rows:
            first, last = row.lines
            yield f'<tr id="{escape(self.anchors[row.address])}" data-lines="{first}-{last}">'
            tag = "th" if row.header else "td"
            for cell in cells(row, self.references):
                yield f"<{tag}>{self._inline(cell).replace(chr(10), '<br>')}</{tag}>"
            if not row.cells:
                yield f"<{tag}>{escape(row.own)}</{tag}>"
            yield "</tr>"
        yield "</table>"

    def _inline(self, parts: Runs) -> str:
        found: list[str] = []
        for run in parts:
            reference = run.reference
            if reference and reference.address in self.anchors:
                found.append(self._link(reference.address or "", run.text))
            elif reference and (name := reference.number or reference.title):
                found.append(f'<cite title="{escape(name)}">{escape(run.text)}</cite>')
            else:
                found.append(escape(run.text))
        return "".join(found)

    def _link(self, address: str, shown: str) -> str:
        return f'<a href="#{quote(self.anchors[address])}">{escape(shown)}</a>'
