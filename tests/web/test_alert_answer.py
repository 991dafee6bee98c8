"""The page behind the link in a message: opening it answers nothing, one press does, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from lxml import html

from luoshi.office import clock
from luoshi.office.alerts import calling, ticking
from luoshi.office.alerts.models import Answer, Attempt
from luoshi.web.views import alert_answer
from luoshi.web.views.alert_calls import MOST_KEPT
from tests.office.alerts.office import FloodOffice, moment
from tests.web.conftest import words


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    """An orange warning that has just gone out, on either database."""
    alert_answer.GUESSES.forget()
    alert_answer.PRESSES.forget()
    with clock.at(moment("2026-06-10T08:00")):
        made = FloodOffice()
        made.issued("orange")
        yield made


def attempt(office: FloodOffice, who: str = "hefeng", step: int = 0) -> Attempt:
    return office.call(who).attempts.get(step=step)


def link(office: FloodOffice, who: str = "hefeng") -> str:
    return f"/a/{attempt(office, who).token}/"


def told(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:1000]
    return words(html.fromstring(response.content.decode()).xpath("//main")[0])


def test_opening_the_link_answers_nothing(office: FloodOffice, client: Client) -> None:
    response = client.get(link(office))
    text = told(response)
    assert "发布橙色预警（暴雨洪涝预警）" in text
    assert "防汛抗旱指挥部办公室" in text
    assert "预警级别：橙色预警" in text
    assert "收到" in text
    assert client.head(link(office)).status_code == 200
    assert client.get(link(office).rstrip("/") + ".json").json()["can"] is True
    assert not Answer.objects.exists()
    assert office.call("hefeng").state == "open"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert not response.cookies


def test_one_press_answers_without_a_cookie(office: FloodOffice) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(link(office), {"note": "已安排"})
    assert response.status_code == 303
    assert response.headers["Location"] == link(office)
    assert "已收到您的应答2026-06-10 08:00 已安排" in told(client.get(link(office)))
    answer = Answer.objects.get()
    assert (answer.via, answer.note, answer.who) == ("link", "已安排", "")
    assert office.call("hefeng").state == "answered"


def test_pressed_twice_it_is_one_answer(office: FloodOffice, client: Client) -> None:
    for _ in range(2):
        client.post(link(office))
    assert Answer.objects.count() == 1
    client.post(link(office), {"note": "补充：已到位"})  # something new is kept
    assert Answer.objects.count() == 2


def test_somebody_else_was_quicker(office: FloodOffice, client: Client) -> None:
    with clock.at(moment("2026-06-10T08:04")):
        ticking.calls(clock.now())
        office.answer("hefeng")  # the second step is under way
        assert "已有人应答禾丰县值班员 2026-06-10 08:04" in told(client.get(link(office)))
        client.post(link(office))  # the page was open before; the answer is kept
        assert Answer.objects.count() == 2
        assert "已收到您的应答" in told(client.get(link(office)))


def test_a_step_that_has_not_come_has_no_page(office: FloodOffice, client: Client) -> None:
    later = attempt(office, step=2)
    assert client.get(f"/a/{later.token}/").status_code == 404
    assert client.post(f"/a/{later.token}/").status_code == 404
    assert office.call("hefeng").state == "open"


def test_lifted_meanwhile(office: FloodOffice, client: Client) -> None:
    place = link(office)
    alert = office.call("hefeng").message.alert
    with clock.at(moment("2026-06-10T16:00")):
        office.rain(0)
        office.lifted(alert)
        text = told(client.get(place))
        assert "这个预警已于 2026-06-10 16:00 解除" in text
        assert "不用再应答了" in text
        # the message that it was lifted is answered as any other
        assert "收到" in told(client.get(link(office)))


def test_another_level_meanwhile(office: FloodOffice, client: Client) -> None:
    place, alert = link(office), office.call("hefeng").message.alert
    with clock.at(moment("2026-06-10T08:10")):
        office.adjusted(alert, "red")
        text = told(client.get(place))
        assert "2026-06-10 08:10 发布了新的消息，这一条不再有效" in text
        assert "已有新的通知（红色预警）" in text


def test_grown_old(office: FloodOffice, client: Client) -> None:
    with clock.at(moment("2026-06-10T23:00")):
        calling.stop_stale(clock.now())
        text = told(client.get(link(office)))
        assert "这条消息已过时" in text
        assert "不再叫醒任何人" in text


def test_nobody_answered_in_time_and_still_may(office: FloodOffice, client: Client) -> None:
    call = office.call("hefeng")
    call.state = "exhausted"
    call.save()
    assert "已经超过等候的时间，仍请应答" in told(client.get(link(office)))
    client.post(link(office))
    call.refresh_from_db()
    assert call.state == "answered"


def test_a_wrong_link_tells_nothing_and_is_not_guessed(office: FloodOffice, client: Client) -> None:
    wrong = f"/a/{uuid4()}/"
    text = told(client.get(wrong), 404)
    assert text == "没有这个页面请从收到的消息里重新打开链接。"
    assert client.get("/a/x/").status_code == 404
    for _ in range(alert_answer.GUESSES.most):
        client.post(wrong)
    held = client.get(wrong)
    assert int(held.headers["Retry-After"]) > 0
    assert "请过" in told(held, 429)
    assert client.get(link(office)).status_code == 200  # others may share that address


def test_one_link_does_not_fill_the_office(office: FloodOffice, client: Client) -> None:
    statuses = [client.post(link(office), {"note": str(n)}).status_code for n in range(12)]
    assert statuses.count(303) == alert_answer.PRESSES.most
    assert statuses[-1] == 429
    assert Answer.objects.count() == alert_answer.PRESSES.most
    large = client.post(link(office, "water"), {"note": "长" * 20_000})
    assert large.status_code == 413


def test_one_link_keeps_so_many_answers_however_slowly_they_come(
    office: FloodOffice, client: Client
) -> None:
    where = link(office)
    for number in range(MOST_KEPT):
        alert_answer.PRESSES.forget()
        assert client.post(where, {"note": f"第 {number} 句"}).status_code == 303
    alert_answer.PRESSES.forget()
    assert "早已记下" in told(client.post(where, {"note": "再来一句"}), 409)
    assert Answer.objects.count() == MOST_KEPT


def test_no_log_names_a_link(
    office: FloodOffice, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    where, token = link(office), str(attempt(office).token)
    assert client.put(where).status_code == 405
    assert client.post(where, {"note": "长" * 20_000}).status_code == 413
    assert client.post(f"/a/{uuid4()}/", {"note": "x"}).status_code == 404
    assert "/a/***/" in caplog.text
    assert token not in caplog.text


def test_a_long_or_hostile_note_is_kept_as_text(office: FloodOffice, client: Client) -> None:
    hostile = "<script>alert(1)</script>\0" + "长" * 300
    assert client.post(link(office), {"note": hostile}).status_code == 303
    page = html.fromstring(client.get(link(office)).content.decode())
    assert not page.xpath("//script")
    assert len(Answer.objects.get().note) == 200


def test_as_data(office: FloodOffice, client: Client) -> None:
    place = link(office).rstrip("/") + ".json"
    data = client.post(place).json()
    assert (data["state"], data["can"]) == ("answered", False)
    assert client.get(f"/a/{uuid4()}.json").json()["error"]["what"] == "没有这个页面"
