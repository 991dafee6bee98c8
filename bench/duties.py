"""Duties, targets and days of five gazettes, and the board of supervision with a hundred thousand items."""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench import Figure, figure
from bench.deadlines import SERVERS, database
from bench.tools import child, texts
from bench.tools.numbers import median
from luoshi import duties, gazette

ROUNDS = 5
ITEMS = int(os.environ.get("LUOSHI_BENCH_ITEMS", "100000"))
UNITS = 2000
TIMES = 30
LIMIT = 600.0
_BY_HAND = re.compile(
    r"[（(]([^（()）]{2,400}?(?:负责|牵头|配合)[^（()）]{0,60})[）)]|责任单位[：:]([^）)\n]+)"
)


def figures() -> Iterator[Figure]:
    yield _found()
    yield from _board()


def _found() -> Figure:
    documents = [each for text in texts.sources() for each in gazette.read(text).documents]
    whole: list[float] = []
    hand: list[float] = []
    count = 0
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        count = sum(
            len(find(each))
            for each in documents
            for find in (duties.find, duties.targets, duties.timings, duties.holdings)
        )
        whole.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        for each in documents:
            for clause in each.walk():
                _BY_HAND.findall(clause.own)
        hand.append(time.perf_counter() - begun)
    return figure(
        "duties.found", median(whole), "s", below=2.0,
        peer="one regular expression for brackets over the same clauses: no units, no days, no targets",
        peer_value=median(hand),
        how=f"{texts.described()}: {count:,} duties, targets, days and seats of {len(documents)} documents, median of {ROUNDS}",
    )  # fmt: skip


def _board() -> Iterator[Figure]:
    url = next((os.environ[name] for name in SERVERS if os.environ.get(name)), "")
    if not url:
        sys.stderr.write(f"duties: no PostgreSQL; {SERVERS[0]} names one\n")
        return
    with child.home() as environment, database(url) as own:
        environment |= {"DATABASE_URL": own, "LUOSHI_CLOCK": "2026-06-01T09:00"}
        _do(environment, "fill", ITEMS, UNITS)
        told = _do(environment, "ask", TIMES)
        slowest = max(told, key=lambda name: told[name]["p95"])
        yield figure(
            "duties.board", told[slowest]["p95"], "ms", below=150.0,
            how=f"{ITEMS:,} items of {UNITS:,} units, each page of the board {TIMES} times; the slowest is “{slowest}”; "
            + ", ".join(f"{name} {each['p95']:.0f}" for name, each in told.items()),
        )  # fmt: skip


def _do(environment: dict[str, str], *words: object) -> Any:
    output = child.run(child.tool("duty_board", *map(str, words)), environment, LIMIT).output
    return json.loads(output)
