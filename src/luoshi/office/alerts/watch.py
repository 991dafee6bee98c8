"""The part of the worker that cannot wait (叫应值守): calls go on within a fraction of a second, and are sent.

Going on and sending have a thread each: a gateway that hangs must not keep anybody from being called on
another channel.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection

from luoshi.office import clock
from luoshi.office.alerts import sending, ticking

PAUSE = 0.25
"""Seconds between looks: a call goes on within a second of its time."""
LONGEST_PAUSE = 10.0

_log = logging.getLogger(__name__)


def start(stop: threading.Event) -> list[threading.Thread]:
    """Begin both threads; they end soon after ``stop`` is set."""
    found = [
        threading.Thread(target=loop, args=(stop, work), name=name, daemon=True)
        for name, work in (("叫应", Caller().look), ("发送", lambda now: _send(now, stop)))
    ]
    for each in found:
        each.start()
    return found


def _send(now: datetime, stop: threading.Event) -> None:
    sending.send(now, stop=stop)


class Caller:
    """Looks again and again, and notices when the clock jumps between two looks."""

    def __init__(self) -> None:
        self._wall: datetime | None = None
        self._passed = 0.0

    def look(self, now: datetime) -> None:
        """One look."""
        passed = time.monotonic()
        if self._wall is not None:
            jump = (now - self._wall) - timedelta(seconds=passed - self._passed)
            if abs(jump) > ticking.JUMP:
                moved = ticking.jumped(now, jump)
                _log.warning(
                    "时钟跳变 %.0f 秒，%d 个等待应答的叫应顺延", jump.total_seconds(), moved
                )
        self._wall, self._passed = now, passed
        ticking.calls(now)


def loop(stop: threading.Event, work: Callable[[datetime], None]) -> None:
    """Work until told to stop. A database that is away is waited for, longer each time.

    Work that took longer than the pause begins again at once: whatever fell due meanwhile has waited enough.
    """
    wait = PAUSE
    while not stop.is_set():
        began = time.monotonic()
        try:
            close_old_connections()
            work(clock.now())
            wait = max(0.0, PAUSE - (time.monotonic() - began))
        except DatabaseError as error:
            wait = min(max(wait, PAUSE) * 2, LONGEST_PAUSE)
            _log.error("数据库暂不可用，%.1f 秒后再试：%s", wait, error)
        except Exception:  # noqa: BLE001 - one broken row must not silence all others
            wait = min(max(wait, PAUSE) * 2, LONGEST_PAUSE)
            _log.exception("叫应值守出错")
        stop.wait(wait)
    connection.close()
