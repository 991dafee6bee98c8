"""A table that someone uploads (CSV, xlsx) as rows of words, or the reason why it is none."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from luoshi.office.directory.errors import DirectoryError

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 5000
_UNPACKED = 50 * 1024 * 1024
_MOST_COLUMNS = 50
_MOST_EMPTY = 2000
"""Empty rows on end: a sheet with one cell in its last row is read as a million of them."""


def rows(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with its number in the file."""
    if not data:
        raise DirectoryError("文件是空的", "请选择有内容的 CSV 或 xlsx 文件")
    if len(data) > LARGEST:
        raise DirectoryError(f"文件超过 {LARGEST // 1048576} MB", "请分成几个文件导入")
    sheet = data.startswith(b"PK\x03\x04")
    if sheet != name.lower().endswith(".xlsx") and name.lower().endswith((".xlsx", ".csv")):
        raise DirectoryError("文件的内容与扩展名不符", "请另存为 CSV（UTF-8）或 xlsx 后再试")
    found: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(_of_sheet(data) if sheet else _of_csv(data), 1):
        words = [" ".join(cell.split()) for cell in cells[:_MOST_COLUMNS]]
        if any(words):
            found.append((number, words))
        if len(found) > MOST_ROWS + 1 or number > 10 * MOST_ROWS:
            raise DirectoryError(f"超过 {MOST_ROWS} 行", "请分成几个文件导入")
    return found


def _of_csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if "\0" in text:
        raise DirectoryError("文件不是文字", "请另存为 CSV（UTF-8）或 xlsx 后再试")
    try:
        yield from csv.reader(io.StringIO(text), strict=True)
    except csv.Error as error:
        raise DirectoryError(f"CSV 写法有误（{error}）", "请用表格软件另存为 CSV 后再试") from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DirectoryError("认不出文件的编码", "请另存为 CSV（UTF-8）或 xlsx 后再试")


def _of_sheet(data: bytes) -> Iterator[list[str]]:
    bad = DirectoryError("打不开这个 xlsx 文件", "请用表格软件另存为 xlsx 或 CSV 后再试")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _UNPACKED:
                raise DirectoryError("xlsx 文件展开后太大", "请分成几个文件导入")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise bad from error
    try:
        empty = 0
        for cells in book.worksheets[0].iter_rows(values_only=True, max_col=_MOST_COLUMNS):
            empty = 0 if any(cell is not None for cell in cells) else empty + 1
            if empty > _MOST_EMPTY:
                raise DirectoryError(
                    f"表格里有连续 {_MOST_EMPTY} 多个空行", "请删去空行和它们下面的内容"
                )
            yield ["" if cell is None else str(cell) for cell in cells]
    except (ValueError, KeyError, SyntaxError, zipfile.BadZipFile, IndexError) as error:
        raise bad from error
    finally:
        book.close()
