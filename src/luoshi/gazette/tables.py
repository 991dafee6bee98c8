"""Tables that scanning flattened: tabs, pipes, or columns of blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.gazette.line import Line, Log, squeeze
from luoshi.gazette.marks import read_mark
from luoshi.gazette.roster import is_person

_GAP = re.compile(r"\s{2,}|\t|\u3000+")
_PIPE_RULE = re.compile(r"^\|?(?:\s*:?-{2,}:?\s*\|?)+$")
_EMPTY_PIPES = re.compile(r"^[|\s]+$")
_PEOPLE = re.compile(r"组\s*长|召集人|成\s*员|主\s*任|总指挥|指挥长")


@dataclass(slots=True)
class Table:
    """Rows of cells; ``header`` is the number of header rows (0 or 1)."""

    rows: list[list[Line]]
    header: int
    lines: list[Line]
    end: int
    people: bool


def read_table(lines: Sequence[Line], start: int, stop: int, log: Log) -> Table | None:
    """The table that begins at ``lines[start]``, if one does."""
    form = _form(lines[start].text)
    if form == "blanks" and is_person(lines[start].text):
        return None
    if form is None or (form == "blanks" and not _column_run(lines, start, stop)):
        return None
    taken: list[Line] = []
    index = start
    while index < stop:
        line = lines[index]
        if _form(line.text) == form or (form == "tabs" and _orphan(lines, index, stop)):
            taken.append(line)
            index += 1
        else:
            break
    if len(taken) < 2 and form != "pipes":
        return None
    people = bool(
        _PEOPLE.match(taken[0].text.strip("| -:"))
        or sum(bool(_PEOPLE.search(line.text[:12])) for line in taken[:4]) >= 2
    )
    return _table(taken, index, form, people, log)


def _table(taken: list[Line], end: int, form: str, people: bool, log: Log) -> Table:
    rows: list[list[Line]] = []
    head: list[str] | None = None
    kept: list[Line] = []
    for line in taken:
        if form == "pipes" and (_PIPE_RULE.match(line.text) or _EMPTY_PIPES.match(line.text)):
            log.drop("表格", "表格线", line)
            continue
        cells = _cells(line, form, log)
        words = [squeeze(cell.text) for cell in cells]
        if head is not None and _same_header(words, head) and not people:
            log.drop("表格", "换页重复的表头", line) if form != "pipes" else _drop_cells(cells, log)
            continue
        if head is None:
            head = words
        rows.append(cells)
        kept.append(line)
    header = 0 if people or not head or re.match(r"^\d+$", head[0] or "x") else 1
    return Table(rows, header, kept, end, people)


def _drop_cells(cells: Sequence[Line], log: Log) -> None:
    for cell in cells:
        log.drop("表格", "换页重复的表头", cell)


def _same_header(words: Sequence[str], head: Sequence[str]) -> bool:
    given = [word for word in words if word]
    return len(given) >= 2 and set(given) <= {word for word in head if word} | {
        "财政事项" if "财政事权事项" in head else ""
    }


def _form(text: str) -> str | None:
    if text.count("|") >= 2:
        return "pipes"
    if "\t" in text:
        return "tabs"
    if len(_GAP.split(text)) >= 3 and read_mark(text) is None and not re.search("[。；]$", text):
        return "blanks"
    return None


def _column_run(lines: Sequence[Line], start: int, stop: int) -> bool:
    """At least three neighbouring lines with the same number of columns."""
    widths = [len(_GAP.split(line.text)) for line in lines[start : min(start + 3, stop)]]
    return len(widths) == 3 and len(set(widths)) == 1


def _orphan(lines: Sequence[Line], index: int, stop: int) -> bool:
    """A short cell that lost its row: between rows of a table, or at its very end."""
    text = lines[index].text
    if len(text) > 14 or "。" in text or text.startswith(("附", "（此件")):
        return False
    if index + 1 < stop and "\t" in lines[index + 1].text:
        return True
    return (index + 1 == stop and lines[index].gap and read_mark(text) is None) or (
        index + 1 == stop and text.startswith("（")
    )


def _cells(line: Line, form: str, log: Log) -> list[Line]:
    """The cells of a row; pipes are listed as removed."""
    text = line.text
    if form == "pipes":
        places = [i for i, c in enumerate(text) if c == "|"]
        for place in places:
            log.remove("表格", "表格线", line, place, place + 1)
        bounds = [*([-1] if not text.startswith("|") else []), *places]
        ends = [*places, len(text)] if not text.startswith("|") else [*places[1:], len(text)]
        cells = [line.part(a + 1, b) for a, b in zip(bounds, ends, strict=True)]
        return cells[:-1] if cells and not cells[-1].text and text.endswith("|") else cells
    separator = re.compile("\t") if form == "tabs" else _GAP
    cells: list[Line] = []
    place = 0
    for match in separator.finditer(text):
        cells.append(line.part(place, match.start()))
        place = match.end()
    cells.append(line.part(place))
    return cells
