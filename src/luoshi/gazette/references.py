"""Where clauses name other documents and other clauses, and what they say of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from luoshi.gazette.address import resolve
from luoshi.gazette.errors import AddressError
from luoshi.gazette.marks import DECREE_RE, NUMBER_RE, decree_of, number_of
from luoshi.gazette.model import Clause, Document, Reference, RelationKind
from luoshi.gazette.numerals import CHINESE, to_chinese, to_int
from luoshi.gazette.titles import plain

_N = rf"(?:[{CHINESE}]{{1,6}}|\d{{1,4}})"
_ITEM_REF = r"第?\s?[（(]?\s?{}\s?[）)]?\s?项"
_INNER = re.compile(
    rf"(?P<self>本[\u4e00-\u9fff]{{1,6}}?)?第\s?(?P<article>{_N})\s?条(?:之(?P<branch>[{CHINESE}]{{1,2}}))?"
    rf"(?:第\s?(?P<para>{_N})\s?款)?(?:第\s?[（(]?\s?(?P<item>{_N})\s?[）)]?\s?项)?(?:第\s?(?P<sub>{_N})\s?目)?"
    rf"|(?P<here>本条(?!例|件|文))(?:第\s?(?P<hpara>{_N})\s?款)?(?:第\s?[（(]?\s?(?P<hitem>{_N})\s?[）)]?\s?项)?"
    rf"|(?P<prev>前[一二两三]?(?:款(?!项)|条(?!件)|项(?!目))|上一?[款条](?!件))"
    rf"(?:第\s?(?P<ppara>{_N})\s?款)?(?:第\s?[（(]?\s?(?P<pitem>{_N})\s?[）)]?\s?项)?"
    r"|(?P<unit>本(?:章(?!程)|节(?![目能约])|款(?!项)|项(?!目)))"
    rf"|(?P<whole>(?:本[\u4e00-\u9fff]{{1,6}}?)?第\s?{_N}\s?(?:编|章|节)(?:第\s?{_N}\s?节)?)"
    r"|(?P<dec>本预案(?:第\s?)?(?P<path>\d+(?:\.\d+)+))"
    r"|(?P<attach>(?:见|按|按照|详见)附件\s?(?P<anum>\d{1,2})?)"
)
_MORE = re.compile(
    rf"(?:、|和|及|或者?|以及)\s*第\s?(?:(?P<para>{_N})\s?款)?(?:[（(]?\s?(?P<item>{_N})\s?[）)]?\s?项)?(?=[、和及或的规所情，。；]|$)"
)
_LAW_NAME = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,24}?(?:法典|法|条例|办法|规定|细则|解释|决定|章程|公约|规则|通则))$"
)
_CITES = re.compile(r".*(?:依照|违反|根据|按照|适用|符合|依据|参照|执行|以及|或者|[，。；：、“（])")
_BEHIND = re.compile(
    r"\s*[（(](?P<words>[^（）()]{0,40}?(?:[〔\[（(]\d{4}[〕\]）)]|第)\s*\d*\s*[^（）()]{0,12})[）)]?"
)
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
    for match in [*NUMBER_RE.finditer(text), *DECREE_RE.finditer(text)]:
        number = number_of(match) if match.re is NUMBER_RE else decree_of(match)
        start = match.end() - len(match[0]) + _prefix_skip(match, number)
        if not any(a <= start < b for a, b in covered):
            found.append(Named(start, match.end(), None, number))
    return sorted(found, key=lambda named: named.start)


def _published_by(text: str, named: Named) -> Named:
    """市人民政府令第20号发布的《某办法》 is one document."""
    before = re.search(
        r"[\u4e00-\u9fff]{2,20}令\s?第\s?\d+\s?号(?:发布|公布)的$", text[: named.start]
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


def _walk(clauses: Sequence[Clause]) -> Iterator[Clause]:
    for clause in clauses:
        yield from clause.walk()


_SILENT = frozenset({"number", "registration", "recipients", "signature", "person", "contents"})


def find_references(clauses: Sequence[Clause], title: str) -> list[Reference]:
    """The references of a document's clauses, unresolved."""
    found: list[Reference] = []
    opening = _opening(clauses)
    aliases: dict[str, Named] = {}
    amended = re.search("修改《(.+)》的决定|修正案", title)
    for clause in _walk(clauses):
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
    for match in _INNER.finditer(own):
        if match.start() < len(clause.mark) or (clause.kind == "article" and match.start() == 0):
            continue
        if any(n.start <= match.start() < n.end for n in named):
            continue
        other = next((n for n in full if n.end == match.start()), None)
        title, number = (other.title, other.number) if other else (None, None)
        if not other and (match["article"] or match["whole"]) and not match["self"]:
            title = _bare_name(own[: match.start()], aliases) or amended
        yield Reference(clause.address, match[0], match.start(), match.end(), number, title)
        end = match.end()
        while match["article"] and (more := _MORE.match(own, end)):
            if not (more["para"] or more["item"]):
                break
            start = more.start() + len(re.match("、|和|及|或者?|以及", more[0])[0])  # type: ignore[index]
            yield Reference(
                clause.address, own[start : more.end()], start, more.end(), number, title
            )
            end = more.end()


def _bare_name(before: str, aliases: dict[str, Named]) -> str | None:
    """A law named without 《》 directly before 第X条: 行政处罚法第二条."""
    match = _LAW_NAME.search(_CITES.sub("", before[-40:]))
    if match is None or match["name"].startswith(("本", "该", "同")):
        return None
    full = aliases.get(match["name"])
    return (full.title if full else None) or match["name"]


_SHORT = re.compile(r"(?:简称|下称|统称)[为：:]?\s*$")


def _without_aliases(
    text: str, named: Sequence[Named], aliases: dict[str, Named]
) -> Iterator[Named]:
    """The documents, with a short name (以下简称《…》) replaced by what it stands for."""
    before: Named | None = None
    for each in named:
        if before and each.title and _SHORT.search(text[: each.start]):
            aliases[each.title] = before
            continue
        bare = re.match(
            r"\s*（?[^（）]{0,12}?(?:简称|下称)[“\"]?([\u4e00-\u9fff]{2,12}?)[”\"]?）",
            text[each.end :],
        )
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
    for clause in _walk(clauses):
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
        sentence_start = max(text.rfind("。", 0, named.start), text.rfind("；", 0, named.start)) + 1
        sentence_end = text.find("。", named.end)
        after = text[named.end : sentence_end if sentence_end >= 0 else len(text)]
        ended = re.search(
            "(?:废止|宣布失效|停止执行)[^。；]{0,4}$", _outside(text[sentence_start : named.start])
        )
        if ended or (_REPEALED.search(after) and not re.match(r"[^，；]{0,6}第", after)):
            return "repeals"
        if _AMENDED.search(after[:30]) or text[: named.start].endswith(("修改", "修订", "修正")):
            return "amends"
        if named.title and (clause.kind == "title" or opening) and _issued(named, text, title):
            return "issues"
        before = text[sentence_start : named.start]
        words = [m.end() for m in _BASIS.finditer(before)]
        if opening and (listed or (words and not _BASIS_END.search(_outside(before[words[-1] :])))):
            return "based_on"
        return "cites"

    return relation


def _outside(text: str) -> str:
    """The words outside 《…》."""
    return re.sub(r"《[^》]*》|（[^）]*）", "", text)


def _issued(named: Named, text: str, title: str) -> bool:
    """Whether the named text is what this document prints and issues."""
    inner = plain(named.title or "")
    behind = text[named.end : named.end + 12]
    prints = re.search("印发|转发|公布|发布", title)
    return bool(inner) and (
        bool(re.match(r"\s*(?:已|印发|业经|经)", behind))
        or bool(prints and inner in plain(title[prints.start() :]) and len(inner) > 6)
    )


# resolution ---------------------------------------------------------------------------------------


def link(document: Document, by_name: dict[str, Document]) -> tuple[Reference, ...]:
    """The document's references with the addresses of the clauses they lead to."""
    parents: dict[str, Clause] = {}
    index: dict[str, Clause] = {}
    for clause in document.walk():
        index[clause.address] = clause
        for child in clause.children:
            parents[child.address] = clause
    result: list[Reference] = []
    for reference in document.references:
        match = _INNER.fullmatch(reference.text)
        more = _MORE.fullmatch(f"、{reference.text}") if match is None else None
        target: Clause | None = None
        if (match is None and not more) or reference.title or reference.number:
            other = by_name.get(reference.number or "") or by_name.get(plain(reference.title or ""))
            number = reference.number or (other.number if other else None)
            title = reference.title or (other.title if other else None)
            if other and match and match["article"]:
                target = _inside(other.clauses, match)
            reference = replace(reference, number=number, title=title)
        elif match:
            target = _target(document, index[reference.clause], match, parents)
        if more and result and result[-1].address and not reference.title:
            target = _beside(index[result[-1].address], more, parents)
        result.append(replace(reference, address=target.address) if target else reference)
    return tuple(result)


def _inside(roots: Sequence[Clause], match: re.Match[str]) -> Clause | None:
    """The article (paragraph, item) below the roots, the nearest container first."""
    label = f"第{_cn(match['article'])}条" + (f"之{match['branch']}" if match["branch"] else "")
    article = next((c for c in _walk(roots) if c.kind == "article" and c.label == label), None)
    return _piece(article, match["para"], match["item"]) if article else None


def _cn(number: str) -> str:
    value = to_int(number)
    return to_chinese(value) if value is not None else number


def _target(
    document: Document, clause: Clause, match: re.Match[str], parents: dict[str, Clause]
) -> Clause | None:
    """The clause that an inner reference leads to."""
    lineage = [clause]
    while lineage[-1].address in parents:
        lineage.append(parents[lineage[-1].address])
    container = [c for c in lineage if c.kind in ("attachment", "enclosure")]
    if match["article"]:
        near = _inside(container[:1], match) if container else None
        return near or _inside(document.clauses, match)
    if match["whole"]:
        return _chapter(container[:1] or document.clauses, match["whole"])
    article = next((c for c in lineage if c.kind == "article"), None)
    if match["here"]:
        return _piece(article, match["hpara"], match["hitem"]) if article else None
    if match["prev"]:
        before = _previous(document, lineage, article, match["prev"])
        return _piece(before, match["ppara"], match["pitem"]) if before else None
    if match["unit"]:
        kinds = {"章": "chapter", "节": "section", "款": "paragraph", "项": "item"}
        kind = kinds[match["unit"][1]]
        found = next((c for c in lineage if c.kind == kind), None)
        return found or (article if kind == "paragraph" else None)
    try:
        if match["path"]:
            return resolve(document, (match["path"],))
        return resolve(document, (f"附件{match['anum'] or ''}",))
    except AddressError:
        return None


def _chapter(roots: Sequence[Clause], words: str) -> Clause | None:
    """The part, chapter or section of that number."""
    scope: Sequence[Clause] = roots
    found: Clause | None = None
    for number, unit in re.findall(rf"第\s?({_N})\s?(编|章|节)", words):
        label = f"第{_cn(number)}{unit}"
        kinds = ("part", "chapter", "section")
        found = next((c for c in _walk(scope) if c.kind in kinds and c.label == label), None)
        scope = found.children if found else ()
    return found


def _beside(before: Clause, more: re.Match[str], parents: dict[str, Clause]) -> Clause | None:
    """第二项 in 第一项和第二项: next to what was named before it."""
    article = before
    while article.kind != "article" and article.address in parents:
        article = parents[article.address]
    if more["para"] or before.kind == "article":
        return _piece(article, more["para"], more["item"])
    holder = parents.get(before.address, article)
    return _piece(holder, None, more["item"])


def _piece(article: Clause, paragraph: str | None, item: str | None) -> Clause | None:
    """A paragraph or item of an article."""
    found: Clause | None = article
    if paragraph:
        number = to_int(paragraph) or 1
        paragraphs = [article, *(c for c in article.children if c.kind == "paragraph")]
        found = paragraphs[number - 1] if number <= len(paragraphs) else None
    if item and found:
        wanted = to_int(item)
        items = [c for c in found.children if c.kind == "item"]
        found = next(
            (
                c
                for c in items
                if to_int(re.sub(r"[^\d一二三四五六七八九十]", "", c.label)) == wanted
            ),
            None,
        )
    return found


def _previous(
    document: Document, lineage: Sequence[Clause], article: Clause | None, words: str
) -> Clause | None:
    if article is None:
        return None
    if words.endswith("条"):
        articles = [c for c in document.walk() if c.kind == "article"]
        place = articles.index(article)
        return articles[place - 1] if place else None
    if words.endswith("款"):
        paragraphs = [article, *(c for c in article.children if c.kind == "paragraph")]
        here = next((i for i, p in enumerate(paragraphs) if p in lineage and p is not article), 0)
        return paragraphs[here - 1] if here else None
    item = next((c for c in lineage if c.kind == "item"), None)
    siblings = [c for c in article.children if c.kind == "item"]
    if item in siblings and siblings.index(item):
        return siblings[siblings.index(item) - 1]
    return None
