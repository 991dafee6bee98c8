"""The after-action review (事后评估): what the text promised against what happened, and how fast people answered.

Nothing is entered for it: it is read from what the office wrote down while the alert lasted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import QuerySet

from luoshi.office import clock
from luoshi.office.alerts.measures import label_of
from luoshi.office.alerts.models import Alert, Answer, Attempt, Calling, MeasureTask, Message
from luoshi.office.cases.models import Act, Case, Deadline, IssuedPaper
from luoshi.policies import acting, alerting
from luoshi.procedures.plans import Plan

WORDS = {"issue": "发布", "adjust": "调整", "lift": "解除", "review": "评估", "relay": "转达"}


@dataclass(frozen=True)
class Promise:
    """Something that was due (承诺): what, by whom, by which clause, until when, and when it was done.

    Attributes:
        state: kept, late (done too late), broken (not done and over), open.
        setting: whether the time is the office's own and not the text's.
    """

    what: str
    who: str
    clause: str
    due: datetime
    done: datetime | None
    state: str

    @property
    def late_by(self) -> timedelta | None:
        """How much too late it was done; None where it was not."""
        return self.done - self.due if self.done and self.done > self.due else None

    def as_json(self) -> dict[str, Any]:
        """As programs are told."""
        return {
            "what": self.what, "who": self.who, "clause": self.clause, "due": _iso(self.due),
            "done": _iso(self.done), "state": self.state,
            "late_seconds": round(self.late_by.total_seconds()) if self.late_by else 0,
        }  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """Something that happened: when, what, who, on which clause."""

    at: datetime
    what: str
    who: str
    clause: str = ""

    def as_json(self) -> dict[str, Any]:
        """As programs are told."""
        return {"at": _iso(self.at), "what": self.what, "who": self.who, "clause": self.clause}


@dataclass(frozen=True)
class Reach:
    """How a message reached people: how many, by which step and channel, how fast."""

    title: str
    label: str
    at: datetime
    call: str
    total: int
    states: dict[str, int]
    channels: dict[str, int]
    seconds: tuple[float, ...] = field(repr=False)

    @property
    def answered(self) -> int:
        """How many answered."""
        return self.states.get("answered", 0)

    def as_json(self) -> dict[str, Any]:
        """As programs are told; seconds from the telling to the answer."""
        times = sorted(self.seconds)
        return {
            "title": self.title, "label": self.label, "at": _iso(self.at), "call": self.call,
            "total": self.total,
            "answered": self.answered, "states": self.states, "answered_by": self.channels,
            "median_seconds": round(median(times)) if times else None,
            "p90_seconds": round(times[min(len(times) - 1, int(len(times) * 0.9))]) if times else None,
            "slowest_seconds": round(times[-1]) if times else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Review:
    """All of it, for one alert."""

    alert: Alert
    plan: Plan
    promises: tuple[Promise, ...]
    timeline: tuple[Moment, ...]
    reach: tuple[Reach, ...]
    measures: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """As programs are told."""
        states = [each.state for each in self.promises]
        return {
            "alert": self.alert.key, "plan": self.plan.whole_key, "label": self.plan.label,
            "level": self.alert.level, "state": self.alert.state,
            "issued": _iso(self.alert.issued), "lifted": _iso(self.alert.lifted),
            "promises": [each.as_json() for each in self.promises],
            "kept": states.count("kept"), "late": states.count("late"),
            "broken": states.count("broken"), "open": states.count("open"),
            "timeline": [each.as_json() for each in self.timeline],
            "reach": [each.as_json() for each in self.reach],
            "measures": self.measures, "gaps": list(self.plan.gaps),
        }  # fmt: skip


def review(alert: Alert, now: datetime | None = None) -> Review:
    """What was promised and what happened, up to now."""
    now = now or clock.now()
    plan = alerting.plan(alert.plan)
    cases = list(cases_of(alert, now))
    promises = [*_deadlines(cases, now), *_measures(alert, plan, now)]
    timeline = [*_acts(cases), *_papers(cases), *_turns(alert, plan), *_told(alert)]
    states: dict[str, int] = {}
    for each in alert.tasks.values_list("state", flat=True):
        states[each] = states.get(each, 0) + 1
    return Review(
        alert, plan, tuple(sorted(promises, key=lambda each: each.due)),
        tuple(sorted(timeline, key=lambda each: each.at)), tuple(_reach(alert)), states,
    )  # fmt: skip


def cases_of(alert: Alert, now: datetime | None = None) -> QuerySet[Case]:
    """The case that carries the alert, and those of its document that ran because of it.

    These are the ones about the same entry, and the rounds and reports begun while it lasted.
    """
    plan = alerting.plan(alert.plan)
    following = {f"{plan.policy.key}.{each.procedure}" for each in plan.rounds}
    own = Case.objects.filter(pk=alert.case_id)
    if alert.case.subject_id is not None:
        own |= Case.objects.filter(subject_id=alert.case.subject_id)
    until = alert.reviewed or now or clock.now()
    rounds = Case.objects.filter(
        procedure__in=following, sample=alert.sample, opened__gte=alert.issued, opened__lte=until
    )
    started = Case.objects.filter(
        procedure__startswith=f"{plan.policy.key}.", sample=alert.sample, subject=None,
        data__alert=alert.key,
    )  # fmt: skip
    return (own | rounds | started).order_by("pk").distinct()


def _deadlines(cases: Sequence[Case], now: datetime) -> Iterator[Promise]:
    rows = Deadline.objects.filter(case__in=cases).exclude(state="cancelled")
    for row in rows.select_related("task", "case", "unit"):
        procedure = acting.procedure(row.case.procedure)
        label = procedure.step(row.task.step).label
        yield Promise(
            f"{procedure.label}：{label}", row.unit.name if row.unit else "", row.clause, row.at,
            row.met, _state(row.at, row.met, now),
        )  # fmt: skip


def _measures(alert: Alert, plan: Plan, now: datetime) -> Iterator[Promise]:
    clauses = {each.key: each.clause for each in plan.measures}
    rows = MeasureTask.objects.filter(alert=alert, due__isnull=False).exclude(state="ended")
    for row in rows.select_related("unit", "alert"):
        assert row.due is not None
        clause = plan.policy.address(clauses.get(row.measure, plan.clause))
        day = f"（{row.day}）" if row.day else ""
        yield Promise(
            f"措施：{label_of(row)}{day}", row.unit.name, clause, row.due, row.done,
            _state(row.due, row.done, now),
        )  # fmt: skip


def _state(due: datetime, done: datetime | None, now: datetime) -> str:
    if done is not None:
        return "kept" if done <= due else "late"
    return "broken" if now > due else "open"


def _acts(cases: Sequence[Case]) -> Iterator[Moment]:
    for each in Act.objects.filter(case__in=cases).select_related("unit", "case"):
        policy = acting.procedure(each.case.procedure).policy
        step = next(
            (s for s in acting.procedure(each.case.procedure).steps if s.key == each.step), None
        )
        yield Moment(each.at, each.label, each.who, policy.address(step.clause) if step else "")


def _papers(cases: Sequence[Case]) -> Iterator[Moment]:
    for each in IssuedPaper.objects.filter(case__in=cases).select_related("unit"):
        yield Moment(
            each.at,
            f"印发《{each.title}》{each.number}",
            each.unit.name if each.unit else "",
            each.clause,
        )


def _turns(alert: Alert, plan: Plan) -> Iterator[Moment]:
    for each in alert.turns.all():
        level = plan.level(each.level).label if each.level else ""
        yield Moment(
            each.at, f"{WORDS[each.kind]}：{level}", each.who, plan.policy.address(plan.clause)
        )


def _told(alert: Alert) -> Iterator[Moment]:
    for each in alert.messages.select_related("by"):
        yield Moment(
            each.at,
            f"通知 {each.total} 处：{each.title}",
            each.by.name if each.by else "",
            each.clause,
        )
        last = each.calls.filter(state="answered").order_by("-ended").first()
        left = each.calls.exclude(state="answered").count()
        if last is not None and last.ended is not None and not left:
            yield Moment(last.ended, f"全部应答：{each.title}", last.unit.name, each.clause)


def _reach(alert: Alert) -> Iterator[Reach]:
    for message in alert.messages.order_by("pk"):
        yield reach(message)


def reach(message: Message) -> Reach:
    """How one message reached people."""
    states: dict[str, int] = {}
    seconds: list[float] = []
    rows = Calling.objects.filter(message=message).values_list("pk", "state", "at", "ended")
    for _, state, at, ended in rows:
        states[state] = states.get(state, 0) + 1
        if state == "answered" and ended:
            seconds.append((ended - at).total_seconds())
    channels: dict[str, int] = {}
    first: set[int] = set()
    answers = Answer.objects.filter(calling__message=message, calling__state="answered").order_by(
        "pk"
    )
    kinds = dict(Attempt.objects.filter(calling__message=message).values_list("pk", "kind"))
    for calling, attempt in answers.values_list("calling_id", "attempt_id"):
        if calling in first:
            continue
        first.add(calling)
        kind = kinds.get(attempt or 0, "office")
        channels[kind] = channels.get(kind, 0) + 1
    plan = alerting.plan(message.alert.plan)
    label = next((each.label for each in plan.calls if each.key == message.call), message.call)
    return Reach(
        message.title,
        f"转达：{label}" if message.kind == "relay" else label,
        message.at,
        message.call,
        message.total,
        states,
        channels,
        tuple(seconds),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.HERE).isoformat(timespec="seconds") if moment else None
