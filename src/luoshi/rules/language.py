"""The words that rules are written in: choose, unless, all_of, capped, by_bracket, checklist …"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from luoshi.rules.errors import BadPolicy
from luoshi.rules.nodes import (
    Day,
    Node,
    Number,
    Record,
    Text,
    Texts,
    Truth,
    compared,
    constant,
    record_of,
    same_dimension,
)
from luoshi.rules.units import UNITS, parse, unit

N = TypeVar("N", Number, Truth, Text, Day, Texts, Record)

ROUNDING = {"half_up": "四舍五入", "down": "舍去", "up": "进一"}
_STEPS = {"分": "0.01元", "角": "0.1元", "元": "1元", "万元": "1万元"}


# --- numbers


def number(value: int, of: str = "") -> Number:
    """A structural number (the 4 of four quarters), never one that a clause prints."""
    found = unit(of)
    return constant(parse(f"{value}{of}")[0], found)


def least(first: Number, *rest: Number) -> Number:
    """The least of them (取低)."""
    return _extreme("min", (first, *rest))


def most(first: Number, *rest: Number) -> Number:
    """The greatest of them (取高)."""
    return _extreme("max", (first, *rest))


def capped(value: Number, limit: Number) -> Number:
    """The value, but not more than the limit (封顶)."""
    return _extreme("min", (value, limit), "capped")


def floored(value: Number, limit: Number) -> Number:
    """The value, but not less than the limit (保底)."""
    return _extreme("max", (value, limit), "floored")


def positive(value: Number) -> Number:
    """The value, or nothing where it is negative (负数按零)."""
    nothing = Number("constant", (), 0, unit=value.unit, dimensions=value.dimensions)
    return _extreme("max", (value, nothing), "positive")


def absolute(value: Number) -> Number:
    """The value without its sign."""
    return most(value, -value)


def _extreme(op: str, values: tuple[Number, ...], word: str = "") -> Number:
    same_dimension(values, "比较大小")
    first = values[0]
    return Number(op, values, word, unit=first.unit, dimensions=first.dimensions)


def by_bracket(value: Number, *brackets: tuple[Number, Number], otherwise: Number) -> Number:
    """A progressive amount (分段累进): each part of the value at its own rate.

    ``brackets`` are (upper end, rate) from below; ``otherwise`` is the rate above the last end.
    """
    parts: list[Number] = []
    below: Number | None = None
    for upper, rate in brackets:
        end = least(value, upper)
        part = end if below is None else positive(end - below)
        parts.append(
            step(f"{upper.label}以内的部分" if below is None else f"至{upper.label}的部分", part)
            * rate
        )
        below = upper
    if below is None:
        raise BadPolicy("分段至少要有一段")
    parts.append(step(f"超出{below.label}的部分", positive(value - below)) * otherwise)
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def rounded(value: Number, to: str, how: str = "half_up") -> Number:
    """The value rounded to a step: ``分``, ``元``, or any quantity such as ``1%``."""
    if how not in ROUNDING:
        raise BadPolicy(f"没有“{how}”这种取整")
    size, of = parse(_STEPS.get(to, to))
    if of.dimensions != value.dimensions:
        raise BadPolicy(f"{value.label or '结果'}的单位是{value.unit.name}，不能取整到{to}")
    return Number("round", (value,), (size, how, to), unit=value.unit, dimensions=value.dimensions)


def count_of(*truths: Truth) -> Number:
    """How many of them hold."""
    return Number("count", truths, unit=UNITS["项"])


# --- truths


def all_of(*truths: Truth) -> Truth:
    """All of them hold (同时符合)."""
    return Truth("all", truths)


def any_of(*truths: Truth) -> Truth:
    """One of them holds, or more (之一)."""
    return Truth("any", truths)


def none_of(*truths: Truth) -> Truth:
    """None of them holds."""
    return ~any_of(*truths)


always = Truth("constant", (), data=True)
never = Truth("constant", (), data=False)


def same(left: Number, right: Number) -> Truth:
    """Two numbers are equal."""
    return compared("==", left, right)


def labelled(truth: Truth, label: str, clause: str = "") -> Truth:
    """A condition under a name of its own."""
    return step(label, truth, clause)


def advised(truth: Truth, label: str, clause: str = "") -> Truth:
    """A soft condition (原则上、一般、可): true always, with a warning where it fails."""
    return Truth("advised", (truth,), label=label, clause=clause)


# --- cases


def choose(*cases: tuple[Truth, N], otherwise: N) -> N:
    """The value of the first condition that holds."""
    args: list[Node] = []
    for condition, value in cases:
        args += [condition, value]
    return _like(otherwise, "choose", [*args, otherwise], [value for _, value in cases])


@dataclass(frozen=True, slots=True)
class When(Generic[N]):
    """An exception: its condition under its label and clause, and its value."""

    condition: Truth
    value: N


def when(condition: Truth, value: N, clause: str = "", label: str = "") -> When[N]:
    """An exception for :func:`unless`."""
    return When(labelled(condition, label, clause) if label or clause else condition, value)


def unless(normal: N, *exceptions: When[N]) -> N:
    """The normal value, unless an exception (例外) holds; the first that holds overrides."""
    args: list[Node] = []
    for each in exceptions:
        args += [each.condition, each.value]
    return _like(normal, "unless", [*args, normal], [each.value for each in exceptions])


def not_stated(telling: str, clause: str = "") -> Any:
    """Where the text gives no answer: the result is null and says why (原文未写明)."""
    return Text("silent", (), telling, label=telling, clause=clause)


def step(label: str, value: N, clause: str = "") -> N:
    """The same value as a step with a name: 费率差, 应扣减额 …."""
    return _through("step", (value,), value, label, clause)


def warn_when(condition: Truth, value: N, telling: str, clause: str = "") -> N:
    """The value, with a warning where the condition holds."""
    return _through("warn", (condition, value), value, telling, clause)


def _like(model: N, op: str, args: list[Node], others: list[N]) -> N:
    """A node of the kind that all the results have."""
    told = [each for each in (*others, model) if each.op != "silent"]
    if len({each.kind for each in told}) > 1:
        raise BadPolicy(
            f"{op} 的各个结果类型不同：{'、'.join(sorted({each.kind for each in told}))}"
        )
    same_dimension([each for each in told if isinstance(each, Number)], "作为同一结果")
    if len({_shape(each) for each in told if isinstance(each, Record)}) > 1:
        raise BadPolicy(f"{op} 的各个结果项目或单位不同")
    return _through(op, tuple(args), told[0] if told else model)


def _shape(record: Record) -> tuple[object, ...]:
    """The names, labels and units of a record's answers."""
    inner = record_of(record)
    units = (each.unit.scale if isinstance(each, Number) else None for each in inner.args)
    return (*inner.data, *units)


def _through(op: str, args: tuple[Node, ...], model: N, label: str = "", clause: str = "") -> N:
    """A node of the model's kind, unit and shape."""
    if isinstance(model, Number):
        made: Node = Number(
            op, args, None, label, clause, unit=model.unit, dimensions=model.dimensions
        )
    elif isinstance(model, Record):
        made = Record(op, args, model.data, label, clause)
    else:
        made = BARE[model.kind](op, args, None, label, clause)
    return cast("N", made)


BARE: dict[str, type[Node]] = {
    "truth": Truth, "text": Text, "day": Day, "texts": Texts, "record": Record,
}  # fmt: skip
"""The class of each kind of symbol that has no unit."""


# --- answers


def text(term: str) -> Text:
    """An answer in the document's terms: 领导小组."""
    return Text("constant", (), term)


def checklist(*items: str | tuple[str, Truth]) -> Texts:
    """A list (清单) of the terms whose condition holds; a bare term always stands in it."""
    conditions = [always if isinstance(item, str) else item[1] for item in items]
    return Texts("checklist", conditions, tuple(i if isinstance(i, str) else i[0] for i in items))


def record(**answers: tuple[str, Node]) -> Record:
    """Several answers at once, each ``name=("中文名", node)``."""
    named = tuple((name, label) for name, (label, _) in answers.items())
    return Record("record", [node for _, node in answers.values()], named)


# --- days


def as_of() -> Day:
    """The date of the fact (事实发生日): the day for which the rule is run."""
    return Day("as_of", label="事实发生日")


def days_between(start: Day, end: Day) -> Number:
    """Days from one day to another, the first not counted (起日不计入)."""
    return Number("days_between", (start, end), unit=UNITS["日"])


def months_between(start: Day, end: Day) -> Number:
    """Whole months from one day to another."""
    return Number("months_between", (start, end), unit=UNITS["个月"])


def age_on(birth: Day, on: Day) -> Number:
    """Whole years of age on a day (周岁)."""
    return Number("age", (birth, on), unit=UNITS["周岁"])


def year_of(of: Day) -> Number:
    """The year of a day, as a plain number."""
    return Number("year_of", (of,))


def month_of(of: Day) -> Number:
    """The month of a day, as a plain number."""
    return Number("month_of", (of,))


def first_of_month(of: Day) -> Day:
    """The first day of its month."""
    return Day("month_edge", (of,), "first")


def last_of_month(of: Day) -> Day:
    """The last day of its month (月底)."""
    return Day("month_edge", (of,), "last")


def next_month(of: Day) -> Day:
    """The first day of the month after (次月)."""
    return Day("month_edge", (of,), "next")


# --- whole tables


def rank(
    value: Number, *, within: Node | tuple[Node, ...] = (), then_by: tuple[Number, ...] = ()
) -> Number:
    """The place in the table (名次): 1 is the highest; equals share the better place."""
    return _placed("rank", value, within, then_by)


def rank_from_last(
    value: Number, *, within: Node | tuple[Node, ...] = (), then_by: tuple[Number, ...] = ()
) -> Number:
    """The place from the end (倒数名次): 1 is the lowest; equals share the place nearest the end."""
    return _placed("rank_from_last", value, within, then_by)


def _placed(
    op: str, value: Number, within: Node | tuple[Node, ...], then: tuple[Number, ...]
) -> Number:
    groups = _group(within)
    return Number(op, (value, *then, *groups), 1 + len(then), unit=UNITS["名"])


def previous(value: N, *, of: Node, along: Number) -> N:
    """The value in the row of the same subject one period before; missing where there is none."""
    return _through("previous", (value, of, along), value)


def has_previous(*, of: Node, along: Number) -> Truth:
    """Whether the table has a row of the same subject one period before."""
    return Truth("has_previous", (of, along))


def total(value: Number, *, within: Node | tuple[Node, ...] = ()) -> Number:
    """The sum over the table, or over the rows of one group (合计)."""
    args = (value, *_group(within))
    return Number("total", args, unit=value.unit, dimensions=value.dimensions)


def mean(value: Number, *, within: Node | tuple[Node, ...] = ()) -> Number:
    """The mean over the table, or over the rows of one group (平均)."""
    return total(value, within=within) / rows_within(within=within)


def rows_within(*, within: Node | tuple[Node, ...] = ()) -> Number:
    """How many rows the table, or the group, has."""
    return Number("rows", _group(within))


def _group(within: Node | tuple[Node, ...]) -> tuple[Node, ...]:
    return within if isinstance(within, tuple) else (within,)
