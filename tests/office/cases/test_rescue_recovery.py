"""青政办发〔2020〕12号 at work: recovery, write-off, reports, winding up, liability."""

from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.office import clock
from luoshi.office.cases.errors import BadInput, NotAllowed, Refused
from luoshi.office.cases.models import Case, Entry
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import moment
from tests.office.cases.rescue import (
    CLAIMS,
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
    whole,
)


@pytest.fixture
def fund(store: str) -> Iterator[Fund]:
    """The office on Monday, 2 September 2024, with 1,000,000 in each account."""
    with clock.at(moment(START)):
        made = Fund()
        made.funded()
        yield made


# --- 第十九条至第二十一条: recovery


def test_the_fund_is_repaid_before_the_victim(fund: Fund) -> None:
    case = fund.pursued()
    owed = f"rescue:receivable:{case.subject.key}" if case.subject else ""
    with pytest.raises(Refused, match="还没有全部偿还"):
        fund.repaid(case, "all", "79999.99元")
    fund.repaid(case, "part", "30000元", "调解")
    assert (ledgers.balance(owed), ledgers.balance(CLAIMS)) == (5_000_000, -5_000_000)
    with pytest.raises(Refused, match="已经全部偿还"):
        fund.repaid(case, "part", "60000元")
    before = balances()
    done = fund.repaid(case, "all", "60000元")
    assert done.ended == "已追回"
    assert done.data["repaid"] == "50000元"
    assert done.data["split"] == {"to_fund": 50000, "to_victim": 10000}
    assert moved(before) == {
        SPECIAL: 5_000_000, f"rescue:liable:{case.subject.key if case.subject else ''}": -5_000_000,
        owed: -5_000_000, CLAIMS: 5_000_000,
    }  # fmt: skip
    entry = Entry.objects.get(register=OF + "advances")
    assert (entry.state, entry.data["recovered"]) == ("已追回", "80000元")
    assert not ledgers.day_end(clock.today()).findings


def test_courts_confirm_first_on_application_and_evidence(fund: Fund) -> None:
    case = fund.pursued()
    with pytest.raises(Refused, match="提出申请并举证"):
        fund.act(case, "pursue", "confirm_first", "yxjg", asked=True, proved=False)
    fund.act(case, "pursue", "confirm_first", "yxjg", asked=True, proved=True)
    assert papers_of(case) == [("先行确认偿还垫付款申请书", [])]
    assert open_steps(case) == ["pursue"]


def test_others_help(fund: Fund) -> None:
    case = fund.pursued()
    case.refresh_from_db()
    assert case.data["in_group_area"] is True  # 即墨区 has a group
    assert {"市公安局", "市农业农村局", "区（市）工作协调小组"} <= set(case.data["helpers"])
    fund.act(case, "pursue", "help", "yxjg")
    fund.act(case, "seek_help", "sent", "yxjg", parties={"helper": "nyj"}, request="查找机主")
    fund.act(case, "assist", "done", "nyj", help_result="已经找到")
    assert told(fund["yxjg"], "已经找到") == 1
    assert open_steps(case) == ["pursue"]


def test_a_hit_and_run_is_pursued_when_it_is_solved(fund: Fund) -> None:
    _, case = fund.advanced()
    fund.act(case, "begin", "fled", "yxjg", farm_machine=False)
    assert open_steps(case) == ["pursue", "solved"]
    solved = next(each for each in whole(case, fund["jj"])["tasks"] if each["step"] == "solved")
    assert (solved["deadline"], solved["no_deadline"]) == (None, "原文未写明期限")
    with fund.on("2025-03-03"):
        fund.act(case, "solved", "told", "jj", solved_on="2025-03-02", liable="肇事人")
    assert papers_of(case) == [("逃逸案件侦破通知书", ["yxjg"])]
    assert Entry.objects.get(register=OF + "advances").data["liable"] == "肇事人"
    assert open_steps(case) == ["pursue"]


def test_what_did_not_flee_has_no_such_way(fund: Fund) -> None:
    case = fund.accepted()
    fund.decided(case, hit_and_run=False, uninsured=True)
    fund.paid(case)
    with pytest.raises(Refused, match="现在不能"):
        fund.act(the_case("recovery"), "begin", "fled", "yxjg", farm_machine=False)


def proposed(fund: Fund) -> Case:
    """A write-off that waits for the office: 80,000 advanced, 30,000 recovered."""
    case = fund.pursued()
    fund.repaid(case, "part", "30000元")
    with pytest.raises(BadInput, match="书面说明理由"):
        fund.act(case, "pursue", "hopeless", "yxjg")
    fund.act(case, "pursue", "hopeless", "yxjg", reasons="赔偿义务人没有可供执行的财产")
    found = the_case("write_off")
    fund.act(found, "propose", "propose", "yxjg", unrecoverable=True)
    return found


def test_what_cannot_be_recovered_is_written_off(fund: Fund) -> None:
    case = proposed(fund)
    ruling: dict[str, Any] = {"with_whom": "市财政局", "ruled_on": "2024-09-02"}
    with pytest.raises(Refused, match="会同有关部门"):
        fund.act(case, "decide", "write_off", "gaj", departments=False, **ruling)
    done = fund.act(case, "decide", "write_off", "gaj", departments=True, **ruling)
    assert (done.ended, done.data["left"]) == ("已核销", "50000元")
    assert any("核销办法" in each for each in warnings_of(case, "decide"))
    entry = Entry.objects.get(register=OF + "advances")
    assert (entry.state, entry.data["written_off"]) == ("已核销", "50000元")
    assert ledgers.balance(f"rescue:receivable:{entry.key}") == 0
    assert ledgers.balance(CLAIMS) == 0
    assert ledgers.balance(SPECIAL) == 103_000_000, "writing off brings no money"
    assert not ledgers.day_end(clock.today()).findings


def test_what_is_not_written_off_is_pursued_further(fund: Fund) -> None:
    case = proposed(fund)
    before = balances()
    fund.act(case, "decide", "keep", "gaj", reasons="尚有可供执行的财产")
    assert papers_of(case) == [("不予核销告知书", ["yxjg"])]
    assert balances() == before
    again = the_case("recovery", state="open")
    assert open_steps(again) == ["pursue"]
    assert fund.repaid(again, "all", "50000元").ended == "已追回"


def test_a_recovery_is_begun_by_an_advance_alone(fund: Fund) -> None:
    for procedure in ("recovery", "write_off", "premium_transfer"):
        with pytest.raises(NotAllowed):
            fund.start(procedure, "yxjg")


# --- 第二十二条、第二十三条: reports


def test_the_quarterly_report_is_opened_by_the_clock(fund: Fund) -> None:
    fired(START)
    assert fired("2024-09-30T23:59").opened == 0
    assert fired("2024-10-01T00:00").opened == 1
    case = the_case("quarterly_report")
    assert last_day(case, "report") == "2024-10-18"
    with fund.on("2024-10-18"):
        with pytest.raises(Refused, match="财务会计报告"):
            fund.act(case, "report", "sent", "yxjg", paid_out="0元", collected="0元")
        fund.hand_in(case, "report", "yxjg", "report")
        fund.act(case, "report", "sent", "yxjg", paid_out="0元", collected="0元")
        case.refresh_from_db()
        assert case.data["closing"] == "1000000元"  # what the ledger says
        fee: dict[str, Any] = {"false_record": False, "omission": False, "fee_charged": True}
        with pytest.raises(Refused, match="服务费用") as refused:
            fund.act(case, "receive", "accept", "gaj", **fee)
        assert refused.value.clause == f"{NUMBER} 第十八条"
        done = fund.act(case, "receive", "accept", "gaj", **{**fee, "fee_charged": False})
    assert done.ended == "已报送"
    assert fired("2025-01-01T00:00").opened == 2  # the fourth quarter, and the year


@pytest.mark.parametrize(
    ("start", "opens", "last", "over"),
    [
        ("2023-09-04T09:00", "2024-01-01T00:00", "2024-02-29", "2024-03-01T00:00"),
        ("2024-09-02T09:00", "2025-01-01T00:00", "2025-02-28", "2025-03-01T00:00"),
    ],
    ids=["leap year", "common year"],
)
def test_the_annual_report_is_due_on_the_last_day_of_february(
    fund: Fund, start: str, opens: str, last: str, over: str
) -> None:
    fired(start)
    fired(opens)
    case = the_case("annual_report")
    assert last_day(case, "submit") == last
    assert due(case, "submit").clause == f"{NUMBER} 第二十二条"
    fired(f"{last}T23:59")
    assert due(case, "submit").state == "open"
    fired(over)
    assert due(case, "submit").state == "late"


@pytest.mark.parametrize(("day", "late"), [("2025-02-28", False), ("2025-03-03", True)])
def test_the_annual_report_is_deliberated(fund: Fund, day: str, late: bool) -> None:
    fired(START)
    with fund.on("2025-01-02"):
        case = the_case("annual_report")
    with fund.on(day):
        fund.hand_in(case, "submit", "gaj", "work", "audited")
        fund.act(
            case,
            "submit",
            "sent",
            "gaj",
            auditor="某事务所",
            audited_on="2025-02-20",
            summary="概况",
        )
        assert ("已过2月底" in warnings_of(case, "submit")) is late
        fund.act(case, "review", "return", "lxhy", reasons="补充追偿情况")
        fund.act(
            case,
            "submit",
            "sent",
            "gaj",
            auditor="某事务所",
            audited_on="2025-02-20",
            summary="概况",
        )
        done = fund.act(case, "review", "approved", "lxhy", met_on=day, resolved="同意")
    assert done.ended == "已审议"


# --- 第二十四条至第二十七条: ending and liability


def test_winding_up_returns_the_rest(fund: Fund) -> None:
    fund.advanced()
    case = fund.start("winding_up", "gaj")
    fund.act(case, "begin", "begin", "gaj", ending="终止", why="合同期满")
    with pytest.raises(Refused, match="审计报告"):
        fund.act(case, "audit", "audited", "yxjg")
    fund.hand_in(case, "audit", "yxjg", "audit", "settlement")
    fund.act(case, "audit", "audited", "yxjg")
    fund.act(case, "hand_over", "handed", "yxjg", files="财务档案", handed_to="市联席会议办公室")
    before = balances()
    fund.act(case, "pay_back", "returned", "yxjg")
    assert moved(before) == {OPERATING: -92_000_000, SPECIAL: 92_000_000}
    done = fund.act(case, "confirm", "done", "gaj")
    assert (done.ended, done.data["rest"]) == ("已办结", "920000元")
    assert ledgers.balance(OPERATING) == 0


def test_a_hospital_with_false_costs_is_warned(fund: Fund) -> None:
    case = fund.start("hospital_breach", "wjw")
    found = {"facts_found": "重复计费", "persons": "另行处理"}
    home = {"kind": "殡葬服务机构", "false_costs": True}
    with pytest.raises(Refused, match="医疗机构给予警告"):
        fund.act(case, "find", "warn", "wjw", parties={"provider": "byg"}, **found, **home)
    done = fund.act(
        case, "find", "warn", "wjw", parties={"provider": "yy2"}, **found, kind="医疗机构",
        false_costs=True,
    )  # fmt: skip
    assert done.data["consequences"] == ["给予警告", "对直接责任人按相关规定处理"]
    assert papers_of(case) == [("警告决定书", ["yy2"])]
    assert told(fund["yy2"], "警告决定书") == 1


CONDUCT = ("not_by_rule", "false_report", "misused", "obstructed")


@pytest.mark.parametrize("conduct", CONDUCT)
def test_each_breach_of_the_operator_is_enough(fund: Fund, conduct: str) -> None:
    check = fund.start("evaluation", "gaj")
    fund.act(check, "check", "breach", "gaj", checked="绩效考评", findings="发现问题")
    case = the_case("operator_breach")
    nothing: dict[str, Any] = dict.fromkeys(CONDUCT, False)
    with pytest.raises(Refused, match="没有应当追究的行为") as refused:
        fund.act(case, "find", "found", "gaj", **nothing, evidence="查明的情况")
    assert refused.value.clause == f"{NUMBER} 第二十七条"
    fund.act(case, "find", "found", "gaj", **{**nothing, conduct: True}, evidence="查明的情况")
    fund.act(case, "study", "resolved", "lxhy", opinion="按合同处理")
    done = fund.act(case, "act", "liability", "gaj", reasons="合同第九条")
    assert done.ended == "已追究违约责任"
    assert papers_of(case) == [("追究违约责任通知书", ["yxjg"])]


def test_a_false_report_may_end_the_contract_and_wind_the_operator_up(fund: Fund) -> None:
    fired(START)
    with fund.on("2024-10-08"):
        report = the_case("quarterly_report")
        fund.hand_in(report, "report", "yxjg", "report")
        fund.act(report, "report", "sent", "yxjg", paid_out="0元", collected="0元")
        false: dict[str, Any] = {"false_record": True, "omission": False, "fee_charged": False}
        with pytest.raises(Refused, match="虚假记载"):
            fund.act(report, "receive", "accept", "gaj", **false)
        fund.act(report, "receive", "false", "gaj", reasons="垫付数字不实", **false)
        case = the_case("operator_breach")
        faults: dict[str, Any] = {**dict.fromkeys(CONDUCT, False), "false_report": True}
        fund.act(case, "find", "found", "gaj", **faults, evidence="查明的情况")
        fund.act(case, "study", "resolved", "lxhy", opinion="解除合同")
        assert (
            fund.act(case, "act", "terminate", "gaj", reasons="提供虚假报告").ended == "已解除合同"
        )
    assert open_steps(the_case("winding_up")) == ["begin"]
