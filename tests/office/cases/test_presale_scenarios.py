"""朔住建发〔2023〕65号 at work, first part: banks, accounts, what comes in, what must stay.

Every phrase as a case, with numbers worked by hand from the text; the rest stands in
``test_presale_payouts``, ``test_presale_endings`` and ``test_presale_seen``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.office import clock
from luoshi.office.cases import public, shapes
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Case, IssuedPaper, Notice
from tests.office.cases.office import moment
from tests.office.cases.presale import (
    AGREEMENT,
    OF,
    PLAN,
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


# --- 第七条: the directory


def test_a_bank_comes_into_the_directory_by_tender_and_agreement(o: Presale) -> None:
    case = o.listed()
    assert case.ended == "已列入名录"
    row = entry("banks", "hj-bk")
    assert (row.state, row.data["name"], row.data["listed_on"]) == (
        "在册",
        "样例一银行",
        "2026-03-02",
    )
    assert [each.title for each in IssuedPaper.objects.filter(case=case)] == ["监管银行名录公告"]


@pytest.mark.parametrize("lacking", ["tender_public", "tender_won"])
def test_without_a_public_tender_no_bank_is_listed(o: Presale, lacking: str) -> None:
    told = {"tender_public": True, "tender_won": True, lacking: False}
    case = o.act(
        o.start("bank_entry", o.bureau), "tender", "won", o.bureau, parties={"bank": "bk"}, **told
    )
    o.act(case, "central_opinion", "agree", o.central)
    o.act(case, "regulator_opinion", "agree", o.regulator)
    o.act(case, "agreement", "sign", o.bank, agreement_number="1")
    with refused("第七条"):
        o.act(case, "list", "list", o.bureau)


def test_the_clock_opens_an_evaluation_every_two_years(o: Presale) -> None:
    o.listed()
    fire()
    fire()
    first = Case.objects.get(procedure=OF + "bank_evaluation")
    assert last_day(first, "evaluate") == "2028-03-02"
    with clock.at(moment("2028-03-02T09:00")):
        fire()
        assert Case.objects.filter(procedure=OF + "bank_evaluation").count() == 1
        with refused("第七条第二款"):
            o.act(
                first,
                "evaluate",
                "keep",
                o.bureau,
                unperformed=True,
                unable=False,
                evaluation="样例",
            )
        o.act(
            first, "evaluate", "keep", o.bureau, unperformed=False, unable=False, evaluation="样例"
        )
        assert entry("banks", "hj-bk").data["last_evaluated"] == "2028-03-02"
    with clock.at(moment("2028-03-03T09:00")):
        fire()
        second = Case.objects.filter(procedure=OF + "bank_evaluation").latest("pk")
        assert last_day(second, "evaluate") == "2030-03-02"
        with refused("第七条第二款"):
            o.act(
                second,
                "evaluate",
                "eliminate",
                o.bureau,
                reasons="样例",
                unperformed=False,
                unable=False,
                evaluation="样例",
            )
        o.act(
            second,
            "evaluate",
            "eliminate",
            o.bureau,
            reasons="样例",
            unperformed=False,
            unable=True,
            evaluation="样例",
        )
        assert entry("banks", "hj-bk").state == "已淘汰"
        with refused("第八条"):
            o.asked("样例二期")


# --- 第八条至第十条: the account, the agreement, the plan


def test_an_account_is_opened_at_a_listed_bank_before_the_permit(o: Presale) -> None:
    with refused("第八条"):
        o.asked()
    o.listed()
    with refused("第八条"):
        o.asked(before_permit=False)
    assert o.asked().state == "open"


def test_one_permit_has_one_account(o: Presale) -> None:
    o.account()
    with refused("第八条"):
        o.asked()
    assert o.asked(scope="3号楼").state == "open"


def test_the_agreement_holds_all_five_contents(o: Presale) -> None:
    o.listed()
    case = o.asked()
    o.act(case, "confirm", "opened", o.bank, account_name="样例户", account_number="1")
    with pytest.raises(Refused, match="还缺 1 份材料：商品房预售资金监管协议"):
        o.act(case, "agreement", "sign", o.developer, **AGREEMENT, other_terms=False)
    o.hand_in(case, "agreement", o.developer, "agreement")
    for lacking in AGREEMENT:
        told = {**AGREEMENT, lacking: False, "other_terms": False}
        with refused("第九条"):
            o.act(case, "agreement", "sign", o.developer, **told)


def test_all_three_sign(o: Presale) -> None:
    o.listed()
    case = o.agreed()
    signed = [
        (each["step"], each["unit_name"])
        for each in shapes.whole(case, o.city)["tasks"]
        if each["step"].startswith("agreement")
    ]
    assert signed == [
        ("agreement", "样例开发公司"),
        ("agreement_bank", "样例一银行"),
        ("agreement_supervisor", "样例甲县住建局"),
    ]


@pytest.mark.parametrize(
    ("fitout", "least", "below"),
    [
        ({"full_fitout": False}, "1100万元", "10999999.99元"),  # 1000 * 110 %
        ({"full_fitout": False, "fitout": "200万元"}, "1100万元", "1099.99万元"),  # bare: not counted
        ({"full_fitout": True, "fitout": "200万元"}, "1320万元", "13199999.99元"),  # 1200 * 110 %
    ],
)  # fmt: skip
def test_the_key_amount_is_at_least_110_percent_of_the_budget(
    o: Presale, fitout: dict[str, object], least: str, below: str
) -> None:
    o.listed()
    case = o.agreed()
    with refused("第十四条"):
        o.act(case, "plan", "submit", o.developer, **{**PLAN, **fitout, "key_total": below})
    case = o.act(case, "plan", "submit", o.developer, **{**PLAN, **fitout, "key_total": least})
    assert case.data["least"] == str(int(least.removesuffix("万元")) * 10_000) + "元"


def test_the_plan_has_its_contents_and_the_agreement_with_it(o: Presale) -> None:
    o.listed()
    case = o.agreed()
    for lacking in (name for name in PLAN if PLAN[name] is True):
        with refused("第十条"):
            o.act(case, "plan", "submit", o.developer, **{**PLAN, lacking: False})


def test_the_buildings_add_up_to_the_project(o: Presale) -> None:
    o.listed()
    case = o.planned(o.agreed(), **{"1号楼": "600万元"})
    o.act(case, "building", "add", o.developer, building="2号楼", building_key="499.99万元")
    with refused("第十条第二款（一）"):
        o.act(case, "building", "done", o.developer)
    o.act(case, "building", "add", o.developer, building="2号楼", building_key="500万元")
    o.act(case, "building", "done", o.developer)
    with refused("第十条第二款（一）"):
        o.act(
            case,
            "permit",
            "grant",
            o.bureau,
            parties={"filing": "wq"},
            permit_number="1",
            in_permit=True,
            in_contract=True,
            key_total="1100.01万元",
        )
    with refused("第十四条"):
        o.act(
            case,
            "permit",
            "grant",
            o.bureau,
            parties={"filing": "wq"},
            permit_number="1",
            in_permit=True,
            in_contract=True,
            key_total="1099万元",
        )
    with refused("第八条"):
        o.act(
            case,
            "permit",
            "grant",
            o.bureau,
            parties={"filing": "wq"},
            permit_number="1",
            in_permit=True,
            in_contract=False,
            key_total="1100万元",
        )


def test_the_account_is_shown_at_both_places(o: Presale) -> None:
    account = o.account()
    shown = public.listed(OF + "accounts")
    assert "6200" in str(shown)
    assert "样例一银行" in str(shown)
    assert "key_total" not in str(shown)
    assert (floor(account), fen(account)) == (1100 * WAN, 0)


# --- 第十二条、第十三条: the money comes in


def test_the_slip_names_the_account_and_the_loan_goes_there_too(o: Presale) -> None:
    account = o.account()
    case = o.slip(account)
    paper = IssuedPaper.objects.get(case=case)
    assert "账号：6200" in "".join(paper.sheet["paragraphs"])
    assert Notice.objects.filter(unit=o.buyer.unit, case=case).exists()
    o.act(case, "own", "part", o.bank, received="100万元", voucher_number="1")
    o.act(case, "own", "due", o.bank, received="260万元", voucher_number="2")
    o.act(case, "file", "file", o.filing, voucher=True, elsewhere="0元")
    o.act(
        case,
        "rest",
        "part",
        o.bank,
        received="800万元",
        voucher_number="3",
        source="按揭或者公积金贷款",
    )
    with refused("第十二条"):
        o.act(
            case,
            "rest",
            "complete",
            o.bank,
            received="39.99万元",
            voucher_number="4",
            source="购房人自付",
        )
    with refused("第十二条第三款"):
        o.act(
            case,
            "rest",
            "complete",
            o.bank,
            received="40.01万元",
            voucher_number="4",
            source="购房人自付",
        )
    done = o.act(
        case, "rest", "complete", o.bank, received="40万元", voucher_number="4", source="购房人自付"
    )
    assert done.ended == "全部到账"
    contract = entry("contracts", case.key)
    assert (contract.data["own_paid"], contract.data["loan_paid"]) == ("4000000元", "8000000元")
    assert (fen(account, "buyers"), fen(account, "loans")) == (-400 * WAN, -800 * WAN)


def test_the_key_part_is_filled_first_to_the_fen(o: Presale) -> None:
    account = o.account()
    o.deposited(account, "1000万元", "300万元", "700万元")
    assert (fen(account, "key"), fen(account, "free")) == (1000 * WAN, 0)
    o.deposited(account, "1000000.01元", "300000元", "700000.01元")
    assert (fen(account, "key"), fen(account, "free")) == (1100 * WAN, 1)
    o.deposited(account, "100万元", "30万元", "70万元")
    assert (fen(account, "key"), fen(account, "free")) == (1100 * WAN, 100 * WAN + 1)


@pytest.mark.parametrize(
    "wrong",
    [{"paid": "359.99万元"}, {"voucher": False}, {"elsewhere": "0.01元"}],
    ids=["one-fen-class-short", "no-voucher", "elsewhere"],
)
def test_no_filing_without_the_money_in_the_account(o: Presale, wrong: dict[str, object]) -> None:
    told: dict[str, Any] = {"paid": "360万元", "voucher": True, "elsewhere": "0元", **wrong}
    case = o.slip(o.account())
    o.act(case, "own", "due", o.bank, received=told.pop("paid"), voucher_number="1")
    with refused("第十三条"):
        o.act(case, "file", "file", o.filing, **told)
    case = o.act(case, "file", "refuse", o.filing, reasons="未全部存入监管账户", **told)
    assert [each.step for each in case.tasks.filter(state="open")] == ["own"]


# --- 第十五条至第十七条: nodes


TOPPED = {"level": 90, "done": 30, "topped": True}
BUILT = {**TOPPED, "basically_built": True}
AT_EACH_NODE: list[tuple[dict[str, Any], str, int]] = [
    ({"level": "-0.01"}, "100%", 1100),
    ({"level": 0}, "85%", 1010),  # 510 + 500
    ({"level": 27, "done": "9.99"}, "85%", 1010),
    ({"level": 30, "done": 10}, "70%", 920),  # 420 + 500
    ({"level": 57, "done": "19.99"}, "70%", 920),
    ({"level": 60, "done": 20}, "55%", 830),  # 330 + 500
    ({"level": 87, "done": 30}, "55%", 830),  # not topped yet
    (TOPPED, "40%", 740),  # 240 + 500
    ({**BUILT, "jointly_accepted": True}, "40%", 740),
    ({**BUILT, "acceptance_papers": True}, "40%", 740),
    # The project is not basically built while 2号楼 is not topped.
    ({**BUILT, "jointly_accepted": True, "acceptance_papers": True}, "40%", 740),
]
"""1号楼 of 6,000,000 at the node, 2号楼 at its whole 5,000,000: what stays, in 10,000 yuan."""


def test_what_stays_at_each_node(o: Presale) -> None:
    account = o.account()
    for progress, share, stays in AT_EACH_NODE:
        case = o.node(account, **progress)
        assert case.data["share"] == share, progress
        assert case.data["account_required"] == f"{stays * 10_000}元"
        assert floor(account) == stays * WAN


def test_what_stays_is_the_sum_over_the_buildings(o: Presale) -> None:
    account = o.account()
    o.node(account, "2号楼", level=30, done=10)
    assert floor(account) == 950 * WAN  # 600 + 500 * 70 %
    o.node(account, "2号楼", **TOPPED)
    assert floor(account) == 800 * WAN  # 600 + 500 * 40 %
    accepted = {"jointly_accepted": True, "acceptance_papers": True}
    o.node(account, "1号楼", **{**BUILT, **accepted})
    assert floor(account) == 320 * WAN  # 120 + 200: no other building is below its top
    assert entry("accounts", account).data["required"] == "3200000元"
    with refused("第十条第二款（一）"):
        o.node(account, "3号楼")


def test_the_last_two_nodes_are_the_projects(o: Presale) -> None:
    account = o.account()
    o.node(account)
    o.project_node(account, registered=True)
    assert floor(account) == 1010 * WAN
    o.project_node(account, filed=True, registered=True)
    assert floor(account) == 55 * WAN  # 1100 * 5 %
    o.project_node(account, filed=True, transferable=True)
    assert floor(account) == 55 * WAN
    o.project_node(account, filed=True, registered=True, transferable=True)
    assert floor(account) == 0


def test_five_points_up_or_down(o: Presale) -> None:
    account = o.account()
    for adjustment, stays in (("5%", 1040), ("-5%", 980), ("2.5%", 1025)):  # 90, 80, 87.5 % of 600
        o.node(account, adjustment=adjustment, ground="信用评价")
        assert floor(account) == stays * WAN


def test_no_more_than_five_points(o: Presale) -> None:
    case = o.reported(o.account())
    for adjustment, ground in (("5.01%", "资产负债情况"), ("-5.01%", "信用评价"), ("5%", "不调整")):
        with refused("第十六条"):
            o.act(case, "site", "confirm", o.bureau, adjustment=adjustment, ground=ground)


def test_nothing_is_paid_before_ground_level(o: Presale) -> None:
    account = o.funded()
    case = o.inspected(account, amount="0.01元")
    with refused("第十九条"):
        o.act(case, "review", "approve", o.bureau, node_reached=True, payee_verified=True)
    o.node(account, level="-0.01")
    with refused("第十九条"):
        o.act(case, "review", "approve", o.bureau, node_reached=True, payee_verified=True)
    o.node(account, level=0)
    with refused("第十九条"):  # the node of the plan, which the bureau sets, is another matter
        o.act(case, "review", "approve", o.bureau, node_reached=False, payee_verified=True)
    assert (
        o.act(case, "review", "approve", o.bureau, node_reached=True, payee_verified=True).state
        == "open"
    )
