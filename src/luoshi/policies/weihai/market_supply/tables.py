"""威政办字〔2023〕35号 2.1.2、2.4、3.4、4.3.3: who does what, as tables that rules and plans share.

Gists in our own words; each row names its clause.
"""

from __future__ import annotations

from dataclasses import dataclass

COLOURS = ("红色预警", "橙色预警", "黄色预警", "蓝色预警")
LEVELS = ("Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级")
"""From the highest to the lowest, as the text orders them."""

OFFICE = "市生活必需品指挥部办公室"
HEADQUARTERS = "市生活必需品指挥部"
DISTRICT = "所涉区市政府（管委）"
CHIEF = "市生活必需品指挥部总指挥"
DEPUTY = "市生活必需品指挥部副总指挥"
GOVERNMENT = "市政府"

PROPAGANDA = "市委宣传部"
CYBER = "市委网信办"
REFORM = "市发展改革委"
INDUSTRY = "市工业和信息化局"
POLICE = "市公安局"
FINANCE = "市财政局"
TRANSPORT = "市交通运输局"
FARMING = "市农业农村局"
COMMERCE = "市商务局"
MARKET = "市市场监管局"
DISTRICTS = "各区市政府（管委）"
DEPARTMENTS = "各有关部门"
"""4.3.3.1（3）: no unit is named; the members of the headquarters are taken for them."""
MEMBERS = (
    PROPAGANDA, CYBER, REFORM, INDUSTRY, POLICE, FINANCE, TRANSPORT, FARMING, COMMERCE, MARKET,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """The duties (职责) of a unit or a group."""

    clause: str
    duties: tuple[str, ...]
    lead: str = ""
    members: tuple[str, ...] = ()


DUTIES = {
    PROPAGANDA: Card("2.1.2（1）", (
        "新闻报道管理", "舆情研判", "会同有关部门定新闻发布口径", "指导职能部门应对舆情", "引导社会舆论",
        "必要时召开新闻发布会", "指导接待记者")),
    CYBER: Card("2.1.2（2）", ("协助职能部门应对处置网络舆情",)),
    REFORM: Card("2.1.2（3）", (
        "应急物资储备纳入国民经济和社会发展规划", "协调编制和落实产销计划", "粮食和食用植物油储备、委托加工、市场投放",
        "组织粮油企业加工和供应", "必要时依法申请实施价格干预", "价格监测，报市政府和指挥部办公室")),
    INDUSTRY: Card("2.1.2（4）", (
        "盐业行业管理", "食盐专营管理（不含定点生产企业设立和批发许可）", "组织食盐批发企业供应，稳定食盐市场")),
    POLICE: Card("2.1.2（5）", (
        "维护供应场所治安", "打击扰乱市场秩序的违法犯罪", "为入市运输车辆开辟绿色通道，保畅通")),
    FINANCE: Card("2.1.2（6）", ("会同区市财政部门保障应急经费",)),
    TRANSPORT: Card("2.1.2（7）", (
        "按调运方案保障运力", "组织公路、水路运输", "在入市高速公路和主要道路开辟绿色通道")),
    FARMING: Card("2.1.2（8）", (
        "提出和落实菜篮子生产的措施，改善菜篮子商品市场", "按需求组织粮食、蔬菜等农产品生产", "种植环节农产品质量安全监管",
        "畜牧养殖指导，保障肉蛋奶生产")),
    COMMERCE: Card("2.1.2（9）", (
        "建立健全市场供应应急管理机制，协调供应", "重要消费品（不含食糖）储备管理和市场调控", "供给不足时协调外地采购",
        "常态和应急的市场运行监测、预测预警")),
    MARKET: Card("2.1.2（10）", (
        "价格监督", "计量监督管理", "生产、销售环节质量监督管理", "食品安全监督管理")),
    DISTRICTS: Card("2.1.2（11）", (
        "本区域市场供应突发事件的应急处置", "收集报送本区域供应和需求情况", "维护市场和社会秩序")),
}  # fmt: skip
"""The eleven duty cards (成员单位职责)."""

COORDINATION = "综合协调组"
MONITORING = "监测分析组"
PUBLICITY = "宣传舆情组"
SUPPLY = "市场供应和生产保障组"
ORDER = "市场秩序维护组"
TRAFFIC = "交通保障组"
FUNDS = "经费保障组"
GROUPS = {
    COORDINATION: Card("2.4（1）", (
        "综合协调", "公文运转", "会议组织", "文字起草", "资料收集归档"), COMMERCE, ("指挥部有关成员单位",)),
    MONITORING: Card("2.4（2）", (
        "市场信息监测、收集、汇总、调度、报告", "必要时核实各单位报告的信息", "预测分析供应趋势", "判断市场异常波动",
        "及时预报预警", "研究提出对策"), COMMERCE, (REFORM, INDUSTRY, FARMING, DISTRICTS)),
    PUBLICITY: Card("2.4（3）", (
        "组织新闻发布和报道", "管理赴现场的媒体记者", "引导处置网络舆情"), PROPAGANDA,
        (CYBER, TRANSPORT, COMMERCE, MARKET)),
    SUPPLY: Card("2.4（4）", (
        "储备管理和市场调控", "掌握供需情况", "建设应急商品投放网络，保障供应", "组织应急所需物品的生产、加工、供应",
        "生产环节质量安全监督"), COMMERCE, (REFORM, INDUSTRY, FARMING, MARKET)),
    ORDER: Card("2.4（5）", (
        "规范市场主体经营，强化市场监管", "查处违法经营", "维护供应场所治安", "打击扰乱市场秩序的犯罪"), "",
        (MARKET, POLICE)),
    TRAFFIC: Card("2.4（6）", (
        "协调保障运力", "调配运输车辆，定运输线路", "应急商品及时运到指定地点", "落实鲜活农产品绿色通道政策，保道路畅通"),
        TRANSPORT, (POLICE, COMMERCE)),
    FUNDS: Card("2.4（7）", (
        "针对应急响应和预警的级别，按事权财权匹配分级保障应急经费",), FINANCE,
        (REFORM, INDUSTRY, TRANSPORT, FARMING, COMMERCE)),
}  # fmt: skip
"""The seven groups (工作组): clause, duties, who leads, the others."""

EXPERTS_FROM = (REFORM, INDUSTRY, POLICE, TRANSPORT, FARMING, COMMERCE, MARKET)

MATTERS = {
    "新闻报道和舆情研判": (PROPAGANDA, "2.1.2（1）"),
    "协助应对网络舆情": (CYBER, "2.1.2（2）"),
    "粮食和食用油储备与投放": (REFORM, "2.1.2（3）"),
    "价格监测并报送": (REFORM, "2.1.2（3）"),
    "申请价格干预": (REFORM, "2.1.2（3）"),
    "食盐供应": (INDUSTRY, "2.1.2（4）"),
    "供应场所治安": (POLICE, "2.1.2（5）"),
    "应急经费": (FINANCE, "2.1.2（6）"),
    "运力保障": (TRANSPORT, "2.1.2（7）"),
    "菜篮子和农产品生产": (FARMING, "2.1.2（8）"),
    "种植环节农产品质量安全": (FARMING, "2.1.2（8）"),
    "肉蛋奶养殖": (FARMING, "2.1.2（8）"),
    "外地采购": (COMMERCE, "2.1.2（9）"),
    "重要消费品储备管理和市场调控": (COMMERCE, "2.1.2（9）"),
    "市场运行监测和预测预警": (COMMERCE, "2.1.2（9）"),
    "价格监督、计量监督": (MARKET, "2.1.2（10）"),
    "生产和销售环节质量、食品安全": (MARKET, "2.1.2（10）"),
    "本区域应急处置": (DISTRICTS, "2.1.2（11）"),
    "预案的编制、修订、演练与评估": (OFFICE, "2.2第二段"),
    "信息统一接收、核实、研判和报告": (OFFICE, "2.2第二段"),
    "信息发布和舆情引导的组织": (OFFICE, "2.2第二段"),
    "决定启动、终止应急响应": (HEADQUARTERS, "2.1.1第一段"),
    "预案的解释和管理": (COMMERCE, "9.2第一段"),
}
"""What people ask about, and who is responsible."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One measure: from which level up, who (none where the text names nobody), and its word of choice.

    ``why`` holds the word that leaves it to the unit (视情、必要时、根据情况); empty for what must be done.
    """

    key: str
    label: str
    clause: str
    since: str
    by: tuple[str, ...] = ()
    why: str = ""


WARNING_MEASURES = (
    Owed("duty", "24小时应急值班，加强信息监控收集报送", "3.4.1（1）", "蓝色预警"),
    Owed("tell", "向社会发布预警和温馨提示", "3.4.1（2）", "蓝色预警"),
    Owed("sources", "组织货源供应，做好安全生产", "3.4.1（3）", "蓝色预警"),
    Owed("by_law", "法律法规规章规定的其他措施", "3.4.1（4）", "蓝色预警"),
    Owed("daily", "日监测报告", "3.4.2（1）", "黄色预警"),
    Owed("tell_change", "向社会发布预警级别的调整", "3.4.2（2）", "黄色预警"),
    Owed("prepare_reserve", "准备调集市本级应急储备", "3.4.2（3）", "黄色预警"),
    Owed("inspect", "派工作组现场检查市场供应", "3.4.2（4）", "黄色预警"),
    Owed("experts", "组织专家集中办公，会商研判", "3.4.3（1）", "橙色预警"),
    Owed("neighbours", "视情请周边城市支援，准备向上级申请支援", "3.4.3（2）", "橙色预警"),
    Owed("all_groups", "各工作组集中办公，动员后备人员", "3.4.4（1）", "红色预警"),
    Owed("state_reserve", "申请动用国家、省级储备", "3.4.4（2）", "红色预警"),
)
"""4, 8, 10, 12 measures; one or several of them are taken (一项或多项)."""

_OTHERS = (PROPAGANDA, CYBER, POLICE, FINANCE, TRANSPORT, FARMING, MARKET)
"""Members beside those that 4.3.3.1（2） names."""

RESPONSE_MEASURES = (
    Owed("meeting", "开应急工作会议部署应对，加大货源组织、调运和投放", "4.3.3.1（1）", "Ⅳ级", (DISTRICT,)),
    Owed("watch", "加强应急值守和信息监控收集，关注事态", "4.3.3.1（2）", "Ⅳ级", (REFORM, INDUSTRY, COMMERCE)),
    Owed("reachable", "保持通信畅通，维护市场秩序，按规定报告", "4.3.3.1（3）", "Ⅳ级", (DISTRICT, DEPARTMENTS)),
    Owed("working_group", "派工作组指导区市处置和舆情引导", "4.3.3.1（4）", "Ⅳ级", (HEADQUARTERS,)),
    Owed("others", "其他成员单位按职责分工开展工作", "4.3.3.1（5）", "Ⅳ级", _OTHERS),
    Owed("urgent_meeting", "指挥部开紧急会议，部署应急措施", "4.3.3.2（1）", "Ⅲ级", (HEADQUARTERS,)),
    Owed("firms", "组织骨干企业调集库存、货源投放市场", "4.3.3.2（2）", "Ⅲ级", ("生活必需品各相关行业主管部门",)),
    Owed("media", "协调媒体通报供求情况，消除恐慌，引导消费", "4.3.3.2（3）", "Ⅲ级"),
    Owed("reserve_ready", "做好动用本级政府储备的准备", "4.3.3.2（4）", "Ⅲ级"),
    Owed("green_channel", "安排运力，与公安联动，保绿色通道畅通", "4.3.3.2（5）", "Ⅲ级", (TRANSPORT, POLICE)),
    Owed("checks", "市场专项检查，必要时联合执法", "4.3.3.2（6）", "Ⅲ级", ("执法部门",)),
    Owed("regions", "跨区域调度，从周边未发生事件的地区调运投放", "4.3.3.3（1）", "Ⅱ级"),
    Owed("use_reserve", "动用本级政府储备，按时限运达", "4.3.3.3（2）", "Ⅱ级", ("储备投放的相关部门",)),
    Owed("limit", "根据情况发布通告，投放的储备商品限购；经市政府同意提请临时价格干预", "4.3.3.3（3）", "Ⅱ级", (), "根据情况"),
    Owed("aid", "视情对城市特困家庭增加补助", "4.3.3.3（4）", "Ⅱ级", (), "视情"),
    Owed("ask_support", "以市政府名义向省、国家求援，从外省市调入，申请动用中央和省级储备", "4.3.3.4（1）", "Ⅰ级"),
    Owed("imports", "协调组织进口或者控制出口", "4.3.3.4（2）", "Ⅰ级"),
    Owed("requisition", "必要时依法紧急征用物品、交通工具和设施", "4.3.3.4（3）", "Ⅰ级", (), "必要时"),
    Owed("money", "保证资金及时拨付到位", "4.3.3.4（4）", "Ⅰ级", (FINANCE,)),
    Owed("rationing", "根据情况发布管制令、定量配给，增加补助或统一分配", "4.3.3.4（5）", "Ⅰ级", (), "根据情况"),
)  # fmt: skip
"""5, 11, 15, 20 measures; they are owed, but for those with a word of choice."""


def from_level(since: str, order: tuple[str, ...]) -> tuple[str, ...]:
    """The levels at which a cumulative measure stands: its own and every higher one."""
    return order[: order.index(since) + 1]
