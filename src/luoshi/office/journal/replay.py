"""Asking every decision's rule again (复算): does the same still come out?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from luoshi.office.journal import queries, rows
from luoshi.office.journal.findings import MOST
from luoshi.office.journal.models import Entry
from luoshi.office.journal.rows import Row
from luoshi.office.rulebook import read_receipt, reproduce
from luoshi.rules.errors import RuleError

DECISION = "decision"


@dataclass(frozen=True)
class Difference:
    """A decision that would come out otherwise today, or whose receipt cannot be trusted.

    Attributes:
        entry: its number; ``n`` its place in the chain.
        why: what changed since, in Chinese; for an altered receipt, what is wrong with it.
        then: the result of the receipt; ``now`` that of today, None where there is none.
    """

    entry: int
    n: int | None
    case: str
    at: str
    rule: str
    why: tuple[str, ...]
    then: Any = None
    now: Any = None

    def as_json(self) -> dict[str, Any]:
        """The difference as data."""
        return {
            "entry": self.entry, "n": self.n, "case": self.case, "at": self.at, "rule": self.rule,
            "then": self.then, "now": self.now, "why": list(self.why),
        }  # fmt: skip


@dataclass
class Replay:
    """What came of asking again.

    Attributes:
        decisions: how many decisions there are.
        same: how many came out the same.
        moved: how many of those came out the same though the rule or the document has changed.
        without: how many were made without a rule, so that there is nothing to ask.
        differing, altered: how many differ, and how many receipts are not what was recorded.
        differences, alterations: the first of them, one by one.
    """

    decisions: int = 0
    same: int = 0
    moved: int = 0
    without: int = 0
    differing: int = 0
    altered: int = 0
    differences: list[Difference] = field(default_factory=list[Difference])
    alterations: list[Difference] = field(default_factory=list[Difference])

    @property
    def sound(self) -> bool:
        """Whether every decision comes out the same, from its own receipt."""
        return not self.differing and not self.altered

    def as_json(self) -> dict[str, Any]:
        """The replay as data."""
        return {
            "sound": self.sound, "decisions": self.decisions, "same": self.same,
            "same_though_changed": self.moved, "without_receipt": self.without,
            "differing": self.differing, "altered": self.altered,
            "differences": [each.as_json() for each in self.differences],
            "alterations": [each.as_json() for each in self.alterations],
        }  # fmt: skip


def count(since: date | None = None) -> int:
    """How many decisions a replay would ask again."""
    return queries.entries(since=since).filter(kind=DECISION).count()


def replay(since: date | None = None, tick: Callable[[int], None] | None = None) -> Replay:
    """Ask every decision's rule again, from its receipt alone.

    Args:
        since: only what was decided from this day on, by the office's clock.
        tick: told how many decisions were asked since it was last told.
    """
    told = Replay()
    start = queries.beginning(since) if since else None
    for batch in rows.of_kind(DECISION, start):
        for row in batch:
            _ask(row, told)
            if tick:
                tick(1)
    return told


def of_entry(entry: Entry) -> Replay:
    """The same for one decision."""
    told = Replay()
    for row in rows.one(entry.pk):
        _ask(row, told)
    return told


def _ask(row: Row, told: Replay) -> None:
    told.decisions += 1
    if row.own_digest() != row.digest:
        _altered(row, told, "", "记事被改动过，内容与摘要不符")
        return
    try:
        receipt: Any = orjson.loads(row.body).get("receipt")
    except (orjson.JSONDecodeError, AttributeError):
        _altered(row, told, "", "记事的内容不是数据")
        return
    if receipt is None:
        told.without += 1
        return
    rule = str(receipt.get("rule", "")) if isinstance(receipt, Mapping) else ""
    try:
        kept = read_receipt(orjson.dumps(receipt))
    except RuleError as error:
        _altered(row, told, rule, error.what)
        return
    _compare(row, kept, told)


def _compare(row: Row, kept: Mapping[str, Any], told: Replay) -> None:
    try:
        again = reproduce(kept)
    except RuleError as error:
        _differs(row, told, kept, (f"如今不能计算：{error.what}",), None)
        return
    if not again.same:
        why = again.changed or ("规则和原文的版本都没有变",)
        _differs(row, told, kept, why, again.now)
        return
    told.same += 1
    told.moved += bool(again.changed)


def _differs(
    row: Row, told: Replay, kept: Mapping[str, Any], why: tuple[str, ...], now: Any
) -> None:
    told.differing += 1
    if len(told.differences) < MOST:
        told.differences.append(_difference(row, kept["rule"], why, kept["result"], now))


def _altered(row: Row, told: Replay, rule: str, why: str) -> None:
    told.altered += 1
    if len(told.alterations) < MOST:
        told.alterations.append(_difference(row, rule, (why,)))


def _difference(
    row: Row, rule: str, why: tuple[str, ...], then: Any = None, now: Any = None
) -> Difference:
    try:
        at = rows.moment(row.at).astimezone(queries.HERE).isoformat()
    except (TypeError, ValueError):
        at = str(row.at)
    return Difference(row.id, row.n, str(row.case), at, rule, why, then, now)
