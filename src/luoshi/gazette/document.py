"""One document of a gazette: its head, the text it encloses, its attachments, its clause tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from luoshi.gazette import tree
from luoshi.gazette.blocks import (
    PERSON,
    Block,
    Manner,
    blocks_of,
    is_signature,
    manner_of,
    split_inline,
)
from luoshi.gazette.damage import mark_damage
from luoshi.gazette.heads import Segment, announcement
from luoshi.gazette.line import Line, Log, squeeze
from luoshi.gazette.marks import REGISTRATION_RE, read_mark
from luoshi.gazette.model import ClauseKind, Damage
from luoshi.gazette.numerals import is_date_line
from luoshi.gazette.roster import is_person, run_end
from luoshi.gazette.titles import adoption_end, is_title_line, plain, similar, title_complete
from luoshi.gazette.tree import Node

_PRINTS = re.compile(r"(?:印发|转发|批转|公布|发布|颁布|下发)(?:关于印发)?")
_INNER = re.compile(r"(?:印发|转发|批转|公布|发布)(?P<bare>[^《].{3,80}?)的通知")
_QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》){3,90})》")
_ATTACHMENT = re.compile(r"^附\s*[件表]?\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[：:]?$")
_LISTED = re.compile(
    r"(?:^|\s|；|。|）)(?:附\s*件\s*(?:\d{1,2})?\s*[：:])?\s*(?:(?P<n>\d{1,2})\s*[.．、]\s*)?(?P<title>[^\s].*?)(?=(?:\s|；|。|）)\s*(?:附件\s*)?\d{1,2}\s*[.．、]|$)"
)


@dataclass(slots=True)
class Draft:
    """A document's nodes and the words its facts are read from."""

    number: str | None
    decree: bool
    title: str = ""
    title_raw: str = ""
    organs: str = ""
    """The organs before 令, as printed."""
    inner_title: str | None = None
    nodes: list[Node] = field(default_factory=list[Node])
    damages: list[Damage] = field(default_factory=list[Damage])
    manner: Manner | None = None
    declared: list[str] = field(default_factory=list[str])
    """Titles of the attachments that the document names."""


def draft(lines: Sequence[Line], segment: Segment, log: Log) -> Draft:
    """Read the lines of one segment."""
    own = list(lines[segment.head : segment.end])
    result = Draft(segment.number, segment.decree)
    rest = _head(result, own, segment.anchor - segment.head)
    manner = manner_of(rest, result.title)
    rest = split_inline(rest, manner)
    result.manner = manner
    result.damages = mark_damage(rest)
    rest = _recipients(result, rest)
    result.declared = _declared(rest)
    places = _inner_places(result, rest)
    titles = {start: place.end for start, place in places.items()}
    _parts(result, rest, places, blocks_of(rest, titles, manner, log), log)
    if result.decree and not result.title and not result.inner_title:
        named = _QUOTED.search("".join(squeeze(line.text) for line in rest[:6]))
        result.title = named[1] if named else ""
    for node in result.nodes:
        tree.number_labels(node)
    _label_furniture(result.nodes)
    return result


# the head --------------------------------------------------------------------------------------


def _head(result: Draft, lines: list[Line], anchor: int) -> list[Line]:
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
    while not title or (result.number and not title_complete(_flat(title))):
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
    bracketed = re.fullmatch(r"[（(](.+)[)）]", _flat(title))
    result.title = bracketed[1] if bracketed else _flat(title)
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


def _flat(lines: Sequence[Line]) -> str:
    return "".join(squeeze(line.text) for line in lines)


def _recipients(result: Draft, lines: list[Line]) -> list[Line]:
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


# enclosed texts and attachments -------------------------------------------------------------------


@dataclass(slots=True)
class Place:
    """Where a title stands in the body: up to ``end``; ``lines`` with an 附件 mark before it."""

    kind: ClauseKind
    end: int
    mark: Line | None = None


def _declared(lines: Sequence[Line]) -> list[str]:
    """The titles that the list behind ``附件：`` names."""
    titles: list[str] = []
    for index, line in enumerate(lines):
        match = re.match(r"^附\s*件\s*\d{0,2}\s*[：:]\s*(.+)$", line.text)
        if not match:
            continue
        words = match[1]
        for following in lines[index + 1 : index + 14]:
            mark = read_mark(following.text)
            goes_on = mark is not None and mark.kind in ("ar", "cn")
            if not goes_on and ((following.gap and not _open(words)) or _ends_list(following.text)):
                break
            words += " " + following.text if goes_on else following.text
        titles += split_titles(words)
    return titles


def _open(words: str) -> bool:
    return words.count("（") > words.count("）") or words.count("《") > words.count("》")


def _ends_list(text: str) -> bool:
    return bool(re.match(r"^（|^附\s*件|.*\d{4}年", text)) or text.endswith("。")


def split_titles(words: str) -> list[str]:
    """``1. 甲 2. 乙`` as two titles; a stray 附件 at the end is not part of one."""
    pieces = re.split(r"(?:^|(?<=[\s；。）》]))(?:附件\s*)?\d{1,2}\s?[.．、]\s*", words)
    cleaned = (
        re.sub(r"(?:\s|(?<=[）》]))附\s*件\s?\d{0,2}$", "", piece.strip()) for piece in pieces
    )
    return [squeeze(piece).rstrip("；。") for piece in cleaned if piece.strip()]


def _inner_places(result: Draft, lines: Sequence[Line]) -> dict[int, Place]:
    """Where enclosed texts and attachments begin, by the index of their first title line."""
    places: dict[int, Place] = {}
    wanted = _inner_names(result, lines)
    enclosed = attached = False
    index = 0
    while index < len(lines):
        flat = squeeze(lines[index].text)
        if _ATTACHMENT.match(flat) and index:
            titled = next(
                (p for p in places.values() if p.kind == "attachment" and p.end == index), None
            )
            if titled:
                titled.end = index + 1
                index += 1
                continue
            end = _title_end(lines, index + 1)
            places[index] = Place("attachment", max(end, index + 1), lines[index])
            attached = True
            index = max(end, index + 1)
            continue
        end = 0
        if not enclosed and not attached and index:
            end = _matching_title(lines, index, wanted, 0.8)
        if end:
            places[index] = Place("enclosure", end)
            enclosed = True
        elif (
            index
            and (
                end := _matching_title(
                    lines, index, [plain_attachment(t) for t in result.declared], 0.9
                )
            )
            and not _in_list(lines, index)
        ):
            places[index] = Place("attachment", end)
            attached = True
        index = end or index + 1
    return places


def plain_attachment(title: str) -> str:
    """An attachment's title without remarks such as 见网络版."""
    return re.sub(r"（(?:见|略|另|详见|不)[^（）]*）?$", "", title)


def _in_list(lines: Sequence[Line], index: int) -> bool:
    return (
        any(
            re.match(r"^附\s*件\s*\d{0,2}\s*[：:]\s*\S", line.text)
            for line in lines[max(0, index - 1) : index]
        )
        and not lines[index].gap
    )


def _inner_names(result: Draft, lines: Sequence[Line]) -> list[str]:
    """Names under which the enclosed text may stand.

    They come from the title, and from the sentence that publishes it: 《…》已经…通过,
    现将《…》印发, 现公布《…》, 《…》…重新公布.
    """
    names: list[str] = []
    prints = _PRINTS.search(result.title)
    if prints:
        names += [m[1] for m in _QUOTED.finditer(result.title[prints.start() :])]
        if match := _INNER.search(result.title):
            names.append(match["bare"])
            names.append(match["bare"].removeprefix("关于"))
    for number, line in enumerate(lines):
        flat = squeeze(line.text)
        opening = number < 8 and (result.decree or _PUBLISHES.search(flat))
        if opening or "重新公布" in flat:
            names += [m[1] for m in _QUOTED.finditer(flat)]
    return [name for name in dict.fromkeys(names) if plain(name) != plain(result.title)]


_PUBLISHES = re.compile(
    "现将《|现公布《|现发布《|现印发《|》(?:已|业)经|》已由|现予(?:公布|发布|印发)"
)


def _matching_title(lines: Sequence[Line], index: int, names: Sequence[str], least: float) -> int:
    """The index behind a title of up to four lines that is one of the names; 0 where none is."""
    if not names or not _stands_alone(lines, index):
        return 0
    words = ""
    best, best_end = 0.0, 0
    for end in range(index, min(index + 4, len(lines))):
        text = squeeze(lines[end].text)
        if is_date_line(text) or is_signature(lines[end].text):
            break
        if (
            not text
            or text[-1] in "。；：，、"
            or len(text) > 70
            or read_mark(text)
            or text.startswith(("附件", "（"))
        ):
            break
        words += text
        score = max(similar(words, name) for name in names)
        if score > best:
            best, best_end = score, end + 1
    return best_end if best >= least else 0


def _stands_alone(lines: Sequence[Line], index: int) -> bool:
    """Whether a title may begin here: behind a blank line, a date, a signature or a note."""
    if lines[index].gap or lines[index].level or index == 0:
        return True
    before = squeeze(lines[index - 1].text)
    return is_date_line(before) or before.startswith("（") or is_signature(lines[index - 1].text)


def _title_end(lines: Sequence[Line], index: int) -> int:
    """The index behind the title lines of an attachment."""
    end = index
    while end < len(lines) and end - index < 4:
        flat = squeeze(lines[end].text)
        if (
            not is_title_line(flat, lines[end].text)
            or len(flat) > 60
            or is_person(lines[end].text)
            or (end > index and not _title_goes_on(lines, index, end))
        ):
            break
        end += 1
    return end


def _title_goes_on(lines: Sequence[Line], start: int, end: int) -> bool:
    words = _flat(lines[start:end])
    return (
        not title_complete(words)
        and run_end(lines, end, len(lines)) == end
        and len(words) < 40
        and len(_flat(lines[end : end + 1])) < 40
    )


# parts ----------------------------------------------------------------------------------------------


def _parts(
    result: Draft,
    lines: Sequence[Line],
    places: dict[int, Place],
    blocks: Sequence[Block],
    log: Log,
) -> None:
    """Cut the blocks at the titles and build each part's tree."""
    by_line = {lines[start].number: place for start, place in places.items()}
    current: Node | None = None
    pending: list[Block] = []
    manner = result.manner or manner_of(lines, result.title)

    def close() -> None:
        built = tree.build(pending, manner)
        if current is None:
            result.nodes.extend(built)
        else:
            current.children.extend(built)
        pending.clear()

    attachments = 0
    for block in blocks:
        place = by_line.get(block.line.number) if block.kind == "title" else None
        if block.kind in ("table", "roster") and pending and pending[-1].kind == "attachments":
            close()
            current = Node("attachment", "附件", heading=(result.declared or [""])[0])
            result.nodes.append(current)
        if place is None:
            pending.append(block)
            continue
        close()
        current = Node(place.kind, lines=[block.line])
        mark = place.mark
        words = squeeze(block.line.text)
        if place.kind == "attachment":
            attachments += 1
            number = re.search(r"\d+", squeeze(mark.text)) if mark else None
            current.label = f"附件{number[0]}" if number else "附件"
            if mark:
                words = re.sub(r"^附\s*[件表]?\s*\d{0,2}\s*[：:]?", "", words)
        else:
            current.label = "正文"
            result.inner_title = words
        current.heading = words
        result.nodes.append(current)
    close()
    _number_attachments(result.nodes)
    if current is not None:
        _lift(result, current)


def _number_attachments(nodes: Sequence[Node]) -> None:
    """附件1, 附件2 … where several stand without numbers."""
    attachments = [node for node in nodes if node.kind == "attachment"]
    if len(attachments) > 1:
        for number, node in enumerate(attachments, 1):
            if node.label == "附件":
                node.label = f"附件{number}"


def _lift(result: Draft, last: Node) -> None:
    """Notes, dates and signatures at the very end belong to the document, not to its last part."""
    lifted: list[Node] = []
    while last.children and last.children[-1].kind in ("note", "date", "signature"):
        lifted.insert(0, last.children.pop())
    result.nodes.extend(lifted)


def _label_furniture(nodes: Sequence[Node]) -> None:
    holder = Node("enclosure", children=list(nodes))
    tree.number_paragraphs(holder)
