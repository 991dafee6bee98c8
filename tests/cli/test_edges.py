"""An archive that holds nothing, or words that mean no good."""

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.test_asking import DECREE, QUESTIONS


@pytest.mark.parametrize("words", [*QUESTIONS, ["export", DECREE]], ids=lambda words: words[0])
def test_an_empty_archive_says_what_to_do(luoshi: Call, words: list[str]) -> None:
    said = luoshi(*words)
    assert said.code == 1
    assert "档案是空的" in said.err
    assert "luoshi ingest" in said.err
    assert said.out == ""


@pytest.mark.parametrize("command", ["documents", "gazettes"])
def test_a_list_of_an_empty_archive_is_an_empty_list(luoshi: Call, command: str) -> None:
    said = luoshi(command, "--json")
    assert (said.code, said.data) == (1, [])
    assert "档案是空的" in said.errors[0]["what"]


def test_words_from_outside_do_not_steer_the_terminal(luoshi: Call, tmp_path: Path) -> None:
    title = "云麓市\x1b[31m关于\u202e试验的通知"
    text = f"{title}\n\n麓政发〔2025〕9号\n\n各县（区）人民政府：\n\n一、要求\n\n做好工作。\n\n云麓市人民政府\n\n2025年1月2日\n"
    file = tmp_path / "甲.txt"
    file.write_text(text, "utf-8")
    said = luoshi("ingest", file)
    for words in (["documents"], ["show", "麓政发〔2025〕9号"], ["gazettes"], ["search", "试验"]):
        said = luoshi(*words)
        assert "\x1b" not in said.out + said.err
        assert "\u202e" not in said.out + said.err
