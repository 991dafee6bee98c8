"""Deadlines as rows: reminders, what the clock does when nobody acts, corrections of the calendar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from luoshi.office import clock
from luoshi.office.cases import calendar, correcting, service
from luoshi.office.cases.errors import BadInput, Refused
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Case, Deadline, Notice
from luoshi.office.directory.actors import SHELL
from luoshi.policies import acting
from tests.office.cases.office import SUBSIDY, Office, moment


def test_a_late_step_is_marked_and_told_once(office: Office) -> None:
    case = office.applied()
    row = Deadline.objects.get(case=case)
    early = fire(row.next)
    assert (early.reminded, early.late) == (1, 0)
    over = fire(row.at)
    assert (over.reminded, over.late) == (0, 1)
    row.refresh_from_db()
    assert row.state == "late"
    assert not fire(row.at).anything
    kinds = Notice.objects.filter(unit=office.county.unit).values_list("kind", flat=True)
    assert sorted(kinds) == ["late", "remind"]


def test_silence_lets_the_notice_expire_and_a_stopped_worker_says_how_late_it_was(
    office: Office,
) -> None:
    case = office.published()
    row = Deadline.objects.get(case=case, task__step="notice")
    with clock.at(moment("2026-03-01T00:00")):
        told = fire()
    assert told.acted == 1
    row.refresh_from_db()
    assert row.state == "late"
    assert row.fired is not None
    assert (row.fired - row.at).days > 20
    assert Case.objects.get(pk=case.pk).tasks.filter(step="pay", state="open").exists()


def test_acting_in_time_meets_the_deadline(office: Office) -> None:
    case = office.applied()
    service.act(case.key, "first_review", "pass", office.county)
    assert Deadline.objects.get(case=case, task__step="first_review").state == "met"


def test_acting_after_the_end_is_late_even_before_the_clock_looked(office: Office) -> None:
    case = office.applied()
    with clock.at(moment("2026-02-28T09:00")):
        service.act(case.key, "first_review", "pass", office.county)
    assert Deadline.objects.get(case=case, task__step="first_review").state == "late"


def test_a_correction_moves_what_is_open_and_nothing_else(office: Office) -> None:
    case = office.applied()
    row = Deadline.objects.get(case=case)
    before = row.at
    moved = correcting.preview(date(2026, 1, 12), False)
    assert len(moved) == 1
    row.refresh_from_db()
    assert row.at == before
    assert correcting.correct(date(2026, 1, 12), False, "市政府办通知", SHELL) == moved
    row.refresh_from_db()
    assert row.at > before
    back = correcting.correct(date(2026, 1, 12), None, "通知撤回", SHELL)
    assert len(back) == 1
    row.refresh_from_db()
    assert row.at == before


def test_a_deadline_is_prolonged_once_where_the_text_allows_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of the encoded documents allows it, so the specimen's procedure is given such a clause."""
    whole = acting.procedure(SUBSIDY)
    step = whole.step("first_review")
    assert step.due
    longer = replace(step, due=replace(step.due, extension="second_review"))  # 5个工作日
    steps = tuple(longer if each is step else each for each in whole.steps)
    monkeypatch.setitem(acting.procedures(), SUBSIDY, replace(whole, steps=steps))
    case = office.applied()
    row = Deadline.objects.get(case=case)
    before = row.at
    with pytest.raises(BadInput):
        service.extend(case.key, "first_review", office.county, " ")
    service.extend(case.key, "first_review", office.county, "材料要外地核实")
    row.refresh_from_db()
    work = calendar.present()
    # An end is the midnight after the last day, so between two ends lie as many days as between the last days.
    days = [(each.astimezone(clock.HERE) - timedelta(days=1)).date() for each in (before, row.at)]
    assert work.between(*days) == 5
    assert "延长5个工作日" in row.convention
    with pytest.raises(Refused, match="已经延长过"):
        service.extend(case.key, "first_review", office.county, "再延长")
