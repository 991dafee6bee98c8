"""The days of a document (日程): reports, meetings, payments, drills, and by when things must be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from luoshi.duties import deadlines, recurring
from luoshi.duties.deadlines import Found
from luoshi.duties.model import Deadline, Place, Recurrence, Timing
from luoshi.duties.words import BODY_END, Piece, brackets, sentences, units_of
from luoshi.gazette.model import Clause, ClauseKind, Document, walk

_QUIET: frozenset[ClauseKind] = frozenset(
    (
        "title",
        "number",
        "registration",
        "date",
        "recipients",
        "signature",
        "note",
        "contents",
        "matter",
    )
)
_YEAR_ONLY = re.compile(r"^(?:到|至|截至)\d{4}年$")
_DOES = (
    "报|评|考核|排名|通报|召开|组织|举办|举行|开展|安排|支持|实施|会商|调度|检查|督查|督导|巡查|汇总|发布|公布|公示|编发|编制|制定|演练|培训|"
    "核查|核对|对账|调查|监测|清理|审计|抽查|总结|更新|修订|研究|听取|宣传|选派|结算|拨付|缴存|提交|提供|填报|备案|复核|考评|测评|体检|轮训"
)
_DUTY = re.compile(rf"[^，。；、]{{0,26}}?(?:{_DOES})|，[^，。；]{{0,14}}?(?:{_DOES})")
_NO_DUTY = re.compile(
    rf"(?:(?!{_DOES})[^，。；]){{0,8}}(?:的|引进|新增|增长|增加|分担|缴费|缴纳|足额|保供|给予)"
)
_NOT_DONE = re.compile(r"(?:未|不|没有|可|可以|也可|以|照|是否)(?:能|继续|再)?$")
_SYSTEM = re.compile(
    r"(?P<each>日|周|月|季度?|半年|年度?)(?P<what>(?:监测)?报告|会商|例会|通报|调度|检|报|会|评估)(?:工作)?(?P<kind>制度|机制)|"
    r"(?:常态化|坚持|实行|开展|落实)(?P<each2>月|季度?|周|旬)(?P<what2>调度|通报|例会|会商|督查|督导)"
)
_NOT_ALONE = re.compile(r"[\d一二三四五六七八九十个半今当本上下每按近全生末]")
_SEASON = re.compile(
    r"每年(1[0-2]|[1-9])月(?:份)?[至到—-](1[0-2]|[1-9])月(?:份)?(?:期间)?[，,]?(?:要|应)?(?:实行|执行|落实|建立)?$"
)
_OPENS = re.compile(
    r"自(?P<year>20\d{2})年(?P<month>\d{1,2})月(?:1日)?起，?(?=[^，。；]{0,20}(?:统一|启动|全面|开展|实施|执行|推行))"
)
_REPORTS = re.compile(r"(?P<words>月度、年度)[^，。；]{0,12}(?:情况|报表|报告)")
_PERIODS = {
    "日": "FREQ=DAILY", "周": "FREQ=WEEKLY;BYDAY=SU", "月": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "季": "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "半": "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1",
    "年": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",
}  # fmt: skip
_NO_DAY = "只写了周期，没有写日，按期末"


def timings(document: Document) -> tuple[Timing, ...]:
    """The days that a document names, in reading order."""
    of = document.signed or document.issued or document.published
    until = _last_of(document)
    return tuple(
        _ending(found, until)
        for clause in walk(document.clauses)
        if clause.kind not in _QUIET
        for found in _of(document, clause, of)
    )


def _last_of(document: Document) -> date | None:
    """The last day of a plan of one year (2023年度…方案): what recurs by it does so no longer."""
    match = re.search(r"(?<!\d)(20\d{2})年度?[^—至-]*(?:方案|计划|要点|安排|清单)", document.title)
    several = re.search(r"20\d{2}\s*年?\s*[—－-]+\s*20\d{2}", document.title)
    return date(int(match[1]), 12, 31) if match and not several else document.expires


def _ending(found: Timing, until: date | None) -> Timing:
    again = found.deadline.recurrence
    if until is None or again is None or again.end is not None:
        return found
    return replace(found, deadline=replace(found.deadline, recurrence=replace(again, end=until)))


def _of(document: Document, clause: Clause, of: date | None) -> Iterator[Timing]:
    text = clause.own
    if not re.search(r"\d{4}年|[每按逐底前]|制度|调度|机制|年度|周期|起", text):
        return
    pieces, inside = sentences(text), list(brackets(text))
    told: tuple[int, tuple[str, ...]] = (-1, ())
    for found in _days(text, of):
        piece = next(
            (each for each in pieces if each.start <= found.start < each.end), Piece(text, 0)
        )
        bracket = next((each for each in inside if each.start <= found.start < each.end), None)
        deadline = found.deadline
        if bracket is not None and re.search(r"负责|牵头|责任|配合", bracket.text):
            who, what = _allotted(bracket, text)
        else:
            begin = _begin(text, found)
            inherited = told[1] if told[0] == begin else ()
            who, what = _subject(text, piece, found, begin, inherited), _what(piece, found)
            told = (begin, who)
        doubts = tuple(each for each in (deadline.doubt, _no_day(deadline)) if each)
        yield Timing(
            document.number, document.title, clause.address, _lines(clause), deadline.words, what, who,
            deadline, Place(clause.address, found.start, found.end), _confidence(deadline, doubts), doubts,
        )  # fmt: skip


def _lines(clause: Clause) -> tuple[int, int]:
    """Of the clause's own words: those of its children are not meant."""
    first = min((each.lines[0] for each in clause.children), default=clause.lines[1])
    return clause.lines[0], max(
        clause.lines[0], first - 1 if first > clause.lines[0] and clause.children else first
    )


def _no_day(deadline: Deadline) -> str:
    named = deadline.kind != "recurring" or re.search(
        r"\d[日号]|[底末初]|旬|月份?(?:前|之前|以前)?$|内$|周[一-日]", deadline.words
    )
    return "" if named else _NO_DAY


def _confidence(deadline: Deadline, doubts: tuple[str, ...]) -> float:
    if deadline.kind == "unknown":
        return 0.5
    if deadline.kind == "date":
        return 0.95 if not doubts else 0.7
    return 0.95 if not doubts else 0.75


def _days(text: str, of: date | None) -> list[Found]:
    """The limits that are days of a calendar: no mere periods after an event, no goals of a year, no rates."""
    named = [*_systems(text, of), *_opens(text, of), *_reports(text, of)]
    found = [
        each
        for each in deadlines.found_in(text, of, bare=True)
        if each.deadline.kind in ("date", "recurring", "unknown")
        and not _YEAR_ONLY.match(each.deadline.words)
        and _due(text, each)
        and not any(one.start <= each.start < one.end for one in named)
    ]
    apart = [
        each
        for each in named
        if not any(one.start < each.end and each.start < one.end for one in found)
    ]
    return sorted([*found, *apart])


def _due(text: str, found: Found) -> bool:
    """Whether something is to be done then; only a bare period may be a rate or a name."""
    words = found.deadline.words
    bare = re.fullmatch(
        r"(?:原则上)?(?:每|按|逐|分)(?:个)?(?:会计|自然)?(?:年度?|半年|季度?|月|周|日|天|旬|学期|学年|[两三]年)",
        words,
    )
    if not bare:
        return True
    after = text[found.end : found.end + 40]
    return (
        bool(_DUTY.match(after))
        and not _NO_DUTY.match(after)
        and not _NOT_DONE.search(text[: found.start])
    )


def _systems(text: str, of: date | None) -> Iterator[Found]:
    """日报告制度, 年会制度, 月调度: the name of a system says how often; 每年4月至6月 before it, in which months."""
    for match in _SYSTEM.finditer(text):
        if match.start() and _NOT_ALONE.match(text[match.start() - 1]):
            continue
        each = match["each"] or match["each2"]
        season = _SEASON.search(text[: match.start()])
        start = season.start() if season else match.start()
        deadline = _periodic(text[start : match.end()], each, of)
        again = deadline.recurrence
        if (
            season
            and again
            and again.rule.startswith(("FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=DAILY"))
        ):
            months = recurring.months_between(int(season[1]), int(season[2]))
            rule = f"{again.rule};BYMONTH={','.join(map(str, months))}"
            deadline = replace(deadline, recurrence=replace(again, rule=rule))
        yield Found(start, match.end(), deadline)


def _periodic(words: str, each: str, of: date | None) -> Deadline:
    return Deadline(words, "recurring", recurrence=Recurrence(_PERIODS[each[0]], words, of))


def _opens(text: str, of: date | None) -> Iterator[Found]:
    """自2024年1月起，统一…: by then it must have begun."""
    for match in _OPENS.finditer(text):
        month = int(match["month"])
        if 1 <= month <= 12:
            day = date(int(match["year"]), month, 1)
            if of is None or day >= of:
                words = match[0].rstrip("，")
                yield Found(match.start(), match.start() + len(words), Deadline(words, "date", day))


def _reports(text: str, of: date | None) -> Iterator[Found]:
    """月度、年度…情况: two reports in one breath."""
    for match in _REPORTS.finditer(text):
        middle = match.start() + 3
        yield Found(match.start(), middle, _periodic("月度", "月", of))
        yield Found(middle, match.end(), _periodic("年度", "年", of))


# --- who and what

_MARK = re.compile(
    r"^(?:由|（[一二三四五六七八九十\d]+）|\d+[.．、]|[一二三四五六七八九十]+、|第[^\s]{1,6}条|[一二三四]是)\s*"
)
_VERB = re.compile(
    rf"应当?|须|要|必须|可以?|负责|会同|按照?|根据|于|在|每|建立|统筹|对|将|向|牵头|从|进行|继续|{_DOES}"
)
_NO_UNIT = re.compile(
    rf"^(?:向|与|在|对|将|从|把|全(?:省|市|区|县)|依托|规范|原则上|实行|[，、])|\d|每个|^(?:{_DOES})|实行$|于每|聘请|并按|进行$|^是|时期|通过|以上|建设(?!局|厅|部|委|办|管理|和|工程)|完善|推进(?!中心|办|组)|评选"
)


def _allotted(bracket: Piece, text: str) -> tuple[tuple[str, ...], str]:
    """Of a notation（…负责；2025年年底前完成）: its units, and the sentence before it."""
    words = re.split(r"[；;]", bracket.text)[0]
    words = re.sub(r"^(?:责任|牵头)(?:单位|部门)[：:]", "", words)
    words = re.sub(r"，?\d{4}年.*$", "", words)
    words = re.sub(r"(?:按照?职责分工|分别|共同|具体)?(?:负责(?:落实)?|牵头|配合)", "", words)
    before = sentences(text[: bracket.start - 1])
    what = re.sub(r"^[（(][^（()）]*[）)]", "", before[-1].text) if before else ""
    return units_of(words), _short(what)


def _begin(text: str, found: Found) -> int:
    """Where the whole sentence begins (。), with the half-sentences before it."""
    return max(text.rfind("。", 0, found.start), text.rfind("\n", 0, found.start)) + 1


def _subject(
    text: str, piece: Piece, found: Found, begin: int, inherited: tuple[str, ...]
) -> tuple[str, ...]:
    """Who: the units just before the time, else those that open its half-sentence; then those of the day before it.

    Where none stands before it, those just after the time.
    """
    before = text[begin : found.start]
    halves = re.split(r"[；;]", before)
    for words in (re.split(r"[，：:]", halves[-1])[-1], halves[-1]):
        if names := _opening(words):
            return names
    if inherited:
        return inherited
    for words in halves[-2::-1]:
        if names := _opening(words):
            return names
    return _opening(re.sub(r"^[，,前]+", "", text[found.end : piece.end]))


def _opening(words: str) -> tuple[str, ...]:
    """The units with which words open, before the first verb of theirs."""
    words = re.sub(r"\s+", "", _MARK.sub("", words.strip()))
    for match in _VERB.finditer(words):
        if names := _named(words[: match.start()]):
            return names
        if match.start() > 80:
            break
    return _named(words)


def _named(words: str) -> tuple[str, ...]:
    """The units of a list; empty where anything else stands there."""
    words = re.sub(r"^(?:由|从|请|成立)", "", words.strip("，"))
    names = units_of(words) if 2 <= len(words) <= 120 else ()
    fine = all(
        BODY_END.search(each) and len(each) <= 24 and not _NO_UNIT.search(each) for each in names
    )
    return names if fine else ()


def _what(piece: Piece, found: Found) -> str:
    """What falls due: the words after the time, else those before it."""
    if _SYSTEM.search(found.deadline.words):
        return _short(piece.text)
    after = piece.text[max(0, found.end - piece.start) :]
    after = re.sub(r"^(?:前|以前|之前)?[，,、]?", "", after).strip("。；; \n")
    if found.deadline.words in ("月度", "年度"):
        return _short(found.deadline.words + re.sub(r"^年度", "", after))
    apart = (
        found.deadline.words.endswith("次")
        and piece.text[found.end - piece.start :][:1] in "，；。"
    )
    if not apart and len(after) >= 6 and not after.startswith(("）", ")")):
        return _short(after)
    return _short(piece.text)


def _short(words: str) -> str:
    words = re.sub(r"\s+", "", words).strip("。；;，")
    return words if len(words) <= 80 else f"{words[:79]}…"
