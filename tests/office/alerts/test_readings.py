"""Taking readings in: understood or refused as a whole; what cannot be is kept aside; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from luoshi.office import clock
from luoshi.office.alerts import access, readings
from luoshi.office.alerts.errors import AlertError, NotAllowed, NotThere
from luoshi.office.alerts.models import Reading, Standing
from luoshi.office.alerts.readings import NewReading
from luoshi.office.cases.models import Case
from luoshi.office.journal.models import Entry
from luoshi.policies import alerting
from luoshi.procedures.plans import Indicator
from tests.office.alerts.office import RAIN, FloodOffice, moment
from tests.office.cases.office import person

NOW = moment("2026-06-10T08:00")
STATION = "样例一号站"


@pytest.fixture
def office(db: None) -> Iterator[FloodOffice]:
    with clock.at(NOW):
        yield FloodOffice()


@pytest.fixture
def anywhere(store: str) -> Iterator[FloodOffice]:
    """The office on either database."""
    with clock.at(NOW):
        yield FloodOffice()


def row(value: object, at: datetime = NOW, **more: Any) -> NewReading:
    return NewReading(**{"series": RAIN, "value": value, "at": at, "place": STATION, "source": "甲", **more})  # fmt: skip


def take(office: FloodOffice, *rows: NewReading) -> readings.Taken:
    return readings.take(rows, office.actors["hydrology"])


def counts(office: FloodOffice, *rows: NewReading) -> tuple[int, int, int]:
    taken = take(office, *rows)
    return taken.good, taken.doubtful, taken.again


def hour_rain() -> object:
    return Standing.objects.get().facts["hour_rain"]


# --- what comes again, late, changed


def test_the_same_reading_again_is_taken_once(anywhere: FloodOffice) -> None:
    assert counts(anywhere, row(12)) == (1, 0, 0)
    assert counts(anywhere, row(12)) == (0, 0, 1)
    assert counts(anywhere, row("12.000"), row(12.0), row("12毫米")) == (0, 0, 3)
    assert counts(anywhere, row(12, NOW.astimezone(UTC))) == (0, 0, 1)  # the same moment
    assert Reading.objects.count() == 1
    assert Entry.objects.filter(kind="readings.take").count() == 1


def test_of_two_about_one_moment_in_a_batch_the_last_counts(office: FloodOffice) -> None:
    assert counts(office, row(12), row(30)) == (1, 0, 1)
    assert Reading.objects.get().value == 30_000


def test_a_correction_stands_and_what_it_corrects_is_kept(anywhere: FloodOffice) -> None:
    take(anywhere, row(75))
    assert Standing.objects.get().level == "red"
    assert counts(anywhere, row(7.5)) == (1, 0, 0)
    assert (hour_rain(), Standing.objects.get().level) == (7.5, "")
    assert counts(anywhere, row(75)) == (1, 0, 0)  # and back again
    assert hour_rain() == 75
    assert list(Reading.objects.order_by("pk").values_list("value", flat=True)) == [
        75_000,
        7500,
        75_000,
    ]


def test_another_source_says_so_too(office: FloodOffice) -> None:
    assert counts(office, row(12), row(12, source="乙")) == (2, 0, 0)


def test_late_and_out_of_order_readings_find_their_place(anywhere: FloodOffice) -> None:
    hours = [NOW - timedelta(hours=n) for n in range(4)]
    for at in (hours[1], hours[3], hours[0], hours[2]):
        take(anywhere, row(25.5, at))
    facts = Standing.objects.get().facts
    assert (facts["day_rain"], facts["hour_rain"]) == (102, 25.5)
    assert Standing.objects.get().level == "orange"
    assert Standing.objects.get().at == NOW


def test_a_late_reading_does_not_replace_what_is_later(office: FloodOffice) -> None:
    take(office, row(1))
    take(office, row(45, NOW - timedelta(hours=2)))
    assert (hour_rain(), Standing.objects.get().level) == (1, "")


def test_in_order_or_not_the_same_stands(office: FloodOffice) -> None:
    rows = [row(n, NOW - timedelta(hours=23 - n)) for n in range(24)]
    take(office, *reversed(rows))
    together = Standing.objects.get().facts
    Reading.objects.all().delete()
    for each in rows:
        take(office, each)
    assert Standing.objects.get().facts == together


# --- what cannot be


@pytest.mark.parametrize("absurd", [-0.001, 500.001, 99_999])
def test_what_cannot_be_is_kept_aside_and_counts_for_nothing(
    office: FloodOffice, absurd: float
) -> None:
    assert counts(office, row(absurd)) == (0, 1, 0)
    found = Reading.objects.get()
    assert found.state == "doubtful"
    assert "不在 0 至 500 之间" in found.why
    assert not Standing.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize("edge", [0, 500])
def test_the_bounds_themselves_can_be(office: FloodOffice, edge: float) -> None:
    assert counts(office, row(edge)) == (1, 0, 0)


def test_a_doubtful_reading_counts_when_an_officer_says_so(anywhere: FloodOffice) -> None:
    take(anywhere, row(600))
    done = readings.settle(
        Reading.objects.get().pk, anywhere.actors["flood"], good=True, why="两站互证"
    )
    assert (done.state, done.why) == ("good", f"{anywhere.actors['flood'].name}：两站互证")
    assert Standing.objects.get().level == "red"
    assert Case.objects.count() == 1
    entry = Entry.objects.get(kind="readings.settle")
    assert "两站互证" in entry.text
    assert entry.actor == anywhere.actors["flood"].name


def test_a_doubtful_reading_is_refused_and_stays_so(office: FloodOffice) -> None:
    take(office, row(600))
    number = Reading.objects.get().pk
    readings.settle(number, office.actors["flood"], good=False, why="仪器故障")
    assert Reading.objects.get().state == "refused"
    assert not Standing.objects.exists()
    assert counts(office, row(600)) == (0, 0, 1)
    with pytest.raises(NotThere, match="没有这条存疑的监测值"):
        readings.settle(number, office.actors["flood"], good=True, why="又好了")
    assert counts(office, row(60)) == (1, 0, 0)


def test_whoever_settles_says_why_and_may(office: FloodOffice) -> None:
    take(office, row(600))
    number = Reading.objects.get().pk
    with pytest.raises(AlertError, match="请写明理由"):
        readings.settle(number, office.actors["flood"], good=True, why="  ")
    with pytest.raises(NotAllowed):
        readings.settle(number, person(office.units["flood"], "viewer"), good=True, why="是")
    assert Reading.objects.get().state == "doubtful"


def test_a_doubtful_correction_leaves_what_was_good(office: FloodOffice) -> None:
    take(office, row(45))
    assert counts(office, row(-1)) == (0, 1, 0)
    assert (hour_rain(), Standing.objects.get().level) == (45, "orange")


# --- what nobody can read


@pytest.mark.parametrize(
    "value",
    ["NaN", "sNaN", "inf", "-Infinity", float("nan"), float("inf"), float("-inf"), Decimal("NaN"),
     10**15, -(10**15), pytest.param(10**5000, id="huge"), 1e300, "1e400", "", "  ", "很多", None, True, [1], {"a": 1}, "12,5", "0x10"],
)  # fmt: skip
def test_what_is_no_number_is_refused(office: FloodOffice, value: object) -> None:
    with pytest.raises(AlertError, match="应是数"):
        take(office, row(value))
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "value", ["1.0005", 1.0001, Decimal("0.0001"), "1e-5", "1." + "0" * 40 + "1"]
)
def test_more_than_three_decimals_are_refused_and_not_rounded(
    office: FloodOffice, value: object
) -> None:
    with pytest.raises(AlertError, match="最多三位小数"):
        take(office, row(value))


@pytest.mark.parametrize(
    ("value", "thousandths"),
    [("12.345", 12_345), (0.1, 100), (0.3, 300), (1.251, 1251), ("1.50000", 1500), ("1e2", 100_000), ("１２", 12_000)],
)  # fmt: skip
def test_numbers_are_kept_in_whole_thousandths(
    office: FloodOffice, value: object, thousandths: int
) -> None:
    take(office, row(value))
    assert Reading.objects.get().value == thousandths


@pytest.mark.parametrize(
    "at",
    [NOW + timedelta(minutes=6), NOW + timedelta(days=40), NOW - timedelta(days=400),
     datetime(1, 1, 1, tzinfo=clock.HERE), datetime(9999, 12, 31, 23, 59, tzinfo=UTC), datetime.min.replace(tzinfo=clock.HERE)],
)  # fmt: skip
def test_a_moment_that_has_not_come_or_is_far_away_is_refused(
    office: FloodOffice, at: datetime
) -> None:
    with pytest.raises(AlertError, match=r"还没有到|离现在太远"):
        take(office, row(1, at))


def test_clocks_that_measure_may_be_a_little_fast(office: FloodOffice) -> None:
    assert counts(office, row(1, NOW + timedelta(minutes=4))) == (1, 0, 0)
    assert not Reading.objects.get().forecast


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"series": "specimen.flood_calls.snow"}, "没有监测指标“specimen.flood_calls.snow”"),
        ({"series": "x" * 500}, "没有监测指标"),
        ({"place": ""}, "要写明雨量站"),
        ({"place": "站" * 61}, "太长"),
        ({"place": "站\x00"}, "不能用的字符"),
        ({"item": "\ud800"}, "不能用的字符"),
        ({"source": "甲\n乙"}, "不能用的字符"),
    ],
)
def test_where_and_from_whom_must_be_told(
    office: FloodOffice, more: dict[str, str], why: str
) -> None:
    with pytest.raises(AlertError, match=why):
        take(office, row(1, NOW, **more))


def test_one_bad_row_and_nothing_of_the_batch_is_kept(anywhere: FloodOffice) -> None:
    rows = [row(80, NOW - timedelta(hours=n)) for n in range(10)]
    rows[3], rows[7] = row("坏", NOW), row(1, series="gone")
    with pytest.raises(AlertError) as error:
        take(anywhere, *rows)
    assert [number for number, _ in error.value.rows] == [4, 8]
    assert "第 4 条" in error.value.what
    assert "没有收下任何一条" in error.value.remedy
    assert not Reading.objects.exists()
    assert not Standing.objects.exists()
    assert not Entry.objects.exists()


def test_what_fails_behind_the_readings_leaves_nothing(
    office: FloodOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(readings.judging, "judge_series", broken)
    with pytest.raises(RuntimeError):
        take(office, row(80))
    assert not Reading.objects.exists()


def test_a_batch_has_an_end(office: FloodOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST", 3)
    with pytest.raises(AlertError, match="一次最多 3 条"):
        take(office, *[row(n, NOW - timedelta(hours=n)) for n in range(4)])
    assert counts(office) == (0, 0, 0)


def test_whoever_only_reads_sends_nothing(office: FloodOffice) -> None:
    with pytest.raises(NotAllowed, match="只能查看"):
        readings.take([row(1)], person(office.units["hydrology"], "viewer"))
    assert not Reading.objects.exists()


# --- truths and choices


def test_truths_and_choices_are_what_they_are() -> None:
    truth = Indicator("t", "是否停产", "第一条", kind="truth")
    for given, kept in ((True, 1000), ("是", 1000), ("true", 1000), (False, 0), ("否", 0)):
        assert readings.value_of(truth, given) == (kept, "", "")
    for wrong in ("可能", 1, None, [], "True"):
        with pytest.raises(AlertError, match="应是“是”或“否”"):
            readings.value_of(truth, wrong)
    choice = Indicator("c", "市场", "第一条", kind="choice", options=("正常", "紧张"))
    assert readings.value_of(choice, "紧张") == (None, "紧张", "")
    for wrong in ("", "很紧张", None, 1):
        with pytest.raises(AlertError, match="应是：正常、紧张"):
            readings.value_of(choice, wrong)


# --- samples


def test_a_sample_is_apart_from_what_is_real(store: str) -> None:
    with clock.at(NOW):
        sample = FloodOffice(sample=True)
        take(sample, row(80))
        assert Reading.objects.get().sample
        assert Standing.objects.get().sample
        case = Case.objects.get()
        assert case.sample
        for code, each in sample.units.items():
            each.code, each.name = f"s-{code}", f"样例{each.name}"
            each.save()
        from luoshi.office.alerts.models import Channel

        Channel.objects.all().delete()
        real = FloodOffice()
        take(real, row(12))
        assert counts(real, row(80)) == (1, 0, 0)  # not known, though the sample is
        levels = dict(Standing.objects.values_list("sample", "level"))
        assert levels == {True: "red", False: "red"}
        assert Case.objects.filter(sample=False).count() == 1
        assert access.readings(sample.actors["flood"]).count() == 1
        assert access.readings(real.actors["flood"]).count() == 2
        take(real, row(600, place="样例二号站"))
        doubtful = Reading.objects.get(state="doubtful")
        with pytest.raises(NotThere):
            readings.settle(doubtful.pk, sample.actors["flood"], good=True, why="是")


# --- forecasts


@pytest.fixture
def foretold(office: FloodOffice, monkeypatch: pytest.MonkeyPatch) -> FloodOffice:
    """Rain may be foretold."""
    indicator, policy = alerting.indicators()[RAIN]
    ahead = Indicator(
        indicator.key, indicator.label, indicator.clause, unit=indicator.unit, per=indicator.per, ahead=True
    )  # fmt: skip
    monkeypatch.setitem(alerting.indicators(), RAIN, (ahead, policy))
    return office


def test_what_is_measured_outranks_what_was_foretold(foretold: FloodOffice) -> None:
    later = NOW + timedelta(hours=2)
    assert counts(foretold, row(80, later), row(60, later, source="乙")) == (2, 0, 0)
    assert set(Reading.objects.values_list("forecast", flat=True)) == {True}
    with clock.at(later):
        assert counts(foretold, row(10, later)) == (1, 0, 0)
        assert hour_rain() == 10
        assert not Reading.objects.order_by("-pk")[0].forecast


def test_what_comes_true_exactly_is_measured_too(foretold: FloodOffice) -> None:
    later = NOW + timedelta(hours=2)
    take(foretold, row(10, later))
    take(foretold, row(80, later, source="乙"))
    with clock.at(later):
        assert counts(foretold, row(10, later)) == (1, 0, 0)
        assert counts(foretold, row(10, later)) == (0, 0, 1)
        assert hour_rain() == 10  # and not the other's forecast


def test_a_forecast_may_be_changed(foretold: FloodOffice) -> None:
    later = NOW + timedelta(hours=2)
    take(foretold, row(80, later))
    take(foretold, row(20, later))
    assert hour_rain() == 20
    with pytest.raises(AlertError, match="离现在太远"):
        take(foretold, row(1, NOW + timedelta(days=32)))
