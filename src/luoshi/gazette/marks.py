"""The grammar of heading marks: 第X条, 一、（一）1.（1）①, 1.2.3, and 文号."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from luoshi.gazette.numerals import CHINESE, to_chinese, to_int

MarkKind = Literal[
    "part",  # 第一编
    "subpart",  # 第一分编
    "chapter",  # 第一章
    "section",  # 第一节
    "article",  # 第一条
    "cn",  # 一、
    "cn_paren",  # （一）
    "ar",  # 1.
    "ar_paren",  # （1） or 1）
    "circle",  # ①
    "letter",  # A.
    "decimal",  # 1.2.3, and 1 in a document with decimals
]

RANK: dict[MarkKind, int] = {
    "part": 1, "subpart": 2, "chapter": 3, "section": 4, "article": 5, "decimal": 6,
    "cn": 7, "cn_paren": 8, "ar": 9, "ar_paren": 10, "circle": 11, "letter": 12,
}  # fmt: skip
"""Customary order; only a tie-breaker where a document does not show its own."""

LEGAL: frozenset[MarkKind] = frozenset({"part", "subpart", "chapter", "section", "article"})
_UNITS: dict[str, MarkKind] = {
    "编": "part", "分编": "subpart", "章": "chapter", "节": "section", "条": "article",
}  # fmt: skip
_UNNUMBERED = re.compile(r"^(序\s*言|附\s*则)$")
_LEGAL = re.compile(
    rf"第\s*([{CHINESE}]+|\d{{1,4}})\s*(分编|编|章|节|条)(?:\s*之\s*([{CHINESE}]{{1,3}}))?(\s|$|【|（|〔)?"
)
_FOLLOWS_REFERENCE = "第款项规和及至的所中之、，；：。等）》或与”适要"
_CN = re.compile(rf"([{CHINESE}]{{1,4}})\s*[、．]\s*")
_CN_PAREN = re.compile(rf"[（(]\s*([{CHINESE}]{{1,4}})\s*[)）]\s*")
_AR = re.compile(r"(\d{1,3})\s?[.、]\s*(?!\d)")
_AR_SPACED = re.compile(r"(\d{1,3})\.\s+(?=\d)")
_DECIMAL = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){1,5})(?:[.、]|(?=[\s\u4e00-\u9fff（“]|$))(?!\s*[万亿个元名家人倍公吨米亩%分])\s*"
)
_DECIMAL_LOOSE = re.compile(r"(\d{1,2}(?:\s?\.\s?\d{1,2}){1,5})(?=[\s\u4e00-\u9fff（“]|$)\s*")
_DECIMAL_TOP = re.compile(r"(\d{1,2})\s+(?=[\u4e00-\u9fff])")
_AR_PAREN = re.compile(r"(?:[（(]\s*(\d{1,3})\s*[)）]|(\d{1,2})\s?[)）])\s*")
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_CIRCLE = re.compile(f"([{_CIRCLES}])\\s*")
_LETTER = re.compile(r"([A-Za-z])[.、．)]\s*(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading mark at the beginning of a line."""

    kind: MarkKind
    number: int
    label: str
    """Normalised: ``第十五条``, ``三、``, ``（一）``, ``4.``, ``（1）``, ``①``, ``4.3.1``."""
    end: int
    """Where the mark ends in the line."""
    path: tuple[int, ...] = ()
    """The numbers of a decimal mark."""
    sure: bool = True
    """False for 第X条 without a blank behind it: it may be a reference in a broken sentence."""


def read_mark(text: str, *, decimals: bool = False) -> Mark | None:
    """The heading mark that the line begins with.

    ``decimals`` also reads ``1 总则`` and ``3. 2. 3``, which mean nothing elsewhere.
    """
    if not text:
        return None
    first = text[0]
    if first == "第":
        return _legal(text)
    if first in "序附" and (match := _UNNUMBERED.match(text)):
        return Mark("chapter", 0, re.sub(r"\s", "", match[1]), match.end())
    if first in CHINESE and (match := _CN.match(text)):
        return _chinese("cn", match, "{}、")
    if first in "（(":
        if match := _CN_PAREN.match(text):
            return _chinese("cn_paren", match, "（{}）")
        if match := _AR_PAREN.match(text):
            return _arabic("ar_paren", match, "（{}）")
        return None
    if first.isdigit() and first.isascii():
        return _digits(text, decimals)
    if match := _CIRCLE.match(text):
        return Mark("circle", _CIRCLES.index(match[1]) + 1, match[1], match.end())
    if match := _LETTER.match(text):
        return Mark("letter", ord(match[1].upper()) - 64, f"{match[1]}.", match.end())
    return None


def _legal(text: str) -> Mark | None:
    match = _LEGAL.match(text)
    number = to_int(match[1]) if match else None
    if not match or number is None:
        return None
    following = text[match.end() : match.end() + 1]
    blank = match[4] is not None
    if not blank and following in _FOLLOWS_REFERENCE:
        return None
    unit = match[2]
    branch = f"之{match[3]}" if match[3] else ""
    label = f"第{to_chinese(number)}{unit}{branch}"
    end = match.end() - len(match[4] or "") if (match[4] or "") in "【（〔" else match.end()
    return Mark(_UNITS[unit], number, label, end, sure=blank)


def _chinese(kind: MarkKind, match: re.Match[str], form: str) -> Mark | None:
    number = to_int(match[1])
    if number is None:
        return None
    return Mark(kind, number, form.format(to_chinese(number)), match.end())


def _arabic(kind: MarkKind, match: re.Match[str], form: str) -> Mark:
    number = int(match[1] or match[2])
    return Mark(kind, number, form.format(number), match.end())


def _digits(text: str, decimals: bool) -> Mark | None:
    match = (_DECIMAL_LOOSE if decimals else _DECIMAL).match(text)
    if match:
        path = tuple(int(part) for part in match[1].split("."))
        return Mark("decimal", path[-1], ".".join(map(str, path)), match.end(), path)
    if decimals and (match := _DECIMAL_TOP.match(text)):
        return Mark("decimal", int(match[1]), match[1], match.end(), (int(match[1]),))
    if match := _AR.match(text) or _AR_SPACED.match(text):
        return _arabic("ar", match, "{}.")
    if match := _AR_PAREN.match(text):
        return _arabic("ar_paren", match, "（{}）")
    return None


# 发文字号 -------------------------------------------------------------------------------------

_STOP = re.compile(
    r"根据|按照|依据|依照|依|关于|贯彻|落实|执行|印发|参照|发布|公布|以|见|和|与|及|为|的|在|按|由|把|将|是|即|如|其|该|第"
)
NUMBER_RE = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{1,20})\s*[〔\[\(（【﹝〖［]\s*(?P<year>(?:19|20)\d\d)\s*年?[〕\]\)）】﹞〗］]?\s*"
    r"第?\s*(?P<n>\d{1,5})(?:\s*(?:号|號)|(?=[\]）)\s]|$))"
)
DECREE_RE = re.compile(
    r"(?P<organ>[\u4e00-\u9fff]{0,60}?(?:主席|政府|国务院|委员会|总署|总局|法院|检察院|委|部|局|署|会|行|办))(?P<form>令|公告)\s*"
    rf"[（(]?(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?[（(〔]?第\s*(?P<n>\d{{1,5}}|[{CHINESE}]{{1,6}})\s*(?:号|號)[)）〕]?"
)
REGISTRATION_RE = re.compile(r"^[A-Z]{2,8}\s?[-—–]\s?\d{4}\s?[-—–]\s?\d{3,10}$")


def canonical_number(text: str) -> str | None:
    """文号 in one spelling: ``朔政发 [2023] 43号`` is ``朔政发〔2023〕43号``; None where none stands.

    Decrees are named by organ and number: ``青岛市人民政府令第279号``.
    """
    match = NUMBER_RE.search(text)
    if match:
        return number_of(match)
    decree = DECREE_RE.search(text)
    if decree:
        return decree_of(decree)
    return None


def number_of(match: re.Match[str]) -> str:
    """The canonical 文号 of a match of ``NUMBER_RE``."""
    return f"{number_prefix(match['prefix'])}〔{match['year']}〕{int(match['n'])}号"


def year_of(number: str | None) -> int | None:
    """The year in brackets of a 文号; decrees of a series (令第5号) have none."""
    found = re.search(r"[〔\[](\d{4})", number or "")
    return int(found[1]) if found else None


def decree_of(match: re.Match[str]) -> str:
    """The canonical number of a match of ``DECREE_RE``."""
    number = to_int(match["n"])
    organ = re.split("[日月]|根据|依据|按照|依照|以及|贯彻|落实|执行", match["organ"])[-1]
    year = f"{match['year']}年" if match["year"] else ""
    return f"{organ}{match['form']}{year}第{number if number is not None else match['n']}号"


def number_prefix(run: str) -> str:
    """The part of a run of characters before the year that belongs to the 文号."""
    stops = list(_STOP.finditer(run[:-1]))
    prefix = run[stops[-1].end() :] if stops else run
    return prefix or run[-3:]
