"""``luoshi cases``, ``deadlines``, ``worker`` and ``sample``: the office at work, from the shell."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from types import FrameType
from typing import TYPE_CHECKING, Any

from luoshi import office
from luoshi.cli.failure import FAILED
from luoshi.cli.screen import Page, note, print_json

if TYPE_CHECKING:
    from luoshi.office.cases.firing import Fired
    from luoshi.office.cases.models import Deadline

_LIGHTS = {"late": "bold red", "close": "yellow", "calm": ""}
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def cases(words: str, procedure: str, unit: str, state: str, limit: int, as_json: bool) -> None:
    """List cases, the newest first."""
    office.migrate()
    from luoshi.office.cases import home, shapes
    from luoshi.office.directory.actors import SHELL

    rows = home.search(SHELL, words=words, procedure=procedure, state=state)
    if unit:
        rows = rows.filter(participants__unit=_unit(unit)).distinct()
    total = rows.count()
    found = [shapes.brief(each) for each in rows[:limit]]
    if as_json:
        print_json(found)
        return
    if not found:
        note("没有这样的办件。")
        return
    Page().table(
        ("编号", "办件", "事项", "文号", "状态", "变动"),
        (
            (each["key"], _marked(each["title"], each["sample"]), each["procedure_label"],
             each["document"], each["state_label"], each["changed"][:16])
            for each in found
        ),
    )  # fmt: skip
    if total > len(found):
        note(f"共 {total} 件，这是最近的 {len(found)} 件；更多见 --limit。")


def case(key: str, as_json: bool) -> None:
    """Show one case with all that is to be done and was done."""
    office.migrate()
    from luoshi.office.cases import access, shapes
    from luoshi.office.directory.actors import SHELL

    told = shapes.whole(access.case(SHELL, key), SHELL)
    if as_json:
        print_json(told)
    else:
        _lay_case(told)


def _lay_case(told: dict[str, Any]) -> None:
    page = Page()
    page.say(
        (told["key"], "bold"), f"  {_marked(told['title'], told['sample'])}  ", told["state_label"]
    )
    page.say(f"{told['procedure_label']}  {told['clause']}", indent=4)
    for each in told["parties"]:
        page.say(f"{each['role_label']}：{each['name']}（{each['unit']}）", indent=4)
    for each in told["data"]:
        page.say(f"{each['label']}：{each['shown']}", indent=4)
    for each in told["tasks"]:
        if each["state"] == "open":
            due = each["deadline"]
            until = f"至 {due['last_day']}（{due['light_label']}）" if due else each["no_deadline"]
            page.say(("▶ ", "bold"), f"{each['label']}  {each['unit_name']}  {until}", indent=2)
    for each in told["acts"]:
        page.say(f"{each['at'][:16]}  {each['label']}  {each['unit']} {each['who']}", indent=4)


def deadlines(unit: str, state: str, until: date | None, limit: int, as_json: bool) -> None:
    """List deadlines, the nearest first."""
    office.migrate()
    from luoshi.office.cases.home import OWED
    from luoshi.office.cases.models import Deadline

    found = Deadline.objects.select_related("task", "case", "unit").order_by("at", "pk")
    if state == "owed":
        found = found.filter(state__in=OWED, met=None)
    elif state:
        found = found.filter(state=state)
    if unit:
        found = found.filter(unit=_unit(unit))
    if until:
        found = found.filter(at__date__lte=until)
    total = found.count()
    rows = _due(found[:limit])
    if as_json:
        print_json(rows)
    elif rows:
        _lay_deadlines(rows, total)
    else:
        note("没有这样的期限。")


def _due(found: Iterable[Deadline]) -> list[dict[str, Any]]:
    from luoshi.office.cases import calendar, shapes
    from luoshi.policies import acting

    work = calendar.present()
    return [
        {
            **shapes.deadline(row, work),
            "case": row.case.key,
            "title": row.case.title,
            "step": row.task.step,
            "label": acting.procedure(row.case.procedure).step(row.task.step).label,
            "unit": row.unit.code if row.unit else "",
            "unit_name": row.unit.name if row.unit else "",
        }
        for row in found
    ]


def _lay_deadlines(rows: Sequence[dict[str, Any]], total: int) -> None:
    page = Page()
    for each in rows:
        page.say(
            f"{each['last_day']}  ", (each["light_label"], _LIGHTS[each["light"]]),
            f"  {each['case']}  {each['label']}  {each['unit_name']}  {each['title']}",
        )  # fmt: skip
        page.say(f"{each['clause']}；{each['convention']}", indent=4)
    if total > len(rows):
        note(f"共 {total} 个，这是最近的 {len(rows)} 个；更多见 --limit。")


def worker(once: bool, as_json: bool) -> int:
    """Fire what is due, once or until told to stop; returns the exit code."""
    office.migrate()
    from luoshi.office import clock
    from luoshi.office import worker as working

    if once:
        fired = working.once()
        waiting, oldest = working.backlog()
        if as_json:
            print_json(
                {**asdict(fired), "waiting": waiting, "oldest_seconds": oldest.total_seconds()}
            )
        else:
            _report(fired, clock.now())
        return FAILED if fired.failed else 0
    stop = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        stop.set()  # the round that is running is finished first

    before = {each: signal.signal(each, leave) for each in _SIGNALS}
    try:
        note("值守进程已启动（按 Ctrl+C 停止）。")
        working.run(stop, _report_json if as_json else _report)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    note("值守进程已停止。")
    return 0


def beside() -> int:
    """The worker that ``luoshi serve`` brings along: quiet, and gone when its server is gone."""
    office.setup()
    from luoshi.office import worker as working

    stop, parent = threading.Event(), os.getppid()

    def leave(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for each in _SIGNALS:
        signal.signal(each, leave)

    def watch() -> None:
        while not stop.wait(1.0):
            if os.getppid() != parent:
                stop.set()

    threading.Thread(target=watch, daemon=True).start()
    working.run(stop, _silent)
    return 0


def _silent(_fired: Fired, _now: datetime) -> None:
    """The server's own output is about the server."""


def _report(fired: Fired, now: datetime) -> None:
    failed = f"，失败 {fired.failed}" if fired.failed else ""
    Page().say(
        f"{now:%Y-%m-%d %H:%M:%S}  提醒 {fired.reminded}，逾期 {fired.late}，"
        f"按规定自动办理 {fired.acted}，新开 {fired.opened}{failed}"
    )


def _report_json(fired: Fired, now: datetime) -> None:
    print_json({"at": now.isoformat(), **asdict(fired)})


def sample_load(as_json: bool) -> None:
    """Load the sample units, people and cases."""
    office.migrate()
    from luoshi.office.sample import load

    told = load(lambda name: None if as_json else note(f"装入{name}"))
    if as_json:
        print_json(asdict(told))
        return
    page = Page()
    page.say(("✓ ", "green"), f"样例已装入：单位 {told.units} 个，办件 {told.cases} 件。")
    if told.people:
        columns = ("用户名", "姓名", "单位")
        page.table(columns, (each[:3] for each in told.people))


def sample_remove(as_json: bool) -> None:
    """Remove the sample units, people and cases."""
    office.migrate()
    from luoshi.office.sample import remove

    units, found = remove()
    if as_json:
        print_json({"units": units, "cases": found})
    else:
        Page().say(("✓ ", "green"), f"样例已移除：单位 {units} 个，办件 {found} 件；日志保留。")


def _unit(name: str) -> Any:
    from luoshi.office.directory import units

    return units.find(name)


def _marked(title: str, sample: bool) -> str:
    return f"{title}（样例）" if sample and "样例" not in title else title
