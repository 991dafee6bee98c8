"""Charts of the statistics: drawings within the page, the same numbers in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pygal

from luoshi.web.markup import Html
from luoshi.web.rulebook.charts import LOOK, drawn

MOST_BARS = 24


def bars(title: str, names: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> Html:
    """Numbers beside each other, by name; several series are told apart by a legend."""
    chart: Any = pygal.Bar(
        **_whole(series), show_legend=len(series) > 1, value_formatter=_number,
        x_label_rotation=0, order_min=0, include_x_axis=True, print_values=len(series) == 1,
    )  # fmt: skip
    chart.x_labels = list(names)
    for name, values in series:
        chart.add(name, list(values))
    return drawn(chart, title)


def lying(title: str, names: Sequence[str], values: Sequence[float]) -> Html:
    """The same lying down, where the names are long."""
    tall = {**_whole([("", values)]), "height": 60 + 34 * max(1, len(names))}
    chart: Any = pygal.HorizontalBar(
        **tall, show_legend=False, value_formatter=_number, print_values=True, include_x_axis=True,
        truncate_label=-1,
    )  # fmt: skip
    chart.x_labels = list(reversed([_short(name) for name in names]))
    chart.add("", list(reversed(list(values))))
    return drawn(chart, title)


def _whole(series: Sequence[tuple[str, Sequence[float]]]) -> dict[str, Any]:
    """Counts want whole numbers beside the axis, however few they are."""
    highest = max((value for _, values in series for value in values), default=0)
    return {**LOOK, "max_scale": max(2, min(8, round(highest) + 1)), "range": (0, max(1, highest))}


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"


def _number(value: Any) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else ""
