"""A document, or a clause of it, made ready to be read: blocks with links, facts, relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from luoshi.office.archive import queries
from luoshi.office.archive.models import Clause, Document
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
    found: Iterable[queries.Link], row: Document | None, own_page: str = ""
) -> dict[int, list[Mention]]:
    """What the clauses name, by the position of the clause.

    ``own_page`` stands before the ``#`` of clauses of the same document; on its own page nothing.
    """
    rows = list(found)
    urls = links.documents(link.document for link in rows if link.document)
    places: defaultdict[int, list[Mention]] = defaultdict(list)
    for link in rows:
        reference = link.reference
        href = _leads_to(link, row, own_page, urls)
        title = link.name if href else f"档案中没有：{link.name}"
        places[reference.clause.position].append(
            Mention(reference.start, reference.stop, href, title)
        )
    return places


def _leads_to(
    link: queries.Link, row: Document | None, own_page: str, urls: dict[int, str]
) -> str | None:
    if link.clause is not None:
        if row is not None and link.clause.document_id == row.id:
            return own_page + links.fragment(link.clause.address, row.label)
        if link.document is not None and link.clause.document_id == link.document.id:
            page = urls[link.document.id]
            return links.in_document(page, link.clause, link.document.label)
        return links.clause(link.clause.address)
    if link.document is None or (row is not None and link.document.id == row.id):
        return None if link.document is None else f"{own_page}#text"
    return urls[link.document.id]


def facts(row: Document, related: Sequence[Related], page: str) -> list[Fact]:
    """Everything that the head, the end and the clauses of a document say of it."""
    issuers = [Value(name) for name in row.issuers]
    if row.stand_in:
        issuers.append(Value(row.stand_in, note="代章"))
    ends = [("废止", "repeals"), ("依据", "based_on")]
    found = [
        Fact("发文字号", _plain(row.number)),
        Fact("登记号", _plain(row.registration)),
        Fact("发文机关", issuers),
        Fact("种类", [Value(queries.KIND_LABELS.get(row.kind, row.kind), note=row.level)]),
        Fact("主送机关", _plain("、".join(row.recipients))),
        Fact("通过日期", _plain(words.day(row.adopted))),
        Fact("成文日期", _plain(words.day(row.signed))),
        Fact("印发日期", _plain(words.day(row.issued))),
        Fact("公布日期", _plain(words.day(row.published))),
        Fact("施行日期", _day(words.day(row.effective), row.effective_clause, row, page)),
        Fact("有效期至", _day(words.day(row.expires), row.expires_clause, row, page)),
        *(Fact(name, _named(name, getattr(row, field), related)) for name, field in ends),
        Fact("废止自", _plain(words.day(row.repealed_from))),
        Fact("解释机关", _plain(row.interpreter)),
        Fact("附件", [_attachment(one, row, page) for one in row.attachments]),
    ]
    return [fact for fact in found if fact.values]


def _plain(text: str | None) -> list[Value]:
    return [Value(text)] if text else []


def _day(text: str, clause: str | None, row: Document, page: str) -> list[Value]:
    if not text:
        return []
    return [Value(text, page + links.fragment(clause, row.label) if clause else "")]


def _named(word: str, names: Iterable[str], related: Sequence[Related]) -> list[Value]:
    known = {one.name: one.href for one in related if one.word == word}
    return [Value(name, known.get(name, "")) for name in names]


def _attachment(one: dict[str, object], row: Document, page: str) -> Value:
    title, address = str(one["title"]), one.get("address")
    if not one["printed"]:
        return Value(title, note="公报未刊登")
    return Value(title, page + links.fragment(str(address), row.label) if address else "")


def clause_link(address: str | None, row: Document) -> str:
    """A clause that a status or a fact names: on this page where it stands in this document."""
    if not address:
        return ""
    if address.startswith(f"{row.label} "):
        return links.fragment(address, row.label)
    return links.clause(address)


def relations(row: Document) -> list[Related]:
    """What the document does to others and what others do to it."""
    views = queries.relations(row)
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
