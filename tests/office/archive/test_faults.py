"""Processes that are killed, and processes that come at the same time: on real databases."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from .texts import FUNDS, PARKING, PARKING_OLD, gazette_bytes

ROUNDS = 4
MANY = "\n\n".join(f"第{number}条 停车场应当按照第{number - 1}条收费。" for number in range(4, 400))
LARGE = gazette_bytes(1, PARKING_OLD, PARKING + "\n\n" + MANY, FUNDS)

# Ingests the issue again and again as the next, the next … until there are enough.
INGEST = """
import sys
import luoshi.office
luoshi.office.setup()
from luoshi.office.archive.ingest import ingest
data = open(sys.argv[1], "rb").read()
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    text = data.replace("第1期".encode(), f"第{number}期".encode())
    print(ingest(text, sys.argv[1]).state, flush=True)
"""

LOOK = """
import json
import luoshi.office
luoshi.office.migrate()
from django.db import connection
from luoshi.office.archive.models import Clause, Document, Issue, Original, Version
counts = {model.__name__: model.objects.count() for model in (Issue, Version, Original, Document, Clause)}
with connection.cursor() as cursor:
    table = "archive_pairs" if connection.vendor == "sqlite" else "archive_search"
    cursor.execute(f"SELECT count(*) FROM {table}")
    counts["indexed"] = cursor.fetchone()[0]
    if connection.vendor == "sqlite":
        for table in ("archive_words", "archive_headings", "archive_pairs"):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES('integrity-check')")
print(json.dumps(counts))
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of a process with an archive of its own."""
    variables = {**os.environ, "LUOSHI_HOME": str(tmp_path / "home")}
    variables.pop("DJANGO_SETTINGS_MODULE", None)
    if request.param == "sqlite":
        yield variables
        return
    url = os.environ["LUOSHI_TEST_DATABASE_URL"]
    name = f"luoshi_faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield {**variables, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def look(environment: dict[str, str]) -> dict[str, int]:
    """What the archive holds, as a new process sees it."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def start(environment: dict[str, str], path: Path, first: int, end: int) -> subprocess.Popen[str]:
    """A process that ingests these issues when it is told to."""
    process = subprocess.Popen(
        [sys.executable, "-c", INGEST, str(path), str(first), str(end)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    """Tell a process to begin."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_a_killed_ingest_leaves_nothing_behind(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(LARGE)
    assert not any(look(environment).values())
    out, _ = start(environment, path, 1, 2).communicate("go\n")
    assert out == "new\n"
    one = look(environment)
    assert one["Version"] == 1
    assert one["indexed"] > 400

    chance, finished = random.Random(2), 1
    for number in range(ROUNDS):
        process = start(environment, path, 100 * (number + 1), 100 * (number + 2))
        go(process)
        time.sleep(chance.uniform(0.1, 1.0))
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
        finished += out.count("new\n")
    # Each is there as a whole or not at all; one may be killed after its commit, before it speaks.
    left = look(environment)
    assert finished <= left["Version"] <= finished + ROUNDS
    assert left == {name: left["Version"] * count for name, count in one.items()}


def test_two_processes_with_the_same_file(environment: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "same.txt"
    path.write_bytes(LARGE)
    look(environment)
    both = [start(environment, path, 1, 4), start(environment, path, 1, 4)]
    for process in both:
        go(process)
    said = [process.communicate()[0].splitlines() for process in both]
    assert [sorted(pair) for pair in zip(*said, strict=True)] == [["new", "unchanged"]] * 3
    assert look(environment)["Version"] == 3
