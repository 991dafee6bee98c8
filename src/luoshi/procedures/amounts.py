"""Amounts of money between the texts of a case (3000000元) and the fen of a ledger."""

from __future__ import annotations

from fractions import Fraction

from luoshi.rules.errors import WrongUnit
from luoshi.rules.units import parse


def fen(amount: object) -> int:
    """``12.50元``, ``3万元`` or a number of yuan, in fen.

    Raises:
        WrongUnit: it is no money, or is finer than a fen.
    """
    value, unit = parse(str(amount))
    if unit.name and dict(unit.dimensions) != {"money": 1}:
        raise WrongUnit(f"“{amount}”不是金额", given=amount, remedy="写成 3000000元 的样子")
    exact = Fraction(value) * 100
    if exact.denominator != 1:
        raise WrongUnit(f"“{amount}”不足一分", given=amount, remedy="金额算到分")
    return int(exact)


def yuan(amount: int) -> str:
    """Fen as the text of an amount: ``1234567`` is ``12345.67元``."""
    sign, size = ("-", -amount) if amount < 0 else ("", amount)
    whole, cents = divmod(size, 100)
    return f"{sign}{whole}.{cents:02}元" if cents else f"{sign}{whole}元"
