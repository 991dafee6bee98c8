"""The list of documents and the page of one."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client
from lxml import etree, html

from luoshi.office.archive import ingest, queries
from luoshi.web import links
from luoshi.web.views import documents as views
from tests.web.conftest import GAZETTE, Look, words

DECREE = "云麓市人民政府令第31号"
RENT = "麓人社发〔2025〕14号"
WATER = "麓水发〔2025〕5号"
SUPPLY = "岚政办发〔2025〕11号"


def labels(page: html.HtmlElement) -> list[str]:
    return [words(link) for link in page.xpath("//section[@id='results']//th[@scope='row']/a")]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 14),
        ({"kind": "rules"}, 4),
        ({"kind": "rules", "on": "2025-08-01"}, 3),
        ({"issuer": "水利局"}, 1),
        ({"place": "云麓"}, 14),
        ({"year": "2025"}, 13),
        ({"year": "1999"}, 0),
        ({"title": "停车场"}, 1),
        ({"title": "麓政发"}, 1),
        ({"gazette": GAZETTE}, 13),
    ],
)
def test_filters(
    archive: Path, look: Look, client: Client, query: dict[str, str], count: int
) -> None:
    page = look("/documents/", **query)
    assert len(labels(page)) == count
    assert f"共 {count} 个文件" in words(page)
    assert len(client.get("/documents.json", query).json()) == count


def test_a_list_asks_for_its_part_only(archive: Path, client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}
    part = client.get("/documents/", {"kind": "reply"}, headers=headers).content.decode()
    assert part.lstrip().startswith("<section")
    assert "<html" not in part
    whole = client.get(
        "/documents/", headers={**headers, "HX-History-Restore-Request": "true"}
    ).content.decode()
    assert "<html" in whole


@pytest.mark.parametrize(
    "name",
    [
        WATER,
        "麓水发(2025)5号",
        "麓水发 [2025] 5 号",
        "《云麓市农村小型供水工程维修养护资金管理细则（试行）》",
    ],
)
def test_a_document_under_any_of_its_names(archive: Path, look: Look, name: str) -> None:
    page = look(f"/documents/{name}/")
    assert words(page.xpath("//h1")[0]).startswith("云麓市水利局关于印发")


def test_the_outline_leads_to_the_clauses(archive: Path, look: Look) -> None:
    page = look(f"/documents/{DECREE}/")
    chapters = page.xpath("//nav[@class='outline']//a[@class='strong']")
    assert words(chapters[0]).startswith("云麓市公共停车场管理办法") or "第一章" in words(
        chapters[0]
    )
    anchors = [unquote(a.get("href")[1:]) for a in page.xpath("//nav[@class='outline']//a")]
    for anchor in anchors:
        assert page.xpath("//*[@id=$id]", id=anchor), anchor
    assert sum("第二十三条" in anchor for anchor in anchors) == 1


def test_a_long_outline_opens_with_two_levels(
    archive: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FOLDED_FROM", 10)
    for view in ("", "source"):
        page = look(f"/documents/{DECREE}/", view=view)
        levels = {
            (len(twist.xpath("ancestor::ul")), twist.get("aria-expanded"))
            for twist in page.xpath("//nav[@class='outline']//button[@class='twist']")
        }
        assert {state for level, state in levels if level == 1} == {"true"}
        assert {state for level, state in levels if level > 1} == {"false"}


def test_a_document_without_an_outline_has_no_column_for_it(archive: Path, look: Look) -> None:
    bare = [
        page
        for row in queries.documents(queries.Filters())
        for page in [look(links.document(row))]
        if not page.xpath("//nav[@class='outline']")
    ]
    assert bare
    assert all("unlisted" in page.xpath("//*[@id='reader']/@class")[0] for page in bare)


def test_a_status_is_called_the_same_everywhere(archive: Path, look: Look) -> None:
    rows = look("/documents/", on="2025-07-15").xpath("//section[@id='results']//tbody/tr")
    assert rows
    for row in rows:
        [page], [chip] = row.xpath("./th/a/@href"), row.xpath(".//span[contains(@class, 'chip')]")
        [shown] = look(unquote(page), on="2025-07-15").xpath("//section[@id='status']/span[1]")
        assert words(chip) == words(shown)


def test_every_clause_has_its_address(archive: Path, look: Look) -> None:
    row = queries.document(DECREE)
    page = look(f"/documents/{DECREE}/")
    copies = set(page.xpath("//button[@class='copy']/@data-copy"))
    assert copies == {clause.address for clause in queries.clauses(row)}
    shown = " ".join(page.xpath("//article")[0].text_content().split())
    for clause in queries.clauses(row):
        assert " ".join(clause.own.split()) in shown


def test_references_are_links_or_named_as_unknown(archive: Path, look: Look) -> None:
    page = look(f"/documents/{DECREE}/")
    [inner] = page.xpath("//article//a[contains(., '本办法第十二条第一款第（二）项')]/@href")
    assert page.xpath("//*[@id=$id]", id=unquote(inner[1:]))
    unknown = page.xpath("//article//*[@class='unknown']")
    assert "《中华人民共和国城乡规划法》" in {words(one) for one in unknown}
    assert all(one.get("title").startswith("档案中没有") for one in unknown)
    page = look(f"/documents/{WATER}/")
    [other] = set(page.xpath("//article//a[contains(., '云麓市城乡供水条例')]/@href"))
    assert "云麓市城乡供水条例" in words(look(other).xpath("//h1")[0])


def test_facts(archive: Path, look: Look) -> None:
    page = look(f"/documents/{RENT}/")
    facts = words(page.xpath("//dl[@class='facts']")[0])
    for fact in ("2025年9月1日", "2030年8月31日", "麓人社发〔2020〕31号", "云麓市财政局"):
        assert fact in facts
    [effective] = page.xpath("//dl[@class='facts']//a[.='2025年9月1日']/@href")
    target = page.xpath("//*[@id=$id]", id=unquote(effective[1:]))[0]
    assert "2025年9月1日" in words(target)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-06-01", "尚未施行"),
        ("2025-07-15", "空档"),
        ("2025-09-01", "施行中"),
        ("2030-09-01", "有效期已满"),
        ("2025年9月1日", "施行中"),
    ],
)
def test_status_on_a_day(archive: Path, look: Look, client: Client, day: str, state: str) -> None:
    page = look(f"/documents/{RENT}/", on=day)
    status = page.xpath("//section[@id='status']")[0]
    assert state in words(status)
    headers = {"HX-Request": "true", "HX-Target": "status"}
    part = client.get(f"/documents/{RENT}/", {"on": day}, headers=headers).content.decode()
    assert part.lstrip().startswith("<section")
    assert words(html.fromstring(part)) == words(status)
    assert (
        client.get(f"/documents/{RENT}.json", {"on": day})
        .json()["status"]["label"]
        .startswith(state)
    )


def test_a_status_leads_to_its_clause(archive: Path, look: Look) -> None:
    page = look(f"/documents/{RENT}/", on="2025-07-15")
    [href] = page.xpath("//section[@id='status']//a/@href")
    target = page.xpath("//*[@id=$id]", id=unquote(href[1:]))[0]
    assert "废止" in words(target) or "施行" in words(target)


def test_words_beside_the_lines_as_printed(archive: Path, look: Look) -> None:
    page = look(f"/documents/{DECREE}/", view="source")
    rows = page.xpath("//div[@class='row']")
    row = queries.document(DECREE)
    printed = (archive / f"{GAZETTE}.txt").read_text("utf-8").split("\n")
    numbers = [int(n) for n in page.xpath("//ol[@class='lines']/li/a/text()")]
    wanted = {n for n in range(row.first_line, row.last_line + 1) if printed[n - 1].strip()}
    assert set(numbers) == wanted
    article = next(one for one in rows if words(one).startswith("第四条"))
    lines = article.xpath(".//li")
    assert len(lines) >= 2
    assert "用地納入國土空間規劃" in words(article.xpath("./ol")[0])
    assert "用地纳入国土空间规划" in words(article.xpath("./div")[0])
    gone = page.xpath("//li[contains(@class, 'gone')]")
    assert all("剔除" in words(one) for one in gone)
    assert any("— 5 —" in words(one) for one in gone)


def test_relations_and_who_cites(archive: Path, look: Look) -> None:
    page = look(f"/documents/{WATER}/")
    relations = page.xpath("//section[@aria-labelledby='relations-title']")[0]
    assert [words(h) for h in relations.xpath(".//h3")] == ["依据（3）", "废止（1）", "引用（1）"]
    graph = relations.xpath(".//*[name()='svg']")[0]
    assert graph.get("aria-label")
    assert len(graph.xpath(".//*[name()='a']")) == 3
    cited = look(f"/documents/{SUPPLY}/")
    citing = cited.xpath("//section[@aria-labelledby='citing-title']")[0]
    assert WATER in words(citing)
    [clause] = citing.xpath(".//ul//ul//a/@href")[:1]
    assert "岚江省人民政府办公厅" in words(look(clause))


@pytest.mark.parametrize("form", ["akn", "json", "md", "html"])
def test_exports(archive: Path, look: Look, client: Client, form: str) -> None:
    page = look(f"/documents/{DECREE}/")
    [path] = [h for h in page.xpath("//a[@download]/@href") if f"/export/{form}/" in h]
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    text = response.content.decode()
    assert "第二十三条" in text
    if form == "akn":
        etree.fromstring(response.content)
    if form == "json":
        json.loads(text)


def test_the_twin_holds_the_whole_document(archive: Path, client: Client) -> None:
    found = client.get(f"/documents/{DECREE}.json").json()
    row = queries.document(DECREE)
    assert found["number"] == DECREE
    assert found["effective"] == "2025-07-01"
    assert found["gazette"] == GAZETTE
    assert found["lines"] == list(row.lines)
    rows = queries.clauses(row)
    assert [one["address"] for one in found["clauses"]] == [one.address for one in rows]
    by_address = {one["address"]: one for one in found["clauses"]}
    item = next(one for one in found["clauses"] if one["address"].endswith("第十二条第（二）项"))
    assert by_address[item["parent"]]["address"].endswith("第十二条")
    assert any(one["known"] for one in found["references"]["out"])
    assert {one["relation"] for one in found["relations"]} >= {"repeals", "based_on"}


def test_one_document_in_two_gazettes(archive: Path, look: Look) -> None:
    text = (archive / f"{GAZETTE}.txt").read_text("utf-8")
    ingest.ingest(
        text.replace("第 2 期", "第 3 期").replace("2025 · 2", "2025 · 3").encode(), "b.txt"
    )
    rows = queries.documents_named(DECREE)
    assert len(rows) == 2
    urls = links.documents(rows)
    assert len(set(urls.values())) == 2
    for row in rows:
        page = look(unquote(urls[row.id]))
        assert row.version.issue.label in words(page.xpath("//nav[@class='crumbs']")[0])
        assert "另见" in words(page)
        clause = page.xpath("//a[starts-with(@aria-label, '条款页')]/@href")[5]
        assert row.version.issue.slug in unquote(clause)
        assert row.version.issue.label in words(look(clause).xpath("//nav[@class='crumbs']")[0])
