"""What a program sends to the office: its token, words that every database holds, files, pages of lists."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import unquote

from django.core.exceptions import SuspiciousOperation
from django.db.models import Model, QuerySet
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import HeaderEx, P, QueryEx
from ninja.security.http import HttpBearer

from luoshi.api import bodies
from luoshi.api.errors import Refused
from luoshi.office.cases.errors import BadInput, NotThere
from luoshi.office.directory import access
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.uploads import LIMIT
from luoshi.rules.errors import TooLarge
from luoshi.rules.yamlio import is_list, is_mapping

MOST_BYTES, MOST_BRACKETS = 1024 * 1024, 2_000
"""Of the body of a request to the office; a form has a few dozen fields."""
WRAPPING = 64 * 1024
"""What a multipart form may have beside its file."""
LONGEST_TOKEN = 80
_LARGEST = 2**53
"""The largest whole number that every reader of JSON keeps exactly."""
PER_PAGE, MOST_PER_PAGE = 50, 200
FILE_NAME = "X-File-Name"

FileName = HeaderEx[
    str,
    P(alias=FILE_NAME, description="直接发送文件时的文件名，UTF-8 百分号编码", max_length=1000),
]
PageNumber = QueryEx[int, P(ge=1, le=1_000_000, description="第几页")]
Limit = QueryEx[int, P(ge=1, le=MOST_PER_PAGE, description="每页多少")]
Row = TypeVar("Row", bound=Model)


# --- who asks


class UnitToken(HttpBearer):
    """单位的令牌。由单位管理员在“单位”页面发放，写在请求头 Authorization: Bearer 之后。"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The program that shows this token; nobody is known by a cookie here."""
        actor = access.actor_of(request)
        return actor if actor is not None and actor.kind == "program" else None


TOKEN = UnitToken()


def who(request: HttpRequest) -> Actor:
    """The program that asks; its token was looked at already.

    Raises:
        NotThere, BadInput: the address holds what no database does.
    """
    clean(request)
    return cast("Actor", cast("Any", request).auth)


def unit_of(actor: Actor) -> Unit:
    """The unit of a program: every token has one."""
    assert actor.unit is not None
    return actor.unit


def clean(request: HttpRequest) -> None:
    """Refuse an address with the one character that PostgreSQL does not take.

    Raises:
        NotThere, BadInput: it has it.
    """
    if "\0" in request.path:
        raise NotThere("没有这个地址", "请核对编号")
    if any("\0" in value for values in request.GET.lists() for value in values[1]):
        raise BadInput("地址里有空字符", "请删去 %00")


# --- what is sent


class Sent:
    """The body of a request: an object with known names."""

    def __init__(self, request: HttpRequest, *names: str) -> None:
        told: object = bodies.read(request, MOST_BYTES, MOST_BRACKETS)
        if not is_mapping(told):
            raise BadInput("请求的内容要是一个 JSON 对象", f"可写：{'、'.join(names)}")
        if strange := sorted(set(told) - set(names)):
            raise BadInput(
                f"请求里不认识“{'、'.join(strange)[:200]}”", f"可写：{'、'.join(names)}",
                fields={name[:80]: "不认识这一项" for name in strange[:20]},
            )  # fmt: skip
        _check_words(told)
        self.told: Mapping[str, Any] = told

    def words(self, name: str, most: int, *, needed: bool = False) -> str:
        """A text; empty where it is absent."""
        value = self.told.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise _wrong(name, "要写成文字")
        if len(value) > most:
            raise _wrong(name, f"要在 {most} 个字以内")
        if needed and not value.strip():
            raise _wrong(name, "不能为空")
        return value

    def number(self, name: str) -> int | None:
        """A whole number; None where it is absent."""
        value = self.told.get(name)
        return None if value is None else _integer(name, value)

    def whole(self, name: str) -> int:
        """A whole number that must be there."""
        return _integer(name, self.told.get(name))

    def truth(self, name: str) -> bool:
        """Yes or no; no where it is absent."""
        value = self.told.get(name, False)
        if not isinstance(value, bool):
            raise _wrong(name, "要写 true 或 false")
        return value

    def numbers(self, name: str) -> list[int] | None:
        """A list of whole numbers; None where it is absent."""
        value = self.told.get(name)
        if value is None:
            return None
        if not is_list(value) or len(value) > 1000:
            raise _wrong(name, "要写成列表，最多 1000 项")
        return [_integer(name, each) for each in value]

    def data(self, name: str, *, needed: bool = False) -> Mapping[str, Any]:
        """The fields of a form."""
        value = self.told.get(name)
        if value is None and not needed:
            return {}
        if not is_mapping(value):
            raise _wrong(name, "要写成一个对象：栏目名 → 值")
        return value

    def texts(self, name: str) -> dict[str, str]:
        """Texts by name."""
        value = self.data(name)
        if not all(isinstance(each, str) for each in value.values()):
            raise _wrong(name, "各项要写成文字")
        return dict(value)

    def token(self, actor: Actor) -> str | None:
        """The mark by which a repeated request is known; no unit can meet another's."""
        own = self.words("token", LONGEST_TOKEN)
        if not own:
            return None
        return "api:" + hashlib.sha256(f"{unit_of(actor).code}\n{own}".encode()).hexdigest()


def _integer(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
        raise _wrong(name, "要写成整数")
    return value


def _wrong(name: str, what: str) -> BadInput:
    return BadInput(f"“{name}”{what}", "请改正后再发", fields={name: what})


def _check_words(value: object) -> None:
    """No text may hold the one character that PostgreSQL does not take."""
    if isinstance(value, str):
        if "\0" in value:
            raise BadInput("文字里有空字符（\\u0000）", "请删去后再发")
    elif is_list(value):
        for each in value:
            _check_words(each)
    elif is_mapping(value):
        for name, each in value.items():
            _check_words(name)
            _check_words(each)


# --- files


class File(NamedTuple):
    """A file that was sent: its name and its bytes."""

    name: str
    content: bytes


def file(request: HttpRequest, name: str) -> File:
    """The file of a request: of a form, under ``file``; else the body, with its name in a header.

    Raises:
        Refused, TooLarge, BadInput: there is none, or not as it should be.
    """
    kind = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    bodies.check_length(request, LIMIT + WRAPPING)
    if kind == "multipart/form-data":
        return _of_form(request)
    if kind in ("", "application/json", "application/x-www-form-urlencoded"):
        raise Refused(
            415, "wrong_content_type", "请求的内容要是一份文件", given=kind or "（未写明）",
            remedy="请用 multipart/form-data 的 file 栏，或 application/octet-stream 加请求头 X-File-Name",
        )  # fmt: skip
    if not name:
        raise BadInput(
            "没有写明文件名", f"请写请求头 {FILE_NAME}，中文按 UTF-8 百分号编码",
            fields={FILE_NAME: "请写文件名"},
        )  # fmt: skip
    try:
        return _whole(unquote(name, errors="strict"), request.body)
    except UnicodeDecodeError as error:
        raise BadInput("文件名的编码有误", "请按 UTF-8 百分号编码") from error
    except UnreadablePostError as error:
        raise Refused(400, "bad_body", "请求没有收全", remedy="请重新发送") from error


def _of_form(request: HttpRequest) -> File:
    try:
        files = request.FILES.getlist("file")
        sent = [(each.name or "", each.read()) for each in files]
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError) as error:
        raise Refused(
            400, "bad_body", "表单读不懂，或没有收全", remedy="请用 multipart/form-data 重新发送"
        ) from error
    if len(sent) != 1:
        raise BadInput(f"应有一份文件，收到 {len(sent)} 份", "请放在 file 栏里，一次一份",
                       fields={"file": "请放一份文件"})  # fmt: skip
    return _whole(*sent[0])


def _whole(name: str, content: bytes) -> File:
    if len(content) > LIMIT:
        raise TooLarge(f"文件超过 {LIMIT // 1024 // 1024} MB", remedy="请压缩或拆分后分别上传")
    return File(name, content)


# --- pages of lists


class Paged(NamedTuple):
    """The rows of one page, and which it is."""

    rows: list[Any]
    told: dict[str, int]


def paged(rows: QuerySet[Row] | list[Any], page: int, limit: int) -> Paged:
    """One page of a list."""
    count = len(rows) if isinstance(rows, list) else rows.count()
    first = (page - 1) * limit
    told = {"count": count, "page": page, "pages": max(1, -(-count // limit))}
    return Paged(list(rows[first : first + limit]) if first < count else [], told)
