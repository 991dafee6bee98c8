"""How the office's pages write amounts, moments and what is left of a deadline."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from luoshi.office import clock
from luoshi.procedures.calendar import WorkCalendar

_AMOUNT = re.compile(r"(?<![\d.])(\d{5,}|\d{4,}(?=(?:\.\d+)?元))(?=(?:\.\d+)?(?:万元|亿元|元))")

FAR = 90
"""Days beyond which nobody counts working days."""


def grouped(text: str) -> str:
    """Words whose amounts of money have thousands separators: ``3000000元`` is 3,000,000元."""
    return _AMOUNT.sub(lambda found: f"{int(found[1]):,}", text)


def moment(iso: str) -> datetime | None:
    """A moment of the shapes, in the office's time zone."""
    return datetime.fromisoformat(iso).astimezone(clock.HERE) if iso else None


def size(count: int) -> str:
    """The size of a file."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB"


def left(told: dict[str, Any], work: WorkCalendar) -> str:
    """What is left of a deadline, as people say it: 还有 3 个工作日, 今天到期, 已逾期 2 天."""
    at, now = datetime.fromisoformat(told["at"]), clock.now()
    state = told["state"]
    if state == "paused":
        return "暂停计算"
    if state == "cancelled":
        return "不再计算"
    if told["met"]:
        return "按期办结" if state == "met" else "逾期办结"
    if at <= now:
        over = (now.astimezone(clock.HERE) - at.astimezone(clock.HERE)).days
        return f"已逾期 {over} 天" if over else "已逾期"
    last = (at.astimezone(clock.HERE) - timedelta(microseconds=1)).date()
    today = now.astimezone(clock.HERE).date()
    if last == today:
        hours = at.astimezone(clock.HERE)
        whole = (hours.hour, hours.minute) == (0, 0)
        return "今天到期" if whole else f"今天 {hours:%H:%M} 到期"
    if (last - today).days > FAR:
        return f"还有约 {round((last - today).days / 30.4)} 个月"
    days = work.between(today, last)
    return f"还有 {days} 个工作日" if days else f"还有 {(last - today).days} 天"
