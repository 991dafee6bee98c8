"""The boards of supervision: counts, pages, groups, the heat map and the timeline, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.office import clock
from luoshi.office.duties import access, boards, lights
from luoshi.office.duties.boards import Asked, Cell
from luoshi.office.duties.models import Item
from tests.office.duties.desk import Desk, moment

TODAY = date(2026, 6, 1)


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with clock.at(moment("2026-06-01T09:00")):
        yield Desk()


def filled(desk: Desk) -> list[Item]:
    """Late twice, near, far, without a day, closed, cancelled."""
    school = desk.units["school"]
    days = [-40, -1, 3, 30, 200]
    made = [desk.assigned(TODAY + timedelta(days=each), text=f"样例 {each}") for each in days]
    made.append(desk.assigned(None, text="样例 长期", lead=school, leader="样例领导"))
    made.append(desk.until(desk.assigned(TODAY, text="样例 办结"), "closed"))
    made.append(desk.assigned(TODAY, text="样例 撤销"))
    Item.objects.filter(pk=made[-1].pk).update(stage="cancelled")
    lights.relight(TODAY)
    return made


def texts(items: list[Item]) -> list[str]:
    return [each.text.removeprefix("样例 ") for each in items]


def test_counts_tell_lights_and_stages(desk: Desk) -> None:
    filled(desk)
    told = boards.counts(access.items(desk.office))
    assert told.lights == {"red": 2, "yellow": 1, "green": 3, "done": 1}
    assert told.total == 7
    assert told.stages["cancelled"] == 1


def test_pages_go_on_where_the_one_before_ended(desk: Desk) -> None:
    filled(desk)
    rows, asked = access.items(desk.office), Asked(state="all")
    told = boards.counts(rows)
    every = boards.page(rows, asked, told, 0, 50)
    assert texts(every) == ["-40", "-1", "3", "30", "200", "长期", "办结"]
    assert boards.total(told, asked) == 7
    for size in (1, 2, 3):
        pieces = [boards.page(rows, asked, told, start, size) for start in range(0, 7, size)]
        assert [each for piece in pieces for each in piece] == every
    assert boards.page(rows, asked, told, 50, 10) == []


def test_a_page_needs_few_queries_however_long_it_is(desk: Desk) -> None:
    filled(desk)
    rows, asked = access.items(desk.office), Asked()
    told = boards.counts(rows)
    with CaptureQueriesContext(connection) as few:
        boards.page(rows, asked, told, 0, 1)
    with CaptureQueriesContext(connection) as many:
        boards.page(rows, asked, told, 0, 50)
    assert len(many) <= len(few) + 2  # one for each light more


def test_groups_count_each_item_once(desk: Desk) -> None:
    filled(desk)
    rows = access.items(desk.office)
    for by in boards.BY:
        assert sum(each.total for each in boards.groups(rows, by)) == 7, by
    unit = boards.groups(rows, "unit")[0]
    assert (unit.label, unit.red, unit.yellow, unit.green, unit.done) == (
        "云麓市建设局",
        2,
        1,
        2,
        1,
    )
    assert unit.share == pytest.approx(1 / 6)
    months = boards.groups(rows, "month")
    assert [each.key for each in months] == [
        "2026-04",
        "2026-05",
        "2026-06",
        "2026-07",
        "2026-12",
        "none",
    ]


def test_what_has_no_lead_and_no_document_has_a_group(desk: Desk) -> None:
    item = desk.assigned()
    Item.objects.filter(pk=item.pk).update(lead=None, document="")
    rows = access.items(desk.office)
    assert boards.groups(rows, "unit")[0].key == boards.NEVER
    assert boards.groups(rows, "document")[0].label == "手工立项"
    assert boards.narrowed(rows, Asked(unit="none")).count() == 1


def test_heat_is_counted_by_month_of_the_day(desk: Desk) -> None:
    filled(desk)
    found = boards.heat(access.items(desk.office), date(2026, 4, 1), 0, 10)
    assert found.units == 1
    line = found.lines[0]
    assert line.cells[:4] == (Cell(1, 1, 0), Cell(1, 1, 0), Cell(2, 0, 1), Cell(1, 0, 0))
    assert (line.total, line.late, found.fullest) == (6, 2, 2)
    assert [boards.shade(each, found.fullest) for each in line.cells[:4]] == [3, 3, 5, 3]
    assert boards.shade(Cell(), 0) == 0
    later = boards.heat(access.items(desk.office), date(2027, 1, 1), 0, 10)
    assert later.lines == ()


def test_only_units_with_something_due_stand_on_the_heat_map(desk: Desk) -> None:
    filled(desk)
    desk.assigned(TODAY, lead=desk.units["school"], assist=())
    pages = [boards.heat(access.items(desk.office), TODAY, start, 1).lines for start in (0, 1, 2)]
    assert [[each.unit.code for each in page] for page in pages] == [["js"], ["jy"], []]


@pytest.mark.parametrize(
    ("month", "by", "found"),
    [
        ((2026, 12), 1, (2027, 1)),
        ((2026, 1), -1, (2025, 12)),
        ((2026, 5), 12, (2027, 5)),
        ((2026, 5), 0, (2026, 5)),
    ],
)
def test_months_go_over_the_year(month: tuple[int, int], by: int, found: tuple[int, int]) -> None:
    assert boards.after(date(*month, 1), by) == date(*found, 1)


def test_the_timeline_shows_what_was_moved(desk: Desk) -> None:
    item = desk.assigned(TODAY + timedelta(days=30))
    item.due = TODAY + timedelta(days=60)
    first, last = boards.span([item], TODAY)
    assert (first, last) == (date(2026, 6, 1), date(2026, 8, 1))
    told = boards.bar(item, first, last)
    assert told.start == 0
    assert told.first_end == round(30 / 61 * 1000)
    assert told.moved == told.end - round(30 / 61 * 1000)
    assert not told.open_ended


def test_a_timeline_never_spans_more_than_three_years(desk: Desk) -> None:
    items = [desk.assigned(date(2019, 1, 1)), desk.assigned(date(2060, 1, 1)), desk.assigned(None)]
    first, last = boards.span(items, TODAY)
    assert (first, last) == (date(2025, 6, 1), date(2028, 6, 1))
    bars = [boards.bar(each, first, last) for each in items]
    assert all(0 <= each.start <= each.end <= 1004 for each in bars)
    assert bars[2].open_ended


def test_a_search_with_very_many_hits_is_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(desk)
    monkeypatch.setattr(boards, "MOST_FOUND", 2)
    assert boards.narrowed(access.items(desk.office), Asked(q="样例")).count() == 6
    assert boards.narrowed(access.items(desk.office), Asked(q="长期")).count() == 1
    assert boards.narrowed(access.items(desk.office), Asked(q="100%_")).count() == 0


def test_owed_is_what_the_unit_leads(desk: Desk) -> None:
    filled(desk)
    desk.until(desk.assigned(TODAY), "reported")
    build = desk.actors["build"]
    told = boards.owed(access.items(build), desk.units["build"], supervises=False)
    assert (told.open, told.red, told.yellow, told.to_check) == (6, 2, 2, 0)
    own = boards.owed(access.items(desk.office), desk.units["office"], supervises=True)
    assert (own.open, own.to_check) == (0, 1)
    assert own.wanted
    assert not boards.owed(
        access.items(desk.actors["school"]), desk.units["gov"], supervises=False
    ).wanted


def test_a_units_figures(desk: Desk) -> None:
    filled(desk)
    figures = boards.of_unit(access.items(desk.office), desk.units["money"])
    assert figures.leads.total == 0
    assert figures.assists.total == 7
    above = boards.of_unit(access.items(desk.office), desk.units["gov"])
    assert above.below.total == 7
    assert {each.code for each in above.units} == {"js", "cz", "jy"}
    months = boards.months_of(access.items(desk.office), desk.units["build"], date(2026, 6, 1), 2)
    assert months == [(date(2026, 6, 1), Cell(2, 0, 1)), (date(2026, 7, 1), Cell(1, 0, 0))]


def test_a_day_at_the_end_of_all_days_is_on_the_timeline(desk: Desk) -> None:
    item = desk.assigned(date.max)
    assert boards.span([item], TODAY)[1] <= boards.after(TODAY.replace(day=1), 48)


def test_who_shares_an_item_is_not_told_what_else_a_unit_must_accept(desk: Desk) -> None:
    desk.assigned()
    desk.assigned(assist=())
    build = desk.units["build"]
    assert boards.of_unit(access.items(desk.actors["money"]), build).to_accept == 1
    assert boards.of_unit(access.items(desk.office), build).to_accept == 2
