"""Contacts, relays, the roster, channels, settings: checked, kept by whose they are, written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from luoshi.office import clock
from luoshi.office.alerts import contacts, importing, office_settings
from luoshi.office.alerts.contacts import Entry
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import Channel, Contact, Relay, Shift
from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.models import Post, Unit
from luoshi.office.journal.models import Entry as Written
from luoshi.procedures.plans import RECEIVERS
from tests.office.alerts.office import PLAN, FloodOffice
from tests.office.cases.office import moment, person, unit

NOW = "2026-06-10T08:00"


@pytest.fixture
def office(store: str) -> Iterator[FloodOffice]:
    """The flood office; 禾丰县 has a town below it."""
    with clock.at(moment(NOW)):
        found = FloodOffice()
        town = unit("town", "禾丰县某镇")
        Unit.objects.filter(pk=town.pk).update(parent=found.units["hefeng"])
        town.refresh_from_db()
        found.units["town"], found.actors["town"] = town, person(town)
        yield found


def last(kind: str) -> Written:
    """What was written down last of a kind."""
    return Written.objects.filter(kind=kind).order_by("-pk")[0]


# --- people


def test_somebody_is_added_last_and_counts_as_confirmed(office: FloodOffice) -> None:
    actor = office.actors["hefeng"]
    at = contacts.made_post(actor, office.units["hefeng"], RECEIVERS)
    made = contacts.add(actor, at, Entry("丙", {"sms": " １３８００００００００ ", "mail": ""}))
    assert made.addresses == {"sms": "13800000000"}
    assert (made.order, made.confirmed) == (2, clock.today())
    told = last("contact.add")
    assert told.unit == "hefeng"
    assert "13800000000" not in told.text


def test_a_post_is_made_once(office: FloodOffice) -> None:
    actor, of = office.actors["hefeng"], office.units["hefeng"]
    first = contacts.made_post(actor, of, " 值班室 ")
    assert contacts.made_post(actor, of, "值班室") == first
    assert last("post.made").body["name"] == "值班室"


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (Entry("", {}), "姓名"),
        (Entry("甲" * 61, {}), "姓名"),
        (Entry("丙", {"sms": "abc"}), "短信"),
        (Entry("丙", {"mail": "a@b"}), "邮件"),
        (Entry("丙", {"wechat": "@all"}), "企业微信"),
        (Entry("丙", {"carrier": "pigeon"}), "carrier"),
        (Entry("丙", {}, order=1000), "顺序"),
        (Entry("丙", {}, login="nobody"), "账户"),
        (Entry("禾丰县值班员", {}), "已有"),
    ],
)
def test_what_cannot_be_is_refused(office: FloodOffice, entry: Entry, why: str) -> None:
    at = office.contact("hefeng").post
    before = Contact.objects.count()
    with pytest.raises(AlertError, match=why):
        contacts.add(office.actors["hefeng"], at, entry)
    assert Contact.objects.count() == before


def test_a_contact_is_changed_confirmed_and_removed(office: FloodOffice) -> None:
    actor, found = office.actors["hefeng"], office.contact("hefeng")
    Contact.objects.update(confirmed=None)
    contacts.change(actor, found, Entry("丁", {"phone": "0000-1111"}, active=False))
    found.refresh_from_db()
    assert (found.name, found.active, found.order, found.confirmed) == (
        "丁",
        False,
        0,
        clock.today(),
    )
    assert set(last("contact.change").body["changed"]) == {"name", "addresses", "active"}
    assert contacts.confirm(actor, Contact.objects.filter(unit=found.unit)) == 4
    assert last("contact.confirm").body["count"] == 4
    office.on_duty("hefeng", found)
    contacts.remove(actor, found)
    assert not Contact.objects.filter(name="丁").exists()
    assert not Shift.objects.exists()
    assert last("contact.remove").body["post"] == RECEIVERS


def test_a_unit_keeps_its_own_and_those_below(office: FloodOffice) -> None:
    hefeng, songbei = office.actors["hefeng"], office.actors["songbei"]
    at = contacts.made_post(hefeng, office.units["town"], RECEIVERS)
    made = contacts.add(hefeng, at, Entry("镇值班员", {"phone": "0000-2222"}))
    assert contacts.contact(office.actors["town"], made.pk) == made
    for stranger in (songbei, office.actors["flood"]):
        with pytest.raises(NotThere):
            contacts.contact(stranger, made.pk)
        with pytest.raises(NotThere):
            contacts.unit(stranger, "town")
        with pytest.raises(NotThere):
            contacts.add(stranger, at, Entry("丙", {}))
        with pytest.raises(NotThere):
            contacts.change(stranger, made, Entry("丙", {}))
        with pytest.raises(NotThere):
            contacts.confirm(stranger, [made])
        with pytest.raises(NotThere):
            contacts.remove(stranger, made)
    with pytest.raises(NotThere):  # the one above is not the lower one's
        contacts.contact(office.actors["town"], office.contact("hefeng").pk)
    assert contacts.contact(SHELL, made.pk) == made


def test_who_only_reads_changes_nothing(office: FloodOffice) -> None:
    viewer = person(office.units["hefeng"], "viewer")
    found = office.contact("hefeng")
    acts: list[Any] = [
        lambda: contacts.add(viewer, found.post, Entry("丙", {})),
        lambda: contacts.change(viewer, found, Entry("丙", {})),
        lambda: contacts.confirm(viewer, [found]),
        lambda: contacts.remove(viewer, found),
        lambda: contacts.add_relay(viewer, found.unit, found.post),
        lambda: contacts.add_shift(viewer, found, clock.now(), clock.now() + timedelta(hours=1)),
        lambda: contacts.contacts_in(viewer, "岗位,姓名\n甲,乙".encode(), "a.csv", keep=True),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_the_posts_that_plans_call_are_known(office: FloodOffice) -> None:
    found = {each.post for each in contacts.wanted(office.units["hefeng"])}
    assert found == {RECEIVERS, "主要负责人"}
    assert contacts.wanted(office.units["hydrology"]) == []


# --- relays


def test_a_unit_passes_on_to_its_own_and_those_below(office: FloodOffice) -> None:
    actor, of = office.actors["hefeng"], office.units["hefeng"]
    below = contacts.made_post(actor, office.units["town"], RECEIVERS)
    made = contacts.add_relay(actor, of, below, PLAN)
    with pytest.raises(AlertError, match="已经转给"):
        contacts.add_relay(actor, of, below, PLAN)
    with pytest.raises(AlertError, match="不是"):
        contacts.add_relay(actor, of, office.contact("water").post)
    with pytest.raises(AlertError, match="预案"):
        contacts.add_relay(actor, of, below, "no.such.plan")
    with pytest.raises(NotThere):
        contacts.relay(office.actors["songbei"], made.pk)
    contacts.remove_relay(actor, contacts.relay(actor, made.pk))
    assert not Relay.objects.exists()


# --- the roster


def test_shifts_of_a_post_do_not_overlap(office: FloodOffice) -> None:
    actor, who = office.actors["hefeng"], office.contact("hefeng")
    now = clock.now()
    hours = [now + timedelta(hours=each) for each in (0, 12, 24)]
    contacts.add_shift(actor, who, hours[0], hours[1])
    contacts.add_shift(actor, who, hours[1], hours[2])  # meets it, does not overlap
    for begins, ends in (
        (hours[0] + timedelta(minutes=1), hours[1]),
        (hours[0] - timedelta(hours=1), hours[0] + timedelta(minutes=1)),
        (hours[0] - timedelta(hours=1), hours[2] + timedelta(hours=1)),
    ):
        with pytest.raises(AlertError, match="重叠"):
            contacts.add_shift(actor, who, begins, ends)
    other = Contact.objects.get(unit=who.unit, post__name="主要负责人", order=0)
    contacts.add_shift(actor, other, hours[0], hours[1])  # another post
    assert Shift.objects.count() == 3


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [
        ("2026-06-10T20:00", "2026-06-10T20:00", "不晚于"),
        ("2026-06-10T20:00", "2026-06-10T08:00", "不晚于"),
        ("2026-06-10T20:00", "2026-08-10T08:00", "超过 31 天"),
        ("2036-06-10T20:00", "2036-06-11T08:00", "太远"),
    ],
)
def test_a_shift_that_cannot_be_is_refused(
    office: FloodOffice, begins: str, ends: str, why: str
) -> None:
    with pytest.raises(AlertError, match=why):
        contacts.add_shift(
            office.actors["hefeng"], office.contact("hefeng"), moment(begins), moment(ends)
        )
    assert not Shift.objects.exists()


def test_gaps_are_what_no_shift_covers() -> None:
    at = [moment("2026-06-10T00:00") + timedelta(hours=each) for each in range(25)]
    spans = [(at[2], at[6]), (at[4], at[8]), (at[10], at[12])]
    assert contacts.gaps(spans, at[0], at[12]) == [(at[0], at[2]), (at[8], at[10])]
    assert contacts.gaps([], at[0], at[1]) == [(at[0], at[1])]
    assert contacts.gaps([(at[0], at[24])], at[3], at[5]) == []


# --- channels and settings


def test_channels_and_settings_are_the_administrators(office: FloodOffice) -> None:
    actor = office.actors["flood"]
    acts: list[Any] = [
        lambda: contacts.add_channel(actor, "x", "phone", ""),
        lambda: contacts.change_channel(
            actor, "phone", label="x", order=1, patience=1, active=True
        ),
        lambda: contacts.remove_channel(actor, "phone"),
        lambda: contacts.test_channel(actor, "wechat", "甲"),
        lambda: contacts.put_setting(actor, "stale_minutes", 60),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Channel.objects.count() == 2


def test_a_channel_is_changed_and_its_target_is_written_nowhere(office: FloodOffice) -> None:
    Channel.objects.filter(key="wechat").update(failures=7, down=clock.now())
    secret = "SECRETSECRETSECRETSECRET"
    contacts.change_channel(
        SHELL, "wechat", label="微信", order=3, patience=None, active=False,
        target=f"wecombot://{secret}?to={{address}}",
    )  # fmt: skip
    found = Channel.objects.get(key="wechat")
    assert (found.label, found.order, found.patience, found.active) == ("微信", 3, None, False)
    assert (found.failures, found.down) == (0, None)
    assert secret not in last("channel.change").text
    contacts.change_channel(SHELL, "wechat", label="微信", order=3, patience=60, active=True)
    found.refresh_from_db()
    assert secret in found.target
    for patience, order in ((0, 1), (10**9, 1), (60, -1), (60, 10**6)):
        with pytest.raises(AlertError):
            contacts.change_channel(
                SHELL, "wechat", label="微信", order=order, patience=patience, active=True
            )
    with pytest.raises(AlertError):
        contacts.change_channel(
            SHELL, "wechat", label="微信", order=1, patience=60, active=True, target="file:///etc/passwd"
        )  # fmt: skip


def test_a_setting_is_of_the_office_or_of_a_plan(office: FloodOffice) -> None:
    contacts.put_setting(SHELL, "stale_minutes", 60)
    contacts.put_setting(SHELL, "stale_minutes", 30, PLAN)
    assert office_settings.of("stale_minutes") == 60
    assert office_settings.of("stale_minutes", PLAN) == 30
    assert last("setting.put").body == {"plan": PLAN, "value": 30}
    for name, value, plan in (("none", 1, ""), ("stale_minutes", 10**9, ""), ("stale_minutes", 60, "x")):  # fmt: skip
        with pytest.raises(AlertError):
            contacts.put_setting(SHELL, name, value, plan)


# --- tables


def test_contacts_from_a_table_are_new_changed_or_the_same(office: FloodOffice) -> None:
    actor = office.actors["hefeng"]
    table = (
        "单位,岗位,姓名,顺序,电话,在用\n"
        f",{RECEIVERS},禾丰县值班员,0,{office.contact('hefeng').addresses['phone']},是\n"
        f"禾丰县,{RECEIVERS},禾丰县副班,5,０１０－１２３４,是\n"
        f"town,{RECEIVERS},镇值班员,,0000-3333,\n"
    ).encode()
    before = Contact.objects.count()
    tried = contacts.contacts_in(actor, table, "a.csv", keep=False)
    assert [each.state for each in tried] == ["same", "changed", "new"]
    assert Contact.objects.count() == before
    assert not Post.objects.filter(unit__code="town").exists()
    contacts.contacts_in(actor, table, "a.csv", keep=True)
    assert Contact.objects.count() == before + 1
    assert Contact.objects.get(name="禾丰县副班", post__name=RECEIVERS).addresses == {
        "phone": "010-1234"
    }
    again = contacts.contacts_in(actor, table, "a.csv", keep=False)
    assert {each.state for each in again} == {"same"}


def test_a_table_with_one_wrong_line_is_refused_whole(office: FloodOffice) -> None:
    actor = office.actors["hefeng"]
    table = f"单位,岗位,姓名,电话\n,{RECEIVERS},新人,0000-4444\n云麓市水利局,{RECEIVERS},丙,0000-5555\n,{RECEIVERS},丁,电话\n".encode()  # fmt: skip
    before = Contact.objects.count()
    lines = contacts.contacts_in(actor, table, "a.csv", keep=False)
    assert [(each.number, each.state) for each in lines] == [(2, "new"), (3, "bad"), (4, "bad")]
    with pytest.raises(AlertError, match="第 3 行") as caught:
        contacts.contacts_in(actor, table, "a.csv", keep=True)
    assert [number for number, _ in caught.value.rows] == [3, 4]
    assert Contact.objects.count() == before


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", "岗位\n甲".encode(), "岗位,姓名\n".encode(), b"PK\x03\x04"]
)
def test_a_broken_table_is_refused(office: FloodOffice, data: bytes) -> None:
    with pytest.raises(AlertError):
        contacts.contacts_in(office.actors["hefeng"], data, "a", keep=False)


def test_a_roster_from_a_table_refuses_what_overlaps_within_it(office: FloodOffice) -> None:
    actor = office.actors["hefeng"]
    head = "岗位,姓名,起,止\n"
    row = f"{RECEIVERS},禾丰县值班员,2026-06-11 08:00,2026-06-12 08:00\n"
    other = f"{RECEIVERS},禾丰县副班,2026-06-12 07:00,2026-06-13 08:00\n"
    lines = contacts.shifts_in(actor, (head + row + other).encode(), "a.csv", keep=False)
    assert [each.state for each in lines] == ["new", "bad"]
    assert "重叠" in lines[1].errors[0]
    contacts.shifts_in(actor, (head + row).encode(), "a.csv", keep=True)
    again = contacts.shifts_in(actor, (head + row).encode(), "a.csv", keep=True)
    assert [each.state for each in again] == ["same"]
    assert Shift.objects.count() == 1
    nobody = f"{head}{RECEIVERS},没有的人,2026-06-11 08:00,2026-06-12 08:00\n".encode()
    assert "没有“没有的人”" in contacts.shifts_in(actor, nobody, "a.csv", keep=False)[0].errors[0]


# --- moments, as people write them


@pytest.mark.parametrize(
    "written",
    ["2026-06-10 08:00", "2026-06-10T08:00:00+08:00", "2026-06-10T00:00:00Z", "2026/6/10 8:00",
     "2026年6月10日8时", "2026年6月10日 8时0分", "２０２６－０６－１０　０８：００", "2026.6.10 8:00:00"],
)  # fmt: skip
def test_a_moment_is_read_however_it_is_written(written: str) -> None:
    assert importing.moment(written) == moment("2026-06-10T08:00")


@pytest.mark.parametrize(
    "written",
    ["", "8:00", "2026-13-01", "2026-06-10 24:30", "1999-01-01", "20260610", 45000, None, True],
)
def test_what_is_no_moment_is_refused(written: Any) -> None:
    with pytest.raises(AlertError, match="不是时刻"):
        importing.moment(written)


def test_nobody_without_a_unit_keeps_anything(office: FloodOffice) -> None:
    nobody = Actor("person", "无单位", None, may="viewer")
    assert not contacts.kept_units(nobody).exists()
