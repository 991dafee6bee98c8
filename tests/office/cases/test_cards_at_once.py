"""Two cases on one card at the same moment: what the second may do depends on what the first did."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connections

from luoshi.office.cases.errors import Busy, CaseError
from luoshi.office.cases.models import Case, Entry
from tests.office.cases.cards import Cards, at, held, register

MANY = 3


@pytest.fixture
def cards(store: str, transactional_db: None) -> Cards:
    """The platform, in a database that really commits."""
    office = Cards()
    office.platform()
    return office


def again(act: Callable[[], Case], times: int = 50) -> Case:
    """Do it again where the database was busy, as the message says."""
    for _ in range(times):
        with suppress(Busy):
            return act()
        time.sleep(0.02)
    return act()


def at_once(store: str, acts: list[Callable[[], Case]]) -> tuple[int, list[Exception]]:
    """Do all of it in as many threads; how many were done, and why the others were not."""
    gate, done, refused = threading.Barrier(len(acts)), list[str](), list[Exception]()

    def run(act: Callable[[], Case]) -> None:
        if store == "postgres":
            connections["default"] = connections["postgres"]
        gate.wait()
        try:
            done.append(again(act).key)
        except CaseError as error:
            refused.append(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(each,)) for each in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return len(done), refused


def test_a_card_is_sold_once(cards: Cards, store: str) -> None:
    with at("2023-03-10"):
        cards.filed()
        for card in cards.cards(4):
            cases = [cards.start("card_sale", cards.shop, card.key) for _ in range(MANY)]
            sell: list[Callable[[], Case]] = [
                lambda case=case: cards.act(case, "sell", "sell", cards.shop, price="1000元")
                for case in cases
            ]
            done, refused = at_once(store, sell)
            assert (done, held(f"card:shop:{card.key}")) == (1, 100_000), refused
            assert len(refused) == MANY - 1


def test_the_balance_is_spent_once_and_every_record_says_what_was_left(
    cards: Cards, store: str
) -> None:
    with at("2023-03-10"):
        cards.filed()
        card = cards.sold("1000元")
        cases = [cards.start("consumption", cards.shop, card.key) for _ in range(MANY)]
        spend: list[Callable[[], Case]] = [
            lambda case=case: cards.act(
                case, "spend", "book", cards.shop, what="米面", amount="400元"
            )
            for case in cases
        ]
        done, _ = at_once(store, spend)
    assert (done, held(f"card:shop:{card.key}")) == (2, 20_000)
    assert sorted(each.data["left"] for each in register("spending")) == ["200元", "600元"]
    assert Entry.objects.get(pk=card.pk).data["balance"] == "200元"
