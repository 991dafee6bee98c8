"""Responsibility notations (责任分工): who must do what, as a document's clauses say it.

Two kinds are read. A *mark* is a bracket or a line of its own that names units: （甲局牵头，乙局配合）, 责任单位：…; it
governs the text before it, back to the mark before. A *sentence* allots work in running text: 甲局负责…, 由甲局会同
乙局…; and so does a unit that stands over a list of its duties (职责).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from luoshi.duties import allotting
from luoshi.duties.making import Named, cut_with, is_limit, made, plain
from luoshi.duties.members import collectives, members_of
from luoshi.duties.model import Duty, Form, Place
from luoshi.duties.places import Piece, Printed, Words
from luoshi.duties.words import BODY_END, brackets, split, trimmed, units_of
from luoshi.gazette.model import Clause, Document

_LABEL = re.compile(
    r"^(?P<role>责任|牵头|主要责任|主责|主办|承办|实施|落实|配合|协办|参与|参加|协助|支持)(?:单位|部门|处室|机构)(?:及(?:分工|责任))?\s*[：:]"
)
_LEADS = ("牵头", "主办", "主责")
_HELPS = ("配合", "协办", "协助")
_VERB = re.compile(
    r"(?P<lead>(?:共同)?牵头(?:抓总|推进|负责|落实|组织实施|实施|组织)*)$|(?P<help>(?:积极|密切|予以|给予)?(?:配合|协助|协办)(?:落实|实施|做好)?)$|"
    r"(?P<plain>(?:按照?|依据|根据)?(?:各自)?(?:的)?(?:职责|职能|责任)?(?:分工)?(?:共同|具体|分别|各自)?(?:负责|落实|实施|组织实施|参与|参加|承担|抓好落实|抓落实)"
    r"(?:落实|实施|组织实施|指导|推进|组织|督促|监督|监管|协调|统筹)*)$"
)
_FIRST_LEADS = re.compile(
    r"(?:排|列|位)(?:在)?第一(?:位|个)?的?(?:单位)?(?:的)?为?(?:是)?牵头|第一(?:个|位)?(?:责任)?单位为牵头"
)
_NOTE = re.compile(r"[。；;，,][^。；;]*(?:牵头单位，?下同|下同)[^。；;]*$|[，,；;。]?下同$")
_LONGEST = 10_000
"""Characters; 300 units with long names are half of it."""
_HEADED = {"point", "article", "item", "subitem", "section", "chapter", "part"}
_SKIPPED = {
    "title",
    "number",
    "registration",
    "date",
    "recipients",
    "signature",
    "note",
    "contents",
    "roster",
    "person",
    "matter",
}


def read_mark(words: str, *, bare: bool = False) -> Named | None:
    """What a bracket or a line names; None where it is no notation.

    ``bare``: it closes its clause, so that two or more units without another word are one too.

    >>> read_mark("市财政局牵头，市审计局配合").lead
    ['市财政局']
    """
    if len(words) > _LONGEST:
        return None
    text = plain(words)
    text = _NOTE.sub("", text) if "下同" in text or "牵头单位" in text else text
    named = Named(labelled=bool(_LABEL.match(text)))
    waiting: list[str] = []
    role, ruled = "", named.labelled
    for part in split(text, "；;。"):
        label = _LABEL.match(part.text)
        if label:
            named.add(waiting)
            waiting, role = [], label["role"]
        body = part.text[label.end() :] if label else part.text
        for piece in split(body, "，,", part.start):
            if is_limit(piece.text):
                named.limits.append(piece)
                continue
            told = piece.text
            verb = _VERB.search(told)
            if verb:
                told, ruled = told[: verb.start()].rstrip("，、"), True
            waiting += _told_apart(_with_partners(told, named), named)
            if verb and verb["lead"]:
                named.form = "牵头配合"
                named.add(waiting, named.lead)
            elif verb and verb["help"]:
                named.form = "牵头配合"
                named.add(waiting, named.assist)
            elif verb:
                named.form = _form(named, verb[0])
                named.add(waiting)
            else:
                continue
            waiting = []
        _settle(named, waiting, role)
        waiting = []
    ruled = ruled or bool(named.lead or named.assist) or (bare and len(named.units) > 1)
    if not ruled or not named.units or not all(_is_unit(each) for each in named.units):
        return None
    if named.labelled and named.form == "负责":
        named.form = "责任单位"
    return named


_BESIDE = re.compile(r"^(?P<name>.+?)（(?P<role>牵头|主办|配合|协办|协助)(?:单位|部门)?）$")


def _told_apart(names: list[str], named: Named) -> list[str]:
    """Names without the role that stands beside one in brackets: 市财政局（牵头）."""
    found: list[str] = []
    for name in names:
        beside = _BESIDE.match(name)
        found.append(beside["name"] if beside else name)
        if beside:
            named.form = "牵头配合"
            named.add(found, None)
            role = named.lead if beside["role"] in _LEADS else named.assist
            role.append(beside["name"])
    return found


def _with_partners(told: str, named: Named) -> list[str]:
    """The units of a piece; where it says 会同, those before it lead and those behind it assist."""
    cut = cut_with(told)
    if cut is None:
        return list(units_of(told))
    left, right = cut
    named.form = "会同"
    named.add(units_of(left), named.lead)
    named.add(units_of(right), named.assist)
    return []


def _form(named: Named, verb: str) -> Form:
    if named.form in ("牵头配合", "会同"):
        return named.form
    return "按职责分工" if re.search("职责|职能|分工", verb) else named.form


def _settle(named: Named, waiting: list[str], role: str) -> None:
    """What a label says of the units behind it."""
    if not waiting:
        return
    if role in _LEADS:
        named.form = "牵头配合"
        named.add(waiting, named.lead)
    elif role in _HELPS:
        named.form = "牵头配合"
        named.add(waiting, named.assist)
    else:
        named.add(waiting)


def _is_unit(name: str) -> bool:
    return (
        len(name) <= 32
        and bool(BODY_END.search(name))
        and not re.search(r"[：:。！？]|应当|不得|可以", name)
    )


# --- marks in the clauses


@dataclass(frozen=True, slots=True)
class Mark:
    """A notation and where its words stand in ``clause.own``, brackets included."""

    clause: Clause
    start: int
    end: int
    words: str
    named: Named


def marks_of(clause: Clause) -> Iterator[Mark]:
    """The notations of a clause's own words, in order."""
    own = clause.own
    line = re.search(
        r"(?:^\s*|[。；;\s])(?P<words>[（(]?(?:责任|牵头|主责|主办|配合|协办|承办|协助|参与|参加)(?:单位|部门)\s*[：:].*)$",
        own,
        re.S,
    )
    for piece in brackets(own):
        if line and piece.start > line.start("words") + 1:
            break
        inner = trimmed(piece)
        closes = (
            piece.start > 1
            and own[piece.start - 2] in "。；"
            and not own[piece.end + 1 :].strip("。 \n")
        )
        if named := read_mark(inner.text, bare=closes):
            yield Mark(clause, piece.start - 1, min(piece.end + 1, len(own)), inner.text, named)
            if line and piece.start >= line.start("words"):
                return
    if line and (named := read_mark(line["words"].strip("（(）)〕]。 \n"))):
        yield Mark(
            clause, line.start("words"), len(own), line["words"].strip("（(）)〕]。 \n"), named
        )


def find(document: Document) -> tuple[Duty, ...]:
    """Every duty of a document, in reading order.

    The clause of a mark is the headed one (条、项、一、（一）1.) whose words it closes; where it is the only one of several
    points below a heading and stands at their end, it is the heading.
    """
    printed = Printed(document)
    finder = _Finder(document, printed)
    for clause in document.clauses:
        finder.walk(clause, None)
    found = finder.found + list(allotting.find(document, finder.taken, printed))
    known = collectives(document)
    found = [replace(each, members=members_of(each.units, known)) for each in found]
    order = {clause.address: place for place, clause in enumerate(document.walk())}
    found.sort(key=lambda duty: (order.get(duty.place.address, 0), duty.place.start))
    return tuple(found)


class _Finder:
    """Goes through a document and gathers, for each mark, the words since the mark before."""

    def __init__(self, document: Document, printed: Printed) -> None:
        self.document = document
        self.printed = printed
        self.words: tuple[Words, Clause]
        self.found: list[Duty] = []
        self.taken: dict[str, list[tuple[int, int]]] = {}
        self.day = document.signed or document.issued or document.published
        self.first_leads = False
        self.last: tuple[Mark, Clause] | None = None

    def walk(self, clause: Clause, above: Clause | None) -> None:
        """A clause that may hold headed ones, each with paragraphs of its own."""
        if clause.kind in _SKIPPED:
            return
        if clause.kind == "table":
            self._table(clause)
            return
        since: list[Piece] = []
        begun = len(self.found)
        self._take(clause, clause, above, since, begun)
        for child in clause.children:
            if child.kind in _HEADED or child.kind in ("table", "enclosure", "attachment"):
                self.walk(child, clause)
            elif child.kind not in _SKIPPED:
                self._take(child, clause, above, since, begun)
                for below in child.children:
                    self.walk(below, clause)

    def _take(
        self, clause: Clause, headed: Clause, above: Clause | None,
        since: list[Piece], begun: int,
    ) -> None:  # fmt: skip
        """The marks of one clause's own words."""
        place = 0
        for mark in marks_of(clause):
            since.append((clause, place, mark.start))
            self._add(mark, headed, above, since, first=len(self.found) == begun)
            since.clear()
            place = mark.end
        if clause.own[place:].strip("。；; \n"):
            since.append((clause, place, len(clause.own)))

    def _add(
        self, mark: Mark, headed: Clause, above: Clause | None,
        since: Sequence[Piece], *, first: bool,
    ) -> None:  # fmt: skip
        if self._goes_on(mark, headed, since):
            return
        governed, words = self._governed(mark, headed, above, since, first)
        text = Words(words, self.printed)
        self.words = text, governed
        if _FIRST_LEADS.search(mark.words):
            self.first_leads = True
        named = mark.named
        if self.first_leads and named.form == "责任单位" and not named.lead:
            named.lead = named.units[:1]
        self.taken.setdefault(mark.clause.address, []).append((mark.start, mark.end))
        self.found.append(
            made(
                self.document,
                governed,
                text,
                mark.words,
                named,
                Place(mark.clause.address, mark.start, mark.end),
                self.day,
                self.printed.lines([*text.pieces, (mark.clause, mark.start, mark.end)])
                or mark.clause.lines,
                0.97 if named.labelled or named.form != "负责" else 0.93,
            )
        )

    def _goes_on(self, mark: Mark, headed: Clause, since: Sequence[Piece]) -> bool:
        """Lines below one another, 牵头单位：… and 配合单位：…, are one notation."""
        last, self.last = self.last, (mark, headed)
        if (
            last is None
            or any(_own(*each).strip() for each in since)
            or last[1] is not headed
            or mark.start
            or last[0].start
        ):
            return False
        one = last[0].named
        if not (mark.named.labelled and one.labelled):
            return False
        duty = self.found[-1]
        one.form = "牵头配合" if mark.named.form == "牵头配合" else one.form
        one.limits += mark.named.limits
        for of, to in (
            (mark.named.lead, one.lead),
            (mark.named.assist, one.assist),
            (mark.named.units, None),
        ):
            one.add(of, to)
        self.taken.setdefault(mark.clause.address, []).append((mark.start, mark.end))
        text, whole = self.words
        below = self.printed.lines([(mark.clause, mark.start, mark.end)]) or mark.clause.lines
        lines = (min(duty.lines[0], below[0]), max(duty.lines[1], below[1]))
        self.found[-1] = made(
            self.document, whole, text, f"{duty.notation}；{mark.words}", one, duty.place, self.day,
            lines, duty.confidence,
        )  # fmt: skip
        self.last = (Mark(last[0].clause, 0, last[0].end, last[0].words, one), headed)
        return True

    def _governed(
        self, mark: Mark, headed: Clause, above: Clause | None,
        since: Sequence[Piece], first: bool,
    ) -> tuple[Clause, list[Piece]]:  # fmt: skip
        """The clause that a mark closes and the words that it governs."""
        words = [each for each in since if each[1] < each[2]]
        alone = all(not _own(*each).strip(" 。\n") for each in words if each[0] is mark.clause)
        if above is not None and first and self._closes(mark, headed, above, alone=alone):
            before = [(each, 0, len(each.own)) for each in _until(above, mark.clause)]
            return above, [*before, *words[-1:]]
        if len({each[0].address for each in words}) <= 1 and words and words[0][0] is not headed:
            solo = [each for each in headed.children if each.kind not in _HEADED]
            if len(solo) > 1:
                return words[0][0], list(words)
        return headed, list(words)

    def _closes(self, mark: Mark, headed: Clause, above: Clause, *, alone: bool) -> bool:
        """Whether it is the one mark of several points, at the end of the last."""
        points = [each for each in above.children if each.kind in _HEADED]
        if len(points) < 2 or points[-1] is not headed or above.kind not in _HEADED:
            return False
        numbered = bool(re.match(r"\d|[①-⑳]", headed.mark or ""))
        if not (alone or numbered):
            return False
        return (
            not any(
                read_mark(piece.text)
                for point in points[:-1]
                for each in point.walk()
                for piece in brackets(each.own)
            )
            and mark.end >= len(mark.clause.own.rstrip()) - 1
        )

    def _table(self, table: Clause) -> None:
        """A column that is headed 责任单位 or 牵头单位."""
        columns: dict[int, str] = {}
        for row in table.children:
            if row.header or not columns:
                heads = {
                    place: cell.strip() for place, cell in enumerate(row.cells)
                    if re.fullmatch(r"(?:责任|牵头|配合|主办|协办|承办|落实)(?:单位|部门|科室)", re.sub(r"\s", "", cell))
                }  # fmt: skip
                columns = heads or columns
                if heads:
                    continue
            self._row(row, columns)

    def _row(self, row: Clause, columns: dict[int, str]) -> None:
        named = Named(form="责任单位", labelled=True)
        for place, head in columns.items():
            if place < len(row.cells):
                to = (
                    named.lead
                    if head.startswith(("牵头", "主办"))
                    else named.assist
                    if head.startswith(("配合", "协办"))
                    else None
                )
                named.add(units_of(row.cells[place]), to)
        named.units = [each for each in named.units if BODY_END.search(each)]
        if named.units:
            words = "；".join(row.cells[place] for place in columns if place < len(row.cells))
            text = Words(list(_cells(row, columns)), self.printed)
            place = Place(row.address, 0, len(row.own))
            self.found.append(
                made(self.document, row, text, words, named, place, self.day, row.lines, 0.9)
            )


def _cells(row: Clause, columns: Mapping[int, str]) -> Iterator[Piece]:
    """The cells of a row that do not name units."""
    start = 0
    for place, cell in enumerate(row.cells):
        at = row.own.find(cell, start)
        if at >= 0 and cell:
            start = at + len(cell)
            if place not in columns:
                yield row, at, start


def _own(clause: Clause, start: int, end: int) -> str:
    return clause.own[start:end]


def _until(above: Clause, last: Clause) -> Iterator[Clause]:
    for each in above.walk():
        if each is last:
            return
        yield each
