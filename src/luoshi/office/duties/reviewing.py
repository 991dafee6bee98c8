"""Review (核对): a person confirms, corrects or rejects what the grammar found, and adds what it missed.

Each decision names the version of the row that the person saw; where somebody else has decided meanwhile, or a
new text has changed the row, it is refused and nothing is overwritten. Every decision stands in the journal.
What was decided judges the grammar: `quality` is its precision and recall against the reviewed rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count

from luoshi.duties import Deadline, deadlines
from luoshi.duties.recurring import is_rule
from luoshi.gazette import AddressError
from luoshi.office import clock
from luoshi.office.archive import queries
from luoshi.office.archive.models import Clause, Document, Issue
from luoshi.office.directory.actors import Actor
from luoshi.office.duties import access
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere, Stale
from luoshi.office.duties.finding import PER_CLAUSE
from luoshi.office.duties.models import KINDS, OPEN, REVIEW, Found, Item
from luoshi.office.duties.shapes import Shape, deadline_of, due_of, facts_of, value_of
from luoshi.office.journal.service import record

COMPARATORS = (">=", ">", "<=", "<", "=", "~")
LABELS = {
    "lead": "牵头单位", "assist": "配合单位", "units": "责任单位", "deadline": "时限", "text": "事项",
    "name": "指标", "comparator": "比较", "value": "数值", "unit": "计量单位", "year": "年份", "soft": "力争性",
    "per": "分母或频次", "area": "地方", "words": "时间原文", "what": "事由", "day": "日期", "rule": "重复规则",
    "kind": "时限种类",
}  # fmt: skip
"""What people call the fields that a reviewer may change."""
_LONGEST = 4000
_MOST = 200
_REVIEWED = ("confirmed", "corrected", "rejected")


@dataclass(frozen=True, slots=True)
class Quality:
    """How right the grammar was, as far as people have looked (准确率、召回率).

    A claim is what `shapes.facts_of` names: of a duty a unit with its part in a clause, of a target the whole of
    its number, of a day the whole of its time.

    Attributes:
        right: claims that stood; ``wrong``: claims that did not; ``missed``: what people had to add.
        confirmed: rows; so are corrected, rejected, by_hand and waiting (not yet looked at).
    """

    right: int
    wrong: int
    missed: int
    confirmed: int
    corrected: int
    rejected: int
    by_hand: int
    waiting: int

    @property
    def precision(self) -> float | None:
        """The share of the claims that stood; None where none was looked at."""
        claimed = self.right + self.wrong
        return self.right / claimed if claimed else None

    @property
    def recall(self) -> float | None:
        """The share of what there is that was found; None where none was looked at."""
        there = self.right + self.missed
        return self.right / there if there else None


# ---- decisions -----------------------------------------------------------------------------


def confirm(found: Found, actor: Actor, version: int) -> Found:
    """Confirm a finding as it stands, with the corrections it has."""

    def decide(row: Found) -> None:
        row.state = "corrected" if row.corrected and row.data else "confirmed"

    return _decide("confirmed", found, actor, version, decide)


def correct(found: Found, fields: Mapping[str, Any], actor: Actor, version: int) -> Found:
    """Put other values in the place of what was found; fields that are not given stay.

    Args:
        found: the row.
        fields: by name as in the row's shape: of a duty lead, assist, units, deadline, text; of a target name,
            comparator, value, unit, year, soft, per, area; of a day words, what, units, kind, day, rule.
        actor: who corrects.
        version: of the row, as they saw it.

    Raises:
        DutyError: a field or value that cannot be; Stale: somebody else was faster.
    """

    def decide(row: Found) -> None:
        given = _read(row.kind, fields, value_of(row), _day_of(row))
        merged = {**row.corrected, **given}
        row.corrected = {
            name: value
            for name, value in merged.items()
            if not row.data or row.data.get(name) != value
        }
        row.state = "corrected" if row.corrected and row.data else "confirmed"

    return _decide("corrected", found, actor, version, decide)


def reject(found: Found, actor: Actor, version: int) -> Found:
    """Say that a finding is none; its corrections are kept, so that `undo` brings them back."""

    def decide(row: Found) -> None:
        if keys := [each.key for each in running(row)[:3]]:
            raise DutyError(
                f"这一条已立项督办（{'、'.join(keys)}），不能排除", "请先撤销该督办事项"
            )
        row.state = "rejected"

    return _decide("rejected", found, actor, version, decide)


def undo(found: Found, actor: Actor, version: int) -> Found:
    """Take a decision back: a rejected row has its corrections again, any other one waits without them."""

    def decide(row: Found) -> None:
        if row.state == "found":
            raise DutyError("这一条还没有核对过", "没有可以撤回的")
        if not row.data:
            row.state = "confirmed" if row.state == "rejected" else "found"
        elif row.state == "rejected" and row.corrected:
            row.state = "corrected"
        else:
            row.state, row.corrected = "found", {}

    return _decide("undone", found, actor, version, decide)


def add(kind: str, issue: Issue, fields: Mapping[str, Any], actor: Actor) -> Found:
    """Add what the grammar missed, confirmed by whoever adds it.

    Args:
        kind: duty, target or timing.
        issue: the gazette, in whose present version the clause stands.
        fields: as for `correct`, and ``address`` of the clause.
        actor: who adds.
    """
    _check(actor)
    if kind not in KINDS:
        raise DutyError(f"没有“{kind[:20]}”这种事项", f"可选：{'、'.join(KINDS)}")
    clause = _clause(issue, fields.get("address"))
    document = clause.document
    assert document is not None  # `_clause` refuses the front and back matter
    given = {name: value for name, value in fields.items() if name != "address"}
    value = _blank(kind, document, clause)
    value |= _read(kind, given, value, document.day)
    _complete(kind, value)
    with transaction.atomic():
        row = Found.objects.create(
            kind=kind, key=secrets.token_hex(10), issue=issue, document=document.label,
            number=document.number or "", title=document.title,
            position=_position(issue, clause), address=clause.address, data={},
            corrected=value, confidence=1, state="confirmed", reviewer=actor.name, reviewed=clock.now(),
            version=1,
        )  # fmt: skip
        _tell("added", row, actor, {})
    return row


def _decide(
    act: str, found: Found, actor: Actor, version: int, decide: Callable[[Found], None]
) -> Found:
    """Decide on a row, with its lock, by whoever saw its present version."""
    _check(actor)
    with transaction.atomic():
        row = Found.objects.select_for_update().filter(pk=found.pk).first()
        if row is None:
            raise NotThere("这一条已不在了", "它所在的公报已有新文本，请刷新列表")
        if row.version != version:
            raise _stale(row)
        before = {"state": row.state, "corrected": row.corrected}
        decide(row)
        waits = row.state == "found"
        row.reviewer, row.reviewed = ("", None) if waits else (actor.name, clock.now())
        row.version += 1
        row.save()
        _tell(act, row, actor, before)
    return row


def may(actor: Actor) -> bool:
    """Whether an actor reviews: an officer of a supervision office (督查室)."""
    return actor.acts and access.supervises(actor)


def _check(actor: Actor) -> None:
    if not may(actor):
        raise NotAllowed(
            "只有督查室的经办人可以核对", "请联系督查室，或请系统管理员授予“督查室”角色"
        )


def _stale(row: Found) -> Stale:
    if row.reviewed:
        when = row.reviewed.astimezone(clock.HERE)
        what = f"{row.reviewer}已在{when:%H:%M}把这一条标为“{REVIEW[row.state]}”"
    else:
        what = "您打开之后，这一条已被他人改动或随新文本更新"
    return Stale(what, "请看过现在的内容，再决定是否更改")


def _tell(act: str, row: Found, actor: Actor, before: Mapping[str, Any]) -> None:
    after = {"state": row.state, "corrected": row.corrected}
    record(
        f"duties.{act}", actor=actor, at=clock.now(), subject=f"{row.address} {KINDS[row.kind]}",
        body={"found": row.pk, "kind": row.kind, "key": row.key, "before": before, "after": after,
              "version": row.version},
    )  # fmt: skip


# ---- values --------------------------------------------------------------------------------


def _read(kind: str, fields: Mapping[str, Any], present: Shape, day: date | None) -> dict[str, Any]:
    """The given fields, each checked, with those that follow from them."""
    readers = _READERS[kind]
    if strange := [name for name in fields if name not in readers]:
        known = "、".join(f"{LABELS[name]}（{name}）" for name in readers)
        raise DutyError(f"不能更正“{strange[0][:20]}”", f"可更正：{known}")
    given = {name: readers[name](value, LABELS[name]) for name, value in fields.items()}
    if kind == "duty":
        _follow_duty(given, present, day)
    return given


def _follow_duty(given: dict[str, Any], present: Shape, day: date | None) -> None:
    """Leads and assistants are among the units, once; the days follow the words of the limit."""
    if given.keys() & {"lead", "assist", "units"}:
        named = [*given.get("lead", ()), *given.get("assist", ())]
        units = list(dict.fromkeys([*given.get("units", present["units"]), *named]))
        lead = [each for each in given.get("lead", present["lead"]) if each in units]
        assist = given.get("assist", present["assist"])
        assist = [each for each in assist if each in units and each not in lead]
        given |= {"lead": lead, "assist": assist, "units": units}
    if "deadline" in given:
        given["deadlines"] = [deadline_of(each) for each in _limits(given["deadline"], day)]
        given["due"] = due_of(given["deadlines"])


def _limits(words: str | None, day: date | None) -> list[Deadline]:
    if not words:
        return []
    found = [each.deadline for each in deadlines.found_in(words, day)]
    return found or [Deadline(words, "unknown", doubt=f"看不懂的时限：{words[:20]}")]


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or "\0" in value or len(value) > _LONGEST:
        raise DutyError(f"“{name}”应是不超过 {_LONGEST} 字的文字", "请重新填写")
    return value.strip()


def _needed(value: Any, name: str) -> str:
    text = _text(value, name)
    if not text:
        raise DutyError(f"没有填写“{name}”", "请填写")
    return text


def _maybe(value: Any, name: str) -> str | None:
    return None if value is None else _text(value, name) or None


def _names(value: Any, name: str) -> list[str]:
    if isinstance(value, str):
        value = [each for each in value.replace("，", "、").split("、") if each.strip()]
    if not isinstance(value, Sequence) or len(value) > _MOST:
        raise DutyError(f"“{name}”应是单位名称的列表，不超过 {_MOST} 个", "请用顿号分开")
    return list(dict.fromkeys(_needed(each, name) for each in value))


def _number(value: Any, name: str) -> int | float:
    try:
        number = float(str(value).strip())
    except ValueError:
        number = float("inf")
    if not abs(number) < 1e15:
        raise DutyError(f"“{name}”应是数，填写的是“{str(value)[:20]}”", "请写成 5 或 5.5 的样子")
    return int(number) if number.is_integer() else number


def _year(value: Any, name: str) -> int | None:
    if value in (None, ""):
        return None
    year = _number(value, name)
    if not isinstance(year, int) or not 1900 <= year <= 2200:
        raise DutyError(
            f"“{name}”应是年份，填写的是“{str(value)[:20]}”", "请写四位数字，没有的留空"
        )
    return year


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise DutyError(f"“{name}”应是真或假", "请勾选或不勾选")
    return value


def _day(value: Any, name: str) -> str | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise DutyError(
            f"“{str(value)[:20]}”不是日期", "请写成 2025-06-30 的样子，没有的留空"
        ) from None


def _rule(value: Any, name: str) -> str | None:
    rule = _maybe(value, name)
    if rule and not is_rule(rule):
        raise DutyError(
            f"“{rule[:60]}”不是重复规则，或者永远不会到期",
            "请写成 FREQ=MONTHLY;BYMONTHDAY=25 的样子",
        )
    return rule


def _among(known: Sequence[str]) -> Callable[[Any, str], str]:
    def read(value: Any, name: str) -> str:
        if value not in known:
            raise DutyError(f"“{name}”不能是“{str(value)[:20]}”", f"可选：{'、'.join(known)}")
        return str(value)

    return read


_READERS: dict[str, dict[str, Callable[[Any, str], Any]]] = {
    "duty": {
        "lead": _names, "assist": _names, "units": _names, "deadline": _maybe, "text": _needed,
    },
    "target": {
        "name": _needed, "comparator": _among(COMPARATORS), "value": _number, "unit": _text, "year": _year,
        "soft": _flag, "per": _text, "area": _text,
    },
    "timing": {
        "words": _needed, "what": _needed, "units": _names, "day": _day, "rule": _rule,
        "kind": _among(("date", "recurring", "ongoing", "after", "unknown")),
    },
}  # fmt: skip


# ---- added by hand -------------------------------------------------------------------------


def _clause(issue: Issue, address: Any) -> Clause:
    try:
        row = queries.clause(str(address or ""), slug=issue.slug)
    except (queries.NotFound, AddressError) as error:
        raise DutyError(f"在“{issue.label}”中没有条款“{str(address or '')[:60]}”", "请从条款页面复制地址") from error  # fmt: skip
    if row.document is None:
        raise DutyError("封面、目录不属于任何文件，不能添加", "请选文件中的条款")
    return row


def _blank(kind: str, document: Document, clause: Clause) -> Shape:
    """An empty form of a kind at a clause."""
    head: Shape = {
        "number": document.number, "title": document.title, "address": clause.address,
        "lines": list(clause.lines), "confidence": 1, "doubts": [], "place": None,
    }  # fmt: skip
    text = clause.own.strip()
    forms: dict[str, Shape] = {
        "duty": {"notation": "", "form": "负责", "lead": [], "assist": [], "units": [], "deadline": None,
                 "deadlines": [], "due": None, "text": text, "tasks": [], "members": []},
        "target": {"name": "", "comparator": "=", "value": None, "unit": "", "year": None, "soft": False,
                   "per": "", "area": "", "text": text},
        "timing": {"words": "", "what": text, "units": [], "kind": "", "day": None, "rule": None,
                   "since": None, "until": None, "event": ""},
    }  # fmt: skip
    return head | forms[kind]


def _complete(kind: str, value: Shape) -> None:
    """Refuse what says nothing."""
    if kind == "duty" and not value["units"]:
        raise DutyError("没有填写责任单位", "请至少写一个单位")
    if kind == "target" and (not value["name"] or value["value"] is None):
        raise DutyError("指标没有填写名称或数值", "请写明要达到的是什么、多少")
    if kind == "timing":
        value["kind"] = value["kind"] or ("date" if value["day"] else "recurring" if value["rule"] else "")  # fmt: skip
        if not value["words"] or not value["kind"]:
            raise DutyError("没有填写时间", "请写原文的时间，并写明日期或重复规则")


def _position(issue: Issue, clause: Clause) -> int:
    """Behind what was found in the clause, or in the last clause before it that something was found in."""
    own = Found.objects.filter(issue=issue, address=clause.address).order_by("-position").first()
    if own is not None:
        return own.position // PER_CLAUSE * PER_CLAUSE + PER_CLAUSE - 1
    before = (
        Clause.objects.filter(version=clause.version_id, position__lt=clause.position)
        .exclude(document=None)
        .count()
    )
    documents = Document.objects.filter(
        version=clause.version_id, first_clause__lte=clause.position
    )
    return (before + documents.count()) * PER_CLAUSE + PER_CLAUSE - 1


def _day_of(row: Found) -> date | None:
    """The day of the document of a row, from which 年底前 is read."""
    rows = Document.objects.filter(
        version__issue=row.issue_id, version__current=True, label=row.document
    )
    document = rows.first()
    return document.day if document else None


# ---- how right it was ----------------------------------------------------------------------


def quality(kind: str, issue: Issue | None = None) -> Quality:
    """Precision and recall of the grammar's findings against the reviewed ones, of all issues or of one."""
    rows = Found.objects.filter(kind=kind, gone=False)
    if issue is not None:
        rows = rows.filter(issue=issue)
    states = progress(kind, issue)
    right = wrong = missed = by_hand = 0
    for row in rows.filter(state__in=_REVIEWED).iterator():
        claimed = facts_of(kind, row.data)
        true = frozenset() if row.state == "rejected" else facts_of(kind, value_of(row))
        right += len(claimed & true)
        wrong += len(claimed - true)
        missed += len(true - claimed)
        by_hand += not row.data and row.state != "rejected"
    return Quality(
        right, wrong, missed, states["confirmed"], states["corrected"], states["rejected"], by_hand,
        states["found"],
    )  # fmt: skip


def progress(kind: str, issue: Issue | None = None) -> dict[str, int]:
    """How many findings are in each state of review; all states are there."""
    rows = Found.objects.filter(kind=kind, gone=False)
    if issue is not None:
        rows = rows.filter(issue=issue)
    counts = rows.order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(REVIEW, 0) | dict(counts)


def running(row: Found) -> list[Item]:
    """The items that run of a finding, with those of the finding it stands in for."""
    found = [row.pk, *Found.objects.filter(instead=row).values_list("pk", flat=True)]
    return list(Item.objects.filter(found__in=found, stage__in=["registered", *OPEN]))
