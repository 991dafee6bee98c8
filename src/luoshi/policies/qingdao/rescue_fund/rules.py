"""青政办发〔2020〕12号 青岛市道路交通事故社会救助基金管理办法, in article order."""

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
    checklist,
    choice,
    choose,
    day,
    least,
    money,
    never,
    none_of,
    not_stated,
    number,
    positive,
    quantity,
    record,
    rule,
    step,
    text,
    truth,
    unless,
    warn_when,
    when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

SPECIAL = "救助基金特设专户"
OPERATING = "救助基金专用账户"
RESCUE = "抢救费用"
FUNERAL = "丧葬费用"
COSTS = [RESCUE, FUNERAL]
HOSPITAL = "实施抢救的医疗机构"
FUNERAL_HOME = "提供殡葬服务的殡葬服务机构"
ADVANCE, REFUSE = "予以垫付", "不予垫付"
_NOTHING = number(0, "元")


class Measures(Facts):
    """本办法（直接查询，不需要事实）。"""


class Moment(Facts):
    """要查询的日子。"""

    asked_on = day("要查询的日期", clause="第三十四条")


# --- 通知


@rule(
    DOC,
    ("第一段", "登记号", "日期", "文号", "主送"),
    label="本办法由谁同意、谁在何时印发，发给谁",
    any_day=True,
)
def issuance(m: Measures) -> Record:
    """Who agreed to the measures and issued them, when, and to whom."""
    return record(
        approved_by=("同意的机关", text("市政府")),
        issuer=("印发机关", text("青岛市人民政府办公厅")),
        issued_on=("印发日期", p.issued_on),
        registered=("规范性文件登记号", text("QDCR-2020-0020002")),
        recipients=(
            "主送",
            checklist("各区、市人民政府", "青岛西海岸新区管委", "市政府各部门", "市直各单位"),
        ),
    )


def _repealed_on() -> Day:
    return choose((DOC.reading("repeal_day").is_("issued"), p.issued_on), otherwise=p.effective_on)


@rule(DOC, "第一段", label="被本办法废止的文件及废止日期", any_day=True)
def repealed_document(m: Measures) -> Record:
    """Which older paper ends, and when; the day is a reading."""
    return record(
        title=("被废止的文件", text("《青岛市道路交通事故社会救助基金管理办法》")),
        number=("文号", text("青政办发〔2015〕17号")),
        issued_on=("印发日期", p.old_issued_on),
        since=("废止日期", _repealed_on()),
    )


# --- 第一章 总则


@rule(DOC, "第一条", label="救助基金管理办法依据什么制定")
def legal_basis(m: Measures) -> Texts:
    """The laws and rules that the measures rest on."""
    return checklist(
        "《中华人民共和国道路交通安全法》",
        "《机动车道路交通事故责任强制保险条例》",
        "《道路交通事故社会救助基金管理试行办法》",
    )


class Occurrence(Facts):
    """一起事故。"""

    in_city = truth("发生在青岛市行政区域内", clause="第二条")
    motor_vehicle = truth("由机动车造成", clause="第二条第二款")
    location = choice("发生的地方", ["道路", "道路以外的地方"], clause="第三十二条")
    casualties = truth("造成人身伤亡", clause="第三十二条")


@rule(
    DOC, ("第二条", "第二条第二款", "第三十二条"), label="一起事故适用、参照还是不适用救助基金办法"
)
def applicability(o: Occurrence) -> Text:
    """On roads of the city the measures apply; off the roads, where people were hurt, by analogy."""
    return choose(
        (none_of(all_of(o.in_city, o.motor_vehicle, o.casualties)), text("不适用")),
        (o.location.is_("道路"), text("适用")),
        otherwise=step("道路以外的机动车事故", text("参照执行"), "第三十二条"),
    )


class Expense(Facts):
    """事故后的一项费用。"""

    expense = choice(
        "费用",
        [RESCUE, FUNERAL, "后续治疗和康复费用", "误工和残疾赔偿", "财产损失", "其他费用"],
        clause="第二条第二款",
    )


@rule(DOC, "第二条第二款", label="这项费用能不能由救助基金垫付")
def may_be_advanced(e: Expense) -> Truth:
    """Only funeral costs, and rescue costs in part or whole; nothing else."""
    return e.expense.is_in(RESCUE, FUNERAL)


@rule(DOC, "第三条", label="救助基金的管理原则和体制")
def management(m: Measures) -> Record:
    """The principles, the level of the fund, and who runs it from day to day."""
    return record(
        principles=("原则", checklist("公开", "公平", "便民")),
        system=("体制", checklist("全市统一政策", "全市统一管理", "部门分工负责")),
        level=("设在哪一级", text("市级")),
        operator=("日常运行管理", text("政府购买服务方式确定的专业机构")),
    )


DUTIES = (
    (
        "市公安局",
        "第五条第二款",
        (
            "协助追偿垫付费用",
            "承担联席会议办公室日常工作",
            "制定配套办法并组织实施",
            "择优确定运行管理机构并签订合同",
            "委托审计年度财务会计报告",
            "日常监督和绩效考评",
            "调查核实违法违规行为并报联席会议",
        ),
    ),
    (
        "市财政局",
        "第五条第三款",
        (
            "牵头制定管理办法",
            "监督财务管理",
            "落实财政补助",
            "向运行管理机构拨付基金",
            "筹集基金",
            "指导和监督全市基金的筹集、使用和管理",
        ),
    ),
    (
        "青岛银保监局",
        "第五条第四款",
        ("监督保险公司及时足额缴纳救助基金", "监督保险公司及时赔付"),
    ),
    (
        "市卫生健康委",
        "第五条第五款",
        ("监督医疗机构建好救治绿色通道", "监督按诊疗指南及时抢救", "协助申请垫付抢救费用"),
    ),
    ("市农业农村局", "第五条第六款", ("协助追偿农业机械事故的垫付费用",)),
    ("市民政局", "第五条第七款", ("监督殡葬服务机构按收费标准申请垫付",)),
    ("市中级人民法院", "第五条第八款", ("指导各区（市）法院办理追偿诉讼",)),
    ("市司法局", "第五条第九款", ("指导调解组织办理追偿调解",)),
)
"""Each member of the joint meeting, its clause, and what it does, in our words."""


@rule(DOC, "第四条", label="市联席会议由谁组成、怎样开会、决定什么")
def joint_meeting(m: Measures) -> Record:
    """Who sits on the joint meeting, how often it meets, and where its office is."""
    return record(
        convener=("召集人", text("市政府分管秘书长")),
        deputies=("副召集人所在单位", checklist("市公安局", "市财政局")),
        members=("成员单位", checklist(*[unit for unit, _, _ in DUTIES])),
        decides=("研究决定", text("救助基金筹集管理使用的重大事项")),
        regular=("例会", text("年会制度")),
        extra=("临时会议", text("根据实际需要召开")),
        office=("办公室设在", text("市公安局")),
    )


class Member(Facts):
    """市联席会议的一个成员单位。"""

    unit = choice("单位", [name for name, _, _ in DUTIES], clause="第五条")


@rule(DOC, ("第五条", *(clause for _, clause, _ in DUTIES)), label="成员单位的职责")
def member_duties(m: Member) -> Texts:
    """What a member of the joint meeting has to do."""
    *cases, last = [(m.unit.is_(name), step(name, checklist(*do), at)) for name, at, do in DUTIES]
    return choose(*cases, otherwise=last[1])


class Area(Facts):
    """一个区（市）。"""

    district = choice(
        "区（市）", ["即墨区", "胶州市", "平度市", "莱西市", "其他区（市）"], clause="第四条第二款"
    )


@rule(DOC, "第四条第二款", label="该区（市）政府是否应当成立救助基金工作协调小组")
def must_coordinate(a: Area) -> Truth:
    """Four districts must set up a group that helps with advances and recovery."""
    return a.district.is_in("即墨区", "胶州市", "平度市", "莱西市")


# --- 第二章 救助基金的筹集

SOURCES = (
    ("交强险保险费提取", "第六条第（一）项"),
    ("财政补助资金", "第六条第（二）项"),
    ("救助基金孳息", "第六条第（三）项"),
    ("未投保交强险的罚款", "第六条第（四）项"),
    ("向赔偿义务人追偿的资金", "第六条第（五）项"),
    ("社会捐款", "第六条第（六）项"),
    ("其他资金", "第六条第（七）项"),
)
"""Each source of the fund with its clause."""


@rule(DOC, ("第六条", *(clause for _, clause in SOURCES)), label="救助基金的来源有哪些")
def fund_sources(m: Measures) -> Texts:
    """The seven sources of the fund."""
    return checklist(*[name for name, _ in SOURCES])


class Income(Facts):
    """救助基金的一笔收入。"""

    source = choice("来源", [name for name, _ in SOURCES], clause="第六条")


@rule(
    DOC,
    ("第六条", "第八条", "第九条", "第六条第（五）项"),
    label="一笔收入存入哪个账户",
)
def income_account(i: Income) -> Text:
    """Premium shares and fines go to the special account by the text; the rest is understood so."""
    special = text(SPECIAL)
    recovered = choose(
        (DOC.reading("recovered_to").is_("special"), special), otherwise=text(OPERATING)
    )
    return choose(
        (i.source.is_("交强险保险费提取"), step("由保险公司转入", special, "第八条")),
        (i.source.is_("未投保交强险的罚款"), step("由财政部门划拨", special, "第九条")),
        (i.source.is_("向赔偿义务人追偿的资金"), recovered),
        otherwise=warn_when(
            always, special, "原文没有写明这项收入存入哪个账户，这里按归集的账户", "第六条"
        ),
    )


class Premium(Facts):
    """一家保险公司一个季度的交强险业务。"""

    premium = money("本季度全市交强险保险费收入", clause="第六条第（一）项", max="100亿元")
    transferred = money("已转入特设专户的金额", clause="第八条", max="100亿元")


@rule(
    DOC,
    ("第八条", "第六条第（一）项"),
    label="保险公司一个季度应转入的救助基金",
    unit="元",
    rounding="分",
)
def premium_share(i: Premium) -> Number:
    """The premium times the rate that the province sets; the rate is not in the text."""
    return i.premium * p.premium_rate


@rule(DOC, ("第八条", "第二十五条"), label="保险公司还差多少没有转入", unit="元", rounding="分")
def premium_shortfall(i: Premium) -> Number:
    """What is still owed of the share of a quarter; nothing where all of it came in."""
    return positive(premium_share(i) - i.transferred)


class Elapsed(Facts):
    """一项期限已经过了多少个工作日。"""

    workdays = quantity("起算日之后经过的工作日", "个工作日", max=10000)


@rule(DOC, "第八条", label="保险公司是否按时转入")
def premium_in_time(e: Elapsed) -> Truth:
    """Counted in working days from the end of the quarter."""
    return p.premium_within.admits(e.workdays)


@rule(DOC, "第八条", label="保险公司怎样缴纳救助基金")
def premium_route(m: Measures) -> Record:
    """Who adds up, how the money goes, and where to."""
    return record(
        payer=("提取", text("办理交强险业务的保险公司")),
        summed_by=("汇总", text("市级保险公司")),
        period=("周期", text("每季度")),
        within=("期限", p.premium_within),
        means=("方式", text("银行转账，全额转入")),
        target=("转入", text(SPECIAL)),
    )


@rule(DOC, ("第七条", "第七条第二款"), label="救助基金开立哪些账户，由谁开立，怎样核算")
def fund_accounts(m: Measures) -> Record:
    """Two accounts, kept apart from other money and for the stated purpose alone."""
    return record(
        special=("市财政局开立", text(SPECIAL)),
        operating=("运行管理机构开设", text(OPERATING)),
        manner=("核算", checklist("单独核算", "专户管理", "按规定用途使用")),
    )


class Fines(Facts):
    """上一年度未按规定投保交强险的罚款。"""

    last_year = money("上年罚没收入", clause="第九条", max="100亿元")


@rule(DOC, "第九条", label="财政部门年初应划拨多少罚款收入", unit="元", rounding="分")
def fines_to_transfer(f: Fines) -> Number:
    """As much as last year's fines; or what the bureau sets, by the other reading."""
    return choose(
        (DOC.reading("fines_measure").is_("equal"), f.last_year),
        otherwise=not_stated("按上年罚没收入安排，数额由财政部门确定", "第九条"),
    )


@rule(DOC, "第九条", label="未投保交强险的罚款怎样进入救助基金")
def fines_route(m: Measures) -> Record:
    """Counted apart, paid to the treasury, budgeted, and moved at the start of the year."""
    return record(
        counted_by=("单独统计核算", text("各级公安部门")),
        paid_to=("上缴", text("各级国库")),
        budgeted_by=("安排预算资金", text("各级财政部门")),
        moved=("划拨时间", text("本年初（原文未写明日期）")),
        target=("划拨至", text(SPECIAL)),
    )


@rule(DOC, "第十条", label="特设专户的资金怎样到专用账户")
def allocation(m: Measures) -> Record:
    """The finance bureau moves money by the work done and the money used."""
    return record(
        by=("划拨机关", text("市财政局")),
        basis=("根据", checklist("工作开展情况", "资金使用情况")),
        source=("从", text(SPECIAL)),
        target=("到", text(OPERATING)),
    )


# --- 第三章 救助基金的垫付


class Accident(Facts):
    """要申请垫付的一起事故和一种费用。"""

    cost_kind = choice("申请垫付的费用", COSTS, clause="第十一条")
    rescue_total = money("抢救费用总额", clause="第十一条第（一）项", max="1亿元")
    uninsured = truth("肇事机动车未参加交强险", clause="第十一条第（二）项")
    hit_and_run = truth("机动车肇事后逃逸", clause="第十一条第（三）项")
    deliberate = truth("受害人故意制造事故", clause="第十一条第二款")


def _over(a: Accident) -> Truth:
    return p.liability_limit.admits(a.rescue_total)


def _grounds(a: Accident) -> Truth:
    met = any_of(
        step("肇事机动车未参加交强险", a.uninsured, "第十一条第（二）项"),
        step("机动车肇事后逃逸", a.hit_and_run, "第十一条第（三）项"),
        step("抢救费用超过交强险责任限额", _over(a), "第十一条第（一）项"),
    )
    free = all_of(DOC.reading("funeral_ground").is_("free"), a.cost_kind.is_(FUNERAL))
    return any_of(free, met)


@rule(
    DOC,
    (
        "第十一条",
        "第十一条第（一）项",
        "第十一条第（二）项",
        "第十一条第（三）项",
        "第十一条第二款",
    ),
    label="是否属于救助基金垫付的情形",
)
def ground_met(a: Accident) -> Truth:
    """One of the three grounds, unless the victim brought the accident about on purpose."""
    return unless(_grounds(a), when(a.deliberate, never, "第十一条第二款", "受害人故意制造事故"))


@rule(
    DOC,
    ("第十一条", "第十一条第（一）项", "第十一条第（二）项", "第十一条第（三）项"),
    label="具备三种垫付情形中的哪些",
)
def grounds(a: Accident) -> Texts:
    """Which of the three grounds are there."""
    return checklist(
        ("抢救费用超过交强险责任限额", _over(a)),
        ("肇事机动车未参加交强险", a.uninsured),
        ("机动车肇事后逃逸", a.hit_and_run),
    )


class Asked(Facts):
    """申请的和要决定的金额。"""

    claimed = money("申请垫付的金额", clause="第十一条", max="1亿元")
    to_grant = money("决定垫付的金额", clause="第十四条", max="1亿元")


@rule(DOC, ("第十一条", "第十四条"), label="决定垫付的金额是否不超过申请的金额")
def within_claim(a: Asked) -> Truth:
    """What nobody applied for is not advanced; by the other reading only the costs are the bound."""
    return any_of(DOC.reading("claim_bound").is_("costs"), a.to_grant <= a.claimed)


APPLICANTS = ["受害人", "近亲属", HOSPITAL, FUNERAL_HOME]
OTHER_APPLICANT = "其他单位和个人"


class Application(Facts):
    """一件垫付申请。"""

    applicant = choice("申请人", [*APPLICANTS, OTHER_APPLICANT], clause="第十一条")
    workdays = quantity(
        "自事故发生之日起经过的工作日",
        "个工作日",
        max=10000,
        clause="第十一条",
        gist="事故当日不计入",
    )


@rule(DOC, "第十一条", label="谁可以申请救助基金垫付")
def may_apply(a: Application) -> Truth:
    """The victim, close kin, the hospital that rescued, the funeral home that served."""
    return a.applicant.is_in(*APPLICANTS)


@rule(DOC, "第十一条", label="垫付申请是否在期限内提出")
def in_time(a: Application) -> Truth:
    """Within the working days from the day of the accident; the last one counts."""
    return p.apply_within.admits(a.workdays)


@rule(DOC, "第十一条", label="垫付申请能否提出：申请人合格且在期限内")
def application_admitted(a: Application) -> Truth:
    """Whether somebody may apply and does so in time."""
    return all_of(may_apply(a), in_time(a))


@rule(DOC, "第十一条", label="向哪里申请垫付")
def where_to_apply(m: Measures) -> Text:
    """The operator's service point of the place of the accident."""
    return text("交通事故发生地的救助网点")


class RescueMoment(Facts):
    """一笔抢救费用发生的时候。"""

    hours = quantity(
        "自接受抢救之时起经过的小时", "小时", decimals=4, max=100000, clause="第十二条"
    )


@rule(DOC, "第十二条", label="费用是否发生在一般垫付的抢救时段内")
def within_window(r: RescueMoment) -> Truth:
    """Within the hours from the moment at which rescue began."""
    return p.rescue_window.admits(r.hours)


class RescueCosts(Facts):
    """一名受害人的抢救费用。"""

    within = money("时段内（72小时内）的合理抢救费用", clause="第十二条", max="1亿元")
    beyond = money("超过时段的合理抢救费用", clause="第十二条", max="1亿元")
    special = truth("属于特殊情况，需要垫付超过时段的费用", clause="第十二条")
    reasons_written = truth("医疗机构书面说明了理由", clause="第十二条")
    priced = truth("超过时段的费用按事故发生地核定的收费标准核算", clause="第十二条")
    settled = money(
        "其中已经缴纳或者保险公司已经支付的部分", clause="第十四条第（四）项", max="1亿元"
    )
    earlier = money("同一受害人此前已垫付的抢救费用", clause="第十二条", max="1亿元")
    proposed = money("拟垫付的抢救费用", clause="第十二条", max="1亿元")


def _beyond_counts(c: RescueCosts) -> Truth:
    return all_of(c.special, c.reasons_written, c.priced)


@rule(DOC, "第十二条", label="超过72小时的抢救费用能否垫付")
def beyond_allowed(c: RescueCosts) -> Truth:
    """Only in special cases, with the hospital's written reasons, at the approved prices."""
    return _beyond_counts(c)


def _eligible(c: RescueCosts) -> Number:
    counted = choose(
        (~(c.beyond > _NOTHING), c.within),
        (_beyond_counts(c), c.within + c.beyond),
        otherwise=warn_when(
            always,
            c.within,
            "超过72小时的部分不具备特殊情况、书面理由或者核算，没有计入",
            "第十二条",
        ),
    )
    deducted = DOC.reading("settled_part").is_("deducted")
    return choose((deducted, positive(counted - c.settled)), otherwise=counted)


def _against_limit(amount: Number, earlier: Number) -> Number:
    by_victim = DOC.reading("limit_scope").is_("victim")
    return choose((by_victim, amount + earlier), otherwise=amount)


@rule(
    DOC,
    ("第十二条", "第十四条第（四）项"),
    label="可以垫付的抢救费用（不计原则性限额）",
    unit="元",
    rounding="分",
)
def rescue_eligible(c: RescueCosts) -> Number:
    """The costs of the window, those beyond it where allowed, less what is already settled."""
    return _eligible(c)


@rule(DOC, "第十二条", label="原则上垫付的抢救费用", unit="元", rounding="分")
def rescue_standard(c: RescueCosts) -> Number:
    """The eligible costs up to what the limit leaves; more is possible only beyond the principle."""
    nothing_before = _against_limit(_NOTHING, c.earlier)
    left = step("限额的余额", positive(p.rescue_limit - nothing_before), "第十二条")
    return least(_eligible(c), left)


@rule(DOC, "第十二条", label="拟垫付的抢救费用是否可以（超过原则性限额时提示）")
def rescue_amount_fits(c: RescueCosts) -> Truth:
    """Never more than the eligible costs; more than the limit is told and not refused."""
    total = step("计入限额的垫付", _against_limit(c.proposed, c.earlier), "第十二条")
    return all_of(c.proposed <= _eligible(c), p.rescue_limit.admits(total))


class FuneralCosts(Facts):
    """一名受害人的丧葬费用。"""

    charges = money("按核准标准收取的必需服务费用", clause="第三十条", max="1000万元")
    reduction = money("惠民殡葬政策减免的金额", clause="第三十条", max="1000万元")
    funeral_earlier = money("同一受害人此前已垫付的丧葬费用", clause="第十三条", max="1000万元")
    funeral_proposed = money("拟垫付的丧葬费用", clause="第十三条", max="1000万元")


def _funeral_cost(c: FuneralCosts) -> Number:
    return positive(c.charges - c.reduction)


def _funeral_cap() -> Number:
    return step("丧葬费垫付最高限额", p.funeral_times * p.wage, "第十三条")


@rule(DOC, "第十三条", label="丧葬费垫付最高限额", unit="元", rounding="分")
def funeral_cap(m: Measures) -> Number:
    """So many times the monthly wage of the place and the year before; the wage must be supplied."""
    return _funeral_cap()


@rule(DOC, ("第十三条", "第三十条"), label="可以垫付的丧葬费用", unit="元", rounding="分")
def funeral_standard(c: FuneralCosts) -> Number:
    """The costs after the reductions, up to the cap."""
    left = positive(_funeral_cap() - _against_limit(_NOTHING, c.funeral_earlier))
    return least(_funeral_cost(c), left)


@rule(DOC, ("第十三条", "第三十条"), label="拟垫付的丧葬费用是否不超过限额")
def funeral_amount_fits(c: FuneralCosts) -> Truth:
    """Neither more than the costs nor more than the cap, which is hard."""
    return all_of(
        c.funeral_proposed <= _funeral_cost(c),
        _against_limit(c.funeral_proposed, c.funeral_earlier) <= _funeral_cap(),
    )


class Review(Facts):
    """一件垫付申请的审核。"""

    victim_ok = truth("申请所为的人是本办法所称的受害人", clause="第二十九条")
    ground_ok = truth("属于第十一条的垫付情形", clause="第十四条第（一）项")
    papers_ok = truth("申请材料真实完备", clause="第十四条第（二）项")
    costs_ok = truth("费用合理", clause="第十四条第（三）项")
    others_ok = truth("费用缴纳、车辆保险等其他内容审核通过", clause="第十四条第（四）项")


REVIEW_CLAUSES = (
    "第十四条",
    "第十四条第（一）项",
    "第十四条第（二）项",
    "第十四条第（三）项",
    "第十四条第（四）项",
)


@rule(DOC, REVIEW_CLAUSES, label="审核后予以垫付还是不予垫付")
def advance_decision(r: Review) -> Text:
    """All the points of the review must be met."""
    passed = all_of(r.victim_ok, r.ground_ok, r.papers_ok, r.costs_ok, r.others_ok)
    return choose((passed, text(ADVANCE)), otherwise=text(REFUSE))


@rule(DOC, REVIEW_CLAUSES, label="审核中哪些内容不符合")
def failed_points(r: Review) -> Texts:
    """What the written reasons of a refusal have to speak of."""
    return checklist(
        ("不是本办法所称的受害人", ~r.victim_ok),
        ("不属于垫付情形", ~r.ground_ok),
        ("申请材料不真实或者不完备", ~r.papers_ok),
        ("费用不合理", ~r.costs_ok),
        ("费用缴纳、车辆保险等其他内容不符合", ~r.others_ok),
    )


@rule(DOC, "第十四条", label="审核垫付申请依据什么")
def review_basis(m: Measures) -> Texts:
    """What the review goes by."""
    return checklist(
        "本办法规定",
        "《道路交通事故受伤人员临床诊疗指南》",
        "国家基本医疗保险标准",
        "当地价格主管部门的收费标准",
    )


@rule(DOC, "第十四条", label="是否按时作出垫付决定")
def review_in_time(e: Elapsed) -> Truth:
    """Counted in working days from the receipt of the papers."""
    return p.review_within.admits(e.workdays)


@rule(DOC, "第十四条", label="补正期间审核期限怎样计算")
def review_clock(m: Measures) -> Text:
    """The text is silent; the reading that is chosen says whether the clock stands still."""
    return choose(
        (DOC.reading("completion_pause").is_("paused"), text("补正期间停止计算")),
        (DOC.reading("completion_pause").is_("restart"), text("自收到补齐的材料起重新计算")),
        otherwise=text("补正期间继续计算"),
    )


@rule(DOC, "第十四条第二款", label="是否按时划款")
def payment_in_time(e: Elapsed) -> Truth:
    """Counted in working days from the decision."""
    return p.pay_within.admits(e.workdays)


class Verdict(Facts):
    """一个垫付决定。"""

    decided = choice("决定", [ADVANCE, REFUSE], clause="第十四条")


@rule(DOC, "第十四条第二款", label="作出垫付或者不予垫付的决定后告知谁")
def notices(v: Verdict) -> Texts:
    """Both the police who handle the accident and the applicant, in writing."""
    return choose(
        (
            v.decided.is_(ADVANCE),
            checklist("书面告知处理事故的公安交通管理部门", "书面告知申请人"),
        ),
        otherwise=checklist("向申请人书面说明不予垫付理由", "书面告知处理事故的公安交通管理部门"),
    )


class Payment(Facts):
    """一笔垫付款。"""

    paid_for = choice("垫付的费用", COSTS, clause="第十四条第二款")
    payee_kind = choice("收款的是", ["医疗机构", "殡葬服务机构"], clause="第十四条第二款")


@rule(DOC, "第十四条第二款", label="垫付款划入谁的账户")
def payee(c: Payment) -> Text:
    """The hospital or the funeral home, never the applicant's own account."""
    return choose(
        (c.paid_for.is_(RESCUE), text("医疗机构账户")), otherwise=text("殡葬服务机构账户")
    )


@rule(DOC, "第十四条第二款", label="收款的机构是否与垫付的费用相符")
def payee_fits(c: Payment) -> Truth:
    """Rescue costs go to a hospital, funeral costs to a funeral home."""
    return any_of(
        all_of(c.paid_for.is_(RESCUE), c.payee_kind.is_("医疗机构")),
        all_of(c.paid_for.is_(FUNERAL), c.payee_kind.is_("殡葬服务机构")),
    )


@rule(
    DOC,
    ("第十二条", "第十五条"),
    label="专题会议决定垫付的抢救费用是否可以（超过原则性限额时提示）",
)
def resolved_rescue_fits(c: RescueCosts) -> Truth:
    """What the meeting decides counts towards the limit too; more than that is told, not refused."""
    return p.rescue_limit.admits(_against_limit(c.proposed, c.earlier))


@rule(DOC, ("第十三条", "第十五条"), label="专题会议决定垫付的丧葬费用是否不超过最高限额")
def resolved_funeral_fits(c: FuneralCosts) -> Truth:
    """The cap binds the meeting as it binds the operator."""
    return _against_limit(c.funeral_proposed, c.funeral_earlier) <= _funeral_cap()


@rule(
    DOC,
    ("第十五条", "第十四条第二款"),
    label="专题会议决定应予垫付后，几个工作日内划款",
    unit="个工作日",
)
def resolved_payment(m: Measures) -> Number:
    """The text sets the days after the operator's decision; that they hold here too is a reading."""
    return choose(
        (DOC.reading("resolved_term").is_("same"), p.pay_within),
        otherwise=not_stated("没有写明专题会议决定后的划款期限", "第十五条"),
    )


@rule(DOC, "第十五条", label="垫付费用发生争议怎样解决")
def dispute_route(m: Measures) -> Record:
    """Who reports a dispute, who settles it, and who sits at the meeting."""
    return record(
        between=(
            "争议双方",
            checklist("救助基金运行管理机构", "医疗机构或者殡葬服务机构"),
        ),
        reported_by=("报告", text("救助基金运行管理机构")),
        settled_by=("协调解决", text("市联席会议办公室")),
        attended=("参加专题会议", checklist("相关成员单位", "运行管理机构", "相关行业专家")),
        outcome=("结果", text("专题会议研究决定")),
        within=("期限", text("及时（原文未写明天数）")),
    )


@rule(DOC, "第十六条", label="审核时可以向谁核实，对方要不要配合")
def verification(m: Measures) -> Record:
    """Whom the operator may ask; they must help."""
    return record(
        asked=(
            "可以核实",
            checklist("公安交通管理部门", "医疗机构", "保险公司", "其他相关单位及人员"),
        ),
        bound=("对方", text("应当配合")),
    )


# --- 第四章 救助基金的管理


@rule(
    DOC,
    ("第十七条", "第十七条第（一）项", "第十七条第（二）项", "第十七条第（三）项"),
    label="救助基金运行管理机构的职责",
)
def operator_duties(m: Measures) -> Texts:
    """What the operator has to do."""
    return checklist("受理审核申请并垫付", "依法追偿垫付款", "市联席会议委托的其他事项")


class Outlet(Facts):
    """一个救助网点向社会公布的信息。"""

    phone_shown = truth("公布了电话", clause="第十七条第二款")
    address_shown = truth("公布了地址", clause="第十七条第二款")
    materials_shown = truth("公布了申请所需材料", clause="第十七条第二款")


@rule(DOC, "第十七条第二款", label="救助网点公布的信息是否齐全")
def outlet_complete(o: Outlet) -> Truth:
    """Telephone, address and the papers needed must all be made public."""
    return all_of(o.phone_shown, o.address_shown, o.materials_shown)


@rule(DOC, "第十七条第二款", label="救助网点设在哪里")
def outlet_places(m: Measures) -> Text:
    """One service point in every district and county-level city."""
    return text("各区（市）")


class Spending(Facts):
    """拟从救助基金支出的一笔钱。"""

    purpose = choice(
        "用途",
        ["垫付抢救费用", "垫付丧葬费用", "运行管理机构的服务费用", "其他用途"],
        clause="第十八条",
    )


@rule(DOC, ("第十八条", "第七条"), label="这笔钱能不能从救助基金中列支")
def may_be_charged(s: Spending) -> Truth:
    """Advances only; the operator's fee comes from a budget and must not be charged to the fund."""
    fee = s.purpose.is_("运行管理机构的服务费用")
    return unless(
        step("按规定用途使用", s.purpose.is_in("垫付抢救费用", "垫付丧葬费用"), "第七条"),
        when(fee, never, "第十八条", "服务费用不得列支"),
    )


@rule(DOC, "第十八条", label="运行管理机构的服务费用从哪里来")
def fee_source(m: Measures) -> Record:
    """By the contract, from the yearly budget of the city police, arranged by the finance bureau."""
    return record(
        basis=("根据", text("政府购买服务合同")),
        arranged_by=("安排", text("市财政局")),
        budget=("列入", text("市公安局年度预算")),
    )


class Advanced(Facts):
    """一笔垫付的情况。"""

    advanced = money("已垫付", clause="第十九条", max="1亿元")
    recovered = money("已追偿", clause="第二十一条", max="1亿元")
    written_off = money("已核销", clause="第二十一条", max="1亿元")


def _outstanding(a: Advanced) -> Number:
    return a.advanced - a.recovered - a.written_off


@rule(
    DOC,
    ("第二十一条", "第十九条"),
    label="一笔垫付还有多少没有追回",
    unit="元",
    rounding="分",
)
def outstanding(a: Advanced) -> Number:
    """What was advanced less what came back and what was written off."""
    left = _outstanding(a)
    return warn_when(left < _NOTHING, left, "冲销和核销多于垫付，请核对台账", "第二十一条")


@rule(DOC, ("第十九条", "第二十一条"), label="一笔垫付是否还要追偿")
def must_recover(a: Advanced) -> Truth:
    """As long as something of the advance is outstanding."""
    return _outstanding(a) > _NOTHING


class Hit(Facts):
    """一起逃逸事故的侦破。"""

    fled = truth("因机动车肇事后逃逸而垫付", clause="第十九条第二款")
    solved = truth("案件已侦破", clause="第十九条第二款")


@rule(DOC, "第十九条第二款", label="公安交管部门是否应当通知运行管理机构")
def police_must_tell(h: Hit) -> Truth:
    """Once a hit-and-run is solved for which the fund paid."""
    return all_of(h.fled, h.solved)


class Recovery(Facts):
    """一件追偿。"""

    farm_machine = truth("事故涉及农业机械", clause="第五条第六款")
    in_group_area = truth("事故发生在设有协调小组的区（市）", clause="第四条第二款")


@rule(
    DOC,
    ("第十九条第三款", "第五条第二款", "第五条第六款", "第四条第二款"),
    label="追偿时由谁协助运行管理机构",
)
def recovery_helpers(r: Recovery) -> Texts:
    """Police and those concerned always; others by the kind and the place of the accident."""
    return checklist(
        "市公安局",
        ("市农业农村局", r.farm_machine),
        ("区（市）工作协调小组", r.in_group_area),
        "有关单位",
        "受害人或其继承人",
    )


class Repayment(Facts):
    """赔偿义务人的一次赔付。"""

    paid = money("赔偿义务人本次支付的赔偿款", clause="第二十条", max="1亿元")
    still_owed = money("尚未偿还救助基金的垫付款", clause="第二十条", max="1亿元")


@rule(DOC, "第二十条", label="赔偿款先偿还救助基金多少，余下多少给受害人", rounding="分")
def repayment_split(r: Repayment) -> Record:
    """The fund is repaid first; only what is left goes to the victim."""
    first = least(r.paid, r.still_owed)
    return record(to_fund=("先行偿还救助基金", first), to_victim=("赔付受害人", r.paid - first))


@rule(DOC, "第二十条", label="赔偿款中应先偿还救助基金的金额", unit="元", rounding="分")
def repaid_first(r: Repayment) -> Number:
    """The part of a payment that belongs to the fund."""
    return least(r.paid, r.still_owed)


class Settlement(Facts):
    """一次损害赔偿的调解或者审理。"""

    asked = truth("运行管理机构提出了申请", clause="第二十条")
    proved = truth("运行管理机构举证证明了垫付", clause="第二十条")


@rule(DOC, "第二十条", label="调解、审理时是否应先确认垫付款已经偿还")
def must_confirm_first(s: Settlement) -> Truth:
    """On the operator's application and evidence."""
    return all_of(s.asked, s.proved)


class WriteOff(Facts):
    """一笔拟核销的垫付款。"""

    unrecoverable = truth("确实无法追偿", clause="第二十一条")
    departments = truth("市联席会议办公室已会同有关部门研究", clause="第二十一条")


@rule(DOC, "第二十一条", label="能否由办公室会同有关部门决定核销")
def may_write_off(w: WriteOff) -> Truth:
    """Only what cannot be recovered; the further conditions are left to rules of their own."""
    fit = all_of(w.unrecoverable, w.departments)
    return warn_when(
        always, fit, "核销的条件和程序由另行制定的核销办法规定，请一并核对", "第二十一条"
    )


class Report(Facts):
    """一份报告。"""

    false_record = truth("有虚假记载", clause="第二十三条")
    omission = truth("有重大遗漏", clause="第二十三条")


@rule(DOC, "第二十三条", label="报告是否如实")
def report_true(r: Report) -> Truth:
    """Neither a false record nor a major omission."""
    return none_of(r.false_record, r.omission)


@rule(DOC, "第二十二条", label="季度财务会计报告是否按时报送")
def report_in_time(e: Elapsed) -> Truth:
    """Counted in working days from the end of the quarter."""
    return p.report_within.admits(e.workdays)


class Annual(Facts):
    """上一年度的报告。"""

    year = quantity("报送的年份", min=2000, max=2199, clause="第二十二条")
    sent_on = day("报送日", clause="第二十二条")


def _last_february(a: Annual) -> Day:
    end = p.annual_report.in_year(a.year)
    by_reading = DOC.reading("month_end").is_("included")
    return choose((by_reading, end), otherwise=end - number(1, "日"))


@rule(DOC, "第二十二条", label="年度报告最迟哪一天报送")
def annual_report_day(a: Annual) -> Day:
    """The last day on which the reports of the year before may be sent."""
    return _last_february(a)


@rule(DOC, "第二十二条", label="年度报告是否按时报送")
def annual_report_in_time(a: Annual) -> Truth:
    """Whether they were sent by then."""
    return a.sent_on <= _last_february(a)


@rule(DOC, "第二十二条", label="季度和年度报告由谁报给谁，报什么")
def reports(m: Measures) -> Record:
    """Who sends which report to whom."""
    return record(
        quarterly=("季度报告", text("上一季度的财务会计报告")),
        quarterly_by=("报送", text("救助基金运行管理机构")),
        quarterly_to=("报至", text("市联席会议办公室")),
        quarterly_within=("期限", p.report_within),
        annual=("年度报告", checklist("上年度工作报告", "经审计的财务报告")),
        annual_by=("年度报送", text("市联席会议办公室")),
        annual_to=("审议", text("市联席会议")),
        annual_day=("年度报送日", p.annual_report),
    )


@rule(DOC, "第二十一条", label="财务档案和垫付费用怎样管理")
def bookkeeping(m: Measures) -> Texts:
    """What the operator does with the files and the accounts of its advances."""
    return checklist("依法保管财务档案和资料", "清理审核垫付费用", "已追偿的冲销")


@rule(DOC, "第二十四条", label="运行管理机构变更或者终止时要做什么")
def winding_up(m: Measures) -> Texts:
    """Audit, settle, hand over the files, and pay back what is left."""
    return checklist("依法审计", "清算", "移交相关档案", "剩余救助基金缴回特设专户")


class Closing(Facts):
    """运行管理机构变更或者终止时的专用账户。"""

    balance = money("专用账户余额", clause="第二十四条")
    returned = money("已缴回的金额", clause="第二十四条")


@rule(DOC, "第二十四条", label="还应缴回特设专户多少", unit="元", rounding="分")
def to_return(c: Closing) -> Number:
    """Everything that is left in the operating account."""
    return positive(c.balance - c.returned)


# --- 第五章 法律责任


class LateInsurer(Facts):
    """一家没有足额转入救助基金的保险公司。"""

    owed = money("仍未转入的金额", clause="第二十五条", max="100亿元")
    called = truth("银保监局已经催缴", clause="第二十五条")
    since_call = quantity("催缴后经过的工作日", "个工作日", max=10000, clause="第二十五条")
    since_due = quantity(
        "应当转入的最后一日后经过的工作日", "个工作日", max=10000, clause="第二十五条"
    )


@rule(DOC, "第二十五条", label="对没有足额转入的保险公司采取什么措施")
def insurer_measures(i: LateInsurer) -> Texts:
    """A call first; a warning and its publication when more than the days have gone by."""
    since = choose((DOC.reading("late_since").is_("call"), i.since_call), otherwise=i.since_due)
    owing = i.owed > _NOTHING
    overdue = all_of(owing, i.called, p.late_over.admits(since))
    return checklist(
        ("催缴", all_of(owing, ~i.called)), ("给予警告", overdue), ("予以公告", overdue)
    )


class Provider(Facts):
    """提供费用清单的机构。"""

    kind = choice("机构", ["医疗机构", "殡葬服务机构"], clause="第二十六条")
    false_costs = truth("提供了虚假抢救费用", clause="第二十六条")


@rule(DOC, "第二十六条", label="是否应由卫生健康部门给予警告")
def hospital_warned(o: Provider) -> Truth:
    """A hospital that gave false rescue costs."""
    return all_of(o.kind.is_("医疗机构"), o.false_costs)


@rule(DOC, "第二十六条", label="提供虚假抢救费用怎样处理")
def hospital_consequences(o: Provider) -> Texts:
    """A warning for the hospital; the persons answerable are dealt with by the rules."""
    fault = hospital_warned(o)
    return checklist(("给予警告", fault), ("对直接责任人按相关规定处理", fault))


class Conduct(Facts):
    """救助基金运行管理机构的行为。"""

    not_by_rule = truth("未按规定受理、审核、垫付", clause="第二十七条第（一）项")
    false_report = truth("提供虚假工作报告、财务会计报告", clause="第二十七条第（二）项")
    misused = truth("违反规定使用救助基金", clause="第二十七条第（三）项")
    obstructed = truth("拒绝、妨碍监督检查", clause="第二十七条第（四）项")


CONDUCT_CLAUSES = (
    "第二十七条",
    "第二十七条第（一）项",
    "第二十七条第（二）项",
    "第二十七条第（三）项",
    "第二十七条第（四）项",
)


@rule(DOC, CONDUCT_CLAUSES, label="运行管理机构是否有应当追究的行为")
def operator_breach(c: Conduct) -> Truth:
    """Any one of the four."""
    return any_of(c.not_by_rule, c.false_report, c.misused, c.obstructed)


@rule(DOC, CONDUCT_CLAUSES, label="运行管理机构违约怎样处理")
def operator_consequences(c: Conduct) -> Record:
    """By the contract: liability, or its end; against the operator and those answerable."""
    fault = operator_breach(c)
    return record(
        by=("由谁处理", checklist(("市联席会议办公室", fault))),
        against=("对谁", checklist(("运行管理机构", fault), ("其负责人", fault))),
        measures=("按合同约定", checklist(("追究违约责任", fault), ("或者解除合同", fault))),
    )


class Staff(Facts):
    """工作人员的行为。"""

    works_for = choice(
        "所在单位", ["救助基金运行管理机构", "成员单位和有关部门"], clause="第二十八条"
    )
    misconduct = choice(
        "行为",
        ["滥用职权、玩忽职守、徇私舞弊", "贪污、挪用救助基金或者追偿款", "没有这些行为"],
        clause="第二十八条",
    )
    crime = truth("涉嫌犯罪", clause="第二十八条")


@rule(DOC, ("第二十八条", "第二十八条第二款"), label="工作人员违法怎样处理")
def staff_consequences(s: Staff) -> Text:
    """Dealt with by law, disciplined, or handed to the courts' side, by employer and gravity."""
    operator = s.works_for.is_("救助基金运行管理机构")
    theft = s.misconduct.is_("贪污、挪用救助基金或者追偿款")
    return choose(
        (s.misconduct.is_("没有这些行为"), text("不适用")),
        (s.crime, text("移交司法机关依法处理")),
        (operator, text("依法给予处理")),
        (
            theft,
            not_stated("对成员单位人员，本款没有写贪污、挪用而不涉嫌犯罪的", "第二十八条第二款"),
        ),
        otherwise=text("依法给予处分"),
    )


# --- 第六章 附则


class Person(Facts):
    """事故中的一个人。"""

    hurt = truth("在事故中伤亡", clause="第二条第二款")
    position = choice(
        "与肇事机动车的关系",
        ["被保险机动车的本车人员", "未投保的肇事机动车的本车人员", "不在肇事机动车上"],
        clause="第二十九条",
    )
    policyholder = truth("是被保险人", clause="第二十九条")


@rule(DOC, ("第二十九条", "第二条第二款"), label="是不是本办法所称的受害人")
def is_victim(o: Person) -> Truth:
    """Anyone hurt but the insured and those in the insured vehicle."""
    uninsured = all_of(
        DOC.reading("uninsured_occupant").is_("excluded"),
        o.position.is_("未投保的肇事机动车的本车人员"),
    )
    return all_of(o.hurt, ~o.position.is_("被保险机动车的本车人员"), ~uninsured, ~o.policyholder)


class FuneralItem(Facts):
    """殡葬中的一项收费。"""

    service = choice(
        "服务",
        ["遗体运送", "遗体停放", "遗体冷藏", "遗体火化", "其他必需的服务", "非必需的服务和用品"],
        clause="第三十条",
    )
    approved_price = truth("按价格主管部门核准的标准收取", clause="第三十条")


@rule(DOC, "第三十条", label="一项收费算不算丧葬费用")
def is_funeral_cost(i: FuneralItem) -> Truth:
    """A service necessary for the funeral, charged at the approved price."""
    return all_of(~i.service.is_("非必需的服务和用品"), i.approved_price)


@rule(DOC, "第三十条", label="减免后的丧葬费用", unit="元", rounding="分")
def funeral_cost(c: FuneralCosts) -> Number:
    """The charges less what the city's funeral policy takes off."""
    return _funeral_cost(c)


class Treatment(Facts):
    """一项抢救处理。"""

    condition = choice(
        "受伤人员的状况",
        [
            "生命体征不平稳",
            "平稳但不处理会有生命危险",
            "平稳但不处理会残疾或者器官功能障碍",
            "平稳但不处理会明显延长病程",
            "平稳且没有上述后果",
        ],
        clause="第三十一条",
    )
    by_guideline = truth("按诊疗指南采取", clause="第三十一条")
    necessary = truth("是必要的处理措施", clause="第三十一条")


@rule(DOC, "第三十一条", label="一项医疗费用算不算抢救费用")
def is_rescue_cost(t: Treatment) -> Truth:
    """Necessary treatment by the guideline of somebody in danger, or who would come to harm."""
    return all_of(~t.condition.is_("平稳且没有上述后果"), t.by_guideline, t.necessary)


@rule(DOC, "第三十三条", label="本办法由谁解释", any_day=True)
def interpretation(m: Measures) -> Texts:
    """Who explains the measures."""
    return checklist("市财政局", "市公安局")


@rule(DOC, "第三十四条", label="本办法何时施行、到哪天为止", any_day=True)
def validity(m: Measures) -> Record:
    """From when and to which last day the measures hold."""
    return record(since=("施行日期", p.effective_on), last_day=("有效期至", p.expires_on))


@rule(DOC, "第三十四条", label="某日本办法是否有效", any_day=True)
def in_force_on(m: Moment) -> Truth:
    """Whether the measures are in force on a day; both ends count."""
    return all_of(m.asked_on >= p.effective_on, m.asked_on <= p.expires_on)


@rule(
    DOC,
    ("第三十四条", "第一段"),
    label="某日适用哪一份救助基金办法（含新旧之间的空档）",
    any_day=True,
)
def applicable_measures(m: Moment) -> Text:
    """The old measures, none in a gap, these, none again."""
    return choose(
        (m.asked_on < _repealed_on(), text("青政办发〔2015〕17号尚未被废止")),
        (m.asked_on < p.effective_on, text("空档：旧办法已废止，新办法尚未施行")),
        (m.asked_on <= p.expires_on, text("青政办发〔2020〕12号")),
        otherwise=text("青政办发〔2020〕12号有效期已满"),
    )
