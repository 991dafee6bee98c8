"""The office for programs: whose token it is, what is to be done, what was told; and the other parts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from ninja import P, PathEx, QueryEx, Router

from luoshi.api import office_alerts, office_books, office_cases, office_duties, office_public
from luoshi.api import office_shapes as shapes
from luoshi.api.errors import data
from luoshi.api.office_asking import PER_PAGE, TOKEN, Limit, PageNumber, Sent, paged, unit_of, who
from luoshi.api.shapes import body
from luoshi.office import clock
from luoshi.office.cases import access, calendar, choosing, home, recorded, statistics
from luoshi.office.cases.errors import NotThere
from luoshi.office.cases.models import Correction
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.units import units_playing
from luoshi.office.journal import queries
from luoshi.office.journal.models import Entry
from luoshi.policies import acting

router = Router(auth=TOKEN)
SATURDAY = 5


class Part(NamedTuple):
    """Operations, and the address below which they stand."""

    prefix: str
    router: Router


PARTS = (
    Part("/office", router),
    Part("/office", office_cases.router),
    Part("/office", office_books.router),
    Part("/office", office_alerts.router),
    Part("/office", office_duties.router),
    Part("/public", office_public.router),
    Part("/public", office_duties.public),
)

RoleKey = QueryEx[
    str, P(description="角色的键：文件的键加角色", example="specimen.rent_subsidy.county_hr")
]
CaseKey = QueryEx[str, P(description="只要这一办件的")]
Kind = QueryEx[str, P(description="只要这一种，如 decision")]
Since = QueryEx[date | None, P(alias="from", description="起日（按办公时钟）")]
Until = QueryEx[date | None, P(alias="to", description="止日")]
OfDocument = QueryEx[str, P(description="文号")]
Year = PathEx[int, P(ge=2000, le=2100, description="年份", example=2026)]
Unread = QueryEx[bool, P(description="只要未读的")]


# --- one's own unit


@router.get(
    "/me", response=shapes.ok(shapes.Me), tags=["本单位"], summary="我是谁", operation_id="me"
)
def me(request: HttpRequest) -> HttpResponse:
    """令牌的用途，所属单位及其角色。"""
    actor = who(request)
    unit = unit_of(actor)
    roles = list(unit.roles.order_by("role").values_list("role", flat=True))
    told = {"code": unit.code, "name": unit.name, "kind": unit.kind, "level": unit.level,
            "place": unit.place, "sample": unit.sample, "roles": roles}  # fmt: skip
    return data({"token": actor.name, "may": actor.may, "unit": told})


@router.get(
    "/home", response=shapes.ok(shapes.Home), tags=["本单位"], summary="要办什么",
    operation_id="office_home",
)  # fmt: skip
def home_(request: HttpRequest) -> HttpResponse:
    """要办的（期限近的在前）、等别人的、刚发生的、能发起的；各最多 50 条。"""
    return data(asdict(home.home(who(request))))


@router.get(
    "/notices", response=shapes.ok(shapes.Notices), tags=["本单位"], summary="通知",
    operation_id="notices",
)  # fmt: skip
def notices(
    request: HttpRequest, unread: Unread = False, page: PageNumber = 1, limit: Limit = PER_PAGE
) -> HttpResponse:
    """告知、文书送达、期限提醒和逾期，新的在前。"""
    rows = access.notices(who(request))
    fresh = rows.filter(read=None)
    chosen = (fresh if unread else rows).select_related("case").order_by("-at", "-pk")
    found = paged(chosen, page, limit)
    lines = [home.notice(each) for each in found.rows]
    return data({**found.told, "unread": fresh.count(), "notices": lines})


@router.post(
    "/notices/read", response=shapes.done(shapes.NowRead), tags=["本单位"], summary="标为已读",
    operation_id="read_notices",
    openapi_extra=body(shapes.ReadNotices, {"ids": [1, 2]}),
)  # fmt: skip
def read_notices(request: HttpRequest) -> HttpResponse:
    """按编号标为已读；不写 ids 就是全部。"""
    actor = who(request)
    ids = Sent(request, "ids").numbers("ids")
    rows = access.notices(actor).filter(read=None)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return data({"read": rows.update(read=clock.now())})


@router.get(
    "/units", response=shapes.ok(shapes.Units), tags=["本单位"], summary="谁能担任一个角色",
    operation_id="units_of_role",
)  # fmt: skip
def units_of_role(request: HttpRequest, role: RoleKey) -> HttpResponse:
    """发起或办理时可选的单位。个人不列出。"""
    unit = who(request).unit
    if role not in acting.roles():
        raise NotThere(f"没有角色“{role[:80]}”", "角色见 GET /api/office/procedures/{key}")
    rows = units_playing(role).filter(sample=bool(unit and unit.sample)).exclude(kind="person")
    rows = rows.distinct().order_by("name")
    units = [{"code": each.code, "name": each.name} for each in rows]
    return data({"count": len(units), "units": units})


# --- by what is counted and how is read


@router.get(
    "/calendar/{year}", response=shapes.ok(shapes.Calendar), tags=["期限"], summary="工作日历",
    operation_id="calendar",
)  # fmt: skip
def calendar_(request: HttpRequest, year: Year) -> HttpResponse:
    """放假的平日、上班的周末和本机关的更正；期限按它计算。更正由系统管理员在页面上办。"""
    who(request)
    work = calendar.present()
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [each for each in days if each.year == year]
    corrections = Correction.objects.filter(day__year=year).order_by("day")
    return data({
        "year": year, "known": work.known(date(year, 7, 1)),
        "rest": [str(day) for day in days if day.weekday() < SATURDAY and not work.is_workday(day)],
        "work": [str(day) for day in days if day.weekday() >= SATURDAY and work.is_workday(day)],
        "corrections": [
            {"day": str(each.day), "works": each.works, "reason": each.reason} for each in corrections
        ],
    })  # fmt: skip


@router.get(
    "/readings", response=shapes.ok(shapes.Readings), tags=["程序"], summary="读法",
    operation_id="readings",
)  # fmt: skip
def readings(request: HttpRequest, document: OfDocument = "") -> HttpResponse:
    """有歧义的条款本机关怎样读：各种读法、为什么、现在选的哪一种。由系统管理员在页面上选择。"""
    who(request)
    found = [
        each.as_json()
        for policy, _ in choosing.documents()
        if not document or document == policy.number
        for each in choosing.of(policy)
    ]
    return data({"count": len(found), "readings": found})


# --- figures and the journal


@router.get(
    "/statistics", response=shapes.ok(shapes.Statistics), tags=["台账"], summary="统计",
    operation_id="office_statistics",
)  # fmt: skip
def statistics_(request: HttpRequest, document: OfDocument = "") -> HttpResponse:
    """本单位看得到的办件：各程序办了多少、按期多少；各台账有多少、什么状态。"""
    actor = who(request)
    return data({"procedures": statistics.overview(actor, document),
                 "registers": statistics.registers(actor)})  # fmt: skip


@router.get(
    "/statistics/{key}", response=shapes.ok(shapes.Figures), tags=["台账"],
    summary="一项程序的统计", operation_id="figures",
)  # fmt: skip
def figures(request: HttpRequest, key: office_cases.ProcedureKey) -> HttpResponse:
    """结果、逐月、金额、用时、按期率。"""
    return data(statistics.of_procedure(who(request), acting.procedure(key)))


@router.get(
    "/journal", response=shapes.ok(shapes.Journal), tags=["日志"], summary="办事日志",
    operation_id="journal",
)  # fmt: skip
def journal(
    request: HttpRequest, case: CaseKey = "", kind: Kind = "", since: Since = None, until: Until = None,
    page: PageNumber = 1, limit: Limit = PER_PAGE,
) -> HttpResponse:  # fmt: skip
    """本单位看得到的办件的记事，新的在前；决定附回执，可发给 /api/receipts/reproduce 重算。"""
    actor = who(request)
    rows = recorded.entries(actor, since=since, until=until)
    if case:
        rows = rows.filter(case=access.case(actor, case).key)
    if kind:
        rows = rows.filter(kind=kind)
    found = paged(rows, page, limit)
    return data({**found.told, "entries": [_entry(each, actor) for each in found.rows]})


def _entry(entry: Entry, actor: Actor) -> dict[str, Any]:
    """An entry as data; how people of other units sign in is nobody's business."""
    told = queries.shape(entry)
    if entry.actor_unit != unit_of(actor).code:
        told["actor"] = {**told["actor"], "login": ""}
    return told
