"""What is found against a table made by reading: how much of it is right, and how much is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from luoshi import duties, gazette
from luoshi.gazette.model import Document

Key = tuple[str, ...]
Tabled = tuple[Document, dict[str, Any]]


@dataclass
class Score:
    """How many were found, how many the tables have, how many are in both."""

    found: int = 0
    wanted: int = 0
    both: int = 0

    def add(self, found: int, wanted: int, both: int) -> None:
        self.found, self.wanted, self.both = (
            self.found + found,
            self.wanted + wanted,
            self.both + both,
        )

    @property
    def precision(self) -> float:
        return self.both / self.found

    @property
    def recall(self) -> float:
        return self.both / self.wanted


@cache
def tabled(text: Path, table: Path) -> list[Tabled]:
    """The documents of a gazette, each with its table."""
    documents = gazette.read(text.read_bytes(), name=text.stem).documents
    tables = yaml.safe_load(table.read_text(encoding="utf-8"))
    assert [each["number"] for each in tables] == [each.number for each in documents]
    return list(zip(documents, tables, strict=True))


def at(document: Document, address: str) -> str:
    return address.removeprefix(document.label).strip()


def flat(unit: str) -> str:
    return re.sub(r"\s", "", unit).translate(str.maketrans("〔〕()", "（）（）"))


def units_of(document: Document, rows: Sequence[duties.Duty]) -> Counter[Key]:
    """Clause, unit, lead or not."""
    return Counter(
        (at(document, each.place.address), flat(unit), str(unit in each.lead))
        for each in rows
        for unit in each.units
    )


def wanted_units(table: dict[str, Any]) -> Counter[Key]:
    return Counter(
        (row["at"], flat(unit), str(unit in (row.get("lead") or ())))
        for row in table["duties"]
        for unit in row["units"]
    )


def score_duties(tables: Iterable[Tabled]) -> Score:
    score = Score()
    for document, table in tables:
        found, wanted = units_of(document, duties.find(document)), wanted_units(table)
        score.add(found.total(), wanted.total(), (found & wanted).total())
    return score


def same_name(one: str, other: str) -> bool:
    """The thing measured: one name within the other, or mostly the same."""
    one, other = re.sub(r"\W", "", one), re.sub(r"\W", "", other)
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() >= 0.6


def score_targets(tables: Iterable[Tabled]) -> Score:
    """Thing, comparator, value, unit, year, in the same clause."""
    score = Score()
    for document, table in tables:
        rows = list(duties.targets(document))
        found, both = len(rows), 0
        for row in table["targets"]:
            wanted = (
                row["at"],
                row["op"],
                str(row.get("value", 0)),
                row.get("unit") or "",
                row.get("year"),
            )
            hit = next(
                (each for each in rows
                 if (at(document, each.place.address), each.comparator, str(each.value), each.unit, each.year) == wanted
                 and same_name(each.name, row["name"])),
                None,
            )  # fmt: skip
            if hit is not None:
                both += 1
                rows.remove(hit)
        score.add(found, len(table["targets"]), both)
    return score


def score_days(tables: Iterable[Tabled]) -> Score:
    score = Score()
    for document, table in tables:
        found = Counter(at(document, each.place.address) for each in duties.timings(document))
        wanted = Counter(row["at"] for row in table["dates"])
        score.add(found.total(), wanted.total(), (found & wanted).total())
    return score
