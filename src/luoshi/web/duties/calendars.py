"""The one calendar (日历): a month or a list, for everybody; and the feeds that phones subscribe to (日历订阅)."""

from __future__ import annotations

import calendar as weeks
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.office import clock
from luoshi.office.directory import access as directory
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import NoUnit
from luoshi.office.directory.models import Unit
from luoshi.office.directory.units import find
from luoshi.office.duties import calendaring, feeding, icalendars
from luoshi.office.duties.calendaring import SOURCES, Entry
from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import Feed
from luoshi.web import answers, asked, links
from luoshi.web.asked import BadQuestion
from luoshi.web.duties.refusing import duty_desk, refused, trouble
from luoshi.web.office import paging
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.views.common import answering

VIEWS = {"month": "月", "list": "列表"}
COLUMNS = [
    "日期",
    "事项",
    "同一天还有",
    "单位",
    "依据",
    "文件",
    "原文时间",
    "来源",
    "怎样计算",
    "存疑",
    "督办事项",
]
IN_A_DAY = 4
"""Entries that a cell of the month shows; the others stand in the list below it."""
_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_EARLIEST, _LATEST = 1950, 2150
_ONE_MONTH = timedelta(days=32)


# --- the calendar


@dataclass(frozen=True, slots=True)
class Span:
    """What is looked at: days, and the month around which the page turns."""

    first: date
    last: date
    month: date
    ranged: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the month."""

    day: date
    entries: Sequence[tuple[Entry, str]]
    today: bool

    @property
    def shown(self) -> Sequence[tuple[Entry, str]]:
        """Those that have room."""
        return self.entries[:IN_A_DAY]

    @property
    def left(self) -> int:
        """How many have none."""
        return max(0, len(self.entries) - IN_A_DAY)


@answering
@require_safe
def calendar(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Every day on which something falls due: by rules, by what was found, and for who is signed in, by items."""
    try:
        response = _calendar(request, form)
        if directory.actor_of(request) is not None:
            add_never_cache_headers(response)
        return response
    except DutyError as error:
        return refused(request, "json" if form != "html" else form, error)


def _calendar(request: HttpRequest, form: str) -> HttpResponse:
    actor = directory.actor_of(request)
    span = _span(request, form)
    view, source = _choice(request, "view", VIEWS) or "month", _choice(request, "source", SOURCES)
    named = asked.words(request, "unit")[:100]
    found = calendaring.entries(span.first, span.last, _unit(named), actor=actor)
    if source:
        found = [each for each in found if source in each.sources]
    if form == "json":
        told = {"from": span.first.isoformat(), "to": span.last.isoformat(), "unit": named or None}
        return answers.data({**told, "entries": [calendaring.data_of(each) for each in found]})
    if form == "xlsx":
        rows = [_row(each) for each in found[: paging.MOST_IN_SHEET]]
        return answers.sheet(f"日历 {span.first}至{span.last}", COLUMNS, rows)
    if form == "ics":
        return _ics(
            icalendars.ics(found, f"落实日历{f' {named}' if named else ''}", url=_urls(request)),
            "落实日历",
        )
    pages = [(each, _page(each)) for each in found]
    context = {
        "nav": "duties", "view": view, "views": VIEWS, "source": source, "sources": SOURCES.items(),
        "unit": named, "span": span, "lines": pages, "grid": _grid(span.month, pages),
        "before": _at(request, span.month - timedelta(days=1)), "after": _at(request, span.month + _ONE_MONTH),
        "views_at": [(_with(request, view=key), label, key == view) for key, label in VIEWS.items()],
        "query": request.GET.urlencode(), "filtered": bool(named or source),
        "undated": calendaring.undated(_unit(named)), "actor": actor, "today": clock.today(),
        "path": reverse("duty-calendar"),
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/calendar.html", context)


def _span(request: HttpRequest, form: str) -> Span:
    """The month that is asked for, or the days; a file for a phone begins a month ago and ends in a year."""
    first, last = asked.day(request, "from"), asked.day(request, "to")
    month = _month(asked.words(request, "month")) or (first or clock.today()).replace(day=1)
    if first or last:
        first = first or (last or month) - timedelta(days=366)
        return Span(first, last or first + timedelta(days=366), first.replace(day=1), ranged=True)
    if form == "ics" and not asked.words(request, "month"):
        today = clock.today()
        return Span(today - feeding.BACK, today + feeding.AHEAD, month, ranged=True)
    return Span(*calendaring.month_of(month), month, ranged=False)


def _month(text: str) -> date | None:
    if not text:
        return None
    match = _MONTH.fullmatch(text)
    if match and 1 <= int(match[2]) <= 12 and _EARLIEST <= int(match[1]) <= _LATEST:
        return date(int(match[1]), int(match[2]), 1)
    raise BadQuestion(
        f"“{text[:20]}”不是可查的月份", f"请写成 2026-03，年份在 {_EARLIEST} 至 {_LATEST} 之间"
    )


def _choice(request: HttpRequest, name: str, known: dict[str, str]) -> str:
    value = asked.words(request, name)
    if value and value not in known:
        raise BadQuestion(
            f"没有“{value[:20]}”这种{'视图' if name == 'view' else '来源'}", "请从列表中选择"
        )
    return value


def _unit(named: str) -> Unit | str | None:
    """A unit of the directory where the words name one, with all its names; else the words as printed."""
    if not named:
        return None
    try:
        return find(named)
    except NoUnit:
        return named


def _grid(month: date, lines: Sequence[tuple[Entry, str]]) -> list[list[Cell | None]]:
    by_day: dict[date, list[tuple[Entry, str]]] = {}
    for entry, page in lines:
        by_day.setdefault(entry.day, []).append((entry, page))
    today = clock.today()
    return [
        [
            Cell(day, by_day.get(day, []), day == today) if day.month == month.month else None
            for day in week
        ]
        for week in weeks.Calendar().monthdatescalendar(month.year, month.month)
    ]


def _at(request: HttpRequest, day: date) -> str:
    """The same for another month; empty where there is none."""
    if not _EARLIEST <= day.year <= _LATEST:
        return ""
    return _with(request, month=f"{day:%Y-%m}")


def _with(request: HttpRequest, **values: str) -> str:
    query = request.GET.copy()
    for name, value in values.items():
        query[name] = value
    if "month" in values:
        query.pop("from", None)
        query.pop("to", None)
    return f"?{query.urlencode()}"


def _page(entry: Entry) -> str:
    """The page of an entry: of the item where it is one alone, else of its clause."""
    if entry.sources == ("item",) and entry.items:
        return reverse("duty-item", args=[entry.items[0]])
    return links.clause(entry.address, entry.gazette) if entry.address and entry.place else ""


def _urls(request: HttpRequest) -> Callable[[Entry], str]:
    def url(entry: Entry) -> str:
        page = _page(entry)
        return request.build_absolute_uri(page) if page else ""

    return url


def _row(entry: Entry) -> list[object]:
    return [
        entry.day, f"样例：{entry.what}" if entry.sample else entry.what, "；".join(entry.more), "、".join(entry.units),
        entry.address, entry.title, entry.words, entry.source_words, entry.convention, "；".join(entry.doubts),
        "、".join(entry.items),
    ]  # fmt: skip


def _ics(body: bytes, name: str) -> HttpResponse:
    return answers.saved_as(HttpResponse(body, content_type=icalendars.MEDIA_TYPE), f"{name}.ics")


# --- feeds


@duty_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The feeds of the unit and of the person; a new one is told its address once."""
    if request.method != "POST":
        return _feeds(request, form)
    try:
        feed, token = feeding.make(request.actor, request.POST.get("kind", "")[:20])
    except DutyError as error:
        return _feeds(request, form, error.status, **trouble(error))
    path = reverse("calendar-feed", args=[token])
    address = request.build_absolute_uri(path)
    return _feeds(
        request, form, 201, made=feed, address=address, phone=re.sub(r"^https?", "webcal", address)
    )


def _feeds(request: OfficeRequest, form: str, status: int = 200, **more: Any) -> HttpResponse:
    rows = list(feeding.feeds(request.actor))
    told = [_told(each) for each in rows]
    if form == "json":
        return answers.data({"feeds": told})
    if form == "xlsx":
        columns = ["日历", "订阅时间", "最近读取", "撤销时间"]
        body = [[each[name] for name in ("name", "made", "used", "revoked")] for each in told]
        return answers.sheet("日历订阅", columns, body)
    context = {
        "nav": "office", "area": "duties", "feeds": list(zip(rows, told, strict=True)), "actor": request.actor,
        "kinds": _kinds(request.actor), "said": asked.words(request, "said"), **more,
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/feeds.html", context, status)


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    """What an actor may subscribe to."""
    found: list[tuple[str, str]] = []
    if actor.unit is not None and actor.acts:
        found.append(("unit", f"{actor.unit.name}的日历"))
    if actor.user is not None:
        found.append(("person", "我的日历（我所在各单位的事项）"))
    return found


def _told(feed: Feed) -> dict[str, str | int]:
    """A feed as data; its token is known to nobody."""
    name = feed.unit.name if feed.unit else "我的日历"
    return {
        "id": feed.pk, "name": name, "kind": "unit" if feed.unit else "person",
        **{each: _moment(getattr(feed, each)) for each in ("made", "used", "revoked")},
    }  # fmt: skip


def _moment(at: Any) -> str:
    return at.isoformat(timespec="seconds") if at else ""


@duty_desk()
@require_POST
def revoke(request: OfficeRequest, number: int) -> HttpResponse:
    """End a feed; pressing twice does no harm."""
    feeding.revoke(request.actor, number)
    response = HttpResponse(status=302)
    response["Location"] = f"{reverse('duty-feeds')}?said=revoked"
    return response


@require_safe
def subscribed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar that a token opens, for a phone that is not signed in."""
    try:
        feed = feeding.opened(token)
        body = icalendars.ics(feeding.entries(feed), feeding.name_of(feed), url=_urls(request))
    except DutyError as error:
        response = HttpResponse(
            str(error), status=error.status, content_type="text/plain; charset=utf-8"
        )
    else:
        response = HttpResponse(body, content_type=icalendars.MEDIA_TYPE)
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    return response
