"""The quarter's report (季度报告): on a page that prints, as a paper, as a workbook, as data."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.duties import finding, report_files, reporting, targeting
from luoshi.office.duties.reporting import Quarter, Report
from luoshi.office.duties.verdicts import STATES
from luoshi.web import answers, sheets
from luoshi.web.asked import words
from luoshi.web.duties import targets
from luoshi.web.duties.refusing import duty_desk
from luoshi.web.office.guard import OfficeRequest

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_SHOWN = 500
"""Rows of a table on the page; the workbook holds them all."""
QUARTERS = 8


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def report(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The report of a quarter: of the present one where none is named."""
    now = reporting.quarter_of(clock.today())
    name = words(request, "quarter")
    quarter = reporting.quarter_named(name) if name else now
    finding.ensure()
    told = reporting.report(request.actor, quarter)
    if form == "json":
        return answers.data(as_data(told))
    if form == "xlsx":
        book = HttpResponse(report_files.xlsx(told), content_type=sheets.MEDIA_TYPE)
        return answers.saved_as(book, f"{told.title}.xlsx")
    if form == "docx":
        paper = HttpResponse(report_files.docx(told), content_type=DOCX)
        return answers.saved_as(paper, f"{told.title}.docx")
    context: dict[str, Any] = {
        "nav": "office", "area": "duties", "told": told, "quarter": quarter,
        "overall": report_files.overall(told), "targets_words": report_files.targets_words(told),
        "done": [(each, report_files.ended_words(each)) for each in told.done[:MOST_SHOWN]],
        "late": told.late[:MOST_SHOWN], "ahead": told.ahead[:MOST_SHOWN],
        "cut": any(len(each) > MOST_SHOWN for each in (told.done, told.late, told.ahead)),
        "most": MOST_SHOWN, "targets": [targets.shown(each) for each in told.targets],
        "counts": [(STATES[state], n) for state, n in targeting.counted(told.targets).items() if n],
        "quarters": _quarters(now, quarter), "before": quarter.before,
        "after": quarter.after if quarter.after <= now else None,
        "empty": not (told.jobs or told.targets or told.extensions),
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/report.html", context)


def _quarters(now: Quarter, chosen: Quarter) -> list[Quarter]:
    found = [now]
    while len(found) < QUARTERS:
        found.append(found[-1].before)
    return found if chosen in found else [*found, chosen]


def as_data(of: Report) -> dict[str, Any]:
    """The report as data."""
    tables = report_files.tables(of)
    return {
        "quarter": str(of.quarter), "title": of.title, "as_of": of.as_of, "issuer": of.issuer, "sample": of.sample,
        "overall": {
            name: getattr(of.whole, name) for name in ("total", "done", "in_time", "green", "yellow", "red")
        },
        "targets_counts": targeting.counted(of.targets), "unreviewed": of.unreviewed,
        **{
            key: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for key, table in tables.items()
        },
    }  # fmt: skip
