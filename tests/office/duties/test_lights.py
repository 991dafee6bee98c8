"""Lights on both sides of every boundary, one by one and by sets alike; the office's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from luoshi.office import clock
from luoshi.office.duties import lights, office_settings, service
from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import STAGES, Item
from tests.office.duties.desk import Desk, moment

DUE = date(2026, 6, 10)


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with clock.at(moment("2026-06-01T09:00")):
        yield Desk()


@pytest.mark.parametrize(
    ("days", "light"),
    [(-30, "green"), (-4, "green"), (-3, "yellow"), (-1, "yellow"), (0, "yellow"), (1, "red"), (400, "red")],
)  # fmt: skip
def test_boundaries_with_three_days(desk: Desk, days: int, light: str) -> None:
    item, today = desk.assigned(DUE), DUE + timedelta(days=days)
    assert lights.light_of(item, today, 3) == light
    lights.relight(today)
    assert Item.objects.get().light == light
    assert lights.relight(today) == 0  # only what is wrong is written


@pytest.mark.parametrize(("near", "days", "light"), [
    (0, -1, "green"), (0, 0, "yellow"), (0, 1, "red"), (10, -11, "green"), (10, -10, "yellow"),
])  # fmt: skip
def test_the_office_says_how_near_is_near(desk: Desk, near: int, days: int, light: str) -> None:
    office_settings.put("yellow_days", near)
    item, today = desk.assigned(DUE), DUE + timedelta(days=days)
    assert lights.light_of(item, today, near) == light
    lights.relight(today)
    assert Item.objects.get().light == light


def test_without_a_day_it_is_green_for_ever(desk: Desk) -> None:
    desk.assigned(None)
    lights.relight(date(2999, 1, 1))
    assert Item.objects.get().light == "green"


def test_set_and_single_agree_for_every_stage(desk: Desk) -> None:
    for stage in STAGES:
        for due in (None, DUE):
            Item.objects.filter(pk=desk.assigned(due).pk).update(stage=stage)
    for day in (DUE - timedelta(days=4), DUE - timedelta(days=3), DUE, DUE + timedelta(days=1)):
        wanted = {each.pk: lights.light_of(each, day, 3) for each in Item.objects.all()}
        lights.relight(day)
        assert dict(Item.objects.values_list("pk", "light")) == wanted


def test_the_light_stands_still_while_a_report_waits(desk: Desk) -> None:
    item = desk.until(desk.assigned(DUE), "reported")
    lights.relight(DUE + timedelta(days=5))
    assert Item.objects.get().light == "green"
    with clock.at(moment("2026-06-15T09:00")):
        service.return_back(desk.office, item, "样例：退回")
    assert Item.objects.get().light == "red"
    with clock.at(moment("2026-06-16T09:00")):
        service.report(desk.actors["build"], item, "样例：补报")
    assert Item.objects.get().light == "red"  # that report was late
    service.close(desk.office, item)
    assert Item.objects.get().light == "done"


def test_a_clock_that_goes_back_lights_as_of_that_day(desk: Desk) -> None:
    desk.assigned(DUE)
    lights.relight(DUE + timedelta(days=9))
    lights.relight(DUE - timedelta(days=9))
    assert Item.objects.get().light == "green"


def test_settings_have_bounds(desk: Desk) -> None:
    assert office_settings.of("yellow_days") == 3
    for name, value in (("yellow_days", -1), ("yellow_days", 366), ("head_days", 0), ("what", 1)):
        with pytest.raises(DutyError):
            office_settings.put(name, value)
    office_settings.put("before_days", 5)
    office_settings.put("before_days", 6)
    assert office_settings.values()["before_days"] == 6
