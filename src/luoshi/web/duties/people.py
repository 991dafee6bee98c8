"""People in a document (人员): appointments, seats of leading groups, and who owes work without a seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi import duties
from luoshi.duties import Holding
from luoshi.duties.posts import Group, groups, seats_missing
from luoshi.office.archive import queries
from luoshi.office.archive.models import Document
from luoshi.web import links

COLUMNS = [
    "姓名",
    "职务",
    "单位",
    "机构",
    "机构内职务",
    "任免",
    "自",
    "至",
    "试用期至",
    "条款",
    "行",
]


@dataclass(frozen=True, slots=True)
class People:
    """What a document says of people.

    Attributes:
        posts: appointments and removals; ``groups``: leading groups with their seats.
        missing: units that owe work by the document's duties and have no seat.
    """

    posts: tuple[Holding, ...]
    groups: tuple[Group, ...]
    missing: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many people and seats."""
        return len(self.posts) + sum(len(each.seats) for each in self.groups)


def people_of(row: Document) -> People:
    """The people of a document; of one without any nothing more is read."""
    text = queries.value(row)
    held = duties.holdings(text)
    if not held:
        return People((), (), ())
    missing = seats_missing(text, duties.find(text))
    return People(tuple(each for each in held if not each.group), groups(text, held), missing)


def as_data(of: People) -> dict[str, Any]:
    """People as data."""
    return {
        "posts": [_holding(each) for each in of.posts],
        "groups": [
            {"name": each.name, "address": each.address, "office": each.office or None,
             "units": list(each.units), "seats": [_holding(one) for one in each.seats]}
            for each in of.groups
        ],
        "without_seat": list(of.missing),
    }  # fmt: skip


def _holding(of: Holding) -> dict[str, Any]:
    return {
        "name": of.name, "post": of.post, "unit": of.unit or None, "group": of.group or None,
        "seat": of.seat or None, "act": of.act or None, "since": _iso(of.since), "until": _iso(of.until),
        "probation": _iso(of.probation), "address": of.address, "lines": list(of.lines),
    }  # fmt: skip


def as_rows(of: People) -> list[list[object]]:
    """People as rows of a spreadsheet; see `COLUMNS`."""
    every = [*of.posts, *(one for each in of.groups for one in each.seats)]
    return [
        [each.name, each.post, each.unit, each.group, each.seat, each.act, each.since, each.until,
         each.probation, each.address, "-".join(map(str, each.lines))]
        for each in every
    ]  # fmt: skip


def linked(held: Sequence[Holding], gazette: str) -> list[tuple[Holding, str]]:
    """People with the page of their clause."""
    return [(each, links.clause(each.address, gazette)) for each in held]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
