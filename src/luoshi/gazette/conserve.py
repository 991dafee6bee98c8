"""The conservation law: every character of the source is in exactly one clause or one removal."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.gazette.model import Clause, Gazette, Lines


@dataclass(frozen=True, slots=True)
class Leak:
    """A character that is nowhere, or in two places."""

    offset: int
    character: str
    line: int
    holders: tuple[str, ...]


def leaks(gazette: Gazette) -> list[Leak]:
    """Every non-blank character of the source that does not stand in exactly one place."""
    holders: list[list[str]] = [[] for _ in gazette.source]
    for clause in gazette.walk():
        for start, end in clause.spans:
            for place in range(start, end):
                holders[place].append(clause.address)
    for removal in gazette.removals:
        for place in range(*removal.span):
            holders[place].append(f"{removal.step}：{removal.reason}")
    found: list[Leak] = []
    line = 1
    for place, character in enumerate(gazette.source):
        if character == "\n":
            line += 1
        if not character.isspace() and len(holders[place]) != 1:
            found.append(Leak(place, character, line, tuple(holders[place])))
    return found


def source_lines(gazette: Gazette, lines: Lines) -> list[tuple[int, str]]:
    """The source lines ``first`` to ``last`` as printed, with their numbers."""
    first, last = lines
    return list(enumerate(gazette.source.split("\n")[first - 1 : last], first))


def printed(gazette: Gazette, clause: Clause) -> str:
    """The clause's own words as the source prints them, without blanks."""
    return "".join(gazette.source[start:end] for start, end in clause.spans)
