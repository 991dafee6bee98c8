"""``luoshi drill``: scenarios that ship with the encoded plans, run in a sandbox on a fast clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi import office
from luoshi.cli.failure import FAILED
from luoshi.cli.screen import Page, note, print_json, progress


def listed(as_json: bool) -> None:
    """Every scenario that ships with the plans."""
    office.setup()
    from luoshi.office.alerts.drills.scenario import scenarios

    rows = [
        {
            "name": each.name, "title": each.title, "plan": each.plan.whole_key,
            "document": each.plan.policy.number, "hours": each.lasts.total_seconds() / 3600,
            "units": len(each.units), "people": len(each.people), "gist": each.gist,
        }
        for each in scenarios().values()
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    Page().table(
        ("名称", "演练", "文号", "时长", "单位", "人员"),
        (
            (row["name"], row["title"], row["document"], f"{row['hours']:g}小时", str(row["units"]), str(row["people"]))
            for row in rows
        ),
    )  # fmt: skip


def run(name: str, speed: float, as_json: bool) -> int:
    """Run a scenario in a sandbox; the exit code."""
    office.setup()
    from luoshi.office.alerts.drills import sandbox

    with progress(quiet=as_json) as bar:
        task = bar.add_task("推演", total=1000)

        def tell(told: Mapping[str, Any]) -> None:
            bar.update(task, completed=int(told["share"] * 1000), description=str(told["at"])[5:16])

        report = sandbox.play(name, speed, tell)
        bar.update(task, completed=1000)
    if as_json:
        print_json(report)
    else:
        _show(report)
    return 0 if report["passed"] else FAILED


def _show(report: Mapping[str, Any]) -> None:
    from luoshi.office.alerts.drills.scenario import WANTED, wanted

    page = Page()
    page.say(f"演练：{report['title']}（{report['document']}）")
    page.say(
        f"模拟 {report['simulated_hours']:g} 小时，用时 {report['seconds']:g} 秒，速度 {report['speed']:g} 倍"
    )
    for alert in report["alerts"]:
        _alert(page, alert)
    if report["expected"]:
        page.table(
            ("应当看到", "要求", "实际", "结果"),
            (
                (WANTED.get(each["what"], each["what"]), wanted(each["what"], each["value"]) + (f"（{each['by'][5:16]} 前）" if each["by"] else ""),
                 each["seen"], "达到" if each["met"] else "未达到")
                for each in report["expected"]
            ),
        )  # fmt: skip
    refused = [each for each in report["happened"] if each["refused"]]
    for each in refused:
        page.say(f"没有办成  {each['at'][5:16]}  {each['who']}：{each['what']}", indent=1)
    note("达到脚本的全部要求。" if report["passed"] else "没有达到脚本的全部要求。")


def _alert(page: Page, alert: Mapping[str, Any]) -> None:
    page.say("")
    page.say(
        f"{alert['alert']} {alert['label']}：按期 {alert['kept']}，迟 {alert['late']}，未办 {alert['broken']}，未到期 {alert['open']}"
    )
    page.table(
        ("通知", "叫应", "处", "应答", "中位", "九成", "最慢"),
        (
            (each["title"], each["label"], str(each["total"]), str(each["answered"]), _seconds(each["median_seconds"]),
             _seconds(each["p90_seconds"]), _seconds(each["slowest_seconds"]))
            for each in alert["reach"]
        ),
    )  # fmt: skip
    if not alert["promises"]:
        return
    page.table(
        ("承诺", "谁", "依据", "限于", "办于", "结果"),
        (
            (each["what"], each["who"], each["clause"], each["due"][5:16], (each["done"] or "")[5:16],
             {"kept": "按期", "late": "迟", "broken": "未办", "open": "未到期"}[each["state"]])
            for each in alert["promises"]
        ),
    )  # fmt: skip


def _seconds(value: int | None) -> str:
    return (
        "" if value is None else (f"{value}秒" if value < 120 else f"{value // 60}分{value % 60}秒")
    )
