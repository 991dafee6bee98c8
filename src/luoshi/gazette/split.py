"""Where each document of a gazette begins and ends."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.gazette.line import Line, squeeze
from luoshi.gazette.marks import (
    CHINESE,
    DECREE_RE,
    NUMBER_RE,
    REGISTRATION_RE,
    decree_of,
    number_of,
    read_mark,
)
from luoshi.gazette.masthead import COLUMN_RE, read_contents
from luoshi.gazette.model import ContentsEntry
from luoshi.gazette.numerals import PLAIN_DATE

ORGAN = (
    r"[\u4e00-\u9fff（）·]{0,30}?(?:人民政府|国务院|办公厅|办公室|委员会|监督管理总局|监管分局|分局|总局|人民银行[\u4e00-\u9fff]{0,12}?行|局|厅|部|署|"
    r"管委会|管委|指挥部|领导小组|党委|省委|市委|县委|区委|法院|检察院|总队|支队|中心|学院|大学|集团|公司|协会|联合会|常委会)"
)
TITLE_START = re.compile(rf"^(?:{ORGAN}|关于|印发|转发|中共中央|中华人民共和国)")
FORMS = (
    "通知|意见|批复|决定|决议|公告|通告|通报|命令|函|报告|方案|办法|规定|规划|计划|措施|细则|条例|纲要|要点|名单|预案|指引|"
    "机制|规则|规程|准则|制度|清单|标准|政策|法|令|目录|答复|解释|说明|简介|章程|安排|情况|解读|意见书|职责"
)
_TITLE_END = re.compile(
    rf"(?:{FORMS})(?:（[^（）]{{1,24}}）|\([^()]{{1,24}}\)|〔[^〔〕]{{1,20}}〕)*[》”]?$"
)
_LINK = re.compile(r"关于|印发|转发|批转|发布|公布|公告|通告|任免|任命|的决定|令$|报告|废止|修改")
_DATE_ONLY = re.compile(rf"^[（(]?{PLAIN_DATE}[)）]?$")
_PASSED = re.compile(
    rf"^[（(]{PLAIN_DATE}.{{2,200}}(?:通过|公布|发布|修订|修正|批准|施行).*[)）]?$"
)
_DECREE_HEAD = re.compile(
    r"^[\u4e00-\u9fff]{2,30}(?:人民政府|主席|国务院|委员会|总局|部|局|厅|署|会)令$|^[\u4e00-\u9fff]{2,30}公告$"
)
_DECREE_NUMBER = re.compile(rf"^[（(〔]?第\s*(\d{{1,5}}|[{CHINESE}]{{1,6}})\s*(?:号|號)[)）〕]?$")
_NOTICE_NUMBER = re.compile(
    r"^[（(〔]?(?:[\u4e00-\u9fff]{0,12})[〔\[（(](?:19|20)\d\d[〕\]）)]\s*(?:第)?\s*\d{1,5}\s*号[)）〕]?$"
)
_UNNUMBERED = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,20}政府)?工作报告$|^[\u4e00-\u9fff0-9年月]{0,24}(?:任免|任命|任职|免职)[\u4e00-\u9fff]{0,14}"
    r"(?:名单|通知|决定|情况|事项)$|^人事任免$"
)
_BACK = re.compile(
    r"^《[\u4e00-\u9fff]{2,24}公报》(?:简介|征订|订阅|说明)|^(?:征订|订阅)启事|"
    r"^(?:主管主办|主办单位|主管单位|编辑出版|编辑单位|出版单位|印刷单位|印刷|准印证号?|内部刊号|国内统一刊号|刊号|邮政编码|邮编|联系电话|电子信箱|发行范围|发送对象)\s*[：:]|"
    r"^本期(?:责任)?编辑[：:]|^封底$"
)
_CONTENTS = re.compile(r"^(?:目录|本期目录|要目|目次)$")
_END = "。；;！!？?，,、：:"


@dataclass(frozen=True, slots=True)
class Segment:
    """The lines of one document: ``head`` is its first line, ``end`` the line behind its last."""

    head: int
    end: int
    number: str | None
    anchor: int
    """The line of the 文号, of the 令, or of the title where there is no number."""
    decree: bool = False


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
    start = _body_start(lines, flat, contents_at) if contents_at is not None else 0
    heads = _heads(lines, flat, start)
    entries: tuple[ContentsEntry, ...] = ()
    if contents_at is not None:
        first = min([start, *(h.head for h in heads)]) if start else len(lines)
        entries = read_contents(lines[contents_at + 1 : first])
        heads = _add_titled(heads, entries, flat, lines, first)
    if not heads:
        heads = _single(lines, flat, start)
    return _close(lines, flat, heads, contents_at, entries)


def is_title_line(text: str, raw: str = "") -> bool:
    """Whether the (squeezed) line can be part of a title."""
    return (
        0 < len(text) <= 80
        and "\t" not in raw
        and not text.startswith(("|", "（此件", "注：", "附件", "——", "扫码"))
        and text[-1] not in _END
        and not COLUMN_RE.match(text)
        and not _DATE_ONLY.match(text)
        and not re.search(PLAIN_DATE + "$", text)
        and not REGISTRATION_RE.match(text)
        and not NUMBER_RE.search(
            text.replace("《", "〈") if text.startswith("《") else text[-24:] + "$"
        )
        and read_mark(text) is None
    )


def title_complete(words: str) -> bool:
    """Whether the words have the end of a title (通知, 意见, 办法 …)."""
    return bool(_TITLE_END.search(words))


def _contents_at(flat: Sequence[str]) -> int | None:
    limit = min(len(flat), 400)
    return next(
        (i for i in range(limit) if _CONTENTS.match(flat[i]) and not _own_contents(flat, i)), None
    )


def _own_contents(flat: Sequence[str], at: int) -> bool:
    """Whether a 目录 belongs to a single law: chapters follow it, not documents."""
    following = flat[at + 1 : at + 6]
    return sum(t.startswith("第") and read_mark(t + " ") is not None for t in following) >= 2


def _body_start(lines: Sequence[Line], flat: Sequence[str], contents_at: int) -> int:
    """The first line behind the contents list: it repeats an entry, or ends the list's form."""
    for index in range(contents_at + 1, len(lines)):
        text = flat[index]
        running = (len(text) > 30 and text.endswith("。")) or text.endswith(("：", ":"))
        if not running or (NUMBER_RE.search(text) and len(text) < 40):
            continue
        return _first_head_above(lines, flat, index, contents_at)
    return len(lines)


def _first_head_above(
    lines: Sequence[Line], flat: Sequence[str], index: int, contents_at: int
) -> int:
    """The top of the document whose first running text stands at ``index``."""
    top = index
    seen_number = False
    while top - 1 > contents_at:
        text = flat[top - 1]
        if _DATE_ONLY.match(text) or REGISTRATION_RE.match(text) or _DECREE_NUMBER.match(text):
            top -= 1
        elif (
            _NOTICE_NUMBER.match(text) and text == flat[top - 1].strip("（()）") and not seen_number
        ):
            seen_number = True
            top -= 1
        elif _is_contents_line(lines[top - 1].text):
            break
        elif text.startswith("——") or is_title_line(text, lines[top - 1].text):
            top -= 1
        else:
            break
    return top


def _is_contents_line(raw: str) -> bool:
    """Whether the line carries a page as only lines of a contents list do."""
    return bool(
        re.search(r"[（(]\d{1,3}[)）]\s*$|[.．…·]{2,}\s*\d{0,3}\s*$|\t\s*[.\d]*\s*\d{0,3}\s*$", raw)
        or raw.strip().startswith("【")
    )


def _heads(lines: Sequence[Line], flat: Sequence[str], start: int) -> list[Segment]:
    heads: list[Segment] = []
    floor = start
    for index in range(start, len(lines)):
        segment = (
            _decree_head(flat, index)
            or _number_head(lines, flat, index, floor)
            or _unnumbered_head(lines, flat, index)
        )
        if segment and (not heads or segment.head > heads[-1].anchor):
            heads.append(segment)
            floor = index + 1
    return heads


def _decree_head(flat: Sequence[str], index: int) -> Segment | None:
    text = flat[index]
    whole = DECREE_RE.fullmatch(text.rstrip("）)"))
    if whole:
        return Segment(index, 0, decree_of(whole), index, decree=True)
    if not _DECREE_HEAD.match(text):
        return None
    for offset in (1, 2):
        if index + offset < len(flat) and (match := _DECREE_NUMBER.match(flat[index + offset])):
            full = DECREE_RE.search(f"{text}第{match[1]}号")
            number = decree_of(full) if full else f"{text}第{match[1]}号"
            return Segment(index, 0, number, index + offset, decree=True)
    return None


def _number_head(
    lines: Sequence[Line], flat: Sequence[str], index: int, floor: int
) -> Segment | None:
    text = flat[index]
    if not _NOTICE_NUMBER.match(text):
        return None
    match = NUMBER_RE.search(text)
    if not match:
        return None
    top = _title_above(lines, flat, index, floor)
    if top is None:
        below = _title_below(lines, flat, index)
        if below is None:
            return None
        top = index
    while top > floor and (REGISTRATION_RE.match(flat[top - 1]) or _DATE_ONLY.match(flat[top - 1])):
        if not REGISTRATION_RE.match(flat[top - 1]):
            break
        top -= 1
    return Segment(top, 0, number_of(match), index)


def _title_above(lines: Sequence[Line], flat: Sequence[str], index: int, floor: int) -> int | None:
    top = index - 1
    while top >= floor and (_DATE_ONLY.match(flat[top]) or REGISTRATION_RE.match(flat[top])):
        top -= 1
    bottom = top
    best: int | None = None
    words = ""
    while top >= floor and bottom - top < 8 and is_title_line(flat[top], lines[top].text):
        words = flat[top] + words
        if TITLE_START.match(flat[top]) and _TITLE_END.search(words) and _LINK.search(words):
            best = top
        top -= 1
    return best


def _title_below(lines: Sequence[Line], flat: Sequence[str], index: int) -> int | None:
    words = ""
    for below in range(index + 1, min(index + 6, len(lines))):
        if not is_title_line(flat[below], lines[below].text):
            return None
        words += flat[below]
        if TITLE_START.match(words) and _TITLE_END.search(words) and _LINK.search(words):
            return below
    return None


def _unnumbered_head(lines: Sequence[Line], flat: Sequence[str], index: int) -> Segment | None:
    text = flat[index]
    if not lines[index].gap or not is_title_line(text, lines[index].text) or len(text) > 40:
        return None
    if _UNNUMBERED.match(text) and not any(
        _NOTICE_NUMBER.match(t) for t in flat[index + 1 : index + 5]
    ):
        return Segment(index, 0, None, index)
    return None


def _add_titled(
    heads: list[Segment],
    entries: Sequence[ContentsEntry],
    flat: Sequence[str],
    lines: Sequence[Line],
    start: int,
) -> list[Segment]:
    """Documents without 文号 that only the contents list names."""
    known = {head.number for head in heads if head.number}
    found = list(heads)
    for entry in entries:
        if entry.number:
            continue
        wanted = plain(entry.title)
        for index in range(start, len(flat)):
            words = ""
            for size in range(1, 4):
                piece = flat[index + size - 1] if index + size <= len(flat) else ""
                if not piece or piece[-1] in "。；，、：":
                    break
                words += piece
                if plain(words) == wanted or (
                    size == 1
                    and len(plain(words)) > 8
                    and wanted.startswith(plain(words))
                    and wanted.endswith(plain(words))
                ):
                    break
            else:
                continue
            if plain(words) == wanted and lines[index].gap:
                if not any(head.head <= index <= head.anchor for head in found):
                    found.append(Segment(index, 0, None, index))
                break
    del known
    return sorted(found, key=lambda head: head.head)


def plain(title: str) -> str:
    """A title reduced to its characters, for comparison."""
    return re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", title)


def similar(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1."""
    return difflib.SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio()


def _single(lines: Sequence[Line], flat: Sequence[str], start: int) -> list[Segment]:
    """A text without 文号: one document where its first lines are a title and marks follow."""
    if start >= len(lines):
        return []
    words = ""
    for index in range(start, min(start + 6, len(lines))):
        if not is_title_line(flat[index], lines[index].text):
            break
        words += flat[index]
        if not _TITLE_END.search(words) or len(plain(words)) < 3:
            continue
        if _has_structure(lines, flat, index + 1):
            return [Segment(start, 0, None, index)]
    return []


def _has_structure(lines: Sequence[Line], flat: Sequence[str], start: int) -> bool:
    """Whether articles or numbered headings follow, as in a law or a plan, not as in a novel."""
    kinds = [mark.kind for line in lines[start:] if (mark := read_mark(line.text))]
    passed = any(_PASSED.match(t) for t in flat[start : start + 3])
    return kinds.count("article") >= 2 or passed or kinds.count("cn") >= 2


def _close(
    lines: Sequence[Line],
    flat: Sequence[str],
    heads: Sequence[Segment],
    contents_at: int | None,
    entries: tuple[ContentsEntry, ...],
) -> Layout:
    """Give each document its end; what stands between is matter of the gazette."""
    matter: list[int] = []
    back: list[int] = []
    segments: list[Segment] = []
    bounds = [*(head.head for head in heads), len(lines)]
    if heads:
        matter.extend(range(heads[0].head))
    else:
        matter.extend(range(len(lines)))
    for head, end in zip(heads, bounds[1:], strict=True):
        stop = end
        if head is heads[-1]:
            stop = next((i for i in range(head.anchor + 1, end) if _BACK.match(flat[i])), end)
            back.extend(range(stop, end))
        while stop > head.anchor and COLUMN_RE.match(flat[stop - 1]):
            stop -= 1
            matter.append(stop)
        segments.append(Segment(head.head, stop, head.number, head.anchor, head.decree))
    return Layout(contents_at, entries, tuple(segments), tuple(sorted(matter)), tuple(back))
