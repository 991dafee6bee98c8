"""What holds of every page: its form, its headers, its twin in data, its errors."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client, override_settings
from lxml import html
from openpyxl import load_workbook

from luoshi.office.archive import ingest
from luoshi.office.archive.models import Issue
from tests.web.conftest import GAZETTE, SINGLE, Look, words

DECREE = "云麓市人民政府令第31号"
PAGES = [
    "/",
    f"/gazettes/{GAZETTE}/",
    f"/gazettes/{SINGLE}/",
    f"/gazettes/{GAZETTE}/repairs/",
    f"/gazettes/{GAZETTE}/source/",
    "/documents/",
    "/documents/?kind=rules&year=2025&on=2025-07-15",
    f"/documents/{DECREE}/",
    f"/documents/{DECREE}/?view=source&on=2025-06-01",
    f"/clauses/?address={DECREE} 第三条",
    "/search/",
    "/search/?q=停车",
    "/search/?q=没有这样的词语",
    "/upload/",
]
TWINS = [
    "/gazettes.json",
    f"/gazettes/{GAZETTE}.json",
    f"/gazettes/{GAZETTE}/repairs.json",
    f"/gazettes/{GAZETTE}/source.json",
    "/documents.json",
    f"/documents/{DECREE}.json",
    f"/clauses.json?address={DECREE} 第三条",
    "/search.json?q=停车",
]
SHEETS = [
    "/gazettes.xlsx",
    f"/gazettes/{GAZETTE}.xlsx",
    f"/gazettes/{GAZETTE}/repairs.xlsx",
    "/documents.xlsx",
    "/search.xlsx?q=停车",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_form_of_every_page(archive: Path, look: Look, path: str) -> None:
    page = look(path)
    assert page.get("lang") == "zh-Hans"
    assert len(page.xpath("//h1")) == 1
    assert words(page.xpath("//title")[0]).endswith("落实") or path == "/"
    assert page.xpath("//a[@class='skip'][@href='#main']")
    assert len(page.xpath("//main")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    # The policy forbids what is written into the page.
    assert not page.xpath("//@style | //style | //script[not(@src)]")
    assert not [e for e in page.iter() for name in e.attrib if str(name).startswith("on")]
    for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        label = page.xpath("//label[@for=$id]", id=field.get("id")) or field.xpath(
            "ancestor::label"
        )
        assert label, html.tostring(field)
    for control in page.xpath("//button | //a"):
        assert control.get("aria-label") or words(control), html.tostring(control)
    levels = [
        int(name.tag[1]) for name in page.xpath("//main//*[self::h1 or self::h2 or self::h3]")
    ]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
def test_local_links_lead_somewhere(archive: Path, look: Look, client: Client, path: str) -> None:
    page = look(path)
    ids = set(page.xpath("//@id"))
    for href in set(page.xpath("//a/@href")):
        assert href.startswith(("/", "#", "?")), href
        if href.startswith("#"):
            assert unquote(href[1:]) in ids, href
    for source in page.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href"):
        assert source.startswith("/static/")
        assert client.get(source.split("?")[0]).status_code in {200, 404}


@pytest.mark.parametrize("path", [*PAGES, *TWINS])
def test_headers(archive: Path, client: Client, path: str) -> None:
    response = client.get(path)
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", TWINS)
def test_each_page_has_a_twin_in_data(archive: Path, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)
    assert "\\u" not in response.content.decode()


@pytest.mark.parametrize("path", SHEETS)
def test_each_list_is_a_spreadsheet_too(archive: Path, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert sheet.max_row > 1
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_an_empty_archive_says_what_to_do(db: None, look: Look) -> None:
    text = words(look("/"))
    assert "luoshi ingest" in text
    assert "LUOSHI_GAZETTES" in text
    assert look("/").xpath("//main//a[@href='/upload/']")
    assert "没有符合条件的文件" in words(look("/documents/"))
    assert "档案还是空的" in words(look("/search/"))


def test_the_first_page_shows_the_gazettes_and_what_is_new(archive: Path, look: Look) -> None:
    page = look("/")
    rows = page.xpath("//table//tbody/tr")
    assert len(rows) == Issue.objects.count() == 2
    assert "云麓市人民政府公报 2025年第2期（总第14期）" in words(rows[0])
    assert "2025年7月10日" in words(rows[0])
    assert page.xpath("//main//form[@role='search']//input[@type='search'][@name='q']")
    latest = page.xpath("//section[@aria-labelledby='latest']//li")
    assert len(latest) == 8
    assert "麓人社发〔2025〕14号" in words(latest[0])


def test_a_gazette(archive: Path, look: Look) -> None:
    page = look(f"/gazettes/{GAZETTE}/")
    titles = [words(link) for link in page.xpath("(//table)[1]//th[@scope='row']/a")]
    assert len(titles) == 13
    assert titles[1] == "云麓市公共停车场管理办法"
    text = words(page)
    assert "目录与正文有 4 处不符" in text
    differing = words(page.xpath("//section[@aria-labelledby='defects']")[0])
    assert "文号不同" in differing
    marked = {words(mark) for mark in page.xpath("//section[@aria-labelledby='defects']//mark")}
    assert {"发", "字"} <= marked
    assert "识别循环" in words(page.xpath("//section[@aria-labelledby='damages']")[0])
    assert "书眉页码" in words(page.xpath("//section[@aria-labelledby='repairs']")[0])
    assert "卷首" in words(page.xpath("//section[@aria-labelledby='matter']")[0])


def test_what_repair_did(archive: Path, look: Look, client: Client) -> None:
    page = look(f"/gazettes/{GAZETTE}/repairs/", step="繁体字")
    rows = page.xpath("//tbody/tr")
    assert len(rows) == 15
    assert all(row.xpath(".//del") and row.xpath(".//ins") for row in rows)
    both = client.get(f"/gazettes/{GAZETTE}/repairs.json").json()
    assert {one["pass"] for one in both["removals"]} >= {"排版标记", "书眉页码"}


def test_the_source_opens_at_a_line(archive: Path, look: Look) -> None:
    page = look(f"/gazettes/{GAZETTE}/source/", line="700")
    asked = page.xpath("//li[@id='L700']")
    assert len(asked) == 1
    assert "asked" in asked[0].get("class")
    lines = (archive / f"{GAZETTE}.txt").read_text("utf-8").split("\n")
    assert asked[0].xpath("./span")[0].text_content().strip() == lines[699].strip()


def test_the_original_comes_back_byte_for_byte(archive: Path, client: Client) -> None:
    response = client.get(f"/gazettes/{GAZETTE}/original.txt")
    assert response.content == (archive / f"{GAZETTE}.txt").read_bytes()
    assert response["Content-Type"] == "application/octet-stream"


def test_an_earlier_version_stays_readable(archive: Path, look: Look) -> None:
    old = (archive / f"{SINGLE}.txt").read_text("utf-8")
    ingest.ingest(old.replace("第一条", "第一条 经修改，", 1).encode(), f"{SINGLE}.txt")
    page = look(f"/gazettes/{SINGLE}/")
    assert len(page.xpath("//section[@aria-labelledby='versions']//tbody/tr")) == 2
    earlier = look(f"/gazettes/{SINGLE}/", version="1")
    assert "已不是现用版本" in words(earlier)
    [link] = set(earlier.xpath("(//table)[1]//th[@scope='row']/a/@href"))
    document = look(link)
    assert "已不是现用版本" in words(document)
    assert "经修改" not in words(document)
    assert not document.xpath(
        "//a[starts-with(@href, '/clauses/')][starts-with(@aria-label, '条款页')]"
    )
    look(link, view="source")


def test_an_earlier_version_is_put_back(archive: Path, client: Client, look: Look) -> None:
    old = (archive / f"{SINGLE}.txt").read_text("utf-8")
    ingest.ingest(old.replace("第一条", "第一条 经修改，", 1).encode(), f"{SINGLE}.txt")
    assert client.get(f"/gazettes/{SINGLE}/restore/").status_code == 405
    assert client.post(f"/gazettes/{SINGLE}/restore/", {"version": "x"}).status_code == 400
    assert client.post(f"/gazettes/{SINGLE}/restore/", {"version": "9"}).status_code == 404
    [form] = look(f"/gazettes/{SINGLE}/", version="1").xpath("//main//form[@method='post']")
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input[@name]")}
    assert client.post(form.get("action"), fields).status_code == 302
    assert "已不是现用版本" in words(look(f"/gazettes/{SINGLE}/", version="2"))
    assert "已不是现用版本" not in words(look(f"/gazettes/{SINGLE}/", version="1"))


@pytest.mark.parametrize(
    ("path", "status", "what"),
    [
        ("/nowhere/", 404, "没有这个页面"),
        ("/gazettes/nothing/", 404, "nothing"),
        (f"/gazettes/{GAZETTE}/?version=9", 404, "第9版"),
        (f"/gazettes/{GAZETTE}/?version=x", 400, "不是可用的数字"),
        ("/documents/无此文号〔2025〕1号/", 404, "无此文号〔2025〕1号"),
        ("/documents/999999999/", 404, "没有这个文件"),
        (f"/documents/{DECREE}/?on=2025-02-30", 400, "不是日期"),
        (f"/documents/{DECREE}/export/pdf/", 400, "没有“pdf”"),
        ("/documents/?kind=poem", 400, "没有“poem”"),
        (f"/clauses/?address={DECREE} 第九百条", 404, "第九百条"),
        ("/clauses/?address=nonsense", 404, "nonsense"),
        ("/search/?q=%00", 400, "不能使用的字符"),
        ("/upload/not-a-token/", 404, "已过期"),
    ],
)
def test_errors_say_what_and_what_to_do(
    archive: Path, look: Look, client: Client, path: str, status: int, what: str
) -> None:
    page = look(path, status)
    alert = words(page.xpath("//*[@role='alert']")[0])
    assert what in alert
    assert len(alert) > len(what) + 5
    assert page.xpath("//main//a[@href='/']")
    twin = path.replace("/?", ".json?") if "?" in path else path.rstrip("/") + ".json"
    if "export" not in path:
        response = client.get(twin)
        assert response.status_code == status
        error: dict[str, Any] = response.json()["error"]
        assert error["what"]
        assert error["remedy"]
        assert "luoshi " not in error["remedy"]
        assert error["where"] == twin.split("?")[0]


def test_a_mistake_of_ours_is_said_in_chinese(
    archive: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("luoshi.web.views.home.summaries", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "服务出错" in response.content.decode()
    twin = client.get("/gazettes.json")
    assert twin.status_code == 500
    assert twin.json()["error"]["what"] == "服务出错"


@override_settings(ALLOWED_HOSTS=["office.example"])
def test_a_host_that_is_not_allowed(db: None, client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 400
    assert "LUOSHI_HOSTS" in response.content.decode()


def test_health(db: None, client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert client.post("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 14),
        ("/documents/", 14),
        (f"/gazettes/{GAZETTE}/", 18),
        (f"/documents/{DECREE}/", 26),
        (f"/clauses/?address={DECREE} 第三条", 32),
        ("/search/?q=停车", 24),
    ],
)
def test_the_number_of_queries_does_not_grow(
    archive: Path,
    client: Client,
    path: str,
    most: int,
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(most):
        client.get(path)
