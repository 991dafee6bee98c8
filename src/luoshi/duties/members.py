"""Collectives that a document spells out itself (集合称谓): 各镇街, 领导小组各成员单位."""

from __future__ import annotations

import re
from collections.abc import Mapping

from luoshi.duties.making import plain
from luoshi.duties.posts import unit_of
from luoshi.duties.words import BODY_END, units_of
from luoshi.gazette.model import Document

_CALLED = re.compile(
    r"[（(]以下(?:简|统|合)?称[“\"‘']?(?P<name>[^“”\"’'（）()]{2,16})[”\"’']?[）)]"
)
_LIST = 200
"""Characters before it in which the units stand that a name is given to."""
_OF_GROUP = re.compile(
    r"(?:领导小组|联席会议|指挥部|专班|工作组|委员会)(?:其他)?(?:各)?成员(?:单位)?$"
)


def collectives(document: Document) -> dict[str, tuple[str, ...]]:
    """The names that the document gives to several units, and which they are."""
    found: dict[str, tuple[str, ...]] = {}
    seats: list[str] = []
    for clause in document.walk():
        if clause.person is not None and not clause.person.act:
            seats.append(unit_of(clause.person.post))
        if "以下" in clause.own:
            told = plain(clause.own)
            for called in _CALLED.finditer(told):
                before = told[max(0, called.start() - _LIST) : called.start()]
                names = units_of(re.split("[，,。；：:由]", before)[-1])
                if names and all(BODY_END.search(each) for each in names):
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
