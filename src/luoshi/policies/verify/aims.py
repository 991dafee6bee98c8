"""What verifying looks for: every value that a policy says its document states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.policies.verify import lexicon
from luoshi.policies.verify.printed import Printed, numbers
from luoshi.rules.parameters import Definition, Leaf, Recurring
from luoshi.rules.policy import Policy

_ENDS: dict[str, tuple[str, ...]] = {"min": (">=", ">"), "max": ("<=", "<")}
"""Which words of limits concern which end of a range."""


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """One value that must stand in the text.

    Exactly one of ``amount``, ``day``, ``recurring`` and ``words`` is set, or none where the text
    states no value and only the clause is looked for.
    """

    name: str
    """The parameter with its day and index: ``rate 2023-01-01 三级``."""
    parameter: str
    clause: str
    shown: str
    since: date | None = None
    key: tuple[str, ...] = ()
    printed: str = ""
    comparator: str = ""
    amount: Printed | None = None
    day: date | None = None
    recurring: Recurring | None = None
    words: str = ""
    starts: date | None = None
    """For the last day in force: the first, from which the text may count a term."""

    @property
    def bare(self) -> bool:
        """Whether only the clause is looked for."""
        return not (self.amount or self.day or self.recurring or self.words)


def sought(policy: Policy) -> Iterator[Aim]:
    """Every value of every parameter, the days from which values hold, the days in force."""
    for definition in policy.parameters:
        leaves = list(definition.leaves())
        dated = len(definition.dated) > 1
        for leaf in leaves:
            yield _aim(leaf, dated)
        if dated or any(since != policy.starts for since, _ in definition.dated):
            yield from _turns(definition)
        if not leaves:
            name, word = definition.name, definition.comparator
            shown = word or "（只查条款）"
            yield Aim(name, name, definition.clause, shown, comparator=word)
    yield from _force(policy)


def _aim(leaf: Leaf, dated: bool) -> Aim:
    comparator = leaf.comparator
    if leaf.since is None and lexicon.sign_of(comparator) not in _ENDS[leaf.key[0]]:
        comparator = ""  # the other end's word
    value = leaf.value
    day = value if isinstance(value, date) else None
    recurring = value if isinstance(value, Recurring) else None
    words = value if isinstance(value, str) else ""
    plain = day or recurring or words
    since = [leaf.since.isoformat()] if dated and leaf.since else []
    printed = f"（印作“{leaf.printed}”）" if leaf.printed else ""
    return Aim(
        name=" ".join([leaf.parameter, *since, *leaf.key]),
        parameter=leaf.parameter,
        clause=leaf.clause,
        shown=f"{comparator} {leaf.written}{printed}".strip(),
        since=leaf.since,
        key=leaf.key,
        printed=leaf.printed,
        comparator=comparator,
        amount=None if plain else amount_of(leaf.written),
        day=day,
        recurring=recurring,
        words=words,
    )


def amount_of(written: str) -> Printed:
    """A quantity as parameters.yaml writes it, read as if it were printed."""
    found = next((each for each in numbers(written.lstrip("+-")) if each.value is not None), None)
    return found or Printed(0, len(written), len(written), None)


def _turns(definition: Definition) -> Iterator[Aim]:
    """The days from which the values of a parameter hold, and the last day of one that ends."""
    for since, table in definition.dated:
        leaf = next(iter((table or {}).values()), None)
        day = since if table else since - timedelta(days=1)
        yield Aim(
            name=f"{definition.name} {'自' if table else '至'} {day.isoformat()}",
            parameter=definition.name,
            clause=leaf.clause if leaf else definition.clause,
            shown=day.isoformat(),
            since=since,
            day=day,
        )


def _force(policy: Policy) -> Iterator[Aim]:
    """The first and the last day in force, as the text states them."""
    if not policy.stated or not policy.force_clause:
        return
    clause, starts, ends = policy.force_clause, policy.starts, policy.ends
    yield Aim("in_force from", "in_force", clause, starts.isoformat(), day=starts)
    if ends is not None:
        shown = ends.isoformat()
        yield Aim("in_force until", "in_force", clause, shown, day=ends, starts=starts)
