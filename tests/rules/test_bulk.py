"""Files of cases in, files of results out: every row in one of the two, or nothing written at all."""

import csv
import io
import signal
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from luoshi.policies import rule
from luoshi.rules import bulk, files
from luoshi.rules.bulk import Done, Job
from luoshi.rules.errors import Missing, TooLarge, UnknownFact
from luoshi.rules.files import BadTable
from luoshi.rules.tables import Question

KEY = "jinan.outpatient_insurance.outpatient_payment"
PLACES = "jinan.city_management_score.district_place"
ON, IN_2023 = date(2024, 3, 1), date(2023, 6, 30)
HEADS = ["level", "person", "place", "cost", "deductible_left", "paid_this_year"]
GOOD = ["三级", "退休人员", "本市", "1000", "200", "0"]
PAID = Decimal("440.00")

Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Computes a file in the folder of the test into ``out``."""

    def run(source: str, out: str = "out.parquet", key: str = KEY, **asked: Any) -> Done:
        job = {
            name: asked.pop(name) for name in ("force", "compare", "explain_row") if name in asked
        }
        question = Question(rule(key), asked.pop("on", ON), **asked)
        return bulk.run(Job(question, tmp_path / source, tmp_path / out, **job))

    return run


def write_csv(path: Path, rows: list[list[str]], heads: list[str] = HEADS, encoding: str = "utf-8") -> None:  # fmt: skip
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([heads, *rows])


def varied(**cells: str) -> list[str]:
    return [cells.get(head, value) for head, value in zip(HEADS, GOOD, strict=True)]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- formats


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_that_are_met(run: Run, tmp_path: Path, encoding: str) -> None:
    write_csv(tmp_path / "in.csv", [GOOD, varied(level="四级")], encoding=encoding)
    done = run("in.csv")
    assert (done.rows, done.good, done.bad) == (2, 1, 1)
    assert pl.read_parquet(tmp_path / "out.parquet")["result"].to_list() == [PAID]
    assert "可选" in pl.read_parquet(tmp_path / "out.bad.parquet")["reason"][0]


def test_heads_in_chinese(run: Run, tmp_path: Path) -> None:
    facts = rule(KEY).facts
    write_csv(tmp_path / "in.csv", [GOOD], [facts[head].label for head in HEADS])
    assert run("in.csv").good == 1


@pytest.mark.parametrize("source", ["in.csv", "in.tsv", "in.xlsx", "in.parquet"])
@pytest.mark.parametrize("out", ["out.csv", "out.tsv", "out.xlsx", "out.parquet"])
def test_every_format_into_every_other(run: Run, tmp_path: Path, source: str, out: str) -> None:
    table = pl.DataFrame([GOOD, varied(cost="-1"), varied(cost="0.1万元")], schema=HEADS, orient="row")  # fmt: skip
    write_table(table, tmp_path / source)
    done = run(source, out)
    assert (done.good, done.bad) == (2, 1)
    good, bad = read_table(tmp_path / out), read_table(tmp_path / f"out.bad{Path(out).suffix}")
    assert [Decimal(str(each)) for each in good["result"]] == [PAID, PAID]
    assert good["cost"].to_list() == ["1000", "0.1万元"]
    assert "应在0元至" in bad["reason"][0]
    assert bad.columns == [*HEADS, "reason"]
    assert left(tmp_path) == sorted([source, out, f"out.bad{Path(out).suffix}"])


def write_table(table: pl.DataFrame, path: Path) -> None:
    if path.suffix == ".parquet":
        table.write_parquet(path)
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in [table.columns, *table.rows()]:
            book.active.append(row)
        book.save(path)
    else:
        table.write_csv(path, separator="\t" if path.suffix == ".tsv" else ",")


def read_table(path: Path) -> pl.DataFrame:
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    if path.suffix == ".xlsx":
        heads, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return pl.DataFrame(rows, schema=[str(head) for head in heads], orient="row")
    return pl.read_csv(path, separator="\t" if path.suffix == ".tsv" else ",", infer_schema=False)


def test_a_sheet_with_numbers_words_days_and_blank_rows(run: Run, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [*GOOD[:3], 1000, 200, 0, date(2024, 3, 1)],
        [None] * 7,
        [*GOOD[:3], "1,000元", 200.0, 0, date(2024, 3, 2)],
        [*GOOD[:3], 0.1 + 0.2, 0.1, 0, "2024-03-03"],
        [*GOOD[:3], True, 200, 0, date(2022, 1, 1)],
    ]
    write_table(pl.DataFrame({}), tmp_path / "in.xlsx")
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [[*HEADS, "日期"], *rows]:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    done = run("in.xlsx", on="日期")
    assert (done.rows, done.good, done.bad) == (4, 3, 1)
    assert pl.read_parquet(tmp_path / "out.parquet")["result"].to_list() == [PAID, PAID, Decimal("0.11")]  # fmt: skip


def test_words_that_would_be_a_formula_stay_words(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [[*GOOD, "=1+1"]], [*HEADS, "备注"])
    run("in.csv", "out.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]["G2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_records_are_a_column_each_in_csv(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [["2020"]], ["resident_limit_2021"])
    key = "jinan.outpatient_insurance.designation_limit"
    run("in.csv", "out.csv", key=key)
    heads = read_table(tmp_path / "out.csv").columns
    assert {"result.limited", "result.count"} <= set(heads)


# --- no row is lost, nothing is half-written


def test_batches_of_any_size_give_the_same(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    cells = [str(each) if each % 5 else "-1" for each in range(103)]
    write_csv(tmp_path / "in.csv", [varied(cost=cell) for cell in cells])
    pl.read_csv(tmp_path / "in.csv", infer_schema=False).write_parquet(tmp_path / "in.parquet")
    run("in.csv", "one.csv")
    for at_once in (1, 10, 103):
        monkeypatch.setattr(bulk, "AT_ONCE", at_once)
        for source in ("in.csv", "in.parquet"):
            done = run(source, "two.csv", force=True)
            assert (done.rows, done.good, done.bad) == (103, 82, 21)
            for one, two in (("one.csv", "two.csv"), ("one.bad.csv", "two.bad.csv")):
                assert (tmp_path / one).read_bytes() == (tmp_path / two).read_bytes()
    assert "第6行" in read_table(tmp_path / "one.bad.csv")["reason"][1]


def test_nothing_that_is_there_is_overwritten_unless_told(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [GOOD])
    for name in ("out.csv", "out.bad.csv"):
        (tmp_path / name).write_text("mine")
        with pytest.raises(BadTable, match="已有同名的文件"):
            run("in.csv", "out.csv")
        assert (tmp_path / name).read_text() == "mine"
        (tmp_path / name).unlink()
    (tmp_path / "out.bad.csv").write_text("old")
    run("in.csv", "out.csv", force=True)
    assert left(tmp_path) == ["in.csv", "out.csv"]


def test_the_source_is_never_the_target(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [GOOD])
    before = (tmp_path / "in.csv").read_bytes()
    with pytest.raises(BadTable, match="三个不同的文件"):
        run("in.csv", "in.csv", force=True)
    assert (tmp_path / "in.csv").read_bytes() == before


@pytest.mark.parametrize("out", ["out.csv", "out.parquet", "out.xlsx"])
def test_an_error_in_the_middle_leaves_nothing(run: Run, tmp_path: Path, out: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(bulk, "AT_ONCE", 10)
    write_csv(tmp_path / "in.csv", [*([GOOD] * 50), [*GOOD, "多", "余"]])
    with pytest.raises(BadTable, match="第52行有 8 格，表头只有 6 格"):
        run("in.csv", out)
    assert left(tmp_path) == ["in.csv"]


SLOW = """
import sys, time
from datetime import date
from pathlib import Path
from luoshi.policies import rule
from luoshi.rules import bulk
from luoshi.rules.tables import Question
bulk.AT_ONCE = 10
def slowly(done, rows):
    print(done, flush=True)
    time.sleep(30)
bulk.run(bulk.Job(Question(rule(sys.argv[1]), date(2024, 3, 1)), Path("in.csv"), Path("out.csv"), force=True), slowly)
"""


def test_a_kill_leaves_what_was_there(tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [GOOD] * 100)
    (tmp_path / "out.csv").write_text("before")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, KEY], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "10"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert (tmp_path / "out.csv").read_text() == "before"
    assert not (tmp_path / "out.bad.csv").exists()


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [GOOD])
    with pytest.raises(FileNotFoundError):
        run("in.csv", "没有的文件夹/out.csv")


# --- files that are no tables


def declared(rows: int) -> bytes:
    """A Parquet file of one column whose footer declares so many rows, and holds none."""
    frame = pl.DataFrame({"cost": [1.0]})
    stream = io.BytesIO()
    frame.write_parquet(stream, compression="uncompressed", statistics=False)
    data = stream.getvalue()
    (size,) = struct.unpack("<I", data[-8:-4])
    footer = data[-8 - size : -8]
    zigzag, value = bytearray(), rows * 2
    while value > 0x7F:
        zigzag.append(value & 0x7F | 0x80)
        value >>= 7
    zigzag.append(value)
    # num_rows is field 3 of the footer and of its row group: 0x16 is "the next field, i64", 0x02 is 1.
    changed = footer.replace(b"\x16\x02\x19", b"\x16" + bytes(zigzag) + b"\x19")
    assert changed != footer
    return data[: -8 - size] + changed + struct.pack("<I", len(changed)) + b"PAR1"


FILES: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "文件是空的"),
    "empty.parquet": (b"", "文件是空的"),
    "not.parquet": (b"level,person\n1,2\n", "不是 Parquet 文件"),
    "cut.parquet": (b"PAR1" + b"\0" * 100 + b"PAR1", "Parquet 文件已损坏"),
    "not.xlsx": (b"PK\x03\x04 and nothing", "不是 xlsx 文件"),
    "binary.csv": (b"level\n\0\0\0", "空字节"),
    "big5.csv": ("人民政府\n".encode("big5") * 3 + b"\xff\xff", "编码认不出来"),
    "twice.csv": (b"level,level\n1,2\n", "出现了两次"),
    "heads.csv": (",".join(HEADS).encode() + b"\n", "没有数据行"),
    "blank.csv": (b"\n\n\n", "没有表头"),
    "other.csv": ("甲,乙\n1,2\n".encode(), "任何一列"),
    "word.docx": (b"PK", "不认识"),
    "line.csv": (b"level\n" + b"9" * (2 << 20) + b"\n", "超过 1 MB"),
    "many.parquet": (declared(10**9), "声明有 1,000,000,000 行"),
    "some.parquet": (declared(1000), "读不出来"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_no_tables(run: Run, tmp_path: Path, name: str) -> None:
    data, words = FILES[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises((BadTable, TooLarge, Missing, UnknownFact)) as caught:
        run(name)
    assert words in str(caught.value)
    assert left(tmp_path) == [name]


def test_a_line_of_a_hundred_megabytes_is_not_held(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "in.csv").open("wb") as file:
        file.write(",".join(HEADS).encode() + b"\n")
        for _ in range(100):
            file.write(b"9" * (1 << 20))
    with pytest.raises(TooLarge, match="第2行超过 1 MB"):
        run("in.csv")
    assert left(tmp_path) == ["in.csv"]


def test_a_sheet_that_unfolds_to_gigabytes_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(files, "LARGEST_SHEET", 1 << 20)
    with zipfile.ZipFile(tmp_path / "in.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (2 << 20))
    with pytest.raises(TooLarge, match="解开后有"):
        run("in.xlsx")


def test_a_file_that_is_not_there(run: Run) -> None:
    with pytest.raises(FileNotFoundError):
        run("没有.csv")


def test_names_with_stars_are_names(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in[1]*.csv", [GOOD])
    write_csv(tmp_path / "in1.csv", [GOOD] * 5)
    assert run("in[1]*.csv").rows == 1


# --- questions


def test_columns_that_are_missing_are_told(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [GOOD[:5]], HEADS[:5])
    done = run("in.csv")
    assert done.lacking == [rule(KEY).facts["paid_this_year"].label]
    assert done.as_json()["bad"] == 1


def test_a_row_is_explained(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [varied(cost="-1"), GOOD])
    explained = run("in.csv", explain_row=2).explained
    assert not isinstance(explained, str | None)
    assert explained.explanation["label"] == rule(KEY).label
    assert explained.exact == "440"
    assert "应在" in str(run("in.csv", force=True, explain_row=1).explained)
    assert run("in.csv", force=True, explain_row=3).explained == "表里只有 2 行"


def test_a_changed_parameter_is_compared(run: Run, tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", [varied(cost="20000"), varied(cost="-1"), GOOD])
    done = run("in.csv", compare=True, overrides={"annual_limit": "8000元"})
    good = pl.read_parquet(tmp_path / "out.parquet")
    assert good.columns == [*HEADS, "before", "after", "difference"]
    assert good["difference"].to_list() == [Decimal(2000), Decimal(0)]
    assert done.totals is not None
    assert (done.totals.before, done.totals.after) == (Decimal("6440"), Decimal("8440"))
    assert (done.totals.difference, done.totals.changed) == (Decimal(2000), 1)
    assert "第2行" in pl.read_parquet(tmp_path / "out.bad.parquet")["reason"][0]


def test_a_whole_table_rule_holds_the_whole_table(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    facts = rule(PLACES).facts
    rows = [{name: sheet_cell(fact, row) for name, fact in facts.items()} for row in range(12)]
    pl.DataFrame(rows).write_parquet(tmp_path / "in.parquet")
    monkeypatch.setattr(bulk, "AT_ONCE", 5)
    done = run("in.parquet", key=PLACES, explain_row=1, on=IN_2023)
    assert done.good == 12
    places = pl.read_parquet(tmp_path / "out.parquet")["result"].to_list()
    singles = rule(PLACES).run({"rows": rows}, IN_2023).result
    assert places == singles
    monkeypatch.setattr(bulk, "MOST_WHOLE", 11)
    with pytest.raises(TooLarge, match="最多 11 行，这张表有 12 行"):
        run("in.parquet", key=PLACES, force=True, on=IN_2023)


def sheet_cell(fact: Any, row: int) -> Any:
    if fact.kind == "words":
        return f"区{row % 6}"
    if fact.kind == "choice":
        return fact.options[row % len(fact.options)]
    if fact.kind == "truth":
        return row % 2 == 0
    return row // 6 + 1 if fact.name == "quarter" else row % 4


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    pl.DataFrame([GOOD] * 5, schema=HEADS, orient="row").write_parquet(tmp_path / "in.parquet")
    told: list[tuple[int, int]] = []
    job = Job(Question(rule(KEY), ON), tmp_path / "in.parquet", tmp_path / "out.csv")
    bulk.run(job, lambda done, rows: told.append((done, rows)))
    assert told == [(2, 5), (4, 5), (5, 5)]
