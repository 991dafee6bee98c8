"""``luoshi journal``, ``luoshi journal verify`` and ``luoshi replay``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.models import Alias, Unit
from luoshi.office.journal import chain, headfile, triggers
from luoshi.office.journal.service import record
from luoshi.office.rulebook import answer, question_of, receipts
from tests.cli.conftest import Call

AT = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
KEY = "specimen.rent_subsidy.monthly_subsidy"


def decision(number: int) -> dict[str, Any]:
    body = {"on": "2025-10-01", "facts": {"degree": "本科毕业生", "district": "城区"}}
    try:
        told = answer(question_of(KEY, body))
    except Exception:  # noqa: BLE001 - whatever the facts of the specimen are called
        told = answer(question_of(KEY, {"on": "2025-10-01", "facts": {}}))
    record("decision", actor=SHELL, at=AT + timedelta(days=number), case="K2",
           body={"name": "额", "receipt": told})  # fmt: skip
    return told


@pytest.fixture
def kept(luoshi: Call) -> Call:
    """Five entries of two cases, in the chain."""
    headfile.path().unlink(missing_ok=True)
    bureau = Unit.objects.create(code="bureau", name="样例局", kind="agency")
    Alias.objects.create(unit=bureau, name="样例局别名")
    actor = Actor("person", "甲", bureau)
    for number in range(3):
        record("case.act", actor=actor, at=AT + timedelta(days=number), case="K1", subject="对象",
               body={"n": number, "text": "\x1b[31m很长" * 30})  # fmt: skip
    decision(3)
    decision(4)
    chain.seal()
    return luoshi


def test_the_list_for_people(kept: Call) -> None:
    said = kept("journal")
    assert (said.code, said.err) == (0, "")
    assert all(word in said.out for word in ("bureau", "case.act", "K1", "对象", "本机", KEY))
    assert "\x1b" not in said.out


@pytest.mark.parametrize(
    ("options", "places"),
    [
        ([], [1, 2, 3, 4, 5]),
        (["--case", "K1"], [1, 2, 3]),
        (["--unit", "样例局别名"], [1, 2, 3]),
        (["--unit", "bureau", "--since", "2024-03-02"], [2, 3]),
        (["--since", "2024年3月4日"], [4, 5]),
        (["--case", "K9"], []),
    ],
)
def test_the_list_for_programs(kept: Call, options: list[str], places: list[int]) -> None:
    said = kept("journal", *options, "--json")
    assert [each["n"] for each in said.data] == places
    assert (said.code, said.err) == (0, "")
    if places:
        assert said.data[0]["at"].endswith("+08:00")
        assert said.data[0]["body"]


def test_nothing_there(luoshi: Call) -> None:
    said = luoshi("journal")
    assert (said.code, said.out) == (0, "")
    assert "没有这样的记事" in said.err


def test_an_unknown_unit(kept: Call) -> None:
    said = kept("journal", "--unit", "没有的局", "--json")
    assert said.code == 1
    assert "没有的局" in said.errors[0]["what"]


def test_a_unit_that_is_no_more(kept: Call) -> None:
    Unit.objects.all().delete()
    assert len(kept("journal", "--unit", "bureau", "--json").data) == 3


def test_only_the_latest_are_shown(luoshi: Call) -> None:
    for number in range(101):
        record("x", actor=SHELL, at=AT, subject=f"s{number}", body={})
    said = luoshi("journal")
    assert "s0 " not in said.out
    assert "共 101 条" in said.err


def test_a_whole_journal(kept: Call) -> None:
    said = kept("journal", "verify")
    assert said.code == 0
    assert "共 5 条记事，内容和次序与写入时一致" in said.out
    assert chain.end().link in said.out
    told = kept("journal", "verify", "--json").data
    assert (told["sound"], told["entries"], told["head"]["n"]) == (True, 5, 5)


def test_a_changed_journal(kept: Call) -> None:
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET subject = 'x' WHERE n = 2")
        cursor.execute("DELETE FROM journal_entry WHERE n = 4")
    said = kept("journal", "verify")
    assert said.code == 1
    assert "内容被改动 1 处" in said.out
    assert "链上缺第 4 条" in said.out
    told = kept("journal", "verify", "--json")
    assert (told.code, told.data["sound"]) == (1, False)
    assert told.data["counts"]["changed"] == told.data["counts"]["missing"] == 1
    triggers.create(connection)


def test_the_decisions_come_out_the_same(kept: Call) -> None:
    said = kept("replay")
    assert said.code == 0
    assert "共 2 个决定：结果相同 2" in said.out
    assert kept("replay", "--json", "--since", "2024-03-05").data["decisions"] == 1


def test_a_decision_that_differs(kept: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def now(question: Any) -> dict[str, Any]:
        told = answer(question)
        return {**told, "result": 7, "receipt": {**told["receipt"], "rule_version": "other"}}

    monkeypatch.setattr(receipts, "answer", now)
    said = kept("replay")
    assert said.code == 1
    assert "不同 2" in said.out
    assert "如今 7" in said.out
    assert "规则的版本变了" in said.out
    told = kept("replay", "--json")
    assert (told.code, told.data["sound"]) == (1, False)
    assert told.data["differences"][0]["now"] == 7


def test_misuse(luoshi: Call) -> None:
    assert "没有命令“nosuch”" in luoshi("journal", "nosuch").err
    assert "“x”不是日期" in luoshi("replay", "--since", "x").err
