"""第二十一条至第二十四条: taking an account over, lifting supervision, refunds."""

from collections.abc import Callable, Mapping

from luoshi.policies.shuozhou.presale_funds.common import (
    ACCOUNTS,
    BANK,
    BUYER,
    CITY,
    CONTRACTS,
    DEVELOPER,
    FILING,
    LIFTED,
    OPEN,
    OURS,
    PART,
    PARTLY,
    REFUND,
    SUPERVISED,
    SUPERVISOR,
    change,
    is_set,
    leaf,
    ledger,
    project,
    required_of,
    whole_account,
)
from luoshi.policies.shuozhou.presale_funds.payouts import FULL
from luoshi.policies.shuozhou.presale_funds.rules import (
    CONSTRUCTION,
    DOC,
    USES,
    managed_use_allowed,
    may_apply_lifting,
    refund_allowed,
    refund_parts,
    refund_split,
    takeover,
)
from luoshi.procedures import (
    Decide,
    Effect,
    Enter,
    Floor,
    Mark,
    Material,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Require,
    Step,
    Transfer,
    View,
    Within,
    fen,
    taken,
    yuan,
)
from luoshi.rules import Facts, choice, day, money, truth, words

# --- 第二十一条 接管


class Risk(Facts):
    """重大风险隐患。"""

    grave_risk = truth(
        "存在重大风险隐患", clause="第二十一条", gist="原文没有写标准，由监管部门认定"
    )
    risk = words("风险隐患的情况", clause="第二十一条")
    mode = choice("处置方式", ["全面接管预售监管账户", "建立政府监管账户"], clause="第二十一条")


class Managed(Facts):
    """封闭管理期间的一笔支出。"""

    amount = money("金额", min="0.01元", clause="第二十一条")
    part = PART
    use = choice("用途", USES, clause="第二十一条")
    payee_name = words("收款单位", clause="第二十一条")


def _part(v: View) -> str:
    return leaf("key" if v.data["part"] == "重点监管资金" else "free")(v)


def _lawful_use(v: View) -> bool:
    return v.data["part"] != "重点监管资金" or v.data["use"] == CONSTRUCTION


def _managed_target(v: View) -> str:
    return leaf("suppliers" if v.data["use"] == CONSTRUCTION else "developer")(v)


TAKEN = Paper(
    "taken_over", "预售资金监管账户接管通知书", SUPERVISOR, (BANK, DEVELOPER),
    lambda v: (
        f"{v.subject['project']}存在重大风险隐患：{v.data['risk']}。",
        f"自即日起{v.data['mode']}，实施封闭管理，账户资金优先用于本项目工程建设，请监管银行配合。",
    ),
    "第二十一条",
)  # fmt: skip

TAKEOVER = Procedure(
    "takeover", "重大风险接管", DOC, "第二十一条",
    (
        Step(
            "find", "认定重大风险隐患", SUPERVISOR, "第二十一条",
            (
                Outcome(
                    "take", "接管", ("cooperate",), papers=(TAKEN,), effects=(change(taken_over=True),),
                    checks=(
                        OURS, SUPERVISED,
                        Decide("measures", takeover, taken(takeover)),
                        Require(lambda v: bool(v.data["measures"]), "没有认定重大风险隐患，不能接管", "第二十一条"),
                    ),
                ),
            ),
            form=Risk,
        ),
        Step("cooperate", "银行配合", BANK, "第二十一条", (Outcome("done", "已配合", ("manage",)),)),
        Step(
            "manage", "封闭管理", SUPERVISOR, "第二十一条",
            (
                Outcome(
                    "pay", "支付一笔款项", ("manage",),
                    checks=(
                        Require(_lawful_use, "重点监管资金只能用于有关的工程建设", "第十四条第二款"),
                        Decide("managed_use", managed_use_allowed, taken(managed_use_allowed), expect=True),
                    ),
                    effects=(
                        Transfer(_part, _managed_target, lambda v: fen(v.data["amount"]), "封闭管理期间支付", "第二十一条"),
                        Notify((BANK, DEVELOPER), lambda v: f"封闭管理期间支付{v.data['payee_name']}{v.data['amount']}", "第二十一条"),
                    ),
                ),
                Outcome("end", "风险消除，结束接管", ends="接管结束", reasons=True, incomplete=True,
                        effects=(change(taken_over=False), Notify((BANK, DEVELOPER), lambda v: f"接管结束：{v.reasons}", "第二十一条"))),
            ),
            form=Managed, gist="应留存余额照样保留；原文没有写接管后节点是否还限制支出。",
        ),
    ),
    "有重大风险隐患时监管部门接管账户，封闭管理，优先用于本项目工程。",
    subject=ACCOUNTS, watches=(CITY,), title=project("接管监管账户"),
)  # fmt: skip

# --- 第二十二条、第二十三条 解除监管


class Lifting(Facts):
    """解除监管的申请。"""

    registered = truth("已完成不动产首次登记", clause="第二十二条")
    transferable = truth("购房人可单方办理不动产转移登记", clause="第十五条（七）")


class LiftingReview(Lifting):
    """监管部门审核认定的情况。"""

    terms_met = truth(
        "监管协议另外约定的解除条件已达到", clause="第二十二条", gist="协议另有约定的才填"
    )
    terms_full = truth(
        "按监管协议的约定可以全额拨付剩余资金", clause="第十五条（七）", gist="协议另有约定的才填"
    )


def _rest(name: str) -> Transfer:
    return Transfer(
        leaf(name),
        leaf("developer"),
        lambda v: v.available(leaf(name)(v)),
        "解除监管后拨付剩余资金",
        "第十五条（七）",
    )


def _key_rest(v: View) -> int:
    """What the key part holds above what must stay; what is held for others stays too."""
    return max(v.available(leaf("key")(v)) - required_of(v.subject), 0)


def _held(v: View) -> int:
    return v.balance(whole_account(v)) - v.available(whole_account(v))


NOTHING_HELD = Require(
    lambda v: _held(v) == 0,
    "账户还有人民法院冻结的或者预留待付的款项，这些款项办结后再全部拨付",
    "第二十六条第二款",
)


def _surplus(v: View) -> int:
    return _key_rest(v) + v.available(leaf("free")(v))


def _to_be_paid(v: View) -> bool:
    """Whether everything is paid out: by the clause, or by what the agreement says instead."""
    if is_set(v, "other_terms"):
        return v.data.get("terms_full") is True
    return v.data.get("full") is True


def _may_lift(v: View) -> bool:
    return is_set(v, "other_terms") or v.data.get("may_lift") is True


def _terms_kept(v: View) -> bool:
    return not is_set(v, "other_terms") or v.data.get("terms_met") is True


LIFTED_NOTICE = Paper(
    "lifting_notice", "商品房预售资金监管解除通知书", SUPERVISOR, (BANK, DEVELOPER),
    lambda v: (
        f"{v.subject['project']}符合解除预售资金监管的条件，请监管银行解除监管。",
        "达到全额拨付的条件，剩余资金一并拨付。" if _to_be_paid(v) else "还没有达到全额拨付的条件，应留存的部分暂不拨付。",
    ),
    "第二十三条",
)  # fmt: skip
ALL_OUT = (
    Floor(whole_account, lambda _: 0, "", "第十五条（七）"),
    _rest("key"),
    _rest("free"),
    Enter(ACCOUNTS, lambda v: v.subject_key, lambda _: {"required": "0元"}, LIFTED),
)
SURPLUS_OUT = (
    Transfer(leaf("key"), leaf("developer"), _key_rest, "解除监管后拨付剩余资金", "第十五条"),
    _rest("free"),
)
MAY_LIFT = (
    Decide(
        "may_lift", may_apply_lifting,
        lambda v: {"registered": v.data["registered"], "other_terms": is_set(v, "other_terms")},
    ),
    Require(_may_lift, "没有完成不动产首次登记，不能申请解除", "第二十二条"),
)  # fmt: skip
"""Whether the agreement says otherwise stands in the register (all three signed it); then it decides."""
BY_THE_TERMS = Require(
    _terms_kept, "监管协议另有约定，请先认定约定的解除条件是否达到", "第二十二条"
)
ASKED_FULL = (
    FULL,
    Require(
        lambda v: is_set(v, "other_terms") or v.data.get("full") is True,
        "还没有达到全额拨付剩余资金的条件",
        "第十五条（七）",
    ),
)
FULL_NOW = (FULL, Require(_to_be_paid, "还没有达到全额拨付剩余资金的条件", "第十五条（七）"))

LIFT = Procedure(
    "lifting", "解除预售资金监管", DOC, "第二十二条",
    (
        Step(
            "apply", "申请解除", DEVELOPER, "第二十二条",
            (Outcome("submit", "提交", ("accept",), checks=(OURS, SUPERVISED, *MAY_LIFT)),),
            form=Lifting,
            materials=(
                Material("registration", "不动产首次登记证明", "第二十二条"),
                Material("transfer", "购房人可单方办理转移登记的证明", "第十五条（七）", when=lambda v: v.data.get("transferable") is True),
            ),
        ),
        Step(
            "accept", "受理", SUPERVISOR, "第二十三条",
            (
                Outcome("accept", "受理", ("review",), effects=(Mark("accepted"),)),
                Outcome("return", "退回补正", ("apply",), reasons=True, incomplete=True),
            ),
        ),
        Step(
            "review", "审核", SUPERVISOR, "第二十三条",
            (
                Outcome("approve", "准予解除", ("lift",), checks=(SUPERVISED, *MAY_LIFT, BY_THE_TERMS, FULL), papers=(LIFTED_NOTICE,)),
                Outcome("refuse", "不予解除", ends="不予解除", reasons=True,
                        effects=(Notify((DEVELOPER,), lambda v: f"不予解除监管：{v.reasons}", "第二十三条"),)),
            ),
            form=LiftingReview, optional=("terms_met", "terms_full"), due=Within("lifting_term", since="accepted"),
            gist="申请人所填的由监管部门核实改正；协议是否另有约定以台账为准。",
        ),
        Step(
            "lift", "银行解除监管", BANK, "第二十三条",
            (
                Outcome("all", "解除监管，拨付全部剩余资金", checks=(*OPEN, NOTHING_HELD), effects=ALL_OUT, ends="已解除", when=_to_be_paid),
                Outcome(
                    "part", "解除监管，应留存的部分暂留", ("rest",), checks=OPEN, when=lambda v: not _to_be_paid(v) or _held(v) > 0,
                    effects=(*SURPLUS_OUT, Enter(ACCOUNTS, lambda v: v.subject_key, None, PARTLY)),
                ),
            ),
        ),
        Step(
            "rest", "申请拨付剩余资金", DEVELOPER, "第十五条（七）",
            (
                Outcome("submit", "达到全额拨付的条件，申请拨付剩余资金", ("rest_review",), checks=ASKED_FULL),
                Outcome("surplus", "应留存余额下降或者又有到账，申请拨付超出的部分", ("rest_review",), incomplete=True, clause="第十五条",
                        when=lambda v: _surplus(v) > 0),
            ),
            form=Lifting, materials=(Material("transfer_now", "购房人可单方办理转移登记的证明", "第十五条（七）"),),
        ),
        Step(
            "rest_review", "审核剩余资金", SUPERVISOR, "第十五条（七）",
            (
                Outcome("approve", "准予全额拨付", ("rest_pay",), checks=FULL_NOW),
                Outcome("surplus", "准予拨付超出应留存余额的部分", ("surplus_pay",), incomplete=True, clause="第十五条",
                        checks=(Require(lambda v: _surplus(v) > 0, "没有超出应留存余额的部分", "第十五条"),)),
                Outcome("return", "退回", ("rest",), reasons=True, incomplete=True),
            ),
            form=LiftingReview, optional=("terms_met", "terms_full"),
        ),
        Step("rest_pay", "银行拨付剩余资金", BANK, "第十五条（七）", (Outcome("paid", "已拨付", checks=(*OPEN, NOTHING_HELD), effects=ALL_OUT, ends="已解除"),)),
        Step("surplus_pay", "银行拨付超出的部分", BANK, "第十五条", (Outcome("paid", "已拨付", ("rest",), checks=OPEN, effects=SURPLUS_OUT),)),
    ),
    "首次登记后申请；1个工作日审核，通知银行解除；可单方转移登记后剩余资金才全部拨付。",
    subject=ACCOUNTS, watches=(CITY,), title=project("解除监管"),
)  # fmt: skip

# --- 第二十四条 退款

NEVER_FILED = "未备案，已解除"


class Dissolution(Facts):
    """解除合同。"""

    dissolved = truth("房地产开发企业和购房人解除商品房预售合同", clause="第二十四条")
    dissolved_on = day("解除的日期", clause="第二十四条")


class Instalment(Facts):
    """监管账户余额不够时这一次退的款项。"""

    now_buyer = money("这一次退回购房人个人账户", clause="第二十四条第二款")
    now_loan = money("这一次退回贷款银行账户", clause="第二十四条第二款")


class Joining(Facts):
    """购房人共同申请。"""

    buyer_account = words("购房人指定的个人账户", clause="第二十四条第二款")
    loan_account = words("贷款银行账户", clause="第二十四条第二款")
    loan_left = money("尚未还清的贷款余额", clause="第二十四条第二款")


def _account_key(v: View) -> str:
    return str(v.subject["account"])


def _account_of(v: View) -> Mapping[str, object]:
    return v.entry("accounts", _account_key(v)) or {}


def _paid_in(v: View) -> int:
    return fen(v.subject["own_paid"]) + fen(v.subject["loan_paid"])


def _refundable(v: View) -> bool:
    """A filed contract; or one that was never filed and has money on the account."""
    state = v.subject.get("state")
    return state in ("已网签备案", "全部到账") or (state == "已开缴款单" and _paid_in(v) > 0)


def _owed(v: View) -> dict[str, int]:
    """What has still to go back to the buyer and to the lender."""
    split = v.data["split"]
    return {
        "buyer": fen(split["to_buyer"]) - fen(v.subject.get("back_buyer", "0元")),
        "loan": fen(split["to_loan"]) - fen(v.subject.get("back_loan", "0元")),
    }


def _now(v: View) -> dict[str, int]:
    """An instalment, as the supervisor ordered it."""
    return {"buyer": fen(v.data["now_buyer"]), "loan": fen(v.data["now_loan"])}


def _there(v: View, part: str) -> int:
    return v.available(ledger(_account_key(v), part))


def _in_all(v: View) -> int:
    return _there(v, "free") + _there(v, "key")


def _keeps(v: View) -> bool:
    """Whether the bank of the case still keeps the account."""
    return v.party("bank").code == _account_of(v).get("bank_code", "")


def _amounts(v: View, each: dict[str, int]) -> dict[str, int]:
    """From which part to whom: the buyer is paid out of the free part first."""
    to_buyer, to_loan = each["buyer"], each["loan"]
    free = fen(v.data["parts"]["from_free"])
    buyer_free = min(to_buyer, free)
    return {
        "buyers/free": buyer_free, "buyers/key": to_buyer - buyer_free,
        "loans/free": free - buyer_free, "loans/key": to_loan - (free - buyer_free),
    }  # fmt: skip


def _account_required(v: View) -> int:
    return required_of(_account_of(v))


def _paying(each: Callable[[View], dict[str, int]]) -> tuple[Effect, ...]:
    """The money goes back; a refund is ordered by its notice and not kept back by the nodes of 第十五条."""

    def back(to: str, part: str) -> Transfer:
        return Transfer(
            lambda v: ledger(_account_key(v), part), lambda v: ledger(_account_key(v), to),
            lambda v: _amounts(v, each(v))[f"{to}/{part}"], REFUND, "第二十四条第二款",
        )  # fmt: skip

    return (
        Floor(lambda v: ledger(_account_key(v)), lambda _: 0, "", "第二十四条第二款"),
        back("buyers", "free"), back("buyers", "key"), back("loans", "free"), back("loans", "key"),
        Floor(lambda v: ledger(_account_key(v)), _account_required, "", "第十五条"),
        Notify(
            (BUYER, DEVELOPER, SUPERVISOR),
            lambda v: f"合同{v.subject['number']}已退款{yuan(sum(each(v).values()))}", "第二十四条第二款",
        ),
    )  # fmt: skip


def _parts(each: Callable[[View], dict[str, int]]) -> Decide:
    return Decide("parts", refund_parts, lambda v: {
        "own_paid": yuan(each(v)["buyer"]), "loan_paid": yuan(each(v)["loan"]),
        "free_balance": yuan(_there(v, "free")), "key_balance": yuan(_there(v, "key"))})  # fmt: skip


def _enough(each: Callable[[View], dict[str, int]]) -> Require:
    return Require(
        lambda v: sum(each(v).values()) <= _in_all(v), "监管账户可用的余额不够退款", "第二十四条第二款"
    )  # fmt: skip


def _gone_back(v: View) -> dict[str, object]:
    now = _now(v)
    return {
        "back_buyer": yuan(fen(v.subject.get("back_buyer", "0元")) + now["buyer"]),
        "back_loan": yuan(fen(v.subject.get("back_loan", "0元")) + now["loan"]),
    }


def _told(v: View, name: str) -> str:
    return yuan(fen(v.data["split"][name]))


PAID_BACK = Enter(
    CONTRACTS, lambda v: v.subject_key, lambda _: {"own_paid": "0元", "loan_paid": "0元"}, "已退款"
)
KEPT_HERE = Require(_keeps, "监管银行已变更，请先移交变更后的监管银行", "第十一条")
INSTALMENT = Paper(
    "instalment", "商品房预售资金退款通知书", SUPERVISOR, (BANK, DEVELOPER, BUYER),
    lambda v: (
        f"合同{v.subject['number']}应退款项中，这一次退回购房人账户{v.data['buyer_account']}：{v.data['now_buyer']}。",
        f"退回贷款银行账户{v.data.get('loan_account', '（没有贷款）')}：{v.data['now_loan']}。",
        f"监管账户余额不够，其余款项待有余额时再退。{v.reasons}",
    ),
    "第二十四条",
)  # fmt: skip
REFUND_NOTICE = Paper(
    "refund_notice", "商品房预售资金退款通知书", SUPERVISOR, (BANK, DEVELOPER, BUYER),
    lambda v: (
        f"合同{v.subject['number']}已解除，" + ("没有网签备案。" if v.subject["state"] == NEVER_FILED else "网签备案已准予撤销。"),
        f"退回购房人账户{v.data['buyer_account']}：{_told(v, 'to_buyer')}。",
        f"退回贷款银行账户{v.data.get('loan_account', '（没有贷款）')}：{_told(v, 'to_loan')}。",
    ),
    "第二十四条",
)  # fmt: skip

REFUNDING = Procedure(
    "refund", "解除合同退款", DOC, "第二十四条",
    (
        Step(
            "apply", "申请撤销网签备案：企业", DEVELOPER, "第二十四条",
            (
                Outcome(
                    "submit", "提交", ("join",),
                    checks=(Require(_refundable, "这份合同没有存入款项，或者已经退款", "第二十四条"),),
                ),
            ),
            form=Dissolution, materials=(Material("dissolution", "解除商品房预售合同的协议或者文书", "第二十四条"),),
        ),
        Step(
            "join", "申请撤销网签备案：购房人", BUYER, "第二十四条",
            (
                Outcome(
                    "join", "共同申请", ("withdraw",),
                    checks=(
                        Require(
                            lambda v: fen(v.subject["loan_paid"]) == 0 or bool(v.data.get("loan_account")),
                            "这份合同有贷款到账，请填写贷款银行账户", "第二十四条第二款",
                        ),
                    ),
                ),
                Outcome("decline", "不同意", ends="未共同申请", reasons=True, incomplete=True),
            ),
            form=Joining, optional=("loan_account", "loan_left"),
        ),
        Step(
            "withdraw", "审核撤销备案", FILING, "第二十四条",
            (
                Outcome("none", "没有网签备案，无须撤销", ("notice",), when=lambda v: v.subject.get("state") == "已开缴款单",
                        effects=(Enter(CONTRACTS, lambda v: v.subject_key, None, NEVER_FILED),)),
                Outcome("approve", "准予撤销", ("notice",), when=lambda v: v.subject.get("state") != "已开缴款单", effects=(Enter(CONTRACTS, lambda v: v.subject_key, None, "已撤销备案"),)),
                Outcome("refuse", "不准撤销", ends="不准撤销", reasons=True),
            ),
        ),
        Step(
            "notice", "出具退款通知书", SUPERVISOR, "第二十四条",
            (
                Outcome(
                    "issue", "出具", ("pay",), papers=(REFUND_NOTICE,),
                    checks=(
                        Decide(
                            "allowed", refund_allowed,
                            lambda v: {
                                "dissolved": v.data["dissolved"], "both_applied": v.event("join") is not None,
                                # There is nothing to withdraw where nothing was ever filed.
                                "withdrawn": v.subject.get("state") in ("已撤销备案", NEVER_FILED),
                            },
                            expect=True, why="还没有准予撤销网签备案",
                        ),
                        Decide("split", refund_split, lambda v: {
                            "own_paid": v.subject["own_paid"], "loan_paid": v.subject["loan_paid"],
                            "loan_left": v.data.get("loan_left", "0元")}),
                    ),
                ),
            ),
        ),
        Step(
            "pay", "银行退款", BANK, "第二十四条第二款",
            (
                Outcome("paid", "已退款", checks=(KEPT_HERE, _enough(_owed), _parts(_owed)), effects=(*_paying(_owed), PAID_BACK), ends="已退款"),
                Outcome("short", "余额不够，报监管部门", ("ration",), when=lambda v: sum(_owed(v).values()) > _in_all(v),
                        checks=(KEPT_HERE,), effects=(Notify((DEVELOPER, BUYER), lambda v: "监管账户余额不够退款，已报监管部门", "第二十四条第二款"),)),
                Outcome("moved", "监管银行已变更，移交", ("handover",), when=lambda v: not _keeps(v), clause="第十一条"),
            ),
            gist="原文没有写余额不够时怎样退。",
        ),
        Step(
            "ration", "决定这一次退多少", SUPERVISOR, "第二十四条",
            (
                Outcome(
                    "part", "先退一部分", ("pay_part",), papers=(INSTALMENT,),
                    checks=(
                        Require(lambda v: sum(_now(v).values()) > 0, "这一次没有要退的款项", "第二十四条"),
                        Require(lambda v: all(_now(v)[each] <= left for each, left in _owed(v).items()), "这一次退的多于还没有退的", "第二十四条"),
                        _enough(_now),
                    ),
                ),
                Outcome("whole", "余额已够，按通知书退款", ("pay",), incomplete=True, when=lambda v: sum(_owed(v).values()) <= _in_all(v)),
            ),
            form=Instalment, gist="原文没有写余额不够时先退给谁，由监管部门决定；欠退的款项一直记在办件上。",
        ),
        Step(
            "pay_part", "银行退这一次的款", BANK, "第二十四条第二款",
            (
                Outcome("paid", "已退这一次的款", ("ration",), when=lambda v: sum(_now(v).values()) < sum(_owed(v).values()),
                        checks=(KEPT_HERE, _enough(_now), _parts(_now)),
                        effects=(*_paying(_now), Enter(CONTRACTS, lambda v: v.subject_key, _gone_back))),
                Outcome("last", "已退这一次的款，全部退完", when=lambda v: sum(_now(v).values()) == sum(_owed(v).values()),
                        checks=(KEPT_HERE, _enough(_now), _parts(_now)), effects=(*_paying(_now), PAID_BACK), ends="已退款"),
                Outcome("back", "余额又不够，重新报监管部门", ("ration",), when=lambda v: sum(_now(v).values()) > _in_all(v)),
                Outcome("moved", "监管银行已变更，移交", ("handover",), when=lambda v: not _keeps(v), clause="第十一条"),
            ),
        ),
        Step(
            "handover", "移交变更后的监管银行", BANK, "第十一条",
            (Outcome("done", "已移交，按通知书退款", ("pay",), checks=(Require(_keeps, "请选台账上现在的监管银行，只能移交给它", "第十一条"),)),),
            parties=(BANK,),
        ),
    ),
    "双方共同申请撤销备案，准予后出具退款通知书，银行退给购房人和贷款银行；原文没有写期限。",
    subject=CONTRACTS, watches=(CITY,), title=lambda v: f"退款：合同{v.subject.get('number', '')}",
)  # fmt: skip
