"""Where clauses of encoded documents are read, and which rules execute the clauses of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from luoshi import policies
from luoshi.office.archive import queries
from luoshi.office.archive.models import Clause, Document
from luoshi.rules import Policy, Rule
from luoshi.web import links
from luoshi.web.text import Block


@dataclass(frozen=True, slots=True)
class Place:
    """A clause as it is cited: its address, how it is written beside others, its page if it has one."""

    address: str
    label: str
    url: str


class Places:
    """The pages of clauses by their address, each document looked up once."""

    def __init__(self, own: str = "") -> None:
        self.own = own
        self._known: dict[str, tuple[str, Callable[[str], str]] | None] = {}

    def beside(self, own: str) -> Places:
        """The same look-ups, told beside another document."""
        other = Places(own)
        other._known = self._known
        return other

    def page(self, number: str) -> str:
        """The page of a document; empty where no gazette with it is loaded."""
        found = self._find(number)
        return found[0] if found else ""

    def clause(self, address: str) -> str:
        """The page of a clause; empty where no gazette with it is loaded."""
        found = self._find(_number(address)) if address else None
        return found[1](address) if found else ""

    def place(self, address: str) -> Place:
        """A clause as it is cited; of the document at hand without its number."""
        label = address.removeprefix(self.own).strip() or address
        return Place(address, label, self.clause(address))

    def _find(self, number: str) -> tuple[str, Callable[[str], str]] | None:
        if number not in self._known:
            found = next(iter(queries.documents_named(number)), None)
            page = links.document(found) if found else ""
            self._known[number] = (page, links.clauses(found, page)) if found else None
        return self._known[number]


def _number(address: str) -> str:
    """What names the document in an address: a 文号, or a 《title》 that may hold blanks."""
    if address.startswith("《"):
        return address.partition("》")[0] + "》"
    return address.partition(" ")[0]


def squeezed(address: str) -> str:
    """An address without blanks: policies and the archive may set them differently."""
    return re.sub(r"\s", "", address)


def rules_by_clause(policy: Policy) -> dict[str, list[Rule[Any, Any]]]:
    """The rules of a document by the clause that they execute, in article order."""
    found: dict[str, list[Rule[Any, Any]]] = {}
    for rule in policies.of_policy(policy):
        for clause in rule.clauses:
            found.setdefault(squeezed(policy.address(clause)), []).append(rule)
    return found


def executing(addresses: Iterable[str]) -> list[Rule[Any, Any]]:
    """The rules that execute any of these clauses, each once."""
    found: dict[str, Rule[Any, Any]] = {}
    for policy, wanted in _by_policy(addresses):
        for address, rules in rules_by_clause(policy).items():
            if address in wanted:
                found.update((rule.key, rule) for rule in rules)
    return list(found.values())


def _by_policy(addresses: Iterable[str]) -> Iterator[tuple[Policy, set[str]]]:
    every = {squeezed(address) for address in addresses}
    for policy in policies.catalogue():
        wanted = {one for one in every if one.startswith(squeezed(policy.number))}
        if wanted:
            yield policy, wanted


def of_clause(row: Clause, document: Document) -> list[Rule[Any, Any]]:
    """The rules that execute a clause in use or something below it."""
    if not row.version.current or not document.number or not policies.policy(document.number):
        return []
    return executing(one.address for one in queries.below(row))


def of_document(row: Document) -> list[Rule[Any, Any]]:
    """The rules of a document in use."""
    policy = policies.policy(row.number) if row.number and row.version.current else None
    return policies.of_policy(policy) if policy else []


def run_links(row: Document) -> dict[str, tuple[str, int]]:
    """For each clause of a document that has rules: where they run, and how many they are."""
    policy = policies.policy(row.number) if row.number and row.version.current else None
    if policy is None:
        return {}
    return {
        address: (run_page(rules, policy, address), len(rules))
        for address, rules in rules_by_clause(policy).items()
    }


def with_runs(blocks: Iterable[Block], row: Document) -> None:
    """Show at each clause of a document in use where its rules run."""
    runs = run_links(row)
    for block in blocks if runs else ():
        block.run = runs.get(squeezed(block.address))
        for line in block.rows:
            line.run = runs.get(squeezed(line.address))


def run_page(rules: list[Rule[Any, Any]], policy: Policy, address: str) -> str:
    """The form of the only rule of a clause, or the list of them."""
    if len(rules) == 1:
        return reverse("rule", args=[rules[0].key])
    clause = next(
        (c for r in rules for c in r.clauses if squeezed(policy.address(c)) == address), ""
    )
    return links.with_query(reverse("rules"), clause=policy.address(clause))
