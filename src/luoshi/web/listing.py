"""Documents as they stand in lists: with their page, their status on a day, as data, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.gazette import Status
from luoshi.office.archive import queries, shapes
from luoshi.office.archive.models import Document
from luoshi.office.archive.values import document_of
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
    return {**shapes.document(one.row, one.status, day), "url": one.url}


def as_row(one: Listed) -> list[object]:
    """A document of a list as a row of a spreadsheet."""
    row, value = one.row, document_of(one.row)
    return [
        value.number,
        value.title,
        "、".join(value.issuers),
        one.kind,
        value.signed or value.issued or value.published,
        value.effective,
        value.expires,
        one.status.label,
        one.status.reason,
        "；".join(value.repeals),
        "；".join(value.based_on),
        "、".join(value.recipients),
        row.version.issue.label,
        f"{row.first_line}-{row.last_line}",
        row.articles,
    ]
