"""Passages that recognition destroyed: found and marked, never silently repaired."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luoshi.gazette.line import Line, squeeze
from luoshi.gazette.model import Damage

LOOP = "识别循环：同一句话反复出现，原文可能已丢失"
COPY = "重复段落：与前文逐字相同，可能是重复识别"
_AGAIN = re.compile(r"([\u4e00-\u9fff][^\n]{11,120}?)\1")
_TAIL = 14
_WINDOW = 700
_ENOUGH = 3


def mark_damage(lines: Sequence[Line]) -> list[Damage]:
    """Mark the damaged lines of one document and list the passages."""
    words = [squeeze(line.text) for line in lines]
    looped = _loops(words)
    copied = _copies(lines, words)
    damages = _passages(lines, looped, "识别循环", LOOP) + _passages(
        lines, copied, "重复段落", COPY
    )
    return sorted(damages, key=lambda damage: damage.lines)


def _doubled(text: str, width: int = 4000, overlap: int = 300) -> bool:
    """Whether some words stand twice on end; a very long line is searched piece by piece."""
    starts = range(0, max(1, len(text) - overlap), width - overlap)
    return any(_AGAIN.search(text, start, start + width) for start in starts)


def _repeats(text: str) -> bool:
    """Whether some six characters return soon: a cheap test before the search.

    Words that stand twice on end are 12 to 121 characters long, so one of the sixes of the first
    copy returns that far behind itself.
    """
    if "\t" in text:
        return False
    steps = range(0, len(text) - 17, 6)
    return any(text.find(text[i : i + 6], i + 12, i + 127) >= 0 for i in steps)


def _loops(words: Sequence[str]) -> set[int]:
    """Lines with words printed twice on end, or where sentence after sentence ends alike.

    One line must hold two of the sentences: lists whose items end alike are sound.
    """
    found = {i for i, text in enumerate(words) if _repeats(text) and _doubled(text)}
    tails: dict[str, list[tuple[int, int]]] = {}
    position = 0
    for index, text in enumerate(words):
        for sentence in re.split("(?<=[。；])", text):
            position += len(sentence)
            if not sentence.endswith("。"):
                continue
            han = re.sub(r"[^\u4e00-\u9fff]", "", sentence)
            if len(han) > _TAIL + 6 and not sentence.endswith("）。"):
                tails.setdefault(han[-_TAIL:], []).append((position, index))
    for places in tails.values():
        for first, last in zip(places, places[_ENOUGH - 1 :], strict=False):
            within = [i for place, i in places if first[0] <= place <= last[0]]
            if last[0] - first[0] < _WINDOW and len(set(within)) < len(within):
                found.update(i for place, i in places if abs(place - first[0]) < _WINDOW)
    return found


def _copies(lines: Sequence[Line], words: Sequence[str]) -> set[int]:
    """Runs of two or more lines that repeat the lines just before them."""
    found: set[int] = set()
    for index in range(len(lines)):
        for size in range(2, 7):
            for distance in range(size, size + 3):
                start = index - distance
                if start < 0 or index + size > len(lines):
                    continue
                run, earlier = words[index : index + size], words[start : start + size]
                if run == earlier and sum(map(len, run)) >= 40 and "\t" not in "".join(run):
                    found.update(range(index, index + size))
    return found


def _passages(lines: Sequence[Line], found: set[int], kind: str, reason: str) -> list[Damage]:
    damages: list[Damage] = []
    previous = -9
    for index in sorted(found):
        line = lines[index]
        line.damages = (*line.damages, reason)
        if index == previous + 1:
            damages[-1] = Damage(damages[-1].kind, (damages[-1].lines[0], line.number), reason)
        else:
            label = "识别循环" if kind == "识别循环" else "重复段落"
            damages.append(Damage(label, (line.number, line.number), reason))
        previous = index
    return damages
