import random
from contextlib import suppress
from datetime import date
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from luoshi.office.archive import bulk, queries
from luoshi.office.archive.ingest import Outcome, ingest
from luoshi.office.archive.models import Clause, Version
from luoshi.office.archive.queries import Filters
from luoshi.office.archive.search import QueryError, searcher
from luoshi.office.archive.search.words import characters

from .texts import FUNDS, gazette_bytes

Archive = tuple[Outcome, Outcome]
OLD, NEW, MONEY = "云政办发〔2019〕8号", "云政办发〔2023〕12号", "云财建〔2024〕5号"


def find(text: str, filters: Filters | None = None) -> list[str]:
    return [hit.address for hit in searcher().search(text, filters or Filters()).hits]


def marked(text: str) -> list[str]:
    (hit,) = searcher().search(text).hits
    return [part.text for part in hit.parts if part.marked]


def test_words_are_found_wherever_they_stand(archive: Archive) -> None:
    assert find("挤占 挪用") == [f"{MONEY} 一（一）"]
    assert find("挪用，挤占") == [f"{MONEY} 一（一）"]
    assert find("对账") == [f"{MONEY} 一（二）"]


def test_every_word_must_occur(archive: Archive) -> None:
    assert find("挪用 对账") == []
    assert find("挪用") != []


def test_long_words_are_found_by_the_short_ones_inside_them(archive: Archive) -> None:
    whole = set(find("停车场"))
    assert whole
    assert whole <= set(find("停车"))


def test_headings_and_titles_come_first(archive: Archive) -> None:
    found = find("资金监管")
    assert found[0] == f"{MONEY} 标题"
    assert found[1] == f"{MONEY} 第一段"
    assert find("收费")[0] == f"{NEW} 第二章"


def test_what_was_typed_in_one_piece_comes_first(store: str) -> None:
    apart = FUNDS.replace("二、落实收费政策", "二、资金专用账户由财政监管")
    ingest(gazette_bytes(2, apart), "2.txt")
    found = find("资金监管")
    assert found.index(f"{MONEY} 第一段") < found.index(f"{MONEY} 二")


@pytest.mark.parametrize(
    "phrase", ["“每季度对账”", '"每季度对账"', "「每季度对账」", "“季度对”", '"每季度 对账一次。"']
)
def test_a_phrase_is_exact(phrase: str, archive: Archive) -> None:
    assert find(phrase) == [f"{MONEY} 一（二）"]


def test_a_phrase_is_not_found_in_another_order(archive: Archive) -> None:
    assert find("“对账季度”") == []
    assert find("“财政局每季度”") == [], "a word stands between"
    assert find("“对账” “财政局”") == [f"{MONEY} 一（二）"]
    assert find("“对账” 财政局") == [f"{MONEY} 一（二）"]
    assert find("“对账” 挪用") == []


@pytest.mark.parametrize("query", ["税", "“税”", "增值税", "個稅", "“值税依”"])
def test_one_character_and_parts_of_words(query: str, archive: Archive) -> None:
    assert find(query) == [f"{MONEY} 二第一段"]


@pytest.mark.parametrize("query", ["3.5", "３．５元", "“3.5元”", "不得超过3.5元"])
def test_numbers(query: str, archive: Archive) -> None:
    assert find(query) == [f"{NEW} 第三条"]


def test_numbers_are_not_found_inside_others(archive: Archive) -> None:
    assert find("5元") == []
    assert find("35") == []
    assert find("“35元”") == []


def test_traditional_characters(store: str) -> None:
    ingest(gazette_bytes(2, FUNDS.replace("严禁挤占挪用", "嚴禁擠佔挪用")), "2.txt")
    for query in ("严禁 挪用", "嚴禁 挪用", "“嚴禁挤占”", "“严禁擠佔”"):
        assert find(query) == [f"{MONEY} 一（一）"], query


@pytest.mark.parametrize(
    "query", [NEW, "云政办发[2023]12号", "云政办发 (2023) 12 号", "雲政辦發〔2023〕１２号"]
)
def test_a_number_finds_its_document_then_who_cites_it(query: str, archive: Archive) -> None:
    found = find(query)
    assert found[0] == f"{NEW} 标题"
    assert found[1] == f"{MONEY} 二第一段"
    assert f"{NEW} 文号" in found
    assert OLD not in " ".join(found)


def test_a_number_that_no_document_bears_finds_who_cites_it(archive: Archive) -> None:
    other = "海政发〔2001〕3号"
    ingest(gazette_bytes(5, FUNDS.replace(NEW, other), place="海州市"), "5.txt")
    assert find(other) == [f"{MONEY} 二第一段"]


def test_a_number_among_words(archive: Archive) -> None:
    assert find("停车收费 云政办发[2023]12号") == [f"{MONEY} 二第一段"]
    assert find("对账 云政办发[2023]12号") == []


def test_a_title_finds_its_document_first(archive: Archive) -> None:
    found = find("《云江市公共停车场管理办法》")
    assert found[0] == f"{NEW} 标题"


def test_an_address_finds_its_clause(archive: Archive) -> None:
    assert find("云政办发(2023)12号第2条(一)")[0] == f"{NEW} 第二条第（一）项"


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (Filters(issuer="财政局"), {MONEY}),
        (Filters(year=2019), {OLD}),
        (Filters(kind="rules"), {OLD, NEW}),
        (Filters(gazette="yunjiang-2024-1"), {OLD, NEW}),
        (Filters(place="云江", kind="rules", year=2023), {NEW}),
        (Filters(in_force_on=date(2024, 2, 15)), {NEW}),
        (Filters(place="海州"), set[str]()),
    ],
)
def test_filters(filters: Filters, numbers: set[str], archive: Archive) -> None:
    hits = searcher().search("停车场", filters)
    assert {hit.document.number for hit in hits.hits} == numbers
    assert hits.total == len(hits.hits)
    named = searcher().search(NEW, filters)
    assert all(hit.document.number in numbers for hit in named.hits)


def test_a_snippet_is_data(archive: Archive) -> None:
    (hit,) = searcher().search("挪用").hits
    assert "".join(part.text for part in hit.parts) == hit.clause.own
    assert marked("挪用") == ["挪用"]
    assert marked("“每季度 对账”") == ["每季度对账"]
    assert marked("挪用 严禁 应当") == ["应当", "严禁", "挪用"]


def test_markup_stays_text(store: str) -> None:
    own = "<b>专款</b>&amp;'\"<script>alert(1)</script>\u202e专用"
    bulk.fill([("", own)])
    for query in ("专款", "专款 专用", "script", "“专款b”", "alert(1)"):
        (hit,) = searcher().search(query).hits
        assert "".join(part.text for part in hit.parts) == own
        assert any(part.marked for part in hit.parts)


def test_a_long_clause_shows_the_place_of_the_words(store: str) -> None:
    long = "甲乙丙丁，" * 200 + "严禁挪用，" + "戊己庚辛，" * 200
    ingest(gazette_bytes(2, FUNDS.replace("专款专用。", long)), "2.txt")
    hit = searcher().search("“严禁挪用，戊己”").hits[0]
    shown = "".join(part.text for part in hit.parts)
    assert len(shown) < 160
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "严禁挪用，戊己" in [part.text for part in hit.parts if part.marked]


def test_pages(store: str) -> None:
    bulk.fill([("", f"第{number}个停车场") for number in range(55)])
    pages = [searcher().search("停车场", page=page) for page in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [20, 20, 15]
    assert {page.total for page in pages} == {55}
    assert [hit.rank for page in pages for hit in page.hits] == list(range(1, 56))
    assert len({hit.clause.id for page in pages for hit in page.hits}) == 55
    assert searcher().search("停车场", page=99).page == 3
    assert searcher().search("停车场", page=-1).page == 1


def test_very_common_words_are_ranked_in_part(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clauses = [
        ("停车场收费" if number % 40 == 0 else "", f"停车场{number}") for number in range(200)
    ]
    bulk.fill(clauses)
    for name in ("searcher", store):
        monkeypatch.setattr(import_module(f"luoshi.office.archive.search.{name}"), "RANKED", 50)
    monkeypatch.setattr(import_module(f"luoshi.office.archive.search.{store}"), "SAMPLE", 20)
    hits = searcher().search("停车场")
    assert (hits.total, hits.at_least, len(hits.hits)) == (50, True, 20)
    if store == "sqlite":
        assert {hit.clause.heading for hit in hits.hits[:5]} == {"停车场收费"}
    few = searcher().search("停车场199")
    assert (few.total, few.at_least) == (1, False)


def test_old_versions_are_not_found(archive: Archive) -> None:
    ingest(gazette_bytes(2, FUNDS.replace("挪用", "他用")), "2.txt")
    assert find("挪用") == []
    assert find("“挪用”") == []
    assert find("他用") == [f"{MONEY} 一（一）"]


def test_removing_leaves_nothing(archive: Archive) -> None:
    for outcome in archive:
        searcher().remove(outcome.version)
    assert find("停车场") == []
    searcher().rebuild()
    assert find("停车场") != []


@pytest.mark.parametrize(
    "query",
    [
        "AND", "OR NOT AND", "NEAR(停车 收费)", "停车*", "heading:停车", "-停车", "停车 - 收费",
        "(停车", "停车)", "^停车", "停车 + 收费", "{heading own}: 停车", "a:b:c", "'停车'", "停车'",
        "停车\\", "停车%", "停车_", "停车;DROP TABLE archive_clause", "停车 & ! | <-> 收费",
        "\x00停车\x00", "停\x00车", "\ud800停车", "\u202e停车", "停车\u200b收费", "“停车", "停车”",
        "“”停车", '"停车" AND "', "停车\n收费\t", "𠀀𠀁", "😀停车", "c++ a&b x-y", "停车" * 50,
        "1" * 200, "%s %(x)s ?", ":*", "'a':*", "停车:A", "\\'停车",
    ],
)  # fmt: skip
def test_hostile_queries_are_answered(query: str, archive: Archive) -> None:
    with suppress(QueryError):
        assert searcher().search(query).total >= 0
    assert Clause.objects.exists()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "没有可查找的词语"),
        ("   ", "没有可查找的词语"),
        ("？！……", "没有可查找的词语"),
        ("\x00", "没有可查找的词语"),
        ("“”", "没有可查找的词语"),
        ("停" * 10_000, "超过200个字的上限"),
        (
            " ".join("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥一二三四五六七八九十"),
            "超过30个词的上限",
        ),
    ],
)
def test_queries_that_cannot_be_answered_say_why(query: str, words: str, archive: Archive) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        searcher().search(query)
    assert caught.value.what
    assert caught.value.remedy


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60))
def test_any_text_may_be_a_query(query: str, archive: Archive) -> None:
    with suppress(QueryError):
        searcher().search(query)


def test_every_piece_of_a_clause_finds_the_clause(archive: Archive) -> None:
    chance = random.Random(5)
    for clause in Clause.objects.exclude(own="").exclude(kind="matter"):
        kept = characters(clause.own)
        start = chance.randrange(len(kept))
        piece = kept[start : start + chance.randint(1, 9)]
        cited = Clause.objects.exclude(kind="matter")
        holding = {row.id for row in cited if piece in characters(row.own)}
        hits = searcher().search(f"“{piece}”", size=1000)
        assert {hit.clause.id for hit in hits.hits} == holding, piece
        assert all(piece in characters(hit.clause.own) for hit in hits.hits)


def test_a_search_costs_few_queries(
    archive: Archive, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    searcher().search("停车场")
    with django_assert_max_num_queries(8):
        hits = searcher().search("公共停车场")
        for hit in hits.hits:
            assert hit.clause.version.issue.label
            assert hit.document.title


def test_generated_clauses_can_be_read_like_others(store: str) -> None:
    assert bulk.fill([("标题", "甲乙丙"), ("", "丁戊己")], city="云河市", year=2020) == 2
    (row,) = queries.documents(Filters(place="云河"))
    assert [clause.own for clause in queries.clauses(row)] == ["甲乙丙", "丁戊己"]
    version = Version.objects.get()
    assert (version.clause_count, version.document_count) == (2, 1)
