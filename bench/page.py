"""Milliseconds to open the page of the longest document, through the real server."""

import json
from collections.abc import Iterator
from pathlib import Path

from bench import Figure, figure
from bench.tools import child, texts
from bench.tools.numbers import median, percentile
from bench.tools.server import BARE_PAGE, free_port, get, latencies, serving

REQUESTS = 200
CLIENTS = (1, 4)
WARMING = 16
MILLISECONDS = 100.0
LIMIT = 120.0
"""Seconds that taking the texts in may need."""
MOST_DOCUMENTS = 200
"""Of so many documents the longest is looked for."""


def figures() -> Iterator[Figure]:
    with child.home() as environment:
        files = [str(file) for file in texts.files()]
        child.run([*child.LUOSHI, "ingest", "--json", *files], environment, LIMIT)
        port, bare_port = free_port(), free_port()
        with serving([*child.LUOSHI, "serve", "--port", str(port)], environment, port):
            path, body = _longest(port)
            file = Path(environment["LUOSHI_HOME"]) / "page.html"
            file.write_bytes(body)
            bare = child.tool("bare_server", str(bare_port))
            with serving(bare, {**environment, BARE_PAGE: str(file)}, bare_port):
                for clients in CLIENTS:
                    yield _figure(clients, port, path, bare_port, len(body))


def _longest(port: int) -> tuple[str, bytes]:
    """The document whose page has the most bytes."""
    documents = json.loads(get(port, "/documents.json"))[:MOST_DOCUMENTS]
    pages = ((document["url"], get(port, document["url"])) for document in documents)
    return max(pages, key=lambda page: len(page[1]))


def _figure(clients: int, port: int, path: str, bare_port: int, size: int) -> Figure:
    taken: list[list[float]] = []
    for server, address in ((port, path), (bare_port, "/")):
        latencies(server, address, WARMING, clients)
        taken.append(latencies(server, address, REQUESTS, clients))
    page, bare = taken
    return figure(
        "page" if clients == 1 else f"page.{clients}_clients",
        percentile(page, 95),
        "ms",
        below=MILLISECONDS,
        peer="a bare Django view of the same bytes, same server, same compression",
        peer_value=percentile(bare, 95),
        how=f"p95 of {REQUESTS} requests by {clients} at a time (median {median(page):.0f}), "
        f"loopback, connections kept, gzip; `luoshi serve`; the longest page of {texts.described()}"
        f": {size // 1024} KiB of HTML",
    )
