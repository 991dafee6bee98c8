"""The forms in which gazettes print numbers, as patterns.

The patterns are for text whose digits and brackets have been made of half width (``narrowed``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.policies.verify import lexicon
from luoshi.policies.verify.lexicon import AFTER, BEFORE, CHINESE, FORMAL, UNIT

_WIDTH = str.maketrans("０１２３４５６７８９％．，：∶（）／＋", "0123456789%.,::()/+")

MULTIPLIERS = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}

_AR = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_CN = rf"(?:[{CHINESE}]+(?:点[零〇一二三四五六七八九]+)?|[{FORMAL}]{{2,}}|[{FORMAL}](?=[万亿]?元))"
_CN_MARK = rf"[{CHINESE}]{{1,3}}"
_ANY = rf"(?:{_AR}|{_CN})"
_YEAR = r"(?:(?<!\d)(?:19|20)\d{2}(?!\d)|[一二][〇○零一二三四五六七八九]{3})"
_SMALL = r"(?:(?<!\d)\d{1,2}|[一二三四五六七八九十]{1,3})"
_PART = r"(?:\s?[底末初]|\s?[上中下]旬|\s?份)"
_ATOM = rf"(?:{UNIT}|人天|人日|人|天|月|年|亩|次)"
_PER = rf"\s?(?:[/每]\s?{_ATOM}(?:\s?[·・./每]?\s?{_ATOM})*)"
_STEP = rf"\(?\s?(?:\d{{1,3}}|[{CHINESE}]+)\s?\)?"

NUMERAL = re.compile(_ANY)
"""A numeral, Arabic or Chinese, of any meaning."""
ARABIC = re.compile(_AR)
ATOM = re.compile(_ATOM)
"""A unit that may stand under the line: 亩 in 万元/亩."""

ELEMENT = re.compile(
    rf"(?P<ordinal>第\s?)?(?P<digits>{_ANY})"
    rf"(?P<scale>\s?(?:万亿|[百千十]?[万亿]|[百千](?![\u4e00-\u9fff]*分之)))?"
    rf"(?P<vague>[多余几来](?!元化))?\s?(?:(?P<unit>{UNIT})(?P<per>{_PER})?)?"
    r"(?P<half>(?<=[年月天倍时])半(?![导径岛成]))?"
)
"""One number with what belongs to it: 第3名, 1.5万亿元, 10余家, 300万元/亩, 一年半."""
SEPARATOR = re.compile(r"\s?(?:[-—–―－~～∼]{1,2}|至|到|、|或者?)\s?")
"""What joins the numbers of a range or a list."""

_TITLE = r"《[^《》\n]{1,160}》"
_NUMBER = (
    r"[〔\[【({]\s*(?:19|20)\d\d\s*[〕\]】)}〉]?\s*第?\s*\d{1,5}\s*号"  # 〔2021〕32号
    r"|第?\s?\d+\s?号令|令\s?第?\s?\d+\s?号|第\s?\d+\s?号"
)
_REFERENCE = (  # 第四条, 第（三）项, 第三、四款, 第五条至第七条
    rf"第\s?{_STEP}(?:\s?[、和及至到\-—–,]\s?第?\s?{_STEP})*\s?"
    r"(?:条(?!(?:生产)?线)|款|项(?!目)|章|节|目(?!标)|编|部分)"
)
_ATTACHED = (  # 附件2, 表1-2
    r"(?:附件|附表|附录|附图|专栏|表|图|公式)\s?"
    rf"(?:\d{{1,2}}(?:-\d{{1,2}})?(?![\d.%‰])|[一二三四五六七八九十]{{1,2}})(?!\s?{UNIT})"
)
_MARK = (  # at the beginning of a line 一、 1. and within one 1.报名；2.评审；（1）公示
    rf"(?:(?<=\n)|^)[ \t　]*(?:{_CN_MARK}、|\d{{1,2}}(?:、|\.(?!\d)))"
    r"|(?<=[。;；:\n\t ,—])\s?\d{1,2}[.、](?!\d)(?=\s?[\u4e00-\u9fff“\"])"
    rf"|(?:(?<=[。;；:、,\n\s])|^)\(\d{{1,2}}\)|\({_CN_MARK}\)"
)
_HALF = (
    r"半\s?(?:个?(?:工作日|小时|月|年|天|日|学期))|[一过超]半(?![径导])|半数|[减折对]半"
    r"|翻(?:[一两二三]\s?)?番|双倍|加倍"
)

TOKEN = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in {
            "title": _TITLE,
            "number": _NUMBER,
            "reference": _REFERENCE,
            "attached": _ATTACHED,
            "percent": rf"(?P<of>[百千万])分之\s?(?P<percents>{_ANY})",
            "fraction": rf"(?P<below>\d+|[{CHINESE}]+)分之(?P<above>\d+|[{CHINESE}]+)",
            "day": rf"(?P<y>{_YEAR})\s?年\s?(?P<m>{_SMALL})\s?月"
            rf"(?:\s?(?P<d>{_SMALL})\s?日|(?P<dp>{_PART}))?",
            "dotted": r"(?P<ny>(?<!\d)20\d\d)[-./](?P<nm>\d{1,2})[-./](?P<nd>\d{1,2})(?![\d.])",
            "yearly": rf"(?P<yy>{_YEAR})\s?年(?P<yp>\s?[底末初])?",
            "monthly": rf"(?P<mm>{_SMALL})\s?月(?:\s?(?P<md>{_SMALL})\s?日|(?P<mp>{_PART}))",
            "mark": _MARK,
            "latin": lexicon.LATIN,
            "hotline": lexicon.HOTLINE,
            "half": _HALF,
            "word": lexicon.WORD,
            "divided": r"(?<![\d/.])(?P<over>\d{1,3})/(?P<under>[1-9]\d{0,2})(?![\d/.])",
            "clock": r"(?<![\d:.])\d{1,2}:[0-5]\d(?![\d:])",
            "ratio": r"(?<![\d:.])\d+(?:\.\d+)?(?:\s?[:比]\s?\d+(?:\.\d+)?)+",
            "element": rf"(?:第\s?)?{_ANY}",
        }.items()
    )
)
"""Every form; where several begin at one place the first of them holds."""


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


LIMIT_BEFORE = re.compile(_alternatives(BEFORE))
"""A word of limit before a number; the longest, so that 不超过 is never 超过."""
BESIDE_ONLY = frozenset(
    [
        "满",
        "达",
        "超",
        "过",
        "逾",
        "为",
        "是",
        "即",
        "按",
        "不过",
        "按照",
        "上限",
        "下限",
        "封顶",
        "控制在",
    ]
)
"""Those of them that are limits only right beside the number: 满 is none in 满意."""
_NOT_BEFORE = {
    "内": "设部涵容外陆控需能地科置燃生",
    "前": "期沿置述款端来往",
    "后": "备续勤期者台代天果",
    "起": "草诉重源点止始",
}
_GUARDED = "|".join(f"{word}(?![{barred}])" for word, barred in _NOT_BEFORE.items())
_LISTED = "情形|条件|内容|方面|措施|几|标准|方式|简称|称"
LIMIT_AFTER = re.compile(
    r"\s?(?P<taken>\([^()\d]{0,8}\d*[^()\d]{0,6}\))?\s?(?:或者?)?"
    rf"(?P<word>{_alternatives(AFTER.keys() - _NOT_BEFORE.keys())}|{_GUARDED}|[≤≥<>＜＞])"
    rf"(?!{_LISTED})(?P<later>\(不?含[^()]{{0,8}}\))?"
)
"""A word of limit behind a number and its unit, 含 or 不含 told on either side of it."""
LIMIT_AFTER_NOUN = re.compile(
    rf"(?P<noun>[\u4e00-\u9fff]{{1,6}}?)(?P<word>及以上|及以下|以上|以下|以内)(?!{_LISTED})"
)
"""The same with what is counted between them: 20家企业以上."""
CUT = re.compile(r"[,。;；、\n\t()“”\"!?！？]")
"""Where the words that belong to a number end."""
SENTENCE = re.compile(r"[。;；\n\t]")


def narrowed(text: str) -> str:
    """The text with digits and brackets of half width; every character keeps its place."""
    return text.translate(_WIDTH)
