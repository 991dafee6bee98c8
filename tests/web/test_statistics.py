"""Statistics: of what one may see, with charts that need no script and no style of their own."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from lxml import html
from openpyxl import load_workbook

from tests.office.cases.office import SUBSIDY
from tests.web import booked
from tests.web.officed import Desk


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with booked.standing():
        yield Desk()


def test_the_first_day_says_what_to_do(desk: Desk) -> None:
    page = desk.client("county").get("/office/statistics/")
    assert "还没有可以统计的办件" in page.content.decode()
    assert desk.client("county").get(f"/office/statistics/{SUBSIDY}/").status_code == 404


def test_numbers_outcomes_and_money(desk: Desk) -> None:
    booked.paid(desk)
    desk.office.applied()
    client = desk.client("county")
    [row] = client.get("/office/statistics.json").json()["procedures"]
    assert (row["open"], row["closed"]) == (1, 1)
    page = html.fromstring(client.get("/office/statistics/").content.decode())
    assert page.xpath("//figure//*[local-name()='svg']")
    whole = client.get(f"/office/statistics/{SUBSIDY}/").content.decode()
    assert "3,000.00" in whole
    drawn = html.fromstring(whole)
    assert drawn.xpath("//figure//*[local-name()='svg']")
    assert not drawn.xpath("//main//script | //main//style | //main//@style")
    rows = load_workbook(
        io.BytesIO(client.get(f"/office/statistics/{SUBSIDY}.xlsx").content)
    ).worksheets[0]
    assert ["金额（元）", 3000] in [[row[0].value, row[2].value] for row in rows]
    assert client.get("/office/statistics.xlsx").status_code == 200


def test_of_others_cases_nothing_is_counted(desk: Desk) -> None:
    booked.paid(desk)
    client = desk.client("other_county")
    assert client.get("/office/statistics.json").json()["procedures"] == []
    for form in ("/", ".json", ".xlsx"):
        assert client.get(f"/office/statistics/{SUBSIDY}{form}").status_code == 404
    assert client.get("/office/statistics/no.such.thing/").status_code == 404
