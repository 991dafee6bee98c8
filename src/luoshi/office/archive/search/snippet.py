"""The place in a clause where the words stand, with the words marked: as data, never as HTML."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luoshi.office.archive.folding import fold

from .query import Query
from .words import characters

_WIDTH = 120
_BEFORE = 20
_MOST_MARKS = 500


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a snippet."""

    text: str
    marked: bool = False


def snippet(text: str, query: Query) -> tuple[Part, ...]:
    """The stretch of the text that holds most of what is looked for, cut into parts."""
    marks = _merged(_marks(text, query))
    first, last = _window(marks, len(text))
    parts = [Part("…")] if first > 0 else []
    place = first
    for start, end in marks:
        start, end = max(start, first), min(end, last)
        if start >= end:
            continue
        if place < start:
            parts.append(Part(_flat(text[place:start])))
        parts.append(Part(_flat(text[start:end]), marked=True))
        place = end
    if place < last:
        parts.append(Part(_flat(text[place:last])))
    if last < len(text):
        parts.append(Part("…"))
    return tuple(parts)


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ")


def _marks(text: str, query: Query) -> Iterator[tuple[int, int]]:
    folded = fold(text)
    for word in query.words:
        yield from _occurrences(folded, word)
    wanted = [*query.phrases, *query.runs, *([query.number] if query.number else [])]
    if wanted:
        yield from _phrase_marks(text, [characters(phrase) for phrase in wanted])


def _phrase_marks(text: str, phrases: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the phrases stand, spaces and punctuation between their characters or not."""
    kept = characters(text)
    places: list[int] = []
    folded, place = fold(text), 0
    for character in kept:
        place = folded.index(character, place)
        places.append(place)
        place += 1
    for phrase in phrases:
        for start, end in _occurrences(kept, phrase):
            yield places[start], places[end - 1] + 1


def _occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    start, count = text.find(wanted) if wanted else -1, 0
    while start >= 0 and count < _MOST_MARKS:
        yield start, start + len(wanted)
        start, count = text.find(wanted, start + len(wanted)), count + 1


def _merged(marks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(marks: list[tuple[int, int]], length: int) -> tuple[int, int]:
    """The stretch that holds the most marked characters; the earliest of equals."""
    if length <= _WIDTH + _BEFORE or not marks:
        return 0, min(length, _WIDTH + _BEFORE)
    starts = [start for start, _ in marks]
    best, most = marks[0][0], 0
    for position, start in enumerate(starts):
        inside = marks[position : bisect_left(starts, start + _WIDTH)]
        held = sum(end - begin for begin, end in inside)
        if held > most:
            best, most = start, held
    first = max(0, best - _BEFORE)
    last = min(length, first + _WIDTH + _BEFORE)
    return max(0, last - _WIDTH - _BEFORE), last
