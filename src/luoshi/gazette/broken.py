"""Sentences that break off: words that recognition lost at the end of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable

from luoshi.gazette.model import Damage
from luoshi.gazette.tree import Node

BROKEN = "句子中断：句末没有标点，后面的文字可能缺失"
_SHORTEST = 24
_ENDS_OPEN = re.compile(r"[\u4e00-\u9fff》]$")
_FORMULA = re.compile(r"[=＝×÷]")


def mark_broken(nodes: Iterable[Node]) -> list[Damage]:
    """Mark the running paragraphs that end without punctuation, and list them.

    Only sentences count: a list of names or a formula may end without a full stop.
    """
    found: list[Damage] = []
    for top in nodes:
        for node in top.walk():
            if node.kind == "paragraph" and not node.children and _breaks_off(node.own()):
                node.damages.append(BROKEN)
                place = (node.lines[0].number, node.lines[-1].end)
                found.append(Damage("句子中断", place, BROKEN))
    return found


def _breaks_off(words: str) -> bool:
    sentence = len(words) > _SHORTEST and re.search("[，。；]", words)
    return bool(sentence and _ENDS_OPEN.search(words) and not _FORMULA.search(words))
