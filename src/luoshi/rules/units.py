"""Units (单位) and exact quantities (量): 元/万元/亿元, %, ‰, 个百分点, 日, 工作日, 月, 年, 亩 …

A quantity is an exact number of base units. What may be added, compared or multiplied is decided by
dimensions, so that a number of 日 never meets a number of 工作日 and money is never multiplied by
money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from luoshi.rules.errors import WrongUnit

Exact = int | Fraction
"""An exact number of base units."""

Dimensions = tuple[tuple[str, int], ...]
"""Base dimensions with their exponents, sorted; empty for a plain number, a share or a count."""

PLAIN: Dimensions = ()
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is printed, and how many base units it is."""

    name: str
    scale: Exact = 1
    dimensions: Dimensions = PLAIN


def _units() -> Iterator[Unit]:
    money, area = (("money", 1),), (("area", 1),)
    yield from (Unit("元", 1, money), Unit("万元", 10_000, money), Unit("亿元", 100_000_000, money))
    yield from (Unit("", 1), Unit("倍", 1))
    yield from (Unit("%", Fraction(1, 100)), Unit("‰", Fraction(1, 1000)))
    yield from (Unit("个百分点", Fraction(1, 100)), Unit("百分点", Fraction(1, 100)))
    yield from (Unit("日", 1, (("day", 1),)), Unit("天", 1, (("day", 1),)))
    yield from (Unit("工作日", 1, (("workday", 1),)), Unit("个工作日", 1, (("workday", 1),)))
    yield from (Unit("月", 1, (("month", 1),)), Unit("个月", 1, (("month", 1),)))
    yield from (Unit("年", 12, (("month", 1),)), Unit("岁", 12, (("month", 1),)))
    yield Unit("周岁", 12, (("month", 1),))
    yield from (Unit("分钟", 1, (("minute", 1),)), Unit("小时", 60, (("minute", 1),)))
    yield from (Unit("平方米", 1, area), Unit("亩", Fraction(2000, 3), area))
    yield from (Unit("公顷", 10_000, area), Unit("分", 1, (("score", 1),)))
    for counted in [
        "个",
        "名",
        "户",
        "家",
        "人",
        "起",
        "项",
        "次",
        "件",
        "辆",
        "村",
        "场",
        "处",
        "条",
        "种",
        "类",
        "份",
        "级",
        "位",
        "篇",
        "批",
        "笔",
        "期",
        "轮",
        "步",
        "倍",
        "季",
        "区县",
    ]:
        yield Unit(counted)


UNITS: dict[str, Unit] = {unit.name: unit for unit in _units()}
_NAMES = sorted((name for name in UNITS if name), key=len, reverse=True)
_NUMBER = re.compile(r"\s*([+-]?\d[\d,，]*(?:\.\d+)?)\s*(\S*)\s*")


def unit(name: str) -> Unit:
    """The unit of this name; ``万元/亩`` and ``元/人天`` are put together from their parts.

    Raises:
        WrongUnit: no such unit.
    """
    known = UNITS.get(name)
    if known is not None:
        return known
    over, slash, under = name.partition("/")
    if not slash or over not in UNITS:
        raise WrongUnit(
            f"没有“{name}”这个单位", given=name, remedy="单位如 元、万元、%、日、年、亩"
        )
    scale: Exact = UNITS[over].scale
    dimensions = UNITS[over].dimensions
    for part in _parts(under, name):
        scale = exact(Fraction(scale) / part.scale)
        dimensions = multiplied(dimensions, part.dimensions, -1)
    made = Unit(name, scale, dimensions)
    UNITS[name] = made
    return made


def _parts(text: str, name: str) -> Iterator[Unit]:
    while text:
        found = next((known for known in _NAMES if text.startswith(known)), None)
        if found is None:
            raise WrongUnit(f"没有“{name}”这个单位", given=name)
        yield UNITS[found]
        text = text[len(found) :].lstrip("·/")


def multiplied(a: Dimensions, b: Dimensions, sign: int = 1) -> Dimensions:
    """Dimensions of a product, or of a quotient with ``sign`` -1.

    Raises:
        WrongUnit: money by money.
    """
    if not b:
        return a
    sums = dict(a)
    for base, exponent in b:
        sums[base] = sums.get(base, 0) + sign * exponent
    if abs(sums.get("money", 0)) > 1:
        raise WrongUnit("金额不能与金额相乘")
    return tuple(sorted((base, exponent) for base, exponent in sums.items() if exponent))


def exact(number: Exact) -> Exact:
    """The same number, as an int where it is whole."""
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


def parse(text: str) -> tuple[Exact, Unit]:
    """``500万元`` as an exact number of base units and its unit.

    Raises:
        WrongUnit: no number, or no such unit.
    """
    match = _NUMBER.fullmatch(text.replace("％", "%"))
    if not match:
        raise WrongUnit(f"“{text}”不是一个量", given=text, remedy="写成数字加单位，如 500万元、5%")
    found = unit(match[2])
    digits = match[1].replace(",", "").replace("，", "")
    return in_base(digits, found), found


def in_base(digits: str, of: Unit) -> Exact:
    """Decimal digits, counted in a unit, as an exact number of base units."""
    if "." not in digits:
        return exact(int(digits) * of.scale)
    return exact(Fraction(*Decimal(digits).as_integer_ratio()) * of.scale)


def in_unit(value: Exact, of: Unit) -> Exact:
    """An exact number of base units, counted in a unit."""
    scale = of.scale
    if scale == 1:
        return value
    top, bottom = value.numerator * scale.denominator, value.denominator * scale.numerator
    whole, rest = divmod(top, bottom)
    return Fraction(top, bottom) if rest else whole


def terminates(denominator: int) -> bool:
    """Whether a fraction with this denominator is a finite decimal."""
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def decimal_text(value: Exact) -> str:
    """The number in decimal digits; ``约`` before it when its digits never end."""
    if isinstance(value, int):
        return str(value)
    if terminates(value.denominator):
        with localcontext(_EXACT):
            return f"{Decimal(value.numerator) / value.denominator:f}"
    return f"约{Decimal(round(value * 1_000_000)) / 1_000_000:f}"


def shown(value: Exact, of: Unit) -> str:
    """The quantity as it is written: ``1,234.5元``, ``2.5%``."""
    counted = in_unit(value, of)
    money = of.dimensions and dict(of.dimensions).get("money")
    if type(counted) is int:
        return f"{counted:,}{of.name}" if money else f"{counted}{of.name}"
    text = decimal_text(counted)
    if money and "约" not in text:
        whole, dot, rest = text.partition(".")
        text = f"{int(whole):,}{dot}{rest}" if whole not in ("-0",) else text
    return text + of.name
