"""朔政办发〔2023〕37号 朔州市重污染天气应急预案: what is watched, which level is reached, what follows.

Three plans: the warning in three levels, the ozone warning without levels, the control of sulphur dioxide.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from datetime import timedelta

import polars as pl

from luoshi.policies.shuozhou.heavy_pollution.measures import ozone, sulphur, warning
from luoshi.policies.shuozhou.heavy_pollution.roles import AREA, MEMBER, OFFICE
from luoshi.policies.shuozhou.heavy_pollution.rules import (
    DOC,
    O3,
    ORANGE,
    OTHER,
    OZONE,
    PM25,
    RED,
    SULPHUR,
    UNKNOWN,
    YELLOW,
    burning_may,
    bus_hours,
    catering_may,
    coal_may,
    duties,
    enterprise_may_run,
    hauling_may_run,
    health_advice,
    machine_may_run,
    on_duty_heads,
    open_air_may_work,
    ozone_control,
    ozone_warning,
    reduction_amount,
    reduction_short,
    road_cleaning,
    road_may_use,
    road_measures,
    school_may,
    site_may_work,
    small_exempt,
    so2_control,
    sulphur_control,
    truck_may_run,
    uninterruptible_missing,
    unsealed_may_run,
    warning_level,
    workshop_may_run,
)
from luoshi.procedures.plans import (
    THOUSAND,
    Call,
    Classifier,
    Field,
    Indicator,
    Level,
    Plan,
    Round,
    Sheet,
    To,
    figure,
)
from luoshi.procedures.series import WHERE, exceeds, held, regular, run_length

LEAST = 20
"""Hours that must be there for a mean of 24: the text names none. 《环境空气质量标准》, on which it is based
(1.2), counts a day's mean from 20 hourly values on. See ``gaps``."""

AQI = Indicator(
    "aqi", "环境空气质量指数（AQI）", "3.2.1第一段", ahead=True, lowest="0", highest="500",
    bounds="HJ 633-2012：AQI为0至500",
)  # fmt: skip
PRIMARY = Indicator(
    "primary",
    "首要污染物",
    "3.2.1",
    kind="choice",
    options=(PM25, O3, OTHER),
    ahead=True,
    holds=True,
)
SO2 = Indicator(
    "so2", "二氧化硫小时浓度", "3.2.3第一段", unit="微克/立方米", ahead=True, lowest="0", highest="10000",
    bounds="浓度不会为负；高于10000多是仪器故障",
)  # fmt: skip


def _windows(sheet: Sheet, ozone_leads: bool) -> pl.DataFrame:
    """For every hour, how long the mean of the last 24 hours has stayed above each limit.

    The runs go on whatever the primary pollutant is, so that none is lost where it changes by day and night;
    which warning an hour belongs to is told by the primary pollutant of that hour.
    """
    rows = int(figure(DOC, "window"))
    names = ("ozone_upper_150", "ozone_upper_200") if ozone_leads else ("upper_150", "upper_200")
    limits = {
        "150": figure(DOC, names[0]),
        "200": figure(DOC, names[1]),
        "300": figure(DOC, "upper_300"),
    }
    hours = regular(sheet).with_columns(primary=held("primary").fill_null(UNKNOWN))
    above = {
        f"above_{key}": exceeds("aqi", rows, limit, least=LEAST).fill_null(value=False)
        for key, limit in limits.items()
    }
    hours = hours.with_columns(**above)
    runs = {f"run_{key}": run_length(pl.col(f"above_{key}")) for key in limits}
    # Each time the mean falls to 200 or below another episode begins.
    episode = (~pl.col("above_200")).cum_sum().over(WHERE)
    return hours.with_columns(
        **runs,
        blocks_150=_blocks("above_150", rows),
        blocks_200=_blocks("above_200", rows),
        episode=episode,
    ).with_columns(
        # Above 300 at any time within this episode above 200: the two conditions of red go together.
        run_300=pl.col("run_300").cum_max().over([*WHERE, "episode"])
    )  # fmt: skip


def _blocks(column: str, rows: int) -> pl.Expr:
    """How many windows of 24 hours on end lie one before the other, all above the limit; three at most."""
    one = pl.col(column)
    two = one & one.shift(rows).over(WHERE).fill_null(value=False)
    three = two & one.shift(2 * rows).over(WHERE).fill_null(value=False)
    return one.cast(pl.Int64) + two.cast(pl.Int64) + three.cast(pl.Int64)


_FACTS = (
    "place", "at", "primary", "run_150", "run_200", "run_300", "blocks_150", "blocks_200",
)  # fmt: skip


def _ladder(sheet: Sheet) -> pl.DataFrame:
    # An hour whose window ozone leads is the other warning's affair.
    return _windows(sheet, ozone_leads=False).select(_FACTS)


def _ozone(sheet: Sheet) -> pl.DataFrame:
    return _windows(sheet, ozone_leads=True).select(_FACTS)


def _so2(sheet: Sheet) -> pl.DataFrame:
    """Every hour with a concentration, in micrograms to three decimal places."""
    known = sheet.filter(pl.col("so2").is_not_null())
    exact = pl.col("so2").cast(pl.Decimal(38, 3)) / THOUSAND
    return known.select("place", "at", so2=exact.cast(pl.Decimal(38, 3)).cast(pl.String))


WEEK = timedelta(days=7)

WARNING = Plan(
    "warning", "重污染天气预警", DOC, "3.2.1",
    "按AQI日均值分黄色、橙色、红色三级预警，对应三级、二级、一级应急响应。",
    (
        Level("red", RED, "red", "3.2.1（3）", "一级应急响应"),
        Level("orange", ORANGE, "orange", "3.2.1（2）", "二级应急响应"),
        Level("yellow", YELLOW, "yellow", "3.2.1（1）", "三级应急响应"),
    ),
    "warning",
    fields=(
        Field("trend", "未来1—3天气象条件改变趋势", "3.3.2第五段"),
        Field("adverse", "不利气象条件状况", "3.3.2第五段"),
        Field("spell", "重污染天气出现的时段", "3.3.2第五段"),
        Field("pollutants", "主要污染物指标", "3.3.2第五段"),
        Field("level", "预警等级", "3.3.2第五段"),
        Field("response", "响应级别", "3.3.2第五段"),
        Field("outlook", "未来一段时期内的趋势定性分析", "3.3.2第五段"),
        Field("measures", "采取的应急响应措施", "3.3.2第五段"),
        Field("note", "沙尘暴、燃放烟花爆竹等原因的说明", "3.3.2第五段", required=False),
        Field("lift_text", "解除预警的信息", "3.5.2第一段", required=False),
    ),
    classifiers=(
        Classifier("aqi_level", "AQI分级", "3.2.1", (AQI, PRIMARY), warning_level, _ladder, WEEK, "ahead"),
    ),
    measures=warning(),
    calls=(
        Call("issue", "向相关部门和县区发布预警信息", "3.3.2第四段", OFFICE,
             (To(MEMBER, "3.3.2第四段"), To(AREA, "3.3.2第四段"))),
    ),
    rounds=(
        Round("consultation", "3.1.2第一段", "week", "weekly_consultations", during="calm"),
        Round("response_consultation", "3.1.2第一段", "day", "daily_consultations"),
        Round("daily_report", "4.3第一段", "day"),
        Round("implementation", "4.3第三段", "day"),
        Round("area_implementation", "4.3第三段", "day"),
    ),
    asks=(
        enterprise_may_run, small_exempt, uninterruptible_missing, site_may_work, machine_may_run, truck_may_run,
        hauling_may_run, road_may_use, unsealed_may_run, road_measures, open_air_may_work, workshop_may_run,
        catering_may, school_may, coal_may, burning_may, health_advice, bus_hours, road_cleaning, on_duty_heads, duties,
        reduction_amount, reduction_short,
    ),
    public="3.3.2第二段",
    gaps=(
        "求24小时均值至少要有几个小时的数据：原文未写明，这里按其编制依据《环境空气质量标准》取20个小时",
        "一个24小时窗口的首要污染物怎样认定：原文未写明，按窗口末时所报的判断；没有报的按黄橙红分级",
        "首要污染物在持续期间变换时怎样数小时：原文未写明，AQI不间断超过就连续数，归哪一种预警看当时的首要污染物",
        "沙尘天气不适用本预案（1.3第一段）：监测值看不出沙尘，由会商判断，不适用的不提交意见",
        "没有写明由谁落实的措施：强制性的交县（市、区）和开发区，健康防护和倡议的由办公室告知；部门分工在附件1",
        "因省里通报发布的预警，解除时要不要会商、签发，多久内解除：原文只写解除程序同发布程序，这里要会商和签发",
        "优良级别的AQI界限：原文未写明，由会商填写是否达到（HJ 633-2012为不超过100）",
        "市政府签发的时限：原文未写明",
        "初报、终报、名单在多久内报送：原文未写明",
        "响应期间的会商由谁发起：原文未写明，由预报预警组记录",
        "采暖期从哪一天开始：原文未写明，由指挥部填写",
        "指挥部、成员单位和工作组的职责（附件1、2），会商意见、审批表、统计表的栏目（附件3至5）和流程图（附件6）：见网络版，没有刊登",
        "工业源减排清单：没有刊登，企业按清单执行的以清单为准",
        "用什么渠道通知、等多久：原文未写明，由办公室设定",
    ),
)  # fmt: skip

OZONE_PLAN = Plan(
    "ozone", "臭氧重污染天气预警", DOC, "3.2.2", "臭氧为首要污染物时的预警，不分等级。",
    (Level("ozone", OZONE, "none", "3.2.2"),), "ozone",
    fields=tuple(each for each in WARNING.fields if each.key != "level"),
    classifiers=(
        Classifier("ozone_level", "臭氧预警判断", "3.2.2", (AQI, PRIMARY), ozone_warning, _ozone, WEEK, "ahead"),
    ),
    measures=ozone(), calls=WARNING.calls,
    rounds=tuple(each for each in WARNING.rounds if each.procedure not in ("consultation", "daily_report")),
    asks=(ozone_control,),
    public="3.3.2第二段",
    gaps=(
        "臭氧预警对应几级响应、要不要向省里初报和日报：原文未写明",
        "求24小时均值至少要有几个小时的数据：原文未写明，这里按其编制依据《环境空气质量标准》取20个小时",
    ),
)  # fmt: skip

SULPHUR_PLAN = Plan(
    "sulphur", "二氧化硫针对性应急管控", DOC, "3.2.3第一段",
    "预测二氧化硫小时浓度超过150微克/立方米时采取针对性管控；没有级别，没有预警发布的程序。",
    (Level("control", SULPHUR, "none", "3.2.3第一段"),), "sulphur",
    fields=(Field("measures", "生产调控措施", "4.2.5第一段"),),
    classifiers=(
        Classifier("so2_level", "二氧化硫浓度判断", "3.2.3第一段", (SO2,), so2_control, _so2, WEEK, "ahead"),
    ),
    measures=sulphur(), asks=(sulphur_control,),
    gaps=("由谁启动、要不要审批发布、何时结束、看哪个点位：原文未写明，由办公室办理",),
)  # fmt: skip

PLANS = (WARNING, OZONE_PLAN, SULPHUR_PLAN)
