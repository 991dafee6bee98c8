"""The boards of supervision (督办台账): the list with its lights, grouped, as a heat map, as a timeline."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.office import clock
from luoshi.office.directory.models import Unit
from luoshi.office.duties import access, boards, reminding, service
from luoshi.office.duties.boards import BY, NEVER, ORDER, STATES, Asked, Counts, Group, Rows
from luoshi.office.duties.errors import DutyError, NotThere
from luoshi.office.duties.models import LIGHTS, STAGES, Found, Reminder, Saved
from luoshi.web import answers
from luoshi.web.asked import BadQuestion, Pages, around, number, paged, with_value, without, words
from luoshi.web.duties import item_shapes
from luoshi.web.duties.refusing import duty_desk, sent
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.paging import MOST_IN_SHEET

PAGE = 50
UNITS_A_PAGE = 40
MOST_SAVED = 30
ROLES = {"lead": "牵头", "assist": "配合"}
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
NAMES = (
    "q",
    "document",
    "unit",
    "role",
    "within",
    "leader",
    "light",
    "month",
    "stage",
    "state",
    "by",
)


# --- what was asked


def asked_of(request: OfficeRequest) -> Asked:
    """The filter in the address.

    Raises:
        BadQuestion: it names what there is not.
    """
    month = words(request, "month")
    if month not in ("", NEVER) and not (_MONTH.fullmatch(month) and "1000" < month < "9000"):
        raise BadQuestion(f"“{month[:20]}”不是月份", "请写成 2026-03")
    return Asked(
        words(request, "q")[:100], words(request, "document")[:400], words(request, "unit")[:60],
        _one(request, "role", ROLES, "参与方式"), bool(words(request, "within")),
        words(request, "leader")[:40], _one(request, "light", LIGHTS, "亮灯"), month,
        _one(request, "stage", STAGES, "环节"), _one(request, "state", STATES, "状态"),
    )  # fmt: skip


def _one(request: OfficeRequest, name: str, known: dict[str, str], what: str) -> str:
    value = words(request, name)
    if value and value not in known:
        raise BadQuestion(f"没有“{value[:20]}”这种{what}", "请从页面上的链接进入")
    return value


def chips(request: OfficeRequest, asked: Asked) -> list[tuple[str, str]]:
    """What narrows the list now, each with the way to leave it out."""
    unit = asked.unit and (Unit.objects.filter(code=asked.unit).values_list("name", flat=True).first() or asked.unit)  # fmt: skip
    told = {
        "q": f"含“{asked.q}”", "document": _document_words(asked.document),
        "unit": "没有牵头单位" if asked.unit == NEVER else f"{unit}{'及下级' if asked.within else ''}",
        "role": ROLES.get(asked.role, ""), "leader": "没有写明分管领导" if asked.leader == NEVER else asked.leader,
        "light": LIGHTS.get(asked.light, ""), "month": _month_words(asked.month),
        "stage": STAGES.get(asked.stage, ""), "state": STATES.get(asked.state, ""),
    }  # fmt: skip
    return [(label, without(request, name)) for name, label in told.items() if getattr(asked, name)]


def _document_words(document: str) -> str:
    if not document:
        return ""
    title = Found.objects.filter(document=document).values_list("title", flat=True).first()
    return f"{title}（{document}）" if title and title not in document else document


def _month_words(month: str) -> str:
    if month in ("", NEVER):
        return "长期" if month else ""
    return f"{boards.month_words(date.fromisoformat(f'{month}-01'))}到期"


# --- the board


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def board(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """Everything that the unit sees under supervision, filtered and counted; grouped where ``by`` says so."""
    asked, by = asked_of(request), _one(request, "by", BY, "分组")
    rows = access.items(request.actor)
    if by:
        return _grouped(request, rows, asked, by, form)
    if form == "xlsx":
        return _sheet(rows, asked)
    without_light = boards.narrowed(rows, asked, light=False)
    told = boards.counts(without_light)
    total = boards.total(told, asked)
    pages = _page(request, without_light, asked, told, total)
    if form == "json":
        return answers.data({
            "total": total, "page": pages.number, "pages": pages.last, "lights": told.lights,
            "stages": told.stages, "items": pages.rows,
        })  # fmt: skip
    context = {
        **_around(request, "board", asked), "pages": pages, "total": total,
        "lights": _lights(request, told, asked), "stages": _stages(request, told, asked),
        "begun": bool(told.rows) or _narrows(asked), "orphans": service.orphans(request.actor).count(),
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/board.html", context)


def _page(
    request: OfficeRequest, rows: Rows, asked: Asked, told: Counts, total: int
) -> Pages[dict[str, Any]]:
    last = max(1, -(-total // PAGE))
    current = min(number(request, "page") or 1, last)
    found = boards.page(rows, asked, told, (current - 1) * PAGE, PAGE)
    return around(request, item_shapes.lines(found), current, last, total)


def _sheet(rows: Rows, asked: Asked) -> HttpResponse:
    left = boards.narrowed(rows, asked, light=False)
    found = boards.page(left, asked, boards.counts(left), 0, MOST_IN_SHEET)
    body = [item_shapes.row(each) for each in item_shapes.lines(found)]
    return answers.sheet("督办台账", item_shapes.COLUMNS, body)


def _around(request: OfficeRequest, here: str, asked: Asked) -> dict[str, Any]:
    """What the pages of the board share: filters as links, those that are kept, who may register."""
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "nav": "office", "area": "duties", "here": here, "asked": asked, "query": query.urlencode(),
        "chips": chips(request, asked), "kept": [(name, value) for name, value in query.items() if name != "q"],
        "supervises": access.supervises(request.actor), "acts": request.actor.acts,
        "groupings": _groupings(query), "states": STATES.items(), "by": "", "saved": saved_of(request), "today": clock.today(),
    }  # fmt: skip


def _groupings(query: QueryDict) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for key, label in {"": "逐件", **BY}.items():
        other = query.copy()
        other.pop("by", None)
        if key:
            other["by"] = key
        found.append((key, label, f"{reverse('duty-board')}?{other.urlencode()}".rstrip("?")))
    return found


def _narrows(asked: Asked) -> bool:
    return any(getattr(asked, name) for name in NAMES if name not in ("by", "state"))


def _lights(request: OfficeRequest, told: Counts, asked: Asked) -> list[dict[str, Any]]:
    """The lights with their counts; each leads to what has it, and back."""
    lights = told.lights
    return [
        {
            "key": light, "label": item_shapes.LIGHT_WORDS[light], "style": item_shapes.LAMPS[light],
            "n": lights[light], "here": asked.light == light,
            "url": _first(without(request, "light") if asked.light == light else with_value(request, "light", light)),
        }
        for light in ORDER
    ]  # fmt: skip


def _stages(request: OfficeRequest, told: Counts, asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "key": stage, "label": STAGES[stage], "n": n, "here": asked.stage == stage,
            "url": _first(without(request, "stage") if asked.stage == stage else with_value(request, "stage", stage)),
        }
        for stage, n in told.stages.items() if n or asked.stage == stage
    ]  # fmt: skip


def _first(address: str) -> str:
    """The same address for the first page of its list."""
    path, mark, query = address.partition("?")
    told = QueryDict(query, mutable=True)
    told.pop("page", None)
    return f"{path}{mark}{told.urlencode()}" if told else path or "?"


# --- grouped


def _grouped(request: OfficeRequest, rows: Rows, asked: Asked, by: str, form: str) -> HttpResponse:
    left = boards.narrowed(rows, asked, light=False)
    if asked.light or asked.stage or asked.state:
        left = boards.narrowed(left, Asked(light=asked.light, stage=asked.stage, state=asked.state or "all"))  # fmt: skip
    found = boards.groups(left, by)
    if form == "xlsx":
        columns = [BY[by], *item_shapes.GROUP_COLUMNS[1:]]
        return answers.sheet(f"督办按{BY[by]}", columns, [item_shapes.group_row(each) for each in found])  # fmt: skip
    pages = paged(request, found, PAGE)
    if form == "json":
        return answers.data({
            "by": by, "total": pages.total, "page": pages.number, "pages": pages.last,
            "groups": [item_shapes.group(each) for each in pages.rows],
        })  # fmt: skip
    lines = [
        {"of": each, "share": each.share, "cells": _cells(request, by, each), "url": _narrow(request, by, each.key, ""),
         "page": reverse("duty-unit", args=[each.key]) if by == "unit" and each.key != NEVER else ""}
        for each in pages.rows
    ]  # fmt: skip
    context = {
        **_around(request, "board", asked), "by": by, "by_label": BY[by], "pages": pages, "lines": lines,
        "begun": bool(found) or _narrows(asked),
        "sums": [(light, sum(getattr(each, light) for each in found)) for light in ORDER],
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/groups.html", context)


def _cells(request: OfficeRequest, by: str, of: Group) -> list[dict[str, Any]]:
    return [
        {"light": light, "label": item_shapes.LIGHT_WORDS[light], "n": getattr(of, light),
         "url": _narrow(request, by, of.key, light)}
        for light in ORDER
    ]  # fmt: skip


def _narrow(request: OfficeRequest, by: str, key: str, light: str) -> str:
    """The list of one group, of one light of it."""
    query = request.GET.copy()
    for name in ("by", "page"):
        query.pop(name, None)
    query[by] = key
    if by == "unit" and key != NEVER:
        query["role"] = "lead"
    if light:
        query["light"] = light
    return f"{reverse('duty-board')}?{query.urlencode()}"


# --- filters that are kept


def saved_of(request: OfficeRequest) -> list[Saved]:
    """The filters that whoever is signed in keeps (常用筛选)."""
    user = request.actor.user
    return list(Saved.objects.filter(user=user).order_by("name")) if user else []


@duty_desk()
@require_POST
def keep(request: OfficeRequest) -> HttpResponse:
    """Keep a filter under a name; the same name again replaces it."""
    user = request.actor.user
    name = " ".join(sent(request.POST, "name", 60).split())
    given = QueryDict(sent(request.POST, "query", 500))
    told = QueryDict(mutable=True)
    for each in NAMES:
        if given.get(each):
            told[each] = given[each]
    query = told.urlencode()
    if user is None:
        raise DutyError("程序没有常用筛选", "请由登录的人员保存")
    if not name or len(name) > 60:
        raise DutyError("没有写常用筛选的名称，或超过 60 个字", "请写一个简短的名称，如“本月到期”")
    if not query or len(query) > 500:
        raise DutyError("没有可以保存的筛选条件", "请先选好条件，再保存")
    others = Saved.objects.filter(user=user).exclude(name=name)
    if others.count() >= MOST_SAVED:
        raise DutyError(f"常用筛选最多 {MOST_SAVED} 个", "请先删去不用的")
    Saved.objects.update_or_create(user=user, name=name, defaults={"query": query})
    return redirect(f"{reverse('duty-board')}?{query}")


@duty_desk()
@require_POST
def forget(request: OfficeRequest, number: int) -> HttpResponse:
    """Keep a filter no longer."""
    user = request.actor.user
    if not user or not Saved.objects.filter(user=user, pk=number).delete()[0]:
        raise NotThere("没有这个常用筛选", "请从台账里打开")
    return redirect("duty-board")


# --- the heat map


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def heat(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """Units by months: how much falls due, how much of it is late."""
    first = _first_month(request)
    rows = boards.narrowed(access.items(request.actor), Asked(document=words(request, "document")[:400]), light=False)  # fmt: skip
    if form == "xlsx":
        return _heat_sheet(boards.heat(rows, first, 0, 5000))
    current = number(request, "page") or 1
    found = boards.heat(rows, first, (current - 1) * UNITS_A_PAGE, UNITS_A_PAGE)
    last = max(1, -(-found.units // UNITS_A_PAGE))
    pages = around(request, found.lines, min(current, last), last, found.units)
    if form == "json":
        return answers.data({
            "from": f"{first:%Y-%m}", "total": found.units, "page": pages.number, "pages": last,
            "units": [item_shapes.warmth(each, found) for each in found.lines],
        })  # fmt: skip
    lines = [
        {"of": each, "cells": [
            {"cell": cell, "shade": boards.shade(cell, found.fullest), "month": f"{month:%Y-%m}",
             "words": boards.month_words(month)}
            for month, cell in zip(found.months, each.cells, strict=True)
        ]}
        for each in found.lines
    ]  # fmt: skip
    context = {
        "nav": "office", "area": "duties", "here": "heat", "heat": found, "lines": lines, "pages": pages,
        "first": first, "last": found.months[-1], "query": request.GET.urlencode(), "shades": range(boards.SHADES + 1),
        "before": f"{boards.after(first, -boards.MONTHS):%Y-%m}", "next": f"{boards.after(first, boards.MONTHS):%Y-%m}",
        "months": [(month, boards.month_words(month)) for month in found.months],
        "this": f"{clock.today():%Y-%m}",
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/heat.html", context)


def _first_month(request: OfficeRequest) -> date:
    text = words(request, "from")
    if not text:
        return clock.today().replace(month=1, day=1)
    if not (_MONTH.fullmatch(text) and "1900" < text < "2900"):
        raise BadQuestion(f"“{text[:20]}”不是月份", "请写成 2026-01")
    return date.fromisoformat(f"{text}-01")


def _heat_sheet(found: boards.Heat) -> HttpResponse:
    columns = ["单位", "合计", "逾期", "长期", *(f"{month:%Y-%m}" for month in found.months),
               *(f"{month:%Y-%m} 逾期" for month in found.months)]  # fmt: skip
    body = [
        [each.unit.name, each.total, each.late, each.never, *(cell.due for cell in each.cells),
         *(cell.late for cell in each.cells)]
        for each in found.lines
    ]  # fmt: skip
    return answers.sheet("督办热力图", columns, body)


# --- the timeline


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def timeline(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The items of a filter along the months: from their registration to their day, and where it was moved."""
    asked = asked_of(request)
    left = boards.narrowed(access.items(request.actor), asked, light=False)
    told = boards.counts(left)
    total = boards.total(told, asked)
    last_page = max(1, -(-total // PAGE))
    current = min(number(request, "page") or 1, last_page)
    today = clock.today()
    size, start = (MOST_IN_SHEET, 0) if form == "xlsx" else (PAGE, (current - 1) * PAGE)
    found = boards.page(left, asked, told, start, size)
    first, last = boards.span(found, today)
    shown = [(boards.bar(each, first, last), item_shapes.line(each, today)) for each in found]
    if form == "xlsx":
        body = [[*_timeline_row(line)] for _, line in shown]
        return answers.sheet("督办时间轴", _TIMELINE_COLUMNS, body)
    pages = around(request, shown, current, last_page, total)
    if form == "json":
        return answers.data({
            "total": total, "page": current, "pages": last_page, "from": first, "to": last,
            "items": [line for _, line in shown],
        })  # fmt: skip
    context = {
        **_around(request, "timeline", asked), "pages": pages, "total": total, "begun": bool(told.rows) or _narrows(asked),
        "groupings": (), "months": _axis(first, last), "now": boards.thousandth(today, first, last),
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/timeline.html", context)


_TIMELINE_COLUMNS = ["编号", "事项", "牵头单位", "立项", "原时限", "时限", "亮灯", "环节"]


def _timeline_row(told: dict[str, Any]) -> list[object]:
    return [
        told["key"], told["text"], told["lead"], told["registered"][:10], told["first_due"], told["due"],
        told["light_label"], told["stage_label"],
    ]  # fmt: skip


def _axis(first: date, last: date) -> list[dict[str, Any]]:
    """The months of a timeline: every one has a line, so many have words as there is room for."""
    months: list[date] = []
    month = first
    while month < last:
        months.append(month)
        month = boards.after(month)
    every = -(-len(months) // 6)
    return [
        {"at": boards.thousandth(each, first, last), "label": f"{each:%Y-%m}" if not place % every else ""}
        for place, each in enumerate(months)
    ]  # fmt: skip


# --- a unit's own page


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def unit(request: OfficeRequest, code: str, form: str = "html") -> HttpResponse:
    """What a unit leads and assists in, by light and by month; what it was reminded of; the units below it."""
    of = Unit.objects.select_related("parent").filter(code=code).first()
    rows = access.items(request.actor)
    if of is None or not _sees(request, rows, of):
        raise NotThere("没有这个单位，或看不到它的督办事项", "请从督办台账里打开")
    asked = Asked(unit=code)
    if form == "xlsx":
        return _sheet(rows, asked)
    left = boards.narrowed(rows, asked, light=False)
    told = boards.counts(left)
    total = boards.total(told, asked)
    pages = _page(request, left, asked, told, total)
    first = boards.after(clock.today().replace(day=1), -2)
    months = boards.months_of(rows, of, first)
    figures = boards.of_unit(rows, of)
    if form == "json":
        return answers.data({
            "unit": of.code, "name": of.name, "leads": figures.leads.lights, "assists": figures.assists.lights,
            "below": figures.below.lights, "to_accept": figures.to_accept,
            "months": [{"month": f"{month:%Y-%m}", "due": each.due, "late": each.late, "done": each.done} for month, each in months],
            "total": total, "page": pages.number, "pages": pages.last, "items": pages.rows,
        })  # fmt: skip
    fullest = max((cell.due for _, cell in months), default=0)
    context = {
        "nav": "office", "area": "duties", "here": "board", "unit": of, "figures": figures, "pages": pages, "total": total,
        "tables": _tables(figures), "months": [
            {"month": f"{month:%Y-%m}", "words": boards.month_words(month), "cell": cell,
             "shade": boards.shade(cell, fullest)} for month, cell in months
        ],
        "below": _below(rows, figures), "reminders": _reminders(request, of), "unread": _unread(request, of),
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/unit.html", context)


@duty_desk(acts=True)
@require_POST
def reminders_read(request: OfficeRequest, code: str) -> HttpResponse:
    """An officer has read what their own unit was reminded of (已读)."""
    own = request.actor.unit
    if own is None or own.code != code:
        raise NotThere("只能把本单位的提醒记为已读", "请从督办台账里打开本单位")
    waiting = access.reminders(request.actor).filter(unit=own, read=None)
    reminding.mark_read(request.actor, list(waiting.values_list("pk", flat=True)))
    return redirect("duty-unit", code)


def _sees(request: OfficeRequest, rows: Rows, of: Unit) -> bool:
    """Whoever supervises sees every unit's page; others their own, and those with which they share an item."""
    if access.supervises(request.actor) or (request.actor.unit and request.actor.unit.pk == of.pk):
        return True
    return boards.narrowed(rows, Asked(unit=of.code), light=False).exists()


def _tables(figures: boards.OfUnit) -> list[dict[str, Any]]:
    told = [("牵头", "lead", figures.leads), ("配合", "assist", figures.assists)]
    found = [
        {"label": label, "role": role, "within": "", "cells": [(light, n) for light, n in each.lights.items()], "total": each.total}
        for label, role, each in told
    ]  # fmt: skip
    if figures.units:
        found.append({
            "label": "下级单位牵头", "role": "", "within": "1",
            "cells": list(figures.below.lights.items()), "total": figures.below.total,
        })  # fmt: skip
    return found


def _below(rows: Rows, figures: boards.OfUnit) -> list[Group]:
    if not figures.units:
        return []
    return boards.groups(rows.filter(lead__in=figures.units), "unit")


def _unread(request: OfficeRequest, of: Unit) -> int:
    """How many reminders an officer of the unit has not read."""
    own = request.actor.unit
    if own is None or own.pk != of.pk or not request.actor.acts:
        return 0
    return access.reminders(request.actor).filter(unit=of, read=None).count()


def _reminders(request: OfficeRequest, of: Unit) -> list[Reminder]:
    found = access.reminders(request.actor).filter(unit=of).order_by("-at", "-pk")
    return list(found[:10])
