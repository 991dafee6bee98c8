"""Searching: words in, clauses out, with the words marked where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from luoshi.gazette import Status
from luoshi.office.archive import queries, shapes
from luoshi.office.archive.models import Issue
from luoshi.office.archive.search import PAGE, Hit, Hits, QueryError, searcher
from luoshi.web import answers, asked, links
from luoshi.web.choices import choices
from luoshi.web.views.common import answering

SAVED = 1000
"""Hits that a spreadsheet holds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as it is listed."""

    hit: Hit
    url: str
    place: str
    whole: str
    status: Status


@answering
def search(request: HttpRequest, form: str = "html") -> HttpResponse:
    """The clauses that hold the words and pass the filters."""
    words, filters = asked.words(request, "q"), asked.filters(request)
    context: dict[str, Any] = {
        "nav": "search",
        "q": words,
        "filters": filters,
        "choices": choices(),
        "query": request.GET.urlencode(),
        "status": 200,
    }
    if words:
        try:
            hits = _hits(request, words, filters, form)
        except QueryError as error:
            if form != "html":
                return answers.error(request, form, 400, error.what, error.remedy)
            context |= {"error": error, "status": 400}
        else:
            if form == "json":
                return answers.data(_as_data(hits))
            if form == "xlsx":
                return _sheet(hits)
            context |= {
                "hits": hits,
                "found": _found(hits),
                "pages": asked.around(request, hits.hits, hits.page, hits.pages, hits.total),
            }
    elif form != "html":
        return answers.error(request, form, 400, "没有写明要查找的词语", "请在 q 中写明词语或文号")
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if answers.part(request) == "results":
        # htmx shows answers of success only, and a bad query is answered in its place.
        return answers.page(request, "luoshi/parts/hits.html", context)
    context["empty_archive"] = not Issue.objects.exists()
    return answers.page(request, "luoshi/search.html", context, context["status"])


def _hits(request: HttpRequest, words: str, filters: queries.Filters, form: str) -> Hits:
    size = SAVED if form == "xlsx" else PAGE
    page = 1 if form == "xlsx" else asked.number(request, "page", 100_000) or 1
    return searcher().search(words, filters, page, size)


def _found(hits: Hits) -> list[Found]:
    rows = {hit.document.id: hit.document for hit in hits.hits}
    urls = links.documents(rows.values())
    states = queries.statuses(list(rows.values()), asked.today())
    return [
        Found(
            hit,
            links.clause(hit.address),
            links.anchor(hit.address, hit.document.label).replace("_", " "),
            links.in_document(urls[hit.document.id], hit.clause, hit.document.label),
            states[hit.document.id],
        )
        for hit in hits.hits
    ]


def _as_data(hits: Hits) -> dict[str, Any]:
    found = shapes.hits(hits)
    for hit in found["hits"]:
        hit["url"] = links.clause(hit["address"])
    return found


def _sheet(hits: Hits) -> HttpResponse:
    columns = ["地址", "文件标题", "公报", "首行", "末行", "文字"]
    rows = [
        [
            hit.address,
            hit.document.title,
            hit.clause.version.issue.label,
            *hit.clause.lines,
            hit.clause.own,
        ]
        for hit in hits.hits
    ]
    return answers.sheet(f"检索 {hits.query.text[:20]}", columns, rows)
