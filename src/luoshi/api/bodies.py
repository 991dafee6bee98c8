"""What a program sent: JSON of bounded size, exact in its numbers, with every name once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpRequest, UnreadablePostError

from luoshi.api.errors import MEDIA_TYPE, Refused
from luoshi.rules.errors import TooLarge, shortened

MOST_BYTES = 4 * 1024 * 1024
"""Of the body of a question; ten thousand rows of a table have room in it."""
MOST_BRACKETS = 25_000
"""Objects and lists in the body of a question, so that four megabytes never become gigabytes."""
RECEIPT_BYTES, RECEIPT_BRACKETS = 8 * 1024 * 1024, 250_000
"""The same for a receipt, which holds explanations."""
LONGEST_NAME = 100
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]")
_SURELY_EXACT = 16
"""Characters of a decimal that a float gives back as they were written."""
_LONGEST_WHOLE = 18
"""Digits of a whole number that every reader of JSON takes."""


def read(
    request: HttpRequest, most_bytes: int = MOST_BYTES, most_brackets: int = MOST_BRACKETS
) -> Any:
    """The body of a request as data.

    A number that no float holds exactly, and one too long for any fact, comes as the text it was
    written in, so that whoever reads the fact can name it in the error.

    Raises:
        Refused: another content type, or no JSON. TooLarge: more than is taken.
    """
    sent = raw(request, most_bytes, most_brackets)
    try:
        told = json.loads(
            sent.decode(), object_pairs_hook=_object, parse_float=_decimal, parse_int=_whole
        )
        if _HALVES.search(sent):
            orjson.loads(sent)  # refuses half a character, which no answer could repeat
    except RecursionError as error:
        raise TooLarge("JSON 嵌套太深", remedy="问题只有三四层") from error
    except ValueError as error:
        raise _malformed(error) from error
    return told


def raw(request: HttpRequest, most_bytes: int, most_brackets: int) -> bytes:
    """The bytes of a body that says it is JSON and is not too large.

    Raises:
        Refused: another content type, or nothing sent. TooLarge: more than is taken.
    """
    _check_kind(request.META.get("CONTENT_TYPE", ""))
    check_length(request, most_bytes)
    try:
        sent = request.body
    except UnreadablePostError as error:
        raise Refused(400, "bad_json", "请求没有收全", remedy="请重新发送") from error
    if sent.count(b"{") + sent.count(b"[") > most_brackets:
        raise TooLarge(
            f"JSON 里的对象和数组超过 {most_brackets} 个", remedy="请分批发送；大表用 luoshi bulk"
        )
    return sent


def _check_kind(kind: str) -> None:
    if kind != MEDIA_TYPE and kind.partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise Refused(
            415, "wrong_content_type", "请求的内容要是 JSON", given=kind or "（未写明）",
            remedy="请写请求头 Content-Type: application/json",
        )  # fmt: skip


def check_length(request: HttpRequest, most_bytes: int) -> None:
    """See that a body says how long it is, and is not too long, before any of it is read.

    Raises:
        Refused: it does not say. TooLarge: it is.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "HTTP_TRANSFER_ENCODING" in request.META:
        raise Refused(
            411, "length_required", "请求没有写明长度",
            remedy="请写请求头 Content-Length，不要分块发送",
        )  # fmt: skip
    if not length.isdecimal() or len(length) > 12 or int(length) > most_bytes:
        raise TooLarge(
            f"请求超过 {most_bytes // 1024 // 1024} MB", given=f"{length} 字节",
            remedy="请分批发送；大表用 luoshi bulk",
        )  # fmt: skip


def _malformed(error: ValueError) -> Refused:
    if isinstance(error, UnicodeDecodeError):
        what = f"请求不是 UTF-8 文字（第 {error.start + 1} 个字节）"
    elif isinstance(error, json.JSONDecodeError) and error.doc.strip():
        what = f"JSON 写错了（第 {error.lineno} 行第 {error.colno} 个字）"
    elif isinstance(error, json.JSONDecodeError):
        what = "请求是空的"
    else:
        what = str(error)
    return Refused(400, "bad_json", what, remedy='请发送一个 JSON 对象，如 {"on": "2024-02-29"}')


class _BadName(ValueError):
    """A name that stands twice in one object, or is too long: in Chinese."""


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise _BadName(f"“{shortened(counted.most_common(1)[0][0])}”写了不止一次，不知以哪个为准")
    for name in made:
        if len(name) > LONGEST_NAME:
            raise _BadName(f"名称“{shortened(name)}”超过 {LONGEST_NAME} 个字")
    return made


def _decimal(text: str) -> float | str:
    number = float(text)
    if len(text) <= _SURELY_EXACT and "e" not in text and "E" not in text:
        return number
    if len(text) > 60 or abs(number) > 1e30 or (number and abs(number) < 1e-30):
        return text
    return number if Decimal(repr(number)) == Decimal(text) else text


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= _LONGEST_WHOLE else text
