"""Whoever changes, removes, inserts or reorders entries behind the journal's back is found out."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.office.journal import chain, headfile, rows
from luoshi.office.journal.findings import MOST, Verification
from luoshi.office.journal.headfile import End
from luoshi.office.journal.models import Entry, Head
from luoshi.office.journal.service import digest_of
from luoshi.office.journal.verification import verify
from tests.office.journal.conftest import AT, Raw, write


def kinds(found: Verification) -> set[str]:
    return {kind for kind, times in found.counts.items() if times}


def unchain(tamper: Raw) -> None:
    """Let the numbers of the chain be anything for a moment."""
    if connection.vendor == "postgresql":
        tamper("ALTER TABLE journal_entry DROP CONSTRAINT IF EXISTS journal_entry_n_key")


def relink(tamper: Raw) -> None:
    """Everything that one can make fit with the database alone: every digest, every link, the head."""
    before = chain.FIRST
    last = End(0, before)
    for row in list(Entry.objects.exclude(n=None).order_by("n")):
        own = digest_of(row)
        assert row.sealed
        assert row.n
        before = chain.link(before, row.n, row.pk, own, chain.written(row.sealed))
        tamper("UPDATE journal_entry SET digest = %s, link = %s WHERE id = %s", own, before, row.pk)
        last = End(row.n, before)
    tamper("UPDATE journal_head SET n = %s, link = %s", last.n, last.link)


def test_what_nobody_touched_is_sound(sealed: list[Entry], tamper: Raw) -> None:
    ticks: list[int] = []
    found = verify(ticks.append)
    assert found.sound
    assert (found.entries, sum(ticks), kinds(found)) == (9, 9, set())
    assert found.head == (9, sealed[-1].link)
    assert found.as_json()["head"] == {"n": 9, "link": sealed[-1].link}


def test_an_empty_journal_is_sound(store: str) -> None:
    found = verify()
    assert (found.sound, found.entries, kinds(found)) == (True, 0, {"file"})


CONTENT = {
    "kind": "other", "actor_kind": "person", "actor": "乙", "login": "b", "actor_unit": "u",
    "unit": "u", "subject": "另一件", "case": "K2", "at": AT + timedelta(microseconds=1),
    "recorded": AT, "body": '{"n":4}', "digest": "0" * 64,
}  # fmt: skip


@pytest.mark.parametrize("column", CONTENT)
@pytest.mark.parametrize("refit", [False, True], ids=["", "digest made to fit"])
def test_changed_content(sealed: list[Entry], tamper: Raw, column: str, refit: bool) -> None:
    row = sealed[3]
    tamper(
        f'UPDATE journal_entry SET "{column}" = %s WHERE id = %s', _stored(CONTENT[column]), row.pk
    )
    if refit:
        fitting = digest_of(Entry.objects.get(pk=row.pk))
        tamper("UPDATE journal_entry SET digest = %s WHERE id = %s", fitting, row.pk)
    found = verify()
    if refit and column == "digest":
        assert found.sound  # the digest fits again: nothing was changed in the end
        return
    assert not found.sound
    assert {(each.entry, each.n) for each in found.problems} == {(row.pk, 4)}
    assert ("changed" in kinds(found)) == (not refit)


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("link = 'x'", {4}),
        ("sealed = recorded", {4}),
        ("id = 1000000", {4}),
        ("n = 100", {4, 10}),
        ("n = 9223372036854775807", {4, 10}),
        ("n = NULL", {4}),
        ("n = NULL, link = NULL, sealed = NULL", {4}),
    ],
)
def test_a_changed_link(sealed: list[Entry], tamper: Raw, change: str, where: set[int]) -> None:
    tamper(f"UPDATE journal_entry SET {change} WHERE n = 4")
    found = verify()
    assert not found.sound
    assert where <= {each.n for each in found.problems}


def test_two_entries_exchanged(sealed: list[Entry], tamper: Raw) -> None:
    tamper("UPDATE journal_entry SET n = -1 WHERE n = 3")
    tamper("UPDATE journal_entry SET n = 3 WHERE n = 6")
    tamper("UPDATE journal_entry SET n = 6 WHERE n = -1")
    found = verify()
    assert {each.n for each in found.problems} >= {3, 6}


def test_two_entries_exchanged_with_their_links(sealed: list[Entry], tamper: Raw) -> None:
    tamper("UPDATE journal_entry SET n = -1 WHERE n = 3")
    tamper("UPDATE journal_entry SET n = 3 WHERE n = 6")
    tamper("UPDATE journal_entry SET n = 6 WHERE n = -1")
    for place in (3, 6):
        tamper("UPDATE journal_entry SET link = %s WHERE n = %s", sealed[place - 1].link, place)
    assert {each.n for each in verify().problems} >= {3, 6}


def test_an_entry_removed(sealed: list[Entry], tamper: Raw) -> None:
    tamper("DELETE FROM journal_entry WHERE n = 5")
    found = verify()
    (gap,) = found.problems
    assert (gap.kind, gap.n, gap.what, found.counts["missing"]) == (
        "missing",
        5,
        "链上缺第 5 条",
        1,
    )


def test_entries_removed_in_a_row(sealed: list[Entry], tamper: Raw) -> None:
    tamper("DELETE FROM journal_entry WHERE n BETWEEN 2 AND 4")
    found = verify()
    assert [each.what for each in found.problems] == ["链上缺第 2 至 4 条"]
    assert found.counts["missing"] == 3


def test_an_entry_removed_and_the_others_moved_up(sealed: list[Entry], tamper: Raw) -> None:
    tamper("DELETE FROM journal_entry WHERE n = 5")
    for place in range(6, 10):
        tamper("UPDATE journal_entry SET n = %s WHERE n = %s", place - 1, place)
    found = verify()
    assert not found.sound
    assert 5 in {each.n for each in found.problems}


@pytest.mark.parametrize("head", ["kept", "fitting", "gone"])
@pytest.mark.parametrize("more", [0, 2])
def test_a_cut_tail(sealed: list[Entry], tamper: Raw, head: str, more: int) -> None:
    tamper("DELETE FROM journal_entry WHERE n > 6")
    if head == "fitting":
        relink(tamper)
    elif head == "gone":
        tamper("DELETE FROM journal_head")
    for entry in write(more):  # what is done afterwards does not cover it up
        assert entry.pk
    found = verify()
    assert not found.sound
    assert "head" in kinds(found) or "missing" in kinds(found)
    again = verify()
    assert not again.sound


def test_all_of_it_removed(sealed: list[Entry], tamper: Raw) -> None:
    tamper("DELETE FROM journal_entry")
    tamper("DELETE FROM journal_head")
    found = verify()
    assert not found.sound
    assert "链头文件记到第 9 条，链止于第 0 条" in found.problems[-1].what


@pytest.mark.parametrize("more", [0, 1])
def test_history_written_anew_with_every_hash_made_to_fit(
    sealed: list[Entry], tamper: Raw, more: int
) -> None:
    tamper("UPDATE journal_entry SET actor = '乙' WHERE n = 2")
    relink(tamper)
    write(more)
    found = verify()
    (told,) = found.problems
    assert (told.kind, told.n, "整条链被改写过" in told.what) == ("head", 9, True)
    assert not verify().sound


@pytest.mark.parametrize("chained", [False, True])
def test_a_forged_entry_of_last_week(
    sealed: list[Entry], tamper: Raw, chained: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, time_machine.travel(datetime.now(UTC) - timedelta(days=7)):
        patch.setattr(chain, "when_committed", lambda: None)
        (forged,) = write(1)
    if chained:
        chain.seal()
    found = verify()
    (told,) = found.problems
    assert (told.kind, told.entry) == ("inserted", forged.pk)
    assert "自称记于" in told.what
    assert {each.entry for each in verify().problems} == {forged.pk}  # and it stays found


def test_what_a_crash_left_without_a_link_is_told_and_sealed(
    sealed: list[Entry], tamper: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(chain, "when_committed", lambda: None)
        write(2)
    assert kinds(verify()) == set()  # less than a minute old
    tamper("UPDATE journal_entry SET n = NULL, link = NULL, sealed = NULL WHERE n > 9")
    tamper("UPDATE journal_head SET n = 9, link = %s", sealed[-1].link)
    headfile.path().unlink()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        found = verify()
        assert found.sound
        assert found.counts["unsealed"] == 2
        assert kinds(verify()) == set()


def test_a_changed_entry_that_waits_for_its_link(
    store: str, transactional_db: None, tamper: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(chain, "when_committed", lambda: None)
        write(3)
    tamper("UPDATE journal_entry SET subject = 'x' WHERE subject = '第1件'")
    found = verify()
    assert found.counts["changed"] == 1
    assert verify().counts["changed"] == 1


def test_an_entry_removed_before_it_had_a_link(
    sealed: list[Entry], tamper: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL leaves numbers out by itself, SQLite does not."""
    with monkeypatch.context() as patch:
        patch.setattr(chain, "when_committed", lambda: None)
        _, second = write(2)
    tamper("DELETE FROM journal_entry WHERE id = %s", second.pk)
    found = verify()
    assert found.counts["missing"] == (1 if connection.vendor == "sqlite" else 0)


def test_a_head_that_differs(sealed: list[Entry], tamper: Raw) -> None:
    tamper("UPDATE journal_head SET n = 8, link = %s", sealed[7].link)
    assert kinds(verify()) == {"head"}
    tamper("UPDATE journal_head SET n = 9, link = 'x'")
    assert kinds(verify()) == {"head"}
    tamper("DELETE FROM journal_head")
    assert kinds(verify()) == {"head"}
    write(1)  # sealing goes on from the entries, and mends it
    assert kinds(verify()) == set()
    assert Head.objects.get().n == 10


@pytest.mark.parametrize("there", [False, True])
def test_the_head_file_missing_or_behind_is_told_and_mended(
    sealed: list[Entry], tamper: Raw, there: bool
) -> None:
    path = headfile.path()
    path.unlink()
    if there:
        headfile.write(path, End(5, str(sealed[4].link)))
    found = verify()
    assert found.sound
    assert kinds(found) == {"file"}
    write(1)
    assert kinds(verify()) == set()
    assert headfile.read(path) == chain.end()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"n": "x", "link": 1}', "\xff", "null", "5"])
def test_a_head_file_that_is_none(sealed: list[Entry], tamper: Raw, text: str) -> None:
    headfile.path().write_bytes(text.encode("latin-1"))
    found = verify()
    assert kinds(found) == {"head"}
    assert "读不出" in found.problems[0].what
    write(1)  # and sealing neither fails nor covers it up
    assert headfile.path().read_bytes() == text.encode("latin-1")
    assert not verify().sound


def test_a_clock_set_back_is_seen(store: str, transactional_db: None, tamper: Raw) -> None:
    write(2)
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=3)):
        write(1)
    found = verify()
    assert found.sound
    assert any("本机时钟从" in each.what for each in found.notes)


def test_the_offices_clock_set_back_is_seen(
    store: str, transactional_db: None, tamper: Raw
) -> None:
    write(5)
    write(1, start=0)
    found = verify()
    assert found.sound
    assert [each.what for each in found.notes] == ["办公时钟拨回 4 分钟"]


def test_numbers_used_twice(sealed: list[Entry], tamper: Raw) -> None:
    if connection.vendor == "sqlite":  # its constraint cannot be taken off
        return
    tamper("ALTER TABLE journal_entry DROP CONSTRAINT journal_entry_n_key")
    try:
        tamper("UPDATE journal_entry SET n = 4 WHERE n = 5")
        found = verify()
        assert {"missing", "link"} <= kinds(found)
    finally:
        tamper("UPDATE journal_entry SET n = NULL")
        tamper("ALTER TABLE journal_entry ADD CONSTRAINT journal_entry_n_key UNIQUE (n)")


@pytest.mark.parametrize("value", ["x'ff00'", "CAST(x'ff' AS TEXT)", "5", "'nonsense'", "1.5"])
@pytest.mark.parametrize("column", ["at", "body", "actor", "digest", "link", "sealed", "recorded"])
def test_values_of_a_strange_kind(
    sealed: list[Entry], tamper: Raw, column: str, value: str
) -> None:
    if connection.vendor == "postgresql":  # columns have types there
        return
    tamper(f"UPDATE journal_entry SET {column} = {value} WHERE n = 4")
    found = verify()
    assert {each.n for each in found.problems} == {4}


def test_findings_are_counted_but_not_all_kept(
    store: str, transactional_db: None, tamper: Raw
) -> None:
    with transaction.atomic():
        write(MOST + 50)
    tamper("UPDATE journal_entry SET unit = 'x'")
    found = verify()
    assert found.counts["changed"] == MOST + 50
    assert len(found.problems) == MOST


COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        ("kind", "actor_kind", "actor", "login", "actor_unit", "unit", "subject", "case", "digest",
         "link"),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10),
    ),
    **dict.fromkeys(
        ("at", "recorded", "sealed"),
        st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ),
    "body": st.dictionaries(st.sampled_from("abn"), st.integers()).map(str),
    "n": st.none() | st.integers(-(2**63), 2**63 - 1),
    "id": st.integers(-(2**63), 2**63 - 1),
}  # fmt: skip


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_change_of_any_field_of_any_entry_is_found(
    sealed: list[Entry], tamper: Raw, data: st.DataObject
) -> None:
    column = data.draw(st.sampled_from(sorted(COLUMNS)), "column")
    place = data.draw(st.integers(1, len(sealed)), "n")
    value = data.draw(COLUMNS[column], "value")
    entry = sealed[place - 1]
    old = getattr(entry, "text" if column == "body" else column)
    taken = [each.pk if column == "id" else each.n for each in sealed]
    if value == old or (column in ("id", "n") and value in taken):
        return
    old_head = Head.objects.get()
    quoted = f'"{column}"'
    tamper(f"UPDATE journal_entry SET {quoted} = %s WHERE n = %s", _stored(value), place)
    try:
        found = verify()
        assert not found.sound
    finally:
        where = Entry.objects.get(digest=entry.digest).pk if column != "digest" else entry.pk
        chain_of = (entry.n, entry.link, _stored(entry.sealed), where)
        tamper("UPDATE journal_entry SET n = %s, link = %s, sealed = %s WHERE id = %s", *chain_of)
        back = entry.pk if column == "id" else _stored(old)
        tamper(f"UPDATE journal_entry SET {quoted} = %s WHERE id = %s", back, where)
        tamper("UPDATE journal_head SET n = %s, link = %s", old_head.n, old_head.link)
        headfile.write(headfile.path(), End(old_head.n, old_head.link))
    assert verify().sound


def test_the_digest_is_that_of_the_documentation(sealed: list[Entry]) -> None:
    """Whoever wants to check by other means can."""
    (first, *_) = next(rows.chained((0, 0)))
    entry = sealed[0]
    fields = (
        f'["test.act","shell","系统管理员","","","","第0件","K1","{chain.written(entry.at)}",'
        f'"{chain.written(entry.recorded)}"]'
    )
    own = hashlib.sha256(f"{fields}\n{entry.text}".encode()).hexdigest()
    assert first.own_digest() == own == entry.digest
    assert entry.sealed
    told = "\n".join([chain.FIRST, "1", str(entry.pk), own, chain.written(entry.sealed)])
    assert hashlib.sha256(told.encode()).hexdigest() == entry.link
