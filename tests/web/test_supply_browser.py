"""威政办字〔2023〕35号 in a real browser: a yellow warning, the Ⅲ response, its ending, the evaluation in 15 days."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from luoshi.policies import alerting
from tests.web.plans import Episode, Playing

pytestmark = pytest.mark.browser

WARNING, RESPONSE = "weihai.market_supply.warning", "weihai.market_supply.response"
STRUCK = "演练甲区"


@pytest.fixture
def market(playing: Playing) -> Episode:
    """The offices of 35号 on a morning in January."""
    return playing("supply-price-rise")


def test_an_episode_from_the_warning_to_the_evaluation(market: Episode) -> None:
    _warned(market)
    _seen_by_everybody(market)
    _responded(market)
    _called_and_carried_out(market)
    _ended(market)
    _lifted(market)
    _evaluated(market)


def _warned(market: Episode) -> None:
    page = market.page
    market.plan = alerting.plan(WARNING)
    market.acts("bgs").reads("other_finding", "较大")
    card = page.locator(".card", has_text="预警的三种情形")
    expect(card.locator(".level")).to_have_text("黄色预警")
    expect(card).to_contain_text("3.2.3第一段")
    market.nav("预警")
    drafts = page.locator("section", has_text="正在拟稿和审批")
    expect(drafts).to_contain_text("原文未写明期限")
    drafts.get_by_role("row", name="会商研判").get_by_role("link").first.click()
    expect(page.locator('[name="f-other_finding"]')).to_have_value("较大")
    market.does("bgs", "consult", "warn", districts=2)
    # yellow is approved by the headquarters and issued in the name of the office
    market.does("bgs", "draft", "submit")
    market.at("2026-01-20T09:00")
    market.does("zhb", "approve", "approve")
    market.does("bgs", "publish", "issue")
    market.paper("预警信息", "预警级别：黄色预警", "按需购买，不必囤货")
    market.answers("yj", "黄色预警", "按需购买，不必囤货")
    market.calls_go_on("2026-01-20T09:05:01")
    market.telephones("bgs", 12, ticked=2)


def _seen_by_everybody(market: Episode) -> None:
    page = market.page
    market.nobody().visit("/public/alerts/")
    page.get_by_role("link", name="黄色预警").first.click()
    expect(page.locator(".alert-card")).to_contain_text("按需购买，不必囤货")
    page.get_by_role("link", name="某种颜色的预警可以采取哪些预防措施").click()
    expect(page.locator('[name="f.colour"]')).to_have_value("黄色预警")


def _responded(market: Episode) -> None:
    """Prices of the week up by exactly a half, and people scramble: Ⅲ, though one district alone is struck."""
    page = market.page
    market.plan = alerting.plan(RESPONSE)
    market.at("2026-01-22T08:00")
    weeks = [10] * 7 + [15] * 7
    market.acts("bgs").pastes(
        "price", "2026-01-09T08:00", weeks, every=24, place=STRUCK, item="蔬菜"
    )
    market.reads("supply", "紧张", place=STRUCK)
    market.reads("buying", "持续争相购买", place=STRUCK)
    card = page.locator(".card", has_text="突发事件分级")
    expect(card.locator(".level")).to_have_text("Ⅲ级")
    expect(card).to_contain_text("50%")
    market.visit("/office/")
    page.locator(".tasks tr", has_text="评估事件级别").get_by_role("link").first.click()
    expect(page.locator('[name="f-buying"]')).to_have_value("持续争相购买")
    market.does("bgs", "assess", "grade", party_district="wd")
    market.does("bgs", "propose", "third")
    market.at("2026-01-22T09:00")
    market.does("fzh", "approve_third", "approve")
    market.paper("启动应急响应的命令", "响应级别：Ⅲ级", "组织货源，保障运输")


def _called_and_carried_out(market: Episode) -> None:
    page = market.page
    market.answers("fzh", "Ⅲ级")
    market.answers("zf", "Ⅲ级")
    market.ticks("ga", "安排运力，与公安联动，保绿色通道畅通", "样例：两个入市口已设专用通道")
    market.rounds("2026-01-23T08:00")
    market.does("wd", "report", "report", procedure="daily_report")
    market.paper("市场运行日监测报告", "上市量回升")
    market.acts("bgs").visit(f"/office/alerts/{market.alert().key}/")
    expect(page.locator("h1 + .sub")).to_contain_text("Ⅲ级")


def _ended(market: Episode) -> None:
    page = market.page
    market.at("2026-01-26T09:00")
    market.acts("bgs").reads("buying", "平稳", place=STRUCK)
    market.does("bgs", "in_force", "end")
    # all four together, or it goes on
    market.refused(
        "zhb", "end_headquarters", "end", "四项条件要同时具备", "4.6第一段", orderly=False
    )
    market.does("zhb", "end_headquarters", "end")
    market.visit("/office/")
    due = page.locator(".tasks tr", has_text="报总结评估报告")
    expect(due).to_contain_text("2026-02-10")
    market.does("bgs", "report", "report", procedure="final_report")
    market.paper("突发事件信息终报", "供应恢复正常")


def _lifted(market: Episode) -> None:
    page = market.page
    market.plan = alerting.plan(WARNING)
    market.refused(
        "bgs", "in_force", "lift", "也没有基本消除", "3.5第二段", impossible=False, eliminated=False
    )
    market.does("bgs", "in_force", "lift")
    market.nobody().visit(f"/public/alerts/{market.alert().key}/")
    expect(page.locator("h1 .chip")).to_have_text("已解除")


def _evaluated(market: Episode) -> None:
    page = market.page
    market.plan = alerting.plan(RESPONSE)
    market.at("2026-02-09T17:00")
    market.does("zhb", "evaluate", "report")
    market.paper("总结评估报告", "储备点偏少", printed=True)
    market.acts("bgs").visit(f"/office/alerts/{market.alert().key}/review/")
    promise = page.locator("tbody tr", has_text="报总结评估报告").first
    expect(promise).to_contain_text("2026-02-10")
    expect(promise).to_contain_text("按期")
    # the text has the response told to units alone
    market.nobody().visit(f"/public/alerts/{market.alert().key}/")
    expect(page.get_by_text("没有发布过这条预警信息")).to_be_visible()
