"""Nobody reaches what is not theirs: every way into a case, an entry, an account, a paper, a material."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from luoshi.office.cases import access, home, service, shapes
from luoshi.office.cases.errors import NotAllowed, NotThere, Stale
from luoshi.office.cases.models import Act, Attachment, Case, Entry, IssuedPaper, Notice
from luoshi.office.directory.actors import CLOCK, SHELL, Actor
from luoshi.office.journal.models import Entry as JournalEntry
from luoshi.office.ledgers.models import Account
from tests.office.cases.office import APPLICATION, PDF, Office, person, unit


@dataclass
class Theirs:
    """A paid case of one applicant with all that hangs on it, and everybody who has no part in it."""

    office: Office
    case: Case
    other: Case
    material: int
    paper: int
    entry: Entry
    account: str
    strangers: list[Actor]


@pytest.fixture
def theirs(office: Office) -> Theirs:
    case = office.published()
    service.act(case.key, "notice", "expire", CLOCK)
    service.act(case.key, "pay", "paid", office.finance, data={"amount": "3000元"})
    other = office.applied()
    nobody = Actor("person", "没有单位的人", None, may="admin")
    assert office.stranger.unit
    program = Actor("program", "别家的程序", office.stranger.unit, may="officer")
    outsider = person(unit("bing", "甲某", "person"), "admin")
    return Theirs(
        office, case, other, Attachment.objects.filter(case=case)[0].pk,
        IssuedPaper.objects.get(case=case).pk, Entry.objects.get(key=case.key), f"rent:{case.key}",
        [office.stranger, office.other_county, nobody, program, outsider],
    )  # fmt: skip


REGISTER = "specimen.rent_subsidy.recipients"
ONE: dict[str, Callable[[Theirs, Actor], Any]] = {
    "case": lambda t, a: access.case(a, t.case.key),
    "entry": lambda t, a: access.entry(a, REGISTER, t.entry.key),
    "account": lambda t, a: access.account(a, t.account),
    "attachment": lambda t, a: access.attachment(a, t.material),
    "paper": lambda t, a: access.paper(a, t.paper),
}
"""Ways to one thing of the case."""

DONE: dict[str, Callable[[Theirs, Actor], Any]] = {
    "save": lambda t, a: service.save(t.other.key, "first_review", a, {}),
    "attach": lambda t, a: service.attach(t.other.key, "first_review", "id", a, "a.pdf", PDF),
    "withdraw_attachment": lambda t, a: service.withdraw_attachment(t.case.key, t.material, a),
    "send_back": lambda t, a: service.send_back(t.case.key, t.material, a, "不清楚"),
    "discard": lambda t, a: service.discard(t.case.key, a),
    "act": lambda t, a: service.act(t.other.key, "first_review", "pass", a, data=APPLICATION),
    "extend": lambda t, a: service.extend(t.other.key, "first_review", a, "理由"),
}
"""Ways to do something to it."""


def test_every_way_into_the_office_is_tried_here() -> None:
    """Whoever adds a function that takes a case and an actor adds it to these tests."""
    taking = {
        name for name, each in inspect.getmembers(service, inspect.isfunction)
        if each.__module__ == service.__name__ and not name.startswith("_")
        and {"case_key", "actor"} <= set(inspect.signature(each).parameters)
    }  # fmt: skip
    assert taking == set(DONE)
    single = {
        name for name, each in inspect.getmembers(access, inspect.isfunction)
        if (each.__module__ == access.__name__ and f"{name}s" in dir(access))
        or name in ("entry", "attachment", "paper")
    }  # fmt: skip
    assert single == set(ONE)


@pytest.mark.parametrize("way", ONE)
def test_what_is_not_theirs_is_not_there(theirs: Theirs, way: str) -> None:
    for actor in theirs.strangers:
        with pytest.raises(NotThere) as told:
            ONE[way](theirs, actor)
        # The words are those for a thing that does not exist: they name nothing that they did not say.
        assert "甲" not in str(told.value)
        assert told.value.detail == {}


@pytest.mark.parametrize("way", DONE)
def test_nothing_is_done_to_what_is_not_theirs(theirs: Theirs, way: str) -> None:
    before = _everything()
    for actor in theirs.strangers:
        with pytest.raises(NotThere):
            DONE[way](theirs, actor)
    assert _everything() == before


@pytest.mark.parametrize("way", DONE)
def test_who_takes_part_without_being_asked_is_told_whose_turn_it_is(
    theirs: Theirs, way: str
) -> None:
    before = _everything()
    reader = replace(theirs.office.county, may="viewer")
    with pytest.raises((NotAllowed, NotThere, Stale)):
        DONE[way](theirs, reader)
    assert _everything() == before


def test_lists_hold_what_is_theirs_and_nothing_else(theirs: Theirs) -> None:
    for actor in theirs.strangers:
        for rows in (access.cases(actor), access.tasks(actor), access.entries(actor), access.accounts(actor), access.notices(actor)):  # fmt: skip
            assert not rows.exists()
        seen = home.home(actor)
        assert (seen.todo, seen.todo_count, seen.waiting, seen.notices, seen.unread) == (
            [], 0, [], [], 0,
        )  # fmt: skip
        assert home.due_rows(actor, state="") == []
        for words in ("", theirs.case.key, "甲", "%", "_"):
            assert not home.search(actor, words=words).exists()
    mine = theirs.office.applicant
    assert set(access.cases(mine)) == {theirs.case, theirs.other}
    assert set(access.entries(mine)) == {theirs.entry}
    assert theirs.account in {each.code for each in access.accounts(mine)}
    assert access.paper(mine, theirs.paper).case == theirs.case


def test_nobody_sees_the_account_out_of_which_all_others_are_paid_too(theirs: Theirs) -> None:
    seen = access.accounts(theirs.office.applicant).values_list("code", flat=True)
    assert set(seen) == {theirs.account}


def test_only_the_shell_and_the_clock_see_everything(theirs: Theirs) -> None:
    for actor in (SHELL, CLOCK):
        assert access.cases(actor).count() == Case.objects.count() == 2
        assert access.accounts(actor).count() == Account.objects.count()
        assert access.attachment(actor, theirs.material).pk == theirs.material


def test_a_draft_and_its_materials_are_its_beginners_alone(office: Office) -> None:
    draft = office.begun()
    material = Attachment.objects.filter(case=draft)[0].pk
    for actor in (office.county, office.city, office.finance, office.stranger):
        with pytest.raises(NotThere):
            access.case(actor, draft.key)
        with pytest.raises(NotThere):
            access.attachment(actor, material)
        assert draft.key not in str(home.home(actor))
        assert home.due_rows(actor, state="") == []


def test_a_material_of_another_case_is_not_reached_through_ones_own(theirs: Theirs) -> None:
    office = theirs.office
    own = service.start("specimen.rent_subsidy.subsidy", office.stranger, parties={"county_hr": "songbei-hr"})  # fmt: skip
    for act in (
        lambda: service.withdraw_attachment(own.key, theirs.material, office.stranger),
        lambda: service.send_back(own.key, theirs.material, office.stranger, "不清楚"),
    ):
        with pytest.raises(NotThere):
            act()
    assert not Attachment.objects.get(pk=theirs.material).returned


def test_what_is_shown_of_a_case_names_no_other(theirs: Theirs) -> None:
    for who in ("applicant", "county", "city", "finance"):
        actor: Actor = getattr(theirs.office, who)
        shown = str(shapes.whole(access.case(actor, theirs.case.key), actor))
        assert theirs.other.key not in shown


def _everything() -> list[Any]:
    return [
        list(Case.objects.order_by("pk").values_list("key", "state", "version", "data")),
        list(Attachment.objects.order_by("pk").values_list("pk", "removed", "returned")),
        Act.objects.count(), Notice.objects.count(),
        JournalEntry.objects.exclude(kind="decision").count(),
    ]  # fmt: skip
