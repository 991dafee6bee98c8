"""What all faces ask of the archive.

Each question costs a fixed number of queries, however many rows it returns. Names and addresses
are taken as people write them. What is not there raises `NotFound`, which says in Chinese what
was looked for and what to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import F, Q, QuerySet

from luoshi import gazette
from luoshi.gazette import model
from luoshi.gazette.status import Status, status_of_name_on, status_on

from . import folding, values
from .models import (
    Clause,
    ContentsEntry,
    Document,
    Issue,
    Name,
    Original,
    Reference,
    Relation,
    Version,
    clause_id,
)

Direction = Literal["out", "in"]

RELATION_LABELS: dict[tuple[str, Direction], str] = {
    ("issues", "out"): "印发",
    ("issues", "in"): "由其印发",
    ("based_on", "out"): "依据",
    ("based_on", "in"): "被其用作依据",
    ("repeals", "out"): "废止",
    ("repeals", "in"): "被其废止",
    ("amends", "out"): "修改",
    ("amends", "in"): "被其修改",
    ("cites", "out"): "引用",
    ("cites", "in"): "被其引用",
}

KIND_LABELS: dict[str, str] = {str(kind): label for kind, label in model.KIND_LABELS.items()}


class NotFound(LookupError):
    """Something that the archive does not hold."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents; what is empty does not restrict."""

    place: str = ""
    """City or other place, in part or whole: of the gazette or in an issuer's name."""
    issuer: str = ""
    kind: str = ""
    year: int | None = None
    in_force_on: date | None = None
    """A document that does not state its first day counts from its signing on."""
    gazette: str = ""
    text: str = ""
    """Words that the title holds."""

    def __bool__(self) -> bool:
        """Whether anything is restricted."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Link:
    """A reference with what it leads to: a clause, a document, or only a name (unknown)."""

    reference: Reference
    """With its `clause` and `document` loaded."""
    document: Document | None
    """The document named, where the archive has it."""
    clause: Clause | None
    """The clause named, where it stands in the same gazette."""

    @property
    def known(self) -> bool:
        """Whether it leads anywhere."""
        return self.document is not None or self.clause is not None

    @property
    def name(self) -> str:
        """What is named: 文号, title or address."""
        found = self.reference
        return found.number or found.title or found.address or found.text


@dataclass(frozen=True, slots=True)
class RelationView:
    """A relation as seen from one of its documents."""

    kind: str
    direction: Direction
    name: str
    """The other document as it is printed here, or its label where it relates to this one."""
    document: Document | None
    """The other document, where the archive has it."""
    clause: str | None
    """Address of the clause that says so, in the document from which the relation goes out."""

    @property
    def label(self) -> str:
        """The relation in Chinese."""
        return RELATION_LABELS[self.kind, self.direction]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The clauses before and after one, among those below the same clause."""

    previous: Clause | None
    following: Clause | None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the text as it was taken in."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ContentsView:
    """The table of contents held against the body."""

    issue: Issue
    version: Version
    entries: tuple[ContentsEntry, ...]
    """With their `document` loaded, where one stands in the body."""
    documents: tuple[Document, ...]
    disagreements: tuple[model.Disagreement, ...]


# Gazettes


def issues() -> list[Issue]:
    """Every issue with its versions."""
    return list(Issue.objects.prefetch_related("versions"))


def issue(slug: str) -> Issue:
    """An issue by its slug, with its versions."""
    found = Issue.objects.prefetch_related("versions").filter(slug=slug).first()
    if found is None:
        raise NotFound(
            f"档案中没有标识为“{slug}”的公报", "可用 luoshi gazettes 查看已入档的公报及其标识"
        )
    return found


def version(slug: str, ordinal: int | None = None) -> Version:
    """A version of an issue: the one in use, or the one with that number."""
    versions = Version.objects.select_related("issue").filter(issue__slug=slug)
    chosen = versions.filter(current=True) if ordinal is None else versions.filter(ordinal=ordinal)
    found = chosen.first()
    if found is None:
        issue(slug)  # says so where the issue itself is missing
        raise NotFound(f"公报“{slug}”没有第{ordinal}版", "请从该公报的版本列表中选择")
    return found


def contents(slug: str, ordinal: int | None = None) -> ContentsView:
    """The table of contents of an issue against its body."""
    chosen = version(slug, ordinal)
    return ContentsView(
        issue=chosen.issue,
        version=chosen,
        entries=tuple(chosen.contents.select_related("document").order_by("position")),
        documents=tuple(chosen.documents.order_by("position")),
        disagreements=values.disagreements_of(chosen),
    )


def matter(chosen: Version) -> list[Clause]:
    """Front and back matter of a version, in reading order."""
    return list(chosen.clauses.filter(document=None).order_by("position"))


def source_lines(chosen: Version, lines: tuple[int, int] | None = None) -> list[SourceLine]:
    """The text of a version as it was taken in, whole or from one line to another."""
    text = Original.objects.only("text").get(version=chosen).text
    first, last = lines or (1, chosen.line_count)
    return [
        SourceLine(number, line.rstrip("\r"))
        for number, line in enumerate(text.split("\n")[first - 1 : last], start=first)
    ]


def removals(chosen: Version) -> tuple[model.Removal, ...]:
    """What repair took out of a version."""
    return values.removals_of(Original.objects.only("removals").get(version=chosen))


def changes(chosen: Version) -> tuple[model.Change, ...]:
    """What repair replaced in a version."""
    return values.changes_of(Original.objects.only("changes").get(version=chosen))


def repairs(chosen: Version) -> list[tuple[str, int, int]]:
    """For each pass: its name, how many replacements, how many removals."""
    original = Original.objects.only("removals", "changes").get(version=chosen)
    changed = Counter(str(item["step"]) for item in original.changes)
    removed = Counter(str(item["step"]) for item in original.removals)
    return [(step, changed[step], removed[step]) for step in dict.fromkeys([*changed, *removed])]


# Documents


def current_documents() -> QuerySet[Document]:
    """The documents of all versions in use, with their issue."""
    return Document.objects.select_related("version__issue").filter(version__current=True)


def documents(filters: Filters = Filters()) -> list[Document]:
    """The documents in use that pass the filters; newest gazette first, in printed order."""
    found = current_documents().filter(_condition(filters))
    return list(found.order_by(*_GAZETTES_IN_ORDER, "position"))


def ranges(filters: Filters) -> list[tuple[int, int]]:
    """The keys of the clauses of those documents: from and to, both included, in order."""
    found = Document.objects.filter(_condition(filters), version__current=True)
    merged: list[tuple[int, int]] = []
    for place, first, last in found.order_by("version_id", "position").values_list(
        "version_id", "first_clause", "last_clause"
    ):
        start, end = clause_id(place, first), clause_id(place, last)
        if merged and merged[-1][1] + 1 == start:
            merged[-1] = (merged[-1][0], end)
        elif start <= end:
            merged.append((start, end))
    return merged


_GAZETTES_IN_ORDER = (
    F("version__issue__year").desc(nulls_last=True),
    F("version__issue__issue").desc(nulls_last=True),
    "version__issue__slug",
)
_STANDING = {"in force", "not stated"}


def _condition(filters: Filters) -> Q:
    condition = Q()
    if place := folding.fold(filters.place.strip()):
        condition &= Q(version__issue__city__contains=place) | Q(issuer_text__contains=place)
    if issuer := folding.fold(filters.issuer.strip()):
        condition &= Q(issuer_text__contains=issuer)
    if filters.kind:
        condition &= Q(kind=filters.kind)
    if filters.year is not None:
        condition &= Q(year=filters.year)
    if filters.gazette:
        condition &= Q(version__issue__slug=filters.gazette)
    for word in folding.fold(filters.text).split():
        condition &= Q(title__contains=word) | Q(number__contains=word)
    if filters.in_force_on is not None:
        condition &= _standing_on(filters.in_force_on)
    return condition


def _standing_on(day: date) -> Q:
    """In force by its own dates, and not ended by another document.

    `statuses` is asked only about the few that another document names as repealed; the rest is
    what `gazette.status_on` says of a document that stands alone (a test holds the two together).
    """
    undated = Q(signed=None, issued=None) & (Q(year__lte=day.year) | ~Q(number__contains="〔"))
    made = Q(signed__lte=day) | Q(signed=None, issued__lte=day) | undated
    begun = Q(effective__lte=day) | (Q(effective=None) & made)
    lasting = Q(expires=None) | Q(expires__gte=day)
    repealed = Name.objects.filter(key__in=_repeals().values("key")).values("document")
    doubtful = list(current_documents().filter(begun & lasting, id__in=repealed))
    states = statuses(doubtful, day)
    ended = [row.id for row in doubtful if states[row.id].state not in _STANDING]
    return begun & lasting & ~Q(id__in=ended)


def documents_named(name: str, *, slug: str = "") -> list[Document]:
    """The documents in use with that 文号 or title, as people write it; the latest first.

    The same document may stand in several gazettes.
    """
    key = folding.name_key(name)
    if not key:
        return []
    found = current_documents().filter(names__key=key).distinct()
    if slug:
        found = found.filter(version__issue__slug=slug)
    return sorted(found, key=_newest_first, reverse=True)


def document(name: str, *, slug: str = "") -> Document:
    """A document by its 文号 in any spelling or by its title."""
    found = documents_named(name, slug=slug)
    if not found:
        raise NotFound(
            f"档案中没有文号或标题为“{name.strip()[:100]}”的文件",
            "请核对文号，或用 luoshi search 按词语查找；尚未入档的公报先用 luoshi ingest 入档",
        )
    return found[0]


def heads(keys: Iterable[str]) -> list[int]:
    """Keys of the clauses that stand for the documents of these folded names; the latest first.

    That is the title, or the first clause of a document without one.
    """
    owners = (
        Name.objects.filter(key__in=list(keys), document__version__current=True)
        .order_by("-document_id")
        .values_list("document_id", "document__version_id", "document__first_clause")
    )
    first = {owner: clause_id(version, position) for owner, version, position in owners}
    if first:
        titles = Clause.objects.filter(document__in=list(first), kind="title").order_by("-id")
        first |= dict(titles.values_list("document_id", "id"))
    return list(first.values())


def citing(keys: Iterable[str]) -> list[int]:
    """Keys of the clauses in use that cite a document of one of these folded names."""
    found = Reference.objects.filter(key__in=list(keys), document__version__current=True)
    ordered = found.order_by("-clause_id").values_list("clause_id", flat=True)
    return list(dict.fromkeys(ordered))


def document_by_id(key: int) -> Document:
    """A document of any version, by its key."""
    found = Document.objects.select_related("version__issue").filter(pk=key).first()
    if found is None:
        raise NotFound("没有这个文件", "它所在的公报可能已重新读取，请从公报页面重新打开")
    return found


def value(row: Document) -> gazette.Document:
    """The reader's value of a document, whole: for exports and for resolving addresses."""
    references = row.references.select_related("clause").order_by("id")
    return values.document_of(
        row,
        values.clause_trees(clauses(row)),
        tuple(values.reference_of(reference) for reference in references),
    )


def gazette_value(chosen: Version) -> gazette.Gazette:
    """The reader's value of a version, whole."""
    return values.gazette_of(chosen)


def _newest_first(row: Document) -> tuple[date, int]:
    return (row.day or date.min, row.id)


# Clauses


def clauses(row: Document) -> list[Clause]:
    """Every clause of a document in reading order, in one query."""
    return list(row.clauses.order_by("position"))


def clause(address: str, *, slug: str = "") -> Clause:
    """A clause by its address as people write it, with document, version and issue loaded."""
    found = _stored_clause(" ".join(address.split()), slug)
    if found is not None:
        return found
    parsed = gazette.parse_address(address)
    trouble: gazette.AddressError | None = None
    for row in documents_named(parsed.document, slug=slug):
        try:
            target = gazette.resolve(value(row), parsed.path)
        except gazette.AddressError as error:
            trouble = trouble or error
            continue
        return _clauses_with_place().get(document=row, address=target.address)
    if trouble is not None:
        raise trouble
    document(parsed.document, slug=slug)  # says that the document is missing
    raise AssertionError("unreachable: the document was found, yet nothing was tried")


def _stored_clause(address: str, slug: str) -> Clause | None:
    found = _clauses_with_place().filter(
        address_key=folding.address_key(address), address=address, version__current=True
    )
    if slug:
        found = found.filter(version__issue__slug=slug)
    return found.order_by("-id").first()


def _clauses_with_place() -> QuerySet[Clause]:
    return Clause.objects.select_related("document", "version__issue")


def below(row: Clause, *, own: bool = True) -> list[Clause]:
    """A clause with everything below it, in reading order; without itself if not `own`."""
    first = row.position if own else row.position + 1
    return list(
        Clause.objects.filter(
            id__gte=clause_id(row.version_id, first), id__lt=clause_id(row.version_id, row.end)
        ).order_by("id")
    )


def children(row: Clause) -> list[Clause]:
    """The clauses directly below one."""
    return [clause for clause in below(row, own=False) if clause.parent_position == row.position]


def text(row: Clause) -> str:
    """All words of a clause, those below it included, one block a line."""
    return "\n".join(clause.own for clause in below(row) if clause.own)


def path(row: Clause) -> list[Clause]:
    """The clauses above one, from the document down, itself last."""
    # All of them stand before it and end after it.
    above = Clause.objects.filter(
        id__gte=clause_id(row.version_id, 0),
        id__lt=row.id,
        document=row.document_id,
        end__gt=row.position,
    )
    return [*above.order_by("id"), row]


def neighbours(row: Clause) -> Neighbours:
    """The clauses before and after one under the same clause."""
    beside = Clause.objects.filter(
        version=row.version_id, document=row.document_id, parent_position=row.parent_position
    )
    if row.parent_position is None:
        beside = Clause.objects.filter(
            version=row.version_id, document=row.document_id, parent_position__isnull=True
        )
    return Neighbours(
        previous=beside.filter(id__lt=row.id).order_by("-id").first(),
        following=beside.filter(id__gt=row.id).order_by("id").first(),
    )


# References


def references_out(target: Document | Clause) -> list[Link]:
    """What a document, or a clause with all below it, refers to."""
    found = Reference.objects.select_related("clause", "document", "target")
    if isinstance(target, Document):
        found = found.filter(document=target)
    else:
        found = found.filter(
            clause__gte=target.id, clause__lt=clause_id(target.version_id, target.end)
        )
    return _links(list(found.order_by("clause_id", "start")))


def references_in(target: Document | Clause) -> list[Link]:
    """Who refers to a document, or to a clause or to something below it.

    References from older versions of a gazette do not count.
    """
    found = Reference.objects.select_related("clause", "document__version__issue", "target").filter(
        document__version__current=True
    )
    if isinstance(target, Document):
        keys = target.names.values("key")
        found = found.filter(key__in=keys).exclude(document=target)
    else:
        found = found.filter(
            target__gte=target.id, target__lt=clause_id(target.version_id, target.end)
        )
    rows = found.order_by("document__version__issue_id", "clause_id", "start")
    return _links(list(rows))


def _links(rows: Sequence[Reference]) -> list[Link]:
    known = _documents_by_key({row.key for row in rows if row.key})
    return [
        Link(
            row,
            _choose(known.get(row.key or "", ()), row.document, row.relation),
            row.target,
        )
        for row in rows
    ]


def _documents_by_key(keys: Iterable[str]) -> dict[str, list[Document]]:
    """The documents in use under each of these names."""
    names = Name.objects.filter(key__in=list(keys), document__version__current=True)
    found: dict[str, list[Document]] = {}
    for name in names.select_related("document__version__issue").order_by("document_id"):
        found.setdefault(name.key, []).append(name.document)
    return found


def _choose(candidates: Sequence[Document], source: Document, relation: str) -> Document | None:
    """Which of the documents of one name a document means.

    Only what it issues is the document itself: of its own title it names an earlier one. It
    neither repeals nor is based on what came after it. Otherwise the same gazette comes first,
    then the latest that there was on the day of the source.
    """
    if relation != "issues":
        candidates = [
            row
            for row in candidates
            if row.id != source.id and not (row.number and row.number == source.number)
        ]
    if relation in {"repeals", "based_on", "amends"}:
        candidates = [
            row for row in candidates if not (row.day and source.day and row.day > source.day)
        ]
    if not candidates:
        return None
    day = source.day or date.max

    def fitness(row: Document) -> tuple[bool, bool, date, int]:
        there = (row.day or date.min) <= day
        return (row.version_id == source.version_id, there, row.day or date.min, row.id)

    return max(candidates, key=fitness)


# Relations and status


def relations(row: Document) -> list[RelationView]:
    """What a document does to others and what others do to it; what comes in last."""
    mine = list(row.relations.order_by("id"))
    known = _documents_by_key({relation.key for relation in mine})
    out = [
        RelationView(
            relation.kind,
            "out",
            relation.name,
            _choose(known.get(relation.key, ()), row, relation.kind),
            relation.clause,
        )
        for relation in mine
    ]
    return [relation for relation in out if relation.document != row] + _incoming(row)


def _incoming(row: Document) -> list[RelationView]:
    others = (
        Relation.objects.select_related("document__version__issue")
        .filter(key__in=row.names.values("key"), document__version__current=True)
        .exclude(document=row)
        .order_by("id")
    )
    return [
        RelationView(other.kind, "in", other.document.label, other.document, other.clause)
        for other in others
        if _choose([row], other.document, other.kind) is not None
    ]


def status(row: Document, day: date) -> Status:
    """Whether a document is in force on a day, why, and which clause says so."""
    return statuses([row], day)[row.id]


def status_of_name(name: str, day: date) -> Status | None:
    """The status of a document that is not here but that one in use repeals; None for neither."""
    relations = _repeals().filter(key=folding.name_key(name), document__version__current=True)
    enders = _with_repeals(relation.document for relation in relations.select_related("document"))
    return status_of_name_on(name, day, enders.values())


def statuses(rows: Sequence[Document], day: date) -> dict[int, Status]:
    """The status of many documents on a day, in three queries."""
    owners: dict[str, list[int]] = {}
    mine = Name.objects.filter(document__in=[row.id for row in rows])
    for key, owner in mine.values_list("key", "document_id"):
        owners.setdefault(key, []).append(owner)
    ending = _repeals().filter(key__in=list(owners), document__version__current=True)
    enders: dict[int, set[int]] = {}
    documents_by_id = {row.id: row for row in rows}
    for relation in ending.select_related("document"):
        documents_by_id.setdefault(relation.document_id, relation.document)
        for owner in owners[relation.key]:
            enders.setdefault(owner, set()).add(relation.document_id)
    known = _with_repeals(documents_by_id.values())
    return {
        row.id: status_on(
            known[row.id], day, [known[other] for other in sorted(enders.get(row.id, ()))]
        )
        for row in rows
    }


def _repeals() -> QuerySet[Relation]:
    return Relation.objects.filter(kind="repeals")


def _with_repeals(rows: Iterable[Document]) -> dict[int, gazette.Document]:
    """The reader's values with no more of their clauses than those that repeal."""
    rows = list(rows)
    saying: dict[int, list[model.Reference]] = {}
    for relation in _repeals().filter(document__in=rows).exclude(clause=None):
        saying.setdefault(relation.document_id, []).append(
            model.Reference(relation.clause or "", relation.name, 0, 0, relation="repeals")
        )
    return {
        row.id: values.document_of(row, references=tuple(saying.get(row.id, ()))) for row in rows
    }
