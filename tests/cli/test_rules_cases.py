"""``luoshi check``: whether the worked cases hold, and whether they notice a changed encoding."""

from dataclasses import replace
from typing import Any

import pytest

from luoshi import policies
from luoshi.cli import casework
from luoshi.rules import Policy, RuleError
from luoshi.rules import cases as worked
from luoshi.rules.cases import WorkedCase
from tests.cli.conftest import call

NUMBER = "麓人社发〔2025〕14号"
KEY = "specimen.rent_subsidy.monthly_subsidy"


@pytest.fixture
def policy() -> Policy:
    found = policies.policy(NUMBER)
    assert found is not None
    return found


@pytest.fixture
def known(policy: Policy) -> list[WorkedCase]:
    policies.of_policy(policy)
    return worked.load(policy.folder)


@pytest.fixture
def held(known: list[WorkedCase], monkeypatch: pytest.MonkeyPatch) -> list[WorkedCase]:
    """The cases that the command finds, whatever the file holds; changed by the test."""
    kept = [case for case in known if not case.problems()]

    def load(_: object) -> list[WorkedCase]:
        return kept

    monkeypatch.setattr(worked, "load", load)
    return kept


def test_the_cases_of_one_document(held: list[WorkedCase]) -> None:
    said = call("check", "麓人社发(2025)14号", "--json")
    assert said.code == 0
    (found,) = said.data["documents"]
    assert (said.data["sound"], found["number"], found["failed"]) == (True, NUMBER, [])
    assert found["cases"] == len(held) > 20
    assert "changes" not in found
    assert f"│ {NUMBER} │ {len(held)}" in call("check", NUMBER).out


def test_the_cases_of_one_rule(held: list[WorkedCase]) -> None:
    (found,) = call("check", KEY, "--json").data["documents"]
    assert found["cases"] == sum(case.rule.key == KEY for case in held)


def test_all_documents() -> None:
    said = call("check", "--json")
    assert [each["number"] for each in said.data["documents"]] == [
        each.number for each in policies.catalogue()
    ]
    assert all(each["cases"] for each in said.data["documents"])
    assert said.code == (0 if said.data["sound"] else 1)


def test_a_case_that_fails(held: list[WorkedCase]) -> None:
    place = next(
        n for n, case in enumerate(held) if case.rule.key == KEY and "expect" in case.expected
    )
    wrong = replace(held[place], name="算错的", expected={"expect": 1})
    held[place] = wrong
    said = call("check", NUMBER, "--json")
    assert (said.code, said.data["sound"]) == (1, False)
    (failed,) = said.data["documents"][0]["failed"]
    assert (failed["rule"], failed["name"], failed["clause"]) == (KEY, "算错的", wrong.clause)
    assert failed["problems"] == [f"应为 1，得到 {wrong.run().result}"]
    shown = call("check", NUMBER)
    assert shown.code == 1
    assert "算错的" in shown.out
    assert "应为 1" in shown.out


def used(case: WorkedCase) -> set[str]:
    """The parameters that a worked case uses."""
    try:
        return {each["name"] for each in case.run().parameters}
    except RuleError:
        return set()


def test_deep_lists_what_no_case_noticed(held: list[WorkedCase]) -> None:
    said = call("check", NUMBER, "--deep", "--json")
    (found,) = said.data["documents"]
    assert found["noticed"] + len(found["survivors"]) == found["changes"] > 30
    assert said.code == (0 if found["share"] >= 0.95 else 1)
    # Without the cases that use the county's raise nobody notices another raise.
    held[:] = [case for case in held if "county_raise" not in used(case)]
    weaker = call("check", NUMBER, "--deep", "--json")
    (less,) = weaker.data["documents"]
    survivors = [each["what"] for each in less["survivors"]]
    assert any(what.startswith("county_raise") for what in survivors)
    assert not any(each["what"].startswith("county_raise") for each in found["survivors"])
    shown = call("check", NUMBER, "--deep")
    assert "没有算例察觉：county_raise" in shown.out


def test_deep_fails_below_95_per_cent(held: list[WorkedCase]) -> None:
    held[:] = [case for case in held if case.rule.key == KEY]
    said = call("check", NUMBER, "--deep", "--json")
    assert said.data["documents"][0]["share"] < 0.95
    assert (said.code, said.data["sound"]) == (1, False)
    shown = call("check", NUMBER, "--deep")
    assert shown.code == 1
    assert "不到 95%" in shown.out


def test_a_case_that_fails_anyway_notices_nothing(held: list[WorkedCase]) -> None:
    case = next(case for case in held if case.rule.key == KEY and "expect" in case.expected)
    held[:] = [replace(case, expected={"expect": 1})]
    (found,) = call("check", KEY, "--deep", "--json").data["documents"]
    assert (found["noticed"], len(found["failed"])) == (0, 1)
    assert found["changes"] > 0


def test_deep_on_one_rule(held: list[WorkedCase]) -> None:
    (found,) = call("check", KEY, "--deep", "--json").data["documents"]
    (every,) = call("check", NUMBER, "--deep", "--json").data["documents"]
    assert 0 < found["changes"] < every["changes"]


@pytest.mark.parametrize("share", ["0", "95", "96"])
def test_the_limit_is_met_at_95(share: str, policy: Policy) -> None:
    from luoshi.rules.mutation import Mutant, Survey

    def nothing() -> Any:
        return lambda: None

    lost = tuple(Mutant("x", "y", nothing, ()) for _ in range(100 - int(share)))
    found = casework.Found(policy, 1, (), Survey("x", 100, lost))
    assert found.sound is (int(share) >= 95)


def test_what_is_not_encoded() -> None:
    said = call("check", "麓水政办发〔2025〕999号", "--json")
    assert (said.code, said.out) == (1, "")
    assert "麓水政办发〔2025〕999号" in said.errors[0]["what"]
