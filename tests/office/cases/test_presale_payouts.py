"""朔住建发〔2023〕65号 at work: applications for key money, their time, direction and limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from luoshi.office import clock
from luoshi.office.cases import service, shapes
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Deadline, IssuedPaper, Notice
from luoshi.office.ledgers import service as ledgers
from luoshi.office.ledgers.errors import LedgerError
from luoshi.policies.shuozhou.presale_funds.rules import FORBIDDEN
from tests.office.cases.office import moment
from tests.office.cases.presale import (
    NUMBER,
    WAN,
    Presale,
    fen,
    files,
    floor,
    last_day,
    refused,
)


@pytest.fixture
def o(store: str) -> Iterator[Presale]:
    """The office on Monday, 2 March 2026, nine o'clock."""
    with clock.at(moment("2026-03-02T09:00")):
        yield Presale()


# --- 第十八条: the six materials


@pytest.mark.parametrize(
    ("missing", "label", "clause", "other"),
    [
        ("form", "企业用款申请表", "（一）", {}),
        ("progress", "工程建设进度相关证明材料及影像资料", "（二）", {}),
        ("statement", "监管账户对账单", "（三）", {}),
        ("authority", "授权委托书及受托人身份证复印件", "（四）", {}),
        ("contract", "合同", "（五）", {}),
        ("payee_account", "对方指定的银行账户", "（五）", {}),
        ("proof", "付款证明", "（五）", {"payment": "已提前支付"}),
        ("other", "应当提供的其他材料", "（六）", {"other_asked": True}),
    ],
)  # fmt: skip
def test_each_of_the_six_materials_is_asked_for(
    o: Presale, missing: str, label: str, clause: str, other: dict[str, object]
) -> None:
    account = o.account()
    case = o.application(account, missing, **other)
    with pytest.raises(Refused, match=f"还缺 1 份材料：{label}") as told:
        o.act(case, "apply", "submit", o.developer)
    assert told.value.clause == f"{NUMBER} 第十八条{clause}"
    o.hand_in(case, "apply", o.developer, missing)
    case = o.act(case, "apply", "submit", o.developer)
    sent = next(each for each in files(case) if each.material == missing)
    service.send_back(case.key, sent.pk, o.bureau, "看不清")
    with refused("第十八条"):
        o.act(case, "accept", "accept", o.bureau)
    case = o.act(case, "accept", "gaps", o.bureau, reasons="请补正")
    assert case.data["lacking"] == [label]
    with pytest.raises(Refused, match="已退回：看不清"):
        o.act(case, "supplement", "submit", o.developer)
    o.hand_in(case, "supplement", o.developer, missing)
    o.act(case, "supplement", "submit", o.developer)
    assert o.act(case, "accept", "accept", o.bureau).data["complete"] is True


# --- 第十九条、第二十条: how long


@pytest.mark.parametrize(
    ("accepted", "review", "payment"),
    [
        ("2026-03-03T10:00", "2026-03-06", "2026-03-05"),  # Tuesday: Wed, Thu, Fri
        ("2026-03-06T17:59", "2026-03-11", "2026-03-10"),  # Friday: the weekend does not count
        ("2026-03-07T10:00", "2026-03-11", "2026-03-10"),  # Saturday
        ("2026-09-30T10:00", "2026-10-10", "2026-10-09"),  # National Day: 8, 9 and Saturday the 10th work
        ("2026-02-13T10:00", "2026-02-25", "2026-02-24"),  # Spring Festival: Saturday the 14th works
    ],
)  # fmt: skip
def test_three_and_two_working_days(o: Presale, accepted: str, review: str, payment: str) -> None:
    with clock.at(moment("2026-01-05T09:00")):
        account = o.funded()
        o.node(account)
        case = o.applied(account)
    with clock.at(moment(accepted)):
        o.act(case, "accept", "accept", o.bureau)
        assert last_day(case, "inspect") == review
        o.act(case, "inspect", "done", o.bureau, inspected=False)
        assert last_day(case, "review") == review
        o.act(case, "review", "approve", o.bureau, node_reached=True, payee_verified=True)
        assert last_day(case, "pay") == payment
        row = Deadline.objects.get(case=case, task__step="pay")
        assert row.clause == f"{NUMBER} 第二十条"
        assert "工作日" in row.convention
    with clock.at(moment(payment + "T23:59")):
        fire()
        assert Deadline.objects.get(pk=row.pk).state == "open"
    with clock.at(moment(payment + "T00:00") + timedelta(days=1)):
        fire()
        assert Deadline.objects.get(pk=row.pk).state == "late"
        assert Notice.objects.filter(unit=o.city.unit, case=case, kind="late").count() == 1
        assert o.act(case, "pay", "paid", o.bank).ended == "已拨付"
        assert Deadline.objects.get(pk=row.pk).state == "late"


def test_accepting_starts_the_clock_and_supplementing_does_not_run_it(o: Presale) -> None:
    account = o.funded()
    case = o.applied(account)
    with pytest.raises(Refused, match="没有要补正的"):
        o.act(case, "accept", "gaps", o.bureau, reasons="再补")
    service.send_back(case.key, files(case)[0].pk, o.bureau, "缺页")
    o.act(case, "accept", "gaps", o.bureau, reasons="缺页")
    assert not IssuedPaper.objects.filter(case=case).exists()  # the text knows no such paper
    assert Notice.objects.filter(unit=o.developer.unit, text__contains="企业用款申请表").exists()
    assert not Deadline.objects.filter(case=case).exists()
    with clock.at(moment("2026-03-20T09:00")):
        o.hand_in(case, "supplement", o.developer, "form")
        o.act(case, "supplement", "submit", o.developer)
        o.act(case, "accept", "accept", o.bureau)
        assert last_day(case, "inspect") == "2026-03-25"


# --- 第十九条: approval, refusal, direction


def test_the_notice_names_the_amount_and_the_direction(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    case = o.approved(account)
    words = "".join(IssuedPaper.objects.get(case=case).sheet["paragraphs"])
    assert "拨付额度：1000000元" in words
    assert "施工、材料设备供应或者有关单位指定的银行账户" in words
    assert Notice.objects.filter(unit=o.bank.unit, case=case, kind="paper").exists()
    o.act(case, "pay", "paid", o.bank)
    assert (fen(account, "suppliers"), fen(account, "developer")) == (100 * WAN, 0)
    advanced = o.paid(account, "50万元", payment="已提前支付")
    assert "房地产开发企业指定的银行账户" in advanced.data["direction"]
    assert (fen(account, "suppliers"), fen(account, "developer")) == (100 * WAN, 50 * WAN)


def test_a_refusal_says_why_in_writing(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    case = o.inspected(account, use="支付营销费用")
    with refused("第十九条"):
        o.act(case, "review", "approve", o.bureau, node_reached=True, payee_verified=True)
    with pytest.raises(Exception, match="请书面说明理由"):
        o.act(case, "review", "refuse", o.bureau)
    case = o.act(case, "review", "refuse", o.bureau, reasons="营销费用不得列支")
    assert case.ended == "不予拨付"
    paper = IssuedPaper.objects.get(case=case)
    assert paper.title == "不予拨付通知书"
    assert "营销费用不得列支" in "".join(paper.sheet["paragraphs"])


def test_key_money_is_for_the_works_alone(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    for use in FORBIDDEN:
        with refused("第十九条"):
            o.approved(account, use=use)
    with refused("第十九条"):
        o.approved(account, payee="其他单位")


# --- what stays, to the fen


def test_the_floor_holds_to_the_fen(o: Presale) -> None:
    account = o.funded()  # 12,000,000
    o.node(account, "1号楼", level=30, done=10)  # 420
    o.node(account, "2号楼")  # 425
    assert floor(account) == 845 * WAN  # so 3,550,000 may go
    case = o.inspected(account, amount="3550000.01元")
    with refused("第十九条"):
        o.act(case, "review", "approve", o.bureau, node_reached=True, payee_verified=True)
    o.act(
        case,
        "review",
        "approve",
        o.bureau,
        granted="3550000元",
        node_reached=True,
        payee_verified=True,
    )
    o.act(case, "pay", "paid", o.bank)
    assert (fen(account), fen(account, "key"), fen(account, "free")) == (
        845 * WAN,
        745 * WAN,
        100 * WAN,
    )
    with refused("第十九条"):
        o.approved(account, "0.01元")
    with pytest.raises(LedgerError, match="第十五条"):
        ledgers.post(
            [(f"presale:{account}:key", -1), (f"presale:{account}:suppliers", 1)],
            memo="样例",
            clause="样例",
            key="x",
            at=clock.now(),
        )


def test_free_money_stays_where_key_money_was_paid_to_the_limit(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    o.paid(account, "150万元")  # 10,500,000 are left, 10,100,000 must stay
    case = o.start("free_withdrawal", o.developer, account)
    told = {"free_use": "预售项目工程建设"}
    with refused("第十五条"):
        o.act(case, "apply", "submit", o.developer, amount="400000.01元", **told)
    o.act(case, "apply", "submit", o.developer, amount="40万元", **told)
    o.act(case, "pay", "paid", o.bank)
    assert (fen(account), fen(account, "free")) == (1010 * WAN, 60 * WAN)


def test_what_is_approved_is_set_aside_until_it_is_paid(o: Presale) -> None:
    account = o.funded()
    o.node(account)  # 1010 must stay, 190 may go
    first = o.approved(account, "150万元")
    with refused("第十九条"):
        o.approved(account, "40.01万元")
    second = o.approved(account, "40万元")
    for each in (second, first):
        assert o.act(each, "pay", "paid", o.bank).ended == "已拨付"
    assert fen(account) == 1010 * WAN


def test_a_floor_above_the_balance_lets_money_in_only(o: Presale) -> None:
    account = o.account()
    o.deposited(account, "500万元", "150万元", "350万元")
    assert (floor(account), fen(account)) == (1100 * WAN, 500 * WAN)
    o.node(account)
    with refused("第十九条"):
        o.approved(account, "0.01元")


def test_the_free_part_is_what_exceeds_the_key_amount(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    pending = o.approved(account, "50万元")  # set aside out of the key part: no less is free
    case = o.start("free_withdrawal", o.developer, account)
    with refused("第十四条第三款"):
        o.act(
            case, "apply", "submit", o.developer, amount="1000000.01元", free_use="偿还本项目贷款"
        )
    case = o.act(case, "apply", "submit", o.developer, amount="100万元", free_use="其他用途")
    assert "优先用于" in str(shapes.whole(case, o.developer)["acts"])
    done = o.act(case, "pay", "paid", o.bank)
    assert (done.ended, fen(account, "free"), fen(account, "developer")) == ("已支付", 0, 100 * WAN)
    o.act(pending, "pay", "paid", o.bank)
    assert fen(account) == 1050 * WAN
    again = o.start("free_withdrawal", o.developer, account)
    with refused("第十四条第三款"):
        o.act(again, "apply", "submit", o.developer, amount="0.01元", free_use="预售项目工程建设")
