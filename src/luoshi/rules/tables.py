"""Rules over tables (批量): natural columns in, results out, bad rows set aside with their reasons.

A table holds one case a row, with a column for each fact, in the fact's own unit. Rows are laid out as
integers, computed as columns, and only those that fail are looked at one by one, so that the reason is the
same sentence that a single case would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from luoshi.rules import column
from luoshi.rules.errors import Missing, RuleError, UnknownFact, WrongType
from luoshi.rules.facts import Fact
from luoshi.rules.rule import Rule
from luoshi.rules.units import in_unit

ROW, BAD, RESULT, REASON = "__row", "__bad", "result", "reason"
_SAFE_FLOAT = 2.0**53


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
    readings: Mapping[str, str]
    overrides: Mapping[str, object]
    even_if_not_in_force: bool = False

    def check(self, columns: Mapping[str, pl.DataType]) -> None:
        """Refuse a table that cannot hold the facts.

        Raises:
            Missing: a column that every row needs. UnknownFact: no column is a fact at all.
            RuleError: a wrong reading, override or date.
        """
        rule = self.rule
        rule.policy.read_readings(self.readings)
        rule.read_overrides(self.overrides)
        if isinstance(self.on, str) and self.on not in columns:
            raise Missing(
                f"表里没有日期列“{self.on}”", fact=self.on, remedy=f"现有：{'、'.join(columns)}"
            )
        if isinstance(self.on, date) and not self.even_if_not_in_force:
            rule.require_force(self.on)
        if rule.facts and not set(columns) & set(rule.facts):
            raise UnknownFact(
                f"表里没有“{rule.label}”要的任何一列", clause=rule.addresses[0],
                remedy=f"要：{'、'.join(f'{name}（{fact.label}）' for name, fact in rule.facts.items())}；现有：{'、'.join(columns)}",
            )  # fmt: skip
        for taken in (RESULT, REASON):
            if taken in columns:
                raise WrongType(f"表里已经有“{taken}”列", fact=taken, remedy="请先改名")

    def apply(self, frame: pl.DataFrame, *, first_row: int = 1) -> Applied:
        """The results of every row.

        ``first_row`` is the number of the first row, for the reasons. Rows keep their order.
        """
        self.check(dict(frame.schema))
        laid = self.laid_out(frame)
        good = laid.filter(~pl.col(BAD)) if laid[BAD].any() else laid
        computed = self._computed(good)
        failed = computed.filter(pl.col(RESULT).is_null())[ROW]
        if len(failed):
            computed = computed.filter(pl.col(RESULT).is_not_null())
        rows = pl.concat([laid.filter(pl.col(BAD))[ROW], failed]).sort()
        kept = frame if not len(rows) else frame[computed[ROW]]
        return Applied(kept.with_columns(computed[RESULT]), self._set_aside(frame, rows, first_row))

    # --- laying out

    def laid_out(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Facts as the column reading wants them, the row number, and whether the row is bad."""
        facts = {n: f for n, f in self.rule.facts.items() if n in frame.columns}
        columns = [_laid_out(frame[name], fact) for name, fact in facts.items()]
        wrong = [
            frame[each.name].is_not_null() & each.is_null()
            for each in columns
            if _may_be_wrong(frame, each)
        ]
        laid = pl.DataFrame(columns)
        for name, fact in self.rule.facts.items():
            if name not in facts:
                laid = laid.with_columns(pl.lit(None, dtype=_dtype(fact)).alias(name))
        if isinstance(self.on, str):
            days = _as_days(frame[self.on])
            wrong.append(days.is_null() if self.even_if_not_in_force else ~self._in_force(days))
            laid = laid.with_columns(days.alias(_on(self.on)))
        bad = wrong[0] if wrong else pl.Series([False]).new_from_index(0, frame.height)
        for each in wrong[1:]:
            bad = bad | each
        return laid.with_columns(bad.alias(BAD)).with_row_index(ROW)

    def _in_force(self, days: pl.Series) -> pl.Series:
        policy = self.rule.policy
        inside = days >= policy.starts
        if policy.ends:
            inside = inside & (days <= policy.ends)
        return inside.fill_null(False)

    # --- computing

    def _computed(self, laid: pl.DataFrame) -> pl.DataFrame:
        facts = self.rule.facts
        given = frozenset(n for n in facts if laid[n].null_count() < max(1, laid.height))
        nullable = frozenset(n for n in facts if laid[n].null_count())
        made = column.read(
            self.rule, _on(self.on) if isinstance(self.on, str) else self.on, readings=self.readings,
            overrides=self.overrides, nullable=nullable, supplied=given,
        )  # fmt: skip
        return made.over(laid.lazy(), RESULT).select(ROW, RESULT).collect()

    # --- what went wrong

    def _set_aside(self, frame: pl.DataFrame, rows: pl.Series, first_row: int) -> pl.DataFrame:
        if not len(rows):
            return frame.clear().with_columns(pl.lit(None, dtype=pl.String).alias(REASON))
        chosen = frame[rows]
        told = [
            f"第{first_row + number}行：{reason}"
            for number, reason in zip(rows, self._reasons(chosen), strict=True)
        ]
        return chosen.with_columns(pl.Series(REASON, told, dtype=pl.String))

    def _reasons(self, chosen: pl.DataFrame) -> Iterator[str]:
        for row in chosen.iter_rows(named=True):
            yield self.reason(row)

    def reason(self, row: Mapping[str, Any]) -> str:
        """Why a row has no result, in the words that a single case would get."""
        rule = self.rule
        facts = {name: row[name] for name in rule.facts if name in row}
        try:
            on = self.on if isinstance(self.on, date) else _day(row[self.on], self.on)
            if rule.table:
                rule.read(facts)
                return "缺少事实，或同组的其他行不能计算"
            outcome = rule.run(
                facts, on, readings=self.readings, overrides=self.overrides,
                even_if_not_in_force=self.even_if_not_in_force,
            )  # fmt: skip
        except RuleError as error:
            return str(error)
        if outcome.missing:
            return f"缺少：{'、'.join(outcome.missing_labels)}"
        return "；".join(silent.telling for silent in outcome.silences) or "没有结果"


def _on(name: str) -> str:
    return f"__on_{name}"


def _day(given: object, name: str) -> date:
    made = Fact(name, "day", name=name).read(given if given is not None else "（空）")
    assert isinstance(made, date)
    return made


def _may_be_wrong(frame: pl.DataFrame, laid: pl.Series) -> bool:
    return laid.null_count() != frame[laid.name].null_count()


def _dtype(fact: Fact) -> Any:
    return {
        "number": pl.Int64,
        "truth": pl.Boolean,
        "day": pl.Date,
        "words": pl.String,
        "choice": pl.Enum(fact.options),
    }[fact.kind]


def _laid_out(given: pl.Series, fact: Fact) -> pl.Series:
    """A natural column as the column reading wants it; null where a value cannot be read."""
    made = _LAYERS[fact.kind](given, fact)
    return made.alias(fact.name)


def _number(given: pl.Series, fact: Fact) -> pl.Series:
    scale = 10**fact.decimals
    step = Fraction(fact.unit.scale if fact.unit else 1) / scale
    low, high = int(fact.minimum / step), int(fact.maximum / step)
    dtype = given.dtype
    if dtype.is_integer():
        wide = given.cast(pl.Int128 if dtype in (pl.UInt64, pl.Int128) else pl.Int64)
        made = wide if scale == 1 else _within(wide, low // scale, high // scale) * scale
    elif dtype.is_float():
        times = given * scale
        whole = times.round()
        close = (times - whole).abs() <= 1e-6
        made = whole.zip_with(close & (whole.abs() < _SAFE_FLOAT), _nulls(whole)).cast(
            pl.Int64, strict=False
        )
    elif dtype.is_decimal():
        times = given.cast(pl.Decimal(38, fact.decimals + 6), strict=False)
        whole = times.cast(pl.Decimal(38, fact.decimals), strict=False)
        exact = whole.cast(pl.Decimal(38, fact.decimals + 6), strict=False) == times
        made = (whole.zip_with(exact, _nulls(whole)) * scale).cast(pl.Int64, strict=False)
    else:
        return _by_value(
            given, fact, lambda value: int(in_unit(value, fact.unit) * scale) if fact.unit else 0
        )
    return _within(made, low, high).cast(pl.Int64, strict=False)


def _nulls(like: pl.Series) -> pl.Series:
    return pl.Series([None], dtype=like.dtype).new_from_index(0, len(like))


def _within(made: pl.Series, low: int, high: int) -> pl.Series:
    inside = made.is_between(low, high)
    return made if inside.all() else made.zip_with(inside, _nulls(made))


def _by_value(given: pl.Series, fact: Fact, take: Any) -> pl.Series:
    """Distinct values read one by one, as a single case would read them."""
    read: dict[Any, Any] = {}
    for value in given.unique().drop_nulls().to_list():
        try:
            read[value] = take(fact.read(value))
        except RuleError:
            read[value] = None
    if not read:
        return pl.Series([None], dtype=_dtype(fact)).new_from_index(0, len(given))
    return given.replace_strict(
        list(read), list(read.values()), default=None, return_dtype=_dtype(fact)
    )


def _truth(given: pl.Series, fact: Fact) -> pl.Series:
    return given if given.dtype == pl.Boolean else _by_value(given, fact, lambda value: value)


def _text(given: pl.Series, fact: Fact) -> pl.Series:
    if given.dtype == pl.String:
        given = given.str.strip_chars()
    if fact.kind == "choice" and given.dtype in (pl.String, pl.Categorical, pl.Enum):
        return given.cast(pl.String).cast(pl.Enum(fact.options), strict=False)
    return _by_value(given.cast(pl.String, strict=False), fact, lambda value: value)


def _as_days(given: pl.Series) -> pl.Series:
    if isinstance(given.dtype, pl.Datetime):
        return given.dt.date()
    if given.dtype == pl.String:
        return given.str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    return (
        given
        if given.dtype == pl.Date
        else pl.Series(given.name, [None], dtype=pl.Date).new_from_index(0, len(given))
    )


def _days(given: pl.Series, fact: Fact) -> pl.Series:
    days = _as_days(given)
    inside = days.is_between(date(1900, 1, 1), date(2199, 12, 31))
    return days if inside.all() else days.zip_with(inside, _nulls(days))


_LAYERS = {"number": _number, "truth": _truth, "choice": _text, "words": _text, "day": _days}
