"""Numbers as gazettes print them: where each stands, how much it is, of what, within which limit.

``numbers("不超过3个工作日")`` finds one number: 3, unit 个工作日, 不超过 before it. Numerals that
count nothing (第三条, （二）, 一次性, 《…（2020）》) are found too, with their role, so that nobody
takes them for quantities and nothing is lost without a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from luoshi.gazette.numerals import to_int
from luoshi.policies.verify.grammar import (
    ARABIC,
    ATOM,
    BESIDE_ONLY,
    CUT,
    ELEMENT,
    LIMIT_AFTER,
    LIMIT_AFTER_NOUN,
    LIMIT_BEFORE,
    MULTIPLIERS,
    SENTENCE,
    SEPARATOR,
    TOKEN,
    narrowed,
)
from luoshi.policies.verify.lexicon import BEFORE, EXCLUDING, FORMAL, MIRRORED

Role = Literal["number", "mark", "reference", "word", "repeat"]

_LEAD = 24
_REACH = 36
_MOST = ("最高", "最低", "最多", "最少", "最大", "最长", "最短")
_REPEATED = re.compile(r"(?:及?以[上下内])?\s?\((?:不?含|不?包括)(?:本数)?")
"""（含5万元） behind 5万元 says nothing new."""
_LISTED = re.compile(r"、[\u4e00-\u9fff]{1,12}")
_FORMAL = str.maketrans(FORMAL, "一二三四五六七八九十百千")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number where it is printed."""

    start: int
    end: int
    """Behind its unit."""
    stop: int
    """Behind its digits."""
    value: Fraction | None
    """None where the numeral cannot be read."""
    unit: str = ""
    """As printed, or lent by the end of a range, a list or the head of a column."""
    per: tuple[str, ...] = ()
    """What stands under the line: 万元/亩 has 亩, 元/人天 has 人 and 天."""
    role: Role = "number"
    why: str = ""
    """For a numeral that is no number: why."""
    words: tuple[str, ...] = ()
    """The words of limits beside it."""
    lead: str = ""
    """The words before it in its sentence, at most twenty-four."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    """底, 初 … behind a year or a month."""
    ratio: bool = False

    @property
    def dated(self) -> bool:
        """Whether it is a day, a month or a year of the calendar."""
        return self.year is not None or self.month is not None or self.day is not None


@lru_cache(maxsize=8192)
def numbers(text: str, mark: str = "") -> tuple[Printed, ...]:
    """Every numeral of a text in order, the role of each told.

    Args:
        text: the words of one clause.
        mark: the clause's heading mark; the words begin with it in some spelling.
    """
    words = narrowed(text)
    found: list[Printed] = []
    place = _behind_mark(words, mark)
    if place:
        found.append(Printed(0, place, place, None, role="mark", why="条款编号"))
    while match := TOKEN.search(words, place):
        more = list(_read(words, match))
        found.extend(more)
        place = more[-1].end if more else match.end()
    return tuple(_beside(words, found))


def value_of(numeral: str) -> Fraction | None:
    """How much a numeral is, Arabic or Chinese, with a decimal part or without."""
    plain = numeral.replace(",", "").replace(" ", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Fraction(plain)
    plain = plain.translate(_FORMAL).replace("两", "二")
    whole, _, part = plain.partition("点")
    number = _chinese(whole)
    if number is None or not part:
        return number
    digits = "".join(str(to_int(each) or 0) for each in part)
    return number + Fraction(int(digits), 10 ** len(digits))


def _chinese(numeral: str) -> Fraction | None:
    if numeral in MULTIPLIERS:
        return Fraction(MULTIPLIERS[numeral])
    number = to_int(numeral)
    return None if number is None else Fraction(number)


def _behind_mark(words: str, mark: str) -> int:
    """Where the heading mark at the beginning ends."""
    if not mark:
        return 0
    core = re.sub(r"[、.．,()（）\s]", "", narrowed(mark))
    spelled = r"[\s()、.]*".join(map(re.escape, core))
    match = re.match(rf"[\s(]*{spelled}[)、.\s]*", words)
    return match.end() if match else 0


def _read(words: str, match: re.Match[str]) -> Iterator[Printed]:
    """The numbers of one match."""
    kind = match.lastgroup or ""
    start, end = match.span()
    if kind in _IDLE:
        role, why = _IDLE[kind]
        yield Printed(start, end, end, None, role=role, why=why)
    elif kind == "percent":
        amount = value_of(match["percents"])
        unit = {"百": "%", "千": "‰", "万": "‱"}[match["of"]]
        yield Printed(start, end, end, amount, unit)
    elif kind == "fraction":
        above, below = value_of(match["above"]), value_of(match["below"])
        yield Printed(start, end, end, above / below if above and below else None)
    elif kind == "divided":
        yield Printed(start, end, end, Fraction(int(match["over"]), int(match["under"])))
    elif kind in ("day", "dotted", "yearly", "monthly"):
        yield _calendar(match)
    elif kind == "half":
        yield _half(match)
    elif kind == "clock":
        yield from _clock(words, match)
    elif kind == "ratio":
        yield from _ratio(match)
    else:
        yield from _series(words, start)


_IDLE: dict[str, tuple[Role, str]] = {
    "title": ("reference", "引用的标题"),
    "number": ("reference", "引用的文号"),
    "reference": ("reference", "引用的条款"),
    "attached": ("reference", "附件、表、图的编号"),
    "mark": ("mark", "编号"),
    "latin": ("word", "名称"),
    "hotline": ("word", "电话号码"),
    "word": ("word", "固定用语"),
}


def _calendar(match: re.Match[str]) -> Printed:
    year = match["y"] or match["ny"] or match["yy"]
    month = match["m"] or match["nm"] or match["mm"]
    day = match["d"] or match["nd"] or match["md"]
    part = (match["dp"] or match["yp"] or match["mp"] or "").strip()
    year_, month_, day_ = (to_int(each) if each else None for each in (year, month, day))
    amount = Fraction(year_ or month_ or 0)
    return Printed(
        *match.span(), match.end(), amount, "年" if year else "月",
        year=year_, month=month_, day=day_, part=part,
    )  # fmt: skip


def _half(match: re.Match[str]) -> Printed:
    text = match[0]
    if "番" in text:
        turns = value_of(re.sub(r"[翻番\s]", "", text) or "一") or Fraction(1)
        return Printed(*match.span(), match.end(), turns, "番")
    if text in ("双倍", "加倍"):
        return Printed(*match.span(), match.end(), Fraction(2), "倍")
    unit = text[1:].strip() if text[0] == "半" and text != "半数" else ""
    return Printed(*match.span(), match.start() + 1, Fraction(1, 2), unit)


def _clock(words: str, match: re.Match[str]) -> Iterator[Printed]:
    hour, minute = (int(each) for each in match[0].split(":"))
    around = words[max(0, match.start() - 8) : match.end() + 6]
    if (
        hour <= 24
        and len(match[0].split(":")[1]) == 2
        and not re.search(r"比例|按|比|分担", around)
    ):
        value = Fraction(hour) + Fraction(minute, 60)
        yield Printed(*match.span(), match.end(), value, "时", why="钟点")
    else:
        yield from _ratio(match)


def _ratio(match: re.Match[str]) -> Iterator[Printed]:
    for each in ARABIC.finditer(match[0]):
        start, end = match.start() + each.start(), match.start() + each.end()
        yield Printed(start, end, end, value_of(each[0]), ratio=True)


def _series(words: str, start: int) -> Iterator[Printed]:
    """A number, or several that a range or list joins and of which the last may lend its unit."""
    run: list[tuple[re.Match[str], Printed]] = []
    place = start
    while element := ELEMENT.match(words, place):
        run.append((element, _element(element)))
        between = SEPARATOR.match(words, element.end())
        if not between:
            break
        place = between.end()
        following = TOKEN.match(words, place)
        if following is None or following.lastgroup != "element":
            run[-1] = (element, _before_date(run[-1][1], following))
            break
    _lend(run)
    for element, printed in run:
        if _counts(words, element, printed):
            yield printed


def _before_date(printed: Printed, following: re.Match[str] | None) -> Printed:
    """2023 in 2023—2024年, 3 in 3至5月底: a bare number that a date lends its unit."""
    unit = {"yearly": "年", "monthly": "月"}.get(following.lastgroup or "") if following else None
    if unit is None or printed.unit:
        return printed
    return _with_calendar(replace(printed, unit=unit))


def _element(match: re.Match[str]) -> Printed:
    numeral, scale = match["digits"], (match["scale"] or "").strip()
    value = value_of(numeral)
    if value is not None and scale:
        value *= MULTIPLIERS[scale]
    if value is not None and match["half"]:
        value += Fraction(1, 2)
    stop = match.end("vague") if match["vague"] else match.end("scale" if scale else "digits")
    end = match.end() if match["unit"] else stop
    unit, per = match["unit"] or "", _atoms(match["per"] or "")
    return _with_calendar(Printed(match.start(), end, stop, value, unit, per))


def _with_calendar(printed: Printed) -> Printed:
    """A bare 2024年, 3月 or 25日 may also name a year, a month or a day of a month."""
    value = printed.value
    if value is None or value.denominator != 1:
        return printed
    if printed.unit == "年" and 1900 <= value <= 2100:
        return replace(printed, year=int(value))
    if printed.unit == "月" and 1 <= value <= 12:
        return replace(printed, month=int(value))
    return printed


def _atoms(per: str) -> tuple[str, ...]:
    """``/人·天`` as 人, 天."""
    found: list[str] = []
    for atom in ATOM.findall(per):
        found.extend(("人", "天") if atom in ("人天", "人日") else (atom,))
    return tuple("天" if atom == "日" else "月" if atom == "个月" else atom for atom in found)


def _lend(run: list[tuple[re.Match[str], Printed]]) -> None:
    """Numbers without a unit take the next one's, with its 万 or 亿 where they have none."""
    for place in range(len(run) - 2, -1, -1):
        match, printed = run[place]
        lender, lent = run[place + 1]
        if printed.unit or not lent.unit:
            continue
        value = printed.value
        scale = (lender["scale"] or "").strip()
        if value is not None and scale and not match["scale"]:
            value *= MULTIPLIERS[scale]
        printed = replace(printed, value=value, unit=lent.unit, per=lent.per)
        run[place] = (match, _with_calendar(printed))


def _counts(words: str, match: re.Match[str], printed: Printed) -> bool:
    """Whether a numeral is a number; Arabic digits are, Chinese ones where they count something."""
    numeral = match["digits"]
    if numeral[0].isdigit():
        return True
    before = words[max(0, match.start() - 1) : match.start()]
    if re.fullmatch(r"[万亿]+|[零〇○]+", numeral):
        return bool(printed.unit) and before in ("每", "满", "近", "数", "上")
    if printed.unit:
        return True
    if before in ("前", "后", "末", "第") and len(numeral) == 1 and not match["ordinal"]:
        return not re.match(r"[后者面后述]", words[match.end() : match.end() + 1])
    compound = len(numeral) > 1 and re.search(r"[十百千万亿]", numeral) is not None
    return compound and not match["ordinal"]


def _beside(words: str, found: list[Printed]) -> Iterator[Printed]:
    """The same numbers with the words of limits beside them and the dates that they continue."""
    previous: Printed | None = None
    for printed in found:
        if printed.role != "number":
            previous = None if printed.role == "mark" else previous
            yield printed
            continue
        cut = max((m.end() for m in SENTENCE.finditer(words, 0, printed.start)), default=0)
        near = words[previous.end if previous else 0 : printed.start]
        limits = (*_before(near), *_after(words, printed.end))
        lead = words[max(cut, printed.start - _LEAD) : printed.start]
        printed = replace(printed, words=limits, lead=lead)
        if previous is not None:
            printed = _following(previous, near, printed)
        yield printed
        previous = printed


def _following(previous: Printed, near: str, printed: Printed) -> Printed:
    """A number with what it takes over from the one before, ``near`` being the words between."""
    if _REPEATED.fullmatch(near) and previous.value == printed.value:
        return replace(printed, role="repeat", why="重说前面的数字")
    joined = SEPARATOR.fullmatch(near) is not None
    listed = joined or ("分别" in printed.lead and _LISTED.fullmatch(near) is not None)
    if listed and not printed.words:
        kept = tuple(word for word in previous.words if word in BEFORE)
        printed = replace(printed, words=kept)
    return _continued(previous, printed) if joined else printed


def _before(near: str) -> Iterator[str]:
    """The word of limit before a number, the last in its part of the sentence.

    最低 that is no limit (不低于最低工资标准的80%) does not hide the one before it.
    """
    near = near.rstrip()
    part = near[max((m.end() for m in CUT.finditer(near)), default=0) :][-_REACH:]
    for match in reversed([*LIMIT_BEFORE.finditer(part)]):
        word, beside = match[0], match.end() == len(part)
        if word in BESIDE_ONLY and not beside:
            continue
        yield word
        if word[:2] in _MOST and word[2:] in BEFORE:
            yield from (word[:2], word[2:])
        if beside or word not in _MOST:
            return


def _after(words: str, end: int) -> Iterator[str]:
    """The word of limit behind a number and its unit."""
    match = LIMIT_AFTER.match(words, end)
    if match is None:
        match = LIMIT_AFTER_NOUN.match(words, end)
        if match and not re.search(r"[的和或及至并在为于]", match["noun"]):
            yield match["word"]
        return
    word = match["word"]
    if word in MIRRORED:
        yield MIRRORED[word]
        return
    taken = f"{match['taken'] or ''}{match['later'] or ''}"
    if "不含" in taken or "不包括" in taken:
        yield f"（不含）{word}"
        yield from EXCLUDING.get(word.removeprefix("及").removeprefix("其"), ())
        return
    yield word


def _continued(previous: Printed, printed: Printed) -> Printed:
    """2024年1月1日至12月31日 and 3月1日至5日: what the second leaves out stands in the first."""
    if printed.month and not printed.year and previous.year:
        return replace(printed, year=previous.year)
    whole = int(printed.value) if printed.value is not None else 0
    if printed.unit in ("日", "号") and previous.day and 1 <= whole <= 31:
        return replace(printed, year=previous.year, month=previous.month, day=whole)
    return printed
