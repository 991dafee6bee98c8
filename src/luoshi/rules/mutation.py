"""Are the worked cases strong enough? Change one thing of an encoding and see whether a case breaks.

Each comparator is flipped (不超过 becomes 不足 of the same number, 以上 becomes 超过), each parameter and
each day of effect is shifted by its smallest step both ways, each exception, branch and condition is dropped. A
change that no case notices is a survivor: it is either harmless or a case that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from luoshi.rules.cases import WorkedCase
from luoshi.rules.errors import BadPolicy
from luoshi.rules.explain import written
from luoshi.rules.nodes import Node
from luoshi.rules.parameters import Definition, Leaf, Recurring, Value
from luoshi.rules.policy import Policy
from luoshi.rules.rule import Rule

_FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": ">="}
_CACHED = ("_step", "facts", "schema")


@dataclass(frozen=True)
class Mutant:
    """One change: what it is, how it is made and taken back, and which rules it may touch."""

    kind: str
    what: str
    change: Callable[[], Callable[[], None]] = field(repr=False)
    rules: tuple[Rule[Any, Any], ...] = field(repr=False)


@dataclass(frozen=True)
class Survey:
    """How many changes the cases noticed, and those that they did not."""

    policy: str
    total: int
    survivors: tuple[Mutant, ...]

    @property
    def killed(self) -> int:
        """Changes that broke a case."""
        return self.total - len(self.survivors)

    @property
    def share(self) -> Fraction:
        """The share of changes that broke a case."""
        return Fraction(self.killed, self.total) if self.total else Fraction(1)


def survey(policy: Policy, rules: Sequence[Rule[Any, Any]], cases: Sequence[WorkedCase]) -> Survey:
    """Try every change of an encoding against its worked cases."""
    made = list(mutants(policy, rules))
    return Survey(policy.number, len(made), tuple(each for each in made if not broken(each, cases)))


def broken(mutant: Mutant, cases: Sequence[WorkedCase]) -> bool:
    """Whether a case notices the change."""
    keys = {rule.key for rule in mutant.rules}
    with _changed(mutant):
        for case in cases:
            if case.rule.key in keys:
                try:
                    if case.problems():
                        return True
                except (ArithmeticError, BadPolicy, ValueError):
                    return True
    return False


@contextmanager
def _changed(mutant: Mutant) -> Generator[None]:
    undo = mutant.change()
    _forget(mutant.rules)
    try:
        yield
    finally:
        undo()
        _forget(mutant.rules)


def _forget(rules: Sequence[Rule[Any, Any]]) -> None:
    for rule in rules:
        for name in _CACHED:
            rule.__dict__.pop(name, None)


def mutants(policy: Policy, rules: Sequence[Rule[Any, Any]]) -> Iterator[Mutant]:
    """Every change of an encoding."""
    yield from _force(policy, tuple(rules))
    for definition in policy.parameters:
        using = tuple(rule for rule in rules if definition.name in rule.parameters)
        yield from _parameter(definition, using)
    for nodes, using in _alike(rules):
        yield from _comparator(nodes, using)
        yield from _branches(nodes, using)
        yield from _conditions(nodes, using)


# --- days of effect and parameters


def _force(policy: Policy, rules: tuple[Rule[Any, Any], ...]) -> Iterator[Mutant]:
    for name in ("starts", "ends"):
        day: date | None = getattr(policy, name)
        for shift in (-1, 1) if day else ():
            moved = day + timedelta(days=shift) if day else None
            what = f"{'施行' if name == 'starts' else '失效'}日 {day} 改为 {moved}"
            yield Mutant("date", what, _setting(policy, name, moved), rules)


def _setting(owner: object, name: str, value: object) -> Callable[[], Callable[[], None]]:
    def change() -> Callable[[], None]:
        before = getattr(owner, name)
        object.__setattr__(owner, name, value)
        return lambda: object.__setattr__(owner, name, before)

    return change


def _parameter(definition: Definition, rules: tuple[Rule[Any, Any], ...]) -> Iterator[Mutant]:
    for name, end in (("minimum", definition.minimum), ("maximum", definition.maximum)):
        for moved in _neighbours(end, definition.limits, definition) if end is not None else ():
            what = f"{definition.name} 的 {name} 改为 {definition.shown(moved)}"
            yield Mutant("parameter", what, _setting(definition, name, moved), rules)
    for place, (since, table) in enumerate(definition.dated):
        for key, leaf in (table or {}).items():
            for moved in _neighbours(leaf.value, (leaf,), definition):
                told = definition.name + (f"[{','.join(key)}]" if key else "")
                what = f"{told}（{since} 起）{definition.shown(leaf.value)} 改为 {definition.shown(moved)}"
                changed = {**(table or {}), key: replace(leaf, value=moved)}
                yield Mutant("parameter", what, _dated(definition, place, since, changed), rules)
        if len(definition.dated) > 1:
            for shift in (-1, 1):
                moved = since + timedelta(days=shift)
                what = f"{definition.name} 的起始日 {since} 改为 {moved}"
                yield Mutant("date", what, _dated(definition, place, moved, table), rules)


def _dated(
    definition: Definition, place: int, since: date, table: Mapping[tuple[str, ...], Leaf] | None
) -> Callable[[], Callable[[], None]]:
    dated = (*definition.dated[:place], (since, table), *definition.dated[place + 1 :])
    return _setting(definition, "dated", dated)


def _neighbours(
    value: Value | None, leaves: Sequence[Leaf], definition: Definition
) -> Iterator[Value]:
    """The values one smallest step away."""
    if isinstance(value, str):
        yield value + "（改）"
    elif isinstance(value, date):
        yield from (value - timedelta(days=1), value + timedelta(days=1))
    elif isinstance(value, Recurring):
        yield replace(
            value, day=27 if value.day == 0 else value.day - 1, printed=value.printed + "前一日"
        )
    elif value is not None:
        step = _smallest_step(leaves[0] if leaves else None, definition)
        yield from (value - step, value + step)


def _smallest_step(leaf: Leaf | None, definition: Definition) -> Fraction:
    """One in the last place that is printed."""
    unit = leaf.unit if leaf and leaf.unit else definition.unit
    places = len(leaf.written.partition(".")[2].rstrip(unit.name)) if leaf else 0
    return Fraction(unit.scale) / 10**places


# --- comparators, exceptions, branches


def _alike(
    rules: Sequence[Rule[Any, Any]],
) -> Iterator[tuple[list[Node], tuple[Rule[Any, Any], ...]]]:
    """Nodes that say the same, wherever a helper was traced again, and the rules that hold them."""
    found: dict[str, tuple[dict[int, Node], dict[str, Rule[Any, Any]]]] = {}
    for rule in rules:
        keys: dict[int, str] = {}
        for node in rule.nodes:
            below = ",".join(keys[id(arg)] for arg in node.args)
            own = node.data.name if node.op in ("fact", "parameter", "supplied") else node.data
            keys[id(node)] = key = str(hash((node.op, str(own), node.label, below)))
            if node.op in ("compare", "choose", "unless", "all", "any"):
                nodes, using = found.setdefault(key, ({}, {}))
                nodes[id(node)] = node
                using[rule.key] = rule
    for nodes, using in found.values():
        yield list(nodes.values()), tuple(using.values())


def _comparator(nodes: list[Node], rules: tuple[Rule[Any, Any], ...]) -> Iterator[Mutant]:
    first = nodes[0]
    if first.op == "compare":
        flipped = _FLIPPED[first.data]
        what = f"{rules[0].key}：{written(first)}（{first.data} 改为 {flipped}）"
        yield Mutant("comparator", what, _together(nodes, "data", flipped), rules)


def _branches(nodes: list[Node], rules: tuple[Rule[Any, Any], ...]) -> Iterator[Mutant]:
    first = nodes[0]
    if first.op not in ("choose", "unless"):
        return
    for place in range(0, len(first.args) - 1, 2):
        what = f"{rules[0].key}：去掉“{written(first.args[place])}”这一{'例外' if first.op == 'unless' else '情形'}"
        yield Mutant("exception", what, _without(nodes, place), rules)


def _conditions(nodes: list[Node], rules: tuple[Rule[Any, Any], ...]) -> Iterator[Mutant]:
    first = nodes[0]
    if first.op not in ("all", "any") or len(first.args) < 2:
        return
    for place, arg in enumerate(first.args):
        what = f"{rules[0].key}：去掉“{written(arg)}”这一条件"
        yield Mutant("condition", what, _without(nodes, place, 1), rules)


def _together(nodes: list[Node], name: str, value: object) -> Callable[[], Callable[[], None]]:
    def change() -> Callable[[], None]:
        undoing = [_setting(node, name, value)() for node in nodes]

        def undo() -> None:
            for each in undoing:
                each()

        return undo

    return change


def _without(nodes: list[Node], place: int, count: int = 2) -> Callable[[], Callable[[], None]]:
    def change() -> Callable[[], None]:
        before = [node.args for node in nodes]
        for node in nodes:
            node.args = node.args[:place] + node.args[place + count :]

        def undo() -> None:
            for node, args in zip(nodes, before, strict=True):
                node.args = args

        return undo

    return change
