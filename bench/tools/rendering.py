"""A document in the input form of bluebell: the same words under bluebell's own keywords.

bluebell reads ``CHAPTER 第一章 - 总则`` with what belongs to it indented below. It cannot read the
heading marks of Chinese, so they are handed over found, named and nested: everything that is left
for it to do is to build the structure.
"""

import re
from collections.abc import Iterator

from luoshi.gazette import model

KEYWORDS = {
    "part": "PART",
    "chapter": "CHAPTER",
    "section": "SECTION",
    "article": "ARTICLE",
    "item": "PARA",
    "subitem": "SUBPARA",
    "point": "POINT",
}
ANNEXES = {"enclosure", "attachment"}

_INLINE_MARKS = re.compile(r"\\|\*\*|//|__|\{\{|\}\}")
_KEYWORD_FIRST = re.compile(r"(?=[A-Z]{1,20}\b)")


def render(document: model.Document) -> str:
    """The whole document; what it encloses and attaches stands in annexes."""
    lines = ["BODY"]
    for clause in document.clauses:
        if clause.kind in ANNEXES:
            lines.append(f"ANNEXURE {_inline(clause.own)}")
            for child in clause.children:
                lines.extend(_indented(_clause(child)))
        else:
            lines.extend(_clause(clause))
    return "\n".join(lines) + "\n"


def _clause(clause: model.Clause) -> Iterator[str]:
    if clause.kind in KEYWORDS and clause.mark:
        yield from _marked(clause)
    elif clause.kind == "table":
        yield from _table(clause)
    else:
        yield from _lines(clause.own)
        for child in clause.children:
            yield from _clause(child)


def _marked(clause: model.Clause) -> Iterator[str]:
    """A heading with its mark, and everything below it indented."""
    # A mark may be printed with spaces in it: 3. 2. 3.
    mark = r"\s*".join(map(re.escape, clause.mark))
    own = re.sub(rf"^{mark}\s*", "", clause.own)
    title = f"{KEYWORDS[clause.kind]} {_inline(clause.mark)}"
    if clause.heading and own.startswith(clause.heading):
        title += f" - {_inline(clause.heading)}"
        own = own.removeprefix(clause.heading)
    yield title
    yield from _indented(_lines(own))
    for child in clause.children:
        yield from _indented(_clause(child))


def _table(clause: model.Clause) -> Iterator[str]:
    yield from _lines(clause.own)
    rows = [child for child in clause.children if child.cells]
    if rows:
        yield "TABLE"
    for row in rows:
        yield "  TR"
        for cell in row.cells:
            yield "    TH" if row.header else "    TC"
            yield from (f"      {line}" for line in _lines(cell))
    for child in clause.children:
        if not child.cells:
            yield from _clause(child)


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _lines(text: str) -> Iterator[str]:
    """Running words, a line a paragraph; a line that would begin with a keyword is escaped."""
    for line in text.split("\n"):
        if words := _inline(line):
            yield _KEYWORD_FIRST.sub(r"\\", words, count=1) if words[0].isascii() else words


def _inline(text: str) -> str:
    """Words on one line, with whatever bluebell would take for its own marks escaped."""
    flat = " ".join(text.split())
    return _INLINE_MARKS.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), flat)
