"""威政办字〔2023〕35号 1.5、3.1.2、3.2: what is watched, and the facts that readings come to.

Prices are counted in whole thousandths and the weekly change in whole numbers, so that a rise of exactly
30, 50, 70 or 100 % meets its limit.
"""

# Types of Polars that mention numpy, which is not needed, are unknown here.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from luoshi.policies.weihai.market_supply.rules import BUYING, FINDINGS, SUPPLY
from luoshi.policies.weihai.market_supply.tables import LEVELS
from luoshi.procedures.plans import THOUSAND, Indicator

SIGNALS = ("没有", "蓝色", "黄色", "橙色", "红色")
_PRICE_WHY = "零售价格的常理；更高的先存疑，由人员确认"

STATE_SUPPLY = Indicator("supply", "供应情况", "1.5.1第一段", "choice", options=tuple(SUPPLY), per="区市", holds=True)  # fmt: skip
STATE_BUYING = Indicator("buying", "居民购买情况", "1.5.1第一段", "choice", options=tuple(BUYING), per="区市", holds=True)  # fmt: skip
WHOLE_CITY = Indicator("whole_city", "发生范围涵盖全市全部行政区域", "1.5.1（1）", "truth", holds=True)  # fmt: skip
EXPECTED_DAYS = Indicator(
    "expected_days", "预计持续天数", "1.5.1（2）", unit="天", lowest="0", highest="1000",
    bounds="天数不为负，上限取事实的最大值", holds=True,
)  # fmt: skip
PRICE = Indicator(
    "price", "零售均价", "1.5.1（3）", unit="元", per="区市", item="品种", lowest="0.001", highest="1000",
    bounds=_PRICE_WHY,
)  # fmt: skip
OTHER_LAW = Indicator("other_law", "法律法规或上级文件另行规定的级别", "1.5.1（4）", "choice", options=("没有", *LEVELS), holds=True)  # fmt: skip

SIGNAL = Indicator("department_signal", "气象、农业农村等部门发布的预警", "3.2.1（1）", "choice", options=SIGNALS, holds=True)  # fmt: skip
SIGNAL_FINDING = Indicator("department_finding", "对部门预警会商研判的结论", "3.2.1（1）", "choice", options=tuple(FINDINGS), holds=True)  # fmt: skip
SOURCE = Indicator("source_event", "主要货源地或周边城市发生了供应突发事件", "3.2.1（2）", "truth", holds=True)  # fmt: skip
SOURCE_FINDING = Indicator("source_finding", "对货源地、周边城市事件的研判", "3.2.1（2）", "choice", options=tuple(FINDINGS), holds=True)  # fmt: skip
OTHER_FINDING = Indicator("other_finding", "办公室对其他情况会商研判的结论", "3.2.1（3）", "choice", options=tuple(FINDINGS), holds=True)  # fmt: skip

EVENT = (STATE_SUPPLY, STATE_BUYING, WHOLE_CITY, EXPECTED_DAYS, PRICE, OTHER_LAW)
GROUNDS = (SIGNAL, SIGNAL_FINDING, SOURCE, SOURCE_FINDING, OTHER_FINDING)

NOT_A_DISTRICT = ("综保区", "综合保税区", "综保区管委")
"""Places that are watched and do not count as a 区市 (1.5.2（1）)."""

_STEPS = ((3, 4), (2, 3), (2, 2), (1, 1))
"""From Ⅰ down: how bad supply and buying must at least be (places in their scales)."""
_WEEK = 7
_SHARES = 420  # divisible by every count of days from 1 to 7, so that a weekly mean stays whole
_MILLION = 10**6
_PER_CENT = 10_000  # of millionths


def ground_facts(sheet: pl.DataFrame) -> pl.DataFrame:
    """One row for each moment at which a ground was told; what was never told is not there."""
    calm = {"department_signal": "没有", "source_event": False}
    names = [each.key for each in GROUNDS]
    rows = _last_known(sheet, names)
    return rows.with_columns(
        pl.col(name).fill_null(calm.get(name, "不会引发")) for name in names
    ).select(pl.lit("").alias("place"), "at", *names)


def event_facts(sheet: pl.DataFrame) -> pl.DataFrame:
    """One row for each moment of a reading: the worst district, how many are struck, days, weekly change.

    Days and prices that nobody sent count as not reached, so that what is known is graded all the same.
    """
    known = _last_known(sheet, ["whole_city", "expected_days", "other_law"])
    facts = (
        known.join(_states(sheet), on="at", how="left")
        .with_columns(day=_day())
        .join(_weekly(sheet), on="day", how="left")
    )
    return facts.sort("at").select(
        pl.lit("").alias("place"),
        "at",
        "supply",
        "buying",
        pl.col("whole_city").fill_null(value=False),
        "districts",
        (pl.col("expected_days").fill_null(0) // THOUSAND).alias("expected_days"),
        pl.col("basket_rise", "item_rise").fill_null(0.0),
        pl.col("other_law").fill_null("没有"),
    )


def _last_known(sheet: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """What was last told of each of these, anywhere, at each moment."""
    last = [pl.col(name).drop_nulls().last() for name in names]
    rows = sheet.group_by("at").agg(last).sort("at")
    return rows.with_columns(pl.col(name).forward_fill() for name in names)


def _day() -> pl.Expr:
    """The day by the clock of the place (UTC+8, no summer time)."""
    return pl.col("at").dt.offset_by("8h").dt.date()


def _states(sheet: pl.DataFrame) -> pl.DataFrame:
    """The state of the worst district and the number of districts struck, at each moment."""
    told = sheet.filter(pl.col("supply").is_not_null() | pl.col("buying").is_not_null())
    held = told.sort("at").select(
        "place", "at", pl.col("supply", "buying").forward_fill().over("place")
    )
    moments = sheet.select("at").unique()
    grid = moments.join(held.select("place").unique(), how="cross").sort("at")
    then = grid.join_asof(
        held, on="at", by="place", strategy="backward", check_sortedness=False
    ).with_columns(
        s=pl.col("supply").replace_strict(SUPPLY, list(range(len(SUPPLY))), default=None),
        b=pl.col("buying").replace_strict(BUYING, list(range(len(BUYING))), default=None),
    )
    base = pl.lit(0)
    for rank, (supply, buying) in zip((1, 2, 3, 4), reversed(_STEPS), strict=True):
        base = pl.when((pl.col("s") >= supply) & (pl.col("b") >= buying)).then(rank).otherwise(base)
    struck = (pl.col("base") > 0) & ~pl.col("place").is_in(NOT_A_DISTRICT)
    worst = pl.struct("base", "s", "b", "supply", "buying")
    return (
        then.with_columns(base=base)
        .sort("base", "s", "b", nulls_last=False)
        .group_by("at", maintain_order=True)
        .agg(worst.last().alias("worst"), struck.sum().cast(pl.Int64).alias("districts"))
        .select(
            "at",
            pl.col("worst").struct.field("supply"),
            pl.col("worst").struct.field("buying"),
            "districts",
        )
        .sort("at")
    )


def _weekly(sheet: pl.DataFrame) -> pl.DataFrame:
    """For each day with readings: the change of the mean of seven days against the seven before, in %."""
    daily = (
        sheet.filter(pl.col("price").is_not_null())
        .sort("at")
        .with_columns(day=_day())
        .group_by("place", "item", "day")
        .agg(pl.col("price").last())
    )
    days = sheet.select(day=_day()).unique()
    sums = (
        daily.with_columns(after=pl.lit(list(range(2 * _WEEK))))
        .explode("after")
        .with_columns(
            day=pl.col("day") + pl.duration(days=pl.col("after")), this=pl.col("after") < _WEEK
        )
        .join(days, on="day", how="semi")
        .group_by("day", "place", "item", "this")
        .agg(mean=pl.col("price").sum() * _SHARES // pl.len())
    )
    this, last = (sums.filter(pl.col("this") == now).drop("this") for now in (True, False))
    both = this.join(last, on=["day", "place", "item"], suffix="_before")
    rises: list[tuple[object, float, float]] = []
    for (day,), of in both.group_by("day"):
        items = of.group_by("item").agg(pl.col("mean", "mean_before").sum())
        each = [_rise(now, before) for now, before in items.select("mean", "mean_before").rows()]
        whole = _rise(int(of["mean"].sum()), int(of["mean_before"].sum()))
        rises.append((day, whole, max(each)))
    schema = {"day": pl.Date, "basket_rise": pl.Float64, "item_rise": pl.Float64}
    return pl.DataFrame(rises, schema=schema, orient="row")


def _rise(now: int, before: int) -> float:
    """The change in %, cut off (not rounded) after four decimals: limits are inclusive (以上)."""
    return (now - before) * _MILLION // before / _PER_CENT
