"""第三条至第八条: the flood warning: rain at stations, three levels, measures, calls, the daily report."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from luoshi.policies.specimen.flood_calls.procedure import (
    CITY_MANAGEMENT,
    COUNTY,
    EMERGENCY_OFFICE,
    FLOOD_OFFICE,
    SCHOOL_OFFICE,
    WATER_OFFICE,
)
from luoshi.policies.specimen.flood_calls.rules import (
    BLUE,
    DOC,
    ORANGE,
    RED,
    called,
    measures,
    signer,
    warning_level,
)
from luoshi.procedures.plans import (
    THOUSAND,
    Call,
    Classifier,
    Field,
    Indicator,
    Level,
    Measure,
    Plan,
    Round,
    Sheet,
    To,
    figure,
)
from luoshi.procedures.series import regular

HOUR_RAIN = Indicator(
    "hour_rain", "1小时雨量", "第三条", unit="毫米", per="雨量站", lowest="0", highest="500",
    bounds="雨量不为负；500毫米高于有记录以来的1小时雨量",
)  # fmt: skip


def rain(sheet: Sheet) -> pl.DataFrame:
    """Hour by hour, the most rain that any station had in that hour and in the 24 hours up to it.

    The warning is one for the whole city (全市任一雨量站), so that its rows have no place. Hours without a
    reading count for nothing in a sum: rain is never negative, and a limit which what was measured reaches
    is reached. A station that has fallen silent keeps its sum until the hours have passed.
    """
    hours = int(figure(DOC, "day_span"))
    total = pl.col("hour_rain").fill_null(0).rolling_sum(hours, min_samples=1).over("place", "item")
    stations = sheet.select("place", "item").unique(maintain_order=True)
    ends = stations.with_columns(at=pl.lit(sheet["at"].max(), pl.Datetime("us", "UTC")))
    # the ends come first: of one hour the reading stands, where there is one
    whole = regular(pl.concat([ends, sheet], how="diagonal"))
    return (
        whole.with_columns(day_rain=total)
        .group_by("at")
        .agg(pl.col("day_rain", "hour_rain").max() / THOUSAND)
        .select(pl.lit("").alias("place"), "at", "day_rain", "hour_rain")
        .sort("at")
    )


ALL, FROM_ORANGE = ("red", "orange", "blue"), ("red", "orange")

WARNING = Plan(
    "warning", "暴雨洪涝预警", DOC, "第三条",
    "任一雨量站的1小时或者24小时雨量达到标准就发布，先企业微信后电话叫应，各单位限时落实措施。",
    levels=(
        Level("red", RED, "red", "第三条第（三）项"),
        Level("orange", ORANGE, "orange", "第三条第（二）项"),
        Level("blue", BLUE, "blue", "第三条第（一）项"),
    ),
    procedure="warning",
    fields=(
        Field("level", "预警级别", "第五条"),
        Field("areas", "影响区域", "第五条"),
        Field("lasts", "预计持续时间", "第五条"),
        Field("advice", "防范建议", "第五条"),
        Field("phone", "咨询电话", "第五条"),
    ),
    classifiers=(
        Classifier(
            "rain", "雨量分级", "第三条", (HOUR_RAIN,), warning_level, rain, timedelta(hours=48)
        ),
    ),
    measures=(
        Measure("patrol", "巡查易涝点和山塘", "第七条第（一）项", ALL, (COUNTY,), daily=True),
        Measure(
            "evacuate", "转移危险区人员", "第七条第（二）项", FROM_ORANGE, (COUNTY,),
            within="evacuate_within",
        ),
        Measure(
            "close", "封闭积水的下穿通道", "第七条第（二）项", FROM_ORANGE, (CITY_MANAGEMENT,),
            within="close_within",
        ),
        Measure(
            "reservoirs", "调度水库水情", "第七条第（二）项", FROM_ORANGE, (WATER_OFFICE,), daily=True
        ),
        Measure(
            "schools", "通知学校推迟上学", "第七条第（二）项", FROM_ORANGE, (SCHOOL_OFFICE,),
            optional=True,
        ),
        Measure(
            "forward", "救援队伍前置", "第七条第（三）项", ("red",), (EMERGENCY_OFFICE,),
            within="forward_within",
        ),
    ),
    calls=(
        Call(
            "receivers", "叫应各单位预警接收人", "第六条", FLOOD_OFFICE,
            tuple(
                To(role, "第六条")
                for role in (COUNTY, WATER_OFFICE, EMERGENCY_OFFICE, CITY_MANAGEMENT, SCHOOL_OFFICE)
            ),
            channels=("wechat", "phone"), answer="answer_within", relay=True,
        ),
        Call(
            "heads", "叫应各县（区）主要负责人", "第六条", FLOOD_OFFICE,
            (To(COUNTY, "第六条", "主要负责人"),), post="市防办主任",
            channels=("wechat", "phone"), answer="answer_within",
            on=("issue", "adjust"), levels=("red",), relay=True,
        ),
    ),
    rounds=(Round("daily_report", "第八条", "day"),),
    asks=(signer, called, measures),
    public="第五条",
    gaps=(
        "电话叫应后等待多久、再找谁（第六条）",
        "叫应主要负责人用什么渠道（第六条）：与叫应接收人相同",
        "每日巡查和调度报给谁（第七条）",
    ),
)  # fmt: skip

PLANS = (WARNING,)
