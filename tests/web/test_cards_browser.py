"""济政字〔2022〕83号 in a browser: a shop files and sells, a consumer looks up and complains, the light turns red."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from luoshi.office import clock, worker
from luoshi.office.cases.models import Case, Deadline, Entry
from luoshi.office.journal import headfile
from luoshi.office.ledgers import service as ledgers
from luoshi.web.views import public
from tests.office.cases.cards import CONTRACTS, OF, Cards, at
from tests.office.cases.office import PDF
from tests.web.console import listen
from tests.web.signed import PASSWORD, employ
from tests.web.test_browser import CONTRAST

pytestmark = pytest.mark.browser

Visit = Callable[[str], None]
PEOPLE = ("city", "district", "bank", "shop", "rival", "buyer", "other")


@pytest.fixture
def cards(transactional_db: None) -> Iterator[Cards]:
    """Friday, 10 March 2023; the platform is online since the first. Each unit has somebody who signs in."""
    public.GUESSES.forget()
    for file in headfile.path().parent.glob("journal-*"):  # tells of a journal that is no more
        file.unlink()
    office = Cards()
    office.platform()
    for name in PEOPLE:
        unit = getattr(office, name).unit
        employ(unit, f"{name}1")
    with at("2023-03-10"):
        yield office


@pytest.fixture
def visit(page: Page, cards: Cards, live_server: Any) -> Iterator[Visit]:
    """Open a page; at the end nothing was complained of in the console."""
    complaints: list[str] = []

    listen(page, complaints)
    page.set_viewport_size({"width": 1280, "height": 900})
    yield lambda path: page.goto(str(live_server.url) + path) and None
    assert complaints == []


def enter(page: Page, who: str) -> None:
    """Fill the sign-in page in."""
    page.get_by_label("登录名").fill(f"{who}1")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def sign_in(page: Page, visit: Visit, who: str, path: str = "/office/") -> None:
    """Sign in as somebody else, and go somewhere."""
    page.context.clear_cookies()
    visit(f"/account/sign-in/?next={path}")
    enter(page, who)
    page.wait_for_url(f"**{path}")


def say(page: Page, yes: tuple[str, ...] = (), no: tuple[str, ...] = (), **fields: str) -> None:
    """Answer questions and fill fields in, by their labels."""
    for labels, word in ((yes, "是"), (no, "否")):
        for label in labels:
            page.get_by_role("group", name=label).get_by_label(word, exact=True).check()
    for label, value in fields.items():
        page.locator(".work-form").get_by_label(label).fill(value)


def upload(page: Page, *labels: str) -> None:
    """Choose a file for each material."""
    for number, label in enumerate(labels):
        file = {
            "name": f"{label}.pdf",
            "mimeType": "application/pdf",
            "buffer": PDF + bytes([48 + number]),
        }
        page.locator(".slots").get_by_label(label).set_input_files(file)  # pyright: ignore[reportArgumentType]


def press(page: Page, button: str, then: str) -> None:
    """Take a way, and see what is said."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", name=then).first).to_be_visible()


def file_of(shop: Page, visit: Visit) -> Case:
    """The shop's part of a filing, to the review."""
    page = shop
    sign_in(page, visit, "shop", f"/office/start/{OF}issuer_filing/")
    page.get_by_label("备案管理机关").select_option(label="样例甲区商务局")
    page.get_by_role("button", name="开始办理").click()
    expect(page.get_by_label("备案平台上线日")).to_have_value("2023-03-01")
    say(page, yes=("该功能区管理机构已获得授权", "平台上线前已完成线下备案"), no=("在两个以上区县或功能区经营",),
        经营者名称="样例超市", 经营场所="样例路1号", 首次发行预付卡之日="2021-05-01")  # fmt: skip
    page.get_by_label("所在区域").select_option("区县与功能区重叠")
    press(page, "上线后发行：办理备案", "与所填的发行日和线下备案情况不符")
    press(page, "上线前已发行、已线下备案：转线上", "现在要办：上传材料，转为线上备案")
    expect(page.locator("#now .lamp").first).to_contain_text("工作日")
    upload(page, "预付卡发行章程", "预付卡销售协议")
    press(page, "提交", "已办理：上传材料，转为线上备案：提交")
    return Case.objects.get(procedure=OF + "issuer_filing")


def test_a_shop_files_and_the_authority_grants_the_code(
    page: Page, visit: Visit, cards: Cards
) -> None:
    case = file_of(page, visit)
    assert Deadline.objects.get(case=case).state == "met"
    here = f"/office/cases/{case.key}/"
    sign_in(page, visit, "rival", "/office/")
    visit(here)
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有")
    sign_in(page, visit, "district")
    page.get_by_role("link", name="资质备案：样例超市").first.click()
    expect(page.locator(".data")).to_contain_text("区县商务主管部门")
    press(page, "审核通过", "已办理：资质审核：审核通过")
    sign_in(page, visit, "shop", here)
    press(page, "商业保险共保体", "现在要办：签订并上传保单")
    page.get_by_label("商业保险共保体", exact=True).select_option(label="样例共保体")
    say(page, 保单号="样例保单1号", 保险金额="500", 保险期间届满之日="2024-12-31")
    upload(page, "保单")
    press(page, "提交", "已办理：签订并上传保单：提交")
    sign_in(page, visit, "district", here)
    press(page, "审核通过，核发主体二维码", "已办理：风控审核（保单）")
    sign_in(page, visit, "shop", here)
    expect(page.locator(".papers")).to_contain_text("主体二维码核发通知书")
    say(
        page,
        yes=("经营场所明示了备案主体二维码", "经营场所明示了资金保障方式"),
        no=("经营场所明示了信用承诺", "有网站"),
    )
    press(page, "已经明示", "告知义务还没有全部履行")
    say(page, yes=("经营场所明示了信用承诺",))
    press(page, "已经明示", "已办结：已备案")
    page.get_by_text("备案是先行还是按期、逾期：按期备案").click()
    expect(page.locator("details.decision[open] .step").first).to_be_visible()
    page.context.clear_cookies()
    visit(f"/public/{OF}issuers/")
    row = page.get_by_role("row", name="样例超市")
    expect(row).to_contain_text("商业保险共保体")
    expect(row).not_to_contain_text("未评")
    entry = Entry.objects.get(register=OF + "issuers")
    sign_in(page, visit, "shop", f"/office/registers/{OF}issuers/{entry.key}/")
    expect(page.get_by_role("img", name="二维码")).to_be_visible()


def test_cards_are_granted_sold_and_used(page: Page, visit: Visit, cards: Cards) -> None:
    cards.filed()
    sign_in(page, visit, "shop", f"/office/start/{OF}card_filing/")
    page.get_by_label("发卡经营者（主体二维码）", exact=True).select_option("shop")
    page.get_by_role("button", name="开始办理").click()
    say(page, 卡种名称="储值卡", 申请数量="2")
    press(page, "提交", "还缺 1 份材料")
    upload(page, "卡样")
    press(page, "提交", "已办理：上传卡样和申请数量：提交")
    sign_in(page, visit, "district")
    page.get_by_role("link", name="发卡申请：样例超市 储值卡").first.click()
    press(page, "核发", "已办结：已核发")
    card = Entry.objects.filter(register=OF + "cards").order_by("pk")[0]
    sign_in(page, visit, "shop", f"/office/start/{OF}card_sale/?subject={card.key}")
    page.get_by_role("button", name="开始办理").click()
    say(page, 购卡款="1000", 消费者="buyer")
    press(page, "激活", "已办结：已激活")
    sign_in(page, visit, "shop", f"/office/start/{OF}consumption/?subject={card.key}")
    page.get_by_role("button", name="开始办理").click()
    say(page, 消费内容="米面", 消费金额="1000.01")
    page.get_by_role("button", name="入账", exact=True).click()
    expect(page.locator("#trouble")).to_contain_text("1,000")
    say(page, 消费金额="120.50")
    press(page, "入账", "已办结：已入账")
    assert ledgers.balance(f"card:shop:{card.key}") == 87_950


@pytest.fixture
def card(cards: Cards) -> Entry:
    """A card that a consumer bought for 1,000 元 and used for 120.50 元."""
    cards.filed()
    made = cards.sold("1000元")
    cards.spend(made, "120.50元")
    return made


def test_a_consumer_looks_up_complains_and_the_light_turns_red(
    page: Page, visit: Visit, card: Entry
) -> None:
    visit("/c/")
    page.get_by_label("编码").fill((card.code or "").lower())
    page.get_by_role("button", name="查询").click()
    expect(page.locator("main")).to_contain_text("879.50")
    expect(page.get_by_role("row", name="米面")).to_contain_text("120.5")
    page.get_by_role("link", name="消费投诉").click()
    enter(page, "other")  # whoever holds the card may complain
    expect(page.get_by_label("的编码")).to_have_value(card.code or "")
    page.get_by_role("button", name="开始办理").click()
    say(page, 投诉的事项="不予退款", 希望怎样处理="退款")
    press(page, "提交，亮黄灯", "已办理：投诉：提交，亮黄灯")
    sign_in(page, visit, "shop")
    expect(page.locator(".tasks .lamp").first).to_contain_text("工作日")
    page.get_by_role("link", name="投诉：样例超市").first.click()
    say(page, 处理情况="正在核实")
    press(page, "报告处理情况", "已办理：处理投诉：报告处理情况")
    page.context.clear_cookies()
    visit(f"/public/{OF}warnings/")
    expect(page.get_by_role("heading", name="现在没有公示的内容")).to_be_visible()
    with at("2023-03-15T23:59"):
        worker.once()
        page.reload()
        expect(page.get_by_role("heading", name="现在没有公示的内容")).to_be_visible()
    with at("2023-03-16T00:00"):
        worker.once()
        page.reload()
        row = page.get_by_role("row", name="样例超市")
        expect(row).to_contain_text("2023-03-16")
        expect(page.locator("main")).not_to_contain_text("样例乙")
        sign_in(page, visit, "city")
        page.get_by_role("link", name="红灯督办：样例超市").first.click()
        expect(page.get_by_text("原文未写明期限").first).to_be_visible()
        say(page, 处理结果="已经督办")
        press(page, "督办完毕", "已办结：已督办")
        sign_in(page, visit, "district")
        page.get_by_role("link", name="投诉：样例超市").first.click()
        expect(page.locator(".history")).to_contain_text("期限届满，由系统按规定办理")
        say(page, 处理结果="已经退款")
        press(page, "处理完毕", "已办结：亮红灯后处理完毕")


def test_a_complaint_settled_in_time_stays_off_the_public_page(
    page: Page, visit: Visit, cards: Cards, card: Entry
) -> None:
    case = cards.complain(card)
    with at("2023-03-15T17:00"):
        sign_in(page, visit, "district", f"/office/cases/{case.key}/")
        expect(page.get_by_role("button", name="亮红灯")).to_have_count(0)
        say(page, 处理结果="已经退款")
        press(page, "已妥善处理", "已办结：已妥善处理")
    with at("2023-03-16T00:00"):
        worker.once()
        visit(f"/public/{OF}warnings/")
        expect(page.get_by_role("heading", name="现在没有公示的内容")).to_be_visible()


def test_a_card_that_is_not_filed_warns_and_is_reported(page: Page, visit: Visit) -> None:
    visit("/c/23456789ABCDEFGHJKMN/")
    expect(page.get_by_role("heading", level=1)).to_have_text("此卡非合规备案卡，请谨慎购买")
    assert page.evaluate(CONTRAST) == []
    page.get_by_role("link", name="一键举报").click()
    enter(page, "buyer")
    page.get_by_label("备案管理机关").select_option(label="样例甲区商务局")
    page.get_by_role("button", name="开始办理").click()
    say(
        page,
        发卡的经营者="样例九号店",
        经营场所="样例路9号",
        购卡之日="2023-03-09",
        举报的事项="扫不出来",
    )
    press(page, "举报，亮黄灯", "已办理：一键举报：举报，亮黄灯")
    sign_in(page, visit, "district")
    expect(page.get_by_role("link", name="举报：样例九号店").first).to_be_visible()


def test_a_card_is_returned_with_the_price_of_its_gift(
    page: Page, visit: Visit, card: Entry
) -> None:
    with at("2023-03-17T20:00"):
        sign_in(page, visit, "buyer", f"/office/start/{OF}refund/?code={card.code}")
        page.get_by_role("button", name="开始办理").click()
        press(page, "退卡", "已办理：提出退卡：退卡")
        sign_in(page, visit, "shop")
        page.get_by_role("link", name="退卡：储值卡").first.click()
        page.get_by_label("赠品或赠送的服务").select_option("没有退回")
        say(page, 赠品或赠送服务的合理价款="79.50")
        press(page, "提出赠品价款，请消费者答复", "已办理：退款：提出赠品价款，请消费者答复")
        here = page.url
        sign_in(page, visit, "buyer", here.removeprefix(here.split("/office/")[0]).split("?")[0])
        expect(page.get_by_label("同意支付的赠品价款")).to_have_value("79.5")
        press(page, "同意", "已办理：答复赠品价款：同意")
        sign_in(page, visit, "shop")
        page.get_by_role("link", name="退卡：储值卡").first.click()
        press(page, "已退款", "已办结：已退卡")
        expect(page.locator(".papers")).to_contain_text("退卡凭证")
        page.get_by_text("退卡凭证").click()
        expect(page.locator(".sheet-words")).to_contain_text("退还800元")
    assert ledgers.balance("card:shop") == 0


def test_the_bank_reports_its_week(page: Page, visit: Visit, cards: Cards) -> None:
    cards.filed(channel="bank", terms=CONTRACTS["bank"])
    cards.sold("1000元")
    with at("2023-03-13"):
        worker.once()
        sign_in(page, visit, "bank")
        page.get_by_role("link", name="银行每周报送资金存缴情况").first.click()
        say(page, 本周存入专户="499.99", 本周从专户支取="0")
        press(page, "比例达到下限", "资金风控比例低于下限")
        say(page, 本周存入专户="500")
        press(page, "比例达到下限", "已办结：已报送")
        expect(page.locator(".data")).to_contain_text("50%")
    assert clock.today().isoformat() == "2023-03-10"


def test_after_the_term_the_pages_say_so(page: Page, visit: Visit, card: Entry) -> None:
    with at("2026-01-05"):
        visit(f"/c/{card.code}/")
        expect(page.locator("main")).to_contain_text("不在施行期")
        page.get_by_role("link", name="消费投诉").click()
        enter(page, "buyer")
        press(page, "开始办理", "今天不在施行期")
        page.get_by_label("不在施行期也按它办理").check()
        press(page, "开始办理", "现在要办：投诉")
        say(page, 投诉的事项="不予退款", 希望怎样处理="退款")
        press(page, "提交，亮黄灯", "已办理：投诉：提交，亮黄灯")
        expect(page.get_by_role("heading", name="今天不在施行期")).to_be_visible()
