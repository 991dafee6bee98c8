"""Rosters (名单) of people with their posts, and appointments and removals (任免)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from luoshi.gazette.line import Line, squeeze
from luoshi.gazette.marks import read_mark
from luoshi.gazette.model import Person

ROLE = r"(?:第一|常务|执行)?(?:副)?(?:总召集人|召集人|组\s*长|总指挥|指\s*挥\s*长|主\s*任|秘书长|会\s*长|组\s*员|成\s*员|顾\s*问|联络员|主\s*席|理事长)"
_ROLE = re.compile(rf"^\s*(?P<role>{ROLE})\s*[：:]\s*")
_NAME = r"[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]"
_PERSON = re.compile(
    rf"^(?P<name>{_NAME})[\s\t]+(?P<post>[\u4e00-\u9fff（(][^。；：:\t|]{{1,60}})$"
)
_POST_WORD = re.compile(
    r"长|主任|书记|委员|教授|律师|研究员|工程师|[部队]员|干部|巡视|调研|经理|董事|秘书|督学|主席|总监|会计师|成员|统计师|院士|专员|组员|代表|局"
)
_APPOINTED = re.compile(
    r"^(?:任命|聘任|聘|决定任命)?(?P<name>[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4})*)(?:同志)?(?P<act>为|任|挂职)(?P<post>[\u4e00-\u9fff（].{3,70}?)[；;：:。，]?$"
)
_NAMES = r"(?P<name>[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4})*)"
_POST_ENDED = r"(?P<post>[\u4e00-\u9fff（].{3,70}?)职务[；;：:。，]?$"
_REMOVED_FROM = re.compile(rf"^(?:免去|免)?{_NAMES}(?:同志)?的{_POST_ENDED}")
_REMOVED = re.compile(rf"^(?:免去|免)?(?P<name>[\u4e00-\u9fff]{{2,3}})(?:同志)?{_POST_ENDED}")
_PLACE = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}(?:市|区|县|省|镇|州)|市|区|县|省|中)")


@dataclass(slots=True)
class Entry:
    """One printed entry of a roster: the words, and the person they name (None for a remnant)."""

    line: Line
    person: Person | None


def run_end(lines: Sequence[Line], start: int, stop: int) -> int:
    """The index behind a run of roster lines that begins at ``start``; ``start`` where none does."""
    end = start
    people = 0
    while end < stop:
        if is_person(lines[end].text, lenient=people > 0):
            people += 1
        elif not (people and _is_rest(lines, end)):
            break
        end += 1
    enough = people >= 3 or (people >= 2 and bool(_ROLE.match(lines[start].text)))
    return end if enough else start


def is_person(text: str, *, lenient: bool = False) -> bool:
    """Whether the line is a name and a post; ``lenient`` inside a roster, where posts may break."""
    role = _ROLE.match(text)
    rest = text[role.end() :] if role else text
    match = _PERSON.match(rest.strip())
    if match is None or read_mark(text):
        return False
    return bool(role or lenient or _POST_WORD.search(match["post"]))


def _is_appointment(text: str) -> bool:
    flat = squeeze(text)
    if not flat.endswith(("；", "。", "：", ";", ":")):
        return False
    first = re.split("[；;。：:]", flat)[0]
    return first in ("任命", "免去", "聘任") or bool(
        _APPOINTED.match(first) or _REMOVED_FROM.match(first) or _REMOVED.match(first)
    )


def _is_rest(lines: Sequence[Line], index: int) -> bool:
    """The rest of a post that did not fit into its line."""
    text = lines[index].text
    return (
        len(text) <= 16
        and not re.search(r"[。；：:\d]", text)
        and read_mark(text) is None
        and " " not in text.strip()
        and bool(_POST_WORD.search(text))
        and not text.startswith(("附件", "（"))
    )


def read_roster(lines: Sequence[Line], role: str = "") -> list[Entry]:
    """The entries of roster lines, in printed order.

    ``role`` is the last one of the lines before a page end. Two columns are read downwards, so
    whoever stands on the right goes on with the role that the left column ends with.
    """
    entries: list[Entry] = []
    right: list[int] = []
    for line in lines:
        single = "\t" not in line.text and "|" not in line.text
        people = 0
        for piece, kind in _pieces(line):
            if kind == "rest" and single and entries and entries[-1].person:
                entries[-1] = _with_rest(entries[-1], piece)
                continue
            match = _ROLE.match(piece.text)
            if match:
                role = squeeze(match["role"])
            elif people:
                right.append(len(entries))
            people += kind == "person"
            entries.append(Entry(piece, _named(piece, kind, match, role)))
    for place in right:
        if person := entries[place].person:
            entries[place].person = replace(person, role=role)
    return entries


def _with_rest(entry: Entry, piece: Line) -> Entry:
    """The entry with the rest of its post."""
    person = entry.person
    longer = person and replace(person, post=person.post + squeeze(piece.text))
    return Entry(entry.line.joined(piece), longer)


def _named(piece: Line, kind: str, role_mark: re.Match[str] | None, role: str) -> Person | None:
    rest = piece.text[role_mark.end() :] if role_mark else piece.text
    found = _PERSON.match(rest.strip()) if kind == "person" else None
    return Person(squeeze(found["name"]), squeeze(found["post"]), role) if found else None


def _pieces(line: Line) -> list[tuple[Line, str]]:
    """The line cut into persons and remnants; a name and a post in neighbouring cells are one."""
    text = line.text
    if "\t" not in text and "|" not in text:
        return [(line, "person" if is_person(text, lenient=True) else "rest")]
    cells: list[Line] = []
    place = 0
    for match in re.finditer(r"[\t|]", text + "\t"):
        part = line.part(place, match.start())
        if part.text:
            cells.append(part)
        place = match.end()
    result: list[tuple[Line, str]] = []
    index = 0
    while index < len(cells):
        cell = cells[index]
        role = _ROLE.match(cell.text)
        name = cell.text[role.end() :] if role else cell.text
        following = cells[index + 1] if index + 1 < len(cells) else None
        if is_person(cell.text):
            result.append((cell, "person"))
        elif re.fullmatch(_NAME, name.strip()) and following is not None:
            result.append((_pair(cell, following), "person"))
            index += 1
        else:
            result.append((cell, "rest"))
        index += 1
    return result


def _pair(name: Line, post: Line) -> Line:
    """A name and its post as one piece, with a blank between."""
    return Line(
        f"{name.text} {post.text}",
        [*name.at, name.at[-1], *post.at],
        name.number,
        damages=name.damages,
    )


def read_appointments(lines: Sequence[Line], start: int, stop: int) -> tuple[list[Entry], int]:
    """The appointments and removals from ``lines[start]`` on, and the index behind them.

    An entry that a page broke is joined first.
    """
    entries: list[Entry] = []
    index = start
    while index < stop:
        line, end = lines[index], index + 1
        while end < min(index + 3, stop) and line.text[-1] not in "；。：;:":
            line = line.joined(lines[end])
            end += 1
        if not _is_appointment(line.text):
            break
        entries += _appointments(line)
        index = end
    named = any(entry.person for entry in entries)
    return (entries, index) if named else ([], start)


def _appointments(line: Line) -> list[Entry]:
    """The appointments and removals of one line, one entry for each name and act."""
    entries: list[Entry] = []
    place = 0
    for match in re.finditer(r"[；;。：:](?=\s*\S|\s*$)|$", line.text):
        piece = line.part(place, match.end())
        place = match.end()
        if piece.text:
            entries += _acts(piece)
    return entries


def _acts(line: Line) -> list[Entry]:
    """某甲、某乙为某职 is two entries; 某甲任某职，免去其某职 is two as well."""
    again = re.search("[，,]\\s*(?=免去其|免其)", line.text)
    if again:
        first, second = line.part(0, again.end()), line.part(again.end())
        entries = _acts(first)
        post = re.match("免去?其(.+?)职务", squeeze(second.text))
        name = next((e.person.name for e in entries if e.person), "")
        removed = Person(name, post[1], act="免去") if post and name else None
        return [*entries, Entry(second, removed)]
    person = _appointee(squeeze(line.text))
    if person is None or "、" not in person.name:
        return [Entry(line, person)]
    entries: list[Entry] = []
    names = person.name.split("、")
    place = 0
    for number, name in enumerate(names):
        found = re.compile(r"\s*".join(name)).search(line.text, place)
        end = len(line.text)
        if found and number < len(names) - 1:
            end = line.text.find("、", found.end()) + 1
        entries.append(Entry(line.part(place, end), Person(name, person.post, act=person.act)))
        place = end
    return entries


def _appointee(text: str) -> Person | None:
    text = text.rstrip("；。：;:，,")
    match = _APPOINTED.match(text)
    if match and "职务" not in text[-4:]:
        post = match["post"]
        return Person(match["name"], post, act="挂职" if match["act"] == "挂职" else "任命")
    if removed := _REMOVED_FROM.match(text):
        return Person(removed["name"], removed["post"], act="免去")
    removed = _REMOVED.match(text)
    if not removed:
        return None
    name, post = removed["name"], removed["post"]
    if len(name) == 3 and not _PLACE.match(post) and _PLACE.match(name[2] + post):
        name, post = name[:2], name[2] + post
    return Person(name, post, act="免去")
