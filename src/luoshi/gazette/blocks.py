"""From lines to blocks: tables, rosters and furniture apart, broken sentences joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from luoshi.gazette.line import Line, Log, squeeze
from luoshi.gazette.marks import LEGAL, Mark, MarkKind, read_mark
from luoshi.gazette.numerals import PLAIN_DATE, is_date_line, to_int
from luoshi.gazette.roster import Entry, read_appointments, read_roster, run_end
from luoshi.gazette.tables import Table, read_table

BlockKind = Literal[
    "text", "mark", "table", "roster", "signature", "date", "note", "attachments", "attachment",
    "title", "contents",
]  # fmt: skip

_NOTE = re.compile(
    r"^（(?:此件|本文|联系人|联系电话|附件|注)[^（）]{0,60}）$|^（[^（）]{0,12}(?:公开发布|主动公开|依申请公开|不公开|印发)）$|"
    rf"^（{PLAIN_DATE}\s*印发）$|^{PLAIN_DATE}\s*印发$|^注[：:]|^备注[：:]|^扫码|^扫描|^（联系|"
    rf"^(?:主题词|抄送|抄报|分送)[：:]|^[^。]{{0,40}}{PLAIN_DATE}\s*印发$"
)
_SIGNED = re.compile(rf"^(?P<who>[^。；，：]{{2,90}}?)\s*(?P<day>{PLAIN_DATE})$")
_ORGAN = re.compile(
    r"(?:人民政府|国务院|办公厅|办公室|委员会|局|厅|部|院|署|行|管委会|管委|会|中心|公司|集团|法院|检察院|大学)(?:（.{2,40}代章）)?$"
)
PERSON = re.compile(
    r"^(?:中华人民共和国|[\u4e00-\u9fff]{0,12})(?:主席|总理|省长|市长|区长|县长|州长|主任|部长|局长|署长|行长|厅长)\s+[\u4e00-\u9fff]{1,2}\s?[\u4e00-\u9fff]{1,3}$|"
    r"^(?:省长|市长|区长|县长|州长|主任|部长|局长)\s*[\u4e00-\u9fff]{2,4}$"
)
_ATTACHED = re.compile(
    r"^附\s*件\s*(?P<n>\d{1,2}|[一二三四五六七八九十])?\s*[：:]\s*(?P<title>\S.*)?$"
)
_ATTACHMENT = re.compile(r"^附\s*[件表]?\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[：:]?$")
_LABEL = re.compile(r"^[\u4e00-\u9fff\s]{2,12}[：:]")
_HARD = "。！？；：!?;:"
_INNER = re.compile(r"[。；，：！？,;:]")
_ENDED = re.compile(r"[。；：！？;:]")
_OPEN, _CLOSE = "（《〈〔“【", "）》〉〕”】"


@dataclass(slots=True)
class Block:
    """One paragraph, heading, table or roster of a document."""

    kind: BlockKind
    line: Line
    mark: Mark | None = None
    table: Table | None = None
    roster: list[Entry] = field(default_factory=list[Entry])
    more: list[Line] = field(default_factory=list[Line])
    """The further lines of a contents list."""

    @property
    def body(self) -> str:
        """The words behind the mark."""
        return self.line.text[self.mark.end :] if self.mark else self.line.text


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document writes its headings: found out once, from all its lines."""

    articles: bool
    decimals: bool
    headings: dict[MarkKind, float]
    """Share of the marks of a kind that stand before words without the end of a sentence."""
    known: frozenset[str]
    """Short words that stand alone behind a mark somewhere: a heading of that wording."""
    indented: bool
    parts: bool
    title: str
    appoints: bool
    """任免: lines of the form 某人为某职 are entries of a list."""


def manner_of(lines: Sequence[Line], title: str = "") -> Manner:
    """The manner of a document."""
    marks = [(line, mark) for line in lines if (mark := read_mark(line.text))]
    decimals = sum(m.kind == "decimal" for _, m in marks) >= 3
    kinds: dict[MarkKind, list[bool]] = {}
    for line, mark in marks:
        kinds.setdefault(mark.kind, []).append(not _ENDED.search(line.text[mark.end :]))
    articles = sum(m.kind == "article" for _, m in marks) >= 2
    indents = sum(line.indent for line in lines)
    return Manner(
        articles,
        decimals,
        {kind: sum(flags) / len(flags) for kind, flags in kinds.items()},
        frozenset(body for line, mark in marks if (body := _alone(line.text[mark.end :]))),
        indents * 3 > len(lines),
        any(mark.kind == "part" for _, mark in marks),
        title,
        bool(re.search("任免|任命|任职|免职|聘任", title)),
    )


def _alone(body: str) -> str:
    """The words behind a mark where they are one short closed phrase."""
    words = body.strip().removesuffix("。")
    return (
        words
        if body.rstrip().endswith("。") and len(words) < 30 and not _INNER.search(words)
        else ""
    )


def blocks_of(
    lines: Sequence[Line], titles: dict[int, int], manner: Manner, log: Log
) -> list[Block]:
    """The blocks of a document's body.

    ``titles`` gives, for the index of the first line of a title that stands in the body (of an
    enclosed text or an attachment), the index behind its last line.
    """
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        if index in titles:
            end = titles[index]
            title = lines[index]
            for line in lines[index + 1 : end]:
                title = title.joined(line)
            blocks.append(Block("title", title))
            index = end
            continue
        stop = min((t for t in titles if t > index), default=len(lines))
        if (end := _contents_end(lines, index, stop)) > index:
            blocks.append(Block("contents", lines[index], more=list(lines[index + 1 : end])))
            index = end
            continue
        table = read_table(lines, index, stop, log)
        if table and not table.lines:
            index = table.end
            continue
        if table:
            entries = read_roster(table.lines, _last_role(blocks)) if table.people else []
            if entries:
                _add_roster(blocks, table.lines[0], entries)
            else:
                blocks.append(Block("table", table.lines[0], table=table))
            index = table.end
            continue
        entries, end = _roster_run(lines, index, stop, manner, _last_role(blocks))
        if entries:
            _add_roster(blocks, lines[index], entries)
            index = end
            continue
        _add(blocks, lines[index], manner)
        index += 1
    return blocks


def _contents_end(lines: Sequence[Line], index: int, stop: int) -> int:
    """The index behind a law's own 目录: its first entry comes back where the text begins."""
    if squeeze(lines[index].text) not in ("目录", "目次") or index + 2 >= stop:
        return index
    first = squeeze(lines[index + 1].text)
    if read_mark(lines[index + 1].text + " ") is None:
        return index
    again = (i for i in range(index + 2, stop) if squeeze(lines[i].text) == first)
    return next(again, index)


def _add_roster(blocks: list[Block], line: Line, entries: list[Entry]) -> None:
    """A roster; its parts on both sides of a page end are one."""
    if blocks and blocks[-1].kind == "roster":
        blocks[-1].roster += entries
    else:
        blocks.append(Block("roster", line, roster=entries))


def _roster_run(
    lines: Sequence[Line], index: int, stop: int, manner: Manner, role: str
) -> tuple[list[Entry], int]:
    if manner.appoints and (found := read_appointments(lines, index, stop))[0]:
        return found
    end = run_end(lines, index, stop)
    return (read_roster(lines[index:end], role), end) if end > index else ([], index)


def _last_role(blocks: Sequence[Block]) -> str:
    """The role that a roster before a page end closed with."""
    if not blocks or blocks[-1].kind != "roster":
        return ""
    return next((e.person.role for e in reversed(blocks[-1].roster) if e.person), "")


def _add(blocks: list[Block], line: Line, manner: Manner) -> None:
    """Append the line as a block of its own, or join it to the block before."""
    last = blocks[-1] if blocks else None
    text = line.text
    mark = read_mark(text, decimals=manner.decimals)
    if mark and mark.kind == "article" and not mark.sure and not _later_article(blocks, mark):
        mark = None
    if mark and mark.number == 0 and mark.kind == "chapter" and manner.parts:
        mark = replace(mark, kind="part")  # 附则 of a law in parts stands beside them
    if mark and mark.kind == "decimal" and not manner.decimals:
        mark = None
    if mark and mark.path and len(mark.path) == 1 and (len(text) > 30 or _INNER.search(text)):
        mark = read_mark(text)
    kind = _furniture(text, last, manner.title)
    if last and last.kind == "attachments" and _continues_list(last, line, mark, kind):
        last.line = last.line.joined(line)
        return
    if kind:
        blocks.append(Block(kind, line))
        return
    if last and last.kind in ("text", "mark") and _continues(last, line, mark, manner):
        last.line = last.line.joined(line)
        return
    blocks.append(Block("mark" if mark else "text", line, mark))


def _later_article(blocks: Sequence[Block], mark: Mark) -> bool:
    """Whether 第X条 without a blank behind it begins an article.

    Its number is higher than the last one's, and the sentence before it is complete; else it is
    half of a reference.
    """
    before = next((b.mark for b in reversed(blocks) if b.mark and b.mark.kind == "article"), None)
    if before is None:
        return True
    last = blocks[-1]
    heading = last.mark is not None and last.mark.kind in LEGAL and last.mark.kind != "article"
    complete = heading or last.line.text[-1] in _HARD + "）”" or last.kind not in ("text", "mark")
    branch = mark.number == before.number and mark.label != before.label
    return complete and (mark.number > before.number or branch)


def _furniture(text: str, last: Block | None, title: str = "") -> BlockKind | None:
    """What the line is, where it is no part of the running text.

    An organ alone on its line signs; behind an open sentence only if the title begins with it.
    """
    flat = squeeze(text)
    if _NOTE.match(flat):
        return "note"
    if _ATTACHMENT.match(flat):
        return "attachment"
    if _ATTACHED.match(flat):
        return "attachments"
    if is_date_line(flat):
        return "date"
    if signed(text) or PERSON.match(re.sub(r"\s+", " ", text)) or PERSON.match(flat):
        return "signature"
    if len(flat) < 60 and _ORGAN.search(flat) and not _INNER.search(flat) and not read_mark(text):
        complete = (
            last is None or last.line.text[-1] in _HARD + "）”" or last.kind not in ("text", "mark")
        )
        if len(flat) > 3 and title.startswith(flat):
            return "signature"
        if len(text.split()) > 1 and all(_ORGAN.search(part) for part in text.split()):
            return "signature" if complete else None
        if (complete and " " not in text.strip()) or (
            last is not None and last.kind == "signature"
        ):
            return "signature" if complete else None
    return None


def is_signature(text: str) -> bool:
    """Whether the line is an organ with its date, a person with an office, or an organ alone."""
    return _furniture(text, None) == "signature"


def signed(text: str) -> re.Match[str] | None:
    """The match of a signature with its date on one line: ``who`` and ``day``."""
    match = _SIGNED.match(text)
    if match and _ORGAN.search(squeeze(match["who"])):
        return match
    return None


def _continues_list(last: Block, line: Line, mark: Mark | None, kind: BlockKind | None) -> bool:
    """Whether the line belongs to the list behind ``附件：``."""
    if mark and mark.kind in ("ar", "cn", "ar_paren"):
        return True
    if kind:
        return False
    text = last.line.text
    return (
        _unclosed(text)
        or text[-1] in "（见及和与、，"
        or (not line.gap and mark is None and len(line.text) < 25)
    )


def _continues(last: Block, line: Line, mark: Mark | None, manner: Manner) -> bool:
    """Whether the line goes on with the sentence that the block before it left open."""
    before, text = last.line.text, line.text
    if mark and (mark.kind in LEGAL or mark.kind == "cn" or line.level):
        return False
    open_bracket = _unclosed(before) and _closes_first(text)
    if mark:
        return open_bracket and mark.kind in ("ar", "ar_paren", "decimal", "letter")
    if _LABEL.match(text) and not _unclosed(before):
        return False
    if open_bracket or before[-1] in "，、,":
        return True
    if last.line.level and last.mark:
        return False
    if before[-1] in _HARD:
        return manner.indented and not line.indent and not line.gap and before[-1] in "。；"
    if before[-1] in '”’"》' and before[-2:-1] in tuple(_HARD):
        return False
    if before[-1] == "）":
        return _bracket_goes_on(before) and len(before) > 14
    return not _complete_heading(last, manner)


def _complete_heading(block: Block, manner: Manner) -> bool:
    """Whether words without closing punctuation are a heading rather than a broken sentence."""
    body = block.body
    if block.mark is None:
        return (len(body) < 15 and not re.search("[。；，]", body)) or bool(
            _LABEL.match(body) and len(body) < 40
        )
    if block.mark.kind in ("part", "subpart", "chapter", "section", "cn"):
        return not re.search("[。；]", body)
    share = manner.headings.get(block.mark.kind, 0)
    if _INNER.search(body):
        return not manner.articles and share >= 0.5 and len(body) <= 40 and not _ENDED.search(body)
    if body.strip() in manner.known:
        return True
    if block.mark.kind == "article":
        return len(block.line.text) < 15
    if manner.articles and block.mark.kind == "cn_paren" and share < 0.3:
        return len(body) < 8
    return len(body) < 14 or (share >= 0.5 and len(body) <= 40)


def _unclosed(text: str) -> bool:
    tail = text[-400:]
    return any(tail.count(o) > tail.count(c) for o, c in zip("（《", "）》", strict=True))


def _closes_first(text: str) -> bool:
    """Whether a bracket closes in the text before one opens."""
    for character in text:
        if character in _CLOSE:
            return True
        if character in _OPEN:
            return False
    return False


def _bracket_goes_on(text: str) -> bool:
    """Whether the bracket that ends the text stands inside a sentence."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == "）") - (text[place] == "（")
        if depth == 0:
            return place > 0 and text[place - 1] not in _HARD + "”" and "负责" not in text[place:]
    return False


def split_inline(lines: Sequence[Line], manner: Manner) -> list[Line]:
    """Lines cut where a second article, or the next 一、 heading, was glued to a paragraph."""
    result: list[Line] = []
    article = heading = 0
    for line in lines:
        pieces = [line]
        mark = read_mark(line.text)
        if mark and mark.kind == "article" and mark.sure:
            article = mark.number
        if mark and mark.kind == "cn":
            heading = mark.number
        for match in _GLUED.finditer(line.text):
            glued = read_mark(line.text[match.end() :])
            if glued is None:
                continue
            if (
                glued.kind == "article"
                and glued.sure
                and manner.articles
                and glued.number == article + 1
            ):
                article += 1
            elif (
                glued.kind == "cn"
                and glued.number == heading + 1 > 1
                and len(line.text) - match.end() < 30
                and "。" not in line.text[match.end() :]
            ):
                heading += 1
            else:
                continue
            whole = pieces.pop()
            cut = match.end() - (len(line.text) - len(whole.text))
            first, second = whole.part(0, cut), whole.part(cut)
            first.gap, first.bullet, first.level, first.indent = (
                whole.gap,
                whole.bullet,
                whole.level,
                whole.indent,
            )
            second.gap = True
            pieces += [first, second]
        result += [item for piece in pieces for item in _inline_items(piece, manner)]
    return result


_ITEM = re.compile(r"(?<=[：；:;])\s*(?=（([一二三四五六七八九十]{1,3})）)")


def _inline_items(line: Line, manner: Manner) -> list[Line]:
    """The items of an article that are printed in one line: ……：（一）……；（二）……。"""
    if not manner.articles or "（二）" not in line.text:
        return [line]
    cuts: list[int] = []
    for match in _ITEM.finditer(line.text):
        if to_int(match[1]) == len(cuts) + 1:
            cuts.append(match.end())
    if len(cuts) < 2 or line.text[cuts[0] - 1] not in "：:":
        return [line]
    bounds = [0, *cuts, len(line.text)]
    pieces = [line.part(a, b) for a, b in pairwise(bounds)]
    pieces[0].gap, pieces[0].indent, pieces[0].level = line.gap, line.indent, line.level
    for piece in pieces[1:]:
        piece.gap = True
    return pieces


_GLUED = re.compile(
    r"(?<=[。；）”])\s*(?=第[一二三四五六七八九十百零\d]{1,6}条\s|[一二三四五六七八九十]{1,3}、)"
)
