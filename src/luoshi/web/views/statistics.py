"""Statistics (统计) for a manager: how many, how fast, how punctual, how much money."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi.office.cases import access, statistics
from luoshi.office.cases.errors import NotThere
from luoshi.policies import acting
from luoshi.procedures import fen
from luoshi.web import answers
from luoshi.web.asked import words
from luoshi.web.office import drawings
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk

COLUMNS = ["事项", "文号", "办理中", "已办结", "按期", "逾期", "期限未到", "按期率"]
MONTHS = 24


@desk()
@require_http_methods(["GET", "HEAD"])
def overview(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """One line for each procedure that the unit has cases of, and the registers beside them."""
    document = words(request, "document")[:100]
    rows = statistics.overview(request.actor)
    documents = {each["document"]: _title(each["procedure"]) for each in rows}
    if document:
        rows = [each for each in rows if each["document"] == document]
    if form == "json":
        told = {"procedures": rows, "registers": statistics.registers(request.actor)}
        return answers.data(told)
    if form == "xlsx":
        return answers.sheet("统计", COLUMNS, [_as_row(each) for each in rows])
    context = {
        "nav": "office", "area": "statistics", "rows": rows, "documents": documents.items(),
        "document": document, "total": _total(rows), "query": request.GET.urlencode(),
        "registers": [
            each
            for each in statistics.registers(request.actor)
            if not document or each["document"] == document
        ],
        "drawing": _of_overview(rows) if rows else None,
    }  # fmt: skip
    return answers.page(request, "luoshi/statistics/overview.html", context)


def _title(key: str) -> str:
    return acting.procedure(key).policy.title


def _as_row(each: dict[str, Any]) -> list[object]:
    return [
        each["label"], each["document"], each["open"], each["closed"], each["met"], each["late"],
        each["running"], each["in_time_share"],
    ]  # fmt: skip


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    total = {
        name: sum(each[name] for each in rows)
        for name in ("open", "closed", "met", "late", "running")
    }
    ended = total["met"] + total["late"]
    return {**total, "share": total["met"] / ended if ended else None}


def _of_overview(rows: list[dict[str, Any]]) -> Any:
    most = sorted(rows, key=lambda each: -(each["open"] + each["closed"]))[:12]
    values = [each["open"] + each["closed"] for each in most]
    return drawings.lying("各事项的办件数", [each["label"] for each in most], values)


# --- one procedure


@desk()
@require_http_methods(["GET", "HEAD"])
def procedure(request: OfficeRequest, procedure: str, form: str = "html") -> HttpResponse:
    """Everything about one procedure: months, outcomes, punctuality, money."""
    found = acting.procedures().get(procedure)
    if found is None or not access.cases(request.actor).filter(procedure=procedure).exists():
        raise NotThere(f"没有“{procedure[:60]}”的办件可以统计", "请从“统计”里打开")
    told = statistics.of_procedure(request.actor, found)
    if form == "json":
        return answers.data(told)
    if form == "xlsx":
        return answers.sheet(f"统计 {found.label}", ["项目", "名称", "数"], _rows(told))
    months = told["months"][-MONTHS:]
    ended = sorted(told["ended"].items(), key=lambda each: -each[1])
    context = {
        "nav": "office", "area": "statistics", "told": told, "procedure": found, "ended": ended,
        "clause": found.policy.address(found.clause), "months": months, "money": _money(told),
        "by_month": _by_month(months) if months else None,
        "by_end": drawings.lying("怎样办结", [e or "办结" for e, _ in ended], [n for _, n in ended])
        if ended
        else None,
    }  # fmt: skip
    return answers.page(request, "luoshi/statistics/procedure.html", context)


def _by_month(months: list[dict[str, Any]]) -> Any:
    names = [each["month"] for each in months]
    return drawings.bars("每月新建的办件", names, [("新建", [each["opened"] for each in months])])


def _money(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Sums in fen, which the page groups by thousands."""
    return [
        {
            "label": each["label"], "total": fen(each["total"]),
            "by_end": [(end, fen(amount)) for end, amount in each["by_end"].items()],
        }
        for each in told["money"]
    ]  # fmt: skip


def _rows(told: dict[str, Any]) -> list[list[object]]:
    """The same as rows."""
    rows: list[list[object]] = [
        ["办件", "办理中", told["open"]], ["办件", "已办结", told["closed"]],
        ["期限", "按期", told["met"]], ["期限", "逾期", told["late"]], ["期限", "未到", told["running"]],
        ["期限", "按期率", told["in_time_share"]], ["时长", "平均天数", told["days"]],
    ]  # fmt: skip
    for end, n in told["ended"].items():
        rows.append(["结果", end or "办结", n])
    rows.extend(["每月新建", each["month"], each["opened"]] for each in told["months"])
    for each in told["money"]:
        rows.append(["金额（元）", each["label"], fen(each["total"]) / 100])
        for end, amount in each["by_end"].items():
            rows.append(["金额（元）", f"{each['label']}·{end}", fen(amount) / 100])
    return rows
