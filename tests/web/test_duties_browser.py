"""Supervision in a real browser: a gazette that was never seen, from its first reading to the quarter's report.

All of it is done through pages, by the people whose turn it is; only the clock is moved, and the worker's round
(亮灯、提醒) called, by the test. The city, its gazette and its units are invented (样例).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from luoshi.office import clock
from luoshi.office.directory.models import Unit, UnitRole
from luoshi.office.directory.roles import DUTIES_OFFICE
from luoshi.office.duties import reminding
from luoshi.office.duties.models import Found, Item
from tests.office.cases.office import PDF, moment
from tests.web.console import listen
from tests.web.signed import PASSWORD, employ

pytestmark = pytest.mark.browser

NUMBER = "澜政办发〔2026〕21号"
GAZETTE = f"""# 安澜市人民政府公报

2026年第5期（总第91期）

安澜市人民政府办公室
关于印发2026年镜湖整治任务分工的通知

{NUMBER}

各区人民政府，市政府各部门：

《2026年镜湖整治任务分工》已经市政府同意，现印发给你们，请认真组织实施。

安澜市人民政府办公室

2026年2月25日

2026年镜湖整治任务分工

一、工作目标

到2026年底，镜湖水质优良天数比例超过85%，新建湖岸绿道不少于12公里。

二、主要任务

（一）修缮湖岸步道。更换东岸破损栏杆，平整西岸路面，2026年3月20日前完成。（牵头单位：市水务局；配合单位：市财政局）

（二）清理湖面漂浮物。增设打捞船只，划定打捞责任段。（市水务局、市城管局按职责分工负责）

（三）开展护湖宣传。编写护湖读本，2026年10月底前发到各中小学校。（市教育局牵头，市水务局配合）

（四）落实整治经费。（责任单位：市财政局）

三、工作要求

各责任单位每月25日前向市政府督查室报送工作进展。
"""
OFFICE, WATER, STATION = "dc", "sw", "gh"


class Lake:
    """The lake's city: its units, its clock, and a browser at which its people sit down one after another."""

    def __init__(self, page: Page, url: str, stack: ExitStack) -> None:
        self.page, self.url, self._stack = page, url, stack
        self.complaints: list[str] = []
        self._cookies: dict[str, Any] = {}
        self.at("2026-03-02T09:00")
        government = self._unit("gov", "安澜市政府")
        self._unit(OFFICE, "安澜市政府督查室", DUTIES_OFFICE)
        water = self._unit(WATER, "安澜市水务局", parent=government)
        for code, name in (("cz", "财政局"), ("jy", "教育局"), ("cg", "城管局")):
            self._unit(code, f"安澜市{name}", parent=government)
        self._unit(STATION, "安澜市湖泊管护站", parent=water)
        listen(page, self.complaints)

    def _unit(self, code: str, name: str, role: str = "", parent: Unit | None = None) -> Unit:
        made = Unit.objects.create(code=code, name=name, kind="agency", parent=parent)
        if role:
            UnitRole.objects.create(unit=made, role=role)
        return made

    def at(self, written: str) -> None:
        """Stand at another moment; the worker makes its round."""
        now = moment(written)
        self._stack.enter_context(clock.at(now))
        reminding.tick(now)

    def acts(self, who: str) -> None:
        """Somebody of a unit sits down at the page; the first time they sign in."""
        context = self.page.context
        context.clear_cookies()
        if who in self._cookies:
            context.add_cookies(self._cookies[who])
            return
        employ(Unit.objects.get(code=who), f"{who}1")
        self.visit("/account/sign-in/")
        self.page.get_by_label("登录名").fill(f"{who}1")
        self.page.get_by_label("口令").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/office/")
        self._cookies[who] = context.cookies()

    def visit(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.url + path)

    def follow(self, *names: str) -> None:
        """Follow links by their names, one after another."""
        for name in names:
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def button(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def button_named(self, begins: str) -> None:
        """Press the button whose name begins so."""
        self.page.get_by_role("button", name=begins).click()

    # --- an item

    def opens(self, who: str, key: str) -> None:
        """Somebody opens an item."""
        self.acts(who)
        self.visit(f"/office/duties/{key}/")
        expect(self.page.locator(".crumbs")).to_contain_text(key)

    def form(self, act: str) -> Locator:
        """The form of an act on the item that is open; unfolded where it is folded."""
        form = self.page.locator(f'form[action*="/acts/{act}/"]')
        if not form.is_visible():
            form.locator("xpath=ancestor::details/summary").click()
        return form

    def does(self, act: str, button: str, said: str, **fields: str) -> None:
        """Fill in the form of an act on the open item and send it, which is accepted."""
        form = self.form(act)
        for name, value in fields.items():
            form.locator(f'[name="{name.replace("_", "-")}"]').fill(value)
        form.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(".notice.good")).to_have_text(f"{said}。")

    def files(self, act: str, name: str) -> None:
        """Choose a file of the form of an act."""
        chosen: Any = {"name": name, "mimeType": "application/pdf", "buffer": PDF}
        self.form(act).locator('[name="files"]').set_input_files(chosen)

    def lamp(self, words: str) -> None:
        """The light of the open item says this."""
        expect(self.page.locator("header .sub")).to_contain_text(words)

    def downloaded(self, link: str) -> Path:
        """What a link saves."""
        with self.page.expect_download() as loading:
            self.page.get_by_role("link", name=link, exact=True).click()
        return Path(loading.value.path())


@pytest.fixture
def lake(page: Page, transactional_db: None, live_server: Any) -> Iterator[Lake]:
    """The city by the lake; at the end nothing was complained of in the console."""
    page.set_viewport_size({"width": 1280, "height": 900})
    with ExitStack() as stack:
        made = Lake(page, str(live_server.url), stack)
        yield made
        page.goto("about:blank")
    assert made.complaints == []


def test_a_gazette_never_seen_becomes_work_that_is_done(lake: Lake) -> None:
    loaded(lake)
    reviewed(lake)
    key = registered(lake)
    accepted_and_divided(lake, key)
    extension_refused(lake, key)
    yellow_then_red(lake, key)
    reported_returned_closed(lake, key)
    calendar_and_feed(lake)
    quarter_reported(lake, key)
    filtered(lake)
    target_missed_by_nothing(lake)


def loaded(lake: Lake) -> None:
    """The officer uploads the gazette, and the document's page shows what it wants."""
    page = lake.page
    lake.acts(OFFICE)
    lake.visit("/upload/")
    text: Any = {"name": "anlan.txt", "mimeType": "text/plain", "buffer": GAZETTE.encode()}
    page.get_by_label("选择文件").set_input_files(text)
    lake.button("预览（暂不入档）")
    lake.button("确认入档")
    expect(page.get_by_role("status").first).to_contain_text("新入档")
    page.get_by_role("link", name="镜湖整治任务分工").first.click()
    lake.follow("责任、指标、日程")
    lines = page.locator(".found-duty tbody tr")
    expect(lines).to_have_count(4)
    expect(lines.nth(0)).to_contain_text("市水务局")
    expect(lines.nth(0)).to_contain_text("2026-03-20")
    page.locator(".tabs a", has_text="指标").click()
    expect(page.locator(".found-target tbody tr").first).to_contain_text("超过85%")
    page.locator(".tabs a", has_text="日程").click()
    expect(page.locator("tr", has_text="每月25日前")).to_contain_text("报送工作进展")


def reviewed(lake: Lake) -> None:
    """By keyboard alone: two are confirmed, one is corrected, one is rejected."""
    page = lake.page
    page.locator(".tabs a", has_text="责任").click()
    lake.follow("核对")
    page.wait_for_url("**/office/duties/review/**")  # and its script is there
    said, good = page.locator("#review .card [data-say]").first, page.locator(".notice.good")
    expect(said).to_have_text("第 1 条，共 4 条")
    expect(page.locator(".review-clause mark").first).to_be_visible()
    page.keyboard.press("c")
    expect(good).to_contain_text("已确认")
    expect(said).to_have_text("第 1 条，共 3 条")
    page.keyboard.press("e")
    expect(page.get_by_label("事项", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.insert_text("市城管局")
    page.keyboard.press("Control+Enter")
    expect(good).to_contain_text("已更正")
    expect(said).to_have_text("第 1 条，共 2 条")
    page.keyboard.press("c")
    expect(good).to_contain_text("已确认")
    expect(said).to_have_text("第 1 条，共 1 条")
    page.keyboard.press("x")
    expect(good).to_contain_text("已排除")
    expect(page.get_by_role("heading", name="都核对完了")).to_be_visible()
    rows = Found.objects.filter(kind="duty").order_by("position")
    assert [each.state for each in rows] == ["confirmed", "corrected", "confirmed", "rejected"]
    assert rows[1].corrected["lead"] == ["市城管局"]


def registered(lake: Lake) -> str:
    """One is registered and assigned with its leader, the others from the list at once; the item's number."""
    page = lake.page
    lake.follow("立项")
    expect(page.locator("[data-say]").first).to_have_text("共 3 条")
    page.locator("tr", has_text="修缮湖岸步道").get_by_role("link", name="更改后立项").click()
    expect(page.get_by_label("牵头单位")).to_have_value("安澜市水务局")
    expect(page.get_by_label("配合单位")).to_have_value("安澜市财政局")
    expect(page.get_by_label("时限", exact=True)).to_have_value("2026-03-20")
    page.get_by_label("分管领导").fill("样例副市长")
    lake.button("立项并交办")
    expect(page.locator("h1")).to_contain_text("修缮湖岸步道")
    key = Item.objects.get().key
    lake.follow("立项")
    page.get_by_label("本页 2 条全部").check()
    lake.button("立项并交办")
    expect(page.get_by_role("heading", name="已立项并交办 2 件")).to_be_visible()
    assert Item.objects.filter(stage="assigned").count() == 3
    return key


def accepted_and_divided(lake: Lake, key: str) -> None:
    """The unit signs for it, gives a part to the station below it and says how it goes; the station reports."""
    page = lake.page
    lake.at("2026-03-03T10:00")
    lake.opens(WATER, key)
    expect(page.locator(".duty-clause mark")).to_contain_text("牵头单位：市水务局")
    lake.does("accept", "签收", "已签收")
    lake.does(
        "divide", "分解", "已分解", unit_0="安澜市湖泊管护站", text_0="样例：更换东岸栏杆", due_0="2026-03-12"
    )  # fmt: skip
    lake.does("track", "记下进展", "已跟踪", text="样例：西岸已进场", progress="40")
    expect(page.locator(".facts meter")).to_have_attribute("value", "40")
    lake.at("2026-03-10T15:00")
    lake.opens(STATION, f"{key}-1")
    lake.does("accept", "签收", "已签收")
    lake.does("report", "报告", "已报告", text="样例：栏杆已换完")
    lake.opens(WATER, f"{key}-1")
    lake.does("close", "办结", "已办结")


def extension_refused(lake: Lake, key: str) -> None:
    """More time is asked for; a refusal without a reason is refused itself."""
    page = lake.page
    lake.opens(WATER, key)
    lake.does(
        "ask_extension", "申请延期", "已提交延期申请", until="2026-04-20", text="样例：连日下雨"
    )
    lake.opens(OFFICE, key)
    lake.form("extend").get_by_role("button", name="不同意").click()
    expect(page.locator("#trouble")).to_contain_text("理由")
    lake.does("extend", "不同意", "已审批延期", text="样例：雨季前必须完成")
    expect(page.locator("aside")).to_contain_text("雨季前必须完成")
    assert Item.objects.get(key=key).due == date(2026, 3, 20)


def yellow_then_red(lake: Lake, key: str) -> None:
    """Three days before, yellow and a notice; on the day still yellow; the day after, red and another."""
    page = lake.page
    for moment_, light, notice in (
        ("2026-03-16T08:00", "正常", ""),
        ("2026-03-17T08:00", "临期", "到期前提醒"),
        ("2026-03-20T08:00", "临期", "到期日提醒"),
        ("2026-03-21T08:00", "逾期", "逾期提醒"),
    ):
        lake.at(moment_)
        lake.opens(WATER, key)
        lake.lamp(light)
        if notice:
            expect(page.locator("aside")).to_contain_text(notice)
    expect(page.locator("aside")).to_contain_text("该单位没有可用的联系方式")
    lake.follow("台账")
    line = page.locator("tr.is-late")
    expect(line).to_have_count(1)
    expect(line).to_contain_text(key)
    lake.visit(f"/office/duties/units/{WATER}/")
    expect(page.locator("section", has_text="最近的提醒")).to_contain_text("逾期提醒")


def reported_returned_closed(lake: Lake, key: str) -> None:
    """Reported with a file, sent back, reported again, closed and evaluated."""
    page = lake.page
    lake.at("2026-03-23T09:00")
    lake.opens(WATER, key)
    lake.files("report", "样例验收单.pdf")
    lake.does("report", "报告", "已报告", text="样例：路面已平整")
    lake.opens(OFFICE, key)
    assert lake.downloaded("样例验收单.pdf").read_bytes() == PDF
    lake.does("return", "退回补充", "已退回补充", text="样例：缺验收照片")
    lake.opens(WATER, key)
    expect(page.locator(".history li").first).to_contain_text("缺验收照片")
    lake.lamp("逾期")
    lake.files("report", "样例照片.pdf")
    lake.does("report", "报告", "已报告", text="样例：补交照片")
    lake.at("2026-03-24T09:00")
    lake.opens(OFFICE, key)
    lake.does("close", "办结", "已办结", text="样例：属实")
    lake.lamp("办结")
    lake.form("evaluate").get_by_label("较好", exact=True).check()
    lake.does("evaluate", "评价", "已评价", text="样例：晚了三天")
    lake.lamp("评价：较好")
    expect(page.locator(".duty-stations li.reached")).to_have_count(7)


def calendar_and_feed(lake: Lake) -> None:
    """The monthly report stands in the calendar, for phones too; a feed opens for whoever has it until it ends."""
    page = lake.page
    lake.follow("日历")
    cell = page.locator(".due-month td", has=page.locator('time[datetime="2026-03-25"]'))
    expect(cell).to_contain_text("报送工作进展")
    lake.follow("下月")
    expect(page.locator("tr", has_text="2026-04-25")).to_contain_text("每月25日前")
    lake.acts(WATER)
    lake.visit("/office/duties/feeds/")
    lake.button("生成订阅地址")
    address = page.locator(".feed-address a").inner_text()
    browser = page.context.browser
    assert isinstance(browser, Browser)
    with browser.new_context() as stranger:
        answer = stranger.request.get(address)
        assert answer.ok
        events = Calendar.from_ical(answer.body()).walk("VEVENT")
        [one] = [each for each in events if each.decoded("DTSTART") == date(2026, 10, 31)]
        assert NUMBER in str(one["DESCRIPTION"])
        lake.button_named("撤销安澜市水务局的订阅")
        expect(page.locator(".notice.good")).to_contain_text("已撤销")
        assert stranger.request.get(address).status == 404


def quarter_reported(lake: Lake, key: str) -> None:
    """The report of the quarter: on the page and printed, as a paper and as a table."""
    page = lake.page
    lake.at("2026-04-01T09:00")
    lake.acts(OFFICE)
    lake.visit("/office/duties/report/?quarter=2026Q1")
    expect(page.locator("section", has_text="本季度办结事项")).to_contain_text(key)
    assert page.pdf().startswith(b"%PDF")
    paper = Document(str(lake.downloaded("公文（docx）")))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert key in cells
    sheets = load_workbook(io.BytesIO(lake.downloaded("电子表格（xlsx）").read_bytes()))
    assert any(key in row for sheet in sheets for row in sheet.iter_rows(values_only=True))


def filtered(lake: Lake) -> None:
    """Filters are links: by state, light, unit and month; one is kept, and taken off again."""
    page = lake.page
    lake.visit("/office/duties/")
    shown = page.locator("#duty-list [data-say]").first
    expect(shown).to_have_text("共 2 件")
    lake.follow("按牵头单位")
    expect(page.locator(".duty-groups tbody tr")).to_have_count(4)
    page.get_by_role("link", name="安澜市教育局，正常 1 件").click()
    expect(shown).to_have_text("共 1 件")
    expect(page.locator(".duty-items")).to_contain_text("护湖")
    address = page.url
    page.locator("summary", has_text="把现在的筛选存为常用").click()
    page.get_by_label("名称").fill("样例：教育")
    lake.button("保存")
    lake.visit("/office/duties/?state=closed")
    expect(shown).to_have_text("共 2 件")
    lake.follow("样例：教育")
    expect(shown).to_have_text("共 1 件")
    lake.acts(STATION)  # a link is a filter, never a right
    page.goto(address)
    expect(page.locator(".duty-items")).to_have_count(0)


def target_missed_by_nothing(lake: Lake) -> None:
    """超过 that is reached exactly is not reached."""
    page = lake.page
    lake.acts(OFFICE)
    lake.visit("/office/duties/targets/")
    lake.follow("镜湖水质优良天数比例")
    enter = page.locator("form.target-form")
    enter.get_by_label("时期").fill("2026")
    enter.get_by_label("数值").fill("85")
    lake.button("填报")
    expect(page.locator("#trouble")).to_contain_text("预计")  # the year is not over
    lake.at("2027-01-08T09:00")
    enter.get_by_label("来源").fill("样例公报")
    lake.button("填报")
    expect(page.locator("h1")).to_contain_text("未达到")
    expect(page.locator("figure svg")).to_be_visible()
    enter.get_by_label("时期").fill("2026")
    enter.get_by_label("数值").fill("85.1")
    lake.button("填报")
    expect(page.locator("h1 .chip")).to_have_text("达到")
