"""Texts that are no gazette: a clear Chinese message with file and line, the archive unchanged."""

from pathlib import Path

import pytest

from luoshi.office.archive.models import Clause, Issue, Version
from tests.cli.conftest import Call

HEAD = "云麓市人民政府关于做好试验工作的通知\n\n麓政发〔2025〕9号\n\n各县（区）人民政府：\n\n"
BODY = HEAD + "一、总体要求\n\n按照规定做好各项工作。\n\n"
NOVEL = "第一章 雨夜\n\n" + "他推开门，雨声一下子涌了进来，没有人说话。\n\n" * 40
LOG = "\n".join(f"2025-01-02 03:04:{n:02d} INFO worker {n} done" for n in range(60))


def kept() -> tuple[list[object], int]:
    return list(Version.objects.order_by("id").values_list()), Clause.objects.count()


def texts(specimen: Path) -> dict[str, tuple[bytes, str]]:
    """Each bad text, with words that its message must hold."""
    issue = (specimen / "yunlu-2025-2.txt").read_text("utf-8")
    other = issue.replace("第2期", "第3期").replace("总第14期", "总第15期")
    contents = "\n".join(issue.split("\n")[:68])
    return {
        "empty": (b"", "空"),
        "blank": (b" \n\t\r\n", "空"),
        "binary": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "二进制"),
        "wrong encoding": ("人民政府令".encode("big5") * 200, "编码"),
        "mixed encodings": ("市政府通知\n".encode() * 5 + "办公室关于工作\n".encode("gb18030") * 5, "混用"),
        "novel": (NOVEL.encode(), "不像公报"),
        "log": (LOG.encode(), "不像公报"),
        "cut": ((BODY + "二、任务\n\n各单位应当加强监督检查，并将检查结果及时").encode(), "中途截断"),
        "contents only": (contents.encode(), "只有目录"),
        "two gazettes": (f"{issue}\n\n{other}".encode(), "总第15期"),
        "script": ((BODY + "<script>alert(1)</script>").encode(), "标记"),
        "handler": ((BODY + '<img src=x onerror="alert(1)">').encode(), "标记"),
    }  # fmt: skip


WITHOUT_LINE = {"empty", "blank"}


@pytest.mark.parametrize("name", texts(Path(__file__).parents[2] / "src/luoshi/specimen"))
def test_it_is_refused_and_nothing_is_kept(
    loaded: Call, specimen: Path, tmp_path: Path, name: str
) -> None:
    data, words = texts(specimen)[name]
    file = tmp_path / f"{name}.txt"
    file.write_bytes(data)
    before = kept()
    said = loaded("ingest", file, "--json")
    assert said.code == 1
    (error,) = said.errors
    assert words in error["what"]
    assert error["where"].startswith(str(file))
    assert name in WITHOUT_LINE or " 第" in error["where"]
    assert "请" in error["remedy"]
    shown = loaded("ingest", file)
    assert shown.code == 1
    assert f"错误：{error['what']}" in shown.err
    assert kept() == before


def test_a_hundred_megabytes_of_one_line(loaded: Call, tmp_path: Path) -> None:
    file = tmp_path / "一行.txt"
    with file.open("wb") as opened:
        for _ in range(100):
            opened.write("供水".encode() * (1024 * 1024 // 6))
    before = kept()
    (error,) = loaded("ingest", file, "--json").errors
    assert "有100 MB，超过上限" in error["what"]
    assert kept() == before


def test_what_never_ends_is_not_read_to_its_end(luoshi: Call) -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("no /dev/zero")
    assert luoshi("ingest", endless, "--json").code == 1


def test_a_file_that_may_not_be_read(
    loaded: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "锁.txt"
    file.write_text("甲")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "open", refuse)
    (error,) = loaded("ingest", file, "--json").errors
    assert error["where"] == str(file)
    assert "权限" in error["remedy"]


def test_a_defect_is_told_in_chinese_and_rolls_back(
    luoshi: Call, specimen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luoshi.office.archive.search.searcher import Searcher

    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(Searcher, "index", fail)
    said = luoshi("ingest", specimen / "yunlu-water-rules.txt", "--json")
    assert said.code == 1
    assert "程序出错：RuntimeError: boom" in said.errors[0]["what"]
    assert not Issue.objects.exists()
