"""The numbers of a clause, each with the words that belong to it (数量与所属文字)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.duties.measures import Amount, comparison
from luoshi.duties.model import Target


@dataclass(slots=True)
class Item:
    """A number with the words that belong to it.

    Attributes:
        left: from the end of the item before.
        before: from the beginning of its piece (，；：).
        right: what follows, to the next item.
        after: to the end of the piece.
        plain: the same with brackets and quotes made blank.
        sentence: in which it stands.
        listed: it goes on a list (、) of the number before.
        qualifier: it describes the thing of another number, or is where that one starts from (由31%).
        planned: a planned sum that describes the things counted next (总投资100亿元的20个项目).
        sized: the size that each of the things counted before shall have (3个超过5000亿元的集群).
    """

    amount: Amount
    left: str
    before: str
    right: str
    after: str
    plain: str
    piece: int
    sentence: str = ""
    listed: bool = False
    qualifier: bool = False
    planned: bool = False
    sized: bool = False


@dataclass(frozen=True, slots=True)
class Last:
    """What the next number of the same sentence may take over from the one before."""

    target: Target
    verb: str
    base: str
    group: str
    piece: int
    floor: bool
    planned: bool = False


_SPLIT = re.compile(
    r"[（(](?:其中)?[，：]?20\d\d年[^（）()\d，；。]{0,12}\d[^（）()。]*?[、，；]20\d\d年[^（）()\d，；。]{0,12}\d[^（）()。]*[）)]"
)


def opened(own: str, mask: str) -> str:
    """Brackets that split a number among years (2026年15个、2027年20个) are read as parts of the sentence."""
    for found in _SPLIT.finditer(own):
        start, end = found.span()
        if mask[start - 1 : start] != "\u3000":
            mask = f"{mask[:start]}，{own[start + 1 : end - 1]}，{mask[end:]}"
    return mask


def part_around(mask: str, place: int, marks: str) -> tuple[int, int]:
    """The part between marks in which a place stands."""
    begin = max(mask.rfind(mark, 0, place) for mark in marks) + 1
    ends = [found for mark in marks if (found := mask.find(mark, place)) >= 0]
    return begin, min(ends, default=len(mask))


_STOPS = "，,；;：:。！？\n\t"
AND = re.compile(
    r"、|以及|(?<![普涉惠触波顾遍危以])及(?![时格其以])|(?<![总饱共缓中调柔温祥])和(?![谐平美睦解规社])|(?<![参给赠])与(?!会)"
)
_FROM_TO = re.compile(
    r"(?:提[高升]|增长|增加|下降|降低|扩大|上升|发展|增|升|降|减少|压减|缩短|延长|拓展)(?:到|至)(?:20\d\d年(?:年?[底末])?的?)?$"
)


def items_of(own: str, mask: str, kept: Sequence[Amount]) -> list[Item]:
    """The numbers of a clause, each with the words that belong to it."""
    found: list[Item] = []
    for each in kept:
        begin, end = part_around(mask, each.start, _STOPS)
        item = Item(
            each,
            own[begin : each.start],
            own[begin : each.start],
            own[each.end : end],
            own[each.end : end],
            mask[each.end : end],
            begin,
        )
        if found and found[-1].piece == begin:
            _apart(own, mask, found[-1], item)
        found.append(item)
    return found


def _apart(own: str, mask: str, one: Item, two: Item) -> None:
    """Share out the words between two numbers of one piece."""
    gap_start, gap_end = one.amount.end, two.amount.start
    gap = own[gap_start:gap_end]
    cuts = list(AND.finditer(mask[gap_start:gap_end]))
    if cuts:
        cut = cuts[0] if cuts[0].start() == 0 else cuts[-1]
        one.right, two.left, two.listed = gap[: cut.start()], gap[cut.end() :], True
        if cuts[0].start() == 0 and not one.qualifier:
            one.right = ""
        return
    if _FROM_TO.search(gap) and re.search(r"[由从自]|不到|不足", one.left):
        one.qualifier = True
        two.left = two.before = re.split(r"[由从自]", one.left)[0] + re.sub(r"20\d\d年.*$", "", gap)
    elif one.amount.kind == two.amount.kind == "count" and not gap and "的" in two.right:
        two.sized, two.qualifier = one.amount.written, not one.amount.written
        one.right = two.right.partition("的")[2]
    elif gap == "的" and re.search(r"总投资(?:约|达)?$", one.left):
        one.planned, two.left = True, ""
    elif gap in ("", "的") or (one.amount.kind == "money" and two.amount.kind != "money"):
        one.qualifier = True
        two.left = one.left if gap != "的" else one.left.rstrip("的")
        two.left = two.left + own[one.amount.start : gap_end]
    elif one.amount.kind == "count" and two.right and two.right[0] not in "。，；、":
        two.sized = bool(re.match(r"超过|突破|达到?", gap))
        two.qualifier = not two.sized
        one.right = two.right.removeprefix("的") if two.sized else one.after
    elif (
        comparison(gap, "").group
        and not comparison(one.left, "").group
        and one.amount.kind in ("size", "time", "money")
    ):
        one.qualifier, two.left = True, one.left + own[one.amount.start : gap_end]
    else:
        two.left = gap
