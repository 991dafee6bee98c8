"""The pages on each database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.office.archive import ingest
from luoshi.office.archive.models import Version
from tests.web.conftest import GAZETTE
from tests.web.test_pages import PAGES, SHEETS, TWINS


@pytest.fixture
def stored(store: str, specimen: Path) -> str:
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)
    return store


def test_every_page_on_each_database(stored: str, client: Client) -> None:
    for path in [*PAGES, *TWINS, *SHEETS, "/feed.atom", "/healthz"]:
        assert client.get(path).status_code == 200, path


def test_uploading_on_each_database(stored: str, client: Client, specimen: Path) -> None:
    text = (specimen / f"{GAZETTE}.txt").read_bytes().replace("第一条 为了".encode(), b"x", 1)
    file = SimpleUploadedFile(f"{GAZETTE}.txt", text)
    place = client.post("/upload/", {"file": file}).headers["Location"]
    assert client.get(place).status_code == 200
    for _ in range(2):
        assert client.post(place, {"act": "keep"}).status_code == 302
    assert Version.objects.filter(issue__slug=GAZETTE).count() == 2


@pytest.mark.parametrize(
    "path",
    [
        "/gazettes/%00/",
        "/gazettes/%00/source.json",
        "/documents/%00/",
        "/documents/a%00b.json",
        "/documents/%00/export/akn/",
        "/upload/%00/",
        "/search/?q=%00",
        "/documents/?issuer=%00&title=%00",
        "/clauses/?address=%00",
        "/documents/99999999999999999999/",
        "/documents/999999999999999999/",
        "/documents/?year=9999",
        "/documents/?on=0001-01-01",
        "/documents/?on=9999-12-31&page=999999999",
        f"/gazettes/{GAZETTE}/source/?line=2000000000",
        f"/gazettes/{GAZETTE}/?version=2000000000",
        "/search/?q=停车&page=100000&on=0001-01-01&year=1",
    ],
)
def test_odd_addresses_are_answered_on_each_database(
    stored: str, client: Client, path: str
) -> None:
    assert client.get(path).status_code in {200, 400, 404}
