"""Running a scenario (推演): events, officers, people and the office's own clock, until the scenario is over.

The office works as it always does; only its clock, its people and its gateways are the drill's. While
something is under way the clock runs at the given speed; over hours in which nothing can happen it skips.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from luoshi.office import clock
from luoshi.office.alerts import measures, readings, review, ticking
from luoshi.office.alerts.drills import stage
from luoshi.office.alerts.drills.people import People
from luoshi.office.alerts.drills.scenario import Conduct, Scenario
from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import Alert, Calling, MeasureTask
from luoshi.office.cases import service
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Case, Deadline, Task
from luoshi.office.directory.actors import Actor
from luoshi.office.journal import chain, verification
from luoshi.policies import acting, alerting

QUIET = timedelta(seconds=2)
"""How far before the next thing the clock skips to, so that it is met while the clock runs."""
_LOOK = 0.05
"""Seconds of the machine between looks while the clock runs."""
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

Progress = Callable[[dict[str, Any]], None]


@dataclass
class Happening:
    """Something that the drill itself did or met, for the report."""

    at: datetime
    what: str
    who: str = ""
    refused: bool = False

    def as_json(self) -> dict[str, Any]:
        """As programs are told."""
        return {
            "at": self.at.astimezone(clock.HERE).isoformat(timespec="seconds"), "what": self.what,
            "who": self.who, "refused": self.refused,
        }  # fmt: skip


@dataclass
class Run:
    """A drill while it runs."""

    scenario: Scenario
    speed: float
    people: People
    actors: dict[str, Actor]
    happened: list[Happening] = field(default_factory=list)
    done: dict[int, int] = field(default_factory=dict[int, int])
    levels: list[tuple[datetime, str, str]] = field(default_factory=list[tuple[datetime, str, str]])
    told: set[str] = field(default_factory=set[str])


def run(scenario: Scenario, speed: float, progress: Progress = lambda told: None) -> dict[str, Any]:
    """Run a scenario in this process's sandbox; the report.

    Args:
        scenario: what to run.
        speed: how many times as fast as life; 0: as fast as the machine can.
        progress: told now and then how far it is.

    Raises:
        NoSandbox: this is a real office.
    """
    stage.must_be_sandbox()
    began = time.monotonic()
    with clock.driven(scenario.start, speed) as fast:
        actors = stage.build(scenario, scenario.start)
        of = Run(scenario, speed, People(scenario), actors)
        end = scenario.start + scenario.lasts
        agenda = sorted(_agenda(of), key=lambda each: each[0])
        while (now := clock.now()) < end:
            while agenda and agenda[0][0] <= now:
                agenda.pop(0)[1]()
            _turn(of, clock.now())
            _wait(of, fast, agenda[0][0] if agenda else end, end)
            progress(_progress(of, end))
        fast.skip_to(end)
        _turn(of, clock.now())
        return _report(of, time.monotonic() - began)


def _agenda(of: Run) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """What the scenario itself brings, with its moment."""
    start = of.scenario.start
    for each in of.scenario.readings:
        yield start + each.at, lambda each=each: _read(of, each.rows, each.source)
    for begin in of.scenario.begins:
        yield (
            start + begin.at,
            lambda begin=begin: _begin(of, begin.procedure, begin.by, begin.parties),
        )


def _read(of: Run, rows: tuple[tuple[str, str, str, timedelta, object], ...], source: str) -> None:
    now = clock.now()
    first = next(iter(of.actors.values()))
    new = [
        readings.NewReading(series, value, of.scenario.start + about, place, item, source)
        for series, place, item, about, value in rows
    ]
    try:
        taken = readings.take(new, first)
    except AlertError as error:
        of.happened.append(Happening(now, f"监测值未接收：{error.what}", source, refused=True))
        return
    words = f"收到 {len(new)} 条监测值" + (f"，{taken.doubtful} 条存疑" if taken.doubtful else "")
    of.happened.append(Happening(now, words, source))
    for change in taken.changed:
        plan, classifier = alerting.classifiers()[change.classifier]
        label = plan.level(change.after).label if change.after else "不到任何一级"
        of.happened.append(Happening(now, f"{classifier.label}：{change.place}{label}", "分级判断"))


def _begin(of: Run, procedure: str, by: str, parties: Any) -> None:
    try:
        case = service.start(procedure, of.actors[by], parties=parties, even_if_not_in_force=True)
        of.happened.append(
            Happening(clock.now(), f"新办 {case.key}：{case.title}", of.actors[by].name)
        )
    except CaseError as error:
        of.happened.append(Happening(clock.now(), f"不能开始：{error}", by, refused=True))


def _turn(of: Run, now: datetime) -> None:
    """One turn of the office and of everybody in it."""
    of.people.live(now)
    ticking.calls(now)
    of.people.live(clock.now())
    fire(now)
    ticking.slow(now)
    _officers(of, clock.now())
    _measures(of, clock.now())
    of.people.live(clock.now())  # what the officers have just told goes out at once
    chain.seal()
    for alert in Alert.objects.all():
        told = (alert.key, alert.level, alert.state)
        if not of.levels or told not in [(each[1], *each[2].split("|")) for each in of.levels]:
            of.levels.append((now, alert.key, f"{alert.level}|{alert.state}"))


# --- officers


def _officers(of: Run, now: datetime) -> None:
    for task in Task.objects.filter(state="open").select_related("case", "unit").order_by("pk"):
        for number, conduct in enumerate(of.scenario.conduct):
            if _fits(of, number, conduct, task, now):
                _act(of, number, conduct, task, now)
                break


def _fits(of: Run, number: int, conduct: Conduct, task: Task, now: datetime) -> bool:
    if conduct.step != task.step or conduct.procedure != task.case.procedure:
        return False
    if conduct.by and (task.unit is None or task.unit.code != conduct.by):
        return False
    if conduct.times and of.done.get(number, 0) >= conduct.times:
        return False
    return now >= max(task.opened + conduct.takes, of.scenario.start + conduct.at)


def _act(of: Run, number: int, conduct: Conduct, task: Task, now: datetime) -> None:
    assert task.unit is not None
    actor = of.actors[task.unit.code]
    procedure = acting.procedure(task.case.procedure)
    label = procedure.step(task.step).label
    of.done[number] = of.done.get(number, 0) + 1
    try:
        for material in conduct.materials:
            service.attach(
                task.case.key,
                task.step,
                material,
                actor,
                f"{material}.pdf",
                PDF + material.encode(),
            )
        service.act(
            task.case.key, task.step, conduct.outcome, actor, data=conduct.data,
            reasons=conduct.reasons, parties=conduct.parties,
        )  # fmt: skip
    except CaseError as error:
        of.happened.append(Happening(now, f"“{label}”没有办成：{error}", actor.name, refused=True))


def _measures(of: Run, now: datetime) -> None:
    for task in MeasureTask.objects.filter(state="open").select_related("unit", "alert"):
        for doing in of.scenario.doing:
            if doing.unit not in ("", task.unit.code) or doing.measure not in ("", task.measure):
                continue
            if doing.takes is not None and now >= task.opened + doing.takes:
                measures.tick(
                    task.pk, of.actors[task.unit.code], done=True, evidence=doing.evidence
                )
            break


# --- time


def _wait(of: Run, fast: clock.Fast, event: datetime, end: datetime) -> None:
    """Let time pass: run while something is under way, skip to shortly before the next thing otherwise."""
    now = clock.now()
    following = min([event, end, *_following(of, now)])
    if following <= now:
        return
    if of.speed == 0:
        fast.skip_to(following)
        return
    if following - now > QUIET + timedelta(seconds=of.speed * _LOOK * 2):
        fast.skip_to(following - QUIET) if not _under_way() else time.sleep(_LOOK)
        return
    time.sleep(min(_LOOK, (following - now).total_seconds() / of.speed))


def _under_way() -> bool:
    """Whether somebody is being called at this moment."""
    return Calling.objects.filter(state="open", due__isnull=False).exists()


def _following(of: Run, now: datetime) -> Iterator[datetime]:
    """When the next thing can happen of itself."""
    yield from filter(None, [
        of.people.next(),
        Calling.objects.filter(state="open").aggregate(at=Min("due"))["at"],
        Deadline.objects.filter(state="open", next__gt=now).aggregate(at=Min("next"))["at"],
        MeasureTask.objects.filter(state="open", overdue=None).aggregate(at=Min("due"))["at"],
        _midnight(now),
    ])  # fmt: skip
    for task in Task.objects.filter(state="open").select_related("case", "unit"):
        for number, conduct in enumerate(of.scenario.conduct):
            if conduct.step == task.step and conduct.procedure == task.case.procedure:
                left = not conduct.times or of.done.get(number, 0) < conduct.times
                mine = not conduct.by or (task.unit is not None and task.unit.code == conduct.by)
                if left and mine:
                    yield max(task.opened + conduct.takes, of.scenario.start + conduct.at)
                    break
    for each in of.scenario.doing:
        if each.takes is not None:
            rows = MeasureTask.objects.filter(state="open")
            for opened in rows.values_list("opened", flat=True).distinct():
                if opened + each.takes > now:
                    yield opened + each.takes


def _midnight(now: datetime) -> datetime:
    """Rounds and daily measures begin with the day or its half."""
    here = now.astimezone(clock.HERE)
    half = here.replace(hour=12 if here.hour < 12 else 0, minute=0, second=0, microsecond=0)
    return half if here.hour < 12 else half + timedelta(days=1)


def _progress(of: Run, end: datetime) -> dict[str, Any]:
    now = clock.now()
    whole = of.scenario.lasts.total_seconds()
    return {
        "at": now.astimezone(clock.HERE).isoformat(timespec="seconds"),
        "share": round(min(1.0, 1 - (end - now).total_seconds() / whole), 4) if whole else 1.0,
        "open_calls": Calling.objects.filter(state="open").count(),
    }  # fmt: skip


# --- the report


def _report(of: Run, seconds: float) -> dict[str, Any]:
    from luoshi.office.alerts.drills import expectations

    scenario = of.scenario
    reviews = [review.review(each).as_json() for each in Alert.objects.order_by("pk")]
    told = expectations.judged(of)
    findings = verification.verify()
    return {
        "scenario": scenario.name, "title": scenario.title, "drill": True,
        "plan": scenario.plan.whole_key, "document": scenario.plan.policy.number,
        "speed": of.speed, "seconds": round(seconds, 2),
        "simulated_hours": round(scenario.lasts.total_seconds() / 3600, 2),
        "began": scenario.start.isoformat(), "alerts": reviews,
        "happened": [each.as_json() for each in of.happened],
        "cases": [
            {"key": each.key, "title": each.title, "state": each.state, "ended": each.ended}
            for each in Case.objects.order_by("pk")
        ],
        "expected": told, "passed": all(each["met"] for each in told),
        "journal": {"entries": findings.entries, "sound": not findings.counts},
    }  # fmt: skip
