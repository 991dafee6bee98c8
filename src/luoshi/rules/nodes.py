"""What a rule is made of: symbols that remember how they were put together.

A rule function is called once, with symbols. Whatever it returns is a graph of the nodes below, and
the readings (value, explained, column) walk that graph. A symbol has no truth of its own, so an
``if`` on it is an error where the rule is written, not a wrong answer where it is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from luoshi.rules.errors import BadPolicy, WrongUnit
from luoshi.rules.units import PLAIN, UNITS, Dimensions, Exact, Unit, multiplied

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["number", "truth", "text", "day", "texts", "record"]


class Node:
    """A symbol: what is done (``op``) to which symbols (``args``), with what else (``data``).

    Attributes:
        label: what people call it, in Chinese; empty for a mere operation.
        clause: the clause it executes, as a path inside its document or a whole address.
    """

    __slots__ = ("args", "clause", "data", "label", "op")
    kind: ClassVar[Kind]

    def __init__(
        self,
        op: str,
        args: Sequence[Node] = (),
        data: Any = None,
        label: str = "",
        clause: str = "",
    ) -> None:
        self.op, self.args, self.data = op, tuple(args), data
        self.label, self.clause = label, clause

    def __bool__(self) -> bool:
        """Refused: a symbol is neither true nor false."""
        raise BadPolicy(
            "规则里的事实不能用于 if、and、or、not、in：请用 choose、all_of、any_of、~、is_in"
        )

    def walk(self) -> Iterator[Node]:
        """This node and every node below it, each once, arguments first."""
        seen: set[int] = set()
        stack: list[tuple[Node, bool]] = [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                yield node
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((arg, False) for arg in reversed(node.args))


class Number(Node):
    """A number with a unit (数量)."""

    __slots__ = ("dimensions", "unit")
    kind = "number"

    def __init__(
        self,
        op: str,
        args: Sequence[Node] = (),
        data: Any = None,
        label: str = "",
        clause: str = "",
        *,
        unit: Unit = UNITS[""],
        dimensions: Dimensions | None = None,
    ) -> None:
        super().__init__(op, args, data, label, clause)
        self.unit = unit
        self.dimensions = unit.dimensions if dimensions is None else dimensions

    def __add__(self, other: Number | int) -> Number:
        """The sum; both sides must have one dimension."""
        return _alike("add", self, _lifted(other, self))

    def __radd__(self, other: int) -> Number:
        """The sum with a plain whole number on the left."""
        return _alike("add", _lifted(other, self), self)

    def __sub__(self, other: Number | int) -> Number:
        """The difference; both sides must have one dimension."""
        return _alike("sub", self, _lifted(other, self))

    def __rsub__(self, other: int) -> Number:
        """The difference from a plain whole number."""
        return _alike("sub", _lifted(other, self), self)

    def __neg__(self) -> Number:
        """The number with the other sign."""
        return _alike("sub", _lifted(0, self), self)

    def __mul__(self, other: Number | int) -> Number:
        """The product; dimensions multiply."""
        right = _lifted(other, None)
        made = multiplied(self.dimensions, right.dimensions)
        return Number("mul", (self, right), unit=_unit_for(made, self, right), dimensions=made)

    def __rmul__(self, other: int) -> Number:
        """The product with a plain whole number on the left."""
        return _lifted(other, None) * self

    def __truediv__(self, other: Number | int) -> Number:
        """The quotient; dimensions divide."""
        right = _lifted(other, None)
        made = multiplied(self.dimensions, right.dimensions, -1)
        unit = self.unit if not right.dimensions else _unit_for(made)
        if not self.dimensions and right.unit.name not in _SHARES:  # 人 by 人 is a share, not 人
            unit = UNITS[""]
        return Number("div", (self, right), unit=unit, dimensions=made)

    def __lt__(self, other: Number) -> Truth:
        """Whether it is less (不足、低于)."""
        return compared("<", self, other)

    def __le__(self, other: Number) -> Truth:
        """Whether it is at most (不超过、以下)."""
        return compared("<=", self, other)

    def __gt__(self, other: Number) -> Truth:
        """Whether it is more (超过、高于)."""
        return compared(">", self, other)

    def __ge__(self, other: Number) -> Truth:
        """Whether it is at least (不低于、以上)."""
        return compared(">=", self, other)


class Truth(Node):
    """Yes or no (是否)."""

    __slots__ = ()
    kind = "truth"

    def __and__(self, other: Truth) -> Truth:
        """Both hold."""
        return Truth("all", (self, other))

    def __or__(self, other: Truth) -> Truth:
        """One of them holds, or both."""
        return Truth("any", (self, other))

    def __invert__(self) -> Truth:
        """It does not hold."""
        return Truth("not", (self,))


class Text(Node):
    """A term of the document, or a word that was given (文字)."""

    __slots__ = ()
    kind = "text"

    def is_(self, option: str) -> Truth:
        """Whether it is this option."""
        return self.is_in(option)

    def is_in(self, *options: str) -> Truth:
        """Whether it is one of these options."""
        known = (
            self.data.options if self.op == "fact" else self.data if self.op == "reading" else ()
        )
        if known and (strange := set(options) - set(known)):
            raise BadPolicy(f"{self.label} 没有选项 {'、'.join(sorted(strange))}")
        return Truth("is_in", (self,), options)


class Day(Node):
    """A day (日期)."""

    __slots__ = ()
    kind = "day"

    def __add__(self, period: Number) -> Day:
        """The day so many days, months or years later (月末顺延至当月最后一日)."""
        return Day("later", (self, period), _period(period))

    def __sub__(self, period: Number) -> Day:
        """The day so many days, months or years earlier."""
        return Day("later", (self, -period), _period(period))

    def __lt__(self, other: Day) -> Truth:
        """Whether it is earlier."""
        return compared_days("<", self, other)

    def __le__(self, other: Day) -> Truth:
        """Whether it is this day or earlier."""
        return compared_days("<=", self, other)

    def __gt__(self, other: Day) -> Truth:
        """Whether it is later."""
        return compared_days(">", self, other)

    def __ge__(self, other: Day) -> Truth:
        """Whether it is this day or later."""
        return compared_days(">=", self, other)


class Texts(Node):
    """A list of terms (清单)."""

    __slots__ = ()
    kind = "texts"


class Record(Node):
    """Several named answers at once (多项结果); ``data`` holds their (name, label)."""

    __slots__ = ()
    kind = "record"


def record_of(node: Node) -> Node:
    """The record itself, below the steps and cases that lead to it."""
    while node.op != "record":
        node = next(arg for arg in reversed(node.args) if isinstance(arg, Record))
    return node


def constant(value: Exact, unit: Unit) -> Number:
    """A number that is given by the structure of the rule, not by the text."""
    return Number("constant", (), value, unit=unit)


def compared(sign: str, left: Number, right: Number, **words: str) -> Truth:
    """A comparison of two numbers of one dimension.

    Raises:
        WrongUnit: the dimensions differ.
    """
    _same_dimension(left, right, "比较")
    if left.op in _GIVEN_BY_TEXT and right.op not in _GIVEN_BY_TEXT:
        left, right, sign = right, left, _MIRRORED[sign]
    return Truth("compare", (left, right), sign, **words)


_SHARES = ("", "%", "‰", "个百分点", "百分点", "倍")
_GIVEN_BY_TEXT = ("parameter", "supplied")
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
"""A limit stands on the right: Python asks the subclass first, which would tell it the wrong way round."""


def compared_days(sign: str, left: Day, right: Day) -> Truth:
    """A comparison of two days."""
    if left.op in _GIVEN_BY_TEXT and right.op not in _GIVEN_BY_TEXT:
        left, right, sign = right, left, _MIRRORED[sign]
    return Truth("compare", (left, right), sign)


def _alike(op: str, left: Number, right: Number) -> Number:
    _same_dimension(left, right, "加减")
    unit = left.unit if left.op != "constant" else right.unit
    return Number(op, (left, right), unit=unit, dimensions=left.dimensions)


def same_dimension(numbers: Sequence[Number], doing: str) -> None:
    """Refuse numbers of several dimensions in one place."""
    for number in numbers[1:]:
        _same_dimension(numbers[0], number, doing)


def _same_dimension(left: Number, right: Number, doing: str) -> None:
    if left.dimensions != right.dimensions:
        raise WrongUnit(
            f"{left.label or left.op}（{left.unit.name or '无单位'}）与"
            f"{right.label or right.op}（{right.unit.name or '无单位'}）单位不同，不能{doing}"
        )


def _lifted(value: Number | int, like: Number | None) -> Number:
    if isinstance(value, Number):
        return value
    if like is None or value != 0:
        return constant(Fraction(value).numerator, UNITS[""])
    return Number("constant", (), 0, unit=like.unit, dimensions=like.dimensions)


def _unit_for(dimensions: Dimensions, *sides: Number) -> Unit:
    """A plain unit in which a product or quotient is shown."""
    if dimensions == PLAIN:
        return UNITS[""]
    for side in sides:
        if side.dimensions == dimensions:
            return side.unit
    for unit in UNITS.values():
        if unit.dimensions == dimensions and unit.scale == 1:
            return unit
    return Unit("", 1, dimensions)


def _period(period: Number) -> str:
    base = dict(period.dimensions)
    if list(base) not in (["day"], ["month"]):
        raise WrongUnit(f"日期只能加减 日、月、年，不能加减 {period.unit.name or '无单位的数'}")
    return next(iter(base))
