"""The measures run: on the specimen, with little to do, for their lines and not for their values."""

import json
from pathlib import Path

import pytest

from bench.__main__ import main


def lines(name: str, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    assert main([name]) in (0, 1)
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {line["figure"]: line for line in found}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, specimen: Path) -> None:
    monkeypatch.setenv("LUOSHI_GAZETTES", str(specimen))
    monkeypatch.setattr("bench.structure.ROUNDS", 1)
    monkeypatch.setattr("bench.ingest.ROUNDS", 1)
    monkeypatch.setattr("bench.page.REQUESTS", 8)
    monkeypatch.setenv("LUOSHI_BENCH_CLAUSES", "20000")


def test_structure(capsys: pytest.CaptureFixture[str]) -> None:
    found = lines("structure", capsys)
    assert set(found) == {"structure", "structure.read"}
    assert all(line["value"] and line["peer_value"] for line in found.values())


def test_ingest(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(lines("ingest", capsys)) == {"ingest", "ingest.work", "ingest.memory"}


def test_page(capsys: pytest.CaptureFixture[str]) -> None:
    found = lines("page", capsys)
    assert set(found) == {"page", "page.4_clients"}


def test_search(capsys: pytest.CaptureFixture[str]) -> None:
    found = lines("search", capsys)
    assert set(found) == {"search", "search.commonest", "search.build"}
    assert "200 of 200 find something" in str(found["search"]["how"])
    assert "20,000 generated clauses" in str(found["search"]["how"])


def test_explain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bench.explain.ROUNDS", 1)
    monkeypatch.setattr("bench.explain.SECONDS", 0.3)
    monkeypatch.setattr("bench.explain.CALLS", 40)
    found = lines("explain", capsys)
    assert set(found) == {"rule.explained", "http.explain"}
    assert all(line["value"] and line["peer_value"] for line in found.values())


def test_journal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bench.journal.SECONDS", 0.3)
    monkeypatch.setattr("bench.journal.ENTRIES", 3000)
    found = lines("journal", capsys)
    assert set(found) >= {"journal.record.sqlite", "journal.verify.sqlite"}
    assert all(line["value"] for line in found.values())
    assert all(
        "0 left without a link" in str(found[name]["how"]) for name in found if "record" in name
    )


def test_duties(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bench.duties.ROUNDS", 1)
    monkeypatch.setattr("bench.duties.ITEMS", 300)
    monkeypatch.setattr("bench.duties.UNITS", 20)
    monkeypatch.setattr("bench.duties.TIMES", 1)
    found = lines("duties", capsys)
    assert set(found) >= {"duties.found"}
    assert all(line["value"] for line in found.values())


def test_reminders(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bench.reminders.ITEMS", 300)
    monkeypatch.setattr("bench.reminders.UNITS", 20)
    monkeypatch.setattr("bench.reminders.ROUNDS", 1)
    found = lines("reminders", capsys)
    assert set(found) <= {"reminders.decided", "reminders.again", "reminders.lights"}
