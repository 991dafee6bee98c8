"""Cases as data: the same for pages, the API and the shell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from luoshi.office import clock
from luoshi.office.cases import calendar, deadlines, forms, service
from luoshi.office.cases.models import (
    Act,
    Attachment,
    Case,
    Deadline,
    Entry,
    IssuedPaper,
    Participant,
    Task,
)
from luoshi.office.cases.view import of as view_of
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit, UnitRole
from luoshi.policies import acting, alerting
from luoshi.procedures import Outcome, Procedure, Register, Role, Step
from luoshi.procedures.calendar import WorkCalendar

LIGHTS = {"late": "已逾期", "close": "临近", "calm": "正常"}


def brief(case: Case) -> dict[str, Any]:
    """One line of a list of cases."""
    procedure = acting.procedures().get(case.procedure)
    return {
        "key": case.key,
        "title": case.title,
        "procedure": case.procedure,
        "procedure_label": procedure.label if procedure else case.procedure,
        "document": procedure.policy.number if procedure else "",
        "state": case.state,
        "state_label": case.ended or Case.STATES[case.state],
        "subject": case.subject.name if case.subject else "",
        "opened": local(case.opened),
        "changed": local(case.changed),
        "closed": local(case.closed),
        "sample": case.sample,
    }


def whole(case: Case, actor: Actor) -> dict[str, Any]:
    """A case with all that an actor may see of it: who takes part, what is to be done, what was done."""
    procedure = acting.procedure(case.procedure)
    view = view_of(case, procedure, clock.now())
    work = calendar.present()
    state = procedure.policy.state_on(view.today)
    rows = deadlines.of_case(case)
    tasks = list(Task.objects.filter(case=case).select_related("unit").order_by("pk"))
    for each in tasks:
        each.case = case
    acts = list(Act.objects.filter(case=case).select_related("unit").order_by("pk"))
    # Of several decisions under one name, what this case was decided by is told.
    told_by = {one["name"]: one["label"] for each in acts for one in each.decisions}
    labels = {**labels_of(procedure), **told_by}
    return {
        **brief(case),
        "version": case.version,
        "clause": procedure.policy.address(procedure.clause),
        "gist": procedure.gist,
        "in_force": {"state": state.name, "in_force": state.in_force, "why": state.why, "clause": state.clause},
        "subject_key": view.subject_key,
        "subject_register": case.subject.register if case.subject else "",
        "parties": [
            {"role": each.role, "role_label": _role(procedure, each.role), "unit": each.unit.code, "name": each.unit.name}
            for each in Participant.objects.filter(case=case).select_related("unit").order_by("pk")
        ],
        "data": [
            {"name": name, "label": labels.get(name, name), "value": value,
             "shown": _level(procedure, value) if name == "proposed" else shown(value)}
            for name, value in case.data.items()
        ],
        "checklist": [_line(line, procedure) for line in service.checklist(view)],
        "tasks": [_task(each, rows.get(each.pk), procedure, actor, work) for each in tasks],
        "papers": [paper(each) for each in IssuedPaper.objects.filter(case=case).order_by("pk")],
        "acts": [_act(each) for each in acts],
        "events": dict(case.events),
    }  # fmt: skip


def labels_of(procedure: Procedure) -> dict[str, str]:
    """The Chinese labels of everything that stands in the data of a case."""
    found = {"period": "所属期间"}
    for step in procedure.steps:
        found.update({name: fact.label for name, fact in forms.fields_of(step.form).items()})
        for outcome in step.outcomes:
            for check in outcome.checks:
                if hasattr(check, "rule"):
                    found[check.name] = check.rule.label  # type: ignore[union-attr]
    return {"area": "地区或对象", "proposed": "监测值达到的级别"} | found


def _level(procedure: Procedure, value: object) -> str:
    """A level of the plan that the procedure carries, by its label; the office kept its key."""
    for plan in alerting.plans().values():
        if plan.whole_procedure == procedure.whole_key:
            return next((each.label for each in plan.levels if each.key == value), shown(value))
    return shown(value)


def shown(value: object) -> str:
    """A kept value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(shown(each) for each in value)
    if isinstance(value, dict):
        return "；".join(f"{name}：{shown(each)}" for name, each in value.items())
    return "" if value is None else str(value)


def local(moment: datetime | None) -> str:
    """A moment as ISO text in the office's time zone; empty where there is none."""
    return moment.astimezone(clock.HERE).isoformat(timespec="seconds") if moment else ""


def _role(procedure: Procedure, key: str) -> str:
    return next((role.label for role in procedure.roles if role.key == key), key)


def _line(line: service.Line, procedure: Procedure) -> dict[str, Any]:
    return {
        "material": line.material.key, "label": line.material.label, "clause": procedure.policy.address(line.material.clause),
        "state": line.state, "step": line.step, "optional": line.material.optional,
        "files": [attachment(each) for each in line.files],
    }  # fmt: skip


def attachment(row: Attachment) -> dict[str, Any]:
    """A material that was handed in."""
    return {"id": row.pk, "name": row.name, "kind": row.kind, "size": row.size, "sha256": row.sha256,
            "who": row.who, "at": local(row.at), "returned": row.returned}  # fmt: skip


def paper(row: IssuedPaper) -> dict[str, Any]:
    """A paper that was issued."""
    return {"id": row.pk, "title": row.title, "number": row.number, "clause": row.clause, "to": row.to,
            "paragraphs": row.sheet.get("paragraphs", []), "at": local(row.at)}  # fmt: skip


def _task(
    task: Task, row: Deadline | None, procedure: Procedure, actor: Actor, work: WorkCalendar
) -> dict[str, Any]:
    step = procedure.step(task.step)
    mine = task.state == "open" and actor.unit is not None and task.unit_id == actor.unit.pk
    told: dict[str, Any] = {
        "id": task.pk, "step": task.step, "label": step.label, "gist": step.gist,
        "clause": procedure.policy.address(step.clause), "role": step.by.label,
        "unit": task.unit.code if task.unit else "", "unit_name": task.unit.name if task.unit else "",
        "state": task.state, "mine": mine, "opened": local(task.opened), "done": local(task.done),
        "who": task.who, "reasons": task.reasons, "outcome": task.outcome,
        "outcome_label": _label(step, task.outcome), "deadline": deadline(row, work) if row else None,
        "no_deadline": "" if row or step.due else "原文未写明期限",
        "extendable": bool(mine and step.due and step.due.extension),
    }  # fmt: skip
    if mine:
        view = view_of(task.case, procedure, clock.now())
        told["form"] = form(step, task.draft, procedure)
        told["parties"] = [_choice(role, procedure, task.case.sample) for role in step.parties]
        told["outcomes"] = [
            _way(each) for each in step.outcomes if service.offered(step, each, view)
        ]
    return told


def _label(step: Step, outcome: str) -> str:
    return next((each.label for each in step.outcomes if each.key == outcome), outcome)


def _way(outcome: Outcome) -> dict[str, Any]:
    return {"key": outcome.key, "label": outcome.label, "reasons": outcome.reasons,
            "incomplete": outcome.incomplete, "ends": outcome.ends,
            "papers": [each.title for each in outcome.papers]}  # fmt: skip


def form(step: Step, draft: dict[str, Any], procedure: Procedure) -> list[dict[str, Any]]:
    """The fields of a step, with what was filled in so far."""
    return [
        {**fact.schema(), "name": name, "kind": fact.kind, "label": fact.label, "clause": procedure.policy.address(fact.clause),
         "unit": fact.unit.name if fact.unit else "", "options": list(fact.options),
         "required": name not in step.optional, "value": draft.get(name)}
        for name, fact in forms.fields_of(step.form).items()
    ]  # fmt: skip


def _choice(role: Role, procedure: Procedure, sample: bool) -> dict[str, Any]:
    units = playing(role, procedure, sample)
    return {"role": role.key, "label": role.label,
            "units": [{"code": each.code, "name": each.name} for each in units]}  # fmt: skip


def playing(role: Role, procedure: Procedure, sample: bool) -> list[Unit]:
    """The units that may take a role; persons are not listed, since they are nobody's business."""
    rows = UnitRole.objects.filter(
        role=service.role_key(role, procedure), unit__active=True, unit__sample=sample
    )
    rows = rows.exclude(unit__kind="person").select_related("unit").order_by("unit__name")
    return [each.unit for each in rows]


def deadline(row: Deadline, work: WorkCalendar) -> dict[str, Any]:
    """A deadline, with how it was counted."""
    now = clock.now()
    met_in_time = row.state in ("met", "paused")  # while it stands still nothing is late
    light = (
        "calm"
        if met_in_time
        else "late"
        if row.state == "late"
        else deadlines.light(row.at, now, work)
    )
    return {
        "id": row.pk, "state": row.state, "at": local(row.at), "last_day": deadlines.last_day(row.at),
        "since": local(row.since), "clause": row.clause, "convention": row.convention,
        "light": light, "light_label": LIGHTS[light], "paused": local(row.paused),
        "fired": local(row.fired), "met": local(row.met),
        "noticed_late_by_seconds": round((row.fired - row.at).total_seconds()) if row.fired else None,
    }  # fmt: skip


def _act(row: Act) -> dict[str, Any]:
    return {
        "kind": row.kind, "step": row.step, "outcome": row.outcome, "label": row.label,
        "unit": row.unit.name if row.unit else "", "who": row.who, "at": local(row.at),
        "reasons": row.reasons, "decisions": row.decisions, "warnings": row.warnings,
    }  # fmt: skip


def entry(row: Entry, register: Register, *, public: bool = False) -> dict[str, Any]:
    """An entry of a register; for the public only what the document orders to be published."""
    declared = register.fields.declared()
    wanted = register.public.fields if public and register.public else tuple(declared)
    told: dict[str, Any] = {
        "register": row.register, "sample": row.sample,
        "data": [
            {"name": name, "label": declared[name].label, "value": row.data[name], "shown": shown(row.data[name])}
            for name in wanted
            if name in row.data
        ],
        "changed": local(row.changed),
    }  # fmt: skip
    if not public:
        told |= {"key": row.key, "name": row.name, "state": row.state, "code": row.code}
        told["units"] = [
            {"role": each.role, "unit": each.unit.code, "name": each.unit.name}
            for each in row.units.select_related("unit").order_by("pk")
        ]
    return told


def procedure(each: Procedure) -> dict[str, Any]:
    """A procedure as data: for lists of what can be done, and for programs."""
    policy = each.policy
    return {
        "key": each.whole_key, "label": each.label, "gist": each.gist, "document": policy.number,
        "title": policy.title, "clause": policy.address(each.clause),
        "subject": acting.whole(each.subject) if each.subject and not each.creates else "",
        "subject_label": each.subject.label if each.subject and not each.creates else "",
        "subject_by_code": bool(each.subject and each.subject.code and not each.creates),
        "clock_only": each.clock_only, "roles": [{"key": r.key, "label": r.label} for r in each.roles],
        "steps": [
            {"key": s.key, "label": s.label, "role": s.by.label, "clause": policy.address(s.clause),
             "fields": form(s, {}, each),
             "materials": [{"key": m.key, "label": m.label, "clause": policy.address(m.clause),
                            "optional": m.optional or m.when is not None} for m in s.materials],
             "outcomes": [_way(o) for o in s.outcomes],
             "due": s.due.limit if s.due else "", "late": s.late}
            for s in each.steps
        ],
    }  # fmt: skip
