"""A question to a rule as the command line states it, and what it means once the rule is known.

Rules are imported inside the functions: the page of help needs none of them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from luoshi.cli.screen import note

if TYPE_CHECKING:
    from luoshi.rules import Outcome, Rule

LARGEST = 32 * 1024 * 1024
"""Bytes of facts that one question may carry; more go through ``bulk``."""
_SHAPE = '写成 {"名称": 值}，整表的规则写成 {"rows": [{…}, {…}]}；@文件 读文件，- 读标准输入'


@dataclass(frozen=True)
class Wording:
    """What was typed: ``facts`` is JSON, @FILE or -; the others are lists of NAME=VALUE."""

    key: str
    on: date | None = None
    facts: str | None = None
    fact: Sequence[str] = ()
    readings: Sequence[str] = ()
    overrides: Sequence[str] = ()
    even_if_not_in_force: bool = False


@dataclass(frozen=True)
class Asked:
    """What it means: names as the rule has them, values as they were written."""

    rule: Rule[Any, Any]
    on: date
    facts: Mapping[str, object]
    readings: Mapping[str, str]
    overrides: Mapping[str, object]
    even_if_not_in_force: bool

    def run(
        self,
        facts: Mapping[str, object] | None = None,
        overrides: Mapping[str, object] | None = None,
    ) -> Outcome:
        """The outcome, of other facts or with other parameters where they are given.

        Raises:
            RuleError: the question is wrong, or the document is not in force.
        """
        with addressed(self.rule):
            return self.rule.run(
                self.facts if facts is None else facts,
                self.on,
                readings=self.readings,
                overrides=self.overrides if overrides is None else overrides,
                even_if_not_in_force=self.even_if_not_in_force,
            )


def asked(wording: Wording, as_json: bool = False) -> Asked:
    """The question; today's where no day was typed, which is told.

    Raises:
        RuleError: no such rule, or a name or value that cannot be meant.
    """
    from luoshi import policies

    rule = policies.rule(wording.key)
    with addressed(rule):
        made = Asked(
            rule,
            wording.on or date.today(),  # noqa: DTZ011 - the day on the user's own calendar
            {**_facts(wording.facts, rule), **_given_facts(wording.fact, rule)},
            _given_readings(wording.readings, rule),
            _given_overrides(wording.overrides, rule),
            wording.even_if_not_in_force,
        )
    if wording.on is None:
        remark(f"没有写 --on，按今天 {made.on} 计算。", as_json)
    return made


def remark(words: str, as_json: bool) -> None:
    """A line beside the answer, on standard error; for programs as JSON, as errors are."""
    if as_json:
        sys.stderr.write(json.dumps({"note": words}, ensure_ascii=True) + "\n")
    else:
        note(words)


@contextmanager
def addressed(rule: Rule[Any, Any]) -> Generator[None]:
    """Errors of the rule, with whole addresses of clauses and the options of this program."""
    from luoshi.rules.errors import NotInForce, RuleError

    try:
        yield
    except RuleError as error:
        named = error.fact and error.fact != "facts"
        error.clause = rule.policy.address(error.clause or (rule.clauses[0] if named else ""))
        if isinstance(error, NotInForce):
            error.remedy = "仍要试算请加 --even-if-not-in-force"
        raise


@contextmanager
def _naming(value: str) -> Generator[None]:
    """Errors of one value, with the value."""
    from luoshi.rules.errors import RuleError, shortened

    try:
        yield
    except RuleError as error:
        error.given = error.given or shortened(value)
        raise


# --- facts


def _facts(text: str | None, rule: Rule[Any, Any]) -> Mapping[str, object]:
    from luoshi.rules.errors import WrongType

    if text is None:
        return {}
    if text == "-" or text.startswith("@"):
        text = read_text(text.removeprefix("@"))
    told = _parsed(text)
    if rule.table and isinstance(told, list):
        told = {"rows": cast("list[object]", told)}
    if not isinstance(told, dict):
        raise WrongType("--facts 要写成 JSON 对象", fact="facts", given=text, remedy=_SHAPE)
    return cast("dict[str, object]", told)


def read_text(path: str) -> str:
    """The words of a file, or of standard input where it is named -."""
    if path == "-":
        return _decoded(sys.stdin.buffer)
    with Path(path).open("rb") as file:
        return _decoded(file)


def _decoded(stream: BinaryIO) -> str:
    from luoshi.rules.errors import TooLarge, WrongType

    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooLarge(f"输入超过 {LARGEST // 1024 // 1024} MB", remedy="更大的表用 luoshi bulk")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongType(
            f"事实不是 UTF-8 文字：第 {error.start + 1} 个字节",
            fact="facts",
            remedy="请另存为 UTF-8",
        ) from error


def _parsed(text: str) -> object:
    """JSON; a name that stands twice is an error, not a silent loss."""
    from luoshi.rules.errors import WrongType

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise WrongType(f"JSON 里“{twice}”写了两次", fact=twice, remedy="请只留一个")
        return found

    try:
        told: object = json.loads(text, object_pairs_hook=once, parse_float=_decimal)
        json.dumps(told, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        what = f"--facts 不是 JSON：第{error.lineno}行第{error.colno}个字起读不懂"
        raise WrongType(what, fact="facts", given=text, remedy=_SHAPE) from error
    except RecursionError as error:
        raise WrongType("--facts 嵌套太深", fact="facts", given=text, remedy=_SHAPE) from error
    except ValueError as error:  # a number of thousands of digits, half a character
        raise WrongType(
            "--facts 里有太长的数或不成字的编码", fact="facts", given=text, remedy=_SHAPE
        ) from error
    return told


def _decimal(text: str) -> float | str:
    """A decimal number; in its own digits where no float is exactly that, so that none gets lost."""
    number = float(text)
    return number if Decimal(repr(number)) == Decimal(text) else text


def _given_facts(given: Sequence[str], rule: Rule[Any, Any]) -> dict[str, str]:
    return _pairs(given, "--fact", {name: fact.label for name, fact in rule.facts.items()})


# --- readings and parameters


def _given_readings(given: Sequence[str], rule: Rule[Any, Any]) -> dict[str, str]:
    """Readings by name or label, options by key or label."""
    declared = rule.policy.readings
    found = _pairs(given, "--reading", {name: each.label for name, each in declared.items()})
    for name in found.keys() & declared.keys():
        keys = {label: key for key, label in declared[name].options.items()}
        found[name] = keys.get(found[name], found[name])
    for name, option in found.items():
        with _naming(option):
            rule.policy.read_readings({name: option})
    return found


def _given_overrides(given: Sequence[str], rule: Rule[Any, Any]) -> dict[str, str]:
    """Parameters by name, ``name[index]`` or label."""
    found = _pairs(given, "--set", {name: each.label for name, each in rule.parameters.items()})
    for name, value in found.items():
        with _naming(value):
            rule.read_overrides({name: value})
    return found


def _pairs(given: Sequence[str], option: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Values by name; a label that no other carries stands for its name."""
    from luoshi.rules.errors import WrongType

    times = Counter(labels.values())
    names = {label: name for name, label in labels.items() if times[label] == 1}
    found: dict[str, str] = {}
    for text in given:
        name, _, value = text.partition("=")
        name = names.get(name.strip(), name.strip())
        if name in found:
            raise WrongType(
                f"{option} 把“{name}”写了两次", fact=name, given=value, remedy="请只留一个"
            )
        found[name] = value.strip()
    return found
