"""Duties, targets, days, posts, items and actual values over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from luoshi.office.archive import ingest
from tests.api.conftest import data
from tests.cli.test_supervising import PLAN


@pytest.fixture
def plan(db: None) -> None:
    ingest.ingest(PLAN.encode(), "yunlu-2026-3.txt")


def test_anybody_reads_what_documents_lay_on_whom(plan: None, client: Client) -> None:
    told = data(client.get("/api/public/duties", {"unit": "财政"}))
    assert told["count"] == 1
    assert told["items"][0]["assist"] == ["市财政局"]
    assert data(client.get("/api/public/targets", {"number": "云政办发〔2026〕31号"}))["count"] == 2
    days = data(client.get("/api/public/calendar", {"from": "2026-03-01", "to": "2026-03-31"}))
    assert [each["day"] for each in days["items"] if each["number"] == "云政办发〔2026〕31号"] == [
        "2026-03-20"
    ]


def test_people_and_posts(db: None, client: Client, specimen: Path) -> None:
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)
    told = data(client.get("/api/public/posts", {"on": "2030-01-01"}))
    assert told["count"] == len(told["items"]) > 0


@pytest.mark.parametrize(
    "address",
    [
        "/api/public/duties?number=nope",
        "/api/public/calendar?from=2026-03-01&to=2026-02-01",
        "/api/public/posts?on=x",
        "/api/public/duties?unit=%00",
    ],
)
def test_what_is_wrong_is_said(plan: None, client: Client, address: str) -> None:
    answer = client.get(address)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]["remedy"]


def test_items_and_values_ask_for_a_token(db: None, client: Client) -> None:
    assert client.get("/api/office/items").status_code == 401
    assert (
        client.post("/api/office/actuals", {}, content_type="application/json").status_code == 401
    )
