"""Writing the journal: inside the caller's transaction, never changed afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.db import Error, connection, transaction

from luoshi.office.directory.actors import CLOCK, SHELL, Actor
from luoshi.office.directory.models import Unit
from luoshi.office.journal import chain, triggers
from luoshi.office.journal.errors import AppendOnly, JournalError
from luoshi.office.journal.models import Entry
from luoshi.office.journal.service import Record, digest_of, record, record_many
from tests.office.journal.conftest import AT, Raw, write


class Undone(Exception):
    pass


def test_an_entry_keeps_all_that_it_was_told(store: str) -> None:
    bureau = Unit(code="bureau", name="样例局")
    bank = Unit(code="bank", name="样例银行")
    body = {"钱": 1_000_000_00, "day": date(2024, 3, 1), "z": [1.5, True, None], "a": {"\0": "<b>"}}
    made = record(
        "case.act", actor=Actor("person", "甲", bureau), at=AT, subject="对象", case="K1", unit=bank,
        body=body,
    )  # fmt: skip
    found = Entry.objects.get(pk=made.pk)
    assert found.body == {**body, "day": "2024-03-01"}
    assert found.text.index('"a"') < found.text.index('"day"') < found.text.index('"z"')
    assert (found.actor_kind, found.actor, found.actor_unit, found.unit) == (
        "person", "甲", "bureau", "bank",
    )  # fmt: skip
    assert (found.at, found.n, found.link) == (AT, None, None)
    assert abs((found.recorded - datetime.now(UTC)).total_seconds()) < 60
    assert digest_of(found) == found.digest == made.digest


def test_the_actors_unit_is_whose_matter_it_is_where_none_is_named(store: str) -> None:
    bureau = Unit(code="bureau", name="样例局")
    assert record("test", actor=Actor("program", "甲", bureau), at=AT, body={}).unit == "bureau"
    assert record("test", actor=CLOCK, at=AT, body={}).unit == ""


def undone(count: int) -> None:
    with transaction.atomic():
        write(count)
        raise Undone


def test_what_is_undone_is_not_recorded(store: str, transactional_db: None) -> None:
    with pytest.raises(Undone):
        undone(1)
    assert not Entry.objects.exists()
    with transaction.atomic():
        write(1)
        with pytest.raises(Undone):
            undone(2)
        write(1)
        assert Entry.objects.filter(n=None).count() == 2
    assert list(Entry.objects.order_by("n").values_list("n", flat=True)) == [1, 2]


def test_one_seal_for_many_entries(
    store: str, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(chain, "seal", lambda: calls.append(1))
    with transaction.atomic():
        write(50)
        record_many([Record("test", SHELL, AT, {"n": n}) for n in range(2500)])
    assert len(calls) == 1
    assert Entry.objects.count() == 2550


def test_a_seal_that_fails_undoes_nothing(
    store: str, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(chain, "seal", broken)
        write(3)
    assert Entry.objects.filter(n=None).count() == 3
    assert chain.seal() == 3


def _refused(act: Any) -> None:
    with pytest.raises(AppendOnly), transaction.atomic():
        act()


def test_the_model_refuses_every_change(store: str) -> None:
    (entry,) = write(1)
    _refused(entry.save)
    _refused(entry.delete)
    _refused(lambda: Entry.objects.update(subject="x"))
    _refused(lambda: Entry.objects.filter(pk=entry.pk).delete())
    entry.subject = "y"
    _refused(lambda: Entry.objects.bulk_update([entry], ["subject"]))


SETS = [
    "kind = 'x'", "actor_kind = 'x'", "actor = 'x'", "login = 'x'", "actor_unit = 'x'", "unit = 'x'",
    "subject = 'x'", '"case" = \'x\'', "at = recorded", "recorded = at", "body = '{}'",
    "digest = 'x'", "id = 999", "n = 99", "link = 'x'", "sealed = at", "n = NULL", "link = NULL",
    "n = NULL, link = NULL, sealed = NULL",
]  # fmt: skip


@pytest.mark.parametrize("change", SETS)
def test_the_database_refuses_every_change(store: str, transactional_db: None, change: str) -> None:
    write(2)
    with pytest.raises(Error, match="只增不改"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE journal_entry SET {change} WHERE n = 1")


@pytest.mark.parametrize("change", [*SETS[:13], "n = 99", "n = 99, link = 'x'", "link = 'x'"])
def test_it_refuses_them_before_the_seal_too(store: str, change: str) -> None:
    write(1)
    with (
        pytest.raises(Error, match="只增不改"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE journal_entry SET {change}")


REMOVALS = ["DELETE FROM journal_entry", "DELETE FROM journal_entry WHERE n = 2"]
COLUMNS = """kind, actor_kind, actor, login, actor_unit, unit, subject, "case", at, recorded, body,
digest, n"""
MORE = {
    "postgres": ["TRUNCATE journal_entry"],
    "sqlite": [
        "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE n = 2",
        f"REPLACE INTO journal_entry (id, {COLUMNS}) SELECT 99, {COLUMNS} FROM journal_entry WHERE n = 2",
    ],
}


def test_the_database_refuses_every_removal(store: str, transactional_db: None) -> None:
    write(3)
    for statement in [*REMOVALS, *MORE[store]]:
        with pytest.raises(Error, match="只增不改"), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.count() == 3


def test_the_triggers_come_back_with_every_migration(store: str, tamper: Raw) -> None:
    from django.core.management import call_command

    triggers.drop(connection)
    call_command("migrate", "journal", database=connection.alias, verbosity=0)
    write(1)
    with (
        pytest.raises(Error, match="只增不改"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM journal_entry")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"kind": "Über"}, "事项名称"),
        ({"kind": ""}, "事项名称"),
        ({"at": datetime(2024, 3, 1)}, "没有时区"),  # noqa: DTZ001
        ({"subject": "a\0b"}, "空字符"),
        ({"subject": "a\ud800"}, "编码有误"),
        ({"body": {"x": Fraction(1, 3)}}, "写不进"),
        ({"body": {"x": "\ud800"}}, "写不进"),
        ({"body": {1: 2}}, "写不进"),
    ],
)
def test_what_cannot_be_kept_is_refused(store: str, changed: dict[str, Any], what: str) -> None:
    told: dict[str, Any] = {"kind": "test", "actor": SHELL, "at": AT, "body": {}, **changed}
    with pytest.raises(JournalError, match=what) as caught:
        record(told.pop("kind"), **told)
    assert caught.value.remedy
    assert not Entry.objects.exists()
