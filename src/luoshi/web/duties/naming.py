"""Printed names that lead to no unit (未对应的单位): what they are, where they stand, who may be meant."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from luoshi.office.archive.models import Issue
from luoshi.office.duties import finding, resolving
from luoshi.office.duties.models import KINDS
from luoshi.office.duties.resolving import Unknown
from luoshi.web import answers
from luoshi.web.asked import paged, words
from luoshi.web.duties import narrowing
from luoshi.web.duties.refusing import duty_desk
from luoshi.web.duties.review import issue_of
from luoshi.web.office import paging
from luoshi.web.office.guard import OfficeRequest

COLUMNS = ["原文名称", "情况", "条数", "可能是", "说明", "例如"]
PLACES_SHOWN = 3


@duty_desk()
@require_safe
def unknown(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The printed names that the directory does not settle, the commonest first."""
    finding.ensure()
    slug = words(request, "issue")[:200]
    issue = issue_of(slug) if slug else None
    found = resolving.unknown(issue)
    if form == "json":
        return answers.data([as_data(each) for each in found])
    if form == "xlsx":
        rows = [_as_row(each) for each in found[: paging.MOST_IN_SHEET]]
        return answers.sheet("未对应的单位", COLUMNS, rows)
    pages = paged(request, found, paging.PAGE)
    context = {
        "nav": "office", "area": "duties", "issue": issue, "pages": pages,
        "lines": [(each, [narrowing.line(row) for row in each.rows[:PLACES_SHOWN]]) for each in pages.rows],
        "issues": Issue.objects.filter(found__kind__in=KINDS).distinct().order_by("slug"),
        "runs": request.actor.runs_office, "query": request.GET.urlencode(),
        "clauses": sum(len(each.rows) for each in found),
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/unknown_units.html", context)


def as_data(of: Unknown) -> dict[str, Any]:
    """A name as data."""
    named = of.resolved
    return {
        "words": named.words, "state": named.state, "label": named.label, "note": named.note,
        "near": [{"code": unit.code, "name": unit.name} for unit in named.near],
        "count": len(of.rows), "findings": [row.pk for row in of.rows],
        "addresses": list(dict.fromkeys(row.address for row in of.rows)),
    }  # fmt: skip


def _as_row(of: Unknown) -> list[object]:
    named = of.resolved
    near = "、".join(unit.name for unit in named.near)
    return [named.words, named.label, len(of.rows), near, named.note, of.rows[0].address]
