"""第十九条至第二十一条: recovering what was advanced, the order of repayment, writing off."""

from collections.abc import Mapping

from luoshi.policies.qingdao.rescue_fund.registers import (
    ADVANCES,
    HELPER,
    OFFICE,
    OPERATOR,
    POLICE,
    RECOVERED,
    RECOVERING,
    WATCHES,
    WRITTEN_OFF,
    account_named,
    amount,
    claims,
    not_later,
    plus,
    receivable,
)
from luoshi.policies.qingdao.rescue_fund.rules import (
    DOC,
    Recovery,
    Repayment,
    Settlement,
    WriteOff,
    income_account,
    may_write_off,
    must_confirm_first,
    must_coordinate,
    must_recover,
    outstanding,
    police_must_tell,
    recovery_helpers,
    repaid_first,
    repayment_split,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Mark,
    Notify,
    OpenAccount,
    Outcome,
    Paper,
    Procedure,
    Require,
    Start,
    Step,
    Transfer,
    View,
    fen,
    taken,
    yuan,
)
from luoshi.rules import Facts, choice, day, words


def owed_account(c: View) -> str:
    """What is still to be recovered of the entry that the case is about."""
    return receivable(c.subject_key)


def liable_account(c: View) -> str:
    """What the liable party of the entry paid back."""
    return f"rescue:liable:{c.subject_key}"


def still_owed(c: View) -> str:
    """The balance of what is to be recovered."""
    return yuan(c.balance(owed_account(c)))


def _key(c: View) -> str:
    return c.subject_key


def _titled(c: View, before: str) -> str:
    return f"{before}：{c.subject.get('victim', '')}"


# --- 第十九条 追偿


class Liable(Facts):
    """赔偿义务人。"""

    liable = words("赔偿义务人", clause="第十九条")
    farm_machine = Recovery.farm_machine


class Solved(Facts):
    """逃逸案件侦破。"""

    solved_on = day("侦破日", clause="第十九条第二款")
    liable = words("赔偿义务人", clause="第十九条第二款")


class Payback(Facts):
    """赔偿义务人的一次支付。"""

    paid = Repayment.paid
    way = choice("支付的由来", ["自行赔付", "调解", "审理判决", "执行"], clause="第二十条")
    paid_on = day("支付日", clause="第二十条")
    asked = Settlement.asked
    proved = Settlement.proved


_PAYBACK = ("paid", "way", "paid_on", "asked", "proved")


class Help(Facts):
    """请求协助。"""

    request = words("请求协助的事项", clause="第十九条第三款")


class Helped(Facts):
    """协助的结果。"""

    help_result = words("协助的结果", clause="第十九条第三款")


GROUP_AREA = Decide("in_group_area", must_coordinate, taken(must_coordinate))
HELPERS = Decide("helpers", recovery_helpers, taken(recovery_helpers))

SOLVED_NOTICE = Paper(
    "solved", "逃逸案件侦破通知书", POLICE, (OPERATOR,),
    lambda c: (
        f"受害人{c.data.get('victim', '')}所涉逃逸事故已于{c.data['solved_on']}侦破。",
        f"赔偿义务人：{c.data['liable']}。请依法追偿救助基金垫付的费用。",
    ),
    "第十九条第二款",
)  # fmt: skip
CONFIRM_FIRST = Paper(
    "confirm_first", "先行确认偿还垫付款申请书", OPERATOR, (),
    lambda c: (
        f"救助基金为受害人{c.data.get('victim', '')}垫付的费用，尚有{still_owed(c)}没有偿还。",
        "请在调解、审理损害赔偿时，先行确认赔偿义务人是否已经偿还；垫付凭证附后。",
    ),
    "第二十条",
)  # fmt: skip


def _repaid(c: View) -> int:
    return amount(c.data, "repaid")


def _recovered(c: View) -> Mapping[str, object]:
    return {"recovered": plus(c.subject, "recovered", _repaid(c))}


def _after(c: View) -> Mapping[str, object]:
    """The entry as it will stand with this repayment."""
    return {
        "advanced": c.subject.get("advanced", "0元"),
        "recovered": plus(c.subject, "recovered", _repaid(c)),
        "written_off": c.subject.get("written_off", "0元"),
    }


REPAYMENT = (
    Require(lambda c: bool(c.data.get("paid")), "请填写赔偿义务人支付的金额", "第二十条"),
    not_later("paid_on", "支付日", "第二十条"),
    Decide("split", repayment_split, taken(repayment_split, still_owed=still_owed)),
    Decide("repaid", repaid_first, taken(repaid_first, still_owed=still_owed)),
    Require(lambda c: _repaid(c) > 0, "没有可以偿还救助基金的金额", "第二十条"),
    Decide("into", income_account, lambda _: {"source": "向赔偿义务人追偿的资金"}),
    Decide("left", outstanding, _after),
)  # fmt: skip
"""The fund comes first: how much of a payment is the fund's, where it goes, what is left."""


def _booked(state: str) -> tuple[OpenAccount | Transfer | Enter | Notify, ...]:
    return (
        OpenAccount(
            liable_account, lambda c: f"赔偿义务人偿还：{c.subject.get('victim', '')}", None,
            "追偿款的付款方", "第十九条", floor=None, seen_by=(OPERATOR,),
        ),
        Transfer(liable_account, lambda c: account_named(c.data["into"]), _repaid, "追偿", "第六条第（五）项"),
        Transfer(owed_account, claims, _repaid, "冲销", "第二十一条"),
        Enter(ADVANCES, _key, _recovered, state),
    )  # fmt: skip


_SIDE = ("solved", "seek_help", "assist")
PURSUE = Step(
    "pursue", "追偿", OPERATOR, "第十九条",
    (
        Outcome(
            "part", "偿还了一部分，冲销", ("pursue",), clause="第二十条",
            checks=(
                *REPAYMENT,
                Require(lambda c: amount(c.data, "left") > 0, "已经全部偿还，请选“全部偿还”", "第二十一条"),
            ),
            effects=_booked(RECOVERING),
        ),
        Outcome(
            "all", "全部偿还，冲销", clause="第二十条", closes=_SIDE, ends=RECOVERED,
            checks=(
                *REPAYMENT,
                Require(lambda c: amount(c.data, "left") == 0, "还没有全部偿还，请选“偿还了一部分”", "第二十一条"),
            ),
            effects=_booked(RECOVERED),
        ),
        Outcome(
            "confirm_first", "向调解、审理机构申请先行确认", ("pursue",), clause="第二十条",
            checks=(
                Decide(
                    "confirm_due", must_confirm_first, taken(must_confirm_first), expect=True,
                    why="要由运行管理机构提出申请并举证",
                ),
            ),
            papers=(CONFIRM_FIRST,), effects=(Mark("asked_to_confirm"),),
        ),
        Outcome("help", "请有关单位协助", ("seek_help", "pursue"), incomplete=True, clause="第十九条第三款"),
        Outcome(
            "hopeless", "确实无法追偿，提请核销", closes=_SIDE, reasons=True, incomplete=True,
            clause="第二十一条", ends="已提请核销",
            checks=(
                Decide(
                    "open", must_recover,
                    lambda c: {
                        name: c.subject.get(name, "0元")
                        for name in ("advanced", "recovered", "written_off")
                    },
                    expect=True, why="已经没有要追偿的余额",
                ),
            ),
            effects=(Start("write_off", lambda c: {"grounds": c.reasons[:200]}),),
        ),
    ),
    form=Payback, optional=_PAYBACK, gist="赔偿义务人支付赔偿款时，先偿还救助基金，余下的才给受害人",
    offers=lambda c: {"paid": still_owed(c)},
)  # fmt: skip

BEGIN = Step(
    "begin", "确定赔偿义务人", OPERATOR, "第十九条",
    (
        Outcome(
            "known", "赔偿义务人已明确", ("pursue",), checks=(
                Require(lambda c: bool(c.data.get("liable")), "请填写赔偿义务人", "第十九条"),
                GROUP_AREA, HELPERS,
            ),
            effects=(Enter(ADVANCES, _key, lambda c: {"liable": c.data["liable"]}, RECOVERING),),
        ),
        Outcome(
            "fled", "肇事后逃逸，案件未侦破", ("solved", "pursue"), checks=(GROUP_AREA, HELPERS),
            when=lambda c: bool(c.subject.get("hit_and_run")), clause="第十九条第二款",
        ),
    ),
    form=Liable, optional=("liable",),
)  # fmt: skip

RECOVERY = Procedure(
    "recovery", "追偿垫付款", DOC, "第十九条",
    (
        BEGIN,
        Step(
            "solved", "侦破后通知运行管理机构", POLICE, "第十九条第二款",
            (
                Outcome(
                    "told", "已侦破，通知", papers=(SOLVED_NOTICE,),
                    checks=(
                        not_later("solved_on", "侦破日", "第十九条第二款"),
                        Decide(
                            "must_tell", police_must_tell,
                            lambda c: {"fled": bool(c.subject.get("hit_and_run")), "solved": True},
                            expect=True,
                        ),
                    ),
                    effects=(
                        Enter(ADVANCES, _key, lambda c: {"liable": c.data["liable"]}, RECOVERING),
                        Mark("solved_case"),
                    ),
                ),
            ),
            form=Solved, gist="逃逸案件侦破后应当及时通知，原文没有写明天数",
        ),
        PURSUE,
        Step(
            "seek_help", "请求协助", OPERATOR, "第十九条第三款",
            (Outcome("sent", "发出请求", ("assist",)),), form=Help, parties=(HELPER,),
            gist="市公安局；涉及农业机械的市农业农村局；四个区（市）的工作协调小组；有关单位、受害人或其继承人",
        ),
        Step(
            "assist", "协助追偿", HELPER, "第十九条第三款",
            (Outcome("done", "已协助", effects=(
                Notify((OPERATOR,), lambda c: f"协助追偿的结果：{c.data['help_result']}", "第十九条第三款"),
            )),), form=Helped,
        ),
    ),
    "垫付后向赔偿义务人追偿；先偿还救助基金；已追偿的冲销；确实无法追偿的提请核销。",
    subject=ADVANCES, watches=WATCHES, sums=("repaid",), clock_only=True, title=lambda c: _titled(c, "追偿"),
)  # fmt: skip


# --- 第二十一条 核销


class Hopeless(Facts):
    """提请核销。"""

    grounds = words("确实无法追偿的理由", clause="第二十一条")
    unrecoverable = WriteOff.unrecoverable


class Ruling(Facts):
    """会同有关部门的研究。"""

    departments = WriteOff.departments
    with_whom = words("会同的部门", clause="第二十一条")
    ruled_on = day("研究日期", clause="第二十一条")


WRITE_OFF_NOTICE = Paper(
    "write_off", "核销决定书", OFFICE, (OPERATOR,),
    lambda c: (
        f"受害人{c.subject.get('victim', '')}的垫付款确实无法追偿，经会同{c.data['with_whom']}研究，决定核销{c.data['left']}。",
    ),
    "第二十一条",
)  # fmt: skip
REFUSED_NOTICE = Paper(
    "keep", "不予核销告知书", OFFICE, (OPERATOR,),
    lambda c: (f"受害人{c.subject.get('victim', '')}的垫付款不予核销，请继续追偿。", c.reasons),
    "第二十一条",
)  # fmt: skip
_ENTRY = ("advanced", "recovered", "written_off")


def _of_entry(c: View) -> Mapping[str, object]:
    return {name: c.subject.get(name, "0元") for name in _ENTRY}


WRITE_OFF = Procedure(
    "write_off", "核销垫付款", DOC, "第二十一条",
    (
        Step(
            "propose", "提请核销", OPERATOR, "第二十一条",
            (Outcome("propose", "提请办公室决定", ("decide",), checks=(Decide("left", outstanding, _of_entry),)),),
            form=Hopeless, gist="核销的条件和程序由另行制定的核销办法规定，本办法没有写明",
        ),
        Step(
            "decide", "会同有关部门确定是否核销", OFFICE, "第二十一条",
            (
                Outcome(
                    "write_off", "核销", papers=(WRITE_OFF_NOTICE,), ends=WRITTEN_OFF,
                    checks=(
                        not_later("ruled_on", "研究日期", "第二十一条"),
                        Decide(
                            "allowed", may_write_off, taken(may_write_off), expect=True,
                            why="要确实无法追偿，并会同有关部门研究",
                        ),
                        Decide("left", outstanding, _of_entry),
                    ),
                    effects=(
                        Transfer(owed_account, claims, lambda c: fen(c.data["left"]), "核销", "第二十一条"),
                        Enter(
                            ADVANCES, _key,
                            lambda c: {"written_off": plus(c.subject, "written_off", fen(c.data["left"]))},
                            WRITTEN_OFF,
                        ),
                    ),
                ),
                Outcome(
                    "keep", "不予核销，继续追偿", papers=(REFUSED_NOTICE,), reasons=True,
                    incomplete=True, ends="不予核销",
                    effects=(Start("recovery", lambda c: {"liable": c.subject.get("liable", "")}, at="pursue"),),
                ),
            ),
            form=Ruling,
        ),
    ),
    "确实无法追偿的，由办公室会同有关部门确定是否核销；核销办法另行制定。",
    subject=ADVANCES, watches=WATCHES, sums=("left",), clock_only=True, title=lambda c: _titled(c, "核销"),
)  # fmt: skip
