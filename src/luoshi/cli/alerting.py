"""``luoshi observe`` and ``alerts``: readings taken in, what is in force, what would go wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from luoshi.cli import values
from luoshi.cli.failure import FAILED, MISUSED, Failure
from luoshi.cli.frame import Command
from luoshi.cli.options import Json

if TYPE_CHECKING:
    from luoshi.office.alerts.errors import AlertError
    from luoshi.office.alerts.models import Alert
    from luoshi.office.alerts.readiness import Trouble
    from luoshi.office.alerts.readings import Taken
    from luoshi.procedures.plans import Plan

READY = "ready"
MOST_ROWS = 50
"""Rows that cannot be taken are printed up to here; all of them with ``--json``."""
_STATES = {"in_force": "bold red", "lifted": "", "reviewed": "dim"}


def add(app: typer.Typer) -> None:
    """Put the commands beside the others."""
    app.command(cls=Command)(observe)
    app.command(cls=Command)(alerts)


# --- readings


def observe(
    file: Annotated[
        str,
        typer.Argument(
            metavar="文件", parser=values.words, help="CSV、xlsx 或每行一个 JSON；- 读标准输入"
        ),
    ] = "",
    series: Annotated[
        list[str] | None,
        typer.Option(
            metavar="指标", parser=values.words, help="文件里是哪个指标；可写几次，不写按文件里的列"
        ),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="列出能报送的指标")] = False,
    json: Json = False,
) -> None:
    """报送监测值，并立即判断达到哪一级；有一行不能接收就一行也不收，退出码不为零。"""
    if listing:
        _list(json)
        return
    if not file:
        raise Failure(
            "没有写明文件", "命令行", "请写文件名，- 读标准输入；指标见 --list。", MISUSED
        )
    raise typer.Exit(_observe(file, series or [], json))


def _list(as_json: bool) -> None:
    from luoshi import office

    office.migrate()
    from luoshi.cli.screen import Page, note, print_json
    from luoshi.policies import alerting

    rows = [
        {
            "series": key, "label": of.label, "kind": of.kind, "unit": of.unit, "options": list(of.options),
            "per": of.per, "item": of.item, "ahead": of.ahead, "clause": policy.address(of.clause),
        }
        for key, (of, policy) in alerting.indicators().items()
    ]  # fmt: skip
    if as_json:
        print_json(rows)
    elif rows:
        Page().table(
            ("指标", "名称", "写法", "地点", "品种", "预测", "依据"),
            (
                (row["series"], row["label"], _how(row), row["per"], row["item"],
                 "可以" if row["ahead"] else "", row["clause"])
                for row in rows
            ),
        )  # fmt: skip
    else:
        note("还没有编码的应急预案。")


def _how(row: dict[str, Any]) -> str:
    if row["kind"] == "choice":
        return "、".join(row["options"])
    return "是、否" if row["kind"] == "truth" else f"数（{row['unit']}）" if row["unit"] else "数"


def _observe(file: str, series: list[str], as_json: bool) -> int:
    name, data = _brought(file)
    from luoshi import office

    office.migrate()
    from luoshi.cli.screen import note, print_json, progress
    from luoshi.office.alerts import importing
    from luoshi.office.alerts.errors import AlertError
    from luoshi.office.directory.actors import SHELL

    try:
        found = importing.read(data, name, importing.known(SHELL, series))
        with progress(as_json) as bar:
            task = bar.add_task("接收监测值", total=len(found.rows))
            taken = importing.take(SHELL, found, lambda rows: bar.advance(task, rows))
    except AlertError as error:
        if not error.rows:
            raise Failure(error.what, name, error.remedy or "请改正后再报。") from error
        _refused(name, error, as_json)
        return FAILED
    if as_json:
        print_json({"file": name, **taken.as_json()})
        return 0
    _lay(name, taken)
    if taken.doubtful:
        note("存疑的没有计入；请在“监测”页面说明算数还是不算数。")
    return 0


def _brought(file: str) -> tuple[str, bytes]:
    if file == "-":
        return "标准输入", sys.stdin.buffer.read()
    path = Path(file)
    return path.name, path.read_bytes()


def _refused(name: str, error: AlertError, as_json: bool) -> None:
    """Every row that cannot be taken; nothing was."""
    from luoshi.cli.screen import Page, note, print_json

    if as_json:
        rows = [{"row": number, "why": why} for number, why in error.rows]
        print_json({"file": name, "taken": False, "wrong": rows})
        return
    Page(stderr=True).table(("行", "为什么不能接收"), error.rows[:MOST_ROWS])
    more = f"（只列出前 {MOST_ROWS} 行，全部见 --json）" if len(error.rows) > MOST_ROWS else ""
    note(f"{name}：{len(error.rows)} 行不能接收{more}，没有收下任何一行；改正后整份重报。")


def _lay(name: str, taken: Taken) -> None:
    from luoshi.cli.screen import Page
    from luoshi.policies import alerting

    page = Page()
    page.say(
        ("✓ ", "green"),
        f"{name}：计入 {taken.good} 条，存疑 {taken.doubtful} 条，以前报过 {taken.again} 条。",
    )
    known = alerting.classifiers()
    for each in taken.changed:
        plan, classifier = known[each.classifier]
        before, after = _level(plan, each.before), _level(plan, each.after)
        page.say(
            ("▲ ", "bold red"), f"{plan.label}·{classifier.label} {each.place}：{before} → {after}"
        )


def _level(plan: Plan, key: str) -> str:
    return plan.level(key).label if key else "无"


# --- alerts


def alerts(
    key: Annotated[
        str,
        typer.Argument(
            metavar="编号", parser=values.words, help="看这一个的全部；ready 事前检查；不写则列出"
        ),
    ] = "",
    json: Json = False,
) -> None:
    """列出预警，看一个的全部，或做事前检查（ready，有要紧的问题退出码为 1）。"""
    if key == READY:
        raise typer.Exit(_ready(json))
    if key:
        _one(key, json)
    else:
        _every(json)


def _every(as_json: bool) -> None:
    from luoshi import office

    office.migrate()
    from luoshi.cli.screen import Page, note, print_json
    from luoshi.office.alerts.models import Alert

    found = [
        _told(each) for each in Alert.objects.select_related("case").order_by("-issued", "-pk")
    ]
    if as_json:
        print_json(found)
        return
    if not found:
        note("没有发布过预警。监测值用 luoshi observe 报送，能否叫应见 luoshi alerts ready。")
        return
    Page().table(
        ("编号", "预警或响应", "级别", "地区", "状态", "发布", "解除", "办件"),
        (
            (each["key"], each["label"], each["level_label"], each["area"], each["state_label"],
             (each["issued"] or "")[:16], (each["lifted"] or "")[:16], each["case"])
            for each in found
        ),
    )  # fmt: skip


def _told(of: Alert) -> dict[str, Any]:
    from luoshi.office import clock
    from luoshi.office.alerts.models import Alert
    from luoshi.policies import alerting

    plan = alerting.plan(of.plan)
    times = {
        name: at.astimezone(clock.HERE).isoformat(timespec="seconds") if at else None
        for name, at in (("issued", of.issued), ("changed", of.changed), ("until", of.until),
                         ("lifted", of.lifted), ("reviewed", of.reviewed))
    }  # fmt: skip
    return {
        "key": of.key, "plan": of.plan, "label": plan.label + ("（样例）" if of.sample else ""),
        "document": plan.policy.number, "area": of.area, "level": of.level,
        "level_label": plan.level(of.level).label, "state": of.state, "state_label": Alert.STATES[of.state],
        **times, "case": of.case.key, "sample": of.sample,
    }  # fmt: skip


def _one(key: str, as_json: bool) -> None:
    from luoshi import office

    office.migrate()
    from luoshi.cli.screen import print_json
    from luoshi.office.alerts import review
    from luoshi.office.alerts.models import Alert

    found = (
        Alert.objects.select_related("case").filter(key=key).first() if "\0" not in key else None
    )
    if found is None:
        raise Failure(f"没有预警“{key[:40]}”", "命令行", "编号见 luoshi alerts。", MISUSED)
    told: dict[str, Any] = {
        **_told(found),
        "content": cast("Any", found).content,
        "review": review.review(found).as_json(),
    }
    if as_json:
        print_json(told)
    else:
        _lay_one(told)


def _lay_one(told: dict[str, Any]) -> None:
    from luoshi.cli.screen import Page

    page, review = Page(), told["review"]
    page.say(
        (told["key"], "bold"), f"  {told['label']}  {told['level_label']}  ",
        (told["state_label"], _STATES[told["state"]]),
    )  # fmt: skip
    page.say(f"{told['document']}  {told['area']}  办件 {told['case']}", indent=4)
    for each in review["reach"]:
        page.say(
            f"{each['at'][:16]}  {each['title']}  应答 {each['answered']}/{each['total']}", indent=4
        )
    page.say(
        f"按时 {review['kept']}，迟了 {review['late']}，没有做 {review['broken']}，未到期 {review['open']}",
        indent=4,
    )
    for each in review["timeline"]:
        page.say(f"{each['at'][:16]}  {each['what']}  {each['who']}  {each['clause']}", indent=6)


def _ready(as_json: bool) -> int:
    from luoshi import office

    office.migrate()
    from luoshi.cli.screen import Page, print_json
    from luoshi.office.alerts import readiness
    from luoshi.office.directory.actors import SHELL

    found = sorted(readiness.troubles(SHELL), key=lambda each: not each.grave)
    grave = sum(1 for each in found if each.grave)
    if as_json:
        troubles = [each.as_json() for each in found]
        print_json({"ready": not grave, "grave": grave, "troubles": troubles})
    elif found:
        _lay_troubles(found, grave)
    else:
        Page().say(("✓ ", "green"), "没有发现问题。")
    return FAILED if grave else 0


def _lay_troubles(found: list[Trouble], grave: int) -> None:
    from luoshi.cli.screen import Page, note
    from luoshi.policies import alerting

    plans = alerting.plans()
    Page().table(
        ("程度", "预案", "在哪里", "什么问题", "怎么办"),
        (
            ("要紧" if each.grave else "留意", plans[each.plan].label, each.where, each.what, each.remedy)
            for each in found
        ),
    )  # fmt: skip
    note(f"要紧 {grave} 处，留意 {len(found) - grave} 处。")
