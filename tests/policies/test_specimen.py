"""The encodings of the specimen against its texts, on any machine."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from shutil import copytree

import pytest

from luoshi.policies import HERE
from luoshi.policies.coverage import Coverage, coverage, named_by
from luoshi.policies.verify import Verification, verify
from luoshi.rules import REGISTRY
from luoshi.rules.policy import Policy
from tests.policies.made import specimen_documents

FOLDERS = sorted(path.parent for path in (HERE / "specimen").glob("*/policy.yaml"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


def verified(folder: Path) -> Verification:
    encoded = Policy.load(folder)
    return verify(encoded, specimen_documents()[encoded.number])


def covered(encoded: Policy) -> Coverage:
    import_module(f"luoshi.policies.{encoded.key}.rules")
    rules = [rule for rule in REGISTRY.values() if rule.policy.key == encoded.key]
    return coverage(encoded, specimen_documents()[encoded.number], named_by(rules))


def test_the_specimen_has_encodings() -> None:
    assert [folder.name for folder in FOLDERS] == [
        "flood_calls",
        "rent_subsidy",
        "rural_water",
        "water_maintenance",
    ]


def test_every_number_is_in_the_text_and_every_number_of_the_text_is_accounted_for(
    folder: Path,
) -> None:
    found = verified(folder)
    assert found.verified
    assert [(each.parameter, each.sought, each.fault) for each in found.missed] == []
    assert [(each.place.clause, each.place.around) for each in found.uncovered] == []
    assert [(each.declared, each.why) for each in found.stale] == []
    assert found.sound


def test_every_clause_is_accounted_for(folder: Path) -> None:
    found = covered(Policy.load(folder))
    assert found.counts["executed"]
    assert [each.clause for each in found.accounts if each.state == "unaccounted"] == []
    assert found.unknown == ()
    assert found.sound


def test_a_number_that_is_not_printed_is_found_out(tmp_path: Path) -> None:
    changed = copytree(HERE / "specimen" / "rent_subsidy", tmp_path / "specimen" / "rent_subsidy")
    parameters = changed / "parameters.yaml"
    text = parameters.read_text("utf-8")
    assert text.count("1000元") == 1
    parameters.write_text(text.replace("1000元", "1100元"), "utf-8")
    found = verified(changed)
    assert [each.parameter for each in found.missed] == ["monthly 硕士研究生"]
    assert [each.place.text for each in found.uncovered] == ["1000元"]


def test_a_clause_that_nobody_names_is_found_out() -> None:
    encoded = Policy.load(HERE / "specimen" / "rent_subsidy")
    forgotten = {clause: why for clause, why in encoded.idle.items() if clause != "第一条"}
    found = covered(replace(encoded, idle=forgotten))
    assert [each.clause for each in found.accounts if each.state == "unaccounted"] == ["第一条"]
    assert not found.sound
