"""The conservation law: every character stands in one clause or in one listed removal."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.tools.texts import GAZETTES
from luoshi import gazette
from luoshi.gazette import Gazette
from luoshi.gazette.conserve import leaks, printed, source_lines
from luoshi.gazette.errors import GazetteError
from luoshi.gazette.repair import simplified
from tests.gazette.truth import read


@pytest.mark.parametrize("name", GAZETTES)
def test_real_gazettes_lose_nothing(gazettes: Path, name: str) -> None:
    assert leaks(read(gazettes / f"{name}.txt")) == []


@pytest.mark.parametrize("name", ["yunlu-2025-2", "yunlu-water-rules"])
def test_specimens_lose_nothing(specimen: Path, name: str) -> None:
    assert leaks(read(specimen / f"{name}.txt")) == []


def test_a_leak_is_found(specimen: Path) -> None:
    issue = read(specimen / "yunlu-water-rules.txt")
    document = issue.documents[0]
    shorter = type(document)(
        **{
            **{name: getattr(document, name) for name in document.__slots__},
            "clauses": document.clauses[:-1],
        }
    )
    broken = type(issue)(
        **{
            **{name: getattr(issue, name) for name in issue.__slots__},
            "documents": (shorter,),
        }
    )
    assert leaks(broken)


def test_words_come_from_their_source_lines(specimen: Path) -> None:
    issue = read(specimen / "yunlu-2025-2.txt")
    for clause in issue.walk():
        assert 1 <= clause.lines[0] <= clause.lines[1] or not clause.own
        if clause.kind in ("article", "item", "point") and not clause.children and clause.own:
            lines = "".join(text for _, text in source_lines(issue, clause.lines))
            for character in printed(issue, clause):
                assert character in lines


REPLACED = {
    (clean, raw)
    for clean, raw in [
        "，,",
        "（(",
        "）)",
        "：:",
        "；;",
        "〔[",
        "〕]",
        "〔(",
        "〕)",
        "〔（",
        "〕）",
        "〔【",
        "〕】",
        "—一",
        "×\\",
        "〈<",
        "〉>",
    ]
}
"""What repair writes for another character: punctuation, and × for the first of \\times."""


def assert_one_for_one(issue: Gazette) -> None:
    for clause in issue.walk():
        own = "".join(clause.own.split())
        words = "".join(printed(issue, clause).split())
        assert len(own) == len(words), clause.address
        other = {(a, b) for a, b in zip(own, words, strict=True) if a != b and simplified(b) != a}
        assert other <= REPLACED, clause.address


def test_repair_replaces_one_for_one(specimen: Path) -> None:
    for path in specimen.glob("*.txt"):
        assert_one_for_one(read(path))


def test_repair_replaces_one_for_one_in_the_real_gazettes(gazettes: Path) -> None:
    for name in GAZETTES:
        assert_one_for_one(read(gazettes / f"{name}.txt"))


MARKS = [
    "一、",
    "（一）",
    "(二)",
    "1.",
    "2. ",
    "①",
    "第一条 ",
    "第二条　",
    "第一章 ",
    "1.1 ",
    "# ",
    "- ",
    "> ",
    "**",
]
WORDS = [
    "为了规范管理", "制定本办法", "根据《某某条例》", "由市财政局负责", "（市发展改革委牵头）", "自2025年7月1日起施行", "国发〔2020〕5号",
    "資金監管", "PM_{2.5}", "$x$", "\t", "  ", "12", "——", "附件", "附件：名单", "责任单位：市水利局", "|甲|乙|", "张三 市水利局局长",
]  # fmt: skip
ENDS = ["。", "；", "：", "", "，", "）", "》", "”"]
LINE = st.builds(
    lambda mark, words, end: mark + "".join(words) + end,
    st.sampled_from(["", *MARKS]),
    st.lists(st.sampled_from(WORDS), max_size=6),
    st.sampled_from(ENDS),
)
HEAD = "云麓市人民政府关于做好试验工作的通知\n\n麓政发〔2025〕9号\n\n各县（区）人民政府：\n\n"


@given(st.lists(st.one_of(LINE, st.just(""), st.text(max_size=30)), max_size=40))
def test_generated_texts_lose_nothing(lines: list[str]) -> None:
    text = HEAD + "\n".join(lines) + "\n\n特此通知。\n"
    try:
        issue = gazette.read(text)
    except GazetteError:
        return
    assert leaks(issue) == []
    addresses = [clause.address for clause in issue.walk()]
    assert len(addresses) == len(set(addresses))
    for document in issue.documents:
        for clause in document.walk():
            address = gazette.parse_address(clause.address)
            assert gazette.resolve(document, address.path) is clause


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        issue = gazette.read(text)
    except GazetteError as error:
        message = str(error)
    else:
        message = "。"
        assert leaks(issue) == []
    assert "。" in message
