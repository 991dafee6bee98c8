"""The one interface of search; behind it stands the index of the database in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection, transaction

from luoshi import gazette
from luoshi.office.archive import queries
from luoshi.office.archive.folding import name_key
from luoshi.office.archive.models import Clause, Document, IndexState, Version

from .index import RANKED, Index, Match, Ranges, Row, row_of
from .postgres import PostgresIndex
from .query import Query, pairs_of, parse
from .snippet import Part, snippet
from .sqlite import SqliteIndex
from .words import SIGNATURE

PAGE = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that was found."""

    clause: Clause
    """With version and issue loaded."""
    document: Document
    parts: tuple[Part, ...]
    rank: int
    """Place among all hits, from 1."""

    @property
    def address(self) -> str:
        """The address of the clause."""
        return self.clause.address


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found."""

    query: Query
    total: int
    at_least: bool
    """There are more than `total`."""
    page: int
    pages: int
    hits: tuple[Hit, ...]


def searcher() -> Searcher:
    """The searcher of the database in use."""
    return Searcher(PostgresIndex() if connection.vendor == "postgresql" else SqliteIndex())


class Searcher:
    """Keeps the index and asks it."""

    def __init__(self, index: Index) -> None:
        self._index = index

    # Keeping

    def index(self, version: Version, clauses: Iterable[Clause] | None = None) -> None:
        """Put the clauses of a version into the index, in the transaction around it."""
        if not self.refresh():  # an index made again holds the version already
            rows = _rows(version) if clauses is None else (row for c in clauses if (row := _row(c)))
            self.add(rows)

    def remove(self, version: Version) -> None:
        """Take the clauses of a version out of the index, in the transaction around it."""
        self.refresh()
        self._index.drop(_rows(version))

    def add(self, rows: Iterable[Row]) -> None:
        """Put rows into the index; rows without words do not count."""
        self._index.add(row for row in rows if row.own)

    def refresh(self) -> bool:
        """Make the index again if an earlier program made it otherwise; True if it did."""
        state = IndexState.objects.filter(pk=1).first()
        if state is not None and state.signature == SIGNATURE:
            return False
        if state is None:
            self._index.clear()  # Django's flush empties the tables of models only
        else:
            self.rebuild()
        IndexState.objects.update_or_create(pk=1, defaults={"signature": SIGNATURE})
        return state is not None

    def rebuild(self) -> None:
        """Make the index anew from the clauses of all versions in use."""
        with transaction.atomic():
            self._index.clear()
            for version in Version.objects.filter(current=True).order_by("id"):
                self.add(_rows(version))

    # Asking

    def search(
        self,
        text: str,
        filters: queries.Filters = queries.Filters(),  # noqa: B008  (it is frozen)
        page: int = 1,
        size: int = PAGE,
    ) -> Hits:
        """One page of the clauses that match; raises `QueryError` for a query without words."""
        query = parse(text)
        ids, more = self._ids(query, queries.ranges(filters) if filters else None)
        pages = max(1, -(-len(ids) // size))
        page = min(max(1, page), pages)
        first = (page - 1) * size
        hits = tuple(_hits(query, ids[first : first + size], first + 1))
        total = max(len(ids), RANKED) if more else len(ids)
        return Hits(query, total, more, page, pages, hits)

    def _ids(self, query: Query, ranges: Ranges | None) -> tuple[list[int], bool]:
        """Keys of the clauses, best first, each once; whether there are more."""
        found = dict.fromkeys(_within(_named(query), ranges))
        more = False
        for match, enough in _matches(query):
            if not more and (enough is None or len(found) < enough):
                part = self._index.find(match, ranges)
                found.update(dict.fromkeys(part.ids))
                more = more or part.more
        return list(found), more


def _matches(query: Query) -> Iterator[tuple[Match, int | None]]:
    """What to ask of the index, in order; some of it only if fewer were found before."""
    if query.number:
        yield Match(phrases=(pairs_of(query.number),)), None
        return
    phrases = tuple(pairs_of(phrase) for phrase in query.phrases)
    pieces = tuple(pairs_of(run) for run in query.runs)
    # One character among others says nothing about a piece, and half of the archive holds it.
    longer = tuple(piece for piece in pieces if len(piece[0]) > 1)
    if longer and query.several:
        # 5元 is no piece of 3.5元: a number must also occur as a word.
        numbers = tuple(word for word in query.words if word[0].isdigit())
        yield Match(numbers, phrases + longer), None
    yield Match(query.words, phrases), None
    if pieces and not query.several:
        # A word that is cut otherwise in the text; one character inside longer words.
        inside = len(query.text) == 1 and not query.text.isascii()
        yield Match(phrases=phrases + pieces), RANKED if inside else 1


def _named(query: Query) -> Iterator[int]:
    """The clause at the address, the documents of the name, and the clauses that cite them."""
    with suppress(gazette.AddressError, queries.NotFound):
        if gazette.parse_address(query.text).path:
            yield queries.clause(query.text).id
    keys = {name_key(query.text)}
    yield from queries.heads(keys)
    yield from queries.citing(keys)


def _within(keys: Iterable[int], ranges: Ranges | None) -> Iterator[int]:
    for key in keys:
        if ranges is None or any(first <= key <= last for first, last in ranges):
            yield key


_NOT_SHOWN = ("spans", "version__masthead", "version__damages", "version__disagreements")


def _hits(query: Query, chosen: list[int], rank: int) -> Iterator[Hit]:
    found = Clause.objects.select_related("document", "version__issue").defer(*_NOT_SHOWN)
    clauses = found.in_bulk(chosen)
    kept = [clauses[key] for key in chosen if key in clauses]
    standing = [(clause, clause.document) for clause in kept if clause.document]
    for place, (clause, document) in enumerate(standing, start=rank):
        yield Hit(clause, document, snippet(clause.own, query), place)


def _row(clause: Clause) -> Row | None:
    """Covers and imprints (卷首, 卷尾) belong to no document and have no address to cite."""
    if clause.kind == "matter":
        return None
    return row_of(clause.id, clause.kind, clause.heading, clause.own)


def _rows(version: Version) -> Iterator[Row]:
    stored = Clause.objects.filter(version=version).exclude(kind="matter").order_by("id")
    for found in stored.values_list("id", "kind", "heading", "own").iterator(chunk_size=5000):
        row = row_of(*found)
        if row.own:
            yield row
