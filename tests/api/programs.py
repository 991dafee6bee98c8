"""Programs of units: what tests of the office's API send, and how they read what comes back."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from django.test import Client

from luoshi.office.directory import tokens
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from tests.office.cases.office import Office

KEYS = {"code", "message", "what", "remedy", "clause", "fields"}
BANK = (
    "交易日期,摘要,收入,支出,余额,对方户名,流水号\n"
    '2026-01-26,拨付,"3,000.00",,"3,000.00",云麓市财政局,S20260126\n'
).encode()


class Program:
    """A program of a unit, with its token and no cookie."""

    def __init__(self, unit: Unit | None) -> None:
        self.headers: dict[str, str] = {}
        if unit is not None:
            self.headers = {"Authorization": f"Bearer {tokens.make(unit, '测试')[1]}"}
        self.client = Client(enforce_csrf_checks=True)

    def ask(
        self, method: str, path: str, body: object = None, content_type: str = "application/json",
        **headers: str,
    ) -> HttpResponse:  # fmt: skip
        """Send a request below ``/api/``; data as JSON, bytes as they are."""
        sent = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        found = {**self.headers, **headers}
        return self.client.generic(method, f"/api/{path}", sent, content_type, headers=found)  # pyright: ignore[reportReturnType]

    def get(self, path: str, status: int = 200) -> Any:
        """What is answered to a GET, as data."""
        return told(self.ask("GET", path), status)

    def post(self, path: str, body: object = None, status: int = 200) -> Any:
        """What is answered to a POST, as data."""
        return told(self.ask("POST", path, body), status)

    def put(self, path: str, body: object, status: int = 200) -> Any:
        """What is answered to a PUT, as data."""
        return told(self.ask("PUT", path, body), status)

    def upload(self, path: str, name: str, content: bytes, status: int = 201) -> Any:
        """Send a file bare, with its name in a header."""
        octets = "application/octet-stream"
        return told(self.ask("POST", path, content, octets, **{"X-File-Name": name}), status)

    def act(self, key: str, step: str, outcome: str, status: int = 200, **more: Any) -> Any:
        """Act on a case."""
        path = f"office/cases/{key}/steps/{step}/act"
        return self.post(path, {"outcome": outcome, **more}, status)


def told(response: HttpResponse, status: int = 200) -> Any:
    """What was answered: JSON with this status; an error in its one form, in Chinese."""
    assert response.status_code == status, response.content.decode()[:2000]
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    found = orjson.loads(response.content)
    if status >= 400:
        error = found["error"]
        assert set(error) - {"detail"} == KEYS, error
        assert any("一" <= mark <= "鿿" for mark in error["message"])
        assert error["remedy"], error
        return error
    return found


def of(actor: Actor) -> Program:
    """The program of an actor's unit."""
    return Program(actor.unit)


class Programs:
    """A program for every unit of the specimen's office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.applicant, self.stranger = of(office.applicant), of(office.stranger)
        self.county, self.other_county = of(office.county), of(office.other_county)
        self.city, self.finance = of(office.city), of(office.finance)
        self.nobody = Program(None)
