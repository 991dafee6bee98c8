"""Clauses and queries that nobody wrote, the same in every run.

The words are those of the specimen, the commonest there the commonest here. How often each occurs
follows Zipf's law as Mandelbrot put it: the commonest is 4 % of all words, as 的 is in Chinese.
Clauses are about as long as those of real gazettes (80 characters on average). With only 1,700
words, each of them stands in more clauses than a word of a real archive would: an index has more
to do here, not less.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, islice
from random import Random

import rjieba

from luoshi import config

Clause = tuple[str, str]
"""Heading, which may be empty, and words."""

KINDS = {"word": 70, "two words": 60, "phrase": 40, "文号": 30}
"""How many queries there are of each kind."""

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_CITED = re.compile(r"（(\w+)〔(\d+)〕(\d+)号）。$")
_ISSUERS = ("麓政发", "麓政办发", "麓政函", "麓人社发", "麓水发", "岚政办发")
_SPELLINGS = ("{}〔{}〕{}号", "{}[{}]{}号", "{} ({}) {} 号", "{}【{}】第{}号")
_TEXT_SEED, _QUERY_SEED = 1, 2
_MANDELBROT = 2.7
_WORDS_A_BREATH = 9
_MOST_WORDS = 400
# Of the logarithm of a clause's words: half of the clauses have more than 24, a few have hundreds.
_MEAN, _SPREAD = 3.2, 0.9
_SAMPLE = 20_000
"""Queries are drawn from so many of the first clauses, so that each finds something."""


@lru_cache(maxsize=1)
def vocabulary() -> list[str]:
    """The words of the specimen, the commonest first."""
    texts = (file.read_text("utf-8") for file in sorted(config.SPECIMEN.glob("*.txt")))
    counts = Counter(word for text in texts for word in rjieba.cut(text) if _HAN.fullmatch(word))
    return sorted(counts, key=lambda word: (-counts[word], word))


def clauses(count: int) -> Iterator[Clause]:
    """So many clauses; the first ones are the same however many are asked for."""
    dice, words = Random(_TEXT_SEED), vocabulary()
    weights = list(accumulate(1 / (rank + _MANDELBROT) for rank in range(1, len(words) + 1)))
    for place in range(count):
        length = min(_MOST_WORDS, 3 + int(dice.lognormvariate(_MEAN, _SPREAD)))
        drawn = dice.choices(words, cum_weights=weights, k=length + 3)
        own = "，".join(
            "".join(drawn[start : start + _WORDS_A_BREATH])
            for start in range(0, length, _WORDS_A_BREATH)
        )
        if place % 20 == 0:
            own += (
                f"（{dice.choice(_ISSUERS)}〔{dice.randint(2005, 2025)}〕{dice.randint(1, 400)}号）"
            )
        yield "".join(drawn[length:]) if place % 4 == 0 else "", f"{own}。"


def counted(count: int, name: str) -> Iterator[Clause]:
    """The same, telling on stderr every so often how many there have been."""
    began, step = time.monotonic(), max(1, count // 10)
    for done, clause in enumerate(clauses(count), start=1):
        yield clause
        if done % step == 0:
            taken = time.monotonic() - began
            print(f"{name}: {done:,} of {count:,} clauses, {taken:.0f} s", file=sys.stderr)


def queries(count: int) -> list[tuple[str, str]]:
    """The mix of queries as (kind, query), in no order, for an archive of so many clauses."""
    dice = Random(_QUERY_SEED)
    sample = [own for _, own in islice(clauses(count), _SAMPLE)]
    mix: list[tuple[str, str]] = []
    for kind, wanted in KINDS.items():
        found = (_query(kind, dice.choice(sample), dice) for _ in range(1000 * wanted))
        distinct = dict.fromkeys(query for query in found if query)
        mix += [(kind, query) for query in islice(distinct, wanted)]
    dice.shuffle(mix)
    return mix


def _query(kind: str, own: str, dice: Random) -> str | None:
    """A query of a kind, out of the words of one clause; None where they do not serve."""
    if kind == "文号":
        cited = _CITED.search(own)
        return dice.choice(_SPELLINGS).format(*cited.groups()) if cited else None
    words = [word for word in rjieba.cut(dice.choice(own.split("，"))) if _HAN.fullmatch(word)]
    if kind == "phrase":
        start = dice.randrange(max(1, len(words) - 2))
        return f"“{''.join(words[start : start + dice.randint(2, 3)])}”" if len(words) > 3 else None
    # Nobody looks for 的 or 和; the commonest words have a figure of their own.
    words = [word for word in words if len(word) > 1]
    number = 1 if kind == "word" else 2
    return " ".join(dice.sample(words, number)) if len(words) >= number else None
