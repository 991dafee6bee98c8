"""What-if: the same case under other parameters, before and after, and over a range of one fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from luoshi.rules import Outcome, Rule, RuleError
from luoshi.rules.errors import OutOfRange
from luoshi.rules.facts import Fact, Given
from luoshi.rules.units import Exact, exact, in_unit, shown, unit
from luoshi.web.rulebook import asking, telling
from luoshi.web.rulebook.asking import Asked
from luoshi.web.rulebook.telling import Part

POINTS = 60
"""Into how many steps a range is cut at most."""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the result before and after."""

    before: Part
    after: Part

    @property
    def changed(self) -> bool:
        """Whether it is another."""
        return self.before.text != self.after.text

    @property
    def difference(self) -> str:
        """How much more or less it is, for numbers, with the share of what it was."""
        before, after = self.before, self.after
        if before.value is None or after.value is None or before.unit is None:
            return "" if self.changed or not after.known else "不变"
        if before.value == after.value:
            return "不变"
        more = exact(Fraction(after.value) - before.value)
        told = ("＋" if more > 0 else "－") + shown(abs(more), before.unit)
        if before.value > 0:
            told += f"（{'增' if more > 0 else '减'} {float(abs(more) / before.value):.1%}）"
        return told

    @property
    def gone(self) -> list[str]:
        """Items of a list that are no longer there."""
        return [one for one in self.before.items or () if one not in (self.after.items or ())]

    @property
    def come(self) -> list[str]:
        """Items of a list that were not there before."""
        return [one for one in self.after.items or () if one not in (self.before.items or ())]


def changes(before: Outcome, after: Outcome, row: int = 0) -> list[Change]:
    """Each part of the result of a case, before and after."""
    pairs = zip(telling.parts(before, row), telling.parts(after, row), strict=True)
    return [Change(one, other) for one, other in pairs]


@dataclass(frozen=True, slots=True)
class Range:
    """A fact over which a result is drawn, from one number to another, in base units."""

    fact: Fact
    low: Exact
    high: Exact

    @property
    def unit_name(self) -> str:
        """The unit of the fact."""
        return self.fact.unit.name if self.fact.unit else ""

    def written(self, value: Exact) -> str:
        """A number of the range as it stands in a field."""
        return shown(value, self.fact.unit or unit("")).removesuffix(self.unit_name)

    @property
    def points(self) -> list[Exact]:
        """Where the result is worked out: only numbers that the fact may have."""
        step = Fraction(1, 10**self.fact.decimals) * (self.fact.unit.scale if self.fact.unit else 1)
        steps = (self.high - self.low) / step
        wide = max(1, -(-steps.numerator // (steps.denominator * POINTS)))
        found = [self.low + step * wide * place for place in range(POINTS + 1)]
        return [exact(one) for one in found if one < self.high] + [self.high]


@dataclass(frozen=True, slots=True)
class Curve:
    """The result over a range, before and, where parameters were changed, after."""

    range: Range
    points: list[Exact]
    before: list[Exact | None]
    after: list[Exact | None] | None


def may_be_drawn(rule: Rule[Any, Any]) -> bool:
    """Whether the result is a number of one case."""
    return rule.root.kind == "number" and not rule.table


def choices(asked: Asked, outcome: Outcome) -> list[Fact]:
    """The number facts over which the result may be drawn: those that were given and looked at."""
    if not may_be_drawn(asked.rule) or outcome.status == "missing":
        return []
    leaves = {
        n.data.name
        for n in asked.rule.nodes
        if n.op in ("fact", "supplied") and id(n) in outcome.cases[0].memo
    }
    return [f for n, f in asked.rule.facts.items() if f.kind == "number" and n in leaves]


def chosen(asked: Asked, facts: Sequence[Fact]) -> Range | None:
    """The range that is asked for, or a sensible one; None where there is nothing to draw.

    Raises:
        RuleError: the ends are no numbers of the fact, or the wrong way round.
    """
    name = asked.given.get("x", "")
    if name == "no" or not facts:
        return None
    if name and name not in asked.rule.facts:
        raise OutOfRange(f"不能按“{name[:40]}”画图", fact="x", given=name, remedy="请从列表中选择")
    fact = next((each for each in facts if each.name == name), facts[0])
    low, high = _around(fact, asked)
    if fact.name == name:
        low = _end(fact, asked.given.get("from", ""), low)
        high = _end(fact, asked.given.get("to", ""), high)
    if low >= high:
        raise OutOfRange(
            f"“{fact.label}”的起点应小于终点", fact="from", given=asked.given.get("from"),
            clause=asked.rule.policy.address(fact.clause), remedy="请改小起点或改大终点",
        )  # fmt: skip
    return Range(fact, low, high)


def _end(fact: Fact, written: str, otherwise: Exact) -> Exact:
    value = fact.read(written) if written else otherwise
    assert isinstance(value, int | Fraction)
    return value


def _around(fact: Fact, asked: Asked) -> tuple[Exact, Exact]:
    """From the least to twice what was given, within what the fact may be."""
    written = asked.facts.get(fact.name)
    value = fact.read(written) if written else 0
    assert isinstance(value, int | Fraction)
    of = fact.unit or unit("")
    high = (
        value * 2 if value > fact.minimum else exact(in_unit(1000, unit("")) * Fraction(of.scale))
    )
    return fact.minimum, max(min(high, fact.maximum), fact.minimum)


def curve(asked: Asked, over: Range) -> Curve:
    """The result at each point of the range.

    Raises:
        RuleError: as running the rule.
    """
    rule = asked.rule
    facts = rule.read(asked.facts)
    points = over.points
    rows = [{**facts, over.fact.name: point} for point in points]
    after = _values(asked, rows, asked.overrides) if asked.overrides else None
    return Curve(over, points, _values(asked, rows, {}), after)


def _values(
    asked: Asked, rows: Sequence[Mapping[str, Given]], overrides: Mapping[str, str]
) -> list[Exact | None]:
    readings = asked.part(asking.READING)
    return [_value(asked, row, readings, overrides) for row in rows]


def _value(
    asked: Asked,
    row: Mapping[str, Given],
    readings: Mapping[str, str],
    overrides: Mapping[str, str],
) -> Exact | None:
    """The result at one point; None where there is none, or the rule divides by zero."""
    rule = asked.rule
    try:
        [value] = rule.run_read([row], asked.on, readings=readings, overrides=overrides).values
    except RuleError:
        return None
    return value if isinstance(value, int | Fraction) else None
