"""Seats, appointments and removals: who holds which post on a day, who owes work without a seat."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi import gazette
from luoshi.duties import find, posts
from luoshi.duties.model import Holding
from luoshi.gazette.model import Document

APPOINTMENTS = """云麓市人民政府公报
2026年第2期

云麓市人民政府
关于样例职务任免的通知
云政任〔2026〕3号

各区市人民政府，市政府各部门：

2026年2月28日，市政府决定，任命：
林样为云麓市财政局副局长（试用期一年）；
方例挂职云麓市审计局副局长（时间一年）。
免去：
陈样的云麓市财政局副局长职务。

云麓市人民政府
2026年3月2日
"""
GROUP = """云麓市人民政府公报
2026年第3期

云麓市人民政府办公室
关于调整云麓市样例整治领导小组的通知
云政办发〔2026〕{number}号

各区市人民政府，市政府各部门：

为做好样例整治，调整云麓市样例整治领导小组，名单如下：
组　长：周样　副市长
副组长：{deputy}　市财政局局长
成　员：黄例　市水利局副局长

一、清理样例河道。（责任单位：市水利局、市财政局、市生态环境局、各区市政府）
二、领导小组办公室设在市水利局，{deputy}兼任办公室主任。

云麓市人民政府办公室
2026年{month}月5日
"""


def read(text: str) -> Document:
    return gazette.read(text.encode(), name="yunlu-sample").documents[0]


def group(number: int = 8, month: int = 4, deputy: str = "吴例") -> Document:
    return read(GROUP.format(number=number, month=month, deputy=deputy))


def by_name(found: tuple[Holding, ...] | list[Holding]) -> dict[str, Holding]:
    return {each.name: each for each in found}


def test_appointments_begin_on_the_day_that_was_decided() -> None:
    found = by_name(posts.holdings(read(APPOINTMENTS)))
    lin = found["林样"]
    assert (lin.act, lin.post, lin.unit) == ("任命", "云麓市财政局副局长", "云麓市财政局")
    assert (lin.since, lin.probation) == (date(2026, 2, 28), date(2027, 2, 28))
    assert found["方例"].until == date(2027, 3, 1)
    assert (found["陈样"].act, found["陈样"].until) == ("免去", date(2026, 2, 28))


def test_a_removal_ends_the_earlier_holding_of_the_same_name_and_post() -> None:
    earlier = read(
        APPOINTMENTS.replace("3号", "1号")
        .replace("2026年2月28日", "2024年5月6日")
        .replace("林样", "陈样")
    )
    found = [*posts.holdings(earlier), *posts.holdings(read(APPOINTMENTS))]
    on = {
        day: set(by_name(posts.on_day(found, day))) for day in (date(2025, 1, 1), date(2026, 3, 1))
    }
    assert "陈样" in on[date(2025, 1, 1)]
    assert "陈样" not in on[date(2026, 3, 1)]
    assert "林样" in on[date(2026, 3, 1)]


def test_who_was_removed_held_the_post_until_then() -> None:
    found = posts.holdings(read(APPOINTMENTS))
    assert set(by_name(posts.on_day(found, date(2026, 2, 27)))) == {"陈样"}
    assert set(by_name(posts.on_day(found, date(2026, 2, 28)))) == {"林样", "方例"}
    assert set(by_name(posts.on_day(found, date(2027, 3, 1)))) == {"林样"}


def test_seats_of_a_leading_group() -> None:
    found = posts.holdings(group())
    assert [(each.name, each.seat) for each in found] == [
        ("周样", "组长"), ("吴例", "副组长"), ("黄例", "成员"), ("吴例", "办公室主任"),
    ]  # fmt: skip
    assert {each.group for each in found} == {"云麓市样例整治领导小组"}
    assert by_name(found)["黄例"].unit == "市水利局"


def test_a_newer_roster_of_the_same_body_replaces_the_older() -> None:
    found = [*posts.holdings(group()), *posts.holdings(group(9, 9, "郑样"))]
    assert "吴例" in by_name(posts.on_day(found, date(2026, 8, 1)))
    later = by_name(posts.on_day(found, date(2026, 10, 1)))
    assert "郑样" in later
    assert "吴例" not in later


def test_a_seat_ends_with_the_post() -> None:
    removal = read(APPOINTMENTS.replace("陈样的云麓市财政局副局长", "黄例的云麓市水利局副局长").replace("2026年2月28日", "2026年6月1日"))  # fmt: skip
    found = [*posts.holdings(group()), *posts.holdings(removal)]
    assert "黄例" in by_name(posts.on_day(found, date(2026, 5, 1)))
    assert "黄例" not in by_name(posts.on_day(found, date(2026, 6, 2)))


def test_who_owes_work_without_a_seat() -> None:
    paper = group()
    assert posts.seats_missing(paper, find(paper)) == ("市生态环境局",)
    assert posts.seats_missing(read(APPOINTMENTS), find(paper)) == ()
    assert [(each.name, each.office) for each in posts.groups(paper)] == [("云麓市样例整治领导小组", "市水利局")]  # fmt: skip


@pytest.mark.parametrize(
    ("post", "unit"),
    [
        ("市财政局副局长", "市财政局"),
        ("市政府副秘书长", "市政府"),
        ("副市长", ""),
        ("市样例局正处级领导干部", "市样例局"),
        ("市样例局副局长级领导干部", "市样例局"),
        ("云麓市样例考试院院长（主持工作）", "云麓市样例考试院"),
        ("云麓大学教授", "云麓大学"),
        ("市委组织部副部长", "市委组织部"),
        ("云麓样例（集团）有限公司董事长、总经理", "云麓样例（集团）有限公司"),
        ("", ""),
    ],
)
def test_the_unit_within_a_post(post: str, unit: str) -> None:
    assert posts.unit_of(post) == unit
