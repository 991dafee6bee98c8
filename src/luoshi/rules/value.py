"""The first two readings: the exact value of one case, and what was found on the way to it.

Each node becomes a small function of a :class:`Case`, once, when the rule is made. A value may also be
*unknown* (a fact that matters was not given) or *silent* (the text gives no answer); both are passed on,
but a condition that is settled by what is known is settled.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from luoshi.rules import days
from luoshi.rules.errors import DividedByZero, OutOfRange
from luoshi.rules.facts import Fact, Given
from luoshi.rules.nodes import Node, Number
from luoshi.rules.parameters import Definition, Leaf, Recurring, Value
from luoshi.rules.policy import filler
from luoshi.rules.units import Exact, exact, shown


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known: these facts are missing, the one to ask first in front."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """No answer: what the text does not say, and its clause."""

    telling: str
    clause: str = ""


@dataclass(slots=True)
class Case:
    """One case under evaluation: what is given, and what has been found so far."""

    facts: Mapping[str, Given]
    on: date
    readings: Mapping[str, str]
    overrides: Mapping[tuple[str, tuple[str, ...]], Value]
    table: Table | None = None
    index: int = 0
    memo: dict[int, Any] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    used: dict[tuple[str, tuple[str, ...]], Leaf] = field(default_factory=dict)
    filled: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """The rows of a whole-table rule, and what has been worked out over all of them."""

    cases: list[Case]
    found: dict[int, list[Any]] = field(default_factory=dict)


Step = Callable[[Case], Any]


def compiled(root: Node) -> Step:
    """The function that finds a node's value in a case, and remembers every value it found."""
    made: dict[int, Step] = {}
    for node in root.walk():
        made[id(node)] = _remembered(
            id(node), _COMPILERS[node.op](node, [made[id(a)] for a in node.args])
        )
    return made[id(root)]


def _remembered(key: int, step: Step) -> Step:
    def find(case: Case) -> Any:
        memo = case.memo
        if key in memo:
            return memo[key]
        value = memo[key] = step(case)
        return value

    return find


def absent(*values: Any) -> Unknown | Silent | None:
    """What stands in the way of a value that needs all of these: unknown before silent."""
    missing: tuple[str, ...] = ()
    silent = None
    for value in values:
        if type(value) is Unknown:
            missing += tuple(name for name in value.missing if name not in missing)
        elif type(value) is Silent and silent is None:
            silent = value
    return Unknown(missing) if missing else silent


_ABSENT = frozenset({Unknown, Silent})


def is_absent(value: Any) -> bool:
    """Whether there is no value."""
    return type(value) in _ABSENT


# --- leaves


def _fact(node: Node, _: list[Step]) -> Step:
    name = node.data.name
    unknown = Unknown((name,))
    return lambda case: case.facts.get(name, unknown)


def _constant(node: Node, _: list[Step]) -> Step:
    value = node.data
    return lambda _: value


def _silent(node: Node, _: list[Step]) -> Step:
    value = Silent(node.label, node.clause)
    return lambda _: value


def _reading(node: Node, _: list[Step]) -> Step:
    name = node.args[0].data
    return lambda case: case.readings[name]


def _as_of(_: Node, __: list[Step]) -> Step:
    return lambda case: case.on


def _parameter(node: Node, keys: list[Step]) -> Step:
    definition: Definition = node.data

    def find(case: Case) -> Any:
        key: tuple[Any, ...] = ()
        if keys:
            key = tuple([step(case) for step in keys])
            missing = absent(*key)
            if missing:
                return missing
        name = (definition.name, key)
        if case.overrides and name in case.overrides:
            value = case.overrides[name]
            leaf = Leaf(
                definition.name, None, key, value, definition.unit, "", definition.clause, "", ""
            )
            case.used[name] = leaf
            return value
        return parameter_value(definition, key, case)

    return find


def parameter_value(definition: Definition, key: tuple[str, ...], case: Case) -> Any:
    """The value of a parameter on the date of the case; silent where the text has none."""
    table = definition.on(case.on)
    leaf = table.get(key) if table else None
    if leaf is None:
        told = f"（{'、'.join(key)}）" if key else ""
        first = definition.dated[0][0]
        if case.on < first:
            return Silent(f"“{definition.label}”{told}自 {first} 起才有规定", definition.clause)
        return Silent(f"原文没有规定 {case.on} 的“{definition.label}”{told}", definition.clause)
    case.used[definition.name, key] = leaf
    return leaf.value


def supplied_fact(definition: Definition) -> Fact:
    """The fact by which a parameter that is not in the text is asked for."""
    most: Exact = (
        10**13 if dict(definition.unit.dimensions).get("money") else definition.unit.scale * 10**6
    )
    return Fact(
        definition.label, "day" if definition.kind == "day" else "number", definition.clause, definition.gist,
        definition.name, definition.unit, definition.decimals,
        0 if definition.minimum is None else definition.minimum,
        exact(most) if definition.maximum is None else definition.maximum,
        not_in_text=True, left_to=definition.left_to,
    )  # fmt: skip


def _supplied(node: Node, _: list[Step]) -> Step:
    definition: Definition = node.data
    unknown = Unknown((definition.name,))

    def find(case: Case) -> Any:
        if definition.name in case.facts:
            return case.facts[definition.name]
        found = _filled(definition, case)
        return unknown if found is None else found

    return find


def _filled(definition: Definition, case: Case) -> Any:
    """The value from the document that fills the open term, where one is encoded and in force."""
    found = filler(definition)
    if not found or not found[0].state_on(case.on).in_force:
        return None
    policy, by = found
    value = parameter_value(by, (), case)
    if is_absent(value):
        return None
    case.used.pop((by.name, ()), None)
    case.filled[definition.name] = (policy.address(by.clause), by.shown(value))
    return value


# --- numbers


def _arithmetic(node: Node, steps: list[Step]) -> Step:
    left, right = steps
    op = node.op

    def find(case: Case) -> Any:
        a, b = left(case), right(case)
        if type(a) not in _PLAIN or type(b) not in _PLAIN:
            missing = absent(a, b)
            if missing:
                return missing
        if op == "mul":
            value = a * b
        elif op == "add":
            value = a + b
        elif op == "sub":
            value = a - b
        else:
            return divided(a, b, node)
        return value.numerator if type(value) is Fraction and value.denominator == 1 else value

    return find


_PLAIN = (int, Fraction)


def divided(a: Exact, b: Exact, node: Node) -> Exact:
    """An exact quotient.

    Raises:
        DividedByZero: named after the divisor.
    """
    if not b:
        divisor = node.args[1]
        raise DividedByZero(f"“{divisor.label or '除数'}”为零，不能相除", clause=divisor.clause)
    return exact(Fraction(a) / b)


def _extreme(node: Node, steps: list[Step]) -> Step:
    pick = min if node.op == "min" else max

    def find(case: Case) -> Any:
        values = [step(case) for step in steps]
        return absent(*values) or pick(values)

    return find


def _round(node: Node, steps: list[Step]) -> Step:
    size, how, _ = node.data
    (inner,) = steps

    def find(case: Case) -> Any:
        value = inner(case)
        return value if is_absent(value) else rounded(value, size, how)

    return find


def rounded(value: Exact, size: Exact, how: str) -> Exact:
    """A number rounded to a step: half away from zero, towards zero, or away from zero."""
    top, bottom = value.numerator * size.denominator, value.denominator * size.numerator
    whole, rest = divmod(abs(top), bottom)
    up = rest * 2 >= bottom if how == "half_up" else bool(rest) and how == "up"
    return exact((whole + up) * (-1 if top < 0 else 1) * size)


def _count(_: Node, steps: list[Step]) -> Step:
    def find(case: Case) -> Any:
        values = [step(case) for step in steps]
        return absent(*values) or sum(values)

    return find


# --- truths


def _compare(node: Node, steps: list[Step]) -> Step:
    left, right = steps
    test = _TESTS[node.data]

    def find(case: Case) -> Any:
        a, b = left(case), right(case)
        return absent(a, b) if is_absent(a) or is_absent(b) else test(a, b)

    return find


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


def _is_in(node: Node, steps: list[Step]) -> Step:
    (inner,) = steps
    options = frozenset(node.data)

    def find(case: Case) -> Any:
        value = inner(case)
        return value if is_absent(value) else value in options

    return find


def _all(_: Node, steps: list[Step]) -> Step:
    def find(case: Case) -> Any:
        values = [step(case) for step in steps]
        if any(value is False for value in values):
            return False
        return absent(*values) or True

    return find


def _any(_: Node, steps: list[Step]) -> Step:
    def find(case: Case) -> Any:
        values = [step(case) for step in steps]
        if any(value is True for value in values):
            return True
        return absent(*values) or False

    return find


def _not(_: Node, steps: list[Step]) -> Step:
    (inner,) = steps

    def find(case: Case) -> Any:
        value = inner(case)
        return value if is_absent(value) else not value

    return find


def _advised(node: Node, steps: list[Step]) -> Step:
    (inner,) = steps

    def find(case: Case) -> Any:
        value = inner(case)
        if value is False:
            case.warnings[f"不符合原则性要求：{node.label}"] = node.clause
        return value if is_absent(value) else True

    return find


# --- cases


def _choose(_: Node, steps: list[Step]) -> Step:
    cases = list(zip(steps[:-1:2], steps[1:-1:2], strict=True))
    otherwise = steps[-1]

    def find(case: Case, start: int = 0) -> Any:
        for place in range(start, len(cases)):
            condition, value = cases[place]
            holds = condition(case)
            if holds is True:
                return value(case)
            if holds is not False:
                here, there = value(case), find(case, place + 1)
                return here if not is_absent(here) and here == there else holds
        return otherwise(case)

    return find


def _through(_: Node, steps: list[Step]) -> Step:
    return steps[0]


def _warn(node: Node, steps: list[Step]) -> Step:
    condition, value = steps

    def find(case: Case) -> Any:
        if condition(case) is True:
            case.warnings[node.label] = node.clause
        return value(case)

    return find


def _checklist(node: Node, steps: list[Step]) -> Step:
    items: tuple[str, ...] = node.data

    def find(case: Case) -> Any:
        holds = [step(case) for step in steps]
        return absent(*holds) or tuple(
            item for item, there in zip(items, holds, strict=True) if there
        )

    return find


def _record(node: Node, steps: list[Step]) -> Step:
    names = [name for name, _ in node.data]

    def find(case: Case) -> Any:
        values = {name: step(case) for name, step in zip(names, steps, strict=True)}
        missing = absent(*values.values())
        return missing if type(missing) is Unknown else values

    return find


# --- days


def _later(node: Node, steps: list[Step]) -> Step:
    def find(case: Case) -> Any:
        start, period = steps[0](case), steps[1](case)
        missing = absent(start, period)
        if missing:
            return missing
        try:
            whole = period.__floor__()
            return days.later(start, **{"days" if node.data == "day" else "months": whole})
        except (ValueError, OverflowError) as error:
            raise OutOfRange(
                f"日期超出范围：{start} 之后 {shown(period, _unit(node, 1))}"
            ) from error

    return find


def _unit(node: Node, place: int) -> Any:
    arg = node.args[place]
    assert isinstance(arg, Number)
    return arg.unit


def _on_days(of: Callable[..., Any]) -> Callable[[Node, list[Step]], Step]:
    def compiler(node: Node, steps: list[Step]) -> Step:
        def find(case: Case) -> Any:
            values = [step(case) for step in steps]
            return absent(*values) or of(node, *values)

        return find

    return compiler


def _recur(node: Node, recurring: Recurring, *numbers: Exact) -> date:
    year = int(numbers[0])
    month = (
        recurring.month
        if node.data == "year"
        else int(numbers[1]) * (3 if node.data == "quarter" else 1)
    )
    if not (1900 <= year <= 2199 and 1 <= month <= 12):
        raise OutOfRange(f"没有 {year} 年 {month} 月", clause=node.args[0].clause)
    return recurring.on(year, month)


def _days_between(_: Node, start: date, end: date) -> int:
    return (end - start).days


def _months_between(_: Node, start: date, end: date) -> int:
    return days.whole_months(start, end)


def _age(_: Node, birth: date, on: date) -> int:
    """Whole years, in months."""
    return days.whole_months(birth, on) // 12 * 12


def _year_of(_: Node, of: date) -> int:
    return of.year


def _month_of(_: Node, of: date) -> int:
    return of.month


def _month_edge(node: Node, of: date) -> date:
    return days.month_edge(of, node.data)


# --- whole tables


def _over_table(
    work: Callable[[Node, Table, list[list[Any]]], list[Any]],
) -> Callable[[Node, list[Step]], Step]:
    """A compiler for what looks at every row: worked out once for the whole table."""

    def compiler(node: Node, steps: list[Step]) -> Step:
        def find(case: Case) -> Any:
            table = case.table
            if table is None:
                return Silent("这条规则要整张表才能算")
            if id(node) not in table.found:
                columns = [[step(each) for each in table.cases] for step in steps]
                table.found[id(node)] = work(node, table, columns)
            return table.found[id(node)][case.index]

        return find

    return compiler


def _groups(columns: list[list[Any]], count: int) -> list[tuple[Any, ...]]:
    return [tuple(column[row] for column in columns) for row in range(count)]


def _rank(node: Node, table: Table, columns: list[list[Any]]) -> list[Any]:
    count = len(table.cases)
    keys, groups = _groups(columns[: node.data], count), _groups(columns[node.data :], count)
    rivals: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for key, group in zip(keys, groups, strict=True):
        rivals.setdefault(group, []).append(key)
    hindered = {
        group: absent(*group, *(v for key in each for v in key)) for group, each in rivals.items()
    }
    ordered = {group: sorted(each) for group, each in rivals.items() if not hindered[group]}

    def place(key: tuple[Any, ...], group: tuple[Any, ...]) -> Any:
        if hindered[group]:
            return hindered[group]
        field = ordered[group]
        if node.op == "rank_from_last":
            return bisect_left(field, key) + 1
        return len(field) - bisect_right(field, key) + 1

    return [place(key, group) for key, group in zip(keys, groups, strict=True)]


def _previous(_: Node, table: Table, columns: list[list[Any]]) -> list[Any]:
    values, subjects, periods = columns
    places = {
        (s, p): row
        for row, (s, p) in enumerate(zip(subjects, periods, strict=True))
        if not absent(s, p)
    }
    found: list[Any] = []
    for subject, period in zip(subjects, periods, strict=True):
        missing = absent(subject, period)
        place = None if missing else places.get((subject, period - 1))
        found.append(missing or (Silent("表中没有上一期") if place is None else values[place]))
    return found


def _has_previous(_: Node, table: Table, columns: list[list[Any]]) -> list[Any]:
    pairs = _groups(columns, len(table.cases))
    known = {pair for pair in pairs if not absent(*pair)}
    return [absent(*pair) or (pair[0], pair[1] - 1) in known for pair in pairs]


def _total(_: Node, table: Table, columns: list[list[Any]]) -> list[Any]:
    groups = _groups(columns[1:], len(table.cases))
    sums: dict[tuple[Any, ...], Any] = {}
    for value, group in zip(columns[0], groups, strict=True):
        before = sums.get(group, 0)
        missing = absent(before, value, *group)
        sums[group] = missing or before + value
    return [sums[group] for group in groups]


def _rows(_: Node, table: Table, columns: list[list[Any]]) -> list[Any]:
    groups = _groups(columns, len(table.cases))
    counts = Counter(groups)
    return [absent(*group) or counts[group] for group in groups]


_COMPILERS: dict[str, Callable[[Node, list[Step]], Step]] = {
    "fact": _fact,
    "constant": _constant,
    "name": _constant,
    "silent": _silent,
    "reading": _reading,
    "as_of": _as_of,
    "parameter": _parameter,
    "supplied": _supplied,
    "add": _arithmetic,
    "sub": _arithmetic,
    "mul": _arithmetic,
    "div": _arithmetic,
    "min": _extreme,
    "max": _extreme,
    "round": _round,
    "count": _count,
    "compare": _compare,
    "is_in": _is_in,
    "all": _all,
    "any": _any,
    "not": _not,
    "advised": _advised,
    "choose": _choose,
    "unless": _choose,
    "step": _through,
    "rule": _through,
    "through": _through,
    "warn": _warn,
    "checklist": _checklist,
    "record": _record,
    "later": _later,
    "recur": _on_days(_recur),
    "days_between": _on_days(_days_between),
    "months_between": _on_days(_months_between),
    "age": _on_days(_age),
    "year_of": _on_days(_year_of),
    "month_of": _on_days(_month_of),
    "month_edge": _on_days(_month_edge),
    "rank": _over_table(_rank),
    "rank_from_last": _over_table(_rank),
    "previous": _over_table(_previous),
    "has_previous": _over_table(_has_previous),
    "total": _over_table(_total),
    "rows": _over_table(_rows),
}
