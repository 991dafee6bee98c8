"""Lists as spreadsheets. Words stay words: no cell is ever taken for a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767
"""Characters that a cell can hold."""
WIDEST = 60

# Two for all cells: a new one for each takes most of the time of a large sheet.
_TOP, _WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet with a head that stays in view."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _NOT_IN_NAME.sub(" ", name)[:31] or "表"
    sheet.freeze_panes = "A2"
    for place, title in enumerate(columns, 1):
        widest = max((len(str(row[place - 1])) for row in rows[:200]), default=0)
        width = min(max(len(title) * 2 + 2, widest * 1.8), WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate((columns, *rows), 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            if isinstance(cell, Cell):  # it is: no cells are merged
                _fill(cell, value)
                if number == 1:
                    cell.font = Font(bold=True)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(cell: Cell, value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool | int | float):
        cell.value = value
    elif isinstance(value, date):
        cell.value = datetime.combine(value, time())
        cell.number_format = "yyyy-mm-dd"
    else:
        _write(cell, _NOT_IN_XML.sub("", str(value))[:LONGEST])


def _write(cell: Cell, words: str) -> None:
    cell.value = words
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    if words.startswith(_FORMULA):
        cell.quotePrefix = True  # nor does the spreadsheet, when the cell is edited
    cell.alignment = _WRAPPED if len(words) > 20 else _TOP
