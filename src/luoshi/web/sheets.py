"""Lists as spreadsheets. Words stay words: no cell is ever taken for a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767
"""Characters that a cell can hold."""

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet with a head that stays in view."""
    book = Workbook(write_only=True)
    sheet = cast("WriteOnlyWorksheet", book.create_sheet(_NOT_IN_NAME.sub(" ", name)[:31]))
    sheet.freeze_panes = "A2"
    for place, title in enumerate(columns, 1):
        widest = max((len(str(row[place - 1])) for row in rows[:200]), default=0)
        width = min(max(len(title) * 2 + 2, widest * 1.8), 60)
        sheet.column_dimensions[get_column_letter(place)].width = width
    head = [_words(sheet, title) for title in columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: object) -> WriteOnlyCell:
    if value is None:
        return WriteOnlyCell(sheet)
    if isinstance(value, (bool, int, float)):
        return WriteOnlyCell(sheet, value)
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    return _words(sheet, str(value))


def _words(sheet: WriteOnlyWorksheet, words: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    words = _NOT_IN_XML.sub("", words)[:LONGEST]
    cell.value = words
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    if words.startswith(_FORMULA):
        cell.quotePrefix = True  # nor does the spreadsheet, when the cell is edited
    cell.alignment = Alignment(vertical="top", wrap_text=len(words) > 20)
    return cell
