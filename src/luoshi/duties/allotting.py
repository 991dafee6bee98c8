"""Sentences that allot work (职责表述): 甲局负责…, 由甲局牵头，乙局配合…, and units that stand over their duties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from luoshi.duties.making import Named, cut_with, made, plain
from luoshi.duties.model import Duty, Place
from luoshi.duties.words import BODY_END, Piece, sentences, units_of
from luoshi.gazette.model import Clause, Document

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
    "table",
    "row",
}
_MARK = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+条|[（(][一二三四五六七八九十\d]+[）)]|\d+(?:\.\d+)*[.．、]?|[一二三四五六七八九十]+、|[①-⑳])\s*"
)
_DOES = r"负责(?!人|任|解释|同志|制|的|精神|主体)|牵头(?!单位|部门|企业|人)|会同|(?:予以)?配合|协助|组织实施|具体组织落实|具体实施"
_BETWEEN = r"(?:作为[^，。；]{0,30}部门，)?(?:应当|应|要|须|将)?(?:按照?[^，。；]{1,24}?(?:规定|职责|职能|分工|要求|程序)，?)?(?:在各自职责范围内|依据各自职能|按职责分工|按照职责分工|各自)?(?:具体|统一|主要|分别|共同|依法|积极|密切|主动|承担)*"
_SUBJECT = re.compile(rf"^(?P<who>[^，。；：:]{{2,80}}?){_BETWEEN}(?P<does>{_DOES})")
_BY = re.compile(
    rf"(?<![理自因事缘])由(?![于此来])(?P<who>[^，。；：:]{{2,60}}?)(?:具体|统一|共同|分别|进一步)*(?P<does>{_DOES}|统筹|确定|组成|另行制定|提出)"
)
_PARTNERS = re.compile(
    r"[^，。；：:]*?(?:部门|局|委|办|单位|厅|[）)]|政府|中心|段|机构|办公室|银行)(?=(?:共同|做好|研究|制定|确定|加强|对|建立|提出|负责|开展|开通|密切|"
    r"保障|推动|另行|编制|审核|进行|及时|落实|综合|切实|组织|健全|根据|按照|定期|进一步|，|。|；|$))"
)
_ALSO = re.compile(r"(?:，|并)(?:并|同时)?会同(?P<with>.{2,60})")
_LATER = re.compile(rf"(?:^|，)(?P<who>[^，。；：:]{{2,60}}?){_BETWEEN}(?P<does>{_DOES})")
_OPENS = re.compile(
    r"^(?P<who>[^，。；：:]{2,40}?)(?=(?:应当|应|要|须|重点|结合|加强|做好|切实|认真|作为|在|发现|根据|按照))(?P<then>[^。；]*)"
)
_HELPERS = re.compile(
    r"，(?P<who>[^，。；：:]{2,80}?)(?:依据|按照|根据|在)?(?:各自)?(?:职能|职责|范围)*(?:内|分工)?(?:积极|密切|主动)*配合"
)
_MEMBERS = re.compile(r"^[，,](?P<who>[^。；;]{2,400}?)(?:组成|参加|参与)")
_CARD = re.compile(r"^(?P<who>[^，。；：:\s]{2,30}(?:[（(][^（()）]{1,12}[）)])?)\s*[：:]\s*(?=\S)")
_WORK = re.compile(
    r"负责|组织|落实|做好|制定|指导|统筹|协调|加强|开展|配合|会同|承担|保障|监测|提供|研判|督促|维护"
)
_NOT_PUBLIC = re.compile(
    r"企业|经营者|承包|建设单位|施工单位|用人单位|监管银行|使用者|业主|商业银行|机构$(?<!经办机构)(?<!管理机构)(?<!监督管理机构)|担保|保险公司|承担单位|牵头单位|牵头部门|责任部门|责任单位|^[（(]|^(?:单位|部门|机关|机构|谁|本|该|其|各方|市场主体|社会)$|主体$"
)


def find(document: Document, taken: Mapping[str, Sequence[tuple[int, int]]]) -> Iterator[Duty]:
    """The duties that sentences of a document allot; what marks have taken is left alone."""
    day = document.signed or document.issued or document.published
    for clause in document.clauses:
        yield from _below(document, clause, None, taken, day)


def _below(
    document: Document,
    clause: Clause,
    above: Clause | None,
    taken: Mapping[str, Sequence[tuple[int, int]]],
    day: date | None,
) -> Iterator[Duty]:
    if clause.kind in _SKIPPED:
        return
    yield from _sentences(document, clause, above, taken.get(clause.address, ()), day)
    cards = _cards(clause)
    for child in clause.children:
        if names := cards.get(child.address):
            yield _card(document, child, names, day)
        else:
            yield from _below(document, child, clause, taken, day)


# --- units that stand over their duties


def _cards(clause: Clause) -> dict[str, tuple[str, ...]]:
    """Which children are a unit with its duties: 市财政局：…, or a run of headings that are all units."""
    found: dict[str, tuple[str, ...]] = {}
    headed = 0
    for child in clause.children:
        words = _MARK.sub("", child.own)
        if card := _CARD.match(words):
            names = units_of(plain(card["who"]))
            if names and all(_is_public(each) for each in names) and _WORK.search(child.text):
                found[child.address] = names
        elif child.children or re.match(r"[^，：:]{2,24}[。]", words):
            title = re.split(r"[。\n]", words, maxsplit=1)[0].strip()
            names = units_of(plain(title)) if len(title) <= 24 else ()
            if names and all(BODY_END.search(each) and _is_public(each) for each in names):
                found[child.address] = names
                headed += 1
    colons = len(found) - headed
    if headed and headed < 3 and colons == 0:
        return {}
    return found


def _card(document: Document, clause: Clause, names: tuple[str, ...], day: date | None) -> Duty:
    words = _MARK.sub("", clause.own)
    title = re.split(r"[。：:\n]", words, maxsplit=1)[0]
    below = (each.own for child in clause.children for each in child.walk())
    text = "\n".join([words[len(title) :].lstrip("。：: \n"), *below]).strip()
    named = Named(form="职责")
    team = (
        read_sentence(plain(re.split("[。\n]", text, maxsplit=1)[0]))
        if names[0].endswith("组")
        else []
    )
    if team and text.startswith("由"):
        named = team[0]
    else:
        named.add(names)
        if also := re.search(r"(?:^|[，。；])(?:并|同时)?会同(?P<with>.{2,60})", plain(text)):
            named.lead += names
            _with(named, also["with"])
    start = clause.own.find(title)
    place = Place(clause.address, start, start + len(title))
    return made(document, clause, text, title, named, place, day, clause.lines, 0.85)


# --- sentences


def _sentences(
    document: Document,
    clause: Clause,
    above: Clause | None,
    taken: Sequence[tuple[int, int]],
    day: date | None,
) -> Iterator[Duty]:
    over = _unit_over(clause, above)
    for piece in sentences(clause.own):
        if any(start < piece.end and piece.start < end for start, end in taken):
            piece = _before(piece, taken)
        mark = _MARK.match(piece.text)
        words = piece.text[mark.end() :] if mark else piece.text
        told = plain(words)
        found = read_sentence(told)
        if not found and over and _HIS.match(told):
            found = [Named(units=list(over), form="职责")]
            over = ()
        place = Place(clause.address, piece.start, piece.end)
        for named in found:
            yield made(
                document,
                clause,
                words.strip("。；; "),
                _told(words),
                named,
                place,
                day,
                clause.lines,
                0.7,
            )


_HIS = re.compile(r"^(?:其)?(?:主要|具体|工作)?职责(?:是|为|包括)?[：:]|^负责(?!人|任|同志)")


def _unit_over(clause: Clause, above: Clause | None) -> tuple[str, ...]:
    """The unit that heads the clause, whose duties its sentences then list."""
    for each in (clause, above):
        title = (
            plain(re.split(r"[。：:\n]", _MARK.sub("", each.own), maxsplit=1)[0]) if each else ""
        )
        title = re.sub(r"(?:及|和|的)?(?:主要|工作)?(?:职责|组成|设置)*$", "", title)
        names = units_of(title) if 2 < len(title) <= 24 else ()
        if names and all(_is_public(each) for each in names):
            return names
    return ()


def _before(piece: Piece, taken: Sequence[tuple[int, int]]) -> Piece:
    """The part of a sentence that stands before a mark."""
    first = min(start for start, end in taken if start < piece.end and piece.start < end)
    return Piece(piece.text[: max(0, first - piece.start)], piece.start)


def _told(words: str) -> str:
    """The notation: from the units to the word that allots."""
    found = re.search(_DOES, words)
    return words[: found.end()] if found else words[:40]


def read_sentence(words: str) -> list[Named]:
    """What a sentence allots; nothing where no public body is named.

    >>> read_sentence("由市商务局牵头，市公安局、市财政局组成。")[0].lead
    ['市商务局']
    """
    if _ONLY_EXPLAINS.search(words):
        return []
    if by := _BY.search(words):
        named = _named(by["who"], by["does"], words[by.end("does") :])
        return [named, *_later(words[by.end("does") :])] if named else []
    if subject := _SUBJECT.search(words):
        rest = words[subject.end("does") :]
        if named := _named(subject["who"], subject["does"], rest):
            return [named, *_later(rest)]
    if later := list(_later(words, partners=True)):
        return later
    named = _opened(words)
    return [named] if named else []


_ONLY_EXPLAINS = re.compile(r"负责解释[。；，]?$|负责解释，自")


def _later(rest: str, *, partners: bool = False) -> Iterator[Named]:
    """Other units that the same sentence goes on to name: …，区县部门负责…"""
    for found in _LATER.finditer(rest):
        if found["does"].endswith("配合") or (found["does"] == "会同" and not partners):
            continue
        if named := _named(found["who"], found["does"], rest[found.end("does") :]):
            yield named


def _opened(words: str) -> Named | None:
    """A sentence that opens with its unit and allots further on: 财政部门要…，牵头制定…"""
    opened = _OPENS.match(words)
    if opened is None:
        return None
    names = units_of(_bare(opened["who"]))
    if not names or not all(_is_public(each) for each in names):
        return None
    then = opened["then"]
    named = Named(form="牵头配合")
    if re.search(
        r"(?:，|要|应当|应)牵头(?=[\u4e00-\u9fff])(?!部门|单位)|^作为[^，]{0,40}牵头(?:部门|单位)",
        then,
    ):
        named.add(names, named.lead)
    elif also := _ALSO.search(then) or re.match(r"(?:应当|应|要)会同(?P<with>.{2,60})", then):
        named.form = "会同"
        named.add(names, named.lead)
        _with(named, also["with"])
    elif helps := re.search(
        r"，(?:并)?(?:积极|密切|主动)?(?:配合|协助)(?P<whom>[\u4e00-\u9fff]{2,20})", then
    ):
        named.add(names, named.assist if helps else None)
    else:
        return None
    return named


def _with(named: Named, words: str) -> None:
    partners = _PARTNERS.match(words)
    told = partners[0] if partners else re.split(r"[，。；：:]", words)[0]
    named.add([each for each in units_of(told) if BODY_END.search(each)], named.assist)


def _named(who: str, does: str, rest: str) -> Named | None:
    who = re.split(r"(?<![理自因事缘])由", who)[-1]
    sides = cut_with(who) or (who, "")
    names = units_of(_bare(sides[0]))
    if not names or not all(_is_public(each) for each in names):
        return None
    named = Named()
    if does == "会同" or sides[1]:
        named.form = "会同"
        named.add(names, named.lead)
        _with(named, sides[1] or rest)
    elif does.startswith("牵头") or (does == "负责" and rest.startswith("牵头")):
        named.form = "牵头配合"
        named.add(names, named.lead)
    elif does.endswith(("配合", "协助")):
        named.form = "牵头配合"
        named.add(names, named.assist)
    else:
        named.add(names)
    if members := _MEMBERS.match(rest):
        named.add([each for each in units_of(members["who"]) if BODY_END.search(each)])
    elif helpers := _HELPERS.search(rest):
        named.form = "牵头配合"
        named.add([each for each in units_of(helpers["who"]) if _is_public(each)], named.assist)
    elif also := _ALSO.search(rest):
        for name in names:
            if name not in named.lead:
                named.lead.append(name)
        _with(named, also["with"])
    return named


def _bare(who: str) -> str:
    """Without what stands around the name: 具体由, 在市政府领导下."""
    who = re.sub(r"^(?:具体|其中|同时|原则上|一般)?由?", "", who)
    return re.sub(r"[（(]以下[^（()）]*[）)]", "", who)


def _is_public(name: str) -> bool:
    """Whether it is a public body or a collective of such, by its words."""
    if re.search(
        r"[的将把被是应]|进行|开展|可以|请求|^对|人兼任|^向|^报", name
    ) and not name.endswith(("部门", "单位", "机构")):
        return False
    if re.match(r"^[^各]{0,4}(?:市|区|县|区（市）)$", name):
        return False
    return len(name) <= 34 and bool(BODY_END.search(name)) and not _NOT_PUBLIC.search(name)
