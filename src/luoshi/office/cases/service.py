"""What people do with cases: begin, fill in, hand in materials, act. Each is one transaction.

Whatever is refused leaves everything as it was. A token makes a repeated request harmless; the version
notices a page that has grown old; the row of the case is locked, so that of two officers who decide at
once one is told what the other did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q

from luoshi.office import clock, proof
from luoshi.office.cases import access, deadlines, decisions, effects, forms, numbers, papers
from luoshi.office.cases.errors import BadInput, Busy, NotAllowed, NotThere, Refused, Stale
from luoshi.office.cases.models import (
    Act,
    Attachment,
    Case,
    Entry,
    EntryUnit,
    Notice,
    Participant,
    Task,
)
from luoshi.office.cases.view import CaseView
from luoshi.office.cases.view import of as view_of
from luoshi.office.directory.actors import CLOCK, Actor
from luoshi.office.directory.models import Unit, UnitRole
from luoshi.office.journal import service as journal
from luoshi.policies import acting
from luoshi.procedures import (
    Decide,
    Material,
    Outcome,
    Procedure,
    Require,
    Role,
    Start,
    Step,
)
from luoshi.procedures.calendar import CountingError
from luoshi.procedures.papers import PaperError
from luoshi.rules import RuleError

OPEN_TO_PERSONS = ("person",)
"""A role for persons alone is open to every person: nobody has to be given it."""


_TRIES = 3

# --- who may


def plays(unit: Unit | None, role: Role, procedure: Procedure) -> bool:
    """Whether a unit may take a role of a procedure."""
    if unit is None or unit.kind not in role.kinds or not unit.active:
        return False
    if unit.kind == "person" and "person" in role.kinds:
        return True
    return UnitRole.objects.filter(unit=unit, role=role_key(role, procedure)).exists()


def role_key(role: Role, procedure: Procedure) -> str:
    """The key of a role in the directory."""
    return f"{procedure.policy.key}.{role.key}"


def startable(actor: Actor) -> list[Procedure]:
    """The procedures that an actor may begin, in the documents' order."""
    if actor.unit is None or not actor.acts:
        return []
    held = set(UnitRole.objects.filter(unit=actor.unit).values_list("role", flat=True))
    person = actor.unit.kind == "person"
    return [
        each
        for each in acting.procedures().values()
        if not each.clock_only
        and (
            (person and "person" in each.steps[0].by.kinds)
            or (
                role_key(each.steps[0].by, each) in held
                and actor.unit.kind in each.steps[0].by.kinds
            )
        )
    ]


# --- begin


def start(
    procedure_key: str, actor: Actor, *, subject: str = "", parties: Mapping[str, str] | None = None,
    token: str | None = None, even_if_not_in_force: bool = False,
) -> Case:  # fmt: skip
    """Begin a case: a draft with its first step open.

    Args:
        procedure_key: whole key of the procedure.
        actor: for whose unit it is begun.
        subject: key (or code) of the register entry that it is about.
        parties: codes of units by role, where the first step asks for them.
        token: makes a repeated request harmless.
        even_if_not_in_force: begin it although the document is not in force today; the case says so.

    Raises:
        NotThere, NotAllowed, Refused, BadInput: it cannot be begun, and why.
    """
    try:
        return _start(procedure_key, actor, subject, parties or {}, token, even_if_not_in_force)
    except IntegrityError:
        # The same request came twice at one moment; where a transaction goes on, nothing can be read.
        if connection.in_atomic_block or not (again := _begun(token, actor)):
            raise
        return again


def _begun(token: str | None, actor: Actor) -> Case | None:
    return Case.objects.filter(token=token, starter=actor.unit).first() if token else None


@transaction.atomic
def _start(
    procedure_key: str, actor: Actor, subject: str, parties: Mapping[str, str], token: str | None,
    even_if_not_in_force: bool,
) -> Case:  # fmt: skip
    access.acting(actor)
    if again := _begun(token, actor):
        return again
    try:
        procedure = acting.procedure(procedure_key)
    except acting.NoProcedure as error:
        raise NotThere(str(error), "请从“办事”里选择") from error
    first = procedure.steps[0]
    if procedure.clock_only:
        raise NotAllowed(f"“{procedure.label}”由时钟或别的办件发起，不能自行新建")
    if not plays(actor.unit, first.by, procedure):
        raise NotAllowed(
            f"“{procedure.label}”由{first.by.label}发起", "请系统管理员给本单位这个角色",
            clause=procedure.policy.address(procedure.clause),
        )  # fmt: skip
    if not even_if_not_in_force:
        _in_force(procedure)
    entry = _subject(procedure, subject, actor)
    _whose(entry, first.by, actor)
    case = _made(procedure, actor.unit, entry, token, clock.now(), "draft")
    _bind(case, procedure, {first.by.key: actor.unit.code if actor.unit else ""}, entry)
    if parties:
        _choose(case, procedure, first, parties)
    _open(view_of(case, procedure, case.opened), first)
    recorded(case, actor, "case.start", {"procedure": procedure.whole_key, "subject": subject})
    return case


def open_for(
    procedure: Procedure, unit: Unit | None, entry: Entry | None, data: Mapping[str, object],
    now: datetime,
) -> Case:  # fmt: skip
    """Open a case for whom it concerns, not as a draft: the clock does, or what the readings say.

    Raises:
        Refused: nobody plays the role of its first step.
    """
    case = _made(procedure, unit, entry, None, now, "open")
    case.sample = bool(unit and unit.sample) or bool(entry and entry.sample)
    case.data = dict(data)
    case.save()
    first = procedure.steps[0]
    _bind(case, procedure, {first.by.key: unit.code} if unit else {}, entry)
    view = view_of(case, procedure, now)
    _open(view, first)
    _titled(view)
    deadlines.set_missing(view)
    return case


def _subject(procedure: Procedure, wanted: str, actor: Actor) -> Entry | None:
    if procedure.subject is None or procedure.creates:
        if wanted:
            raise BadInput(f"“{procedure.label}”不针对已有的登记", "请不要选择对象")
        return None
    register = procedure.subject
    if not wanted:
        raise BadInput(f"请选择“{register.label}”里的一项", "从名录里选，或填写其编码")
    # A sample is acted upon by samples only, and what is real by what is real.
    rows = Entry.objects.filter(
        register=acting.whole(register), sample=bool(actor.unit and actor.unit.sample)
    )
    found = rows.filter(key=wanted, pk__in=access.entries(actor).values("pk")).first()
    if found is None and register.code:
        found = rows.filter(code=wanted.strip().upper()).first()
    if found is None and register.public is not None:
        candidate = rows.filter(key=wanted).first()
        only = register.public.only
        if candidate and (only is None or only(candidate.data, candidate.state)):
            found = candidate
    if found is None:
        raise NotThere(f"“{register.label}”里没有“{wanted[:40]}”", "请核对编号或编码")
    return found


def _in_force(procedure: Procedure) -> None:
    """A document that is not in force is no basis for a new case; what was begun under it goes on."""
    state = procedure.policy.state_on(clock.today())
    if not state.in_force:
        raise Refused(
            f"{procedure.policy.number} 今天不在施行期：{state.why}", "确要按它办理的，请注明“不在施行期也办理”",
            clause=state.clause, detail={"in_force": False},
        )  # fmt: skip


def _whose(entry: Entry | None, role: Role, actor: Actor) -> None:
    """An entry that remembers who plays the role is begun upon by that unit; persons come by code."""
    if entry is None or "person" in role.kinds:
        return
    known = EntryUnit.objects.filter(entry=entry, role=role.key).select_related("unit").first()
    if known is not None and actor.unit is not None and known.unit_id != actor.unit.pk:
        raise NotAllowed(f"“{entry.name}”的{role.label}是{known.unit.name}", "请由该单位办理")


def _made(
    procedure: Procedure, starter: Unit | None, entry: Entry | None, token: str | None,
    now: datetime, state: str,
) -> Case:  # fmt: skip
    year = now.astimezone(clock.HERE).year
    number = numbers.following(f"case:{year}")
    return Case.objects.create(
        key=f"{year}-{number:06}", procedure=procedure.whole_key, title=procedure.label, subject=entry,
        starter=starter, state=state, opened=now, changed=now, token=token,
        sample=bool(starter and starter.sample) or bool(entry and entry.sample),
    )  # fmt: skip


def _bind(case: Case, procedure: Procedure, given: Mapping[str, str], entry: Entry | None) -> None:
    """Who takes part: as given, as the entry remembers, and whoever alone can."""
    found: dict[str, Unit] = {
        role: Unit.objects.get(code=code) for role, code in given.items() if code
    }
    if entry is not None:
        for each in EntryUnit.objects.filter(entry=entry).select_related("unit"):
            found.setdefault(each.role, each.unit)
    for role in procedure.roles:
        if role.key not in found and role.sole and (unit := _only(role, procedure, case.sample)):
            found[role.key] = unit
    wanted = {role.key for role in procedure.roles}
    Participant.objects.bulk_create(
        Participant(case=case, role=role, unit=unit)
        for role, unit in found.items()
        if role in wanted
    )


def _only(role: Role, procedure: Procedure, sample: bool) -> Unit | None:
    playing = Unit.objects.filter(roles__role=role_key(role, procedure), active=True, sample=sample)
    rows = list(playing.distinct()[:2])
    return rows[0] if len(rows) == 1 else None


def _choose(case: Case, procedure: Procedure, step: Step, parties: Mapping[str, str]) -> None:
    """Bind the units that are chosen at a step."""
    asked = {role.key: role for role in step.parties}
    for key, code in parties.items():
        if not code:
            continue
        role = asked.get(key)
        if role is None:
            raise BadInput(f"这一步不选“{key[:40]}”", fields={key: "这一步不选这个角色"})
        unit = Unit.objects.filter(Q(code=code) | Q(name=code)).first()
        if unit is None or unit.sample != case.sample or not plays(unit, role, procedure):
            raise BadInput(
                f"“{code[:40]}”不能作为{role.label}",
                "请从列出的单位里选",
                fields={key: "不能作为这个角色"},
            )
        Participant.objects.update_or_create(case=case, role=key, defaults={"unit": unit})


# --- fill in and hand in


def _task(case: Case, step: str) -> Task:
    found = Task.objects.filter(case=case, step=step, state="open").order_by("pk").first()
    if found is None:
        raise Stale(
            "这一步已经办过，或者还没有轮到", "请刷新页面看最新的进展",
            detail={"open": list(Task.objects.filter(case=case, state="open").values_list("step", flat=True))},
        )  # fmt: skip
    return found


def _turn(actor: Actor, task: Task, step: Step) -> None:
    access.acting(actor)
    if actor is not CLOCK and (actor.unit is None or task.unit_id != actor.unit.pk):
        whose = task.unit.name if task.unit else step.by.label
        raise NotAllowed(f"“{step.label}”由{whose}办理")
    if actor is not CLOCK and not plays(actor.unit, step.by, acting.procedure(task.case.procedure)):
        raise NotAllowed(
            f"本单位已经不再担任{step.by.label}，不能办理“{step.label}”",
            "请系统管理员给本单位这个角色",
        )


@transaction.atomic
def save(case_key: str, step_key: str, actor: Actor, data: Mapping[str, object]) -> Task:
    """Keep what was filled in so far, without handing it in; fields may be missing.

    Raises:
        BadInput, NotThere, NotAllowed, Stale: it cannot be kept, and why.
    """
    case = access.case(actor, case_key, lock=True)
    task = _task(case, step_key)
    step = acting.procedure(case.procedure).step(step_key)
    _turn(actor, task, step)
    task.draft = forms.read(step, data, whole=False)
    task.save(update_fields=["draft"])
    view = view_of(case, acting.procedure(case.procedure), _now(case))
    view.data.update(task.draft)
    deadlines.follow_draft(task, step, view)
    return task


def attach(
    case_key: str, step_key: str, material: str, actor: Actor, name: str, content: bytes
) -> Attachment:
    """Hand in a material.

    Raises:
        BadInput: the file is none that is taken. NotThere, NotAllowed, Stale: not here, not now.
    """
    from luoshi.office import uploads

    _wanted(access.case(actor, case_key), step_key, material, actor)
    # Looked at and kept while nobody waits: a large file takes seconds, and a lock stops the office.
    try:
        upload = uploads.check(name, content)
    except uploads.UploadError as error:
        raise BadInput(error.what, error.remedy, fields={material: error.what}) from error
    try:
        uploads.keep(content, upload.sha256)
    except uploads.UploadError as error:
        raise Busy(error.what, error.remedy) from error
    with transaction.atomic():
        case = access.case(actor, case_key, lock=True)
        _wanted(case, step_key, material, actor)
        made = Attachment.objects.create(
            case=case, step=step_key, material=material, name=upload.name, kind=upload.kind,
            size=upload.size, sha256=upload.sha256, unit=actor.unit, who=actor.name, at=_now(case),
        )  # fmt: skip
        body = {"material": material, "name": upload.name, "sha256": upload.sha256,
                "attachment": made.pk, "sample": case.sample}  # fmt: skip
        recorded(case, actor, "case.attach", body)
    return made


def _wanted(case: Case, step_key: str, material: str, actor: Actor) -> None:
    """See that a material may be handed in here and now, by them."""
    task = _task(case, step_key)
    step = acting.procedure(case.procedure).step(step_key)
    _turn(actor, task, step)
    if material not in {each.key for each in step.materials}:
        raise BadInput(f"“{step.label}”不收“{material[:40]}”", "请从材料清单里选")


@transaction.atomic
def withdraw_attachment(case_key: str, number: int, actor: Actor) -> None:
    """Take a material back while the step it was handed in at is still open.

    Raises:
        NotThere, NotAllowed, Stale: not theirs, or handed in already.
    """
    case = access.case(actor, case_key, lock=True)
    found = Attachment.objects.filter(pk=number, case=case, removed=None).first()
    if found is None:
        raise NotThere("没有这份材料", "请刷新页面")
    task = _task(case, found.step)
    _turn(actor, task, acting.procedure(case.procedure).step(found.step))
    found.removed = _now(case)
    found.save(update_fields=["removed"])
    recorded(case, actor, "case.detach", {"material": found.material, "sha256": found.sha256})


@transaction.atomic
def send_back(case_key: str, number: int, actor: Actor, reason: str) -> None:
    """Note that a material will not do, and why; it counts as missing from then on.

    Raises:
        BadInput: no reason. NotThere, NotAllowed: not theirs to say.
    """
    case = access.case(actor, case_key, lock=True)
    found = Attachment.objects.filter(pk=number, case=case, removed=None).first()
    if found is None:
        raise NotThere("没有这份材料", "请刷新页面")
    if not actor.acts or not _reviews(case, found, actor):
        raise NotAllowed("现在不由您审核材料")
    if not reason.strip():
        raise BadInput(
            "请写明材料哪里不合要求", "申请人要靠它补正", fields={"reason": "请写明原因"}
        )
    found.returned = reason.strip()[:300]
    found.save(update_fields=["returned"])
    recorded(case, actor, "case.send_back", {"material": found.material, "reason": found.returned})


def may_send_back(case: Case, actor: Actor) -> bool:
    """Whether the unit may send some material of the case back now."""
    rows = Attachment.objects.filter(case=case, removed=None)
    return actor.acts and any(_reviews(case, each, actor) for each in rows)


def _reviews(case: Case, found: Attachment, actor: Actor) -> bool:
    """Whether the unit's turn is one that can lead to the material's being handed in anew."""
    procedure = acting.procedure(case.procedure)
    mine = Task.objects.filter(case=case, state="open", unit=actor.unit).exclude(step=found.step)
    after = {
        to
        for step in mine.values_list("step", flat=True)
        for outcome in procedure.step(step).outcomes
        for to in outcome.to
    }
    return any(
        key == found.step or found.material in {each.key for each in procedure.step(key).materials}
        for key in after
    )


@transaction.atomic
def discard(case_key: str, actor: Actor) -> None:
    """Throw a draft away; a case that was handed in stays for ever.

    Raises:
        NotThere, NotAllowed: it is none of theirs, or no draft.
    """
    case = access.case(actor, case_key, lock=True)
    if case.state != "draft" or case.starter_id != (actor.unit.pk if actor.unit else None):
        raise NotAllowed("只有未提交的草稿可以删除", "已提交的办件要按程序办结")
    access.acting(actor)
    recorded(case, actor, "case.discard", {"procedure": case.procedure})
    case.delete()


# --- the checklist


@dataclass(frozen=True)
class Line:
    """One line of the checklist: a material, and whether it is there."""

    material: Material
    step: str
    files: tuple[Attachment, ...]

    @property
    def state(self) -> str:
        """provided, returned (sent back), missing, or optional."""
        if any(not each.returned for each in self.files):
            return "provided"
        if self.files:
            return "returned"
        return "optional" if self.material.optional else "missing"


def checklist(view: CaseView) -> list[Line]:
    """Every material that the case asks for so far, with what was handed in."""
    files: dict[str, list[Attachment]] = {}
    for each in Attachment.objects.filter(case=view.case, removed=None).order_by("pk"):
        files.setdefault(each.material, []).append(each)
    seen = set(Task.objects.filter(case=view.case).values_list("step", flat=True))
    found: dict[str, Line] = {}
    for step in view.procedure.steps:
        for material in step.materials if step.key in seen else ():
            if material.key not in found and (material.when is None or material.when(view)):
                found[material.key] = Line(material, step.key, tuple(files.get(material.key, ())))
    return list(found.values())


def missing(view: CaseView, step: Step | None = None) -> list[Line]:
    """What still lacks: of one step, or of the case."""
    of = {each.key for each in step.materials} if step else None
    return [
        line
        for line in checklist(view)
        if line.state in ("missing", "returned") and (of is None or line.material.key in of)
    ]


# --- act


@dataclass
class Run:
    """One act while it happens."""

    view: CaseView
    actor: Actor
    act: Act
    entered: Entry | None = None
    postings: int = 0
    keys: list[str] = field(default_factory=list[str])
    started: list[Case] = field(default_factory=list)

    def posting_key(self) -> str:
        """An idempotency key for the next posting of this act."""
        self.postings += 1
        self.keys.append(f"{self.view.key}:{self.act.pk}:{self.postings}")
        return self.keys[-1]

    def start_other(self, effect: Start) -> None:
        """Open another case, on the same subject or on the entry that was just written."""
        view = self.view
        key = (
            effect.procedure
            if "." in effect.procedure
            else f"{view.procedure.policy.key}.{effect.procedure}"
        )
        procedure = acting.procedure(key)
        data = dict(effect.data(view)) if effect.data else {}
        if effect.unless_open and _is_open(key, str(data.get("area", "")), sample=view.case.sample):
            return
        entry = view.case.subject
        if procedure.subject is not None and self.entered is not None:
            of = acting.whole(procedure.subject)
            entry = self.entered if self.entered.register == of else entry
        if procedure.subject is None or procedure.creates:
            entry = None
        case = _made(procedure, view.case.starter, entry, None, view.now, "open")
        case.sample = view.case.sample
        case.data = data
        case.save(update_fields=["sample", "data"])
        _bind(case, procedure, {role: unit.code for role, unit in view.parties.items()}, entry)
        inner = view_of(case, procedure, view.now)
        _open(inner, procedure.step(effect.at) if effect.at else procedure.steps[0])
        _titled(inner)
        deadlines.set_missing(inner)
        recorded(case, self.actor, "case.start", {"procedure": key, "from": view.key})
        self.started.append(case)


def _is_open(procedure: str, area: str, *, sample: bool) -> bool:
    """Whether a case of a procedure is open for a place, and not only for the reports after a lifting."""
    rows = Case.objects.filter(procedure=procedure, sample=sample).exclude(state="closed")
    rows = rows.exclude(alert__state__in=["lifted", "reviewed"])
    return any(str(each.data.get("area", "")) == area for each in rows)


def act(
    case_key: str, step_key: str, outcome_key: str, actor: Actor, *,
    data: Mapping[str, object] | None = None, parties: Mapping[str, str] | None = None,
    reasons: str = "", version: int | None = None, token: str | None = None,
) -> Case:  # fmt: skip
    """End a step in one of its ways. All of it happens, or nothing.

    Args:
        case_key: number of the case.
        step_key: the open step.
        outcome_key: the way in which it ends.
        actor: who acts.
        data: the fields of the step's form; what was kept as a draft need not be sent again.
        parties: codes of the units that are chosen here, by role.
        reasons: words, where the outcome asks for them.
        version: the version of the case that the page showed; None where nobody looked at a page.
        token: makes a repeated request harmless.

    Raises:
        NotThere, NotAllowed, Stale, BadInput, Refused: it was not done, why, and what to do.
    """
    asked = (
        case_key, step_key, outcome_key, actor, data or {}, parties or {}, reasons, version, token,
    )  # fmt: skip
    for left in reversed(range(_TRIES)):
        try:
            return _act(*asked)
        except (OperationalError, Busy) as error:
            # Two acts that move money of the same accounts can wait for each other; one is undone.
            if connection.in_atomic_block:
                raise
            if not left:
                what = "数据库暂时不可用，没有办理"
                raise Busy(what, "请稍后在同一页再提交一次，不会重复办理") from error
            connection.close()  # it may be a dead one; the next try opens another
        except Refused as refusal:
            if "receipt" in refusal.detail:
                _recorded_refusal(case_key, step_key, outcome_key, actor, refusal)
            raise
        except (CountingError, PaperError, RuleError) as error:
            raise Refused(error.what, error.remedy, clause=getattr(error, "clause", "")) from error
    raise AssertionError


def _act(
    case_key: str, step_key: str, outcome_key: str, actor: Actor, data: Mapping[str, object],
    parties: Mapping[str, str], reasons: str, version: int | None, token: str | None,
) -> Case:  # fmt: skip
    with transaction.atomic():
        case = access.case(actor, case_key, lock=True)
        if token and (again := Act.objects.filter(token=token).first()):
            if (again.case_id, again.step, again.outcome) != (case.pk, step_key, outcome_key):
                raise Stale("这个提交编号已经用过", "请刷新页面后再办")
            return case
        if version is not None and version != case.version:
            raise Stale(_meanwhile(case), "请刷新页面，看过最新的进展再办")
        task = _task(case, step_key)
        procedure = acting.procedure(case.procedure)
        step = procedure.step(step_key)
        _turn(actor, task, step)
        outcome = _outcome(step, outcome_key)
        view = view_of(case, procedure, _now(case), reasons.strip())
        if actor is not CLOCK and not offered(step, outcome, view):
            raise Refused(f"现在不能“{outcome.label}”", "请看这一步列出的办法")
        return _acted(view, task, step, outcome, actor, data, parties, token)


def offered(step: Step, outcome: Outcome, view: CaseView) -> bool:
    """Whether people may take this way now; what follows from silence is the clock's alone."""
    return outcome.key != step.late and (outcome.when is None or outcome.when(view))


def _recorded_refusal(
    case_key: str, step_key: str, outcome_key: str, actor: Actor, refusal: Refused
) -> None:
    """A rule that refuses has decided too: that is written down though nothing else happened."""
    with transaction.atomic():
        case = access.case(actor, case_key)
        body = {"name": f"{step_key}.{outcome_key}", "refused": True, "receipt": refusal.detail}
        recorded(case, actor, "decision", body)


def _outcome(step: Step, key: str) -> Outcome:
    try:
        return step.outcome(key)
    except KeyError as error:
        known = "、".join(each.label for each in step.outcomes)
        raise BadInput(f"“{step.label}”没有“{key[:40]}”这种办法", f"可选：{known}") from error


def _now(case: Case) -> datetime:
    """The moment of an act: by the clock, but never before what happened already."""
    return max(clock.now(), case.changed)


def _meanwhile(case: Case) -> str:
    last = Act.objects.filter(case=case).order_by("-pk").first()
    if last is None:
        return "办件已有变动"
    when = last.at.astimezone(clock.HERE).strftime("%m月%d日 %H:%M")
    return f"{last.who}已于{when}办理了“{last.label}”"


def _acted(
    view: CaseView, task: Task, step: Step, outcome: Outcome, actor: Actor,
    data: Mapping[str, object], parties: Mapping[str, str], token: str | None,
) -> Case:  # fmt: skip
    case, procedure = view.case, view.procedure
    # The clock fills nothing in: it takes the way that the text provides for silence.
    incomplete = outcome.incomplete or actor is CLOCK
    filled = forms.read(step, {**task.draft, **data}, whole=not incomplete)
    view.data.update(filled)
    _choose(case, procedure, step, parties)
    view.forget_parties()
    if actor is CLOCK:
        view.reasons = "期限届满"
    _complete(view, step, outcome, incomplete)
    case.events[step.key] = view.now.isoformat()
    record = Act.objects.create(
        case=case, kind="late" if actor is CLOCK else "act", step=step.key, outcome=outcome.key,
        label=f"{step.label}：{outcome.label}", unit=actor.unit, who=actor.name, at=view.now,
        reasons=view.reasons, token=token,
    )  # fmt: skip
    run = Run(view, actor, record)
    _check(run, outcome)
    for effect in outcome.effects:
        effects.run(effect, run)
    issued = [papers.issue(each, view) for each in outcome.papers]
    _move_on(view, task, outcome, actor)
    case.data = view.data
    case.version += 1
    case.changed = view.now
    _titled(view)
    case.save()
    deadlines.set_missing(view)
    paused = deadlines.pause_and_resume(view)
    record.warnings = list(dict.fromkeys([*record.warnings, *paused]))  # each once
    record.save(update_fields=["decisions", "warnings"])
    recorded(
        case, actor, "case.act",
        {"step": step.key, "outcome": outcome.key, "filled": filled, "reasons": view.reasons,
         "clause": procedure.policy.address(outcome.clause or step.clause), "version": case.version,
         "papers": [each.number for each in issued], "warnings": record.warnings,
         "started": [each.key for each in run.started], "postings": run.postings,
         "money": proof.of_postings(run.keys), "sheets": proof.of_papers(issued),
         "sample": case.sample},
    )  # fmt: skip
    return case


def _complete(view: CaseView, step: Step, outcome: Outcome, incomplete: bool) -> None:
    if outcome.reasons and not view.reasons:
        raise BadInput("请书面说明理由", "写在“理由”一栏", fields={"reasons": "请书面说明理由"})
    if len(view.reasons) > 2000:
        raise BadInput("理由太长", "请写在 2000 字以内", fields={"reasons": "请写在 2000 字以内"})
    if incomplete:
        return
    if lacking := missing(view, step):
        names = "；".join(
            line.material.label + (f"（已退回：{line.files[-1].returned}）" if line.files else "")
            for line in lacking
        )
        raise Refused(
            f"还缺 {len(lacking)} 份材料：{names}", "请补齐后再提交",
            clause=view.procedure.policy.address(lacking[0].material.clause),
        )  # fmt: skip


def _check(run: Run, outcome: Outcome) -> None:
    """Ask the rules and the conditions in order; what they answered goes into the journal."""
    view = run.view
    for check in outcome.checks:
        if isinstance(check, Require):
            if not check.holds(view) and check.soft:
                run.act.warnings.append(
                    f"{check.why}（{view.procedure.policy.address(check.clause)}）"
                )
            elif not check.holds(view):
                raise Refused(
                    check.why,
                    "请核对所填的内容和办件的情况",
                    clause=view.procedure.policy.address(check.clause),
                )
            continue
        told = decisions.decide(check, view)
        run.act.decisions.append(_summary(check, told))
        run.act.warnings.extend(decisions.warning_of(check, told, view))
        recorded(view.case, run.actor, "decision", {"name": check.name, "receipt": told})


def _summary(check: Decide, told: Mapping[str, Any]) -> dict[str, Any]:
    """What an act shows of a decision; the whole receipt stands in the journal."""
    return {
        "name": check.name, "rule": check.rule.key, "label": check.rule.label,
        "clause": check.rule.policy.address(check.rule.clauses[0]), "result": told["result"],
        "shown": decisions.shown(told), "unit": told["unit"], "asked": told["asked"],
        "explanation": told.get("explanation"), "digest": told["receipt"]["digest"],
    }  # fmt: skip


def _move_on(view: CaseView, task: Task, outcome: Outcome, actor: Actor) -> None:
    case, procedure = view.case, view.procedure
    task.state, task.outcome, task.who = "done", outcome.key, actor.name
    task.reasons, task.done = view.reasons, view.now
    task.draft = {}
    task.save()
    deadlines.meet(task, view.now)
    if outcome.closes:
        away = list(Task.objects.filter(case=case, state="open", step__in=outcome.closes))
        Task.objects.filter(pk__in=[each.pk for each in away]).update(state="closed", done=view.now)
        deadlines.cancel(away, view.now)
    if case.state == "draft":
        case.state, case.opened = "open", view.now
    for key in outcome.to:
        if not Task.objects.filter(case=case, step=key, state="open").exists():
            _open(view, procedure.step(key))
    if not Task.objects.filter(case=case, state="open").exists():
        case.state, case.ended, case.closed = "closed", outcome.ends or "办结", view.now
        case.events["closed"] = view.now.isoformat()
        _tell_starter(view, actor)


def _tell_starter(view: CaseView, actor: Actor) -> None:
    """Whoever began a case hears how it ended, and why, if somebody else ended it."""
    case = view.case
    if case.starter is None or case.starter == actor.unit:
        return
    why = f"：{view.reasons}" if view.reasons else ""
    Notice.objects.create(
        unit=case.starter, case=case, kind="told", at=view.now,
        text=f"{case.title}已办结（{case.ended}）{why}"[:400],
        clause=view.procedure.policy.address(view.procedure.clause),
    )  # fmt: skip


def _open(view: CaseView, step: Step) -> Task:
    unit = view.unit(step.by.key)
    if unit is None:
        raise Refused(
            f"还没有确定谁是{step.by.label}，“{step.label}”无人可办",
            "请在上一步选定，或请系统管理员给有关单位这个角色",
            clause=view.procedure.policy.address(step.clause),
        )
    draft: dict[str, object] = {}
    if step.offers is not None:
        offered = {k: v for k, v in step.offers(view).items() if v not in (None, "")}
        draft = forms.read(step, offered, whole=False)
    again = {name: view.data[name] for name in forms.fields_of(step.form) if name in view.data}
    return Task.objects.create(
        case=view.case, step=step.key, unit=unit, opened=view.now, draft={**again, **draft}
    )


def _titled(view: CaseView) -> None:
    """What the case is called in lists, with the period where it comes back."""
    if view.case.state == "draft":
        return
    title = view.procedure.title(view) if view.procedure.title else view.procedure.label
    title = title.rstrip("：")  # what would follow is not known yet
    period = view.data.get("period")
    view.case.title = (f"{title}（{period}）" if period else title)[:200]
    view.case.save(update_fields=["title"])


@transaction.atomic
def extend(case_key: str, step_key: str, actor: Actor, reasons: str) -> Case:
    """Prolong the deadline of an open step, once, where the text allows it.

    Raises:
        Refused: the text does not allow it, or it was done already. BadInput: no reasons.
    """
    case = access.case(actor, case_key, lock=True)
    task = _task(case, step_key)
    procedure = acting.procedure(case.procedure)
    step = procedure.step(step_key)
    _turn(actor, task, step)
    clause = procedure.policy.address(step.clause)
    if step.due is None or not step.due.extension:
        raise Refused(f"原文没有允许延长“{step.label}”的期限", "请在期限内办理", clause=clause)
    if not reasons.strip():
        raise BadInput("请写明延长的理由", fields={"reasons": "请写明延长的理由"})
    told = deadlines.extend(task, procedure, step, _now(case))
    case.version += 1
    case.save(update_fields=["version"])
    Act.objects.create(
        case=case, kind="extend", step=step_key, label=f"{step.label}：延长期限", unit=actor.unit,
        who=actor.name, at=_now(case), reasons=reasons.strip(), warnings=[told],
    )  # fmt: skip
    recorded(case, actor, "case.extend", {"step": step_key, "reasons": reasons, "told": told})
    return case


def recorded(case: Case, actor: Actor, kind: str, body: Mapping[str, Any]) -> None:
    """Write it into the journal."""
    journal.record(
        kind, actor=actor, at=_now(case), subject=case.procedure,
        case=case.key, unit=actor.unit, body=body,
    )  # fmt: skip
