"""The facts of a document: who issued it, when, for how long, and what it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from luoshi.gazette.draft import Draft
from luoshi.gazette.line import squeeze
from luoshi.gazette.model import (
    Attachment,
    Clause,
    Document,
    DocumentKind,
    Level,
    Reference,
    walk,
)
from luoshi.gazette.numerals import CHINESE, DATE, find_date, last_day, to_date, to_int
from luoshi.gazette.parts import plain_attachment
from luoshi.gazette.titles import plain, similar

_LINK = re.compile(r"\s*(?:关于|印发|转发|批转|发布|公布|任免|令第)")
_ADOPTED = re.compile(
    DATE
    + r"[^。，]{0,4}(?:经|由)?[^。]{0,50}?(?:会议|全体会议)[^。]{0,12}?(?:通过|研究|同意|审议|讨论|决定|修订)"
)
_ADOPTED_ON = re.compile(r"会议[^。]{0,8}于\s*" + DATE + r"\s*(?:审议|表决)?通过")
_ADOPTED_PAST = re.compile(DATE + r"[^）。]{0,80}?通过")
_BEGINS = r"(?:正式)?(?:施行|实施|实行|执行|生效|起效)"
_FROM_DAY = re.compile(rf"[自从]\s*{DATE}\s*(?:起|开始)\s*{_BEGINS}")
_FROM_ISSUE = re.compile(
    rf"(?:自|从)\s*(?:印发|发布|公布|颁布|下发|发文|公开发布|发放)之日起\s*{_BEGINS}"
)
_SUBJECT = re.compile(r"本[\u4e00-\u9fff]{1,10}|现予公布|现予发布")
_UNTIL = re.compile(
    rf"(?:有效期(?:限)?|执行期限|执行时间|执行)(?:截至|截止|至|到|(?:为|自|是)?[^。]{{0,30}}?[至到])\s*{DATE}"
)
_PERIOD = re.compile(rf"(?:执行期限|执行时间|有效期限?)(?:为|自|是)?\s*{DATE}\s*(?:起)?[至到—-]")
_TERM = re.compile(
    rf"(?:有效期(?:限)?|试行期(?:限)?|期限)(?:为|是)?\s*(?P<n>\d{{1,2}}|[{CHINESE}]{{1,3}})\s*(?P<unit>年|个月)|试行(?P<t>\d{{1,2}}|[{CHINESE}]{{1,2}})年"
)
_INTERPRETS = re.compile(
    r"(?:由|授权)(?P<who>[\u4e00-\u9fff、（）]{2,80}?)(?:共同|牵头组织实施并|承担|予以|进行)?(?:负责|做好)?(?:编制、)?(?:具体)?(?:应用)?(?:解释)"
)
_REPEAL_NOW = re.compile(
    r"自(?:本[\u4e00-\u9fff]{1,10})?(?:印发|发布|公布|颁布|下发|发文)之日起(?:同时)?(?:废止|停止执行)"
)
_REPEAL_ON = re.compile(rf"自\s*{DATE}\s*起(?:同时|即行|予以)?(?:废止|停止执行)")
_BODY_WORD = re.compile(
    r"(?:人民政府|政府|局|厅|委|办|部|署|院|机构|企业|部门|单位|公司|中心|管委会?|办事处|银行|学校|院校|协会|团体|组织|机关|处|站|队|所|监狱|集团)$"
)

_KINDS: tuple[tuple[DocumentKind, str], ...] = (
    ("emergency plan", r"应急预案|预案$"),
    ("assessment", r"(?:考核|考评|测评|评比|评估)[^，]{0,8}(?:办法|方案|细则|标准|指标)"),
    ("reply", r"批复"),
    ("appointments", r"任免|任命|免职|任职|聘任|(?:人员|顾问|委员)名单"),
    ("report", r"报告$"),
    ("rules", r"(?:办法|规定|细则|条例|指引|机制|规则|规程|准则|法|制度|章程|规范)$"),
    ("opinions", r"(?:意见|措施|若干政策|政策|十条|二十条)$"),
    ("plan", r"(?:方案|规划|计划|纲要|要点|行动|安排|清单|目录)$"),
)
_MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")


def document_of(
    draft: Draft,
    clauses: tuple[Clause, ...],
    references: Sequence[Reference],
    published: date | None,
) -> Document:
    """The finished document."""
    title = draft.title or draft.inner_title or ""
    signed, issued = _signed(clauses), _issued(clauses)
    inner = draft.inner_title if draft.title and not draft.decree else None
    said = _of_itself(clauses) if _AMENDS.search(title) else clauses
    effective, effective_clause = _effective(said, issued or signed)
    expires, expires_clause = _expires(said, effective)
    issuers = _issuers(draft, clauses)
    return Document(
        number=draft.number,
        title=title,
        inner_title=inner,
        issuers=issuers,
        stand_in=_stand_in(clauses),
        level=_level(issuers, title),
        kind=_kind(draft, title, inner),
        recipients=_recipients(clauses),
        adopted=_adopted(clauses),
        signed=signed,
        issued=issued,
        published=published,
        effective=effective,
        expires=expires,
        effective_clause=effective_clause,
        expires_clause=expires_clause,
        repeals=_named(references, "repeals", number_first=True),
        repealed_from=_repealed_from(clauses, effective, issued or signed),
        based_on=_named(references, "based_on", number_first=False),
        interpreter=_interpreter(clauses),
        registration=next((squeeze(c.own) for c in clauses if c.kind == "registration"), None),
        attachments=_attachments(draft, clauses),
        lines=(min(c.lines[0] for c in clauses), max(c.lines[1] for c in clauses)),
        clauses=clauses,
        references=tuple(references),
    )


_AMENDS = re.compile("关于修改.*的决定")


def _of_itself(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses without the amended text that a decision prints anew."""
    return tuple(clause for clause in clauses if clause.kind != "enclosure")


def _furniture(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """Clauses directly in the document or in its enclosed text."""
    for clause in clauses:
        yield clause
        if clause.kind == "enclosure":
            yield from clause.children


def _signed(clauses: Sequence[Clause]) -> date | None:
    """成文日期: under the signature, else under the title."""
    found = list(_furniture(clauses))
    for kinds in (("signature",), ("date",), ("number",)):
        for index, clause in enumerate(found):
            if clause.kind in kinds and "通过" not in clause.own and (day := find_date(clause.own)):
                before = found[index - 1].kind if index else ""
                if kinds == ("signature",) or before in (
                    "signature",
                    "title",
                    "number",
                    "registration",
                    "paragraph",
                    "date",
                    "note",
                    "article",
                    "point",
                ):
                    return day
    return None


def _issued(clauses: Sequence[Clause]) -> date | None:
    """印发日期."""
    for clause in _furniture(clauses):
        if clause.kind == "note" and "印发" in clause.own and (day := find_date(clause.own)):
            return day
    return None


def _adopted(clauses: Sequence[Clause]) -> date | None:
    """通过日期: of the meeting that adopted the document."""
    early = [c for c in _furniture(clauses) if c.kind in ("paragraph", "date")][:12]
    days: set[date] = set()
    for clause in early:
        pattern = _ADOPTED_PAST if clause.kind == "date" else _ADOPTED
        match = pattern.search(clause.own) or _ADOPTED_ON.search(clause.own)
        match = match or re.match(DATE + "[^。]{0,40}决定", clause.own)
        if match and (day := to_date(match)):
            days.add(day)
    return days.pop() if len(days) == 1 else None


def _text_clauses(clauses: Sequence[Clause]) -> list[Clause]:
    return [
        c
        for c in walk(clauses)
        if c.kind not in ("row", "person", "title", "contents", "table", "roster")
    ]


def _effective(clauses: Sequence[Clause], made: date | None) -> tuple[date | None, str | None]:
    """The first day in force, from the last clause that states it for the whole document."""
    for clause in reversed(_text_clauses(clauses)):
        for sentence in re.split("[。；]", clause.own):
            for pattern in (_FROM_DAY, _FROM_ISSUE, _PERIOD):
                match = pattern.search(sentence)
                if not match or not _SUBJECT.search(sentence[: match.end()]):
                    continue
                day = made if pattern is _FROM_ISSUE else to_date(match)
                if day:
                    return day, clause.address
    return None, None


def _expires(clauses: Sequence[Clause], effective: date | None) -> tuple[date | None, str | None]:
    """The last day in force."""
    for clause in reversed(_text_clauses(clauses)):
        if match := _UNTIL.search(clause.own):
            return to_date(match), clause.address
        match = _TERM.search(clause.own)
        if (
            match
            and effective
            and re.search(
                r"本[\u4e00-\u9fff]{1,10}[^。]{0,40}(?:施行|实施|实行|执行|有效期|试行)|^有效期",
                clause.own,
            )
        ):
            count = to_int(match["n"] or match["t"]) or 0
            months = match["unit"] == "个月"
            return last_day(
                effective, 0 if months else count, count if months else 0
            ), clause.address
    return None, None


def _repealed_from(
    clauses: Sequence[Clause], effective: date | None, made: date | None
) -> date | None:
    """The day the repealed documents end, where the text sets it apart from its own beginning."""
    for clause in _text_clauses(clauses):
        if match := _REPEAL_ON.search(clause.own):
            day = to_date(match)
            return day if day != effective else None
        if _REPEAL_NOW.search(clause.own):
            return made if made != effective else None
    return None


def _issuers(draft: Draft, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """发文机关, from the title; from the decree or the signature where the title names none."""
    if draft.decree and draft.number:
        return tuple(_organs(draft.organs)) or (re.split(r"令第|公告", draft.number)[0],)
    raw = draft.title_raw
    if len(raw.split()) > len(squeeze(raw)) // 3:
        raw = squeeze(raw)
    link = _LINK.search(raw)
    organs = _organs(raw[: link.start()]) if link else []
    if organs and all(_complete(organ) for organ in organs):
        return tuple(organs)
    if signed := _signatories(clauses):
        return signed
    passed = next((c.own for c in clauses if c.kind == "date" and "人民代表大会" in c.own), "")
    assembly = re.search(
        r"(?:日在?|^)\s*([\u4e00-\u9fff]{2,10}?[省市州区县])第[^人]{1,6}届?(人民代表大会(?:常务委员会)?)",
        passed,
    )
    if assembly and "政府" in draft.title:
        return (f"{assembly[1]}人民政府",)
    if assembly:
        return (f"{assembly[1]}{assembly[2]}",)
    national = re.search(r"第[^人]{1,6}届?(全国人民代表大会(?:常务委员会)?)", passed)
    return (national[1],) if national else ()


def _signatories(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """The organs of the first signature, on one line or on several."""
    found: list[str] = []
    for clause in _furniture(clauses):
        if clause.kind != "signature":
            if found:
                break
            continue
        words = re.sub(DATE, "", re.sub(r"（[^）]*代章[^）]*）", "", clause.own)).strip()
        if _complete(words):
            found += _organs(words)
    return tuple(found)


def _organs(words: str) -> list[str]:
    """Organs separated by blanks; single letters set apart by the printer belong together."""
    parts = words.split()
    if all(len(part) <= 2 for part in parts):
        return ["".join(parts)]
    organs: list[str] = []
    for part in parts:
        if organs and (not _complete(organs[-1]) or part in ("办公厅", "办公室")):
            organs[-1] += part
        else:
            organs.append(part)
    return [squeeze(organ) for organ in organs]


def _complete(organ: str) -> bool:
    return bool(
        re.search(
            r"(?:人民政府|国务院|办公厅|办公室|委员会|局|厅|部|署|行|院|会|中心|公司|法院|检察院|大学|中央|改革委|健康委|国资委|民委|省委|市委)$",
            organ,
        )
    )


def _stand_in(clauses: Sequence[Clause]) -> str | None:
    for clause in _furniture(clauses):
        if clause.kind in ("signature", "paragraph") and (
            match := re.search(r"（([^（）]{2,40}?)\s*代章）", clause.own)
        ):
            return match[1]
    return None


def _level(issuers: Sequence[str], title: str) -> Level:
    """The level of the first issuer."""
    name = issuers[0] if issuers else ""
    if not name:
        return "市" if "市政府" in title else ""
    highest = name.removeprefix("中华人民共和国")
    if highest.startswith(("国务院", "全国人", "主席", "中共中央", "最高人民", "中央军委")):
        return "国家"
    government = re.search(r"人民政府(?:办公厅|办公室)?$|人民代表大会(?:常务委员会)?$", name)
    if not government:
        return "部门"
    place = name[: government.start()]
    if re.search(r"(?:省|自治区)$", place) or place in _MUNICIPALITIES:
        return "省"
    if re.search(r"(?<!地)(?:区|县|旗)$", place) or re.search("市.+市$", place):
        return "区县"
    return "市" if place.endswith(("市", "州", "盟", "地区")) else "区县"


def _kind(draft: Draft, title: str, inner: str | None) -> DocumentKind:
    """The form, from the inner title first."""
    if draft.decree:
        return "decree"
    for name in (inner, title):
        words = re.sub(r"[（(][^（）()]{0,24}[)）]$|\d+$", "", (name or "").strip("》”"))
        words = re.sub(r"[（(](?:试行|暂行|修订|草案|\d{4}[^）]*)[)）]", "", words)
        if name is title:
            bare = re.search(r"(?:关于)?印发《?(.+?)》?的通知$", words)
            words = bare[1] if bare and inner is None else words
        for kind, pattern in _KINDS:
            if (
                words
                and re.search(pattern, words)
                and not (
                    name is title
                    and words.endswith("通知")
                    and kind not in ("appointments", "reply")
                )
            ):
                return kind
    return "notice"


def _recipients(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """主送机关, one by one; 各区、市人民政府 stays one."""
    line = next((squeeze(c.own) for c in clauses if c.kind == "recipients"), "")
    found: list[str] = []
    for group in re.split("[，；,;]", line.rstrip("：:")):
        parts = _outside_split(group)
        if (
            min(map(len, parts)) > 2
            and len(parts) > 1
            and all(_BODY_WORD.search(part) for part in parts)
            and parts[-1] not in ("单位", "部门", "机构")
        ):
            found += parts
        elif group:
            found.append(group)
    return tuple(found)


def _outside_split(group: str) -> list[str]:
    """Split at 、 outside brackets."""
    parts: list[str] = []
    depth = start = 0
    for place, character in enumerate(group):
        depth += (character == "（") - (character == "）")
        if character == "、" and depth == 0:
            parts.append(group[start:place])
            start = place + 1
    return [*parts, group[start:]]


def _named(
    references: Sequence[Reference], relation: str, *, number_first: bool
) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for reference in references:
        if reference.relation != relation:
            continue
        name = (
            (reference.number or reference.title)
            if number_first
            else (reference.title or reference.number)
        )
        if name:
            names.setdefault(plain(name), name)
    return tuple(names.values())


def _interpreter(clauses: Sequence[Clause]) -> str | None:
    for clause in reversed(_text_clauses(clauses)):
        if (match := _INTERPRETS.search(clause.own)) and re.search(
            r"本[\u4e00-\u9fff]{1,10}[^。]{0,6}由|各[\u4e00-\u9fff]{2,8}由|授权|(?:^|。)由",
            clause.own,
        ):
            return match["who"].removesuffix("负责").removesuffix("共同")
    return None


def _attachments(draft: Draft, clauses: Sequence[Clause]) -> tuple[Attachment, ...]:
    """附件 named and printed."""
    printed = [c for c in clauses if c.kind == "attachment"]
    left = list(printed)
    found: list[Attachment] = []
    for title in draft.declared:
        name = plain_attachment(title)
        match = max(left, key=lambda c: similar(c.heading, name), default=None)
        if match is not None and (
            similar(match.heading, name) > 0.6 or len(printed) == len(draft.declared)
        ):
            left.remove(match)
            found.append(Attachment(name, True, match.lines, match.address))
        elif name:
            found.append(Attachment(name, False, None))
    found += [Attachment(c.heading or c.label, True, c.lines, c.address) for c in left]
    return tuple(found)
