"""Bank statements (银行对账): brought as a file, tried, taken in whole, held against our postings."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office.cases import access, reconciling
from luoshi.office.cases.errors import NotThere
from luoshi.office.ledgers import bankfile, banking, exports
from luoshi.office.ledgers.errors import BankFileError, LedgerError
from luoshi.office.ledgers.models import Account, BankFile
from luoshi.web import answers, sheets
from luoshi.web.office import bookkeeping, holding
from luoshi.web.office.bookkeeping import books
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk, measured

PAGE = "luoshi/ledgers/bank.html"
MB = 1024 * 1024


@measured
@desk()
@books
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: OfficeRequest, code: str, form: str = "html") -> HttpResponse:
    """The statements of an account that were taken in; a new one is tried, then kept when confirmed."""
    found = access.account(request.actor, code)
    if form == "json":
        files = BankFile.objects.filter(account=found).select_related("account")
        return answers.data({"files": [banking.file_json(each) for each in files]})
    if request.method != "POST":
        return _page(request, found, {}, 200)
    access.keeping_books(request.actor)
    try:
        if "token" in request.POST:
            return _keep(request, found)
        return _page(request, found, _try(request, found), 200)
    except BankFileError as error:
        return _page(request, found, {"error": error}, 422)
    except LedgerError as error:
        if error.kind != "database":
            return _page(request, found, {"error": error}, 422)
        raise
    except holding.TooManyWaiting:
        error = LedgerError("等待确认的文件太多", "请过几分钟再试")
        return _page(request, found, {"error": error}, 503)


def _page(
    request: OfficeRequest, found: Account, more: dict[str, Any], status: int
) -> HttpResponse:
    context = {
        "nav": "office", "area": "ledgers", "account": found, "limit": bankfile.MOST_BYTES // MB,
        "most": bankfile.MOST_ROWS, "files": BankFile.objects.filter(account=found)[:100],
        "acts": request.actor.acts, **more,
    }  # fmt: skip
    return answers.page(request, PAGE, context, status)


def _owner(request: OfficeRequest, found: Account) -> str:
    """Who may take a file back: the same person, for the same account."""
    user = request.actor.user.pk if request.actor.user else request.actor.name
    return f"bank:{user}:{found.pk}"


def _try(request: OfficeRequest, found: Account) -> dict[str, Any]:
    """Read a file and say what would come of it."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise BankFileError("没有选择文件", "请选择从网上银行导出的 CSV 或 xlsx 文件")
    if (file.size or 0) > bankfile.MOST_BYTES:
        size = (file.size or 0) // MB
        raise BankFileError(
            f"文件有 {size} MB，超过 {bankfile.MOST_BYTES // MB} MB", "请按月分开导出"
        )
    name, data = _name(file.name or ""), file.read()
    tried = reconciling.preview(found, name, data)
    token = "" if tried.again else holding.hold(data, _owner(request, found))
    return {"tried": tried, "token": token, "name": name}


def _name(given: str) -> str:
    """The name of a file without what no page should show."""
    plain = "".join(
        each for each in given.replace("\\", "/").rpartition("/")[2] if each.isprintable()
    )
    return plain[:200] or "对账单"


def _keep(request: OfficeRequest, found: Account) -> HttpResponse:
    """Take in what was tried."""
    token, owner = request.POST.get("token", "")[:100], _owner(request, found)
    data = holding.held(token, owner)
    if data is None:
        raise BankFileError("这份文件等待确认已超过一小时，或已经导入", "请重新选择文件")
    name = _name(request.POST.get("name", ""))
    done = reconciling.take_in(found, name, data, request.actor)
    holding.drop(token, owner)
    return redirect(reverse("bank-file", args=[found.code, done.file.pk]) + "?said=kept")


# --- the differences of one statement


@desk()
@books
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: OfficeRequest, code: str, number: int, form: str = "html") -> HttpResponse:
    """What does not agree between a statement and our postings; matched and unmatched by hand."""
    found = access.account(request.actor, code)
    kept = reconciling.file_of(found, number)
    if request.method == "POST":
        return _by_hand(request, found, kept)
    told = banking.differences(kept)
    if form == "json":
        return answers.data(told.as_json())
    if form == "xlsx":
        rows = exports.differences_rows(told)
        response = HttpResponse(exports.as_xlsx(rows, "差异清单"), content_type=sheets.MEDIA_TYPE)
        return answers.saved_as(response, f"差异清单 {found.name} {kept.last}.xlsx")
    return _differences(request, found, kept, told)


def _differences(
    request: OfficeRequest, found: Account, kept: BankFile, told: banking.Differences,
    error: LedgerError | None = None,
) -> HttpResponse:  # fmt: skip
    given = request.POST
    context = {
        "nav": "office", "area": "ledgers", "account": found, "file": kept, "told": told,
        "matched": bookkeeping.matched(kept), "acts": request.actor.acts, "error": error,
        "lines": [*told.bank_only, *(each.line for each in told.amounts)],
        "legs": [*told.ours_only, *(each.leg for each in told.amounts)],
        "line": given.get("line", ""), "leg": given.get("leg", ""),
        "said": request.GET.get("said", ""),
    }  # fmt: skip
    status = bookkeeping.STATUS.get(error.kind, 422) if error else 200
    return answers.page(request, "luoshi/ledgers/differences.html", context, status)


def _by_hand(request: OfficeRequest, found: Account, kept: BankFile) -> HttpResponse:
    access.keeping_books(request.actor)
    chosen = {name: request.POST.get(name, "") for name in ("unmatch", "line", "leg")}
    try:
        if chosen["unmatch"]:
            reconciling.unmatch(found, _row(chosen["unmatch"]), request.actor)
            said = "unmatched"
        else:
            if not chosen["line"] or not chosen["leg"]:
                raise LedgerError("请在两张表里各选一行", "银行流水选一行，账上分录选一行")
            reconciling.match(found, _row(chosen["line"]), _row(chosen["leg"]), request.actor)
            said = "matched"
    except LedgerError as error:
        if error.kind == "database":
            raise
        return _differences(request, found, kept, banking.differences(kept), error)
    return redirect(reverse("bank-file", args=[found.code, kept.pk]) + f"?said={said}")


def _row(given: str) -> int:
    if not given.isascii() or not given.isdecimal() or len(given) > 15:
        raise NotThere("没有这一行银行流水，或没有这条分录", "请刷新差异清单")
    return int(given)
