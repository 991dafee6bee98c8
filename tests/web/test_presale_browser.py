"""朔住建发〔2023〕65号 in a real browser: developer, bureau, bank, buyer and city each sign in and do their part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from luoshi.office import clock
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Case
from tests.office.cases.office import PDF, moment
from tests.office.cases.presale import APPLICATION, NUMBER, OF, WAN, Presale, entry, fen
from tests.web.console import listen
from tests.web.officed import written
from tests.web.signed import PASSWORD, employ

pytestmark = pytest.mark.browser

PEOPLE = ("developer", "other_developer", "bureau", "filing", "bank", "buyer", "city")
PAPERS = {
    "form": "企业用款申请表",
    "progress": "工程建设进度相关证明材料及影像资料",
    "statement": "监管账户对账单",
    "authority": "授权委托书及受托人身份证复印件",
    "contract": "合同",
    "payee_account": "对方指定的银行账户",
}
Visit = Callable[[str], None]


@pytest.fixture
def o(transactional_db: None) -> Iterator[Presale]:
    """The office on Friday, 6 March 2026, and people who sign in."""
    with clock.at(moment("2026-03-06T10:00")):
        office = Presale()
        for who in PEOPLE:
            employ(getattr(office, who).unit, f"{who}1")
        yield office


@pytest.fixture
def visit(page: Page, o: Presale, live_server: Any) -> Iterator[Visit]:
    """Open a page; at the end nothing was complained of in the console."""
    complaints: list[str] = []

    listen(page, complaints)
    page.set_viewport_size({"width": 1280, "height": 900})
    yield lambda path: page.goto(str(live_server.url) + path) and None
    assert complaints == []


def sign_in(page: Page, visit: Visit, who: str) -> None:
    page.context.clear_cookies()
    visit("/account/sign-in/")
    page.get_by_label("登录名").fill(f"{who}1")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/office/")


def begin(page: Page, what: str, subject: str) -> str:
    """Begin a case from the list of what can be begun: its number."""
    page.get_by_role("link", name="办事", exact=True).first.click()
    page.get_by_role("link", name=what, exact=True).click()
    page.locator("#subject").select_option(subject)
    page.get_by_role("button", name="开始办理").click()
    page.wait_for_url("**/office/cases/**")
    return page.url.split("/cases/")[1].split("/")[0]


def fill(page: Page, **fields: object) -> None:
    """Fill in fields of the step, each by what it is."""
    for name, value in fields.items():
        found = page.locator(f'[name="f-{name}"]')
        if isinstance(value, bool):
            page.locator(f'[name="f-{name}"][value="{written(value)}"]').check()
        elif found.evaluate("each => each.tagName") == "SELECT":
            found.select_option(str(value))
        else:
            found.fill(str(value))


def upload(page: Page, material: str) -> None:
    """Choose a file for a material, under the label that people read."""
    label = PAPERS.get(material, material)
    page.get_by_label(label, exact=True).set_input_files(
        {"name": f"{label}.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )


def press(page: Page, label: str) -> None:
    """End the step in this way."""
    page.get_by_role("button", name=label, exact=True).click()


def does(page: Page, visit: Visit, who: str, case: str, label: str, **fields: object) -> None:
    """Sign in, open the case, fill in the step and end it."""
    sign_in(page, visit, who)
    visit(f"/office/cases/{case}/")
    fill(page, **fields)
    press(page, label)
    expect(page.get_by_role("heading", name="已办理")).to_be_visible()


def test_a_payout_from_application_to_payment_by_those_who_take_part(
    page: Page, visit: Visit, o: Presale
) -> None:
    account = o.funded()
    o.node(account)  # 12,000,000 there, 10,100,000 must stay

    sign_in(page, visit, "developer")
    case = begin(page, "重点监管资金用款申请", account)
    fill(page, **{**APPLICATION, "amount": "190万元"})
    page.get_by_role("button", name="保存，稍后再办").click()
    for material in list(PAPERS)[:-1]:
        upload(page, material)
    press(page, "提交")
    expect(page.locator("#trouble")).to_contain_text("还缺 1 份材料：对方指定的银行账户")
    expect(page.locator("#trouble")).to_contain_text("第十八条（五）")
    expect(page.locator('[name="f-payee_name"]')).to_have_value("样例施工公司")
    upload(page, "payee_account")
    press(page, "提交")
    expect(page.locator(".procedure .is-lit")).to_contain_text("受理")

    sign_in(page, visit, "bureau")
    page.get_by_role("link", name="用款申请：样例花园").first.click()
    press(page, "受理")
    visit("/office/")
    expect(page.locator(".tasks").first).to_contain_text("2026-03-11")  # Mon, Tue, Wed
    page.get_by_role("link", name="用款申请：样例花园").first.click()
    fill(page, inspected=True, findings="与申报相符")
    press(page, "查勘完毕或者不必查勘")
    fill(page, granted="1900000.01元", node_reached=True, payee_verified=True)
    press(page, "准予拨付")
    expect(page.locator("#trouble")).to_contain_text("第十九条")
    expect(page.locator('[name="f-granted"]')).to_have_value("1900000.01元")
    fill(page, granted="190万元")
    press(page, "准予拨付")
    expect(page.get_by_role("heading", name="已办理：审核：准予拨付")).to_be_visible()
    expect(page.locator("main")).to_contain_text("商品房预售监管资金拨付通知书")

    sign_in(page, visit, "bank")
    expect(page.locator(".tasks").first).to_contain_text("2026-03-10")
    page.get_by_role("link", name="用款申请：样例花园").first.click()
    page.get_by_text("商品房预售监管资金拨付通知书").first.click()
    expect(page.locator("main")).to_contain_text("拨付额度：1,900,000元")
    expect(page.locator("main")).to_contain_text("施工、材料设备供应或者有关单位指定的银行账户")
    press(page, "已拨付")
    expect(page.get_by_role("heading", name="已办理：银行拨付：已拨付")).to_be_visible()
    assert (fen(account), fen(account, "suppliers")) == (1010 * WAN, 190 * WAN)

    sign_in(page, visit, "developer")
    expect(page.locator("main")).to_contain_text("已拨付1,900,000元给样例施工公司")
    sign_in(page, visit, "city")
    visit(f"/office/cases/{case}/")
    expect(page.locator("main")).to_contain_text("已拨付")
    expect(page.locator(".work-form")).to_have_count(0)
    sign_in(page, visit, "other_developer")
    visit(f"/office/cases/{case}/")
    expect(page.get_by_text(f"没有办件“{case}”")).to_be_visible()


def test_a_payment_that_is_late_is_red_for_the_bank_and_told_to_the_city(
    page: Page, visit: Visit, o: Presale
) -> None:
    account = o.funded()
    o.node(account)
    o.approved(account)
    with clock.at(moment("2026-03-11T09:00")):
        fire()
        sign_in(page, visit, "bank")
        expect(page.locator(".tasks").first).to_contain_text("逾期")
        sign_in(page, visit, "city")
        expect(page.locator("main")).to_contain_text("“银行拨付”已过期限（2026-03-10）")


def test_a_refusal_is_written_and_reaches_the_developer(
    page: Page, visit: Visit, o: Presale
) -> None:
    account = o.funded()
    case = o.inspected(account).key
    sign_in(page, visit, "bureau")
    visit(f"/office/cases/{case}/")
    fill(page, node_reached=True, payee_verified=True)
    press(page, "准予拨付")  # before ±0.00
    expect(page.locator("#trouble")).to_contain_text("不符合使用条件")
    press(page, "不予拨付")
    expect(page.locator("#trouble")).to_contain_text("请书面说明理由")
    page.locator('[name="reasons"]').fill("主体工程未到±0.00")
    press(page, "不予拨付")
    expect(page.get_by_role("heading", name="已办理：审核：不予拨付")).to_be_visible()
    sign_in(page, visit, "developer")
    expect(page.locator("main")).to_contain_text("不予拨付通知书")


def test_a_buyer_pays_and_takes_the_money_back(page: Page, visit: Visit, o: Presale) -> None:
    account = o.account()
    sign_in(page, visit, "developer")
    case = begin(page, "预售资金收存和网签备案", account)
    fill(page, contract_number="样例合同1", home="1号楼101", price="100万元", due_now="30万元")
    page.locator('[name="party-buyer"]').fill("gou")
    press(page, "开具")
    expect(page.get_by_role("heading", name="已办理")).to_be_visible()

    sign_in(page, visit, "buyer")
    page.get_by_role("link", name="房款收存：样例花园 1号楼101").first.click()
    expect(page.locator("main")).to_contain_text("账号：6200")
    expect(page.locator(".work-form")).to_have_count(0)

    does(
        page, visit, "bank", case, "应付款已到账，送网签核对", received="29万元", voucher_number="1"
    )
    sign_in(page, visit, "filing")
    visit(f"/office/cases/{case}/")
    fill(page, voucher=True)
    press(page, "准予备案，余款待到账")
    expect(page.locator("#trouble")).to_contain_text("第十三条")
    page.locator('[name="reasons"]').fill("还差1万元")
    press(page, "不得备案，退回补存或者补凭证")
    does(
        page, visit, "bank", case, "应付款已到账，送网签核对", received="1万元", voucher_number="2"
    )
    does(page, visit, "filing", case, "准予备案，余款待到账", voucher=True)
    does(
        page,
        visit,
        "bank",
        case,
        "房款全部到账",
        received="70万元",
        voucher_number="3",
        source="按揭或者公积金贷款",
    )
    assert fen(account, "key") == 100 * WAN

    sign_in(page, visit, "developer")
    refund = begin(page, "解除合同退款", case)
    fill(page, dissolved=True, dissolved_on="2026-03-06")
    upload(page, "解除商品房预售合同的协议或者文书")
    press(page, "提交")
    sign_in(page, visit, "buyer")
    page.get_by_role("link", name="退款：合同样例合同1").first.click()
    fill(page, buyer_account="6200 0001", loan_account="6200 0002")
    press(page, "共同申请")
    does(page, visit, "filing", refund, "准予撤销")
    does(page, visit, "bureau", refund, "出具")
    does(page, visit, "bank", refund, "已退款")
    sign_in(page, visit, "buyer")
    expect(page.locator("main")).to_contain_text("合同样例合同1已退款1,000,000元")
    assert fen(account) == 0
    assert entry("contracts", case).state == "已退款"
    assert set(
        Case.objects.filter(procedure__in=(OF + "deposit", OF + "refund")).values_list(
            "state", flat=True
        )
    ) == {"closed"}
    assert NUMBER in page.content()
