"""Texts between upload and confirmation: read once, shown, kept only when the reader says so."""

from __future__ import annotations

import hashlib
import re
import secrets
import zlib
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.utils import timezone

from luoshi.gazette import READER_VERSION, Document, Gazette
from luoshi.gazette.decode import LARGEST
from luoshi.office.archive import ingest
from luoshi.office.archive.models import Issue, Version
from luoshi.web.models import Pending

LIFETIME = timedelta(hours=1)
MOST_WAITING = 100
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
SUFFIXES = {".txt", ".md", ".text", ""}

__all__ = [
    "LARGEST",
    "LIFETIME",
    "TooManyWaiting",
    "WrongKind",
    "confirm",
    "discard",
    "find",
    "hold",
    "lacking",
    "standing",
]


class WrongKind(Exception):
    """A file that is not a text."""


class TooManyWaiting(Exception):
    """More texts wait to be confirmed than the office holds."""


def hold(data: bytes, name: str) -> Pending:
    """Read a text and hold it for an hour; raises GazetteError where it is no gazette."""
    name = _UNSEEN.sub("", PurePath(name.replace("\\", "/")).name)[:200] or "粘贴的文本.txt"
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise WrongKind(name, suffix)
    _forget_expired()
    if Pending.objects.count() >= MOST_WAITING:
        raise TooManyWaiting
    seen = ingest.preview(data, name)
    return Pending.objects.create(
        token=secrets.token_urlsafe(24),
        name=name,
        data=zlib.compress(data),
        found=_found(seen.gazette),
        created_at=timezone.now(),
    )


def find(token: str) -> Pending | None:
    """A text that still waits, or was confirmed within the hour."""
    return Pending.objects.filter(token=token, created_at__gt=_oldest()).first()


def standing(pending: Pending) -> tuple[ingest.State, Issue | None]:
    """What would come of it now, and the issue to which it belongs where that is kept."""
    data = zlib.decompress(bytes(pending.data))
    digest = hashlib.sha256(data).hexdigest()
    known = Version.objects.select_related("issue").filter(sha256=digest).first()
    if known is not None:
        same = known.reader == READER_VERSION
        return ("unchanged" if same else "read again"), known.issue
    issue = Issue.objects.filter(key=pending.found["identity"]).first()
    return ("new version" if issue else "new"), issue


def lacking(pending: Pending) -> list[str]:
    """Labels of the documents that the version in use has and this text lacks."""
    labels = {found["label"] for found in pending.found["documents"]}
    return ingest.lacking(pending.found["identity"], labels)


def confirm(token: str, *, allow_fewer: bool = False) -> Pending | None:
    """Keep a text; the second time nothing happens, and the answer is the same.

    Without ``allow_fewer`` a text that lacks documents of the version in use is refused.
    """
    pending = find(token)
    if pending is None or pending.state:
        return pending
    # No transaction around this: reading takes long, and `ingest` takes the lock only to write.
    data = zlib.decompress(bytes(pending.data))
    outcome = ingest.ingest(data, pending.name, allow_fewer=allow_fewer)
    waiting = Pending.objects.filter(token=token)
    if outcome.state == "unchanged":
        # Of two confirmations at once, the one that kept the text says what came of it.
        waiting = waiting.filter(state="")
    waiting.update(state=outcome.state, slug=outcome.issue.slug)
    pending.refresh_from_db()
    return pending


def discard(token: str) -> None:
    """Forget a text that was not confirmed."""
    Pending.objects.filter(token=token, state="").delete()


def _oldest() -> datetime:
    return timezone.now() - LIFETIME


def _forget_expired() -> None:
    Pending.objects.filter(created_at__lte=_oldest()).delete()


def _found(read: Gazette) -> dict[str, Any]:
    """What the page shows of a text, as it is stored and as it is given out as data."""
    return {
        "title": read.title,
        "label": read.label,
        "city": read.city,
        "published": _iso(read.published),
        "encoding": read.encoding,
        "lines": len(read.source.splitlines()),
        "clauses": sum(1 for _ in read.walk()),
        "identity": ingest.identity(read),
        "contents": len(read.contents),
        "documents": [_document(document) for document in read.documents],
        "repairs": _repairs(read),
        "disagreements": [
            {"kind": one.kind, "contents": one.contents, "body": one.body, "lines": one.lines}
            for one in read.disagreements
        ],
        "damages": [
            {"kind": one.kind, "lines": one.lines, "reason": one.reason} for one in read.damages
        ],
    }


def _document(document: Document) -> dict[str, Any]:
    kinds = Counter(clause.kind for clause in document.walk())
    return {
        "label": document.label,
        "number": document.number,
        "title": document.title,
        "inner_title": document.inner_title,
        "kind": document.kind,
        "issuers": list(document.issuers),
        "signed": _iso(document.signed or document.issued or document.published),
        "effective": _iso(document.effective),
        "expires": _iso(document.expires),
        "lines": document.lines,
        "clauses": sum(kinds.values()),
        "articles": kinds["article"],
        "references": len(document.references),
    }


def _repairs(read: Gazette) -> list[dict[str, Any]]:
    """What each pass changed and removed, the most active first."""
    changes = Counter(change.step for change in read.changes)
    removals = Counter(removal.step for removal in read.removals)
    return [
        {"step": step, "changes": changes[step], "removals": removals[step]}
        for step, _ in (changes + removals).most_common()
    ]


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
