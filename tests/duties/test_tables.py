"""What is found, against tables made by reading: of the real gazettes, and of some that no grammar had seen.

The tables in ``unseen`` were made, with their gazettes, by a reader who did not know the grammar. The first of
them has since been used to mend it; the second was not.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from luoshi import config, duties
from tests.duties.scoring import (
    Tabled,
    score_days,
    score_duties,
    score_targets,
    tabled,
    units_of,
    wanted_units,
)

TABLES = Path(__file__).parent / "tables"
UNSEEN = Path(__file__).parent / "unseen"
NAMES = sorted(each.stem for each in TABLES.glob("*.yaml"))


def real(name: str) -> list[Tabled]:
    return tabled(config.gazettes_folder() / f"{name}.txt", TABLES / f"{name}.yaml")


@pytest.mark.gazettes
@pytest.mark.parametrize("name", NAMES)
def test_every_bracket_and_line_is_read_as_a_reader_does(name: str, gazettes: Path) -> None:
    for document, table in real(name):
        marks = [
            each for each in duties.find(document) if each.form != "职责" and each.confidence > 0.8
        ]
        assert not units_of(document, marks) - wanted_units(table), document.label


@pytest.mark.gazettes
def test_who_must_do_what_in_all_documents(gazettes: Path) -> None:
    score = score_duties(chain.from_iterable(map(real, NAMES)))
    assert score.wanted > 2000
    assert score.precision >= 0.97
    assert score.recall >= 0.97


@pytest.mark.gazettes
def test_which_numbers_must_be_reached_in_all_documents(gazettes: Path) -> None:
    score = score_targets(chain.from_iterable(map(real, NAMES)))
    assert score.wanted > 200
    assert score.precision >= 0.95
    assert score.recall >= 0.95


@pytest.mark.gazettes
def test_which_days_the_documents_name(gazettes: Path) -> None:
    score = score_days(chain.from_iterable(map(real, NAMES)))
    assert score.precision >= 0.9
    assert score.recall >= 0.9


@pytest.mark.parametrize("name", ["anlan-2026-2", "qinghe-2027-1"])
def test_a_gazette_that_no_grammar_had_seen(name: str) -> None:
    tables = tabled(UNSEEN / f"{name}.txt", UNSEEN / f"{name}.yaml")
    for score in (score_duties(tables), score_targets(tables), score_days(tables)):
        assert score.wanted > 20
        assert score.precision >= 0.9
        assert score.recall >= 0.9
