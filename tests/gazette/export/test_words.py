"""Taking a clause's words apart loses nothing and keeps references in their place."""

import pytest

from luoshi.gazette.export.words import References, clean, gap, plain, words
from luoshi.gazette.model import Document, Gazette
from tests.gazette.export.made import NUMBER, clause, made


def bare(text: str) -> str:
    return "".join(text.split())


def test_the_pieces_are_exactly_the_words(shelf: list[tuple[Gazette, Document]]) -> None:
    for _, document in [*shelf, made()]:
        references = References(document)
        for one in document.walk():
            parts = words(one, references)
            pieces = plain(parts.mark) + plain(parts.heading) + "".join(map(plain, parts.blocks))
            assert bare(pieces) == bare(clean(one.own)), one.address


def test_a_mark_is_found_in_any_width_and_spacing() -> None:
    references = References(made()[1])
    parts = words(clause("item", "甲", "(一) 取水", mark="（一）"), references)
    assert (plain(parts.mark), [plain(b) for b in parts.blocks]) == ("(一)", ["取水"])
    parts = words(
        clause("chapter", "乙", "第 一 章  总 则", mark="第一章", heading="总则"), references
    )
    assert (plain(parts.mark), plain(parts.heading)) == ("第 一 章", "总 则")


def test_words_that_lead_to_a_list_are_no_heading() -> None:
    one = clause("article", "甲", "第三条 下列用语：", mark="第三条", heading="下列用语：")
    parts = words(one, References(made()[1]))
    assert (plain(parts.heading), plain(parts.blocks[0])) == ("", "下列用语：")


def test_references_stand_where_they_are_printed() -> None:
    document = made()[1]
    one = next(c for c in document.walk() if c.address == f"{NUMBER} 第一条")
    (block,) = words(one, References(document)).blocks
    assert [run.text for run in block if run.reference] == ["《中华人民共和国水法》"]


@pytest.mark.parametrize(
    ("mark", "between"), [("一、", ""), ("（一）", ""), ("第一章", " "), ("", "")]
)
def test_what_stands_behind_a_mark(mark: str, between: str) -> None:
    assert gap(mark) == between
