"""One page of a long list, read from the database and no more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from luoshi.web.asked import Pages, around, number

PAGE = 50
MOST_IN_SHEET = 20_000


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = PAGE) -> Pages[Any]:
    """The page of a list that ``page`` asks for."""
    total = rows.count()
    last = max(1, -(-total // size))
    current = min(number(request, "page") or 1, last)
    return around(request, list(rows[(current - 1) * size : current * size]), current, last, total)


def told(pages: Pages[Any], name: str, lines: list[Any]) -> dict[str, Any]:
    """A page of a list as data."""
    return {"total": pages.total, "page": pages.number, "pages": pages.last, name: lines}
