"""Facts (事实): what a rule asks for, each with its Chinese label, type, unit and range."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from luoshi.rules.errors import BadPolicy, OutOfRange, WrongType, WrongUnit
from luoshi.rules.nodes import Day, Node, Number, Text, Truth
from luoshi.rules.units import Exact, Unit, decimal_text, exact, in_unit, parse, shown, unit

Given = int | Fraction | bool | str | date
"""A fact as the readings hold it: numbers in base units."""

_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)
_LONGEST = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(slots=True)
class Fact:
    """The declaration of one fact.

    Attributes:
        minimum: least value in base units, included; ``maximum`` likewise.
        decimals: how many decimal places it may have in its unit.
        options: the terms that a choice is made from.
        not_in_text: a number that the text leaves open and that must be supplied.
    """

    label: str
    kind: Literal["number", "truth", "choice", "words", "day"]
    clause: str = ""
    gist: str = ""
    name: str = ""
    unit: Unit | None = None
    decimals: int = 0
    minimum: Exact = 0
    maximum: Exact = 0
    options: tuple[str, ...] = ()
    not_in_text: bool = False
    left_to: str = ""

    def read(self, given: object) -> Given:
        """The fact as somebody wrote it, as the readings hold it.

        Raises:
            WrongType, WrongUnit, OutOfRange: it is no value for this fact.
        """
        return _READERS[self.kind](self, given)

    def shown(self, value: Given) -> str:
        """A value as people write it."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            return value.isoformat()
        return value if isinstance(value, str) else shown(value, self.unit or unit(""))

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the fact."""
        made: dict[str, Any] = {"title": self.label}
        if self.gist:
            made["description"] = self.gist
        if self.kind == "truth":
            made["type"] = "boolean"
        elif self.kind == "choice":
            made.update(type="string", enum=list(self.options))
        elif self.kind == "day":
            made.update(type="string", format="date")
        elif self.kind == "words":
            made.update(type="string", maxLength=_LONGEST)
        else:
            made.update(type=["number", "string"], **self._number_schema())
        for key, value in (("clause", self.clause), ("left_to", self.left_to)):
            if value:
                made[f"x-{key.replace('_', '-')}"] = value
        if self.not_in_text:
            made["x-not-in-text"] = True
        return made

    def _number_schema(self) -> dict[str, Any]:
        of = self.unit or unit("")
        low, high = (float(in_unit(end, of)) for end in (self.minimum, self.maximum))
        return {
            "minimum": int(low) if low.is_integer() else low,
            "maximum": int(high) if high.is_integer() else high,
            "x-unit": of.name,
            "x-decimals": self.decimals,
        }

    def wrong(self, what: str, given: object, remedy: str) -> WrongType:
        """The error for a value that is none for this fact."""
        return WrongType(
            f"“{self.label}”（{self.name}）{what}",
            fact=self.name,
            given=given,
            clause=self.clause,
            remedy=remedy,
        )


def _read_number(fact: Fact, given: object) -> Given:
    of = fact.unit or unit("")
    value = _number(fact, given, of)
    if not fact.minimum <= value <= fact.maximum:
        raise OutOfRange(
            f"“{fact.label}”（{fact.name}）应在{shown(fact.minimum, of)}至{shown(fact.maximum, of)}之间",
            fact=fact.name, given=given, clause=fact.clause, remedy=f"给出的是{shown(value, of)}",
        )  # fmt: skip
    if isinstance(value, Fraction) or fact.unit:
        scaled = in_unit(value, of) * 10**fact.decimals
        if not isinstance(scaled, int) and scaled.denominator != 1:
            raise fact.wrong(
                f"最多{fact.decimals}位小数" if fact.decimals else "应是整数",
                given,
                f"给出的是{decimal_text(in_unit(value, of))}{of.name}",
            )
    return value


def _number(fact: Fact, given: object, of: Unit) -> Exact:
    if isinstance(given, bool):
        raise fact.wrong("要填数", given, f"如 1{of.name}")
    if isinstance(given, int):
        return given if of.scale == 1 else exact(given * Fraction(of.scale))
    if isinstance(given, float | Decimal):
        if not math.isfinite(given):
            raise fact.wrong("不是有限的数", given, "NaN 和无穷大不能计算")
        if isinstance(given, float) and given.is_integer() and abs(given) < 2**53:
            return exact(int(given) * of.scale)
        ratio = Fraction(
            *Decimal(repr(given) if isinstance(given, float) else given).as_integer_ratio()
        )
        return exact(ratio * of.scale)
    if isinstance(given, str) and len(given) <= _LONGEST:
        return _number_in_words(fact, given.strip(), of)
    raise fact.wrong("要填数", given, f"如 1{of.name}")


def _number_in_words(fact: Fact, given: str, of: Unit) -> Exact:
    try:
        value, found = parse(_as_people_write(given, of))
    except WrongUnit as error:
        if any(mark.isdigit() for mark in given):
            raise WrongUnit(
                f"“{fact.label}”（{fact.name}）读不懂“{given}”", fact=fact.name, given=given,
                clause=fact.clause, remedy=f"单位用 {of.name or '（无）'}",
            ) from error  # fmt: skip
        raise fact.wrong("要填数", given, f"如 1{of.name}") from error
    if not found.name:
        return exact(value * of.scale)
    if found.dimensions != of.dimensions or (not of.dimensions and not _same_family(found, of)):
        raise WrongUnit(
            f"“{fact.label}”（{fact.name}）的单位应是{of.name or '无单位的数'}，不是{found.name}",
            fact=fact.name, given=given, clause=fact.clause, remedy=f"换算成{of.name or '数'}再填",
        )  # fmt: skip
    return value


def _as_people_write(given: str, of: Unit) -> str:
    """``100万`` of money is 100万元, ``2025年`` where a plain number is asked for is 2025."""
    if dict(of.dimensions).get("money") and given.endswith(("万", "亿")):
        return given + "元"
    year = not of.name and len(given) == 5 and given.endswith("年")
    return given[:-1] if year else given


def _same_family(a: Unit, b: Unit) -> bool:
    """Shares go with shares (%, ‰), counts with counts."""
    return (a.scale == 1 and a.name != "倍") == (
        b.scale == 1 and b.name != "倍"
    ) or a.name == b.name


def _read_truth(fact: Fact, given: object) -> Given:
    if isinstance(given, bool):
        return given
    word = {"是": True, "否": False, "true": True, "false": False}.get(str(given).strip().lower())
    if word is None or not isinstance(given, str):
        raise fact.wrong("要填 是 或 否", given, "JSON 里写 true 或 false")
    return word


def _read_choice(fact: Fact, given: object) -> Given:
    if isinstance(given, str) and given.strip() in fact.options:
        return given.strip()
    raise fact.wrong("不在可选之列", given, f"可选：{'、'.join(fact.options)}")


def _read_words(fact: Fact, given: object) -> Given:
    if isinstance(given, str) and 0 < len(given.strip()) <= _LONGEST and given.isprintable():
        return given.strip()
    raise fact.wrong(f"要填 1 到 {_LONGEST} 个字的文字", given, "如 单位名称")


def _read_day(fact: Fact, given: object) -> Given:
    day = given if type(given) is date else None
    if isinstance(given, str) and _DAY.fullmatch(given.strip()):
        try:
            day = date.fromisoformat(given.strip())
        except ValueError:
            day = None
    if day is None:
        raise fact.wrong("不是日期", given, "写成 2024-02-29 的样子，且要有这一天")
    if not _EARLIEST <= day <= _LATEST:
        raise OutOfRange(
            f"“{fact.label}”（{fact.name}）应在{_EARLIEST}至{_LATEST}之间",
            fact=fact.name,
            given=given,
            clause=fact.clause,
        )
    return day


_READERS = {
    "number": _read_number,
    "truth": _read_truth,
    "choice": _read_choice,
    "words": _read_words,
    "day": _read_day,
}


class Facts:
    """A case (情形): a class whose attributes are the facts that its rules may ask for."""

    def __init_subclass__(cls) -> None:
        """Give each declared fact the name it is written under."""
        for name, symbol in vars(cls).items():
            if isinstance(symbol, Node):
                if name in vars(Facts):
                    raise BadPolicy(f"事实不能叫 {name}：这个名字另有用处")
                symbol.data.name = name

    @classmethod
    def declared(cls) -> dict[str, Fact]:
        """Every fact by name, inherited ones first, in the order written."""
        found: dict[str, Fact] = {}
        for each in reversed(cls.__mro__):
            found.update({n: s.data for n, s in vars(each).items() if isinstance(s, Node)})
        return found


def quantity(
    label: str, unit_name: str = "", *, clause: str = "", gist: str = "", decimals: int = 0,
    min: int | str = 0, max: int | str = 1_000_000_000,
) -> Number:  # fmt: skip
    """A number with a unit: days, years, 亩, persons; whole unless ``decimals`` says otherwise."""
    of = unit(unit_name)
    low, high = (_end(end, of) for end in (min, max))
    fact = Fact(
        label, "number", clause, gist, unit=of, decimals=decimals, minimum=low, maximum=high
    )
    return Number("fact", (), fact, label, clause, unit=of)


def money(
    label: str, *, clause: str = "", gist: str = "", unit: str = "元", decimals: int = 2,
    min: int | str = 0, max: int | str = "1000亿元",
) -> Number:  # fmt: skip
    """An amount of money (金额), to the fen unless ``decimals`` says otherwise."""
    return quantity(label, unit, clause=clause, gist=gist, decimals=decimals, min=min, max=max)


def rate(
    label: str, *, clause: str = "", gist: str = "", unit: str = "%", decimals: int = 4,
    min: int | str = 0, max: int | str = "100%",
) -> Number:  # fmt: skip
    """A share or rate (比例、费率), in % unless ``unit`` says otherwise."""
    return quantity(label, unit, clause=clause, gist=gist, decimals=decimals, min=min, max=max)


def truth(label: str, *, clause: str = "", gist: str = "") -> Truth:
    """Yes or no (是否)."""
    return Truth("fact", (), Fact(label, "truth", clause, gist), label, clause)


def choice(label: str, options: list[str], *, clause: str = "", gist: str = "") -> Text:
    """One of the document's own terms (类别)."""
    if len(set(options)) < 2:
        raise BadPolicy(f"{label} 至少要有两个不同的选项")
    fact = Fact(label, "choice", clause, gist, options=tuple(options))
    return Text("fact", (), fact, label, clause)


def words(label: str, *, clause: str = "", gist: str = "") -> Text:
    """Free words (名称), for grouping rows and for telling subjects apart."""
    return Text("fact", (), Fact(label, "words", clause, gist), label, clause)


def day(label: str, *, clause: str = "", gist: str = "") -> Day:
    """A day (日期)."""
    return Day("fact", (), Fact(label, "day", clause, gist), label, clause)


def _end(end: int | str, of: Unit) -> Exact:
    if isinstance(end, int):
        return exact(end * Fraction(of.scale))
    value, found = parse(end)
    if found.dimensions != of.dimensions:
        raise BadPolicy(f"范围 {end} 的单位不是 {of.name}")
    return value


def schema_of(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """JSON Schema of a whole case."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {name: fact.schema() for name, fact in facts.items()},
        "additionalProperties": False,
    }
