"""Tables in files: Parquet, CSV and xlsx, read in batches and written in whole or not at all."""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
from __future__ import annotations

import codecs
import contextlib
import csv
import errno
import os
import queue
import secrets
import tempfile
import threading
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Protocol, cast

import openpyxl
import polars as pl
from openpyxl.cell import WriteOnlyCell
from polars.io.plugins import register_io_source

from luoshi.rules.errors import RuleError, TooLarge

MOST_ROWS = 500_000_000
"""Rows that a file may declare."""
LONGEST_LINE = 1 << 20
"""Bytes of one line of CSV."""
MOST_SHEET = 1_048_576
"""Rows of a sheet, the heads included."""
LARGEST_SHEET = 2 << 30
"""Bytes of an xlsx once it is unpacked."""
_DAMAGE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
"""What the library raises over a file that is not what it says."""
KINDS = ".parquet、.csv、.tsv、.xlsx"


class BadTable(RuleError):
    """文件不是能读的表: no table, a damaged one, or one that may not be written."""

    code = "bad_table"


class Source(Protocol):
    """A table that is read in batches."""

    columns: list[str]
    rows: int
    """Rows that the file declares; 0 where it does not say."""

    def frames(self, size: int) -> Iterator[pl.DataFrame]:
        """The rows in order."""
        ...


class Sink(Protocol):
    """A table that is written in batches, and is in its place only once it is closed and kept."""

    rows: int

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        ...

    def finish(self) -> None:
        """Write what is left, so that nothing can fail any more but the move."""
        ...

    def place(self, *, keep: bool) -> None:
        """Put the finished file into its place; or, not to be kept, remove what may stand there."""
        ...


@contextmanager
def open_source(path: Path) -> Generator[Source]:
    """A file of cases.

    Raises:
        BadTable: it is no table. TooLarge: it is more than a run can take. OSError: it cannot be read.
    """
    reader = {".parquet": _parquet, ".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx}.get(
        path.suffix.lower()
    )
    if reader is None:
        raise BadTable(f"不认识“{path.name}”的格式", fact=str(path), remedy=f"可用：{KINDS}")
    if path.is_dir():
        raise BadTable("这是文件夹，不是文件", fact=str(path), remedy="请写文件名")
    if not path.stat().st_size:
        raise BadTable("文件是空的", fact=str(path), remedy="请检查文件是否保存完整")
    with reader(path) as source:
        _refuse_heads(source.columns, path)
        yield source


def _refuse_heads(columns: list[str], path: Path) -> None:
    heads = [head.strip() for head in columns]
    twice = next((head for head in heads if head and heads.count(head) > 1), None)
    if twice is not None:
        raise BadTable(f"表头“{twice[:40]}”出现了两次", fact=str(path), remedy="请改名或删去一列")
    if not any(heads):
        raise BadTable("第一行没有表头", fact=str(path), remedy="第一行写各列的名称")


def _damaged(path: Path, error: BaseException, what: str) -> BadTable:
    reason = (
        str(error).strip().splitlines()[0][:120] if str(error).strip() else type(error).__name__
    )
    return BadTable(f"{what}（{reason}）", fact=str(path), remedy="请重新导出后再试")


# --- Parquet


class _Parquet:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.table = pl.scan_parquet(path, glob=False)
        self.columns = list(self.table.collect_schema())
        self.rows = cast("int", self.table.select(pl.len()).collect().item())

    def frames(self, size: int) -> Iterator[pl.DataFrame]:
        """Slices: only the rows asked for are unpacked, however many a group of them declares."""
        for start in range(0, self.rows, size):
            try:
                yield self.table.slice(start, size).collect()
            except _DAMAGE as error:
                raise _damaged(self.path, error, f"第{start + 1:,}行起读不出来") from error


@contextmanager
def _parquet(path: Path) -> Generator[Source]:
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(-min(4, path.stat().st_size), os.SEEK_END)
        if head != b"PAR1" or file.read(4) != b"PAR1":
            raise BadTable(
                "不是 Parquet 文件", fact=str(path), remedy="请检查文件是否完整，扩展名是否写对"
            )
    try:
        source = _Parquet(path)
    except _DAMAGE as error:
        raise _damaged(path, error, "Parquet 文件已损坏") from error
    if source.rows > MOST_ROWS:
        raise TooLarge(
            f"文件声明有 {source.rows:,} 行，最多 {MOST_ROWS:,} 行",
            fact=str(path),
            remedy="请分成几份",
        )
    yield source


# --- CSV


class _Csv:
    rows = 0

    def __init__(self, path: Path, read: Path, separator: str) -> None:
        self.path, self.separator = path, separator
        self.read = read
        with read.open(encoding="utf-8-sig", newline="") as file:
            self.columns = next(csv.reader(file, delimiter=separator), [])

    def frames(self, size: int) -> Iterator[pl.DataFrame]:
        """Every cell as words; what they mean is for the facts to say."""
        schema = dict.fromkeys(_distinct(self.columns), pl.String)
        table = pl.scan_csv(
            self.read, separator=self.separator, schema=schema, glob=False, raise_if_empty=False
        )
        try:
            for batch in table.collect_batches(chunk_size=size, maintain_order=True):
                yield batch.rename(dict(zip(schema, self.columns, strict=True)))
        except _DAMAGE as error:
            raise self._ragged() or _damaged(self.path, error, "CSV 读不出来") from error

    def _ragged(self) -> BadTable | None:
        """The first line that has more cells than there are heads."""
        with self.read.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, delimiter=self.separator)
            try:
                for cells in lines:
                    if len(cells) > len(self.columns):
                        return BadTable(
                            f"第{lines.line_num}行有 {len(cells)} 格，表头只有 {len(self.columns)} 格",
                            fact=str(self.path), remedy="含逗号的文字要用双引号括起来",
                        )  # fmt: skip
            except csv.Error:
                return BadTable(
                    f"第{lines.line_num}行读不懂", fact=str(self.path), remedy="请检查引号是否成对"
                )
        return None


def _distinct(heads: list[str]) -> list[str]:
    """Heads that are all different; blank ones get a number."""
    return [head if head.strip() else f"__blank{place}" for place, head in enumerate(heads)]


@contextmanager
def _csv(path: Path) -> Generator[Source]:
    encoding = _encoding(path)
    separator = "\t" if path.suffix.lower() == ".tsv" else ","
    if encoding == "utf-8":
        yield _Csv(path, path, separator)
        return
    with tempfile.TemporaryDirectory(prefix="luoshi-") as folder:
        read = Path(folder) / "utf-8.csv"
        with path.open(encoding=encoding, newline="") as old, read.open("w", encoding="utf-8", newline="") as new:  # fmt: skip
            while text := old.read(1 << 20):
                new.write(text)
        yield _Csv(path, read, separator)


_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def _encoding(path: Path) -> str:
    """How the words of a file are written, from all of it: UTF-8, UTF-16 with a mark, or GB18030.

    Raises:
        BadTable: neither. TooLarge: a line that no table has.
    """
    with path.open("rb") as file:
        head = file.read(2)
    candidates = [name for mark, name in _MARKS if head == mark] or ["utf-8", "gb18030"]
    for encoding in candidates:
        if _reads(path, encoding):
            return encoding
    raise BadTable("文字的编码认不出来", fact=str(path), remedy="请另存为 UTF-8 编码的 CSV")


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    length, line = 0, 1
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if encoding != "utf-16" and b"\0" in chunk:
                raise BadTable(
                    "含有空字节，是二进制文件而不是 CSV",
                    fact=str(path),
                    remedy="请检查扩展名是否写对",
                )
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
            length = len(chunk) - chunk.rfind(b"\n") - 1 if b"\n" in chunk else length + len(chunk)
            line += chunk.count(b"\n")
            if length > LONGEST_LINE:
                raise TooLarge(
                    f"第{line}行超过 {LONGEST_LINE >> 20} MB",
                    fact=str(path),
                    remedy="这不是表，请重新导出",
                )
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# --- xlsx


class _Sheet:
    def __init__(self, table: pl.DataFrame) -> None:
        self.table = table
        self.columns, self.rows = table.columns, table.height

    def frames(self, size: int) -> Iterator[pl.DataFrame]:
        """Slices of the sheet, which is never more than a million rows."""
        yield from self.table.iter_slices(size)


@contextmanager
def _xlsx(path: Path) -> Generator[Source]:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > LARGEST_SHEET:
            raise TooLarge(
                f"解开后有 {size >> 20:,} MB，最多 {LARGEST_SHEET >> 20:,} MB", fact=str(path),
                remedy="请另存为 CSV 或 Parquet",
            )  # fmt: skip
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except RuleError:
        raise
    except Exception as error:  # whatever a damaged workbook makes of the library
        raise BadTable(
            "不是 xlsx 文件，或已损坏", fact=str(path), remedy="请重新导出后再试"
        ) from error
    with contextlib.closing(book):
        yield _Sheet(_sheet(book.worksheets[0].iter_rows(values_only=True), path))


def _sheet(rows: Iterator[tuple[Any, ...]], path: Path) -> pl.DataFrame:
    """The first sheet as a table; a column of several types is a column of words."""
    heads = ["" if head is None else str(head) for head in next(rows, ())]
    while heads and not heads[-1].strip():
        heads.pop()
    _refuse_heads(heads, path)
    parts = [
        [_cells(list(cells)) for cells in zip(*batch, strict=True)]
        for batch in _batches(rows, len(heads), path)
    ]
    names = _distinct(heads)
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    columns = [_one_type([part[place] for part in parts]) for place in range(len(names))]
    return pl.DataFrame([each.alias(name) for name, each in zip(names, columns, strict=True)])


def _batches(
    rows: Iterator[tuple[Any, ...]], width: int, path: Path
) -> Iterator[list[tuple[Any, ...]]]:
    held: list[tuple[Any, ...]] = []
    for number, row in enumerate(rows, 2):
        if number > MOST_SHEET:
            raise TooLarge(f"超过 {MOST_SHEET:,} 行", fact=str(path), remedy="请另存为 CSV")
        cells = (*row[:width], *(None,) * (width - len(row)))
        if any(cell is not None for cell in row[width:]):
            raise BadTable(
                f"第{number}行的格数比表头多", fact=str(path), remedy="请给每一列写上表头"
            )
        if any(cell is not None for cell in cells):
            held.append(cells)
        if len(held) >= 50_000:
            yield held
            held = []
    if held:
        yield held


def _cells(cells: list[Any]) -> pl.Series:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int} and all(cell is None or abs(cell) < 2**63 for cell in cells):
        return pl.Series(cells, dtype=pl.Int64)
    if kinds <= {int, float}:
        return pl.Series(
            [None if cell is None else float(cell) for cell in cells], dtype=pl.Float64
        )
    if kinds == {bool}:
        return pl.Series(cells, dtype=pl.Boolean)
    if kinds <= {datetime, date}:
        days = [cell.date() if isinstance(cell, datetime) else cell for cell in cells]
        return pl.Series(days, dtype=pl.Date)
    return pl.Series([None if cell is None else _word(cell) for cell in cells], dtype=pl.String)


def _word(cell: Any) -> str:
    """A cell as a person would write it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _one_type(parts: list[pl.Series]) -> pl.Series:
    kinds = {part.dtype for part in parts if part.null_count() < len(part)}
    if len(kinds) == 1:
        (kind,) = kinds
    else:
        kind = pl.Float64 if kinds == {pl.Int64, pl.Float64} else pl.String
    return pl.concat(
        part.cast(kind) if kind != pl.String or part.dtype == pl.String
        else pl.Series([None if cell is None else _word(cell) for cell in part.to_list()], dtype=pl.String)
        for part in parts
    )  # fmt: skip


# --- writing


@contextmanager
def open_sink(path: Path) -> Generator[Sink]:
    """A file to be written; whatever happens, nothing half-written is left in its place.

    Raises:
        BadTable: no such format. OSError: it cannot be written.
    """
    maker = {".parquet": _ParquetSink, ".csv": _CsvSink, ".tsv": _CsvSink, ".xlsx": _XlsxSink}.get(
        path.suffix.lower()
    )
    if maker is None:
        raise BadTable(f"不能写“{path.name}”这种格式", fact=str(path), remedy=f"可用：{KINDS}")
    # The name is known before the file is there: a signal in between leaves nothing behind.
    part = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    sink = maker(path, part)
    try:
        part.touch(mode=0o600, exist_ok=False)
        yield sink
    finally:
        sink.abandon()
        part.unlink(missing_ok=True)


class _Sink:
    """What all sinks share: the file beside its place, and putting it there."""

    def __init__(self, path: Path, part: Path) -> None:
        self.path, self.part = path, part
        self.rows = 0

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        self.rows += frame.height
        self._put(frame)

    def finish(self) -> None:
        """Write what is left, so that nothing can fail any more but the move.

        Raises:
            OSError: it cannot be written: no room, for one.
        """
        try:
            self._finish()
        except pl.exceptions.ComputeError as error:
            if "No space left" not in str(error):
                raise
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path)) from error
        with self.part.open("rb") as file:
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        self.part.chmod(0o666 & ~mask)

    def place(self, *, keep: bool) -> None:
        """Put the finished file into its place; or, not to be kept, remove what may stand there."""
        if keep:
            self.part.replace(self.path)
        else:
            self.path.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Stop writing."""

    def _put(self, frame: pl.DataFrame) -> None:
        raise NotImplementedError

    def _finish(self) -> None:
        raise NotImplementedError


class _ParquetSink(_Sink):
    """Parquet: Polars writes from a thread of its own, which takes the batches as they come."""

    def __init__(self, path: Path, part: Path) -> None:
        super().__init__(path, part)
        self._waiting: queue.Queue[pl.DataFrame | None] = queue.Queue(maxsize=1)
        self._writer: threading.Thread | None = None
        self._failed: BaseException | None = None
        self._stopped = False

    def _put(self, frame: pl.DataFrame) -> None:
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, args=(frame.clear(),), daemon=True)
            self._writer.start()
        if frame.height:
            self._hand_over(frame)

    def _hand_over(self, frame: pl.DataFrame | None) -> None:
        while self._failed is None:
            with contextlib.suppress(queue.Full):
                self._waiting.put(frame, timeout=0.5)
                return
        raise self._failed

    def _write(self, empty: pl.DataFrame) -> None:
        def batches(*_: Any) -> Iterator[pl.DataFrame]:
            while (frame := self._waiting.get()) is not None:
                yield frame
            if self._stopped:
                raise InterruptedError

        try:
            register_io_source(batches, schema=empty.schema).sink_parquet(
                self.part, row_group_size=1 << 18, statistics=False, maintain_order=True
            )
        except BaseException as error:  # noqa: BLE001 - told by the next call of this sink
            self._failed = error

    def _finish(self) -> None:
        if self._writer is None:
            raise AssertionError("nothing was written")
        self._hand_over(None)
        self._writer.join()
        self._writer = None
        if self._failed is not None:
            raise self._failed

    def abandon(self) -> None:
        """Stop the thread."""
        self._stopped = True
        while self._writer is not None and self._writer.is_alive():
            with contextlib.suppress(queue.Full):
                self._waiting.put(None, timeout=0.1)
            self._writer.join(0.1)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Records as a column a part, lists as words: what a sheet can hold."""
    for name, dtype in frame.schema.items():
        if isinstance(dtype, pl.Struct):
            parts = {each.name: f"{name}.{each.name}" for each in dtype.fields}
            frame = frame.with_columns(pl.col(name).struct.rename_fields(list(parts.values())))
            frame = frame.unnest(name)
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return frame.with_columns(
        pl.col(name).list.eval(pl.element().cast(pl.String)).list.join("、") for name in lists
    )


class _CsvSink(_Sink):
    """CSV in UTF-8, with the mark by which spreadsheets know it."""

    _file: IO[bytes] | None = None

    def _put(self, frame: pl.DataFrame) -> None:
        first = self._file is None
        if self._file is None:
            self._file = self.part.open("wb")
        _flat(frame).write_csv(
            self._file, include_header=first, include_bom=first,
            separator="\t" if self.path.suffix.lower() == ".tsv" else ",",
        )  # fmt: skip

    def _finish(self) -> None:
        self.abandon()

    def abandon(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


class _XlsxSink(_Sink):
    """One sheet, row by row."""

    def __init__(self, path: Path, part: Path) -> None:
        super().__init__(path, part)
        self._book = openpyxl.Workbook(write_only=True)
        self._page = self._book.create_sheet("结果")
        self._begun = False

    def _put(self, frame: pl.DataFrame) -> None:
        if self.rows >= MOST_SHEET:
            raise TooLarge(
                f"xlsx 最多 {MOST_SHEET:,} 行",
                fact=str(self.path),
                remedy="请写成 .csv 或 .parquet",
            )
        flat = _flat(frame)
        if not self._begun:
            self._page.append(flat.columns)
            self._begun = True
        for row in flat.iter_rows():
            self._page.append([self._cell(value) for value in row])

    def _finish(self) -> None:
        self._book.save(self.part)

    def _cell(self, value: Any) -> Any:
        """A value as a sheet holds it; words that look like a formula stay words."""
        if isinstance(value, Decimal):
            return float(value) if value.adjusted() < 12 else str(value)
        if isinstance(value, str) and value.startswith("="):
            cell = WriteOnlyCell(self._page, value=value)
            cell.data_type = "s"
            return cell
        return value if isinstance(value, str | int | float | date | None) else str(value)
