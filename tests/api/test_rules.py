"""The catalogue and the description of a rule say what the encodings say."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from django.test import Client

from luoshi import policies
from luoshi.rules import Policy
from tests.api.conftest import FACTS, PAYMENT, TABLE, data, error

RULES = policies.rules()
NUMBER = "济政办发〔2022〕12号"


def listed(client: Client, **filters: str) -> list[dict[str, Any]]:
    told = data(client.get("/api/rules", filters))
    assert told["count"] == len(told["rules"])
    return told["rules"]


def described(client: Client, key: str) -> dict[str, Any]:
    return data(client.get(f"/api/rules/{key}"))


def test_the_catalogue_has_every_rule_in_its_order(client: Client) -> None:
    assert [each["key"] for each in listed(client)] == list(RULES)


def test_a_rule_in_the_catalogue(client: Client) -> None:
    [found] = [each for each in listed(client) if each["key"] == PAYMENT]
    assert found["document"]["number"] == NUMBER
    assert found["document"]["place"] == "济南市"
    assert found["clause"].startswith(NUMBER)
    assert (found["result"], found["unit"], found["table"]) == ("number", "元", False)
    assert [fact["name"] for fact in found["facts"]] == list(FACTS)
    assert {
        "name": "cost",
        "label": "政策范围内普通门诊医疗费用",
        "kind": "number",
        "unit": "元",
    } in (found["facts"])


@pytest.mark.parametrize(
    "filters",
    [
        {"document": NUMBER},
        {"document": "济政办发(2022)12号"},
        {"document": "门诊共济"},
        {"place": "济南", "document": NUMBER},
        {"text": "outpatient_insurance"},
    ],
)
def test_the_catalogue_is_filtered(filters: dict[str, str], client: Client) -> None:
    found = [each["key"] for each in listed(client, **filters)]
    assert found == [key for key, rule in RULES.items() if rule.policy.number == NUMBER]


def test_every_word_must_be_found(client: Client) -> None:
    assert PAYMENT in [each["key"] for each in listed(client, text="门诊 支付额")]
    assert listed(client, text="门诊 没有这个词") == []
    assert listed(client, place="不存在的地方") == []
    assert {each["document"]["place"] for each in listed(client, place="national")} == {"全国"}


@pytest.mark.parametrize("policy", policies.catalogue(), ids=lambda policy: policy.key)
def test_every_rule_is_described(policy: Policy, client: Client) -> None:
    for rule in policies.of_policy(policy):
        told = described(client, rule.key)
        assert told["clauses"][0] == told["clause"] == rule.addresses[0]
        assert told["in_force"]["from"] == policy.starts.isoformat()
        assert [each["name"] for each in told["parameters"]] == list(rule.parameters)
        assert [each["name"] for each in told["readings"]] == list(rule.readings)
        jsonschema.Draft202012Validator.check_schema(told["schema"])


def test_the_schema_describes_the_facts(client: Client) -> None:
    schema = described(client, PAYMENT)["schema"]
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(FACTS)
    assert not validator.is_valid({**FACTS, "level": "四级"})
    assert not validator.is_valid({**FACTS, "age": 30})
    rows = described(client, TABLE)["schema"]["properties"]["rows"]
    assert (rows["minItems"], rows["maxItems"]) == (1, 10_000)


def test_parameters_are_told_by_date_with_clause_and_word(client: Client) -> None:
    told = described(client, PAYMENT)
    limit = next(each for each in told["parameters"] if each["name"] == "annual_limit")
    days = [each["from"] for each in limit["values"]]
    assert days == sorted(days)
    assert len(set(days)) == 2
    assert {each["value"] for each in limit["values"]} == {"4,500元", "6,000元"}
    assert all(each["clause"].startswith(NUMBER) for each in limit["values"])
    rate = next(each for each in told["parameters"] if each["name"] == "payment_rate")
    assert rate["by"]
    assert all(each["key"] for each in rate["values"])


def test_what_the_text_leaves_open_is_told(client: Client) -> None:
    rule = next(rule for rule in RULES.values() if "compensation_rate" in rule.parameters)
    told = described(client, rule.key)
    open_one = next(each for each in told["parameters"] if each["name"] == "compensation_rate")
    assert open_one["not_in_text"] is True
    assert open_one["values"] == []
    assert open_one["limits"] == {"min": "2‰", "max": "5‰"}
    assert open_one["left_to"]


def test_readings_have_options_and_a_reason(client: Client) -> None:
    rule = next(rule for rule in RULES.values() if rule.readings)
    [first, *_] = described(client, rule.key)["readings"]
    assert first["why"]
    assert first["clause"]
    assert len(first["options"]) >= 2
    assert first["default"] in [each["option"] for each in first["options"]]


def test_a_rule_is_found_by_the_last_part_of_its_key(client: Client) -> None:
    assert described(client, "outpatient_payment") == described(client, PAYMENT)


def test_a_rule_that_does_not_exist(client: Client) -> None:
    told = error(client.get("/api/rules/nothing"), 404, "unknown_rule")
    assert told["remedy"]
