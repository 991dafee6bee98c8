"""value = explained = column: the three readings of one rule, held against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from luoshi.rules import RuleError
from luoshi.rules.column import read
from luoshi.rules.errors import DividedByZero
from luoshi.rules.outcome import as_json
from luoshi.rules.rule import Rule
from luoshi.rules.tables import _dtype as dtype
from luoshi.rules.units import in_unit


def laid_out(rule: Rule[Any, Any], rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Facts as the readings hold them, as the integer columns that the column reading wants."""
    columns: dict[str, pl.Series] = {}
    for name, fact in rule.facts.items():
        values = [row.get(name) for row in rows]
        if fact.kind == "number" and fact.unit:
            scale = 10**fact.decimals
            values = [None if v is None else int(in_unit(v, fact.unit) * scale) for v in values]
        columns[name] = pl.Series(name, values, dtype=dtype(fact))
    return pl.DataFrame(columns) if columns else pl.DataFrame({"__row": list(range(len(rows)))})


def differences(
    rule: Rule[Any, Any], rows: Sequence[Mapping[str, Any]], on: date, **asked: Any
) -> list[str]:
    """Where the column reading differs from the value reading, for facts as the readings hold them."""
    laid = laid_out(rule, rows)
    nullable = frozenset(n for n in rule.facts if laid[n].null_count())
    given = frozenset(n for n in rule.facts if laid[n].null_count() < laid.height)
    made = read(rule, on, nullable=nullable, supplied=given, **asked)
    columns = made.over(laid.lazy()).select("result").collect()["result"].to_list()
    singles = _singles(rule, rows, on, **asked)
    return [
        f"{rule.key} {dict(row)}：值 {single}，列 {got}"
        for row, single, got in zip(rows, singles, columns, strict=True)
        if not same(single, got)
    ]


def _singles(
    rule: Rule[Any, Any], rows: Sequence[Mapping[str, Any]], on: date, **asked: Any
) -> list[Any]:
    if rule.table:
        outcome = rule.run_read([dict(row) for row in rows], on, **asked)
        return outcome.result
    found: list[Any] = []
    for row in rows:
        try:
            outcome = rule.run_read([dict(row)], on, **asked)
        except DividedByZero:
            found.append(None)
            continue
        told = outcome.explanation
        assert told["label"] == rule.label
        found.append(outcome.result)
    return found


def same(single: Any, got: Any) -> bool:
    if isinstance(single, dict):
        return isinstance(got, dict) and all(same(value, got[key]) for key, value in single.items())
    if isinstance(
        got, dict
    ):  # a record that misses a part has no value; its column shows the parts
        return single is None and any(part is None for part in got.values())
    if isinstance(got, Decimal):
        return (
            not isinstance(single, bool)
            and single is not None
            and Fraction(got) == Fraction(str(single))
        )
    if isinstance(got, date):
        return single == got.isoformat()
    return single == got and type(single) is type(got)


__all__ = ["RuleError", "as_json", "differences", "laid_out", "same"]
