"""Exact numbers as Polars columns: whole numerators over a denominator that is known beforehand.

``1,234.56元`` with two decimals is the integer 123456 over 100. Sums and products of such columns are
exact as long as the integers do not overflow, which is proved from the declared ranges: where 64 bits
cannot be shown to be enough the column widens to 128 by itself, and where 128 are not enough the rule is
refused. A division by a column keeps numerator and divisor apart until the value is rounded or compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import polars as pl

from luoshi.rules.errors import BadPolicy
from luoshi.rules.units import Exact

_NARROW, _WIDE = 2**63 - 1, 2**127 - 1


@dataclass(frozen=True)
class Whole:
    """A column of integers over a denominator.

    Attributes:
        expr: the integers.
        den: what they are counted in: the value is ``expr / den``.
        low: least value that the declared ranges allow; ``high`` the greatest.
        nullable: whether a value may be absent.
    """

    expr: pl.Expr
    den: int
    low: Fraction
    high: Fraction
    nullable: bool = False
    wide: bool = False

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
        return self if den == self.den else self._times(den // self.den, den)

    def _times(self, factor: int, den: int) -> Whole:
        made = replace(self, den=den)
        base = _fitted(self, made.reach)
        return replace(made, expr=base.expr * _literal(factor, base.wide), wide=base.wide)


def _literal(value: int, wide: bool) -> pl.Expr:
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
    return replace(side, expr=side.expr.cast(pl.Int128), wide=True)


def constant(value: Exact) -> Whole:
    """A number that is the same in every row."""
    exact = Fraction(value)
    wide = abs(exact.numerator) > _NARROW
    return Whole(_literal(exact.numerator, wide), exact.denominator, exact, exact, wide=wide)


def column(expr: pl.Expr, den: int, low: Exact, high: Exact, *, nullable: bool) -> Whole:
    """A column of 64-bit integers over a denominator, within declared ends."""
    return Whole(expr, den, Fraction(low), Fraction(high), nullable)


def absent() -> Whole:
    """No value in any row."""
    return Whole(pl.lit(None, dtype=pl.Int64), 1, Fraction(0), Fraction(0), nullable=True)


def _joined(op: str, a: Whole, b: Whole) -> Whole:
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
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    made = Whole(a.expr, a.den * b.den, min(ends), max(ends), a.nullable or b.nullable)
    reach = max(made.reach, a.reach, b.reach)
    a, b = _fitted(a, reach), _fitted(b, reach)
    for one, other in ((a, b), (b, a)):
        if one.constant is not None and one.constant.numerator == 1:
            return replace(made, expr=other.expr, wide=other.wide)
    return replace(made, expr=a.expr * b.expr, wide=a.wide or b.wide)


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
    known = b.top.constant
    if known is not None and b.plain:
        if known == 0:
            return Quotient(absent())
        return multiply(a, Quotient(constant(1 / known)))
    top, under = product(a.top, b.under), _under(a.under, b.top)
    if b.top.low > 0:
        return Quotient(top, under)
    sign = Whole(b.top.expr.sign().cast(pl.Int64), 1, Fraction(-1), Fraction(1), b.top.nullable)
    size = _positive(under)
    return Quotient(product(top, sign), size)


def _positive(under: Whole) -> Whole:
    """The size of a divisor; absent where it is zero."""
    expr = under.expr.abs()
    expr = pl.when(expr != 0).then(expr)
    high = max(abs(under.low), abs(under.high))
    return replace(under, expr=expr, low=Fraction(1, under.den), high=high, nullable=True)


def compare(sign: str, a: Quotient, b: Quotient) -> pl.Expr:
    """A comparison, absent where a side is."""
    left, right = product(a.top, b.under), product(b.top, a.under)
    den = lcm(left.den, right.den)
    left, right = left.scaled_to(den), right.scaled_to(den)
    reach = max(left.reach, right.reach)
    left, right = _fitted(left, reach), _fitted(right, reach)
    x, y = left.expr, right.expr
    return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "==": x == y}[sign]


def select(
    conditions: Sequence[pl.Expr], values: Sequence[Quotient], *, nullable: bool
) -> Quotient:
    """The value of the first condition that holds; one more value than conditions."""
    top = _selected(conditions, [value.top for value in values], nullable)
    if all(value.plain for value in values):
        return Quotient(top)
    return Quotient(top, _selected(conditions, [value.under for value in values], nullable))


def _selected(conditions: Sequence[pl.Expr], values: Sequence[Whole], nullable: bool) -> Whole:
    den = lcm(*(value.den for value in values))
    scaled = [value.scaled_to(den) for value in values]
    wide = any(value.wide for value in scaled)
    cast = [
        value.expr.cast(pl.Int128) if wide and not value.wide else value.expr for value in scaled
    ]
    low, high = min(v.low for v in values), max(v.high for v in values)
    absent = nullable or any(value.nullable for value in values)
    return Whole(selected(conditions, cast, nullable=nullable), den, low, high, absent, wide)


def selected(
    conditions: Sequence[pl.Expr], values: Sequence[pl.Expr], *, nullable: bool
) -> pl.Expr:
    """First that holds; an unknown condition settles nothing unless both sides agree."""
    made = values[-1]
    for condition, value in zip(reversed(conditions), reversed(values[:-1]), strict=True):
        chosen = pl.when(condition).then(value)
        if nullable:
            agreed = pl.when(value.eq_missing(made)).then(value)
            made = pl.when(condition.is_null()).then(agreed).otherwise(chosen.otherwise(made))
        else:
            made = chosen.otherwise(made)
    return made


def extreme(op: str, a: Quotient, b: Quotient) -> Quotient:
    """The lesser, or the greater with ``op`` max."""
    first = compare("<=" if op == "min" else ">=", a, b)
    chosen = select([first], [a, b], nullable=False)
    low, high = (min, min) if op == "min" else (max, max)
    top = replace(chosen.top, low=low(a.top.low, b.top.low), high=high(a.top.high, b.top.high))
    if not (a.plain and b.plain):
        top = chosen.top
    if a.nullable or b.nullable:
        known = a.top.expr.is_not_null() & b.top.expr.is_not_null() & a.under.expr.is_not_null()
        known = known & b.under.expr.is_not_null()
        top = replace(top, expr=pl.when(known).then(top.expr), nullable=True)
    return Quotient(top, chosen.under)


def rounded(a: Quotient, size: Exact, how: str) -> Quotient:
    """Rounded to a step: half away from zero, towards zero, or away from zero."""
    step = Fraction(size)
    over = product(a.top, constant(1 / step))
    top, under = over.scaled_to(over.den * a.under.den), a.under.scaled_to(a.under.den * over.den)
    # value / step == top.expr / under.expr, both over the same denominator
    reach = (top.reach + under.reach) * 2
    top, under = _fitted(top, reach), _fitted(under, reach)
    n, d = top.expr, under.expr
    if a.plain:
        d = _literal(over.den, top.wide)
        n = _fitted(over, over.reach * 2 + over.den).expr
    size_of = n if over.low >= 0 else n.abs()
    whole = _floored(size_of, d, how)
    expr = (
        whole
        if over.low >= 0
        else pl.when(n < 0).then(_literal(0, top.wide) - whole).otherwise(whole)
    )
    low, high = _ends(a, step)
    return Quotient(
        product(Whole(expr, 1, low, high, a.nullable, top.wide), constant(step))
        if step.numerator != 1
        else Whole(expr, step.denominator, low * step, high * step, a.nullable, top.wide)
    )


def _floored(n: pl.Expr, d: pl.Expr, how: str) -> pl.Expr:
    if how == "half_up":
        return (n * 2 + d) // (d * 2)
    return n // d if how == "down" else (n + d - 1) // d


def _ends(a: Quotient, step: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds of the rounded integers."""
    least = a.under.low if a.under.low > 0 else Fraction(1, a.under.den)
    reach = max(abs(a.top.low), abs(a.top.high)) / least / step + 1
    return (Fraction(0) if a.top.low >= 0 else -reach), reach
