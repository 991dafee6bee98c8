"""The first page: the gazettes, a search box, what is new."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from luoshi import config
from luoshi.office.archive import queries
from luoshi.office.archive.models import Document, Issue
from luoshi.web import answers, asked, links
from luoshi.web.listing import listed
from luoshi.web.views.common import answering

LATEST = 8


@answering
def home(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Every gazette with its figures, and the latest documents."""
    issues = queries.issues()
    if form == "json":
        return answers.data([summary(issue) for issue in issues])
    if form == "xlsx":
        columns = ["标识", "名称", "城市", "年", "期", "出版日期", "文件", "版本", "待核问题"]
        return answers.sheet("公报目录", columns, [_row(issue) for issue in issues])
    context = {
        "nav": "home",
        "issues": [(issue, summary(issue)) for issue in issues],
        "latest": listed(latest(LATEST), asked.today()),
        "documents": sum(issue.current.document_count for issue in issues),
        "clauses": sum(issue.current.clause_count for issue in issues),
        "gazettes_variable": config.GAZETTES,
    }
    return answers.page(request, "luoshi/home.html", context)


def latest(count: int) -> list[Document]:
    """The documents in use with the latest days."""
    day = Coalesce("signed", "issued", "published", "adopted", "effective")
    found = queries.current_documents().annotate(on=day).exclude(on=None)
    return list(found.order_by("-on", "-id")[:count])


def summary(issue: Issue) -> dict[str, Any]:
    """An issue as data."""
    version = issue.current
    return {
        "gazette": issue.slug,
        "title": issue.title,
        "label": issue.label,
        "single": issue.single,
        "city": issue.city or None,
        "year": issue.year,
        "issue": issue.issue,
        "total_issue": issue.total_issue,
        "published": issue.published,
        "publisher": issue.publisher or None,
        "documents": version.document_count,
        "clauses": version.clause_count,
        "versions": len(issue.versions.all()),
        "damages": len(version.damages),
        "disagreements": len(version.disagreements),
        "url": links.issue(issue.slug),
    }


def _row(issue: Issue) -> list[object]:
    found = summary(issue)
    names = ("gazette", "label", "city", "year", "issue", "published", "documents", "versions")
    return [*(found[name] for name in names), found["damages"] + found["disagreements"]]


