"""Printed names of units to units of the directory (机构名称归一): known, several, a collective, out of use, unknown.

A name leads to a unit by its name or an alias. A gazette of 云麓市 prints 市财政局 for 云麓市财政局, so the place
of the gazette is tried before the words alone, and a 市财政局 of another place is not taken. Nothing is guessed:
who looks like it is only proposed (``near``), and a name that leads nowhere is listed (`unknown`).

A renamed unit keeps its old name as an alias. A unit that was merged is taken out of use below the unit that
goes on with its work: its name leads to the nearest unit above that is in use, and the note says so.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from luoshi.office.archive.folding import letters
from luoshi.office.archive.models import Issue
from luoshi.office.directory.models import SAMPLE_MARK, Alias, Unit
from luoshi.office.duties import finding
from luoshi.office.duties.models import Found
from luoshi.office.duties.shapes import Shape, value_of
from luoshi.office.journal.models import Entry

State = Literal["known", "successor", "collective", "several", "out of use", "unknown"]
STATES: dict[State, str] = {
    "known": "已对应", "successor": "原单位已停用，暂由上级承接", "collective": "集合称谓", "several": "对应不止一个单位",
    "out of use": "单位已停用", "unknown": "单位名录中没有",
}  # fmt: skip
Role = Literal["lead", "assist", ""]

_PLACE = re.compile(r"[^省市区县旗]+[省市区县旗]")
_HEAD = re.compile(r"[省市区县旗](?=.{2})")
_COLLECTIVE = re.compile(
    r"^各|^(?:其他)?(?:有关|相关)|各(?:有关|相关|成员)?(?:部门|单位|机构)|有关(?:部门|单位)$"
)
_COUNTIES = re.compile(r"各[区县市旗（）()、]+级?(?:人民)?(?:政府|管委会)?")
_TOWNS = re.compile(r"各(?:[镇乡]|街道|镇街|乡镇)[^部单]*")
_RULES = ("区", "县", "市", "旗", "镇", "乡", "街道", "政府", "办事处")
"""How the name of a county or town, or of its government, ends."""
_LIKE = 0.6
_MOST_LIKE = 3


@dataclass(frozen=True)
class Resolved:
    """What a printed name leads to.

    Attributes:
        words: as printed.
        unit: the unit in use; None where there is none, or more than one.
        note: what to look at and what to do, in Chinese; empty where nothing is.
        members: of a collective, as far as the document or the directory names them.
        near: who may be meant: units by a name that is like it, or that was theirs.
        role: its part in a duty.
    """

    words: str
    state: State
    unit: Unit | None = None
    note: str = ""
    members: tuple[Resolved, ...] = ()
    near: tuple[Unit, ...] = ()
    role: Role = ""

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return STATES[self.state]

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units in use that it stands for, each once."""
        if self.unit is not None:
            return (self.unit,)
        found = {unit.pk: unit for each in self.members for unit in each.units}
        return tuple(found.values())


@dataclass(frozen=True)
class Unknown:
    """A printed name that leads to no unit, and the findings that print it."""

    resolved: Resolved
    rows: tuple[Found, ...]


@dataclass
class Names:
    """Every name of the directory, read once for many printed ones."""

    units: dict[int, Unit]
    by_words: dict[str, int] = field(default_factory=dict[str, int])
    by_letters: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_pair: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The names, folded, in which two letters stand side by side."""

    @classmethod
    def load(cls, *, sample: bool | None = None) -> Names:
        """All units; only the samples, or only the others, where ``sample`` says so."""
        rows = Unit.objects.all() if sample is None else Unit.objects.filter(sample=sample)
        names = cls({unit.pk: unit for unit in rows})
        aliases = Alias.objects.filter(unit__in=rows.order_by()).values_list("name", "unit_id")
        for name, key in [*aliases, *((unit.name, key) for key, unit in names.units.items())]:
            name = name.removeprefix(SAMPLE_MARK) if sample else name
            names.by_words[name] = key
            folded = letters(name)
            names.by_letters[folded].add(key)
            for pair in _pairs(folded):
                names.by_pair[pair].add(folded)
        return names

    def find(self, words: str) -> set[int]:
        """The units with that name or alias, however widths and brackets are written."""
        if words in self.by_words:
            return {self.by_words[words]}
        return self.by_letters.get(letters(words), set())

    def like(self, words: str) -> list[tuple[float, int]]:
        """The units in use by a name that shares most of its letters with the words, the nearest first."""
        pairs = _pairs(letters(words))
        shared = Counter(name for pair in pairs for name in self.by_pair.get(pair, ()))
        near = [
            (likeness, key)
            for name, count in shared.items()
            if (likeness := 2 * count / (len(pairs) + len(_pairs(name)))) >= _LIKE
            for key in self.by_letters[name]
            if self.units[key].active
        ]
        return sorted(near, reverse=True)

    def in_use(self, unit: Unit) -> Unit | None:
        """The unit itself, or the nearest one above that is in use."""
        seen: set[int] = set()
        at: Unit | None = unit
        while at is not None and not at.active and at.pk not in seen:
            seen.add(at.pk)
            at = self.units.get(at.parent_id or 0)
        return at if at is not None and at.active else None


def resolve(
    words: str,
    *,
    city: str = "",
    members: Sequence[str] = (),
    names: Names | None = None,
) -> Resolved:
    """What a printed name leads to; where nowhere, who may be meant.

    Args:
        words: as printed.
        city: of the gazette, so that 市财政局 is its own one.
        members: the units of a collective, where the document spells it out.
        names: the directory, read beforehand.
    """
    names = names or Names.load()
    found = _resolve(words, city, members, names)
    if found.state != "unknown":
        return found
    return replace(found, near=_near(found.words, city, names))


def _resolve(words: str, city: str, members: Sequence[str], names: Names) -> Resolved:
    words = " ".join(words.split())
    found = _find(words, city, names)
    if len(found) == 1:
        return _usable(words, names.units[found.pop()], names)
    if found:
        units = tuple(names.units[key] for key in sorted(found))
        told = "、".join(unit.name for unit in units)
        return Resolved(words, "several", note=f"“{words}”对应 {told}，请指定一个", near=units)
    if members or _COLLECTIVE.search(words):
        return _collective(words, city, members, names)
    note = f"单位名录中没有“{words}”，请设立单位，或把它加为某单位的别名"
    return Resolved(words, "unknown", note=note)


def parties(row: Found, names: Names | None = None) -> list[Resolved]:
    """The units of a duty (or of a day), each with its part and what it leads to."""
    return _parties(value_of(row), row.issue.city, names or Names.load())


def unknown(issue: Issue | None = None) -> list[Unknown]:
    """The printed names of duties and days that lead to no unit, the commonest first."""
    names = Names.load()
    rows: defaultdict[str, list[Found]] = defaultdict(list)
    told: dict[str, Resolved] = {}
    for kind in ("duty", "timing"):
        for row in finding.found(kind, issue=issue):
            for party in _parties(value_of(row), row.issue.city, names):
                if party.state in ("unknown", "several", "out of use"):
                    told.setdefault(party.words, party)
                    rows[party.words].append(row)
    former = _former(told, names)
    found: list[Unknown] = []
    for words, each in told.items():
        city = rows[words][0].issue.city
        near = each.near or _near(words, city, names)
        named = replace(each, near=_once([*former.get(words, ()), *near]))
        found.append(Unknown(named, tuple(rows[words])))
    return sorted(found, key=lambda each: (-len(each.rows), each.resolved.words))


# ---- one name ------------------------------------------------------------------------------


def _find(words: str, city: str, names: Names) -> set[int]:
    """By the place of the gazette first; a unit of another place is not meant by 市财政局."""
    for name in _in_full(words, city):
        if found := names.find(name):
            return set(found)
    found = names.find(words)
    if city and _HEAD.match(words):
        return {key for key in found if _is_of(names.units[key].place, city)}
    return set(found)


def _in_full(words: str, city: str) -> list[str]:
    """市财政局 in a gazette of 云麓市 is 云麓市财政局; 区财政局 in one of 甲市乙区 is 甲市乙区财政局 or 乙区财政局."""
    head = _HEAD.match(words)
    places = _PLACE.findall(city)
    found: list[str] = []
    for at, place in enumerate(places):
        if head and place.endswith(head[0]):
            found += ["".join(places[: at + 1]) + words[1:], place + words[1:]]
    return list(dict.fromkeys(found))


def _is_of(place: str, city: str) -> bool:
    return not place or place in city or city in place


def _usable(words: str, unit: Unit, names: Names) -> Resolved:
    if unit.active:
        return Resolved(words, "known", unit)
    above = names.in_use(unit)
    if above is None:
        note = f"“{unit.name}”已停用，没有承接单位；请把承接单位设为它的上级，或另行指定"
        return Resolved(words, "out of use", note=note)
    note = f"“{unit.name}”已停用，暂列其上级“{above.name}”，请核对承接单位"
    return Resolved(words, "successor", above, note)


def _collective(words: str, city: str, members: Sequence[str], names: Names) -> Resolved:
    """By the document's own list; else 各区县政府 and 各镇街 by the levels of the directory."""
    if members:
        found = tuple(_resolve(each, city, (), names) for each in members)
        missing = [each.words for each in found if not each.units]
        note = f"其中单位名录中没有：{'、'.join(missing)}" if missing else ""
        return Resolved(words, "collective", note=note, members=found)
    units = _at_level(words, city, names)
    note = "" if units else f"“{words}”包括哪些单位，文件没有列明，请指定"
    found = tuple(Resolved(unit.name, "known", unit) for unit in units)
    return Resolved(words, "collective", note=note, members=found)


def _at_level(words: str, city: str, names: Names) -> list[Unit]:
    level = "county" if _COUNTIES.fullmatch(words) else "town" if _TOWNS.fullmatch(words) else ""
    return [
        unit
        for unit in names.units.values()
        if level
        and unit.active
        and unit.level == level
        and unit.name.endswith(_RULES)
        and (not city or city in unit.place or not unit.place or _below(unit, city, names))
    ]


def _below(unit: Unit, city: str, names: Names) -> bool:
    """Whether a unit stands below one of the place."""
    seen: set[int] = set()
    at = names.units.get(unit.parent_id or 0)
    while at is not None and at.pk not in seen:
        if at.place == city:
            return True
        seen.add(at.pk)
        at = names.units.get(at.parent_id or 0)
    return False


def _near(words: str, city: str, names: Names) -> tuple[Unit, ...]:
    """Units in use by a name that is like it, the nearest first."""
    found = sorted(
        (each for name in (*_in_full(words, city), words) for each in names.like(name)),
        reverse=True,
    )
    units = (names.units[key] for _, key in found)
    return _once(unit for unit in units if _is_of(unit.place, city))[:_MOST_LIKE]


def _pairs(folded: str) -> set[str]:
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


def _former(words: Iterable[str], names: Names) -> dict[str, list[Unit]]:
    """Who bore these names before, as the journal tells: a unit renamed without an alias."""
    codes = {unit.code: unit for unit in names.units.values()}
    wanted = set(words)
    found: defaultdict[str, list[Unit]] = defaultdict(list)
    if not wanted:
        return found
    renamed = Entry.objects.filter(kind="unit.changed", text__contains='"before"')
    for subject, text in renamed.values_list("subject", "text"):
        before = json.loads(text).get("before", {}).get("name")
        if before in wanted and subject in codes:
            found[before].append(codes[subject])
    return found


def _once(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple({unit.pk: unit for unit in units}.values())


# ---- a finding -----------------------------------------------------------------------------


def _parties(value: Shape, city: str, names: Names) -> list[Resolved]:
    lead, assist = set(value.get("lead") or ()), set(value.get("assist") or ())
    members: dict[str, list[str]] = {
        each["name"]: each["units"] for each in value.get("members") or ()
    }
    found: list[Resolved] = []
    for words in value.get("units") or ():
        role: Role = "lead" if words in lead else "assist" if words in assist else ""
        party = _resolve(words, city, members.get(words, ()), names)
        found.append(replace(party, role=role))
    return found
