"""Markdown: to be read by people and by every reader of Markdown alike."""

import re

from markdown_it import MarkdownIt

from luoshi.gazette.export import export
from luoshi.gazette.export.markdown import escape
from luoshi.gazette.model import Document, Gazette
from tests.gazette.export.made import HOSTILE, made

TAGS = re.compile(r"<[^>]*>")


def page(text: str) -> str:
    return MarkdownIt("commonmark").enable("table").render(text)


def test_words_are_never_mark_up() -> None:
    for words in (
        HOSTILE,
        "1. 一",
        "- 一",
        "+ 一",
        "# 一",
        "=== ",
        "12) 一",
        "> 一",
        "~~~",
        "&lt;",
    ):
        shown = page(escape(words))
        assert shown.startswith("<p>"), (words, shown)
        assert "<script" not in shown
        assert not re.search(r"<(?:em|strong|code|a |h1|li|blockquote|hr)", shown)


def test_marks_are_set_off(decree: tuple[Gazette, Document]) -> None:
    shown = page(export(*decree, "md"))
    assert "<strong>第一条</strong> " in shown
    assert "<h3>" in shown
    assert "**" not in TAGS.sub("", shown)


def test_headings_that_run_on_stay_in_their_sentence(shelf: list[tuple[Gazette, Document]]) -> None:
    for issue, document in shelf:
        assert "**" not in TAGS.sub("", page(export(issue, document, "md"))), document.label


def test_references_lead_to_anchors_that_are_there() -> None:
    text = export(*made(), "md")
    assert "[第一条](#%E7%AC%AC%E4%B8%80%E6%9D%A1)" in text
    assert '<a id="第一条"></a>' in text


def test_tables_are_tables() -> None:
    shown = page(export(*made(), "md"))
    assert shown.count("<table>") == 1
    assert re.findall(r"<th>(?:<a [^>]*></a>)?([^<]*)</th>", shown) == ["项目", "收费"]
    assert shown.count("<td>") == 2
    assert "此处原文有损：错栏" in shown
