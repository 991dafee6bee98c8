"""What goes out on a channel (发送的文字): title, text, and how to answer; plain text, no longer than the channel takes."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from luoshi.config import ConfigurationError

if TYPE_CHECKING:
    from luoshi.office.alerts.models import Attempt

ADDRESS = "LUOSHI_ADDRESS"
REPLIES = "LUOSHI_REPLIES"

_CHARACTERS = {"sms": 500}
_BYTES = {
    "wechat": 2048,  # both of its interfaces refuse more
    "dingtalk": 18_000,  # the request as a whole may have 20 000
    "feishu": 18_000,
    "mail": 60_000,
    "webhook": 60_000,
}
_LONGEST_TITLE = 120
_CHAT = frozenset({"wechat", "dingtalk", "feishu"})
_CUT = "……（全文见系统）"


@dataclass(frozen=True)
class Letter:
    """One message to one person on one channel.

    Attributes:
        title: of a mail; every other channel has it in the text.
        key: the same each time that it is sent; gateways and people tell by it that it is the same.
        number: the short number in the text.
    """

    title: str
    text: str
    key: str
    number: str


def base() -> str:
    """Under which address people reach this office, without a slash at its end; empty where none is set.

    Raises:
        ConfigurationError: it is no address of http or https.
    """
    written = os.environ.get(ADDRESS, "").strip().rstrip("/")
    if not written:
        return ""
    try:
        parts = urlsplit(written)
        _ = parts.port
        good = parts.scheme in ("http", "https") and parts.hostname and written.isprintable()
    except ValueError:
        good = False
    if not good or " " in written or "?" in written or "#" in written or "@" in written:
        raise ConfigurationError(
            f"“{written[:60]}”不是网址",
            f"环境变量 {ADDRESS}",
            "请写成 https://主机名 的样子，应答链接由它开头；不用链接时取消设置。",
        )
    return written


def replies() -> frozenset[str]:
    """On which kinds of channel an answer may be sent back, as ``sms,wechat``; none where it is not set."""
    return frozenset(
        each.strip() for each in os.environ.get(REPLIES, "").split(",") if each.strip()
    )


def number_of(attempt: Attempt) -> str:
    """The short number of an attempt: what somebody writes behind the 1 of their reply."""
    return str(attempt.pk)


def letter(attempt: Attempt, office: str, answered_by: frozenset[str]) -> Letter:
    """What an attempt sends.

    Args:
        attempt: with its call and message.
        office: `base`, or empty for no link.
        answered_by: `replies`.
    """
    message = attempt.calling.message
    number = number_of(attempt)
    tail = _how_to_answer(attempt, office, answered_by)
    title = " ".join(plain(message.title).split())[:_LONGEST_TITLE]
    text = plain(message.text).strip()
    if attempt.kind != "mail":
        text = f"{title}\n{text}" if text else title
    return Letter(title, _fitted(attempt.kind, text, tail), attempt.key, number)


def test_letter(kind: str, number: str) -> Letter:
    """A message that only tries a channel out."""
    title = "【测试】落实渠道测试"
    text = f"{title}\n这是一条测试消息，不是预警，无需处理。（{number}）"
    return Letter(title, _fitted(kind, text, ""), f"test.{number}", number)


def plain(text: str) -> str:
    """Text without what steers a screen or a phone: only line breaks are left of control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        each for each in text if each == "\n" or unicodedata.category(each) not in _STEERING
    )


_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def _how_to_answer(attempt: Attempt, office: str, answered_by: frozenset[str]) -> str:
    number = number_of(attempt)
    lines: list[str] = []
    if office:
        lines.append(f"收到请点：{office}/a/{attempt.token}/")
    if attempt.kind in answered_by:
        lines.append(f"{'或' if lines else '收到请'}回复：1 {number}")
    if attempt.kind in _CHAT:
        lines.append(f"（编号 {number}，同一编号为同一消息）")
    return "\n".join(lines)


def _fitted(kind: str, text: str, tail: str) -> str:
    """The text cut so that how to answer is always left whole."""
    if kind in _CHAT:
        text = text.replace("<@", "＜@").replace("<at", "＜at")  # would call people by name, or all
    whole = f"{text}\n{tail}" if tail else text
    if _fits(kind, whole):
        return whole
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        if _fits(kind, f"{text[:middle]}{_CUT}\n{tail}"):
            least = middle
        else:
            most = middle - 1
    return f"{text[:least].rstrip()}{_CUT}\n{tail}".rstrip()


def _fits(kind: str, text: str) -> bool:
    if kind in _CHARACTERS:
        return len(text) <= _CHARACTERS[kind]
    return len(text.encode()) <= _BYTES.get(kind, 60_000)
