"""The loader counts whole answers, tells errors apart, and opens what the server closes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.tools import cases, load
from luoshi import policies

SECONDS = 0.3


@contextmanager
def answering(status: int, protocol: str) -> Iterator[tuple[int, list[bytes]]]:
    """A server on a port of its own, and what it was sent."""
    sent: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol

        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", "200000")
            if protocol == "HTTP/1.0":
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"x" * 200_000)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, sent
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("protocol", ["HTTP/1.1", "HTTP/1.0"])
def test_whole_answers_are_counted(protocol: str) -> None:
    made = load.requests("/", ["一", "二"])
    with answering(200, protocol) as (port, sent):
        told = load.ask(port, made, 2, SECONDS)
    assert told["answered"] > 2
    assert told["failed"] == 0
    assert told["answered"] <= len(sent) <= told["answered"] + 2
    assert set(sent) == {'"一"'.encode(), '"二"'.encode()}


def test_errors_are_told_apart() -> None:
    with answering(500, "HTTP/1.1") as (port, _):
        told = load.ask(port, load.requests("/", [1]), 1, SECONDS)
    assert told["failed"] == told["answered"] > 0


def test_every_case_is_one_that_the_rule_answers() -> None:
    rule, on = policies.rule(cases.RULE), cases.DAY
    outcomes = [rule.run(facts, on) for facts in cases.facts()]
    assert {outcome.status for outcome in outcomes} == {"computed"}
    assert len({str(outcome.values[0]) for outcome in outcomes}) > cases.DIFFERENT // 2
