"""The worker (值守进程): fires what is due, opens what comes back, seals the journal; until it is told to stop.

On PostgreSQL any number may run, on any machine. On SQLite ``luoshi serve`` brings one along. A worker
that was stopped catches up when it starts again, and every deadline says how late it was noticed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections

from luoshi.office import clock
from luoshi.office.alerts import sending, ticking, watch
from luoshi.office.cases.firing import Fired, fire
from luoshi.office.cases.models import Deadline
from luoshi.office.duties import reminding
from luoshi.office.journal import chain

PAUSE = 1.0
"""Seconds between looks at least; nothing is due more finely than that."""
LONGEST_PAUSE = 30.0
"""Seconds after which it looks again although nothing seemed due: somebody may have set a deadline."""

_log = logging.getLogger(__name__)
Report = Callable[[Fired, datetime], None]


def once(now: datetime | None = None) -> Fired:
    """One round: everything that is due by now, calls and what is to be sent among it."""
    fired = fire(now)
    ticking.calls(now or clock.now())
    ticking.slow(now or clock.now())
    sending.send(now or clock.now())
    reminding.tick(now or clock.now())
    chain.seal()
    return fired


def run(stop: threading.Event, report: Report, longest: float = PAUSE) -> None:
    """Rounds until ``stop`` is set. A database that is away is waited for, longer each time.

    Calls to people are looked after several times a second, beside the rounds (`alerts.watch`); reminders of what is
    supervised have a thread too (`duties.reminding`).
    """
    watch.start(stop)
    reminding.start(stop)
    wait = PAUSE
    while not stop.is_set():
        try:
            close_old_connections()
            fired = _round()
            if fired.anything or fired.failed:
                report(fired, clock.now())
            wait = longest
        except DatabaseError as error:
            wait = min(wait * 2, LONGEST_PAUSE)
            _log.error("数据库暂不可用，%d 秒后再试：%s", wait, error)
        except Exception:  # noqa: BLE001 - a mistake in one round must not end the worker
            wait = min(wait * 2, LONGEST_PAUSE)
            _log.exception("值守出错，%d 秒后再试", wait)
        stop.wait(wait)


def _round() -> Fired:
    fired = fire()
    ticking.slow(clock.now())
    chain.seal()
    return fired


def backlog(now: datetime | None = None) -> tuple[int, timedelta]:
    """How many deadlines wait for the clock, and how old the oldest of them is."""
    moment = now or clock.now()
    rows = Deadline.objects.filter(state="open", next__lte=moment)
    oldest = rows.order_by("next").values_list("next", flat=True).first()
    return rows.count(), (moment - oldest) if oldest else timedelta(0)
