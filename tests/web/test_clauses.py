"""The page of one clause."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from luoshi.office.archive import queries
from luoshi.web import links
from tests.web.conftest import GAZETTE, Look, words

DECREE = "云麓市人民政府令第31号"
WATER = "麓水发〔2025〕5号"


@pytest.mark.parametrize(
    "address",
    [
        f"{DECREE} 第十二条第（二）项",
        "云麓市人民政府令第31号第12条第（二）项",
        f"{DECREE}第十二条（二）",
    ],
)
def test_an_address_in_any_spelling(archive: Path, look: Look, address: str) -> None:
    page = look("/clauses/", address=address)
    assert words(page.xpath("//h1")[0]) == f"{DECREE} 第十二条第（二）项"


def test_a_clause_with_its_surroundings(archive: Path, look: Look) -> None:
    page = look("/clauses/", address=f"{DECREE} 第十二条第（二）项")
    crumbs = words(page.xpath("//nav[@class='crumbs']")[0])
    assert crumbs.index(DECREE) < crumbs.index("第十二条") < crumbs.index("第（二）项")
    row = queries.clause(f"{DECREE} 第十二条第（二）项")
    printed = (archive / f"{GAZETTE}.txt").read_text("utf-8").split("\n")
    shown = page.xpath("//ol[@class='lines']/li")
    assert [int(one.xpath("./a/text()")[0]) for one in shown] == list(
        range(row.first_line, row.last_line + 1)
    )
    assert words(shown[0].xpath("./span")[0]) == " ".join(printed[row.first_line - 1].split())
    [previous], [following] = page.xpath("//a[@rel='prev']"), page.xpath("//a[@rel='next']")
    assert "第（一）项" in words(previous)
    assert words(look(following.get("href")).xpath("//h1")[0]).endswith("第（三）项")
    citing = page.xpath("//section[@aria-labelledby='citing-title']")[0]
    assert "第十八条" in words(citing)


def test_what_a_clause_names(archive: Path, look: Look) -> None:
    page = look("/clauses/", address=f"{DECREE} 第十八条")
    [link] = page.xpath("//section[@aria-labelledby='names']//a")
    assert words(link) == f"{DECREE} 第十二条第（二）项"
    target = look(link.get("href").split("#")[0])
    assert "云麓市公共停车场管理办法" in words(target.xpath("//h1")[0])


def test_the_whole_text_is_one_link_away(archive: Path, look: Look) -> None:
    page = look("/clauses/", address=f"{DECREE} 第十二条")
    [whole] = page.xpath("//a[.='在全文中查看']/@href")
    assert "#" in whole
    assert DECREE in words(look(whole.split("#")[0]))


def test_every_clause_opens(archive: Path, client: Client) -> None:
    row = queries.document(WATER)
    for clause in queries.clauses(row):
        response = client.get(links.clause(clause.address))
        assert response.status_code == 200, clause.address


def test_front_matter_stands_on_the_page_of_its_issue(
    archive: Path, look: Look, client: Client
) -> None:
    front = next(row for row in queries.matter(queries.version(GAZETTE)) if row.own)
    [shown] = look(f"/gazettes/{GAZETTE}/").xpath("//*[@id=$id]", id=front.address)
    assert words(shown) == " ".join(front.own.split())
    # Every gazette has a 卷首1, so it is no address.
    assert client.get("/clauses/", {"address": front.address}).status_code == 404
    assert client.get("/clauses.json", {"address": front.address}).status_code == 404


def test_rows_open_too(archive: Path, look: Look) -> None:
    version = queries.version(GAZETTE)
    line = version.clauses.filter(kind="row", header=False).exclude(cells=None).first()
    assert line is not None
    page = look(links.clause(line.address))
    assert page.xpath("//table//td")


def test_the_twin_has_the_agreed_form(archive: Path, client: Client) -> None:
    found = client.get("/clauses.json", {"address": f"{DECREE} 第十二条"}).json()
    assert found["address"] == f"{DECREE} 第十二条"
    assert found["text"].startswith("第十二条")
    assert found["path"][0] == DECREE
    assert found["path"][-1] == "第十二条"
    assert len(found["lines"]) == 2
    assert {"address", "text", "lines"} <= found["children"][0].keys()
    assert found["kind"] == "article"
    assert found["references"]["in"]


def test_without_an_address_there_is_the_search(archive: Path, client: Client) -> None:
    assert client.get("/clauses/").headers["Location"] == "/search/"
    assert client.get("/clauses.json").status_code == 400
