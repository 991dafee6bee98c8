"""The newest documents as an Atom feed."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from luoshi.office.archive import queries
from luoshi.office.archive.models import Document
from luoshi.office.archive.values import document_of
from luoshi.web import links, words

NEWEST = 50
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def feed(request: HttpRequest) -> HttpResponse:
    """What came into the archive last."""
    found = Atom1Feed(
        title="落实：新入档文件",
        subtitle="按入档时间排列的最新文件",
        link=request.build_absolute_uri(reverse("home")),
        feed_url=request.build_absolute_uri(),
        description="",
        language="zh-hans",
        author_name="落实",
    )
    rows = list(queries.current_documents().order_by("-version__ingested_at", "id")[:NEWEST])
    urls = links.documents(rows)
    for row in rows:
        came = row.version.ingested_at
        found.add_item(
            title=_clean(str(row)),
            link=request.build_absolute_uri(urls[row.id]),
            description=_clean(_described(row)),
            unique_id=f"urn:luoshi:{row.version.sha256}:{row.position}",
            pubdate=came,
            updateddate=came,
        )
    return HttpResponse(found.writeString("utf-8"), content_type=found.content_type)


def _described(row: Document) -> str:
    """Who issued it, what it is, and from when it is in force."""
    value = document_of(row)
    parts = ["、".join(value.issuers), queries.KIND_LABELS[value.kind]]
    if value.signed:
        parts.append(f"{words.day(value.signed)}成文")
    if value.effective:
        parts.append(f"{words.day(value.effective)}起施行")
    parts.append(row.version.issue.label)
    return "；".join(part for part in parts if part)


def _clean(text: str) -> str:
    """Without characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
