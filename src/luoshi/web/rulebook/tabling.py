"""Small tables for whole-table rules: filled in row by row, pasted, or uploaded as csv or xlsx."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from luoshi.rules import Outcome, Rule, RuleError
from luoshi.rules.errors import TooLarge, UnknownFact, WrongType, shortened
from luoshi.rules.facts import Fact
from luoshi.web.rulebook import telling
from luoshi.web.rulebook.asking import last
from luoshi.web.rulebook.telling import Part
from luoshi.web.rulebook.whatif import Change, changes

CELL = re.compile(r"t\.(\d{1,4})\.(\w{1,64})", re.ASCII)
MOST_ROWS, MOST_CELLS, MOST_LINES = 1_000, 20_000, 10_000
LARGEST = 2 * 1024 * 1024
"""Bytes of an uploaded table; an xlsx may unfold to ten times as many."""
FIELDS_SHOWN = 600
"""Cells up to which a table is shown as fields to go on filling in."""
BLANK_ROWS = 3

Row = dict[str, str]


def columns(rule: Rule[Any, Any]) -> dict[str, Fact]:
    """The facts of a row by name; names of things, which rules only echo, stand first."""
    declared = rule.facts_class.declared()
    names = {name: fact for name, fact in declared.items() if fact.kind == "words"}
    return {**names, **rule.facts}


@dataclass
class Table:
    """Rows as they were written, and what is wrong with them.

    Attributes:
        troubles: what is wrong, by row (from 0) and name of the fact; -1 for the whole table.
    """

    rule: Rule[Any, Any]
    rows: list[Row] = field(default_factory=list[Row])
    troubles: dict[tuple[int, str], RuleError] = field(
        default_factory=dict[tuple[int, str], RuleError]
    )
    pasted: str = ""

    @property
    def shown_as_fields(self) -> bool:
        """Whether it is small enough to be gone on with in the page."""
        return len(self.rows) * max(1, len(columns(self.rule))) <= FIELDS_SHOWN

    def check(self) -> None:
        """Look at each cell by itself, so that everything that is wrong is told at once."""
        for number, row in enumerate(self.rows):
            for name, value in row.items():
                try:
                    self.rule.read({name: value})
                except RuleError as error:
                    self.troubles[number, name] = error

    def as_csv(self) -> str:
        """The table as it may be pasted again."""
        names = list(columns(self.rule))
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([row.get(name, "") for name in names] for row in self.rows)
        return stream.getvalue()


def read(rule: Rule[Any, Any], sent: QueryDict, upload: bytes | None) -> Table:
    """The table that was sent: a file before pasted words, those before the fields of the form."""
    pasted = sent.get("table", "")
    table = Table(rule, pasted=pasted)
    try:
        if upload is not None:
            table.rows = _uploaded(rule, upload)
        elif pasted.strip():
            table.rows = _lines(rule, _csv(pasted))
        else:
            table.rows = _fields(rule, sent)
    except RuleError as error:
        table.troubles[-1, ""] = error
        return table
    table.pasted = "" if table.shown_as_fields else table.as_csv()
    table.check()
    return table


def _fields(rule: Rule[Any, Any], sent: QueryDict) -> list[Row]:
    found: dict[int, Row] = {}
    for name in sent:
        match = CELL.fullmatch(name)
        if match and (written := last(sent, name)):
            found.setdefault(int(match[1]), {})[match[2]] = written
    return _limited(rule, (found[number] for number in sorted(found)))


def _uploaded(rule: Rule[Any, Any], data: bytes) -> list[Row]:
    if len(data) > LARGEST:
        raise TooLarge(f"表格文件超过 {LARGEST // 1048576} MB", remedy=_BULK)
    if data.startswith(b"PK"):
        return _lines(rule, _xlsx(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise WrongType("读不出这个文件", remedy=_KINDS) from error
    if "\0" in text:
        raise WrongType("这不是文字表格", remedy=_KINDS)
    return _lines(rule, _csv(text))


_BULK = "大表请用命令 luoshi bulk"
_KINDS = "请上传 .xlsx，或 UTF-8、GB18030 编码的 .csv"


def _csv(text: str) -> Iterator[list[str]]:
    """Lines of csv; of cells copied from a spreadsheet, which tabs divide."""
    head = text.lstrip("\ufeff\r\n").partition("\n")[0]
    divider = "\t" if "\t" in head else "，" if "，" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=divider)
    try:
        yield from reader
    except csv.Error as error:
        raise WrongType(
            f"第 {reader.line_num} 行读不懂", remedy="每格不宜太长，引号要成对"
        ) from error


def _xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST * 10:
                raise TooLarge("表格展开后太大", remedy=_BULK)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=100):
            yield [_cell(value) for value in row]
    except RuleError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError,
            SyntaxError, TypeError, AttributeError) as error:  # fmt: skip
        raise WrongType("读不出这个 xlsx 文件", remedy=_KINDS) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _lines(rule: Rule[Any, Any], lines: Iterable[Sequence[str]]) -> list[Row]:
    """Rows under their head; the head names facts by their names or labels, in any order."""
    filled = ([cell.strip() for cell in line] for line in _bounded(lines))
    rest = (line for line in filled if any(line))
    head = next(rest, None)
    if head is None:
        raise WrongType("表是空的", fact="table", remedy="第一行写列名，其下每行一例")
    names = [_named(rule, title) for title in head]
    if doubled := {name for name in names if name and names.count(name) > 1}:
        raise WrongType(
            f"列名重复：{'、'.join(sorted(doubled))}", fact="table", remedy="每列只写一次"
        )
    if not any(names):
        raise UnknownFact(
            f"第一行没有“{rule.label}”要的任何一列", fact="table", given="、".join(head[:6]),
            clause=rule.addresses[0], remedy=f"要：{_columns(rule)}",
        )  # fmt: skip
    return _limited(rule, (_row(names, line) for line in rest))


def _bounded(lines: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Lines up to a number that holds any small table, its blank lines counted."""
    for number, line in enumerate(lines):
        if number > MOST_LINES:
            raise TooLarge(f"表格超过 {MOST_LINES} 行（空行也算）", fact="table", remedy=_BULK)
        yield line


def _row(names: Sequence[str], line: Sequence[str]) -> Row:
    return {name: cell for name, cell in zip(names, line, strict=False) if name and cell}


def _columns(rule: Rule[Any, Any]) -> str:
    return "、".join(f"{fact.label}（{name}）" for name, fact in columns(rule).items())


def _named(rule: Rule[Any, Any], title: str) -> str:
    """The fact that a column's title names; empty for columns of the reader's own (名称、备注)."""
    bare = re.sub(r"[（(][^（()）]*[)）]$", "", title).strip()
    for name, fact in columns(rule).items():
        if title in (name, fact.label) or bare in (name, fact.label):
            return name
    return ""


def _limited(rule: Rule[Any, Any], rows: Iterable[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        found.append(row)
        if len(found) > MOST_ROWS or len(found) * len(columns(rule)) > MOST_CELLS:
            most = min(MOST_ROWS, MOST_CELLS // len(columns(rule)))
            raise TooLarge(f"页面上一次最多 {most} 行", fact="table", remedy=_BULK)
    return found


# --- what is shown and saved


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a row."""

    name: str
    value: str
    label: str
    options: Sequence[str]
    trouble: RuleError | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown: its fields, and the parts of its result."""

    number: int
    cells: list[Cell]
    parts: list[Part]
    changes: list[Change]


def lines(
    table: Table, outcome: Outcome | None, before: Outcome | None, blank: int = 0
) -> list[Line]:
    """The rows with their results; and so many blank ones to be filled in."""
    rows: list[Mapping[str, str]] = [*table.rows, *({} for _ in range(blank))]
    found: list[Line] = []
    for number, row in enumerate(rows):
        answered = outcome is not None and number < len(table.rows)
        parts = telling.parts(outcome, number) if answered and outcome else []
        compared = changes(before, outcome, number) if answered and before and outcome else []
        found.append(Line(number + 1, _cells(table, number, row), parts, compared))
    return found


def _cells(table: Table, number: int, row: Mapping[str, str]) -> list[Cell]:
    found: list[Cell] = []
    for name, fact in columns(table.rule).items():
        value = row.get(name, "")
        options = fact.options or (("是", "否") if fact.kind == "truth" else ())
        kept = (*options, value) if options and value and value not in options else options
        trouble = table.troubles.get((number, name))
        label = f"第 {number + 1} 行 {fact.label}"
        found.append(Cell(f"t.{number}.{name}", value, label, kept, trouble))
    return found


def troubles(table: Table) -> list[tuple[str, RuleError]]:
    """What is wrong, each with its row."""
    return [
        (f"第 {row + 1} 行：" if row >= 0 else "", error)
        for (row, _), error in sorted(table.troubles.items(), key=lambda one: one[0])
    ]


def as_sheet(table: Table, outcome: Outcome) -> tuple[list[str], list[list[object]]]:
    """Columns and rows of a spreadsheet: the facts as they were written, then the results."""
    facts = columns(table.rule)
    heads = [
        f"{fact.label}（{fact.unit.name}）" if fact.unit and fact.unit.name else fact.label
        for fact in facts.values()
    ]
    results = [part.label for part in telling.parts(outcome)]
    if table.rule.unit.name:
        results = [f"{label}（{table.rule.unit.name}）" for label in results]
    made = [
        [*(_value(row.get(name, "")) for name in facts), *_results(table.rule, outcome, number)]
        for number, row in enumerate(table.rows)
    ]
    return [*heads, *results], made


def _value(written: str) -> object:
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", written, re.ASCII):
        return float(written) if "." in written else int(written)
    return shortened(written, 300)


def _results(rule: Rule[Any, Any], outcome: Outcome, number: int) -> list[object]:
    parts = telling.parts(outcome, number)
    if len(parts) == 1 and parts[0].value is not None:
        return [outcome.result[number]]
    return [part.text for part in parts]
