"""青政办发〔2020〕12号 at work: the review: grounds, victims, the limits of what is advanced."""

from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.office import clock, rulebook
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.models import Case, ChosenReading, Entry, Task
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import moment
from tests.office.cases.rescue import (
    BURIAL,
    NUMBER,
    OF,
    START,
    Fund,
    warnings_of,
    whole,
)


@pytest.fixture
def fund(store: str) -> Iterator[Fund]:
    """The office on Monday, 2 September 2024, with 1,000,000 in the operating account."""
    with clock.at(moment(START)):
        made = Fund()
        made.funded()
        yield made


def read(reading: str, option: str) -> None:
    """Choose a reading."""
    ChosenReading.objects.create(policy="qingdao.rescue_fund", name=reading, option=option)


# --- 第十一条: the three grounds and the exclusion

NO_GROUND = {"hit_and_run": False, "uninsured": False, "rescue_total": "80000元"}


@pytest.mark.parametrize(
    ("found", "ground"),
    [
        ({"rescue_total": "180000.01元"}, "抢救费用超过交强险责任限额"),
        ({"uninsured": True}, "肇事机动车未参加交强险"),
        ({"hit_and_run": True}, "机动车肇事后逃逸"),
    ],
)
def test_each_ground_alone_is_enough(fund: Fund, found: dict[str, Any], ground: str) -> None:
    decided = fund.decided(fund.accepted(), **{**NO_GROUND, **found})
    assert decided.data["grounds"] == [ground]


@pytest.mark.parametrize("total", ["80000元", "180000元"])
def test_without_a_ground_nothing_is_advanced(fund: Fund, total: str) -> None:
    case = fund.accepted()
    with pytest.raises(Refused, match="不属于救助基金垫付的情形") as refused:
        fund.decided(case, **{**NO_GROUND, "rescue_total": total})
    assert refused.value.clause == f"{NUMBER} 第十一条"


def test_who_brought_the_accident_about_on_purpose_is_excluded(fund: Fund) -> None:
    case = fund.accepted()
    with pytest.raises(Refused, match="不属于救助基金垫付的情形"):
        fund.decided(case, deliberate=True)
    done = fund.act(case, "decide", "refuse", "yxjg", reasons="受害人故意制造事故")
    assert done.ended == "不予垫付"


def test_funeral_costs_want_a_ground_too_unless_it_is_read_otherwise(fund: Fund) -> None:
    case = fund.accepted(cost_kind="丧葬费用", to="byg")
    with pytest.raises(Refused, match="不属于救助基金垫付的情形"):
        fund.buried(case, **NO_GROUND)
    read("funeral_ground", "free")
    assert fund.buried(case, **NO_GROUND).data["ground_ok"] is True


# --- 第二条、第二十九条、第三十二条: whose accident, whose harm


@pytest.mark.parametrize(
    "found",
    [{"position": "被保险机动车的本车人员"}, {"policyholder": True}, {"hurt": False}],
    ids=["insured vehicle", "policyholder", "unhurt"],
)
def test_who_is_no_victim(fund: Fund, found: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="不是本办法所称的受害人") as refused:
        fund.decided(fund.accepted(), **found)
    assert refused.value.clause == f"{NUMBER} 第二十九条"


def test_in_a_vehicle_without_insurance_by_either_reading(fund: Fund) -> None:
    case = fund.accepted()
    inside = {"position": "未投保的肇事机动车的本车人员", "uninsured": True}
    read("uninsured_occupant", "excluded")
    with pytest.raises(Refused, match="不是本办法所称的受害人"):
        fund.decided(case, **inside)
    ChosenReading.objects.all().delete()
    assert fund.decided(case, **inside).data["victim_ok"] is True


def test_off_the_road_by_analogy_and_elsewhere_not_at_all(fund: Fund) -> None:
    case = fund.accepted()
    for found in ({"in_city": False}, {"motor_vehicle": False}):
        with pytest.raises(Refused, match="不适用本办法"):
            fund.decided(case, **found)
    assert fund.decided(case, location="道路以外的地方").data["scope"] == "参照执行"


@pytest.mark.parametrize("point", ["papers_ok", "costs_ok", "others_ok"])
def test_each_point_of_the_review_must_be_met(fund: Fund, point: str) -> None:
    with pytest.raises(Refused, match="没有通过审核"):
        fund.decided(fund.accepted(), **{point: False})


def test_nothing_is_advanced_before_the_papers_were_accepted(fund: Fund) -> None:
    with pytest.raises(Refused, match="还没有受理"):
        fund.decided(fund.applied())


# --- 第十二条: 72 hours, 100,000 in principle


@pytest.mark.parametrize(("hours", "inside"), [("72小时", True), ("72.01小时", False)])
def test_the_window_of_72_hours(fund: Fund, hours: str, inside: bool) -> None:
    body = {"facts": {"hours": hours}, "on": "2024-09-02"}
    told = rulebook.answer(rulebook.question_of(OF + "within_window", body))
    assert told["result"] is inside


def test_beyond_72_hours_the_hospital_writes_its_reasons(fund: Fund) -> None:
    case, data = fund.draft(beyond_claimed=True)
    parties = {"provider": "yy1", "police": "jj"}
    with pytest.raises(Refused, match="超过72小时抢救费用的书面理由") as refused:
        fund.act(case, "apply", "submit", "yy1", parties=parties, **data)
    assert refused.value.clause == f"{NUMBER} 第十二条"
    fund.hand_in(case, "apply", "yy1", "beyond_reasons")
    fund.act(case, "apply", "submit", "yy1", parties=parties, **data)
    fund.act(case, "accept", "accepted", "yxjg")
    beyond = {"within": "60000元", "beyond": "20000元", "amount": "80000元"}
    for lacking in ("special", "reasons_written", "priced"):
        full = dict.fromkeys(("special", "reasons_written", "priced"), True)
        with pytest.raises(Refused, match="多于可以垫付的抢救费用"):
            fund.decided(case, **beyond, **{**full, lacking: False})
    done = fund.decided(case, **beyond, special=True, reasons_written=True, priced=True)
    assert done.data["standard"] == "80000元"


def test_a_hundred_thousand_is_a_principle_and_no_wall(fund: Fund) -> None:
    found = {"within": "120000元", "rescue_total": "120000元"}
    at_the_limit = fund.accepted(claimed="120000元")
    fund.decided(at_the_limit, **found, amount="100000元")
    assert not any("原则" in each for each in warnings_of(at_the_limit, "decide"))
    above = fund.accepted(victim="受害人乙", claimed="130000元")
    with pytest.raises(Refused, match="多于可以垫付的抢救费用"):
        fund.decided(above, **found, amount="120000.01元")
    done = fund.decided(above, **found, amount="120000元")
    assert done.data["standard"] == "100000元"
    assert any("10万元" in each or "原则" in each for each in warnings_of(above, "decide"))
    assert fund.paid(above).ended == "已拨付"


def test_what_was_advanced_before_counts_for_the_same_victim(fund: Fund) -> None:
    fund.advanced("70000元")
    case = fund.accepted("yy2", to="yy2")
    again = {"within": "40000元", "amount": "40000元"}
    done = fund.decided(case, **again)
    assert done.data["standard"] == "30000元"
    assert any("10万元" in each or "原则" in each for each in warnings_of(case, "decide"))
    fund.paid(case)
    entry = Entry.objects.get(register=OF + "advances")
    assert entry.data["rescue_advanced"] == "110000元"
    assert Case.objects.filter(procedure=OF + "recovery").count() == 1
    assert ledgers.balance(f"rescue:receivable:{entry.key}") == 11_000_000


def test_what_is_settled_is_not_advanced_again(fund: Fund) -> None:
    case = fund.accepted()
    with pytest.raises(Refused, match="多于可以垫付的抢救费用"):
        fund.decided(case, settled="10000元", amount="70000.01元")
    assert fund.decided(case, settled="10000元", amount="70000元").data["standard"] == "70000元"


# --- 第十三条: six monthly wages, to the fen


def test_funeral_costs_up_to_six_monthly_wages_to_the_fen(fund: Fund) -> None:
    case = fund.accepted(cost_kind="丧葬费用", to="byg", claimed="60000元")
    with pytest.raises(Refused, match="超过最高限额") as refused:
        fund.buried(case, amount="54000.07元")
    assert refused.value.clause == f"{NUMBER} 第十三条"
    with pytest.raises(Refused, match="月平均工资"):
        fund.buried(case, wage="")
    done = fund.buried(case)
    assert (done.data["standard"], done.data["payee"]) == ("54000.06元", "殡葬服务机构账户")
    fund.paid(case)
    assert ledgers.balance("rescue:provider:byg") == 5_400_006


def test_funeral_costs_are_those_after_the_reductions(fund: Fund) -> None:
    case = fund.accepted(cost_kind="丧葬费用", to="byg")
    less = {"charges": "30000元", "reduction": "2000元"}
    with pytest.raises(Refused):
        fund.buried(case, **less, amount="28000.01元")
    assert fund.buried(case, **less, amount="28000元").data["standard"] == "28000元"


def test_the_kind_of_cost_decides_which_way_is_offered(fund: Fund) -> None:
    case = fund.accepted()
    with pytest.raises(Refused, match="现在不能“垫付丧葬费用”"):
        fund.act(case, "decide", "advance_funeral", "yxjg", **BURIAL)
    ways = next(each for each in whole(case, fund["yxjg"])["tasks"] if each["step"] == "decide")
    assert [each["key"] for each in ways["outcomes"]] == ["advance_rescue", "refuse"]


# --- who is paid, by what papers, on whose word


def test_funeral_costs_are_paid_to_a_funeral_home_alone(fund: Fund) -> None:
    case = fund.accepted(cost_kind="丧葬费用")  # the hospital was chosen to be paid
    with pytest.raises(Refused, match="丧葬费用只划给殡葬服务机构") as refused:
        fund.buried(case, payee_kind="医疗机构")
    assert refused.value.clause == f"{NUMBER} 第十四条第二款"
    with pytest.raises(Refused, match="核实的申请人身份不是这种机构"):
        fund.buried(case)  # the hospital, named a funeral home
    rescue = fund.accepted()
    with pytest.raises(Refused, match="抢救费用只划给医疗机构"):
        fund.decided(rescue, payee_kind="殡葬服务机构")


def test_a_wrong_payee_is_put_right_when_papers_are_supplemented(fund: Fund) -> None:
    case = fund.applied(cost_kind="丧葬费用")
    fund.act(case, "accept", "gaps", "yxjg", reasons="收款机构应为殡葬服务机构")
    fund.act(case, "supplement", "submit", "yy1", parties={"provider": "byg"})
    fund.act(case, "accept", "accepted", "yxjg")
    fund.buried(case)
    fund.paid(case)
    assert ledgers.balance("rescue:provider:byg") == 5_400_006


BEYOND = {"within": "60000元", "beyond": "20000元", "amount": "80000元", "special": True,
          "reasons_written": True, "priced": True}  # fmt: skip


def test_beyond_72_hours_a_tick_is_no_letter(fund: Fund) -> None:
    case = fund.accepted()  # the applicant did not say that it goes beyond
    with pytest.raises(Refused, match="没有医疗机构对超过72小时抢救费用的书面理由") as refused:
        fund.decided(case, **BEYOND)
    assert refused.value.clause == f"{NUMBER} 第十二条"
    fund.act(case, "verify", "provider", "yxjg", question="超过72小时的理由")
    fund.hand_in(case, "ask_provider", "yy1", "beyond_letter")
    fund.act(case, "ask_provider", "answer", "yy1", answer="理由附后")
    assert fund.decided(case, **BEYOND).data["standard"] == "80000元"


def test_within_72_hours_no_letter_is_asked_for(fund: Fund) -> None:
    case = fund.accepted()
    found = {**BEYOND, "reasons_written": False, "amount": "60000元"}
    assert fund.decided(case, **found).data["standard"] == "60000元"


def test_no_more_is_advanced_than_was_applied_for(fund: Fund) -> None:
    case = fund.accepted(claimed="10000元")
    with pytest.raises(Refused, match="多于申请的金额") as refused:
        fund.decided(case, amount="10000.01元")
    assert refused.value.clause == f"{NUMBER} 第十一条"
    read("claim_bound", "costs")
    assert fund.decided(case, amount="10000.01元").data["within_claim"] is True


def test_who_applies_is_for_the_operator_to_find(fund: Fund) -> None:
    case = fund.applied("jqs", applicant="实施抢救的医疗机构")
    task = Task.objects.get(case=case, step="decide")
    assert task.draft["applicant_found"] == "实施抢救的医疗机构", (
        "what the applicant said, to be checked"
    )
    fund.act(case, "accept", "accepted", "yxjg")
    with pytest.raises(Refused, match="申请人不合格") as refused:
        fund.decided(case, applicant_found="其他单位和个人")
    assert refused.value.clause == f"{NUMBER} 第十一条"
    assert fund.decided(case, applicant_found="近亲属").data["admitted"] is True
