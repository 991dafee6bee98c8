"""``luoshi verify`` and ``luoshi coverage`` as people and programs call them."""

from pathlib import Path

import pytest

from bench.tools.texts import GAZETTES
from luoshi.policies import HERE
from luoshi.rules.policy import Policy
from tests.cli.conftest import Call

ENCODED = sorted(path.parent for path in HERE.glob("*/*/policy.yaml"))
COMMANDS = ("verify", "coverage")


@pytest.fixture
def number() -> str:
    return Policy.load(ENCODED[0]).number


@pytest.mark.parametrize("command", COMMANDS)
def test_where_the_gazette_is_not_loaded(luoshi: Call, command: str, number: str) -> None:
    said = luoshi(command, number)
    assert said.code == 1
    assert number in said.err
    assert "luoshi ingest" in said.err
    assert said.out == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_all_where_nothing_is_loaded(luoshi: Call, command: str) -> None:
    said = luoshi(command)
    assert said.code == 1
    assert said.out.count("公报没有入档") == len(ENCODED)
    data = luoshi(command, "--json").data
    assert data["sound"] is False
    assert data["documents"] == []
    assert len(data["not_loaded"]) == len(ENCODED)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_document_that_is_not_encoded(luoshi: Call, command: str) -> None:
    said = luoshi(command, "麓水政办发〔2025〕999号", "--json")
    assert said.code == 1
    assert "麓水政办发〔2025〕999号" in said.errors[0]["what"]


@pytest.mark.gazettes
@pytest.mark.parametrize("command", COMMANDS)
def test_with_the_gazettes(luoshi: Call, command: str, number: str, gazettes: Path) -> None:
    files = [gazettes / f"{name}.txt" for name in GAZETTES]
    assert luoshi("ingest", *files).code == 0
    data = luoshi(command, number, "--json").data
    assert [each["number"] for each in data["documents"]] == [number]
    assert data["not_loaded"] == []
    shown = luoshi(command, number)
    assert number in shown.out
    assert shown.code == (0 if data["sound"] else 1)
