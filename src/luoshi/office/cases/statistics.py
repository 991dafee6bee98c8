"""Statistics for a manager (统计): how many, how fast, how punctual, how much money; of what they may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from luoshi.office.cases import access
from luoshi.office.cases.models import Case, Deadline, Entry
from luoshi.office.directory.actors import Actor
from luoshi.policies import acting
from luoshi.procedures import Procedure, fen, yuan


def overview(actor: Actor, document: str = "") -> list[dict[str, Any]]:
    """One line for each procedure that the actor has cases of."""
    rows = access.cases(actor)
    counted = {
        each["procedure"]: each
        for each in rows.exclude(state="draft")
        .values("procedure")
        .annotate(
            open=Count("pk", filter=Q(state="open")), closed=Count("pk", filter=Q(state="closed"))
        )
    }
    found: list[dict[str, Any]] = []
    for key, procedure in acting.procedures().items():
        if key not in counted or (document and procedure.policy.number != document):
            continue
        found.append({
            "procedure": key, "label": procedure.label, "document": procedure.policy.number,
            "open": counted[key]["open"], "closed": counted[key]["closed"],
            **punctuality(actor, procedure),
        })  # fmt: skip
    return found


def punctuality(actor: Actor, procedure: Procedure) -> dict[str, Any]:
    """Deadlines of a procedure: met, missed, still open, and the share that was met in time."""
    states = Counter(
        Deadline.objects.filter(case__in=access.cases(actor), case__procedure=procedure.whole_key)
        .values_list("state", flat=True)
    )  # fmt: skip
    ended = states["met"] + states["late"]
    return {"met": states["met"], "late": states["late"], "running": states["open"] + states["paused"],
            "in_time_share": round(states["met"] / ended, 4) if ended else None}  # fmt: skip


def of_procedure(actor: Actor, procedure: Procedure) -> dict[str, Any]:
    """Everything about one procedure: outcomes, months, money, how long it took, who holds what."""
    rows = access.cases(actor).filter(procedure=procedure.whole_key).exclude(state="draft")
    months = (
        rows.annotate(month=TruncMonth("opened"))
        .values("month")
        .annotate(n=Count("pk"))
        .order_by("month")
    )
    return {
        "procedure": procedure.whole_key, "label": procedure.label, "document": procedure.policy.number,
        "open": rows.filter(state="open").count(), "closed": rows.filter(state="closed").count(),
        "ended": dict(Counter(rows.filter(state="closed").values_list("ended", flat=True))),
        "months": [{"month": each["month"].strftime("%Y-%m"), "opened": each["n"]} for each in months],
        "money": _money(rows, procedure), "days": _days(rows), **punctuality(actor, procedure),
    }  # fmt: skip


def _money(rows: Any, procedure: Procedure) -> list[dict[str, Any]]:
    """The fields of money that the procedure adds up, by how the case ended."""
    from luoshi.office.cases.shapes import labels_of

    labels = labels_of(procedure)
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for data, ended in rows.values_list("data", "ended"):
        for name in procedure.sums:
            if data.get(name):
                sums[name][ended or "办理中"] += fen(data[name])
    return [
        {"name": name, "label": labels.get(name, name), "total": yuan(sum(sums[name].values())),
         "by_end": {end: yuan(amount) for end, amount in sums[name].items()}}
        for name in procedure.sums
    ]  # fmt: skip


def _days(rows: Any) -> float | None:
    """The mean number of days from opening to closing."""
    spans = [
        (closed - opened).total_seconds() / 86_400
        for opened, closed in rows.filter(state="closed").values_list("opened", "closed")
    ]
    return round(sum(spans) / len(spans), 2) if spans else None


def registers(actor: Actor) -> list[dict[str, Any]]:
    """The registers that the actor has entries in: how many, by state."""
    found: list[dict[str, Any]] = []
    rows = access.entries(actor)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for register, state, n in rows.values_list("register", "state").annotate(n=Count("pk")):
        counted[register][state] += n
    for key, register in acting.registers().items():
        if key in counted:
            found.append({"register": key, "label": register.label, "document": register.policy.number,
                          "entries": sum(counted[key].values()), "states": dict(counted[key])})  # fmt: skip
    return found


def total_cases() -> int:
    """All cases of the office."""
    return Case.objects.count()


def total_entries() -> int:
    """All entries of all registers."""
    return Entry.objects.count()
