"""朔住建发〔2023〕65号 at work: what stops an account, changes, lifting, refunds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.office import clock
from luoshi.office.cases import access, public, service
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.models import Case, IssuedPaper, Notice
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import moment
from tests.office.cases.presale import (
    OF,
    WAN,
    Presale,
    entry,
    fen,
    floor,
    last_day,
    refused,
)


@pytest.fixture
def o(store: str) -> Iterator[Presale]:
    """The office on Monday, 2 March 2026, nine o'clock."""
    with clock.at(moment("2026-03-02T09:00")):
        yield Presale()


# --- 第二十一条、第二十六条、第二十七条: what stops an account


@pytest.mark.parametrize(
    ("stop", "clause"), [("suspended", "第二十七条"), ("taken_over", "第二十一条")]
)
def test_a_stopped_account_pays_nothing(o: Presale, stop: str, clause: str) -> None:
    account = o.funded()
    o.node(account)
    waiting = o.approved(account)
    reviewed = o.inspected(account, amount="1万元")
    getattr(o, stop)(account)
    with refused(clause):
        o.act(waiting, "pay", "paid", o.bank)
    with refused(clause):
        o.act(reviewed, "review", "approve", o.bureau, node_reached=True, payee_verified=True)
    with refused(clause):
        o.applied(account)
    free = o.start("free_withdrawal", o.developer, account)
    with refused(clause):
        o.act(free, "apply", "submit", o.developer, amount="1元", free_use="偿还本项目贷款")
    done = o.act(waiting, "pay", "stop", o.bank, reasons="账户已停止拨付")
    assert (done.ended, ledgers.find(f"presale:{account}:key").held) == ("停止拨付", 0)


def test_lifting_pays_nothing_out_of_a_stopped_account(o: Presale) -> None:
    account = o.funded()
    case = lifting(o, account, transferable=True)
    o.suspended(account)
    with refused("第二十七条"):
        o.act(case, "lift", "all", o.bank)


def test_a_government_account_pays_for_the_works_alone(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    case = o.taken_over(account)
    told = {"amount": "190万元", "part": "重点监管资金", "payee_name": "样例施工公司"}
    with refused("第十四条第二款"):
        o.act(case, "manage", "pay", o.bureau, use="缴纳罚金", **told)
    o.act(case, "manage", "pay", o.bureau, use="有关的工程建设", **told)
    with refused("第十五条"):
        o.act(case, "manage", "pay", o.bureau, use="有关的工程建设", **{**told, "amount": "0.01元"})
    case = o.act(case, "manage", "end", o.bureau, reasons="风险已消除")
    assert (case.ended, fen(account)) == ("接管结束", 1010 * WAN)
    assert entry("accounts", account).data["taken_over"] is False


@pytest.mark.parametrize(
    ("served", "until"),
    [
        ("2026-03-05", "2026-03-06"),  # Thursday
        ("2026-03-06", "2026-03-09"),  # Friday
        ("2026-09-30", "2026-10-08"),
        ("2026-02-13", "2026-02-14"),  # a Saturday that works
        ("2026-02-14", "2026-02-24"),
    ],
)
def test_the_bank_tells_of_a_court_within_one_working_day(
    o: Presale, served: str, until: str
) -> None:
    with clock.at(moment("2026-01-05T09:00")):
        account = o.funded()
    with clock.at(moment(served + "T16:00")):
        case = o.frozen(account, served, "800万元")
        assert last_day(case, "tell") == until
        assert ledgers.find(f"presale:{account}:key").held == 800 * WAN
        o.act(case, "tell", "told", o.bank)
        assert Notice.objects.filter(unit=o.bureau.unit, case=case, kind="paper").exists()
        done = o.act(case, "end", "lifted", o.bank, reasons="裁定解除")
        assert (done.ended, entry("accounts", account).data["frozen"]) == ("已解除", False)


def test_a_court_executes_and_the_floor_stands_again(o: Presale) -> None:
    account = o.funded()
    case = o.frozen(account, "2026-03-02", "800万元")
    o.act(case, "tell", "told", o.bank)
    with refused("第二十六条第二款"):
        o.act(case, "end", "executed", o.bank, reasons="扣划裁定")
    o.act(case, "end", "executed", o.bank, reasons="扣划裁定", checked_by_notice=True)
    assert (fen(account), fen(account, "court"), floor(account)) == (
        400 * WAN,
        800 * WAN,
        1100 * WAN,
    )


def corrected_by(o: Presale, account: str, day: str) -> Case:
    """Misuse was found; correction is ordered until a day."""
    found = o.suspended(account)
    assert Notice.objects.filter(unit=o.bureau.unit, case=found, kind="paper").exists()
    assert o.act(found, "handle", "order", o.bureau).ended == "转责令整改"
    case = Case.objects.get(procedure=OF + "correction")
    assert case.data["conduct"] == "未按规定使用预售资金"
    return o.act(case, "order", "order", o.bureau, correct_by=day, suspend=True)


def ordered(o: Presale, account: str, *, suspend: bool) -> Case:
    """Another correction, ordered until 20 March."""
    case = o.start("correction", o.bureau, account)
    return o.act(case, "order", "order", o.bureau, conduct="提供虚假材料", conduct_facts="样例",
                 correct_by="2026-03-20", suspend=suspend)  # fmt: skip


def test_misuse_is_stopped_told_corrected(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    case = corrected_by(o, account, "2026-03-20")
    assert entry("credit", case.key).data["handling"] == "责令限期整改"
    assert last_day(case, "rectify") == "2026-03-20"
    with pytest.raises(Refused, match="逾期"):
        o.act(case, "verify", "overdue", o.bureau, reasons="未改")
    o.act(case, "rectify", "report", o.developer, corrections="已归还")
    assert o.act(case, "verify", "corrected", o.bureau).ended == "已改正"
    assert o.paid(account, "1万元").ended == "已拨付"


def test_who_does_not_correct_in_time_may_not_sell(o: Presale) -> None:
    account = o.funded()
    slip = o.slip(account, "100万元", "30万元")
    o.act(slip, "own", "due", o.bank, received="30万元", voucher_number="1")
    case = corrected_by(o, account, "2026-03-20")
    with clock.at(moment("2026-03-20T23:00")), pytest.raises(Refused):
        o.act(case, "verify", "overdue", o.bureau, reasons="未改")
    with clock.at(moment("2026-03-21T00:00")):
        o.act(case, "verify", "overdue", o.bureau, reasons="未改")
        with refused("第二十七条"):
            o.act(slip, "file", "file", o.filing, voucher=True, elsewhere="0元")
        with refused("第二十七条"):
            o.slip(account)
        assert Notice.objects.filter(unit=o.filing.unit, case=case).exists()
        assert o.act(case, "after", "corrected", o.bureau).ended == "已改正"
        o.act(slip, "file", "file", o.filing, voucher=True, elsewhere="0元")


def test_grave_misuse_goes_to_the_law(o: Presale) -> None:
    case = corrected_by(o, o.account(), "2026-03-20")
    sent = o.act(case, "verify", "grave", o.bureau, reasons="造成严重后果")
    account = sent.subject.key if sent.subject else ""
    assert (sent.state, entry("credit", case.key).data["handling"]) == ("open", "依法追究法律责任")
    assert entry("accounts", account).data["suspended"] is True
    # Another correction neither needs to be invented to end the suspension nor ends it by the way.
    other = ordered(o, account, suspend=False)
    assert entry("accounts", account).data["suspended"] is True
    o.act(other, "verify", "corrected", o.bureau)
    assert entry("accounts", account).data["suspended"] is True
    done = o.act(sent, "referred", "restored", o.bureau, reasons="已处理完毕")
    assert (done.ended, entry("accounts", account).data["suspended"]) == (
        "依法追究法律责任，已恢复正常",
        False,
    )


def test_a_bank_that_paid_on_its_own_brings_the_money_back(o: Presale) -> None:
    account = o.funded()
    told: dict[str, Any] = {"within_key": True, "amount": "200万元", "how": "样例"}
    case = o.start("bank_liability", o.bureau, account)
    with refused("第二十八条"):
        o.act(case, "find", "find", o.bureau, approved=True, **told)
    o.act(case, "find", "find", o.bureau, approved=False, **told)
    assert (fen(account), fen(account, "bank")) == (1000 * WAN, 200 * WAN)
    o.act(case, "recover", "lost", o.bank, reasons="无法追回")
    assert o.act(case, "compensate", "paid", o.bank).ended == "已赔偿"
    assert (fen(account), floor(account)) == (1200 * WAN, 1100 * WAN)


def test_who_helped_is_dealt_with_and_made_public(o: Presale) -> None:
    case = o.start("helper", o.bureau, o.account())
    who: dict[str, Any] = {"unit_kind": "监理单位", "company": "样例监理公司"}
    with refused("第二十九条"):
        o.act(
            case,
            "find",
            "refer",
            o.bureau,
            parties={"authority": "hj"},
            **who,
            false_proof=False,
            helped=False,
        )
    o.act(
        case,
        "find",
        "refer",
        o.bureau,
        parties={"authority": "hj"},
        **who,
        false_proof=False,
        helped=True,
    )
    o.act(case, "handle", "handled", o.bureau, handling="样例处理")
    assert "样例监理公司" in str(public.listed(OF + "credit"))


def test_patrols_and_reconciliation(o: Presale) -> None:
    account = o.funded()
    patrol = o.act(
        o.start("patrol", o.bureau, account),
        "patrol",
        "problem",
        o.bureau,
        patrolled_on="2026-03-02",
        findings="停工",
    )
    assert Case.objects.get(procedure=OF + "correction").data["conduct_facts"] == "停工"
    assert entry("patrols", patrol.key).state == "有问题"
    case = o.start("reconciliation", o.bank, account)
    o.hand_in(case, "submit", o.bank, "statement")
    o.act(case, "submit", "submit", o.bank, as_of_day="2026-03-01", bank_balance="11999999.99元")
    with refused("第二十六条"):
        o.act(case, "compare", "agree", o.bureau)
    o.act(case, "compare", "differ", o.bureau, reasons="差一分")
    o.act(case, "submit", "submit", o.bank, as_of_day="2026-03-01", bank_balance="1200万元")
    assert o.act(case, "compare", "agree", o.bureau).ended == "相符"


# --- 第十一条: changes


def test_changes_want_the_bank_and_the_bureau(o: Presale) -> None:
    account = o.account()
    case = o.act(
        o.start("change", o.developer, account),
        "request",
        "submit",
        o.developer,
        item="项目名称",
        new_value="样例新花园",
    )
    o.act(case, "bank", "agree", o.bank)
    assert entry("accounts", account).data["project"] == "样例花园"
    o.act(case, "supervisor", "agree", o.bureau)
    assert entry("accounts", account).data["project"] == "样例新花园"


def test_a_new_bank_must_be_listed(o: Presale) -> None:
    account = o.account()
    case = o.start("bank_change", o.developer, account)
    with refused("第八条"):
        o.act(case, "request", "submit", o.developer, parties={"new_bank": "bk2"})
    o.listed(o.other_bank)
    o.act(case, "request", "submit", o.developer, parties={"new_bank": "bk2"})
    o.act(case, "bank", "agree", o.bank)
    o.act(case, "supervisor", "agree", o.bureau)
    o.act(case, "reopen", "opened", o.other_bank, account_name="样例新户", account_number="6300")
    o.slip(account)
    assert access.entries(o.other_bank, OF + "accounts").get().key == account
    assert not access.entries(o.bank, OF + "accounts").exists()


# --- 第二十二条至第二十四条: lifting and refunds


def lifting(o: Presale, account: str, *, transferable: bool) -> Case:
    """An approved application for lifting."""
    case = o.start("lifting", o.developer, account)
    service.save(case.key, "apply", o.developer, {"transferable": transferable})
    o.hand_in(case, "apply", o.developer, "registration", *(["transfer"] if transferable else []))
    o.act(
        case,
        "apply",
        "submit",
        o.developer,
        registered=True,
        transferable=transferable,
    )
    o.act(case, "accept", "accept", o.bureau)
    return o.act(case, "review", "approve", o.bureau)


@pytest.mark.parametrize(
    ("accepted", "until"),
    [
        ("2026-03-05T10:00", "2026-03-06"),
        ("2026-03-06T10:00", "2026-03-09"),
        ("2026-09-30T10:00", "2026-10-08"),
        ("2026-02-14T10:00", "2026-02-24"),
    ],
)
def test_lifting_is_reviewed_within_one_working_day(o: Presale, accepted: str, until: str) -> None:
    with clock.at(moment("2026-01-05T09:00")):
        account = o.funded()
        case = o.start("lifting", o.developer, account)
        o.hand_in(case, "apply", o.developer, "registration")
        with refused("第二十二条"):
            o.act(
                case,
                "apply",
                "submit",
                o.developer,
                registered=False,
                transferable=False,
            )
        o.act(
            case,
            "apply",
            "submit",
            o.developer,
            registered=True,
            transferable=False,
        )
    with clock.at(moment(accepted)):
        o.act(case, "accept", "accept", o.bureau)
        assert last_day(case, "review") == until


def test_lifting_pays_everything_once_buyers_can_transfer(o: Presale) -> None:
    account = o.funded()
    case = o.act(lifting(o, account, transferable=True), "lift", "all", o.bank)
    assert (case.ended, fen(account), fen(account, "developer")) == ("已解除", 0, 1200 * WAN)
    assert entry("accounts", account).state == "已解除"
    assert IssuedPaper.objects.filter(case=case, title="商品房预售资金监管解除通知书").exists()
    with refused("第二条"):
        o.applied(account)


def test_lifting_after_registration_alone_leaves_what_must_stay(o: Presale) -> None:
    account = o.funded()
    o.project_node(account, filed=True, registered=True)
    case = lifting(o, account, transferable=False)
    o.act(case, "lift", "part", o.bank)
    assert (fen(account), fen(account, "key"), fen(account, "developer")) == (
        55 * WAN,
        55 * WAN,
        1145 * WAN,
    )
    o.hand_in(case, "rest", o.developer, "transfer_now")
    with refused("第十五条（七）"):
        o.act(
            case,
            "rest",
            "submit",
            o.developer,
            registered=True,
            transferable=False,
        )
    o.act(case, "rest", "submit", o.developer, registered=True, transferable=True)
    o.act(case, "rest_review", "approve", o.bureau)
    assert o.act(case, "rest_pay", "paid", o.bank).ended == "已解除"
    assert fen(account) == 0


def test_a_refund_goes_back_to_whom_it_came_from(o: Presale) -> None:
    account = o.account()
    o.deposited(account)
    contract = o.deposited(account, "100万元", "30万元", "70万元")
    assert (fen(account, "key"), fen(account, "free")) == (1100 * WAN, 200 * WAN)
    case = o.start("refund", o.developer, contract)
    o.hand_in(case, "apply", o.developer, "dissolution")
    o.act(case, "apply", "submit", o.developer, dissolved=True, dissolved_on="2026-03-02")
    with refused("第二十四条第二款"):
        o.act(case, "join", "join", o.buyer, buyer_account="6200 0001")
    o.act(case, "join", "join", o.buyer, buyer_account="6200 0001", loan_account="6200 0002")
    o.act(case, "withdraw", "approve", o.filing)
    o.act(case, "notice", "issue", o.bureau)
    words = "".join(IssuedPaper.objects.get(case=case).sheet["paragraphs"])
    assert "6200 0001：300000" in words
    assert "6200 0002：700000" in words
    case = o.act(case, "pay", "paid", o.bank)
    assert (case.ended, entry("contracts", contract).state) == ("已退款", "已退款")
    assert (fen(account, "key"), fen(account, "free"), floor(account)) == (
        1100 * WAN,
        100 * WAN,
        1100 * WAN,
    )
    assert (fen(account, "buyers"), fen(account, "loans")) == (-360 * WAN, -840 * WAN)


def test_a_refund_may_go_below_the_floor_which_then_stands(o: Presale) -> None:
    account = o.account()
    contract = o.deposited(account, "500万元", "150万元", "350万元")
    case = o.start("refund", o.developer, contract)
    o.hand_in(case, "apply", o.developer, "dissolution")
    o.act(case, "apply", "submit", o.developer, dissolved=True, dissolved_on="2026-03-02")
    o.act(case, "join", "join", o.buyer, buyer_account="1", loan_account="2")
    o.act(case, "withdraw", "approve", o.filing)
    o.act(case, "notice", "issue", o.bureau)
    o.act(case, "pay", "paid", o.bank)
    assert (fen(account), floor(account)) == (0, 1100 * WAN)
    o.deposited(account, "500万元", "150万元", "350万元")
    assert fen(account, "key") == 500 * WAN


def test_a_buyer_who_does_not_join_stops_the_refund(o: Presale) -> None:
    contract = o.deposited(o.account())
    case = o.start("refund", o.developer, contract)
    o.hand_in(case, "apply", o.developer, "dissolution")
    o.act(case, "apply", "submit", o.developer, dissolved=True, dissolved_on="2026-03-02")
    assert o.act(case, "join", "decline", o.buyer, reasons="未同意").ended == "未共同申请"
    assert entry("contracts", contract).state == "全部到账"
