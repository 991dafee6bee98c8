"""Trying the samples at a click: on one's own machine, while there are samples, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from luoshi.office import clock, sample
from luoshi.office.directory.models import Membership, Unit
from luoshi.office.journal.models import Entry
from luoshi.office.sample.book import Book
from tests.office.cases.office import moment
from tests.web.officed import Desk

BUTTON = "用样例人员试一试"


@pytest.fixture
def sampled(store: str) -> Iterator[Client]:
    """An office with one sample unit beside real ones."""
    with clock.at(moment("2026-01-08T09:00")):
        Desk()
        Book(clock.now()).unit("bureau", "某局", "agency")
        yield Client(headers={"host": "localhost:8000"})


def test_a_click_signs_in_and_is_written_down(sampled: Client) -> None:
    page = sampled.get("/account/sign-in/").content.decode()
    assert BUTTON in page
    assert "样例·某局经办" in page
    assert "county1" not in page
    response = sampled.post("/account/sample/sample-bureau/", {"next": "/office/cases/"})
    assert response.headers["Location"] == "/office/cases/"
    assert "样例·某局" in sampled.get("/office/").content.decode()
    told = Entry.objects.filter(kind="account.sign_in").latest("id")
    assert told.login == "sample-bureau"


def test_whoever_joins_a_sample_unit_stays_real(sampled: Client) -> None:
    chief = User.objects.create_user("chief")
    for code in ("sample-bureau", "sample-second"):
        unit = Unit.objects.filter(code=code).first() or Unit.objects.create(
            code=code, name="样例·另一局", kind="agency", sample=True
        )
        Membership.objects.create(user=chief, unit=unit, may="admin")
    assert "chief" not in sampled.get("/account/sign-in/").content.decode()
    assert sampled.post("/account/sample/chief/").status_code == 404
    sample.remove()
    assert User.objects.filter(username="chief").exists()
    assert not User.objects.filter(username="sample-bureau").exists()


@pytest.mark.parametrize("username", ["county1", "nobody", "sample-bureau'", "root1"])
def test_nobody_else_is_signed_in_so(sampled: Client, username: str) -> None:
    assert sampled.post(f"/account/sample/{username}/").status_code == 404
    assert sampled.get("/office/").status_code == 302


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "unix:"},
        {"HTTP_HOST": "luoshi.example.cn"},
    ],
)
def test_from_another_machine_there_is_no_such_page(
    sampled: Client, asked: dict[str, Any], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert BUTTON not in sampled.get("/account/sign-in/", **asked).content.decode()
    assert sampled.post("/account/sample/sample-bureau/", **asked).status_code == 404


def test_an_office_with_a_name_has_no_such_page(
    sampled: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUOSHI_HOSTS", "luoshi.example.cn")
    assert BUTTON not in sampled.get("/account/sign-in/").content.decode()
    assert sampled.post("/account/sample/sample-bureau/").status_code == 404


def test_without_samples_there_is_no_such_page(store: str) -> None:
    assert not Unit.objects.filter(sample=True).exists()
    client = Client(headers={"host": "localhost"})
    assert BUTTON not in client.get("/account/sign-in/").content.decode()
    assert client.post("/account/sample/sample-bureau/").status_code == 404


def test_it_needs_the_mark_of_the_form_and_leads_nowhere_else(sampled: Client) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert strict.post("/account/sample/sample-bureau/").status_code == 403
    assert sampled.get("/account/sample/sample-bureau/").status_code == 405
    sent = {"next": "https://example.com/"}
    response = sampled.post("/account/sample/sample-bureau/", sent)
    assert response.headers["Location"] == "/office/"
