"""Faithfulness (如实): every parameter stands in its clause, every number of the text is accounted for.

``verify(policy, document)`` opens the clause of each parameter in the loaded gazette and looks for
the value, its unit and its word of limit; then it goes the other way and lists the numbers in
normative clauses that no parameter, no declared number and no day in force accounts for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from luoshi.gazette.model import Clause, Document
from luoshi.policies.verify.aims import Aim, sought
from luoshi.policies.verify.findings import (
    FAULTS,
    Accounted,
    Fault,
    Missed,
    Place,
    Stale,
    Uncovered,
    Verification,
    Verified,
)
from luoshi.policies.verify.fitting import Fit, Level, fit, wording
from luoshi.policies.verify.grammar import NUMERAL, narrowed
from luoshi.policies.verify.numbered import Numbered, Spot
from luoshi.policies.verify.printed import numbers
from luoshi.rules.policy import Policy

__all__ = ["FAULTS", "Verification", "fingerprint", "verify"]

WHOLE_TEXT = ("全文", "*")
"""The clause of a declared number that may stand anywhere."""
_LEVEL_FAULTS: dict[Level, Fault] = {
    Level.NOTHING: "value",
    Level.VALUE: "unit",
    Level.UNIT: "comparator",
    Level.WHOLE: "index",
}


def fingerprint(document: Document) -> str:
    """A hash of the whole text: sha256 over address and words of every clause, for receipts."""
    digest = hashlib.sha256()
    for clause in document.walk():
        digest.update(f"{clause.address}\n{clause.own}\n\n".encode())
    return digest.hexdigest()


def _signing(policy: Policy, document: Document) -> Iterator[Missed]:
    """The day of signature (成文日期) where it is not the one that the document carries."""
    if policy.signed and document.signed and policy.signed != document.signed:
        yield Missed("signed", "落款", str(policy.signed), "value", str(document.signed))


def verify(policy: Policy, document: Document) -> Verification:
    """Hold an encoded document against its text."""
    search = _Search(policy, document)
    verified, missed = search.parameters()
    missed = [*missed, *_signing(policy, document)]
    covered = search.covered()
    declared, stale = search.declared()
    known = covered.keys() | declared.keys()
    place = search.text.place
    return Verification(
        number=policy.number,
        title=policy.title,
        fingerprint=fingerprint(document),
        verified=tuple(verified),
        excepted=tuple(each for each in missed if each.excepted),
        missed=tuple(each for each in missed if not each.excepted),
        covered=tuple(Accounted(place(spot), why) for spot, why in covered.items()),
        declared=tuple(
            Accounted(place(spot), why) for spot, why in declared.items() if spot not in covered
        ),
        uncovered=tuple(search.uncovered(known)),
        stale=(*stale, *_needless(policy, missed)),
    )


class _Search:
    """One policy against one document."""

    def __init__(self, policy: Policy, document: Document) -> None:
        self.policy = policy
        self.document = document
        self.text = Numbered(document)
        self.aims = list(sought(policy))
        self._siblings = _siblings(self.aims)
        self._options = {aim.name: self._options_of(aim) for aim in self.aims}
        self._chosen = _choose(self._options)
        self._crossed = set(self._crossings())
        self._passages: dict[str, tuple[Clause, int, int]] = {}
        for aim in self.aims:
            if aim.name not in self._chosen and (passage := self._by_words(aim)):
                self._passages[aim.name] = passage

    # --- parameters in the text

    def parameters(self) -> tuple[list[Verified], list[Missed]]:
        """Each value with its place, or why it has none."""
        verified: list[Verified] = []
        missed: list[Missed] = []
        for aim in self.aims:
            place = self._place(aim)
            if place is not None:
                verified.append(Verified(aim.name, aim.shown, place))
            elif aim.comparator or not (aim.bare and self.text.find(aim.clause)):
                missed.append(self._missed(aim))
        return verified, missed

    def _place(self, aim: Aim) -> Place | None:
        if aim.name in self._crossed:
            return None
        if aim.name in self._chosen:
            return self.text.place(self._chosen[aim.name])
        if aim.name in self._passages:
            return self.text.passage(*self._passages[aim.name])
        return None

    def _options_of(self, aim: Aim) -> list[Spot]:
        """The places where the value stands wholly as declared, the best first."""
        clause = self.text.find(aim.clause)
        if clause is None:
            return []
        ranked: list[tuple[int, int, Spot]] = []
        for spot in self._candidates(aim, clause):
            found = fit(aim, self.text.at(spot))
            if found.level == Level.WHOLE and not self._misplaced(aim, spot):
                ranked.append((-found.closeness, self._distance(aim, spot), spot))
        return [spot for *_, spot in sorted(ranked)]

    def _candidates(self, aim: Aim, clause: Clause) -> Iterator[Spot]:
        """The numbers of the clause, or those in the words that the parameter says are printed."""
        if aim.printed:
            yield from self.text.overlapping(aim.printed, clause)
            return
        for spot in self.text.spots(clause):
            if self.text.at(spot).role in ("number", "repeat"):
                yield spot

    def _distance(self, aim: Aim, spot: Spot) -> int:
        """How far the number stands from the words of its index."""
        own, start = self.text.clause(spot).own, self.text.at(spot).start
        total = 0
        for key in aim.key:
            places = [match.start() for match in re.finditer(re.escape(key), own)]
            total += min((abs(start - place) for place in places), default=500)
        return total

    def _misplaced(self, aim: Aim, spot: Spot) -> bool:
        """Whether the number stands in a row of a table that names another choice of the index."""
        clause = self.text.clause(spot)
        if clause.kind != "row":
            return False
        for dimension, key in enumerate(aim.key):
            others = {other.key[dimension] for other in self._siblings.get(_group(aim), ())}
            strange = [other for other in others if other not in key and key not in other]
            if key not in clause.own and any(other in clause.own for other in strange):
                return True
        return False

    def _crossings(self) -> Iterator[str]:
        """Values whose order in a clause is not the order of the choices they are said to belong to.

        Only where every choice is named once in that clause, so that the order is plain.
        """
        for siblings in self._siblings.values():
            placed = [aim for aim in siblings if aim.name in self._chosen]
            if len(placed) < 2 or any(len(aim.key) != 1 for aim in placed):
                continue
            clauses = {self._chosen[aim.name][0] for aim in placed}
            own = self.text.clauses[clauses.pop()].own
            if clauses or any(_times(aim.key[0], own, placed) != 1 for aim in placed):
                continue
            by_key = sorted(placed, key=lambda aim: own.index(aim.key[0]))
            by_place = sorted(placed, key=lambda aim: self._chosen[aim.name])
            for mine, there in zip(by_key, by_place, strict=True):
                if fit(mine, self.text.at(self._chosen[there.name])).level < Level.WHOLE:
                    yield mine.name

    def _by_words(self, aim: Aim) -> tuple[Clause, int, int] | None:
        """Words that state the value without a number: a term, 年底, 自发布之日起."""
        clause = self.text.find(aim.clause)
        wanted = wording(aim, self.document)
        for each in clause.walk() if clause and wanted else ():
            if match := re.search(wanted, narrowed(each.own)):
                return each, match.start(), match.end()
        return None

    def _missed(self, aim: Aim) -> Missed:
        exceptions = self.policy.exceptions
        why = exceptions.get(aim.name) or exceptions.get(aim.parameter) or ""
        clause = self.text.find(aim.clause)
        if clause is None:
            return Missed(aim.name, aim.clause, aim.shown, "clause", "", why)
        fault, spot = self._nearest(aim, clause)
        around = self.text.place(spot).around if spot else " ".join(clause.text.split())[:40]
        return Missed(aim.name, aim.clause, aim.shown, fault, around, why)

    def _nearest(self, aim: Aim, clause: Clause) -> tuple[Fault, Spot | None]:
        """Why nothing fits, and the number that fits best."""
        best, nearest = Fit(), None
        for spot in self._candidates(aim, clause):
            found = fit(aim, self.text.at(spot))
            if nearest is None or found > best:
                best, nearest = found, spot
        if aim.printed and best.level < Level.UNIT:
            return "printed", nearest
        if aim.bare:
            return "comparator", nearest
        return _LEVEL_FAULTS[best.level], nearest

    # --- numbers of the text

    def covered(self) -> dict[Spot, str]:
        """The numbers that parameters stand for, each with the parameter."""
        covered: dict[Spot, str] = {}
        for aim in self.aims:
            if aim.name in self._chosen:
                covered.setdefault(self._chosen[aim.name], aim.name)
            for spot in self._in_passage(aim):
                covered.setdefault(spot, aim.name)
        for aim in self.aims:
            clause = self.text.find(aim.clause) if aim.key else None
            for spot in self.text.spots(clause) if clause else ():
                if self._is_index(aim, spot):
                    covered.setdefault(spot, f"{aim.parameter} 的类别")
        counting = set(self.text.counting())
        return {spot: why for spot, why in covered.items() if spot in counting}

    def _in_passage(self, aim: Aim) -> Iterator[Spot]:
        if aim.name not in self._passages:
            return
        clause, start, end = self._passages[aim.name]
        for spot in self.text.spots(clause):
            printed = self.text.at(spot)
            if self.text.clause(spot) is clause and start < printed.end and printed.start < end:
                yield spot

    def _is_index(self, aim: Aim, spot: Spot) -> bool:
        """Whether the number belongs to the words of an index: 三级 in 三级医院, 第一名."""
        printed = self.text.at(spot)
        own = self.text.clause(spot).own
        for key in aim.key:
            if any(
                each.role == "number" and (each.value, each.unit) == (printed.value, printed.unit)
                for each in numbers(key)
            ):
                return True
            for match in re.finditer(re.escape(key), own):
                if match.start() <= printed.start and printed.end <= match.end():
                    return True
        return False

    def declared(self) -> tuple[dict[Spot, str], list[Stale]]:
        """The numbers that policy.yaml declares, and the declarations that match none."""
        declared: dict[Spot, str] = {}
        stale: list[Stale] = []
        for entry in self.policy.declared_numbers:
            address, words = entry.get("clause", WHOLE_TEXT[0]), str(entry["text"])
            clauses = list(self._clauses_of(address))
            spots = [each for c in clauses for each in self.text.overlapping(words, c)]
            for spot in spots:
                declared.setdefault(spot, entry.get("why", ""))
            if not spots and not any(_holds(words, clause) for clause in clauses):
                stale.append(Stale(f"numbers：{address} “{words}”", "条款中没有这个数"))
        counting = set(self.text.counting())
        return {spot: why for spot, why in declared.items() if spot in counting}, stale

    def _clauses_of(self, address: str) -> Iterable[Clause]:
        if address in WHOLE_TEXT:
            return self.document.clauses
        found = self.text.find(address)
        return () if found is None else (found,)

    def uncovered(self, known: Collection[Spot]) -> Iterator[Uncovered]:
        """The numbers that nothing accounts for."""
        for spot in self.text.counting():
            if spot not in known:
                yield Uncovered(self.text.place(spot), self._same_as(spot))

    def _same_as(self, spot: Spot) -> str:
        """The parameter that has the same number elsewhere in the clause."""
        printed = self.text.at(spot)
        for aim in self.aims:
            clause = self.text.find(aim.clause)
            if clause is None or fit(aim, printed).level < Level.UNIT:
                continue
            if spot in self.text.spots(clause):
                return aim.name
        return ""


def _group(aim: Aim) -> tuple[str, object]:
    return aim.parameter, aim.since


def _siblings(aims: Iterable[Aim]) -> dict[tuple[str, object], list[Aim]]:
    """The values of one parameter on one day, by index."""
    groups: dict[tuple[str, object], list[Aim]] = {}
    for aim in aims:
        if aim.key and aim.amount is not None:
            groups.setdefault(_group(aim), []).append(aim)
    return groups


def _times(key: str, own: str, siblings: Iterable[Aim]) -> int:
    """How often a choice is named; more than once where another choice's words hold its words."""
    if any(key != aim.key[0] and key in aim.key[0] for aim in siblings):
        return 2
    return own.count(key)


def _choose(options: Mapping[str, list[Spot]]) -> dict[str, Spot]:
    """A place for each value; values share one only where there are fewer places than values."""
    taken: dict[Spot, str] = {}
    for name in options:
        _make_room(name, options, taken, set())
    chosen = {name: spot for spot, name in taken.items()}
    for name, places in options.items():
        if places:
            chosen.setdefault(name, places[0])
    return chosen


def _make_room(
    name: str, options: Mapping[str, list[Spot]], taken: dict[Spot, str], tried: set[Spot]
) -> bool:
    """Give a value a place of its own, moving others that have a second choice."""
    for spot in options[name]:
        if spot in tried:
            continue
        tried.add(spot)
        if spot not in taken or _make_room(taken[spot], options, taken, tried):
            taken[spot] = name
            return True
    return False


def _holds(words: str, clause: Clause) -> bool:
    """Whether the words stand there and have a numeral, even one that the lexicon passes over."""
    return NUMERAL.search(narrowed(words)) is not None and narrowed(words) in narrowed(clause.text)


def _needless(policy: Policy, missed: list[Missed]) -> Iterator[Stale]:
    """Exceptions for parameters that stand in the text as declared, or that do not exist."""
    needed = {name for each in missed for name in (each.parameter, each.parameter.split(" ")[0])}
    for name in policy.exceptions:
        if name not in needed:
            yield Stale(f"exceptions：{name}", "没有这个参数，或它在条款中找得到")
