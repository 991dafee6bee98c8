"""The pages of the calendar and of its feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from icalendar import Calendar

from luoshi.office import clock
from luoshi.office.directory import units
from luoshi.office.directory.actors import SHELL
from luoshi.office.duties.models import Feed
from tests.office.cases.office import moment
from tests.web.conftest import Look, words
from tests.web.signed import City, city, client_of


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """A day on which the specimen's papers are in force."""
    with clock.at(moment("2025-11-10T09:00")):
        yield


@pytest.fixture
def people(db: None) -> City:
    """Units and people."""
    return city()


def uids(body: bytes) -> set[str]:
    return {str(each["uid"]) for each in Calendar.from_ical(body).walk("VEVENT")}


# --- the calendar


def test_a_month_shows_what_falls_due_with_its_clause_and_source(archive: Path, look: Look) -> None:
    page = look("/calendar/", month="2025-11")
    assert "2025年11月" in words(page.xpath("//h1")[0])
    row = next(
        each
        for each in page.xpath("//table[contains(@class,'due-list')]//tr")
        if "资金需求" in words(each)
    )
    assert "2025-11-30" in words(row)
    assert "规则、日程" in words(row)
    assert "样例" in words(row)
    assert row.xpath(".//a[contains(@href, '/clauses/')]")
    cell = page.xpath("//table[contains(@class,'due-month')]//td[.//time[@datetime='2025-11-30']]")[
        0
    ]
    assert "资金需求" in words(cell)
    assert page.xpath("//a[@rel='prev' and contains(@href, '2025-10')]")
    assert page.xpath("//a[@rel='next' and contains(@href, '2025-12')]")


def test_the_list_and_the_filters(archive: Path, look: Look) -> None:
    page = look("/calendar/", month="2025-11", view="list", unit="县级水利部门")
    assert not page.xpath("//table[contains(@class,'due-month')]")
    assert len(page.xpath("//table[contains(@class,'due-list')]/tbody/tr")) == 1
    page = look("/calendar/", month="2025-11", unit="没有这个单位")
    assert "没有符合条件的事项" in words(page)
    ruled = look("/calendar/", month="2025-11", source="rule")
    assert all(
        "规则" in words(each)
        for each in ruled.xpath("//table[contains(@class,'due-list')]/tbody/tr")
    )


def test_twins(archive: Path, client: Client) -> None:
    query = {"from": "2025-11-01", "to": "2025-11-30"}
    told = client.get("/calendar.json", query).json()
    assert (told["from"], told["to"], told["unit"]) == ("2025-11-01", "2025-11-30", None)
    assert any(each["what"] == "报送下一年度资金需求的期限" for each in told["entries"])
    sheet = client.get("/calendar.xlsx", query)
    assert sheet["Content-Type"].startswith("application/vnd.openxmlformats")
    file = client.get("/calendar.ics", query)
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(uids(file.content)) == len(told["entries"])
    whole = client.get("/calendar.ics")
    days = {each.decoded("dtstart") for each in Calendar.from_ical(whole.content).walk("VEVENT")}
    assert max(days) > date(2026, 6, 1)


def test_what_shows_items_is_kept_by_no_cache(people: City) -> None:
    for form in ("/calendar/", "/calendar.json", "/calendar.xlsx", "/calendar.ics"):
        assert "no-store" in client_of(people.clerk).get(form)["Cache-Control"]


def test_without_a_gazette_it_says_what_to_do(db: None, look: Look) -> None:
    assert "上传" in words(look("/calendar/", month="2019-01"))


@pytest.mark.parametrize(
    "query",
    [{"month": "2025-13"}, {"month": "x"}, {"month": "0001-01"}, {"view": "pie"}, {"source": "x"}, {"from": "2025-02-30"}],
)  # fmt: skip
def test_what_cannot_be_understood(db: None, client: Client, query: dict[str, str]) -> None:
    for path in ("/calendar/", "/calendar.json"):
        assert client.get(path, query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [{"from": "2025-02-02", "to": "2025-01-01"}, {"from": "2000-01-01", "to": "2025-01-01"}],
)
def test_days_in_no_order_or_too_far_apart(db: None, client: Client, query: dict[str, str]) -> None:
    response = client.get("/calendar/", query)
    assert response.status_code == 422
    assert client.get("/calendar.json", query).json()["error"]["remedy"]


def test_hostile_words_are_only_words(archive: Path, client: Client) -> None:
    response = client.get("/calendar/", {"month": "2025-11", "unit": "<script>alert(1)</script>"})
    assert response.status_code == 200
    assert b"<script>alert(1)" not in response.content
    assert client.get("/calendar/", {"unit": "\0"}).status_code == 400


# --- feeds


def made(client: Client, kind: str) -> str:
    response = client.post("/office/duties/feeds/", {"kind": kind})
    assert response.status_code == 201
    found = re.search(r"/c/[\w-]+\.ics", response.content.decode())
    assert found
    return found[0]


def test_a_phone_reads_a_feed_until_it_is_revoked(archive: Path, people: City) -> None:
    units.name_also(SHELL, people.bureau, "市住房城乡建设局")
    clerk, phone = client_of(people.clerk), Client()
    path = made(clerk, "unit")
    response = phone.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    name = str(Calendar.from_ical(response.content)["X-WR-CALNAME"])
    assert "云麓市住房和城乡建设局" in name
    days = [
        str(each["description"]) for each in Calendar.from_ical(response.content).walk("VEVENT")
    ]
    assert days
    assert all(
        "市住房城乡建设局" in each or "市住建局" in each or "市住房和城乡建设局" in each
        for each in days
    )
    page = clerk.get("/office/duties/feeds/").content.decode()
    assert path.split("/")[-1] not in page
    feed = Feed.objects.get()
    assert clerk.post(f"/office/duties/feeds/{feed.pk}/revoke/").status_code == 302
    assert phone.get(path).status_code == 404
    assert "已撤销" in clerk.get("/office/duties/feeds/?said=revoked").content.decode()


def test_feeds_are_for_who_is_signed_in(people: City, client: Client) -> None:
    assert client.get("/office/duties/feeds/").status_code == 302
    assert client.get("/office/duties/feeds.json").status_code == 401
    assert client.post("/office/duties/feeds/", {"kind": "unit"}).status_code == 302
    assert not Feed.objects.exists()


def test_who_only_reads_subscribes_to_their_own(people: City) -> None:
    reader = client_of(people.reader)
    assert reader.post("/office/duties/feeds/", {"kind": "unit"}).status_code == 403
    assert reader.post("/office/duties/feeds/", {"kind": "x"}).status_code == 422
    made(reader, "person")
    assert [each["kind"] for each in reader.get("/office/duties/feeds.json").json()["feeds"]] == [
        "person"
    ]
    assert reader.get("/office/duties/feeds.xlsx").status_code == 200


def test_nobody_ends_the_feed_of_another(people: City) -> None:
    made(client_of(people.clerk), "unit")
    feed = Feed.objects.get()
    assert (
        client_of(people.banker).post(f"/office/duties/feeds/{feed.pk}/revoke/").status_code == 404
    )
    assert (
        client_of(people.reader).post(f"/office/duties/feeds/{feed.pk}/revoke/").status_code == 403
    )
    assert client_of(people.clerk).get(f"/office/duties/feeds/{feed.pk}/revoke/").status_code == 405


def test_forms_want_their_mark(people: City) -> None:
    client = client_of(people.clerk, csrf=True)
    assert client.post("/office/duties/feeds/", {"kind": "unit"}).status_code == 403


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "a" * 3000])
def test_no_other_token_opens_anything(db: None, client: Client, token: str) -> None:
    assert client.get(f"/c/{token}.ics").status_code == 404
