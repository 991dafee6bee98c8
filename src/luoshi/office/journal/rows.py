"""Entries as the database holds them, in batches, so that millions need no more memory than a few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from luoshi.office.journal import chain

BATCH = 2000
# The plus keeps SQLite's driver from reading a moment, which whoever tampered may have spoilt.
_MOMENTS = {
    "sqlite": "+sealed, digest, +at, +recorded",
    "postgresql": "sealed, digest, at, recorded",
}
_SELECT = """SELECT id, n, link, {}, body, kind, actor_kind, actor, login, actor_unit, unit, subject,
"case" FROM journal_entry"""


class Row(NamedTuple):
    """An entry, unread: whoever tampered may have put anything into any column."""

    id: int
    n: Any
    link: Any
    sealed: Any
    digest: Any
    at: Any
    recorded: Any
    body: Any
    kind: Any
    actor_kind: Any
    actor: Any
    login: Any
    actor_unit: Any
    unit: Any
    subject: Any
    case: Any

    def own_digest(self) -> str:
        """The hash of what stands there now; empty where that cannot be hashed at all."""
        try:
            at, recorded = chain.written(moment(self.at)), chain.written(moment(self.recorded))
            return chain.digest((*self[8:], at, recorded), self.body)
        except (TypeError, ValueError, AttributeError, OverflowError):
            return ""

    def own_link(self, before: str) -> str:
        """The link that this entry should have after another."""
        try:
            return chain.link(
                before, self.n, self.id, self.digest, chain.written(moment(self.sealed))
            )
        except (TypeError, ValueError, AttributeError, OverflowError):
            return ""


def moment(stored: Any) -> datetime:
    """A moment from the form in which the database gives it."""
    if isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def chained(after: tuple[int, int]) -> Iterator[list[Row]]:
    """The entries of the chain in its order, after a place and id."""
    while found := _read(
        "WHERE n IS NOT NULL AND (n, id) > (%s, %s) ORDER BY n, id LIMIT %s", [*after, BATCH]
    ):
        yield found
        after = found[-1].n, found[-1].id


def unchained() -> Iterator[Row]:
    """The entries that have no place in the chain."""
    after = 0
    while found := _read("WHERE n IS NULL AND id > %s ORDER BY id LIMIT %s", [after, BATCH]):
        yield from found
        after = found[-1].id


def one(entry: int) -> list[Row]:
    """One entry by its number."""
    return _read("WHERE id = %s", [entry])


def of_kind(kind: str, since: datetime | None) -> Iterator[list[Row]]:
    """The entries of one kind in the order of their making."""
    after = 0
    day = "" if since is None else "AND at >= %s "
    while True:
        told = [kind, after, *([] if since is None else [_adapted(since)]), BATCH // 10]
        found = _read(f"WHERE kind = %s AND id > %s {day}ORDER BY id LIMIT %s", told)
        if not found:
            return
        yield found
        after = found[-1].id


def _adapted(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _read(where: str, parameters: list[Any]) -> list[Row]:
    with connection.cursor() as cursor, _any_text():
        cursor.execute(f"{_SELECT.format(_MOMENTS[connection.vendor])} {where}", parameters)
        return [Row(*row) for row in cursor.fetchall()]


@contextmanager
def _any_text() -> Iterator[None]:
    """On SQLite a column may hold bytes that are no text; they too must be read to be refused."""
    if connection.vendor != "sqlite":
        yield
        return
    raw: Any = connection.connection
    before = raw.text_factory
    raw.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = before
