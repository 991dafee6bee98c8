"""Review: confirmed, corrected, rejected, added; two reviewers; how right the grammar was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from luoshi.gazette import Document
from luoshi.office import clock
from luoshi.office.archive.models import Issue
from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.models import Unit, UnitRole
from luoshi.office.directory.roles import DUTIES_OFFICE
from luoshi.office.duties import finding, reviewing
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere, Stale
from luoshi.office.duties.models import Found, Item
from luoshi.office.duties.shapes import Finding, face_of, value_of
from luoshi.office.journal.models import Entry
from tests.office.cases.office import moment, person
from tests.office.duties.papers import (
    BRIDGES,
    NUMBER,
    PIPES,
    RIVER,
    everything_in,
    paper,
    taken,
)

NOW = moment("2025-04-01T09:30")


@pytest.fixture
def issue(store: str) -> Iterator[Issue]:
    with clock.at(NOW):
        found = taken(paper(RIVER, PIPES, BRIDGES))
        finding.refresh(found, find=everything_in)
        yield found


@pytest.fixture
def office(store: str) -> Unit:
    made = Unit.objects.create(code="dc", name="云麓市督查室（样例）", kind="agency")
    UnitRole.objects.create(unit=made, role=DUTIES_OFFICE)
    return made


@pytest.fixture
def jia(office: Unit) -> Actor:
    return replace(person(office), name="样例甲")


@pytest.fixture
def yi(office: Unit) -> Actor:
    return replace(person(office), name="样例乙")


def first(issue: Issue, kind: str = "duty") -> Found:
    row = Found.objects.filter(issue=issue, kind=kind).order_by("position").first()
    assert row is not None
    return row


# ---- two reviewers


def test_the_second_of_two_reviewers_is_told_what_the_first_decided(
    issue: Issue, jia: Actor, yi: Actor
) -> None:
    seen_by_both = first(issue)
    reviewing.confirm(seen_by_both, jia, seen_by_both.version)
    for decide in (reviewing.confirm, reviewing.reject, reviewing.undo):
        with pytest.raises(Stale, match="样例甲已在09:30把这一条标为“已确认”"):
            decide(seen_by_both, yi, seen_by_both.version)
    with pytest.raises(Stale):
        reviewing.correct(seen_by_both, {"lead": ["市水利局"]}, yi, 0)
    row = Found.objects.get(pk=seen_by_both.pk)
    assert (row.state, row.reviewer, row.corrected, row.version) == ("confirmed", "样例甲", {}, 1)
    reviewing.reject(row, yi, row.version)  # having seen it, they may decide otherwise


def test_a_new_text_under_the_reviewers_eyes_is_told_too(issue: Issue, jia: Actor) -> None:
    def better(document: Document) -> Iterator[Finding]:
        for each in everything_in(document):
            yield replace(each, units=("市水利局",)) if hasattr(each, "lead") else each

    row = first(issue)
    finding.refresh(issue, find=better)
    with pytest.raises(Stale, match="已被他人改动或随新文本更新"):
        reviewing.confirm(row, jia, row.version)


def test_a_finding_that_a_new_text_took_away_is_told(issue: Issue, jia: Actor) -> None:
    row = first(issue)
    taken(paper(PIPES))
    finding.refresh(issue, find=everything_in)
    with pytest.raises(NotThere, match="这一条已不在了"):
        reviewing.confirm(row, jia, row.version)


def test_only_officers_of_the_supervision_office_review(
    issue: Issue, office: Unit, jia: Actor
) -> None:
    row = first(issue)
    other = person(Unit.objects.create(code="sl", name="云麓市水利局", kind="agency"))
    for actor in (other, replace(jia, may="viewer"), Actor("person", "无单位")):
        assert not reviewing.may(actor)
        with pytest.raises(NotAllowed):
            reviewing.confirm(row, actor, 0)
        with pytest.raises(NotAllowed):
            reviewing.add("duty", issue, {}, actor)


# ---- decisions


def test_each_decision_stands_in_the_journal(issue: Issue, jia: Actor) -> None:
    row = reviewing.confirm(first(issue), jia, 0)
    row = reviewing.correct(row, {"units": "市水利局"}, jia, 1)
    row = reviewing.reject(row, jia, 2)
    row = reviewing.undo(row, jia, 3)
    kinds = Entry.objects.filter(kind__startswith="duties.").order_by("pk").values_list("kind", flat=True)  # fmt: skip
    assert list(kinds) == [
        "duties.confirmed", "duties.corrected", "duties.rejected", "duties.undone",
    ]  # fmt: skip
    assert (row.state, value_of(row)["units"]) == ("corrected", ["市水利局"])


def test_what_was_corrected_shows_what_was_found(issue: Issue, jia: Actor) -> None:
    row = reviewing.correct(first(issue), {"assist": ["市财政局"], "lead": ["市水利局"]}, jia, 0)
    face = face_of(row)
    assert (face["state"], face["reviewer"]) == ("corrected", "样例甲")
    assert (face["lead"], face["assist"]) == (["市水利局"], ["市财政局"])
    assert face["units"] == ["市水利局", "市财政局"]
    assert face["found"] == {"lead": [], "assist": []}


def test_a_correction_to_what_was_found_is_a_confirmation(issue: Issue, jia: Actor) -> None:
    row = reviewing.correct(first(issue), {"units": ["市水利局", "市财政局"]}, jia, 0)
    assert (row.state, row.corrected) == ("confirmed", {})


def test_units_follow_the_leads_and_days_follow_the_words(issue: Issue, jia: Actor) -> None:
    row = reviewing.correct(first(issue), {"lead": "市审计局", "deadline": "10月底前"}, jia, 0)
    value = value_of(row)
    assert value["units"] == ["市水利局", "市财政局", "市审计局"]
    assert (value["deadlines"][0]["day"], value["due"]) == ("2025-10-31", "2025-10-31")
    row = reviewing.correct(row, {"units": "市水利局"}, jia, 1)
    assert (value_of(row)["units"], value_of(row)["lead"]) == (["市水利局"], [])
    row = reviewing.correct(row, {"deadline": "尽早"}, jia, 2)
    assert value_of(row)["deadlines"][0]["kind"] == "unknown"
    assert value_of(row)["due"] is None
    row = reviewing.correct(row, {"deadline": ""}, jia, 3)
    assert (value_of(row)["deadline"], value_of(row)["deadlines"]) == (None, [])


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("duty", {"address": "别处"}, "不能更正“address”"),
        ("duty", {"text": " "}, "没有填写“事项”"),
        ("duty", {"units": [""]}, "没有填写“责任单位”"),
        ("duty", {"units": 3}, "应是单位名称的列表"),
        ("target", {"comparator": "≥"}, "不能是“≥”"),
        ("target", {"value": "许多"}, "应是数"),
        ("target", {"value": "nan"}, "应是数"),
        ("target", {"year": 25}, "应是年份"),
        ("target", {"soft": "是"}, "应是真或假"),
        ("timing", {"day": "2025-02-30"}, "不是日期"),
        ("timing", {"rule": "每月"}, "不是重复规则"),
        ("timing", {"kind": "some"}, "可选"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    kind: str, fields: dict[str, object], told: str, issue: Issue, jia: Actor
) -> None:
    row = first(issue, kind)
    with pytest.raises(DutyError, match=told):
        reviewing.correct(row, fields, jia, 0)
    row.refresh_from_db()
    assert (row.state, row.corrected, row.version) == ("found", {}, 0)


def test_targets_and_days_are_corrected_too(issue: Issue, jia: Actor) -> None:
    fields = {"value": "12.50", "comparator": ">=", "year": "2026", "soft": True, "per": "每年"}
    target = value_of(reviewing.correct(first(issue, "target"), fields, jia, 0))
    assert [target[name] for name in fields] == [12.5, ">=", 2026, True, "每年"]
    rule = {"rule": "FREQ=MONTHLY;BYMONTHDAY=25", "kind": "recurring", "day": None}
    timing = value_of(reviewing.correct(first(issue, "timing"), rule, jia, 0))
    assert {name: timing[name] for name in rule} == rule


def test_what_runs_cannot_be_rejected(issue: Issue, office: Unit, jia: Actor) -> None:
    row = first(issue)
    item = Item.objects.create(
        key="督〔2025〕1", found=row, text="样例", by=office, registered=NOW, stage="assigned"
    )
    with pytest.raises(DutyError, match="督〔2025〕1"):
        reviewing.reject(row, jia, 0)
    Item.objects.filter(pk=item.pk).update(stage="cancelled")
    assert reviewing.reject(row, jia, 0).state == "rejected"


def test_what_was_not_reviewed_cannot_be_undone(issue: Issue, jia: Actor) -> None:
    with pytest.raises(DutyError, match="还没有核对过"):
        reviewing.undo(first(issue), jia, 0)


def test_undoing_a_correction_brings_back_what_was_found(issue: Issue, jia: Actor) -> None:
    row = reviewing.correct(first(issue), {"units": "市审计局"}, jia, 0)
    row = reviewing.undo(row, jia, 1)
    assert (row.state, row.reviewer, row.reviewed) == ("found", "", None)
    assert value_of(row)["units"] == ["市水利局", "市财政局"]


# ---- added


def test_what_was_missed_is_added_at_its_clause(issue: Issue, jia: Actor) -> None:
    row = reviewing.add(
        "duty", issue, {"address": f"{NUMBER} 一", "units": "市气象局", "deadline": "年底前"}, jia
    )
    value = value_of(row)
    assert (value["number"], value["units"], value["due"]) == (NUMBER, ["市气象局"], "2025-12-31")
    assert value["text"].startswith("一、")
    listed = [each.pk for each in finding.found("duty")]
    assert listed.index(row.pk) == 1
    assert face_of(row)["by_hand"]


def test_what_was_added_survives_and_is_taken_over_once_it_is_found(
    issue: Issue, jia: Actor
) -> None:
    taken(paper(RIVER))
    finding.refresh(issue, find=lambda document: ())
    row = reviewing.add(
        "duty", issue, {"address": f"{NUMBER} 一", "units": "市水利局、市财政局"}, jia
    )
    assert reviewing.quality("duty").recall == 0
    taken(paper(RIVER, BRIDGES))
    finding.refresh(issue, find=lambda document: ())
    assert list(finding.found("duty")) == [row]
    finding.refresh(issue, find=everything_in)
    kept = Found.objects.get(pk=row.pk)
    assert (kept.state, kept.data["units"]) == ("confirmed", ["市水利局", "市财政局"])
    assert finding.found("duty").count() == 2
    assert reviewing.quality("duty").recall == 1
    taken(paper(BRIDGES.replace("三、", "一、")))
    finding.refresh(issue, find=everything_in)
    assert Found.objects.get(pk=row.pk).gone


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("duty", {"address": f"{NUMBER} 九十九", "units": "市气象局"}, "没有条款"),
        ("duty", {"units": "市气象局"}, "没有条款"),
        ("duty", {"address": f"{NUMBER} 一"}, "没有填写责任单位"),
        ("target", {"address": f"{NUMBER} 一", "name": "样例"}, "没有填写名称或数值"),
        ("timing", {"address": f"{NUMBER} 一", "words": "每月"}, "没有填写时间"),
        ("other", {"address": f"{NUMBER} 一"}, "没有“other”这种事项"),
    ],
)
def test_what_says_nothing_is_not_added(
    kind: str, fields: dict[str, object], told: str, issue: Issue, jia: Actor
) -> None:
    before = Found.objects.count()
    with pytest.raises(DutyError, match=told):
        reviewing.add(kind, issue, fields, jia)
    assert Found.objects.count() == before


def test_targets_and_days_are_added(issue: Issue, jia: Actor) -> None:
    at = {"address": f"{NUMBER} 二"}
    target = reviewing.add("target", issue, {**at, "name": "样例率", "value": 92, "unit": "%"}, jia)
    assert value_of(target)["value"] == 92
    timing = reviewing.add("timing", issue, {**at, "words": "6月底前", "day": "2025-06-30"}, jia)
    assert (value_of(timing)["kind"], value_of(timing)["day"]) == ("date", "2025-06-30")


# ---- how right it was


def test_precision_and_recall_are_of_what_people_looked_at(issue: Issue, jia: Actor) -> None:
    empty = reviewing.quality("duty")
    assert (empty.precision, empty.recall, empty.waiting) == (None, None, 3)
    river, pipes, bridges = finding.found("duty")
    reviewing.confirm(river, jia, 0)  # two units are right
    reviewing.correct(pipes, {"lead": pipes.data["units"]}, jia, 0)  # one part is wrong, one missed
    reviewing.reject(bridges, jia, 0)  # one is wrong
    reviewing.add("duty", issue, {"address": f"{NUMBER} 一", "units": "市气象局"}, jia)  # missed
    found = reviewing.quality("duty", issue)
    assert (found.right, found.wrong, found.missed) == (2, 2, 2)
    assert (found.precision, found.recall) == (0.5, 0.5)
    assert (found.confirmed, found.corrected, found.rejected, found.by_hand) == (2, 1, 1, 1)
    assert reviewing.progress("duty", issue) == {
        "found": 0, "confirmed": 2, "corrected": 1, "rejected": 1,
    }  # fmt: skip


def test_a_target_is_right_only_as_a_whole(issue: Issue) -> None:
    row = reviewing.correct(first(issue, "target"), {"comparator": ">="}, SHELL, 0)
    found = reviewing.quality("target")
    assert (found.right, found.wrong, found.missed) == (0, 1, 1)
    reviewing.undo(row, SHELL, 1)
    assert reviewing.quality("target").precision is None
