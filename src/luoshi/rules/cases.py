"""Worked cases (算例) from ``cases.yaml``: facts, and the result that reading the document gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from luoshi.rules.errors import BadPolicy, RuleError
from luoshi.rules.outcome import Outcome
from luoshi.rules.rule import REGISTRY, Rule
from luoshi.rules.yamlio import is_list, is_mapping, read

_FIELDS = frozenset(
    [
        "rule",
        "name",
        "on",
        "facts",
        "readings",
        "overrides",
        "clause",
        "even_if_not_in_force",
        "expect",
        "expect_error",
        "expect_missing",
        "expect_status",
        "expect_warning",
    ]
)


@dataclass(frozen=True)
class WorkedCase:
    """One worked case: a question and what must come out."""

    rule: Rule[Any, Any]
    name: str
    on: date
    facts: Mapping[str, object]
    readings: Mapping[str, str]
    overrides: Mapping[str, object]
    expected: Mapping[str, Any]
    clause: str = ""
    even_if_not_in_force: bool = False

    def run(self) -> Outcome:
        """The outcome, in force or not when the case asks for the state itself."""
        return self.rule.run(
            self.facts, self.on, readings=self.readings, overrides=self.overrides,
            even_if_not_in_force=self.even_if_not_in_force or "expect_status" in self.expected,
        )  # fmt: skip

    def problems(self) -> list[str]:
        """What does not come out as expected."""
        try:
            outcome = self.run()
        except RuleError as error:
            wanted = self.expected.get("expect_error")
            return [] if error.code == wanted else [f"出错 {error.code}：{error}"]
        if "expect_error" in self.expected:
            return [f"应当报错 {self.expected['expect_error']}，得到 {outcome.result}"]
        return list(self._differences(outcome))

    def _differences(self, outcome: Outcome) -> Iterator[str]:
        expected = self.expected
        if "expect" in expected:
            wanted, got = plain(expected["expect"]), plain(outcome.result)
            if outcome.missing or not agrees(wanted, got):
                yield f"应为 {wanted}，得到 {got}" + (
                    f"，缺 {outcome.missing}" if outcome.missing else ""
                )
        if "expect_missing" in expected and set(expected["expect_missing"]) != set(outcome.missing):
            yield f"应缺 {expected['expect_missing']}，实缺 {list(outcome.missing)}"
        if "expect_status" in expected and outcome.state.name != expected["expect_status"]:
            yield f"应为 {expected['expect_status']}，得到 {outcome.state.name}"
        if "expect_warning" in expected:
            words = expected["expect_warning"]
            if not words and any(case.warnings for case in outcome.cases):
                yield f"不应有提示，得到 {outcome.warnings}"
            for word in [words] if isinstance(words, str) else words:
                if not any(word in warning for warning in outcome.warnings):
                    yield f"应有提示“{word}”，得到 {outcome.warnings}"


def agrees(wanted: Any, got: Any) -> bool:
    """Equal as people mean it: 1 and 1.0 are one number, but true is not 1."""
    if is_mapping(wanted) and is_mapping(got):
        return all(key in got and agrees(value, got[key]) for key, value in wanted.items())
    if is_list(wanted) and is_list(got):
        return len(wanted) == len(got) and all(map(agrees, wanted, got))
    if isinstance(wanted, bool) or isinstance(got, bool):
        return wanted is got
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(wanted - got) <= 1e-9 * max(1.0, abs(wanted))
    return wanted == got


def plain(value: Any) -> Any:
    """A value of YAML as JSON would hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if is_mapping(value):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if is_list(value) else value


def load(folder: Path) -> list[WorkedCase]:
    """The worked cases of a policy folder, whose rules must have been imported.

    Raises:
        BadPolicy: a case names no rule, or expects nothing.
    """
    raw: list[Mapping[str, Any]] = read(folder / "cases.yaml") or []
    return [_case(each, f"{folder.parent.name}.{folder.name}") for each in raw]


def _case(raw: Mapping[str, Any], policy: str) -> WorkedCase:
    key = f"{policy}.{raw.get('rule')}"
    name = str(raw.get("name", ""))
    if key not in REGISTRY:
        raise BadPolicy(f"算例“{name}”：没有规则 {key}")
    if strange := set(raw) - _FIELDS:
        raise BadPolicy(f"算例“{name}”：不认识 {'、'.join(sorted(strange))}")
    expected = {word: value for word, value in raw.items() if word.startswith("expect")}
    if not expected:
        raise BadPolicy(f"算例“{name}”没有写明结果")
    on = raw.get("on")
    if not isinstance(on, date):
        raise BadPolicy(f"算例“{name}”没有写明日期 on")
    overrides: Mapping[str, object] = raw.get("overrides") or {}
    return WorkedCase(
        REGISTRY[key], name, on, plain(raw.get("facts") or {}), raw.get("readings") or {},
        {name: str(value) for name, value in overrides.items()}, expected, str(raw.get("clause", "")), bool(raw.get("even_if_not_in_force")),
    )  # fmt: skip
