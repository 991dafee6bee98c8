"""Readings as people and programs bring them (报送监测值): tables, JSON lines, forms; whole or not at all.

A table has a row for each reading (指标、地点、品种、时刻、数值、来源), or a column for each indicator. What
cannot be read is told by its row in the file, all of it at once, and nothing of the file is taken.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django.db import transaction

from luoshi.office import clock
from luoshi.office.alerts import access, readings
from luoshi.office.alerts.errors import AlertError, NotThere
from luoshi.office.alerts.readings import NewReading, Taken
from luoshi.office.directory.actors import Actor
from luoshi.policies import alerting
from luoshi.procedures.plans import Indicator
from luoshi.rules.yamlio import is_mapping

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
"""Rows of a file; they are taken in parts, in one transaction."""
PART = 20_000
MOST_SHOWN = 200
"""Rows that cannot be read are told up to here; whoever has more has the wrong file."""
_UNPACKED = 200 * 1024 * 1024
_MOST_COLUMNS = 300
_MOST_EMPTY = 2000
"""Empty rows on end: a sheet with one cell in its last row is read as a million of them."""
_EARLIEST, _LATEST = 2000, 2199

NAMES: dict[str, tuple[str, ...]] = {
    "series": ("指标", "监测指标", "series"),
    "place": ("地点", "站点", "站名", "区市", "区域", "place"),
    "item": ("品种", "物料", "企业", "item"),
    "at": ("时刻", "时间", "监测时间", "日期", "at", "time"),
    "value": ("数值", "监测值", "值", "value"),
    "source": ("来源", "数据来源", "source"),
}
"""What a column may be called; the indicator's own words for place and item come first."""

_AFTER = re.compile(r"[（(\[【].*$")
_NUMBER = re.compile(r"[-+]?(\d{1,20})(\.\d{1,20})?([eE][-+]?\d{1,2})?", re.ASCII)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*(?:[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?)?)?"
    r"\s*(Z|[-+]\d{2}:?\d{2})?",
    re.ASCII,
)


@dataclass(frozen=True)
class Row:
    """A reading of a file, with the number of its row."""

    number: int
    reading: NewReading


@dataclass
class Read:
    """What stands in a file: the readings, and which rows are none and why."""

    rows: list[Row] = field(default_factory=list[Row])
    wrong: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


@dataclass(frozen=True)
class Trial:
    """What would come of a file."""

    taken: Taken
    wrong: list[tuple[int, str]]


# --- words, numbers, moments


def normal(given: str) -> str:
    """Words with full-width letters and digits made plain, without blanks around them."""
    return unicodedata.normalize("NFKC", given).replace("−", "-").strip()


def moment(given: object) -> datetime:
    """A moment as people, spreadsheets and programs write it; by the office's time zone where none is said.

    Raises:
        AlertError: it is none.
    """
    if isinstance(given, datetime):
        # a spreadsheet counts in parts of a day, and is out by microseconds
        found = given + timedelta(milliseconds=500) if given.microsecond else given
        return _possible(found.replace(microsecond=0), given)
    if isinstance(given, date):
        return _possible(datetime(given.year, given.month, given.day), given)  # noqa: DTZ001 - zone follows
    match = _MOMENT.fullmatch(normal(str(given))[:60]) if isinstance(given, str) else None
    if match is None:
        raise _no_moment(given)
    *parts, zone = match.groups()
    try:
        year, month, day, hour, minute, second = (int(each or 0) for each in parts)
        found = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - zone follows
        if zone:
            found = datetime.fromisoformat(f"{found.isoformat()}{zone}")
    except ValueError as error:
        raise _no_moment(given) from error
    return _possible(found, given)


def _possible(found: datetime, given: object) -> datetime:
    if not _EARLIEST <= found.year <= _LATEST:
        raise _no_moment(given)
    return found if found.tzinfo else found.replace(tzinfo=clock.HERE)


def _no_moment(given: object) -> AlertError:
    return AlertError(f"“{_shown(given)}”不是时刻，请写成 2026-06-10 08:00")


def value(of: Indicator, given: object) -> object:
    """A value as `readings.value_of` takes it: plain digits, without thousands separators and its unit.

    Raises:
        AlertError: it is no value of this indicator.
    """
    if of.kind == "number":
        return _number(of, given)
    if not isinstance(given, str):
        return given
    words = given.strip()
    if of.kind == "truth":
        return words
    plain = {normal(each): each for each in of.options}
    return plain.get(normal(words), words)


def _number(of: Indicator, given: object) -> object:
    if isinstance(given, float):
        # fifteen digits are what a spreadsheet keeps: 0.1+0.2 is 0.3 there
        given = f"{given:.15g}" if math.isfinite(given) else str(given)
    if not isinstance(given, str):
        return given
    words = normal(given)
    if of.unit:
        words = words.removesuffix(normal(of.unit)).rstrip()
    if _THOUSANDS.fullmatch(words):
        words = words.replace(",", "")
    if not _NUMBER.fullmatch(words):
        raise AlertError(f"“{of.label}”应是数，给出的是“{_shown(given)}”")
    return words


def _shown(given: object) -> str:
    return "".join(each for each in str(given)[:40] if each.isprintable())


# --- which indicators


def known(actor: Actor, chosen: Sequence[str] = ()) -> dict[str, Indicator]:
    """The indicators that an actor may send readings of; of these, where some are named, only those.

    Raises:
        NotThere: one that is named is none of theirs.
    """
    every = alerting.indicators()
    theirs = {key: every[key][0] for key in access.series(actor)}
    for key in chosen:
        if key not in theirs:
            raise NotThere(f"没有监测指标“{_shown(key)}”", "可报送的指标见“监测”")
    return {key: theirs[key] for key in chosen} if chosen else theirs


def named(of: Mapping[str, Indicator]) -> dict[str, str]:
    """The whole key of an indicator by each of its names that only it has."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for key, each in of.items():
        for name in {key, each.key, normal(each.label)}:
            if found.setdefault(name, key) != key:
                twice.add(name)
    return {name: key for name, key in found.items() if name not in twice}


# --- files


def read(data: bytes, name: str, of: Mapping[str, Indicator], most: int = MOST_ROWS) -> Read:
    """The readings of a file.

    Args:
        data: the file: CSV (UTF-8 or GB18030), xlsx, or JSON, one object a line.
        name: of the file; its ending counts.
        of: the indicators that it may be about, by their whole keys.
        most: rows.

    Raises:
        AlertError: it is no such file, or its columns cannot be known.
    """
    if not data.strip():
        raise AlertError("文件是空的", "第一行写列名：时刻、数值；有站点的加地点")
    if len(data) > MOST_BYTES:
        raise AlertError(f"文件超过 {MOST_BYTES // 1048576} MB", "请分成几个文件")
    if name.lower().endswith((".json", ".jsonl", ".ndjson")) or data.lstrip()[:1] in (b"{", b"["):
        return _of_objects(_objects(data, most), of)
    return _of_table(_rows(data, most), of)


def _of_objects(rows: Iterator[tuple[int, object]], of: Mapping[str, Indicator]) -> Read:
    found, names = Read(), named(of)
    for number, row in rows:
        try:
            found.rows.append(Row(number, reading(row, of, names)))
        except AlertError as error:
            found.wrong.append((number, error.what))
    return found


def reading(
    row: object, of: Mapping[str, Indicator], names: Mapping[str, str] | None = None
) -> NewReading:
    """A reading as a program sends it: ``{"series", "at", "value", "place", "item", "source"}``.

    Raises:
        AlertError: it is none.
    """
    if not is_mapping(row):
        raise AlertError("不是一个对象")
    if strange := sorted(set(map(str, row)) - NAMES.keys()):
        raise AlertError(f"不认识“{_shown('、'.join(strange))}”，可写：{'、'.join(NAMES)}")
    words = {name: row.get(name) or "" for name in ("series", "place", "item", "source")}
    for name, each in words.items():
        if not isinstance(each, str):
            raise AlertError(f"{name} 要写成文字")
    if row.get("at") is None or row.get("value") is None:
        raise AlertError("要有 at（时刻）和 value（数值）")
    key = _series(str(words["series"]), of, names)
    return NewReading(
        key, value(of[key], row["value"]), moment(row["at"]), str(words["place"]), str(words["item"]),
        str(words["source"]),
    )  # fmt: skip


def _series(written: str, of: Mapping[str, Indicator], names: Mapping[str, str] | None) -> str:
    if not written.strip() and len(of) == 1:
        return next(iter(of))
    found = (named(of) if names is None else names).get(normal(written))
    if found is None:
        raise AlertError(
            f"没有监测指标“{_shown(written)}”" if written.strip() else "没有写明是哪个指标"
        )
    return found


def _objects(data: bytes, most: int) -> Iterator[tuple[int, object]]:
    text = _decoded(data)
    if text.lstrip()[:1] == "[":
        whole = _json(text, 1)
        if not isinstance(whole, list) or len(whole) > most:
            raise AlertError(f"应是一个列表，最多 {most} 条", "请分成几个文件")
        yield from enumerate(whole, 1)
        return
    count = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            count += 1
            if count > most:
                raise AlertError(f"文件超过 {most} 行", "请分成几个文件")
            yield number, _json(line, number)


def _json(text: str, number: int) -> object:
    try:
        return orjson.loads(text)
    except (ValueError, RecursionError) as error:
        raise AlertError(
            f"第 {number} 行不是 JSON", "每行写一个对象，或者整份写一个列表"
        ) from error


# --- tables


def _of_table(rows: Iterator[tuple[int, list[Any]]], of: Mapping[str, Indicator]) -> Read:
    first = next(rows, None)
    if first is None:
        raise AlertError("表中没有内容", "第一行写列名：时刻、数值；有站点的加地点")
    titles = [_AFTER.sub("", normal(str(each))).strip() if each is not None else "" for each in first[1]]  # fmt: skip
    columns = _columns(titles, of)
    if "at" not in columns:
        raise AlertError("没有“时刻”这一列", f"第一行写列名，例如 {'、'.join(example(of))}")
    if "value" in columns:
        return _long(rows, columns, of)
    return _wide(rows, columns, titles, of)


def _columns(titles: list[str], of: Mapping[str, Indicator]) -> dict[str, int]:
    own = {
        "place": tuple(each.per for each in of.values() if each.per),
        "item": tuple(each.item for each in of.values() if each.item),
    }
    found: dict[str, int] = {}
    for column, names in NAMES.items():
        wanted = (*own.get(column, ()), *names)
        place = next((titles.index(name) for name in wanted if name in titles), None)
        if place is not None and place not in found.values():
            found[column] = place
    return found


def example(of: Mapping[str, Indicator]) -> list[str]:
    """The titles of a table for these indicators."""
    titles = ["指标"] if len(of) != 1 else []
    if per := next((each.per for each in of.values() if each.per), ""):
        titles.append(per if len(of) == 1 else "地点")
    if item := next((each.item for each in of.values() if each.item), ""):
        titles.append(item if len(of) == 1 else "品种")
    unit = next(iter(of.values())).unit if len(of) == 1 else ""
    return [*titles, "时刻", f"数值（{unit}）" if unit else "数值", "来源"]


def _long(
    rows: Iterator[tuple[int, list[Any]]], columns: Mapping[str, int], of: Mapping[str, Indicator]
) -> Read:
    found, names = Read(), named(of)
    if "series" not in columns and len(of) != 1:
        raise AlertError(
            "没有“指标”这一列，不知道是哪个指标", "请加这一列，或者用 --series 写明是哪个"
        )
    for number, cells in rows:
        try:
            key = _series(_words(cells, columns, "series"), of, names)
            given = _cell(cells, columns.get("value"))
            if given in (None, ""):
                raise AlertError("没有数值")
            found.rows.append(Row(number, _reading(key, given, cells, columns, of)))
        except AlertError as error:
            found.wrong.append((number, error.what))
    return found


def _wide(
    rows: Iterator[tuple[int, list[Any]]],
    columns: Mapping[str, int],
    titles: list[str],
    of: Mapping[str, Indicator],
) -> Read:
    names = named(of)
    series = {names[title]: place for place, title in enumerate(titles) if title in names}
    if not series:
        raise AlertError(
            "没有“数值”这一列，也没有以指标为名的列", f"第一行写列名，例如 {'、'.join(example(of))}"
        )
    found = Read()
    for number, cells in rows:
        for key, place in series.items():
            given = _cell(cells, place)
            if given in (None, ""):
                continue  # nothing was measured then
            try:
                found.rows.append(Row(number, _reading(key, given, cells, columns, of)))
            except AlertError as error:
                found.wrong.append((number, error.what))
    return found


def _reading(
    key: str,
    given: object,
    cells: list[Any],
    columns: Mapping[str, int],
    of: Mapping[str, Indicator],
) -> NewReading:
    at = _cell(cells, columns["at"])
    if at in (None, ""):
        raise AlertError("没有时刻")
    place, item, source = (_words(cells, columns, each) for each in ("place", "item", "source"))
    return NewReading(key, value(of[key], given), moment(at), place, item, source)


def _cell(cells: list[Any], place: int | None) -> Any:
    found = cells[place] if place is not None and place < len(cells) else None
    return found.strip() if isinstance(found, str) else found


def _words(cells: list[Any], columns: Mapping[str, int], name: str) -> str:
    found = _cell(cells, columns.get(name))
    if isinstance(found, float) and found.is_integer():
        found = int(found)  # the number of a station
    return "" if found is None else str(found)


def _rows(data: bytes, most: int) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold anything, each with its number in the file."""
    count = 0
    for number, cells in enumerate(_of_xlsx(data) if data[:4] == b"PK\x03\x04" else _of_csv(data), 1):  # fmt: skip
        if any(each not in (None, "") for each in cells):
            count += 1
            yield number, cells[:_MOST_COLUMNS]
        if count > most + 1 or number > 10 * MOST_ROWS:
            raise AlertError(f"文件超过 {most} 行", "请分成几个文件")


def _of_csv(data: bytes) -> Iterator[list[Any]]:
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise AlertError("这是旧式 xls 文件", "请在表格软件中另存为 xlsx 或 CSV")
    text = _decoded(data)
    first = text[:20_000]
    mark = max(",\t;", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error as error:
        raise AlertError(f"CSV 写法有误（{error}）", "请用表格软件另存为 CSV 后再试") from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise AlertError("文件不是可以读的文字", "请另存为 CSV（UTF-8 或 GB18030）或 xlsx")


def _of_xlsx(data: bytes) -> Iterator[list[Any]]:
    import openpyxl

    bad = AlertError("这不是可以读的 xlsx", "请在表格软件中打开并另存为 xlsx，或导出 CSV")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _UNPACKED:
                raise AlertError("表格展开后太大", "请分成几个文件")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        empty = 0
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=_MOST_COLUMNS):
            empty = 0 if any(each is not None for each in row) else empty + 1
            if empty > _MOST_EMPTY:
                raise AlertError(
                    f"表格里有连续 {_MOST_EMPTY} 多个空行", "请删去空行和它们下面的内容"
                )
            yield list(row)
    except AlertError:
        raise
    except Exception as error:  # whatever a broken file makes the library say
        raise bad from error


# --- taken


class _Undo(Exception):
    """Takes back a trial."""


def trial(actor: Actor, found: Read) -> Trial:
    """What would come of a file: tried out in full, then taken back.

    Raises:
        AlertError: for another reason than its rows.
    """
    taken, wrong = Taken(), list(found.wrong)
    try:
        with transaction.atomic():
            for part in _parts(found.rows):
                try:
                    with transaction.atomic():
                        _add(taken, readings.take([each.reading for each in part], actor))
                except AlertError as error:
                    if not error.rows:
                        raise
                    wrong += _numbered(part, error)
            raise _Undo
    except _Undo:
        pass
    return Trial(taken, sorted(set(wrong)))


def take(actor: Actor, found: Read, told: Callable[[int], None] | None = None) -> Taken:
    """Take in all readings of a file, or none of them.

    Args:
        actor: whose readings they are.
        found: the file.
        told: is called with how many rows were taken so far.

    Raises:
        AlertError: rows are wrong; ``rows`` has them by their number in the file.
    """
    if found.wrong:
        # the rows that can be read may be wrong too; of a long file that is not worth the wait
        whole = len(found.rows) <= PART
        raise refusal(trial(actor, found).wrong if whole else found.wrong)
    if not found.rows:
        raise AlertError("文件里没有一条监测值", "第一行写列名，以下每行一条")
    taken = Taken()
    with transaction.atomic():
        for part in _parts(found.rows):
            try:
                _add(taken, readings.take([each.reading for each in part], actor))
            except AlertError as error:
                raise (refusal(_numbered(part, error)) if error.rows else error) from error
            if told:
                told(len(part))
    return taken


def refusal(wrong: Sequence[tuple[int, str]]) -> AlertError:
    """That these rows cannot be taken, and so nothing was."""
    first = "；".join(f"第 {number} 行：{why}" for number, why in wrong[:5])
    return AlertError(
        f"有 {len(wrong)} 行不能接收：{first}",
        "改正后整份重报；这一份没有收下任何一行",
        list(wrong),
    )


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), PART):
        yield rows[start : start + PART]


def _numbered(part: Sequence[Row], error: AlertError) -> list[tuple[int, str]]:
    return [(part[number - 1].number, why) for number, why in error.rows]


def _add(taken: Taken, more: Taken) -> None:
    taken.good += more.good
    taken.doubtful += more.doubtful
    taken.again += more.again
    taken.changed += more.changed


# --- forms


def series_of_hours(
    key: str, of: Indicator, begins: datetime, hours: int, written: str, place: str = "",
    item: str = "", source: str = "",
) -> list[NewReading]:  # fmt: skip
    """Many values about equal steps of time, as they are pasted: by blanks, lines, commas or semicolons.

    Args:
        key: the series.
        of: its indicator.
        begins: the moment of the first.
        hours: from one to the next.
        written: the values; ``-`` for a step without one.
        place: of all of them.
        item: likewise.
        source: likewise.

    Raises:
        AlertError: one of them is no value, told by its place.
    """
    words = [each for each in re.split(r"[\s,;，；、]+", written.strip()) if each]
    if not words:
        raise AlertError("没有数值", "请粘贴一串数，每个一行或用空格隔开")
    if len(words) > MOST_HOURS:
        raise AlertError(f"一次最多 {MOST_HOURS} 个，这里有 {len(words)} 个", "请分几次")
    if not 1 <= hours <= 24 * 7:
        raise AlertError("间隔应是 1 到 168 小时", "请改正间隔")
    found: list[NewReading] = []
    wrong: list[tuple[int, str]] = []
    for number, each in enumerate(words, 1):
        if each in ("-", "—", "－"):
            continue
        at = begins + timedelta(hours=hours * (number - 1))
        try:
            found.append(NewReading(key, value(of, each), at, place, item, source))
        except AlertError as error:
            wrong.append((number, error.what))
    if wrong:
        first = "；".join(f"第 {number} 个：{why}" for number, why in wrong[:5])
        raise AlertError(f"有 {len(wrong)} 个不是数值：{first}", "请改正后再提交", wrong)
    return found


MOST_HOURS = 24 * 31
