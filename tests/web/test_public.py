"""What anybody may see, and no more; the look-up by code, the warning, and the limit on guesses."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from luoshi.office.cases.models import Entry
from luoshi.web.views.public import GUESSES
from tests.web import booked
from tests.web.booked import FORMULA, RECIPIENTS
from tests.web.conftest import words
from tests.web.officed import HOSTILE, Desk

LIST = f"/public/{RECIPIENTS}/"


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    GUESSES.forget()
    with booked.standing():
        yield Desk()
    GUESSES.forget()


def test_the_list_names_the_clause_that_orders_it(desk: Desk, client: Client) -> None:
    page = html.fromstring(client.get("/public/").content.decode())
    row = page.xpath(f"//tr[.//a[@href='{LIST}']]")[0]
    assert "第八条" in words(row)
    told = {each["register"]: each for each in client.get("/public.json").json()["registers"]}
    assert told[RECIPIENTS]["fields"] == ["姓名", "每月补贴额"]


def test_only_what_is_ordered_is_published(desk: Desk, client: Client) -> None:
    booked.entry_of(desk, "county", "密号-1", "某甲")
    booked.entry_of(desk, "county", "密号-2", "某乙", "已发放")
    for path in (LIST, f"/public/{RECIPIENTS}.json"):
        told = client.get(path).content.decode()
        assert "某甲" in told
        assert all(each not in told for each in ("某乙", "密号", "硕士", "hefeng-hr"))
    rows = client.get(f"/public/{RECIPIENTS}.json").json()["rows"]
    assert rows == [{"sample": False, "data": {"name": "某甲", "monthly": "1000元"}}]


@pytest.mark.parametrize("path", ["jinan.prepaid_cards.cards", "no.such.thing"])
def test_what_is_not_published(desk: Desk, client: Client, path: str) -> None:
    booked.card()
    assert client.get(f"/public/{path}/").status_code == 404
    assert client.get(f"/public/{path}.json").json()["error"]["remedy"]


def test_names_are_words_on_the_page_and_in_the_table(desk: Desk, client: Client) -> None:
    booked.entry_of(desk, "county", "1", HOSTILE)
    booked.entry_of(desk, "county", "2", FORMULA)
    page = html.fromstring(client.get(LIST).content.decode())
    assert not page.xpath("//main//script | //main//img")
    book = load_workbook(io.BytesIO(client.get(f"/public/{RECIPIENTS}.xlsx").content))
    assert "f" not in {each.data_type for row in book.worksheets[0] for each in row}
    assert client.get(LIST, {"q": "\0"}).status_code == 400


# --- by code


def test_a_card_shows_its_balance_and_records(desk: Desk, client: Client) -> None:
    made = booked.card()
    response = client.get(f"/c/{made.code}/")
    told = response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert all(each in told for each in ("80.00元", "理发", "样例商店", "100元"))
    assert all(each not in told for each in ("别人的消费", "秘密的机关代码"))
    assert f"/office/start/jinan.prepaid_cards.refund/?code={made.code}" in told
    data = client.get(f"/c/{made.code}.json").json()
    assert data["balance"] == "80元"
    assert [each["what"] for each in data["records"]] == ["理发"]
    assert "authority" not in str(data)


def test_destroyed_records_are_shown_no_more(desk: Desk, client: Client) -> None:
    made = booked.card()
    Entry.objects.filter(pk=made.pk).update(state="交易信息已销毁")
    assert client.get(f"/c/{made.code}.json").json()["records"] == []
    assert "理发" not in client.get(f"/c/{made.code}/").content.decode()


def test_codes_are_typed_in_many_ways(desk: Desk, client: Client) -> None:
    code = str(booked.card().code)
    typed = f" {code[:4].lower()} {code[4:8]}-{code[8:]} "
    response = client.get("/c/", {"code": typed})
    assert response.headers["Location"] == f"/c/{code}/"
    assert client.get("/c/").status_code == 200
    assert client.get("/c/", {"code": "<b>"}).status_code == 400


@pytest.mark.parametrize("code", ["ABCDEFGH23456789ABCD", "%3Cscript%3E", "甲乙", "%00", "x" * 300])
def test_an_unknown_code_warns(desk: Desk, client: Client, code: str) -> None:
    response = client.get(f"/c/{code}/")
    page = html.fromstring(response.content.decode())
    assert response.status_code == 404
    assert "此卡非合规备案卡，请谨慎购买" in words(page)
    assert "退卡" in words(page)
    assert not page.xpath("//main//script")
    report = page.xpath("//a[contains(., '一键举报')]/@href")[0]
    assert report == "/office/start/jinan.prepaid_cards.report_unfiled/"
    asked = client.get(report)
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/account/sign-in/?next=%2Foffice%2Fstart")
    assert client.get(f"/c/{code}.json").json()["found"] is False


def test_a_person_who_signed_in_can_report(desk: Desk) -> None:
    path = "/office/start/jinan.prepaid_cards.report_unfiled/"
    assert desk.client("stranger").get(path).status_code == 200


def test_of_other_registers_with_codes_only_what_is_published(desk: Desk, client: Client) -> None:
    Entry.objects.create(
        register="jinan.prepaid_cards.issuers", key="dian", name="样例商店", state="已备案",
        data={"name": "样例商店", "funds": "商业银行", "star": "四星", "address": "不公布的地址"},
        code="ISSUERCODE23",
        made=booked.NOW, changed=booked.NOW,
    )  # fmt: skip
    told = client.get("/c/ISSUERCODE23/").content.decode()
    assert "商业银行" in told
    assert "四星" not in told
    assert "不公布的地址" not in told


def test_guesses_are_limited_by_address(desk: Desk, client: Client) -> None:
    code = booked.card().code
    for n in range(GUESSES.most):
        assert client.get(f"/c/WRONG{n}/").status_code == 404
    refused = client.get("/c/WRONG/")
    assert refused.status_code == 429
    assert "频繁" in refused.content.decode()
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get(f"/c/{code}.json").json()["error"]["remedy"]
    assert client.get(f"/c/{code}/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get(f"/c/{code}/", headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429


def test_right_codes_are_no_guesses(desk: Desk, client: Client) -> None:
    code = booked.card().code
    for _ in range(GUESSES.most + 5):
        assert client.get(f"/c/{code}.json").status_code == 200
