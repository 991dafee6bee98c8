"""The commands that ask the archive: the answer as data, laid out for people or as JSON.

Django's models can be imported only once the archive is open, so they are imported inside the
functions.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from luoshi.cli import laying
from luoshi.cli.archive import find, open_archive, open_filled, refuse_empty
from luoshi.cli.failure import Failure
from luoshi.cli.screen import print_json

if TYPE_CHECKING:
    from luoshi.office.archive.models import Document
    from luoshi.office.archive.queries import Filters


def documents(filters: Filters, as_json: bool) -> None:
    """The documents that pass the filters."""
    from luoshi.office.archive import queries, shapes

    day = filters.in_force_on or _today()
    rows = queries.documents(filters)
    data = shapes.documents(rows, queries.statuses(rows, day), day)
    if as_json:
        print_json(data)
    if not rows:
        _refuse_nowhere(filters)
        raise Failure(
            "没有符合条件的文件", "档案", "请放宽筛选条件，或用 luoshi documents 查看全部文件。"
        )
    if not as_json:
        laying.documents(data)


def gazettes(as_json: bool) -> None:
    """The issues in the archive."""
    open_archive()
    from luoshi.office.archive import queries, shapes

    data = shapes.gazettes(queries.issues())
    if as_json:
        print_json(data)
    refuse_empty()
    if not as_json:
        laying.gazettes(data)


def show(words: str, source: bool, as_json: bool) -> None:
    """A clause, or a whole document."""
    open_filled()
    from luoshi.office.archive import shapes
    from luoshi.office.archive.models import Clause

    found = find(words)
    if isinstance(found, Clause):
        data = shapes.clause(found, source=source)
    else:
        data = shapes.whole(found, source=source)
    print_json(data) if as_json else laying.clause(data)


def references(words: str, as_json: bool) -> None:
    """What a document or clause refers to, and who refers to it."""
    open_filled()
    from luoshi.office.archive import queries, shapes
    from luoshi.office.archive.models import Clause

    found = find(words)
    out, into = queries.references_out(found), queries.references_in(found)
    if isinstance(found, Clause):
        name = {"address": found.address, "title": str(found.document or found.version.issue)}
        related: list[dict[str, Any]] = []
    else:
        name = {"address": found.label, **shapes.name(found)}
        related = shapes.relations(queries.relations(found))
    data = {**shapes.references(name, out, into), "relations": related}
    print_json(data) if as_json else laying.references(data)


def status(words: str, day: date | None, as_json: bool) -> None:
    """Whether a document is in force on a day."""
    open_filled()
    from luoshi.office.archive import queries, shapes

    day = day or _today()
    try:
        row = find_document(words)
    except queries.NotFound:
        ended = queries.status_of_name(words, day)
        if ended is None:
            raise
        data = shapes.status_of_name(words, ended, day)
    else:
        data = shapes.status_of(row, queries.status(row, day), day)
    print_json(data) if as_json else laying.status(data)


def search(words: str, filters: Filters, limit: int, as_json: bool) -> None:
    """The clauses that hold the words."""
    from luoshi.office.archive import search as index
    from luoshi.office.archive import shapes

    found = index.searcher().search(words, filters, size=limit)
    data = shapes.hits(found)
    if as_json:
        print_json(data)
    if not found.hits:
        _refuse_nowhere(filters)
        raise Failure(
            f"没有找到“{words[:50]}”",
            "档案",
            "请减少或更换词语；要查找整句，请加引号；也可用 luoshi documents 查看已入档的文件。",
        )
    if not as_json:
        laying.hits(data)


def contents(slug: str, as_json: bool) -> None:
    """A table of contents held against the body."""
    open_filled()
    from luoshi.office.archive import queries, shapes

    data = shapes.contents(queries.contents(slug))
    print_json(data) if as_json else laying.contents(data)


def repairs(slug: str, full: bool, as_json: bool) -> None:
    """What repair did to a gazette."""
    open_filled()
    from luoshi.office.archive import queries, shapes

    data = shapes.repairs(queries.version(slug))
    print_json(data) if as_json else laying.repairs(data, full)


def find_document(words: str) -> Document:
    """The document that the user means, whole."""
    from luoshi.office.archive.models import Clause

    found = find(words)
    if isinstance(found, Clause):
        raise Failure(
            f"“{words[:60]}”是一个条款，这里要的是整份文件",
            "命令行",
            "请只写发文字号或标题。",
            code=2,
        )
    return found


def _refuse_nowhere(filters: Filters) -> None:
    """Nothing was found because there is nothing to look in: no gazette at all, or not this one."""
    from luoshi.office.archive import queries

    refuse_empty()
    if filters.gazette:
        queries.issue(filters.gazette)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the user's own calendar
