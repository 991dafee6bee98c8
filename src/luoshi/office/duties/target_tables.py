"""Values of targets in a table (完成值导入): a table to fill in, and what was filled in, read row by row.

A row without a value is left out. Spreadsheets keep 95% as 0.95; where a cell is shown as a percentage it is
taken as people see it, and only for a target whose unit is %.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from luoshi.office.directory import tables
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError
from luoshi.office.duties import targeting
from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import Actual
from luoshi.office.duties.targeting import COLUMNS, Given, Line, Read

TITLES = ("编号", "文件", "条款", "指标", "要求", "时期", "数值", "单位", "预计", "来源")
"""The columns of the table; those that are not needed only help whoever fills it in."""
NEEDED = ("编号", "时期", "数值")
_PARTS = {title: part for part, title in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Trial:
    """What would come of a table.

    Attributes:
        empty: rows without a value, which are left out.
    """

    read: Read
    empty: int


def rows(found: Iterable[Line], period: str) -> list[list[object]]:
    """The table to fill in: a row for each target, of the period that is asked for."""
    return [
        [
            each.found.key, each.found.document, each.found.address, each.goal.name, each.goal.required,
            period, "", each.goal.unit, "", "",
        ]
        for each in found
    ]  # fmt: skip


def given(data: bytes, name: str) -> tuple[list[Given], int]:
    """The values of a table, not yet read, and how many rows have none.

    Raises:
        DutyError: it is no table, or a column is missing.
    """
    try:
        found = tables.rows(data, name)
    except DirectoryError as error:
        raise DutyError(error.what, error.remedy) from error
    if not found:
        raise DutyError("表里没有内容", "请下载样表，填好数值后再导入")
    (head, titles), *body = found
    places = _places(head, titles)
    shown = _percentages(data, places["value"])
    told: list[Given] = []
    wrong: list[tuple[int, str]] = []
    empty = 0
    for number, cells in body:
        part = {of: cells[place] if place < len(cells) else "" for of, place in places.items()}
        if not part["value"]:
            empty += 1
            continue
        if number in shown:
            part["value"], trouble = _as_seen(part["value"], part.get("unit", ""))
            if trouble:
                wrong.append((number, f"第{number}行“数值”列：{trouble}"))
        told.append(
            Given(
                part["target"], part["period"], part["value"], part.get("forecast", ""),
                part.get("source", ""), part.get("unit", ""), number,
            )
        )  # fmt: skip
    if wrong:
        raise DutyError(f"{len(wrong)} 行有误，例如{wrong[0][1]}", "请改正后重新选择文件", wrong)
    if not told:
        raise DutyError("表里没有填写数值", "请在“数值”列填写后再导入")
    return told, empty


def _places(row: int, titles: Sequence[str]) -> dict[str, int]:
    """Where each part stands, by the titles of the first row."""
    named = [unicodedata.normalize("NFKC", each).strip() for each in titles]
    for title in NEEDED:
        if title not in named:
            raise DutyError(f"第{row}行没有“{title}”这一列", f"请用样表的列名：{'、'.join(TITLES)}")
    for title in _PARTS:
        if named.count(title) > 1:
            raise DutyError(f"第{row}行有两个“{title}”列", "请删去多余的一列")
    return {part: named.index(title) for title, part in _PARTS.items() if title in named}


def _percentages(data: bytes, place: int) -> set[int]:
    """The rows whose value is shown as a percentage, so that 0.95 is read as 95%."""
    if not data.startswith(b"PK\x03\x04"):
        return set()
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise DutyError("打不开这个 xlsx 文件", "请另存为 xlsx 或 CSV 后再试") from error
    try:
        sheet: Any = book.worksheets[0]
        cells = sheet.iter_rows(min_col=place + 1, max_col=place + 1, max_row=10 * tables.MOST_ROWS)
        return {
            number
            for number, row in enumerate(cells, 1)
            if row and row[0].value is not None and "%" in str(row[0].number_format)
        }
    finally:
        book.close()


def _as_seen(value: str, unit: str) -> tuple[str, str]:
    try:
        seen = Decimal(f"{Decimal(value) * 100:.15g}")
    except InvalidOperation:
        return value, ""
    if unit not in ("", "%", "％"):
        return value, f"单元格是百分比格式（{seen:f}%），而单位是“{unit}”，请改成常规格式"
    return f"{seen:f}%", ""


def tried(actor: Actor, data: bytes, name: str) -> Trial:
    """What would come of a table; nothing is stored.

    Raises:
        DutyError: it is no table that can be read.
    """
    found, empty = given(data, name)
    return Trial(targeting.read(actor, found), empty)


def take_in(actor: Actor, data: bytes, name: str) -> list[Actual]:
    """Take a table in, whole or not at all.

    Raises:
        DutyError: something is wrong; nothing was taken.
    """
    found, _ = given(data, name)
    return targeting.enter(actor, found)
