"""What is answered where there is no answer: the errors of the domain, each with its status."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from luoshi.rules.errors import NotInForce, RuleError, TooLarge, UnknownRule, shortened

MEDIA_TYPE = "application/json"
HEADERS = {
    "Content-Type": MEDIA_TYPE,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
LONGEST = 2_000
"""Characters of one field of an error; a value that was sent is never sent back whole."""

_STATUS: dict[type[RuleError], int] = {UnknownRule: 404, NotInForce: 409, TooLarge: 413}


class Refused(RuleError):
    """A request that is none: no JSON, no such address, a document that is not loaded."""

    def __init__(
        self, status: int, code: str, what: str, *, given: object = None, remedy: str = ""
    ) -> None:
        super().__init__(what, given=given, remedy=remedy)
        self.status, self.word = status, code

    def as_json(self) -> dict[str, str]:
        """The error as data, under its own word."""
        return {**super().as_json(), "code": self.word}


def status_of(error: RuleError) -> int:
    """404 for an unknown rule, 409 out of force, 413 for too much, else 422."""
    if isinstance(error, Refused):
        return error.status
    return _STATUS.get(type(error), 422)


_IN_JSON = {
    "用 luoshi rules 查看": "用 GET /api/rules 查看",
    "注明“未施行也计算”": "写 even_if_not_in_force: true",
}
"""What to do, said to programs and not to people at a terminal or a form."""


def told(error: RuleError) -> dict[str, str]:
    """An error as data: code, message, fact, given, clause, remedy."""
    return {name: shortened(_in_json(words), LONGEST) for name, words in error.as_json().items()}


def _in_json(words: str) -> str:
    for said, meant in _IN_JSON.items():
        words = words.replace(said, meant)
    return words


_OFFICE = ("/api/office/", "/api/public/")
_IN_OFFICE = {
    "请分批发送；大表用 luoshi bulk": "请减少内容，分几次发送",
    "问题只有三四层": "请求只有两三层",
    '，如 {"on": "2024-02-29"}': "",
}


def of_office(request: HttpRequest) -> bool:
    """Whether a request goes to the office and not to a rule: its errors have another form."""
    return request.path.startswith(_OFFICE)


def answered_to(request: HttpRequest, error: RuleError) -> HttpResponse:
    """The response that tells an error, in the form of the operation that was asked."""
    if not of_office(request):
        return answered(error)
    words = told(error)
    what, remedy = shortened(error.what, LONGEST), words["remedy"] or "请改正后再发；见 /api/docs"
    for said, meant in _IN_OFFICE.items():
        remedy = remedy.replace(said, meant)
    message = f"{what}。{remedy}"
    fields = {error.fact: what} if error.fact else {}
    form = {"code": words["code"], "message": message, "what": what, "remedy": remedy,
            "clause": words["clause"], "fields": fields}  # fmt: skip
    return data({"error": form}, status_of(error))


def answered(error: RuleError) -> HttpResponse:
    """The response that tells an error."""
    return data({"error": told(error)}, status_of(error))


def data(value: Any, status: int = 200) -> HttpResponse:
    """A value as JSON."""
    return sent(orjson.dumps(value), status)


def sent(words: bytes, status: int = 200) -> HttpResponse:
    """JSON that is already written."""
    return HttpResponse(words, status=status, headers=HEADERS)


def nothing() -> HttpResponse:
    """204: it was done, and there is nothing to tell."""
    response = HttpResponse(status=204, headers=HEADERS)
    del response["Content-Type"]
    return response


def no_such_address(request: HttpRequest) -> HttpResponse:
    """404 for an address that the API does not have."""
    return answered_to(
        request,
        Refused(
            404, "not_found", "接口没有这个地址", given=request.path, remedy="接口的说明：/api/docs"
        ),
    )


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """405 for a method that the address does not take."""
    response = answered_to(
        request,
        Refused(
            405, "method_not_allowed", f"这个地址不接受 {shortened(request.method or '', 20)}",
            given=request.method, remedy=f"请用 {allowed}",
        ),
    )  # fmt: skip
    response["Allow"] = allowed
    return response


def broken() -> HttpResponse:
    """500: a mistake of ours."""
    return data({"error": {"code": "broken", "message": "服务出错，请稍后再试", "fact": "", "given": "",
                           "clause": "", "remedy": "请把请求和时间告诉管理员"}}, 500)  # fmt: skip


def broken_office() -> HttpResponse:
    """The same of the office: nothing was done, since every operation is one transaction."""
    what, remedy = "服务出错，这次没有办", "请稍后再试；仍不行时，请把请求和时间告诉管理员"
    return data({"error": {"code": "broken", "message": f"{what}。{remedy}", "what": what,
                           "remedy": remedy, "clause": "", "fields": {}}}, 500)  # fmt: skip
