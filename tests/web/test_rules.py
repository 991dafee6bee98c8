"""The pages of rules: the catalogue, the form, the result, the way from a clause and back."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from luoshi import policies
from luoshi.office.archive import ingest
from luoshi.rules import Policy
from luoshi.web import asked
from tests.web.conftest import Look, words
from tests.web.ruled import BARRED, BEGINS, DECREE, DUTIES, FINE, PAPERS, SURCHARGE

DAY = "2025-06-01"
HTMX = {"HX-Request": "true", "HX-Target": "outcome"}


def states(page: html.HtmlElement) -> dict[str, str]:
    """The state of each field of a form."""
    notes = page.xpath("//p[@data-state]")
    return {
        note.get("id").removeprefix("f.").removesuffix("-note"): note.get("data-state")
        for note in notes
    }


def result(page: html.HtmlElement) -> str:
    """The words of the result."""
    [card] = page.xpath("//*[contains(@class, 'answer')]")
    return told(card)


def told(element: html.HtmlElement) -> str:
    """The words of an element, a blank between those of its parts."""
    return " ".join(part.strip() for part in element.itertext() if part.strip())


# --- the catalogue


def test_catalogue_by_place_and_document(db: None, parking: Policy, look: Look) -> None:
    page = look("/rules/", on=DAY)
    assert words(page.xpath("//h2")[0]) == "云麓市"
    assert [words(h) for h in page.xpath("//h3")] == [parking.title]
    shown = page.xpath("//ul[contains(@class, 'rule-list')]/li")
    assert len(shown) == 8
    assert page.xpath("//a[text()='停车场的罚款']/@href") == [f"/rules/{FINE}/"]
    assert "施行中" in words(page.xpath("//summary")[1])
    assert "尚不能执行 1" in words(page)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "罚款"}, 2),  # the words of what a rule leans on count too,
        ({"q": "泊位数"}, 2),
        ({"q": "停车管理办法"}, 8),
        ({"q": "云麓市 罚款"}, 2),
        ({"q": "罚款 没有的"}, 0),
        ({"q": "没有这样的规则"}, 0),
        ({"place": "云麓市"}, 8),
        ({"place": "岚江省"}, 0),
        ({"document": DECREE}, 8),
        ({"document": "麓水发〔2025〕5号"}, 0),
        ({"clause": f"{DECREE} 第十八条"}, 2),
        ({"clause": f"{DECREE}第十八条"}, 2),
        ({"clause": f"{DECREE} 第八条"}, 0),
        ({"force": "in", "on": "2025-05-01"}, 8),
        ({"force": "in", "on": "2025-04-30"}, 0),
        ({"force": "out", "on": "2025-04-30"}, 8),
        ({"force": "out", "on": "2030-05-01"}, 8),
        ({"force": "in", "on": "2030-04-30"}, 8),
    ],
)
def test_catalogue_is_searched(
    db: None, parking: Policy, look: Look, query: dict[str, str], count: int
) -> None:
    page = look("/rules/", **query)
    assert len(page.xpath("//ul[contains(@class, 'rule-list')]/li")) == count
    assert bool(page.xpath("//*[contains(@class, 'empty')]")) is (count == 0)


def test_catalogue_without_rules(db: None, monkeypatch: pytest.MonkeyPatch, look: Look) -> None:
    monkeypatch.setattr(policies, "catalogue", tuple)
    monkeypatch.setattr(policies, "REGISTRY", {})
    assert "还没有规则" in words(look("/rules/"))


def test_catalogue_refuses_in_chinese(db: None, parking: Policy, look: Look) -> None:
    assert "不是日期" in words(look("/rules/", 400, on="2025-02-30"))
    assert "没有“maybe”这种状态" in words(look("/rules/", 400, force="maybe"))


def test_catalogue_as_data_and_as_sheet(db: None, parking: Policy, client: Client) -> None:
    [group] = client.get("/rules.json", {"on": DAY}).json()
    assert group["number"] == DECREE
    assert group["state"]["name"] == "in_force"
    assert [one["key"] for one in group["rules"]][:2] == [FINE, SURCHARGE]
    assert group["counts"]["尚不能执行"] == 1
    sheet = load_workbook(io.BytesIO(client.get("/rules.xlsx").content)).worksheets[0]
    assert sheet.max_row == 9
    assert sheet["A2"].value == FINE


def test_part_of_the_catalogue_for_htmx(db: None, parking: Policy, client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}
    body = client.get("/rules/", {"q": "罚款"}, headers=headers).content.decode()
    assert body.lstrip().startswith('<section id="results"')


# --- the form of a rule


def test_the_form_asks_only_for_what_matters(db: None, parking: Policy, look: Look) -> None:
    page = look(f"/rules/{FINE}/", on=DAY)
    assert states(page) == {"corrected": "first", "spaces": "open"}
    page = look(f"/rules/{FINE}/", **{"on": DAY, "f.corrected": "是"})
    assert states(page) == {"corrected": "given", "spaces": "unneeded"}
    assert "0元" in result(page)
    page = look(f"/rules/{FINE}/", **{"on": DAY, "f.corrected": "否"})
    assert states(page) == {"corrected": "given", "spaces": "first"}
    assert not page.xpath("//*[contains(@class, 'answer')]")
    page = look(f"/rules/{FINE}/", **{"on": DAY, "f.corrected": "是", "f.spaces": "7"})
    assert states(page)["spaces"] == "unused"


def test_after_each_answer_the_server_says_what_is_needed(
    db: None, parking: Policy, client: Client
) -> None:
    response = client.get(f"/rules/{FINE}/", {"on": DAY, "f.corrected": "否"}, headers=HTMX)
    body = response.content.decode()
    assert "<html" not in body
    part = html.fromstring(f"<div>{body}</div>")
    assert states(part) == {"corrected": "given", "spaces": "first"}
    assert part.xpath("//p[@data-state]/@hx-swap-oob") == ["true", "true"]
    assert response.headers["HX-Replace-Url"].startswith(f"/rules/{FINE}/?on={DAY}&f.corrected=")


def test_the_result_by_the_day(db: None, parking: Policy, look: Look) -> None:
    for on, told in (("2025-12-31", "700元"), ("2026-01-01", "840元")):
        page = look(f"/rules/{FINE}/", **{"on": on, "f.corrected": "否", "f.spaces": "7"})
        assert told in result(page)
        assert "四舍五入到分" in result(page)


def test_without_a_day_it_is_today(
    db: None, parking: Policy, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "today", lambda: date(2026, 3, 1))
    page = look(f"/rules/{FINE}/", **{"f.corrected": "否", "f.spaces": "7"})
    assert "840元" in result(page)
    assert page.xpath("//input[@id='on']/@value") == ["2026-03-01"]


def test_units_are_shown_and_taken(db: None, parking: Policy, look: Look) -> None:
    page = look(f"/rules/{DUTIES}/", **{"on": DAY, "f.income": "2万元", "f.kind": "专用"})
    assert "折扣后的收入 16,000元" in result(page)
    assert "由谁处理 公安机关" in result(page)
    assert "何时处理 原文没有写何时" in result(page)
    assert "收入较高" in words(page.xpath("//*[contains(@class, 'notice')]")[-1])
    field = page.xpath("//input[@id='f.income']/..")[0]
    assert words(field) == "元"
    assert page.xpath("//select[@id='f.kind']/option[@selected]/text()") == ["专用"]


def test_lists_and_truths(db: None, parking: Policy, look: Look) -> None:
    page = look(f"/rules/{PAPERS}/", **{"on": DAY, "f.kind": "公共", "f.corrected": "否"})
    assert [words(item) for item in page.xpath("//ul[@class='items']/li")] == ["备案表", "营业执照"]
    assert "是" in result(look(f"/rules/{BARRED}/", **{"on": DAY, "f.corrected": "true"}))
    page = look(f"/rules/{BARRED}/", **{"on": DAY, "f.corrected": "否", "f.again": "是"})
    assert result(page) == "能否备案 否"


def test_what_is_not_in_the_text_is_marked_and_asked(db: None, parking: Policy, look: Look) -> None:
    given = {"on": DAY, "f.corrected": "否", "f.spaces": "10", "f.again": "否"}
    page = look(f"/rules/{SURCHARGE}/", **given)
    label = words(page.xpath("//label[@for='f.surcharge']")[0])
    assert label == "加收比例 原文未写明"
    assert "由市城市管理局确定" in words(page)
    assert states(page)["surcharge"] == "first"
    assert "50元" in result(look(f"/rules/{SURCHARGE}/", **given, **{"f.surcharge": "5"}))


def test_readings_are_choices_with_their_reasons(db: None, parking: Policy, look: Look) -> None:
    given = {"on": DAY, "f.corrected": "否", "f.spaces": "10", "f.again": "是", "f.surcharge": "5%"}
    page = look(f"/rules/{SURCHARGE}/", **given)
    assert "没有写明再次违反怎么算" in words(page)
    assert page.xpath("//input[@name='r.repeat'][@checked]/@value") == ["each"]
    assert "50元" in result(page)
    page = look(f"/rules/{SURCHARGE}/", **given, **{"r.repeat": "once"})
    assert "0元" in result(page)
    assert "只算一次（不是默认读法）" in words(page)


def test_steps_as_a_tree_with_clauses(archive: Path, parking: Policy, look: Look) -> None:
    page = look(f"/rules/{FINE}/", **{"on": DAY, "f.corrected": "否", "f.spaces": "7"})
    [top] = page.xpath("//ul[@class='steps']/li")
    assert words(top.xpath("./details/summary")[0]) == "停车场的罚款 700元"
    assert top.xpath("./details[@open]")
    href = top.xpath("./a[@class='clause-of']/@href")[0]
    assert words(look(href).xpath("//h1")[0]) == f"{DECREE} 第十八条"
    assert "泊位数 7个" in words(top)
    assert not top.xpath(".//summary//a"), "a link within a summary cannot be told from it by ear"


def test_clauses_without_their_gazette(db: None, parking: Policy, look: Look) -> None:
    page = look(f"/rules/{FINE}/", **{"on": DAY, "f.corrected": "是"})
    assert page.xpath("//a[@href='/upload/'][text()='上传这期公报']")
    assert "停车场和停车泊位的规定" in words(page.xpath("//*[@class='notice']")[0])
    assert "第十八条" in words(page.xpath("//p[@class='sub']")[0])
    assert not page.xpath("//a[contains(@href, '/clauses/')]")


def test_from_a_clause_and_a_document_to_its_rules(
    archive: Path, parking: Policy, look: Look
) -> None:
    page = look("/clauses/", address=f"{DECREE} 第十八条")
    assert page.xpath("//section[@aria-labelledby='runs']//a/@href") == [
        f"/rules/{FINE}/", f"/rules/{SURCHARGE}/"]  # fmt: skip
    page = look("/clauses/", address=f"{DECREE} 第十六条")
    assert len(page.xpath("//section[@aria-labelledby='runs']//li")) == 3, "with what stands below"
    assert not look("/clauses/", address=f"{DECREE} 第三条").xpath("//*[@id='runs']")
    page = look(f"/documents/{DECREE}/")
    runs = page.xpath("//p[contains(@class, 'rule-run')]/a")
    hrefs = {a.getparent().getparent().get("id"): a.get("href") for a in runs}
    assert hrefs["第十条"] == f"/rules/{BARRED}/"
    assert hrefs["第十八条"].startswith("/rules/?clause=")
    assert len(look(hrefs["第十八条"]).xpath("//ul[contains(@class, 'rule-list')]/li")) == 2
    assert "8 条规则" in words(page.xpath("//aside")[0])
    assert not look("/documents/麓水发〔2025〕5号/").xpath("//p[contains(@class, 'rule-run')]")


# --- in force or not


def test_out_of_force_is_said_first_and_computed_only_when_asked(
    db: None, parking: Policy, look: Look
) -> None:
    given = {"on": "2025-04-30", "f.corrected": "否", "f.spaces": "7"}
    page = look(f"/rules/{FINE}/", **given)
    assert "尚未施行" in words(page.xpath("//*[@id='force']")[0])
    assert not page.xpath("//*[contains(@class, 'answer')]")
    [button] = page.xpath("//button[@name='even']")
    assert button.get("value") == "1"
    [inside] = page.xpath("//div[@id='force']//a[contains(., '施行期内')]/@href")
    assert "700元" in result(look(inside))
    # Before the first day no parameter holds: what is computed says so.
    page = look(f"/rules/{FINE}/", **given, even="1")
    assert "以下仅为试算" in words(page.xpath("//*[@id='force']")[0])
    assert "2025-05-01" in result(page)
    page = look(f"/rules/{FINE}/", **{**given, "on": "2030-05-01", "even": "1"})
    assert "840元" in result(page)
    assert "已经失效" in words(page.xpath("//*[@id='force']")[0])


def test_questions_about_the_document_itself_are_answered_on_any_day(
    db: None, parking: Policy, look: Look, client: Client
) -> None:
    page = look(f"/rules/{BEGINS}/", on="2025-04-30")
    assert "2025年5月1日" in result(page)
    assert "哪一天都可以回答" in words(page.xpath("//*[@id='force']")[0])
    assert client.get(f"/rules/{BEGINS}.json", {"on": "2025-04-30"}).json()["answer"]["result"]


# --- what-if


def test_before_and_after_with_the_difference(db: None, parking: Policy, look: Look) -> None:
    given = {"on": DAY, "f.corrected": "否", "f.spaces": "7", "p.per_space": "150元"}
    page = look(f"/rules/{FINE}/", **given)
    [row] = page.xpath("//table[contains(@class, 'compare')]/tbody/tr")
    assert told(row) == "停车场的罚款 700元 1,050元 ＋350元（增 50.0%）"
    assert "试算：改动了每个泊位的罚款" in words(page)
    names = [words(g) for g in page.xpath("//*[local-name()='g'][contains(@class, 'legends')]/*")]
    assert names == ["现行（实线）", "试算（虚线）"]
    page = look(f"/rules/{FINE}/", **{**given, "p.per_space": "60"})
    assert "－280元（减 40.0%）" in words(page.xpath("//table[contains(@class, 'compare')]")[0])


def test_what_if_of_an_indexed_parameter_and_of_lists(
    db: None, parking: Policy, look: Look
) -> None:
    given = {"on": DAY, "f.income": "1000", "f.kind": "专用"}
    page = look(f"/rules/{DUTIES}/", **given, **{"p.share[专用]": "50%"})
    rows = [told(row) for row in page.xpath("//table[contains(@class, 'compare')]/tbody/tr")]
    assert rows[0] == "折扣后的收入 800元 500元 －300元（减 37.5%）"
    assert rows[1] == "由谁处理 公安机关 公安机关 不变"
    page = look(f"/rules/{DUTIES}/", **given, **{"p.share[公共]": "50%"})
    assert "改动的参数这次没有用到" in words(page)


def test_a_drawing_with_its_table(db: None, parking: Policy, look: Look) -> None:
    given = {"on": DAY, "f.corrected": "否", "f.spaces": "7", "x": "spaces"}
    page = look(f"/rules/{FINE}/", **given, **{"from": "0", "to": "400"})
    [svg] = page.xpath("//section[contains(@class, 'curve')]//*[local-name()='svg']")
    assert svg.get("role") == "img"
    assert "泊位数" in svg.get("aria-label")
    rows = [told(r) for r in page.xpath("//section[contains(@class, 'curve')]//tbody/tr")]
    assert rows[0] == "0个 0元"
    assert rows[-1] == "400个 30,000元", "the limit is seen"
    curve = "//section[contains(@class, 'curve')]//*[local-name()='svg']"
    assert not look(f"/rules/{FINE}/", **{**given, "x": "no"}).xpath(curve)
    page = look(f"/rules/{PAPERS}/", **{"on": DAY, "f.kind": "公共", "f.corrected": "否"})
    assert result(page)
    assert not page.xpath(curve), "a list cannot be drawn"


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        ({"from": "9", "to": "9"}, "起点应小于终点"),
        ({"from": "x", "to": "9"}, "要填数"),
        ({"from": "1", "to": "1元"}, "单位应是个"),
        ({"x": "nothing"}, "不能按“nothing”画图"),
    ],
)
def test_a_drawing_that_cannot_be(
    db: None, parking: Policy, look: Look, ends: dict[str, str], why: str
) -> None:
    given = {"on": DAY, "f.corrected": "否", "f.spaces": "7", "x": "spaces"}
    page = look(f"/rules/{FINE}/", 400, **{**given, **ends})
    assert why in words(page)
    assert "700元" in result(page), "the result itself stands"


def test_parameters_over_time(db: None, parking: Policy, look: Look) -> None:
    page = look(f"/rules/{FINE}/", on=DAY)
    [table] = page.xpath("//section[@aria-labelledby='history-title']//table")
    assert "自 2025-05-01 100元 自 2026-01-01 120元" in told(table)
    [svg] = page.xpath("//figure//*[local-name()='svg']")
    assert svg.get("aria-label").startswith("每个泊位的罚款随时间的变化")
    assert {"2025-05-01", "2026-01-01"} <= {words(e) for e in svg.iter() if e.text}


# --- links, receipts, data


def test_the_link_reproduces_the_run(db: None, parking: Policy, look: Look) -> None:
    given = {
        "on": DAY,
        "f.corrected": "否",
        "f.spaces": "7",
        "f.kind": "",
        "p.per_space": "1.5百元",
    }
    look(f"/rules/{FINE}/", 400, **given)
    given["p.per_space"] = "150元"
    page = look(f"/rules/{FINE}/", **given)
    [link] = page.xpath("//a[text()='本次计算的链接']/@href")
    assert "f.kind" not in link
    again = look(link.removeprefix("http://testserver"))
    assert result(again) == result(page)
    assert again.xpath("//input[@id='p.per_space']/@value") == ["150元"]


def test_the_receipt_is_saved_and_asked_again(
    db: None, parking: Policy, client: Client, look: Look
) -> None:
    given = {"on": DAY, "f.corrected": "否", "f.spaces": "7"}
    [href] = look(f"/rules/{FINE}/", **given).xpath("//a[text()='下载回执（JSON）']/@href")
    response = client.get(href)
    assert response.headers["Content-Disposition"].startswith("attachment")
    receipt = response.json()
    assert (receipt["result"], receipt["unit"]) == (700, "元")
    assert receipt["explanation"]["children"]
    sent = SimpleUploadedFile("回执.json", response.content, "application/json")
    body = html.fromstring(client.post("/rules/reproduce/", {"file": sent}).content.decode())
    assert "结果相同" in words(body)
    [link] = body.xpath("//a[text()='打开这次计算']/@href")
    assert "700元" in result(look(link))
    pasted = client.post("/rules/reproduce/", {"text": response.content.decode()})
    assert "结果相同" in pasted.content.decode()


def test_a_receipt_that_was_changed_is_refused(db: None, parking: Policy, client: Client) -> None:
    data = client.get(f"/rules/{FINE}/receipt.json", {"on": DAY, "f.corrected": "是"}).json()
    data["result"] = 1
    response = client.post("/rules/reproduce/", {"text": json.dumps(data)})
    assert response.status_code == 400
    assert "回执被改动过" in response.content.decode()


def test_the_page_as_data(db: None, parking: Policy, client: Client) -> None:
    data = client.get(
        f"/rules/{FINE}.json", {"on": DAY, "f.corrected": "否", "f.spaces": "7"}
    ).json()
    assert data["answer"]["result"] == 700
    assert data["rule"]["schema"]["properties"]["spaces"]["x-unit"] == "个"
    assert data["rule"]["parameters"][0]["values"][1] == {
        "since": "2026-01-01",
        "values": {"": "120元"},
    }
    before = client.get(f"/rules/{FINE}.json", {"on": "2025-04-30"}).json()
    assert before["answer"] is None
    assert before["state"]["name"] == "not_yet"
    refused = client.get(f"/rules/{FINE}.json", {"on": "2025-04-30", "f.spaces": "7"})
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "not_in_force"


def test_the_last_part_of_a_key_is_enough(db: None, parking: Policy, client: Client) -> None:
    response = client.get("/rules/fine/", {"on": DAY})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/rules/{FINE}/?on={DAY}"


# --- the real gazettes


def test_a_real_rule_from_its_clause(db: None, gazettes: Path, look: Look, client: Client) -> None:
    name = "jinan-2023-1.txt"
    ingest.ingest((gazettes / name).read_bytes(), name)
    page = look("/clauses/", address="济政办发〔2022〕12号 一（二）")
    key = "jinan.outpatient_insurance.outpatient_payment"
    assert f"/rules/{key}/" in page.xpath("//section[@aria-labelledby='runs']//a/@href")
    given: dict[str, Any] = {
        "on": "2024-06-01", "f.level": "三级", "f.person": "在职职工", "f.place": "本市",
        "f.cost": "2000", "f.deductible_left": "0", "f.paid_this_year": "0",
    }  # fmt: skip
    page = look(f"/rules/{key}/", **given)
    assert "1,000元" in result(page)
    clauses = set(page.xpath("//ul[@class='steps']//a[@class='clause-of']/@href"))
    assert len(clauses) >= 4
    for href in clauses:
        assert client.get(href).status_code == 200, href
