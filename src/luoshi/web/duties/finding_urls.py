"""Where findings are read and reviewed: all of them, by document, and the review screen (核对)."""

from django.urls import path

from luoshi.web.duties import finding, naming, review

JSON = {"form": "json"}
XLSX = {"form": "xlsx"}

urlpatterns = [
    path("duties/", finding.duties, name="found-duties"),
    path("duties.json", finding.duties, JSON, name="found-duties-json"),
    path("duties.xlsx", finding.duties, XLSX, name="found-duties-xlsx"),
    path("targets/", finding.targets, name="found-targets"),
    path("targets.json", finding.targets, JSON, name="found-targets-json"),
    path("targets.xlsx", finding.targets, XLSX, name="found-targets-xlsx"),
    path("documents/<path:name>/duties/", finding.document, name="document-duties"),
    path("documents/<path:name>/duties.json", finding.document, JSON, name="document-duties-json"),
    path("documents/<path:name>/duties.xlsx", finding.document, XLSX, name="document-duties-xlsx"),
    path("office/duties/review/", review.queue, name="duty-review"),
    path("office/duties/review.json", review.queue, JSON, name="duty-review-json"),
    path("office/duties/review.xlsx", review.queue, XLSX, name="duty-review-xlsx"),
    path("office/duties/review/add/", review.add, name="duty-review-add"),
    path("office/duties/review/units/", naming.unknown, name="duty-unknown"),
    path("office/duties/review/units.json", naming.unknown, JSON, name="duty-unknown-json"),
    path("office/duties/review/units.xlsx", naming.unknown, XLSX, name="duty-unknown-xlsx"),
    path("office/duties/review/<row:number>/", review.act, name="duty-review-act"),
]
