"""Correcting the calendar of working days, and counting anew what was counted by it (工作日更正)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from luoshi.office import clock
from luoshi.office.cases import calendar, deadlines
from luoshi.office.cases.errors import BadInput
from luoshi.office.cases.models import Correction, Deadline
from luoshi.office.directory.actors import Actor
from luoshi.office.journal import service as journal
from luoshi.policies import acting


@dataclass(frozen=True)
class Moved:
    """What a correction does: open deadlines that move, each with its old and its new end."""

    case: str
    step: str
    before: str
    after: str


class _NotReally(Exception):
    """Raised to take a trial back."""


def preview(day: date, works: bool | None) -> list[Moved]:
    """Which open deadlines a correction would move; nothing is kept."""
    moved: list[Moved] = []
    try:
        with transaction.atomic():
            moved = _corrected(day, works, "试算")
            raise _NotReally
    except _NotReally:
        return moved


@transaction.atomic
def correct(day: date, works: bool | None, reason: str, actor: Actor) -> list[Moved]:
    """Say that a day is a working day, or is not; None takes a correction back.

    Open deadlines are counted anew; what was met or fired stays as it was.

    Raises:
        BadInput: no reason.
    """
    if not reason.strip():
        raise BadInput(
            "请写明更正的依据", "如放假通知的文号", fields={"reason": "请写明更正的依据"}
        )
    moved = _corrected(day, works, reason.strip()[:200])
    journal.record(
        "calendar.correct", actor=actor, at=clock.now(), subject=day.isoformat(), unit=actor.unit,
        body={"works": works, "reason": reason.strip(),
              "moved": [[m.case, m.step, m.before, m.after] for m in moved[:1000]], "count": len(moved)},
    )  # fmt: skip
    return moved


def _corrected(day: date, works: bool | None, reason: str) -> list[Moved]:
    if works is None:
        Correction.objects.filter(day=day).delete()
    else:
        Correction.objects.update_or_create(day=day, defaults={"works": works, "reason": reason})
    work, now, moved = calendar.present(), clock.now(), []
    rows = Deadline.objects.select_for_update(of=("self",)).filter(state="open", at__date__gte=day)
    for row in rows.filter(since__date__lte=day).select_related("task", "case"):
        before = row.at
        if deadlines.recount(row, acting.procedure(row.case.procedure), work, now):
            moved.append(
                Moved(
                    row.case.key,
                    row.task.step,
                    deadlines.last_day(before),
                    deadlines.last_day(row.at),
                )
            )
    return moved
