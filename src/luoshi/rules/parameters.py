"""Parameters (参数): every number, period and day of a document, dated, with its clause.

``parameters.yaml`` holds them; a rule names them as ``p.breakeven_key``. A parameter that the text
leaves to another paper is *not in the text* (原文未写明) and must be supplied with the facts.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeVar, cast

from luoshi.rules.errors import (
    BadPolicy,
    OutOfRange,
    UnknownParameter,
    WrongType,
    WrongUnit,
    shortened,
)  # fmt: skip
from luoshi.rules.nodes import Day, Node, Number, Text, Truth, compared
from luoshi.rules.units import UNITS, Exact, Unit, parse, shown, unit
from luoshi.rules.yamlio import is_mapping

Sign = Literal["<=", ">=", "<", ">", "=="]
COMPARATORS: dict[str, Sign] = {
    **dict.fromkeys(
        [
            "不超过",
            "不得超过",
            "不能超过",
            "不高于",
            "不得高于",
            "以下",
            "以内",
            "内",
            "之内",
            "及以下",
            "不大于",
            "不多于",
            "最高",
            "最多",
            "最高不超过",
            "至多",
        ],
        "<=",
    ),
    **dict.fromkeys(
        [
            "以上",
            "及以上",
            "不低于",
            "不得低于",
            "不少于",
            "不得少于",
            "至少",
            "达到",
            "满",
            "不小于",
            "最低",
        ],
        ">=",
    ),
    **dict.fromkeys(["不足", "未满", "低于", "少于", "小于", "不满", "以前"], "<"),
    **dict.fromkeys(["超过", "高于", "大于", "多于", "超出", "突破"], ">"),
    "为": "==",
}
"""Words of limits as printed: 以上、以下 and 以内 take the number in; 超过 and 不足 leave it out."""

_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_RECURRING = re.compile(
    r"(?:每年)(?P<month>\d{1,2})月(?P<yd>\d{1,2}日|底)|每季度末月(?P<qd>\d{1,2}日|底)|每月(?P<md>\d{1,2}日|底)"
)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A day that comes back (每年2月底、每季度末月25日、每月25日); ``day`` 0 is the last of the month."""

    every: Literal["year", "quarter", "month"]
    month: int
    day: int
    printed: str

    @classmethod
    def parse(cls, text: str) -> Recurring:
        """Read it as it is written in ``parameters.yaml``."""
        match = _RECURRING.fullmatch(text)
        if not match:
            raise BadPolicy(f"“{text}”不是每年、每季度末月或每月的日子")
        every = "year" if match["month"] else "quarter" if match["qd"] else "month"
        printed = match["yd"] or match["qd"] or match["md"]
        day = 0 if printed == "底" else int(printed[:-1])
        return cls(every, int(match["month"] or 0), day, text)

    def on(self, year: int, month: int) -> date:
        """The day in this month, clipped to its end."""
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(self.day or last, last))


_GREATEST = 10**13
"""Base units that an override may have: ten trillion yuan."""

Value = Exact | date | Recurring | str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a parameter: from which day, under which index, in which clause, as printed."""

    parameter: str
    since: date | None
    key: tuple[str, ...]
    value: Value
    unit: Unit | None
    written: str
    clause: str
    printed: str
    comparator: str


@dataclass(frozen=True)
class Definition:
    """A parameter as ``parameters.yaml`` declares it."""

    name: str
    document: str
    label: str
    clause: str
    kind: Literal["number", "day", "recurring", "text"]
    unit: Unit
    gist: str = ""
    comparator: str = ""
    soft: bool = False
    by: tuple[str, ...] = ()
    not_in_text: bool = False
    left_to: str = ""
    fills: str = ""
    minimum: Exact | None = None
    maximum: Exact | None = None
    decimals: int = 2
    stepped: bool = False
    limits: tuple[Leaf, ...] = ()
    dated: tuple[tuple[date, Mapping[tuple[str, ...], Leaf] | None], ...] = field(
        default=(), repr=False
    )

    @property
    def sign(self) -> Sign:
        """The comparison that the printed word means."""
        if not self.comparator:
            raise BadPolicy(f"参数 {self.name} 没有 comparator，不能用 admits")
        return COMPARATORS[self.comparator]

    def leaves(self) -> Iterator[Leaf]:
        """Every value with its day and index, and the limits of one that is not in the text."""
        yield from self.limits
        for _, table in self.dated:
            yield from (table or {}).values()

    @property
    def steady(self) -> bool:
        """Whether it has one value for as long as the document holds, and for trials before it."""
        return len(self.dated) == 1 and not self.stepped

    def on(self, day: date) -> Mapping[tuple[str, ...], Leaf] | None:
        """The values that hold on a day; None where the text has none for it."""
        if self.steady:
            return self.dated[0][1]
        place = bisect_right(self.dated, day, key=lambda entry: entry[0])
        return self.dated[place - 1][1] if place else None

    def shown(self, value: Value) -> str:
        """A value as people write it."""
        if isinstance(value, Recurring):
            return value.printed
        if isinstance(value, str):
            return value
        return value.isoformat() if isinstance(value, date) else shown(value, self.unit)

    def read(self, given: object) -> Value:
        """A value for this parameter as somebody writes it: 8.5%, 0.085 for a plain number, a day.

        Raises:
            WrongUnit: another unit. WrongType: not a value at all.
        """
        try:
            value, found = _value(str(given).strip(), self.kind, self.name)
        except WrongUnit as error:
            raise WrongUnit(
                f"参数“{self.label}”读不懂“{shortened(error.given or given)}”", fact=self.name, given=given,
                clause=self.clause, remedy=f"写成数字加单位，单位用 {self.unit.name or '（无）'}",
            ) from error  # fmt: skip
        except (BadPolicy, ValueError, WrongType) as error:
            raise WrongType(
                f"参数“{self.label}”不能是“{shortened(given)}”",
                fact=self.name,
                given=given,
                clause=self.clause,
            ) from error
        if self.kind != "number" or found is None:
            return value
        if isinstance(value, int | Fraction) and abs(value) > _GREATEST:
            raise OutOfRange(
                f"参数“{self.label}”的数太大", fact=self.name, given=given, clause=self.clause
            )
        if not found.name and self.unit.name:
            return parse(f"{given}{self.unit.name}")[0]
        if found.dimensions != self.unit.dimensions:
            raise WrongUnit(
                f"参数“{self.label}”的单位是{self.unit.name or '无'}",
                fact=self.name,
                given=given,
                clause=self.clause,
            )
        return value


class Limited:
    """What a parameter can do besides being a symbol: ``admits`` and being indexed."""

    definition: Definition

    def admits(self, value: Any) -> Truth:
        """Whether a value stands within this limit, by the word that is printed."""
        definition = self.definition
        assert isinstance(self, Node)
        if isinstance(self, Number):
            made = compared(definition.sign, value, self)
        else:
            made = Truth("compare", (value, self), definition.sign)
        made.clause = self.clause
        if definition.soft:
            label = f"{value.label or definition.label}（{definition.comparator}{definition.label}，原则性要求）"
            return Truth("advised", (made,), label=label, clause=self.clause)
        return made


class NumberParameter(Number, Limited):
    """A parameter that is a number; indexed by ``p.rate[g.level]``."""

    __slots__ = ("definition",)

    def __init__(self, definition: Definition, keys: tuple[Text, ...] = ()) -> None:
        op = "supplied" if definition.not_in_text else "parameter"
        super().__init__(
            op, keys, definition, definition.label, definition.clause, unit=definition.unit
        )
        self.definition = definition

    def __getitem__(self, keys: Text | tuple[Text, ...]) -> NumberParameter:
        """The parameter for these choices, in the order of ``by``."""
        return _indexed(self, keys)


class DayParameter(Day, Limited):
    """A parameter that is a day."""

    __slots__ = ("definition",)

    def __init__(self, definition: Definition, keys: tuple[Text, ...] = ()) -> None:
        op = "supplied" if definition.not_in_text else "parameter"
        super().__init__(op, keys, definition, definition.label, definition.clause)
        self.definition = definition

    def __getitem__(self, keys: Text | tuple[Text, ...]) -> DayParameter:
        """The parameter for these choices, in the order of ``by``."""
        return _indexed(self, keys)


class TextParameter(Text):
    """A parameter that is a term."""

    __slots__ = ("definition",)

    def __init__(self, definition: Definition, keys: tuple[Text, ...] = ()) -> None:
        op = "supplied" if definition.not_in_text else "parameter"
        super().__init__(op, keys, definition, definition.label, definition.clause)
        self.definition = definition

    def __getitem__(self, keys: Text | tuple[Text, ...]) -> TextParameter:
        """The parameter for these choices, in the order of ``by``."""
        return _indexed(self, keys)


class RecurringParameter(Text):
    """A day that comes back: itself a term (每年2月底), and a day once the period is known."""

    __slots__ = ("definition",)

    def __init__(self, definition: Definition, keys: tuple[Text, ...] = ()) -> None:
        super().__init__("parameter", keys, definition, definition.label, definition.clause)
        self.definition = definition

    def __getitem__(self, keys: Text | tuple[Text, ...]) -> RecurringParameter:
        """The parameter for these choices, in the order of ``by``."""
        return _indexed(self, keys)

    def in_year(self, year: Number) -> Day:
        """The day in a year."""
        return Day("recur", (self, year), "year")

    def in_quarter(self, year: Number, quarter: Number) -> Day:
        """The day in the last month of a quarter of a year."""
        return Day("recur", (self, year, quarter), "quarter")

    def in_month(self, year: Number, month: Number) -> Day:
        """The day in a month of a year."""
        return Day("recur", (self, year, month), "month")


_SYMBOLS = {
    "number": NumberParameter,
    "day": DayParameter,
    "text": TextParameter,
    "recurring": RecurringParameter,
}


class Parameters:
    """All parameters of a document, as symbols: ``p.breakeven_key``."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = dict(definitions)
        self._symbols: dict[str, Node] = {}

    def __getattr__(self, name: str) -> Any:
        """The symbol of a parameter."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self.definitions:
            raise BadPolicy(f"parameters.yaml 里没有 {name}")
        if name not in self._symbols:
            definition = self.definitions[name]
            self._symbols[name] = _SYMBOLS[definition.kind](definition)
        return self._symbols[name]

    def __iter__(self) -> Iterator[Definition]:
        """Every definition, in the order of the file."""
        return iter(self.definitions.values())


P = TypeVar("P", NumberParameter, DayParameter, TextParameter, RecurringParameter)
_INDEXED: dict[tuple[int, ...], Node] = {}


def _indexed(symbol: P, keys: Text | tuple[Text, ...]) -> P:
    """One symbol for one parameter and choice, however often it is written."""
    given = _keys(symbol.definition, keys)
    place = (id(symbol.definition), *map(id, given))
    found = _INDEXED.get(place)
    if found is None or found.data is not symbol.definition:
        found = _INDEXED[place] = type(symbol)(symbol.definition, given)
    return cast("P", found)


def _keys(definition: Definition, keys: Text | tuple[Text, ...]) -> tuple[Text, ...]:
    given = keys if isinstance(keys, tuple) else (keys,)
    if len(given) != len(definition.by):
        raise BadPolicy(f"参数 {definition.name} 按 {'、'.join(definition.by) or '（无）'} 取值")
    return given


def load(raw: Mapping[str, Any], document: str, since: date) -> dict[str, Definition]:
    """Definitions from the YAML of one document, whose values hold from ``since`` unless dated.

    Raises:
        BadPolicy: the file is wrong in itself.
    """
    return {name: _definition(name, entry, document, since) for name, entry in raw.items()}


_FIELDS = frozenset(
    [
        "label",
        "clause",
        "value",
        "values",
        "by",
        "comparator",
        "soft",
        "gist",
        "kind",
        "printed",
        "unit",
        "not_in_text",
        "left_to",
        "fills",
        "min",
        "max",
        "decimals",
    ]
)


def _definition(name: str, raw: Mapping[str, Any], document: str, since: date) -> Definition:
    if strange := set(raw) - _FIELDS:
        raise BadPolicy(f"{document} 参数 {name}：不认识 {'、'.join(sorted(strange))}")
    for needed in ("label", "clause"):
        if not raw.get(needed):
            raise BadPolicy(f"{document} 参数 {name} 缺 {needed}")
    word = str(raw.get("comparator", ""))
    if word and word not in COMPARATORS:
        raise BadPolicy(f"{document} 参数 {name}：不认识限度用语“{word}”")
    kind = _kind(raw)
    by = tuple(raw.get("by", ()))
    common = {"clause": raw["clause"], "printed": raw.get("printed", ""), "comparator": word}
    limits: list[Leaf] = []
    stepped = False
    dated: list[tuple[date, dict[tuple[str, ...], Leaf] | None]] = []
    if raw.get("not_in_text"):
        limits = [
            _leaf(name, raw[end], None, (end,), kind, common)
            for end in ("min", "max")
            if end in raw
        ]
    else:
        entries = raw["values"] if "values" in raw else {since: raw["value"]}
        stepped = "values" in raw
        if not all(isinstance(_as_day(day), date) for day in entries):
            entries, stepped = {since: entries}, False  # indexed, not dated
        for day, table in sorted((_as_day(day), table) for day, table in entries.items()):
            leaves = {} if table is None else dict(_leaves(name, table, day, by, kind, common))
            dated.append((day, leaves or None))
    leaves = [*limits, *(leaf for _, table in dated for leaf in (table or {}).values())]
    units = {leaf.unit for leaf in leaves if leaf.unit}
    if len({found.dimensions for found in units}) > 1:
        raise BadPolicy(f"{document} 参数 {name} 的各个值单位不同")
    own = (
        unit(str(raw["unit"]))
        if "unit" in raw
        else next((leaf.unit for leaf in leaves if leaf.unit), UNITS[""])
    )
    ends = {leaf.key[0]: leaf.value for leaf in limits}
    return Definition(
        name, document, str(raw["label"]), str(raw["clause"]), kind, own,
        gist=str(raw.get("gist", "")), comparator=word, soft=bool(raw.get("soft")), by=by,
        not_in_text=bool(raw.get("not_in_text")), left_to=str(raw.get("left_to", "")),
        fills=str(raw.get("fills", "")), minimum=ends.get("min"), maximum=ends.get("max"),  # pyright: ignore[reportArgumentType]
        decimals=int(raw.get("decimals", 2)), stepped=stepped, limits=tuple(limits), dated=tuple(dated),
    )  # fmt: skip


def _kind(raw: Mapping[str, Any]) -> Literal["number", "day", "recurring", "text"]:
    declared = _KINDS.get(raw.get("kind", "number"))
    if declared is None:
        raise BadPolicy(f"参数的 kind 只能是 {'、'.join(_KINDS)}，不能是 {raw['kind']}")
    return declared


_KINDS: dict[str, Literal["number", "day", "recurring", "text"]] = {
    "number": "number",
    "date": "day",
    "recurring": "recurring",
    "text": "text",
}


def _as_day(written: object) -> Any:
    if isinstance(written, date):
        return written
    match = _DAY.fullmatch(str(written))
    return date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else written


def _leaves(
    name: str,
    table: Any,
    day: date,
    by: tuple[str, ...],
    kind: str,
    common: Mapping[str, str],
    key: tuple[str, ...] = (),
) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    if len(key) == len(by):
        yield key, _leaf(name, table, day, key, kind, common)
        return
    if not is_mapping(table):
        raise BadPolicy(f"参数 {name} 应按 {by[len(key)]} 分列")
    for option, below in table.items():
        yield from _leaves(name, below, day, by, kind, common, (*key, str(option)))


def _leaf(
    name: str,
    written: Any,
    day: date | None,
    key: tuple[str, ...],
    kind: str,
    common: Mapping[str, str],
) -> Leaf:
    told: dict[str, Any] = {**common, **(written if is_mapping(written) else {"value": written})}
    value, found = _value(str(told["value"]), kind, name)
    return Leaf(
        name, day, key, value, found, str(told["value"]),
        str(told["clause"]), str(told["printed"]), str(told["comparator"]),
    )  # fmt: skip


def _value(written: str, kind: str, name: str) -> tuple[Value, Unit | None]:
    if kind == "number":
        return parse(written)
    if kind == "recurring":
        return Recurring.parse(written), None
    if kind == "text":
        return written, None
    day = _as_day(written)
    if not isinstance(day, date):
        raise WrongType(f"参数 {name} 的“{written}”不是日期", fact=name, given=written)
    return day, None


def find(definitions: Mapping[str, Definition], name: str) -> Definition:
    """The parameter of this name.

    Raises:
        UnknownParameter: there is none.
    """
    if name not in definitions:
        raise UnknownParameter(
            f"没有参数“{name}”", fact=name, remedy=f"有：{'、'.join(definitions) or '（无）'}"
        )
    return definitions[name]
