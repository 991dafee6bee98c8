"""Items of supervision as data, as lines of a page and as rows of a spreadsheet (督办事项)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from luoshi.office import clock
from luoshi.office.duties.boards import OVER, Group, Heat, Warmth
from luoshi.office.duties.models import ACTS, LIGHTS, STAGES, Act, Evidence, Item

LAMPS = {"red": "late", "yellow": "close", "green": "calm", "done": "done"}
"""The colours of the office's lamps."""
LIGHT_WORDS = {"red": "逾期", "yellow": "临期", "green": "正常", "done": "办结"}
"""Lights as columns are headed: each colour has its word."""
COLUMNS = [
    "编号", "事项", "亮灯", "环节", "时限", "时限原文", "还有", "进度（%）", "牵头单位", "配合单位",
    "分管领导", "文件", "文件标题", "条款", "条款原文", "立项", "办结", "评价", "样例",
]  # fmt: skip
GROUP_COLUMNS = ["分组", "逾期", "临期", "正常", "办结", "合计", "办结率（%）", "文号或代码"]


def left(item: Item, today: date) -> str:
    """How far the day is, as people say it: 还有 3 天, 今天到期, 已逾期 2 天."""
    if item.stage == "cancelled":
        return "已撤销"
    if item.stage in OVER:
        return STAGES[item.stage]
    if item.due is None:
        return "没有固定时限" if item.due_words else "长期"
    days = (item.due - today).days
    if days < 0:
        return f"已逾期 {-days} 天"
    return f"还有 {days} 天" if days else "今天到期"


def line(item: Item, today: date | None = None) -> dict[str, Any]:
    """An item as data, and as a line of a list."""
    parts = sorted(item.parts.all(), key=lambda each: each.pk)
    return {
        "key": item.key, "text": item.text, "light": item.light,
        "light_label": "撤销" if item.stage == "cancelled" else LIGHTS[item.light],
        "stage": item.stage, "stage_label": STAGES[item.stage],
        "due": _iso(item.due), "first_due": _iso(item.first_due), "due_words": item.due_words,
        "left": left(item, today or clock.today()), "over": item.stage in (*OVER, "cancelled"),
        "recurrence": item.recurrence, "progress": item.progress,
        "lead": item.lead.name if item.lead else "", "lead_code": item.lead.code if item.lead else "",
        "assist": [each.unit.name for each in parts if each.role == "assist"],
        "leader": item.leader, "document": item.document, "title": item.title,
        "address": item.address, "clause": item.clause, "by": item.by.name, "mark": item.mark,
        "registered": _minute(item.registered), "closed": _minute(item.closed), "sample": item.sample,
        "version": item.changed,
    }  # fmt: skip


def lines(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Items as lines of a list."""
    today = clock.today()
    return [line(each, today) for each in items]


def row(told: dict[str, Any]) -> list[object]:
    """A line as a row of a spreadsheet."""
    return [
        told["key"], told["text"], told["light_label"], told["stage_label"], told["due"],
        told["due_words"], told["left"], told["progress"], told["lead"], "、".join(told["assist"]),
        told["leader"], told["document"], told["title"], told["address"], told["clause"],
        told["registered"][:10], told["closed"][:10], told["mark"], "样例" if told["sample"] else "",
    ]  # fmt: skip


def group(of: Group) -> dict[str, Any]:
    """A line of a board that groups, as data."""
    return {
        "key": of.key, "label": of.label, "note": of.note, "red": of.red, "yellow": of.yellow,
        "green": of.green, "done": of.done, "total": of.total, "share": of.share,
    }  # fmt: skip


def group_row(of: Group) -> list[object]:
    """A line of a board that groups, as a row."""
    share = "" if of.share is None else round(of.share * 100, 1)
    return [of.label, of.red, of.yellow, of.green, of.done, of.total, share, of.note or of.key]


def warmth(of: Warmth, heat: Heat) -> dict[str, Any]:
    """A line of the heat map as data."""
    return {
        "unit": of.unit.code, "name": of.unit.name, "total": of.total, "late": of.late,
        "without_day": of.never,
        "months": [
            {"month": f"{month:%Y-%m}", "due": cell.due, "late": cell.late, "done": cell.done}
            for month, cell in zip(heat.months, of.cells, strict=True)
        ],
    }  # fmt: skip


def act(of: Act) -> dict[str, Any]:
    """One act on an item (办理记录) as data."""
    row = cast("Any", of)  # the other side of a key, and JSON: neither has a type
    return {
        "kind": of.kind, "label": ACTS.get(of.kind, of.kind), "at": _minute(of.at), "who": of.who,
        "unit": of.unit.name if of.unit else "", "text": of.text, "data": row.data,
        "files": [file(each) for each in row.files.all()],
    }  # fmt: skip


def file(of: Evidence) -> dict[str, Any]:
    """A file as data."""
    return {"id": of.pk, "name": of.name, "kind": of.kind, "size": of.size, "sha256": of.sha256}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _minute(moment: datetime | None) -> str:
    return moment.astimezone(clock.HERE).strftime("%Y-%m-%d %H:%M") if moment else ""
