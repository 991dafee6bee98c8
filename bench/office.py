"""Two hundred people at once at `luoshi serve` with PostgreSQL: milliseconds of a click, errors, and what it can bear."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from bench import Figure, figure
from bench.deadlines import SERVERS, database
from bench.tools import child
from bench.tools.numbers import median, percentile
from bench.tools.server import BARE_PAGE, free_port, serving

SECONDS = float(os.environ.get("LUOSHI_BENCH_SECONDS", "60"))
THINK = (5.0, 10.0)
"""Seconds that a person reads before the next click."""
USERS, BUSY = 200, 8
"""People with a session and a connection each; connections that never rest, for the most it can bear."""
MILLISECONDS = 150.0
LIMIT = 600.0


def figures() -> Iterator[Figure]:
    url = next((os.environ[name] for name in SERVERS if os.environ.get(name)), "")
    if not url:
        sys.stderr.write(f"office: no PostgreSQL; {SERVERS[0]} names one\n")
        return
    with child.home() as environment, database(url) as own:
        environment["DATABASE_URL"] = own
        users = Path(environment["LUOSHI_HOME"]) / "users.json"
        users.write_text(child.run(child.tool("officing", "set"), environment, LIMIT).output)
        port = free_port()
        serve = [*child.LUOSHI, "serve", "--port", str(port)]
        with serving(serve, environment, port, "/healthz"):
            _crowd(port, users, 10, (0.2, 0.5), 40)  # every process has loaded its pages
            yield from _people(_crowd(port, users, SECONDS, THINK, USERS))
            before = _spent(port, own)
            most = _crowd(port, users, SECONDS / 3, (0, 0), BUSY)
            spent = list(map(_between, before, _spent(port, own)))
        yield _most(most, spent, _bare(environment, users))


def _people(told: dict[str, Any]) -> Iterator[Figure]:
    taken = [each for _, each in told["taken"]]
    clicks = len(taken) / told["seconds"]
    yield figure(
        "office", percentile(taken, 95), "ms", below=MILLISECONDS,
        how=f"p95 of {len(taken)} requests (median {median(taken):.0f}, p99 {percentile(taken, 99):.0f}) by "
        f"{told['users']} people at once for {told['seconds']:.0f} s, each with a session and a kept connection "
        f"and {THINK[0]:g} to {THINK[1]:g} s of reading between clicks, {clicks:.0f} requests/s; "
        f"`luoshi serve` with PostgreSQL, loopback; {_parts(told['taken'])}",
    )  # fmt: skip
    yield figure(
        "office.errors", told["errors"], "errors", below=0, how="; ".join(told["wrong"]) or "none"
    )


def _most(told: dict[str, Any], spent: list[float], bare: float) -> Figure:
    taken = [each for _, each in told["taken"]]
    server, database = (1000 * each / len(taken) for each in spent)
    return figure(
        "office.most", len(taken) / told["seconds"], "requests/s",
        peer="a bare Django view of as many bytes as a case's page, same server, same client", peer_value=bare,
        how=f"the same clicks from {told['users']} connections without a rest for {told['seconds']:.0f} s, "
        f"p95 {percentile(taken, 95):.0f} ms, {told['errors']} errors; the client runs on the same cores; a request costs {server:.1f} ms of a "
        f"processor in the server and {database:.1f} ms in the database",
    )  # fmt: skip


def _spent(port: int, url: str) -> list[dict[str, int]]:
    """Ticks of a processor by process so far: the server's, and those of the database that serve it."""
    mark = f"--port\0{port}\0".encode()
    server = [each.parent for each in Path("/proc").glob("[0-9]*/cmdline") if mark in _read(each)]
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return [_ticks(server), _ticks([Path(f"/proc/{pid}") for (pid,) in rows])]


def _ticks(processes: list[Path]) -> dict[str, int]:
    """Of user and system together; what runs elsewhere counts nothing."""
    told = {each.name: _read(each / "stat").rpartition(b")")[2].split() for each in processes}
    return {name: int(each[11]) + int(each[12]) for name, each in told.items() if each}


def _between(before: dict[str, int], after: dict[str, int]) -> float:
    """Seconds from one look to the next; of connections that were closed in between nothing is known."""
    ticks = sum(now - before.get(name, 0) for name, now in after.items())
    return ticks / os.sysconf("SC_CLK_TCK")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _parts(taken: list[tuple[str, float]]) -> str:
    """The 95th percentile of each kind of click."""
    kinds = sorted({what for what, _ in taken})
    told = {kind: [each for what, each in taken if what == kind] for kind in kinds}
    return ", ".join(
        f"{kind} {percentile(each, 95):.0f} ms ({len(each)})" for kind, each in told.items()
    )


def _crowd(port: int, users: Path, seconds: float, think: tuple[float, float], most: int) -> dict[str, Any]:  # fmt: skip
    words = (str(port), str(users), str(seconds), str(think[0]), str(think[1]), str(most))
    return json.loads(child.run(child.tool("officing", "ask", *words), os.environ, LIMIT).output)


def _bare(environment: dict[str, str], users: Path) -> float:
    """What the server and the client can do with nothing behind them."""
    port, page = free_port(), users.with_suffix(".html")
    page.write_bytes(os.urandom(6000).hex().encode())
    bare = {**environment, BARE_PAGE: str(page)}
    with serving(child.tool("bare_server", str(port)), bare, port):
        words = (str(port), str(users), str(min(SECONDS / 6, 10)), "0", "0", str(BUSY))
        output = child.run(child.tool("officing", "bare", *words), environment, LIMIT).output
    told = json.loads(output)
    return len(told["taken"]) / told["seconds"]
