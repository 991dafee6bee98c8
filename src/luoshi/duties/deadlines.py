"""Time limits as they are printed (时限): fixed days, recurring days, periods after an event, 长期."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from luoshi.duties import recurring
from luoshi.duties.model import Deadline
from luoshi.duties.numerals import DIGITS, number

_YEAR = r"(?P<year>(?:19|20)\d{2})\s*年"
_MONTH = r"(?P<month>\d{1,2})\s*月(?:份)?"
_BY = r"(?P<by>以前|之前|前|底前)"
_IN = r"(?<!有效期)(?<!有效期限)(?:于|在|截至|截止到?|至|到|不(?:得)?迟于|不晚于)"
_FIXED = [
    rf"{_YEAR}\s*{_MONTH}\s*(?P<day>\d{{1,2}})\s*日\s*(?:\d+[时点]\s*)?{_BY}",
    rf"{_IN}\s*{_YEAR}\s*{_MONTH}\s*(?P<day>\d{{1,2}})\s*日{_BY}?(?!\s*(?:起|，?\s*施行))",
    rf"{_YEAR}\s*{_MONTH}\s*(?P<end>底|末|月底){_BY}?",
    rf"{_YEAR}\s*{_MONTH}\s*(?P<part>[上中下])旬{_BY}?",
    rf"{_YEAR}\s*{_MONTH}\s*{_BY}",
    rf"(?:于|在)\s*{_YEAR}\s*{_MONTH}(?=[^\d，。；]{{0,12}}(?:到位|完成|建成|投用))",
    rf"(?:到)?{_YEAR}\s*(?:年)?(?P<end>底|末)(?:以前|之前|前)?",
    rf"{_YEAR}\s*(?P<half>[上下])半年\s*(?:结束)?{_BY}?",
    rf"{_YEAR}\s*第?(?P<quarter>[一二三四1-4])季度(?:末|底)?{_BY}?",
    rf"(?:到|至|截至)\s*{_YEAR}(?!\s*(?:年)?[上下]?半?\s*\d|\s*度)",
    rf"{_YEAR}\s*(?:以?内|{_BY})",
    rf"{_YEAR}(?=完成|建成|实现)",
]
_THIS = r"(?P<this>今年|当年|本年度?)"
_NEAR = [
    rf"(?:{_THIS}年?|(?<![\d年每])年)(?P<end>[底末])(?P<by>以前|之前|前)",
    rf"{_THIS}?(?<![\d每度])(?P<month>1[0-2]|[1-9])月\s*(?P<end>底|末)(?P<by>以前|之前|前)",
    rf"{_THIS}?(?<![\d每度])(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日(?P<by>以前|之前|前)",
]
_NOT_NEAR = re.compile(
    r"(?:每|每年|次|翌|下|次年|翌年|下年|下一年|年度|第二|第二年|上一|\d年|半|、|会计)$"
)
_AFTER = re.compile(
    r"(?:(?P<event>[^，。；;：:（()）]{0,24}?)(?:之日起|之时起|之后|以后|后|之日|起))?(?:的)?\s*"
    rf"(?P<count>\d{{1,3}}|{DIGITS})\s*(?P<unit>个工作日|工作日|日|天|小时|分钟|个月|年)(?P<by>以?内|之内|前)"
)
_MODAL = re.compile(r"^.*(?:应当?|须|要|必须|一般|原则上)(?=自|在|于)")
_ONGOING = re.compile(r"长期(?:任务|坚持|推进|实施)|持续(?:推进|实施)$|长期$")
_FIXED_RE = [re.compile(each) for each in _FIXED]
_NEAR_RE = [re.compile(each) for each in _NEAR]
_ENDS = {"上": 10, "中": 20}


class Found(NamedTuple):
    """A time limit and where its words stand."""

    start: int
    end: int
    deadline: Deadline


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def found_in(text: str, of: date | None = None, *, bare: bool = False) -> list[Found]:
    """Every time limit of a text, in order, none inside another.

    Args:
        text: a clause's words.
        of: the day of the document, for 年底前 and 10月底前 without a year.
        bare: also 每年, 每季度 and 按月 that name neither a day nor how often; they may be rates as well.
    """
    found: list[Found] = []
    titles = [match.span() for match in re.finditer(r"《[^》]*》", text)]
    for each in sorted(_all(text, of, bare=bare), key=lambda one: (one.start, -one.end)):
        titled = any(begin < each.start < end for begin, end in titles)
        if not titled and (not found or each.start >= found[-1].end):
            found.append(each)
    return found


def _all(text: str, of: date | None, *, bare: bool) -> Iterator[Found]:
    for pattern in _FIXED_RE:
        for match in pattern.finditer(text):
            deadline = _fixed(match, int(match["year"]), of)
            if not _past(match, deadline, of):
                yield Found(*match.span(), deadline)
    for pattern in _NEAR_RE:
        for match in pattern.finditer(text):
            if not _NOT_NEAR.search(text[max(0, match.start() - 8) : match.start()]):
                yield Found(*match.span(), _fixed(match, of.year if of else None, of))
    for start, end, deadline in recurring.found_in(text, of, bare=bare):
        yield Found(start, end, deadline)
    for match in _AFTER.finditer(text):
        yield _after(match)
    for match in _ONGOING.finditer(text):
        yield Found(*match.span(), Deadline(match[0], "ongoing"))


def _after(match: re.Match[str]) -> Found:
    """N个工作日内, with the event from which it is counted, without the subject of the sentence."""
    words = match[0]
    cut = _MODAL.match(words)
    words = words[cut.end() :] if cut else words
    words = re.sub(r"^[在于](?!线)", "", words.lstrip())
    event = match["event"] or ""
    event = event[len(event) - (len(words) - (match.end() - match.end("event"))) :] if event else ""
    return Found(
        match.end() - len(words),
        match.end(),
        Deadline(re.sub(r"\s+", "", words), "after", event=re.sub(r"^自", "", event.strip())),
    )


def _past(match: re.Match[str], deadline: Deadline, of: date | None) -> bool:
    """A day that lies before the document and that no 前 makes a limit: what has been, as 截至去年底."""
    if deadline.day is None or of is None or deadline.day >= of:
        return False
    return not match[0].endswith("前") or not re.search(r"月|底", match[0])


def _fixed(match: re.Match[str], year: int | None, of: date | None) -> Deadline:
    parts = {key: value for key, value in match.groupdict().items() if value}
    words = re.sub(r"\s+", "", re.sub(r"^(?:于|在)", "", match[0]))
    if year is None:
        return Deadline(words, "unknown", doubt="文件没有成文日期，不知道是哪一年")
    try:
        day = _day(parts, year)
    except ValueError:
        return Deadline(words, "unknown", doubt=f"没有这一天：{words}")
    found = Deadline(words, "date", day)
    if of is not None and day < of:
        return replace(found, doubt=f"期限早于文件的日期（{of}）")
    if words.endswith("前") and not {"day", "end", "half", "quarter", "part"} & parts.keys():
        return replace(found, doubt=f"“{words}”按不含该期读，为{day}")
    return found


def _day(parts: dict[str, str], year: int) -> date:
    if "half" in parts:
        return date(year, 6, 30) if parts["half"] == "上" else date(year, 12, 31)
    if "quarter" in parts:
        return month_end(year, number(parts["quarter"]) * 3)
    if "month" not in parts:
        return date(year - 1 if "by" in parts and "end" not in parts else year, 12, 31)
    month = int(parts["month"])
    if not 1 <= month <= 12:
        raise ValueError(month)
    if "day" in parts:
        return date(year, month, int(parts["day"]))
    if parts.get("part", "下") != "下":
        return date(year, month, _ENDS[parts["part"]])
    whole = {"end", "part"} & parts.keys() or "by" not in parts
    return month_end(year, month) if whole else date(year, month, 1) - timedelta(days=1)
