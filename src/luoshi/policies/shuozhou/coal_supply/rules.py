"""朔政办发〔2023〕33号 朔州市煤炭保供应急预案, in the order of the text."""

from luoshi.policies.shuozhou.coal_supply.duties import (
    AT_ONE,
    AT_TWO,
    COMMERCE,
    DUTY_ROSTER,
    EMERGENCY,
    ENERGY,
    GRID,
    HEALTH,
    INDUSTRY,
    LOCAL_POWER,
    MARKET,
    MINES,
    MOTORWAY,
    POLICE,
    RAILWAY,
    ROADS,
    TRANSPORT,
    UNITS,
    WEATHER,
    at_one,
    card,
)
from luoshi.rules import (
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    advised,
    all_of,
    always,
    any_of,
    checklist,
    choice,
    choose,
    labelled,
    most,
    none_of,
    not_stated,
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

OFFICE, HQ, COMMANDER = "市指挥部办公室", "市指挥部", "市指挥部指挥长"
DIRECTOR, HIGHER, DISPATCH = "市指挥部办公室主任", "市应急救援总指挥部", "市调度指挥组"
CITY, COUNTY, COUNTY_HQ = "市人民政府", "县（市、区）人民政府", "县（市、区）指挥部"
WARNING_ONE, WARNING_TWO, NO_WARNING = "一级预警", "二级预警", "不到预警条件"
ONE, TWO, NONE = "一级响应", "二级响应", "不启动响应"
LEVELS = [TWO, ONE]
DEPARTMENTS = ("能源", "公安", "气象", "应急", "规划和自然资源", "交通")
MEMBERS = (
    "市委宣传部", "市发展和改革委", "市工信局", "市公安局", "市财政局", "市规划和自然资源局", "市生态环境局",
    "市城市管理局", "市交通运输局", "山西省公路局朔州分局", "市卫健委", "市应急管理局", "市市场监管局",
    "市能源局", "市气象局", MINES, "国家金融监督管理总局朔州监管分局", "市防震减灾中心", "武警朔州支队",
    "市消防救援支队", "山西地方电力有限公司朔州分公司", "中国移动朔州分公司", "中国联通朔州分公司",
    "中国电信朔州分公司", "国网朔州供电公司", "朔州车务段", "朔州高速公路分公司", COUNTY, "各煤炭主体企业及煤矿",
)  # fmt: skip


class Lookup(Facts):
    """本预案（直接查询，不需要事实）。"""


# --- 印发、1 总则


@rule(DOC, ("落款", "主送", "附注"), label="煤炭保供应急预案由谁在何时印发，发给谁", any_day=True)
def issuance(x: Lookup) -> Record:
    """Who issued the plan, when, and to whom."""
    return record(
        issuer=("印发机关", text("朔州市人民政府办公室")),
        issued_on=("印发日期", p.issued_on),
        recipients=("主送", checklist(COUNTY, "朔州经济开发区管委会", "市直各有关单位")),
        publicity=("公开方式", text("此件公开发布")),
    )


class Event(Facts):
    """一起影响煤炭供应的事件。"""

    in_city = truth("由朔州市应对", clause="1.3")
    sudden = choice(
        "事件的起因",
        ["极端天气", "自然灾害", "生产安全事故", "疫情", "其他突发情况", "不是突发情况"],
        clause="1.3",
    )
    livelihood = truth("影响发电、供暖等民生用煤", clause="1.3")
    link = choice(
        "影响的环节", ["生产", "采购", "运输", "供应", "储存", "销售", "其他"], clause="1.3"
    )


@rule(DOC, "1.3", label="一起煤炭供应事件是否适用本预案")
def in_scope(x: Event) -> Truth:
    """A sudden situation that touches coal for people's livelihood, in any link from mine to user."""
    return all_of(x.in_city, ~x.sudden.is_("不是突发情况"), x.livelihood, ~x.link.is_("其他"))


class Share(Facts):
    """煤炭保供工作中的一份责任。"""

    matter = choice(
        "责任",
        ["统一领导", "统筹协调、安排部署", "监督", "主体责任", "本县（市、区）煤炭应急保供"],
        clause="1.4",
    )


@rule(DOC, ("1.4（1）", "1.4（2）"), label="煤炭保供由谁领导、谁协调、谁监督、谁负主体责任")
def responsible(x: Share) -> Text:
    """Who leads, coordinates, supervises, and answers for its own supply."""
    return choose(
        (x.matter.is_("统一领导"), step("领导", text(CITY), "1.4（1）")),
        (x.matter.is_("统筹协调、安排部署"), step("协调", text(ENERGY), "1.4（1）")),
        (x.matter.is_("监督"), step("监督", text("部门"), "1.4（2）")),
        (x.matter.is_("主体责任"), step("主体", text("企业"), "1.4（2）")),
        otherwise=step("属地", text(COUNTY), "1.4（2）"),
    )


@rule(DOC, ("1.4（1）", "1.4（2）", "1.4（3）", "1.4（4）"), label="煤炭保供的工作原则有哪些")
def principles(x: Lookup) -> Texts:
    """The four principles."""
    return checklist("统一领导", "分级负责", "预防为主", "有效预警")


# --- 2 组织指挥体系


class Post(Facts):
    """指挥体系里的一个职务或者机构。"""

    post = choice(
        "职务或者机构", ["指挥长", "副指挥长", "指挥部办公室", "办公室主任"], clause="2.1"
    )


@rule(
    DOC,
    ("2.1第一段", "2.1第二段", "2.1第三段", "2.2第一段"),
    label="煤炭保供应急指挥部的指挥长（总指挥）、副指挥长、办公室和办公室主任是谁",
)
def who_holds(x: Post) -> Text:
    """The mayor commands, the vice mayor for energy is deputy, the office is at the energy bureau."""
    return choose(
        (x.post.is_("指挥长"), step("指挥长", text("市长"), "2.1第二段")),
        (x.post.is_("副指挥长"), step("副指挥长", text("分管能源工作的副市长"), "2.1第三段")),
        (x.post.is_("指挥部办公室"), step("办公室", text("设在市能源局"), "2.2第一段")),
        otherwise=step("主任", text("市能源局主要负责人兼任"), "2.2第一段"),
    )


@rule(DOC, "2.1第四段", label="煤炭保供应急指挥部的成员单位有哪些")
def members(x: Lookup) -> Texts:
    """The members as listed; the headquarters may add other offices of the city."""
    return checklist(*MEMBERS)


class Body(Facts):
    """一个单位。"""

    body = choice("单位", [*MEMBERS, COMMERCE, "其他市直部门、单位"], clause="2.1第四段")


@rule(DOC, "2.1第四段", label="一个单位是不是煤炭保供指挥部的成员单位")
def membership(x: Body) -> Text:
    """A member by the list; other offices of the city may be drawn in. 市商务局 has work and no seat."""
    drawn_in = text("不在名单，可以抽调为成员")
    return choose(
        (all_of(x.body.is_(COMMERCE), DOC.reading("commerce").is_("outside")), text("不在名单，不算成员")),
        (x.body.is_in(COMMERCE, "其他市直部门、单位"), drawn_in),
        otherwise=text("成员单位"),
    )  # fmt: skip


@rule(DOC, "2.3第一段", label="调度指挥组（调度组）由谁组成、谁可以调整")
def dispatch_group(x: Lookup) -> Record:
    """Members of the headquarters and the government of the place; the commander may change it."""
    return record(
        members=("组成", checklist("市指挥部成员", "保供事发地人民政府")),
        daily=("日常", text("建立保供事件防范应对调度指挥组")),
        during=("保供事件发生后", text("根据需要抽调成员参与处置和调度")),
        changed_by=("调整组成、调集其他部门单位", text("指挥长")),
    )


class Superior(Facts):
    """上级是否成立了保供机构。"""

    superior = truth("上级成立了保供机构", clause="2.3")


@rule(DOC, "2.3第一段", label="上级成立保供机构时下级调度组怎么办")
def dispatch_under_superior(x: Superior) -> Text:
    """The lower group joins the superior's body and works with it; otherwise it stays as it is."""
    return choose(
        (x.superior, text("纳入上级工作机构，配合处置和调度")),
        otherwise=text("按市指挥部成员和事发地人民政府组成，自行开展"),
    )


# --- 3 风险防控


@rule(DOC, "3第一段", label="谁要健全煤炭保供风险防控体系和评估机制，谁定风险清单")
def risk_control(x: Lookup) -> Record:
    """Who builds the system, who keeps the list of major risks, and how often: 定期, no number."""
    return record(
        system=(
            "健全体系和机制",
            checklist(
                "交通部门", "能源部门", "应急部门", "气象部门", "规划和自然资源部门", "卫健部门",
                "煤炭保供企业", "煤炭运输企业",
            ),
        ),
        lists=("定期分析研判、确定重大保供风险清单、制定应对方案", text("市、县（市、区）能源局")),
        every=("多久一次", not_stated("只写定期，没有写多久一次", "3第一段")),
        firms=("督促指导企业", text("制定防控方案，落实防控措施，管控保供失衡风险")),
    )  # fmt: skip


class Risk(Facts):
    """一起可能发生的保供事件。"""

    severity = choice("可能发生的保供事件的等级", ["一般", "较大", "重大", "特别重大"], clause="3")


def _major(x: Risk) -> Truth:
    return x.severity.is_in("较大", "重大", "特别重大")


@rule(DOC, "3第一段", label="可能发生的保供事件是否要立即报告")
def risk_report_due(x: Risk) -> Truth:
    """较大 and above, 较大 included; what 较大 is stands in no clause."""
    return warn_when(always, _major(x), "较大及以上的标准原文未写明，等级由能源局认定", "3第一段")


@rule(DOC, "3第一段", label="可能发生较大及以上保供事件向谁报告")
def risk_report_to(x: Risk) -> Texts:
    """Three receivers, at once; none for a lesser event."""
    return checklist(
        ("本级人民政府", _major(x)),
        ("煤炭保供主管部门", _major(x)),
        ("上一级煤炭保供主管部门", _major(x)),
    )


@rule(DOC, "3第一段", label="煤炭企业自己要做哪些风险管控工作")
def firm_risk_work(x: Lookup) -> Texts:
    """What firms that produce, store and carry coal do about risks, by their own standards."""
    return checklist("风险辨识", "分析", "评估分级", "管控", "上报")


# --- 4.1 监测


@rule(DOC, "4.1第一段", label="煤炭保供监测由谁做、和谁会商、建什么数据库")
def monitoring(x: Lookup) -> Record:
    """The energy bureaus watch; others consult and share with them."""
    return record(
        by=("监测", text("市、县（市、区）能源局")),
        consult=(
            "定期会商、信息共享",
            checklist("应急部门", "气象部门", "规划和自然资源部门", "卫健部门"),
        ),
        database=("数据库", text("煤炭保供事件基础信息数据库")),
        kinds=("数据库按什么分", checklist("自然灾害", "事故灾难", "公共卫生")),
        prone=("保供事件易发区域", text("加强监测")),
        every=("会商多久一次", not_stated("只写定期，没有写多久一次", "4.1第一段")),
    )


@rule(DOC, "4.1第一段", label="可能造成保供事件的信息报告给谁、怎样报")
def possible_event_report(x: Lookup) -> Record:
    """To three receivers, by the level of the warning, promptly; no hours are given."""
    return record(
        to=(
            "报告",
            checklist("同级政府", "煤炭保供主管部门", "上级煤炭保供主管部门"),
        ),
        how=("怎样报", text("及时，按照预警等级")),
        also=("同时", text("指导企业做好保供应急准备")),
        within=("期限", not_stated("只写及时，没有写时限", "4.1第一段")),
    )


@rule(DOC, "4.1第一段", label="煤炭生产、储存、运输企业的监测要做什么、报给谁")
def firm_monitoring(x: Lookup) -> Record:
    """Bodies, people, methods; output, price and stock; told to the local authority."""
    return record(
        system=("落实", checklist("监测预警机构", "人员", "职责", "方法与程序")),
        sources=("要分析的信息", checklist("产量", "价格", "库存波动")),
        rules=("制度", checklist("信息来源分析", "日常数据监测", "风险分析与评估")),
        to=("监测情况报给", text("属地煤炭保供主管部门")),
    )


# --- 4.2 预警


@rule(DOC, "4.2第一段", label="煤炭保供预警由谁发布、按什么程序")
def warning_issued_by(x: Lookup) -> Record:
    """Each department by the procedure it already has; no single issuer is named."""
    return record(
        departments=(
            "部门",
            checklist("能源", "气象", "规划和自然资源", "交通运输", "应急", "卫健"),
        ),
        procedure=("程序", text("各部门原有的发布程序")),
        watched=("研判的影响", checklist("气象", "地震", "地质", "公共卫生")),
        content=("预警信息写什么", not_stated("原文没有列出预警信息的内容", "4.2第一段")),
    )


class Assessed(Facts):
    """部门对一项风险信息的研判。"""

    assessed = truth("已经研判、评估", clause="4.2")
    possible = truth("认为可能引发煤炭保供事件", clause="4.2")
    own_procedure = truth("已按本部门原有的发布程序审签", clause="4.2")


@rule(DOC, "4.2第一段", label="能不能发布煤炭保供预警信息")
def may_publish(x: Assessed) -> Truth:
    """Assessed, found able to cause an event, and passed by the department's own procedure."""
    return all_of(x.assessed, x.possible, x.own_procedure)


@rule(DOC, "4.2第一段", label="预警发布后谁指令谁待命，企业做什么")
def warning_follow_up(x: Lookup) -> Record:
    """Standby by order of the energy and other departments; supervision on the spot is optional."""
    return record(
        by=("指令", text("能源及有关部门")),
        standby=("进入待命状态", checklist("应急队伍", "相关单位")),
        supervision=("现场督导", text("视情派相关人员")),
        firms=("相关企业", text("采取针对性的预防措施")),
        firm_system=("企业的预警机制要明确", checklist("预警信息的报告程序", "预警信息的解除程序")),
        firm_report=("企业的研判结果报给", text("属地煤炭保供主管部门")),
    )


STOCKS = ("stock_lowest", "stock_average", "stock_highest")
UNTOLD = 3650
"""Days of stock that stand for “nobody told any” in readings: the most that the facts take."""


class Situation(Facts):
    """全市煤炭运行情况。"""

    cause = truth("由极端天气、自然灾害、生产安全事故、疫情等突发情况导致", clause="4.2.1第三段")
    stock_lowest = quantity(
        "重点发电、供热企业煤炭库存天数：最低的一家",
        "天",
        decimals=3,
        max=3650,
        clause="4.2.1第三段",
    )
    stock_average = quantity(
        "重点发电、供热企业煤炭库存天数：各家平均", "天", decimals=3, max=3650, clause="4.2.1第三段"
    )
    stock_highest = quantity(
        "重点发电、供热企业煤炭库存天数：最高的一家",
        "天",
        decimals=3,
        max=3650,
        clause="4.2.1第三段",
    )
    market = choice("煤炭市场供应情况", ["正常", "供应紧张", "供应严重不足"], clause="4.2.1第三段")
    low_days = quantity(
        "全市日产量已经连续低于年度每日保供量的天数", "天", max=3650, clause="4.2.1第三段"
    )
    price = choice("煤炭价格", ["正常", "异常波动", "大幅波动"], clause="4.2.1第三段")
    other = choice(
        "需要预警的其他情形", ["没有", "需要二级预警", "需要一级预警"], clause="4.2.1第三段"
    )


def _stock(s: Situation) -> Number:
    of = DOC.reading("stock_of")
    counted = choose(
        (of.is_("average"), s.stock_average), (of.is_("every"), s.stock_highest),
        otherwise=s.stock_lowest,
    )  # fmt: skip
    return step("计入的库存天数", counted, "4.2.1第三段")


@rule(DOC, ("4.2.1第三段", "4.2.1第五段"), label="库存天数按哪个数看", unit="天")
def stock_that_counts(s: Situation) -> Number:
    """The lowest firm, the average of all, or the highest: a declared reading."""
    return _stock(s)


def _stock_two(s: Situation) -> Truth:
    return labelled(p.stock_two.admits(_stock(s)), "库存不足二级的天数", "4.2.1第三段")


def _stock_one(s: Situation) -> Truth:
    return labelled(p.stock_one.admits(_stock(s)), "库存不足一级的天数", "4.2.1第五段")


def _run_two(s: Situation) -> Truth:
    return labelled(s.low_days >= p.run_two, "日产量连续偏低达到二级的天数", "4.2.1第三段")


def _run_one(s: Situation) -> Truth:
    return labelled(s.low_days >= p.run_one, "日产量连续偏低达到一级的天数", "4.2.1第五段")


def _market_two(s: Situation) -> Truth:
    return s.market.is_in("供应紧张", "供应严重不足")


def _price_two(s: Situation) -> Truth:
    return s.price.is_in("异常波动", "大幅波动")


def _other_two(s: Situation) -> Truth:
    return s.other.is_in("需要二级预警", "需要一级预警")


def _two(s: Situation, stock: Truth, together: Truth) -> Truth:
    """Whether 二级 is reached, the items joined as said; the stock as it counts under the cause."""
    market, run, price = _market_two(s), _run_two(s), _price_two(s)
    return choose(
        (together, any_of(all_of(stock, market, run, price), _other_two(s))),
        otherwise=any_of(stock, market, run, price, _other_two(s)),
    )


def _one(s: Situation, stock: Truth, together: Truth) -> Truth:
    market, price = s.market.is_("供应严重不足"), s.price.is_("大幅波动")
    run, other = _run_one(s), s.other.is_("需要一级预警")
    return choose(
        (together, any_of(all_of(stock, market, run, price), other)),
        otherwise=any_of(stock, market, run, price, other),
    )


def _level(s: Situation, together: Truth) -> Text:
    stock_only = DOC.reading("cause").is_("stock_only")
    one = choose(
        (stock_only, _one(s, all_of(s.cause, _stock_one(s)), together)),
        otherwise=all_of(s.cause, _one(s, _stock_one(s), together)),
    )
    two = choose(
        (stock_only, _two(s, all_of(s.cause, _stock_two(s)), together)),
        otherwise=all_of(s.cause, _two(s, _stock_two(s), together)),
    )
    return choose((one, text(WARNING_ONE)), (two, text(WARNING_TWO)), otherwise=text(NO_WARNING))


@rule(
    DOC,
    ("4.2.1第一段", "4.2.1第三段", "4.2.1第五段"),
    label="煤炭库存几天、电厂没煤（煤不够）、产量、市场、价格达到几级预警（分级判断）",
)
def warning_level(s: Situation) -> Text:
    """The highest level whose conditions hold; one item is enough unless the other reading is chosen."""
    return _level(s, DOC.reading("joined").is_("all"))


@rule(DOC, ("4.2.1第三段", "4.2.1第五段"), label="如果几项要同时具备，是几级预警（对照）")
def warning_level_together(s: Situation) -> Text:
    """The same with the four items required together, whatever reading is chosen: for comparison."""
    return _level(s, always)


def _alone(cause: Truth, one: Truth, two: Truth) -> Text:
    return choose(
        (all_of(cause, one), text(WARNING_ONE)), (all_of(cause, two), text(WARNING_TWO)),
        otherwise=text(NO_WARNING),
    )  # fmt: skip


@rule(DOC, ("4.2.1第三段", "4.2.1第五段"), label="只看库存天数，够几级预警")
def stock_alone(s: Situation) -> Text:
    """What the stock alone reaches; the other items may make it higher."""
    return _alone(s.cause, _stock_one(s), _stock_two(s))


@rule(DOC, ("4.2.1第三段", "4.2.1第五段"), label="只看日产量连续低于保供量的天数，够几级预警")
def output_alone(s: Situation) -> Text:
    """What the run of low days alone reaches; the other items may make it higher."""
    caused = any_of(DOC.reading("cause").is_("stock_only"), s.cause)
    return _alone(caused, _run_one(s), _run_two(s))


@rule(DOC, "4.2.1第三段", label="达到二级预警的是哪几项")
def grounds_two(s: Situation) -> Texts:
    """The items that reach 二级 by themselves, in the order of the text."""
    return checklist(
        ("库存", _stock_two(s)), ("市场供应", _market_two(s)), ("日产量", _run_two(s)),
        ("价格", _price_two(s)), ("其他情形", _other_two(s)),
    )  # fmt: skip


@rule(DOC, "4.2.1第五段", label="达到一级预警的是哪几项")
def grounds_one(s: Situation) -> Texts:
    """The items that reach 一级 by themselves, in the order of the text."""
    return checklist(
        ("库存", _stock_one(s)), ("市场供应", s.market.is_("供应严重不足")), ("日产量", _run_one(s)),
        ("价格", s.price.is_("大幅波动")), ("其他情形", s.other.is_("需要一级预警")),
    )  # fmt: skip


class Output(Facts):
    """全市一天的煤炭产量。"""

    output = quantity("全市当日煤炭产量（万吨）", "", decimals=4, max=100_000, clause="4.2.1第三段")


@rule(DOC, "4.2.1第三段", label="这一天的产量是否低于年度每日保供量")
def below_quota(x: Output) -> Truth:
    """Strictly below; the quota is not in the text and must be supplied."""
    return x.output < p.daily_quota


@rule(
    DOC,
    ("4.2.1第一段", "4.2.1第三段", "4.2.1第五段"),
    label="预警分几级、各级几天（20天、15天、5天、10天）、有没有颜色",
)
def warning_ladder(x: Lookup) -> Record:
    """Two levels, 一级 the higher; the text names no colours."""
    return record(
        levels=("级别，由高到低", checklist("一级", "二级")),
        stock_two=("二级：库存不足（天）", p.stock_two),
        stock_one=("一级：库存不足（天）", p.stock_one),
        run_two=("二级：连续低于保供量（天）", p.run_two),
        run_one=("一级：连续低于保供量（天）", p.run_one),
        colours=("颜色", not_stated("原文没有写预警颜色", "4.2.1第一段")),
    )


# --- 4.2.2 警后预防


class Actor(Facts):
    """预警发布后采取预防措施的单位。"""

    actor = choice(
        "单位",
        ["能源、公安、气象、应急、规划和自然资源、交通等部门", "煤炭企业", "一级安全质量标准化矿井", "正常生产的露天煤矿",
         "洗（选）煤厂", "集装站", "煤场", "煤矿"],
        clause="4.2.2",
    )  # fmt: skip


@rule(
    DOC,
    (
        "4.2.2第一段", "4.2.2（1）", "4.2.2（2）", "4.2.2（3）", "4.2.2（4）", "4.2.2（5）", "4.2.2（6）",
        "4.2.2（7）",
    ),
    label="预警发布后各单位采取哪些预防措施（警后预防）",
)  # fmt: skip
def prevention(x: Actor) -> Texts:
    """What departments and firms may or must do after a warning; it follows the level up and down.

    The head of the list names departments and the firms concerned, so that (1) to (3) are the firms' too.
    """
    a = x.actor
    mine = a.is_in("煤炭企业", "煤矿", "一级安全质量标准化矿井", "正常生产的露天煤矿")
    firm = any_of(mine, a.is_in("洗（选）煤厂", "集装站", "煤场"))
    pit = a.is_in("煤矿", "一级安全质量标准化矿井", "正常生产的露天煤矿")
    store = any_of(pit, a.is_in("洗（选）煤厂", "集装站", "煤场"))
    return checklist(
        "根据需要启动应急协作机制",
        "跟踪监测，加强值班和信息报告",
        "队伍和人员待命，调集运力装备，检测车辆和通信设备",
        ("安排生产接续，排查储备和产销问题并报告", firm),
        ("检修维护设备，保证矿井设备正常", firm),
        ("做好应急保供的各项准备", a.is_("一级安全质量标准化矿井")),
        ("建立库存制度，提高储备量", store),
        ("可以强化生产组织和剥离准备", a.is_("正常生产的露天煤矿")),
        ("提升储备能力，建立产能应急储备制度", a.is_in("洗（选）煤厂", "集装站")),
        ("建立可中断工业用户名单，优先保障民生", firm),
        ("签月度供煤合同，执行中长期合同", pit),
        ("储备融雪剂、除雪车、装载机，保证道路畅通", any_of(pit, a.is_in("煤场", "集装站"))),
        ("与周边煤矿沟通，制定增供计划", a.is_("集装站")),
        ("协调朔州车务段增加运力，提高装卸能力", any_of(pit, a.is_in("煤场", "集装站"))),
    )


class Raised(Facts):
    """预警级别有没有调整。"""

    adjusted = truth("预警级别已经调整", clause="4.2.2")


@rule(DOC, "4.2.2第一段", label="预警级别调整后预防措施怎么办")
def prevention_follows(x: Raised) -> Text:
    """Measures follow the level."""
    return choose(
        (x.adjusted, text("随预警级别调整预防措施")), otherwise=text("按现行级别采取措施")
    )


@rule(DOC, "4.2.2（4）", label="煤炭企业排查出的问题报给谁解决")
def problems_to(x: Lookup) -> Texts:
    """Three receivers, promptly."""
    return checklist(ENERGY, EMERGENCY, MINES)


class Storage(Facts):
    """全市洗（选）煤厂、集装站点的煤炭库存。"""

    amount = quantity(
        "全市洗（选）煤厂、集装站点煤炭库存量合计（万吨）",
        "",
        decimals=4,
        max=1_000_000,
        clause="4.2.2（5）",
    )


def _storage_floor() -> Number:
    return choose((DOC.reading("storage").is_("upper"), p.storage_upper), otherwise=p.storage_floor)


@rule(DOC, "4.2.2（5）", label="全市洗（选）煤厂、集装站点的煤炭库存量够不够")
def storage_enough(x: Storage) -> Truth:
    """Not below the floor, for the whole city and not for each site; the printed range is a reading."""
    return all_of(
        x.amount >= _storage_floor(),
        advised(x.amount >= p.storage_upper, "库存量达到区间的上端", "4.2.2（5）"),
    )


@rule(DOC, "4.2.2（5）", label="全市洗（选）煤厂、集装站点的煤炭库存还差多少（万吨）")
def storage_short(x: Storage) -> Number:
    """What lacks to the floor; nothing where it is met."""
    return positive(_storage_floor() - x.amount)


class Customer(Facts):
    """一类用煤的用户。"""

    customer = choice(
        "用户",
        ["居民生活", "供暖", "电厂", "其他公共服务设施", "可中断工业用户", "其他工业用户"],
        clause="4.2.2（6）",
    )


def _livelihood(x: Customer) -> Truth:
    return x.customer.is_in("居民生活", "供暖", "电厂", "其他公共服务设施")


@rule(DOC, ("4.2.2（6）", "5.2.1（2）"), label="供煤先保谁（压非保民、民生优先）")
def supply_priority(x: Customer) -> Text:
    """Homes, heating, power plants and public services first; industry gives way."""
    return choose((_livelihood(x), text("优先保障")), otherwise=text("让位于民生用煤"))


class Cut(Customer):
    """响应期间对一类用户的供煤。"""

    responding = truth("已经启动二级或者一级响应", clause="5.2.1")


@rule(DOC, "5.2.1（2）", label="响应期间能不能对一类用户减供或者停供煤炭")
def may_cut(x: Cut) -> Truth:
    """Only industry, only while a response stands, and as the case requires (酌情)."""
    return all_of(x.responding, ~_livelihood(x))


@rule(DOC, "4.2.2（6）", label="煤矿与发电、供热企业签什么合同")
def contracts(x: Lookup) -> Texts:
    """Monthly contracts go on, and the long-term contracts are kept."""
    return checklist("继续签订月度供煤合同", "严格执行煤炭中长期合同制度")


@rule(DOC, "4.2.2（7）", label="雨雪天气（大雪、下雪）要储备哪些除雪物资、谁储备、保证哪里畅通")
def snow_stock(x: Lookup) -> Record:
    """What is stored for snow, by whom, and which roads it keeps open."""
    return record(
        by=("谁", checklist("煤矿", "煤场", "集装站")),
        goods=("物资设备", checklist("融雪剂", "除雪车", "装载机")),
        roads=("保证畅通", checklist("采坑及矿区道路", "厂区道路")),
        railway=("增加铁路运力找谁协调", text(RAILWAY)),
        station=("集装站另外", text("提前与周边煤矿沟通，制定应急保供期间的增供计划")),
    )


# --- 4.2.3 预警解除


class Easing(Facts):
    """预警期间情况的好转。"""

    eased = truth("保供事件得到缓减", clause="4.2.3")
    stock_basic = truth("煤炭库存达到基本水平", clause="4.2.3", gist="多少天算基本水平原文未写明")
    market_basic = truth("煤炭市场供求基本正常", clause="4.2.3")
    supply_restored = truth("企业已经恢复正常供应", clause="4.2.3")
    same_unit = truth("提出解除的就是发布这次预警的单位", clause="4.2.3")


@rule(DOC, "4.2.3第一段", label="能不能解除煤炭保供预警（解除预警的条件）")
def may_lift_warning(x: Easing) -> Truth:
    """The event eased, stock and market basically normal, supply restored; by whoever issued it."""
    return all_of(
        x.eased, x.stock_basic, x.market_basic, x.supply_restored,
        labelled(x.same_unit, "谁启动、谁解除", "4.2.3第一段"),
    )  # fmt: skip


@rule(DOC, "4.2.3第一段", label="解除预警还差哪些条件")
def lift_lacking(x: Easing) -> Texts:
    """The conditions that do not hold yet."""
    return checklist(
        ("保供事件得到缓减", ~x.eased), ("库存达到基本水平", ~x.stock_basic),
        ("市场供求基本正常", ~x.market_basic), ("企业恢复正常供应", ~x.supply_restored),
        ("由发布单位提出", ~x.same_unit),
    )  # fmt: skip


@rule(DOC, "4.2.3第一段", label="解除预警由谁提出、谁决定，还要做什么")
def lifted_by(x: Lookup) -> Record:
    """Whoever issued it proposes; whether somebody else approves is a reading."""
    return record(
        proposes=("提出", text("预警发布单位")),
        decides=(
            "决定",
            choose(
                (DOC.reading("lifted_by").is_("not_stated"), not_stated("由谁批准解除原文未写明", "4.2.3第一段")),
                otherwise=text("预警发布单位"),
            ),
        ),
        also=("同时", text("做好各项工作交接")),
    )  # fmt: skip


# --- 5.1 信息报告


@rule(DOC, ("5.1（1）", "5.2.1（1）"), label="谁要24小时值班")
def round_the_clock(x: Lookup) -> Record:
    """Who keeps the roster at all times, who while the plan is active, and for how many hours."""
    return record(
        always=(
            "平时",
            checklist("市、县（市、区）人民政府", "能源局", "煤炭保供企业监管部门", "煤炭主体企业"),
        ),
        hours=("小时", p.duty_hours),
        during=("预案启动期间", checklist(OFFICE, "各成员单位")),
        during_hours=("启动期间的小时", p.response_duty_hours),
        also=("同时", text("安排专人汇总和报送信息")),
    )


class Incident(Facts):
    """应急保供期间企业遇到的一件事。"""

    incident = choice(
        "发生的情况",
        ["生产暂停", "运输不畅", "销售困难", "其他突发情况", "没有异常"],
        clause="5.1（2）",
    )
    securing = truth("在应急保供期间", clause="5.1（2）")


def _reportable(x: Incident) -> Truth:
    return all_of(x.securing, ~x.incident.is_("没有异常"))


@rule(DOC, "5.1（2）", label="煤矿停产、运煤不畅、卖煤困难要不要报告")
def incident_report_due(x: Incident) -> Truth:
    """Any such incident while supply is being secured; promptly, without hours."""
    return _reportable(x)


@rule(DOC, "5.1（2）", label="企业停产、运输不畅、销售困难报告给谁")
def incident_report_to(x: Incident) -> Texts:
    """Five receivers."""
    due = _reportable(x)
    return checklist(
        ("属地县（市、区）人民政府", due), (ENERGY, due), (EMERGENCY, due), ("市工信局", due), (MINES, due),
    )  # fmt: skip


class OfficeReport(Facts):
    """市指挥部办公室的报告。"""

    urgent = truth("在紧急状态下", clause="5.1（3）")


@rule(DOC, "5.1（3）", label="市指挥部办公室怎样向市指挥部报告供应情况")
def office_report(x: OfficeReport) -> Text:
    """Regularly; by fast special reports in an emergency. No interval is given for either."""
    return choose((x.urgent, text("快速专报")), otherwise=text("定期报告"))


@rule(DOC, "5.1（3）", label="市指挥部办公室收到报告以后做什么")
def on_receipt(x: Lookup) -> Texts:
    """Investigate, verify, report to the headquarters, tell members as needed."""
    return checklist("及时调查核实报告事项", "报市指挥部", "根据严重程度和处置需要通报成员单位")


class Report(Facts):
    """一份保供事件信息报告。"""

    stage = choice("报告", ["首报", "续报", "终报"], clause="5.1第一段")
    has_time = truth("写明时间", clause="5.1第一段")
    has_place = truth("写明地点", clause="5.1第一段")
    has_source = truth("写明信息来源", clause="5.1第一段")
    has_supply = truth("写明资源供需现状", clause="5.1第一段")
    has_scope = truth("写明影响范围", clause="5.1第一段")
    has_trend = truth("写明发展趋势", clause="5.1第一段")
    has_measures = truth("写明已经采取的措施", clause="5.1第一段")


@rule(DOC, "5.1第一段", label="首报、续报、终报各要怎样")
def report_virtue(x: Report) -> Text:
    """The first fast, the follow-ups accurate, the final one true."""
    return choose(
        (x.stage.is_("首报"), text("要快")),
        (x.stage.is_("续报"), text("要准")),
        otherwise=text("要实"),
    )


@rule(DOC, "5.1第一段", label="首报、续报、终报的报告时限，几小时内报出")
def report_deadline(x: Lookup) -> Text:
    """The text sets no clock for any of them."""
    return not_stated("只写首报要快、根据事态及时续报，没有写几小时内报", "5.1第一段")


@rule(DOC, "5.1第一段", label="保供事件信息报告缺哪些内容")
def report_missing(x: Report) -> Texts:
    """The seven contents that the report lacks."""
    return checklist(
        ("时间", ~x.has_time), ("地点", ~x.has_place), ("信息来源", ~x.has_source),
        ("资源供需现状", ~x.has_supply), ("影响范围", ~x.has_scope), ("发展趋势", ~x.has_trend),
        ("已经采取的措施", ~x.has_measures),
    )  # fmt: skip


@rule(DOC, "5.1第一段", label="保供事件信息报告要写哪些内容")
def report_contents(x: Lookup) -> Texts:
    """Seven contents."""
    return checklist(
        "时间", "地点", "信息来源", "资源供需现状", "影响范围", "发展趋势", "已经采取的措施"
    )


# --- 5.2 分级响应


class Condition(Situation):
    """对照分级响应条件的结论；用预警条件代替时还要全市煤炭运行情况。"""

    conditions = choice(
        "对照分级响应条件（附件3，见网络版）的结论",
        ["都不符合", "符合二级响应条件", "符合一级响应条件", "超出一级响应条件"],
        clause="5.2第一段",
    )


@rule(DOC, "5.2第一段", label="该启动几级响应")
def response_level(x: Condition) -> Text:
    """By the office's finding against the annex; by the level of the warning where so chosen."""
    warned = warning_level(x)
    by_warning = choose(
        (warned.is_(WARNING_ONE), text(ONE)),
        (warned.is_(WARNING_TWO), text(TWO)),
        otherwise=text(NONE),
    )
    by_annex = choose(
        (x.conditions.is_in("符合一级响应条件", "超出一级响应条件"), text(ONE)),
        (x.conditions.is_("符合二级响应条件"), text(TWO)),
        otherwise=text(NONE),
    )
    return choose(
        (DOC.reading("response_conditions").is_("warning"), by_warning), otherwise=by_annex
    )


class Level(Facts):
    """一级或者二级响应。"""

    level = choice("响应级别", LEVELS, clause="5.2")


@rule(DOC, ("5.2第一段", "5.2.1第一段"), label="一级、二级保供事件由市还是县指挥部负责应对")
def handled_by(x: Level) -> Text:
    """City for 一级, county for 二级; another sentence lets the city's office director start 二级."""
    city_too = DOC.reading("in_charge_of_two").is_("city")
    county = warn_when(
        always, text(COUNTY_HQ), "二级响应仍由市指挥部办公室主任启动和结束", "5.2.1第一段"
    )
    return choose((any_of(x.level.is_(ONE), city_too), text(HQ)), otherwise=county)


@rule(DOC, ("5.2.1第一段", "5.2.2第一段"), label="响应由谁启动、谁宣布")
def started_by(x: Level) -> Text:
    """二级 by the director of the office; 一级 by the commander, after the director has reported."""
    return choose(
        (x.level.is_(TWO), step("二级", text(DIRECTOR), "5.2.1第一段")),
        otherwise=step("一级", text(COMMANDER), "5.2.2第一段"),
    )


@rule(DOC, ("5.2.1第一段", "5.2.2第一段"), label="启动响应要先向谁报告")
def reported_first_to(x: Level) -> Text:
    """For 一级 the director reports to the commander; for 二级 no report comes first."""
    return choose(
        (x.level.is_(ONE), text(f"由{DIRECTOR}向指挥长报告")),
        otherwise=not_stated("二级响应没有写启动前要先报告", "5.2.1第一段"),
    )


@rule(DOC, "5.2.1第一段", label="二级响应启动后市指挥部办公室做什么")
def office_at_two(x: Lookup) -> Texts:
    """Follow by telephone and video, send a group as needed, prepare for a larger response."""
    return checklist(
        "通过电话、视频连线密切关注处置和事态",
        "视情派出工作组赶赴现场",
        "指导、协调保供工作",
        "做好扩大响应的准备",
    )


class Duty(Facts):
    """一个单位在一级或者二级响应中的工作。"""

    unit = choice("单位", [*UNITS.values(), OFFICE, "其他成员单位"], clause="5.2.1")


class DutyAt(Duty):
    """一个单位在某一级响应中的工作。"""

    level = choice("响应级别", LEVELS, clause="5.2")


def _roster(x: Duty, one: Truth) -> Truth:
    """市商务局 keeps it at 一级 alone, as a unit drawn in: it is no member and has no work at 二级."""
    drawn_in = all_of(one, DOC.reading("commerce").is_("invited"))
    return any_of(~x.unit.is_(COMMERCE), drawn_in)


TWO_CLAUSES = ("5.2.1（1）", *(each.clause for each in AT_TWO))
ONE_CLAUSES = ("5.2.2第一段", *(each.clause for each in AT_ONE))


@rule(DOC, TWO_CLAUSES, label="二级响应时一个单位做什么（职责、重点工作）")
def duties_at_two(x: Duty) -> Texts:
    """The card of the unit at 二级, and the roster that the office and every member keep."""
    return checklist(
        (DUTY_ROSTER, ~x.unit.is_(COMMERCE)),
        *((item, x.unit.is_(name)) for key, name in UNITS.items() for item in card(AT_TWO, key)),
    )


@rule(DOC, ONE_CLAUSES, label="一级响应另外给一个单位加了什么（职责、重点工作）")
def duties_added_at_one(x: Duty) -> Texts:
    """The card of the unit at 一级 alone; the work of 二级 goes on beside it."""
    return checklist(
        *((item, x.unit.is_(name)) for key, name in UNITS.items() for item in card(AT_ONE, key)),
    )


@rule(DOC, (*ONE_CLAUSES, *TWO_CLAUSES), label="一个单位在某一级响应时的全部工作（一级包括二级的）")
def duties(x: DutyAt) -> Texts:
    """All that a unit does: at 一级 the work of 二级 and what is added, the same words once."""
    one = x.level.is_(ONE)
    found: list[tuple[str, Truth]] = [(DUTY_ROSTER, _roster(x, one))]
    for key, name in UNITS.items():
        both = card(AT_TWO, key)
        found += [(item, x.unit.is_(name)) for item in both]
        found += [(item, all_of(one, x.unit.is_(name))) for item in at_one(key) if item not in both]
    return checklist(*found)


@rule(DOC, (*TWO_CLAUSES, *ONE_CLAUSES), label="某一级响应时哪些单位有重点工作")
def units_with_work(x: Level) -> Texts:
    """The units that a card of the level names: nine items at 二级, fifteen at 一级."""
    two, one = {each.unit for each in AT_TWO}, {each.unit for each in AT_ONE}
    return checklist(
        ("市指挥部办公室和各成员单位", always),
        *((name, always if key in two & one else x.level.is_(ONE)) for key, name in UNITS.items()),
    )


TASKS = (
    ("受理煤炭和运输价格投诉", MARKET, TWO), ("受理生活生产物资价格投诉", MARKET, ONE),
    ("供应煤矿火工品", POLICE, TWO), ("设绕行标志、发布路况提示", POLICE, TWO), ("处理恶意堵路", POLICE, TWO),
    ("监制运煤专用通行证", POLICE, ONE), ("灾害性天气预报预警", WEATHER, TWO), ("保障铁路运力", RAILWAY, TWO),
    ("协调铁路运力计划", INDUSTRY, ONE), ("设检测点检测过往司乘人员", HEALTH, ONE),
    ("启动生产安全事故预案或者其他专项预案", EMERGENCY, ONE), ("关注居民生活用品储备", COMMERCE, ONE),
    ("加强所管煤矿安全监察执法", MINES, ONE), ("保障煤矿、煤场、集装站用电", GRID, ONE),
    ("协调应急车辆到保电区域", LOCAL_POWER, ONE), ("对工业用户减供停供", ENERGY, TWO),
    ("固定车辆点对点送煤", ENERGY, ONE), ("派指导组到一线", ENERGY, ONE),
    ("调配应急货车", f"{TRANSPORT}会同{ENERGY}", TWO), ("储备农村运煤公路应急运力", TRANSPORT, ONE),
    ("收费站加开车道或者开通运煤专用通道", MOTORWAY, ONE),
)  # fmt: skip


class Task(Facts):
    """响应中的一项工作。"""

    task = choice("工作", [each for each, _, _ in TASKS], clause="5.2")


@rule(DOC, (*TWO_CLAUSES, *ONE_CLAUSES), label="响应中的一项工作由哪个单位做、从哪一级开始做")
def task_of(x: Task) -> Record:
    """The unit whose card names the work, and the lowest level at which it stands."""
    units = list(dict.fromkeys(unit for _, unit, _ in TASKS))
    by: Text = text(units[-1])
    for unit in reversed(units[:-1]):
        by = choose(
            (x.task.is_in(*(each for each, of, _ in TASKS if of == unit)), text(unit)), otherwise=by
        )
    late = x.task.is_in(*(each for each, _, level in TASKS if level == ONE))
    return record(
        by=("负责", by), since=("从哪一级开始", choose((late, text(ONE)), otherwise=text(TWO)))
    )


@rule(DOC, "5.2.2第一段", label="一级响应时二级响应的工作还要不要做")
def cumulative(x: Level) -> Truth:
    """一级 stands on the work of 二级."""
    return x.level.is_(ONE)


class Road(Facts):
    """一条运煤的路。"""

    road = choice("运煤的路", ["农村运煤公路", "国省干线公路", "高速公路", "铁路"], clause="5.2.1")


@rule(
    DOC,
    ("5.2.1（3）", "5.2.1（4）", "5.2.1（6）", "5.2.1（9）"),
    label="下雪结冰时哪个单位巡逻、除冰除雪、抢通，铁路运力找谁",
)
def road_keeper(x: Road) -> Text:
    """Who keeps which road open."""
    return choose(
        (x.road.is_("农村运煤公路"), step("农村", text(TRANSPORT), "5.2.1（3）")),
        (x.road.is_("国省干线公路"), step("干线", text(ROADS), "5.2.1（4）")),
        (x.road.is_("高速公路"), step("高速", text(MOTORWAY), "5.2.1（9）")),
        otherwise=step("铁路", text(RAILWAY), "5.2.1（6）"),
    )


@rule(DOC, "5.2.2（4）", label="保供运煤车辆专用通行证由谁办、谁开通运煤便捷通道")
def coal_pass(x: Lookup) -> Record:
    """The police make the pass and, with the transport bureau, open the way; only at 一级."""
    return record(
        by=("监制通行证", text(POLICE)),
        way=("开通运煤便捷通道", text(f"{POLICE}会同{TRANSPORT}")),
        level=("从哪一级起", text(ONE)),
    )


@rule(DOC, "5.2.1（8）", label="气象预报预警用什么方式告诉成员单位")
def weather_channels(x: Lookup) -> Record:
    """The group chat of the departments and text messages, by the observatory."""
    return record(
        by=("发布", text("市气象台")),
        channels=("方式", checklist("气象灾害防御部门联动微信群", "手机短信")),
        to=("对象", text("市指挥部成员单位")),
        first=("灾害性天气实况报给", text(HQ)),
        unit=("负责单位", text(WEATHER)),
    )


@rule(DOC, ("5.2.2（5）", "5.2.2（6）"), label="一级响应时铁路运力由谁掌握、向谁报告")
def railway_at_one(x: Lookup) -> Record:
    """The railway tells the headquarters; the industry bureau watches with it and asks above."""
    return record(
        railway=("掌握主要通道运输情况", text(RAILWAY)),
        to=("报告", text(HQ)),
        industry=("会同掌握主要运煤铁路运力", text(INDUSTRY)),
        plan=("协调铁路运力计划", text("通过上级部门")),
    )


class Floor(Output):
    """响应期间全市一天的煤炭产量。"""

    level = choice("响应级别", LEVELS, clause="5.2")


def _value() -> Number:
    return choose(
        (DOC.reading("quota_words").is_("separate"), p.daily_value), otherwise=p.daily_quota
    )


def _floor(level: Text) -> Number:
    both = DOC.reading("floor_of_one").is_("both")
    return choose(
        (level.is_(TWO), _value()), (both, most(p.floor_one, _value())), otherwise=p.floor_one
    )


@rule(DOC, ("5.2.1（2）", "5.2.2（1）"), label="响应期间全市日产量不能低于多少万吨（产量底线）")
def output_floor(x: Level) -> Number:
    """The yearly daily value at 二级, which must be supplied; the printed tonnage at 一级."""
    return _floor(x.level)


@rule(DOC, ("5.2.1（2）", "5.2.2（1）"), label="响应期间这一天的产量达到底线没有")
def output_met(x: Floor) -> Truth:
    """At the floor or above it."""
    return x.output >= _floor(x.level)


# --- 5.3 响应调整、5.4 响应终止


class Adjustment(Facts):
    """响应级别的一次变化。"""

    change = choice("变化", ["二级升为一级", "一级降为二级", "超出一级响应条件"], clause="5.3")


@rule(DOC, ("5.3第一段", "5.2.2第一段"), label="响应级别由谁调整（升级、降级）")
def adjusted_by(x: Adjustment) -> Text:
    """Headquarters or its office; 一级 is always declared by the commander."""
    lowered = choose(
        (DOC.reading("lowered_by").is_("commander"), text(COMMANDER)),
        otherwise=text("市指挥部或者市指挥部办公室"),
    )
    return unless(
        lowered,
        when(x.change.is_("二级升为一级"), text(f"{DIRECTOR}报告，{COMMANDER}宣布"), "5.2.2第一段", "一级由指挥长宣布"),
        when(x.change.is_("超出一级响应条件"), text("不另设级别，逐级报告"), "5.3第一段", "没有更高的级别"),
    )  # fmt: skip


@rule(DOC, "5.3第一段", label="超出一级响应条件怎么办、向谁报告")
def beyond_one(x: Lookup) -> Record:
    """The office reports to the commander, he to the city's general headquarters; 一级 goes on."""
    return record(
        first=("先", text(f"{OFFICE}向指挥长报告")),
        then=("再", text(f"指挥长向{HIGHER}报告")),
        work=("继续做", text("一级响应重点工作")),
        guidance=("配合落实", text("上级指挥部的指导意见")),
    )


class Ending(Facts):
    """响应能不能结束。"""

    conditions_gone = truth("响应条件已经消除", clause="5.4")
    work_done = truth("保供应急处置工作基本完成", clause="5.4")
    confirmed = truth("市调度指挥组已经确认", clause="5.4")


@rule(DOC, "5.4第一段", label="能不能结束响应")
def may_end(x: Ending) -> Truth:
    """Conditions gone, work basically done, and both confirmed by the dispatch group."""
    return all_of(x.conditions_gone, x.work_done, x.confirmed)


@rule(DOC, "5.4第一段", label="响应由谁结束：终止由谁确认、谁决定结束")
def ended_by(x: Level) -> Record:
    """The group confirms; the commander ends 一级, the director of the office 二级."""
    return record(
        confirms=("确认", text(DISPATCH)),
        decides=("决定", choose((x.level.is_(ONE), text(COMMANDER)), otherwise=text(DIRECTOR))),
    )


# --- 6 应急保障


class Guarantee(Facts):
    """一项应急保障。"""

    matter = choice(
        "保障事项",
        ["统一领导和指挥", "落实措施、健全管理体系", "储备物资动态管理", "物资储备制度和储备", "依法征用社会物资",
         "企业储备物资设备", "政府资金保障", "企业资金准备", "通信联络信息库"],
        clause="6",
    )  # fmt: skip


@rule(
    DOC,
    ("6.1第一段", "6.2第一段", "6.3第一段", "6.4第一段"),
    label="组织、物资、经费、通信保障由谁负责",
)
def guaranteed_by(x: Guarantee) -> Text:
    """Who provides organisation, goods, money and communications."""
    m = x.matter
    firms = "煤炭生产销售运输企业"
    return choose(
        (m.is_("统一领导和指挥"), step("组织", text(HQ), "6.1第一段")),
        (m.is_("落实措施、健全管理体系"), step("落实", text("各县（市、区）人民政府和市指挥部各成员单位"), "6.1第一段")),
        (m.is_("储备物资动态管理"), step("物资管理", text("市指挥部各成员单位"), "6.2第一段")),
        (m.is_in("物资储备制度和储备", "依法征用社会物资"), step("物资储备", text(f"各{COUNTY}"), "6.2第一段")),
        (m.is_("企业储备物资设备"), step("企业物资", text(firms), "6.2第一段")),
        (m.is_("政府资金保障"), step("资金", text("市、县（市、区）财政"), "6.3第一段")),
        (m.is_("企业资金准备"), step("企业资金", text(firms), "6.3第一段")),
        otherwise=step("通信", text(OFFICE), "6.4第一段"),
    )  # fmt: skip


@rule(DOC, "6.1第一段", label="组织保障要做到哪几有")
def organised(x: Lookup) -> Texts:
    """Five things that must be there."""
    return checklist("有组织", "有机构", "有人员", "有预案", "有演练")


class Requisition(Facts):
    """征用社会物资。"""

    needed = truth("确有必要", clause="6.2")
    lawful = truth("依照法律规定办理", clause="6.2")


@rule(DOC, "6.2第一段", label="能不能征用社会物资")
def may_requisition(x: Requisition) -> Truth:
    """Only where necessary, and by law; by the counties."""
    return all_of(x.needed, x.lawful)


# --- 7 预案管理


@rule(DOC, "7第一段", label="谁还要制定自己的煤炭保供应急预案，预案体系由什么构成")
def plan_system(x: Lookup) -> Record:
    """Members make plans of their own; with those of counties and firms they form the system."""
    return record(
        must=("要制定", text("市指挥部各成员单位")),
        system=(
            "体系",
            checklist(
                "本预案", "各成员单位的预案", "各县（市、区）人民政府的预案", "相关企业的预案"
            ),
        ),
    )


class Revision(Facts):
    """执行预案时发现的情况。"""

    changed = truth("预案涉及的机构或者人员发生改变", clause="7.1")
    defect = truth("执行中发现重大缺陷", clause="7.1")


@rule(DOC, "7.1第一段", label="预案要不要修订")
def revision_due(x: Revision) -> Truth:
    """Either is enough."""
    return any_of(x.changed, x.defect)


@rule(DOC, "7.1第一段", label="预案由谁修订、多久修订一次")
def revised_by(x: Lookup) -> Record:
    """The office, promptly; no yearly cycle is set."""
    return record(
        by=("组织修订", text(OFFICE)),
        every=("多久一次", not_stated("没有定期修订的规定，有情况变化才及时修订", "7.1第一段")),
    )


class Conduct(Facts):
    """应急处置中的一种行为。"""

    conduct = choice(
        "行为",
        ["推诿扯皮", "行动不力", "工作失误", "玩忽职守", "隐瞒事实真相", "迟报事实真相", "谎报事实真相", "没有这些行为"],
        clause="7.2",
    )  # fmt: skip
    major_loss = truth("造成重大损失", clause="7.2")


@rule(DOC, "7.2第一段", label="要不要追究责任")
def liable(x: Conduct) -> Truth:
    """One of these conducts, and it caused a major loss."""
    return none_of(x.conduct.is_("没有这些行为"), ~x.major_loss)


@rule(DOC, ("7.3第一段", "7.4第一段"), label="预案由谁解释、从哪一天起实施", any_day=True)
def interpretation(x: Lookup) -> Record:
    """The energy bureau interprets; in force from the day of issue."""
    return record(
        by=("解释", step("解释", text("朔州市能源局"), "7.3第一段")),
        since=("实施", step("实施", p.issued_on, "7.4第一段")),
    )


class Annex(Facts):
    """预案的一个附件。"""

    annex = choice("附件", ["附件1", "附件2", "附件3"], clause="附注2")


@rule(DOC, ("附注2", "2.2第一段", "5.2第一段"), label="附件里是什么，公报里有没有")
def annex_content(x: Annex) -> Record:
    """What each annex holds; all three are online only and not in the gazette."""
    return record(
        title=(
            "内容",
            choose(
                (x.annex.is_("附件1"), text("应急响应流程图")),
                (x.annex.is_("附件2"), text("指挥部组成及职责")),
                otherwise=text("分级响应条件"),
            ),
        ),
        where=("在哪里", text("网络版，公报里没有")),
    )
