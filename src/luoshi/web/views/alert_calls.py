"""Calls (叫应): everybody an alert calls, the operator's list, and what one is called to oneself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.alerts import access, calling
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import Alert, Answer, Attempt, Calling, Message
from luoshi.office.cases import shapes
from luoshi.office.directory.actors import Actor
from luoshi.web import answers
from luoshi.web.asked import number, words
from luoshi.web.office import alert_shapes, fields, paging
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk

PAGE = 50
ON_THE_LINE = timedelta(minutes=5)
"""How long “我来打” shows to other operators: longer than a call takes, then somebody else may."""
MOST_KEPT = 20
"""Answers that are kept of one step of a call, however slowly they come."""
KINDS = {
    "wechat": "企业微信", "dingtalk": "钉钉", "feishu": "飞书", "sms": "短信", "mail": "邮件",
    "webhook": "网络接口", "phone": "电话",
}  # fmt: skip
OUTCOMES = {
    "sent": "已发出", "failed": "未发出", "sample": "样例，未真发", "lost": "下落不明", "stopped": "不再需要",
    "left": "放回", "taken": "话务员开始拨打",
}  # fmt: skip
COLUMNS = [
    "预警", "消息", "发出", "转达", "单位", "岗位", "叫应状态", "叫应开始", "结束", "为何", "第几步", "找谁", "渠道",
    "号码或账号", "这一步", "轮到", "发出于", "试了几次", "编号", "故障", "应答", "应答时刻", "说明",
]  # fmt: skip


SAID = {"taken": "记下了：由您打", "back": "已放回列表", "answered": "已登记：已应答", "missed": "已登记：未接通"}  # fmt: skip


class Taken(AlertError):
    """Another operator is calling just now."""

    status = 409


# --- everybody whom an alert calls


@desk()
@require_http_methods(["GET", "HEAD"])
def listed(request: OfficeRequest, key: str, form: str = "html") -> HttpResponse:
    """Everybody called, each with its ladder of steps; what was passed on stands below."""
    alert = access.alert(request.actor, key)
    asked = {name: words(request, name)[:100] for name in ("state", "unit")}
    message = number(request, "message")
    rows = _filtered(access.calls(request.actor, alert), asked, message)
    if form == "xlsx":
        every = _shaped(_whole(rows.order_by("message_id", "pk"))[: paging.MOST_IN_SHEET], alert)
        return answers.sheet(
            f"{key} 叫应", COLUMNS, [row for each in every for row in _as_rows(each)]
        )
    tree = access.leads(request.actor, alert) and not (any(asked.values()) or message)
    roots = rows.exclude(message__kind="relay") if tree else rows
    pages = paging.page_of(request, _whole(roots.order_by("message_id", "pk")), PAGE)
    calls = _shaped(pages.rows, alert)
    if tree:
        calls = _with_relayed(calls, alert)
    if form == "json":
        return answers.data(paging.told(pages, "calls", calls))
    context = {
        "nav": "office", "area": "alerts", "told": alert_shapes.line(alert), "pages": pages,
        "calls": calls, "asked": asked, "message": message, "states": Calling.STATES.items(),
        "messages": alert_shapes.fans(alert, request.actor), "query": request.GET.urlencode(),
        "now": clock.now(), "filtered": bool(any(asked.values()) or message),
        "leads": access.leads(request.actor, alert),
    }  # fmt: skip
    return answers.page(request, "luoshi/alerts/calls.html", context)


def _filtered(
    rows: QuerySet[Calling], asked: dict[str, str], message: int | None
) -> QuerySet[Calling]:
    if asked["state"]:
        rows = rows.filter(state=asked["state"][:11])
    if asked["unit"]:
        rows = rows.filter(
            Q(unit__name__icontains=asked["unit"]) | Q(wanted__icontains=asked["unit"])
        )
    return rows.filter(message=message) if message else rows


def _whole(rows: QuerySet[Calling]) -> QuerySet[Calling]:
    return rows.select_related("unit", "message", "message__parent__unit")


def _shaped(rows: Iterable[Calling], alert: Alert, depth: int = 0) -> list[dict[str, Any]]:
    """Calls with their steps and answers, in a fixed number of queries."""
    calls = list(rows)
    keys = [each.pk for each in calls]
    steps: dict[int, list[Attempt]] = {}
    for each in Attempt.objects.filter(calling__in=keys).select_related("channel").order_by("step"):
        steps.setdefault(each.calling_id, []).append(each)
    heard: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(calling__in=keys).order_by("at", "pk"):
        heard.setdefault(answer.calling_id, []).append(answer)
    return [
        {
            "id": each.pk, "alert": alert.key, "message": each.message_id, "title": each.message.title,
            "message_at": shapes.local(each.message.at), "unit": each.unit.name, "post": each.wanted,
            "state": each.state, "state_label": Calling.STATES[each.state], "why": each.why,
            "at": shapes.local(each.at), "ended": shapes.local(each.ended), "due": shapes.local(each.due),
            "step": each.step, "depth": depth, "relay": each.message.kind == "relay",
            "from": each.message.parent.unit.name if each.message.parent else "",
            "steps": [step(one, each) for one in steps.get(each.pk, [])],
            "answers": [_answer(one) for one in heard.get(each.pk, [])],
        }
        for each in calls
    ]  # fmt: skip


def step(row: Attempt, call: Calling) -> dict[str, Any]:
    """One step of a call: whom, on which channel, how far it came."""
    current = call.state == "open" and row.step == call.step
    return {
        "number": row.step + 1, "name": row.name, "kind": row.kind, "kind_label": KINDS.get(row.kind, row.kind),
        "channel": row.channel.label if row.channel else KINDS.get(row.kind, row.kind),
        "address": row.address, "state": row.state, "state_label": _state(row, current),
        "current": current, "patience": row.patience, "queued": shapes.local(row.queued),
        "sent": shapes.local(row.sent), "key": row.key, "tries": row.tries, "trouble": row.trouble,
        "log": [
            {**each, "outcome_label": OUTCOMES.get(str(each.get("outcome")), str(each.get("outcome", "")))}
            for each in cast("list[dict[str, Any]]", row.log)
        ],
    }  # fmt: skip


def _state(row: Attempt, current: bool) -> str:
    if row.kind == "phone" and row.state == "queued":
        return "等话务员拨打" if current else "不再需要"
    return Attempt.STATES[row.state]


def _answer(row: Answer) -> dict[str, Any]:
    return {
        "name": row.name, "via": row.via, "via_label": Answer.VIA.get(row.via, row.via), "note": row.note,
        "who": row.who, "at": shapes.local(row.at),
    }  # fmt: skip


def _with_relayed(calls: list[dict[str, Any]], alert: Alert) -> list[dict[str, Any]]:
    """Below each call those that its unit made when it passed the message on, as deep as that goes."""
    found: list[dict[str, Any]] = []
    level, depth = calls, 0
    below: dict[int, list[dict[str, Any]]] = {}
    while level:
        depth += 1
        parents = [each["id"] for each in level]
        rows = Calling.objects.filter(message__alert=alert, message__parent__in=parents)
        whole = list(_whole(rows.order_by("pk")))
        level = _shaped(whole, alert, depth)
        for row, told in zip(whole, level, strict=True):
            below.setdefault(row.message.parent_id or 0, []).append(told)  # type: ignore[attr-defined]
    for each in calls:
        found += _with_those_below(each, below)
    return found


def _with_those_below(
    told: dict[str, Any], below: dict[int, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    found = [told]
    for each in below.get(told["id"], []):
        found += _with_those_below(each, below)
    return found


def _as_rows(told: dict[str, Any]) -> list[list[object]]:
    """A call as rows of a spreadsheet: one for each step."""
    first: dict[str, Any] = told["answers"][0] if told["answers"] else {}
    head = [
        told["alert"], told["title"], _second(told["message_at"]), told["from"], told["unit"], told["post"],
        told["state_label"], _second(told["at"]), _second(told["ended"]), told["why"],
    ]  # fmt: skip
    tail: list[object] = [
        f"{first['name']}（{first['via_label']}）" if first else "",
        _second(first.get("at", "")), first.get("note", ""),
    ]  # fmt: skip
    steps: Sequence[dict[str, Any]] = told["steps"]
    rows = [
        [
            each["number"], each["name"], each["channel"], each["address"], each["state_label"],
            _second(each["queued"]), _second(each["sent"]), each["tries"], each["key"], each["trouble"],
        ]
        for each in steps
    ]  # fmt: skip
    return [[*head, *row, *tail] for row in rows or [[""] * 10]]


def _second(iso: str) -> str:
    return iso[:19].replace("T", " ")


# --- the operator's list


@desk()
@require_http_methods(["GET", "HEAD"])
def phone(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """Whom the operators must call now: those not tried yet first, of these the oldest."""
    return _phone(request, form)


def _phone(
    request: OfficeRequest, form: str = "html", trouble: AlertError | None = None
) -> HttpResponse:
    rows = _to_call(request.actor)
    if form == "xlsx":
        body = [_phone_row(each) for each in _lines(rows[: paging.MOST_IN_SHEET], request.actor)]
        columns = ["预警", "单位", "岗位", "姓名", "电话", "等待自", "已试", "谁在打", "说什么", "样例"]  # fmt: skip
        return answers.sheet("要打的电话", columns, body)
    told = {"total": rows.count(), "calls": _lines(rows[:PAGE], request.actor)}
    if form == "json":
        return answers.data(told)
    part = answers.part(request) == "phone"
    mark = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]
    if part and request.method == "GET" and request.GET.get("v") == mark:
        return moment_told(HttpResponse(status=204))
    context = {
        "nav": "office", "area": "alerts", "lines": told["calls"], "total": told["total"],
        "trouble": trouble, "now": clock.now(), "mark": mark, "acts": request.actor.acts,
        "minutes": ON_THE_LINE.seconds // 60, "said": SAID.get(request.GET.get("said", ""), ""),
    }  # fmt: skip
    template = "luoshi/alerts/phone_list.html" if part else "luoshi/alerts/phone.html"
    status = trouble.status if trouble and not part else 200
    return moment_told(answers.page(request, template, context, status))


def moment_told(response: HttpResponse) -> HttpResponse:
    """Tell the browser what time it is in the office: it counts on from there."""
    response["Luoshi-Now"] = clock.now().isoformat()
    return response


def _to_call(actor: Actor) -> QuerySet[Attempt]:
    rows = access.phone_list(actor).select_related(
        "calling__message__alert", "calling__message__by", "calling__unit"
    )
    return rows.order_by("tries", "queued", "pk")


def _lines(rows: Iterable[Attempt], actor: Actor) -> list[dict[str, Any]]:
    now = clock.now()
    found: list[dict[str, Any]] = []
    for row in rows:
        call = row.calling
        by, since = on_the_line(row, now)
        found.append({
            "id": row.pk, "alert": call.message.alert.key, "unit": call.unit.name, "post": call.wanted,
            "name": row.name, "address": row.address, "title": call.message.title,
            "text": call.message.text, "by": call.message.by.name if call.message.by else "",
            "by_post": call.message.post, "since": shapes.local(row.queued or call.at), "tries": row.tries,
            "taken_by": by, "taken_at": since, "mine": by == _operator(actor), "clause": call.message.clause,
            "sample": call.message.alert.sample,
            "misses": [each for each in cast("list[dict[str, Any]]", row.log) if each.get("outcome") == "未接通"],
        })  # fmt: skip
    return found


def _phone_row(told: dict[str, Any]) -> list[object]:
    return [
        told["alert"], told["unit"], told["post"], told["name"], told["address"], _second(told["since"]),
        told["tries"], told["taken_by"], f"{told['title']}\n{told['text']}", "样例" if told["sample"] else "",
    ]  # fmt: skip


def _operator(actor: Actor) -> str:
    """What an operator is called in the log: two people of one name are told apart by their login."""
    login = actor.user.username if actor.user else ""
    return f"{actor.name}（{login}）"[:100] if login and login != actor.name else actor.name[:100]


def on_the_line(row: Attempt, now: datetime) -> tuple[str, str]:
    """Who said that they are calling, and since when; empty where nobody did of late."""
    log = cast("list[dict[str, Any]]", row.log)
    last = next(
        (each for each in reversed(log) if each.get("outcome") in ("taken", "back", "未接通")), None
    )
    if last is None or last["outcome"] != "taken":
        return "", ""
    since = datetime.fromisoformat(str(last["at"]))
    return (str(last.get("who", "")), str(last["at"])) if now - since < ON_THE_LINE else ("", "")


@desk(acts=True)
@require_http_methods(["POST"])
def phoned(request: OfficeRequest, number: int) -> HttpResponse:
    """What an operator says of a call: that they make it, that it was answered, that nobody answered."""
    given = str(request.POST.get("do", ""))
    try:
        if given not in ("take", "back", "answered", "missed"):
            raise AlertError("没有选择怎样登记", "请按“已应答”或“未接通”")
        _register(request, number, given)
    except AlertError as error:
        return _phone(request, trouble=error)
    if answers.part(request) == "phone":
        return _phone(request)
    said = "taken" if given == "take" else given
    return redirect(f"{reverse('phone-list')}?said={said}#phone")


def _register(request: OfficeRequest, number: int, given: str) -> None:
    actor, now = request.actor, clock.now()
    if not actor.acts:
        raise NotAllowed("您在本单位只能查看", "请由话务员登记")
    with transaction.atomic():
        found = access.phone_list(actor).filter(pk=number).first()
        if found is None:
            raise NotThere(
                "这个电话不用打了", "已有人应答、别人已登记，或预警有了变化；请看最新的列表"
            )
        row = Attempt.objects.select_for_update().get(pk=number)
        by, _ = on_the_line(row, now)
        if by and by != _operator(actor) and given != "back":
            raise Taken(f"{by}正在打这个电话", "请先打下一个，避免同时打给一个人")
        if given in ("take", "back"):
            entry = {
                "at": now.isoformat(), "outcome": "taken" if given == "take" else "back",
                "who": _operator(actor),
            }  # fmt: skip
            row.log = [*cast("list[object]", row.log), entry]
            row.save(update_fields=["log"])
            return
    note = fields.words(request.POST, "note").strip()
    calling.by_operator(row, _operator(actor), now, answered=given == "answered", note=note)


# --- what one is called to oneself


@desk()
@require_http_methods(["GET", "HEAD"])
def mine(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The calls to whoever is signed in and to the posts of their unit: those that wait for an answer first."""
    actor = request.actor
    rows = _whole(_to_me(actor)).select_related("message__alert", "message__by").order_by("-pk")
    rows = rows.prefetch_related("answers", "attempts__contact")
    seen = set(access.alerts(actor).values_list("pk", flat=True))
    waiting = [
        _my_line(each, actor, seen) for each in rows.filter(state__in=["open", "exhausted"])[:PAGE]
    ]
    if form == "xlsx":
        every = [_my_line(each, actor, seen) for each in rows[: paging.MOST_IN_SHEET]]
        columns = ["预警", "消息", "发出", "谁发的", "单位", "岗位", "状态", "结束", "应答人", "样例"]  # fmt: skip
        return answers.sheet("叫我的", columns, [_my_row(each) for each in every])
    pages = paging.page_of(request, rows.exclude(state__in=["open", "exhausted"]), 20)
    past = [_my_line(each, actor, seen) for each in pages.rows]
    if form == "json":
        return answers.data({"waiting": waiting, **paging.told(pages, "past", past)})
    context = {
        "nav": "office", "area": "alerts", "waiting": waiting, "past": past, "pages": pages,
        "now": clock.now(), "actor": actor, "said": request.GET.get("said", "") == "answered",
    }  # fmt: skip
    return answers.page(request, "luoshi/alerts/mine.html", context)


def _to_me(actor: Actor) -> QuerySet[Calling]:
    wanted = Q(pk__in=[])
    if actor.unit is not None:
        wanted |= Q(unit=actor.unit)
    if actor.user is not None:
        own = Attempt.objects.filter(contact__user=actor.user).values("calling")
        wanted |= Q(pk__in=own)
    return Calling.objects.filter(wanted)


def _my_attempt(call: Calling, actor: Actor) -> Attempt | None:
    """Which step somebody answers: their own; of their unit's post the one under way."""
    steps = sorted(call.attempts.all(), key=lambda each: each.step)
    user = actor.user.pk if actor.user is not None else 0
    own = next((each for each in steps if each.contact and each.contact.user_id == user), None)
    if own is not None:
        return own
    if actor.acts and actor.unit is not None and call.unit_id == actor.unit.pk:
        return next((each for each in steps if each.step == call.step), None)
    return None


def _my_line(call: Calling, actor: Actor, seen: set[int]) -> dict[str, Any]:
    message = call.message
    told = min(call.answers.all(), key=lambda each: (each.at, each.pk), default=None)
    return {
        "id": call.pk, "alert": message.alert.key, "sample": message.alert.sample, "title": message.title,
        "text": message.text, "at": shapes.local(message.at), "clause": message.clause,
        "by": message.by.name if message.by else "", "by_post": message.post, "unit": call.unit.name,
        "post": call.wanted, "state": call.state, "state_label": Calling.STATES[call.state],
        "why": call.why, "ended": shapes.local(call.ended), "due": shapes.local(call.due),
        "answered_by": told.name if told else "", "sees": message.alert_id in seen,
        "can": call.state in ("open", "exhausted") and _my_attempt(call, actor) is not None,
    }  # fmt: skip


def _my_row(told: dict[str, Any]) -> list[object]:
    return [
        told["alert"], told["title"], _second(told["at"]), told["by"], told["unit"], told["post"],
        told["state_label"], _second(told["ended"]), told["answered_by"], "样例" if told["sample"] else "",
    ]  # fmt: skip


@desk()
@require_http_methods(["POST"])
def answered(request: OfficeRequest, number: int) -> HttpResponse:
    """收到, said in the office: by the person called, or by whoever acts for the unit."""
    actor = request.actor
    call = _to_me(actor).filter(pk=number).first()
    if call is None:
        raise NotThere("没有这个叫应", "请从“叫我的”里打开")
    attempt = _my_attempt(call, actor)
    if attempt is None:
        raise NotAllowed("您不能替本单位的这个岗位应答", "请由经办人或被叫的人应答")
    if call.answers.filter(attempt=attempt).count() >= MOST_KEPT:
        raise AlertError("这个叫应早已应答，不再收新的备注", "有新的情况请打电话")
    own = attempt.contact is not None and attempt.contact.user_id == getattr(actor.user, "pk", 0)
    note = fields.words(request.POST, "note").strip()
    said = calling.Said(attempt.token, "office", note, "" if own else actor.name)
    calling.answer([said], clock.now())
    return redirect(f"{reverse('my-calls')}?said=answered")


def overtaken(message: Message, now: datetime) -> str:
    """Why a message no longer holds, in words; empty where it does."""
    alert = message.alert
    if alert.state != "in_force" and message.kind != "lift":
        return f"这个预警已于 {alert_shapes.minute(alert.lifted)[:16]} 解除"
    if message.overtaken:
        return f"{alert_shapes.minute(message.overtaken)[:16]} 发布了新的消息，这一条不再有效"
    return "这条消息已过时" if message.stale <= now else ""
