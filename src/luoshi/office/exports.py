"""Values on their way into CSV, where spreadsheets take some words for formulas."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][+-]?\d{1,3})?%?", re.ASCII)
# Programs set for Chinese or Japanese take the full-width signs as well.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_GAPS = "\t\r\n"


def csv_safe(value: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula; numbers stay numbers.

    What begins like a formula gets an apostrophe before it, the mark by which spreadsheets know words.
    """
    if _NUMBER.fullmatch(value):
        return value
    begins = value.lstrip()
    if value.startswith(tuple(_GAPS)) or begins.startswith(_FORMULA):
        return "'" + value
    return value
