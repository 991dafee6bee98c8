"""Pages of contacts, relays, the roster, channels and drills: kept by whose they are, asked before a loss."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.office import clock
from luoshi.office.alerts import contacts
from luoshi.office.alerts.channels import keeping
from luoshi.office.alerts.contacts import Entry
from luoshi.office.alerts.drills import runs, sandbox
from luoshi.office.alerts.drills.scenario import scenarios
from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import Channel, Contact, DrillRun, Relay, Setting, Shift
from luoshi.office.directory import admin
from luoshi.office.directory.models import Unit
from luoshi.procedures.plans import RECEIVERS
from tests.office.alerts.office import PLAN, FloodOffice
from tests.office.cases.office import moment, person, unit
from tests.web.conftest import words
from tests.web.officed import HOSTILE
from tests.web.signed import client_of, employ, settled
from tests.web.test_monitoring import cells, seen

NOW = "2026-06-10T08:20"


class Desk:
    """The flood office at its browsers: a county with a town below it, its neighbour, and the administrator."""

    def __init__(self) -> None:
        self.office = FloodOffice()
        town = unit("town", "禾丰县某镇")
        Unit.objects.filter(pk=town.pk).update(parent=self.office.units["hefeng"])
        town.refresh_from_db()
        self.office.units["town"], self.office.actors["town"] = town, person(town)
        self.hefeng, self.songbei, self.town = (self.person(code) for code in ("hefeng", "songbei", "town"))  # fmt: skip
        self.viewer = client_of(employ(self.office.units["hefeng"], "viewer1", "viewer"))
        self.root = client_of(settled(admin.create("root1", "样例管理员")[0]))

    def person(self, code: str) -> Client:
        """A browser of somebody at a unit."""
        return client_of(employ(self.office.units[code], f"{code}1"))

    def below(self) -> Contact:
        """Somebody at the town."""
        actor = self.office.actors["hefeng"]
        at = contacts.made_post(actor, self.office.units["town"], RECEIVERS)
        return contacts.add(actor, at, Entry("镇值班员", {"phone": "0000-7777"}))


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """The office on a morning in June."""
    with clock.at(moment(NOW)):
        yield Desk()


def table(*rows: str) -> SimpleUploadedFile:
    """A table to hand in."""
    return SimpleUploadedFile("表.csv", "\n".join(rows).encode())


# --- contacts


def test_the_list_shows_ones_own_and_those_below(desk: Desk) -> None:
    desk.below()
    page = seen(desk.hefeng.get("/office/contacts/"))
    text = words(page)
    for there in ("禾丰县值班员", "镇值班员", "第六条", "0000-7777"):
        assert there in text
    assert "松陂县值班员" not in text
    told = desk.hefeng.get("/office/contacts.json").json()["contacts"]
    assert {each["unit"] for each in told} == {"hefeng", "town"}
    assert {each["unit"] for each in desk.town.get("/office/contacts.json").json()["contacts"]} == {
        "town"
    }
    assert len(cells(desk.hefeng.get("/office/contacts.xlsx"))) == 6
    assert len(desk.root.get("/office/contacts.json").json()["contacts"]) > 10
    seen(desk.root.get("/office/contacts/"))
    found = seen(desk.hefeng.get("/office/contacts/", {"q": "镇"}))
    assert "禾丰县值班员" not in words(found)
    assert Client().get("/office/contacts/").status_code == 302


def test_a_called_post_without_people_says_what_to_do(desk: Desk) -> None:
    Contact.objects.filter(unit__code="hefeng", post__name="主要负责人").delete()
    page = seen(desk.hefeng.get("/office/contacts/"))
    assert "没有人，叫应不到" in words(page)
    link = page.xpath("//td[contains(., '没有人')]//a/@href")[0]
    form = seen(desk.hefeng.get(link))
    assert form.xpath("//input[@name='post']/@value") == ["主要负责人"]
    assert not seen(desk.viewer.get("/office/contacts/")).xpath("//a[contains(@href, '/new/')]")


def test_somebody_is_added_changed_confirmed_and_removed(desk: Desk) -> None:
    form = {"unit": "hefeng", "post": RECEIVERS, "name": "丙", "a-sms": "１３８００００００００", "active": "1",
            "login": "hefeng1"}  # fmt: skip
    assert desk.hefeng.post("/office/contacts/new/", form).status_code == 302
    made = Contact.objects.get(name="丙")
    assert made.addresses == {"sms": "13800000000"}
    assert made.user is not None
    assert made.order == 2
    path = f"/office/contacts/{made.pk}/"
    page = seen(desk.hefeng.get(path))
    assert page.xpath("//input[@name='a-sms']/@value") == ["13800000000"]
    Contact.objects.update(confirmed=None)
    assert "该核对了" in words(seen(desk.hefeng.get("/office/contacts/")))
    assert (
        desk.hefeng.post("/office/contacts/confirm/", {"contact": str(made.pk)}).status_code == 302
    )
    assert Contact.objects.exclude(confirmed=None).count() == 1
    assert desk.hefeng.post("/office/contacts/confirm/", {"unit": "hefeng"}).status_code == 302
    assert Contact.objects.exclude(confirmed=None).count() == 5
    assert (
        desk.hefeng.post(path, {**form, "name": "丁", "order": "0", "active": ""}).status_code
        == 302
    )
    made.refresh_from_db()
    assert (made.name, made.order, made.active) == ("丁", 0, False)
    seen(desk.hefeng.get(f"{path}remove/"))
    assert Contact.objects.filter(pk=made.pk).exists()
    assert desk.hefeng.post(f"{path}remove/").status_code == 302
    assert not Contact.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", "", "姓名"), ("name", "甲" * 99, "姓名"), ("a-phone", HOSTILE, "电话"), ("a-mail", "x", "邮件"),
        ("order", "-1", "顺序"), ("order", "1e9", "顺序"), ("order", "9999", "顺序"), ("login", "songbei1", "账户"),
        ("post", "岗" * 61, "岗位"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_stays_in_the_form(
    desk: Desk, field: str, value: str, why: str
) -> None:
    form = {"unit": "hefeng", "post": RECEIVERS, "name": "丙", "active": "1", field: value}
    before = Contact.objects.count()
    page = seen(desk.hefeng.post("/office/contacts/new/", form), 422)
    assert why in words(page.xpath("//*[@id='trouble']")[0])
    assert not page.xpath("//script[not(@src)] | //img")
    assert Contact.objects.count() == before
    if field != "name":
        assert page.xpath("//input[@name='name']/@value") == ["丙"]


def test_another_units_people_are_not_there(desk: Desk) -> None:
    desk.below()
    actor = desk.office.actors["hefeng"]
    own = desk.office.contact("hefeng")
    shift = contacts.add_shift(actor, own, clock.now(), clock.now() + timedelta(hours=8))
    relay = contacts.add_relay(actor, own.unit, own.post)
    paths = [
        f"/office/contacts/{own.pk}/", f"/office/contacts/{own.pk}/remove/", f"/office/roster/{shift.pk}/remove/",
        f"/office/relays/{relay.pk}/remove/",
    ]  # fmt: skip
    counts = [Contact.objects.count(), Shift.objects.count(), Relay.objects.count()]
    for client in (desk.songbei, desk.town):
        for path in paths:
            assert client.get(path).status_code == 404, path
            assert client.post(path, {"name": "x"}).status_code == 404, path
        assert client.get("/office/contacts/new/", {"unit": "hefeng"}).status_code == 404
        assert client.post("/office/contacts/confirm/", {"contact": str(own.pk)}).status_code == 404
        assert client.post("/office/contacts/confirm/", {"unit": "hefeng"}).status_code == 404
        assert client.post("/office/roster/", {"contact": str(own.pk)}).status_code == 404
        assert client.post("/office/relays/", {"post": str(own.post.pk)}).status_code == 404
    assert desk.songbei.get("/office/roster.json").json()["shifts"] == []
    assert desk.songbei.get("/office/relays.json").json() == {"relays": []}
    assert [Contact.objects.count(), Shift.objects.count(), Relay.objects.count()] == counts
    for path in (
        *paths,
        "/office/contacts/new/",
        "/office/contacts/import/",
        "/office/roster/import/",
    ):
        assert desk.viewer.get(path).status_code == 403, path
    own.refresh_from_db()
    assert own.name == "禾丰县值班员"


def test_contacts_come_from_a_table_when_confirmed(desk: Desk) -> None:
    path = "/office/contacts/import/"
    seen(desk.hefeng.get(path))
    file = table(
        "单位,岗位,姓名,电话",
        f",{RECEIVERS},新人,0000-8888",
        f"town,{RECEIVERS},镇值班员,0000-9999",
    )
    page = seen(desk.hefeng.post(path, {"file": file}))
    assert "新增 2 行" in words(page)
    assert not Contact.objects.filter(name="新人").exists()
    token = page.xpath("//input[@name='token']/@value")[0]
    assert desk.songbei.post(path, {"token": token, "name": "表.csv"}).status_code == 422
    assert desk.hefeng.post(path, {"token": token, "name": "表.csv"}).status_code == 302
    assert Contact.objects.filter(name__in=["新人", "镇值班员"]).count() == 2
    bad = table(
        "单位,岗位,姓名,电话", f"松陂县,{RECEIVERS},丙,0000-8888", f",{RECEIVERS},丁,{HOSTILE}"
    )
    page = seen(desk.hefeng.post(path, {"file": bad}), 422)
    assert "2 行有误" in words(page)
    assert not page.xpath("//input[@name='token'] | //img")
    template = desk.hefeng.get("/office/contacts/import/template.xlsx")
    assert cells(template)[0][:3] == ("单位", "岗位", "姓名")
    file = SimpleUploadedFile("a.xlsx", template.content)
    assert "新增 1 行" in words(seen(desk.hefeng.post(path, {"file": file})))
    exported = SimpleUploadedFile("a.xlsx", desk.hefeng.get("/office/contacts.xlsx").content)
    assert "不变" in words(seen(desk.hefeng.post(path, {"file": exported})))


# --- relays and the roster


def test_relays_are_added_and_removed(desk: Desk) -> None:
    below = desk.below()
    page = seen(desk.hefeng.get("/office/relays/"))
    assert "还没有转给谁" in words(page)
    form = {"unit": "hefeng", "post": str(below.post.pk), "plan": PLAN}
    assert desk.hefeng.post("/office/relays/", form).status_code == 302
    assert "不需要再加" in words(seen(desk.hefeng.post("/office/relays/", form), 422))
    page = seen(desk.hefeng.get("/office/relays/"))
    assert "禾丰县某镇·预警接收人" in words(page)
    assert cells(desk.hefeng.get("/office/relays.xlsx"))[1][2] == "禾丰县某镇"
    made = Relay.objects.get()
    seen(desk.hefeng.get(f"/office/relays/{made.pk}/remove/"))
    assert desk.hefeng.post(f"/office/relays/{made.pk}/remove/").status_code == 302
    assert not Relay.objects.exists()
    assert desk.viewer.post("/office/relays/", form).status_code == 403


def test_the_roster_marks_gaps_and_refuses_overlaps(desk: Desk) -> None:
    page = seen(desk.hefeng.get("/office/roster/"))
    assert "这两周还没有排班" in words(page)
    who = desk.office.contact("hefeng")
    form = {"contact": str(who.pk), "begins": "2026-06-10T08:00", "ends": "2026-06-11T08:00"}
    assert desk.hefeng.post("/office/roster/", form).status_code == 302
    later = {**form, "begins": "2026-06-12T08:00", "ends": "2026-06-24T00:00"}
    assert desk.hefeng.post("/office/roster/", later).status_code == 302
    page = seen(desk.hefeng.post("/office/roster/", {**form, "ends": "2026-06-10T09:00"}), 422)
    assert "重叠" in words(page)
    page = seen(desk.hefeng.get("/office/roster/"))
    gap = words(page.xpath("//tr[contains(., '空班')]")[0])
    assert "2026-06-11 08:00" in gap
    assert "2026-06-12 08:00" in gap
    assert "1 处空班" in words(page)
    assert "当班" in words(page)
    told = desk.hefeng.get("/office/roster.json").json()
    assert len(told["shifts"]) == 2
    assert len(told["gaps"][0]["gaps"]) == 1
    assert desk.hefeng.get("/office/roster.json", {"from": "2026-07-10"}).json()["shifts"] == []
    assert desk.hefeng.get("/office/roster/", {"from": "x"}).status_code == 400
    shift = Shift.objects.order_by("begins")[0]
    seen(desk.hefeng.get(f"/office/roster/{shift.pk}/remove/"))
    assert desk.hefeng.post(f"/office/roster/{shift.pk}/remove/").status_code == 302
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [{"begins": "x"}, {"ends": ""}, {"begins": "9999-01-01T00:00"}, {"contact": "0"}, {"contact": "9" * 30},
     {"contact": "x"}],
)  # fmt: skip
def test_a_shift_that_cannot_be_is_refused(desk: Desk, more: dict[str, str]) -> None:
    who = desk.office.contact("hefeng")
    form = {
        "contact": str(who.pk),
        "begins": "2026-06-10T08:00",
        "ends": "2026-06-11T08:00",
        **more,
    }
    assert desk.hefeng.post("/office/roster/", form).status_code in (404, 422)
    assert not Shift.objects.exists()


def test_a_roster_comes_from_a_table(desk: Desk) -> None:
    path = "/office/roster/import/"
    file = table("岗位,姓名,起,止", f"{RECEIVERS},禾丰县值班员,2026-06-11 08:00,2026-06-12 08:00",
                 f"{RECEIVERS},禾丰县副班,2026/6/12 8:00,2026/6/13 8:00")  # fmt: skip
    page = seen(desk.hefeng.post(path, {"file": file}))
    token = page.xpath("//input[@name='token']/@value")[0]
    assert desk.hefeng.post(path, {"token": token, "name": "a.csv"}).status_code == 302
    assert Shift.objects.count() == 2
    template = SimpleUploadedFile("a.xlsx", desk.hefeng.get(f"{path}template.xlsx").content)
    page = seen(desk.hefeng.post(path, {"file": template}))
    assert "不变 1 行" in words(page)


# --- channels


def test_channels_are_the_administrators(desk: Desk) -> None:
    paths = ("/office/channels/", "/office/channels.json", "/office/channels.xlsx", "/office/channels/add/",
             "/office/channels/of/wechat/", "/office/channels/of/wechat/remove/")  # fmt: skip
    for path in paths:
        assert desk.hefeng.get(path).status_code == 403, path
        if not path.endswith(("json", "xlsx")):
            assert (
                desk.hefeng.post(path, {"name": "stale_minutes", "value": "60"}).status_code == 403
            )
            seen(desk.root.get(path))
    assert "渠道" not in [
        words(each) for each in seen(desk.hefeng.get("/office/contacts/")).xpath("//nav//a")
    ]
    assert Channel.objects.count() == 2
    assert len(cells(desk.root.get("/office/channels.xlsx"))) == 3
    assert desk.root.get("/office/channels/of/none/").status_code == 422


def test_a_channel_is_set_up_changed_and_removed_and_its_key_is_never_shown(desk: Desk) -> None:
    secret = "SECRETSECRETSECRETSECRET"
    form = {"kind": "wechat", "key": "robot", "label": "机器人", "target": f"wecombot://{secret}?to={{address}}",
            "patience": "120", "order": "5"}  # fmt: skip
    assert desk.root.post("/office/channels/add/", form).status_code == 302
    page = seen(desk.root.get("/office/channels/"))
    assert "机器人" in words(page)
    assert "本单位设定，原文未写明" in words(page)
    path = "/office/channels/of/robot/"
    for response in (
        desk.root.get("/office/channels/"),
        desk.root.get(path),
        desk.root.get("/office/channels.json"),
    ):
        assert secret not in response.content.decode()
    change = {"label": "机器人", "order": "1", "patience": "", "active": ""}
    assert desk.root.post(path, change).status_code == 302
    found = Channel.objects.get(key="robot")
    assert (found.active, found.patience, found.order) == (False, None, 1)
    assert secret in found.target
    for bad in (
        {"target": "file:///etc/passwd"},
        {"patience": "x"},
        {"label": ""},
        {"order": "9999999"},
    ):
        page = seen(desk.root.post(path, {**change, **bad}), 422)
        assert page.xpath("//*[@id='trouble']")
    for bad in (
        {"kind": "pigeon"},
        {"key": "x y"},
        {"key": "robot"},
        {"target": ""},
        {"patience": "0"},
    ):
        page = seen(desk.root.post("/office/channels/add/", {**form, "key": "other", **bad}), 422)
        assert secret not in words(page)
    seen(desk.root.get(f"{path}remove/"))
    assert desk.root.post(f"{path}remove/").status_code == 302
    assert not Channel.objects.filter(key="robot").exists()


def test_a_test_message_is_sent_and_its_outcome_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def tried(_actor: Any, key: str, address: str) -> Any:
        sent.append(f"{key} {address}")
        return type("Outcome", (), {"ok": len(sent) == 1, "trouble": "网关说不"})()

    monkeypatch.setattr(keeping, "test", tried)
    path = "/office/channels/of/wechat/"
    page = seen(desk.root.post(path, {"act": "test", "address": "zhangsan"}))
    assert "网关收下了" in words(page)
    page = seen(desk.root.post(path, {"act": "test", "address": "zhangsan"}))
    assert "网关说不" in words(page)
    assert sent == ["wechat zhangsan"] * 2
    assert desk.hefeng.post(path, {"act": "test", "address": "zhangsan"}).status_code == 403


def test_a_setting_is_put_and_labelled(desk: Desk) -> None:
    path = "/office/channels/"
    form = {"name": "stale_minutes", "plan": PLAN, "value": "60"}
    assert desk.root.post(path, form).status_code == 302
    assert Setting.objects.get().value == "60"
    assert "60 分钟" in words(seen(desk.root.get(path)))
    for bad in ({"value": ""}, {"value": "1"}, {"value": "x"}, {"name": "none"}, {"plan": "none"}):
        seen(desk.root.post(path, {**form, **bad}), 422)
    assert Setting.objects.count() == 1


# --- drills


REPORT: dict[str, Any] = {
    "scenario": "s", "title": "演练", "drill": True, "plan": PLAN, "document": "云府发〔2025〕1号", "speed": 60.0,
    "seconds": 12.5, "simulated_hours": 8.0, "began": "2026-06-10T08:00:00+08:00", "passed": False,
    "journal": {"entries": 5, "sound": True}, "cases": [],
    "happened": [{"at": "2026-06-10T08:00:00+08:00", "what": "收到 1 条监测值", "who": "站", "refused": False}],
    "expected": [{"what": "level", "value": HOSTILE, "met": False, "seen": "没有", "by": None}],
    "alerts": [{
        "alert": "YJ-2026-00001", "plan": PLAN, "label": "暴雨洪涝预警", "level": "red", "state": "lifted",
        "issued": "2026-06-10T08:00:00+08:00", "lifted": None, "kept": 1, "late": 1, "broken": 0, "open": 0,
        "measures": {"done": 1}, "gaps": [],
        "promises": [{"what": "措施：转移", "who": "禾丰县", "clause": "云府发〔2025〕1号 第七条",
                      "due": "2026-06-10T09:00:00+08:00", "done": "2026-06-10T10:30:00+08:00", "state": "late",
                      "late_seconds": 5400}],
        "timeline": [{"at": "2026-06-10T08:00:00+08:00", "what": "发布：红色预警", "who": "甲", "clause": ""}],
        "reach": [{"title": "发布红色预警", "at": "2026-06-10T08:00:00+08:00", "call": "receivers", "total": 8,
                   "answered": 7, "states": {"answered": 7, "exhausted": 1}, "answered_by": {"wechat": 6, "phone": 1},
                   "median_seconds": 61, "p90_seconds": 200, "slowest_seconds": 4000}],
    }],
}  # fmt: skip


@pytest.fixture
def script(desk: Desk) -> str:
    """The name of a scenario that ships."""
    return next(iter(scenarios()))


def begun(desk: Desk, script: str, monkeypatch: pytest.MonkeyPatch) -> DrillRun:
    """A drill that runs, of which no process was really started."""
    monkeypatch.setattr(runs, "launch", lambda *_: None)
    response = desk.hefeng.post(f"/office/drills/start/{script}/", {"speed": "60"})
    assert response.status_code == 302, response.content.decode()
    return DrillRun.objects.get()


def test_the_scenarios_are_listed_and_asked_about(desk: Desk, script: str) -> None:
    page = seen(desk.hefeng.get("/office/drills/"))
    assert scenarios()[script].title in words(page)
    assert "还没有演练过" in words(page)
    assert not seen(desk.viewer.get("/office/drills/")).xpath(
        "//a[contains(@href, '/drills/start/')]"
    )
    seen(desk.hefeng.get(f"/office/drills/start/{script}/"))
    assert not DrillRun.objects.exists()
    assert desk.viewer.post(f"/office/drills/start/{script}/", {"speed": "60"}).status_code == 403
    for name in ("none", "..%2Fx.yaml", "x.yaml"):
        assert desk.hefeng.post(f"/office/drills/start/{name}/", {"speed": "60"}).status_code == 404
    for speed in ("", "x", "-1", "1e9", "nan", "999999"):
        seen(desk.hefeng.post(f"/office/drills/start/{script}/", {"speed": speed}), 422)
    assert not DrillRun.objects.exists()


def test_a_drill_runs_alone_and_is_stopped(
    desk: Desk, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(desk, script, monkeypatch)
    page = seen(desk.hefeng.get(f"/office/drills/{run.pk}/"))
    assert "已推演 0%" in words(page)
    part = desk.hefeng.get(
        f"/office/drills/{run.pk}/", headers={"HX-Request": "true", "HX-Target": "progress"}
    )
    assert part.content.decode().strip().startswith('<div id="progress"')
    again = desk.songbei.post(f"/office/drills/start/{script}/", {"speed": "0"})
    assert "已有一场演练" in words(seen(again, 422))
    for path in (f"/office/drills/{run.pk}/", f"/office/drills/{run.pk}.json", f"/office/drills/{run.pk}.docx",
                 f"/office/drills/{run.pk}/stop/"):  # fmt: skip
        assert desk.songbei.get(path).status_code == 404, path
    assert desk.songbei.post(f"/office/drills/{run.pk}/stop/").status_code == 404
    assert desk.songbei.get("/office/drills.json").json()["runs"] == []
    seen(desk.hefeng.get(f"/office/drills/{run.pk}/stop/"))
    assert desk.hefeng.post(f"/office/drills/{run.pk}/stop/").status_code == 302
    run.refresh_from_db()
    assert run.state == "stopped"
    over = desk.hefeng.get(
        f"/office/drills/{run.pk}/", headers={"HX-Request": "true", "HX-Target": "progress"}
    )
    assert over.headers["HX-Redirect"]
    assert desk.hefeng.post(f"/office/drills/{run.pk}/stop/").status_code == 422
    assert desk.hefeng.get(f"/office/drills/{run.pk}.docx").status_code == 404


def test_a_report_is_shown_and_saved(
    desk: Desk, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(desk, script, monkeypatch)
    DrillRun.objects.update(state="done", report=REPORT, ended=clock.now())
    page = seen(desk.hefeng.get(f"/office/drills/{run.pk}/"))
    text = words(page)
    for there in ("没有全部达到", "迟 1 小时 30 分", "1 分 1 秒", "企业微信 6", "发布：红色预警"):
        assert there in text, there
    assert not page.xpath("//script[not(@src)] | //img")
    assert desk.hefeng.get(f"/office/drills/{run.pk}.json").json()["report"] == REPORT
    paper = desk.hefeng.get(f"/office/drills/{run.pk}.docx")
    assert paper.content.startswith(b"PK")
    assert "attachment" in paper.headers["Content-Disposition"]
    assert "没有全部达到" in words(seen(desk.hefeng.get("/office/drills/")))
    assert cells(desk.root.get("/office/drills.xlsx"))[1][6] == "否"


def test_a_drill_is_followed_to_its_report(
    desk: Desk, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(desk, script, monkeypatch)

    class Process:
        pid = 2**22 + 12345

        def kill(self) -> None: ...

    @contextmanager
    def opened(_name: str, _speed: float) -> Iterator[Process]:
        yield Process()

    def follow(_process: object, progress: Any) -> dict[str, Any]:
        progress({"share": 0.5, "at": "2026-06-10T12:00:00+08:00", "open_calls": 3})
        assert DrillRun.objects.get().progress["share"] == 0.5
        return REPORT

    monkeypatch.setattr(sandbox, "opened", opened)
    monkeypatch.setattr(sandbox, "follow", follow)
    runs.follow(run.pk, script, 60)
    run.refresh_from_db()
    assert (run.state, run.report["passed"]) == ("done", False)


@pytest.mark.parametrize("error", [AlertError("演练中断：x", "请再试"), ValueError("x")])
def test_a_drill_that_breaks_off_says_why(
    desk: Desk, script: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    run = begun(desk, script, monkeypatch)

    def opened(*_: object) -> Any:
        raise error

    monkeypatch.setattr(sandbox, "opened", opened)
    runs.follow(run.pk, script, 60)
    page = seen(desk.hefeng.get(f"/office/drills/{run.pk}/"))
    assert "演练中断" in words(page)


def test_a_drill_whose_process_is_gone_is_marked(
    desk: Desk, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(desk, script, monkeypatch)
    DrillRun.objects.update(progress={"share": 0.2, "beat": time.time() - 2 * runs.GRACE})
    page = seen(desk.hefeng.get(f"/office/drills/{run.pk}/"))
    assert "程序已经退出" in words(page)
    assert DrillRun.objects.get().state == "failed"
