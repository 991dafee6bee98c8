"""``luoshi duties``, ``targets``, ``calendar`` and ``posts``: fields for programs, tables for people, errors in Chinese."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call

PLAN = """云麓市人民政府公报
2026年第3期

云麓市人民政府办公室关于印发云麓市样例节水方案的通知
云政办发〔2026〕31号

各区市人民政府，市政府各部门：
一、主要任务
（一）改造管网。到2027年，改造老旧管网120公里以上，漏损率控制在9%以内。（市水务局牵头，市财政局配合；2027年年底前完成）
（二）通报进展。市水务局每季度最后一个月20日前通报节水进展。（责任单位：市水务局，各区市政府）

云麓市人民政府办公室
2026年1月20日
"""


@pytest.fixture
def plan(luoshi: Call, tmp_path: Path) -> Call:
    path = tmp_path / "yunlu-2026-3.txt"
    path.write_text(PLAN, encoding="utf-8")
    assert luoshi("ingest", path).code == 0
    return luoshi


def test_duties_as_data(plan: Call) -> None:
    first, second = plan("duties", "云政办发〔2026〕31号", "--json").data
    assert (first["number"], first["address"]) == (
        "云政办发〔2026〕31号",
        "云政办发〔2026〕31号 一（一）",
    )
    assert (first["lead"], first["assist"], first["units"]) == (
        ["市水务局"], ["市财政局"], ["市水务局", "市财政局"],
    )  # fmt: skip
    assert first["deadline"] == "2027年年底前"
    assert first["due"] == "2027-12-31"
    assert first["lines"] == [9, 9]
    assert first["notation"].startswith("市水务局牵头")
    assert second["units"] == ["市水务局", "各区市政府"]
    assert {"title", "text"} <= set(first)


def test_targets_as_data(plan: Call) -> None:
    rows = plan("targets", "--json").data
    told = {(row["comparator"], row["value"], row["unit"], row["year"]) for row in rows}
    assert told == {(">=", 120, "公里", 2027), ("<=", 9, "%", 2027)}
    assert all(
        {"number", "title", "address", "lines", "name", "soft", "per"} <= set(row) for row in rows
    )


def test_the_calendar_as_data(plan: Call) -> None:
    rows = plan("calendar", "--from", "2026-02-01", "--to", "2026-12-31", "--json").data
    days = {row["day"] for row in rows if row["number"] == "云政办发〔2026〕31号"}
    assert days == {"2026-03-20", "2026-06-20", "2026-09-20", "2026-12-20"}
    mine = plan(
        "calendar", "--from", "2026-02-01", "--to", "2026-12-31", "--unit", "市司法局", "--json"
    ).data
    assert not any(row["number"] == "云政办发〔2026〕31号" for row in mine)


def test_posts_as_data(loaded: Call) -> None:
    rows: list[dict[str, Any]] = loaded("posts", "--on", "2030-01-01", "--json").data
    assert rows
    assert all(row["name"] and row["post"] and row["address"] for row in rows)
    assert all(
        row["since"] is None or date.fromisoformat(row["since"]) <= date(2030, 1, 1) for row in rows
    )


def test_people_read_tables(plan: Call) -> None:
    assert "市水务局" in plan("duties").out
    assert "公里" in plan("targets").out
    assert (
        "没有符合的"
        in plan("duties", "--unit", "市地震局").err + plan("duties", "--unit", "市地震局").out
    )


@pytest.mark.parametrize(
    "words",
    [
        ("duties", "云政办发〔1999〕1号"), ("targets", "没有这份文件"), ("calendar", "--from", "2026-02-30"),
        ("calendar", "--from", "2026-03-01", "--to", "2026-02-01"), ("posts", "--on", "昨天"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(plan: Call, words: tuple[str, ...]) -> None:
    said = plan(*words)
    assert said.code != 0
    assert any("\u4e00" <= each <= "\u9fff" for each in said.err)
    assert "Traceback" not in said.err


def test_an_empty_archive_says_what_to_do(luoshi: Call) -> None:
    said = luoshi("duties")
    assert said.code != 0
    assert "ingest" in said.err
