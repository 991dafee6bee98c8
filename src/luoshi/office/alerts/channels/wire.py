"""How apprise's plugins reach their gateways: never for long, never elsewhere, and with ears for the answer.

The plugins send with ``requests.post`` and the like and look at the status of the answer only. 企业微信,
钉钉 and 飞书 say what went wrong inside an answer of status 200, so that apprise takes a refusal for a
success; it reads an answer of any length; and it knows no key by which a gateway tells a message that is
sent again. So the name ``requests`` of these plugins stands for a `Wire` here. They go on building the
requests; the wire carries them.

In a thread that is under way with a `Talk` the wire holds to its limits; in any other it is ``requests``.
"""

from __future__ import annotations

import json
import logging
import re
import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

CONNECT = 3.0
"""Seconds to reach a gateway, unless its target says otherwise (``cto``)."""
READ = 5.0
"""Seconds to wait for a word of a gateway, unless its target says otherwise (``rto``)."""
LONGEST_ANSWER = 64 * 1024
"""Bytes: what gateways say is a line or two. What is longer is no answer of a gateway, and is not read."""

PLUGINS = ("wecombot", "wechat", "dingtalk", "feishu", "lark", "custom_json")
_here = threading.local()

Amend = Callable[[dict[str, Any]], None]
Read = Callable[[Any], str]


@dataclass
class Talk:
    """One message under way to its gateway.

    Attributes:
        key: sent along as ``Idempotency-Key``.
        amend: puts into the request what the plugin has no words for (whom to mention).
        read: what is wrong by the answer, in Chinese; empty for nothing.
        until: when it must be over, by the monotonic clock.
        trouble: what went wrong; ``heard``: whether any answer was read.
        told: what the plugin had to say about it.
    """

    key: str
    amend: Amend
    read: Read
    until: float
    trouble: str = ""
    heard: bool = False
    told: list[str] = field(default_factory=list[str])


@contextmanager
def talking(talk: Talk) -> Iterator[None]:
    """This thread sends one message."""
    _here.talk = talk
    try:
        yield
    finally:
        _here.talk = None


def current() -> Talk | None:
    """The message that this thread is sending."""
    return getattr(_here, "talk", None)


class Wire:
    """``requests``, as the plugins see it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, url: str, **more: Any) -> requests.Response:
        """Send something."""
        return self.request("POST", url, **more)

    def get(self, url: str, **more: Any) -> requests.Response:
        """Ask for something: 企业微信 for the word with which an application may send."""
        return self.request("GET", url, **more)

    def request(self, method: str, url: str, **more: Any) -> requests.Response:
        """Exchange a request for an answer, within the limits of the talk.

        Raises:
            requests.RequestException: there was none, or it says that the message was not taken.
        """
        talk = current()
        if talk is None:
            return requests.request(method, url, **more)
        try:
            return _exchange(talk, method, url, more)
        except requests.RequestException as error:
            talk.trouble = talk.trouble or _words(error)
            raise


def _exchange(talk: Talk, method: str, url: str, more: dict[str, Any]) -> requests.Response:
    asks_token = method == "GET" and "data" not in more
    if asks_token and (known := _tokens.get(_token_key(url, more))) and known[0] > time.monotonic():
        return known[1]
    _prepare(talk, more)
    with requests.request(method, url, **more) as answer:
        body = _body(answer, talk)
    talk.heard = True
    if answer.status_code in range(300, 400):
        _refuse(talk, "网关要求转到别处，未跟随")
    if not answer.ok:
        _refuse(talk, f"网关答复出错（HTTP {answer.status_code}）{_said(body)}")
    data = _parsed(body)
    if trouble := talk.read(data):
        if _code(data) in _STALE_TOKENS:
            _tokens.clear()
        _refuse(talk, trouble)
    if asks_token:
        _keep_token(_token_key(url, more), answer, data)
    return answer


def _prepare(talk: Talk, more: dict[str, Any]) -> None:
    more.update(allow_redirects=False, stream=True)
    # an answer that is not packed cannot be larger than what came over the line
    more["headers"] = {
        **(more.get("headers") or {}),
        "Accept-Encoding": "identity",
        "Idempotency-Key": talk.key,
    }
    if more.get("data"):
        payload: dict[str, Any] = json.loads(more["data"])
        talk.amend(payload)
        more["data"] = json.dumps(payload, ensure_ascii=False).encode()


def _body(answer: requests.Response, talk: Talk) -> bytes:
    """The answer, as far as an answer may go."""
    found = b""
    # one look at the line at a time: whoever reads a number of bytes waits for all of them
    while piece := _piece(answer):
        found += piece
        if len(found) > LONGEST_ANSWER:
            _refuse(talk, f"网关的答复过大（超过 {LONGEST_ANSWER // 1024} KB），不是正常的答复")
        if time.monotonic() > talk.until:
            raise requests.ReadTimeout
    answer._content = found  # what the plugin then reads
    return found


def _piece(answer: requests.Response) -> bytes:
    try:
        return answer.raw.read1(4096)
    except ReadTimeoutError as error:
        raise requests.ReadTimeout from error
    except (HTTPError, OSError) as error:
        raise requests.exceptions.ChunkedEncodingError from error


class Refused(requests.RequestException):
    """The gateway did not take the message."""


def _refuse(talk: Talk, trouble: str) -> None:
    talk.heard, talk.trouble = True, trouble
    raise Refused(trouble)


def _parsed(body: bytes) -> Any:
    """What an answer holds: data, or its text where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace").strip()


def _code(data: Any) -> Any:
    return data.get("errcode") if isinstance(data, dict) else None


def _said(body: bytes) -> str:
    """The words of a gateway, as far as they can be shown."""
    data = _parsed(body)
    if isinstance(data, dict):
        return words_of(data)
    return f"：{shown(data)}" if isinstance(data, str) and data and not data.startswith("<") else ""


def words_of(data: dict[str, Any]) -> str:
    """What an answer says beside its code."""
    said = data.get("errmsg") or data.get("msg") or data.get("message") or ""
    return f"：{shown(said)}" if isinstance(said, str) and said else ""


def shown(text: str) -> str:
    """A gateway's words in one short line."""
    return re.sub(r"[^\w ,.;:，。；：、（）()“”‘’!！?？/@=+-]+", " ", text)[:80].strip()


_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (requests.exceptions.SSLError, "网关的证书不可信"),
    (requests.exceptions.ProxyError, "代理服务器不通"),
    (requests.exceptions.ConnectTimeout, "连不上网关（超时）"),
    (requests.exceptions.Timeout, "网关没有及时答复（超时）"),
    (requests.exceptions.ChunkedEncodingError, "网关的答复中断"),
    (requests.exceptions.ContentDecodingError, "网关的答复无法读取"),
    (requests.exceptions.ConnectionError, "连不上网关，或网关断开了连接"),
)


def _words(error: requests.RequestException) -> str:
    return next((words for kind, words in _WORDS if isinstance(error, kind)), "与网关的往来出错")


# ---- the word with which an application of 企业微信 may send: asked for once, not for each message -------

_STALE_TOKENS = frozenset({40001, 40014, 42001})
_tokens: dict[str, tuple[float, requests.Response]] = {}


def _token_key(url: str, more: dict[str, Any]) -> str:
    return f"{url}?{sorted((more.get('params') or {}).items())}"


def _keep_token(key: str, answer: requests.Response, data: Any) -> None:
    lasts = data.get("expires_in") if isinstance(data, dict) else None
    if isinstance(lasts, int) and lasts > 600:
        _tokens[key] = (time.monotonic() + lasts - 300, answer)


def forget_tokens() -> None:
    """Ask anew next time."""
    _tokens.clear()


# ---- mail ------------------------------------------------------------------------------------------


class _Bounded:
    """What a mail server says, as far as it may: a reply of many lines has no end of its own."""

    def __init__(self, file: Any, talk: Talk) -> None:
        self._file, self._talk, self._left = file, talk, LONGEST_ANSWER

    def readline(self, size: int = -1) -> bytes:
        line: bytes = self._file.readline(size)
        self._left -= len(line)
        if self._left < 0:
            raise smtplib.SMTPServerDisconnected("too much")
        if time.monotonic() > self._talk.until:
            raise TimeoutError("timed out")
        return line

    def close(self) -> None:
        self._file.close()


class _Listening:
    """A connection to a mail server that listens for so long and no longer."""

    def getreply(self: Any) -> tuple[int, bytes]:
        talk = current()
        if self.file is None and talk is not None:
            self.file = _Bounded(self.sock.makefile("rb"), talk)
        return super().getreply()  # type: ignore[misc]


class _Smtp(_Listening, smtplib.SMTP): ...


class _SmtpSsl(_Listening, smtplib.SMTP_SSL): ...


class Mail:
    """``smtplib``, as the plugin sees it."""

    SMTP, SMTP_SSL = _Smtp, _SmtpSsl

    def __getattr__(self, name: str) -> Any:
        return getattr(smtplib, name)


class _Ear(logging.Handler):
    """Hears what a plugin says of its own message; nobody else does, for it may name keys and people."""

    def emit(self, record: logging.LogRecord) -> None:
        if talk := current():
            talk.told.append(record.getMessage()[:500])


@cache
def lay() -> None:
    """Put the wire under the plugins of this process."""
    for name in PLUGINS:
        module: Any = import_module(f"apprise.plugins.{name}")
        module.requests = Wire()
    mail: Any = import_module("apprise.plugins.email.smtp")
    mail.smtplib = Mail()
    log = logging.getLogger("apprise")
    log.addHandler(_Ear())
    log.setLevel(logging.DEBUG)
    log.propagate = False
    # at its lowest level it writes the address of each request, key and all
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
