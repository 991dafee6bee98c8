"""The cycle of a supervised duty: every act, in its order, by whom it may, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections

from luoshi.office import clock, uploads
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.models import Unit
from luoshi.office.duties import service
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere, Stale
from luoshi.office.duties.models import Act, Evidence, Extension, Found, Item
from luoshi.office.journal.models import Entry
from tests.office.duties.desk import PAPER, Desk, deadline, moment

DAY = moment("2026-06-01T09:00")
DUE = date(2026, 6, 10)


@pytest.fixture
def desk(store: str) -> Any:
    with clock.at(DAY):
        yield Desk()


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def acts(item: Item) -> list[str]:
    return list(Act.objects.filter(item=item).order_by("pk").values_list("kind", flat=True))


# ---- the whole way -----------------------------------------------------------------------------------


def test_the_whole_cycle(desk: Desk) -> None:
    item = service.register(
        desk.office, desk.found(deadlines=[deadline(DUE)], deadline="6月10日前")
    )
    assert (item.stage, item.due, item.first_due, item.light) == ("registered", DUE, DUE, "green")
    assert item.key == "督〔2026〕1"
    assert (item.lead, item.by) == (desk.units["build"], desk.units["office"])
    build, money = desk.actors["build"], desk.actors["money"]
    service.assign(desk.office, item, text="请抓紧")
    service.accept(money, item)
    assert fresh(item).stage == "assigned"  # the lead has not
    service.accept(build, item)
    assert fresh(item).stage == "accepted"
    service.track(build, item, 40, "样例：已开工", [PAPER])
    service.track(money, item, 90, "样例：已拨付")
    assert (fresh(item).stage, fresh(item).progress) == ("tracked", 40)  # the lead's word
    service.report(build, item, "样例：已完工")
    service.return_back(desk.office, item, "缺验收单", due=date(2026, 6, 20))
    assert (fresh(item).stage, fresh(item).due) == ("returned", date(2026, 6, 20))
    service.track(build, item, 95, "样例：在补")
    assert fresh(item).stage == "returned"
    service.report(build, item, "样例：已补", [PAPER])
    service.close(desk.office, item, "属实")
    done = fresh(item)
    assert (done.stage, done.light, done.progress) == ("closed", "done", 100)
    assert done.closed == DAY
    service.evaluate(desk.office, item, "较好", "基本按时")
    assert (fresh(item).stage, fresh(item).mark) == ("evaluated", "较好")
    way = ["register", "assign", "accept", "accept", "track", "track", "report", "return", "track",
           "report", "check", "close", "evaluate"]  # fmt: skip
    assert acts(item) == way
    told = Entry.objects.filter(subject=item.key).order_by("pk").values_list("kind", flat=True)
    assert list(told) == [f"duties.{each}" for each in way]
    assert service.allowed(desk.office, fresh(item)) == ("comment",)


def test_files_are_kept_under_what_they_hold(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "accepted")
    service.track(desk.actors["build"], item, None, "样例", [PAPER])
    row = Evidence.objects.get()
    with uploads.open_kept(row.sha256) as file:
        assert file.read() == PAPER[1]
    with pytest.raises(DutyError, match="exe"):
        service.attach(desk.actors["build"], item, [("a.exe", b"MZ")])
    with pytest.raises(DutyError, match="没有选择"):
        service.attach(desk.actors["build"], item, [])
    service.attach(desk.actors["money"], item, [PAPER], "样例：凭证")
    assert acts(item)[-1] == "file"


def test_what_does_not_stand_in_its_order_is_refused_and_changes_nothing(desk: Desk) -> None:
    item, build = desk.assigned(), desk.actors["build"]
    before = (fresh(item).changed, acts(item))
    for act in (
        lambda: service.track(build, item, 1, "x"),
        lambda: service.report(build, item, "x"),
        lambda: service.close(desk.office, item),
        lambda: service.return_back(desk.office, item, "x"),
        lambda: service.evaluate(desk.office, item, "好"),
        lambda: service.assign(desk.office, item),
    ):
        with pytest.raises(DutyError, match="现为“交办”，不能") as error:
            act()
        assert error.value.remedy
    assert (fresh(item).changed, acts(item)) == before


@pytest.mark.parametrize("progress", [-1, 101])
def test_progress_is_a_percentage(desk: Desk, progress: int) -> None:
    item = desk.until(desk.assigned(), "accepted")
    with pytest.raises(DutyError, match="0 到 100"):
        service.track(desk.actors["build"], item, progress, "样例")


@pytest.mark.parametrize("text", ["", "  \n", "\0", "长" * 4001])
def test_words_that_cannot_be_kept(desk: Desk, text: str) -> None:
    item = desk.until(desk.assigned(), "accepted")
    with pytest.raises(DutyError):
        service.report(desk.actors["build"], item, text)
    assert fresh(item).stage == "accepted"


# ---- registered ---------------------------------------------------------------------------------------


def test_only_what_was_reviewed_and_stands_is_registered_and_once(desk: Desk) -> None:
    for state in ("found", "rejected"):
        with pytest.raises(DutyError, match="没有核对，或已排除"):
            service.register(desk.office, desk.found(state))
    gone = desk.found()
    Found.objects.filter(pk=gone.pk).update(gone=True)
    with pytest.raises(DutyError, match="现行文本中已没有"):
        service.register(desk.office, gone)
    found = desk.found()
    item = service.register(desk.office, found)
    with pytest.raises(DutyError, match="已经立项"):
        service.register(desk.office, found)
    service.cancel(desk.office, item, "样例：登错")
    service.register(desk.office, found)


def test_many_at_once_and_one_that_cannot_be_stops_no_other(desk: Desk) -> None:
    bad = desk.found("rejected")
    nobody = desk.found(units=["没有的局"])
    good = [desk.found() for _ in range(3)]
    told = service.register_many(desk.office, [good[0], bad, nobody, *good[1:]], assigning=True)
    assert [each.stage for each in told.items] == ["assigned"] * 3
    assert [each for each, _ in told.refused] == [bad, nobody]
    assert "牵头单位" in str(told.refused[1][1])
    assert Item.objects.count() == 3  # what cannot be assigned is not half registered


def test_units_that_nobody_knows_or_that_are_out_of_use_are_told(desk: Desk) -> None:
    Unit.objects.filter(pk=desk.units["money"].pk).update(active=False)
    fields = service.fields_of(desk.found(units=["没有的局", "云麓市建设局", "云麓市财政局"]))
    assert fields.lead == desk.units["build"]
    assert "没有的局" in fields.doubts[0]
    assert any("云麓市财政局" in each for each in fields.doubts)
    assert desk.units["money"] not in fields.assist
    two = service.fields_of(desk.found(units=["云麓市建设局", "云麓市教育局"],
                                       lead=["云麓市教育局", "云麓市建设局"]))  # fmt: skip
    assert (two.lead, two.assist) == (desk.units["build"], (desk.units["school"],))
    assert "2 个牵头" in two.doubts[0]
    with pytest.raises(DutyError, match="已停用"):
        service.register(desk.office, desk.fields())


def test_of_a_collective_none_leads_the_others(desk: Desk) -> None:
    members = [{"name": "各成员单位", "units": ["云麓市建设局", "云麓市教育局"]}]
    found = desk.found(units=["各成员单位"], members=members)
    item = service.register(desk.office, found)
    assert item.lead is None
    assert set(item.parts.values_list("unit__code", "role")) == {("js", "assist"), ("jy", "assist")}
    with pytest.raises(DutyError, match="还没有牵头单位"):
        service.assign(desk.office, item)


def test_what_a_reviewer_corrected_is_registered(desk: Desk) -> None:
    found = desk.found("corrected")
    Found.objects.filter(pk=found.pk).update(
        corrected={
            "lead": ["云麓市教育局"],
            "units": ["云麓市教育局"],
            "text": "样例：更正后的事项",
        }
    )
    item = service.register(desk.office, found)
    assert (item.lead, item.text) == (desk.units["school"], "样例：更正后的事项")


def test_the_shell_registers_for_the_only_office(desk: Desk) -> None:
    assert service.register(SHELL, desk.fields()).by == desk.units["office"]


def test_samples_have_numbers_of_their_own(desk: Desk) -> None:
    sample = Desk(sample=True)
    assert sample.assigned().key == "样例督〔2026〕1"
    assert desk.assigned().key == "督〔2026〕1"
    with pytest.raises(DutyError, match="没有单位"):
        service.register(desk.office, desk.fields(lead=sample.units["build"]))


# ---- divided ------------------------------------------------------------------------------------------


def test_pieces_are_items_that_the_divider_checks(desk: Desk) -> None:
    item, build = desk.until(desk.assigned(), "accepted"), desk.actors["build"]
    made = service.divide(
        build, item,
        [(desk.units["station"], "样例：质量检测", date(2026, 6, 5)), (desk.units["money"], "样例：拨款", None)],
    )  # fmt: skip
    assert [each.key for each in made] == [f"{item.key}-1", f"{item.key}-2"]
    assert [each.due for each in made] == [date(2026, 6, 5), DUE]
    assert {each.by for each in made} == {desk.units["build"]}
    assert fresh(item).stage == "divided"
    desk.until(made[0], "reported")
    service.report(build, item, "样例")
    with pytest.raises(DutyError, match="2 项还没有办结"):
        service.close(desk.office, item)
    service.close(build, made[0], "属实")
    service.cancel(build, made[1], "样例：合并办理")
    service.close(desk.office, item)
    assert fresh(item).stage == "closed"


def test_pieces_go_below_or_to_assistants_and_end_no_later(desk: Desk) -> None:
    item, build = desk.until(desk.assigned(), "accepted"), desk.actors["build"]
    with pytest.raises(DutyError, match="不是下级单位"):
        service.divide(build, item, [(desk.units["school"], "样例", None)])
    with pytest.raises(DutyError, match="晚于"):
        service.divide(build, item, [(desk.units["station"], "样例", date(2026, 6, 11))])
    with pytest.raises(DutyError, match="没有写"):
        service.divide(build, item, [])
    assert not Item.objects.filter(parent=item).exists()
    (made,) = service.divide(desk.office, item, [(desk.units["school"], "样例", DUE)])
    assert made.by == desk.units["office"]


def test_cancelling_takes_the_pieces_along(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "accepted")
    (piece,) = service.divide(desk.actors["build"], item, [(desk.units["station"], "样例", None)])
    service.cancel(desk.office, item, "样例：文件废止")
    assert {fresh(item).stage, fresh(piece).stage} == {"cancelled"}
    assert fresh(piece).light == "done"


# ---- owners -------------------------------------------------------------------------------------------


def test_another_owner_signs_anew_and_the_old_one_is_out(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "tracked")
    service.ask_extension(desk.actors["build"], item, date(2026, 7, 1), "样例：雨季")
    service.transfer(desk.office, item, desk.units["school"], "样例：职责划转")
    assert (fresh(item).stage, fresh(item).lead) == ("assigned", desk.units["school"])
    assert Extension.objects.get().granted is False
    with pytest.raises(NotThere):
        service.track(desk.actors["build"], item, 1, "样例")
    service.accept(desk.actors["school"], item)
    service.transfer(desk.office, item, desk.units["money"], "样例", keep=True)
    assert dict(item.parts.values_list("unit__code", "role")) == {"cz": "lead", "jy": "assist"}
    with pytest.raises(DutyError, match="已经由"):
        service.transfer(desk.office, item, desk.units["money"], "样例")


def test_a_unit_that_was_merged_in_the_middle_of_a_year(desk: Desk) -> None:
    running, waiting = (
        desk.until(desk.assigned(), "tracked"),
        desk.until(desk.assigned(), "reported"),
    )
    closed = desk.until(desk.assigned(), "closed")
    helped = desk.assigned(lead=desk.units["money"], assist=(desk.units["build"],))
    Unit.objects.filter(pk=desk.units["build"].pk).update(active=False)
    assert set(service.orphans(desk.office)) == {running, waiting}
    number = service.hand_over(
        desk.office, desk.units["build"], desk.units["school"], "样例：机构合并"
    )
    assert number == 3
    assert not service.orphans(desk.office).exists()
    assert [fresh(each).stage for each in (running, waiting)] == ["assigned", "reported"]
    assert {fresh(each).lead for each in (running, waiting)} == {desk.units["school"]}
    assert set(helped.parts.values_list("unit__code", flat=True)) == {"cz", "jy"}
    assert fresh(closed).lead == desk.units["build"]  # what is over keeps its names
    service.close(desk.office, waiting)


# ---- more time ----------------------------------------------------------------------------------------


def test_more_time_is_asked_for_and_granted_or_not(desk: Desk) -> None:
    item, build = desk.until(desk.assigned(), "accepted"), desk.actors["build"]
    for until in (date(2026, 5, 1), DUE):
        with pytest.raises(DutyError, match="不晚于"):
            service.ask_extension(build, item, until, "样例")
    asked = service.ask_extension(build, item, date(2026, 7, 1), "样例：雨季")
    with pytest.raises(DutyError, match="等待审批"):
        service.ask_extension(build, item, date(2026, 8, 1), "样例")
    assert {"extend", "refuse_extension"} <= set(service.allowed(desk.office, item))
    with pytest.raises(NotAllowed):
        service.decide_extension(build, asked, granted=True)
    with pytest.raises(DutyError, match="理由"):
        service.decide_extension(desk.office, asked, granted=False)
    service.decide_extension(desk.office, asked, granted=False, note="样例：不充分")
    assert fresh(item).due == DUE
    again = service.ask_extension(build, item, date(2026, 7, 1), "样例：汛期")
    with clock.at(moment("2026-06-12T09:00")):
        service.decide_extension(desk.office, again, granted=True)
    assert (fresh(item).due, fresh(item).first_due) == (date(2026, 7, 1), DUE)
    assert fresh(item).light == "green"
    with pytest.raises(Stale):
        service.decide_extension(desk.office, again, granted=True)
    assert acts(item)[-4:] == ["ask_extension", "refuse_extension", "ask_extension", "extend"]


def test_a_piece_is_not_extended_beyond_its_whole(desk: Desk) -> None:
    item, build = desk.until(desk.assigned(), "accepted"), desk.actors["build"]
    (piece,) = service.divide(build, item, [(desk.units["station"], "样例", date(2026, 6, 5))])
    asked = service.ask_extension(desk.actors["station"], piece, date(2026, 7, 1), "样例")
    with pytest.raises(DutyError, match="先延长上级事项"):
        service.decide_extension(build, asked, granted=True)


def test_without_a_day_there_is_nothing_to_extend(desk: Desk) -> None:
    item = desk.until(desk.assigned(due=None), "accepted")
    assert "ask_extension" not in service.allowed(desk.actors["build"], item)
    with pytest.raises(DutyError, match="没有时限"):
        service.ask_extension(desk.actors["build"], item, date(2026, 7, 1), "样例")


# ---- what comes back ----------------------------------------------------------------------------------


def test_what_comes_back_opens_its_next_when_it_is_closed(desk: Desk) -> None:
    item = desk.assigned(date(2026, 6, 25), recurrence="FREQ=MONTHLY;BYMONTHDAY=25")
    desk.until(item, "closed")
    following = Item.objects.exclude(pk=item.pk).get()
    assert (following.due, following.stage, following.lead) == (
        date(2026, 7, 25), "assigned", desk.units["build"]
    )  # fmt: skip
    assert following.parts.filter(accepted=None).count() == 2
    assert following.acts.get().data["after"] == item.key
    desk.until(following, "closed")
    assert Item.objects.order_by("-pk").values_list("due", flat=True)[0] == date(2026, 8, 25)


def test_more_time_for_one_does_not_move_the_next(desk: Desk) -> None:
    item = desk.until(
        desk.assigned(date(2026, 6, 25), recurrence="FREQ=MONTHLY;BYMONTHDAY=25"), "accepted"
    )
    asked = service.ask_extension(desk.actors["build"], item, date(2026, 8, 1), "样例")
    service.decide_extension(desk.office, asked, granted=True)
    desk.until(item, "closed")
    assert Item.objects.exclude(pk=item.pk).get().due == date(2026, 7, 25)


def test_a_rule_that_ends_and_a_lead_out_of_use(desk: Desk) -> None:
    last = desk.assigned(
        date(2026, 6, 25), recurrence="FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20260701T000000"
    )
    desk.until(last, "closed")
    assert Item.objects.count() == 1
    item = desk.assigned(date(2026, 6, 25), recurrence="FREQ=MONTHLY;BYMONTHDAY=25")
    desk.until(item, "reported")
    Unit.objects.filter(pk=desk.units["build"].pk).update(active=False)
    service.close(desk.office, item)
    following = Item.objects.order_by("-pk")[0]
    assert (following.stage, following.lead) == ("registered", None)
    service.transfer(desk.office, following, desk.units["school"], "样例：承接")
    assert service.assign(desk.office, following).stage == "assigned"


def test_the_phases_of_a_clause_follow_each_other(desk: Desk) -> None:
    days = [date(2025, 12, 31), date(2026, 12, 31), date(2027, 12, 31)]
    item = service.register(desk.office, desk.found(deadlines=[deadline(each) for each in days]))
    assert item.due == days[1]
    desk.until(item, "closed")
    assert Item.objects.exclude(pk=item.pk).get().due == days[2]
    desk.until(Item.objects.exclude(pk=item.pk).get(), "closed")
    assert Item.objects.count() == 2


def test_a_rule_that_is_none_and_a_day_that_cannot_be(desk: Desk) -> None:
    with pytest.raises(DutyError, match="不是重复规则"):
        service.register(desk.office, desk.fields(recurrence="每月"))
    unknown = {
        "words": "2月30日",
        "kind": "unknown",
        "day": None,
        "rule": None,
        "doubt": "没有这一天",
    }
    item = service.register(desk.office, desk.found(deadlines=[unknown], deadline="2月30日"))
    assert (item.due, item.due_words) == (None, "2月30日")


def test_a_recurring_finding_begins_with_its_next_day(desk: Desk) -> None:
    monthly = {
        "words": "每月25日前",
        "kind": "recurring",
        "day": None,
        "rule": "FREQ=MONTHLY;BYMONTHDAY=25",
    }
    item = service.register(desk.office, desk.found(deadlines=[monthly]))
    assert (item.due, item.recurrence) == (date(2026, 6, 25), monthly["rule"])


def test_cancelling_reaches_what_was_divided_further_down(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "accepted")
    (piece,) = service.divide(
        desk.actors["build"], item, [(desk.units["station"], "样例：检测", None)]
    )
    service.accept(desk.actors["station"], piece)
    below = Unit.objects.create(
        code="jszb", name="云麓市建设质量站分站", kind="agency", parent=desk.units["station"]
    )
    service.divide(desk.actors["station"], piece, [(below, "样例：取样", None)])
    service.ask_extension(desk.actors["build"], item, date(2026, 6, 20), "样例")
    service.cancel(desk.actors["build"], piece, "样例：不再检测")
    assert set(Item.objects.exclude(pk=item.pk).values_list("stage", "light")) == {
        ("cancelled", "done")
    }
    service.cancel(desk.office, item, "样例：不再办理")
    assert not Extension.objects.filter(granted=None).exists()


def test_a_returned_piece_ends_no_later_than_its_whole(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "accepted")
    (piece,) = service.divide(
        desk.actors["build"], item, [(desk.units["station"], "样例：检测", None)]
    )
    desk.until(piece, "reported")
    with pytest.raises(DutyError, match="晚于"):
        service.return_back(desk.actors["build"], piece, "样例", due=date(2026, 7, 1))


def test_nothing_is_handed_over_to_whom_has_it(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "reported")
    build = desk.units["build"]
    with pytest.raises(DutyError, match="另一个单位"):
        service.hand_over(desk.office, build, build, "样例")
    assert item.parts.filter(role="lead", unit=build).exists()


def test_what_runs_of_an_earlier_print_is_not_registered_again(desk: Desk) -> None:
    earlier, later = desk.found(), desk.found()
    item = service.register(desk.office, earlier)
    Found.objects.filter(pk=earlier.pk).update(instead=later)
    with pytest.raises(DutyError, match=r"已经立项"):
        service.register(desk.office, later)
    service.cancel(desk.office, item, "样例")
    with pytest.raises(DutyError, match="重印"):
        service.register(desk.office, earlier)
    assert service.register(desk.office, later)


def test_what_comes_back_for_some_years_ends_with_them(desk: Desk) -> None:
    yearly = {
        "words": "2024—2026年每年12月底前", "kind": "recurring", "day": None,
        "rule": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "since": "2024-01-01", "until": "2026-12-31",
    }  # fmt: skip
    item = service.register(desk.office, desk.found(deadlines=[yearly]))
    assert (item.due, service.following(item)) == (date(2026, 12, 31), None)


def test_every_second_year_is_counted_from_its_first(desk: Desk) -> None:
    second = {
        "words": "每2年", "kind": "recurring", "day": None, "since": "2025-01-01",
        "rule": "FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=31",
    }  # fmt: skip
    assert service.fields_of(desk.found(deadlines=[second])).due == date(2027, 12, 31)


@pytest.mark.parametrize("end", ["UNTIL=20261399", "UNTIL=20271231T000000Z", "COUNT=3"])
def test_a_rule_whose_end_cannot_be_kept_is_refused(desk: Desk, end: str) -> None:
    rule = f"FREQ=MONTHLY;BYMONTHDAY=25;{end}"
    with pytest.raises(DutyError, match="重复规则"):
        service.register(desk.office, desk.fields(recurrence=rule))
    found = desk.found(
        deadlines=[{"words": "每月", "kind": "recurring", "day": None, "rule": rule}]
    )
    assert service.fields_of(found).recurrence == rule


# ---- two at once --------------------------------------------------------------------------------------


def test_who_acts_on_what_another_has_changed_is_told(desk: Desk) -> None:
    item = desk.until(desk.assigned(), "reported")
    seen = fresh(item).changed
    service.return_back(desk.office, item, "样例：退回", version=seen)
    with pytest.raises(Stale, match="现为“退回补充”"):
        service.close(desk.office, item, version=seen)
    assert fresh(item).stage == "returned"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", "postgres"])
def test_two_officers_at_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both close and both register; each happens once."""
    default = connections["default"]
    connections["default"] = connections["postgres"]
    try:
        desk = Desk()
        item = desk.until(desk.assigned(date(2099, 6, 10), recurrence="FREQ=YEARLY"), "reported")
        found = desk.found()
        told = _together(
            lambda: service.close(desk.office, item), lambda: service.register(desk.office, found)
        )
        assert sorted(told) == ["DutyError", "DutyError", "done", "done"]
        assert acts(item).count("close") == 1
        assert Item.objects.count() == 3  # it, its next, and the registered one
    finally:
        connections["default"] = default


def _together(*works: Callable[[], Any]) -> list[str]:
    told: list[str] = []
    gate = threading.Barrier(2 * len(works))

    def run(work: Callable[[], Any]) -> None:
        connections["default"] = connections["postgres"]
        gate.wait()
        try:
            work()
            told.append("done")
        except DutyError as error:
            told.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in (*works, *works)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return told


@pytest.mark.parametrize(
    "rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=0", "每月25日"]
)
def test_a_rule_that_never_falls_due_is_refused(rule: str) -> None:
    with pytest.raises(DutyError, match="永远不会到期"):
        service._check_rule(rule)
