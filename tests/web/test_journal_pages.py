"""The journal's pages: whose entries one sees, whether it is whole; and the readings of the office."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from luoshi.office.cases.models import ChosenReading
from luoshi.office.directory.models import Membership
from luoshi.office.journal import headfile
from luoshi.office.journal.models import Entry
from tests.web import booked
from tests.web.conftest import words
from tests.web.officed import HOSTILE, Desk
from tests.web.signed import client_of

READINGS = "/office/readings/jinan.prepaid_cards/"
CHOICE = {"name": "above_full", "option": "four", "before": "five", "reason": "样例会议纪要"}


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    headfile.path().unlink(missing_ok=True)
    with booked.standing():
        yield Desk()
    headfile.path().unlink(missing_ok=True)


@pytest.fixture
def root(desk: Desk) -> Client:
    return client_of(booked.root())


def kinds(client: Client) -> set[str]:
    return {each["kind"] for each in client.get("/office/journal.json").json()["entries"]}


def test_one_sees_what_was_done_on_ones_cases(desk: Desk) -> None:
    case = desk.office.applied()
    client = desk.client("county")
    assert {"case.start", "case.act", "decision"} <= kinds(client)
    page = client.get("/office/journal/").content.decode()
    assert f"/office/cases/{case.key}/" in page
    entry = Entry.objects.filter(kind="decision", case=case.key).first()
    assert entry
    shown = client.get(f"/office/journal/{entry.pk}/").content.decode()
    assert "结果相同" in shown
    told = client.get(f"/office/journal/{entry.pk}.json").json()
    assert told["digest"] == entry.digest
    assert told["actor"]["login"] == ""


def test_others_see_none_of_it(desk: Desk, root: Client) -> None:
    case = desk.office.applied()
    entry = Entry.objects.filter(case=case.key).first()
    assert entry
    for client in (desk.client("other_county"), desk.client("stranger"), root):
        told = client.get("/office/journal.json", {"case": case.key}).json()
        assert told["entries"] == []
        assert client.get(f"/office/journal/{entry.pk}/").status_code == 404
        assert client.get(f"/office/journal/{entry.pk}.json").status_code == 404


def test_sign_ins_are_for_the_units_administrator(desk: Desk) -> None:
    entry = Entry.objects.filter(kind="member.added", unit="hefeng-hr").first()
    assert entry
    assert desk.client("county").get(f"/office/journal/{entry.pk}/").status_code == 404
    Membership.objects.filter(user=desk.users["county"]).update(may="admin")
    assert desk.client("county").get(f"/office/journal/{entry.pk}/").status_code == 200
    assert desk.client("other_county").get(f"/office/journal/{entry.pk}/").status_code == 404


def test_filters_pages_and_export(desk: Desk) -> None:
    for _ in range(12):
        desk.office.applied(name=HOSTILE)
    client = desk.client("county")
    first = client.get("/office/journal.json").json()
    assert len(first["entries"]) == 50
    second = client.get(f"/office/journal.json{first['older']}").json()
    assert second["entries"][0]["id"] < first["entries"][-1]["id"]
    told = client.get(
        "/office/journal.json", {"kind": "decision", "from": "2026-01-08", "to": "2026-01-08"}
    )
    assert {each["kind"] for each in told.json()["entries"]} == {"decision"}
    assert client.get("/office/journal.json", {"to": "2026-01-07"}).json()["entries"] == []
    page = html.fromstring(client.get("/office/journal/").content.decode())
    assert not page.xpath("//main//script | //main//img")
    one = html.fromstring(
        client.get(f"/office/journal/{first['entries'][0]['id']}/").content.decode()
    )
    assert not one.xpath("//main//script | //main//img")
    book = load_workbook(io.BytesIO(client.get("/office/journal.xlsx").content))
    assert "f" not in {each.data_type for row in book.worksheets[0] for each in row}
    assert client.get("/office/journal/", {"before": "0"}).status_code == 400


def test_who_runs_the_office_examines_and_asks_again(desk: Desk, root: Client) -> None:
    desk.office.applied()
    assert "核验全部日志" in root.get("/office/journal/check/").content.decode()
    replayed = root.post("/office/journal/check/", {"act": "replay"})
    assert "没有不同的" in replayed.content.decode()
    verified = root.post("/office/journal/check/", {"act": "verify"})
    assert verified.status_code == 200
    assert "核验结果" in verified.content.decode()


def test_nobody_else_examines(desk: Desk) -> None:
    client = desk.client("county")
    assert client.get("/office/journal/check/").status_code == 403
    assert client.post("/office/journal/check/", {"act": "verify"}).status_code == 403


# --- readings


def test_a_reading_is_chosen_with_a_reason(desk: Desk, root: Client) -> None:
    assert "济政字" in root.get("/office/readings/").content.decode()
    done = root.post(READINGS, CHOICE)
    assert done.status_code == 302
    row = ChosenReading.objects.get()
    assert (row.policy, row.name, row.option) == ("jinan.prepaid_cards", "above_full", "four")
    entry = Entry.objects.get(kind="reading.choose")
    assert entry.body["reason"] == "样例会议纪要"
    assert "本机关另选" in root.get(READINGS).content.decode()
    assert root.get("/office/readings.xlsx").status_code == 200
    back = root.post(READINGS, {**CHOICE, "option": "five", "before": "four"})
    assert back.status_code == 302
    assert not ChosenReading.objects.exists()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"reason": "  "}, 400),
        ({"option": "nine"}, 400),
        ({"before": "four"}, 409),
        ({"name": "nothing"}, 404),
    ],
)
def test_what_cannot_be_chosen(desk: Desk, root: Client, more: dict[str, str], status: int) -> None:
    response = root.post(READINGS, {**CHOICE, **more})
    assert response.status_code == status
    assert not ChosenReading.objects.exists()
    if status != 404:
        page = html.fromstring(response.content.decode())
        assert words(page.xpath("//div[@role='alert']")[0])


def test_others_look_and_do_not_choose(desk: Desk) -> None:
    client = desk.client("county")
    assert "默认" in client.get(READINGS).content.decode()
    assert client.post(READINGS, CHOICE).status_code == 403
    assert client.get("/office/readings/no.such/").status_code == 404
    told = client.get("/office/readings/jinan.prepaid_cards.json").json()["readings"]
    assert {each["chosen"] == each["default"] for each in told} == {True}
