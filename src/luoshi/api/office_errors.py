"""What the office refuses, told to programs: what is wrong, what to do, by which clause, in which field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError

from luoshi.api.errors import data
from luoshi.office.cases.errors import CaseError
from luoshi.office.contents import UploadError
from luoshi.office.directory.errors import DirectoryError, Forbidden, NoUnit
from luoshi.office.journal.errors import JournalError
from luoshi.office.ledgers.errors import BankFileError, LedgerError
from luoshi.policies.acting import NoProcedure
from luoshi.procedures.calendar import CountingError
from luoshi.procedures.papers.errors import PaperError

_LEDGER = {"unknown": 404, "key": 409, "state": 409, "database": 503}
"""The status of what the ledgers refuse; 422 for the rest."""
_DIRECTORY = ((NoUnit, 404, "not_found"), (Forbidden, 403, "not_allowed"))


_REMEDIES = {
    400: "请改正后再发",
    403: "请看办件的 tasks，现在轮到谁办",
    404: "请核对编号",
    409: "请重新读取后再办",
    422: "请看 clause 指出的条款",
}
"""What to do, where the refusal itself does not say."""


_IN_JSON = {
    "请刷新页面": "请重新读取办件",
    "请从“办件”里打开；链接可能是别的单位的，或者写错了": "请核对编号；可能是别的单位的，或者写错了",
    "请从“办事”里选择": "见 GET /api/office/procedures",
    "请从“名录台账”里打开": "见 GET /api/office/registers",
    "请从“账簿”里打开": "见 GET /api/office/accounts",
    "请从公示目录进入": "见 GET /api/public/registers",
    "请从账户的“银行对账”里打开": "见 GET …/bank-files",
}
"""What to do, said to programs and not to people at a page."""


def _to_programs(remedy: str) -> str:
    for said, meant in _IN_JSON.items():
        remedy = remedy.replace(said, meant)
    return remedy


def told(code: str, what: str, remedy: str = "", **more: Any) -> dict[str, Any]:
    """An error of another part of the office, in the form that those of cases have."""
    return {**CaseError(what, remedy, **more).as_json(), "code": code}


def handle(request: HttpRequest, error: object) -> HttpResponse:
    """The response to an error of the office."""
    response = _handled(error)
    if response.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    if response.status_code == 503:
        response["Retry-After"] = "1"
    return response


def _handled(error: object) -> HttpResponse:
    if isinstance(error, CaseError):
        error.remedy = _to_programs(error.remedy or _REMEDIES.get(error.status, "请稍后再试"))
        return data({"error": error.as_json()}, error.status)
    if isinstance(error, LedgerError):
        line = getattr(error, "line", None)
        detail = {"line": line} if line else {}
        return _answer(
            _LEDGER.get(error.kind, 422),
            told(f"ledger_{error.kind}", error.what, error.remedy, clause=error.clause, detail=detail),
        )  # fmt: skip
    if isinstance(error, DirectoryError):
        kinds = ((status, word) for kind, status, word in _DIRECTORY if isinstance(error, kind))
        status, word = next(kinds, (422, "refused"))
        return _answer(status, told(word, error.what, error.remedy))
    if isinstance(error, UploadError | JournalError | PaperError | CountingError):
        clause = getattr(error, "clause", "")
        return _answer(422, told("refused", error.what, error.remedy, clause=clause))
    if isinstance(error, NoProcedure):
        remedy = "见 GET /api/office/procedures"
        return _answer(404, told("not_found", str(error), remedy))
    return _not_of_the_domain(error)


def _not_of_the_domain(error: object) -> HttpResponse:
    """No token, two at once, or a database that does not answer."""
    if isinstance(error, AuthenticationError):
        remedy = "请写请求头 Authorization: Bearer 令牌；令牌由单位管理员在“单位”页面发放"
        return _answer(401, told("no_token", "没有可用的令牌", remedy))
    if isinstance(error, IntegrityError):
        remedy = "请重新读取后再试；重发同一个请求时用同一个 token"
        return _answer(409, told("stale", "同时有人办了同一件事，这次没有办", remedy))
    remedy = "没有办成。请稍后用同一个 token 重发：已经办成的不会重办"
    return _answer(503, told("busy", "数据库现在没有应答，或在等别人", remedy))


def _answer(status: int, error: Mapping[str, Any]) -> HttpResponse:
    return data({"error": error}, status)


KINDS = (
    CaseError, LedgerError, BankFileError, DirectoryError, UploadError, JournalError, PaperError,
    CountingError, NoProcedure, AuthenticationError, IntegrityError, InterfaceError, OperationalError,
)  # fmt: skip
