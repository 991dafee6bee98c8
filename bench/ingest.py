"""Seconds and memory from the files of the gazettes to an archive that can be searched."""

from collections.abc import Iterator
from pathlib import Path

from bench import Figure, figure
from bench.tools import child, texts
from bench.tools.child import Ended
from bench.tools.numbers import median

ROUNDS = 5
LIMIT = 120.0
"""Seconds that one process may take."""
SECONDS, MEBIBYTES = 2.0, 500.0


def figures() -> Iterator[Figure]:
    commands: list[Ended] = []
    works: list[float] = []
    floors: list[Ended] = []
    for _ in range(ROUNDS):
        with child.home() as environment:
            paths = [str(file) for file in texts.files()]
            commands.append(
                child.run([*child.LUOSHI, "ingest", "--json", *paths], environment, LIMIT)
            )
        with child.home() as environment:
            works.append(float(child.run(child.tool("ingesting"), environment, LIMIT).output))
        with child.home() as environment:
            database = Path(environment["LUOSHI_HOME"]) / "plain.sqlite3"
            floor = child.tool("plain_ingest", str(database))
            floors.append(child.run(floor, environment, LIMIT))
    how = f"{texts.described()}, SQLite, search index included, median of {ROUNDS} fresh processes"
    plain = "the same lines cut into words into one FTS5 table, fresh process"
    yield figure(
        "ingest",
        median([each.seconds for each in commands]),
        "s",
        below=SECONDS,
        peer=plain,
        peer_value=median([each.seconds for each in floors]),
        how=f"`luoshi ingest` from its start to its end, with an empty data folder "
        f"({median([each.processor for each in commands]):.2f} s of a processor); {how}",
    )
    yield figure(
        "ingest.work",
        median(works),
        "s",
        below=SECONDS,
        how=f"of that from the first byte read to the last commit, database made before; {how}",
    )
    yield figure(
        "ingest.memory",
        max(each.mebibytes for each in commands),
        "MiB",
        below=MEBIBYTES,
        peer=plain,
        peer_value=max(each.mebibytes for each in floors),
        how=f"the most that any of these processes held (ru_maxrss); {how}",
    )
