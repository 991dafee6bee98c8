"""Milliseconds of a ranked search in a million generated clauses, beside a plain table of FTS5."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

from bench import Figure, figure
from bench.tools import child
from bench.tools.child import Ended
from bench.tools.numbers import median, percentile

SIZE = "LUOSHI_BENCH_CLAUSES"
"""The variable that asks for fewer clauses than a million, for a quick run."""
CLAUSES = 1_000_000
LEAST = 20_000
BUILDING, ASKING = 1200.0, 300.0
"""Seconds that building, and asking, one of the two indexes may take."""
MILLISECONDS, COMMONEST_MILLISECONDS = 25.0, 100.0
PLAIN = "a plain FTS5 table of the same clauses cut into words, order by rank limit 20"

Taken = dict[str, list[tuple[float, float]]]
"""Milliseconds by the clock and of the processor, for each answer, by what was asked."""


def figures() -> Iterator[Figure]:
    count = max(LEAST, int(os.environ.get(SIZE, CLAUSES)))
    with child.home() as environment:
        file = str(Path(environment["LUOSHI_HOME"]) / "plain.sqlite3")
        both = (["luoshi", str(count)], ["plain", str(count), file])

        def building(which: list[str]) -> Ended:
            return child.run(child.tool("building", *which), environment, BUILDING)

        def asking(which: list[str]) -> dict[str, Any]:
            return json.loads(child.run(child.tool("asking", *which), environment, ASKING).output)

        with ThreadPoolExecutor() as pool:
            built = list(pool.map(building, both))
        ours, plain = map(asking, both)  # one after the other, each with the machine to itself
    of_what = f"{count:,} generated clauses, SQLite"
    found = f"{ours['answered']} of {ours['asked']} find something"
    yield _mix(ours["mix"], plain["mix"], f"{of_what}; {found}")
    yield _commonest(ours["common"], plain["common"], of_what)
    yield _build(built, of_what)


def _mix(ours: Taken, plain: Taken, of_what: str) -> Figure:
    """All queries of all kinds together; what each kind took is told beside."""
    kinds = ", ".join(
        f"{kind} {_p95(taken):.1f} (plain {_p95(plain[kind]):.1f})" for kind, taken in ours.items()
    )
    every = list(chain.from_iterable(ours.values()))
    return figure(
        "search",
        _p95(every),
        "ms",
        below=MILLISECONDS,
        peer=PLAIN,
        peer_value=_p95(list(chain.from_iterable(plain.values()))),
        how=f"p95 of {len(every)} searches with hits and snippets loaded, median "
        f"{median([clock for clock, _ in every]):.1f}; p95 of the processor's time alone "
        f"{percentile([processor for _, processor in every], 95):.1f}; "
        f"p95 by kind: {kinds}; {of_what}",
    )


def _commonest(ours: Taken, plain: Taken, of_what: str) -> Figure:
    """The slowest of the commonest words, by the median of its rounds."""
    each = _medians(ours)
    words = ", ".join(f"{word} {taken:.1f}" for word, taken in each.items())
    return figure(
        "search.commonest",
        max(each.values()),
        "ms",
        below=COMMONEST_MILLISECONDS,
        peer=PLAIN,
        peer_value=max(_medians(plain).values()),
        how=f"the slowest of the {len(each)} commonest words ({words}); {of_what}",
    )


def _p95(taken: list[tuple[float, float]]) -> float:
    return percentile([clock for clock, _ in taken], 95)


def _medians(taken: Taken) -> dict[str, float]:
    return {name: median([clock for clock, _ in pairs]) for name, pairs in taken.items()}


def _build(built: list[Ended], of_what: str) -> Figure:
    ours, plain = built
    return figure(
        "search.build",
        ours.seconds,
        "s",
        peer="the plain table, built at the same time",
        peer_value=plain.seconds,
        how=f"clauses made, stored with all their fields and indexed; {of_what}",
    )
