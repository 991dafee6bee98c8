"""Alerts in a real browser: a whole episode by everybody who takes part, and the wall that follows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from luoshi.office import clock
from luoshi.office.alerts import ticking
from luoshi.office.alerts.models import Alert, Channel, MeasureTask
from luoshi.office.archive import ingest
from luoshi.office.cases.models import Case
from tests.office.alerts.office import moment
from tests.web.alerted import FloodDesk
from tests.web.console import listen
from tests.web.signed import PASSWORD
from tests.web.test_browser import CONTRAST

pytestmark = pytest.mark.browser

Visit = Callable[[str], None]


class Clock:
    """The office's clock as the test moves it on."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def at(self, written: str, day: str = "2026-06-10") -> datetime:
        """Stand at another moment."""
        now = moment(f"{day}T{written}")
        self._stack.enter_context(clock.at(now))
        return now


@pytest.fixture
def hands() -> Iterator[Clock]:
    """A clock that stands at eight in the morning until it is moved on."""
    with ExitStack() as stack:
        found = Clock(stack)
        found.at("08:00")
        yield found


@pytest.fixture
def desk(transactional_db: None, specimen: Path, hands: Clock) -> FloodDesk:
    """The flood office and its gazettes."""
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)
    return FloodDesk()


@pytest.fixture(autouse=True)
def still(page: Page, desk: FloodDesk, live_server: Any) -> Iterator[None]:
    """Leave pages that ask again and again before the tables are emptied, which they would hinder."""
    yield
    page.goto("about:blank")
    page.wait_for_timeout(200)


@pytest.fixture
def visit(page: Page, desk: FloodDesk, live_server: Any) -> Iterator[Visit]:
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
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/")


def test_an_episode_from_the_first_rain_to_the_lifting(
    page: Page, visit: Visit, desk: FloodDesk, hands: Clock
) -> None:
    # rain comes in, the office opens a draft
    desk.office.rain(80)
    sign_in(page, visit, "flood")
    page.get_by_role("link", name="预警", exact=True).click()
    expect(page.get_by_text("1小时雨量超过红色预警（现为80，标准70）")).to_be_visible()
    page.get_by_role("link", name="暴雨洪涝预警").first.click()
    expect(page.get_by_role("heading", name="现在要办：拟定预警")).to_be_visible()
    expect(page.get_by_label("预警级别")).to_have_value("红色预警")  # as the readings say
    for label, value in (
        ("影响区域", "样例：全市"), ("预计持续时间", "至22时"), ("防范建议", "撤离低洼地带"), ("咨询电话", "0000"),
    ):  # fmt: skip
        page.get_by_label(label).fill(value)
    hands.at("08:10")
    page.get_by_role("button", name="报分管副市长签发").click()

    # it is signed, and goes out
    sign_in(page, visit, "mayor")
    visit(f"/office/cases/{Case.objects.filter(alert=None).order_by('pk')[0].key}/")
    hands.at("08:20")
    page.get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_role("heading", name="已办理")).to_be_visible()
    alert = Alert.objects.get()

    # one answers by the link, on a phone
    page.set_viewport_size({"width": 390, "height": 800})
    link = desk.office.call("hefeng").attempts.get(step=0).token
    visit(f"/a/{link}/")
    expect(page.get_by_text("影响区域：样例：全市")).to_be_visible()
    assert page.get_by_role("button", name="收到").bounding_box()["height"] > 80  # type: ignore[index]
    page.get_by_role("button", name="收到").click()
    expect(page.get_by_role("heading", name="已收到您的应答")).to_be_visible()

    # the others are silent for three minutes: the telephones
    page.set_viewport_size({"width": 1280, "height": 900})
    ticking.calls(hands.at("08:23:01"))
    sign_in(page, visit, "flood")
    visit("/office/calls/phone/")
    expect(page.locator("#phone [data-say]")).to_have_text("还有 7 个电话要打")
    first = page.locator(".phone-list > li").first
    first.get_by_role("button", name="我来打").click()
    expect(page.get_by_text("您正在打")).to_be_visible()
    mine = page.locator(".phone-list > li.is-mine")
    mine.get_by_label("备注").fill("值班员已知悉")
    mine.get_by_role("button", name="已应答").press("Enter")
    expect(page.locator("#phone [data-say]")).to_have_text("还有 6 个电话要打")
    for left in range(5, -1, -1):
        page.locator(".phone-list > li").first.get_by_role("button", name="已应答").click()
        expect(page.locator("#phone [data-say]")).to_have_text(f"还有 {left} 个电话要打")
    visit(f"/office/alerts/{alert.key}/calls/")
    expect(page.get_by_text("值班员已知悉")).to_be_visible()
    expect(page.locator(".calls > li.is-answered")).to_have_count(8)

    # measures are ticked, one is left after being asked
    sign_in(page, visit, "hefeng")
    visit("/office/measures/")
    for label in ("转移危险区人员", "巡查易涝点和山塘"):
        line = page.locator("li.measure", has_text=label)
        line.get_by_label("落实情况").fill("样例：已办")
        line.get_by_role("button", name="已落实").click()
        expect(line.locator(".chip")).to_have_text("已落实")
    sign_in(page, visit, "education")
    visit(f"/office/alerts/{alert.key}/")
    line = page.locator("li.measure", has_text="通知学校推迟上学")
    line.get_by_role("button", name="不采取…").click()
    expect(line.get_by_role("alert")).to_contain_text("请写明不采取的理由")
    line.get_by_label("落实情况或不采取的理由").fill("样例：正值假期")
    line.get_by_role("button", name="不采取…").click()
    expect(line.get_by_text("确认不采取“通知学校推迟上学”？")).to_be_visible()
    line.get_by_role("button", name="确认不采取").click()
    expect(line.locator(".chip")).to_have_text("不采取")
    assert MeasureTask.objects.exclude(state="open").count() == 3

    # a day later the rain of 24 hours is below every limit too, and six hours after that it is lifted
    hands.at("09:00", "2026-06-11")
    desk.office.rain(0)
    hands.at("15:30", "2026-06-11")
    sign_in(page, visit, "flood")
    visit(f"/office/alerts/{alert.key}/")
    page.get_by_role("link", name="预警生效").click()
    page.get_by_role("button", name="提出解除").click()
    expect(page.get_by_role("heading", name="现在要办：拟定解除")).to_be_visible()
    page.get_by_role("button", name="报请签发解除").click()
    sign_in(page, visit, "director")
    visit(f"/office/cases/{alert.case.key}/")
    page.get_by_role("button", name="签发解除（发布过红色预警）").click()
    visit(f"/office/alerts/{alert.key}/")
    expect(page.locator("h1 .chip")).to_have_text("已解除")
    expect(page.locator(".stations-line .reached")).to_have_count(3)
    history = page.locator(".history > li")
    expect(history.filter(has_text="解除红色预警")).to_have_count(1)
    visit("/office/alerts/")
    expect(page.get_by_text("没有生效中的预警")).to_be_visible()


# --- the wall


def test_the_wall_shows_a_reading_within_two_seconds(
    page: Page, visit: Visit, desk: FloodDesk
) -> None:
    sign_in(page, visit, "flood")
    page.set_viewport_size({"width": 1920, "height": 1080})
    visit("/office/situation/")
    expect(page.locator(".now")).to_have_count(0)
    expect(page.locator("nav")).to_have_count(0)
    desk.office.rain(80)
    came = time.monotonic()
    expect(page.locator(".reading.level-red")).to_be_visible(timeout=2000)
    assert time.monotonic() - came < 2
    expect(page.locator("#said")).to_contain_text("监测值达到红色预警")
    desk.office.issued("red")
    expect(page.locator(".now.level-red")).to_be_visible(timeout=2000)
    desk.office.answer("water")
    expect(page.get_by_text("应答 1／8")).to_be_visible(timeout=2000)
    # all of it can be seen without scrolling, in letters for five metres
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 28
    assert page.evaluate(CONTRAST) == []


def test_the_wall_says_when_it_hears_nothing_more(
    page: Page, desk: FloodDesk, live_server: Any
) -> None:
    # not by the fixture: a lost connection is complained of in the console, as it should be
    def visit(path: str) -> None:
        page.goto(f"{live_server.url}{path}")

    sign_in(page, visit, "flood")
    page.clock.install()
    visit("/office/situation/")
    lost = page.locator("#lost")
    expect(lost).to_be_hidden()
    gone: list[Route] = []

    def hang_up(route: Route) -> None:
        gone.append(route)
        route.abort()

    page.route("**/office/situation/?v=*", hang_up)
    page.clock.run_for(7000)
    expect(lost).to_be_visible()
    expect(lost).to_contain_text("连接中断，下面的内容停在 08:00:0")
    assert gone
    page.unroute("**/office/situation/?v=*")
    page.clock.run_for(1500)
    page.clock.resume()
    expect(lost).to_be_hidden()


def test_the_wall_on_a_phone_and_without_script(
    browser: Browser, page: Page, visit: Visit, desk: FloodDesk, live_server: Any
) -> None:
    Channel.objects.filter(key="wechat").update(down=moment("2026-06-10T07:50"))
    desk.office.issued("orange")
    sign_in(page, visit, "flood")
    for width, path in ((320, "/office/situation/"), (1280, "/office/situation/?phone=1")):
        page.set_viewport_size({"width": width, "height": 800})
        visit(path)
        expect(page.get_by_text("渠道不通：企业微信")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cookies: Any = page.context.cookies()
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as plain:
        plain.add_cookies(cookies)
        bare = plain.new_page()
        bare.goto(f"{live_server.url}/office/situation/")
        expect(bare.locator(".now.level-orange")).to_contain_text("橙色预警")
        expect(bare.locator(".silent li").first).to_contain_text("已等 0:00")


# --- every page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_and_nothing_overflows(
    page: Page, visit: Visit, desk: FloodDesk, hands: Clock, scheme: Any
) -> None:
    alert = desk.office.issued("red")
    desk.office.answer("water")
    ticking.calls(hands.at("10:30"))
    link = desk.office.call("hefeng").attempts.get(step=0).token
    page.emulate_media(color_scheme=scheme)
    sign_in(page, visit, "hefeng")
    paths = [
        "/office/alerts/", f"/office/alerts/{alert.key}/", f"/office/alerts/{alert.key}/calls/",
        "/office/measures/", "/office/calls/mine/", f"/a/{link}/",
    ]  # fmt: skip
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            visit(path)
            assert page.evaluate(CONTRAST) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    sign_in(page, visit, "flood")
    for path in (*paths[:3], "/office/calls/phone/", f"/office/alerts/{alert.key}/review/"):
        visit(path)
        assert page.evaluate(CONTRAST) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_note_that_is_being_written_is_not_taken_away(
    page: Page, visit: Visit, desk: FloodDesk, hands: Clock
) -> None:
    desk.office.issued("orange")
    ticking.calls(hands.at("08:05"))
    sign_in(page, visit, "flood")
    page.clock.install()
    visit("/office/calls/phone/")
    note = page.get_by_label("备注").first
    note.fill("正在说")
    desk.office.answer("education")
    page.clock.run_for(7000)
    expect(note).to_have_value("正在说")
    expect(page.locator("#phone [data-say]")).to_have_text("还有 6 个电话要打")
    note.fill("")
    note.blur()
    page.clock.run_for(4000)
    expect(page.locator("#phone [data-say]")).to_have_text("还有 5 个电话要打")


def test_on_paper_only_what_is_to_be_read(page: Page, visit: Visit, desk: FloodDesk) -> None:
    alert = desk.office.issued("red")
    sign_in(page, visit, "hefeng")
    visit(f"/office/alerts/{alert.key}/")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="已落实").first).to_be_hidden()
    expect(page.get_by_role("heading", name="发布的内容")).to_be_visible()
