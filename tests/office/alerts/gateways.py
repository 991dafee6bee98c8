"""Gateways of one's own machine that speak as the real ones do, and some that misbehave."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import re
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HUGE = 300 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    payload: Any

    @property
    def key(self) -> str:
        return self.headers.get("idempotency-key", "")


Answer = Callable[[Asked], Any]


@dataclass
class Gateway:
    """A gateway: what it was asked, and how it answers.

    ``answer`` gives the data of an answer of status 200; ``misdeed`` is done instead of answering.
    """

    answer: Answer = lambda asked: {}
    misdeed: str = ""
    asked: list[Asked] = field(default_factory=list[Asked])
    url: str = ""
    port: int = 0
    sent_bytes: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.asked]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up in the middle is no news."""


@contextmanager
def serving(gateway: Gateway | None = None, wrap: Any = None) -> Iterator[Gateway]:
    """A gateway on the loopback, over TLS where ``wrap`` is a context for it."""
    gateway = gateway or Gateway()

    class Handler(_Handler):
        told = gateway

    with _Server(("127.0.0.1", 0), Handler) as server:
        if wrap:
            server.socket = wrap.wrap_socket(server.socket, server_side=True)
        gateway.port = server.server_address[1]
        gateway.url = f"127.0.0.1:{gateway.port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield gateway
        finally:
            gateway.closing.set()
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    told: Gateway

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        payload = json.loads(body) if body else None
        asked = Asked(self.command, parts.path, query, headers, payload)
        self.told.asked.append(asked)
        with contextlib.suppress(OSError):
            if self.told.misdeed:
                getattr(self, f"do_{self.told.misdeed}")()
            else:
                self._say(200, json.dumps(self.told.answer(asked)).encode())

    do_GET = do_POST  # noqa: N815

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.told.sent_bytes += len(body)

    def do_hang(self) -> None:
        self.told.closing.wait(30)

    def do_drip(self) -> None:
        """A word now and then, so that no time-out for a single word ever strikes."""
        self.send_response(200)
        self.end_headers()
        while not self.told.closing.wait(0.02):
            self.wfile.write(b" ")
            self.wfile.flush()

    def do_drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.told.closing.wait(0.02):
            self.wfile.write(b"x")
            self.wfile.flush()

    def do_fail(self) -> None:
        self._say(500, b"<html>Internal Server Error</html>")

    def do_close(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_cut(self) -> None:
        """Promise more than is sent."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"errcode": 0')

    def do_garbage(self) -> None:
        self._say(200, b"<html>\x00\xff sign in to the network first</html>")

    def do_huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(HUGE))
        self.end_headers()
        piece = b"0" * 65536
        while self.told.sent_bytes < HUGE:
            self.wfile.write(piece)
            self.told.sent_bytes += len(piece)

    def do_redirect(self) -> None:
        self._say(307, b"", Location=f"http://{self.told.url}/elsewhere")

    def do_noise(self) -> None:
        self.wfile.write(b"\x16\x03\x01 what is HTTP?\r\n\r\n")

    def log_message(self, format: str, *args: Any) -> None: ...


# ---- 企业微信 ---------------------------------------------------------------------------------------


def wecom_robot(key: str) -> Answer:
    """The robot of a group: errors come inside an answer of status 200."""

    def answer(asked: Asked) -> dict[str, Any]:
        if asked.path != "/cgi-bin/webhook/send" or asked.query.get("key") != key:
            return {"errcode": 93000, "errmsg": f"invalid webhook url, hint: [1], key {key}"}
        content = asked.payload["text"]["content"]
        if asked.payload["msgtype"] != "text" or len(content.encode()) > 2048:
            return {"errcode": 40058, "errmsg": "text.content exceed max length 2048"}
        return {"errcode": 0, "errmsg": "ok"}

    return answer


def wecom_application(corp: str, secret: str, known: set[str]) -> Answer:
    """The interface of an application: a word first, then messages to people."""

    def answer(asked: Asked) -> dict[str, Any]:
        if asked.path == "/cgi-bin/gettoken":
            if (asked.query.get("corpid"), asked.query.get("corpsecret")) != (corp, secret):
                return {"errcode": 40001, "errmsg": "invalid credential"}
            return {"errcode": 0, "errmsg": "ok", "access_token": "word", "expires_in": 7200}
        if asked.query.get("access_token") != "word":
            return {"errcode": 40014, "errmsg": "invalid access_token"}
        people = asked.payload["touser"].split("|")
        strangers = [each for each in people if each not in known]
        if strangers == people:
            return {"errcode": 81013, "errmsg": "user & party & tag all invalid"}
        said = {"errcode": 0, "errmsg": "ok", "msgid": "m1"}
        return {**said, "invaliduser": "|".join(strangers)} if strangers else said

    return answer


# ---- 钉钉 ------------------------------------------------------------------------------------------


def dingtalk_robot(token: str, secret: str) -> Answer:
    """The robot of a group with 加签."""

    def answer(asked: Asked) -> dict[str, Any]:
        if asked.path != "/robot/send" or asked.query.get("access_token") != token:
            return {"errcode": 300001, "errmsg": "token is not exist"}
        moment = asked.query.get("timestamp", "")
        digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
        given = asked.query.get("sign", "").replace("%2B", "+").replace("%2F", "/")
        if given.replace("%3D", "=") != base64.b64encode(digest).decode():
            return {"errcode": 310000, "errmsg": "sign not match, more: [https://example.org]"}
        return {"errcode": 0, "errmsg": "ok"}

    return answer


# ---- 飞书 ------------------------------------------------------------------------------------------


def feishu_robot(token: str, secret: str = "") -> Answer:
    """The robot of a group, with 签名校验 where a secret is given."""

    def answer(asked: Asked) -> dict[str, Any]:
        if asked.path.rstrip("/") != f"/open-apis/bot/v2/hook/{token}":
            return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
        if secret:
            written = f"{asked.payload.get('timestamp')}\n{secret}".encode()
            digest = hmac.new(written, b"", hashlib.sha256).digest()
            if asked.payload.get("sign") != base64.b64encode(digest).decode():
                return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        if asked.payload.get("msg_type") != "text":
            return {"code": 9499, "msg": "Bad Request", "data": {}}
        return {
            "StatusCode": 0,
            "StatusMessage": "success",
            "code": 0,
            "data": {},
            "msg": "success",
        }

    return answer


# ---- mail ------------------------------------------------------------------------------------------


@dataclass
class MailServer:
    """A server of mail: what it took, whom it knows, and what it does instead of serving."""

    strangers: set[str] = field(default_factory=set[str])
    password: str = ""
    misdeed: str = ""
    taken: list[tuple[str, list[str], str]] = field(
        default_factory=list[tuple[str, list[str], str]]
    )
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)


class _Mails(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up in the middle is no news."""


@contextmanager
def mailing(server: MailServer | None = None) -> Iterator[MailServer]:
    """A server of mail on the loopback."""
    told = server or MailServer()

    class Handler(_Mailbox):
        server_of_mail = told

    with _Mails(("127.0.0.1", 0), Handler) as listening:
        told.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield told
        finally:
            told.closing.set()
            listening.shutdown()


class _Mailbox(socketserver.StreamRequestHandler):
    """RFC 5321, as far as a client needs it."""

    server_of_mail: MailServer

    def handle(self) -> None:
        self.told = self.server_of_mail
        with contextlib.suppress(OSError):
            if self.told.misdeed:
                getattr(self, f"do_{self.told.misdeed}")()
            else:
                self._serve()

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def do_hang(self) -> None:
        self.told.closing.wait(30)

    def do_close(self) -> None:
        self._say("220 mail.example.org ESMTP")
        self.rfile.readline()
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_garbage(self) -> None:
        self._say("HTTP/1.1 200 OK", "", "<html></html>")
        self.told.closing.wait(2)

    def do_busy(self) -> None:
        self._say("421 4.3.2 too busy")

    def do_endless(self) -> None:
        while not self.told.closing.is_set():
            self._say(*["220-still greeting you and you and you"] * 100)

    def _serve(self) -> None:
        self._say("220 mail.example.org ESMTP")
        sender, people, known = "", list[str](), not self.told.password
        for raw in self.rfile:
            line = raw.decode("ascii", "replace").strip()
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                self._say(
                    "250-mail.example.org",
                    *(["250-AUTH PLAIN"] if not known else []),
                    "250 8BITMIME",
                )
            elif verb == "AUTH":
                word = base64.b64decode(line.split(" ")[-1]).decode().split("\0")[-1]
                known = word == self.told.password
                self._say("235 2.7.0 welcome" if known else "535 5.7.8 authentication failed")
            elif verb == "MAIL":
                sender, people = re.findall("<(.*?)>", line)[0], []
                self._say("250 ok" if known else "530 5.7.0 authentication required")
            elif verb == "RCPT":
                person = re.findall("<(.*?)>", line)[0]
                if person in self.told.strangers:
                    self._say(f"550 5.1.1 {person} unknown")
                else:
                    people.append(person)
                    self._say("250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.told.taken.append((sender, people, text.decode()))
                self._say("250 queued")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")
