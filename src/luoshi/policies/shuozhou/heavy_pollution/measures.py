"""朔政办发〔2023〕37号 4、4.2 to 6: what is owed at each level, in our own words, as it is printed level by level.

A level's list stands alone: nothing of a lower one is carried over. Where a row names nobody, what is ordered falls
to the counties and the zone, which take the measures in their territory (4第一段), and what is advised is told by
the office.
"""

from __future__ import annotations

from typing import Any

from luoshi.policies.shuozhou.heavy_pollution.roles import (
    AREA,
    COUNTY,
    ECOLOGY,
    EDUCATION,
    ENTERPRISE,
    EXPERTS,
    HEALTH,
    HOSPITAL,
    INSPECTION,
    MEMBER,
    OFFICE,
    POLICE,
    SCHOOL,
)
from luoshi.policies.shuozhou.heavy_pollution.rules import (
    burning_may,
    bus_hours,
    catering_may,
    coal_may,
    enterprise_may_run,
    hauling_may_run,
    health_advice,
    machine_may_run,
    on_duty_heads,
    open_air_may_work,
    ozone_control,
    reduction_short,
    road_cleaning,
    road_may_use,
    room_temperature,
    school_may,
    site_may_work,
    small_exempt,
    sulphur_control,
    truck_may_run,
    uninterruptible_missing,
    unsealed_may_run,
    workshop_may_run,
)
from luoshi.procedures import Role
from luoshi.procedures.plans import Measure
from luoshi.rules import Rule

ALL = ("red", "orange", "yellow")
PROTECT, ADVISE, FORCE, ORDER = "健康防护引导措施", "倡议性减排措施", "强制性减排措施", "组织和报送"
Ask = Rule[Any, Any] | None
Row = tuple[str, str, str, tuple[Role, ...], Ask]
"""Key, what is done, clause within the section of the level, by whom, the rule that tells whom it concerns."""

_SMALL = "小微涉气企业条件全备并满足城市总体减排要求的，可以不停产限产"
_HEAT = "协同供热供气、协同处置垃圾和危险废物、外贸等企业以热定产或者以量定产"
_STOPLESS = "工序不可中断的企业装自动监控、提供一年以上控制系统数据、自证减排比例"
_PURIFIERS = "监管建成区餐饮油烟净化装置；没有装或者不能稳定运行的不得营业"
_RATIO = "二氧化硫、氮氧化物、颗粒物、挥发性有机物减排占全社会排放量的{}以上"

_YELLOW: tuple[Row, ...] = (
    ("sensitive", "易感人群尽量留在室内", "（1）①", (), health_advice),
    ("school", "停止户外体育课、课间操、运动会", "（1）②", (SCHOOL,), school_may),
    ("publicity", "宣传应急和健康防护知识", "（1）③", (ECOLOGY, HEALTH, EDUCATION, AREA), None),
    ("transit", "公众多乘公共交通，停车熄火", "（2）①", (), None),
    ("paint", "减少使用涂料、油漆、溶剂", "（2）②", (), workshop_may_run),
    ("dust", "加大工地、裸地、堆场扬尘控制", "（2）③", (), None),
    ("energy", "节约能源，空调夏季不低于26、冬季不高于20摄氏度", "（2）④", (), room_temperature),
    ("ratio", _RATIO.format("20%"), "（3）第二段", (), reduction_short),
    ("list", "工业企业执行清单的黄色减排措施", "（3）①第一段", (ENTERPRISE,), enterprise_may_run),
    ("stopless", _STOPLESS, "（3）①第二段", (ENTERPRISE,), uninterruptible_missing),
    ("heat", _HEAT, "（3）①第三段", (ENTERPRISE,), enterprise_may_run),
    ("small", _SMALL, "（3）①第四段", (ENTERPRISE,), small_exempt),
    ("machines", "工地、厂区、园区停用国二及以下非道路移动机械", "（3）②第一段", (), machine_may_run),
    ("hauling", "日进出10辆次及以上的大宗物料单位停用国四及以下重型载货车", "（3）②第二段", (), hauling_may_run),
    ("transport", "重点行业运输按清单执行", "（3）②第三段", (ENTERPRISE,), truck_may_run),
    ("roads", "国四及以下重型载货车不得上路，查扣禁行车辆，重型柴油车和散装车绕行，加大检查", "（3）②第三段", (POLICE,), road_may_use),
    ("unfinished", "没有完成无组织排放治理的企业停产", "（3）③第一段", (ENTERPRISE,), enterprise_may_run),
    ("sites", "市区工地停止土石方、拆除、喷浆、搅拌和露天切割喷涂等；重点工程经市政府批准可施工", "（3）③第二段", (), site_may_work),
    ("sealing", "没有密闭的易遗撒运输车禁止通行", "（3）③第三段", (), unsealed_may_run),
    ("open_air", "矿山、砂石料厂、石材厂、石板厂等停止露天作业", "（3）③第四段", (), open_air_may_work),
    ("cleaning", "主干道和易扬尘路段增加清扫洒水", "（3）③第五段", (), road_cleaning),
    ("spraying", "建成区停止机修喷漆", "（3）③第六段", (), workshop_may_run),
    ("coal", "落实禁煤区要求，全市域禁用高灰高硫民用散煤", "（3）④", (), coal_may),
    ("burning", "禁止焚烧；建成区禁放烟花爆竹、禁点旺火", "（3）⑤", (), burning_may),
    ("catering", f"{_PURIFIERS}；禁止露天烧烤", "（3）⑥", (), catering_may),
)  # fmt: skip
_ORANGE: tuple[Row, ...] = (
    ("sensitive", "易感人群尽量留在室内，一般人群减少户外活动", "（1）①", (), health_advice),
    ("school", "停止户外体育课、课间操、运动会", "（1）②", (SCHOOL,), school_may),
    ("medical", "加强呼吸疾病患者的防护宣传和就医指导", "（1）③", (HOSPITAL,), None),
    ("transit", "公众多乘公共交通，停车熄火", "（2）①", (), None),
    ("hours", "企事业单位错峰上下班", "（2）②", (), None),
    ("bus", "公交增加班次，主干线路延时收车60分钟", "（2）③", (), bus_hours),
    ("ratio", _RATIO.format("30%"), "（3）第二段", (), reduction_short),
    ("list", "工业企业执行清单的橙色减排措施", "（3）①第一段", (ENTERPRISE,), enterprise_may_run),
    ("stopless", _STOPLESS, "（3）①第二段", (ENTERPRISE,), uninterruptible_missing),
    ("heat", _HEAT, "（3）①第三段", (ENTERPRISE,), enterprise_may_run),
    ("small", _SMALL, "（3）①第四段", (ENTERPRISE,), small_exempt),
    ("machines", "工地、厂区、园区停用国二及以下非道路移动机械", "（3）②第一段", (), machine_may_run),
    ("hauling", "大宗物料单位禁用国四及以下重型载货车", "（3）②第二段", (), hauling_may_run),
    ("transport", "重点行业运输按清单执行", "（3）②第三段", (ENTERPRISE,), truck_may_run),
    ("roads", "国四及以下重型载货车不得上路，查扣禁行车辆，执行绿色运输区和绕行，视情尾号限行", "（3）②第三段", (POLICE,), road_may_use),
    ("unfinished", "没有完成无组织排放治理的企业停产", "（3）③第一段", (ENTERPRISE,), enterprise_may_run),
    ("sites", "所有建筑工地停止户外作业；重点工程经市政府批准可施工", "（3）③第二段", (), site_may_work),
    ("sealing", "没有密闭的易遗撒运输车禁止通行", "（3）③第三段", (), unsealed_may_run),
    ("open_air", "矿山、洗煤厂、贮煤厂、砂石料厂、石料厂、石板厂等停止露天作业", "（3）③第四段", (), open_air_may_work),
    ("cleaning", "主干道和易扬尘路段增加清扫洒水", "（3）③第五段", (), road_cleaning),
    ("spraying", "建成区禁用涂料、油漆、溶剂，停止机修喷漆", "（3）③第六段", (), workshop_may_run),
    ("coal", "落实禁煤区要求，非禁煤区禁用高灰高硫民用散煤", "（3）④", (), coal_may),
    ("burning", "禁止焚烧、禁放烟花爆竹；建成区禁点旺火", "（3）⑤", (), burning_may),
    ("catering", f"{_PURIFIERS}；禁止露天烧烤", "（3）⑥", (), catering_may),
)  # fmt: skip
_RED: tuple[Row, ...] = (
    ("sensitive", "易感人群尽量留在室内，一般人群尽量避免户外活动", "（1）①", (), health_advice),
    ("outdoor", "室外执勤、作业人员可以戴口罩", "（1）②", (), health_advice),
    ("school", "弹性教学或者停课", "（1）③", (SCHOOL,), school_may),
    ("medical", "组织专家咨询讲解，加强值守和诊疗保障", "（1）④", (HOSPITAL,), None),
    ("transit", "公众多乘公共交通，停车熄火", "（2）①", (), None),
    ("treatment", "排放单位在达标基础上提高治理设施使用效率", "（2）②", (ENTERPRISE,), None),
    ("hours", "企事业单位错峰、调休、远程办公", "（2）③", (), None),
    ("bus", "备用公交全部上路，主干线路早晚各增加60分钟，边远线路延时收车30分钟", "（2）④", (), bus_hours),
    ("ratio", _RATIO.format("40%"), "（3）第一段", (), reduction_short),
    ("list", "重点工业企业执行清单的红色减排措施", "（3）①第一段", (ENTERPRISE,), enterprise_may_run),
    ("stopless", _STOPLESS, "（3）①第二段", (ENTERPRISE,), uninterruptible_missing),
    ("heat", _HEAT, "（3）①第三段", (ENTERPRISE,), enterprise_may_run),
    ("small", _SMALL, "（3）①第四段", (ENTERPRISE,), small_exempt),
    ("machines", "工地、厂区、园区停用国二及以下燃油（气）非道路移动机械", "（3）②第一段", (), machine_may_run),
    ("hauling", "大宗物料单位的中重型载货车禁止公路运输", "（3）②第二段", (), hauling_may_run),
    ("transport", "重点行业运输按清单执行", "（3）②第二段", (ENTERPRISE,), truck_may_run),
    ("roads", "国四及以下重型载货车不得上路，查扣禁行车辆", "（3）②第二段", (POLICE,), road_may_use),
    ("through", "过境中重型载货车走高速绕行，不得进市区环路", "（3）②第二段", (POLICE,), road_may_use),
    ("plates", "按市指挥部要求视情机动车限行", "（3）②第二段", (POLICE,), None),
    ("unfinished", "没有完成无组织排放治理的企业停产", "（3）③第一段", (ENTERPRISE,), enterprise_may_run),
    ("sites", "所有建筑工地停止户外作业；重点工程经市政府批准可施工", "（3）③第二段", (), site_may_work),
    ("sealing", "没有密闭的易遗撒运输车禁止通行", "（3）③第三段", (), unsealed_may_run),
    ("open_air", "矿山（应急保障类除外）、洗煤、贮煤、露天开采、砂石料等企业停止露天作业", "（3）③第四段", (), open_air_may_work),
    ("cutting", "禁止切割、打磨、喷涂和机修喷漆经营", "（3）③第五段", (), workshop_may_run),
    ("cleaning", "主干道和易扬尘路段增加湿法机扫", "（3）③第五段", (), road_cleaning),
    ("coal", "禁煤区网格化管理、禁止散煤燃烧，禁用高灰高硫民用散煤", "（3）④", (), coal_may),
    ("burning", "禁止焚烧、禁放烟花爆竹；建成区禁点旺火", "（3）⑤", (), burning_may),
    ("catering", _PURIFIERS, "（3）⑥", (), catering_may),
    ("pits", "露天开采企业停产并加强扬尘管控", "（3）⑦", (), open_air_may_work),
    ("grilling", "禁止室内、室外烧烤", "（3）⑧", (), catering_may),
    ("spraying", "建成区禁用涂料、油漆、溶剂，停止机修喷漆", "（3）⑨", (), workshop_may_run),
)  # fmt: skip
_OPTIONAL = frozenset({"red_outdoor", "red_plates", "yellow_small", "orange_small", "red_small"})
"""可、视污染情况: may be left, with the reason."""
_PUBLIC = frozenset({"coal", "burning"})
"""Orders to everybody; all advice that names nobody is told to everybody as well."""
_KINDS = {"（1）": PROTECT, "（2）": ADVISE, "（3）": FORCE}


def _one(level: str, section: str, row: Row) -> Measure:
    key, label, clause, by, ask = row
    ordered = clause.startswith("（3）")
    return Measure(
        f"{level}_{key}", label, section + clause, (level,),
        by or ((AREA,) if ordered else (OFFICE,)), _KINDS[clause[:3]],
        optional=f"{level}_{key}" in _OPTIONAL, ask=ask,
        public=key in _PUBLIC or (not by and not ordered),
    )  # fmt: skip


def _listed(level: str, section: str, rows: tuple[Row, ...]) -> tuple[Measure, ...]:
    return tuple(_one(level, section, row) for row in rows)


def _organised(levels: tuple[str, ...]) -> tuple[Measure, ...]:
    """What everybody does from the issue on (4、4.3、5、6)."""
    rows: tuple[tuple[str, str, str, tuple[Role, ...], bool], ...] = (
        ("start", "启动本行政区预案，在市级要求基础上加强措施", "4第二段", (AREA,), False),
        ("respond", "按各自预案和方案立即启动响应、采取措施", "4第一段", (MEMBER, ENTERPRISE), False),
        ("inform", "依据专项实施方案告知企业和公众", "3.3.2第二段", (MEMBER,), False),
        ("limited", "上报限产停产企业、停工工地名单和减排量", "4.3第二段", (AREA,), False),
        ("weather", "及时发布全市天气状况及变化趋势", "4.3第三段", (OFFICE,), False),
        ("inspect", "现场抽查、记录检查各项措施落实情况", "5第一段", (INSPECTION,), False),
        ("self_check", "按职责重点检查发布、企业减排、道路保洁、停工和限行", "5第一段", (MEMBER, AREA), False),
        ("duty", "应急响应工作组24小时值班", "6.1第一段", (MEMBER, AREA, ENTERPRISE), True),
        ("explain", "专家解读预警信息、措施效果和防护知识", "6.5第一段", (EXPERTS,), False),
        ("record", "做好应急过程记录，建立档案", "4.5第一段", (MEMBER, AREA, ENTERPRISE), False),
    )  # fmt: skip
    return tuple(
        Measure(key, label, clause, levels, by, ORDER, daily=daily)
        for key, label, clause, by, daily in rows
    )


def warning() -> tuple[Measure, ...]:
    """Everything that is owed while a yellow, orange or red warning stands."""
    heads = (
        Measure("heads_orange", "县（市、区）政府主要负责人在岗指挥、调度", "4第二段", ("orange",), (COUNTY,), ORDER, daily=True, ask=on_duty_heads),
        Measure("heads_red", "县（市、区）党委、政府主要负责人在岗指挥、调度", "4第二段", ("red",), (COUNTY,), ORDER, daily=True, ask=on_duty_heads),
    )  # fmt: skip
    return (
        *_listed("yellow", "4.2.1", _YELLOW), *_listed("orange", "4.2.2", _ORANGE),
        *_listed("red", "4.2.3", _RED), *heads, *_organised(ALL),
    )  # fmt: skip


def ozone() -> tuple[Measure, ...]:
    """What is owed while the ozone warning stands (4.2.4)."""
    control = Measure(
        "control", "煤化工、工业涂装、加油站、火电、水泥熟料等行业的挥发性有机物和氮氧化物工序调控生产", "4.2.4第一段",
        ("ozone",), (ENTERPRISE,), FORCE, ask=ozone_control,
    )  # fmt: skip
    return (control, *_organised(("ozone",)))


def sulphur() -> tuple[Measure, ...]:
    """What is owed while sulphur dioxide is controlled (4.2.5)."""
    return (
        Measure(
            "control", "涉煤重点行业的二氧化硫排放工序调控生产", "4.2.5第一段", ("control",), (ENTERPRISE,), FORCE,
            ask=sulphur_control,
        ),
    )  # fmt: skip
