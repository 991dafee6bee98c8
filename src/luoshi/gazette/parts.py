"""The parts of a document: its own words, the text it encloses, its attachments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.gazette import tree
from luoshi.gazette.blocks import Block, Manner, is_signature
from luoshi.gazette.draft import Draft, flat_of
from luoshi.gazette.line import Line, squeeze
from luoshi.gazette.marks import read_mark
from luoshi.gazette.model import ClauseKind
from luoshi.gazette.numerals import CHINESE, is_date_line, to_int
from luoshi.gazette.roster import is_person, run_end
from luoshi.gazette.titles import is_title_line, plain, similar, title_complete
from luoshi.gazette.tree import Node

QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》){3,90})》")
_PRINTS = re.compile(r"(?:印发|转发|批转|公布|发布|颁布|下发)(?:关于印发)?")
_INNER = re.compile(r"(?:印发|转发|批转|公布|发布)(?P<bare>[^《].{3,80}?)的通知")
_ATTACHMENT = re.compile(rf"^附\s*[件表]?\s*(?P<n>\d{{1,2}}|[{CHINESE}]{{1,2}})?\s*[：:]?$")


@dataclass(slots=True)
class Place:
    """Where a title stands in the body: up to ``end``; ``lines`` with an 附件 mark before it."""

    kind: ClauseKind
    end: int
    mark: Line | None = None


def declared_titles(lines: Sequence[Line]) -> list[str]:
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


def find_places(result: Draft, lines: Sequence[Line]) -> dict[int, Place]:
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
        names += [m[1] for m in QUOTED.finditer(result.title[prints.start() :])]
        if match := _INNER.search(result.title):
            names.append(match["bare"])
            names.append(match["bare"].removeprefix("关于"))
    for number, line in enumerate(lines):
        flat = squeeze(line.text)
        opening = number < 8 and (result.decree or _PUBLISHES.search(flat))
        if opening or "重新公布" in flat:
            names += [m[1] for m in QUOTED.finditer(flat)]
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
    words = flat_of(lines[start:end])
    return (
        not title_complete(words)
        and run_end(lines, end, len(lines)) == end
        and len(words) < 40
        and len(flat_of(lines[end : end + 1])) < 40
    )


# building -----------------------------------------------------------------------------------------


def build_parts(
    result: Draft, places: dict[int, Place], blocks: Sequence[Block], manner: Manner
) -> None:
    """Cut the blocks at the titles and build each part's tree.

    ``places`` is keyed by the source line of each title.
    """
    holder: Node | None = None
    pending: list[Block] = []

    def close() -> None:
        built = tree.build(pending, manner)
        (result.nodes if holder is None else holder.children).extend(built)
        pending.clear()

    for block in blocks:
        opened = _opened(result, places, block, pending)
        if opened is not None:
            close()
            holder = opened
            result.nodes.append(holder)
        if opened is None or not opened.lines:
            pending.append(block)
    close()
    _number_attachments(result.nodes)
    if holder is not None:
        _lift(result, holder)


def _opened(
    result: Draft, places: dict[int, Place], block: Block, pending: Sequence[Block]
) -> Node | None:
    """The part that begins with this block: at a title, or at a table behind the list of 附件."""
    place = places.get(block.line.number) if block.kind == "title" else None
    if place is not None:
        return _part(result, block.line, place)
    if block.kind in ("table", "roster") and pending and pending[-1].kind == "attachments":
        return Node("attachment", "附件", heading=(result.declared or [""])[0])
    return None


def _part(result: Draft, line: Line, place: Place) -> Node:
    words = squeeze(line.text)
    if place.kind == "enclosure":
        result.inner_title = words
        return Node("enclosure", "正文", lines=[line], heading=words)
    mark = _ATTACHMENT.match(squeeze(place.mark.text)) if place.mark else None
    number = to_int(mark["n"]) if mark and mark["n"] else None
    if place.mark:
        words = re.sub(rf"^附\s*[件表]?\s*(?:\d|[{CHINESE}]){{0,2}}\s*[：:]?", "", words)
        words = re.sub("附件$", "", words)  # the mark printed below the title
    return Node("attachment", f"附件{number or ''}", lines=[line], heading=words)


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
