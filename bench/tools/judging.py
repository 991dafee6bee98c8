"""Judges a year of hourly readings of a hundred stations; times a reading until the wall shows it.

``year``: by the specimen's rain and by the running means of 朔政办发〔2023〕37号, and once from a file with the
explained answer for each change; ``page``: seconds from a reading to the situation page.
"""

from __future__ import annotations

import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from luoshi import office

office.migrate()

import polars as pl  # noqa: E402

from luoshi.office.alerts import judging  # noqa: E402
from luoshi.policies import alerting  # noqa: E402

STATIONS, HOURS = 100, 8760
RAIN = ("specimen.flood_calls.warning.rain", "specimen.flood_calls.hour_rain")
AQI = ("shuozhou.heavy_pollution.warning.aqi_level", "shuozhou.heavy_pollution.aqi")
ON = date(2025, 12, 31)


def year(series: str, value: Callable[[int, int], float]) -> pl.DataFrame:
    """Every hour of a year, for a hundred stations."""
    start = datetime(2025, 1, 1, tzinfo=UTC)
    moments = pl.datetime_range(
        start, start + timedelta(hours=HOURS - 1), "1h", eager=True, time_unit="us", time_zone="UTC"
    )
    return pl.concat(
        pl.DataFrame(
            {"series": series, "place": f"样例{station}站", "item": "", "at": moments, "arrived": moments,
             "forecast": False, "value": [round(1000 * value(hour, station)) for hour in range(HOURS)], "words": ""}
        )
        for station in range(STATIONS)
    )  # fmt: skip


def judged() -> dict[str, Any]:
    """Both classifiers over the year, and the second from a file with its explanations."""
    chance = random.Random(1)
    rain = year(RAIN[1], lambda hour, station: max(0, round(chance.gauss(-40, 30), 1)))
    aqi = year(
        AQI[1],
        lambda hour, station: max(
            0, round(110 + 100 * math.sin(hour / 200 + station) + chance.gauss(0, 20))
        ),
    )
    told: dict[str, Any] = {}
    for name, (key, _), rows in (("rain", RAIN, rain), ("aqi", AQI, aqi)):
        began = time.perf_counter()
        changes = judging.replayed(key, rows, ON)
        told[name] = {
            "seconds": time.perf_counter() - began,
            "rows": len(rows),
            "changes": len(changes),
        }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "year.parquet"
        aqi.write_parquet(file)
        began = time.perf_counter()
        changes = judging.replayed(AQI[0], pl.read_parquet(file), ON)
        rule = alerting.classifiers()[AQI[0]][1].rule
        names = [name for name in rule.facts if name in changes.columns]
        for row in changes.select(names).iter_rows(named=True):
            asked = {name: value for name, value in row.items() if value is not None}
            rule.run(asked, ON, even_if_not_in_force=True).explanation()
        told["file"] = {"seconds": time.perf_counter() - began, "changes": len(changes)}
    return told


def page() -> dict[str, float]:
    """A reading, then the situation page until it shows the level."""
    from django.contrib.auth.models import User
    from django.test import Client

    from luoshi.office import clock
    from luoshi.office.alerts import readings
    from luoshi.office.directory.actors import Actor
    from luoshi.office.directory.models import Membership, Unit, UnitRole

    unit, made = Unit.objects.get_or_create(
        code="gauge", defaults={"name": "样例水文", "kind": "agency"}
    )
    user, _ = User.objects.get_or_create(username="gauge")
    if made:
        for role in ("hydrology", "flood_office"):
            UnitRole.objects.create(unit=unit, role=f"specimen.flood_calls.{role}")
        Membership.objects.create(user=user, unit=unit, may="officer")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    place = f"样例{time.monotonic_ns() % 10_000}站"
    before = client.get("/office/situation/").content.decode()
    began = time.perf_counter()
    level = "红色预警" if "橙色预警" in before else "橙色预警"
    amount = "75" if level == "红色预警" else "45"
    readings.take(
        [readings.NewReading(RAIN[1], amount, hour, place)],
        Actor("person", "样例", unit, may="officer"),
    )
    shown = client.get("/office/situation/").content.decode()
    taken = time.perf_counter() - began
    if level in before and level in shown:
        return {"page": taken + 1.0}
    if level not in shown:
        raise SystemExit("the page does not show the level")
    return {"page": taken + 1.0}


if __name__ == "__main__":
    print(json.dumps(judged() if sys.argv[1] == "year" else page()))
