"""The sample of supervision: every stage is there on any day, nobody real sees it, and it goes without a trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from luoshi import config
from luoshi.office import clock
from luoshi.office.alerts.models import Channel, Contact
from luoshi.office.archive.ingest import ingest
from luoshi.office.archive.models import Issue
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Post, Unit
from luoshi.office.duties import access, finding, reminding, reviewing, service
from luoshi.office.duties.models import Act, Extension, Found, Item, Part, Reminder
from luoshi.office.sample import loading, supervision
from luoshi.office.sample.book import PREFIX
from tests.office.cases.office import moment, person
from tests.office.duties.desk import Desk

NOW = "2026-11-20T15:00"
STAGES = [
    "assigned", "assigned", "evaluated", "registered", "reported", "returned",
    "tracked", "tracked", "tracked", "tracked",
]  # fmt: skip


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """This sample and no other."""
    monkeypatch.setattr(loading, "SAMPLES", ("supervision",))


@pytest.fixture
def now(store: str) -> Iterator[None]:
    with clock.at(moment(NOW)):
        yield


@pytest.fixture
def specimen_issue(now: None) -> Issue:
    """The specimen gazette, taken in and found in."""
    path = config.SPECIMEN / "yunlu-2025-2.txt"
    issue = ingest(path.read_bytes(), path.name).issue
    finding.refresh(issue)
    return issue


def actor(code: str) -> Actor:
    """Whoever acts for a sample unit."""
    name = User.objects.get(username=f"sample-{code}").first_name
    return Actor("person", name, Unit.objects.get(code=f"sample-{code}"), may="admin")


def nothing_left() -> bool:
    kinds = (Item, Part, Act, Extension, Reminder)
    rows = any(each.objects.exists() for each in kinds)
    return not rows and not Unit.objects.filter(sample=True).exists()


@pytest.mark.parametrize("day", [NOW, "2025-03-05T00:10", "2028-02-29T23:50", "2026-01-06T08:00"])
def test_every_stage_is_there_on_any_day(store: str, day: str) -> None:
    with clock.at(moment(day)):
        loading.load()
        items = list(Item.objects.all())
        assert sorted(each.stage for each in items) == STAGES
        assert all(each.sample for each in items)
        assert {"red", "yellow", "green", "done"} == {each.light for each in items}
        assert [each.light for each in items if each.text == supervision._QUALITY.text] == ["red"]
        monthly = Item.objects.exclude(recurrence="").order_by("due").values_list("due", flat=True)
        assert [day < clock.today() for day in monthly if day] == [True, False]
        assert Act.objects.filter(at__gt=clock.now()).count() == 0
        assert Extension.objects.get().granted is None
        with pytest.raises(loading.SampleError, match="样例已经装入"):
            loading.load()
        loading.remove()
        assert nothing_left()
        loading.load()
        assert Item.objects.count() == len(items)


def test_without_the_specimen_gazette_they_are_entered_by_hand(now: None) -> None:
    loading.load()
    assert not Found.objects.exists()
    assert not Item.objects.exclude(found=None).exists()
    assert all(each.text.startswith("样例：") for each in Item.objects.all())
    assert all(each.due_words in ("", "样例时限") for each in Item.objects.all())


def test_with_it_they_come_from_its_findings_and_every_review_is_taken_back(
    specimen_issue: Issue,
) -> None:
    office = Desk().office
    real = Found.objects.get(address=supervision._LIFTS.address, kind="duty")
    reviewing.confirm(real, office, real.version)
    before = Found.objects.count()
    loading.load()
    duties = Found.objects.filter(kind="duty")
    told = dict(duties.exclude(state="found").values_list("address", "state"))
    assert told.keys() == {
        each.address for each in vars(supervision).values()
        if isinstance(each, supervision._Plan) and not each.rule
    }  # fmt: skip
    item = Item.objects.get(found=real, parent=None)
    assert "电梯" in item.text
    assert item.clause
    assert item.due_words == "样例时限（原文：持续推进）"

    sample = actor(supervision.OFFICE)
    waiting = list(duties.filter(state="found").order_by("position")[:2])
    reviewing.reject(waiting[0], sample, waiting[0].version)
    corrected = reviewing.correct(waiting[1], {"text": "样例"}, sample, waiting[1].version)
    reviewing.reject(corrected, sample, corrected.version)
    fields = {"address": waiting[0].address, "units": ["样例局"], "text": "样例"}
    reviewing.add("duty", specimen_issue, fields, sample)

    loading.remove()
    assert nothing_left()
    assert Found.objects.count() == before
    assert list(Found.objects.exclude(state="found")) == [real]
    assert not Found.objects.exclude(pk=real.pk).exclude(corrected={}).exists()


def test_a_grammar_that_fails_keeps_no_sample_out(
    specimen_issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_issue: Issue) -> None:
        raise ValueError("样例")

    monkeypatch.setattr(finding, "refresh", fails)
    loading.load()
    assert not Item.objects.exclude(found=None).exists()


def test_nobody_real_sees_them_and_they_see_nobody_real(now: None) -> None:
    desk = Desk()
    own = desk.assigned(due=clock.today())
    loading.load()
    for each in desk.actors.values():
        assert not access.items(each).filter(sample=True).exists()
    assert list(access.items(desk.office)) == [own]
    seen = access.items(actor(supervision.OFFICE))
    assert seen.count() == len(STAGES)
    assert set(seen.values_list("lead__sample", flat=True)) == {True}
    assert access.items(actor(supervision.HEFENG)).count() == 1
    with pytest.raises(access.NotThere):
        service.comment(desk.office, seen[0], "样例")
    loading.remove()
    assert list(Item.objects.all()) == [own]


def test_their_reminders_go_to_nobody(now: None, monkeypatch: pytest.MonkeyPatch) -> None:
    loading.load()
    target = {"url": "http://127.0.0.1:9/"}
    Channel.objects.create(key="web", kind="webhook", label="样例", target=target)
    for unit in Unit.objects.all():
        post = Post.objects.create(unit=unit, name="样例值班")
        Contact.objects.create(unit=unit, post=post, name="样例", addresses={"webhook": "x"})
    carried: list[object] = []
    monkeypatch.setattr(reminding, "_carry", lambda letters: carried.extend(letters) or [])
    reminding.tick(clock.now())
    rows = list(Reminder.objects.all())
    assert {each.kind for each in rows} == {"before", "after", "head"}
    assert {(each.state, each.why) for each in rows} == {("sent", "样例，不外发")}
    assert not carried
    loading.remove()
    assert nothing_left()


def test_its_people_stand_under_a_heading_of_their_own(now: None) -> None:
    person(Unit.objects.create(code="dc", name="云麓市督查室", kind="agency"))
    loading.load()
    ((title, people),) = loading.by_document()
    assert title == "督办"
    assert people[0] == ("sample-yunlu-dcs", PREFIX + "云麓市人民政府督查室经办")
    assert len(people) == Unit.objects.filter(sample=True).count() == 6
