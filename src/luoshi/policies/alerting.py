"""The emergency plans (应急预案) of the encoded documents: each folder's ``plan.py``, by key."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from luoshi.procedures import Role
from luoshi.procedures.plans import Classifier, Indicator, Plan
from luoshi.rules import Policy
from luoshi.rules.errors import BadPolicy

HERE = Path(__file__).parent


class NoPlan(LookupError):
    """There is no plan, classifier or indicator with this key."""


@cache
def plans() -> dict[str, Plan]:
    """Every plan by its whole key (``shuozhou.heavy_pollution.warning``), in the documents' order."""
    found: dict[str, Plan] = {}
    for file in sorted(HERE.glob("*/*/plan.py")):
        module = import_module(f"luoshi.policies.{file.parent.parent.name}.{file.parent.name}.plan")
        for each in module.PLANS:
            if each.whole_key in found:
                raise BadPolicy(f"预案 {each.whole_key} 有两个")
            found[each.whole_key] = each
    return found


def plan(key: str) -> Plan:
    """The plan of this whole key.

    Raises:
        NoPlan: there is none.
    """
    try:
        return plans()[key]
    except KeyError as error:
        raise NoPlan(f"没有预案“{key[:80]}”") from error


@cache
def indicators() -> dict[str, tuple[Indicator, Policy]]:
    """Every indicator by ``<place>.<name>.<indicator>``, with its document."""
    return {
        f"{each.policy.key}.{indicator.key}": (indicator, each.policy)
        for each in plans().values()
        for indicator in each.indicators
    }


@cache
def classifiers() -> dict[str, tuple[Plan, Classifier]]:
    """Every classifier by ``<place>.<name>.<plan>.<classifier>``."""
    return {
        f"{each.whole_key}.{classifier.key}": (each, classifier)
        for each in plans().values()
        for classifier in each.classifiers
    }


@cache
def watching() -> dict[str, tuple[str, ...]]:
    """Which classifiers look at an indicator, by the whole key of the indicator."""
    found: dict[str, list[str]] = {}
    for key, (of, classifier) in classifiers().items():
        for indicator in classifier.of:
            found.setdefault(f"{of.policy.key}.{indicator.key}", []).append(key)
    return {key: tuple(each) for key, each in found.items()}


def roles() -> Iterator[tuple[str, Role]]:
    """Every role that a plan calls or lays a measure on, by its whole key."""
    for each in plans().values():
        for role in each.roles:
            yield f"{each.policy.key}.{role.key}", role


def clauses(of: Policy) -> Iterator[tuple[str, str]]:
    """The clauses that the plans of a document execute, each with what executes it."""
    for each in plans().values():
        if each.policy.number == of.number:
            yield from ((clause, key) for clause, key in _clauses(each) if clause)


def _clauses(of: Plan) -> Iterator[tuple[str, str]]:
    key = of.whole_key
    yield of.clause, key
    parts = (*of.levels, *of.fields, *of.indicators, *of.classifiers, *of.measures, *of.calls)
    for each in parts:
        yield each.clause, f"{key}.{each.key}"
    for call in of.calls:
        yield from ((to.clause, f"{key}.{call.key}") for to in call.to)
    for each in of.rounds:
        yield each.clause, f"{of.policy.key}.{each.procedure}"
    for role in of.roles:
        yield role.clause, f"{of.policy.key}.{role.key}"
