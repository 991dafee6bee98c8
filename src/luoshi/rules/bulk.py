"""Bulk runs (批量计算): a file of cases in, a file of results out, in batches of constant size.

Parquet, CSV and xlsx are read and written. Rows that cannot be computed go into a second file with the
reason, so that the two files together hold every row of the first. Both are written beside their places
and put there at the end: a run that is stopped leaves nothing half-written.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from luoshi.rules.errors import RuleError, TooLarge
from luoshi.rules.files import BadTable, Sink, Source, open_sink, open_source
from luoshi.rules.outcome import Outcome
from luoshi.rules.rule import MOST_ROWS
from luoshi.rules.tables import BATCH, NOTICE, REASON, Applied, Question

AT_ONCE = 2 * BATCH
"""Rows that are held at once."""
MOST_WHOLE = 5_000_000
"""Rows of a table that a whole-table rule may be asked about: all of them are held at once."""
BEFORE, AFTER, DIFFERENCE = "before", "after", "difference"
_NUMBER = "__number"

Progress = Callable[[int, int], None]
"""Told after every batch: rows done, rows in all (0 where that is not known)."""


@dataclass(frozen=True)
class Job:
    """What a bulk run is asked to do.

    Attributes:
        question: the rule, the day, the readings and the parameters.
        source: the file of cases; ``target`` gets the results, ``bad`` the rows set aside.
        force: replace files that are already there.
        compare: also compute with the text's own parameters, and write before, after, difference.
        explain_row: a row to be explained, counted from 1.
    """

    question: Question
    source: Path
    target: Path
    bad: Path | None = None
    force: bool = False
    compare: bool = False
    explain_row: int | None = None

    @property
    def bad_path(self) -> Path:
        """Where rows that are set aside go: beside the results unless said otherwise."""
        return self.bad or self.target.with_name(f"{self.target.stem}.bad{self.target.suffix}")


@dataclass
class Totals:
    """Sums of a comparison over all rows with a result."""

    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    changed: int = 0

    @property
    def difference(self) -> Decimal:
        """What the change comes to."""
        return self.after - self.before


@dataclass
class Done:
    """What came of a bulk run.

    Attributes:
        rows: rows of the source; always ``good + bad``.
        lacking: labels of facts that have no column.
        explained: the outcome of the row that was to be explained, or why it has none.
    """

    job: Job
    rows: int = 0
    good: int = 0
    bad: int = 0
    lacking: list[str] = field(default_factory=list)
    totals: Totals | None = None
    explained: Outcome | str | None = None

    def as_json(self) -> dict[str, Any]:
        """The counts as data."""
        rule = self.job.question.rule
        told: dict[str, Any] = {
            "rule": rule.key,
            "label": rule.label,
            "unit": rule.unit.name,
            "rows": self.rows,
            "good": self.good,
            "bad": self.bad,
            "out": str(self.job.target),
            "bad_file": str(self.job.bad_path) if self.bad else None,
            "lacking": self.lacking,
        }
        if self.totals:
            told["totals"] = {
                "before": str(self.totals.before),
                "after": str(self.totals.after),
                "difference": str(self.totals.difference),
                "changed": self.totals.changed,
            }
        return told


def run(job: Job, progress: Progress = lambda done, rows: None) -> Done:
    """Compute a whole file.

    Raises:
        RuleError: the question is wrong, the file is no table, or it cannot hold the facts.
        OSError: a file cannot be read or written.
    """
    _refuse(job)
    done = Done(job, totals=Totals() if job.compare else None)
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(open_source(job.source))
        job.question.check(source.columns)
        if job.compare:
            _refuse_taken(source.columns)
        done.lacking = [fact.label for fact in job.question.lacking(source.columns)]
        good = stack.enter_context(open_sink(job.target))
        bad = stack.enter_context(open_sink(job.bad_path))
        for frame in _frames(job, source):
            _take(job, frame, done, good, bad)
            progress(done.rows, source.rows)
        _count(done, good, bad, source)
        for sink in (good, bad):
            sink.finish()
        bad.place(keep=done.bad > 0)
        good.place(keep=True)
    return done


def _refuse(job: Job) -> None:
    """Refuse files that may not be written."""
    if not job.target.name:
        raise BadTable("结果要写到哪个文件没有写明", fact=str(job.target), remedy="请写文件名")
    paths = [each.resolve() for each in (job.source, job.target, job.bad_path)]
    if len(set(paths)) < len(paths):
        raise BadTable(
            "输入、结果和坏行要写在三个不同的文件里", fact=str(job.target), remedy="请改名"
        )
    for path in (job.target, job.bad_path):
        if path.exists() and not job.force:
            raise BadTable("已有同名的文件", fact=str(path), remedy="改个名字，或加 --force 覆盖")
        if path.is_dir():
            raise BadTable("这是文件夹，不是文件", fact=str(path), remedy="请写文件名")


def _refuse_taken(columns: list[str]) -> None:
    for taken in (BEFORE, AFTER, DIFFERENCE):
        if taken in columns:
            raise BadTable(f"表里已经有“{taken}”列", fact=taken, remedy="请先改名")


def _frames(job: Job, source: Source) -> Iterator[pl.DataFrame]:
    """The rows in batches; all of them in one where the rule looks at the whole table."""
    rule = job.question.rule
    if not rule.table:
        yield from source.frames(AT_ONCE)
        return
    held: list[pl.DataFrame] = []
    rows = 0
    for frame in source.frames(AT_ONCE):
        rows += frame.height
        if max(rows, source.rows) > MOST_WHOLE:
            raise TooLarge(
                f"“{rule.label}”要把整张表放进内存，最多 {MOST_WHOLE:,} 行，这张表有 {max(rows, source.rows):,} 行",
                clause=rule.addresses[0], remedy="请按年度或地区分成几份",
            )  # fmt: skip
        held.append(frame)
    if held:
        yield pl.concat(held)


def _take(job: Job, frame: pl.DataFrame, done: Done, good: Sink, bad: Sink) -> None:
    """One batch: computed, counted, written."""
    first = done.rows + 1
    if job.explain_row and first <= job.explain_row < first + frame.height:
        done.explained = _explained(job, frame, job.explain_row - first)
    applied = _compared(job, frame, first, done) if job.compare else job.question.apply(
        frame, first_row=first
    )  # fmt: skip
    if applied.good.height + applied.bad.height != frame.height:
        raise AssertionError("rows were lost or doubled")
    done.rows += frame.height
    done.good += applied.good.height
    done.bad += applied.bad.height
    good.write(applied.good)
    bad.write(applied.bad)


def _compared(job: Job, frame: pl.DataFrame, first: int, done: Done) -> Applied:
    """Before with the text's own parameters, after with the changed ones, and the difference."""
    numbers = pl.int_range(first, first + frame.height, eager=True).alias(_NUMBER)
    plain = _with_what_the_text_says(job.question, frame.columns)
    before = plain.apply(frame.with_columns(numbers), first_row=first)
    kept = before.good.drop(NOTICE, strict=False).rename({plain.result: BEFORE})
    after = job.question.apply(kept, first_row=kept[_NUMBER])
    good = after.good.rename({plain.result: AFTER})
    assert done.totals is not None
    if good[AFTER].dtype.is_numeric():
        good = good.with_columns((pl.col(AFTER) - pl.col(BEFORE)).alias(DIFFERENCE))
        done.totals.before += _sum(good[BEFORE])
        done.totals.after += _sum(good[AFTER])
    done.totals.changed += int((good[AFTER].ne_missing(good[BEFORE])).sum())
    bad = pl.concat([before.bad, after.bad.drop(BEFORE)]).sort(_NUMBER)
    return Applied(good.drop(_NUMBER), bad.drop(_NUMBER))


def _with_what_the_text_says(question: Question, columns: list[str]) -> Question:
    """The question before the change; what the text leaves open stays as it is given."""
    names, parameters = question.check(columns), question.rule.parameters
    kept = {
        name: value
        for name, value in question.overrides.items()
        if name in parameters and parameters[name].not_in_text and name not in names
    }
    return replace(question, overrides=kept)


def _sum(values: pl.Series) -> Decimal:
    return Decimal(str(values.sum() or 0))


def _explained(job: Job, frame: pl.DataFrame, place: int) -> Outcome | str:
    """The outcome of one row, or of the whole table where the rule looks at all of it."""
    question = job.question
    names = question.check(frame.columns)
    if not question.rule.table:
        return question.single(frame.row(place, named=True), names)
    if frame.height > MOST_ROWS or isinstance(question.on, str):
        return f"整张表的规则最多解释 {MOST_ROWS:,} 行的表，且要用 --on 写明一个日期"
    rows = [{name: row[at] for name, at in names.items()} for row in frame.iter_rows(named=True)]
    try:
        return question.rule.run(
            {"rows": rows}, question.on, readings=question.readings, overrides=question.overrides,
            even_if_not_in_force=question.even_if_not_in_force,
        )  # fmt: skip
    except RuleError as error:
        return str(error)


def _count(done: Done, good: Sink, bad: Sink, source: Source) -> None:
    """Hold what was read, what was written and what the file declares against each other."""
    if not done.rows:
        raise BadTable("表里没有数据行", fact=str(done.job.source), remedy="请检查文件是否完整")
    if source.rows and source.rows != done.rows:
        raise BadTable(
            f"文件声明有 {source.rows:,} 行，只读出 {done.rows:,} 行", fact=str(done.job.source),
            remedy="文件不完整，请重新导出",
        )  # fmt: skip
    if (good.rows, bad.rows, done.rows) != (done.good, done.bad, done.good + done.bad):
        raise AssertionError("the rows written are not the rows read")
    if done.job.explain_row and done.explained is None:
        done.explained = f"表里只有 {done.rows:,} 行"


__all__ = ["REASON", "BadTable", "Done", "Job", "Totals", "run"]
