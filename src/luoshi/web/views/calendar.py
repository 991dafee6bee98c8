"""The calendar of working days (工作日历) with the office's corrections, and the deadlines counted by it (期限)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.cases import calendar as kept
from luoshi.office.cases import correcting
from luoshi.office.cases.errors import BadInput, CaseError, NotAllowed, Stale
from luoshi.office.cases.models import Case, Correction
from luoshi.policies import acting
from luoshi.procedures.calendar import FIRST_KNOWN, LAST_KNOWN
from luoshi.web import answers
from luoshi.web.asked import BadQuestion, day, number, words
from luoshi.web.office import dues, months, paging
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk

EARLIEST, LATEST = 2000, 2100
WAYS = {"work": True, "rest": False, "undo": None}
_WORDS = {True: "工作日", False: "休息日", None: "按公布的日历"}


# --- the calendar


@desk()
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """A year; who administers the office may correct a day, after seeing what moves."""
    if request.method == "POST":
        return _correct(request)
    return _page(request, form, {}, 200)


def _page(request: OfficeRequest, form: str, more: dict[str, Any], status: int) -> HttpResponse:
    year = _year(request, more)
    rows = list(Correction.objects.filter(day__year=year).order_by("day"))
    work = kept.present()
    every = months.year(year, work, {each.day: each.reason for each in rows})
    if form != "html":
        return _as_told(form, year, every, rows)
    context = {
        "nav": "office", "area": "deadlines", "year": year, "months": every, "corrections": rows,
        "known": FIRST_KNOWN <= year <= LAST_KNOWN, "last_known": LAST_KNOWN, "today": clock.today(),
        "total": sum(each[2] for each in every), "runs": request.actor.runs_office,
        "said": request.GET.get("said", ""), "given": request.POST, **more,
    }  # fmt: skip
    return answers.page(request, "luoshi/calendar/calendar.html", context, status)


def _year(request: OfficeRequest, more: dict[str, Any]) -> int:
    if isinstance(more.get("day"), date):
        return more["day"].year
    year = number(request, "year", 9999) or clock.today().year
    if not EARLIEST <= year <= LATEST:
        raise BadQuestion(f"{year} 年不在可查的年份之内", f"请查 {EARLIEST} 至 {LATEST} 年")
    return year


def _as_told(
    form: str, year: int, every: list[months.Month], rows: list[Correction]
) -> HttpResponse:
    days = [each for _, weeks, _ in every for week in weeks for each in week if each]
    if form == "json":
        return answers.data({
            "year": year, "workdays": sum(each.works for each in days),
            "known": FIRST_KNOWN <= year <= LAST_KNOWN,
            "days": [{"day": d.day, "works": d.works, "kind": d.kind, "why": d.why} for d in days],
            "corrections": [{"day": r.day, "works": r.works, "reason": r.reason} for r in rows],
        })  # fmt: skip
    body = [[each.day, "工作日" if each.works else "休息", each.why] for each in days]
    return answers.sheet(f"{year}年工作日历", ["日期", "工作日或休息", "说明"], body)


def _correct(request: OfficeRequest) -> HttpResponse:
    """First the preview, then the deed."""
    if not request.actor.runs_office:
        raise NotAllowed("工作日历由系统管理员更正", "请把放假通知的文号告诉系统管理员")
    given = request.POST
    more: dict[str, Any] = {}
    try:
        wanted, works = _wanted(request)
        reason = given.get("reason", "").strip()[:200]
        more = {"day": wanted, "works": works, "words": _WORDS[works], "reason": reason}
        if not reason:
            raise BadInput(
                "请写明更正的依据", "如放假通知的文号", fields={"reason": "请写明更正的依据"}
            )
        moved = correcting.preview(wanted, works)
        if given.get("act") != "keep":
            told = {"moved": _steps(moved[:200]), "count": len(moved), "tried": True}
            return _page(request, "html", {**more, **told}, 200)
        if given.get("count") != str(len(moved)):
            raise Stale("刚才又有期限变动，移动的期限与预览时不同", "请再看一次预览")
        correcting.correct(wanted, works, reason, request.actor)
    except CaseError as error:
        return _page(request, "html", {**more, "error": error}, error.status)
    return redirect(f"{reverse('calendar')}?year={wanted.year}&said=kept")


def _steps(moved: list[correcting.Moved]) -> list[correcting.Moved]:
    """The same with the steps called as people call them."""
    rows = Case.objects.filter(key__in={each.case for each in moved})
    procedures = dict(rows.values_list("key", "procedure"))
    return [
        replace(each, step=acting.procedure(procedures[each.case]).step(each.step).label)
        for each in moved
    ]


def _wanted(request: OfficeRequest) -> tuple[date, bool | None]:
    text, way = request.POST.get("day", "").strip(), request.POST.get("way", "")
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError
        found = date.fromisoformat(text)
    except ValueError:
        raise BadInput(
            "请填写日期", "写成 2026-10-08", fields={"day": "请填写日期，如 2026-10-08"}
        ) from None
    if not EARLIEST <= found.year <= LATEST:
        raise BadInput(
            "这一年不能更正", fields={"day": f"请填写 {EARLIEST} 至 {LATEST} 年之内的日期"}
        )
    if way not in WAYS:
        raise BadInput("请选择更正为什么", fields={"way": "请选择"})
    if way == "undo" and kept.correction_of(found) is None:
        raise BadInput(f"{found} 没有更正过", "不用撤销", fields={"way": "这一天没有更正过"})
    return found, WAYS[way]


# --- deadlines


@desk()
@require_http_methods(["GET", "HEAD"])
def deadlines(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The deadlines of the unit's cases, the nearest first."""
    state, whose = words(request, "state")[:20], words(request, "whose")[:20]
    if state not in dues.STATES:
        raise BadQuestion(f"没有“{state}”这种情况", "请从列表中选择")
    mine, until = whose == "mine", day(request, "until")
    rows = dues.rows(request.actor, state=state, mine=mine, until=until)
    wanted = words(request, "q")[:100]
    if wanted:
        rows = rows.filter(Q(case__key=wanted) | Q(case__title__icontains=wanted))
    if form == "xlsx":
        lines = dues.lines(list(rows[: paging.MOST_IN_SHEET]))
        return answers.sheet("期限", dues.COLUMNS, [dues.as_row(each) for each in lines])
    pages = paging.page_of(request, rows)
    lines = dues.lines(pages.rows)
    if form == "json":
        return answers.data(paging.told(pages, "deadlines", lines))
    context = {
        "nav": "office", "area": "deadlines", "pages": pages, "lines": lines, "state": state,
        "states": dues.STATES.items(), "mine": mine, "until": until, "wanted": wanted,
        "filtered": bool(state or mine or until or wanted), "query": request.GET.urlencode(),
        "actor": request.actor,
    }  # fmt: skip
    return answers.page(request, "luoshi/calendar/deadlines.html", context)
