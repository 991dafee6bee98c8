"""Small numbers in digits or Chinese (10, 两, 十五, 二十)."""

from __future__ import annotations

_ONES = dict(zip("一二三四五六七八九十两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2), strict=True))
_WIDE = {ord("０") + each: str(each) for each in range(10)}
DIGITS = r"[0-9０-９一二三四五六七八九十两]+"
"""How such a number is printed, for patterns."""


def number(words: str) -> int:
    """What a small number is worth; 0 for words that are none."""
    words = words.translate(_WIDE)
    if words.isdigit():
        return int(words)
    tens, mark, ones = words.rpartition("十")
    if not mark:
        return _ONES.get(words[:1], 0)
    return (_ONES.get(tens, 1) if tens else 1) * 10 + (_ONES.get(ones, 0) if ones else 0)
