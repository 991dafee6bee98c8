"""Charts as drawings within the page: no script, colours and lines from the style sheet alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pygal
from lxml import etree

from luoshi.rules.parameters import Definition
from luoshi.rules.policy import Policy
from luoshi.rules.units import Exact, Unit, in_unit
from luoshi.web.markup import Html, written
from luoshi.web.rulebook.whatif import Curve

Point = tuple[float, float]
Series = tuple[str, list[Point]]
WIDTH, HEIGHT = 640, 320
_DROPPED = {"style", "script", "title", "desc"}
_DROPPED_CLASSES = {"tooltip", "plot text-overlay", "plot tooltip-overlay"}


def of_curve(curve: Curve, label: str, of: Unit) -> Html:
    """A result over a range of one fact, before and after."""
    names = ("现行（实线）", "试算（虚线）") if curve.after is not None else (label,)
    lines = [curve.before] if curve.after is None else [curve.before, curve.after]
    x_unit = curve.range.fact.unit or Unit("")
    points = [_float(point, x_unit) for point in curve.points]
    series = [
        (name, [(x, _float(y, of)) for x, y in zip(points, values, strict=True) if y is not None])
        for name, values in zip(names, lines, strict=True)
    ]
    title = f"{label}随“{curve.range.fact.label}”的变化"
    return drawn(_xy(series, titled(curve.range.fact.label, x_unit), titled("结果", of)), title)


def of_parameter(definition: Definition, policy: Policy) -> Html | None:
    """A number that changed over time, as steps; None where it did not change."""
    series = _steps(definition, policy)
    if not series:
        return None
    chart = pygal.DateLine(
        **LOOK, y_title=titled("", definition.unit), x_value_formatter=str,
        value_formatter=_number, x_label_rotation=0, show_legend=len(series) > 1,
    )  # fmt: skip
    days = [day for day, table in definition.dated if table]
    chart.x_labels = [*days, _end_of(definition, policy)]
    for name, points in series:
        chart.add(name, points)
    return drawn(chart, f"{definition.label}随时间的变化")


def _steps(definition: Definition, policy: Policy) -> list[tuple[str, list[tuple[date, float]]]]:
    dated = [(day, table) for day, table in definition.dated if table]
    if definition.kind != "number" or len(dated) < 2:
        return []
    end = _end_of(definition, policy)
    found: list[tuple[str, list[tuple[date, float]]]] = []
    for key in dict.fromkeys(key for _, table in dated for key in table):
        points: list[tuple[date, float]] = []
        for place, (day, table) in enumerate(dated):
            leaf = table.get(key)
            until = dated[place + 1][0] if place + 1 < len(dated) else end
            if leaf and isinstance(leaf.value, int | Fraction):
                height = _float(leaf.value, definition.unit)
                points += [(day, height), (until, height)]
        found.append(("、".join(key) or definition.label, points))
    return found


def _end_of(definition: Definition, policy: Policy) -> date:
    last = definition.dated[-1][0]
    return max(policy.ends or last, last) + timedelta(days=1 if policy.ends else 366)


def titled(label: str, of: Unit) -> str:
    """The words beside an axis."""
    return f"{label}（{of.name}）" if of.name else label


LOOK: dict[str, Any] = {
    "width": WIDTH,
    "height": HEIGHT,
    "js": (),
    "css": (),
    "no_prefix": True,
    "show_dots": False,
    "legend_at_bottom": True,
    "disable_xml_declaration": True,
    "truncate_legend": -1,
    "max_scale": 8,
    "no_data_text": "这一段没有可画的数",
}


def _xy(series: Sequence[Series], x_title: str, y_title: str) -> pygal.XY:
    chart = pygal.XY(
        **LOOK, x_title=x_title, y_title=y_title, x_value_formatter=_number, value_formatter=_number,
        show_legend=len(series) > 1,
    )  # fmt: skip
    for name, points in series:
        chart.add(name, points)
    return chart


def _float(value: Exact, of: Unit) -> float:
    return float(in_unit(value, of))


def _number(value: Any) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else ""


def drawn(chart: Any, title: str) -> Html:
    """The drawing without the scripts and styles that the policy of the pages forbids.

    It is put together as a tree by lxml, which escapes every word.
    """
    root = chart.render_tree()
    for element in list(root.iter()):
        above = element.getparent()
        if above is not None and _not_wanted(element):
            above.remove(element)
        for name in ("style", "id"):
            element.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", f"{title}；旁边的表是同样的数")
    root.set("class", "chart")
    return written(root)


def _not_wanted(element: Any) -> bool:
    """Whether a part of the drawing is a comment, a script, a style, or words for a script to show."""
    if not isinstance(element.tag, str):
        return True
    return (
        etree.QName(element).localname in _DROPPED or element.get("class", "") in _DROPPED_CLASSES
    )
