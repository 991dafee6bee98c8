"""The page of posts: who holds what on a day, for people, programs and spreadsheets."""

import io
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from luoshi.office.archive import ingest


@pytest.fixture
def archive(db: None, specimen: Path) -> None:
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)


def test_posts_on_a_day(archive: None, client: Client) -> None:
    rows = client.get("/posts.json", {"on": "2030-01-01"}).json()
    assert rows
    page = client.get("/posts/", {"on": "2030-01-01"}).content.decode()
    assert rows[0]["name"] in page
    assert rows[0]["address"] in page
    sheet = load_workbook(
        io.BytesIO(client.get("/posts.xlsx", {"on": "2030-01-01"}).content)
    ).active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1


def test_nobody_of_that_name(archive: None, client: Client) -> None:
    page = client.get("/posts/", {"q": "查无此人"}).content.decode()
    assert "没有符合条件的任职" in page
    assert client.get("/posts/", {"on": "1990-02-30"}).status_code == 400


def test_every_list_leads_to_the_others(archive: None, client: Client) -> None:
    for address in ("/duties/", "/targets/", "/calendar/", "/posts/"):
        page = client.get(address).content.decode()
        assert all(
            f'href="{other}"' in page
            for other in ("/duties/", "/targets/", "/calendar/", "/posts/")
        )
