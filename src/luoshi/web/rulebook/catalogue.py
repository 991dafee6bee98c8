"""The catalogue of rules: by place and document, searched, in force or not on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from luoshi import policies
from luoshi.office.archive.folding import name_key
from luoshi.rules import Policy, Rule
from luoshi.rules.policy import STATES, State
from luoshi.web import asked
from luoshi.web.rulebook import places

KINDS = {
    "number": "数",
    "truth": "是否",
    "text": "类别",
    "texts": "清单",
    "record": "多项",
    "day": "日期",
}
CHIPS = {"in_force": "in-force", "not_yet": "not-yet", "expired": "expired", "gap": "gap"}
COLUMNS = [
    "规则",
    "名称",
    "地方",
    "文号",
    "文件",
    "条款",
    "结果",
    "单位",
    "整表",
    "状态",
    "状态依据",
    "事实",
]
FORCES = {"in": "施行中", "out": "不在施行期"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules: words, place, document, clause, in force or not on a day."""

    words: str
    place: str
    document: str
    clause: str
    force: str
    on: date

    def __bool__(self) -> bool:
        return bool(self.words or self.place or self.document or self.clause or self.force)


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule in the list."""

    rule: Rule[Any, Any]
    url: str

    @property
    def label(self) -> str:
        """Its name."""
        return self.rule.label

    @property
    def table(self) -> bool:
        """Whether it looks at whole tables."""
        return self.rule.table

    @property
    def clauses(self) -> str:
        """The clauses that it executes, within its document."""
        return "、".join(self.rule.clauses)

    @property
    def kind(self) -> str:
        """What it answers, in a word."""
        return self.rule.unit.name or KINDS[self.rule.root.kind]


@dataclass(frozen=True, slots=True)
class Group:
    """A document of the catalogue with those of its rules that are wanted."""

    policy: Policy
    state: State
    page: str
    rules: list[Listed]
    total: int
    counts: tuple[tuple[str, int], ...]

    @property
    def state_label(self) -> str:
        """The state in a word."""
        return STATES[self.state.name].partition("：")[0]

    @property
    def chip(self) -> str:
        """The class of its mark."""
        return CHIPS[self.state.name]


def wanted(request: HttpRequest) -> Wanted:
    """What the address asks for.

    Raises:
        BadQuestion: a day or a state that is none.
    """
    force = asked.words(request, "force")
    if force and force not in FORCES:
        raise asked.BadQuestion(f"没有“{force[:40]}”这种状态", "请从列表中选择")
    return Wanted(
        words=asked.words(request, "q")[: asked.LONGEST],
        place=asked.words(request, "place")[: asked.LONGEST],
        document=asked.words(request, "document")[: asked.LONGEST],
        clause=asked.words(request, "clause")[: asked.LONGEST],
        force=force,
        on=asked.day(request, "on") or asked.today(),
    )


def groups(chosen: Wanted) -> list[Group]:
    """The documents with the rules that are wanted, those without any left out."""
    return [group for policy in _policies(chosen) if (group := _group(policy, chosen)).rules]


def _policies(chosen: Wanted) -> Iterator[Policy]:
    document = name_key(chosen.document)
    for policy in policies.catalogue():
        if chosen.place and policy.place != chosen.place:
            continue
        if document and document not in (name_key(policy.number), name_key(policy.title)):
            continue
        in_force = policy.state_on(chosen.on).in_force
        if chosen.force and (chosen.force == "in") is not in_force:
            continue
        yield policy


def _group(policy: Policy, chosen: Wanted) -> Group:
    every = policies.of_policy(policy)
    clause = places.squeezed(chosen.clause)
    found = [rule for rule in every if not clause or clause in _clauses(rule.key, policy.version)]
    if chosen.words:
        found = _named(found, policy, chosen.words.casefold().split())
    return Group(
        policy,
        policy.state_on(chosen.on),
        places.Places().page(policy.number) if found else "",
        [Listed(rule, reverse("rule", args=[rule.key])) for rule in found],
        len(every),
        counts(policy),
    )


def _named(
    rules: list[Rule[Any, Any]], policy: Policy, words: Sequence[str]
) -> list[Rule[Any, Any]]:
    """The rules with these words; all of a document whose name has them, where none of its rules has."""
    of_document = f"{policy.number} {policy.title} {policy.place} {policy.gist}".casefold()
    found: list[Rule[Any, Any]] = []
    for rule in rules:
        own = rule.wording
        if any(word in own for word in words) and all(w in own or w in of_document for w in words):
            found.append(rule)
    return found or (rules if all(word in of_document for word in words) else [])


@lru_cache(maxsize=4096)
def _clauses(key: str, _: str) -> frozenset[str]:
    rule = policies.rules()[key]
    return frozenset(places.squeezed(rule.policy.address(clause)) for clause in rule.clauses)


def counts(policy: Policy) -> tuple[tuple[str, int], ...]:
    """What the encoding says of the document's clauses, without opening the document."""
    executed = {clause for rule in policies.of_policy(policy) for clause in rule.clauses}
    executed |= {parameter.clause for parameter in policy.parameters}
    return (
        ("可执行的条款", len(executed)),
        ("参数", len(list(policy.parameters))),
        ("无可执行", len(policy.idle)),
        ("尚不能执行", len(policy.pending)),
    )


def as_data(group: Group, on: date) -> dict[str, Any]:
    """A document of the catalogue as data."""
    policy = group.policy
    return {
        "number": policy.number,
        "title": policy.title,
        "place": policy.place,
        "gist": policy.gist,
        "on": on.isoformat(),
        "state": {"name": group.state.name, "why": group.state.why, "clause": group.state.clause},
        "url": group.page or None,
        "counts": dict(group.counts),
        "rules": [_rule_data(one) for one in group.rules],
    }


def _rule_data(one: Listed) -> dict[str, Any]:
    rule = one.rule
    return {
        "key": rule.key,
        "label": rule.label,
        "gist": rule.gist,
        "clauses": [rule.policy.address(clause) for clause in rule.clauses],
        "unit": rule.unit.name,
        "table": rule.table,
        "facts": list(rule.facts),
        "url": one.url,
    }


def as_rows(found: Sequence[Group]) -> list[list[object]]:
    """The catalogue as rows of a spreadsheet."""
    return [
        [
            one.rule.key,
            one.rule.label,
            group.policy.place,
            group.policy.number,
            group.policy.title,
            one.clauses,
            KINDS[one.rule.root.kind],
            one.rule.unit.name,
            "是" if one.rule.table else "",
            group.state_label,
            group.state.why,
            "、".join(fact.label for fact in one.rule.facts.values()),
        ]
        for group in found
        for one in group.rules
    ]
