"""Reading what people type: words, phrases in quotes, and 文号 in any spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.office.archive.folding import fold, number_in

from .words import characters, query_pairs, query_words

LONGEST = 200
"""Characters that a query may have."""
_MOST_TERMS = 30

_QUOTED = re.compile(
    r"“([^“”]*)”|„([^“”„]*)“|\"([^\"]*)\"|「([^「」]*)」|『([^『』]*)』|＂([^＂]*)＂"
)
_QUOTES = re.compile(r"[“”„\"「」『』＂]")
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]+")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,16}\s*[〔\[［(（【〈]\s*(?:19|20)\d\d\s*[〕\]］)）】〉]\s*第?\s*\d{1,5}\s*号"
)
_GAPS = re.compile(r"[\s,，、;；]+")


class QueryError(ValueError):
    """A query that cannot be answered, with what to do, in Chinese."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: every word and every phrase must occur in one clause."""

    text: str
    """The whole query, cleaned."""
    number: str | None
    """The 文号 that the whole query is, in one spelling."""
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    """Runs of characters that must occur as they are."""
    runs: tuple[str, ...]
    """What was typed without quotes, by which a clause that holds it in one piece comes first."""

    @property
    def several(self) -> bool:
        """Whether a run is cut into several words, so that its being in one piece says more."""
        return len(self.words) > len(self.runs)


def parse(text: str) -> Query:
    """Read a query; raises `QueryError` where there is nothing to look for, or too much."""
    clean = _SURROGATE.sub("", _CONTROL.sub(" ", text)).strip()
    if len(clean) > LONGEST:
        raise QueryError(
            f"查询有{len(clean)}个字，超过{LONGEST}个字的上限",
            "请只保留最能说明问题的几个词，或用引号查找其中一句",
        )
    number = number_in(clean)
    phrases = [next(filter(None, found), "") for found in _QUOTED.findall(clean)]
    rest = fold(_QUOTES.sub(" ", _QUOTED.sub(" ", clean)))
    # A 文号 among other words is looked for as it stands, brackets of any kind.
    phrases += _NUMBER.findall(rest)
    rest = _NUMBER.sub(" ", rest)
    runs = [run for run in _GAPS.split(rest) if characters(run)]
    words = query_words(" ".join(runs))
    phrases = [phrase for phrase in phrases if characters(phrase)]
    if not words and not phrases:
        raise QueryError("没有可查找的词语", "请输入汉字、字母或数字，例如“资金监管”或一个文号")
    if len(words) + len(phrases) > _MOST_TERMS:
        raise QueryError(
            f"查询有{len(words) + len(phrases)}个词，超过{_MOST_TERMS}个词的上限",
            "请减少词语，或用引号查找其中一句",
        )
    return Query(clean, number, tuple(words), tuple(dict.fromkeys(phrases)), tuple(runs))


def pairs_of(phrase: str) -> tuple[str, ...]:
    """The pairs of a phrase, in its order."""
    return tuple(query_pairs(phrase))
