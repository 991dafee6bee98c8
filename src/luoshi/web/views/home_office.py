"""The home of a person (我的): what to do and by when, what waits for others, what just happened."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from luoshi.office.cases import home as homes
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
    context = {
        "nav": "office", "area": "mine", "home": found, "waiting": sorted(found.waiting, key=_nearest), "by_document": by_document(found.can_start),
        "late": sum(each["light"] == "late" for each in found.todo),
        "close": sum(each["light"] == "close" for each in found.todo),
        "actor": request.actor,
    }  # fmt: skip
    return answers.page(request, "luoshi/cases/home.html", context)


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
