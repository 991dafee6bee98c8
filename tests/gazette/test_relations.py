"""What the five gazettes say of other documents, and their headings: tables made by reading."""

from pathlib import Path

import pytest

from bench.tools.texts import GAZETTES
from luoshi import gazette
from luoshi.gazette.model import Document
from tests.gazette.truth import read

pytestmark = pytest.mark.gazettes

AMENDED = {("朔政办发〔2023〕37号", "朔政办发〔2020〕59号")}
REPEALED = {
    ("青政办发〔2020〕12号", "青政办发〔2015〕17号"),
    ("朔政办发〔2023〕37号", "朔政办发〔2020〕59号"),
    ("朔住建发〔2023〕65号", "朔住建发〔2021〕107号"),
    ("朔住建发〔2023〕65号", "朔住建发〔2022〕104号"),
    ("朔金融办发〔2023〕21号", "朔金融办发〔2022〕22号"),
    ("朔财投〔2023〕26号", "朔财投〔2022〕16号"),
    ("朔财投〔2023〕27号", "朔财投〔2022〕15号"),
    ("国办发〔2023〕33号", None),
}
HEADINGS_BEFORE_TEXT = [
    *[("《政府工作报告》", f"三（{n}）") for n in "一二三四五六七八九十"],
    *[("威政办字〔2023〕35号", f"1.5.{n}") for n in range(1, 5)],
    *[("威文政办发〔2024〕5号", f"三（{n}）") for n in "一三五"],
    ("朔政办发〔2023〕37号", "4.2.2（3）③"),
]


@pytest.fixture
def documents(gazettes: Path) -> dict[str, Document]:
    return {d.label: d for name in GAZETTES for d in read(gazettes / f"{name}.txt").documents}


def related(documents: dict[str, Document], relation: str) -> set[tuple[str, str | None]]:
    return {
        (document.label, reference.number)
        for document in documents.values()
        for reference in document.references
        if reference.relation == relation
    }


def test_repeals_and_amendments(documents: dict[str, Document]) -> None:
    assert related(documents, "amends") == AMENDED
    assert related(documents, "repeals") == REPEALED


def test_what_a_document_issues_is_its_own_text(documents: dict[str, Document]) -> None:
    issued = related(documents, "issues")
    assert all(issuer == number for issuer, number in issued)
    named = {d.label for d in documents.values() if d.inner_title and "《" in d.clauses[0].own}
    assert named - {issuer for issuer, _ in issued} == set()
    for document in documents.values():
        for reference in document.references:
            if reference.relation == "issues":
                assert reference.address == f"{document.label} 正文"


@pytest.mark.parametrize(("label", "path"), HEADINGS_BEFORE_TEXT)
def test_headings_are_not_drawn_into_the_text(
    documents: dict[str, Document], label: str, path: str
) -> None:
    address = gazette.parse_address(f"{label} {path}")
    clause = gazette.resolve(documents[label], address.path)
    assert clause.heading
    assert len(clause.own) < 45
    assert clause.children


@pytest.mark.parametrize(
    ("label", "clause", "number", "title"),
    [
        ("朔财投〔2023〕27号", "第九条", "国发〔2010〕32号", None),
        ("朔财投〔2023〕27号", "第九条", None, "战略性新兴产业分类（2018）"),
        ("朔财投〔2023〕27号", "第七条", "工信部联企业〔2011〕300号", None),
        ("朔住建发〔2023〕65号", "第二十六条第二款", "法〔2022〕12号", None),
        ("青政办发〔2020〕12号", "第十七条", None, None),
    ],
)
def test_references_end_where_the_name_ends(
    documents: dict[str, Document], label: str, clause: str, number: str | None, title: str | None
) -> None:
    found = [r for r in documents[label].references if r.clause == f"{label} {clause}"]
    if number or title:
        assert any((number, title) in ((r.number, title), (number, r.title)) for r in found)
    assert all("》" not in r.text[:-12] or r.text.count("《") == 1 or "〈" in r.text for r in found)


@pytest.mark.parametrize(
    ("label", "leads", "members"),
    [
        ("青政发〔2020〕12号", 3, 25),
        ("青政办字〔2020〕82号", 3, 10),
        ("青政办发〔2020〕17号", 3, 26),
    ],
)
def test_roles_of_two_columns(
    documents: dict[str, Document], label: str, leads: int, members: int
) -> None:
    people = [c.person for c in documents[label].walk() if c.person]
    assert sum(person.role == "成员" for person in people) == members
    assert sum(person.role not in ("", "成员") for person in people) == leads
