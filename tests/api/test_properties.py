"""Whatever facts, days, readings and overrides are sent: an answer or an error of the domain."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi import policies
from luoshi.rules import Rule
from luoshi.rules.errors import RuleError
from luoshi.rules.facts import Fact
from tests.api.conftest import ON, PAYMENT
from tests.api.test_wsgi import asked

RULES = list(policies.rules().values())
DAYS = ["1900-01-01", "2024-02-29", "2023-12-31", "2199-12-31", "2024-01-31"]
STRANGE = [
    None,
    True,
    [],
    {},
    "",
    "甲",
    "٣",
    "１２",
    "1e5",
    "-0",
    "1900-01-01",
    1e308,
    2**62,
    -(2**62),
]
STRANGE_OVERRIDES = ["0", "1", "-5", "9" * 17, "0.0001", "9999-12-31", "0001-01-01", "每年2月底",
                     "每年13月1日", "每月99日", "x", 1e300, 1e-300, 0.1]  # fmt: skip


def values(fact: Fact) -> st.SearchStrategy[Any]:
    """Values of a fact: mostly good ones, its bounds among them, and a few that are none."""
    schema = fact.schema()
    if fact.kind == "choice":
        good = st.sampled_from(schema["enum"])
    elif fact.kind == "truth":
        good = st.booleans()
    elif fact.kind == "day":
        good = st.sampled_from(DAYS)
    elif fact.kind == "words":
        good = st.sampled_from(["甲", "乙", "丙"])
    else:
        low, high = schema["minimum"], schema["maximum"]
        good = st.sampled_from([low, high]) | st.integers(int(low), max(int(low), int(high)))
    return st.one_of(good, good, good, good, st.sampled_from(STRANGE))


@st.composite
def questions(draw: st.DrawFn) -> tuple[Rule[Any, Any], dict[str, Any]]:
    """A rule, and something like a question to it."""
    rule = draw(st.sampled_from(RULES))
    one = st.fixed_dictionaries({}, optional={n: values(f) for n, f in rule.facts.items()})
    asked: dict[str, Any] = {
        "on": draw(st.sampled_from(DAYS)),
        "facts": {"rows": draw(st.lists(one, max_size=4))} if rule.table else draw(one),
        "even_if_not_in_force": True,
    }
    if rule.readings and draw(st.booleans()):
        readings = rule.policy.readings
        asked["readings"] = {
            name: draw(st.sampled_from(list(readings[name].options))) for name in rule.readings
        }
    if rule.parameters and draw(st.booleans()):
        definition = draw(st.sampled_from(list(rule.parameters.values())))
        value = draw(st.sampled_from(STRANGE_OVERRIDES))
        unit = definition.unit.name if isinstance(value, str) and draw(st.booleans()) else ""
        asked["overrides"] = {definition.name: f"{value}{unit}" if unit else value}
    return rule, asked


@pytest.mark.django_db
@settings(max_examples=600, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(question=questions(), form=st.sampled_from(["evaluate", "explain", "what-if"]))
def test_a_question_gets_an_answer_or_an_error_of_the_domain(
    question: tuple[Rule[Any, Any], dict[str, Any]], form: str
) -> None:
    rule, body = question
    status, _, words = asked(f"/api/rules/{rule.key}/{form}", orjson.dumps(body))
    told = orjson.loads(words)
    assert status in (200, 422), words
    if status == 422:
        assert told["error"]["code"] != "broken"
        assert told["error"]["message"]
    elif form == "explain":
        status, _, again = asked("/api/receipts/reproduce", words)
        assert status == 200, again
        assert orjson.loads(again)["same"] is True


@pytest.mark.django_db
@settings(derandomize=True)
@given(st.decimals(places=12, min_value=0, max_value=10**12) | st.floats(0, 1e12))
def test_a_number_is_read_as_it_is_written(number: Decimal | float) -> None:
    """The text of the number and the number itself are one fact, to the last digit."""
    written = repr(number) if isinstance(number, float) else f"{number:f}"
    bare = f'{{"on": "{ON}", "facts": {{"cost": {written}}}}}'
    told = [
        asked(f"/api/rules/{PAYMENT}/evaluate", body.encode())
        for body in (bare, bare.replace(written, f'"{Decimal(written):f}"'))
    ]
    [one, other] = [(status, orjson.loads(words).get("exact")) for status, _, words in told]
    assert one == other, (written, told)


def test_the_errors_of_the_domain_have_words_of_their_own() -> None:
    """A program tells them apart by ``code``."""
    kinds = RuleError.__subclasses__()
    codes = [kind.code for kind in kinds if kind.__module__ == "luoshi.rules.errors"]
    assert len(set(codes)) == len(codes)
