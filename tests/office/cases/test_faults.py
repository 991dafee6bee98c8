"""What goes wrong goes wrong whole: at once, killed, cut off, out of date, full."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import DataError
from psycopg.sql import SQL, Identifier

from luoshi import config
from luoshi.office import clock, uploads
from luoshi.office.cases import correcting, papers, service
from luoshi.office.cases.errors import CaseError, Refused, Stale
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Act, Attachment, Case, Deadline, Notice
from luoshi.office.directory.actors import SHELL
from luoshi.office.journal.models import Entry as JournalEntry
from tests.office.cases.office import PDF, Office, moment
from tests.office.cases.sound import faults

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("LUOSHI_KILLS", "12"))
"""How often a server and a worker are killed; a long run asks for more."""
EXPIRED = moment("2026-03-02T09:00")

# --- processes of their own, on a database of their own


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:  # fmt: skip
    """An office with its units, of which each test gets a copy."""
    home = tmp_path_factory.mktemp("empty")
    told = {**os.environ, "LUOSHI_HOME": str(home), "PYTHONPATH": str(ROOT), "DATABASE_URL": ""}
    told.pop("DJANGO_SETTINGS_MODULE", None)
    told.pop("LUOSHI_CLOCK", None)
    if request.param == "sqlite":
        run(told, "open")
        yield told
        return
    url = os.environ["LUOSHI_TEST_DATABASE_URL"]
    name = f"luoshi_faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            told["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
            run(told, "open")
            yield told
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def there(empty: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an office whose database several processes can open."""
    home = tmp_path / "home"
    told = {**empty, "LUOSHI_HOME": str(home)}
    if not empty["DATABASE_URL"]:
        shutil.copytree(empty["LUOSHI_HOME"], home)
        yield told
        return
    before = urlsplit(empty["DATABASE_URL"])
    name = f"{before.path[1:]}_1"
    with psycopg.connect(os.environ["LUOSHI_TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(
                Identifier(name), Identifier(before.path[1:])
            )
        )
        try:
            yield {**told, "DATABASE_URL": before._replace(path=f"/{name}").geturl()}
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def run(environment: dict[str, str], *words: object) -> Any:
    """Do one of the things in `faulty.py`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.office.cases.faulty", *map(str, words)], env=environment,
        cwd=ROOT, capture_output=True, text=True, timeout=60 + 10 * KILLS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_what_is_sent_twice_at_once_is_done_once(there: dict[str, str]) -> None:
    told = run(there, "twice", 6)
    assert told["faults"] == []
    for each in told["told"]:
        assert each["acted"] == ["2", "2"]
        assert len(set(each["begun"])) == 1, each["begun"]


def test_of_two_officers_one_decides_and_the_other_is_told_who_did_what(
    there: dict[str, str],
) -> None:
    told = run(there, "two", 8)
    assert (told["won"], told["faults"]) == (8, [])
    assert {kind for kind, _ in told["lost"]} == {"Stale"}
    for _, words in told["lost"]:
        assert "禾丰县人社局经办人已于01月08日 09:00办理了“初审：" in words


def test_several_workers_fire_everything_once(there: dict[str, str]) -> None:
    told = run(there, "workers", 3, 40)
    assert told["faults"] == []
    assert all(isinstance(each, list) and each[3] == 0 for each in told["rounds"]), told["rounds"]
    assert sum(each[2] for each in told["rounds"]) == told["expired"] == 20
    assert sum(each[1] for each in told["rounds"]) == told["late"] == 20
    assert told["notices"] == told["each"] >= 20  # nobody is told the same thing twice
    assert (told["left"], "hefeng-hr" in told["told"]) == (0, True)


def test_a_worker_that_dies_with_its_hands_full_leaves_it_to_the_next(
    there: dict[str, str],
) -> None:
    told = run(there, "claimed", 4)
    assert told["faults"] == []
    assert (told["at_once"], told["after"], told["again"], told["expired"]) == (0, 4, 0, 4)


def test_killed_anywhere_no_case_is_undefined_no_fen_lost_nothing_done_twice(
    there: dict[str, str],
) -> None:
    told = run(there, "kills", KILLS, 4)
    assert (told["wrong"], told["faults"]) == ([], [])
    assert told["again"] == {"lost": 0, "changed": 0}
    assert told["acts"] >= told["said"] > KILLS
    assert told["treasury"] == -300_000 * told["paid"]
    assert set(told["states"]) <= {"draft", "open", "closed"}


def test_a_database_that_goes_away_leaves_nothing_half_done(there: dict[str, str]) -> None:
    if not there["DATABASE_URL"]:
        return  # a file does not go away
    told = run(there, "gone", 5)
    assert told["faults"] == []
    for at, times, cuts, outcome, state, paid in told["told"]:
        where = f"cut {cuts} times from statement {at}"
        if times == 1:
            assert (outcome, state, paid, cuts) == ("done", "closed", 300_000, 1), where
        elif state == "open":
            assert (outcome, paid) == ("Busy 503 数据库暂时不可用，没有办理", 0), where
        else:  # cut behind the commit
            assert (outcome, state, paid) == ("done", "closed", 300_000), where
    assert told["answer_lost"] == [True, "closed", 1]


# --- the clock


def test_an_old_page_is_told_what_the_clock_did_meanwhile(office: Office) -> None:
    case = office.published()
    with clock.at(EXPIRED):
        assert fire().acted == 1
        with pytest.raises(Stale, match="时钟已于03月02日 09:00办理了“公示：公示期满无异议”"):
            service.act(
                case.key, "notice", "object", office.city, reasons="有异议", version=case.version
            )


def test_a_clock_that_is_set_back_neither_unfires_nor_shortens_anything(office: Office) -> None:
    case = office.applied()
    row = Deadline.objects.get(case=case)
    with clock.at(row.at + timedelta(hours=1)):
        assert fire().late == 1
    with clock.at(moment("2025-11-03T09:00")):
        assert not fire().anything
        service.act(case.key, "first_review", "gaps", office.county, reasons="缺一页")
        service.act(case.key, "supplement", "submit", office.applicant)
        done = service.act(case.key, "first_review", "pass", office.county)
    row.refresh_from_db()
    assert row.state == "late"
    acts = list(Act.objects.filter(case=case).order_by("pk").values_list("at", flat=True))
    assert acts == sorted(acts)
    assert done.changed >= case.changed
    for each in Deadline.objects.filter(case=case):
        assert all(start <= end for start, end in each.pauses)
        assert each.at > each.since
    assert faults(journal=False) == []


# --- the calendar


def test_a_holiday_that_is_declared_later_moves_what_is_open_also_if_reminded(
    office: Office,
) -> None:
    case = office.applied()
    row = Deadline.objects.get(case=case)
    assert fire(row.next).reminded == 1
    last = row.at
    with clock.at(row.next):
        correcting.correct((last - timedelta(days=1)).date(), False, "临时放假", SHELL)
    row.refresh_from_db()
    assert (row.state, row.at > last) == ("open", True)
    assert not fire(last).late  # not on the day that it had before
    assert fire(row.at).late == 1
    assert JournalEntry.objects.filter(kind="deadline.late").count() == 1


def test_a_working_day_that_is_declared_later_makes_late_at_the_next_look(office: Office) -> None:
    case = office.applied()
    row = Deadline.objects.get(case=case)
    near = row.at - timedelta(hours=1)
    with clock.at(near):
        moved = correcting.correct(date(2026, 1, 10), True, "调休上班", SHELL)
        assert len(moved) == 1
        row.refresh_from_db()
        assert row.at < near
        assert fire().late == 1
    row.refresh_from_db()
    assert row.fired == near  # how late it was noticed stays to be seen
    correcting.correct(date(2026, 1, 10), None, "通知撤回", SHELL)
    row.refresh_from_db()
    assert row.state == "late"  # what was late stays late
    assert case.tasks.filter(step="first_review", state="open").count() == 1
    assert faults(journal=False) == []


# --- one case spoils nothing


@pytest.mark.parametrize(
    "error", [ValueError("mistake"), DataError("value too long"), Refused("底线")]
)
def test_a_case_that_the_clock_cannot_take_on_stops_nothing_behind_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    keys = [office.published().key for _ in range(4)]
    issue = papers.issue

    def broken(paper: Any, view: Any) -> Any:
        if view.key == keys[0]:
            raise error
        return issue(paper, view)

    with clock.at(EXPIRED):
        with monkeypatch.context() as patch:
            patch.setattr(papers, "issue", broken)
            told = fire()
        assert (told.acted, told.failed) == (3, 1)
        assert Case.objects.get(key=keys[0]).tasks.get(state="open").step == "notice"
        assert not fire().anything  # not again and again
        assert faults(journal=False) == []
    with clock.at(EXPIRED + timedelta(minutes=5)):
        assert fire().acted == 1
    assert faults(journal=False) == []


def test_a_case_whose_procedure_is_no_more_stops_nothing_behind_it(office: Office) -> None:
    lost, other = office.applied(), office.applied()
    Case.objects.filter(pk=lost.pk).update(procedure="specimen.rent_subsidy.gone")
    Deadline.objects.filter(case=lost).update(next=moment("2026-01-09T00:00"))
    told = fire(EXPIRED)
    assert (told.late, told.failed) == (1, 1)
    assert Deadline.objects.get(case=other).state == "late"
    assert Deadline.objects.get(case=lost).state == "open"
    assert set(Notice.objects.filter(kind="late").values_list("case", flat=True)) == {other.pk}
    assert not fire(EXPIRED).failed  # not again and again


# --- the disk


def test_a_full_disk_keeps_neither_row_nor_piece(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = service.start("specimen.rent_subsidy.subsidy", office.applicant, parties={"county_hr": "hefeng-hr"})  # fmt: skip
    folder, content = config.home() / "uploads", PDF + uuid.uuid4().bytes.hex().encode()
    before = sorted(folder.rglob("*")) if folder.exists() else []

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(uploads.os, "fsync", full)
        with pytest.raises(CaseError) as error:
            service.attach(case.key, "apply", "id", office.applicant, "id.pdf", content)
    assert "文件存不下来" in str(error.value)
    assert error.value.remedy
    assert not Attachment.objects.filter(case=case).exists()
    assert not JournalEntry.objects.filter(case=case.key, kind="case.attach").exists()
    left = [each for each in sorted(folder.rglob("*")) if each not in before and each.is_file()]
    assert left == []
    service.attach(case.key, "apply", "id", office.applicant, "id.pdf", content)
    assert faults(journal=False) == []
