"""What is put into the index: the words of a text, and its characters in pairs.

Words (segmented, long ones and the short ones inside them) serve ranked search. Pairs serve exact
phrases: a run of pairs in the index is that run of characters in the text, wherever a segmenter
would have cut it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from itertools import pairwise

import rjieba

from luoshi.office.archive.folding import fold

SIGNATURE = f"2/{version('rjieba')}"
"""What the index was made with; another signature means that it must be made again."""

# A point and a percent sign belong to a number (3.5%, 4.3.1); all other signs are left out.
_NOT_INDEXED = re.compile(r"[^\w.%‰]+|_+|(?<!\d)[.%‰]+|\.(?!\d)")
_WORD_ENDS = "%‰.-_"


def words(text: str) -> list[str]:
    """The words of a text in its order, each long word with the short ones inside it."""
    return _plain(rjieba.cut_for_search(fold(text)))


def query_words(text: str) -> list[str]:
    """The words of a query: the long ones only, since every one of them must occur."""
    return list(dict.fromkeys(_plain(rjieba.cut(fold(text)))))


def _plain(cut: Iterable[str]) -> list[str]:
    """What of the pieces is words: no punctuation, neither alone nor at the ends."""
    found: list[str] = []
    for piece in cut:
        if piece.isalnum():
            found.append(piece)
        elif (word := piece.strip(_WORD_ENDS)) and word[0].isalnum():
            found.append(word)
    return found


def characters(text: str) -> str:
    """The characters by which phrases are compared, without spaces and punctuation."""
    return _NOT_INDEXED.sub("", fold(text))


def pairs(text: str) -> list[str]:
    """Every character with the one after it, and the last one alone."""
    run = characters(text)
    return [*map("".join, pairwise(run)), *run[-1:]]


def query_pairs(text: str) -> list[str]:
    """The pairs that a text holds in a row where it holds these characters in a row."""
    run = characters(text)
    return list(map("".join, pairwise(run))) if len(run) > 1 else [run]
