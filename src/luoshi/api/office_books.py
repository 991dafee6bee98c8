"""Deadlines, registers and ledgers for programs. Registers and ledgers are written by cases alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import P, PathEx, QueryEx, Router

from luoshi.api import office_shapes as shapes
from luoshi.api.errors import data, nothing
from luoshi.api.office_asking import (
    PER_PAGE,
    TOKEN,
    FileName,
    Limit,
    PageNumber,
    Sent,
    file,
    paged,
    who,
)  # fmt: skip
from luoshi.api.shapes import body
from luoshi.office import clock, uploads
from luoshi.office.cases import access, calendar, reconciling, statistics
from luoshi.office.cases import shapes as told
from luoshi.office.cases.errors import NotThere
from luoshi.office.cases.home import OWED
from luoshi.office.cases.models import Deadline, EntryAccount
from luoshi.office.directory.actors import Actor
from luoshi.office.ledgers import banking, exports
from luoshi.office.ledgers import service as ledgers
from luoshi.office.ledgers.models import BankFile, Hold
from luoshi.office.ledgers.statements import Statement
from luoshi.policies import acting
from luoshi.procedures import Register

router = Router(auth=TOKEN)

DeadlineState = QueryEx[
    str,
    P(
        description="owed（未办）、open、paused、met、late 或 cancelled；空着就是全部",
        example="owed",
    ),
]
Until = QueryEx[date | None, P(description="只要这一天（含）前到期的")]
RegisterKey = PathEx[str, P(description="台账的键", example="specimen.rent_subsidy.recipients")]
EntryKey = PathEx[str, P(description="登记的编号")]
Words = QueryEx[str, P(description="名称或编号里的字", max_length=200)]
State = QueryEx[str, P(description="状态")]
Code = PathEx[str, P(description="账号", example="rent:treasury")]
First = QueryEx[date | None, P(alias="from", description="起日；不写就是当月一日")]
Last = QueryEx[date | None, P(alias="to", description="止日；不写就是今天")]
FileNumber = PathEx[int, P(ge=1, le=2**53, description="对账单的编号")]
LineNumber = PathEx[int, P(ge=1, le=2**53, description="银行流水的编号")]
Try = QueryEx[bool, P(description="只试读，不导入")]
_CSV, _XLSX = "text/csv", uploads.MEDIA_TYPES["xlsx"]


# --- deadlines


@router.get(
    "/deadlines", response=shapes.ok(shapes.Deadlines), tags=["期限"], summary="期限",
    operation_id="deadlines",
)  # fmt: skip
def deadlines(
    request: HttpRequest, state: DeadlineState = "owed", until: Until = None,
    page: PageNumber = 1, limit: Limit = PER_PAGE,
) -> HttpResponse:  # fmt: skip
    """本单位看得到的办件的期限，近的在前；各附算法与条款。"""
    rows = Deadline.objects.filter(case__in=access.cases(who(request)))
    if state == "owed":
        rows = rows.filter(state__in=OWED, met=None)
    elif state:
        rows = rows.filter(state=state)
    if until is not None:
        rows = rows.filter(at__date__lte=until)
    chosen = rows.select_related("task", "case", "unit").order_by("at", "pk")
    found, work = paged(chosen, page, limit), calendar.present()
    lines = [{**told.deadline(row, work), **_of(row)} for row in found.rows]
    return data({**found.told, "deadlines": lines})


def _of(row: Deadline) -> dict[str, str]:
    """Of which case and step a deadline is, and who owes it."""
    step = acting.procedure(row.case.procedure).step(row.task.step)
    unit = row.unit
    return {"case": row.case.key, "title": row.case.title, "step": step.key, "label": step.label,
            "unit": unit.code if unit else "", "unit_name": unit.name if unit else ""}  # fmt: skip


# --- registers


@router.get(
    "/registers", response=shapes.ok(shapes.Registers), tags=["台账"], summary="台账目录",
    operation_id="registers", by_alias=True,
)  # fmt: skip
def registers(request: HttpRequest) -> HttpResponse:
    """本单位在其中有登记的名录和台账，各有多少、什么状态。"""
    found = statistics.registers(who(request))
    return data({"count": len(found), "registers": found})


@router.get(
    "/registers/{key}", response=shapes.ok(shapes.Entries), tags=["台账"], summary="一本台账",
    operation_id="entries", by_alias=True,
)  # fmt: skip
def entries(
    request: HttpRequest, key: RegisterKey, words: Words = "", state: State = "",
    page: PageNumber = 1, limit: Limit = PER_PAGE,
) -> HttpResponse:  # fmt: skip
    """属于本单位的登记。"""
    actor, register = who(request), _register(key)
    rows = access.entries(actor, key)
    if words:
        rows = rows.filter(Q(key=words) | Q(name__icontains=words))
    if state:
        rows = rows.filter(state=state)
    found = paged(rows.order_by("name", "pk"), page, limit)
    lines = [told.entry(each, register) for each in found.rows]
    return data({**found.told, "register": key, "label": register.label, "entries": lines})


@router.get(
    "/registers/{key}/{path:entry}", response=shapes.ok(shapes.WholeEntry), tags=["台账"],
    summary="一项登记", operation_id="entry", by_alias=True,
)  # fmt: skip
def entry(request: HttpRequest, key: RegisterKey, entry: EntryKey) -> HttpResponse:
    """登记的内容、所属单位，以及本单位看得到的办件和账户。"""
    actor, register = who(request), _register(key)
    found = access.entry(actor, key, entry)
    cases = access.cases(actor).filter(subject=found).select_related("subject").order_by("-pk")
    codes = EntryAccount.objects.filter(entry=found).values("account")
    accounts = access.accounts(actor).filter(code__in=codes).select_related("owner", "parent")
    return data({
        **told.entry(found, register), "cases": [told.brief(each) for each in cases[:200]],
        "accounts": [each.as_json() for each in accounts.order_by("code")],
    })  # fmt: skip


def _register(key: str) -> Register:
    found = acting.registers().get(key)
    if found is None:
        raise NotThere(f"没有台账“{key[:80]}”", "见 GET /api/office/registers")
    return found


# --- accounts


@router.get(
    "/accounts", response=shapes.ok(shapes.Accounts), tags=["账簿"], summary="账户",
    operation_id="accounts",
)  # fmt: skip
def accounts(
    request: HttpRequest, words: Words = "", page: PageNumber = 1, limit: Limit = PER_PAGE
) -> HttpResponse:
    """本单位看得到的账户：余额、冻结、底线及其依据。金额以分计。"""
    rows = access.accounts(who(request)).select_related("owner", "parent")
    if words:
        rows = rows.filter(Q(code=words) | Q(name__icontains=words))
    found = paged(rows.order_by("code"), page, limit)
    return data({**found.told, "accounts": [each.as_json() for each in found.rows]})


@router.get(
    "/accounts/{path:code}/statement", response=shapes.ok(shapes.Statement), tags=["账簿"],
    summary="明细账", operation_id="statement", by_alias=True,
)  # fmt: skip
def statement(
    request: HttpRequest, code: Code, first: First = None, last: Last = None
) -> HttpResponse:
    """期初、逐笔、期末；期初加收入减支出等于期末。"""
    return data(_statement(who(request), code, first, last).as_json())


@router.get(
    "/accounts/{path:code}/statement.csv", response=shapes.ok(None), tags=["账簿"],
    summary="明细账 csv", operation_id="statement_csv", openapi_extra=shapes.file(_CSV),
)  # fmt: skip
def statement_csv(
    request: HttpRequest, code: Code, first: First = None, last: Last = None
) -> HttpResponse:
    """同明细账，金额以元计。"""
    found = _statement(who(request), code, first, last)
    return _saved(exports.as_csv(exports.statement_rows(found)), found, "csv")


@router.get(
    "/accounts/{path:code}/statement.xlsx", response=shapes.ok(None), tags=["账簿"],
    summary="明细账 xlsx", operation_id="statement_xlsx", openapi_extra=shapes.file(_XLSX),
)  # fmt: skip
def statement_xlsx(
    request: HttpRequest, code: Code, first: First = None, last: Last = None
) -> HttpResponse:
    """同明细账，金额以元计。"""
    found = _statement(who(request), code, first, last)
    return _saved(exports.as_xlsx(exports.statement_rows(found)), found, "xlsx")


def _statement(actor: Actor, code: str, first: date | None, last: date | None) -> Statement:
    today = clock.today()
    account = access.account(actor, code)
    end = last or today
    return ledgers.statement(account.code, first or min(today, end).replace(day=1), end)


def _saved(words: bytes, found: Statement, kind: str) -> HttpResponse:
    name = f"明细账 {found.account.name} {found.first} {found.last}.{kind}"
    return HttpResponse(words, headers=uploads.download_headers(name))


# --- statements of the bank


@router.get(
    "/accounts/{path:code}/bank-files", response=shapes.ok(shapes.BankFiles), tags=["账簿"],
    summary="银行对账单", operation_id="bank_files",
)  # fmt: skip
def bank_files(request: HttpRequest, code: Code) -> HttpResponse:
    """这个账户已导入的银行对账单，新的在前。"""
    account = access.account(who(request), code)
    rows = BankFile.objects.filter(account=account).select_related("account").order_by("-pk")
    files = [banking.file_json(each) for each in rows[:1000]]
    return data({"count": len(files), "files": files})


@router.post(
    "/accounts/{path:code}/bank-files", response=shapes.done(shapes.Imported, 201), tags=["账簿"],
    summary="导入银行对账单", operation_id="import_bank_file", openapi_extra=shapes.UPLOAD,
)  # fmt: skip
def import_bank_file(
    request: HttpRequest, code: Code, preview: Try = False, file_name: FileName = ""
) -> HttpResponse:
    """CSV 或 xlsx，整份导入或整份退回；同一份再导入一次不起作用。能对上的自动勾对。"""
    actor = who(request)
    account = access.account(actor, code)
    access.keeping_books(actor)
    sent = file(request, file_name)
    if preview:
        return data({"preview": True, **asdict(reconciling.preview(account, *sent))}, 201)
    return data(reconciling.take_in(account, *sent, actor).as_json(), 201)


@router.get(
    "/accounts/{path:code}/bank-files/{number}/differences", tags=["账簿"], summary="差异清单",
    response=shapes.ok(shapes.Differences), operation_id="differences",
)  # fmt: skip
def differences(request: HttpRequest, code: Code, number: FileNumber) -> HttpResponse:
    """银行有而账上无、账上有而银行无、金额不同、流水号重复，以及两边的余额。"""
    kept = reconciling.file_of(access.account(who(request), code), number)
    return data(banking.differences(kept).as_json())


@router.post(
    "/accounts/{path:code}/matches", response=shapes.done(shapes.Matched, 201), tags=["账簿"],
    summary="手工勾对", operation_id="match",
    openapi_extra=body(shapes.MatchBody, {"line": 12, "leg": 345}),
)  # fmt: skip
def match(request: HttpRequest, code: Code) -> HttpResponse:
    """把银行的一行和账上的一条分录勾在一起；金额要相同。编号见差异清单。"""
    actor = who(request)
    account = access.account(actor, code)
    access.keeping_books(actor)
    sent = Sent(request, "line", "leg")
    line, leg = sent.whole("line"), sent.whole("leg")
    reconciling.match(account, line, leg, actor)
    return data({"line": line, "leg": leg}, 201)


@router.delete(
    "/accounts/{path:code}/matches/{number}", response=shapes.done(None, 204), tags=["账簿"],
    summary="撤销勾对", operation_id="unmatch",
)  # fmt: skip
def unmatch(request: HttpRequest, code: Code, number: LineNumber) -> HttpResponse:
    """按银行流水的编号撤销；谁在何时撤销留有记录。"""
    actor = who(request)
    account = access.account(actor, code)
    access.keeping_books(actor)
    reconciling.unmatch(account, number, actor)
    return nothing()


@router.get(
    "/accounts/{path:code}", response=shapes.ok(shapes.WholeAccount), tags=["账簿"],
    summary="一个账户", operation_id="account",
)  # fmt: skip
def account(request: HttpRequest, code: Code) -> HttpResponse:
    """余额、底线及其理由和依据、尚在的冻结、按底线还能转出多少。"""
    found = access.account(who(request), code)
    holds = Hold.objects.filter(account=found, left__gt=0).select_related("account")
    return data({**found.as_json(), "free": ledgers.free(found.code),
                 "holds": [each.as_json() for each in holds.order_by("pk")[:1000]]})  # fmt: skip
