"""Where clauses name other documents and other clauses, and what they say of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from luoshi.gazette.marks import DECREE_RE, NUMBER_RE, decree_of, number_of
from luoshi.gazette.model import Clause, Reference, RelationKind, walk
from luoshi.gazette.numerals import CHINESE
from luoshi.gazette.titles import plain

NUMERAL = rf"(?:[{CHINESE}]{{1,6}}|\d{{1,4}})"
INNER = re.compile(
    rf"(?P<self>本[\u4e00-\u9fff]{{1,6}}?)?第\s?(?P<article>{NUMERAL})\s?条(?:之(?P<branch>[{CHINESE}]{{1,2}}))?"
    rf"(?:第\s?(?P<para>{NUMERAL})\s?款)?(?:第\s?[（(]?\s?(?P<item>{NUMERAL})\s?[）)]?\s?项)?(?:第\s?(?P<sub>{NUMERAL})\s?目)?"
    rf"|(?P<here>本条(?!例|件|文))(?:第\s?(?P<hpara>{NUMERAL})\s?款)?(?:第\s?[（(]?\s?(?P<hitem>{NUMERAL})\s?[）)]?\s?项)?"
    rf"|(?P<prev>前[一二两三]?(?:款(?!项)|条(?!件)|项(?!目))|上一?[款条](?!件))"
    rf"(?:第\s?(?P<ppara>{NUMERAL})\s?款)?(?:第\s?[（(]?\s?(?P<pitem>{NUMERAL})\s?[）)]?\s?项)?"
    r"|(?P<unit>本(?:章(?!程)|节(?![目能约])|款(?!项)|项(?!目)))"
    rf"|(?P<whole>(?:本[\u4e00-\u9fff]{{1,6}}?)?第\s?{NUMERAL}\s?(?:编|章|节)(?:第\s?{NUMERAL}\s?节)?)"
    r"|(?P<dec>本预案(?:第\s?)?(?P<path>\d+(?:\.\d+)+))"
    r"|(?P<attach>(?:见|按|按照|详见)附件\s?(?P<anum>\d{1,2})?)"
)
MORE = re.compile(
    rf"(?:、|和|及|或者?|以及)\s*(?P<first>第)\s?(?:(?P<para>{NUMERAL})\s?款)?(?:[（(]?\s?(?P<item>{NUMERAL})\s?[）)]?\s?项)?(?=[、和及或的规所情，。；]|$)"
)
_LAW_NAME = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,24}?(?:法典|法|条例|办法|规定|细则|解释|决定|章程|公约|规则|通则))$"
)
_CITES = re.compile(r".*(?:依照|违反|根据|按照|适用|符合|依据|参照|执行|以及|或者|[，。；：、“（])")
_BEHIND = re.compile(
    r"\s*[（(](?P<words>[^（）()《》]{0,24}?(?:[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]\s*第?\s*\d{1,5}\s*号?"
    r"|(?:令|公告)\s*(?:(?:19|20)\d\d年)?\s*第?\s*[\d一二三四五六七八九十]{1,6}\s*号))[）)〕]?"
)
_NEAR = 300
"""Characters around a name in which the words that say what it is for are looked for."""
_BASIS = re.compile(r"根据|依据|依照|按照|遵照|贯彻|落实|执行|推进")
_BASIS_END = re.compile(
    r"(?:等)?(?:有关|相关)?(?:法律|法规|规定|文件|精神|要求)|制定|制订|提出|现就|结合|现将"
)
_REPEALED = re.compile(r"废止|停止执行|失效")
_AMENDED = re.compile(r"作如下修改|修改为|予以修改|的修订|进行修订")
_OPENING = frozenset({"编制依据", "制定依据", "依据"})


@dataclass(frozen=True, slots=True)
class Named:
    """A document named in running words."""

    start: int
    end: int
    title: str | None
    number: str | None


def named_documents(text: str) -> list[Named]:
    """Every 《…》 (with the 文号 behind it) and every lone 文号 of the text."""
    found: list[Named] = []
    for start, end in _brackets(text):
        title = text[start + 1 : end - 1]
        if not 2 <= len(title) <= 160:
            continue
        behind = _BEHIND.match(text, end)
        number = _number(behind["words"] + "号") if behind else None
        if number and behind:
            end = behind.end()
        found.append(Named(start, end, title, number))
    found = [_published_by(text, named) for named in found]
    covered = [(n.start, n.end) for n in found]
    for match in _numbers(text):
        number = number_of(match) if match.re is NUMBER_RE else decree_of(match)
        start = match.end() - len(match[0]) + _prefix_skip(match, number)
        if not any(a <= start < b for a, b in covered):
            found.append(Named(start, match.end(), None, number))
    return sorted(found, key=lambda named: named.start)


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Every 文号 and every number of a decree or announcement."""
    if "号" in text or "〔" in text:
        yield from NUMBER_RE.finditer(text)
        if "令" in text or "公告" in text:
            yield from DECREE_RE.finditer(text)


def _published_by(text: str, named: Named) -> Named:
    """市人民政府令第20号发布的《某办法》 is one document."""
    before = re.search(
        r"[\u4e00-\u9fff]{2,20}令\s?第\s?\d+\s?号(?:发布|公布)的$",
        text[max(0, named.start - 40) : named.start],
    )
    number = _number(before[0]) if before and named.number is None else None
    return Named(named.start, named.end, named.title, number) if number else named


def _prefix_skip(match: re.Match[str], number: str) -> int:
    """How far into the match the canonical number begins."""
    head = re.split("[〔第]", number)[0]
    place = match[0].find(head)
    return max(place, 0)


def _number(words: str) -> str | None:
    """The 文号, or the number of a decree with or without 第, in these words."""
    if match := NUMBER_RE.search(words):
        return number_of(match)
    words = re.sub(r"令\s*(?=[\d一二三四五六七八九十]+号)", "令第", words)
    decree = DECREE_RE.search(words)
    return decree_of(decree) if decree else None


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """The outermost 《…》 pairs."""
    depth = start = 0
    for place, character in enumerate(text):
        if character == "《":
            if depth == 0:
                start = place
            depth += 1
        elif character == "》" and depth:
            depth -= 1
            if depth == 0:
                yield start, place + 1
    if depth:
        end = text.find("》", start)
        if end > 0:
            yield start, end + 1


_SILENT = frozenset({"number", "registration", "recipients", "signature", "person", "contents"})


def find_references(clauses: Sequence[Clause], title: str) -> list[Reference]:
    """The references of a document's clauses, unresolved."""
    found: list[Reference] = []
    opening = _opening(clauses)
    aliases: dict[str, Named] = {}
    amended = re.search("修改《(.+)》的决定|修正案", title)
    for clause in walk(clauses):
        if clause.kind in _SILENT:
            continue
        relations = _relations(clause, opening, title)
        named = named_documents(clause.own)
        full = list(_without_aliases(clause.own, named, aliases))
        for document in full:
            if clause.kind == "note" and document.title and "附件" in clause.own[:6]:
                continue
            text = clause.own[document.start : document.end]
            found.append(
                Reference(clause.address, text, document.start, document.end, document.number,
                          document.title, None, relations(document))
            )  # fmt: skip
        outside = amended[1] if amended and clause.kind in ("point", "paragraph") else None
        found += _inner_references(clause, named, full, aliases, outside)
    return found


def _inner_references(
    clause: Clause,
    named: Sequence[Named],
    full: Sequence[Named],
    aliases: dict[str, Named],
    amended: str | None,
) -> Iterator[Reference]:
    """References to articles, paragraphs, items and chapters, of this document or of another."""
    own = clause.own
    for match in INNER.finditer(own):
        if match.start() < len(clause.mark) or (clause.kind == "article" and match.start() == 0):
            continue
        if any(n.start <= match.start() < n.end for n in named):
            continue
        other = next((n for n in full if n.end == match.start()), None)
        title, number = (other.title, other.number) if other else (None, None)
        if not other and (match["article"] or match["whole"]) and not match["self"]:
            title = _bare_name(own[max(0, match.start() - 40) : match.start()], aliases) or amended
        yield Reference(clause.address, match[0], match.start(), match.end(), number, title)
        end = match.end()
        listed = match["article"] or match["here"] or match["prev"]
        while listed and (more := MORE.match(own, end)):
            if not (more["para"] or more["item"]):
                break
            start = more.start("first")
            yield Reference(
                clause.address, own[start : more.end()], start, more.end(), number, title
            )
            end = more.end()


def _bare_name(before: str, aliases: dict[str, Named]) -> str | None:
    """A law named without 《》 directly before 第X条: 行政处罚法第二条."""
    match = _LAW_NAME.search(_CITES.sub("", before))
    if match is None or match["name"].startswith(("本", "该", "同")):
        return None
    full = aliases.get(match["name"])
    return (full.title if full else None) or match["name"]


_BARE_SHORT = re.compile(r"\s*（?[^（）]{0,12}?(?:简称|下称)[“\"]?([\u4e00-\u9fff]{2,12}?)[”\"]?）")
_SHORT = re.compile(r"(?:简称|下称|统称)[为：:]?\s*$")


def _without_aliases(
    text: str, named: Sequence[Named], aliases: dict[str, Named]
) -> Iterator[Named]:
    """The documents, with a short name (以下简称《…》) replaced by what it stands for."""
    before: Named | None = None
    for each in named:
        if before and each.title and _SHORT.search(text[max(0, each.start - 12) : each.start]):
            aliases[each.title] = before
            continue
        bare = _BARE_SHORT.match(text, each.end)
        if bare:
            aliases[bare[1]] = each
        full = aliases.get(each.title or "")
        yield replace(each, title=full.title, number=full.number) if full else each
        before = full or each


def _opening(clauses: Sequence[Clause]) -> dict[str, bool]:
    """Addresses of the clauses that may state the basis; True where all they name is basis."""
    found: dict[str, bool] = {}

    def top(children: Sequence[Clause]) -> None:
        for child in children:
            if child.kind == "paragraph":
                found[child.address] = False
            elif child.kind == "enclosure":
                top(child.children)
            elif child.kind in ("point", "chapter", "part", "article", "section"):
                break

    top(clauses)
    for clause in walk(clauses):
        if clause.label == "第一条" and clause.kind == "article":
            found[clause.address] = False
            found.update((child.address, False) for child in clause.children)
        if clause.heading in _OPENING:
            found.update((child.address, True) for child in clause.walk())
        if clause.kind == "paragraph" and any("错栏" in d for d in clause.damages):
            found[clause.address] = False
    return found


def _relations(
    clause: Clause, openings: dict[str, bool], title: str
) -> Callable[[Named], RelationKind]:
    """A function from a named document to what the clause says of it."""
    text = clause.own
    opening = clause.address in openings
    listed = openings.get(clause.address, False)

    def relation(named: Named) -> RelationKind:
        before, after = _sentence(text, named)
        ended = re.search("(?:废止|宣布失效|停止执行)[^。；]{0,4}$", _outside(before))
        if ended or (_REPEALED.search(after) and not re.match(r"[^，；]{0,6}第", after)):
            return "repeals"
        if before.endswith(("修改", "修订", "修正")) or (
            before.endswith(("对", "将")) and _AMENDED.search(after[:40])
        ):
            return "amends"
        earlier = re.search(r"年[^。，]{0,24}(?:印发|发布|公布)的$", before)
        own = named.title and (clause.kind == "title" or opening) and not earlier
        if own and _issued(named, text, title, clause.kind == "title"):
            return "issues"
        words = [m.end() for m in _BASIS.finditer(before)]
        if opening and (listed or (words and not _BASIS_END.search(_outside(before[words[-1] :])))):
            return "based_on"
        return "cites"

    return relation


def _sentence(text: str, named: Named) -> tuple[str, str]:
    """The words of the sentence before and behind the name."""
    before = text[max(0, named.start - _NEAR) : named.start]
    after = text[named.end : named.end + _NEAR]
    return re.split("[。；]", before)[-1], after.split("。")[0]


def _outside(text: str) -> str:
    """The words outside 《…》."""
    return re.sub(r"《[^》]*》|（[^）]*）", "", text)


def _issued(named: Named, text: str, title: str, in_title: bool) -> bool:
    """Whether the named text is what this document prints and issues."""
    behind = text[named.end : named.end + 12]
    if in_title:
        prints = re.search("印发|转发|公布|发布", text)
        return bool(prints and prints.end() <= named.start and behind.startswith("的"))
    bare = re.escape(plain(named.title or ""))
    if re.search(f"(?:印发|转发|公布|发布){bare}的通知$", plain(title)):
        return True
    prints = re.search("印发|转发|公布|发布|令", title)
    own = plain(named.title or "") in plain(title)
    return bool(re.match(r"\s*(?:已|印发|业经|经)", behind)) and bool(prints or own)
