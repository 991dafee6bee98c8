"""The review screen (核对): one finding after the other beside its clause, confirmed, corrected or rejected by keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.office.archive import queries
from luoshi.office.archive.models import Document, Issue
from luoshi.office.duties import finding, resolving, reviewing
from luoshi.office.duties.errors import DutyError, Stale
from luoshi.office.duties.models import KINDS, REVIEW, Found, Item
from luoshi.office.duties.resolving import Resolved
from luoshi.office.duties.shapes import Shape, face_of, number_of
from luoshi.web import answers, links
from luoshi.web.asked import BadQuestion, number, words
from luoshi.web.duties import narrowing, passages
from luoshi.web.duties.narrowing import COMPARATORS, Line, check_kind, one_of
from luoshi.web.duties.refusing import duty_desk, sent, trouble
from luoshi.web.office import paging
from luoshi.web.office.guard import OfficeRequest

AROUND = 50
"""Findings in the list beside the clause."""
STATES = {"found": "待确认", "all": "全部", "confirmed": "已确认", "corrected": "已更正", "rejected": "已排除", "gone": "原文已变"}  # fmt: skip
ORDERS = {"": "按原文次序", "doubt": "没有把握的在前"}
DONE = {"confirm": "已确认", "reject": "已排除", "correct": "已更正", "undo": "已恢复为待确认"}
FIELDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "duty": (
        ("text", "事项", "long"), ("lead", "牵头单位", "list"), ("assist", "配合单位", "list"),
        ("units", "责任单位（全部，含牵头、配合）", "list"), ("deadline", "时限（原文）", "limit"),
    ),
    "target": (
        ("name", "指标", "words"), ("comparator", "关系", "comparator"), ("value", "数值", "value"),
        ("unit", "计量单位", "words"), ("year", "年份", "year"), ("per", "口径（每年、年均、每千人口等）", "words"),
        ("area", "范围", "words"), ("soft", "力争、原则上、左右", "tick"),
    ),
    "timing": (
        ("what", "事项", "long"), ("words", "时间（原文）", "words"), ("kind", "哪种时间", "kind"),
        ("day", "日期", "day"), ("rule", "重复规则（如 FREQ=MONTHLY;BYMONTHDAY=25）", "rule"),
        ("units", "单位", "list"),
    ),
}  # fmt: skip
"""What a reviewer may change, by kind: field, label, and how it is written."""
KIND_CHOICES = {key: label for key, label in narrowing.DUE.items() if key != "none"}
CHOICES = {"comparator": COMPARATORS, "kind": KIND_CHOICES}


@dataclass(frozen=True, slots=True)
class Where:
    """What is being reviewed: a kind of findings, of an issue, of a document, in a state, in an order."""

    kind: str
    issue: Issue | None
    document: str
    state: str
    order: str

    def at(self, row: int | None = None, **more: object) -> str:
        """The address of the screen at a finding."""
        return self._to(reverse("duty-review"), at=row, **more)

    def act(self, row: int) -> str:
        """Where the forms of a finding are sent."""
        return self._to(reverse("duty-review-act", args=[row]))

    def add(self) -> str:
        """Where what the grammar missed is added."""
        return self._to(reverse("duty-review-add"))

    def _to(self, path: str, **more: object) -> str:
        return links.with_query(
            path, kind=self.kind, issue=self.issue.slug if self.issue else "",
            document=self.document, state="" if self.state == "found" else self.state,
            order=self.order, **more,
        )  # fmt: skip


def where(request: HttpRequest) -> Where:
    """What the address asks to review.

    Raises:
        BadQuestion: there is no such kind, state or order.
        NotFound: there is no such issue.
    """
    slug = words(request, "issue")[:200]
    return Where(
        check_kind(words(request, "kind") or "duty"),
        issue_of(slug) if slug else None,
        words(request, "document")[:400],
        one_of(request, "state", STATES) or "found",
        one_of(request, "order", ORDERS),
    )


def issue_of(slug: str) -> Issue:
    """The gazette that a filter names.

    Raises:
        BadQuestion: there is none.
    """
    try:
        return queries.issue(slug)
    except queries.NotFound as error:
        raise BadQuestion(error.what, "请从列表中选择公报") from error


# --- what is to be reviewed


def rows_of(here: Where, *also: int) -> QuerySet[Found]:
    """The findings to go through; ``also`` those that are in view though their state is another."""
    finding.ensure()
    if here.state == "gone":
        rows = Found.objects.filter(kind=here.kind, gone=True).select_related("issue")
        rows = rows.order_by("issue__slug", "position", "pk")
        rows = rows.filter(issue=here.issue) if here.issue else rows
    else:
        rows = finding.found(here.kind, issue=here.issue, state="all")
        if here.state != "all":
            rows = rows.filter(state=here.state) | rows.filter(pk__in=also)
    if here.document:
        rows = rows.filter(document=here.document)
    return rows.order_by("confidence", "issue__slug", "position", "pk") if here.order else rows


def _keys(here: Where, *also: int) -> list[int]:
    return list(rows_of(here, *also).values_list("pk", flat=True))


def _beside(keys: Sequence[int], at: int, step: int) -> int | None:
    """The finding before or after another."""
    place = keys.index(at) + step if at in keys else -1
    return keys[place] if 0 <= place < len(keys) else None


@duty_desk()
@require_safe
def queue(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The screen, at one finding."""
    here = where(request)
    if form != "html":
        return _whole(here, form)
    at = number(request, "at")
    return _screen(request, here, at, done=number(request, "done"))


def _whole(here: Where, form: str) -> HttpResponse:
    rows = rows_of(here)
    if form == "xlsx":
        found = [narrowing.as_row(narrowing.line(each)) for each in rows[: paging.MOST_IN_SHEET]]
        return answers.sheet(f"{KINDS[here.kind]}核对", narrowing.COLUMNS[here.kind], found)
    told = {
        "kind": here.kind, "state": here.state, "counts": _counts(here), "quality": _quality(here),
        "findings": [face_of(each) for each in rows[: paging.MOST_IN_SHEET]],
    }  # fmt: skip
    return answers.data(told)


def _counts(here: Where) -> dict[str, int]:
    """How many findings are in each state."""
    rows = finding.found(here.kind, issue=here.issue, state="all")
    if here.document:
        rows = rows.filter(document=here.document)
    counted = rows.order_by().values("state").annotate(count=Count("pk"))
    found = {str(each["state"]): int(each["count"]) for each in counted}
    return {state: found.get(state, 0) for state in REVIEW}


def _quality(here: Where) -> dict[str, Any]:
    """Precision (查准) and recall (查全) of the grammar against what was reviewed."""
    told = reviewing.quality(here.kind, here.issue)
    return {"precision": told.precision, "recall": told.recall, "missed": told.missed}


def _screen(
    request: OfficeRequest, here: Where, at: int | None, *, done: int | None = None,
    wrong: DutyError | None = None, typed: Mapping[str, Any] | None = None, said: str = "",
) -> HttpResponse:  # fmt: skip
    keys = _keys(here, *([at] if at else []))
    at = at if at in keys else (keys[0] if keys else None)
    context = _around(request, here) | _list(here, keys, at)
    if at is not None:
        context |= _panel(here, at, keys, typed) | {"wrong": trouble(wrong) if wrong else None}
    last = Found.objects.select_related("issue").filter(pk=done).first() if done else None
    context |= {
        "last": narrowing.line(last) if last and last.state != "found" else None, "said": said,
        "last_act": here.act(last.pk) if last else "", "editing": typed is not None,
    }  # fmt: skip
    part = answers.part(request) == "review"
    template = "luoshi/duties/review_screen.html" if part else "luoshi/duties/review.html"
    # htmx puts in only what it is told is well
    status = wrong.status if wrong and not part else 200
    response = answers.page(request, template, context, status)
    if part and request.method == "POST":
        response["HX-Replace-Url"] = here.at(at, done=last.pk if last else None)
    return response


def _around(request: OfficeRequest, here: Where) -> dict[str, Any]:
    counts = _counts(here)
    total = sum(counts.values())
    return {
        "nav": "office", "area": "duties", "here": here, "kinds": KINDS.items(), "counts": counts,
        "total": total, "reviewed": total - counts["found"], "quality": _quality(here),
        "issues": Issue.objects.filter(found__kind=here.kind).distinct().order_by("slug"),
        "states": STATES.items(), "orders": ORDERS.items(), "query": request.GET.urlencode(),
        "may": reviewing.may(request.actor), "add": here.add(), "kind_label": KINDS[here.kind],
        "failed": [each for each in finding.failed() if here.issue in (None, each)],
    }  # fmt: skip


def _list(here: Where, keys: Sequence[int], at: int | None) -> dict[str, Any]:
    """The part of the list around the finding in view."""
    place = keys.index(at) if at in keys else 0
    first = place // AROUND * AROUND
    shown = keys[first : first + AROUND]
    rows = Found.objects.select_related("issue").in_bulk(shown)
    lines = [narrowing.line(rows[key]) for key in shown if key in rows]
    return {
        "lines": [(each, here.at(each.row.pk), brief(each), each.row.pk == at) for each in lines],
        "place": place + 1, "length": len(keys), "first": first, "at": at,
        "earlier": here.at(keys[first - 1]) if first else "",
        "later": here.at(keys[first + AROUND]) if first + AROUND < len(keys) else "",
    }  # fmt: skip


def brief(of: Line) -> str:
    """A finding in a few words, for the list."""
    value = of.value
    if of.row.kind == "target":
        return f"{value.get('name', '')} {of.amount}"
    return str(
        value.get("text" if of.row.kind == "duty" else "what") or value.get("notation") or ""
    )


def _panel(
    here: Where, at: int, keys: Sequence[int], typed: Mapping[str, Any] | None
) -> dict[str, Any]:
    row = finding.one(at)
    line = narrowing.line(row)
    before, after = _beside(keys, at, -1), _beside(keys, at, 1)
    instead = row.instead
    return {
        "one": line, "passage": passages.passage(row, line.value), "act": here.act(at),
        "before": here.at(before) if before else "", "after": here.at(after) if after else "",
        "fields": fields_of(row.kind, line.value, typed), "changed": _changed(row),
        "instead": narrowing.line(instead) if instead else None,
        "instead_at": here.at(instead.pk) if instead else "",
        "unsettled": [each for each in _parties(row) if each.state != "known" and each.note],
        "running": list(Item.objects.filter(found=row).values_list("key", flat=True)[:5]),
    }  # fmt: skip


def _parties(row: Found) -> list[Resolved]:
    """The units of a finding, with what their names lead to."""
    return [] if row.kind == "target" else resolving.parties(row)


def _changed(row: Found) -> list[tuple[str, str, str]]:
    """What the reviewer changed: field, what the grammar said, what is said now."""
    labels = {name: label for name, label, _ in FIELDS[row.kind]}
    was, now = cast("Shape", row.data), cast("Shape", row.corrected)
    return [
        (labels[name], _shown(was.get(name)), _shown(value))
        for name, value in now.items()
        if name in labels and was and was.get(name) != value
    ]


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(each) for each in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


# --- acts


@duty_desk(acts=True)
@require_POST
def act(request: OfficeRequest, number: int) -> HttpResponse:
    """Confirm, correct, reject or undo, and go on to the next."""
    here, row, form = where(request), finding.one(number), request.POST
    do = sent(form, "do", 20)
    after = _next(here, row.pk) if do != "undo" else row.pk
    try:
        _do(request, row, do)
    except DutyError as error:
        typed = form if do == "correct" and not isinstance(error, Stale) else None
        return _screen(request, here, row.pk, wrong=error, typed=typed)
    done = None if do == "undo" else row.pk
    if answers.part(request) == "review":
        return _screen(request, here, after, done=done, said=DONE[do])
    return redirect(here.at(after, done=done))


def _next(here: Where, at: int) -> int | None:
    """Where to go on after one: to the next, else to the one before."""
    keys = _keys(here, at)
    return _beside(keys, at, 1) or _beside(keys, at, -1)


def _do(request: OfficeRequest, row: Found, do: str) -> None:
    version = _version(request.POST)
    if do == "confirm":
        reviewing.confirm(row, request.actor, version)
    elif do == "reject":
        reviewing.reject(row, request.actor, version)
    elif do == "undo":
        reviewing.undo(row, request.actor, version)
    elif do == "correct":
        value = narrowing.line(row).value
        told = fields_in(row.kind, request.POST)
        changed = {name: each for name, each in told.items() if each != _as_sent(value.get(name))}
        reviewing.correct(row, changed, request.actor, version)
    else:
        raise DutyError("没有选择怎样核对", "请按“确认”“更正”“排除”或“撤销”")


def _as_sent(value: object) -> object:
    """A value as a form would give it back unchanged."""
    return value.strip() if isinstance(value, str) else value


def _version(form: Mapping[str, Any]) -> int:
    text = sent(form, "version", 9)
    if not (text.isascii() and text.isdecimal()):
        raise DutyError("没有写明核对的是哪一版", "请刷新页面后再核对")
    return int(text)


# --- what is written in forms


def fields_of(
    kind: str, value: Mapping[str, Any], typed: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The fields of a form, as the finding says or as somebody has typed."""
    return [
        {
            "name": name, "label": label, "shape": shape,
            "value": sent(typed, f"f-{name}", 4000) if typed is not None else _typed(shape, value.get(name)),
            "choices": CHOICES.get(shape, {}).items(),
        }
        for name, label, shape in FIELDS[kind]
    ]  # fmt: skip


def _typed(shape: str, value: object) -> str:
    if shape == "tick":
        return "1" if value else ""
    return _shown(value)


def fields_in(kind: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says, as a finding's data does.

    Raises:
        DutyError: a number or a relation is none.
    """
    return {
        name: _read(shape, label, sent(form, f"f-{name}", 4000).replace("\r\n", "\n")) for name, label, shape in FIELDS[kind]
    }  # fmt: skip


def _read(shape: str, label: str, text: str) -> object:
    if shape == "list":
        return _names(text)
    if shape == "tick":
        return bool(text)
    if shape == "value":
        return _number(text)
    if shape == "year":
        return _year(text)
    if shape in CHOICES and text not in CHOICES[shape]:
        raise DutyError(f"没有选择“{label}”", f"可选：{'、'.join(CHOICES[shape].values())}")
    if shape == "long" and not text:
        raise DutyError(f"没有填写“{label}”", "请照原文填写")
    return text or (None if shape in ("day", "limit", "rule") else "")


def _names(text: str) -> list[str]:
    """Units as they are listed: apart by 、，, ；; or on lines of their own."""
    for mark in "，,；;\n\r":
        text = text.replace(mark, "、")
    return list(dict.fromkeys(each.strip() for each in text.split("、") if each.strip()))


def _number(text: str) -> int | float:
    try:
        value = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        raise DutyError(f"数值应是数字，写的是“{text[:20]}”", "请只写数字，单位写在“计量单位”里")
    return number_of(value)


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and date.min.year <= int(text[:5]) <= 9999):
        raise DutyError(f"年份应是四位数，写的是“{text[:20]}”", "例如 2026；原文未写明的留空")
    return int(text)


# --- what the grammar missed


@duty_desk(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficeRequest) -> HttpResponse:
    """Add by hand what the grammar did not find; it counts as missed."""
    here = where(request)
    if here.issue is None:
        raise BadQuestion("没有写明补录到哪一期公报", "请先在核对页面选择公报")
    if request.method != "POST":
        return _form(request, here, here.issue)
    try:
        made = reviewing.add(here.kind, here.issue, _added(here, request.POST), request.actor)
    except DutyError as error:
        return _form(request, here, here.issue, error)
    return redirect(here.at(made.pk))


def _added(here: Where, form: Mapping[str, Any]) -> dict[str, Any]:
    label, path = sent(form, "document", 1000), sent(form, "path", 400)
    if not label:
        raise DutyError("没有选择文件", "请从列表中选择这一条所在的文件")
    fields = fields_in(here.kind, form)
    return {**fields, "address": f"{label} {path}".strip()}


def _form(
    request: OfficeRequest, here: Where, issue: Issue, wrong: DutyError | None = None
) -> HttpResponse:
    form: Mapping[str, Any] = request.POST
    documents = Document.objects.filter(version__issue=issue, version__current=True)
    context = {
        "nav": "office", "area": "duties", "here": here, "issue": issue, "back": here.at(),
        "kind_label": KINDS[here.kind], "path": sent(form, "path", 400),
        "document": sent(form, "document", 1000) or here.document, "documents": documents.order_by("position"),
        "fields": fields_of(here.kind, {"comparator": ">="}, form or None), "action": here.add(),
    }  # fmt: skip
    if wrong:
        context |= trouble(wrong)
    return answers.page(
        request, "luoshi/duties/review_add.html", context, wrong.status if wrong else 200
    )
