"""The office's clock (时钟): the time by which deadlines are counted, which tests and drills may set.

``LUOSHI_CLOCK`` (as ``2024-03-01T09:00``) starts it at that moment, from which it goes on; without it
the clock is the machine's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from luoshi.config import ConfigurationError

HERE = ZoneInfo("Asia/Shanghai")
VARIABLE = "LUOSHI_CLOCK"

_set: list[datetime] = []
_drill: list[Fast] = []


class Fast:
    """A clock of a drill (演练): so many times as fast as the machine's, and able to skip what is quiet."""

    def __init__(self, start: datetime, speed: float) -> None:
        """Start it.

        Args:
            start: where it begins.
            speed: seconds of the drill for one of the machine; 0: it stands until it is told to skip.
        """
        self._start, self._speed = start, speed
        self._began = time.monotonic()
        self._skipped = timedelta(0)

    def now(self) -> datetime:
        """The moment of the drill."""
        passed = timedelta(seconds=(time.monotonic() - self._began) * self._speed)
        return self._start + passed + self._skipped

    def skip_to(self, moment: datetime) -> None:
        """Go on to a moment at once; it never goes back."""
        self._skipped += max(moment - self.now(), timedelta(0))


def now() -> datetime:
    """The present moment, with its time zone."""
    if _set:
        return _set[-1]
    if _drill:
        return _drill[-1].now()
    return datetime.now(HERE) + _offset(os.environ.get(VARIABLE, "").strip())


def today() -> date:
    """The present day."""
    return now().astimezone(HERE).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stand at a moment while the block runs (this process only)."""
    _set.append(moment if moment.tzinfo else moment.replace(tzinfo=HERE))
    try:
        yield
    finally:
        _set.pop()


@contextmanager
def driven(start: datetime, speed: float) -> Iterator[Fast]:
    """Run fast from a moment while the block runs (this process only)."""
    clock = Fast(start if start.tzinfo else start.replace(tzinfo=HERE), speed)
    _drill.append(clock)
    try:
        yield clock
    finally:
        _drill.remove(clock)


@cache
def _offset(written: str) -> timedelta:
    if not written:
        return timedelta(0)
    try:
        wanted = datetime.fromisoformat(written)
    except ValueError as error:
        raise ConfigurationError(
            f"“{written}”不是时刻",
            f"环境变量 {VARIABLE}",
            "请写成 2024-03-01T09:00 的样子，或取消设置。",
        ) from error
    return (wanted if wanted.tzinfo else wanted.replace(tzinfo=HERE)) - datetime.now(HERE)
