"""Rules over tables: beside OpenFisca-Core, beside Polars by hand, and from file to file."""

import gc
import os
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from bench import Figure, figure
from bench.tools import child, claims
from bench.tools.claims import MEASURED, Measured
from bench.tools.numbers import median
from luoshi.rules.column import Column, read
from luoshi.rules.tables import Question

ROWS = int(os.environ.get("LUOSHI_BENCH_ROWS", 5_000_000))
ROUNDS, PEER_ROUNDS = 7, 3
FISCA, HAND = 20, 0.7
SIZES = (100_000, 1_000_000, 10_000_000)
MEMORY = 1024
LIMIT = 600.0
PEER_PYTHON = os.environ.get("LUOSHI_BENCH_OPENFISCA", sys.executable)
"""The Python that has openfisca-core, where this one has not."""


def figures() -> Iterator[Figure]:
    yield from _files()  # first: a process counts what its parent held when it was started
    for measured in MEASURED:
        table = claims.whole(ROWS, measured.rule.facts)
        yield from _beside(measured, table)
        del table
        gc.collect()


def _beside(measured: Measured, table: pl.DataFrame) -> Iterator[Figure]:
    """The formula alone beside Polars by hand and OpenFisca; then a table with all its checks."""
    rule, rows = measured.rule, len(table)
    lazy, made, by_hand = table.lazy(), _column(measured), measured.by_hand()

    def ours() -> pl.Series:
        return made.over(lazy).select("result").collect(engine="streaming")["result"]

    def theirs() -> pl.Series:
        return lazy.select(by_hand).collect(engine="streaming")["result"]

    if not ours().equals(theirs(), null_equal=True):
        raise AssertionError(f"{measured.name}: the two ways differ")
    mine, hand = _by_turns(ours, theirs)
    formula = (
        f"{rule.key}, {rows} rows of whole numbers in memory to decimals, streaming engine, median of "
        f"{ROUNDS} rounds; no checks on either side"
    )
    yield figure(
        f"tables.{measured.name}", rows / mine, "rows/s", times=HAND, peer="Polars by hand",
        peer_value=rows / hand, how=f"{formula}; alternating rounds, results equal",
    )  # fmt: skip
    natural = claims.natural(table, rule.facts)
    words = natural.with_columns(pl.col(pl.Enum).cast(pl.String))
    question = Question(rule, measured.on)
    (checked,) = _by_turns(lambda: question.apply(words))
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        claims.leave(natural, Path(folder))
        codes, from_words = (_fisca(measured, folder, rows, how) for how in ("codes", "words"))
        wrong = _share_off(Path(folder) / f"{measured.peer}.out", ours())
    fisca = (
        f"OpenFisca sets its inputs and calculates in 32-bit floats, best of {PEER_ROUNDS}, "
        f"{wrong:.0%} of its results off by half a fen or more"
    )
    yield figure(
        f"tables.{measured.name}.openfisca", rows / mine, "rows/s", times=FISCA, peer="OpenFisca-Core",
        peer_value=rows / codes, how=f"{formula}; {fisca}, categories numbered beforehand",
    )  # fmt: skip
    yield figure(
        f"tables.{measured.name}.checked", rows / checked, "rows/s", peer="OpenFisca-Core",
        peer_value=rows / from_words, how=f"{rule.key}, {rows} rows of floats and words, every cell checked, to "
        f"decimals, median of {ROUNDS} rounds; {fisca}, categories as words, nothing checked",
    )  # fmt: skip


def _column(measured: Measured) -> Column:
    """The column reading, told the ends that the data keeps, as ``tables`` does."""
    numbers = [name for name, fact in measured.rule.facts.items() if fact.kind == "number"]
    ranges = {name: (0, (1 << claims.MOST[name].bit_length()) - 1) for name in numbers}
    return read(measured.rule, measured.on, nullable=frozenset(), ranges=ranges)


def _by_turns(*works: Callable[[], object]) -> list[float]:
    rounds = [[_timed(work) for work in works] for _ in range(ROUNDS + 1)]
    return [median(taken) for taken in zip(*rounds[1:], strict=True)]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _fisca(measured: Measured, folder: str, rows: int, how: str) -> float:
    """Seconds that OpenFisca takes."""
    arguments = (folder, str(rows), measured.peer, how, str(PEER_ROUNDS))
    command = [PEER_PYTHON, "-m", "bench.tools.fisca", *arguments]
    return min(map(float, child.run(command, os.environ, LIMIT).output.split()))


def _share_off(path: Path, exact: pl.Series) -> float:
    """The share of the peer's results that are not the exact fen."""
    told = array("d")
    told.frombytes(path.read_bytes())
    off = (pl.Series(told.tolist()) - exact.cast(pl.Float64)).abs() >= 0.005
    return int(off.sum()) / len(exact)


def _files() -> Iterator[Figure]:
    """From Parquet to Parquet, each size in a process of its own."""
    taken: dict[int, float] = {}
    held = 0.0
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        for rows in SIZES:
            source = Path(folder) / f"{rows}.parquet"
            child.run(child.tool("bulking", "make", str(source), str(rows)), os.environ, LIMIT)
            command = child.tool("bulking", "run", str(source), str(rows))
            ended = [child.run(command, os.environ, LIMIT) for _ in range(3)]
            taken[rows] = min(float(each.output) for each in ended)
            held = max(each.mebibytes for each in ended)
    most = SIZES[-1]
    how = f"{MEASURED[0].key}, {most} rows with every check, Parquet to Parquet, one process"
    yield figure("tables.memory", held, "MiB", below=MEMORY, how=f"most memory held: {how}")
    yield figure("tables.file", most / taken[most], "rows/s", how=f"best of 3: {how}")
    growth = (taken[SIZES[2]] - taken[SIZES[1]]) / (taken[SIZES[1]] - taken[SIZES[0]])
    seconds = ", ".join(f"{rows}: {spent:.2f} s" for rows, spent in taken.items())
    yield figure(
        "tables.growth", growth, "times", below=12,
        how="seconds that nine million more rows take, by those that nine hundred thousand more take; 10 is "
        f"linear; {seconds}",
    )  # fmt: skip
