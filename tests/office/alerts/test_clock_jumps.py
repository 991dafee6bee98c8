"""A clock that jumps: nobody is called before three real minutes are over, and nobody sleeps for an hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from luoshi.office import clock
from luoshi.office.alerts import ticking, watch
from luoshi.office.alerts.models import Attempt, Calling
from luoshi.office.journal.models import Entry
from tests.office.alerts.office import FloodOffice, moment

NOW = moment("2026-06-10T08:00")
HOUR = 3600.0


class Machine:
    """Wall clock and the time that really passes, each as the test says; workers that look at both."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = 1000.0
        self.off = 0.0
        monkeypatch.setattr(watch.time, "monotonic", lambda: self.passed)

    @property
    def wall(self) -> datetime:
        return NOW + timedelta(seconds=self.passed - 1000 + self.off)

    def go(self, seconds: float, *workers: watch.Caller, every: float = 1.0) -> None:
        """Time passes; the workers look all the while."""
        end = self.passed + seconds
        while self.passed < end:
            self.passed = min(end, self.passed + every)
            for each in workers:
                each.look(self.wall)


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    with clock.at(NOW):
        yield FloodOffice()


@pytest.fixture
def machine(office: FloodOffice, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(monkeypatch)
    office.issued("orange")
    return found


def escalated() -> int:
    return Calling.objects.filter(step=1).count()


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 21.0, -24 * HOUR])
@pytest.mark.parametrize("when", [0.5, 179.0])
def test_three_minutes_stay_three_real_minutes(machine: Machine, jump: float, when: float) -> None:
    worker = watch.Caller()
    worker.look(machine.wall)
    machine.go(when, worker, every=5)
    machine.off += jump
    machine.go(179.0 - when, worker, every=5)
    assert escalated() == 0
    machine.go(1.0, worker)
    assert escalated() == 6
    assert Entry.objects.filter(kind="clock.jump").count() == 1


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_of_two_workers_who_notice_the_same_jump_one_puts_it_right(
    machine: Machine, jump: float
) -> None:
    one, two = watch.Caller(), watch.Caller()
    machine.go(60, one, two, every=5)
    machine.off += jump
    machine.passed += 0.25
    one.look(machine.wall)
    machine.passed += 0.25
    two.look(machine.wall)
    machine.go(118.5, one, two, every=5)
    assert escalated() == 0
    machine.go(1, one, two)
    assert escalated() == 6
    assert Entry.objects.filter(kind="clock.jump").count() == 1


def test_there_and_back_again(machine: Machine) -> None:
    worker = watch.Caller()
    machine.go(30, worker, every=5)
    machine.off += HOUR
    machine.go(30, worker, every=5)
    machine.off -= HOUR
    machine.go(119, worker, every=5)
    assert escalated() == 0
    machine.go(1, worker)
    assert escalated() == 6
    assert Entry.objects.filter(kind="clock.jump").count() == 2


def test_a_clock_that_jumps_twice_within_a_minute(machine: Machine) -> None:
    one, two = watch.Caller(), watch.Caller()
    machine.go(30, one, two, every=5)
    for _ in range(2):
        machine.off += 300
        machine.go(30, one, two, every=5)
    machine.go(89, one, two, every=5)
    assert escalated() == 0
    machine.go(1, one, two)
    assert escalated() == 6


@pytest.mark.parametrize("drift", [0.01, -0.01, 0.05])
def test_a_clock_that_drifts_is_no_jump(machine: Machine, drift: float) -> None:
    worker = watch.Caller()
    worker.look(machine.wall)
    for _ in range(40):
        machine.off += drift * 5
        machine.go(5, worker, every=5)
    assert not Entry.objects.filter(kind="clock.jump").exists()
    assert escalated() == 6


def test_a_worker_that_was_held_up_has_seen_no_jump(machine: Machine) -> None:
    worker = watch.Caller()
    worker.look(machine.wall)
    machine.passed += 120
    worker.look(machine.wall)
    assert escalated() == 0
    machine.passed += 60
    worker.look(machine.wall)
    assert escalated() == 6
    assert not Entry.objects.filter(kind="clock.jump").exists()


def test_a_jump_that_could_not_be_put_right_is_put_right_later(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = watch.Caller()
    worker.look(machine.wall)
    machine.off += HOUR
    jumped = ticking.jumped

    def away(*_: object) -> int:
        raise RuntimeError("gone")

    monkeypatch.setattr(ticking, "jumped", away)
    machine.passed += 1
    with pytest.raises(RuntimeError):
        worker.look(machine.wall)
    assert escalated() == 0
    monkeypatch.setattr(ticking, "jumped", jumped)
    machine.go(178, worker, every=5)
    assert escalated() == 0
    machine.go(1, worker)
    assert escalated() == 6


def test_what_waits_for_a_person_is_not_moved(machine: Machine) -> None:
    worker = watch.Caller()
    machine.go(181, worker, every=5)
    assert escalated() == 6
    machine.off += HOUR
    machine.go(60, worker, every=5)
    assert set(Calling.objects.values_list("due", flat=True)) == {None}
    assert Attempt.objects.filter(step=2).exclude(state="waiting").count() == 0
