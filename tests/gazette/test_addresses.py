"""Addresses: stable, unique, and found again as people write them."""

from pathlib import Path

import pytest

from bench.tools.texts import GAZETTES
from luoshi import gazette
from luoshi.gazette.errors import AddressError
from luoshi.gazette.model import Document
from tests.gazette.truth import read

SPECIMENS = ("yunlu-2025-2", "yunlu-water-rules")
NAMES = [pytest.param(name, marks=pytest.mark.gazettes) for name in GAZETTES] + list(SPECIMENS)


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_is_found_by_its_address(
    name: str, request: pytest.FixtureRequest, specimen: Path
) -> None:
    folder = specimen if name in SPECIMENS else request.getfixturevalue("gazettes")
    issue = read(folder / f"{name}.txt")
    addresses = [clause.address for clause in issue.walk()]
    assert len(addresses) == len(set(addresses))
    for document in issue.documents:
        for clause in document.walk():
            address = gazette.parse_address(clause.address)
            assert address.document == (document.number or document.title)
            assert gazette.resolve(document, address.path) is clause, clause.address


@pytest.fixture
def parking(specimen: Path) -> Document:
    documents = read(specimen / "yunlu-2025-2.txt").documents
    return next(d for d in documents if d.number == "云麓市人民政府令第31号")


@pytest.fixture
def presale(gazettes: Path) -> Document:
    documents = read(gazettes / "shuozhou-2023-6.txt").documents
    return next(d for d in documents if d.number == "朔住建发〔2023〕65号")


@pytest.mark.parametrize(
    "written",
    [
        "朔住建发〔2023〕65号 第十五条第（三）项",
        "朔住建发(2023)65号第15条(三)",
        "朔住建发 [2023] 65 号 第 15 条 第 3 项",
        "朔住建发【2023】65号第十五条（三）",
        "朔住建發〔2023〕65號 第十五條第（三）項",
        "朔住建发２０２３６５号第十五条（三）".replace("２０２３６５", "〔２０２３〕６５"),
        "朔住建发2023年65号 15条三项",
        "朔住建发〔2023〕65号 第三章 第十五条 第（三）项",
    ],
)
def test_as_people_write_it(presale: Document, written: str) -> None:
    address = gazette.parse_address(written)
    assert address.document == "朔住建发〔2023〕65号"
    clause = gazette.resolve(presale, address.path)
    assert clause.address == "朔住建发〔2023〕65号 第十五条第（三）项"
    assert clause.lines == (1711, 1711)


def test_first_paragraph_of_an_article_is_the_article(presale: Document) -> None:
    clause = gazette.resolve(presale, gazette.parse_address("朔住建发〔2023〕65号第14条第1款").path)
    assert clause.label == "第十四条"
    third = gazette.resolve(presale, ("第十四条", "第三款"))
    assert third.lines == (1706, 1706)


@pytest.mark.gazettes
@pytest.mark.parametrize(
    ("name", "written", "line"),
    [
        ("shuozhou-2023-6", "朔政办发〔2023〕36号 二（二）4", 819),
        ("shuozhou-2023-6", "朔政办发〔2023〕37号 4.2.3（3）①", 1157),
        ("weihai-wendeng-2023-4", "威政办字〔2023〕35号 4.3.3.2（1）", 936),
        ("shuozhou-2023-6", "朔财投〔2023〕26号 附件 表1 行7", 1981),
        ("qingdao-2020-autumn", "青政发〔2020〕13号 附件 表1 行77", 453),
        ("qingdao-2020-autumn", "青岛市人民政府令第279号 第七条第（二）项", 41),
        ("qingdao-2020-autumn", "青岛市人民政府令第279号 第七条第二款", 43),
        ("jinan-2023-1", "济政办发〔2022〕11号 附件 三", 847),
        ("jinan-2023-1", "济政办发〔2022〕12号 一（三）", 879),
        ("shuozhou-2023-6", "《朔州市人民政府关于任子纲等职务任免的通知》 名单1 第1人", 2096),
    ],
)
def test_addresses_of_all_forms(gazettes: Path, name: str, written: str, line: int) -> None:
    issue = read(gazettes / f"{name}.txt")
    address = gazette.parse_address(written)
    document = next(d for d in issue.documents if address.document in (d.number, d.title))
    assert gazette.resolve(document, address.path).lines[0] == line


def test_title_as_document(parking: Document) -> None:
    address = gazette.parse_address("《云麓市公共停车场管理办法》第3条第2项")
    assert address.document == parking.title
    assert gazette.resolve(parking, address.path).label == "第（二）项"


@pytest.mark.parametrize("written", ["", "第十五条", "随便写的文字", "朔住建发〔2023〕65号 @@"])
def test_no_address(written: str) -> None:
    with pytest.raises(AddressError) as error:
        gazette.parse_address(written)
    assert "请" in str(error.value)


def test_no_such_clause(parking: Document) -> None:
    with pytest.raises(AddressError, match="没有“第九十九条”"):
        gazette.resolve(parking, ("第九十九条",))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("朔政发 [2023] 43号", "朔政发〔2023〕43号"),
        ("（国办发(2017)7号）", "国办发〔2017〕7号"),
        ("根据国发〔2023〕15 号文件", "国发〔2023〕15号"),
        ("青岛市人民政府令 第279号", "青岛市人民政府令第279号"),
        ("国务院令第724号", "国务院令第724号"),
        ("没有文号", None),
    ],
)
def test_one_spelling_of_numbers(written: str, number: str | None) -> None:
    assert gazette.canonical_number(written) == number
