"""Texts that are no gazette: each gets a clear Chinese message with file and line."""

from pathlib import Path

import pytest

from luoshi import gazette
from luoshi.gazette import errors

NOVEL = "第一章 雨夜\n\n" + "\n\n".join(
    "他推开门，雨声一下子涌了进来，没有人说话。" for _ in range(40)
)
LOG = "\n".join(f"2025-01-02 03:04:{i:02d} INFO worker {i} done in {i * 3} ms" for i in range(60))
HEAD = "云麓市人民政府关于做好试验工作的通知\n\n麓政发〔2025〕9号\n\n各县（区）人民政府：\n\n"
BODY = HEAD + "一、总体要求\n\n按照规定做好各项工作。\n\n"


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", errors.EmptyText, "空"),
        (b" \n\t\n", errors.EmptyText, "空"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", errors.UnreadableEncoding, "二进制"),
        ("人民政府令".encode("big5") * 200, errors.UnreadableEncoding, "编码"),
        (
            "通知\n".encode() * 5 + "市政府办公室关于工作\n".encode("gb18030") * 5,
            errors.UnreadableEncoding,
            "混用",
        ),
        (NOVEL.encode(), errors.NoDocument, "不像公报"),
        (LOG.encode(), errors.NoDocument, "不像公报"),
        (
            (BODY + "二、任务\n\n各单位应当加强监督检查，并将检查结果及时").encode(),
            errors.CutDocument,
            "中途截断",
        ),
        ("一".encode() * (40 * 1024 * 1024), errors.TextTooLarge, "MB"),
        ((BODY + "特此通知。").encode()[:-1], errors.UnreadableEncoding, "最后一个字"),
        ((BODY + "<script>alert(1)</script>").encode(), errors.HostileMarkup, "标记"),
        ((BODY + '<img src=x onerror="alert(1)">').encode(), errors.HostileMarkup, "标记"),
    ],
    ids=[
        "empty",
        "blank",
        "binary",
        "big5",
        "mixed",
        "novel",
        "log",
        "cut",
        "huge",
        "half a character",
        "script",
        "img",
    ],
)
def test_refused(data: bytes, error: type[errors.GazetteError], words: str) -> None:
    with pytest.raises(error) as raised:
        gazette.read(data, name="某个文件")
    assert str(raised.value).startswith("某个文件")
    assert words in str(raised.value)
    assert "请" in raised.value.remedy


def test_the_line_is_named() -> None:
    with pytest.raises(errors.HostileMarkup) as raised:
        gazette.read(BODY + "<iframe src=x>", name="甲")
    assert raised.value.line == BODY.count("\n") + 1
    with pytest.raises(errors.CutDocument) as cut:
        gazette.read(BODY + "二、任务\n\n各单位应当加强监督检查，并将检查结果及时", name="甲")
    assert cut.value.line == BODY.count("\n") + 3
    assert "检查结果及时" in cut.value.what


def test_contents_only(specimen: Path) -> None:
    lines = (specimen / "yunlu-2025-2.txt").read_text("utf-8").split("\n")
    with pytest.raises(errors.NoDocument, match="只有目录"):
        gazette.read("\n".join(lines[:68]), name="目录")


def test_two_gazettes_in_one_file(specimen: Path) -> None:
    text = (specimen / "yunlu-2025-2.txt").read_text("utf-8")
    other = text.replace("第2期", "第3期").replace("总第14期", "总第15期")
    with pytest.raises(errors.SeveralGazettes, match="总第14期、总第15期") as raised:
        gazette.read(text + "\n\n" + other, name="两期")
    assert raised.value.line


def test_a_second_gazette_behind_one_without_a_cover(specimen: Path) -> None:
    text = (specimen / "yunlu-2025-2.txt").read_text("utf-8")
    tasks = "".join(f"各单位应当完成第{n}项任务。\n\n" for n in range(500))
    with pytest.raises(errors.SeveralGazettes, match="刊头") as raised:
        gazette.read(BODY + tasks + text, name="两期")
    assert raised.value.line


def test_a_document_before_the_cover_of_a_gazette(specimen: Path) -> None:
    text = (specimen / "yunlu-2025-2.txt").read_text("utf-8")
    with pytest.raises(errors.SeveralGazettes, match="目录之前已有文件") as raised:
        gazette.read(BODY + "特此通知。\n\n" + text, name="两期")
    assert raised.value.line == 1


@pytest.mark.parametrize("share", [0.2, 0.35, 0.5, 0.65, 0.8])
def test_a_gazette_cut_anywhere_is_refused_or_ends_well(specimen: Path, share: float) -> None:
    text = (specimen / "yunlu-2025-2.txt").read_text("utf-8")
    cut = text[: int(len(text) * share)].rstrip()
    while cut[-1] in "。；！？：”）》|" or not "\u4e00" <= cut[-1] <= "\u9fff":
        cut = cut[:-1]
    last = cut.split("\n")[-1]
    if len(last) < 16:
        return
    with pytest.raises(errors.CutDocument):
        gazette.read(cut, name="半份")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_read_alike(specimen: Path, encoding: str) -> None:
    text = (specimen / "yunlu-water-rules.txt").read_text("utf-8")
    issue = gazette.read(text.encode(encoding), name="甲")
    assert [c.own for c in issue.walk()] == [c.own for c in gazette.read(text).walk()]


def test_windows_line_ends(specimen: Path) -> None:
    text = (specimen / "yunlu-2025-2.txt").read_text("utf-8")
    unix, windows = gazette.read(text), gazette.read(text.replace("\n", "\r\n"))
    assert [(c.own, c.lines) for c in unix.walk()] == [(c.own, c.lines) for c in windows.walk()]
