"""What a rule is, as data: the catalogue, and one rule with its facts, parameters and readings."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson

from luoshi import gazette, policies
from luoshi.rules import Node, Policy, Rule
from luoshi.rules.facts import Fact
from luoshi.rules.parameters import Definition, Leaf
from luoshi.rules.policy import filler

KINDS = {
    "number": "数", "truth": "是否", "text": "文字", "texts": "清单", "day": "日期", "record": "多项",
    "choice": "选项", "words": "文字",
}  # fmt: skip


@cache
def catalogue() -> tuple[dict[str, Any], ...]:
    """Every rule in short, in article order by document."""
    return tuple(_short(rule) for rule in policies.rules().values())


def listed(document: str, place: str, text: str) -> list[dict[str, Any]]:
    """The rules in short whose document, place and words hold what is asked for."""
    wanted = text.casefold().split()
    named = gazette.canonical_number(document) or document.strip().strip("《》")
    return [
        each
        for each in catalogue()
        if (not named or named in _named(each["document"]))
        and (not place or place in _placed(each))
        and all(word in policies.rules()[each["key"]].wording for word in wanted)
    ]


def _named(document: dict[str, str]) -> str:
    return f"{document['number']}\n{document['title']}"


def _placed(short: dict[str, Any]) -> str:
    return f"{short['document']['place']}\n{short['key'].partition('.')[0]}"


def _short(rule: Rule[Any, Any]) -> dict[str, Any]:
    return {
        "key": rule.key,
        "label": rule.label,
        "gist": rule.gist,
        "document": _document(rule.policy),
        "clause": rule.addresses[0],
        "result": rule.root.kind,
        "unit": rule.unit.name,
        "table": rule.table,
        "facts": [{"name": name, "label": fact.label, "kind": fact.kind, "unit": _unit(fact)}
                  for name, fact in rule.facts.items()],
    }  # fmt: skip


def _document(policy: Policy) -> dict[str, Any]:
    return {"number": policy.number, "title": policy.title, "place": policy.place}


def _unit(fact: Fact) -> str:
    return fact.unit.name if fact.unit else ""


@cache
def described(key: str) -> bytes:
    """One rule as JSON, by its whole key; written once."""
    return orjson.dumps(description(policies.rule(key)))


def description(rule: Rule[Any, Any]) -> dict[str, Any]:
    """One rule whole: what it asks for, what it leans on, when it is in force."""
    policy = rule.policy
    size, by = rule.rounding
    return {
        **_short(rule),
        "result_label": KINDS[rule.root.kind],
        "parts": _parts(rule.root),
        "document": _whole_document(policy),
        "clauses": list(rule.addresses),
        "in_force": _in_force(rule),
        "rounding": {"to": size, "clause": policy.address(by), "stated": bool(by)} if size else None,
        "single_case_only": rule.single_case_only,
        "schema": rule.schema,
        "parameters": [_parameter(each, policy) for each in rule.parameters.values()],
        "readings": [_reading(name, policy) for name in rule.readings],
        "open_terms": _open_terms(rule),
        "ask": f"/api/rules/{rule.key}/explain",
    }  # fmt: skip


def _parts(root: Node) -> list[dict[str, str]]:
    """The named parts of a record, with the kind of each."""
    if root.kind != "record":
        return []
    record = root
    while record.op != "record":
        record = record.args[-1]
    return [
        {"name": name, "label": label, "result": part.kind}
        for (name, label), part in zip(record.data, record.args, strict=True)
    ]


def _whole_document(policy: Policy) -> dict[str, Any]:
    return {
        **_document(policy),
        "issuers": list(policy.issuers),
        "signed": policy.signed.isoformat() if policy.signed else None,
        "gist": policy.gist,
        "version": policy.version,
    }


def _in_force(rule: Rule[Any, Any]) -> dict[str, Any]:
    """The days on which the document is in force; ``stated`` tells whether the text gives the first."""
    policy = rule.policy
    return {
        "from": policy.starts.isoformat(),
        "until": policy.ends.isoformat() if policy.ends else None,
        "stated": policy.stated,
        "clause": policy.address(policy.force_clause),
    }


def _parameter(definition: Definition, policy: Policy) -> dict[str, Any]:
    """A parameter with its values by date; one that is not in the text has none, but limits."""
    ends = {
        name: definition.shown(value)
        for name, value in (("min", definition.minimum), ("max", definition.maximum))
        if value is not None
    }
    return {
        "name": definition.name,
        "label": definition.label,
        "clause": policy.address(definition.clause),
        "gist": definition.gist,
        "kind": definition.kind,
        "unit": definition.unit.name,
        "comparator": definition.comparator,
        "soft": definition.soft,
        "by": list(definition.by),
        "not_in_text": definition.not_in_text,
        "left_to": definition.left_to,
        "filled_by": _filled_by(definition),
        "limits": ends,
        "values": _values(definition, policy),
    }


def _values(definition: Definition, policy: Policy) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for since, table in definition.dated:
        if table is None:
            found.append({"from": since.isoformat(), "ends": True, "key": [], "value": None})
        else:
            found += [_value(definition, leaf, policy) for leaf in table.values()]
    return found


def _value(definition: Definition, leaf: Leaf, policy: Policy) -> dict[str, Any]:
    return {
        "from": leaf.since.isoformat() if leaf.since else None,
        "key": list(leaf.key),
        "value": definition.shown(leaf.value),
        "clause": policy.address(leaf.clause),
        "comparator": leaf.comparator,
    }


def _filled_by(definition: Definition) -> str | None:
    """The clause of the encoded document that gives what this text leaves open."""
    found = filler(definition)
    return found[0].address(found[1].clause) if found else None


def _reading(name: str, policy: Policy) -> dict[str, Any]:
    reading = policy.readings[name]
    return {
        "name": name,
        "label": reading.label,
        "clause": policy.address(reading.clause),
        "why": reading.why,
        "default": reading.default,
        "options": [{"option": option, "label": label} for option, label in reading.options.items()],
    }  # fmt: skip


def _open_terms(rule: Rule[Any, Any]) -> list[dict[str, Any]]:
    """What the text leaves to other papers and this rule needs, or stands in its clauses."""
    own = {rule.policy.address(clause) for clause in rule.clauses}
    return [
        {
            "clause": rule.policy.address(term.clause),
            "what": term.what,
            "left_to": term.left_to,
            "parameters": list(term.parameters),
        }
        for term in rule.policy.open_terms
        if rule.parameters.keys() & set(term.parameters) or rule.policy.address(term.clause) in own
    ]
