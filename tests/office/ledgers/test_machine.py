"""Whatever is asked in whatever order: money is neither made nor lost, and floors hold."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from luoshi.office.ledgers import service
from luoshi.office.ledgers.dayend import findings
from luoshi.office.ledgers.errors import LedgerError
from luoshi.office.ledgers.models import Account, Hold, Leg, Posting

from .conftest import AT, CLAUSE

LEAVES = ("out", "a", "b", "c")
GROUP = {"a": "top", "b": "top"}
ACCOUNTS = ("out", "top", "a", "b", "c")
FEN = st.integers(1, 500)
LEAF = st.sampled_from(LEAVES)


class Books(RuleBasedStateMachine):
    """The ledgers beside a model of a few dictionaries; both must agree after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = contextlib.ExitStack()
        self.undo.enter_context(_forgotten())
        words: dict[str, Any] = {"owner": None, "purpose": "试验", "clause": CLAUSE}
        service.open_account("out", "外部", floor=None, **words)
        service.open_account("top", "上级", **words)
        service.open_account("a", "甲", parent="top", **words)
        service.open_account("b", "乙", parent="top", **words)
        service.open_account("c", "丙", **words)
        self.balance: dict[str, int] = dict.fromkeys(LEAVES, 0)
        self.held: dict[str, int] = dict.fromkeys(LEAVES, 0)
        self.floor: dict[str, int | None] = {**dict.fromkeys(ACCOUNTS, 0), "out": None}
        self.holds: dict[str, list[Any]] = {}
        self.posted: dict[str, dict[str, int]] = {}
        self.reversed: set[str] = set()
        self.n = 0

    def teardown(self) -> None:
        self.undo.close()

    # --- the model ---

    def below(self, code: str) -> list[str]:
        return [leaf for leaf in LEAVES if leaf == code or GROUP.get(leaf) == code]

    def available(self, code: str) -> int:
        return sum(self.balance[leaf] - self.held[leaf] for leaf in self.below(code))

    def allowed(self, moves: dict[str, tuple[int, int]]) -> bool:
        """Whether no account that loses ends below its floor, or holds what is not there."""
        for code in ACCOUNTS:
            change = sum(
                moves[leaf][0] - moves[leaf][1] for leaf in self.below(code) if leaf in moves
            )
            floor = self.floor[code]
            if code in LEAVES and self.held[code] + moves.get(code, (0, 0))[1] > 0:
                floor = max(floor or 0, 0)
            if change < 0 and floor is not None and self.available(code) + change < floor:
                return False
        return True

    def ask(self, moves: dict[str, tuple[int, int]], act: Callable[[], object]) -> bool:
        """Do it, and expect what the model expects."""
        if not self.allowed(moves):
            with pytest.raises(LedgerError) as caught:
                act()
            assert caught.value.kind == "floor"
            return False
        act()
        for code, (balance, held) in moves.items():
            self.balance[code] += balance
            self.held[code] += held
        return True

    def key(self) -> str:
        self.n += 1
        return f"k{self.n}"

    # --- what may be asked ---

    @rule(source=LEAF, to=LEAF, fen=FEN)
    def post(self, source: str, to: str, fen: int) -> None:
        if source == to:
            return
        key, legs = self.key(), {source: -fen, to: fen}
        if self.ask({code: (leg, 0) for code, leg in legs.items()}, lambda: self._post(key, legs)):
            self.posted[key] = legs

    @rule(source=LEAF, parts=st.dictionaries(LEAF, FEN, min_size=1, max_size=3))
    def post_several(self, source: str, parts: dict[str, int]) -> None:
        parts = {code: fen for code, fen in parts.items() if code != source}
        if not parts:
            return
        key, legs = self.key(), {source: -sum(parts.values()), **parts}
        if self.ask({code: (leg, 0) for code, leg in legs.items()}, lambda: self._post(key, legs)):
            self.posted[key] = legs

    def _post(self, key: str, legs: dict[str, int]) -> Posting:
        return service.post(list(legs.items()), memo="转账", clause=CLAUSE, key=key, at=AT)

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def post_again(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.posted)))
        assert self._post(key, self.posted[key]).key == key

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        first, key = data.draw(st.sampled_from(sorted(self.posted))), self.key()

        def act() -> Posting:
            return service.reverse(first, reason="错", key=key, at=AT)

        if first in self.reversed:
            with pytest.raises(LedgerError, match="已经冲正过"):
                act()
        elif self.ask({code: (-leg, 0) for code, leg in self.posted[first].items()}, act):
            self.reversed.add(first)

    @rule(code=LEAF, fen=FEN)
    def hold(self, code: str, fen: int) -> None:
        name = self.key()
        if self.ask({code: (0, fen)}, lambda: service.hold(name, code, fen, clause=CLAUSE, at=AT)):
            self.holds[name] = [code, fen]

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.holds)))
        code, left = self.holds[name]
        assert self.ask({code: (0, -left)}, lambda: service.release(name, at=AT))
        self.holds[name][1] = 0

    @precondition(lambda self: any(left for _, left in self.holds.values()))
    @rule(data=st.data(), to=LEAF, whole=st.booleans())
    def pay(self, data: st.DataObject, to: str, whole: bool) -> None:
        live = sorted(name for name, (_, left) in self.holds.items() if left)
        name, key = data.draw(st.sampled_from(live)), self.key()
        code, left = self.holds[name]
        if code == to:
            return
        fen = left if whole else data.draw(st.integers(1, left))
        amount = None if whole else fen
        words: dict[str, Any] = {"memo": "付", "clause": CLAUSE, "key": key, "at": AT}
        moves = {code: (-fen, -fen), to: (fen, 0)}
        if self.ask(moves, lambda: service.pay_hold(name, to, amount, **words)):
            self.holds[name][1] -= fen

    @rule(code=st.sampled_from(("top", "a", "b", "c")), floor=st.integers(0, 400))
    def set_floor(self, code: str, floor: int) -> None:
        """A floor may lie above what is there: then nothing leaves."""
        if self.available(code) < 0:
            return
        service.set_floor(code, floor, why="试验", clause=CLAUSE, at=AT)
        self.floor[code] = floor

    # --- what must always be true ---

    @invariant()
    def agrees_with_the_model(self) -> None:
        kept = {row.code: (row.balance, row.held, row.floor) for row in Account.objects.all()}
        for code in ACCOUNTS:
            balance = sum(self.balance[leaf] for leaf in self.below(code))
            held = sum(self.held[leaf] for leaf in self.below(code))
            assert kept[code] == (balance, held, self.floor[code])

    @invariant()
    def adds_up(self) -> None:
        assert list(findings()) == []
        assert sum(Leg.objects.values_list("amount", flat=True)) == 0
        assert sum(self.balance.values()) == 0

    @invariant()
    def nothing_is_negative(self) -> None:
        assert all(self.available(code) >= 0 for code in ("top", "a", "b", "c"))
        assert all(left >= 0 for left in Hold.objects.values_list("left", flat=True))


@contextlib.contextmanager
def _forgotten() -> Iterator[None]:
    """Everything inside is undone at the end: each example begins with empty books."""
    connection = connections["default"]
    with transaction.atomic():
        save = connection.savepoint()
        try:
            yield
        finally:
            connection.savepoint_rollback(save)


def test_any_order_of_anything(store: str) -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=30 if store == "sqlite" else 12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
