"""Searching from the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from tests.web.conftest import GAZETTE, Look, words

PART = {"HX-Request": "true", "HX-Target": "results"}


def test_hits_in_context_with_the_words_marked(archive: Path, look: Look) -> None:
    page = look("/search/", q="停车泊位")
    hits = page.xpath("//li[@class='hit']")
    assert hits
    for hit in hits:
        marked = "".join(words(mark) for mark in hit.xpath(".//mark"))
        assert "停车" in marked
    assert page.xpath("//input[@id='q']/@value") == ["停车泊位"]
    first = hits[0].xpath(".//a/@href")[0]
    assert "停车" in words(look(first))


def test_a_number_finds_its_document_first(archive: Path, look: Look) -> None:
    page = look("/search/", q="麓水发(2025)5号")
    [first, *_] = page.xpath("//li[@class='hit']")
    assert "麓水发〔2025〕5号" in words(first)


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ({"kind": "decree"}, True),
        ({"kind": "reply"}, True),
        ({"kind": "appointments"}, False),
        ({"year": "2025"}, True),
        ({"year": "1999"}, False),
        ({"place": "云麓市"}, True),
        ({"place": "别处"}, False),
        ({"issuer": "水利局"}, False),
        ({"on": "2025-06-30", "kind": "decree"}, False),
        ({"on": "2025-07-01", "kind": "decree"}, True),
        ({"gazette": GAZETTE}, True),
    ],
)
def test_filters(
    archive: Path, look: Look, client: Client, query: dict[str, str], some: bool
) -> None:
    page = look("/search/", q="停车场", **query)
    assert bool(page.xpath("//li[@class='hit']")) == some
    assert bool(client.get("/search.json", {"q": "停车场", **query}).json()["total"]) == some
    if not some:
        assert "没有找到" in words(page)
        assert page.xpath("//a[contains(., '清除筛选')]")


def test_pages(archive: Path, look: Look, client: Client) -> None:
    found = client.get("/search.json", {"q": "云麓市"}).json()
    assert found["pages"] > 1
    first, second = look("/search/", q="云麓市"), look("/search/", q="云麓市", page="2")
    assert f"{found['total']} 个条款" in words(first)
    [after] = first.xpath("//a[@rel='next']/@href")
    assert "page=2" in after
    ones, others = (
        set(page.xpath("//li[@class='hit']//a[@class='where']/@href")) for page in (first, second)
    )
    assert not ones & others


def test_live_results_are_a_part(archive: Path, client: Client) -> None:
    part = client.get("/search/", {"q": "停车"}, headers=PART)
    assert part.content.decode().lstrip().startswith("<section")
    assert "HX-Target" in part["Vary"]


def test_a_query_that_cannot_be_answered(archive: Path, look: Look, client: Client) -> None:
    for query in ("“”", "，。", "词 " * 200):
        page = look("/search/", 400, q=query)
        assert page.xpath("//*[@role='alert']")
        assert client.get("/search.json", {"q": query}).status_code == 400
        part = client.get("/search/", {"q": query}, headers=PART)
        assert part.status_code == 200
        assert "alert" in part.content.decode()
    assert client.get("/search.json").status_code == 400


@pytest.mark.parametrize(
    "query",
    ['停车" OR "x', "NEAR(停车)", "停车*", "'; DROP TABLE archive_clause; --", "<b>停车</b>"],
)
def test_hostile_queries_are_only_words(archive: Path, look: Look, query: str) -> None:
    page = look("/search/", q=query)
    assert page.xpath("//input[@id='q']/@value") == [query]
    assert not page.xpath("//main//b[.='停车']")
