"""Carrying letters to gateways (发送): one at a time, or many side by side, none waiting for another's gateway."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat

from luoshi.office.alerts.channels import wire
from luoshi.office.alerts.channels.targets import (
    PLACE,
    ChannelError,
    address_of,
    filled,
    is_mobile,
    scrubbed,
)
from luoshi.office.alerts.channels.wording import Letter

AT_ONCE = 48
"""Letters under way at the same time: threads that wait for the network, little else."""
AT_ONCE_EACH = 12
"""Of one channel: a gateway that hangs keeps the most part of the threads free for the others."""
_GRACE = 4.0
"""Seconds beyond all its time-outs after which a letter is given up: names that are not resolved have none."""


@dataclass(frozen=True)
class Outcome:
    """What became of a letter.

    Attributes:
        ok: the gateway took it. Whether it arrived no gateway says.
        trouble: what went wrong, in Chinese and without secrets.
        blame: ``gateway``, or ``address`` where the gateway is well and another try is of no use.
    """

    ok: bool
    trouble: str = ""
    blame: str = ""


@dataclass(frozen=True)
class Job:
    """A letter, and where it goes."""

    number: int
    channel: str
    kind: str
    target: str
    address: str
    letter: Letter


_ASSET = AppriseAsset(
    app_id="Luoshi",
    app_desc="Luoshi",
    app_url="",
    http_redirects=False,
    secure_logging=True,
    async_mode=False,
    storage_mode="memory",
)


def plugin_of(url: str) -> NotifyBase | None:
    """The plugin of a URL, with the wire under it; None where the URL is none."""
    wire.lay()
    plugin = Apprise.instantiate(url, asset=_ASSET)
    if not isinstance(plugin, NotifyBase):
        return None
    plugin.request_rate_per_sec = 0  # pauses of its own between two requests for one message
    given = urlsplit(url).query
    mail = plugin.schema.startswith("mailto")
    if "cto=" not in given:  # of a mail it is the time for every word of the server
        plugin.socket_connect_timeout = wire.READ if mail else wire.CONNECT
    if "rto=" not in given:
        plugin.socket_read_timeout = wire.READ
    return plugin


def longest(target: str) -> float:
    """Seconds after which a letter to a target is given up, whatever its gateway does."""
    query = urlsplit(target).query
    connect = _seconds(query, "cto", wire.CONNECT)
    read = _seconds(query, "rto", wire.READ)
    return 2 * (connect + read) + _GRACE


def _seconds(query: str, name: str, default: float) -> float:
    found = re.search(rf"(?:^|&){name}=([0-9.]+)(?:&|$)", query)
    return float(found[1]) if found else default


def deliver(job: Job) -> Outcome:
    """Send one letter, and say what became of it; never raises."""
    try:
        address = address_of(job.kind, job.address)
        plugin = plugin_of(filled(job.kind, job.target, address))
    except ChannelError as error:
        return Outcome(False, str(error), "address")
    except Exception:  # noqa: BLE001 - the words of a library may hold keys
        plugin = None
    if plugin is None:
        return Outcome(False, "渠道的地址不完整或不能用", "gateway")
    talk = _talk(plugin, job)
    try:
        with wire.talking(talk):
            taken = _notify(plugin, job)
    except Exception as error:  # noqa: BLE001
        taken, talk.trouble = False, talk.trouble or f"发送出错（{type(error).__name__}）"
    return _outcome(plugin, talk, taken, job)


def _notify(plugin: NotifyBase, job: Job) -> bool:
    title = job.letter.title if plugin.schema.startswith("mailto") else ""
    if plugin.schema.startswith("json"):
        title = job.letter.title
    if plugin.schema.startswith("mailto"):
        _headers(plugin)["Idempotency-Key"] = job.letter.key
    return bool(plugin.notify(body=job.letter.text, title=title, body_format=NotifyFormat.TEXT))


def _headers(plugin: Any) -> dict[str, str]:
    return plugin.headers


def _talk(plugin: NotifyBase, job: Job) -> wire.Talk:
    def amend(payload: dict[str, Any]) -> None:
        _AMEND[_service(plugin)](payload, plugin, job)

    return wire.Talk(
        job.letter.key, amend, _READ[_service(plugin)], time.monotonic() + longest(job.target)
    )


def _outcome(plugin: NotifyBase, talk: wire.Talk, taken: bool, job: Job) -> Outcome:
    mail = plugin.schema.startswith("mailto")
    if taken and (mail or talk.heard) and not talk.trouble:
        return Outcome(True)
    trouble, blame = (_mail_trouble(talk) if mail else (talk.trouble, "")) or ("", "")
    if not blame:
        blame = "address" if trouble.startswith(_NOBODY) else "gateway"
    words = scrubbed(trouble or "没有发出，网关没有说明原因", job.target)
    return Outcome(False, words[:200], blame)


# ---- what each service wants and says ---------------------------------------------------------------


_NOBODY = "网关不认识收件人"


def _service(plugin: NotifyBase) -> str:
    return (
        plugin.schema.removesuffix("s") if plugin.schema in ("jsons", "mailtos") else plugin.schema
    )


def _amend_wecombot(payload: dict[str, Any], _plugin: NotifyBase, job: Job) -> None:
    if PLACE in job.target:
        mention = "mentioned_mobile_list" if is_mobile(job.address) else "mentioned_list"
        payload["text"][mention] = [job.address]


def _amend_wechat(payload: dict[str, Any], _plugin: NotifyBase, _job: Job) -> None:
    # the same words to the same people within half an hour are shown once
    payload.update(enable_duplicate_check=1, duplicate_check_interval=1800)


def _amend_dingtalk(payload: dict[str, Any], _plugin: NotifyBase, job: Job) -> None:
    if PLACE not in job.target:
        return
    mobile = is_mobile(job.address)
    person = job.address.removeprefix("+86") if mobile else job.address
    payload["at"] = {
        "atMobiles": [person] if mobile else [],
        "atUserIds": [] if mobile else [person],
        "isAtAll": False,
    }
    payload["text"]["content"] += f"\n@{person}"  # nobody is called whom the text does not name


def _amend_feishu(payload: dict[str, Any], plugin: NotifyBase, job: Job) -> None:
    if PLACE in job.target:
        content = payload["content"]
        content["text"] = f'<at user_id="{job.address}"></at> {content["text"]}'
    if plugin.user:  # the robot's 签名校验, of which the plugin knows nothing
        moment = str(int(time.time()))
        digest = hmac.new(f"{moment}\n{plugin.user}".encode(), b"", hashlib.sha256).digest()
        payload.update(timestamp=moment, sign=base64.b64encode(digest).decode())


def _amend_json(payload: dict[str, Any], _plugin: NotifyBase, job: Job) -> None:
    payload.setdefault("key", job.letter.key)


def _amend_nothing(_payload: dict[str, Any], _plugin: NotifyBase, _job: Job) -> None: ...


_AMEND = {
    "wecombot": _amend_wecombot,
    "wechat": _amend_wechat,
    "dingtalk": _amend_dingtalk,
    "feishu": _amend_feishu,
    "lark": _amend_feishu,
    "json": _amend_json,
    "mailto": _amend_nothing,
}

_GARBAGE = "网关答复的内容无法识别"
_CODES = {
    "wecom": {
        93000: "机器人的 key 不对，或机器人已被移出群",
        45009: "发送过于频繁，网关限流",
        45033: "发送过于频繁，网关限流",
        40001: "企业号或应用密钥不对",
        40013: "企业号不对",
        42001: "应用的令牌已过期",
        48001: "应用没有发送的权限",
        60020: "本机地址不在应用的可信名单内",
    },
    "dingtalk": {
        310000: "不符合机器人的安全设置（关键词、加签或来源地址）",
        300001: "机器人的 token 不对",
        400013: "群已解散",
        400101: "机器人的 token 不对",
        400102: "机器人已停用",
        410100: "发送过于频繁，网关限流",
        130101: "发送过于频繁，网关限流",
        660026: "发送过于频繁，网关限流",
    },
    "feishu": {
        9499: "网关不认识请求的格式",
        11232: "发送过于频繁，网关限流",
        19001: "机器人的 token 不对，或机器人已被移出群",
        19021: "签名不符，或本机时间不准",
        19022: "本机地址不在机器人的白名单内",
        19024: "不含机器人设置的关键词",
    },
}
_UNKNOWN_PEOPLE = {40003, 81013, 60111}


def _read_wecom(data: Any) -> str:
    if not isinstance(data, dict) or not isinstance(data.get("errcode"), int):
        return _GARBAGE
    if data["errcode"] in _UNKNOWN_PEOPLE or data.get("invaliduser"):
        return f"{_NOBODY}（{data['errcode']}）{wire.words_of(data) if data['errcode'] else ''}"
    return _by_code("wecom", data["errcode"], data)


def _read_dingtalk(data: Any) -> str:
    if not isinstance(data, dict) or not isinstance(data.get("errcode"), int):
        return _GARBAGE
    return _by_code("dingtalk", data["errcode"], data)


def _read_feishu(data: Any) -> str:
    code = data.get("code", data.get("StatusCode")) if isinstance(data, dict) else None
    return _by_code("feishu", code, data) if isinstance(code, int) else _GARBAGE


def _by_code(service: str, code: int, data: dict[str, Any]) -> str:
    if code == 0:
        return ""
    known = _CODES[service].get(code)
    return f"网关拒收（{code}）：{known}" if known else f"网关拒收（{code}）{wire.words_of(data)}"


_FINE = frozenset({"0", "200", "ok", "success", "succeed", "accepted", "true", ""})


def _read_json(data: Any) -> str:
    """An interface of one's own: nothing, one word of assent, or an object whose code is no error."""
    if isinstance(data, str):
        return "" if data.lower().strip(" .!。！") in _FINE else _GARBAGE
    if not isinstance(data, dict):
        return _GARBAGE
    for name in ("errcode", "code", "error_code", "Code"):
        if name in data and str(data[name]).lower() not in _FINE:
            return f"网关拒收（{wire.shown(str(data[name]))}）{wire.words_of(data)}"
    if data.get("success") is False or data.get("ok") is False or data.get("error"):
        return f"网关拒收{wire.words_of(data)}"
    return ""


_READ = {
    "wecombot": _read_wecom,
    "wechat": _read_wecom,
    "dingtalk": _read_dingtalk,
    "feishu": _read_feishu,
    "lark": _read_feishu,
    "json": _read_json,
    "mailto": _read_json,
}

_MAIL_TROUBLES = (
    (r"timed out", "邮件服务器没有及时答复（超时）"),
    (r"\b53[0458]\b|Authentication|AUTH", "邮件服务器不接受用户和口令"),
    (r"CERTIFICATE|SSL", "邮件服务器的证书不可信，或加密方式不符"),
    (r"STARTTLS", "邮件服务器不支持加密（STARTTLS）"),
    (r"refused\b.*Errno|Errno 111|Name or service|getaddrinfo|unreachable", "连不上邮件服务器"),
    (r"too much", "邮件服务器的答复过大，不是正常的答复"),
    (r"\b4[0-9][0-9]\b", "邮件服务器暂不受理"),
    (r"\b5[0-9][0-9]\b", "邮件服务器拒收"),
    (r"closed|reset|Broken pipe|Disconnected|disconnected", "邮件服务器断开了连接"),
)


def _mail_trouble(talk: wire.Talk) -> tuple[str, str]:
    told = " ".join(talk.told)
    if re.search(r"Exception: \{.*\((?:55[0-9]|501), ", told) or re.search(r"was refused: 5", told):
        return f"{_NOBODY}（邮件服务器拒收这一地址）", "address"
    said = [each.partition("Exception: ")[2] for each in talk.told if "Exception: " in each]
    words = " ".join(said)
    for pattern, trouble in _MAIL_TROUBLES:
        if re.search(pattern, words):
            return trouble, "gateway"
    return talk.trouble or "邮件服务器的答复无法识别", "gateway"


# ---- many at once -----------------------------------------------------------------------------------


class Room:
    """Room for letters, of which each takes a place: one among all, and one of its channel's."""

    def __init__(self, taken: Counter[str]) -> None:
        self._taken = taken

    def take(self, channel: str) -> bool:
        """Take a place, if there is one."""
        if self._taken.total() >= AT_ONCE or self._taken[channel] >= AT_ONCE_EACH:
            return False
        self._taken[channel] += 1
        return True


class Crew:
    """Letters under way side by side. A thread that its gateway holds fast is left behind, not waited for."""

    def __init__(self) -> None:
        self._done: SimpleQueue[tuple[int, Outcome]] = SimpleQueue()
        self._under_way: dict[int, tuple[Job, float]] = {}

    @property
    def busy(self) -> bool:
        """Whether any letter is under way."""
        return bool(self._under_way)

    def room(self) -> Room:
        """How many more letters may start."""
        return Room(Counter(job.channel for job, _ in self._under_way.values()))

    def start(self, job: Job) -> None:
        """Send a letter in a thread of its own, which does nothing else."""
        self._under_way[job.number] = (job, time.monotonic() + longest(job.target))

        def work() -> None:
            self._done.put((job.number, deliver(job)))

        # a daemon: one that hangs must not keep the process from ending
        threading.Thread(target=work, name="luoshi-letter", daemon=True).start()

    def gather(self, patience: float) -> list[tuple[Job, Outcome]]:
        """What has ended, waiting some seconds for the first; and what is given up."""
        found: list[tuple[Job, Outcome]] = []
        while self._under_way:
            try:
                number, outcome = self._done.get(timeout=0 if found else patience)
            except Empty:
                break
            if under_way := self._under_way.pop(number, None):
                found.append((under_way[0], outcome))
        return found + self._given_up()

    def _given_up(self) -> list[tuple[Job, Outcome]]:
        now = time.monotonic()
        late = [number for number, (_, until) in self._under_way.items() if until < now]
        trouble = Outcome(False, "网关拖住不放，已放弃等候", "gateway")
        return [(self._under_way.pop(number)[0], trouble) for number in late]
