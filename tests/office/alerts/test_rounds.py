"""Rounds: cases that come again while an alert stands, each in its turn, once, and never for the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from luoshi.office import clock
from luoshi.office.alerts import rounds, ticking
from luoshi.office.alerts.models import Alert, RoundDone
from luoshi.office.cases import service
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.models import Case
from luoshi.policies import alerting
from luoshi.procedures.plans import Round
from tests.office.alerts.office import PLAN, POLICY, FloodOffice, moment

NOW = moment("2026-06-10T08:00")
DAILY = f"{POLICY}.daily_report"


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    with clock.at(NOW):
        yield FloodOffice()


def reports() -> list[tuple[str, str]]:
    rows = Case.objects.filter(procedure=DAILY).order_by("pk")
    return sorted((each.starter.code if each.starter else "", str(each.data["period"])) for each in rows)  # fmt: skip


def with_round(monkeypatch: pytest.MonkeyPatch, **how: Any) -> None:
    """The specimen's plan with another round; ``drills`` of its text is once, three is made up."""
    plan = alerting.plan(PLAN)
    monkeypatch.setitem(alerting.plans(), PLAN, replace(plan, rounds=(Round("daily_report", "第八条", **how),)))  # fmt: skip


def test_each_county_reports_from_the_issue_on_every_day(office: FloodOffice) -> None:
    assert ticking.slow(NOW).opened == 0  # nothing stands
    office.issued("blue")
    today = [("hefeng", "2026-06-10 00:00"), ("songbei", "2026-06-10 00:00")]
    assert reports() == today
    ticking.slow(NOW + timedelta(seconds=1))
    ticking.slow(moment("2026-06-10T23:59"))
    assert reports() == today
    ticking.slow(moment("2026-06-11T00:00"))
    assert len(reports()) == 4
    assert all(each.starter and not each.sample for each in Case.objects.filter(procedure=DAILY))


def test_what_was_missed_is_not_held_afterwards(office: FloodOffice) -> None:
    office.issued("blue")
    ticking.slow(moment("2026-06-14T09:00"))
    assert [day for code, day in reports() if code == "hefeng"] == ["2026-06-10 00:00", "2026-06-14 00:00"]  # fmt: skip


def test_nothing_comes_again_when_it_is_lifted(office: FloodOffice) -> None:
    alert = office.issued("blue")
    office.lifted(alert)
    ticking.slow(moment("2026-06-11T09:00"))
    assert len(reports()) == 2


def test_adjusting_opens_no_second_one_that_day(office: FloodOffice) -> None:
    alert = office.issued("orange")
    office.adjusted(alert, "red")
    assert len(reports()) == 2


def test_a_clock_that_goes_back_opens_nothing_twice(office: FloodOffice) -> None:
    office.issued("blue")
    ticking.slow(moment("2026-06-11T00:10"))
    ticking.slow(moment("2026-06-10T23:50"))
    ticking.slow(moment("2026-06-11T00:20"))
    assert len(reports()) == 4


@pytest.mark.parametrize(
    ("per", "times", "now", "began"),
    [
        ("day", 1, "2026-06-10T08:00", "2026-06-10T00:00"),
        ("day", 2, "2026-06-10T11:59", "2026-06-10T00:00"),
        ("day", 2, "2026-06-10T12:00", "2026-06-10T12:00"),
        ("day", 3, "2026-06-10T16:00", "2026-06-10T16:00"),
        ("week", 1, "2026-06-14T23:59", "2026-06-08T00:00"),  # a Sunday
        ("week", 1, "2026-06-15T00:00", "2026-06-15T00:00"),
        ("week", 2, "2026-06-11T11:59", "2026-06-08T00:00"),
        ("week", 2, "2026-06-11T12:00", "2026-06-11T12:00"),
    ],
)
def test_a_turn_begins_with_its_share_of_the_day_or_week(
    monkeypatch: pytest.MonkeyPatch, per: Any, times: int, now: str, began: str
) -> None:
    monkeypatch.setattr(rounds, "figure", lambda *_: times)
    found = rounds.slot(
        Round("daily_report", "第八条", per, "times"), alerting.plan(PLAN), moment(now)
    )
    assert found == moment(began)


def test_in_calm_times_and_always(office: FloodOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    with_round(monkeypatch, per="week", during="calm")
    ticking.slow(NOW)
    assert len(reports()) == 2
    with_round(monkeypatch, per="week", during="always")
    ticking.slow(NOW + timedelta(days=7))
    assert len(reports()) == 4
    office.issued("blue")
    with_round(monkeypatch, per="week", during="calm")
    ticking.slow(NOW + timedelta(days=14))
    assert len(reports()) == 4


def test_nothing_comes_by_a_document_that_is_over(
    office: FloodOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_round(monkeypatch, per="day", during="always")
    after = datetime(2031, 7, 1, 9, tzinfo=clock.HERE)
    rounds.open_due(after)
    assert reports() == []


def test_a_round_that_cannot_be_opened_leaves_no_half_of_it(
    office: FloodOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.issued("blue")

    def broken(*_: object) -> None:
        raise Refused("不行", "再看")

    with monkeypatch.context() as patch:
        patch.setattr(service, "_titled", broken)
        assert rounds.open_due(moment("2026-06-11T00:00")) == 0
    assert len(reports()) == 2
    assert RoundDone.objects.count() == 2


def test_an_alert_of_a_plan_that_is_gone_stops_no_round(office: FloodOffice) -> None:
    alert = office.issued("blue")
    Alert.objects.filter(pk=alert.pk).update(plan="gone.gone.warning")
    case = service.start(PLAN, office.actors["flood"])
    data = office.message("blue")
    service.act(case.key, "draft", "to_director", office.actors["flood"], data=data)
    service.act(case.key, "sign", "publish", office.actors["director"])
    assert ticking.slow(moment("2026-06-11T00:00")).opened >= 2
    assert len(reports()) == 4
