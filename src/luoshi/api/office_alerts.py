"""Monitoring and alerts for programs: readings sent, what they say, alerts, calls, answers, measures, readiness."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import P, PathEx, QueryEx, Router, Schema
from pydantic import ConfigDict, Field

from luoshi.api import bodies
from luoshi.api import office_shapes as shapes
from luoshi.api.errors import data
from luoshi.api.office_asking import (
    MOST_BRACKETS,
    PER_PAGE,
    TOKEN,
    Limit,
    PageNumber,
    Sent,
    paged,
    who,
)  # fmt: skip
from luoshi.api.shapes import Open, body
from luoshi.office import clock
from luoshi.office.alerts import access, calling, importing, measures, readiness, readings
from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import (
    Alert,
    AlertUnit,
    Attempt,
    Calling,
    Channel,
    MeasureTask,
    Reading,
    Standing,
)
from luoshi.office.cases.errors import BadInput, CaseError, NotAllowed, NotThere, Refused
from luoshi.office.directory.actors import Actor
from luoshi.office.journal import service as journal
from luoshi.policies import alerting
from luoshi.procedures.plans import THOUSAND, Indicator, Plan
from luoshi.rules.yamlio import is_list, is_mapping

router = Router(auth=TOKEN)
Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]

MOST_BYTES = 12 * 1024 * 1024
"""Of a batch of readings: fifty thousand have room in it."""
MOST_ANSWERS = 1000
MOST_ROWS_TOLD = 200
_TAG = "监测预警"

Series = QueryEx[
    str, P(description="指标的键；空着就是全部", example="specimen.flood_calls.hour_rain")
]
Place = QueryEx[str, P(description="只要这个地点的", max_length=60)]
Since = QueryEx[datetime | None, P(alias="from", description="这一刻起的（监测值的时刻）")]
Until = QueryEx[datetime | None, P(alias="to", description="到这一刻为止的")]
ReadingState = QueryEx[str, P(description="good（计入）、doubtful（存疑）或 refused（不计入）")]
AlertState = QueryEx[
    str, P(description="in_force（生效中）、lifted（已解除）或 reviewed（已评估）")
]
CallState = QueryEx[str, P(description="open、answered、stopped、exhausted 或 unreachable")]
TaskState = QueryEx[str, P(description="open、done、left 或 ended")]
AlertKey = PathEx[str, P(description="预警的编号", example="YJ-2026-00001")]
TaskNumber = PathEx[int, P(ge=1, le=2**53, description="措施的编号")]


def alarmed(view: View[Given]) -> View[Given]:
    """Tell what alerts refuse in the form that all operations of the office have."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except AlertError as error:
            raise _told(error) from error

    return answered


def _told(error: AlertError) -> CaseError:
    kinds: dict[int, type[CaseError]] = {404: NotThere, 403: NotAllowed}
    rows = [{"row": number, "why": why} for number, why in error.rows[:MOST_ROWS_TOLD]]
    detail = {"rows": rows, "wrong": len(error.rows)} if rows else None
    remedy = error.remedy or "请改正后再发"
    return kinds.get(error.status, Refused)(error.what, remedy, detail=detail)


# --- shapes


class OneReading(Schema):
    """一条监测值。"""

    model_config = ConfigDict(extra="forbid")

    series: str = Field(max_length=100, description="指标的键，见 GET /api/office/indicators")
    at: str = Field(description="监测值的时刻，如 2026-06-10T08:00:00+08:00；不写时区按办公时区")
    value: float | str | bool = Field(description="数（最多三位小数，可带单位）、是否，或选项之一")
    place: str = Field(default="", max_length=60, description="地点，如雨量站")
    item: str = Field(default="", max_length=60, description="品种")
    source: str = Field(
        default="", max_length=60, description="来源；同一来源同一时刻后来的更正先来的"
    )


class ReadingsBody(Schema):
    """一批监测值；有一条不能接收就一条也不收。"""

    model_config = ConfigDict(extra="forbid")

    readings: list[OneReading] = Field(min_length=1, max_length=readings.MOST)
    source: str = Field(default="", max_length=60, description="没有写来源的，来源是这个")


class LevelChange(Schema):
    """一处级别的变化；before、after 是级别的键，空着是没有达到任何级别。"""

    classifier: str
    place: str
    before: str
    after: str
    at: str


class TakenIn(Schema):
    """一批监测值的结果。"""

    good: int = Field(description="新计入的")
    doubtful: int = Field(description="存疑的：超出可能的范围，等人核实")
    again: int = Field(description="以前报过的")
    changed: list[LevelChange]


class IndicatorShape(Open):
    """一个监测指标。"""

    series: str
    label: str
    kind: str = Field(description="number、truth 或 choice")
    unit: str
    clause: str


class Indicators(Schema):
    """本单位能看、能报的指标。"""

    count: int
    indicators: list[IndicatorShape]


class ObservationShape(Open):
    """一条监测值。"""

    id: int
    series: str
    place: str
    at: str
    value: str = Field(description="按指标的单位")
    state: str


class Observations(shapes.Page):
    """监测值。"""

    readings: list[ObservationShape]


class StandingShape(Open):
    """监测值说明什么：达到哪一级，自何时起，规则的答复（receipt）。"""

    classifier: str
    place: str
    level: str
    level_label: str
    since: str
    clause: str
    receipt: dict[str, Any]


class Standings(Schema):
    """当前判断。"""

    count: int
    standings: list[StandingShape]


class AlertShape(Open):
    """一个预警或响应。"""

    key: str
    plan: str
    label: str
    area: str
    level: str
    level_label: str
    state: str
    issued: str
    case: str
    leads: bool = Field(description="本单位是否主办：主办的看得见全部叫应和措施")


class Alerts(shapes.Page):
    """与本单位有关的预警。"""

    alerts: list[AlertShape]


class WholeAlert(AlertShape):
    """一个预警的全部：内容、经过、叫应和措施的数目。"""

    content: list[dict[str, Any]]
    turns: list[dict[str, Any]]
    calls: dict[str, int]
    measures: dict[str, int]


class CallShape(Open):
    """一处叫应。"""

    id: int
    unit: str
    post: str
    state: str
    attempts: list[dict[str, Any]]
    answers: list[dict[str, Any]]


class Calls(shapes.Page):
    """叫应。"""

    calls: list[CallShape]


class MeasureShape(Open):
    """一项措施。"""

    id: int
    measure: str
    label: str
    unit: str
    state: str
    due: str | None
    clause: str


class Measures(shapes.Page):
    """措施。"""

    measures: list[MeasureShape]


class DoneBody(Schema):
    """落实了，凭什么；或者不采取，为什么（只有原文允许的）。"""

    model_config = ConfigDict(extra="forbid")

    evidence: str = Field(min_length=1, max_length=1000)
    left: bool = Field(default=False, description="不采取；原文没有允许的不能写")


class OneAnswer(Schema):
    """一条应答：写 token，或者写回复人的 kind、address 和 text。"""

    model_config = ConfigDict(extra="forbid")

    token: str | None = Field(default=None, description="应答链接里的一段")
    note: str = Field(default="", max_length=200)
    kind: str | None = Field(default=None, description="渠道的类别，如 sms、wechat")
    address: str | None = Field(default=None, max_length=200, description="回复人的号码或账号")
    text: str = Field(default="", max_length=1000, description="回复的全文；写了编号的按编号")


class AnswersBody(Schema):
    """一批应答，由短信、企业微信等网关转来。"""

    model_config = ConfigDict(extra="forbid")

    answers: list[OneAnswer] = Field(min_length=1, max_length=MOST_ANSWERS)


class Heard(Schema):
    """应答的结果。"""

    ended: int = Field(description="因此停止的叫应")
    late: int = Field(description="已有人应答，或叫应已停止，另记一笔")
    unknown: int = Field(description="对不上任何叫应的")
    answers: list[dict[str, Any]] = Field(description="逐条：matched 是对上了几处")


class TroubleShape(Schema):
    """一处会出问题的地方。"""

    plan: str
    call: str
    where: str
    what: str
    remedy: str
    grave: bool


class Readiness(Schema):
    """事前检查。"""

    ready: bool = Field(description="没有要紧的问题")
    grave: int
    troubles: list[TroubleShape]


def _batch(shape: type[Schema], name: str, one: type[Schema], example: dict[str, Any]) -> Any:
    """The body of a batch: what its items are stands in it, for the page knows only shapes of answers."""
    told = body(shape, example)
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    schema["properties"][name]["items"] = one.model_json_schema()
    return told


# --- readings


@router.get(
    "/indicators", response=shapes.ok(Indicators), tags=[_TAG], summary="监测指标",
    operation_id="indicators",
)  # fmt: skip
def indicators(request: HttpRequest) -> HttpResponse:
    """本单位参与的应急预案所看的指标，各有条款、单位、地点叫什么。"""
    every = alerting.indicators()
    found = [_indicator(key, *every[key]) for key in access.series(who(request))]
    return data({"count": len(found), "indicators": found})


def _indicator(key: str, of: Indicator, policy: Any) -> dict[str, Any]:
    return {
        "series": key, "label": of.label, "kind": of.kind, "unit": of.unit, "options": list(of.options),
        "per": of.per, "item": of.item, "ahead": of.ahead, "lowest": of.lowest, "highest": of.highest,
        "document": policy.number, "clause": policy.address(of.clause),
    }  # fmt: skip


@router.post(
    "/observations", response=shapes.done(TakenIn), tags=[_TAG], summary="报送监测值",
    operation_id="send_readings",
    openapi_extra=_batch(
        ReadingsBody, "readings", OneReading,
        {"readings": [{"series": "specimen.flood_calls.hour_rain", "place": "南门站",
                       "at": "2026-06-10T08:00:00+08:00", "value": 52.5}], "source": "水文中心"},
    ),
)  # fmt: skip
@alarmed
def send_readings(request: HttpRequest) -> HttpResponse:
    """一批最多 50000 条，有一条不能接收就一条也不收（422，detail.rows 是第几条、为什么）。重发不会收两次。"""
    actor = who(request)
    rows, source = _sent_rows(request)
    known = importing.known(actor)
    if not known:
        raise NotThere(
            "本单位没有可报送的指标", "角色由系统管理员授予；见 GET /api/office/indicators"
        )
    found, names = importing.Read(), importing.named(known)
    for number, row in enumerate(rows, 1):
        told = {**row, "source": source} if is_mapping(row) and not row.get("source") else row
        try:
            found.rows.append(importing.Row(number, importing.reading(told, known, names)))
        except AlertError as error:
            found.wrong.append((number, error.what))
    try:
        taken = importing.take(actor, found)
    except AlertError as error:
        if error.rows:
            error.what = error.what.replace("行", "条")
        raise
    return data(taken.as_json())


def _sent_rows(request: HttpRequest) -> tuple[list[Any], str]:
    told: object = bodies.read(request, MOST_BYTES, readings.MOST + MOST_BRACKETS)
    if not is_mapping(told) or set(told) - {"readings", "source"}:
        raise BadInput("请求的内容要是一个 JSON 对象", "可写：readings、source")
    rows, source = told.get("readings"), told.get("source") or ""
    if not is_list(rows) or not rows:
        raise BadInput(
            "“readings”要写成列表，至少一条", "请改正后再发", fields={"readings": "要写成列表"}
        )
    if len(rows) > readings.MOST:
        raise BadInput(f"一次最多 {readings.MOST} 条", "请分几次报送", fields={"readings": "太多"})
    if not isinstance(source, str) or len(source) > 60 or "\0" in source:
        raise BadInput(
            "“source”要写成 60 字以内的文字", "请改正后再发", fields={"source": "要写成文字"}
        )
    return list(rows), source


@router.get(
    "/observations", response=shapes.ok(Observations), tags=[_TAG], summary="监测值",
    operation_id="observations",
)  # fmt: skip
@alarmed
def observations(
    request: HttpRequest, series: Series = "", place: Place = "", state: ReadingState = "",
    since: Since = None, until: Until = None, page: PageNumber = 1, limit: Limit = PER_PAGE,
) -> HttpResponse:  # fmt: skip
    """本单位看得到的监测值，时刻近的在前；更正过的，先来的也列出。"""
    actor = who(request)
    rows = access.readings(actor)
    if series:
        if series not in access.series(actor):
            raise NotThere(f"没有监测指标“{series[:80]}”", "见 GET /api/office/indicators")
        rows = rows.filter(series=series)
    rows = rows.filter(place=place) if place else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(at__gte=_zoned(since)) if since else rows
    rows = rows.filter(at__lte=_zoned(until)) if until else rows
    found = paged(rows.order_by("-at", "-arrived", "-pk"), page, limit)
    return data({**found.told, "readings": [_reading(each) for each in found.rows]})


def _zoned(moment: datetime) -> datetime:
    if not 1970 <= moment.year <= 2200:
        raise BadInput("时刻太早或太晚", "请写 1970 至 2200 年之间的时刻")
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.HERE)


def _reading(of: Reading) -> dict[str, Any]:
    return {
        "id": of.pk, "series": of.series, "place": of.place, "item": of.item, "at": _iso(of.at),
        "arrived": _iso(of.arrived), "forecast": of.forecast, "value": _value(of), "source": of.source,
        "state": of.state, "why": of.why, "sample": of.sample,
    }  # fmt: skip


def _value(of: Reading) -> str:
    indicator = alerting.indicators()[of.series][0]
    if indicator.kind == "choice" or of.value is None:
        return of.words
    if indicator.kind == "truth":
        return "是" if of.value else "否"
    whole, part = divmod(abs(of.value), THOUSAND)
    return f"{'-' if of.value < 0 else ''}{whole}" + (f".{part:03}".rstrip("0") if part else "")


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(clock.HERE).isoformat(timespec="seconds") if moment else None


@router.get(
    "/standings", response=shapes.ok(Standings), tags=[_TAG], summary="当前判断",
    operation_id="standings",
)  # fmt: skip
def standings(request: HttpRequest) -> HttpResponse:
    """监测值现在达到哪一级、自何时起；receipt 是规则的答复，可发给 /api/receipts/reproduce 重算。"""
    known = alerting.classifiers()
    rows = access.standings(who(request)).order_by("classifier", "place")
    found = [_standing(each, *known[each.classifier]) for each in rows]
    return data({"count": len(found), "standings": found})


def _standing(row: Standing, plan: Plan, classifier: Any) -> dict[str, Any]:
    of: Any = row  # the fields that hold JSON have no types
    level = plan.level(of.level) if of.level else None
    return {
        "classifier": of.classifier, "label": classifier.label, "plan": plan.whole_key, "place": of.place,
        "level": of.level, "level_label": level.label if level else "", "at": _iso(of.at),
        "since": _iso(of.since), "calm_since": _iso(of.calm_since), "judged": _iso(of.judged),
        "facts": of.facts, "clause": plan.policy.address(level.clause if level else classifier.clause),
        "receipt": of.receipt,
    }  # fmt: skip


# --- alerts


@router.get(
    "/alerts", response=shapes.ok(Alerts), tags=[_TAG], summary="预警列表", operation_id="alerts"
)
@alarmed
def alerts(
    request: HttpRequest, state: AlertState = "", page: PageNumber = 1, limit: Limit = PER_PAGE
) -> HttpResponse:
    """与本单位有关的预警和响应，新的在前。"""
    actor = who(request)
    rows = access.alerts(actor).select_related("case")
    rows = rows.filter(state=state) if state else rows
    found = paged(rows.order_by("-issued", "-pk"), page, limit)
    return data({**found.told, "alerts": [_alert(each, actor) for each in found.rows]})


def _alert(of: Alert, actor: Actor) -> dict[str, Any]:
    plan = alerting.plan(of.plan)
    level = plan.level(of.level)
    return {
        "key": of.key, "plan": of.plan, "label": plan.label, "document": plan.policy.number,
        "area": of.area, "level": of.level, "level_label": level.label, "colour": level.colour,
        "response": level.response, "clause": plan.policy.address(level.clause), "state": of.state,
        "state_label": Alert.STATES[of.state], "ordered": of.ordered, "issued": _iso(of.issued),
        "changed": _iso(of.changed), "until": _iso(of.until), "lifted": _iso(of.lifted),
        "reviewed": _iso(of.reviewed), "case": of.case.key, "sample": of.sample,
        "leads": access.leads(actor, of),
    }  # fmt: skip


@router.get(
    "/alerts/{key}", response=shapes.ok(WholeAlert), tags=[_TAG], summary="一个预警",
    operation_id="alert",
)  # fmt: skip
@alarmed
def alert(request: HttpRequest, key: AlertKey) -> HttpResponse:
    """内容、经过，叫应和措施各有多少；主办单位看得见全部，其他单位只看得见自己的。"""
    actor = who(request)
    found = access.alert(actor, key)
    plan, content = alerting.plan(found.plan), _content(found)
    return data({
        **_alert(found, actor),
        "content": [
            {"name": each.key, "label": each.label, "value": content.get(each.key, ""),
             "clause": plan.policy.address(each.clause)}
            for each in plan.fields
        ],
        "turns": [
            {"kind": each.kind, "level": each.level, "level_label": plan.level(each.level).label if each.level else "",
             "at": _iso(each.at), "until": _iso(each.until), "unit": each.unit.code if each.unit else "",
             "content": _content(each)}
            for each in found.turns.select_related("unit").order_by("at", "pk")
        ],
        "calls": _counted(access.calls(actor, found)), "measures": _counted(access.tasks(actor, found)),
    })  # fmt: skip


def _content(of: Any) -> dict[str, Any]:
    return dict(of.content)


def _counted(rows: QuerySet[Any]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for state in rows.order_by().values_list("state", flat=True):
        found[state] += 1
    return dict(found)


@router.get(
    "/alerts/{key}/calls", response=shapes.ok(Calls), tags=[_TAG], summary="叫应",
    operation_id="calls",
)  # fmt: skip
@alarmed
def calls(
    request: HttpRequest, key: AlertKey, state: CallState = "", page: PageNumber = 1,
    limit: Limit = PER_PAGE,
) -> HttpResponse:  # fmt: skip
    """每个岗位叫到哪一步、谁应答了；联系方式不列出。"""
    actor = who(request)
    rows = access.calls(actor, access.alert(actor, key)).select_related("unit", "message")
    rows = rows.filter(state=state) if state else rows
    found = paged(rows.prefetch_related("attempts__channel", "answers").order_by("pk"), page, limit)
    return data({**found.told, "calls": [_call(each) for each in found.rows]})


def _call(of: Calling) -> dict[str, Any]:
    return {
        "id": of.pk, "message": of.message.title, "kind": of.message.kind, "unit": of.unit.code,
        "unit_name": of.unit.name, "post": of.wanted, "state": of.state,
        "state_label": Calling.STATES[of.state], "why": of.why, "at": _iso(of.at), "due": _iso(of.due),
        "ended": _iso(of.ended), "step": of.step,
        "attempts": [
            {"step": each.step, "name": each.name, "kind": each.kind,
             "channel": each.channel.label if each.channel else Channel.KINDS.get(each.kind, each.kind),
             "state": each.state, "state_label": Attempt.STATES[each.state], "sent": _iso(each.sent),
             "trouble": each.trouble}
            for each in sorted(of.attempts.all(), key=lambda one: one.step)
        ],
        "answers": [
            {"name": each.name, "via": each.via, "at": _iso(each.at), "note": each.note}
            for each in of.answers.all()
        ],
    }  # fmt: skip


@router.get(
    "/alerts/{key}/measures", response=shapes.ok(Measures), tags=[_TAG], summary="措施",
    operation_id="measures",
)  # fmt: skip
@alarmed
def measures_(
    request: HttpRequest, key: AlertKey, state: TaskState = "", page: PageNumber = 1,
    limit: Limit = PER_PAGE,
) -> HttpResponse:  # fmt: skip
    """各单位应采取的措施、期限、是否落实。"""
    actor = who(request)
    found_alert = access.alert(actor, key)
    rows = access.tasks(actor, found_alert).select_related("unit", "alert")
    rows = rows.filter(state=state) if state else rows
    found = paged(rows.order_by("unit__name", "pk"), page, limit)
    return data({**found.told, "measures": [_task(each) for each in found.rows]})


def _task(of: MeasureTask) -> dict[str, Any]:
    plan = alerting.plan(of.alert.plan)
    measure = next((each for each in plan.measures if each.key == of.measure), None)
    return {
        "id": of.pk, "alert": of.alert.key, "measure": of.measure, "label": measure.label if measure else of.measure,
        "clause": plan.policy.address(measure.clause if measure else plan.clause),
        "optional": bool(measure and measure.optional), "unit": of.unit.code, "unit_name": of.unit.name,
        "level": of.level, "day": of.day.isoformat() if of.day else None, "state": of.state,
        "state_label": MeasureTask.STATES[of.state], "opened": _iso(of.opened), "due": _iso(of.due),
        "overdue": _iso(of.overdue), "done": _iso(of.done), "who": of.who, "evidence": of.evidence,
    }  # fmt: skip


@router.post(
    "/measures/{number}/done", response=shapes.done(MeasureShape), tags=[_TAG],
    summary="登记落实", operation_id="measure_done",
    openapi_extra=body(DoneBody, {"evidence": "08:40 已封闭东门下穿通道，现场照片存档"}),
)  # fmt: skip
@alarmed
def measure_done(request: HttpRequest, number: TaskNumber) -> HttpResponse:
    """本单位的一项措施落实了，写明凭据；原文允许的可以写 left 表示不采取，并写理由。"""
    actor = who(request)
    sent = Sent(request, "evidence", "left")
    left = sent.truth("left")
    evidence = sent.words("evidence", 1000, needed=True)
    return data(_task(measures.tick(number, actor, done=not left, evidence=evidence)))


# --- answers


@router.post(
    "/answers", response=shapes.done(Heard), tags=[_TAG], summary="转来应答",
    operation_id="send_answers",
    openapi_extra=_batch(
        AnswersBody, "answers", OneAnswer,
        {"answers": [{"kind": "sms", "address": "13800000000", "text": "1 128"},
                     {"token": "0b8f6f0e-5f4e-4d57-9c1b-1f9a7c1f2e10", "note": "收到"}]},
    ),
)  # fmt: skip
@alarmed
def send_answers(request: HttpRequest) -> HttpResponse:
    """网关转来的回复。写编号的按编号；没有编号的按号码对上最近一个预警里正在叫他的各处。只对得上本单位主办、发出或收到的叫应。"""
    actor = who(request)
    if not actor.acts:
        raise NotAllowed("您在本单位只能查看", "请换一个令牌")
    sent = Sent(request, "answers")
    rows: object = sent.told.get("answers")
    if not is_list(rows) or not 0 < len(rows) <= MOST_ANSWERS:
        raise BadInput(
            f"“answers”要写成列表，1 到 {MOST_ANSWERS} 条", "请改正后再发",
            fields={"answers": "要写成列表"},
        )  # fmt: skip
    given = [_given(number, each) for number, each in enumerate(rows, 1)]
    now = clock.now()
    with transaction.atomic():
        matched = [_matched(actor, each) for each in given]
        said = [
            calling.Said(token, "reply", each["note"] or each["text"], actor.name)
            for each, tokens in zip(given, matched, strict=True)
            for token in tokens
        ]
        heard = calling.answer(said, now)
        unknown = sum(1 for each in matched if not each)
        journal.record(
            "alert.answers", actor=actor, at=now, subject="应答",
            body={"count": len(given), "ended": len(heard.ended), "unknown": unknown},
        )  # fmt: skip
    told = [{"row": number, "matched": len(each)} for number, each in enumerate(matched, 1)]
    return data(
        {"ended": len(heard.ended), "late": heard.late, "unknown": unknown, "answers": told}
    )


def _given(number: int, row: object) -> dict[str, str]:
    names = ("token", "note", "kind", "address", "text")
    if not is_mapping(row) or set(row) - set(names):
        raise _bad(number, f"要写成一个对象，可写：{'、'.join(names)}")
    found = {name: row.get(name) or "" for name in names}
    if not all(isinstance(each, str) and len(each) <= 1000 for each in found.values()):
        raise _bad(number, "各项要写成 1000 字以内的文字")
    told: dict[str, str] = {name: str(each).strip() for name, each in found.items()}
    if bool(told["token"]) == bool(told["kind"] and told["address"]):
        raise _bad(number, "写 token，或者写 kind 和 address，只写一样")
    if told["token"]:
        try:
            told["token"] = str(uuid.UUID(told["token"]))
        except ValueError as error:
            raise _bad(number, "token 不是应答链接里的那一段") from error
    elif told["kind"] not in Channel.KINDS:
        raise _bad(number, f"没有“{told['kind'][:20]}”这类渠道")
    return told


def _bad(number: int, what: str) -> BadInput:
    return BadInput(
        f"第 {number} 条：{what}", "请改正后再发", fields={f"answers[{number - 1}]": what}
    )


def _theirs(actor: Actor) -> QuerySet[Attempt]:
    """The attempts that a unit may hear answers for: of alerts that it leads, messages in its name, calls to it."""
    if actor.unit is None:
        return Attempt.objects.none()
    led = AlertUnit.objects.filter(unit=actor.unit, leads=True).values("alert")
    return Attempt.objects.filter(
        Q(calling__message__alert__in=led)
        | Q(calling__message__by=actor.unit)
        | Q(calling__unit=actor.unit)
    )


def _matched(actor: Actor, given: Mapping[str, str]) -> list[uuid.UUID]:
    """The tokens that an answer is for; none where it is for nothing of theirs."""
    rows = _theirs(actor)
    if given["token"]:
        return list(rows.filter(token=given["token"]).values_list("token", flat=True))
    reached = rows.filter(kind=given["kind"], address__in=_written(given["address"]))
    reached = reached.exclude(state="waiting")
    if number := _number_in(given["text"]):
        exact = list(reached.filter(pk=number).values_list("token", flat=True))
        if exact:
            return exact
    return _newest(reached.filter(calling__state__in=("open", "exhausted")))


def _written(address: str) -> set[str]:
    """An address as gateways hand it over: a number at home with the country's or without."""
    plain = importing.normal(address)
    short = plain.removeprefix("+").removeprefix("86")
    return {plain, short, f"86{short}", f"+86{short}"} if short.isdecimal() else {plain}


def _number_in(text: str) -> int | None:
    """The number of an attempt in a reply such as ``1 128``."""
    words = importing.normal(text).split()
    last = words[-1] if words else ""
    return (
        int(last)
        if len(words) > 1 and last.isascii() and last.isdecimal() and len(last) < 16
        else None
    )


def _newest(reached: QuerySet[Attempt]) -> list[uuid.UUID]:
    """Where somebody is called several times: every call of the newest alert, one token for each."""
    rows: Sequence[tuple[uuid.UUID, int, int]] = list(
        reached.order_by("-calling__at", "-calling_id", "-step").values_list(
            "token", "calling_id", "calling__message__alert_id"
        )[:1000]
    )
    found: dict[int, uuid.UUID] = {}
    for token, call, alert_id in rows:
        if alert_id == rows[0][2]:
            found.setdefault(call, token)
    return list(found.values())


# --- readiness


@router.get(
    "/readiness", response=shapes.ok(Readiness), tags=[_TAG], summary="事前检查",
    operation_id="readiness",
)  # fmt: skip
def readiness_(request: HttpRequest) -> HttpResponse:
    """现在发布预警会卡在哪里：谁叫不到，哪一步转不下去，联系方式多久没有核对。"""
    actor = who(request)
    found = readiness.troubles(actor, sample=bool(actor.unit and actor.unit.sample))
    found.sort(key=lambda each: not each.grave)
    grave = sum(1 for each in found if each.grave)
    return data(
        {"ready": not grave, "grave": grave, "troubles": [each.as_json() for each in found]}
    )
