"""Soft limits and warnings over a whole table: told for the rows that they concern, and only there."""

from __future__ import annotations

from datetime import date

import polars as pl

from luoshi.rules import (
    Facts,
    Number,
    Policy,
    Truth,
    age_on,
    all_of,
    as_of,
    choose,
    day,
    money,
    rule,
    truth,
    warn_when,
)
from luoshi.rules.tables import NOTICE, Question

IN = date(2024, 6, 1)


class Case(Facts):
    amount = money("金额", max="1亿元")
    poor = truth("困难")
    born = day("出生日期")


def test_a_soft_limit_is_flagged_in_its_rows_only(policy: Policy) -> None:
    @rule(policy, "第七条", label="年龄合适")
    def fits(c: Case) -> Truth:
        """Old enough."""
        return all_of(
            policy.parameters.soft_age.admits(age_on(c.born, as_of())),
            c.amount <= policy.parameters.cap,
        )

    born = [date(1990, 6, 1), date(1990, 6, 2), date(1950, 1, 1)]
    table = pl.DataFrame({"born": born, "amount": [1, 60_000, 1]})
    good = Question(fits, IN).apply(table).good
    assert good["result"].to_list() == [True, False, True]
    assert ["原则性要求" in told for told in good[NOTICE]] == [False, False, True]


def test_a_warning_counts_only_on_the_branch_that_was_taken(policy: Policy) -> None:
    @rule(policy, "第三条", label="给付", unit="元", rounding="分")
    def paid(c: Case) -> Number:
        """Paid."""
        high = warn_when(c.amount > policy.parameters.cap, c.amount, "要核实")
        return choose((c.poor, high), otherwise=policy.parameters.floor)

    table = pl.DataFrame({"poor": [True, True, False], "amount": [60_000, 50_000, 60_000]})
    good = Question(paid, IN).apply(table).good
    assert good[NOTICE].to_list() == ["要核实", "", ""]


def test_a_rule_without_warnings_adds_no_column(policy: Policy) -> None:
    @rule(policy, "第三条", label="困难")
    def poor(c: Case) -> Truth:
        """Poor."""
        return c.poor

    assert NOTICE not in Question(poor, IN).apply(pl.DataFrame({"poor": [True]})).good.columns
    assert poor.notices is None
