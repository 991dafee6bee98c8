"""Coverage (逐条交代): what becomes of every clause of an encoded document.

Each clause with words of its own is executed, has nothing to execute, cannot be executed yet, or is
unaccounted for, which is a defect of the encoding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from luoshi.gazette.model import Clause, ClauseKind, Document
from luoshi.policies import acting, alerting
from luoshi.policies.verify.lookup import Lookup
from luoshi.rules.policy import Policy

Through = Literal["itself", "below", "above"]
State = Literal["executed", "nothing", "not_yet", "unaccounted"]
STATES: dict[State, str] = {
    "executed": "已执行",
    "nothing": "无可执行",
    "not_yet": "尚不能执行",
    "unaccounted": "没有交代",
}
Named = tuple[State, tuple[str, ...]]
"""How a clause is named, and by which rules or for which reasons."""
FRAME: dict[ClauseKind, str] = {
    "title": "标题",
    "number": "发文字号",
    "registration": "登记号",
    "date": "日期",
    "recipients": "主送机关",
    "signature": "落款",
    "note": "附注",
    "contents": "目录",
    "enclosure": "正文的标题",
    "attachment": "附件的标题",
    "part": "编名",
    "chapter": "章名",
    "section": "节名",
}
"""Clauses that frame others and order nothing themselves; they need not be named."""
CONTAINERS = frozenset({"enclosure", "part", "chapter", "section"})
"""Naming one of these says nothing of what stands in it."""


@dataclass(frozen=True, slots=True)
class Account:
    """What becomes of one clause."""

    clause: str
    state: State
    by: tuple[str, ...] = ()
    """The rules and parameters that execute it."""
    why: str = ""
    """For a clause that is not executed: why."""
    through: Through = "itself"
    """Which clause is named: this one, one below it or one above it."""
    gist: str = ""
    """The beginning of its words."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What becomes of every clause of one document."""

    number: str
    title: str
    accounts: tuple[Account, ...]
    unknown: tuple[tuple[str, str], ...]
    """Clauses that are named and do not exist, each with who names it."""

    @property
    def counts(self) -> dict[State, int]:
        """How many clauses are in each state."""
        counted = Counter(account.state for account in self.accounts)
        return {state: counted[state] for state in STATES}

    @property
    def sound(self) -> bool:
        """Whether every clause is accounted for and every clause named exists."""
        return not self.unknown and not self.counts["unaccounted"]

    def as_json(self) -> dict[str, Any]:
        """The finding as data."""
        return {
            "number": self.number,
            "title": self.title,
            "sound": self.sound,
            "counts": dict(self.counts),
            "clauses": [asdict(account) for account in self.accounts],
            "unknown": [{"clause": clause, "by": by} for clause, by in self.unknown],
        }


def coverage(policy: Policy, document: Document, rules: Iterable[tuple[str, str]]) -> Coverage:
    """Account for every clause of a document.

    Args:
        policy: the encoding.
        document: its text.
        rules: the clauses that rules name, each with the rule's key; clauses of other documents
            are passed over. What procedures execute is added here.
    """
    lookup = Lookup(document)
    names = _Names(lookup)
    for clause, key in (*rules, *acting.clauses(policy), *alerting.clauses(policy)):
        if not _elsewhere(clause, policy):
            names.add(clause, "executed", key)
    for definition in policy.parameters:
        names.add(definition.clause, "executed", definition.name)
        for leaf in definition.leaves():
            names.add(leaf.clause, "executed", definition.name)
    if policy.force_clause:
        names.add(policy.force_clause, "executed", "in_force")
    for repealed in policy.repeals:
        if repealed.get("clause"):
            names.add(str(repealed["clause"]), "executed", "repeals")
    for clause, why in policy.idle.items():
        names.add(clause, "nothing", why)
    for clause, why in policy.pending.items():
        names.add(clause, "not_yet", why)
    accounts = tuple(_accounts(document.clauses, (), names, lookup))
    return Coverage(policy.number, policy.title, accounts, tuple(dict.fromkeys(names.unknown)))


def named_by(rules: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """The clauses that rules name in their decorator and in their steps, each with the rule's key."""
    for rule in rules:
        for address in rule.addresses:
            yield address, rule.key


def _elsewhere(clause: str, policy: Policy) -> bool:
    """Whether an address names a clause of another document."""
    return not clause.startswith(policy.number) and ("〕" in clause or clause.startswith("《"))


class _Names:
    """Which clauses are named, as what and by whom."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._named: dict[tuple[str, bool], dict[State, list[str]]] = {}
        self.unknown: list[tuple[str, str]] = []

    def add(self, clause: str, state: State, by: str) -> None:
        """Note that a clause is named."""
        found = self._lookup.find(clause)
        if found is None:
            self.unknown.append((clause, by))
            return
        own = clause.endswith("第一款") and not found.label.endswith("第一款")
        whose = self._named.setdefault((found.address, own), {}).setdefault(state, [])
        if by not in whose:
            whose.append(by)

    def of(self, clauses: Iterable[Clause], whole: bool = False) -> Named | None:
        """How these clauses are named: executed before not yet before nothing.

        ``whole`` leaves out where only an article's own first paragraph is named.
        """
        merged: dict[State, list[str]] = {}
        for clause in clauses:
            for own in (False,) if whole else (False, True):
                for state, whose in self._named.get((clause.address, own), {}).items():
                    merged.setdefault(state, []).extend(whose)
        for state in ("executed", "not_yet", "nothing"):
            if state in merged:
                return state, tuple(dict.fromkeys(merged[state]))
        return None


def _accounts(
    clauses: Iterable[Clause], above: tuple[Clause, ...], names: _Names, lookup: Lookup
) -> Iterator[Account]:
    for clause in clauses:
        if clause.own:
            yield _account(clause, above, names, lookup)
        yield from _accounts(clause.children, (*above, clause), names, lookup)


def _account(clause: Clause, above: tuple[Clause, ...], names: _Names, lookup: Lookup) -> Account:
    """The clause itself, what stands below it, what stands above it, the nearest first."""
    address = lookup.short(clause)
    gist = " ".join(clause.own.split())[:30]
    known, through = _named(clause, above, names)
    if known is None:
        if clause.kind in FRAME:
            return Account(address, "nothing", why=FRAME[clause.kind], gist=gist)
        return Account(address, "unaccounted", gist=gist)
    state, told = known
    if state == "executed":
        return Account(address, state, told, through=through, gist=gist)
    return Account(address, state, why="；".join(told), through=through, gist=gist)


def _named(
    clause: Clause, above: tuple[Clause, ...], names: _Names
) -> tuple[Named | None, Through]:
    """How the clause is named, and through which clause."""
    if known := names.of([clause]):
        return known, "itself"
    below = list(clause.walk())[1:] if clause.kind not in CONTAINERS else []
    if known := names.of(below):
        return known, "below"
    if clause.kind not in FRAME:
        for each in reversed(above):
            if each.kind not in CONTAINERS and (known := names.of([each], whole=True)):
                return known, "above"
    return None, "itself"
