from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from luoshi import gazette
from luoshi.office.archive import queries
from luoshi.office.archive.ingest import Outcome, ingest
from luoshi.office.archive.queries import Filters, NotFound

from .texts import FUNDS, PARKING, PARKING_OLD, gazette_bytes

Archive = tuple[Outcome, Outcome]
OLD, NEW, MONEY = "云政办发〔2019〕8号", "云政办发〔2023〕12号", "云财建〔2024〕5号"


def numbers(filters: Filters) -> list[str | None]:
    return [row.number for row in queries.documents(filters)]


def test_issues_come_newest_first_with_their_versions(
    archive: Archive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ingest(gazette_bytes(3, FUNDS, year=2022), "older.txt")
    with django_assert_num_queries(2):
        found = queries.issues()
        assert [issue.current.document_count for issue in found] == [1, 2, 1]
    assert [issue.slug for issue in found] == ["yunjiang-2024-2", "yunjiang-2024-1", "older"]


def test_an_issue_that_is_not_there(archive: Archive) -> None:
    with pytest.raises(NotFound, match="没有标识为“nowhere”的公报。"):
        queries.issue("nowhere")
    with pytest.raises(NotFound, match="没有标识为“nowhere”的公报。"):
        queries.version("nowhere")
    with pytest.raises(NotFound, match="没有第7版"):
        queries.version("yunjiang-2024-1", 7)


def test_documents_in_order(archive: Archive) -> None:
    assert numbers(Filters()) == [MONEY, OLD, NEW]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(place="云江"), [MONEY, OLD, NEW]),
        (Filters(place="云江市"), [MONEY, OLD, NEW]),
        (Filters(place="海州"), []),
        (Filters(issuer="财政局"), [MONEY]),
        (Filters(issuer="財政局"), [MONEY]),
        (Filters(kind="rules"), [OLD, NEW]),
        (Filters(year=2019), [OLD]),
        (Filters(year=2023), [NEW]),
        (Filters(gazette="yunjiang-2024-2"), [MONEY]),
        (Filters(text="停车场 资金"), [MONEY]),
        (Filters(text="〔2023〕12号"), [NEW]),
        (Filters(text="100%"), []),
        (Filters(place="云江", year=2019, kind="rules"), [OLD]),
        (Filters(in_force_on=date(2019, 3, 15)), []),
        (Filters(in_force_on=date(2020, 1, 1)), [OLD]),
        (Filters(in_force_on=date(2024, 1, 15)), []),
        (Filters(in_force_on=date(2024, 2, 1)), [NEW]),
        (Filters(in_force_on=date(2024, 3, 5)), [MONEY, NEW]),
        (Filters(in_force_on=date(2029, 2, 1)), [MONEY]),
    ],
)
def test_filters(filters: Filters, found: list[str], archive: Archive) -> None:
    assert numbers(filters) == found


def test_the_filter_by_day_says_what_the_status_says(archive: Archive) -> None:
    rows = queries.documents()
    for year in range(2018, 2031):
        for month in range(1, 13):
            day = date(year, month, 15)
            states = queries.statuses(rows, day)
            standing = [row for row in rows if states[row.id].state in {"in force", "not stated"}]
            assert queries.documents(Filters(in_force_on=day)) == standing, day


def test_ranges_hold_the_clauses_of_the_documents(archive: Archive) -> None:
    for filters in (Filters(place="云江"), Filters(year=2019), Filters(issuer="财政局")):
        ranges = queries.ranges(filters)
        wanted = {
            clause.id for row in queries.documents(filters) for clause in queries.clauses(row)
        }
        assert wanted == {key for first, last in ranges for key in range(first, last + 1)}
    assert not Filters()
    assert Filters(year=2019)


@pytest.mark.parametrize(
    "name",
    [
        NEW,
        "云政办发[2023]12号",
        "云政办发（2023） 12 号",
        "《云江市公共停车场管理办法》",
        "云江市公共停车场管理办法",
        "云江市人民政府办公室关于印发《云江市公共停车场管理办法》的通知",
        "关于印发《云江市公共停车场管理办法》的通知",
    ],
)
def test_a_document_by_any_of_its_names(name: str, archive: Archive) -> None:
    assert queries.document(name).number == NEW


def test_a_document_that_is_not_there(archive: Archive) -> None:
    for name in ("云政办发〔2099〕1号", "《没有的办法》", "", "  "):
        with pytest.raises(NotFound, match="没有文号或标题"):
            queries.document(name)
    with pytest.raises(NotFound):
        queries.document(NEW, slug="yunjiang-2024-2")
    with pytest.raises(NotFound):
        queries.document_by_id(10**9)


def test_a_document_printed_twice(archive: Archive) -> None:
    other = ingest(gazette_bytes(7, PARKING, place="云河市"), "yunhe.txt")
    assert len(queries.documents_named(NEW)) == 2
    found = queries.document(NEW, slug="yunjiang-2024-1")
    assert found.version == archive[0].version
    assert queries.clause(f"{NEW} 第三条", slug="yunhe").version == other.version
    row = queries.document(NEW, slug="yunhe")
    links = queries.references_out(row)
    own = [link.document for link in links if link.reference.number == NEW]
    assert own == [row] * len(own), "the same gazette comes first"


@pytest.mark.parametrize(
    ("address", "own"),
    [
        (f"{NEW} 第二条第（一）项", "（一）独立建设的停车场；"),
        ("云政办发(2023)12号第2条(一)", "（一）独立建设的停车场；"),
        ("云政办发 [2023] 12号 第二条 第一项", "（一）独立建设的停车场；"),
        ("《云江市公共停车场管理办法》第二条（一）", "（一）独立建设的停车场；"),
        (f"{MONEY} 一（二）", "（二）定期对账。各县（市、区）财政局应当每季度对账一次。"),
        (f"  {MONEY}   一（二） ", "（二）定期对账。各县（市、区）财政局应当每季度对账一次。"),
    ],
)
def test_a_clause_as_people_write_it(address: str, own: str, archive: Archive) -> None:
    assert queries.clause(address).own == own


def test_every_stored_address_finds_its_clause(archive: Archive) -> None:
    for row in queries.documents():
        for clause in queries.clauses(row):
            assert queries.clause(clause.address, slug=row.version.issue.slug) == clause


def test_a_clause_that_is_not_there(archive: Archive) -> None:
    with pytest.raises(gazette.AddressError, match="没有“第九十九条”"):
        queries.clause(f"{NEW} 第九十九条")
    with pytest.raises(NotFound, match="没有文号或标题"):
        queries.clause("云政办发〔2099〕1号 第一条")
    with pytest.raises(gazette.AddressError):
        queries.clause("没有文号的词")


def test_around_a_clause(archive: Archive) -> None:
    item = queries.clause(f"{NEW} 第二条第（二）项")
    assert [row.label for row in queries.path(item)] == ["正文", "第一章", "第二条", "第（二）项"]
    beside = queries.neighbours(item)
    assert beside.previous is not None
    assert (beside.previous.label, beside.following) == ("第（一）项", None)
    article = queries.clause(f"{NEW} 第二条")
    assert [row.label for row in queries.children(article)] == ["第（一）项", "第（二）项"]
    assert queries.text(article).splitlines() == [
        "第二条 本办法所称公共停车场，包括：",
        "（一）独立建设的停车场；",
        "（二）对外开放的配建停车场。",
    ]
    title = queries.clause(f"{NEW} 标题")
    assert queries.path(title) == [title]
    assert queries.neighbours(title).previous is None
    following = queries.neighbours(title).following
    assert following is not None
    assert following.label == "文号"
    assert queries.below(title, own=False) == []


def test_references_out(archive: Archive) -> None:
    row = queries.document(NEW)
    links = {link.name: link for link in queries.references_out(row)}
    unknown = links["云江市城市管理条例"]
    assert (unknown.known, unknown.document, unknown.reference.relation) == (
        False,
        None,
        "based_on",
    )
    old = links[OLD]
    assert old.document == queries.document(OLD)
    assert old.reference.relation == "repeals"
    inner = links[f"{NEW} 第二条第（一）项"]
    assert inner.clause == queries.clause(f"{NEW} 第二条第（一）项")
    below = queries.references_out(queries.clause(f"{NEW} 第二章"))
    assert {link.name for link in below} == {f"{NEW} 第二条第（一）项", OLD}


def test_references_in(archive: Archive) -> None:
    row = queries.document(NEW)
    incoming = queries.references_in(row)
    assert [link.reference.clause.address for link in incoming] == [f"{MONEY} 二第一段"]
    assert incoming[0].document == row
    item = queries.clause(f"{NEW} 第二条第（一）项")
    article = queries.clause(f"{NEW} 第二条")
    for target in (item, article):
        found = queries.references_in(target)
        assert [link.reference.clause.address for link in found] == [f"{NEW} 第三条"]


def test_references_cost_the_same_however_many(
    archive: Archive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = queries.document(NEW)
    with django_assert_num_queries(2):
        for link in queries.references_out(row):
            assert link.reference.clause.address
            assert link.document is None or link.document.version.issue.slug
    with django_assert_num_queries(2):
        for link in queries.references_in(row):
            assert link.reference.document.version.issue.slug


def test_relations_both_ways(archive: Archive) -> None:
    old, new, money = map(queries.document, (OLD, NEW, MONEY))
    found = [(r.kind, r.direction, r.name, r.document) for r in queries.relations(new)]
    assert found == [
        ("based_on", "out", "云江市城市管理条例", None),
        ("repeals", "out", OLD, old),
        ("cites", "in", MONEY, money),
    ]
    ended = queries.relations(old)
    assert [(r.kind, r.direction, r.document, r.label) for r in ended] == [
        ("repeals", "in", new, "被其废止")
    ]
    assert ended[0].clause == f"{NEW} 第四条"


@pytest.mark.parametrize(
    ("number", "day", "state", "clause"),
    [
        (OLD, date(2019, 3, 15), "not yet", f"{OLD} 第二条"),
        (OLD, date(2020, 1, 1), "in force", f"{OLD} 第二条"),
        (OLD, date(2023, 12, 15), "gap", f"{NEW} 第四条"),
        (OLD, date(2024, 2, 1), "repealed", f"{NEW} 第四条"),
        (NEW, date(2023, 12, 15), "gap", f"{NEW} 第四条"),
        (NEW, date(2024, 2, 1), "in force", f"{NEW} 第四条"),
        (NEW, date(2029, 1, 31), "in force", f"{NEW} 第四条"),
        (NEW, date(2029, 2, 1), "expired", f"{NEW} 第四条"),
        (MONEY, date(2024, 3, 4), "not yet", None),
        (MONEY, date(2024, 3, 6), "not stated", None),
    ],
)
def test_status(number: str, day: date, state: str, clause: str | None, archive: Archive) -> None:
    found = queries.status(queries.document(number), day)
    assert (found.state, found.clause) == (state, clause)
    assert found.reason


def test_an_older_version_repeals_nothing(archive: Archive) -> None:
    corrected = gazette_bytes(1, PARKING_OLD, PARKING.split("《云江市停车场管理办法》（")[0])
    assert ingest(corrected, "corrected.txt").state == "new version"
    old = queries.document(OLD)
    assert queries.status(old, date(2024, 2, 15)).state == "in force"
    assert queries.relations(old) == []


def test_statuses_cost_the_same_however_many(
    archive: Archive, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = queries.documents()
    for some in (rows[:1], rows):
        with django_assert_num_queries(3):
            queries.statuses(some, date(2024, 1, 1))


def test_contents_against_the_body(store: str) -> None:
    data = gazette_bytes(1, PARKING_OLD, PARKING).replace(
        "云政办发〔2023〕12号..... 2".encode(), "云政办发〔2023〕21号..... 2".encode()
    )
    ingest(data, "a.txt")
    view = queries.contents("a")
    assert [entry.number for entry in view.entries] == [OLD, "云政办发〔2023〕21号"]
    assert [entry.document for entry in view.entries] == list(view.documents)
    assert [found.kind for found in view.disagreements] == ["文号不同"]


def test_matter_and_repairs(archive: Archive) -> None:
    version = archive[0].version
    matter = queries.matter(version)
    assert matter
    assert all(row.document_id is None for row in matter)
    assert "人民政府办公室主办" in "".join(row.own for row in matter)
    counted = queries.repairs(version)
    assert sum(row[1] for row in counted) == len(queries.changes(version)) == version.change_count
    assert sum(row[2] for row in counted) == len(queries.removals(version)) == version.removal_count


def test_source_lines(archive: Archive) -> None:
    version = archive[0].version
    whole = queries.source_lines(version)
    assert len(whole) == version.line_count
    clause = queries.clause(f"{NEW} 第三条")
    (line,) = queries.source_lines(version, clause.lines)
    assert line.number == clause.first_line
    assert line.text.startswith("第三条 首小时收费")


def test_an_earlier_document_of_the_same_title_is_not_the_document_itself(store: str) -> None:
    text = (
        "云江市人民政府办公室关于印发《试验办法》的通知\n\n云政办发〔2024〕9号\n\n各单位：\n\n"
        "现将修订后的《试验办法》印发给你们，请认真执行。"
        "2017年12月6日印发的《试验办法》同时废止。\n\n"
        "云江市人民政府办公室\n2024年6月1日\n\n试验办法\n\n"
        "第一条 为了管理，制定本办法。\n\n第二条 适用本办法。\n"
    )
    ingest(text.encode(), "a.txt")
    row = queries.document("云政办发〔2024〕9号")
    [ended] = [view for view in queries.relations(row) if view.kind == "repeals"]
    assert (ended.name, ended.document) == ("试验办法", None)
    links = [one.document for one in queries.references_out(row) if one.reference.title]
    assert links[-1] is None
    assert links[0] == row
