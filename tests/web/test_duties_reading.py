"""Findings that everybody reads: who must do what, which numbers are wanted, and what one document says."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from luoshi.office.archive import ingest
from luoshi.office.archive.models import Issue
from luoshi.office.duties import finding, reviewing
from luoshi.office.duties.models import Found
from tests.web.conftest import GAZETTE, Look, words
from tests.web.officed import HOSTILE
from tests.web.signed import client_of, employ

pytestmark = pytest.mark.django_db

PLAN = "麓政办发〔2025〕13号"
"""Of the specimen: a plan whose brackets name who leads and who assists."""


@pytest.fixture
def read(archive: Path) -> Path:
    """The specimen, its findings found."""
    finding.ensure()
    return archive


# --- all documents


def test_who_must_do_what_stands_with_its_clause(read: Path, look: Look) -> None:
    page = look("/duties/", document=PLAN)
    first = page.xpath("//table[contains(@class, 'found-duty')]/tbody/tr")[0]
    assert "市住房城乡建设局" in words(first)
    assert "配合市水利局、云麓水务集团" in words(first)
    assert "2027年10月底前（2027-10-31）" in words(first)
    clause = first.xpath(".//p[contains(@class, 'where')]/a/@href")[0]
    assert "二（一）1" in words(look(clause))


def test_filters_narrow(read: Path, client: Client) -> None:
    def found(**query: str) -> list[Any]:
        return client.get("/duties.json", query).json()

    every = found()
    assert len(every) > 20
    assert all("市水利局" in "、".join(each["units"]) for each in found(unit="市水利局"))
    assert 0 < len(found(unit="市水利局")) < len(every)
    assert not found(unit="市水利局", lead="1", document=PLAN)
    assert all(each["lead"] for each in found(lead="1"))
    assert {each["number"] for each in found(document="13号")} == {PLAN}
    for kind in ("date", "recurring", "ongoing", "none"):
        assert 0 < len(found(due=kind)) < len(every), kind
    assert all(each["due"] <= "2025-12-31" for each in found(until="2025-12-31"))
    assert found(q="供水管线", document=PLAN)
    assert found(state="confirmed") == []


def test_what_cannot_be_asked_is_said(read: Path, client: Client) -> None:
    for query in ({"due": "never"}, {"until": "2025-02-30"}, {"state": "rejected"}, {"year": "x"}):
        response = client.get("/duties.json", query)
        assert response.status_code == 400, query
        assert response.json()["error"]["remedy"]


def test_the_names_of_reviewers_are_not_published(read: Path, client: Client) -> None:
    row = finding.found("duty").first()
    assert row
    Found.objects.filter(pk=row.pk).update(state="confirmed", reviewer="样例核对人")
    for path in ("/duties.json", "/duties/", f"/documents/{row.document}/duties.json"):
        assert "样例核对人" not in client.get(path).content.decode(), path
    [one] = client.get("/duties.json", {"state": "confirmed"}).json()
    assert one["address"] == row.address


def test_what_was_rejected_or_is_gone_is_not_read(read: Path, client: Client) -> None:
    first, second = finding.found("duty")[:2]
    count = len(client.get("/duties.json").json())
    Found.objects.filter(pk=first.pk).update(state="rejected")
    Found.objects.filter(pk=second.pk).update(gone=True)
    assert len(client.get("/duties.json").json()) == count - 2


def test_a_correction_is_what_is_read(read: Path, look: Look) -> None:
    row = finding.found("duty", number=PLAN).first()
    assert row
    Found.objects.filter(pk=row.pk).update(
        corrected={"units": ["市样例局"], "lead": ["市样例局"], "assist": []}, state="corrected"
    )
    page = look("/duties/", unit="市样例局")
    assert "市样例局" in words(page.xpath("//tbody/tr")[0])
    assert "共 1 条" in words(page)


def test_units_are_counted_beside_the_list(read: Path, look: Look) -> None:
    page = look("/duties/")
    [first, *_] = page.xpath("//details[contains(@class, 'found-units')]//a")
    name, count = words(first).split()
    assert f"共 {count} 条" in words(look("/duties/", unit=name))


def test_the_part_that_htmx_asks_for(read: Path, client: Client) -> None:
    headers: Any = {"HX-Request": "true", "HX-Target": "results"}
    text = client.get("/duties/", {"unit": "市财政局"}, headers=headers).content.decode()
    assert text.lstrip().startswith('<section id="results"')
    assert "<html" not in text


def test_a_list_as_a_spreadsheet(read: Path, client: Client) -> None:
    response = client.get("/duties.xlsx", {"document": PLAN})
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = list(sheet.values)
    assert rows[0][:4] == ("文号", "标题", "条款", "行")
    assert rows[1][0] == PLAN
    assert len(rows) - 1 == len(client.get("/duties.json", {"document": PLAN}).json())


def test_targets_say_the_relation_and_the_year(read: Path, look: Look, client: Client) -> None:
    every = client.get("/targets.json").json()
    assert every
    page = look("/targets/")
    assert f"共 {len(every)} 条" in words(page)
    year = next(each["year"] for each in every if each["year"])
    assert {each["year"] for each in client.get("/targets.json", {"year": year}).json()} == {year}
    soft = client.get("/targets.json", {"soft": "soft"}).json()
    assert len(soft) + len(client.get("/targets.json", {"soft": "hard"}).json()) == len(every)


def test_an_empty_archive_says_what_to_do(db: None, look: Look) -> None:
    for path in ("/duties/", "/targets/"):
        assert "上传" in words(look(path).xpath("//section[@id='results']")[0])
    assert "清除全部条件" in words(look("/duties/", unit="无此单位"))


def test_words_of_a_gazette_are_no_markup(read: Path, client: Client) -> None:
    row = finding.found("duty", number=PLAN).first()
    assert row
    told = {"text": HOSTILE, "units": [HOSTILE], "lead": [HOSTILE], "assist": [], "deadlines": []}
    Found.objects.filter(pk=row.pk).update(corrected=told)
    for path in ("/duties/", f"/documents/{PLAN}/duties/"):
        text = client.get(path, {"document": PLAN}).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


# --- one document


def test_a_document_has_its_duties_targets_and_days(read: Path, look: Look, client: Client) -> None:
    page = look(f"/documents/{PLAN}/duties/")
    tabs = page.xpath("//nav[@aria-label='种类']/a")
    assert [words(each).split()[0] for each in tabs] == ["责任", "指标", "日程", "人员"]
    told = client.get(f"/documents/{PLAN}/duties.json").json()
    assert [int(words(each).split()[1]) for each in tabs] == [
        *(len(told[name]) for name in ("duties", "targets", "timings")),
        len(told["people"]["posts"]),
    ]
    assert told["number"] == PLAN
    for tab in tabs:
        look(tab.get("href"))
    assert client.get(f"/documents/{PLAN}/duties.xlsx").status_code == 200


def test_people_stand_with_their_posts_and_probation(
    read: Path, look: Look, client: Client
) -> None:
    path = "/documents/麓政人〔2025〕4号/duties"
    told = client.get(f"{path}.json").json()["people"]
    assert told["posts"]
    page = look(f"{path}/")  # nothing else stands in it: the tab is open
    rows = page.xpath("//section[@aria-labelledby='posts-title']//tbody/tr")
    assert len(rows) == len(told["posts"])
    assert told["posts"][0]["name"] in words(rows[0])
    sheet = client.get(f"{path}.xlsx", {"kind": "people"})
    table = load_workbook(io.BytesIO(sheet.content)).worksheets[0]
    assert table.max_row == len(told["posts"]) + 1


def test_who_owes_work_without_a_seat_is_said(archive: Path, look: Look) -> None:
    text = (
        "样例市人民政府办公室\n关于开展样例整治的通知\n样政办发〔2025〕3号\n"
        "各县（区）人民政府：\n一、整治河道。（市水利局负责）\n二、修路。（市交通运输局负责）\n"
        "样例市人民政府办公室\n2025年3月1日\n"
        "附件\n样例整治工作领导小组成员名单\n组  长：样例甲  市水利局局长\n成  员：样例乙  市财政局局长\n"
    )
    ingest.ingest(text.encode(), "样例公报.txt")
    page = look("/documents/样政办发〔2025〕3号/duties/", kind="people")
    notice = page.xpath("//div[@class='notice warn']")
    assert "市交通运输局" in words(notice[0])
    assert "市水利局" not in words(notice[0])


def test_the_document_leads_to_its_duties(read: Path, look: Look) -> None:
    for name in (PLAN, "《云麓市城乡供水条例》"):
        [href] = look(f"/documents/{name}/").xpath("//header//a[text()='责任、指标、日程']/@href")
        assert "云麓市" in words(look(href).xpath("//h1")[0])


def test_a_document_that_is_not_there(read: Path, client: Client) -> None:
    assert client.get("/documents/无此文件/duties/").status_code == 404
    assert client.get(f"/documents/{PLAN}/duties/", {"kind": "other"}).status_code == 400


def test_a_document_without_findings_says_so(read: Path, look: Look) -> None:
    page = look("/documents/麓政人〔2025〕4号/duties/", kind="target")
    assert "没有提取到指标" in words(page)


def test_what_was_added_by_hand_is_read_too(read: Path, look: Look) -> None:
    from luoshi.office.directory.actors import SHELL

    issue = Issue.objects.get(slug=GAZETTE)
    reviewing.add("duty", issue, {"address": f"{PLAN} 二（一）1", "units": ["市样例局"]}, SHELL)
    page = look(f"/documents/{PLAN}/duties/")
    assert "市样例局" in words(page)


def test_somebody_who_is_signed_in_goes_on_to_review(read: Path, look: Look) -> None:
    from tests.office.cases.office import unit

    client = client_of(employ(unit("样例局", "云麓市样例局"), "clerk9"))
    text = client.get(f"/documents/{PLAN}/duties/").content.decode()
    assert "/office/duties/review/?kind=duty" in text
    assert "/office/duties/review/" not in words(look(f"/documents/{PLAN}/duties/"))


def test_a_day_keeps_what_kind_of_time_it_is(read: Path, client: Client) -> None:
    row = finding.found("timing").first()
    assert row
    told = client.get(f"/documents/{row.document}/duties.json").json()["timings"]
    assert told
    assert {each["kind"] for each in told} <= {"date", "recurring", "ongoing", "after", "unknown"}


def test_a_gazette_in_which_the_grammar_failed_is_named(
    read: Path, look: Look, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not look("/duties/").xpath("//div[@role='note']")

    def faulty(document: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(finding.refresh, "__defaults__", (faulty,))
    text = (read / f"{GAZETTE}.txt").read_text("utf-8").replace("第一条 为了", "第一条 为", 1)
    ingest.ingest(text.encode(), f"{GAZETTE}.txt")
    label = Issue.objects.get(slug=GAZETTE).label
    for path in ("/duties/", "/targets/", f"/documents/{PLAN}/duties/"):
        [said] = look(path).xpath("//div[@role='note']")
        assert f"“{label}”没有能自动提取" in words(said)
