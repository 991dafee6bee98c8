"""Whether a document is in force on a day, and which clause says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.gazette.marks import year_of
from luoshi.gazette.model import Document

State = Literal["not yet", "in force", "expired", "repealed", "gap", "not stated"]

LABELS: dict[State, str] = {
    "not yet": "尚未施行",
    "in force": "施行中",
    "expired": "有效期已满",
    "repealed": "已废止",
    "gap": "空档：旧规已废止，新规尚未施行",
    "not stated": "原文未写明施行日期",
}


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a document on a day, why, and the address of the clause that says so."""

    state: State
    reason: str
    clause: str | None = None

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return LABELS[self.state]


def status_on(document: Document, day: date, others: Iterable[Document] = ()) -> Status:
    """The status of ``document`` on ``day``; ``others`` are the documents that may have ended it.

    A document that states no first day is taken to exist from its signing on, or else from the
    year of its 文号, and the answer says that the text is silent.
    """
    for other in others:
        ended = _ended_by(document, other)
        if ended and day >= ended:
            return _ended(other, ended, day)
    if document.effective and day < document.effective:
        return _before(document, day, document.effective)
    if document.expires and day > document.expires:
        return Status("expired", f"有效期至{_cn(document.expires)}", document.expires_clause)
    if document.effective:
        until = f"，有效期至{_cn(document.expires)}" if document.expires else ""
        return Status(
            "in force", f"自{_cn(document.effective)}起施行{until}", document.effective_clause
        )
    made = document.signed or document.issued
    if made and day < made:
        return Status("not yet", f"{_cn(made)}才成文；原文未写明施行日期")
    year = year_of(document.number)
    if made is None and year and day.year < year:
        return Status("not yet", f"文号是{year}年的；原文未写明成文日期和施行日期")
    since = f"，成文于{_cn(made)}" if made else ""
    return Status("not stated", f"原文未写明施行日期{since}，未见废止")


def status_of_name_on(name: str, day: date, others: Iterable[Document]) -> Status | None:
    """The status of a document that is known only because one of ``others`` repeals it.

    None where none of them does.
    """
    for other in others:
        ended = other.repealed_from or other.effective or other.signed
        if not other.repeals or ended is None:
            continue
        if day < ended:
            reason = f"原文未入档；自{_cn(ended)}起被{other.label}废止"
            return Status("not stated", reason, _repeal_clause(other))
        return _ended(other, ended, day)
    return None


def _ended(other: Document, ended: date, day: date) -> Status:
    """Repealed by ``other``; a gap until that is in force."""
    if other.effective and day < other.effective:
        reason = f"自{_cn(ended)}起被{other.label}废止，而后者自{_cn(other.effective)}起才施行"
        return Status("gap", reason, _repeal_clause(other))
    return Status("repealed", f"自{_cn(ended)}起被{other.label}废止", _repeal_clause(other))


def _before(document: Document, day: date, effective: date) -> Status:
    """Before its first day: a gap where it has already ended its predecessor."""
    ended = document.repealed_from
    if document.repeals and ended and ended <= day:
        return Status(
            "gap",
            f"自{_cn(ended)}起已废止{'、'.join(document.repeals)}，而本文件自{_cn(effective)}起才施行",
            _repeal_clause(document) or document.effective_clause,
        )
    return Status("not yet", f"自{_cn(effective)}起施行", document.effective_clause)


def _ended_by(document: Document, other: Document) -> date | None:
    """The day from which ``other`` ends ``document``, or None."""
    if other is document or not other.repeals:
        return None
    names = {document.number, document.title, document.inner_title} - {None}
    same = document.number is not None and document.number == other.number
    if same or not names & set(other.repeals):
        return None
    if other.signed and document.signed and document.signed >= other.signed:
        return None
    return other.repealed_from or other.effective or other.signed


def _repeal_clause(document: Document) -> str | None:
    return next((r.clause for r in document.references if r.relation == "repeals"), None)


def _cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
