"""The newest documents as an Atom feed."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.utils.feedgenerator import Atom1Feed

from luoshi.office.archive import queries
from luoshi.office.archive.models import Document
from luoshi.web import links, words

NEWEST = 50
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class LatestDocuments(Feed[Document, None]):
    """What came into the archive last."""

    feed_type = Atom1Feed
    title = "落实：新入档文件"
    subtitle = "按入档时间排列的最新文件"
    link = "/"
    feed_url = "/feed.atom"
    author_name = "落实"

    def items(self) -> QuerySet[Document]:
        """The newest documents in use."""
        return queries.current_documents().order_by("-version__ingested_at", "id")[:NEWEST]

    def item_title(self, item: Document) -> str:
        """Number and title."""
        return _clean(str(item))

    def item_description(self, item: Document) -> str:
        """Who issued it, and from when it is in force."""
        parts = ["、".join(item.issuers), queries.KIND_LABELS.get(item.kind, item.kind)]
        if item.signed:
            parts.append(f"{words.day(item.signed)}成文")
        if item.effective:
            parts.append(f"{words.day(item.effective)}起施行")
        parts.append(item.version.issue.label)
        return _clean("；".join(part for part in parts if part))

    def item_link(self, item: Document) -> str:
        """Its page."""
        return links.document(item)

    def item_pubdate(self, item: Document) -> datetime:
        """When it came in."""
        return item.version.ingested_at

    def item_updateddate(self, item: Document) -> datetime:
        """When it came in."""
        return item.version.ingested_at


def _clean(text: str) -> str:
    """Without characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
