"""Judges a year of hourly readings of a hundred stations.

By the specimen's rain and by the running means of 朔政办发〔2023〕37号, and once from a file with the explained
answer for each change.
"""

from __future__ import annotations

import json
import math
import random
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
            _ = rule.run(asked, ON, even_if_not_in_force=True).explanation
        told["file"] = {"seconds": time.perf_counter() - began, "changes": len(changes)}
    return told


if __name__ == "__main__":
    print(json.dumps(judged()))
