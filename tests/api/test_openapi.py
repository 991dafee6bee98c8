"""The description of the API is true, and its page needs nothing from anywhere else."""

from __future__ import annotations

import re

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from playwright.sync_api import Page, Request
from pytest_django.live_server_helper import LiveServer
from schemathesis.specs.openapi import checks

from luoshi.api import wsgi
from tests.api.conftest import FACTS, ON, PAYMENT, TABLE, data

EXAMPLES = 60
PLAIN = {"Accept-Encoding": "identity"}
KEYS = [PAYMENT, TABLE, "shuozhou.guarantee_subsidy.fee_subsidy", "outpatient_payment"]


SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", wsgi.application).exclude(
    path_regex=r"^/api/(office|public)/"
)
"""What concerns rules; of the office see test_office_access."""


def known(case: schemathesis.Case) -> None:
    """Half of the questions go to a rule that there is: a made-up name is soon told to be none."""
    made = case.path_parameters.get("key")
    if isinstance(made, str) and len(made) % 2:
        case.path_parameters["key"] = KEYS[len(made) // 2 % len(KEYS)]


@pytest.mark.django_db
@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_no_request_is_answered_otherwise_than_described(case: schemathesis.Case) -> None:
    """Whatever is sent, the answer has a described status, type and shape, and is no mistake of ours.

    That data outside the schema is refused is tested by hand: the schema cannot say that 1万元 is a
    number, and a fact that does not matter may be of any kind.
    """
    known(case)
    case.call_and_validate(
        headers=PLAIN,
        excluded_checks=[checks.negative_data_rejection, checks.positive_data_acceptance],
    )


def test_every_operation_is_described_in_chinese(client: Client) -> None:
    told = data(client.get("/api/openapi.json"))
    found = {
        f"{method.upper()} {path}": operation
        for path, each in told["paths"].items()
        for method, operation in each.items()
    }
    rules = {name for name in found if not re.search(" /api/(office|public)/", name)}
    assert rules == {
        "GET /api/rules", "GET /api/rules/{key}", "POST /api/rules/{key}/evaluate",
        "POST /api/rules/{key}/explain", "POST /api/rules/{key}/batch",
        "POST /api/rules/{key}/what-if", "POST /api/receipts/reproduce",
        "GET /api/documents/{number}/coverage", "GET /api/documents/{number}/verify",
    }  # fmt: skip
    for name, operation in found.items():
        assert re.search("[一-鿿]", operation["summary"]), name
        assert re.search("[一-鿿]", operation["description"]), name
        if name in rules and name.startswith("POST"):
            assert "application/json" in operation["requestBody"]["content"], name


def test_the_examples_are_answered(client: Client, db: None) -> None:
    told = data(client.get("/api/openapi.json"))
    for form in ("evaluate", "explain", "batch", "what-if"):
        media = told["paths"][f"/api/rules/{{key}}/{form}"]["post"]["requestBody"]["content"]
        response = client.post(
            f"/api/rules/shuozhou.guarantee_subsidy.fee_subsidy/{form}",
            media["application/json"]["example"],
            content_type="application/json",
        )
        answer = data(response)
        if form == "what-if":
            assert answer["changed"]
        elif form == "batch":
            assert answer["failed"] == 0
        else:
            assert answer["status"] == "computed"


def test_the_page_names_no_other_host(client: Client) -> None:
    response = client.get("/api/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "https://" not in page
    assert "http://" not in page
    assert "script-src" not in response.headers["Content-Security-Policy"]
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        assert client.get(path).status_code == 200, path


@pytest.mark.django_db(transaction=True)
def test_the_page_shows_the_operations_and_asks_nobody_else(
    page: Page, live_server: LiveServer
) -> None:
    asked: list[str] = []
    troubles: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{live_server.url}/api/docs")
    page.get_by_text("计算，并逐步解释").click()
    page.get_by_text("逐步解释").first.wait_for()
    assert page.get_by_text("/api/rules/{key}/explain").first.is_visible()
    assert asked
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert troubles == []


@pytest.mark.django_db
def test_a_question_of_these_tests_fits_the_description() -> None:
    case = SCHEMA["/api/rules/{key}/explain"]["POST"].Case(
        path_parameters={"key": PAYMENT}, body={"on": ON, "facts": FACTS},
        media_type="application/json",
    )  # fmt: skip
    case.call_and_validate(headers=PLAIN)
