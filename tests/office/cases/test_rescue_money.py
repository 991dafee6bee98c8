"""青政办发〔2020〕12号 at work: where the money comes from, the two accounts, late insurers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from luoshi.office import clock
from luoshi.office.cases import public
from luoshi.office.cases.correcting import correct
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.models import Case, ChosenReading
from luoshi.office.cases.view import of as view_of
from luoshi.office.directory.actors import SHELL
from luoshi.office.ledgers import service as ledgers
from luoshi.office.ledgers.models import Account, Leg
from luoshi.policies import acting
from luoshi.policies.qingdao.rescue_fund import funding
from tests.office.cases.office import moment
from tests.office.cases.rescue import (
    NUMBER,
    OF,
    OPERATING,
    SPECIAL,
    START,
    Fund,
    balances,
    due,
    fired,
    last_day,
    moved,
    open_steps,
    papers_of,
    the_case,
    told,
    warnings_of,
)


@pytest.fixture
def fund(store: str) -> Iterator[Fund]:
    """The office on Monday, 2 September 2024, with 1,000,000 in each account."""
    with clock.at(moment(START)):
        made = Fund()
        made.funded()
        yield made


SENT: dict[str, Any] = {
    "premium": "20000000元",
    "premium_rate": "2%",
    "sent": "400000元",
    "receipt": "转1",
}
"""A quarter's share of 2 % of 20,000,000: 400,000, sent in full."""


def sent(fund: Fund, case: Case, step: str, amount: str, who: str = "bx1") -> Case:
    """An insurer transfers an amount for the third quarter."""
    day = clock.today().isoformat()
    return fund.act(case, step, "sent", who, **{**SENT, "sent": amount}, sent_on=day)


def arrived(fund: Fund, case: Case, outcome: str, amount: str) -> Case:
    """The finance bureau confirms what came in."""
    day = clock.today().isoformat()
    return fund.act(case, "confirm", outcome, "czj", arrived=amount, arrived_on=day)


def listed(fund: Fund) -> Case:
    """An insurer is listed; its quarter ends; its case is open."""
    fund.insurer()
    fired(START)
    fired("2024-10-01T08:00")
    return the_case("premium_transfer")


# --- 第六条 to 第十条: sources and the two accounts


def test_seven_sources_come_together_in_the_special_account(fund: Fund) -> None:
    before = balances()
    transfer = listed(fund)
    with fund.on("2024-10-08"):
        sent(fund, transfer, "transfer", "400000元")
        arrived(fund, transfer, "full", "400000元")
    fines = fund.start("fines_transfer", "fj")
    fund.act(
        fines, "count", "counted", "fj", parties={"local_finance": "qczj"}, fine_year="2023",
        last_year="300000元", treasury_no="库1",
    )  # fmt: skip
    with pytest.raises(Refused, match="与上年罚没收入相同"):
        fund.act(fines, "budget", "moved", "qczj", moved="299999.99元", moved_on="2024-09-02")
    fund.act(fines, "budget", "moved", "qczj", moved="300000元", moved_on="2024-09-02")
    assert fund.act(fines, "confirm", "arrived", "czj").ended == "已划拨"
    for source in ("财政补助资金", "救助基金孳息", "社会捐款", "其他资金"):
        case = fund.income(source, "1000.01元")
        assert case.data["into"] == "救助基金特设专户"
        assert warnings_of(case, "book"), "the text is silent about the account, and that is told"
    _, recovery = fund.advanced()
    fund.act(recovery, "begin", "known", "yxjg", liable="某人", farm_machine=False)
    fund.repaid(recovery, "all", "80000元")
    assert moved(before)[SPECIAL] == 40_000_000 + 30_000_000 + 4 * 100_001 + 8_000_000
    assert ledgers.balance("rescue:insurer:bx1") == -40_000_000
    assert ledgers.balance(f"rescue:insurer:bx1:{transfer.key}") == -40_000_000
    assert not ledgers.day_end(clock.today()).findings


def test_recovered_money_goes_where_the_reading_says(fund: Fund) -> None:
    ChosenReading.objects.create(
        policy="qingdao.rescue_fund", name="recovered_to", option="operating"
    )
    _, recovery = fund.advanced()
    fund.act(recovery, "begin", "known", "yxjg", liable="某人", farm_machine=False)
    fund.repaid(recovery, "all", "80000元")
    assert (ledgers.balance(OPERATING), ledgers.balance(SPECIAL)) == (100_000_000, 100_000_000)


def test_the_special_account_gives_no_more_than_it_has(fund: Fund) -> None:
    before = balances()
    case = fund.start("allocation", "czj")
    with pytest.raises(Refused, match="救助基金特设专户") as refused:
        fund.act(case, "allocate", "allocated", "czj", allocated="1000000.01元", basis="用款")
    assert refused.value.clause == f"{NUMBER} 第七条"
    assert balances() == before
    fund.act(case, "allocate", "allocated", "czj", allocated="1000000元", basis="用款")
    assert moved(before) == {SPECIAL: -100_000_000, OPERATING: 100_000_000}


def test_no_way_leads_out_of_the_operating_account_but_advances_and_what_is_returned(
    fund: Fund,
) -> None:
    fund.advanced()
    legs = Leg.objects.filter(account__code=OPERATING, amount__lt=0)
    assert set(legs.values_list("posting__memo", flat=True)) == {"垫付"}
    owners = {each.code: each.owner for each in Account.objects.filter(code__in=[SPECIAL, OPERATING])}  # fmt: skip
    assert owners == {SPECIAL: fund["czj"].unit, OPERATING: fund["yxjg"].unit}


# --- 第八条、第二十五条: ten working days, a call, three working days


def test_a_quarter_is_transferred_within_ten_working_days_over_the_holidays(fund: Fund) -> None:
    case = listed(fund)
    assert case.title == "交强险提取资金转入：第一保险公司（2024年第三季度）"
    # 8 to 11, Saturday 12 (worked), 14 to 18 October.
    assert last_day(case, "transfer") == "2024-10-18"
    assert due(case, "transfer").clause == f"{NUMBER} 第八条"
    assert fired("2024-10-18T00:00").reminded == 2  # of it, and of the quarterly report
    with fund.on("2024-10-18T17:00"):
        sent(fund, case, "transfer", "400000元")
    assert due(case, "transfer").state == "met"
    with fund.on("2024-10-21"):
        done = arrived(fund, case, "full", "400000元")
    assert (done.ended, done.data["share"], done.data["shortfall"]) == (
        "已足额转入", "400000元", "0元",
    )  # fmt: skip
    assert open_steps(case) == []


def test_silence_is_called_to_order(fund: Fund) -> None:
    case = listed(fund)
    assert fired("2024-10-18T23:59").acted == 0
    assert fired("2024-10-19T00:00").acted == 1
    assert open_steps(case) == ["call", "pay_late"]
    for who in ("ybj", "czj"):
        assert told(fund[who], "逾期未转入") == 1
    with fund.on("2024-10-21"):
        fund.act(case, "call", "call", "ybj")
    assert papers_of(case) == [("催缴通知书", ["bx1"])]


def called(fund: Fund) -> Case:
    """A quarter that was paid 100,000 short and called for on Monday, 21 October."""
    case = listed(fund)
    with fund.on("2024-10-14"):
        sent(fund, case, "transfer", "300000元")
    with fund.on("2024-10-21"):
        with pytest.raises(Refused, match="还不足应转入的金额"):
            arrived(fund, case, "full", "300000元")
        arrived(fund, case, "short", "300000元")
        fund.act(case, "call", "call", "ybj")
    assert last_day(case, "watch") == "2024-10-24"
    return case


def test_paid_on_the_third_working_day_after_the_call(fund: Fund) -> None:
    case = called(fund)
    with fund.on("2024-10-24T16:00"):
        sent(fund, case, "pay_late", "100000元")
        done = arrived(fund, case, "full", "100000元")
    assert (done.state, done.ended) == ("closed", "已足额转入")
    assert not fired("2024-10-26T09:00").acted
    assert not public.listed(OF + "warnings")


def test_paid_on_the_third_day_and_confirmed_on_the_fourth(fund: Fund) -> None:
    case = called(fund)
    with fund.on("2024-10-24T16:00"):
        sent(fund, case, "pay_late", "100000元")
    with fund.on("2024-10-25"):
        fund.act(case, "confirm", "full", "czj", arrived="100000元", arrived_on="2024-10-24")
        assert open_steps(case) == ["warn"]
        with pytest.raises(Refused):
            fund.act(case, "warn", "warn", "ybj", owed="0元")
        done = fund.act(case, "warn", "in_time", "ybj", owed="100000元")
    assert done.ended == "已足额转入"
    assert not public.listed(OF + "warnings")


def test_still_owing_on_the_fourth_working_day_means_a_warning_made_public(fund: Fund) -> None:
    case = called(fund)
    assert fired("2024-10-24T23:59").acted == 0
    assert fired("2024-10-25T00:00").acted == 1
    assert open_steps(case) == ["pay_late", "warn"]
    with fund.on("2024-10-25"):
        with pytest.raises(Refused, match="还没有足额到账"):
            fund.act(case, "warn", "in_time", "ybj", owed="100000元")
        fund.act(case, "warn", "warn", "ybj", owed="100000元")
    assert ("警告决定书", ["bx1"]) in papers_of(case)
    shown = public.listed(OF + "warnings")
    assert {each["name"]: each["value"] for each in shown[0]["data"]} == {
        "name": "第一保险公司", "quarter": "2024年第三季度", "owed": "100000元", "warned_on": "2024-10-25",
    }  # fmt: skip
    with fund.on("2024-10-28"):  # it owes the rest all the same
        sent(fund, case, "pay_late", "100000元")
        assert arrived(fund, case, "full", "100000元").state == "closed"
    assert ledgers.balance("rescue:insurer:bx1") == -40_000_000


def test_paid_after_the_three_days_does_not_undo_the_warning(fund: Fund) -> None:
    case = called(fund)
    with fund.on("2024-10-25"):
        sent(fund, case, "pay_late", "100000元")
        arrived(fund, case, "full", "100000元")
        with pytest.raises(Refused, match="超过期限"):
            fund.act(case, "warn", "in_time", "ybj", owed="100000元")
        assert fund.act(case, "warn", "warn", "ybj", owed="100000元").ended == "已警告并公告"


def test_a_weekend_counts_as_past_for_the_warning(fund: Fund) -> None:
    case = listed(fund)
    fired("2024-10-19T00:00")
    with fund.on("2024-10-22"):  # three working days: 23, 24, 25 October, a Friday
        fund.act(case, "call", "call", "ybj")
    with fund.on("2024-10-26"):
        assert fund.act(case, "warn", "warn", "ybj", owed="400000元").version


def test_a_holiday_that_is_moved_moves_what_is_open(fund: Fund) -> None:
    case = called(fund)
    correct(date(2024, 10, 23), False, "样例通知", SHELL)  # between the 22nd and the 24th
    assert last_day(case, "pay_late") == "2024-10-25"


def test_who_no_longer_insures_is_not_asked_again(fund: Fund) -> None:
    listed(fund)
    fund.act(
        fund.start("insurer_leaving", "ybj", "bx1"), "leave", "leave", "ybj", reasons="退出市场"
    )
    fired("2025-01-02T09:00")
    assert Case.objects.filter(procedure=OF + "premium_transfer").count() == 1


def test_the_clock_asks_for_nothing_after_the_last_day_of_the_document(fund: Fund) -> None:
    fund.insurer()
    fired("2025-06-25T08:00")
    fired("2025-07-01T08:00")
    known = Case.objects.filter(procedure=OF + "premium_transfer").count()
    assert the_case("premium_transfer", data__period="2025年第二季度")
    fired("2025-10-08T09:00")
    fired("2026-01-05T09:00")
    assert Case.objects.filter(procedure=OF + "premium_transfer").count() == known
    assert not Case.objects.filter(procedure=OF + "annual_report", data__period="2025年").exists()


# --- nobody is called to order before the ten working days are over


def short_in_october(fund: Fund, day: str = "2024-10-08") -> Case:
    """300,000 of 400,000 came in on the first working day after the quarter's holidays."""
    case = listed(fund)
    with fund.on(day):
        sent(fund, case, "transfer", "300000元")
        with pytest.raises(Refused, match="还没有满，不能催缴") as refused:
            arrived(fund, case, "short", "300000元")
        assert refused.value.clause == f"{NUMBER} 第八条"
        arrived(fund, case, "early", "300000元")
    return case


def test_who_paid_a_part_early_has_the_rest_of_the_ten_days(fund: Fund) -> None:
    case = short_in_october(fund)
    assert open_steps(case) == ["rest"]
    assert last_day(case, "rest") == "2024-10-18"
    assert due(case, "rest").clause == f"{NUMBER} 第八条"
    assert papers_of(case) == []
    with fund.on("2024-10-18T20:00"):
        with pytest.raises(Refused, match="转账日不能晚于今天"):
            fund.act(
                case, "rest", "sent", "bx1", **{**SENT, "sent": "100000元"}, sent_on="2024-10-19"
            )
        sent(fund, case, "rest", "100000元")
    with fund.on("2024-10-21"):
        done = arrived(fund, case, "full", "100000元")
    assert (done.ended, papers_of(case)) == ("已足额转入", [])
    assert ledgers.balance("rescue:insurer:bx1") == -40_000_000


def test_a_second_part_within_the_days_is_waited_for_too(fund: Fund) -> None:
    case = short_in_october(fund)
    with fund.on("2024-10-16"):
        sent(fund, case, "rest", "50000元")
        arrived(fund, case, "early", "50000元")
    assert (open_steps(case), last_day(case, "rest")) == (["rest"], "2024-10-18")


def test_the_rest_is_called_for_only_when_the_days_are_over(fund: Fund) -> None:
    case = short_in_october(fund)
    assert fired("2024-10-18T23:59").acted == 0
    assert open_steps(case) == ["rest"]
    assert fired("2024-10-19T00:00").acted == 1
    assert open_steps(case) == ["call", "pay_late"]
    with fund.on("2024-10-21"):
        fund.act(case, "call", "call", "ybj")
    assert last_day(case, "watch") == "2024-10-24"
    with fund.on("2024-10-25"):
        fund.act(case, "warn", "warn", "ybj", owed="100000元")
    assert public.listed(OF + "warnings")


def test_what_is_confirmed_after_the_days_is_called_for(fund: Fund) -> None:
    case = listed(fund)
    with fund.on("2024-10-18"):
        sent(fund, case, "transfer", "300000元")
    with fund.on("2024-10-19"):  # Saturday: the tenth working day was Friday
        with pytest.raises(Refused, match="期限已满"):
            arrived(fund, case, "early", "300000元")
        arrived(fund, case, "short", "300000元")
    assert open_steps(case) == ["call", "pay_late"]


def test_a_quarter_ends_on_its_last_day(fund: Fund) -> None:
    case = listed(fund)
    found = view_of(case, acting.procedure(case.procedure), clock.now())
    assert funding.quarter_end(found) == date(2024, 9, 30)
    for label, end in (
        ("2023年第一季度", date(2023, 3, 31)),
        ("2023年第四季度", date(2023, 12, 31)),
    ):
        found.data["period"] = label
        assert funding.quarter_end(found) == end
