"""Where targets and the quarter's report stand; before the pages of items, whose numbers may be any word."""

from __future__ import annotations

from typing import Any

from django.urls import path

from luoshi.web.duties import reports, targets

JSON: dict[str, Any] = {"form": "json"}
XLSX: dict[str, Any] = {"form": "xlsx"}
DOCX: dict[str, Any] = {"form": "docx"}
_TARGETS, _REPORT = "office/duties/targets", "office/duties/report"

urlpatterns = [
    path(f"{_TARGETS}/", targets.listed, name="duty-targets"),
    path(f"{_TARGETS}.json", targets.listed, JSON, name="duty-targets-json"),
    path(f"{_TARGETS}.xlsx", targets.listed, XLSX, name="duty-targets-xlsx"),
    path(f"{_TARGETS}/import/", targets.take_in, name="duty-targets-import"),
    path(f"{_TARGETS}/import/template.xlsx", targets.template, name="duty-targets-template"),
    path(f"{_TARGETS}/<row:number>/", targets.target, name="duty-target"),
    path(f"{_TARGETS}/<row:number>.json", targets.target, JSON, name="duty-target-json"),
    path(f"{_TARGETS}/<row:number>.xlsx", targets.target, XLSX, name="duty-target-xlsx"),
    path(f"{_REPORT}/", reports.report, name="duty-report"),
    path(f"{_REPORT}.json", reports.report, JSON, name="duty-report-json"),
    path(f"{_REPORT}.xlsx", reports.report, XLSX, name="duty-report-xlsx"),
    path(f"{_REPORT}.docx", reports.report, DOCX, name="duty-report-docx"),
]
