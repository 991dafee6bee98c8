"""麓人社发〔2025〕14号 云麓市新就业青年租房补贴发放办法 第七条至第十二条: applying, review, notice, payment, repayment."""

from luoshi.policies.specimen.rent_subsidy.rules import (
    DOC,
    Applicant,
    applied_in_window,
    eligible,
    monthly_subsidy,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Mark,
    Material,
    Notify,
    OpenAccount,
    Outcome,
    Paper,
    Procedure,
    Public,
    Register,
    Role,
    Step,
    Transfer,
    View,
    Within,
    fen,
    taken,
)
from luoshi.rules import Facts, day, money, words

# --- 谁办

APPLICANT = Role("applicant", "申请人", ("person",), "第七条")
COUNTY = Role("county_hr", "用人单位所在地人力资源社会保障部门", ("agency",), "第八条")
CITY = Role("city_hr", "市人力资源社会保障局", ("agency",), "第八条", sole=True)
FINANCE = Role("finance", "财政部门", ("agency",), "第八条第二款", sole=True)


class Recipient(Facts):
    """领取补贴的人。"""

    name = words("姓名", clause="第七条")
    degree = words("学历", clause="第五条")
    monthly = money("每月补贴额", clause="第五条")


RECIPIENTS = Register(
    "recipients", "租房补贴领取名册", DOC, "第八条", Recipient, (APPLICANT, COUNTY, CITY, FINANCE),
    public=Public("第八条", ("name", "monthly"), lambda data, state: state == "公示"),
)  # fmt: skip


class Application(Applicant):
    """提交的申请。"""

    name = words("姓名", clause="第七条")
    card = words("社会保障卡账户", clause="第八条第二款")


class Amount(Facts):
    """这一季度发多少。"""

    amount = money("本季度补贴额", clause="第八条第二款")


ELIGIBLE = Decide("eligible", eligible, taken(eligible), expect=True)
MONTHLY = Decide("monthly", monthly_subsidy, taken(monthly_subsidy))


def recipient(view: View) -> dict[str, object]:
    """The entry of whoever is found eligible."""
    return {
        "name": view.data["name"],
        "degree": view.data["degree"],
        "monthly": view.data["monthly"],
    }


NOTICE_OF_GAPS = Paper(
    "gaps", "补正材料一次性告知书", COUNTY, (APPLICANT,),
    lambda c: ("您提交的租房补贴申请需要补正，须补正的内容如下。", c.reasons), "第八条",
)  # fmt: skip
REFUSAL = Paper(
    "refusal", "不予发放告知书", COUNTY, (APPLICANT,),
    lambda c: ("经审核，您的申请不符合发放条件，理由如下。", c.reasons), "第八条",
)  # fmt: skip
GRANT = Paper(
    "grant", "租房补贴发放通知书", CITY, (APPLICANT, FINANCE),
    lambda c: (f"{c.data['name']}的租房补贴申请复审通过并公示无异议，每月补贴{c.data['monthly']}。",),
    "第八条第二款",
)  # fmt: skip

SUBSIDY = Procedure(
    "subsidy", "租房补贴申请", DOC, "第七条",
    (
        Step(
            "apply", "提交申请", APPLICANT, "第七条",
            (
                Outcome(
                    "submit", "提交", ("first_review",),
                    checks=(Decide("in_window", applied_in_window, taken(applied_in_window), expect=True, soft=True),),
                    effects=(Mark("accepted"),),
                ),
            ),
            form=Application,
            materials=(
                Material("id", "身份证件", "第七条"),
                Material("lease", "网签备案的租赁合同", "第四条（四）"),
                Material("business", "营业执照", "第四条（一）", when=lambda c: c.data.get("work") == "创办企业"),
            ),
            parties=(COUNTY,),
        ),
        Step(
            "first_review", "初审", COUNTY, "第八条",
            (
                Outcome("pass", "初审通过", ("second_review",), checks=(ELIGIBLE, MONTHLY)),
                Outcome("gaps", "退回补正", ("supplement", "first_review"), papers=(NOTICE_OF_GAPS,),
                        reasons=True, incomplete=True),
                Outcome("refuse", "不予通过", papers=(REFUSAL,), reasons=True, ends="不予发放"),
            ),
            due=Within("first_review", since="accepted", paused_by=("supplement",),
                       reading="原文未写明补正，补正期间暂停计算"),
        ),
        Step(
            "supplement", "补正材料", APPLICANT, "第七条", (Outcome("submit", "已补正"),), form=Application,
            materials=(
                Material("id", "身份证件", "第七条"),
                Material("lease", "网签备案的租赁合同", "第四条（四）"),
            ),
        ),
        Step(
            "second_review", "复审", CITY, "第八条",
            (
                Outcome(
                    "pass", "复审通过并公示", ("notice",), checks=(ELIGIBLE, MONTHLY),
                    effects=(
                        Enter(RECIPIENTS, lambda c: c.key, recipient, "公示"),
                        OpenAccount(lambda _: "rent:treasury", lambda _: "租房补贴财政资金", FINANCE, "租房补贴", "第十条", floor=None, shared=True),
                        OpenAccount(lambda c: f"rent:{c.key}", lambda c: f"租房补贴（{c.data['name']}）", APPLICANT, "租房补贴", "第八条第二款"),
                    ),
                ),
                Outcome("refuse", "不予通过", papers=(REFUSAL,), reasons=True, ends="不予发放"),
            ),
            due=Within("second_review", since="first_review"),
        ),
        Step(
            "notice", "公示", CITY, "第八条",
            (
                Outcome("expire", "公示期满无异议", ("pay",), papers=(GRANT,),
                        effects=(Mark("published"), Enter(RECIPIENTS, lambda c: c.key, None, "待拨付"))),
                Outcome("object", "有异议，退回复审", ("second_review",), reasons=True),
            ),
            due=Within("notice_term", since="received"), late="expire",
        ),
        Step(
            "pay", "拨付", FINANCE, "第八条第二款",
            (
                Outcome(
                    "paid", "已拨付",
                    effects=(
                        Transfer(lambda _: "rent:treasury", lambda c: f"rent:{c.key}",
                                 lambda c: fen(c.data["amount"]), "拨付", "第八条第二款"),
                        Enter(RECIPIENTS, lambda c: c.key, None, "已拨付"),
                        Notify((APPLICANT,), lambda c: f"租房补贴{c.data['amount']}已拨付", "第八条第二款"),
                    ),
                    ends="已拨付",
                ),
            ),
            form=Amount, due=Within("payment_term", since="published"),
        ),
    ),
    "新就业青年按季申请租房补贴，两级审核，公示无异议后拨付。",
    subject=RECIPIENTS, creates=True, sums=("amount",),
    title=lambda c: f"租房补贴申请：{c.data.get('name', '')}",
)  # fmt: skip


class Change(Facts):
    """情况发生变化。"""

    changed = day("变化之日", clause="第九条")
    what = words("变化的内容", clause="第九条")


class Overpayment(Facts):
    """多领的金额。"""

    overpaid = money("多领取的补贴", clause="第十二条")


CHANGE = Procedure(
    "change", "情况变化申报", DOC, "第九条",
    (
        Step(
            "declare", "申报变化", APPLICANT, "第九条", (Outcome("declare", "申报", ("check",)),),
            form=Change, due=Within("change_term", since="data:changed"),
        ),
        Step(
            "check", "核对", COUNTY, "第九条",
            (
                Outcome("keep", "仍符合条件", ends="继续发放"),
                Outcome("stop", "不再符合条件，停发", effects=(Enter(RECIPIENTS, lambda c: c.subject_key, None, "停发"),), ends="停发"),
                Outcome("repay", "未及时申报，通知退还", ("repay",), effects=(Mark("told"),)),
            ),
            form=Overpayment, optional=("overpaid",),
        ),
        Step(
            "repay", "退还多领的补贴", APPLICANT, "第十二条",
            (
                Outcome(
                    "repaid", "已退还",
                    effects=(Transfer(lambda c: f"rent:{c.subject_key}", lambda _: "rent:treasury",
                                      lambda c: fen(c.data["overpaid"]), "退还", "第十二条"),),
                    ends="已退还",
                ),
                Outcome("overdue", "逾期不退", effects=(Enter(RECIPIENTS, lambda c: c.subject_key, None, "取消申请资格"),),
                        ends="取消资格，记入信用档案", when=lambda _: False),
            ),
            due=Within("repayment_term", since="told"), late="overdue",
        ),
    ),
    "领取人情况变化后申报，不再符合的停发，多领的退还。",
    subject=RECIPIENTS,
)  # fmt: skip

PROCEDURES = (SUBSIDY, CHANGE)
