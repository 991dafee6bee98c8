"""朔住建发〔2023〕65号 at work: what the text leaves open, and who must judge what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from luoshi.office import clock
from luoshi.office.cases import service, shapes
from luoshi.office.cases.errors import NotThere, Refused
from luoshi.office.cases.models import Case, IssuedPaper, Notice
from tests.office.cases.office import moment
from tests.office.cases.presale import AGREEMENT, WAN, Presale, entry, fen, floor, refused


@pytest.fixture
def o(store: str) -> Iterator[Presale]:
    """The office on Monday, 2 March 2026, nine o'clock."""
    with clock.at(moment("2026-03-02T09:00")):
        yield Presale()


def words(case: Case) -> str:
    """What the papers of a case say."""
    return "".join(
        line for each in IssuedPaper.objects.filter(case=case) for line in each.sheet["paragraphs"]
    )


def ordered(o: Presale, account: str, *, suspend: bool) -> Case:
    """A correction, ordered until 20 March."""
    case = o.start("correction", o.bureau, account)
    return o.act(case, "order", "order", o.bureau, conduct="提供虚假材料", conduct_facts="样例",
                 correct_by="2026-03-20", suspend=suspend)  # fmt: skip


def marks(account: str) -> tuple[object, object]:
    """Whether payment, and whether presale is suspended."""
    data = entry("accounts", account).data
    return data["suspended"], data["presale_suspended"]


# --- 第八条、第十一条


@pytest.mark.parametrize("number", ["样例预售1号", "样例 预售１号"])
def test_a_permit_has_one_account_however_its_scope_is_written(o: Presale, number: str) -> None:
    o.account()
    case = o.planned(o.agreed(scope="1-2号楼"))
    o.act(case, "building", "done", o.developer)
    told = {"in_permit": True, "in_contract": True, "key_total": "1100万元"}
    with refused("第八条"):
        o.act(
            case,
            "permit",
            "grant",
            o.bureau,
            parties={"filing": "wq"},
            permit_number=number,
            **told,
        )
    o.act(
        case,
        "permit",
        "grant",
        o.bureau,
        parties={"filing": "wq"},
        permit_number="样例预售2号",
        **told,
    )


def test_other_information_is_kept_and_told(o: Presale) -> None:
    account = o.account()
    case = o.start("change", o.developer, account)
    o.act(case, "request", "submit", o.developer, item="其他相关信息", new_value="样例联系方式")
    o.act(case, "bank", "agree", o.bank)
    o.act(case, "supervisor", "agree", o.bureau)
    assert entry("accounts", account).data["other_info"] == "样例联系方式"
    assert "变更为：样例联系方式" in words(case)


def bank_changed(o: Presale, account: str) -> Case:
    """The second bank keeps the account."""
    case = o.start("bank_change", o.developer, account)
    o.act(case, "request", "submit", o.developer, parties={"new_bank": "bk2"})
    o.act(case, "bank", "agree", o.bank)
    o.act(case, "supervisor", "agree", o.bureau)
    return o.act(
        case, "reopen", "opened", o.other_bank, account_name="样例新户", account_number="6300"
    )


def test_a_new_bank_takes_over_what_still_arrives(o: Presale) -> None:
    o.listed()
    o.listed(o.other_bank)
    account = o.account()
    deposit = o.slip(account)
    o.act(deposit, "own", "due", o.bank, received="360万元", voucher_number="1")
    o.act(deposit, "file", "file", o.filing, voucher=True, elsewhere="0元")
    case = bank_changed(o, account)
    assert "变更为样例二银行" in words(case)
    assert Notice.objects.filter(unit=o.other_bank.unit, case=case, kind="paper").exists()
    loan = {"received": "840万元", "voucher_number": "2", "source": "按揭或者公积金贷款"}
    with refused("第十一条"):
        o.act(deposit, "rest", "complete", o.bank, **loan)
    o.act(deposit, "rest", "moved", o.bank)
    with refused("第十一条"):
        o.act(deposit, "handover", "rest", o.bank)
    o.act(deposit, "handover", "rest", o.bank, parties={"bank": "bk2"})
    with pytest.raises(NotThere):
        o.act(deposit, "rest", "complete", o.bank, **loan)
    assert o.act(deposit, "rest", "complete", o.other_bank, **loan).ended == "全部到账"
    assert fen(account) == 1200 * WAN


def test_a_bank_is_not_changed_while_a_court_holds_money(o: Presale) -> None:
    o.listed()
    o.listed(o.other_bank)
    account = o.funded()
    o.frozen(account, "2026-03-02")
    with refused("第二十六条第二款"):
        bank_changed(o, account)


# --- 第十二条、第十三条: no dead end with a buyer's money


def test_a_voucher_that_comes_later_needs_no_more_money(o: Presale) -> None:
    account = o.account()
    case = o.slip(account, "100万元", "100万元")
    o.act(case, "own", "due", o.bank, received="100万元", voucher_number="1")
    o.act(case, "file", "refuse", o.filing, reasons="没有凭证", voucher=False, elsewhere="0元")
    o.act(case, "own", "checked", o.bank)
    done = o.act(case, "file", "file_paid", o.filing, voucher=True, elsewhere="0元")
    assert (done.ended, fen(account)) == ("全部到账", 100 * WAN)


def refund(o: Presale, contract: str, **joining: str) -> Case:
    """Both have applied; the filing department is next."""
    case = o.start("refund", o.developer, contract)
    o.hand_in(case, "apply", o.developer, "dissolution")
    o.act(case, "apply", "submit", o.developer, dissolved=True, dissolved_on="2026-03-02")
    return o.act(case, "join", "join", o.buyer, buyer_account="1", **joining)


def test_what_was_paid_before_filing_goes_back(o: Presale) -> None:
    account = o.account()
    deposit = o.slip(account, "100万元", "30万元")
    with refused("第二十四条"):
        refund(o, deposit.key)  # nothing was paid in: the slip is void, no money goes back
    o.act(deposit, "own", "part", o.bank, received="20万元", voucher_number="1")
    case = refund(o, deposit.key)
    o.act(case, "withdraw", "none", o.filing)
    with refused("第二十四条"):
        o.act(deposit, "own", "part", o.bank, received="1万元", voucher_number="2")
    o.act(case, "notice", "issue", o.bureau)
    assert "没有网签备案" in words(case)
    assert o.act(case, "pay", "paid", o.bank).ended == "已退款"
    assert (fen(account), fen(account, "buyers")) == (0, 0)
    assert o.act(deposit, "own", "dissolved", o.bank).ended == "合同已解除"


# --- 第十五条、第十八条、第十九条


def test_a_project_accepted_as_a_whole_is_above_ground(o: Presale) -> None:
    account = o.funded()
    o.project_node(account, filed=True)
    assert o.paid(account, "1000万元").ended == "已拨付"


def test_a_grant_is_no_more_than_asked_and_goes_to_the_payee(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    case = o.inspected(account, amount="10万元")
    yes = {"node_reached": True, "payee_verified": True}
    with refused("第十九条第二款"):
        o.act(case, "review", "approve", o.bureau, granted="10.01万元", **yes)
    with refused("第十九条第二款"):
        o.act(case, "review", "approve", o.bureau, **{**yes, "payee_verified": False})
    o.act(case, "review", "approve", o.bureau, **yes)
    with refused("第十九条第二款"):
        o.approved(account, "1万元", payee_name="样例 开发公司")
    o.approved(account, "1万元", payee_name="样例开发公司", payment="已提前支付")


def test_a_refusal_names_what_the_rules_found(o: Presale) -> None:
    account = o.funded()
    case = o.inspected(account, use="支付营销费用", payee="其他单位")
    o.act(case, "review", "refuse", o.bureau, reasons="不符合")
    for each in ("收款单位不在范围内", "不是用于有关的工程建设", "金额为零或者超过可以拨付的数"):
        assert each in words(case)
    assert "没有到拨付节点" not in words(case)  # the officer did not say so


def test_the_bureau_decides_which_other_papers_are_wanted(o: Presale) -> None:
    account = o.funded()
    case = o.applied(account)
    o.act(
        case, "accept", "gaps", o.bureau, reasons="请补", other_asked=True, other_wanted="样例证明"
    )
    with pytest.raises(Refused, match="应当提供的其他材料"):
        o.act(case, "supplement", "submit", o.developer)
    o.hand_in(case, "supplement", o.developer, "other")
    o.act(case, "supplement", "submit", o.developer)
    assert o.act(case, "accept", "accept", o.bureau).data["complete"] is True


# --- 第二十一条


def test_works_come_first_but_free_money_may_pay_the_loan(o: Presale) -> None:
    account = o.funded()
    o.node(account)
    case = o.taken_over(account)
    told = {"amount": "10万元", "use": "支付借（贷）款本金和利息", "payee_name": "样例银行"}
    with refused("第十四条第二款"):
        o.act(case, "manage", "pay", o.bureau, part="重点监管资金", **told)
    case = o.act(case, "manage", "pay", o.bureau, part="非重点监管资金", **told)
    assert "优先用于本项目工程建设" in str(shapes.whole(case, o.bureau)["acts"])
    assert (fen(account, "free"), fen(account, "developer")) == (90 * WAN, 10 * WAN)


# --- 第二十二条、第二十三条


def lifting(o: Presale, account: str, *, transferable: bool = True) -> Case:
    """An application for lifting, accepted."""
    case = o.start("lifting", o.developer, account)
    service.save(case.key, "apply", o.developer, {"transferable": transferable})
    o.hand_in(case, "apply", o.developer, "registration", *(["transfer"] if transferable else []))
    o.act(case, "apply", "submit", o.developer, registered=True, transferable=transferable)
    return o.act(case, "accept", "accept", o.bureau)


def test_what_the_agreement_says_otherwise_stands_in_the_register(
    o: Presale, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tests.office.cases.presale as presale

    told = {**AGREEMENT, "agreed_terms": "样例条件"}
    monkeypatch.setattr(presale, "AGREEMENT", told)
    plain = o.act
    monkeypatch.setattr(
        o,
        "act",
        lambda *args, **given: plain(
            *args, **({**given, "other_terms": True} if "other_terms" in given else given)
        ),
    )
    account = o.funded()
    assert entry("accounts", account).data["agreed_terms"] == "样例条件"
    case = lifting(o, account)
    with refused("第二十二条"):
        o.act(case, "review", "approve", o.bureau)
    o.act(case, "review", "approve", o.bureau, terms_met=True, terms_full=False)
    with pytest.raises(Refused):
        o.act(case, "lift", "all", o.bank)
    o.act(case, "lift", "part", o.bank)
    assert fen(account) == 1100 * WAN
    o.hand_in(case, "rest", o.developer, "transfer_now")
    o.act(case, "rest", "submit", o.developer)
    with refused("第十五条（七）"):
        o.act(case, "rest_review", "approve", o.bureau)
    o.act(case, "rest_review", "approve", o.bureau, terms_full=True)
    assert o.act(case, "rest_pay", "paid", o.bank).ended == "已解除"
    assert fen(account) == 0


def test_the_bureau_corrects_what_the_developer_claimed(o: Presale) -> None:
    account = o.funded()
    case = lifting(o, account)
    o.act(case, "review", "approve", o.bureau, transferable=False)
    o.act(case, "lift", "part", o.bank)
    assert fen(account) == 1100 * WAN


def test_nodes_are_still_found_while_something_must_stay(o: Presale) -> None:
    account = o.funded()
    case = lifting(o, account, transferable=False)
    o.act(case, "review", "approve", o.bureau)
    o.act(case, "lift", "part", o.bank)
    assert fen(account) == 1100 * WAN
    o.project_node(account, filed=True, registered=True)
    assert floor(account) == 55 * WAN
    o.act(case, "rest", "surplus", o.developer)
    o.act(case, "rest_review", "surplus", o.bureau)
    o.act(case, "surplus_pay", "paid", o.bank)
    assert (fen(account), entry("accounts", account).state) == (55 * WAN, "已解除，尚有留存")


def test_what_arrives_after_lifting_is_free(o: Presale) -> None:
    account = o.account()
    deposit = o.slip(account)
    o.act(deposit, "own", "due", o.bank, received="360万元", voucher_number="1")
    o.act(deposit, "file", "file", o.filing, voucher=True, elsewhere="0元")
    case = lifting(o, account)
    o.act(case, "review", "approve", o.bureau)
    o.act(case, "lift", "all", o.bank)
    loan = {"received": "840万元", "voucher_number": "2", "source": "按揭或者公积金贷款"}
    assert o.act(deposit, "rest", "complete", o.bank, **loan).ended == "全部到账"
    assert (fen(account, "key"), fen(account, "free")) == (0, 840 * WAN)
    taking = o.start("free_withdrawal", o.developer, account)
    told = {"free_use": "预售项目工程建设"}
    with refused("第十四条第三款"):
        o.act(taking, "apply", "submit", o.developer, amount="8400000.01元", **told)
    o.act(taking, "apply", "submit", o.developer, amount="840万元", **told)
    assert o.act(taking, "pay", "paid", o.bank).ended == "已支付"
    assert fen(account) == 0


# --- 第二十四条


def test_a_refund_larger_than_what_is_left_goes_back_in_parts(o: Presale) -> None:
    account = o.account()
    first = o.deposited(account)
    o.node(account)
    o.paid(account, "190万元")
    case = refund(o, first, loan_account="2")
    o.act(case, "withdraw", "approve", o.filing)
    o.act(case, "notice", "issue", o.bureau)
    with refused("第二十四条第二款"):
        o.act(case, "pay", "paid", o.bank)
    o.act(case, "pay", "short", o.bank)
    with refused("第二十四条"):
        o.act(case, "ration", "part", o.bureau, now_buyer="360.01万元", now_loan="0元", reasons="")
    with refused("第二十四条第二款"):
        o.act(case, "ration", "part", o.bureau, now_buyer="360万元", now_loan="650.01万元")
    o.act(case, "ration", "part", o.bureau, now_buyer="360万元", now_loan="650万元")
    o.act(case, "pay_part", "paid", o.bank)
    assert (fen(account), fen(account, "buyers")) == (0, 0)
    o.deposited(account, "500万元", "150万元", "350万元")
    o.act(case, "ration", "whole", o.bureau)
    assert o.act(case, "pay", "paid", o.bank).ended == "已退款"
    assert (fen(account), fen(account, "loans"), floor(account)) == (
        310 * WAN,
        -350 * WAN,
        1010 * WAN,
    )


# --- 第二十六条


def test_a_court_stops_only_what_it_froze(o: Presale) -> None:
    account = o.funded()
    o.node(account)  # 1010 must stay
    waiting = o.approved(account, "50万元")
    o.frozen(account, "2026-03-02", "1万元", "非重点监管资金")
    assert o.act(waiting, "pay", "paid", o.bank).ended == "已拨付"
    case = o.inspected(account, amount="139.01万元")
    yes = {"node_reached": True, "payee_verified": True}
    with refused("第十九条"):  # what is frozen does not count for what stays
        o.act(case, "review", "approve", o.bureau, **yes)
    o.act(case, "review", "approve", o.bureau, granted="100万元", **yes)
    taking = o.start("free_withdrawal", o.developer, account)
    told = {"free_use": "预售项目工程建设"}
    with refused("第十四条第三款"):
        o.act(taking, "apply", "submit", o.developer, amount="99.01万元", **told)
    o.act(taking, "apply", "submit", o.developer, amount="39万元", **told)


# --- 第二十六条、第二十七条: what was decided, and no more


def test_lateness_suspends_payment_only_where_it_was_decided(o: Presale) -> None:
    account = o.funded()
    case = ordered(o, account, suspend=False)
    with clock.at(moment("2026-03-21T09:00")):
        o.act(case, "verify", "overdue", o.bureau, reasons="未改")
        assert marks(account) == (False, True)
        assert "没有因此暂停监管资金拨付" in words(case)


def test_lateness_may_suspend_payment_and_then_says_so(o: Presale) -> None:
    account = o.funded()
    case = ordered(o, account, suspend=False)
    with clock.at(moment("2026-03-21T09:00")):
        o.act(case, "verify", "overdue", o.bureau, reasons="未改", suspend=True)
        assert marks(account) == (True, True)
        assert "暂停监管资金拨付" in IssuedPaper.objects.get(case=case, title__contains="暂停").sheet["paragraphs"][1]  # fmt: skip
        o.act(case, "after", "grave", o.bureau, reasons="造成严重后果")
        other = o.start("correction", o.bureau, account)  # fmt: skip
        o.act(other, "order", "order", o.bureau, conduct="提供虚假材料", conduct_facts="样例",
              correct_by="2026-04-20", suspend=False)  # fmt: skip
        o.act(other, "verify", "corrected", o.bureau)
        assert marks(account) == (True, True)  # 依法追究 does not end what was suspended
        o.act(case, "referred", "restored", o.bureau, reasons="已处理完毕")
        assert marks(account) == (False, False)


def test_a_banks_stop_lasts_until_its_own_correction_decides(o: Presale) -> None:
    account = o.funded()
    other = ordered(o, account, suspend=False)
    found = o.suspended(account)
    o.act(found, "handle", "order", o.bureau)
    o.act(other, "verify", "corrected", o.bureau)
    assert marks(account) == (True, False)
    case = Case.objects.exclude(pk=other.pk).get(procedure__endswith=".correction")
    o.act(case, "order", "order", o.bureau, correct_by="2026-03-20")
    assert marks(account) == (True, False)
    o.act(case, "rectify", "report", o.developer, corrections="已归还")
    o.act(case, "verify", "corrected", o.bureau)
    assert marks(account) == (False, False)
