"""Many writers at once, and writers that are killed: real processes on real databases."""

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
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

HERE = Path(__file__).parent
ROUNDS = int(os.environ.get("LUOSHI_KILLS", "6"))
"""How often a writer is killed; a long run asks for more."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of a process with books of its own: 'hot' holds 10,000 fen, its floor is 1,000."""
    variables = {**os.environ, "LUOSHI_HOME": str(tmp_path / "home"), "DATABASE_URL": ""}
    variables.pop("DJANGO_SETTINGS_MODULE", None)
    if request.param == "sqlite":
        run(variables, "open")
        yield variables
        return
    url = os.environ["LUOSHI_TEST_DATABASE_URL"]
    name = f"luoshi_crowd_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            variables["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
            run(variables, "open")
            yield variables
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def start(environment: dict[str, str], *words: object) -> subprocess.Popen[str]:
    """A process that does one of the things in `crowd.py`."""
    return subprocess.Popen(
        [sys.executable, str(HERE / "crowd.py"), *map(str, words)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> Any:
    out, wrong = process.communicate(timeout=120)
    assert process.returncode == 0, wrong
    return json.loads(out.splitlines()[-1])


def run(environment: dict[str, str], *words: object) -> Any:
    return ended(start(environment, *words))


def crowd(environment: dict[str, str], processes: int, *words: object) -> list[Any]:
    started = [start(environment, *words, f"p{n}") for n in range(processes)]
    return [ended(process) for process in started]


def writers(environment: dict[str, str]) -> tuple[int, int]:
    """Processes, and threads in each; SQLite has one writer at a time however many there are."""
    return (2, 25) if environment["DATABASE_URL"] else (3, 2)


def test_fifty_writers_on_one_account(environment: dict[str, str]) -> None:
    processes, threads = writers(environment)
    done = crowd(environment, processes, "drain", threads, 12, 60)
    told = run(environment, "look")
    posted = sum(each["posted"] for each in done)
    refused = sum(each["refused"] for each in done)
    assert posted + refused == processes * threads * 12
    assert posted == min(9_000 // 60, processes * threads * 12)  # to the floor and not below it
    assert told["balances"]["hot"] == 10_000 - 60 * posted >= 1_000
    assert told["postings"] == posted + 1
    assert told["findings"] == []


def test_a_key_that_many_use_at_once_posts_once(environment: dict[str, str]) -> None:
    processes, threads = writers(environment)
    done = crowd(environment, processes, "same", threads, 20)
    told = run(environment, "look")
    assert len({pk for each in done for pk in each["seen"]}) == 20
    assert told["postings"] == 21
    assert told["balances"]["hot"] == 10_000 - 20
    assert told["findings"] == []


def test_posts_in_opposite_order_never_wait_in_a_circle(environment: dict[str, str]) -> None:
    processes, threads = writers(environment)
    done = crowd(environment, processes, "cross", max(threads // 5, 2), 30)
    told = run(environment, "look")
    assert all(each["failed"] == [] for each in done)
    assert sum(each["posted"] for each in done) == processes * max(threads // 5, 2) * 30
    assert told["findings"] == []


def test_everything_at_once(environment: dict[str, str]) -> None:
    processes, threads = writers(environment)
    done = crowd(environment, processes, "mixed", max(threads // 3, 2), 25)
    told = run(environment, "look")
    assert all(each["failed"] == [] for each in done)
    assert told["findings"] == []
    assert told["available"]["hot"] >= 1_000
    assert min(told["available"][code] for code in ("a", "b", "group")) >= 0


def test_a_posting_is_reversed_once_however_many_ask(environment: dict[str, str]) -> None:
    done = crowd(environment, 2, "undo", 5)
    told = run(environment, "look")
    assert sum(each["posted"] for each in done) == 1
    assert told["balances"]["hot"] == 0
    assert told["findings"] == []


def test_killed_writers_leave_whole_books(environment: dict[str, str]) -> None:
    chance = random.Random(4)
    told = 0
    for number in range(ROUNDS):
        process = start(environment, "loop", f"round{number}")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.02, 0.4))
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
        told += len([line for line in out.split("\n")[:-1] if line])
    left = run(environment, "look")
    assert left["findings"] == []
    # Each said to be done is there; the last of each round may be done without having said so.
    assert told <= left["postings"] - 1 <= told + 4 * ROUNDS
    assert left["postings"] > ROUNDS
    again = run(environment, "again")  # the same requests once more change nothing
    assert again["changed"] == 0
    assert run(environment, "look")["balances"] == left["balances"]
