"""Days that come back (周期): 每月25日前, 每季度最后一个月20日前, 每2年至少1次, 次年3月底前.

A rule is written as iCalendar writes it (RFC 5545). Where only the period is printed its last day is taken, for
the thing must be done within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from luoshi.duties.model import Deadline, Recurrence
from luoshi.duties.numerals import DIGITS, number

_BY = r"(?:以前|之前|前|以内|之内|内)?"
_DAY = r"(?:(?P<{0}day>\d{{1,2}})[日号]|(?P<{0}end>月?[底末])|(?P<{0}part>[上中下])旬|(?P<{0}begin>月?初))"
_MONTHS = r"(?P<months>(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?:[、和至到—-](?:1[0-2]|[1-9])月份?)*)"
_WITHIN = (
    r"(?:终了|结束|届满)?(?:之|以)?后(?:的)?(?P<within>\d{1,3}|[一二三四五六七八九十两]{1,3})\s*"
    r"(?P<of>个工作日|工作日|日|天|个月)(?:以|之)?内"
)
_IN_YEAR = (
    rf"(?:的|在|于)?(?:{_MONTHS}{_DAY.format('y')}?|第?(?P<quarter>[一二三四1-4])季度[末底]?|(?P<half>[上下])半年|"
    rf"年?(?P<year_end>[底末])|(?P<year_begin>年?初)|{_WITHIN}){_BY}"
)
_IN_QUARTER = (
    r"(?:的)?(?P<which>最后[一1]个月|末月|首月|第[一二三1-3]个?月|次月|末|[底初])?(?:的|月)?"
    rf"(?:{_DAY.format('q')}|{_WITHIN.replace('within', 'qwithin').replace('<of>', '<qof>')})?{_BY}"
)
_IN_MONTH = (
    rf"(?:的)?(?:{_DAY.format('m')}|(?:的)?前(?P<first>\d{{1,2}})(?P<first_of>个工作日|日|天)|"
    rf"{_WITHIN.replace('within', 'mwithin').replace('<of>', '<mof>')}){_BY}"
)
_IN_WEEK = r"(?:的)?(?:星期|周)?(?P<weekday>[一二三四五六日天])(?![次个])(?:以前|之前|前)?"
_TIMES = (
    r"(?P<times>(?:[\u4e00-\u9fff]{0,8}?(?:至少|不少于|不低于|原则上)[\u4e00-\u9fff]{0,4}?|"
    r"[\u4e00-\u9fff]{0,6}?)[\d一二两三四]{1,2}次(?!性))?"
)
_TOO_FEW = re.compile(r"(?<!不)(?:少于|低于)|不足|未")
"""A breach (每季度少于1次) and no duty."""
_RANGE = r"(?P<range>(?:从|自)?(?P<from>20\d{2})年?(?:到|至|—|－|-)(?P<to>20\d{2})年?[，,]?)?"
_EACH = re.compile(
    rf"{_RANGE}(?:原则上)?每隔?(?P<count>{DIGITS})?个?(?:"
    rf"(?P<year>会计年度|自然年度?|学年|年度?)(?!龄)(?:{_IN_YEAR})?|(?P<halves>半年(?:度)?|学期)|"
    rf"(?P<quarters>季度?)(?:{_IN_QUARTER})?|(?P<month>月)(?:{_IN_MONTH})?|"
    rf"(?P<week>周|星期)(?:{_IN_WEEK})?|(?P<day>日|天)){_TIMES}"
)
_CYCLE = re.compile(rf"(?:原则上)?(?:以|每)(?P<count>{DIGITS})(?:个)?年为(?:一个)?周期")
_NEXT_YEAR = re.compile(
    r"(?:次年度?|翌年|下年度?|下一年度?|第二年)(?:的)?(?P<month>1[0-2]|[1-9]|[一二三四五六七八九十]{1,2})月(?:份)?"
    r"(?:(?P<day>\d{1,2})日|(?P<end>月?[底末]))?(?P<by>以前|之前|前|内)"
)
_NEXT_MONTH = re.compile(r"(?:次|下|下个)月(?:的)?(?P<day>\d{1,2})[日号](?P<by>以?前|之前|内)")
_BARE = re.compile(
    r"(?P<words>(?:按|分)(?P<each>年度?|半年|季度?|月|周|日|旬)(?=[、，\u4e00-\u9fff])|逐(?P<same>年|季|月|周|日)(?=[\u4e00-\u9fff]))"
)
_SEASON = re.compile(
    r"(?:每年(?:度)?)?(?:在|于)?(?:进入)?(?P<season>寒暑假|寒假|暑假|汛期|主汛期|采暖期|供暖期|采暖季|供暖季|防火期)(?:到?来)?(?:以前|之前|前)"
)
_BEGIN = re.compile(r"(?:在|于)?本年初(?!步)")
_RATE_BEFORE = re.compile(
    r"每(?:人|户|个|家|名|亩|吨|平方米|头|次|床|车|辆|[\u4e00-\u9fff]{1,6}(?:人|户|者))[，、]?$"
)
_RATE_AFTER = re.compile(r"[^，。；]{0,6}?[\d.]+(?:万|亿)?(?:元|%|％)")
_WEEKDAYS = dict(
    zip("一二三四五六日天", ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "SU"), strict=True)
)
_WORKDAYS = "BYDAY=MO,TU,WE,TH,FR"
_HOLIDAYS = "工作日按周一至周五数，法定节假日另算"


class Found(NamedTuple):
    """A recurring limit and where its words stand."""

    start: int
    end: int
    deadline: Deadline


_MOST_WORKDAYS = 20
"""Working days that every month has; further ones would never come in some."""
_PARTS: dict[str, re.Pattern[str]] = {
    "FREQ": re.compile(r"YEARLY|MONTHLY|WEEKLY|DAILY"),
    "INTERVAL": re.compile(r"[1-9]\d?"),
    "BYMONTH": re.compile(r"(?:1[0-2]|[1-9])(?:,(?:1[0-2]|[1-9]))*"),
    "BYMONTHDAY": re.compile(r"-?(?:3[01]|[12]\d|[1-9])(?:,-?(?:3[01]|[12]\d|[1-9]))*"),
    "BYDAY": re.compile(r"(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*"),
    "BYSETPOS": re.compile(r"-?[1-9]\d?"),
    "COUNT": re.compile(r"[1-9]\d{0,2}"),
    "UNTIL": re.compile(r"\d{8}(?:T\d{6}Z?)?"),
}


def is_rule(rule: str) -> bool:
    """Whether a rule is one that can fall due at all: whatever writes others (a reviewer) is to ask before.

    A rule that never does, as 30 February, would be looked for until the end of the calendar.
    """
    parts = [each.split("=", 1) for each in rule.split(";")]
    names = [each[0] for each in parts]
    fits = all(
        len(each) == 2 and each[0] in _PARTS and _PARTS[each[0]].fullmatch(each[1])
        for each in parts
    )
    if not fits or names[0] != "FREQ" or len(set(names)) != len(names) or len(rule) > 200:
        return False
    told = dict(parts)
    months = [int(each) for each in told.get("BYMONTH", "1").split(",")]
    days = [abs(int(each)) for each in told.get("BYMONTHDAY", "1").split(",")]
    return abs(int(told.get("BYSETPOS", "1"))) <= _MOST_WORKDAYS and any(
        day <= (29 if month == 2 else _longest([month])) for month in months for day in days
    )


class _Rule(NamedTuple):
    """A rule, whether the words name more than the period, and what is doubtful."""

    rule: str
    exact: bool
    doubt: str = ""


def found_in(text: str, of: date | None, *, bare: bool = False) -> Iterator[Found]:
    """Every recurring limit of a text; they may overlap.

    Args:
        text: a clause's words.
        of: the day of the document, from which it recurs.
        bare: also those that name only a period; they may be rates (每年增长) as well.
    """
    for match in _EACH.finditer(text):
        if found := _each(match, text, of, bare=bare):
            yield found
    for match in _CYCLE.finditer(text):
        rule = f"FREQ=YEARLY;INTERVAL={number(match['count'])};BYMONTH=12;BYMONTHDAY=31"
        yield _found(match, _Rule(rule, exact=True), of, number(match["count"]))
    for match in _NEXT_YEAR.finditer(text):
        yield _found(match, _next_year(match), of)
    for match in _NEXT_MONTH.finditer(text):
        yield _found(match, _monthly("FREQ=MONTHLY", match["day"]), of)
    for match in _SEASON.finditer(text):
        words = re.sub(r"\s+", "", match[0])
        yield Found(
            *match.span(),
            Deadline(words, "unknown", doubt=f"文件没有写明{match['season']}从哪一天开始"),
        )
    for match in _BEGIN.finditer(text):
        doubt = "原文只写“年初”，没有写日，按1月底"
        yield _found(
            match, _Rule("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=-1", exact=True, doubt=doubt), of
        )
    if bare:
        for match in _BARE.finditer(text):
            if rule := _bare(match["each"] or match["same"]):
                yield _found(match, rule, of)


def _each(match: re.Match[str], text: str, of: date | None, *, bare: bool) -> Found | None:
    if _RATE_BEFORE.search(text[max(0, match.start() - 10) : match.start()]):
        return None
    if match["times"] and _TOO_FEW.search(match["times"]):
        return None
    rule = _rule(match)
    named = rule.exact or match["times"]
    if not named and (not bare or _RATE_AFTER.match(text, match.end())):
        return None
    return _found(match, rule, of, _count(match))


def _count(match: re.Match[str]) -> int:
    return max(1, number(match["count"])) if match["count"] else 1


def _found(match: re.Match[str], rule: _Rule, of: date | None, count: int = 1) -> Found:
    words = re.sub(r"\s+", "", match[0])
    if not rule.rule:
        return Found(*match.span(), Deadline(words, "unknown", doubt=rule.doubt))
    parts = match.groupdict()
    start, end = _since(of, rule.rule, count), None
    if parts.get("range"):
        start, end = date(int(parts["from"]), 1, 1), date(int(parts["to"]), 12, 31)
    recurrence = Recurrence(rule.rule, words, start, end)
    return Found(
        *match.span(), Deadline(words, "recurring", recurrence=recurrence, doubt=rule.doubt)
    )


def _since(of: date | None, rule: str, count: int) -> date | None:
    """每2年 falls due first at the end of the second year, counted with that of the document."""
    if of is None or count == 1:
        return of
    if rule.startswith("FREQ=YEARLY"):
        return date(of.year + count - 1, 1, 1)
    if rule.startswith("FREQ=MONTHLY"):
        month = of.month - 1 + count - 1
        return date(of.year + month // 12, month % 12 + 1, 1)
    return of


def _rule(match: re.Match[str]) -> _Rule:
    interval = f";INTERVAL={_count(match)}" if _count(match) > 1 else ""
    if match["year"]:
        return _yearly(match, interval)
    if match["halves"]:
        return _Rule("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1", exact=False)
    if match["quarters"]:
        return _quarterly(match)
    if match["month"]:
        base = f"FREQ=MONTHLY{interval}"
        if match["mwithin"]:
            return _within(base, match["mwithin"], match["mof"])
        if match["first"]:
            return _within(base, match["first"], match["first_of"])
        return _monthly(base, _last(match, "m"))
    if match["week"]:
        named = match["weekday"]
        return _Rule(
            f"FREQ=WEEKLY{interval};BYDAY={_WEEKDAYS[named] if named else 'SU'}", bool(named)
        )
    return _Rule(f"FREQ=DAILY{interval}", exact=False)


def _last(match: re.Match[str], kind: str) -> str | None:
    """The day of the month that a limit names; -1 for its end, None where it names none."""
    if match[f"{kind}day"]:
        return match[f"{kind}day"]
    if match[f"{kind}part"]:
        return {"上": "10", "中": "20", "下": "-1"}[match[f"{kind}part"]]
    if match[f"{kind}begin"]:
        return "初"
    return "-1" if match[f"{kind}end"] else None


def _yearly(match: re.Match[str], interval: str) -> _Rule:
    base = f"FREQ=YEARLY{interval}"
    if match["within"]:
        months = ";BYMONTH=1"
        if match["of"] == "个月":
            return _Rule(f"{base};BYMONTH={number(match['within'])};BYMONTHDAY=-1", exact=True)
        return _within(f"FREQ=MONTHLY{months}", match["within"], match["of"])
    if match["quarter"]:
        return _Rule(f"{base};BYMONTH={number(match['quarter']) * 3};BYMONTHDAY=-1", exact=True)
    if match["half"]:
        return _Rule(
            f"{base};BYMONTH={6 if match['half'] == '上' else 12};BYMONTHDAY=-1", exact=True
        )
    if match["year_begin"]:
        return _Rule(
            f"{base};BYMONTH=1;BYMONTHDAY=-1", exact=True, doubt="原文只写“年初”，没有写日，按1月底"
        )
    if not match["months"]:
        return _Rule(f"{base};BYMONTH=12;BYMONTHDAY=31", bool(match["year_end"]))
    months = _listed(match["months"])
    if not all(1 <= each <= 12 for each in months):
        return _Rule("", exact=True, doubt=f"没有这个月：{match['months']}")
    last = _last(match, "y") or "-1"
    if last == "-1" and re.search(r"月份?(?:以前|之前|前)", match[0]):
        return _before(base, months[0], match[0])
    if last.isdigit() and int(last) > _longest(months):
        return _Rule("", exact=True, doubt=f"没有这一天：{match['months']}{last}日")
    joined = ",".join(map(str, months))
    return _day_of(f"{base};BYMONTH={joined}", last, 28 if 2 in months else 31)


def _listed(words: str) -> list[int]:
    """6月、7月、8月 and 4月至6月."""
    months = [number(each) for each in re.findall(rf"{DIGITS}(?=月)", words)]
    if (
        len(months) == 2
        and re.search(r"月份?[至到—-]", words)
        and all(1 <= each <= 12 for each in months)
    ):
        return months_between(*months)
    return months


def months_between(first: int, last: int) -> list[int]:
    """The months from one to another, over the turn of the year where the last is the smaller."""
    count = (last - first) % 12 + 1
    return sorted((first + each - 1) % 12 + 1 for each in range(count))


def _before(base: str, month: int, words: str) -> _Rule:
    """每年6月前 ends with May."""
    before = month - 1 or 12
    return _Rule(
        f"{base};BYMONTH={before};BYMONTHDAY=-1",
        exact=True,
        doubt=f"“{words}”按不含该月读，为{before}月底",
    )


def _longest(months: list[int]) -> int:
    return min(29 if each == 2 else 30 if each in (4, 6, 9, 11) else 31 for each in months)


def _quarterly(match: re.Match[str]) -> _Rule:
    which, last = match["which"] or "", _last(match, "q")
    if match["qwithin"]:
        if match["qof"] == "个月":
            months = sorted(
                (each + number(match["qwithin"]) - 1) % 12 + 1 for each in (3, 6, 9, 12)
            )
            return _Rule(
                f"FREQ=YEARLY;BYMONTH={','.join(map(str, months))};BYMONTHDAY=-1", exact=True
            )
        return _within("FREQ=MONTHLY;BYMONTH=1,4,7,10", match["qwithin"], match["qof"])
    if which in ("首月", "次月", "初") or re.match(r"第[一1]", which):
        months = "1,4,7,10"
    elif re.match(r"第[二2]", which):
        months = "2,5,8,11"
    else:
        months = "3,6,9,12"
    rule = _day_of(f"FREQ=YEARLY;BYMONTH={months}", last or "-1", 30 if last == "30" else 28)
    return rule._replace(exact=bool(which or last))


def _monthly(base: str, last: str | None) -> _Rule:
    if last is not None and last.isdigit() and not 1 <= int(last) <= 31:
        return _Rule("", exact=True, doubt=f"没有这一天：每月{last}日")
    return _day_of(base, last or "-1")._replace(exact=last is not None)


def _day_of(base: str, last: str, least: int = 28) -> _Rule:
    """A day of each month; a month that is shorter, down to ``least`` days, has its own last day."""
    if last == "初":
        return _Rule(
            f"{base};BYMONTHDAY=10", exact=True, doubt="原文只写“月初”，没有写日，按上旬末"
        )
    if last.isdigit() and int(last) > least:
        days = ",".join(map(str, range(28, int(last) + 1)))
        rule = f"{base.replace('YEARLY', 'MONTHLY') if 'INTERVAL' not in base else base};BYMONTHDAY={days}"
        return _Rule(f"{rule};BYSETPOS=-1", exact=True)
    return _Rule(f"{base};BYMONTHDAY={last}", exact=True)


def _within(base: str, count: str, unit: str) -> _Rule:
    """N个工作日内 after the period before has ended."""
    days = number(count)
    if "工作日" in unit and days > _MOST_WORKDAYS:
        return _Rule("", exact=True, doubt=f"期限长于一个月：{count}{unit}")
    if "工作日" in unit:
        return _Rule(f"{base};{_WORKDAYS};BYSETPOS={days}", exact=True, doubt=_HOLIDAYS)
    return (
        _day_of(base, str(days))
        if days <= 31
        else _Rule("", exact=True, doubt=f"看不懂的期限：{days}日")
    )


def _next_year(match: re.Match[str]) -> _Rule:
    month = number(match["month"])
    if not 1 <= month <= 12:
        return _Rule("", exact=True, doubt=f"没有这个月：{match[0]}")
    day = match["day"]
    if day and int(day) > _longest([month]):
        return _Rule("", exact=True, doubt=f"没有这一天：{match[0]}")
    return _day_of(f"FREQ=YEARLY;BYMONTH={month}", day or "-1", 28 if month == 2 else 31)


def _bare(each: str) -> _Rule | None:
    """按月, 按季度, 逐年 and the like."""
    rules = {
        "年": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "半": "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1",
        "季": "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "月": "FREQ=MONTHLY;BYMONTHDAY=-1",
        "周": "FREQ=WEEKLY;BYDAY=SU", "日": "FREQ=DAILY",
    }  # fmt: skip
    return _Rule(rules[each[0]], exact=False) if each[0] in rules else None
