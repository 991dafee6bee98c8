"""朔住建发〔2023〕65号 at work: who sees what, who may begin what; the sample."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from luoshi.office import clock
from luoshi.office.cases import access, home, shapes
from luoshi.office.cases.deadlines import last_day as shown_day
from luoshi.office.cases.errors import NotAllowed, NotThere
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Case, Deadline, Entry, IssuedPaper
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.sample import loading
from tests.office.cases.office import moment
from tests.office.cases.presale import (
    OF,
    Presale,
    files,
)


@pytest.fixture
def o(store: str) -> Iterator[Presale]:
    """The office on Monday, 2 March 2026, nine o'clock."""
    with clock.at(moment("2026-03-02T09:00")):
        yield Presale()


# --- who sees what


def test_nobody_else_sees_anything(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    case = o.approved(account)
    paper = IssuedPaper.objects.get(case=case)
    for who in (o.other_developer, o.other_bank, o.other_bureau, o.stranger):
        assert not access.cases(who).exists()
        assert not access.entries(who).exists()
        assert not access.accounts(who).exists()
        assert home.home(who).todo == []
        for look in (
            lambda w: access.case(w, case.key),
            lambda w: access.paper(w, paper.pk),
            lambda w: access.attachment(w, files(case)[0].pk),
            lambda w: access.account(w, f"presale:{account}:key"),
            lambda w: o.act(case, "pay", "paid", w),
        ):
            with pytest.raises(NotThere):
                look(who)
    for who in (o.developer, o.bank, o.bureau, o.city):
        assert access.case(who, case.key).pk == case.pk
    buyers = set(access.cases(o.buyer).values_list("procedure", flat=True))
    assert buyers == {OF + "deposit"}
    assert not access.accounts(o.buyer).exists()


STRANGERS = {
    "other_developer": ("payout", "deposit", "node", "free_withdrawal", "lifting", "change"),
    "other_bank": ("misuse", "court", "reconciliation"),
    "other_bureau": ("takeover", "patrol", "bank_liability", "helper"),
    "stranger": ("payout", "takeover", "court"),
    "bank": ("payout", "takeover"),
    "developer": ("takeover", "bank_entry"),
}


def test_strangers_begin_nothing(o: Presale) -> None:
    account = o.account()
    for who, procedures in STRANGERS.items():
        for procedure in procedures:
            with pytest.raises((NotAllowed, NotThere)):
                o.start(procedure, getattr(o, who), account)


def test_it_is_each_ones_turn(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    case = o.inspected(account)
    for who in (o.developer, o.bank, o.city):
        with pytest.raises(NotAllowed):
            o.act(case, "review", "approve", who, node_reached=True, payee_verified=True)
    reader = Actor("person", "样例阅览人", o.bureau.unit, may="viewer")
    with pytest.raises(NotAllowed):
        o.act(case, "review", "approve", reader, node_reached=True, payee_verified=True)


def test_after_five_years_the_page_says_that_it_is_over(o: Presale) -> None:
    account = o.account()
    case = o.start("payout", o.developer, account)
    with clock.at(moment("2028-08-31T09:00")):
        assert shapes.whole(case, o.developer)["in_force"]["in_force"] is True
    with clock.at(moment("2028-09-01T09:00")):
        told = shapes.whole(case, o.developer)["in_force"]
    assert told["in_force"] is False
    assert "第三十一条" in told["clause"]


# --- the sample


@pytest.mark.parametrize(
    "now", ["2026-02-18T08:00", "2026-10-04T23:30", "2026-11-20T15:00", "2028-10-09T00:05"]
)
def test_the_sample_shows_each_role_its_work_on_any_day(
    store: str, monkeypatch: pytest.MonkeyPatch, now: str
) -> None:
    monkeypatch.setattr(loading, "SAMPLES", ("presale_funds",))
    with clock.at(moment(now)):
        loading.load()
        fire()
        homes = {each.code: home.home(Actor("person", "", each)) for each in Unit.objects.all()}
        bureau = homes["sample-jiaxian-zjj"]
        lights = {each["light"] for each in bureau.todo}
        assert {"late", "calm"} <= lights
        assert [each["light"] for each in bureau.todo].count("late") == 1
        for code in (
            "jiaxian-zjj",
            "presale-bank-1",
            "presale-bank-2",
            "presale-developer-1",
            "presale-developer-2",
        ):
            found = homes[f"sample-{code}"]
            assert found.todo, code
            assert found.waiting, code
            assert found.notices, code
        assert homes["sample-yishi-zjj"].waiting
        assert set(Case.objects.values_list("ended", flat=True)) >= {
            "已拨付",
            "不予拨付",
            "已解除",
            "全部到账",
        }
        assert not Case.objects.filter(changed__gt=clock.now()).exists()
        assert (
            shown_day(Deadline.objects.filter(task__step="pay", state="open").get().at) >= now[:10]
        )
        assert set(Entry.objects.values_list("sample", flat=True)) == {True}
        loading.remove()
        assert not Case.objects.exists()
        assert not Unit.objects.exists()
