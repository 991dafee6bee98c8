"""One calendar of rules, findings and items; files and feeds for phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar, Component

from luoshi.duties.deadlines import found_in
from luoshi.office import clock
from luoshi.office.archive.ingest import ingest
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Membership, Unit, UnitRole
from luoshi.office.duties import calendaring, feeding, finding, icalendars, service
from luoshi.office.duties.calendaring import Entry
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere
from luoshi.office.duties.models import Feed, Found
from luoshi.office.journal.models import Entry as Journal
from tests.office.duties.desk import Desk, moment
from tests.web.signed import employ

WATER = "麓水发〔2025〕5号"
PLAN = """云麓市人民政府公报
2026年第4期

云麓市人民政府
关于印发样例报送办法的通知
云政发〔2026〕7号

各区市人民政府，市政府各部门：

一、报送。市建设局每月25日前报送样例情况。
二、演练。每2年至少组织1次样例演练。（市建设局负责）
三、日报。市建设局在样例期间落实日报告制度。

云麓市人民政府
2026年1月20日
"""


@pytest.fixture
def plan(store: str) -> None:
    """A document with days, in the archive."""
    ingest(PLAN.encode(), "plan.txt")


@pytest.fixture
def specimen_in(store: str, specimen: Path) -> None:
    """The specimen, in the archive."""
    for path in sorted(specimen.glob("*.txt")):
        ingest(path.read_bytes(), path.name)


@pytest.fixture
def on() -> Iterator[None]:
    """A day of spring."""
    with clock.at(moment("2026-03-10T09:00")):
        yield


def at(entries: list[Entry], address: str) -> list[Entry]:
    return [each for each in entries if each.address == address]


def of_plan(first: date, last: date, actor: Actor | None = None) -> list[Entry]:
    found = calendaring.entries(first, last, actor=actor)
    return [each for each in found if each.document == "云政发〔2026〕7号"]


# --- the calendar


def test_found_days_are_laid_out(plan: None) -> None:
    found = of_plan(date(2026, 2, 1), date(2026, 4, 30))
    assert [(each.day, each.units) for each in at(found, "云政发〔2026〕7号 一")] == [
        (date(2026, month, 25), ("市建设局",)) for month in (2, 3, 4)
    ]
    assert {each.sources for each in found} <= {("timing",), ("timing", "duty"), ("duty",)}


def test_every_two_years_begins_with_the_document(plan: None) -> None:
    found = of_plan(date(2026, 1, 1), date(2030, 12, 31))
    assert {each.day.year for each in at(found, "云政发〔2026〕7号 二")} == {2027, 2029}


def test_nothing_falls_due_before_its_document(plan: None) -> None:
    assert of_plan(date(2025, 1, 1), date(2026, 1, 19)) == []


def test_what_is_daily_stands_beside_the_calendar(plan: None) -> None:
    assert at(of_plan(date(2026, 2, 1), date(2026, 2, 28)), "云政发〔2026〕7号 三") == []
    assert [each.why for each in calendaring.undated("市建设局")] == ["每天"]


def test_a_rule_and_a_finding_of_one_clause_and_day_are_one(specimen_in: None) -> None:
    found = calendaring.entries(date(2025, 11, 1), date(2026, 4, 30))
    needs = [each for each in at(found, f"{WATER} 第九条") if each.day == date(2025, 11, 30)]
    assert len(needs) == 1
    assert needs[0].sources == ("rule", "timing")
    assert needs[0].source_words == "规则、日程"
    assert needs[0].what == "报送下一年度资金需求的期限"
    assert needs[0].units
    assert needs[0].sample
    assert max(Counter((each.document, each.address, each.day) for each in found).values()) == 1


def test_the_specimens_rules_are_there_only_with_its_gazette(store: str) -> None:
    found = calendaring.entries(date(2025, 11, 1), date(2026, 4, 30))
    assert found
    assert not any(each.sample for each in found)
    assert {each.sources for each in found} == {("rule",)}


def test_an_encoded_document_asks_for_nothing_out_of_force(specimen_in: None) -> None:
    found = calendaring.entries(date(2028, 7, 1), date(2029, 12, 31))
    assert not any(each.document == WATER for each in found)


def test_working_days_are_those_of_the_office(store: str) -> None:
    found = calendaring.entries(date(2020, 10, 1), date(2020, 10, 31))
    assert {each.day for each in found if each.convention} == {date(2020, 10, 21)}
    assert all("10个工作日" in each.words for each in found)


def test_found_working_days_are_counted_likewise(plan: None) -> None:
    finding.ensure()
    limit = found_in("每季度终了后10个工作日内", date(2020, 7, 1))[0].deadline
    row = Found.objects.get(kind="timing", address="云政发〔2026〕7号 一")
    assert limit.recurrence
    row.corrected = {"rule": limit.recurrence.rule, "words": limit.words}
    row.state = "corrected"
    row.save()
    days = [
        each.day
        for each in at(of_plan(date(2026, 4, 1), date(2026, 4, 30)), "云政发〔2026〕7号 一")
    ]
    assert days == [date(2026, 4, 15)]  # 清明 is no working day


def test_a_rejected_finding_is_not_shown(plan: None) -> None:
    finding.ensure()
    Found.objects.filter(kind="timing").update(state="rejected")
    assert not any(
        "timing" in each.sources for each in of_plan(date(2026, 2, 1), date(2026, 4, 30))
    )


@pytest.mark.parametrize(
    "rule",
    [
        "no rule",
        "FREQ=MONTHLY;BYMONTHDAY=99",
        "FREQ=NEVER",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_somebody_corrected_into_none_breaks_nothing(plan: None, rule: str) -> None:
    finding.ensure()
    Found.objects.filter(kind="timing").update(corrected={"rule": rule})
    assert calendaring.entries(date(2026, 2, 1), date(2026, 4, 30)) is not None


def test_a_unit_is_found_by_what_documents_call_it(plan: None, on: None) -> None:
    desk = Desk()
    unit = desk.units["build"]
    Unit.objects.filter(pk=unit.pk).update(place="云麓市")
    unit.refresh_from_db()
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    assert [each.units for each in calendaring.entries(first, last, unit)] == [("市建设局",)]
    assert calendaring.entries(first, last, "建设局") == calendaring.entries(first, last, unit)
    assert calendaring.entries(first, last, desk.units["school"]) == []


def test_a_unit_sees_the_rules_whose_role_it_plays(store: str) -> None:
    unit = Unit.objects.create(code="xx", name="云麓样例基金中心", kind="institution")
    span = (date(2024, 4, 1), date(2024, 4, 30))
    assert calendaring.entries(*span, unit) == []
    UnitRole.objects.create(unit=unit, role="qingdao.rescue_fund.operator")
    assert [each.what for each in calendaring.entries(*span, unit)] == ["季度财务会计报告"]


def test_items_are_shown_to_those_who_see_them(store: str, on: None) -> None:
    desk = Desk()
    item = desk.assigned()
    day = date(2026, 6, 10)
    assert not any(each.items for each in calendaring.entries(day, day))
    for who in ("office", "build", "money", "gov"):
        seen = [
            each for each in calendaring.entries(day, day, actor=desk.actors[who]) if each.items
        ]
        assert [each.items for each in seen] == [(item.key,)], who
    assert not any(
        each.items for each in calendaring.entries(day, day, actor=desk.actors["school"])
    )


def test_an_item_joins_the_day_of_its_clause(plan: None, on: None) -> None:
    desk = Desk()
    desk.assigned(date(2026, 3, 25), document="云政发〔2026〕7号", address="云政发〔2026〕7号 一")
    found = at(
        of_plan(date(2026, 3, 25), date(2026, 3, 25), actor=desk.office), "云政发〔2026〕7号 一"
    )
    assert [each.sources for each in found] == [("timing", "item")]


def test_days_must_be_in_order_and_near(store: str) -> None:
    with pytest.raises(DutyError, match="对调"):
        calendaring.entries(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(DutyError, match="五年"):
        calendaring.entries(date(2026, 1, 1), date(2036, 1, 1))


def test_as_data(plan: None) -> None:
    told = calendaring.data_of(of_plan(date(2026, 2, 1), date(2026, 2, 28))[0])
    assert told["day"] == "2026-02-25"
    assert told["sources"] == ["timing"]
    assert told["source"] == "日程"
    assert told["number"] == "云政发〔2026〕7号"


# --- files


def events(body: bytes) -> list[Component]:
    return [each for each in Calendar.from_ical(body).walk() if each.name == "VEVENT"]


def test_a_file_has_whole_days_stable_names_and_reminders(plan: None) -> None:
    found = of_plan(date(2026, 2, 1), date(2026, 12, 31))
    one = events(icalendars.ics(found, now=moment("2026-01-01T08:00")))
    two = events(icalendars.ics(found, now=moment("2026-02-01T08:00")))
    assert [each["uid"] for each in one] == [each["uid"] for each in two]
    assert len({str(each["uid"]) for each in one}) == len(found)
    first = one[0]
    assert first.decoded("dtstart") == date(2026, 2, 25)
    assert first.decoded("dtend") == date(2026, 2, 26)
    assert first["dtstart"].params["VALUE"] == "DATE"
    assert [each.decoded("trigger").days for each in first.walk("VALARM")] == [-3]
    assert "云政发〔2026〕7号 一" in str(first["description"])
    body = icalendars.ics(found)
    assert b"X-WR-TIMEZONE:Asia/Shanghai" in body
    assert b"TZID:Asia/Shanghai" in body


def test_an_item_keeps_its_name_when_its_day_moves(store: str, on: None) -> None:
    desk = Desk()
    item = desk.assigned()
    keys: set[str] = set()
    for day in (date(2026, 6, 10), date(2026, 7, 10)):
        type(item).objects.filter(pk=item.pk).update(due=day)
        keys |= {
            each.key for each in calendaring.entries(day, day, actor=desk.office) if each.items
        }
    assert len(keys) == 1


def test_a_file_of_nothing_is_a_calendar(store: str) -> None:
    assert events(icalendars.ics([])) == []


# --- feeds


def test_a_feed_opens_with_its_token_until_it_is_revoked(plan: None, on: None) -> None:
    desk = Desk()
    actor = desk.actors["build"]
    desk.assigned()
    feed, token = feeding.make(actor, "unit")
    assert token not in Feed.objects.values_list("token", flat=True)
    assert feeding.opened(token) == feed
    assert any(each.items for each in feeding.entries(feed))
    assert feeding.name_of(feed) == "落实：云麓市建设局"
    feed.refresh_from_db()
    assert feed.used
    feeding.revoke(actor, feed.pk)
    feeding.revoke(actor, feed.pk)
    with pytest.raises(NotThere):
        feeding.opened(token)
    kinds = Journal.objects.filter(kind__startswith="duties.feed").values_list("kind", flat=True)
    assert sorted(kinds) == ["duties.feed", "duties.feed.revoke"]


def test_a_feed_does_not_tell_what_is_not_yet_assigned(store: str, on: None) -> None:
    desk = Desk()
    service.register(desk.office, desk.fields())
    feed, _ = feeding.make(desk.actors["build"], "unit")
    assert not any(each.items for each in feeding.entries(feed))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_refused(store: str, day: date) -> None:
    with pytest.raises(DutyError, match="太早或太晚"):
        calendaring.entries(day, calendaring.year_after(day))


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "样" * 43, "a" * 5000, "\0" * 43])
def test_no_other_token_opens_one(store: str, token: str) -> None:
    with pytest.raises(NotThere):
        feeding.opened(token)


def test_a_feed_of_another_unit_is_not_there(store: str) -> None:
    desk = Desk()
    feed, _ = feeding.make(desk.actors["build"], "unit")
    with pytest.raises(NotThere):
        feeding.revoke(desk.actors["money"], feed.pk)
    assert list(feeding.feeds(desk.actors["money"])) == []


def test_who_only_reads_makes_none_for_the_unit(store: str) -> None:
    desk = Desk()
    viewer = desk.viewer("build")
    with pytest.raises(NotAllowed):
        feeding.make(viewer, "unit")
    feed, _ = feeding.make(desk.actors["build"], "unit")
    with pytest.raises(NotAllowed):
        feeding.revoke(viewer, feed.pk)
    with pytest.raises(DutyError):
        feeding.make(viewer, "city")


def test_there_are_not_too_many(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "MOST", 2)
    actor = Desk().actors["build"]
    made = [feeding.make(actor, "unit")[0] for _ in range(2)]
    with pytest.raises(DutyError, match="撤销"):
        feeding.make(actor, "unit")
    feeding.revoke(actor, made[0].pk)
    feeding.make(actor, "unit")


def test_whoever_left_a_unit_no_longer_sees_it(plan: None, on: None) -> None:
    desk = Desk()
    desk.assigned()
    user = employ(desk.units["build"], "yangli")
    actor = Actor("person", "样例", desk.units["build"], user, "officer")
    feed, token = feeding.make(actor, "person")
    assert feeding.opened(token) == feed
    assert any(each.items for each in feeding.entries(feed))
    Membership.objects.filter(user=user).delete()
    assert feeding.entries(feed) == []
    user.is_active = False
    user.save()
    with pytest.raises(NotThere):
        feeding.opened(token)
