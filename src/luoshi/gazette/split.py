"""Where each document of a gazette begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.gazette.heads import (
    Segment,
    find_heads,
    head_at,
    is_enclosed,
    is_number_line,
    single_head,
)
from luoshi.gazette.line import Line, squeeze
from luoshi.gazette.marks import NUMBER_RE, REGISTRATION_RE, read_mark
from luoshi.gazette.masthead import COLUMN_RE, read_contents
from luoshi.gazette.model import ContentsEntry
from luoshi.gazette.numerals import is_date_line
from luoshi.gazette.titles import is_title_line, is_whole_title, plain

_BACK = re.compile(
    r"^《[\u4e00-\u9fff]{2,24}公报》(?:简介|征订|订阅|说明)|^(?:征订|订阅)启事|"
    r"^(?:主管主办|主办单位|主管单位|编辑出版|编辑单位|出版单位|印刷单位|印刷|准印证号?|内部刊号|国内统一刊号|刊号|"
    r"邮政编码|邮编|联系电话|电子信箱|发行范围|发送对象)\s*[：:]|^本期(?:责任)?编辑[：:]|^封底$"
)
_CONTENTS = re.compile(r"^(?:目录|本期目录|要目|目次)$")
_PAGED = re.compile(r"[（(]\d{1,3}[)）]\s*$|[.．…·]{2,}\s*\d{0,3}\s*$|\t\s*[.\d]*\s*\d{0,3}\s*$")


@dataclass(frozen=True, slots=True)
class Layout:
    """A gazette cut into front matter, documents and back matter (indices into the lines)."""

    contents_at: int | None
    contents: tuple[ContentsEntry, ...]
    segments: tuple[Segment, ...]
    matter: tuple[int, ...]
    """Lines that belong to no document and stand before or between the documents."""
    back: tuple[int, ...]


def lay_out(lines: Sequence[Line]) -> Layout:
    """Cut the repaired lines of a text into its documents."""
    flat = [squeeze(line.text) for line in lines]
    contents_at = _contents_at(flat)
    start = 0 if contents_at is None else _body_start(lines, flat, contents_at)
    heads = find_heads(lines, flat, start)
    entries: tuple[ContentsEntry, ...] = ()
    if contents_at is not None:
        first = min([start, *(head.head for head in heads)]) if start else len(lines)
        entries = read_contents(lines[contents_at + 1 : first])
        heads = _add_titled(heads, entries, flat, lines, first)
    elif not heads or heads[0].head > start:
        heads = _with_first(lines, flat, heads)
    return _close(lines, flat, heads, contents_at, entries)


def _with_first(lines: Sequence[Line], flat: Sequence[str], heads: list[Segment]) -> list[Segment]:
    """The heads with a document without 文号 that stands alone, or before the others."""
    stop = heads[0].head if heads else len(lines)
    first = single_head(lines[:stop], flat[:stop])
    if first and heads and heads[0].number is None and is_enclosed(flat, first[0], heads[0]):
        return [*first, *heads[1:]]
    return [*first, *heads]


def _contents_at(flat: Sequence[str]) -> int | None:
    limit = min(len(flat), 400)
    return next(
        (i for i in range(limit) if _CONTENTS.match(flat[i]) and not _own_contents(flat, i)), None
    )


def _own_contents(flat: Sequence[str], at: int) -> bool:
    """Whether a 目录 belongs to a single law: chapters follow it, not documents."""
    following = [read_mark(text.lstrip("[") + " ") for text in flat[at + 1 : at + 6]]
    return sum(mark is not None and mark.kind in ("part", "chapter") for mark in following) >= 2


def _body_start(lines: Sequence[Line], flat: Sequence[str], contents_at: int) -> int:
    """The first line of the first document behind the contents list."""
    for index in range(contents_at + 1, len(lines)):
        text = flat[index]
        running = (len(text) > 9 and text.endswith("。")) or text.endswith(("：", ":"))
        if running and not (NUMBER_RE.search(text) and len(text) < 40):
            return _top_of_first(lines, flat, index, contents_at)
    return len(lines)


def _top_of_first(lines: Sequence[Line], flat: Sequence[str], index: int, contents_at: int) -> int:
    """The top of the document whose first running text stands at ``index``."""
    for anchor in range(index, max(contents_at, index - 10), -1):
        if _paged(lines[anchor].text):
            break
        head = head_at(lines, flat, anchor, contents_at + 1)
        if head:
            return max(head.head, _behind_paged(lines, head.head, anchor))
    top = index
    words = ""
    while top - 1 > contents_at:
        text = flat[top - 1]
        title = text.startswith("——") or is_title_line(text, lines[top - 1].text)
        furniture = is_date_line(text) or REGISTRATION_RE.match(text) or is_number_line(text)
        if _paged(lines[top - 1].text) or not (title or furniture):
            break
        if is_whole_title(words) and lines[top].gap and not words.startswith("关于"):
            break
        words = text + words if title else words
        top -= 1
    return top


def _paged(raw: str) -> bool:
    """Whether the line carries a page as only lines of a contents list do."""
    return bool(_PAGED.search(raw)) or raw.strip().startswith("【")


def _behind_paged(lines: Sequence[Line], head: int, anchor: int) -> int:
    """The head without lines that belong to the contents list."""
    return max((i + 1 for i in range(head, anchor) if _paged(lines[i].text)), default=head)


def _add_titled(
    heads: list[Segment],
    entries: Sequence[ContentsEntry],
    flat: Sequence[str],
    lines: Sequence[Line],
    start: int,
) -> list[Segment]:
    """Documents without 文号 that only the contents list names."""
    found = list(heads)
    words = [plain(text) for text in flat]
    for entry in entries:
        if entry.number is None and len(plain(entry.title)) > 5:
            place = _titled(plain(entry.title), words, lines, start)
            if place and not _known(flat, found, place):
                found.append(place)
    return sorted(found, key=lambda head: head.head)


def _known(flat: Sequence[str], heads: Sequence[Segment], place: Segment) -> bool:
    """Whether the title belongs to a document that is found already."""
    before = [head for head in heads if head.head <= place.head]
    if not before:
        return False
    last = max(before, key=lambda head: head.head)
    directly_below = place.head <= last.anchor + 3 and last.number is not None and not last.decree
    return place.head <= last.anchor or directly_below or is_enclosed(flat, last, place)


def _titled(
    wanted: str, plains: Sequence[str], lines: Sequence[Line], start: int
) -> Segment | None:
    """The place where the title stands by itself on one to three lines."""
    for index in range(start, len(plains)):
        if not lines[index].gap or not wanted.startswith(plains[index][:12] or "?"):
            continue
        words = ""
        for end in range(index, min(index + 3, len(plains))):
            words += plains[end]
            if words == wanted:
                return Segment(index, 0, None, end)
    return None


def _back_at(lines: Sequence[Line], flat: Sequence[str], index: int) -> bool:
    """Whether the imprint begins here: nothing of a document stands behind it."""
    if not _BACK.match(flat[index]):
        return False
    if flat[index].startswith("《"):
        return True
    behind = range(index + 1, len(lines))
    return not any(read_mark(lines[i].text) or is_date_line(flat[i]) for i in behind)


def _close(
    lines: Sequence[Line],
    flat: Sequence[str],
    heads: Sequence[Segment],
    contents_at: int | None,
    entries: tuple[ContentsEntry, ...],
) -> Layout:
    """Give each document its end; what stands between is matter of the gazette."""
    matter = list(range(heads[0].head if heads else len(lines)))
    back: list[int] = []
    segments: list[Segment] = []
    bounds = [*(head.head for head in heads), len(lines)]
    for head, end in zip(heads, bounds[1:], strict=True):
        stop = end
        if head is heads[-1]:
            stop = next((i for i in range(head.anchor + 1, end) if _back_at(lines, flat, i)), end)
            back.extend(range(stop, end))
        while stop > head.anchor + 1 and COLUMN_RE.match(flat[stop - 1]):
            stop -= 1
            matter.append(stop)
        segments.append(Segment(head.head, stop, head.number, head.anchor, head.decree))
    return Layout(contents_at, entries, tuple(segments), tuple(sorted(matter)), tuple(back))
