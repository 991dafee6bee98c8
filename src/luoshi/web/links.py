"""The address of each page. Documents and clauses are addressed by what people call them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import quote, urlencode

from django.urls import reverse

from luoshi.office.archive import folding
from luoshi.office.archive.models import Clause, Document, Name, Version

LONGEST_NAME = 200
"""A longer title makes no address that anybody would read."""


def with_query(path: str, **values: object) -> str:
    """A path with those values that are given."""
    given = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


def issue(slug: str, version: int | None = None) -> str:
    """The page of a gazette, or of an earlier version of it."""
    return with_query(reverse("issue", args=[slug]), version=version)


def lines(version: Version) -> str:
    """What stands before the number of a line to make the address of its place in the source."""
    path = reverse("source", args=[version.issue.slug])
    return f"{path}?line=" if version.current else f"{path}?version={version.ordinal}&line="


@lru_cache(maxsize=8192)
def named(name: str, gazette: str = "") -> str:
    """The page of a document by its 文号 or 《title》, or by its key."""
    return with_query(reverse("document", args=[name]), gazette=gazette)


def documents(rows: Iterable[Document]) -> dict[int, str]:
    """The page of each document, by its key; in one query.

    The rows bring their version and issue. A name that several documents have is completed by the
    gazette; where even that says too little, or where the version is no longer in use, the key
    stands in its place.
    """
    every = {row.id: row for row in rows}
    folded = {key: folding.name_key(row.label) for key, row in every.items()}
    bearers: dict[str, Counter[str]] = {}
    found = Name.objects.filter(key__in=set(folded.values()), document__version__current=True)
    for name, slug in found.values_list("key", "document__version__issue__slug"):
        bearers.setdefault(name, Counter())[slug] += 1
    return {key: _document(row, bearers.get(folded[key], Counter())) for key, row in every.items()}


def _document(row: Document, bearers: Counter[str]) -> str:
    slug = row.version.issue.slug
    usable = len(row.label) <= LONGEST_NAME and not row.label.isdecimal()
    if not row.version.current or not usable or bearers[slug] != 1:
        return named(str(row.id))
    return named(row.label) if bearers.total() == 1 else named(row.label, slug)


def document(row: Document) -> str:
    """The page of one document."""
    return documents([row])[row.id]


def anchor(address: str, label: str) -> str:
    """What names a clause inside its document's page: its address without the document."""
    return address.removeprefix(label).strip().replace(" ", "_") or "全文"


def fragment(address: str, label: str) -> str:
    """The ``#…`` of a clause."""
    return "#" + iri(anchor(address, label))


# Browsers encode Chinese in links by themselves; what has a meaning in an address is encoded here.
# That makes pages with thousands of links a third as long.
_ENCODED = {
    code: quote(chr(code), safe="") for code in (*range(0x21), 0x7F, *b"\"#%&'+<=>?[\\]^`{|}")
}


def iri(words: str) -> str:
    """Words as a part of an address in a page."""
    return words.translate(_ENCODED)


def clause(address: str, gazette: str = "") -> str:
    """The page of a clause."""
    return with_query(reverse("clause"), address=address, gazette=gazette)


def clauses(row: Document, page: str) -> Callable[[str], str]:
    """What gives the page of each clause of a document whose own page is known.

    Only what is in use has pages for its clauses; where the name alone does not lead to the
    document, the gazette is named too.
    """
    if not row.version.current:
        return lambda address: ""
    gazette = "" if page == named(row.label) else row.version.issue.slug
    head = reverse("clause") + "?address="
    tail = f"&gazette={iri(gazette)}" if gazette else ""
    return lambda address: head + iri(address) + tail


def in_document(page: str, row: Clause, label: str) -> str:
    """A clause's place on the page of its document."""
    return page + fragment(row.address, label)


def export(row: Document, format: str) -> str:
    """Where a document is saved in a form of export; by its key, which is never ambiguous."""
    return reverse("export", args=[str(row.id), format])


def twin(view: str, name: str, query: str = "") -> str:
    """The same page as data."""
    path = reverse(view, args=[name])
    return f"{path}?{query}" if query else path
