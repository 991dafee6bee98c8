"""Reads a bank's statement (对账单): CSV in UTF-8 or GB18030, or xlsx, whatever its columns are called.

Nothing is guessed: a file whose sums or balances do not add up is refused whole, with the line.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from luoshi.office.ledgers.drafts import LARGEST
from luoshi.office.ledgers.errors import BankFileError, yuan

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 100_000
HEAD_WITHIN = 40
"""Rows in which the heading must stand."""
LONGEST = 200
"""Characters in which an amount is looked for: longer cells are words, whatever stands in them."""

NAMES = {
    "day": ("交易日期", "记账日期", "入账日期", "交易时间", "日期", "记账日", "交易日"),
    "memo": ("摘要", "用途", "交易摘要", "附言", "备注", "摘要说明"),
    "out": ("借方发生额", "借方金额", "借方", "支出金额", "支出", "转出金额", "付款金额"),
    "in": ("贷方发生额", "贷方金额", "贷方", "收入金额", "收入", "转入金额", "收款金额", "存入"),
    "amount": ("交易金额", "发生额", "金额"),
    "sign": ("借贷标志", "借贷方向", "收支方向", "收支", "借贷", "方向"),
    "balance": ("账户余额", "当前余额", "本次余额", "余额"),
    "party": ("对方户名", "对方名称", "对方单位", "对手户名", "对方账户名称", "交易对手"),
    "party_account": ("对方账号", "对方账户", "对手账号", "对方卡号"),
    "serial": ("交易流水号", "流水号", "凭证号", "交易流水", "业务流水号", "交易序号"),
}
"""What a column may be called; units and brackets after it are left out."""
WORDS = {"memo": 300, "party": 200, "party_account": 80, "serial": 120}

_OPENING = ("期初余额", "上期余额", "承前", "上页余额", "昨日余额")
_CLOSING = ("期末余额", "本期余额", "结余")
_TOTAL = ("合计", "总计", "累计", "总额")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+")
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?$")
_UNIT = re.compile(r"[（(【\[].*$|[\s:：*]")
_OUT, _IN = {"借", "支", "支出", "借方", "付", "D", "d", "转出", "-"}, {"贷", "收", "收入", "贷方", "C", "c", "转入", "+"}  # fmt: skip

Cells = list[Any]


@dataclass(frozen=True)
class BankRow:
    """A line of the file; `amount` is positive where money came in."""

    n: int
    day: date
    amount: int
    balance: int | None
    memo: str
    counterparty: str
    counter_account: str
    serial: str


@dataclass(frozen=True)
class BankSheet:
    """A whole statement, the oldest line first; balances are known where the bank printed them."""

    rows: tuple[BankRow, ...]
    opening: int | None
    closing: int | None


def read(name: str, data: bytes) -> BankSheet:
    """Read a statement.

    Raises:
        BankFileError: with the line, where a cell cannot be read or something does not add up.
    """
    try:
        return _sheet(_rows(name, data))
    except BankFileError as error:
        raise BankFileError(error.what, error.remedy, name=name, line=error.line) from error


def _rows(name: str, data: bytes) -> list[Cells]:
    if not data.strip():
        raise BankFileError("文件是空的", "请重新从网上银行导出")
    if len(data) > MOST_BYTES:
        raise BankFileError(
            f"文件有 {len(data) // 2**20} MB，超过 {MOST_BYTES // 2**20} MB", "请按月分开导出"
        )
    rows = list(_xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(name, data))
    if len(rows) > MOST_ROWS:
        raise BankFileError(f"文件超过 {MOST_ROWS} 行", "请按月分开导出")
    return rows


def _csv(name: str, data: bytes) -> Iterator[Cells]:
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise BankFileError("这是旧式 xls 文件", "请在表格软件中另存为 xlsx 或 CSV 后再导入")
    text = _decoded(data)
    first = text[:20_000]
    mark = max(",\t;|", key=first.count)
    try:
        for n, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark)):
            if n > MOST_ROWS:
                return
            yield list(row)
    except csv.Error as error:
        raise BankFileError("这不是可以读的 CSV", f"请重新导出（{error}）") from error


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BankFileError("文字编码读不出来", "请导出为 UTF-8 或 GB18030 的 CSV，或 xlsx")


def _xlsx(data: bytes) -> Iterator[Cells]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise BankFileError("表格展开后太大", "请按月分开导出")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for n, row in enumerate(sheet.iter_rows(values_only=True, max_col=100)):
            if n > MOST_ROWS:
                return
            yield list(row)
    except BankFileError:
        raise
    except Exception as error:  # whatever a broken file makes the library say
        raise BankFileError(
            "这不是可以读的 xlsx", "请在表格软件中打开并另存为 xlsx，或导出 CSV"
        ) from error


def _sheet(rows: Sequence[Cells]) -> BankSheet:
    head, columns = _heading(rows)
    found: list[BankRow] = []
    marks = _Marks()
    for index, cells in enumerate(rows):
        n = index + 1
        if index == head or not any(_text(cell) for cell in cells):
            continue
        if index > head and _is_entry(cells, columns):
            found.append(_entry(n, cells, columns))
        elif index < head or _is_mark(cells):
            marks.note(n, cells, columns if index > head else {})
        elif _heading_of(cells) != columns:  # a heading that is printed again on every page
            raise BankFileError("这一行没有可以读的日期", "请核对这一行，或重新导出", line=n)
    if not found:
        raise BankFileError("文件里没有一笔交易", "请核对导出的日期范围")
    return _proved(found, marks)


def _heading(rows: Sequence[Cells]) -> tuple[int, dict[str, int]]:
    for index, cells in enumerate(rows[:HEAD_WITHIN]):
        columns = _heading_of(cells)
        if "day" in columns and columns.keys() & {"in", "out", "amount"}:
            return index, columns
    raise BankFileError(
        "没有找到表头",
        "表头要有日期（如“交易日期”）和金额（如“借方”“贷方”，或“金额”）两类列名",
    )


def _heading_of(cells: Cells) -> dict[str, int]:
    """Where each column stands; the first name of the list wins where several could be meant."""
    labels = [_UNIT.sub("", _text(cell)) for cell in cells]
    columns: dict[str, int] = {}
    for column, names in NAMES.items():
        place = next((labels.index(name) for name in names if name in labels), None)
        if place is not None and place not in columns.values():
            columns[column] = place
    return columns


def _is_entry(cells: Cells, columns: dict[str, int]) -> bool:
    return _day(_cell(cells, columns, "day")) is not None


def _is_mark(cells: Cells) -> bool:
    """Whether it is a line of sums or words beside the transactions."""
    words = [_text(cell) for cell in cells]
    known = (*_OPENING, *_CLOSING, *_TOTAL)
    return any(mark in word for word in words for mark in known) or sum(map(bool, words)) == 1


def _entry(n: int, cells: Cells, columns: dict[str, int]) -> BankRow:
    day = _day(_cell(cells, columns, "day"))
    assert day is not None
    balance = _fen(_cell(cells, columns, "balance"), n, "余额")
    memo, party, account, serial = (
        _text(_cell(cells, columns, name))[: WORDS[name]]
        for name in ("memo", "party", "party_account", "serial")
    )
    return BankRow(n, day, _amount(n, cells, columns), balance, memo, party, account, serial)


def _amount(n: int, cells: Cells, columns: dict[str, int]) -> int:
    came = _fen(_cell(cells, columns, "in"), n, "贷方") or 0
    went = _fen(_cell(cells, columns, "out"), n, "借方") or 0
    if came and went:
        raise BankFileError("借方和贷方都有金额", "请核对这一行", line=n)
    amount = came - went
    if not {"in", "out"} & columns.keys():
        amount = _fen(_cell(cells, columns, "amount"), n, "金额") or 0
        if "sign" in columns:
            amount = _signed(n, amount, _text(_cell(cells, columns, "sign")))
    if not amount:
        raise BankFileError("这一行没有金额", "请核对这一行", line=n)
    if abs(amount) > LARGEST:
        raise BankFileError(f"金额 {yuan(amount)} 太大", "请核对这一行", line=n)
    return amount


def _signed(n: int, amount: int, sign: str) -> int:
    if sign in _OUT:
        return -amount if amount > 0 else amount
    if sign in _IN:
        return amount
    raise BankFileError(f"看不懂收支方向“{sign[:20]}”", "方向应写 借/贷 或 收/支", line=n)


class _Marks:
    """What the bank says of the whole: first and last balance, sums."""

    def __init__(self) -> None:
        self.opening: tuple[int, int] | None = None
        self.closing: tuple[int, int] | None = None
        self.totals: list[tuple[int, str, int]] = []

    def note(self, n: int, cells: Cells, columns: dict[str, int]) -> None:
        """Take what stands in a line that is no transaction."""
        words = [_text(cell) for cell in cells]
        for place, word in enumerate(words):
            after = words[place + 1 :]
            if any(mark in word for mark in _OPENING):
                self.opening = self._near(n, word, after) or self.opening
            elif any(mark in word for mark in _CLOSING) and "可用" not in word:
                self.closing = self._near(n, word, after) or self.closing
            elif any(mark in word for mark in _TOTAL):
                self._total(n, word, cells, columns, after)

    def _near(self, n: int, word: str, after: list[str]) -> tuple[int, int] | None:
        """The number in the same cell, else in the next that has one."""
        own = _UNIT_FREE.sub("", word) if len(word) <= LONGEST else ""
        texts = [match[0] for match in [_NUMBER.search(own)] if match]
        short = (text for text in after if len(text) <= LONGEST)
        texts += [text for text in short if _NUMBER.fullmatch(_bare(text))]
        return (n, _fen(texts[0], n, "余额") or 0) if texts else None

    def _total(
        self, n: int, word: str, cells: Cells, columns: dict[str, int], after: list[str]
    ) -> None:
        side = next((key for mark, key in _SIDES.items() if mark in word), "")
        if side and (near := self._near(n, word, after)):
            if "笔" not in word:
                self.totals.append((n, side, near[1]))
            return
        for column in ("in", "out", "amount"):
            fen = _fen(_cell(cells, columns, column), n, "合计", strict=False)
            if fen is not None and "笔" not in word:
                self.totals.append((n, column, fen))


_SIDES = {"借方": "out", "支出": "out", "贷方": "in", "收入": "in"}
_UNIT_FREE = re.compile(r"[（(][^）)]*[）)]")


def _proved(found: list[BankRow], marks: _Marks) -> BankSheet:
    """The rows, the oldest first, if everything that the bank printed adds up."""
    rows = _in_order(found)
    _totals_hold(rows, marks)
    first, last = rows[0], rows[-1]
    total = sum(row.amount for row in rows)
    opening = marks.opening[1] if marks.opening else None
    if first.balance is not None:
        begun = first.balance - first.amount
        if marks.opening and opening != begun:
            raise BankFileError(
                f"期初余额写 {yuan(marks.opening[1])}，按第一笔推算是 {yuan(begun)}",
                "请核对是否漏了开头的交易，重新导出整份",
                line=marks.opening[0],
            )
        opening = begun
    closing = last.balance
    if closing is None and opening is not None:
        closing = opening + total
    if marks.closing:
        n, printed = marks.closing
        if closing is not None and printed != closing:
            raise BankFileError(
                f"期末余额写 {yuan(printed)}，逐笔推算是 {yuan(closing)}",
                "请核对是否漏了交易，重新导出整份",
                line=n,
            )
        closing = printed
        opening = printed - total if opening is None else opening
    return BankSheet(tuple(rows), opening, closing)


def _in_order(found: list[BankRow]) -> list[BankRow]:
    """Banks print the newest first or last; the running balance says which, else the days."""
    forward, backward = found, found[::-1]
    newest_first = found[0].day > found[-1].day
    break_forward, break_backward = _break(forward), _break(backward)
    if break_forward is None and not (newest_first and break_backward is None):
        return sorted(forward, key=lambda row: row.day) if newest_first else forward
    if break_backward is None:
        return backward
    row, should = break_backward if newest_first else break_forward or break_backward
    raise BankFileError(
        f"余额对不上：这一行余额 {yuan(row.balance or 0)}，按上一笔推算应为 {yuan(should)}",
        "请核对是否少了行、多了行或改过金额，重新导出整份；没有导入任何一行",
        line=row.n,
    )


def _break(rows: list[BankRow]) -> tuple[BankRow, int] | None:
    """The first line whose balance is not the one before it and its own amount."""
    balance: int | None = None
    for row in rows:
        should = None if balance is None else balance + row.amount
        if should is not None and row.balance is not None and row.balance != should:
            return row, should
        balance = row.balance if row.balance is not None else should
    return None


def _totals_hold(rows: list[BankRow], marks: _Marks) -> None:
    sums = {
        "in": sum(row.amount for row in rows if row.amount > 0),
        "out": -sum(row.amount for row in rows if row.amount < 0),
        "amount": sum(row.amount for row in rows),
    }
    for n, side, printed in marks.totals:
        whole = (
            {sums[side], sum(abs(row.amount) for row in rows)} if side == "amount" else {sums[side]}
        )
        if abs(printed) not in {abs(each) for each in whole}:
            label = {"in": "收入", "out": "支出", "amount": "金额"}[side]
            raise BankFileError(
                f"{label}合计写 {yuan(abs(printed))}，逐笔相加是 {yuan(abs(sums[side]))}",
                "请核对是否少了行或改过金额，重新导出整份；没有导入任何一行",
                line=n,
            )


def _cell(cells: Cells, columns: dict[str, int], name: str) -> Any:
    place = columns.get(name)
    return cells[place] if place is not None and place < len(cells) else None


def _text(cell: Any) -> str:
    """The words of a cell; long numbers in full, control characters left out."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "".join(each for each in str(cell) if each.isprintable()).strip().lstrip("'`")


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    match = _COMPACT.match(text) or _DAY.match(text)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _bare(text: str) -> str:
    return (
        text.replace(" ", "")
        .replace("￥", "")
        .replace("¥", "")
        .replace("，", ",")
        .removesuffix("元")
    )


def _fen(cell: Any, n: int, label: str, *, strict: bool = True) -> int | None:
    """An amount of 元 in fen; None where the cell is empty."""
    text = _bare(_text(repr(cell) if isinstance(cell, float) else cell))
    if text in ("", "-", "--", "—"):
        return None
    try:
        fen = Decimal(text.replace(",", "")) * 100
        whole = fen.to_integral_value()
        # Spreadsheets compute in binary: 0.30000000000000004 is meant to be 0.30.
        exact = abs(fen - whole) < (Decimal("1e-4") if isinstance(cell, float) else Decimal("1e-9"))
        if exact and abs(whole) <= 1000 * LARGEST:
            return int(whole)
    except ArithmeticError:  # whatever is no number, or too large for one
        pass
    if not strict:
        return None
    raise BankFileError(f"{label}“{text[:30]}”不是金额", "金额应为元，最多两位小数", line=n)
