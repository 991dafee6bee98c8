"""What a page says of a question to a rule: the fields, the result, the steps, the comparison."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse

from luoshi import policies
from luoshi.rules import Outcome, Policy, Rule, RuleError
from luoshi.rules.parameters import Definition
from luoshi.rules.policy import STATES, State
from luoshi.web.markup import Html
from luoshi.web.rulebook import asking, charts, describing, form, telling, whatif
from luoshi.web.rulebook.asking import Asked
from luoshi.web.rulebook.places import Places


def force(question: Asked, places: Places) -> dict[str, Any]:
    """The question, and whether the document is in force on its day; if not, it is held back at first."""
    rule = question.rule
    state = rule.policy.state_on(question.on)
    return {
        "nav": "rules",
        "rule": describing.named(rule),
        "asked": question,
        "query": question.query(),
        "query_without_day": question.query(without=("on",)),
        "state": state,
        "state_label": STATES[state.name].partition("：")[0],
        "state_place": places.place(state.clause) if state.clause else None,
        "held_back": not (state.in_force or question.even or rule.any_day),
        "any_day": rule.any_day,
        "day_in_force": _day_in_force(rule.policy, state),
    }


def _day_in_force(policy: Policy, state: State) -> date | None:
    """The day in force that is nearest to a day that is not."""
    if state.in_force:
        return None
    return policy.ends if state.name == "expired" else policy.starts


def case(question: Asked, places: Places) -> tuple[dict[str, Any], int]:
    """What came of a question about one case: the fields, and all that stands beside them."""
    outcome, before, trouble = _outcomes(question)
    wrong = troubles(question, trouble, places)
    context = force(question, places) | {
        "fields": form.fields(question, outcome, places),
        "troubles": wrong,
    }
    if outcome and not wrong and not context["held_back"]:
        context |= _result(question, outcome, before, places)
    return context, 400 if wrong or "curve_trouble" in context else 200


def _outcomes(question: Asked) -> tuple[Outcome | None, Outcome | None, RuleError | None]:
    """The outcome, that under the document's own parameters where some were changed, and what went wrong.

    Out of force, or with a value that is wrong, the rest is run all the same: which facts still matter
    is wanted for the form.
    """
    given = {n: v for n, v in question.given.items() if n not in question.troubles}
    given["even"] = "1"
    asked_anyway = Asked(question.rule, given, question.on)
    try:
        outcome = asking.run(asked_anyway.question())
        before = asking.run(asked_anyway.question({})) if question.overrides else None
    except RuleError as error:
        return None, None, None if question.troubles else error
    return outcome, before, None


def troubles(question: Asked, trouble: RuleError | None, places: Places) -> list[dict[str, Any]]:
    """Everything that is wrong, each with its clause and the field it is about."""
    found = list(question.troubles.items())
    if trouble:
        found.append((asking.field_of(question.rule, trouble), trouble))
    return [trouble_of(question.rule, name, error, places) for name, error in found]


def trouble_of(rule: Rule[Any, Any], name: str, error: RuleError, places: Places) -> dict[str, Any]:
    """What is wrong, with the clause that asks for it and the name of the field it is about."""
    clause = error.clause
    if clause and not clause.startswith(rule.policy.number):
        clause = rule.policy.address(clause)
    remedy = "" if "JSON" in error.remedy or "luoshi " in error.remedy else error.remedy
    place = places.place(clause or rule.addresses[0])
    return {"error": error, "remedy": remedy, "field": name, "place": place}


def _result(
    question: Asked, outcome: Outcome, before: Outcome | None, places: Places
) -> dict[str, Any]:
    """The result, the steps, the comparison and the drawing."""
    told = outcome.as_json(explain=False)
    return {
        "outcome": outcome,
        "status": outcome.status,
        "parts": telling.parts(outcome),
        "warnings": warnings(outcome),
        "rounding": told.get("rounding", ""),
        "used": [(each, places.place(each["clause"])) for each in told["parameters"]],
        "missing": [(asking.FACT + name, label) for name, label in zip(outcome.missing, outcome.missing_labels, strict=True)],
        "tree": telling.tree([outcome.explanation], places) if outcome.status != "missing" else None,
        "changes": whatif.changes(before, outcome) if before and outcome.status != "missing" else [],
    } | _curve(question, outcome)  # fmt: skip


def warnings(outcome: Outcome) -> list[str]:
    """What should be known beside the result, parameters that were changed by their labels."""
    silent = {part.text for part in telling.parts(outcome) if part.silent}
    told = [
        warning
        for warning in outcome.warnings
        if warning not in silent and not warning.startswith("试算：改动了参数")
    ]
    changed = [each["label"] for each in outcome.parameters if each["overridden"]]
    if outcome.overridden:
        used = f"改动了{'、'.join(changed)}" if changed else "改动的参数这次没有用到"
        told.append(f"试算：{used}")
    return told


def _curve(question: Asked, outcome: Outcome) -> dict[str, Any]:
    facts = whatif.choices(question, outcome)
    if not facts:
        return {}
    try:
        over = whatif.chosen(question, facts)
        curve = whatif.curve(question, over) if over else None
    except RuleError as error:
        return {"curve_facts": facts, "curve_trouble": error}
    if curve is None:
        return {"curve_facts": facts}
    rule = question.rule
    return {
        "curve_facts": facts,
        "curve": curve,
        "curve_low": curve.range.written(curve.range.low),
        "curve_high": curve.range.written(curve.range.high),
        "curve_rows": _curve_rows(curve, rule),
        "drawing": charts.of_curve(curve, rule.label, rule.unit),
    }


def _curve_rows(curve: whatif.Curve, rule: Rule[Any, Any]) -> list[tuple[str, str, str]]:
    """The numbers behind a drawing: about a dozen of its points."""
    every = max(1, len(curve.points) // 12)
    after = curve.after or [None] * len(curve.points)
    rows = list(zip(curve.points, curve.before, after, strict=True))
    unit = curve.range.fact.unit or rule.unit
    return [
        (telling.shown(x, unit), _told(y, rule), _told(z, rule))
        for place, (x, y, z) in enumerate(rows)
        if place % every == 0 or place == len(rows) - 1
    ]


def _told(value: Any, rule: Rule[Any, Any]) -> str:
    return "—" if value is None else telling.shown(value, rule.unit)


def about(question: Asked) -> dict[str, Any]:
    """What stands around the form: the document, the clauses, the parameters, rules beside it."""
    rule = question.rule
    policy = rule.policy
    places = Places(policy.number)
    return {
        "policy": policy,
        "document_page": places.page(policy.number),
        "clauses": [places.place(policy.address(clause)) for clause in rule.clauses],
        "leans_on": [places.place(one) for one in rule.addresses[len(rule.clauses) :]],
        "readings": form.readings(question, places),
        "parameters": form.parameters(question, places),
        "history": _history(rule, places),
        "beside": list(map(describing.named, form.rules_beside(rule, policies.of_policy(policy)))),
        "json": f"{reverse('rule-json', args=[rule.key])}?{question.query()}",
    }


def _history(rule: Rule[Any, Any], places: Places) -> list[dict[str, Any]]:
    drawings = _drawings(rule.key, rule.policy.version)
    return [
        {
            "parameter": each,
            "place": places.place(rule.policy.address(each.clause)),
            "values": _dated(each),
            "drawing": drawings.get(each.name),
        }
        for each in rule.parameters.values()
    ]


def _dated(definition: Definition) -> list[tuple[Any, str]]:
    """From which day a parameter has which values, in words."""
    found: list[tuple[Any, str]] = []
    for day, table in definition.dated:
        told = [
            ("、".join(key) + " " if key else "") + definition.shown(leaf.value)
            for key, leaf in (table or {}).items()
        ]
        found.append((day, "；".join(told) or "不再规定"))
    return found


@lru_cache(maxsize=256)
def _drawings(key: str, _: str) -> dict[str, Html]:
    """The drawings of the parameters of a rule that changed over time; they change with the encoding only."""
    rule = policies.rules()[key]
    made = {name: charts.of_parameter(each, rule.policy) for name, each in rule.parameters.items()}
    return {name: drawing for name, drawing in made.items() if drawing}
