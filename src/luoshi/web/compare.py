"""Two wordings of the same line, with the characters in which they differ marked."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 400
"""Characters: longer lines are shown without marks."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a wording."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Both wordings in pieces."""

    one: list[Part]
    other: list[Part]


def compared(one: str, other: str) -> Compared:
    """Both wordings, what only one of them has marked; nothing is marked beside nothing."""
    if not one or not other or max(len(one), len(other)) > LONGEST:
        return Compared([Part(one)] if one else [], [Part(other)] if other else [])
    found = Compared([], [])
    for act, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for parts, piece in ((found.one, one[a:b]), (found.other, other[c:d])):
            if piece:
                parts.append(Part(piece, act != "equal"))
    return found
