"""Time limits as they are printed (时限): fixed days, recurring days, periods after an event, 长期."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from luoshi.duties.model import Deadline, Recurrence

_N = r"[0-9０-９一二三四五六七八九十两]+"
_YEAR = r"(?P<year>(?:19|20)\d{2})\s*年"
_BY = r"(?P<by>以前|之前|前|底前)"
_FIXED = [
    rf"{_YEAR}\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日\s*(?:24时|24点)?{_BY}?",
    rf"{_YEAR}\s*(?P<month>\d{{1,2}})\s*月\s*(?P<end>底|末|月底){_BY}?",
    rf"{_YEAR}\s*(?P<month>\d{{1,2}})\s*月(?:份)?\s*{_BY}",
    rf"{_YEAR}\s*(?P<month>\d{{1,2}})\s*月(?:份)?起",
    rf"{_YEAR}\s*(?:年)?(?P<end>底|末){_BY}?",
    rf"{_YEAR}\s*(?P<half>[上下])半年\s*(?:结束)?{_BY}?",
    rf"{_YEAR}\s*第?(?P<quarter>[一二三四1-4])季度(?:末|底)?{_BY}?",
    rf"(?:到|至|截至)\s*{_YEAR}(?!\s*(?:年)?[上下]?半?\s*\d|\s*度)",
    rf"{_YEAR}\s*(?:内|{_BY})",
]
_NEAR = [
    r"(?P<this>本年度?|今年|当年)?(?<![每年\d])年\s*(?P<end>底|末)(?P<by>以前|之前|前)",
    r"(?P<this>今年|当年|本年度?)?(?<![\d年每度])(?P<month>1[0-2]|[1-9])月\s*(?P<end>底|末)(?P<by>以前|之前|前)",
    r"(?P<this>今年|当年|本年度?)?(?<![\d年每])(?P<month>1[0-2]|[1-9])月(?P<day>\d{1,2})日(?P<by>以前|之前|前)",
]
_EACH = re.compile(
    rf"(?:原则上)?每(?P<count>{_N})?(?P<each>年度|年|半年|季度|季|个?月|周|日|天|学期|学年)"
    r"(?P<more>[^，。；;、（()）]{0,22}?(?:日|号|底|末|初|月|季度|年)(?:以?前|之前|内)?)?(?P<times>(?:原则上)?(?:至少|不少于)?[\d一二两三四]{1,2}次)?"
)
_YEARLY = re.compile(
    r"(?:次年|翌年|下一年度?|第二年)(?P<month>1[0-2]|[1-9一二三四五六七八九十]{1,2})月(?:(?P<day>\d{1,2})日|(?P<end>底|末)|份)?(?P<by>以前|之前|前)"
)
_MONTHLY = re.compile(r"(?:次|下)月(?P<day>\d{1,2})日(?P<by>以?前|之前|内)")
_AFTER = re.compile(
    r"(?:(?P<event>[^，。；;：:（()）]{0,24}?)(?:之日起|之时起|之后|以后|后|之日|起))?(?:的)?\s*"
    rf"(?P<count>\d{{1,3}}|{_N})\s*(?P<unit>个工作日|工作日|日|天|小时|分钟|个月|年)(?P<by>以?内|之内|前)"
)
_ONGOING = re.compile(r"长期(?:任务|坚持|推进|实施)|持续(?:推进|实施)$|长期$")
_MONTHS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "两": 2}
_FIXED_RE = [re.compile(each) for each in _FIXED]
_NEAR_RE = [re.compile(each) for each in _NEAR]


class Found(NamedTuple):
    """A time limit and where its words stand."""

    start: int
    end: int
    deadline: Deadline


def number(words: str) -> int:
    """A small number in digits or Chinese: 10, 两, 十五, 二十."""
    words = words.translate({ord("０") + each: str(each) for each in range(10)})
    if words.isdigit():
        return int(words)
    tens, mark, ones = words.rpartition("十")
    if not mark:
        return _MONTHS.get(words[:1], 0)
    return (_MONTHS.get(tens, 1) if tens else 1) * 10 + (_MONTHS.get(ones, 0) if ones else 0)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def found_in(text: str, of: date | None = None) -> list[Found]:
    """Every time limit of a text, in order, none inside another.

    Args:
        text: a clause's words.
        of: the day of the document, for 年底前 and 10月底前 without a year.
    """
    found: list[Found] = []
    for each in sorted(_all(text, of), key=lambda one: (one.start, -one.end)):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return found


def _all(text: str, of: date | None) -> Iterator[Found]:
    for pattern in _FIXED_RE:
        for match in pattern.finditer(text):
            yield Found(*match.span(), _fixed(match, int(match["year"]), of))
    for pattern in _NEAR_RE:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 8) : match.start()]
            if not re.search(r"每|次|翌|下一|第二|上一|\d年$", before):
                year = of.year if of else None
                yield Found(*match.span(), _fixed(match, year, of))
    for match in _EACH.finditer(text):
        if each := _recurring(match, of):
            yield Found(match.start(), match.start() + len(each.words), each)
    for match in _YEARLY.finditer(text):
        month, day = number(match["month"]), match["day"]
        rule = f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day or -1}"
        yield Found(*match.span(), _with_rule(match[0], rule, of))
    for match in _MONTHLY.finditer(text):
        yield Found(*match.span(), _with_rule(match[0], f"FREQ=MONTHLY;BYMONTHDAY={match['day']}", of))
    for match in _AFTER.finditer(text):
        words = match[0].strip()
        yield Found(*match.span(), Deadline(words, "after", event=(match["event"] or "").strip()))
    for match in _ONGOING.finditer(text):
        yield Found(*match.span(), Deadline(match[0], "ongoing"))


def _fixed(match: re.Match[str], year: int | None, of: date | None) -> Deadline:
    parts = {key: value for key, value in match.groupdict().items() if value}
    words = re.sub(r"\s+", "", match[0])
    if year is None:
        return Deadline(words, "unknown", doubt="文件没有成文日期，不知道是哪一年")
    try:
        day = _day(parts, year)
    except ValueError:
        return Deadline(words, "unknown", doubt=f"没有这一天：{words}")
    early = "" if of is None or day >= of else f"期限早于文件的日期（{of}）"
    return Deadline(words, "date", day, doubt=early)


def _day(parts: dict[str, str], year: int) -> date:
    if "half" in parts:
        return date(year, 6, 30) if parts["half"] == "上" else date(year, 12, 31)
    if "quarter" in parts:
        return month_end(year, number(parts["quarter"]) * 3)
    if "month" not in parts:
        return date(year, 12, 31)
    month = int(parts["month"])
    if not 1 <= month <= 12:
        raise ValueError(month)
    if "day" in parts:
        return date(year, month, int(parts["day"]))
    last = month_end(year, month)
    return last if "end" in parts or "by" not in parts else date(year, month, 1) - timedelta(days=1)


_PERIODS = {
    "年": "YEARLY", "年度": "YEARLY", "学年": "YEARLY", "半年": "HALF", "季度": "QUARTER", "季": "QUARTER",
    "月": "MONTHLY", "个月": "MONTHLY", "周": "WEEKLY", "日": "DAILY", "天": "DAILY", "学期": "HALF",
}  # fmt: skip
_IN_YEAR = re.compile(r"(?P<month>1[0-2]|[1-9]|[一二三四五六七八九十]{1,2})月(?:份)?(?:(?P<day>\d{1,2})日|(?P<end>底|末)|(?P<part>[上中下]旬))?")
_IN_MONTH = re.compile(r"(?P<day>\d{1,2})[日号]")
_OUT = re.compile(r"每(?:年|月|日|天|周)?(?:户|人|个|家|名)")


def _recurring(match: re.Match[str], of: date | None) -> Deadline | None:
    """每… with what follows it; None where it is a rate (每年增长) and names no day and no number of times."""
    more, times = match["more"] or "", match["times"] or ""
    every, count = _PERIODS[match["each"]], number(match["count"]) if match["count"] else 1
    rule = _rule(every, count, more)
    if rule is None:
        return None
    return _with_rule(match[0] if more or times else match[0], rule, of)


def _rule(every: str, count: int, more: str) -> str | None:
    interval = f";INTERVAL={count}" if count > 1 else ""
    in_year, in_month = _IN_YEAR.search(more), _IN_MONTH.search(more)
    if every == "YEARLY":
        if not in_year:
            return f"FREQ=YEARLY{interval};BYMONTH=12;BYMONTHDAY=31"
        month, day = number(in_year["month"]), in_year["day"] or {"上旬": "10", "中旬": "20"}.get(in_year["part"] or "", "-1")
        return f"FREQ=YEARLY{interval};BYMONTH={month};BYMONTHDAY={day}" if 1 <= month <= 12 else None
    if every == "QUARTER":
        day = in_month["day"] if in_month else "-1"
        first = bool(re.search(r"首月|第一个月|次月|季后|后|初", more))
        return f"FREQ=YEARLY;BYMONTH={'1,4,7,10' if first else '3,6,9,12'};BYMONTHDAY={day}"
    if every == "HALF":
        return "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"
    if every == "MONTHLY":
        return f"FREQ=MONTHLY{interval};BYMONTHDAY={in_month['day'] if in_month else '-1'}"
    if every == "WEEKLY":
        named = re.search(r"周([一二三四五六日])", more)
        return f"FREQ=WEEKLY;BYDAY={dict(zip('一二三四五六日', ('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), strict=True))[named[1]] if named else 'SU'}"
    return f"FREQ=DAILY{interval}"


def _with_rule(words: str, rule: str, of: date | None) -> Deadline:
    words = re.sub(r"\s+", "", words)
    return Deadline(words, "recurring", recurrence=Recurrence(rule, words, of))
