"""The commands of the office are wired: each calls the function that does the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.office.journal import headfile
from luoshi.office.sample import loading
from tests.cli.conftest import Call


@pytest.fixture
def sampled(luoshi: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """An office with the sample of the invented city."""
    monkeypatch.setattr(loading, "SAMPLES", ("rent_subsidy",))
    headfile.path().unlink(missing_ok=True)
    said = luoshi("sample", "load")
    assert said.code == 0, said.err
    assert "样例已装入" in said.out
    return luoshi


def test_an_empty_office(luoshi: Call) -> None:
    for words in (["cases"], ["deadlines"], ["units"], ["journal"]):
        said = luoshi(*words)
        assert (said.code, said.out) == (0, ""), words
        assert said.err.strip(), words
        assert luoshi(*words, "--json").data == []
    assert luoshi("ledger", "--json").data == {"accounts": []}
    assert luoshi("replay", "--json").data["decisions"] == 0


def test_the_samples_come_and_go(sampled: Call) -> None:
    assert all(each["sample"] for each in sampled("cases", "--json").data)
    assert sampled("units").out.count("样例")
    assert sampled("sample", "load").code == 1
    told = sampled("sample", "remove", "--json")
    assert told.code == 0
    assert told.data["units"] > 0
    assert sampled("cases", "--json").data == []
    assert sampled("journal", "--json").data


def test_cases_and_deadlines_of_the_samples(sampled: Call) -> None:
    listed = sampled("cases", "--limit", "3", "--json").data
    assert len(listed) == 3
    assert "共 " in sampled("cases", "--limit", "1").err
    first = listed[0]["key"]
    told = sampled("cases", first, "--json").data
    assert told["key"] == first
    assert first in sampled("cases", first).out
    unit = told["parties"][0]["unit"]
    assert sampled("cases", "--unit", unit, "--words", told["title"], "--json").data
    assert {each["state"] for each in sampled("cases", "--state", "已办结", "--json").data} <= {
        "closed"
    }
    everything = sampled("deadlines", "--state", "全部", "--json").data
    assert everything
    assert all(each["convention"] for each in everything)
    assert sampled("deadlines", "--state", "全部", "--limit", "1").out.strip()
    of_unit = sampled(
        "deadlines", "--state", "全部", "--unit", everything[0]["unit"], "--json"
    ).data
    assert {each["unit"] for each in of_unit} == {everything[0]["unit"]}
    assert sampled("deadlines", "--until", "2000-01-01", "--json").data == []


def test_the_worker_once(sampled: Call) -> None:
    told = sampled("worker", "--once", "--json")
    assert told.code == 0
    assert told.data["failed"] == 0
    assert "提醒" in sampled("worker", "--once").out


def test_the_worker_until_it_is_told_to_stop(tmp_path: Path) -> None:
    environment = {**os.environ, "LUOSHI_HOME": str(tmp_path)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "-c", "from luoshi.cli import main; main()", "worker"],
        env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr
    assert "已启动" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=30)
    assert (process.returncode, "已停止" in rest) == (0, True)


def test_the_decisions_of_the_samples_come_out_the_same(sampled: Call) -> None:
    told = sampled("replay", "--json")
    assert told.code == 0
    assert told.data["decisions"] == told.data["same"] > 0


def test_the_directory(luoshi: Call, tmp_path: Path) -> None:
    made = luoshi("admin", "create", "zhang", "--name", "样例管理员", "--json")
    assert made.code == 0, made.err
    assert made.data["password"]
    assert luoshi("admin", "reset", "zhang").code == 0
    table = tmp_path / "units.csv"
    table.write_text("代码,名称,类别\nyljj,云麓样例局,机关\n", "utf-8")
    assert luoshi("units", "import", table, "--dry-run").code == 0
    assert luoshi("units", "--json").data == []
    assert luoshi("units", "import", table).code == 0
    assert luoshi("units", "云麓样例局", "--json").data[0]["code"] == "yljj"
    token = luoshi("tokens", "make", "yljj", "业务系统", "--json").data
    assert luoshi("tokens", "list", "yljj", "--json").data[0]["id"] == token["id"]
    assert luoshi("tokens", "revoke", "yljj", token["id"]).code == 0
    assert luoshi("units", "import").code == 2


def test_the_ledger(sampled: Call) -> None:
    assert sampled("ledger").code == 0
    assert sampled("ledger", "check").code == 0
    assert sampled("ledger", "import").code == 2


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["cases", "--state", "x"], "没有“x”这个状态"),
        (["deadlines", "--state", "x"], "没有“x”这个状态"),
        (["tokens", "revoke", "甲", "x"], "不是"),
        (["admin", "nosuch"], "没有命令“nosuch”"),
    ],
)
def test_misuse(luoshi: Call, words: list[str], what: str) -> None:
    said = luoshi(*words)
    assert said.code == 2
    assert what in said.err


def test_a_case_that_is_not_there(luoshi: Call) -> None:
    said = luoshi("cases", "2020-000001", "--json")
    assert said.code == 1
    assert "2020-000001" in said.errors[0]["what"]
