"""HTML: a whole page, without script, in which nothing from outside is mark-up."""

from html.parser import HTMLParser
from urllib.parse import unquote

from luoshi.gazette.export import export
from luoshi.gazette.model import Document, Gazette
from tests.gazette.export.made import made

VOID = {"meta", "br"}
PAGE = "html|head|meta|title|style|body|header|nav|main|footer|section"
WORDS = "h1|h2|h3|h4|h5|h6|p|strong|cite|a|ul|li|table|tr|th|td|br"
ALLOWED = {*PAGE.split("|"), *WORDS.split("|")}


class Outline(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(unquote(value or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_pages_are_whole(shelf: list[tuple[Gazette, Document]]) -> None:
    for issue, document in [*shelf, made()]:
        text = export(issue, document, "html")
        page = Outline(text)
        assert text.startswith("<!DOCTYPE html>")
        assert not page.open, document.label
        assert page.tags <= ALLOWED, page.tags - ALLOWED
        assert not {name for name in page.attributes if name.startswith("on") or name == "style"}


def test_every_clause_has_an_anchor_and_every_link_one_to_lead_to(
    shelf: list[tuple[Gazette, Document]],
) -> None:
    for issue, document in shelf:
        page = Outline(export(issue, document, "html"))
        assert len(page.ids) == len(set(page.ids)) == len(list(document.walk()))
        assert set(page.links) <= {f"#{anchor}" for anchor in page.ids}


def test_words_from_outside_are_text() -> None:
    text = export(*made(), "html")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "default-src 'none'" in text


def test_what_is_damaged_is_said() -> None:
    assert "此处原文有损：错栏" in export(*made(), "html")
