"""The Atom feed of what came in last."""

from __future__ import annotations

from pathlib import Path

from django.test import Client
from lxml import etree

from luoshi.office.archive.models import Document
from tests.web.conftest import Look, words

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_the_newest_documents(archive: Path, client: Client, look: Look) -> None:
    response = client.get("/feed.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(response.content)
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == 14
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == 14
    links = [link.get("href", "") for link in feed.findall("a:entry/a:link", ATOM)]
    assert all(link.startswith("http://testserver/documents/") for link in links)
    title = entries[0].findtext("a:title", namespaces=ATOM) or ""
    page = look(links[0].removeprefix("http://testserver"))
    assert words(page.xpath("//h1")[0]) in title


def test_control_characters_do_not_break_it(archive: Path, client: Client) -> None:
    Document.objects.update(title="坏\x00\x1b\ufffe标题 <b> & ]]>")
    titles = etree.fromstring(client.get("/feed.atom").content).findall("a:entry/a:title", ATOM)
    assert all((title.text or "").endswith("坏标题 <b> & ]]>") for title in titles)


def test_an_empty_feed(db: None, client: Client) -> None:
    assert etree.fromstring(client.get("/feed.atom").content).findall("a:entry", ATOM) == []
