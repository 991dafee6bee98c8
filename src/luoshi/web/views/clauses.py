"""The page of one clause: its words, how they were printed, what it names and who names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.office.archive import queries, shapes
from luoshi.office.archive.models import Clause, Document, Reference, Version, clause_id
from luoshi.web import answers, asked, links, markup, reading, sides, text
from luoshi.web.rulebook import describing, places
from luoshi.web.views.common import answering
from luoshi.web.views.issues import damaged_lines

MOST_LINES = 400
"""A chapter may have thousands; the page shows the first and leads to the others."""
EXAMPLE = "“某政发〔2023〕5号 第三条第（二）项”或“《标题》 第一条”"
NOWHERE = queries.NotFound("卷首和卷尾的文字没有单独的地址", "请在该期公报的页面上查看")


@answering
def clause(request: HttpRequest, form: str = "html") -> HttpResponse:
    """The clause at ``address``, in any customary spelling."""
    address = asked.words(request, "address")
    if not address:
        if form == "html":
            return redirect(reverse("search"))
        raise asked.BadQuestion("没有写明条款地址", f"请在 address 中写明，例如{EXAMPLE}")
    row = queries.clause(address[:2000], slug=asked.words(request, "gazette"))
    if row.document is None:
        raise NOWHERE
    if form == "json":
        return answers.data(_as_data(row))
    return answers.page(request, "luoshi/clause.html", _context(row, row.document))


def _context(row: Clause, document: Document) -> dict[str, Any]:
    version, label, page = row.version, document.label, links.document(document)
    known = reading.known_to(queries.relations(document))
    named = reading.mentions(reading.named_in(_references(row)), known, document, page)
    beside = queries.neighbours(row)
    path = queries.path(row)[:-1]
    first, last = row.lines
    pages = links.clauses(document, page)
    return {
        "nav": "documents",
        "json": links.with_query(reverse("clause-json"), address=row.address),
        "issue_url": links.issue(version.issue.slug),
        "next_line": first + MOST_LINES,
        "clause": row,
        "document": document,
        "page": page,
        "whole": links.in_document(page, row, label),
        "version": version,
        "issue": version.issue,
        "path": [(one, pages(one.address)) for one in path],
        "text": markup.clauses(text.blocks(text.words_of(_shown(row)), label, named, pages)),
        "lines": sides.written_lines(_lines(version, first, last), links.lines(version)),
        "more_lines": max(0, last - first + 1 - MOST_LINES),
        "named": _named(named),
        "citing": reading.citing(queries.references_in(row)),
        "previous": _neighbour(beside.previous, pages),
        "following": _neighbour(beside.following, pages),
        "status": queries.status(document, asked.today()),
        "rules": list(map(describing.named, places.of_clause(row, document))),
    }


def _shown(row: Clause) -> QuerySet[Clause]:
    """The clause with what stands below it; a row under the head of its table."""
    found = Clause.objects.filter(version=row.version_id)
    if row.kind == "row" and row.parent_position is not None:
        head = Q(parent_position=row.parent_position, header=True, kind="row")
        return found.filter(Q(id=row.id) | Q(id=row.parent_id) | head)
    return found.filter(id__gte=row.id, id__lt=clause_id(row.version_id, row.end))


def _lines(version: Version, first: int, last: int) -> list[sides.Line]:
    damaged = damaged_lines(version)
    found = queries.source_lines(version, (first, min(last, first + MOST_LINES - 1)))
    return [
        sides.Line(line.number, line.text, gone=False, why="", hurt=line.number in damaged)
        for line in found
    ]


def _references(row: Clause) -> QuerySet[Reference]:
    """What the clause, or something below it, names."""
    last = clause_id(row.version_id, row.end)
    return Reference.objects.filter(clause__gte=row.id, clause__lt=last)


def _named(named: dict[int, list[text.Mention]]) -> list[text.Mention]:
    """What the clause names, each once."""
    every = (one for position in sorted(named) for one in named[position])
    return list({(one.href, one.title): one for one in every}.values())


def _neighbour(row: Clause | None, pages: Callable[[str], str]) -> tuple[str, str] | None:
    return (row.label, pages(row.address)) if row else None


def _as_data(row: Clause) -> dict[str, Any]:
    out, into = queries.references_out(row), queries.references_in(row)
    return {
        **shapes.clause(row, source=True),
        "references": shapes.references({}, out, into),
    }
