"""Cases in a real browser: an application by those who take part, by keyboard, without script, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from luoshi.office import clock
from luoshi.office.archive import ingest
from luoshi.office.cases import service
from luoshi.office.cases.models import Act, Case
from luoshi.office.directory.actors import CLOCK
from tests.office.cases.office import PDF, moment
from tests.web.console import listen
from tests.web.officed import HOSTILE, Desk
from tests.web.signed import PASSWORD
from tests.web.test_browser import CONTRAST

pytestmark = pytest.mark.browser

Visit = Callable[[str], None]


@pytest.fixture
def desk(transactional_db: None, specimen: Path) -> Iterator[Desk]:
    """The specimen's office, its gazettes, and a clock that stands."""
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)
    with clock.at(moment("2026-01-08T09:00")):
        yield Desk()


@pytest.fixture
def visit(page: Page, desk: Desk, live_server: Any) -> Iterator[Visit]:
    """Open a page; at the end nothing was complained of in the console."""
    complaints: list[str] = []

    listen(page, complaints)

    def refuse(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.accept()

    page.on("dialog", refuse)
    page.set_viewport_size({"width": 1280, "height": 900})
    yield lambda path: page.goto(str(live_server.url) + path) and None
    assert complaints == []


def sign_in(page: Page, visit: Visit, who: str) -> None:
    """Sign in by keyboard; the name is in focus when the page opens."""
    page.context.clear_cookies()
    visit("/account/sign-in/")
    expect(page.get_by_label("登录名")).to_be_focused()  # keys before that go nowhere
    page.keyboard.type(f"{who}1")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/")


def fill_in(page: Page) -> None:
    """The application."""
    for label in ("是全日制高校毕业生", "租赁合同已网签备案"):
        page.get_by_role("group", name=label).get_by_label("是", exact=True).check()
    for label in ("申请区域内有自有住房", "享受公共租赁住房", "在禾丰县或者松陂县就业"):
        page.get_by_role("group", name=label).get_by_label("否", exact=True).check()
    page.get_by_label("出生日期").fill("1998-05-01")
    page.get_by_label("首次在本市就业之日").fill("2025-03-01")
    page.get_by_label("申请日").fill("2026-01-08")
    page.get_by_label("就业方式").select_option("与用人单位签订劳动合同")
    page.get_by_label("学历").select_option("硕士研究生")
    for label, value in (
        ("劳动合同期限", "24"), ("企业已正常经营的时间", "0"), ("已连续缴纳社会保险的时间", "10"),
        ("已领补贴的月数", "0"), ("姓名", "甲"), ("社会保障卡账户", "6200 0001"),
    ):  # fmt: skip
        page.get_by_label(label).fill(value)


def upload(page: Page, label: str, name: str, more: bytes = b"") -> None:
    page.get_by_label(label).set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": PDF + more}
    )


def test_an_application_from_draft_to_payment_by_four_people(page: Page, visit: Visit) -> None:
    sign_in(page, visit, "applicant")
    expect(page.get_by_role("heading", name="从这里开始")).to_be_visible()
    page.get_by_role("link", name="办事", exact=True).first.click()
    page.get_by_role("link", name="租房补贴申请").click()
    page.get_by_label("用人单位所在地人力资源社会保障部门").select_option(label="禾丰县人社局")
    page.get_by_role("button", name="开始办理").click()
    expect(page.get_by_role("heading", name="现在要办：提交申请")).to_be_visible()
    fill_in(page)
    upload(page, "身份证件", "身份证.pdf")
    page.get_by_role("button", name="提交", exact=True).click()
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("还缺 1 份材料：网签备案的租赁合同")
    expect(trouble).to_be_focused()
    expect(page.get_by_label("姓名")).to_have_value("甲")
    expect(page.get_by_role("link", name="身份证.pdf")).to_be_visible()
    upload(page, "网签备案的租赁合同", "合同.pdf", b"2")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", name="已办理：提交申请：提交")).to_be_visible()
    expect(page.locator(".procedure .is-lit")).to_contain_text("初审")

    sign_in(page, visit, "county")
    expect(page.locator(".tasks .lamp").first).to_contain_text("还有 10 个工作日")
    page.get_by_role("link", name="租房补贴申请：甲").focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="初审通过")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="已办理：初审：初审通过")).to_be_visible()
    page.get_by_text("每月补贴额：1,000元").click()
    expect(page.locator("details.decision[open] .step").first).to_be_visible()

    sign_in(page, visit, "city")
    page.get_by_role("link", name="租房补贴申请：甲").click()
    page.get_by_role("button", name="复审通过并公示").click()
    expect(page.get_by_role("heading", name="现在要办：公示")).to_be_visible()
    service.act(Case.objects.get().key, "notice", "expire", CLOCK)

    sign_in(page, visit, "finance")
    expect(page.locator(".news")).to_contain_text("租房补贴发放通知书")
    page.get_by_role("link", name="租房补贴申请：甲").first.click()
    page.get_by_label("本季度补贴额").fill("3000.00")
    expect(page.locator(".note .read")).to_have_count(0)
    page.get_by_label("本季度补贴额").fill("30000")
    expect(page.locator(".note .read")).to_have_text("即 30,000元 ")
    page.get_by_label("本季度补贴额").fill("3000")
    page.get_by_role("button", name="已拨付").click()
    expect(page.get_by_role("heading", name="已办结：已拨付")).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert got.value.suggested_filename.endswith(".pdf")
    assert Case.objects.get().ended == "已拨付"


def test_enter_in_a_field_saves_and_hands_nothing_in(page: Page, visit: Visit, desk: Desk) -> None:
    case = desk.office.begun()
    sign_in(page, visit, "applicant")
    visit(f"/office/cases/{case.key}/")
    page.get_by_label("姓名").fill("甲甲")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="已保存，还没有提交")).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_value("甲甲")
    case.refresh_from_db()
    assert case.state == "draft"


def test_leaving_with_what_is_not_saved_is_asked_about(
    page: Page, desk: Desk, live_server: Any
) -> None:
    case = desk.office.begun()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    sign_in(page, lambda path: page.goto(live_server.url + path) and None, "applicant")
    page.goto(f"{live_server.url}/office/cases/{case.key}/")
    page.get_by_label("姓名").click()
    page.keyboard.type("甲")
    page.get_by_role("link", name="办事", exact=True).click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith(f"/office/cases/{case.key}/")
    page.get_by_role("button", name="保存，稍后再办").click()
    expect(page.get_by_role("heading", name="已保存，还没有提交")).to_be_visible()
    assert asked == ["beforeunload"]


def test_a_second_press_does_nothing_more(page: Page, visit: Visit, desk: Desk) -> None:
    case = desk.office.applied()
    sign_in(page, visit, "county")
    visit(f"/office/cases/{case.key}/")
    page.get_by_role("button", name="初审通过").dblclick()
    expect(page.get_by_role("heading", name="已办理：初审：初审通过")).to_be_visible()
    assert Act.objects.filter(case=case, step="first_review").count() == 1


def test_the_slower_of_two_officers_is_told(page: Page, visit: Visit, desk: Desk) -> None:
    case = desk.office.applied()
    sign_in(page, visit, "county")
    visit(f"/office/cases/{case.key}/")
    page.get_by_label("理由").fill("有自有住房")
    service.act(case.key, "first_review", "pass", desk.office.county)
    page.get_by_role("button", name="不予通过").click()
    expect(page.locator("#trouble")).to_contain_text("办理了“初审：初审通过”")
    expect(page.locator("#trouble")).to_contain_text("有自有住房")


def test_a_material_is_sent_back_and_handed_in_again(page: Page, visit: Visit, desk: Desk) -> None:
    case = desk.office.applied()
    sign_in(page, visit, "county")
    visit(f"/office/cases/{case.key}/")
    row = page.get_by_role("row", name="网签备案的租赁合同")
    row.get_by_text("退回", exact=True).click()
    row.get_by_label("哪里不合要求").fill("看不清印章")
    row.get_by_role("button", name="退回这份材料").click()
    expect(page.get_by_role("heading", name="已退回材料")).to_be_visible()
    page.get_by_label("理由").fill("合同看不清印章")
    page.get_by_role("button", name="退回补正").click()
    expect(page.get_by_role("heading", name="已办理：初审：退回补正")).to_be_visible()
    sign_in(page, visit, "applicant")
    page.get_by_role("link", name="租房补贴申请：甲").first.click()
    expect(page.locator(".work")).to_contain_text("退回的原因：看不清印章")
    upload(page, "网签备案的租赁合同", "新合同.pdf", b"9")
    page.get_by_role("button", name="已补正").click()
    expect(page.get_by_role("heading", name="已办理：补正材料：已补正")).to_be_visible()


def test_without_script(browser: Browser, desk: Desk, live_server: Any) -> None:
    case = desk.office.begun()
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/account/sign-in/")
        page.get_by_label("登录名").fill("applicant1")
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.goto(f"{live_server.url}/office/cases/{case.key}/")
        page.locator(".slot", has_text="身份证件").get_by_text("撤回", exact=True).click()
        page.get_by_role("button", name="撤回“id.pdf”").click()
        expect(page.locator(".work")).to_contain_text("还缺 1 份：身份证件")
        fill_in(page)
        upload(page, "身份证件", "身份证.pdf", b"7")
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.get_by_role("heading", name="已办理：提交申请：提交")).to_be_visible()


PAGES = ("/office/", "/office/cases/", "/office/start/", "/office/procedures/",
         "/office/start/specimen.rent_subsidy.subsidy/",
         "/office/procedures/specimen.rent_subsidy.subsidy/", "/office/cases/{}/")  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_runs_and_nothing_overflows(
    page: Page, visit: Visit, desk: Desk, width: int
) -> None:
    case = desk.office.applied()
    service.act(case.key, "first_review", "gaps", desk.office.county, reasons=HOSTILE + "长" * 500)
    Case.objects.filter(pk=case.pk).update(title=(HOSTILE + "长" * 300)[:200])
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, visit, "applicant")
    for path in PAGES:
        visit(path.format(case.key))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_and_fields_have_names(
    page: Page, visit: Visit, desk: Desk, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    case = desk.office.applied()
    sign_in(page, visit, "county")
    with clock.at(moment("2026-01-22T09:00")):
        visit("/office/")
        expect(page.locator(".lamp.close")).to_contain_text("今天到期")
        assert page.evaluate(CONTRAST) == []
    with clock.at(moment("2026-02-22T09:00")):
        for path in PAGES:
            if "start/specimen" in path:
                continue
            visit(path.format(case.key))
            assert page.evaluate(CONTRAST) == [], path
            assert page.evaluate(NAMELESS) == [], path


NAMELESS = """() => Array.from(document.querySelectorAll('main input:not([type=hidden]), main select, main textarea'))
  .filter((e) => !e.labels?.length && !e.getAttribute('aria-label')).map((e) => e.outerHTML.slice(0, 120))"""


def test_on_paper_there_is_the_case_and_no_form(page: Page, visit: Visit, desk: Desk) -> None:
    case = desk.office.applied()
    sign_in(page, visit, "county")
    visit(f"/office/cases/{case.key}/")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="初审通过")).to_be_hidden()
    expect(page.get_by_role("heading", name="办件内容")).to_be_visible()
