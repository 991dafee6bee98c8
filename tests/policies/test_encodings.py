"""Every encoded document: its worked cases, the agreement of the three readings, the strength of its cases."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from luoshi import policies
from luoshi.rules import Policy, RuleError
from luoshi.rules.cases import WorkedCase, load
from luoshi.rules.column import read
from luoshi.rules.mutation import survey
from tests.rules.parity import differences, laid_out

CATALOGUE = policies.catalogue()
CASES = {policy.key: load(policy.folder) for policy in CATALOGUE}
RULES = policies.rules()


def _all_cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{case.rule.key}-{case.name}")
        for policy in CATALOGUE
        for case in CASES[policy.key]
    ]


@pytest.fixture(params=CATALOGUE, ids=[policy.key for policy in CATALOGUE])
def policy(request: pytest.FixtureRequest) -> Policy:
    return request.param


@pytest.mark.parametrize("case", _all_cases())
def test_a_worked_case_comes_out(case: WorkedCase) -> None:
    assert case.problems() == []


def test_value_explained_and_column_agree_on_every_worked_case(policy: Policy) -> None:
    found: list[str] = []
    for case in CASES[policy.key]:
        rule = case.rule
        if rule.single_case_only:
            continue
        try:
            rows = rule.read_rows(case.facts)
            asked = {"readings": case.readings, "overrides": case.overrides}
            found += differences(rule, rows, case.on, **asked)
        except RuleError:
            assert "expect_error" in case.expected
    assert found == []


def test_a_table_is_warned_of_what_a_single_case_is_warned_of(policy: Policy) -> None:
    warned = 0
    for case in CASES[policy.key]:
        rule = case.rule
        if rule.notices is None or rule.table or "expect_error" in case.expected:
            continue
        outcome = rule.run_read(
            rule.read_rows(case.facts), case.on, readings=case.readings, overrides=case.overrides
        )
        asked = {"readings": case.readings, "overrides": case.overrides}
        if outcome.missing or outcome.result is None:
            continue
        laid = laid_out(rule, rule.read_rows(case.facts))
        made = read(rule, case.on, of=rule.notices, **asked).over(laid.lazy())
        told = made.select("result").collect()["result"].to_list()[0]
        assert set(told or ()) <= set(outcome.cases[0].warnings), (rule.key, case.name)
        if len(outcome.cases[0].facts) == len(rule.facts):
            assert set(told) == set(outcome.cases[0].warnings), (rule.key, case.name)
            warned += bool(told)
    assert warned or not any(rule.notices for rule in policies.of_policy(policy) if not rule.table)


def test_every_rule_has_a_worked_case_and_a_column(policy: Policy) -> None:
    rules = policies.of_policy(policy)
    assert rules
    worked = {case.rule.key for case in CASES[policy.key]}
    assert [rule.key for rule in rules if rule.key not in worked] == []
    for rule in rules:
        if not rule.single_case_only:
            read(rule, policy.starts)


def test_the_worked_cases_notice_nearly_every_change_of_the_encoding(policy: Policy) -> None:
    found = survey(policy, policies.of_policy(policy), CASES[policy.key])
    assert found.total > 0
    assert float(found.share) >= 0.95, [mutant.what for mutant in found.survivors]


def test_a_case_that_is_wrong_is_told() -> None:
    case = next(
        c for c in CASES["shuozhou.guarantee_subsidy"] if isinstance(c.expected.get("expect"), int)
    )
    wrong = WorkedCase(
        case.rule, "", case.on, case.facts, case.readings, case.overrides, {"expect": 1}
    )
    assert wrong.problems()


def test_no_number_of_a_document_stands_in_its_rules(policy: Policy) -> None:
    """What is added, multiplied or compared comes from parameters.yaml or from facts."""
    tree = ast.parse((policy.folder / "rules.py").read_text("utf-8"))
    operands = [
        (node.lineno, operand)
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp | ast.Compare)
        for operand in ast.iter_child_nodes(node)
    ]
    strange = [
        f"第{line}行：{operand.value}"
        for line, operand in operands
        if isinstance(operand, ast.Constant)
        and isinstance(operand.value, int | float)
        and operand.value not in (0, 1)
    ]
    assert strange == []
