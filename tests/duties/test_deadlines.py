"""Time limits as they are printed: their words, their day or rule, and what is doubtful about them."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest

from luoshi.duties.deadlines import found_in
from luoshi.duties.model import Deadline
from luoshi.duties.numerals import number
from luoshi.duties.recurring import is_rule

OF = date(2023, 5, 20)


def only(text: str, *, bare: bool = False, of: date | None = OF) -> Deadline:
    found = found_in(text, of, bare=bare)
    assert len(found) == 1, found
    return found[0].deadline


def rule(found: Deadline) -> str:
    assert found.recurrence
    return found.recurrence.rule


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("2025年年底以前完成", "2025年年底以前", date(2025, 12, 31)),
        ("2024年底前完成样例工程", "2024年底前", date(2024, 12, 31)),
        ("于2023年6月30日前报送", "2023年6月30日前", date(2023, 6, 30)),
        ("截至2024年2月29日", "截至2024年2月29日", date(2024, 2, 29)),
        ("2024年2月底前", "2024年2月底前", date(2024, 2, 29)),
        ("2024年9月中旬前", "2024年9月中旬前", date(2024, 9, 20)),
        ("年底前完成", "年底前", date(2023, 12, 31)),
        ("今年年底前完成", "今年年底前", date(2023, 12, 31)),
        ("10月底前完成", "10月底前", date(2023, 10, 31)),
        ("到2025年，样例覆盖率达标", "到2025年", date(2025, 12, 31)),
        ("到2024年年底，样例建成", "到2024年年底", date(2024, 12, 31)),
        ("2024年上半年完成", "2024年上半年", date(2024, 6, 30)),
        ("2024年三季度末前", "2024年三季度末前", date(2024, 9, 30)),
        ("可分步调整，于2025年1月调整到位", "2025年1月", date(2025, 1, 31)),
        ("2024年完成样例登记", "2024年", date(2024, 12, 31)),
        ("2024年内", "2024年内", date(2024, 12, 31)),
    ],
)
def test_fixed_days(text: str, words: str, day: date) -> None:
    found = only(text)
    assert (found.words, found.kind, found.day, found.doubt) == (words, "date", day, "")


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("每季度最后一个月20日前报送", "每季度最后一个月20日前", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20"),
        ("于每季度末月25日前报", "每季度末月25日前", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"),
        ("每季度首月10日前", "每季度首月10日前", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"),
        ("应于每年2月底前将样例报告报送", "每年2月底前", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"),
        ("每年12月20日前", "每年12月20日前", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20"),
        ("每年3月31日前", "每年3月31日前", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31"),
        ("每年年底前", "每年年底前", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"),
        ("每年6月、7月、8月，督查", "每年6月、7月、8月", "FREQ=YEARLY;BYMONTH=6,7,8;BYMONTHDAY=-1"),
        ("每年组织1次演练", "每年组织1次", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"),
        ("原则上每2年至少组织1次样例演练", "原则上每2年至少组织1次", "FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=31"),
        ("每三年复核一次", "每三年复核一次", "FREQ=YEARLY;INTERVAL=3;BYMONTH=12;BYMONTHDAY=31"),
        ("原则上以两年为周期评价", "原则上以两年为周期", "FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=31"),
        ("每月25日前", "每月25日前", "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("次月5日前", "次月5日前", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("在下年1月底之前", "下年1月底之前", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=-1"),
        ("次年3月底前", "次年3月底前", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1"),
        ("每周五前报送", "每周五前", "FREQ=WEEKLY;BYDAY=FR"),
        ("每半年开展一次", "每半年开展一次", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"),
        ("每个会计年度终了后3个月内", "每个会计年度终了后3个月内", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1"),
    ],
)  # fmt: skip
def test_recurring_days(text: str, words: str, expected: str) -> None:
    found = only(text)
    assert (found.words, found.kind, rule(found)) == (words, "recurring", expected)


@pytest.mark.parametrize(
    "text",
    ["每人每年670元", "每年增长5%", "每年新增样例贷款10亿元", "截至2022年底，已建成3处", "自2024年1月1日起施行",
     "有效期至2025年7月31日", "编制《样例市2030年前行动方案》", "每月征收的样例费"],
)  # fmt: skip
def test_what_is_no_limit(text: str) -> None:
    assert found_in(text, OF) == []


def test_a_mere_period_is_found_where_it_is_asked_for() -> None:
    assert found_in("每季度召开例会", OF) == []
    assert only("每季度召开例会", bare=True).words == "每季度"
    assert found_in("每年670元", OF, bare=True) == []


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("2023年2月30日前", "没有这一天：2023年2月30日前"),
        ("2023年13月底前", "没有这一天：2023年13月底前"),
        ("每年2月30日前", "没有这一天：2月30日"),
        ("每月32日前", "没有这一天：每月32日"),
        ("每年汛期前", "文件没有写明汛期从哪一天开始"),
    ],
)
def test_a_day_that_cannot_be_is_shown_and_none_is_taken_instead(text: str, doubt: str) -> None:
    found = only(text)
    assert (found.kind, found.day, found.recurrence, found.doubt) == ("unknown", None, None, doubt)


def test_a_limit_before_the_document_is_doubtful() -> None:
    assert "早于文件的日期" in only("2022年10月底前完成").doubt


def test_without_a_date_of_the_document_the_year_is_not_known() -> None:
    found = only("年底前完成", of=None)
    assert (found.kind, found.doubt) == ("unknown", "文件没有成文日期，不知道是哪一年")


def test_a_month_with_before_does_not_include_it() -> None:
    found = only("2023年6月前完成")
    assert found.day == date(2023, 5, 31)
    assert "不含" in found.doubt


@pytest.mark.parametrize(
    ("text", "words", "event"),
    [
        ("自收到样例申请之日起5个工作日内", "自收到样例申请之日起5个工作日内", "收到样例申请"),
        ("承办单位应当在样例合同签订后30日内备案", "样例合同签订后30日内", "样例合同签订"),
        ("15日内答复", "15日内", ""),
    ],
)
def test_periods_after_an_event(text: str, words: str, event: str) -> None:
    found = only(text)
    assert (found.kind, found.words, found.event) == ("after", words, event)


def test_ongoing_and_several_phases() -> None:
    assert only("长期任务").kind == "ongoing"
    found = found_in("2023年10月底前完成甲，2024年底前完成乙，长期坚持", OF)
    assert [each.deadline.words for each in found] == ["2023年10月底前", "2024年底前", "长期坚持"]
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_days_of_a_rule() -> None:
    found = only("每月31日前").recurrence
    assert found
    days = list(found.days(date(2024, 1, 1), date(2024, 4, 30)))
    assert days == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]


def test_every_two_years_is_due_first_at_the_end_of_the_second() -> None:
    found = only("每2年至少1次").recurrence
    assert found
    days = list(found.days(date(2023, 1, 1), date(2030, 12, 31)))
    assert [each.year for each in days] == [2024, 2026, 2028, 2030]


def test_a_range_of_years_bounds_what_recurs() -> None:
    found = only("从2023年到2027年，每年开展一次").recurrence
    assert found
    assert found.end == date(2027, 12, 31)
    assert len(list(found.days(date(2020, 1, 1), date(2040, 1, 1)))) == 5


def test_working_days_after_a_period_say_that_holidays_are_not_counted() -> None:
    found = only("每季度终了后10个工作日内")
    assert "法定节假日" in found.doubt
    assert found.recurrence
    assert list(found.recurrence.days(date(2024, 4, 1), date(2024, 4, 30))) == [date(2024, 4, 12)]


@pytest.mark.parametrize(
    ("words", "value"), [("10", 10), ("两", 2), ("十五", 15), ("二十", 20), ("３", 3), ("x", 0)]
)
def test_small_numbers(words: str, value: int) -> None:
    assert number(words) == value


@pytest.mark.parametrize(
    ("written", "fine"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=25", True), ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", True),
        ("FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=10", True), ("FREQ=DAILY", True),
        ("", False), ("no rule", False), ("FREQ=NEVER", False), ("FREQ=YEARLY;INTERVAL=0", False),
        ("FREQ=MONTHLY;BYMONTHDAY=99", False), ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", False),
        ("FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=30", True), ("FREQ=DAILY;FREQ=DAILY", False), ("BYMONTH=1", False),
        ("FREQ=SECONDLY", False), ("FREQ=DAILY;COUNT=9", True),
    ],
)  # fmt: skip
def test_rules_that_never_fall_due_are_none(written: str, fine: bool) -> None:
    assert is_rule(written) is fine


def test_a_long_hostile_text_is_read_quickly() -> None:
    begun = time.perf_counter()
    found_in("每年" * 5000 + "后后后" * 3000 + "（" * 3000, OF, bare=True)
    assert time.perf_counter() - begun < 2
