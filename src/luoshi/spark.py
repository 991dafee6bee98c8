"""Rules inside Spark: the table reading of a rule over a Spark DataFrame, batch by batch in Arrow.

It needs the extra ``spark`` (pyspark, pyarrow, pandas) and Java 17, and Luoshi on every worker.
"""

from __future__ import annotations

# Spark's own types are partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportMissingImports=false, reportUnknownParameterType=false, reportMissingTypeStubs=false
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from luoshi import policies
from luoshi.rules.errors import TooLarge, WrongType
from luoshi.rules.tables import REASON, RESULT, Question

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType

MOST_WHOLE = 5_000_000
"""Rows of a table that a whole-table rule may be asked about: one worker holds them all."""
_ROW = "__row"


def apply(
    frame: DataFrame,
    key: str,
    *,
    on: date | None = None,
    on_column: str | None = None,
    readings: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
    even_if_not_in_force: bool = False,
) -> DataFrame:
    """The table with two more columns: ``result``, and ``reason`` where there is no result.

    Args:
        frame: one case a row, a column for each fact under its name or its Chinese label, in its unit.
        key: the rule, as ``luoshi rules`` names it.
        on: the date of the fact for every row.
        on_column: in its stead, the column that holds the date.
        readings: chosen options of declared readings.
        overrides: other values for parameters, for a what-if.
        even_if_not_in_force: compute although the document is not in force on that day.

    Every row comes back, in the types it came in; rows of a partition keep their order. A whole-table
    rule gathers the table on one worker.

    Raises:
        RuleError: the question is wrong, or the table cannot hold the facts.
        WrongType: neither or both of ``on`` and ``on_column`` are given.
    """
    day = on_column if on is None else on
    if day is None or (on is not None and on_column is not None):
        raise WrongType("要写明日期：on 或 on_column，二者选一", fact="on")
    work = _Work(key, day, dict(readings or {}), dict(overrides or {}), even_if_not_in_force)
    question = work.question
    work.columns = sorted({*question.check(frame.columns).values(), *work.column_of_days})
    if question.rule.table:
        frame = frame.coalesce(1)
    return frame.mapInArrow(work, _schema(frame, question))


@dataclass
class _Work:
    """What a worker does; it is sent to the workers, which make the question anew."""

    key: str
    on: date | str
    readings: dict[str, str]
    overrides: dict[str, object]
    even_if_not_in_force: bool
    columns: list[str] = field(default_factory=list[str])

    @cached_property
    def question(self) -> Question:
        """The question put to every row."""
        return Question(
            policies.rule(self.key),
            self.on,
            self.readings,
            self.overrides,
            self.even_if_not_in_force,
        )

    @property
    def column_of_days(self) -> list[str]:
        """The column that holds the date, if one does."""
        return [self.on] if isinstance(self.on, str) else []

    def __getstate__(self) -> dict[str, Any]:
        """Without the question, which holds what cannot be sent."""
        return {name: value for name, value in vars(self).items() if name != "question"}

    def __call__(self, batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        """Every batch with its two columns; for a whole-table rule all of them as one."""
        if not self.question.rule.table:
            yield from map(self._answered, batches)
            return
        whole = _joined(batches)
        if whole is not None:
            yield self._answered(whole)

    def _answered(self, batch: RecordBatch) -> RecordBatch:
        wanted = cast("pl.DataFrame", pl.from_arrow(batch.select(self.columns)))
        rows = pl.int_range(len(wanted), eager=True).alias(_ROW)
        made = self.question.apply(wanted.with_columns(rows), first_row=rows)
        reasons = made.bad[REASON].str.replace(
            "^第[0-9]+行：", ""
        )  # rows of a batch have no number
        told = made.bad.select(_ROW).with_columns(reasons.alias(REASON))
        good = made.good.select(_ROW, pl.col(self.question.result).alias(RESULT))
        both = pl.concat([good, told], how="diagonal").sort(_ROW)
        return _with(batch, both, self.question)


def _joined(batches: Iterable[RecordBatch]) -> RecordBatch | None:
    import pyarrow

    held: list[RecordBatch] = []
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        if rows > MOST_WHOLE:
            raise TooLarge(f"整表的规则最多 {MOST_WHOLE:,} 行", remedy="请按年度或地区分成几份")
        held.append(batch)
    if not held:
        return None
    table = pyarrow.Table.from_batches(held).combine_chunks()
    return table.to_batches(max_chunksize=rows or 1)[0] if rows else held[0]


def _with(batch: RecordBatch, both: pl.DataFrame, question: Question) -> RecordBatch:
    """The batch as it came, and the two columns in the types that Spark was told."""
    import pyarrow
    from pyspark.sql.pandas.types import to_arrow_type

    dtype = question.dtype
    kind = to_arrow_type(_type(dtype))
    # An empty record of Polars is one record in Arrow.
    result = both[RESULT].cast(dtype).to_arrow().cast(kind) if len(both) else pyarrow.nulls(0, kind)
    reason = both[REASON].to_arrow().cast(pyarrow.string())
    names = [*batch.schema.names, question.result, REASON]
    return pyarrow.RecordBatch.from_arrays([*batch.columns, result, reason], names=names)


def _schema(frame: DataFrame, question: Question) -> Any:
    from pyspark.sql.types import StringType, StructField, StructType

    added = [StructField(question.result, _type(question.dtype)), StructField(REASON, StringType())]
    return StructType([*frame.schema.fields, *added])


def _type(dtype: Any) -> DataType:
    """A type of Polars as Spark calls it."""
    from pyspark.sql import types

    if isinstance(dtype, pl.Decimal):
        return types.DecimalType(38, dtype.scale)
    if isinstance(dtype, pl.List):
        return types.ArrayType(_type(dtype.inner))
    if isinstance(dtype, pl.Struct):
        return types.StructType(
            [types.StructField(each.name, _type(each.dtype)) for each in dtype.fields]
        )
    if isinstance(dtype, pl.Boolean):
        return types.BooleanType()
    if isinstance(dtype, pl.Date):
        return types.DateType()
    return types.LongType() if dtype.is_integer() else types.StringType()
