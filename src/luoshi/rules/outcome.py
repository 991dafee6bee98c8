"""What a rule answers (结果): value, unit, what is missing, warnings, the explanation and the receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from luoshi.rules.explain import Explained, explained, plain
from luoshi.rules.nodes import Node, Number, Record, Text, record_of
from luoshi.rules.parameters import Recurring
from luoshi.rules.policy import State
from luoshi.rules.units import Exact, Unit, decimal_text, in_unit
from luoshi.rules.value import Case, Silent, Unknown, absent
from luoshi.rules.yamlio import is_mapping

if TYPE_CHECKING:
    from luoshi.rules.rule import Rule


@dataclass(frozen=True)
class Outcome:
    """The answer to one question: one case, or one table of cases.

    Attributes:
        values: one value per case, in base units; ``Unknown`` or ``Silent`` where there is none.
    """

    rule: Rule[Any, Any]
    on: date
    state: State
    cases: list[Case]
    values: list[Any]

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Facts that still matter, the one to ask first in front."""
        found = absent(*(v for value in self.values for v in _parts(value)))
        return found.missing if type(found) is Unknown else ()

    @property
    def may_matter(self) -> list[str]:
        """Facts not given that may come to matter later on, beyond those that matter already."""
        if not self.missing:
            return []
        unknown = (v for case in self.cases for v in case.memo.values() if type(v) is Unknown)
        seen = {name for value in unknown for name in value.missing}
        return [name for name in self.rule.facts if name in seen and name not in self.missing]

    def _asked_for(self, names: Iterable[str]) -> list[dict[str, Any]]:
        facts = self.rule.facts
        return [
            {"name": name, "label": facts[name].label, "unit": _unit_name(facts[name].unit),
             "not_in_text": facts[name].not_in_text}
            for name in names
        ]  # fmt: skip

    @property
    def missing_labels(self) -> list[str]:
        """Their Chinese labels."""
        return [self.rule.facts[name].label for name in self.missing]

    @cached_property
    def silences(self) -> list[Silent]:
        """What the text does not say, where it matters."""
        found = (part for value in self.values for part in _parts(value))
        return list(dict.fromkeys(part for part in found if type(part) is Silent))

    @cached_property
    def warnings(self) -> list[str]:
        """What should be known beside the value: not in force, soft limits, silences, rounding."""
        told: dict[str, None] = {}
        if not self.state.in_force and not self.rule.any_day:
            told[
                f"{self.rule.policy.number} 在 {self.on} 不在施行期：{self.state.why}；以下仅为试算"
            ] = None
        elif not self.rule.policy.stated:
            told[self.state.why] = None
        for silent in self.silences:
            told[silent.telling] = None
        for case in self.cases:
            for warning, clause in case.warnings.items():
                told[warning + (f"（{self.rule.policy.address(clause)}）" if clause else "")] = None
        if self.overridden:
            told[f"试算：改动了参数 {'、'.join(self.overridden_labels)}"] = None
        return list(told)

    @property
    def overridden(self) -> list[str]:
        """Parameters that were given another value for this run."""
        return [parameter_name(name, key) for name, key in self.cases[0].overrides]

    @property
    def overridden_labels(self) -> list[str]:
        """Their Chinese labels, with the index where there is one."""
        definitions = self.rule.parameters
        return [
            definitions[name].label + (f"（{'、'.join(key)}）" if key else "")
            for name, key in self.cases[0].overrides
        ]

    @property
    def status(self) -> str:
        """computed, missing (facts are), or not_stated (the text gives no answer to any of it)."""
        if self.missing:
            return "missing"
        parts = [part for value in self.values for part in _parts(value)]
        return "not_stated" if all(type(part) is Silent for part in parts) else "computed"

    @property
    def result(self) -> Any:
        """The result as JSON, in the rule's unit; a list for a table; null where there is none."""
        made = [as_json(value, self.rule.root, self.rule.unit) for value in self.values]
        return made if self.rule.table else made[0]

    @property
    def exact(self) -> Any:
        """The exact result in decimal digits (or as a fraction), for numbers only."""
        made = [as_exact(value, self.rule.unit) for value in self.values]
        return made if self.rule.table else made[0]

    @property
    def readings(self) -> list[dict[str, Any]]:
        """The readings that the answer depends on: which option was taken, and why there is a choice."""
        policy = self.rule.policy
        return [
            {
                "name": name,
                "label": policy.readings[name].label,
                "option": self.cases[0].readings[name],
                "meaning": policy.readings[name].options[self.cases[0].readings[name]],
                "default": policy.readings[name].default,
                "why": policy.readings[name].why,
                "clause": policy.address(policy.readings[name].clause),
            }
            for name, nodes in self.rule.reading_nodes.items()
            if any(id(node) in case.memo for case in self.cases for node in nodes)
        ]

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """The parameters that were used: value, unit, clause."""
        policy, definitions = self.rule.policy, self.rule.parameters
        used = {pair: leaf for case in self.cases for pair, leaf in case.used.items()}
        found: list[dict[str, Any]] = []
        for (name, key), leaf in used.items():
            value = definitions[name].shown(leaf.value)
            found.append(
                {
                    "name": parameter_name(name, key),
                    "label": definitions[name].label + (f"（{'、'.join(key)}）" if key else ""),
                    "value": value,
                    "clause": policy.address(leaf.clause),
                    "since": leaf.since.isoformat() if leaf.since else None,
                    "overridden": (name, key) in self.cases[0].overrides,
                }
            )
        for name, (clause, value) in self.cases[0].filled.items():
            found.append({"name": name, "label": definitions[name].label, "value": value, "clause": clause,
                          "since": None, "overridden": False})  # fmt: skip
        return found

    @property
    def answers(self) -> list[dict[str, str]]:
        """The named answers of a record: name, label, unit."""
        record = record_of(self.rule.root)
        return [
            {"name": name, "label": label, "unit": _own_unit(node).name}
            for (name, label), node in zip(record.data, record.args, strict=True)
        ]

    @property
    def not_needed(self) -> list[str]:
        """Facts that were not given and did not matter."""
        if self.missing:
            return []
        given = {name for case in self.cases for name in case.facts}
        return [name for name in self.rule.facts if name not in given]

    @cached_property
    def explanation(self) -> Any:
        """The tree of steps; a list of trees for a table."""
        made: list[Explained] = [explained(self.rule.plan, case) for case in self.cases]
        if isinstance(self.rule.root, Text):
            for each in made:
                _cite_what_decided(each)
        return made if self.rule.table else made[0]

    def as_json(self, *, explain: bool = True) -> dict[str, Any]:
        """The whole answer as data."""
        rule = self.rule
        told: dict[str, Any] = {
            "rule": rule.key,
            "label": rule.label,
            "on": self.on.isoformat(),
            "status": self.status,
            "result": self.result,
            "exact": self.exact,
            "unit": rule.unit.name,
            "in_force": self.state.in_force,
            "state": {"name": self.state.name, "why": self.state.why, "clause": self.state.clause},
            "clauses": list(rule.addresses),
            "parameters": self.parameters,
            "readings": self.readings,
            "warnings": self.warnings,
            "missing": self._asked_for(self.missing),
            "may_matter": self._asked_for(self.may_matter),
            "not_needed": self.not_needed,
        }  # fmt: skip
        if isinstance(rule.root, Record):
            told["answers"] = self.answers
        if rule.rounding[0]:
            by = (
                f"（{rule.policy.address(rule.rounding[1])}）"
                if rule.rounding[1]
                else "（原文未写明取整，按此惯例）"
            )
            told["rounding"] = f"四舍五入到{rule.rounding[0]}{by}"
        if explain:
            told["explanation"] = self.explanation
        return told


def _cite_what_decided(told: Explained) -> None:
    """Let the first line cite the clause of the step whose words are the answer, not the rule's first one."""
    step = told
    while chosen := [
        each
        for each in step.get("children", [])
        if each.get("kind") in ("step", "rule") and each.get("value") == told.get("value")
    ]:
        step = chosen[-1]
        if clause := step.get("clause"):
            told["clause"] = clause


def _unit_name(of: Unit | None) -> str:
    return of.name if of else ""


def _parts(value: Any) -> list[Any]:
    return list(value.values()) if is_mapping(value) else [value]


def parameter_name(name: str, key: tuple[str, ...]) -> str:
    """``rate[三级]``."""
    return f"{name}[{','.join(key)}]" if key else name


_WHOLE_IN_JSON = 2**53
"""Larger whole numbers are told as floats, as most readers of JSON would take them; ``exact`` has all digits."""


def as_json(value: Any, node: Node, of: Unit) -> Any:
    """A value as JSON: numbers in the unit, days as ISO dates, records as objects."""
    if type(value) in (Unknown, Silent):
        return None
    if is_mapping(value):
        record = record_of(node)
        answers = dict(zip([name for name, _ in record.data], record.args, strict=True))
        return {
            name: as_json(each, answers[name], _own_unit(answers[name]))
            for name, each in value.items()
        }
    if value is True or value is False or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Recurring):
        return value.printed
    if isinstance(value, tuple):
        return list(cast("tuple[str, ...]", value))
    counted = in_unit(value, of)
    if isinstance(counted, int) and abs(counted) <= _WHOLE_IN_JSON:
        return counted
    return counted.numerator / counted.denominator


def _own_unit(node: Node) -> Unit:
    if isinstance(node, Number) and node.unit.dimensions == node.dimensions:
        return node.unit
    return Unit("")


def as_exact(value: Any, of: Unit) -> str | None:
    """An exact number in decimal digits, or as a fraction where they never end; None for others."""
    if type(value) in (Unknown, Silent, bool, str, tuple, dict, date, Recurring):
        return None
    counted: Exact = in_unit(value, of)
    text = decimal_text(counted)
    return str(counted) if text.startswith("约") else text


__all__ = ["Outcome", "as_exact", "as_json", "parameter_name", "plain"]
