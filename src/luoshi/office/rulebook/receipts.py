"""Answers that are their own receipts (回执), and getting the same result from one again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

import orjson

from luoshi import __version__
from luoshi.office.rulebook.questions import Question, question_of
from luoshi.rules.errors import BadReceipt, RuleError

_WHAT_WAS_ASKED = ("facts", "on", "readings", "overrides", "even_if_not_in_force")
_WHAT_CAME_OUT = ("status", "result", "exact", "unit", "warnings", "missing", "explanation")


def answer(question: Question, *, explain: bool = True) -> dict[str, Any]:
    """The answer to a question, as JSON, sealed as a receipt.

    Raises:
        RuleError: the question is wrong, or the document is not in force.
    """
    outcome = question.run()
    told = outcome.as_json(explain=explain)
    told["asked"] = {
        "facts": {name: _plain(given) for name, given in question.facts.items()},
        "on": question.on.isoformat(),
        "readings": dict(outcome.cases[0].readings),
        "overrides": {name: str(value) for name, value in question.overrides.items()},
        "even_if_not_in_force": question.even_if_not_in_force,
    }
    policy = question.rule.policy
    told["receipt"] = {
        "luoshi": __version__,
        "rule_version": policy.version,
        "documents": [{"number": policy.number, "sha256": document_hash(policy.number)}],
    }
    told["receipt"]["digest"] = digest(told)
    return told


def _plain(given: object) -> object:
    return given if isinstance(given, str | int | float | bool | list | dict | None) else str(given)


def digest(told: Mapping[str, Any]) -> str:
    """A hash over everything that an answer says, its own digest left out."""
    receipt = {name: value for name, value in told["receipt"].items() if name != "digest"}
    whole = orjson.dumps({**told, "receipt": receipt}, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(whole).hexdigest()


_KEPT_SECONDS = 2.0
_kept: dict[str, tuple[float, str | None]] = {}


def document_hash(number: str) -> str | None:
    """The hash of the loaded document; None where no gazette with it is loaded.

    Which text is loaded is looked up at most every two seconds, since answers come by the thousand.
    """
    until, known = _kept.get(number, (0.0, None))
    if monotonic() >= until:
        known = _looked_up(number)
        _kept[number] = (monotonic() + _KEPT_SECONDS, known)
    return known


def _looked_up(number: str) -> str | None:
    """The hash, or None where no gazette has the document or there is no archive to ask."""
    from django.db import DatabaseError, close_old_connections, connection

    from luoshi.office.archive import queries

    if not connection.in_atomic_block:  # a case that is being decided needs its connection
        close_old_connections()  # whoever asks may not come through Django's own handler
    try:
        return _hash_of(queries.document(number).pk)
    except (queries.NotFound, DatabaseError):
        return None


def forget() -> None:
    """Look again which texts are loaded."""
    _kept.clear()


@cache
def _hash_of(row: int) -> str:
    """Rows of documents are never changed, only replaced, so the hash of one can be kept."""
    from luoshi.office.archive import queries
    from luoshi.policies.verify import fingerprint

    return fingerprint(queries.value(queries.document_by_id(row)))


@dataclass(frozen=True)
class Reproduction:
    """What came of asking again.

    Attributes:
        same: whether the very same came out.
        changed: what differs between then and now (rule version, document), in Chinese.
        then: the result of the receipt; ``now`` that of today.
        answer: today's whole answer.
    """

    same: bool
    changed: tuple[str, ...]
    then: Any
    now: Any
    answer: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The comparison as data."""
        return {"same": self.same, "changed": list(self.changed), "then": self.then, "now": self.now,
                "answer": dict(self.answer)}  # fmt: skip


def read_receipt(text: str | bytes) -> dict[str, Any]:
    """An answer that was kept.

    Raises:
        BadReceipt: it is no answer, or it was changed since.
    """
    try:
        told = json.loads(text)
        known = told["receipt"]["digest"]
        seal = digest(told)
        told["rule"], told["result"], told["exact"], told["parameters"]
        [told["asked"][name] for name in _WHAT_WAS_ASKED]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadReceipt(
            "这不是回执", remedy="回执是 luoshi run … --json 或接口答复的全文"
        ) from error
    if known != seal:
        raise BadReceipt("回执被改动过：内容与校验值不符", given=known, remedy="请用原件")
    return told


def reproduce(told: Mapping[str, Any]) -> Reproduction:
    """Ask again what a receipt records, under the parameters that it records where they have changed.

    Raises:
        RuleError: the rule is no longer there, or no longer takes such facts.
    """
    asked = {name: told["asked"][name] for name in _WHAT_WAS_ASKED}
    question = question_of(told["rule"], asked)
    now = answer(question)
    changed = _changed(told, now)
    if changed and not _same(told, now):
        again = _with_recorded_parameters(told, asked)
        if again is not None and _results(again) == _results(told):
            changed = (*changed, "按回执记录的参数重算，结果相同")
    return Reproduction(_same(told, now), changed, told["result"], now["result"], now)


def _same(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    kept = [name for name in _WHAT_CAME_OUT if name in then]
    return all(
        json.dumps(then[n], sort_keys=True) == json.dumps(now.get(n), sort_keys=True) for n in kept
    )


def _results(told: Mapping[str, Any]) -> tuple[str, str]:
    return json.dumps(told["result"], sort_keys=True), json.dumps(told["exact"], sort_keys=True)


def _changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    if then["receipt"]["rule_version"] != now["receipt"]["rule_version"]:
        found.append("规则的版本变了")
    for before, after in zip(
        then["receipt"]["documents"], now["receipt"]["documents"], strict=False
    ):
        if before["sha256"] and not after["sha256"]:
            found.append(f"{before['number']} 的公报没有载入，无法核对原文")
        elif before["sha256"] and before["sha256"] != after["sha256"]:
            found.append(f"{before['number']} 的原文变了")
    return tuple(found)


def _with_recorded_parameters(
    told: Mapping[str, Any], asked: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    recorded = {each["name"]: each["value"] for each in told["parameters"]}
    try:
        return answer(
            question_of(told["rule"], {**asked, "overrides": {**recorded, **asked["overrides"]}})
        )
    except RuleError:
        return None
