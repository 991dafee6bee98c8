"""Real servers on the loopback, and clients that ask them one page again and again."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from gzip import decompress

from .child import Failed, start

HOST = "127.0.0.1"
BARE_PAGE = "LUOSHI_BENCH_PAGE"
"""The variable that names the file which the bare server returns."""
STARTING = 60.0
"""Seconds that a server may take to answer for the first time."""
ANSWERING = 30.0
"""Seconds that it may take for one answer."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str], port: int, page: str = "/"
) -> Iterator[None]:
    """The server that a command starts, once it answers with a page; it is stopped at the end."""
    process = start(command, environment, output=subprocess.DEVNULL)
    try:
        _await(process, port, page)
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: "subprocess.Popen[str]", port: int, page: str) -> None:
    end = time.monotonic() + STARTING
    while time.monotonic() < end and process.poll() is None:
        try:
            get(port, page)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Failed(f"the server on port {port} did not answer")


def get(port: int, path: str) -> bytes:
    """One page, unpacked."""
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWERING)
    try:
        body = _get(connection, path)
    finally:
        connection.close()
    return decompress(body) if body.startswith(b"\x1f\x8b") else body


def latencies(port: int, path: str, requests: int, clients: int) -> list[float]:
    """Milliseconds of each request, shared evenly among clients that ask at the same time."""
    with ThreadPoolExecutor(clients) as pool:
        parts = [pool.submit(_client, port, path, requests // clients) for _ in range(clients)]
        return [taken for part in parts for taken in part.result()]


def _client(port: int, path: str, requests: int) -> list[float]:
    """One browser: one connection that is kept, the next request after the last answer."""
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWERING)
    taken: list[float] = []
    try:
        for _ in range(requests):
            began = time.perf_counter()
            _get(connection, path)
            taken.append((time.perf_counter() - began) * 1000)
    finally:
        connection.close()
    return taken


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    with connection.getresponse() as response:
        body = response.read()
        if response.status != 200:
            raise Failed(f"{path} answered with {response.status}")
    return body
