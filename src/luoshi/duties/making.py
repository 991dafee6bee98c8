"""From what a notation names to a duty: its units, its limits, its tasks, and what is doubtful about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from luoshi.duties import deadlines, tasks
from luoshi.duties.model import Deadline, Duty, Form, Place
from luoshi.duties.places import Words
from luoshi.duties.words import Piece
from luoshi.gazette.model import Clause, Document, Lines

_LIMIT = re.compile(r"长期|\d{4}年|年底|月底|季度|每年|每月|每半年|\d月|持续推进|时限")
_YEAR = re.compile(r"(\d{4})年(?:以后|之后|起)?")


def plain(words: str) -> str:
    """Without blanks, with one kind of brackets: scans mix them."""
    return re.sub(r"\s+", "", words).translate(str.maketrans("〔〕[]()", "（）（）（）"))


def is_limit(words: str) -> bool:
    """Whether a piece of a notation says by when and not who."""
    return bool(_LIMIT.search(words))


@dataclass
class Named:
    """Units that a notation names, with what the text marks them as, and its limits."""

    lead: list[str] = field(default_factory=list[str])
    assist: list[str] = field(default_factory=list[str])
    units: list[str] = field(default_factory=list[str])
    limits: list[Piece] = field(default_factory=list[Piece])
    form: Form = "负责"
    labelled: bool = False
    at: tuple[int, int] = (0, 0)
    """Of a sentence: where the words that allot stand in it."""

    def add(self, names: Sequence[str], to: list[str] | None = None) -> None:
        """Names in printed order, each once."""
        for name in names:
            if name not in self.units:
                self.units.append(name)
            if to is not None and name not in to:
                to.append(name)


def cut_with(words: str) -> tuple[str, str] | None:
    """The two sides of 会同. 管委会同市商务局 is 管委 with 市商务局: there is no 会 to spare."""
    place = words.find("会同")
    while place == 0:
        place = words.find("会同", 1)
    if place < 0:
        return None
    if words.startswith("会会同", place - 0) or words[place : place + 3] == "会会同":
        place += 1
    return words[:place], words[place + 2 :]


def made(
    document: Document, clause: Clause, text: Words, words: str, named: Named, place: Place,
    day: date | None, lines: Lines, confidence: float, *, counted: bool = False,
) -> Duty:  # fmt: skip
    """A duty of what was found, with its limits, its tasks and what is doubtful about it.

    Args:
        document: where it stands.
        clause: that it is cited by.
        text: what it governs.
        words: of the notation.
        named: what the notation names.
        place: where the notation stands.
        day: of the document.
        lines: of what it governs and of the notation.
        confidence: how sure the grammar is of this kind of notation.
        counted: whether a limit counted from an event (5个工作日内) is the duty's own: in a sentence it is, in
            the long words above a bracket it is that of some procedure.
    """
    limits = _limits(text.text, named, day, counted=counted)
    doubts = [each.doubt for each in limits if each.doubt]
    if len(named.lead) > 1:
        doubts.append("标明了两个以上的牵头单位")
    return Duty(
        document.number, document.title, clause.address, lines, words, named.form, tuple(named.lead),
        tuple(named.assist), tuple(named.units), "；".join(dict.fromkeys(each.words for each in limits)) or None,
        tuple(limits), text.text, tasks.split(text.text, lines, text.lines), place, confidence if not doubts else min(confidence, 0.8),
        tuple(dict.fromkeys(doubts)),
    )  # fmt: skip


def read_limit(words: str, day: date | None) -> list[Deadline]:
    """The limits of a piece of a notation; 2023年完成… has its year as the limit, and what is done by then."""
    if found := _phased(words, deadlines.found_in(words, day)):
        return found
    year = _YEAR.search(words)
    if year is None:
        return [Deadline(words, "unknown", doubt=f"看不懂的时限：{words[:20]}")]
    what = _phase(words[year.end() :])
    if year[0].endswith("年"):
        return [Deadline(year[0], "date", date(int(year[1]), 12, 31), what=what)]
    return [Deadline(year[0], "ongoing", what=what)]


def _limits(text: str, named: Named, day: date | None, *, counted: bool) -> list[Deadline]:
    """The limits in the notation itself; else those that its words name."""
    inside = [found for piece in named.limits for found in read_limit(piece.text, day)]
    if inside:
        return inside
    kinds = {"date", "recurring", "unknown"} | ({"after"} if counted else set[str]())
    found = deadlines.found_in(text, day)
    return _phased(text, [each for each in found if each.deadline.kind in kinds])


def _phased(text: str, found: Sequence[deadlines.Found]) -> list[Deadline]:
    """Limits, each once, with what the text says is done by then."""
    phases: dict[Deadline, list[str]] = {}
    for place, each in enumerate(found):
        end = found[place + 1].start if place + 1 < len(found) else len(text)
        what = _phase(text[each.end : min(end, each.end + 4 * _PHASE)])
        told = phases.setdefault(replace(each.deadline, what=""), [])
        if (each.deadline.what or what) not in told:
            told.append(each.deadline.what or what)
    return [replace(each, what="；".join(filter(None, told))) for each, told in phases.items()]


_PHASE = 60
_DONE = re.compile(r"(?:全部|全面|基本)?(?:完成|落实|实施|达到)?(?:到位)?")


def _phase(words: str) -> str:
    """What is to be done, up to the end of the half-sentence; 前完成 says nothing more."""
    what = re.split(r"[。；;！？\n（(]", words.lstrip("，,、：: "), maxsplit=1)[0].rstrip("，,、 ")
    if len(what) > _PHASE:
        what = what[:_PHASE].rpartition("，")[0] or what[:_PHASE]
    return "" if _DONE.fullmatch(what) else what
