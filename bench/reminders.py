"""A hundred thousand reminders are decided in one look of the clock, and what a look costs when nothing is new."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from bench import Figure, figure
from bench.deadlines import SERVERS, database
from bench.tools import child
from bench.tools.numbers import median

ITEMS = int(os.environ.get("LUOSHI_BENCH_ITEMS", "100000"))
UNITS = 2000
ROUNDS = 3
LIMIT = 900.0
BY_HAND = (
    "one INSERT … SELECT of the same reminders: no word in the items' records, none in the journal"
)


def figures() -> Iterator[Figure]:
    url = next((os.environ[name] for name in SERVERS if os.environ.get(name)), "")
    if not url:
        sys.stderr.write(f"reminders: no PostgreSQL; {SERVERS[0]} names one\n")
        return
    with child.home() as environment, database(url) as own:
        environment["DATABASE_URL"] = own
        _do(environment, "fill", ITEMS, UNITS)
        rounds = [_do(environment, "decide") for _ in range(ROUNDS)]
        hand = [_do(environment, "hand")["seconds"] for _ in range(ROUNDS)]
        seconds = [each["seconds"] for each in rounds]
        for each in rounds:
            if each["decided"] != ITEMS:
                raise child.Failed(f"{each['decided']} of {ITEMS} were decided")
        yield figure(
            "reminders.decided", median(seconds), "s", below=10.0, peer=BY_HAND, peer_value=median(hand),
            how=f"{ITEMS:,} items of {UNITS:,} units fall due today: reminders decided, each written into its "
            f"item's record, the journal told; median of {', '.join(f'{each:.2f}' for each in seconds)} s",
        )  # fmt: skip
        yield figure(
            "reminders.again", median([each["again"] for each in rounds]), "s",
            how="the same look once more, when all of them were decided",
        )  # fmt: skip
        yield figure(
            "reminders.lights", median([each["lights"] for each in rounds]), "s",
            how=f"{ITEMS:,} lights turn on the day after",
        )  # fmt: skip


def _do(environment: dict[str, str], *words: object) -> Any:
    output = child.run(child.tool("supervising", *map(str, words)), environment, LIMIT).output
    return json.loads(output.strip().splitlines()[-1]) if output.strip() else None
