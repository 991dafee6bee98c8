"""Channels: real protocols against gateways of one's own machine; lies, silence, garbage; no word of a secret."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wechat import NotifyWeChat
from apprise.plugins.wecombot import NotifyWeComBot
from hypothesis import given
from hypothesis import strategies as some

from luoshi.config import ConfigurationError
from luoshi.office.alerts.channels import carrying, keeping, targets, wire, wording
from luoshi.office.alerts.channels.carrying import Crew, Job, Outcome, deliver
from luoshi.office.alerts.channels.targets import ChannelError
from luoshi.office.alerts.channels.wording import Letter
from luoshi.office.alerts.models import Channel
from luoshi.office.directory.actors import SHELL
from luoshi.office.journal.models import Entry
from tests.office.alerts.gateways import (
    HUGE,
    Gateway,
    MailServer,
    dingtalk_robot,
    feishu_robot,
    mailing,
    serving,
    wecom_application,
    wecom_robot,
)

LETTER = Letter("样例预警", "样例预警\n请立即响应\n（编号 7）", "12.0.x", "7")


def job(kind: str, target: str, address: str, letter: Letter = LETTER) -> Job:
    return Job(7, "c", kind, target, address, letter)


def send(kind: str, target: str, address: str, letter: Letter = LETTER) -> Outcome:
    return deliver(job(kind, target, address, letter))


@pytest.fixture(autouse=True)
def fresh() -> None:
    wire.forget_tokens()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """A gateway in the place of every service; the plugins are told of it by the constant of their host."""
    with serving() as found:
        here = f"http://{found.url}"
        hosts: tuple[tuple[Any, str], ...] = (
            (NotifyWeComBot, "notify_url"), (NotifyWeChat, "notify_url"), (NotifyWeChat, "token_url"),
            (NotifyDingTalk, "notify_url"), (NotifyFeishu, "notify_url"), (NotifyLark, "notify_url"),
        )  # fmt: skip
        for plugin, name in hosts:
            real: str = getattr(plugin, name)
            monkeypatch.setattr(plugin, name, here + "/" + real.split("/", 3)[3])
        yield found


ROBOTS = {
    "wecombot": ("wechat", "wecombot://a-key-of-a-robot?to={address}"),
    "wechat": ("wechat", "wechat://corp:the-secret@1000002/@{address}"),
    "dingtalk": ("dingtalk", "dingtalk://SECsecret@sometoken/{address}"),
    "feishu": ("feishu", "feishu://signing-secret@a-token?to={address}"),
    "lark": ("feishu", "lark://a-token?to={address}"),
}
ANSWERS = {
    "wecombot": wecom_robot("a-key-of-a-robot"),
    "wechat": wecom_application("corp", "the-secret", {"zhangsan", "13800000000"}),
    "dingtalk": dingtalk_robot("sometoken", "SECsecret"),
    "feishu": feishu_robot("a-token", "signing-secret"),
    "lark": feishu_robot("a-token"),
}


# ---- the services as they are ----------------------------------------------------------------------


@pytest.mark.parametrize("service", ROBOTS)
def test_a_service_takes_a_letter_under_its_key(gateway: Gateway, service: str) -> None:
    gateway.answer = ANSWERS[service]
    assert send(*ROBOTS[service], "zhangsan") == Outcome(True)
    assert gateway.keys[-1] == "12.0.x"
    assert "请立即响应" in json.dumps(gateway.asked[-1].payload, ensure_ascii=False)


def test_a_robot_of_wecom_mentions_by_account_or_mobile(gateway: Gateway) -> None:
    gateway.answer = ANSWERS["wecombot"]
    assert send(*ROBOTS["wecombot"], "zhang.san").ok
    assert send(*ROBOTS["wecombot"], "13800000000").ok
    first, second = (each.payload["text"] for each in gateway.asked)
    assert first == {"content": LETTER.text, "mentioned_list": ["zhang.san"]}
    assert second == {"content": LETTER.text, "mentioned_mobile_list": ["13800000000"]}


def test_a_robot_of_dingtalk_mentions_by_mobile_or_account(gateway: Gateway) -> None:
    gateway.answer = ANSWERS["dingtalk"]
    assert send(*ROBOTS["dingtalk"], "+8613800000000").ok
    assert send(*ROBOTS["dingtalk"], "manager01").ok
    first, second = (each.payload for each in gateway.asked)
    assert first["at"] == {"atMobiles": ["13800000000"], "atUserIds": [], "isAtAll": False}
    assert first["text"]["content"].endswith("\n@13800000000")
    assert second["at"] == {"atMobiles": [], "atUserIds": ["manager01"], "isAtAll": False}


def test_a_robot_of_feishu_mentions_and_signs(gateway: Gateway) -> None:
    gateway.answer = ANSWERS["feishu"]
    assert send(*ROBOTS["feishu"], "ou_1").ok
    assert (
        gateway.asked[0].payload["content"]["text"].startswith('<at user_id="ou_1"></at> 样例预警')
    )


def test_a_robot_without_a_place_for_an_address_mentions_nobody(gateway: Gateway) -> None:
    gateway.answer = ANSWERS["wecombot"]
    assert send("wechat", "wecombot://a-key-of-a-robot", "zhangsan").ok
    assert gateway.asked[0].payload["text"] == {"content": LETTER.text}


def test_an_application_asks_for_its_word_once_and_has_doubles_checked(gateway: Gateway) -> None:
    gateway.answer = ANSWERS["wechat"]
    assert send(*ROBOTS["wechat"], "zhangsan").ok
    assert send(*ROBOTS["wechat"], "zhangsan").ok
    assert [each.path.rsplit("/")[-1] for each in gateway.asked] == ["gettoken", "send", "send"]
    assert gateway.asked[-1].payload["touser"] == "zhangsan"
    assert gateway.asked[-1].payload["enable_duplicate_check"] == 1


def test_an_application_whose_word_has_ended_asks_anew(gateway: Gateway) -> None:
    gateway.answer = ANSWERS["wechat"]
    assert send(*ROBOTS["wechat"], "zhangsan").ok
    gateway.answer = lambda asked: {"errcode": 42001, "errmsg": "access_token expired"}
    assert "42001" in send(*ROBOTS["wechat"], "zhangsan").trouble
    gateway.answer = ANSWERS["wechat"]
    assert send(*ROBOTS["wechat"], "zhangsan").ok
    assert gateway.asked[-2].path.endswith("gettoken")


def test_a_web_interface_gets_title_text_address_and_key(gateway: Gateway) -> None:
    target = f"json://u:pass@{gateway.url}/sms/send?:phone={{address}}&+X-App=luoshi&-v=2"
    assert send("sms", target, "13800000000").ok
    asked = gateway.asked[0]
    assert (asked.path, asked.query["v"], asked.headers["x-app"]) == ("/sms/send", "2", "luoshi")
    assert asked.headers["authorization"].startswith("Basic ")
    told = asked.payload
    assert (told["title"], told["message"], told["phone"]) == (
        LETTER.title,
        LETTER.text,
        "13800000000",
    )
    assert told["key"] == asked.key == LETTER.key


def test_mail_is_plain_text_with_a_subject_and_the_key() -> None:
    with mailing(MailServer(password="the-password")) as server:
        target = (
            f"mailto://u:the-password@127.0.0.1:{server.port}?from=z@example.org&to={{address}}"
        )
        assert send("mail", target, "a.b+c@example.org") == Outcome(True)
    sender, people, text = server.taken[0]
    mail = message_from_string(text)
    assert (sender, people) == ("z@example.org", ["a.b+c@example.org"])
    assert str(make_header(decode_header(mail["Subject"]))) == LETTER.title
    assert mail["Idempotency-Key"] == LETTER.key
    assert mail.get_content_type() == "text/plain"
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().split() == LETTER.text.split()


# ---- lies and other troubles -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "target", "told"),
    [
        ("wecombot", "wecombot://another-key?to={address}", "网关拒收（93000）：机器人的 key 不对"),
        ("wechat", "wechat://corp:another@1000002/@{address}", "网关拒收（40001）：企业号或应用密钥"),
        ("dingtalk", "dingtalk://SECother@sometoken/{address}", "网关拒收（310000）：不符合机器人的安全"),
        ("dingtalk", "dingtalk://SECsecret@othertoken/{address}", "网关拒收（300001）"),
        ("feishu", "feishu://other@a-token?to={address}", "网关拒收（19021）：签名不符"),
        ("lark", "lark://other-token?to={address}", "网关拒收（19001）"),
    ],
)  # fmt: skip
def test_a_refusal_inside_an_answer_of_status_200_is_heard(
    gateway: Gateway, service: str, target: str, told: str
) -> None:
    gateway.answer = ANSWERS[service]
    outcome = send(ROBOTS[service][0], target, "zhangsan")
    assert not outcome.ok
    assert outcome.trouble.startswith(told)
    assert outcome.blame == "gateway"


def test_a_success_that_names_the_person_as_unknown_is_none(gateway: Gateway) -> None:
    gateway.answer = lambda asked: (
        {"errcode": 0, "access_token": "w", "expires_in": 7200}
        if asked.method == "GET"
        else {"errcode": 0, "errmsg": "ok", "invaliduser": "zhangsan"}
    )
    outcome = send(*ROBOTS["wechat"], "zhangsan")
    assert (outcome.ok, outcome.blame) == (False, "address")
    assert "不认识收件人" in outcome.trouble
    gateway.answer = ANSWERS["wechat"]
    wire.forget_tokens()
    assert send(*ROBOTS["wechat"], "lisi").blame == "address"


@pytest.mark.parametrize(
    ("said", "ok"),
    [
        ({}, True), ({"code": 0}, True), ({"code": "OK"}, True), ({"errcode": 0, "errmsg": "ok"}, True),
        ("ok", True), ({"success": True, "id": 5}, True),
        ({"code": "isv.BUSINESS_LIMIT_CONTROL", "message": "限流"}, False), ({"success": False}, False),
        ({"errcode": 7}, False), ({"error": "no"}, False), ([], False), (5, False), ("maybe", False),
    ],
)  # fmt: skip
def test_what_a_web_interface_says_decides(gateway: Gateway, said: Any, ok: bool) -> None:
    gateway.answer = lambda asked: said
    outcome = send("webhook", f"json://{gateway.url}/?:to={{address}}", "甲")
    assert outcome.ok is ok
    assert ok or outcome.trouble


MISDEEDS = {
    "fail": "网关答复出错（HTTP 500）",
    "close": "连不上网关，或网关断开了连接",
    "cut": "网关",
    "garbage": "网关答复的内容无法识别",
    "huge": "网关的答复过大",
    "redirect": "网关要求转到别处",
    "noise": "连不上网关，或网关断开了连接",
    "hang": "网关没有及时答复（超时）",
    "drip": "网关没有及时答复（超时）",
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
@pytest.mark.parametrize("service", [*ROBOTS, "json"])
def test_misdeeds_are_told_and_end(
    gateway: Gateway, service: str, misdeed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "CONNECT", 0.2)
    monkeypatch.setattr(wire, "READ", 0.2)
    monkeypatch.setattr(carrying, "_GRACE", 0)
    gateway.misdeed = misdeed
    kind, target = ROBOTS.get(service) or ("webhook", f"json://{gateway.url}/?:to={{address}}")
    outcome = send(kind, target, "zhangsan")
    assert (outcome.ok, outcome.blame) == (False, "gateway")
    assert outcome.trouble.startswith(MISDEEDS[misdeed])
    assert gateway.sent_bytes < HUGE / 10  # 300 MB are not read
    assert len(gateway.asked) == 1  # and nobody is led elsewhere


def test_nobody_there() -> None:
    with serving() as gone:
        pass
    outcome = send("webhook", f"json://{gone.url}/", "甲")
    assert outcome == Outcome(False, MISDEEDS["close"], "gateway")


MAIL_MISDEEDS = {
    "hang": "邮件服务器没有及时答复（超时）",
    "close": "邮件服务器断开了连接",
    "busy": "邮件服务器暂不受理",
    "garbage": "邮件服务器",
    "endless": "邮件服务器的答复过大",
}


@pytest.mark.parametrize("misdeed", MAIL_MISDEEDS)
def test_misdeeds_of_a_mail_server(misdeed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ", 0.2)
    with mailing(MailServer(misdeed=misdeed)) as server:
        target = f"mailto://127.0.0.1:{server.port}?from=z@example.org&to={{address}}"
        outcome = send("mail", target, "a@example.org")
    assert (outcome.ok, outcome.blame) == (False, "gateway")
    assert outcome.trouble.startswith(MAIL_MISDEEDS[misdeed])


def test_a_mail_server_that_knows_neither_the_sender_nor_the_receiver() -> None:
    with mailing(MailServer(password="right", strangers={"b@example.org"})) as server:
        target = f"mailto://u:{{}}@127.0.0.1:{server.port}?from=z@example.org&to={{{{address}}}}"
        wrong = send("mail", target.format("wrong"), "a@example.org")
        stranger = send("mail", target.format("right"), "b@example.org")
    assert wrong == Outcome(False, "邮件服务器不接受用户和口令", "gateway")
    assert stranger.blame == "address"
    assert not server.taken


def test_a_certificate_of_ones_own_making_is_not_trusted(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    with serving(wrap=context) as gateway:
        outcome = send("webhook", f"jsons://{gateway.url}/", "甲")
        assert outcome == Outcome(False, "网关的证书不可信", "gateway")
        assert not gateway.asked
        assert send("webhook", f"jsons://{gateway.url}/?verify=no", "甲").ok


def self_signed(folder: Path) -> Path:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    day = timedelta(days=1)
    paper = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - day)
        .not_valid_after(datetime.now(UTC) + day)
        .sign(key, hashes.SHA256())
    )
    file = folder / "own.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + paper.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_a_plugin_that_goes_round_the_wire_has_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotifyJSON, "send", lambda *args, **kwargs: True)
    assert not send("webhook", "json://127.0.0.1:9/", "甲").ok


# ---- side by side ----------------------------------------------------------------------------------


def test_a_gateway_that_hangs_blocks_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that sends the head of its answer letter by letter, against which no time-out helps."""
    monkeypatch.setattr(wire, "CONNECT", 0.5)
    monkeypatch.setattr(wire, "READ", 0.5)
    monkeypatch.setattr(carrying, "_GRACE", -1.0)
    crew, ended = Crew(), dict[int, Outcome]()
    with serving(Gateway(misdeed="drip_headers")) as bad, serving() as good:
        for number in range(carrying.AT_ONCE_EACH):
            target = f"json://{bad.url}/"
            crew.start(replace(job("webhook", target, "甲"), number=number, channel="bad"))
        room = crew.room()
        assert not room.take("bad")
        assert room.take("good")
        crew.start(replace(job("webhook", f"json://{good.url}/", "乙"), number=99, channel="good"))
        order: list[int] = []
        while crew.busy:
            for each, outcome in crew.gather(0.2):
                order.append(each.number)
                ended[each.number] = outcome
    assert order[0] == 99
    assert ended.pop(99).ok
    assert {each.trouble for each in ended.values()} == {"网关拖住不放，已放弃等候"}


# ---- secrets ---------------------------------------------------------------------------------------


SECRET_TARGETS = [
    *ROBOTS.values(),
    (
        "sms",
        "jsons://login:pass-word@h.example.org/p-a-t-h?:phone={address}&+X-Key=my-key&-token=tttt",
    ),
    ("mail", "mailtos://login:pass-word@smtp.example.org?from=z@example.org&to={address}"),
]
WORDS = ["a-key-of-a-robot", "the-secret", "SECsecret", "sometoken", "signing-secret", "a-token",
         "login", "pass-word", "p-a-t-h", "my-key", "tttt"]  # fmt: skip


@pytest.mark.parametrize(("kind", "target"), SECRET_TARGETS)
def test_what_is_shown_holds_no_secret(kind: str, target: str) -> None:
    assert targets.checked(kind, target) == target
    shown = targets.masked(target)
    assert not [word for word in WORDS if word in shown]
    assert "{address}" in shown or "/…" in shown


def test_a_gateway_that_repeats_its_secret_is_not_quoted(gateway: Gateway) -> None:
    gateway.answer = lambda asked: {"errcode": 5, "errmsg": "bad key A-KEY-OF-A-ROBOT here"}
    assert send(*ROBOTS["wecombot"], "zhangsan").trouble == "网关拒收（5）：bad key *** here"


def test_no_log_holds_a_secret_or_an_address(
    gateway: Gateway, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where somebody has every word of every library written down."""
    monkeypatch.setattr(logging.root, "level", logging.DEBUG)
    monkeypatch.setattr(logging.root, "handlers", [logging.StreamHandler()])
    logging.getLogger("anything").debug("is written down")
    for service, (kind, target) in ROBOTS.items():
        gateway.answer = ANSWERS[service]
        send(kind, target, "13800000000")
    with pytest.raises(ChannelError) as refused:
        targets.checked("dingtalk", "dingtalk://SEC!!secret@some!token/{address}")
    told = "".join(capfd.readouterr()) + str(refused.value)
    assert "is written down" in told
    assert not [word for word in [*WORDS, "13800000000", "SEC!!secret"] if word in told]


# ---- addresses -------------------------------------------------------------------------------------

EVIL = [
    "", "a b", "a/../b", "a?x=1", "a&to=b", "a#b", "x@y", "a,b", "a;b", "a%40b", "{address}", "a\nb",
    "a\0b", "all", "@all", "ALL", "http://h", "../..", "a\\b", "'", '"', "<at>", "甲\u202e", "9" * 300,
]  # fmt: skip


@pytest.mark.parametrize("kind", ["dingtalk", "feishu", "sms"])
@pytest.mark.parametrize("address", EVIL)
def test_strange_addresses_are_refused(kind: str, address: str) -> None:
    with pytest.raises(ChannelError, match="联系方式"):
        targets.address_of(kind, address)
    assert send(kind, "json://127.0.0.1:9/?:p={address}", address).blame == "address"


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "a@b.c,d@e.f",
        "a@b.c\r\nBcc: x@y.z",
        "<a@b.c>",
        "a b@c.d",
        "a@b.c?cc=x",
        "-a@b.c",
        "a@-b.c",
    ],
)
def test_strange_mail_addresses_are_refused(address: str) -> None:
    with pytest.raises(ChannelError):
        targets.address_of("mail", address)


@given(
    some.text(max_size=60),
    some.sampled_from(["wechat", "dingtalk", "feishu", "sms", "mail", "webhook"]),
)
def test_no_address_changes_where_a_letter_goes(address: str, kind: str) -> None:
    target = "json://h.example.org:81/a?:to={address}&:b=c"
    try:
        url = targets.filled(kind, target, address)
    except ChannelError:
        return
    plugin: Any = carrying.plugin_of(url)
    assert (plugin.host, plugin.port, plugin.fullpath) == ("h.example.org", 81, "/a")
    assert plugin.payload_extras == {"to": address.strip(), "b": "c"}
    assert not plugin.headers
    assert not plugin.params


@pytest.mark.parametrize(
    ("kind", "target", "why"),
    [
        ("wechat", "json://h/?:a={address}", "不能以“json://”开头"),
        ("webhook", "file:///etc/passwd", "不能以“file://”开头"),
        ("webhook", "https://h/", "不能以“https://”开头"),
        ("webhook", "jsons://{address}/", "不能写在主机"),
        ("webhook", "jsons://{address}@h/", "不能写在主机"),
        ("webhook", "jsons://h/?:{address}=1", "不能写在主机"),
        ("webhook", "jsons://h/?redirect=yes", "选项“redirect”"),
        ("webhook", "jsons://h/?cto=900", "cto"),
        ("webhook", "jsons://h/?rto=nan", "rto"),
        ("webhook", "jsons://h:99999/", "主机或端口"),
        ("webhook", "jsons://h/#x", "含有 #"),
        ("webhook", "jsons://h/ x", "含有空白"),
        ("webhook", "", "地址为空"),
        ("mail", "mailto://u:p@h?to={address}&pgpprv=/etc/shadow", "选项“pgpprv”"),
        ("mail", "mailto://u:p@h?to={address}&wkd=yes", "选项“wkd”"),
        ("mail", "mailto://u:p@h.example.org", "不知道发给谁"),
        ("sms", "jsons://h/", "不知道发给谁"),
        ("wechat", "wechat://c:s@1/@all", "不知道发给谁"),
        ("dingtalk", "dingtalk://bad!token/", "不合格式"),
        ("phone", "json://h/", "不填地址"),
        ("pigeon", "json://h/", "没有“pigeon”这类渠道"),
    ],
)
def test_targets_that_are_refused(kind: str, target: str, why: str) -> None:
    with pytest.raises(ChannelError, match=why):
        targets.checked(kind, target)


# ---- words -----------------------------------------------------------------------------------------


def test_a_text_is_plain_and_keeps_how_to_answer() -> None:
    text = "一\x00\x1b[31m二\u202e三\r\n四\ud800"
    assert wording.plain(text) == "一[31m二三\n四"
    fitted = wording._fitted("sms", "长" * 900, "收到请点：https://h/a/1/")
    assert len(fitted) == 500
    assert fitted.endswith("……（全文见系统）\n收到请点：https://h/a/1/")
    assert len(wording._fitted("wechat", "长" * 900, "收到").encode()) <= 2048
    assert wording._fitted("feishu", '<at user_id="all"></at>', "") == '＜at user_id="all"></at>'


@pytest.mark.parametrize(
    "address", ["ftp://h", "h", "https://", "https://u@h", "https://h?x", "http://h:x"]
)
def test_an_address_of_the_office_that_is_none(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wording.ADDRESS, address)
    with pytest.raises(ConfigurationError, match="不是网址"):
        wording.base()


def test_an_address_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(wording.ADDRESS, raising=False)
    assert wording.base() == ""
    monkeypatch.setenv(wording.ADDRESS, "https://office.example.org/luoshi/")
    assert wording.base() == "https://office.example.org/luoshi"


# ---- set up, tried out, taken away -----------------------------------------------------------------


@pytest.mark.django_db
def test_a_channel_is_set_up_tried_and_taken_away(gateway: Gateway) -> None:
    gateway.answer = ANSWERS["wecombot"]
    keeping.add(SHELL, "wx", "wechat", ROBOTS["wecombot"][1], patience=120)
    assert keeping.health()[0].state == "untried"
    assert keeping.test(SHELL, "wx", "zhangsan").ok
    assert "测试" in gateway.asked[0].payload["text"]["content"]
    assert keeping.health()[0].state == "well"
    gateway.misdeed = "fail"
    assert not keeping.test(SHELL, "wx", "zhangsan").ok
    assert keeping.health()[0].state == "shaky"
    assert keeping.remove(SHELL, "wx") == 0
    assert not Channel.objects.exists()
    entries = list(Entry.objects.order_by("id"))
    assert [each.kind for each in entries] == [
        "channel.add", "channel.test", "channel.test", "channel.remove",
    ]  # fmt: skip
    assert "a-key-of-a-robot" not in "".join(each.text for each in entries)


@pytest.mark.django_db
def test_what_cannot_be_set_up() -> None:
    keeping.add(SHELL, "tel", "phone", "")
    for more, why in (
        ({"key": "tel"}, "已有渠道"),
        ({"key": "A b"}, "不合格式"),
        ({"patience": 0}, "等候秒数"),
        ({"kind": "x"}, "这类渠道"),
    ):
        with pytest.raises(ChannelError, match=why):
            keeping.add(SHELL, **{"key": "n", "kind": "phone", "target": "", **more})
    with pytest.raises(ChannelError, match="没有可测试的网关"):
        keeping.test(SHELL, "tel", "13800000000")
    with pytest.raises(ChannelError, match="没有渠道"):
        keeping.test(SHELL, "none", "13800000000")
    assert [each.state for each in keeping.health()] == ["list"]
