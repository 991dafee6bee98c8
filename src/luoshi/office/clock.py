"""The office's clock (时钟): the time by which deadlines are counted, which tests and drills may set.

``LUOSHI_CLOCK`` (as ``2024-03-01T09:00``) starts it at that moment, from which it goes on; without it
the clock is the machine's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from luoshi.config import ConfigurationError

HERE = ZoneInfo("Asia/Shanghai")
VARIABLE = "LUOSHI_CLOCK"

_set: list[datetime] = []


def now() -> datetime:
    """The present moment, with its time zone."""
    if _set:
        return _set[-1]
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
