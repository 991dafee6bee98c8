"""Several processes write and seal at once; some are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

WRITERS, ENTRIES = 4, 60
ROOT = Path(__file__).parents[3]
PROGRAM = """
import os, sys
from luoshi import office
office.setup()
from django.db import transaction
from luoshi.office import clock
from luoshi.office.directory.actors import SHELL
from luoshi.office.journal import chain
from luoshi.office.journal.service import record
from luoshi.office.journal.verification import verify
what, count = sys.argv[1], int(sys.argv[2])
if what == "verify":
    found = verify()
    print(found.sound, found.entries, dict(found.counts))
for number in range(count):
    if what == "unsealed":
        chain.when_committed = lambda: os.kill(os.getpid(), 9) if number else None
    with transaction.atomic():
        record("test", actor=SHELL, at=clock.now(), subject=f"{os.getpid()} {number}", body={"n": number})
    if what == "talk":
        print(number, flush=True)
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an office whose database several processes can open."""
    environment = {**os.environ, "LUOSHI_HOME": str(tmp_path)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("DATABASE_URL", None)
    with _database(request.param) as url:
        if url:
            environment["DATABASE_URL"] = url
        run(environment, "-c", "from luoshi import office; office.migrate()")
        yield environment


@contextmanager
def _database(which: str) -> Iterator[str]:
    if which == "sqlite":
        yield ""
        return
    told = settings.DATABASES["postgres"]
    server = f"postgres://{told['USER']}:{told.get('PASSWORD', '')}@{told['HOST']}:{told['PORT'] or 5432}"
    name = f"luoshi_journal_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # pyright: ignore[reportArgumentType, reportCallIssue]
        try:
            yield f"{server}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # pyright: ignore[reportArgumentType, reportCallIssue]


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout.strip()


def start(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words], env=environment, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def verified(environment: dict[str, str]) -> str:
    return run(environment, "-c", PROGRAM, "verify", "0")


def test_concurrent_writers_and_sealers_make_one_chain(office: dict[str, str]) -> None:
    writers = [start(office, "write", str(ENTRIES)) for _ in range(WRITERS)]
    for writer in writers:
        _, told = writer.communicate(timeout=120)
        assert (writer.returncode, told) == (0, "")
    # Whoever was told that another is at it left the sealing to that one: nothing is left over.
    assert verified(office) == f"True {WRITERS * ENTRIES} {{}}"


def test_killed_between_commit_and_seal_the_next_seal_completes(office: dict[str, str]) -> None:
    killed = start(office, "unsealed", "3")
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert verified(office) == "True 0 {'file': 1}"  # one stands, recorded just now; it is sealed
    run(office, "-c", PROGRAM, "write", "1")
    assert verified(office) == "True 2 {}"


def test_killed_anywhere_the_chain_stays_whole(office: dict[str, str]) -> None:
    told = 0
    for turn in range(8):
        writers = [start(office, "talk", "100000") for _ in range(2)]
        for writer in writers:
            assert writer.stdout
            writer.stdout.readline()
        time.sleep(0.02 * turn)
        for writer in writers:
            writer.kill()
            assert writer.stdout
            told += 1 + writer.stdout.read().count("\n")
            writer.communicate(timeout=60)
    run(office, "-c", PROGRAM, "write", "1")
    sound, entries, counts = verified(office).split(" ", 2)
    assert (sound, counts) == ("True", "{}")
    assert (
        told + 1 <= int(entries) <= told + 1 + 16
    )  # what was told stands, and what was killed untold
