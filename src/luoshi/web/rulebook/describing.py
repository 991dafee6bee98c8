"""A rule as data: what it is, what it asks, by which parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.rules import Rule
from luoshi.rules.parameters import Definition, Leaf


@dataclass(frozen=True, slots=True)
class Named:
    """A rule as templates need it: they would call the rule itself, which is a function."""

    key: str
    label: str
    gist: str
    formula: str
    table: bool


def named(one: Rule[Any, Any]) -> Named:
    """A rule for a template."""
    formula = one.plan.formula
    return Named(one.key, one.label, one.gist, "" if formula == "分情形" else formula, one.table)


def rule(one: Rule[Any, Any]) -> dict[str, Any]:
    """What a rule is, for programs."""
    policy = one.policy
    return {
        "key": one.key,
        "label": one.label,
        "gist": one.gist,
        "document": {"number": policy.number, "title": policy.title, "place": policy.place},
        "clauses": list(one.addresses),
        "unit": one.unit.name,
        "table": one.table,
        "formula": one.plan.formula,
        "schema": one.schema,
        "parameters": [parameter(each, policy.address) for each in one.parameters.values()],
        "readings": [
            {"name": name, "label": each.label, "clause": policy.address(each.clause), "why": each.why,
             "options": dict(each.options), "default": each.default}
            for name, each in ((name, policy.readings[name]) for name in one.readings)
        ],
    }  # fmt: skip


def parameter(definition: Definition, address: Any) -> dict[str, Any]:
    """A parameter with all its values over time."""
    return {
        "name": definition.name,
        "label": definition.label,
        "clause": address(definition.clause),
        "unit": definition.unit.name,
        "comparator": definition.comparator,
        "soft": definition.soft,
        "not_in_text": definition.not_in_text,
        "left_to": definition.left_to,
        "by": list(definition.by),
        "values": [
            {"since": day.isoformat(), "values": _values(definition, table)}
            for day, table in definition.dated
        ],
    }


def _values(
    definition: Definition, table: Mapping[tuple[str, ...], Leaf] | None
) -> dict[str, str] | None:
    if table is None:
        return None
    return {",".join(key): definition.shown(leaf.value) for key, leaf in table.items()}
