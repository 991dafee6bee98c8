"""济政字〔2022〕83号: what nobody may take from a consumer, or say of an operator, that the text does not give."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.office import worker
from luoshi.office.cases import lookups, public
from luoshi.office.cases.errors import BadInput, NotAllowed, Refused
from luoshi.office.cases.models import Case, ChosenReading, Entry, EntryUnit, IssuedPaper, Notice
from tests.office.cases.cards import LAUNCHED, OF, Cards, at, held, register

A = "济政字〔2022〕83号 "
UNFILED: dict[str, Any] = {
    "address": "样例路1号", "launch_on": LAUNCHED, "issued_on": "2021-05-01", "filed_offline": True,
}  # fmt: skip


@pytest.fixture
def cards(store: str) -> Cards:
    """The platform is online since 1 March 2023."""
    office = Cards()
    office.platform()
    return office


@pytest.fixture
def card(cards: Cards) -> Entry:
    """A card for 1,000 元 with a registered buyer, sold on 10 March 2023."""
    with at("2023-03-10"):
        cards.filed()
        return cards.sold("1000元", agent="agent")


def told(who: str, case: Case) -> str:
    """What a unit was told of a case."""
    return "".join(Notice.objects.filter(case=case, unit__code=who).values_list("text", flat=True))


def shown(name: str) -> list[dict[str, Any]]:
    """What anybody sees of a register."""
    return [
        {each["name"]: each["value"] for each in row["data"]} for row in public.listed(OF + name)
    ]


def consumer_of(card: Entry) -> str:
    """The unit that the card remembers as its buyer."""
    return EntryUnit.objects.get(entry=card, role="consumer").unit.code


# --- 六第三段: the right to return a card


def test_what_was_asked_back_is_spent_by_nobody(cards: Cards, card: Entry) -> None:
    leaf = f"card:shop:{card.key}"
    with at("2023-03-11"):
        case = cards.one("refund", "ask", "ask", cards.buyer, card.key)
        for amount in ("1000元", "0.01元"):
            with pytest.raises(Refused, match="留作退款") as refused:
                cards.spend(card, amount)
            assert refused.value.clause == A + "六第三段"
        with pytest.raises(Refused, match="现在不能"):
            cards.act(case, "repay", "moot", cards.shop, reasons="没有余额")
        done = cards.paid_back(case)
    assert (done.ended, held(leaf), held("outside:card-buyers")) == ("已退卡", 0, 0)


def test_a_refund_is_taken_back_and_the_card_works_again(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        case = cards.one("refund", "ask", "ask", cards.buyer, card.key)
        done = cards.act(case, "withdraw", "withdraw", cards.buyer)
        assert done.ended == "消费者撤回"
        assert "撤回" in told("shop", case)
        cards.spend(card, "100元")
        again = cards.one("refund", "ask", "ask", cards.buyer, card.key)
        assert cards.paid_back(again).data["refund"] == "900元"
    assert held(f"card:shop:{card.key}") == 0


def test_the_end_of_a_business_pays_what_was_asked_back_too(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        asked = cards.one("refund", "ask", "ask", cards.buyer, card.key)
        ending = cards.one("exit", "notice", "publish", cards.shop, "shop", ends_on="2023-05-01",
                           at_shop=True, has_site=False)  # fmt: skip
        cards.act(ending, "repay", "repaid", cards.shop)
        assert (held("card:shop"), held("outside:card-buyers")) == (0, 0)
        with pytest.raises(BadInput, match="理由"):
            cards.act(asked, "repay", "moot", cards.shop)
        done = cards.act(asked, "repay", "moot", cards.shop, reasons="终止业务时已经返还")
    assert done.ended == "无款可退"
    assert "终止业务时已经返还" in told("buyer", asked)


def test_the_price_of_a_gift_is_what_the_consumer_agrees_to(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        case = cards.one("refund", "ask", "ask", cards.buyer, card.key)
        cards.act(case, "repay", "propose", cards.shop, gift="没有退回", gift_price="5000元")
        assert "5000元" in told("buyer", case)
        with pytest.raises(NotAllowed):
            cards.act(case, "agree", "agree", cards.shop, agreed_price="5000元")
        cards.act(case, "agree", "disagree", cards.buyer, reasons="赠品只值50元")
        assert "赠品只值50元" in told("shop", case)
        cards.act(case, "repay", "propose", cards.shop, gift="没有退回", gift_price="60元")
        cards.act(case, "agree", "agree", cards.buyer, agreed_price="50元")
        with pytest.raises(Refused, match="现在不能"):
            cards.act(case, "repay", "propose", cards.shop, gift="没有退回", gift_price="70元")
        done = cards.act(case, "repay", "repaid", cards.shop, gift="没有退回", gift_price="5000元")
    assert (done.data["refund"], done.data["gift_due"]) == ("950元", "0元")
    assert done.data["refund_kind"] == "扣除赠品价款后的余额"
    assert held("earned:shop") == 5_000


def test_without_consent_the_whole_balance_goes_back(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        case = cards.one("refund", "ask", "ask", cards.buyer, card.key)
        done = cards.act(case, "repay", "repaid", cards.shop, gift="没有退回", gift_price="5000元")
    assert (done.data["refund"], done.data["refund_kind"]) == ("1000元", "全额退还")
    paper = IssuedPaper.objects.get(case=case)
    assert "未经消费者同意" in paper.sheet["paragraphs"][1]


def test_who_knows_the_code_does_not_return_anothers_card(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        with pytest.raises(Refused, match="购卡人本人") as refused:
            cards.one("refund", "ask", "ask", cards.other, card.code or "")
        assert refused.value.clause == A + "六第三段"
        cards.complain(card, cards.other)  # anybody may complain; the card remembers its buyer
        assert consumer_of(card) == "buyer"
        cards.spend(card, "10元")
        assert consumer_of(card) == "buyer"
        case = cards.one("refund", "ask", "ask", cards.buyer, card.code or "")
        assert cards.paid_back(case).ended == "已退卡"


def test_a_card_without_a_buyer_is_returned_by_whoever_holds_it(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        (other,) = cards.cards(1)
        cards.sell(other, buyer="")
        case = cards.one("refund", "ask", "ask", cards.other, other.code or "")
        cards.act(case, "withdraw", "withdraw", cards.other)
        assert not EntryUnit.objects.filter(entry=other, role="consumer").exists()
        case = cards.one("refund", "ask", "ask", cards.buyer, other.code or "")
        assert cards.paid_back(case).ended == "已退卡"


# --- 六第一段: filed in time, unfiled, published


def test_handed_in_on_the_last_day_is_in_time_however_long_the_review(cards: Cards) -> None:
    with at("2023-03-31"):
        case = cards.declare("convert", "2021-05-01", offline=True)
        cards.act(case, "upload_convert", "submit", cards.shop, "charter", "agreement")
    with at("2023-04-20"):
        cards.act(case, "review", "pass", cards.district)
        cards.contract(case, "insurance", cards.shop, cards.district)
    entry = Entry.objects.get(register=OF + "issuers")
    assert (entry.data["filing"], entry.data["handed_on"], entry.data["filed_on"]) == (
        "按期备案", "2023-03-31", "2023-04-20",
    )  # fmt: skip
    assert "按期备案" in IssuedPaper.objects.get(case=case).sheet["paragraphs"][1]
    assert [each.state for each in register("filings")] == ["已备案"]


def test_by_the_other_reading_the_day_of_the_code_counts(cards: Cards) -> None:
    ChosenReading.objects.create(policy="jinan.prepaid_cards", name="filed_when", option="issued")
    with at("2023-03-31"):
        case = cards.declare("convert", "2021-05-01", offline=True)
        cards.act(case, "upload_convert", "submit", cards.shop, "charter", "agreement")
    with at("2023-04-20"):
        cards.act(case, "review", "pass", cards.district)
        cards.contract(case, "insurance", cards.shop, cards.district)
    assert Entry.objects.get(register=OF + "issuers").data["filing"] == "逾期备案"


def test_whoever_has_issued_nothing_files_ahead_and_in_no_situation(cards: Cards) -> None:
    with at("2023-03-10"):
        case = cards.declare("first")
        cards.act(case, "upload_first", "submit", cards.shop, "charter", "agreement")
        cards.act(case, "review", "pass", cards.district)
        cards.contract(case, "trust", cards.shop, cards.district)
    entry = Entry.objects.get(register=OF + "issuers")
    assert entry.data["filing"] == "先行备案，还没有发行"
    assert "situation" not in entry.data
    (letter,) = IssuedPaper.objects.filter(case=case)
    assert letter.sheet["paragraphs"][1] == "备案情形：先行备案，还没有发行。"


def test_a_filed_operator_is_not_published(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed()
    with at("2023-06-05"):
        for parties in ({}, {"issuer": "shop"}):
            with pytest.raises(Refused, match="已经备案"):
                cards.one("unfiled", "verify", "publish", cards.district, parties=parties,
                          name="样例 超市", **UNFILED)  # fmt: skip
        with pytest.raises(Refused, match="名称与所选"):
            cards.one("unfiled", "verify", "publish", cards.district, parties={"issuer": "rival"},
                      name="样例超市", **UNFILED)  # fmt: skip
        assert not shown("non_compliant")
        # another one of the same name, as the authority has found
        cards.one("unfiled", "verify", "publish", cards.district, name="样例超市", namesake=True,
                  **{**UNFILED, "address": "样例路77号"})  # fmt: skip
    assert [each["address"] for each in shown("non_compliant")] == ["样例路77号"]


def test_papers_that_were_handed_in_in_time_keep_off_the_list(cards: Cards) -> None:
    with at("2023-03-28"):
        case = cards.declare("convert", "2021-05-01", offline=True)
        cards.act(case, "upload_convert", "submit", cards.shop, "charter", "agreement")
    wanted: dict[str, Any] = {"parties": {"issuer": "shop"}, "name": "样例超市", **UNFILED}
    with at("2023-04-03"), pytest.raises(Refused, match="已按期提交"):
        cards.one("unfiled", "verify", "publish", cards.district, **wanted)
    with at("2023-04-20"):
        cards.act(case, "review", "refuse", cards.district, reasons="章程不合")
        found = cards.one("unfiled", "verify", "publish", cards.district, **wanted)
    assert "公示为非合规" in told("shop", found)
    assert len(shown("non_compliant")) == 1


def test_papers_that_were_late_or_sent_back_do_not(cards: Cards) -> None:
    wanted: dict[str, Any] = {"parties": {"issuer": "shop"}, "name": "样例超市", **UNFILED}
    with at("2023-03-28"):
        case = cards.declare("convert", "2021-05-01", offline=True)
        cards.act(case, "upload_convert", "submit", cards.shop, "charter", "agreement")
        cards.act(case, "review", "supplement", cards.district, reasons="协议不全")
    with at("2023-04-03"):
        found = cards.start("unfiled", cards.district)
        cards.act(case, "supplement", "submit", cards.shop)
        with pytest.raises(Refused):  # handed in in time at first, and under review again
            cards.act(found, "verify", "publish", cards.district, **wanted)
        cards.act(case, "review", "supplement", cards.district, reasons="协议仍不全")
        cards.act(found, "verify", "publish", cards.district, **wanted)
    assert len(shown("non_compliant")) == 1


def test_a_wrong_publication_is_taken_back_with_reasons(cards: Cards) -> None:
    with at("2023-06-05"):
        cards.one("unfiled", "verify", "publish", cards.district, parties={"issuer": "shop"},
                  name="样例超市", **UNFILED)  # fmt: skip
        (entry,) = register("non_compliant")
        with pytest.raises(NotAllowed):
            cards.start("delisting", cards.zone, entry.key)
        case = cards.start("delisting", cards.district, entry.key)
        with pytest.raises(BadInput, match="理由"):
            cards.act(case, "remove", "withdraw", cards.district)
        done = cards.act(case, "remove", "withdraw", cards.district, reasons="不属于三类行业")
    assert done.ended == "公示有误，已撤下"
    assert "不属于三类行业" in told("shop", case)
    assert not shown("non_compliant")


def test_a_publication_is_taken_down_by_its_own_filing_only(cards: Cards) -> None:
    with at("2023-06-05"):
        cards.one("unfiled", "verify", "publish", cards.district, parties={"issuer": "shop"},
                  name="样例超市", **UNFILED)  # fmt: skip
        (entry,) = register("non_compliant")
        cards.filed(who=cards.rival)
        case = cards.start("delisting", cards.district, entry.key)
        for more in ("", "样例核对"):
            with pytest.raises(Refused, match="不是公示的这一家"):
                cards.act(
                    case, "remove", "remove", cards.district, filed_issuer="rival", same_as=more
                )
        cards.filed()
        done = cards.act(case, "remove", "remove", cards.district, filed_issuer="shop")
    assert done.ended == "已撤下"
    assert not shown("non_compliant")


def test_the_launch_is_announced_by_the_city_and_corrected_with_reasons(store: str) -> None:
    cards = Cards()
    with at("2023-02-20"):
        with pytest.raises(Refused, match="市商务部门公布") as refused:
            cards.one(
                "launch", "announce", "publish", cards.district, launch_on=LAUNCHED, way="网站"
            )
        assert refused.value.clause == A + "六第一段"
        cards.one(
            "launch", "announce", "publish", cards.city, launch_on="2032-03-01", way="政府网站"
        )
        with pytest.raises(NotAllowed):
            cards.start("launch_correction", cards.district, "platform")
        case = cards.start("launch_correction", cards.city, "platform")
        with pytest.raises(BadInput, match="理由"):
            cards.act(case, "correct", "correct", cards.city, launch_on=LAUNCHED, way="政府网站")
        with pytest.raises(Refused, match="不用更正"):
            cards.act(case, "correct", "correct", cards.city, launch_on="2032-03-01", reasons="误")
        cards.act(case, "correct", "correct", cards.city, launch_on=LAUNCHED, reasons="年份写错")
    assert shown("launches") == [
        {"launch_on": LAUNCHED, "way": "政府网站", "announced_by": "样例市商务局",
         "corrected_on": "2023-02-20"}
    ]  # fmt: skip
    with at(LAUNCHED):
        assert cards.declare("first").state == "open"


# --- refusals, lights, what is shown


def test_whoever_is_refused_hears_it_with_the_reasons(cards: Cards) -> None:
    with at("2023-03-10"):
        filing = cards.declare("convert", "2021-05-01", offline=True)
        cards.act(filing, "upload_convert", "submit", cards.shop, "charter", "agreement")
        cards.act(filing, "review", "refuse", cards.district, reasons="章程不合")
        assert "章程不合" in told("shop", filing)
        cards.filed()
        kind = cards.start("card_filing", cards.shop, "shop")
        cards.act(kind, "apply", "submit", cards.shop, "sample", kind_name="储值卡", cards=2)
        cards.act(kind, "review", "refuse", cards.district, reasons="卡样不清")
        assert "卡样不清" in told("shop", kind)
        joining = cards.one("bank_connection", "apply", "submit", cards.bank, name="样例",
                            special_account=True, watches_rate=True, linked=True)  # fmt: skip
        cards.act(joining, "connect", "decline", cards.city, reasons="尚未连通")
        assert "尚未连通" in told("bank", joining)


def test_a_red_light_is_told_to_everybody_it_concerns(cards: Cards, card: Entry) -> None:
    with at("2023-06-05"):
        case = cards.complain(card)
    with at("2023-06-09T00:00"):
        worker.once()
        for who in ("buyer", "agent", "shop", "city"):
            assert "红灯" in told(who, case), who
    with at("2023-06-12"):
        cards.act(case, "finish", "done", cards.district, result="已经退款")
    for who in ("agent", "shop"):
        assert "已经退款" in told(who, case), who
    assert "已办结" in told("buyer", case)


def reported(cards: Cards, **parties: str) -> Case:
    """A card that cannot be scanned is reported."""
    return cards.one("report_unfiled", "report", "send", cards.buyer,
                     parties={"authority": "district", **parties}, name="某名店", address="样例路9号",
                     bought_on="2023-06-01", complaint="扫不出来")  # fmt: skip


def test_a_report_is_forwarded_to_operator_and_agent_at_once(cards: Cards) -> None:
    with at("2023-06-05"):
        case = reported(cards, issuer="shop", agent="agent")
        assert case.data["forwarded_to"] == ["发卡经营者", "代理发卡机构", "备案管理机关"]
        for who in ("shop", "agent", "district"):
            assert "投诉转接单" in told(who, case), who
    with at("2023-06-09T00:00"):
        worker.once()
    assert [each["name"] for each in shown("warnings")] == ["样例超市"]
    assert "红灯" in told("shop", case)


def test_nobody_is_warned_of_by_a_name_that_somebody_typed(cards: Cards) -> None:
    with at("2023-06-05"):
        case = reported(cards)
    with at("2023-06-09T00:00"):
        worker.once()
    assert [each["name"] for each in shown("warnings")] == ["发卡经营者尚未认明"]
    with at("2023-06-09"):
        with pytest.raises(Refused, match="请选出发卡经营者"):
            cards.act(case, "forward", "forwarded", cards.district)
        cards.act(
            case, "forward", "absent", cards.district, name="样例九号店", reasons="已上门告知"
        )
    assert [each["name"] for each in shown("warnings")] == ["样例九号店"]


def test_the_authority_forwards_a_report_and_the_operator_answers(cards: Cards) -> None:
    with at("2023-06-05"):
        case = reported(cards)
        cards.act(case, "forward", "forwarded", cards.district, name="样例超市",
                  parties={"issuer": "shop"})  # fmt: skip
        assert "投诉转接单" in told("shop", case)
        cards.act(case, "handle", "answered", cards.shop, answer="已换卡")
        done = cards.act(case, "verify", "settled", cards.district, result="已经换卡")
    assert done.ended == "已妥善处理"
    assert "已经换卡" in told("shop", case)


def test_operators_are_shown_while_they_issue_and_without_stars(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed()
        assert shown("issuers") == [{"name": "样例超市", "funds": "商业保险共保体"}]
        case = cards.one("exit", "notice", "publish", cards.shop, "shop", ends_on="2023-04-09",
                         at_shop=True, has_site=False)  # fmt: skip
        cards.act(case, "repay", "repaid", cards.shop)
    assert len(shown("issuers")) == 1
    with at("2023-04-09"):
        cards.act(case, "end", "end", cards.shop)
    assert shown("issuers") == []


def test_a_ratio_that_does_not_reach_half_is_not_shown_as_half(cards: Cards) -> None:
    with at("2023-03-10"):
        cards.filed(terms={"cover": "4999.99元"})
        cards.sold("10000元")
    with at("2023-03-13"):
        case = cards.one("risk_check", "measure", "short", cards.district, "shop")
        cards.act(case, "order", "told", cards.district)
    assert case.data["ratio"] == "49.99%"
    assert Entry.objects.get(register=OF + "issuers").data["ratio"] == "49.99%"
    paper = IssuedPaper.objects.get(case=case)
    assert "49.99%" in paper.sheet["paragraphs"][0]
    assert "还差0.01元" in paper.sheet["paragraphs"][0]


def test_a_card_whose_records_are_destroyed_shows_none(cards: Cards, card: Entry) -> None:
    with at("2023-03-11"):
        cards.spend(card, "1000元")
    cards.even = True  # the document has expired by then
    with at("2026-03-12"):
        cards.one("destruction", "destroy", "destroy", cards.shop, card.key)
        found = lookups.look_up(card.code or "")
    assert found is not None
    assert found.as_json()["records"] == []
    assert "米面" not in str([each.data for each in register("spending")])
