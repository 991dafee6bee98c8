"""People and posts (任职): seats in leading groups (领导小组、专班、联席会议), appointments and removals (任免)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from luoshi.duties.model import Duty, Holding
from luoshi.duties.numerals import DIGITS, number
from luoshi.duties.words import BODY_END, units_of
from luoshi.gazette.model import Clause, Document, Person

_DAY = timedelta(days=1)
_PRINTED = re.compile(r"((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日")
_TRIAL = re.compile(rf"[（(，,]?\s*试用期\s*({DIGITS}|半)\s*(年|个月)\s*[）)]?")
_TERM = re.compile(rf"[（(，,]?\s*(?:挂职)?时间\s*({DIGITS}|半)\s*(年|个月)\s*[）)]?")
_LISTED = re.compile(r"(?:组成)?(?:人员|成员|单位)?名单$|组成人员$|成员单位$")
_SET_UP = re.compile(
    r"关于(?:调整|成立|设立|建立|组建|重新组建|聘任|充实|公布)(.+?)(?:组成人员|成员|名单)*的(?:通知|通报|决定)$"
)
_BODY = re.compile(
    r"(.{2,}(?:领导小组|专班|联席会议|指挥部|委员会|工作组|小组|专家组|专家库))(?:.{0,4}机制|制度|.{0,8}名单|组成人员|成员|单位)*$"
)
_OFFICE = re.compile(r"办公室(?:（[^（）]*）)?设在([^，。；（]{2,30})")
_CHARGE = re.compile(
    r"[，。；]?(?:由)?([^，。；]{2,40}?)(?:同志)?兼任(?:办公室)?主任|办公室主任由([^，。；]{2,40}?)(?:同志)?(?:兼任|担任)"
)
_MEMBERS = re.compile(r"^\s*成\s*员(?:单位)?\s*[：:]\s*(.+)$", re.DOTALL)
_PEOPLE = re.compile(r"(?:的)?(?:主要|分管|有关|相关)?(?:负责同志|负责人|责任人|领导|同志)[。；]?$")


# --- holdings


def holdings(document: Document) -> tuple[Holding, ...]:
    """Appointments, removals and seats of a document, in reading order.

    A removal is a holding that ends on its day. A probation or a term counted in years or months ends on the
    corresponding day (《民法典》第二百零二条).
    """
    found: list[Holding] = []
    told = of_document = (
        document.signed or document.issued or document.published or document.effective
    )
    for path in _paths(document.clauses):
        clause = path[-1]
        if clause.person is None:
            if clause.kind in ("paragraph", "article") and (day := _printed(clause.own)):
                told = day
            found += _in_charge(document, path, found, of_document)
        elif clause.person.act:
            found.append(_acted(document, clause, clause.person, told))
        else:
            found.append(_seated(document, path, clause.person, of_document))
    return tuple(found)


def _paths(
    clauses: Sequence[Clause], above: tuple[Clause, ...] = ()
) -> Iterator[tuple[Clause, ...]]:
    for clause in clauses:
        path = (*above, clause)
        yield path
        yield from _paths(clause.children, path)


def _printed(words: str) -> date | None:
    """The day on which the text says that it was decided."""
    match = _PRINTED.search(words) if re.search(r"任命|免去|决定|任免|聘任", words) else None
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _acted(document: Document, clause: Clause, person: Person, day: date | None) -> Holding:
    trial, term = _TRIAL.search(person.post), _TERM.search(person.post)
    post = _TERM.sub("", _TRIAL.sub("", person.post)).strip()
    made = Holding(
        document.number, document.title, clause.address, clause.lines, person.name, post, unit_of(post), "",
        person.role, person.act, day,
    )  # fmt: skip
    if person.act == "免去":
        return replace(made, since=None, until=day)
    last = _last(day, term)
    return replace(made, probation=_last(day, trial), until=last + _DAY if last else None)


def _last(since: date | None, told: re.Match[str] | None) -> date | None:
    """The last day of so many years or months."""
    if since is None or told is None:
        return None
    months = 6 if told[1] == "半" else number(told[1]) * (12 if told[2] == "年" else 1)
    month = since.month - 1 + months
    year, month = since.year + month // 12, month % 12 + 1
    if not months or year > 9998:
        return None
    after = date(year + month // 12, month % 12 + 1, 1) - _DAY
    return min(after, after.replace(day=min(since.day, after.day)))


def _seated(
    document: Document, path: tuple[Clause, ...], person: Person, day: date | None
) -> Holding:
    clause = path[-1]
    seat = person.role or next((each.heading for each in reversed(path[:-1]) if each.heading), "")
    return Holding(
        document.number, document.title, clause.address, clause.lines, person.name, person.post,
        unit_of(person.post), _group(document, path), seat if len(seat) <= 20 else "", "", day,
        document.expires + _DAY if document.expires else None,
    )  # fmt: skip


def _in_charge(
    document: Document, path: tuple[Clause, ...], seated: Sequence[Holding], day: date | None
) -> Iterator[Holding]:
    """Who heads the group's office (兼任办公室主任), where a person of the roster does."""
    clause = path[-1]
    group = _group(document, path)
    match = _CHARGE.search(clause.own) if "办公室" in clause.own else None
    if match is None:
        return
    words = match[1] or match[2]
    for each in seated:
        if each.group == group and words.removesuffix("同志").endswith(each.name):
            yield replace(
                each, address=clause.address, lines=clause.lines, seat="办公室主任", since=day
            )
            return


def _group(document: Document, path: tuple[Clause, ...]) -> str:
    """The body whose seats a roster lists: the title of its attachment, else what the document sets up."""
    for clause in reversed(path[:-1] if path[-1].person else path):
        if clause.kind == "attachment":
            title = re.sub(r"\s+", "", clause.heading or clause.own)
            title = re.sub(r"^附件\s*[\d一二三四五六七八九十]*[：:.]?", "", title)
            if match := _BODY.match(title):
                return match[1]
            if _LISTED.search(title):
                return _LISTED.sub("", title)
    match = _SET_UP.search(document.title)
    if match:
        return match[1]
    return _LISTED.sub("", re.sub(r"^近期", "", document.title))


# --- on a day


def on_day(found: Iterable[Holding], day: date) -> list[Holding]:
    """Who holds what on a day.

    A removal ends the earlier holding of the same name and post, and says that it was held until then. A newer
    roster of the same body replaces the older one.
    """
    every = list(found)
    removed = [each for each in every if each.act == "免去"]
    rosters: dict[str, date] = {}
    for each in every:
        if each.group and each.since and each.since <= day:
            key = _plain(each.group)
            rosters[key] = max(rosters.get(key, each.since), each.since)
    holding: list[Holding] = []
    for each in every:
        if each.act == "免去":
            told = any(_same(each, one) and _holds(one, day) for one in every if one is not each)
            if each.until and day < each.until and not told:
                holding.append(each)
            continue
        ended = _ended(each, removed)
        if not _holds(ended, day):
            continue
        if each.group and each.since != rosters.get(_plain(each.group), each.since):
            continue
        holding.append(ended)
    return holding


def _holds(each: Holding, day: date) -> bool:
    return (each.since is None or each.since <= day) and (each.until is None or day < each.until)


def _ended(each: Holding, removed: Sequence[Holding]) -> Holding:
    ends = [
        one.until
        for one in removed
        if one.until and _same(one, each) and (each.since is None or one.until > each.since)
    ]
    if not ends:
        return each
    return replace(each, until=min([*ends, each.until] if each.until else ends))


def _same(one: Holding, other: Holding) -> bool:
    return one.name == other.name and _plain(one.post) == _plain(other.post)


def _plain(post: str) -> str:
    """A post or a body without what varies between papers: the city's name, 人民政府 for 政府, notes in brackets."""
    words = re.sub(r"\s+", "", post).replace("人民政府", "政府")
    words = re.sub(r"[（(][^（()）]*[）)]$", "", words)
    return re.sub(r"^[\u4e00-\u9fff]{2,3}市(?=.{4})", "市", words)


# --- units within posts

_TITLE = re.compile(
    r"(?:长|主任|书记|委员|常委|成员|调研员|巡视员|专员|师|顾问|教授|研究员|律师|总裁|经理|董事|主席|督学|干部|"
    r"负责人|负责同志|院士|专家|代表|主管|部长|秘书)(?:[（(][^（()）]*[）)])*$"
)
_NO_UNIT = re.compile(
    r"(?:工会|党委|党组|党支部|监事会|理事会|董事会|总会计|总工程|总统计|副院|副校|领导小组成)$"
)
_SCHOOL = re.compile(r"^(.{2,}(?:大学|学院|党校))(?:副)?(?:教授|校长|院长|书记|研究员|讲师)")
_BARE = re.compile(
    r"^(.{2,}?)(?:副)?(?:教授|研究员|院士|律师|董事长|总裁|总经理|校长|院长|社长|台长|主任|会长)$"
)


def unit_of(post: str) -> str:
    """The unit within a post (市财政局 in 市财政局副局长); empty where it cannot be told (副市长)."""
    first = re.split(r"[、，,](?![^（(]*[）)])", post.strip())[0]
    first = re.sub(r"(?:[（(][^（()）]*[）)])+$", "", first).replace(" ", "")
    if match := _SCHOOL.match(first):
        return match[1]
    for cut in range(len(first) - 2, 1, -1):
        head, rest = first[:cut], first[cut:]
        if not _TITLE.search(rest) or rest[0] in "级长" or head[-1] == head[-2]:
            continue
        if BODY_END.search(head) and not _NO_UNIT.search(head):
            return head
    match = _BARE.match(first)
    return match[1] if match else ""


# --- leading groups


@dataclass(frozen=True, slots=True)
class Group:
    """A leading group or task force (领导小组、专班、联席会议) of a document.

    Attributes:
        seats: the people, in printed order.
        units: that have a seat: of the people, and those that are listed without a name.
        office: the unit where the group's office stands (办公室设在…); empty where none is named.
    """

    name: str
    address: str
    seats: tuple[Holding, ...]
    units: tuple[str, ...]
    office: str


def groups(document: Document, seats: Iterable[Holding] | None = None) -> tuple[Group, ...]:
    """The leading groups whose roster a document prints."""
    by_name: dict[str, list[Holding]] = {}
    for each in holdings(document) if seats is None else seats:
        if each.group:
            by_name.setdefault(each.group, []).append(each)
    paths = list(_paths(document.clauses))
    found: list[Group] = []
    for name, people in by_name.items():
        units = [each.unit for each in people if each.unit]
        office = ""
        for path in paths:
            own = path[-1].own
            if path[-1].person is None and _group(document, path) == name:
                if match := _MEMBERS.match(own):
                    units += units_of(_PEOPLE.sub("", match[1].strip()))
                if match := _OFFICE.search(own):
                    office = office or match[1]
        if office:
            units.append(office)
        found.append(
            Group(name, people[0].address, tuple(people), tuple(dict.fromkeys(units)), office)
        )
    return tuple(found)


_COLLECTIVE = re.compile(
    r"^(?:各|有关|相关|全[市省区县]|其他)|部门$|单位|两级|企业$|^县|^区市|^区县"
)


def seats_missing(document: Document, duties: Iterable[Duty]) -> tuple[str, ...]:
    """Units that owe work by a document's duties and have no seat in its leading group, in printed order.

    Nothing where the document prints no roster; collectives (各区市政府, 有关部门) are not looked for.
    """
    seated = {_short(unit) for group in groups(document) for unit in group.units}
    owing = dict.fromkeys(unit for duty in duties for unit in duty.units)
    if not seated:
        return ()
    return tuple(
        unit
        for unit in owing
        if not _COLLECTIVE.search(unit) and not any(_alike(_short(unit), each) for each in seated)
    )


def _short(unit: str) -> str:
    words = re.sub(r"\s+|有限(?:责任)?公司$", "", unit).replace("（集团）", "集团")
    words = re.sub(r"[（(][^（()）]*[）)]", "", words)
    words = words.replace("人民政府", "政府").replace("委员会", "委").removesuffix("公室") or words
    return re.sub(r"^[\u4e00-\u9fff]{2,3}市(?=.{2})", "市", words)


def _alike(one: str, other: str) -> bool:
    """The same name, or a short form of it: 市卫健委 is 市卫生健康委, 青岛高新区管委 is 高新区管委会."""
    one, other = one.removesuffix("会"), other.removesuffix("会")
    if one == other or (
        min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))
    ):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or short[0] != long[0] or short[-1] != long[-1]:
        return False
    letters = iter(long)
    return all(each in letters for each in short)
