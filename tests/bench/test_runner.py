"""The runner: which measures there are, how a figure is judged, what the exit code says."""

import json
from collections.abc import Iterator

import pytest

from bench import Figure, figure
from bench.__main__ import ASKED, BROKEN, MISSED, UNKNOWN, main, measures
from bench.tools.numbers import percentile


def test_every_measure_is_known_by_the_name_of_its_file() -> None:
    assert {"explain", "ingest", "page", "search", "structure"} <= set(measures())
    assert "tools" not in measures()


@pytest.mark.parametrize(("value", "ok"), [(2.0, True), (2.1, False)])
def test_a_figure_is_held_against_its_limit(value: float, ok: bool) -> None:
    assert figure("f", value, "s", below=2, how="").ok is ok


@pytest.mark.parametrize(("value", "ok"), [(20.0, True), (19.9, False)])
def test_a_figure_is_held_against_its_peer(value: float, ok: bool) -> None:
    found = figure("f", value, "1/s", times=2, peer="peer", peer_value=10.0, how="")
    assert (found.ok, found.target) == (ok, ">= 2 x peer")


def test_a_figure_without_a_target_misses_nothing() -> None:
    assert figure("f", 1.0, "s", how="").ok is None


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(number) for number in range(1, 201)]
    assert percentile(values, 95) == 190
    assert percentile([3.0], 95) == 3


def test_an_unknown_measure_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing"]) == UNKNOWN
    assert "no such measure: nothing" in capsys.readouterr().err


@pytest.mark.parametrize(("limit", "code"), [(3.0, 0), (1.0, MISSED)])
def test_a_measure_prints_json_and_its_code_says_whether_a_target_was_missed(
    limit: float,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def figures() -> Iterator[Figure]:
        yield figure("page", 2.0, "ms", below=limit, peer="bare", peer_value=1.0, how="so")

    monkeypatch.setattr("bench.page.figures", figures)
    monkeypatch.setenv(ASKED, "page")
    assert main([]) == code
    line = json.loads(capsys.readouterr().out)
    assert (line["figure"], line["value"], line["peer_value"]) == ("page", 2.0, 1.0)
    assert line["machine"]["cores"] >= 1


def test_a_broken_measure_is_told_apart_from_a_missed_target(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def figures() -> Iterator[Figure]:
        raise OSError("no room")
        yield

    monkeypatch.setattr("bench.page.figures", figures)
    assert main(["page"]) == BROKEN
    assert "no room" in json.loads(capsys.readouterr().out)["error"]
