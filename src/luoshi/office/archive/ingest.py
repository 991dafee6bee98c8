"""Taking texts into the archive: one transaction a gazette, and never the same text twice.

A text is known by its bytes. The same bytes again change nothing. Other bytes of the same issue
become its next version, which is then the one in use; the versions before it stay readable and can
be put back. A version that lacks documents of the one in use is refused unless it is asked for: a
text that was cut off must not replace a whole one.
A version that an older reader read is read again from its own bytes when it is met.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import Max

from luoshi import gazette
from luoshi.gazette import model
from luoshi.gazette.errors import GazetteError, TextTooLarge, UnreadableEncoding

from . import folding, search
from .models import (
    MOST_CLAUSES,
    Clause,
    ContentsEntry,
    Document,
    Issue,
    Original,
    Version,
)
from .rows import insert
from .values import VersionRows, gazette_of, masthead, plain

State = Literal["new", "unchanged", "new version", "read again"]

STATE_LABELS: dict[State, str] = {
    "new": "新入档",
    "unchanged": "未变化",
    "new version": "新版本",
    "read again": "重新读取",
}

# Any number will do, as long as every writer of the archive takes the same.
_POSTGRES_LOCK = 0x6C756F736869


class FewerDocuments(GazetteError):
    """少了文件: the text lacks documents that the version in use has."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a text."""

    state: State
    issue: Issue
    version: Version
    documents: int
    clauses: int

    @property
    def label(self) -> str:
        """The state in Chinese, and which version is in use where it is another."""
        label = STATE_LABELS[self.state]
        if self.version.current:
            return label
        return f"{label}，在用的是第{self.issue.current.ordinal}版"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come of a text: nothing is kept."""

    state: State
    issue: Issue | None
    """The issue to which it would belong, where that is in the archive."""
    gazette: model.Gazette


def ingest(data: bytes, name: str, *, allow_fewer: bool = False) -> Outcome:
    """Take a text in; raises `gazette.GazetteError` and leaves the archive as it was.

    With ``allow_fewer`` it may replace a version that has documents which it lacks.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = _version_of(digest)
    if known is not None and known.reader == gazette.READER_VERSION:
        return _outcome("unchanged", known)
    read = _read(data, name)  # before the lock: it takes the longest
    with transaction.atomic():
        _lock()
        known = _version_of(digest)
        if known is None:
            if not allow_fewer:
                _refuse_fewer(read, name)
            return _keep(read, data, digest, name)
        if known.reader == gazette.READER_VERSION:
            return _outcome("unchanged", known)
        return _replace(known, read)


def preview(data: bytes, name: str) -> Preview:
    """Read a text and say what would come of it."""
    read = _read(data, name)
    known = _version_of(hashlib.sha256(data).hexdigest())
    if known is not None:
        same = known.reader == gazette.READER_VERSION
        return Preview("unchanged" if same else "read again", known.issue, read)
    issue = Issue.objects.filter(key=identity(read)).first()
    return Preview("new version" if issue else "new", issue, read)


def read_again(progress: Callable[[Version], None] | None = None) -> Iterator[Outcome]:
    """Read every version anew that an older reader read."""
    for version in Version.objects.exclude(reader=gazette.READER_VERSION).order_by("id"):
        if progress:
            progress(version)
        data = zlib.decompress(bytes(Original.objects.get(version=version).data))
        yield ingest(data, version.name)


def restore(version: Version) -> None:
    """Put an earlier version back into use."""
    with transaction.atomic():
        _lock()
        version = Version.objects.select_related("issue").get(pk=version.pk)
        if not version.current:
            _retire(version.issue)
            version.current = True
            version.save(update_fields=["current"])
            _describe(version.issue, gazette_of(version))
            search.searcher().index(version)


def lacking(key: str, labels: Collection[str]) -> list[str]:
    """What a text with documents of these labels lacks of the version in use of its issue.

    Nothing where it has as many documents: then one was renamed, not lost.
    """
    kept = Document.objects.filter(version__issue__key=key, version__current=True)
    used = list(kept.order_by("position").values_list("label", flat=True))
    return [label for label in used if label not in labels] if len(labels) < len(used) else []


def identity(read: model.Gazette) -> str:
    """What makes two texts the same issue."""
    if is_single(read):
        document = read.documents[0]
        return folding.bounded(f"document:{folding.name_key(document.number or document.title)}")
    title = folding.letters(read.title or _stem(read.name))
    if read.issue is not None:
        place = f"{read.year or ''}:{read.issue}"
    elif read.total_issue is not None:
        place = f"total:{read.total_issue}"
    else:
        place = str(read.published or read.year or folding.letters(_stem(read.name)))
    return folding.bounded(f"gazette:{title}:{place}")


def is_single(read: model.Gazette) -> bool:
    """Whether one document stands alone, without a gazette around it."""
    return len(read.documents) == 1 and read.issue is None and read.total_issue is None


def _read(data: bytes, name: str) -> model.Gazette:
    read = gazette.read(data, name=name)
    if (place := read.source.find("\0")) >= 0:  # PostgreSQL keeps no such character
        raise UnreadableEncoding(
            "含有空字符，不是正常的文字",
            "请从原件重新识别或另存为 UTF-8 编码后再导入",
            name,
            read.source.count("\n", 0, place) + 1,
        )
    return read


def _refuse_fewer(read: model.Gazette, name: str) -> None:
    lost = lacking(identity(read), {document.label for document in read.documents})
    if not lost:
        return
    raise FewerDocuments(
        f"比在用的版本少{len(lost)}份文件：{'、'.join(lost[:5])}{'等' if lost[5:] else ''}",
        "文字可能不完整，请补全后再导入；确实要用它替换的，请在命令中加 --allow-fewer，或从网页上传并确认",
        name,
    )


def _version_of(digest: str) -> Version | None:
    return Version.objects.select_related("issue").filter(sha256=digest).first()


def _lock() -> None:
    """One writer at a time. SQLite has given the lock already: transactions begin IMMEDIATE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRES_LOCK])


def _keep(read: model.Gazette, data: bytes, digest: str, name: str) -> Outcome:
    key = identity(read)
    issue = Issue.objects.filter(key=key).first()
    state: State = "new version" if issue else "new"
    if issue is None:
        issue = Issue(key=key, slug=_free_slug(folding.slug(_stem(name))))
    else:
        _retire(issue)
    _describe(issue, read)
    last = issue.versions.aggregate(last=Max("ordinal"))["last"] or 0
    version = Version(issue=issue, ordinal=last + 1, current=True, sha256=digest, name=name)
    _fill(version, read, data)
    return _outcome(state, version)


def _replace(version: Version, read: model.Gazette) -> Outcome:
    """Put what the present reader finds in the place of what an older one found."""
    data = bytes(Original.objects.get(version=version).data)
    if version.current:
        search.searcher().remove(version)
        _describe(version.issue, read)
    Original.objects.filter(version=version).delete()
    ContentsEntry.objects.filter(version=version).delete()
    Document.objects.filter(version=version).delete()
    Clause.objects.filter(version=version).delete()
    _fill(version, read, zlib.decompress(data))
    return _outcome("read again", version)


def _retire(issue: Issue) -> None:
    for version in issue.versions.filter(current=True):
        search.searcher().remove(version)
        version.current = False
        version.save(update_fields=["current"])


def _describe(issue: Issue, read: model.Gazette) -> None:
    """Say of the issue what its version in use says of itself."""
    single = is_single(read)
    issue.single = single
    issue.title = read.documents[0].title if single else read.title
    issue.label = (str(_single_label(read)) if single else read.label) or issue.slug
    issue.city = read.city
    issue.year, issue.issue, issue.total_issue = read.year, read.issue, read.total_issue
    issue.published, issue.publisher = read.published, read.publisher
    issue.save()


def _single_label(read: model.Gazette) -> str:
    document = read.documents[0]
    return f"{document.number} {document.title}" if document.number else document.title


def _fill(version: Version, read: model.Gazette, data: bytes) -> None:
    """Store a version with all that hangs on it, the search index included."""
    version.encoding = read.encoding
    version.reader = gazette.READER_VERSION
    version.masthead = masthead(read)
    version.line_count = len(read.source.rstrip("\n").split("\n"))
    version.document_count = len(read.documents)
    version.clause_count = version.front_count = 0  # known once the rows are made
    version.removal_count, version.change_count = len(read.removals), len(read.changes)
    version.damages = [plain(damage) for damage in read.damages]
    version.disagreements = [plain(disagreement) for disagreement in read.disagreements]
    version.save()
    rows = VersionRows(version, read)
    if len(rows.clauses) > MOST_CLAUSES:
        raise TextTooLarge(
            f"有{len(rows.clauses)}个条款，超过上限{MOST_CLAUSES}个",
            "请按期拆分后再导入",
            version.name,
        )
    version.clause_count, version.front_count = len(rows.clauses), rows.front_count
    version.save(update_fields=["clause_count", "front_count"])
    Original.objects.create(
        version=version,
        data=zlib.compress(data, level=1),
        text=read.source,
        removals=[plain(removal) for removal in read.removals],
        changes=[plain(change) for change in read.changes],
    )
    Document.objects.bulk_create(rows.documents)
    insert(rows.stored_clauses())
    insert(rows.names())
    insert(rows.references(read))
    insert(rows.relations(read))
    insert(rows.contents(read))
    if version.current:
        search.searcher().index(version, rows.clauses)


def _outcome(state: State, version: Version) -> Outcome:
    return Outcome(state, version.issue, version, version.document_count, version.clause_count)


def _stem(name: str) -> str:
    return PurePath(name.replace("\\", "/")).stem


def _free_slug(wanted: str) -> str:
    """The slug, or with -2, -3 … where another issue has it."""
    pattern = rf"^{re.escape(wanted)}(-\d+)?$"
    taken: set[Any] = set(Issue.objects.filter(slug__regex=pattern).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{wanted}-{n}") not in taken)
