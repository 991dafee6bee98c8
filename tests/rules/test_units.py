from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.rules.errors import WrongUnit
from luoshi.rules.units import decimal_text, in_unit, multiplied, parse, shown, unit


@pytest.mark.parametrize(
    ("written", "base", "name"),
    [
        ("500万元", 5_000_000, "万元"),
        ("1.5亿元", 150_000_000, "亿元"),
        ("2.5%", Fraction(1, 40), "%"),
        ("2‰", Fraction(1, 500), "‰"),
        ("0.5个百分点", Fraction(1, 200), "个百分点"),
        ("3年", 36, "年"),
        ("48小时", 2880, "小时"),
        ("3亩", 2000, "亩"),
        ("1,234.56元", Fraction(123456, 100), "元"),
        ("５", None, ""),
        ("-3天", -3, "天"),
        ("300万元/亩", Fraction(9000) / 2, "万元/亩"),
        ("6000元/人天", 6000, "元/人天"),
    ],
)
def test_a_quantity_is_exact_in_base_units(written: str, base: object, name: str) -> None:
    value, found = parse(written)
    assert found.name == name
    assert base is None or value == base


@pytest.mark.parametrize(
    "written", ["", "元", "五万元", "5 里", "1/2", "1e9元", "NaN", "5万万元", "--1"]
)
def test_what_is_no_quantity_is_refused(written: str) -> None:
    with pytest.raises(WrongUnit):
        parse(written)


def test_money_by_money_is_refused_and_quotients_cancel() -> None:
    money = unit("元").dimensions
    with pytest.raises(WrongUnit):
        multiplied(money, money)
    assert multiplied(money, money, -1) == ()
    assert multiplied(unit("万元/亩").dimensions, unit("亩").dimensions) == money


@given(st.integers(-(10**15), 10**15), st.sampled_from(["元", "万元", "%", "‰", "日", "个百分点"]))
def test_a_quantity_is_read_back_as_it_is_shown(cents: int, name: str) -> None:
    of = unit(name)
    value = Fraction(cents, 100) * of.scale
    assert parse(shown(value, of))[0] == value


def test_endless_decimals_say_so() -> None:
    assert decimal_text(Fraction(1, 3)) == "约0.333333"
    assert decimal_text(in_unit(Fraction(1, 40), unit("%"))) == "2.5"
