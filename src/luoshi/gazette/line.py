"""Lines of text that remember where each of their characters was printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from luoshi.gazette.model import Change, Removal, Span

_BROKEN_NUMBER = re.compile(r"(?<=[^\s\d.])(\d+\.)\s+(\d)")
_BROKEN_YEAR = re.compile(
    r"(?<=\b(?:19|20))\s+(?=\d\d年)|(?<=[\u4e00-\u9fff](?:19|20))\s+(?=\d\d年)"
)
_BLANK = re.compile(r"\s")
_INNER_BLANK = re.compile(r"(?<![0-9A-Za-z%,.)])[^\S\n]+|[^\S\n]+(?![0-9A-Za-z(])")


@dataclass(slots=True)
class Line:
    """One source line under repair: its characters and the source offset of each."""

    text: str
    at: Sequence[int]
    number: int
    gap: bool = False
    """A blank line stands before it."""
    indent: bool = False
    """It was printed with an indent."""
    level: int = 0
    """Level of a Markdown heading, 0 for none: a hint, never trusted."""
    bullet: bool = False
    last: int = 0
    """Number of the last source line joined into this one."""
    damages: tuple[str, ...] = ()

    def part(self, start: int, end: int | None = None) -> Line:
        """A piece of the line, trimmed of blanks."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        return Line(
            text,
            self.at[start : start + len(text)],
            self.number,
            last=self.last,
            damages=self.damages,
        )

    def joined(self, other: Line) -> Line:
        """This line continued by ``other``; a blank only between Latin words."""
        glue = " " if _needs_blank(self.text, other.text) else ""
        at = [*self.at, *([self.at[-1]] if glue else []), *other.at]
        return Line(
            self.text + glue + other.text,
            at,
            self.number,
            self.gap,
            self.indent,
            self.level,
            self.bullet,
            other.last or other.number,
            tuple(dict.fromkeys((*self.damages, *other.damages))),
        )

    @property
    def end(self) -> int:
        """The last source line this one reaches."""
        return self.last or self.number


def _needs_blank(before: str, after: str) -> bool:
    return (
        bool(before and after)
        and before[-1].isascii()
        and before[-1].isalpha()
        and after[0].isascii()
        and after[0].isalpha()
    )


@lru_cache(maxsize=16384)
def squeeze(text: str) -> str:
    """The text without the blanks that print and scanning put between Chinese characters."""
    text = text.strip()
    if " " not in text and "\u3000" not in text and "\t" not in text:
        return text
    text = _INNER_BLANK.sub("", text)
    return _BROKEN_YEAR.sub("", _BROKEN_NUMBER.sub(r"\1\2", text))


def spans(at: Sequence[int], text: str) -> tuple[Span, ...]:
    """Half-open source spans of the non-blank characters, in reading order."""
    if isinstance(at, range) and not _BLANK.search(text):
        return ((at.start, at.stop),) if text else ()
    result: list[Span] = []
    start = end = -1
    for place, character in zip(at, text, strict=True):
        if character.isspace():
            continue
        if place != end:
            if end > start:
                result.append((start, end))
            start = place
        end = place + 1
    if end > start:
        result.append((start, end))
    return tuple(result)


@dataclass(slots=True)
class Log:
    """What the passes did to a text."""

    source: str
    removals: list[Removal] = field(default_factory=list[Removal])
    changes: list[Change] = field(default_factory=list[Change])

    def remove(self, step: str, reason: str, line: Line, start: int, end: int) -> None:
        """List the characters ``start:end`` of the line as taken out."""
        for first, last in spans(line.at[start:end], line.text[start:end]):
            text = self.source[first:last]
            self.removals.append(Removal(step, reason, (first, last), text, line.number))

    def drop(self, step: str, reason: str, line: Line) -> None:
        """List the whole line as taken out."""
        self.remove(step, reason, line, 0, len(line.text))

    def cut(self, step: str, reason: str, line: Line, places: Iterable[Span]) -> None:
        """Take pieces out of the line and list them."""
        keep_text: list[str] = []
        keep_at: list[int] = []
        done = 0
        for start, end in places:
            self.remove(step, reason, line, start, end)
            keep_text.append(line.text[done:start])
            keep_at.extend(line.at[done:start])
            done = end
        if done:
            keep_text.append(line.text[done:])
            keep_at.extend(line.at[done:])
            line.text, line.at = "".join(keep_text), keep_at

    def replace(self, step: str, line: Line, text: str) -> None:
        """Replace the line's characters one for one and note the first and the count."""
        if text == line.text:
            return
        if len(text) != len(line.text):
            raise ValueError("a replacement keeps the number of characters")
        places = [i for i, (a, b) in enumerate(zip(line.text, text, strict=True)) if a != b]
        start, end = max(0, places[0] - 2), min(len(text), places[0] + 3)
        self.changes.append(
            Change(step, line.number, line.text[start:end], text[start:end], len(places))
        )
        line.text = text

    def sub(
        self,
        step: str,
        pattern: re.Pattern[str],
        to: str | Callable[[re.Match[str]], str],
        line: Line,
    ) -> None:
        """``replace`` by a pattern whose replacement has the length of its match."""
        if pattern.search(line.text):
            self.replace(step, line, pattern.sub(to, line.text))


def numbered(source: str) -> Iterator[Line]:
    """The non-blank lines of the source."""
    offset, gap = 0, True
    for number, raw in enumerate(source.split("\n"), 1):
        text = raw.strip()
        if text:
            start = offset + len(raw) - len(raw.lstrip())
            indent = raw.startswith(("\u3000", "    "))
            yield Line(text, range(start, start + len(text)), number, gap, indent)
        gap = not text
        offset += len(raw) + 1
