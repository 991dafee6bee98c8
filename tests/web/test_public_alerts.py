"""Warnings for everybody: the list, the page, the feed, CAP; nothing but what was published."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from lxml import etree, html
from openpyxl import load_workbook

from luoshi.office import clock
from luoshi.office.alerts import cap
from luoshi.office.alerts.channels.wording import ADDRESS
from luoshi.policies.specimen.flood_calls.rules import signer
from tests.office.alerts.published import BEGAN, WARNING, alert, turn, with_plans
from tests.web.conftest import words
from tests.web.officed import HOSTILE

ATOM = {"a": "http://www.w3.org/2005/Atom"}
CAP = {"c": cap.NAMESPACE}


@pytest.fixture(autouse=True)
def office(store: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (cap.SENDER, ADDRESS):
        monkeypatch.delenv(name, raising=False)
    with_plans(monkeypatch, WARNING)
    with clock.at(BEGAN + timedelta(hours=40)):
        yield


def test_an_empty_list(client: Client) -> None:
    assert "现在没有生效的预警和响应" in client.get("/public/alerts/").content.decode()
    told = client.get("/public/alerts.json").json()
    assert (told["in_force"], told["past"]) == ([], [])
    feed = etree.fromstring(client.get("/public/alerts.atom").content)
    assert feed.findall("a:entry", ATOM) == []
    assert b'href="/public/alerts/"' in client.get("/public/").content


def test_the_gravest_stands_first_and_the_level_is_in_words(client: Client) -> None:
    alert(1, "blue", area="甲县")
    alert(2, "red", area="乙县")
    done = alert(3, "yellow", area="丙县")
    turn(done, "lift", "", 9)
    page = html.fromstring(client.get("/public/alerts/").content.decode())
    cards = page.xpath("//ul[@class='alerts-standing']/li")
    assert [words(each.xpath(".//span[contains(@class, 'level')]")[0]) for each in cards] == [
        "红色预警", "蓝色预警",
    ]  # fmt: skip
    (row,) = page.xpath("//table//tbody/tr")
    assert "黄色预警" in words(row)
    assert "2026-01-10 01:00" in words(row)
    told = client.get("/public/alerts.json").json()
    assert [each["level"] for each in told["in_force"]] == ["red", "blue"]
    assert [each["state_label"] for each in told["past"]] == ["已解除"]


def test_after_ninety_days_only_its_own_page_is_left(client: Client) -> None:
    done = alert(1)
    turn(done, "lift", "", 9)
    with clock.at(BEGAN + timedelta(days=89)):
        assert len(client.get("/public/alerts.json").json()["past"]) == 1
    with clock.at(BEGAN + timedelta(days=91)):
        assert client.get("/public/alerts.json").json()["past"] == []
        assert client.get(f"/public/alerts/{done.key}/").status_code == 200


def test_one_alert(client: Client) -> None:
    found = alert(1)
    turn(found, "adjust", "red", 5, words="继续加重")
    page = html.fromstring(client.get(f"/public/alerts/{found.key}/").content.decode())
    assert "重污染天气红色预警" in words(page.xpath("//h1")[0])
    facts = dict(
        zip(
            (words(each) for each in page.xpath("//section[1]//dt")),
            (words(each) for each in page.xpath("//section[1]//dd")),
            strict=True,
        )
    )
    assert facts["警情 第四条"] == "继续加重"
    measures = [words(each) for each in page.xpath("//ul[@class='public-measures']/li")]
    assert measures == ["儿童和老年人减少户外活动 第五条", "尽量乘公共交通 第五条"]
    turns = page.xpath("//ol[@class='turns']/li")
    assert ["调整" in words(turns[0]), "发布" in words(turns[1])] == [True, True]
    assert "持续静稳" in words(turns[1])
    told = client.get(f"/public/alerts/{found.key}.json").json()
    assert [each["kind"] for each in told["turns"]] == ["issue", "adjust"]
    assert told["said"][-1] == {
        "key": "words", "label": "警情", "text": "继续加重",
        "clause": WARNING.policy.address("第四条"),
    }  # fmt: skip


def test_what_may_be_asked_now_with_the_level_filled_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_plans(monkeypatch, replace(WARNING, asks=(signer,)))
    found = alert(1)
    path = f"/public/alerts/{found.key}/"
    (link,) = html.fromstring(client.get(path).content.decode()).xpath(
        "//section[@aria-labelledby='asks']//a"
    )
    assert words(link) == signer.label
    asked = parse_qs(urlsplit(link.get("href")).query)
    assert asked == {"on": ["2026-01-11"], "f.level": ["橙色预警"]}
    assert client.get(link.get("href")).status_code == 200
    turn(found, "adjust", "red", 5)
    (told,) = client.get(f"/public/alerts/{found.key}.json").json()["asks"]
    assert parse_qs(urlsplit(told["page"]).query)["f.level"] == ["红色预警"]
    turn(found, "lift", "", 9)
    assert client.get(f"/public/alerts/{found.key}.json").json()["asks"] == []
    assert b'id="asks"' not in client.get(path).content


def test_a_lifted_one_asks_nobody_for_anything(client: Client) -> None:
    found = alert(1)
    turn(found, "lift", "", 9)
    turn(found, "review", "", 20)
    text = client.get(f"/public/alerts/{found.key}/").content.decode()
    assert "请公众这样做" not in text
    assert "已于" in text
    told = client.get(f"/public/alerts/{found.key}.json").json()
    assert [each["kind"] for each in told["turns"]] == ["issue", "lift"]
    assert (told["state_label"], told["said"][-1]["text"]) == ("已解除", "持续静稳")


def every_answer(client: Client, key: str) -> str:
    paths = ("", ".json", ".atom", f"/{key}/", f"/{key}.json", f"/{key}/1.cap")
    answers = [client.get(f"/public/alerts{each or '/'}") for each in paths]
    assert {each.status_code for each in answers} == {200}
    return "".join(each.content.decode() for each in answers)


def test_only_what_was_published(client: Client) -> None:
    told = every_answer(client, alert(1).key)
    assert all(each not in told for each in ("某甲", "不在发布内容", "土方", "2026-000001"))


def test_calls_to_those_in_charge_are_not_for_everybody(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_plans(monkeypatch, replace(WARNING, public=""))
    found = alert(1)
    assert client.get("/public/alerts.json").json()["in_force"] == []
    assert client.get(f"/public/alerts/{found.key}/").status_code == 404
    assert client.get(f"/public/alerts/{found.key}/1.cap").status_code == 404
    assert b"<entry>" not in client.get("/public/alerts.atom").content


def test_words_stay_words(client: Client) -> None:
    told = every_answer(client, alert(1, words=HOSTILE, areas="甲\x1b\ufffe").key)
    page = html.fromstring(client.get("/public/alerts/2026-0001/").content.decode())
    assert not page.xpath("//main//script | //main//img")
    assert HOSTILE not in told
    feed = etree.fromstring(client.get("/public/alerts.atom").content)
    summary = feed.findtext("a:entry/a:summary", namespaces=ATOM) or ""
    assert not html.fromstring(summary).xpath("//script | //img")


def test_the_feed_links_page_and_cap(client: Client) -> None:
    found = alert(1)
    turn(found, "adjust", "red", 5)
    response = client.get("/public/alerts.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    newest, first = etree.fromstring(response.content).findall("a:entry", ATOM)
    assert "调整为红色预警" in (newest.findtext("a:title", namespaces=ATOM) or "")
    ids = {each.findtext("a:id", namespaces=ATOM) for each in (newest, first)}
    assert len(ids) == 2
    links = {each.get("type", ""): each.get("href", "") for each in newest.findall("a:link", ATOM)}
    host = "http://testserver"
    assert links[""] == f"{host}/public/alerts/{found.key}/"
    message = client.get(links[cap.MEDIA_TYPE].removeprefix(host))
    assert message["Content-Type"].startswith(cap.MEDIA_TYPE)
    assert etree.fromstring(message.content).findtext("c:msgType", namespaces=CAP) == "Update"


def test_a_reader_that_knows_it_gets_nothing_again(client: Client) -> None:
    alert(1)
    for path in ("/public/alerts.atom", "/public/alerts/2026-0001/1.cap"):
        mark = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": mark}).status_code == 304


def test_samples_are_marked_and_stay_out_of_the_feed(client: Client) -> None:
    found = alert(1, sample=True)
    assert "样例" in words(
        html.fromstring(client.get("/public/alerts/").content.decode()).xpath("//h3")[0]
    )
    assert "不是真实的预警" in client.get(f"/public/alerts/{found.key}/").content.decode()
    feed = etree.fromstring(client.get("/public/alerts.atom").content)
    assert feed.findall("a:entry", ATOM) == []
    message = etree.fromstring(client.get(f"/public/alerts/{found.key}/1.cap").content)
    assert message.findtext("c:status", namespaces=CAP) == "Test"


def test_the_table(client: Client) -> None:
    alert(1, area='=HYPERLINK("http://example.org")')
    turn(alert(2, "red"), "lift", "", 9)
    book = load_workbook(io.BytesIO(client.get("/public/alerts.xlsx").content))
    rows = list(book.worksheets[0].values)
    assert len(rows) == 3
    assert "f" not in {each.data_type for row in book.worksheets[0] for each in row}


@pytest.mark.parametrize(
    "path", ["nothing/", "nothing.json", "%00/", "2026-0001/2.cap", "2026-0001/0.cap", "x/1.cap"]
)
def test_what_was_not_published(client: Client, path: str) -> None:
    alert(1)
    response = client.get(f"/public/alerts/{path}")
    assert response.status_code == 404
    assert "没有发布过" in response.content.decode()


def test_nobody_writes_here(client: Client) -> None:
    alert(1)
    for path in ("/public/alerts/", "/public/alerts/2026-0001/", "/public/alerts.atom"):
        assert client.post(path).status_code == 405
        assert client.head(path).status_code == 200


def test_a_wrong_setting_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    alert(1)
    monkeypatch.setenv(cap.SENDER, "a b")
    response = client.get("/public/alerts/2026-0001/1.cap")
    assert response.status_code == 503
    assert cap.SENDER in response.content.decode()


def test_a_plan_that_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    alert(1)
    with_plans(monkeypatch)
    assert client.get("/public/alerts.json").json()["in_force"] == []
    assert client.get("/public/alerts/2026-0001/").status_code == 404


def test_the_levels_can_be_read() -> None:
    """Contrast of the words on each colour: 4.5 and more (WCAG 2.2 AA)."""
    sheet = Path(str(finders.find("luoshi/alerts-public.css"))).read_text("utf-8")
    pairs = re.findall(r"\.level\.level-\w+ \{ background: (#\w+); color: (#\w+)", sheet)
    assert len(pairs) == 4
    for back, front in pairs:
        light, dark = sorted((_luminance(back), _luminance(front)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (back, front)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [e / 12.92 if e <= 0.04045 else ((e + 0.055) / 1.055) ** 2.4 for e in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
