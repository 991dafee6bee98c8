"""朔政办函〔2023〕65号 in a real browser: a red warning at night, WeChat, telephones, the direct report, the log."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.plans import Episode, Playing

pytestmark = pytest.mark.browser

IN_CHARGE, CHIEF, DESK = "分管领导", "主要领导", "值班室"
SEVEN_AND_TWO = 9
"""The departments, and the two leaders in charge."""


@pytest.fixture
def storm(playing: Playing) -> Episode:
    """The offices of 65号 on a night in July."""
    return playing("calls-night-rain")


def test_a_night_from_the_red_warning_to_the_log(storm: Episode) -> None:
    _triggered(storm)
    _started(storm)
    _called(storm)
    _told_directly(storm)
    _ended(storm)
    # nothing of it is for the public
    storm.nobody().visit(f"/public/alerts/{storm.alert().key}/")
    expect(storm.page.get_by_text("没有发布过这条预警信息")).to_be_visible()


def _triggered(storm: Episode) -> None:
    """Yellow rain starts nothing, red does: a case stands in the name of the bureau."""
    page = storm.page
    storm.acts("bureau").reads("rain_warning", "黄色")
    card = page.locator("div.card", has_text="（重大灾害性天气叫应服务）")
    expect(card.locator(".level")).to_have_text("未达到任何级别")
    storm.at("2024-07-10T01:40")
    storm.reads("rain_warning", "红色", "2024-07-10T01:40")
    expect(card.locator(".level")).to_have_text("暴雨红色预警")
    expect(card).to_contain_text("二1")
    card.locator("summary", has_text="怎样得出的").click()
    expect(card.locator(".steps")).to_contain_text("预警颜色是红色")


def _started(storm: Episode) -> None:
    page = storm.page
    storm.visit("/office/")
    row = page.locator(".tasks tr", has_text="研判并启动叫应")
    expect(row).to_contain_text("原文未写明期限")
    row.get_by_role("link").first.click()
    expect(page.get_by_label("预警颜色")).to_have_value("红色")
    expect(page.get_by_label("灾害种类")).to_have_value("暴雨")
    # snow at orange would start nothing
    storm.refused(
        "bureau", "start", "start", "没有达到启动标准", "二第二段", area="暴雪", colour="橙色"
    )
    storm.at("2024-07-10T01:42")
    storm.does("bureau", "start", "start", area="暴雨", colour="红色")
    storm.paper("重大灾害性天气叫应单", "城区一小时雨量五十五毫米", "转移低洼处人员")


def _called(storm: Episode) -> None:
    page = storm.page
    storm.answers("emergency", "暴雨红色预警", "山洪和内涝风险高", post=IN_CHARGE)
    # who answers first at a department sets off what it passes on
    storm.answers("water", "请加强低洼处防范", post=IN_CHARGE)
    storm.answers("water", "转达：发布暴雨红色预警", post=DESK)
    # within three minutes nobody is telephoned
    storm.calls_go_on("2024-07-10T01:44:59")
    storm.telephones("bureau", 0)
    storm.calls_go_on("2024-07-10T01:45:01")
    storm.telephones("bureau", SEVEN_AND_TWO - 2, "已接通")
    storm.visit(f"/office/alerts/{storm.alert().key}/calls/")
    expect(page.locator(".calls > li.is-answered")).to_have_count(SEVEN_AND_TWO + 1)
    storm.ticks("water", "按有关规定组织防灾避险", "样例：低洼处人员已转移")


def _told_directly(storm: Episode) -> None:
    """The chief leaders are told only where it is extreme, grave and urgent; nobody else is woken again."""
    page = storm.page
    storm.at("2024-07-10T01:55")
    storm.does("bureau", "in_force", "direct")
    grave = {
        "serious": True, "urgent": True, "rain": "一小时雨量九十毫米", "trend": "仍在增强",
        "response": "已启动一级应急响应", "advice": "停止一切户外活动",
    }  # fmt: skip
    storm.refused(
        "bureau", "direct", "report", "直通式报告限于极端天气", "三3", extreme=False, **grave
    )
    storm.does("bureau", "direct", "report", extreme=True, **grave)
    storm.paper("重大灾害性天气直通式报告", "出现极端天气，影响严重、情况紧急")
    storm.answers("party", "一小时雨量九十毫米", post=CHIEF)
    storm.answers("government", "停止一切户外活动", post=CHIEF)
    storm.visit(f"/office/alerts/{storm.alert().key}/calls/")
    expect(page.locator("[data-say]")).to_contain_text(f"共 {SEVEN_AND_TWO + 2} 个")
    expect(page.locator(".calls > li.is-answered")).to_have_count(SEVEN_AND_TWO + 3)


def _ended(storm: Episode) -> None:
    page = storm.page
    storm.at("2024-07-10T03:30")
    storm.acts("bureau").reads("rain_warning", "无", "2024-07-10T03:30")
    storm.does("bureau", "in_force", "end")
    form = storm.opens("bureau", "register")
    # the office knows whom it reached, and how
    expect(form.locator('[name="f-by_phone"]')).to_have_value("7")
    storm.does("bureau", "register", "register", by_wechat=5, by_phone=7)
    storm.paper("叫应服务信息登记表", "电话到位7个", printed=True)
    storm.visit(f"/office/alerts/{storm.alert().key}/")
    expect(page.locator("h1 .chip")).to_have_text("已评估")
    page.get_by_role("link", name="事后评估").click()
    reached = page.locator("section[aria-labelledby=reach] tbody tr")
    expect(reached.filter(has_text="7／7")).to_have_count(1)
    expect(page.get_by_role("heading", name="要求和实际")).to_be_visible()
