"""An archive that holds the specimen, and eyes that look at pages as a browser does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html
from playwright.sync_api import Page

from luoshi.office.archive import ingest
from luoshi.rules import Policy
from tests.web import ruled
from tests.web.plans import Episode, Playing

GAZETTE = "yunlu-2025-2"
SINGLE = "yunlu-water-rules"

Look = Callable[..., html.HtmlElement]


@pytest.fixture
def archive(db: None, specimen: Path) -> Path:
    """The specimen, taken in."""
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)
    return specimen


@pytest.fixture
def look(client: Client) -> Look:
    """Open a page and return its root element."""

    def opened(path: str, status: int = 200, **query: str) -> html.HtmlElement:
        response = client.get(path, query)
        assert response.status_code == status, response.content.decode()[:2000]
        return html.fromstring(response.content.decode())

    return opened


def words(element: html.HtmlElement) -> str:
    """The words of an element, blanks made one."""
    return " ".join(element.text_content().split())


@pytest.fixture
def parking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Policy:
    """An invented encoding of a decree of the specimen, alone in the catalogue."""
    return ruled.encode(tmp_path, monkeypatch)


@pytest.fixture
def playing(page: Page, transactional_db: None, live_server: Any) -> Iterator[Playing]:
    """Begins the episode of a scenario; at the end nothing was complained of in the console."""
    begun: list[Episode] = []

    def play(name: str) -> Episode:
        begun.append(Episode(page, str(live_server.url), name, stack))
        return begun[-1]

    page.set_viewport_size({"width": 1280, "height": 900})
    with ExitStack() as stack:
        yield play
        # a page that asks again and again would hinder the emptying of the tables
        page.goto("about:blank")
    assert [words for each in begun for words in each.complaints] == []
