"""Decisions (判断): a rule is asked on the facts of a case; the answer is its own receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.office import rulebook
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.models import ChosenReading
from luoshi.office.cases.view import CaseView
from luoshi.procedures import Decide
from luoshi.rules.errors import RuleError


def readings_of(policy: str) -> dict[str, str]:
    """The readings that this office has chosen for a document."""
    return dict(ChosenReading.objects.filter(policy=policy).values_list("name", "option"))


def decide(decision: Decide, view: CaseView) -> dict[str, Any]:
    """Ask the rule; the result goes into the view's data under the decision's name.

    Returns:
        The answer with its receipt.

    Raises:
        Refused: the result does not open the way, or the facts are not enough for one.
    """
    told = asked(decision, view)
    if told["status"] == "missing":
        absent = "、".join(each["label"] for each in told["missing"])
        raise Refused(
            f"“{decision.rule.label}”还缺：{absent}", "补齐后再办", clause=_clause(decision)
        )
    if told["status"] == "computed":
        view.data[decision.name] = in_case(told)
    if (
        decision.expect is not ...
        and not decision.soft
        and view.data.get(decision.name) != decision.expect
    ):
        raise Refused(
            decision.why or f"“{decision.rule.label}”的结果是“{shown(told)}”，不能这样办",
            "请核对所填的内容；判断的理由见说明",
            clause=_clause(decision),
            detail=told,
        )
    return told


def asked(decision: Decide, view: CaseView) -> dict[str, Any]:
    """The answer of the rule on the day of the act.

    Raises:
        Refused: the facts are none that the rule takes.
    """
    body: Mapping[str, object] = {
        "facts": view.facts(decision.facts(view)),
        "on": _day(view.today),
        "readings": readings_of(decision.rule.policy.key),
        "even_if_not_in_force": True,
    }
    try:
        return rulebook.answer(rulebook.question_of(decision.rule.key, body))
    except RuleError as error:
        raise Refused(error.what, error.remedy, clause=error.clause or _clause(decision)) from error


def warning_of(decision: Decide, told: Mapping[str, Any], view: CaseView) -> list[str]:
    """What should be known beside the result: the rule's own warnings, and a soft limit not kept."""
    found = [_of_a_case(str(each)) for each in told["warnings"]]
    if (
        decision.soft
        and decision.expect is not ...
        and view.data.get(decision.name) != decision.expect
    ):
        found.append(
            decision.why or f"“{decision.rule.label}”不符合原则性要求（{_clause(decision)}）"
        )
    return found


def _of_a_case(warning: str) -> str:
    """What a rule says of a trial, said of a case: it is decided all the same."""
    return warning.replace("以下仅为试算", "本办件仍按该文件办理")


def in_case(told: Mapping[str, Any]) -> object:
    """The result of an answer as a case keeps it: numbers as texts with their unit."""
    exact = told["exact"]
    if isinstance(exact, str) and not isinstance(told["result"], bool | str):
        return f"{exact}{told['unit'] or ''}"
    return told["result"]


def shown(told: Mapping[str, Any]) -> str:
    """The result in words."""
    result = told["result"]
    if isinstance(result, bool):
        return "是" if result else "否"
    if isinstance(result, list):
        return "、".join(str(each) for each in result) or "无"
    if isinstance(result, dict):
        return "；".join(f"{name}：{value}" for name, value in result.items())
    return f"{result}{told['unit'] or ''}"


def _clause(decision: Decide) -> str:
    return decision.rule.policy.address(decision.rule.clauses[0])


def _day(day: date) -> str:
    return day.isoformat()
