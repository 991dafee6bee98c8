"""Readings (读法): how the office reads what the documents leave ambiguous, chosen by its administrator."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office.cases import choosing
from luoshi.office.cases.errors import CaseError
from luoshi.web import answers
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk

COLUMNS = [
    "文号",
    "读法",
    "条款",
    "为什么有不同读法",
    "现在的读法",
    "默认的读法",
    "是否由本机关选择",
]


@desk()
@require_http_methods(["GET", "HEAD"])
def readings(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The documents that leave something open to reading."""
    found = choosing.documents()
    if form == "json":
        return answers.data({
            "documents": [
                {"policy": policy.key, "document": policy.number, "title": policy.title,
                 "readings": len(policy.readings), "chosen": n}
                for policy, n in found
            ]
        })  # fmt: skip
    if form == "xlsx":
        rows = [_as_row(each) for policy, _ in found for each in choosing.of(policy)]
        return answers.sheet("读法", COLUMNS, rows)
    context = {
        "nav": "office", "area": "journal", "documents": found, "runs": request.actor.runs_office,
    }  # fmt: skip
    return answers.page(request, "luoshi/journal/readings.html", context)


def _as_row(each: choosing.Choice) -> list[object]:
    reading = each.reading
    return [
        each.policy.number, reading.label, each.clause, reading.why, reading.options[each.chosen],
        reading.options[reading.default], "是" if each.by_office else "否",
    ]  # fmt: skip


@desk()
@require_http_methods(["GET", "HEAD", "POST"])
def of_document(request: OfficeRequest, policy: str, form: str = "html") -> HttpResponse:
    """The readings of one document, each with its passage and what may be meant."""
    found = choosing.document(policy)
    if form == "json":
        return answers.data({"readings": [each.as_json() for each in choosing.of(found)]})
    if request.method == "POST":
        return _choose(request, found)
    return _page(request, found, {}, 200)


def _page(request: OfficeRequest, found: Any, more: dict[str, Any], status: int) -> HttpResponse:
    context = {
        "nav": "office", "area": "journal", "policy": found, "choices": choosing.of(found),
        "runs": request.actor.runs_office, "said": request.GET.get("said", ""), **more,
    }  # fmt: skip
    return answers.page(request, "luoshi/journal/of_document.html", context, status)


def _choose(request: OfficeRequest, found: Any) -> HttpResponse:
    given = {
        name: request.POST.get(name, "")[:500] for name in ("name", "option", "before", "reason")
    }
    try:
        choosing.choose(
            found, given["name"], given["option"], before=given["before"], reason=given["reason"],
            actor=request.actor,
        )  # fmt: skip
    except CaseError as error:
        if error.status in (403, 404):
            raise
        return _page(request, found, {"error": error, "given": given}, error.status)
    place = reverse("readings-of", args=[found.key])
    return redirect(f"{place}?said={given['name']}#{given['name']}")
