"""Words from outside, made safe to print: nothing invisible, nothing that turns the line around."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_GAPS = re.compile(r"[ \t\x1f]{2,}|[\t\x1f]")


def lines(text: str) -> list[str]:
    """The lines of a text without what cannot be seen; empty ones are left out.

    Marks of direction go (an amount could be made to read backwards), zero-width and control
    characters, halves of surrogate pairs, and what no XML may hold. No letter is changed.
    """
    cleaned = (_line(each) for each in _BREAKS.split(text))
    return [each for each in cleaned if each]


def line(text: str) -> str:
    """A text on one line."""
    return " ".join(lines(text))


def _line(text: str) -> str:
    kept = "".join(_GAP.get(each, each) for each in text if each in "\t\x1f" or _seen(each))
    return _GAPS.sub(" ", kept).strip(" ")


_GAP = {
    chr(each): " "
    for each in range(0x10000)
    if unicodedata.category(chr(each)) == "Zs" and each != 0x3000
}


def _seen(char: str) -> bool:
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Cs"}:
        return False
    code = ord(char)
    return not (code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF)  # no characters at all
