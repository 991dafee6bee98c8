"""The specimen's office with people who sign in, for tests of its pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from luoshi.office.cases.models import Case
from tests.office.cases.office import APPLICATION, PDF, SUBSIDY, Office
from tests.web.signed import client_of, employ

PEOPLE = ("applicant", "stranger", "county", "other_county", "city", "finance")
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"


class Desk:
    """The office, with a browser for each of its people, by what they are in the tests."""

    def __init__(self) -> None:
        self.office = Office()
        self.users = {who: employ(getattr(self.office, who).unit, f"{who}1") for who in PEOPLE}
        unit = self.office.county.unit
        assert unit
        self.users["viewer"] = employ(unit, "viewer1", "viewer")

    def client(self, who: str, *, csrf: bool = False) -> Client:
        """Somebody's browser."""
        return client_of(self.users[who], csrf=csrf)


def form(**more: object) -> dict[str, Any]:
    """The application as the page sends it."""
    told = {**APPLICATION, **more}
    return {f"f-{name}": written(value) for name, value in told.items()}


def written(value: object) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def pdf(name: str = "证件.pdf", more: bytes = b"") -> SimpleUploadedFile:
    """A file to hand in."""
    return SimpleUploadedFile(name, PDF + more)


def hidden(response: Any) -> dict[str, str]:
    """The version and the token of the first form of work on a page."""
    page = html.fromstring(response.content.decode())
    return {
        name: page.xpath(f"//form[contains(@class, 'work-form')]//input[@name='{name}']/@value")[0]
        for name in ("version", "token")
    }


def step(client: Client, key: str, name: str, data: Mapping[str, Any]) -> Any:
    """Send the form of a step, with the version and token of the page as it is now."""
    kept = hidden(client.get(f"/office/cases/{key}/"))
    return client.post(f"/office/cases/{key}/steps/{name}/", {**kept, **data})


def begun(client: Client) -> str:
    """Begin an application through the pages; its key."""
    path = f"/office/start/{SUBSIDY}/"
    page = html.fromstring(client.get(path).content.decode())
    token = page.xpath("//input[@name='token']/@value")[0]
    response = client.post(path, {"token": token, "party-county_hr": "hefeng-hr"})
    assert response.status_code == 302, response.content.decode()
    found = re.search(r"/office/cases/([^/]+)/", response.headers["Location"])
    assert found
    return found[1]


def handed_in(client: Client) -> Case:
    """An application that was begun, filled in and handed in through the pages."""
    key = begun(client)
    files = {"m-id": pdf(), "m-lease": pdf("合同.pdf", b"2")}
    response = step(client, key, "apply", {**form(), **files, "outcome": "submit"})
    assert response.status_code == 302, response.content.decode()
    return Case.objects.get(key=key)
