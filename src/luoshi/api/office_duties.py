"""Supervision for programs: what documents lay on whom, numbers to be reached, days, posts; items and actual values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

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
    clean,
    paged,
    who,
)
from luoshi.api.shapes import Open, body
from luoshi.office import clock
from luoshi.office.archive import queries
from luoshi.office.cases.errors import BadInput, CaseError, NotAllowed, NotThere, Refused, Stale
from luoshi.office.duties import access, calendaring, finding, posts, targeting
from luoshi.office.duties import shapes as found_shapes
from luoshi.office.duties.errors import DutyError
from luoshi.office.duties.models import Item
from luoshi.rules.yamlio import is_list, is_mapping

public = Router()
router = Router(auth=TOKEN)
Asked = ParamSpec("Asked")
View = Callable[Concatenate[HttpRequest, Asked], HttpResponse]

_TAG = "督查督办"
MOST_BYTES = 2 * 1024 * 1024
MOST_VALUES = 5000

Number = QueryEx[str, P(description="文号（任何写法）或标题；空着就是全部", max_length=300)]
Unit = QueryEx[str, P(description="单位的全称、别名、代码或其中几个字", max_length=100)]
First = QueryEx[date | None, P(alias="from", description="从哪一天起；不写是今天")]
Last = QueryEx[date | None, P(alias="to", description="到哪一天为止；不写是其后一年")]
OnDay = QueryEx[date | None, P(alias="on", description="哪一天；不写是今天")]
Words = QueryEx[str, P(description="姓名、职务或机构中的几个字", max_length=60)]
Light = QueryEx[
    str, P(description="green（正常）、yellow（临期）、red（逾期）或 done（办结）", max_length=6)
]
ItemKey = PathEx[str, P(description="督办事项的编号", max_length=60)]


def supervised(view: View[Asked]) -> View[Asked]:
    """Tell what supervision refuses in the form that all operations of the office have."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Asked.args, **kwargs: Asked.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except queries.NotFound as error:
            raise NotThere(error.what, error.remedy) from error
        except DutyError as error:
            kinds: dict[int, type[CaseError]] = {404: NotThere, 403: NotAllowed, 409: Stale}
            rows = [{"row": number, "why": why} for number, why in error.rows[:200]]
            detail = {"rows": rows, "wrong": len(error.rows)} if rows else None
            told = kinds.get(error.status, Refused)
            raise told(error.what, error.remedy or "请改正后再发", detail=detail) from error

    return answered


# --- what was found, for anybody


class Findings(Open):
    """一页所得，每条附条款、原文行号、把握和核对的状态。"""

    count: int
    page: int
    pages: int
    items: list[dict[str, Any]]


class Days(Open):
    """日程，按日期排列。"""

    count: int
    items: list[dict[str, Any]]


@public.get(
    "/duties", response=shapes.public(Findings), tags=[_TAG], summary="责任", operation_id="duties"
)
@supervised
def duties(
    request: HttpRequest, number: Number = "", unit: Unit = "", page: PageNumber = 1, limit: Limit = PER_PAGE
) -> HttpResponse:  # fmt: skip
    """文件要求谁做什么、什么时候完成；没有编码的文件也有。经人核对过的以核对的为准，排除的不列出。"""
    return _found(request, "duty", number, unit, page, limit)


@public.get(
    "/targets",
    response=shapes.public(Findings),
    tags=[_TAG],
    summary="指标",
    operation_id="targets",
)
@supervised
def targets(
    request: HttpRequest, number: Number = "", page: PageNumber = 1, limit: Limit = PER_PAGE
) -> HttpResponse:  # fmt: skip
    """到哪一年、什么要达到多少；comparator 是 >=、>、<=、<、=（只写了数）或 ~（左右）。"""
    return _found(request, "target", number, "", page, limit)


def _found(
    request: HttpRequest, kind: str, number: str, unit: str, page: int, limit: int
) -> HttpResponse:
    clean(request)
    finding.ensure()
    found = paged(finding.found(kind, number=number or None, unit=unit or None), page, limit)
    return data({**found.told, "items": [found_shapes.open_face_of(each) for each in found.rows]})


@public.get(
    "/calendar", response=shapes.public(Days), tags=[_TAG], summary="日程", operation_id="calendar"
)
@supervised
def calendar(
    request: HttpRequest, first: First = None, last: Last = None, unit: Unit = ""
) -> HttpResponse:
    """文件写明的、责任的期限和按规则算出的日子；在办的事项不公开，见 GET /api/office/items。"""
    clean(request)
    begin = first or clock.today()
    end = last or calendaring.year_after(begin)
    rows = [calendaring.data_of(each) for each in calendaring.entries(begin, end, unit or None)]
    return data({"count": len(rows), "items": rows})


@public.get(
    "/posts", response=shapes.public(Days), tags=[_TAG], summary="任职", operation_id="posts"
)
def holding(request: HttpRequest, day: OnDay = None, words: Words = "") -> HttpResponse:
    """这一天谁任什么职务、在哪个领导小组；试用期到哪天。"""
    clean(request)
    rows = [posts.as_data(each) for each in posts.held(day or clock.today(), words)]
    return data({"count": len(rows), "items": rows})


# --- items and actual values, for units


@router.get(
    "/items", response=shapes.ok(Findings), tags=[_TAG], summary="督办事项", operation_id="items"
)
@supervised
def items(
    request: HttpRequest, light: Light = "", number: Number = "", page: PageNumber = 1, limit: Limit = PER_PAGE
) -> HttpResponse:  # fmt: skip
    """本单位看得到的事项，时限近的在前。"""
    rows = access.items(who(request))
    rows = rows.filter(light=light) if light else rows
    rows = rows.filter(document=number) if number else rows
    rows = rows.select_related("lead", "by").prefetch_related("parts__unit").order_by("due", "pk")
    found = paged(rows, page, limit)
    return data({**found.told, "items": [_item(each) for each in found.rows]})


@router.get(
    "/items/{key}",
    response=shapes.ok(Open),
    tags=[_TAG],
    summary="一件督办事项",
    operation_id="item",
)
@supervised
def item(request: HttpRequest, key: ItemKey) -> HttpResponse:
    """事项和它的全部办理记录。"""
    found = access.item(who(request), key)
    acts = [
        {"kind": each.kind, "at": each.at.isoformat(timespec="seconds"), "who": each.who, "text": each.text}
        for each in found.acts.order_by("at", "pk")
    ]  # fmt: skip
    return data({**_item(found), "acts": acts})


def _item(of: Item) -> dict[str, Any]:
    parts = list(of.parts.all())
    return {
        "key": of.key, "text": of.text, "stage": of.stage, "light": of.light,
        "due": of.due.isoformat() if of.due else None, "due_words": of.due_words,
        "progress": of.progress, "lead": of.lead.name if of.lead else None,
        "assist": [each.unit.name for each in parts if each.role == "assist"],
        "document": of.document, "address": of.address, "version": of.changed, "sample": of.sample,
    }  # fmt: skip


class OneActual(Schema):
    """一个指标在一个时期的完成值。"""

    model_config = ConfigDict(extra="forbid")

    target: str = Field(max_length=20, description="指标的编号，见 GET /api/public/targets 的 key")
    period: str = Field(max_length=10, description="2025、2025Q3 或 2025-07")
    value: float = Field(description="数值，单位与指标相同")
    forecast: bool = Field(default=False, description="是不是预计")
    source: str = Field(max_length=200, description="数据来源")


class ActualsBody(Schema):
    """一批完成值；有一条不能接收就一条也不收。"""

    model_config = ConfigDict(extra="forbid")

    values: list[OneActual] = Field(min_length=1, max_length=MOST_VALUES)


@router.post(
    "/actuals", response=shapes.done(Open), tags=[_TAG], summary="报送完成值", operation_id="send_actuals",
    openapi_extra=body(
        ActualsBody, {"values": [{"target": "0a1b2c", "period": "2025", "value": 12, "source": "样例"}]}
    ),
)  # fmt: skip
@supervised
def send_actuals(request: HttpRequest) -> HttpResponse:
    """有一条不能接收就一条也不收（422，detail.rows 是第几条、为什么）；同一时期再报就是更正。"""
    actor = who(request)
    told: object = bodies.read(request, MOST_BYTES, MOST_VALUES + MOST_BRACKETS)
    rows = told.get("values") if is_mapping(told) else None
    if not is_mapping(told) or set(told) - {"values"} or not is_list(rows) or not rows:
        raise BadInput('请求的内容要是 {"values": […]}，至少一条', "请改正后再发")
    if len(rows) > MOST_VALUES:
        raise BadInput(f"一次最多 {MOST_VALUES} 条", "请分几次报送")
    given = [_given(number, row) for number, row in enumerate(rows, 1)]
    return data({"taken": len(targeting.enter(actor, given))})


def _given(number: int, row: object) -> targeting.Given:
    if not is_mapping(row) or set(row) - {"target", "period", "value", "forecast", "source"}:
        raise BadInput(
            f"第 {number} 条要是一个对象", "可写：target、period、value、forecast、source"
        )
    key = row.get("target")
    if not isinstance(key, str):
        raise BadInput(f"第 {number} 条的“target”要是文字", "见 GET /api/public/targets 的 key")
    return targeting.Given(
        key, row.get("period", ""), row.get("value"), row.get("forecast", False),
        row.get("source", ""), row=number,
    )  # fmt: skip
