"""A question to a rule, as a shell or a program writes it, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from luoshi import policies
from luoshi.rules import Outcome, Rule
from luoshi.rules.errors import Missing, TooLarge, WrongType

DEEPEST, LONGEST_KEY = 6, 100
_FIELDS = frozenset({"facts", "on", "readings", "overrides", "even_if_not_in_force"})


@dataclass(frozen=True)
class Question:
    """What is asked: which rule, on what facts, for which day, under which readings and overrides."""

    rule: Rule[Any, Any]
    facts: Mapping[str, object]
    on: date
    readings: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, object] = field(default_factory=dict)
    even_if_not_in_force: bool = False

    def run(self) -> Outcome:
        """The outcome.

        Raises:
            RuleError: the question is wrong, or the document is not in force.
        """
        return self.rule.run(
            self.facts, self.on, readings=self.readings, overrides=self.overrides,
            even_if_not_in_force=self.even_if_not_in_force,
        )  # fmt: skip


def question_of(key: str, body: object) -> Question:
    """A question from the JSON that a program sent.

    Raises:
        RuleError: no such rule, or the JSON is not a question.
    """
    rule = policies.rule(key)
    sent = mapping(body, "问题")
    if strange := set(sent) - _FIELDS:
        raise WrongType(
            f"问题里不认识“{'、'.join(sorted(map(str, strange)))}”",
            remedy=f"可写：{'、'.join(sorted(_FIELDS))}",
        )
    if too_deep(sent, DEEPEST):
        raise TooLarge(f"JSON 嵌套超过 {DEEPEST} 层", remedy="事实只有一层，整表的规则再多一层")
    readings = {
        name: str(option)
        for name, option in mapping(_or_nothing(sent.get("readings")), "readings").items()
    }
    even = sent.get("even_if_not_in_force", False)
    if not isinstance(even, bool):
        raise WrongType("even_if_not_in_force 要写 true 或 false", given=even)
    return Question(
        rule,
        mapping(_or_nothing(sent.get("facts")), "facts"),
        day_of(sent.get("on")),
        readings,
        mapping(_or_nothing(sent.get("overrides")), "overrides"),
        even,
    )


def _or_nothing(given: object) -> object:
    return {} if given is None else given


def mapping(given: object, name: str) -> Mapping[str, object]:
    """A JSON object.

    Raises:
        WrongType: it is something else.
    """
    if isinstance(given, Mapping):
        return cast("Mapping[str, object]", given)
    raise WrongType(f"“{name}”要写成 JSON 对象", fact=name, given=given, remedy='如 {"名称": 值}')


def day_of(given: object) -> date:
    """The date of the fact.

    Raises:
        Missing: none was given. WrongType: no day.
    """
    if given is None:
        raise Missing("没有写明事实发生日 on", fact="on", remedy="写成 2024-02-29 的样子")
    if isinstance(given, str):
        try:
            return date.fromisoformat(given.strip())
        except ValueError:
            pass
    raise WrongType(
        "事实发生日 on 不是日期",
        fact="on",
        given=given,
        remedy="写成 2024-02-29 的样子，且要有这一天",
    )


def too_deep(value: object, left: int) -> bool:
    """Whether JSON is nested deeper than ``left`` levels."""
    if not left:
        return isinstance(value, list | dict)
    if isinstance(value, dict):
        return any(too_deep(each, left - 1) for each in cast("dict[str, object]", value).values())
    return isinstance(value, list) and any(
        too_deep(each, left - 1) for each in cast("list[object]", value)
    )
