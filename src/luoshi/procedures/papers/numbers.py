"""The number of a paper (发文字号) and amounts in words (人民币大写)."""

from __future__ import annotations

import re

from luoshi.procedures.papers.errors import PaperError

_PATTERN = re.compile(r"[^\s{}〔〕\[\]（）()【】\x00-\x1f]{1,30}〔\{year\}〕\{n\}号")
_MOST = 10**18
"""Fen below which the words are known: 一亿亿元."""


def paper_number(pattern: str, year: int, n: int) -> str:
    """The number of a paper: ``云住建预拨〔{year}〕{n}号`` becomes ``云住建预拨〔2024〕7号``.

    By GB/T 9704: the word of the office, the full year in 〔〕, the running number without 第 and
    without leading zeros, 号.

    Raises:
        PaperError: the pattern is not like that, or the year or the number cannot be.
    """
    if not _PATTERN.fullmatch(pattern) or "第〔" in pattern:
        raise PaperError(
            f"文号样式“{pattern[:60]}”不合规范",
            "写成“机关代字〔{year}〕{n}号”：年份用六角括号，序号前不加“第”、不编虚位。",
        )
    if not 1949 <= year <= 9999:
        raise PaperError(f"文号的年份“{year}”不对", "年份写四位数字，如 2024。")
    if n < 1:
        raise PaperError(f"文号的序号“{n}”不对", "序号从 1 起编。")
    return pattern.replace("{year}", str(year)).replace("{n}", str(n))


def capital(fen: int) -> str:
    """An amount in words (人民币大写), to the fen: 100000000 is 壹佰万元整.

    By the rules for bills and vouchers: 零 for digits left out between others, also between the yuan
    and the jiao where the yuan end in 0; 整 after the yuan or the jiao, not after the fen. A negative
    one begins with 负. Not by cn2an, whose 100001000 loses its 零.

    Raises:
        PaperError: it is too large for words.
    """
    if abs(fen) >= _MOST:
        raise PaperError("金额太大，写不成大写", "请核对金额，要小于一亿亿元。")
    yuan, cents = divmod(abs(fen), 100)
    jiao, rest = divmod(cents, 10)
    words = _whole(yuan) + "元" if yuan or not cents else ""
    if yuan and ((jiao and yuan % 10 == 0) or (rest and not jiao)):
        words += "零"
    words += _DIGITS[jiao] + "角" if jiao else ""
    words += _DIGITS[rest] + "分" if rest else "整"
    return ("负" if fen < 0 else "") + words


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def _whole(number: int) -> str:
    for size, unit in _UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _whole(high) + unit + (gap + _whole(low) if low else "")
    return _DIGITS[number]
