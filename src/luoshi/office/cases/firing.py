"""The clock at work (到期处理): reminders, what falls due, cases that come back.

What is due is a query over an index, so that its cost follows what is due and not what is open. Several
workers take different rows (``SKIP LOCKED``); each batch is one transaction, so that one that is killed
leaves its rows for the next, and nothing is done twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet

from luoshi.office import clock
from luoshi.office.cases import deadlines, periodic, service
from luoshi.office.cases.models import Deadline, Notice, Participant
from luoshi.office.directory.actors import CLOCK
from luoshi.office.journal import service as journal
from luoshi.policies import acting
from luoshi.procedures import Procedure, Step

BATCH = 1000
_AGAIN = timedelta(minutes=5)
"""When a step that the clock could not take is tried again."""

_log = logging.getLogger(__name__)


@dataclass
class Fired:
    """What a round of the clock did."""

    reminded: int = 0
    late: int = 0
    acted: int = 0
    opened: int = 0
    failed: int = 0

    @property
    def anything(self) -> bool:
        """Whether it did anything."""
        return bool(self.reminded or self.late or self.acted or self.opened)


def fire(now: datetime | None = None, limit: int | None = None) -> Fired:
    """Do everything that is due by now; at most so many deadlines where a limit is given."""
    now = now or clock.now()
    told = Fired(opened=periodic.open_due(now))
    left = limit
    while left is None or left > 0:
        taken = _batch(now, min(BATCH, left or BATCH), told)
        if not taken:
            break
        left = None if left is None else left - taken
    return told


def _batch(now: datetime, size: int, told: Fired) -> int:
    """Take rows that are due, remind and mark late in one go; then act where the text says what follows."""
    with transaction.atomic():
        taken = list(_due(now, size))
        rows = [row for row in taken if _known(row)]
        told.failed += _later([row for row in taken if not _known(row)], now)
        reminders = [row for row in rows if row.at > now]
        over = [row for row in rows if row.at <= now]
        acting_rows = [row for row in over if _late_outcome(row)]
        # Whoever acts on it clears the row; a failure comes back.
        _these(acting_rows).update(next=now + _AGAIN)
        late = [row for row in over if not _late_outcome(row)]
        _remind(reminders, now)
        _mark_late(late, now)
    told.reminded += len(reminders)
    told.late += len(late)
    for row in acting_rows:
        _take(row, told)
    return len(taken)


def _known(row: Deadline) -> bool:
    """Whether the procedure still has the step: another version may have been installed meanwhile."""
    procedure = acting.procedures().get(row.case.procedure)
    return procedure is not None and any(each.key == row.task.step for each in procedure.steps)


def _later(rows: list[Deadline], now: datetime) -> int:
    """Leave rows that nobody can read for another day, so that they do not stop those behind them."""
    _these(rows).update(next=now + timedelta(days=1))
    for row in rows:
        _log.warning("办件 %s 的程序 %s 没有环节 %s，期限未处理", row.case.key, row.case.procedure, row.task.step)  # fmt: skip
    return len(rows)


def _these(rows: list[Deadline]) -> QuerySet[Deadline]:
    return Deadline.objects.filter(pk__in=[row.pk for row in rows])


def _due(now: datetime, size: int) -> Iterable[Deadline]:
    rows = Deadline.objects.filter(state="open", next__lte=now).order_by("next")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("task", "case", "unit")[:size]


def _step(row: Deadline) -> tuple[Procedure, Step]:
    procedure = acting.procedure(row.case.procedure)
    return procedure, procedure.step(row.task.step)


def _late_outcome(row: Deadline) -> str:
    return _step(row)[1].late


def _remind(rows: list[Deadline], now: datetime) -> None:
    _these(rows).update(reminded=now, next=F("at"))
    Notice.objects.bulk_create(
        Notice(
            unit=row.unit, case=row.case, kind="remind", clause=row.clause, at=now,
            text=f"“{_step(row)[1].label}”到 {deadlines.last_day(row.at)} 为止（{row.case.title[:120]}）",
        )
        for row in rows
        if row.unit_id
    )  # fmt: skip


def _mark_late(rows: list[Deadline], now: datetime) -> None:
    """Late: the row says so and how late the clock noticed; the unit and those who watch are told."""
    _these(rows).update(state="late", fired=now)
    watchers = _watchers(rows)
    notices: list[Notice] = []
    for row in rows:
        _, step = _step(row)
        text = f"“{step.label}”已过期限（{deadlines.last_day(row.at)}）：{row.case.title[:120]}"
        for unit in {row.unit_id, *watchers.get(row.case_id, ())} - {None}:
            notices.append(  # noqa: PERF401 - a comprehension of two loops reads worse
                Notice(
                    unit_id=unit, case=row.case, kind="late", clause=row.clause, at=now, text=text
                )
            )
    Notice.objects.bulk_create(notices, batch_size=2000)
    journal.record_many(
        [
            journal.Record(
                "deadline.late", actor=CLOCK, at=now, subject=row.case.procedure, case=row.case.key,
                unit=row.unit,
                body={"step": row.task.step, "at": row.at.isoformat(), "clause": row.clause,
                      "late_by_seconds": round((now - row.at).total_seconds())},
            )
            for row in rows
        ]
    )  # fmt: skip


def _watchers(rows: list[Deadline]) -> dict[int, set[int]]:
    """Who hears that somebody is late: whoever watches, and the organs that take part."""
    watching = {row.case_id: {role.key for role in _step(row)[0].watches} for row in rows}
    found: dict[int, set[int]] = {}
    for each in Participant.objects.filter(case_id__in=watching).select_related("unit"):
        if each.role in watching[each.case_id] or each.unit.kind == "agency":
            found.setdefault(each.case_id, set()).add(each.unit_id)
    return found


def _take(row: Deadline, told: Fired) -> None:
    """Take the way that the text provides for when nobody acted."""
    try:
        with transaction.atomic():
            service.act(row.case.key, row.task.step, _late_outcome(row), CLOCK)
            Deadline.objects.filter(pk=row.pk).update(fired=clock.now())
        told.acted += 1
    except (InterfaceError, OperationalError):
        raise  # the database is away: there is no going on
    except Exception as error:  # noqa: BLE001 - a mistake in one case must not stop all behind it
        told.failed += 1
        _log.warning("办件 %s 到期后不能自动办理：%s", row.case.key, error)
