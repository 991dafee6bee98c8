"""Taking texts in: never twice, one bad file does not stop the others."""

from pathlib import Path

import pytest

from luoshi.gazette import READER_VERSION
from luoshi.office.archive.models import Document, Issue, Version
from tests.cli.conftest import Call

ISSUE = "yunlu-2025-2"
RULES = "yunlu-water-rules"


def states(said: object) -> list[str]:
    assert isinstance(said, list)
    return [one["state"] for one in said]


def test_a_folder_is_taken_in_and_the_same_again_changes_nothing(
    luoshi: Call, specimen: Path
) -> None:
    first = luoshi("ingest", specimen, "--json")
    assert first.code == 0
    assert states(first.data) == ["new", "new"]
    assert [one["gazette"] for one in first.data] == [ISSUE, RULES]
    assert [one["documents"] for one in first.data] == [13, 1]
    kept = list(Version.objects.values_list("id", "sha256", "ingested_at"))
    again = luoshi("ingest", specimen, specimen / f"{RULES}.txt", "--json")
    assert states(again.data) == ["unchanged", "unchanged"]
    assert list(Version.objects.values_list("id", "sha256", "ingested_at")) == kept


def test_a_corrected_file_becomes_a_new_version(
    luoshi: Call, specimen: Path, tmp_path: Path
) -> None:
    luoshi("ingest", specimen / f"{RULES}.txt")
    corrected = tmp_path / "corrected.txt"
    text = (specimen / f"{RULES}.txt").read_text("utf-8")
    corrected.write_text(text.replace("超过30年", "超过三十年"), "utf-8")
    said = luoshi("ingest", corrected)
    assert said.code == 0
    assert "新版本" in said.out
    assert Version.objects.filter(issue__slug=RULES).count() == 2
    assert Version.objects.get(current=True).ordinal == 2
    assert "超过三十年" in luoshi("show", "《云麓市城乡供水条例》第七条").out


def test_a_text_that_an_older_reader_read_is_read_again(loaded: Call, specimen: Path) -> None:
    Version.objects.update(reader="0")
    assert states(loaded("ingest", specimen, "--json").data) == ["read again"] * 2
    assert set(Version.objects.values_list("reader", flat=True)) == {READER_VERSION}


def test_one_bad_file_does_not_stop_the_others(
    luoshi: Call, specimen: Path, tmp_path: Path
) -> None:
    bad, absent, empty = tmp_path / "坏.txt", tmp_path / "没有.txt", tmp_path / "空文件夹"
    bad.write_bytes(b"\x00\x01")
    empty.mkdir()
    said = luoshi("ingest", bad, absent, specimen / f"{RULES}.txt", empty, "--json")
    assert said.code == 1
    assert states(said.data) == ["failed", "failed", "new", "failed"]
    assert [one["error"] for one in said.data if "error" in one] == said.errors
    assert [error["where"] for error in said.errors] == [f"{bad} 第1行", str(absent), str(empty)]
    assert Issue.objects.count() == 1
    shown = luoshi("ingest", bad, specimen / f"{RULES}.txt")
    assert "共 2 份，入档 1 份，失败 1 份。" in shown.out
    assert "错误：" in shown.err


def test_hidden_files_and_other_kinds_are_left_alone(
    luoshi: Call, specimen: Path, tmp_path: Path
) -> None:
    text = (specimen / f"{RULES}.txt").read_bytes()
    for name in (".hidden.txt", "notes.md", "rules.TXT", ".git/config.txt", "inner/rules.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text)
    said = luoshi("ingest", tmp_path, "--json")
    assert [Path(one["path"]).name for one in said.data] == ["rules.txt", "rules.TXT"]
    assert luoshi("ingest", tmp_path / "notes.md", "--json").data[0]["state"] == "unchanged"


@pytest.mark.gazettes
def test_the_five_real_gazettes(luoshi: Call, gazettes: Path) -> None:
    said = luoshi("ingest", gazettes, "--json")
    assert said.code == 0, said.err
    assert Document.objects.count() == 55
    assert len(luoshi("documents", "--json").data) == 55
