"""The cycle of a supervised duty (督办): 立项 → 交办 → 签收 → 分解 → 跟踪 → 报告 → 核查 → 办结 → 评价.

Every act says who does it, stands in the item's record and in the journal, and is done whole or not at all.
``version`` is `Item.changed` as the page showed it: who acts on an item that somebody else has changed
meanwhile is told so, and nothing is done. Dates are the office's; `lights` says what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from dateutil.rrule import rrulestr
from django.db import transaction
from django.db.models import F, Q, QuerySet

from luoshi.duties.recurring import is_rule
from luoshi.office import clock, uploads
from luoshi.office.cases.numbers import following as next_number
from luoshi.office.contents import UploadError
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.directory.units import below
from luoshi.office.duties import access, lights, office_settings, proposing
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere, Stale
from luoshi.office.duties.models import (
    ACTS,
    OPEN,
    STAGES,
    Act,
    Evidence,
    Extension,
    Found,
    Item,
    Part,
)
from luoshi.office.duties.proposing import Fields
from luoshi.office.duties.resolving import Names
from luoshi.office.journal.service import record

__all__ = [
    "MARKS", "Fields", "Fresh", "Registered", "accept", "allowed", "ask_extension", "assign", "attach", "cancel",
    "close", "comment", "decide_extension", "divide", "evaluate", "fields_of", "hand_over", "orphans",
    "register", "register_many", "report", "return_back", "track", "transfer",
]  # fmt: skip

Fresh = tuple[str, bytes]
"""A file that comes with an act: its name and its bytes."""
MARKS = ("好", "较好", "一般", "差")
"""评价."""
_AT_WORK = ("accepted", "divided", "tracked", "returned")
_LONGEST = 4000
_FILES = 20
fields_of = proposing.fields_of

_RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "assign": (("registered",), ("runs",)),
    "accept": (OPEN, ("waits",)),
    "divide": (_AT_WORK, ("leads", "runs")),
    "track": (_AT_WORK, ("takes part", "runs")),
    "report": (_AT_WORK, ("leads", "runs")),
    "return": (("reported",), ("runs",)),
    "close": (("reported",), ("runs",)),
    "evaluate": (("closed",), ("runs",)),
    "cancel": (("registered", *OPEN), ("runs",)),
    "comment": (tuple(STAGES), ("sees",)),
    "file": (OPEN, ("takes part", "runs")),
    "transfer": (("registered", "assigned", *_AT_WORK), ("runs",)),
    "ask_extension": (("assigned", *_AT_WORK), ("leads",)),
    "extend": (OPEN, ("runs",)),
}
"""Each act: in which stages, and by whom. 核查 is returning or closing; refusing an extension goes with granting."""

_INSTEAD = {
    "accept": "已经签收，或还没有交办",
    "track": "请先签收；已报告的等待核查",
    "report": "请先签收；已报告的等待核查",
    "divide": "请先签收；已报告的等待核查",
    "close": "牵头单位报告以后才能核查办结",
    "return": "牵头单位报告以后才能退回",
    "evaluate": "办结以后才能评价，只评价一次",
}


# ---- registered --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Registered:
    """What came of registering many at once: the items, and which findings were refused and why."""

    items: list[Item]
    refused: list[tuple[Found, DutyError]]


def register(actor: Actor, given: Found | Fields, *, names: Names | None = None) -> Item:
    """Put a duty under supervision (立项): a reviewed finding, or what the office itself wrote.

    Args:
        actor: of a supervision office.
        given: the finding as it is proposed (`fields_of`), or fields as the officer changed them.
        names: the directory, read beforehand for many.

    Raises:
        DutyError: not theirs to do; not reviewed, gone, or registered already; a unit that is out of use.
    """
    by = access.office_of(actor)
    with transaction.atomic():
        source = given if isinstance(given, Found) else given.found
        if source is not None:
            source = _may_register(source, sample=by.sample)
        if isinstance(given, Fields):
            fields = given
        else:
            fields = fields_of(source or given, names or Names.load(sample=by.sample))
        item = _made(by, _number(by), fields, source, None)
        _tell(item, "register", actor, "；".join(fields.doubts), stage="registered")
    return item


def register_many(actor: Actor, founds: Sequence[Found], *, assigning: bool = False) -> Registered:
    """Register many findings, and assign them at once where that is wanted; one that cannot be stops no other."""
    names = Names.load(sample=access.office_of(actor).sample)
    done = Registered([], [])
    for found in founds:
        try:
            with transaction.atomic():
                item = register(actor, found, names=names)
                done.items.append(assign(actor, item) if assigning else item)
        except DutyError as error:
            done.refused.append((found, error))
    return done


def _may_register(found: Found, *, sample: bool) -> Found:
    """The finding, held so that no two officers register it; items of samples stand in nobody's way."""
    row = Found.objects.select_for_update().filter(pk=found.pk).first()
    if row is None:
        raise NotThere("这条责任已不在清单中", "请刷新清单")
    if row.kind != "duty":
        raise DutyError("只有责任可以立项", "指标和日程在各自的页面管理")
    if row.instead_id is not None and not row.gone:
        raise DutyError(
            "后来的公报重印了这份文件，这一条已由新的代替", "请核对新的一条，再在那里立项"
        )
    if row.gone:
        raise DutyError("现行文本中已没有这条责任", "请在同一条款的现行责任上立项")
    if row.state not in ("confirmed", "corrected"):
        raise DutyError("这条责任还没有核对，或已排除", "请先在“核对”中确认")
    own = Q(found=row) & ~Q(stage="cancelled")
    before = Q(found__instead=row, stage__in=["registered", *OPEN])
    other = Item.objects.filter(own | before, sample=sample).order_by("pk").first()
    if other is not None:
        raise DutyError(f"这条责任已经立项（{other.key}）", "请打开已立的事项")
    return row


def _number(by: Unit) -> str:
    year = clock.today().year
    series = "样例督" if by.sample else "督"
    return f"{series}〔{year}〕{next_number(f'duties.{series}.{year}')}"


def _made(by: Unit, key: str, fields: Fields, found: Found | None, parent: Item | None) -> Item:
    text = _words(fields.text, "事项", needed=True)
    assist = [each for each in dict.fromkeys(fields.assist) if each != fields.lead]
    for unit in [fields.lead, *assist]:
        if unit is not None:
            _usable(unit, by)
    _check_rule(fields.recurrence)
    item = Item(
        key=key, found=found, parent=parent, document=fields.document, title=fields.title,
        address=fields.address, clause=fields.clause, text=text, by=by, lead=fields.lead,
        leader=_words(fields.leader, "分管领导", 40), due=fields.due, first_due=fields.due,
        due_words=_words(fields.due_words, "时限原文")[:200], recurrence=fields.recurrence,
        registered=clock.now(), sample=by.sample,
    )  # fmt: skip
    item.light = lights.light_of(item, clock.today(), office_settings.of("yellow_days"))
    item.save()
    parts = [(fields.lead, "lead"), *((each, "assist") for each in assist)]
    Part.objects.bulk_create(Part(item=item, unit=unit, role=role) for unit, role in parts if unit)
    return item


def _usable(unit: Unit, by: Unit) -> None:
    fresh = Unit.objects.filter(pk=unit.pk).first()
    if fresh is None or fresh.sample != by.sample:
        raise DutyError(f"没有单位“{unit.name}”", "请从单位名录中选")
    if not fresh.active:
        raise DutyError(f"“{fresh.name}”已停用（合并、更名或撤销）", "请改为承接其职责的单位")


def _check_rule(rule: str) -> None:
    if not rule:
        return
    if not is_rule(rule) or not _can_be_read(rule):
        raise DutyError(
            f"“{rule[:60]}”不是重复规则，或者永远不会到期",
            "请写成 FREQ=MONTHLY;BYMONTHDAY=25 的样子",
        )
    if "COUNT=" in rule:  # each item knows the rule and not how many came before it
        raise DutyError(
            "重复规则不能写次数（COUNT）", "请用 UNTIL 写明到哪一天为止，如 UNTIL=20271231"
        )


def _can_be_read(rule: str) -> bool:
    """Whether the day on which a rule ends is one."""
    try:
        rrulestr(f"RRULE:{rule}", dtstart=datetime.combine(clock.today(), time()))
    except ValueError:
        return False
    return True


# ---- what may be done ---------------------------------------------------------------------------------


def allowed(actor: Actor, item: Item) -> tuple[str, ...]:
    """The acts (keys of `models.ACTS`) that an actor may do on an item as it stands; for the page's forms."""
    if not actor.acts or not access.items(actor).filter(pk=item.pk).exists():
        return ()
    standing = _standing(actor, item)
    found = [
        act for act, (stages, by) in _RULES.items() if item.stage in stages and standing & {*by}
    ]
    pending = Extension.objects.filter(item=item, granted=None).exists()
    if "extend" in found:
        found = [each for each in found if each != "extend" or pending]
        found += ["refuse_extension"] if pending else []
    if "ask_extension" in found and (pending or item.due is None):
        found.remove("ask_extension")
    return tuple(found)


def _standing(actor: Actor, item: Item) -> set[str]:
    """What an actor is to an item, in the words of `_RULES`."""
    part, runs = access.part(actor, item), access.runs(actor, item)
    told = {
        "runs": runs, "leads": access.leads(actor, item), "takes part": part is not None, "sees": True,
        # 签收: a unit's own part, or on behalf of the lead that has not
        "waits": (part is not None and part.accepted is None) or (runs and item.stage == "assigned"),
    }  # fmt: skip
    return {each for each, holds in told.items() if holds}


@contextmanager
def _acting(actor: Actor, item: Item, act: str, version: int | None = None) -> Iterator[Item]:
    """The item, held and as it is now, for one act; what the block changes of it is saved with its light."""
    if not actor.acts:
        raise NotAllowed("只有查看的权限", "请由本单位的经办人办理")
    with transaction.atomic():
        rows = access.items(actor).select_for_update(of=("self",))
        row = rows.filter(pk=item.pk).first()
        if row is None:
            raise NotThere(f"没有督办事项“{item.key[:40]}”", "请从“督办”里打开")
        if version is not None and version != row.changed:
            raise Stale(
                f"{row.key} 刚刚被他人办理过（现为“{STAGES[row.stage]}”）", "请看过最新情况后再办"
            )
        _check(actor, row, act)
        yield row
        row.changed += 1
        row.light = lights.light_of(row, clock.today(), office_settings.of("yellow_days"))
        row.save()


def _check(actor: Actor, row: Item, act: str) -> None:
    stages, by = _RULES[act]
    label = ACTS[act]
    if row.stage not in stages:
        raise DutyError(
            f"{row.key} 现为“{STAGES[row.stage]}”，不能{label}",
            _INSTEAD.get(act, "请按现在的环节办理"),
        )
    if not _standing(actor, row) & {*by}:
        remedy = "请由督查室办理" if by == ("runs",) else "请由牵头单位或督查室办理"
        if act == "accept":
            raise DutyError(f"{row.key} 不需要本单位签收，或已经签收", "请按现在的环节办理")
        raise NotAllowed(f"本单位不能对 {row.key} {label}", remedy)


def _tell(
    row: Item, act: str, actor: Actor, text: str = "", files: Sequence[Fresh] = (), **data: Any
) -> Act:
    """Write an act down, in the item's record and in the journal."""
    now = clock.now()
    uploaded = _uploads(files)
    made = Act.objects.create(
        item=row, kind=act, at=now, unit=actor.unit, who=actor.name[:100], text=text, data=data
    )
    Evidence.objects.bulk_create(
        Evidence(act=made, name=each.name, kind=each.kind, size=each.size, sha256=each.sha256)
        for each in uploaded
    )
    body = {"text": text, "files": [[each.name, each.sha256] for each in uploaded], **data}
    record(
        f"duties.{act}", actor=actor, at=now, subject=row.key, unit=row.lead or row.by, body=body
    )
    return made


def _uploads(files: Sequence[Fresh]) -> list[uploads.Upload]:
    if len(files) > _FILES:
        raise DutyError(f"一次上传了 {len(files)} 个文件", f"每次不超过 {_FILES} 个")
    try:
        looked = [(uploads.check(name, data), data) for name, data in files]
        for each, data in looked:
            uploads.keep(data, each.sha256)
    except UploadError as error:
        raise DutyError(error.what, error.remedy) from error
    return [each for each, _ in looked]


def _words(text: str, what: str, longest: int = _LONGEST, *, needed: bool = False) -> str:
    text = text.replace("\r\n", "\n").strip()
    if needed and not text:
        raise DutyError(f"没有填写{what}", f"请填写{what}")
    if len(text) > longest:
        raise DutyError(f"{what}超过 {longest} 个字", f"请缩短{what}，或作为文件上传")
    if "\0" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise DutyError(f"{what}中有不能保存的字符", f"请重新输入{what}")
    return text


# ---- assigned and accepted ------------------------------------------------------------------------------


def assign(actor: Actor, item: Item, *, text: str = "", version: int | None = None) -> Item:
    """Assign it to its units (交办); from now on they see it, and its day counts.

    Raises:
        DutyError: nobody leads it.
    """
    with _acting(actor, item, "assign", version) as row:
        if row.lead is None:
            raise DutyError(f"{row.key} 还没有牵头单位", "请先用“变更责任单位”选定牵头单位")
        _usable(row.lead, row.by)
        row.stage = "assigned"
        _tell(row, "assign", actor, _words(text, "要求"), to=row.lead.code, due=_day(row.due))
    return row


def accept(actor: Actor, item: Item, *, version: int | None = None) -> Item:
    """Sign for it (签收), each unit for itself; the item goes on when the lead has."""
    with _acting(actor, item, "accept", version) as row:
        own = access.part(actor, row)
        if own is None or own.accepted is not None:
            own = row.parts.get(role="lead")  # on behalf, by who runs it
        own.accepted, own.accepted_by = clock.now(), actor.name[:100]
        own.save()
        if own.role == "lead" and row.stage == "assigned":
            row.stage = "accepted"
        _tell(row, "accept", actor, unit=own.unit.code, role=own.role)
    return row


def transfer(
    actor: Actor,
    item: Item,
    unit: Unit,
    reason: str,
    *,
    keep: bool = False,
    version: int | None = None,
) -> Item:
    """Give it another lead (变更责任单位), who has to sign for it anew.

    Args:
        actor: who runs it.
        item: which.
        unit: the new lead.
        reason: why.
        keep: whether the old lead goes on assisting.
        version: see the module.
    """
    with _acting(actor, item, "transfer", version) as row:
        why = _words(reason, "变更的理由", needed=True)
        old = row.lead
        if old == unit:
            raise DutyError(f"{row.key} 已经由“{unit.name}”牵头", "请选另一个单位")
        _usable(unit, row.by)
        row.parts.filter(unit=unit).delete()
        if keep:
            row.parts.filter(role="lead").update(role="assist")
        else:
            row.parts.filter(role="lead").delete()
        Part.objects.create(item=row, unit=unit, role="lead")
        row.lead = unit
        if row.stage != "registered":
            row.stage = "assigned"
        _refuse_pending(actor, row, "责任单位已变更")
        _tell(row, "transfer", actor, why, to=unit.code, was=old.code if old else "")
    return row


def orphans(actor: Actor) -> QuerySet[Item]:
    """Running items whose lead is out of use: merged, renamed or dissolved in the middle of a year."""
    return access.items(actor).filter(stage__in=["registered", *OPEN], lead__active=False)


def hand_over(actor: Actor, old: Unit, new: Unit, reason: str) -> int:
    """Give another unit all that a unit leads and assists and that still runs (机构合并、更名); how many."""
    by = access.office_of(actor)
    if old == new:
        raise DutyError(f"原单位和接手的单位都是“{new.name}”", "请选另一个单位")
    _usable(new, by)
    with transaction.atomic():
        open_ = access.items(actor).filter(stage__in=["registered", *OPEN])
        led = list(open_.filter(lead=old))
        for item in led:
            if item.stage == "reported":  # the report stands; who checks it sees the new unit
                _renamed(actor, item, new, reason)
            else:
                transfer(actor, item, new, reason)
        helped = Part.objects.filter(unit=old, role="assist", item__in=open_)
        items = list(Item.objects.filter(pk__in=helped.values("item")))
        for item in items:
            item.parts.filter(unit=old).delete()
            Part.objects.get_or_create(item=item, unit=new, defaults={"role": "assist"})
            Item.objects.filter(pk=item.pk).update(changed=F("changed") + 1)
            _tell(item, "transfer", actor, _words(reason, "变更的理由", needed=True),
                  to=new.code, role="assist", was=old.code)  # fmt: skip
    return len(led) + len(items)


def _renamed(actor: Actor, item: Item, new: Unit, reason: str) -> None:
    """Another lead of an item whose report waits to be checked."""
    with transaction.atomic():
        row = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
        old = row.lead
        row.parts.filter(unit=new).delete()
        row.parts.filter(role="lead").update(unit=new)
        row.lead, row.changed = new, row.changed + 1
        row.save()
        why = _words(reason, "变更的理由", needed=True)
        _tell(row, "transfer", actor, why, to=new.code, was=old.code if old else "")


# ---- divided, tracked, reported ---------------------------------------------------------------------------


Piece = tuple[Unit, str, date | None]


def divide(
    actor: Actor, item: Item, pieces: Sequence[Piece], *, version: int | None = None
) -> list[Item]:
    """Divide it among others (分解): each piece becomes an item of its own, assigned and checked by the divider.

    Args:
        actor: of the lead, or of who runs it.
        item: which.
        pieces: for each its unit, what is to be done, and its last day (the item's own where None).
        version: see the module.
    """
    with _acting(actor, item, "divide", version) as row:
        if not pieces:
            raise DutyError("没有写分解的事项", "至少写一项：单位、内容、时限")
        by = row.by if access.supervises(actor) or row.lead is None else row.lead
        made = [_piece(actor, row, by, piece) for piece in pieces]
        if row.stage != "returned":
            row.stage = "divided"
        _tell(row, "divide", actor, pieces=[each.key for each in made])
    return made


def _piece(actor: Actor, row: Item, by: Unit, piece: Piece) -> Item:
    unit, text, due = piece
    if not access.supervises(actor) and row.lead is not None:
        helping = set(row.parts.values_list("unit", flat=True))
        if unit.pk not in below(row.lead) | helping:
            raise DutyError(
                f"“{unit.name}”不是下级单位，也不配合本事项",
                "请选下级单位或配合单位，或请督查室分解",
            )
    _not_after(due, row, "分解事项的时限")
    number = Item.objects.filter(parent=row).count() + 1
    fields = Fields(
        text=text, lead=unit, due=due or row.due, due_words=row.due_words if due is None else "",
        leader=row.leader, document=row.document, title=row.title, address=row.address,
        clause=row.clause,
    )  # fmt: skip
    made = _made(by, f"{row.key}-{number}", fields, row.found, row)
    made.stage = "assigned"
    made.save(update_fields=["stage"])
    _tell(made, "assign", actor, to=unit.code, due=_day(made.due), of=row.key)
    return made


def _not_after(due: date | None, parent: Item | None, what: str) -> None:
    if due and parent is not None and parent.due and due > parent.due:
        raise DutyError(
            f"{what} {due} 晚于 {parent.key} 的时限 {parent.due}", "请改早，或先延长上级事项"
        )


def track(
    actor: Actor, item: Item, progress: int | None, text: str, files: Sequence[Fresh] = (), *,
    version: int | None = None,
) -> Item:  # fmt: skip
    """Say how it goes (跟踪), with files; the progress of the item is what its lead says.

    Args:
        actor: of a unit that takes part.
        item: which.
        progress: 0 to 100; None where it is only said in words.
        text: how it goes.
        files: evidence (佐证材料).
        version: see the module.
    """
    with _acting(actor, item, "track", version) as row:
        said = _words(text, "进展", needed=True)
        if progress is not None and not 0 <= progress <= 100:
            raise DutyError(f"进度 {progress} 不在 0 到 100 之间", "请写百分数，如 60")
        if progress is not None and (access.leads(actor, row) or access.runs(actor, row)):
            row.progress = progress
        if row.stage != "returned":
            row.stage = "tracked"
        _tell(row, "track", actor, said, files, progress=progress)
    return row


def report(
    actor: Actor, item: Item, text: str, files: Sequence[Fresh] = (), *, version: int | None = None
) -> Item:
    """Report it done (报告); its light stands still until it was checked."""
    with _acting(actor, item, "report", version) as row:
        said = _words(text, "办理情况", needed=True)
        today = clock.today()
        row.light = lights.light_of(row, today, office_settings.of("yellow_days"))
        row.stage = "reported"
        late = max((today - row.due).days, 0) if row.due else 0
        _tell(row, "report", actor, said, files, day=_day(today), due=_day(row.due), late_days=late)
    return row


# ---- checked -----------------------------------------------------------------------------------------


def return_back(
    actor: Actor, item: Item, reason: str, *, due: date | None = None, version: int | None = None
) -> Item:
    """Send the report back for more (退回补充), with another day where one is given."""
    with _acting(actor, item, "return", version) as row:
        why = _words(reason, "退回的理由", needed=True)
        if due is not None and due < clock.today():
            raise DutyError(f"补充的时限 {due} 已经过去", "请写今天或以后的日子")
        _not_after(due, row.parent, "补充的时限")
        row.due = due or row.due
        row.stage = "returned"
        _tell(row, "return", actor, why, due=_day(row.due))
    return row


def close(actor: Actor, item: Item, text: str = "", *, version: int | None = None) -> Item:
    """Check the report and close the item (核查、办结); one that comes back opens its next.

    Raises:
        DutyError: pieces of it still run.
    """
    with _acting(actor, item, "close", version) as row:
        left = list(
            Item.objects.filter(parent=row, stage__in=OPEN)
            .order_by("pk")
            .values_list("key", flat=True)
        )
        if left:
            raise DutyError(
                f"分解出的 {len(left)} 项还没有办结（{'、'.join(left[:5])}）", "请先办结或撤销它们"
            )
        last = row.acts.filter(kind="report").order_by("-at", "-pk").first()
        told = {key: last.data.get(key) for key in ("day", "late_days")} if last else {}
        row.stage, row.closed, row.progress = "closed", clock.now(), 100
        _refuse_pending(actor, row, "事项已办结")
        said = _words(text, "核查意见")
        _tell(row, "check", actor, said)
        _tell(row, "close", actor, "", reported=told.get("day"), late_days=told.get("late_days"))
        _open_next(actor, row)
    return row


def following(item: Item) -> date | None:
    """The next day of an item that comes back, or of one whose document names a later phase; else None."""
    if item.due is None or item.parent_id is not None:
        return None
    base = item.first_due or item.due
    if item.recurrence:
        start = datetime.combine(base, time())
        found = rrulestr(f"RRULE:{item.recurrence}", dtstart=start).after(start)
        return found.date() if found else None
    later = [day for day in proposing.phases(item.found) if day > base] if item.found else []
    return min(later, default=None)


def _open_next(actor: Actor, row: Item) -> Item | None:
    day = following(row)
    if day is None or row.lead is None:
        return None
    assist = [each.unit for each in row.parts.filter(role="assist").select_related("unit")]
    usable = [each for each in assist if each.active]
    lead = row.lead if row.lead.active else None
    fields = Fields(
        text=row.text, lead=lead, assist=tuple(usable), due=day, due_words=row.due_words,
        recurrence=row.recurrence, leader=row.leader, document=row.document, title=row.title,
        address=row.address, clause=row.clause,
    )  # fmt: skip
    made = _made(row.by, _number(row.by), fields, row.found, None)
    if lead is None:  # stays registered until the office has chosen who takes over
        _tell(made, "register", actor, f"“{row.lead.name}”已停用，请选定牵头单位", after=row.key)
        return made
    made.stage = "assigned"
    made.save(update_fields=["stage"])
    _tell(made, "assign", actor, to=lead.code, due=_day(day), after=row.key)
    return made


def evaluate(
    actor: Actor, item: Item, mark: str, text: str = "", *, version: int | None = None
) -> Item:
    """Say how well it was done (评价): one of `MARKS`."""
    with _acting(actor, item, "evaluate", version) as row:
        if mark not in MARKS:
            raise DutyError(f"没有“{mark[:10]}”这个等次", f"请从这些中选：{'、'.join(MARKS)}")
        row.mark, row.stage = mark, "evaluated"
        _tell(row, "evaluate", actor, _words(text, "评语"), mark=mark)
    return row


def cancel(actor: Actor, item: Item, reason: str, *, version: int | None = None) -> Item:
    """Take it off (撤销), and what was divided off it that still runs; its record stays."""
    with _acting(actor, item, "cancel", version) as row:
        why = _words(reason, "撤销的理由", needed=True)
        _take_off(actor, row, why)
    return row


def _take_off(actor: Actor, row: Item, why: str) -> None:
    """Cancel an item with its pieces, also with those that others divided off further down."""
    running = Item.objects.select_for_update().filter(parent=row, stage__in=["registered", *OPEN])
    for piece in running:
        _take_off(actor, piece, why)
        piece.changed, piece.light = piece.changed + 1, "done"
        piece.save()
    row.stage, row.closed = "cancelled", clock.now()
    _refuse_pending(actor, row, "事项已撤销")
    _tell(row, "cancel", actor, why)


# ---- beside the cycle ----------------------------------------------------------------------------------


def comment(actor: Actor, item: Item, text: str) -> Item:
    """Remark on it (批注); whoever sees an item may."""
    with _acting(actor, item, "comment") as row:
        _tell(row, "comment", actor, _words(text, "批注", needed=True))
    return row


def attach(actor: Actor, item: Item, files: Sequence[Fresh], text: str = "") -> Item:
    """Add files (上传材料) without saying more."""
    with _acting(actor, item, "file") as row:
        if not files:
            raise DutyError("没有选择文件", "请选择要上传的文件")
        _tell(row, "file", actor, _words(text, "说明"), files)
    return row


def ask_extension(
    actor: Actor, item: Item, until: date, reason: str, *, version: int | None = None
) -> Extension:
    """Ask for more time (申请延期)."""
    with _acting(actor, item, "ask_extension", version) as row:
        why = _words(reason, "延期的理由", needed=True)
        if row.due is None:
            raise DutyError(f"{row.key} 没有时限，不用延期", "长期事项按年度报告即可")
        if until <= row.due or until < clock.today():
            raise DutyError(f"{until} 不晚于现在的时限 {row.due}，或已经过去", "请写更晚的日子")
        if Extension.objects.filter(item=row, granted=None).exists():
            raise DutyError(f"{row.key} 已有一个延期申请等待审批", "请等督查室答复")
        assert row.lead is not None
        asked = Extension.objects.create(
            item=row, unit=row.lead, until=until, reason=why, asked=clock.now(),
            asked_by=actor.name[:100],
        )  # fmt: skip
        _tell(row, "ask_extension", actor, why, until=_day(until), due=_day(row.due))
    return asked


def decide_extension(
    actor: Actor, extension: Extension, granted: bool, note: str = "", *, version: int | None = None
) -> Item:
    """Grant more time, or not (延期审批); a refusal says why.

    Raises:
        DutyError: it was decided already; a piece would end after the item of which it is one.
    """
    with _acting(actor, extension.item, "extend", version) as row:
        asked = Extension.objects.select_for_update().get(pk=extension.pk)
        if asked.granted is not None:
            raise Stale(f"{row.key} 的这个延期申请已经审批", "请刷新后查看")
        said = _words(note, "不同意的理由", needed=not granted)
        if granted:
            _not_after(asked.until, row.parent, "延期后的时限")
        before, asked.granted, asked.note = row.due, granted, said
        asked.decided, asked.decided_by = clock.now(), actor.name[:100]
        asked.save()
        row.due = asked.until if granted else row.due
        act = "extend" if granted else "refuse_extension"
        _tell(row, act, actor, said, until=_day(asked.until), before=_day(before))
    return row


def _refuse_pending(actor: Actor, row: Item, note: str) -> None:
    """A wish for more time that nobody needs any more is decided."""
    Extension.objects.filter(item=row, granted=None).update(
        granted=False, decided=clock.now(), decided_by=actor.name[:100], note=note
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
