"""A gazette: its documents, its contents list against the body, what repair did, its text."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luoshi.gazette import model
from luoshi.office.archive import ingest, queries, shapes
from luoshi.office.archive.ingest import STATE_LABELS
from luoshi.office.archive.models import Clause, ContentsEntry, Original, Version
from luoshi.office.archive.values import damages_of
from luoshi.web import answers, asked, links
from luoshi.web.compare import Compared, compared
from luoshi.web.listing import COLUMNS, as_data, as_row, listed
from luoshi.web.office.guard import archive_keeper
from luoshi.web.views.common import answering
from luoshi.web.views.home import summaries

LINES_A_PAGE = 600
REPAIRS_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the contents list, with the document it announces and what differs."""

    entry: ContentsEntry
    url: str
    troubles: list[model.Disagreement]


@answering
def issue(request: HttpRequest, slug: str, form: str = "html") -> HttpResponse:
    """An issue, in the version in use or in an earlier one."""
    day = asked.today()
    view = queries.contents(slug, asked.number(request, "version"))
    for row in view.documents:
        row.version = view.version
    documents = listed(view.documents, day)
    if form == "xlsx":
        return answers.sheet(f"{slug} 文件", COLUMNS, [as_row(one) for one in documents])
    if form == "json":
        return answers.data(_as_data(view, [as_data(one, day) for one in documents]))
    urls = {one.row.id: one.url for one in documents}
    before, after = _matter(view.version)
    labels: dict[str, str] = {**STATE_LABELS}
    context: dict[str, Any] = {
        "nav": "home",
        "issue": view.issue,
        "version": view.version,
        "versions": queries.issue(slug).versions.all(),
        "documents": documents,
        "contents": _contents(view, urls),
        "disagreements": _disagreements(view),
        "repairs": queries.repairs(view.version),
        "damages": damages_of(view.version),
        "front": before,
        "back": after,
        "outcome": labels.get(request.GET.get("outcome", ""), ""),
    }
    return answers.page(request, "luoshi/issue.html", context)


@require_POST
@archive_keeper
@answering
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an earlier version back into use; the one in use before stays readable."""
    wanted = request.POST.get("version", "")
    if not wanted.isascii() or not wanted.isdecimal():
        raise asked.BadQuestion("没有写明要恢复第几版", "请从公报页的“版本与原文”中打开那一版。")
    ingest.restore(queries.version(slug, int(wanted[:9])))
    return redirect("issue", slug=slug)


def _as_data(view: queries.ContentsView, documents: list[dict[str, Any]]) -> dict[str, Any]:
    issue = queries.issue(view.issue.slug)
    [found] = summaries([issue])
    return {
        **found,
        "shown": _version(view.version),
        "every_version": [_version(version) for version in issue.versions.all()],
        "documents": documents,
        "contents": shapes.contents(view),
        "damages": [asdict(one) for one in damages_of(view.version)],
        "passes": [
            {"pass": step, "changes": changed, "removals": removed}
            for step, changed, removed in queries.repairs(view.version)
        ],
        "matter": [
            {"address": row.address, "text": row.own, "lines": row.lines}
            for row in queries.matter(view.version)
        ],
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "ordinal": version.ordinal,
        "current": version.current,
        "name": version.name,
        "sha256": version.sha256,
        "encoding": version.encoding,
        "reader": version.reader,
        "ingested_at": version.ingested_at,
        "lines": version.line_count,
        "documents": version.document_count,
        "clauses": version.clause_count,
    }


def _disagreements(
    view: queries.ContentsView,
) -> list[tuple[str, Compared, tuple[int, int], str]]:
    head = links.lines(view.version)
    return [
        (
            one.kind,
            compared(one.contents, one.body),
            one.lines,
            f"{head}{one.lines[0]}#L{one.lines[0]}",
        )
        for one in view.disagreements
    ]


def _contents(view: queries.ContentsView, urls: dict[int, str]) -> list[ContentsLine]:
    """The lines with what differs at each; a trouble of no line of the list stays in its own."""
    troubles: defaultdict[int, list[model.Disagreement]] = defaultdict(list)
    for one in view.disagreements:
        troubles[one.lines[0]].append(one)
    return [
        ContentsLine(
            entry,
            urls.get(entry.document_id or 0, ""),
            [
                one
                for line in range(entry.first_line, entry.last_line + 1)
                for one in troubles[line]
            ],
        )
        for entry in view.entries
    ]


def _matter(version: Version) -> tuple[list[Clause], list[Clause]]:
    """What stands before the first document and what after the last."""
    rows = [row for row in queries.matter(version) if row.own]
    front = [row for row in rows if row.position < version.front_count]
    return front, rows[len(front) :]


@answering
def repairs(request: HttpRequest, slug: str, form: str = "html") -> HttpResponse:
    """Everything that repair changed and removed, pass by pass."""
    version = queries.version(slug, asked.number(request, "version"))
    step = asked.words(request, "step")
    changes = [one for one in queries.changes(version) if step in ("", one.step)]
    removals = [one for one in queries.removals(version) if step in ("", one.step)]
    if form == "json":
        return answers.data(shapes.repairs(version))
    rows = _repairs(changes, removals)
    if form == "xlsx":
        columns = ["行", "步骤", "做了什么", "原文", "改为", "理由"]
        return answers.sheet(f"{slug} 整理", columns, [tuple(row.values()) for row in rows])
    context: dict[str, Any] = {
        "nav": "home",
        "issue": version.issue,
        "version": version,
        "steps": queries.repairs(version),
        "step": step,
        "pages": asked.paged(request, rows, REPAIRS_A_PAGE),
    }
    return answers.page(request, "luoshi/repairs.html", context)


def _repairs(
    changes: Sequence[model.Change], removals: Sequence[model.Removal]
) -> list[dict[str, Any]]:
    rows = [
        {
            "line": one.line,
            "step": one.step,
            "act": "更正",
            "before": one.before,
            "after": one.after,
            "reason": "",
        }
        for one in changes
    ]
    rows += [
        {
            "line": one.line,
            "step": one.step,
            "act": "剔除",
            "before": one.text,
            "after": "",
            "reason": one.reason,
        }
        for one in removals
    ]
    return sorted(rows, key=lambda row: row["line"])


@answering
def source(request: HttpRequest, slug: str, form: str = "html") -> HttpResponse:
    """The text as it was taken in, line by line; ``line`` opens the page that holds it."""
    version = queries.version(slug, asked.number(request, "version"))
    line = asked.number(request, "line")
    every = queries.source_lines(version)
    if form == "json":
        return answers.data(
            {
                "gazette": slug,
                "version": version.ordinal,
                "lines": [line.text for line in every],
            }
        )
    page = (line - 1) // LINES_A_PAGE + 1 if line else None
    context: dict[str, Any] = {
        "nav": "home",
        "issue": version.issue,
        "version": version,
        "line": line,
        "pages": asked.paged(request, every, LINES_A_PAGE, page),
        "damaged": damaged_lines(version),
    }
    return answers.page(request, "luoshi/source.html", context)


def damaged_lines(version: Version) -> set[int]:
    """The numbers of the lines that are marked as damaged."""
    return {
        line
        for damage in damages_of(version)
        for line in range(damage.lines[0], damage.lines[1] + 1)
    }


@answering
def original(request: HttpRequest, slug: str) -> HttpResponse:
    """The bytes as they were taken in, to save."""
    version = queries.version(slug, asked.number(request, "version"))
    data = zlib.decompress(bytes(Original.objects.only("data").get(version=version).data))
    # As bytes: a browser must not guess what they are.
    response = HttpResponse(data, content_type="application/octet-stream")
    return answers.saved_as(response, version.name if "." in version.name else f"{slug}.txt")
