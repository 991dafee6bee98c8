"""Asks both indexes the same queries, turn by turn, and says how long each answer took."""

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
LONGEST = 120.0
"""Seconds after which no further round of either set of queries begins."""

Taken = dict[str, list[float]]
"""Milliseconds of each answer by what was asked."""


def main(count: int, file: str) -> None:
    """Print {mix: [ours, plain], common: [ours, plain], asked, answered}."""
    office.setup()
    from luoshi.office.archive.search import searcher

    search = searcher().search
    asked = (search, Plain(Path(file)).search)
    mix = queries(count)
    common = [(word, word) for word in vocabulary()[:COMMONEST]]
    for ask in asked:
        ask("不在其中的一句话")  # opens the files, reads the segmenter's words
    measured = {"mix": _rounds(asked, mix), "common": _rounds(asked, common)}
    answered = sum(1 for _, query in mix if search(query).total)
    print(json.dumps({**measured, "asked": len(mix), "answered": answered}))


def _rounds(
    asked: Sequence[Callable[[str], object]], queries: Sequence[tuple[str, str]]
) -> list[Taken]:
    """Ask everything of each, several times over."""
    taken: list[Taken] = [{} for _ in asked]
    end = time.monotonic() + LONGEST
    for number in range(ROUNDS):
        if number and time.monotonic() > end:
            break
        for name, query in queries:
            for ask, answers in zip(asked, taken, strict=True):
                began = time.perf_counter()
                ask(query)
                answers.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    return taken


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
