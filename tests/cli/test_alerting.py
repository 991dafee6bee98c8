"""``luoshi observe`` and ``alerts``: readings from files, told in Chinese; exit codes for scripts."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from luoshi.cli.app import app
from luoshi.office import clock
from luoshi.office.alerts.models import Contact, Reading, Standing
from tests.cli.conftest import Call
from tests.office.alerts.office import RAIN, FloodOffice
from tests.office.cases.office import moment

NOW = "2026-06-10T08:20"
HEAD = "雨量站,时刻,数值（毫米）,来源\n"
OF = ("--series", RAIN)


@pytest.fixture
def office(luoshi: Call) -> Iterator[FloodOffice]:
    """The flood office on a morning in June."""
    with clock.at(moment(NOW)):
        yield FloodOffice()


def written(folder: Path, text: str | bytes, name: str = "雨量.csv") -> Path:
    """A file."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_table_is_taken_and_the_change_is_told(
    office: FloodOffice, luoshi: Call, tmp_path: Path
) -> None:
    path = written(
        tmp_path, f"{HEAD}南门站,2026-06-10 08:00,５２毫米,样例\n北门站,2026-06-10 08:00,900,样例\n"
    )
    said = luoshi("observe", path, *OF)
    assert said.code == 0, said.err
    assert "计入 1 条，存疑 1 条" in said.out
    assert "无 → 橙色预警" in said.out
    assert "存疑" in said.err
    again = luoshi("observe", path, *OF, "--json").data
    assert (again["good"], again["again"], again["changed"]) == (0, 2, [])


@pytest.mark.parametrize("series", [[], ["--series", RAIN]])
def test_files_of_every_kind_are_taken(
    office: FloodOffice, luoshi: Call, tmp_path: Path, series: list[str]
) -> None:
    row = {"series": RAIN, "place": "甲站", "at": "2026-06-10T07:00:00+08:00", "value": 1.5}
    book, stream = Workbook(), io.BytesIO()
    book.worksheets[0].append(["地点", "时间", "1小时雨量"])
    book.worksheets[0].append(["乙站", moment("2026-06-10T07:00").replace(tzinfo=None), 2])
    book.worksheets[0].append(["丙站", moment("2026-06-10T07:00").replace(tzinfo=None), None])
    book.save(stream)
    files = [
        written(tmp_path, "\n".join([json.dumps(row), "", json.dumps({**row, "place": "丁站"})]), "a.jsonl"),
        written(tmp_path, json.dumps([{**row, "place": "戊站"}]), "a.json"),
        written(tmp_path, stream.getvalue(), "a.xlsx"),
        written(tmp_path, f"指标\t站点\t时刻\t数值\n{RAIN}\t己站\t2026-06-10 07:00\t3".encode("gb18030"), "a.csv"),
    ]  # fmt: skip
    for file in files:
        said = luoshi("observe", file, *series)
        assert said.code == 0, said.err
    assert Reading.objects.count() == 5
    assert set(Reading.objects.values_list("value", flat=True)) == {1500, 2000, 3000}


def test_standard_input_is_read(office: FloodOffice) -> None:
    text = f"{HEAD}南门站,2026-06-10 08:00,1,样例\n"
    result = CliRunner().invoke(app, ["observe", "-", *OF, "--json"], input=text.encode())
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["good"] == 1


def test_one_wrong_row_refuses_the_file_and_every_one_is_told(
    office: FloodOffice, luoshi: Call, tmp_path: Path
) -> None:
    text = (
        HEAD
        + "南门站,2026-06-10 08:00,52,\n南门站,昨天,1,\n,2026-06-10 07:00,1,\n南门站,2026-06-10 07:00,NaN,\n"
    )
    said = luoshi("observe", written(tmp_path, text), *OF)
    assert said.code == 1
    assert "3 行不能接收" in said.err
    assert "没有收下任何一行" in said.err
    told = luoshi("observe", written(tmp_path, text), *OF, "--json")
    assert told.code == 1
    assert [each["row"] for each in told.data["wrong"]] == [3, 4, 5]
    assert not Reading.objects.exists()
    assert not Standing.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.csv", b"", "空的"),
        ("a.csv", "时刻,数值\n".encode(), "没有一条"),
        ("a.csv", "姓名,岗位\n甲,乙\n".encode(), "时刻"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "xls"),
        ("a.csv", b"\x00\x01\x02\x81\xff", "文字"),
        ("a.json", b"{]", "JSON"),
    ],
)
def test_a_broken_file_is_refused_in_chinese(
    office: FloodOffice, luoshi: Call, tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    said = luoshi("observe", written(tmp_path, data, name), *OF)
    assert said.code == 1
    assert why in said.err
    assert "Traceback" not in said.err
    assert luoshi("observe", written(tmp_path, data, name), *OF, "--json").errors[0]["remedy"]


def test_a_hundred_thousand_rows_are_taken_or_refused_whole(
    office: FloodOffice, luoshi: Call, tmp_path: Path
) -> None:
    rows = [
        f"站{number % 100},2026-06-10 07:00:{number % 60:02},1,源{number // 6000}"
        for number in range(100_000)
    ]
    bad = written(tmp_path, HEAD + "\n".join([*rows, "站1,2026-06-10 07:00,坏,"]))
    told = luoshi("observe", bad, *OF, "--json")
    assert told.code == 1
    assert told.data["wrong"] == [{"row": 100_002, "why": "“1小时雨量”应是数，给出的是“坏”"}]
    assert not Reading.objects.exists()


def test_what_is_misused_is_told(office: FloodOffice, luoshi: Call, tmp_path: Path) -> None:
    assert luoshi("observe").code == 2
    assert "没有写明文件" in luoshi("observe").err
    assert luoshi("observe", tmp_path / "none.csv").code == 1
    path = written(tmp_path, f"{HEAD}南门站,2026-06-10 08:00,1,\n")
    said = luoshi("observe", path, "--series", "no.such.series")
    assert said.code == 1
    assert "没有监测指标" in said.err


def test_the_indicators_are_listed(office: FloodOffice, luoshi: Call) -> None:
    listed: list[dict[str, Any]] = luoshi("observe", "--list", "--json").data
    assert RAIN in [each["series"] for each in listed]
    assert "1小时雨量" in luoshi("observe", "--list").out


def test_alerts_are_listed_and_shown(office: FloodOffice, luoshi: Call) -> None:
    assert luoshi("alerts", "--json").data == []
    assert "没有发布过预警" in luoshi("alerts").err
    alert = office.issued("orange")
    office.answer("water")
    listed = luoshi("alerts", "--json").data
    assert [(each["key"], each["level"], each["state"]) for each in listed] == [
        (alert.key, "orange", "in_force")
    ]
    assert "橙色预警" in luoshi("alerts").out
    told = luoshi("alerts", alert.key, "--json").data
    assert told["review"]["reach"][0]["answered"] == 1
    assert "应答 1/6" in luoshi("alerts", alert.key).out
    missing = luoshi("alerts", "YJ-0000-00000")
    assert (missing.code, "没有预警" in missing.err) == (2, True)


def test_ready_has_an_exit_code(office: FloodOffice, luoshi: Call) -> None:
    Contact.objects.all().delete()
    said = luoshi("alerts", "ready", "--json")
    assert said.code == 1
    assert said.data["grave"] > 0
    assert luoshi("alerts", "ready").code == 1
    assert "要紧" in luoshi("alerts", "ready").out


def test_ready_in_an_empty_office(luoshi: Call) -> None:
    said = luoshi("alerts", "ready", "--json")
    assert (said.code, said.data["ready"]) == (0, True)
    assert "没有发现问题" in luoshi("alerts", "ready").out
