"""The third reading: a rule as Polars expressions over a table of any size.

Facts stand in the table as integers (numerators), truths, terms and days, as :func:`prepared` lays them
out. What looks at other rows (ranks, sums, the period before) is worked out in stages, each a column of
its own, so that one may lean on another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from luoshi.rules import integers
from luoshi.rules.errors import BadPolicy
from luoshi.rules.facts import Fact
from luoshi.rules.integers import Quotient, Whole
from luoshi.rules.nodes import Node, Number
from luoshi.rules.parameters import Definition, Leaf, Recurring, Value
from luoshi.rules.policy import filler
from luoshi.rules.rule import Rule
from luoshi.rules.units import Unit, terminates
from luoshi.rules.value import supplied_fact

MOST_TABLE = 10**9
"""Rows up to which sums over a table are proved not to overflow."""


@dataclass(frozen=True)
class Asked:
    """How a column is to be read: the date, the readings, the overrides, what may be absent."""

    on: date | str
    readings: Mapping[str, str]
    overrides: Mapping[tuple[str, tuple[str, ...]], Value]
    nullable: frozenset[str]
    supplied: frozenset[str] = frozenset()


@dataclass
class Column:
    """The column reading of one rule.

    Attributes:
        stages: columns to add, one after the other, before the result.
        expr: the result: integers over ``den`` for a number, else as it is.
        den: what the integers of a number are counted in, in base units.
    """

    stages: list[pl.Expr]
    expr: pl.Expr
    den: int = 1
    unit: Unit | None = None
    nullable: bool = True

    def natural(self, name: str = "result") -> pl.Expr:
        """The result in the rule's unit, numbers as decimals."""
        if self.unit is None:
            return self.expr.alias(name)
        per_unit = Fraction(self.unit.scale) * self.den
        places = _places(per_unit)
        factor = Fraction(10**places) / per_unit
        mantissa = self.expr if factor.numerator == 1 else self.expr * factor.numerator
        if factor.denominator != 1:  # 个月 told in 年: only where it comes out even
            even = mantissa % factor.denominator == 0
            mantissa = pl.when(even).then(mantissa // factor.denominator)
        if places == 0:
            return mantissa.alias(name)
        return (mantissa.cast(pl.Decimal(38, places)) / 10**places).alias(name)

    def over(self, frame: pl.LazyFrame, name: str = "result") -> pl.LazyFrame:
        """The prepared table with the result in the rule's unit as one more column."""
        for stage in self.stages:
            frame = frame.with_columns(stage)
        made = [each.meta.output_name() for each in self.stages]
        return frame.with_columns(self.natural(name)).drop(made)


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
    )
    reader = _Reader(asked)
    for node in rule.nodes:
        reader.made[id(node)] = reader.read(node)
    result = reader.made[id(rule.root)]
    if not isinstance(result, Quotient):
        return Column(reader.stages, result.expr, nullable=result.nullable)
    if not result.plain:
        raise BadPolicy(f"{rule.key} 除以一列数，结果须写明 rounding")
    if not terminates(result.top.den):
        raise BadPolicy(f"{rule.key} 的结果小数没有尽头：请写明 rounding")
    return Column(reader.stages, result.top.expr, result.top.den, rule.unit, result.nullable)


@dataclass(frozen=True)
class Plain:
    """A column of truths, terms, days, lists or records."""

    expr: pl.Expr
    nullable: bool = False


Made = Quotient | Plain


@dataclass
class _Reader:
    asked: Asked
    made: dict[int, Made] = field(default_factory=dict)
    stages: list[pl.Expr] = field(default_factory=list)

    def read(self, node: Node) -> Made:
        return _READERS[node.op](self, node, [self.made[id(arg)] for arg in node.args])

    def stage(self, expr: pl.Expr) -> pl.Expr:
        """A column of its own, for what other rows will be asked about."""
        name = f"__{len(self.stages)}"
        self.stages.append(expr.alias(name))
        return pl.col(name)


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
    return _given(fact, fact.name in reader.asked.nullable)


def _given(fact: Fact, nullable: bool) -> Made:
    expr = pl.col(fact.name)
    if fact.kind != "number":
        return Plain(expr, nullable)
    step = Fraction(fact.unit.scale if fact.unit else 1) / 10**fact.decimals
    whole = integers.column(expr, 1, fact.minimum / step, fact.maximum / step, nullable=nullable)
    made = integers.product(whole, integers.constant(step))
    return Quotient(made)


def _constant(_: _Reader, node: Node, __: list[Made]) -> Made:
    if isinstance(node, Number):
        return Quotient(integers.constant(node.data))
    return Plain(pl.lit(node.data))


def _silent(_: _Reader, __: Node, ___: list[Made]) -> Made:
    return Plain(pl.lit(None), nullable=True)


def _reading(reader: _Reader, node: Node, _: list[Made]) -> Made:
    return Plain(pl.lit(reader.asked.readings[node.args[0].data]))


def _as_of(reader: _Reader, _: Node, __: list[Made]) -> Made:
    on = reader.asked.on
    return Plain(pl.col(on) if isinstance(on, str) else pl.lit(on))


def _supplied(reader: _Reader, node: Node, _: list[Made]) -> Made:
    definition: Definition = node.data
    if (definition.name, ()) in reader.asked.overrides:
        return _literal(definition, reader.asked.overrides[definition.name, ()])
    if definition.name in reader.asked.supplied:
        return _given(supplied_fact(definition), definition.name in reader.asked.nullable)
    found = filler(definition)
    if not found:
        return _literal(definition, None)
    return _select_leaf(
        reader, found[1], [], lambda leaf: _literal(definition, leaf and leaf.value)
    )


def _literal(definition: Definition, value: Value | None) -> Made:
    if definition.kind == "number":
        if value is None:
            return Quotient(integers.absent())
        assert isinstance(value, int | Fraction)
        return Quotient(integers.constant(value))
    if isinstance(value, Recurring):
        value = value.printed
    return Plain(pl.lit(value), nullable=value is None)


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
    if isinstance(on, date):
        return _by_key(reader, definition, definition.on(on), keys, take)
    tables = [(None, None), *definition.dated]
    values = [_by_key(reader, definition, table, keys, take) for _, table in tables]
    if definition.fills:
        values[0] = take(None)
    conditions = [pl.col(on) < since for since, _ in definition.dated]
    return _select(conditions, values, nullable=False)


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
    if not found:
        return take(None)
    conditions = [
        pl.all_horizontal(
            [_plain(made).expr == option for made, option in zip(keys, key, strict=True)]
        )
        if len(keys) > 1
        else _plain(keys[0]).expr == key[0]
        for key in found
    ]
    values = [take(leaf) for leaf in found.values()]
    return _select(conditions, [*values, take(None)], nullable=_any_null(keys))


# --- numbers


def _add(reader: _Reader, node: Node, args: list[Made]) -> Made:
    a, b = _numbers(args)
    return integers.add(a, b, node.op)


def _mul(reader: _Reader, node: Node, args: list[Made]) -> Made:
    a, b = _numbers(args)
    return integers.multiply(a, b)


def _div(reader: _Reader, node: Node, args: list[Made]) -> Made:
    a, b = _numbers(args)
    return integers.divide(a, b)


def _extreme(reader: _Reader, node: Node, args: list[Made]) -> Made:
    first, *rest = _numbers(args)
    for other in rest:
        first = integers.extreme(node.op, first, other)
    return first


def _round(reader: _Reader, node: Node, args: list[Made]) -> Made:
    size, how, _ = node.data
    return integers.rounded(_number(args[0]), size, how)


def _count(reader: _Reader, node: Node, args: list[Made]) -> Made:
    expr = pl.sum_horizontal([_plain(arg).expr.cast(pl.Int64) for arg in args], ignore_nulls=False)
    return Quotient(integers.column(expr, 1, 0, len(args), nullable=_any_null(args)))


# --- truths


def _compare(reader: _Reader, node: Node, args: list[Made]) -> Made:
    if node.args[0].kind == "number":
        a, b = _numbers(args)
        return Plain(integers.compare(node.data, a, b), _any_null(args))
    x, y = (_plain(arg).expr for arg in args)
    test = {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "==": x == y}[node.data]
    return Plain(test, _any_null(args))


def _is_in(reader: _Reader, node: Node, args: list[Made]) -> Made:
    made = _plain(args[0])
    tests = [made.expr == option for option in node.data]
    return Plain(pl.any_horizontal(tests) if len(tests) > 1 else tests[0], made.nullable)


def _all(reader: _Reader, node: Node, args: list[Made]) -> Made:
    return Plain(pl.all_horizontal([_truth(arg) for arg in args]), _any_null(args))


def _any(reader: _Reader, node: Node, args: list[Made]) -> Made:
    return Plain(pl.any_horizontal([_truth(arg) for arg in args]), _any_null(args))


def _truth(made: Made) -> pl.Expr:
    """A truth; a silence is an absent one."""
    return _plain(made).expr.cast(pl.Boolean) if made.nullable else _plain(made).expr


def _not(reader: _Reader, node: Node, args: list[Made]) -> Made:
    return Plain(~_truth(args[0]), args[0].nullable)


def _advised(reader: _Reader, node: Node, args: list[Made]) -> Made:
    made = _plain(args[0])
    return (
        Plain(pl.when(made.expr.is_not_null()).then(True), made.nullable)
        if made.nullable
        else Plain(pl.lit(True))
    )


# --- cases


def _choose(reader: _Reader, node: Node, args: list[Made]) -> Made:
    conditions = [_truth(arg) for arg in args[:-1:2]]
    nullable = _any_null(args[:-1:2])
    values = [*args[1:-1:2], args[-1]]
    if node.kind == "number":
        values = [_number(value) for value in values]
    return _select(conditions, values, nullable=nullable)


def _select(conditions: Sequence[pl.Expr], values: Sequence[Made], *, nullable: bool) -> Made:
    if not conditions:
        return values[-1]
    numbers = [value for value in values if isinstance(value, Quotient)]
    if len(numbers) == len(values):
        return integers.select(conditions, numbers, nullable=nullable)
    made = integers.selected(conditions, [_plain(v).expr for v in values], nullable=nullable)
    return Plain(made, nullable or _any_null(values))


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
    unknown = pl.any_horizontal([_plain(arg).expr.is_null() for arg in args])
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
    return Column([], made.top.expr, made.top.den, unit).natural(name)


# --- days


def _month_days(year_months: pl.Expr) -> pl.Expr:
    """How many days a month has, months counted from year 0."""
    return pl.date(year_months // 12, year_months % 12 + 1, 1).dt.days_in_month().cast(pl.Int64)


def _months(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def _clipped(year_months: pl.Expr, day: pl.Expr) -> pl.Expr:
    last = _month_days(year_months)
    return pl.date(
        year_months // 12, year_months % 12 + 1, pl.when(day < last).then(day).otherwise(last)
    )


def _whole_part(made: Quotient) -> pl.Expr:
    """The whole part of a number (向下取整)."""
    return (
        made.top.expr // (pl.lit(made.top.den, dtype=pl.Int64) * made.under.expr) * made.under.den
    )


def _later(reader: _Reader, node: Node, args: list[Made]) -> Made:
    start, period = _plain(args[0]), _number(args[1])
    if not period.plain:
        raise BadPolicy("期限不能是两列数的商")
    whole = (period.top.expr // period.top.den).cast(pl.Int64)
    nullable = _any_null(args)
    if node.data == "day":
        return Plain(start.expr + pl.duration(days=whole), nullable)
    moved = _clipped(_months(start.expr) + whole, start.expr.dt.day().cast(pl.Int64))
    return Plain(moved, nullable)


def _recur(reader: _Reader, node: Node, args: list[Made]) -> Made:
    symbol = node.args[0]
    definition: Definition = symbol.data
    keys = [reader.made[id(arg)] for arg in symbol.args]

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
    return Plain(_clipped(year * 12 + month - 1, day), nullable=True)


def _count_of(made: Made) -> pl.Expr:
    number = _number(made)
    if not number.plain:
        raise BadPolicy("年、季、月不能是两列数的商")
    return (number.top.expr // number.top.den).cast(pl.Int64)


def _days_between(reader: _Reader, node: Node, args: list[Made]) -> Made:
    start, end = (_plain(arg).expr for arg in args)
    expr = (end - start).dt.total_days().cast(pl.Int64)
    return Quotient(integers.column(expr, 1, -400_000, 400_000, nullable=_any_null(args)))


def _whole_months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    last = end.dt.days_in_month().cast(pl.Int64)
    day = start.dt.day().cast(pl.Int64)
    due = pl.when(day < last).then(day).otherwise(last)
    return _months(end) - _months(start) - (end.dt.day().cast(pl.Int64) < due).cast(pl.Int64)


def _months_between(reader: _Reader, node: Node, args: list[Made]) -> Made:
    start, end = (_plain(arg).expr for arg in args)
    expr = (
        pl.when(end >= start).then(_whole_months(start, end)).otherwise(-_whole_months(end, start))
    )
    if node.op == "age":
        expr = expr // 12 * 12
    return Quotient(integers.column(expr, 1, -13_000, 13_000, nullable=_any_null(args)))


def _part_of_day(part: Callable[[pl.Expr], pl.Expr], high: int) -> Any:
    def read(reader: _Reader, node: Node, args: list[Made]) -> Made:
        expr = part(_plain(args[0]).expr).cast(pl.Int64)
        return Quotient(integers.column(expr, 1, 0, high, nullable=_any_null(args)))

    return read


def _month_edge(reader: _Reader, node: Node, args: list[Made]) -> Made:
    of = _plain(args[0]).expr
    edge = {
        "first": of.dt.month_start(),
        "last": of.dt.month_end(),
        "next": of.dt.month_end() + pl.duration(days=1),
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
    of, order = reader.stage(_bare(subject)), reader.stage(_bare(along))
    one = _number(along).top.den
    before = reader.stage(order.shift(1).over(of, order_by=order))
    there = before == order - one
    shifted = reader.stage(_bare(value))
    expr = reader.stage(pl.when(there).then(shifted.shift(1).over(of, order_by=order)))
    if isinstance(value, Quotient):
        top = value.top
        return Quotient(Whole(expr, top.den, top.low, top.high, nullable=True, wide=top.wide))
    return Plain(expr, nullable=True)


def _has_previous(reader: _Reader, node: Node, args: list[Made]) -> Made:
    of, order = reader.stage(_bare(args[0])), reader.stage(_bare(args[1]))
    before = order.shift(1).over(of, order_by=order)
    there = (before == order - _number(args[1]).top.den).fill_null(False)
    expr = reader.stage(pl.when(of.is_not_null() & order.is_not_null()).then(there))
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
