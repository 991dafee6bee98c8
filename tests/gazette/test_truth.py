"""All documents of the five gazettes and of the specimen, held against tables made by reading."""

import re
from pathlib import Path

import pytest

from bench.tools.texts import GAZETTES
from luoshi.gazette.model import Clause, Document, Gazette
from tests.gazette.truth import day, gazette_table, plain, read, tables

SPECIMENS = ("yunlu-2025-2", "yunlu-water-rules")
NAMES = [pytest.param(name, marks=pytest.mark.gazettes) for name in GAZETTES] + list(SPECIMENS)
COUNTS = {
    "jinan-2023-1": 8,
    "qingdao-2020-autumn": 16,
    "shuozhou-2023-6": 19,
    "weihai-wendeng-2023-4": 5,
    "weihai-wendeng-2024-3": 7,
    "yunlu-2025-2": 13,
    "yunlu-water-rules": 1,
}
TEXTS = (
    "number",
    "title",
    "inner_title",
    "stand_in",
    "level",
    "kind",
    "interpreter",
    "registration",
)
LISTS = ("issuers", "recipients")
SETS = ("repeals", "based_on")
DATES = ("adopted", "signed", "issued", "effective", "expires")


@pytest.fixture(params=NAMES)
def issue(request: pytest.FixtureRequest, specimen: Path) -> Gazette:
    name: str = request.param
    folder = specimen if name in SPECIMENS else request.getfixturevalue("gazettes")
    return read(folder / f"{name}.txt")


def test_five_gazettes_hold_55_documents() -> None:
    assert sum(COUNTS[name] for name in GAZETTES) == 55


def test_none_merged_none_split(issue: Gazette) -> None:
    truth = tables(issue.name)
    assert len(issue.documents) == COUNTS[issue.name] == len(truth)
    got = [(document.number, list(document.lines)) for document in issue.documents]
    assert got == [(row["number"], row["lines"]) for row in truth]


def test_facts(issue: Gazette) -> None:
    wrong: list[str] = []
    for document, row in zip(issue.documents, tables(issue.name), strict=True):
        for key in (*TEXTS, *LISTS):
            got, want = plain(getattr(document, key)), plain(row[key])
            if got != want:
                wrong.append(f"{document.label} {key}: {got} instead of {want}")
        for key in SETS:
            got, want = sorted(plain(getattr(document, key))), sorted(plain(row[key]))
            if got != want:
                wrong.append(f"{document.label} {key}: {got} instead of {want}")
        for key in DATES:
            got, want = getattr(document, key), day(row[key])
            if got != want:
                wrong.append(f"{document.label} {key}: {got} instead of {want}")
    assert not wrong


def test_effective_clause_stands_where_it_was_read(issue: Gazette) -> None:
    for document, row in zip(issue.documents, tables(issue.name), strict=True):
        if not row["effective_lines"]:
            continue
        clause = next(c for c in document.walk() if c.address == document.effective_clause)
        first, last = row["effective_lines"]
        assert clause.lines[0] <= first <= last <= clause.lines[1], document.label


def test_outline(issue: Gazette) -> None:
    wrong: list[str] = []
    for document, row in zip(issue.documents, tables(issue.name), strict=True):
        got = outline(document)
        wrong += [
            f"{document.label} {mark}: {got.get(mark, 0)} instead of {count}"
            for mark, count in row["outline"].items()
            if got.get(mark, 0) != count
        ]
    assert not wrong


def outline(document: Document) -> dict[str, int]:
    """How many marks of each kind stand as structure; a repeated passage counts once."""
    forms = {
        r"第.+编": "编", r"第.+章": "章", r"第.+节": "节", r"第.+条.*": "条",
        r"[一二三四五六七八九十百]+、": "一、", r"（[一二三四五六七八九十百]+）": "（一）", r"\d+\.": "1.",
        r"\d+(\.\d+)+": "1.1", r"\d+": "1", r"（\d+）": "（1）", r"[①-⑳]": "①",
    }  # fmt: skip
    counts: dict[str, int] = {}
    for clause in document.walk():
        if not clause.mark or any("重复段落" in damage for damage in clause.damages):
            continue
        form = next((name for form, name in forms.items() if re.fullmatch(form, clause.mark)), "?")
        counts[form] = counts.get(form, 0) + 1
    return counts


def test_articles_stand_in_order(issue: Gazette) -> None:
    for document, row in zip(issue.documents, tables(issue.name), strict=True):
        articles = [clause for clause in document.walk() if clause.kind == "article"]
        assert len(articles) == row["articles"], document.label
        numbers = [chinese(clause) for clause in articles]
        assert numbers == list(range(1, len(numbers) + 1)), document.label


def chinese(article: Clause) -> int:
    from luoshi.gazette.numerals import to_int

    return to_int(article.label.removeprefix("第").removesuffix("条")) or 0


@pytest.mark.gazettes
@pytest.mark.parametrize(
    ("name", "number", "count"),
    [
        ("jinan-2023-1", "济南市人民政府令第277号", 42),
        ("qingdao-2020-autumn", "青政办发〔2020〕12号", 34),
        ("shuozhou-2023-6", "朔住建发〔2023〕65号", 32),
        ("qingdao-2020-autumn", "青岛市人民政府令第280号", 26),
        ("qingdao-2020-autumn", "青岛市人民政府令第279号", 17),
        ("shuozhou-2023-6", "朔财投〔2023〕26号", 22),
    ],
)
def test_rule_books_are_complete(gazettes: Path, name: str, number: str, count: int) -> None:
    document = next(d for d in read(gazettes / f"{name}.txt").documents if d.number == number)
    assert [chinese(c) for c in document.walk() if c.kind == "article"] == list(range(1, count + 1))


def test_tables_and_rosters(issue: Gazette) -> None:
    for document, row in zip(issue.documents, tables(issue.name), strict=True):
        found = [clause for clause in document.walk() if clause.kind == "table"]
        rows = [sum(not r.header for r in table.children) for table in found]
        assert rows == [table["rows"] for table in row["tables"]], document.label
        people = {
            name
            for clause in document.walk()
            if clause.person
            for name in clause.person.name.split("、")
        }
        assert len(people) == sum(roster["people"] for roster in row["rosters"]), document.label


def test_attachments(issue: Gazette) -> None:
    for document, row in zip(issue.documents, tables(issue.name), strict=True):
        got = [(plain(a.title), a.printed) for a in document.attachments]
        assert got == [(plain(a["title"]), a["printed"]) for a in row["attachments"]], (
            document.label
        )
        for attachment, wanted in zip(document.attachments, row["attachments"], strict=True):
            if wanted["lines"] and attachment.lines:
                assert attachment.lines[0] == wanted["lines"][0], document.label


@pytest.mark.parametrize("name", [n for n in NAMES if n != "yunlu-water-rules"])
def test_masthead_and_contents(name: str, request: pytest.FixtureRequest, specimen: Path) -> None:
    folder = specimen if name in SPECIMENS else request.getfixturevalue("gazettes")
    issue, truth = read(folder / f"{name}.txt"), gazette_table(name)
    for key in ("title", "city", "year", "issue", "total_issue", "publisher"):
        assert (plain(getattr(issue, key)) or None) == plain(truth[key]), key
    assert issue.published == day(truth["published"])
    assert len(issue.contents) == len(truth["contents"])
    for entry, row in zip(issue.contents, truth["contents"], strict=True):
        assert plain(entry.title) == plain(row["title"])
        assert entry.number == row["number"]
        assert entry.page == (None if row["page"] is None else str(row["page"]))
        assert plain(entry.column) == plain(row["column"])
        assert list(entry.lines) == row["lines"]


@pytest.mark.gazettes
def test_contents_against_body(gazettes: Path, specimen: Path) -> None:
    issue = read(gazettes / "weihai-wendeng-2023-4.txt")
    found = [(d.kind, d.contents, d.body) for d in issue.disagreements]
    assert found == [("文号不同", "鲁政办字〔2023〕185号", "鲁政办发〔2023〕185号")]
    assert not read(gazettes / "weihai-wendeng-2024-3.txt").disagreements
    assert not read(gazettes / "jinan-2023-1.txt").disagreements
    kinds = [d.kind for d in read(specimen / "yunlu-2025-2.txt").disagreements]
    assert sorted(set(kinds)) == sorted({"文号不同", "标题不同", "次序不同"})
    assert kinds.count("文号不同") == kinds.count("次序不同") == 1
