"""The home of a person (我的): what to do and by when, what waits for others, what just happened."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.alerts import access
from luoshi.office.alerts.models import Calling, MeasureTask
from luoshi.office.cases import access as case_access
from luoshi.office.cases import home as homes
from luoshi.office.directory.actors import Actor
from luoshi.office.duties import access as duty_access
from luoshi.office.duties import boards
from luoshi.web import answers
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk

Rows = list[dict[str, Any]]


@desk()
@require_http_methods(["GET", "HEAD"])
def home(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """What is there for whoever is signed in."""
    found = homes.home(request.actor)
    if form == "json":
        return answers.data(asdict(found))
    pages = _pages(request.actor, {each["case"] for each in found.notices if each["case"]})
    context = {
        "nav": "office", "area": "mine", "home": found, "waiting": sorted(found.waiting, key=_nearest), "by_document": by_document(found.can_start),
        "late": sum(each["light"] == "late" for each in found.todo),
        "close": sum(each["light"] == "close" for each in found.todo),
        "actor": request.actor, "news": [(each, _page_of(each, pages)) for each in found.notices], **_asked(request.actor),
    }  # fmt: skip
    return answers.page(request, "luoshi/cases/home.html", context)


def _asked(actor: Actor) -> dict[str, Any]:
    """What alerts want of the unit: messages that wait for an answer, measures to carry out, those overdue; and supervision."""
    if actor.unit is None:
        return {}
    owed = MeasureTask.objects.filter(unit=actor.unit, state="open")
    calls = Calling.objects.filter(unit=actor.unit, state__in=["open", "exhausted"])
    return {
        "calls": calls.count(), "measures": owed.count(),
        "measures_late": owed.filter(due__lte=clock.now()).count(),
        "duties": boards.owed(
            duty_access.items(actor), actor.unit, supervises=duty_access.supervises(actor)
        ),
    }  # fmt: skip


def _pages(actor: Actor, cases: set[str]) -> dict[str, str]:
    """Where what was told about a case is to be seen: the case, or for who is only called, its alert."""
    alerts = access.alerts(actor).filter(case__key__in=cases).values_list("case__key", "key")
    pages = {case: reverse("alert", args=[alert]) for case, alert in alerts}
    seen = case_access.cases(actor).filter(key__in=cases).values_list("key", flat=True)
    return pages | {case: reverse("case", args=[case]) for case in seen}


def _page_of(notice: dict[str, Any], pages: dict[str, str]) -> str:
    return pages.get(notice["case"], "")


def _nearest(line: dict[str, Any]) -> tuple[bool, str]:
    """Those with the nearest deadline first, those without one last."""
    deadline = line["deadline"]
    return (True, "") if deadline is None else (False, deadline["at"])


def by_document(procedures: Rows) -> list[tuple[dict[str, Any], Rows]]:
    """Procedures below the documents that they execute."""
    groups = groupby(procedures, key=lambda each: each["document"])
    found = [list(rows) for _, rows in groups]
    return [(rows[0], rows) for rows in found]


@desk()
@require_http_methods(["POST"])
def read(request: OfficeRequest) -> HttpResponse:
    """Mark everything read that the unit was told."""
    homes.read_all(request.actor)
    return redirect("office-home")
