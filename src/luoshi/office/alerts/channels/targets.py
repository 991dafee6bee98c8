"""Addresses of gateways (渠道地址): which are allowed, how a person's goes into one, what is shown of it.

A target is a URL of apprise with ``{address}`` where the contact's address goes. Only the plugins named
here may be used: of each it is known how it answers, and none reads a file or a configuration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote_plus, urlsplit

from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import Channel

if TYPE_CHECKING:
    from urllib.parse import SplitResult

PLACE = "{address}"
LONGEST_TIMEOUT = 30.0
"""Seconds: a gateway that needs longer than this to answer reaches nobody in time."""

_MOBILE = re.compile(r"\+?[0-9]{11,15}", re.ASCII)
_TIMEOUTS = frozenset({"cto", "rto"})
_MAIL = frozenset({"from", "name", "smtp", "mode", "reply", "to", "user", "pass", "port"})
_STAND_IN = "13800000000"


class ChannelError(AlertError):
    """A channel, its target or an address that cannot be used."""

    where = "渠道"


@dataclass(frozen=True)
class Scheme:
    """A plugin of apprise that may be used.

    Attributes:
        secret_host: what stands where a host stands is the key of a robot.
        options: the query's names that may be set; ``marks`` begin names that may be anything (headers,
            fields and parameters of a request).
        personal: it reaches one person only if the address is in it.
    """

    secret_host: bool = False
    options: frozenset[str] = field(default_factory=frozenset[str])
    marks: str = ""
    personal: bool = False


_ROBOT = Scheme(secret_host=True, options=frozenset({"to"}))
_JSON = Scheme(options=frozenset({"method", "verify"}), marks="+:-")
_MAILED = Scheme(options=_MAIL | {"verify"}, personal=True)
SCHEMES: dict[str, Scheme] = {
    "wecombot": _ROBOT,
    "wechat": Scheme(options=frozenset({"to"}), personal=True),
    "dingtalk": _ROBOT,
    "feishu": _ROBOT,
    "lark": _ROBOT,
    "mailto": _MAILED,
    "mailtos": _MAILED,
    "json": _JSON,
    "jsons": _JSON,
}
KINDS: dict[str, tuple[str, ...]] = {
    "wechat": ("wecombot", "wechat"),
    "dingtalk": ("dingtalk",),
    "feishu": ("feishu", "lark"),
    "sms": ("jsons", "json"),
    "mail": ("mailtos", "mailto"),
    "webhook": ("jsons", "json"),
    "phone": (),
}
"""Which plugins a kind of channel may use; the phone has none."""

EXAMPLES: dict[str, str] = {
    "wechat": "wecombot://机器人的key?to={address} 或 wechat://企业号:应用密钥@应用号/@{address}",
    "dingtalk": "dingtalk://加签密钥@机器人的token/{address}",
    "feishu": "feishu://机器人的token?to={address}",
    "sms": "jsons://短信网关/接口?:phone={address}",
    "mail": "mailtos://用户:口令@邮件服务器?from=发件地址&to={address}",
    "webhook": "jsons://主机/接口?:to={address}",
}

_ADDRESSES: dict[str, tuple[re.Pattern[str], str]] = {
    "wechat": (re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}", re.ASCII), "成员账号或手机号"),
    "dingtalk": (re.compile(r"\+?[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII), "手机号或成员编号"),
    "feishu": (re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII), "成员编号，如 ou_ 开头的"),
    "sms": (re.compile(r"\+?[0-9]{5,20}", re.ASCII), "手机号"),
    "mail": (
        re.compile(
            r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
            r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+",
            re.ASCII,
        ),
        "邮箱地址",
    ),
    "webhook": (re.compile(r"[\w.@+:-]{1,120}"), "字母、数字和 . _ @ + : - 组成的代号"),
    "phone": (re.compile(r"[0-9+][0-9 +,*#转-]{2,39}"), "电话号码"),
}
_EVERYBODY = frozenset({"all", "@all", "everyone", "here"})


def address_of(kind: str, address: str) -> str:
    """A contact's address as it may be sent to; nothing of it can be read as a part of a URL.

    Raises:
        ChannelError: it is not of the shape that such a channel knows, or stands for everybody.
    """
    pattern, wanted = _ADDRESSES[_kind(kind)]
    address = address.strip()
    if not pattern.fullmatch(address) or address.lower() in _EVERYBODY:
        raise ChannelError(
            f"“{_shown(address)}”不能作{Channel.KINDS[kind]}的联系方式", f"请改为{wanted}"
        )
    return address


def is_mobile(address: str) -> bool:
    """Whether an address is a mobile number rather than the name of an account."""
    return bool(_MOBILE.fullmatch(address))


def filled(kind: str, target: str, address: str) -> str:
    """The target with a person's address in it, quoted.

    Raises:
        ChannelError: the address cannot be used.
    """
    return target.replace(PLACE, quote(address_of(kind, address), safe=""))


def checked(kind: str, target: str) -> str:
    """A target that may be used for a kind of channel.

    Raises:
        ChannelError: it may not, and why.
    """
    target = target.strip()
    if not KINDS[_kind(kind)]:
        if target:
            raise ChannelError("电话由话务员拨打，不填地址", "请去掉 --target")
        return ""
    _check_shape(kind, target)
    _check_options(kind, target)
    _check_place(kind, target)
    _check_plugin(kind, target)
    return target


def _kind(kind: str) -> str:
    if kind not in KINDS:
        known = "、".join(f"{key}（{label}）" for key, label in Channel.KINDS.items())
        raise ChannelError(f"没有“{_shown(kind)}”这类渠道", f"可选：{known}")
    return kind


def _check_shape(kind: str, target: str) -> None:
    example = f"请写成 {EXAMPLES[kind]}"
    longest = Channel._meta.get_field("target").max_length or 0
    if not target or len(target) > longest or not target.isprintable() or " " in target:
        raise ChannelError(f"地址为空、超过 {longest} 字，或含有空白和看不见的字符", example)
    try:
        parts = urlsplit(target)
        _ = parts.port
    except ValueError as error:
        raise ChannelError("地址的主机或端口写错了", example) from error
    if parts.scheme not in KINDS[kind]:
        raise ChannelError(
            f"{Channel.KINDS[kind]}的地址不能以“{_shown(parts.scheme)}://”开头", example
        )
    if not parts.hostname or parts.fragment:
        raise ChannelError("地址缺少主机（或机器人的 key），或含有 #", example)


def _check_options(kind: str, target: str) -> None:
    parts = urlsplit(target)
    scheme = SCHEMES[parts.scheme]
    for name, value in _query(parts):
        if name in _TIMEOUTS:
            _check_timeout(name, value)
        elif not (name in scheme.options or (len(name) > 1 and name[0] in scheme.marks)):
            raise ChannelError(
                f"地址中的选项“{_shown(name)}”不能用",
                f"请去掉它；可用：{'、'.join(sorted(scheme.options | _TIMEOUTS))}"
                + (f"，以及 {' '.join(scheme.marks)} 开头的" if scheme.marks else ""),
            )


def _check_timeout(name: str, value: str) -> None:
    try:
        good = 0 < float(value) <= LONGEST_TIMEOUT
    except ValueError:
        good = False
    if not good:
        raise ChannelError(
            f"{name}（等候秒数）不能是“{_shown(value)}”",
            f"请写 0 到 {LONGEST_TIMEOUT:.0f} 之间的数",
        )


def _check_place(kind: str, target: str) -> None:
    """The address of a contact stands in the path or in a value: it never says where to connect."""
    parts = urlsplit(target)
    names = "".join(name for name, _ in _query(parts))
    if PLACE in parts.netloc + parts.scheme + names:
        raise ChannelError(
            f"{PLACE} 不能写在主机、用户、口令或选项名里", f"请写成 {EXAMPLES[kind]}"
        )
    personal = SCHEMES[parts.scheme].personal or kind == "sms"
    if personal and PLACE not in target:
        raise ChannelError(f"地址中没有 {PLACE}，不知道发给谁", f"请写成 {EXAMPLES[kind]}")


def _check_plugin(kind: str, target: str) -> None:
    """What remains the plugin itself knows: whether the key of a robot can be one."""
    from luoshi.office.alerts.channels.carrying import plugin_of

    example = "somebody@example.org" if kind == "mail" else _STAND_IN
    if plugin_of(filled(kind, target, example)) is None:
        raise ChannelError("地址不完整，或其中的密钥不合格式", f"请写成 {EXAMPLES[kind]}")


# ---- what is shown ---------------------------------------------------------------------------------


def masked(target: str) -> str:
    """A target as it may be shown to anybody: without keys, users, passwords, paths and values."""
    if not target:
        return ""
    try:
        parts = urlsplit(target)
        port = parts.port
    except ValueError:
        return "***"
    scheme = SCHEMES.get(parts.scheme)
    if scheme is None:
        return "***"
    user = "***@" if "@" in parts.netloc else ""
    host = "***" if scheme.secret_host else f"{parts.hostname}{f':{port}' if port else ''}"
    path = "/…" if parts.path.strip("/") else ""
    shown = [f"{name}={_masked_value(name, value)}" for name, value in _query(parts)]
    return f"{parts.scheme}://{user}{host}{path}" + (f"?{'&'.join(shown)}" if shown else "")


def _masked_value(name: str, value: str) -> str:
    open_to_all = PLACE in value or name in {*_TIMEOUTS, "mode", "method", "verify"}
    return value if open_to_all else "***"


@cache
def secrets_of(target: str) -> tuple[str, ...]:
    """Every part of a target that may be secret, longest first; the words of a gateway may repeat one."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return (target,)
    scheme = SCHEMES.get(parts.scheme)
    found = {parts.username or "", parts.password or "", *parts.path.split("/")}
    if scheme and scheme.secret_host:
        found.add(parts.netloc.rpartition("@")[2])
    found |= {value for _, value in _query(parts)}
    found |= {unquote_plus(each) for each in found}
    return tuple(
        sorted((each for each in found if len(each) >= 4 and PLACE not in each), key=len)[::-1]
    )


def scrubbed(text: str, target: str) -> str:
    """Words without the secrets of a target."""
    for secret in secrets_of(target):
        text = re.sub(re.escape(secret), "***", text, flags=re.IGNORECASE)
    return text


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    # apprise reads a leading + as the mark of a header, where a form would read a blank
    return parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True)


def _shown(text: str) -> str:
    return "".join(each for each in text[:40] if each.isprintable())
