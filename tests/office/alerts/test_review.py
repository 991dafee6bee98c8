"""The after-action review: what was promised against what was done, and how fast people answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from luoshi.office import clock
from luoshi.office.alerts import calling, measures, review, ticking
from luoshi.office.alerts.models import Alert, Calling, Channel, MeasureTask
from luoshi.office.cases import service
from luoshi.office.cases.models import Case, Deadline
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import UnitRole
from tests.office.alerts.office import POLICY, FloodOffice, moment

NOW = moment("2026-06-10T08:00")


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    with clock.at(NOW):
        yield FloodOffice()


@pytest.fixture
def alert(office: FloodOffice) -> Alert:
    """Orange; drafted in time, signed too late, some measures done, some not."""
    case = office.drafted("orange")
    with clock.at(at(10)):
        service.act(case.key, "draft", "to_director", office.actors["flood"], data=office.message("orange"))  # fmt: skip
    with clock.at(at(50)):
        service.act(case.key, "sign", "publish", office.actors["director"])
    found = Alert.objects.get()
    tick(office, found, "close", "city", 60)
    tick(office, found, "evacuate", "hefeng", 180)
    tick(office, found, "schools", "education", 90, done=False)
    return found


def tick(
    office: FloodOffice, alert: Alert, measure: str, who: str, minutes: int, *, done: bool = True
) -> None:
    task = MeasureTask.objects.get(alert=alert, measure=measure, unit=office.units[who])
    with clock.at(at(minutes)):
        measures.tick(task.pk, office.actors[who], done=done, evidence="样例")


def promised(alert: Alert, now: datetime) -> dict[tuple[str, str], tuple[str, int]]:
    found = review.review(alert, now)
    late = timedelta(0)
    return {
        (each.what.split("：")[1], each.who): (each.state, int((each.late_by or late).total_seconds()) // 60)
        for each in found.promises
    }  # fmt: skip


def test_kept_late_broken_open(office: FloodOffice, alert: Alert) -> None:
    names = {code: each.name for code, each in office.units.items()}
    found = promised(alert, at(175))
    assert found["拟定预警", names["flood"]] == ("kept", 0)
    assert found["签发预警（市防办主任）", names["director"]] == ("late", 20)
    assert found["封闭积水的下穿通道", names["city"]] == ("kept", 0)
    assert found["转移危险区人员", names["hefeng"]] == ("late", 10)
    assert found["转移危险区人员", names["songbei"]] == ("broken", 0)
    assert found["巡查易涝点和山塘（2026-06-10）", names["hefeng"]] == ("open", 0)
    assert not any(what.startswith("通知学校") for what, _ in found)  # it has no time
    assert promised(alert, at(169))["转移危险区人员", names["songbei"]] == ("open", 0)
    assert promised(alert, at(170))["转移危险区人员", names["songbei"]] == ("open", 0)
    assert promised(alert, at(170.1))["转移危险区人员", names["songbei"]] == ("broken", 0)


def test_what_is_said_agrees_with_deadlines_and_measures(office: FloodOffice, alert: Alert) -> None:
    now = at(60 * 30)
    told = review.review(alert, now).as_json()
    deadlines = Deadline.objects.filter(case__in=review.cases_of(alert)).exclude(state="cancelled")
    timed = MeasureTask.objects.filter(due__isnull=False).exclude(state="ended")
    assert len(told["promises"]) == deadlines.count() + timed.count()
    counts = {"kept": 0, "late": 0, "broken": 0, "open": 0}
    for due, done in [*deadlines.values_list("at", "met"), *timed.values_list("due", "done")]:
        state = ("kept" if done <= due else "late") if done else "broken" if now > due else "open"
        counts[state] += 1
    assert {each: told[each] for each in counts} == counts
    assert told["measures"] == {"done": 2, "left": 1, "open": 4}
    assert [each["due"] for each in told["promises"]] == sorted(
        each["due"] for each in told["promises"]
    )
    assert all(each["clause"].startswith("麓政办发〔2025〕19号 第") for each in told["promises"])


def test_what_ended_with_the_level_was_not_broken(office: FloodOffice, alert: Alert) -> None:
    with clock.at(at(60)):
        office.adjusted(alert, "blue")
    found = promised(alert, at(6000))
    assert ("转移危险区人员", office.units["songbei"].name) not in found


def test_how_people_were_reached(office: FloodOffice) -> None:
    Channel.objects.filter(kind="phone").update(patience=60)
    alert = office.issued("orange")
    with clock.at(NOW + timedelta(seconds=20)):
        office.answer("hefeng")
    with clock.at(NOW + timedelta(seconds=100)):
        office.answer("water")
        office.answer("water")
    ticking.calls(NOW + timedelta(seconds=180))
    operator = office.call("songbei").attempts.get(step=1)
    calling.by_operator(operator, "话务员", NOW + timedelta(seconds=200), answered=True)
    late = office.call("city").attempts.get(step=0).token
    for seconds in (240, 300):
        ticking.calls(NOW + timedelta(seconds=seconds))
    calling.stop(alert, "解除", NOW + timedelta(seconds=301))
    calling.answer([calling.Said(late)], NOW + timedelta(seconds=400))
    (reach,) = review.review(alert, at(10)).reach
    told = reach.as_json()
    assert (told["total"], told["answered"]) == (6, 4)
    assert told["states"] == {"answered": 4, "exhausted": 2}
    assert told["answered_by"] == {"wechat": 3, "phone": 1}
    assert (told["median_seconds"], told["p90_seconds"], told["slowest_seconds"]) == (150, 400, 400)


def test_an_answer_to_what_was_stopped_counts_for_nobody(office: FloodOffice) -> None:
    alert = office.issued("orange")
    token = office.call("city").attempts.get(step=0).token
    calling.stop(alert, "解除", NOW)
    calling.answer([calling.Said(token)], NOW)
    told = review.reach(alert.messages.get()).as_json()
    assert (told["answered"], told["answered_by"], told["states"]) == (0, {}, {"stopped": 6})
    assert told["median_seconds"] is None


def test_the_whole_course_in_order(office: FloodOffice, alert: Alert) -> None:
    for each in Calling.objects.all():
        token = each.attempts.get(step=0).token
        calling.answer([calling.Said(token)], at(52))
    office.adjusted(alert, "red")
    with clock.at(at(60 * 20)):
        office.lifted(alert)
    found = review.review(alert, at(60 * 40))
    times = [each.at for each in found.timeline]
    assert times == sorted(times)
    said = [each.what for each in found.timeline]
    for part in ("拟定预警：报市防办主任签发", "发布：橙色预警", "调整：红色预警", "解除：红色预警",
                 "通知 6 处：发布橙色预警（暴雨洪涝预警）", "全部应答：发布橙色预警（暴雨洪涝预警）"):  # fmt: skip
        assert part in said, part
    assert any(each.startswith("印发《暴雨洪涝预警信息》") for each in said)
    assert found.as_json()["gaps"]


def test_its_cases_are_its_own_and_its_rounds(office: FloodOffice, alert: Alert) -> None:
    with clock.at(at(60)):
        keys = {each.procedure for each in review.cases_of(alert)}
    assert keys == {f"{POLICY}.warning", f"{POLICY}.daily_report"}
    with clock.at(NOW - timedelta(days=3)):
        other = service.start(f"{POLICY}.contact_change", _member(office))
    with clock.at(at(60)):
        assert other not in review.cases_of(alert)
    assert Case.objects.filter(procedure=f"{POLICY}.daily_report").count() == 2


def _member(office: FloodOffice) -> Actor:
    UnitRole.objects.create(unit=office.units["water"], role=f"{POLICY}.member")
    return office.actors["water"]
