"""Postings a second on PostgreSQL, floors checked: from a few connections, and 50 on one account."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from bench import Figure, machine, tidy
from bench.tools import child
from bench.tools.numbers import median

SERVERS = ("LUOSHI_BENCH_DATABASE_URL", "LUOSHI_TEST_DATABASE_URL")
"""The variables that may name a PostgreSQL; a database of its own is made in it and dropped."""
SECONDS = float(os.environ.get("LUOSHI_BENCH_SECONDS", "4"))
ROUNDS = 3
PROJECTS = 500
TARGET = 1000
PROCESSES = 2
WRITERS = {"spread": 2, "hot": 25}
"""Threads in each of the two processes, each with a connection of its own."""
LIMIT = 120.0
BY_HAND = (
    "five statements by hand in one transaction of psycopg: lock, one floor, posting, legs, "
    "balances; no parents, no words checked"
)


def figures() -> Iterator[Figure]:
    url = next((os.environ[name] for name in SERVERS if os.environ.get(name)), "")
    if not url:
        sys.stderr.write(f"ledger: no PostgreSQL; {SERVERS[0]} names one\n")
        return
    with child.home() as environment, _database(url) as own:
        environment["DATABASE_URL"] = own
        child.run(child.tool("posting", "open", str(PROJECTS)), environment, LIMIT)
        for name, shape in (("ledger.spread", "spread"), ("ledger.one_account", "hot")):
            yield _figure(name, shape, environment)
        yield _checked(environment)


@contextmanager
def _database(url: str) -> Iterator[str]:
    name = f"luoshi_bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _figure(name: str, shape: str, environment: dict[str, str]) -> Figure:
    ours: list[float] = []
    plain: list[float] = []
    for _ in range(ROUNDS):
        ours.append(_rate("office", shape, environment))
        plain.append(_rate("plain", shape, environment))
    value, of = median(ours), PROCESSES * WRITERS[shape]
    where = "all from one account" if shape == "hot" else f"among {PROJECTS} projects with parents"
    return Figure(
        name, tidy(value), "postings/s", f">= {TARGET}", value >= TARGET, BY_HAND,
        tidy(median(plain)), machine(),
        f"median of {ROUNDS} rounds of {SECONDS:g} s, {of} writers in {PROCESSES} processes, {where}; "
        f"each posting its own committed transaction (fsync on), two legs, floors checked on every "
        f"level; rounds {', '.join(f'{each:.0f}' for each in ours)}",
    )  # fmt: skip


def _rate(how: str, shape: str, environment: dict[str, str]) -> float:
    """Postings a second of all processes together; all begin at one moment."""
    words = ("post", how, shape, str(WRITERS[shape]), str(SECONDS), str(PROJECTS))
    crowd = [
        subprocess.Popen(
            child.tool("posting", *words), env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    try:
        for each in crowd:
            assert each.stdout is not None
            if each.stdout.readline() != "ready\n":
                raise child.Failed(f"posting {how} {shape} did not begin")
        for each in crowd:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        told = [json.loads(each.communicate(timeout=LIMIT)[0]) for each in crowd]
    finally:
        for each in crowd:
            each.kill()
    return sum(each["done"] / each["seconds"] for each in told)


def _checked(environment: dict[str, str]) -> Figure:
    """After all that, does everything add up, and how long did finding out take?"""
    ended = child.run(child.tool("posting", "look"), environment, LIMIT)
    told = json.loads(ended.output)
    return Figure(
        "ledger.checked", told["findings"], "findings", "<= 0", told["findings"] == 0, "", None,
        machine(), f"the day's check over {told['postings']:,} postings, {ended.seconds:.1f} s with "
        "the start of the process; the peer's are among them",
    )  # fmt: skip
