"""The head of a document: title, 文号, registration, date, adoption, recipients."""

from __future__ import annotations

import re

from luoshi.gazette.blocks import PERSON
from luoshi.gazette.draft import Draft, flat_of
from luoshi.gazette.heads import announcement
from luoshi.gazette.line import Line, squeeze
from luoshi.gazette.marks import REGISTRATION_RE, read_mark
from luoshi.gazette.numerals import is_date_line
from luoshi.gazette.titles import adoption_end, is_title_line, title_complete
from luoshi.gazette.tree import Node


def read_head(result: Draft, lines: list[Line], anchor: int) -> list[Line]:
    """Title, number, registration and date lines; returns the lines behind them."""
    if result.decree:
        return _decree_head(result, lines, anchor)
    title: list[Line] = []
    for index, line in enumerate(lines[: anchor + 1]):
        flat = squeeze(line.text)
        if index == anchor and result.number:
            title += _number_line(result, line)
        elif REGISTRATION_RE.match(flat):
            result.nodes.append(Node("registration", lines=[line]))
        elif is_date_line(flat):
            result.nodes.append(Node("date", lines=[line]))
        else:
            title.append(line)
    index = anchor + 1
    while not title or (result.number and not title_complete(flat_of(title))):
        if index >= len(lines) or not is_title_line(squeeze(lines[index].text), lines[index].text):
            break
        title.append(lines[index])
        index += 1
    _set_title(result, title)
    return _below_title(result, lines[index:])


def _number_line(result: Draft, line: Line) -> list[Line]:
    """The line of the number; an announcement may carry its title in brackets behind it."""
    match = announcement(squeeze(line.text))
    bracket = re.search("[（(]", line.text)
    if match is None or match["title"] is None or bracket is None:
        result.nodes.append(Node("number", lines=[line]))
        return []
    result.nodes.append(Node("number", lines=[line.part(0, bracket.start())]))
    title = line.part(bracket.start())
    title.gap = False
    return [title]


def _set_title(result: Draft, title: list[Line]) -> None:
    """Put the title where it was printed among the lines of the head."""
    if not title:
        return
    place = next(
        (i for i, n in enumerate(result.nodes) if title[0].at[0] < n.lines[0].at[0]),
        len(result.nodes),
    )
    result.nodes.insert(place, Node("title", lines=title))
    bracketed = re.fullmatch(r"[（(](.+)[)）]", flat_of(title))
    result.title = bracketed[1] if bracketed else flat_of(title)
    result.title_raw = " ".join(line.text for line in title)


def _decree_head(result: Draft, lines: list[Line], anchor: int) -> list[Line]:
    """令 and its number; a title above them is the title of the law."""
    order = next(
        (i for i, line in enumerate(lines[: anchor + 1]) if re.search("令|公告", line.text[-8:])), 0
    )
    above = lines[:order] if title_complete(squeeze(lines[0].text)) else []
    organs = " ".join(line.text for line in lines[len(above) : anchor + 1])
    result.organs = re.split(r"令\s|令$|令[（(第〔]|公告", organs + " ")[0]
    if above:
        _set_title(result, above[:1])
        left = _below_title(result, above[1:])
        result.nodes += [Node("note", lines=[line]) for line in left]
    result.nodes.append(Node("number", lines=lines[len(above) : anchor + 1]))
    return lines[anchor + 1 :]


def _below_title(result: Draft, lines: list[Line]) -> list[Line]:
    """Subtitle, adoption and date lines that stand under the title."""
    flat = [squeeze(line.text) for line in lines[:16]]
    index = 0
    while index < len(flat):
        line = lines[index]
        end = adoption_end(lines[:16], flat, index)
        last = result.nodes[-1] if result.nodes else None
        if end > index:
            result.nodes.append(Node("date", lines=lines[index:end]))
            index = end
            continue
        if (flat[index].startswith("——") and index < 3) or is_date_line(flat[index]):
            result.nodes.append(Node("date", lines=[line]))
        elif index and PERSON.match(line.text):
            result.nodes.append(Node("signature", lines=[line]))
        elif (
            index
            and not line.gap
            and last
            and last.kind == "date"
            and is_title_line(flat[index])
            and flat[index] not in ("目录", "目次")
        ):
            last.lines.append(line)
        else:
            break
        index += 1
    return lines[index:]


def read_recipients(result: Draft, lines: list[Line]) -> list[Line]:
    """主送机关: the first lines behind the number, up to a colon."""
    if result.decree or (not result.number and not any(n.kind == "title" for n in result.nodes)):
        return lines
    for size in range(1, min(5, len(lines)) + 1):
        text = lines[size - 1].text
        stray = _STRAY.search(text)
        words = text[: stray.start()] if stray else text
        if "。" in words or len(words) > 200 or _NO_RECIPIENT.search(words) or read_mark(words):
            return lines
        if words.endswith(("：", ":")):
            if size == 1 and len(words) < 4:
                return lines
            return _take_recipients(result, lines, size)
    return lines


_STRAY = re.compile(r"(?<=\S)\s(?=[\u4e00-\u9fff]{2,8}。$)")
_NO_RECIPIENT = re.compile(r"^各位|^同志|任命|免去|决定|如下")


def _take_recipients(result: Draft, lines: list[Line], size: int) -> list[Line]:
    """The recipients; words of another sentence that slipped into their lines are set apart."""
    kept: list[Line] = []
    strays: list[Line] = []
    for line in lines[:size]:
        stray = _STRAY.search(line.text)
        if stray is None:
            kept.append(line)
            continue
        kept.append(line.part(0, stray.start()))
        strays.append(line.part(stray.end()))
        strays[-1].damages = (SLIPPED,)
        strays[-1].gap = True
    result.nodes.append(Node("recipients", lines=kept))
    return [*strays, *lines[size:]]


SLIPPED = "错栏：这几个字从别的句子错入此处"
