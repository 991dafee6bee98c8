"""Sentences that allot work (职责表述): 甲局负责…, 由甲局牵头，乙局配合…, and units that stand over their duties."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.duties.making import Named, cut_with, made, plain
from luoshi.duties.model import Duty, Place
from luoshi.duties.places import Printed, Words
from luoshi.duties.words import BODY_END, Piece, sentences, trimmed, units_of
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
    r"^\s*(?:第[一二三四五六七八九十百]+条|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}(?:\.\d{1,2})*[.．、](?!\d)|\d{1,2}(?:\.\d{1,2})+(?=[\u4e00-\u9fff])(?![万亿千百个年月日元天家项条所座倍米公平吨])|\d{1,2}(?:\.\d{1,2})*\s+|[一二三四五六七八九十]+、|[①-⑳])\s*"
)
_DOES = r"负总责|负责(?!人|任(?!务)|解释|同志|制|的|精神|主体)|牵头(?!单位|部门|企业|人)|会同|(?:予以|给予)?(?:配合|协助)|组织实施|具体组织落实|具体实施"
_ONLY_BY = "统筹|确定(?!的)|组成|另行制定|提出"
_BETWEEN = r"(?:作为[^，。；]{0,30}部门，)?(?:应当|应|要|须|将)?(?:(?:按照?|依照|依据|根据)[^，。；]{1,24}?(?:规定|职责|职能|分工|要求|程序)，?)?(?:在各自职责范围内|依据各自职能|按职责分工|按照职责分工|各自)?(?:具体|统一|主要|分别|共同|依法|积极|密切|主动|承担)*"
_SUBJECT = re.compile(rf"^(?P<who>[^，。；：:]{{2,80}}?){_BETWEEN}(?P<does>{_DOES})")
_BY = re.compile(
    rf"(?<![理自因事缘])由(?![于此来])(?P<who>[^，。；：:]{{2,60}}?)(?:具体|统一|共同|分别|进一步)*(?P<does>{_DOES}|{_ONLY_BY})"
)
_PARTNERS = re.compile(
    r"[^，。；：:]*?(?:部门|局|委|办|单位|厅|[）)]|政府|中心|段|机构|办公室|银行)(?=(?:共同|做好|研究|制定|确定|加强|对|建立|提出|负责|开展|开通|密切|"
    r"保障|推动|拟订|拟定|制订|审定|审查|核定|公布|发布|检查|验收|实行|联合|开展|依法|适时|另行|编制|审核|进行|及时|落实|综合|切实|组织|健全|根据|按照|定期|进一步|，|。|；|$))"
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
_SEAT = re.compile(
    r"(?:各|其他)?(?:正|副|总|常务副)*(?:指挥长|总指挥|召集人|组长|主任|成员|成员单位)$"
)
"""A seat of a group (指挥长、成员), under which people are listed and no duties."""
_CARD = re.compile(
    r"^(?P<who>[^，。；：:\s]{2,30}?(?:[（(][^（()）]{1,12}[）)])?)(?:的)?(?:主要|工作)?(?:职责|任务|分工)?(?:是|为)?\s*[：:]\s*(?=\S)"
)
_WORK = re.compile(
    r"负责|组织|落实|做好|制定|指导|统筹|协调|加强|开展|配合|会同|承担|保障|监测|提供|研判|督促|维护"
)
_NOT_PUBLIC = re.compile(
    r"企业|经营者|经营单位|运营单位|生产单位|(?<!监督)管理单位|承包|建设单位|施工单位|用人单位|监管银行|使用者|业主|商业银行|机构$(?<!经办机构)(?<!管理机构)(?<!监督管理机构)|担保|保险公司|(?:承担|配合|协办|参与|参加|协助|承办|主办)(?:单位|部门)$|牵头单位|牵头部门|责任部门|责任单位|^[（(]|^(?:单位|部门|机关|机构|谁|本|该|其|各方|市场主体|社会)$|主体$"
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is the same for all clauses of a document."""

    document: Document
    taken: Mapping[str, Sequence[tuple[int, int]]]
    printed: Printed
    day: date | None


def find(
    document: Document, taken: Mapping[str, Sequence[tuple[int, int]]], printed: Printed
) -> Iterator[Duty]:
    """The duties that sentences of a document allot; what marks have taken is left alone."""
    day = document.signed or document.issued or document.published
    reader = _Reader(document, taken, printed, day)
    for clause in document.clauses:
        yield from _below(reader, clause, None)


def _below(reader: _Reader, clause: Clause, above: Clause | None) -> Iterator[Duty]:
    if clause.kind in _SKIPPED:
        return
    yield from _sentences(reader, clause, above)
    cards = _cards(clause)
    for child in clause.children:
        if names := cards.get(child.address):
            yield _card(reader, child, names)
        else:
            yield from _below(reader, child, clause)


# --- units that stand over their duties


def _cards(clause: Clause) -> dict[str, tuple[str, ...]]:
    """Which children are a unit with its duties: 市财政局：…, or a run of headings that are all units."""
    found: dict[str, tuple[str, ...]] = {}
    headed = 0
    for child in clause.children:
        words = _MARK.sub("", child.own)
        if card := _CARD.match(words):
            names = units_of(plain(card["who"]))
            if (
                names
                and all(_is_public(each) and not _SEAT.match(each) for each in names)
                and _WORK.search(child.text)
            ):
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


def _card(reader: _Reader, clause: Clause, names: tuple[str, ...]) -> Duty:
    mark = _MARK.match(clause.own)
    begin = mark.end() if mark else 0
    title = re.split(r"[。：:\n]", clause.own[begin:], maxsplit=1)[0]
    behind = clause.own[begin + len(title) :]
    first = begin + len(title) + len(behind) - len(behind.lstrip("。：: \n"))
    below = [(each, 0, len(each.own)) for child in clause.children for each in child.walk()]
    words = Words([(clause, first, len(clause.own)), *below], reader.printed)
    text = words.text
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
    start = begin + len(title) - len(title.lstrip())
    title = title.strip()
    place = Place(clause.address, start, start + len(title))
    itself = (clause, start, start + len(title))
    lines = reader.printed.lines([itself, *words.pieces]) or clause.lines
    return made(
        reader.document, clause, words, title, named, place, reader.day, lines, 0.85, counted=True
    )


# --- sentences


def _sentences(reader: _Reader, clause: Clause, above: Clause | None) -> Iterator[Duty]:
    over = _unit_over(clause, above)
    for piece in _untaken(sentences(clause.own), reader.taken.get(clause.address, ())):
        mark = _MARK.match(piece.text)
        start = piece.start + (mark.end() if mark else 0)
        told = plain(clause.own[start : piece.end])
        found = read_sentence(told)
        if not found and over and (his := _HIS.match(told)):
            found = [Named(units=list(over), form="职责", at=his.span())]
            over = ()
        if not found:
            continue
        printed = [place for place in range(start, piece.end) if not clause.own[place].isspace()]
        ends = [each.at[0] for each in found[1:]] + [len(told)]
        begin = 0
        for named, end in zip(found, ends, strict=True):
            first, last = named.at
            place = Place(clause.address, printed[first], printed[last - 1] + 1)
            words = Words([(clause, printed[begin], printed[end - 1] + 1)], reader.printed)
            words = words.without("。；;，, ")
            lines = reader.printed.lines(words.pieces) or clause.lines
            yield made(
                reader.document, clause, words, clause.own[place.start : place.end], named, place,
                reader.day, lines, 0.7, counted=True,
            )  # fmt: skip
            begin = end


_HIS = re.compile(r"^(?:其)?(?:主要|具体|工作)?职责(?:是|为|包括)?[：:]|^负责(?!人|任|同志)")
"""Duties without their unit, that stand under its name."""


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


def _untaken(pieces: Sequence[Piece], taken: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The sentences without the marks that stand in them."""
    begins = [start for start, _ in taken]
    for piece in pieces:
        start = piece.start
        place = max(0, bisect_left(begins, start) - 1)
        while place < len(taken) and taken[place][0] < piece.end:
            first, last = taken[place]
            if last > start:
                if first > start:
                    yield trimmed(
                        Piece(piece.text[start - piece.start : first - piece.start], start)
                    )
                start = last
            place += 1
        if start < piece.end and piece.text[start - piece.start :].strip("。；; "):
            yield trimmed(Piece(piece.text[start - piece.start :], start))


def read_sentence(words: str) -> list[Named]:
    """What a sentence allots; nothing where no public body is named.

    >>> read_sentence("由市商务局牵头，市公安局、市财政局组成。")[0].lead
    ['市商务局']
    """
    if _ONLY_EXPLAINS.search(words):
        return []
    if by := _BY.search(words):
        named = _named(by, words)
        return [named, *_later(words, named.at[1])] if named else []
    if (subject := _SUBJECT.search(words)) and (named := _named(subject, words)):
        return [named, *_later(words, named.at[1])]
    if later := list(_later(words, 0, partners=True)):
        return later
    named = _opened(words)
    return [named] if named else []


_ONLY_EXPLAINS = re.compile(r"负责解释[。；，]?$|负责解释，自")


def _later(words: str, begin: int, *, partners: bool = False) -> Iterator[Named]:
    """Other units that the same sentence goes on to name: …，区县部门负责…"""
    for found in _LATER.finditer(words, begin):
        if found["does"].endswith("配合") or (found["does"] == "会同" and not partners):
            continue
        if named := _named(found, words):
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
    if leads := _LEADS.search(then):
        named.add(names, named.lead)
        end = leads.end()
    elif also := _ALSO.search(then) or re.match(r"(?:应当|应|要)会同(?P<with>.{2,60})", then):
        named.form = "会同"
        named.add(names, named.lead)
        end = also.start("with") + _with(named, also["with"])
    elif helps := re.search(
        r"，(?:并)?(?:积极|密切|主动)?(?:配合|协助)(?P<whom>[\u4e00-\u9fff]{2,20})", then
    ):
        named.add(names, named.assist)
        end = helps.start("whom")
    else:
        return None
    named.at = (opened.start("who"), opened.start("then") + end)
    return named


_LEADS = re.compile(
    r"(?:，|要|应当|应)牵头(?=[\u4e00-\u9fff])(?!部门|单位)|^作为[^，]{0,40}牵头(?:部门|单位)"
)


def _with(named: Named, words: str) -> int:
    """The partners behind 会同, and where their names end."""
    partners = _PARTNERS.match(words) or _PARTNER.match(words)
    told = partners[0] if partners else re.split(r"[，。；：:]", words)[0]
    names = [each for each in units_of(told) if BODY_END.search(each)]
    named.add(names, named.assist)
    return len(told) if names else 0


_PARTNER = re.compile(
    r"[^，。；：:]{1,60}?(?:部门|委员会|政府|办公室|银行|中心|[局厅])(?![、和与及（(主会办等机党组单各])"
)
"""A partner whose name ends where no name goes on, whatever the verb behind it."""


def _named(found: re.Match[str], words: str) -> Named | None:
    """The units of a match, what the text marks them as, and where the words that allot stand."""
    does, rest = found["does"], words[found.end("does") : found.end("does") + _FAR]
    who = re.split(r"(?<![理自因事缘])由", found["who"])[-1]
    start, end = found.end("who") - len(who), found.end("does")
    sides = cut_with(who) or (who, "")
    names = units_of(_bare(sides[0]))
    if not names or not all(_is_public(each) for each in names):
        return None
    named = Named()
    if does == "会同" or sides[1]:
        named.form = "会同"
        named.add(names, named.lead)
        behind = _with(named, sides[1] or rest)
        end += 0 if sides[1] else behind
        rest = words[end : end + _FAR]
    elif does.startswith("牵头") or (does == "负责" and rest.startswith("牵头")):
        named.form = "牵头配合"
        named.add(names, named.lead)
    elif does.endswith(("配合", "协助")):
        named.form = "牵头配合"
        named.add(names, named.assist)
    else:
        named.add(names)
    if does != "组成" and (members := _MEMBERS.match(rest)):
        named.add([each for each in units_of(members["who"]) if BODY_END.search(each)])
        end += members.end()
    elif helpers := _HELPERS.search(rest):
        named.form = "牵头配合"
        named.add([each for each in units_of(helpers["who"]) if _is_public(each)], named.assist)
        end += helpers.end() if helpers.end() <= _NEAR else 0
    elif also := _ALSO.search(rest):
        for name in names:
            if name not in named.lead:
                named.lead.append(name)
        named.form = "会同" if named.form == "负责" else named.form
        behind = _with(named, also["with"])
        end += also.start("with") + behind if also.end() <= _NEAR else 0
    by = start > 0 and words[start - 1] == "由"
    named.at = (start - by, end)
    return named


_FAR = 600
"""Characters behind the word that allots in which others may be named."""
_NEAR = 120
"""Characters behind the word that allots in which helpers still belong to the notation."""


_ANSWERS = re.compile(r"(?:性|结果|后果|质量|行为|内容)$")
"""What one answers for (对真实性负责), which is no work."""


def _bare(who: str) -> str:
    """Without what stands around the name: 具体由, 在市政府领导下."""
    who = re.sub(r"^(?:具体|其中|同时|原则上|一般)?由?(?:其?(?:所属|下属|下设)的?)?", "", who)
    about = re.match(r"(.{2,30}?(?:政府|部门|局|委|办公室|机构|单位))对.{2,}", who)
    who = about[1] if about and not _ANSWERS.search(who) else who
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
