"""Collectives that a document spells out itself (集合称谓): 各镇街, 领导小组各成员单位."""

from __future__ import annotations

import re
from collections.abc import Mapping

from luoshi.duties.making import plain
from luoshi.duties.words import BODY_END, units_of
from luoshi.gazette.model import Document

_CALLED = re.compile(
    r"(?P<list>[^。；：:]{4,200})[（(]以下(?:简|统|合)?称[“\"‘']?(?P<name>[^“”\"’'（）()]{2,16})[”\"’']?[）)]"
)
_OF_GROUP = re.compile(
    r"(?:领导小组|联席会议|指挥部|专班|工作组|委员会)(?:其他)?(?:各)?成员(?:单位)?$"
)
_POST = re.compile(
    r"(?:党委|党组|分党组)?(?:第一)?(?:副)?(?:书记|局长|主任|主席|部长|处长|厅长|委员|行长|区长|市长|县长|镇长|秘书长|总经理|董事长|经理|"
    r"检察长|院长|支队长|大队长|站长|台长|社长|理事长|总督学|督学|会长|调研员|巡视员|领导干部|工会主席|正处级|副处级|一级|二级|三级|四级|总|、|兼)"
)


def unit_of_post(post: str) -> str:
    """The unit within a post as printed: 市财政局副局长 is of 市财政局; empty where it cannot be told.

    >>> unit_of_post("市财政局党组书记、局长")
    '市财政局'
    """
    post = plain(post)
    for found in _POST.finditer(post):
        unit = post[: found.start()]
        if len(unit) > 2 and BODY_END.search(unit) and not re.search("书记|常委|[市区县]长", unit):
            return unit
    return ""


def collectives(document: Document) -> dict[str, tuple[str, ...]]:
    """The names that the document gives to several units, and which they are."""
    found: dict[str, tuple[str, ...]] = {}
    seats: list[str] = []
    for clause in document.walk():
        if clause.person is not None and not clause.person.act:
            seats.append(unit_of_post(clause.person.post))
        if "以下" in clause.own:
            for called in _CALLED.finditer(plain(clause.own)):
                names = units_of(re.split("[，,]", called["list"])[-1])
                if len(names) > 1 and all(BODY_END.search(each) for each in names):
                    found[called["name"]] = names
    units = tuple(dict.fromkeys(each for each in seats if each))
    return {**found, _SEATS: units} if units else found


_SEATS = "\0seats"


def members_of(
    units: tuple[str, ...], known: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Those of the units that are collectives of the document, each with its own units."""
    return tuple(
        (unit, found)
        for unit in units
        if (found := known.get(unit) or (known.get(_SEATS, ()) if _OF_GROUP.search(unit) else ()))
    )
