"""What the readings say (分级判断): each classifier that looks at a new reading is asked again.

The same function judges one reading that has just come in and a year that is replayed; the receipt of the
level that stands is made once more by the explained reading of the rule, so that every level shows why.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl
from django.db import transaction

from luoshi.office import clock, rulebook
from luoshi.office.alerts.models import Reading, Standing
from luoshi.office.cases.decisions import readings_of
from luoshi.office.directory.actors import CLOCK
from luoshi.office.journal import service as journal
from luoshi.policies import alerting
from luoshi.procedures import series
from luoshi.procedures.plans import Classifier, Judged, Plan
from luoshi.rules.errors import RuleError

_DTYPES = {"number": pl.Int64, "truth": pl.Boolean, "choice": pl.String}
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
    keys = dict.fromkeys(key for each in touched for key in watching.get(each, ()))
    return [change for key in keys for change in judge(key, now, sample=sample)]


@transaction.atomic
def judge(key: str, now: datetime, *, sample: bool) -> list[Change]:
    """Ask one classifier about every place that has readings; keep what stands and tell what changed."""
    from luoshi.office.alerts import proposing

    plan, classifier = alerting.classifiers()[key]
    sheet = sheet_of(plan, classifier, now, sample=sample)
    if sheet.is_empty():
        return []
    on = now.astimezone(clock.HERE).date()
    rows = series.judged(plan, classifier, sheet, on, readings_of(plan.policy.key))
    if rows.is_empty():
        return []
    changes = [
        change
        for each in series.standing(plan, classifier, rows, now)
        if (change := _stands(key, plan, classifier, each, now, sample=sample))
    ]
    if changes:
        proposing.consider(plan, now, sample=sample)
    return changes


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
    """Readings (one a row) as a sheet (one moment a row, one indicator a column)."""
    names = {f"{plan.policy.key}.{each.key}": each for each in classifier.of}
    if rows.is_empty():
        return pl.DataFrame()
    best = rows.sort(
        pl.col("forecast"), pl.col("arrived"), descending=[True, False], maintain_order=True
    ).unique(["series", "place", "item", "at"], keep="last", maintain_order=True)
    sheet = best.select("place", "item", "at").unique()
    forecast = best.group_by("place", "item", "at").agg(pl.col("forecast").any())
    sheet = sheet.join(forecast, on=["place", "item", "at"])
    for key, indicator in names.items():
        value = pl.col("words") if indicator.kind == "choice" else pl.col("value")
        if indicator.kind == "truth":
            value = pl.col("value") > 0
        column = best.filter(pl.col("series") == key).select(
            "place", "item", "at", value.cast(_DTYPES[indicator.kind]).alias(indicator.key)
        )
        sheet = sheet.join(column, on=["place", "item", "at"], how="left")
    return sheet.sort("place", "item", "at")


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
        standing.receipt = _receipt(plan, classifier, facts, now)
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


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
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
