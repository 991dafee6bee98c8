"""What the readings say: which level stands, since when, why; the draft that follows, and who is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from luoshi.office import clock
from luoshi.office.alerts import judging, proposing
from luoshi.office.alerts.models import Reading, Standing
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError, Refused
from luoshi.office.cases.models import Case, Deadline, Notice, Task
from luoshi.office.directory.models import Unit
from luoshi.office.journal.models import Entry
from luoshi.policies import alerting
from tests.office.alerts.office import PLAN, POLICY, RAIN, FloodOffice, moment
from tests.office.cases.office import unit

NOW = moment("2026-06-10T08:00")
RULE = f"{PLAN}.rain"


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    with clock.at(NOW):
        yield FloodOffice()


def test_every_level_shows_why(office: FloodOffice) -> None:
    taken = office.rain(45)
    (change,) = taken.changed
    assert (change.before, change.after, change.at) == ("", "orange", NOW)
    assert change.as_json()["classifier"] == RULE
    receipt = Standing.objects.get().receipt
    assert receipt["result"] == "橙色预警"
    assert receipt["explanation"]
    entry = Entry.objects.get(kind="alert.judged")
    told = json.loads(entry.text)
    assert (told["before"], told["after"], told["receipt"]["result"]) == ("", "orange", "橙色预警")


@pytest.mark.parametrize("millimetres", [0.009, 1.251, 40.013, 71.001, 123.457])
def test_the_receipt_takes_whatever_a_gauge_may_say(
    office: FloodOffice, millimetres: float
) -> None:
    office.rain(0, NOW - timedelta(hours=1))
    office.rain(millimetres)
    standing = Standing.objects.get()
    assert standing.facts["hour_rain"] == millimetres
    assert "refused" not in standing.receipt


def test_a_level_is_told_once_and_not_at_every_reading(office: FloodOffice) -> None:
    assert len(office.rain(45).changed) == 1
    assert office.rain(46, place="样例二号站").changed == []
    assert office.rain(47).changed == []
    assert Entry.objects.filter(kind="alert.judged").count() == 1
    (down,) = office.rain(1).changed + office.rain(1, place="样例二号站").changed
    assert (down.before, down.after) == ("orange", "")


def test_calm_counts_from_when_the_level_fell(office: FloodOffice) -> None:
    office.rain(45)
    for hours in (1, 2, 3):
        with clock.at(NOW + timedelta(hours=hours)):
            office.rain(0)
    standing = Standing.objects.get()
    assert (standing.level, standing.since, standing.calm_since) == (
        "", NOW + timedelta(hours=1), NOW + timedelta(hours=1),
    )  # fmt: skip


def test_what_may_be_lifted_is_filled_in_from_the_readings(office: FloodOffice) -> None:
    alert = office.issued("orange")
    with clock.at(NOW + timedelta(hours=1)):
        office.rain(0)
    with clock.at(NOW + timedelta(hours=7, minutes=30)):
        for hours in range(2, 8):
            office.rain(0, NOW + timedelta(hours=hours))
        service.act(alert.case.key, "in_force", "lift", office.actors["flood"])
        draft = Task.objects.get(step="lift", state="open").draft
        assert (draft["all_below"], draft["calm"]) == (
            False,
            "0小时",
        )  # 50 mm within 24 hours are blue
    with clock.at(NOW + timedelta(hours=24)):
        office.rain(0)
    with clock.at(NOW + timedelta(hours=30, minutes=59)):
        service.act(alert.case.key, "lift", "keep", office.actors["flood"])
        service.act(alert.case.key, "in_force", "lift", office.actors["flood"])
        draft = Task.objects.get(step="lift", state="open").draft
        assert (draft["all_below"], draft["calm"]) == (True, "6小时")


# --- the draft


def test_the_clock_opens_a_draft_with_what_is_known_and_a_deadline(office: FloodOffice) -> None:
    case = office.drafted("red")
    task = Task.objects.get(case=case)
    assert (task.step, task.unit, task.draft["level"]) == (
        "draft", office.units["flood"], "红色预警",
    )  # fmt: skip
    due = Deadline.objects.get(task=task)
    assert (due.at, due.clause) == (NOW + timedelta(minutes=30), "麓政办发〔2025〕19号 第四条")
    assert case.data["proposed"] == "red"
    notice = Notice.objects.get(case=case, unit=office.units["flood"])
    assert "监测值达到“红色预警”的条件" in notice.text
    assert notice.clause


def test_one_draft_for_a_place_however_often_it_rains(office: FloodOffice) -> None:
    office.drafted("orange")
    office.rain(80)
    office.rain(1)
    office.rain(90)
    assert Case.objects.filter(procedure=PLAN).count() == 1


def test_a_new_rain_opens_a_new_draft_while_reports_are_still_owed(office: FloodOffice) -> None:
    alert = office.issued("blue")
    with clock.at(NOW + timedelta(hours=40)):
        office.rain(0)
        office.lifted(alert)
        assert Task.objects.filter(case=alert.case, state="open").count() == 1
    with clock.at(NOW + timedelta(hours=42)):
        office.rain(55)
    assert Case.objects.filter(procedure=PLAN).count() == 2


def test_whoever_leads_is_told_of_another_level_and_nothing_is_published(
    office: FloodOffice,
) -> None:
    alert = office.issued("orange")
    Notice.objects.all().delete()
    office.rain(90)
    up = Notice.objects.filter(text__contains="升到“红色预警”")
    leads = {office.units[code].pk for code in ("flood", "director")}
    assert set(up.values_list("unit", flat=True)) == leads
    alert.refresh_from_db()
    assert alert.level == "orange"
    office.rain(0)
    assert Notice.objects.filter(text__contains="请研究降级或解除").exists() or (
        Notice.objects.filter(text__contains="按规定研究降级或解除").exists()
    )


def test_a_level_that_nobody_can_draft_is_written_down(office: FloodOffice) -> None:
    office.units["flood"].roles.all().delete()
    office.rain(80)
    entry = Entry.objects.get(kind="alert.nobody")
    assert '"level":"red"' in entry.text.replace(" ", "")
    assert not Case.objects.exists()
    assert Standing.objects.get().level == "red"


def test_a_draft_that_cannot_be_opened_leaves_no_half_of_it_and_keeps_the_readings(
    office: FloodOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise Refused("不行", "再看")

    monkeypatch.setattr(service, "_titled", broken)
    office.rain(80)
    assert Entry.objects.filter(kind="alert.nobody").count() == 1
    assert not Case.objects.exists()
    assert Reading.objects.count() == 1


def test_two_who_could_begin_and_neither_is_of_the_place(office: FloodOffice) -> None:
    unit("flood-2", "第二防办", "agency", f"{POLICY}.flood_office")
    plan = alerting.plan(PLAN)
    assert proposing._beginner(plan, "", sample=False) is None
    assert proposing._beginner(plan, "第二防办", sample=False) == Unit.objects.get(code="flood-2")


# --- which reading


def test_readings_that_are_too_old_to_matter_are_not_fetched(office: FloodOffice) -> None:
    plan, classifier = alerting.classifiers()[RULE]
    office.rain(45)
    assert judging.sheet_of(plan, classifier, NOW, sample=False).height == 1
    later = NOW + classifier.back + timedelta(seconds=1)
    assert judging.sheet_of(plan, classifier, later, sample=False).is_empty()
    assert judging.judge(RULE, later, sample=False) == []


def test_the_whole_is_judged_as_its_parts_were(office: FloodOffice) -> None:
    """Hour after hour as it came, and all of it at once at the end: the same stands."""
    for n, millimetres in enumerate([10, 20, 30, 5, 41, 0, 0, 72, 3]):
        with clock.at(NOW + timedelta(hours=n)):
            office.rain(millimetres)
    before = Standing.objects.values("level", "at", "since", "facts").get()
    Standing.objects.all().delete()
    now = NOW + timedelta(hours=8)
    judging.judge_series({RAIN}, now, sample=False)
    assert Standing.objects.values("level", "at", "since", "facts").get() == before


def test_a_change_of_nothing_asks_nobody(office: FloodOffice) -> None:
    assert judging.judge_series(set(), NOW, sample=False) == []
    assert judging.judge_series({"gone"}, NOW, sample=False) == []
    with pytest.raises(CaseError):
        service.act("2026-000001", "draft", "none", office.actors["flood"])
