"""The sample of the rescue fund: loaded on any day, consistent, and gone without a trace."""

import pytest

from luoshi.office import clock
from luoshi.office.cases import public, shapes
from luoshi.office.cases.models import Case, Deadline, Entry
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.ledgers import service as ledgers
from luoshi.office.ledgers.models import Account
from luoshi.office.sample import loading
from tests.office.cases.office import moment
from tests.office.cases.rescue import OF

EXPIRED = "2026-11-20T15:00"
WITHIN = "2023-03-01T09:00"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample of this document, and no other."""
    monkeypatch.setattr(loading, "SAMPLES", ("rescue_fund",))


@pytest.mark.parametrize("now", [WITHIN, EXPIRED, "2025-07-31T09:00"])
def test_it_is_loaded_on_any_day(store: str, now: str) -> None:
    with clock.at(moment(now)):
        loading.load()
        assert not ledgers.day_end(clock.today()).findings
        assert not Deadline.objects.filter(state="late", met=None).exists()
        states = Entry.objects.filter(register=OF + "advances").values_list("state", flat=True)
        assert sorted(states) == ["已核销", "已追回", "追偿中", "追偿中"]
        assert len(public.listed(OF + "warnings")) == 1
        assert len(public.listed(OF + "outlets")) == 3
        waiting = Case.objects.filter(procedure=OF + "advance", state="open")
        assert sorted(each.opened <= clock.now() for each in waiting) == [True] * 4
        loading.remove()
    assert not Case.objects.exists()
    assert not Unit.objects.exists()
    assert not Account.objects.exists()


def test_what_waits_after_the_term_says_so(store: str) -> None:
    with clock.at(moment(EXPIRED)):
        loading.load()
        operator = Actor("person", "样例", Unit.objects.get(code="sample-rescue-yxjg"), may="admin")
        for case in Case.objects.filter(procedure=OF + "advance", state="open"):
            assert shapes.whole(case, operator)["in_force"]["state"] == "expired"
