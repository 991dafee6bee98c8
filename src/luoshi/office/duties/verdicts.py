"""Whether a target was reached (是否达到), said with the reason; it knows nothing of the database.

超过 is not 达到; a mean over years (年均) is not every single year (每年); 左右 names no tolerance, so a
person judges it. What is only expected (预计) is shown and never counts as reached.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import prod
from typing import Any, Literal

from luoshi.office.duties.errors import DutyError

State = Literal["reached", "missed", "ongoing", "judge", "expected", "partial", "empty"]
STATES: dict[State, str] = {
    "reached": "达到", "missed": "未达到", "ongoing": "进行中", "judge": "需人工判断",
    "expected": "仅有预计", "partial": "数据不全", "empty": "未填报",
}  # fmt: skip
COMPARATORS = {
    ">=": "不低于", ">": "超过", "<=": "不高于", "<": "低于", "=": "等于", "~": "左右",
}  # fmt: skip
EVERY, MEAN = "每年", "年均"
EARLIEST, LATEST = 1990, 2100
PLACES = 6
"""Decimal places that a value can have, as it is stored."""
_LARGEST = Decimal(10) ** 18
_GROWTH = ("增长", "增速", "增幅", "递增")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = re.compile(r"(\d{4})(?:年|年度|年全年|年全年度|全年)?", re.ASCII)
_QUARTER = re.compile(r"(\d{4})年?\s*[-/.]?\s*(?:[Qq]([1-4])|第?([一二三四1-4])季度?)", re.ASCII)
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(1[0-2]|0?[1-9])月?(?:[-/.]0?1(?: 00:00:00)?)?", re.ASCII)
"""A spreadsheet makes the first day of a month of what looks like a month."""
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d{1,24})(\.\d{1,30})?([eE][-+]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, a quarter of it or a month of it (时期).

    Attributes:
        quarter: 1 to 4; 0 for a month or the whole year; ``month`` likewise.
    """

    year: int
    quarter: int = 0
    month: int = 0

    def __str__(self) -> str:
        """As it is stored: 2025, 2025Q3, 2025-07."""
        if self.quarter:
            return f"{self.year}Q{self.quarter}"
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)

    @property
    def whole(self) -> bool:
        """Whether it is a whole year."""
        return not self.quarter and not self.month

    @property
    def label(self) -> str:
        """As people say it."""
        if self.quarter:
            return f"{self.year}年第{'一二三四'[self.quarter - 1]}季度"
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or max(1, self.quarter * 3 - 2), 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.month or self.quarter * 3 or 12
        return date(self.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def period_of(given: object) -> Period:
    """A period as people and spreadsheets write it: 2025, 2025年, 2025Q3, 2025年三季度, 2025-07.

    Raises:
        DutyError: it is none.
    """
    text = unicodedata.normalize("NFKC", str(given)).strip().removesuffix(".0")[:30]
    found: Period | None = None
    if match := _YEAR.fullmatch(text):
        found = Period(int(match[1]))
    elif match := _QUARTER.fullmatch(text):
        found = Period(int(match[1]), quarter=_QUARTERS[match[2] or match[3]])
    elif match := _MONTH.fullmatch(text):
        found = Period(int(match[1]), month=int(match[2]))
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise DutyError(
            f"“{shown_words(given)}”不是时期", "请写成 2025、2025Q3 或 2025-07（年、季度、月）"
        )
    return found


def number_of(given: object, unit: str = "") -> Decimal:
    """A value as people and spreadsheets write it, in the unit of the target.

    Raises:
        DutyError: it is none, or more than can be kept.
    """
    text = unicodedata.normalize("NFKC", str(given)).replace("−", "-").strip()
    if unit:
        text = text.removesuffix(unicodedata.normalize("NFKC", unit)).strip()
    if len(text) > 60 or not _NUMBER.fullmatch(text):
        hint = f"只写数字，单位是“{unit}”" if unit else "只写数字"
        raise DutyError(f"“{shown_words(given)}”不是数", hint)
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation as error:  # pragma: no cover - the pattern lets no such word pass
        raise DutyError(f"“{shown_words(given)}”不是数", "只写数字") from error
    if isinstance(given, float) or len(found.as_tuple().digits) > 15:
        found = Decimal(f"{found:.15g}")  # fifteen digits are what a spreadsheet keeps
    if abs(found) >= _LARGEST:
        raise DutyError("数太大", "请核对数值和单位")
    kept = round(found, PLACES)
    if kept != found:
        raise DutyError(f"“{shown_words(given)}”的小数超过 {PLACES} 位", "请四舍五入后再填")
    return kept


def shown_words(given: object) -> str:
    """What somebody wrote, short enough to be said back."""
    return "".join(each for each in str(given)[:30] if each.isprintable())


@dataclass(frozen=True, slots=True)
class Goal:
    """What a target demands (要求), as the text says it."""

    name: str
    comparator: str
    value: Decimal
    unit: str
    year: int | None
    per: str
    soft: bool

    @staticmethod
    def of(data: Mapping[str, Any]) -> Goal:
        """From a target in the shape of the faces."""
        return Goal(
            str(data["name"]), str(data["comparator"]), Decimal(str(data["value"])), str(data["unit"] or ""),
            int(data["year"]) if data.get("year") else None, str(data.get("per") or ""), bool(data.get("soft")),
        )  # fmt: skip

    @property
    def required(self) -> str:
        """The demand in a few words: 2025年 年均 不低于 6%."""
        when = f"{self.year}年 " if self.year else ""
        per = f"{self.per} " if self.per else ""
        number = f"{written(self.value)}{self.unit}"
        if self.comparator == "~":
            return f"{when}{per}{number}左右"
        return f"{when}{per}{COMPARATORS.get(self.comparator, self.comparator)} {number}"

    @property
    def growth(self) -> bool:
        """Whether it is a rate of growth, whose mean is commonly taken in two ways."""
        return self.unit in ("%", "％", "‰") and any(each in self.name for each in _GROWTH)


@dataclass(frozen=True, slots=True)
class Value:
    """What was reached in a period (完成值), or is expected to be (预计)."""

    period: Period
    number: Decimal
    forecast: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the values say of a target.

    Attributes:
        words: the reason, in Chinese.
        figure: what was compared; None where there is nothing to compare.
        difference: ``figure`` less what is demanded.
        meets: whether ``figure`` meets the demand, where that can be told; it is reached only by ``state``.
        over: of which periods.
    """

    state: State
    words: str
    figure: Fraction | None = None
    difference: Fraction | None = None
    meets: bool | None = None
    over: tuple[Period, ...] = ()

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return STATES[self.state]


def meets(comparator: str, actual: Fraction, demanded: Fraction) -> bool | None:
    """Whether a figure meets a demand; None where only a person can tell.

    A bare count (``=``) that is exceeded, and 左右 (``~``), are for people: the text names no tolerance.
    """
    if comparator == "=" and actual > demanded:
        return None
    found = {
        ">=": actual >= demanded, ">": actual > demanded, "<=": actual <= demanded,
        "<": actual < demanded, "=": actual == demanded,
    }  # fmt: skip
    return found.get(comparator)


def verdict(goal: Goal, values: Sequence[Value], today: date) -> Verdict:
    """What the values say of a target on a day."""
    if goal.per == EVERY:
        return _every(goal, values, today)
    if goal.per == MEAN:
        return _mean(goal, values, today)
    return _single(goal, values, today)


# --- one figure


def _single(goal: Goal, values: Sequence[Value], today: date) -> Verdict:
    real = sorted((each for each in values if not each.forecast), key=_late)
    if goal.year is None:
        if not real:
            return _without(goal, values)
        latest = real[-1]
        return _final(goal, latest, f"原文没有写明年份，按{latest.period.label}的数判断。")
    year = goal.year
    for each in real:
        if each.period == Period(year):
            return _final(goal, each, "")
    expected = _without(goal, [each for each in values if each.period == Period(year)])
    if expected.state == "expected":
        return expected
    before = [each for each in real if each.period.last <= date(year, 12, 31)]
    over = today > date(year, 12, 31)
    if not before:
        late = f"{year}年已过，" if over else ""
        only = f"只有{real[0].period.label}的数，" if real else ""
        return Verdict("partial" if real else "empty", f"{late}{only}请填报{year}年的数。")
    latest = before[-1]
    figure = Fraction(latest.number)
    enough = meets(goal.comparator, figure, Fraction(goal.value))
    so_far = f"{latest.period.label}{_is(goal, figure)}，{_against(goal, figure)}"
    rest = f"{year}年已过，请填报全年的数。" if over else f"以{year}年全年的数为准。"
    return Verdict(
        "partial" if over else "ongoing", f"{so_far}；{rest}", figure, figure - Fraction(goal.value),
        enough, (latest.period,),
    )  # fmt: skip


def _late(value: Value) -> tuple[date, bool]:
    """Later ones after earlier ones; the whole year after its last quarter."""
    return value.period.last, value.period.whole


def _final(goal: Goal, value: Value, first: str) -> Verdict:
    return _judged(goal, Fraction(value.number), first, (value.period,), value.period.label)


def _judged(goal: Goal, figure: Fraction, first: str, over: tuple[Period, ...], of: str) -> Verdict:
    enough = meets(goal.comparator, figure, Fraction(goal.value))
    words = f"{first}{of}{_is(goal, figure)}，{_against(goal, figure)}。"
    state: State = "judge" if enough is None else "reached" if enough else "missed"
    if enough is None and goal.comparator == "~":
        words += "“左右”没有写明幅度，请人工判断。"
    elif enough is None:
        words += "原文是确数，没有写“以上”，请人工判断。"
    elif not enough and figure == goal.value:
        words += f"正好等于不算“{COMPARATORS[goal.comparator]}”。"
    if state == "missed" and goal.soft:
        words += "原文是力争、争取一类的要求。"
    return Verdict(state, words, figure, figure - Fraction(goal.value), enough, over)


def _is(goal: Goal, figure: Fraction) -> str:
    text = written(figure)
    return f"约为{text[1:]}{goal.unit}" if text.startswith("约") else f"为{text}{goal.unit}"


def _against(goal: Goal, figure: Fraction) -> str:
    difference = figure - Fraction(goal.value)
    if not difference:
        return f"与{written(goal.value)}{goal.unit}相等"
    side = "多" if difference > 0 else "少"
    unit = "个百分点" if goal.unit in ("%", "％") else goal.unit
    return f"比{written(goal.value)}{goal.unit}{side}{written(abs(difference))}{unit}"


def _without(goal: Goal, values: Sequence[Value]) -> Verdict:
    """Where nothing is real: what is expected, or that nothing is there."""
    forecasts = sorted((each for each in values if each.forecast), key=_late)
    if not forecasts:
        return Verdict("empty", "还没有填报完成值。")
    latest = forecasts[-1]
    figure = Fraction(latest.number)
    enough = meets(goal.comparator, figure, Fraction(goal.value))
    told = {True: "预计达到", False: "预计达不到", None: "是否达到需人工判断"}[enough]
    return Verdict(
        "expected", f"{latest.period.label}预计为{written(figure)}{goal.unit}，{told}；预计不计入达到。",
        figure, figure - Fraction(goal.value), enough, (latest.period,),
    )  # fmt: skip


# --- years


def _years(goal: Goal, values: Sequence[Value]) -> dict[int, Fraction]:
    """The real figures of whole years up to the year of the target."""
    return {
        each.period.year: Fraction(each.number)
        for each in sorted(values, key=_late)
        if not each.forecast and each.period.whole and each.period.year <= (goal.year or LATEST)
    }


def _gaps(goal: Goal, years: Mapping[int, Fraction], today: date) -> list[int]:
    """Years from the first one on, which are over, without a figure."""
    end = min(goal.year or LATEST, today.year - 1)
    return [each for each in range(min(years), end + 1) if each not in years]


def _no_years(goal: Goal, values: Sequence[Value]) -> Verdict:
    real = [each for each in values if not each.forecast]
    if real:
        label = max(real, key=_late).period.label
        return Verdict(
            "ongoing", f"只有{label}的数；“{goal.per}”要按全年的数判断，请填报全年的数。"
        )
    return _without(goal, [each for each in values if each.period.whole] or values)


def _ended(goal: Goal, years: Mapping[int, Fraction]) -> bool:
    return goal.year is not None and goal.year in years


def _every(goal: Goal, values: Sequence[Value], today: date) -> Verdict:
    years = _years(goal, values)
    if not years:
        return _no_years(goal, values)
    demanded = Fraction(goal.value)
    told = {year: meets(goal.comparator, figure, demanded) for year, figure in years.items()}
    over = tuple(map(Period, years))
    for wanted, first in ((False, "每年都要达到，不看平均："), (None, "")):
        if wrong := [year for year, enough in told.items() if enough is wanted]:
            one = _judged(goal, years[wrong[-1]], first, over, f"{wrong[-1]}年")
            others = f"另有{_listed(wrong[:-1])}同样。" if wrong[:-1] else ""
            return Verdict(one.state, one.words + others, one.figure, one.difference, wanted, over)
    last = max(years)
    rest = _rest(goal, years, today)
    words = f"{_span(years)}每年都达到，最近{last}年为{written(years[last])}{goal.unit}。{rest}"
    return Verdict(
        _standing(goal, years, today), words, years[last], years[last] - demanded, True, over
    )


def _standing(goal: Goal, years: Mapping[int, Fraction], today: date) -> State:
    """What years that are all well come to: reached only when the last is in and none is missing."""
    if _ended(goal, years) and not _gaps(goal, years, today):
        return "reached"
    past = goal.year is not None and goal.year < today.year
    return "partial" if past or _gaps(goal, years, today) else "ongoing"


def _rest(goal: Goal, years: Mapping[int, Fraction], today: date) -> str:
    if gaps := _gaps(goal, years, today):
        return f"缺{_listed(gaps)}的数，请补填。"
    if goal.year and not _ended(goal, years):
        return f"到{goal.year}年为止，以后各年继续填报。"
    return ""


def _mean(goal: Goal, values: Sequence[Value], today: date) -> Verdict:
    years = _years(goal, values)
    if not years:
        return _no_years(goal, values)
    demanded, over = Fraction(goal.value), tuple(map(Period, years))
    mean = mean_of(list(years.values()))
    enough, how = meets(goal.comparator, mean, demanded), ""
    if goal.growth and len(years) > 1:
        other = compound_meets(goal, list(years.values()))
        how = f"按复合增长率算{'达到' if other else '没有达到'}。" if other is not None else ""
        if other is not None and other is not enough:
            words = f"{_span(years)}各年的算术平均{_is(goal, mean)}，{_against(goal, mean)}；{how}"
            return Verdict("judge", f"{words}两种算法结果不同，请人工判断。", mean, mean - demanded, None, over)  # fmt: skip
    told = _judged(goal, mean, "", over, f"{_span(years)}的年均")
    words = f"{told.words}{how}{_rest(goal, years, today)}"
    standing = _standing(goal, years, today)
    state = told.state if standing == "reached" else standing
    return Verdict(state, words, mean, mean - demanded, enough, over)


def mean_of(numbers: Sequence[Fraction]) -> Fraction:
    """The arithmetic mean."""
    return sum(numbers, Fraction(0)) / len(numbers)


def compound_meets(goal: Goal, rates: Sequence[Fraction]) -> bool | None:
    """Whether the compound mean of rates of growth meets the demand, compared exactly without a root."""
    whole = 1000 if goal.unit == "‰" else 100
    factors = [1 + rate / whole for rate in rates]
    demanded = 1 + Fraction(goal.value) / whole
    if min(*factors, demanded) <= 0:
        return None
    return meets(goal.comparator, prod(factors, start=Fraction(1)), demanded ** len(rates))


def _span(years: Mapping[int, Fraction]) -> str:
    first, last = min(years), max(years)
    if len(years) != last - first + 1:
        return _listed(sorted(years))
    return f"{first}年" if first == last else f"{first}至{last}年"


def _listed(years: Sequence[int]) -> str:
    return "、".join(f"{each}年" for each in years)


def written(number: Fraction | Decimal) -> str:
    """A number as people write it; what cannot be written out is rounded and said so."""
    exact = Fraction(number)
    for places in (PLACES, 4):
        kept = round(Decimal(exact.numerator) / Decimal(exact.denominator), places)
        if Fraction(kept) == exact or places == 4:
            break
    if exact and not kept:
        return "不到0.0001" if exact > 0 else "不到-0.0001"
    text = f"{kept:f}"
    about = "" if Fraction(kept) == exact else "约"
    return about + (text.rstrip("0").rstrip(".") if "." in text else text)
