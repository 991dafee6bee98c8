"""The clock of a drill: so many times as fast, able to skip, never going back, and gone afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from luoshi.office import clock
from luoshi.office.clock import HERE

START = datetime(2026, 7, 1, 8, tzinfo=HERE)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's own time: the test moves it."""
    passed = [1000.0]
    monkeypatch.setattr(clock.time, "monotonic", lambda: passed[0])
    return passed


@pytest.mark.parametrize("speed", [0.0, 0.5, 1.0, 60.0, 100_000.0])
def test_so_many_times_as_fast(machine: list[float], speed: float) -> None:
    with clock.driven(START, speed) as fast:
        assert clock.now() == START
        machine[0] += 3
        assert clock.now() == fast.now() == START + timedelta(seconds=3 * speed)


def test_it_skips_and_never_goes_back(machine: list[float]) -> None:
    with clock.driven(START, 60) as fast:
        fast.skip_to(START + timedelta(hours=5))
        assert clock.now() == START + timedelta(hours=5)
        fast.skip_to(START)
        assert clock.now() == START + timedelta(hours=5)
        machine[0] += 1
        assert clock.now() == START + timedelta(hours=5, minutes=1)
        fast.skip_to(START + timedelta(hours=6))
        assert clock.today() == START.date()
        fast.skip_to(START + timedelta(hours=16))
        assert clock.today() == START.date() + timedelta(days=1)


def test_standing_still_it_moves_by_skipping_only(machine: list[float]) -> None:
    with clock.driven(START, 0) as fast:
        machine[0] += 10_000
        assert clock.now() == START
        fast.skip_to(START + timedelta(seconds=1))
        assert clock.now() == START + timedelta(seconds=1)


def test_afterwards_the_clock_is_the_machines_again() -> None:
    before = datetime.now(HERE)
    with pytest.raises(RuntimeError), clock.driven(START, 60):
        raise RuntimeError
    assert abs(clock.now() - before) < timedelta(minutes=1)


def test_a_moment_that_a_test_sets_comes_first(machine: list[float]) -> None:
    with clock.driven(START, 60), clock.at(START + timedelta(days=9)):
        assert clock.now() == START + timedelta(days=9)


def test_one_within_another() -> None:
    with clock.driven(START, 0):
        with clock.driven(START + timedelta(days=1), 0):
            assert clock.now() == START + timedelta(days=1)
        assert clock.now() == START


def test_without_a_zone_it_is_the_offices() -> None:
    with clock.driven(START.replace(tzinfo=None), 0):
        assert clock.now() == START
