"""Exact numbers as integer columns: against fractions, at halves, at ends, and where bits run out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.rules import integers
from luoshi.rules.errors import BadPolicy
from luoshi.rules.integers import Quotient, Whole
from luoshi.rules.value import rounded

FEN, PER_MILLE = Fraction(1, 100), Fraction(1, 1000)
HOWS = ("half_up", "down", "up")
few = settings(max_examples=30)
small = st.integers(-1_000_000, 1_000_000)
maybe = st.none() | small


def column(name: str, den: int, low: int = -1_000_000, high: int = 1_000_000) -> Quotient:
    """A column of integers over a denominator; ``low`` and ``high`` are integers too."""
    ends = Fraction(low, den), Fraction(high, den)
    return Quotient(integers.column(pl.col(name), den, *ends, nullable=True))


def values(made: Quotient, **columns: list[int | None]) -> list[Fraction | None]:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int64))
    top, under = made.top, made.under
    found = frame.select(n=top.expr.cast(pl.Int128), d=under.expr.cast(pl.Int128))
    return [
        None if n is None or d is None else Fraction(n, top.den) / Fraction(d, under.den)
        for n, d in found.iter_rows()
    ]


@few
@given(a=maybe, b=maybe)
def test_sums_and_products(a: int | None, b: int | None) -> None:
    x, y = column("a", 100), column("b", 7)
    known = a is not None and b is not None
    p, q = Fraction(a or 0, 100), Fraction(b or 0, 7)
    assert values(integers.add(x, y), a=[a], b=[b]) == [p + q if known else None]
    assert values(integers.add(x, y, "sub"), a=[a], b=[b]) == [p - q if known else None]
    assert values(integers.multiply(x, y), a=[a], b=[b]) == [p * q if known else None]


@few
@given(a=maybe, b=maybe)
def test_a_division_by_a_column_has_no_value_at_zero(a: int | None, b: int | None) -> None:
    made = integers.divide(column("a", 100), column("b", 10))
    known = a is not None and b is not None and b != 0
    expected = Fraction(a or 0, 100) / Fraction(b or 1, 10) if known else None
    assert values(made, a=[a], b=[b]) == [expected]


@few
@given(a=maybe, b=maybe, sign=st.sampled_from(["<", "<=", ">", ">=", "=="]))
def test_comparisons_of_columns_and_with_constants(a: int | None, b: int | None, sign: str) -> None:
    test = {"<": Fraction.__lt__, "<=": Fraction.__le__, ">": Fraction.__gt__,
            ">=": Fraction.__ge__, "==": Fraction.__eq__}[sign]  # fmt: skip
    x, y = column("a", 6), column("b", 4)
    p, q = Fraction(a or 0, 6), Fraction(b or 0, 4)
    assert comes_to(integers.compare(sign, x, y), a, b) == (
        None if a is None or b is None else test(p, q)
    )
    for known in (q, q + Fraction(1, 7)):
        constant = Quotient(integers.constant(known))
        assert comes_to(integers.compare(sign, x, constant), a, b) == (
            None if a is None else test(p, known)
        )
        assert comes_to(integers.compare(sign, constant, x), a, b) == (
            None if a is None else test(known, p)
        )


def comes_to(found: pl.Expr | bool | None, a: int | None, b: int | None) -> bool | None:
    if not isinstance(found, pl.Expr):
        return found
    frame = pl.DataFrame({"a": [a], "b": [b]}, schema={"a": pl.Int64, "b": pl.Int64})
    return frame.select(found).item()


@few
@given(a=maybe, b=maybe, op=st.sampled_from(["min", "max"]))
def test_the_lesser_and_the_greater(a: int | None, b: int | None, op: str) -> None:
    pick = min if op == "min" else max
    known = a is not None and b is not None
    made = integers.extreme(op, column("a", 100), column("b", 30))
    expected = pick(Fraction(a or 0, 100), Fraction(b or 0, 30)) if known else None
    assert values(made, a=[a], b=[b]) == [expected]


@few
@given(a=maybe, b=maybe, c=maybe, op=st.sampled_from(["min", "max"]))
def test_the_lesser_and_the_greater_of_quotients(
    a: int | None, b: int | None, c: int | None, op: str
) -> None:
    pick = min if op == "min" else max
    ratio = integers.divide(column("a", 100), column("b", 10, 1))
    made = integers.extreme(op, ratio, column("c", 3))
    b = None if b is None else abs(b) + 1
    known = a is not None and b is not None and c is not None
    expected = pick(Fraction(a or 0, 10) / (b or 1), Fraction(c or 0, 3)) if known else None
    assert values(made, a=[a], b=[b], c=[c]) == [expected]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("den", [1, 2, 3, 8, 200, 2001, 36_500])
@few
@given(a=st.lists(maybe, min_size=1, max_size=20))
def test_rounding_is_that_of_the_value_reading(den: int, how: str, a: list[int | None]) -> None:
    halves = [den * 5 + den // 2 + off for off in (-1, 0, 1)]
    cases = [*a, *halves, *(-each for each in halves), 0]
    made = integers.rounded(column("a", den), FEN * 100, how)
    assert values(made, a=cases) == [
        None if each is None else Fraction(rounded(Fraction(each, den), 1, how)) for each in cases
    ]


@pytest.mark.parametrize("how", HOWS)
@few
@given(a=st.lists(small, min_size=1, max_size=20), b=st.integers(1, 1000))
def test_rounding_a_quotient(how: str, a: list[int | None], b: int) -> None:
    made = integers.rounded(integers.divide(column("a", 100), column("b", 4, 1)), FEN, how)
    assert values(made, a=a, b=[b] * len(a)) == [
        Fraction(rounded(Fraction(each or 0, 100) / Fraction(b, 4), FEN, how)) for each in a
    ]


def test_half_a_fen_is_rounded_away_from_zero() -> None:
    made = integers.rounded(column("a", 1000), FEN, "half_up")
    assert values(made, a=[4, 5, 15, -4, -5, -15]) == [
        0, FEN, 2 * FEN, 0, -FEN, -2 * FEN,
    ]  # fmt: skip


# --- overflow


def whole(high: int) -> Whole:
    return integers.column(pl.col("a"), 1, 0, high, nullable=False)


def test_64_bits_are_kept_where_the_ranges_prove_them_enough() -> None:
    assert not integers.product(whole(2**31), whole(2**31)).wide
    assert values(Quotient(integers.product(whole(2**31), whole(2**31))), a=[2**31]) == [2**62]


def test_the_column_widens_by_itself_just_beyond() -> None:
    made = integers.product(whole(2**32), whole(2**32))
    assert made.wide
    assert values(Quotient(made), a=[2**32]) == [2**64]


def test_more_than_128_bits_are_refused() -> None:
    cubed = integers.product(whole(2**62), whole(2**62))
    with pytest.raises(BadPolicy, match="128 位"):
        integers.product(cubed, whole(2**62))


def test_a_rounded_result_is_narrow_again() -> None:
    money = integers.column(pl.col("a"), 100, 0, 10**11, nullable=False)
    scaled = integers.product(
        money, integers.product(money, integers.constant(Fraction(1, 10**14)))
    )
    made = integers.rounded(Quotient(scaled), FEN, "half_up")
    assert scaled.wide
    assert not made.top.wide
    assert values(made, a=[10**13]) == [Fraction(10**8)]


def test_data_with_closer_ends_needs_fewer_bits() -> None:
    declared = integers.product(whole(10**10), whole(10**10))
    found = integers.product(whole(10**9), whole(10**9))
    assert declared.wide
    assert not found.wide


# --- what is the same in every row


def no_column(made: Any) -> bool:
    return made.meta.root_names() == []


def test_constants_are_worked_out_beforehand() -> None:
    half, third = (Quotient(integers.constant(Fraction(1, each))) for each in (2, 3))
    for made in (integers.add(half, third), integers.multiply(half, third), integers.divide(half, third)):  # fmt: skip
        assert made.constant is not None
        assert no_column(made.top.expr)
    assert integers.compare("<", third, half) is True


def test_what_the_ranges_settle_is_not_compared() -> None:
    low = Quotient(integers.column(pl.col("a"), 1, 0, 9, nullable=False))
    high = Quotient(integers.column(pl.col("b"), 1, 10, 20, nullable=False))
    assert integers.compare("<", low, high) is True
    assert integers.compare(">=", low, high) is False
    assert integers.compare("==", low, high) is False
    assert integers.extreme("min", low, high) is low
    assert integers.extreme("max", low, high) is high


def test_at_the_end_of_the_range_it_is_compared() -> None:
    low = Quotient(integers.column(pl.col("a"), 1, 0, 10, nullable=False))
    high = Quotient(integers.column(pl.col("b"), 1, 10, 20, nullable=False))
    assert isinstance(integers.compare("<", low, high), pl.Expr)
    assert integers.compare("<=", low, high) is True


def test_nothing_is_settled_where_a_value_may_be_absent() -> None:
    low, high = column("a", 1, 0, 9), column("b", 1, 10, 20)
    assert comes_to(integers.compare("<", low, high), None, 15) is None
    assert values(integers.extreme("min", low, high), a=[None, 3], b=[15, 15]) == [None, 3]


def test_a_factor_goes_into_the_constants_of_a_choice() -> None:
    rates = [Quotient(integers.constant(Fraction(each, 10))) for each in (5, 7)]
    chosen = integers.select([pl.col("a") > 0], rates, unsure=[False])
    made = integers.multiply(chosen, Quotient(integers.constant(100)))
    assert "*" not in str(made.top.expr)
    assert values(made, a=[1, 0]) == [50, 70]


def test_a_choice_of_one_and_the_same_is_no_choice() -> None:
    same = [Quotient(integers.constant(3)), Quotient(integers.constant(Fraction(6, 2)))]
    assert integers.select([pl.col("a") > 0], same, unsure=[False]).constant == 3


def test_an_unknown_condition_settles_only_what_agrees() -> None:
    made = integers.select([pl.col("a") > 0], [column("b", 1), column("c", 1)], unsure=[True])
    assert values(made, a=[None, None, 1, 0], b=[4, 4, 4, None], c=[4, 5, None, 5]) == [4, None, 4, 5]  # fmt: skip
