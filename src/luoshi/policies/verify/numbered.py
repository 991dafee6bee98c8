"""A document with the numbers of each clause, those in tables read under the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from luoshi.gazette.model import Clause, ClauseKind, Document
from luoshi.policies.verify import lexicon
from luoshi.policies.verify.findings import Place
from luoshi.policies.verify.grammar import narrowed
from luoshi.policies.verify.lookup import Lookup
from luoshi.policies.verify.printed import Printed, numbers

Spot = tuple[int, int]
"""A number: which clause in reading order, and which number in it."""

OUTSIDE: frozenset[ClauseKind] = frozenset(
    (
        "title",
        "number",
        "registration",
        "date",
        "recipients",
        "signature",
        "note",
        "contents",
        "enclosure",  # the own words of this and the next are a title
        "attachment",
    )
)
"""Clauses whose own words order nothing; the numbers in them need no parameter."""

_SERIAL = re.compile(r"^\s*(?:序\s*号?|编\s*号|项\s*次|No\.?)\s*$")
_HEAD_UNIT = re.compile(rf"[（(]\s*(?:单位\s?[:：]\s?)?(?P<scale>[万亿]?)(?P<unit>{lexicon.UNIT})")
_SCORE = re.compile(r"分\s*值|得\s*分|满\s*分|分\s*数|扣\s*分|加\s*分")
_AROUND = 16


class Numbered(Lookup):
    """A document whose numbers can be looked at one by one."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._order = {clause.address: place for place, clause in enumerate(self.clauses)}
        self._numbers = [numbers(clause.own, clause.mark) for clause in self.clauses]
        self._within: dict[str, tuple[Spot, ...]] = {}
        for table in self.clauses:
            self._read_table(table)

    def _read_table(self, table: Clause) -> None:
        """Bare numbers take the unit of their column's head; a column of 序号 counts nothing."""
        rows = [row for row in table.children if row.kind == "row"]
        heads = next((row.cells for row in rows if row.header), ())
        for row in rows:
            place = self._order[row.address]
            self._numbers[place] = tuple(
                _in_column(row, heads, printed) for printed in self._numbers[place]
            )

    def spots(self, clause: Clause) -> tuple[Spot, ...]:
        """The numerals of a clause and of everything below it."""
        if clause.address not in self._within:
            places = [self._order[each.address] for each in clause.walk()]
            self._within[clause.address] = tuple(
                (place, index) for place in places for index in range(len(self._numbers[place]))
            )
        return self._within[clause.address]

    def overlapping(self, words: str, clause: Clause) -> Iterator[Spot]:
        """The numerals that these words, as printed in the clause or below it, take in or touch."""
        wanted = narrowed(words)
        for spot in self.spots(clause):
            printed, own = self.at(spot), narrowed(self.clause(spot).own)
            first = max(0, printed.start - len(wanted) + 1)
            if wanted in own[first : printed.end + len(wanted) - 1]:
                yield spot

    def counting(self) -> Iterator[Spot]:
        """Every number of the document that needs a parameter or a reason."""
        for place, clause in enumerate(self.clauses):
            if clause.kind in OUTSIDE:
                continue
            for index, printed in enumerate(self._numbers[place]):
                if printed.role == "number":
                    yield place, index

    def at(self, spot: Spot) -> Printed:
        """The number."""
        return self._numbers[spot[0]][spot[1]]

    def clause(self, spot: Spot) -> Clause:
        """The clause that holds it."""
        return self.clauses[spot[0]]

    def place(self, spot: Spot) -> Place:
        """Where it stands, for people."""
        printed = self.at(spot)
        return self.passage(self.clause(spot), printed.start, printed.end, printed.words)

    def passage(self, clause: Clause, start: int, end: int, limits: tuple[str, ...] = ()) -> Place:
        """Words of a clause, for people."""
        own = clause.own
        before, after = own[max(0, start - _AROUND) : start], own[end : end + _AROUND]
        around = re.sub(r"\s+", " ", f"{before}【{own[start:end]}】{after}")
        return Place(self.short(clause), start, end, own[start:end], around, limits)


def _in_column(row: Clause, heads: tuple[str, ...], printed: Printed) -> Printed:
    column = row.own.count("\t", 0, printed.start)
    head = heads[column] if column < len(heads) else ""
    cell = row.cells[column] if column < len(row.cells) else ""
    if row.header or printed.role != "number" or printed.unit or printed.ratio:
        return printed
    if _SERIAL.match(head) and re.fullmatch(r"\s*\d+[.、]?\s*", cell):
        return replace(printed, role="mark", why="序号")
    unit = _HEAD_UNIT.search(head)
    if unit and printed.value is not None:
        scale = {"万": 10_000, "亿": 10**8, "": 1}[unit["scale"]]
        return replace(printed, value=printed.value * scale, unit=unit["unit"])
    return replace(printed, unit="分") if _SCORE.search(head) else printed
