"""What the clock does for alerts: calls go on, old ones stop, measures grow overdue, rounds begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from luoshi.office.alerts import calling, judging, measures, rounds
from luoshi.office.alerts.models import Calling, Pulse
from luoshi.office.directory.actors import CLOCK
from luoshi.office.journal import service as journal

JUMP = timedelta(seconds=20)
"""A difference between the wall clock and the time that really passed, above which the clock has jumped."""
_ONCE = timedelta(minutes=2)
"""Within this time other workers notice the same jump; the first of them has put it right."""


@dataclass
class Ticked:
    """What a round did."""

    escalated: int = 0
    stale: int = 0
    overdue: int = 0
    opened: int = 0
    judged: int = 0

    @property
    def anything(self) -> bool:
        """Whether it did anything."""
        return bool(self.escalated or self.stale or self.overdue or self.opened)


def calls(now: datetime) -> Ticked:
    """The part that cannot wait: messages that have grown old stop, unanswered calls go on."""
    done = Ticked(stale=calling.stop_stale(now))
    while taken := calling.escalate(now):
        done.escalated += taken
        if taken < calling.BATCH:
            break
    return done


def slow(now: datetime) -> Ticked:
    """The part that may wait a second: measures and rounds."""
    done = Ticked(overdue=measures.mark_overdue(now))
    done.opened = measures.open_daily(now) + rounds.open_due(now)
    done.judged = judging.judge_again(now)
    return done


def jumped(now: datetime, jump: timedelta) -> int:
    """Move the open calls along with a clock that jumped, once for all workers; how many.

    Three minutes to answer are three minutes of people's time: a clock that is put right by an hour must
    neither wake everybody at once nor let them sleep for an hour.
    """
    with transaction.atomic():
        row, _ = Pulse.objects.get_or_create(pk=1, defaults={"seen": now})
        row = Pulse.objects.select_for_update().get(pk=1)
        if row.jumped is not None and abs(now - row.jumped) < _ONCE:
            return 0
        row.jumped, row.seen, row.by = now, now, round(jump.total_seconds())
        row.save()
        rows = Calling.objects.filter(state="open", due__isnull=False)
        if connection.features.has_select_for_update:
            # in one order, as whoever takes an answer in
            list(rows.select_for_update().order_by("pk").values_list("pk"))
        moved = rows.update(due=F("due") + jump)
        journal.record(
            "clock.jump", actor=CLOCK, at=now, subject="时钟跳变",
            body={"seconds": round(jump.total_seconds()), "calls": moved},
        )  # fmt: skip
    return moved
