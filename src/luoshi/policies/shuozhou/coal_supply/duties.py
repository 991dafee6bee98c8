"""What each unit does at each level of the response (5.2.1, 5.2.2), in our own words: the duty cards.

One list serves the rules that answer “what does this unit do” and the measures that the office hands out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """The work of one unit at one level.

    Attributes:
        unit: its key, as in ``UNITS``.
        clause: of the card.
        items: what it does, in the order of the text.
        optional: places (from 0) of items that the text leaves to the unit (酌情、必要时).
    """

    unit: str
    clause: str
    items: tuple[str, ...]
    optional: tuple[int, ...] = ()


ENERGY, TRANSPORT, ROADS = "市能源局", "市交通运输局", "山西省公路局朔州分局"
POLICE, RAILWAY, MARKET = "市公安局", "朔州车务段", "市市场监督管理局"
WEATHER, MOTORWAY, INDUSTRY = "市气象局", "朔州高速公路分公司", "市工业和信息化局"
HEALTH, EMERGENCY, COMMERCE = "市卫健委", "市应急管理局", "市商务局"
MINES = "国家矿山安全监察局山西局监察执法三处"
GRID, LOCAL_POWER = "国网朔州供电公司", "山西地方电力有限公司朔州分公司"
DUTY_ROSTER = "预案启动期间24小时值班"

UNITS = {
    "energy": ENERGY, "transport": TRANSPORT, "roads": ROADS, "police": POLICE, "railway": RAILWAY,
    "market": MARKET, "weather": WEATHER, "motorway": MOTORWAY, "industry": INDUSTRY, "health": HEALTH,
    "emergency": EMERGENCY, "commerce": COMMERCE, "mines": MINES, "grid": GRID,
    "local_power": LOCAL_POWER,
}  # fmt: skip
"""Units that have a card of their own, as the cards name them."""

_WEATHER = (
    "密切监测天气，把灾害性天气实况及时报市指挥部",
    "做好灾害性天气的预报预警",
    "由市气象台通过部门联动微信群和手机短信告知市指挥部成员单位",
)

AT_TWO = (
    Card("energy", "5.2.1（2）", (
        "在确保安全的前提下，组织正常生产的煤矿满负荷产销",
        "按民生优先，酌情对可中断工业用户和其他工业用户减供或者停供",
        "优先保障居民生活、供暖和电厂用煤",
        "确保全市日产量不低于年度每日保供值",
    ), (1,)),
    Card("transport", "5.2.1（3）", (
        "专人不间断巡逻农村运煤公路，监控路况",
        "组织人员、机械对农村运煤公路除冰、除雪、抢通",
        "会同市能源局调配应急货车，保证农村公路运力",
    )),
    Card("roads", "5.2.1（4）", (
        "专人不间断巡逻运煤的国省干线，监控路况",
        "组织人员、机械对国省干线除冰、除雪、抢通",
    )),
    Card("police", "5.2.1（5）", (
        "在国省干道、运煤专线、高速入口和收费站等易堵路段指挥疏导",
        "协调交通部门，督促道路经营企业增加收费通道、开辟货车专用道",
        "引导驾驶人错开高峰、规划路线",
        "恶劣天气影响行车时迅速派出警力，在前方路口设绕行标志",
        "用显示屏、交通广播、导航地图等发布提示",
        "通知交通路政、督促公路业主除雪除冰和抢通，加强车辆管控",
        "必要时管制路段，用警车引导滞留的大客车、货车驶离",
        "事故造成拥堵的，协调交通、应急、消防、医疗施救并尽快恢复交通",
        "依法处理不服从指挥、恶意堵路的行为",
        "储备并依法为煤矿供应火工品，保证爆破生产",
    ), (6,)),
    Card("railway", "5.2.1（6）", (
        "组织铁路运输企业与煤炭产销企业对接",
        "保障铁路运力充足、煤炭运输有序",
    )),
    Card("market", "5.2.1（7）", (
        "受理煤炭和运输价格投诉，查处举报",
        "依法打击煤炭价格违法，维护价格秩序",
    )),
    Card("weather", "5.2.1（8）", _WEATHER),
    Card("motorway", "5.2.1（9）", (
        "专人巡查高速公路，监控路况",
        "组织人员、机械对高速公路除冰、除雪、抢通",
    )),
)  # fmt: skip

AT_ONE = (
    Card("energy", "5.2.2（1）", (
        "在确保安全的前提下，组织保供煤矿满负荷生产",
        "协调交通、公安等部门，固定车辆、司机和线路，点对点给发电、供热企业送煤",
        "派指导组到一线，督查生产供应企业和道路卡口",
        "统一调度保供煤炭的生产销售",
        "确保全市日产量不低于51万吨",
    )),
    Card("transport", "5.2.2（2）", (
        "负责农村运煤公路保运的应急组织，保证主要运煤公路畅通",
        "储备应急运力，按响应及时调度车辆",
    )),
    Card("roads", "5.2.2（3）", (
        "负责国省干线煤炭保运的应急组织，保证主要运煤公路畅通",
    )),
    Card("police", "5.2.2（4）", (
        "会同市交通运输局开通运煤便捷通道",
        "监制保供运煤车辆专用通行证",
        "恶劣天气时统筹沿线警力，协调管控大客车和危化品车",
        "多渠道发布管制信息，限制驶入管控路段",
        "警车带道引导运煤货车，确实不能通行的引导驶离",
        "发生较大以上道路交通事故的，一线警力迅速到场维护秩序，远端分流、近端管控",
        "协调交通、应急、消防、医疗迅速救援、勘查和清理现场",
    )),
    Card("railway", "5.2.2（5）", ("掌握主要通道运输情况并报市指挥部",)),
    Card("industry", "5.2.2（6）", (
        "会同朔州车务段掌握主要运煤铁路运力，并向相关部门反馈",
        "通过上级部门协调朔州的铁路运力计划",
    )),
    Card("health", "5.2.2（7）", (
        "协调提供医疗卫生一线人员的防护设备",
        "在主要道路进出口设检测点，检测过往司乘人员，及时发布信息",
    )),
    Card("emergency", "5.2.2（8）", (
        "按事故或者灾害等级，启动生产安全事故预案或者其他专项预案",
        "指挥、协调、处置事故的应急救援",
    )),
    Card("market", "5.2.2（9）", (
        "受理煤炭、生活生产物资和运输价格投诉，查处举报",
        "依法打击煤炭价格违法，维护价格秩序",
    )),
    Card("commerce", "5.2.2（10）", (
        "关注居民生活用品储备，协调保供企业做好市场供应",
    )),
    Card("weather", "5.2.2（11）", _WEATHER),
    Card("mines", "5.2.2（12）", (
        "在常态监察之外，加强保供期间所管煤矿的安全监察执法",
        "组织、协调生产中突发安全事故的调查处理，监督查处落实",
    )),
    Card("grid", "5.2.2（13）", (
        "指导供电区域内煤矿、煤场、集装站用户安全用电，保障供电",
        "巡检公用线路和设备",
    )),
    Card("local_power", "5.2.2（14）", (
        "做好保电区域公用线路的运行维护",
        "协调应急车辆及时到达保电区域",
    )),
    Card("motorway", "5.2.2（15）", (
        "协调经营单位在收费站加开车道或者开通运煤专用通道",
        "专人值守收费站",
    )),
)  # fmt: skip


def card(cards: tuple[Card, ...], unit: str) -> tuple[str, ...]:
    """What a unit does by these cards; nothing where it has none."""
    return next((each.items for each in cards if each.unit == unit), ())


def at_one(unit: str) -> tuple[str, ...]:
    """What a unit does at 一级: its work of 二级 goes on, and what 一级 adds; the same words once."""
    return tuple(dict.fromkeys((*card(AT_TWO, unit), *card(AT_ONE, unit))))
