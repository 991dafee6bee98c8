"""Ledgers (账簿): the accounts that one may see, their statements, what is held on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from luoshi import config
from luoshi.office import clock
from luoshi.office.cases import access
from luoshi.office.ledgers import exports, service
from luoshi.office.ledgers.errors import LedgerError, yuan
from luoshi.office.ledgers.models import Account, BankFile, FloorChange, Hold
from luoshi.office.ledgers.statements import Entry, Statement
from luoshi.procedures.papers import Rows, Sheet, pdf
from luoshi.web import answers, sheets
from luoshi.web.asked import day, words
from luoshi.web.office import bookkeeping, paging
from luoshi.web.office.bookkeeping import books
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import desk

ACCOUNTS = 100
SHOWN = 1000
"""Lines of a statement that stand on one page or paper; a table takes them all."""
USUAL = timedelta(days=30)
COLUMNS = [
    "账号", "户名", "所属单位", "用途", "余额", "冻结", "可用", "底线", "底线理由", "底线依据",
    "差额", "依据", "状态", "样例",
]  # fmt: skip


@desk()
@books
@require_http_methods(["GET", "HEAD"])
def accounts(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The accounts that the unit may see, those below others under them."""
    wanted = words(request, "q")[:100]
    rows = access.accounts(request.actor).select_related("owner", "parent").order_by("code")
    if wanted:
        rows = rows.filter(Q(code__icontains=wanted) | Q(name__icontains=wanted))
    if form == "xlsx":
        chosen = rows[: paging.MOST_IN_SHEET]
        return answers.sheet("账簿", COLUMNS, [_as_row(each) for each in chosen])
    pages = paging.page_of(request, rows, ACCOUNTS)
    if form == "json":
        told = [each.as_json() for each in pages.rows]
        return answers.data(paging.told(pages, "accounts", told))
    deep = {} if wanted else bookkeeping.depths(request.actor, pages.rows)
    context = {
        "nav": "office", "area": "ledgers", "pages": pages, "wanted": wanted,
        "rows": [(each, min(deep.get(each.pk, 0), 4)) for each in pages.rows],
        "query": request.GET.urlencode(), "actor": request.actor,
    }  # fmt: skip
    return answers.page(request, "luoshi/ledgers/accounts.html", context)


def _as_row(each: Account) -> list[object]:
    return [
        each.code, each.name, each.owner.name if each.owner else "", each.purpose,
        each.balance / 100, each.held / 100, each.available / 100,
        "" if each.floor is None else each.floor / 100, each.floor_why[:1000], each.floor_clause,
        each.short / 100, each.clause, "已销户" if each.closed else "在用", "样例" if each.sample else "",
    ]  # fmt: skip


# --- one account


@desk()
@books
@require_http_methods(["GET", "HEAD"])
def account(request: OfficeRequest, code: str, form: str = "html") -> HttpResponse:
    """The statement of an account between two days, with what is held and what must stay."""
    found = access.account(request.actor, code)
    first, last = _period(request)
    told = service.statement(found.code, first, last)
    name = f"对账单 {found.name} {first} 至 {last}"
    if form == "json":
        return answers.data(told.as_json())
    if form == "xlsx":
        rows = exports.statement_rows(told)
        response = HttpResponse(exports.as_xlsx(rows, "对账单"), content_type=sheets.MEDIA_TYPE)
        return answers.saved_as(response, f"{name}.xlsx")
    if form == "csv":
        rows = exports.statement_rows(told)
        response = HttpResponse(exports.as_csv(rows), content_type="text/csv; charset=utf-8")
        return answers.saved_as(response, f"{name}.csv")
    if form == "pdf":
        response = HttpResponse(_paper(told), content_type="application/pdf")
        return answers.saved_as(response, f"{name}.pdf")
    return _page(request, found, told)


def _page(request: OfficeRequest, found: Account, told: Statement) -> HttpResponse:
    seen = access.accounts(request.actor)
    held = bookkeeping.holds(found)
    context: dict[str, Any] = {
        "nav": "office", "area": "ledgers", "account": found, "told": told,
        "days": _days(told.entries[:SHOWN]), "left_out": max(0, len(told.entries) - SHOWN),
        "cases": _cases(request, told, held), "holds": held.filter(left__gt=0)[:SHOWN],
        "done_holds": held.filter(left=0)[:20], "floors": FloorChange.objects.filter(account=found).order_by("-pk")[:20],
        "parent": seen.filter(pk=found.parent.pk).first() if found.parent else None,
        "children": seen.filter(parent=found).order_by("code")[:SHOWN] if found.is_group else [],
        "free": service.free(found.code), "files": BankFile.objects.filter(account=found).count(),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return answers.page(request, "luoshi/ledgers/account.html", context)


def _period(request: OfficeRequest) -> tuple[date, date]:
    """The days that are asked for; the last month where none are."""
    last = day(request, "to") or clock.today()
    first = day(request, "from") or last - USUAL
    return first, last


def _days(entries: tuple[Entry, ...]) -> Iterator[tuple[date, list[Entry], int, int]]:
    """The lines by day, each day with what came and went on it."""
    for of_day, lines in groupby(entries, key=lambda each: each.day):
        rows = list(lines)
        came = sum(each.amount for each in rows if each.amount > 0)
        yield of_day, rows, came, sum(each.amount for each in rows) - came


def _cases(request: OfficeRequest, told: Statement, held: QuerySet[Hold]) -> set[str]:
    """Those cases of the lines and holds that the actor may open."""
    keys = {each.case for each in told.entries[:SHOWN] if each.case}
    keys |= set(held.filter(left__gt=0).exclude(case="").values_list("case", flat=True)[:SHOWN])
    return set(access.cases(request.actor).filter(key__in=keys).values_list("key", flat=True))


def _paper(told: Statement) -> bytes:
    """The statement as a paper."""
    if len(told.entries) > SHOWN:
        raise LedgerError(
            f"这段时间有 {len(told.entries)} 笔，纸面最多 {SHOWN} 笔", "请缩短期间，或导出表格"
        )
    account = told.account
    rows: list[tuple[str, ...]] = [(str(told.first), "期初余额", "", "", _money(told.opening))]
    rows += [
        (
            str(each.day), each.memo, _money(each.amount) if each.amount > 0 else "",
            _money(-each.amount) if each.amount < 0 else "", _money(each.balance),
        )
        for each in told.entries
    ]  # fmt: skip
    rows.append(
        (str(told.last), "期末余额", _money(told.came), _money(-told.went), _money(told.closing))
    )
    held = f"，其中冻结{yuan(account.held)}" if account.held else ""
    sheet = Sheet(
        title="对账单", number="", addressees=(), day=clock.today(), heading="",
        issuer=account.owner.name if account.owner else "", sample=account.sample,
        paragraphs=(
            f"账户：{account.name}（{account.code}）。期间：{told.first} 至 {told.last}。",
            Rows(("日期", "摘要", "收入", "支出", "余额"), tuple(rows)),
            f"打印时余额{yuan(account.balance)}{held}。金额单位为元。",
        ),
        notes=(f"依据：{account.clause}",) if account.clause else (),
    )  # fmt: skip
    return pdf(sheet, fonts=config.fonts())


def _money(fen: int) -> str:
    return yuan(fen).removesuffix("元")
