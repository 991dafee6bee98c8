"""What a browser says in its console that is a complaint about the page."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page

_NO_COMPLAINT = (
    "status of 4",  # an answer that refuses, which is what the test wants
    "Autofocus processing was blocked",  # somebody was quicker than the page; nothing is wrong with it
)


def listen(page: Page, complaints: list[str]) -> None:
    """Add every complaint of a page to a list: of its console, and its errors."""
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if _is_one(said) else None)


def _is_one(said: ConsoleMessage) -> bool:
    return said.type != "log" and not any(each in said.text for each in _NO_COMPLAINT)
