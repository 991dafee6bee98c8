"""Where documents begin: a 文号 under a title, a 令 with its number, a title with its adoption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.gazette.line import Line
from luoshi.gazette.marks import (
    CHINESE,
    DECREE_RE,
    NUMBER_RE,
    REGISTRATION_RE,
    decree_of,
    number_of,
    read_mark,
)
from luoshi.gazette.numerals import PLAIN_DATE, is_date_line, to_int
from luoshi.gazette.titles import (
    ORGAN,
    TITLE_START,
    adoption_end,
    is_title_line,
    is_whole_title,
    plain,
    title_complete,
)

_ORDER = re.compile(
    r"^[\u4e00-\u9fff]{2,60}(?:人民政府|主席|国务院|委员会|总局|总署|法院|检察院|委|部|局|厅|署|会|行)令$|"
    r"^[\u4e00-\u9fff]{2,40}公告$"
)
_ORDER_NUMBER = re.compile(rf"^[（(〔]?第\s*(\d{{1,5}}|[{CHINESE}]{{1,8}})\s*(?:号|號)[)）〕]?$")
_YEAR_NUMBER = re.compile(r"^[〔（(\[]((?:19|20)\d\d)[〕）)\]]\s*第?\s*(\d{1,5})\s*号$")
_YEAR_WORD_NUMBER = re.compile(r"^[（(]?((?:19|20)\d\d)年\s*第?\s*(\d{1,5})\s*号[)）]?$")
_ORDER_YEAR = re.compile(
    r"^([\u4e00-\u9fff]{0,30}令)[〔（(\[]((?:19|20)\d\d)[〕）)\]]\s*第?\s*(\d{1,5})\s*号$"
)
_NOTICE_NUMBER = re.compile(
    rf"^[（(〔]?(?:{PLAIN_DATE})?[\u4e00-\u9fff]{{0,14}}[〔\[（(](?:19|20)\d\d[〕\]）)]\s*第?\s*\d{{1,5}}\s*号[)）〕]?$"
)
_ANNOUNCEMENT = re.compile(
    r"^(?P<number>[\u4e00-\u9fff]{2,40}公告\s*(?:19|20)\d\d\s*年\s*第\s*\d{1,4}\s*号)\s*(?:[（(](?P<title>.{4,80})[)）])?$"
)
_UNNUMBERED = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,20}政府)?工作报告$|^[\u4e00-\u9fff0-9年月]{0,24}(?:任免|任命|任职|免职)[\u4e00-\u9fff]{0,14}"
    r"(?:名单|通知|决定|情况|事项|人员)$|^人事任免$"
)
_ORGAN_LINE = re.compile(rf"^{ORGAN}$")


@dataclass(frozen=True, slots=True)
class Segment:
    """The lines of one document: ``head`` is its first line, ``end`` the line behind its last."""

    head: int
    end: int
    number: str | None
    anchor: int
    """The line of the 文号, of the number of a 令, or of the title where there is no number."""
    decree: bool = False


def find_heads(
    lines: Sequence[Line], flat: Sequence[str], start: int, stop: int | None = None
) -> list[Segment]:
    """The heads from ``start`` on; their ``end`` is not known yet."""
    heads: list[Segment] = []
    floor = start
    for index in range(start, len(lines) if stop is None else stop):
        segment = head_at(lines, flat, index, floor)
        if segment is None or (heads and segment.head <= heads[-1].anchor):
            continue
        if segment.number is None and heads and is_enclosed(flat, heads[-1], segment):
            continue
        if heads and _promulgates(flat, heads[-1], segment):
            segment = Segment(heads.pop().head, 0, segment.number, segment.anchor, decree=True)
        heads.append(segment)
        floor = segment.anchor + 1
    return heads


def head_at(lines: Sequence[Line], flat: Sequence[str], index: int, floor: int) -> Segment | None:
    """The document whose number (or title, where it has no number) stands at ``index``."""
    return (
        _decree_head(flat, index, floor)
        or _number_head(lines, flat, index, floor)
        or _passed_head(lines, flat, index, floor)
        or _unnumbered_head(lines, flat, index)
    )


def is_number_line(text: str) -> bool:
    """Whether the (squeezed) line is a 文号 and nothing else."""
    return bool(_NOTICE_NUMBER.match(text) or _ANNOUNCEMENT.match(text))


def announcement(text: str) -> re.Match[str] | None:
    """``某署公告2024年第20号（关于…的公告）``: the groups ``number`` and ``title``."""
    return _ANNOUNCEMENT.match(text)


# decrees ------------------------------------------------------------------------------------------


def _decree_head(flat: Sequence[str], index: int, floor: int) -> Segment | None:
    """某政府令 with 第N号 on the same line or below, or organs, 令 and number in a column."""
    text = flat[index]
    if dated := _ORDER_YEAR.match(text):
        number = f"{dated[1]}〔{dated[2]}〕{int(dated[3])}号"
        return _with_title(flat, Segment(index, 0, number, index, decree=True), floor)
    whole = DECREE_RE.fullmatch(text)
    if whole and not whole["year"]:
        return _with_title(flat, Segment(index, 0, decree_of(whole), index, decree=True), floor)
    if text != "令" and not _ORDER.match(text):
        return None
    top, organs = index, text
    while text == "令" and top > floor and index - top < 6 and _ORGAN_LINE.match(flat[top - 1]):
        top -= 1
        organs = f"{flat[top]}令"  # a joint decree is counted by the organ named first
    for offset in (1, 2):
        if index + offset >= len(flat):
            break
        number = _order_number(organs, flat[index + offset])
        if number and len(organs) > 1:
            return _with_title(flat, Segment(top, 0, number, index + offset, decree=True), floor)
    return None


def _order_number(organs: str, text: str) -> str | None:
    if match := _ORDER_NUMBER.match(text):
        number = to_int(match[1])
        return f"{organs}第{number if number is not None else match[1]}号"
    if organs.endswith("公告") and (match := _YEAR_NUMBER.match(text)):
        return f"{organs}〔{match[1]}〕{int(match[2])}号"
    if organs.endswith("公告") and (match := _YEAR_WORD_NUMBER.match(text)):
        return f"{organs}{match[1]}年第{int(match[2])}号"
    return None


def _with_title(flat: Sequence[str], segment: Segment, floor: int) -> Segment:
    """The decree with the title of its law where that is printed above it."""
    above = segment.head - 1
    if above < floor or not is_title_line(flat[above]):
        return segment
    named = "".join(flat[segment.anchor + 1 : segment.anchor + 7])
    if f"《{flat[above]}》" not in named:
        return segment
    return Segment(above, 0, segment.number, segment.anchor, decree=True)


# documents with 文号 ------------------------------------------------------------------------------


def _number_head(
    lines: Sequence[Line], flat: Sequence[str], index: int, floor: int
) -> Segment | None:
    text = flat[index]
    if match := _ANNOUNCEMENT.match(text):
        number = re.sub(r"\s", "", match["number"])
        top = _title_above(lines, flat, index, floor)
        if top is None and not match["title"] and _title_below(lines, flat, index) is None:
            return None
        return Segment(index if top is None else top, 0, number, index)
    match = NUMBER_RE.search(text) if _NOTICE_NUMBER.match(text) else None
    if not match:
        return None
    top = _title_above(lines, flat, index, floor)
    if top is None and _title_below(lines, flat, index) is not None:
        top = index
    if top is None:
        top = _block_above(lines, flat, index, floor)
    if top is None:
        return None
    if top > floor and REGISTRATION_RE.match(flat[top - 1]):
        top -= 1
    return Segment(top, 0, _number(match, text), index)


def _number(match: re.Match[str], text: str) -> str:
    """The canonical number; a date before it in one bracket is not part of it."""
    dated = re.match(rf"^[（(]?{PLAIN_DATE}", text)
    later = NUMBER_RE.search(text, dated.end()) if dated else None
    return number_of(later or match)


def _title_above(lines: Sequence[Line], flat: Sequence[str], index: int, floor: int) -> int | None:
    """The first line of the title that stands above the number."""
    top = index - 1
    while top >= floor and (is_date_line(flat[top]) or REGISTRATION_RE.match(flat[top])):
        top -= 1
    bottom = top
    best: int | None = None
    words = ""
    while top >= floor and bottom - top < 8 and is_title_line(flat[top], lines[top].text):
        if best is not None and _title_ends_above(lines, flat, top, best, words):
            break
        words = flat[top] + words
        if TITLE_START.match(flat[top]) and is_whole_title(words):
            best = top
        top -= 1
    return best


def _title_ends_above(
    lines: Sequence[Line], flat: Sequence[str], top: int, best: int, words: str
) -> bool:
    """Whether the line above a whole title belongs to something else."""
    own_organ = not words.startswith(("关于", "印发", "转发")) and best == top + 1
    if own_organ and (lines[best].gap or title_complete(flat[top])):
        return True
    return title_complete(flat[top]) and not flat[top + 1].startswith("的")


def _block_above(lines: Sequence[Line], flat: Sequence[str], index: int, floor: int) -> int | None:
    """A block that only looks like a title, set apart by blank lines, directly above the number."""
    top = index - 1
    while top >= floor and is_title_line(flat[top], lines[top].text) and not lines[top].gap:
        top -= 1
    if top < floor or not is_title_line(flat[top], lines[top].text) or index - top > 4:
        return None
    words = "".join(flat[top:index])
    before = flat[top - 1] if top > floor else "。"
    ended = before[-1] in "。；）”" or is_date_line(before) or top == floor
    return top if 6 <= len(words) <= 90 and ended and title_complete(words) else None


def _title_below(lines: Sequence[Line], flat: Sequence[str], index: int) -> int | None:
    """The last line of a title that stands below the number."""
    words = ""
    for below in range(index + 1, min(index + 6, len(lines))):
        if not is_title_line(flat[below], lines[below].text):
            return None
        words += flat[below]
        if is_whole_title(words):
            return below
    return None


# documents without 文号 ---------------------------------------------------------------------------


def _passed_head(
    lines: Sequence[Line], flat: Sequence[str], index: int, floor: int
) -> Segment | None:
    """A title directly above its note of adoption, as laws and decisions of assemblies have it."""
    if not flat[index].startswith(("（", "(")) or adoption_end(lines, flat, index) == index:
        return None
    words = ""
    for top in range(index - 1, max(floor, index - 5) - 1, -1):
        if not is_title_line(flat[top], lines[top].text):
            return None
        words = flat[top] + words
        if title_complete(words) and (lines[top].gap or lines[top].level or top == floor):
            return Segment(top, 0, None, index - 1)
    return None


def is_enclosed(flat: Sequence[str], before: Segment, segment: Segment) -> bool:
    """Whether the document before publishes this text, so that it is part of it."""
    title = plain("".join(flat[segment.head : segment.anchor + 1]))
    between = flat[before.anchor + 1 : segment.head]
    if before.number is None and before.anchor + 1 == segment.head:
        return False
    told = [text for text in [*between[:8], *between[-6:]] if "公布" in text or "印发" in text]
    return any(title and f"《{title}》" in re.sub(r"\s", "", plain_quotes(text)) for text in told)


def _promulgates(flat: Sequence[str], law: Segment, decree: Segment) -> bool:
    """Whether a decree stands between the title of its law and the law's text."""
    title = plain("".join(flat[law.head : law.anchor + 1]))
    between = flat[law.anchor + 1 : decree.head]
    named = plain_quotes("".join(flat[decree.anchor + 1 : decree.anchor + 7]))
    only_notes = sum(map(len, between)) < 300 and not any(read_mark(text) for text in between)
    return decree.decree and law.number is None and only_notes and f"《{title}》" in named


def plain_quotes(text: str) -> str:
    """The text with nothing but characters and the marks of titles."""
    return re.sub(r"[^\u4e00-\u9fffA-Za-z0-9《》]", "", text)


def _unnumbered_head(lines: Sequence[Line], flat: Sequence[str], index: int) -> Segment | None:
    """A work report or a list of appointments."""
    text = flat[index]
    if not lines[index].gap or not is_title_line(text, lines[index].text) or len(text) > 40:
        return None
    numbered = any(is_number_line(t) for t in flat[index + 1 : index + 5])
    return Segment(index, 0, None, index) if _UNNUMBERED.match(text) and not numbered else None


def single_head(lines: Sequence[Line], flat: Sequence[str]) -> list[Segment]:
    """A text without 文号: one document where a title stands near its top and structure follows.

    Where a page repeats the title, the last one before the text counts.
    """
    found: list[Segment] = []
    for top in range(min(16, len(lines))):
        words = ""
        for index in range(top, min(top + 4, len(lines))):
            if not is_title_line(flat[index], lines[index].text):
                break
            words += flat[index]
            if title_complete(words) and len(plain(words)) >= 3:
                if _text_follows(lines, flat, index + 1, near=bool(found) or top > 0):
                    found.append(Segment(top, 0, None, index))
                break
        if found and read_mark(lines[top].text):
            break
    if not found:
        return []
    first, last = (plain("".join(flat[s.head : s.anchor + 1])) for s in (found[0], found[-1]))
    repeated = last in first and not is_whole_title(first)
    return [found[-1] if repeated else found[0]]


def _text_follows(lines: Sequence[Line], flat: Sequence[str], start: int, *, near: bool) -> bool:
    """Whether a law, a plan or a notice follows, not a novel.

    ``near``: the text must begin right behind the title.
    """
    if near and not _begins(lines, flat, start):
        return False
    kinds = [mark.kind for line in lines[start:] if (mark := read_mark(line.text))]
    if kinds.count("article") >= 2 or kinds.count("cn") >= 2 or kinds.count("decimal") >= 3:
        return True
    if any(adoption_end(lines, flat, i) > i for i in range(start, min(start + 4, len(lines)))):
        return True
    addressed = any(text.endswith("：") and len(text) < 80 for text in flat[start : start + 4])
    return addressed and any(is_date_line(text) for text in flat[-6:])


def _begins(lines: Sequence[Line], flat: Sequence[str], start: int) -> bool:
    if start >= len(lines):
        return False
    text = flat[start]
    return bool(
        read_mark(lines[start].text)
        or adoption_end(lines, flat, start) > start
        or text in ("目录", "目次", "序言")
        or text.endswith(("：", "。"))
    )
