"""Entries of the journal recorded and sealed a second, and how long the examination of a million takes."""

import json
import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from bench import Figure, figure
from bench.tools import child

SERVERS = ("LUOSHI_BENCH_DATABASE_URL", "LUOSHI_TEST_DATABASE_URL")
"""The variables that may name a PostgreSQL; a database of its own is made in it and dropped."""
SECONDS = float(os.environ.get("LUOSHI_BENCH_SECONDS", "5"))
ENTRIES = int(os.environ.get("LUOSHI_BENCH_ENTRIES", "200000"))
THREADS = {"sqlite": 1, "postgres": 8}
MEBIBYTES = 200.0
LIMIT = 900.0


def figures() -> Iterator[Figure]:
    for vendor in THREADS:
        with child.home() as environment, _database(vendor) as url:
            if url is None:
                sys.stderr.write(f"journal: no PostgreSQL; {SERVERS[0]} names one\n")
                continue
            environment |= {"DATABASE_URL": url} if url else {}
            yield from _of(vendor, environment)


def _of(vendor: str, environment: dict[str, str]) -> Iterator[Figure]:
    threads = THREADS[vendor]
    write = child.tool("journaling", "write", str(threads), str(SECONDS))
    told = json.loads(child.run(write, environment, LIMIT).output)
    yield figure(
        f"journal.record.{vendor}",
        told["rate"],
        "entries/s",
        how=f"{SECONDS:g} s, {threads} writers in one process, each entry a committed transaction of "
        f"its own (1.1 kB), sealed after its commit; {told['unsealed']} left without a link",
    )
    child.run(child.tool("journaling", "fill", str(ENTRIES)), environment, LIMIT)
    ended = child.run(child.tool("journaling", "verify"), environment, LIMIT)
    told = json.loads(ended.output)
    if not told["sound"]:
        raise child.Failed("an untouched journal was found unsound")
    yield figure(
        f"journal.verify.{vendor}",
        told["seconds"] * 1_000_000 / told["entries"],
        "s/million",
        how=f"every digest and link of {told['entries']:,} entries, scaled to a million",
    )
    yield figure(
        f"journal.verify.{vendor}.memory",
        ended.mebibytes,
        "MiB",
        below=MEBIBYTES,
        how=f"the most that this process held, Django and all (ru_maxrss), {told['entries']:,} entries",
    )


@contextmanager
def _database(vendor: str) -> Iterator[str | None]:
    """The address of an empty database; empty for SQLite, None where there is no PostgreSQL."""
    url = next((os.environ[name] for name in SERVERS if os.environ.get(name)), None)
    if vendor == "sqlite" or url is None:
        yield "" if vendor == "sqlite" else None
        return
    name = f"luoshi_bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
