"""Drills (演练): scenarios to be run in a sandbox, how far a run is, and its report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock, uploads
from luoshi.office.alerts.drills import runs, sandbox
from luoshi.office.alerts.drills.scenario import WANTED, Scenario, scenarios, wanted
from luoshi.office.alerts.errors import AlertError, NotThere
from luoshi.office.alerts.models import Calling, Channel, DrillRun
from luoshi.procedures.papers.docx import docx
from luoshi.procedures.papers.sheet import Rows, Sheet
from luoshi.web import answers
from luoshi.web.office import wording
from luoshi.web.office.alerted import alarm, around, sent, trouble
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.paging import MOST_IN_SHEET, page_of
from luoshi.web.views.contacts import asked_first

SPEEDS = ((60, "60 倍（一分钟当一小时）"), (600, "600 倍"), (0, "尽快"), (1, "与实际一样快"))
COLUMNS = ["编号", "演练", "开始", "结束", "状态", "速度", "是否达到要求", "单位", "谁", "问题"]
PROMISES = {"kept": "按时", "late": "迟了", "broken": "没有做", "open": "未到期"}
_MOST_IN_PAPER = 200
"""Rows of one table of the paper; all of them are in the JSON."""


@alarm()
@require_http_methods(["GET", "HEAD"])
def drills(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The scenarios, and the runs, the newest first."""
    rows = runs.runs(request.actor)
    if form == "xlsx":
        return answers.sheet("演练", COLUMNS, [_row(each) for each in rows[:MOST_IN_SHEET]])
    found = [_scenario(each) for each in scenarios().values()]
    pages = page_of(request, rows)
    if form == "json":
        told = {"total": pages.total, "page": pages.number, "pages": pages.last}
        return answers.data(
            {"scenarios": found, **told, "runs": [_data(each) for each in pages.rows]}
        )
    context = around(
        request, "drills", scenarios=found, pages=pages, lines=[_line(each) for each in pages.rows],
        speeds=SPEEDS,
    )  # fmt: skip
    return answers.page(request, "luoshi/drills/drills.html", context)


def _scenario(of: Scenario) -> dict[str, Any]:
    return {
        "name": of.name, "title": of.title, "gist": of.gist, "plan": of.plan.label,
        "document": of.plan.policy.number, "hours": round(of.lasts.total_seconds() / 3600, 1),
        "units": len(of.units), "people": len(of.people), "expected": len(of.expected),
    }  # fmt: skip


def _data(of: DrillRun) -> dict[str, Any]:
    return {
        "id": of.pk, "scenario": of.scenario, "title": of.title, "speed": of.speed, "state": of.state,
        "state_label": runs.STATES[of.state], "share": _progress(of).get("share", 0.0),
        "at": _progress(of).get("at"), "open_calls": _progress(of).get("open_calls"), "trouble": of.trouble,
        "began": of.began.isoformat(), "ended": of.ended.isoformat() if of.ended else None,
        "who": of.who, "unit": of.unit.code if of.unit else None,
        "passed": _told(of).get("passed") if _told(of) else None,
    }  # fmt: skip


def _line(of: DrillRun) -> dict[str, Any]:
    return {
        "run": of,
        "state": runs.STATES[of.state],
        "passed": _told(of).get("passed") if _told(of) else None,
    }


def _row(of: DrillRun) -> list[object]:
    told = _told(of)
    passed = ("是" if told.get("passed") else "否") if told else ""
    return [
        of.pk, of.title, _minute(of.began), _minute(of.ended), runs.STATES[of.state], of.speed, passed,
        of.unit.name if of.unit else "", of.who, of.trouble,
    ]  # fmt: skip


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(clock.HERE):%Y-%m-%d %H:%M}" if moment else ""


def _told(of: Any) -> dict[str, Any]:
    """The report; empty until there is one. The fields that hold JSON have no types."""
    return dict(of.report)


def _progress(of: Any) -> dict[str, Any]:
    return dict(of.progress)


# --- begun and stopped


@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: OfficeRequest, name: str) -> HttpResponse:
    """What a scenario does, asked first; begun when confirmed."""
    found = scenarios().get(name)
    if found is None:
        raise NotThere(f"没有演练脚本“{name[:60]}”", "请从“演练”里选择")
    context = around(request, "drills", scenario=_scenario(found), speeds=SPEEDS)
    status = 200
    if request.method == "POST":
        try:
            made = runs.start(name, _speed(sent(request.POST, "speed", 20)), request.actor)
        except AlertError as error:
            context |= trouble(error)
            status = error.status
        else:
            return redirect("drill", number=made.pk)
    return answers.page(request, "luoshi/drills/start.html", context, status)


def _speed(written: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", written, re.ASCII):
        raise AlertError(f"速度“{written[:20]}”不是数", "请写 0（尽快）到 100000")
    return sandbox.check_speed(float(written))


@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: OfficeRequest, number: int) -> HttpResponse:
    """Stop a drill: asked first."""
    found = runs.find(request.actor, number)
    if request.method == "POST":
        runs.stop(found, request.actor)
        return redirect("drill", number=found.pk)
    return asked_first(
        request, "drills", f"停止演练“{found.title}”", "已经推演的部分不会留下报告。",
        reverse("drill", args=[found.pk]),
    )  # fmt: skip


# --- one run


@alarm()
@require_http_methods(["GET", "HEAD"])
def drill(request: OfficeRequest, number: int, form: str = "html") -> HttpResponse:
    """A run: how far it is, or its report."""
    found = runs.find(request.actor, number)
    if form == "json":
        return answers.data({**_data(found), "report": _told(found)})
    context = around(
        request, "drills", run=found, state=runs.STATES[found.state],
        share=round(100 * float(_progress(found).get("share", 0))), at=_progress(found).get("at", ""),
        open_calls=_progress(found).get("open_calls", 0),
    )  # fmt: skip
    if answers.part(request) == "progress" and found.state == "running":
        return answers.page(request, "luoshi/drills/progress.html", context)
    if answers.part(request) == "progress":
        response = HttpResponse(status=200)
        response["HX-Redirect"] = request.path  # it is over: the whole page shows the report
        return response
    if _told(found):
        context |= _report(_told(found))
    return answers.page(request, "luoshi/drills/drill.html", context)


def _report(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report in words."""
    return {
        "report": report,
        "expected": [
            {**each, "label": WANTED.get(each["what"], each["what"]), "value": wanted(each["what"], each["value"]),
             "by": wording.moment(each["by"] or "")}
            for each in report.get("expected", [])
        ],
        "alerts": [_alert(each) for each in report.get("alerts", [])],
        "happened": [
            {**each, "at": wording.moment(each["at"])} for each in report.get("happened", [])
        ],
    }  # fmt: skip


def _alert(of: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **of,
        "promises": [
            {**each, "due": wording.moment(each["due"]), "done": wording.moment(each["done"] or ""),
             "label": PROMISES.get(each["state"], each["state"]), "late": _spell(each["late_seconds"])}
            for each in of.get("promises", [])
        ],
        "timeline": [
            {**each, "at": wording.moment(each["at"])} for each in of.get("timeline", [])
        ],
        "reach": [
            {**each, "at": wording.moment(each["at"]), "median": _spell(each["median_seconds"]),
             "p90": _spell(each["p90_seconds"]), "slowest": _spell(each["slowest_seconds"]),
             "ways": _counted(each["answered_by"], {**Channel.KINDS, "office": "在系统里"}),
             "ends": _counted(each["states"], Calling.STATES)}
            for each in of.get("reach", [])
        ],
    }  # fmt: skip


def _counted(counts: Mapping[str, int], labels: Mapping[str, str]) -> str:
    return "、".join(f"{labels.get(key, key)} {count}" for key, count in counts.items())


def _spell(seconds: float | None) -> str:
    """Seconds as people say them."""
    if not seconds:
        return "" if seconds is None else "0 秒"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "小时"), (minutes, "分"), (rest if not hours else 0, "秒"))
    return "".join(f"{count} {unit} " for count, unit in parts if count).strip()


# --- the report as a paper


@alarm()
@require_http_methods(["GET", "HEAD"])
def paper(request: OfficeRequest, number: int) -> HttpResponse:
    """The report as a Word document."""
    found = runs.find(request.actor, number)
    if not _told(found):
        raise NotThere("这场演练没有报告", "演练结束以后才有报告")
    told = docx(_sheet(found))
    response = HttpResponse(told, content_type=uploads.MEDIA_TYPES["docx"])
    return answers.saved_as(response, f"演练报告-{found.pk}.docx")


def _sheet(of: DrillRun) -> Sheet:
    told = _report(_told(of))
    issuer = of.unit.name if of.unit else "系统管理员"
    ended = (of.ended or of.began).astimezone(clock.HERE).date()
    begun = (
        f"本单位于{_minute(of.began)}开始演练“{of.title}”，推演 {_told(of).get('simulated_hours')} 小时，"
        f"依据 {_told(of).get('document')}。以下均为演练，不是真实预警。"
    )
    body: list[str | Rows] = [
        begun,
        f"演练要求{'全部达到' if _told(of).get('passed') else '没有全部达到'}。",
        *_table("演练要求", ("要求", "内容", "结果", "所见"), (
            (each["label"], str(each["value"]), "达到" if each["met"] else "没有达到", str(each["seen"])[:300])
            for each in told["expected"]
        )),
    ]  # fmt: skip
    for alert in told["alerts"]:
        body.append(
            f"{alert['label']}：按时 {alert['kept']} 项，迟了 {alert['late']} 项，没有做 {alert['broken']} 项。"
        )
        body += _table("应办与实办", ("事项", "由谁", "期限", "办结", "结果", "依据"), (
            (each["what"], each["who"], _minute(each["due"]), _minute(each["done"]), each["label"], each["clause"])
            for each in alert["promises"]
        ))  # fmt: skip
        body += _table("叫应", ("消息", "对象", "应答", "一半在", "九成在", "最慢"), (
            (each["title"], str(each["total"]), str(each["answered"]), each["median"], each["p90"], each["slowest"])
            for each in alert["reach"]
        ))  # fmt: skip
        body += _table("经过", ("时刻", "事项", "由谁", "依据"), (
            (_minute(each["at"]), each["what"], each["who"], each["clause"]) for each in alert["timeline"]
        ))  # fmt: skip
    return Sheet(
        f"关于“{of.title}”的演练报告", "", (), tuple(body), issuer, ended, "",
        notes=("演练",), sample=bool(of.unit and of.unit.sample),
    )  # fmt: skip


def _table(
    caption: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> list[str | Rows]:
    found = list(rows)
    if not found:
        return []
    more = (
        [f"表中只列前 {_MOST_IN_PAPER} 行，全部见数据文件。"] if len(found) > _MOST_IN_PAPER else []
    )
    return [Rows(header, tuple(found[:_MOST_IN_PAPER]), caption), *more]
