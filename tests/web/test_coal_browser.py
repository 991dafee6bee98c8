"""朔政办发〔2023〕33号 in a real browser: a stock falls, warning and response from 二级 to 一级, and their ending."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from luoshi.policies import alerting
from tests.web.plans import Episode, Playing

pytestmark = pytest.mark.browser

POWER_STATION = "演练一号电厂"
FIRST = {
    "event_kind": "自然灾害", "time": "演练当晚", "where": "演练县", "source": "演练煤矿", "supply": "库存19.9天",
    "scope": "一家电厂", "trend": "库存仍在下降", "taken_measures": "正在组织调运",
}  # fmt: skip


@pytest.fixture
def coal(playing: Playing) -> Episode:
    """The offices of 33号 on a morning in January."""
    coal = playing("coal-stock-falls")
    coal.also("nyj", "reporter")
    return coal


def test_an_episode_from_the_falling_stock_to_the_final_report(coal: Episode) -> None:
    _warned(coal)
    _second(coal)
    _called_and_carried_out(coal)
    _first(coal)
    _ended(coal)
    # the text orders nothing published
    coal.nobody().visit(f"/public/alerts/{coal.alert().key}/")
    expect(coal.page.get_by_text("没有发布过这条预警信息")).to_be_visible()


def _warned(coal: Episode) -> None:
    """“不足20天”: twenty days are enough, 19.9 are not."""
    page = coal.page
    coal.acts("nyj").reads("cause", True)
    coal.reads("stock", 20, item=POWER_STATION)
    card = page.locator(".card", has_text="（煤炭保供预警）")
    expect(card.locator(".level")).to_have_text("未达到任何级别")
    coal.at("2026-01-10T09:00")
    coal.reads("stock", 19.9, item=POWER_STATION)
    expect(card.locator(".level")).to_have_text("二级预警")
    expect(card).to_contain_text("4.2.1第三段")

    coal.plan = alerting.plan("shuozhou.coal_supply.warning")
    coal.visit("/office/")
    row = page.locator(".tasks tr", has_text="研判定级")
    expect(row).to_contain_text("原文未写明期限")
    row.get_by_role("link").first.click()
    expect(page.locator('[name="f-stock_lowest"]')).to_have_value("19.9")
    coal.does("nyj", "draft", "submit")
    coal.refused("nyj", "sign", "publish", "4.2第一段", own_procedure=False)
    coal.does("nyj", "sign", "publish")
    coal.paper("煤炭保供预警信息", "发布煤炭保供二级预警")
    coal.visit("/office/alerts/")
    expect(page.locator(".alert-card", has_text="煤炭保供预警")).to_contain_text("二级预警")


def _second(coal: Episode) -> None:
    """The office holds it against the annex; its director starts 二级."""
    page = coal.page
    coal.plan = alerting.plan("shuozhou.coal_supply.response")
    coal.at("2026-01-10T10:00")
    coal.acts("zhb").reads("conditions", "符合二级响应条件")
    coal.visit("/office/")
    page.locator(".tasks tr", has_text="对照响应条件研判").get_by_role("link").first.click()
    coal.does("zhb", "assess", "two", party_county="xian")
    # 一级 is not the director's to start
    coal.does("zr", "start_two", "start")
    coal.paper("启动煤炭保供二级响应的通知", "24小时值班")


def _called_and_carried_out(coal: Episode) -> None:
    page = coal.page
    coal.answers("gaj", "二级响应", "一号电厂库存不足20天")
    coal.calls_go_on("2026-01-10T10:05:01")
    coal.acts("zhb").visit(f"/office/alerts/{coal.alert().key}/calls/?state=open")
    waiting = page.locator(".calls > li")
    expect(waiting).to_have_count(8)
    coal.telephones("zhb", 8, ticked=3)
    coal.ticks("nyj", "优先保障居民生活、供暖和电厂用煤", "样例：两家电厂已按日调运")

    # the first report: fast, with its seven parts
    coal.begins("nyj", "event_report")
    coal.does("nyj", "first", "submit", procedure="event_report", **FIRST)
    coal.paper("首报", "库存19.9天")


def _first(coal: Episode) -> None:
    """Two days later less than fifteen days are left: the commander declares 一级."""
    page = coal.page
    coal.at("2026-01-12T09:00")
    coal.acts("nyj").reads("stock", 14.9, item=POWER_STATION)
    card = page.locator(".card", has_text="（煤炭保供预警）")
    expect(card.locator(".level")).to_have_text("一级预警")
    coal.acts("zhb").reads("conditions", "符合一级响应条件")
    coal.visit("/office/")
    expect(page.locator(".news")).to_contain_text("一级响应")
    coal.does("zhb", "in_force", "adjust")
    coal.does("zhb", "adjust", "raise")
    coal.does("zr", "report_one", "report")
    coal.does("zhz", "declare_one", "declare")
    coal.paper("启动煤炭保供一级响应的命令", "宣布启动一级响应")
    coal.acts("zhb").visit(f"/office/alerts/{coal.alert().key}/")
    expect(page.locator("h1 + .sub")).to_contain_text("一级响应")
    expect(page.locator("tr", has_text="确保全市日产量不低于51万吨")).to_have_count(1)
    page.get_by_role("link", name="响应期间全市日产量不能低于多少").click()
    expect(page.locator('[name="f.level"]')).to_have_value("一级响应")


def _ended(coal: Episode) -> None:
    page = coal.page
    coal.at("2026-01-18T08:00")
    coal.acts("nyj").reads("stock", 24, item=POWER_STATION)
    coal.acts("zhb").reads("conditions", "都不符合")
    coal.does("zhb", "in_force", "end")
    coal.does("zhb", "end", "propose")
    # without the group's word nobody ends it
    coal.refused("ddz", "confirm", "to_commander", "5.4第一段", confirmed=False)
    coal.does("ddz", "confirm", "to_commander")
    coal.does("zhz", "decide_one", "end")
    coal.does("zhb", "final_report", "submit")
    coal.paper("煤炭保供事件终报", "供应恢复正常", printed=True)
    coal.visit(f"/office/alerts/{coal.alert().key}/")
    expect(page.locator("h1 .chip")).to_have_text("已解除")
    page.get_by_role("link", name="事后评估").click()
    expect(page.get_by_text("没有写期限的要求")).to_be_visible()
    expect(page.locator("section[aria-labelledby=reach]")).to_contain_text("4／9")

    # whoever issued the warning lifts it, once the stock is back at its basic level too
    coal.plan = alerting.plan("shuozhou.coal_supply.warning")
    coal.does("nyj", "in_force", "lift")
    coal.refused("nyj", "lift", "lift", "4.2.3第一段", stock_basic=False)
    coal.does("nyj", "lift", "lift")
    coal.does("nyj", "hand_over", "done")
    coal.visit(f"/office/alerts/{coal.alert().key}/")
    expect(page.locator("h1 .chip")).to_have_text("已解除")
