"""Versions of a gazette: listed, refused when they lack documents, put back."""

from pathlib import Path

from tests.cli.conftest import Call

NAME = "yunlu-2025-2"


def test_a_cut_text_is_refused_and_a_version_is_put_back(
    loaded: Call, specimen: Path, tmp_path: Path
) -> None:
    whole = (specimen / f"{NAME}.txt").read_text("utf-8")
    documents = loaded("gazettes", "--json").data
    kept = next(row["documents"] for row in documents if row["gazette"] == NAME)
    cut = tmp_path / "cut.txt"
    cut.write_text(whole[: whole.rindex("麓水发")].rpartition("。")[0] + "。", "utf-8")
    refused = loaded("ingest", cut)
    assert refused.code == 1
    assert "比在用的版本少" in refused.err
    assert loaded("ingest", "--allow-fewer", cut).code == 0
    versions = loaded("restore", NAME, "--json").data
    assert [(row["version"], row["current"]) for row in versions] == [(1, False), (2, True)]
    versions = loaded("restore", NAME, "--version", 1, "--json").data
    assert [row["current"] for row in versions] == [True, False]
    assert versions[0]["documents"] == kept
    missing = loaded("restore", NAME, "--version", 9)
    assert missing.code == 1
    assert "9" in missing.err
