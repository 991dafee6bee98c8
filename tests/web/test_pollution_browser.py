"""朔政办发〔2023〕37号 in a real browser: from a forecast to yellow, orange, lifting, reports and evaluation."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.plans import Episode, Playing

pytestmark = pytest.mark.browser

CALM, HAZE, CLEAN = 80, 230, 60
SUMMARY = "演练：先升后降"


@pytest.fixture
def haze(playing: Playing) -> Episode:
    """The offices of 37号 on the first of December."""
    return playing("pollution-winter-haze")


def test_an_episode_from_a_forecast_to_the_evaluation(haze: Episode) -> None:
    page = haze.page
    _forecast(haze)
    _drafted_signed_published(haze)
    _called_and_carried_out(haze)
    _seen_by_everybody(haze)

    # the first report, in writing
    haze.at("2026-12-01T12:30")
    haze.does("zhb", "first_report", "send")
    haze.paper(
        "重污染天气应急响应初报", "预警级别：黄色预警", "2026年12月01日12时00分", printed=True
    )

    _orange(haze)
    _lifted(haze)
    _evaluated(haze)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _forecast(haze: Episode) -> None:
    """30 hours above 200 are foretold: above 150 for 48 hours with their windows."""
    page = haze.page
    haze.acts("hbj").reads("primary", "细颗粒物")
    # the last day and the days to come in one column, as it is copied from the forecast
    haze.pastes("aqi", "2026-11-30T08:00", [CALM] * 54 + [HAZE] * 30 + [CALM] * 37)
    card = page.locator(".card", has_text="AQI分级")
    expect(card.locator(".level")).to_have_text("黄色预警")
    expect(card).to_contain_text("细颗粒物")
    card.locator("summary", has_text="怎样得出的").click()
    expect(card.locator(".steps")).to_contain_text("3.2.1")


def _drafted_signed_published(haze: Episode) -> None:
    page = haze.page
    # the office has opened the case in the name of those who begin; they have an hour
    haze.acts("yubao")
    row = page.locator(".tasks tr", has_text="重污染天气预警")
    expect(row).to_contain_text("2026-12-01 09:00")
    expect(row).to_contain_text("形成并提交会商意见")
    row.get_by_role("link").first.click()
    expect(page.get_by_label("建议的预警级别")).to_have_value("黄色预警")
    haze.refused("yubao", "opinion", "submit", "书面", "3.3.2第一段", in_writing=False)
    haze.at("2026-12-01T08:30")
    haze.does("yubao", "opinion", "submit")
    # two hours from the opinion; the level is filled in
    haze.acts("zhb").nav("预警")
    drafts = page.locator("section", has_text="正在拟稿和审批")
    expect(drafts).to_contain_text("2026-12-01 10:30")
    drafts.get_by_role("link", name="重污染天气预警").click()
    expect(page.get_by_label("预警等级")).to_have_value("黄色预警")
    haze.refused("zhb", "form", "submit", "响应级别与预警等级不对应", response="一级应急响应")
    haze.at("2026-12-01T09:30")
    haze.does("zhb", "form", "submit", response="三级应急响应")
    haze.at("2026-12-01T11:00")
    haze.does("shizf", "sign", "sign")
    haze.at("2026-12-01T12:00")
    haze.does("zhb", "issue", "issue")
    haze.paper("重污染天气预警信息", "黄色预警，三级应急响应", SUMMARY)


def _called_and_carried_out(haze: Episode) -> None:
    page = haze.page
    haze.answers("jyj", "黄色预警", SUMMARY)
    # the office waits five minutes for the others, then they are telephoned
    haze.calls_go_on("2026-12-01T12:05:01")
    haze.telephones("zhb", 6, "值班员已知悉")
    haze.visit(f"/office/alerts/{haze.alert().key}/calls/")
    expect(page.locator(".calls > li.is-answered")).to_have_count(7)
    expect(page.get_by_text("值班员已知悉")).to_be_visible()
    haze.ticks("jiaojing", "重型柴油车和散装车绕行", "样例：三个卡口已设绕行标志")


def _seen_by_everybody(haze: Episode) -> None:
    """A driver finds the warning, and asks whether the truck may run."""
    page = haze.page
    haze.nobody().visit("/public/alerts/")
    page.get_by_role("link", name="重污染天气黄色预警").first.click()
    expect(page.locator(".alert-card dd.said", has_text=SUMMARY)).to_be_visible()
    page.get_by_role("link", name="货车现在能不能跑").click()
    expect(page.locator('[name="f.level"]')).to_have_value("黄色预警")


def _orange(haze: Episode) -> None:
    """The next day it is to last for 60 hours: the warning goes up; a day's report is due."""
    page = haze.page
    haze.rounds("2026-12-02T10:00")
    longer = [CALM] * 3 + [HAZE] * 60 + [CALM] * 60
    haze.acts("hbj").pastes("aqi", "2026-12-02T11:00", longer, again=40)  # many hours are the same
    haze.acts("zhb").visit("/office/")
    expect(page.locator(".news")).to_contain_text("橙色预警")
    haze.does("zhb", "in_force", "adjust")
    haze.does("yubao", "adjust_opinion", "up")
    haze.does("zhb", "adjust_form", "submit", response="二级应急响应")
    haze.at("2026-12-02T11:00")
    haze.does("shizf", "adjust_sign", "sign")
    haze.does("zhb", "adjust_issue", "issue")
    haze.visit(f"/office/alerts/{haze.alert().key}/")
    expect(page.locator("h1 + .sub .level")).to_have_text("橙色预警")
    expect(page.locator(".history")).to_contain_text("调整橙色预警")
    haze.does("zhb", "report", "send", procedure="daily_report")
    haze.paper("重污染天气应急响应日报", "浓度较预报略低")
    haze.nobody().visit(f"/public/alerts/{haze.alert().key}/")
    expect(page.locator(".turns > li")).to_have_count(2)
    expect(page.get_by_role("heading", level=1)).to_contain_text("橙色预警")


def _lifted(haze: Episode) -> None:
    page = haze.page
    haze.at("2026-12-05T18:00")
    haze.acts("hbj").pastes("aqi", "2026-12-05T19:00", [CLEAN] * 48)
    haze.does("zhb", "in_force", "lift")
    # 36 hours of good air are asked for, no fewer
    haze.refused("yubao", "lift_opinion", "submit", "还不能解除", "3.5.2第一段", good_hours=35)
    page.locator("#trouble summary").first.click()
    expect(page.locator("#trouble .steps")).to_contain_text("36")
    haze.does("yubao", "lift_opinion", "submit", good_hours=36)
    haze.does("zhb", "lift_form", "submit")
    haze.does("shizf", "lift_sign", "sign")
    haze.does("zhb", "lift_issue", "lift")
    haze.does("zhb", "terminate", "order")
    haze.paper("应急终止命令", "应急响应终止")
    haze.nobody().visit(f"/public/alerts/{haze.alert().key}/")
    expect(page.locator("h1 .chip")).to_have_text("已解除")
    expect(page.get_by_role("heading", name="现在能不能")).to_have_count(0)


def _evaluated(haze: Episode) -> None:
    page = haze.page
    haze.at("2026-12-06T10:00")
    haze.does("zhb", "final_report", "send", file_statistics=True)
    haze.paper("重污染天气应急响应终报", "应急响应终止情况：演练：已终止")
    haze.does("zhb", "evaluate", "review")
    haze.visit(f"/office/alerts/{haze.alert().key}/")
    expect(page.locator("h1 .chip")).to_have_text("已评估")
    page.get_by_role("link", name="事后评估").click()
    promise = page.locator("tbody tr", has_text="形成并提交会商意见").first
    expect(promise).to_contain_text("2026-12-01 09:00")
    expect(promise).to_contain_text("按期")
