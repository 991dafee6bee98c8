"""``luoshi bulk``: what it prints, what it writes, how it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Call, Said

KEY = "outpatient_payment"
HEADS = "level,person,place,cost,deductible_left,paid_this_year,day\n"
GOOD = "三级,退休人员,本市,1000,200,0,2024-03-01\n"
NEGATIVE = "三级,退休人员,本市,-5,200,0,2024-03-01\n"
EARLY = "三级,退休人员,本市,1000,200,0,2020-03-01\n"


@pytest.fixture
def bulk(luoshi: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs over ``in.csv`` into ``out.csv`` on a day on which the document is in force."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text(HEADS + GOOD + NEGATIVE + EARLY, "utf-8")

    def call(*words: object, on: str = "--on=2024-03-01") -> Said:
        return luoshi(
            "bulk", KEY, "--in", "in.csv", "--out", "out.csv", *([on] if on else []), *words
        )

    return call


def written(name: str) -> pl.DataFrame:
    return pl.read_csv(name, infer_schema=False)


def test_counts_and_files(bulk: Call) -> None:
    said = bulk()
    assert (said.code, said.err) == (0, "")
    assert "3 行：算出 2 行，写入 out.csv" in said.out
    assert "另有 1 行不能计算，连同原因写入 out.bad.csv" in said.out
    assert written("out.csv")["result"].to_list() == ["440.00", "440.00"]
    (reason,) = written("out.bad.csv")["reason"]
    assert reason.startswith("第2行：“政策范围内普通门诊医疗费用”（cost）应在0元至")
    assert "济政办发〔2022〕12号" in reason


def test_for_programs(bulk: Call) -> None:
    said = bulk("--json")
    assert (said.code, said.err) == (0, "")
    assert said.data | {"rule": "", "label": ""} == {
        "rule": "", "label": "", "unit": "元", "rows": 3, "good": 2, "bad": 1, "out": "out.csv",
        "bad_file": "out.bad.csv", "lacking": [],
    }  # fmt: skip


def test_a_day_for_each_row(bulk: Call) -> None:
    said = bulk("--on-column", "day", "--bad", "坏行.csv", "--json", on="")
    assert (said.data["good"], said.data["bad"], said.err) == (1, 2, "")
    assert "2020-03-01" in written("坏行.csv")["reason"][1]


def test_a_row_is_explained(bulk: Call) -> None:
    assert "退休人员" in bulk("--explain-row", "1").out
    assert "应在0元至" in bulk("--explain-row", "2", "--force").out
    told = bulk("--explain-row", "1", "--force", "--json").data["explained"]
    assert told["exact"] == "440"
    assert told["explanation"]["clause"]


def test_before_and_after(bulk: Call) -> None:
    said = bulk("--compare", "--set", "annual_limit=400元")
    assert "-80.00" in said.out
    assert "结果有变的 2 行" in said.out
    assert written("out.csv")["difference"].to_list() == ["-40.00", "-40.00"]
    totals = bulk("--compare", "--set", "annual_limit=400元", "--force", "--json").data["totals"]
    assert totals == {"before": "880.00", "after": "800.00", "difference": "-80.00", "changed": 2}


def test_nothing_could_be_computed(bulk: Call, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(HEADS + NEGATIVE, "utf-8")
    said = bulk("--json")
    assert (said.code, said.data["good"]) == (1, 0)


@pytest.mark.parametrize(
    ("words", "on", "code", "told"),
    [
        (["--on-column", "day"], "--on=2024-03-01", 2, "只能写一个"),
        (["--compare"], "--on=2024-03-01", 2, "--compare 要有改动"),
        (["--set", "没有=1"], "--on=2024-03-01", 2, "没有"),
        (["--reading", "没有=1"], "--on=2024-03-01", 2, "没有"),
        (["--on-column", "没有"], "", 3, "没有日期列"),
        (["--bad", "in.csv"], "--on=2024-03-01", 2, "三个不同的文件"),
        (["--explain-row", "0"], "--on=2024-03-01", 2, "--explain-row"),
        ([], "--on=2020-01-01", 4, "施行"),
    ],
    ids=str,
)
def test_a_wrong_question_writes_nothing(
    bulk: Call, tmp_path: Path, words: list[str], on: str, code: int, told: str
) -> None:
    said = bulk(*words, "--json", on=on)
    assert said.code == code
    assert told in said.errors[0]["what"]
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_what_is_there_is_kept_unless_told_otherwise(bulk: Call, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    said = bulk("--json")
    assert said.code == 2
    assert "已有同名的文件" in said.errors[0]["what"]
    assert (tmp_path / "out.csv").read_text() == "mine"
    assert bulk("--force").code == 0


def test_a_run_that_is_told_to_end_cleans_up(tmp_path: Path) -> None:
    """Ten million rows take seconds; the end is asked for as soon as something is being written."""
    table = pl.DataFrame([GOOD.strip().split(",")] * 1000, schema=HEADS.strip().split(","), orient="row")  # fmt: skip
    pl.concat([table] * 4000).write_parquet(tmp_path / "in.parquet")
    command = [sys.executable, "-c", "from luoshi.cli import main; main()", "bulk", KEY, "--on", "2024-03-01"]  # fmt: skip
    process = subprocess.Popen(
        [*command, "--in", "in.parquet", "--out", "out.csv"], cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "LUOSHI_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    while process.poll() is None and not list(tmp_path.glob(".*.part")):  # fmt: skip
        pass
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 130
    assert not (tmp_path / "out.csv").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]
