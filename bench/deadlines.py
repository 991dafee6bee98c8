"""Ten thousand deadlines that are due among a million that are open; the home page of an office with 100,000 cases."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from bench import Figure, figure
from bench.tools import child
from bench.tools.numbers import median, percentile

SERVERS = ("LUOSHI_BENCH_DATABASE_URL", "LUOSHI_TEST_DATABASE_URL")
"""The variables that may name a PostgreSQL; a database of its own is made in it and dropped."""
OPEN = int(os.environ.get("LUOSHI_BENCH_DEADLINES", "1000000"))
ROUNDS = 3
TIMES = 100
SECONDS, GROWTH, MILLISECONDS = 5.0, 2.0, 100.0
LIMIT = 1200.0
BY_HAND = "three statements for each thousand rows: taken, marked late, notices; no journal, no words of clauses"


def figures() -> Iterator[Figure]:
    url = next((os.environ[name] for name in SERVERS if os.environ.get(name)), "")
    if not url:
        sys.stderr.write(f"deadlines: no PostgreSQL; {SERVERS[0]} names one\n")
        return
    few, due = OPEN // 10, OPEN // 100
    with child.home() as environment, database(url) as own:
        environment["DATABASE_URL"] = own
        _do(environment, "fill", 1, few)
        yield from _homes(environment, few)
        small = _rounds(environment, due)
        _do(environment, "fill", few + 1, OPEN)
        large = _rounds(environment, due)
        hand = _rounds(environment, due, "hand")
        less = _rounds(environment, due // 10)
        both = [_crowd(environment, due) for _ in range(ROUNDS)]
        yield figure(
            "deadlines.fire", median(large), "s", below=SECONDS, peer=BY_HAND, peer_value=median(hand),
            how=f"one worker, {due:,} due of {OPEN:,} open, scattered: marked late, units told, "
            f"journal written and sealed; median of {_told(large)}",
        )  # fmt: skip
        yield figure(
            "deadlines.growth", median(large) / median(small), "times", below=GROWTH,
            how=f"{due:,} due of {OPEN:,} open ({median(large):.2f} s) to as many due of {few:,} "
            f"({median(small):.2f} s); {due // 10:,} due of {OPEN:,}: {median(less):.2f} s",
        )  # fmt: skip
        yield figure(
            "deadlines.two_workers", median(both), "s",
            how=f"two workers at once, until both are done, {due:,} due of {OPEN:,}, each taken once; "
            f"median of {_told(both)}",
        )  # fmt: skip


def _homes(environment: dict[str, str], cases: int) -> Iterator[Figure]:
    _do(environment, "due", cases // 20)
    _do(environment, "fire")
    for name, code in (("home", "u7"), ("home.city", "city")):
        told = _do(environment, "home", code, TIMES)
        yield figure(
            name, percentile(told["taken"], 95), "ms", below=MILLISECONDS,
            how=f"p95 of {TIMES} (median {median(told['taken']):.0f}), in process through Django's "
            f"client, gzip, {told['bytes'] // 1024} KiB sent; {cases:,} open cases of 201 units; somebody at "
            + ("one of 200 units" if code == "u7" else "the unit that takes part in every case"),
        )  # fmt: skip


def _rounds(environment: dict[str, str], due: int, *how: str) -> list[float]:
    taken: list[float] = []
    for _ in range(ROUNDS):
        _do(environment, "due", due)
        told = _do(environment, "fire", *how)
        if told["late"] != due:
            raise child.Failed(f"{told['late']} of {due} were fired")
        taken.append(told["seconds"])
    return taken


def _crowd(environment: dict[str, str], due: int) -> float:
    """Two workers at once; how long until both found nothing more."""
    _do(environment, "due", due)
    crowd = [
        subprocess.Popen(
            child.tool("deadlines", "fire"), env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    told = [json.loads(each.communicate(timeout=LIMIT)[0]) for each in crowd]
    if sum(each["late"] for each in told) != due:
        raise child.Failed(f"{told} is not {due}")
    return max(each["seconds"] for each in told)


def _told(taken: list[float]) -> str:
    return ", ".join(f"{each:.2f}" for each in taken)


def _do(environment: dict[str, str], *words: object) -> Any:
    output = child.run(child.tool("deadlines", *map(str, words)), environment, LIMIT).output
    return json.loads(output) if output.strip() else None


@contextmanager
def database(url: str) -> Iterator[str]:
    """The address of an empty database, which is dropped afterwards."""
    name = f"luoshi_bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
