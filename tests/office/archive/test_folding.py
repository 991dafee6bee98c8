import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.office.archive.folding import (
    address_key,
    bounded,
    fold,
    letters,
    name_key,
    number_in,
    slug,
)
from luoshi.office.archive.values import pack_spans, unpack_spans


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("國土規劃", "国土规划"),
        ("ＰＭ２．５", "pm2.5"),
        ("（一）", "(一)"),
        ("ＡＢｃ", "abc"),
        ("①②", "①②"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "spelling",
    [
        "朔政发〔2023〕43号",
        "朔政发 [2023] 43号",
        "朔政发(2023)43号",
        "朔政发（2023）43 号",
        "  朔政发【2023】43号 ",
        "朔政發〔２０２３〕４３號",
    ],
)
def test_a_number_has_one_key_in_every_spelling(spelling: str) -> None:
    assert name_key(spelling) == "朔政发202343号"
    assert number_in(spelling) == "朔政发〔2023〕43号"


def test_a_title_that_mentions_a_number_is_a_title() -> None:
    assert number_in("关于修改朔政发〔2023〕43号的通知") is None
    assert name_key("关于修改朔政发〔2023〕43号的通知") == "关于修改朔政发202343号的通知"


def test_a_title_has_one_key_with_and_without_its_marks() -> None:
    keys = {name_key("《云江市停车场管理办法》"), name_key("云江市 停車場管理办法")}
    assert keys == {"云江市停车场管理办法"}
    assert name_key("云江市停车场管理办法（试行）") not in keys


@given(st.text(max_size=500))
def test_keys_fit_their_columns(text: str) -> None:
    assert len(bounded(text)) <= 160
    assert len(name_key(text)) <= 160
    assert len(slug(text)) <= 100
    assert slug(text)
    assert -(2**63) <= address_key(text) < 2**63


def test_long_keys_differ() -> None:
    assert bounded("甲" * 300) != bounded("甲" * 301)


def test_letters() -> None:
    assert letters(" 云江市，（试行）! ") == "云江市试行"


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7))))
def test_spans_come_back(spans: list[tuple[int, int]]) -> None:
    assert unpack_spans(pack_spans(spans)) == tuple(spans)
