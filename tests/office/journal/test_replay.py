"""Every decision asked again from its receipt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from luoshi import policies
from luoshi.office.directory.actors import SHELL
from luoshi.office.journal import chain
from luoshi.office.journal.models import Entry
from luoshi.office.journal.replay import count, of_entry, replay
from luoshi.office.journal.service import digest_of, record
from luoshi.office.rulebook import answer, question_of, receipts
from luoshi.rules import Policy, RuleError
from luoshi.rules import cases as worked
from tests.office.journal.conftest import AT, Raw

NUMBER = "麓人社发〔2025〕14号"
KEY = "specimen.rent_subsidy.monthly_subsidy"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    receipts.forget()
    yield
    receipts.forget()


@pytest.fixture
def policy() -> Policy:
    found = policies.policy(NUMBER)
    assert found is not None
    policies.of_policy(found)
    return found


@pytest.fixture
def decided(store: str, transactional_db: None, policy: Policy) -> list[Entry]:
    """Every worked case of the specimen as a decision of the office."""
    found: list[Entry] = []
    for case in worked.load(policy.folder):
        body = {"facts": {name: _plain(given) for name, given in case.facts.items()},
                "on": case.on.isoformat(), "readings": dict(case.readings),
                "overrides": {name: str(value) for name, value in case.overrides.items()},
                "even_if_not_in_force": True}  # fmt: skip
        try:
            told = answer(question_of(case.rule.key, body))
        except RuleError:
            continue
        found.append(decide({"name": case.name, "receipt": told}, len(found)))
    assert len(found) > 20
    return found


def _plain(given: object) -> object:
    return given.isoformat() if isinstance(given, date) else given


def decide(body: dict[str, Any], number: int = 0) -> Entry:
    at = AT + timedelta(days=number)
    return record("decision", actor=SHELL, at=at, case=f"K{number}", body=body)


@contextmanager
def changed(policy: Policy, name: str) -> Iterator[None]:
    """The document as if it had another number, and the version that goes with it."""
    definition = policy.parameters.definitions[name]
    dated, version = definition.dated, policy.version
    values = {
        key: replace(leaf, value=cast("Any", leaf.value) * 2)
        for key, leaf in (dated[0][1] or {}).items()
    }
    object.__setattr__(definition, "dated", ((dated[0][0], values),))
    policy.__dict__["version"] = "changed"
    try:
        yield
    finally:
        object.__setattr__(definition, "dated", dated)
        policy.__dict__["version"] = version


def test_every_decision_comes_out_the_same(decided: list[Entry]) -> None:
    ticks: list[int] = []
    told = replay(tick=ticks.append)
    assert told.sound
    assert (told.decisions, told.same, told.moved) == (len(decided), len(decided), 0)
    assert sum(ticks) == len(decided) == count()


def test_a_changed_parameter_is_told_with_then_now_and_why(
    decided: list[Entry], policy: Policy
) -> None:
    with changed(policy, "monthly"):
        told = replay()
    assert not told.sound
    assert told.same == told.moved == told.decisions - told.differing
    first = next(each for each in told.differences if each.rule == KEY)
    entry = Entry.objects.get(pk=first.entry)
    assert first.then == entry.body["receipt"]["result"]
    assert first.now == pytest.approx(2 * first.then)
    assert first.why[0] == "规则的版本变了"
    assert "按回执记录的参数重算，结果相同" in first.why
    assert (first.case, first.n) == (entry.case, entry.n)
    assert told.as_json()["differences"][0]["why"]


def test_a_changed_document_is_told(decided: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "document_hash", lambda _: "b" * 64)
    body = dict(decided[0].body["receipt"]["asked"])
    decide({"receipt": answer(question_of(decided[0].body["receipt"]["rule"], body))})
    monkeypatch.setattr(receipts, "document_hash", lambda _: "c" * 64)
    told = replay()
    assert told.sound
    assert told.moved == 1  # the same came out, though the text is another


def test_a_rule_that_is_gone_is_told(decided: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    known = policies.rule

    def without(key: str) -> Any:
        return known(KEY + "x" if key == KEY else key)

    monkeypatch.setattr(policies, "rule", without)
    told = replay()
    assert told.differing > 0
    assert all(each.rule == KEY and each.now is None for each in told.differences)
    assert all("如今不能计算" in each.why[0] for each in told.differences)


def test_the_same_versions_and_yet_another_result(decided: list[Entry], policy: Policy) -> None:
    with changed(policy, "monthly"):
        policy.__dict__["version"] = decided[0].body["receipt"]["receipt"]["rule_version"]
        told = replay()
    assert told.differences[0].why == ("规则和原文的版本都没有变",)


@pytest.mark.parametrize("how", ["receipt", "receipt made to fit", "all but the links"])
def test_an_altered_receipt_is_told(decided: list[Entry], tamper: Raw, how: str) -> None:
    entry = next(each for each in decided if each.body["receipt"]["rule"] == KEY)
    body = json.loads(entry.text)
    body["receipt"]["result"] = 99999
    if how != "receipt":
        body["receipt"]["receipt"]["digest"] = receipts.digest(body["receipt"])
    text = json.dumps(body, ensure_ascii=False)
    tamper("UPDATE journal_entry SET body = %s WHERE id = %s", text, entry.pk)
    if how.startswith("all"):
        fitting = digest_of(Entry.objects.get(pk=entry.pk))
        tamper("UPDATE journal_entry SET digest = %s WHERE id = %s", fitting, entry.pk)
    told = replay()
    assert not told.sound
    found = [*told.alterations, *told.differences]
    assert [each.entry for each in found] == [entry.pk]
    # With every digest made to fit it is the rule that does not agree.
    assert told.altered == (0 if how.startswith("all") else 1)


@pytest.mark.parametrize("receipt", [{}, [], "x", {"receipt": {"digest": "x"}}, {"rule": None}])
def test_a_receipt_that_is_none_is_told(store: str, receipt: Any) -> None:
    decide({"receipt": receipt})
    told = replay()
    assert (told.sound, told.altered) == (False, 1)
    assert told.alterations[0].why == ("这不是回执",)


@pytest.mark.parametrize("text", ["[]", "nonsense", '"x"'])
def test_a_body_that_is_none_is_told(decided: list[Entry], tamper: Raw, text: str) -> None:
    row = decided[0].pk
    tamper("UPDATE journal_entry SET body = %s WHERE id = %s", text, row)
    entry = Entry.objects.get(pk=row)
    assert entry.body == {"text": text}
    tamper("UPDATE journal_entry SET digest = %s WHERE id = %s", digest_of(entry), row)
    told = replay()
    assert [each.why for each in told.alterations] == [("记事的内容不是数据",)]


def test_a_decision_without_a_rule_is_counted(store: str) -> None:
    decide({"name": "经办人的判断"})
    record("other", actor=SHELL, at=AT, body={"receipt": {}})
    told = replay()
    assert (told.sound, told.decisions, told.without) == (True, 1, 1)


def test_since_a_day(decided: list[Entry]) -> None:
    since = (AT + timedelta(days=5)).date()
    assert replay(since).decisions == count(since) == len(decided) - 5
    assert replay(date(2100, 1, 1)).decisions == 0


def test_one_decision(decided: list[Entry]) -> None:
    assert (
        of_entry(decided[3]).as_json() | {"same": 1, "decisions": 1}
        == of_entry(decided[3]).as_json()
    )


def test_the_seal_came_with_the_commit(decided: list[Entry]) -> None:
    assert not Entry.objects.filter(n=None).exists()
    assert chain.end().n == len(decided)
