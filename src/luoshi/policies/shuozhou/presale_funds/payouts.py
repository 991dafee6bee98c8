"""第十四条至第二十条: nodes, payment of key money, withdrawal of free money."""

from luoshi.policies.shuozhou.presale_funds.common import (
    ACCOUNTS,
    BANK,
    BUILDINGS,
    CITY,
    DEVELOPER,
    LIFTED,
    LIVE,
    OPEN,
    OURS,
    REPORTING,
    SUPERVISED,
    SUPERVISOR,
    buildings,
    is_set,
    leaf,
    project,
    releasable_facts,
    required_of,
    taking,
    whole_account,
    with_amount,
)
from luoshi.policies.shuozhou.presale_funds.rules import (
    BUILDING_NODES,
    DOC,
    NODE_4,
    NODE_5,
    PAID,
    PAYEES,
    PLANNED,
    USES,
    Adjustment,
    account_required,
    adjustment_allowed,
    building_node,
    building_required,
    building_share,
    free_part,
    free_use_allowed,
    full_release,
    key_release,
    materials_complete,
    missing_materials,
    payment_direction,
    payout_approved,
    refusal_reasons,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Floor,
    Hold,
    Mark,
    Material,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Release,
    Require,
    Step,
    Transfer,
    View,
    Within,
    fen,
    taken,
    yuan,
)
from luoshi.rules import Facts, choice, money, quantity, truth, words

# --- 第十五条至第十七条 节点


class Progress(Facts):
    """一个单体工程的进度。"""

    building = words("单体工程名称", clause="第十条第二款（一）")
    level = quantity(
        "主体工程施工到的标高（米）", "", decimals=2, min=-100, max=1000, clause="第十五条（一）"
    )
    done = quantity(
        "已完成的地上主体工程量",
        "",
        decimals=2,
        max=1_000_000,
        clause="第十五条（二）",
        gist="层数或者工程量，与总量用同一单位",
    )
    whole = quantity(
        "地上主体工程总量",
        "",
        decimals=2,
        min="0.01",
        max=1_000_000,
        clause="第十五条（二）",
        gist="层数或者工程量",
    )
    topped = truth("地上主体工程已封顶", clause="第十五条（四）")
    basically_built = truth("项目基本建成", clause="第十五条（五）")
    jointly_accepted = truth("开发企业、施工单位和监理单位三方已验收", clause="第十五条（五）")
    acceptance_papers = truth("具备验收合格资料", clause="第十五条（五）")  # fmt: skip


class Survey(Adjustment):
    """监管部门核实进度、决定调整。"""

    ground = choice(
        "调整依据",
        ["不调整", "房地产开发企业动态考核", "信用评价", "资产负债情况"],
        clause="第十六条",
    )


def _building(v: View) -> str:
    return f"{v.subject_key}/{v.data.get('building', '')}"


def _others(v: View) -> list[dict[str, object]]:
    return [dict(e) for e in buildings(v, v.subject_key) if e["key"] != _building(v)]


def _others_topped(v: View) -> bool:
    """第十五条（五） speaks of the project: no other building of it may be below node four."""
    return all(e["node"] in (NODE_4, NODE_5) for e in _others(v))


def _whole(v: View) -> dict[str, object]:
    """The project as 第十五条 asks for it, with the building that is being decided."""
    nodes = [str(e["node"]) for e in _others(v)] + ([v.data["node"]] if "node" in v.data else [])
    shares = [fen(str(e["required"])) for e in _others(v)]
    own = [fen(v.data["building_required"])] if "building_required" in v.data else []
    return {
        "key_total": v.subject["key_total"],
        "buildings_required": yuan(sum(shares + own)),
        "slowest_node": min(nodes, key=BUILDING_NODES.index) if nodes else None,
        "adjustment": v.subject.get("adjustment", "0%"),
        **{n: is_set(v, n) for n in ("filed", "registered", "transferable", "other_terms")},
    }


def _entry_key(v: View) -> object:
    return (v.entry("buildings", _building(v)) or {}).get("building_key")


ALLOWED = Decide(
    "adjustment_allowed", adjustment_allowed, taken(adjustment_allowed), expect=True,
    why="每个节点降低或者提高的比例超过了限度",
)  # fmt: skip
KNOWN = Require(
    lambda v: v.entry("buildings", _building(v)) is not None,
    "监管计划里没有这个单体工程，请按台账上的名称填写",
    "第十条第二款（一）",
)
POSSIBLE = Require(
    lambda v: fen(v.data["done"]) <= fen(v.data["whole"]),
    "已完成的量多于总量，请核对",
    "第十五条（二）",
)
GROUNDED = Require(
    lambda v: (fen(v.data["adjustment"].replace("%", "元")) == 0) == (v.data["ground"] == "不调整"),
    "调整留存比例要有依据；不调整的填0",
    "第十六条",
)
FLOOR = Floor(
    whole_account, lambda v: fen(v.data["account_required"]), "account_required", "第十五条"
)

NODE = Procedure(
    "node", "单体工程节点认定", DOC, "第十五条",
    (
        Step(
            "report", "申报工程进度", DEVELOPER, "第十五条",
            (Outcome("submit", "申报", ("site",), checks=(OURS, REPORTING, KNOWN, POSSIBLE)),),
            form=Progress,
            materials=(
                Material("progress", "工程建设进度相关证明材料及影像资料", "第十八条（二）"),
                Material("acceptance", "三方验收合格资料", "第十五条（五）", when=lambda v: v.data.get("acceptance_papers") is True),
            ),
        ),
        Step(
            "site", "核实进度、认定节点", SUPERVISOR, "第十五条",
            (
                Outcome(
                    "confirm", "认定", ends="已认定",
                    checks=(
                        REPORTING, KNOWN, GROUNDED, ALLOWED,
                        Decide("node", building_node, taken(building_node, others_topped=_others_topped)),
                        Decide("share", building_share, taken(building_share, others_topped=_others_topped)),
                        Decide("building_required", building_required, taken(building_required, building_key=_entry_key, others_topped=_others_topped)),
                        Decide("account_required", account_required, _whole),
                    ),
                    effects=(
                        Enter(BUILDINGS, _building, lambda v: {"node": v.data["node"], "share": v.data["share"], "required": v.data["building_required"]}),
                        Enter(ACCOUNTS, lambda v: v.subject_key, lambda v: {"required": v.data["account_required"]}),
                        FLOOR,
                        Notify((DEVELOPER, BANK), lambda v: f"{v.data['building']}认定为“{v.data['node']}”，监管账户应留存余额{v.data['account_required']}", "第十五条"),
                    ),
                ),
                Outcome("reject", "进度不实，不予认定", ends="不予认定", reasons=True, incomplete=True),
            ),
            form=Survey, offers=lambda _: {"adjustment": "0%", "ground": "不调整"},
        ),
    ),
    "企业按楼栋申报进度，监管部门核实后认定节点，重算账户应留存余额；调整不超过限度。",
    subject=ACCOUNTS, watches=(CITY, BANK),
    title=lambda v: f"节点认定：{v.subject.get('project', '')} {v.data.get('building', '')}",
)  # fmt: skip


class ProjectProgress(Facts):
    """项目的整体进度。"""

    filed = truth("已取得项目综合竣工验收备案", clause="第十五条（六）")
    registered = truth("已完成不动产首次登记", clause="第十五条（七）")
    transferable = truth("购房人可单方办理不动产转移登记", clause="第十五条（七）")


PROJECT_NODE = Procedure(
    "project_node", "项目节点认定", DOC, "第十五条（六）",
    (
        Step(
            "report", "申报项目进度", DEVELOPER, "第十五条（六）",
            (Outcome("submit", "申报", ("site",), checks=(OURS, REPORTING)),),
            form=ProjectProgress,
            materials=(
                Material("filing", "项目综合竣工验收备案文件", "第十五条（六）", when=lambda v: v.data.get("filed") is True),
                Material("registration", "不动产首次登记证明", "第十五条（七）", when=lambda v: v.data.get("registered") is True),
            ),
        ),
        Step(
            "site", "核实进度、认定节点", SUPERVISOR, "第十五条（六）",
            (
                Outcome(
                    "confirm", "认定", ends="已认定",
                    checks=(
                        REPORTING, GROUNDED, ALLOWED,
                        Decide("account_required", account_required, lambda v: {
                            **_whole(v), **{n: v.data[n] for n in ("filed", "registered", "transferable", "adjustment")}}),
                    ),
                    effects=(
                        Enter(ACCOUNTS, lambda v: v.subject_key, lambda v: {
                            "required": v.data["account_required"],
                            **{n: v.data[n] for n in ("filed", "registered", "transferable", "adjustment")}}),
                        FLOOR,
                        Notify((DEVELOPER, BANK), lambda v: f"监管账户应留存余额{v.data['account_required']}", "第十五条"),
                    ),
                ),
                Outcome("reject", "进度不实，不予认定", ends="不予认定", reasons=True, incomplete=True),
            ),
            form=Survey, offers=lambda _: {"adjustment": "0%", "ground": "不调整"},
        ),
    ),
    "综合竣工验收备案、首次登记和可单方转移登记三件事按项目认定，重算应留存余额。",
    subject=ACCOUNTS, watches=(CITY, BANK), title=project("项目节点认定"),
)  # fmt: skip

# --- 第十八条至第二十条 重点监管资金的拨付


class Supplemented(Facts):
    """用款申请，补正时可以改的。"""

    amount = money("申请拨付的金额", min="0.01元", clause="第十九条第二款")
    payment = choice("付款情况", [PLANNED, PAID], clause="第十八条（五）")
    payee = choice("收款单位的类别", [*PAYEES, "其他单位"], clause="第十八条（五）")
    payee_name = words("收款单位", clause="第十八条（五）")
    payee_account = words(
        "收款账户（拟支付的填对方指定的，已提前支付的填本企业指定的）", clause="第十九条第二款"
    )
    use = choice("用途", USES, clause="第十四条第二款")


class Application(Supplemented):
    """用款申请。"""

    other_asked = truth("另有应当提供的材料", clause="第十八条（六）")


class Acceptance(Facts):
    """受理时的决定。"""

    other_asked = truth("要求提供其他材料", clause="第十八条（六）", gist="由监管部门决定")
    other_wanted = words("要求提供什么", clause="第十八条（六）")


class Inspection(Facts):
    """现场查勘。"""

    inspected = truth("进行了现场查勘", clause="第十九条", gist="必要时进行")
    findings = words("查勘情况", clause="第十九条")


class Review(Facts):
    """审核。"""

    granted = money("核定拨付的金额", min="0.01元", clause="第十九条第二款")
    node_reached = truth("到了监管部门确定的拨付节点", clause="第十七条")
    payee_verified = truth(
        "收款单位和账户与合同、对方指定的账户或者付款证明一致", clause="第十九条第二款"
    )


MATERIALS = (
    Material("form", "企业用款申请表", "第十八条（一）"),
    Material("progress", "工程建设进度相关证明材料及影像资料", "第十八条（二）"),
    Material("statement", "监管账户对账单", "第十八条（三）"),
    Material("authority", "授权委托书及受托人身份证复印件", "第十八条（四）"),
    Material("contract", "合同", "第十八条（五）", when=lambda v: v.data.get("payment") == PLANNED),
    Material("payee_account", "对方指定的银行账户", "第十八条（五）", when=lambda v: v.data.get("payment") == PLANNED),
    Material("proof", "付款证明", "第十八条（五）", when=lambda v: v.data.get("payment") == PAID),
    Material("other", "应当提供的其他材料", "第十八条（六）", when=lambda v: v.data.get("other_asked") is True),
)  # fmt: skip
"""The six materials; the fifth is one thing for a payment to come and another for one made."""


def _handed_in(v: View) -> dict[str, object]:
    there = {f"has_{each.key}": v.provided(each.key) for each in MATERIALS}
    return {**there, "payment": v.data["payment"], "other_asked": v.data["other_asked"]}


def _request(v: View) -> dict[str, object]:
    return {
        **_handed_in(v), "payee": v.data["payee"], "use": v.data["use"],
        "amount": v.data.get("granted", v.data["amount"]), "releasable": v.data["releasable"],
        # A refusal need not say whether the node is reached; what nobody said is no reason.
        "node_reached": v.data.get("node_reached", True),
        **{n: is_set(v, n) for n in ("suspended", "frozen", "taken_over")},
    }  # fmt: skip


def hold_name(v: View) -> str:
    """Under which name the approved money is set aside."""
    return f"payout:{v.key}"


def _bare(name: object) -> str:
    return "".join(str(name).split())


def _target(v: View) -> str:
    return leaf("developer" if v.data["payment"] == PAID else "suppliers")(v)


NOTICE = Paper(
    "payment_notice", "商品房预售监管资金拨付通知书", SUPERVISOR, (BANK, DEVELOPER),
    lambda v: (
        f"{v.subject['project']}的用款申请符合使用条件。",
        f"拨付额度：{v.data['granted']}。",
        f"拨付方向：{v.data['direction']}；收款单位{v.data['payee_name']}，账户{v.data['payee_account']}。",
    ),
    "第十九条第二款",
)  # fmt: skip
REFUSAL = Paper(
    "refusal", "不予拨付通知书", SUPERVISOR, (DEVELOPER,),
    lambda v: (
        f"{v.subject['project']}的用款申请不符合使用条件，不予拨付。",
        f"理由：{v.reasons}",
        *(f"经核对：{each}。" for each in v.data.get("against") or ()),
    ),
    "第十九条",
)  # fmt: skip
GAPS = Notify(
    (DEVELOPER,),
    lambda v: (
        f"用款申请待补正：{'、'.join(v.data['lacking'])}。{v.data.get('other_wanted', '')}{v.reasons}"
    ),
    "第十八条",
)
SOMETHING_LACKS = Require(
    lambda v: bool(v.data["lacking"]),
    "材料齐全，没有要补正的；不合要求的材料请先逐件退回",
    "第十八条",
)
NOT_MORE_THAN_ASKED = Require(
    lambda v: fen(v.data["granted"]) <= fen(v.data["amount"]), "核定的金额多于申请的金额", "第十九条第二款"
)  # fmt: skip
TO_THE_PAYEE = (
    Require(
        lambda v: v.data["payment"] == PAID or _bare(v.data["payee_name"]) != _bare(v.subject["developer_name"]),
        "拟支付的款项拨付到收款单位，不能拨付给房地产开发企业自己", "第十九条第二款",
    ),
    Require(lambda v: v.data["payee_verified"] is True, "收款单位或者账户与所提供的材料不一致", "第十九条第二款"),
)  # fmt: skip


RELEASABLE = Decide(
    "releasable", key_release, releasable_facts,
)  # fmt: skip
ACCEPTED_TERM = Within("review_term", since="accepted")

PAYOUT = Procedure(
    "payout", "重点监管资金用款申请", DOC, "第十八条",
    (
        Step(
            "apply", "提出用款申请", DEVELOPER, "第十八条",
            (Outcome("submit", "提交", ("accept",), checks=(OURS, SUPERVISED, *OPEN)),),
            form=Application, materials=MATERIALS,
        ),
        Step(
            "accept", "受理", SUPERVISOR, "第十八条",
            (
                Outcome(
                    "accept", "受理", ("inspect",), effects=(Mark("accepted"),),
                    checks=(SUPERVISED, *OPEN, Decide("complete", materials_complete, _handed_in, expect=True, why="材料不齐，请退回补正")),
                ),
                Outcome("gaps", "退回补正", ("supplement",), effects=(GAPS,), reasons=True, incomplete=True,
                        checks=(Decide("lacking", missing_materials, _handed_in), SOMETHING_LACKS)),
            ),
            form=Acceptance, optional=("other_wanted",), gist="原文没有写补正的程序；材料不齐的退回补齐后再受理。",
        ),
        Step(
            "supplement", "补正材料", DEVELOPER, "第十八条",
            (
                Outcome("submit", "已补正", ("accept",)),
                Outcome("withdraw", "撤回申请", ends="已撤回", incomplete=True),
            ),
            form=Supplemented, materials=MATERIALS,
        ),
        Step(
            "inspect", "现场查勘", SUPERVISOR, "第十九条", (Outcome("done", "查勘完毕或者不必查勘", ("review",)),),
            form=Inspection, optional=("findings",), due=ACCEPTED_TERM,
        ),
        Step(
            "review", "审核", SUPERVISOR, "第十九条",
            (
                Outcome(
                    "approve", "准予拨付", ("pay",), papers=(NOTICE,), clause="第十九条",
                    checks=(
                        SUPERVISED, *OPEN, NOT_MORE_THAN_ASKED, *TO_THE_PAYEE, RELEASABLE,
                        Decide("against", refusal_reasons, _request),
                        Decide("approved", payout_approved, _request, expect=True, why="不符合使用条件，不能拨付"),
                        Decide("direction", payment_direction, taken(payment_direction)),
                    ),
                    effects=(Hold(hold_name, leaf("key"), lambda v: fen(v.data["granted"]), "第十九条"),),
                ),
                Outcome("refuse", "不予拨付", papers=(REFUSAL,), reasons=True, incomplete=True, ends="不予拨付", clause="第十九条",
                        checks=(RELEASABLE, Decide("against", refusal_reasons, _request))),
            ),
            form=Review, due=ACCEPTED_TERM, offers=lambda v: {"granted": v.data["amount"]},
        ),
        Step(
            "pay", "银行拨付", BANK, "第二十条",
            (
                Outcome(
                    "paid", "已拨付", ends="已拨付", checks=OPEN,
                    effects=(
                        Release(hold_name, "第二十条", to=_target, memo="重点监管资金拨付"),
                        Notify((DEVELOPER, SUPERVISOR), lambda v: f"已拨付{v.data['granted']}给{v.data['payee_name']}", "第二十条"),
                    ),
                ),
                # Whoever may not pay stops, and is not late with it.
                Outcome(
                    "stop", "停止拨付", ends="停止拨付", reasons=True, clause="第二十六条",
                    when=lambda v: any(is_set(v, n) for n in ("suspended", "frozen", "taken_over")),
                    effects=(
                        Release(hold_name, "第二十六条"),
                        Notify((DEVELOPER, SUPERVISOR), lambda v: f"已停止拨付：{v.reasons}", "第二十六条"),
                    ),
                ),
            ),
            due=Within("payment_term", since="received"),
        ),
    ),
    "到了节点，企业交六项材料申请；受理后3个工作日审核，通知书写明额度和方向；银行2个工作日拨付。",
    subject=ACCOUNTS, watches=(CITY,), sums=("amount", "granted"), title=with_amount("用款申请"),
)  # fmt: skip

# --- 第十四条第三款 非重点监管资金


class Withdrawal(Facts):
    """提取非重点监管资金。"""

    amount = money("提取金额", min="0.01元", clause="第十四条第三款")
    free_use = choice(
        "用途", ["预售项目工程建设", "偿还本项目贷款", "其他用途"], clause="第十四条第三款"
    )


def _within_free(v: View) -> bool:
    free = min(fen(v.data["withdrawable"]), v.available(leaf("free")(v)))
    return fen(v.data["amount"]) <= free


FREE = Decide(
    "withdrawable", free_part, taking(("balance", "key_paid", "key_total", "required"))
)  # fmt: skip
STILL_HELD = Require(
    lambda v: v.subject.get("state") in (LIVE, LIFTED), "这个账户不在监管中，不能办理", "第二条"
)
"""While supervised; and for what arrives after everything was paid out, which nothing keeps."""
ENOUGH_FREE = Require(_within_free, "金额超过可以提取的非重点监管资金", "第十四条第三款")
RETAINED = Require(
    lambda v: v.available(whole_account(v)) - fen(v.data["amount"]) >= required_of(v.subject),
    "提取后监管账户余额低于应留存余额",
    "第十五条",
)
"""Key money that was paid out above the nodes keeps as much free money on the account."""

FREE_WITHDRAWAL = Procedure(
    "free_withdrawal", "提取非重点监管资金", DOC, "第十四条第三款",
    (
        Step(
            "apply", "申请提取", DEVELOPER, "第十四条第三款",
            (
                Outcome(
                    "submit", "提交", ("pay",),
                    checks=(OURS, STILL_HELD, *OPEN, Decide("preferred", free_use_allowed, taken(free_use_allowed)), FREE, ENOUGH_FREE, RETAINED),
                ),
            ),
            form=Withdrawal,
        ),
        Step(
            "pay", "银行核对并支付", BANK, "第十四条第三款",
            (
                Outcome(
                    "paid", "已支付", ends="已支付", checks=(STILL_HELD, *OPEN, FREE, ENOUGH_FREE, RETAINED),
                    effects=(
                        Transfer(leaf("free"), leaf("developer"), lambda v: fen(v.data["amount"]), "非重点监管资金提取", "第十四条第三款"),
                        Notify((DEVELOPER, SUPERVISOR), lambda v: f"已提取非重点监管资金{v.data['amount']}", "第十四条第三款"),
                    ),
                ),
                Outcome("refuse", "不予支付", ends="不予支付", reasons=True),
            ),
        ),
    ),
    "超出重点监管额度的部分，企业可以提取，优先用于工程和本项目贷款；原文没有写程序和期限。",
    subject=ACCOUNTS, watches=(CITY, SUPERVISOR), sums=("amount",), title=with_amount("提取非重点资金"),
)  # fmt: skip

FULL = Decide("full", full_release, lambda v: {
    **{n: v.data[n] for n in ("registered", "transferable")}, "other_terms": is_set(v, "other_terms")})  # fmt: skip
"""Whether everything may be paid; for the lifting of supervision."""
