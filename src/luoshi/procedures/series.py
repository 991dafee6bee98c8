"""Readings in time (监测值序列): means over hours, unbroken runs, what stands; and the level that each row reaches.

Everything is counted in whole thousandths (see `plans.Sheet`), so that a mean of exactly the limit does
not exceed it. The same functions serve one reading that has just come in and a year of a hundred stations.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction

import polars as pl

from luoshi.procedures.plans import THOUSAND, Classifier, Judged, Plan
from luoshi.rules.tables import REASON, Question

WHERE = ("place", "item")


def regular(sheet: pl.DataFrame, every: str = "1h") -> pl.DataFrame:
    """The sheet with a row for every hour (or other step) between the first and the last of each place.

    Hours without a reading become rows of nulls, so that a run that a gap breaks is seen to be broken.
    Several readings within one step: the last stands.
    """
    if sheet.is_empty():
        return sheet
    stepped = (
        sheet.with_columns(pl.col("at").dt.truncate(every))
        .group_by([*WHERE, "at"], maintain_order=True)
        .last()
        .sort([*WHERE, "at"])
    )
    return stepped.upsample("at", every=every, group_by=list(WHERE)).with_columns(
        pl.col(*WHERE).forward_fill()
    ).sort([*WHERE, "at"])  # fmt: skip


_ROW = pl.int_range(pl.len())


def _first() -> pl.Expr:
    """Whether a row is the first of its place and item; the sheet is sorted by them."""
    return pl.any_horizontal((pl.col(each) != pl.col(each).shift(1)) for each in WHERE).fill_null(
        value=True
    )


def _start() -> pl.Expr:
    """The number of the first row of the place and item that a row belongs to."""
    return pl.when(_first()).then(_ROW).forward_fill()


def exceeds(
    column: str, rows: int, limit: Fraction, *, least: int, inclusive: bool = False
) -> pl.Expr:
    """Whether the mean of so many rows up to this one is above a limit (at it too, where ``inclusive``).

    Args:
        column: an indicator of numbers, in thousandths, of a regular sheet.
        rows: how many rows the mean is of (24 for 24 hours).
        limit: in the unit of the indicator.
        least: readings that must be there for the mean to count; with fewer the answer is null.
        inclusive: whether a mean of exactly the limit counts.
    """
    total = pl.col(column).fill_null(0).rolling_sum(rows, min_samples=rows)
    there = pl.col(column).is_not_null().cast(pl.Int64).rolling_sum(rows, min_samples=rows)
    # mean > limit, without a division: total * denominator > limit * 1000 * count
    left, right = total * limit.denominator, there * (limit.numerator * THOUSAND)
    met = (left >= right) if inclusive else (left > right)
    # A sum that reaches back into the place before this one is none.
    return pl.when((there >= least) & (_ROW - _start() >= rows - 1)).then(met)


def run_length(condition: pl.Expr) -> pl.Expr:
    """How many rows up to this one the condition has held without a break; 0 where it does not hold.

    Null breaks a run as false does. The sheet is sorted by place, item and time.
    """
    holds = condition.fill_null(value=False)
    broken = pl.when(~holds).then(_ROW).when(_first()).then(_ROW - 1).forward_fill()
    return _ROW - broken


def held(column: str) -> pl.Expr:
    """The last reading up to this row, for a state of affairs that stands until another is told."""
    told = pl.when(pl.col(column).is_not_null()).then(_ROW).forward_fill()
    return pl.when(told >= _start()).then(pl.col(column).forward_fill())


def judged(
    plan: Plan, classifier: Classifier, sheet: pl.DataFrame, on: date,
    readings: Mapping[str, str] | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Every row of facts with its level: the columns of the facts, and ``level`` (its key, or empty).

    ``on`` is the day that chooses the parameters, ``readings`` are the chosen interpretations of the text.

    Rows whose facts are not enough for an answer have an empty level and say why in ``why``.
    """
    facts = classifier.facts(sheet)
    if facts.is_empty():
        return facts.with_columns(level=pl.lit(""), why=pl.lit(""))
    question = Question(classifier.rule, on, readings=readings or {}, even_if_not_in_force=True)
    numbered = facts.with_row_index("__row")
    applied = question.apply(numbered)
    answers = {each.label: each.key for each in plan.levels}
    good = applied.good.with_columns(
        level=pl.col(question.result).cast(pl.String).replace_strict(answers, default=""),
        why=pl.lit(""),
    ).drop(question.result)  # fmt: skip
    bad = applied.bad.with_columns(level=pl.lit(""), why=pl.col(REASON)).drop(REASON)
    return pl.concat([good, bad], how="diagonal").sort("__row").drop("__row")


def standing(plan: Plan, classifier: Classifier, rows: pl.DataFrame, now: datetime) -> list[Judged]:
    """What judged rows say for each place at a moment: the latest, or the highest of those ahead."""
    found: list[Judged] = []
    for (place,), of in rows.sort("at").group_by(["place"], maintain_order=True):
        ahead = (
            of.filter(pl.col("at") >= now.astimezone(UTC))
            if classifier.looks == "ahead"
            else of.tail(1)
        )
        if ahead.is_empty():
            ahead = of.tail(1)
        best = max(ahead.iter_rows(named=True), key=lambda row: plan.rank(str(row["level"])))
        found.append(
            Judged(
                str(place), str(best["level"]), best["at"], _since(of, best),
                {name: best[name] for name in classifier.rule.facts if name in best},
            )
        )  # fmt: skip
    return found


def _since(rows: pl.DataFrame, best: Mapping[str, object]) -> datetime:
    """The first row of the unbroken stretch with this level that ends at (or holds) the row."""
    since = best["at"]
    assert isinstance(since, datetime)
    for row in reversed(list(rows.iter_rows(named=True))):
        if row["at"] > since:
            continue
        if row["level"] != best["level"]:
            break
        since = row["at"]
    return since
