"""Asking the archive: for people and, with the same content, for programs."""

import errno
import tempfile
from pathlib import Path

import pytest

from luoshi.cli.exporting import export, write_whole
from luoshi.cli.failure import of_any
from luoshi.gazette.export.akn import validate
from tests.cli.conftest import Call

DECREE = "云麓市人民政府令第31号"
SUBSIDY = "麓人社发〔2025〕14号"
BAMBOO = "麓政发〔2025〕7号"
REQUIRED = [
    "number", "title", "issuers", "kind", "signed", "effective", "expires", "repeals", "based_on",
    "recipients", "gazette", "lines", "articles", "headings",
]  # fmt: skip

QUESTIONS = [
    ["documents"], ["gazettes"], ["show", DECREE], ["references", DECREE], ["status", DECREE],
    ["search", "停车"], ["contents", "yunlu-2025-2"], ["repairs", "yunlu-2025-2"],
]  # fmt: skip


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_with_json_there_is_only_json(asked: Call, words: list[str]) -> None:
    said = asked(*words, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.data
    shown = asked(*words)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.strip()


def test_documents(asked: Call) -> None:
    data = asked("documents", "--json").data
    assert len(data) == 14
    assert all(list(one)[: len(REQUIRED)] == REQUIRED for one in data)
    decree = next(one for one in data if one["number"] == DECREE)
    assert decree["kind"] == "decree"
    assert (decree["signed"], decree["effective"], decree["expires"]) == (
        "2025-05-16", "2025-07-01", None,
    )  # fmt: skip
    assert (decree["gazette"], decree["lines"], decree["articles"]) == (
        "yunlu-2025-2",
        [105, 242],
        23,
    )
    assert decree["repeals"] == ["云麓市人民政府令第12号"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (["--gazette", "yunlu-water-rules"], 1),
        (["--kind", "令"], 1),
        (["--issuer", "水利局"], 1),
        (["--place", "云麓"], 14),
        (["--year", "2024"], 1),
        (["--in-force-on", "2025-06-15", "--kind", "令"], 0),
        (["--in-force-on", "2025-07-01", "--kind", "令"], 1),
        (["--gazette", "没有"], 0),
    ],
)
def test_documents_are_filtered(asked: Call, filters: list[str], count: int) -> None:
    said = asked("documents", *filters, "--json")
    assert len(said.data) == count
    assert said.code == (0 if count else 1)
    assert bool(said.err) is not bool(count)


def test_show_a_clause(asked: Call) -> None:
    data = asked("show", "云麓市人民政府令第31号", "第12条(二)", "--json").data
    assert list(data)[:5] == ["address", "text", "lines", "path", "children"]
    assert data["address"] == f"{DECREE} 第十二条第（二）项"
    assert data["text"].startswith("（二）按照标准收费")
    assert data["lines"] == [194, 194]
    assert (data["path"][0], data["path"][-2:]) == (DECREE, ["第十二条", "第（二）项"])
    above = asked("show", f"{DECREE} 第十二条", "--json").data
    assert [child["address"] for child in above["children"]][:2] == [
        f"{DECREE} 第十二条第（一）项", f"{DECREE} 第十二条第（二）项",
    ]  # fmt: skip
    assert data["text"] in above["text"]
    assert above["damages"]


def test_show_the_printed_lines(asked: Call, specimen: Path) -> None:
    data = asked("show", f"{DECREE} 第十二条", "--source", "--json").data
    first, last = data["lines"]
    printed = (specimen / "yunlu-2025-2.txt").read_text("utf-8").split("\n")[first - 1 : last]
    assert [line["text"] for line in data["source"]] == printed
    assert [line["line"] for line in data["source"]] == list(range(first, last + 1))
    assert "190 │ 第十二条" in asked("show", f"{DECREE} 第十二条", "--source").out


@pytest.mark.parametrize("words", [SUBSIDY, "麓人社发[2025] 14号", "麓人社发(2025)14号"])
def test_show_a_whole_document(asked: Call, words: str) -> None:
    data = asked("show", words, "--json").data
    assert data["address"] == SUBSIDY
    assert data["path"] == [SUBSIDY]
    assert len(data["children"]) > 3
    assert "".join(child["text"] for child in data["children"]) == data["text"].replace(
        "\n", ""
    ) or ("\n".join(child["text"] for child in data["children"]) == data["text"])


@pytest.mark.parametrize(
    "words",
    ["《云麓市城乡供水条例》第五条", "云麓市城乡供水条例 第五条", "《云麓市城乡供水条例》 第5条"],
)
def test_show_by_title(asked: Call, words: str) -> None:
    assert asked("show", words, "--json").data["address"] == "《云麓市城乡供水条例》 第五条"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (f"{DECREE} 第三百条", "第三百条"),
        ("麓政发〔1999〕1号", "麓政发〔1999〕1号"),
        ("没有这样的文件", "没有这样的文件"),
    ],
)
def test_what_is_not_there_is_said(asked: Call, words: str, what: str) -> None:
    for command in ("show", "references"):
        said = asked(command, words, "--json")
        assert (said.code, said.out) == (1, "")
        assert what in said.errors[0]["what"]
        assert "luoshi" in said.errors[0]["remedy"]


def test_references_in_both_directions(asked: Call) -> None:
    data = asked("references", BAMBOO, "--json").data
    assert {one["document"]["number"] for one in data["in"]} >= {"麓政办函〔2025〕31号"}
    assert any(one["number"] == "岚政发〔2024〕9号" and not one["known"] for one in data["out"])
    assert {one["label"] for one in data["relations"]} >= {"依据", "被其引用"}
    shown = asked("references", BAMBOO).out
    assert "被引用" in shown
    assert "档案中没有" in shown
    clause = asked("references", f"{DECREE} 第一条", "--json").data
    assert {one["clause"] for one in clause["out"]} == {f"{DECREE} 第一条"}


@pytest.mark.parametrize(
    ("day", "state", "label"),
    [
        ("2025-06-20", "not yet", "尚未施行"),
        ("2025-07-15", "gap", "空档"),
        ("2025-09-01", "in force", "施行中"),
        ("2030-09-01", "expired", "有效期已满"),
    ],
)
def test_status_on_a_day(asked: Call, day: str, state: str, label: str) -> None:
    data = asked("status", SUBSIDY, "--on", day, "--json").data
    assert (data["number"], data["on"], data["state"]) == (SUBSIDY, day, state)
    assert label in data["label"]
    assert data["reason"]
    shown = asked("status", SUBSIDY, "--on", day).out
    assert label in shown
    assert data["reason"] in shown


def test_status_is_asked_of_documents(asked: Call) -> None:
    said = asked("status", f"{DECREE} 第一条")
    assert said.code == 2
    assert "整份文件" in said.err


def test_search(asked: Call) -> None:
    data = asked("search", "停车场", "收费", "--json").data
    assert data["total"] == len(data["hits"]) > 0
    first = data["hits"][0]
    assert first["document"]["number"] == DECREE
    assert "".join(part["text"] for part in first["snippet"] if part["marked"])
    assert "停车场" in asked("search", "停车场", "收费").out
    few = asked("search", "停车", "--limit", "2", "--json").data
    assert len(few["hits"]) == 2 < few["total"]
    assert "--limit" in asked("search", "停车", "--limit", "2").out
    assert asked("search", "停车", "--kind", "任免").code == 1


@pytest.mark.parametrize("words", ["量子纠缠", "“停车场收费停车场”", "AND OR NOT", "*", "\" ' -"])
def test_a_search_without_hits_says_so(asked: Call, words: str) -> None:
    said = asked("search", "--json", "--", words)
    assert said.code == 1
    assert said.errors[0]["remedy"]


def test_contents_against_the_body(asked: Call) -> None:
    data = asked("contents", "yunlu-2025-2", "--json").data
    assert len(data["entries"]) == 13
    assert {one["kind"] for one in data["disagreements"]} == {"文号不同", "标题不同", "次序不同"}
    shown = asked("contents", "yunlu-2025-2").out
    assert "文号不同" in shown
    assert "没有印目录" in asked("contents", "yunlu-water-rules").out
    assert asked("contents", "没有").code == 1


def test_repairs(asked: Call) -> None:
    data = asked("repairs", "yunlu-2025-2", "--json").data
    counts = {one["pass"]: one for one in data["passes"]}
    assert sum(one["changes"] for one in counts.values()) == len(data["changes"]) > 0
    assert sum(one["removals"] for one in counts.values()) == len(data["removals"]) > 0
    assert data["damages"]
    short, full = (asked("repairs", "yunlu-2025-2", *more).out for more in ((), ("--full",)))
    assert len(full.splitlines()) > len(short.splitlines()) + len(data["changes"])


def test_export(asked: Call, tmp_path: Path) -> None:
    assert validate(asked("export", DECREE).out) == []
    assert asked("export", DECREE, "--format", "json").data["document"]["number"] == DECREE
    page = tmp_path / "甲.html"
    said = asked("export", DECREE, "--format", "html", "--out", page)
    assert (said.code, said.out) == (0, "")
    assert page.read_text("utf-8") == asked("export", DECREE, "--format", "html").out
    assert asked("export", DECREE, "--format", "md", "--out", tmp_path).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{DECREE}.md", "甲.html"]
    said = asked("export", DECREE, "--out", tmp_path / "没有" / "甲.xml", "--json")
    assert said.code == 1
    assert (said.errors[0]["what"], said.errors[0]["where"]) == (
        "文件夹不存在", str(tmp_path / "没有"),
    )  # fmt: skip


def test_export_into_a_folder_that_is_made(asked: Call, tmp_path: Path) -> None:
    folder = tmp_path / "新" / "夹"
    export(DECREE, "md", f"{folder}/")
    assert [path.name for path in folder.iterdir()] == [f"{DECREE}.md"]


def test_a_file_that_cannot_be_written_is_named_as_the_user_named_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / ".甲.md-x1y2"))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(OSError) as caught:  # noqa: PT011 - the place matters, not the words
        write_whole(tmp_path / "甲.md", "")
    failure = of_any(caught.value)
    assert (failure.what, failure.where) == ("无法读写（没有权限）", str(tmp_path / "甲.md"))


@pytest.mark.parametrize("words", [["documents"], ["search", "停车"]])
def test_a_gazette_that_is_not_there_is_said(asked: Call, words: list[str]) -> None:
    said = asked(*words, "--gazette", "没有", "--json")
    assert said.code == 1
    assert "没有标识为“没有”的公报" in said.errors[0]["what"]
    assert "luoshi gazettes" in said.errors[0]["remedy"]


def test_doctor(asked: Call) -> None:
    data = asked("doctor", "--json").data
    assert {"name", "state", "detail", "remedy"} == set(data[0])
    assert "数据目录" in asked("doctor").out
