"""What the reader asked for in the address: dates, numbers, pages; refused in Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.http import HttpRequest
from django.utils import timezone

from luoshi.office.archive.queries import KIND_LABELS, Filters

Row = TypeVar("Row")

_DAY = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*", re.ASCII)
LONGEST = 400
"""Characters of a filter: no city, issuer or title has more."""
EARLIEST, LATEST = 1000, 9000


class BadQuestion(ValueError):
    """Something in the address that cannot be understood: what, and what to write instead."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what = what
        self.remedy = remedy


def day(request: HttpRequest, name: str) -> date | None:
    """A date such as ``2024-01-15`` or ``2024年1月15日``; None where none is given."""
    text = words(request, name)
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        year, month, number = (int(part) for part in match.groups()) if match else (0, 0, 0)
        found = date(year, month, number)
    except ValueError:
        raise BadQuestion(f"“{text[:40]}”不是日期", "请写成 2024-01-15") from None
    if not EARLIEST <= found.year <= LATEST:  # a day before or after it must be a date too
        raise BadQuestion(f"{found} 太早或太晚", f"请写 {EARLIEST} 至 {LATEST} 年之间的日期")
    return found


def today() -> date:
    """The day in the office's own time zone."""
    return timezone.localdate()


def words(request: HttpRequest, name: str) -> str:
    """Words without the blanks around them."""
    text = request.GET.get(name, "").strip()
    if "\0" in text:
        raise BadQuestion("地址中含有不能使用的字符", "请重新输入")
    return text


def number(request: HttpRequest, name: str, most: int = 2_000_000_000) -> int | None:
    """A whole number from 1; None where none is given."""
    text = words(request, name)
    if not text:
        return None
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not 1 <= int(text) <= most:
        raise BadQuestion(f"“{text[:40]}”不是可用的数字", "请从页面上的链接进入，或改为正整数")
    return int(text)


def filters(request: HttpRequest) -> Filters:
    """Which documents: the same words on every page that lists them."""
    kind = words(request, "kind")
    if kind and kind not in KIND_LABELS:
        raise BadQuestion(f"没有“{kind[:40]}”这一种文件", "请从列表中选择文件种类")
    return Filters(
        place=words(request, "place")[:LONGEST],
        issuer=words(request, "issuer")[:LONGEST],
        kind=kind,
        year=number(request, "year", 9999),
        in_force_on=day(request, "on"),
        gazette=words(request, "gazette")[:LONGEST],
        text=words(request, "title")[:LONGEST],
    )


@dataclass(frozen=True, slots=True)
class Pages(Generic[Row]):
    """A page of a list, with the way to those before and after it."""

    rows: Sequence[Row]
    number: int
    last: int
    total: int
    before: str | None
    after: str | None


def paged(
    request: HttpRequest, rows: Sequence[Row], size: int, current: int | None = None
) -> Pages[Row]:
    """The page of a list that ``page`` asks for, unless it is given here."""
    last = max(1, -(-len(rows) // size))
    current = min(current or number(request, "page") or 1, last)
    return around(request, rows[(current - 1) * size : current * size], current, last, len(rows))


def around(
    request: HttpRequest, rows: Sequence[Row], current: int, last: int, total: int
) -> Pages[Row]:
    """Rows that are one page already, with the way to the others."""
    before = at_page(request, current - 1) if current > 1 else None
    after = at_page(request, current + 1) if current < last else None
    return Pages(rows, current, last, total, before, after)


def at_page(request: HttpRequest, page: int) -> str:
    """The same question for another page of its answer."""
    query = request.GET.copy()
    query.pop("line", None)
    query["page"] = str(page)
    return "?" + query.urlencode()


def with_value(request: HttpRequest, name: str, value: str) -> str:
    """The same question with one value set."""
    query = request.GET.copy()
    query[name] = value
    return "?" + query.urlencode()


def without(request: HttpRequest, name: str) -> str:
    """The same question without one value."""
    query = request.GET.copy()
    query.pop(name, None)
    return "?" + query.urlencode() if query else request.path
