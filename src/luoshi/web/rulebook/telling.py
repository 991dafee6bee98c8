"""What a rule answered, in words: the value and its parts, and the steps as a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from luoshi.rules import Node, Number, Outcome
from luoshi.rules.explain import Explained, plain
from luoshi.rules.nodes import record_of
from luoshi.rules.units import UNITS, Exact, Unit, shown
from luoshi.rules.value import Silent, Unknown
from luoshi.web.markup import NOTHING, Html, joined, put
from luoshi.web.rulebook.places import Places

OPEN_LEVELS = 3
"""Levels of a tree that are open at first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A result, or one of the named parts of a result.

    Attributes:
        value: the exact number in base units, where it is one; ``items`` where it is a list.
        silent: whether the text gives no answer.
    """

    name: str
    label: str
    text: str
    unit: Unit | None = None
    value: Exact | None = None
    items: tuple[str, ...] | None = None
    silent: bool = False
    known: bool = True


def parts(outcome: Outcome, row: int = 0) -> list[Part]:
    """The parts of the result of a case: one, or those of a record."""
    value, rule = outcome.values[row], outcome.rule
    if not isinstance(value, dict):
        return [_part("", rule.label, value, rule.unit if isinstance(rule.root, Number) else None)]
    record = record_of(rule.root)
    named = zip(record.data, record.args, strict=True)
    return [_part(name, label, value[name], _unit(node)) for (name, label), node in named]


def _unit(node: Node) -> Unit | None:
    if not isinstance(node, Number):
        return None
    return node.unit if node.unit.dimensions == node.dimensions else UNITS[""]


def _part(name: str, label: str, value: Any, of: Unit | None) -> Part:
    if isinstance(value, Unknown):
        return Part(name, label, "还缺事实", known=False)
    if isinstance(value, Silent):
        return Part(name, label, value.telling, silent=True)
    if isinstance(value, tuple):
        items = tuple(map(str, cast("tuple[object, ...]", value)))
        return Part(name, label, plain(value), items=items)
    if of is not None and isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Part(name, label, shown(value, of), of, value)
    return Part(name, label, plain(value))


# --- the steps


@dataclass(frozen=True, slots=True)
class Stepped:
    """A tree that is ready to be read: its markup and how many steps it has."""

    markup: Html
    count: int


def tree(steps: Sequence[Explained], places: Places) -> Stepped:
    """The steps of an explanation as nested lists that open and close."""
    written = [_written(step, places, 1) for step in steps]
    return Stepped(joined(one for one, _ in written), sum(count for _, count in written))


def _written(step: Explained, places: Places, level: int) -> tuple[Html, int]:
    children = _children(step)
    below = [_written(child, places, level + 1) for child in children]
    line = put(
        '<span class="what">%s</span> <b class="value">%s</b>%s',
        step.get("label", ""),
        step.get("value", ""),
        _note(step),
    )
    formula = step.get("formula", "")
    told = (
        put('<p class="formula">＝ %s</p>', formula) if formula not in ("", "分情形") else NOTHING
    )
    body = put(
        "%s%s", told, put("<ul>%s</ul>", joined(each for each, _ in below)) if below else NOTHING
    )
    if not body:
        inner = put('<div class="leaf">%s</div>', line)
    elif level <= OPEN_LEVELS:
        inner = put("<details open><summary>%s</summary>%s</details>", line, body)
    else:
        inner = put("<details><summary>%s</summary>%s</details>", line, body)
    kind = step.get("kind", "value")
    made = put('<li class="step %s">%s%s</li>\n', kind, _clause(step, places), inner)
    return made, 1 + sum(count for _, count in below)


def _children(step: Explained) -> list[Explained]:
    """What stands below a step; a step between that only says the same once more is left out."""
    children = step.get("children", [])
    while len(children) == 1 and _says_the_same(step, children[0]):
        children = children[0].get("children", [])
    return children


def _says_the_same(step: Explained, child: Explained) -> bool:
    return (
        child.get("kind") in ("cases", "condition", "value")
        and child.get("value") == step.get("value")
        and child.get("label") in (step.get("formula"), step.get("label"))
        and bool(child.get("children"))
        and not child.get("note")
    )


def _note(step: Explained) -> Html:
    note = step.get("note", "")
    return put(' <span class="chip gap">%s</span>', note) if note else NOTHING


def _clause(step: Explained, places: Places) -> Html:
    address = step.get("clause", "")
    if not address:
        return NOTHING
    place = places.place(address)
    if not place.url:
        return put('<span class="clause-of" title="%s">%s</span>', address, place.label)
    pattern = '<a class="clause-of" href="%s" title="%s">%s</a>'
    return put(pattern, place.url, address, place.label)
