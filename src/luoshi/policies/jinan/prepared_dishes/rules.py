"""济政办发〔2022〕11号 济南市支持预制菜产业高质量发展十条政策措施, in article order."""

from luoshi.rules import (
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    all_of,
    always,
    capped,
    checklist,
    choice,
    choose,
    least,
    money,
    most,
    not_stated,
    number,
    positive,
    quantity,
    rate,
    record,
    rounded,
    rule,
    same,
    text,
    truth,
    unless,
    warn_when,
    when,
)
from luoshi.rules.parameters import NumberParameter

DOC = Policy.beside(__file__)
p = DOC.parameters

ZERO = number(0, "万元")
YEAR_ONE = number(1, "年")
YEAR_TWO = number(2, "年")

CEILING = "这是原文写的上限，不是定额；实际给多少原文未写明"


def ceiling(amount: Number, applies: Truth, clause: str) -> Number:
    """The limit where the measure applies, with a warning that it is no fixed amount; else 0."""
    return choose((applies, warn_when(always, amount, CEILING, clause)), otherwise=ZERO)


# ---------------------------------------------------------------- 一


AREAS = ("济南高新区", "市南部山区", "济南新旧动能转换起步区")


class Area(Facts):
    """一个地方。"""

    area = choice("地方", [*AREAS, "其他区县", "济南市以外"], clause="一")


@rule(DOC, "一", label="是否属于“各区县”的范围")
def district_included(a: Area) -> Truth:
    """Whether the word for the districts covers this area: three special areas count as well."""
    return a.area.is_in(*AREAS, "其他区县")


class Lookup(Facts):
    """不需要任何事实的查询。"""


@rule(DOC, "一", label="重点建设提升的预制菜产业园区")
def key_parks(_: Lookup) -> Texts:
    """The parks named for priority construction; the text names them as examples (等)."""
    return checklist(
        "天桥区山东（济南）预制菜产业园",
        "商河三产融合发展创新园",
        "济阳食品产业城",
        "山东莱芜国家农业科技园",
    )


@rule(DOC, "一", label="聚焦培育的百亿级食用农产品产业集群")
def key_clusters(_: Lookup) -> Texts:
    """The clusters of edible farm products to be raised to the ten-billion level."""
    return checklist("粮油食品", "高效畜牧", "精致果蔬", "名品三辣")


@rule(DOC, "一", label="食用农产品产业集群的规模级别", unit="亿元", rounding="分")
def cluster_scale(_: Lookup) -> Number:
    """The order of size of one of those clusters."""
    return p.cluster_scale


@rule(DOC, "一", label="区县对预制菜园区强化保障的要素")
def park_support(_: Lookup) -> Texts:
    """What districts are encouraged to secure for the parks."""
    return checklist("财税", "资金", "土地", "技术", "人才")


@rule(DOC, "一", label="预制菜产业园区的发展定位")
def positioning(_: Lookup) -> Texts:
    """What the city as a whole is to become in this trade."""
    return checklist("全国预制菜产业链总部基地", "中国北方预制菜产业特色发展高地")


class Project(Facts):
    """一个预制菜项目。"""

    new = truth("是新上项目", clause="一")
    investment = money("总投资", clause="一", unit="万元", decimals=6)
    intensity = quantity("投资强度", "万元/亩", clause="一", decimals=6)


@rule(DOC, "一", label="预制菜项目是否达到优先支持条件")
def priority_project(x: Project) -> Truth:
    """New project with both total investment and investment per mu at or above the lines."""
    return all_of(
        x.new,
        p.project_investment.admits(x.investment),
        p.project_intensity.admits(x.intensity),
    )


@rule(DOC, "一", label="达到条件的预制菜项目得到哪些优先支持")
def priority_treatment(x: Project) -> Texts:
    """What a priority project gets (no money); an empty list when a condition fails."""
    qualified = priority_project(x)
    return checklist(
        ("优先纳入省市重点项目库", qualified),
        ("优先推荐申请纳入省“十强”产业", qualified),
        ("优先推荐申请纳入“雁阵型”产业集群", qualified),
        ("保障合理用地需求", qualified),
    )


class TargetYear(Facts):
    """目标年份。"""

    year = quantity("年份", "", clause="一", min=2022, max=2100)


@rule(DOC, "一", label="到某年为止适用的产业目标")
def industry_target(t: TargetYear) -> Record:
    """The next printed target at or after a year; the two targets measure different things."""
    first = t.year <= p.scale_year
    second = t.year <= p.output_year
    silent = "原文只写到2027年的目标"
    return record(
        indicator=(
            "指标",
            choose(
                (first, text("预制菜产业规模")),
                (second, text("综合产值")),
                otherwise=not_stated(silent, "一"),
            ),
        ),
        by_year=(
            "目标年份",
            choose(
                (first, p.scale_year), (second, p.output_year), otherwise=not_stated(silent, "一")
            ),
        ),
        amount=(
            "目标",
            choose(
                (first, p.scale_target),
                (second, p.output_target),
                otherwise=not_stated(silent, "一"),
            ),
        ),
        degree=(
            "程度",
            choose(
                (first, text("基本形成")),
                (second, text("达到该数以上")),
                otherwise=not_stated(silent, "一"),
            ),
        ),
    )


class TargetResult(TargetYear):
    """目标年份的实际完成数。"""

    actual = money("实际产业规模或综合产值", clause="一", unit="亿元", decimals=6)


@rule(DOC, "一", label="目标年份的实际数是否达到产业目标")
def target_met(t: TargetResult) -> Truth:
    """Only the two target years have a figure to meet; other years have none."""
    basically = "原文写“基本形成”，接近到什么程度算达到没有写"
    return choose(
        (
            same(t.year, p.scale_year),
            warn_when(always, t.actual >= p.scale_target, basically, "一"),
        ),
        (same(t.year, p.output_year), p.output_target.admits(t.actual)),
        otherwise=not_stated("原文没有给这一年定目标数", "一"),
    )


# ---------------------------------------------------------------- 二


TITLES = ("独角兽", "瞪羚", "专精特新", "小巨人", "单项冠军")


class TitledFirm(Facts):
    """一家被认定的预制菜企业。"""

    title = choice("认定称号", [*TITLES, "其他称号"], clause="二")


@rule(DOC, "二", label="高成长性预制菜企业按什么享受扶持")
def high_growth_support(f: TitledFirm) -> Text:
    """Five titles lead to other policies; this document prints no amount for them."""
    return choose(
        (f.title.is_in(*TITLES), text("按规定享受相关扶持政策，本文件未写金额")),
        otherwise=not_stated("原文只列五种称号，没有提到其他称号", "二"),
    )


class ScaledYear(Facts):
    """由规下首次升为规上的企业的某一年。"""

    first_time = truth("由规下首次升为规上", clause="二")
    year_no = quantity("升规后的第几年", "年", clause="二", min=1, max=100)
    in_register = truth("当年仍在库", clause="二")
    broken = truth("此前曾不在库", clause="二", gist="第三年才用得到，且仅在采用连续解释时")


@rule(DOC, "二", label="升规奖励当年应给的数额（市财政）", unit="万元", rounding="分")
def first_scale_reward(f: ScaledYear) -> Number:
    """Fixed money by year; from the second year on only for a firm still in the register."""
    continuous = DOC.reading("register_continuity").is_("continuous")
    third = choose((continuous, f.in_register & ~f.broken), otherwise=f.in_register)
    return choose(
        (~f.first_time, ZERO),
        (same(f.year_no, YEAR_ONE), p.first_scale_year1),
        (
            same(f.year_no, YEAR_TWO),
            choose((f.in_register, p.first_scale_year2), otherwise=ZERO),
        ),
        (
            f.year_no <= p.first_scale_years,
            choose((third, p.first_scale_year3), otherwise=ZERO),
        ),
        otherwise=ZERO,
    )


class ScaledFirm(Facts):
    """由规下首次升为规上的企业三年的在库情况。"""

    first_time = truth("由规下首次升为规上", clause="二")
    in_register_2 = truth("第二年仍在库", clause="二")
    in_register_3 = truth("第三年仍在库", clause="二")


@rule(DOC, "二", label="升规奖励三年合计（市财政）", unit="万元", rounding="分")
def first_scale_total(f: ScaledFirm) -> Number:
    """The sum of the three yearly parts, never above the printed maximum of the three years."""
    continuous = DOC.reading("register_continuity").is_("continuous")
    in_third = choose((continuous, f.in_register_2 & f.in_register_3), otherwise=f.in_register_3)
    second = choose((f.in_register_2, p.first_scale_year2), otherwise=ZERO)
    third = choose((in_third, p.first_scale_year3), otherwise=ZERO)
    total = capped(p.first_scale_year1 + second + third, p.first_scale_cap)
    return choose((f.first_time, total), otherwise=ZERO)


@rule(DOC, "二", label="升规奖励由谁给、在哪个库")
def first_scale_payer(_: Lookup) -> Record:
    """Who pays the reward and which register is meant (a declared reading)."""
    return record(
        payer=("出资方", text("市财政")),
        register=(
            "在库所指",
            choose(
                (DOC.reading("register").is_("scale"), text("规上企业名录库")),
                otherwise=text("优质预制菜企业培育库"),
            ),
        ),
    )


class OutstandingFirm(Facts):
    """一家参评企业。"""

    selected = truth("被评为市级预制菜优秀企业", clause="二")


@rule(DOC, "二", label="预制菜优秀企业一次性奖励上限", unit="万元", rounding="分")
def outstanding_limit(f: OutstandingFirm) -> Number:
    """Ceiling of the one-off award of each selected firm; 0 when not selected."""
    return ceiling(p.outstanding_cap, f.selected, "二")


@rule(DOC, "二", label="一年预制菜优秀企业奖励总额上限", unit="万元", rounding="分")
def outstanding_total_limit(_: Lookup) -> Number:
    """The number of firms picked in a year at the most that each may get."""
    return warn_when(always, p.outstanding_count * p.outstanding_cap, CEILING, "二")


# ---------------------------------------------------------------- 三


class ColdStore(Facts):
    """一个自建农产品产地冷藏保鲜设施项目。"""

    self_built = truth("预制菜企业自建农产品产地冷藏保鲜设施", clause="三")
    qualified = truth("符合条件", clause="三", gist="条件原文未写明")
    central = truth("已享受中央财政资金", clause="三")
    investment = money("项目总投资", clause="三", unit="万元", decimals=6)


class ColdStoreHistory(ColdStore):
    """同一主体此前得到的补贴。"""

    already = money("该主体已得到的本项市级补贴", clause="三", unit="万元", decimals=6)
    central_amount = money(
        "该主体得到的中央财政资金", clause="三", unit="万元", decimals=6, gist="合计解释时才用得到"
    )


@rule(DOC, "三", label="是否可得冷藏保鲜设施市级叠加补贴")
def cold_store_eligible(c: ColdStore) -> Truth:
    """Own facility of a qualified firm that already has the central money (a reading)."""
    required = DOC.reading("central_first").is_("required")
    return choose(
        (required, all_of(c.self_built, c.qualified, c.central)),
        otherwise=c.self_built & c.qualified,
    )


@rule(DOC, "三", label="冷藏保鲜设施市级叠加补贴上限（单个项目）", unit="万元", rounding="分")
def cold_store_limit(c: ColdStore) -> Number:
    """Lower of the share of the project's total investment and the limit per entity."""
    limit = capped(p.cold_rate * c.investment, p.cold_cap)
    return ceiling(limit, cold_store_eligible(c), "三")


@rule(
    DOC,
    "三",
    label="冷藏保鲜设施市级补贴余下可给的上限（单个主体）",
    unit="万元",
    rounding="分",
)
def cold_store_room(c: ColdStoreHistory) -> Number:
    """What the limit per entity leaves after what the same entity has had already."""
    whole = DOC.reading("cold_total").is_("all")
    used = choose((whole, c.already + c.central_amount), otherwise=c.already)
    room = least(p.cold_rate * c.investment, positive(p.cold_cap - used))
    return ceiling(room, cold_store_eligible(c), "三")


class Van(Facts):
    """一辆“菜篮子”工程配送车。"""

    own_base = truth("企业拥有自建自采基地", clause="三")
    joined = truth("已加入菜篮子直通车配送队伍", clause="三")
    price = money("每辆车购车款", clause="三", unit="万元", decimals=6)


class Vans(Van):
    """若干辆同价的配送车。"""

    count = quantity("车辆数", "辆", clause="三", max=100000)


@rule(DOC, "三", label="每辆菜篮子工程配送车补助上限", unit="万元", rounding="分")
def van_limit(v: Van) -> Number:
    """Lower of the share of the price and the limit per van, for firms with their own base."""
    limit = capped(p.van_rate * v.price, p.van_cap)
    return ceiling(limit, v.own_base & v.joined, "三")


@rule(DOC, "三", label="若干辆同价菜篮子工程配送车补助上限合计", unit="万元", rounding="分")
def vans_limit(v: Vans) -> Number:
    """The limit works per van, and the text prints no limit for the whole fleet."""
    return van_limit(v) * v.count


@rule(DOC, "三", label="龙头冷链物流企业按什么奖补")
def cold_chain_leader_support(_: Lookup) -> Text:
    """Other city policies decide; no amount here."""
    return text("按市物流业发展相关政策奖补，本文件未写金额")


# ---------------------------------------------------------------- 四


@rule(DOC, "四", label="预制菜原料基地的建设方式")
def base_modes(_: Lookup) -> Texts:
    """Ways in which firms are helped to secure their raw material (an open list)."""
    return checklist("自建基地", "订单生产", "合同收购", "“企业+合作社+基地”")


class BasketBase(Facts):
    """一个“菜篮子”保供基地。"""

    supported = truth("列入当年支持打造的菜篮子保供基地", clause="四")


@rule(DOC, "四", label="单个菜篮子保供基地补助上限", unit="万元", rounding="分")
def basket_base_limit(b: BasketBase) -> Number:
    """Ceiling for one supported base."""
    return ceiling(p.basket_base_cap, b.supported, "四")


PIG_LEVELS = ("国家级", "省级", "市级")


class PigBase(Facts):
    """一家生猪产能调控基地。"""

    level = choice("生猪产能调控基地级别", [*PIG_LEVELS, "其他"], clause="四")


@rule(DOC, "四", label="生猪产能调控基地一次性补贴上限", unit="万元", rounding="分")
def pig_base_limit(b: PigBase) -> Number:
    """One-off ceiling by level: the higher the level, the more."""
    limit = choose(
        (b.level.is_("国家级"), p.pig_base_national),
        (b.level.is_("省级"), p.pig_base_provincial),
        otherwise=p.pig_base_city,
    )
    return ceiling(limit, b.level.is_in(*PIG_LEVELS), "四")


class Farm(Facts):
    """一家畜禽标准化养殖场（基地）。"""

    chosen = truth("被择优支持", clause="四")


@rule(DOC, "四", label="畜禽标准化养殖场（基地）一次性奖励上限", unit="万元", rounding="分")
def farm_limit(f: Farm) -> Number:
    """One-off ceiling for one chosen farm or base."""
    return ceiling(p.farm_cap, f.chosen, "四")


class Village(Facts):
    """一个村级农产品基地项目。"""

    new = truth("是新建项目", clause="四")
    qualified = truth("符合条件", clause="四", gist="条件原文未写明")


@rule(DOC, "四", label="村级农产品基地新建项目扶持标准的区间（每村）")
def village_base_range(v: Village) -> Record:
    """Both ends of the range for one village, 0 for others; where in the range is left open."""
    applies = v.new & v.qualified
    top = warn_when(always, p.village_high, "原文只写区间，区间内给多少未写明", "四")
    return record(
        low=("下端", choose((applies, p.village_low), otherwise=ZERO)),
        high=("上端", choose((applies, top), otherwise=ZERO)),
    )


QUOTAS = (
    "市级预制菜优秀企业",
    "菜篮子保供基地",
    "生猪产能调控基地",
    "畜禽标准化养殖场（基地）",
)


class YearlyCount(Facts):
    """一年内评选、认定或支持的数量。"""

    kind = choice("评选或支持的对象", list(QUOTAS), clause="四")
    count = quantity("当年数量", "个", clause="四", max=100000)


@rule(DOC, ("二", "四"), label="每年评选、认定、支持的数量")
def yearly_quotas(_: Lookup) -> Record:
    """How many are picked each year; pig bases count all three levels together."""
    return record(
        outstanding=("市级预制菜优秀企业", p.outstanding_count),
        basket=("菜篮子保供基地（左右）", p.basket_base_count),
        pig=("国家、省、市生猪产能调控基地合计（以上）", p.pig_base_count),
        farm=("畜禽标准化养殖场或基地（以上）", p.farm_count),
    )


@rule(DOC, ("二", "四"), label="当年评选、认定、支持的数量是否符合原文")
def yearly_count_met(y: YearlyCount) -> Truth:
    """An exact number, an about number (only the number itself is sure), and two minimums."""
    about = choose(
        (same(y.count, p.basket_base_count), always),
        otherwise=not_stated("原文写“左右”，没有写偏差幅度", "四"),
    )
    return choose(
        (y.kind.is_("市级预制菜优秀企业"), same(y.count, p.outstanding_count)),
        (y.kind.is_("菜篮子保供基地"), about),
        (y.kind.is_("生猪产能调控基地"), p.pig_base_count.admits(y.count)),
        otherwise=p.farm_count.admits(y.count),
    )


# ---------------------------------------------------------------- 五


PLATFORMS = (
    "省级技术创新中心",
    "省级工程研究中心",
    "省级产业创新中心",
    "省级企业技术中心",
    "省级制造业创新中心",
    "省重点实验室",
    "其他省级科技创新平台",
)


class Platform(Facts):
    """一个科技创新平台。"""

    platform = choice("科技创新平台", [*PLATFORMS, "非省级平台"], clause="五")
    newly = truth("新获批", clause="五")


@rule(DOC, "五", label="省级科技创新平台扶持上限", unit="万元", rounding="分")
def platform_limit(x: Platform) -> Number:
    """Ceiling for a firm with a newly approved provincial platform; the list is open (等)."""
    return ceiling(p.platform_cap, x.platform.is_in(*PLATFORMS) & x.newly, "五")


class Postdoc(Facts):
    """一个博士后平台。"""

    kind = choice("博士后平台", ["博士后科研工作站", "省博士后创新实践基地", "其他"], clause="五")


@rule(DOC, "五", label="设立博士后平台的资金扶持（定额）", unit="万元", rounding="分")
def postdoc_award(x: Postdoc) -> Number:
    """A fixed amount, not a ceiling."""
    return choose(
        (x.kind.is_("博士后科研工作站"), p.postdoc_station),
        (x.kind.is_("省博士后创新实践基地"), p.postdoc_base),
        otherwise=ZERO,
    )


class Renovation(Facts):
    """一个预制菜产业技改项目。"""

    qualified = truth("符合条件", clause="五", gist="条件原文未写明")
    spent = money("项目实际投入总额", clause="五", unit="万元", decimals=6)


@rule(DOC, "五", label="预制菜技改项目分档补助上限", unit="万元", rounding="分")
def renovation_limit(x: Renovation) -> Number:
    """Lower of the share of actual spending and the maximum; the tiers are not printed."""
    limit = capped(p.renovation_rate * x.spent, p.renovation_cap)
    return ceiling(limit, x.qualified, "五")


class HighTech(Facts):
    """一次高新技术企业认定。"""

    event = choice(
        "认定情形", ["首次通过国家高新技术企业认定", "通过高新技术企业复审", "其他"], clause="五"
    )


@rule(DOC, "五", label="高新技术企业认定、复审补助上限", unit="万元", rounding="分")
def high_tech_limit(x: HighTech) -> Number:
    """A first recognition has a higher ceiling than a passed review."""
    limit = choose(
        (x.event.is_("首次通过国家高新技术企业认定"), p.high_tech_first),
        otherwise=p.high_tech_review,
    )
    return ceiling(limit, ~x.event.is_("其他"), "五")


class ResearchProject(Facts):
    """一个农业科技攻关项目。"""

    won = truth("申报成功", clause="五")


@rule(DOC, "五", label="农业科技攻关项目资金扶持上限", unit="万元", rounding="分")
def research_project_limit(x: ResearchProject) -> Number:
    """Ceiling for a project that was won; applying alone gives nothing."""
    return ceiling(p.research_project_cap, x.won, "五")


@rule(DOC, "五", label="支持预制菜头部企业领衔申报哪些项目")
def lead_projects(_: Lookup) -> Texts:
    """Provincial platforms and programmes that leading firms are helped to apply for."""
    return checklist("省级预制菜联合研发平台", "重大科技创新工程", "乡村振兴科技创新提振行动计划")


# ---------------------------------------------------------------- 六


class Investment(Facts):
    """一个预制菜项目一年的实际新增投资。"""

    added = money("年实际新增投资", clause="六", unit="万元", decimals=6)


def upper_bracket(added: Number) -> Truth:
    """Whether a year's added investment stands in the upper bracket."""
    return choose(
        (DOC.reading("exactly_one_yi").is_("upper"), p.investment_upper.admits(added)),
        otherwise=added > p.investment_lower_end,
    )


@rule(DOC, "六", label="年实际新增投资是否适用省市县联动的上档（1亿元以上）")
def investment_upper(i: Investment) -> Truth:
    """At or above the line; the line itself is in both brackets (a reading, default: here)."""
    return upper_bracket(i.added)


@rule(DOC, "六", label="年实际新增投资适用哪一档")
def investment_bracket(i: Investment) -> Text:
    """Upper bracket, lower bracket, or below the line."""
    return choose(
        (investment_upper(i), text("上档，省、市、区县分担")),
        (i.added >= p.investment_lower, text("下档，市、区县分担")),
        otherwise=text("不到下档，不奖补"),
    )


@rule(DOC, "六", label="年实际新增投资奖补额", unit="万元", rounding="分")
def investment_award(i: Investment) -> Number:
    """A share of the year's added investment; only the upper bracket prints a maximum."""
    return choose(
        (investment_upper(i), capped(p.investment_rate * i.added, p.investment_cap)),
        (i.added >= p.investment_lower, p.investment_lower_rate * i.added),
        otherwise=ZERO,
    )


@rule(DOC, "六", label="年实际新增投资奖补的省级分担额", unit="万元", rounding="分")
def investment_province_share(i: Investment) -> Number:
    """The province shares only the upper bracket."""
    parts = p.upper_province + p.upper_city + p.upper_district
    return choose(
        (investment_upper(i), investment_award(i) * p.upper_province / parts), otherwise=ZERO
    )


@rule(DOC, "六", label="年实际新增投资奖补的市级分担额", unit="万元", rounding="分")
def investment_city_share(i: Investment) -> Number:
    """The city's part of the award in either bracket."""
    parts = p.upper_province + p.upper_city + p.upper_district
    return choose(
        (investment_upper(i), investment_award(i) * p.upper_city / parts),
        otherwise=investment_award(i) * p.lower_city / (p.lower_city + p.lower_district),
    )


@rule(DOC, "六", label="年实际新增投资奖补的区县分担额", unit="万元", rounding="分")
def investment_district_share(i: Investment) -> Number:
    """The district's part of the award in either bracket."""
    parts = p.upper_province + p.upper_city + p.upper_district
    return choose(
        (investment_upper(i), investment_award(i) * p.upper_district / parts),
        otherwise=investment_award(i) * p.lower_district / (p.lower_city + p.lower_district),
    )


@rule(DOC, "六", label="年实际新增投资奖补额和各级分担额（一次算出）")
def investment_split(i: Investment) -> Record:
    """The award and the three parts that make it up; all 0 below the lower bracket."""
    return record(
        award=("奖补额", investment_award(i)),
        province=("省级分担", investment_province_share(i)),
        city=("市级分担", investment_city_share(i)),
        district=("区县分担", investment_district_share(i)),
    )


class Talent(Facts):
    """一种人才或人才基地。"""

    kind = choice(
        "人才或基地",
        [
            "预制菜产业领军人才",
            "优秀经营管理类人才",
            "符合条件的其他类型人才",
            "入选市级乡村振兴专家服务基地",
        ],
        clause="六",
    )


@rule(DOC, "六", label="预制菜人才和专家服务基地按什么支持")
def talent_support(t: Talent) -> Text:
    """Other policies decide; no amount here."""
    return choose(
        (t.kind.is_("入选市级乡村振兴专家服务基地"), text("按相关政策支持，本文件未写金额")),
        otherwise=text("落实人才政策“双30条”，本文件未写金额"),
    )


@rule(DOC, "六", label="预制菜人才培养的方式和方向")
def talent_building(_: Lookup) -> Record:
    """How schools and firms train people, and which local trades are raised."""
    return record(
        ways=("方式", checklist("校企合作", "产教融合")),
        bases=("建立的基地", checklist("预制菜人才实训基地", "产学研基地")),
        trades=("本土化人才方向", checklist("电商", "营销", "品牌")),
    )


# ---------------------------------------------------------------- 七


CERTIFIED = ("无公害农产品", "绿色食品", "有机产品认证", "农产品地理标志登记")


@rule(DOC, "七", label="源头管控食材质量的要求和制度")
def quality_systems(_: Lookup) -> Texts:
    """Systems and requirements that stand behind the standards."""
    return checklist("食品安全追溯体系", "食用农产品合格证制度", "“三品一标”要求")


class Certified(Facts):
    """同一种类的若干认证或登记产品。"""

    kind = choice("认证或登记种类", [*CERTIFIED, "其他"], clause="七")
    count = quantity("产品个数", "个", clause="七", max=100000)
    last_year = truth("上年度获得", clause="七", gist="奖励年份的前一年")


@rule(DOC, "七", label="每个认证产品的奖励（定额）", unit="万元", rounding="分")
def certified_each(c: Certified) -> Number:
    """Fixed money for one product; four kinds, four amounts."""
    return choose(
        (c.kind.is_("无公害农产品"), p.certified_safe),
        (c.kind.is_("绿色食品"), p.certified_green),
        (c.kind.is_("有机产品认证"), p.certified_organic),
        (c.kind.is_("农产品地理标志登记"), p.certified_origin),
        otherwise=ZERO,
    )


@rule(DOC, "七", label="认证产品奖励合计（定额）", unit="万元", rounding="分")
def certified_award(c: Certified) -> Number:
    """Paid for each product obtained in the year before the award, and in no other year."""
    return choose((c.last_year, certified_each(c) * c.count), otherwise=ZERO)


class CertifiedCounts(Facts):
    """一家企业上年度获得的各种认证产品个数。"""

    safe = quantity("上年度获得无公害农产品个数", "个", clause="七", max=100000)
    green = quantity("上年度获得绿色食品个数", "个", clause="七", max=100000)
    organic = quantity("上年度获得有机产品认证个数", "个", clause="七", max=100000)
    origin = quantity("上年度获得农产品地理标志登记个数", "个", clause="七", max=100000)


@rule(DOC, "七", label="上年度各种认证产品奖励总额（定额）", unit="万元", rounding="分")
def certified_total(c: CertifiedCounts) -> Number:
    """Different products of all four kinds; one product with two marks is left open."""
    return (
        c.safe * p.certified_safe
        + c.green * p.certified_green
        + c.organic * p.certified_organic
        + c.origin * p.certified_origin
    )


class Standard(Facts):
    """一项标准。"""

    level = choice("标准级别", ["国际标准", "国家标准", "其他标准"], clause="七")
    leads = truth("牵头制定", clause="七")
    approved = truth("当年获批", clause="七")


@rule(DOC, "七", label="牵头制定标准奖补上限", unit="万元", rounding="分")
def standard_limit(s: Standard) -> Number:
    """Ceiling for a firm that led a standard approved in the year; taking part is not enough."""
    applies = all_of(~s.level.is_("其他标准"), s.leads, s.approved)
    limit = choose(
        (s.level.is_("国际标准"), p.standard_international), otherwise=p.standard_national
    )
    return ceiling(limit, applies, "七")


class Committee(Facts):
    """一个标准化技术委员会。"""

    kind = choice(
        "委员会",
        ["国家标准化技术委员会", "国家标准化技术委员会分技术委员会", "其他"],
        clause="七",
    )
    this_year = truth("当年承担建设", clause="七")


@rule(DOC, "七", label="承担标准化技术委员会建设奖补上限", unit="万元", rounding="分")
def committee_limit(c: Committee) -> Number:
    """Ceiling for hosting a national committee or its subcommittee in the year."""
    applies = ~c.kind.is_("其他") & c.this_year
    limit = choose(
        (c.kind.is_("国家标准化技术委员会"), p.committee_main),
        otherwise=p.committee_sub,
    )
    return ceiling(limit, applies, "七")


# ---------------------------------------------------------------- 八


BRANDS = (
    "农业农村部农业品牌精品培育计划",
    "山东省知名农产品区域公用品牌",
    "山东省知名农产品产品品牌",
)


@rule(DOC, "八", label="预制菜品牌纳入或参与的公共品牌")
def public_brands(_: Lookup) -> Record:
    """The city's shared brand and the province's brand review."""
    return record(
        city=("纳入打造的市公用品牌", text("泉水人家")),
        province=("鼓励参与评定的省区域公共品牌", text("好品山东")),
    )


class Brand(Facts):
    """一个品牌。"""

    honour = choice("品牌荣誉", [*BRANDS, "其他"], clause="八")
    newly = truth("新入围或新获评", clause="八")


@rule(DOC, "八", label="预制菜品牌一次性奖励上限", unit="万元", rounding="分")
def brand_limit(b: Brand) -> Number:
    """One-off ceiling for a brand newly on one of the three lists."""
    limit = choose(
        (b.honour.is_("农业农村部农业品牌精品培育计划"), p.brand_plan_cap),
        (b.honour.is_("山东省知名农产品区域公用品牌"), p.brand_regional),
        otherwise=p.brand_product,
    )
    return ceiling(limit, b.honour.is_in(*BRANDS) & b.newly, "八")


class Medal(Facts):
    """展会上的一个奖项。"""

    national = truth("国家级相关农业展会", clause="八")
    prize = choice("奖项", ["金奖", "其他奖项"], clause="八")
    newly = truth("新获得", clause="八")


@rule(DOC, "八", label="农业展会金奖一次性奖励上限", unit="万元", rounding="分")
def gold_limit(m: Medal) -> Number:
    """One-off ceiling for a gold award newly won at a national agricultural fair."""
    return ceiling(p.gold_cap, all_of(m.national, m.prize.is_("金奖"), m.newly), "八")


class Exhibition(Facts):
    """一次展会。"""

    scope = choice("展会范围", ["国际", "全国性", "其他"], clause="八")
    qualified = truth("展会符合条件", clause="八", gist="条件原文未写明")


@rule(DOC, "八", label="参展预制菜企业可得哪些费用的补助")
def exhibition_support(e: Exhibition) -> Texts:
    """Costs that are helped (an open list), without any amount in the text."""
    applies = e.scope.is_in("国际", "全国性") & e.qualified
    return checklist(("展位费", applies), ("运输费", applies))


@rule(DOC, "八", label="农产品龙头企业和预制菜出口按哪个文件支持")
def export_support(_: Lookup) -> Record:
    """The other city document that this measure points to."""
    return record(
        number=("文号", text("济政办字〔2021〕45号")),
        title=("标题", text("济南市支持打造农产品龙头企业的十条措施")),
    )


# ---------------------------------------------------------------- 九


class Borrower(Facts):
    """一家贷款的预制菜生产企业。"""

    producer = truth("是预制菜生产企业", clause="九")
    qualified = truth("符合条件", clause="九", gist="条件原文未写明")
    guaranteed = truth("由济南支小支农融资担保有限公司担保", clause="九")


class GuaranteeBalance(Borrower):
    """一户的政策性在保余额。"""

    balance = money("已有政策性在保余额", clause="九", unit="万元", decimals=6)
    added = money("拟新增担保额", clause="九", unit="万元", decimals=6)


class Loan(Borrower):
    """一笔担保贷款。"""

    principal = money("贷款本金", clause="九", unit="万元", decimals=6)
    loan_rate = rate("贷款年利率", clause="九", max="100%")
    years = quantity("计息年数", "年", clause="九", decimals=4, max=100)


class SubsidyRate(Facts):
    """拟给的贴息利率。"""

    subsidy_rate = rate("拟给的贴息利率", clause="九", max="100%")


@rule(DOC, "九", label="是否属于政策性担保贷款支持对象")
def guarantee_eligible(b: Borrower) -> Truth:
    """A qualified producer whose loan the named guarantor secures."""
    return all_of(b.producer, b.qualified, b.guaranteed)


@rule(DOC, "九", label="拟新增担保后单户政策性在保余额是否不超限")
def guarantee_allowed(b: GuaranteeBalance) -> Truth:
    """The balance of one client, old and new together, against the printed maximum."""
    return guarantee_eligible(b) & p.guarantee_cap.admits(b.balance + b.added)


@rule(DOC, "九", label="单户政策性在保余额还可新增多少", unit="万元", rounding="分")
def guarantee_room(b: GuaranteeBalance) -> Number:
    """What the maximum leaves above the balance; 0 when the client is outside the measure."""
    return choose((guarantee_eligible(b), positive(p.guarantee_cap - b.balance)), otherwise=ZERO)


@rule(DOC, "九", label="贷款利息优先补贴的利率上限", unit="%")
def interest_rate_limit(b: Borrower) -> Number:
    """The market quote of the same period; the text prints no number, so it must be given."""
    return choose((guarantee_eligible(b), p.lpr), otherwise=number(0, "%"))


@rule(DOC, "九", label="拟给的贴息利率是否不超过LPR")
def interest_rate_allowed(s: SubsidyRate) -> Truth:
    """The rate of the subsidy against the quote of the same period."""
    return p.lpr.admits(s.subsidy_rate)


@rule(DOC, "九", label="贷款利息补贴上限（按贷款利率与LPR取低）", unit="万元", rounding="分")
def interest_subsidy_limit(x: Loan) -> Number:
    """Interest at the lower of the loan's own rate and the quote, over whole or part years."""
    interest = x.principal * capped(x.loan_rate, p.lpr) * x.years / YEAR_ONE
    limit = warn_when(
        ~p.guarantee_cap.admits(x.principal),
        interest,
        "本金超过单户政策性在保余额的上限，超出部分能否担保、贴息请核对",
        "九",
    )
    return ceiling(limit, guarantee_eligible(x), "九")


@rule(DOC, "九", label="积极争取并统筹用于预制菜项目的奖补资金")
def grant_sources(_: Lookup) -> Texts:
    """Higher-level grants that are sought and pooled (an open list)."""
    return checklist(
        "现代农业产业园", "产业强镇", "现代农业强县", "农产品加工业（畜牧业）高质量发展先行县"
    )


@rule(DOC, "九", label="政策性担保贷款由谁担保、限额和贴息上限")
def guarantee_terms(_: Lookup) -> Record:
    """The guarantor, the limit per client, and the limit of the interest subsidy."""
    return record(
        guarantor=("担保机构", text("济南支小支农融资担保有限公司")),
        limit=("单户政策性在保余额最高", p.guarantee_cap),
        interest=("贴息利率上限", text("中国人民银行同期贷款市场报价利率（LPR）")),
    )


class Bond(Facts):
    """一个拟用专项债券的项目。"""

    hidden_debt = truth("会形成地方政府隐性债务", clause="九")
    new = truth("是预制菜企业新上项目", clause="九")


@rule(DOC, "九", label="预制菜项目可否争取地方政府专项债券支持")
def bond_allowed(b: Bond) -> Truth:
    """New projects only, and never where hidden debt of local government would arise."""
    return b.new & ~b.hidden_debt


@rule(DOC, "九", label="预制菜专项资金、引导基金和项目库推送")
def finance_support(_: Lookup) -> Record:
    """Who supports what besides guarantees; no amounts are printed."""
    return record(
        annual_fund=("市级财政专项资金", text("每年安排，规模原文未写明")),
        guide_fund=("优先支持符合条件项目的基金", text("市级新旧动能转换基金引导基金")),
        library=("定期推送的项目库", text("预制菜产业项目库")),
        receivers=("推送对象", text("金融机构")),
        frequency=("推送间隔", not_stated("原文只写定期，没有写多久一次", "九")),
    )


# ---------------------------------------------------------------- 十


@rule(DOC, "十", label="预制菜产业市级组织推进机制")
def leadership(_: Lookup) -> Record:
    """Who leads the joint meeting, where its office is, and the assessment it feeds."""
    return record(
        convener=("总召集人", text("分管副市长")),
        office=("联席会议办公室所在单位", text("市农业农村局")),
        assessment=("预制菜发展情况纳入的考核", text("全市实施乡村振兴战略实绩考核")),
        interval=("部门会商间隔", not_stated("原文只写定期会商，没有写多久一次", "十")),
    )


# ---------------------------------------------------------------- 全文


MEASURES = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")

MEASURE_TITLES = (
    "推动集聚集群发展",
    "培优做强生产加工企业",
    "优化冷链物流配送体系",
    "建设优质原料生产基地",
    "提升创新发展能力",
    "加大双招双引力度",
    "健全行业标准体系",
    "加强品牌营销拓展",
    "创新财政金融联动机制",
    "强化组织推进",
)

# Every unit that a measure names, with the measures that name it. In this order the units of each
# measure stand as they are printed.
UNITS: dict[str, tuple[str, ...]] = {
    "市委组织部": ("六",),
    "市发展改革委": ("一", "三", "九"),
    "市教育局": ("六",),
    "市科技局": ("五",),
    "市工业和信息化局": ("一", "二", "五", "六", "八"),
    "市财政局": ("一", "九"),
    "市人力资源社会保障局": ("一", "五", "六"),
    "市自然资源和规划局": ("一",),
    "市交通运输局": ("三",),
    "市农业农村局": ("一", "二", "三", "四", "五", "六", "七", "八", "九"),
    "市商务局": ("二", "三", "七", "八"),
    "市市场监管局": ("一", "七", "八"),
    "市税务局": ("一",),
    "市口岸物流办": ("三",),
    "市地方金融监管局": ("九",),
    "人民银行济南分行营管部": ("九",),
    "人民银行莱芜中心支行": ("九",),
    "莱芜银保监分局": ("九",),
    "济南融资担保集团有限公司": ("九",),
}


class Measure(Facts):
    """十条措施中的一条。"""

    measure = choice("第几条措施", list(MEASURES))


class Unit(Facts):
    """一个单位。"""

    unit = choice("单位", [*UNITS, "其他单位"])


@rule(DOC, MEASURES, label="预制菜十条中某条措施讲什么")
def measure_title(m: Measure) -> Text:
    """The subject of one of the ten measures."""
    named = zip(MEASURES[:-1], MEASURE_TITLES[:-1], strict=True)
    return choose(
        *[(m.measure.is_(mark), text(title)) for mark, title in named],
        otherwise=text(MEASURE_TITLES[-1]),
    )


@rule(DOC, (*MEASURES[:2], "三第一段", *MEASURES[3:9]), label="预制菜十条中某条措施由哪些单位负责")
def responsible_units(m: Measure) -> Texts:
    """Units named by a measure; the tenth prints none, and all but the fourth end with 等."""
    units = checklist(
        *[(unit, m.measure.is_in(*measures)) for unit, measures in UNITS.items()],
    )
    return choose((m.measure.is_("十"), not_stated("第十条没有印责任单位", "十")), otherwise=units)


@rule(DOC, (*MEASURES[:2], "三第一段", *MEASURES[3:9]), label="预制菜十条中某条措施的责任分工方式")
def responsibility_mode(m: Measure) -> Text:
    """Whether the measure has one unit or several with their own duties; no lead is named."""
    return choose(
        (m.measure.is_("四"), text("市农业农村局单独负责")),
        (m.measure.is_("十"), not_stated("第十条没有印责任单位", "十")),
        otherwise=text("所列单位等按职责分工负责，未指定牵头单位"),
    )


@rule(
    DOC,
    (*MEASURES[:2], "三第一段", *MEASURES[3:9]),
    label="某单位是预制菜十条中哪几条措施的责任单位",
)
def measures_of_unit(u: Unit) -> Texts:
    """Numbers of the measures that name the unit; empty for a unit that none names."""
    return checklist(
        *[
            (mark, u.unit.is_in(*[unit for unit, marks in UNITS.items() if mark in marks]))
            for mark in MEASURES[:-1]
        ]
    )


TASKS: dict[str, tuple[str, ...]] = {
    "一": (
        "引导产业链企业向园区集中进驻",
        "培育高端化生产园区基地",
        "实施产业链培育计划",
        "达标新项目优先入库并保障用地",
    ),
    "二": (
        "建立优质预制菜企业培育库",
        "健全高成长性企业激励机制",
        "奖励首次升规企业",
        "评选优秀企业",
    ),
    "三": (
        "争取国家骨干冷链物流基地配套项目",
        "实施产地冷藏保鲜设施建设工程",
        "建设商品化处理设施和销区前置仓",
        "补助菜篮子工程配送车",
        "培育龙头冷链物流企业",
    ),
    "四": (
        "打造“第一车间”“原料车间”",
        "打造菜篮子保供基地",
        "认定生猪产能调控基地",
        "支持标准化养殖场",
        "扶持村级农产品基地新建项目",
    ),
    "五": (
        "搭建技术成果转化平台",
        "支持头部企业领衔申报省级项目",
        "扶持新获批省级平台和博士后平台",
        "补助技改和高新技术企业",
        "支持农业科技攻关",
    ),
    "六": (
        "奖补年实际新增投资",
        "增设预制菜相关专业课程",
        "建立人才实训或产学研基地",
        "落实人才政策“双30条”",
    ),
    "七": (
        "建设预制菜产业研究院",
        "健全食品安全追溯体系",
        "健全食用农产品合格证制度",
        "奖励认证产品、标准和标委会",
    ),
    "八": (
        "纳入“泉水人家”公用品牌打造",
        "参与“好品山东”评定",
        "奖励品牌和展会金奖",
        "发展电商和参展补助",
        "培育出口集聚区和出口企业",
    ),
    "九": (
        "统筹上级奖补资金",
        "市级财政每年安排专项资金",
        "引导基金优先支持",
        "争取专项债券",
        "建立预制菜产业项目库",
        "政策性担保和贴息",
    ),
    "十": ("建立市联席会议机制", "定期会商重大事项", "纳入乡村振兴实绩考核"),
}


@rule(DOC, MEASURES, label="预制菜十条中某条措施的主要任务")
def measure_tasks(m: Measure) -> Texts:
    """The main things that one measure sets going, in our own words."""
    return checklist(
        *[(task, m.measure.is_(mark)) for mark, tasks in TASKS.items() for task in tasks]
    )


UPPER = "上限，实际数额原文未写明"
BOTH = "比例和总额双上限取低，实际数额原文未写明"
FIXED = "定额"
OTHER = "按另外的政策执行，原文未写金额"
NO_MONEY = "优先支持，没有金额"
ONCE = "一次性"
OPEN = "原文未写是否一次性"
SILENT = "原文未写明由谁出资"
CITY = "市财政"

UPPER_BRACKET = "年实际新增投资1亿元以上"
LOWER_BRACKET = "年实际新增投资3000万元—1亿元"

# name, measure, nature, for each what, once or not, who pays
BENEFITS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("重点项目优先支持", "一", NO_MONEY, "项目", OPEN, SILENT),
    ("高成长企业认定", "二", OTHER, "企业", OPEN, SILENT),
    ("首次升规上奖励", "二", "分年定额，合计有上限", "企业", "分三年", CITY),
    ("市级预制菜优秀企业", "二", UPPER, "企业", ONCE, SILENT),
    ("自建农产品产地冷藏保鲜设施", "三", BOTH, "主体", OPEN, "市财政，在中央财政资金之上叠加"),
    ("菜篮子工程配送车", "三", BOTH, "辆", OPEN, SILENT),
    ("龙头冷链物流企业", "三", OTHER, "企业", OPEN, SILENT),
    ("菜篮子保供基地", "四", UPPER, "基地", OPEN, SILENT),
    ("国家级生猪产能调控基地", "四", UPPER, "基地", ONCE, SILENT),
    ("省级生猪产能调控基地", "四", UPPER, "基地", ONCE, SILENT),
    ("市级生猪产能调控基地", "四", UPPER, "基地", ONCE, SILENT),
    ("畜禽标准化养殖场（基地）", "四", UPPER, "场或基地", ONCE, SILENT),
    ("村级农产品基地新建项目", "四", "区间，区间内的数额原文未写明", "村", OPEN, SILENT),
    ("省级科技创新平台", "五", UPPER, "企业", OPEN, SILENT),
    ("博士后科研工作站", "五", FIXED, "企业", OPEN, SILENT),
    ("省博士后创新实践基地", "五", FIXED, "企业", OPEN, SILENT),
    ("技改项目", "五", BOTH, "项目", OPEN, SILENT),
    ("首次认定国家高新技术企业", "五", UPPER, "企业", OPEN, SILENT),
    ("高新技术企业复审", "五", UPPER, "企业", OPEN, SILENT),
    ("农业科技攻关项目", "五", UPPER, "企业", OPEN, SILENT),
    (UPPER_BRACKET, "六", "按比例计算，有总额上限", "项目", OPEN, "省、市、区县分担"),
    (
        LOWER_BRACKET,
        "六",
        "按比例计算，未写总额上限",
        "项目",
        OPEN,
        "市、区县分担",
    ),
    ("市级乡村振兴专家服务基地", "六", OTHER, "基地", OPEN, SILENT),
    ("引进人才", "六", OTHER, "人才", OPEN, SILENT),
    ("无公害农产品", "七", FIXED, "产品", OPEN, SILENT),
    ("绿色食品", "七", FIXED, "产品", OPEN, SILENT),
    ("有机产品认证", "七", FIXED, "产品", OPEN, SILENT),
    ("农产品地理标志登记", "七", FIXED, "产品", OPEN, SILENT),
    ("牵头国际标准", "七", UPPER, "企业", OPEN, SILENT),
    ("牵头国家标准", "七", UPPER, "企业", OPEN, SILENT),
    ("国家标准化技术委员会", "七", UPPER, "企业", OPEN, SILENT),
    ("国家标准化技术委员会分技术委员会", "七", UPPER, "企业", OPEN, SILENT),
    ("农业品牌精品培育计划", "八", UPPER, "品牌主体", ONCE, SILENT),
    ("省知名农产品区域公用品牌", "八", UPPER, "品牌", ONCE, SILENT),
    ("省知名农产品产品品牌", "八", UPPER, "品牌", ONCE, SILENT),
    ("国家级农业展会金奖", "八", UPPER, "品牌", ONCE, SILENT),
    ("展位费运输费补助", "八", "给予补助，标准原文未写明", "企业", OPEN, SILENT),
    ("政策性担保贷款", "九", "在保余额上限，不是补助", "户", OPEN, SILENT),
    ("贷款利息补贴", "九", "贴息利率上限，不是金额", "户", OPEN, SILENT),
    ("引导基金和专项债券", "九", NO_MONEY, "项目", OPEN, SILENT),
)

# The limits that the text prints as such: what is really given is decided elsewhere.
CEILINGS: dict[str, NumberParameter] = {
    "市级预制菜优秀企业": p.outstanding_cap,
    "自建农产品产地冷藏保鲜设施": p.cold_cap,
    "菜篮子工程配送车": p.van_cap,
    "菜篮子保供基地": p.basket_base_cap,
    "国家级生猪产能调控基地": p.pig_base_national,
    "省级生猪产能调控基地": p.pig_base_provincial,
    "市级生猪产能调控基地": p.pig_base_city,
    "畜禽标准化养殖场（基地）": p.farm_cap,
    "省级科技创新平台": p.platform_cap,
    "技改项目": p.renovation_cap,
    "首次认定国家高新技术企业": p.high_tech_first,
    "高新技术企业复审": p.high_tech_review,
    "农业科技攻关项目": p.research_project_cap,
    UPPER_BRACKET: p.investment_cap,
    "牵头国际标准": p.standard_international,
    "牵头国家标准": p.standard_national,
    "国家标准化技术委员会": p.committee_main,
    "国家标准化技术委员会分技术委员会": p.committee_sub,
    "农业品牌精品培育计划": p.brand_plan_cap,
    "省知名农产品区域公用品牌": p.brand_regional,
    "省知名农产品产品品牌": p.brand_product,
    "国家级农业展会金奖": p.gold_cap,
}

FIXED_AMOUNTS: dict[str, NumberParameter] = {
    "博士后科研工作站": p.postdoc_station,
    "省博士后创新实践基地": p.postdoc_base,
    "无公害农产品": p.certified_safe,
    "绿色食品": p.certified_green,
    "有机产品认证": p.certified_organic,
    "农产品地理标志登记": p.certified_origin,
}

# What else the text prints an amount for, neither a ceiling nor fixed.
OTHER_AMOUNTS: dict[str, tuple[NumberParameter, str]] = {
    "首次升规上奖励": (p.first_scale_cap, "这是三年合计的最高额，分年给"),
    "村级农产品基地新建项目": (p.village_high, "这是区间的上端，区间另有下端"),
    "政策性担保贷款": (p.guarantee_cap, "这是单户在保余额的上限，不是补助"),
}

MONEY_MEASURES = MEASURES[:9]


# What the text asks for, besides being a prepared-dish firm or project of the city.
CONDITIONS: dict[str, tuple[str, ...]] = {
    "重点项目优先支持": ("新上项目", "总投资达到下限", "投资强度达到下限"),
    "高成长企业认定": ("成功认定为所列五种称号之一",),
    "首次升规上奖励": ("由规下首次升为规上", "第二、三年仍在库"),
    "市级预制菜优秀企业": ("当年被评为市级优秀企业",),
    "自建农产品产地冷藏保鲜设施": ("符合条件的企业", "自建冷藏保鲜设施", "已享受中央财政资金"),
    "菜篮子工程配送车": ("拥有自建自采基地", "加入菜篮子直通车配送队伍"),
    "龙头冷链物流企业": ("属于龙头冷链物流企业",),
    "菜篮子保供基地": ("列入当年支持打造的保供基地",),
    "国家级生猪产能调控基地": ("当年被评选认定",),
    "省级生猪产能调控基地": ("当年被评选认定",),
    "市级生猪产能调控基地": ("当年被评选认定",),
    "畜禽标准化养殖场（基地）": ("当年被择优支持",),
    "村级农产品基地新建项目": ("新建项目", "符合条件"),
    "省级科技创新平台": ("新获批", "属于省级平台"),
    "博士后科研工作站": ("设立该平台",),
    "省博士后创新实践基地": ("设立该平台",),
    "技改项目": ("符合条件的产业技改项目等",),
    "首次认定国家高新技术企业": ("首次通过认定",),
    "高新技术企业复审": ("通过复审",),
    "农业科技攻关项目": ("申报成功",),
    UPPER_BRACKET: ("年实际新增投资达到该档",),
    LOWER_BRACKET: ("年实际新增投资达到该档",),
    "市级乡村振兴专家服务基地": ("成功入选",),
    "引进人才": ("引进的领军、经营管理等人才",),
    "无公害农产品": ("上年度获得",),
    "绿色食品": ("上年度获得",),
    "有机产品认证": ("上年度获得",),
    "农产品地理标志登记": ("上年度获得",),
    "牵头国际标准": ("牵头制定", "当年获批"),
    "牵头国家标准": ("牵头制定", "当年获批"),
    "国家标准化技术委员会": ("当年承担建设",),
    "国家标准化技术委员会分技术委员会": ("当年承担建设",),
    "农业品牌精品培育计划": ("新成功入围",),
    "省知名农产品区域公用品牌": ("新获评",),
    "省知名农产品产品品牌": ("新获评",),
    "国家级农业展会金奖": ("国家级相关农业展会", "新获得金奖"),
    "展位费运输费补助": ("国际和全国性展会", "展会符合条件"),
    "政策性担保贷款": ("符合条件的生产企业", "由指定担保公司担保"),
    "贷款利息补贴": ("符合条件的生产企业", "由指定担保公司担保"),
    "引导基金和专项债券": (
        "引导基金：符合条件的产业项目",
        "专项债券：新上项目且不形成隐性债务",
    ),
}


class Benefit(Facts):
    """一个扶持事项。"""

    item = choice("扶持事项", [name for name, *_ in BENEFITS])


def by_item(b: Benefit, column: int) -> Text:
    """One column of the table of benefits as a choice by item."""
    groups: dict[str, list[str]] = {}
    for row in BENEFITS:
        groups.setdefault(row[column], []).append(row[0])
    *named, (last, _) = groups.items()
    return choose(
        *[(b.item.is_in(*names), text(value)) for value, names in named], otherwise=text(last)
    )


def units_of(b: Benefit) -> Texts:
    """The units that the item's measure names."""
    named = {
        unit: [name for name, mark, *_ in BENEFITS if mark in marks]
        for unit, marks in UNITS.items()
    }
    return checklist(*[(unit, b.item.is_in(*items)) for unit, items in named.items()])


@rule(DOC, MONEY_MEASURES, label="预制菜扶持事项速查：哪一条、什么性质、按什么计、谁出资、谁负责")
def benefit(b: Benefit) -> Record:
    """One benefit at a glance: measure, nature, unit of count, one-off, payer, responsible units."""
    return record(
        measure=("第几条措施", by_item(b, 1)),
        nature=("金额性质", by_item(b, 2)),
        each=("按什么计", by_item(b, 3)),
        once=("给付方式", by_item(b, 4)),
        payer=("出资方", by_item(b, 5)),
        units=("责任单位", units_of(b)),
    )


@rule(
    DOC,
    MONEY_MEASURES,
    label="预制菜扶持事项写明的金额（定额或最高额）",
    unit="万元",
    rounding="分",
)
def benefit_amount(b: Benefit) -> Number:
    """The amount printed for an item, fixed or at most; silent where the text prints none."""
    printed: dict[str, Number] = {
        **{name: warn_when(always, limit, CEILING) for name, limit in CEILINGS.items()},
        **FIXED_AMOUNTS,
        **{
            name: warn_when(always, printed_, told)
            for name, (printed_, told) in OTHER_AMOUNTS.items()
        },
    }
    groups: list[tuple[Truth, Number]] = []
    for mark in MONEY_MEASURES:
        names = [name for name, measure, *_ in BENEFITS if measure == mark]
        amounts = [(b.item.is_(name), printed[name]) for name in names if name in printed]
        silent: Number = not_stated(f"第{mark}条没有给这一项写金额", mark)
        amount = choose(*amounts, otherwise=silent) if amounts else silent
        groups.append((b.item.is_in(*names), amount))
    *first, (_, last) = groups
    return choose(*first, otherwise=last)


@rule(DOC, MONEY_MEASURES, label="预制菜扶持事项的条件")
def benefit_conditions(b: Benefit) -> Texts:
    """What the text asks of an applicant; terms such as 符合条件 are not spelt out in it."""
    wanted: dict[str, list[str]] = {}
    for name, conditions in CONDITIONS.items():
        for condition in conditions:
            wanted.setdefault(condition, []).append(name)
    return checklist(*[(condition, b.item.is_in(*names)) for condition, names in wanted.items()])


class Payment(Facts):
    """一项拟给的扶持金额。"""

    item = choice("扶持事项", [*CEILINGS, *FIXED_AMOUNTS, LOWER_BRACKET, "村级农产品基地新建项目"])
    proposed = money("拟给金额", unit="万元", decimals=6)
    base = money(
        "计算基数",
        unit="万元",
        decimals=6,
        min="0.000001万元",
        gist="冷藏设施为项目总投资，配送车为每辆购车款，技改为实际投入总额，新增投资为年实际新增投资",
    )


@rule(DOC, MONEY_MEASURES[2:], label="拟给金额是否符合原文的定额、上限或区间")
def payment_within_text(x: Payment) -> Truth:
    """Fixed amounts must be equal, ceilings must hold, both ceilings where there are two.

    A yearly investment must also stand in the bracket of its item.
    """
    ratio = x.proposed / x.base
    upper = upper_bracket(x.base)
    in_upper = rounded(capped(p.investment_rate * x.base, p.investment_cap), "分")
    in_lower = rounded(p.investment_lower_rate * x.base, "分")
    lower = ~upper & (x.base >= p.investment_lower)
    tested: dict[str, Truth] = {
        **{name: limit.admits(x.proposed) for name, limit in CEILINGS.items()},
        **{name: same(x.proposed, amount) for name, amount in FIXED_AMOUNTS.items()},
        "自建农产品产地冷藏保鲜设施": p.cold_rate.admits(ratio) & p.cold_cap.admits(x.proposed),
        "菜篮子工程配送车": p.van_rate.admits(ratio) & p.van_cap.admits(x.proposed),
        "技改项目": p.renovation_rate.admits(ratio) & p.renovation_cap.admits(x.proposed),
        UPPER_BRACKET: upper & same(x.proposed, in_upper),
        LOWER_BRACKET: lower & same(x.proposed, in_lower),
        "村级农产品基地新建项目": (x.proposed >= p.village_low) & (x.proposed <= p.village_high),
    }
    groups: list[tuple[Truth, Truth]] = []
    for mark in MONEY_MEASURES:
        names = [name for name, measure, *_ in BENEFITS if measure == mark and name in tested]
        if names:
            *cases, (_, otherwise) = [(x.item.is_(name), tested[name]) for name in names]
            groups.append((x.item.is_in(*names), choose(*cases, otherwise=otherwise)))
    *first, (_, last) = groups
    return choose(*first, otherwise=last)


# ---------------------------------------------------------------- 第二段


CENTRAL = "冷藏保鲜设施项目的中央财政资金"


class Overlap(Facts):
    """同一事项在两个政策下可得的金额。"""

    relation = choice(
        "另一政策是什么",
        ["市现行优惠政策", "上级政策", CENTRAL, "本措施的另一条", "不重合的政策"],
        clause="第二段",
    )
    here = money("按本措施可得", clause="第二段", unit="万元", decimals=6)
    other = money("按另一政策可得", clause="第二段", unit="万元", decimals=6)


@rule(
    DOC,
    ("第二段", "三"),
    label="与其他政策重合时可得总额（从高不重复）",
    unit="万元",
    rounding="分",
)
def overlap_total(o: Overlap) -> Number:
    """The higher one only, against city and higher policies; cold stores stack on central money."""
    higher = most(o.here, o.other)
    both = o.here + o.other
    between = not_stated("本措施各条之间能否同时享受，从高不重复没有写到", "第二段")
    normal = choose(
        (o.relation.is_("本措施的另一条"), between),
        (o.relation.is_("不重合的政策"), both),
        otherwise=higher,
    )
    return unless(normal, when(o.relation.is_(CENTRAL), both, "三", "在中央财政资金之上叠加"))


@rule(DOC, "第二段", label="预制菜十条中某条措施由哪些单位负责解释", any_day=True)
def interpreters(m: Measure) -> Texts:
    """Each measure is explained by the units responsible for it; the tenth names none."""
    return responsible_units(m)


@rule(
    DOC,
    ("日期", "附注（重2）", "落款"),
    label="预制菜十条措施的签署、印发、施行和有效期",
    any_day=True,
)
def validity(_: Lookup) -> Record:
    """Days that the document prints; no day of effect and no expiry is among them."""
    return record(
        issuer=("发文机关", text("济南市人民政府办公厅")),
        signed=("签署日", p.signed_day),
        printed=("印发日", p.printed_day),
        effective=("施行日", not_stated("原文没有写施行日期", "第二段")),
        expiry=("有效期", not_stated("原文没有写有效期", "第二段")),
    )


@rule(DOC, ("正文 第一段", "主送"), label="预制菜十条措施的制定依据和发送对象", any_day=True)
def basis(_: Lookup) -> Record:
    """The provincial paper behind the measures and to whom they were sent."""
    return record(
        based_on=("依据", text("鲁政办字〔2022〕138号")),
        title=("依据的标题（简称）", text("推进全省预制菜产业高质量发展的意见")),
        consent=("同意机关", text("市政府")),
        recipients=("主送", text("各区县人民政府，市政府各部门和单位")),
    )


OPEN_MATTERS = {
    "申报材料": "原文没有写申报材料",
    "申报时限": "原文没有写申报时限",
    "受理审批程序": "原文没有写由谁受理、怎样审批",
    "资金拨付时间": "原文没有写资金何时拨付",
    "预制菜企业的定义": "原文没有给预制菜企业下定义",
    "规上的标准": "原文没有写规上、规下的标准",
    "符合条件的具体条件": "原文多处写符合条件，没有写是哪些条件",
    "技改补助的档次": "原文写分档补助，没有写档次",
    "评选认定办法": "原文没有写评选认定的办法和时间",
    "弄虚作假的处理": "原文没有写追回或处罚",
}


class OpenMatter(Facts):
    """一个可能要问的事项。"""

    matter = choice("事项", list(OPEN_MATTERS))


@rule(DOC, "第二段", label="预制菜措施原文未写明的事项（申报材料、时限、审批、条件等）")
def open_matter(o: OpenMatter) -> Text:
    """Matters that an applicant would ask about and that the text leaves open: no answer."""
    *named, (_, last) = OPEN_MATTERS.items()
    return choose(
        *[(o.matter.is_(matter), not_stated(why, "第二段")) for matter, why in named],
        otherwise=not_stated(last, "第二段"),
    )


# ---------------------------------------------------------------- 附件

ROSTER = "附件 二 名单1"

# name, role, unit; the posts are parameters
PEOPLE: tuple[tuple[str, str, str], ...] = (
    ("马保岭", "总召集人", "市政府"),
    ("王青", "召集人", "市政府办公厅"),
    ("曹军", "召集人", "市农业农村局"),
    ("宁延学", "成员", "市委组织部"),
    ("吕兴霞", "成员", "市新旧动能转换综合试验区建设办公室"),
    ("林钟", "成员", "市教育局"),
    ("何文红", "成员", "市科技局"),
    ("尹衍忠", "成员", "市工业和信息化局"),
    ("车夕奇", "成员", "市政府与社会资本合作服务中心"),
    ("张维国", "成员", "市人力资源社会保障局"),
    ("张辉", "成员", "市自然资源和规划局"),
    ("姜春华", "成员", "市交通运输局"),
    ("王奉光", "成员", "市农业农村局"),
    ("卜繁钢", "成员", "市商务局"),
    ("李学忠", "成员", "市市场监管局"),
    ("郦弘", "成员", "市地方金融监管局"),
    ("夏庆", "成员", "市口岸物流办"),
    ("王刚", "成员", "人民银行济南分行营管部"),
    ("牟新", "成员", "市税务局"),
    ("刘登振", "成员", "人民银行莱芜中心支行"),
    ("吕娟", "成员", "莱芜银保监分局"),
    ("李波", "成员", "济南融资担保集团有限公司"),
)
CONVENERS = sum(role == "召集人" for _, role, _ in PEOPLE)
MEMBERS = sum(role == "成员" for _, role, _ in PEOPLE)


class Person(Facts):
    """联席会议的一个人。"""

    name = choice("姓名", [name for name, *_ in PEOPLE], clause=ROSTER)


class MeetingUnit(Facts):
    """联席会议的一个单位。"""

    unit = choice(
        "单位",
        [
            *dict.fromkeys(unit for _, _, unit in PEOPLE),
            "市发展改革委",
            "市财政局",
            "其他单位",
        ],
        clause=ROSTER,
    )


class Role(Facts):
    """联席会议中的身份。"""

    role = choice("身份", ["总召集人", "召集人", "成员"], clause=ROSTER)


@rule(DOC, "附件 一第一段", label="预制菜联席会议的职责")
def meeting_duties(_: Lookup) -> Texts:
    """What the joint meeting does."""
    return checklist(
        "统筹规划全市产业发展布局",
        "研究重大事项",
        "协调解决发展中的问题",
        "组织讨论重要文件",
        "宣传推介和政策解读",
        "推进政策落实",
        "总结推广先进经验",
        "引导产业健康发展",
    )


@rule(DOC, ROSTER, label="预制菜联席会议某人的身份和职务")
def meeting_person(x: Person) -> Record:
    """The role and post of one person on the roster (as of the day of signature)."""
    conveners = [name for name, role, *_ in PEOPLE if role == "召集人"]
    role = choose(
        (x.name.is_("马保岭"), text("总召集人")),
        (x.name.is_in(*conveners), text("召集人")),
        otherwise=text("成员"),
    )
    return record(role=("身份", role), post=("单位和职务", p.member_post[x.name]))


@rule(DOC, ROSTER, label="某单位在预制菜联席会议中的人员（姓名）")
def meeting_people_of(x: MeetingUnit) -> Texts:
    """Names of a unit's people; empty for a unit that has nobody on the roster."""
    return checklist(*[(name, x.unit.is_(unit)) for name, _, unit in PEOPLE])


@rule(DOC, ROSTER, label="预制菜联席会议某种身份有哪些人")
def meeting_people_as(x: Role) -> Texts:
    """Names by role, in the order of the roster."""
    return checklist(*[(name, x.role.is_(role)) for name, role, _ in PEOPLE])


@rule(DOC, ROSTER, label="预制菜联席会议人数")
def meeting_size(_: Lookup) -> Record:
    """Counted from the roster; the text prints no total."""
    return record(
        conveners=("召集人（不含总召集人）", number(CONVENERS, "名")),
        members=("成员", number(MEMBERS, "名")),
        total=("合计（含总召集人）", number(len(PEOPLE), "名")),
    )


@rule(DOC, "附件 二第一段", label="预制菜联席会议办公室和联络员")
def meeting_office(_: Lookup) -> Record:
    """Where the office is, what it does, who heads it, and who the contact persons are."""
    return record(
        place=("设在", text("市农业农村局")),
        duty=("承担", text("联席会议日常工作")),
        head=("办公室主任", text("市农业农村局（乡村振兴局）主要负责同志")),
        liaison=("联络员", text("各成员单位有关处室负责同志")),
    )


@rule(DOC, "附件 三第一段", label="预制菜联席会议怎样召开")
def meeting_convening(_: Lookup) -> Record:
    """Who chairs, how often, and who may be called in."""
    return record(
        chair=("主持人", text("总召集人或召集人")),
        frequency=("全体会议", text("定期或不定期，间隔原文未写明")),
        part=("研究具体事项时", text("可只召集部分成员单位")),
        guests=("其他单位", text("可邀请参加")),
    )


@rule(DOC, "附件 三第一段", label="预制菜联席会议决定事项怎样成文印发")
def meeting_decision(_: Lookup) -> Record:
    """Form of a decision, who drafts it, and whose approval it needs before it is issued."""
    return record(
        form=("形式", text("纪要")),
        drafter=("起草", text("联席会议办公室")),
        approver=("审定", text("总召集人")),
    )
