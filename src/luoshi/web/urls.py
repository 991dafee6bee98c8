"""Which page answers at which address. Every page has a twin in JSON, every list one in xlsx."""

from django.urls import include, path
from django.views.generic import RedirectView

from luoshi.web.views import (
    clauses,
    documents,
    errors,
    feed,
    health,
    home,
    issues,
    receipts,
    rules,
    search,
    upload,
)

JSON = {"form": "json"}
XLSX = {"form": "xlsx"}
RECEIPT = {"form": "receipt"}

urlpatterns = [
    path("api/", include("luoshi.api.urls")),
    path("", home.home, name="home"),
    path("gazettes.json", home.home, JSON, name="home-json"),
    path("gazettes.xlsx", home.home, XLSX, name="home-xlsx"),
    path("gazettes/", RedirectView.as_view(pattern_name="home")),
    path("gazettes/<str:slug>/", issues.issue, name="issue"),
    path("gazettes/<str:slug>.json", issues.issue, JSON, name="issue-json"),
    path("gazettes/<str:slug>.xlsx", issues.issue, XLSX, name="issue-xlsx"),
    path("gazettes/<str:slug>/restore/", issues.restore, name="restore"),
    path("gazettes/<str:slug>/repairs/", issues.repairs, name="repairs"),
    path("gazettes/<str:slug>/repairs.json", issues.repairs, JSON, name="repairs-json"),
    path("gazettes/<str:slug>/repairs.xlsx", issues.repairs, XLSX, name="repairs-xlsx"),
    path("gazettes/<str:slug>/source/", issues.source, name="source"),
    path("gazettes/<str:slug>/source.json", issues.source, JSON, name="source-json"),
    path("gazettes/<str:slug>/original.txt", issues.original, name="original"),
    path("documents/", documents.documents, name="documents"),
    path("documents.json", documents.documents, JSON, name="documents-json"),
    path("documents.xlsx", documents.documents, XLSX, name="documents-xlsx"),
    path("documents/<path:name>/export/<str:format>/", documents.export, name="export"),
    path("documents/<path:name>.json", documents.document, JSON, name="document-json"),
    path("documents/<path:name>/", documents.document, name="document"),
    path("clauses/", clauses.clause, name="clause"),
    path("clauses.json", clauses.clause, JSON, name="clause-json"),
    path("search/", search.search, name="search"),
    path("search.json", search.search, JSON, name="search-json"),
    path("search.xlsx", search.search, XLSX, name="search-xlsx"),
    path("rules/", rules.rules, name="rules"),
    path("rules.json", rules.rules, JSON, name="rules-json"),
    path("rules.xlsx", rules.rules, XLSX, name="rules-xlsx"),
    path("rules/reproduce/", receipts.again, name="rules-reproduce"),
    path("rules/<str:key>/receipt.json", rules.rule, RECEIPT, name="rule-receipt"),
    path("rules/<str:key>.json", rules.rule, JSON, name="rule-json"),
    path("rules/<str:key>.xlsx", rules.rule, XLSX, name="rule-xlsx"),
    path("rules/<str:key>/", rules.rule, name="rule"),
    path("upload/", upload.upload, name="upload"),
    path("upload/<str:token>/", upload.pending, name="pending"),
    path("upload/<str:token>.json", upload.pending, JSON, name="pending-json"),
    path("feed.atom", feed.feed, name="feed"),
    path("healthz", health.healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url="/static/luoshi/favicon.svg", permanent=True)),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
