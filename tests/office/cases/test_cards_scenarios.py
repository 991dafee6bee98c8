"""济政字〔2022〕83号 at work: who files and when, codes, risk money, cards, refunds, the end of a business."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.office.cases import service, shapes
from luoshi.office.cases.deadlines import last_day
from luoshi.office.cases.errors import NotAllowed, NotThere, Refused
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Act, Case, Deadline, Entry, IssuedPaper
from tests.office.cases.cards import OF, SHOWN, SYSTEM, Cards, at, held, register
from tests.office.cases.office import moment

A = "济政字〔2022〕83号 "


@pytest.fixture
def cards(store: str) -> Cards:
    """The platform is online since 1 March 2023, and a bank, the pool and a trust are connected."""
    office = Cards()
    office.platform()
    return office


@pytest.fixture
def empty(store: str) -> Cards:
    """The units, before anything is announced or connected."""
    return Cards()


# --- 二、三: who files, what is handed in, codes


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ({"area": "只在区县行政区域内"}, "区县商务主管部门"),
        ({"area": "只在功能区内", "zone_authorised": True}, "功能区管理机构"),
        ({"area": "只在功能区内", "zone_authorised": False}, "区县商务主管部门"),
        ({"area": "区县与功能区重叠", "zone_authorised": True}, "区县商务主管部门"),
        ({"area": "区县与功能区重叠", "zone_authorised": False}, "区县商务主管部门"),
    ],
)
def test_which_authority_files(cards: Cards, place: dict[str, Any], kind: str) -> None:
    with at("2023-03-02"):
        case = cards.declare("first", **place)
    assert case.data["authority_kind"] == kind
    decided = Act.objects.get(case=case, step="declare").decisions[0]
    assert decided["clause"] == A + "二第一段"


def test_whoever_is_asked_wrongly_passes_the_filing_on(cards: Cards) -> None:
    place = {"area": "区县与功能区重叠", "zone_authorised": True}
    with at("2023-03-02"):
        case = cards.declare("first", authority="zone", **place)
        cards.act(case, "upload_first", "submit", cards.shop, "charter", "agreement")
        with pytest.raises(NotThere):
            cards.act(case, "review", "pass", cards.district)
        cards.act(case, "review", "elsewhere", cards.zone, reasons="重叠区域由区商务局备案")
        again = {
            "name": "样例超市",
            "address": "样例路1号",
            "several": False,
            "launch_on": "2023-03-01",
        }
        cards.act(
            case,
            "declare",
            "first",
            cards.shop,
            parties={"authority": "district"},
            **again,
            **place,
        )
        cards.act(case, "upload_first", "submit", cards.shop)
        done = cards.act(case, "review", "pass", cards.district)
    assert done.state == "open"


def test_nobody_files_before_the_platform_is_online(empty: Cards) -> None:
    with at("2023-02-27"):
        with pytest.raises(Refused, match="还没有上线"):
            empty.declare("first")
        empty.launch()
        with pytest.raises(Refused, match="还没有上线"):
            empty.declare("first")
        with pytest.raises(Refused, match="已经公布过"):
            empty.launch()


FILED = [
    # issued before the launch, filed on paper: 30 days from 1 March, the last one a Friday
    ("convert", "2021-05-01", True, "2023-03-31", "按期备案", "2023-03-31"),
    ("convert", "2023-02-28", True, "2023-04-01", "逾期备案", "2023-03-31"),
    # issued before the launch, never filed: 90 days, the last one a Tuesday
    ("catch_up", "2021-05-01", False, "2023-05-30", "按期备案", "2023-05-30"),
    ("catch_up", "2021-05-01", False, "2023-05-31", "逾期备案", "2023-05-30"),
    # issued later: 30 days from the issue; on the day of the launch counts as later
    ("new", "2023-03-01", False, "2023-03-31", "按期备案", "2023-03-31"),
    ("new", "2023-05-10", False, "2023-06-09", "按期备案", "2023-06-09"),
    ("new", "2023-05-10", False, "2023-06-10", "逾期备案", "2023-06-09"),
    # the 30th day is the last of the May holiday: the day after is in time
    ("new", "2023-04-03", False, "2023-05-04", "按期备案", "2023-05-04"),
    ("new", "2023-04-03", False, "2023-05-05", "逾期备案", "2023-05-04"),
]


@pytest.mark.parametrize(("way", "issued", "offline", "on", "told", "last"), FILED)
def test_thirty_ninety_and_thirty_days(
    cards: Cards, way: str, issued: str, offline: bool, on: str, told: str, last: str
) -> None:
    with at(on):
        entry = cards.filed(way, issued, offline=offline)
    assert entry.data["filing"] == told
    row = Deadline.objects.get(case__procedure=OF + "issuer_filing")
    assert last_day(row.at) == last
    assert row.clause == A + "六第一段"
    assert row.convention
    assert row.state == ("met" if told == "按期备案" else "late")


def test_the_situation_is_the_one_of_the_facts(cards: Cards) -> None:
    with at("2023-03-10"):
        for way, issued, offline in (("convert", "2023-03-01", True), ("new", "2023-02-28", False), ("convert", "2021-05-01", False)):  # fmt: skip
            with pytest.raises(Refused, match="与所填的发行日") as refused:
                cards.declare(way, issued, offline=offline)
            assert refused.value.clause.startswith(A + "六第一段")
        with pytest.raises(Refused, match="不能晚于今天"):
            cards.declare("new", "2023-03-11")


def test_whoever_has_issued_nothing_files_without_a_deadline(cards: Cards) -> None:
    with at("2023-03-10"):
        case = cards.declare("first")
    assert not Deadline.objects.filter(case=case).exists()


def test_the_subject_code_comes_after_review_and_contract(cards: Cards) -> None:
    with at("2023-03-10"):
        case = cards.declare("first")
        with pytest.raises(Refused, match="销售协议"):
            cards.act(case, "upload_first", "submit", cards.shop, "charter")
        cards.act(case, "upload_first", "submit", cards.shop, "agreement")
        cards.act(case, "review", "pass", cards.district)
        assert not register("issuers")
        cards.contract(case, "insurance", cards.shop, cards.district)
        (entry,) = register("issuers")
        assert entry.code
        assert len(entry.code) == 20
        assert IssuedPaper.objects.get(case=case).title == "主体二维码核发通知书"
        with pytest.raises(Refused, match="告知义务"):
            cards.act(case, "display", "shown", cards.shop, **{**SHOWN, "pledge_at_shop": False})
        done = cards.act(case, "display", "shown", cards.shop, **SHOWN)
        assert done.ended == "已备案"
        with pytest.raises(Refused, match="已经备案"):
            cards.declare("first")


def test_a_contract_is_made_with_a_provider_that_is_connected(empty: Cards) -> None:
    cards = empty
    with at("2023-03-01"):
        cards.launch()
        with pytest.raises(Refused, match="所需的条件") as refused:
            cards.one("trust_connection", "apply", "submit", cards.trustee, name="样例", approved=False,
                      approval="无", trust_account=True)  # fmt: skip
        assert refused.value.clause == A + "四"
        case = cards.declare("first")
        cards.act(case, "upload_first", "submit", cards.shop, "charter", "agreement")
        cards.act(case, "review", "pass", cards.district)
        with pytest.raises(Refused, match="已接入"):
            cards.contract(case, "bank", cards.shop, cards.district)


def test_each_card_has_a_code_and_each_sale_activates_one(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed()
        first, second, third = cards.cards(3)
        assert len({first.code, second.code, third.code}) == 3
        assert {each.state for each in (first, second, third)} == {"未激活"}
        cards.sell(first, "1000元")
        with pytest.raises(Refused):
            cards.sell(first, "1000元")
        with pytest.raises(Refused, match="没有激活"):
            cards.spend(second, "10元")
        with pytest.raises(Refused) as refused:
            cards.spend(first, "1000.01元")
        assert refused.value.clause
        cards.spend(first, "250.25元")
        assert held(f"card:shop:{first.key}") == 74_975
        assert held("card:shop") == 74_975
        assert held("earned:shop") == 25_025
        assert held("outside:card-buyers") == -100_000
        (line,) = register("spending")
        assert (line.data["amount"], line.data["left"]) == ("250.25元", "749.75元")


def test_an_operator_sells_and_books_its_own_cards_only(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed()
        cards.filed(who=cards.rival)
        sold, blank = cards.cards(2)
        cards.sell(sold)
        for act in (
            lambda: cards.spend(sold, "10元", who=cards.rival),
            lambda: cards.sell(blank, who=cards.rival),
            lambda: (
                cards.cards(1, who=cards.rival) and cards.start("card_filing", cards.rival, "shop")
            ),
            lambda: cards.start("exit", cards.rival, "shop"),
            lambda: cards.start("consumption", cards.rival, sold.code or ""),
        ):
            with pytest.raises((NotAllowed, NotThere)):
                act()
        assert held("card:shop") == 100_000


def test_no_cards_without_a_filing_or_a_sample(cards: Cards) -> None:
    with at("2023-03-10"):
        with pytest.raises(NotThere):
            cards.start("card_filing", cards.shop, "shop")
        cards.filed()
        case = cards.start("card_filing", cards.shop, "shop")
        with pytest.raises(Refused, match="卡样"):
            cards.act(case, "apply", "submit", cards.shop, kind_name="储值卡", cards=2)


# --- 四: risk money


RATIOS = [
    ("499.99元", "short", "比例不足"),
    ("500元", "kept", "无星级"),
    ("600元", "kept", "无星级"),
    ("600.01元", "kept", "三星"),
    ("800元", "kept", "三星"),
    ("800.01元", "kept", "四星"),
    ("999.99元", "kept", "四星"),
    ("1000元", "kept", "五星"),
    ("1200元", "kept", "五星"),
]


@pytest.mark.parametrize(("cover", "way", "star"), RATIOS)
def test_half_is_enough_and_stars_are_above(cards: Cards, cover: str, way: str, star: str) -> None:
    with at("2023-03-10"):
        cards.filed(terms={"cover": cover})
        cards.sold("1000元")
    with at("2023-03-13"):  # Monday: the previous business day was Friday
        wrong = {"kept": "short", "short": "kept"}[way]
        with pytest.raises(Refused) as refused:
            cards.one("risk_check", "measure", wrong, cards.district, "shop")
        assert refused.value.clause == A + "四"
        case = cards.one("risk_check", "measure", way, cards.district, "shop")
    entry = Entry.objects.get(register=OF + "issuers", key="shop")
    if way == "kept":
        assert (case.ended, entry.data["star"]) == ("已核定", star)
        assert case.data["star"].endswith(star)
    else:
        assert case.state == "open"
        assert case.data["shortfall"] == "0.01元"
        assert entry.data["star"] == "无星级"


def test_too_little_is_told_and_nothing_is_threatened(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed(terms={"cover": "200元"})
        cards.sold("1000元")
    with at("2023-03-13"):
        case = cards.one("risk_check", "measure", "short", cards.district, "shop")
        done = cards.act(case, "order", "told", cards.district)
    paper = IssuedPaper.objects.get(case=case)
    assert paper.title == "补足风控资金通知书"
    assert "还差300元" in paper.sheet["paragraphs"][0]
    assert done.ended == "比例不足，已通知补足"
    assert not Deadline.objects.filter(case=case).exists()


def test_the_balance_is_that_of_the_business_day_before(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed(terms={"cover": "500元"})
        cards.sold("1000元")
    with at("2023-03-13"):
        cards.sold("1000元")  # of today: does not count yet
        case = cards.one("risk_check", "measure", "kept", cards.district, "shop")
        assert case.data["ratio"] == "50%"
    with at("2023-03-14"):
        case = cards.one("risk_check", "measure", "short", cards.district, "shop")
        assert case.data["ratio"] == "25%"


def test_a_trust_takes_its_share_and_gives_it_back_with_each_consumption(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed(channel="trust")
        (card,) = cards.cards(1)
        with pytest.raises(Refused):
            cards.sell(card, way="sell")
        cards.sell(card, "1000元", way="sell_trust")
        trust = f"secured:shop:{card.key}"
        assert held(trust) == 60_000
        told = [held(trust)]
        for amount in ("333.33元", "333.33元", "333.34元"):
            cards.spend(card, amount, way="book_trust")
            told.append(held(trust))
        assert told == [60_000, 40_000, 20_000, 0]
        card.refresh_from_db()
        assert card.state == "已用完"


def test_the_channels_add_up(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed(channel="trust")
        (card,) = cards.cards(1)
        cards.sell(card, "1000元", way="sell_trust")
        more = cards.start("risk_contract", cards.shop, "shop")
        cards.contract(more, "insurance", cards.shop, cards.district, cover="300元")
    with at("2023-03-11"):
        case = cards.one("risk_check", "measure", "kept", cards.district, "shop")
    assert case.data["ratio"] == "90%"
    entry = Entry.objects.get(register=OF + "issuers", key="shop")
    assert entry.data["funds"] == "服务信托、商业保险共保体"


def test_cover_that_has_run_out_secures_nothing(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed(terms={"cover_until": "2023-03-20"})
        cards.sold("1000元")
    with at("2023-03-20"):
        cards.one("risk_check", "measure", "kept", cards.district, "shop")
    with at("2023-03-21"):
        cards.one("risk_check", "measure", "short", cards.district, "shop")


def test_the_clock_asks_the_bank_every_week(cards: Cards) -> None:
    with at("2023-03-15"):  # a Wednesday
        cards.filed(channel="bank")
        cards.sold("1000元")
    reports = Case.objects.filter(procedure=OF + "weekly_report").order_by("pk")
    for now, count in (("2023-03-15T10:00", 1), ("2023-03-19T23:59", 1), ("2023-03-20T00:00", 2), ("2023-03-20T00:01", 2)):  # fmt: skip
        fire(moment(now))
        assert reports.count() == count, now
    first, second = reports
    assert last_day(Deadline.objects.get(case=first).at) == "2023-03-19"
    with at("2023-03-20"):
        with pytest.raises(Refused, match="低于下限"):
            cards.act(first, "report", "kept", cards.bank, paid_in="499.99元", paid_out="0元")
        assert held("secured:shop") == 0
        done = cards.act(first, "report", "kept", cards.bank, paid_in="600元", paid_out="100元")
        assert (done.ended, done.data["ratio"], done.data["star"]) == (
            "已报送",
            "50%",
            "合规，无星级",
        )
        assert held("secured:shop:bank") == 50_000
    with at("2023-03-24"):
        done = cards.act(second, "report", "kept", cards.bank, paid_in="310元", paid_out="0元")
        assert done.data["star"] == "四星"
        with pytest.raises(NotAllowed):
            cards.start("weekly_report", cards.bank, register("deposits")[0].key)


# --- 五: the free system


def test_the_free_system_is_for_small_ones_and_stops_at_an_anomaly(cards: Cards) -> None:
    with at("2023-03-10"):
        with pytest.raises(Refused):
            cards.one(
                "system_connection",
                "apply",
                "submit",
                cards.system,
                **{**SYSTEM, "gives_away": True},
            )
        case = cards.one("system_connection", "apply", "submit", cards.system, **SYSTEM)
        cards.act(case, "connect", "connect", cards.city)
        cards.filed()
        choice = {"parties": {"system": "system"}, "own_system": False}
        with pytest.raises(Refused, match="免费使用限于"):
            cards.one("system_use", "choose", "use", cards.shop, "shop", size="其他企业", **choice)
        cards.one("system_use", "choose", "use", cards.shop, "shop", size="小型企业", **choice)
        stop = cards.one("anomaly", "stop", "stopped", cards.system, "shop", anomaly="超出发卡范围")
        assert register("system_uses")[0].state == "已停止服务"
        assert IssuedPaper.objects.get(case=stop).title == "发卡异常提醒"
        cards.act(stop, "look", "resume", cards.district, result="已经改正")
        assert register("system_uses")[0].state == "使用中"


# --- 六第三段: returning a card


@pytest.mark.parametrize(
    ("bought", "last", "after"),
    [
        ("2023-03-20", "2023-03-27", "2023-03-28"),  # a Monday to the next
        ("2023-04-26", "2023-05-04", "2023-05-05"),  # the 7th day is a holiday: the day after it
        ("2023-04-15", "2023-04-23", "2023-04-24"),  # Saturday 22nd is free, Sunday 23rd is worked
    ],
)
def test_seven_days_to_return_a_card(cards: Cards, bought: str, last: str, after: str) -> None:
    with at(bought):
        cards.filed()
        card = cards.sold("1000元")
    with at(after), pytest.raises(Refused, match="已过无理由退卡") as refused:
        cards.one("refund", "ask", "ask", cards.buyer, card.code or "")
    assert refused.value.clause == A + "六第三段"
    with at(f"{last}T23:59"):
        case = cards.one("refund", "ask", "ask", cards.buyer, card.code or "")
    with at(after):  # asked in time, repaid later
        done = cards.act(case, "repay", "repaid", cards.shop, gift="没有")
    assert (done.ended, done.data["refund_kind"], done.data["refund"]) == (
        "已退卡",
        "全额退还",
        "1000元",
    )
    assert held("card:shop") == held("outside:card-buyers") == 0


REFUNDS = [
    # consumed, gift, its price, refund, to be paid for the gift, kind
    ("", "没有", "", "1000元", "0元", "全额退还"),
    ("", "已退回", "", "1000元", "0元", "全额退还"),
    ("", "没有退回", "88元", "912元", "0元", "扣除赠品价款后的余额"),
    ("300.50元", "没有", "", "699.5元", "0元", "退还未消费余额"),
    ("300.50元", "没有退回", "88元", "611.5元", "0元", "扣除赠品价款后的余额"),
    ("950元", "没有退回", "88元", "0元", "38元", "扣除赠品价款后的余额"),
]


@pytest.mark.parametrize(("used", "gift", "price", "refund", "due", "kind"), REFUNDS)
def test_what_is_paid_back(
    cards: Cards, used: str, gift: str, price: str, refund: str, due: str, kind: str
) -> None:
    with at("2023-03-20"):
        cards.filed()
        card = cards.sold("1000元")
        if used:
            cards.spend(card, used)
        case = cards.one("refund", "ask", "ask", cards.buyer, card.key)
        done = cards.paid_back(case, gift, price)
    told = (done.data["refund"], done.data["gift_due"], done.data["refund_kind"])
    assert told == (refund, due, kind)
    assert held("card:shop") == 0
    assert held("outside:card-buyers") + held("earned:shop") == 0
    paper = IssuedPaper.objects.get(case=case)
    assert paper.title == "退卡凭证"
    assert f"退还{refund}" in paper.sheet["paragraphs"][0]
    told = [f"赠品没有退回，消费者同意的价款为{price}。"] if price else []
    told += [] if due == "0元" else [f"赠品价款另有{due}，由消费者另行支付。"]
    assert paper.sheet["paragraphs"][1:] == told
    card.refresh_from_db()
    assert (card.state, card.data["balance"]) == ("已退卡", "0元")


def test_a_card_is_not_returned_twice(cards: Cards) -> None:
    with at("2023-03-20"):
        cards.filed()
        card = cards.sold("1000元")
        first = cards.one("refund", "ask", "ask", cards.buyer, card.key)
        with pytest.raises(Refused, match="已经在办理退卡"):
            cards.one("refund", "ask", "ask", cards.buyer, card.key)
        cards.paid_back(first)
        with pytest.raises(Refused, match="已经用完、退卡"):
            cards.one("refund", "ask", "ask", cards.buyer, card.key)
    assert held("outside:card-buyers") == 0


# --- 六第二段: the end of a business, and what is kept


def test_thirty_days_before_the_end_and_no_more_sales(cards: Cards) -> None:
    with at("2023-06-01"):
        cards.filed(channel="bank")
        sold, blank = cards.cards(2)
        cards.sell(sold)
        notice: dict[str, Any] = {"at_shop": True, "has_site": False}
        for wrong in (
            {**notice, "ends_on": "2023-06-30"},
            {**notice, "ends_on": "2023-07-01", "at_shop": False},
            {**notice, "ends_on": "2023-07-01", "has_site": True, "on_site": False},
        ):
            with pytest.raises(Refused, match="公示不够早") as refused:
                cards.one("exit", "notice", "publish", cards.shop, "shop", **wrong)
            assert refused.value.clause.startswith(A + "六")
        case = cards.one(
            "exit", "notice", "publish", cards.shop, "shop", **notice, ends_on="2023-07-01"
        )
        assert IssuedPaper.objects.get(case=case).title == "终止预付卡业务公告"
        with pytest.raises(Refused):
            cards.sell(blank)
        with pytest.raises(Refused):
            cards.cards(1)
        cards.spend(sold, "100元")  # what was sold is still honoured
        fire()
        cards.act(case, "repay", "repaid", cards.shop)
        assert held("card:shop") == 0
        assert held("outside:card-buyers") == -10_000
    with at("2023-06-30T23:59"), pytest.raises(Refused, match="还没有到"):
        cards.act(case, "end", "end", cards.shop)
    with at("2023-07-01"):
        done = cards.act(case, "end", "end", cards.shop)
    assert done.ended == "已终止"
    assert [each.state for each in (*register("issuers"), *register("deposits"))] == ["已终止"] * 2
    before = Case.objects.filter(procedure=OF + "weekly_report").count()
    fire(moment("2023-07-31T09:00"))
    assert Case.objects.filter(procedure=OF + "weekly_report").count() == before


def test_records_are_kept_for_three_years(cards: Cards) -> None:
    with at("2023-03-27"):
        cards.filed()
        used, running = cards.cards(2)
        cards.sell(used, "100元")
        cards.sell(running, "100元")
        cards.spend(used, "100元")
    cards.even = True  # the document ran out in 2025, what was bought under it is kept all the same
    with at("2026-03-27T23:59"), pytest.raises(Refused, match="保存期未满") as refused:
        cards.one("destruction", "destroy", "destroy", cards.shop, used.key)
    assert refused.value.clause == A + "六第二段"
    with at("2026-03-28"):
        assert (
            cards.one("destruction", "destroy", "destroy", cards.shop, used.key).ended
            == "已登记销毁"
        )
        with pytest.raises(Refused, match="没有履行完毕"):
            cards.one("destruction", "destroy", "destroy", cards.shop, running.key)
    (line,) = register("spending")
    assert (line.state, line.data["what"]) == ("已销毁", "已销毁")
    used.refresh_from_db()
    assert (used.data["buyer"], used.data["erased_on"]) == ("已销毁", "2026-03-28")
    running.refresh_from_db()
    assert running.data["buyer"] == "buyer"


def test_what_is_done_after_the_term_says_so(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed()
        card = cards.sold()
    with at("2025-12-25"):
        assert shapes.whole(cards.spend(card, "1元"), cards.shop)["in_force"]["in_force"]
    with at("2025-12-26"):
        with pytest.raises(Refused, match="不在施行期") as refused:
            cards.spend(card, "1元")
        assert refused.value.clause == A + "第二段"
        cards.even = True
        told = shapes.whole(cards.spend(card, "1元"), cards.shop)
    assert not told["in_force"]["in_force"]
    assert told["in_force"]["clause"] == A + "第二段"


def test_two_who_press_at_once_do_it_once(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed()
        card = cards.sold()
        case = cards.start("consumption", cards.shop, card.key)
        data = {"what": "米面", "amount": "10元"}
        for _ in range(2):
            service.act(case.key, "spend", "book", cards.shop, data=data, version=0, token="once")
    assert held("card:shop") == 99_000
