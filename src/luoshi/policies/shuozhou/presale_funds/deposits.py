"""第十二条、第十三条: payment slips, money that arrives, and the guard before online filing."""

from collections.abc import Callable

from luoshi.policies.shuozhou.presale_funds.common import (
    ACCOUNTS,
    BANK,
    BUYER,
    CITY,
    CONTRACTS,
    DEPOSIT,
    DEVELOPER,
    FILING,
    OURS,
    SUPERVISED,
    SUPERVISOR,
    is_set,
    leaf,
    money_facts,
    same_bank,
)
from luoshi.policies.shuozhou.presale_funds.rules import (
    DOC,
    deposit_complete,
    inflow_split,
    may_file_online,
    still_to_come,
)
from luoshi.procedures import (
    Decide,
    Effect,
    Enter,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Require,
    Step,
    Transfer,
    View,
    fen,
    yuan,
)
from luoshi.rules import Facts, choice, money, truth, words

OWN, LOAN = "购房人自付", "按揭或者公积金贷款"


class Slip(Facts):
    """开具缴款单。"""

    contract_number = words("合同编号", clause="第十二条第二款")
    home = words("楼栋和房号", clause="第十二条第二款")
    price = money("全部购房价款", clause="第十二条第三款")
    due_now = money("合同约定到申请网签备案时应付的款项", clause="第十三条")


class Arrival(Facts):
    """到账的一笔款。"""

    received = money("到账金额", min="0.01元", clause="第十二条第三款")
    voucher_number = words("存款凭证号", clause="第十三条")


class LaterArrival(Arrival):
    """备案以后到账的一笔款。"""

    source = choice("款项来源", [OWN, LOAN], clause="第十二条第三款")


class FilingCheck(Facts):
    """网签备案前的核对。"""

    voucher = truth("有预售资金存入监管账户的凭证", clause="第十三条")
    elsewhere = money("存入其他账户的款项", clause="第十二条")


def _contract(v: View) -> dict[str, object]:
    return dict(v.entry("contracts", v.key) or {})


def _paid(v: View, adding: bool) -> dict[str, object]:
    """What the contract's buyer and lenders have paid in, with what arrives now or without."""
    entry = _contract(v)
    own, loan = fen(entry.get("own_paid", "0元")), fen(entry.get("loan_paid", "0元"))
    if adding:
        now = fen(v.data["received"])
        own, loan = (own, loan + now) if v.data.get("source") == LOAN else (own + now, loan)
    return {"own_paid": yuan(own), "loan_paid": yuan(loan)}


def _all_paid(adding: bool) -> Callable[[View], dict[str, object]]:
    return lambda v: {"price": v.data["price"], "elsewhere": v.data.get("elsewhere", "0元"), **_paid(v, adding)}  # fmt: skip


def _left(v: View) -> int:
    paid = _paid(v, adding=False)
    return fen(v.data["price"]) - fen(paid["own_paid"]) - fen(paid["loan_paid"])


SPLIT = Decide(
    "split", inflow_split,
    lambda v: {
        "inflow": v.data["received"],
        **{n: f for n, f in money_facts(v).items() if n in ("key_total", "key_received", "balance", "required")},
    },
)  # fmt: skip
NOT_MORE = Require(
    lambda v: fen(v.data["received"]) <= _left(v),
    "到账金额超过合同还没有付的房款，请核对",
    "第十二条第三款",
)
KEPT_HERE = Require(same_bank, "监管银行已变更，请先移交变更后的监管银行", "第十一条")
UNFILED = Require(
    lambda v: _contract(v).get("state") == "已开缴款单",
    "这份合同已经解除或者作废，不再收款、备案",
    "第二十四条",
)
TO_THE_NEW = Require(same_bank, "请选台账上现在的监管银行，只能移交给它", "第十一条")
DISSOLVED = ("未备案，已解除", "已撤销备案", "已退款")
STANDING = Require(
    lambda v: _contract(v).get("state") == "已网签备案",
    "合同的网签备案已撤销，不再收款",
    "第二十四条",
)


def arriving(outside: Callable[[View], str]) -> tuple[Effect, ...]:
    """The money enters the key part until it is full, then the free part; the contract remembers."""
    return (
        Transfer(outside, leaf("key"), lambda v: fen(v.data["split"]["to_key"]), DEPOSIT, "第十四条第三款"),
        Transfer(outside, leaf("free"), lambda v: fen(v.data["split"]["to_free"]), DEPOSIT, "第十四条第三款"),
        Enter(CONTRACTS, lambda v: v.key, lambda v: _paid(v, adding=True)),
    )  # fmt: skip


ARRIVING = (KEPT_HERE, UNFILED, NOT_MORE, SPLIT)
"""What is asked before money of a contract that is not yet filed is taken in."""


def _moved(v: View) -> bool:
    return not same_bank(v)


def _is_filed(v: View) -> bool:
    return _contract(v).get("state") == "已网签备案"


HANDED = Outcome(
    "moved", "监管银行已变更，移交", ("handover",), when=_moved, incomplete=True, clause="第十一条"
)


def _outside(v: View) -> str:
    return leaf("loans" if v.data["source"] == LOAN else "buyers")(v)


SLIP = Paper(
    "slip", "商品房预售资金监管账户缴款单", DEVELOPER, (BUYER, BANK),
    lambda v: (
        f"购房人：{v.party('buyer').name}。合同编号：{v.data['contract_number']}。房屋：{v.data['home']}。",
        f"全部房款{v.data['price']}，请直接存入监管账户。",
        f"户名：{v.subject['account_name']}；开户行：{v.subject['bank_name']}；账号：{v.subject['account_number']}。",
        "按揭贷款和住房公积金贷款也只进入这个账户。",
    ),
    "第十二条第二款",
)  # fmt: skip

FILE_CHECKS = (
    UNFILED,
    Require(lambda v: not is_set(v, "presale_suspended"), "该项目已暂停商品房预售合同网签备案", "第二十七条"),
    Decide(
        "may_file", may_file_online,
        lambda v: {
            "voucher": v.data["voucher"], "elsewhere": v.data["elsewhere"], "due_now": v.data["due_now"],
            "price": v.data["price"], **_paid(v, adding=False),
        },
        expect=True, why="没有按规定把预售资金存入监管账户，不得办理网签备案",
    ),
)  # fmt: skip
FILED = Enter(CONTRACTS, lambda v: v.key, lambda v: {"filed_on": v.today.isoformat()}, "已网签备案")

DEPOSITING = Procedure(
    "deposit", "预售资金收存和网签备案", DOC, "第十二条",
    (
        Step(
            "slip", "开具缴款单", DEVELOPER, "第十二条第二款",
            (
                Outcome(
                    "issue", "开具", ("own",), papers=(SLIP,),
                    checks=(
                        OURS, SUPERVISED,
                        Require(lambda v: not is_set(v, "presale_suspended"), "该项目已暂停商品房预售", "第二十七条"),
                        Require(lambda v: fen(v.data["due_now"]) <= fen(v.data["price"]), "应付的款项超过全部房款", "第十二条第三款"),
                    ),
                    effects=(
                        Enter(
                            CONTRACTS, lambda v: v.key,
                            lambda v: {
                                "number": v.data["contract_number"], "account": v.subject_key,
                                "project": v.subject["project"], "price": v.data["price"],
                                "due_now": v.data["due_now"], "own_paid": "0元", "loan_paid": "0元",
                            },
                            "已开缴款单",
                        ),
                    ),
                ),
            ),
            form=Slip, parties=(BUYER,),
        ),
        Step(
            "own", "确认购房人存款到账", BANK, "第十二条第三款",
            (
                Outcome("part", "部分到账，还有应付款", ("own",), checks=ARRIVING, effects=arriving(leaf("buyers"))),
                Outcome("due", "应付款已到账，送网签核对", ("file",), checks=ARRIVING, effects=arriving(leaf("buyers"))),
                Outcome("void", "合同未履行，缴款单作废", ends="缴款单作废", reasons=True, incomplete=True,
                        when=lambda v: _left(v) == fen(v.data["price"]),
                        effects=(Enter(CONTRACTS, lambda v: v.key, None, "作废"),)),
                Outcome("checked", "应付款已到账，没有新的到账，送网签核对", ("file",), incomplete=True, checks=(UNFILED,),
                        when=lambda v: _left(v) < fen(v.data["price"])),
                Outcome("dissolved", "合同已解除，不再收款", ends="合同已解除", incomplete=True,
                        when=lambda v: _contract(v).get("state") in DISSOLVED),
                HANDED,
            ),
            form=Arrival, gist="没有网签备案的合同解除的，存入的款项按解除合同退款办理。",
        ),
        Step(
            "file", "核对凭证、办理网签备案", FILING, "第十三条",
            (
                Outcome("file", "准予备案，余款待到账", ("rest",), checks=FILE_CHECKS, effects=(FILED,), when=lambda v: _left(v) > 0),
                Outcome("file_paid", "准予备案，房款已全部到账", checks=(*FILE_CHECKS, Decide("complete", deposit_complete, _all_paid(adding=False), expect=True)),
                        effects=(FILED,), when=lambda v: _left(v) == 0, ends="全部到账"),
                Outcome("refuse", "不得备案，退回补存或者补凭证", ("own",), reasons=True,
                        effects=(Notify((DEVELOPER, BUYER, BANK), lambda v: f"不得办理网签备案：{v.reasons}", "第十三条"),)),
            ),
            form=FilingCheck, offers=lambda _: {"elsewhere": "0元"},
        ),
        Step(
            "rest", "确认贷款和余款到账", BANK, "第十二条第三款",
            (
                Outcome("part", "部分到账", ("rest",), checks=(KEPT_HERE, STANDING, NOT_MORE, SPLIT), effects=arriving(_outside)),
                Outcome(
                    "complete", "房款全部到账",
                    checks=(
                        KEPT_HERE, STANDING, NOT_MORE, SPLIT,
                        Decide("remaining", still_to_come, lambda v: {"price": v.data["price"], **_paid(v, adding=True)}),
                        Decide("complete", deposit_complete, _all_paid(adding=True), expect=True, why="房款还没有全部到账"),
                    ),
                    effects=(*arriving(_outside), Enter(CONTRACTS, lambda v: v.key, None, "全部到账")),
                    ends="全部到账",
                ),
                Outcome("void", "合同已解除，不再收款", ends="合同已解除", incomplete=True,
                        when=lambda v: _contract(v).get("state") in DISSOLVED),
                HANDED,
            ),
            form=LaterArrival,
        ),
        Step(
            "handover", "移交变更后的监管银行", BANK, "第十一条",
            (
                Outcome("own", "已移交，继续收款", ("own",), checks=(TO_THE_NEW,), when=lambda v: not _is_filed(v)),
                Outcome("rest", "已移交，继续收余款", ("rest",), checks=(TO_THE_NEW,), when=_is_filed),
            ),
            parties=(BANK,),
        ),
    ),
    "企业开缴款单，房款和贷款都直接进监管账户，先满重点监管额度；凭证核对过才办网签备案。",
    subject=ACCOUNTS, watches=(CITY, SUPERVISOR), sums=("price",),
    title=lambda v: f"房款收存：{v.subject.get('project', '')} {v.data.get('home', '')}",
)  # fmt: skip
