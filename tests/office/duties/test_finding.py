"""What is found is folded into rows, and what people decided survives new texts and new grammars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from luoshi.duties import Duty
from luoshi.gazette import Document
from luoshi.office import clock
from luoshi.office.archive import queries
from luoshi.office.archive.ingest import ingest, restore
from luoshi.office.archive.models import Issue, Version
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.models import Alias, Unit
from luoshi.office.duties import finding, reviewing
from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import Actual, Found, Item
from luoshi.office.duties.shapes import Finding, face_of, value_of
from tests.office.duties.papers import (
    BRIDGES,
    NUMBER,
    PIPES,
    RIVER,
    RIVER_OTHERS,
    everything_in,
    paper,
    taken,
    units_in,
)


def refreshed(*clauses: str, issue: int = 0, name: str = "paper.txt") -> Issue:
    found = taken(paper(*clauses, issue=issue), name)
    finding.refresh(found, find=units_in)
    return found


def rows(issue: Issue, kind: str = "duty") -> list[Found]:
    return list(Found.objects.filter(issue=issue, kind=kind).order_by("position", "pk"))


def units(row: Found) -> list[str]:
    return value_of(row)["units"]


def running(row: Found) -> Item:
    by = Unit.objects.create(code="dc", name="云麓市督查室（样例）", kind="agency")
    return Item.objects.create(
        key="督〔2025〕1", found=row, text="样例", by=by, registered=clock.now(), stage="tracked"
    )


# ---- kept


def test_every_finding_is_a_row_in_the_order_of_print(store: str) -> None:
    issue = taken(paper(RIVER, PIPES, BRIDGES))
    counts = finding.refresh(issue, find=everything_in)
    assert counts == finding.Counts(found=5, new=5)
    assert [row.address.split()[-1] for row in rows(issue)] == ["一", "二", "三"]
    assert [value_of(row)["value"] for row in rows(issue, "target")] == [12]
    assert [value_of(row)["day"] for row in rows(issue, "timing")] == ["2025-12-31"]
    assert {row.number for row in Found.objects.all()} == {NUMBER}


def test_the_shape_of_a_duty_is_the_one_of_the_faces(store: str) -> None:
    issue = refreshed(BRIDGES)
    face = face_of(rows(issue)[0])
    assert face["units"] == ["市交通运输局"]
    assert (face["lead"], face["assist"], face["form"]) == ([], [], "责任单位")
    assert (face["deadline"], face["due"]) == ("2025年年底前", "2025-12-31")
    assert face["deadlines"][0]["kind"] == "date"
    assert (face["state"], face["version"], face["by_hand"]) == ("found", 0, False)


def test_finding_again_changes_nothing(store: str) -> None:
    issue = refreshed(RIVER, PIPES)
    before = list(Found.objects.order_by("pk").values())
    assert finding.refresh(issue, find=units_in) == finding.Counts(found=2)
    assert list(Found.objects.order_by("pk").values()) == before


def test_the_same_words_twice_are_two_rows(store: str) -> None:
    def twice(document: Document) -> Iterator[Finding]:
        for each in units_in(document):
            yield each
            yield replace(each, units=("市审计局",))
            yield each

    issue = taken(paper(RIVER))
    assert finding.refresh(issue, find=twice) == finding.Counts(found=3, new=3)
    assert finding.refresh(issue, find=twice) == finding.Counts(found=3)


@pytest.mark.parametrize("name", ["yunlu-2025-2", "yunlu-water-rules"])
def test_all_that_the_grammar_finds_in_the_specimen_is_kept(
    name: str, specimen: Path, store: str
) -> None:
    issue = ingest((specimen / f"{name}.txt").read_bytes(), name).issue
    text = queries.gazette_value(queries.version(issue.slug))
    found = [each for document in text.documents for each in finding.found_in(document)]
    counts = finding.refresh(issue)
    assert counts.found == counts.new == len(found) == Found.objects.count()
    assert finding.refresh(issue) == finding.Counts(found=len(found))
    addresses = {clause.address for clause in text.walk()} | {each.label for each in text.documents}
    assert {row.address for row in Found.objects.all()} <= addresses


# ---- taken in again


def test_corrections_survive_the_same_gazette_taken_in_again(store: str) -> None:
    issue = refreshed(RIVER, PIPES)
    row = rows(issue)[0]
    reviewing.correct(row, {"lead": ["市水利局"]}, SHELL, 0)
    refreshed(RIVER, PIPES)
    refreshed("（样例）前言。", RIVER, PIPES, BRIDGES)  # a new version: every line has moved
    kept = Found.objects.get(pk=row.pk)
    assert kept.state == "corrected"
    assert value_of(kept)["lead"] == ["市水利局"]
    assert not kept.gone
    assert kept.data["lines"] != row.data["lines"]
    assert len(rows(issue)) == 3


def test_a_repaired_word_does_not_lose_the_review(store: str) -> None:
    issue = refreshed(RIVER.replace("漂浮", "飘浮"))
    row = reviewing.confirm(rows(issue)[0], SHELL, 0)
    refreshed(RIVER)
    [kept] = rows(issue)
    assert (kept.pk, kept.state, kept.gone) == (row.pk, "confirmed", False)


def test_a_correction_that_the_new_text_prints_is_the_same_finding(store: str) -> None:
    issue = refreshed(RIVER.replace("市财政局", "市财攻局"))
    row = reviewing.correct(rows(issue)[0], {"units": ["市水利局", "市财政局"]}, SHELL, 0)
    refreshed(RIVER)
    [kept] = rows(issue)
    assert (kept.pk, kept.state, kept.gone) == (row.pk, "corrected", False)
    assert units(kept) == ["市水利局", "市财政局"]


def test_a_clause_that_moved_keeps_its_review(store: str) -> None:
    issue = refreshed(RIVER, PIPES)
    row = reviewing.confirm(rows(issue)[1], SHELL, 0)
    refreshed(RIVER, BRIDGES.replace("三、", "二、"), PIPES.replace("二、", "三、"))
    kept = Found.objects.get(pk=row.pk)
    assert (kept.state, kept.address.split()[-1]) == ("confirmed", "三")
    assert len(rows(issue)) == 3


def test_what_nobody_touched_is_deleted_with_its_words(store: str) -> None:
    issue = refreshed(RIVER, PIPES)
    refreshed(RIVER)
    assert [units(row) for row in rows(issue)] == [["市水利局", "市财政局"]]


def test_what_was_reviewed_runs_or_has_values_is_only_marked_gone(store: str) -> None:
    issue = taken(paper(RIVER, PIPES, BRIDGES))
    finding.refresh(issue, find=everything_in)
    river, pipes, bridges = rows(issue)
    [target] = rows(issue, "target")
    reviewing.confirm(river, SHELL, 0)
    running(pipes)
    Actual.objects.create(target=target, period="2025", value=3, source="样例", at=clock.now(), who="甲")  # fmt: skip
    taken(paper("一、另行安排。"))
    finding.refresh(issue, find=everything_in)
    assert {row.pk for row in Found.objects.filter(gone=True)} == {river.pk, pipes.pk, target.pk}
    assert not Found.objects.filter(pk=bridges.pk).exists()
    assert not finding.found("duty").exists()


def test_a_version_put_back_brings_its_findings_back(store: str) -> None:
    issue = refreshed(RIVER)
    row = reviewing.confirm(rows(issue)[0], SHELL, 0)
    refreshed("一、另行安排。")
    assert Found.objects.get(pk=row.pk).gone
    restore(Version.objects.get(issue=issue, ordinal=1))
    finding.refresh(issue, find=units_in)
    [back] = rows(issue)
    assert (back.pk, back.gone, back.state) == (row.pk, False, "confirmed")


# ---- re-issued with other units


def test_a_document_with_other_units_leads_from_the_old_finding_to_the_new(store: str) -> None:
    issue = refreshed(RIVER, PIPES)
    row = reviewing.confirm(rows(issue)[0], SHELL, 0)
    item = running(row)
    refreshed(RIVER_OTHERS, PIPES)
    old, new = Found.objects.get(pk=row.pk), Found.objects.get(address=row.address, gone=False)
    assert old.gone
    assert old.instead == new
    assert (units(old), units(new)) == (["市水利局", "市财政局"], ["市城市管理局"])
    assert new.state == "found"
    assert reviewing.running(new) == [item]
    assert [units(each) for each in finding.found("duty")] == [
        ["市城市管理局"],
        ["市住房城乡建设局"],
    ]


def test_one_more_unit_is_not_taken_for_the_same_finding(store: str) -> None:
    issue = refreshed(RIVER)
    row = reviewing.confirm(rows(issue)[0], SHELL, 0)
    refreshed(RIVER.replace("市财政局", "市财政局、市审计局"))
    old = Found.objects.get(pk=row.pk)
    assert old.gone
    assert old.instead is not None
    assert units(old.instead) == ["市水利局", "市财政局", "市审计局"]


def test_a_later_gazette_that_prints_the_document_again_stands_for_the_earlier(store: str) -> None:
    first = refreshed(RIVER, PIPES, issue=3, name="three.txt")
    row = reviewing.confirm(rows(first)[0], SHELL, 0)
    second = refreshed(RIVER_OTHERS, PIPES, issue=4, name="four.txt")
    finding.refresh(first, find=units_in)  # the order in which they are read does not matter
    old = Found.objects.get(pk=row.pk)
    assert not old.gone  # its own gazette still prints it
    assert old.instead == rows(second)[0]
    listed = list(finding.found("duty"))
    assert {each.issue_id for each in listed} == {second.pk}
    assert len(listed) == 2
    assert finding.found("duty", issue=first).count() == 2


# ---- a better grammar


def test_what_was_confirmed_stays_whatever_the_grammar_says_later(store: str) -> None:
    def otherwise(document: Document) -> Iterator[Duty]:
        for each in units_in(document):
            yield replace(each, lead=each.units[:1])

    issue = refreshed(RIVER, PIPES)
    row = reviewing.confirm(rows(issue)[0], SHELL, 0)
    finding.refresh(issue, find=otherwise)
    confirmed, waiting = rows(issue)
    assert (confirmed.pk, confirmed.state) == (row.pk, "confirmed")
    assert value_of(confirmed)["lead"] == []
    assert value_of(waiting)["lead"] == ["市住房城乡建设局"]
    assert reviewing.quality("duty").wrong == 1


def test_other_bounds_of_the_same_words_are_the_same_finding(store: str) -> None:
    def wider(document: Document) -> Iterator[Duty]:
        for each in units_in(document):
            place = replace(each.place, start=each.place.start - 1, end=each.place.end + 1)
            yield replace(each, notation=f"（{each.notation}）", units=each.units[:1], place=place)

    issue = refreshed(RIVER)
    row = reviewing.confirm(rows(issue)[0], SHELL, 0)
    finding.refresh(issue, find=wider)
    [kept] = rows(issue)
    assert (kept.pk, units(kept)) == (row.pk, ["市水利局", "市财政局"])


def test_what_the_grammar_loses_is_kept_and_counts_as_missed(store: str) -> None:
    issue = refreshed(RIVER, PIPES)
    row = reviewing.confirm(rows(issue)[0], SHELL, 0)
    finding.refresh(issue, find=lambda document: ())
    [kept] = rows(issue)
    assert (kept.pk, kept.gone, units(kept)) == (row.pk, False, ["市水利局", "市财政局"])
    assert reviewing.quality("duty").recall == 0
    finding.refresh(issue, find=units_in)
    assert reviewing.quality("duty").recall == 1


def test_what_was_rejected_stays_rejected(store: str) -> None:
    issue = refreshed(RIVER)
    reviewing.reject(rows(issue)[0], SHELL, 0)
    finding.refresh(issue, find=lambda document: ())
    assert rows(issue)[0].gone
    refreshed(RIVER, PIPES)
    assert [row.state for row in rows(issue)] == ["rejected", "found"]


# ---- when it is done


def test_lists_are_brought_up_to_date_once(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(document: Document) -> Iterator[Finding]:
        asked.append(document.label)
        yield from units_in(document)

    monkeypatch.setattr(finding.refresh, "__defaults__", (counted,))
    taken(paper(RIVER))
    finding.ensure()
    finding.ensure()
    assert asked == [NUMBER]
    taken(paper(RIVER_OTHERS))
    finding.ensure()
    assert [units(row) for row in finding.found("duty")] == [["市城市管理局"]]
    monkeypatch.setattr(finding, "grammar", lambda reader: "another")
    finding.ensure()
    assert len(asked) == 3


def test_a_fault_in_one_gazette_does_not_close_the_lists(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(document: Document) -> Iterator[Finding]:
        if document.number == NUMBER:
            raise ZeroDivisionError
        yield from units_in(document)

    issue = refreshed(RIVER)
    monkeypatch.setattr(finding.refresh, "__defaults__", (faulty,))
    taken(paper(RIVER_OTHERS))
    taken(paper(PIPES, number="麓政发〔2025〕92号"), "other.txt")
    finding.ensure()
    assert finding.failed() == [issue]
    assert {tuple(units(row)) for row in finding.found("duty")} == {
        ("市水利局", "市财政局"), ("市住房城乡建设局",),
    }  # fmt: skip
    monkeypatch.setattr(finding.refresh, "__defaults__", (units_in,))
    taken(paper(RIVER_OTHERS, PIPES))
    finding.ensure()
    assert finding.failed() == []


def test_a_generated_gazette_without_text_is_left_alone(store: str) -> None:
    from luoshi.office.archive.bulk import fill

    fill([("样例", "样例条款。")])
    finding.ensure()
    assert finding.refresh_all() == finding.Counts()


# ---- asked for


def test_findings_are_filtered(store: str) -> None:
    refreshed(RIVER, PIPES, BRIDGES)
    river, pipes, bridges = finding.found("duty")
    reviewing.correct(river, {"lead": ["市水利局"], "deadline": "2026年6月30日前"}, SHELL, 0)
    reviewing.reject(pipes, SHELL, 0)

    def keys(**asked: object) -> list[int]:
        return [row.pk for row in finding.found("duty", **asked)]  # pyright: ignore[reportArgumentType]

    assert keys() == [river.pk, bridges.pk]
    assert keys(state="all") == [river.pk, pipes.pk, bridges.pk]
    assert keys(state="rejected") == [pipes.pk]
    assert keys(unit="交通") == [bridges.pk]
    assert keys(lead="市水利局") == [river.pk]
    assert keys(since=date(2026, 1, 1)) == [river.pk]
    assert keys(until=date(2025, 12, 31)) == [bridges.pk]
    assert keys(words="桥梁") == [bridges.pk]
    assert keys(number="麓政发 [2025] 91 号") == [river.pk, bridges.pk]
    with pytest.raises(queries.NotFound):
        keys(number="麓政发〔2025〕999号")
    with pytest.raises(DutyError, match="没有“nothing”这种核对状态"):
        keys(state="nothing")
    with pytest.raises(DutyError, match="没有“nothing”这种事项"):
        finding.found("nothing")


def test_a_unit_is_found_by_all_its_names_and_by_no_part_of_them(store: str) -> None:
    refreshed(RIVER, PIPES, BRIDGES)
    water = Unit.objects.create(code="sl", name="云麓市水利局", kind="agency", place="云麓市")
    assert [units(row) for row in finding.found("duty", unit=water)] == [["市水利局", "市财政局"]]
    traffic = Unit.objects.create(code="jt", name="交通运输局", kind="agency")
    assert not finding.found("duty", unit=traffic).exists()
    Alias.objects.create(unit=traffic, name="市交通运输局")
    assert finding.found("duty", unit=traffic).count() == 1
