"""Names of clauses: derived from the address, unique, and legal where they are used."""

import re

import pytest

from luoshi.gazette.export.places import anchors, eids
from luoshi.gazette.model import Document, Gazette
from tests.gazette.export.made import NUMBER, clause, made

EID = re.compile(
    r"[a-z]+(?:_[0-9a-z]+(?:-[0-9]+)*)?(?:__[a-z]+(?:_[0-9a-z]+(?:-[0-9]+)*)?)*(?:-\d+)?"
)


def test_every_clause_has_one_of_its_own(shelf: list[tuple[Gazette, Document]]) -> None:
    for _, document in [*shelf, made()]:
        addresses = [one.address for one in document.walk()]
        for found in (eids(document), anchors(document)):
            assert list(found) == addresses
            assert len(set(found.values())) == len(addresses)
        assert not [eid for eid in eids(document).values() if not EID.fullmatch(eid)]
        assert not [anchor for anchor in anchors(document).values() if re.search(r"\s", anchor)]


@pytest.mark.parametrize(
    ("address", "eid", "anchor"),
    [
        ("第十五条第（三）项", "art_15__item_3", "第十五条第（三）项"),
        ("第十五条之一第二款", "art_15-1__para_2", "第十五条之一第二款"),
        ("第二编第一章第三节", "book_2__chp_1__sec_3", "第二编第一章第三节"),
        ("三（二）4", "point_3__point_2__point_4", "三（二）4"),
        ("4.3.3.2（1）", "point_4-3-3-2__point_1", "4.3.3.2（1）"),
        ("附件2 表1 行7", "att_2__table_1__row_7", "附件2_表1_行7"),
        ("附件 名单1 第3人", "att__roster_1__person_3", "附件_名单1_第3人"),
        ("第三段（重2）", "para_3__again_2", "第三段（重2）"),
        ("㉑", "point_21", "㉑"),
        ("没有编号的话", "matter", "没有编号的话"),
    ],
)
def test_the_form_follows_the_address(address: str, eid: str, anchor: str) -> None:
    _, document = made()
    one = clause("matter", address, "甲")
    document = type(document)(**{**fields(document), "clauses": (one,)})
    assert eids(document) == {f"{NUMBER} {address}": eid}
    assert anchors(document) == {f"{NUMBER} {address}": anchor}


def fields(document: Document) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.__slots__}
