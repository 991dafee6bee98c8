"""Chinese numerals and dates as gazettes write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

CHINESE = "零〇○一二三四五六七八九十百千两"
_ZERO = str.maketrans("○〇ＯO", "零零零零")
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")}

_YEAR = r"(?:\d{4}|[〇○ＯO零一二三四五六七八九]{4})"
_DAY = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
DATE = rf"(?P<year>{_YEAR})\s*年\s*(?P<month>{_DAY})\s*月\s*(?P<day>{_DAY})\s*日"
DATE_RE = re.compile(DATE)
PLAIN_DATE = re.sub(r"\?P<[a-z]+>", "?:", DATE)
"""``DATE`` without named groups, for patterns that only ask whether a date stands there."""
_DOTTED = re.compile(
    r"^[（(]?(?P<year>\d{4})[.．/-](?P<month>\d{1,2})[.．/-](?P<day>\d{1,2})[)）]?$"
)
_DATE_LINE = re.compile(rf"^[（(]?{PLAIN_DATE}[)）]?$")


@lru_cache(maxsize=4096)
def to_int(text: str) -> int | None:
    """The number that ``十五``, ``15`` or ``二〇二三`` stands for; None where it is no number."""
    text = text.strip().translate(_ZERO)
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return int("".join(_DIGITS[c] for c in text))
    import cn2an  # a tenth of a second, which commands without numerals need not wait for

    try:
        return int(cn2an.cn2an(text, "smart"))
    except (ValueError, TypeError, LookupError):
        return None


@lru_cache(maxsize=4096)
def to_chinese(number: int) -> str:
    """``15`` as ``十五``."""
    import cn2an

    text = str(cn2an.an2cn(number))
    return text.removeprefix("一") if 10 <= number < 20 else text


def to_date(match: re.Match[str] | None) -> date | None:
    """The day that a match of ``DATE`` names; None for no match or an impossible day."""
    if match is None:
        return None
    parts = [to_int(match[name]) for name in ("year", "month", "day")]
    if None in parts:
        return None
    year, month, day = (part or 0 for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_date(text: str) -> date | None:
    """The first date in the text; a line may also be a date with dots."""
    return to_date(DATE_RE.search(text) or _DOTTED.match(text.strip()))


def is_date_line(text: str) -> bool:
    """Whether the (squeezed) line is a date and nothing else."""
    return bool(_DATE_LINE.match(text) or (_DOTTED.match(text) and find_date(text)))


def last_day(first: date, years: int = 0, months: int = 0) -> date:
    """The last day of a term of whole years or months that begins on ``first``."""
    month = first.month - 1 + months
    year = first.year + years + month // 12
    month = month % 12 + 1
    day = first.day
    while True:
        try:
            return date(year, month, day) - timedelta(days=1)
        except ValueError:
            day -= 1
