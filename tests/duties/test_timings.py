"""The days of a document: when, who, what; and what is no day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from luoshi import gazette
from luoshi.duties import Timing, timings
from tests.duties.document import document

BODY = """一、加强样例调度
市财政局每月25日前报送样例资金情况，每年12月20日前报送全年样例情况。市样例办每季度召开例会。
二、组织演练
原则上每2年至少组织1次样例演练。（市应急局负责；2026年10月底前完成）
三、落实报告制度
市样例办应当落实日报告制度。每人每年补助500元，每年新增样例项目10个。到2030年，样例设施全面建成。
"""


@pytest.fixture(scope="module")
def found() -> dict[str, Timing]:
    return {each.words: each for each in timings(document(BODY))}


def test_days_are_found_and_rates_and_goals_are_not(found: dict[str, Timing]) -> None:
    assert set(found) == {
        "每月25日前", "每年12月20日前", "每季度", "原则上每2年至少组织1次", "2026年10月底前", "日报告制度",
    }  # fmt: skip


def test_each_says_who_and_what(found: dict[str, Timing]) -> None:
    assert found["每月25日前"].units == ("市财政局",)
    assert found["每月25日前"].what.startswith("报送样例资金情况")
    assert found["每季度"].units == ("市样例办",)
    assert found["2026年10月底前"].units == ("市应急局",)
    assert found["2026年10月底前"].deadline.day == date(2026, 10, 31)


def test_what_follows_in_the_same_sentence_is_owed_by_the_same_unit(
    found: dict[str, Timing],
) -> None:
    assert found["每年12月20日前"].units == ("市财政局",)


def test_a_period_without_a_day_says_so(found: dict[str, Timing]) -> None:
    assert found["每季度"].doubts == ("只写了周期，没有写日，按期末",)
    assert found["每季度"].confidence < found["每月25日前"].confidence
    assert found["每月25日前"].doubts == ()


def test_places_are_those_of_the_words(found: dict[str, Timing]) -> None:
    read = {each.address: each.own for each in document(BODY).walk()}
    for each in found.values():
        own = read[each.place.address]
        assert own[each.place.start : each.place.end].replace(" ", "") == each.words


def test_keys_are_stable_and_distinct() -> None:
    one, other = timings(document(BODY)), timings(document(BODY))
    assert [each.key for each in one] == [each.key for each in other]
    assert len({each.key for each in one}) == len(one)


def test_a_plan_of_one_year_ends_with_it() -> None:
    plan = timings(
        document("一、样例\n市样例办每月25日前报送情况。\n", "云麓市2026年度样例考核方案")
    )
    assert [each.deadline.recurrence and each.deadline.recurrence.end for each in plan] == [date(2026, 12, 31)]  # fmt: skip


def test_the_specimen_has_days(specimen: Path) -> None:
    every = [
        each
        for path in sorted(specimen.glob("*.txt"))
        for one in gazette.read(path.read_bytes(), name=path.stem).documents
        for each in timings(one)
    ]
    assert every
    assert all(each.what and each.words for each in every)
