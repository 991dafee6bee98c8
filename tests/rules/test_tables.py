"""Natural columns in, results out: what can stand in a cell, what is set aside, and in which words."""

import math
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from luoshi import rules as said
from luoshi.rules import Facts, Number, Policy, Record, Rule, Text, rule, tables
from luoshi.rules.errors import (
    Missing,
    NotInForce,
    UnknownFact,
    UnknownParameter,
    UnknownReading,
    WrongType,
)
from luoshi.rules.tables import Applied, Question

ON = date(2024, 6, 30)
OPTIONS = ["甲", "乙"]


@pytest.fixture
def share(policy: Policy) -> Rule[Any, Any]:
    """A share of an amount, by level, to the fen."""
    p = policy.parameters

    class Case(Facts):
        amount = said.money("申请金额", max="10亿元", clause="第三条")
        level = said.choice("类别", OPTIONS)
        early = said.truth("提前")
        asked = said.day("申请日")
        heads = said.quantity("人数", "人", max=1000)

    @rule(policy, "第四条", label="补贴额", unit="元", rounding="分")
    def share(c: Case) -> Number:
        """A share of the amount, for each head; nothing where it is asked for after the end."""
        paid = (
            p.share[c.level] * c.amount / said.choose((c.early, said.number(1)), otherwise=c.heads)
        )
        return said.choose((c.asked < p.until, paid), otherwise=said.number(0, "元"))

    return share


CASE: dict[str, Any] = {
    "amount": 1000.0, "level": "甲", "early": True, "asked": date(2024, 5, 1), "heads": 3,
}  # fmt: skip


def frame(rows: int = 1, **columns: Any) -> pl.DataFrame:
    """Rows that are all right, but for the columns given."""
    given = {name: [value] * rows for name, value in CASE.items()}
    return pl.DataFrame({**given, **columns}, strict=False)


def applied(share: Rule[Any, Any], table: pl.DataFrame, **asked: Any) -> Applied:
    return Question(share, asked.pop("on", ON), **asked).apply(table)


def results(share: Rule[Any, Any], **columns: Any) -> list[Any]:
    rows = max(len(column) for column in columns.values())
    made = applied(share, frame(rows, **columns))
    return made.good["result"].to_list() + made.bad["reason"].to_list()


# --- what may stand in a cell


@pytest.mark.parametrize(
    "cells",
    [
        [1000.5, 0.1 + 0.2],
        ["1000.5", "0.30"],
        ["1,000.5元", "0.3元"],
        ["0.10005万元", "0.00003万元"],
        [" 1000.50 ", "+0.3"],
        [Decimal("1000.50"), Decimal("0.30")],
        pl.Series(["1000.500", "0.300"]).cast(pl.Decimal(20, 3)),
        pl.Series(["1000.5", "0.3"]).cast(pl.Decimal(20, 1)),
        ["1000.5", "0.30000000000000004"],
        pl.Series([1000.5, 0.3], dtype=pl.Float32),
    ],
    ids=str,
)
def test_money_is_read_however_it_is_written(share: Rule[Any, Any], cells: Any) -> None:
    assert results(share, amount=cells) == [Decimal("500.25"), Decimal("0.15")]


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt8, pl.Int32, pl.UInt64, pl.Int128])
def test_integers_of_any_width(share: Rule[Any, Any], dtype: Any) -> None:
    assert results(share, amount=pl.Series([100, 3], dtype=dtype)) == [Decimal(50), Decimal("1.5")]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([-0.01, -1.0], "应在0元至"),
        ([10**9 + 0.01, 1e300], "应在0元至"),
        ([1.005, 2.0001], "最多2位小数"),
        (["1.005", "1元角"], "amount"),
        ([math.nan, math.inf], "不是有限的数"),
        (["NaN", "一千"], "要填数"),
        (["5%", "3日"], "单位应是元"),
        ([True, False], "要填数"),
        ([[1], [2]], "要填数"),
        ([date(2024, 1, 1)] * 2, "要填数"),
        (["9" * 300, "1" * 40], "amount"),
        (pl.Series([2**63 - 1, 10**18], dtype=pl.Int64), "应在0元至"),
        (pl.Series([2**64 - 1, 2**63], dtype=pl.UInt64), "应在0元至"),
        (pl.Series([2**126, -(2**127)], dtype=pl.Int128), "应在0元至"),
        (pl.Series([0.123, 0.001], dtype=pl.Float32), "申请金额"),
        (pl.Series(["99999999999999999999999999999.5"] * 2).cast(pl.Decimal(38, 1)), "应在0元至"),
    ],
    ids=lambda given: str(given)[:40],
)
def test_money_that_is_none_is_set_aside(share: Rule[Any, Any], cells: Any, words: str) -> None:
    made = applied(share, frame(2, amount=cells))
    assert made.good.is_empty()
    assert len(made.bad) == 2
    assert all("申请金额" in reason for reason in made.bad["reason"])
    assert words in made.bad["reason"][0]
    assert made.bad["reason"][0].startswith("第1行：")


def test_mixed_units_in_one_column(share: Rule[Any, Any]) -> None:
    cells = ["100", "0.01万元", "1e2", "100日", "100.00元"]
    made = applied(share, frame(5, amount=cells))
    assert made.good["result"].to_list() == [Decimal(50)] * 3
    assert [reason[:4] for reason in made.bad["reason"]] == ["第3行：", "第4行："]
    assert "第三条" in made.bad["reason"][1]


@pytest.mark.parametrize("cells", [[date(2024, 5, 1)], ["2024-05-01"], [datetime(2024, 5, 1, 12)]])  # noqa: DTZ001
def test_days(share: Rule[Any, Any], cells: Any) -> None:
    assert results(share, asked=cells) == [Decimal(500)]


@pytest.mark.parametrize("cell", ["2024-02-30", "2024/05/01", "昨天", "1899-12-31", "2200-01-01"])
def test_days_that_there_are_not(share: Rule[Any, Any], cell: str) -> None:
    (reason,) = results(share, asked=[cell])
    assert "申请日" in reason


@pytest.mark.parametrize(
    ("cell", "read"), [("是", True), ("否", False), ("TRUE", True), (True, True)]
)
def test_truths(share: Rule[Any, Any], cell: Any, read: bool) -> None:
    assert results(share, early=[cell]) == [Decimal(500) if read else Decimal("166.67")]


@pytest.mark.parametrize("cell", [1, 0, "对", ""])
def test_what_is_no_truth(share: Rule[Any, Any], cell: Any) -> None:
    (reason,) = results(share, early=[cell])
    assert "提前" in reason


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["丙", "甲"]), pl.Enum(OPTIONS)])  # fmt: skip
def test_choices(share: Rule[Any, Any], dtype: Any) -> None:
    assert results(share, level=pl.Series(["甲"], dtype=dtype)) == [Decimal(500)]


def test_choices_with_blanks_around_and_others(share: Rule[Any, Any]) -> None:
    first, second = results(share, level=[" 乙 ", "丙"])
    assert first == Decimal(700)
    assert "可选：甲、乙" in second


# --- nothing is lost, nothing is guessed


def test_good_and_bad_together_are_the_table_in_its_order(share: Rule[Any, Any]) -> None:
    cells = [1.0, -1.0, 3.0, None, 5.0]
    table = frame(5, amount=cells).with_columns(pl.int_range(5).alias("编号"))
    made = applied(share, table)
    assert made.good["编号"].to_list() == [0, 2, 4]
    assert made.bad["编号"].to_list() == [1, 3]
    assert made.bad["reason"][1] == "第4行：缺少：申请金额（依据：样政发〔2024〕1号 第四条）"
    assert made.good.columns == [*table.columns, "result"]
    assert made.bad.columns == [*table.columns, "reason"]


def test_what_does_not_matter_may_be_absent(share: Rule[Any, Any]) -> None:
    made = applied(share, frame(2, heads=[None, None], early=[True, False]))
    assert made.good["result"].to_list() == [Decimal(500)]
    assert "缺少：人数" in made.bad["reason"][0]


def test_a_division_by_zero_is_set_aside_only_where_it_is_made(share: Rule[Any, Any]) -> None:
    made = applied(share, frame(3, heads=[0, 0, 4], early=[True, False, False]))
    assert made.good["result"].to_list() == [Decimal(500), Decimal(125)]
    assert "为零，不能相除" in made.bad["reason"][0]


def test_a_column_that_is_missing_is_told_by_row(share: Rule[Any, Any]) -> None:
    table = frame(2, early=[True, False]).drop("heads")
    made = applied(share, table)
    assert made.good.height == 1
    assert "缺少：人数" in made.bad["reason"][0]
    assert [fact.label for fact in Question(share, ON).lacking(table.columns)] == ["人数"]


def test_chinese_labels_are_names_too(share: Rule[Any, Any]) -> None:
    table = frame().rename({"amount": "申请金额（元）", "level": "类别", "heads": " 人数 "})
    assert applied(share, table).good["result"].to_list() == [Decimal(500)]


def test_batches_are_one_table(share: Rule[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [float(each) if each % 7 else -1.0 for each in range(100)]
    whole = applied(share, frame(100, amount=cells))
    monkeypatch.setattr(tables, "BATCH", 8)
    parts = applied(share, frame(100, amount=cells))
    assert parts.good.equals(whole.good)
    assert parts.bad.equals(whole.bad)
    assert whole.bad["reason"][1].startswith("第8行：")


def test_an_empty_table(share: Rule[Any, Any]) -> None:
    made = applied(share, frame().clear())
    assert made.good.is_empty()
    assert made.bad.is_empty()
    assert made.good["result"].dtype == pl.Decimal(38, 2)


def test_the_type_of_the_result_does_not_depend_on_the_batch(share: Rule[Any, Any]) -> None:
    question = Question(share, ON)
    batches = [frame(amount=[2.0]), frame(amount=[1e9]), frame(asked=[date(2025, 2, 1)])]
    assert {question.apply(each).good["result"].dtype for each in batches} == {question.dtype}


# --- days, readings, parameters


def test_a_day_for_each_row(share: Rule[Any, Any]) -> None:
    days = ["2024-06-30", "2025-06-30", "2023-06-30", "2026-03-01", None, "2024-13-01"]
    made = applied(share, frame(6).with_columns(pl.Series("发生日", days)), on="发生日")
    assert made.good["result"].to_list() == [Decimal(500), Decimal(550)]
    told = made.bad["reason"].to_list()
    assert "2023-06-30" in told[0]
    assert "2026-03-01" in told[1]
    assert "发生日" in told[2]
    assert "发生日" in told[3]


def test_a_day_on_which_it_is_not_in_force(share: Rule[Any, Any]) -> None:
    with pytest.raises(NotInForce):
        applied(share, frame(), on=date(2023, 1, 1))
    made = applied(share, frame(), on=date(2027, 1, 1), even_if_not_in_force=True)
    assert made.good["result"].to_list() == [Decimal(550)]


def test_a_changed_parameter(share: Rule[Any, Any]) -> None:
    made = applied(share, frame(2, level=OPTIONS), overrides={"share[甲]": "60%"})
    assert made.good["result"].to_list() == [Decimal(600), Decimal(700)]


@pytest.mark.parametrize(
    ("columns", "asked", "error"),
    [
        ({"别的": [1]}, {}, UnknownFact),
        ({"amount": [1]}, {"on": "没有的列"}, Missing),
        ({"amount": [1], "result": [1]}, {}, WrongType),
        ({"amount": [1], "reason": [1]}, {}, WrongType),
        ({"amount": [1], "申请金额": [1]}, {}, WrongType),
        ({"amount": [1]}, {"readings": {"没有": "x"}}, UnknownReading),
        ({"amount": [1]}, {"overrides": {"没有": "1"}}, UnknownParameter),
    ],
    ids=str,
)
def test_tables_and_questions_that_cannot_be(
    share: Rule[Any, Any], columns: dict[str, Any], asked: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        applied(share, pl.DataFrame(columns), **asked)


# --- other kinds of results


def test_records_that_lack_a_part_for_want_of_a_fact_are_set_aside(policy: Policy) -> None:
    class Case(Facts):
        amount = said.money("申请金额", max="10亿元")

    @rule(policy, "第四条", label="答复")
    def answer(c: Case) -> Record:
        """Two parts, one of which the text leaves unsaid."""
        big = c.amount > said.number(100, "元")
        return said.record(
            big=("是否超过", big),
            why=("理由", said.choose((big, said.text("大")), otherwise=said.not_stated("没有写"))),
        )

    table = pl.DataFrame({"amount": [200.0, 50.0, None]})
    assert applied(answer, table.clear()).good.is_empty()
    made = applied(answer, table)
    assert made.good["result"].to_list() == [
        {"big": True, "why": "大"},
        {"big": False, "why": None},
    ]
    assert "缺少：申请金额" in made.bad["reason"][0]


def test_terms_and_silences(policy: Policy) -> None:
    class Case(Facts):
        level = said.choice("类别", OPTIONS)

    @rule(policy, "第四条", label="答复")
    def answer(c: Case) -> Text:
        """A term, or silence."""
        return said.choose((c.level.is_("甲"), said.text("一等")), otherwise=said.not_stated("原文没有写"))  # fmt: skip

    made = applied(answer, pl.DataFrame({"level": ["甲", "乙"]}))
    assert made.good["result"].to_list() == ["一等"]
    assert made.bad["reason"].to_list() == ["第2行：原文没有写"]


def test_a_whole_table(policy: Policy) -> None:
    class Row(Facts):
        name = said.words("名称")
        score = said.quantity("得分", "分", decimals=1, max=100)

    @rule(policy, "第八条", label="名次", table=True)
    def place(r: Row) -> Number:
        """The place by score."""
        return said.rank(r.score)

    cells = {"name": ["a", "b", "c"], "score": [90.5, 99.0, 90.5]}
    assert applied(place, pl.DataFrame(cells)).good["result"].to_list() == [2, 1, 2]


def test_nobody_is_ranked_as_if_a_bad_row_were_not_there(policy: Policy) -> None:
    class Row(Facts):
        group = said.words("组别")
        score = said.quantity("得分", "分", decimals=1, max=100)

    @rule(policy, "第八条", label="名次", table=True)
    def place(r: Row) -> Number:
        """The place within a group."""
        return said.rank(r.score, within=r.group)

    cells = {"group": ["x", "x", "y", "y", "z"], "score": [90.5, 100.1, 80.0, 70.0, None]}
    made = applied(place, pl.DataFrame(cells))
    assert made.good.rows() == [("y", 80.0, 1), ("y", 70.0, 2)]
    first, second, third = made.bad["reason"]
    assert first == "第1行：同组的其他行有误，不能一起计算"
    assert second.startswith("第2行：“得分”（score）应在0分至100分之间")
    assert third == "第5行：缺少：得分"


def test_a_table_of_text_is_the_same_as_single_cases(share: Rule[Any, Any]) -> None:
    table = frame(4, amount=["1000", "0.01万元", "33.33", "0.01"], heads=[1, 3, 7, 2], early=["否"] * 4)  # fmt: skip
    singles = [
        share.run({**row, "asked": str(row["asked"])}, ON).exact
        for row in table.iter_rows(named=True)
    ]
    found = applied(share, table).good["result"].to_list()
    assert [Fraction(each) for each in found] == [Fraction(each) for each in singles]
