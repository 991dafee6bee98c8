"""Explained answers: in one process, and over HTTP, each beside OpenFisca's trace."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from openfisca_country_template import CountryTaxBenefitSystem
from openfisca_web_api import handlers

from bench import Figure, figure
from bench.tools import cases, child
from bench.tools.numbers import median
from bench.tools.server import free_port, serving
from luoshi import policies

WORKERS = 2
CLIENTS = 8
ROUNDS = 5
SECONDS = 3.0
"""Of one round; the two servers take turns, so that a busy moment hits both."""
CALLS = 2_000
MICROSECONDS = 200.0
FACTOR = 3


def figures() -> Iterator[Figure]:
    yield _in_process()
    with child.home() as environment:
        yield _over_http(environment)


def _in_process() -> Figure:
    """One case, computed and explained, as a Python program asks for it."""
    rule, on = policies.rule(cases.RULE), cases.DAY
    system = CountryTaxBenefitSystem()
    facts, situations = cases.facts(), cases.situations()

    def explain(number: int) -> None:
        outcome = rule.run(facts[number % len(facts)], on)
        assert outcome.explanation["value"]

    def trace(number: int) -> None:
        assert handlers.trace(system, situations[number % len(situations)])["trace"]

    ours, peer = _microseconds(explain, CALLS), _microseconds(trace, CALLS // 4)
    return figure(
        "rule.explained",
        ours,
        "us",
        below=MICROSECONDS,
        peer="OpenFisca: a situation built, two variables calculated, the trace told",
        peer_value=peer,
        how=f"median of {CALLS} cases of {cases.RULE}, {len(facts)} different ones: facts read, "
        f"value computed exactly, explanation made ({_steps()} steps); {cases.PEER}",
    )


def _microseconds(work: Callable[[int], None], calls: int) -> float:
    taken: list[float] = []
    for number in range(calls):
        began = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - began) * 1_000_000)
    return median(taken[calls // 10 :])


def _steps() -> int:
    """How many steps the explanation of the first case has."""

    def counted(step: Any) -> int:
        return 1 + sum(map(counted, step.get("children", ())))

    rule = policies.rule(cases.RULE)
    return counted(rule.run(cases.facts()[0], cases.DAY).explanation)


def _over_http(environment: dict[str, str]) -> Figure:
    home = Path(environment["LUOSHI_HOME"])
    port, peer_port = free_port(), free_port()
    ours = child.tool("api_server", str(port), str(WORKERS))
    with ExitStack() as stack:
        stack.enter_context(serving(ours, environment, port))
        peer = cases.peer_server(home, peer_port, WORKERS)
        stack.enter_context(serving(peer, environment, peer_port, "/entities"))
        load = _Load(home, environment)
        asked = load.written("ours", cases.PATH, cases.questions())
        traced = load.written("peer", "/trace", cases.situations())
        example = load.written("example", "/trace", [cases.example()])
        load.rate(port, asked, 1.0)  # every worker imports the rules once
        rounds = [(load.rate(port, asked), load.rate(peer_port, traced)) for _ in range(ROUNDS)]
        heavy = load.rate(peer_port, example)
    rates = [median(each) for each in zip(*rounds, strict=True)]
    return figure(
        "http.explain",
        rates[0],
        "requests/s",
        times=FACTOR,
        peer="OpenFisca Web API /trace, country template",
        peer_value=rates[1],
        how=f"POST {cases.PATH}, median of {ROUNDS} alternating rounds of {SECONDS:g} s; "
        f"{CLIENTS} connections of one Python loader on the same machine; {WORKERS} workers of "
        f"granian against {WORKERS} of gunicorn, as `openfisca serve` starts them; {cases.PEER} "
        f"(its own larger example couple.json: {heavy:.0f}/s)",
    )


class _Load:
    """The loader, in a process of its own."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self._home, self._environment = home, environment

    def written(self, name: str, path: str, bodies: list[Any]) -> Path:
        """The requests of a round, in a file."""
        file = self._home / f"{name}.json"
        file.write_text(json.dumps({"path": path, "bodies": bodies}, ensure_ascii=False), "utf-8")
        return file

    def rate(self, port: int, file: Path, seconds: float | None = None) -> float:
        """Answers a second; raises where one was no answer."""
        lasting = SECONDS if seconds is None else seconds
        command = child.tool("load", str(port), str(file), str(CLIENTS), str(lasting))
        told = json.loads(child.run(command, self._environment, lasting + 60).output)
        if told["failed"]:
            raise child.Failed(f"{told['failed']} of {told['answered']} answers were errors")
        return told["answered"] / told["seconds"]
