"""The form of a rule: a field for each fact, and which of them still matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from luoshi.rules import Outcome, Rule, RuleError
from luoshi.rules.facts import Fact
from luoshi.rules.parameters import Definition
from luoshi.rules.policy import Reading
from luoshi.rules.units import in_unit, shown, unit
from luoshi.web.rulebook.asking import FACT, PARAMETER, READING, Asked
from luoshi.web.rulebook.places import Place, Places

NOTES = {
    "first": "先填这一项",
    "needed": "还要填",
    "open": "也许要填",
    "later": "是否要填，看前面怎么回答",
    "unneeded": "不影响结果，不用填",
    "unused": "已填，这次没有用到",
    "filled": "",
    "given": "",
    "wrong": "",
}
"""What stands beside a field in each state."""
SHORT = 8
"""A form of so many facts shows at once those that may still be asked."""
ROUND = 100_000
"""Up to here the upper end of a range tells people something."""


@dataclass(frozen=True, slots=True)
class Field:
    """A fact in the form."""

    fact: Fact
    value: str
    state: str
    note: str
    trouble: RuleError | None
    place: Place | None

    @property
    def name(self) -> str:
        """The name under which the form sends it; its id too."""
        return FACT + self.fact.name

    @property
    def unit(self) -> str:
        """The unit beside the field."""
        return self.fact.unit.name if self.fact.unit else ""

    @property
    def hidden(self) -> bool:
        """Whether it is folded away: nothing depends on it for now."""
        return self.state in ("later", "unneeded")

    @property
    def range(self) -> str:
        """Which numbers are taken, where that tells people something."""
        fact = self.fact
        of = fact.unit or unit("")
        if fact.kind != "number" or abs(in_unit(fact.maximum, of)) > ROUND:
            return ""
        return f"{shown(fact.minimum, of)}至{shown(fact.maximum, of)}"

    @property
    def chosen(self) -> str:
        """The option or answer that is chosen: 是 and 否 for truths however they were written."""
        words = {"true": "是", "false": "否"}
        return (
            words.get(self.value.lower(), self.value) if self.fact.kind == "truth" else self.value
        )

    @property
    def typed(self) -> bool:
        """Whether what was written can only be shown as words."""
        if self.fact.kind == "choice":
            return bool(self.value) and self.value not in self.fact.options
        if self.fact.kind == "truth":
            return bool(self.value) and self.chosen not in ("是", "否")
        return self.fact.kind == "day" and self.trouble is not None


@dataclass(frozen=True, slots=True)
class ReadingField:
    """A reading in the form: its options, the one that holds, and why there is a choice."""

    reading: Reading
    chosen: str
    trouble: RuleError | None
    place: Place

    @property
    def name(self) -> str:
        """The name under which the form sends it."""
        return READING + self.reading.name


@dataclass(frozen=True, slots=True)
class ParameterField:
    """A parameter in the form, for a what-if: its value on the day, and another one to try."""

    name: str
    label: str
    value: str
    written: str
    trouble: RuleError | None
    place: Place


def fields(asked: Asked, outcome: Outcome | None, places: Places) -> list[Field]:
    """The facts in the order declared, each with its state."""
    touched = _touched(outcome) if outcome else frozenset[str]()
    return [_field(asked, fact, outcome, touched, places) for fact in asked.rule.facts.values()]


def _touched(outcome: Outcome) -> frozenset[str]:
    """The facts that were looked at on the way to the result."""
    leaves = [n for n in outcome.rule.nodes if n.op in ("fact", "supplied")]
    return frozenset(
        node.data.name for case in outcome.cases for node in leaves if id(node) in case.memo
    )


def _field(
    asked: Asked, fact: Fact, outcome: Outcome | None, touched: frozenset[str], places: Places
) -> Field:
    value = asked.facts.get(fact.name, "")
    trouble = asked.troubles.get(FACT + fact.name)
    state = "wrong" if trouble else _state(fact.name, value, outcome, touched)
    note = NOTES[state]
    if state == "filled" and outcome:
        clause, filled = outcome.cases[0].filled[fact.name]
        note = f"由 {clause} 规定为 {filled}，可另填试算"
    clause = asked.rule.policy.address(fact.clause)
    return Field(fact, value, state, note, trouble, places.place(clause) if clause else None)


def _state(name: str, value: str, outcome: Outcome | None, touched: frozenset[str]) -> str:
    if outcome is None:
        return "given" if value else "needed"
    if value:
        return "unused" if outcome.status != "missing" and name not in touched else "given"
    if any(name in case.filled for case in outcome.cases):
        return "filled"
    if name in outcome.missing:
        return "first" if name == outcome.missing[0] else "needed"
    if not outcome.missing:
        return "unneeded"
    return "open" if len(outcome.rule.facts) <= SHORT else "later"


def readings(asked: Asked, places: Places) -> list[ReadingField]:
    """The readings that the answer may depend on."""
    policy = asked.rule.policy
    found: list[ReadingField] = []
    for name in asked.rule.readings:
        reading = policy.readings[name]
        chosen = asked.given.get(READING + name, reading.default)
        place = places.place(policy.address(reading.clause))
        found.append(ReadingField(reading, chosen, asked.troubles.get(READING + name), place))
    return found


def parameters(asked: Asked, places: Places) -> list[ParameterField]:
    """The parameters that may be changed for a run, each value by itself."""
    found: list[ParameterField] = []
    for definition in asked.rule.parameters.values():
        if not definition.not_in_text:
            found += _parameter(asked, definition, places)
    return found


def _parameter(asked: Asked, definition: Definition, places: Places) -> Iterator[ParameterField]:
    for key, value, clause in values_on(definition, asked):
        index = f"[{','.join(key)}]" if key else ""
        name = PARAMETER + definition.name + index
        yield ParameterField(
            name,
            definition.label + (f"（{'、'.join(key)}）" if key else ""),
            value,
            asked.given.get(name, ""),
            asked.troubles.get(name),
            places.place(asked.rule.policy.address(clause)),
        )


def values_on(definition: Definition, asked: Asked) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Index, value and clause of a parameter on the day; 原文没有规定 where it has none then."""
    table = definition.on(asked.on) or {}
    for key in dict.fromkeys(leaf.key for leaf in definition.leaves()):
        leaf = table.get(key)
        if leaf:
            yield key, definition.shown(leaf.value), leaf.clause
        else:
            yield key, "该日没有规定", definition.clause


def rules_beside(rule: Rule[Any, Any], every: list[Rule[Any, Any]]) -> list[Rule[Any, Any]]:
    """Other rules of the same clauses, which people often want next."""
    own = set(rule.clauses)
    return [one for one in every if one is not rule and own & set(one.clauses)]
