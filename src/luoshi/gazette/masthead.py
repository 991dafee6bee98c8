"""The gazette's own facts: title, issue, date, publisher, and its table of contents (目录)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from luoshi.gazette.line import Line, squeeze
from luoshi.gazette.marks import DECREE_RE, NUMBER_RE, decree_of, number_of, read_mark
from luoshi.gazette.model import ContentsEntry
from luoshi.gazette.numerals import DATE, to_date
from luoshi.gazette.titles import COLUMN_RE, TITLE_START, title_complete

_TITLE = re.compile(r"^([\u4e00-\u9fff]{2,20}?公报)(?:$|[^\u4e00-\u9fff])")
_ISSUE_LINE = re.compile(
    r"(?:(?:19|20)\d\d年?)?第(?P<issue>\d{1,3})期(?:[（(]总第?\d{1,5}期[）)])?$"
)
_COVER = 40
"""Lines within which a cover names its issue and begins its contents list."""
_ISSUE = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*年?\s*[·.年]?\s*(?:第\s*)?(?P<issue>\d{1,3})\s*(?:期|号(?!令)|$)"
)
_ISSUE_ALONE = re.compile(r"第\s*(?P<issue>\d{1,3})\s*(?:期|号)")
_TOTAL = re.compile(r"总\s*第?\s*(\d{1,5})\s*(?:期|号)")
_YEAR_ALONE = re.compile(r"^(?:19|20)\d\d年?$")
_PUBLISHED = re.compile(DATE + r"\s*(?:出版|出刊|发行)")
_PUBLISHER = re.compile(
    r"(?:主管主办|主管|主办)(?:单位)?\s*[：:]\s*(?P<after>[\u4e00-\u9fff]{4,30})|^(?P<before>[\u4e00-\u9fff]{4,30}?)\s*(?:主管主办|主办|编印)$"
)
_PAGE = re.compile(r"(?:[\s.．…·⇥\t]*)(?P<paren>[（(]?)(?P<page>\d{1,3})[）)]?\s*$")
_LEADERS = re.compile(r"[.．…·]{2,}.*$|\s[.．…·]\s*\d+\s*$")


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the cover and the imprint say of the issue."""

    title: str = ""
    year: int | None = None
    issue: int | None = None
    total_issue: int | None = None
    published: date | None = None
    publisher: str = ""


def read_masthead(lines: Sequence[Line]) -> Masthead:
    """The issue's facts from its front matter."""
    texts = [squeeze(line.text) for line in lines[:80]]
    joined = [a + b for a, b in pairwise(texts)]
    title = next((m[1] for t in [*texts, *joined] if (m := _TITLE.match(t))), "")
    issue = next((m for t in texts if "出版" not in t and (m := _ISSUE.search(t))), None)
    number = int(issue["issue"]) if issue else None
    year = int(issue["year"]) if issue else None
    if issue is None:
        alone = next((m for t in texts if (m := _ISSUE_ALONE.search(t)) and "总" in t), None)
        number = int(alone["issue"]) if alone else None
        year = next((int(t[:4]) for t in texts if _YEAR_ALONE.match(t)), None)
    total = next((int(m[1]) for t in texts if (m := _TOTAL.search(t))), None)
    published = next((to_date(m) for t in texts if (m := _PUBLISHED.search(t))), None)
    publisher = next((m["after"] or m["before"] for t in texts if (m := _PUBLISHER.search(t))), "")
    return Masthead(title, year, number, total, published, publisher)


def issues_named(lines: Sequence[Line]) -> dict[int, int]:
    """Every total issue number (总第X期) that a masthead line names, with its first line."""
    found: dict[int, int] = {}
    for line in lines:
        if len(line.text) < 60 and (match := _TOTAL.search(line.text)):
            found.setdefault(int(match[1]), line.number)
    return found


def cover_inside(lines: Sequence[Line], first: Masthead) -> Line | None:
    """The cover of another gazette among these lines: its issue, then its contents list.

    The first gazette's own issue again is a running head; a list of chapters is a document's own.
    """
    flat = [squeeze(line.text) for line in lines]
    for index, text in enumerate(flat):
        found = _ISSUE_LINE.match(text)
        if not found or (found["issue"] and int(found["issue"]) == first.issue):
            continue
        place = next((i for i in range(index, index + _COVER) if flat[i : i + 1] == ["目录"]), None)
        if place and not any(read_mark(words + " ") for words in flat[place + 1 : place + 7]):
            return lines[index]
    return None


def read_contents(lines: Sequence[Line]) -> tuple[ContentsEntry, ...]:
    """The entries of a table of contents; ``lines`` are those below the word 目录."""
    entries: list[ContentsEntry] = []
    column, title, first = "", "", 0
    for place, line in enumerate(lines):
        text = squeeze(line.text)
        if text.startswith("【") or COLUMN_RE.match(text):
            column, title, first = re.sub(r"[【】\[\]\sA-Za-z]", "", text), "", 0
            continue
        number, words, page, closes = _entry_parts(line.text)
        first = first or line.number
        title += words
        closes = closes or (title_complete(title) and _begins_anew(lines, place + 1))
        if closes and title:
            name = title if number else title.split("——")[0]
            entries.append(ContentsEntry(name, number, page, column, (first, line.number)))
            title, first = "", 0
        elif closes and number and entries and entries[-1].number is None:
            last = entries[-1]
            entries[-1] = ContentsEntry(
                last.title, number, page or last.page, last.column, (last.lines[0], line.number)
            )
            first = 0
    return tuple(entries)


def _begins_anew(lines: Sequence[Line], place: int) -> bool:
    """Whether the next line is another entry, in a list without pages and numbers."""
    if place >= len(lines):
        return True
    text = squeeze(lines[place].text)
    number, words, page, _ = _entry_parts(lines[place].text)
    bare = (number or page) and not words
    return not bare and bool(TITLE_START.match(text) or COLUMN_RE.match(text))


def _entry_parts(raw: str) -> tuple[str | None, str, str | None, bool]:
    """文号, title words, page, and whether the entry ends on this line."""
    flat = squeeze(raw)
    match = NUMBER_RE.search(flat) or DECREE_RE.search(flat)
    if match:
        rest = flat[match.end() :]
        if re.search(r"[\u4e00-\u9fff]", rest):
            return None, flat, None, False
        number = decree_of(match) if match.re is DECREE_RE else number_of(match)
        words = flat[: match.start()].rstrip("（(")
        if not words and match.re is DECREE_RE and not flat.startswith(("（", "(")):
            words = number
        return number, words, _page_behind(raw[_raw_end(raw, match.end()) :]), True
    page = _PAGE.search(raw)
    if page and page.start() and (page["paren"] or raw[page.start()] in " .．…·\t"):
        words = squeeze(_LEADERS.sub("", raw[: page.start()]))
        return None, words.rstrip(".．…·"), page["page"], True
    return None, flat, None, False


def _raw_end(raw: str, flat_end: int) -> int:
    """The place in ``raw`` behind its first ``flat_end`` non-blank characters."""
    seen = 0
    for place, character in enumerate(raw):
        seen += not character.isspace()
        if seen == flat_end:
            return place + 1
    return len(raw)


def _page_behind(rest: str) -> str | None:
    """The page behind a 文号; None where digits stuck to the 文号 contradict it."""
    tokens = re.findall(r"\d{1,3}", rest)
    if not tokens:
        return None
    first, last = tokens[0], tokens[-1]
    agrees = len(tokens) == 1 or (last.startswith(first) and len(last) > len(first))
    return last if agrees else None
