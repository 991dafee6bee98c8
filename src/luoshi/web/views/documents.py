"""The list of documents, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from luoshi.gazette import export as exports
from luoshi.gazette.export import FORMATS
from luoshi.office.archive import queries, shapes
from luoshi.office.archive.models import Clause, Document, Original
from luoshi.office.archive.values import removals_of
from luoshi.web import answers, asked, links, listing, markup, reading, sides, text
from luoshi.web.choices import choices
from luoshi.web.rulebook import places
from luoshi.web.views.common import answering
from luoshi.web.views.issues import damaged_lines

DOCUMENTS_A_PAGE = 50
FOLDED_FROM = 40
"""Lines of an outline from which its lower levels are folded at first."""
OPEN, EVERY = 2, 99
"""Levels of an outline that are open at first: of a long one, whose first level may be one line,
and of a short one."""


@answering
def documents(request: HttpRequest, form: str = "html") -> HttpResponse:
    """The documents in use that pass the filters."""
    filters, day = asked.filters(request), asked.today()
    rows = queries.documents(filters)
    if form == "json":
        return answers.data([listing.as_data(one, day) for one in listing.listed(rows, day)])
    if form == "xlsx":
        every = listing.listed(rows, day)
        return answers.sheet("文件目录", listing.COLUMNS, [listing.as_row(one) for one in every])
    pages = asked.paged(request, rows, DOCUMENTS_A_PAGE)
    shown = listing.listed(pages.rows, filters.in_force_on or day)
    context = {
        "filters": filters,
        "choices": choices(),
        "pages": pages,
        "documents": shown,
        "query": request.GET.urlencode(),
        "nav": "documents",
        "on": filters.in_force_on,
    }
    if answers.part(request) == "results":
        return answers.page(request, "luoshi/parts/document_list.html", context)
    return answers.page(request, "luoshi/documents.html", context)


@answering
def document(request: HttpRequest, name: str, form: str = "html") -> HttpResponse:
    """A document: its words, its facts, its status on a day, its place among others."""
    row = find(name, asked.words(request, "gazette"))
    day = asked.day(request, "on") or asked.today()
    if form == "json":
        return answers.data(_as_data(row, day))
    part = answers.part(request)
    context = _head(row, day) | {
        "nav": "documents",
        "path": request.path,
        "gazette": asked.words(request, "gazette"),
        "json": links.twin("document-json", name, request.GET.urlencode()),
    }
    if part == "status":
        return answers.page(request, "luoshi/parts/status.html", context)
    views = queries.relations(row)
    related = reading.relations(row, views)
    context |= _text(request, row, reading.known_to(views)) | {
        "related": related,
        "facts": reading.facts(row, related),
        "rules": len(places.of_document(row)),
        "formats": [(key, shape.name, links.export(row, key)) for key, shape in FORMATS.items()],
        "groups": reading.grouped(related),
        "citing": reading.citing(queries.references_in(row)),
    }
    if part == "reader":
        return answers.page(request, "luoshi/parts/reader.html", context)
    context |= {
        "drawing": reading.drawing(row, related),
        "also": _also(row),
    }
    return answers.page(request, "luoshi/document.html", context)


def find(name: str, gazette: str = "") -> Document:
    """A document by its key, or by its 文号 or title as people write it."""
    if name.isdecimal() and len(name) < 19:
        return queries.document_by_id(int(name))
    return queries.document(name, slug=gazette)


def _head(row: Document, day: date) -> dict[str, Any]:
    """What stands above the text, the status on the day included."""
    version, status = row.version, queries.status(row, day)
    ordinal = None if version.current else version.ordinal
    return {
        "document": row,
        "issue": version.issue,
        "issue_url": links.issue(version.issue.slug, ordinal),
        "version": version,
        "kind": queries.KIND_LABELS.get(row.kind, row.kind),
        "day": day,
        "today": asked.today(),
        "status": status,
        "status_clause": reading.clause_link(status.clause, row),
    }


def _text(
    request: HttpRequest, row: Document, known: Mapping[tuple[str, str], Document]
) -> dict[str, Any]:
    """The text with its outline, and with the lines as printed where the reader asks for them."""
    rows = text.words_of(row.clauses.all())
    named = reading.mentions(reading.named_in(row.references.all()), known, row)
    blocks = text.blocks(rows, row.label, named, links.clauses(row, links.document(row)))
    places.with_runs(blocks, row)
    outline = text.outline(blocks)
    long = sum(entry.count for entry in outline) > FOLDED_FROM
    context: dict[str, Any] = {
        "outline": markup.outline(outline, OPEN if long else EVERY),
        "beside": request.GET.get("view") == "source",
        "here": asked.without(request, "view"),
        "there": asked.with_value(request, "view", "source"),
    }
    if context["beside"]:
        rows_beside = _sides(row, rows, blocks)
        context["text"] = sides.written(rows_beside, links.lines(row.version))
    else:
        context["text"] = markup.clauses(blocks)
    return context


def _sides(
    row: Document, rows: Sequence[text.Words], blocks: Sequence[text.Block]
) -> list[sides.Side]:
    original = Original.objects.only("text", "removals").get(version=row.version)
    removals = removals_of(original)
    damaged = damaged_lines(row.version)
    return sides.beside(blocks, rows, original.text, row.lines, removals, damaged)


def _also(row: Document) -> list[tuple[Document, str]]:
    """The same document as other gazettes print it, and in the version in use."""
    others = [one for one in queries.documents_named(row.label) if one.id != row.id]
    urls = links.documents(others)
    return [(one, urls[one.id]) for one in others]


def _as_data(row: Document, day: date) -> dict[str, Any]:
    """The document with all its clauses, references and relations."""
    [one] = listing.listed([row], day)
    addresses: dict[int | None, str] = {}
    clauses: list[dict[str, Any]] = []
    for clause in queries.clauses(row):
        addresses[clause.position] = clause.address
        clauses.append(_clause(clause, addresses.get(clause.parent_position)))
    out, into = queries.references_out(row), queries.references_in(row)
    return {
        **listing.as_data(one, day),
        "clauses": clauses,
        "references": shapes.references({}, out, into),
        "relations": shapes.relations(queries.relations(row)),
    }


def _clause(clause: Clause, parent: str | None) -> dict[str, Any]:
    return {
        "address": clause.address,
        "parent": parent,
        "kind": clause.kind,
        "mark": clause.mark,
        "heading": clause.heading,
        "text": clause.own,
        "lines": clause.lines,
        "cells": clause.cells,
        "person": clause.person,
        "damages": clause.damages or [],
    }


@answering
def export(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """The document in one of the forms of export, to save."""
    if format not in FORMATS:
        known = "、".join(FORMATS)
        raise asked.BadQuestion(f"没有“{format[:40]}”这种导出格式", f"可用的格式：{known}")
    row = find(name, asked.words(request, "gazette"))
    shape = FORMATS[format]
    value = queries.gazette_value(row.version)
    document = value.documents[row.position]
    words = exports.export(value, document, format)
    response = HttpResponse(words, content_type=f"{shape.media_type}; charset=utf-8")
    return answers.saved_as(response, exports.file_name(document, format))
