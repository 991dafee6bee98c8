"""The journal holds the books to account: money, papers and materials cannot be changed behind it."""

from collections.abc import Callable

import pytest
from django.db import connection

from luoshi.office import proof
from luoshi.office.cases import service
from luoshi.office.cases.models import Attachment, Case, IssuedPaper
from luoshi.office.directory.actors import CLOCK
from luoshi.office.ledgers.models import Leg, Posting
from tests.append_only import unlocked
from tests.office.cases.office import Office


@pytest.fixture
def paid(office: Office) -> Case:
    case = office.published()
    service.act(case.key, "notice", "expire", CLOCK)
    return service.act(case.key, "pay", "paid", office.finance, data={"amount": "3000元"})


def _amount() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledgers_leg SET amount = amount * 2")


def _memo() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledgers_posting SET memo = '别的'")


def _sheet() -> None:
    paper = IssuedPaper.objects.get()
    paper.sheet["paragraphs"] = ["改过"]
    paper.save()


def _paper_gone() -> None:
    IssuedPaper.objects.all().delete()


def _material() -> None:
    Attachment.objects.update(sha256="0" * 64)


def test_what_is_as_it_was_is_found_so(paid: Case) -> None:
    assert Posting.objects.count() == 1
    assert proof.check() == []


@pytest.mark.parametrize("change", [_amount, _memo, _sheet, _paper_gone, _material])
def test_what_was_changed_is_named(paid: Case, change: Callable[[], None]) -> None:
    with unlocked(connection):
        change()
        found = proof.check()
    assert found
    assert paid.key in found[0]


def test_money_that_no_act_moved_is_named(paid: Case) -> None:
    with unlocked(connection):
        posting = Posting.objects.get()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledgers_posting SET key = 'another' WHERE id = %s", [posting.pk])
        found = proof.check()
    assert any("日志里没有" in each for each in found)
    assert Leg.objects.count() == 2
