"""The straight way answers as the long way does, and takes only what is its own."""

from __future__ import annotations

import io
from typing import Any

import orjson
import pytest
from django.test import Client

from luoshi.api import operations, wsgi
from tests.api.conftest import FACTS, ON, PAYMENT, data

QUESTION = orjson.dumps({"on": ON, "facts": FACTS})


def environ(path: str, body: bytes = QUESTION, **more: str) -> dict[str, Any]:
    """A request as a WSGI server hands it over."""
    return {
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost", "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
        **more,
    }  # fmt: skip


def asked(path: str, body: bytes = QUESTION, **more: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and words of an answer."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    words = b"".join(
        wsgi.application(environ(path, body, **more), lambda *told: begun.append(told))
    )
    [(status, headers)] = begun
    found = dict(headers)
    assert int(found.get("Content-Length", len(words))) == len(words)
    return int(status[:3]), found, words


@pytest.fixture
def no_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may go through Django's handler."""

    def refuse(*_: object) -> list[bytes]:
        raise AssertionError("took the long way")

    monkeypatch.setattr(wsgi, "pages", refuse)


@pytest.mark.parametrize("form", ["evaluate", "explain", "batch", "what-if"])
@pytest.mark.parametrize(
    ("key", "body"),
    [
        (PAYMENT, QUESTION),
        ("outpatient_payment", QUESTION),
        ("jinan.nothing", QUESTION),
        (PAYMENT, b"{"),
        (PAYMENT, orjson.dumps({"on": "2022-01-01", "facts": FACTS})),
        (PAYMENT, orjson.dumps({"on": ON, "facts": [FACTS]})),
        (PAYMENT, orjson.dumps({"on": ON, "facts": FACTS, "overrides": {"annual_limit": 5000}})),
    ],
)
@pytest.mark.usefixtures("db", "no_long_way")
def test_both_ways_answer_alike(form: str, key: str, body: bytes, client: Client) -> None:
    path = f"/api/rules/{key}/{form}"
    long = client.post(path, body, content_type="application/json")
    status, headers, words = asked(path, body)
    assert (status, words) == (long.status_code, long.content)
    for name in (
        "Content-Type",
        "Cache-Control",
        "Content-Security-Policy",
        "X-Content-Type-Options",
    ):
        assert headers[name] == long.headers[name]
    assert not any(name.lower() == "set-cookie" for name in headers)


@pytest.mark.usefixtures("db")
def test_everything_else_takes_the_long_way() -> None:
    status, headers, _ = asked("/healthz", REQUEST_METHOD="GET")
    assert (status, headers["Referrer-Policy"]) == (200, "same-origin")
    status, _, words = asked(f"/api/rules/{PAYMENT}/explain", REQUEST_METHOD="GET")
    assert (status, orjson.loads(words)["error"]["code"]) == (405, "method_not_allowed")
    status, _, words = asked("/api/rules/济南/explain".encode().decode("latin-1"))
    assert (status, orjson.loads(words)["error"]["code"]) == (404, "unknown_rule")


@pytest.mark.usefixtures("db")
def test_a_host_that_is_not_ours_is_refused() -> None:
    """So that a foreign page cannot reach an office under a name of its own."""
    status, _, words = asked(f"/api/rules/{PAYMENT}/explain", HTTP_HOST="evil.example")
    assert status == 400
    assert "result" not in words.decode()


@pytest.mark.usefixtures("db")
def test_pages_keep_their_guard() -> None:
    """The API takes posts without a token; no page does."""
    status, _, _ = asked("/upload/", b"", CONTENT_TYPE="application/x-www-form-urlencoded")
    assert status == 403


@pytest.mark.usefixtures("db")
def test_a_mistake_of_ours_is_told_in_json_on_both_ways(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> dict[str, Any]:
        raise ZeroDivisionError

    monkeypatch.setattr(operations.asking, "one", broken)
    status, _, words = asked(f"/api/rules/{PAYMENT}/explain")
    long = client.post(f"/api/rules/{PAYMENT}/explain", QUESTION, content_type="application/json")
    assert data(long, 500)["error"]["code"] == "broken"
    assert (status, words) == (500, long.content)
    assert b"ZeroDivision" not in words
