"""Asks one of the two indexes: ``asking luoshi COUNT`` or ``asking plain COUNT FILE``.

Each is asked in a process of its own: a plain search ranks hundreds of thousands of rows, and the
memory that it frees would have to be put in order by the next search of the other.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.tools.invented import queries, vocabulary
from bench.tools.plain import Plain
from luoshi import office

ROUNDS = 3
COMMONEST = 10
LONGEST = 90.0
"""Seconds after which no further round of either set of queries begins."""

Taken = dict[str, list[tuple[float, float]]]
Search = Callable[[str], int]
"""Answers a query; returns how many clauses came."""


def main(which: str, count: int, file: str = "") -> None:
    """Print how long every answer took, by kind of query and by common word.

    Each answer is a pair of milliseconds: by the clock, and of the processor alone, which does
    not grow where others use the machine too.
    """
    search = _plain(Path(file)) if which == "plain" else _office()
    search("不在其中的一句话")  # opens the files, reads the segmenter's words
    mix = queries(count)
    measured = {
        "mix": _rounds(search, mix),
        "common": _rounds(search, [(word, word) for word in vocabulary()[:COMMONEST]]),
        "asked": len(mix),
        "answered": sum(1 for _, query in mix if search(query)) if which != "plain" else None,
    }
    print(json.dumps(measured))


def _office() -> Search:
    office.setup()
    from luoshi.office.archive.search import searcher

    search = searcher().search
    return lambda query: len(search(query).hits)


def _plain(file: Path) -> Search:
    plain = Plain(file)
    return lambda query: len(plain.search(query))


def _rounds(search: Search, queries: Sequence[tuple[str, str]]) -> Taken:
    """Ask everything several times over."""
    taken: Taken = {}
    end = time.monotonic() + LONGEST
    for number in range(ROUNDS):
        if number and time.monotonic() > end:
            break
        for name, query in queries:
            clock, processor = time.perf_counter(), time.process_time()
            search(query)
            pair = time.perf_counter() - clock, time.process_time() - processor
            taken.setdefault(name, []).append((pair[0] * 1000, pair[1] * 1000))
    return taken


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
