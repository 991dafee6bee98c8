"""Asks a server as fast as it answers: ``load PORT FILE CONNECTIONS SECONDS``.

The file holds ``{"path": …, "bodies": […]}``, which are posted in turn over so many connections at
once; one that the server closes is opened again. What came is printed as JSON.
"""

import json
import re
import selectors
import socket
import sys
import time
from itertools import cycle
from pathlib import Path

from bench.tools.server import HOST

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CLOSING = re.compile(rb"connection: *close", re.IGNORECASE)


class _Connection:
    """One connection: the next request goes out when the last answer is whole."""

    def __init__(self, port: int) -> None:
        self._port, self._got = port, b""
        self.socket = self._opened()

    def _opened(self) -> socket.socket:
        opened = socket.create_connection((HOST, self._port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def receive(self) -> tuple[bool, bool] | None:
        """Whether the answer is good and whether the connection ends; None where it is not whole."""
        self._got += self.socket.recv(65_536)
        head, ends, body = self._got.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not ends or length is None or len(body) < int(length[1]):
            return None
        self._got = b""
        return b" 200 " in head[:20], bool(_CLOSING.search(head))

    def reopen(self) -> None:
        """Begin anew where the server ends each connection with its answer."""
        self.socket.close()
        self.socket = self._opened()


def requests(path: str, bodies: list[object]) -> list[bytes]:
    """Whole requests as they go over the wire."""
    made: list[bytes] = []
    for body in bodies:
        sent = json.dumps(body, ensure_ascii=False).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(sent)}\r\n\r\n"
        )
        made.append(head.encode() + sent)
    return made


def ask(port: int, made: list[bytes], connections: int, seconds: float) -> dict[str, float]:
    """How many answers came in so many seconds, and how many of them were errors."""
    following, answered, failed = cycle(made), 0, 0
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = _Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.socket.sendall(next(following))
        began = time.perf_counter()
        while (taken := time.perf_counter() - began) < seconds:
            for key, _ in selector.select(1.0):
                connection = key.data
                got = connection.receive()
                if got is None:
                    continue
                good, ends = got
                answered, failed = answered + 1, failed + (not good)
                if ends:
                    selector.unregister(connection.socket)
                    connection.reopen()
                    selector.register(connection.socket, selectors.EVENT_READ, connection)
                connection.socket.sendall(next(following))
    return {"answered": answered, "failed": failed, "seconds": taken}


def main(port: int, file: Path, connections: int, seconds: float) -> None:
    """Print what came."""
    asked = json.loads(file.read_text("utf-8"))
    made = requests(asked["path"], asked["bodies"])
    print(json.dumps(ask(port, made, connections, seconds)))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
