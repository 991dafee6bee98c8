"""What a rule answers: values, silences, what is missing, exceptions, dates, soft limits, whole tables."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from luoshi.rules import (
    BadPolicy,
    Day,
    Facts,
    Number,
    Policy,
    Record,
    RuleError,
    Text,
    Texts,
    Truth,
    age_on,
    all_of,
    any_of,
    as_of,
    by_bracket,
    capped,
    checklist,
    choice,
    choose,
    count_of,
    day,
    days_between,
    has_previous,
    money,
    months_between,
    next_month,
    not_stated,
    positive,
    previous,
    quantity,
    rank,
    rank_from_last,
    record,
    rounded,
    rule,
    step,
    text,
    total,
    truth,
    unless,
    warn_when,
    when,
    words,
    year_of,
)  # fmt: skip
from tests.rules.parity import differences

IN = date(2024, 6, 1)


class Case(Facts):
    amount = money("金额", max="1亿元")
    level = choice("级别", ["甲", "乙"])
    poor = truth("困难")
    cheat = truth("骗取")
    born = day("出生日期")
    days = quantity("天数", "日", max=3660)


def test_value_explanation_and_clause(policy: Policy) -> None:
    p = policy.parameters

    @rule(policy, "第四条", label="补贴", unit="元", rounding="分")
    def subsidy(c: Case) -> Number:
        """What is paid."""
        return capped(step("应补", p.share[c.level] * c.amount, "第四条"), p.cap)

    outcome = subsidy.run({"amount": "8万元", "level": "甲"}, IN)
    assert (outcome.result, outcome.exact, outcome.status) == (40_000, "40000", "computed")
    assert subsidy.run({"amount": "20万元", "level": "甲"}, IN).result == 50_000
    tree = outcome.explanation
    assert (tree["label"], tree["value"], tree["clause"]) == (
        "补贴",
        "40,000元",
        "样政发〔2024〕1号 第四条",
    )
    labels = {child["label"]: child["value"] for child in tree["children"]}
    assert labels == {"应补": "40,000元", "封顶额": "5万元"}
    assert [each["value"] for each in outcome.parameters] == ["50%", "5万元"]


def test_a_parameter_follows_the_date_of_the_fact_and_cites_the_clause_of_its_value(
    policy: Policy,
) -> None:
    p = policy.parameters

    @rule(policy, "第四条", label="比例", unit="%")
    def share(c: Case) -> Number:
        """The share."""
        return p.share[c.level]

    facts = {"level": "乙"}
    assert [share.run(facts, on).result for on in (date(2024, 12, 31), date(2025, 1, 1))] == [
        70,
        75,
    ]
    child = share.run(facts, date(2025, 1, 1)).explanation["children"][0]
    assert child["clause"].endswith("第五条")
    assert "样政发〔2024〕1号 第五条" in share.addresses


def test_in_force_gap_expired(policy: Policy) -> None:
    p = policy.parameters

    @rule(policy, "第三条", label="封顶", unit="万元", rounding="元")
    def cap(c: Case) -> Number:
        """The cap."""
        return p.cap

    days = [
        date(2024, 1, 31),
        date(2024, 2, 1),
        date(2024, 2, 29),
        date(2024, 3, 1),
        date(2026, 2, 28),
        date(2026, 3, 1),
    ]
    states = [policy.state_on(each).name for each in days]
    assert states == ["not_yet", "gap", "gap", "in_force", "in_force", "expired"]
    for on in (days[1], days[-1]):
        with pytest.raises(RuleError) as caught:
            cap.run({}, on)
        assert caught.value.code == "not_in_force"
        assert caught.value.clause == "样政发〔2024〕1号 第九条"
    forced = cap.run({}, days[-1], even_if_not_in_force=True)
    assert forced.result == 5
    assert "不在施行期" in forced.warnings[0]
    assert cap.run({}, days[1], even_if_not_in_force=True).result == 5


def test_only_what_still_matters_is_asked_for(policy: Policy) -> None:
    p = policy.parameters

    @rule(policy, "第三条", label="给付", unit="元", rounding="分")
    def paid(c: Case) -> Number:
        """What is paid."""
        normal = choose((c.poor, p.share[c.level] * c.amount), otherwise=p.floor)
        return unless(normal, when(c.cheat, 0 * p.floor, "第八条", "骗取的不给"))

    assert paid.run({}, IN).missing == ("cheat",)
    assert paid.run({"cheat": False}, IN).missing == ("poor",)
    assert paid.run({}, IN).may_matter == ["amount", "level", "poor"]
    assert paid.run({"cheat": False, "poor": True}, IN).missing == ("level", "amount")
    assert paid.run({"cheat": False, "poor": True}, IN).may_matter == []
    done = paid.run({"cheat": False, "poor": False}, IN)
    assert (done.result, done.not_needed) == (1000, ["amount", "level"])
    assert paid.run({"cheat": True}, IN).result == 0
    assert "骗取的不给" in paid.run({"cheat": True}, IN).explanation["note"]


def test_a_condition_settled_by_what_is_known_is_settled(policy: Policy) -> None:
    @rule(policy, "第三条", label="是否", unit="")
    def either(c: Case) -> Truth:
        """Either."""
        return any_of(c.poor, all_of(c.cheat, c.amount >= policy.parameters.floor))

    assert either.run({"poor": True}, IN).result is True
    assert either.run({"poor": False, "cheat": False}, IN).result is False
    assert either.run({"poor": False, "cheat": True}, IN).missing == ("amount",)


def test_what_is_not_in_the_text_must_be_supplied_within_its_limits(policy: Policy) -> None:
    @rule(policy, "第六条", label="利息", unit="元", rounding="分")
    def interest(c: Case) -> Number:
        """Interest."""
        return c.amount * policy.parameters.open_rate

    assert interest.facts["open_rate"].not_in_text
    missing = interest.run({"amount": 100}, IN)
    assert (missing.status, missing.missing) == ("missing", ("open_rate",))
    assert interest.run({"amount": 100, "open_rate": "5%"}, IN).result == 5
    for bad in ("1.99%", "5.01%"):
        with pytest.raises(RuleError) as caught:
            interest.run({"amount": 100, "open_rate": bad}, IN)
        assert caught.value.code == "out_of_range"
    assert (
        "市财政局"
        in interest.run({"amount": 100, "open_rate": 3}, IN).explanation["children"][1]["note"]
    )


def test_soft_limits_warn_and_hard_ones_fail(policy: Policy) -> None:
    p = policy.parameters

    @rule(policy, "第七条", label="年龄合适")
    def fits(c: Case) -> Truth:
        """Old enough."""
        return all_of(p.soft_age.admits(age_on(c.born, as_of())), c.amount <= p.cap)

    facts = {"born": "1989-05-31", "amount": 50_000}
    outcome = fits.run(facts, date(2024, 5, 31))
    assert outcome.result is True
    assert not outcome.warnings
    outcome = fits.run(facts, date(2025, 5, 31))
    assert outcome.result is True
    assert "原则性要求" in outcome.warnings[0]
    assert fits.run({**facts, "amount": 50_000.01}, date(2024, 5, 31)).result is False


def test_half_a_fen_goes_up_and_rounding_is_last(policy: Policy) -> None:
    @rule(policy, "第四条", label="一半", unit="元", rounding="分")
    def half(c: Case) -> Number:
        """A half, and a half again of what is missing."""
        return c.amount * policy.parameters.share[text("甲")]

    assert half.run({"amount": "0.01"}, IN).exact == "0.01"
    assert half.run({"amount": "0.03"}, IN).exact == "0.02"
    assert "四舍五入到分" in half.run({"amount": 1}, IN).as_json()["rounding"]


def test_silence_is_an_answer(policy: Policy) -> None:
    @rule(policy, "第八条", label="怎么办")
    def what(c: Case) -> Text:
        """What happens."""
        return choose(
            (c.poor, text("照给")), otherwise=not_stated("原文没有写不困难的怎么办", "第八条")
        )

    outcome = what.run({"poor": False}, IN)
    assert (outcome.status, outcome.result) == ("not_stated", None)
    assert outcome.warnings == ["原文没有写不困难的怎么办"]


def test_days_months_and_recurring_days(policy: Policy) -> None:
    p = policy.parameters

    @rule(policy, "第七条", label="日子")
    def dates(c: Case) -> Record:
        """Dates."""
        return record(
            later=("一个月后", c.born + p.period),
            due=("报送", p.due.in_year(year_of(c.born))),
            quarter=("季报", p.quarter_due.in_quarter(year_of(c.born), count_of(c.poor, c.poor))),
            next=("次月", next_month(c.born)),
            early=("以前", p.until.admits(c.born)),
            gap=("天数", days_between(c.born, as_of())),
            months=("整月", months_between(c.born, as_of())),
        )

    # a month that lacks the day ends with its last day, so 31 January to 30 June is five months
    got = dates.run({"born": "2024-01-31", "poor": True}, date(2024, 6, 30)).result
    assert got == {
        "later": "2024-02-29", "due": "2024-02-29", "quarter": "2024-06-25", "next": "2024-02-01",
        "early": True, "gap": 151, "months": 5,
    }  # fmt: skip
    assert (
        dates.run({"born": "2025-01-01", "poor": True}, date(2025, 2, 1)).result["early"] is False
    )


def test_progressive_brackets_and_checklists(policy: Policy) -> None:
    p = policy.parameters

    @rule(policy, "第四条", label="分段", unit="元", rounding="分")
    def parts(c: Case) -> Number:
        """By brackets."""
        return by_bracket(c.amount, (p.floor, p.share[text("甲")]), otherwise=p.share[text("乙")])

    assert [parts.run({"amount": a}, IN).result for a in (999, 1000, 1001)] == [499.5, 500, 500.7]

    @rule(policy, "第四条", label="材料")
    def papers(c: Case) -> Texts:
        """Papers."""
        return checklist("身份证", ("困难证明", c.poor))

    assert papers.run({"poor": True}, IN).result == ["身份证", "困难证明"]
    assert papers.run({"poor": False}, IN).result == ["身份证"]
    assert papers.run({}, IN).missing == ("poor",)


class Row(Facts):
    district = words("区县")
    quarter = quantity("季度", "", max=9999)
    score = quantity("得分", "分", decimals=2, max=1000)


def test_ranks_ties_and_the_period_before(policy: Policy) -> None:
    @rule(policy, "第八条", label="名次", table=True)
    def places(r: Row) -> Record:
        """Places."""
        place = rank(r.score, within=r.quarter)
        first = ~has_previous(of=r.district, along=r.quarter)
        return record(
            place=("名次", place),
            last=("倒数", rank_from_last(r.score, within=r.quarter)),
            rise=(
                "提升",
                choose(
                    (first, not_stated("第一期")),
                    otherwise=previous(place, of=r.district, along=r.quarter) - place,
                ),
            ),
            all=("合计", total(r.score, within=r.quarter)),
        )

    rows = [
        {"district": "东", "quarter": 1, "score": 90}, {"district": "西", "quarter": 1, "score": 90},
        {"district": "南", "quarter": 1, "score": 80}, {"district": "东", "quarter": 2, "score": 70},
        {"district": "西", "quarter": 2, "score": 71}, {"district": "南", "quarter": 2, "score": 99.5},
    ]  # fmt: skip
    outcome = places.run({"rows": rows}, IN)
    assert [r["place"] for r in outcome.result] == [1, 1, 3, 3, 2, 1]
    assert [r["last"] for r in outcome.result] == [2, 2, 1, 1, 2, 3]
    assert [r["rise"] for r in outcome.result] == [None, None, None, -2, -1, 2]
    assert outcome.result[0]["all"] == 260
    assert differences(places, places.read_rows({"rows": rows}), IN) == []
    for bad in ({}, {"rows": []}, {"rows": "x"}, {"rows": [1]}, {"rows": rows, "more": 1}, rows[0]):
        with pytest.raises(RuleError):
            places.run(bad, IN)


def test_overrides_and_readings_are_named(policy: Policy) -> None:
    p = policy.parameters

    @rule(policy, "第八条", label="比例", unit="%")
    def share(c: Case) -> Number:
        """Share."""
        return choose(
            (policy.reading("tie").is_("better"), p.share[c.level]), otherwise=p.share[c.level] * 0
        )

    facts = {"level": "甲"}
    assert share.run(facts, IN, overrides={"share[甲]": "60%"}).result == 60
    assert share.run(facts, IN, overrides={"share": 61}).result == 61
    outcome = share.run(facts, IN, readings={"tie": "worse"})
    assert outcome.result == 0
    assert outcome.readings[0]["meaning"] == "取后"
    for asked, code in [
        ({"overrides": {"nothing": 1}}, "unknown_parameter"),
        ({"overrides": {"share[丙]": 1}}, "unknown_parameter"),
        ({"overrides": {"share": "5元"}}, "wrong_unit"),
        ({"overrides": {"share": "x"}}, "wrong_unit"),
        ({"readings": {"tie": "x"}}, "unknown_reading"),
        ({"readings": {"x": "y"}}, "unknown_reading"),
    ]:
        with pytest.raises(RuleError) as caught:
            share.run(facts, IN, **asked)
        assert caught.value.code == code


def test_an_unknown_fact_is_refused_and_a_fact_of_the_case_is_let_pass(policy: Policy) -> None:
    @rule(policy, "第三条", label="困难")
    def poor(c: Case) -> Truth:
        """Poor."""
        return c.poor

    assert poor.run({"poor": True, "amount": 5}, IN).result is True
    for bad, code in [({"por": True}, "unknown_fact"), ({"amount": -5}, "out_of_range")]:
        with pytest.raises(RuleError) as caught:
            poor.run(bad, IN)
        assert caught.value.code == code


def test_dividing_by_nothing_is_told(policy: Policy) -> None:
    @rule(policy, "第三条", label="每日", unit="元/日", rounding="0.01元/日")
    def daily(c: Case) -> Number:
        """A day's amount."""
        return c.amount / c.days

    assert daily.run({"amount": 100, "days": 3}, IN).exact == "33.33"
    with pytest.raises(RuleError) as caught:
        daily.run({"amount": 100, "days": 0}, IN)
    assert caught.value.code == "divided_by_zero"
    assert (
        differences(
            daily, [{"amount": 100, "days": 3}, {"amount": 100, "days": 0}, {"amount": 1}], IN
        )
        == []
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda p, c: choose((c.poor, p.cap), otherwise=text("x")),
        lambda p, c: p.cap + p.share[c.level],
        lambda p, c: p.nothing,
        lambda p, c: p.cap if c.poor else p.floor,
        lambda p, c: c.level.is_("丙"),
        lambda p, c: c.amount * c.amount,
        lambda p, c: p.share,
        lambda p, c: c.born + c.amount,
        lambda p, c: rounded(c.amount, "1日"),
    ],
)
def test_a_rule_that_is_wrong_in_itself_is_refused_when_it_is_written(
    policy: Policy, wrong: Any
) -> None:
    def written(c: Case) -> Number:
        """Wrong."""
        return wrong(policy.parameters, c)

    with pytest.raises((BadPolicy, RuleError)):
        rule(policy, "第三条", label="错", unit="元", rounding="分")(written).run(
            {"level": "甲", "amount": 1}, IN
        )


def test_money_must_say_how_it_is_rounded(policy: Policy) -> None:
    with pytest.raises(BadPolicy, match="rounding"):
        rule(policy, "第三条", label="x", unit="元")(_plain_amount)


def _plain_amount(c: Case) -> Number:
    """The amount."""
    return c.amount


def test_warnings_come_only_from_what_was_taken(policy: Policy) -> None:
    @rule(policy, "第三条", label="给付", unit="元", rounding="分")
    def paid(c: Case) -> Number:
        """Paid."""
        high = warn_when(c.cheat, c.amount, "要核实", "第八条")
        return choose((c.poor, high), otherwise=positive(c.amount - policy.parameters.floor))

    assert paid.run({"poor": True, "cheat": True, "amount": 1}, IN).warnings == [
        "要核实（样政发〔2024〕1号 第八条）"
    ]
    assert paid.run({"poor": False, "cheat": True, "amount": 1}, IN).warnings == []
    assert paid.run({"poor": False, "amount": 1}, IN).result == 0


def test_results_are_exact_numbers(policy: Policy) -> None:
    @rule(policy, "第三条", label="三分之一", unit="", single_case_only="小数没有尽头")
    def third(c: Case) -> Number:
        """A third."""
        return c.amount / (c.amount * 3)

    outcome = third.run({"amount": 7}, IN)
    assert outcome.exact == "1/3"
    assert outcome.values[0] == Fraction(1, 3)
    assert outcome.result == pytest.approx(1 / 3)


def test_a_day_rule_answers_a_day(policy: Policy) -> None:
    @rule(policy, "第七条", label="截止")
    def until(c: Case) -> Day:
        """Until."""
        return policy.parameters.until

    assert until.run({}, IN).result == "2025-01-01"
