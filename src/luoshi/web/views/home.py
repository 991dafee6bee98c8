"""The first page: the gazettes, a search box, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from luoshi import config
from luoshi.office.archive import queries, shapes
from luoshi.office.archive.models import Document, Issue
from luoshi.web import answers, asked, links
from luoshi.web.listing import listed
from luoshi.web.views.common import answering

LATEST = 8


@answering
def home(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Every gazette with its figures, and the latest documents."""
    issues = queries.issues()
    found = summaries(issues)
    if form == "json":
        return answers.data(found)
    if form == "xlsx":
        columns = ["标识", "名称", "城市", "年", "期", "出版日期", "文件", "版本", "待核问题"]
        return answers.sheet("公报目录", columns, list(map(_row, found)))
    context = {
        "nav": "home",
        "issues": list(zip(issues, found, strict=True)),
        "latest": listed(latest(LATEST), asked.today()),
        "documents": sum(one["documents"] for one in found),
        "clauses": sum(one["clauses"] for one in found),
        "gazettes_variable": config.GAZETTES,
    }
    return answers.page(request, "luoshi/home.html", context)


def latest(count: int) -> list[Document]:
    """The documents in use with the latest days."""
    day = Coalesce("signed", "issued", "published", "adopted", "effective")
    found = queries.current_documents().annotate(on=day).exclude(on=None)
    return list(found.order_by("-on", "-id")[:count])


def summaries(issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """Issues as data, each with its page."""
    found = shapes.gazettes(issues)
    return [{**one, "url": links.issue(one["gazette"])} for one in found]


def _row(found: dict[str, Any]) -> list[object]:
    names = ("gazette", "title", "city", "year", "issue", "published", "documents", "versions")
    return [*(found[name] for name in names), found["damages"] + found["disagreements"]]
