"""The directory: units in their tree, and the page of one with its people, posts, names, roles, tokens."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office.archive.folding import letters
from luoshi.office.directory import access, units
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.errors import DirectoryError, Forbidden
from luoshi.office.directory.models import (
    KINDS,
    LEVELS,
    MAY,
    Membership,
    Unit,
)
from luoshi.office.directory.roles import role_labels
from luoshi.web import answers, asked
from luoshi.web.office.guard import OfficeRequest, office

UNITS_A_PAGE = 200
COLUMNS = [
    "代码",
    "名称",
    "类别",
    "级别",
    "地方",
    "上级单位",
    "别名",
    "角色",
    "人数",
    "在用",
    "样例",
]
PEOPLE = ["登录名", "姓名", "权限", "岗位", "账户"]


@office()
@require_http_methods(["GET", "HEAD"])
def listed(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The units that one may look into, as a tree; with ``q``, those of that name or alias."""
    wanted = asked.words(request, "q")[:100]
    rows = _found(request.actor, wanted)
    if form == "json":
        return answers.data([_as_data(unit, depth) for unit, depth in rows])
    if form == "xlsx":
        return answers.sheet("单位名录", COLUMNS, [_as_row(unit) for unit, _ in rows])
    context = {
        "nav": "units",
        "wanted": wanted,
        "pages": asked.paged(request, rows, UNITS_A_PAGE),
        "query": request.GET.urlencode(),
        "may_make": request.actor.runs_office,
    }
    return answers.page(request, "luoshi/units/units.html", context)


def _found(actor: Actor, wanted: str) -> list[tuple[Unit, int]]:
    rows = access.units(actor).select_related("parent")
    every = list(rows.prefetch_related("aliases", "roles", "members").order_by("name"))
    if not wanted:
        return units.in_order(every)
    key, code = letters(wanted), wanted.lower()
    return [
        (unit, 0)
        for unit in every
        if code in unit.code
        or (key and any(key in letters(name) for name in (unit.name, *_aliases(unit))))
    ]


def _aliases(unit: Unit) -> list[str]:
    return [alias.name for alias in unit.aliases.all()]


def _as_data(unit: Unit, depth: int = 0) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "level": unit.level,
        "place": unit.place,
        "parent": unit.parent.code if unit.parent else None,
        "depth": depth,
        "aliases": _aliases(unit),
        "roles": [given.role for given in unit.roles.all()],
        "people": len(unit.members.all()),
        "active": unit.active,
        "sample": unit.sample,
        "url": reverse("unit", args=[unit.code]),
    }


def _as_row(unit: Unit) -> list[object]:
    return [
        unit.code,
        unit.name,
        KINDS.get(unit.kind, unit.kind),
        LEVELS.get(unit.level, unit.level),
        unit.place,
        unit.parent.name if unit.parent else "",
        "、".join(_aliases(unit)),
        "、".join(given.role for given in unit.roles.all()),
        len(unit.members.all()),
        "是" if unit.active else "否",
        "是" if unit.sample else "",
    ]


# ---- one unit ------------------------------------------------------------------------------


@office()
@require_http_methods(["GET", "HEAD"])
def unit(request: OfficeRequest, code: str, form: str = "html") -> HttpResponse:
    """A unit: its people and posts, what else it is called, what it plays, its tokens."""
    found = access.unit(request.actor, code)
    if form == "json":
        return answers.data(_whole(request.actor, found))
    if form == "xlsx":
        rows = [_person(member) for member in _members(found)]
        return answers.sheet(f"{found.name} 人员", PEOPLE, [list(row.values()) for row in rows])
    return answers.page(request, "luoshi/units/unit.html", _context(request, found))


def _members(found: Unit) -> list[Membership]:
    rows = found.members.select_related("user", "post", "unit")
    return list(rows.order_by("user__first_name", "user__username"))


def _person(member: Membership) -> dict[str, str]:
    return {
        "login": member.user.username,
        "name": member.user.first_name,
        "may": MAY[member.may],
        "post": member.post.name if member.post else "",
        "account": "在用" if member.user.is_active else "停用",
    }


def _whole(actor: Actor, found: Unit) -> dict[str, Any]:
    told = _as_data(found)
    told.pop("depth")
    told["people"] = [_person(member) | {"may": member.may} for member in _members(found)]
    told["posts"] = [post.name for post in found.posts.order_by("name")]
    if access.manages(actor, found):
        told["tokens"] = [
            {
                "name": token.name,
                "made": token.made,
                "last_used": token.last_used,
                "revoked": token.revoked,
            }
            for token in found.tokens.order_by("-made")
        ]
    return told


def _context(request: OfficeRequest, found: Unit) -> dict[str, Any]:
    actor, labels = request.actor, role_labels()
    manages, members = access.manages(actor, found), _members(found)
    rows = access.units(actor).filter(parent=found).order_by("name")
    return {
        "nav": "units",
        "unit": found,
        "kind": KINDS.get(found.kind, found.kind),
        "level": LEVELS.get(found.level, found.level) if found.level else "",
        "parent": found.parent if found.parent and _seen(actor, found.parent) else None,
        "children": list(rows),
        "members": [(member, MAY[member.may]) for member in members],
        "posts": list(found.posts.order_by("name")),
        "aliases": list(found.aliases.order_by("name")),
        "roles": [
            (given, labels.get(given.role, given.role)) for given in found.roles.order_by("role")
        ],
        "tokens": list(found.tokens.order_by("revoked", "-made")) if manages else [],
        "may": list(MAY.items()),
        "every_role": sorted(labels.items(), key=lambda one: one[0]),
        "manages": manages,
        "runs": actor.runs_office,
    }


def _seen(actor: Actor, found: Unit) -> bool:
    return access.units(actor).filter(pk=found.pk).exists()


# ---- made and changed ----------------------------------------------------------------------


@office(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Make a unit."""
    office_only(request.actor)
    return _form(request, None)


@office(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficeRequest, code: str) -> HttpResponse:
    """Change a unit's name, kind, level, place, parent or use."""
    office_only(request.actor)
    return _form(request, access.unit(request.actor, code))


def office_only(actor: Actor) -> None:
    """Refuse whoever does not administer the office."""
    if not actor.runs_office:
        raise Forbidden("只有系统管理员可以设立和更改单位", "请联系系统管理员办理")


def _form(request: OfficeRequest, found: Unit | None) -> HttpResponse:
    context: dict[str, Any] = {
        "nav": "units",
        "unit": found,
        "kinds": list(KINDS.items()),
        "levels": list(LEVELS.items()),
        "given": request.POST if request.method == "POST" else _given(found),
        "names": list(Unit.objects.order_by("name").values_list("name", flat=True)),
    }
    if request.method != "POST":
        return answers.page(request, "luoshi/units/edit.html", context)
    try:
        code = _save(request, found)
    except DirectoryError as error:
        context |= {"what": error.what, "remedy": f"{error.remedy}。"}
        return answers.page(request, "luoshi/units/edit.html", context, 422)
    return redirect("unit", code=code)


def _given(found: Unit | None) -> dict[str, str]:
    if found is None:
        return {"kind": "agency", "active": "1"}
    return {
        "code": found.code,
        "name": found.name,
        "kind": found.kind,
        "level": found.level,
        "place": found.place,
        "parent": found.parent.name if found.parent else "",
        "active": "1" if found.active else "",
    }


def _save(request: OfficeRequest, found: Unit | None) -> str:
    given = request.POST
    above = given.get("parent", "").strip()
    values: dict[str, Any] = {
        "name": given.get("name", ""),
        "kind": given.get("kind", ""),
        "level": given.get("level", ""),
        "place": given.get("place", ""),
        "parent": units.find(above) if above else None,
    }
    if found is None:
        kind = values.pop("kind")
        name = values.pop("name")
        return units.make(request.actor, given.get("code", ""), name, kind, **values).code
    return units.change(request.actor, found, active=bool(given.get("active")), **values).code
