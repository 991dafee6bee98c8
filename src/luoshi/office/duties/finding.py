"""Findings in the archive (核对的依据): found in each issue's present text, and folded into the rows that are kept.

What a person decided survives every new text and every better grammar:

- the same words of the same clause are the same row, and so are words that repair or a better reading moved;
- a confirmed row keeps what was confirmed, also where the grammar now says something else;
- a row whose words are no longer there is deleted where nobody touched it; where it was reviewed, runs or has
  actual values it stays, marked ``gone``, with what stands in its clause now as ``instead``;
- a confirmed row whose words are there, though the grammar no longer finds them, becomes one by hand.

It is done when a list is asked for (`ensure`), not when a gazette is taken in: then it follows also when an
earlier version is put back, when the archive is read again and when the grammar itself has changed, and a fault
in it cannot keep a gazette out. A mark for each issue says of which version and by which grammar it was done.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from luoshi import duties, gazette
from luoshi.gazette import Gazette
from luoshi.gazette.model import walk
from luoshi.office.archive import queries, values
from luoshi.office.archive.models import Clause, Issue, Version
from luoshi.office.directory.models import Unit
from luoshi.office.duties.errors import DutyError, NotThere
from luoshi.office.duties.models import KINDS, REVIEW, Actual, Found, Item, Setting
from luoshi.office.duties.shapes import JUDGED, KIND_OF, Finding, Shape, data_of, facts_of, value_of

Finder = Callable[[gazette.Document], Iterable[Finding]]
WORDS = {"duty": "notation", "target": "text", "timing": "words"}
"""The field with the printed words that a finding rests on."""
PER_CLAUSE = 1000
"""Places in the order of an issue that each clause has for its findings."""
_ALIKE = 0.8
_AT_ONCE = 200
_DONE, _FAILED = "found.", "unfound."
"""Marks among the settings, with the key of an issue behind them: of which version, by which grammar."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of a refresh: ``found`` is what the grammar found; the rest are rows."""

    found: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    deleted: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Of several issues together."""
        return Counts(
            self.found + other.found,
            self.new + other.new,
            self.changed + other.changed,
            self.gone + other.gone,
            self.deleted + other.deleted,
        )


# ---- asked for -----------------------------------------------------------------------------


def found(
    kind: str,
    *,
    number: str | None = None,
    issue: Issue | None = None,
    unit: str | Unit | None = None,
    lead: str | Unit | None = None,
    state: str | None = None,
    since: date | None = None,
    until: date | None = None,
    words: str = "",
) -> QuerySet[Found]:
    """The findings of a kind, in the order of print; the newest gazette first.

    Args:
        kind: duty, target or timing.
        number: of a document, in any spelling, or its title.
        issue: only of this issue; without it, what a later print of the document replaces is left out.
        unit: a unit as printed, in part or whole, or one of the directory by any of its names.
        lead: the same, for the unit that leads.
        state: of the review; without it all but the rejected ones, ``all`` for these too.
        since: only with a fixed day from this one on; of a duty its last one.
        until: only with a fixed day up to this one.
        words: that the finding holds.

    Raises:
        NotFound: the archive holds no such document.
        DutyError: there is no such kind or state.
    """
    if kind not in KINDS:
        raise DutyError(f"没有“{kind[:20]}”这种事项", f"可选：{'、'.join(KINDS)}")
    rows = Found.objects.filter(kind=kind, gone=False).select_related("issue")
    rows = rows.filter(issue=issue) if issue else rows.filter(instead=None)
    if number is not None:
        rows = rows.filter(document=queries.document(number).label)
    if state is None:
        rows = rows.exclude(state="rejected")
    elif state != "all":
        if state not in REVIEW:
            raise DutyError(f"没有“{state[:20]}”这种核对状态", f"可选：{'、'.join(REVIEW)}、all")
        rows = rows.filter(state=state)
    for name, asked in (("units", unit), ("lead", lead)):
        if asked:
            rows = rows.filter(_either(name, _naming(asked)))
    if words.strip():
        told = "text" if kind != "timing" else "what"
        rows = rows.filter(_either(told, [("icontains", words.strip())]))
    day = "day" if kind == "timing" else "due"
    if since:
        rows = rows.filter(_either(day, [("gte", since.isoformat())]))
    if until:
        rows = rows.filter(_either(day, [("lte", until.isoformat())]))
    return rows.order_by(
        F("issue__year").desc(nulls_last=True),
        F("issue__issue").desc(nulls_last=True),
        "issue__slug",
        "position",
        "pk",
    )


def one(pk: int) -> Found:
    """A finding.

    Raises:
        NotThere: there is none.
    """
    row = Found.objects.select_related("issue").filter(pk=pk).first()
    if row is None:
        raise NotThere("没有这一条", "它所在的公报可能已重新导入，请从列表重新打开")
    return row


def _naming(asked: str | Unit) -> list[tuple[str, str]]:
    """Lookups for a list of units that names one: a part of a name, or any whole name of a unit."""
    if isinstance(asked, str):
        return [("icontains", _written(asked.strip()))]
    names = [asked.name, *asked.aliases.values_list("name", flat=True)]
    if asked.place:  # 云麓市财政局 is printed as 市财政局 in its own city
        own = [each for each in names if each.startswith(asked.place)]
        names += [asked.place[-1] + each.removeprefix(asked.place) for each in own]
    return [("icontains", f'"{_written(each)}"') for each in dict.fromkeys(names)]


def _written(words: str) -> str:
    """Words as they stand in a stored list: SQLite gives it as it was written, with its escapes."""
    return json.dumps(words, ensure_ascii=connection.vendor == "sqlite")[1:-1]


def _either(name: str, lookups: Sequence[tuple[str, Any]]) -> Q:
    """A condition on a field as the reviewer left it, else as it was found."""
    by_hand, as_found = Q(), Q()
    for lookup, wanted in lookups:
        by_hand |= Q(**{f"corrected__{name}__{lookup}": wanted})
        as_found |= Q(**{f"data__{name}__{lookup}": wanted})
    changed = Q(corrected__has_key=name)
    return (changed & by_hand) | (~changed & as_found)


# ---- kept up to date -----------------------------------------------------------------------


def ensure() -> None:
    """Refresh what has a new version or was found by an older grammar; three queries where there is none.

    An issue in which the grammar fails keeps its rows as they were; it is logged, told by `failed`, and tried
    again with its next version or the next grammar.
    """
    for issue, mark in _outdated():
        try:
            refresh(issue)
        except Exception:  # noqa: BLE001 - one gazette must not close the lists of all others
            _log.exception("责任、指标、日程没有提取：%s", issue.label)
            _set_mark(_FAILED, issue.pk, mark)


def refresh_all() -> Counts:
    """Find everything anew in every issue."""
    counts = Counts()
    for issue in Issue.objects.filter(versions__in=_readable()).distinct().order_by("pk"):
        counts += refresh(issue)
    return counts


def failed() -> list[Issue]:
    """The issues in which the grammar failed: what is listed of them may be out of date."""
    return list(Issue.objects.filter(pk__in=_marks(_FAILED)))


def found_in(document: gazette.Document) -> Iterator[Finding]:
    """Everything that the grammar finds in a document."""
    yield from duties.find(document)
    yield from duties.targets(document)
    yield from duties.timings(document)


def refresh(issue: Issue, find: Finder = found_in) -> Counts:
    """Find everything in the version in use of an issue, and fold it into the rows.

    Args:
        issue: of which.
        find: what finds; tests give their own.
    """
    with transaction.atomic():
        Issue.objects.select_for_update().get(pk=issue.pk)
        version = _readable().filter(issue=issue).first()
        if version is None:
            return Counts()
        counts = _Fold(issue, values.gazette_of(version), find, _words_before(version)).run()
        _link_reprints(issue)
        _set_mark(_DONE, issue.pk, _mark_of(version))
        Setting.objects.filter(name=f"{_FAILED}{issue.pk}").delete()
    return counts


def _readable() -> QuerySet[Version]:
    """The versions in use that keep their text; generated ones keep none."""
    return Version.objects.filter(current=True, original__isnull=False)


def _outdated() -> list[tuple[Issue, str]]:
    done, failed_with = _marks(_DONE), _marks(_FAILED)
    wanted = {each.issue_id: _mark_of(each) for each in _readable().only("issue", "reader")}
    late = {
        issue: mark
        for issue, mark in wanted.items()
        if mark not in (done.get(issue), failed_with.get(issue))
    }
    issues = Issue.objects.filter(pk__in=late).order_by("pk") if late else ()
    return [(issue, late[issue.pk]) for issue in issues]


def _marks(kind: str) -> dict[int, str]:
    rows = Setting.objects.filter(name__startswith=kind).values_list("name", "value")
    return {int(name.removeprefix(kind)): value for name, value in rows}


def _mark_of(version: Version) -> str:
    return f"{version.pk}.{grammar(version.reader)}"


def _set_mark(kind: str, issue: int, value: str) -> None:
    Setting.objects.update_or_create(name=f"{kind}{issue}", defaults={"value": value})


def _words_before(version: Version) -> dict[str, str] | None:
    """The clauses of the version from which the rows were last found; None where that is this one."""
    mark = _marks(_DONE).get(version.issue_id, "")
    last = int(mark.partition(".")[0] or version.pk)
    if last == version.pk:
        return None
    return dict(Clause.objects.filter(version=last).values_list("address", "own"))


@cache
def grammar(reader: str) -> str:
    """With what was found: a digest of the grammar's own source, of the form of a row, and of the reader."""
    sources = [each for each in files("luoshi.duties").iterdir() if each.name.endswith(".py")]
    sources.append(files("luoshi.office.duties") / "shapes.py")
    read = [each.read_bytes() for each in sorted(sources, key=lambda each: each.name)]
    return hashlib.sha256(b"\0".join([reader.encode(), *read])).hexdigest()[:12]


def order_of(text: Gazette) -> dict[str, int]:
    """The place of every clause, and of every document, in the order of an issue."""
    order: dict[str, int] = {}
    for document in text.documents:
        order.setdefault(document.label, len(order))
        for clause in walk(document.clauses):
            order.setdefault(clause.address, len(order))
    return order


# ---- folded in -----------------------------------------------------------------------------


@dataclass
class _New:
    """A finding that is to become a row, or the content of one."""

    kind: str
    key: str
    document: gazette.Document
    data: Shape
    position: int
    facts: frozenset[tuple[object, ...]]


@dataclass
class _Fold:
    """The findings of a text against the rows of its issue."""

    issue: Issue
    text: Gazette
    find: Finder
    before: dict[str, str] | None = None
    changed: dict[int, Found] = field(default_factory=dict[int, Found])

    def run(self) -> Counts:
        """Pair what can be paired, write the rest."""
        self.order = order_of(self.text)
        self.clauses = {clause.address: clause for clause in self.text.walk()}
        fresh = self._fresh()
        rows = list(Found.objects.filter(issue=self.issue).order_by("position", "pk"))
        busy = _busy(rows)
        keep = [row for row in rows if row.state != "found" or row.pk in busy or not row.data]
        pairs = self._same_key(rows, fresh)
        for pair in (self._same_facts, self._same_place):
            left = [row for row in keep if row.pk not in pairs]
            taken = {id(each) for each in pairs.values()}
            pairs |= pair(left, [each for each in fresh if id(each) not in taken])
        for row in rows:
            if row.pk in pairs:
                self._take(row, pairs[row.pk])
        taken = {id(each) for each in pairs.values()}
        made = [self._made(each) for each in fresh if id(each) not in taken]
        kept = {row.pk for row in keep}
        lost = [row.pk for row in rows if row.pk not in pairs and row.pk not in kept]
        Found.objects.filter(pk__in=lost).delete()
        Found.objects.bulk_create(made, batch_size=_AT_ONCE)
        gone = self._leave([row for row in keep if row.pk not in pairs], made)
        Found.objects.bulk_update(
            list(self.changed.values()),
            ["key", "document", "number", "title", "position", "address", "data", "corrected",
             "confidence", "version", "gone", "instead"],
            batch_size=_AT_ONCE,
        )  # fmt: skip
        return Counts(len(fresh), len(made), len(self.changed), gone, len(lost))

    def _fresh(self) -> list[_New]:
        """What is found now; each has a key of its own, also where the same words stand twice."""
        found: list[_New] = []
        places: Counter[tuple[str, int]] = Counter()
        for document in self.text.documents:
            for each in self.find(document):
                kind, data = KIND_OF[type(each)], data_of(each)
                at = self.order.get(each.address, self.order[document.label])
                place = at * PER_CLAUSE + min(places[kind, at], PER_CLAUSE - 2)
                places[kind, at] += 1
                facts = facts_of(kind, data)
                found.append(_New(kind, each.key, document, data, place, facts))
        alike: defaultdict[tuple[str, str], list[_New]] = defaultdict(list)
        for each in found:
            alike[each.kind, each.key].append(each)
        for group in alike.values():
            _tell_apart(group)
        return found

    def _same_key(self, rows: Sequence[Found], fresh: Sequence[_New]) -> dict[int, _New]:
        known = {(row.kind, row.key): row for row in rows}
        return {known[each.kind, each.key].pk: each for each in fresh if (each.kind, each.key) in known}  # fmt: skip

    def _same_facts(self, rows: Sequence[Found], fresh: Sequence[_New]) -> dict[int, _New]:
        """Rows whose words were repaired or moved: the same claims in nearly the same words."""
        left: defaultdict[tuple[str, frozenset[tuple[object, ...]]], list[_New]] = defaultdict(list)
        for each in fresh:
            left[each.kind, each.facts].append(each)
        pairs: dict[int, _New] = {}
        for row in rows:
            claims = {facts_of(row.kind, value) for value in (row.data, value_of(row)) if value}
            near = [
                (_nearness(row, each), each) for claim in claims for each in left[row.kind, claim]
            ]
            nearness, best = max(near, key=itemgetter(0), default=((False, False, 0.0), None))
            if best and _is_near(nearness, by_hand=not row.data):
                left[row.kind, best.facts].remove(best)
                pairs[row.pk] = best
        return pairs

    def _same_place(self, rows: Sequence[Found], fresh: Sequence[_New]) -> dict[int, _New]:
        """Rows whose words stand where they stood and are read differently."""
        pairs: dict[int, _New] = {}
        left = list(fresh)
        for row in rows:
            if not row.data or not self._stands(row):
                continue
            place = row.data["place"]
            for each in left:
                other = each.data["place"]
                if (
                    each.kind == row.kind
                    and other["address"] == place["address"]
                    and other["start"] < place["end"]
                    and place["start"] < other["end"]
                ):
                    pairs[row.pk] = each
                    left.remove(each)
                    break
        return pairs

    def _stands(self, row: Found) -> bool:
        """Whether the words that a row rests on still stand in their clause, and nothing beside them is new.

        A row by hand rests on its clause, which may be repaired but not rewritten.
        """
        value = value_of(row)
        address = (value.get("place") or {"address": row.address})["address"]
        clause = self.clauses.get(address)
        if clause is None:
            return False
        now = _plain(clause.own)
        if self.before is not None and (words := self.before.get(address)) is not None:
            return _alike(_plain(words), now) >= (1 if row.data else _ALIKE)
        return _plain(str(value.get(WORDS[row.kind]) or "")) in now

    def _take(self, row: Found, new: _New) -> None:
        """Put what is found now into a row; what a reviewer decided stays."""
        before = (row.data, row.corrected, row.document, row.position, row.gone, row.instead_id, row.key)  # fmt: skip
        corrected = dict(row.corrected)
        if row.state in ("confirmed", "corrected"):
            value = value_of(row)
            corrected = {
                name: value[name]
                for name in JUDGED[row.kind]
                if name in value
                and (value[name] != new.data[name] or (name in corrected and row.data))
            }
        same = all(value_of(row).get(name) == new.data[name] for name in JUDGED[row.kind])
        row.data, row.corrected, row.key = new.data, corrected, new.key
        row.document, row.position = new.document.label, new.position
        row.number, row.title = new.document.number or "", new.document.title
        row.address, row.confidence = new.data["address"], new.data["confidence"]
        row.gone, row.instead_id = False, None
        after = (row.data, row.corrected, row.document, row.position, row.gone, row.instead_id, row.key)  # fmt: skip
        if before != after:
            row.version += 0 if same else 1
            self.changed[row.pk] = row

    def _made(self, new: _New) -> Found:
        return Found(
            kind=new.kind,
            key=new.key,
            issue=self.issue,
            document=new.document.label,
            number=new.document.number or "",
            title=new.document.title,
            position=new.position,
            address=new.data["address"],
            data=new.data,
            confidence=new.data["confidence"],
        )

    def _leave(self, rows: Sequence[Found], made: Sequence[Found]) -> int:
        """Keep rows that nothing was found for; returns how many are gone with this text."""
        gone = 0
        free: defaultdict[tuple[str, str], list[Found]] = defaultdict(list)
        for each in made:
            free[each.kind, each.address].append(each)
        for row in rows:
            before = (row.gone, row.instead_id, row.position, row.data)
            stands = self._stands(row)
            if stands and row.state != "rejected":
                row.corrected, row.data = {**row.data, **row.corrected}, {}
                row.gone, row.instead_id = False, None
                row.position = self.order.get(row.address, 0) * PER_CLAUSE + PER_CLAUSE - 1
            else:
                row.gone = True
                nearest = _nearest(row, free[row.kind, row.address])
                row.instead_id = nearest.pk if nearest else None
            if before != (row.gone, row.instead_id, row.position, row.data):
                gone += row.gone
                self.changed[row.pk] = row
        return gone


def _tell_apart(group: Sequence[_New]) -> None:
    """Give findings with one key keys of their own: by what they claim, else by their order."""
    if len(group) == 1:
        return
    seen: Counter[str] = Counter()
    for each in group:
        claims = repr(sorted(map(repr, each.facts)))
        seen[claims] += 1
        named = f"{each.key}\x1f{claims}\x1f{seen[claims]}"
        each.key = hashlib.sha256(named.encode()).hexdigest()[:20]


def _busy(rows: Sequence[Found]) -> set[int]:
    """The rows that an item or an actual value hangs on."""
    if not rows:
        return set()
    issue = rows[0].issue_id
    running = Item.objects.filter(found__issue=issue).values_list("found_id", flat=True)
    reached = Actual.objects.filter(target__issue=issue).values_list("target_id", flat=True)
    return {key for key in running if key is not None} | set(reached)


def _plain(words: str) -> str:
    return "".join(words.split())


def _words(kind: str, value: Shape) -> str:
    return _plain(str(value.get("what" if kind == "timing" else "text") or ""))


def _alike(one: str, other: str) -> float:
    """How much alike two texts are: 0 to 1."""
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def _path(address: str, document: str) -> str:
    return address.removeprefix(document).strip()


def _nearness(row: Found, new: _New) -> tuple[bool, bool, float]:
    """How near a finding is to a row: same document, same place in it, how much alike the words."""
    there = _path(new.data["address"], new.document.label)
    mine, its = _words(row.kind, value_of(row)), _words(new.kind, new.data)
    return (
        row.document == new.document.label,
        _path(row.address, row.document) == there,
        _alike(mine, its),
    )


def _is_near(nearness: tuple[bool, bool, float], *, by_hand: bool) -> bool:
    """Whether that makes them one; of a row by hand the words are the reviewer's, its place is enough."""
    document, place, alike = nearness
    if by_hand and document and place:
        return True
    return (document or place) and alike >= _ALIKE


def _nearest(row: Found, candidates: list[Found]) -> Found | None:
    """What stands in the clause of a row instead of it; each stands for one row only."""
    if not candidates:
        return None
    mine = _words(row.kind, value_of(row))

    best = max(candidates, key=lambda each: _alike(mine, _words(each.kind, each.data)))
    candidates.remove(best)
    return best


# ---- printed again -------------------------------------------------------------------------


def _link_reprints(issue: Issue) -> None:
    """Where a later gazette prints a document of an earlier one again, its rows stand for the earlier ones.

    A clause that now names other units is seen so: the earlier row, and what runs of it, leads to the new one.
    Rows whose clause the later print lacks are left as they are.
    """
    numbers = set(Found.objects.filter(issue=issue).exclude(number="").values_list("document", flat=True))  # fmt: skip
    shared = Found.objects.exclude(issue=issue).filter(document__in=numbers).values("document")
    rows = Found.objects.filter(document__in=shared, gone=False).select_related("issue", "instead")
    clauses: defaultdict[tuple[str, str], defaultdict[int, list[Found]]]
    clauses = defaultdict(lambda: defaultdict(list))
    for row in rows.order_by("position", "pk"):
        clauses[row.kind, row.address][row.issue_id].append(row)
    changed: list[Found] = []
    for printed in clauses.values():
        prints = sorted(printed.values(), key=lambda each: _printed(each[0].issue))
        for earlier, later in zip(prints, [*prints[1:], list[Found]()], strict=True):
            changed += _stand_in(earlier, later)
    Found.objects.bulk_update(changed, ["instead"], batch_size=_AT_ONCE)


def _stand_in(earlier: Sequence[Found], later: Sequence[Found]) -> Iterator[Found]:
    """Let each row lead to one of the later print: with the same claims first, then by its words."""
    free = list(later)
    chosen: dict[int, Found | None] = {}
    for row in earlier:
        facts = facts_of(row.kind, value_of(row))
        same = next((each for each in free if facts_of(each.kind, value_of(each)) == facts), None)
        if same:
            free.remove(same)
            chosen[row.pk] = same
    for row in earlier:
        instead = chosen[row.pk] if row.pk in chosen else _nearest(row, free)
        key = instead.pk if instead else None
        if row.instead_id != key:
            row.instead_id = key
            yield row


def _printed(issue: Issue) -> tuple[int, date, int, int]:
    """When an issue was printed, as far as it says so."""
    day = issue.published or date.min
    return (issue.year or day.year, day, issue.issue or issue.total_issue or 0, issue.pk)
