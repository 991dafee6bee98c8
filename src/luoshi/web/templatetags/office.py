"""Amounts, moments, clauses and deadlines in the office's templates: ``{% load office %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from luoshi.office import sample
from luoshi.office.cases import calendar
from luoshi.office.cases.deadlines import last_day
from luoshi.web.office import wording
from luoshi.web.office.sampling import sample_people
from luoshi.web.rulebook.places import Place, Places

register = template.Library()

AREAS = (
    ("office-home", "我的", "mine"),
    ("start", "办事", "start"),
    ("cases", "办件", "cases"),
    ("deadlines", "期限", "deadlines"),
    ("alerts", "预警", "alerts"),
    ("duty-board", "督办", "duties"),
    ("registers", "名录台账", "registers"),
    ("ledgers", "账簿", "ledgers"),
    ("statistics", "统计", "statistics"),
    ("journal", "日志", "journal"),
)
"""The pages of the office, as they stand below its head on every one of them."""


@register.inclusion_tag("luoshi/cases/nav.html")
def office_nav(area: str = "") -> dict[str, Any]:
    """The way between the office's pages; those that are not there are left out."""
    found: list[tuple[str, str, bool]] = []
    for name, label, key in AREAS:
        try:
            found.append((reverse(name), label, key == area))
        except NoReverseMatch:
            continue
    return {"areas": found}


@register.filter
def grouped(value: object) -> str:
    """Words whose amounts have thousands separators."""
    return wording.grouped(str(value))


@register.filter
def minute(iso: str) -> str:
    """A moment of the shapes to the minute."""
    found = wording.moment(iso)
    return found.strftime("%Y-%m-%d %H:%M") if found else ""


@register.filter
def until(iso: str) -> str:
    """When something is due: whole days end with their last day, not with the first minute of the next."""
    found = wording.moment(iso)
    return last_day(found) if found else ""


@register.filter
def just_day(iso: str) -> str:
    """The day of a moment."""
    return iso[:10]


@register.filter
def file_size(count: int) -> str:
    """The size of a file."""
    return wording.size(count)


@register.simple_tag(takes_context=True)
def clause_of(context: template.Context, address: str, own: str = "") -> Place:
    """A clause as it is cited, with its page; each document is looked up once for a page."""
    return _places(context, own).place(address)


def _places(context: template.Context, own: str) -> Places:
    request = context.get("request")
    if request is None:
        return Places(own)
    kept: Places = request.__dict__.setdefault("_places", Places())
    return kept.beside(own)


@register.inclusion_tag("luoshi/cases/clause.html", takes_context=True)
def clause(context: template.Context, address: str, own: str = "") -> dict[str, Any]:
    """A link to a clause; its words where no gazette with it is loaded."""
    return {"place": _places(context, own).place(address) if address else None}


@register.inclusion_tag("luoshi/cases/light.html", takes_context=True)
def light(
    context: template.Context, deadline: dict[str, Any] | None, silent: str = ""
) -> dict[str, Any]:
    """A deadline in a few words and a colour; what the text does not set is said too."""
    if not deadline:
        return {"silent": silent or "无期限"}
    kept: dict[str, Any] = context["request"].__dict__
    work = kept.get("_calendar") or kept.setdefault("_calendar", calendar.present())
    return {"deadline": deadline, "left": wording.left(deadline, work)}


@register.inclusion_tag("luoshi/account/samples.html", takes_context=True)
def sample_sign_in(context: template.Context) -> dict[str, Any]:
    """The people of the samples, where they may be tried at a click."""
    request = context.get("request")
    shown = isinstance(request, HttpRequest) and bool(sample_people(request))
    return {
        "groups": sample.by_document() if shown else [],
        "csrf_token": context.get("csrf_token"),
        "next": context.get("next", ""),
    }
