"""Rules inside Spark: what a single case gives, every row back, in a local Spark on Java."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi import spark
from luoshi.policies import rule, rules
from luoshi.rules import Rule
from luoshi.rules.errors import Missing, NotInForce, UnknownRule, WrongType

KEY = "jinan.outpatient_insurance.outpatient_payment"
PLACES = "jinan.city_management_score.district_place"
ON = date(2024, 3, 1)
HEADS = ["编号", "level", "person", "place", "cost", "deductible_left", "paid_this_year", "day"]
CASE = ["三级", "退休人员", "本市", 1000.0, 200.0, 0.0, "2024-03-01"]


@pytest.fixture(scope="module")
def session(spark_session: Any) -> Any:
    return spark_session


def table(session: Any, rows: list[list[Any]]) -> Any:
    return session.createDataFrame([(place, *row) for place, row in enumerate(rows)], HEADS)


def varied(**cells: Any) -> list[Any]:
    return [cells.get(head, value) for head, value in zip(HEADS[1:], CASE, strict=True)]


def told(frame: Any) -> list[Any]:
    return sorted(frame.collect(), key=lambda row: row["编号"])


def test_every_row_comes_back_with_a_result_or_a_reason(session: Any) -> None:
    costs = [1000.0, -1.0, 0.1 + 0.2, None, 20000.0]
    made = spark.apply(table(session, [varied(cost=cost) for cost in costs]), KEY, on=ON)
    rows = told(made)
    assert made.columns == [*HEADS, "result", "reason"]
    assert [row["result"] for row in rows] == [Decimal("440.00"), None, Decimal("0.00"), None, Decimal("6000.00")]  # fmt: skip
    assert rows[1]["reason"].startswith("“政策范围内普通门诊医疗费用”（cost）应在0元至")
    assert rows[3]["reason"].startswith("缺少：")
    assert rows[0]["reason"] is None
    assert [row["cost"] for row in rows] == costs


def test_it_is_the_single_case_on_many_partitions(session: Any) -> None:
    costs = [round(each * 37.77, 2) for each in range(300)]
    levels = rule(KEY).facts["level"].options
    rows = [varied(cost=cost, level=levels[place % 3]) for place, cost in enumerate(costs)]
    made = told(spark.apply(table(session, rows).repartition(7), KEY, on=ON))
    for row in made:
        facts = {head: row[head] for head in HEADS[1:-1]}
        assert row["result"] == Decimal(rule(KEY).run(facts, ON).exact)


def test_a_day_for_each_row(session: Any) -> None:
    days = ["2024-03-01", "2023-03-01", "2020-01-01", "昨天"]
    rows = told(
        spark.apply(table(session, [varied(day=day) for day in days]), KEY, on_column="day")
    )
    assert [row["result"] for row in rows[:2]] == [Decimal("440.00"), Decimal("400.00")]
    assert "2020-01-01" in rows[2]["reason"]
    assert "day" in rows[3]["reason"]


def test_a_changed_parameter(session: Any) -> None:
    made = spark.apply(table(session, [varied(cost=20000.0)]), KEY, on=ON, overrides={"annual_limit": "8000元"})  # fmt: skip
    assert [row["result"] for row in told(made)] == [Decimal("8000.00")]


def test_records_have_their_types(session: Any) -> None:
    asked = next(each for each in rules().values() if _is_record_of_one_choice(each))
    (fact,) = asked.facts.values()
    frame = session.createDataFrame([(option,) for option in fact.options], [fact.name])
    on = asked.policy.starts
    rows = spark.apply(frame.repartition(5), asked.key, on=on).collect()
    assert {row[fact.name] for row in rows} == set(fact.options)
    for row in rows:
        assert row["result"].asDict() == asked.run({fact.name: row[fact.name]}, on).result


def _is_record_of_one_choice(asked: Rule[Any, Any]) -> bool:
    """Whether its result is a record of truths and terms, which depends on one choice."""
    facts = list(asked.facts.values())
    parts = {arg.kind for node in asked.nodes if node.op == "record" for arg in node.args}
    alone = len(facts) == 1 and facts[0].kind == "choice" and not asked.table
    return alone and asked.root.kind == "record" and parts <= {"truth", "text"}


def test_a_whole_table_is_seen_whole(session: Any) -> None:
    facts = rule(PLACES).facts
    rows = [
        {name: f"区{row}" if fact.kind == "words" else float(row % 4) if fact.name != "quarter" else 1.0
         for name, fact in facts.items()}
        for row in range(12)
    ]  # fmt: skip
    heads = ["编号", *facts]
    frame = session.createDataFrame([(at, *row.values()) for at, row in enumerate(rows)], heads)
    day = date(2023, 6, 30)
    made = told(spark.apply(frame.repartition(4), PLACES, on=day))
    assert [row["result"] for row in made] == rule(PLACES).run({"rows": rows}, day).result


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"on": ON, "key": "没有这条"}, UnknownRule),
        ({"on": date(2020, 1, 1)}, NotInForce),
        ({"on_column": "没有"}, Missing),
        ({}, WrongType),
        ({"on": ON, "on_column": "day"}, WrongType),
    ],
    ids=str,
)
def test_a_wrong_question_is_told_before_spark_runs(session: Any, asked: dict[str, Any], error: type[Exception]) -> None:  # fmt: skip
    frame = table(session, [CASE])
    with pytest.raises(error):
        spark.apply(frame, asked.pop("key", KEY), **asked)
