"""Pages of targets and of the quarter's report: who sees what, values by form and from a table, files, charts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from luoshi.office import clock
from luoshi.office.duties import targeting
from luoshi.office.duties.models import Actual, Found
from luoshi.office.duties.targeting import Given
from tests.office.duties.desk import Desk, moment
from tests.office.duties.test_targeting import found_target
from tests.web.conftest import words
from tests.web.officed import HOSTILE
from tests.web.signed import client_of, employ
from tests.web.test_monitoring import cells, seen

LIST = "/office/duties/targets/"
IMPORT = f"{LIST}import/"
REPORT = "/office/duties/report/"


class Room:
    """The supervision office and the units around it at their browsers."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.office, self.build, self.school = (self.person(key) for key in ("office", "build", "school"))  # fmt: skip
        self.viewer = client_of(employ(self.desk.units["office"], "viewer1", "viewer"))

    def person(self, key: str) -> Client:
        """A browser of somebody at a unit."""
        return client_of(employ(self.desk.units[key], f"{key}1"))


@pytest.fixture
def room(db: None) -> Iterator[Room]:
    """A morning in June."""
    with clock.at(moment("2026-06-01T09:00")):
        yield Room()


def of(row: Found, ending: str = "/") -> str:
    """The address of a target."""
    return f"{LIST}{row.pk}{ending}"


def enter(room: Room, row: Found, *values: tuple[Any, ...]) -> None:
    targeting.enter(room.desk.office, [Given(row.key, *each) for each in values])


def csv(*rows: str) -> SimpleUploadedFile:
    """A table to hand in."""
    return SimpleUploadedFile("完成值.csv", "\n".join(rows).encode())


# ---- the list ----------------------------------------------------------------------------------------


def test_the_list_says_how_each_stands(room: Room) -> None:
    reached, missed, about = (found_target(room.desk, name=f"样例指标{n}", comparator=sign) for n, sign in enumerate((">=", ">", "~")))  # fmt: skip
    for each in (reached, missed, about):
        enter(room, each, ("2025", "95"))
    page = seen(room.office.get(LIST))
    text = words(page)
    for there in (
        "达到",
        "未达到",
        "需人工判断",
        "正好等于不算",
        "“左右”没有写明幅度",
        "不低于 95%",
    ):
        assert there in text
    told = room.office.get(f"{LIST[:-1]}.json").json()
    assert told["counts"]["reached"] == told["counts"]["missed"] == told["counts"]["judge"] == 1
    assert [each["verdict"]["state"] for each in told["targets"]] == ["reached", "missed", "judge"]
    assert len(cells(room.office.get(f"{LIST[:-1]}.xlsx"))) == 4
    narrowed = seen(room.office.get(LIST, {"state": "missed"}))
    assert "样例指标1" in words(narrowed)
    assert not narrowed.xpath("//tbody//a[contains(., '样例指标0')]")
    assert room.office.get(LIST, {"state": "nothing"}).status_code == 422
    assert room.office.get(LIST, {"year": "x"}).status_code == 400


def test_an_empty_list_says_what_to_do(room: Room) -> None:
    assert "还没有找到指标" in words(seen(room.office.get(LIST)))
    found_target(room.desk)
    assert "没有符合条件的指标" in words(seen(room.office.get(LIST, {"q": "没有的"})))
    assert "只列本单位承办事项" in words(seen(room.school.get(LIST)))


def test_other_units_do_not_see_it(room: Room) -> None:
    row = found_target(room.desk)
    assert room.school.get(of(row)).status_code == 404
    assert room.school.get(of(row, ".json")).status_code == 404
    assert room.school.post(of(row), {"period": "2025", "value": "1"}).status_code == 404
    assert Client().get(of(row)).status_code == 302
    assert Client().get(of(row, ".json")).status_code == 401
    assert room.office.get(f"{LIST}99999999999/").status_code == 404


# ---- one ---------------------------------------------------------------------------------------------


def test_values_are_entered_corrected_and_withdrawn(room: Room) -> None:
    row = found_target(room.desk)
    page = seen(room.office.get(of(row)))
    assert "还没有填报" in words(page)
    given = {"act": "enter", "period": "2025年", "value": "96", "source": "样例公报", "unit": "%"}
    assert room.office.post(of(row), given).status_code == 302
    page = seen(room.office.get(of(row)))
    assert "比95%多1个百分点" in words(page)
    assert page.xpath("//*[contains(@class, 'chart')]")
    assert not page.xpath("//*[name()='svg']//*[name()='script' or name()='style']")
    told = room.office.get(of(row, ".json")).json()
    assert (told["verdict"]["state"], told["actuals"][0]["source"]) == ("reached", "样例公报")
    assert len(cells(room.office.get(of(row, ".xlsx")))) == 2
    value = Actual.objects.get()
    assert room.office.post(of(row), {"act": "withdraw", "value": value.pk}).status_code == 302
    assert not Actual.objects.exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(room: Room) -> None:
    row = found_target(room.desk)
    refused = room.office.post(of(row), {"act": "enter", "period": "2026", "value": "97"})
    page = seen(refused, 422)
    assert "2026年还没有结束" in words(page)
    assert page.xpath("//input[@id='number']/@value") == ["97"]
    assert room.viewer.post(of(row), {"period": "2025", "value": "97"}).status_code == 403
    assert room.office.post(of(row), {"period": "2025\0", "value": HOSTILE}).status_code == 422
    assert not Actual.objects.exists()


def test_a_forecast_is_marked(room: Room) -> None:
    row = found_target(room.desk, year=2026)
    enter(room, row, ("2025", "90"))
    given = {"act": "enter", "period": "2026", "value": "97", "forecast": "是"}
    assert room.office.post(of(row), given).status_code == 302
    text = words(seen(room.office.get(of(row))))
    for there in ("仅有预计", "预计（不计入达到）", "预计达到；预计不计入达到"):
        assert there in text


def test_charts_of_means_and_of_parts_of_years(room: Room) -> None:
    row = found_target(room.desk, per="年均", name="样例新增", unit="个", value=100)
    enter(room, row, ("2024", "90"), ("2025", "120"), ("2026Q1", "30"), ("2026Q2", "40", True))
    page = seen(room.office.get(of(row)))
    text = words(page)
    assert len(page.xpath("//*[name()='svg']")) >= 2
    for there in ("各年至今的年均", "年内各期", "年均为105个", "不要求每一年都达到"):
        assert there in text


def test_hostile_words_stay_words(room: Room) -> None:
    row = found_target(room.desk, name=HOSTILE, unit=HOSTILE[:30], area=HOSTILE, text=HOSTILE)
    enter(room, row, ("2025", "96"))
    Actual.objects.update(source=HOSTILE)
    for path in (LIST, of(row), REPORT):
        page = seen(room.office.get(path, {"q": "<script>"} if path == LIST else {}))
        assert not page.xpath("//script[not(@src)]")
        assert "49" not in {words(each) for each in page.xpath("//td")}
    assert room.office.get(f"{REPORT[:-1]}.docx").status_code == 200


def test_the_unit_that_has_the_work_enters(room: Room) -> None:
    row = found_target(room.desk)
    room.desk.assigned(document=row.document, address=row.address)
    assert room.build.post(of(row), {"period": "2025", "value": "96"}).status_code == 302
    assert Actual.objects.get().unit == room.desk.units["build"]
    other = found_target(room.desk)
    assert "由督查室或承办单位填报" in words(seen(room.build.get(of(other))))


# ---- from a table ------------------------------------------------------------------------------------


def test_a_table_is_tried_confirmed_and_taken_in(room: Room) -> None:
    row = found_target(room.desk)
    template = room.office.get(f"{IMPORT}template.xlsx", {"period": "2025"})
    book = load_workbook(io.BytesIO(template.content))
    sheet: Any = book.worksheets[0]
    assert [sheet["A2"].value, sheet["F2"].value] == [row.key, "2025"]
    sheet["G2"] = 96.5
    stream = io.BytesIO()
    book.save(stream)
    seen(room.office.get(IMPORT))
    file = SimpleUploadedFile("完成值.xlsx", stream.getvalue())
    page = seen(room.office.post(IMPORT, {"file": file}))
    assert "可以导入 1 行" in words(page)
    assert not Actual.objects.exists()
    token = page.xpath("//input[@name='token']/@value")[0]
    assert room.school.post(IMPORT, {"token": token, "name": "完成值.xlsx"}).status_code == 422
    answer = room.office.post(IMPORT, {"token": token, "name": "完成值.xlsx"})
    assert (answer.status_code, answer["Location"]) == (302, f"{IMPORT}?kept=1")
    assert str(Actual.objects.get().value) == "96.500000"
    assert "已导入 1 个数" in words(seen(room.office.get(answer["Location"])))
    assert room.office.post(IMPORT, {"token": token, "name": "完成值.xlsx"}).status_code == 422


def test_a_table_with_errors_is_not_taken(room: Room) -> None:
    row = found_target(room.desk)
    file = csv("编号,时期,数值", f"{row.key},2025,96", f"{row.key},2024,很多", "zzz,2024,1")
    page = seen(room.office.post(IMPORT, {"file": file}), 422)
    text = words(page)
    assert "第3行“数值”列：“很多”不是数" in text
    assert "第4行“编号”列：没有编号为“zzz”的指标" in text
    assert not page.xpath("//input[@name='token']")
    assert seen(room.office.post(IMPORT, {}), 422) is not None
    assert room.viewer.get(IMPORT).status_code == 403


# ---- the report --------------------------------------------------------------------------------------


def test_the_report_on_the_page_and_in_files(room: Room) -> None:
    late = room.desk.assigned(date(2026, 5, 1), text="样例：清理占道")
    done = room.desk.assigned(date(2026, 6, 10), lead=room.desk.units["school"])
    room.desk.until(done, "closed")
    ahead = room.desk.assigned(date(2026, 7, 10), text="样例：汛前检查")
    row = found_target(room.desk, year=2026)
    enter(room, row, ("2026Q1", "90"))
    page = seen(room.office.get(REPORT))
    text = words(page)
    for there in ("2026年第二季度督查落实情况报告", "季度还没有结束", late.key, done.key, "责任单位没有说明原因", ahead.text, "样例覆盖率"):  # fmt: skip
        assert there in text
    assert page.xpath("//button[@data-do='print']")
    told = room.office.get(f"{REPORT[:-1]}.json").json()
    assert (told["overall"]["total"], told["overall"]["red"], told["overall"]["done"]) == (3, 1, 1)
    assert told["late"][0]["编号"] == late.key
    book = load_workbook(io.BytesIO(room.office.get(f"{REPORT[:-1]}.xlsx").content))
    assert "逾期未办结" in book.sheetnames
    answer = room.office.get(f"{REPORT[:-1]}.docx", {"quarter": "2026Q2"})
    assert re.search(r"filename\*=UTF-8''2026", answer["Content-Disposition"])
    assert any("督查落实" in each.text for each in Document(io.BytesIO(answer.content)).paragraphs)


def test_reports_of_other_quarters(room: Room) -> None:
    page = seen(room.office.get(REPORT, {"quarter": "2025Q4"}))
    assert "这个季度没有可以报告的内容" in words(page)
    assert room.office.get(REPORT, {"quarter": "2026Q3"}).status_code == 422
    assert room.office.get(REPORT, {"quarter": "x"}).status_code == 422
    assert room.office.get(f"{REPORT[:-1]}.json", {"quarter": "x"}).json()["error"]["what"]
    assert Client().get(REPORT).status_code == 302


def test_a_unit_reads_its_own_report(room: Room) -> None:
    mine = room.desk.assigned(date(2026, 5, 1), text="样例：甲")
    room.desk.assigned(date(2026, 5, 1), text="样例：乙", lead=room.desk.units["school"], assist=())
    text = words(seen(room.build.get(REPORT)))
    assert mine.text in text
    assert "样例：乙" not in text
