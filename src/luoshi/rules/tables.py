"""Rules over tables (批量): natural columns in, results out, bad rows set aside with their reasons.

A table holds one case a row, with a column for each fact under its name or its Chinese label, in the
fact's own unit. Rows are laid out as integers and computed as columns. Only those that come out without a
value are looked at one by one, so that the reason is the same sentence that a single case would give.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from luoshi.rules import column
from luoshi.rules.errors import Missing, RuleError, UnknownFact, WrongType
from luoshi.rules.facts import Fact
from luoshi.rules.nodes import Node
from luoshi.rules.outcome import Outcome
from luoshi.rules.rule import Rule
from luoshi.rules.units import in_unit

RESULT, REASON, NOTICE = "result", "reason", "提示"
ROW, BAD, MADE = "__row", "__bad", "__made"
BATCH = 1 << 17
"""Rows that are worked on at once: few enough to stay in a processor's cache."""

_ON = "__on"
_SAFE_FLOAT = 10.0**15
_CLOSE = 1e-15
"""Floats are read to fifteen digits, as spreadsheets show them: 0.1 + 0.2 is 0.3."""
_DIGITS = r"^[+-]?[0-9]{1,15}$"
_NOISY = r"^[+-]?[0-9]{1,14}\.[0-9]{10,}$"
"""What programs make of floats when they write them out: 2502.7400000000002."""
_DECIMALS = r"^[+-]?[0-9]{{1,15}}(?:\.[0-9]{{1,{places}}})?$"

Range = tuple[int, int]


@dataclass(frozen=True)
class Applied:
    """What came of a table: the rows with a result, and the rows set aside with the reason."""

    good: pl.DataFrame
    bad: pl.DataFrame


@dataclass(frozen=True)
class Question:
    """What is asked of every row.

    Attributes:
        on: the date of the fact, or the name of the column that holds it.
        even_if_not_in_force: compute although the document is not in force on that day.
    """

    rule: Rule[Any, Any]
    on: date | str
    readings: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, object] = field(default_factory=dict)
    even_if_not_in_force: bool = False
    _columns: dict[Any, column.Column] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def result(self) -> str:
        """The column of the results; another name where a fact is called so."""
        return "结果" if RESULT in self.rule.facts else RESULT

    # --- what the table must have

    def check(self, columns: Sequence[str]) -> dict[str, str]:
        """The column of each fact that the table has; refuses a table that cannot hold the facts.

        Raises:
            Missing: no column of dates, or none for the facts. WrongType: two columns for one fact,
                or a name that is taken. RuleError: a wrong reading, override or date.
        """
        rule = self.rule
        rule.policy.read_readings(self.readings)
        rule.read_overrides(self.overrides)
        if isinstance(self.on, str) and self.on not in columns:
            raise Missing(
                f"表里没有日期列“{self.on}”", fact=self.on, clause=rule.policy.address(rule.policy.force_clause),
                remedy=f"现有：{_listed(columns)}",
            )  # fmt: skip
        if isinstance(self.on, date) and not self.even_if_not_in_force:
            rule.require_force(self.on)
        parts = [each for each in columns if each.startswith(f"{self.result}.")]
        for taken in (self.result, REASON, NOTICE, *parts):
            if taken in columns:
                raise WrongType(f"表里已经有“{taken}”列", fact=taken, remedy="请先改名")
        names = self._named(columns)
        if rule.facts and not names:
            wanted = "、".join(f"{name}（{fact.label}）" for name, fact in rule.facts.items())
            raise UnknownFact(
                f"表里没有“{rule.label}”要的任何一列", clause=rule.addresses[0],
                remedy=f"要：{wanted}；现有：{_listed(columns)}",
            )  # fmt: skip
        return names

    def _named(self, columns: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, fact in self.rule.facts.items():
            own = {name, fact.label, f"{name}（{fact.label}）", f"{fact.label}（{name}）"}
            if fact.unit and fact.unit.name:
                own |= {f"{fact.label}（{fact.unit.name}）", f"{fact.label}({fact.unit.name})"}
            there = [each for each in columns if each.strip() in own]
            if len(there) > 1:
                raise WrongType(
                    f"“{fact.label}”（{name}）有两列：{_listed(there)}", fact=name, clause=fact.clause,
                    remedy="请只留一列",
                )  # fmt: skip
            if there:
                found[name] = there[0]
        return found

    def lacking(self, columns: Sequence[str]) -> list[Fact]:
        """The facts that have no column; rows that need one of them are set aside."""
        names = self._named(columns)
        return [fact for name, fact in self.rule.facts.items() if name not in names]

    # --- the answer

    def apply(self, frame: pl.DataFrame, *, first_row: int | pl.Series = 1) -> Applied:
        """The results of every row.

        ``first_row`` is the number of the first row, or the numbers of all, for the reasons. Rows keep
        their order. A large table is worked through in batches, side by side, unless the rule must
        see all of it.

        Raises:
            RuleError: as :meth:`check`.
        """
        names = self.check(frame.columns)
        applied = self._unwarned(frame, names, first_row)
        if self.rule.notices is None:
            return applied
        return replace(applied, good=self._warned(applied.good, names))

    def _warned(self, good: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
        """The rows with their warnings (提示) as one more column, empty where there is none."""
        if good.is_empty():
            return good.with_columns(pl.Series(NOTICE, [], dtype=pl.String))
        laid, ranges = self._laid_out(good, names)
        made = self._column(*self._known(laid), tuple(sorted(ranges.items())), self.rule.notices)
        found = made.over(laid.lazy(), MADE).select(pl.col(MADE).list.join("；")).collect()[MADE]
        if len(found) != good.height:
            found = found.new_from_index(0, good.height)
        return good.with_columns(found.fill_null("").alias(NOTICE))

    def _unwarned(
        self, frame: pl.DataFrame, names: Mapping[str, str], first_row: int | pl.Series
    ) -> Applied:
        if frame.is_empty():
            empty = frame.with_columns(pl.Series(self.result, [], dtype=self.dtype))
            return Applied(empty, _no_reasons(frame))
        numbers = (
            range(first_row, first_row + frame.height) if isinstance(first_row, int) else first_row
        )
        if self.rule.table or frame.height <= BATCH:
            return self._applied(frame, names, numbers)
        starts = range(0, frame.height, BATCH)

        def part(at: int) -> Applied:
            return self._applied(frame[at : at + BATCH], names, numbers[at : at + BATCH])

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = list(pool.map(part, starts))
        return Applied(
            pl.concat([part.good for part in parts]), pl.concat([part.bad for part in parts])
        )

    def _applied(
        self, frame: pl.DataFrame, names: Mapping[str, str], numbers: Sequence[int] | pl.Series
    ) -> Applied:
        laid, ranges = self._laid_out(frame, names)
        right = ~laid[BAD]
        # A whole-table rule sees bad rows too, as unknown: nobody may be ranked as if they were not there.
        if self.rule.table or right.all():
            result = self._computed(laid, ranges)
        else:
            some = laid.filter(right)
            found = pl.DataFrame({ROW: some[ROW], MADE: self._computed(some, ranges)})
            result = laid.select(ROW).join(found, ROW, "left", maintain_order="left")[MADE]
        without = self._without(laid, result)
        if not without.any():
            return Applied(frame.with_columns(result.alias(self.result)), _no_reasons(frame))
        return self._asked_singly(frame, names, result, without, numbers)

    def _without(self, laid: pl.DataFrame, result: pl.Series) -> pl.Series:
        """Rows that have no value, or a record that may lack a part for want of a fact."""
        without = result.is_null() | laid[BAD]
        if isinstance(result.dtype, pl.Struct):
            parts = [result.struct.field(each.name).is_null() for each in result.dtype.fields]
            unknown = [laid[name].is_null() for name in self.rule.facts if laid[name].null_count()]
            if unknown:
                without = without | (_any(parts) & _any(unknown))
        return without

    def _asked_singly(
        self, frame: pl.DataFrame, names: Mapping[str, str], result: pl.Series, without: pl.Series,
        numbers: Sequence[int] | pl.Series,
    ) -> Applied:  # fmt: skip
        """Rows without a value one by one: a value after all, or the reason why there is none."""
        places = without.arg_true()
        values: dict[int, Any] = {}
        told: dict[int, str] = {}
        for place, row in zip(places, frame[places].iter_rows(named=True), strict=True):
            answer = self.single(row, names)
            if isinstance(answer, str):
                told[place] = f"第{numbers[place]}行：{answer}"
            else:
                exact = answer.exact
                values[place] = _native(answer.result if exact is None else exact, result.dtype)
        if values:
            found = pl.Series(list(values.values()), dtype=result.dtype)
            place_of = {place: len(result) + number for number, place in enumerate(values)}
            order = [place_of.get(place, place) for place in range(len(result))]
            result = pl.concat([result, found])[order]
        bad = pl.Series(list(told), dtype=pl.UInt32)
        set_aside = frame[bad].with_columns(pl.Series(REASON, list(told.values()), dtype=pl.String))
        kept = pl.Series(range(frame.height), dtype=pl.UInt32)
        kept = kept.filter(~kept.is_in(bad.implode()))
        return Applied(frame[kept].with_columns(result[kept].alias(self.result)), set_aside)

    def single(self, row: Mapping[str, Any], names: Mapping[str, str]) -> Outcome | str:
        """The outcome of one row asked on its own, or why it has none, in the words of a single case."""
        rule = self.rule
        facts = {name: _trimmed(row[column]) for name, column in names.items()}
        try:
            on = self.on if isinstance(self.on, date) else _day(row[self.on], self.on)
            if rule.table:
                read = rule.read(facts)
                lacking = "、".join(fact.label for n, fact in rule.facts.items() if n not in read)
                return f"缺少：{lacking}" if lacking else "同组的其他行有误，不能一起计算"
            outcome = rule.run(
                facts, on, readings=self.readings, overrides=self.overrides,
                even_if_not_in_force=self.even_if_not_in_force,
            )  # fmt: skip
        except RuleError as error:
            told = error.given and error.given not in str(error)
            return f"{error}（给出的是“{error.given}”）" if told else str(error)
        if outcome.missing:
            labels = "、".join(outcome.missing_labels)
            return f"缺少：{labels}（依据：{rule.addresses[0]}）"
        if outcome.result is not None:
            return outcome
        return "；".join(silent.telling for silent in outcome.silences) or "没有结果"

    # --- laying out

    def _laid_out(
        self, frame: pl.DataFrame, names: Mapping[str, str]
    ) -> tuple[pl.DataFrame, dict[str, Range]]:
        """Facts as the column reading wants them, the row number, whether the row is bad; their ends."""
        laid: list[pl.Series] = []
        ranges: dict[str, Range] = {}
        bad = pl.repeat(False, frame.height, eager=True)
        for name, fact in self.rule.facts.items():
            if name not in names:
                laid.append(
                    pl.repeat(None, frame.height, dtype=_dtype(fact), eager=True).alias(name)
                )
                continue
            given = frame[names[name]]
            made = _LAYERS[fact.kind](given, fact).alias(name)
            if made.null_count() != given.null_count():
                bad = bad | (given.is_not_null() & made.is_null())
            if fact.kind == "number":
                ranges[name] = _ends(made)
            laid.append(made)
        if isinstance(self.on, str):
            days = _as_days(frame[self.on]).alias(_ON)
            right = (
                days.is_not_null()
                if self.even_if_not_in_force or self.rule.any_day
                else self._in_force(days)
            )
            bad = bad | ~right
            laid.append(days)
        return pl.DataFrame([*laid, bad.alias(BAD)]).with_row_index(ROW), ranges

    def _in_force(self, days: pl.Series) -> pl.Series:
        policy = self.rule.policy
        inside = days >= policy.starts
        if policy.ends:
            inside = inside & (days <= policy.ends)
        return inside.fill_null(False)

    # --- computing

    @cached_property
    def dtype(self) -> Any:
        """The type of the result, the same for every batch: decimals, truths, terms, days or records."""
        made = self._column(frozenset(self.rule.facts), frozenset(self.rule.facts), ())
        schema: dict[str, Any] = {name: _dtype(fact) for name, fact in self.rule.facts.items()}
        found = made.over(pl.LazyFrame(schema={**schema, _ON: pl.Date}), MADE)
        dtype = found.collect_schema()[MADE]
        if made.unit is not None and (made.places or made.wide):
            return pl.Decimal(38, made.places)
        return _KINDS.get(self.rule.root.kind, dtype)

    def _computed(self, laid: pl.DataFrame, ranges: Mapping[str, Range]) -> pl.Series:
        made = self._column(*self._known(laid), tuple(sorted(ranges.items())))
        dtype = self.dtype
        places = dtype.scale if isinstance(dtype, pl.Decimal) else None
        found = made.over(laid.lazy(), MADE, places).select(MADE).collect()[MADE]
        if len(found) != laid.height:
            found = found.new_from_index(0, laid.height)
        return found if found.dtype == dtype else found.cast(dtype)

    def _known(self, laid: pl.DataFrame) -> tuple[frozenset[str], frozenset[str]]:
        """The facts that lack in some row, and those that some row has."""
        facts = self.rule.facts
        nullable = frozenset(n for n in facts if laid[n].null_count())
        return nullable, frozenset(n for n in facts if laid[n].null_count() < laid.height)

    def _column(
        self,
        nullable: frozenset[str],
        given: frozenset[str],
        ranges: tuple[Any, ...],
        of: Node | None = None,
    ) -> column.Column:
        """The column reading for such a batch; batches that are alike share it."""
        key = (nullable, given, ranges, of is None)
        if key not in self._columns:
            self._columns[key] = column.read(
                self.rule, _ON if isinstance(self.on, str) else self.on, readings=self.readings,
                overrides=self.overrides, nullable=nullable, supplied=given, ranges=dict(ranges),
                of=of,
            )  # fmt: skip
        return self._columns[key]


_KINDS: dict[str, Any] = {"truth": pl.Boolean, "text": pl.String, "day": pl.Date}


def _listed(names: Sequence[str], most: int = 30) -> str:
    shown = [name if len(name) <= 40 else f"{name[:40]}……" for name in names[:most]]
    return "、".join(shown) + (f"等{len(names)}列" if len(names) > most else "")


def _no_reasons(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.clear().with_columns(pl.Series(REASON, [], dtype=pl.String))


def _any(tests: Sequence[pl.Series]) -> pl.Series:
    made = tests[0]
    for test in tests[1:]:
        made = made | test
    return made


def _ends(made: pl.Series) -> Range:
    """Ends of the integers, widened to powers of two, so that batches that are alike share a column."""
    low, high = made.min(), made.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return 0, 0
    least = 0 if low >= 0 else -(1 << (-low - 1).bit_length())
    return least, (1 << max(high, 0).bit_length()) - 1


def _trimmed(value: Any) -> Any:
    """A float without the noise after its fifteenth digit."""
    return float(f"{value:.15g}") if type(value) is float else value


def _native(value: Any, dtype: Any) -> Any:
    """A result as an outcome tells it, as a column of that type holds it."""
    if value is None:
        return None
    if isinstance(dtype, pl.Decimal):
        return Decimal(str(value))
    if isinstance(dtype, pl.Date):
        return date.fromisoformat(value)
    if isinstance(dtype, pl.Struct):
        return {each.name: _native(value[each.name], each.dtype) for each in dtype.fields}
    return int(value) if dtype.is_integer() else value


def _day(given: object, name: str) -> date:
    made = Fact(name, "day", name=name).read("（空）" if given is None else given)
    assert isinstance(made, date)
    return made


def _dtype(fact: Fact) -> Any:
    return {
        "number": pl.Int64,
        "truth": pl.Boolean,
        "day": pl.Date,
        "words": pl.String,
        "choice": pl.Enum(fact.options),
    }[fact.kind]


def _nulls(like: pl.Series, dtype: Any = None) -> pl.Series:
    return pl.repeat(None, len(like), dtype=dtype or like.dtype, eager=True)


# --- a natural column as the column reading wants it; null where a value cannot be read


def _number(given: pl.Series, fact: Fact) -> pl.Series:
    made = _counted(given, fact)
    step = fact.unit.scale if fact.unit else 1
    low, high = (int(end / step * 10**fact.decimals) for end in (fact.minimum, fact.maximum))
    least, most = made.min(), made.max()
    if isinstance(least, int) and isinstance(most, int) and (least < low or most > high):
        made = made.zip_with(made.is_between(low, high), _nulls(made))
    return made if made.dtype == pl.Int64 else made.cast(pl.Int64)


def _counted(given: pl.Series, fact: Fact) -> pl.Series:
    """The integers of a column, of any width, whether or not they are in range."""
    dtype, places = given.dtype, fact.decimals
    if dtype.is_integer():
        return _counted_integers(given, 10**places)
    if dtype == pl.Float32:
        return _counted_short_floats(given, 10**places)
    if dtype.is_float():
        return _counted_floats(given.cast(pl.Float64), 10**places)
    if isinstance(dtype, pl.Decimal):
        return _counted_decimals(given, places)
    if dtype == pl.String:
        return _counted_words(given, fact)
    return _by_value(given, fact, _numerator(fact))


def _counted_integers(given: pl.Series, scale: int) -> pl.Series:
    least, most = given.min(), given.max()
    if isinstance(least, int) and isinstance(most, int) and -(10**12) < least <= most < 10**12:
        return given.cast(pl.Int64) * scale
    wide = given.cast(pl.Int128, strict=False)
    far = _like(wide, 10**25)
    near = (wide < far) & (wide > _like(wide, -(10**25)))
    return wide.zip_with(near, _nulls(wide)) * _like(wide, scale)


def _counted_short_floats(given: pl.Series, scale: int) -> pl.Series:
    """32-bit floats, which hold seven digits."""
    whole = (given.cast(pl.Float64) * scale).round(0)
    sure = ((whole / scale).cast(pl.Float32) == given) & (whole.abs() < 2**24)
    return whole.zip_with(sure.fill_null(False), _nulls(whole)).cast(pl.Int64)


def _counted_floats(given: pl.Series, scale: int) -> pl.Series:
    whole = (given * scale).round(0)
    sure = (whole / scale == given) & (whole.abs() < _SAFE_FLOAT)
    if not sure.all():
        close = (whole / scale - given).abs() <= given.abs() * _CLOSE
        sure = close & (whole.abs() < _SAFE_FLOAT)
        whole = whole.zip_with(sure.fill_null(False), _nulls(whole))
    return whole.cast(pl.Int64)


def _counted_decimals(given: pl.Series, places: int) -> pl.Series:
    scale = given.dtype.scale  # pyright: ignore[reportAttributeAccessIssue]
    counted = given.cast(pl.Decimal(38, scale)).reinterpret(dtype=pl.Int128)
    if scale == places:
        return counted
    factor = _like(counted, 10 ** abs(places - scale))
    if scale < places:
        far = _like(counted, 10**25)
        return counted.zip_with(counted.abs() < far, _nulls(counted)) * factor
    whole = counted // factor
    return whole.zip_with(whole * factor == counted, _nulls(whole))


def _like(given: pl.Series, value: int) -> pl.Series:
    """A number of the type of a column."""
    return pl.Series([value], dtype=given.dtype)


def _counted_words(given: pl.Series, fact: Fact) -> pl.Series:
    """Words as numbers: plain digits at once, the rest (units, commas) by each distinct word."""
    words, places = given.str.strip_chars(), fact.decimals
    plain = words.str.contains(_DECIMALS.format(places=places) if places else _DIGITS)
    digits = words if plain.all() else words.zip_with(plain, _nulls(words))
    made = digits.cast(pl.Decimal(38, places)).reinterpret(dtype=pl.Int128).cast(pl.Int64)
    if plain.all():
        return made
    noisy = words.str.contains(_NOISY)
    floats = _counted_floats(words.zip_with(noisy, _nulls(words)).cast(pl.Float64), 10**places)
    made = made.zip_with(made.is_not_null(), floats)
    others = words.zip_with(made.is_null(), _nulls(words))
    return made.zip_with(made.is_not_null(), _by_value(others, fact, _numerator(fact)))


def _numerator(fact: Fact) -> Callable[[Any], int]:
    unit, scale = fact.unit, 10**fact.decimals
    return lambda value: int((in_unit(value, unit) if unit else value) * scale)


def _by_value(given: pl.Series, fact: Fact, take: Callable[[Any], Any]) -> pl.Series:
    """Distinct values read one by one, as a single case would read them."""
    if given.dtype.is_nested() or given.dtype == pl.Object:
        return _nulls(given, _dtype(fact))
    read: dict[Any, Any] = {}
    for value in given.unique().drop_nulls().to_list():
        try:
            read[value] = take(fact.read(value))
        except RuleError:
            read[value] = None
    if not read:
        return _nulls(given, _dtype(fact))
    return given.replace_strict(
        list(read), list(read.values()), default=None, return_dtype=_dtype(fact)
    )


def _truth(given: pl.Series, fact: Fact) -> pl.Series:
    return given if given.dtype == pl.Boolean else _by_value(given, fact, lambda value: value)


_WORDS = (pl.String, pl.Categorical, pl.Enum)


def _choice(given: pl.Series, fact: Fact) -> pl.Series:
    options = pl.Enum(fact.options)
    if given.dtype == options:
        return given
    if isinstance(given.dtype, _WORDS):
        words = given.cast(pl.String)
        made = words.cast(options, strict=False)
        if made.null_count() != given.null_count():
            made = words.str.strip_chars().cast(options, strict=False)
        return made
    return _nulls(given, options)


def _words(given: pl.Series, fact: Fact) -> pl.Series:
    if not isinstance(given.dtype, _WORDS):
        return _nulls(given, pl.String)
    words = given.cast(pl.String).str.strip_chars()
    right = words.str.len_chars().is_between(1, 200)
    return words if right.all() else words.zip_with(right, _nulls(words))


def _as_days(given: pl.Series) -> pl.Series:
    if isinstance(given.dtype, pl.Datetime):
        return given.dt.date()
    if given.dtype == pl.String:
        written = given.str.strip_chars()
        whole = written.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        days = written.str.to_date("%Y-%m-%d", strict=False)
        return days.zip_with(whole.fill_null(False), _nulls(days))
    return given if given.dtype == pl.Date else _nulls(given, pl.Date)


def _days(given: pl.Series, _: Fact) -> pl.Series:
    made = _as_days(given)
    inside = made.is_between(date(1900, 1, 1), date(2199, 12, 31))
    return made if inside.all() else made.zip_with(inside, _nulls(made))


_LAYERS: dict[str, Callable[[pl.Series, Fact], pl.Series]] = {
    "number": _number,
    "truth": _truth,
    "choice": _choice,
    "words": _words,
    "day": _days,
}
