"""The pages of rules: the catalogue, and the form of one with its answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi import policies
from luoshi.office.rulebook import answer
from luoshi.rules import Rule
from luoshi.rules.errors import UnknownRule
from luoshi.web import answers, asked
from luoshi.web.rulebook import answering, asking, catalogue, describing
from luoshi.web.rulebook.asking import Asked
from luoshi.web.rulebook.places import Places
from luoshi.web.views import rule_tables
from luoshi.web.views.rule_common import limited, ruling


@require_http_methods(["GET", "HEAD"])
@ruling
def rules(request: HttpRequest, form: str = "html") -> HttpResponse:
    """Every rule that is wanted, by place and document."""
    wanted = catalogue.wanted(request)
    found = catalogue.groups(wanted)
    if form == "json":
        return answers.data([catalogue.as_data(group, wanted.on) for group in found])
    if form == "xlsx":
        return answers.sheet("规则目录", catalogue.COLUMNS, catalogue.as_rows(found))
    every = policies.catalogue()
    context = {
        "nav": "rules",
        "wanted": wanted,
        "groups": found,
        "opened": bool(wanted.words or wanted.document or wanted.clause),
        "shown": sum(len(group.rules) for group in found),
        "total": len(policies.rules()),
        "places": list(dict.fromkeys(policy.place for policy in every)),
        "documents": [(policy.number, policy.title) for policy in every],
        "forces": catalogue.FORCES,
        "query": request.GET.urlencode(),
        "today": asked.today(),
    }
    part = answers.part(request) == "results"
    return answers.page(
        request, "luoshi/parts/rule_list.html" if part else "luoshi/rules.html", context
    )


@limited
@require_http_methods(["GET", "HEAD", "POST"])
@ruling
def rule(request: HttpRequest, *, key: str, form: str = "html") -> HttpResponse:
    """A rule: its form, and its answer to what the form or the address asks."""
    found = policies.rule(key)
    if found.key != key:
        names = {
            "html": "rule",
            "json": "rule-json",
            "receipt": "rule-receipt",
            "xlsx": "rule-xlsx",
        }
        return redirect(f"{reverse(names[form], args=[found.key])}?{request.GET.urlencode()}")
    if found.table:
        return rule_tables.page(request, found, form)
    if form == "xlsx":
        raise UnknownRule(f"“{found.label}”没有表格", remedy="整张表的规则才能导出表格")
    return _case(request, found, form)


def _case(request: HttpRequest, found: Rule[Any, Any], shape: str) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    question = asking.read(found, request.GET, asked.today())
    if shape in ("json", "receipt"):
        return _data(question, found, shape)
    context, status = answering.case(question, Places(found.policy.number))
    link = f"{request.path}?{question.query()}"
    context["permalink"] = request.build_absolute_uri(link)
    if answers.part(request) == "outcome":
        response = answers.page(
            request, "luoshi/parts/rule_outcome.html", context | {"oob": True}, status
        )
        response["HX-Replace-Url"] = link if len(link) < rule_tables.LONGEST_LINK else "false"
        return response
    context |= answering.about(question)
    return answers.page(request, "luoshi/rule.html", context, status)


def _data(question: Asked, rule: Rule[Any, Any], shape: str) -> HttpResponse:
    """The answer as a receipt; with what the rule is, unless the receipt alone is saved."""
    for error in question.troubles.values():
        raise error
    state = rule.policy.state_on(question.on)
    told = None
    if state.in_force or question.even or rule.any_day:
        asking.run(question.question())
        told = answer(question.question())
    elif shape == "receipt" or question.started:
        rule.require_force(question.on)
    if shape == "receipt":
        name = f"回执-{rule.label[:40]}-{question.on.isoformat()}.json"
        return answers.saved_as(answers.data(told), name)
    force = {
        "on": question.on.isoformat(),
        "name": state.name,
        "why": state.why,
        "clause": state.clause,
    }
    return answers.data({"rule": describing.rule(rule), "state": force, "answer": told})
