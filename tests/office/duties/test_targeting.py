"""Values of targets and what they say: comparators, means, single years, forecasts, and how values come in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from luoshi.office import clock
from luoshi.office.directory.actors import SHELL
from luoshi.office.duties import target_tables, targeting
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere
from luoshi.office.duties.models import Actual, Found
from luoshi.office.duties.targeting import Given
from luoshi.office.duties.verdicts import (
    Goal,
    Period,
    Value,
    Verdict,
    meets,
    number_of,
    period_of,
    verdict,
    written,
)
from luoshi.office.journal.models import Entry
from tests.office.duties.desk import Desk, moment

TODAY = date(2026, 6, 1)
DAY = moment("2026-06-01T09:00")


def goal(comparator: str = ">=", value: str = "95", **more: Any) -> Goal:
    given: dict[str, Any] = {"unit": "%", "year": 2025, "per": "", "soft": False, "name": "样例率"}
    return Goal(comparator=comparator, value=Decimal(value), **{**given, **more})


def told(of: Goal, *values: tuple[str, str], forecasts: tuple[str, ...] = (), day: date = TODAY) -> Verdict:  # fmt: skip
    given = [Value(period_of(at), Decimal(number), at in forecasts) for at, number in values]
    return verdict(of, given, day)


# ---- one figure --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comparator", "actual", "state"),
    [
        (">=", "95", "reached"), (">=", "94.999999", "missed"), (">", "95", "missed"),
        (">", "95.000001", "reached"), ("<=", "95", "reached"), ("<=", "95.1", "missed"),
        ("<", "95", "missed"), ("<", "94.9", "reached"), ("=", "95", "reached"), ("=", "94", "missed"),
        ("=", "96", "judge"), ("~", "95", "judge"), ("~", "94.9", "judge"), ("~", "1", "judge"),
    ],
)  # fmt: skip
def test_the_comparator_as_printed(comparator: str, actual: str, state: str) -> None:
    found = told(goal(comparator), ("2025", actual))
    assert found.state == state
    assert found.difference == Fraction(Decimal(actual)) - 95


def test_about_names_no_tolerance_and_shows_the_difference() -> None:
    found = told(goal("~", "5.5"), ("2025", "5.2"))
    assert (found.state, found.meets, found.difference) == ("judge", None, Fraction(-3, 10))
    assert "少0.3个百分点" in found.words
    assert "人工判断" in found.words


def test_exceeding_is_not_reaching_and_is_said_so() -> None:
    assert "正好等于不算“超过”" in told(goal(">"), ("2025", "95")).words


@given(st.decimals(-1000, 1000, places=3), st.decimals(-1000, 1000, places=3))
def test_comparators_stand_in_order(actual: Decimal, demanded: Decimal) -> None:
    a, d = Fraction(actual), Fraction(demanded)
    assert meets(">", a, d) is not meets("<=", a, d)
    assert meets("<", a, d) is not meets(">=", a, d)
    assert meets(">=", a, d) == (bool(meets(">", a, d)) or a == d)
    assert meets("~", a, d) is None


def test_a_forecast_is_never_reached() -> None:
    found = told(goal(), ("2025", "99"), forecasts=("2025",))
    assert (found.state, found.meets) == ("expected", True)
    assert "预计不计入达到" in found.words
    assert told(goal(year=None), ("2025", "99"), forecasts=("2025",)).state == "expected"
    for per in ("每年", "年均"):
        assert told(goal(per=per), ("2025", "99"), forecasts=("2025",)).state == "expected"


def test_parts_of_a_year_and_other_years_do_not_settle_it() -> None:
    assert told(goal(year=2026), ("2026Q1", "99")).state == "ongoing"
    assert told(goal(year=2026), ("2025", "99")).state == "ongoing"
    late = told(goal(), ("2025Q3", "99"))
    assert late.state == "partial"
    assert "请填报全年的数" in late.words
    assert told(goal(year=2024), ("2025", "99")).state == "partial"
    assert told(goal()).state == "empty"
    assert "2025年已过" in told(goal()).words
    assert told(goal(), ("2025Q4", "99"), ("2025", "90")).state == "missed"


def test_without_a_year_the_latest_value_counts_and_is_said_so() -> None:
    found = told(goal(year=None), ("2024", "90"), ("2025", "96"))
    assert (found.state, found.over) == ("reached", (Period(2025),))
    assert "没有写明年份" in found.words


def test_a_stretch_goal_is_named_where_it_is_missed() -> None:
    assert "力争" in told(goal(soft=True), ("2025", "90")).words


# ---- years -------------------------------------------------------------------------------------------


def test_every_year_is_not_the_mean() -> None:
    values = ("2023", "90"), ("2024", "120"), ("2025", "130")
    every, mean = goal(value="100", per="每年", unit="个"), goal(value="100", per="年均", unit="个")
    missed = told(every, *values)
    assert (missed.state, missed.figure) == ("missed", 90)
    assert "2023年" in missed.words
    reached = told(mean, *values)
    assert (reached.state, reached.figure) == ("reached", Fraction(340, 3))
    assert told(every, ("2024", "120"), ("2025", "130")).state == "reached"


def test_the_mean_so_far_stays_open_until_the_last_year() -> None:
    of = goal(value="100", per="年均", unit="个", year=2027)
    found = told(of, ("2024", "90"), ("2025", "120"))
    assert (found.state, found.figure, found.meets) == ("ongoing", 105, True)
    assert "2027年" in found.words
    assert told(of, ("2024", "10"), ("2025", "20")).state == "ongoing"


def test_a_missing_year_is_named() -> None:
    for per in ("每年", "年均"):
        found = told(goal(value="1", per=per, unit="个"), ("2022", "5"), ("2023", "5"), ("2025", "5"))  # fmt: skip
        assert found.state == "partial"
        assert "缺2024年" in found.words
    # a year that fails does so whatever else is missing
    assert told(goal(value="9", per="每年"), ("2022", "5"), ("2025", "10")).state == "missed"


def test_years_after_the_last_do_not_count() -> None:
    of = goal(value="100", per="年均", unit="个")
    assert told(of, ("2025", "90"), ("2026", "300"), day=date(2027, 3, 1)).state == "missed"


def test_two_ways_to_a_mean_of_growth_that_disagree_are_judged() -> None:
    of = goal(name="样例产值增长", value="6", per="年均")
    assert told(of, ("2024", "6"), ("2025", "6")).state == "reached"
    # (1.01 × 1.11) is less than 1.06²: the arithmetic mean is 6, the compound one below it
    found = told(of, ("2024", "1"), ("2025", "11"))
    assert (found.state, found.meets) == ("judge", None)
    assert "复合增长率" in found.words


def test_parts_of_years_settle_no_mean() -> None:
    assert told(goal(per="年均"), ("2025Q1", "99")).state == "ongoing"


# ---- words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("2025", "2025"), ("2025年", "2025"), ("２０２５年度", "2025"), ("2025Q3", "2025Q3"),
        ("2025年三季度", "2025Q3"), ("2025年第1季度", "2025Q1"), ("2025-07", "2025-07"),
        ("2025年7月", "2025-07"), ("2025-07-01 00:00:00", "2025-07"), ("2025.0", "2025"),
    ],
)  # fmt: skip
def test_periods_as_people_write_them(given: str, found: str) -> None:
    assert str(period_of(given)) == found
    assert period_of(found) == period_of(given)


@pytest.mark.parametrize(
    "given", ["", "2025-13", "20251", "上半年", "2025-02-30", "1900", "2025Q5"]
)
def test_what_is_no_period(given: str) -> None:
    with pytest.raises(DutyError, match="不是时期"):
        period_of(given)


def test_periods_have_their_days() -> None:
    assert (period_of("2024Q1").first, period_of("2024Q1").last) == (date(2024, 1, 1), date(2024, 3, 31))  # fmt: skip
    assert period_of("2024-02").last == date(2024, 2, 29)
    assert period_of("2025").last == date(2025, 12, 31)


def test_numbers_as_people_write_them() -> None:
    assert number_of("1,234.5") == Decimal("1234.5")
    assert number_of("95%", "%") == 95
    assert number_of("３.5亿元", "亿元") == Decimal("3.5")
    assert number_of("0.30000000000000004") == Decimal("0.3")
    for wrong in ("", "约5", "=1+1", "1e99", "NaN", "1.2.3", "0.1234567", "12万", "9" * 24):
        with pytest.raises(DutyError):
            number_of(wrong, "亿元")


def test_figures_are_written_out_or_marked() -> None:
    assert written(Fraction(1, 3)) == "约0.3333"
    assert written(Decimal("100.000000")) == "100"
    assert written(Decimal("0.000001")) == "0.000001"
    assert written(Fraction(1, 10**9)) == "不到0.0001"


# ---- entering ----------------------------------------------------------------------------------------


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with clock.at(DAY):
        yield Desk()


def found_target(desk: Desk, **data: Any) -> Found:
    row = desk.found()
    value = {
        "name": "样例覆盖率", "comparator": ">=", "value": 95, "unit": "%", "year": 2025, "soft": False,
        "per": "", "area": "", "text": "样例：覆盖率达到95%", "doubts": [], **data,
    }  # fmt: skip
    row.kind, row.data = "target", value
    row.save()
    return row


def brought(row: Found, period: str = "2025", value: str = "96", /, **more: Any) -> Given:
    return Given(row.key, period, value, **more)


def test_entered_corrected_withdrawn_and_in_the_journal(desk: Desk) -> None:
    row = found_target(desk)
    targeting.enter(desk.office, [brought(row, source="样例统计公报")])
    targeting.enter(desk.office, [brought(row, "2025", "94")])
    line = targeting.line(desk.office, row)
    assert [each.value for each in line.actuals] == [94]
    assert line.verdict.state == "missed"
    entries = list(Entry.objects.filter(kind="duties.actual").order_by("pk"))
    assert len(entries) == 2
    assert '"before":"96' in entries[1].text
    targeting.withdraw(desk.office, row, line.actuals[0].pk)
    assert targeting.line(desk.office, row).verdict.state == "empty"
    assert Entry.objects.filter(kind="duties.actual_withdrawn").count() == 1
    with pytest.raises(NotThere):
        targeting.withdraw(desk.office, row, line.actuals[0].pk)


def test_a_forecast_stands_beside_what_came_of_it(desk: Desk) -> None:
    row = found_target(desk, year=2026)
    targeting.enter(desk.office, [brought(row, "2026", "97", forecast="是"), brought(row, "2025", "90")])  # fmt: skip
    line = targeting.line(desk.office, row)
    assert [(each.period, each.forecast) for each in line.actuals] == [("2025", False), ("2026", True)]  # fmt: skip
    assert line.verdict.state == "expected"


def test_what_is_not_over_is_only_expected(desk: Desk) -> None:
    row = found_target(desk, year=2026)
    with pytest.raises(DutyError, match="还没有结束"):
        targeting.enter(desk.office, [brought(row, "2026")])
    with pytest.raises(DutyError, match="还没有结束"):
        targeting.enter(desk.office, [brought(row, "2026Q2")])
    targeting.enter(desk.office, [brought(row, "2026Q1"), brought(row, "2026-05")])


def test_all_or_nothing_with_rows_and_columns(desk: Desk) -> None:
    row = found_target(desk)
    given = [
        brought(row, row=2), brought(row, "2024", "约九成", row=3), brought(row, "某年", "1", row=4),
        Given("nothing", "2025", "1", row=5), brought(row, "2025年", "95", row=6),
        brought(row, "2023", "95", unit="亿元", row=7), brought(row, "2022", "1", forecast="也许", row=8),
    ]  # fmt: skip
    with pytest.raises(DutyError) as caught:
        targeting.enter(desk.office, given)
    told = dict(caught.value.rows)
    assert set(told) == {3, 4, 5, 6, 7, 8}
    assert told[3].startswith("第3行“数值”列：")
    assert told[4].startswith("第4行“时期”列：")
    assert told[5].startswith("第5行“编号”列：")
    assert "与第2行" in told[6]
    assert told[7].startswith("第7行“单位”列：")
    assert told[8].startswith("第8行“预计”列：")
    assert not Actual.objects.exists()
    assert not Entry.objects.filter(kind="duties.actual").exists()


def test_who_enters(desk: Desk) -> None:
    row, other = found_target(desk), found_target(desk)
    desk.assigned(document=row.document, address=row.address)
    build, school = desk.actors["build"], desk.actors["school"]
    assert targeting.line(build, row).may_enter
    assert not targeting.line(build, other).may_enter  # another clause of the same document
    assert set(targeting.seen(build)) == {row, other}
    assert not targeting.seen(school).exists()
    with pytest.raises(NotThere):
        targeting.target(school, row.pk)
    with pytest.raises(DutyError, match="没有编号"):
        targeting.enter(school, [brought(row)])
    with pytest.raises(DutyError, match="不由您的单位填报"):
        targeting.enter(build, [brought(other)])
    with pytest.raises(NotAllowed):
        targeting.enter(desk.viewer("office"), [brought(row)])
    targeting.enter(build, [brought(row)])
    with pytest.raises(DutyError, match="已由云麓市建设局填报"):
        targeting.enter(desk.actors["money"], [brought(row, "2025", "99")])
    targeting.enter(desk.office, [brought(row, "2025", "97")])
    assert Actual.objects.get().value == 97
    targeting.enter(SHELL, [brought(row, "2025", "98")])


def test_a_value_of_a_sample_stands_in_nobodys_way(desk: Desk) -> None:
    row, tried = found_target(desk), Desk(sample=True)
    desk.assigned(document=row.document, address=row.address)
    targeting.enter(tried.office, [brought(row)])
    sample = Actual.objects.get()
    with pytest.raises(NotThere):
        targeting.withdraw(desk.office, row, sample.pk)
    targeting.enter(desk.actors["build"], [brought(row, "2025", "97")])
    assert (Actual.objects.get().value, Actual.objects.get().unit) == (97, desk.units["build"])


def test_a_clause_is_not_another_whose_number_begins_alike(desk: Desk) -> None:
    row = found_target(desk)
    Found.objects.filter(pk=row.pk).update(address="样政发〔2026〕1号 三十（一）")
    row.refresh_from_db()
    desk.assigned(document=row.document, address="样政发〔2026〕1号 三")
    assert not targeting.rights(desk.actors["build"]).cover(row)
    Found.objects.filter(pk=row.pk).update(address="样政发〔2026〕1号 三（一）")
    row.refresh_from_db()
    assert targeting.rights(desk.actors["build"]).cover(row)


def test_rejected_and_vanished_ones(desk: Desk) -> None:
    rejected, gone, kept = (found_target(desk) for _ in range(3))
    Found.objects.filter(pk=rejected.pk).update(state="rejected")
    targeting.enter(desk.office, [brought(kept)])
    Found.objects.filter(pk__in=[gone.pk, kept.pk]).update(gone=True)
    assert list(targeting.seen(desk.office)) == [kept]


def test_samples_stay_among_samples(store: str) -> None:
    with clock.at(DAY):
        desk, samples = Desk(), Desk(sample=True)
        row = found_target(desk)
        targeting.enter(samples.office, [brought(row, "2025", "1")])
        assert targeting.line(samples.office, row).verdict.state == "missed"
        assert targeting.line(desk.office, row).verdict.state == "empty"
        targeting.enter(desk.office, [brought(row, "2025", "96")])
        assert targeting.line(desk.office, row).verdict.state == "reached"
        with pytest.raises(DutyError, match="已由"):
            targeting.enter(samples.office, [brought(row, "2025", "1")])


def test_corrections_of_the_reviewer_count(desk: Desk) -> None:
    row = found_target(desk)
    targeting.enter(desk.office, [brought(row, "2025", "95")])
    Found.objects.filter(pk=row.pk).update(corrected={"comparator": ">"}, state="corrected")
    row.refresh_from_db()
    assert targeting.line(desk.office, row).verdict.state == "missed"


def test_lists_are_narrowed(desk: Desk) -> None:
    first, every = found_target(desk), found_target(desk, per="每年", year=2027, name="样例产量", unit="万吨")  # fmt: skip
    Found.objects.filter(pk=every.pk).update(state="found")
    targeting.enter(desk.office, [brought(first)])
    names = lambda **more: [each.goal.name for each in targeting.lines(desk.office, **more)]  # noqa: E731
    assert names() == ["样例覆盖率", "样例产量"]
    assert names(year=2025) == ["样例覆盖率", "样例产量"]
    assert names(year=2026) == ["样例产量"]
    assert names(state="reached") == ["样例覆盖率"]
    assert names(words="产量") == ["样例产量"]
    assert names(reviewed=True) == ["样例覆盖率"]
    assert names(document="没有") == []
    told = targeting.as_data(targeting.lines(desk.office)[0])
    assert told["actuals"][0]["value"] == 96
    assert told["verdict"]["state"] == "reached"
    counts = targeting.counted(targeting.lines(desk.office))
    assert (counts["reached"], counts["empty"]) == (1, 1)


# ---- tables ------------------------------------------------------------------------------------------


def table(*rows: tuple[object, ...], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    for cell, shown in (formats or {}).items():
        sheet[cell].number_format = shown
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_table_comes_back_filled_in(desk: Desk) -> None:
    row = found_target(desk)
    found_target(desk, name="=SUM(A1)")
    lines = [list(each) for each in target_tables.rows(targeting.lines(desk.office), "2025")]
    lines[0][target_tables.TITLES.index("数值")] = 96.5
    data = table(target_tables.TITLES, *map(tuple, lines))
    trial = target_tables.tried(desk.office, data, "表.xlsx")
    assert (len(trial.read.entries), trial.empty, trial.read.wrong) == (1, 1, [])
    assert not Actual.objects.exists()
    target_tables.take_in(desk.office, data, "表.xlsx")
    assert Actual.objects.get().target == row
    assert Actual.objects.get().value == Decimal("96.5")


def test_a_cell_shown_as_a_percentage_is_read_as_it_is_seen(desk: Desk) -> None:
    row, count = found_target(desk), found_target(desk, unit="个")
    head = ("编号", "时期", "数值")
    data = table(head, (row.key, "2025", 0.955), formats={"C2": "0.0%"})
    target_tables.take_in(desk.office, data, "表.xlsx")
    assert Actual.objects.get().value == Decimal("95.5")
    with pytest.raises(DutyError):
        target_tables.take_in(desk.office, table(head, (count.key, "2025", 0.5), formats={"C2": "0%"}), "表.xlsx")  # fmt: skip


def test_tables_that_are_none(desk: Desk) -> None:
    row = found_target(desk)
    for data, name, what in (
        (b"", "表.csv", "空"),
        ("编号,时期\nx,2025".encode(), "表.csv", "没有“数值”这一列"),
        ("编号,时期,数值,数值\n".encode(), "表.csv", "两个“数值”列"),
        (f"编号,时期,数值\n{row.key},2025,".encode(), "表.csv", "没有填写数值"),
        (b"PK\x03\x04broken", "表.xlsx", "打不开"),
    ):
        with pytest.raises(DutyError, match=what):
            target_tables.take_in(desk.office, data, name)
    csv = f"编号,时期,数值,来源\n{row.key},2025,96,样例\n{row.key},2024,多,\n".encode("gb18030")
    with pytest.raises(DutyError) as caught:
        target_tables.take_in(desk.office, csv, "表.csv")
    assert [row for row, _ in caught.value.rows] == [3]
    assert not Actual.objects.exists()
