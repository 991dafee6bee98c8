"""The situation (态势) on a wall: levels and why, who has not answered, what is late, what runs out next.

The page asks every second whether anything is new. What only goes on with the clock (how long somebody has
waited) is no news: it is counted in the browser, so that an unchanged page costs an empty answer.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.alerts.models import AlertUnit, Attempt, Calling, Channel, MeasureTask, Shift
from luoshi.office.cases import access as case_access
from luoshi.office.cases import shapes
from luoshi.office.cases.models import Deadline
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.units import below
from luoshi.policies import acting, alerting
from luoshi.web import answers
from luoshi.web.asked import words
from luoshi.web.office import alert_shapes
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk
from luoshi.web.views.alert_calls import KINDS, moment_told

CALLS, TASKS, DUES, PEOPLE = 8, 6, 6, 4
"""Lines of each list: what can be read from across a room. How many more there are is said."""
AHEAD = timedelta(days=3)
"""Deadlines farther away are no news on a wall."""
_LOST = ("exhausted", "unreachable")


class Boards:
    """What each unit's walls are told: worked out once for all that ask within the same moment.

    Fifty walls of a unit that ask every second would else cost fifty times thirty queries a second, in
    the hour in which the office needs its database most.
    """

    FRESH = 0.9
    """Seconds for which an answer holds: the next question of a wall comes after one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[int, threading.Lock] = {}
        self._told: dict[int, tuple[float, dict[str, Any]]] = {}

    def of(self, unit: int, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What is known of a unit's wall, worked out by whoever asks first; the others wait for it."""
        with self._lock:
            lock = self._locks.setdefault(unit, threading.Lock())
        with lock:
            known = self._told.get(unit)
            if known is None or time.monotonic() - known[0] > self.FRESH:
                began = time.monotonic()  # what is written while it is worked out may not be in it
                known = self._told[unit] = (began, work())
            return known[1]

    def forget(self) -> None:
        """Ask anew next time."""
        with self._lock:
            self._told.clear()


BOARDS = Boards()


@desk()
@require_http_methods(["GET", "HEAD"])
def situation(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """All of it on one screen; the part that changes, where the page asks for it; nothing, if nothing did."""
    now, actor = clock.now(), request.actor
    board = answers.part(request) == "board"
    # All that it tells goes by the unit, not by the person.
    unit = actor.unit.pk if actor.unit else 0
    told = BOARDS.of(unit, lambda: _told(actor, now)) if board else _told(actor, now)
    mark = _mark(told)
    if form == "json":
        return _marked(request, answers.data({"now": shapes.local(now), **told}), mark)
    if board and words(request, "v") == mark:
        return moment_told(HttpResponse(status=204))
    template = "luoshi/alerts/board.html" if board else "luoshi/alerts/situation.html"
    return moment_told(answers.page(request, template, _context(request, told, mark, now)))


def _context(
    request: OfficeRequest, told: dict[str, Any], mark: str, now: datetime
) -> dict[str, Any]:
    return {
        "told": told, "mark": mark, "now": now.astimezone(clock.HERE), "iso": now.isoformat(),
        "phone": words(request, "phone") == "1", "unit": request.actor.unit,
    }  # fmt: skip


def _mark(told: dict[str, Any]) -> str:
    """What tells one state of the page from another; the moment of asking is no part of it."""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


def _marked(request: OfficeRequest, response: HttpResponse, mark: str) -> HttpResponse:
    if request.headers.get("If-None-Match", "").strip('"') == mark:
        response = HttpResponse(status=304)
    response["ETag"] = f'"{mark}"'
    return response


def _told(actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "alerts": alert_shapes.in_force(actor), "standings": _standings(actor), "drafts": alert_shapes.drafting(actor).count(),
        **_calls(actor, now), **_tasks(actor, now), **_dues(actor, now),
        "channels": [
            {"label": each.label, "since": shapes.local(each.down)}
            for each in Channel.objects.filter(active=True).exclude(down=None)
        ],
        "duty": _duty(actor, now),
    }  # fmt: skip


def _standings(actor: Actor) -> list[dict[str, Any]]:
    """What the readings say, without how it was worked out. That all is well is one line for each plan."""
    found = [
        {name: each[name] for name in ("label", "plan", "plan_label", "place", "level", "level_label", "colour", "since", "at", "why")}
        for each in alert_shapes.standings(actor)
    ]  # fmt: skip
    reached = [each for each in found if each["level"]]
    return reached[:6] if reached else found[:3]


# --- who has not answered


def _calls(actor: Actor, now: datetime) -> dict[str, Any]:
    rows = Calling.objects.filter(
        _seen(actor), message__alert__state="in_force", message__overtaken=None,
        state__in=["open", *_LOST],
    )  # fmt: skip
    lost = rows.filter(state__in=_LOST)
    waiting = rows.filter(state="open").order_by("at", "pk")
    first = [*lost.order_by("at", "pk").select_related("unit")[:CALLS]]
    first += waiting.select_related("unit")[: CALLS - len(first)]
    steps = {
        (each.calling_id, each.step): each
        for each in Attempt.objects.filter(calling__in=[row.pk for row in first])
    }
    return {
        "unanswered": rows.count(),
        "calls": [_call(each, steps.get((each.pk, each.step))) for each in first],
    }


def _seen(actor: Actor) -> Q:
    """The calls that an actor may see, of all alerts at once: as `access.calls` has it for one."""
    if actor.unit is None:
        return Q(pk__in=[])
    led = AlertUnit.objects.filter(unit=actor.unit, leads=True).values("alert")
    own = Q(unit=actor.unit) | Q(message__by=actor.unit, message__kind="relay")
    return own | Q(message__alert__in=led)


def _call(row: Calling, step: Attempt | None) -> dict[str, Any]:
    lost = row.state in _LOST
    return {
        "unit": row.unit.name, "post": row.wanted, "since": shapes.local(row.at), "lost": lost,
        "state_label": Calling.STATES[row.state], "why": row.why,
        "name": step.name if step and not lost else "",
        "channel": KINDS.get(step.kind, step.kind) if step and not lost else "",
        "next": shapes.local(row.due) if not lost else "",
    }  # fmt: skip


# --- what is late, what runs out


def _tasks(actor: Actor, now: datetime) -> dict[str, Any]:
    if actor.unit is None:
        return {"overdue": 0, "tasks": []}
    led = AlertUnit.objects.filter(unit=actor.unit, leads=True).values("alert")
    rows = MeasureTask.objects.filter(
        Q(unit=actor.unit) | Q(alert__in=led), alert__state="in_force", state="open", due__lte=now
    )
    first = rows.select_related("alert", "unit").order_by("due", "pk")[:TASKS]
    told = [alert_shapes.task(each) for each in first]
    lines = [{name: each[name] for name in ("label", "unit_name", "due")} for each in told]
    return {"overdue": rows.count(), "tasks": lines}


def _dues(actor: Actor, now: datetime) -> dict[str, Any]:
    prefixes = {f"{each.policy.key}." for each in alerting.plans().values()}
    wanted = Q(pk__in=[])
    for each in prefixes:
        wanted |= Q(case__procedure__startswith=each)
    rows = Deadline.objects.filter(
        wanted, case__in=case_access.cases(actor), state__in=["open", "late"], met=None,
        task__state="open", at__lte=now + AHEAD,
    )  # fmt: skip
    first = rows.select_related("task", "case", "unit").order_by("at", "pk")[:DUES]
    return {
        "running": rows.count(),
        "dues": [
            {
                "label": acting.procedure(each.case.procedure).step(each.task.step).label,
                "title": each.case.title, "unit": each.unit.name if each.unit else "",
                "at": shapes.local(each.at), "late": each.at <= now,
            }
            for each in first
        ],
    }  # fmt: skip


def _duty(actor: Actor, now: datetime) -> list[dict[str, str]]:
    """Who is on duty now at the actor's unit and those below it."""
    if actor.unit is None:
        return []
    rows = Shift.objects.filter(begins__lte=now, ends__gt=now).filter(
        Q(unit=actor.unit) | Q(unit__in=below(actor.unit))
    )
    first = rows.select_related("unit", "post", "contact").order_by("unit__name", "begins")[:PEOPLE]
    return [
        {
            "unit": each.unit.name, "post": each.post.name, "name": each.contact.name,
            "phone": str(cast("dict[str, object]", each.contact.addresses).get("phone", "")), "until": shapes.local(each.ends),
        }
        for each in first
    ]  # fmt: skip
