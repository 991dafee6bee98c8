"""What programs get: the JSON form of everything that the archive answers.

Every face uses these, so that a script may read the command line or the web alike. Keys are only
ever added. Days are ISO strings, lines are ``[first, last]`` from 1, what is not known is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.gazette.marks import canonical_number
from luoshi.gazette.status import Status

from . import queries, search
from .ingest import Outcome
from .models import Clause, ContentsEntry, Document, Issue, Version

Shape = dict[str, Any]


def outcome(found: Outcome) -> Shape:
    """What became of a text that was taken in."""
    return {
        "state": found.state,
        "label": found.label,
        "gazette": found.issue.slug,
        "gazette_title": found.issue.label,
        "version": found.version.ordinal,
        "documents": found.documents,
        "clauses": found.clauses,
    }


def gazettes(issues: Iterable[Issue]) -> list[Shape]:
    """The issues, each with its version in use."""
    return [_gazette(issue, issue.current) for issue in issues]


def _gazette(issue: Issue, version: Version) -> Shape:
    return {
        "gazette": issue.slug,
        "title": issue.label,
        "city": issue.city,
        "year": issue.year,
        "issue": issue.issue,
        "total_issue": issue.total_issue,
        "published": _day(issue.published),
        "publisher": issue.publisher,
        "single": issue.single,
        "documents": version.document_count,
        "clauses": version.clause_count,
        "lines": version.line_count,
        "version": version.ordinal,
        "versions": len(issue.versions.all()),
        "file": version.name,
        "encoding": version.encoding,
        "sha256": version.sha256,
        "damages": len(version.damages),
        "disagreements": len(version.disagreements),
        "ingested_at": version.ingested_at.isoformat(timespec="seconds"),
    }


def versions(issue: Issue) -> list[Shape]:
    """Every version of an issue, the first first."""
    return [
        {
            "version": version.ordinal,
            "current": version.current,
            "file": version.name,
            "documents": version.document_count,
            "clauses": version.clause_count,
            "sha256": version.sha256,
            "ingested_at": version.ingested_at.isoformat(timespec="seconds"),
        }
        for version in issue.versions.order_by("ordinal")
    ]


def documents(rows: Sequence[Document], states: Mapping[int, Status], day: date) -> list[Shape]:
    """A list of documents with their status on a day."""
    return [document(row, states[row.id], day) for row in rows]


def document(row: Document, state: Status, day: date) -> Shape:
    """One document of a list."""
    return {
        "number": row.number,
        "title": row.title,
        "issuers": row.issuers,
        "kind": row.kind,
        "signed": _day(row.signed),
        "effective": _day(row.effective),
        "expires": _day(row.expires),
        "repeals": row.repeals,
        "based_on": row.based_on,
        "recipients": row.recipients,
        "gazette": row.version.issue.slug,
        "lines": list(row.lines),
        "articles": row.articles,
        "headings": row.headings,
        "label": row.label,
        "inner_title": row.inner_title,
        "stand_in": row.stand_in,
        "level": row.level,
        "registration": row.registration,
        "adopted": _day(row.adopted),
        "issued": _day(row.issued),
        "published": _day(row.published),
        "repealed_from": _day(row.repealed_from),
        "interpreter": row.interpreter,
        "attachments": row.attachments,
        "gazette_title": row.version.issue.label,
        "status": status(state, day),
    }


def status(state: Status, day: date) -> Shape:
    """A status on a day."""
    return {
        "on": _day(day),
        "state": state.state,
        "label": state.label,
        "reason": state.reason,
        "clause": state.clause,
    }


def status_of(row: Document, state: Status, day: date) -> Shape:
    """A document with its status on a day."""
    said = status(state, day)
    return {"address": row.label, **name(row), **said, "label": said["label"]}


def status_of_name(words: str, state: Status, day: date) -> Shape:
    """The status of a document that is known only by being repealed."""
    number = canonical_number(words)
    title = "" if number else words.strip("《》 ")
    named = {"address": number or f"《{title}》", "number": number, "title": title, "gazette": None}
    return {**named, **status(state, day)}


def clause(row: Clause, *, source: bool = False) -> Shape:
    """A clause with everything below it; with its printed lines if ``source``."""
    below = queries.below(row)
    document = row.document
    label = [document.label] if document else []
    return {
        "address": row.address,
        "text": _text(below),
        "lines": list(row.lines),
        "path": [*label, *(one.label for one in queries.path(row))],
        "children": _children(below[1:], row.position),
        "kind": row.kind,
        "mark": row.mark,
        "heading": row.heading,
        "title": document.title if document else row.version.issue.label,
        "document": name(document, row.version) if document else None,
        "gazette": row.version.issue.slug,
        "damages": _damages(below),
        **({"source": _source(row.version, row.lines)} if source else {}),
    }


def whole(row: Document, *, source: bool = False) -> Shape:
    """A whole document in the form of a clause: its address is its label."""
    rows = queries.clauses(row)
    return {
        "address": row.label,
        "text": _text(rows),
        "lines": list(row.lines),
        "path": [row.label],
        "children": _children(rows, None),
        "kind": row.kind,
        "mark": "",
        "heading": row.title,
        "title": row.title,
        "document": name(row),
        "gazette": row.version.issue.slug,
        "damages": _damages(rows),
        **({"source": _source(row.version, row.lines)} if source else {}),
    }


def _children(rows: Sequence[Clause], parent: int | None) -> list[Shape]:
    """The clauses right below one; ``rows`` is everything below it in reading order."""
    first = rows[0].position if rows else 0
    return [
        {
            "address": row.address,
            "text": _text(rows[row.position - first : row.end - first]),
            "lines": list(row.lines),
            "kind": row.kind,
            "label": row.label,
        }
        for row in rows
        if row.parent_position == parent
    ]


def _text(rows: Iterable[Clause]) -> str:
    return "\n".join(row.own for row in rows if row.own)


def _damages(rows: Iterable[Clause]) -> list[str]:
    return list(dict.fromkeys(damage for row in rows for damage in row.damages or ()))


def _source(version: Version, lines: tuple[int, int]) -> list[Shape]:
    return [
        {"line": line.number, "text": line.text} for line in queries.source_lines(version, lines)
    ]


def references(name: Shape, out: Iterable[queries.Link], into: Iterable[queries.Link]) -> Shape:
    """What a document or clause refers to, and who refers to it."""
    return {**name, "out": [_link(link) for link in out], "in": [_citing(link) for link in into]}


def _link(link: queries.Link) -> Shape:
    reference = link.reference
    return {
        "clause": reference.clause.address,
        "text": reference.text,
        "relation": reference.relation,
        "number": reference.number,
        "title": reference.title,
        "address": link.clause.address if link.clause else reference.address,
        "known": link.known,
        "document": name(link.document) if link.document else None,
    }


def _citing(link: queries.Link) -> Shape:
    reference = link.reference
    return {
        "clause": reference.clause.address,
        "text": reference.text,
        "relation": reference.relation,
        "address": link.clause.address if link.clause else None,
        "document": name(reference.document),
    }


def relations(found: Iterable[queries.RelationView]) -> list[Shape]:
    """What a document does to others, and others to it."""
    return [
        {
            "relation": one.kind,
            "direction": one.direction,
            "label": one.label,
            "name": one.name,
            "known": one.document is not None,
            "document": name(one.document) if one.document else None,
            "clause": one.clause,
        }
        for one in found
    ]


def hits(found: search.Hits) -> Shape:
    """One page of what a search found."""
    return {
        "query": found.query.text,
        "total": found.total,
        "at_least": found.at_least,
        "page": found.page,
        "pages": found.pages,
        "hits": [_hit(hit) for hit in found.hits],
    }


def _hit(hit: search.Hit) -> Shape:
    return {
        "rank": hit.rank,
        "address": hit.address,
        "text": hit.clause.own,
        "lines": list(hit.clause.lines),
        "kind": hit.clause.kind,
        "document": name(hit.document, hit.clause.version),
        "gazette": hit.clause.version.issue.slug,
        "snippet": [{"text": part.text, "marked": part.marked} for part in hit.parts],
    }


def contents(view: queries.ContentsView) -> Shape:
    """A table of contents held against the body."""
    known = {row.id: row for row in view.documents}  # these have their issue loaded
    return {
        "gazette": view.issue.slug,
        "title": view.issue.label,
        "entries": [_entry(entry, known.get(entry.document_id or 0)) for entry in view.entries],
        "documents": [name(row) for row in view.documents],
        "disagreements": [
            {
                "kind": one.kind,
                "contents": one.contents,
                "body": one.body,
                "lines": list(one.lines),
            }
            for one in view.disagreements
        ],
    }


def _entry(entry: ContentsEntry, document: Document | None) -> Shape:
    return {
        "title": entry.title,
        "number": entry.number,
        "page": entry.page,
        "column": entry.column,
        "lines": list(entry.lines),
        "document": name(document) if document else None,
    }


def repairs(version: Version) -> Shape:
    """What repair did to a version: pass by pass, and each change, removal and damage."""
    return {
        "gazette": version.issue.slug,
        "title": version.issue.label,
        "passes": [
            {"pass": name, "changes": changed, "removals": removed}
            for name, changed, removed in queries.repairs(version)
        ],
        "damages": version.damages,
        "changes": [
            {"pass": one.step, "line": one.line, "before": one.before, "after": one.after}
            for one in queries.changes(version)
        ],
        "removals": [
            {"pass": one.step, "line": one.line, "reason": one.reason, "text": one.text}
            for one in queries.removals(version)
        ],
    }


def name(row: Document, version: Version | None = None) -> Shape:
    """What tells a document from others; ``version`` is its own, where that is at hand."""
    return {
        "number": row.number,
        "title": row.title,
        "label": row.label,
        "gazette": (version or row.version).issue.slug,
        "lines": list(row.lines),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
