"""References: every 《…》, 文号 and inner reference, where it leads and what it says."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from luoshi import gazette
from luoshi.gazette.model import Document, Reference
from tests.gazette.truth import read

LAW = """云麓市试验条例

（2024年10月30日云麓市第九届人民代表大会常务委员会第十四次会议通过）

第一章 总 则

第一条 为了试验，根据《中华人民共和国水法》，制定本条例。

第二条 下列行为适用本条例：

（一）取水；

（二）用水。

在前款规定以外的，从其规定。

前两款的具体办法由市人民政府规定。

第二章 责 任

第三条 违反本条例第二条第一款第（二）项规定的，责令改正；依照《中华人民共和国水法》第三十九条处罚。

第四条 前条规定的处罚由水行政部门决定。本条第一款适用于本章。

第五条 本条例自2025年1月1日起施行。《云麓市旧条例》（市政府令第9号）同时废止。
"""


@pytest.fixture
def law() -> Document:
    return gazette.read(LAW).documents[0]


def found(document: Document, text: str) -> Reference:
    return next(r for r in document.references if r.text == text)


def label(document: Document, text: str) -> str:
    return (found(document, text).address or "").removeprefix(f"{document.label} ")


def test_inner_references_lead_to_clauses(law: Document) -> None:
    assert label(law, "本条例第二条第一款第（二）项") == "第二条第（二）项"
    assert label(law, "前款") == "第二条"
    assert label(law, "前条") == "第三条"
    assert label(law, "本条第一款") == "第四条"
    assert label(law, "本章") == "第二章"


def test_an_article_of_another_law_is_not_ours(law: Document) -> None:
    reference = found(law, "第三十九条")
    assert reference.title == "中华人民共和国水法"
    assert reference.address is None


def test_relations(law: Document) -> None:
    relations = {(r.relation, r.number or r.title) for r in law.references if r.title}
    assert ("based_on", "中华人民共和国水法") in relations
    assert any(relation == "repeals" for relation, _ in relations)
    assert law.repeals == ("市政府令第9号",)
    assert law.based_on == ("中华人民共和国水法",)


def test_places_of_references_are_exact(specimen: Path) -> None:
    for document in read(specimen / "yunlu-2025-2.txt").documents:
        clauses = {clause.address: clause for clause in document.walk()}
        for reference in document.references:
            own = clauses[reference.clause].own
            assert own[reference.start : reference.end] == reference.text


def test_references_between_documents(specimen: Path) -> None:
    documents = read(specimen / "yunlu-2025-2.txt").documents
    numbers = {document.number for document in documents}
    targets = {
        (document.number, reference.number)
        for document in documents
        for reference in document.references
        if reference.number in numbers and reference.number != document.number
    }
    assert ("麓政办函〔2025〕31号", "麓政发〔2025〕7号") in targets
    assert ("麓水发〔2025〕5号", "岚政办发〔2025〕11号") in targets


def test_short_names_stand_for_the_document() -> None:
    body = (
        "云麓市人民政府关于做好试验工作的通知\n\n麓政发〔2025〕9号\n\n各县（区）人民政府：\n\n"
        "根据《岚江省试验条例》（以下简称《条例》），现通知如下。\n\n一、要求\n\n严格执行《条例》第三条。\n"
    )
    references = gazette.read(body).documents[0].references
    assert [r.title for r in references] == ["岚江省试验条例", "岚江省试验条例", "岚江省试验条例"]


@pytest.mark.gazettes
def test_real_references(gazettes: Path) -> None:
    documents = {d.number: d for d in read(gazettes / "shuozhou-2023-6.txt").documents}
    presale = documents["朔住建发〔2023〕65号"]
    assert label(presale, "本办法第十八条") == "第十八条"
    assert not [r for r in presale.references if r.text in ("本项", "本章")]
    fund = {d.number: d for d in read(gazettes / "qingdao-2020-autumn.txt").documents}[
        "青政办发〔2020〕12号"
    ]
    assert label(fund, "本办法第十一条第一款第（三）项") == "第十一条第（三）项"


@pytest.mark.gazettes
def test_a_gap_between_two_rules(gazettes: Path) -> None:
    documents = {d.number: d for d in read(gazettes / "shuozhou-2023-6.txt").documents}
    subsidy = documents["朔财投〔2023〕27号"]
    states = {
        day: gazette.status_on(subsidy, day).state
        for day in (
            date(2023, 12, 20),
            date(2023, 12, 21),
            date(2024, 1, 15),
            date(2024, 1, 31),
            date(2024, 2, 1),
            date(2027, 1, 31),
            date(2027, 2, 1),
        )
    }
    assert list(states.values()) == [
        "not yet", "gap", "gap", "gap", "in force", "in force", "expired",
    ]  # fmt: skip
    gap = gazette.status_on(subsidy, date(2024, 1, 15))
    assert gap.clause == "朔财投〔2023〕27号 第二十一条"
    assert "朔财投〔2022〕15号" in gap.reason


def test_repealed_by_another(specimen: Path) -> None:
    documents = read(specimen / "yunlu-2025-2.txt").documents
    law = gazette.read(LAW).documents[0]
    later = LAW.replace("云麓市试验条例", "云麓市新试验条例").replace(
        "2024年10月30日", "2025年10月30日"
    )
    later = later.replace(
        "自2025年1月1日起施行。《云麓市旧条例》（市政府令第9号）",
        "自2026年3月1日起施行。《云麓市试验条例》",
    )
    new = gazette.read(later).documents[0]
    assert gazette.status_on(law, date(2026, 2, 28), [new, *documents]).state == "in force"
    ended = gazette.status_on(law, date(2026, 3, 1), [new, *documents])
    assert ended.state == "repealed"
    assert ended.clause == f"{new.label} 第五条"


def test_a_silent_document_says_so(specimen: Path) -> None:
    documents = read(specimen / "yunlu-2025-2.txt").documents
    reply = next(d for d in documents if d.kind == "reply")
    status = gazette.status_on(reply, date(2026, 1, 1))
    assert status.state == "not stated"
    assert "未写明" in status.reason


def test_a_document_without_dates_is_not_older_than_its_number(specimen: Path) -> None:
    documents = read(specimen / "yunlu-2025-2.txt").documents
    undated = replace(
        next(d for d in documents if d.number == "麓政办字〔2025〕23号"),
        signed=None, issued=None, effective=None, expires=None,
    )  # fmt: skip
    assert gazette.status_on(undated, date(2024, 12, 31)).state == "not yet"
    assert gazette.status_on(undated, date(2025, 1, 1)).state == "not stated"
