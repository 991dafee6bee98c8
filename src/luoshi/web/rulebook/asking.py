"""A question to a rule as it stands in the address of a page or in a form, and back again.

Facts are written ``f.<name>``, readings ``r.<name>``, parameters for a what-if ``p.<name>`` or
``p.<name>[<index>]``; ``on`` is the date of the fact, ``even`` asks to compute although the document is
not in force, ``x``, ``from`` and ``to`` draw the result over a range of one fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.http import QueryDict
from django.utils.http import urlencode

from luoshi.office.rulebook import Question
from luoshi.rules import Outcome, Rule, RuleError
from luoshi.rules.errors import BadPolicy, OutOfRange, UnknownFact, WrongType, shortened

FACT, READING, PARAMETER = "f.", "r.", "p."
PLAIN = ("on", "even", "x", "from", "to")
LONGEST_PARAMETER = 40
"""Characters of a value for a parameter: no quantity of a document has more."""
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass
class Asked:
    """What was written, kept as it was written, with what is wrong in it.

    Attributes:
        given: every value by the name of its field.
        on: the date of the fact; the day it is where none, or none that can be, was written.
        troubles: what is wrong, by the name of the field; under an empty name where no field is meant.
    """

    rule: Rule[Any, Any]
    given: dict[str, str]
    on: date
    troubles: dict[str, RuleError] = field(default_factory=dict[str, RuleError])

    def part(self, prefix: str) -> dict[str, str]:
        """The values of the fields with this prefix, by what follows it."""
        return {n.removeprefix(prefix): v for n, v in self.given.items() if n.startswith(prefix)}

    @property
    def facts(self) -> dict[str, str]:
        """The facts as they were written."""
        return self.part(FACT)

    @property
    def overrides(self) -> dict[str, str]:
        """The parameters that are to have another value for this run."""
        return self.part(PARAMETER)

    @property
    def even(self) -> bool:
        """Whether to compute although the document is not in force."""
        return self.given.get("even") == "1"

    @property
    def started(self) -> bool:
        """Whether anything was asked yet."""
        return any(name not in ("on", "even") for name in self.given)

    def question(self, overrides: Mapping[str, str] | None = None) -> Question:
        """The question, with these values for parameters in the place of those that were written."""
        return Question(
            self.rule, self.facts, self.on, self.part(READING),
            self.overrides if overrides is None else overrides, self.even,
        )  # fmt: skip

    def query(self, *, without: tuple[str, ...] = ()) -> str:
        """The address that asks the same: nothing empty, always in the same order."""
        on = self.given["on"] if "on" in self.troubles else self.on.isoformat()
        pairs = {"on": on} | {name: value for name, value in self.given.items() if name != "on"}
        return urlencode({name: value for name, value in pairs.items() if name not in without})


def read(rule: Rule[Any, Any], sent: QueryDict, today: date) -> Asked:
    """What a form or an address asks; what is wrong stands in its troubles."""
    given = {name: text for name in sent if (text := last(sent, name))}
    asked = Asked(rule, given, today)
    for name in sent:
        if len(sent.getlist(name)) > 1:
            asked.troubles[name] = _repeated(name, sent.getlist(name))
    asked.on = _day(asked, today)
    for name in given:
        if name not in asked.troubles and (trouble := _trouble(asked, name)):
            asked.troubles[name] = trouble
    return asked


def last(sent: QueryDict, name: str) -> str:
    """What was written under a name, without the blanks around it."""
    return str(cast("object", sent[name])).strip()


def run(question: Question) -> Outcome:
    """The outcome, with its result worked out; of one case with its steps too.

    Raises:
        RuleError: whatever is wrong with the question; numbers too large to be counted too.
    """
    try:
        outcome = question.run()
        outcome.result  # noqa: B018 — worked out here, where what goes wrong is told
        if not question.rule.table:
            outcome.explanation  # noqa: B018
    except (ValueError, ArithmeticError, BadPolicy) as error:
        raise OutOfRange(
            f"“{question.rule.label}”用这些数算不出来", clause=question.rule.addresses[0],
            remedy="请把数值和参数改到常理之内",
        ) from error  # fmt: skip
    return outcome


def field_of(rule: Rule[Any, Any], error: RuleError) -> str:
    """The name of the field that an error is about; empty where it is about none."""
    if error.fact in rule.facts:
        return FACT + error.fact
    if error.fact in rule.readings:
        return READING + error.fact
    return "on" if error.fact == "on" else ""


def _repeated(name: str, values: list[str]) -> RuleError:
    return WrongType(
        f"“{shortened(name, 40)}”写了 {len(values)} 次",
        fact=shortened(name, 40), given="、".join(map(shortened, values[:3])), remedy="每一项只写一次",
    )  # fmt: skip


def _day(asked: Asked, today: date) -> date:
    written = asked.given.get("on", "")
    if not written:
        return today
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None:
        asked.troubles["on"] = WrongType(
            f"事实发生日“{shortened(written, 40)}”不是日期", fact="on", given=written,
            clause=_force_clause(asked.rule), remedy="写成 2024-02-29 的样子，且要有这一天",
        )  # fmt: skip
    elif not _EARLIEST <= day <= _LATEST:
        asked.troubles["on"] = OutOfRange(
            f"事实发生日应在{_EARLIEST}至{_LATEST}之间", fact="on", given=written,
            clause=_force_clause(asked.rule),
        )  # fmt: skip
    return today if "on" in asked.troubles or day is None else day


def _force_clause(rule: Rule[Any, Any]) -> str:
    return rule.policy.address(rule.policy.force_clause)


def _trouble(asked: Asked, name: str) -> RuleError | None:
    """What is wrong with one value by itself."""
    rule, value = asked.rule, asked.given[name]
    try:
        if name.startswith(FACT):
            rule.read({name.removeprefix(FACT): value})
        elif name.startswith(READING):
            rule.policy.read_readings({name.removeprefix(READING): value})
        elif name.startswith(PARAMETER):
            _check_parameter(rule, name.removeprefix(PARAMETER), value)
        elif name not in PLAIN:
            raise UnknownFact(
                f"“{rule.label}”不认识“{shortened(name, 40)}”", fact=shortened(name, 40), given=value,
                clause=rule.addresses[0], remedy="请在表单里填写，或用页面给出的链接",
            )  # fmt: skip
        elif name == "even" and value != "1":
            raise WrongType("“不在施行期也试算”只能写 1", fact="even", given=value)
    except RuleError as error:
        error.given = error.given or shortened(value)
        return error
    return None


def _check_parameter(rule: Rule[Any, Any], name: str, value: str) -> None:
    definition = rule.parameters.get(name.partition("[")[0].strip())
    clause = definition.clause if definition else rule.addresses[0]
    label = definition.label if definition else shortened(name, 40)
    if len(value) > LONGEST_PARAMETER and not (definition and definition.kind == "text"):
        raise WrongType(
            f"参数“{label}”的值太长", fact=name, given=value, clause=clause, remedy=_LIKE
        )
    try:
        rule.read_overrides({name: value})
    except (ValueError, BadPolicy) as error:
        raise WrongType(
            f"参数“{label}”读不懂“{shortened(value, 40)}”", fact=name, given=value, clause=clause, remedy=_LIKE
        ) from error  # fmt: skip


_LIKE = "写成数字加单位，如 8.5%、6000元；日期写成 2024-02-29"
