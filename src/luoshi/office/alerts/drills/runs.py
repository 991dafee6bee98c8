"""Drills that are run from the office's pages (演练场次): one at a time, beside the server, with its report kept.

A thread of the server follows the sandbox, which is a process of its own; a drill whose process is gone
(the server was ended) is marked as broken off by whoever looks next.
"""

from __future__ import annotations

import logging
import os
import subprocess
import threading
import time
from collections.abc import Mapping
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import QuerySet

from luoshi.office import clock
from luoshi.office.alerts.drills import sandbox
from luoshi.office.alerts.drills.scenario import Scenario, scenarios
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import DrillRun
from luoshi.office.directory import units
from luoshi.office.directory.actors import Actor
from luoshi.office.journal import service as journal

STATES = {"running": "正在演练", "done": "已结束", "failed": "中断", "stopped": "已停止"}
GRACE = 60.0
"""Seconds without a word from a process that is gone before its drill is held to be broken off."""
_BEAT = 1.0

_log = logging.getLogger(__name__)
_here: dict[int, subprocess.Popen[str]] = {}
"""The sandboxes that this process follows."""


class _Stopped(Exception):
    """Somebody has stopped the drill."""


def runs(actor: Actor) -> QuerySet[DrillRun]:
    """The drills that an actor may see: those of its unit; every one for the office."""
    refresh()
    rows = DrillRun.objects.select_related("unit")
    if actor.kind in ("shell", "clock") or actor.runs_office:
        return rows
    return rows.filter(unit=actor.unit) if actor.unit else rows.none()


def find(actor: Actor, number: int) -> DrillRun:
    """One of them.

    Raises:
        NotThere: there is none, or it is another unit's.
    """
    found = runs(actor).filter(pk=number).first()
    if found is None:
        raise NotThere("没有这场演练", "请从“演练”里打开")
    return found


def start(name: str, speed: float, actor: Actor) -> DrillRun:
    """Begin a drill; it goes on by itself.

    Args:
        name: of a scenario that ships with an encoded document; never a path.
        speed: how many times as fast as life; 0 is as fast as the machine can.
        actor: whose drill it is.

    Raises:
        NotThere: there is no such scenario. NotAllowed: the actor only reads. AlertError: another one runs.
    """
    if not (actor.acts or actor.runs_office):
        raise NotAllowed("您在本单位只能查看，不能开始演练", "请由经办人开始")
    scenario = _scenario(name)
    sandbox.check_speed(speed)
    refresh()
    with transaction.atomic():
        units.hold_tree()  # two who begin at once wait for each other
        if DrillRun.objects.filter(state="running").exists():
            raise AlertError("已有一场演练正在进行", "请等它结束，或者先停止它")
        made = DrillRun.objects.create(
            scenario=scenario.name, title=scenario.title[:200], speed=speed, began=clock.now(),
            who=actor.name[:100], unit=actor.unit, progress={"share": 0.0, "beat": time.time()},
        )  # fmt: skip
        journal.record(
            "drill.start", actor=actor, at=made.began, subject=scenario.name,
            body={"run": made.pk, "speed": speed},
        )  # fmt: skip
        transaction.on_commit(lambda: launch(made.pk, scenario.name, speed))
    return made


def _scenario(name: str) -> Scenario:
    found = scenarios().get(name)
    if found is None:
        raise NotThere(f"没有演练脚本“{name[:60]}”", "请从列表中选择")
    return found


def stop(run: DrillRun, actor: Actor) -> None:
    """Stop a drill; its sandbox is thrown away.

    Raises:
        NotAllowed: the actor only reads. AlertError: it is over.
    """
    if not (actor.acts or actor.runs_office):
        raise NotAllowed("您在本单位只能查看", "请由经办人停止演练")
    now = clock.now()
    with transaction.atomic():
        rows = DrillRun.objects.filter(pk=run.pk, state="running")
        if not rows.update(state="stopped", ended=now):
            raise AlertError("这场演练已经结束", "请看报告")
        journal.record(
            "drill.stop", actor=actor, at=now, subject=run.scenario, body={"run": run.pk}
        )
    process = _here.get(run.pk)  # elsewhere it ends at its next word
    if process is not None:
        process.kill()


def refresh() -> None:
    """Mark the drills whose process is gone."""
    for run in DrillRun.objects.filter(state="running"):
        progress: dict[str, Any] = cast("Any", run).progress
        beat = float(progress.get("beat", 0))
        if not _alive(run.process) and time.time() - beat > GRACE:
            DrillRun.objects.filter(pk=run.pk, state="running").update(
                state="failed", ended=clock.now(), trouble="运行演练的程序已经退出，请重新开始"
            )


def _alive(process: int | None) -> bool:
    if process is None:
        return False
    try:
        os.kill(process, 0)  # asks only
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def launch(number: int, name: str, speed: float) -> None:
    """Follow a drill in a thread of its own."""
    threading.Thread(target=follow, args=(number, name, speed), name=f"演练{number}", daemon=True).start()  # fmt: skip


def follow(number: int, name: str, speed: float) -> None:
    """Run a drill to its end and keep what came of it."""
    own = not connection.in_atomic_block
    try:
        with sandbox.opened(name, speed) as process:
            _here[number] = process
            DrillRun.objects.filter(pk=number).update(process=process.pid)
            report = sandbox.follow(process, _Told(number))
        _over(number, "done", report=report)
    except _Stopped:
        pass
    except AlertError as error:
        _over(number, "failed", trouble=f"{error.what}。{error.remedy}"[:500])
    except Exception as error:  # noqa: BLE001 - whatever it was, the run must not stand as running
        _log.exception("演练 %d 中断", number)
        _over(number, "failed", trouble=f"演练中断：{type(error).__name__}"[:500])
    finally:
        _here.pop(number, None)
        if own:
            connection.close()


def _over(number: int, state: str, **more: Any) -> None:
    """What came of it; nothing where it was stopped meanwhile."""
    DrillRun.objects.filter(pk=number, state="running").update(
        state=state, ended=clock.now(), **more
    )


class _Told:
    """Keeps how far a drill is, once a second."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._last = 0.0

    def __call__(self, told: Mapping[str, Any]) -> None:
        now = time.time()
        if now - self._last < _BEAT:
            return
        self._last = now
        rows = DrillRun.objects.filter(pk=self._number, state="running")
        if not rows.update(progress={**told, "beat": now}):
            raise _Stopped
