"""The page of a rule that looks at a whole table: rows in, results beside them, places and ranks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from luoshi.office.rulebook import Question, answer
from luoshi.rules import Outcome, Rule, RuleError
from luoshi.rules.explain import explained
from luoshi.web import answers, asked
from luoshi.web.rulebook import answering, asking, describing, tabling, telling
from luoshi.web.rulebook.asking import Asked
from luoshi.web.rulebook.places import Places

LONGEST_LINK = 6_000
"""Characters of an address that every browser and server still takes."""
TREES_SHOWN = 20
"""Rows of a table whose steps stand in the page."""


def page(request: HttpRequest, found: Rule[Any, Any], shape: str) -> HttpResponse:
    """The table that was sent, with its results in the form that was asked for."""
    sent = request.POST if request.method == "POST" else request.GET
    file = request.FILES.get("file")
    upload = file.read() if isinstance(file, UploadedFile) and file.size else None
    table = tabling.read(found, sent, upload)
    plain = sent.copy()
    for name in list(plain):
        if tabling.CELL.fullmatch(name) or name in ("table", "act", "csrfmiddlewaretoken"):
            del plain[name]
    question = asking.read(found, plain, asked.today())
    if shape != "html":
        return _table_data(question, table, shape)
    context, status = _table_answered(question, table, add=sent.get("act") == "add")
    link = f"{request.path}?{question.query()}&{urlencode({'table': table.as_csv()})}"
    context |= answering.about(question) | {
        "permalink": request.build_absolute_uri(link)
        if table.rows and len(link) < LONGEST_LINK
        else "",
        "long": bool(table.rows) and len(link) >= LONGEST_LINK,
    }
    return answers.page(request, "luoshi/rule_table.html", context, status)


def _table_answered(
    question: Asked, table: tabling.Table, *, add: bool
) -> tuple[dict[str, Any], int]:
    rule, places = question.rule, Places(question.rule.policy.number)
    context = answering.force(question, places)
    outcome = before = None
    troubles = answering.troubles(question, None, places)
    troubles += [
        {**answering.trouble_of(rule, "", error, places), "row": row}
        for row, error in tabling.troubles(table)
    ]
    if table.rows and not troubles and not context["held_back"]:
        try:
            outcome = _run_table(question, table, question.overrides)
            before = _run_table(question, table, {}) if question.overrides else None
        except RuleError as error:
            troubles.append(answering.trouble_of(rule, "", error, places))
    blank = tabling.BLANK_ROWS if add or not table.rows else 0
    context |= {
        "table": table,
        "troubles": troubles,
        "outcome": outcome,
        "before": before,
        "warnings": answering.warnings(outcome) if outcome else [],
        "lines": tabling.lines(table, outcome, before, blank),
        "columns": list(tabling.columns(rule).values()),
        "result_columns": [part.label for part in telling.parts(outcome)] if outcome else [],
        "steps": _steps(outcome, places),
        "most_rows": tabling.MOST_ROWS,
        "largest": tabling.LARGEST // 1048576,
    }
    return context, 400 if troubles else 200


def _run_table(question: Asked, table: tabling.Table, overrides: dict[str, str]) -> Outcome:
    return asking.run(_table_question(question, table, overrides))


def _table_question(question: Asked, table: tabling.Table, overrides: dict[str, str]) -> Question:
    return replace(question.question(overrides), facts={"rows": table.rows})


def _steps(outcome: Outcome | None, places: Places) -> list[tuple[int, telling.Stepped]]:
    if outcome is None:
        return []
    first = [explained(outcome.rule.plan, case) for case in outcome.cases[:TREES_SHOWN]]
    return [(number, telling.tree([step], places)) for number, step in enumerate(first, 1)]


def _table_data(question: Asked, table: tabling.Table, shape: str) -> HttpResponse:
    rule = question.rule
    for error in (*question.troubles.values(), *table.troubles.values()):
        raise error
    if shape == "json" and not table.rows:
        return answers.data({"rule": describing.rule(rule), "answer": None})
    asked_for = _table_question(question, table, question.overrides)
    outcome = asking.run(asked_for)
    if shape == "xlsx":
        return answers.sheet(rule.label, *tabling.as_sheet(table, outcome))
    told = answer(asked_for)
    if shape == "json":
        return answers.data({"rule": describing.rule(rule), "answer": told})
    return answers.saved_as(
        answers.data(told), f"回执-{rule.label[:40]}-{question.on.isoformat()}.json"
    )
