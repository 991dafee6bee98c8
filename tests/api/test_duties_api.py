"""Duties, targets, days, posts, items and actual values over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from luoshi.office import clock
from luoshi.office.archive import ingest
from luoshi.office.duties.models import Actual
from tests.api.conftest import data
from tests.api.programs import Program
from tests.cli.test_supervising import PLAN
from tests.office.duties.desk import Desk, moment


@pytest.fixture
def plan(db: None) -> None:
    ingest.ingest(PLAN.encode(), "yunlu-2026-3.txt")


def test_anybody_reads_what_documents_lay_on_whom(plan: None, client: Client) -> None:
    told = data(client.get("/api/public/duties", {"unit": "财政"}))
    assert told["count"] == 1
    assert told["items"][0]["assist"] == ["市财政局"]
    assert not {"reviewer", "version"} & told["items"][0].keys()
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
        "/api/public/calendar?from=9999-12-01",
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


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    with clock.at(moment("2026-06-01T09:00")):
        yield Desk()


def test_a_unit_sees_its_items_and_no_others(desk: Desk) -> None:
    item = desk.assigned()
    own, other = Program(desk.units["build"]), Program(desk.units["school"])
    assert [each["key"] for each in own.get("office/items")["items"]] == [item.key]
    assert own.get(f"office/items/{item.key}")["acts"]
    assert own.get("office/items?light=red")["count"] == 0
    assert other.get("office/items")["count"] == 0
    other.get(f"office/items/{item.key}", 404)


@pytest.mark.parametrize(
    "body",
    [{}, [], {"values": []}, {"values": [1]}, {"values": [{"target": 1}]}, {"values": [], "more": 1},
     {"values": [{"target": "none", "period": "2025", "value": 1, "source": "样例"}]}],
)  # fmt: skip
def test_values_that_cannot_be_taken_are_refused_whole(desk: Desk, body: object) -> None:
    answer = Program(desk.units["office"]).ask("POST", "office/actuals", body)
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]["remedy"]
    assert not Actual.objects.exists()


def test_values_are_taken_and_corrected(plan: None, desk: Desk) -> None:
    program = Program(desk.units["office"])
    key = program.get("public/targets")["items"][0]["key"]
    value = {"target": key, "period": "2025", "value": 12.5, "source": "样例"}
    assert program.post("office/actuals", {"values": [value]})["taken"] == 1
    assert program.post("office/actuals", {"values": [{**value, "value": 13}]})["taken"] == 1
    assert [each.value for each in Actual.objects.all()] == [13]
