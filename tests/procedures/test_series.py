"""Readings in time: means that are met exactly, unbroken runs, the whole judged as prefix by prefix."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.policies.specimen.flood_calls.plan import WARNING
from luoshi.procedures.plans import Classifier, figure, levels_of
from luoshi.procedures.series import exceeds, held, judged, regular, run_length, standing
from luoshi.rules import BadPolicy

BEGAN = datetime(2025, 8, 1, tzinfo=UTC)
HERE = timezone(timedelta(hours=8))
(RAIN,) = WARNING.classifiers
HOURS = st.lists(st.one_of(st.none(), st.integers(0, 200_000)), max_size=60)
"""Thousandths; None where an hour has no reading."""


def sheet(values: Sequence[int | None], place: str = "甲", minute: int = 0) -> pl.DataFrame:
    """One reading an hour; an hour without one has no row."""
    return pl.DataFrame(
        [
            {"place": place, "item": "", "at": BEGAN + timedelta(hours=hour, minutes=minute),
             "forecast": False, "x": value}
            for hour, value in enumerate(values)
            if value is not None
        ],
        schema={"place": pl.String, "item": pl.String, "at": pl.Datetime("us", "UTC"),
                "forecast": pl.Boolean, "x": pl.Int64},
    )  # fmt: skip


def trimmed(values: Sequence[int | None]) -> list[int | None]:
    """From the first reading to the last: what a sheet knows of."""
    there = [at for at, value in enumerate(values) if value is not None]
    return list(values[there[0] : there[-1] + 1]) if there else []


def brute_mean(
    values: Sequence[int | None], rows: int, limit: Fraction, *, least: int, inclusive: bool
) -> list[bool | None]:
    found: list[bool | None] = []
    for end in range(1, len(values) + 1):
        window = [each for each in values[max(0, end - rows) : end] if each is not None]
        if end < rows or len(window) < least:
            found.append(None)
            continue
        mean = Fraction(sum(window), len(window) * 1000)
        found.append(mean >= limit if inclusive else mean > limit)
    return found


def means(values: Sequence[int | None], rows: int, limit: Fraction, **how: object) -> list[object]:
    table = regular(sheet(values))
    if table.is_empty():
        return []
    return table.select(m=exceeds("x", rows, limit, **how))["m"].to_list()  # type: ignore[arg-type]


# --- means


@settings(max_examples=60)
@given(
    values=HOURS, rows=st.sampled_from([1, 3, 24]), least=st.integers(1, 24), inclusive=st.booleans(),
    limit=st.fractions(0, 200, max_denominator=1000),
)  # fmt: skip
def test_a_mean_is_compared_as_fractions_are(
    values: list[int | None], rows: int, least: int, inclusive: bool, limit: Fraction
) -> None:
    how = {"least": min(least, rows), "inclusive": inclusive}
    assert means(values, rows, limit, **how) == brute_mean(trimmed(values), rows, limit, **how)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 500_000), min_size=24, max_size=24), st.integers(1, 999))
def test_a_mean_of_exactly_the_limit_does_not_exceed_it(values: list[int], more: int) -> None:
    limit = Fraction(sum(values), 24_000)
    assert means(values, 24, limit, least=24)[-1] is False
    assert means(values, 24, limit, least=24, inclusive=True)[-1] is True
    above = [*values[:-1], values[-1] + more]
    assert means(above, 24, limit, least=24)[-1] is True
    below = [*values[:-1], values[-1] - more]
    assert means(below, 24, limit, least=24, inclusive=True)[-1] is False


def test_one_thousandth_in_24_hours_is_seen() -> None:
    level = [150_000] * 23
    assert means([*level, 150_000], 24, Fraction(150), least=24)[-1] is False
    assert means([*level, 150_001], 24, Fraction(150), least=24)[-1] is True
    assert means([*level, 149_999], 24, Fraction(150), least=24, inclusive=True)[-1] is False


def test_a_mean_counts_from_so_many_readings_on() -> None:
    day: list[int | None] = [200_000] * 24
    day[3:7] = [None] * 4
    assert means(day, 24, Fraction(150), least=20)[-1] is True
    day[7] = None
    assert means(day, 24, Fraction(150), least=20)[-1] is None
    assert means([200_000] * 23, 24, Fraction(150), least=1) == [None] * 23


def test_of_large_numbers_too() -> None:
    huge = 10**14
    assert means([huge] * 24, 24, Fraction(huge, 1000), least=24)[-1] is False
    assert means([huge] * 23 + [huge + 1], 24, Fraction(huge, 1000), least=24)[-1] is True


# --- runs


@settings(max_examples=60)
@given(HOURS)
def test_a_run_is_as_long_as_counting_says(values: list[int | None]) -> None:
    table = regular(sheet(values))
    if table.is_empty():
        return
    found = table.select(n=run_length(pl.col("x") > 100_000))["n"].to_list()
    wanted: list[int] = []
    for value in trimmed(values):
        wanted.append((wanted[-1] if wanted else 0) + 1 if (value or 0) > 100_000 else 0)
    assert found == wanted


def test_an_hour_without_a_reading_breaks_a_run() -> None:
    table = regular(sheet([9, 9, None, 9, 9, 9]))
    found = table.select("at", n=run_length(pl.col("x") > 5))
    assert found["n"].to_list() == [1, 2, 0, 1, 2, 3]
    assert found["at"].to_list() == [BEGAN + timedelta(hours=hour) for hour in range(6)]


def test_each_place_has_a_run_of_its_own() -> None:
    both = pl.concat([sheet([9, 9, 1]), sheet([1, 9, 9], "乙")])
    found = regular(both).with_columns(n=run_length(pl.col("x") > 5))
    runs = {place: of["n"].to_list() for (place,), of in found.group_by("place")}
    assert runs == {"甲": [1, 2, 0], "乙": [0, 1, 2]}


def test_of_several_readings_within_an_hour_the_last_stands() -> None:
    several = pl.concat(
        [sheet([1, 1]), sheet([7], minute=20), sheet([3, 8], minute=40)], how="vertical"
    ).sort("place", "item", "at")
    table = regular(several)
    assert table["at"].to_list() == [BEGAN, BEGAN + timedelta(hours=1)]
    assert table["x"].to_list() == [3, 8]


def test_means_and_states_do_not_reach_into_another_place() -> None:
    both = regular(pl.concat([sheet([200_000] * 24), sheet([None, 1, *[200_000] * 23], "乙")]))
    found = both.with_columns(m=exceeds("x", 24, Fraction(150), least=1), h=held("x"))
    other = found.filter(place="乙")
    assert other["m"].to_list() == [None] * 23 + [True]
    assert other["h"].to_list()[0] == 1
    gap = pl.concat([sheet([5]), sheet([None, 9], "乙").with_columns(x=pl.lit(None, pl.Int64))])
    assert gap.select(h=held("x"))["h"].to_list() == [5, None]


def test_steps_of_a_day() -> None:
    table = regular(sheet([1] + [None] * 47 + [2]), "1d")
    assert table["x"].to_list() == [1, None, 2]


def test_nothing_is_regular() -> None:
    assert regular(sheet([])).is_empty()


def test_a_state_of_affairs_holds_until_another_is_told() -> None:
    table = regular(sheet([5, None, None, 7, None, 6]))
    assert table.select(h=held("x"))["h"].to_list() == [5, 5, 5, 7, 7, 6]


# --- judged


def rain(values: Sequence[int | None]) -> pl.DataFrame:
    return sheet(values).rename({"x": "hour_rain"})


def levels(values: Sequence[int | None]) -> list[str]:
    return judged(WARNING, RAIN, rain(values), BEGAN.date())["level"].to_list()


def alike(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    return rows.with_columns(pl.col("day_rain", "hour_rain").round(9)).rows()


@settings(max_examples=15)
@given(st.lists(st.integers(0, 90_000), min_size=1, max_size=40))
def test_a_replayed_series_is_judged_as_it_was_one_reading_at_a_time(values: list[int]) -> None:
    whole = judged(WARNING, RAIN, rain(values), BEGAN.date())
    for end in range(1, len(values) + 1, 3):
        prefix = judged(WARNING, RAIN, rain(values[:end]), BEGAN.date())
        assert alike(prefix) == alike(whole.head(end))


@pytest.mark.parametrize("zone", [UTC, HERE])
def test_the_latest_row_stands_since_it_began(zone: timezone) -> None:
    rows = judged(WARNING, RAIN, rain([0, 50_000, 0, 80_000, 75_000, 0]), BEGAN.date())
    (found,) = standing(WARNING, RAIN, rows, (BEGAN + timedelta(hours=9)).astimezone(zone))
    assert rows["level"].to_list() == ["", "orange", "blue", "red", "red", "red"]
    assert (found.level, found.at) == ("red", BEGAN + timedelta(hours=5))
    assert found.since == BEGAN + timedelta(hours=3)
    assert found.facts == {"day_rain": 205, "hour_rain": 0}


@pytest.mark.parametrize("zone", [UTC, HERE])
def test_looking_ahead_the_highest_of_what_comes_stands(zone: timezone) -> None:
    ahead = Classifier(
        RAIN.key, RAIN.label, RAIN.clause, RAIN.of, RAIN.rule, RAIN.facts, RAIN.back, "ahead"
    )
    rows = judged(WARNING, ahead, rain([75_000, 0, 45_000, 41_000, 0, 0]), BEGAN.date())
    rows = rows.with_columns(level=pl.Series(["red", "", "orange", "orange", "blue", ""]))

    def at(hours: int) -> tuple[str, datetime, datetime]:
        now = (BEGAN + timedelta(hours=hours)).astimezone(zone)
        (found,) = standing(WARNING, ahead, rows, now)
        return found.level, found.at, found.since

    hour = [BEGAN + timedelta(hours=n) for n in range(6)]
    assert at(0) == ("red", hour[0], hour[0])
    assert at(1) == ("orange", hour[2], hour[2])  # what is over counts no more
    assert at(3) == ("orange", hour[3], hour[2])
    assert at(4) == ("blue", hour[4], hour[4])
    assert at(9) == ("", hour[5], hour[5])  # nothing is ahead: what came last stands


def test_each_place_stands_for_itself() -> None:
    rows = pl.DataFrame(
        {
            "place": ["甲", "甲", "乙"],
            "at": pl.Series([BEGAN, BEGAN + timedelta(hours=1), BEGAN], dtype=pl.Datetime("us", "UTC")),
            "level": ["red", "", "blue"],
        }
    )  # fmt: skip
    found = standing(WARNING, RAIN, rows, BEGAN + timedelta(hours=2))
    assert {each.place: each.level for each in found} == {"甲": "", "乙": "blue"}


def test_what_is_not_enough_for_an_answer_says_why() -> None:
    rows = judged(WARNING, RAIN, rain([10_000, None, 90_000]), BEGAN.date())
    assert rows["level"].to_list() == ["", "", "red"]
    assert [bool(each) for each in rows["why"].to_list()] == [False, True, False]


# --- what the plan says of itself


def test_ranks_and_labels() -> None:
    assert [WARNING.rank(key) for key in ("", "blue", "orange", "red", "gone")] == [0, 1, 2, 3, 0]
    assert levels_of(WARNING, ["红色预警", None, "不发布预警"]) == ["red", "", ""]
    assert WARNING.called("不发布预警") is None
    with pytest.raises(KeyError):
        WARNING.level("gone")


def test_a_figure_is_as_it_is_printed() -> None:
    assert figure(WARNING.policy, "calm_hours") == 6
    with pytest.raises(BadPolicy, match="不是一个数"):
        figure(WARNING.policy, "day_rain")
