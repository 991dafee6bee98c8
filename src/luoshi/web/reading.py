"""A document, or a clause of it, made ready to be read: blocks with links, facts, relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from luoshi.gazette.model import Attachment
from luoshi.office.archive import folding, queries
from luoshi.office.archive.models import CLAUSE_BITS, Clause, Document, Reference
from luoshi.office.archive.values import document_of, names_of
from luoshi.web import graph, links, words
from luoshi.web.text import Mention

PLACES_SHOWN = 12
"""Clauses shown of each document that names another."""


@dataclass(frozen=True, slots=True)
class Value:
    """Words of a fact, and where they lead."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known of a document."""

    name: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Related:
    """A relation as it is listed: the other document, and the clause that says so."""

    word: str
    name: str
    title: str
    href: str
    clause: str
    clause_href: str


class Named(NamedTuple):
    """A reference: columns of its row, without the cost of a model."""

    clause_id: int
    start: int
    stop: int
    text: str
    number: str | None
    title: str | None
    key: str | None
    address: str | None
    target_id: int | None
    relation: str


@dataclass(slots=True)
class Citing:
    """A document that names this one, and its clauses that do."""

    row: Document
    url: str
    places: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """Label, words that refer, and address of the clause's page."""

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """The first places."""
        return self.places[:PLACES_SHOWN]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return len(self.places) - len(self.shown)


def mentions(
    named: Iterable[Named],
    known: Mapping[tuple[str, str], Document],
    row: Document | None,
    own_page: str = "",
) -> dict[int, list[Mention]]:
    """What clauses of a document name, by the position of the clause.

    ``known`` has the other documents that are in the archive, by relation and folded name;
    ``own_page`` stands before the ``#`` of clauses of the same document, on its own page nothing.
    """
    urls = links.documents(known.values())
    places: defaultdict[int, list[Mention]] = defaultdict(list)
    for one in named:
        name = one.number or one.title or one.address or one.text
        href = _leads_to(one, known, row, own_page, urls)
        title = name if href else f"档案中没有：{name}"
        places[one.clause_id & _POSITION].append(Mention(one.start, one.stop, href, title))
    return places


_POSITION = (1 << CLAUSE_BITS) - 1


def _leads_to(
    one: Named,
    known: Mapping[tuple[str, str], Document],
    row: Document | None,
    own_page: str,
    urls: Mapping[int, str],
) -> str | None:
    if one.target_id is not None and one.address:
        inside = row and row.first_clause <= one.target_id & _POSITION <= row.last_clause
        if row and inside:
            return own_page + links.fragment(one.address, row.label)
        return links.clause(one.address)
    if one.key is None:
        return None
    other = known.get((one.relation, one.key))
    if other is not None:
        return urls[other.id]
    # Its own 文号 is this document itself; its own title alone is an earlier one of that title.
    return f"{own_page}#text" if row and one.number and one.key in names_of(row) else None


def named_in(references: QuerySet[Reference]) -> list[Named]:
    """The references, with no more of them than a page needs."""
    rows = references.order_by("clause_id", "start")
    return [Named(*row) for row in rows.values_list(*Named._fields)]


def known_to(views: Iterable[queries.RelationView]) -> dict[tuple[str, str], Document]:
    """The documents of the archive that a document names, by relation and folded name."""
    return {
        (view.kind, folding.name_key(view.name)): view.document
        for view in views
        if view.direction == "out" and view.document is not None
    }


def facts(row: Document, related: Sequence[Related], page: str = "") -> list[Fact]:
    """Everything that the head, the end and the clauses of a document say of it.

    ``page`` stands before the ``#`` of its clauses; on its own page nothing.
    """
    value = document_of(row)
    issuers = [Value(name) for name in value.issuers]
    if value.stand_in:
        issuers.append(Value(value.stand_in, note="代章"))

    def on(name: str, day: date | None, clause: str | None = None) -> Fact:
        href = page + links.fragment(clause, row.label) if clause else ""
        return Fact(name, [Value(words.day(day), href)] if day else [])

    found = [
        Fact("发文字号", _plain(value.number)),
        Fact("登记号", _plain(value.registration)),
        Fact("发文机关", issuers),
        Fact("种类", [Value(queries.KIND_LABELS[value.kind], note=value.level)]),
        Fact("主送机关", _plain("、".join(value.recipients))),
        on("通过日期", value.adopted),
        on("成文日期", value.signed),
        on("印发日期", value.issued),
        on("刊载日期", value.published),
        on("施行日期", value.effective, value.effective_clause),
        on("有效期至", value.expires, value.expires_clause),
        Fact("废止", _named("废止", value.repeals, related)),
        on("废止自", value.repealed_from),
        Fact("依据", _named("依据", value.based_on, related)),
        Fact("解释机关", _plain(value.interpreter)),
        Fact("附件", [_attachment(one, row, page) for one in value.attachments]),
    ]
    return [fact for fact in found if fact.values]


def _plain(text: str | None) -> list[Value]:
    return [Value(text)] if text else []


def _named(word: str, names: Iterable[str], related: Sequence[Related]) -> list[Value]:
    known = {one.name: one.href for one in related if one.word == word}
    return [Value(name, known.get(name, "")) for name in names]


def _attachment(one: Attachment, row: Document, page: str) -> Value:
    if not one.printed:
        return Value(one.title, note="公报未刊登")
    href = page + links.fragment(one.address, row.label) if one.address else ""
    return Value(one.title, href)


def clause_link(address: str | None, row: Document) -> str:
    """A clause that a status or a fact names: on this page where it stands in this document."""
    if not address:
        return ""
    if address.startswith(f"{row.label} "):
        return links.fragment(address, row.label)
    return links.clause(address)


def relations(row: Document, views: Sequence[queries.RelationView]) -> list[Related]:
    """What the document does to others and what others do to it."""
    urls = links.documents(view.document for view in views if view.document)
    found: list[Related] = []
    for view in views:
        other = view.document
        found.append(
            Related(
                word=view.label,
                name=view.name,
                title=other.title if other and other.title != view.name else "",
                href=urls[other.id] if other else "",
                clause=view.clause or "",
                clause_href=_clause_page(view, row),
            )
        )
    return found


def _clause_page(view: queries.RelationView, row: Document) -> str:
    if not view.clause:
        return ""
    if view.direction == "out":
        return links.fragment(view.clause, row.label)
    return links.clause(view.clause)


def drawing(row: Document, views: Sequence[Related]) -> graph.Drawing | None:
    """The document between what it names and what names it, each other document once."""
    sides: dict[bool, dict[str, graph.Neighbour]] = {True: {}, False: {}}
    for one in views:
        incoming = one.word in _INCOMING
        key = one.href or one.name
        sides[incoming].setdefault(
            key, graph.Neighbour(one.name, one.title, one.word, one.href or None)
        )
    return graph.draw(
        row.number or "本文件", row.title, list(sides[False].values()), list(sides[True].values())
    )


_INCOMING = {
    label for (_, direction), label in queries.RELATION_LABELS.items() if direction == "in"
}


def grouped(views: Sequence[Related]) -> list[tuple[str, list[Related]]]:
    """The relations under their words, in the order of the words."""
    groups: defaultdict[str, list[Related]] = defaultdict(list)
    for one in views:
        groups[one.word].append(one)
    order = list(queries.RELATION_LABELS.values())
    return sorted(groups.items(), key=lambda group: order.index(group[0]))


def citing(found: Sequence[queries.Link]) -> list[Citing]:
    """Who refers here, document by document."""
    urls = links.documents(link.reference.document for link in found)
    groups: dict[int, Citing] = {}
    for link in found:
        row = link.reference.document
        group = groups.setdefault(row.id, Citing(row, urls[row.id]))
        clause: Clause = link.reference.clause
        place = links.anchor(clause.address, row.label).replace("_", " ")
        group.places.append((place, link.reference.text, links.clause(clause.address)))
    return list(groups.values())
