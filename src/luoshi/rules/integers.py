"""Exact numbers as Polars columns: whole numerators over a denominator that is known beforehand.

``1,234.56元`` with two decimals is the integer 123456 over 100. Sums and products of such columns are
exact as long as the integers do not overflow, which is proved from the ranges (as declared, or as found
in the data): where 64 bits cannot be shown to be enough the column widens to 128 by itself, and where
128 are not enough the rule is refused. A division by a column keeps numerator and divisor apart until
the value is rounded or compared.

What is the same in every row is worked out beforehand: no column ever holds a constant, a factor goes
into the constants that a choice chooses from, and a comparison that the ranges settle is not made.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, gcd, lcm

import polars as pl

from luoshi.rules.errors import BadPolicy
from luoshi.rules.units import Exact
from luoshi.rules.value import rounded as rounded_exactly

_NARROW, _WIDE = 2**63 - 1, 2**127 - 1

Share = Callable[[pl.Expr], pl.Expr]
"""Makes a column of its own of what will be used several times."""


def unshared(expr: pl.Expr) -> pl.Expr:
    """Leaves it to Polars to find out what is used several times."""
    return expr


@dataclass(frozen=True)
class Whole:
    """A column of integers over a denominator.

    Attributes:
        expr: the integers.
        den: what they are counted in: the value is ``expr / den``.
        low: least value that the ranges allow; ``high`` the greatest.
        nullable: whether a value may be absent.
        wide: whether the integers take 128 bits.
        times: for a choice of constants, the same with every constant times a factor.
        void: whether there is no value in any row.
    """

    expr: pl.Expr
    den: int
    low: Fraction
    high: Fraction
    nullable: bool = False
    wide: bool = False
    times: Callable[[int, bool], pl.Expr] | None = None
    void: bool = False

    @property
    def constant(self) -> Fraction | None:
        """The value, where it is one and the same in every row."""
        return self.low if self.low == self.high and not self.nullable else None

    @property
    def reach(self) -> int:
        """The greatest integer it may hold."""
        return int(max(abs(self.low), abs(self.high)) * self.den) + 1

    def scaled_to(self, den: int) -> Whole:
        """The same values over a multiple of the denominator."""
        return self if den == self.den else _remade(self, den // self.den, den)


def _remade(side: Whole, factor: int, den: int) -> Whole:
    """Integers times ``factor`` over another denominator."""
    change = Fraction(factor * side.den, den)
    low, high = sorted((side.low * change, side.high * change))
    made = replace(side, den=den, low=low, high=high)
    if side.constant is not None:
        return constant(low, den)
    if side.void or factor == 1:
        return made
    times = side.times
    if times is not None:
        wide = made.reach > _NARROW

        def again(more: int, wide: bool) -> pl.Expr:
            return times(factor * more, wide)

        return replace(made, expr=again(1, wide), wide=wide, times=again)
    base = _fitted(side, max(made.reach, side.reach))
    return replace(made, expr=base.expr * _literal(factor, base.wide), wide=base.wide)


def _literal(value: int | None, wide: bool) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int128 if wide else pl.Int64)


def _fitted(side: Whole, reach: int) -> Whole:
    """The column, wide enough for integers of this reach.

    Raises:
        BadPolicy: 128 bits cannot be shown to be enough.
    """
    if reach > _WIDE:
        raise BadPolicy("声明的范围太大，128 位整数也不能保证不溢出：请写明事实的 max，或先取整")
    if reach <= _NARROW or side.wide:
        return side
    known = side.constant
    if known is not None:
        return replace(side, expr=_literal(int(known * side.den), True), wide=True)
    return replace(side, expr=side.expr.cast(pl.Int128), wide=True, times=None)


def constant(value: Exact, den: int | None = None) -> Whole:
    """A number that is the same in every row, over its own denominator or a multiple of it."""
    exact = Fraction(value)
    den = den or exact.denominator
    counted = int(exact * den)
    wide = abs(counted) > _NARROW
    return Whole(_literal(counted, wide), den, exact, exact, wide=wide)


def column(expr: pl.Expr, den: int, low: Exact, high: Exact, *, nullable: bool) -> Whole:
    """A column of 64-bit integers over a denominator, within declared ends."""
    return Whole(expr, den, Fraction(low), Fraction(high), nullable)


def absent() -> Whole:
    """No value in any row."""
    nothing = pl.lit(None, dtype=pl.Int64)
    return Whole(nothing, 1, Fraction(0), Fraction(0), nullable=True, void=True)


def _joined(op: str, a: Whole, b: Whole) -> Whole:
    if a.void or b.void:
        return absent()
    x, y = a.constant, b.constant
    if x is not None and y is not None:
        return constant(x + y if op == "add" else x - y)
    if y == 0:
        return a
    if x == 0 and op == "add":
        return b
    den = lcm(a.den, b.den)
    low, high = (
        (a.low + b.low, a.high + b.high) if op == "add" else (a.low - b.high, a.high - b.low)
    )
    made = Whole(a.expr, den, low, high, a.nullable or b.nullable)
    a, b = a.scaled_to(den), b.scaled_to(den)
    reach = max(made.reach, a.reach, b.reach)
    a, b = _fitted(a, reach), _fitted(b, reach)
    expr = a.expr + b.expr if op == "add" else a.expr - b.expr
    return replace(made, expr=expr, wide=a.wide or b.wide)


def product(a: Whole, b: Whole) -> Whole:
    """The product of two columns."""
    if a.void or b.void:
        return absent()
    for one, other in ((a, b), (b, a)):
        if one.constant is not None:
            return _times_constant(other, one.constant)
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    made = Whole(a.expr, a.den * b.den, min(ends), max(ends), a.nullable or b.nullable)
    reach = max(made.reach, a.reach, b.reach)
    a, b = _fitted(a, reach), _fitted(b, reach)
    return replace(made, expr=a.expr * b.expr, wide=a.wide or b.wide)


def _times_constant(side: Whole, factor: Fraction) -> Whole:
    if factor == 0 and not side.nullable:
        return constant(0)
    if factor == 0:
        return replace(_remade(side, 0, 1), low=Fraction(0), high=Fraction(0))
    shared = gcd(factor.numerator, side.den * factor.denominator)
    return _remade(side, factor.numerator // shared, side.den * factor.denominator // shared)


ONE = constant(1)


@dataclass(frozen=True)
class Quotient:
    """A column of exact numbers: ``top / under``, where ``under`` is positive wherever there is a value."""

    top: Whole
    under: Whole = ONE

    @property
    def plain(self) -> bool:
        """Whether nothing is divided by a column."""
        return self.under.constant == 1

    @property
    def nullable(self) -> bool:
        """Whether a value may be absent."""
        return self.top.nullable or self.under.nullable

    @property
    def constant(self) -> Fraction | None:
        """The value, where it is one and the same in every row."""
        return self.top.constant if self.plain else None

    @property
    def void(self) -> bool:
        """Whether there is no value in any row."""
        return self.top.void or self.under.void


def add(a: Quotient, b: Quotient, op: str = "add") -> Quotient:
    """The sum, or the difference with ``op`` sub."""
    if (a.plain and b.plain) or a.under is b.under:
        return Quotient(_joined(op, a.top, b.top), a.under)
    top = _joined(op, product(a.top, b.under), product(b.top, a.under))
    return Quotient(top, product(a.under, b.under))


def multiply(a: Quotient, b: Quotient) -> Quotient:
    """The product."""
    return Quotient(product(a.top, b.top), _under(a.under, b.under))


def _under(a: Whole, b: Whole) -> Whole:
    return a if b.constant == 1 else b if a.constant == 1 else product(a, b)


def divide(a: Quotient, b: Quotient) -> Quotient:
    """The quotient; no value where the divisor is zero."""
    if a.void or b.void:
        return Quotient(absent())
    known = b.constant
    if known is not None:
        return Quotient(absent()) if known == 0 else multiply(a, Quotient(constant(1 / known)))
    top, under = product(a.top, b.under), _under(a.under, b.top)
    if b.top.low > 0:
        return Quotient(top, under)
    size = _positive(under)
    if b.top.low >= 0:
        return Quotient(top, size)
    sign = Whole(b.top.expr.sign().cast(pl.Int64), 1, Fraction(-1), Fraction(1), b.top.nullable)
    return Quotient(product(top, sign), size)


def _positive(under: Whole) -> Whole:
    """The size of a divisor; absent where it is zero."""
    expr = under.expr if under.low >= 0 else under.expr.abs()
    expr = pl.when(expr != 0).then(expr)
    high = max(abs(under.low), abs(under.high))
    return replace(
        under, expr=expr, low=Fraction(1, under.den), high=high, nullable=True, times=None
    )


# --- comparing

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


def compare(sign: str, a: Quotient, b: Quotient) -> pl.Expr | bool | None:
    """A comparison, absent where a side is: a column, or what it comes to in every row."""
    if a.void or b.void:
        return None
    if a.plain and b.plain:
        settled = None if a.nullable or b.nullable else _settled(sign, a.top, b.top)
        if settled is not None:
            return settled
        if b.constant is not None:
            return _against(sign, a.top, b.constant)
        if a.constant is not None:
            return _against(_TURNED[sign], b.top, a.constant)
    left, right = product(a.top, b.under), product(b.top, a.under)
    den = lcm(left.den, right.den)
    left, right = left.scaled_to(den), right.scaled_to(den)
    reach = max(left.reach, right.reach)
    left, right = _fitted(left, reach), _fitted(right, reach)
    return _test(sign, left.expr, right.expr)


def _test(sign: str, x: pl.Expr, y: pl.Expr) -> pl.Expr:
    return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "==": x == y}[sign]


def _settled(sign: str, a: Whole, b: Whole) -> bool | None:
    """What the ranges alone tell."""
    if sign in (">", ">="):
        return _settled(_TURNED[sign], b, a)
    if sign == "==":
        if a.high < b.low or b.high < a.low:
            return False
        return True if a.low == a.high == b.low == b.high else None
    if a.high < b.low or (sign == "<=" and a.high == b.low):
        return True
    if a.low > b.high or (sign == "<" and a.low == b.high):
        return False
    return None


def _against(sign: str, side: Whole, known: Fraction) -> pl.Expr:
    """A comparison with a constant, which is rounded to the column's integers."""
    counted = known * side.den
    if sign == "==" and counted.denominator != 1:
        never = pl.lit(False)
        return pl.when(side.expr.is_not_null()).then(never) if side.nullable else never
    whole = floor(counted) if sign in ("<=", ">") else ceil(counted)
    return _test(sign, side.expr, _literal(whole, side.wide or abs(whole) > _NARROW))


# --- choosing


def select(
    conditions: Sequence[pl.Expr],
    values: Sequence[Quotient],
    *,
    unsure: Sequence[bool],
    share: Share = unshared,
) -> Quotient:
    """The value of the first condition that holds; one more value than conditions.

    ``unsure`` tells which conditions may be absent.
    """
    top = _selected(conditions, [value.top for value in values], unsure, share)
    if all(value.plain for value in values):
        return Quotient(top)
    return Quotient(top, _selected(conditions, [value.under for value in values], unsure, share))


def _selected(
    conditions: Sequence[pl.Expr], values: Sequence[Whole], unsure: Sequence[bool], share: Share
) -> Whole:
    there = [value for value in values if not value.void]
    if not there:
        return absent()
    known = there[0].constant
    if known is not None and all(value.constant == known for value in values):
        return there[0]
    den = lcm(*(value.den for value in there))
    scaled = [value.scaled_to(den) for value in values]
    wide = any(value.wide for value in scaled)
    low, high = min(v.low for v in there), max(v.high for v in there)
    nullable = any(unsure) or any(value.nullable for value in values)
    counted = [None if v.void else v.constant for v in scaled]
    if all(v.void or v.constant is not None for v in scaled) and not wide:

        def times(factor: int, wide: bool) -> pl.Expr:
            literals = [
                _literal(None if each is None else int(each * den) * factor, wide)
                for each in counted
            ]
            return selected(conditions, literals, unsure=unsure, share=share)

        return Whole(times(1, False), den, low, high, nullable, False, times)
    reach = _NARROW + 1 if wide else 0
    exprs = [_literal(None, wide) if v.void else _fitted(v, reach).expr for v in scaled]
    expr = selected(conditions, exprs, unsure=unsure, share=share)
    return Whole(expr, den, low, high, nullable, wide)


def selected(
    conditions: Sequence[pl.Expr],
    values: Sequence[pl.Expr],
    *,
    unsure: Sequence[bool],
    share: Share = unshared,
) -> pl.Expr:
    """First that holds; an unknown condition settles nothing unless both sides agree."""
    made = values[-1]
    for condition, value, may_be_absent in zip(
        reversed(conditions), reversed(values[:-1]), reversed(unsure), strict=True
    ):
        if not may_be_absent:
            made = pl.when(condition).then(value).otherwise(made)
            continue
        condition, made = share(condition), share(made)
        settled = condition.is_not_null() | value.eq_missing(made)
        made = pl.when(condition).then(value).when(settled).then(made)
    return made


def extreme(op: str, a: Quotient, b: Quotient, share: Share = unshared) -> Quotient:
    """The lesser, or the greater with ``op`` max."""
    if a.void or b.void:
        return Quotient(absent())
    if not (a.plain and b.plain):
        return _extreme_of_quotients(op, a, b, share)
    x, y = a.top, b.top
    if not (x.nullable or y.nullable):
        first = _settled("<=" if op == "min" else ">=", x, y)
        if first is not None:
            return a if first else b
    den = lcm(x.den, y.den)
    x, y = x.scaled_to(den), y.scaled_to(den)
    reach = max(x.reach, y.reach)
    x, y = _fitted(x, reach), _fitted(y, reach)
    pick = min if op == "min" else max
    left, right = (
        (share(x.expr) if x.nullable else x.expr),
        (share(y.expr) if y.nullable else y.expr),
    )
    expr = pl.min_horizontal(left, right) if op == "min" else pl.max_horizontal(left, right)
    known = [each.is_not_null() for each, of in ((left, x), (right, y)) if of.nullable]
    if known:
        expr = pl.when(pl.all_horizontal(known)).then(expr)
    low, high = pick(x.low, y.low), pick(x.high, y.high)
    return Quotient(Whole(expr, den, low, high, bool(known), x.wide or y.wide))


def _extreme_of_quotients(op: str, a: Quotient, b: Quotient, share: Share) -> Quotient:
    first = compare("<=" if op == "min" else ">=", a, b)
    if isinstance(first, bool) or first is None:
        return a if first else b
    if not (a.nullable or b.nullable):
        return select([first], [a, b], unsure=[False], share=share)
    first = share(first)
    # Where one is absent the comparison is, and so is the lesser or greater.
    nothing = Quotient(absent())
    return select([first, ~first], [a, b, nothing], unsure=[False, False], share=share)


# --- rounding


def rounded(a: Quotient, size: Exact, how: str, share: Share = unshared) -> Quotient:
    """Rounded to a step: half away from zero, towards zero, or away from zero."""
    step = Fraction(size)
    if a.void:
        return Quotient(absent())
    if a.constant is not None:
        return Quotient(constant(rounded_exactly(a.constant, step, how)))
    if a.plain:
        return Quotient(_rounded_plain(a.top, step, how, share))
    return Quotient(_rounded_quotient(a, step, how, share))


def _rounded_plain(top: Whole, step: Fraction, how: str, share: Share) -> Whole:
    over = _times_constant(top, 1 / step)
    low, high = (Fraction(rounded_exactly(end, 1, how)) for end in (over.low, over.high))
    den = over.den
    if den == 1:
        made = over
    else:
        over = _fitted(over, over.reach + den)
        n = over.expr
        below, above = {"half_up": (den // 2 - 1 + den % 2, den // 2), "down": (den - 1, 0), "up": (0, den - 1)}[how]  # fmt: skip
        if over.low >= 0 or below == above:
            added = _literal(above, over.wide)
        elif over.high <= 0:
            added = _literal(below, over.wide)
        else:
            n = share(n)
            added = (
                pl.when(n < 0)
                .then(_literal(below, over.wide))
                .otherwise(_literal(above, over.wide))
            )
        whole = (n + added) // _literal(den, over.wide)
        made = Whole(whole, 1, low, high, over.nullable, over.wide)
    return _narrowed(_remade(made, step.numerator, step.denominator))


def _rounded_quotient(a: Quotient, step: Fraction, how: str, share: Share) -> Whole:
    top, under = _times_constant(a.top, 1 / step), a.under
    shared = gcd(top.den, under.den)
    # value / step == the integers of the one / the integers of the other
    top, under = (
        _remade(top, under.den // shared, 1),
        _remade(under, top.den // shared, 1),
    )
    reach = (top.reach + under.reach) * 2
    top, under = _fitted(top, reach), _fitted(under, reach)
    n, d = (share(top.expr) if top.low < 0 else top.expr), share(under.expr)
    zero = _literal(0, top.wide or under.wide)
    one = _literal(1, top.wide or under.wide)
    if how == "half_up":
        n, d = n * 2 + d, d * 2
        below, above = zero - one, zero
    else:
        below, above = (under.expr - 1, zero) if how == "down" else (zero, under.expr - 1)
    if top.low >= 0:
        added = above
    else:
        added = pl.when(share(top.expr) < 0).then(below).otherwise(above)
    expr = (n if top.low >= 0 and how in ("half_up", "down") else n + added) // d
    least = a.under.low if a.under.low > 0 else Fraction(1, a.under.den)
    reach_of = max(abs(a.top.low), abs(a.top.high)) / least / step + 1
    low = Fraction(0) if a.top.low >= 0 else -reach_of
    made = Whole(expr, 1, low, reach_of, a.nullable, top.wide or under.wide)
    return _narrowed(_remade(made, step.numerator, step.denominator))


def _narrowed(side: Whole) -> Whole:
    """Back to 64 bits where the rounded values fit into them."""
    if not side.wide or side.reach > _NARROW:
        return side
    return replace(side, expr=side.expr.cast(pl.Int64), wide=False)
