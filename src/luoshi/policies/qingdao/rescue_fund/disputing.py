"""第十五条: a dispute about an advance goes to the joint meeting's office; what it grants is paid."""

from collections.abc import Mapping

from luoshi.policies.qingdao.rescue_fund.advancing import APPLIED, Answer, to_fitting_payee
from luoshi.policies.qingdao.rescue_fund.registers import (
    APPLICANT,
    APPLICATIONS,
    GRANTED_BY_MEETING,
    OFFICE,
    OPERATOR,
    POLICE,
    PROVIDER,
    UNDER_REVIEW,
    WATCHES,
    amount,
    not_later,
    plus,
)
from luoshi.policies.qingdao.rescue_fund.rules import (
    DOC,
    FUNERAL,
    RESCUE,
    Payment,
    resolved_funeral_fits,
    resolved_rescue_fits,
    within_claim,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Require,
    Start,
    Step,
    View,
    taken,
    yuan,
)
from luoshi.procedures.model import Get
from luoshi.rules import Facts, day, money, truth, words


class Dispute(Facts):
    """一件垫付费用的争议。"""

    disputed = money("有争议的金额", clause="第十五条", max="1亿元")
    matter = words("争议的内容", clause="第十五条")


class Meeting(Facts):
    """一次专题会议。"""

    held_on = day("会议日期", clause="第十五条")
    attended = words("参加的成员单位、机构和专家", clause="第十五条")
    resolution = words("会议决定", clause="第十五条")
    amount = money("会议决定垫付的金额", clause="第十五条", max="1亿元")
    payee_kind = Payment.payee_kind
    fled = truth("因机动车肇事后逃逸而垫付", clause="第十九条第二款")
    wage = money(
        "事故发生地上一年度职工月平均工资", clause="第十三条", gist="原文未写明数额，按公布的数据填"
    )


RESOLUTION = Paper(
    "resolution", "垫付费用争议专题会议决定书", OFFICE, (OPERATOR, PROVIDER),
    lambda c: (
        f"{c.data['held_on']}召开专题会议，参加的有：{c.data['attended']}。",
        f"会议研究了办件{c.subject_key}中{c.subject['cost_kind']}{c.data['disputed']}的争议。",
        f"会议决定：{c.data['resolution']}。",
        *((f"决定垫付{c.data['amount']}，由救助基金运行管理机构划款。",) if c.data.get("amount") else ()),
    ),
    "第十五条",
)  # fmt: skip


def _of_application(name: str) -> Get[object]:
    return lambda c: c.subject.get(name)


def _advanced_of(name: str) -> Get[object]:
    """What the same victim of the same accident had before, of one kind of cost."""

    def found(c: View) -> str:
        same = {each: c.subject.get(each) for each in ("accident_no", "victim")}
        rows = c.entries("advances", **same)
        return yuan(amount(rows[0], name) if rows else 0)

    return found


def _resolved_total(c: View) -> str:
    return plus(c.subject, "granted", amount(c.data, "amount"))


def _resolved(kind: str, check: Decide) -> Outcome:
    """The meeting decides for the hospital or the funeral home: the operator pays."""
    return Outcome(
        "advance_rescue" if kind == RESCUE else "advance_funeral", f"会议决定应予垫付{kind}",
        papers=(RESOLUTION,), closes=("state",), ends="专题会议决定垫付",
        when=lambda c: c.subject.get("cost_kind") == kind,
        checks=(
            not_later("held_on", "会议日期", "第十五条"),
            Require(
                lambda c: c.subject.get("state") != UNDER_REVIEW,
                "运行管理机构还没有作出决定：请先由它决定垫付或者不予垫付", "第十四条",
            ),
            Require(lambda c: amount(c.data, "amount") > 0, "请填写会议决定垫付的金额", "第十五条"),
            Require(
                lambda c: amount(c.data, "amount") <= amount(c.data, "disputed"),
                "会议决定垫付的金额多于有争议的金额", "第十五条",
            ),
            Decide(
                "within_claim", within_claim,
                lambda c: {"claimed": c.subject.get("claimed"), "to_grant": _resolved_total(c)},
                expect=True, why="连同此前已决定的，多于申请垫付的金额",
            ),
            check,
            to_fitting_payee(_of_application("cost_kind")),
        ),
        effects=(
            Start("advance", _carried, at="pay"),
            Enter(
                APPLICATIONS, lambda c: c.subject_key, lambda c: {"granted": _resolved_total(c)},
                GRANTED_BY_MEETING,
            ),
            Notify(
                (APPLICANT, POLICE),
                lambda c: (
                    f"专题会议决定为受害人{c.subject['victim']}垫付{c.subject['cost_kind']}"
                    f"{c.data['amount']}，由救助基金运行管理机构划款"
                ),
                "第十四条第二款",
            ),
        ),
    )  # fmt: skip


def _carried(c: View) -> Mapping[str, object]:
    """What the payment needs to know of the application and of the resolution."""
    known = {name: c.subject[name] for name in APPLIED if name in c.subject and name != "claimed"}
    if "fled" in c.data:
        known["hit_and_run"] = c.data["fled"]
    return {**known, "amount": c.data["amount"], "resolved_in": c.key}


CONVENE = Step(
    "convene", "组织专题会议", OFFICE, "第十五条",
    (
        Outcome(
            "decide", "会议决定不再垫付", papers=(RESOLUTION,), closes=("state",), ends="专题会议已决定",
            checks=(
                not_later("held_on", "会议日期", "第十五条"),
                Require(
                    lambda c: not amount(c.data, "amount"),
                    "填写了会议决定垫付的金额，请选“会议决定应予垫付”", "第十五条",
                ),
            ),
        ),
        _resolved(
            RESCUE,
            Decide(
                "in_limit", resolved_rescue_fits,
                lambda c: {
                    "earlier": _advanced_of("rescue_advanced")(c), "proposed": c.data["amount"],
                },
                expect=True, soft=True,
            ),
        ),
        _resolved(
            FUNERAL,
            Decide(
                "in_limit", resolved_funeral_fits,
                taken(
                    resolved_funeral_fits, funeral_earlier=_advanced_of("funeral_advanced"),
                    funeral_proposed=lambda c: c.data["amount"],
                ),
                expect=True, why="会议决定垫付的丧葬费用超过最高限额",
            ),
        ),
    ),
    form=Meeting, optional=("amount", "payee_kind", "fled", "wage"),
    offers=lambda c: {"fled": c.subject.get("hit_and_run")},
    gist="原文只写及时，没有写明天数；决定应予垫付的，随即开出划款",
)  # fmt: skip

DISPUTE = Procedure(
    "dispute", "垫付费用争议", DOC, "第十五条",
    (
        Step(
            "report", "报市联席会议办公室", OPERATOR, "第十五条",
            (Outcome("report", "报告", ("convene", "state")),), form=Dispute,
        ),
        CONVENE,
        Step(
            "state", "说明情况", PROVIDER, "第十五条", (Outcome("state", "提交说明"),), form=Answer,
        ),
    ),
    "运行管理机构与医疗机构、殡葬服务机构对垫付费用有争议的，由办公室召开专题会议决定；决定应予垫付的划款。",
    subject=APPLICATIONS, watches=WATCHES, sums=("disputed",),
    title=lambda c: f"垫付争议：{c.subject.get('victim', '')}",
)  # fmt: skip
