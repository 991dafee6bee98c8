"""``luoshi channels``: what it prints, and that no secret is in it."""

from __future__ import annotations

import io
import json

import pytest

from luoshi.cli import channeling
from luoshi.cli.failure import FAILED, Failure
from luoshi.office.alerts.channels.targets import ChannelError
from luoshi.office.journal.models import Entry
from tests.office.alerts.gateways import Gateway, serving

pytestmark = pytest.mark.django_db


def test_set_up_listed_tried_and_taken_away(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as gateway:
        target = f"json://login:the-secret@{gateway.url}/?:to={{address}}"
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{target}\n"))
        channeling.channels_add("web", "webhook", "-", "短信平台", 90, None, False)
        channeling.channels(False)
        assert channeling.channels_test("web", "somebody", False) == 0
        gateway.misdeed = "fail"
        assert channeling.channels_test("web", "somebody", True) == FAILED
        channeling.channels_remove("web", False)
    told = capsys.readouterr()
    shown = told.out + told.err
    for word in ("短信平台", "未用过", "90", "网关已接收测试消息", "HTTP 500", "已移除渠道 web"):
        assert word in shown
    assert "the-secret" not in shown
    assert "login" not in shown
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["channel.add", "channel.test", "channel.test", "channel.remove"]


def test_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    channeling.channels_add("tel", "phone", "", "", None, 5, True)
    capsys.readouterr()
    channeling.channels(True)
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["key"], found["says"], found["order"]) == ("tel", "话务员名单", 5)


def test_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(Failure, match="没有读到地址"):
        channeling.channels_add("web", "webhook", "-", "", None, None, False)
    with pytest.raises(ChannelError, match="没有渠道"):
        channeling.channels_remove("none", False)
    assert Gateway().keys == []
