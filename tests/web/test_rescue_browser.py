"""青政办发〔2020〕12号 in a real browser: a hospital applies, the operator decides and pays, both sides read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from luoshi.office import clock
from luoshi.office.cases.models import Case, Entry
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import PDF, moment
from tests.office.cases.rescue import CLAIM, FOUND, OF, OPERATING, START, Fund, the_case
from tests.web.console import listen
from tests.web.signed import PASSWORD, employ

pytestmark = pytest.mark.browser

Visit = Callable[[str], None]
PEOPLE = ("yy1", "yy2", "yxjg", "jj", "jqs", "bx1", "ybj", "czj")


@pytest.fixture
def fund(transactional_db: None) -> Iterator[Fund]:
    """The office with money in both accounts, and people who sign in."""
    with clock.at(moment(START)):
        made = Fund()
        made.funded()
        for code in PEOPLE:
            unit = made[code].unit
            assert unit
            employ(unit, f"{code}-1")
        yield made


@pytest.fixture
def visit(page: Page, live_server: Any) -> Iterator[Visit]:
    """Open a page; at the end nothing was complained of in the console."""
    complaints: list[str] = []
    listen(page, complaints)
    page.set_viewport_size({"width": 1280, "height": 900})
    yield lambda path: page.goto(str(live_server.url) + path) and None
    assert complaints == []


def sign_in(page: Page, visit: Visit, who: str) -> None:
    """Sign in as somebody of a unit."""
    page.context.clear_cookies()
    visit("/account/sign-in/")
    page.get_by_label("登录名").fill(f"{who}-1")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/office/")


def fill(page: Page, step: str, told: dict[str, Any]) -> None:
    """Fill the fields of a step in, each as its kind wants it."""
    form = page.locator(f"#work-{step}")
    for name, value in told.items():
        field = form.locator(f"[name='f-{name}']")
        if isinstance(value, bool):
            form.locator(f"[name='f-{name}'][value='{'是' if value else '否'}']").check()
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value.removesuffix("元"))


def choose(page: Page, label: str, name: str) -> None:
    """Hand a file in under a material."""
    page.get_by_label(label).set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": PDF + name.encode()}
    )


def end(page: Page, step: str, way: str) -> None:
    """Press one of the buttons of a step."""
    page.locator(f"#work-{step}").get_by_role("button", name=way, exact=True).click()


def opened(page: Page, title: str) -> None:
    """Open a case from the home page."""
    page.get_by_role("link", name=title).first.click()


def test_a_hospital_applies_the_operator_pays_and_both_sides_read_it(
    page: Page, visit: Visit, fund: Fund
) -> None:
    sign_in(page, visit, "yy1")
    page.get_by_role("link", name="办事", exact=True).first.click()
    page.get_by_role("link", name="救助基金垫付申请").click()
    page.get_by_label("医疗机构、殡葬服务机构").select_option(label="丙市第一医院")
    page.get_by_label("处理事故的公安交通管理部门").select_option(label="丙市交警大队")
    page.get_by_role("button", name="开始办理").click()
    more = {"claimed": "120000元", "beyond_claimed": True, "accident_on": "2024-08-28"}
    fill(page, "apply", {**CLAIM, **more})
    choose(page, "救助网点公布的申请材料", "申请材料.pdf")
    end(page, "apply", "提交到事故发生地的救助网点")
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("医疗机构对超过72小时抢救费用的书面理由")
    expect(trouble).to_contain_text("第十二条")
    expect(page.locator("[name='f-victim']")).to_have_value("受害人甲")
    choose(page, "医疗机构对超过72小时抢救费用的书面理由", "书面理由.pdf")
    end(page, "apply", "提交到事故发生地的救助网点")
    expect(page.get_by_role("heading", name="已办理：申请垫付")).to_be_visible()
    case = the_case("advance")

    sign_in(page, visit, "yxjg")
    expect(page.locator(".tasks")).to_contain_text("还有 5 个工作日")
    opened(page, "抢救费用垫付：受害人甲")
    expect(page.get_by_role("link", name="书面理由.pdf").first).to_be_visible()
    end(page, "accept", "材料完备，受理")
    with clock.at(moment("2024-09-05T10:00")):
        found = {"rescue_total": "120000元", "within": "90000元", "beyond": "30000元", "special": True,
                 "reasons_written": True, "priced": True, "amount": "120000.01元"}  # fmt: skip
        fill(page, "decide", {**FOUND, **found})
        end(page, "decide", "垫付抢救费用")
        expect(page.locator("#trouble")).to_contain_text("多于可以垫付的抢救费用")
        page.locator("#work-decide [name='f-amount']").fill("120000")
        end(page, "decide", "垫付抢救费用")
        expect(page.get_by_role("heading", name="已办理：审核并决定是否垫付")).to_be_visible()
        expect(page.locator(".history")).to_contain_text("原则")
        expect(page.locator("#now")).to_contain_text("划拨垫付款")
    with clock.at(moment("2024-09-09T15:00")):
        fill(page, "pay", {"paid_on": "2024-09-09", "voucher": "转1"})
        end(page, "pay", "已划入医疗机构或者殡葬服务机构账户")
        expect(page.get_by_role("heading", name="已办结：已拨付")).to_be_visible()
        expect(page.get_by_text("第十四条第二款").first).to_be_visible()
        assert ledgers.balance("rescue:provider:yy1") == 12_000_000
        assert ledgers.balance(OPERATING) == 88_000_000
        for who in ("yy1", "jj"):
            _read(page, visit, who, case)
        sign_in(page, visit, "yy2")
        expect(page.locator("main")).not_to_contain_text("受害人甲")
        visit(f"/office/cases/{case.key}/")
        expect(page.locator("main")).to_contain_text("没有办件")
        sign_in(page, visit, "yxjg")
        opened(page, "追偿：受害人甲")
        expect(page.get_by_role("heading", name="现在要办：确定赔偿义务人")).to_be_visible()


def _read(page: Page, visit: Visit, who: str, case: Case) -> None:
    """Somebody is told of the advance, and opens the paper."""
    sign_in(page, visit, who)
    expect(page.locator(".news")).to_contain_text("垫付告知书")
    visit(f"/office/cases/{case.key}/")
    page.get_by_text("垫付告知书").first.click()
    expect(page.locator(".papers")).to_contain_text("已决定垫付120,000元")
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF").first.click()
    assert got.value.suggested_filename.endswith(".pdf")


def test_a_refusal_reaches_kin_and_police_with_its_reasons(
    page: Page, visit: Visit, fund: Fund
) -> None:
    case = fund.applied("jqs", applicant="近亲属", accident_on="2024-07-19")
    sign_in(page, visit, "yxjg")
    opened(page, "抢救费用垫付：受害人甲")
    expect(page.locator(".history")).to_contain_text("已超过自事故发生之日起30个工作日的申请期限")
    end(page, "decide", "不予垫付")
    expect(page.locator("#trouble")).to_contain_text("书面说明理由")
    page.locator("#decide-reasons").fill("自事故发生之日起已超过三十个工作日")
    end(page, "decide", "不予垫付")
    expect(page.get_by_role("heading", name="已办结：不予垫付")).to_be_visible()
    for who, title in (("jqs", "不予垫付理由说明书"), ("jj", "不予垫付告知书")):
        sign_in(page, visit, who)
        expect(page.locator(".news")).to_contain_text(title)
        visit(f"/office/cases/{case.key}/")
        page.locator(".papers").get_by_text(title).click()
        expect(page.locator(".papers")).to_contain_text("已超过三十个工作日")
    assert not Entry.objects.filter(register=OF + "advances").exists()


def test_papers_are_supplemented_while_the_days_stand_still(
    page: Page, visit: Visit, fund: Fund
) -> None:
    case = fund.applied()
    sign_in(page, visit, "yxjg")
    visit(f"/office/cases/{case.key}/")
    page.locator("#accept-reasons").fill("缺病历首页")
    end(page, "accept", "告知补正")
    expect(page.locator("#now")).to_contain_text("暂停计算")
    with clock.at(moment("2024-09-11T09:00")):
        sign_in(page, visit, "yy1")
        expect(page.locator(".news")).to_contain_text("补正材料告知书")
        opened(page, "抢救费用垫付：受害人甲")
        choose(page, "救助网点公布的申请材料", "病历首页.pdf")
        end(page, "supplement", "已补正")
        expect(page.get_by_role("heading", name="已办理：补正材料")).to_be_visible()
        # Counted on from the 11th: 12, 13, Saturday 14 (worked), 18, 19 September.
        expect(page.locator("main")).to_contain_text("2024-09-19")


def test_a_late_insurer_is_warned_before_everybody(page: Page, visit: Visit, fund: Fund) -> None:
    fund.insurer()
    with fund.on("2024-09-03"), fund.on("2024-10-01"):
        case = the_case("premium_transfer")
    with fund.on("2024-10-21"):
        sign_in(page, visit, "ybj")
        expect(page.locator(".news")).to_contain_text("逾期未转入")
        visit(f"/office/cases/{case.key}/")
        end(page, "call", "发出催缴通知")
        expect(page.locator("#now")).to_contain_text("2024-10-24")
        sign_in(page, visit, "bx1")
        expect(page.locator(".news")).to_contain_text("催缴通知书")
    with fund.on("2024-10-25"):
        sign_in(page, visit, "ybj")
        visit(f"/office/cases/{case.key}/")
        fill(page, "warn", {"owed": "400000元"})
        end(page, "warn", "给予警告，予以公告")
        page.context.clear_cookies()
        visit(f"/public/{OF}warnings/")
        expect(page.locator("main")).to_contain_text("第一保险公司")
        expect(page.locator("main")).to_contain_text("400,000")
