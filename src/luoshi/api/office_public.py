"""What the documents order to be published, for anybody; and the look-up by code, without a token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import P, PathEx, Router

from luoshi.api import office_shapes as shapes
from luoshi.api.errors import data
from luoshi.api.office_asking import clean
from luoshi.api.office_errors import told as failure
from luoshi.office.cases import lookups, public
from luoshi.office.cases.errors import NotThere
from luoshi.office.directory.addresses import address_of
from luoshi.office.limiting import Guesses
from luoshi.procedures import Register

router = Router()

MISSES, WINDOW = 30, 60
"""How often an address may ask for a code that there is not, within how many seconds."""
GUESSES = Guesses(MISSES, WINDOW)

RegisterKey = PathEx[str, P(description="台账的键", example="specimen.rent_subsidy.recipients")]
Code = PathEx[str, P(description="编码（二维码里的文字）", max_length=80)]


@router.get(
    "/registers", response=shapes.public(shapes.PublicRegisters), tags=["公示"],
    summary="公示目录", operation_id="public_registers", by_alias=True,
)  # fmt: skip
def registers(request: HttpRequest) -> HttpResponse:
    """哪些台账要公示，依据哪一条。"""
    found = [_described(key, each) for key, each in public.registers().items()]
    return data({"count": len(found), "registers": found})


@router.get(
    "/registers/{key}", response=shapes.public(shapes.PublicEntries), tags=["公示"],
    summary="公示的内容", operation_id="public_entries", by_alias=True,
)  # fmt: skip
def entries(request: HttpRequest, key: RegisterKey) -> HttpResponse:
    """只有文件规定公开的栏目，只有正在公示的登记。"""
    clean(request)
    lines = public.listed(key)
    described = _described(key, public.register(key))
    return data({**described, "count": len(lines), "entries": lines})


def _described(key: str, register: Register) -> dict[str, Any]:
    policy = register.policy
    clause = policy.address(register.public.clause) if register.public else ""
    return {"register": key, "label": register.label, "document": policy.number,
            "title": policy.title, "clause": clause}  # fmt: skip


@router.get(
    "/codes/{code}", response=shapes.public(shapes.LookedUp, 429), tags=["公示"],
    summary="凭编码查询", operation_id="look_up", by_alias=True,
)  # fmt: skip
def look_up(request: HttpRequest, code: Code) -> HttpResponse:
    """扫码所得的编码是谁的；持有编码的人可以看到余额和记录。猜编码的会被限制。"""
    clean(request)
    address = address_of(request)
    if wait := GUESSES.wait(address):
        return _refused(wait)
    found = lookups.look_up(code)
    if found is not None:
        return data(found.as_json())
    GUESSES.wrong(address)
    warned = lookups.warning()
    if warned is None:
        raise NotThere("没有登记过这个编码", "请核对印在二维码下面的编码")
    remedy = f"请核对编码；确有其卡的，可发起 {warned.procedure} 举报"
    error = failure(
        "not_found", warned.words, remedy, clause=warned.clause, detail=warned.as_json()
    )
    return data({"error": error}, 404)


def _refused(wait: int) -> HttpResponse:
    error = failure("too_many", "查不到的编码太多了，暂停查询", f"请在 {wait} 秒后再试")
    response = data({"error": error}, 429)
    response["Retry-After"] = str(wait)
    return response
