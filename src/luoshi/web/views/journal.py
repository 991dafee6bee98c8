"""The journal (日志): what was done on the unit's cases; for who runs the office, whether it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import orjson
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock, proof
from luoshi.office.cases import access, recorded, shapes
from luoshi.office.cases.errors import NotAllowed
from luoshi.office.directory.models import Unit
from luoshi.office.journal import findings, queries, replay, verification
from luoshi.office.journal.models import Entry
from luoshi.policies import acting
from luoshi.web import answers
from luoshi.web.asked import day, number, with_value, words
from luoshi.web.office import wording
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.journalling import LABELS, label
from luoshi.web.office.refusing import desk

PAGE = 50
MOST_IN_SHEET = 10_000
COLUMNS = [
    "编号",
    "链上次序",
    "办公时刻",
    "事项",
    "行为人",
    "行为单位",
    "对象",
    "办件",
    "内容",
    "摘要",
]


@desk()
@require_http_methods(["GET", "HEAD"])
def journal(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The entries that one may see, the newest first, each page from where the last one ended."""
    asked = {name: words(request, name)[:100] for name in ("case", "kind")}
    since, until = day(request, "from"), day(request, "to")
    rows = recorded.entries(request.actor, since=since, until=until)
    if asked["case"]:
        rows = rows.filter(case=asked["case"])
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if form == "xlsx":
        return _sheet(list(rows[:MOST_IN_SHEET]))
    before = number(request, "before", 10**10 - 1)
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    shown, more = found[:PAGE], len(found) > PAGE
    older = with_value(request, "before", str(shown[-1].pk)) if more else ""
    if form == "json":
        return answers.data({"entries": [_told(request, each) for each in shown], "older": older})
    context = {
        "nav": "office", "area": "journal", "lines": _lines(request, shown), "asked": asked,
        "since": since, "until": until, "older": older, "newest": before is None,
        "filtered": any([*asked.values(), since, until]), "kinds": LABELS.items(),
        "query": request.GET.urlencode(), "runs": request.actor.runs_office, "actor": request.actor,
    }  # fmt: skip
    return answers.page(request, "luoshi/journal/journal.html", context)


def _told(request: OfficeRequest, entry: Entry) -> dict[str, Any]:
    """An entry as data; what other units' people sign in with is their own."""
    actor, told = request.actor, queries.shape(entry)
    own = actor.unit is not None and entry.actor_unit == actor.unit.code
    if not own and not actor.runs_office:
        told["actor"] = {**told["actor"], "login": ""}
    return told


def _lines(request: OfficeRequest, rows: list[Entry]) -> list[dict[str, Any]]:
    """Entries with what they are called and the names of units, in two queries."""
    codes = {each.actor_unit for each in rows} | {each.unit for each in rows}
    names = dict(Unit.objects.filter(code__in=codes - {""}).values_list("code", "name"))
    keys = {each.case for each in rows if each.case}
    open_ = set(access.cases(request.actor).filter(key__in=keys).values_list("key", flat=True))
    return [
        {
            "entry": each, "label": label(each.kind), "unit": names.get(each.actor_unit, each.actor_unit),
            "openable": each.case in open_, "rule": _rule(each), "about": _about(each),
        }
        for each in rows
    ]  # fmt: skip


def _about(entry: Entry) -> str:
    """What an entry is about; a procedure by its label."""
    found = acting.procedures().get(entry.subject)
    return found.label if found else entry.subject


def _rule(entry: Entry) -> str:
    """Of a decision, what came out of which rule."""
    receipt: Any = entry.body.get("receipt") if entry.kind == "decision" else None
    if not isinstance(receipt, Mapping):
        return ""
    receipt = cast("Mapping[str, Any]", receipt)
    name, result = receipt.get("label") or receipt.get("rule", ""), receipt.get("result", "")
    told = f"{name}：{shapes.shown(result)}{receipt.get('unit') or ''}"
    return wording.grouped(told)[:200]


def _sheet(rows: list[Entry]) -> HttpResponse:
    body = [
        [
            each.pk, each.n, each.at.astimezone(clock.HERE).isoformat(timespec="seconds"),
            label(each.kind), each.actor, each.actor_unit, each.subject, each.case, each.text[:5000],
            each.digest,
        ]
        for each in rows
    ]  # fmt: skip
    return answers.sheet("日志", COLUMNS, body)


@desk()
@require_http_methods(["GET", "HEAD"])
def entry(request: OfficeRequest, number: int, form: str = "html") -> HttpResponse:
    """One entry, whole: what it says, its place in the chain, and for a decision whether it still comes out."""
    found = recorded.entry(request.actor, number)
    if form == "json":
        return answers.data(_told(request, found))
    context = {
        "nav": "office", "area": "journal", "line": _lines(request, [found])[0], "entry": found,
        "body": orjson.dumps(found.body, option=orjson.OPT_INDENT_2).decode(),
        "again": replay.of_entry(found) if found.kind == "decision" else None,
    }  # fmt: skip
    return answers.page(request, "luoshi/journal/entry.html", context)


@desk()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: OfficeRequest) -> HttpResponse:
    """Examine the whole journal, or ask every decision again; begun by a button, since it may take long."""
    if not request.actor.runs_office:
        raise NotAllowed("日志由系统管理员核验", "请联系系统管理员")
    context: dict[str, Any] = {
        "nav": "office", "area": "journal", "kinds": findings.KINDS,
        "decisions": replay.count(), "entries": Entry.objects.count(), "given": request.POST,
    }  # fmt: skip
    if request.method == "POST":
        context |= _checked(request)
    return answers.page(request, "luoshi/journal/check.html", context)


def _checked(request: OfficeRequest) -> dict[str, Any]:
    if request.POST.get("act") == "replay":
        since = _day(request.POST.get("since", ""))
        return {"replay": replay.replay(since), "since": since}
    found = verification.verify()
    counts = [(findings.KINDS[kind], n) for kind, n in found.counts.items() if n]
    return {"found": found, "counts": counts, "at": clock.now(), "books": proof.check()}


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        return None
