"""麓水发〔2025〕5号 云麓市农村小型供水工程维修养护资金管理细则（试行）, in article order."""

from luoshi.rules import (
    Day,
    Facts,
    Number,
    Policy,
    Record,
    Texts,
    Truth,
    all_of,
    always,
    any_of,
    checklist,
    choice,
    choose,
    day,
    money,
    never,
    not_stated,
    number,
    quantity,
    rate,
    record,
    rule,
    same,
    step,
    text,
    truth,
    warn_when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

COUNTY, CITY = "县级水利部门", "云麓市水利局"
FACTORS = ["供水人口", "工程数量", "上年度绩效评价结果"]
ITEMS = ["水源工程", "净水设施", "管网", "计量设施", "水质检测"]


class Lookup(Facts):
    """无需事实：对任何人答案都一样。"""


# --- 第一章 总则、第二章 资金安排


class Works(Facts):
    """一处农村供水工程。"""

    capacity = quantity("设计供水规模（立方米/日）", decimals=2, clause="第二条")
    population = quantity("供水人口", "人", clause="第二条")


@rule(DOC, "第二条", label="是否属于农村小型供水工程")
def small_works(w: Works) -> Truth:
    """Small by design or by the people served; one of the two is enough."""
    return any_of(p.daily_capacity.admits(w.capacity), p.population_served.admits(w.population))


@rule(DOC, "第三条", label="维修养护资金有哪些来源")
def fund_sources(_: Lookup) -> Texts:
    """The four sources."""
    return checklist("省级补助资金", "市级配套资金", "县级配套资金", "水费提留资金")


class Aid(Facts):
    """一笔省级补助和县级配套。"""

    aid = money("省级补助资金", min="0.01元", clause="第三条第二款")
    county_funds = money("县级配套资金", clause="第三条第二款")


@rule(DOC, "第三条第二款", label="市级配套资金", unit="元", rounding="分")
def city_funds(a: Aid) -> Number:
    """A fixed share of the province's aid."""
    return p.city_match * a.aid


@rule(DOC, "第三条第二款", label="县级配套资金最少多少", unit="元", rounding="分")
def county_funds_least(a: Aid) -> Number:
    """The least share of the province's aid."""
    return p.county_match * a.aid


@rule(DOC, "第三条第二款", label="县级配套资金是否足够")
def county_funds_enough(a: Aid) -> Truth:
    """The county's share against the least share."""
    return p.county_match.admits(step("县级配套的比例", a.county_funds / a.aid, "第三条第二款"))


class County(Facts):
    """一个县（区）在全市的分配因素。"""

    factor = choice("分配因素", FACTORS, clause="第四条")
    score = quantity("绩效评价得分", "分", decimals=2, max=100, clause="第四条第二款")
    population_share = rate("供水人口占全市的比例", clause="第四条（一）")
    works_share = rate("工程数量占全市的比例", clause="第四条（二）")
    result_share = rate("绩效评价结果占全市的比例", clause="第四条（三）")


@rule(DOC, "第四条", label="分配因素的权重", unit="%")
def factor_weight(c: County) -> Number:
    """How much each of the three factors counts."""
    return p.weight[c.factor]


@rule(DOC, "第四条第二款", label="绩效评价的系数")
def score_factor(c: County) -> Number:
    """By score: good, fair or poor."""
    return choose(
        (p.good_score.admits(c.score), p.good_factor),
        (p.fair_score.admits(c.score), p.fair_factor),
        otherwise=p.poor_factor,
    )


@rule(DOC, ("第四条", "第四条第二款"), label="县（区）的加权占比", unit="%")
def weighted_share(c: County) -> Number:
    """The county's three shares by weight, the last one by its factor too.

    How factors become shares, and whether the shares of all counties are brought back to a whole,
    the text does not say.
    """
    result = p.weight[text(FACTORS[-1])] * c.result_share * score_factor(c)
    share = (
        p.weight[text(FACTORS[0])] * c.population_share
        + p.weight[text(FACTORS[1])] * c.works_share
        + step("第三项乘以系数", result, "第四条第二款")
    )
    telling = "因素怎样换算成占比、各县合计是否折算为百分之百，原文未写明"
    return warn_when(always, share, telling, "第四条")


# --- 第三章 资金使用


class Spending(Facts):
    """一项支出。"""

    purpose = choice(
        "支出用途",
        [
            "水源和取水设施维修",
            "净化、消毒设备更换",
            "药剂购置",
            "管网抢修",
            "水质检测",
            "人员工资",
            "楼堂馆所建设",
            "偿还债务",
            "其他",
        ],
        clause="第五条",
    )
    cost = money("单处工程年度维修养护费用", clause="第六条")


@rule(DOC, ("第五条", "第五条第二款"), label="资金能否用于这项支出")
def spending_allowed(s: Spending) -> Truth:
    """The purposes that are listed; three that are forbidden; on others the text is silent."""
    allowed = s.purpose.is_in(
        "水源和取水设施维修", "净化、消毒设备更换", "药剂购置", "管网抢修", "水质检测"
    )
    forbidden = s.purpose.is_in("人员工资", "楼堂馆所建设", "偿还债务")
    silent = not_stated("没有列入可用，也没有列入禁止，原文未写明", "第五条")
    return choose((allowed, always), (forbidden, never), otherwise=silent)


@rule(DOC, "第六条", label="一年的维修养护费用要办哪些手续")
def spending_steps(s: Spending) -> Texts:
    """Review of the plan above one amount, filing with the city above another."""
    return checklist(
        ("县级水利部门组织方案审查", p.review_floor.admits(s.cost)),
        ("报市水利局审查备案", p.filing_floor.admits(s.cost)),
    )


class Fees(Facts):
    """一个供水管理单位的水费。"""

    income = money("水费收入", min="0.01元", clause="第七条")
    retained = money("水费提留", clause="第七条")


@rule(DOC, "第七条", label="水费提留最少多少", unit="元", rounding="分")
def retention_least(f: Fees) -> Number:
    """The least share of the water fees."""
    return p.retention_share * f.income


@rule(DOC, "第七条", label="水费提留比例是否足够")
def retention_enough(f: Fees) -> Truth:
    """The share kept back against the least share."""
    return p.retention_share.admits(step("水费提留比例", f.retained / f.income, "第七条"))


@rule(DOC, "第七条", label="水费提留怎样管理")
def retention_books(_: Lookup) -> Record:
    """Whose books, and how often they are made public."""
    return record(
        books=("专账核算", text("供水管理单位")),
        published=("公示", text("按月")),
    )


class Care(Facts):
    """一处工程的管护。"""

    rounds = quantity("一个月的巡查次数", "次", max=1000, clause="第八条")
    repaired = quantity("发现漏损到修复的时间", "小时", decimals=2, max=100_000, clause="第八条")
    outage = quantity("停水到恢复的时间", "小时", decimals=2, max=100_000, clause="第八条")


@rule(DOC, "第八条", label="每月巡查次数是否足够")
def rounds_enough(c: Care) -> Truth:
    """The rounds of whoever looks after the works, in one month."""
    return p.patrols.admits(c.rounds)


@rule(DOC, "第八条", label="漏损是否按时修复")
def repaired_in_time(c: Care) -> Truth:
    """From finding the leak to its repair."""
    return p.repair_hours.admits(c.repaired)


@rule(DOC, "第八条", label="是否须启动送水")
def delivery_due(c: Care) -> Truth:
    """Where water is not back in time, it is brought by the plan for heat or another plan."""
    return ~p.outage_hours.admits(c.outage)


# --- 第四章 监督管理


class Filing(Facts):
    """县级水利部门的一次报送。"""

    paper = choice("报送什么", ["下一年度资金需求", "绩效自评报告"], clause="第九条")
    year = quantity("资金所属的年度", min=1900, max=2199, clause="第九条")
    filed = day("报送之日", clause="第九条")


@rule(DOC, "第九条", label="在哪一天前报送")
def filing_day(f: Filing) -> Day:
    """Needs are told in the year before, the report on a year in the year after."""
    return choose(
        (f.paper.is_("下一年度资金需求"), p.needs_day.in_year(f.year - number(1))),
        otherwise=p.evaluation_day.in_year(f.year + number(1)),
    )


@rule(DOC, "第九条", label="是否按期报送")
def filed_in_time(f: Filing) -> Truth:
    """Whether the day itself still counts is a reading."""
    return choose(
        (DOC.reading("before").is_("excluded"), f.filed < filing_day(f)),
        otherwise=f.filed <= filing_day(f),
    )


@rule(DOC, "第十条", label="绩效评价由谁做、依据什么")
def evaluation(_: Lookup) -> Record:
    """Who evaluates, how often, and by which standard."""
    return record(
        who=("评价", text("市水利局")),
        rhythm=("周期", text("每年")),
        standard=("标准", text("附件")),
    )


class Misuse(Facts):
    """一次违规。"""

    kind = choice(
        "情形", ["虚报工程数量", "截留挪用资金", "水费提留违规", "管护违规"], clause="第十条"
    )
    corrected = truth("限期内已经改正", clause="第十一条")
    next_year = money("下一年度分配额度", clause="第十条")


def _serious(m: Misuse) -> Truth:
    return m.kind.is_in("虚报工程数量", "截留挪用资金")


@rule(DOC, ("第十条", "第十一条"), label="违规的后果")
def consequences(m: Misuse) -> Texts:
    """Money back and less next year; or an order to mend, and payment stopped until then."""
    serious = _serious(m)
    return checklist(
        ("收回资金", serious),
        ("扣减下一年度分配额度", serious),
        ("责令限期改正", ~serious),
        ("暂停拨付资金", all_of(~serious, ~m.corrected)),
    )


@rule(DOC, "第十条", label="扣减多少下一年度的额度", unit="元", rounding="分")
def cut(m: Misuse) -> Number:
    """A share of the next year's allocation; nothing for what only has to be mended."""
    return choose((_serious(m), p.cut_share * m.next_year), otherwise=number(0, "元"))


# --- 第五章 附则


@rule(DOC, ("第十一条", "第十二条"), label="由谁责令改正、由谁解释")
def bodies(_: Lookup) -> Record:
    """The county's water department orders, the city's explains."""
    return record(orders=("责令改正", text(COUNTY)), explains=("解释", text(CITY)))


# --- 附件 维修养护项目补助标准


class Item(Facts):
    """一个维修养护项目。"""

    item = choice("项目类别", ITEMS, clause="附件")
    count = quantity(
        "数量", decimals=3, max=1_000_000, clause="附件", gist="管网按公里，计量设施按户，其他按处"
    )
    requested = money("拟补助的金额", clause="附件")
    fence = quantity("围栏长度（米）", decimals=2, clause="附件 表1 行1")
    leakage = rate("管网漏损率", clause="附件 表1 行3")
    year = quantity("年份", min=1900, max=2199, clause="附件 表1 行4")
    installed = rate("智能水表安装率", clause="附件 表1 行4")


@rule(DOC, "附件", label="项目的补助内容和计量单位")
def item_contents(i: Item) -> Record:
    """What is subsidised under each heading, and by what it is counted."""
    return record(
        contents=(
            "补助内容",
            checklist(
                ("取水口清淤", i.item.is_("水源工程")),
                ("水源防护围栏", i.item.is_("水源工程")),
                ("消毒设备更换", i.item.is_("净水设施")),
                ("滤料更换", i.item.is_("净水设施")),
                ("主管网抢修", i.item.is_("管网")),
                ("智能水表安装", i.item.is_("计量设施")),
                ("常规指标检测", i.item.is_("水质检测")),
            ),
        ),
        per=(
            "按",
            choose(
                (i.item.is_("管网"), text("公里")),
                (i.item.is_("计量设施"), text("户")),
                otherwise=text("处"),
            ),
        ),
    )


@rule(DOC, "附件", label="项目的补助上限", unit="元", rounding="分")
def item_ceiling(i: Item) -> Number:
    """The cap for one site, kilometre or household, times how many."""
    return p.item_cap[i.item] * i.count


@rule(DOC, "附件", label="拟补助的金额是否在上限内")
def item_within(i: Item) -> Truth:
    """Equal to the ceiling is within it."""
    return i.requested <= item_ceiling(i)


@rule(DOC, "附件 表1 行1", label="防护围栏是否够长")
def fence_enough(i: Item) -> Truth:
    """The length of the fence against the least length."""
    return p.fence_length.admits(i.fence)


@rule(DOC, "附件 表1 行3", label="管网抢修是否优先")
def network_first(i: Item) -> Truth:
    """Networks that lose more than the limit come first."""
    return p.leakage_priority.admits(i.leakage)


@rule(DOC, "附件 表1 行4", label="智能水表安装率是否达到目标")
def meters_enough(i: Item) -> Truth:
    """The target stands for one year; for others the text gives none."""
    silent = not_stated("只写了一个年份的目标", "附件 表1 行4")
    return choose(
        (same(i.year, p.meter_year), p.meter_target.admits(i.installed)), otherwise=silent
    )


@rule(DOC, "附件 表1 行5", label="每季度检测几次水质", unit="次")
def tests_due(_: Lookup) -> Number:
    """How often the usual values are tested in a quarter."""
    return step("检测次数", p.tests_per_quarter, "附件 表1 行5")
