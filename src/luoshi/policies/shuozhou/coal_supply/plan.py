"""4.2 and 5.2: the warning and the response: stock, output, market, price; levels, duty cards, calls."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from luoshi.policies.shuozhou.coal_supply import duties
from luoshi.policies.shuozhou.coal_supply.duties import AT_ONE, AT_TWO, Card
from luoshi.policies.shuozhou.coal_supply.roles import (
    BY_UNIT,
    CARDED,
    COMMERCE,
    COUNTY,
    DEPARTMENTS,
    DISPATCH,
    ENERGY,
    FIRM,
    MEMBER,
    OFFICE,
    STORE,
    TEAM,
)
from luoshi.policies.shuozhou.coal_supply.rules import (
    DOC,
    ONE,
    STOCKS,
    TWO,
    UNTOLD,
    WARNING_ONE,
    WARNING_TWO,
    Condition,
    duties_added_at_one,
    output_floor,
    response_level,
    warning_level,
)
from luoshi.policies.shuozhou.coal_supply.rules import duties as duties_of
from luoshi.procedures.plans import (
    THOUSAND,
    Call,
    Classifier,
    Field,
    Indicator,
    Level,
    Measure,
    Plan,
    Sheet,
    To,
    figure,
)
from luoshi.procedures.series import run_length

HERE = "Asia/Shanghai"
"""A day's output is that of a day by the office's clock."""

# --- 监测指标

FACTS = Condition.declared()
STOCK = Indicator(
    "stock", "重点发电、供热企业煤炭库存天数", "4.2.1第三段", unit="天", item="企业", lowest="0", highest="365",
    bounds="库存天数不为负；一年以上的多半是把吨数填成了天数", holds=True,
)  # fmt: skip
OUTPUT = Indicator(
    "output", "全市煤炭日产量", "4.2.1第三段", unit="万吨", lowest="0", highest="300",
    bounds="日产量不为负；300万吨是一级响应底线的近六倍，多半是单位填错",
)  # fmt: skip
QUOTA = Indicator(
    "quota", "年度每日保供量（原文没有数字，按下达的填）", "4.2.1第三段", unit="万吨", lowest="0", highest="300",
    bounds="与日产量相同", holds=True,
)  # fmt: skip
CAUSE = Indicator(
    "cause",
    "由极端天气、自然灾害、生产安全事故、疫情等突发情况导致",
    "4.2.1第三段",
    "truth",
    holds=True,
)
MARKET = Indicator(
    "market",
    "煤炭市场供应情况",
    "4.2.1第三段",
    "choice",
    options=FACTS["market"].options,
    holds=True,
)
PRICE = Indicator(
    "price", "煤炭价格", "4.2.1第三段", "choice", options=FACTS["price"].options, holds=True
)
OTHER = Indicator(
    "other",
    "需要预警的其他情形",
    "4.2.1第三段",
    "choice",
    options=FACTS["other"].options,
    holds=True,
)
CONDITIONS = Indicator(
    "conditions", "对照分级响应条件（附件3）的结论", "5.2第一段", "choice",
    options=FACTS["conditions"].options, holds=True,
)  # fmt: skip
WATCHED = (STOCK, OUTPUT, QUOTA, CAUSE, MARKET, PRICE, OTHER)


def situation(sheet: Sheet) -> pl.DataFrame:
    """The facts of the whole city at each moment at which something was told.

    A firm's stock stands until it tells another. A state of affairs that nobody has told is normal (the
    market, the price, other circumstances); whether a sudden situation is the cause is never assumed:
    until somebody says so there is no level, and the row says why. Where no firm ever told its stock the
    level hangs on it, unless another item reaches one already: then that one stands.
    """
    moments = sheet.select(pl.col("at").unique().sort()).with_columns(
        pl.lit("").alias("place"), _day("at").alias("day")
    )
    states = ("cause", "market", "price", "other", *({"conditions"} & set(sheet.columns)))
    for name in states:
        told = sheet.filter(pl.col(name).is_not_null()).select("at", name).unique("at", keep="last")
        moments = moments.join_asof(told.sort("at"), on="at")
    return (
        moments.hstack(_stocks(sheet, moments))
        .sort("day", "at")
        .join_asof(_runs(sheet), on="day")
        .with_columns(
            pl.col("low_days").fill_null(0),
            pl.col("market", "price").fill_null("正常"),
            pl.col("other").fill_null("没有"),
        )
        .with_columns(_stock_or_untold(name) for name in STOCKS)
        .drop("day")
        .sort("at")
    )


def _stock_or_untold(name: str) -> pl.Expr:
    """The stock; where none was told and another item reaches a level, one that reaches none."""
    others = (
        (pl.col("low_days") >= int(figure(DOC, "run_two")))
        | (pl.col("market") != "正常")
        | (pl.col("price") != "正常")
        | (pl.col("other") != "没有")
    )
    return (
        pl.when(pl.col(name).is_null() & others)
        .then(float(UNTOLD))
        .otherwise(pl.col(name))
        .alias(name)
    )


def _day(column: str) -> pl.Expr:
    return pl.col(column).dt.convert_time_zone(HERE).dt.date()


def _stocks(sheet: Sheet, moments: pl.DataFrame) -> pl.DataFrame:
    """The lowest, the average and the highest of what the firms told last, in days.

    The average is cut to thousandths: what lies below a limit lies below it after that too, and what
    does not does not.
    """
    told = sheet.filter(pl.col("stock").is_not_null()).sort("at")
    each = [
        moments.select("at")
        .join_asof(told.filter(pl.col("item") == firm).select("at", "stock"), on="at")["stock"]
        .alias(f"f{number}")
        for number, firm in enumerate(told["item"].unique(maintain_order=True))
    ]
    if not each:
        none = pl.repeat(None, moments.height, dtype=pl.Float64)  # a literal would be one row
        return moments.select(stock_lowest=none, stock_average=none, stock_highest=none)
    firms = pl.DataFrame(each)
    count = pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int64))
    return firms.select(
        stock_lowest=pl.min_horizontal(pl.all()) / THOUSAND,
        stock_average=pl.when(count > 0).then(pl.sum_horizontal(pl.all()) // count) / THOUSAND,
        stock_highest=pl.max_horizontal(pl.all()) / THOUSAND,
    )


def _runs(sheet: Sheet) -> pl.DataFrame:
    """For each day from the first output on: how many days in a row the output was below the quota.

    A day without a figure breaks the run, as does one without a quota.
    """
    told = sheet.filter(pl.col("output").is_not_null()).sort("at").select("at", "output")
    quota = sheet.filter(pl.col("quota").is_not_null()).sort("at").select("at", "quota")
    if told.is_empty():
        return pl.DataFrame(schema={"day": pl.Date, "low_days": pl.Int64})
    days = (
        told.join_asof(quota, on="at")
        .with_columns(_day("at").alias("day"))
        .unique("day", keep="last")
        .sort("day")
        .upsample("day", every="1d")
        .with_columns(place=pl.lit(""), item=pl.lit(""))
    )
    below = run_length(pl.col("output") < pl.col("quota"))
    return days.select("day", low_days=below).sort("day")


# --- 警后预防

BOTH = ("one", "two")
CONCERNED = (*DEPARTMENTS, FIRM, STORE)
"""4.2.2: departments and the firms concerned."""
PREVENTION = (
    Measure("standby", "应急队伍和相关单位进入待命状态", "4.2第一段", BOTH, (TEAM,), "待命"),
    Measure("supervise", "视情派人现场督导", "4.2第一段", BOTH, (ENERGY,), "待命", optional=True),
    Measure("precaution", "采取针对性的预防措施", "4.2第一段", BOTH, (FIRM, STORE), "待命"),
    Measure("cooperate", "根据需要启动应急协作机制，与相关部门沟通", "4.2.2（1）", BOTH, CONCERNED, "警后预防", optional=True),
    Measure("follow", "跟踪监测，加强值班和信息报告", "4.2.2（2）", BOTH, CONCERNED, "警后预防", daily=True, optional=True),
    Measure("muster", "队伍和人员待命，调集运力和装备，检测车辆和通信设备", "4.2.2（3）", BOTH, CONCERNED, "警后预防", optional=True),
    Measure("produce", "安排生产接续和布局，排查储备和产销问题并及时报告", "4.2.2（4）", BOTH, (FIRM,), "警后预防"),
    Measure("maintain", "检修维护设备，保证矿井生产设备正常", "4.2.2（4）", BOTH, (FIRM,), "警后预防"),
    Measure("graded_mines", "一级安全质量标准化矿井做好应急保供准备", "4.2.2（4）", BOTH, (FIRM,), "警后预防", optional=True),
    Measure("stock_system", "建立健全库存制度，提高储煤场所储备量", "4.2.2（5）", BOTH, (FIRM, STORE), "警后预防"),
    Measure("open_pit", "正常生产的露天煤矿强化生产组织和剥离准备", "4.2.2（5）", BOTH, (FIRM,), "警后预防", optional=True),
    Measure("reserve", "提升储备能力，全市库存量不低于规定的下限，建立产能应急储备制度", "4.2.2（5）", BOTH, (STORE,), "警后预防"),
    Measure("priority", "建立可中断工业用户名单，优先保障居民、供暖和电厂", "4.2.2（6）", BOTH, (FIRM,), "警后预防"),
    Measure("contracts", "继续签订月度供煤合同，执行中长期合同", "4.2.2（6）", BOTH, (FIRM,), "警后预防"),
    Measure("snow", "储备融雪剂、除雪车、装载机，保证矿区和厂区道路畅通", "4.2.2（7）", BOTH, (FIRM, STORE), "警后预防"),
    Measure("more_coal", "集装站与周边煤矿沟通，制定增供计划", "4.2.2（7）", BOTH, (STORE,), "警后预防"),
    Measure("rail", "协调朔州车务段增加运力，提高装卸能力", "4.2.2（7）", BOTH, (FIRM, STORE), "警后预防"),
)  # fmt: skip

WARNING = Plan(
    "warning", "煤炭保供预警", DOC, "4.2.1第一段",
    "按库存天数、日产量、市场和价格分两级；各部门按原有程序发布，谁启动、谁解除。",
    levels=(
        Level("one", WARNING_ONE, "none", "4.2.1第五段"),
        Level("two", WARNING_TWO, "none", "4.2.1第三段"),
    ),
    procedure="warning",
    fields=(
        Field("level", "预警级别", "4.2.1第一段"),
        Field("grounds", "达到的情形和依据", "4.2.1第一段"),
    ),
    classifiers=(
        # the yearly quota is told once and holds all the year
        Classifier("warning", "库存、产量、市场、价格分级", "4.2.1第一段", WATCHED, warning_level, situation, timedelta(days=400)),
    ),
    measures=PREVENTION,
    calls=(
        Call(
            "standby", "指令应急队伍和相关单位待命", "4.2第一段", ENERGY,
            tuple(To(role, "4.2第一段") for role in (TEAM, *DEPARTMENTS, FIRM, STORE)), relay=True,
        ),
    ),
    gaps=(
        "年度每日保供量是多少（4.2.1）：由使用单位填报",
        "哪些是重点发电、供热企业，库存天数怎样折算（4.2.1）；没有一家报过库存的，先按其余各项定级，拟稿时要补填库存",
        "供应紧张、严重不足，异常波动、大幅波动的标准（4.2.1）：由人认定后填报",
        "预警颜色（4.2.1）：原文没有",
        "由哪个部门发布、谁审签、预警信息写什么（4.2）：各部门原有的程序",
        "用什么渠道通知、等多久（4.2）",
        "库存的基本水平（4.2.3）：解除时由发布单位认定",
        "警后预防开头写可采取下列措施，（4）至（7）又写要：（1）至（3）可以不采取，（4）至（7）要落实",
    ),
)  # fmt: skip

# --- 应急响应

LISTED = tuple(role for role in CARDED if role is not COMMERCE)
"""市商务局 has work at 一级 and is no member by the list: it may be drawn in."""


def cards(of: tuple[Card, ...], prefix: str, levels: tuple[str, ...]) -> tuple[Measure, ...]:
    """Every item of the cards as a measure; the same words of a unit are not handed out twice."""
    before = {each.unit: each.items for each in AT_TWO} if of is AT_ONE else {}
    return tuple(
        Measure(
            f"{prefix}_{card.unit}_{place + 1}", item, card.clause, levels, (BY_UNIT[card.unit],), duties.UNITS[card.unit],
            optional=place in card.optional,
        )
        for card in of
        for place, item in enumerate(card.items)
        if item not in before.get(card.unit, ())
    )  # fmt: skip


RESPONSE = Plan(
    "response", "煤炭保供应急响应", DOC, "5.2第一段",
    "二级由市指挥部办公室主任启动，一级由指挥长宣布；一级在二级的工作之上另加工作。",
    levels=(
        Level("one", ONE, "none", "5.2.2第一段"),
        Level("two", TWO, "none", "5.2.1第一段"),
    ),
    procedure="response",
    fields=(
        Field("level", "响应级别", "5.2第一段"),
        Field("grounds", "供需失衡的程度和依据", "5.2第一段"),
        Field("handled_by", "负责应对的指挥部", "5.2第一段"),
        Field("event_place", "保供事发地", "2.3第一段", required=False),
    ),
    classifiers=(
        Classifier(
            "response", "对照响应条件", "5.2第一段", (CONDITIONS, *WATCHED), response_level, situation,
            timedelta(days=400),
        ),
    ),
    measures=(
        Measure("roster", duties.DUTY_ROSTER, "5.2.1（1）", BOTH, (OFFICE, *LISTED, MEMBER), "值班", daily=True),
        Measure("one_roster", duties.DUTY_ROSTER, "2.1第四段", ("one",), (COMMERCE,), "值班", daily=True, optional=True),
        Measure("office_watch", "通过电话、视频连线关注处置和事态，指导协调保供工作", "5.2.1第一段", BOTH, (OFFICE,), "市指挥部办公室", daily=True),
        Measure("office_group", "视情派工作组赶赴现场", "5.2.1第一段", BOTH, (OFFICE,), "市指挥部办公室", optional=True),
        Measure("office_ready", "做好扩大响应的准备", "5.2.1第一段", ("two",), (OFFICE,), "市指挥部办公室"),
        Measure("county", "县级指挥部负责应对二级保供事件", "5.2第一段", ("two",), (COUNTY,), "县（市、区）"),
        *cards(AT_TWO, "two", BOTH),
        *cards(AT_ONE, "one", ("one",)),
    ),
    calls=(
        Call(
            "members", "通知成员单位和县级指挥部", "5.1（3）", OFFICE,
            tuple(To(role, "5.1（3）") for role in (*CARDED, MEMBER, COUNTY, DISPATCH)), relay=True,
        ),
    ),
    asks=(duties_of, duties_added_at_one, output_floor),
    gaps=(
        "分级响应条件（附件3）、响应流程图（附件1）、指挥部职责（附件2）：见网络版，不在公报里",
        "年度每日保供值是多少（5.2.1）",
        "首报、续报、终报、核实、定期报告的时限和间隔（5.1）",
        "各项工作的完成期限（5.2）：原文一个都没有写",
        "用什么渠道通知、等多久（5.1）：只给气象信息写了微信群和短信",
        "市指挥部办公室主任不应答时由谁代行（5.2）",
    ),
)  # fmt: skip

PLANS = (WARNING, RESPONSE)
