"""The calendar and its corrections, seen before they are made; the list of deadlines."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from luoshi.office.cases.models import Correction, Deadline
from luoshi.office.journal.models import Entry as JournalEntry
from tests.web import booked
from tests.web.conftest import words
from tests.web.officed import HOSTILE, Desk
from tests.web.signed import client_of

PAGE = "/office/calendar/"
GIVEN = {"day": "2026-01-09", "way": "rest", "reason": "样例通知"}


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with booked.standing():
        yield Desk()


@pytest.fixture
def root(desk: Desk) -> Client:
    return client_of(booked.root())


def test_a_year_of_days(desk: Desk) -> None:
    client = desk.client("county")
    page = html.fromstring(client.get(PAGE).content.decode())
    assert len(page.xpath("//table[@class='month']")) == 12
    assert "春节" in page.xpath("//td[contains(@title, '2026-02-17')]/@title")[0]
    told = client.get("/office/calendar.json").json()
    assert len(told["days"]) == 365
    assert told["workdays"] == sum(each["works"] for each in told["days"])
    assert "不在已有的日历里" in client.get(PAGE, {"year": "2099"}).content.decode()
    assert client.get(PAGE, {"year": "1800"}).status_code == 400
    assert client.get("/office/calendar.xlsx").status_code == 200


def test_a_correction_is_seen_before_it_is_made(desk: Desk, root: Client) -> None:
    desk.office.applied()
    before = Deadline.objects.get(state="open").at
    tried = root.post(PAGE, GIVEN)
    assert "1 个期限会移动" in tried.content.decode()
    assert not Correction.objects.exists()
    assert Deadline.objects.get(state="open").at == before
    form = html.fromstring(tried.content.decode()).xpath("//form[.//button[@value='keep']]")[0]
    sent = {each.name: each.value for each in form.xpath(".//input[@name]")}
    done = root.post(PAGE, {**sent, "act": "keep"})
    assert done.status_code == 302
    assert Correction.objects.get().works is False
    assert Deadline.objects.get(state="open").at > before
    assert JournalEntry.objects.filter(kind="calendar.correct").count() == 1
    page = words(html.fromstring(root.get(PAGE).content.decode()))
    assert "样例通知" in page


def test_what_moved_meanwhile_is_shown_again(desk: Desk, root: Client) -> None:
    response = root.post(PAGE, {**GIVEN, "act": "keep", "count": "7"})
    assert response.status_code == 409
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"reason": " "}, "依据"),
        ({"day": "2026-02-30"}, "日期"),
        ({"day": "1850-01-01"}, "年"),
        ({"way": "x"}, "选择"),
        ({"way": "undo"}, "没有更正过"),
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed(
    desk: Desk, root: Client, more: dict[str, str], said: str
) -> None:
    response = root.post(PAGE, {**GIVEN, **more})
    assert response.status_code == 400
    page = html.fromstring(response.content.decode())
    assert said in words(page.xpath("//div[@role='alert']")[0])
    assert page.xpath("//input[@id='reason']/@value") == [more.get("reason", "样例通知")]
    assert not Correction.objects.exists()


def test_only_who_runs_the_office_corrects(desk: Desk) -> None:
    assert desk.client("county").post(PAGE, GIVEN).status_code == 403
    assert desk.client("county", csrf=True).post(PAGE, GIVEN).status_code == 403
    assert not Correction.objects.exists()
    assert Client().get(PAGE).status_code == 302


def test_reasons_are_words(desk: Desk, root: Client) -> None:
    Correction.objects.create(day="2026-03-03", works=False, reason=HOSTILE)
    page = html.fromstring(root.get(PAGE).content.decode())
    assert not page.xpath("//main//script | //main//img")


# --- deadlines


def test_deadlines_say_how_they_were_counted(desk: Desk) -> None:
    case = desk.office.applied()
    client = desk.client("county")
    page = words(html.fromstring(client.get("/office/deadlines/").content.decode()))
    assert case.key in page
    assert "工作日" in page
    [line] = client.get("/office/deadlines.json").json()["deadlines"]
    assert line["convention"]
    assert line["clause"]
    sheet = load_workbook(io.BytesIO(client.get("/office/deadlines.xlsx").content)).worksheets[0]
    assert sheet["A2"].value == case.key


@pytest.mark.parametrize("state", ["", "late", "today", "week", "paused", "met", "missed", "all"])
def test_deadlines_by_state(desk: Desk, state: str) -> None:
    desk.office.applied()
    told = desk.client("county").get(
        "/office/deadlines.json", {"state": state, "until": "2026-12-31"}
    )
    assert told.status_code == 200
    assert told.json()["total"] == (1 if state in ("", "all") else told.json()["total"])


def test_others_deadlines_are_not_there(desk: Desk) -> None:
    desk.office.applied()
    client = desk.client("other_county")
    assert client.get("/office/deadlines.json").json()["total"] == 0
    assert "没有未办的期限" in client.get("/office/deadlines/").content.decode()
    assert client.get("/office/deadlines/", {"state": "x"}).status_code == 400
    assert (
        desk.client("applicant").get("/office/deadlines.json", {"whose": "mine"}).json()["total"]
        == 0
    )
