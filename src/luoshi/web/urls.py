"""Which page answers at which address. Every page has a twin in JSON, every list one in xlsx."""

from django.conf import settings
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from luoshi.web.office import converters
from luoshi.web.views import (
    account,
    account_sample,
    bank,
    calendar,
    case_files,
    cases,
    clauses,
    documents,
    errors,
    feed,
    health,
    home,
    home_office,
    issues,
    journal,
    ledgers,
    procedures,
    public,
    public_alerts,
    readings,
    receipts,
    registers,
    rules,
    search,
    statistics,
    unit_import,
    unit_parts,
    units,
    upload,
)

JSON = {"form": "json"}
XLSX = {"form": "xlsx"}
RECEIPT = {"form": "receipt"}
BPMN = {"form": "bpmn"}
SVG = {"form": "svg"}
CSV = {"form": "csv"}
PDF = {"form": "pdf"}

register_converter(converters.Row, "row")
register_converter(converters.PaperKind, "paper")

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
    path("account/sign-in/", account.sign_in, name="sign-in"),
    path("account/second/", account.second_step, name="second"),
    path("account/sign-out/", account.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("account.json", account.account, JSON, name="account-json"),
    path("account/password/", account.password, name="password"),
    path("account/second-factor/", account.second_factor, name="second-factor"),
    path("account/unit/", account.unit, name="account-unit"),
    path("account/sessions/end/", account.end_sessions, name="end-sessions"),
    path("units/", units.listed, name="units"),
    path("units.json", units.listed, JSON, name="units-json"),
    path("units.xlsx", units.listed, XLSX, name="units-xlsx"),
    path("units/new/", units.new, name="unit-new"),
    path("units/import/", unit_import.take_in, name="units-import"),
    path("units/import/template.xlsx", unit_import.template, name="units-template"),
    path("units/<slug:code>.json", units.unit, JSON, name="unit-json"),
    path("units/<slug:code>.xlsx", units.unit, XLSX, name="unit-xlsx"),
    path("units/<slug:code>/", units.unit, name="unit"),
    path("units/<slug:code>/edit/", units.edit, name="unit-edit"),
    path("units/<slug:code>/<slug:what>/add/", unit_parts.add, name="unit-add"),
    path("units/<slug:code>/people/<str:key>/", unit_parts.person, name="person"),
    path("units/<slug:code>/<slug:what>/<str:key>/remove/", unit_parts.remove, name="unit-remove"),
    # the office: cases
    path("account/sample/<str:username>/", account_sample.sign_in, name="sample-sign-in"),
    path("office/", home_office.home, name="office-home"),
    path("office.json", home_office.home, JSON, name="office-home-json"),
    path("office/notices/read/", home_office.read, name="notices-read"),
    path("office/start/", procedures.start, name="start"),
    path("office/start.json", procedures.start, JSON, name="start-json"),
    path("office/start/<str:procedure>/", procedures.begin, name="start-procedure"),
    path("office/procedures/", procedures.procedures, name="procedures"),
    path("office/procedures.json", procedures.procedures, JSON, name="procedures-json"),
    path("office/procedures/<str:key>.json", procedures.procedure, JSON, name="procedure-json"),
    path("office/procedures/<str:key>.bpmn", procedures.procedure, BPMN, name="procedure-bpmn"),
    path("office/procedures/<str:key>.svg", procedures.procedure, SVG, name="procedure-svg"),
    path("office/procedures/<str:key>/", procedures.procedure, name="procedure"),
    path("office/cases/", cases.listed, name="cases"),
    path("office/cases.json", cases.listed, JSON, name="cases-json"),
    path("office/cases.xlsx", cases.listed, XLSX, name="cases-xlsx"),
    path("office/cases/<str:key>.json", cases.case, JSON, name="case-json"),
    path("office/cases/<str:key>/", cases.case, name="case"),
    path("office/cases/<str:key>/steps/<str:step>/", cases.step, name="case-step"),
    path("office/cases/<str:key>/discard/", cases.discard, name="case-discard"),
    path(
        "office/cases/<str:key>/materials/<row:number>/", case_files.material, name="case-material"
    ),
    path(
        "office/cases/<str:key>/papers/<row:number>.<paper:kind>",
        case_files.paper,
        name="case-paper",
    ),
    path(
        "office/cases/<str:key>/receipts/<str:digest>.json", case_files.receipt, name="case-receipt"
    ),
    # the office: books
    path("office/registers/", registers.registers, name="registers"),
    path("office/registers.json", registers.registers, JSON, name="registers-json"),
    path("office/registers.xlsx", registers.registers, XLSX, name="registers-xlsx"),
    path("office/registers/<str:register>.json", registers.register, JSON, name="register-json"),
    path("office/registers/<str:register>.xlsx", registers.register, XLSX, name="register-xlsx"),
    path("office/registers/<str:register>/", registers.register, name="register"),
    path(
        "office/registers/<str:register>/<path:key>.json", registers.entry, JSON, name="entry-json"
    ),
    path("office/registers/<str:register>/<path:key>/", registers.entry, name="entry"),
    path("public/", public.listed, name="public"),
    path("public.json", public.listed, JSON, name="public-json"),
    # alerts: public
    path("public/alerts/", public_alerts.listed, name="public-alerts"),
    path("public/alerts.json", public_alerts.listed, JSON, name="public-alerts-json"),
    path("public/alerts.xlsx", public_alerts.listed, XLSX, name="public-alerts-xlsx"),
    path("public/alerts.atom", public_alerts.feed, name="public-alerts-feed"),
    path("public/alerts/<str:key>.json", public_alerts.alert, JSON, name="public-alert-json"),
    path(
        "public/alerts/<str:key>/<row:number>.cap", public_alerts.message, name="public-alert-cap"
    ),
    path("public/alerts/<str:key>/", public_alerts.alert, name="public-alert"),
    # alerts: public, end
    path("public/<str:register>.json", public.register, JSON, name="public-register-json"),
    path("public/<str:register>.xlsx", public.register, XLSX, name="public-register-xlsx"),
    path("public/<str:register>/", public.register, name="public-register"),
    path("c/", public.ask_code, name="ask-code"),
    path("c/<str:code>.json", public.code, JSON, name="code-json"),
    path("c/<str:code>/", public.code, name="code"),
    path("office/ledgers/", ledgers.accounts, name="ledgers"),
    path("office/ledgers.json", ledgers.accounts, JSON, name="ledgers-json"),
    path("office/ledgers.xlsx", ledgers.accounts, XLSX, name="ledgers-xlsx"),
    path("office/ledgers/<path:code>/bank.json", bank.bank, JSON, name="bank-json"),
    path("office/ledgers/<path:code>/bank/", bank.bank, name="bank"),
    path(
        "office/ledgers/<path:code>/bank/<row:number>.json", bank.file, JSON, name="bank-file-json"
    ),
    path(
        "office/ledgers/<path:code>/bank/<row:number>.xlsx", bank.file, XLSX, name="bank-file-xlsx"
    ),
    path("office/ledgers/<path:code>/bank/<row:number>/", bank.file, name="bank-file"),
    path("office/ledgers/<path:code>.json", ledgers.account, JSON, name="account-ledger-json"),
    path("office/ledgers/<path:code>.xlsx", ledgers.account, XLSX, name="account-ledger-xlsx"),
    path("office/ledgers/<path:code>.csv", ledgers.account, CSV, name="account-ledger-csv"),
    path("office/ledgers/<path:code>.pdf", ledgers.account, PDF, name="account-ledger-pdf"),
    path("office/ledgers/<path:code>/", ledgers.account, name="account-ledger"),
    path("office/statistics/", statistics.overview, name="statistics"),
    path("office/statistics.json", statistics.overview, JSON, name="statistics-json"),
    path("office/statistics.xlsx", statistics.overview, XLSX, name="statistics-xlsx"),
    path(
        "office/statistics/<str:procedure>.json",
        statistics.procedure,
        JSON,
        name="statistics-of-json",
    ),
    path(
        "office/statistics/<str:procedure>.xlsx",
        statistics.procedure,
        XLSX,
        name="statistics-of-xlsx",
    ),
    path("office/statistics/<str:procedure>/", statistics.procedure, name="statistics-of"),
    path("office/deadlines/", calendar.deadlines, name="deadlines"),
    path("office/deadlines.json", calendar.deadlines, JSON, name="deadlines-json"),
    path("office/deadlines.xlsx", calendar.deadlines, XLSX, name="deadlines-xlsx"),
    path("office/calendar/", calendar.calendar, name="calendar"),
    path("office/calendar.json", calendar.calendar, JSON, name="calendar-json"),
    path("office/calendar.xlsx", calendar.calendar, XLSX, name="calendar-xlsx"),
    path("office/journal/", journal.journal, name="journal"),
    path("office/journal.json", journal.journal, JSON, name="journal-json"),
    path("office/journal.xlsx", journal.journal, XLSX, name="journal-xlsx"),
    path("office/journal/check/", journal.check, name="journal-check"),
    path("office/journal/<row:number>.json", journal.entry, JSON, name="journal-entry-json"),
    path("office/journal/<row:number>/", journal.entry, name="journal-entry"),
    path("office/readings/", readings.readings, name="readings"),
    path("office/readings.json", readings.readings, JSON, name="readings-json"),
    path("office/readings.xlsx", readings.readings, XLSX, name="readings-xlsx"),
    path("office/readings/<str:policy>.json", readings.of_document, JSON, name="readings-of-json"),
    path("office/readings/<str:policy>/", readings.of_document, name="readings-of"),
    path("feed.atom", feed.feed, name="feed"),
    path("healthz", health.healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url="/static/luoshi/favicon.svg", permanent=True)),
]

if hasattr(settings, "OIDC_RP_CLIENT_ID"):
    urlpatterns.append(path("account/oidc/", include("mozilla_django_oidc.urls")))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
