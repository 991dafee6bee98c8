"""What the readings say (分级判断): each classifier that looks at a new reading is asked again.

The same function judges one reading that has just come in and a year that is replayed; the receipt of the
level that stands is made once more by the explained reading of the rule, so that every level shows why.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from django.db import connection, transaction

from luoshi.office import clock, rulebook
from luoshi.office.alerts import proposing
from luoshi.office.alerts.models import Reading, Standing
from luoshi.office.cases.decisions import readings_of
from luoshi.office.directory.actors import CLOCK
from luoshi.office.journal import service as journal
from luoshi.policies import alerting
from luoshi.procedures import series
from luoshi.procedures.plans import Classifier, Indicator, Judged, Plan
from luoshi.rules.errors import RuleError

AGAIN = timedelta(hours=1)
_log = logging.getLogger(__name__)
_DTYPES = {"number": pl.Int64, "truth": pl.Boolean, "choice": pl.String}
_ABOUT = ("place", "item", "at")
_FIELDS = ("series", "place", "item", "at", "arrived", "forecast", "value", "words")


@dataclass(frozen=True)
class Change:
    """A level that a place has come to: from which, to which."""

    classifier: str
    place: str
    before: str
    after: str
    at: datetime

    def as_json(self) -> dict[str, str]:
        """As programs are told."""
        return {
            "classifier": self.classifier, "place": self.place, "before": self.before,
            "after": self.after, "at": self.at.isoformat(),
        }  # fmt: skip


def judge_series(touched: Iterable[str], now: datetime, *, sample: bool) -> list[Change]:
    """Ask every classifier that looks at one of these series; returns the levels that changed."""
    watching = alerting.watching()
    # In one order: whoever judges holds the classifier until all that was read with it is kept.
    keys = sorted({key for each in touched for key in watching.get(each, ())})
    return [change for key in keys for change in judge(key, now, sample=sample)]


def judge_again(now: datetime) -> int:
    """Ask anew what was judged an hour ago: forecasts come true, and readings grow too old to matter."""
    rows = Standing.objects.filter(judged__lte=now - AGAIN).values_list("classifier", "sample")
    known = alerting.classifiers()
    pairs = sorted({pair for pair in rows if pair[0] in known})
    for key, sample in pairs:
        judge(key, now, sample=sample)
        # Where nothing is left that it could rest on, what was said last stands with its moment.
        Standing.objects.filter(classifier=key, sample=sample).update(judged=now)
    return len(pairs)


@transaction.atomic
def judge(key: str, now: datetime, *, sample: bool) -> list[Change]:
    """Ask one classifier about every place that has readings; keep what stands and tell what changed."""
    plan, classifier = alerting.classifiers()[key]
    alone(f"{key}/{sample}")
    sheet = sheet_of(plan, classifier, now, sample=sample)
    if sheet.is_empty():
        return []
    on = now.astimezone(clock.HERE).date()
    try:
        rows = series.judged(plan, classifier, sheet, on, readings_of(plan.policy.key))
    except Exception as error:  # noqa: BLE001 - no reading is lost for a mistake in one encoding
        _log.exception("%s 判断出错", key)
        body = {"why": f"{type(error).__name__}：{error}"[:400], "sample": sample}
        journal.record("alert.unjudged", actor=CLOCK, at=now, subject=key, body=body)
        return []
    if rows.is_empty():
        return []
    changes = [
        change
        for each in series.standing(plan, classifier, rows, now)
        if (change := _stands(key, plan, classifier, each, now, sample=sample))
    ]
    if changes:
        proposing.consider(plan, {each.place for each in changes}, now, sample=sample)
    return changes


def alone(name: str) -> None:
    """Let whoever else works on this wait until the transaction ends: the second sees what the first kept."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def sheet_of(plan: Plan, classifier: Classifier, now: datetime, *, sample: bool) -> pl.DataFrame:
    """The readings that a classifier looks at, as far back as they can matter, as `plans.Sheet`.

    Of several readings about one moment a measured one outranks a forecast, then the one that came last.
    """
    names = {f"{plan.policy.key}.{each.key}": each for each in classifier.of}
    rows = (
        Reading.objects.filter(
            series__in=list(names), state="good", sample=sample, at__gte=now - classifier.back
        )
        .order_by("pk")
        .values_list(*_FIELDS)
    )
    return laid_out(plan, classifier, pl.DataFrame(list(rows), schema=_schema(), orient="row"))


def _schema() -> dict[str, Any]:
    return {
        "series": pl.String, "place": pl.String, "item": pl.String, "at": pl.Datetime("us", "UTC"),
        "arrived": pl.Datetime("us", "UTC"), "forecast": pl.Boolean, "value": pl.Int64, "words": pl.String,
    }  # fmt: skip


def laid_out(plan: Plan, classifier: Classifier, rows: pl.DataFrame) -> pl.DataFrame:
    """Readings (one a row, in the order they were taken) as a sheet: a moment a row, an indicator a column."""
    parts = [
        part
        for indicator in classifier.of
        if not (part := _column(f"{plan.policy.key}.{indicator.key}", indicator, rows)).is_empty()
    ]
    if not parts:
        return pl.DataFrame()
    sheet = parts[0]
    for part in parts[1:]:
        sheet = sheet.join(part, on=list(_ABOUT), how="full", coalesce=True).with_columns(
            forecast=pl.col("forecast").fill_null(value=False)
            | pl.col("forecast_right").fill_null(value=False)
        )
        sheet = sheet.drop("forecast_right")
    lacking = [each for each in classifier.of if each.key not in sheet.columns]
    empty = [pl.lit(None, _DTYPES[each.kind]).alias(each.key) for each in lacking]
    whole = sheet.with_columns(empty).select(
        *_ABOUT, "forecast", *(each.key for each in classifier.of)
    )
    return whole if len(parts) == 1 else whole.sort(_ABOUT)


def _column(series_key: str, indicator: Indicator, rows: pl.DataFrame) -> pl.DataFrame:
    """The readings of one indicator that count, sorted: of several about one moment the best."""
    value = pl.col("words") if indicator.kind == "choice" else pl.col("value")
    if indicator.kind == "truth":
        value = pl.col("value") > 0
    mine = rows.filter(pl.col("series") == series_key).sort(
        *_ABOUT,
        "forecast",
        "arrived",
        descending=[False, False, False, True, False],
        maintain_order=True,
    )
    # The last row of each moment stands: the next one is about another.
    last = pl.any_horizontal(
        (pl.col(each) != pl.col(each).shift(-1)).fill_null(value=True) for each in _ABOUT
    )
    kept = mine.filter(last)
    return kept.select(
        *_ABOUT, "forecast", value.cast(_DTYPES[indicator.kind]).alias(indicator.key)
    )


def _stands(
    key: str, plan: Plan, classifier: Classifier, judged: Judged, now: datetime, *, sample: bool
) -> Change | None:
    """Keep what was judged; tell whether the level is another one than before."""
    known = Standing.objects.select_for_update().filter(
        classifier=key, place=judged.place, sample=sample
    )
    standing = known.first()
    before = standing.level if standing else ""
    if standing is None:
        standing = Standing(
            classifier=key, place=judged.place, sample=sample, calm_since=judged.since
        )
    facts = {name: _plain(value) for name, value in judged.facts.items() if value is not None}
    if not standing.receipt or standing.facts != facts:
        told = _missing(standing.receipt)
        standing.receipt = _receipt(plan, classifier, facts, now)
        if (lacking := _missing(standing.receipt)) and lacking != told:
            proposing.ask(plan, classifier, judged.place, lacking, now, sample=sample)
    changed = before != judged.level
    if changed:
        standing.calm_since = now
    standing.level, standing.at, standing.since = judged.level, judged.at, judged.since
    standing.facts, standing.judged = facts, now
    standing.save()
    if not changed:
        return None
    journal.record(
        "alert.judged", actor=CLOCK, at=now, subject=key,
        body={"place": judged.place, "before": before, "after": judged.level, "sample": sample,
              "receipt": standing.receipt},
    )  # fmt: skip
    return Change(key, judged.place, before, judged.level, judged.at)


def _missing(receipt: Mapping[str, Any]) -> list[str]:
    """What the rule still wanted to know."""
    return [str(each["label"]) for each in receipt.get("missing", [])]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, float):
        return round(value, 9)  # a column's 1251 / 1000 is 1.2510000000000001, which no rule takes
    return value if isinstance(value, bool | int | float | str) else str(value)


def _receipt(
    plan: Plan, classifier: Classifier, facts: Mapping[str, object], now: datetime
) -> dict[str, Any]:
    """The explained answer of the rule to the facts that stand; what it refuses is kept in its words."""
    body: dict[str, object] = {
        "facts": facts, "on": now.astimezone(clock.HERE).date().isoformat(),
        "readings": readings_of(plan.policy.key), "even_if_not_in_force": True,
    }  # fmt: skip
    try:
        return dict(rulebook.answer(rulebook.question_of(classifier.rule.key, body)))
    except RuleError as error:
        return {"refused": str(error)}


def replayed(key: str, rows: pl.DataFrame, on: date, chosen: Mapping[str, str] | None = None) -> pl.DataFrame:  # fmt: skip
    """Judge readings of the past as they came, hour by hour, and keep nothing (复盘、试算).

    Args:
        key: of the classifier.
        rows: one reading a row, as `_schema` names its columns.
        on: the day that chooses the parameters.
        chosen: readings of the text that differ from the default.

    Returns:
        One row for each moment at which the level of a place became another one: ``place``, ``at``,
        ``level``, ``before``, and the facts.
    """
    plan, classifier = alerting.classifiers()[key]
    sheet = laid_out(plan, classifier, rows)
    if sheet.is_empty():
        return pl.DataFrame()
    found = series.judged(plan, classifier, sheet, on, chosen or {}).sort("place", "at")
    before = pl.col("level").shift(1).over("place").fill_null("")
    return found.with_columns(before=before).filter(pl.col("level") != pl.col("before"))
