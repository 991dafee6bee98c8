"""What was found in the documents, for everybody to read: duties (责任), targets (指标) and days (日程)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from luoshi.office.archive.models import Document
from luoshi.office.duties import finding
from luoshi.office.duties.models import KINDS, Found
from luoshi.web import answers, asked, links
from luoshi.web.asked import Pages
from luoshi.web.duties import narrowing, people
from luoshi.web.duties.narrowing import Asked, Line
from luoshi.web.duties.people import People
from luoshi.web.office import paging
from luoshi.web.views.common import answering
from luoshi.web.views.documents import find

PEOPLE = "people"
LABELS = {"duty": "责任清单", "target": "指标清单", "timing": "日程", PEOPLE: "人员"}
TABS = {**KINDS, PEOPLE: "人员"}
NAMES = {"duty": "found-duties", "target": "found-targets"}
DOCUMENTS_OFFERED = 500


@answering
@require_safe
def duties(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Who must do what by when, by all documents in use (责任清单)."""
    return _listed(request, "duty", form)


@answering
@require_safe
def targets(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Which numbers must be reached in which year, by all documents in use (指标清单)."""
    return _listed(request, "target", form)


def _listed(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    wanted = narrowing.asked(request, narrowing.OPEN_STATES)
    rows = narrowing.rows_of(kind, wanted)
    if form != "html":
        return _whole(kind, narrowing.selected(rows, wanted), form, LABELS[kind])
    path = reverse(NAMES[kind])
    small = wanted.looks_inside or rows.count() <= narrowing.MOST_COUNTED
    pages, units = _page(request, rows, wanted, path) if small else (_cut(request, rows), [])
    context: dict[str, Any] = {
        "nav": "duties", "kind": kind, "label": LABELS[kind], "asked": wanted, "pages": pages,
        "lines": pages.rows, "units": units, "path": path, "query": request.GET.urlencode(),
        "dues": narrowing.DUE.items(), "softs": narrowing.SOFT.items(), "states": narrowing.OPEN_STATES.items(),
        "any": bool(wanted) or pages.total > 0, "json": reverse(f"{NAMES[kind]}-json"),
        "xlsx": reverse(f"{NAMES[kind]}-xlsx"),
    }  # fmt: skip
    if answers.part(request) == "results":
        return answers.page(request, "luoshi/duties/found_results.html", context)
    context["documents"] = _documents(narrowing.rows_of(kind, Asked()))
    context["failed"] = finding.failed()
    return answers.page(request, "luoshi/duties/found.html", context)


def _page(
    request: HttpRequest, rows: QuerySet[Found], wanted: Asked, path: str
) -> tuple[Pages[Line], list[tuple[str, int, str]]]:
    found = narrowing.selected(rows, wanted)
    return asked.paged(request, found, paging.PAGE), narrowing.units_named(found, wanted, path)


def _cut(request: HttpRequest, rows: QuerySet[Found]) -> Pages[Line]:
    """A page of a list that is too long to be counted by units."""
    pages = paging.page_of(request, rows)
    lines = [narrowing.line(each) for each in pages.rows]
    return Pages(lines, pages.number, pages.last, pages.total, pages.before, pages.after)


def _documents(rows: QuerySet[Found]) -> list[dict[str, Any]]:
    """The documents in which something was found, for the filter: number, title, how often."""
    counted = rows.order_by().values("document", "title").annotate(count=Count("pk"))
    return list(counted.order_by("document")[:DOCUMENTS_OFFERED])


def _whole(kind: str, lines: Sequence[Line], form: str, name: str) -> HttpResponse:
    if form == "json":
        return answers.data([narrowing.as_data(each) for each in lines])
    rows = [narrowing.as_row(each) for each in lines[: paging.MOST_IN_SHEET]]
    return answers.sheet(name, narrowing.COLUMNS[kind], rows)


# --- one document


@answering
@require_safe
def document(request: HttpRequest, name: str, form: str = "html") -> HttpResponse:
    """What one document wants: its duties, its targets, its days, its people, each in its tab."""
    gazette = asked.words(request, "gazette")
    row = find(name, gazette)
    finding.ensure()
    every = {kind: _of_document(kind, row) for kind in KINDS}
    found = people.people_of(row)
    if form == "json":
        return answers.data(_as_data(row, every, found))
    kind = _tab(asked.words(request, "kind"), every, found)
    if form == "xlsx":
        title = f"{row.number or row.title} {LABELS[kind]}"
        if kind == PEOPLE:
            return answers.sheet(title, people.COLUMNS, people.as_rows(found))
        return _whole(kind, every[kind], form, title)
    path = reverse("document-duties", args=[name])
    counts = {each: len(lines) for each, lines in every.items()} | {PEOPLE: found.count}
    slug = row.version.issue.slug
    context: dict[str, Any] = {
        "nav": "documents", "document": row, "page": links.document(row), "kind": kind,
        "issue": row.version.issue, "issue_url": links.issue(slug),
        "tabs": [
            (links.with_query(path, gazette=gazette, kind=each), TABS[each], count, each == kind)
            for each, count in counts.items()
        ],
        "lines": every.get(kind, []), "count": counts[kind], "label": LABELS[kind], "current": row.version.current,
        "json": links.twin("document-duties-json", name, request.GET.urlencode()),
        "xlsx": links.with_query(
            reverse("document-duties-xlsx", args=[name]), gazette=gazette, kind=kind
        ),
        "waiting": sum(each.row.state == "found" for each in every.get(kind, [])),
        "failed": [each for each in finding.failed() if each == row.version.issue],
    }  # fmt: skip
    if kind == PEOPLE:
        context |= {
            "people": found, "posts": people.linked(found.posts, slug),
            "groups": [
                (each, people.linked(each.seats, slug), links.clause(each.address, slug))
                for each in found.groups
            ],
        }  # fmt: skip
    return answers.page(request, "luoshi/duties/found_document.html", context)


def _as_data(row: Document, every: dict[str, list[Line]], found: People) -> dict[str, Any]:
    names = {"duty": "duties", "target": "targets", "timing": "timings"}
    told = {
        names[kind]: [narrowing.as_data(each) for each in lines] for kind, lines in every.items()
    }
    return {"number": row.number, "title": row.title, **told, "people": people.as_data(found)}


def _tab(asked_for: str, every: dict[str, list[Line]], found: People) -> str:
    """The tab that is asked for, else the first in which there is something."""
    if asked_for:
        return PEOPLE if asked_for == PEOPLE else narrowing.check_kind(asked_for)
    filled = next((kind for kind, lines in every.items() if lines), "")
    return filled or (PEOPLE if found.count else "duty")


def _of_document(kind: str, row: Document) -> list[Line]:
    rows = finding.found(kind, issue=row.version.issue).filter(document=row.label)
    return [narrowing.line(each) for each in rows]
