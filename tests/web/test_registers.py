"""Registers: one sees one's own entries, with their cases, accounts and codes, and nobody else's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from lxml import html
from openpyxl import load_workbook

from luoshi.office.cases.models import EntryUnit
from tests.web import booked
from tests.web.booked import FORMULA, RECIPIENTS
from tests.web.conftest import words
from tests.web.officed import HOSTILE, Desk

LIST = f"/office/registers/{RECIPIENTS}/"


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with booked.standing():
        yield Desk()


def test_the_first_day_says_what_to_do(desk: Desk) -> None:
    page = desk.client("county").get("/office/registers/")
    assert page.status_code == 200
    assert "还没有登记" in page.content.decode()


def test_entries_come_with_their_cases_and_accounts(desk: Desk) -> None:
    case = booked.paid(desk)
    client = desk.client("county")
    assert "租房补贴领取名册" in client.get("/office/registers/").content.decode()
    told = client.get(f"/office/registers/{RECIPIENTS}.json").json()
    assert [each["key"] for each in told["entries"]] == [case.key]
    page = client.get(f"{LIST}{case.key}/").content.decode()
    assert f"/office/cases/{case.key}/" in page
    whole = client.get(f"/office/registers/{RECIPIENTS}/{case.key}.json").json()
    assert whole["cases"]
    assert whole["units"]


def test_another_unit_finds_nothing(desk: Desk) -> None:
    made = booked.entry_of(desk, "county", "甲/1", "某人")
    for who in ("other_county", "stranger"):
        client = desk.client(who)
        assert "某人" not in client.get(LIST).content.decode()
        assert client.get(f"{LIST}{quote(made.key)}/").status_code == 404
        assert (
            client.get(f"/office/registers/{RECIPIENTS}/{quote(made.key)}.json").status_code == 404
        )
    assert desk.client("county").get(f"{LIST}{quote(made.key)}/").status_code == 200


@pytest.mark.parametrize("path", ["nothing.at.all/", "nothing.at.all.json", f"{RECIPIENTS}/%00/"])
def test_what_is_not_there(desk: Desk, path: str) -> None:
    assert desk.client("county").get(f"/office/registers/{path}").status_code == 404


def test_filters_and_pages(desk: Desk) -> None:
    for n in range(60):
        booked.entry_of(desk, "county", f"K{n:03}", f"某人{n}", "公示" if n % 2 else "在册")
    client = desk.client("county")
    assert client.get(f"/office/registers/{RECIPIENTS}.json").json()["pages"] == 2
    told = client.get(f"/office/registers/{RECIPIENTS}.json", {"state": "在册"}).json()
    assert told["total"] == 30
    told = client.get(f"/office/registers/{RECIPIENTS}.json", {"q": "某人59"}).json()
    assert [each["key"] for each in told["entries"]] == ["K059"]
    assert "没有符合的登记" in client.get(LIST, {"q": "没有这个人"}).content.decode()
    assert client.get(LIST, {"page": "x"}).status_code == 400


def test_hostile_names_stay_words(desk: Desk) -> None:
    booked.entry_of(desk, "county", "x1", HOSTILE)
    client = desk.client("county")
    for path in (LIST, f"{LIST}x1/"):
        page = html.fromstring(client.get(path).content.decode())
        assert not page.xpath("//main//script | //main//img[@onerror]")
        assert HOSTILE in words(page)


def test_no_cell_is_a_formula(desk: Desk) -> None:
    booked.entry_of(desk, "county", "@x", FORMULA)
    response = desk.client("county").get(f"/office/registers/{RECIPIENTS}.xlsx")
    cells = [
        each for row in load_workbook(io.BytesIO(response.content)).worksheets[0] for each in row
    ]
    assert FORMULA in [each.value for each in cells]
    assert "f" not in {each.data_type for each in cells}


def test_a_code_is_drawn_and_leads_to_the_look_up(desk: Desk) -> None:
    made = booked.card()
    EntryUnit.objects.create(entry=made, role="issuer", unit=desk.office.county.unit)
    page = html.fromstring(
        desk.client("county")
        .get("/office/registers/jinan.prepaid_cards.cards/K1/")
        .content.decode()
    )
    assert page.xpath("//img[@class='qr']/@src")[0].startswith("data:image/svg+xml")
    assert page.xpath(f"//a[@href='/c/{made.code}/']")
