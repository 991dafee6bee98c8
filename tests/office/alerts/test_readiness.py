"""What would go wrong is said before it is needed; of an office that is ready nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from luoshi.office import clock
from luoshi.office.alerts import office_settings, readiness
from luoshi.office.alerts.models import Channel, Contact
from luoshi.office.alerts.readiness import Trouble
from luoshi.office.directory.models import Post, Unit
from luoshi.policies import alerting
from luoshi.procedures.plans import RECEIVERS
from tests.office.alerts.office import PLAN, FloodOffice, moment
from tests.office.cases.office import person, unit

NOW = moment("2026-06-10T08:00")


@pytest.fixture
def office(db: None) -> Iterator[FloodOffice]:
    """An office that is ready: the telephone, too, has a time to wait."""
    with clock.at(NOW):
        made = FloodOffice()
        Channel.objects.filter(kind="phone").update(patience=60)
        yield made


def troubles(office: FloodOffice, who: str = "flood") -> list[Trouble]:
    return readiness.troubles(office.actors[who])


def one(office: FloodOffice) -> Trouble:
    found = troubles(office)
    assert len(found) == 1, found
    return found[0]


def test_of_an_office_that_is_ready_nothing_is_said(office: FloodOffice) -> None:
    assert troubles(office) == []


def test_a_post_that_nobody_holds(office: FloodOffice) -> None:
    Contact.objects.filter(unit=office.units["water"]).delete()
    found = one(office)
    assert (found.where, found.what, found.grave) == (
        "云麓市水利局·预警接收人", "“预警接收人”没有人", True,
    )  # fmt: skip
    assert "通信录" in found.remedy
    assert found.as_json()["plan"] == PLAN


def test_a_unit_without_the_post(office: FloodOffice) -> None:
    Post.objects.filter(unit=office.units["city"], name=RECEIVERS).delete()
    assert one(office).what == "本单位没有设“预警接收人”"


def test_a_person_without_a_channel(office: FloodOffice) -> None:
    Contact.objects.filter(unit=office.units["water"]).update(addresses={"mail": "x"})
    assert one(office).what == "“预警接收人”的人留了邮件，这些渠道还没有设置"


def test_a_channel_of_the_text_that_is_not_set_up(office: FloodOffice) -> None:
    Channel.objects.filter(kind="wechat").update(active=False)
    found = [each for each in troubles(office) if each.where == "企业微信"]
    assert {each.what for each in found} == {"原文要用的渠道还没有设置"}
    assert all(each.grave for each in found)
    assert {each.call for each in found} == {call.label for call in alerting.plan(PLAN).calls}


def test_a_channel_that_is_down_is_worth_a_look(office: FloodOffice) -> None:
    Channel.objects.filter(kind="wechat").update(down=NOW - timedelta(hours=1))
    found = troubles(office)
    assert found
    assert {(each.what, each.grave) for each in found} == {("渠道自 06月10日 07:00 起不通", False)}


def test_a_step_that_waits_for_ever(office: FloodOffice) -> None:
    Channel.objects.filter(kind="phone").update(patience=None)
    found = troubles(office)
    assert {each.grave for each in found} == {False}
    assert {each.what for each in found} == {"第 2 步话务员登记后才转到下一步"}


def test_a_channel_without_patience_goes_on_to_nobody(
    office: FloodOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "patience_of", lambda *_: None)  # as where the text sets none
    assert troubles(office) == []  # the office's own time stands in
    Channel.objects.filter(kind="wechat").update(patience=None)
    found = [each for each in troubles(office) if each.grave]
    assert found
    assert {each.what for each in found} == {"第 1 步没有等候时间，不会自动转到下一步"}
    assert all("原文未写明" in each.remedy for each in found)


def test_contacts_that_were_not_looked_at_for_long(office: FloodOffice) -> None:
    contact = office.contact("water")
    contact.confirmed = None
    contact.save()
    assert (one(office).what, one(office).grave) == ("联系方式从未核对", False)
    contact.confirmed = clock.today() - timedelta(days=365)
    contact.save()
    assert troubles(office) == []
    contact.confirmed = clock.today() - timedelta(days=366)
    contact.save()
    assert one(office).what == f"上次核对是 {contact.confirmed}"
    office_settings.put("contact_days", 400)
    assert troubles(office) == []


def test_one_person_and_one_channel_have_nobody_behind_them(office: FloodOffice) -> None:
    Contact.objects.filter(unit=office.units["water"], order=1).delete()
    Contact.objects.filter(unit=office.units["water"]).update(addresses={"wechat": "x"})
    assert (one(office).what, one(office).grave) == ("只有一人一种联系方式，没有后备", False)


def test_a_role_that_no_unit_plays(office: FloodOffice) -> None:
    office.units["water"].roles.all().delete()
    assert (one(office).where, one(office).what) == ("市水利局", "没有单位担任，通知不到")
    office.units["flood"].roles.all().delete()
    found = readiness.troubles(office.actors["city"])
    assert any("没有单位担任，达到级别时无人拟稿" in each.what for each in found)


def test_a_unit_that_is_out_of_use_plays_no_role(office: FloodOffice) -> None:
    Unit.objects.filter(code="water").update(active=False)
    assert one(office).what == "没有单位担任，通知不到"


def test_only_of_the_plans_that_are_somebodys(office: FloodOffice) -> None:
    Contact.objects.filter(unit=office.units["water"]).delete()
    other = unit("other", "无关单位")
    assert readiness.troubles(person(other)) == []
    plans = [each for each in alerting.plans().values() if each.whole_key != PLAN]
    for each in plans:
        assert list(readiness.of_plan(each)) == []  # nobody plays any of its roles
