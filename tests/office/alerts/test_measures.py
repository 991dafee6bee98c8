"""Measures as tasks: owed at a level, done with evidence, overdue to the second, daily ones every day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from luoshi.office import clock
from luoshi.office.alerts import measures, ticking
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import Alert, MeasureTask
from luoshi.office.cases import service
from luoshi.office.cases.models import Notice
from luoshi.office.journal.models import Entry
from tests.office.alerts.office import PLAN, POLICY, FloodOffice, moment
from tests.office.cases.office import person, unit

NOW = moment("2026-06-10T08:00")


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    with clock.at(NOW):
        yield FloodOffice()


def owed(alert: Alert, measure: str) -> list[MeasureTask]:
    return list(alert.tasks.filter(measure=measure).order_by("pk"))


def test_each_unit_owes_what_the_text_lays_on_it(office: FloodOffice) -> None:
    alert = office.issued("red")
    found = {(each.measure, each.unit.code): each.due for each in alert.tasks.all()}
    midnight = moment("2026-06-11T00:00")
    assert found == {
        ("patrol", "hefeng"): midnight, ("patrol", "songbei"): midnight,
        ("evacuate", "hefeng"): NOW + timedelta(hours=2), ("evacuate", "songbei"): NOW + timedelta(hours=2),
        ("close", "city"): NOW + timedelta(hours=1), ("reservoirs", "water"): midnight,
        ("schools", "education"): None, ("forward", "emergency"): NOW + timedelta(hours=3),
    }  # fmt: skip
    assert {each.day for each in owed(alert, "patrol")} == {date(2026, 6, 10)}


def test_done_with_what_shows_it(office: FloodOffice) -> None:
    alert = office.issued("orange")
    (task,) = owed(alert, "close")
    with clock.at(NOW + timedelta(minutes=50)):
        done = measures.tick(task.pk, office.actors["city"], done=True, evidence=" 已封闭两处 ")
    assert (done.state, done.evidence, done.who, done.done) == (
        "done", "已封闭两处", office.actors["city"].name, NOW + timedelta(minutes=50),
    )  # fmt: skip
    entry = Entry.objects.get(kind="alert.measure")
    assert (entry.subject, entry.actor) == (alert.key, office.actors["city"].name)
    assert "第七条第（二）项" in entry.text
    assert '"late":false' in entry.text.replace(" ", "")
    with pytest.raises(AlertError, match="已落实"):
        measures.tick(task.pk, office.actors["city"], done=True, evidence="再一次")


def test_nothing_is_ticked_off_without_words_by_others_or_by_readers(office: FloodOffice) -> None:
    (task,) = owed(office.issued("orange"), "close")
    with pytest.raises(AlertError, match="请写明落实情况"):
        measures.tick(task.pk, office.actors["city"], done=True, evidence="  ")
    for who in ("hefeng", "flood", "director"):
        with pytest.raises(NotThere):
            measures.tick(task.pk, office.actors[who], done=True, evidence="好了")
    with pytest.raises(NotAllowed):
        measures.tick(task.pk, person(office.units["city"], "viewer"), done=True, evidence="好了")
    with pytest.raises(NotThere):
        measures.tick(10**6, office.actors["city"], done=True, evidence="好了")
    task.refresh_from_db()
    assert task.state == "open"


def test_only_what_the_text_leaves_may_be_left(office: FloodOffice) -> None:
    alert = office.issued("orange")
    (close,), (schools,) = owed(alert, "close"), owed(alert, "schools")
    with pytest.raises(NotAllowed, match="原文没有允许"):
        measures.tick(close.pk, office.actors["city"], done=False, evidence="不必")
    with pytest.raises(AlertError, match="不采取的理由"):
        measures.tick(schools.pk, office.actors["education"], done=False, evidence="")
    left = measures.tick(schools.pk, office.actors["education"], done=False, evidence="正值周末")
    assert (left.state, left.evidence) == ("left", "正值周末")


def test_overdue_is_marked_to_the_second_once_and_told(office: FloodOffice) -> None:
    alert = office.issued("orange")
    due = NOW + timedelta(hours=1)
    assert ticking.slow(due - timedelta(seconds=1)).overdue == 0
    assert ticking.slow(due).overdue == 1
    assert ticking.slow(due).overdue == 0
    (task,) = owed(alert, "close")
    assert task.overdue == due
    late = Notice.objects.filter(kind="late", text__contains="措施已逾期")
    told = {each.unit.code for each in late}
    assert told == {"city", "flood", "director"}
    assert late.count() == 3
    with clock.at(due + timedelta(minutes=5)):
        done = measures.tick(task.pk, office.actors["city"], done=True, evidence="已封闭")
    assert (done.state, done.overdue) == ("done", due)


def test_what_is_done_or_ended_grows_not_overdue(office: FloodOffice) -> None:
    alert = office.issued("orange")
    (close,) = owed(alert, "close")
    measures.tick(close.pk, office.actors["city"], done=True, evidence="已封闭")
    with clock.at(NOW + timedelta(minutes=30)):
        office.adjusted(alert, "blue")
    assert ticking.slow(NOW + timedelta(hours=12)).overdue == 0


def test_daily_measures_are_owed_anew_each_day(office: FloodOffice) -> None:
    alert = office.issued("orange")
    ticking.slow(NOW + timedelta(hours=1))
    assert len(owed(alert, "patrol")) == 2
    midnight = moment("2026-06-11T00:00")
    ticking.slow(midnight)
    ticking.slow(midnight + timedelta(hours=1))
    days = [(each.day, each.due, bool(each.overdue)) for each in owed(alert, "patrol")]
    day = timedelta(days=1)
    assert sorted(days) == [
        *[(date(2026, 6, 10), midnight, True)] * 2, *[(date(2026, 6, 11), midnight + day, False)] * 2,
    ]  # fmt: skip
    assert len(owed(alert, "evacuate")) == 2  # not daily: not again
    with clock.at(moment("2026-06-12T09:00")):
        office.rain(0)
        office.lifted(alert)
    ticking.slow(moment("2026-06-13T09:00"))
    assert max(each.day for each in owed(alert, "patrol") if each.day) == date(2026, 6, 11)


def test_a_worker_that_slept_for_days_opens_today_only(office: FloodOffice) -> None:
    alert = office.issued("blue")
    ticking.slow(NOW + timedelta(days=4))
    assert {each.day for each in owed(alert, "patrol")} == {date(2026, 6, 10), date(2026, 6, 14)}


def test_a_unit_that_is_no_longer_there_owes_nothing(office: FloodOffice) -> None:
    unit("far", "远县", "agency", f"{POLICY}.county")
    office.units["songbei"].active = False
    office.units["songbei"].save()
    alert = office.issued("blue")
    assert {each.unit.code for each in owed(alert, "patrol")} == {"hefeng", "far"}


def test_measures_of_a_plan_that_is_gone_silence_no_others(office: FloodOffice) -> None:
    gone = office.issued("orange")
    Alert.objects.filter(pk=gone.pk).update(plan="gone.gone.warning")
    case = service.start(PLAN, office.actors["flood"])
    data = office.message("orange")
    service.act(case.key, "draft", "to_director", office.actors["flood"], data=data)
    service.act(case.key, "sign", "publish", office.actors["director"])
    other = Alert.objects.get(case=case)
    done = ticking.slow(NOW + timedelta(hours=1))
    assert done.overdue == 2
    assert ticking.slow(moment("2026-06-11T08:00")).opened > 0
    assert {each.day for each in owed(other, "patrol")} == {date(2026, 6, 10), date(2026, 6, 11)}
    assert {each.day for each in owed(gone, "patrol")} == {date(2026, 6, 10)}
