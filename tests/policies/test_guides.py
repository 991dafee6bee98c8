"""The tutorial shows what its folder holds; the reference names every word there is."""

import re
from pathlib import Path
from typing import Any

import pytest

from luoshi import rules
from luoshi.policies import HERE
from luoshi.rules.parameters import COMPARATORS, load
from luoshi.rules.policy import Policy
from luoshi.rules.units import UNITS
from luoshi.rules.yamlio import is_list, is_mapping, read

DOCS = Path(__file__).parents[2] / "docs"
TUTORIAL = (DOCS / "encode-a-policy.md").read_text("utf-8")
REFERENCE = (DOCS / "rules.md").read_text("utf-8")
FOLDER = HERE / "specimen" / "rent_subsidy"
YAML_BLOCK = re.compile(r"```yaml\n(?:# (?P<file>\S+)\n)?(?P<text>.*?)```", re.S)
PYTHON_BLOCK = re.compile(r"```python\n(.*?)```", re.S)


def part(held: Any, told: Any) -> Any:
    """Of a mapping only what the tutorial tells of it; anything else whole."""
    return {key: held[key] for key in told} if is_mapping(held) and is_mapping(told) else held


@pytest.mark.parametrize(
    "block", list(YAML_BLOCK.finditer(TUTORIAL)), ids=lambda block: block["file"]
)
def test_the_tutorial_shows_what_its_folder_holds(block: re.Match[str], tmp_path: Path) -> None:
    (tmp_path / "block.yaml").write_text(block["text"], "utf-8")
    shown, held = read(tmp_path / "block.yaml"), read(FOLDER / block["file"])
    if is_list(held):
        assert [case for case in shown if case not in held] == []
    else:
        assert {key: part(held[key], told) for key, told in shown.items()} == shown


def test_the_code_of_the_tutorial_is_the_code_of_its_folder() -> None:
    (block,) = PYTHON_BLOCK.findall(TUTORIAL)
    lines = iter((FOLDER / "rules.py").read_text("utf-8").splitlines())
    for line in filter(None, block.splitlines()):
        assert line in lines, f"{line!r} is not in rules.py, or stands elsewhere"


def test_the_examples_of_the_reference_load(tmp_path: Path) -> None:
    policy, parameters, cases = (block["text"] for block in YAML_BLOCK.finditer(REFERENCE))
    (tmp_path / "policy.yaml").write_text(policy, "utf-8")
    (tmp_path / "parameters.yaml").write_text(parameters.replace("  fills:", "  gist:"), "utf-8")
    loaded = Policy.load(tmp_path)
    assert load(read(tmp_path / "parameters.yaml"), loaded.number, loaded.starts)
    held = read(FOLDER / "cases.yaml")
    (tmp_path / "cases.yaml").write_text(cases, "utf-8")
    assert [case for case in read(tmp_path / "cases.yaml") if case not in held] == []


WORDS = [word for word in rules.__all__ if word[0].islower()]


@pytest.mark.parametrize("word", WORDS)
def test_the_reference_names_every_word(word: str) -> None:
    assert re.search(rf"`[^`\n]*\b{word}\b[^`\n]*`", REFERENCE)


def test_the_reference_lists_every_word_of_limit_and_every_unit() -> None:
    cells = set(re.split(r"[\s|,]+", REFERENCE))
    assert [word for word in COMPARATORS if word not in cells] == []
    assert [name for name in UNITS if "/" not in name and name and name not in cells] == []


def test_the_reference_tells_the_sign_of_every_word_of_limit() -> None:
    for row in re.findall(r"^\| ([≤≥<>=]) \| (.+) \|$", REFERENCE, re.M):
        sign = {"≤": "<=", "≥": ">=", "=": "=="}.get(row[0], row[0])
        assert {COMPARATORS[word] for word in row[1].split()} == {sign}
