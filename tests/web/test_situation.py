"""The situation on the wall: what it shows, and that nothing is sent while nothing changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from luoshi.office import clock
from luoshi.office.alerts import ticking
from luoshi.office.alerts.models import Channel, Contact
from luoshi.web.views import situation
from tests.office.alerts.office import moment
from tests.web.alerted import FloodDesk
from tests.web.conftest import words


@pytest.fixture
def desk(store: str) -> Iterator[FloodDesk]:
    """The flood office at eight in the morning, on either database."""
    with clock.at(moment("2026-06-10T08:00")):
        yield FloodDesk()


def board(desk: FloodDesk, who: str = "flood") -> str:
    response = desk.client(who).get("/office/situation/")
    assert response.status_code == 200
    return words(html.fromstring(response.content.decode()).xpath("//body")[0])


def mark_of(response: Any) -> str:
    page = html.fromstring(response.content.decode())
    (again,) = page.xpath("//*[@id='board']/@hx-get")
    return str(again).partition("v=")[2].partition("&")[0]


def asked(desk: FloodDesk, mark: str) -> Any:
    situation.BOARDS.forget()  # a second has passed
    return desk.part("flood", "/office/situation/", "board", v=mark)


def test_a_calm_day(desk: FloodDesk) -> None:
    told = board(desk)
    assert "08:00:00" in told
    assert "没有生效中的预警" in told
    assert "渠道都通" in told
    assert "值班表里现在没有人" in told


def test_everything_that_matters_on_one_screen(desk: FloodDesk) -> None:
    desk.office.on_duty("flood", desk.office.contact("hefeng"))
    desk.office.issued("red")
    desk.office.answer("water")
    told = board(desk)
    assert "红色预警 暴雨洪涝预警" in told
    assert "应答 1／8" in told
    assert "1小时雨量超过红色预警（现为80，标准70）" in told
    assert "企业微信·松陂县值班员 3:00 后转下一步" in told
    Channel.objects.filter(key="wechat").update(down=moment("2026-06-10T08:01"))
    with clock.at(moment("2026-06-10T09:05:07")):
        ticking.calls(clock.now())
        told = board(desk)
        assert "已等 1:05:07 电话·松陂县值班员 等话务员登记" in told
        assert "云麓市城市管理局 封闭积水的下穿通道 超 5:07" in told
        assert "渠道不通：企业微信" in told
        assert "禾丰县值班员" in told.partition("值班和渠道")[2]


def test_deadlines_that_run_are_there(desk: FloodDesk) -> None:
    desk.office.drafted("orange")
    told = board(desk)
    assert "正在拟稿、签发：1 件" in told
    assert "拟定预警 防汛抗旱指挥部办公室 还有 30:00" in told
    with clock.at(moment("2026-06-10T08:31")):
        assert "逾期 1:00" in board(desk)


def test_nothing_new_is_an_empty_answer(desk: FloodDesk) -> None:
    desk.office.issued("red")
    first = desk.client("flood").get("/office/situation/")
    mark = mark_of(first)
    same = asked(desk, mark)
    assert (same.status_code, same.content) == (204, b"")
    with clock.at(moment("2026-06-10T08:00:30")):  # waiting goes on by itself in the browser
        later = asked(desk, mark)
        assert later.status_code == 204
        assert later.headers["Luoshi-Now"] == clock.now().isoformat()
    desk.office.answer("hefeng")
    new = asked(desk, mark)
    assert new.status_code == 200
    assert "<html" not in new.content.decode()
    assert mark_of(new) != mark


def test_a_reading_is_seen_by_the_next_question(desk: FloodDesk) -> None:
    mark = mark_of(desk.client("flood").get("/office/situation/"))
    assert asked(desk, mark).status_code == 204
    desk.office.rain(50)
    told = asked(desk, mark).content.decode()
    assert "橙色预警" in told
    assert "正在拟稿、签发：1 件" in told


def test_many_walls_of_a_unit_cost_as_much_as_one(desk: FloodDesk) -> None:
    desk.office.issued("red")
    mark = mark_of(desk.client("flood").get("/office/situation/"))
    assert asked(desk, mark).status_code == 204
    with CaptureQueriesContext(connection) as first:
        asked(desk, mark)
    with CaptureQueriesContext(connection) as next_one:
        assert desk.part("flood2", "/office/situation/", "board", v=mark).status_code == 204
    assert len(next_one) < len(first) / 2
    other = desk.part("hefeng", "/office/situation/", "board", v=mark)
    assert "应答 0／2" in words(html.fromstring(other.content.decode()))
    situation.BOARDS.FRESH, kept = -1.0, situation.BOARDS.FRESH
    try:
        desk.office.answer("water")
        assert desk.part("flood", "/office/situation/", "board", v=mark).status_code == 200
    finally:
        situation.BOARDS.FRESH = kept


def test_walls_that_ask_at_once_wait_for_one_answer() -> None:
    boards, begun = situation.Boards(), threading.Event()
    worked: list[int] = []

    def work() -> dict[str, Any]:
        worked.append(1)
        begun.wait(5)
        return {"n": len(worked)}

    found: list[dict[str, Any]] = []
    walls = [threading.Thread(target=lambda: found.append(boards.of(1, work))) for _ in range(8)]
    for each in walls:
        each.start()
    begun.set()
    for each in walls:
        each.join()
    assert found == [{"n": 1}] * 8


def test_a_measure_that_grows_overdue_is_new_though_nobody_did_anything(desk: FloodDesk) -> None:
    desk.office.issued("red")
    mark = mark_of(desk.client("flood").get("/office/situation/"))
    with clock.at(moment("2026-06-10T09:00:01")):
        assert asked(desk, mark).status_code == 200


def test_the_twin_has_a_mark_too(desk: FloodDesk) -> None:
    client = desk.client("flood")
    response = client.get("/office/situation.json")
    assert response.json()["alerts"] == []
    headers = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/office/situation.json", headers=headers).status_code == 304
    desk.office.rain(50)
    assert client.get("/office/situation.json", headers=headers).status_code == 200


def test_each_unit_sees_its_own(desk: FloodDesk) -> None:
    desk.office.issued("red")
    told = board(desk, "hefeng")
    assert "应答 0／2" in told
    assert "松陂县" not in told
    assert "云麓市水利局" not in told


def test_long_lists_say_how_much_is_left_out(
    desk: FloodDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(situation, "CALLS", 3)
    desk.office.issued("red")
    assert "这里是 3 个，共 8 个" in board(desk)


def test_whom_nobody_can_reach_comes_first(desk: FloodDesk) -> None:
    Contact.objects.filter(unit=desk.office.units["education"]).update(active=False)
    desk.office.issued("red")
    page = html.fromstring(desk.client("flood").get("/office/situation/").content.decode())
    first = page.xpath("//section[contains(@class, 'silent')]//li")[0]
    assert "云麓市教育局 预警接收人 无法叫应：“预警接收人”没有人" in words(first)
    assert first.get("class") == "alarm"


def test_without_script_the_page_renews_itself(desk: FloodDesk) -> None:
    told = desk.client("flood").get("/office/situation/").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in told
    assert "浏览器没有启用脚本：本页每 5 秒整页刷新一次" in told
    assert "<script>" not in told
    assert 'class="wall phone"' in desk.client("flood").get("/office/situation/?phone=1").content.decode()  # fmt: skip
