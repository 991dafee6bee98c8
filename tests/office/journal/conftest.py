"""A journal of its own for every test, and one who tampers with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.journal import chain, headfile, triggers
from luoshi.office.journal.models import Entry
from luoshi.office.journal.service import record
from tests.append_only import unlocked

AT = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
Raw = Callable[..., int]


@pytest.fixture(autouse=True)
def no_head_file() -> None:
    """The files of earlier tests tell of journals that are no more."""
    for file in headfile.path().parent.glob("journal-*"):
        file.unlink()


@pytest.fixture
def tamper(store: str) -> Iterator[Raw]:
    """Runs SQL as one would who may do anything with the database."""

    def run(sql: str, *parameters: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.rowcount

    triggers.drop(connection)
    yield run
    with connection.cursor() as cursor, unlocked(connection):
        cursor.execute("DELETE FROM journal_entry")
    triggers.create(connection)


def write(count: int = 1, actor: Actor = SHELL, **more: Any) -> list[Entry]:
    """Entries, each a minute after the one before."""
    start: int = more.get("start", Entry.objects.count())
    return [
        record(
            more.get("kind", "test.act"), actor=actor, at=AT + timedelta(minutes=start + number),
            subject=f"第{number}件", case=more.get("case", "K1"),
            body={"n": number, "says": "办理", **more.get("body", {})},
        )
        for number in range(count)
    ]  # fmt: skip


@pytest.fixture
def sealed(store: str, transactional_db: None) -> list[Entry]:
    """Nine entries, all in the chain, with the head in its file."""
    write(9)
    assert not chain.seal()
    assert Entry.objects.filter(n=None).count() == 0
    return list(Entry.objects.order_by("n"))
