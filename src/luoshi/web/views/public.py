"""What anybody may see (公示): what the documents order to be published, and the look-up by code (扫码查询)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.cases import lookups, public
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.models import Entry
from luoshi.office.directory.addresses import address_of
from luoshi.office.limiting import Guesses
from luoshi.procedures import Register
from luoshi.web import answers
from luoshi.web.asked import BadQuestion, paged, words
from luoshi.web.office import wording
from luoshi.web.office.refusing import refused

PAGE = 100
GUESSES = Guesses(30, 60)
"""Codes that one address may get wrong in a minute; whoever holds a code gets it right."""


@require_http_methods(["GET", "HEAD"])
def listed(request: HttpRequest, form: str = "html") -> HttpResponse:
    """What is published, below the documents that order it."""
    rows = [_told(key, each) for key, each in public.registers().items()]
    if form == "json":
        return answers.data({"registers": rows})
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["document"], []).append(row)
    context = {"nav": "public", "groups": list(groups.items()), "count": len(rows)}
    return answers.page(request, "luoshi/public/public.html", context)


def _told(key: str, each: Register) -> dict[str, Any]:
    assert each.public is not None
    policy = each.policy
    declared = each.fields.declared()
    return {
        "register": key, "label": each.label, "document": policy.number, "title": policy.title,
        "place": policy.place, "clause": policy.address(each.public.clause),
        "fields": [declared[name].label for name in each.public.fields],
        "entries": _count(key, each), "in_force": policy.state_on(clock.today()).in_force,
        "why": policy.state_on(clock.today()).why,
    }  # fmt: skip


def _count(key: str, each: Register) -> int:
    """How many entries are published, without reading more of them than that takes."""
    rows, told = Entry.objects.filter(register=key), each.public
    if told is None or told.only is None:
        return rows.count()
    return sum(told.only(data, state) for data, state in rows.values_list("data", "state"))


@require_http_methods(["GET", "HEAD"])
def register(request: HttpRequest, register: str, form: str = "html") -> HttpResponse:
    """The published entries of one register."""
    try:
        found = public.register(register)
        wanted = words(request, "q")[:100]
        lines = [each for each in public.listed(register) if _has(each, wanted)]
        return _register(request, register, found, lines, wanted, form)
    except CaseError as error:
        return refused(request, form, error)
    except BadQuestion as error:
        return answers.error(request, form, 400, error.what, error.remedy)


def _has(line: dict[str, Any], wanted: str) -> bool:
    return not wanted or any(wanted in each["shown"] for each in line["data"])


def _register(
    request: HttpRequest,
    key: str,
    found: Register,
    lines: list[dict[str, Any]],
    wanted: str,
    form: str,
) -> HttpResponse:
    told = _told(key, found)
    if form == "json":
        shown = [
            {
                "sample": each["sample"],
                "data": {one["name"]: one["value"] for one in each["data"]},
            }
            for each in lines
        ]
        return answers.data({**told, "rows": shown})
    columns = _columns(found)
    rows = [{**each, "cells": [_cell(each, name) for name, _ in columns]} for each in lines]
    if form == "xlsx":
        head = [*(label for _, label in columns), "样例"]
        body = [[*each["cells"], "样例" if each["sample"] else ""] for each in rows]
        return answers.sheet(found.label, head, body)
    context = {
        "nav": "public", "told": told, "columns": columns, "pages": paged(request, rows, PAGE),
        "wanted": wanted, "query": request.GET.urlencode(), "today": clock.today(),
    }  # fmt: skip
    return answers.page(request, "luoshi/public/register.html", context)


def _columns(found: Register) -> list[tuple[str, str]]:
    assert found.public is not None
    declared = found.fields.declared()
    return [(name, declared[name].label) for name in found.public.fields]


def _cell(line: dict[str, Any], name: str) -> str:
    return next(
        (wording.grouped(each["shown"]) for each in line["data"] if each["name"] == name), ""
    )


# --- by code


@require_http_methods(["GET", "HEAD"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """The form for a code that cannot be photographed."""
    try:
        wanted = lookups.tidy(words(request, "code"))
    except BadQuestion as error:
        return answers.error(request, "html", 400, error.what, error.remedy)
    if wanted:
        if wanted.isascii() and wanted.isalnum():
            return redirect("code", code=wanted)
        what, remedy = (
            f"“{wanted[:40]}”不是编码",
            "编码由字母和数字组成，印在二维码下面，请照着填写",
        )
        return answers.error(request, "html", 400, what, remedy)
    return answers.page(request, "luoshi/public/ask_code.html", {"nav": "public"})


@require_http_methods(["GET", "HEAD"])
def code(request: HttpRequest, code: str, form: str = "html") -> HttpResponse:
    """What a code shows; a warning where it belongs to nothing that was filed."""
    response = _code(request, code, form)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _code(request: HttpRequest, code: str, form: str) -> HttpResponse:
    address = address_of(request)
    if wait := GUESSES.wait(address):
        what, remedy = "查询得太频繁，暂停查询", f"请在 {wait} 秒后再试"
        response = answers.error(request, form, 429, what, remedy)
        response["Retry-After"] = str(wait)
        return response
    found = None if "\0" in code else lookups.look_up(code)
    if found is None:
        GUESSES.wrong(address)
        return _unknown(request, code, form)
    if form == "json":
        return answers.data(found.as_json())
    state = found.register.policy.state_on(clock.today())
    context = {
        "nav": "public", "found": found, "code": lookups.tidy(code), "state": state,
        "document": found.register.policy.number, "title": found.register.policy.title,
        "lookup": found.balance is not None or bool(found.records),
    }  # fmt: skip
    return answers.page(request, "luoshi/public/code.html", context)


def _unknown(request: HttpRequest, code: str, form: str) -> HttpResponse:
    told = lookups.warning()
    if told is None:
        remedy = "请核对印在二维码下面的编码"
        return answers.error(request, form, 404, "没有登记过这个编码", remedy)
    if form == "json":
        return answers.data(told.as_json(), 404)
    context = {"nav": "public", "told": told, "code": lookups.tidy(code)[:40]}
    return answers.page(request, "luoshi/public/unknown.html", context, 404)
