"""From the reader's values to rows and back: nothing is lost on the way (see the round-trip test).

`VersionRows` turns a `gazette.Gazette` into rows ready for `bulk_create`; `gazette_of` and
`document_of` rebuild the reader's values from the rows, which costs a tenth of reading again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from luoshi import gazette
from luoshi.gazette import model
from luoshi.gazette.marks import year_of

from .folding import address_key, name_key
from .models import (
    Clause,
    ContentsEntry,
    Document,
    Name,
    Original,
    Reference,
    Relation,
    Version,
    clause_id,
)

_HEADED = {"part", "chapter", "section", "point"}


def pack_spans(spans: Iterable[model.Span]) -> str:
    """Spans as the differences between their ends: most are small numbers."""
    place = 0
    steps: list[str] = []
    for start, end in spans:
        steps.append(f"{start - place},{end - start}")
        place = end
    return ",".join(steps)


def unpack_spans(packed: str) -> tuple[model.Span, ...]:
    """The spans that `pack_spans` packed."""
    if not packed:
        return ()
    ends = list(accumulate(map(int, packed.split(","))))
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def plain(value: Any) -> dict[str, Any]:
    """The fields of a value, for JSON; ten times as fast as `asdict`, which copies them."""
    return {name: getattr(value, name) for name in value.__slots__}


class VersionRows:
    """The rows of one version, in the order in which they are stored."""

    def __init__(self, version: Version, read: model.Gazette) -> None:
        self.version = version
        self.clauses: list[Clause] = []
        self.documents: list[Document] = []
        self._by_address: dict[str, Clause] = {}
        for clause in read.front:
            self._add(clause, None, None, 0)
        self.front_count = len(self.clauses)
        for value in read.documents:
            self._add_document(value)
        for clause in read.back:
            self._add(clause, None, None, 0)

    def _add_document(self, value: model.Document) -> None:
        first = len(self.clauses)
        row = document_row(self.version, len(self.documents), value)
        self.documents.append(row)
        for clause in value.clauses:
            self._add(clause, row, None, 0)
        row.first_clause, row.last_clause = first, len(self.clauses) - 1
        mine = self.clauses[first:]
        row.articles = sum(clause.kind == "article" for clause in mine)
        row.headings = sum(
            clause.kind in _HEADED and (clause.end > clause.position + 1 or bool(clause.heading))
            for clause in mine
        )

    def _add(
        self, value: model.Clause, document: Document | None, parent: int | None, depth: int
    ) -> None:
        position = len(self.clauses)
        row = Clause(
            id=clause_id(self.version.id, position),
            version_id=self.version.id,
            document=document,
            position=position,
            parent_position=parent,
            depth=depth,
            kind=value.kind,
            address=value.address,
            address_key=address_key(value.address),
            label=value.label,
            mark=value.mark,
            heading=value.heading,
            own=value.own,
            spans=pack_spans(value.spans),
            first_line=value.lines[0],
            last_line=value.lines[1],
            cells=list(value.cells) or None,
            header=value.header,
            person=plain(value.person) if value.person else None,
            damages=list(value.damages) or None,
        )
        self.clauses.append(row)
        self._by_address[value.address] = row
        for child in value.children:
            self._add(child, document, position, depth + 1)
        row.end = len(self.clauses)

    def stored_clauses(self) -> list[Clause]:
        """The clauses, each with the key of its document; the documents must be stored."""
        for row in self.documents:
            for clause in self.clauses[row.first_clause : row.last_clause + 1]:
                clause.document_id = row.id
        return self.clauses

    def names(self) -> list[Name]:
        """Under which names each document is cited; the documents must be stored."""
        return [
            Name(document=row, key=key) for row in self.documents for key in names_of(row) if key
        ]

    def references(self, read: model.Gazette) -> list[Reference]:
        """Every reference, with its clause; the documents must be stored."""
        found: list[Reference] = []
        for row, value in zip(self.documents, read.documents, strict=True):
            for reference in value.references:
                name = reference.number or reference.title
                found.append(
                    Reference(
                        document=row,
                        clause=self._by_address[reference.clause],
                        text=reference.text,
                        start=reference.start,
                        stop=reference.end,
                        number=reference.number,
                        title=reference.title,
                        key=name_key(name) if name else None,
                        address=reference.address,
                        target=self._by_address.get(reference.address or ""),
                        relation=reference.relation,
                    )
                )
        return found

    def relations(self, read: model.Gazette) -> list[Relation]:
        """What each document does to others; the documents must be stored."""
        return [
            relation
            for row, value in zip(self.documents, read.documents, strict=True)
            for relation in _relations_of(row, value)
        ]

    def contents(self, read: model.Gazette) -> list[ContentsEntry]:
        """The lines of the table of contents, each with the document that it announces."""
        by_key = {key: row for row in reversed(self.documents) for key in names_of(row)}
        return [
            ContentsEntry(
                version=self.version,
                position=position,
                title=entry.title,
                number=entry.number,
                page=entry.page,
                column=entry.column,
                first_line=entry.lines[0],
                last_line=entry.lines[1],
                document=by_key.get(name_key(entry.number or ""))
                or by_key.get(name_key(entry.title)),
            )
            for position, entry in enumerate(read.contents)
        ]


def document_row(version: Version, position: int, value: model.Document) -> Document:
    """The row of a document, without what its clauses tell."""
    day = value.signed or value.issued or value.published or value.adopted or value.effective
    return Document(
        version=version,
        position=position,
        number=value.number,
        title=value.title,
        inner_title=value.inner_title,
        label=value.label,
        issuers=list(value.issuers),
        issuer_text="、".join(value.issuers),
        stand_in=value.stand_in,
        level=value.level,
        kind=value.kind,
        recipients=list(value.recipients),
        adopted=value.adopted,
        signed=value.signed,
        issued=value.issued,
        published=value.published,
        effective=value.effective,
        expires=value.expires,
        effective_clause=value.effective_clause,
        expires_clause=value.expires_clause,
        repeals=list(value.repeals),
        repealed_from=value.repealed_from,
        based_on=list(value.based_on),
        interpreter=value.interpreter,
        registration=value.registration,
        attachments=[plain(attachment) for attachment in value.attachments],
        first_line=value.lines[0],
        last_line=value.lines[1],
        year=year_of(value.number) or (day.year if day else version.issue.year),
    )


def names_of(row: Document) -> list[str]:
    """The folded names of a document, the surest first, each once."""
    title = row.title
    # 中华人民共和国国务院令 is cited as 国务院令
    short = (row.number or "").removeprefix("中华人民共和国")
    names = [row.number, short, row.registration, row.inner_title, title]
    # 某市人民政府关于… is also cited as 关于…
    names += [
        title.removeprefix(issuer) for issuer in row.issuers if title.startswith(f"{issuer}关于")
    ]
    return list(dict.fromkeys(name_key(name) for name in names if name))


def _relations_of(row: Document, value: model.Document) -> list[Relation]:
    """Each relation once, though a document may be named by number here and by title there."""
    named = [found for found in value.references if found.number or found.title]
    numbers = {
        name_key(found.title): found.number
        for found in named
        if found.title and found.number and found.number != value.number
    }
    stated = [(found.relation, found.number or found.title or "", found.clause) for found in named]
    stated += [("repeals", name, None) for name in value.repeals]
    stated += [("based_on", name, None) for name in value.based_on]
    relations: dict[tuple[str, str], Relation] = {}
    for kind, name, clause in stated:
        name = numbers.get(name_key(name)) or name
        key = name_key(name)
        if key:
            found = Relation(document=row, kind=kind, name=name, key=key, clause=clause)
            relations.setdefault((kind, key), found)
    return list(relations.values())


# Back to the reader's values.


def clause_trees(rows: Sequence[Clause]) -> tuple[model.Clause, ...]:
    """The trees whose clauses these rows are, given in reading order."""
    built: dict[int, model.Clause] = {}
    children: dict[int | None, list[model.Clause]] = {}
    # From the last to the first: a clause comes after all that stands below it.
    for row in reversed(rows):
        below = children.pop(row.position, [])
        value = _clause_of(row, tuple(reversed(below)))
        built[row.position] = value
        children.setdefault(row.parent_position, []).append(value)
    tops = [value for group in children.values() for value in group]
    return tuple(reversed(tops))


def _clause_of(row: Clause, children: tuple[model.Clause, ...]) -> model.Clause:
    return model.Clause(
        kind=row.kind,  # pyright: ignore[reportArgumentType]
        address=row.address,
        label=row.label,
        mark=row.mark,
        heading=row.heading,
        own=row.own,
        spans=unpack_spans(row.spans),
        lines=row.lines,
        children=children,
        cells=tuple(row.cells or ()),
        header=row.header,
        person=model.Person(**row.person) if row.person else None,
        damages=tuple(row.damages or ()),
    )


def document_of(
    row: Document,
    clauses: tuple[model.Clause, ...] = (),
    references: tuple[model.Reference, ...] = (),
) -> gazette.Document:
    """The reader's value of a document; without its clauses where none are given."""
    return gazette.Document(
        number=row.number,
        title=row.title,
        inner_title=row.inner_title,
        issuers=tuple(row.issuers),
        stand_in=row.stand_in,
        level=row.level,  # pyright: ignore[reportArgumentType]
        kind=row.kind,  # pyright: ignore[reportArgumentType]
        recipients=tuple(row.recipients),
        adopted=row.adopted,
        signed=row.signed,
        issued=row.issued,
        published=row.published,
        effective=row.effective,
        expires=row.expires,
        effective_clause=row.effective_clause,
        expires_clause=row.expires_clause,
        repeals=tuple(row.repeals),
        repealed_from=row.repealed_from,
        based_on=tuple(row.based_on),
        interpreter=row.interpreter,
        registration=row.registration,
        attachments=tuple(
            model.Attachment(**{**item, "lines": _lines(item["lines"])}) for item in row.attachments
        ),
        lines=row.lines,
        clauses=clauses,
        references=references,
    )


def reference_of(row: Reference) -> model.Reference:
    """The reader's value of a reference; its clause must be loaded."""
    return model.Reference(
        clause=row.clause.address,
        text=row.text,
        start=row.start,
        end=row.stop,
        number=row.number,
        title=row.title,
        address=row.address,
        relation=row.relation,  # pyright: ignore[reportArgumentType]
    )


def gazette_of(version: Version) -> gazette.Gazette:
    """The reader's value of a whole version, in six queries."""
    original = Original.objects.get(version=version)
    clauses = list(version.clauses.order_by("position"))
    documents = list(version.documents.order_by("position"))
    back = max((row.last_clause + 1 for row in documents), default=version.front_count)
    references: dict[int, list[model.Reference]] = {}
    found = Reference.objects.filter(document__version=version).select_related("clause")
    for row in found.order_by("id"):
        references.setdefault(row.document_id, []).append(reference_of(row))
    return gazette.Gazette(
        name=version.name,
        **_masthead_of(version),
        encoding=version.encoding,
        source=original.text,
        contents=tuple(
            model.ContentsEntry(row.title, row.number, row.page, row.column, row.lines)
            for row in version.contents.order_by("position")
        ),
        documents=tuple(
            document_of(
                row,
                clause_trees(clauses[row.first_clause : row.last_clause + 1]),
                tuple(references.get(row.id, ())),
            )
            for row in documents
        ),
        front=clause_trees(clauses[: version.front_count]),
        back=clause_trees(clauses[back:]),
        removals=removals_of(original),
        changes=changes_of(original),
        damages=damages_of(version),
        disagreements=disagreements_of(version),
    )


MASTHEAD = ("title", "city", "year", "issue", "total_issue", "published", "publisher")


def masthead(read: model.Gazette) -> dict[str, Any]:
    """What a gazette prints about itself."""
    values = {name: getattr(read, name) for name in MASTHEAD}
    return {**values, "published": read.published.isoformat() if read.published else None}


def _masthead_of(version: Version) -> dict[str, Any]:
    day = version.masthead["published"]
    return {**version.masthead, "published": date.fromisoformat(day) if day else None}


def removals_of(original: Original) -> tuple[model.Removal, ...]:
    """What repair took out of the text."""
    return tuple(
        model.Removal(**{**item, "span": tuple(item["span"])}) for item in original.removals
    )


def changes_of(original: Original) -> tuple[model.Change, ...]:
    """What repair replaced in the text."""
    return tuple(model.Change(**item) for item in original.changes)


def damages_of(version: Version) -> tuple[model.Damage, ...]:
    """What is damaged in the text."""
    return tuple(
        model.Damage(**{**item, "lines": tuple(item["lines"])}) for item in version.damages
    )


def disagreements_of(version: Version) -> tuple[model.Disagreement, ...]:
    """Where the table of contents and the body differ."""
    return tuple(
        model.Disagreement(**{**item, "lines": tuple(item["lines"])})
        for item in version.disagreements
    )


def _lines(value: Sequence[int] | None) -> model.Lines | None:
    return (value[0], value[1]) if value else None
