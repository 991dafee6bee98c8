import hashlib
import zlib
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from luoshi import gazette
from luoshi.office.archive import ingest as module
from luoshi.office.archive import queries
from luoshi.office.archive.ingest import Outcome, identity, ingest, preview, read_again, restore
from luoshi.office.archive.models import (
    Clause,
    ContentsEntry,
    Document,
    IndexState,
    Issue,
    Name,
    Original,
    Reference,
    Relation,
    Version,
)
from luoshi.office.archive.search import searcher

from .texts import FUNDS, PARKING, PARKING_OLD, gazette_bytes

EVERY_MODEL = (
    Issue, Version, Original, Document, Name, Clause, Reference, Relation, ContentsEntry,
)  # fmt: skip

FIRST = gazette_bytes(1, PARKING_OLD, PARKING)
CORRECTED = FIRST.replace("3.5元".encode(), "4.5元".encode())


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in EVERY_MODEL}


def words(text: str) -> list[str]:
    return [hit.clause.own for hit in searcher().search(text).hits]


def test_a_gazette_is_kept_whole(store: str) -> None:
    outcome = ingest(FIRST, "yunjiang-2024-1.txt")
    assert (outcome.state, outcome.label) == ("new", "新入档")
    issue, version = outcome.issue, outcome.version
    assert (issue.slug, issue.city, issue.year, issue.issue) == (
        "yunjiang-2024-1", "云江市", 2024, 1,
    )  # fmt: skip
    assert issue.label == "云江市人民政府公报 2024年第1期（总第41期）"
    assert (outcome.documents, version.ordinal, version.current) == (2, 1, True)
    assert outcome.clauses == version.clauses.count()
    assert version.sha256 == hashlib.sha256(FIRST).hexdigest()
    assert zlib.decompress(bytes(version.original.data)) == FIRST
    assert version.original.text == FIRST.decode()
    assert version.line_count == len(FIRST.decode().splitlines())


def test_what_is_stored_is_what_was_read(store: str) -> None:
    version = ingest(FIRST, "一期.txt").version
    read = gazette.read(FIRST, name="一期.txt")
    assert queries.gazette_value(version) == read
    for row, document in zip(queries.documents(), read.documents, strict=True):
        assert queries.value(row) == document


@pytest.mark.parametrize("source", ["specimen", "gazettes"])
def test_every_gazette_comes_back_from_its_rows(
    source: str, request: pytest.FixtureRequest, db: None
) -> None:
    folder: Path = request.getfixturevalue(source)
    for path in sorted(folder.glob("*.txt")):
        version = ingest(path.read_bytes(), path.name).version
        assert queries.gazette_value(version) == gazette.read(path.read_bytes(), name=path.name)


def test_the_same_bytes_change_nothing(store: str) -> None:
    first = ingest(FIRST, "yunjiang-2024-1.txt")
    before = counts()
    again = ingest(FIRST, "another name.txt")
    assert (again.state, again.version, again.issue) == ("unchanged", first.version, first.issue)
    assert (again.documents, again.clauses) == (first.documents, first.clauses)
    assert counts() == before


def test_a_corrected_text_becomes_the_version_in_use(store: str) -> None:
    first = ingest(FIRST, "yunjiang-2024-1.txt")
    second = ingest(CORRECTED, "yunjiang-2024-1-corrected.txt")
    assert second.state == "new version"
    assert second.issue == first.issue
    assert second.issue.slug == "yunjiang-2024-1"
    assert [(row.ordinal, row.current) for row in first.issue.versions.order_by("ordinal")] == [
        (1, False),
        (2, True),
    ]
    assert "4.5元" in queries.clause("云政办发〔2023〕12号 第三条").own
    assert not words("“3.5元”")
    assert len(words("“4.5元”")) == 1


def test_the_old_version_stays_readable(store: str) -> None:
    first = ingest(FIRST, "a.txt")
    ingest(CORRECTED, "b.txt")
    old = queries.version(first.issue.slug, 1)
    assert queries.gazette_value(old) == gazette.read(FIRST, name="a.txt")
    assert "3.5元" in "".join(line.text for line in queries.source_lines(old))
    row = old.documents.get(position=1)
    assert "3.5元" in "".join(clause.own for clause in queries.clauses(row))
    assert queries.document_by_id(row.id) == row


def test_an_old_text_again_does_not_come_back_into_use(store: str) -> None:
    ingest(FIRST, "a.txt")
    second = ingest(CORRECTED, "b.txt")
    assert ingest(FIRST, "a.txt").state == "unchanged"
    assert queries.issue(second.issue.slug).current == second.version


def test_an_old_version_can_be_put_back_into_use(store: str) -> None:
    first = ingest(FIRST, "a.txt")
    ingest(CORRECTED, "b.txt")
    restore(first.version)
    assert queries.issue(first.issue.slug).current == first.version
    assert not words("“4.5元”")
    assert len(words("“3.5元”")) == 1


def test_a_text_with_fewer_documents_does_not_replace_a_whole_one(store: str) -> None:
    first = ingest(FIRST, "a.txt")
    before = counts()
    fewer = gazette_bytes(1, PARKING)
    with pytest.raises(module.FewerDocuments, match="少1份文件") as caught:
        ingest(fewer, "b.txt")
    assert "--allow-fewer" in caught.value.remedy
    assert counts() == before
    second = ingest(fewer, "b.txt", allow_fewer=True)
    assert (second.state, second.documents) == ("new version", 1)
    assert ingest(FIRST, "a.txt").label == "未变化，在用的是第2版"
    restore(first.version)
    assert queries.issue(first.issue.slug).current == first.version


def test_the_index_starts_empty_where_the_archive_was_emptied(store: str) -> None:
    ingest(FIRST, "a.txt")
    for model in (*reversed(EVERY_MODEL), IndexState):
        model.objects.all().delete()
    ingest(FIRST, "a.txt")
    hits = searcher().search("“3.5元”")
    assert [hit.rank for hit in hits.hits] == [1]
    assert hits.total == 1


def test_another_issue_of_the_same_stem_gets_a_number(store: str) -> None:
    slugs = [ingest(gazette_bytes(number, FUNDS), "公报.txt").issue.slug for number in range(1, 4)]
    assert slugs == ["公报", "公报-2", "公报-3"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("jinan-2023-1.txt", "jinan-2023-1"),
        ("folder/Jinan 2023 (1).txt", "jinan-2023-1"),
        ("C:\\公报\\济南１期.txt", "济南1期"),
        ("..txt", "gazette"),
        ("<script>.txt", "script"),
        ("", "gazette"),
        ("长" * 300 + ".txt", "长" * 100),
    ],
)
def test_a_slug_is_a_safe_stem(name: str, slug: str, db: None) -> None:
    assert ingest(FIRST, name).issue.slug == slug


def test_what_makes_an_issue(specimen: Path) -> None:
    def key(data: bytes, name: str = "a.txt") -> str:
        return identity(gazette.read(data, name=name))

    assert key(FIRST) == key(CORRECTED, "b.txt")
    assert key(FIRST) != key(gazette_bytes(2, PARKING_OLD, PARKING))
    assert key(FIRST) != key(gazette_bytes(1, PARKING_OLD, PARKING, year=2023))
    assert key(FIRST) != key(gazette_bytes(1, PARKING_OLD, PARKING, place="云河市"))
    single = specimen / "yunlu-water-rules.txt"
    assert key(single.read_bytes()).startswith("document:")
    assert key(single.read_bytes()) == key(single.read_bytes() + b"\n\n", "other.txt")


def test_a_bad_text_leaves_the_archive_as_it_was(store: str) -> None:
    ingest(FIRST, "a.txt")
    before = counts()
    for bad in (b"", b"\x00\x01\x02" * 50, "没有文件的文字。".encode(), FIRST + b"\xff\xfe"):
        with pytest.raises(gazette.GazetteError):
            ingest(bad, "bad.txt")
        with pytest.raises(gazette.GazetteError):
            preview(bad, "bad.txt")
    assert counts() == before


@pytest.mark.parametrize("step", ["insert", "search.searcher"])
def test_a_fault_in_the_middle_leaves_nothing_behind(
    step: str, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(FIRST, "a.txt")
    before = counts()

    def break_off(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(f"luoshi.office.archive.ingest.{step}", break_off)
        with pytest.raises(RuntimeError):
            ingest(CORRECTED, "b.txt")
    assert counts() == before
    assert Version.objects.get().current
    assert len(words("“3.5元”")) == 1


def test_preview_keeps_nothing(store: str) -> None:
    found = preview(FIRST, "a.txt")
    assert (found.state, found.issue) == ("new", None)
    assert [document.number for document in found.gazette.documents] == [
        "云政办发〔2019〕8号",
        "云政办发〔2023〕12号",
    ]
    assert not any(counts().values())
    issue = ingest(FIRST, "a.txt").issue
    assert (preview(FIRST, "a.txt").state, preview(FIRST, "a.txt").issue) == ("unchanged", issue)
    found = preview(CORRECTED, "b.txt")
    assert (found.state, found.issue) == ("new version", issue)


def test_what_an_older_reader_read_is_read_again(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ingest(FIRST, "a.txt")
    old = ingest(CORRECTED, "b.txt")
    restore(first.version)
    before = counts()
    monkeypatch.setattr(gazette, "READER_VERSION", "next")
    assert preview(FIRST, "a.txt").state == "read again"
    again = ingest(FIRST, "a.txt")
    assert (again.state, again.version.id) == ("read again", first.version.id)
    assert [outcome.version.id for outcome in read_again()] == [old.version.id]
    assert counts() == before
    assert set(Version.objects.values_list("reader", flat=True)) == {"next"}
    assert queries.gazette_value(again.version) == gazette.read(FIRST, name="a.txt")
    assert len(words("“3.5元”")) == 1, "neither lost nor found twice"
    assert ingest(FIRST, "a.txt").state == "unchanged"


def test_the_index_is_made_again_when_the_segmenter_changes(store: str) -> None:
    ingest(FIRST, "a.txt")
    assert not searcher().refresh()
    IndexState.objects.update(signature="older")
    assert searcher().refresh()
    assert len(words("“3.5元”")) == 1
    assert not searcher().refresh()


def test_a_later_gazette_completes_earlier_references(store: str) -> None:
    second = ingest(gazette_bytes(2, FUNDS), "2.txt")
    funds = second.version.documents.get()
    assert [link.document for link in queries.references_out(funds)] == [None]
    ingest(FIRST, "1.txt")
    parking = queries.document("云政办发〔2023〕12号")
    assert [link.document for link in queries.references_out(funds)] == [parking]
    assert [link.reference.clause.address for link in queries.references_in(parking)] == [
        "云财建〔2024〕5号 二第一段"
    ]


def test_ingesting_takes_few_queries(
    store: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ingest(gazette_bytes(9, FUNDS), "9.txt")
    with django_assert_max_num_queries(40, connection=connection):
        ingest(FIRST, "a.txt")


def test_a_nul_is_refused_before_the_database_sees_it(store: str) -> None:
    data = b"\xff\xfe" + (FIRST.decode() + "\0").encode("utf-16-le")
    with pytest.raises(gazette.GazetteError):
        ingest(data, "a.txt")


def test_a_text_of_too_many_clauses_is_refused(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CLAUSES", 5)
    with pytest.raises(gazette.GazetteError, match="超过上限5个"):
        ingest(FIRST, "a.txt")
    assert not any(counts().values())


def test_outcomes_speak_chinese() -> None:
    assert set(module.STATE_LABELS) == {"new", "unchanged", "new version", "read again"}
    assert Outcome.label  # shown by every face
