"""Numbers to be reached (指标), read from the clauses of any document.

A number with a unit is a target where its own words say so: it is *reached* (覆盖率达到90%), *grown to* (增长6%左右),
*made* (新建幼儿园35所, 打造20个生活圈) or a *share* that shall have something (80%以上的社区建成…). What has been reached
already, what is paid, fined or allowed, and what only describes a thing (10亿元以上企业) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.duties.goals import RATE_NAME, STRETCH, Paper, confidence_of
from luoshi.duties.items import Item, Last, items_of, opened, part_around
from luoshi.duties.measures import (
    GROWTH,
    Amount,
    Comparison,
    Year,
    amounts,
    comparison,
    masked,
    years_in,
)
from luoshi.duties.model import Comparator, Place, Target
from luoshi.duties.names import ONLY_VERB, area_of, is_soft, name_of, per_of
from luoshi.gazette.model import Clause, Document

_SKIPPED = {
    "title", "number", "registration", "date", "recipients", "signature", "note", "contents", "roster", "person", "matter",
}  # fmt: skip
_NEAR = re.compile(
    r"(?<!\d)\d[\d.,]*+\s*[^\d\s年月日号]|亿级|百分之|[十百千万][万亿]|[一二两三四五六七八九十](?:成|家|所|座|处|公里|亩|台|辆|套|名|个|支|场)"
)
"""Looked for first: most clauses hold no number that could be a target."""
_LINE_HEAD = re.compile(r"\s*第[一二三四五六七八九十]+[篇编部章][^，。；]{0,30}$")
"""A heading of a kind that the tree leaves as a paragraph (第一篇)."""
_OWN_YEAR = re.compile(
    r"(20\d\d)\s*年(?:度)?[^，。；]{0,14}(?:工作|任务|目标|安排|部署|重点|计划|实事|要点|保障|方案|行动|清单)"
)
_PAST_HEAD = re.compile(
    r"工作回顾|回顾|过去[一五几]年|主要成绩|发展成就|主要成效|取得的成[绩效就]|工作情况|完成情况|执行情况|发展基础|现实基础|工作基础|"
    r"基本情况|基本现状|发展现状|发展环境|发展回顾|现状|面临形势|发展形势|形势与|背景"
)
_COMING = re.compile(r"今后[一三五]年|未来[三五]年|今后[几五]年")


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the headings above a clause say of its numbers.

    Attributes:
        past: a review of what has been done (工作回顾).
        year: the goal year of an enclosing clause.
        goals: the heading says 目标.
    """

    past: bool = False
    year: int | None = None
    goals: bool = False


def targets(document: Document) -> tuple[Target, ...]:
    """The targets of a document, in reading order."""
    if document.kind == "appointments":
        return ()
    paper = _paper(document)
    return tuple(_below(document.clauses, paper, _Scope()))


def _paper(document: Document) -> Paper:
    day = document.signed or document.issued or document.adopted or document.published
    since = day.year if day else 0
    emergency = document.kind == "emergency plan"
    free = document.kind in ("report", "opinions", "plan", "notice")
    year = _own_year(document, since)
    if document.kind == "report":
        since = year or since
    return Paper(document, year, since, free, emergency, [])


def _own_year(document: Document, since: int) -> int | None:
    """The year of a plan of one year or of a work report; None for all others."""
    if document.kind == "report":
        named = [
            int(match[1])
            for clause in document.walk()
            if clause.heading and not _PAST_HEAD.search(clause.heading)
            for match in _OWN_YEAR.finditer(clause.heading)
        ]
        if named:
            return max(named)
        day = document.signed or document.issued or document.adopted
        return (day.year + (day.month > 9)) if day else None
    title = re.sub(r"〔\d{4}〕", "", document.inner_title or document.title)
    years = set(re.findall(r"20\d\d", title))
    found = _OWN_YEAR.search(title) if len(years) == 1 else None
    return int(found[1]) if found and (not since or int(found[1]) >= since) else None


def _below(clauses: Sequence[Clause], paper: Paper, scope: _Scope) -> Iterator[Target]:
    """The targets of clauses that stand side by side, and of those below them."""
    carried: int | None = None
    for clause in clauses:
        if clause.kind in _SKIPPED:
            continue
        own = clause.own
        if clause.kind == "paragraph" and _LINE_HEAD.match(own):
            scope = replace(scope, past=_looks_back(own), goals="目标" in own)
        heading = (clause.heading or own)[:40] if clause.children or clause.heading else ""
        past = scope.past or _looks_back(heading)
        dashed = own.lstrip().startswith(("—", "－", "–", "-", "一一")) or bool(
            re.match(r"\s*一[^、（(]", own)
        )
        named = ("20" in own or "五”" in own) and clause.kind not in ("enclosure", "attachment")
        years = [each.year for each in years_in(own, paper.since) if not each.past] if named else []
        around = carried if (dashed or scope.goals) and carried else scope.year
        if not past and not clause.damages and _NEAR.search(own):
            yield from _of_clause(clause, paper, around)
        if years:
            carried = years[0]
        if clause.kind == "table" and (rows := list(_of_table(clause, paper))):
            yield from rows
        elif clause.children:
            goals = bool(re.search("目标", heading))
            yield from _below(
                clause.children,
                paper,
                _Scope(past, years[0] if years else scope.year, goals or scope.goals),
            )


def _looks_back(heading: str) -> bool:
    return bool(_PAST_HEAD.search(heading)) and not re.search("目标|任务|打算|安排", heading)


_AIM_COLUMN = re.compile(r"(20\d\d)年?(?:目标值?|规划值?|计划值?|预期值?|末|底)?$")
_CELL = re.compile(
    r"(?P<mark>[≥≧≤≦<>＞＜]|不低于|不超过|超过|达到)?(?P<value>\d+(?:\.\d+)?)(?P<unit>[%％]|[^\d以左]{0,5})(?P<tail>以上|以内|以下|左右)?$"
)
_MARKS: dict[str, Comparator] = {
    "≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "<": "<", "＜": "<", ">": ">", "＞": ">", "不低于": ">=", "达到": ">=", "不超过": "<=", "超过": ">",
}  # fmt: skip


def _of_table(table: Clause, paper: Paper) -> Iterator[Target]:
    """The targets of a table of indicators (指标表): one column says what, others hold a year each."""
    header = next((row for row in table.children if row.kind == "row" and row.header), None)
    if header is None or not paper.free:
        return
    titles = [re.sub(r"\s+", "", cell) for cell in header.cells]
    what = next(
        (
            at
            for at, each in enumerate(titles)
            if re.search("指标|名称", each) and "属性" not in each
        ),
        None,
    )
    unit = next((at for at, each in enumerate(titles) if each in ("单位", "计量单位")), None)
    aims = {
        at: int(found[1])
        for at, each in enumerate(titles)
        if (found := _AIM_COLUMN.search(each)) and int(found[1]) >= paper.since
    }
    if what is None or not aims:
        return
    for row in table.children:
        if row.kind != "row" or row.header or len(row.cells) != len(titles) or row.damages:
            continue
        for at, year in aims.items():
            found = _CELL.match(re.sub(r"[\s〔〕\[\]【】]", "", row.cells[at]))
            if found is None:
                continue
            named = re.match(
                r"(.*?)(?:[（(]([^（）()]{1,8})[）)])?$", re.sub(r"\s+", "", row.cells[what])
            )
            printed = found["unit"] or (
                row.cells[unit].strip() if unit is not None else (named[2] if named else "") or ""
            )
            comparator = (
                _MARKS.get(found["mark"] or "") or comparison("", found["tail"] or "").comparator
            )
            start = row.own.find(row.cells[at], sum(len(cell) + 1 for cell in row.cells[:at]))
            yield Target(
                paper.document.number, paper.document.title, row.address, row.lines, named[1] if named else row.cells[what], comparator,
                Decimal(found["value"]), printed.replace("％", "%"), year, comparator == "~", "", "", row.own,
                Place(row.address, max(start, 0), max(start, 0) + len(row.cells[at])), 0.85,
            )  # fmt: skip


def _of_clause(clause: Clause, paper: Paper, around: int | None) -> Iterator[Target]:
    own = clause.own
    mask = opened(own, masked(own))
    kept = [each for each in amounts(own) if mask[each.start] != "\u3000"]
    if not kept:
        return
    years = years_in(own, paper.since)
    last: Last | None = None
    sentence = (-1, -1)
    for item in items_of(own, mask, kept):
        begin, end = part_around(mask, item.amount.start, "。！？\n\t")
        if (begin, end) != sentence:
            last, sentence = None, (begin, end)
        item.sentence = own[begin:end]
        if item.qualifier:
            continue
        found = _judged(clause, paper, item, last, own[begin:end], begin)
        if found is None:
            if last and item.piece != last.piece and not item.listed:
                last = last if _carries_on(item) else None
            continue
        year = _told_apart(item) or _year_of(
            years, item.amount.start, (begin, end), around, paper, own[begin:end]
        )
        target = replace(found.target, year=year)
        if target.year is not None and target.year < paper.since:
            continue
        last = replace(found, target=target)
        yield target


def _carries_on(item: Item) -> bool:
    return item.amount.kind in ("money", "rate") and len(item.left) < 20


def _judged(
    clause: Clause, paper: Paper, item: Item, last: Last | None, sentence: str, begin: int
) -> Last | None:
    """Whether a number is a target, and what it measures; without its year."""
    amount = item.amount
    compared = comparison(item.left, amount.tail)
    if item.listed and not item.left.strip() and last:
        compared = _like(last, amount)
    grown = GROWTH.search(item.left[: compared.start] if compared.group else item.left)
    confidence = confidence_of(paper, item, last, compared, bool(grown), sentence)
    if confidence is None:
        return None
    floor = bool(
        re.search(
            r"至少(?:各)?(?:建成|建有|有|建设|培育|打造|设立|建立|新建|完成)?$|至少各?", item.before
        )
    ) or bool(last and last.floor and item.listed and last.piece == item.piece)
    comparator = compared.comparator
    if comparator == "=" and floor:
        comparator = ">="
    if comparator == "=" and last and STRETCH.fullmatch(item.left.strip()):
        comparator = last.target.comparator
    if (
        comparator == "="
        and not grown
        and amount.kind == "rate"
        and amount.tail == ""
        and compared.group == ""
        and RATE_NAME.search(item.left)
    ):
        confidence = min(confidence, 0.6)
    name, base, verb = name_of(item, compared, last, sentence, begin, clause.own)
    if not name:
        return None
    if ONLY_VERB.match(name):
        confidence = min(confidence, 0.5)
    each = per_of(item, last)
    soft = comparator == "~" or is_soft(sentence, item, begin, clause.own)
    area = area_of(item, sentence)
    start, end = amount.start, amount.end
    left, right = part_around(masked(clause.own), start, "。；;\n\t")
    target = Target(
        paper.document.number, paper.document.title, clause.address, clause.lines if not clause.children else (clause.lines[0], clause.lines[0]),
        name, comparator, amount.value, amount.unit, None, soft, each, area, clause.own[left:right].strip(), Place(clause.address, start, end),
        round(confidence, 2), _doubts(confidence),
    )  # fmt: skip
    return Last(target, verb, base, compared.group, item.piece, floor, item.planned)


def _doubts(confidence: float) -> tuple[str, ...]:
    return ("这个数可能不是要达到的指标，请对照原文核对",) if confidence < 0.6 else ()


def _like(last: Last, amount: Amount) -> Comparison:
    """1300万人次、14.4万吨: the second number is compared as the first."""
    words = {
        "reach": "达到",
        "over": "超过",
        "caps": "不超过",
        "under": "低于",
        "about": "约",
        "hold": "保持在",
    }.get(last.group, "")
    found = comparison(words, amount.tail)
    return Comparison(found.comparator, 0, found.group)


def _told_apart(item: Item) -> int | None:
    """2025年、2026年分别建成1个、2个: the year that belongs to the number."""
    head, mark, rest = item.before.partition("分别")
    if not mark or "20" not in head:
        return None
    named = [int(each) for each in re.findall(r"(20\d\d)年", head)]
    before = len(amounts(rest))
    if len(named) > 1 and len(named) == before + 1 + len(amounts(item.after)):
        return named[before]
    return None


def _year_of(
    years: Sequence[Year],
    place: int,
    sentence: tuple[int, int],
    around: int | None,
    paper: Paper,
    words: str,
) -> int | None:
    """The year from the sentence, else the clause, else what encloses it, else the document's own."""
    inside = [each for each in years if sentence[0] <= each.at < place]
    if inside:
        return inside[-1].year
    years = [each for each in years if not each.past]
    before = [each.year for each in years if each.at < place and (each.aim or each.opens)]
    if before:
        return before[-1]
    after = [each.year for each in years if each.at >= place and each.aim]
    if after:
        return after[0]
    if around is not None:
        return around
    return None if _COMING.search(words) else paper.year
