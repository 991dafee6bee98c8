"""value = explained = column for every rule of the catalogue, on random facts and on every boundary.

Each fact is drawn from its ends, from every parameter of its kind with one smallest step below and
above, from halves that a rounding must settle, at random, and from nothing at all (unknown). The day is
drawn from the days on which a parameter or the document changes, with the day before and after.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.policies import rules
from luoshi.rules.column import Column, read
from luoshi.rules.errors import RuleError
from luoshi.rules.facts import Fact
from luoshi.rules.outcome import as_json
from luoshi.rules.parameters import Definition
from luoshi.rules.rule import Rule
from luoshi.rules.tables import Question
from luoshi.rules.units import exact, in_unit
from luoshi.rules.value import Unknown, is_absent
from tests.rules.parity import laid_out, same

ROWS = 24
COLUMN_RULES = [key for key, rule in rules().items() if not rule.single_case_only]
WHOLE_TABLES = [key for key in COLUMN_RULES if rules()[key].table]
ON = "__on"

seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def unchained(request: pytest.FixtureRequest) -> None:
    """Begin each case with the settings written here.

    Hypothesis puts new settings in front of the old ones for each parameter, and a thousand of them
    are too deep a chain to look something up in.
    """
    if hasattr(request.function, "_hypothesis_internal_use_settings"):
        request.function._hypothesis_internal_use_settings = few


def test_the_catalogue_is_not_empty() -> None:
    assert len(COLUMN_RULES) > 500
    assert WHOLE_TABLES


@few
@given(seed=seeds)
@pytest.mark.parametrize("key", COLUMN_RULES)
def test_on_one_day(key: str, seed: int) -> None:
    chance, rule = random.Random(seed), rules()[key]
    rows = drawn_rows(rule, chance)
    on = chance.choice(days_of(rule))
    assert differences(rule, rows, [on] * len(rows), readings=drawn_readings(rule, chance)) == []


@few
@given(seed=seeds)
@pytest.mark.parametrize("key", [key for key in COLUMN_RULES if key not in WHOLE_TABLES])
def test_each_row_on_its_own_day(key: str, seed: int) -> None:
    chance, rule = random.Random(seed), rules()[key]
    rows = drawn_rows(rule, chance)
    days = [chance.choice(days_of(rule)) for _ in rows]
    readings = drawn_readings(rule, chance)
    assert differences(rule, rows, days, readings=readings, by_column=True) == []


@few
@given(seed=seeds)
@pytest.mark.parametrize("key", COLUMN_RULES)
def test_with_the_ranges_that_the_data_keeps(key: str, seed: int) -> None:
    chance, rule = random.Random(seed), rules()[key]
    rows = drawn_rows(rule, chance, unknown=0.0)
    on = chance.choice(days_of(rule))
    assert differences(rule, rows, [on] * len(rows), narrow=True) == []


@few
@given(seed=seeds)
@pytest.mark.parametrize(
    "key",
    [key for key in COLUMN_RULES if any(d.kind == "number" and not d.not_in_text for d in rules()[key].parameters.values())],
)  # fmt: skip
def test_with_another_value_of_a_parameter(key: str, seed: int) -> None:
    chance, rule = random.Random(seed), rules()[key]
    numbers = [d for d in rule.parameters.values() if d.kind == "number" and not d.not_in_text]
    definition = chance.choice(numbers)
    leaf = chance.choice([leaf for leaf in definition.leaves() if leaf.written])
    overrides = {definition.name: leaf.written}
    rows = drawn_rows(rule, chance)
    on = chance.choice(days_of(rule))
    assert differences(rule, rows, [on] * len(rows), overrides=overrides) == []


@settings(max_examples=1)
@given(seed=seeds)
@pytest.mark.parametrize("key", [key for key in COLUMN_RULES if key not in WHOLE_TABLES])
def test_a_table_as_people_write_it(key: str, seed: int) -> None:
    """Words with units in, and for each row what a single case says: its value, or why there is none."""
    chance, rule = random.Random(seed), rules()[key]
    rows = drawn_rows(rule, chance)
    on = chance.choice(days_of(rule))
    written = [
        {name: fact.shown(row[name]) if name in row else None for name, fact in rule.facts.items()}
        for row in rows
    ]
    table = pl.DataFrame(written, schema=dict.fromkeys(rule.facts, pl.String))
    table = table.with_columns(pl.Series("行", range(ROWS)))
    question = Question(rule, on, even_if_not_in_force=True)
    applied = question.apply(table)
    found = {row["行"]: row[question.result] for row in applied.good.iter_rows(named=True)}
    told = {row["行"]: row["reason"] for row in applied.bad.iter_rows(named=True)}
    assert sorted([*found, *told]) == list(range(ROWS))
    for place, single in enumerate(singles(rule, rows, [on] * ROWS, {})):
        if place in found:
            assert agrees(rule, single, found[place]), written[place]
        else:
            assert is_absent(single), (written[place], told[place])


# --- drawing


def drawn_rows(
    rule: Rule[Any, Any], chance: random.Random, unknown: float | None = None
) -> list[dict[str, Any]]:
    share = chance.choice([0.0, 0.0, 0.1, 0.5]) if unknown is None else unknown
    return [
        {
            name: drawn(rule, fact, chance)
            for name, fact in rule.facts.items()
            if chance.random() >= share
        }
        for _ in range(ROWS)
    ]


def drawn(rule: Rule[Any, Any], fact: Fact, chance: random.Random) -> Any:
    if fact.kind == "truth":
        return chance.random() < 0.5
    if fact.kind == "choice":
        return chance.choice(fact.options)
    if fact.kind == "words":
        return chance.choice(["甲", "乙", "丙"])
    if fact.kind == "day":
        return chance.choice(days_of(rule)) + timedelta(days=chance.choice([0, 0, 1, -1, 30, -400]))
    return (
        chance.choice(numbers_of(rule.key, fact.name))
        if chance.random() < 0.7
        else _anything(fact, chance)
    )


def _anything(fact: Fact, chance: random.Random) -> int | Fraction:
    step = _step(fact)
    low, high = int(fact.minimum / step), int(fact.maximum / step)
    near = chance.choice([10, 1000, 10**5, 10**7, high - low])
    return exact(chance.randint(low, min(high, low + near)) * step)


def _step(fact: Fact) -> Fraction:
    return Fraction(fact.unit.scale if fact.unit else 1) / 10**fact.decimals


@cache
def numbers_of(key: str, name: str) -> list[int | Fraction]:
    """The ends of a fact and the values of every parameter near to it, each a step off too."""
    rule = rules()[key]
    fact = rule.facts[name]
    step = _step(fact)
    marks = {
        Fraction(fact.minimum),
        Fraction(fact.maximum),
        Fraction(0),
        step / 2 + step,
        step * 50,
    }
    marks |= {Fraction(value) for value in _parameter_values(rule)}
    found = {
        exact(around)
        for mark in marks
        for around in (mark // step * step + offset * step for offset in (-1, 0, 1))
        if fact.minimum <= around <= fact.maximum
    }
    return sorted(found)


def _parameter_values(rule: Rule[Any, Any]) -> Iterator[int | Fraction]:
    for definition in rule.parameters.values():
        for leaf in definition.leaves():
            if isinstance(leaf.value, int | Fraction):
                yield leaf.value


@cache
def _days(key: str) -> list[date]:
    rule = rules()[key]
    policy = rule.policy
    marks = {policy.starts, policy.ends or policy.starts + timedelta(days=400), date(2024, 2, 29)}
    marks |= {since for definition in rule.parameters.values() for since in _dates(definition)}
    return sorted({mark + timedelta(days=offset) for mark in marks for offset in (-1, 0, 1)})


def days_of(rule: Rule[Any, Any]) -> list[date]:
    return _days(rule.key)


def _dates(definition: Definition) -> Iterator[date]:
    for since, _ in definition.dated:
        yield max(since, date(1950, 1, 1))
    for leaf in definition.leaves():
        if isinstance(leaf.value, date):
            yield leaf.value


def drawn_readings(rule: Rule[Any, Any], chance: random.Random) -> dict[str, str]:
    declared = rule.policy.readings
    return {name: chance.choice(sorted(declared[name].options)) for name in rule.readings}


# --- comparing


def differences(
    rule: Rule[Any, Any], rows: list[dict[str, Any]], days: list[date], *,
    by_column: bool = False, narrow: bool = False, **asked: Any,
) -> list[str]:  # fmt: skip
    laid = laid_out(rule, rows).with_columns(pl.Series(ON, days, dtype=pl.Date))
    made = read(
        rule, ON if by_column else days[0],
        nullable=frozenset(n for n in rule.facts if laid[n].null_count()),
        ranges=ranges_of(rule, laid) if narrow else None, **asked,
    )  # fmt: skip
    columns = made.over(laid.lazy()).select("result").collect()["result"].to_list()
    doubtful = doubts(made, laid)
    return [
        f"{rule.key} {day} {asked} {row}：值 {single}，列 {got}"
        for row, day, single, got, doubt in zip(
            rows, days, singles(rule, rows, days, asked), columns, doubtful, strict=True
        )
        if not agrees(rule, single, got) and not (doubt and got is None)
    ]


def doubts(made: Column, laid: pl.DataFrame) -> list[bool]:
    """Rows that are left to the single case, because a divisor is zero or a day is none."""
    if not made.doubts:
        return [False] * laid.height
    frame = laid.lazy()
    for stage in made.stages:
        frame = frame.with_columns(stage)
    doubt = pl.any_horizontal([each.fill_null(False) for each in made.doubts])
    return frame.with_columns(doubt.alias("doubt")).collect()["doubt"].to_list()


def agrees(rule: Rule[Any, Any], single: Any, got: Any) -> bool:
    """Whether a value in base units is what the column tells in the rule's unit."""
    if is_absent(single):
        return got is None or (isinstance(got, dict) and None in got.values())
    if isinstance(single, int | Fraction) and not isinstance(single, bool):
        return got is not None and Fraction(got) == in_unit(single, rule.unit)
    return same(as_json(single, rule.root, rule.unit), got)


def ranges_of(rule: Rule[Any, Any], laid: Any) -> dict[str, tuple[int, int]]:
    numbers = [name for name, fact in rule.facts.items() if fact.kind == "number"]
    return {name: (laid[name].min(), laid[name].max()) for name in numbers}


def singles(
    rule: Rule[Any, Any], rows: list[dict[str, Any]], days: list[date], asked: Mapping[str, Any]
) -> list[Any]:
    if rule.table:
        try:
            return rule.run_read(rows, days[0], **asked).values
        except RuleError:
            pytest.skip("the whole table is refused")
    return [_single(rule, row, day, asked) for row, day in zip(rows, days, strict=True)]


def _single(rule: Rule[Any, Any], row: dict[str, Any], day: date, asked: Mapping[str, Any]) -> Any:
    try:
        outcome = rule.run_read([row], day, **asked)
    except RuleError:
        return Unknown(())
    assert outcome.explanation["label"] == rule.label
    return outcome.values[0]
