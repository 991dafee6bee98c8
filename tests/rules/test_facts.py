from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from luoshi.rules import Facts, RuleError, choice, day, money, quantity, rate, truth, words
from luoshi.rules.facts import Fact


class Sample(Facts):
    amount = money("金额", max="1亿元", clause="第三条")
    wan = money("投资", unit="万元")
    share = rate("比例")
    days = quantity("天数", "日", max=366)
    level = choice("级别", ["甲", "乙"])
    old = truth("老工人")
    born = day("出生日期")
    name = words("名称")


FACTS = Sample.declared()


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("amount", 100, 100),
        ("amount", 0.1, Fraction(1, 10)),
        ("amount", "1,234.56", Fraction(123456, 100)),
        ("amount", "5万元", 50_000),
        ("amount", Decimal("0.01"), Fraction(1, 100)),
        ("amount", "1亿元", 10**8),
        ("wan", 1, 10_000),
        ("wan", "3元", None),
        ("wan", "300元", 300),
        ("share", 2.5, Fraction(1, 40)),
        ("share", "25‰", Fraction(1, 40)),
        ("days", 366, 366),
        ("level", " 甲 ", "甲"),
        ("old", "是", True),
        ("old", False, False),
        ("born", "2024-02-29", date(2024, 2, 29)),
        ("name", "某区", "某区"),
    ],
)
def test_a_fact_is_read(name: str, given: object, read: object) -> None:
    if read is None:
        with pytest.raises(RuleError):
            FACTS[name].read(given)
    else:
        assert FACTS[name].read(given) == read


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("amount", -0.01, "out_of_range"),
        ("amount", "1亿零1元", "wrong_unit"),
        ("amount", 100_000_000.01, "out_of_range"),
        ("amount", 0.001, "wrong_type"),
        ("amount", float("nan"), "wrong_type"),
        ("amount", float("inf"), "wrong_type"),
        ("amount", True, "wrong_type"),
        ("amount", "5日", "wrong_unit"),
        ("amount", "5%", "wrong_unit"),
        ("amount", [], "wrong_type"),
        ("amount", "9" * 300, "wrong_type"),
        ("amount", 10**400, "out_of_range"),
        ("share", "0.5元", "wrong_unit"),
        ("days", 1.5, "wrong_type"),
        ("days", "3个工作日", "wrong_unit"),
        ("level", "丙", "wrong_type"),
        ("level", 1, "wrong_type"),
        ("old", 1, "wrong_type"),
        ("old", "也许", "wrong_type"),
        ("born", "2023-02-29", "wrong_type"),
        ("born", "1700-01-01", "out_of_range"),
        ("born", 20240101, "wrong_type"),
        ("name", "", "wrong_type"),
        ("name", "长" * 201, "wrong_type"),
    ],
)
def test_what_is_no_value_is_refused_in_chinese_by_name(
    name: str, given: object, code: str
) -> None:
    with pytest.raises(RuleError) as caught:
        FACTS[name].read(given)
    told = caught.value.as_json()
    assert told["code"] == code
    assert told["fact"] == name
    assert FACTS[name].label in told["message"]
    assert len(told["given"]) < 100


def test_the_schema_names_unit_range_and_options() -> None:
    assert FACTS["amount"].schema() == {
        "title": "金额", "type": ["number", "string"], "minimum": 0, "maximum": 100_000_000,
        "x-unit": "元", "x-decimals": 2, "x-clause": "第三条",
    }  # fmt: skip
    assert FACTS["level"].schema()["enum"] == ["甲", "乙"]
    assert isinstance(FACTS["born"], Fact)
