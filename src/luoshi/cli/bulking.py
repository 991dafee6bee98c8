"""``luoshi bulk``: a rule over a file of cases, of any size."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.cli import telling
from luoshi.cli.asked import Wording, addressed, asked
from luoshi.cli.failure import FAILED, MISUSED, Failure
from luoshi.cli.screen import Page, print_json, progress

if TYPE_CHECKING:
    from luoshi.rules.bulk import Done, Job


@dataclass(frozen=True)
class Files:
    """What was typed beside the question: files, the column of dates, what else is wanted."""

    source: Path
    target: Path
    bad: Path | None = None
    on_column: str | None = None
    explain_row: int | None = None
    compare: bool = False
    force: bool = False


def bulk(wording: Wording, files: Files, as_json: bool) -> int:
    """Compute a file; returns the exit code: 0 done, 1 when not one row could be computed."""
    from luoshi.rules import bulk as work

    job = _job(wording, files, as_json)
    with addressed(job.question.rule), _stopped_gently(), progress(as_json) as bar:
        task = bar.add_task("计算", total=None)
        done = work.run(
            job, lambda rows, total: bar.update(task, completed=rows, total=total or None)
        )
    if as_json:
        print_json(_data(done))
    else:
        _lay(done)
    return 0 if done.good else FAILED


def _job(wording: Wording, files: Files, as_json: bool) -> Job:
    from luoshi.rules.bulk import Job
    from luoshi.rules.tables import Question

    if files.on_column and wording.on:
        raise Failure("--on 和 --on-column 只能写一个", "命令行", "请去掉其中一个。", MISUSED)
    if files.compare and not wording.overrides:
        raise Failure("--compare 要有改动", "命令行", "请加 --set 参数=值。", MISUSED)
    if files.on_column:
        wording = replace(wording, on=date.today())  # noqa: DTZ011 - not asked for
    question = asked(wording, as_json)
    return Job(
        Question(
            question.rule, files.on_column or question.on, question.readings, question.overrides,
            question.even_if_not_in_force,
        ),
        files.source, files.target, files.bad, files.force, files.compare, files.explain_row,
    )  # fmt: skip


@contextlib.contextmanager
def _stopped_gently() -> Generator[None]:
    """A run that is told to end removes what it has begun to write."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not in the main thread: nothing to be told
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _data(done: Done) -> dict[str, Any]:
    told = done.as_json()
    if done.job.explain_row:
        told["explained"] = _explained(done)
    return told


def _explained(done: Done) -> dict[str, Any] | str | None:
    """The outcome of the row; of a whole table, with the steps of that row only."""
    outcome, row = done.explained, done.job.explain_row
    if outcome is None or isinstance(outcome, str):
        return outcome
    told = outcome.as_json()
    if outcome.rule.table and row:
        told["explanation"] = told["explanation"][row - 1]
    return told


def _lay(done: Done) -> None:
    page, rule = Page(), done.job.question.rule
    page.say((rule.label, "bold"), f"（{rule.key}）")
    page.say(
        f"{done.rows:,} 行：算出 ", (f"{done.good:,}", "bold green"), f" 行，写入 {done.job.target}"
    )
    if done.bad:
        page.say("另有 ", (f"{done.bad:,}", "bold yellow"),
                 f" 行不能计算，连同原因写入 {done.job.bad_path}", indent=2)  # fmt: skip
    if done.lacking:
        page.say(
            ("! ", "yellow"), f"表里没有这些列：{'、'.join(done.lacking)}；要用到它们的行不能计算。"
        )
    if done.totals and rule.unit.name:
        totals = done.totals
        page.table(
            ("合计", f"数额（{rule.unit.name}）"),
            (("按原文", f"{totals.before:,}"), ("改动后", f"{totals.after:,}"),
             ("相差", f"{totals.difference:+,}")),
        )  # fmt: skip
    if done.totals:
        page.say(f"结果有变的 {done.totals.changed:,} 行。")
    _lay_explained(page, done)


def _lay_explained(page: Page, done: Done) -> None:
    if not done.job.explain_row:
        return
    page.say((f"第{done.job.explain_row}行", "bold"))
    told = _explained(done)
    if told is None or isinstance(told, str):
        page.say(told or "没有这一行", indent=2)
        return
    telling.tree(page, told["explanation"])
    telling.beside(page, told)
