"""The after-action review (事后评估) of an alert: what the text promised against what happened, how fast people answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi import config
from luoshi.office import clock
from luoshi.office.alerts import access
from luoshi.office.alerts import review as reviews
from luoshi.office.alerts.errors import NotAllowed
from luoshi.office.alerts.models import Calling, MeasureTask
from luoshi.office.alerts.review import Review
from luoshi.office.cases.deadlines import last_day
from luoshi.procedures.papers import Rows, Sheet, docx, pdf
from luoshi.web import answers
from luoshi.web.office import alert_shapes
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk
from luoshi.web.views.alert_calls import KINDS

STATES = {"kept": "按期", "late": "逾期完成", "broken": "逾期未办", "open": "还没到期"}
ORDER = {"broken": 0, "late": 1, "open": 2, "kept": 3}
COLUMNS = ["要求", "由谁办", "期限", "完成", "情况", "晚了多久", "依据"]
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
MOST_ON_PAPER = 200
"""Lines of a table on paper; all of them stand in the spreadsheet."""


@desk()
@require_http_methods(["GET", "HEAD"])
def review(request: OfficeRequest, key: str, form: str = "html") -> HttpResponse:
    """The review, for those who lead the alert: page, data, spreadsheet of what was due, paper."""
    alert = access.alert(request.actor, key)
    if not access.leads(request.actor, alert):
        raise NotAllowed("事后评估由牵头的单位查看", "本单位的措施和叫应见预警页面")
    found = reviews.review(alert)
    told = found.as_json()
    lines = sorted(
        (_line(each) for each in told["promises"]), key=lambda each: ORDER[each["state"]]
    )
    if form == "json":
        return answers.data(told)
    if form == "xlsx":
        return answers.sheet(f"{key} 评估", COLUMNS, [_row(each) for each in lines])
    if form in MEDIA:
        sheet = _sheet(found, told, lines)
        made = docx(sheet) if form == "docx" else pdf(sheet, fonts=config.fonts())
        response = HttpResponse(made, content_type=MEDIA[form])
        return answers.saved_as(response, f"{key} 事后评估.{form}")
    context = {
        "nav": "office", "area": "alerts", "told": told, "line": alert_shapes.line(alert),
        "lines": lines, "reach": [_reached(each) for each in told["reach"]],
        "measures": _named(told["measures"], MeasureTask.STATES),
        "due": told["kept"] + told["late"] + told["broken"], "missed": told["late"] + told["broken"],
        "document": found.plan.policy.number,
    }  # fmt: skip
    return answers.page(request, "luoshi/alerts/review.html", context)


def _line(told: Mapping[str, Any]) -> dict[str, Any]:
    late = int(told["late_seconds"])
    return {**told, "state_label": STATES[told["state"]], "late": _spelled(late) if late else ""}


def _row(told: Mapping[str, Any]) -> list[object]:
    return [
        told["what"], told["who"], last_day(datetime.fromisoformat(told["due"])), _minute(told["done"]), told["state_label"],
        told["late"], told["clause"],
    ]  # fmt: skip


def _reached(told: Mapping[str, Any]) -> dict[str, Any]:
    """How a message reached people, in words."""
    times = {
        name: _spelled(told[f"{name}_seconds"]) if told[f"{name}_seconds"] is not None else "—"
        for name in ("median", "p90", "slowest")
    }
    by = {KINDS.get(kind, "在系统里"): n for kind, n in told["answered_by"].items()}
    return {**told, **times, "by": by, "others": _named(
        {state: n for state, n in told["states"].items() if state != "answered"}, Calling.STATES
    )}  # fmt: skip


def _named(counts: Mapping[str, int], names: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(names.get(key, key), n) for key, n in counts.items()]


def _spelled(seconds: int) -> str:
    """A length of time in words: 3分05秒, 1小时02分."""
    if seconds < 3600:
        return f"{seconds // 60}分{seconds % 60:02}秒"
    return f"{seconds // 3600}小时{seconds % 3600 // 60:02}分"


def _minute(iso: str | None) -> str:
    return (iso or "")[:16].replace("T", " ")


# --- on paper


def _sheet(found: Review, told: dict[str, Any], lines: list[dict[str, Any]]) -> Sheet:
    """The review as a paper of whoever leads the alert."""
    alert = found.alert
    level = alert_shapes.levelled(found.plan, alert.level)["level_label"]
    where = f"（{alert.area}）" if alert.area else ""
    begins = (
        f"{found.plan.label}{where}{level}，{alert.key}，{_minute(told['issued'])}发布"
        f"{'，' + _minute(told['lifted']) + '解除' if told['lifted'] else '，仍在生效'}。"
    )
    counts = (
        f"有期限的要求{len(lines)}项：按期{told['kept']}项，逾期完成{told['late']}项，"
        f"逾期未办{told['broken']}项，还没到期{told['open']}项。"
    )
    kept = [[*map(str, _row(each))] for each in lines[:MOST_ON_PAPER]]
    reach = [_reached(each) for each in told["reach"]]
    body: list[str | Rows] = [begins, counts]
    if kept:
        body.append(Rows(tuple(COLUMNS), tuple(tuple(each) for each in kept), "要求和实际"))
    if reach:
        rows = tuple(
            (each["title"], f"{each['answered']}／{each['total']}", each["median"], each["p90"], each["slowest"])
            for each in reach
        )  # fmt: skip
        body.append(Rows(("消息", "应答", "中位", "九成", "最慢"), rows, "叫应"))
    if told["gaps"]:
        body.append(f"原文没有写明的：{'；'.join(told['gaps'])}。")
    starter = alert.case.participants.order_by("pk").select_related("unit").first()
    issuer = starter.unit.name if starter else "本单位"
    return Sheet(
        title=f"{found.plan.label}{level}事后评估", number="", addressees=(), paragraphs=tuple(body),
        issuer=issuer, day=clock.today(), heading="", sample=alert.sample,
        notes=(f"依据：{found.plan.policy.address(found.plan.clause)}", "由办理记录自动生成"),
    )  # fmt: skip
