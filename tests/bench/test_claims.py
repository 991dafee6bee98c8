"""The formulas by hand are the rules: else the figures beside them would mean nothing."""

from pathlib import Path

import polars as pl
import pytest

from bench.tools import claims
from bench.tools.claims import MEASURED, Measured
from luoshi.rules.column import read
from luoshi.rules.tables import Question

ROWS = 3_000


@pytest.mark.parametrize("measured", MEASURED, ids=lambda each: each.name)
def test_by_hand_it_is_the_same(measured: Measured) -> None:
    facts = measured.rule.facts
    table = claims.whole(ROWS, facts)
    by_hand = table.select(measured.by_hand())["result"]
    made = read(measured.rule, measured.on, nullable=frozenset())
    assert made.over(table.lazy()).collect()["result"].equals(by_hand, null_equal=True)
    applied = Question(measured.rule, measured.on).apply(claims.natural(table, facts))
    assert applied.bad.is_empty()
    assert applied.good["result"].equals(by_hand)
    assert by_hand.n_unique() > 200


def test_the_same_cases_come_in_every_run() -> None:
    facts = MEASURED[0].rule.facts
    assert claims.whole(ROWS, facts).equals(claims.whole(2 * ROWS, facts)[:ROWS])


def test_columns_are_left_as_bytes(tmp_path: Path) -> None:
    table = pl.DataFrame({"x": [1.5, 2.0], "y": [True, False], "z": ["b", "a"]}).with_columns(
        pl.col("z").cast(pl.Enum(["a", "b"]))
    )
    claims.leave(table, tmp_path)
    assert (tmp_path / "x").stat().st_size == 16
    assert (tmp_path / "y").read_bytes() == b"\1\0"
    assert (tmp_path / "z").read_bytes() == b"\1\0"
    assert (tmp_path / "z.terms").read_text("utf-8") == "a\nb"
