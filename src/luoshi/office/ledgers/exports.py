"""Statements and differences as xlsx and CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from luoshi.office import clock
from luoshi.office.exports import csv_safe
from luoshi.office.ledgers.banking import Differences
from luoshi.office.ledgers.statements import Statement

Cell = str | int | None
"""Words, or fen: whole numbers are amounts and are written in 元."""
Row = Sequence[Cell]

MONEY = "#,##0.00"
_WIDTH = 18


def _words(text: str) -> str:
    """Words that no spreadsheet takes for a formula; without characters that cannot be printed."""
    return csv_safe("".join(each for each in text if each.isprintable()))


def statement_rows(told: Statement) -> list[Row]:
    """A statement as rows, with its heading and both balances."""
    head: list[Row] = [
        ("账户", str(told.account)),
        ("期间", f"{told.first} 至 {told.last}"),
        ("日期", "摘要", "对方", "收入", "支出", "余额", "依据", "办件", "凭证"),
        (str(told.first), "期初余额", "", None, None, told.opening),
    ]
    body: list[Row] = [
        (
            str(each.day), each.memo, "、".join(each.others),
            each.amount if each.amount > 0 else None, -each.amount if each.amount < 0 else None,
            each.balance, each.clause, each.case, each.key,
        )
        for each in told.entries
    ]  # fmt: skip
    foot: Row = (str(told.last), "期末余额", "", told.came, -told.went, told.closing)
    return [*head, *body, foot]


def differences_rows(told: Differences) -> list[Row]:
    """A list of differences as rows."""
    rows: list[Row] = [
        ("对账单", told.file.name),
        ("期间", f"{told.file.first} 至 {told.file.last}"),
        ("银行期末余额", told.bank, "账面余额", told.ours, "未解释", told.rest),
        ("差异", "日期", "银行金额", "账上金额", "摘要", "对方", "流水号或凭证", "文件行号"),
    ]
    for label, lines in (("银行有、账上无", told.bank_only), ("流水号重复", told.duplicates)):
        rows += [
            (
                label, str(line.day), line.amount, None, line.memo, line.counterparty, line.serial,
                str(line.n),
            )
            for line in lines
        ]  # fmt: skip
    rows += [
        ("账上有、银行无", str(leg.day), None, leg.amount, leg.posting.memo, "", leg.posting.key)
        for leg in told.ours_only
    ]
    rows += [
        (
            "金额不同", str(pair.line.day), pair.line.amount, pair.leg.amount, pair.line.memo,
            pair.line.counterparty, f"{pair.line.serial} {pair.leg.posting.key}".strip(),
            str(pair.line.n),
        )
        for pair in told.amounts
    ]  # fmt: skip
    return rows


def as_csv(rows: Iterable[Row]) -> bytes:
    """CSV in UTF-8 with the mark by which Chinese spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow(_plain(cell) for cell in row)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if isinstance(cell, int):
        return f"{'-' if cell < 0 else ''}{abs(cell) // 100}.{abs(cell) % 100:02d}"
    return _words(cell or "")


def as_xlsx(rows: Iterable[Row], title: str = "账簿") -> bytes:
    """The same as xlsx: words are words, amounts are numbers, no cell is a formula."""
    book = Workbook(write_only=True)
    book.properties.creator = "落实"
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None)
    sheet = book.create_sheet(title[:31])
    for column in "ABCDEFGHI":
        sheet.column_dimensions[column].width = _WIDTH
    for row in rows:
        cells: list[Any] = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=None)
            if isinstance(value, int):
                cell.value, cell.number_format = value / 100, MONEY
            elif value:
                cell.value = _words(value)[:32_000]
                cell.data_type = "s"  # else a word that begins with = would be a formula
            if len(row) > 6 and row[0] in ("日期", "差异"):
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
