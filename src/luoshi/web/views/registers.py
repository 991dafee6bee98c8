"""Registers (名录台账): the unit's own entries, with their cases, accounts and codes."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi.office.cases import access, shapes, statistics
from luoshi.office.cases.errors import NotThere
from luoshi.office.cases.models import Entry, EntryAccount
from luoshi.policies import acting
from luoshi.procedures import Procedure, Register
from luoshi.web import answers
from luoshi.web.asked import words
from luoshi.web.office import coding, paging, wording
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk

MOST_CASES = 50


@desk()
@require_http_methods(["GET", "HEAD"])
def registers(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The registers in which the unit has entries: how many, in which states."""
    rows = statistics.registers(request.actor)
    if form == "json":
        return answers.data({"registers": rows})
    if form == "xlsx":
        columns = ["名录台账", "文号", "登记数", "其中"]
        return answers.sheet("名录台账", columns, [_sheet_row(each) for each in rows])
    known = acting.registers()
    for each in rows:
        each["title"] = known[each["register"]].policy.title
        each["clause"] = known[each["register"]].policy.address(known[each["register"]].clause)
    context = {"nav": "office", "area": "registers", "rows": rows, "actor": request.actor}
    return answers.page(request, "luoshi/registers/registers.html", context)


def _sheet_row(told: dict[str, Any]) -> list[object]:
    states = "；".join(f"{state or '无状态'} {n}" for state, n in told["states"].items())
    return [told["label"], told["document"], told["entries"], states]


def _known(key: str) -> Register:
    found = acting.registers().get(key)
    if found is None:
        raise NotThere(f"没有名录台账“{key[:60]}”", "请从“名录台账”里打开")
    return found


# --- one register


@desk()
@require_http_methods(["GET", "HEAD"])
def register(request: OfficeRequest, register: str, form: str = "html") -> HttpResponse:
    """The entries of one register that are the unit's, filtered, the latest change first."""
    found = _known(register)
    asked = {name: words(request, name)[:100] for name in ("q", "state")}
    every = access.entries(request.actor, register)
    rows = _filtered(every, asked).order_by("-changed", "-pk")
    if form == "xlsx":
        chosen = rows.prefetch_related("units__unit")[: paging.MOST_IN_SHEET]
        return _sheet(found, list(chosen))
    pages = paging.page_of(request, rows.prefetch_related("units__unit"))
    lines = [shapes.entry(each, found) for each in pages.rows]
    if form == "json":
        return answers.data({"register": register, **paging.told(pages, "entries", lines)})
    states = every.exclude(state="").values_list("state", flat=True).distinct()
    context = {
        "nav": "office", "area": "registers", "register": found, "key": register, "pages": pages,
        "lines": lines, "columns": _columns(lines), "asked": asked, "filtered": any(asked.values()),
        "states": sorted(states), "clause": found.policy.address(found.clause),
        "makers": _makers(register), "query": request.GET.urlencode(),
    }  # fmt: skip
    return answers.page(request, "luoshi/registers/register.html", context)


def _filtered(rows: QuerySet[Entry], asked: dict[str, str]) -> QuerySet[Entry]:
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["q"]:
        rows = rows.filter(Q(key__icontains=asked["q"]) | Q(name__icontains=asked["q"]))
    return rows


def _columns(lines: list[dict[str, Any]], most: int = 4) -> list[tuple[str, str]]:
    """The first fields that these entries have, beside their name."""
    found: dict[str, str] = {}
    for line in lines:
        for each in line["data"]:
            if each["shown"] not in ("", line["name"], line["key"]):
                found.setdefault(each["name"], each["label"])
    return list(found.items())[:most]


def _makers(key: str) -> list[Procedure]:
    """The procedures that write into a register."""
    return [
        each
        for each in acting.procedures().values()
        if any(acting.whole(enter.register) == key for enter in acting.enters(each))
    ]


def _sheet(found: Register, rows: list[Entry]) -> HttpResponse:
    declared = found.fields.declared()
    columns = [
        "编号",
        "名称",
        "状态",
        *(each.label for each in declared.values()),
        "单位",
        "变动",
        "样例",
    ]
    body: list[list[object]] = [
        [
            row.key, row.name, row.state,
            *(wording.grouped(shapes.shown(_data(row).get(name))) for name in declared),
            "；".join(each.unit.name for each in row.units.all()),
            shapes.local(row.changed)[:10], "样例" if row.sample else "",
        ]
        for row in rows
    ]  # fmt: skip
    return answers.sheet(found.label, columns, body)


def _data(row: Entry) -> dict[str, Any]:
    return cast("dict[str, Any]", row.data)


# --- one entry


@desk()
@require_http_methods(["GET", "HEAD"])
def entry(request: OfficeRequest, register: str, key: str, form: str = "html") -> HttpResponse:
    """An entry: what stands in it, whose it is, its cases and accounts, its code."""
    found, row = _known(register), access.entry(request.actor, register, key)
    cases = access.cases(request.actor).filter(subject=row).order_by("-pk")
    codes = EntryAccount.objects.filter(entry=row).values("account")
    accounts = access.accounts(request.actor).filter(code__in=codes).order_by("code")
    told = {
        **shapes.entry(row, found),
        "cases": [shapes.brief(each) for each in cases[:MOST_CASES]],
        "accounts": [each.as_json() for each in accounts.select_related("owner", "parent")],
    }
    if form == "json":
        return answers.data(told)
    context = {
        "nav": "office", "area": "registers", "register": found, "key": register, "entry": told,
        "accounts": accounts, "clause": found.policy.address(found.clause),
        "can_start": _startable(request, register, row), "roles": _roles(found),
        "more_cases": max(0, cases.count() - MOST_CASES),
    }  # fmt: skip
    if row.code:
        place = coding.place(request, row.code)
        context |= {"place": place, "picture": coding.picture(place)}
    return answers.page(request, "luoshi/registers/entry.html", context)


def _roles(found: Register) -> dict[str, str]:
    return {each.key: each.label for each in found.roles}


def _startable(request: OfficeRequest, register: str, row: Entry) -> list[Procedure]:
    """What the unit may begin on this entry."""
    from luoshi.office.cases import service

    return [
        each
        for each in service.startable(request.actor)
        if each.subject is not None and not each.creates and acting.whole(each.subject) == register
    ]
