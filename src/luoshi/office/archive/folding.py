"""One form for everything that people write in several: widths, scripts, case, spaces.

`fold` replaces character by character, so that a place in the folded text is the same place in the
text; what is found in the one can be marked in the other.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from luoshi import gazette

_NOT_A_LETTER = re.compile(r"[\W_]+")
_UNSAFE_IN_SLUG = re.compile(r"[^\w.-]+")
_KEY_LIMIT = 160
# 第277号 for 277号, 二百七十七 for 277: more letters than these are words of a title.
_SPARE_LETTERS = 3


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Every character that has another folded form: traditional, wide, capital."""
    han = [chr(code) for code in range(0x3400, 0xA000)]
    # One character a line: OpenCC sees no phrases, so each character has one form everywhere.
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {ord(old): new for old, new in zip(han, simple, strict=True) if old != new}
    # ①② stay as they are: a mark is not a number of the text beside it.
    for code in (*range(0x21, 0x2460), *range(0x2500, 0x3000), *range(0xFF00, 0xFFF0)):
        old = chr(code)
        new = unicodedata.normalize("NFKC", old).lower()
        if new != old and len(new) == 1:
            table[code] = new
    return table


@lru_cache(maxsize=64)  # the same words are cut, paired and marked one after the other
def fold(text: str) -> str:
    """The text with simplified, half-width and small letters; as long as before."""
    return text.translate(_table())


def letters(text: str) -> str:
    """The folded letters and digits alone, without spaces and punctuation."""
    return _NOT_A_LETTER.sub("", fold(text))


def name_key(name: str) -> str:
    """The form in which the name of a document is compared: its 文号 or its title."""
    return bounded(letters(number_in(name) or name))


def number_in(name: str) -> str | None:
    """The 文号 that these words are, in any spelling; None for a title that mentions one."""
    number = gazette.canonical_number(name) or gazette.canonical_number(fold(name))
    if number is None:
        return None
    given, organ = letters(name), letters(re.split("[〔令]", number)[0])
    spare = len(given) - len(letters(number))
    whole = given.startswith(organ) and given.endswith("号") and spare <= _SPARE_LETTERS
    return number if whole else None


def bounded(key: str) -> str:
    """A key that an index can hold: the end of a long one gives way to its digest."""
    if len(key) <= _KEY_LIMIT:
        return key
    return key[: _KEY_LIMIT - 33] + "-" + _digest(key).hex()


def address_key(address: str) -> int:
    """A number for an address, small enough to be indexed; equal addresses have equal numbers."""
    return int.from_bytes(_digest(address)[:8], "big", signed=True)


def slug(stem: str) -> str:
    """A file's stem made safe for addresses of pages and for commands."""
    safe = _UNSAFE_IN_SLUG.sub("-", unicodedata.normalize("NFKC", stem)).strip("-._").lower()
    return safe[:100].rstrip("-._") or "gazette"


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
