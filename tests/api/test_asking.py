"""Answers over HTTP are those of the rulebook, alone, by the hundred, and under other parameters."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi import policies
from luoshi.office.rulebook import answer, question_of
from luoshi.rules import Policy, cases
from tests.api.conftest import FACTS, ON, PAYMENT, TABLE, TABLE_ON, Post, data

POLICIES = [policy for policy in policies.catalogue() if (policy.folder / "cases.yaml").exists()]


def sent(case: cases.WorkedCase) -> dict[str, Any]:
    """A worked case as a program would send it."""
    return {
        "on": case.on.isoformat(),
        "facts": cases.plain(case.facts),
        "readings": dict(case.readings),
        "overrides": {name: str(value) for name, value in case.overrides.items()},
        "even_if_not_in_force": case.even_if_not_in_force or "expect_status" in case.expected,
    }


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_every_worked_case_comes_out_over_http_as_in_the_rulebook(
    policy: Policy, post: Post
) -> None:
    for case in cases.load(policy.folder):
        body = sent(case)
        response = post(f"rules/{case.rule.key}/explain", body)
        if wanted := case.expected.get("expect_error"):
            status = 409 if wanted == "not_in_force" else 422
            assert data(response, status)["error"]["code"] == wanted, case.name
            continue
        told = data(response)
        assert told == answer(question_of(case.rule.key, body)), case.name
        if "expect" in case.expected:
            assert cases.agrees(cases.plain(case.expected["expect"]), told["result"]), case.name


def test_evaluate_leaves_out_the_explanation_and_nothing_else(post: Post) -> None:
    question = {"on": ON, "facts": FACTS}
    explained = data(post(f"rules/{PAYMENT}/explain", question))
    evaluated = data(post(f"rules/{PAYMENT}/evaluate", question))
    assert explained.pop("explanation")["children"]
    for told in (explained, evaluated):
        del told["receipt"]["digest"]
    assert explained == evaluated


def test_missing_facts_are_no_error(post: Post) -> None:
    told = data(post(f"rules/{PAYMENT}/evaluate", {"on": ON, "facts": {"level": None}}))
    assert told["status"] == "missing"
    assert told["result"] is None
    [first, *_] = told["missing"]
    assert first["name"] in FACTS
    assert first["label"]


def test_the_short_key_answers_too(post: Post) -> None:
    told = data(post("rules/outpatient_payment/evaluate", {"on": ON, "facts": FACTS}))
    assert (told["rule"], told["result"], told["unit"]) == (PAYMENT, 360, "元")


# --- many


def test_a_batch_answers_each_case_or_says_why_not_in_order(post: Post) -> None:
    questions = [
        {"on": ON, "facts": FACTS},
        {"on": ON, "facts": {**FACTS, "cost": -1}},
        {"on": "2022-01-01", "facts": FACTS},
        {"on": ON, "facts": {}},
        7,
        {"on": ON, "facts": {**FACTS, "cost": "2000元"}},
    ]
    told = data(post(f"rules/{PAYMENT}/batch", {"cases": questions}))
    assert (told["count"], told["answered"], told["failed"]) == (6, 3, 3)
    shown = [
        each["error"]["code"] if "error" in each else each["answer"]["result"]
        for each in told["cases"]
    ]
    assert shown == [360, "out_of_range", "not_in_force", None, "wrong_type", 810]
    assert told["cases"][1]["error"]["fact"] == "cost"
    assert "explanation" not in told["cases"][0]["answer"]


def test_one_day_and_a_list_of_facts_is_the_same_batch(post: Post) -> None:
    path, costs = f"rules/{PAYMENT}/batch", ["1000", "1500", "2000"]
    facts = [{**FACTS, "cost": cost} for cost in costs]
    short = data(post(path, {"on": ON, "facts": facts, "explain": True}))
    whole = data(
        post(path, {"cases": [{"on": ON, "facts": each} for each in facts], "explain": True})
    )
    assert short == whole
    assert [each["answer"]["result"] for each in short["cases"]] == [360, 585, 810]
    assert all(each["answer"]["explanation"] for each in short["cases"])


# --- what if


def test_what_if_tells_before_after_and_the_difference(post: Post) -> None:
    question = {"on": ON, "facts": FACTS, "overrides": {"out_of_province_reduction": "5个百分点"}}
    told = data(post(f"rules/{PAYMENT}/what-if", question))
    assert (told["before"]["result"], told["after"]["result"]) == (360, 400)
    assert told["difference"] == {"value": 40, "exact": "40"}
    assert told["changed"] is True
    assert told["before"]["asked"]["overrides"] == {}
    assert any("试算" in warning for warning in told["after"]["warnings"])


def test_what_if_nothing_is_overridden(post: Post) -> None:
    response = post(f"rules/{PAYMENT}/what-if", {"on": ON, "facts": FACTS})
    assert data(response, 422)["error"]["fact"] == "overrides"


def test_what_if_without_an_answer_has_no_difference(post: Post) -> None:
    question = {"on": ON, "facts": {}, "overrides": {"annual_limit": 5000}}
    told = data(post(f"rules/{PAYMENT}/what-if", question))
    assert (told["difference"], told["changed"]) == (None, False)


def test_what_if_over_a_table_tells_each_row_and_the_sum(post: Post) -> None:
    key = TABLE.rpartition(".")[0] + ".district_score"
    case = next(
        case
        for case in cases.load(policies.rule(key).policy.folder)
        if case.rule.key == key and "expect" in case.expected
    )
    rule = policies.rule(key)
    number = next(each for each in rule.parameters.values() if each.kind == "number")
    body = {**sent(case), "on": TABLE_ON, "overrides": {number.name: f"0{number.unit.name}"}}
    told = data(post(f"rules/{key}/what-if", body))
    assert len(told["difference"]["rows"]) == len(told["before"]["result"])


# --- receipts


@pytest.mark.parametrize("form", ["evaluate", "explain"])
def test_a_receipt_gives_the_same_again(form: str, post: Post) -> None:
    told = data(post(f"rules/{PAYMENT}/{form}", {"on": ON, "facts": FACTS}))
    again = data(post("receipts/reproduce", told))
    assert (again["same"], again["changed"]) == (True, [])
    assert (again["then"], again["now"]) == (360, 360)
    assert again["answer"]["asked"] == told["asked"]


def test_the_receipt_of_a_table_gives_the_same_again(post: Post) -> None:
    case = next(each for each in cases.load(policies.rule(TABLE).policy.folder)
                if each.rule.key == TABLE and "expect" in each.expected)  # fmt: skip
    told = data(post(f"rules/{TABLE}/explain", sent(case)))
    assert data(post("receipts/reproduce", told))["same"] is True
