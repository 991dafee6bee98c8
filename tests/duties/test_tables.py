"""What is found in the real gazettes, against tables made by reading them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi import config, duties, gazette
from luoshi.gazette.model import Document

TABLES = Path(__file__).parent / "tables"
NAMES = sorted(each.stem for each in TABLES.glob("*.yaml"))
Key = tuple[str, ...]

pytestmark = pytest.mark.gazettes


@cache
def read(name: str) -> list[tuple[Document, dict[str, Any]]]:
    """The documents of a gazette, each with its table."""
    documents = gazette.read(
        (config.gazettes_folder() / f"{name}.txt").read_bytes(), name=name
    ).documents
    tables = yaml.safe_load((TABLES / f"{name}.yaml").read_text(encoding="utf-8"))
    assert [each["number"] for each in tables] == [each.number for each in documents]
    return list(zip(documents, tables, strict=True))


def at(document: Document, address: str) -> str:
    return address.removeprefix(document.label).strip()


def flat(unit: str) -> str:
    return re.sub(r"\s", "", unit).translate(str.maketrans("〔〕()", "（）（）"))


def duties_of(name: str) -> Iterator[tuple[Document, Counter[Key], Counter[Key], Counter[Key]]]:
    """For each document: what marks say, what all notations say, and the table."""
    for document, table in read(name):
        rows = duties.find(document)
        found = [
            (each, (at(document, each.place.address), flat(unit), str(unit in each.lead)))
            for each in rows
            for unit in each.units
        ]
        wanted = Counter(
            (row["at"], flat(unit), str(unit in row.get("lead", ())))
            for row in table["duties"]
            for unit in row["units"]
        )
        marks = Counter(
            key for each, key in found if each.form != "职责" and each.confidence != 0.7
        )
        yield document, marks, Counter(key for _, key in found), wanted


def scores(found: int, wanted: int, both: int) -> tuple[float, float]:
    """Precision and recall."""
    return both / found if found else 1.0, both / wanted if wanted else 1.0


@pytest.mark.parametrize("name", NAMES)
def test_every_bracket_and_line_is_read_as_a_reader_does(name: str, gazettes: Path) -> None:
    for document, marks, _, wanted in duties_of(name):
        assert not marks - wanted, document.label


def test_who_must_do_what_in_all_documents(gazettes: Path) -> None:
    found, wanted, both = 0, 0, 0
    for name in NAMES:
        for _, _, rows, table in duties_of(name):
            found, wanted = found + rows.total(), wanted + table.total()
            both += (rows & table).total()
    precision, recall = scores(found, wanted, both)
    assert wanted > 2000
    assert precision >= 0.97
    assert recall >= 0.97


def same_name(one: str, other: str) -> bool:
    """The thing measured: one name within the other, or mostly the same."""
    one, other = re.sub(r"\W", "", one), re.sub(r"\W", "", other)
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() >= 0.6


def test_which_numbers_must_be_reached_in_all_documents(gazettes: Path) -> None:
    found, wanted, both = 0, 0, 0
    for name in NAMES:
        for document, table in read(name):
            rows = list(duties.targets(document))
            found, wanted = found + len(rows), wanted + len(table["targets"])
            for row in table["targets"]:
                hit = next(
                    (each for each in rows
                     if at(document, each.place.address) == row["at"] and each.comparator == row["op"]
                     and str(each.value) == str(row.get("value", 0)) and each.unit == row.get("unit", "")
                     and each.year == row.get("year") and same_name(each.name, row["name"])),
                    None,
                )  # fmt: skip
                if hit is not None:
                    both += 1
                    rows.remove(hit)
    precision, recall = scores(found, wanted, both)
    assert wanted > 200
    assert precision >= 0.95
    assert recall >= 0.95


def test_which_days_the_documents_name(gazettes: Path) -> None:
    found, wanted, both = 0, 0, 0
    for name in NAMES:
        for document, table in read(name):
            rows = Counter(at(document, each.place.address) for each in duties.timings(document))
            days = Counter(row["at"] for row in table["dates"])
            found, wanted = found + rows.total(), wanted + days.total()
            both += (rows & days).total()
    precision, recall = scores(found, wanted, both)
    assert precision >= 0.9
    assert recall >= 0.9
