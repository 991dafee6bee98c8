"""The pages of running alerts: what is in force and why, whom it reached, the operator's list, measures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import load_workbook

from luoshi.office import clock
from luoshi.office.alerts import calling, ticking
from luoshi.office.alerts.models import Alert, Attempt, Contact, MeasureTask
from luoshi.office.directory.models import Post
from luoshi.web.views.alert_calls import MOST_KEPT
from tests.office.alerts.office import moment
from tests.office.cases.office import unit
from tests.web.alerted import FloodDesk
from tests.web.conftest import words
from tests.web.signed import client_of, employ

HOSTILE = "<script>alert(1)</script>\"'><img src=x>"


@pytest.fixture
def desk(store: str) -> Iterator[FloodDesk]:
    """The flood office at eight in the morning of a day in June, on either database."""
    with clock.at(moment("2026-06-10T08:00")):
        yield FloodDesk()


def tree(response: Any) -> Any:
    return html.fromstring(response.content.decode())


def shown(response: Any) -> str:
    assert response.status_code == 200, response.content.decode()[:1000]
    return words(tree(response).xpath("//main")[0])


def rows_of(response: Any) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def late(time: str = "2026-06-10T08:05") -> Any:
    """Later that day, when the clock has taken the calls on."""
    return clock.at(moment(time))


# --- the overview


def test_an_empty_overview_says_what_to_do_first(desk: FloodDesk) -> None:
    told = shown(desk.client("flood").get("/office/alerts/"))
    assert "还没有预警" in told
    assert "本单位参与：暴雨洪涝预警" in told
    stranger = client_of(employ(unit("other", "样例档案馆"), "other1"))
    assert "还没有任何预案里的角色" in shown(stranger.get("/office/alerts/"))
    assert "预警" in shown(desk.client("flood").get("/office/"))  # the way from home


def test_a_draft_stands_with_its_deadline_and_why(desk: FloodDesk) -> None:
    case = desk.office.drafted("orange")
    page = tree(desk.client("flood").get("/office/alerts/"))
    told = words(page.xpath("//main")[0])
    assert "正在拟稿和审批" in told
    assert "2026-06-10 08:30" in told
    assert "1小时雨量超过橙色预警（现为50，标准40）" in told
    assert page.xpath(f"//a[@href='/office/cases/{case.key}/#now']")
    (again,) = page.xpath("//a[text()='按规则再算一次']/@href")
    assert "橙色预警" in shown(desk.client("flood").get(again))


def test_what_is_in_force_is_counted(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    desk.office.answer("water")
    client = desk.client("flood")
    told = shown(client.get("/office/alerts/"))
    assert "红色预警 自 2026-06-10 08:00 已应答1／8措施已落实0／8" in told
    with late("2026-06-10T09:05"):
        assert "措施逾期1" in shown(client.get("/office/alerts/"))
    data = client.get("/office/alerts.json").json()
    assert data["in_force"][0]["key"] == alert.key
    assert data["in_force"][0]["called"] == 8
    assert data["standings"][0]["level"] == "red"
    head, row = rows_of(client.get("/office/alerts.xlsx"))
    assert row[head.index("应答")] == 1
    assert row[head.index("级别")] == "红色预警"


def test_what_is_over_is_listed_apart(desk: FloodDesk) -> None:
    alert = desk.office.issued("orange")
    with late("2026-06-10T16:00"):
        desk.office.rain(0)
        desk.office.lifted(alert)
        told = shown(desk.client("flood").get("/office/alerts/"))
    assert "没有生效中的预警" in told
    assert "已解除的" in told
    assert "2026-06-10 16:00" in told


def test_a_unit_that_it_does_not_concern_sees_nothing(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    stranger = client_of(employ(unit("other", "样例档案馆"), "other1"))
    for path in (f"/office/alerts/{alert.key}/", f"/office/alerts/{alert.key}/calls/"):
        response = stranger.get(path)
        assert response.status_code == 404
        assert f"没有预警“{alert.key}”" in response.content.decode()
        assert stranger.get(f"{path.rstrip('/')}.json").json()["error"]["what"]
    assert "暴雨洪涝" not in shown(stranger.get("/office/alerts/"))
    assert desk.client("flood").get("/office/alerts/YJ-2026-99999/").status_code == 404


# --- one alert


def test_the_page_of_an_alert_tells_its_life(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    with late():
        desk.office.adjusted(alert, "orange")
        page = tree(desk.client("flood").get(f"/office/alerts/{alert.key}/"))
    told = words(page.xpath("//main")[0])
    life = [words(each) for each in page.xpath("//ol[@class='history']/li")]
    assert "签发预警（分管副市长）：签发 发布红色预警" in life[1]
    assert "限 2026-06-10 08:30" in life[1]
    assert "分管副市长室经办人" in life[1]
    assert any("签发调整（市防办主任）：签发 调整橙色预警" in each for each in life)
    assert life[-1].startswith("06-10 08:05:00 正在办：预警生效")
    assert "影响区域 第五条样例：禾丰县、松陂县" in told.replace(" 样例", "样例")
    assert "可以调整预警、提出解除" in told
    asks = page.xpath("//section[.//h2[@id='asks']]//a/@href")
    assert any("f.level=%E6%A9%99%E8%89%B2%E9%A2%84%E8%AD%A6" in each for each in asks)  # 橙色预警
    assert "市防办主任" in shown(desk.client("flood").get(asks[0]))
    assert page.xpath("//ol[@class='stations-line']/li[@class='reached']//b/text()")[:2] == [
        "拟稿", "发布",
    ]  # fmt: skip


def test_a_called_unit_sees_its_own_only(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    told = shown(desk.client("hefeng").get(f"/office/alerts/{alert.key}/"))
    assert "松陂县" not in told.replace("样例：禾丰县、松陂县", "")
    assert "本单位的措施" in told
    assert "本单位只看到自己被叫应的和自己转达的" in told
    assert "调整、解除在这里办" not in told


def test_a_called_unit_finds_at_home_what_is_asked_of_it(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    client = desk.client("hefeng")
    page = tree(client.get("/office/"))
    assert "条预警消息等本单位应答" in page.text_content()
    assert "项待落实" in page.text_content()
    # The case is not theirs: what they were told leads to the alert, and never to nothing.
    links = page.xpath("//ul[@class='news']//p[1]/a/@href")
    assert f"/office/alerts/{alert.key}/" in links
    assert {client.get(each).status_code for each in links} == {200}
    assert not [each for each in links if each.startswith("/office/cases/")]


def test_a_case_leads_to_its_alert_and_back(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    page = tree(desk.client("flood").get(f"/office/cases/{alert.case.key}/"))
    assert page.xpath(f"//header//a[@href='/office/alerts/{alert.key}/']")


def test_what_was_written_is_shown_as_text(desk: FloodDesk) -> None:
    alert = desk.office.issued("orange")
    alert.content = {**alert.content, "advice": HOSTILE}
    alert.save()
    page = tree(desk.client("flood").get(f"/office/alerts/{alert.key}/"))
    assert HOSTILE in page.text_content()
    assert not page.xpath("//img")


# --- calls


def test_every_call_with_its_ladder(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    desk.office.answer("water")
    with late():
        ticking.calls(clock.now())
        client = desk.client("flood")
        path = f"/office/alerts/{alert.key}/calls/"
        page = tree(client.get(path))
        calls = page.xpath("//ol[@class='calls']/li")
        assert len(calls) == 8
        first = words(calls[0])
        assert "等话务员拨打" in first
        assert f"{desk.office.call('songbei', '预警接收人').pk}.1.phone" in first
        assert "云麓市水利局值班员 应答（点链接）06-10 08:00:00" in words(page)
        answered = tree(client.get(path, {"state": "answered"}))
        assert len(answered.xpath("//ol[@class='calls']/li")) == 1
        assert "共 2 个" in shown(client.get(path, {"unit": "松陂"}))
        assert "没有符合的叫应" in shown(client.get(path, {"unit": HOSTILE}))
        head, *rows = rows_of(client.get(f"/office/alerts/{alert.key}/calls.xlsx"))
        assert len(rows) == 24  # eight posts, three steps each
        assert rows[0][head.index("编号")]
        data = client.get(f"/office/alerts/{alert.key}/calls.json").json()
        assert data["total"] == 8
        assert data["calls"][0]["steps"][1]["current"] is True


def test_what_was_passed_on_stands_below_the_call_it_came_from(desk: FloodDesk) -> None:
    town = unit("town", "样例镇")
    post = Post.objects.create(unit=town, name="值班室")
    Contact.objects.create(unit=town, post=post, name="样例镇值班员", addresses={"phone": "0002"})
    desk.office.passes_on("hefeng", post)
    alert = desk.office.issued("orange")
    desk.office.answer("hefeng")
    path = f"/office/alerts/{alert.key}/calls/"
    page = tree(desk.client("flood").get(path))
    (below,) = page.xpath("//li[contains(@class, 'depth-1')]")
    assert "禾丰县转达 样例镇·值班室" in words(below)
    assert "禾丰县·预警接收人" in words(below.getprevious())
    assert "由禾丰县转达" in shown(desk.client("flood").get(path, {"unit": "样例镇"}))
    assert "样例镇·值班室" in shown(desk.client("hefeng").get(path))  # its own relay
    assert "样例镇" not in shown(desk.client("songbei").get(path))
    # whoever passes it on makes the telephone calls of it
    assert "样例镇·值班室" in shown(desk.client("hefeng").get("/office/calls/phone/"))
    assert "样例镇" not in shown(desk.client("flood").get("/office/calls/phone/"))


def test_the_list_of_calls_costs_the_same_for_few_and_many(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    client, path = desk.client("flood"), f"/office/alerts/{alert.key}/calls/"
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path, {"unit": "云麓市水利局"})
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) <= len(one) + 3


# --- the operator's list


@pytest.fixture
def ringing(desk: FloodDesk) -> Iterator[FloodDesk]:
    """Five minutes after a warning: nobody has answered, the telephones are due."""
    desk.office.issued("orange")
    with late():
        ticking.calls(clock.now())
        yield desk


def on_list(desk: FloodDesk, who: str = "flood") -> list[dict[str, Any]]:
    return desk.client(who).get("/office/calls/phone.json").json()["calls"]


def test_the_operator_sees_whom_to_call_and_what_to_say(ringing: FloodDesk) -> None:
    page = tree(ringing.client("flood").get("/office/calls/phone/"))
    rows = page.xpath("//ol[@class='phone-list']/li")
    assert len(rows) == 6
    assert rows[0].xpath(".//a[starts-with(@href, 'tel:')]")
    assert "预警级别：橙色预警" in words(rows[0])
    assert len(rows_of(ringing.client("flood").get("/office/calls/phone.xlsx"))) == 7
    assert on_list(ringing, "hefeng") == []


def test_one_press_says_answered_and_the_call_ends(ringing: FloodDesk) -> None:
    first = on_list(ringing)[0]
    response = ringing.client("flood").post(
        f"/office/calls/phone/{first['id']}/", {"do": "answered", "note": "已知悉"}
    )
    assert response.headers["Location"] == "/office/calls/phone/?said=answered#phone"
    call = Attempt.objects.get(pk=first["id"]).calling
    assert call.state == "answered"
    answer = call.answers.get()
    assert (answer.via, answer.note, answer.who) == ("operator", "已知悉", "样例flood1（flood1）")
    assert len(on_list(ringing)) == 5
    again = ringing.client("flood").post(f"/office/calls/phone/{first['id']}/", {"do": "missed"})
    assert again.status_code == 404
    assert "这个电话不用打了" in again.content.decode()


def test_nobody_there_and_the_next_is_called_at_once(ringing: FloodDesk) -> None:
    first = on_list(ringing)[0]
    ringing.client("flood").post(
        f"/office/calls/phone/{first['id']}/", {"do": "missed", "note": "占线"}
    )
    ticking.calls(clock.now())
    names = [each["name"] for each in on_list(ringing)]
    assert first["name"] not in names
    assert f"{first['unit']}副班" in names
    last = next(each for each in on_list(ringing) if each["name"].endswith("副班"))
    ringing.client("flood").post(f"/office/calls/phone/{last['id']}/", {"do": "missed"})
    there = on_list(ringing)
    assert there[-1]["id"] == last["id"]  # nobody follows: it stays, after those not tried yet
    assert there[-1]["tries"] == 1
    page = shown(ringing.client("flood").get("/office/calls/phone/"))
    assert "已试 1 次" in page


def test_two_operators_do_not_call_the_same_person(ringing: FloodDesk) -> None:
    first = on_list(ringing)[0]
    place = f"/office/calls/phone/{first['id']}/"
    one, other = ringing.client("flood"), ringing.client("flood2")
    assert one.post(place, {"do": "take"}).status_code == 302
    seen = words(tree(other.get("/office/calls/phone/")).get_element_by_id(f"phone-{first['id']}"))
    assert "样例flood1（flood1）正在打" in seen
    assert "已应答" not in seen
    refused = other.post(place, {"do": "take"})
    assert refused.status_code == 409
    assert "样例flood1（flood1）正在打这个电话" in refused.content.decode()
    assert other.post(place, {"do": "answered"}).status_code == 409
    headers = {"HX-Request": "true", "HX-Target": "phone"}
    within = other.post(place, {"do": "take"}, headers=headers)  # the list, with what is wrong
    assert within.status_code == 200
    assert "正在打这个电话" in words(tree(within).xpath("//*[@role='alert']")[0])
    assert "您正在打" in shown(one.get("/office/calls/phone/"))
    assert other.post(place, {"do": "back"}).status_code == 302
    assert on_list(ringing)[0]["taken_by"] == ""
    one.post(place, {"do": "take"})
    with late("2026-06-10T08:10:01"):  # after five minutes it is anybody's again
        assert other.post(place, {"do": "take"}).status_code == 302
        assert next(each for each in on_list(ringing) if each["id"] == first["id"])["taken_by"]


def test_the_list_renews_itself_only_where_something_is_new(ringing: FloodDesk) -> None:
    part = ringing.part("flood", "/office/calls/phone/", "phone")
    (again,) = tree(part).xpath("//div[@id='phone']/@hx-get")
    mark = again.partition("v=")[2]
    assert "<html" not in part.content.decode()
    assert ringing.part("flood", "/office/calls/phone/", "phone", v=mark).status_code == 204
    ringing.office.answer("water")
    assert ringing.part("flood", "/office/calls/phone/", "phone", v=mark).status_code == 200


def test_who_only_reads_cannot_register_a_call(ringing: FloodDesk) -> None:
    first = on_list(ringing)[0]
    viewer = client_of(employ(ringing.office.units["flood"], "viewer2", "viewer"))
    assert "我来打</button>" not in viewer.get("/office/calls/phone/").content.decode()
    assert viewer.post(f"/office/calls/phone/{first['id']}/", {"do": "answered"}).status_code == 403
    strict = ringing.client("flood", csrf=True)
    assert strict.post(f"/office/calls/phone/{first['id']}/", {"do": "answered"}).status_code == 403
    wrong = ringing.client("flood").post(f"/office/calls/phone/{first['id']}/", {"do": "x"})
    assert wrong.status_code == 422


# --- what one is called to oneself


def test_an_officer_answers_for_the_post_of_the_unit(desk: FloodDesk) -> None:
    desk.office.issued("orange")
    client = desk.client("hefeng")
    page = tree(client.get("/office/calls/mine/"))
    (place,) = page.xpath("//form[@class='phone-form']/@action")
    assert "预警级别：橙色预警" in words(page)
    viewer = desk.client("viewer")
    assert "收到</button>" not in viewer.get("/office/calls/mine/").content.decode()
    assert viewer.post(place).status_code == 403
    assert desk.client("songbei").post(place).status_code == 404
    assert client.post(place, {"note": "已部署"}).status_code == 302
    answer = desk.office.call("hefeng").answers.get()
    assert (answer.via, answer.note, answer.who) == ("office", "已部署", "样例hefeng1")
    told = shown(client.get("/office/calls/mine/?said=answered"))
    assert "已应答，对方看得到" in told
    assert "没有等您应答的消息" in told
    assert len(client.get("/office/calls/mine.json").json()["past"]) == 1
    assert len(rows_of(client.get("/office/calls/mine.xlsx"))) == 2


def test_one_call_keeps_so_many_answers(desk: FloodDesk) -> None:
    desk.office.issued("orange")
    client, call = desk.client("hefeng"), desk.office.call("hefeng")
    place = f"/office/calls/mine/{call.pk}/"
    for number in range(MOST_KEPT):
        assert client.post(place, {"note": str(number)}).status_code == 302
    assert client.post(place, {"note": "再来一句"}).status_code == 422
    assert call.answers.count() == MOST_KEPT


def test_the_person_called_answers_for_themselves_also_where_they_only_read(
    desk: FloodDesk,
) -> None:
    contact = desk.office.contact("hefeng")
    contact.user = desk.users["viewer"]
    contact.save()
    desk.office.issued("orange")
    call = desk.office.call("hefeng")
    assert desk.client("viewer").post(f"/office/calls/mine/{call.pk}/").status_code == 302
    assert call.answers.get().who == ""
    call.refresh_from_db()
    assert call.state == "answered"


# --- measures


def owed(desk: FloodDesk, key: str) -> MeasureTask:
    return MeasureTask.objects.get(measure=key)


def test_what_a_unit_owes_the_overdue_first(desk: FloodDesk) -> None:
    desk.office.issued("red")
    client = desk.client("hefeng")
    with late("2026-06-10T10:30"):
        page = tree(client.get("/office/measures/"))
        names = page.xpath("//li[contains(@class, 'measure')]//h3/text()")
        assert names == ["转移危险区人员", "巡查易涝点和山塘"]
        assert "1 项已逾期" in words(page)
        assert "共 1 项" in shown(client.get("/office/measures/?state=late"))
        head, *rows = rows_of(client.get("/office/measures.xlsx"))
        assert rows[0][head.index("是否逾期")] == "逾期"
        assert client.get("/office/measures.json").json()["measures"][0]["overdue"] is True
    assert client.get("/office/measures/?state=x").status_code == 400
    assert "没有待落实的措施" in shown(desk.client("flood").get("/office/measures/"))


def test_a_measure_is_ticked_with_what_shows_it(desk: FloodDesk) -> None:
    desk.office.issued("red")
    task = owed(desk, "close")
    client, place = desk.client("city"), f"/office/measures/{task.pk}/"
    back = f"/office/alerts/{task.alert.key}/"
    empty = client.post(place, {"do": "done", "evidence": " "})
    assert empty.status_code == 422
    assert "请写明落实情况" in empty.content.decode()
    response = client.post(place, {"do": "done", "evidence": "8时10分封闭", "back": back})
    assert response.headers["Location"] == f"{back}?said=done#measure-{task.pk}"
    task.refresh_from_db()
    assert (task.state, task.evidence, task.who) == ("done", "8时10分封闭", "样例city1")
    assert "8时10分封闭" in shown(desk.client("flood").get(back))
    twice = client.post(place, {"do": "done", "evidence": "又写一遍"})
    assert twice.status_code == 422
    assert "这项措施已落实" in twice.content.decode()
    assert "又写一遍" in twice.content.decode()
    away = client.post(place, {"do": "done", "evidence": "x", "back": "//evil.example/"})
    assert "evil" not in away.content.decode()


def test_a_measure_is_left_only_where_the_text_allows_and_after_asking(desk: FloodDesk) -> None:
    desk.office.issued("red")
    task = owed(desk, "schools")
    client, place = desk.client("education"), f"/office/measures/{task.pk}/"
    assert client.post(place, {"do": "leave"}).status_code == 422
    asked = client.post(place, {"do": "leave", "evidence": "放假"})
    page = tree(asked)
    assert "确认不采取“通知学校推迟上学”？" in words(page)
    task.refresh_from_db()
    assert task.state == "open"
    assert page.xpath("//input[@name='evidence']/@value") == ["放假"]
    assert client.post(place, {"do": "left", "evidence": "放假"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.evidence) == ("left", "放假")
    must = owed(desk, "close")
    refused = desk.client("city").post(
        f"/office/measures/{must.pk}/", {"do": "left", "evidence": "x"}
    )
    assert refused.status_code == 403
    assert "原文没有允许不采取这项措施" in refused.content.decode()


def test_nobody_ticks_the_measures_of_others(desk: FloodDesk) -> None:
    desk.office.issued("red")
    place = f"/office/measures/{owed(desk, 'close').pk}/"
    sent = {"do": "done", "evidence": "x"}
    assert desk.client("hefeng").post(place, sent).status_code == 404
    assert desk.client("flood").post(place, sent).status_code == 403  # it sees it and owes it not
    viewer = client_of(employ(desk.office.units["city"], "viewer3", "viewer"))
    assert viewer.post(place, sent).status_code == 403
    assert owed(desk, "close").state == "open"


def test_a_line_alone_is_renewed_where_the_page_asks_for_it(desk: FloodDesk) -> None:
    desk.office.issued("red")
    task = owed(desk, "close")
    headers = {"HX-Request": "true", "HX-Target": f"measure-{task.pk}"}
    client, place = desk.client("city"), f"/office/measures/{task.pk}/"
    wrong = client.post(place, {"do": "done"}, headers=headers)
    assert wrong.status_code == 200
    assert tree(wrong).xpath("//*[@role='alert']")
    told = client.post(place, {"do": "done", "evidence": "已封闭"}, headers=headers)
    assert "<html" not in told.content.decode()
    assert "已封闭" in told.content.decode()


# --- after it


def test_the_review_holds_what_was_promised_against_what_happened(desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    desk.office.answer("water")
    with late("2026-06-10T11:30"):
        task = owed(desk, "close")
        desk.client("city").post(
            f"/office/measures/{task.pk}/", {"do": "done", "evidence": "已封闭"}
        )
        client, path = desk.client("flood"), f"/office/alerts/{alert.key}/review"
        page = tree(client.get(f"{path}/"))
        told = words(page.xpath("//main")[0])
        assert "措施：封闭积水的下穿通道" in told
        assert "逾期完成，晚 2小时30分" in told
        assert "逾期未办" in words(page.xpath("//section[.//h2[@id='promises']]//tbody/tr")[0])
        assert "按期" in told
        assert "1／6" in told
        assert "0分00秒" in told
        assert client.get(f"{path}.json").json()["broken"] == 3  # two counties and the rescuers
        head, *rows = rows_of(client.get(f"{path}.xlsx"))
        assert {row[head.index("情况")] for row in rows} == {
            "逾期未办",
            "逾期完成",
            "还没到期",
            "按期",
        }
        assert client.get(f"{path}.docx").content[:2] == b"PK"
        assert client.get(f"{path}.pdf").content[:4] == b"%PDF"
        refused = desk.client("hefeng").get(f"{path}/")
        assert refused.status_code == 403
        assert "事后评估由牵头的单位查看" in refused.content.decode()


# --- all pages


def test_nobody_comes_in_without_signing_in(desk: FloodDesk, client: Any) -> None:
    alert = desk.office.issued("blue")
    for path in (
        "alerts/", f"alerts/{alert.key}/", f"alerts/{alert.key}/calls/", "calls/phone/",
        "calls/mine/", "measures/", "situation/",
    ):  # fmt: skip
        assert client.get(f"/office/{path}").status_code == 302
        assert client.get(f"/office/{path.rstrip('/')}.json").status_code == 401
    assert client.post("/office/calls/phone/1/", {"do": "answered"}).status_code == 302
    assert client.post("/office/measures/1/", {"do": "done"}).status_code == 302


def test_an_alert_of_samples_says_so(store: str) -> None:
    with clock.at(moment("2026-06-10T08:00")):
        desk = FloodDesk(sample=True)
        alert = desk.office.issued("blue")
        assert Alert.objects.get().sample
        for path in ("/office/alerts/", f"/office/alerts/{alert.key}/", "/office/situation/"):
            assert "样例" in words(tree(desk.client("flood").get(path)))


def test_late_answers_are_kept_and_shown(desk: FloodDesk) -> None:
    alert = desk.office.issued("orange")
    token = desk.office.call("water").attempts.get(step=0).token
    calling.answer([calling.Said(token)], clock.now())
    with late():
        calling.answer([calling.Said(token, note="补报")], clock.now())
    told = shown(desk.client("flood").get(f"/office/alerts/{alert.key}/calls/?unit=水利"))
    assert told.count("应答（点链接）") == 2
    assert "补报" in told
