"""The newest documents as an Atom feed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from luoshi.office.archive import queries
from luoshi.office.archive.models import Document
from luoshi.web import links, words

NEWEST = 50
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


Entry = tuple[Document, str]

if TYPE_CHECKING:
    FeedOfEntries = Feed[Entry, None]
else:
    FeedOfEntries = Feed  # only its stub is generic


class LatestDocuments(FeedOfEntries):
    """What came into the archive last."""

    feed_type = Atom1Feed
    title = "落实：新入档文件"
    subtitle = "按入档时间排列的最新文件"
    link = "/"
    feed_url = "/feed.atom"
    author_name = "落实"

    def items(self) -> list[Entry]:
        """The newest documents in use, each with its page."""
        rows = list(queries.current_documents().order_by("-version__ingested_at", "id")[:NEWEST])
        urls = links.documents(rows)
        return [(row, urls[row.id]) for row in rows]

    def item_title(self, item: Entry) -> str:
        """Number and title."""
        return _clean(str(item[0]))

    def item_description(self, item: Entry) -> str:
        """Who issued it, and from when it is in force."""
        row = item[0]
        parts = ["、".join(row.issuers), queries.KIND_LABELS.get(row.kind, row.kind)]
        if row.signed:
            parts.append(f"{words.day(row.signed)}成文")
        if row.effective:
            parts.append(f"{words.day(row.effective)}起施行")
        parts.append(row.version.issue.label)
        return _clean("；".join(part for part in parts if part))

    def item_link(self, item: Entry) -> str:
        """Its page."""
        return item[1]

    def item_pubdate(self, item: Entry) -> datetime:
        """When it came in."""
        return item[0].version.ingested_at

    def item_updateddate(self, item: Entry) -> datetime:
        """When it came in."""
        return item[0].version.ingested_at


def _clean(text: str) -> str:
    """Without characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
