"""Filling the archive with generated clauses, to measure search at the size of a province."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import transaction

from luoshi.gazette import model

from . import search
from .folding import address_key
from .models import Clause, Document, Issue, Version, clause_id
from .rows import insert
from .values import document_row

CLAUSES_PER_VERSION = 20_000
CLAUSES_PER_DOCUMENT = 100


def fill(clauses: Iterable[tuple[str, str]], *, city: str = "生成市", year: int = 2025) -> int:
    """Store and index clauses given as (heading, words); how many there were.

    They become articles of documents of a hundred clauses each, in one generated gazette after
    another, each in a transaction of its own.
    """
    remaining, count = iter(clauses), 0
    while batch := list(islice(remaining, CLAUSES_PER_VERSION)):
        with transaction.atomic():
            version = _version(city, year, batch)
            rows = _rows(version, batch)
            insert(rows)
            search.searcher().index(version, rows)
        count += len(batch)
    return count


def _version(city: str, year: int, batch: Sequence[tuple[str, str]]) -> Version:
    number = Issue.objects.count() + 1
    key = f"generated:{number}"
    label = f"{city}人民政府公报 {year}年（生成{number}）"
    issue = Issue.objects.create(
        slug=f"generated-{number}", key=key, title=label, label=label, city=city, year=year
    )
    return Version.objects.create(
        issue=issue,
        ordinal=1,
        sha256=hashlib.sha256(key.encode()).hexdigest(),
        name=key,
        encoding="utf-8",
        reader="",
        line_count=len(batch),
        document_count=-(-len(batch) // CLAUSES_PER_DOCUMENT),
        clause_count=len(batch),
        front_count=0,
        removal_count=0,
        change_count=0,
    )


def _rows(version: Version, batch: Sequence[tuple[str, str]]) -> list[Clause]:
    documents = [
        _document(version, place, min(place + CLAUSES_PER_DOCUMENT, len(batch)))
        for place in range(0, len(batch), CLAUSES_PER_DOCUMENT)
    ]
    Document.objects.bulk_create(documents)
    return [
        _clause(version, documents[position // CLAUSES_PER_DOCUMENT], position, heading, own)
        for position, (heading, own) in enumerate(batch)
    ]


def _document(version: Version, first: int, end: int) -> Document:
    place = first // CLAUSES_PER_DOCUMENT
    title = f"{version.issue.label}第{place + 1}号文件"
    empty = model.Document(
        number=None,
        title=title,
        inner_title=None,
        issuers=(f"{version.issue.city}人民政府",),
        stand_in=None,
        level="市",
        kind="rules",
        recipients=(),
        adopted=None,
        signed=None,
        issued=None,
        published=None,
        effective=None,
        expires=None,
        effective_clause=None,
        expires_clause=None,
        repeals=(),
        repealed_from=None,
        based_on=(),
        interpreter=None,
        registration=None,
        attachments=(),
        lines=(first + 1, end),
        clauses=(),
    )
    row = document_row(version, place, empty)
    row.first_clause, row.last_clause = first, end - 1
    return row


def _clause(version: Version, document: Document, position: int, heading: str, own: str) -> Clause:
    label = f"第{position + 1}条"
    address = f"{document.label} {label}"
    return Clause(
        id=clause_id(version.id, position),
        version_id=version.id,
        document_id=document.id,
        position=position,
        end=position + 1,
        depth=0,
        kind="article",
        address=address,
        address_key=address_key(address),
        label=label,
        mark=label,
        heading=heading,
        own=own,
        spans="",
        first_line=position + 1,
        last_line=position + 1,
    )
