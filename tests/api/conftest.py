"""Programs that ask: a client that posts JSON, as it is written or as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from luoshi.office.rulebook import receipts

PAYMENT = "jinan.outpatient_insurance.outpatient_payment"
TABLE = "jinan.city_management_score.district_place"
TABLE_ON = "2023-06-30"
ON = "2024-03-01"
FACTS: dict[str, Any] = {
    "level": "三级",
    "person": "退休人员",
    "place": "临时外出：省外",
    "cost": "1000",
    "deductible_left": 200,
    "paid_this_year": 0,
}

Post = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Which texts are loaded is kept for two seconds; each test has an archive of its own."""
    receipts.forget()


@pytest.fixture
def post(db: None, client: Client) -> Post:
    """Post a body to an address below ``/api/``; bytes are sent as they are."""

    def posted(
        path: str, body: object, content_type: str = "application/json", **headers: str
    ) -> HttpResponse:
        sent = body if isinstance(body, bytes) else orjson.dumps(body)
        return client.generic("POST", f"/api/{path}", sent, content_type, headers=headers)  # pyright: ignore[reportReturnType]

    return posted


def data(response: HttpResponse, status: int = 200) -> Any:
    """What was answered, which must be JSON with this status."""
    assert response.status_code == status, response.content.decode()[:2000]
    assert response.headers["Content-Type"] == "application/json"
    return orjson.loads(response.content)


def error(response: HttpResponse, status: int, code: str) -> dict[str, str]:
    """The error that was answered, which must be in Chinese and say what to do."""
    told: dict[str, str] = data(response, status)["error"]
    assert set(told) == {"code", "message", "fact", "given", "clause", "remedy"}
    assert told["code"] == code, told
    assert any("一" <= mark <= "鿿" for mark in told["message"])
    return told
