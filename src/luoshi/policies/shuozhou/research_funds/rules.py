"""朔政办发〔2023〕34号 关于改革完善市级财政科研经费管理的实施意见, in article order."""

from luoshi.rules import (
    Day,
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    all_of,
    always,
    any_of,
    by_bracket,
    checklist,
    choice,
    choose,
    day,
    days_between,
    labelled,
    money,
    never,
    not_stated,
    number,
    positive,
    quantity,
    rate,
    record,
    rounded,
    rule,
    same,
    step,
    text,
    truth,
    unless,
    warn_when,
    when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

UNIVERSITY, INSTITUTE, STATE_FIRM, FIRM = "高校", "科研院所", "国有企业", "其他企业"
STATEMENT_QUALITIES = ("真实性", "完整性", "准确性")
UNIT_KINDS = [UNIVERSITY, INSTITUTE, STATE_FIRM, FIRM, "其他单位"]
NOTHING = number(0, "元")
ONE_DAY = number(1, "天")


class Lookup(Facts):
    """无需事实：对任何人答案都一样。"""


# --- 一、预算、间接费用、调剂、包干


class BudgetLine(Facts):
    """科研项目预算中的一项直接费用。"""

    category = choice("费用科目", ["设备费", "业务费", "劳务费"], clause="一（一）")
    equipment_cost = money("该项设备费金额", clause="一（一）", gist="默认按每一项设备判断")
    equipment_total = money("设备费合计", clause="一（一）", gist="只在选用合计读法时需要")


@rule(DOC, "一（一）", label="直接费用的预算科目")
def direct_cost_categories(_: Lookup) -> Texts:
    """The classes into which a budget of direct costs is put."""
    return checklist("设备费", "业务费", "劳务费")


@rule(DOC, "一（一）", label="该项费用是否须提供预算明细（编制预算的项目）")
def budget_detail_required(line: BudgetLine) -> Truth:
    """Only equipment from the limit on needs its details (projects that draw up a budget)."""
    amount = choose(
        (DOC.reading("equipment_detail_basis").is_("total"), line.equipment_total),
        otherwise=line.equipment_cost,
    )
    counted = step("与二十万元相比的设备费", amount, "一（一）")
    return choose(
        (line.category.is_("设备费"), p.equipment_detail_floor.admits(counted)), otherwise=never
    )


@rule(DOC, "一（一）", label="该项费用应提供的预算材料（编制预算的项目）")
def budget_statement(line: BudgetLine) -> Text:
    """Details for large equipment, a basic estimate for everything else."""
    return choose((budget_detail_required(line), text("预算明细")), otherwise=text("基本测算说明"))


@rule(DOC, "一（一）", label="预算评审的时间、部门和重点")
def budget_review(_: Lookup) -> Record:
    """When the budget is reviewed, by whom, on what; and what must not count."""
    return record(
        timing=("评审时间", text("与项目评审合并、同步开展")),
        reviewer=("评审部门", text("项目管理部门")),
        focus=("评审重点", checklist("目标相关性", "政策相符性", "经济合理性")),
        barred=("不得作为评审因素", text("预算编制细致程度")),
    )


class ReviewFactor(Facts):
    """评审预算时想考虑的一个因素。"""

    factor = choice(
        "评审因素",
        [
            "目标相关性",
            "政策相符性",
            "经济合理性",
            "预算编制细致程度",
            "以往项目结余资金规模",
            "其他",
        ],
        clause="一（一）",
    )


@rule(DOC, ("一（一）", "二（七）"), label="某因素在预算评审中的地位")
def review_factor_standing(r: ReviewFactor) -> Text:
    """Whether a factor is a focus, a ground, or barred."""
    return choose(
        (r.factor.is_in("目标相关性", "政策相符性", "经济合理性"), text("评审重点")),
        (r.factor.is_("预算编制细致程度"), text("不得作为评审因素")),
        (
            r.factor.is_("以往项目结余资金规模"),
            step("结余资金规模", text("评审经济合理性的重要依据"), "二（七）"),
        ),
        otherwise=not_stated("没有写明这个因素在预算评审中如何对待", "一（一）"),
    )


class IndirectCost(Facts):
    """一个科研项目的直接费用和间接费用。"""

    direct_cost = money("直接费用", clause="一（二）")
    equipment_purchase = money("设备购置费", clause="一（二）")
    equipment_fee = money(
        "设备费科目合计", clause="一（二）", gist="只在选用扣整个科目的读法时需要"
    )
    kind = choice(
        "间接费用项目类型", ["数学等纯理论基础研究", "科技战略研究专项", "其他"], clause="一（二）"
    )
    indirect_cost = money("间接费用", clause="一（二）")
    planned_rate = rate("对基数最高一档部分采用的间接费用比例", max="100%", clause="一（二）")


@rule(DOC, "一（二）", label="间接费用核定基数", unit="元", rounding="分")
def indirect_base(c: IndirectCost) -> Number:
    """Direct costs without the purchase of equipment; never below nothing."""
    deducted = choose(
        (DOC.reading("indirect_deduction").is_("category"), c.equipment_fee),
        otherwise=c.equipment_purchase,
    )
    equipment = step("从基数中扣除的设备开支", deducted, "一（二）")
    return warn_when(
        equipment > c.direct_cost,
        positive(c.direct_cost - equipment),
        "扣除的设备开支多于直接费用，请核对",
        "一（二）",
    )


@rule(DOC, "一（二）", label="间接费用上限", unit="元", rounding="分")
def indirect_ceiling(c: IndirectCost) -> Number:
    """Each part of the base at its own highest rate; theory and strategy at the raised rate."""
    base = indirect_base(c)
    ordinary = by_bracket(
        base,
        (p.indirect_bracket_low, p.indirect_rate_low),
        (p.indirect_bracket_high, p.indirect_rate_middle),
        otherwise=p.indirect_rate_high,
    )
    lowest_raised = by_bracket(
        base,
        (p.indirect_bracket_low, p.indirect_rate_theory),
        (p.indirect_bracket_high, p.indirect_rate_middle),
        otherwise=p.indirect_rate_high,
    )
    raised = choose(
        (DOC.reading("theory_rate_basis").is_("lowest"), lowest_raised),
        otherwise=base * p.indirect_rate_theory,
    )
    return unless(
        ordinary,
        when(
            c.kind.is_in("数学等纯理论基础研究", "科技战略研究专项"),
            raised,
            "一（二）",
            "纯理论基础研究及科技战略研究专项提高比例",
        ),
    )


@rule(DOC, "一（二）", label="间接费用是否在上限之内")
def indirect_within_ceiling(c: IndirectCost) -> Truth:
    """Whether the indirect cost asked for stands within the ceiling."""
    return c.indirect_cost <= indirect_ceiling(c)


@rule(DOC, "一（二）", label="基数最高一档部分的间接费用比例上限（不是全部基数的比例）", unit="%")
def indirect_slice_rate(c: IndirectCost) -> Number:
    """The highest rate for the part of the base in which its last yuan lies."""
    base = indirect_base(c)
    low = p.indirect_bracket_low.admits(base)
    ordinary = choose(
        (low, p.indirect_rate_low),
        (base <= p.indirect_bracket_high, p.indirect_rate_middle),
        otherwise=p.indirect_rate_high,
    )
    raised = low | DOC.reading("theory_rate_basis").is_("whole")
    return unless(
        ordinary,
        when(
            c.kind.is_in("数学等纯理论基础研究", "科技战略研究专项") & raised,
            p.indirect_rate_theory,
            "一（二）",
            "纯理论基础研究及科技战略研究专项提高比例",
        ),
    )


@rule(DOC, "一（二）", label="对基数最高一档部分采用的间接费用比例是否允许")
def indirect_slice_rate_admitted(c: IndirectCost) -> Truth:
    """Whether a rate used for the part in which the base ends stands within its limit."""
    base = indirect_base(c)
    low = p.indirect_bracket_low.admits(base)
    theory = c.kind.is_in("数学等纯理论基础研究", "科技战略研究专项")
    raised = low | DOC.reading("theory_rate_basis").is_("whole")
    return choose(
        (theory & raised, p.indirect_rate_theory.admits(c.planned_rate)),
        (low, p.indirect_rate_low.admits(c.planned_rate)),
        (base <= p.indirect_bracket_high, p.indirect_rate_middle.admits(c.planned_rate)),
        otherwise=p.indirect_rate_high.admits(c.planned_rate),
    )


@rule(DOC, "一（二）", label="间接费用中可用于绩效支出的最高额", unit="元", rounding="分")
def performance_spending_ceiling(c: IndirectCost) -> Number:
    """All of the indirect cost may become performance spending."""
    return step("可全部用于绩效支出", c.indirect_cost, "一（二）")


@rule(DOC, "一（二）", label="间接费用由谁安排、绩效支出向谁倾斜")
def indirect_cost_use(_: Lookup) -> Record:
    """Who arranges indirect costs and who is favoured."""
    return record(
        arranged_by=("统筹安排使用", text("项目承担单位")),
        performance=("绩效支出比例", text("可全部用于绩效支出")),
        favoured=("倾斜对象", text("创新绩效突出的团队和个人")),
    )


@rule(DOC, "一（三）", label="预算调剂权归属和审批")
def reallocation_authority(line: BudgetLine) -> Record:
    """Who may move money in the budget, and whether the managing department still approves."""
    return record(
        holder=(
            "调剂权归属",
            choose(
                (line.category.is_("设备费"), text("项目承担单位")), otherwise=text("项目负责人")
            ),
        ),
        department_approval=("是否须项目管理部门审批", never),
    )


class LumpSum(Facts):
    """一个市级科研项目与经费包干制。"""

    kind = choice(
        "科研项目类别",
        ["市级人才类", "市级基础研究类", "市级科技战略研究类", "其他"],
        clause="一（四）",
    )
    ethics = truth("项目负责人已承诺遵守科研伦理道德", clause="一（四）")
    integrity = truth("项目负责人已承诺遵守作风学风诚信要求", clause="一（四）")
    own_research_only = truth("经费全部用于与本项目研究工作相关支出", clause="一（四）")


@rule(DOC, "一（四）", label="是否试行经费包干制")
def lump_sum(project: LumpSum) -> Truth:
    """Three kinds of the city's projects are in the trial."""
    return project.kind.is_in("市级人才类", "市级基础研究类", "市级科技战略研究类")


@rule(DOC, "一（四）", label="是否需要编制项目预算")
def budget_required(project: LumpSum) -> Truth:
    """A lump-sum project draws up no budget; every other one does."""
    return ~lump_sum(project)


@rule(DOC, "一（四）", label="项目负责人可否自主决定经费使用（包干制）")
def leader_decides_spending(project: LumpSum) -> Truth:
    """The leader decides alone once both promises and the use of the money are in order."""
    return all_of(lump_sum(project), project.ethics, project.integrity, project.own_research_only)


@rule(DOC, "一（四）", label="经费包干制的项目类别和条件")
def lump_sum_conditions(_: Lookup) -> Record:
    """Which projects, under which conditions, and what falls away."""
    return record(
        kinds=("项目类别", checklist("市级人才类", "市级基础研究类", "市级科技战略研究类")),
        conditions=(
            "条件",
            checklist(
                "承诺遵守科研伦理道德",
                "承诺遵守作风学风诚信要求",
                "经费全部用于本项目研究相关支出",
            ),
        ),
        dispensed=("免除的手续", text("编制项目预算")),
        decided_by=("经费使用决定人", text("项目负责人")),
    )


class LumpSumLine(LumpSum, BudgetLine):
    """科研项目中的一项直接费用，连同项目类别。"""


@rule(DOC, ("一（一）", "一（四）"), label="某类项目某项费用的预算材料（先看是否包干制）")
def project_budget_statement(line: LumpSumLine) -> Text:
    """What a project hands in for one cost; a lump-sum project hands in no budget at all."""
    return unless(
        budget_statement(line),
        when(lump_sum(line), text("无需编制项目预算"), "一（四）", "经费包干制"),
    )


# --- 二、拨付和结余


@rule(DOC, "二（五）", label="经费拨付计划的制定")
def disbursement_plan(_: Lookup) -> Record:
    """Who makes the plan of payments, from what, and what the first payment heeds."""
    return record(
        made_by=("制定部门", text("项目管理部门")),
        grounds=("制定依据", checklist("项目特点", "研究进度", "资金需求")),
        first_payment=("首笔拨付比例的确定", text("充分尊重项目负责人意见")),
    )


@rule(DOC, ("二（五）", "六（二十二）"), label="项目承担单位的经费核算要求")
def accounting_duties(_: Lookup) -> Record:
    """How the unit keeps its books of research money, surplus included."""
    return record(
        funds=("科研经费", checklist("单独建账", "单独核算")),
        account_balance=("实有资金账户经费和结余资金", checklist("设立明细账", "单独核算")),
        watched=("动态监管", text("经费使用")),
        responsible=("主体责任", text("项目承担单位")),
    )


class Advance(Facts):
    """一次科研经费预拨。"""

    piloted = truth("属于试行预拨付机制的科技计划项目", clause="二（六）")
    applied = truth("项目承担单位已申请预拨", clause="二（六）")
    before_approval = truth("部门预算尚未批复", clause="二（六）")


@rule(DOC, "二（六）", label="可否预拨科研经费")
def advance_allowed(a: Advance) -> Truth:
    """Money ahead of the approved budget: trial programmes, on application of the unit."""
    return all_of(a.piloted, a.applied, a.before_approval)


@rule(DOC, "二（六）", label="经费预拨付的申请人、部门和时点")
def advance_procedure(_: Lookup) -> Record:
    """Who asks, who may try it, and when the money may go."""
    return record(
        applicant=("申请人", text("项目承担单位")),
        authorities=("试行部门", checklist("市财政局", "市科技局", "项目管理部门")),
        timing=("预拨时点", text("部门预算批复前")),
        extent=("适用范围", text("部分科技计划项目")),
    )


class Disbursement(Facts):
    """一个已签订任务书的项目的经费拨付。"""

    signed = day("项目任务书签订日", clause="二（六）")
    paid = day("经费拨付至项目承担单位之日", clause="二（六）")


@rule(DOC, "二（六）", label="任务书签订后拨付经费的天数", unit="日")
def disbursement_days(_: Lookup) -> Number:
    """How many days the departments have."""
    return step("拨付期限", p.disburse_within, "二（六）")


@rule(DOC, "二（六）", label="经费拨付至项目承担单位的最后日期")
def disbursement_deadline(d: Disbursement) -> Day:
    """Last day of payment; calendar days, the day of signing not counted."""
    return d.signed + p.disburse_within


@rule(DOC, "二（六）", label="经费是否按期拨付至项目承担单位")
def disbursed_in_time(d: Disbursement) -> Truth:
    """Whether the money reached the unit within the days allowed."""
    return p.disburse_within.admits(days_between(d.signed, d.paid))


@rule(DOC, "二（六）", label="立项后拨款和转拨由谁办理")
def disbursement_parties(_: Lookup) -> Record:
    """Who pays the unit, and who pays partner units of a joint project."""
    return record(
        paid_by=("拨付部门", checklist("市科技局", "项目管理部门")),
        paid_to=("拨付对象", text("项目承担单位")),
        passed_on_by=("向参与单位拨付", text("牵头单位")),
        passed_on_as=("拨付参与单位的依据", text("项目负责人意见")),
        passed_on_when=("拨付参与单位的时间", text("及时")),
    )


KEPT = "任务目标完成并通过综合绩效评价"
UNFORESEEN = "只写通过评价、结题、终止、撤销四种结果，没有写其他结果怎样处理"


class Closing(Facts):
    """一个结束、终止或被撤销的科研项目。"""

    outcome = choice(
        "项目结果",
        [
            KEPT,
            "验收结果为结题",
            "因故终止执行",
            "被撤销",
            "其他结果",
        ],
        clause="二（七）",
        gist="完成任务目标而没有通过综合绩效评价、也没有作结题等处理的，填其他结果",
    )
    surplus = money("结余资金", clause="二（七）")
    misused = money("用于项目科研活动之外的财政资金", clause="二（七）")
    disbursed = money("已拨付的财政资金", clause="二（七）")


@rule(DOC, "二（七）", label="结余资金如何处理")
def surplus_settlement(c: Closing) -> Record:
    """What happens to the money, who takes it back, where it goes, and on what ground."""
    kept = c.outcome.is_(KEPT)
    other = c.outcome.is_("其他结果")
    silent = not_stated(UNFORESEEN, "二（七）")

    def unless_kept(told: str, otherwise: Text) -> Text:
        return choose((kept, text(told)), (other, silent), otherwise=otherwise)

    collected_by = choose(
        (
            c.outcome.is_("验收结果为结题") | DOC.reading("recovering_department").is_("carried"),
            text("市科技局或项目管理部门"),
        ),
        otherwise=not_stated("终止和撤销两项没有另写收回部门", "二（七）"),
    )
    disposal = choose(
        (c.outcome.is_("验收结果为结题"), text("收回结余资金")),
        (c.outcome.is_("因故终止执行"), text("收回结余资金和科研活动之外的财政资金")),
        otherwise=text("收回全部已拨付的财政资金"),
    )
    ground = choose(
        (c.outcome.is_("验收结果为结题"), text("项目验收结果")),
        (c.outcome.is_("因故终止执行"), text("财务审计结果")),
        otherwise=text("有关撤销的规定"),
    )
    return record(
        disposal=("处理", unless_kept("结余资金留归项目承担单位", disposal)),
        collected_by=("收回部门", unless_kept("不收回", collected_by)),
        returned_to=("退回去向", unless_kept("不退回", text("按原渠道退回市财政"))),
        timing=("收回时间", unless_kept("不收回", text("及时"))),
        ground=("收回依据", unless_kept("不收回", ground)),
        use=("结余资金用途", unless_kept("科研活动直接支出", text("不留用"))),
        priority=("优先考虑", unless_kept("原项目团队科研需求", text("不留用"))),
    )


@rule(DOC, "二（七）", label="应退回市财政的金额", unit="元", rounding="分")
def surplus_returned(c: Closing) -> Number:
    """Nothing, the surplus, the surplus with misused money, or all that was paid."""
    return choose(
        (c.outcome.is_(KEPT), NOTHING),
        (c.outcome.is_("验收结果为结题"), c.surplus),
        (c.outcome.is_("因故终止执行"), c.surplus + c.misused),
        (c.outcome.is_("被撤销"), c.disbursed),
        otherwise=not_stated(UNFORESEEN, "二（七）"),
    )


@rule(DOC, "二（七）", label="可留归项目承担单位的结余资金", unit="元", rounding="分")
def surplus_kept(c: Closing) -> Number:
    """The surplus stays only after goals are met and the evaluation is passed."""
    return choose(
        (c.outcome.is_(KEPT), c.surplus),
        (c.outcome.is_("其他结果"), not_stated(UNFORESEEN, "二（七）")),
        otherwise=NOTHING,
    )


# --- 三、激励


class LabourItem(Facts):
    """一项与项目人员有关的开支。"""

    item = choice(
        "人员开支",
        [
            "项目聘用人员劳务费",
            "单位缴纳的社会保险补助",
            "单位缴纳的住房公积金",
            "个人缴纳的社会保险费",
            "个人缴纳的住房公积金",
            "其他",
        ],
        clause="三（八）",
    )


@rule(DOC, "三（八）", label="某项人员开支是否列入劳务费科目")
def labour_fee_item(i: LabourItem) -> Truth:
    """Pay of hired people and what the unit itself pays for insurance and housing."""
    return choose(
        (
            i.item.is_in("项目聘用人员劳务费", "单位缴纳的社会保险补助", "单位缴纳的住房公积金"),
            always,
        ),
        otherwise=not_stated("只写了单位缴纳的部分列入劳务费，没有写这一项", "三（八）"),
    )


@rule(DOC, "三（八）", label="项目聘用人员劳务费标准的确定")
def labour_fee_standard(_: Lookup) -> Record:
    """Who sets the pay of people hired for a project, and by what measure."""
    return record(
        set_by=("确定者", text("项目承担单位")),
        reference=("参照", text("朔州市科学研究和技术服务业从业人员平均工资水平")),
        factor=("结合因素", text("参与科研项目的全时工作时间")),
    )


class Expert(Facts):
    """为市级科技计划项目或管理工作提供咨询的专家。"""

    standing = choice(
        "专家类别",
        [
            "两院院士",
            "国际著名奖项获得者",
            "其他A层次人才",
            "高级专业技术职称",
            "相当于高级专业技术职称",
            "其他人员",
        ],
        clause="三（九）",
    )
    form = choice("咨询方式", ["按天咨询", "网评、函评等通信咨询"], clause="三（九）")
    major = truth("属于重大科技项目", clause="三（九）")
    people = quantity("专家人数", "人", max=10000, clause="三（九）")
    days = quantity(
        "咨询天数", "天", decimals=1, max=3660, clause="三（九）", gist="半天填 0.5，原文没有写半天"
    )
    projects = quantity("通信咨询的科研项目数", "个", max=10000, clause="三（九）")
    daily_fee = money("每人每天咨询费", clause="三（九）")
    remote_fee = money("每人每个项目通信咨询费", clause="三（九）")


A_LEVEL = ("两院院士", "国际著名奖项获得者", "其他A层次人才")
SENIOR = ("高级专业技术职称", "相当于高级专业技术职称")


@rule(DOC, "三（九）", label="专家咨询费所属档次")
def expert_tier(e: Expert) -> Text:
    """Which of the three tiers of fees applies; the highest standing counts."""
    return choose(
        (e.standing.is_in(*A_LEVEL), text("A层次人才")),
        (e.standing.is_in(*SENIOR), text("高级专业技术职称或相当人员")),
        otherwise=text("其他人员"),
    )


@rule(DOC, "三（九）", label="专家咨询费每人每天上限", unit="元", rounding="分")
def expert_daily_ceiling(e: Expert) -> Number:
    """The most one expert may be paid for one day."""
    return choose(
        (e.standing.is_in(*A_LEVEL), p.daily_fee_a),
        (e.standing.is_in(*SENIOR), p.daily_fee_senior),
        otherwise=p.daily_fee_other,
    )


@rule(DOC, "三（九）", label="每人每天专家咨询费是否在标准之内")
def expert_daily_admitted(e: Expert) -> Truth:
    """Whether a daily fee stands within the standard."""
    return choose(
        (e.standing.is_in(*A_LEVEL), p.daily_fee_a.admits(e.daily_fee)),
        (e.standing.is_in(*SENIOR), p.daily_fee_senior.admits(e.daily_fee)),
        otherwise=p.daily_fee_other.admits(e.daily_fee),
    )


@rule(DOC, "三（九）", label="网评、函评通信咨询费每人每个项目上限", unit="元", rounding="分")
def expert_remote_ceiling(e: Expert) -> Number:
    """The most one expert may be paid for reviewing one project from afar."""
    return choose(
        (
            e.standing.is_in(*A_LEVEL),
            choose((e.major, p.remote_fee_a_major), otherwise=p.remote_fee_a),
        ),
        (
            e.standing.is_in(*SENIOR),
            choose((e.major, p.remote_fee_senior_major), otherwise=p.remote_fee_senior),
        ),
        otherwise=choose((e.major, p.remote_fee_other_major), otherwise=p.remote_fee_other),
    )


@rule(DOC, "三（九）", label="网评、函评通信咨询费是否在标准之内")
def expert_remote_admitted(e: Expert) -> Truth:
    """Whether a fee for one project reviewed from afar stands within the standard."""
    ordinary = choose(
        (e.standing.is_in(*A_LEVEL), p.remote_fee_a.admits(e.remote_fee)),
        (e.standing.is_in(*SENIOR), p.remote_fee_senior.admits(e.remote_fee)),
        otherwise=p.remote_fee_other.admits(e.remote_fee),
    )
    major = choose(
        (e.standing.is_in(*A_LEVEL), p.remote_fee_a_major.admits(e.remote_fee)),
        (e.standing.is_in(*SENIOR), p.remote_fee_senior_major.admits(e.remote_fee)),
        otherwise=p.remote_fee_other_major.admits(e.remote_fee),
    )
    return choose((e.major, major), otherwise=ordinary)


@rule(DOC, "三（九）", label="专家咨询费总额上限", unit="元", rounding="分")
def expert_fee_ceiling(e: Expert) -> Number:
    """People by days, or people by projects reviewed; nothing is said of half days."""
    whole_days = step("满整天的天数", rounded(e.days, "1天", "down"), "三（九）")
    by_day = choose(
        (
            labelled(~same(e.days, whole_days), "咨询天数不是整天", "三（九）"),
            not_stated("只写每人每天的上限，没有写半天如何计算", "三（九）"),
        ),
        otherwise=expert_daily_ceiling(e) * e.people * (e.days / ONE_DAY),
    )
    return choose(
        (e.form.is_("按天咨询"), by_day),
        otherwise=expert_remote_ceiling(e) * e.people * e.projects,
    )


@rule(DOC, "三（九）", label="专家咨询费标准的适用范围")
def expert_fee_scope(_: Lookup) -> Texts:
    """The work to which the fee standards apply."""
    return checklist("市级科技计划项目实施", "科技计划管理工作")


class PerformancePay(Facts):
    """一个单位的绩效工资。"""

    unit_kind = choice("单位类型", UNIT_KINDS, clause="三（十）")
    public_class = choice("事业单位类别", ["公益一类", "公益二类", "其他"], clause="三（十）第一段")
    class_one_total = money("公益一类事业单位绩效工资总量", min="1元", clause="三（十）第一段")
    planned_total = money("拟核定的绩效工资总量", clause="三（十）第一段")


@rule(DOC, "三（十）", label="单位可否申报调整绩效工资水平")
def performance_pay_applicant(u: PerformancePay) -> Truth:
    """Which units may ask for another level of performance pay."""
    return choose(
        (u.unit_kind.is_in(UNIVERSITY, INSTITUTE, STATE_FIRM), always),
        otherwise=not_stated("只写高校、科研院所、国有企业，没有写其他单位", "三（十）"),
    )


@rule(DOC, "三（十）", label="调整绩效工资水平的申报和审核")
def performance_pay_procedure(_: Lookup) -> Record:
    """To whom a unit applies, who reviews, what is weighed, and who is favoured."""
    return record(
        applied_to=("申报对象", text("主管部门")),
        agreed_by=("先经同意", text("主管部门")),
        reviewed_by=("审核部门", checklist("人力资源社会保障部门", "财政部门", "国资监管部门")),
        weighed=(
            "结合的实际情况",
            checklist(
                "本单位发展阶段",
                "类型定位",
                "承担任务",
                "人才结构",
                "现有绩效工资实际发放水平",
                "财务状况",
            ),
        ),
        especially=("特别考虑的财务状况", text("科研项目可用于人员绩效的间接费用")),
        favoured=("分配倾斜对象", text("承担市级以上项目较多、成效突出的科研人员")),
    )


@rule(DOC, "三（十）第一段", label="绩效工资总量上限", unit="元", rounding="分")
def performance_pay_ceiling(u: PerformancePay) -> Number:
    """A multiple of the total of class-one institutions: class-two universities and institutes."""
    return choose(
        (
            u.public_class.is_("公益二类") & u.unit_kind.is_in(UNIVERSITY, INSTITUTE),
            u.class_one_total * p.performance_pay_multiple,
        ),
        otherwise=not_stated("只写公益二类的高校、科研院所的倍数", "三（十）第一段"),
    )


@rule(DOC, "三（十）第一段", label="拟核定绩效工资总量是否在倍数之内")
def performance_pay_admitted(u: PerformancePay) -> Truth:
    """Whether a planned total stands within the multiple."""
    return choose(
        (
            u.public_class.is_("公益二类") & u.unit_kind.is_in(UNIVERSITY, INSTITUTE),
            p.performance_pay_multiple.admits(u.planned_total / u.class_one_total),
        ),
        otherwise=not_stated("只写公益二类的高校、科研院所的倍数", "三（十）第一段"),
    )


class Wages(Facts):
    """一名单位人员的工资管理。"""

    enterprise = choice(
        "国有企业隶属", ["省属国有企业", "市属国有企业", "其他"], clause="三（十）第一段"
    )
    post = choice("人员岗位", ["科研人员", "科研岗位工作人员", "其他"], clause="三（十）第一段")
    urgent = truth("急需紧缺", clause="三（十）第一段")
    recognised = truth("业内认可", clause="三（十）第一段")
    outstanding = truth("业绩突出", clause="三（十）第一段")
    high_level = truth("属于极少数高层次人才", clause="三（十）第一段")


@rule(DOC, "三（十）第一段", label="工资总额是否单列管理")
def wages_listed_separately(w: Wages) -> Truth:
    """Research staff of provincial state firms are kept apart in the wage total."""
    municipal = all_of(
        DOC.reading("separate_wage_enterprises").is_("municipal"),
        w.enterprise.is_("市属国有企业"),
    )
    covered = any_of(w.enterprise.is_("省属国有企业"), municipal)
    return choose(
        (covered & w.post.is_in("科研人员", "科研岗位工作人员"), always),
        otherwise=not_stated("只写省属国有企业的科研人员和科研岗位人员", "三（十）第一段"),
    )


@rule(DOC, "三（十）第一段", label="可否探索实行年薪制")
def annual_salary_allowed(w: Wages) -> Truth:
    """An annual salary is tried for a very few people of all four marks."""
    return all_of(w.high_level, w.urgent, w.recognised, w.outstanding)


class Conversion(Facts):
    """一次科技成果转化及其现金奖励。"""

    unit_kind = choice("单位类型", UNIT_KINDS, clause="三（十一）")
    mode = choice("转化方式", ["转让", "许可", "作价投资", "其他"], clause="三（十一）")
    cash_award = money("科技成果转化现金奖励", clause="三（十一）")
    paid_total = money("含现金奖励的实发绩效工资总量", clause="三（十一）")
    approved_total = money("核定的绩效工资总量", clause="三（十一）")


@rule(DOC, "三（十一）", label="成果转化现金奖励与绩效工资总量的关系")
def cash_award_treatment(_: Lookup) -> Record:
    """The award counts in the total, is not bound by it, and is no base of the next one."""
    return record(
        counted=("是否计入所在单位绩效工资总量", always),
        limited=("是否受核定总量限制", never),
        next_base=("是否作为下一年度总量基数", never),
    )


@rule(DOC, "三（十一）", label="实发绩效工资是否在核定总量之内（扣除现金奖励）")
def pay_within_approved_total(c: Conversion) -> Truth:
    """What was paid besides the awards, against the approved total."""
    return positive(c.paid_total - c.cash_award) <= c.approved_total


@rule(DOC, "三（十一）", label="可作为下一年度绩效工资总量基数的金额", unit="元", rounding="分")
def next_year_pay_base(c: Conversion) -> Number:
    """The total paid without the cash awards of conversion."""
    return positive(c.paid_total - c.cash_award)


@rule(DOC, "三（十一）", label="成果转化时资产评估由谁决定")
def asset_appraisal_decision(c: Conversion) -> Text:
    """Universities, institutes and state firms decide themselves on an appraisal."""
    return choose(
        (
            c.unit_kind.is_in(UNIVERSITY, INSTITUTE, STATE_FIRM)
            & c.mode.is_in("转让", "许可", "作价投资"),
            text("由单位自主决定"),
        ),
        otherwise=not_stated("没有写这类单位或这种方式的资产评估", "三（十一）"),
    )


@rule(DOC, "三（十一）", label="受委托项目现金奖励计入总量的手续")
def commissioned_award_procedure(_: Lookup) -> Record:
    """Where the unit has the award of a commissioned project entered in its total."""
    return record(
        projects=("适用项目", text("受企业或其他社会组织委托取得的项目")),
        done_by=("办理单位", text("项目承担单位")),
        departments=("办理部门", checklist("同级人力资源社会保障部门", "同级财政部门")),
        matter=("手续", text("现金奖励计入单位绩效工资总量手续")),
    )


@rule(DOC, "三（十一）", label="成果转化收益分配和权属试点")
def conversion_income(_: Lookup) -> Record:
    """By which papers income is shared, and the trial of rights."""
    return record(
        governed_by=(
            "分配依据",
            checklist("《山西省促进科技成果转化条例》", "晋政发〔2017〕31号"),
        ),
        rights_trial=("试点赋予科研人员", checklist("职务科技成果所有权", "长期使用权")),
    )


# --- 四、减负


class Application(Facts):
    """一项市级科技计划项目申报。"""

    secret = truth("涉密项目", clause="四（十二）")
    otherwise_noticed = truth("申报通知另有规定", clause="四（十二）")


@rule(DOC, "四（十二）", label="是否实行无纸化申报")
def paperless_application(a: Application) -> Truth:
    """Paperless step by step, but for secret projects and where the call says otherwise."""
    return unless(
        always,
        when(a.secret, never, "四（十二）", "涉密项目"),
        when(a.otherwise_noticed, never, "四（十二）", "申报通知另有规定"),
    )


@rule(DOC, "四（十二）", label="项目申报信息系统和重复填报")
def application_system(_: Lookup) -> Record:
    """The system, the database behind it, and what is not to be typed in again."""
    return record(
        system=("申报系统", text("市科技计划统一管理信息系统")),
        database=("数据库", text("科研基础信息数据库")),
        known_data=("系统内已提供过的信息", text("加强数据调用，减少重复填报")),
        forms=("申报表格", text("整合优化，一表多用")),
        responsible=("负责部门", text("市科技局")),
    )


@rule(DOC, "四（十三）", label="科研财务助理的配备、服务和费用")
def financial_assistant(_: Lookup) -> Record:
    """Who provides the assistant, for which work, and from which money."""
    return record(
        provided_by=("配备单位", text("项目承担单位")),
        kind=("人员要求", text("相对固定")),
        services=(
            "服务事项",
            checklist("经费测算", "经费调剂", "报销", "政府采购", "财务决算", "绩效评价"),
        ),
        paid_from=("人力成本费用渠道", checklist("科研项目经费", "单位经营收入", "其他渠道")),
        decided_by=("费用统筹者", text("项目承担单位")),
    )


class Reimbursement(Facts):
    """一笔科研活动的开支。"""

    meeting_item = choice(
        "会议受邀人员开支", ["城市间交通费", "国际旅费", "其他"], clause="四（十四）"
    )
    hosted = truth("会议由项目承担单位主办", clause="四（十四）")
    research_need = truth("因科研活动实际需要邀请", clause="四（十四）")
    necessary = truth("费用确需负担", clause="四（十四）")
    travel_item = choice(
        "国内差旅开支",
        [
            "伙食补助费",
            "市内交通费",
            "难以取得发票的住宿费",
            "能取得发票的住宿费",
            "城市间交通费",
        ],
        clause="四（十四）",
    )
    special_item = choice(
        "难以取得票据的科研开支",
        [
            "野外考察",
            "心理测试",
            "调查访谈",
            "面向个人或偏远地区的样本采集费",
            "从个人手中购买农副产品等特殊材料费",
            "临时雇用人员",
            "其他",
        ],
        clause="四（十四）",
    )
    no_receipt = truth("无法取得发票或财政性票据", clause="四（十四）")
    genuine = truth("开支真实", clause="四（十四）")
    actual_amount = money("实际发生额", clause="四（十四）")
    dual_role = truth("管理、科研双肩挑岗位人员", clause="四（十四）")
    research_spending = truth("从事科研活动的支出", clause="四（十四）")


@rule(DOC, "四（十四）", label="受邀人员旅费可否在会议费中报销")
def meeting_travel_reimbursable(r: Reimbursement) -> Truth:
    """Travel of invited people, for a meeting that the unit itself holds."""
    return choose(
        (
            r.meeting_item.is_in("城市间交通费", "国际旅费"),
            all_of(r.hosted, r.research_need, r.necessary),
        ),
        otherwise=not_stated("只写城市间交通费和国际旅费", "四（十四）"),
    )


@rule(DOC, "四（十四）", label="国内差旅费可否实行包干")
def travel_lump_sum_allowed(r: Reimbursement) -> Truth:
    """Meals, local transport, and lodging for which no invoice can be had."""
    return r.travel_item.is_in("伙食补助费", "市内交通费", "难以取得发票的住宿费")


@rule(DOC, "四（十四）", label="差旅包干标准和办法由谁制定")
def travel_lump_sum_standard(_: Lookup) -> Text:
    """The unit makes its own standard and its own procedure."""
    return text("项目承担单位")


@rule(DOC, "四（十四）", label="无票据开支可否按实际发生额报销")
def reimbursable_without_receipt(r: Reimbursement) -> Truth:
    """Spending of the listed kinds for which no voucher can be had, when it is genuine."""
    return choose(
        (~r.special_item.is_("其他"), all_of(r.no_receipt, r.genuine)),
        otherwise=not_stated("没有列出这种开支，是否属于科研活动等须由单位判断", "四（十四）"),
    )


@rule(DOC, "四（十四）", label="无票据开支可报销的金额", unit="元", rounding="分")
def amount_without_receipt(r: Reimbursement) -> Number:
    """The actual amount when it may be reimbursed, else nothing is said."""
    return choose(
        (reimbursable_without_receipt(r), r.actual_amount),
        otherwise=not_stated("不符合无票据报销的条件，没有写可报金额", "四（十四）"),
    )


@rule(DOC, "四（十四）", label="双肩挑人员支出适用的规定")
def dual_role_spending(r: Reimbursement) -> Text:
    """Managers who also do research may use the rules of research money for their research."""
    return choose(
        (r.dual_role & r.research_spending, text("可执行科研经费管理规定")),
        otherwise=not_stated("只写双肩挑岗位人员从事科研活动的支出", "四（十四）"),
    )


@rule(DOC, "四（十四）", label="报销数字化推广工作")
def digital_reimbursement(_: Lookup) -> Record:
    """What is followed up for vouchers in data, and to what end."""
    return record(
        standard=("跟进推广", text("电子入账凭证会计数据标准")),
        aim=("目标", checklist("数字化", "无纸化")),
    )


class Acceptance(Facts):
    """一个科研项目的验收结题，或一个申请作试点的单位。"""

    unit_kind = choice("单位类型", UNIT_KINDS, clause="四（十五）")
    many_projects = truth("项目集中", clause="四（十五）")
    well_managed = truth("管理规范", clause="四（十五）")
    good_evaluation = truth("绩效评价状况良好", clause="四（十五）")
    good_credit = truth("科研诚信状况良好", clause="四（十五）")
    pilot = truth("承担单位是结题财务管理试点单位", clause="四（十五）")
    basic_research = truth("属于市基础研究计划", clause="四（十五）")


@rule(DOC, "四（十五）", label="综合绩效评价的时间和方式")
def final_evaluation(_: Lookup) -> Record:
    """Finance and technique are accepted together, at the end of the project."""
    return record(
        merged=("合并的验收", checklist("财务验收", "技术验收")),
        timing=("时间", text("项目实施期末")),
        form=("方式", text("一次性综合绩效评价")),
        guide=("操作指南细化的要求", checklist("预算调剂", "设备管理", "人员费用")),
        spot_checks=("组织抽查", text("市科技局")),
    )


@rule(DOC, "四（十五）", label="可否选为结题财务管理试点单位")
def pilot_eligible(a: Acceptance) -> Truth:
    """Which units may be chosen to close projects on their own final accounts."""
    return all_of(
        a.unit_kind.is_in(UNIVERSITY, INSTITUTE, STATE_FIRM, FIRM),
        a.many_projects,
        a.well_managed,
        a.good_evaluation,
        a.good_credit,
    )


@rule(DOC, "四（十五）", label="结题依据和财务审计")
def closing_basis(a: Acceptance) -> Record:
    """A trial unit closes on its own statement; the audit falls away only there."""
    return record(
        ground=(
            "结题依据",
            choose(
                (a.pilot, text("试点单位出具的经费决算报表")),
                otherwise=not_stated(
                    "只对试点单位取消结题财务审计，没有写其他单位的依据", "四（十五）"
                ),
            ),
        ),
        audit_cancelled=("是否取消结题财务审计", a.pilot),
        answerable=(
            "对决算报表负责者",
            choose(
                (a.pilot, text("试点单位")),
                otherwise=text("不适用"),
            ),
        ),
        answerable_for=("负责内容", checklist(*[(c, a.pilot) for c in STATEMENT_QUALITIES])),
    )


@rule(DOC, "四（十五）", label="项目验收结题方式")
def acceptance_procedure(a: Acceptance) -> Texts:
    """One evaluation for all; the basic research plan tries its own acceptance on record."""
    return checklist(
        ("一次性综合绩效评价", ~a.basic_research),
        ("自主验收", a.basic_research),
        ("结题备案制", a.basic_research),
    )


class Purchase(Facts):
    """一次科研采购。"""

    unit_kind = choice("单位类型", UNIT_KINDS, clause="四（十六）")
    urgent = truth("采购物为科研急需", clause="四（十六）")
    goods = choice("采购物", ["设备", "耗材", "其他"], clause="四（十六）")
    imported = truth("采购的是进口仪器设备", clause="四（十六）第二段")
    item = choice(
        "购买物品",
        [
            "计算机、打印机、照相机等设备",
            "打印纸、存储设备、图书、文具等办公用品",
            "硒鼓、粉盒等低值易耗用品",
            "专用设备",
            "专用科研试剂",
            "专用科研用原材料",
            "其他",
        ],
        clause="四（十六）第一段",
    )
    amount = money("单次购买金额", clause="四（十六）第一段")


@rule(DOC, "四（十六）", label="科研采购可否不招标投标")
def tender_dispensable(b: Purchase) -> Truth:
    """Equipment and consumables that research needs at once may go without a tender."""
    return choose(
        (
            b.unit_kind.is_in(UNIVERSITY, INSTITUTE, STATE_FIRM, FIRM),
            b.urgent & b.goods.is_in("设备", "耗材"),
        ),
        otherwise=not_stated("只写高校、科研院所及企业", "四（十六）"),
    )


@rule(DOC, "四（十六）", label="科研急需物品的采购机制")
def urgent_purchase(_: Lookup) -> Record:
    """How urgent things are bought and which step may be left out."""
    return record(
        way=("采购机制", checklist("特事特办", "随到随办")),
        dispensed=("可免的程序", text("招标投标程序")),
        units=("适用单位", checklist("高校", "科研院所", "企业")),
        goods=("适用物品", checklist("科研急需的设备", "科研急需的耗材")),
    )


class ProcurementChange(Facts):
    """一次变更政府采购方式或政府采购预算的申请。"""

    compliant = truth("变更申请符合要求", clause="四（十六）")
    workdays = quantity("自收到变更申请之日起所用工作日", "工作日", max=1000, clause="四（十六）")


@rule(DOC, "四（十六）", label="变更政府采购申请的办理工作日数", unit="工作日")
def procurement_change_days(_: Lookup) -> Number:
    """How many working days the finance department has, as a principle."""
    return step("办理期限（原则性）", p.procurement_change_within, "四（十六）")


@rule(DOC, "四（十六）", label="变更政府采购申请是否在原则性期限内办结")
def procurement_change_in_time(c: ProcurementChange) -> Truth:
    """Whether an application in order was done in time; the time is a principle, so a warning."""
    in_time = p.procurement_change_within.admits(c.workdays)
    return choose(
        (
            c.compliant,
            warn_when(~in_time, in_time, "这一期限是原则性要求（原则上）", "四（十六）"),
        ),
        otherwise=not_stated("办理期限只写符合要求的申请", "四（十六）"),
    )


@rule(DOC, "四（十六）", label="变更政府采购方式或预算的办理")
def procurement_change_procedure(_: Lookup) -> Record:
    """Who applies, to whom, and under what regime."""
    return record(
        matters=("可申请变更", checklist("政府采购方式", "政府采购预算")),
        applicant=("申请人", text("项目承担单位")),
        authority=("受理部门", text("财政部门")),
        regime=("办理方式", text("限时办结制度")),
        start=("期限起算", text("收到变更申请之日")),
    )


GENERAL_EQUIPMENT = "计算机、打印机、照相机等设备"
OFFICE_SUPPLIES = "打印纸、存储设备、图书、文具等办公用品"
CONSUMABLES = "硒鼓、粉盒等低值易耗用品"


@rule(DOC, "四（十六）第一段", label="凭票据实报销的单次购买限额", unit="元", rounding="分")
def voucher_purchase_limit(b: Purchase) -> Number:
    """The most one purchase may cost to be reimbursed on its voucher from project money."""
    first_only = DOC.reading("purchase_limit_scope").is_("first")
    unlimited = not_stated("按所选读法，限额只限首列的设备", "四（十六）第一段")
    return choose(
        (b.item.is_(GENERAL_EQUIPMENT), p.general_purchase_limit),
        (b.item.is_("专用设备"), p.special_purchase_limit),
        (b.item.is_("其他"), not_stated("没有列出这种物品", "四（十六）第一段")),
        (first_only, unlimited),
        (b.item.is_in(OFFICE_SUPPLIES, CONSUMABLES), p.general_purchase_limit),
        otherwise=p.special_purchase_limit,
    )


@rule(DOC, "四（十六）第一段", label="可否凭发票据实报销")
def voucher_reimbursable(b: Purchase) -> Truth:
    """Small purchases are reimbursed from project money on the invoice."""
    first_only = DOC.reading("purchase_limit_scope").is_("first")
    return choose(
        (b.item.is_(GENERAL_EQUIPMENT), p.general_purchase_limit.admits(b.amount)),
        (b.item.is_("专用设备"), p.special_purchase_limit.admits(b.amount)),
        (b.item.is_("其他"), not_stated("没有列出这种物品", "四（十六）第一段")),
        (first_only, always),
        (
            b.item.is_in(OFFICE_SUPPLIES, CONSUMABLES),
            p.general_purchase_limit.admits(b.amount),
        ),
        otherwise=p.special_purchase_limit.admits(b.amount),
    )


@rule(DOC, "四（十六）第二段", label="单位可否自行采购科研仪器设备")
def self_procurement(b: Purchase) -> Truth:
    """Universities and institutes identify, buy and choose experts alone; firms are not named."""
    return choose(
        (b.unit_kind.is_in(UNIVERSITY, INSTITUTE), always),
        otherwise=not_stated("只写高校、科研院所", "四（十六）第二段"),
    )


@rule(DOC, "四（十六）第二段", label="进口仪器设备采购的管理")
def imported_equipment(b: Purchase) -> Record:
    """Imports of universities and institutes are put on record with the city's finance bureau."""
    covered = b.imported & b.unit_kind.is_in(UNIVERSITY, INSTITUTE)
    silent = not_stated("只写高校、科研院所采购进口仪器设备", "四（十六）第二段")
    return record(
        regime=("管理方式", choose((covered, text("备案制")), otherwise=silent)),
        authority=("备案部门", choose((covered, text("市财政局")), otherwise=silent)),
    )


@rule(DOC, "四（十六）第二段", label="高校、科研院所设备采购的自主权和责任")
def procurement_duties(_: Lookup) -> Record:
    """What they may do themselves, and what they must see to."""
    return record(
        powers=(
            "可自行办理",
            checklist("认定科研仪器设备", "采购科研仪器设备", "选择采购专家"),
        ),
        duties=(
            "责任",
            checklist("落实采购主体责任", "加强内部管理与监督", "及时国有资产登记"),
        ),
        standard=("采购要求", checklist("全程透明", "高效", "可追溯")),
    )


class ForeignVisit(Facts):
    """一次科研人员因公临时出国（境）。"""

    for_project = truth("为完成科研项目任务目标", clause="四（十七）")
    from_research_funds = truth("从科研经费中列支", clause="四（十七）")


@rule(DOC, "四（十七）", label="国际合作与交流是否按业务类别单独管理")
def foreign_visit_separate(v: ForeignVisit) -> Truth:
    """Managed apart from administrators when it serves a project and is paid by research money."""
    return v.for_project & v.from_research_funds


@rule(DOC, "四（十七）", label="国际合作与交流费用是否纳入三公经费统计")
def visit_in_public_spending(v: ForeignVisit) -> Truth:
    """Not counted when it is paid by research money."""
    return choose(
        (v.from_research_funds, never),
        otherwise=not_stated("只写从科研经费中列支的费用", "四（十七）"),
    )


@rule(DOC, "四（十七）", label="国际合作与交流费用是否受零增长限制")
def visit_zero_growth(v: ForeignVisit) -> Truth:
    """Not bound when it is paid by research money."""
    return choose(
        (v.from_research_funds, never),
        otherwise=not_stated("只写从科研经费中列支的费用", "四（十七）"),
    )


@rule(DOC, "四（十七）", label="科研出国（境）的安排和审批")
def foreign_visit_arrangement(_: Lookup) -> Record:
    """What follows real need, and who makes approval faster."""
    return record(
        by_need=("按实际需要安排", checklist("出访次数", "团组人数", "在外停留天数")),
        approval_by=("优化审批流程", checklist("单位主管部门", "项目承担单位")),
        distinct_from=("与谁有所区别", text("行政人员")),
    )


# --- 五、投入与支持方式


class FundingAim(Facts):
    """一种拓展科研经费投入的做法。"""

    aim = choice(
        "投入渠道",
        ["科技与金融融合", "科技成果转化应用", "基础研究"],
        clause="五（十八）",
    )


@rule(DOC, "五（十八）", label="拓展科研经费投入的措施")
def funding_measures(f: FundingAim) -> Texts:
    """What is tried for each channel of money; no figure is given."""
    finance = f.aim.is_("科技与金融融合")
    basic = f.aim.is_("基础研究")
    return checklist(
        ("投贷联动机制", finance),
        ("知识产权质押融资风险分担和损失补偿", finance),
        ("引导金融机构创新产品和服务", finance),
        ("科技创新类引导基金", f.aim.is_("科技成果转化应用")),
        ("加大财政投入", basic),
        ("鼓励有能力的企业增加投入", basic),
        ("支持高校和院所以需求为导向研究", basic),
    )


class LeadingScientist(Facts):
    """领衔科学家的一项安排。"""

    selected = truth("经遴选的领衔科学家", clause="五（十九）")
    within_scope = truth("在确定的重点方向、领域、任务范围内", clause="五（十九）")


@rule(DOC, "五（十九）", label="领衔科学家可自主决定的事项")
def leading_scientist_powers(s: LeadingScientist) -> Texts:
    """What the scientist decides alone, inside the directions set."""
    free = s.selected & s.within_scope
    return checklist(("研究课题", free), ("科研团队", free), ("科研经费使用", free))


@rule(DOC, "五（十九）", label="领衔科学家的遴选和管理方式")
def leading_scientist_pilot(_: Lookup) -> Record:
    """Who is sought, for which fields, with what money and what control."""
    return record(
        sought=("遴选对象", text("国际国内顶尖的领衔科学家")),
        fields=("领域", checklist("重点产业发展科技需求", "前瞻技术领域")),
        money=("经费支持", text("持续稳定")),
        control=("管理方式", text("里程碑式管理")),
        judged_by=("评价方式", checklist("专业机构评估", "同行评议")),
    )


class NewInstitution(Facts):
    """一个新型研发机构取得的成果。"""

    special_rule = truth("对成果归属有特殊规定", clause="五（二十）")
    public_money = truth("成果由财政资金支持产生", clause="五（二十）")


@rule(DOC, "五（二十）", label="新型研发机构成果和知识产权归属")
def new_institution_rights(n: NewInstitution) -> Text:
    """The institution owns and uses what public money brought forth, unless a rule differs."""
    return unless(
        choose(
            (n.public_money, text("新型研发机构依法取得、自主决定转化")),
            otherwise=not_stated("只写财政资金支持产生的成果", "五（二十）"),
        ),
        when(n.special_rule, text("按特殊规定"), "五（二十）", "特殊规定"),
    )


@rule(DOC, "五（二十）", label="新型研发机构的治理、支持和评价")
def new_institution_support(_: Lookup) -> Record:
    """How such an institution is led, supported and evaluated."""
    return record(
        governance=("治理结构", text("理事会领导下的院（所）长负责制")),
        support=("支持方式", text("择优给予稳定财政资金支持")),
        control=("管理方式", text("负面清单管理")),
        evaluated=(
            "评估方面",
            checklist(
                "科研投入",
                "创新产出质量",
                "成果转化",
                "原创价值",
                "实际贡献",
                "人才集聚和培养",
            ),
        ),
        guided_by=("负责指导", checklist("市科技局", "市财政局")),
    )


# --- 六、绩效和监督


class Evaluation(Facts):
    """一次科研绩效评价的结果。"""

    result = choice("绩效评价结果", ["优秀", "不良", "其他"], clause="六（二十一）")


@rule(DOC, "六（二十一）", label="绩效评价结果的后果")
def evaluation_consequence(e: Evaluation) -> Text:
    """What follows a very good or a bad evaluation."""
    return choose(
        (e.result.is_("优秀"), text("后续支持中重点倾斜")),
        (e.result.is_("不良"), text("视情限制承担项目等惩戒")),
        otherwise=not_stated("只写优秀和不良两种结果", "六（二十一）"),
    )


@rule(DOC, "六（二十一）", label="科研绩效评价的组织")
def evaluation_procedure(_: Lookup) -> Record:
    """Who evaluates, who evaluates itself, by type, and what the result is used for."""
    return record(
        organised_by=("组织部门", text("项目管理部门")),
        may_commission=("可委托", text("第三方机构")),
        self_evaluation=("绩效自评价", text("项目承担单位")),
        types=("分类评价的项目类型", checklist("自由探索型", "任务导向型")),
        used_for=("结果用于", checklist("项目调整", "后续支持", "经费安排")),
    )


@rule(DOC, "六（二十二）", label="监督检查方式和被检查单位的负担")
def inspection_regime(_: Lookup) -> Record:
    """How checks are made and what the unit need not do."""
    return record(
        ways=("检查方式", checklist("随机抽查", "飞行检查")),
        material=("被检查单位是否提供材料", never),
        special_report=("被检查单位是否作专题汇报", never),
        basis=("检查、评审、验收、审计的依据", checklist("法律法规", "负面清单")),
        results=("检查结果", text("数据汇交共享和结果互认")),
        joined=("贯通协调", checklist("纪检监督", "审计监督", "财会监督", "日常监督")),
    )


class FundsWatch(Facts):
    """项目承担单位对经费使用的监管。"""

    off_target = truth("绩效目标偏离", clause="六（二十二）")
    behind = truth("支出进度滞后", clause="六（二十二）")


@rule(DOC, "六（二十二）", label="项目承担单位是否应实时预警")
def funds_warning_due(w: FundsWatch) -> Truth:
    """The unit warns at once when goals drift or spending lags."""
    return any_of(w.off_target, w.behind)


class Conduct(Facts):
    """单位或人员在科研经费使用中的行为。"""

    act = choice(
        "经费使用行为",
        ["虚假编报预算", "列支与项目无关费用", "套取挪用项目资金", "其他"],
        clause="六（二十二）",
    )
    dishonesty = choice("失信情况", ["没有失信", "失信", "严重失信"], clause="六（二十二）")
    diligent = truth("科研人员尽职", clause="六（二十二）")
    faultless = truth("科研人员无过错", clause="六（二十二）")


@rule(DOC, "六（二十二）", label="是否属于所列禁止性行为")
def act_prohibited(c: Conduct) -> Truth:
    """The three forbidden acts that the text names; lists may add more."""
    return choose(
        (c.act.is_in("虚假编报预算", "列支与项目无关费用", "套取挪用项目资金"), always),
        otherwise=not_stated("其他行为看有关部门的负面清单", "六（二十二）"),
    )


@rule(DOC, "六（二十二）", label="失信行为的后果")
def dishonesty_consequences(c: Conduct) -> Texts:
    """Credit records for any dishonesty; more for the grave."""
    return checklist(
        ("纳入信用记录管理", c.dishonesty.is_in("失信", "严重失信")),
        ("追责", c.dishonesty.is_("严重失信")),
        ("惩戒", c.dishonesty.is_("严重失信")),
    )


@rule(DOC, "六（二十二）", label="科研人员是否免予问责")
def researcher_exempt(c: Conduct) -> Truth:
    """Who did the duty and has no fault is not called to account."""
    return c.diligent & c.faultless


# --- 七、组织实施


class InternalRules(Facts):
    """一个项目承担单位修改内部科研经费制度。"""

    published = day("公报刊出日", clause="七（二十三）", gist="只在选用刊出日读法时需要")
    revised = day("内部制度修改并制定细则之日", clause="七（二十三）")


@rule(DOC, ("七（二十三）", "落款"), label="修改内部科研经费制度的最后日期")
def internal_rules_deadline(i: InternalRules) -> Day:
    """Six months from the issue of this document."""
    start = choose((DOC.reading("issue_day").is_("published"), i.published), otherwise=p.issued_on)
    return step("起算日", start, "七（二十三）") + p.internal_rules_within


@rule(DOC, "七（二十三）", label="内部科研经费制度是否按期修改")
def internal_rules_in_time(i: InternalRules) -> Truth:
    """Whether the unit changed its own rules by the last day."""
    return i.revised <= internal_rules_deadline(i)


@rule(DOC, "七（二十三）", label="清理修改规定和制定细则的责任")
def rule_revision_duties(_: Lookup) -> Record:
    """Who leads, who clears up old rules, and what the unit makes."""
    return record(
        led_by=("牵头督促落实", text("市科技局")),
        cleared_by=("清理修改规定和办法", text("有关部门")),
        unit_revises=("修改单位内部科研经费制度", text("项目承担单位")),
        unit_makes=("制定落实细则", text("项目承担单位")),
    )


@rule(DOC, "七（二十三）", label="修改内部科研经费制度的月数", unit="个月")
def internal_rules_months(_: Lookup) -> Number:
    """How many months the unit has."""
    return step("修改期限", p.internal_rules_within, "七（二十三）")


@rule(DOC, "七（二十四）", label="政策宣传渠道和培训对象")
def publicity_and_training(_: Lookup) -> Record:
    """By which channels the policy is made known and who is trained."""
    return record(
        channels=("宣传渠道", checklist("门户网站", "新媒体", "开设专栏")),
        trainees=(
            "专题培训对象",
            checklist("科研人员", "财务人员", "科研财务助理", "审计人员"),
        ),
    )


@rule(DOC, "七（二十五）", label="政策落实情况的检查和评估")
def implementation_checks(_: Lookup) -> Record:
    """What is checked, when, and what is done with trials."""
    return record(
        checked=("检查对象", text("项目承担单位")),
        timing=("检查时间", text("适时")),
        trials=("试点举措", text("适时总结评估、推广")),
        departments=("负责部门", checklist("市财政局", "市科技局")),
    )


class Funding(Facts):
    """一笔科研经费。"""

    source = choice(
        "经费来源",
        ["市级财政科研经费", "横向科研项目经费", "县（市、区）、开发区财政科研经费", "其他"],
        clause="七（二十六）",
    )
    agreed = truth("与委托单位的合同（协议）有约定", clause="七（二十六）")


@rule(DOC, ("七（二十六）", "第三段"), label="一笔科研经费依据什么执行")
def governing_basis(f: Funding) -> Text:
    """City money by this document, lateral projects by contract first, lower levels by choice."""
    return choose(
        (f.source.is_("市级财政科研经费"), text("执行本实施意见")),
        (
            f.source.is_("横向科研项目经费"),
            choose(
                (f.agreed, text("按合同（协议）约定执行")), otherwise=text("参照本实施意见执行")
            ),
        ),
        (
            f.source.is_("县（市、区）、开发区财政科研经费"),
            step("本区域经费", text("可参照本实施意见，结合实际"), "第三段"),
        ),
        otherwise=not_stated("没有写这种来源的经费", "七（二十六）"),
    )


@rule(DOC, "七（二十六）", label="社科类科研项目资金管理办法的修订")
def social_science_rules(_: Lookup) -> Record:
    """Who revises the rules for social science, how soon, and by what measure."""
    return record(
        revised_by=("修订部门", checklist("市财政局", "市级社科类科研项目主管部门")),
        timing=("时间", text("尽快")),
        following=("参照", text("本实施意见")),
        considering=("结合", text("社会科学研究的规律和特点")),
    )


class OtherRule(Facts):
    """另一份关于科研经费的规定。"""

    issued = day("该规定的印发日", clause="第二段")
    inconsistent = truth("该规定与本实施意见不一致", clause="第二段")
    asked = day("要查的日期", clause="第二段")


@rule(DOC, "第一段", label="实施意见的制定依据", any_day=True)
def basis(_: Lookup) -> Texts:
    """The State Council's and the province's papers that it carries out."""
    return checklist("国办发〔2021〕32号", "晋政办发〔2022〕16号")


@rule(
    DOC,
    ("第一段", "主送", "落款", "附注"),
    label="实施意见经谁同意、由谁何时印发、印发给谁",
    any_day=True,
)
def issuance(_: Lookup) -> Record:
    """With whose consent it was issued, by whom, when and to whom."""
    return record(
        agreed_by=("经谁同意", text("市政府")),
        issued_by=("由谁印发", text("朔州市人民政府办公室")),
        issued=("印发日", p.issued_on),
        to=(
            "印发给谁",
            checklist("各县（市、区）人民政府", "朔州经济开发区管委会", "市直各有关单位"),
        ),
        publicity=("公开方式", text("此件公开发布")),
    )


@rule(DOC, ("第二段", "落款"), label="施行日期", any_day=True)
def effective_from(_: Lookup) -> Day:
    """In force from the day it was issued."""
    return step("印发日", p.issued_on, "落款")


@rule(DOC, "第二段", label="某日是否已经施行", any_day=True)
def effective_on(o: OtherRule) -> Truth:
    """Whether the document is in force on a day; no end is stated."""
    return o.asked >= p.issued_on


@rule(DOC, "第二段", label="与其他规定不一致时执行哪一个")
def prevailing_rule(o: OtherRule) -> Text:
    """An earlier rule that differs gives way; nothing is said of later ones."""
    return choose(
        (
            o.issued < p.issued_on,
            choose(
                (o.inconsistent, text("执行本实施意见")),
                otherwise=text("不因本实施意见停止执行"),
            ),
        ),
        otherwise=not_stated("只写此前的规定，没有写此后的规定", "第二段"),
    )


@rule(DOC, "第三段", label="县区和开发区如何执行")
def local_adoption(_: Lookup) -> Record:
    """Counties and zones may follow it; they are not bound."""
    return record(
        who=("可参照的地方", checklist("各县（市、区）", "开发区")),
        manner=("执行方式", text("可参照，结合实际")),
        matter=("事项", text("本区域财政科研经费管理")),
    )


# --- 各条负责单位

BUREAU, FINANCE = "市科技局", "市财政局"
MANAGER, UNIT, PARENT = "项目管理部门", "项目承担单位", "单位主管部门"
OTHERS = "有关部门"

RESPONSIBLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "（一）简化预算编制科目": ("一（一）", (BUREAU, MANAGER, UNIT)),
    "（二）提高间接费用比例": ("一（二）", (BUREAU, MANAGER, UNIT)),
    "（三）下放预算调剂权": ("一（三）", (BUREAU, MANAGER, UNIT)),
    "（四）试行经费包干制": ("一（四）", (BUREAU, FINANCE, MANAGER, UNIT, PARENT)),
    "（五）经费拨付计划": ("二（五）", (BUREAU, MANAGER, FINANCE, UNIT, PARENT)),
    "（六）加快经费拨付进度": ("二（六）", (FINANCE, BUREAU, MANAGER, UNIT)),
    "（七）结余资金管理": ("二（七）", (BUREAU, FINANCE, MANAGER, UNIT)),
    "（八）劳务费开支范围": ("三（八）", (UNIT, BUREAU, MANAGER)),
    "（九）专家咨询费用标准": ("三（九）", (BUREAU, MANAGER, UNIT)),
    "（十）绩效工资总量": (
        "三（十）第一段",
        ("市人社局", BUREAU, FINANCE, "市工信局（国资委）", PARENT),
    ),
    "（十一）科技成果转化激励": (
        "三（十一）",
        (BUREAU, "市人社局", FINANCE, "市教育局", OTHERS),
    ),
    "（十二）科研项目申报流程": ("四（十二）", (BUREAU,)),
    "（十三）科研财务助理制度": ("四（十三）", (UNIT,)),
    "（十四）财务报销管理方式": ("四（十四）", (FINANCE, "市税务局", PARENT, UNIT)),
    "（十五）验收结题财务管理": ("四（十五）", (BUREAU, FINANCE, MANAGER)),
    "（十六）科研仪器设备采购": ("四（十六）第二段", (PARENT, UNIT, "市司法局", FINANCE)),
    "（十七）因公临时出国（境）": ("四（十七）", (PARENT, UNIT, FINANCE, "市政府外事办")),
    "（十八）拓展科研经费投入渠道": (
        "五（十八）",
        (FINANCE, BUREAU, "市工信局（国资委）", "市市场监管局", "市金融办"),
    ),
    "（十九）领衔科学家支持试点": ("五（十九）", (BUREAU, MANAGER, PARENT, UNIT)),
    "（二十）新型研发机构支持方式": ("五（二十）", (BUREAU, FINANCE)),
    "（二十一）科研绩效管理机制": ("六（二十一）", (BUREAU, MANAGER, UNIT)),
    "（二十二）经费监督检查": (
        "六（二十二）",
        ("市审计局", FINANCE, BUREAU, MANAGER, PARENT),
    ),
    "（二十三）清理修改相关规定": ("七（二十三）", ("市级有关部门", PARENT, UNIT)),
    "（二十四）政策宣传培训": ("七（二十四）", (BUREAU, FINANCE, OTHERS, UNIT)),
    "（二十五）政策落实督促指导": ("七（二十五）", (FINANCE, BUREAU, OTHERS)),
    "（二十六）政策贯通和衔接": (
        "七（二十六）",
        (UNIT, BUREAU, FINANCE, "市委宣传部", "市社科联", "市科协", OTHERS),
    ),
}
POINTS = list(RESPONSIBLE)
POINT_CLAUSES = tuple(clause for clause, _ in RESPONSIBLE.values())
UNITS = list(dict.fromkeys(unit for _, units in RESPONSIBLE.values() for unit in units))


class Point(Facts):
    """本实施意见的一条。"""

    point = choice("条目", POINTS)


class ResponsibleUnit(Facts):
    """一个负责落实的单位。"""

    unit = choice("负责单位", UNITS)


@rule(DOC, POINT_CLAUSES, label="某条由哪些单位负责")
def responsible_units(q: Point) -> Texts:
    """The units in the brackets that end a point."""
    told = [
        (q.point.is_(point), step("本条负责单位", checklist(*units), clause))
        for point, (clause, units) in RESPONSIBLE.items()
    ]
    return choose(*told[:-1], otherwise=told[-1][1])


@rule(DOC, POINT_CLAUSES, label="某单位负责哪些条目")
def points_of_unit(q: ResponsibleUnit) -> Texts:
    """The points whose brackets name a unit."""
    return checklist(*[(point, q.unit.is_in(*units)) for point, (_, units) in RESPONSIBLE.items()])


@rule(DOC, ("五（二十）", "七（二十四）", "七（二十五）"), label="某条负责单位的责任方式")
def responsible_manner(q: Point) -> Text:
    """Guidance, together with others, or putting into effect."""
    return choose(
        (q.point.is_("（二十）新型研发机构支持方式"), text("负责指导")),
        (
            q.point.is_in("（二十四）政策宣传培训", "（二十五）政策落实督促指导"),
            text("会同有关部门负责落实"),
        ),
        otherwise=text("负责落实"),
    )


class UndatedMatter(Facts):
    """一件没有写明天数的事。"""

    matter = choice(
        "无具体期限的事项",
        [
            "按计划拨付资金",
            "牵头单位拨付参与单位",
            "收回结余资金",
            "收回已拨付的财政资金",
            "国有资产登记",
            "绩效自评价",
            "清理修改规定",
            "修订社科类资金管理办法",
        ],
    )


@rule(
    DOC,
    (
        "二（五）",
        "二（六）",
        "二（七）",
        "四（十六）第二段",
        "六（二十一）",
        "七（二十三）",
        "七（二十六）",
    ),
    label="没有写明天数的事项的时间用语",
)
def undated_timing(m: UndatedMatter) -> Text:
    """The word that the text uses for the time; it gives no number of days for these."""
    return choose(
        (m.matter.is_("清理修改规定"), text("加快")),
        (m.matter.is_("修订社科类资金管理办法"), text("尽快")),
        otherwise=text("及时"),
    )


SILENCES: dict[str, tuple[str, str]] = {
    "首笔资金拨付比例": ("二（五）", "没有写比例，只要求充分尊重项目负责人意见"),
    "牵头单位拨付参与单位的天数": ("二（六）", "没有写天数，只要求及时"),
    "收回资金的天数": ("二（七）", "没有写天数，只要求及时"),
    "劳务费标准数额": ("三（八）", "没有写数额，由项目承担单位合理确定"),
    "咨询半天的费用": ("三（九）", "没有写半天如何计算，只有每天上限"),
    "成果转化收益的奖励比例": ("三（十一）", "没有写比例，由所引的省条例和规定确定"),
    "差旅包干标准数额": ("四（十四）", "没有写数额，由项目承担单位自行制定"),
    "出访次数、人数、天数限额": ("四（十七）", "没有写限额，按实际需要安排"),
    "财政科技投入的数额": ("五（十八）", "没有写数额或增幅"),
    "失效日期": ("第二段", "没有写有效期"),
}


class SilentMatter(Facts):
    """一个原文没有写出数字的问题。"""

    matter = choice("想查的数字", list(SILENCES))


@rule(DOC, tuple(clause for clause, _ in SILENCES.values()), label="原文没有写出的数额、比例和期限")
def unstated_figure(m: SilentMatter) -> Text:
    """No answer, with the reason: figures that people look for and the text does not give."""
    told = [
        (m.matter.is_(matter), not_stated(why, clause))
        for matter, (clause, why) in SILENCES.items()
    ]
    return choose(*told[:-1], otherwise=told[-1][1])


SIMPLIFIED: dict[str, tuple[str, str]] = {
    "编制预算": ("一（一）", "其他费用不需要提供明细"),
    "设备费预算调增": ("一（三）", "不再由项目管理部门审批"),
    "包干制项目": ("一（四）", "无需编制项目预算"),
    "部门预算批复前用款": ("二（六）", "可探索预拨"),
    "成果转让、许可、作价投资": ("三（十一）", "自主决定是否资产评估"),
    "项目申报": ("四（十二）", "逐步无纸化，减少重复填报"),
    "无法取得票据的开支": ("四（十四）", "确保真实可按实际发生额报销"),
    "财务验收和技术验收": ("四（十五）", "合并为一次性综合绩效评价"),
    "试点单位结题": ("四（十五）", "取消结题财务审计"),
    "市基础研究计划结题": ("四（十五）", "自主验收、结题备案"),
    "科研急需设备和耗材采购": ("四（十六）", "可不招标投标"),
    "进口仪器设备采购": ("四（十六）第二段", "市财政局备案制管理"),
    "监督检查": ("六（二十二）", "不提供材料、不作专题汇报"),
}


class Procedure(Facts):
    """一个办事环节。"""

    stage = choice("办事环节", list(SIMPLIFIED))


@rule(
    DOC,
    tuple(dict.fromkeys(clause for clause, _ in SIMPLIFIED.values())),
    label="各环节免除或简化的手续",
)
def simplified_procedure(s: Procedure) -> Text:
    """Which step is left out or made easier at a stage of the work."""
    told = [
        (s.stage.is_(stage), step("免除或简化", text(what), clause))
        for stage, (clause, what) in SIMPLIFIED.items()
    ]
    return choose(*told[:-1], otherwise=told[-1][1])
