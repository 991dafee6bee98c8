"""一至四: which warnings start the calls, whom they reach with what, and on which channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from luoshi.policies.shuozhou.weather_calls.procedure import BUREAU
from luoshi.policies.shuozhou.weather_calls.rules import (
    COLOURS,
    DOC,
    RAIN,
    SNOW,
    WIND,
    caller,
    contents,
    tiers_called,
    trigger,
)
from luoshi.procedures import Role
from luoshi.procedures.plans import (
    Call,
    Classifier,
    Field,
    Indicator,
    Level,
    Measure,
    Plan,
    Sheet,
    To,
)
from luoshi.procedures.series import held


def _warning(key: str, hazard: str, clause: str) -> Indicator:
    return Indicator(
        key, f"{hazard}预警", clause, kind="choice", options=tuple(COLOURS), holds=True
    )


WATCHED = {
    RAIN: _warning("rain_warning", RAIN, "二1"),
    SNOW: _warning("snow_warning", SNOW, "二2"),
    WIND: _warning("wind_warning", WIND, "二3"),
}


def warnings(sheet: Sheet) -> pl.DataFrame:
    """For each hazard, which stands for a place, the colour of its warning: it stands until another is told.

    Each hazard is judged by itself, because each of them starts the calls, whatever the others do.
    """
    stands = sheet.sort("at").with_columns(held(each.key) for each in WATCHED.values())
    return pl.concat(
        stands.select(
            pl.lit(hazard).alias("place"), "at", pl.lit(hazard).alias("hazard"),
            pl.col(each.key).alias("colour"),
        )
        for hazard, each in WATCHED.items()
    ).filter(pl.col("colour").is_not_null())  # fmt: skip


def _department(key: str, label: str) -> Role:
    return Role(key, label, ("agency",), "三1", sole=True)


DEPARTMENTS = (
    _department("emergency", "市应急管理局"),
    _department("city_management", "市城市管理局"),
    _department("planning", "市规划和自然资源局"),
    _department("water", "市水利局"),
    _department("housing", "市住房和城乡建设局"),
    _department("agriculture", "市农业农村局"),
    _department("transport", "市交通运输局"),
)
OTHERS = Role("other_department", "其他相关涉灾部门", ("agency",), "三1")
GOVERNMENT = Role("government", "市政府", ("agency",), "三2", sole=True)
PARTY = Role("party", "市委", ("agency",), "三3", sole=True)

IN_CHARGE, CHIEF = "分管领导", "主要领导"
WEATHER_LEADER, FLOOD_LEADER = "分管气象工作的领导", "分管防汛工作的领导"
ALL = ("rain_red", "snow_red", "wind_red", "rain_orange")
TO_LEADERS = ("area", "colour", "rain", "trend", "service", "risk", "response", "advice")


def to_everyone(content: Mapping[str, str]) -> bool:
    """Whether the message is for all, and not the direct report alone."""
    return content.get("only") != "direct"


def gravest(content: Mapping[str, str]) -> bool:
    """Whether the rule of the direct report held."""
    return content.get("direct") == "是"


CALLS = Plan(
    "calls", "重大灾害性天气叫应服务", DOC, "二第二段",
    "暴雨橙色以上、暴雪红色、雷暴大风红色预警一经发布，市气象局先微信后电话，叫应部门责任人和市领导。",
    levels=(
        Level("rain_red", "暴雨红色预警", "red", "二1"),
        Level("snow_red", "暴雪红色预警", "red", "二2"),
        Level("wind_red", "雷暴大风红色预警", "red", "二3"),
        Level("rain_orange", "暴雨橙色预警", "orange", "二1"),
    ),
    procedure="calls",
    fields=(
        Field("area", "灾害种类", "二第二段"),
        Field("colour", "预警颜色", "二第二段"),
        Field("rain", "雨情（雪情、风情）", "三1"),
        Field("trend", "天气发展趋势", "三1"),
        Field("service", "预报预警服务情况", "三1"),
        Field("risk", "风险预警情况", "三1"),
        Field("reminder", "提醒加强防范", "三1"),
        Field("response", "启动应急响应情况", "三2"),
        Field("advice", "防范建议", "三2"),
    ),
    classifiers=(
        Classifier(
            "warnings", "生效中的预警", "二第二段", tuple(WATCHED.values()), trigger, warnings,
            timedelta(days=90),
        ),
    ),
    measures=(
        Measure(
            "shelter", "按有关规定组织防灾避险", "四3", ALL, (*DEPARTMENTS, OTHERS), kind="防灾避险"
        ),
    ),
    calls=(
        Call(
            "departments", "叫应相关涉灾部门责任人", "三1", BUREAU,
            tuple(To(role, "四1", IN_CHARGE) for role in (*DEPARTMENTS, OTHERS)), post=IN_CHARGE,
            says=("area", "colour", "rain", "trend", "service", "risk", "reminder"),
            channels=("wechat", "phone"), answer="answer_within", on=("issue", "adjust"),
            when=to_everyone, relay=True,
        ),
        Call(
            "leaders_in_charge", "叫应分管气象和防汛的市政府领导", "三2", BUREAU,
            (To(GOVERNMENT, "三2", WEATHER_LEADER), To(GOVERNMENT, "三2", FLOOD_LEADER)),
            post="主要负责人", says=TO_LEADERS, channels=("wechat", "phone"), answer="answer_within",
            on=("issue", "adjust"), when=to_everyone,
        ),
        Call(
            "chief_leaders", "向市委、市政府主要领导直通式报告", "三3", BUREAU,
            (To(PARTY, "三3", CHIEF), To(GOVERNMENT, "三3", CHIEF)), post="主要负责人",
            says=TO_LEADERS, channels=("wechat", "phone"), answer="answer_within",
            on=("issue", "adjust"), when=gravest,
        ),
    ),
    asks=(caller, contents, tiers_called),
    gaps=(
        "电话叫应等多久、打几次、找不到人时叫谁（四2）：三分钟只对微信",
        "叫应服务何时结束（二）：由市气象局掌握",
        "极端、影响严重、情况紧急由谁判断（三3）：由市气象局填报",
        "分管气象和分管防汛的市政府领导是一位还是两位（三2）：两个岗位各叫应一次，可由同一人担任",
        "七个部门以外还有哪些涉灾部门（三1）：给该单位“其他相关涉灾部门”的角色",
        "汛期从哪一天开始、变更后几天内备案（四1）",
    ),
)  # fmt: skip

PLANS = (CALLS,)
