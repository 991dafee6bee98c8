"""第五条、第二十二条至第二十七条: choosing the operator, reports, audits, winding up, breaches."""

from collections.abc import Mapping

from luoshi.policies.qingdao.rescue_fund.registers import (
    HEALTH,
    MEETING,
    OFFICE,
    OPERATING_ACCOUNT,
    OPERATOR,
    PROVIDER,
    WATCHES,
    not_later,
    operating,
    special,
)
from luoshi.policies.qingdao.rescue_fund.rules import (
    DOC,
    Conduct,
    Provider,
    Report,
    annual_report_in_time,
    hospital_consequences,
    hospital_warned,
    operator_breach,
    operator_consequences,
    report_true,
    to_return,
)
from luoshi.procedures import (
    Decide,
    Every,
    Material,
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
from luoshi.rules import Facts, choice, day, money, truth, words

# --- 第三条、第五条 运行管理机构的选定、监督和考评


class Contract(Facts):
    """委托管理合同。"""

    chosen_how = words("政府购买服务的程序和方式", clause="第五条第二款")
    contract_no = words("委托管理合同编号", clause="第五条第二款")
    signed_on = day("签订日", clause="第五条第二款")


ENTRUST = Procedure(
    "entrust", "选定运行管理机构并签订合同", DOC, "第五条第二款",
    (
        Step(
            "choose", "择优确定并签订合同", OFFICE, "第五条第二款",
            (
                Outcome(
                    "signed", "已签订委托管理合同", ends="已委托",
                    checks=(not_later("signed_on", "签订日", "第五条第二款"),),
                ),
            ),
            form=Contract,
            parties=(OPERATOR,),
        ),
    ),
    "办公室按政府购买服务的程序择优确定运行管理机构，签订委托管理合同；服务费用不得列支救助基金。",
    watches=WATCHES, title=lambda c: f"委托管理：{c.party('operator').name}",
)  # fmt: skip


class Evaluation(Facts):
    """一次日常监督或者绩效考评。"""

    checked = choice("检查的方式", ["日常监督", "绩效考评"], clause="第五条第二款")
    findings = words("检查结果", clause="第五条第二款")


EVALUATION = Procedure(
    "evaluation", "监督和考评运行管理机构", DOC, "第五条第二款",
    (
        Step(
            "check", "监督、考评", OFFICE, "第五条第二款",
            (
                Outcome("sound", "没有发现问题", ends="没有发现问题"),
                Outcome(
                    "breach", "发现违法违规行为，调查核实", ends="转入调查",
                    effects=(Start("operator_breach"),),
                ),
            ),
            form=Evaluation, parties=(OPERATOR,),
        ),
    ),
    "办公室对运行管理机构履职和合同约定事项进行日常监督和绩效考评。",
    watches=WATCHES, title=lambda c: f"{c.data.get('checked', '监督考评')}",
)  # fmt: skip


# --- 第二十二条 报告


class Quarterly(Facts):
    """季度财务会计报告的主要数字。"""

    paid_out = money("本季度垫付", clause="第二十二条")
    collected = money("本季度追偿", clause="第二十二条")
    closing = money("季末专用账户余额", clause="第二十二条")


class Checked(Facts):
    """办公室对报告的核对。"""

    false_record = Report.false_record
    omission = Report.omission
    fee_charged = truth("把服务费用列支在救助基金里", clause="第十八条")


TRUE = Decide(
    "true_report", report_true, taken(report_true), expect=True, why="报告有虚假记载或者重大遗漏"
)
QUARTERLY_REPORT = Procedure(
    "quarterly_report", "季度财务会计报告", DOC, "第二十二条",
    (
        Step(
            "report", "报送上一季度财务会计报告", OPERATOR, "第二十二条",
            (Outcome("sent", "报送", ("receive",)),), form=Quarterly,
            materials=(Material("report", "财务会计报告", "第二十二条"),),
            offers=lambda c: {"closing": yuan(c.balance(OPERATING_ACCOUNT))},
            gist="如实报告，不得有虚假记载或者重大遗漏",
        ),
        Step(
            "receive", "收阅和核对", OFFICE, "第二十二条",
            (
                Outcome(
                    "accept", "收阅", ends="已报送",
                    checks=(
                        TRUE,
                        Require(
                            lambda c: c.data.get("fee_charged") is False,
                            "服务费用不得在救助基金中列支，请退回更正", "第十八条",
                        ),
                    ),
                ),
                Outcome("return", "退回更正", ("report",), reasons=True, incomplete=True, clause="第二十三条"),
                Outcome(
                    "false", "不如实，调查核实", ends="转入调查", reasons=True, clause="第二十三条",
                    effects=(Start("operator_breach"),),
                ),
            ),
            form=Checked,
        ),
    ),
    "运行管理机构每季度终了后10个工作日内，把上一季度财务会计报告报市联席会议办公室。",
    watches=WATCHES, every=Every("quarter", "report_within"), sums=("paid_out", "collected"),
)  # fmt: skip


class Annual(Facts):
    """年度报告。"""

    auditor = words("审计机构", clause="第五条第二款")
    audited_on = day("审计报告日", clause="第二十二条")
    summary = words("上年度工作概况", clause="第二十二条")


class Deliberation(Facts):
    """联席会议的审议。"""

    met_on = day("会议日期", clause="第四条")
    resolved = words("审议意见", clause="第二十二条")


ANNUAL_REPORT = Procedure(
    "annual_report", "年度工作报告和财务报告", DOC, "第二十二条",
    (
        Step(
            "submit", "报送市联席会议", OFFICE, "第二十二条",
            (
                Outcome(
                    "sent", "报送", ("review",),
                    checks=(
                        not_later("audited_on", "审计报告日", "第二十二条"),
                        Decide(
                            "timely", annual_report_in_time,
                            lambda c: {"year": c.today.year, "sent_on": c.today.isoformat()},
                            expect=True, soft=True, why="已过2月底",
                        ),
                    ),
                ),
            ),
            form=Annual,
            materials=(
                Material("work", "上年度工作报告", "第二十二条"),
                Material("audited", "经审计的年度财务报告", "第二十二条"),
            ),
            gist="年度财务会计报告由办公室委托有关机构审计",
        ),
        Step(
            "review", "审议", MEETING, "第二十二条",
            (
                Outcome(
                    "approved", "已审议", ends="已审议",
                    checks=(not_later("met_on", "会议日期", "第四条"),),
                ),
                Outcome("return", "退回补充", ("submit",), reasons=True, incomplete=True),
            ),
            form=Deliberation,
        ),
    ),
    "办公室每年2月底前把上年度工作报告和经审计的财务报告报市联席会议审议。",
    watches=WATCHES, every=Every("year", "annual_report"),
)  # fmt: skip


# --- 第二十四条 变更、终止


class Ending(Facts):
    """运行管理机构变更或者终止。"""

    ending = choice("变更还是终止", ["变更", "终止"], clause="第二十四条")
    why = words("原因", clause="第二十四条")


class HandOver(Facts):
    """移交的档案。"""

    files = words("移交的财务档案和资料", clause="第二十四条")
    handed_to = words("接收单位", clause="第二十四条")


REST = Decide(
    "rest", to_return,
    lambda c: {"balance": yuan(c.balance(OPERATING_ACCOUNT)), "returned": "0元"},
)  # fmt: skip

WINDING_UP = Procedure(
    "winding_up", "运行管理机构变更、终止", DOC, "第二十四条",
    (
        Step(
            "begin", "启动", OFFICE, "第二十四条",
            (Outcome("begin", "要求审计、清算", ("audit",)),), form=Ending, parties=(OPERATOR,),
        ),
        Step(
            "audit", "审计和清算", OPERATOR, "第二十四条",
            (Outcome("audited", "审计、清算完毕", ("hand_over",)),),
            materials=(
                Material("audit", "审计报告", "第二十四条"),
                Material("settlement", "清算报告", "第二十四条"),
            ),
        ),
        Step(
            "hand_over", "移交档案", OPERATOR, "第二十四条",
            (Outcome("handed", "已移交", ("pay_back",)),), form=HandOver,
        ),
        Step(
            "pay_back", "缴回剩余救助基金", OPERATOR, "第二十四条",
            (
                Outcome(
                    "returned", "已缴回特设专户", ("confirm",), checks=(REST,),
                    effects=(
                        Transfer(operating, special, lambda c: fen(c.data["rest"]), "缴回", "第二十四条"),
                    ),
                ),
            ),
        ),
        Step(
            "confirm", "确认", OFFICE, "第二十四条",
            (
                Outcome(
                    "done", "专用账户已清零，档案已接收", ends="已办结",
                    checks=(
                        Require(
                            lambda c: c.balance(OPERATING_ACCOUNT) == 0, "专用账户还有余额，应全部缴回",
                            "第二十四条",
                        ),
                    ),
                ),
            ),
        ),
    ),
    "运行管理机构变更或者终止时，审计、清算、移交档案，剩余救助基金缴回特设专户。",
    watches=WATCHES, sums=("rest",), title=lambda c: f"运行管理机构{c.data.get('ending', '变更、终止')}",
)  # fmt: skip


# --- 第二十六条 医疗机构


class Suspicion(Facts):
    """虚假抢救费用的查处。"""

    kind = Provider.kind
    false_costs = Provider.false_costs
    facts_found = words("查明的事实", clause="第二十六条")
    persons = words("直接责任人及处理", clause="第二十六条")


HOSPITAL_WARNING = Paper(
    "hospital_warning", "警告决定书", HEALTH, (PROVIDER,),
    lambda c: (
        f"经查，{c.party('provider').name}提供虚假抢救费用：{c.data['facts_found']}。",
        "给予警告；对直接责任人按照相关规定处理。",
    ),
    "第二十六条",
)  # fmt: skip

HOSPITAL_BREACH = Procedure(
    "hospital_breach", "查处虚假抢救费用", DOC, "第二十六条",
    (
        Step(
            "find", "查处", HEALTH, "第二十六条",
            (
                Outcome(
                    "warn", "给予警告", papers=(HOSPITAL_WARNING,), ends="已警告",
                    checks=(
                        Decide(
                            "warned", hospital_warned, taken(hospital_warned), expect=True,
                            why="只对提供虚假抢救费用的医疗机构给予警告",
                        ),
                        Decide("consequences", hospital_consequences, taken(hospital_consequences)),
                    ),
                ),
                Outcome("none", "没有提供虚假费用", incomplete=True, reasons=True, ends="不予处理"),
            ),
            form=Suspicion, parties=(PROVIDER,), optional=("persons",),
        ),
    ),
    "医疗机构提供虚假抢救费用的，由卫生健康部门警告，并处理直接责任人。",
    watches=WATCHES, title=lambda c: f"虚假抢救费用：{c.party('provider').name}",
)  # fmt: skip


# --- 第二十七条 运行管理机构


class Findings(Facts):
    """对运行管理机构行为的调查核实。"""

    not_by_rule = Conduct.not_by_rule
    false_report = Conduct.false_report
    misused = Conduct.misused
    obstructed = Conduct.obstructed
    evidence = words("调查核实的情况", clause="第五条第二款")


class Study(Facts):
    """联席会议的研究处理。"""

    opinion = words("研究处理的意见", clause="第五条第二款")


BREACH = Decide(
    "breach", operator_breach, taken(operator_breach), expect=True, why="没有应当追究的行为"
)
CONSEQUENCES = Decide("consequences", operator_consequences, taken(operator_consequences))


def _breach_words(c: View) -> str:
    return f"经调查核实：{c.data['evidence']}。"


LIABILITY = Paper(
    "liability", "追究违约责任通知书", OFFICE, (OPERATOR,),
    lambda c: (_breach_words(c), "现按照合同约定追究运行管理机构及其负责人的违约责任。", c.reasons),
    "第二十七条",
)  # fmt: skip
TERMINATION = Paper(
    "termination", "解除合同通知书", OFFICE, (OPERATOR,),
    lambda c: (_breach_words(c), "现按照合同约定解除委托管理合同，请依法审计、清算并缴回余款。", c.reasons),
    "第二十七条",
)  # fmt: skip


def _ended(_: View) -> Mapping[str, object]:
    return {"ending": "终止", "why": "违反规定，解除合同"}


OPERATOR_BREACH = Procedure(
    "operator_breach", "查处运行管理机构违约", DOC, "第二十七条",
    (
        Step(
            "find", "调查核实", OFFICE, "第五条第二款",
            (
                Outcome("found", "属实，报市联席会议", ("study",), checks=(BREACH,)),
                Outcome("none", "不属实", reasons=True, incomplete=True, ends="不属实"),
            ),
            form=Findings, parties=(OPERATOR,),
        ),
        Step(
            "study", "研究处理", MEETING, "第五条第二款",
            (Outcome("resolved", "提出处理意见", ("act",)),), form=Study,
        ),
        Step(
            "act", "按照合同约定处理", OFFICE, "第二十七条",
            (
                Outcome(
                    "liability", "追究违约责任", checks=(CONSEQUENCES,), papers=(LIABILITY,),
                    reasons=True, ends="已追究违约责任",
                ),
                Outcome(
                    "terminate", "解除合同", checks=(CONSEQUENCES,), papers=(TERMINATION,),
                    reasons=True, ends="已解除合同", effects=(Start("winding_up", _ended),),
                ),
            ),
        ),
    ),
    "运行管理机构有四种行为之一的，办公室按合同追究违约责任或者解除合同。",
    watches=WATCHES,
)  # fmt: skip
