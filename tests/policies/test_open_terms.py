"""What one document leaves open and another one settles (由…另行制定): the chain, and its ends."""

import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from luoshi import policies
from luoshi.rules.explain import Explained
from luoshi.rules.policy import filler
from tests.rules.parity import differences

CITY, PROVINCE = "麓水发〔2025〕5号", "岚政办发〔2025〕11号"
KEY = "specimen.rural_water.city_match"
RULE = policies.rule(KEY)
AID: dict[str, object] = {"city": "云麓市", "aid": 30_000}
IN_FORCE = [date(2025, 7, 1), date(2025, 10, 1), date(2028, 6, 30)]
NOT_IN_FORCE = [date(2025, 4, 8), date(2025, 6, 30), date(2028, 7, 1)]


def supplied(step: Explained) -> list[Explained]:
    """The steps of an explanation that tell of what the text leaves open."""
    own = [step] if step.get("kind") == "supplied" else []
    return own + [each for child in step.get("children", []) for each in supplied(child)]


@pytest.mark.parametrize("on", IN_FORCE, ids=str)
def test_the_rate_comes_from_the_rules_of_the_city_while_they_are_in_force(on: date) -> None:
    outcome = RULE.run(AID, on)
    assert (outcome.status, outcome.result) == ("computed", 9_000)


def test_the_explanation_names_both_documents() -> None:
    (step,) = supplied(RULE.run(AID, IN_FORCE[1]).explanation)
    assert step.get("value") == "30%"
    assert step.get("clause") == f"{PROVINCE} 二2"
    assert step.get("note") == f"原文未写明，由 {CITY} 第三条第二款 规定"


def test_the_answer_tells_the_clause_that_gave_the_rate() -> None:
    outcome = RULE.run(AID, IN_FORCE[1])
    told = {each["name"]: each for each in outcome.parameters}
    assert told["city_match_rate"]["value"] == "30%"
    assert told["city_match_rate"]["clause"] == f"{CITY} 第三条第二款"


@pytest.mark.parametrize("on", NOT_IN_FORCE, ids=str)
def test_the_rate_is_asked_for_while_the_rules_of_the_city_are_not_in_force(on: date) -> None:
    outcome = RULE.run(AID, on)
    assert (outcome.status, outcome.result) == ("missing", None)
    assert outcome.missing == ("city_match_rate",)
    (asked,) = outcome.as_json()["missing"]
    assert asked["not_in_text"] is True


@pytest.mark.parametrize("on", [IN_FORCE[1], NOT_IN_FORCE[1]], ids=str)
def test_a_rate_that_is_supplied_goes_first(on: date) -> None:
    outcome = RULE.run({**AID, "city_match_rate": 25}, on)
    assert outcome.result == 7_500
    (step,) = supplied(outcome.explanation)
    assert step.get("note") == "原文未写明，由云麓市确定，按提供的数"
    assert CITY not in str(outcome.as_json())


def test_another_city_is_never_given_this_rate() -> None:
    other = {**AID, "city": "其他市"}
    outcome = RULE.run(other, IN_FORCE[1])
    assert outcome.missing == ("other_city_match_rate",)
    assert RULE.run({**other, "other_city_match_rate": "40%"}, IN_FORCE[1]).result == 12_000


def test_what_is_open_is_what_no_document_settles() -> None:
    assert [each.name for each in RULE.what_is_open()] == ["other_city_match_rate"]


def test_the_rate_of_the_city_is_its_own_rule_too() -> None:
    own = policies.rule("specimen.water_maintenance.city_funds")
    assert own.run({"aid": 30_000}, IN_FORCE[1]).result == RULE.run(AID, IN_FORCE[1]).result


@pytest.mark.parametrize("on", [IN_FORCE[1], NOT_IN_FORCE[1]], ids=str)
def test_a_column_takes_the_same_way(on: date) -> None:
    given = [
        {"city": "云麓市", "city_match_rate": 25},
        {"city": "其他市", "other_city_match_rate": 40},
    ]
    rows = [RULE.read({"aid": 30_000, **each}) for each in [*given, {"city": "云麓市"}]]
    assert differences(RULE, rows, on) == []
    assert differences(RULE, rows[2:], on) == []


def test_one_rule_alone_finds_the_document_that_settles_it() -> None:
    """Asked by its key in a fresh process, where no other folder has been imported yet."""
    program = (
        "from datetime import date; from luoshi import policies; "
        f"print(policies.rule({KEY!r}).run({AID!r}, date(2025, 10, 1)).result)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "9000"


def test_whatever_says_that_it_settles_an_open_term_does() -> None:
    known: dict[str, Any] = {
        f"{policy.number}#{definition.name}": definition
        for policy in policies.catalogue()
        for definition in policy.parameters
    }
    filling = [each for each in known.values() if each.fills]
    assert filling
    for each in filling:
        open_term = known[each.fills]
        assert open_term.not_in_text
        assert open_term.kind == each.kind
        assert open_term.unit.dimensions == each.unit.dimensions
        found = filler(open_term)
        assert found is not None
        assert found[1].name == each.name


def test_open_terms_name_parameters_that_are_open() -> None:
    for policy in policies.catalogue():
        definitions = {each.name: each for each in policy.parameters}
        for term in policy.open_terms:
            assert [name for name in term.parameters if not definitions[name].not_in_text] == []
