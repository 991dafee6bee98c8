"""A hundred thousand people are called; readings are judged; a year of a hundred stations is replayed."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from bench import Figure, figure
from bench.deadlines import SERVERS, database
from bench.tools import child
from bench.tools.numbers import median

PEOPLE = int(os.environ.get("LUOSHI_BENCH_PEOPLE", "100000"))
ANSWERS = 10_000
ROUNDS = 3
LIMIT = 900.0


def figures() -> Iterator[Figure]:
    yield from _judging()
    url = next((os.environ[name] for name in SERVERS if os.environ.get(name)), "")
    if not url:
        sys.stderr.write(f"alerts: no PostgreSQL; {SERVERS[0]} names one\n")
        return
    yield from _calling(url)


def _judging() -> Iterator[Figure]:
    with child.home() as environment:
        told = [_do("judging", environment) for _ in range(ROUNDS)]
        for key, name in (("rain", "readings.rain"), ("aqi", "readings.aqi")):
            seconds = [each[key]["seconds"] for each in told]
            rows, changes = told[0][key]["rows"], told[0][key]["changes"]
            yield figure(
                name, rows / median(seconds), "readings/s", above=100_000.0,
                how=f"{rows:,} hourly readings of 100 stations over a year, laid out, judged and "
                f"compared hour by hour by the column reading of the rule ({changes:,} changes of level); "
                f"median of {', '.join(f'{each:.2f}' for each in seconds)} s",
            )  # fmt: skip
        whole = [each["file"]["seconds"] for each in told]
        yield figure(
            "readings.year", median(whole), "s", below=60.0,
            how="the same year from a Parquet file to the list of changes of level, with the explained "
            f"answer for each of its {told[0]['file']['changes']:,} changes",
        )  # fmt: skip


def _calling(url: str) -> Iterator[Figure]:
    with child.home() as environment, database(url) as own:
        environment["DATABASE_URL"] = own
        _do("alerting", environment, "fill", PEOPLE)
        told = _do("alerting", environment, "tell")
        if told["told"] != PEOPLE:
            raise child.Failed(f"{told['told']} of {PEOPLE} were queued")
        yield figure(
            "calls.queued", told["seconds"], "s", below=10.0,
            how=f"one answer sets off a relay to {PEOPLE:,} posts, each with one person, WeChat and a "
            "telephone: from the answer to the commit of all calls and steps",
        )  # fmt: skip
        rush = _do("alerting", environment, "rush", 0.5, ANSWERS)
        if rush["left"]:
            raise child.Failed(f"{rush['left']} calls did not go on")
        yield figure(
            "calls.answers", rush["per_second"], "answers/s", above=float(ANSWERS) * 0.98,
            how=f"{rush['heard']:,} answers in batches of 250 as gateways deliver them, offered at "
            f"{ANSWERS:,} a second, while the time of all others ends; longest batch {rush['longest_batch']:.2f} s",
        )  # fmt: skip
        yield figure(
            "calls.escalated", rush["latest"], "s", below=1.0,
            how=f"how late the last of {rush['escalated']:,} unanswered calls went on after its three "
            f"minutes, during those answers (median {rush['median']:.2f} s); two cores for all of it",
        )  # fmt: skip


def _do(tool: str, environment: dict[str, str], *words: object) -> Any:
    output = child.run(child.tool(tool, *map(str, words)), environment, LIMIT).output
    return json.loads(output.strip().splitlines()[-1]) if output.strip() else None
