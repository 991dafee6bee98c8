"""青政办发〔2020〕12号 at work: applications, days, payment, notices, disputes, who sees what."""

from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.office import clock, rulebook
from luoshi.office.cases import access, public, service
from luoshi.office.cases.errors import BadInput, NotAllowed, NotThere, Refused
from luoshi.office.cases.models import Case, Entry
from luoshi.office.journal.models import Entry as Told
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import moment
from tests.office.cases.rescue import (
    CLAIM,
    FOUND,
    NUMBER,
    OF,
    OPERATING,
    START,
    Fund,
    balances,
    due,
    fired,
    last_day,
    open_steps,
    papers_of,
    the_case,
    told,
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


# --- 第十四条: from application to payment


def test_from_application_to_payment_and_the_notices(fund: Fund) -> None:
    with fund.on("2024-09-05"):
        case = fund.applied()
        assert open_steps(case) == ["accept", "decide"]
        assert case.title == "抢救费用垫付：受害人甲"
        fund.act(case, "accept", "accepted", "yxjg")
    with fund.on("2024-09-06"):
        fund.act(case, "verify", "police", "yxjg", question="是否已经侦破")
        fund.act(case, "verify", "insurer", "yxjg", parties={"insurer": "bx1"}, question="保险情况")
        fund.act(case, "ask_police", "answer", "jj", answer="尚未侦破")
        with pytest.raises(NotAllowed):
            fund.act(case, "ask_insurer", "answer", "jj", answer="不该由我答")
        decided = fund.decided(case)
    assert open_steps(decided) == ["pay"]
    assert decided.data["grounds"] == ["机动车肇事后逃逸"]
    assert decided.data["payee"] == "医疗机构账户"
    with fund.on("2024-09-09"):
        done = fund.paid(case)
    assert (done.state, done.ended) == ("closed", "已拨付")
    assert papers_of(case) == [("垫付告知书", ["jj", "yy1"])]
    for who in ("jj", "yy1"):
        assert told(fund[who], "垫付告知书") == 1
    assert balances() == {
        "rescue:outside:other": -200_000_000, "rescue:special": 100_000_000,
        OPERATING: 92_000_000, "rescue:provider:yy1": 8_000_000, "rescue:claims": -8_000_000,
        f"rescue:receivable:{case.key}": 8_000_000,
    }  # fmt: skip
    entry = Entry.objects.get(register=OF + "advances")
    assert (entry.data["advanced"], entry.data["rescue_advanced"]) == ("80000元", "80000元")
    assert (entry.state, entry.data["hit_and_run"]) == ("追偿中", True)
    assert open_steps(the_case("recovery")) == ["begin"]
    assert not ledgers.day_end(clock.today()).findings


def test_every_decision_leaves_its_receipt_and_clause(fund: Fund) -> None:
    case = fund.accepted()
    fund.decided(case)
    act = next(each for each in whole(case, fund["yxjg"])["acts"] if each["step"] == "decide")
    clauses = {each["name"]: each["clause"] for each in act["decisions"]}
    assert clauses == {
        "scope": f"{NUMBER} 第二条", "admitted": f"{NUMBER} 第十一条", "victim_ok": f"{NUMBER} 第二十九条",
        "ground_ok": f"{NUMBER} 第十一条", "decision": f"{NUMBER} 第十四条", "grounds": f"{NUMBER} 第十一条",
        "standard": f"{NUMBER} 第十二条", "fits": f"{NUMBER} 第十二条", "within_claim": f"{NUMBER} 第十一条",
        "payee": f"{NUMBER} 第十四条第二款", "payee_ok": f"{NUMBER} 第十四条第二款",
    }  # fmt: skip
    for row in Told.objects.filter(case=case.key, kind="decision"):
        assert rulebook.reproduce(row.body["receipt"]).same


def test_the_papers_must_be_there(fund: Fund) -> None:
    case = fund.start("advance", "yy1")
    _, data = fund.draft()
    with pytest.raises(Refused, match="救助网点公布的申请材料") as refused:
        fund.act(
            case, "apply", "submit", "yy1", parties={"provider": "yy1", "police": "jj"}, **data
        )
    assert refused.value.clause == f"{NUMBER} 第十七条第二款"


# --- 第十一条: thirty working days


@pytest.mark.parametrize(
    ("day", "late"), [("2024-10-18", False), ("2024-10-19", True), ("2024-10-21", True)]
)
def test_an_application_on_working_day_30_and_31(fund: Fund, day: str, late: bool) -> None:
    # From Monday, 2 September over both holidays: the thirtieth is Friday, 18 October; on Saturday it is over.
    with fund.on(f"{day}T16:00"):
        case = fund.accepted()
        assert any("30个工作日" in each for each in warnings_of(case, "apply")) is late
        if not late:
            assert fund.decided(case).data["admitted"] is True
            return
        with pytest.raises(Refused, match="超过了申请期限") as refused:
            fund.decided(case)
        assert refused.value.clause == f"{NUMBER} 第十一条"
        done = fund.act(case, "decide", "refuse", "yxjg", reasons="超过30个工作日")
    assert done.ended == "不予垫付"


def test_the_draft_shows_the_last_day_to_apply(fund: Fund) -> None:
    case, _ = fund.draft()
    service.save(case.key, "apply", fund["yy1"], {"accident_on": "2024-09-02"})
    assert last_day(case, "apply") == "2024-10-18"
    assert due(case, "apply").clause == f"{NUMBER} 第十一条"
    service.save(case.key, "apply", fund["yy1"], {"accident_on": "2024-09-03"})
    assert last_day(case, "apply") == "2024-10-21"


@pytest.mark.parametrize(
    ("who", "applicant"),
    [("jqs", "近亲属"), ("jqs", "受害人"), ("yy2", "实施抢救的医疗机构"), ("byg", "提供殡葬服务的殡葬服务机构")],
)  # fmt: skip
def test_four_may_apply(fund: Fund, who: str, applicant: str) -> None:
    case = fund.accepted(who, applicant=applicant, to="yy1")
    assert fund.decided(case).data["admitted"] is True


def test_nobody_else_may_apply(fund: Fund) -> None:
    with pytest.raises(BadInput) as bad:
        fund.applied(applicant="其他单位和个人")
    assert "applicant" in bad.value.fields
    with pytest.raises(NotAllowed):
        fund.start("advance", "bx1")


# --- 第十四条: five working days, three working days


def test_five_working_days_stand_still_while_papers_are_supplemented(fund: Fund) -> None:
    with fund.on("2024-09-27"):
        case = fund.applied()
    # Sunday the 29th and Monday the 30th are worked, then National Day.
    assert last_day(case, "decide") == "2024-10-10"
    with fund.on("2024-09-30"):
        fund.act(case, "accept", "gaps", "yxjg", reasons="缺病历首页")
    assert due(case, "decide").state == "paused"
    assert papers_of(case) == [("补正材料告知书", ["yy1"])]
    assert not fired("2024-10-12T09:00").late
    with fund.on("2024-10-14"):
        fund.act(case, "supplement", "submit", "yy1")
        row = due(case, "decide")
        assert (row.state, last_day(case, "decide")) == ("open", "2024-10-17")
        assert "暂停" in row.convention
        assert "补正期间停止计算" in row.convention
        fund.act(case, "accept", "accepted", "yxjg")
    with fund.on("2024-10-17T23:00"):
        fund.decided(case)
    assert due(case, "decide").state == "met"


def test_the_fifth_day_ends_at_midnight(fund: Fund) -> None:
    with fund.on("2024-09-06"):
        case = fund.accepted()
    assert last_day(case, "decide") == "2024-09-13"
    assert fired("2024-09-12T23:59").reminded == 0
    assert fired("2024-09-13T00:00").reminded == 1
    assert fired("2024-09-13T23:59").late == 0
    assert fired("2024-09-14T00:00").late == 1
    for who in ("yxjg", "czj", "gaj"):  # it, and those who watch
        assert told(fund[who], "已过期限") == 1, who
    with fund.on("2024-09-14"):
        fund.decided(case)
    assert due(case, "decide").state == "late"


@pytest.mark.parametrize(("day", "state"), [("2024-10-15", "met"), ("2024-10-16", "late")])
def test_three_working_days_to_pay(fund: Fund, day: str, state: str) -> None:
    with fund.on("2024-10-11"):  # the Saturday after it is worked
        case = fund.accepted()
        fund.decided(case)
    assert last_day(case, "pay") == "2024-10-15"
    assert due(case, "pay").clause == f"{NUMBER} 第十四条第二款"
    with fund.on(day):
        fund.paid(case)
    assert due(case, "pay").state == state


def test_no_advance_means_reasons_in_writing_to_both(fund: Fund) -> None:
    case = fund.accepted("jqs", applicant="近亲属")
    with pytest.raises(BadInput, match="书面说明理由"):
        fund.act(case, "decide", "refuse", "yxjg")
    before = balances()
    fund.act(case, "decide", "refuse", "yxjg", reasons="肇事车辆已投保，保险公司已经支付")
    assert papers_of(case) == [("不予垫付理由说明书", ["jqs"]), ("不予垫付告知书", ["jj"])]
    assert told(fund["jqs"], "不予垫付理由说明书") == told(fund["jj"], "不予垫付告知书") == 1
    told_to = whole(case, fund["jqs"])["papers"]
    assert any("保险公司已经支付" in line for line in told_to[0]["paragraphs"])
    assert balances() == before
    assert not Entry.objects.filter(register=OF + "advances").exists()


def test_when_the_fund_is_short_nothing_moves(fund: Fund) -> None:
    first = fund.accepted()
    fund.decided(first)
    fund.act(
        fund.start("winding_up", "gaj"), "begin", "begin", "gaj", ending="变更", why="合同期满"
    )
    winding = the_case("winding_up")
    fund.hand_in(winding, "audit", "yxjg", "audit", "settlement")
    fund.act(winding, "audit", "audited", "yxjg")
    fund.act(winding, "hand_over", "handed", "yxjg", files="档案", handed_to="接收单位")
    fund.act(winding, "pay_back", "returned", "yxjg")
    before = balances()
    assert OPERATING not in before
    with pytest.raises(Refused, match="救助基金专用账户") as refused:
        fund.paid(first)
    assert refused.value.clause == f"{NUMBER} 第七条"
    assert balances() == before
    assert open_steps(first) == ["pay"]
    assert not Entry.objects.filter(register=OF + "advances").exists()
    assert not papers_of(first)
    fund.allocate("80000元")
    assert fund.paid(first).ended == "已拨付"
    assert ledgers.balance(OPERATING) == 0


# --- 第十五条: disputes


def test_a_dispute_goes_to_the_office_of_the_joint_meeting(fund: Fund) -> None:
    advance, _ = fund.advanced()
    case = fund.start("dispute", "yxjg", advance.key)
    fund.act(
        case, "report", "report", "yxjg", disputed="5000元", matter="一项检查是否必要",
    )  # fmt: skip
    assert open_steps(case) == ["convene", "state"]
    state = next(each for each in whole(case, fund["gaj"])["tasks"] if each["step"] == "convene")
    assert state["deadline"] is None
    assert state["no_deadline"] == "原文未写明期限"
    fund.act(case, "state", "state", "yy1", answer="有诊疗指南的依据")
    done = fund.act(
        case, "convene", "decide", "gaj", held_on="2024-09-02", attended="各有关单位和专家",
        resolution="检查不必要，不再垫付",
    )  # fmt: skip
    assert done.ended == "专题会议已决定"
    assert papers_of(case) == [("垫付费用争议专题会议决定书", ["yxjg", "yy1"])]


# --- who sees what


def test_each_sees_only_what_is_theirs(fund: Fund) -> None:
    kin = fund.applied("jqs", applicant="近亲属", to="yy2", police="jj2", victim="受害人乙")
    hospital, recovery = fund.advanced()
    seen = {
        code: {each.key for each in access.cases(fund[code])} & {kin.key, hospital.key, recovery.key}
        for code in ("yxjg", "czj", "gaj", "yy1", "yy2", "byg", "jqs", "jqs2", "jj", "jj2", "bx1", "wjw")
    }  # fmt: skip
    everything = {kin.key, hospital.key, recovery.key}
    assert seen == {
        "yxjg": everything, "czj": everything, "gaj": everything, "yy1": {hospital.key},
        "yy2": {kin.key}, "byg": set(), "jqs": {kin.key}, "jqs2": set(),
        "jj": {hospital.key, recovery.key}, "jj2": {kin.key}, "bx1": set(), "wjw": set(),
    }  # fmt: skip
    for stranger in ("yy2", "byg", "jqs", "jqs2", "jj2", "bx1"):
        with pytest.raises(NotThere):
            access.case(fund[stranger], hospital.key)
        with pytest.raises(NotThere):
            service.act(hospital.key, "pay", "paid", fund[stranger])
    accounts = {
        code: sorted(each.code for each in access.accounts(fund[code])) for code in ("yy1", "yy2", "jj")
    }  # fmt: skip
    assert accounts["yy1"] == ["rescue:provider:yy1"]
    assert accounts["yy2"] == []
    assert OPERATING in {each.code for each in access.accounts(fund["yxjg"])}
    assert OPERATING in {each.code for each in access.accounts(fund["czj"])}


def test_watching_is_not_acting(fund: Fund) -> None:
    case = fund.accepted()
    with pytest.raises(NotAllowed):
        fund.act(case, "decide", "advance_rescue", "czj", **FOUND)


def test_after_the_last_day_of_the_document_the_page_says_so(fund: Fund) -> None:
    with fund.on("2025-07-31T20:00"):
        case = fund.accepted(accident_on="2025-07-25")
        assert whole(case, fund["yxjg"])["in_force"]["in_force"] is True
    with fund.on("2025-08-01T09:00"):
        state = whole(case, fund["yxjg"])["in_force"]
        assert (state["state"], state["in_force"]) == ("expired", False)
        assert state["clause"] == f"{NUMBER} 第三十四条"
        with pytest.raises(
            Refused
        ) as refused:  # what is new is asked about, what was begun goes on
            fund.start("advance", "yy1")
        assert refused.value.clause == f"{NUMBER} 第三十四条"
        assert fund.decided(case).data["decision"] == "予以垫付"
        assert fund.paid(case).ended == "已拨付"


# --- 第十七条第二款: service points


def test_a_service_point_is_published_with_all_that_people_need(fund: Fund) -> None:
    case = fund.start("outlet", "yxjg")
    known: dict[str, Any] = {
        "name": "某网点",
        "area": "即墨区",
        "phone": "0000 0000",
        "address": "某路1号",
    }
    with pytest.raises(Refused, match="电话、地址和申请所需材料都要公布"):
        fund.act(case, "publish", "publish", "yxjg", **known)
    fund.act(case, "publish", "publish", "yxjg", **known, materials="申请表")
    (shown,) = public.listed(OF + "outlets")
    assert {each["name"] for each in shown["data"]} == {*known, "materials"}
    change = fund.start("outlet_change", "yxjg", case.key)
    fund.act(change, "change", "publish", "yxjg", phone="0000 1111")
    (shown,) = public.listed(OF + "outlets")
    assert "0000 1111" in {each["value"] for each in shown["data"]}
    gone = fund.start("outlet_change", "yxjg", case.key)
    fund.act(gone, "change", "withdraw", "yxjg", reasons="并入另一网点")
    assert public.listed(OF + "outlets") == []


# --- what an applicant cannot move, and days that have not come


def test_the_day_of_the_accident_stays_as_it_was_handed_in(fund: Fund) -> None:
    with fund.on("2024-10-21"):
        case = fund.applied()
        fund.act(case, "accept", "gaps", "yxjg", reasons="缺病历首页")
        for fixed in ("accident_on", "accident_no", "victim", "applicant", "cost_kind", "district"):
            with pytest.raises(BadInput) as bad:
                fund.act(case, "supplement", "submit", "yy1", **{fixed: CLAIM[fixed]})
            assert fixed in bad.value.fields
        fund.act(case, "supplement", "submit", "yy1", claimed="70000元")
        fund.act(case, "accept", "accepted", "yxjg")
        case.refresh_from_db()
        assert (case.data["accident_on"], case.data["claimed"]) == ("2024-09-02", "70000元")
        with pytest.raises(Refused, match="超过了申请期限"):
            fund.decided(case, amount="70000元")
        found = fund.decided(case, amount="70000元", accident_found="2024-09-03")
        assert found.data["admitted"] is True, "the operator found another day: its own finding"
        fund.paid(case)
    assert Entry.objects.get(register=OF + "advances").data["accident_on"] == "2024-09-03"


def test_days_to_come_are_no_days_on_which_something_was_done(fund: Fund) -> None:
    with pytest.raises(Refused, match="事故发生日不能晚于今天"):
        fund.applied(accident_on="2024-09-03")
    case = fund.accepted()
    with fund.on("2024-09-04"):
        fund.decided(case)
        for day, why in (("2024-09-05", "不能晚于今天"), ("2024-09-03", "不能早于决定之日")):
            with pytest.raises(Refused, match=why) as refused:
                fund.act(case, "pay", "paid", "yxjg", paid_on=day, voucher="转1")
            assert refused.value.clause == f"{NUMBER} 第十四条第二款"
    with fund.on("2024-09-05"):
        assert fund.act(case, "pay", "paid", "yxjg", paid_on="2024-09-04", voucher="转1").ended


def test_papers_are_asked_for_once_at_a_time(fund: Fund) -> None:
    case = fund.applied()
    fund.act(case, "accept", "gaps", "yxjg", reasons="缺病历首页")
    with pytest.raises(Refused, match="现在不能“告知补正”"):
        fund.act(case, "accept", "gaps", "yxjg", reasons="还缺费用清单")
    fund.act(case, "supplement", "submit", "yy1")
    fund.act(case, "accept", "gaps", "yxjg", reasons="还缺费用清单")
    assert open_steps(case) == ["accept", "decide", "supplement"]


# --- 第十五条: a dispute that is decided for the hospital is paid


def disputed(fund: Fund, of: Case, amount: str = "80000元") -> Case:
    """A dispute that the operator reported."""
    case = fund.start("dispute", "yxjg", of.key)
    return fund.act(case, "report", "report", "yxjg", disputed=amount, matter="费用是否合理")


def met(fund: Fund, case: Case, outcome: str, **more: Any) -> Case:
    """The special meeting decides."""
    day = clock.today().isoformat()
    return fund.act(
        case, "convene", outcome, "gaj", held_on=day, attended="各有关单位和专家",
        resolution="会议的决定", **more,
    )  # fmt: skip


def refused_application(fund: Fund, **other: Any) -> Case:
    """An application that the operator refused."""
    case = fund.accepted(**other)
    return fund.act(case, "decide", "refuse", "yxjg", reasons="费用不合理")


def test_what_the_meeting_grants_is_paid_long_after_the_thirty_days(fund: Fund) -> None:
    refused = refused_application(fund)
    with fund.on("2024-11-04"):
        case = disputed(fund, refused)
        done = met(fund, case, "advance_rescue", amount="80000元", payee_kind="医疗机构", fled=True)
        assert (done.state, done.ended) == ("closed", "专题会议决定垫付")
        assert papers_of(case) == [("垫付费用争议专题会议决定书", ["yxjg", "yy1"])]
        for who in ("jj", "yy1"):
            assert told(fund[who], "专题会议决定为受害人受害人甲垫付抢救费用80000元") == 1
        payment = the_case("advance", state="open")
        assert payment.title == "抢救费用垫付（专题会议决定）：受害人甲"
        assert open_steps(payment) == ["pay"]
        assert last_day(payment, "pay") == "2024-11-07"
        assert due(payment, "pay").clause == f"{NUMBER} 第十四条第二款"
        with pytest.raises(Refused, match="不能早于决定之日"):
            fund.act(payment, "pay", "paid", "yxjg", paid_on="2024-11-01", voucher="转1")
    with fund.on("2024-11-07"):
        assert fund.paid(payment).ended == "已拨付"
    assert papers_of(payment) == [("垫付告知书", ["jj", "yy1"])]
    assert ledgers.balance("rescue:provider:yy1") == 8_000_000
    entry = Entry.objects.get(register=OF + "advances")
    assert (entry.data["rescue_advanced"], entry.data["hit_and_run"]) == ("80000元", True)
    assert open_steps(the_case("recovery")) == ["begin"]
    registered = Entry.objects.get(register=OF + "applications")
    assert (registered.key, registered.state) == (refused.key, "专题会议决定垫付")
    assert registered.data["granted"] == "80000元"
    again = disputed(fund, refused)
    with pytest.raises(Refused, match="多于申请垫付的金额"):
        met(fund, again, "advance_rescue", amount="0.01元", payee_kind="医疗机构")


def test_a_part_that_was_not_granted_is_added_to_the_same_victim(fund: Fund) -> None:
    first = fund.accepted()
    fund.decided(first, amount="70000元")
    fund.paid(first)
    case = fund.start("dispute", "yxjg", first.key)
    told_of: dict[str, Any] = {"disputed": "10000元", "matter": "费用是否合理"}
    with pytest.raises(BadInput, match="这一步不选"):  # who is paid is who the application named
        fund.act(case, "report", "report", "yxjg", parties={"provider": "yy2"}, **told_of)
    fund.act(case, "report", "report", "yxjg", **told_of)
    with pytest.raises(Refused, match="多于有争议的金额"):
        met(fund, case, "advance_rescue", amount="10000.01元", payee_kind="医疗机构")
    with pytest.raises(Refused, match="请选“会议决定应予垫付”"):
        met(fund, case, "decide", amount="10000元")
    with pytest.raises(Refused, match="现在不能"):
        met(fund, case, "advance_funeral", amount="10000元", payee_kind="医疗机构")
    with pytest.raises(Refused, match="抢救费用只划给医疗机构"):
        met(fund, case, "advance_rescue", amount="10000元", payee_kind="殡葬服务机构")
    met(fund, case, "advance_rescue", amount="10000元", payee_kind="医疗机构")
    fund.paid(the_case("advance", state="open"))
    entry = Entry.objects.get(register=OF + "advances")
    assert entry.data["advanced"] == "80000元"
    assert the_case("recovery"), "one recovery for one victim"
    assert ledgers.balance(f"rescue:receivable:{entry.key}") == 8_000_000
    assert not ledgers.day_end(clock.today()).findings


def test_the_limits_bind_the_meeting_too(fund: Fund) -> None:
    large = refused_application(fund, claimed="120000元")
    case = disputed(fund, large, "120000元")
    met(fund, case, "advance_rescue", amount="120000元", payee_kind="医疗机构")
    assert any("原则" in each for each in warnings_of(case, "convene"))
    funeral = refused_application(fund, cost_kind="丧葬费用", to="byg", victim="受害人乙")
    case = disputed(fund, funeral)
    kind = {"payee_kind": "殡葬服务机构"}
    with pytest.raises(Refused, match="月平均工资"):
        met(fund, case, "advance_funeral", amount="54000.06元", **kind)
    with pytest.raises(Refused, match="超过最高限额") as over:
        met(fund, case, "advance_funeral", amount="54000.07元", wage="9000.01元", **kind)
    assert over.value.clause == f"{NUMBER} 第十三条"
    met(fund, case, "advance_funeral", amount="54000.06元", wage="9000.01元", **kind)


def test_the_operator_decides_before_the_meeting_does(fund: Fund) -> None:
    case = disputed(fund, fund.accepted())
    assert open_steps(case) == ["convene", "state"]
    with pytest.raises(Refused, match="还没有作出决定"):
        met(fund, case, "advance_rescue", amount="80000元", payee_kind="医疗机构")


def test_an_application_is_registered_with_what_was_decided(fund: Fund) -> None:
    case = fund.applied("jqs", applicant="近亲属", to="yy2")
    entry = Entry.objects.get(register=OF + "applications")
    assert (entry.key, entry.state, entry.data["granted"]) == (case.key, "审核中", "0元")
    fund.act(case, "accept", "accepted", "yxjg")
    fund.decided(case)
    entry.refresh_from_db()
    assert (entry.state, entry.data["granted"]) == ("予以垫付", "80000元")
    seen = {code for code in ("yxjg", "jqs", "yy2", "jj", "czj", "yy1", "jj2", "bx1", "jqs2")
            if access.entries(fund[code], OF + "applications").exists()}  # fmt: skip
    assert seen == {"yxjg", "jqs", "yy2", "jj", "czj"}
