"""威政办字〔2023〕35号 威海市生活必需品市场供应应急预案, in the order of the plan."""

from luoshi.policies.weihai.market_supply.tables import (
    COLOURS,
    COMMERCE,
    DEPARTMENTS,
    DISTRICTS,
    DUTIES,
    EXPERTS_FROM,
    GROUPS,
    HEADQUARTERS,
    LEVELS,
    MARKET,
    MATTERS,
    MEMBERS,
    OFFICE,
    ORDER,
    RESPONSE_MEASURES,
    WARNING_MEASURES,
    from_level,
)
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
    not_stated,
    number,
    quantity,
    rate,
    record,
    rule,
    same,
    text,
    truth,
    warn_when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

NO_LEVEL = "不够分级标准"
NO_WARNING = "不发布预警"
EVENTS = ["特别重大", "重大", "较大", "一般"]
"""The words for the four levels, from the highest to the lowest."""


class Reference(Facts):
    """本预案（直接查询，不需要事实）。"""


# --- 通知


@rule(
    DOC,
    ("第一段", "主送", "落款", "日期", "附注", "9.3第一段"),
    label="生活必需品应急预案由谁何时印发、何时实施、替代哪个旧预案",
    any_day=True,
)
def issuance(_: Reference) -> Record:
    """Issue, first day, and the plan of 2013 that this one revises; no words of repeal are printed."""
    return record(
        issuer=("印发机关", text("威海市人民政府办公室")),
        issued=("印发日期", p.issued_on),
        in_force=("实施", text("自印发之日起")),
        recipients=(
            "主送",
            checklist(
                "各区市人民政府", "国家级开发区管委", "综保区管委", "南海新区管委", "市政府各部门、单位",
            ),
        ),
        revises=("被修订的旧预案印发于", p.replaced_on),
        repeal=("旧预案是否废止", not_stated("通知的这句话没有印完，没有写旧预案同时废止", "第一段")),
        publicity=("公开方式", text("此件公开发布")),
    )  # fmt: skip


@rule(DOC, "1.2第一段", label="生活必需品应急预案的编制依据")
def basis(_: Reference) -> Texts:
    """The laws and plans that it is made under."""
    return checklist(
        "突发事件应对法", "价格法", "消费者权益保护法", "生活必需品市场供应应急管理办法", "山东省突发事件应对条例",
        "山东省突发事件应急预案管理办法", "山东省生活必需品市场供应突发事件应急预案", "威海市突发事件总体应急预案",
    )  # fmt: skip


# --- 1 总则


class Disturbance(Facts):
    """市场上发生的一件事。"""

    in_city = truth("发生在威海市行政区域内", clause="1.3第一段")
    abnormal = truth("生活必需品市场异常波动", clause="1.3第一段")
    wide = truth("在较大范围内引起抢购、涨价或脱销等", clause="1.3第一段")
    unrest = truth("影响社会稳定", clause="1.3第一段")
    urgent = truth("需要立即处置", clause="1.3第一段")


@rule(DOC, "1.3第一段", label="一件事是否适用生活必需品应急预案")
def in_scope(d: Disturbance) -> Truth:
    """An abnormal market in the city, over a wide area, that disturbs stability and cannot wait."""
    return all_of(d.in_city, d.abnormal, d.wide, d.unrest, d.urgent)


RISKS = {
    "气候因素": (
        "1.4（1）",
        ("台风、风暴潮、海啸", "大面积持续干旱", "冰雪冻害", "持续强降雨或降雪"),
    ),
    "地震因素": ("1.4（2）", ("破坏性地震",)),
    "疫情因素": ("1.4（3）", ("突发重大传染病疫情", "动植物疫情", "滥用药物")),
    "环境或工业污染等因素": ("1.4（4）", ("大面积环境或工业污染", "水污染")),
    "人为因素": ("1.4（5）", ("垄断经营", "囤积居奇", "哄抬物价", "炒作或散布谣言")),
    "周边地区因素": ("1.4（6）", ("周边发生突发事件致供应紧张", "周边交通长时间中断")),
}
_CAUSES = [cause for _, causes in RISKS.values() for cause in causes]


class Cause(Facts):
    """一个可能引起供应突发事件的起因。"""

    cause = choice("起因", _CAUSES, clause="1.4第一段")


@rule(DOC, ("1.4第一段", *(clause for clause, _ in RISKS.values())), label="起因属于哪一类风险因素")
def risk_category(c: Cause) -> Text:
    """Which of the six kinds of risk a cause belongs to."""
    kinds = list(RISKS.items())
    last, _ = kinds[-1]
    return choose(
        *((c.cause.is_in(*causes), text(kind)) for kind, (_, causes) in kinds[:-1]),
        otherwise=text(last),
    )


@rule(DOC, "1.4第一段", label="影响生活必需品供应的风险因素有哪些")
def risk_factors(_: Reference) -> Texts:
    """The six kinds of risk."""
    return checklist(*RISKS)


class Area(Facts):
    """一个受影响的区域。"""

    kind = choice("区域", ["区市", "国家级开发区", "南海新区", "综合保税区"], clause="1.5.2（1）")


@rule(DOC, "1.5.2（1）", label="一个区域是否算作一个区市")
def counts_as_district(a: Area) -> Truth:
    """National development zones and Nanhai count; the bonded zone is not named."""
    return any_of(
        a.kind.is_in("区市", "国家级开发区", "南海新区"),
        DOC.reading("bonded_zone").is_("counted"),
    )


SUPPLY = ["正常", "较为紧张", "紧张", "紧张并脱销或供给中断"]
BUYING = ["平稳", "持续排队购买", "持续争相购买", "持续抢购", "抢购十分严重"]
"""Each from calm to worst; a worse one satisfies what a lower level asks for."""


class Event(Facts):
    """一起生活必需品市场供应突发事件。"""

    supply = choice("供应情况", SUPPLY, clause="1.5.1第一段")
    buying = choice("居民购买情况", BUYING, clause="1.5.1第一段")
    whole_city = truth("发生范围涵盖全市全部行政区域", clause="1.5.1（1）")
    districts = quantity("涉及几个区市（开发区、南海新区算，综保区不算）", "个", max=100, clause="1.5.2（1）")  # fmt: skip
    expected_days = quantity("预计持续多少天", "天", max=1000, clause="1.5.1（2）")
    basket_rise = rate(
        "全部生活必需品周平均价格环比涨幅", min="-100%", max="100000%", clause="1.5.1（3）"
    )
    item_rise = rate(
        "涨得最多的品种的周平均价格环比涨幅", min="-100%", max="100000%", clause="1.5.1（3）"
    )
    other_law = choice("法律法规或上级文件另行规定的级别", ["没有", *LEVELS], clause="1.5.1（4）")


def _at_least(facts_text: Text, order: list[str], least: str) -> Truth:
    return facts_text.is_in(*order[order.index(least) :])


def _base(e: Event, supply: str, buying: str) -> Truth:
    return all_of(_at_least(e.supply, SUPPLY, supply), _at_least(e.buying, BUYING, buying))


def _price(e: Event, level: str) -> Truth:
    item = DOC.reading("price_scope").is_("item")
    return any_of(
        all_of(item, p.price_rise[text(level)].admits(e.item_rise)),
        all_of(~item, p.price_rise[text(level)].admits(e.basket_rise)),
    )


def _law(e: Event, level: str) -> Truth:
    return e.other_law.is_in(*LEVELS[: LEVELS.index(level) + 1])


def _one_of_four(e: Event, level: str, area: Truth) -> Truth:
    return any_of(area, p.days[text(level)].admits(e.expected_days), _price(e, level), _law(e, level))  # fmt: skip


def _first(e: Event) -> Truth:
    return all_of(_base(e, SUPPLY[3], BUYING[4]), _one_of_four(e, "Ⅰ级", e.whole_city))


def _second(e: Event) -> Truth:
    area = any_of(e.whole_city, p.area[text("Ⅱ级")].admits(e.districts))
    return all_of(_base(e, SUPPLY[2], BUYING[3]), _one_of_four(e, "Ⅱ级", area))


def _third(e: Event) -> Truth:
    area = any_of(e.whole_city, p.area[text("Ⅲ级")].admits(e.districts))
    return all_of(_base(e, SUPPLY[2], BUYING[2]), _one_of_four(e, "Ⅲ级", area))


def _fourth(e: Event) -> Truth:
    area = choose(
        (DOC.reading("one_district").is_("exactly"), same(e.districts, p.area_lowest)),
        otherwise=any_of(e.whole_city, e.districts >= p.area_lowest),
    )
    return all_of(_base(e, SUPPLY[1], BUYING[1]), _one_of_four(e, "Ⅳ级", area))


_GRADING = (
    "1.5第一段", "1.5.1第一段", "1.5.1（1）", "1.5.1（2）", "1.5.1（3）", "1.5.1（4）", "1.5.2第一段", "1.5.2（1）",
    "1.5.2（2）", "1.5.2（3）", "1.5.2（4）", "1.5.3第一段", "1.5.3（1）", "1.5.3（2）", "1.5.3（3）", "1.5.3（4）",
    "1.5.4第一段", "1.5.4（1）", "1.5.4（2）", "1.5.4（3）", "1.5.4（4）",
)  # fmt: skip


@rule(
    DOC,
    _GRADING,
    label="生活必需品市场供应突发事件分几级、属于哪一级（分级标准：断货脱销、抢购、排队、涨价算几级）",
)
def event_level(e: Event) -> Text:
    """From the highest level down: its state of supply and buying, and one of its four grounds.

    A worse state satisfies a lower level too, so what lacks every ground of Ⅰ is looked at as Ⅱ.
    Outside all of them: 不够分级标准.
    """
    return choose(
        (_first(e), text("Ⅰ级")), (_second(e), text("Ⅱ级")), (_third(e), text("Ⅲ级")),
        (_fourth(e), text("Ⅳ级")), otherwise=text(NO_LEVEL),
    )  # fmt: skip


class AtLevel(Facts):
    """一个事件或响应的级别。"""

    level = choice("级别", list(LEVELS), clause="1.5第一段")


@rule(
    DOC,
    ("1.5.1第一段", "1.5.2第一段", "1.5.3第一段", "1.5.4第一段"),
    label="某一级的分级标准是什么",
)
def grade_standard(a: AtLevel) -> Record:
    """What a level asks for: the state, and the grounds of which one must be met besides."""
    first, second, third = (a.level.is_(level) for level in LEVELS[:3])
    return record(
        name=("名称", choose((first, text("特别重大")), (second, text("重大")), (third, text("较大")), otherwise=text("一般"))),
        supply=("供应", choose((first, text(SUPPLY[3])), (second, text(SUPPLY[2])), (third, text(SUPPLY[2])), otherwise=text(SUPPLY[1]))),
        buying=("购买", choose((first, text(BUYING[4])), (second, text(BUYING[3])), (third, text(BUYING[2])), otherwise=text(BUYING[1]))),
        area=("涉及的区市数（个）", choose(
            (first, not_stated("Ⅰ级要涵盖全市全部行政区域，不是几个区市", "1.5.1（1）")),
            (second, p.area[text("Ⅱ级")]), (third, p.area[text("Ⅲ级")]), otherwise=p.area_lowest)),
        days=("预计持续（天）", p.days[a.level]),
        rise=("周平均价格环比涨幅", p.price_rise[a.level]),
        also=("还有一种", text("法律法规或上级文件另有规定")),
        joined=("四种情况要满足几种", text("具备其中之一")),
    )  # fmt: skip


class Prices(Facts):
    """两周的平均价格。"""

    this_week = quantity("本周平均价格（千分之一元）", min=0, max=10_000_000_000, clause="1.5.1（3）")  # fmt: skip
    last_week = quantity("上周平均价格（千分之一元）", min=1, max=10_000_000_000, clause="1.5.1（3）")  # fmt: skip


@rule(DOC, "1.5.1（3）", label="周平均价格环比涨幅是多少", unit="%", rounding="0.0001%")
def weekly_rise(w: Prices) -> Number:
    """This week's mean over last week's, less one; a fall is negative."""
    return (w.this_week - w.last_week) / w.last_week


@rule(
    DOC,
    ("1.5.1（3）", "1.5.2（3）", "1.5.3（3）", "1.5.4（3）"),
    label="涨价多少算几级：价格涨幅最高达到哪一级的价格条件",
)
def price_ground(w: Prices) -> Text:
    """The highest level whose price ground is met exactly, without a division."""

    def met(level: str) -> Truth:
        return w.this_week >= w.last_week * (number(1) + p.price_rise[text(level)])

    return choose(*((met(level), text(level)) for level in LEVELS), otherwise=text("不够"))


# --- 2 组织体系


@rule(DOC, ("2.1.1",), label="生活必需品指挥部由谁组成：总指挥、副总指挥是谁，成员单位有哪些")
def headquarters(_: Reference) -> Record:
    """Chief, deputies and the ten member units; members may be added or taken away at any time."""
    return record(
        chief=("总指挥", text("市政府分管副市长")),
        deputies=("副总指挥", checklist("市政府分管副秘书长（市政府办公室分管副主任）", "市商务局局长")),
        members=("成员单位（负责人）", checklist(*MEMBERS)),
        change=("成员单位能否变动", text("指挥部根据需要可随时增减")),
    )  # fmt: skip


@rule(DOC, "2.1.1第一段", label="生活必需品指挥部的职责")
def headquarters_duties(_: Reference) -> Texts:
    """What the headquarters does."""
    return checklist(
        "贯彻突发事件应对的法律法规", "研究防范与处置的重大问题和决策", "组织协调指挥应对工作", "指挥较大事件的处置",
        "重大、特别重大事件的先期处置", "必要时请省政府部门支持", "监测预警、专家会商、信息报告发布、应急响应",
        "必要时提升响应级别", "应急队伍、物资和宣传教育培训", "决定启动、终止响应", "组建现场指挥部",
        "指导协调一般事件的处置", "市政府交办的其他任务",
    )  # fmt: skip


class MemberUnit(Facts):
    """一个有职责的单位。"""

    unit = choice("单位", list(DUTIES), clause="2.1.2")


@rule(DOC, tuple(card.clause for card in DUTIES.values()), label="成员单位的职责（谁做什么）")
def member_duties(u: MemberUnit) -> Texts:
    """The duty card of one of the ten members, or of the districts."""
    *cards, (_, last) = DUTIES.items()
    return choose(
        *((u.unit.is_(unit), checklist(*card.duties)) for unit, card in cards),
        otherwise=checklist(*last.duties),
    )


class Matter(Facts):
    """要问由谁负责的一件事。"""

    matter = choice("事项", list(MATTERS), clause="2.1.2")


@rule(
    DOC,
    tuple(dict.fromkeys(clause for _, clause in MATTERS.values())),
    label="一件事由谁负责（职责分工）",
)
def who_is_responsible(m: Matter) -> Text:
    """Which unit answers for a matter: transport is 市交通运输局, salt is 市工业和信息化局."""
    units: dict[str, list[str]] = {}
    for matter, (unit, _) in MATTERS.items():
        units.setdefault(unit, []).append(matter)
    *named, (last, _) = units.items()
    return choose(
        *((m.matter.is_in(*matters), text(unit)) for unit, matters in named), otherwise=text(last)
    )


@rule(
    DOC,
    ("2.1.2（5）", "2.1.2（7）", "3.1.1第一段", "7.4第一段"),
    label="运输绿色通道由哪些单位负责",
)
def green_channel(_: Reference) -> Record:
    """Police and transport both open it; in a response transport keeps it clear."""
    return record(
        opened=("开辟", checklist("市公安局", "市交通运输局")),
        where=("在哪里", checklist("入市的高速公路", "入市的主要道路")),
        in_response=("应急响应状态下保持畅通", text("市交通运输局")),
    )


@rule(DOC, ("2.2第一段", "2.2第二段"), label="指挥部办公室设在哪里、主任是谁、做什么")
def office_of_headquarters(_: Reference) -> Record:
    """Where the office is, who heads it, what it does."""
    return record(
        at=("设在", text(COMMERCE)),
        head=("主任", text("市商务局局长兼任")),
        duties=("职责", checklist(
            "落实指挥部决定", "组织协调成员单位处置", "预案编制、修订、演练与评估", "建立监测预警和信息收集制度",
            "接收核实研判信息并报告", "组织信息发布和舆情引导", "指导协调一般事件的处置", "落实指挥部的指示要求", "指挥部交办的其他工作")),
    )  # fmt: skip


@rule(DOC, ("2.3第一段", "2.3第二段"), label="现场指挥部由谁成立、负责人怎样定、做什么")
def on_site_headquarters(_: Reference) -> Record:
    """It may be set up as needed; the headquarters names its head."""
    return record(
        set_up_by=("成立", text(HEADQUARTERS)),
        optional=("是否必须", text("根据工作需要，可以成立")),
        head=("负责人", text("由市生活必需品指挥部确定")),
        duties=("职责", checklist("组织协调现场处置", "向指挥部报告进展和建议", "指挥部交办的其他工作")),
    )  # fmt: skip


class Group(Facts):
    """一个工作组。"""

    group = choice("工作组", list(GROUPS), clause="2.4第一段")


_GROUP_CLAUSES = tuple(card.clause for card in GROUPS.values())


@rule(DOC, (*_GROUP_CLAUSES, "2.4第一段", "2.4第二段"), label="工作组由谁牵头")
def group_lead(g: Group) -> Text:
    """Who leads a group; of 市场秩序维护组 the text names no leader."""
    led = [(name, card.lead) for name, card in GROUPS.items() if card.lead]
    leads = list(dict.fromkeys(lead for _, lead in led))
    silent = not_stated("原文没有写市场秩序维护组由谁牵头", "2.4（5）")
    contact = warn_when(
        g.group.is_(ORDER), text(MARKET), "原文没有写牵头单位，只把列在前面的单位作为联系单位", "2.4（5）"
    )  # fmt: skip
    return choose(
        *((g.group.is_in(*(name for name, of in led if of == lead)), text(lead)) for lead in leads),
        (DOC.reading("order_group_lead").is_("contact"), contact),
        otherwise=silent,
    )


def _whole(lead: str, members: tuple[str, ...]) -> tuple[str, ...]:
    return (lead, *members) if lead else members


@rule(DOC, _GROUP_CLAUSES, label="工作组有哪些成员单位")
def group_members(g: Group) -> Texts:
    """Who is in a group, the leader first."""
    *groups, (_, last) = GROUPS.items()
    return choose(
        *(
            (g.group.is_(name), checklist(*_whole(card.lead, card.members)))
            for name, card in groups
        ),
        otherwise=checklist(*_whole(last.lead, last.members)),
    )


@rule(DOC, _GROUP_CLAUSES, label="工作组的职责")
def group_duties(g: Group) -> Texts:
    """What a group does."""
    *groups, (_, last) = GROUPS.items()
    return choose(
        *((g.group.is_(name), checklist(*card.duties)) for name, card in groups),
        otherwise=checklist(*last.duties),
    )


@rule(DOC, _GROUP_CLAUSES, label="一个单位在哪些工作组里")
def groups_of_unit(u: MemberUnit) -> Texts:
    """The groups that name a unit; 综合协调组 takes in members as needed beside its leader."""
    return checklist(
        *((name, u.unit.is_in(*(m for m in _whole(card.lead, card.members) if m in DUTIES)))
          for name, card in GROUPS.items())
    )  # fmt: skip


@rule(DOC, ("2.4第一段", "2.4第二段"), label="一共有哪些工作组、由谁成立、能否增减")
def groups(_: Reference) -> Record:
    """The seven groups, set up by the headquarters, which may add or drop some."""
    return record(
        groups=("工作组", checklist(*GROUPS)),
        set_up_by=("成立", text(HEADQUARTERS)),
        change=("能否增减", text("指挥部根据需要可随时增减")),
        report=("报告", text("随时报告工作进展")),
    )


@rule(DOC, "2.5第一段", label="专家组由哪些方面的专家组成、做什么")
def experts(_: Reference) -> Record:
    """Experts of seven fields; they consult on events from 较大 up and on the plan itself."""
    return record(
        fields=("行业领域", checklist(*EXPERTS_FROM)),
        duties=("职责", checklist("参与预案编制、修订、演练评估", "会商研判较大及以上事件的发生、趋势和影响", "提供决策方案和建议")),
    )  # fmt: skip


@rule(DOC, "2.5第一段", label="这一级事件要不要专家组会商研判")
def experts_consult(a: AtLevel) -> Truth:
    """From 较大 (Ⅲ级) up."""
    return a.level.is_in(*LEVELS[:3])


# --- 3 预警与预防


@rule(DOC, "3.1.1第一段", label="平时的预防工作有哪些、由谁做")
def prevention(_: Reference) -> Record:
    """Reserves, links between growers and markets, the green channel, larger stocks in trade."""
    return record(
        by=("由谁", text("指挥部有关成员单位")),
        work=("工作", checklist("相关储备", "产销区域对接机制", "落实鲜活农产品绿色通道政策", "鼓励经销商扩大经营，增强流通环节蓄水池作用")),
    )  # fmt: skip


@rule(DOC, "3.1.2第一段", label="市场监测由谁组织、监测什么、多久一次")
def monitoring(_: Reference) -> Record:
    """The office with districts and departments; regularly, and daily in an emergency."""
    return record(
        by=("组织", text(OFFICE)),
        together=("参加", checklist("区市政府（管委）", "有关部门和单位")),
        watched=("监测内容", checklist("市场价格", "上市量（销售额）")),
        usual=("平时", text("定期（多久一次原文未写明）")),
        emergency=("应急状态", text("日监测报告（市场运行监测、价格监测）")),
    )


@rule(DOC, "3.1.3第一段", label="风险预测由谁做、重点在什么时候、结果怎么用")
def forecasting(_: Reference) -> Record:
    """Who analyses, in which seasons above all, and what follows."""
    return record(
        by=("由谁", checklist(OFFICE, "各有关成员单位")),
        focus=("重点", checklist("生产供应淡季", "消费集中的重大节假日", "风险因素易发时段")),
        abroad=("外地的突发事件", text("作关联性分析")),
        then=("结果", text("及早采取措施，做好预警、预防和处置准备")),
    )


class Situation(Facts):
    """预警或响应的状态。"""

    responding = truth("已启动应急响应（应急状态）", clause="3.1.2第一段")
    colour = choice("正在生效的预警", ["没有", *COLOURS], clause="3.4.2（1）")
    chosen = truth(
        "预警的预防措施选用了日监测报告",
        clause="3.4.2第一段",
        gist="黄色以上预警的措施采取一项或多项，日监测报告是其中一项",
    )


@rule(
    DOC,
    ("3.1.2第一段", "3.4.2第一段", "3.4.2（1）"),
    label="现在要不要每日监测报告（日报、日监测，多久报一次）",
)
def daily_report_due(s: Situation) -> Truth:
    """In an emergency always; under a warning from yellow up where it is among the measures taken."""
    yellow_up = s.colour.is_in("红色预警", "橙色预警", "黄色预警")
    return any_of(s.responding, all_of(yellow_up, s.chosen))


class Consequence(Facts):
    """会商研判的结论：可能引发哪一级事件。"""

    event = choice("可能引发的事件", EVENTS, clause="3.2第一段")


@rule(DOC, "3.2第一段", label="可能引发某级事件时发布什么颜色的预警")
def warning_colour(c: Consequence) -> Text:
    """Red, orange, yellow, blue for Ⅰ, Ⅱ, Ⅲ, Ⅳ."""
    *higher, (_, lowest) = zip(EVENTS, COLOURS, strict=True)
    return choose(
        *((c.event.is_(event), text(colour)) for event, colour in higher), otherwise=text(lowest)
    )


FINDINGS = ["不会引发", "一般", "较大", "重大", "特别重大"]
_SIGNALS = ["没有", "蓝色", "黄色", "橙色", "红色"]


class Grounds(Facts):
    """预警的三种情形。"""

    department_signal = choice("气象、农业农村等部门发布的预警", _SIGNALS, clause="3.2.1（1）")
    department_finding = choice("对部门预警会商研判，可能引发哪级事件", FINDINGS, clause="3.2.1（1）")  # fmt: skip
    source_event = truth("主要货源地或周边城市发生了供应突发事件", clause="3.2.1（2）")
    source_finding = choice("货源地、周边城市的事件可能引发哪级事件", FINDINGS, clause="3.2.1（2）")  # fmt: skip
    other_finding = choice("办公室会商研判，其他情况可能引发哪级事件", FINDINGS, clause="3.2.1（3）")  # fmt: skip


def _by_department(g: Grounds, event: str) -> Truth:
    place = FINDINGS.index(event)
    alike = g.department_signal.is_(_SIGNALS[place])
    if higher := _SIGNALS[place + 1 :]:
        at_least = DOC.reading("department_colour").is_("at_least")
        alike = any_of(alike, all_of(at_least, g.department_signal.is_in(*higher)))
    return all_of(g.department_finding.is_(event), alike)


def _calls_for(g: Grounds, event: str) -> Truth:
    return any_of(
        _by_department(g, event),
        all_of(g.source_event, g.source_finding.is_(event)),
        g.other_finding.is_(event),
    )


_WARNING_CLAUSES = tuple(
    f"3.2.{n}{part}"
    for n, part in (
        (n, part) for n in range(1, 5) for part in ("第一段", "（1）", "（2）", "（3）")
    )
)


@rule(
    DOC,
    ("3.2第一段", *_WARNING_CLAUSES),
    label="该发布什么颜色的预警（红色、橙色、黄色、蓝色，三种情形）",
)
def warning_level(g: Grounds) -> Text:
    """The highest colour that one of three grounds calls for.

    A department's warning counts with a finding of the same level (or a lower one, at that level). A
    finding above the department's colour is left to the third ground, and the answer says so.
    """
    found = choose(
        *((_calls_for(g, event), text(colour)) for event, colour in zip(EVENTS, COLOURS, strict=True)),
        otherwise=text(NO_WARNING),
    )  # fmt: skip
    above = any_of(
        *(all_of(g.department_finding.is_(event),
                 g.department_signal.is_in(*_SIGNALS[1 : FINDINGS.index(event)]))
          for event in EVENTS[:-1])
    )  # fmt: skip
    return warn_when(
        above, found, "会商研判的级别高于部门预警的颜色，按第（3）种情形由指挥部办公室另作研判", "3.2.1（3）"
    )  # fmt: skip


class Warning(Facts):
    """要发布的一个预警。"""

    colour = choice("预警颜色", list(COLOURS), clause="3.2第一段")
    districts = quantity("涉及几个区市", "个", max=100, clause="3.3（1）")


@rule(DOC, ("3.3（1）", "3.3（2）", "3.3（3）"), label="预警由谁提出建议")
def warning_proposer(w: Warning) -> Text:
    """From yellow up the office proposes; a blue one needs no proposal."""
    return choose(
        (w.colour.is_("蓝色预警"), not_stated("蓝色预警没有写要先提出建议", "3.3（1）")),
        otherwise=text(OFFICE),
    )


@rule(DOC, ("3.3（1）", "3.3（2）", "3.3（3）"), label="预警由谁批准（红色、橙色、黄色、蓝色）")
def warning_approver(w: Warning) -> Text:
    """From yellow up the headquarters approves; for blue the text asks for no approval."""
    return choose(
        (w.colour.is_("蓝色预警"), not_stated("蓝色预警没有写要报批", "3.3（1）")),
        otherwise=text(HEADQUARTERS),
    )


@rule(
    DOC,
    ("3.3（1）", "3.3（2）", "3.3（3）"),
    label="预警由谁发布、以谁的名义发布（红色、橙色、黄色、蓝色）",
)
def warning_issuer(w: Warning) -> Text:
    """Orange and red: the headquarters. Yellow: its office. Blue: the district or the office."""
    return choose(
        (w.colour.is_in("红色预警", "橙色预警"), text(HEADQUARTERS)),
        (w.colour.is_("黄色预警"), text(OFFICE)),
        (DOC.reading("blue_issuer").is_("either"), text("所涉区市政府（管委）或市生活必需品指挥部办公室")),
        (same(w.districts, p.area_lowest), text("所涉区市政府（管委）")),
        otherwise=text(OFFICE),
    )  # fmt: skip


@rule(DOC, ("3.3（1）", "3.3（2）", "3.3（3）"), label="预警发布同时报给谁（抄报）")
def warning_copies(w: Warning) -> Texts:
    """市应急局 always; orange and red also go to the departments of the government above."""
    return checklist("市应急局", ("上级政府主管部门", w.colour.is_in("红色预警", "橙色预警")))


@rule(
    DOC,
    ("3.3（1）", "3.3（2）", "3.3（3）"),
    label="发布一个预警要走什么程序：谁提出、谁批准、以谁的名义、抄报谁",
)
def warning_way(w: Warning) -> Record:
    """The whole way of a warning of one colour."""
    return record(
        proposes=("提出建议", warning_proposer(w)),
        approves=("批准", warning_approver(w)),
        issues=("以谁的名义发布", warning_issuer(w)),
        copies=("同时报", warning_copies(w)),
    )


MESSAGE = (
    "发布机关", "发布时间", "事件诱因和类别", "预警级别", "警示事项", "可能起始时间", "影响范围及后果", "咨询电话",
)  # fmt: skip


@rule(DOC, "3.3第一段", label="预警信息写什么：必须有哪些内容")
def warning_contents(_: Reference) -> Texts:
    """The eight parts of the message."""
    return checklist(*MESSAGE)


class Message(Facts):
    """一份预警信息稿。"""

    has_issuer = truth("写了发布机关", clause="3.3第一段")
    has_time = truth("写了发布时间", clause="3.3第一段")
    has_cause = truth("写了事件诱因和类别", clause="3.3第一段")
    has_level = truth("写了预警级别", clause="3.3第一段")
    has_matters = truth("写了警示事项", clause="3.3第一段")
    has_start = truth("写了可能起始时间", clause="3.3第一段")
    has_scope = truth("写了影响范围及后果", clause="3.3第一段")
    has_phone = truth("写了咨询电话", clause="3.3第一段")


@rule(DOC, "3.3第一段", label="预警信息稿缺哪些内容")
def warning_missing(m: Message) -> Texts:
    """The parts that a draft still lacks."""
    there = (
        m.has_issuer, m.has_time, m.has_cause, m.has_level, m.has_matters, m.has_start, m.has_scope, m.has_phone,
    )  # fmt: skip
    return checklist(*((part, ~has) for part, has in zip(MESSAGE, there, strict=True)))


@rule(DOC, "3.3第二段", label="预警通过哪些形式发布")
def warning_forms(_: Reference) -> Texts:
    """The main forms of publication."""
    return checklist("广播", "电视", "报刊", "网络", "短信", "微信", "微博")


class InForce(Facts):
    """正在生效的预警。"""

    colour = choice("预警颜色", list(COLOURS), clause="3.2第一段")
    taken = quantity("已采取的预防措施数", "项", max=100, clause="3.4.1第一段")


_MENU_CLAUSES = tuple(
    dict.fromkeys(
        (*(each.clause for each in WARNING_MEASURES), *(f"3.4.{n}第一段" for n in range(1, 5)))
    )
)


@rule(DOC, _MENU_CLAUSES, label="某种颜色的预警可以采取哪些预防措施（预警措施，逐级累加）")
def warning_measures(w: InForce) -> Texts:
    """Cumulative: 4 at blue, 8 at yellow, 10 at orange, 12 at red; one or several are taken."""
    return checklist(
        *((each.label, w.colour.is_in(*from_level(each.since, COLOURS))) for each in WARNING_MEASURES)
    )  # fmt: skip


@rule(
    DOC,
    ("3.4.1第一段", "3.4.2第一段", "3.4.3第一段", "3.4.4第一段"),
    label="采取的预警预防措施够不够（一项或多项）",
)
def warning_measures_enough(w: InForce) -> Truth:
    """One of the menu is enough; the text does not ask for all."""
    return w.taken >= p.least_measures


@rule(DOC, "3.4.1（1）", label="预警期间应急值班多少小时", unit="小时")
def duty_hours(_: Reference) -> Number:
    """Round the clock."""
    return p.duty_hours


class Ending(Facts):
    """预警能不能结束。"""

    impossible = truth("有事实证明不可能发生供应突发事件", clause="3.5第二段")
    eliminated = truth("供应突发事件已经基本消除", clause="3.5第二段")


@rule(DOC, "3.5第二段", label="能否解除预警（预警结束、解除警报、终止预警）")
def warning_may_end(e: Ending) -> Truth:
    """Facts show that it cannot happen, or it is all but over; then it must be ended without delay."""
    return any_of(e.impossible, e.eliminated)


@rule(DOC, ("3.5第一段", "3.5第二段"), label="预警由谁调整、解除预警由谁宣布，依据什么，还要做什么")
def warning_end_by(_: Reference) -> Record:
    """Whoever issued it adjusts and ends it, and lifts the measures taken."""
    return record(
        by=("由谁", text("发布该预警的部门、单位")),
        on=("调整的依据", checklist("事态发展趋势", "专家组建议")),
        then=("终止时", checklist("宣布解除警报", "终止预警", "解除已采取的措施")),
        within=("时限", not_stated("只写适时、及时，没有时限", "3.5第一段")),
    )


# --- 4 应急处置


@rule(DOC, "4.1第一段", label="哪些单位负责受理和报告供应突发事件")
def reporting_bodies(_: Reference) -> Texts:
    """Who takes reports in and passes them up."""
    return checklist(
        "事发地镇政府（街道办事处）", "区市政府（管委）及其有关部门", "市直各有关部门", OFFICE, "市政府值班室",
    )  # fmt: skip


REPORTERS = ["镇政府（街道办事处）", "区市政府（管委）", "市生活必需品指挥部办公室"]


class Reporter(Facts):
    """报告突发事件的单位。"""

    reporter = choice("报告单位", REPORTERS, clause="4.1.1第一段")


@rule(DOC, "4.1.1第一段", label="突发事件向谁报告（报给谁）")
def report_to(r: Reporter) -> Texts:
    """Town to district, district to the office, the office to headquarters and government."""
    town, district = r.reporter.is_(REPORTERS[0]), r.reporter.is_(REPORTERS[1])
    return choose(
        (town, checklist("区市政府（管委）")),
        (district, checklist(OFFICE)),
        otherwise=checklist(HEADQUARTERS, "市政府"),
    )


@rule(DOC, "4.1.1第一段", label="突发事件要在多少小时内报告（几小时、多久、时限）", unit="小时")
def report_within(r: Reporter) -> Number:
    """One hour for the district, one for the office; for the town no number is printed."""
    town, district = r.reporter.is_(REPORTERS[0]), r.reporter.is_(REPORTERS[1])
    return choose(
        (town, not_stated("没有写镇政府（街道办事处）多久内报告", "4.1.1第一段")),
        (district, p.district_report),
        otherwise=p.office_report,
    )


@rule(DOC, "4.1.1第一段", label="突发事件报告的时间要求、方式和起算")
def report_way(r: Reporter) -> Record:
    """When the hour begins, and that the telephone goes before the paper."""
    town, district = r.reporter.is_(REPORTERS[0]), r.reporter.is_(REPORTERS[1])
    return record(
        when=("时间", choose(
            (all_of(town, DOC.reading("town_report").is_("at_once")), text("立即（原文未写时限）")),
            (town, not_stated("没有写时限", "4.1.1第一段")),
            (district, text("立即核实，1小时内")),
            otherwise=text("及时评估，认为达到等级后1小时内"))),
        way=("方式", choose((town, not_stated("没有写方式", "4.1.1第一段")), otherwise=text("先电话后书面"))),
        since=("起算", choose(
            (town, not_stated("没有写", "4.1.1第一段")),
            (all_of(district, DOC.reading("report_clock").is_("happened")), text("事件发生")),
            (district, text("接到报告")),
            otherwise=text("评估认为达到等级"))),
    )  # fmt: skip


class Reporting(Facts):
    """一次报告用了多久。"""

    reporter = choice("报告单位", REPORTERS[1:], clause="4.1.1第一段")
    since_happened = quantity("从事件发生到报出过了多少分钟", "分钟", max=1_000_000, clause="4.1.1第一段")  # fmt: skip
    since_received = quantity("从区市接到报告到报出过了多少分钟", "分钟", max=1_000_000, clause="4.1.1第一段")  # fmt: skip
    since_graded = quantity("从办公室认为达到等级到报出过了多少分钟", "分钟", max=1_000_000, clause="4.1.1第一段")  # fmt: skip


@rule(DOC, "4.1.1第一段", label="突发事件报告是否超时（迟报）")
def reported_in_time(r: Reporting) -> Truth:
    """Within the hour; exactly one hour is in time."""
    taken = choose(
        (DOC.reading("report_clock").is_("happened"), r.since_happened), otherwise=r.since_received
    )
    return choose(
        (r.reporter.is_(REPORTERS[1]), p.district_report.admits(taken)),
        otherwise=p.office_report.admits(r.since_graded),
    )


class Skipping(Facts):
    """越级报告。"""

    special = truth("情况特殊", clause="4.1.1第一段")
    grassroots = truth("是基层单位", clause="4.1.1第一段")


@rule(DOC, "4.1.1第一段", label="能否越级上报")
def may_skip_levels(s: Skipping) -> Truth:
    """A unit at the base may, in special circumstances."""
    return all_of(s.special, s.grassroots)


@rule(DOC, "4.1.1第一段", label="报告突发事件信息的要求和禁止")
def report_manners(_: Reference) -> Record:
    """How reports must be, what is forbidden, and what may be done at once in an emergency."""
    return record(
        must=("做到", checklist("及时", "客观", "真实")),
        forbidden=("不得", checklist("迟报", "谎报", "瞒报", "漏报")),
        urgent=("紧急情况", text("处置、核实、报告同时进行")),
    )


FIRST_REPORT = (
    "时间", "地点", "原因", "信息来源", "事件类别", "基本过程", "初判级别", "影响范围", "发展趋势", "已采取的措施",
    "有无次生或衍生危害", "预警发布情况", "拟进一步采取的措施", "需要支援的事项", "亟需帮助解决的问题", "参与处置的领导姓名、单位、联系方式",
)  # fmt: skip


class Report(Facts):
    """一份报告。"""

    kind = choice("报告种类", ["首报", "续报", "终报"], clause="4.1.2第一段")


@rule(DOC, "4.1.2第一段", label="首报、续报、终报要写哪些内容")
def report_contents(r: Report) -> Texts:
    """What each kind of report says; of the final one only that it must be made."""
    return choose(
        (r.kind.is_("首报"), checklist(*FIRST_REPORT)),
        (r.kind.is_("续报"), checklist("最新处置", "事态发展", "领导批示落实情况")),
        otherwise=not_stated("只写处置结束后及时终报，没有写终报的内容", "4.1.2第一段"),
    )


@rule(DOC, "4.1.2第一段", label="续报、终报什么时候报")
def report_moment(r: Report) -> Text:
    """The first within its hour, follow-ups while it is dealt with, the last when that is over."""
    return choose(
        (r.kind.is_("首报"), text("按报告时限")),
        (r.kind.is_("续报"), text("应急处置过程中及时")),
        otherwise=text("应急处置结束后及时"),
    )


class Early(Facts):
    """先期处置的单位。"""

    who = choice("单位", ["事发地区市政府（管委）、镇政府（街道办事处）", "指挥部各成员单位"], clause="4.2第一段")  # fmt: skip


@rule(DOC, "4.2第一段", label="先期处置：事发地和成员单位先做什么")
def early_handling(e: Early) -> Texts:
    """What is done before any grading."""
    return choose(
        (e.who.is_("指挥部各成员单位"), checklist(
            "按预案迅速开展工作", "根据需要赴事发地处置", "控制事态，防次生、衍生事件", "组织专家会商，评估上报")),
        otherwise=checklist(
            "立即启动相关预案的响应", "组织处置，控制事态", "动员加工企业增产投放", "组织供应企业充实库存、敞开供应", "稳定价格，维护市场秩序"),
    )  # fmt: skip


_START_CLAUSES = ("4.3.1（1）", "4.3.1（2）", "4.3.1（3）", "4.3.1（4）")


@rule(DOC, _START_CLAUSES, label="应急响应由谁提出建议")
def response_proposer(a: AtLevel) -> Texts:
    """Ⅲ: the district or the office. Ⅱ: the office. Ⅰ: the headquarters. Ⅳ: nobody needs to."""
    return choose(
        (a.level.is_("Ⅰ级"), checklist(HEADQUARTERS)),
        (a.level.is_("Ⅱ级"), checklist(OFFICE)),
        (a.level.is_("Ⅲ级"), checklist("所涉区市政府（管委）", OFFICE)),
        otherwise=not_stated("Ⅳ级由区市直接启动，没有写要提出建议", "4.3.1（1）"),
    )


@rule(DOC, _START_CLAUSES, label="应急响应由谁批准")
def response_approver(a: AtLevel) -> Text:
    """Ⅲ: a deputy chief. Ⅱ: the chief. Ⅰ: the leader of the city. For Ⅳ no approval is written."""
    return choose(
        (a.level.is_("Ⅰ级"), text("市主要领导")),
        (a.level.is_("Ⅱ级"), text("市生活必需品指挥部总指挥")),
        (a.level.is_("Ⅲ级"), text("市生活必需品指挥部副总指挥")),
        otherwise=not_stated("Ⅳ级由所涉区市政府（管委）自己启动，没有写要报批", "4.3.1（1）"),
    )


@rule(DOC, _START_CLAUSES, label="应急响应启动后组织谁来处置")
def response_forces(a: AtLevel) -> Texts:
    """Who is set to work at each level."""
    return choose(
        (a.level.is_("Ⅰ级"), checklist("全市应急处置队伍和资源")),
        (a.level.is_("Ⅱ级"), checklist("市有关部门、单位", "所涉区市政府（管委）及其部门", "有关企业")),
        (a.level.is_("Ⅲ级"), checklist("所涉区市政府（管委）", "有关部门和单位")),
        otherwise=checklist("本级政府有关部门", "相关企业"),
    )  # fmt: skip


@rule(DOC, _START_CLAUSES, label="启动应急响应要不要向市政府报告")
def response_reported(a: AtLevel) -> Truth:
    """Written for Ⅲ and Ⅱ; for Ⅳ and Ⅰ the text says nothing of it."""
    return choose(
        (a.level.is_in("Ⅱ级", "Ⅲ级"), always),
        (a.level.is_("Ⅰ级"), not_stated("Ⅰ级由市主要领导批准，没有写另向市政府报告", "4.3.1（4）")),
        otherwise=not_stated("Ⅳ级由区市启动，没有写启动时向市政府报告", "4.3.1（1）"),
    )


@rule(DOC, (*_START_CLAUSES, "2.1.1第一段"), label="应急响应由谁启动、响应结束由谁宣布（终止）")
def response_starter(a: AtLevel) -> Text:
    """The district at Ⅳ; the headquarters, which decides on starting and ending, above that."""
    return choose((a.level.is_("Ⅳ级"), text("所涉区市政府（管委）")), otherwise=text(HEADQUARTERS))


@rule(
    DOC, _START_CLAUSES, label="启动某级应急响应要走什么程序：谁建议、谁批准、谁启动、报不报市政府"
)
def response_way(a: AtLevel) -> Record:
    """The whole way of a response of one level."""
    return record(
        proposes=("提出建议", response_proposer(a)),
        approves=("批准", response_approver(a)),
        starts=("启动和宣布结束", response_starter(a)),
        forces=("组织处置", response_forces(a)),
        reported=("向市政府报告", response_reported(a)),
    )


class Assistance(Facts):
    """一般（Ⅳ级）事件要不要市里配合。"""

    asked = truth("区市政府（管委）请示", clause="4.3.1（1）")
    needed = truth("有实际需要", clause="4.3.1（1）")


@rule(DOC, "4.3.1（1）", label="Ⅳ级事件指挥部办公室要不要配合处置")
def office_assists(a: Assistance) -> Truth:
    """On the district's request or where it is needed."""
    return any_of(a.asked, a.needed)


_COMMAND_CLAUSES = ("4.3.2（1）", "4.3.2（1）第一段", "4.3.2（2）", "4.3.2（3）", "4.3.2（4）")


@rule(DOC, _COMMAND_CLAUSES, label="各级响应谁去现场：由谁赴现场指挥协调")
def goes_on_site(a: AtLevel) -> Texts:
    """Who goes to the scene at each level."""
    return choose(
        (a.level.is_("Ⅰ级"), checklist("市委或市政府主要领导同志")),
        (a.level.is_("Ⅱ级"), checklist("总指挥", "副总指挥", "所涉区市政府（管委）主要负责人", "市政府主要领导同志（或到市应急指挥中心）")),
        (a.level.is_("Ⅲ级"), checklist("副总指挥", "所涉区市政府（管委）主要负责人")),
        otherwise=checklist("区市分管负责人或者区市部门主要负责人", "市政府有关部门分管负责人"),
    )  # fmt: skip


@rule(DOC, _COMMAND_CLAUSES, label="各级响应由谁根据需要到指挥部指挥协调")
def goes_to_headquarters(a: AtLevel) -> Text:
    """A deputy at Ⅳ, the chief at Ⅲ, as needed; above that the text sends them to the scene."""
    return choose(
        (a.level.is_("Ⅲ级"), text("总指挥")),
        (a.level.is_("Ⅳ级"), text("副总指挥")),
        otherwise=not_stated("Ⅱ级、Ⅰ级没有写根据需要到指挥部", "4.3.2（3）"),
    )


class Commanding(Facts):
    """由谁指挥协调。"""

    level = choice("级别", list(LEVELS), clause="4.3.2（4）")
    districts = quantity("涉及几个区市", "个", max=100, clause="4.3.2（4）")
    higher = truth("省或国家已成立应急指挥部或派出工作组", clause="4.3.2（4）")


@rule(DOC, "4.3.2（4）", label="涉及几个区市时由谁指挥协调、上级派工作组后听谁的")
def commanded_by(c: Commanding) -> Text:
    """Under the province or the state from 重大 up once they are there; else headquarters from two districts."""
    every_level = DOC.reading("two_districts").is_("every_level")
    return choose(
        (all_of(c.level.is_in("Ⅰ级", "Ⅱ级"), c.higher), text("省、国家应急指挥部或工作组")),
        (all_of(every_level, p.hq_districts.admits(c.districts)), text(HEADQUARTERS)),
        (c.level.is_("Ⅳ级"), text("所涉区市政府（管委）")),
        otherwise=text(HEADQUARTERS),
    )


class Scene(Facts):
    """事件现场。"""

    set_up = truth("已成立市生活必需品现场指挥部", clause="2.3第一段")


@rule(DOC, ("4.4第一段", "2.3第二段"), label="现场应急处置由谁统一指挥和调度")
def commands_on_site(s: Scene) -> Text:
    """The on-site headquarters where there is one, else the office."""
    first = DOC.reading("on_site").is_("headquarters_first")
    return choose((all_of(first, s.set_up), text("市生活必需品现场指挥部")), otherwise=text(OFFICE))


@rule(DOC, "4.4第一段", label="应急联动：办公室、区市、工作组各做什么")
def linkage(_: Reference) -> Record:
    """Who directs, who sets up a command at the place, who works under whom."""
    return record(
        office=("指挥部办公室", checklist("现场处置的统一指挥和调度", "向指挥部报告并提建议")),
        district=("事发地区市", checklist("成立现场应急指挥机构", "配合办公室")),
        groups=("各工作组", text("在指挥部统一指挥下按职责协同")),
    )


_DUTY_CLAUSES = tuple(
    dict.fromkeys(
        (*(each.clause for each in RESPONSE_MEASURES), *(f"4.3.3.{n}第一段" for n in range(2, 5)))
    )
)


@rule(DOC, _DUTY_CLAUSES, label="某一级应急响应要采取哪些措施（逐级累加，包括困难、特困家庭补助）")
def response_measures(a: AtLevel) -> Texts:
    """Cumulative: 5 at Ⅳ, 11 at Ⅲ, 15 at Ⅱ, 20 at Ⅰ."""
    return checklist(
        *((each.label, a.level.is_in(*from_level(each.since, LEVELS))) for each in RESPONSE_MEASURES)
    )  # fmt: skip


@rule(DOC, _DUTY_CLAUSES, label="某一级应急响应新增哪些措施")
def response_measures_added(a: AtLevel) -> Texts:
    """What a level adds to the one below it: 5, 6, 4, 5."""
    return checklist(*((each.label, a.level.is_(each.since)) for each in RESPONSE_MEASURES))


class OneMeasure(Facts):
    """一项响应措施。"""

    measure = choice("措施", [each.label for each in RESPONSE_MEASURES], clause="4.3.3")


@rule(DOC, _DUTY_CLAUSES, label="一项响应措施从哪一级开始采取")
def measure_since(m: OneMeasure) -> Text:
    """The lowest level at which it is owed."""
    by_level = {
        level: [each.label for each in RESPONSE_MEASURES if each.since == level] for level in LEVELS
    }
    return choose(
        *((m.measure.is_in(*by_level[level]), text(level)) for level in LEVELS[:-1]),
        otherwise=text(LEVELS[-1]),
    )


@rule(DOC, _DUTY_CLAUSES, label="一项响应措施是必须采取还是视情采取")
def measure_choice(m: OneMeasure) -> Text:
    """Owed, or left to need by 视情, 必要时, 根据情况."""
    words = ("视情", "必要时", "根据情况")
    return choose(
        *((m.measure.is_in(*(each.label for each in RESPONSE_MEASURES if each.why == word)), text(word))
          for word in words),
        otherwise=text("必须"),
    )  # fmt: skip


@rule(DOC, _DUTY_CLAUSES, label="一项响应措施由谁落实")
def measure_by(m: OneMeasure) -> Texts:
    """Whom the text names; where it names nobody, the answer says so."""
    named = [each for each in RESPONSE_MEASURES if each.by]
    return choose(
        *((m.measure.is_(each.label), checklist(*each.by)) for each in named),
        otherwise=not_stated("没有写由哪个单位落实，由启动响应的单位组织", "4.3.3"),
    )


_UNITS = (*MEMBERS, DISTRICTS)


class UnitAtLevel(Facts):
    """一个单位在某一级响应中。"""

    unit = choice("单位", list(_UNITS), clause="2.1.2")
    level = choice("级别", list(LEVELS), clause="1.5第一段")


@rule(DOC, _DUTY_CLAUSES, label="一个单位在某一级应急响应中要落实哪些措施")
def unit_measures(u: UnitAtLevel) -> Texts:
    """The measures that name the unit, at the level or below it."""
    aliases = {"所涉区市政府（管委）": (DISTRICTS,), DEPARTMENTS: MEMBERS}
    found: list[tuple[str, Truth]] = []
    for each in RESPONSE_MEASURES:
        units = [unit for by in each.by for unit in aliases.get(by, (by,)) if unit in _UNITS]
        if units:
            concerned = u.unit.is_in(*units)
            if each.since != LEVELS[-1]:
                concerned &= u.level.is_in(*from_level(each.since, LEVELS))
            found.append((each.label, concerned))
    return checklist(*found)


CARGOES = ["储备原料运到加工企业", "政府储备商品运到零售网点", "新加工的产成品运到零售网点"]


class Cargo(Facts):
    """动用储备时的一批货。"""

    cargo = choice("运什么", CARGOES, clause="4.3.3.3（2）")


@rule(DOC, "4.3.3.3（2）", label="动用储备后多少小时运到（几小时运达）", unit="小时")
def logistics_limit(c: Cargo) -> Number:
    """Twenty-four hours each: from the order, and for new products from the arrival of the raw material."""
    return choose(
        (c.cargo.is_(CARGOES[0]), p.raw_to_plant), (c.cargo.is_(CARGOES[1]), p.goods_to_shops),
        otherwise=p.product_to_shops,
    )  # fmt: skip


@rule(DOC, "4.3.3.3（2）", label="储备运输的时限从什么时候起算")
def logistics_since(c: Cargo) -> Text:
    """The order of unified allocation; for new products the arrival of their raw material."""
    return choose(
        (c.cargo.is_(CARGOES[2]), text("原料运达加工企业")),
        otherwise=text("指挥部发出统一调配指令"),
    )


class Delivery(Facts):
    """一批货的运达情况。"""

    cargo = choice("运什么", CARGOES, clause="4.3.3.3（2）")
    since_order = quantity("从统一调配指令发出到运达过了多少分钟", "分钟", max=1_000_000, clause="4.3.3.3（2）")  # fmt: skip
    since_raw = quantity("从原料运达加工企业到产成品运达过了多少分钟", "分钟", max=1_000_000, clause="4.3.3.3（2）")  # fmt: skip
    full = truth("原料按动用规模足额运达", clause="4.3.3.3（2）")


@rule(DOC, "4.3.3.3（2）", label="储备是否按时运达")
def delivered_in_time(d: Delivery) -> Truth:
    """In time, and raw material in full; exactly 24 hours is in time."""
    return choose(
        (d.cargo.is_(CARGOES[0]), all_of(p.raw_to_plant.admits(d.since_order), d.full)),
        (d.cargo.is_(CARGOES[1]), p.goods_to_shops.admits(d.since_order)),
        otherwise=p.product_to_shops.admits(d.since_raw),
    )


class Power(Facts):
    """要采取的一项非常措施。"""

    level = choice("响应级别", [*LEVELS, "没有启动响应"], clause="4.3.3.3")
    power = choice(
        "非常措施",
        ["储备商品限购", "提请临时价格干预", "动用本级政府储备", "申请动用中央、省级储备", "紧急征用", "定量配给"],
        clause="4.3.3.3",
    )  # fmt: skip
    agreed = truth("市政府已同意", clause="4.3.3.3（3）")
    needed = truth("确有必要", clause="4.3.3.4（3）")
    lawful = truth("依照有关法律规定", clause="4.3.3.4（3）")
    red = truth("红色预警正在生效", clause="3.4.4（2）")


@rule(
    DOC,
    ("4.3.3.3（2）", "4.3.3.3（3）", "4.3.3.4（1）", "4.3.3.4（3）", "4.3.3.4（5）", "3.4.4（2）"),
    label="现在能否限购、限价（临时价格干预，先经市政府同意）、动用储备、征用、定量配给",
)
def power_allowed(w: Power) -> Truth:
    """From Ⅱ: limits, own reserves, and price intervention with the government's consent. Ⅰ: the rest.

    A red warning allows to ask for the reserves of province and state before any response.
    """
    second = w.level.is_in("Ⅰ级", "Ⅱ级")
    first = w.level.is_("Ⅰ级")
    return choose(
        (w.power.is_("提请临时价格干预"), all_of(second, w.agreed)),
        (w.power.is_in("储备商品限购", "动用本级政府储备"), second),
        (w.power.is_("紧急征用"), all_of(first, w.needed, w.lawful)),
        (w.power.is_("申请动用中央、省级储备"), any_of(first, w.red)),
        otherwise=first,
    )


class Widening(Facts):
    """事态扩大。"""

    beyond_means = truth("预计凭全市现有应急资源难以有效处置", clause="4.5第一段")
    most_of_city = truth("已波及全市大部分地区", clause="4.5第一段")
    great_effect = truth("直接或间接造成巨大影响", clause="4.5第一段")
    beyond_control = truth("超出全市自身控制能力", clause="4.5第一段")


@rule(DOC, "4.5第一段", label="要不要扩大响应、向省或国家求援")
def widening_due(w: Widening) -> Truth:
    """Means are not enough; or most of the city is struck with great effect, beyond its control."""
    return any_of(w.beyond_means, all_of(w.most_of_city, w.great_effect, w.beyond_control))


@rule(DOC, "4.5第一段", label="扩大响应由谁建议、谁同意、向谁求援")
def widening_by(_: Reference) -> Record:
    """Headquarters proposes, the government consents, state or province is asked."""
    return record(
        proposes=("建议", text(HEADQUARTERS)),
        consents=("同意", text("市政府")),
        asked=("求援对象", text("国家或省有关方面")),
    )


class Calm(Facts):
    """响应能不能终止。"""

    subsided = truth("事件基本平息或得到有效控制", clause="4.6第一段")
    removed = truth("危害因素已消除", clause="4.6第一段")
    orderly = truth("市场秩序基本恢复正常", clause="4.6第一段")
    finished = truth("应急工作基本完成", clause="4.6第一段")


@rule(DOC, "4.6第一段", label="能否终止应急响应（响应什么时候结束）")
def response_may_end(c: Calm) -> Truth:
    """All four conditions together; whoever started the response then announces its end."""
    return all_of(c.subsided, c.removed, c.orderly, c.finished)


# --- 5 恢复与重建


class Loss(Facts):
    """一笔费用或损失。"""

    loss = choice(
        "费用或损失",
        ["企业调运、投放应急商品的费用", "紧急调集物资造成的损失", "紧急征用物资造成的损失", "组织进口商品造成的损失", "其他损失"],
        clause="5.1第一段",
    )  # fmt: skip


@rule(DOC, "5.1第一段", label="哪些费用和损失给予补助或补偿")
def compensated(x: Loss) -> Truth:
    """Costs of moving and placing goods, losses by gathering, requisition and import; by other rules."""
    return x.loss.is_in(
        "企业调运、投放应急商品的费用", "紧急调集物资造成的损失", "紧急征用物资造成的损失", "组织进口商品造成的损失",
    )  # fmt: skip


@rule(DOC, "5.1第一段", label="善后处置由谁做、补助补偿多少")
def aftercare(_: Reference) -> Record:
    """The office with the units; amounts are left to other rules."""
    return record(
        by=("由谁", text(OFFICE)),
        together=("会同", text("各单位按分级响应职责分工")),
        amount=("补助或补偿的标准", not_stated("只写按照有关规定，没有标准", "5.1第一段")),
    )


@rule(DOC, "5.2第一段", label="社会动员由谁做、通过什么、做什么")
def mobilisation(_: Reference) -> Record:
    """Governments and departments call on society through the media."""
    return record(
        by=("由谁", text("各级政府及其有关部门、单位")),
        through=("通过", checklist("新闻媒体", "网络等信息平台")),
        what=("内容", checklist("发布应对工作提示", "发动社会力量协同应急")),
    )


class Finished(Facts):
    """一次已经结束的应急响应。"""

    ended = day("应急响应结束之日", clause="4.6第一段")
    reported = day("总结评估报告上报市政府之日", clause="5.3第一段")
    workdays = quantity("从结束次日到上报经过的工作日数", "个", max=10_000, clause="5.3第一段")


@rule(DOC, "5.3第一段", label="总结评估报告几天内报、最迟哪一天报市政府")
def evaluation_due(f: Finished) -> Day:
    """Fifteen days after the end; by working days it takes the office's calendar, so no day is told."""
    return choose(
        (DOC.reading("report_days").is_("calendar"), f.ended + p.evaluation_term),
        otherwise=not_stated("按工作日的，要用工作日历推算", "5.3第一段"),
    )


@rule(DOC, "5.3第一段", label="总结评估报告是否按时上报")
def evaluation_in_time(f: Finished) -> Truth:
    """On the fifteenth day it is in time."""
    return choose(
        (DOC.reading("report_days").is_("calendar"), f.reported <= f.ended + p.evaluation_term),
        otherwise=f.workdays <= p.evaluation_term / number(1, "日"),
    )


@rule(DOC, "5.3第一段", label="调查评估由谁做、评什么、报给谁")
def evaluation(_: Reference) -> Record:
    """Who evaluates, what is looked at, and where the report goes."""
    return record(
        by=("由谁", checklist(HEADQUARTERS, "相关部门和单位")),
        together=("会同", text("所涉区市政府（管委）")),
        about=("内容", checklist("起因", "性质", "过程和损失", "影响", "责任", "经验教训")),
        result=("提出", checklist("科学评价", "防范和改进措施", "应急体系建设的意见建议")),
        to=("上报", text("市政府")),
        copies=("抄报", text("上级有关部门")),
    )


@rule(DOC, "5.4第一段", label="事件平息后恢复重建做什么")
def recovery(_: Reference) -> Texts:
    """What departments and units do on the strength of the report."""
    return checklist(
        "善后处理", "汲取经验教训", "完善应急体系", "指导企业恢复生产经营", "补充和调整政府储备及规模",
    )  # fmt: skip


# --- 6 信息发布


@rule(DOC, ("6第一段", "6第二段"), label="应急信息发布由谁定方案、谁同意、谁实施、用什么形式")
def information_release(_: Reference) -> Record:
    """The office plans, the headquarters agrees, the office and 市委宣传部 carry it out."""
    return record(
        must=("要求", checklist("依法", "及时", "准确", "客观")),
        plans=("定方案、统一口径", text(OFFICE)),
        agrees=("同意", text(HEADQUARTERS)),
        carries_out=("实施", checklist(OFFICE, "市委宣传部")),
        forms=("形式", checklist("新闻稿", "吹风会", "组织报道", "新闻发布会", "媒体采访")),
        platforms=("平台", checklist("官方网站", "微博", "微信", "移动客户端", "手机短信")),
        forbidden=("任何单位和个人不得", text("编造、传播虚假信息")),
    )


class Release(Facts):
    """要发布的一条信息。"""

    planned = truth("办公室已研究确定发布方案", clause="6第一段")
    agreed = truth("指挥部已同意", clause="6第一段")
    true_ = truth("内容属实", clause="6第一段")


@rule(DOC, "6第一段", label="这条信息能否发布")
def may_release(r: Release) -> Truth:
    """Planned by the office, agreed by the headquarters, and true."""
    return all_of(r.planned, r.agreed, r.true_)


# --- 7 应急保障

GUARANTEES = {
    "物资保障": ("7.1第一段", (COMMERCE, "市发展改革委"), ("储备制度和储备任务", "鼓励大型商贸企业建周转储备")),
    "分销网络保障": ("7.2第一段", (COMMERCE, "事发地区市政府（管委）"), ("建立应急销售网络联动体系", "必要时设临时投放网点")),
    "通信保障": ("7.3第一段", (OFFICE, "市工业和信息化局等成员单位"), ("部门间、部门与企业间应急通信网络", "现场与指挥机构通信畅通", "应急队伍通信装备")),
    "交通运输保障": ("7.4第一段", ("市交通运输局",), ("畅通绿色通道", "协调运力")),
    "经费保障": ("7.5第一段", ("财政部门",), ("按事权财权划分分级负担", "保障处置资金")),
    "治安保障": ("7.6第一段", ("市公安局",), ("安排警力管理事发地治安", "预防打击犯罪", "参与紧急救援")),
}  # fmt: skip


class Guarantee(Facts):
    """一项应急保障。"""

    guarantee = choice("保障", list(GUARANTEES), clause="7")


@rule(
    DOC,
    tuple(clause for clause, _, _ in GUARANTEES.values()),
    label="应急保障由谁负责（物资、分销网络、通信、交通、经费、治安）",
)
def guaranteed_by(g: Guarantee) -> Texts:
    """Who provides it, the leader first."""
    *rest, (_, (_, last, _)) = GUARANTEES.items()
    return choose(
        *((g.guarantee.is_(name), checklist(*by)) for name, (_, by, _) in rest),
        otherwise=checklist(*last),
    )


@rule(DOC, tuple(clause for clause, _, _ in GUARANTEES.values()), label="应急保障要做什么")
def guarantee_work(g: Guarantee) -> Texts:
    """What each of the six asks for."""
    *rest, (_, (_, _, last)) = GUARANTEES.items()
    return choose(
        *((g.guarantee.is_(name), checklist(*work)) for name, (_, _, work) in rest),
        otherwise=checklist(*last),
    )


# --- 8 监督管理、9 附则


class Drills(Facts):
    """预案演练。"""

    last_drill = day("上一次演练的日期", clause="8.1第一段")
    held = quantity("最近2年演练了几次", "次", max=1000, clause="8.1第一段")


@rule(DOC, "8.1第一段", label="下一次应急演练最迟哪一天（原则上）")
def next_drill(d: Drills) -> Day:
    """Two years after the last one, as a rule (原则上)."""
    return d.last_drill + p.drill_cycle


@rule(DOC, "8.1第一段", label="演练次数够不够（原则上每2年至少1次）")
def drills_enough(d: Drills) -> Truth:
    """At least one in two years; 原则上, so that a shortfall is something to explain, not a breach."""
    return warn_when(
        d.held < p.drills_least, d.held >= p.drills_least, "原文用“原则上”，少于的要说明原因", "8.1第一段"
    )  # fmt: skip


@rule(DOC, "8.1第一段", label="预案演练由谁组织、怎样做、多久一次")
def drills(_: Reference) -> Record:
    """The office; of different size, content and form; the plan is evaluated too."""
    return record(
        by=("由谁", text(OFFICE)),
        kinds=("形式", checklist("不同规模", "不同内容", "不同形式")),
        aim=("目的", text("提高跨区域、多部门联合救援的组织协调能力")),
        also=("同时", text("评估应急预案")),
        cycle=("周期（原则上）", p.drill_cycle),
        least=("至少", p.drills_least),
    )


@rule(DOC, "8.2第一段", label="宣传教育和培训由谁做、对谁、通过什么")
def training(_: Reference) -> Record:
    """The office: publicity for everybody, training for managers and responders."""
    return record(
        by=("由谁", text(OFFICE)),
        media=("宣传渠道", checklist("新闻媒体", "网站", "报刊")),
        trained=("培训对象", checklist("应急管理人员", "应急处置人员")),
    )


CONDUCTS = [
    "玩忽职守", "隐瞒、缓报、谎报、漏报", "不服从指挥", "没有按要求采取措施", "信息沟通不及时、组织协调不力",
]  # fmt: skip


class Conduct(Facts):
    """应急处置中的一种行为。"""

    conduct = choice("行为", [*CONDUCTS, "其他"], clause="8.3第一段")
    grave = truth("造成严重后果", clause="8.3第一段")
    bad_effect = truth("造成重大负面影响", clause="8.3第一段")


@rule(DOC, "8.3第一段", label="是否依法追究责任")
def liable(c: Conduct) -> Truth:
    """Neglect and false reports with grave results; disobedience by itself; bad coordination with bad effect."""
    return any_of(
        all_of(c.conduct.is_in(*CONDUCTS[:2]), c.grave),
        c.conduct.is_in(*CONDUCTS[2:4]),
        all_of(c.conduct.is_(CONDUCTS[4]), c.bad_effect),
    )


@rule(DOC, ("9.1第一段", "9.2第一段"), label="预案由谁编制、解释、修订，区市预案报谁备案")
def upkeep(_: Reference) -> Record:
    """市商务局 keeps it; districts make their own plans and file them with the headquarters."""
    return record(
        by=("编制、解释、管理、实施", text(COMMERCE)),
        revised=("修订", text("结合实际适时修订")),
        districts=("各区市", text("参照制定本区域的预案")),
        filed=("备案", text(HEADQUARTERS)),
    )
