"""Tables that refuse to be emptied, emptied after a test all the same.

Django ends a test that commits by emptying every table; the triggers of the journal and of the ledgers
refuse that, as they should. For these statements alone, and in tests alone, they are set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations as Postgres
from django.db.backends.sqlite3.operations import DatabaseOperations as Sqlite

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%%RAISE(%%'"


@contextmanager
def unlocked(connection: Any) -> Iterator[None]:
    """Without the triggers that refuse."""
    with connection.cursor() as cursor:
        before, after = _ways(connection)
        for statement in before:
            cursor.execute(statement)
        yield
        for statement in after:
            cursor.execute(statement)


def _ways(connection: Any) -> tuple[list[str], list[str]]:
    if connection.vendor == "postgresql":
        role = "SET session_replication_role = {}"  # as replicas do, which are told what happened
        return [role.format("replica")], [role.format("DEFAULT")]
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        found = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in found], [sql for _, sql in found]


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> Iterator[None]:
    """Let Django empty the tables between tests."""

    def emptying(flush: Callable[..., list[str]]) -> Callable[..., list[str]]:
        def emptied(self: Any, *args: Any, **kwargs: Any) -> list[str]:
            statements = flush(self, *args, **kwargs)
            if not statements:
                return statements
            before, after = _ways(self.connection)
            return [*before, *statements, *after]

        return emptied

    with pytest.MonkeyPatch.context() as patch:
        for operations in (Postgres, Sqlite):
            if operations.sql_flush.__name__ != "emptied":  # several conftests may ask for it
                patch.setattr(operations, "sql_flush", emptying(operations.sql_flush))
        yield
