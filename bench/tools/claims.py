"""Invented cases for two rules, five million rows or any other number, and the rules written by hand.

The numbers are whole (fen, millionths, days), drawn by hashing the row, so that every run gets the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from luoshi.policies import rule
from luoshi.rules import Rule
from luoshi.rules.facts import Fact

UNFILED = "未备案的异地长期居住地"
MOST = {
    "cost": 300_000, "deductible_left": 70_000, "paid_this_year": 700_000, "amount": 2 * 10**9,
    "fee_rate": 30_000, "contract_fee_rate": 30_000, "days": 1100, "days_in_year": 366,
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """A rule that is measured: its day, the formula for OpenFisca, and the one by hand."""

    name: str
    key: str
    on: date
    peer: str
    by_hand: Callable[[], pl.Expr]

    @property
    def rule(self) -> Rule[Any, Any]:
        return rule(self.key)


def whole(rows: int, facts: Mapping[str, Fact]) -> pl.DataFrame:
    """Facts as whole numbers, truths and terms."""
    columns = [_column(rows, seed, fact) for seed, fact in enumerate(facts.values())]
    return pl.DataFrame(columns)


def _column(rows: int, seed: int, fact: Fact) -> pl.Series:
    def drawn(most: int) -> pl.Series:
        numbers = pl.int_range(rows, dtype=pl.UInt64, eager=True).hash(seed)
        return (numbers % most).cast(pl.Int64).alias(fact.name)

    if fact.kind == "number":
        return drawn(MOST[fact.name])
    if fact.kind == "truth":
        return drawn(2) == 1
    options = [option for option in fact.options if option != UNFILED]
    return drawn(len(options)).replace_strict(
        list(range(len(options))), options, return_dtype=pl.Enum(fact.options)
    )


def natural(table: pl.DataFrame, facts: Mapping[str, Fact]) -> pl.DataFrame:
    """The same in the facts' own units, as floats: 1234.56 for 123456 fen."""
    return table.with_columns(
        pl.col(name).cast(pl.Float64) / 10**fact.decimals
        for name, fact in facts.items()
        if fact.kind == "number"
    )


def leave(table: pl.DataFrame, folder: Path) -> None:
    """Every column as raw bytes: doubles, and one byte for a term or a truth; terms in a file beside."""
    for column in table.iter_columns():
        if column.dtype == pl.Float64:
            data = array("d", column.to_list()).tobytes()
        else:
            codes = column.cast(pl.UInt8) if column.dtype == pl.Boolean else column.to_physical()
            data = bytes(codes.cast(pl.UInt8).to_list())
        (folder / column.name).write_bytes(data)
        if isinstance(column.dtype, pl.Enum):
            terms = "\n".join(column.dtype.categories)
            (folder / f"{column.name}.terms").write_text(terms, "utf-8")


# --- by hand: the same exact formulas over the same whole numbers, as quick as one can write them


def _fen(expr: pl.Expr) -> pl.Expr:
    return expr.cast(pl.Int128).reinterpret(dtype=pl.Decimal(38, 2)).alias("result")


def _int(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int64)


def outpatient() -> pl.Expr:
    """Twentieths of the rate times fen; nothing is said of the unfiled unless the limit is used up."""
    level, person, place = pl.col("level"), pl.col("person"), pl.col("place")
    rate = (
        pl.when(level == "三级").then(_int(10)).otherwise(_int(14))
        + pl.when(person == "在职职工").then(_int(0)).otherwise(_int(1))
        + pl.when(person == "建国前老工人").then(_int(1)).otherwise(_int(0))
        - pl.when(place == "临时外出：省外").then(_int(2)).otherwise(_int(0))
    )  # fmt: skip
    covered = pl.max_horizontal(pl.col("cost") - pl.col("deductible_left"), _int(0))
    left = pl.max_horizontal(600_000 - pl.col("paid_this_year"), _int(0))
    paid = pl.when(left <= 0).then(_int(0)).when(place != UNFILED).then(
        pl.min_horizontal(rate * covered, left * 20)
    )  # fmt: skip
    return _fen((paid + 10) // _int(20))


def subsidy() -> pl.Expr:
    """Millionths of the gap times fen times days, in 64 bits as the amount is within the scope."""
    amount, rate = pl.col("amount"), pl.col("fee_rate")
    scope = (
        (amount <= 10**9)
        & (rate < 15_000)
        & pl.col("bank_shares_risk")
        & (pl.col("client") != "其他")
        & (pl.col("business") != "其他担保")
    )
    breakeven = pl.when(pl.col("enterprise") == "其他支小支农支新业务").then(_int(20_000)).otherwise(_int(25_000))  # fmt: skip
    owed = pl.when(scope).then((breakeven - rate) * amount * pl.col("days")).otherwise(_int(0))
    year = 365_000_000
    half = pl.when(owed < 0).then(_int(year // 2 - 1)).otherwise(_int(year // 2))
    return _fen((owed + half) // _int(year))


MEASURED = (
    Measured("outpatient", "jinan.outpatient_insurance.outpatient_payment", date(2024, 6, 30), "payment", outpatient),
    Measured("subsidy", "shuozhou.guarantee_subsidy.fee_subsidy", date(2024, 6, 30), "subsidy", subsidy),
)  # fmt: skip
