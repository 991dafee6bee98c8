"""What stands on the page of a case: the work to be done now, the checklist, the history, the drawing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from luoshi.office import clock
from luoshi.office.alerts import access as alerts
from luoshi.office.cases import service, shapes
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Attachment, Case, Participant, Task
from luoshi.office.cases.view import CaseView
from luoshi.office.cases.view import of as view_of
from luoshi.office.directory.actors import Actor
from luoshi.office.uploads import KINDS
from luoshi.policies import acting
from luoshi.procedures import Material, Procedure, Step
from luoshi.procedures.diagram import svg
from luoshi.rules.explain import Explained
from luoshi.web.markup import Html
from luoshi.web.office import fields
from luoshi.web.rulebook.places import Places
from luoshi.web.rulebook.telling import Stepped, tree

ACCEPTED = ",".join(f".{kind}" for kind in KINDS)
"""What the browser offers to choose; what is taken is looked at when it arrives."""


@dataclass(frozen=True)
class Trouble:
    """What was just refused, with everything that was typed: it is shown on the page of the case.

    Attributes:
        step: whose form it was.
        explanation: how the rule that refused came to its result.
    """

    error: CaseError
    step: str = ""
    typed: Mapping[str, str] | None = None
    parties: Mapping[str, str] = field(default_factory=dict[str, str])
    reasons: str = ""
    outcome: str = ""
    explanation: Stepped | None = None

    @property
    def headline(self) -> str:
        """What is wrong, without the list of fields, which stand below with theirs."""
        what = self.error.what
        return what.partition("：")[0] if self.error.fields and "处要改：" in what else what


@dataclass(frozen=True)
class Slot:
    """A material at a step: what was handed in, and whether more is wanted."""

    material: Material
    clause: str
    files: tuple[dict[str, Any], ...]
    state: str
    trouble: str = ""

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state]


STATES = {
    "provided": "已提交",
    "returned": "已退回，请重新提交",
    "missing": "待提交",
    "optional": "可以不交",
    "maybe": "视填写的情况",
}


@dataclass(frozen=True)
class Work:
    """A step that the actor's unit can do now."""

    task: dict[str, Any]
    fields: list[fields.Field]
    slots: list[Slot]
    parties: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    reasons: str
    needs_reasons: bool
    only_reasons: bool
    trouble: Trouble | None
    token: str = field(default_factory=lambda: uuid4().hex)

    @property
    def list(self) -> list[tuple[str, str]]:
        """What is wrong, each with the id of its field."""
        if self.trouble is None:
            return []
        of = [(each.id, each.trouble) for each in self.fields]
        of += [(f"{self.task['step']}-m-{each.material.key}", each.trouble) for each in self.slots]
        of += [(str(each["id"]), str(each["trouble"])) for each in self.parties]
        return [(place, words) for place, words in of if words]

    @property
    def lacking(self) -> list[str]:
        """What is still to be handed in (一次性告知)."""
        return [each.material.label for each in self.slots if each.state in ("missing", "returned")]


def page_of(
    case: Case, actor: Actor, trouble: Trouble | None = None, words: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Everything that the page of a case shows; ``words`` are reasons that were begun, by step."""
    told = shapes.whole(case, actor)
    procedure = acting.procedure(case.procedure)
    mine = [each for each in told["tasks"] if each["mine"]]
    work = (
        [_work(each, case, procedure, trouble, words or {}) for each in mine] if actor.acts else []
    )
    steps = {each.task["step"] for each in work}
    asked = {slot.material.key for each in work for slot in each.slots}
    lost = trouble if trouble and trouble.step not in steps else None
    places = Places(procedure.policy.number)
    return {
        "nav": "office", "area": "cases", "case": told, "document": procedure.policy.number,
        "policy": procedure.policy, "work": work, "only_reads": bool(mine) and not actor.acts,
        "others": [
            each for each in told["tasks"] if each["state"] == "open" and each["step"] not in steps
        ],
        "history": _history(told, places), "drawing": drawing(procedure, told["tasks"]),
        "lost": lost, "lost_words": _typed(lost, procedure), "accepted": ACCEPTED,
        "checklist": [each for each in told["checklist"] if each["material"] not in asked],
        "may_send_back": bool(work) and service.may_send_back(case, actor), "own_files": _own_files(case, actor),
        "is_draft": told["state"] == "draft",
        "alert": alerts.alerts(actor).filter(case=case).first(),
        "document_page": places.page(procedure.policy.number),
    }  # fmt: skip


def drawing(procedure: Procedure, tasks: list[dict[str, Any]]) -> Html:
    """The procedure as a drawing, with the steps that are open lit. Its words are escaped by its maker."""
    lit = frozenset(each["step"] for each in tasks if each["state"] == "open")
    done = frozenset(each["step"] for each in tasks if each["state"] == "done")
    return Html(svg(procedure, lit, done))


def _typed(lost: Trouble | None, procedure: Procedure) -> list[tuple[str, str]]:
    """What was typed into a form that is no longer there, to be copied."""
    labels = shapes.labels_of(procedure)
    typed = (lost.typed if lost else None) or {}
    return [(labels.get(name, name), value) for name, value in typed.items() if value]


def _own_files(case: Case, actor: Actor) -> frozenset[int]:
    """The materials that the actor's own unit handed in, which it does not send back."""
    rows = Attachment.objects.filter(case=case, unit=actor.unit)
    return frozenset(rows.values_list("pk", flat=True))


# --- the work


def _work(
    task: dict[str, Any], case: Case, procedure: Procedure, trouble: Trouble | None,
    words: Mapping[str, str],
) -> Work:  # fmt: skip
    own = trouble if trouble and trouble.step == task["step"] else None
    wrong = own.error.fields if own else {}
    step = procedure.step(task["step"])
    reasoned = [each["reasons"] for each in task["outcomes"]]
    return Work(
        task,
        fields.fields(task, procedure, own.typed if own else None, wrong),
        _slots(case, procedure, step, wrong),
        _parties(task, case, own, wrong),
        [_way(each, step, procedure) for each in task["outcomes"]],
        own.reasons if own else words.get(task["step"], ""),
        any(reasoned),
        all(reasoned) and bool(reasoned),
        own,
    )


def _way(told: dict[str, Any], step: Step, procedure: Procedure) -> dict[str, Any]:
    """An outcome with what follows from it."""
    outcome = step.outcome(told["key"])
    after = [procedure.step(key) for key in outcome.to]
    return {
        **told,
        "next": [f"{each.by.label}“{each.label}”" for each in after],
        "clause": procedure.policy.address(outcome.clause) if outcome.clause else "",
        "rules": [check.rule.label for check in outcome.checks if hasattr(check, "rule")],  # type: ignore[union-attr]
    }


def _slots(case: Case, procedure: Procedure, step: Step, wrong: Mapping[str, str]) -> list[Slot]:
    view = _with_draft(case, procedure, step)
    lines = {line.material.key: line for line in service.checklist(view)}
    found: list[Slot] = []
    for material in step.materials:
        line = lines.get(material.key)
        files = tuple(shapes.attachment(each) for each in line.files) if line else ()
        state = line.state if line else "maybe"
        clause = procedure.policy.address(material.clause)
        found.append(
            Slot(material, clause, files, state, wrong.get(fields.MATERIAL + material.key, ""))
        )
    return found


def _with_draft(case: Case, procedure: Procedure, step: Step) -> CaseView:
    """The case as it would be with what is filled in at a step: some materials depend on that."""
    view = view_of(case, procedure, clock.now())
    task = Task.objects.filter(case=case, step=step.key, state="open").first()
    view.data.update(cast("dict[str, Any]", task.draft) if task else {})
    return view


def _parties(
    task: dict[str, Any], case: Case, own: Trouble | None, wrong: Mapping[str, str]
) -> list[dict[str, Any]]:
    chosen = dict(Participant.objects.filter(case=case).values_list("role", "unit__code"))
    return [
        {
            **each,
            "id": f"{task['step']}-party-{each['role']}",
            "name": fields.PARTY + each["role"],
            "chosen": (own.parties.get(each["role"], "") if own else "") or chosen.get(each["role"], ""),
            "trouble": wrong.get(each["role"], ""),
        }
        for each in task["parties"]
    ]  # fmt: skip


# --- the history


def _history(told: dict[str, Any], places: Places) -> list[dict[str, Any]]:
    """What was done, the newest first; each decision with its steps as a tree."""
    return [
        {
            **each,
            "decisions": [
                {**one, "shown": _shown(one), "tree": explained(one.get("explanation"), places)}
                for one in each["decisions"]
            ],
        }
        for each in reversed(told["acts"])
    ]


def _shown(decision: Mapping[str, Any]) -> str:
    """The result of a decision in words; a list may be empty."""
    result: object = decision["result"]
    if isinstance(result, list):
        return shapes.shown(cast("list[object]", result)) or "无"
    return str(decision["shown"])


def explained(steps: Any, places: Places) -> Stepped | None:
    """The steps of an explanation; None where there is none."""
    if not steps:
        return None
    return tree(cast("list[Explained]", steps if isinstance(steps, list) else [steps]), places)


def digest(content: bytes) -> str:
    """The hash by which a material is known."""
    return hashlib.sha256(content).hexdigest()
