"""第七条: the directory of supervising banks, and its evaluation every two years."""

from luoshi.policies.shuozhou.presale_funds.common import (
    BANK,
    BANKS,
    CENTRAL,
    CITY,
    REGULATOR,
    SUPERVISOR,
)
from luoshi.policies.shuozhou.presale_funds.rules import DOC, bank_admitted, bank_stays
from luoshi.procedures import (
    Decide,
    Enter,
    Every,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Require,
    Step,
    View,
    taken,
)
from luoshi.rules import Facts, truth, words


class Tender(Facts):
    """招标的结果。"""

    tender_public = truth("通过公开招标确定", clause="第七条")
    tender_won = truth("已中标", clause="第七条")
    capability = words("监管能力", clause="第七条")
    efficiency = words("服务效率", clause="第七条")
    research = words("研发水平", clause="第七条")
    condition = words("经营状况", clause="第七条")


class Opinion(Facts):
    """会同的部门的意见。"""

    opinion = words("意见", clause="第七条")


class Service(Facts):
    """监管金融服务协议。"""

    agreement_number = words("监管金融服务协议编号", clause="第七条")


class Evaluation(Facts):
    """一次考核评价。"""

    unperformed = truth("未履行预售资金监管职责", clause="第七条第二款")
    unable = truth("无法承担预售资金监管工作", clause="第七条第二款")
    evaluation = words("考核评价意见", clause="第七条第二款")


def directory_key(v: View) -> str:
    """One entry for a bank in the directory of one supervisor."""
    return f"{v.party('supervisor').code}-{v.party('bank').code}"


def _entry(v: View) -> dict[str, object]:
    return {
        "name": v.party("bank").name,
        "supervisor_name": v.party("supervisor").name,
        "agreement_number": v.data["agreement_number"],
        "listed_on": v.today.isoformat(),
        "last_evaluated": v.today.isoformat(),
    }


LISTING = Paper(
    "listing", "监管银行名录公告", SUPERVISOR, (BANK,),
    lambda v: (f"{v.party('bank').name}经公开招标中标并签订监管金融服务协议，列入监管银行名录。",),
    "第七条",
)  # fmt: skip
REMOVAL = Paper(
    "removal", "移出监管银行名录通知书", SUPERVISOR, (BANK,),
    lambda v: (f"经考核评价，{v.party('bank').name}移出监管银行名录。", f"理由：{v.reasons}"),
    "第七条第二款",
)  # fmt: skip

BANK_ENTRY = Procedure(
    "bank_entry", "监管银行入选名录", DOC, "第七条",
    (
        Step(
            "tender", "公开招标", SUPERVISOR, "第七条",
            (
                Outcome("won", "报送中标结果", ("central_opinion",)),
                Outcome("lost", "未中标", ends="未列入名录", reasons=True),
            ),
            form=Tender, optional=("capability", "efficiency", "research", "condition"),
            parties=(BANK,), gist="综合银行的四项因素公开招标；原文没有评分办法。",
        ),
        Step(
            "central_opinion", "人民银行会同审定", CENTRAL, "第七条",
            (
                Outcome("agree", "同意", ("regulator_opinion",)),
                Outcome("object", "不同意", ends="未列入名录", reasons=True),
            ),
            form=Opinion, optional=("opinion",),
        ),
        Step(
            "regulator_opinion", "金融监管部门会同审定", REGULATOR, "第七条",
            (
                Outcome("agree", "同意", ("agreement",)),
                Outcome("object", "不同意", ends="未列入名录", reasons=True),
            ),
            form=Opinion, optional=("opinion",),
        ),
        Step(
            "agreement", "签订监管金融服务协议", BANK, "第七条",
            (
                Outcome("sign", "签订", ("list",)),
                Outcome("decline", "不签订", ends="未列入名录", reasons=True),
            ),
            form=Service,
        ),
        Step(
            "list", "列入名录并公示", SUPERVISOR, "第七条",
            (
                Outcome(
                    "list", "列入并公示",
                    checks=(
                        Decide(
                            "admitted", bank_admitted,
                            taken(bank_admitted, agreement_signed=lambda v: v.event("agreement") is not None),
                            expect=True, why="没有公开招标、没有中标或者没有签协议，不能列入名录",
                        ),
                    ),
                    papers=(LISTING,), effects=(Enter(BANKS, directory_key, _entry, "在册"),), ends="已列入名录",
                ),
            ),
        ),
    ),
    "公开招标选出银行，会同人民银行和金融监管部门审定，签协议后列入名录并在门户网站公示。",
    subject=BANKS, creates=True, watches=(CITY,),
    title=lambda v: f"监管银行入选：{v.party('bank').name}",
)  # fmt: skip

OWN = Require(
    lambda v: v.subject_key.startswith(f"{v.party('supervisor').code}-"),
    "这是另一个监管部门名录中的银行",
    "第七条",
)

BANK_EVALUATION = Procedure(
    "bank_evaluation", "监管银行考核评价", DOC, "第七条第二款",
    (
        Step(
            "evaluate", "考核评价", SUPERVISOR, "第七条第二款",
            (
                Outcome(
                    "keep", "留在名录", when=lambda v: v.subject.get("state") == "在册",
                    checks=(OWN, Decide("stays", bank_stays, taken(bank_stays), expect=True, why="没有履职或者无法承担监管工作的银行应当淘汰"),),
                    effects=(
                        Enter(BANKS, lambda v: v.subject_key, lambda v: {
                            "last_evaluated": v.today.isoformat(), "evaluation": v.data["evaluation"]}),
                        Notify((BANK,), lambda v: f"考核评价通过：{v.data['evaluation']}", "第七条第二款"),
                    ),
                    ends="留在名录",
                ),
                Outcome(
                    "eliminate", "淘汰", when=lambda v: v.subject.get("state") == "在册", reasons=True,
                    checks=(OWN, Decide("stays", bank_stays, taken(bank_stays), expect=False, why="没有应当淘汰的情形"),),
                    papers=(REMOVAL,),
                    effects=(
                        Enter(BANKS, lambda v: v.subject_key, lambda v: {
                            "last_evaluated": v.today.isoformat(), "evaluation": v.data["evaluation"]}, "已淘汰"),
                    ),
                    ends="已淘汰",
                ),
                Outcome("gone", "已不在名录", when=lambda v: v.subject.get("state") != "在册", incomplete=True, ends="已不在名录"),
            ),
            form=Evaluation, gist="原则上每两年一次。",
        ),
    ),
    "原则上以两年为周期考核名录中的每家银行，淘汰不履职或者无法承担的。",
    subject=BANKS, watches=(CITY, CENTRAL, REGULATOR), every=Every("two_years", over=BANKS, live=("在册",), since="last_evaluated"),
    title=lambda v: f"监管银行考核评价：{v.subject.get('name', '')}",
)  # fmt: skip
