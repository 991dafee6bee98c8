"""Every emergency plan holds together, and its classifiers can answer every level that they have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from luoshi.office.alerts import judging
from luoshi.policies import acting, alerting
from luoshi.procedures.plans import Classifier, Indicator, Plan, levels_of
from luoshi.procedures.series import judged, standing
from luoshi.procedures.soundness import plan_faults
from luoshi.rules.cases import load

PLANS = alerting.plans()
CLASSIFIERS = alerting.classifiers()
NOW, ON = datetime(2027, 1, 15, 4, tzinfo=UTC), date(2027, 1, 15)
SCHEMA: dict[str, Any] = {
    "series": pl.String, "place": pl.String, "item": pl.String, "at": pl.Datetime("us", "UTC"),
    "arrived": pl.Datetime("us", "UTC"), "forecast": pl.Boolean, "value": pl.Int64, "words": pl.String,
}  # fmt: skip


@pytest.mark.parametrize("key", PLANS)
def test_a_plan_is_sound(key: str) -> None:
    assert plan_faults(PLANS[key], acting.procedures()) == []


@pytest.mark.parametrize("key", PLANS)
def test_every_figure_that_a_plan_needs_stands_in_its_text(key: str) -> None:
    plan = PLANS[key]
    labels = [each.label for each in plan.levels]
    assert len(set(labels)) == len(labels)
    assert all(each.clause for each in (*plan.levels, *plan.measures, *plan.calls))
    assert {each.key for each in plan.indicators} == {
        each.key for of in plan.classifiers for each in of.of
    }
    for each in plan.indicators:
        assert bool(each.options) == (each.kind == "choice"), each.key
        assert bool(each.bounds) == bool(each.lowest or each.highest), each.key


def answers(classifier: Classifier) -> set[str]:
    """What its rule answers to the facts of the document's own worked cases."""
    rule = classifier.rule
    found: set[str] = set()
    for case in load(rule.policy.folder):
        if case.rule.key == rule.key and "expect_error" not in case.expected:
            found.add(str(case.run().result))
    return found


@pytest.mark.parametrize("key", CLASSIFIERS)
def test_a_rule_of_a_classifier_answers_levels_of_its_plan(key: str) -> None:
    plan, classifier = CLASSIFIERS[key]
    assert set(levels_of(plan, sorted(answers(classifier)))) - {""}, key


@pytest.mark.parametrize("key", [key for key, plan in PLANS.items() if plan.classifiers])
def test_every_level_is_reached_by_some_facts(key: str) -> None:
    plan = PLANS[key]
    found = {each for of in plan.classifiers for each in levels_of(plan, sorted(answers(of)))}
    assert found - {""} == {each.key for each in plan.levels}


@pytest.mark.parametrize("key", CLASSIFIERS)
def test_readings_of_every_indicator_are_laid_out_and_judged(key: str) -> None:
    """A sheet with holes, with one indicator only, with none: judged without a fault, row by row."""
    plan, classifier = CLASSIFIERS[key]
    chance = random.Random(key)
    rows = list(made(plan, classifier, chance))
    for given in (rows, rows[:1], [row for row in rows if row[0] == rows[0][0]]):
        sheet = judging.laid_out(plan, classifier, pl.DataFrame(given, schema=SCHEMA, orient="row"))
        assert {each.key for each in classifier.of} <= set(sheet.columns)
        facts = judged(plan, classifier, sheet, ON)
        assert set(facts["level"].to_list()) <= {"", *(each.key for each in plan.levels)}
        for each in standing(plan, classifier, facts, NOW):
            assert each.level in {"", *(level.key for level in plan.levels)}
            assert each.since <= each.at


def made(plan: Plan, classifier: Classifier, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Two days of hourly readings, some of them missing, in two places."""
    for indicator in classifier.of:
        for place in ("甲", "乙") if indicator.per else ("",):
            for hour in range(48):
                if chance.random() < 0.8:
                    at = NOW + timedelta(hours=hour - (24 if indicator.ahead else 47))
                    value, words = value_of(indicator, chance)
                    series = f"{plan.policy.key}.{indicator.key}"
                    item = "样例" if indicator.item else ""
                    yield series, place, item, at, NOW, at > NOW, value, words


def value_of(indicator: Indicator, chance: random.Random) -> tuple[int | None, str]:
    if indicator.kind == "choice":
        return None, chance.choice(indicator.options)
    if indicator.kind == "truth":
        return chance.choice([0, 1000]), ""
    low = int(float(indicator.lowest or 0))
    high = int(float(indicator.highest or 1000))
    return chance.randint(low, max(high, low)) * 1000, ""
