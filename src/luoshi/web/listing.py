"""Documents as they stand in lists: with their page, their status on a day, as data, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.gazette import Status
from luoshi.office.archive import queries
from luoshi.office.archive.models import Document
from luoshi.web import links

COLUMNS = [
    "文号",
    "标题",
    "发文机关",
    "种类",
    "成文日期",
    "施行日期",
    "有效期止",
    "状态",
    "状态依据",
    "废止",
    "依据",
    "主送机关",
    "公报",
    "行",
    "条数",
]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list."""

    row: Document
    url: str
    status: Status

    @property
    def kind(self) -> str:
        """Its kind in Chinese."""
        return queries.KIND_LABELS.get(self.row.kind, self.row.kind)


def listed(rows: Sequence[Document], day: date) -> list[Listed]:
    """The documents of a list, with a fixed number of queries."""
    urls, states = links.documents(rows), queries.statuses(rows, day)
    return [Listed(row, urls[row.id], states[row.id]) for row in rows]


def as_data(one: Listed, day: date) -> dict[str, Any]:
    """A document of a list as data."""
    row = one.row
    return {
        "number": row.number,
        "title": row.title,
        "issuers": row.issuers,
        "kind": row.kind,
        "signed": row.signed,
        "effective": row.effective,
        "expires": row.expires,
        "repeals": row.repeals,
        "based_on": row.based_on,
        "recipients": row.recipients,
        "gazette": row.version.issue.slug,
        "lines": row.lines,
        "articles": row.articles,
        "headings": row.headings,
        "inner_title": row.inner_title,
        "level": row.level,
        "registration": row.registration,
        "adopted": row.adopted,
        "issued": row.issued,
        "published": row.published,
        "interpreter": row.interpreter,
        "attachments": row.attachments,
        "gazette_title": row.version.issue.label,
        "status": status_as_data(one.status, day),
        "url": one.url,
    }


def status_as_data(status: Status, day: date) -> dict[str, Any]:
    """A status as data."""
    return {
        "on": day,
        "state": status.state,
        "label": status.label,
        "reason": status.reason,
        "clause": status.clause,
    }


def as_row(one: Listed) -> list[object]:
    """A document of a list as a row of a spreadsheet."""
    row = one.row
    return [
        row.number,
        row.title,
        "、".join(row.issuers),
        one.kind,
        row.signed or row.issued or row.published,
        row.effective,
        row.expires,
        one.status.label,
        one.status.reason,
        "；".join(row.repeals),
        "；".join(row.based_on),
        "、".join(row.recipients),
        row.version.issue.label,
        f"{row.first_line}-{row.last_line}",
        row.articles,
    ]
