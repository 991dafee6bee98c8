"""Questions, answers that are receipts, and getting the same result from one again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from luoshi.office.archive.ingest import ingest
from luoshi.office.rulebook import answer, question_of, read_receipt, receipts, reproduce
from luoshi.rules import RuleError

pytestmark = pytest.mark.django_db

KEY = "jinan.outpatient_insurance.outpatient_payment"
BODY: dict[str, Any] = {
    "on": "2024-03-01",
    "facts": {
        "level": "三级",
        "person": "退休人员",
        "place": "本市",
        "cost": "1000.01元",
        "deductible_left": 200,
        "paid_this_year": 0,
    },
}


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    receipts.forget()


def test_an_answer_is_a_receipt_that_gives_the_same_again() -> None:
    told = answer(question_of(KEY, BODY))
    assert told["result"] == 440.01
    kept = json.dumps(told, ensure_ascii=False)
    again = reproduce(read_receipt(kept))
    assert again.same
    assert again.changed == ()
    assert told["receipt"]["documents"] == [{"number": "济政办发〔2022〕12号", "sha256": None}]


@pytest.mark.parametrize("change", ["result", "facts", "version", "cut", "other", "list"])
def test_a_changed_or_foreign_receipt_is_refused(change: str) -> None:
    told = answer(question_of(KEY, BODY))
    kept = json.dumps(told)
    if change == "result":
        told["result"] = 1
    elif change == "facts":
        told["asked"]["facts"]["cost"] = 2000
    elif change == "version":
        told["receipt"]["rule_version"] = "0"
    text = {"cut": kept[:-5], "other": '{"a": 1}', "list": "[[[[1]]]]"}.get(change) or json.dumps(
        told
    )
    with pytest.raises(RuleError) as caught:
        read_receipt(text)
    assert caught.value.code == "bad_receipt"


def test_a_changed_parameter_is_told_and_the_recorded_one_gives_the_old_result() -> None:
    told = answer(question_of(KEY, BODY))
    policy = question_of(KEY, BODY).rule.policy
    definition = policy.parameters.definitions["payment_rate"]
    dated, version = definition.dated, policy.version
    other = dict(dated[0][1] or {})
    other["三级",] = replace(other["三级",], value=other["二级",].value)
    object.__setattr__(definition, "dated", ((dated[0][0], other),))
    policy.__dict__["version"] = "changed"
    try:
        again = reproduce(told)
    finally:
        object.__setattr__(definition, "dated", dated)
        policy.__dict__["version"] = version
    assert not again.same
    assert again.then == 440.01
    assert again.now != 440.01
    assert again.changed == ("规则的版本变了", "按回执记录的参数重算，结果相同")


def test_the_hash_of_the_loaded_document_is_in_the_receipt(gazettes: Path) -> None:
    name = "jinan-2023-1.txt"
    ingest((gazettes / name).read_bytes(), name)
    told = answer(question_of(KEY, BODY))
    assert len(told["receipt"]["documents"][0]["sha256"]) == 64


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([], "wrong_type"),
        ({"facts": {}}, "missing"),
        ({"on": "2024-02-30"}, "wrong_type"),
        ({"on": 5}, "wrong_type"),
        ({"on": "2024-03-01", "facts": []}, "wrong_type"),
        (
            {"on": "2024-03-01", "facts": {"cost": {"a": {"b": {"c": {"d": {"e": {}}}}}}}},
            "too_large",
        ),
        ({"on": "2024-03-01", "more": 1}, "wrong_type"),
        ({"on": "2024-03-01", "readings": []}, "wrong_type"),
        ({"on": "2024-03-01", "even_if_not_in_force": 1}, "wrong_type"),
        ({"on": "2022-12-31"}, "not_in_force"),
        ({"on": "2024-03-01", "facts": {"cost": -1}}, "out_of_range"),
        ({"on": "2024-03-01", "facts": {"nothing": 1}}, "unknown_fact"),
    ],
)
def test_a_bad_question_is_refused_in_chinese(body: object, code: str) -> None:
    with pytest.raises(RuleError) as caught:
        answer(question_of(KEY, body))
    assert caught.value.code == code
    assert any("\u4e00" <= mark <= "\u9fff" for mark in str(caught.value))


def test_an_unknown_rule_names_its_likes() -> None:
    with pytest.raises(RuleError) as caught:
        question_of("validity", BODY)
    assert "shuozhou.guarantee_subsidy.validity" in str(caught.value)
