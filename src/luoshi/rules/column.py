"""The third reading: a rule as Polars expressions over a table of any size.

Facts stand in the table as integers (numerators), truths, terms and days, as ``tables`` lays them out.
What looks at other rows (ranks, sums, the period before), and what is used several times, is worked out
in stages, each a column of its own, so that one may lean on another. What is the same in every row
(readings, the date, parameters, terms) is worked out beforehand and leaves no column.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import prod
from operator import eq, ge, gt, le, lt
from typing import Any, cast

import polars as pl

from luoshi.rules import days, integers
from luoshi.rules.errors import BadPolicy
from luoshi.rules.facts import Fact
from luoshi.rules.integers import Quotient, Whole
from luoshi.rules.nodes import Node, Number
from luoshi.rules.parameters import Definition, Leaf, Recurring, Value
from luoshi.rules.policy import Policy, filler
from luoshi.rules.rule import Rule
from luoshi.rules.units import Unit, terminates
from luoshi.rules.value import supplied_fact

MOST_TABLE = 10**9
"""Rows up to which sums over a table are proved not to overflow."""


@dataclass(frozen=True)
class Asked:
    """How a column is to be read: the date, the readings, the overrides, what may be absent.

    ``ranges`` are ends of the integers of a fact, where they are known to be closer than declared.
    """

    on: date | str
    readings: Mapping[str, str]
    overrides: Mapping[tuple[str, tuple[str, ...]], Value]
    nullable: frozenset[str]
    supplied: frozenset[str] = frozenset()
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Column:
    """The column reading of one rule.

    Attributes:
        stages: columns to add, one after the other, before the result.
        expr: the result: integers over ``den`` for a number, else as it is.
        den: what the integers of a number are counted in, in base units.
        doubts: where a row must be asked on its own, for a division by zero or a day that there is not
            may be an error or may not matter; the column leaves it without a value.
    """

    stages: list[pl.Expr]
    expr: pl.Expr
    den: int = 1
    unit: Unit | None = None
    nullable: bool = True
    wide: bool = False
    doubts: list[pl.Expr] = field(default_factory=list)

    @property
    def places(self) -> int:
        """Decimal places of a number told in the rule's unit."""
        return 0 if self.unit is None else _places(Fraction(self.unit.scale) * self.den)

    def natural(self, name: str = "result", places: int | None = None) -> pl.Expr:
        """The result in the rule's unit, numbers as decimals, of so many places where that is more."""
        if self.unit is None:
            return self.expr.alias(name)
        places = max(self.places, places or 0)
        factor = Fraction(10**places) / (Fraction(self.unit.scale) * self.den)
        wide = self.wide or factor.numerator > 10**6
        mantissa = self.expr.cast(pl.Int128) if wide and not self.wide else self.expr
        if factor.numerator != 1:
            mantissa = mantissa * pl.lit(factor.numerator, dtype=pl.Int128 if wide else pl.Int64)
        if factor.denominator != 1:  # 个月 told in 年: only where it comes out even
            even = mantissa % factor.denominator == 0
            mantissa = pl.when(even).then(mantissa // factor.denominator)
        if places == 0 and not wide:
            return mantissa.alias(name)
        return mantissa.cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, places)).alias(name)

    def over(
        self, frame: pl.LazyFrame, name: str = "result", places: int | None = None
    ) -> pl.LazyFrame:
        """The prepared table with the result in the rule's unit as one more column."""
        for stage in self.stages:
            frame = frame.with_columns(stage)
        made = [each.meta.output_name() for each in self.stages]
        result = self.natural(name, places)
        if self.doubts:
            sure = ~pl.any_horizontal([doubt.fill_null(False) for doubt in self.doubts])
            result = pl.when(sure).then(result).alias(name)
        return frame.with_columns(result).drop(made)


def _places(per_unit: Fraction) -> int:
    """Decimal places that the unit needs; what 2 and 5 do not divide is left out of account."""
    left = per_unit.numerator
    places = 0
    while left % 2 == 0 or left % 5 == 0:
        left = (
            Fraction(left, 10).numerator if left % 10 == 0 else left // (2 if left % 2 == 0 else 5)
        )
        places += 1
    return places


def read(
    rule: Rule[Any, Any],
    on: date | str,
    *,
    readings: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
    nullable: frozenset[str] | None = None,
    supplied: frozenset[str] | None = None,
    ranges: Mapping[str, tuple[int, int]] | None = None,
    of: Node | None = None,
) -> Column:
    """The column reading of a rule.

    Args:
        rule: the rule to read.
        on: the date of the fact, or the name of the column that holds it.
        readings: chosen options; the default where not chosen.
        overrides: other values for parameters, for a what-if.
        nullable: facts that may be absent in some row; all of them when not given.
        supplied: columns that the table has; an open parameter without one is filled by the document
            that fills it, or absent.
        ranges: ends of the integers of a fact, both included, where the table keeps closer ones than
            declared; they let the column do with narrower integers.
        of: another graph over the same facts, such as the rule's notices.

    Raises:
        BadPolicy: the rule is marked as single-case only, or cannot be proved not to overflow.
        RuleError: a reading or an override that the document does not have.
    """
    if rule.single_case_only:
        raise BadPolicy(f"{rule.key} 只能逐件计算：{rule.single_case_only}")
    changed, fixed = rule.read_overrides(overrides or {})
    asked = Asked(
        on,
        rule.policy.read_readings(readings or {}),
        {**changed, **{(name, ()): value for name, value in fixed.items()}},
        frozenset(rule.facts) if nullable is None else nullable,
        frozenset(rule.facts) if supplied is None else supplied,
        ranges or {},
    )
    nodes = rule.nodes if of is None else tuple(of.walk())
    reader = _Reader(asked, _once_each(nodes))
    return _told(rule, reader, reader.read_all(nodes))


def _told(rule: Rule[Any, Any], reader: _Reader, result: Made) -> Column:
    """The column of a result.

    Raises:
        BadPolicy: it is a number whose digits never end.
    """
    if not isinstance(result, Quotient):
        return Column(reader.stages, result.expr, nullable=result.nullable, doubts=reader.doubts)
    if not result.plain:
        raise BadPolicy(f"{rule.key} 除以一列数，结果须写明 rounding")
    if not terminates(result.top.den):
        raise BadPolicy(f"{rule.key} 的结果小数没有尽头：请写明 rounding")
    top = result.top
    return Column(
        reader.stages, top.expr, top.den, rule.unit, result.nullable, top.wide, reader.doubts
    )


def _once_each(nodes: Sequence[Node]) -> dict[int, Node]:
    """For each node the first that does the same to the same: what is written twice is read once."""
    one: dict[int, Node] = {}
    first: dict[Any, Node] = {}
    for node in nodes:
        args = tuple(id(one[id(arg)]) for arg in node.args)
        unit = node.unit.name if isinstance(node, Number) else ""
        data = node.data if _is_value(node.data) else id(node.data)
        key = (node.op, node.kind, unit, args, type(data), data)
        one[id(node)] = first.setdefault(key, node)
    return one


def _is_value(data: Any) -> bool:
    if isinstance(data, tuple):
        return all(_is_value(each) for each in cast("tuple[Any, ...]", data))
    return data is None or isinstance(data, int | Fraction | str | date)


_VARIES = object()
"""Stands for what is not the same in every row."""


@dataclass(frozen=True)
class Plain:
    """A column of truths, terms, days, lists or records.

    Attributes:
        known: the value where it is the same in every row; None where there is none in any.
        options: the terms that it can be, where they are counted.
    """

    expr: pl.Expr
    nullable: bool = False
    known: Any = _VARIES
    options: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether it is the same in every row."""
        return self.known is not _VARIES


Made = Quotient | Plain


def _known(value: Any) -> Plain:
    """The same value in every row, or none in any."""
    options = (value,) if isinstance(value, str) else ()
    return Plain(pl.lit(value), value is None, value, options)


def _tested(found: pl.Expr | bool | None, nullable: bool) -> Plain:
    """A truth, as a column or settled."""
    return Plain(found, nullable) if isinstance(found, pl.Expr) else _known(found)


@dataclass
class _Reader:
    asked: Asked
    one: Mapping[int, Node]
    made: dict[int, Made] = field(default_factory=dict)
    stages: list[pl.Expr] = field(default_factory=list)
    doubts: list[pl.Expr] = field(default_factory=list)

    def read(self, node: Node) -> Made:
        return _READERS[node.op](self, node, [self.of(arg) for arg in node.args])

    def read_all(self, nodes: Sequence[Node]) -> Made:
        """The result, last of the nodes; what is used several times becomes a column on the way."""
        distinct = [node for node in nodes if self.one[id(node)] is node]
        uses = Counter(id(self.one[id(arg)]) for node in distinct for arg in node.args)
        for node in distinct:
            made = self.read(node)
            self.made[id(node)] = self.shared(made) if uses[id(node)] > 1 else made
        return self.of(nodes[-1])

    def of(self, node: Node) -> Made:
        """What a node was read as."""
        return self.made[id(self.one[id(node)])]

    def stage(self, expr: pl.Expr) -> pl.Expr:
        """A column of its own, for what other rows will be asked about."""
        name = f"__{len(self.stages)}"
        self.stages.append(expr.alias(name))
        return pl.col(name)

    def share(self, expr: pl.Expr) -> pl.Expr:
        """A column of its own, for what is used several times, unless it is one already."""
        return expr if expr.meta.is_column() or expr.meta.is_literal() else self.stage(expr)

    def shared(self, made: Made) -> Made:
        """The same, with every part that is worked out a column of its own."""
        if isinstance(made, Plain):
            return made if made.settled else replace(made, expr=self.share(made.expr))
        top, under = (
            # A choice of constants stays open to factors; it is cheap to make twice.
            each if each.times or each.void or each.constant is not None
            else replace(each, expr=self.share(each.expr))
            for each in (made.top, made.under)
        )  # fmt: skip
        return Quotient(top, under)


def _plain(made: Made) -> Plain:
    assert isinstance(made, Plain)
    return made


def _number(made: Made) -> Quotient:
    """A number; a silence stands for an absent one."""
    return made if isinstance(made, Quotient) else Quotient(integers.absent())


def _numbers(args: Sequence[Made]) -> list[Quotient]:
    return [_number(arg) for arg in args]


def _any_null(args: Sequence[Made]) -> bool:
    return any(arg.nullable for arg in args)


# --- leaves


def _fact(reader: _Reader, node: Node, _: list[Made]) -> Made:
    fact: Fact = node.data
    return _given(reader, fact)


def _given(reader: _Reader, fact: Fact) -> Made:
    expr, nullable = pl.col(fact.name), fact.name in reader.asked.nullable
    if fact.kind != "number":
        return Plain(expr, nullable, options=fact.options)
    step = Fraction(fact.unit.scale if fact.unit else 1) / 10**fact.decimals
    low, high = fact.minimum / step, fact.maximum / step
    if fact.name in reader.asked.ranges:
        least, most = reader.asked.ranges[fact.name]
        low, high = max(low, least), min(high, most)
    whole = integers.column(expr, 1, low, high, nullable=nullable)
    return Quotient(integers.product(whole, integers.constant(step)))


def _constant(_: _Reader, node: Node, __: list[Made]) -> Made:
    if isinstance(node, Number):
        return Quotient(integers.constant(node.data))
    return _known(node.data)


def _silent(_: _Reader, __: Node, ___: list[Made]) -> Made:
    return _known(None)


def _reading(reader: _Reader, node: Node, _: list[Made]) -> Made:
    return _known(reader.asked.readings[node.args[0].data])


def _as_of(reader: _Reader, _: Node, __: list[Made]) -> Made:
    on = reader.asked.on
    return Plain(pl.col(on)) if isinstance(on, str) else _known(on)


def _supplied(reader: _Reader, node: Node, _: list[Made]) -> Made:
    definition: Definition = node.data
    name = definition.name
    if (name, ()) in reader.asked.overrides:
        return _literal(definition, reader.asked.overrides[name, ()])
    found = filler(definition)
    filled = _filled(reader, definition, *found) if found else _literal(definition, None)
    if name not in reader.asked.supplied:
        return filled
    given = _given(reader, supplied_fact(definition))
    if not given.nullable or not found:
        return given
    return _select(reader, [Plain(pl.col(name).is_not_null())], [given, filled])


def _filled(reader: _Reader, definition: Definition, policy: Policy, by: Definition) -> Made:
    """What another encoded document says, on the days on which it is in force."""
    made = _select_leaf(reader, by, [], lambda leaf: _literal(definition, leaf and leaf.value))
    nothing, on = _literal(definition, None), reader.asked.on
    if isinstance(on, date):
        return made if policy.state_on(on).in_force else nothing
    inside = pl.col(on) >= policy.starts
    if policy.ends:
        inside = inside & (pl.col(on) <= policy.ends)
    return _select(reader, [Plain(inside)], [made, nothing])


def _literal(definition: Definition, value: Value | None) -> Made:
    if definition.kind == "number":
        if value is None:
            return Quotient(integers.absent())
        assert isinstance(value, int | Fraction)
        return Quotient(integers.constant(value))
    return _known(value.printed if isinstance(value, Recurring) else value)


def _parameter(reader: _Reader, node: Node, keys: list[Made]) -> Made:
    definition: Definition = node.data
    return _select_leaf(
        reader, definition, keys, lambda leaf: _literal(definition, leaf and leaf.value)
    )


def _select_leaf(
    reader: _Reader, definition: Definition, keys: list[Made], take: Callable[[Leaf | None], Made]
) -> Made:
    """The right leaf for each row, by date and by index, overrides put in."""
    on = reader.asked.on
    if definition.steady:
        return _by_key(reader, definition, definition.dated[0][1], keys, take)
    if isinstance(on, date):
        return _by_key(reader, definition, definition.on(on), keys, take)
    tables = [(None, None), *definition.dated]
    values = [_by_key(reader, definition, table, keys, take) for _, table in tables]
    if definition.fills:
        values[0] = take(None)
    conditions = [Plain(pl.col(on) < since) for since, _ in definition.dated]
    return _select(reader, conditions, values)


def _by_key(
    reader: _Reader,
    definition: Definition,
    table: Mapping[tuple[str, ...], Leaf] | None,
    keys: list[Made],
    take: Callable[[Leaf | None], Made],
) -> Made:
    overrides = reader.asked.overrides
    found = dict(table or {})
    for (name, key), value in overrides.items():
        if name == definition.name and (not keys or len(key) == len(keys)):
            found[key] = Leaf(
                name, None, key, value, definition.unit, "", definition.clause, "", ""
            )
    if not keys:
        return take(found.get(()))
    chosen = [_plain(key) for key in keys]
    options = [set(key.options) for key in chosen]
    leaves = {
        key: leaf
        for key, leaf in found.items()
        if all(not known or each in known for each, known in zip(key, options, strict=True))
    }
    if not leaves or any(key.known is None for key in chosen):
        return take(None)
    complete = all(options) and len(leaves) == prod(map(len, options))
    return _by_value(reader, chosen, leaves, take, complete)


def _by_value(
    reader: _Reader,
    keys: list[Plain],
    leaves: Mapping[tuple[str, ...], Leaf],
    take: Callable[[Leaf | None], Made],
    complete: bool,
) -> Made:
    """The leaf of each row's keys; keys with one value are one case, the commonest is what is left."""
    groups: dict[Value, list[tuple[str, ...]]] = {}
    for key, leaf in leaves.items():
        groups.setdefault(leaf.value, []).append(key)
    ordered = sorted(groups.values(), key=len)
    values = [take(leaves[group[0]]) for group in ordered]
    if not complete:
        ordered, values = [*ordered, []], [*values, take(None)]
    conditions = [_one_of(keys, group) for group in ordered[:-1]]
    made = _select(reader, conditions, values)
    doubtful = [key.expr.is_not_null() for key in keys if key.nullable]
    if not doubtful or (isinstance(made, Plain) and made.known is None):
        return made
    known = Plain(pl.all_horizontal(doubtful) if len(doubtful) > 1 else doubtful[0])
    return _select(reader, [known], [made, take(None)])


def _one_of(keys: list[Plain], wanted: list[tuple[str, ...]]) -> Plain:
    """Whether the keys of a row are one of these; false where one is absent."""
    tests: list[pl.Expr] = []
    for each in wanted:
        parts = [
            key.expr == option for key, option in zip(keys, each, strict=True) if not key.settled
        ]
        if not parts:
            return _known(True)
        tests.append(pl.all_horizontal(parts) if len(parts) > 1 else parts[0])
    test = pl.any_horizontal(tests) if len(tests) > 1 else tests[0]
    return Plain(test.fill_null(False) if any(key.nullable for key in keys) else test)


# --- numbers


def _add(reader: _Reader, node: Node, args: list[Made]) -> Made:
    a, b = _numbers(args)
    return integers.add(a, b, node.op)


def _mul(reader: _Reader, node: Node, args: list[Made]) -> Made:
    a, b = _numbers(args)
    return integers.multiply(a, b)


def _div(reader: _Reader, node: Node, args: list[Made]) -> Made:
    a, b = _numbers(args)
    if b.constant == 0:
        reader.doubts.append(pl.lit(True))
    elif not b.void and b.top.low <= 0 <= b.top.high:
        b = replace(b, top=replace(b.top, expr=reader.share(b.top.expr), times=None))
        reader.doubts.append(b.top.expr == 0)
    return integers.divide(a, b)


def _extreme(reader: _Reader, node: Node, args: list[Made]) -> Made:
    first, *rest = _numbers(args)
    for other in rest:
        first = integers.extreme(node.op, first, other, reader.share)
    return first


def _round(reader: _Reader, node: Node, args: list[Made]) -> Made:
    size, how, _ = node.data
    return integers.rounded(_number(args[0]), size, how, reader.share)


def _count(reader: _Reader, node: Node, args: list[Made]) -> Made:
    expr = pl.sum_horizontal([_plain(arg).expr.cast(pl.Int64) for arg in args], ignore_nulls=False)
    return Quotient(integers.column(expr, 1, 0, len(args), nullable=_any_null(args)))


# --- truths


def _compare(reader: _Reader, node: Node, args: list[Made]) -> Made:
    nullable = _any_null(args)
    if node.args[0].kind == "number":
        a, b = _numbers(args)
        return _tested(integers.compare(node.data, a, b), nullable)
    x, y = (_plain(arg) for arg in args)
    if x.known is None or y.known is None:
        return _known(None)
    if x.settled and y.settled:
        return _known(_compared(node.data, x.known, y.known))
    return Plain(_compared(node.data, x.expr, y.expr), nullable)


def _compared(sign: str, x: Any, y: Any) -> Any:
    return {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq}[sign](x, y)


def _is_in(reader: _Reader, node: Node, args: list[Made]) -> Made:
    made = _plain(args[0])
    if made.settled:
        return _known(None if made.known is None else made.known in node.data)
    wanted = [each for each in node.data if not made.options or each in made.options]
    if not wanted:
        never = pl.when(made.expr.is_not_null()).then(pl.lit(False))
        return Plain(never, nullable=True) if made.nullable else _known(False)
    if not made.nullable and made.options and set(made.options) <= set(wanted):
        return _known(True)
    tests = [made.expr == option for option in wanted]
    return Plain(pl.any_horizontal(tests) if len(tests) > 1 else tests[0], made.nullable)


def _all(reader: _Reader, node: Node, args: list[Made]) -> Made:
    return _joined(args, False, pl.all_horizontal)


def _any(reader: _Reader, node: Node, args: list[Made]) -> Made:
    return _joined(args, True, pl.any_horizontal)


def _joined(args: list[Made], decisive: bool, join: Callable[[list[pl.Expr]], pl.Expr]) -> Plain:
    """Truths put together: one that is ``decisive`` settles them all, its opposite says nothing."""
    truths = [_plain(arg) for arg in args]
    if any(truth.known is decisive for truth in truths):
        return _known(decisive)
    left = [truth for truth in truths if truth.known is not (not decisive)]
    if not left:
        return _known(not decisive)
    if len(left) == 1:
        return left[0]
    return Plain(join([_truth(truth) for truth in left]), _any_null(left))


def _truth(made: Made) -> pl.Expr:
    """A truth; a silence is an absent one."""
    plain = _plain(made)
    return pl.lit(None, dtype=pl.Boolean) if plain.known is None else plain.expr


def _not(reader: _Reader, node: Node, args: list[Made]) -> Made:
    made = _plain(args[0])
    if made.settled:
        return _known(None if made.known is None else not made.known)
    return Plain(~made.expr, made.nullable)


def _advised(reader: _Reader, node: Node, args: list[Made]) -> Made:
    made = _plain(args[0])
    if made.known is None or not made.nullable:
        return _known(None if made.known is None else True)
    return Plain(pl.when(made.expr.is_not_null()).then(True), nullable=True)


# --- cases


def _choose(reader: _Reader, node: Node, args: list[Made]) -> Made:
    values = [*args[1:-1:2], args[-1]]
    if node.kind == "number":
        values = [_number(value) for value in values]
    return _select(reader, [_plain(arg) for arg in args[:-1:2]], values)


def _select(reader: _Reader, conditions: Sequence[Plain], values: Sequence[Made]) -> Made:
    """The first value whose condition holds; conditions that are settled are no columns."""
    tests: list[Plain] = []
    chosen: list[Made] = []
    for condition, value in zip(conditions, values, strict=False):
        if condition.known is not False:
            chosen.append(value)
            if condition.known is True:
                break
            tests.append(condition)
    else:
        chosen.append(values[-1])
    return _merged(reader, tests, chosen) if tests else chosen[0]


def _merged(reader: _Reader, tests: list[Plain], values: list[Made]) -> Made:
    """A choice; neighbours with one and the same constant are one case."""
    while tests and _same(values[-2], values[-1]):
        tests, values = tests[:-1], values[:-1]
    for place in reversed(range(len(tests) - 1)):
        if _same(values[place], values[place + 1]):
            either = _joined([tests[place], tests[place + 1]], True, pl.any_horizontal)
            tests = [*tests[:place], either, *tests[place + 2 :]]
            values = [*values[:place], *values[place + 1 :]]
    if not tests:
        return values[-1]
    exprs, unsure = [_truth(test) for test in tests], [test.nullable for test in tests]
    numbers = [value for value in values if isinstance(value, Quotient)]
    if len(numbers) == len(values):
        return integers.select(exprs, numbers, unsure=unsure, share=reader.share)
    plain = [_plain(value) for value in values]
    made = integers.selected(
        exprs, [value.expr for value in plain], unsure=unsure, share=reader.share
    )
    options = {each: None for value in plain for each in value.options}
    counted = all(value.options or value.known is None for value in plain)
    return Plain(made, any(unsure) or _any_null(plain), options=tuple(options) if counted else ())


def _same(a: Made, b: Made) -> bool:
    """Whether two values are one and the same in every row."""
    if isinstance(a, Quotient) and isinstance(b, Quotient):
        return (a.void and b.void) or (a.constant is not None and a.constant == b.constant)
    if isinstance(a, Plain) and isinstance(b, Plain):
        return a.settled and b.settled and a.known == b.known
    return False


def _through(reader: _Reader, node: Node, args: list[Made]) -> Made:
    return _number(args[-1]) if node.kind == "number" else args[-1]


def _checklist(reader: _Reader, node: Node, args: list[Made]) -> Made:
    items = [
        pl.when(_truth(arg)).then(pl.lit(item)) for arg, item in zip(args, node.data, strict=True)
    ]
    listed = (
        pl.concat_list(items).list.drop_nulls() if items else pl.lit([], dtype=pl.List(pl.String))
    )
    if not _any_null(args):
        return Plain(listed)
    unknown = pl.any_horizontal([_plain(arg).expr.is_null() for arg in args if arg.nullable])
    return Plain(pl.when(~unknown).then(listed), nullable=True)


def _record(reader: _Reader, node: Node, args: list[Made]) -> Made:
    named: list[pl.Expr] = []
    for (name, _), arg, each in zip(node.data, args, node.args, strict=True):
        if isinstance(each, Number):
            named.append(_answer(_number(arg), each, name))
        else:
            named.append(_plain(arg).expr.alias(name))
    return Plain(pl.struct(named), _any_null(args))


def _answer(made: Quotient, node: Number, name: str) -> pl.Expr:
    """A number inside a record, in its own unit."""
    if not made.plain:
        raise BadPolicy(f"{name} 除以一列数，须先取整")
    unit = node.unit if node.unit.dimensions == node.dimensions else Unit("")
    top = made.top
    return Column([], top.expr, top.den, unit, wide=top.wide).natural(name)


# --- days


def _months(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def _clipped(year_months: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The day in a month, or the month's last; months are counted from year 0."""
    first = pl.date(year_months // 12, year_months % 12 + 1, 1)
    last = first.dt.days_in_month().cast(pl.Int64)
    over = pl.when(day.is_not_null()).then(pl.min_horizontal(day, last) - 1)
    return first + pl.duration(days=over)


_FARTHEST = {"day": 800_000, "month": 26_000}
"""How far from a day it is reckoned at most; farther there is no day in the calendar."""


def _nothing(node: Node) -> Made:
    """No day or number in any row."""
    if node.kind == "number":
        return Quotient(integers.absent())
    return replace(_known(None), expr=pl.lit(None, dtype=pl.Date))


def _is_void(made: Made) -> bool:
    return made.void if isinstance(made, Quotient) else made.known is None


def _later(reader: _Reader, node: Node, args: list[Made]) -> Made:
    start, period = _plain(args[0]), _number(args[1])
    if _is_void(start) or period.void:
        return _nothing(node)
    if not period.plain:
        raise BadPolicy("期限不能是两列数的商")
    by_days = node.data == "day"
    farthest = _FARTHEST["day" if by_days else "month"]
    if start.settled and period.constant is not None:
        return _settled_later(start.known, int(period.constant), by_days)
    whole = (period.top.expr // period.top.den).cast(pl.Int64)
    if max(abs(period.top.low), abs(period.top.high)) > farthest:
        whole = reader.share(whole)
        reader.doubts.append(whole.abs() > farthest)
        whole = pl.when(whole.abs() <= farthest).then(whole)
    nullable = _any_null(args)
    if by_days:
        return Plain(start.expr + pl.duration(days=whole), nullable)
    moved = _clipped(_months(start.expr) + whole, start.expr.dt.day().cast(pl.Int64))
    return Plain(moved, nullable)


def _settled_later(start: date, whole: int, by_days: bool) -> Made:
    try:
        return _known(days.later(start, **{"days" if by_days else "months": whole}))
    except (ValueError, OverflowError):
        return _known(None)


def _recur(reader: _Reader, node: Node, args: list[Made]) -> Made:
    symbol = node.args[0]
    definition: Definition = symbol.data
    keys = [reader.of(arg) for arg in symbol.args]
    if any(_is_void(arg) for arg in args):
        return _nothing(node)

    def part(take: Callable[[Recurring], int]) -> pl.Expr:
        def of(leaf: Leaf | None) -> Made:
            return Quotient(
                integers.constant(take(leaf.value))
                if leaf and isinstance(leaf.value, Recurring)
                else integers.absent()
            )

        return _number(_select_leaf(reader, definition, keys, of)).top.expr.cast(pl.Int64)

    year = _count_of(args[1])
    if node.data == "year":
        month = part(lambda recurring: recurring.month)
    else:
        month = _count_of(args[2]) * (3 if node.data == "quarter" else 1)
    day = part(lambda recurring: recurring.day or 31)
    there = year.is_between(1900, 2199) & month.is_between(1, 12)
    reader.doubts.append(~there)
    months = pl.when(there).then(year * 12 + month - 1)
    return Plain(_clipped(months, day), nullable=True)


def _count_of(made: Made) -> pl.Expr:
    number = _number(made)
    if not number.plain:
        raise BadPolicy("年、季、月不能是两列数的商")
    return (number.top.expr // number.top.den).cast(pl.Int64)


def _days_between(reader: _Reader, node: Node, args: list[Made]) -> Made:
    start, end = (_plain(arg) for arg in args)
    if _is_void(start) or _is_void(end):
        return _nothing(node)
    expr = (end.expr - start.expr).dt.total_days().cast(pl.Int64)
    return Quotient(integers.column(expr, 1, -400_000, 400_000, nullable=_any_null(args)))


def _whole_months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    last = end.dt.days_in_month().cast(pl.Int64)
    day = start.dt.day().cast(pl.Int64)
    due = pl.when(day < last).then(day).otherwise(last)
    return _months(end) - _months(start) - (end.dt.day().cast(pl.Int64) < due).cast(pl.Int64)


def _months_between(reader: _Reader, node: Node, args: list[Made]) -> Made:
    if any(_is_void(arg) for arg in args):
        return _nothing(node)
    start, end = (_plain(arg).expr for arg in args)
    expr = (
        pl.when(end >= start).then(_whole_months(start, end)).otherwise(-_whole_months(end, start))
    )
    if node.op == "age":
        expr = expr // 12 * 12
    return Quotient(integers.column(expr, 1, -13_000, 13_000, nullable=_any_null(args)))


def _part_of_day(part: Callable[[pl.Expr], pl.Expr], high: int) -> Any:
    def read(reader: _Reader, node: Node, args: list[Made]) -> Made:
        if _is_void(args[0]):
            return _nothing(node)
        expr = part(_plain(args[0]).expr).cast(pl.Int64)
        return Quotient(integers.column(expr, 1, 0, high, nullable=_any_null(args)))

    return read


def _month_edge(reader: _Reader, node: Node, args: list[Made]) -> Made:
    made = _plain(args[0])
    if made.settled:
        return made if made.known is None else _known(days.month_edge(made.known, node.data))
    edge = {
        "first": made.expr.dt.month_start(),
        "last": made.expr.dt.month_end(),
        "next": made.expr.dt.month_end() + pl.duration(days=1),
    }[node.data]
    return Plain(edge, args[0].nullable)


# --- whole tables


def _groups(reader: _Reader, args: Sequence[Made]) -> list[pl.Expr]:
    return [reader.stage(_bare(arg)) for arg in args]


def _bare(made: Made) -> pl.Expr:
    """The column of something that rows are told apart or ordered by."""
    if isinstance(made, Plain):
        return made.expr
    if not made.plain:
        raise BadPolicy("名次、上一期、合计所依的数不能是两列数的商：请先 rounded")
    return made.top.expr


def _over(expr: pl.Expr, groups: list[pl.Expr]) -> pl.Expr:
    return expr.over(groups) if groups else expr


def _rank(reader: _Reader, node: Node, args: list[Made]) -> Made:
    keys = [reader.stage(_bare(arg)) for arg in args[: node.data]]
    groups = _groups(reader, args[node.data :])
    key = pl.struct(keys) if len(keys) > 1 else keys[0]
    placed = _over(key.rank("min", descending=node.op == "rank"), groups).cast(pl.Int64)
    known = pl.all_horizontal([each.is_not_null() for each in [*keys, *groups]])
    expr = reader.stage(pl.when(_over(known.all(), groups)).then(placed))
    return Quotient(integers.column(expr, 1, 1, MOST_TABLE, nullable=_any_null(args)))


def _previous(reader: _Reader, node: Node, args: list[Made]) -> Made:
    value, subject, along = args
    if any(_is_void(arg) for arg in args):
        return replace(_known(None)) if node.kind != "number" else Quotient(integers.absent())
    of, order = reader.stage(_bare(subject)), reader.stage(_bare(along))
    there = _just_after(reader, of, order, _number(along).top.den)
    # Of several rows of one period the last one counts, and each row of the next sees it.
    last = reader.stage(reader.stage(_bare(value)).last().over(of, order))
    moved = reader.stage(pl.when(there).then(last.shift(1).over(of, order_by=order)))
    expr = reader.stage(moved.drop_nulls().first().over(of, order))
    known = pl.all_horizontal(of.is_not_null(), order.is_not_null())
    expr = reader.stage(pl.when(known).then(expr))
    if isinstance(value, Quotient):
        top = value.top
        return Quotient(Whole(expr, top.den, top.low, top.high, nullable=True, wide=top.wide))
    return Plain(expr, nullable=True, options=value.options)


def _just_after(reader: _Reader, of: pl.Expr, order: pl.Expr, one: int) -> pl.Expr:
    """Whether the row before, of the same subject, is of the period before."""
    before = order.shift(1).over(of, order_by=order)
    return reader.stage((before == order - one).fill_null(False))


def _has_previous(reader: _Reader, node: Node, args: list[Made]) -> Made:
    if any(_is_void(arg) for arg in args):
        return _known(None)
    of, order = reader.stage(_bare(args[0])), reader.stage(_bare(args[1]))
    there = _just_after(reader, of, order, _number(args[1]).top.den)
    known = of.is_not_null() & order.is_not_null()
    expr = reader.stage(pl.when(known).then(there.any().over(of, order)))
    return Plain(expr, _any_null(args))


def _total(reader: _Reader, node: Node, args: list[Made]) -> Made:
    value = _number(args[0])
    column = reader.stage(_bare(value))
    groups = _groups(reader, args[1:])
    top = value.top
    made = Whole(column, top.den, top.low * MOST_TABLE, top.high * MOST_TABLE, top.nullable)
    wide = made.reach > 2**63 - 1
    summed = _over(column.cast(pl.Int128 if wide else pl.Int64).sum(), groups)
    known = pl.all_horizontal([each.is_not_null() for each in [column, *groups]])
    expr = reader.stage(pl.when(_over(known.all(), groups)).then(summed))
    return Quotient(
        Whole(
            expr,
            top.den,
            min(made.low, Fraction(0)),
            max(made.high, Fraction(0)),
            _any_null(args),
            wide,
        )
    )


def _rows(reader: _Reader, node: Node, args: list[Made]) -> Made:
    groups = _groups(reader, args)
    expr = reader.stage(_over(pl.len(), groups).cast(pl.Int64))
    return Quotient(integers.column(expr, 1, 1, MOST_TABLE, nullable=_any_null(args)))


_READERS: dict[str, Callable[[_Reader, Node, list[Made]], Made]] = {
    "fact": _fact,
    "constant": _constant,
    "name": _constant,
    "silent": _silent,
    "reading": _reading,
    "as_of": _as_of,
    "parameter": _parameter,
    "supplied": _supplied,
    "add": _add,
    "sub": _add,
    "mul": _mul,
    "div": _div,
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
    "warn": _through,
    "checklist": _checklist,
    "record": _record,
    "later": _later,
    "recur": _recur,
    "days_between": _days_between,
    "months_between": _months_between,
    "age": _months_between,
    "year_of": _part_of_day(lambda day: day.dt.year(), 9999),
    "month_of": _part_of_day(lambda day: day.dt.month(), 12),
    "month_edge": _month_edge,
    "rank": _rank,
    "rank_from_last": _rank,
    "previous": _previous,
    "has_previous": _has_previous,
    "total": _total,
    "rows": _rows,
}
