"""The quarter's report: as it stood on its last day, with reasons, extensions, targets and what comes next."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from luoshi.office import clock
from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.duties import report_files, reporting, service, targeting
from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import Extension, Found, Item
from luoshi.office.duties.reporting import Quarter, Report
from luoshi.office.duties.targeting import Given
from tests.office.duties.desk import Desk, moment

Q2, Q3 = Quarter(2026, 2), Quarter(2026, 3)
END = moment("2026-06-30T18:00")


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with clock.at(moment("2026-04-10T09:00")):
        yield Desk()


def at(written: str) -> Any:
    return clock.at(moment(written))


def reported(desk: Desk, when: str = "2026-06-30T18:00", quarter: Quarter = Q2, actor: Actor | None = None) -> Report:  # fmt: skip
    with at(when):
        return reporting.report(actor or desk.office, quarter)


def test_quarters() -> None:
    assert reporting.quarter_of(date(2026, 12, 31)) == Quarter(2026, 4)
    assert Quarter(2026, 4).after == Quarter(2027, 1)
    assert Quarter(2026, 1).before == Quarter(2025, 4)
    assert (Q2.first, Q2.last) == (date(2026, 4, 1), date(2026, 6, 30))
    assert reporting.quarter_named("2026Q2") == Q2
    assert Q2.label == "2026年第二季度"
    for wrong in ("", "2026Q5", "二季度", "1999Q1"):
        with pytest.raises(DutyError, match="不是季度"):
            reporting.quarter_named(wrong)


def test_a_quarter_that_has_not_begun(desk: Desk) -> None:
    with pytest.raises(DutyError, match="还没有开始"):
        reported(desk, quarter=Q3)


def test_an_empty_report_is_a_report(desk: Desk) -> None:
    told = reported(desk)
    assert told.whole.total == 0
    assert "没有纳入督办的事项" in report_files.overall(told)
    assert report_files.docx(told)
    assert report_files.xlsx(told)


def test_lights_and_units(desk: Desk) -> None:
    done = desk.assigned(date(2026, 6, 10))
    with at("2026-06-09T09:00"):
        desk.until(done, "evaluated")
    slow = desk.assigned(date(2026, 5, 10))
    with at("2026-05-12T09:00"):
        desk.until(slow, "closed")
    late = desk.assigned(date(2026, 6, 20), text="样例：清理占道", lead=desk.units["school"])
    near = desk.assigned(date(2026, 7, 2))
    desk.assigned(date(2026, 12, 1))
    desk.assigned(None)
    gone = desk.assigned(date(2026, 6, 1))
    service.cancel(desk.office, gone, "样例：重复")
    told = reported(desk)
    whole = told.whole
    assert (whole.total, whole.done, whole.in_time, whole.red, whole.yellow, whole.green) == (6, 2, 1, 1, 1, 2)  # fmt: skip
    assert [each.key for each in told.done] == [slow.key, done.key]
    assert [report_files.ended_words(each) for each in told.done] == ["逾期2天办结", "按期办结"]
    assert [(each.key, each.late) for each in told.late] == [(late.key, 10)]
    assert [each.name for each in told.units] == ["云麓市教育局", "云麓市建设局"]
    assert [each.key for each in told.ahead if each.key] == [near.key]
    assert "共6项" in report_files.overall(told)


def test_a_quarter_is_told_as_it_stood(desk: Desk) -> None:
    item = desk.assigned(date(2026, 6, 20))
    with at("2026-07-05T09:00"):
        desk.until(item, "closed")
        later = desk.assigned(date(2026, 9, 1))
    assert [each.key for each in reported(desk, "2026-07-10T09:00").late] == [item.key]
    third = reported(desk, "2026-07-10T09:00", Q3)
    assert [each.key for each in third.done] == [item.key]
    assert {each.key for each in third.jobs} == {item.key, later.key}
    assert reported(desk, "2026-10-05T09:00", Q3).as_of == date(2026, 9, 30)
    assert not [e for e in reported(desk, "2026-10-05T09:00", Quarter(2026, 4)).jobs if e.key == item.key]  # fmt: skip


def test_a_report_in_time_is_not_late_while_it_waits(desk: Desk) -> None:
    item = desk.assigned(date(2026, 6, 10))
    with at("2026-06-09T09:00"):
        desk.until(item, "reported")
    assert not reported(desk).late
    with at("2026-06-25T09:00"):
        service.return_back(desk.office, Item.objects.get(pk=item.pk), "样例：缺材料")
    assert [each.late for each in reported(desk).late] == [20]


def test_what_the_unit_says_is_the_reason(desk: Desk) -> None:
    silent, told = desk.assigned(date(2026, 6, 1)), desk.assigned(date(2026, 6, 2))
    build = desk.actors["build"]
    with at("2026-06-05T09:00"):
        service.accept(build, told)
        service.track(build, Item.objects.get(pk=told.pk), 30, "样例：雨天停工")
    late = {each.key: each for each in reported(desk).late}
    assert late[silent.key].reason == reporting.SILENT
    assert late[told.key].reason == "样例：雨天停工"
    assert late[told.key].said == "2026-06-05 跟踪"


def test_extensions_and_the_day_as_it_was(desk: Desk) -> None:
    item = desk.assigned(date(2026, 6, 20))
    build = desk.actors["build"]
    with at("2026-06-15T09:00"):
        service.ask_extension(build, item, date(2026, 8, 31), "样例：等设备")
    waiting = reported(desk)
    assert [(each.until, each.decision) for each in waiting.extensions] == [(date(2026, 8, 31), "待批")]  # fmt: skip
    with at("2026-07-03T09:00"):
        asked = Extension.objects.get()
        service.decide_extension(desk.office, asked, True, "样例：同意")
    before, after = reported(desk, "2026-07-04T09:00"), reported(desk, "2026-07-04T09:00", Q3)
    assert [each.late for each in before.late] == [10]
    assert before.extensions[0].decision == "待批"
    assert not after.late
    assert [each.due for each in after.jobs] == [date(2026, 8, 31)]
    assert after.extensions[0].decision == "同意"


def target(desk: Desk, **data: Any) -> Found:
    row = desk.found()
    row.kind = "target"
    row.data = {
        "name": "样例覆盖率", "comparator": ">", "value": 95, "unit": "%", "year": 2026, "soft": False,
        "per": "", "area": "", "text": "样例", **data,
    }  # fmt: skip
    row.save()
    return row


def test_targets_as_the_quarter_knew_them(desk: Desk) -> None:
    row, unread, other = target(desk), target(desk), target(desk, year=2031)
    Found.objects.filter(pk=unread.pk).update(state="found")
    with at("2027-02-01T09:00"):
        targeting.enter(desk.office, [
            Given(row.key, "2026Q2", "94"), Given(row.key, "2026", "95"), Given(row.key, "2027", "99", True),
        ])  # fmt: skip
        second = reporting.report(desk.office, Q2)
        fourth = reporting.report(desk.office, Quarter(2026, 4))
    assert [(each.found, each.verdict.state) for each in second.targets] == [(row, "ongoing")]
    assert [each.verdict.state for each in fourth.targets] == ["missed"]  # 超过 is not 达到
    assert (second.unreviewed, other in [each.found for each in second.targets]) == (1, False)
    assert "另有1项指标尚未核对" in report_files.targets_words(second)
    assert "预计99%" in report_files.reached_words(fourth.targets[0])


def test_units_see_their_own(desk: Desk) -> None:
    mine = desk.assigned(date(2026, 6, 1))
    desk.assigned(date(2026, 6, 1), lead=desk.units["school"], assist=())
    assert [each.key for each in reported(desk, actor=desk.actors["build"]).jobs] == [mine.key]
    assert len(reported(desk, actor=SHELL).jobs) == 2


def test_files_say_the_same_and_hold_no_formula(desk: Desk) -> None:
    item = desk.assigned(date(2026, 6, 1), text='=HYPERLINK("样例")', lead=desk.units["school"])
    desk.until(desk.assigned(date(2026, 6, 20)), "closed")
    target(desk)
    told = reported(desk)
    book = load_workbook(io.BytesIO(report_files.xlsx(told)))
    assert book.sheetnames == ["总体情况", "各单位情况", "本季度办结", "逾期未办结", "延期", "指标", "下季度到期", "全部事项"]  # fmt: skip
    late: Any = book["逾期未办结"]
    assert late["B2"].value == item.text
    assert (late["B2"].data_type, late["B2"].quotePrefix) == ("s", True)
    assert late["E2"].value == 29
    paper = Document(io.BytesIO(report_files.docx(told)))
    text = "\n".join(each.text for each in paper.paragraphs)
    for part in ("2026年第二季度督查落实情况报告", "一、总体情况", "三、逾期事项及原因", "五、指标完成情况", "2026年6月30日"):  # fmt: skip
        assert part in text
    cells = {cell.text for each in paper.tables for row in each.rows for cell in row.cells}
    assert {item.key, item.text, "29", reporting.SILENT} <= cells
    assert paper.sections[0].page_width is not None
    assert round(paper.sections[0].page_width.mm) == 210


def test_the_paper_is_cut_and_says_so_and_samples_are_marked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(report_files, "MOST_PRINTED", 1)
    for _ in range(3):
        desk.assigned(date(2026, 6, 1), text="样例" * 100)
    text = [str(each) for each in report_files.sheet(reported(desk)).paragraphs]
    assert "以上列1行，其余2行见本报告的电子表格。" in text
    with at("2026-04-11T09:00"):
        samples = Desk(sample=True)
        samples.assigned(date(2026, 6, 1))
    assert report_files.sheet(reported(samples)).sample
    assert not report_files.sheet(reported(desk)).sample


def test_days_are_the_offices(desk: Desk) -> None:
    item = desk.assigned(date(2026, 6, 30))
    assert reporting.end_of(date(2026, 6, 30)) == datetime(2026, 7, 1, tzinfo=clock.HERE)
    with at("2026-06-30T23:30"):
        desk.until(item, "reported")
        service.close(desk.office, Item.objects.get(pk=item.pk))
    told = reported(desk, "2026-07-02T09:00")
    assert [(each.ended, each.late) for each in told.done] == [(date(2026, 6, 30), 0)]
