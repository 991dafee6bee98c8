"""Targets (指标) with what was reached of them: the list, one with its chart, values by form and from a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pygal
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.directory import tables
from luoshi.office.duties import access, finding, report_files, target_tables, targeting
from luoshi.office.duties.errors import DutyError, NotThere
from luoshi.office.duties.models import REVIEW, Found
from luoshi.office.duties.targeting import Given, Line
from luoshi.office.duties.verdicts import LATEST, MEAN, STATES, Period, period_of, written
from luoshi.web import answers
from luoshi.web.asked import number as asked_number
from luoshi.web.asked import paged, words
from luoshi.web.duties.refusing import duty_desk, number, sent, trouble
from luoshi.web.markup import Html
from luoshi.web.office.alerted import brought, drop, held, hold
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import measured
from luoshi.web.rulebook.charts import LOOK, drawn

PAGE = 50
_HELD = "targets"
CHIPS = {
    "reached": "in-force", "missed": "repealed", "judge": "not-yet", "ongoing": "not-yet",
    "expected": "expired", "partial": "expired", "empty": "expired",
}  # fmt: skip
"""The colours of verdicts, beside their words."""
COLUMNS = [
    "编号", "文件", "条款", "指标", "地方", "比较", "要求值", "单位", "年份", "每年或年均", "力争", "要求",
    "核对", "完成值", "结论", "差额", "说明",
]  # fmt: skip
VALUE_COLUMNS = ["时期", "数值", "单位", "预计", "来源", "填报单位", "填报人", "填报时间"]


# --- all of them


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def listed(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The targets that this unit may see, each with what its values say."""
    asked = _asked(request)
    finding.ensure()
    every = _lines_of(request, asked)
    found = [each for each in every if not asked.state or each.verdict.state == asked.state]
    if form == "json":
        return answers.data({
            "total": len(found), "counts": targeting.counted(every),
            "targets": [targeting.as_data(each) for each in found],
        })  # fmt: skip
    if form == "xlsx":
        return answers.sheet("指标", COLUMNS, [_row(each) for each in found])
    pages = paged(request, found, PAGE)
    context = {
        "nav": "office", "area": "duties", "pages": pages, "lines": [shown(each) for each in pages.rows],
        "counts": [
            (state, STATES[state], n, _with_state(request, state))
            for state, n in targeting.counted(every).items() if n
        ],
        "asked": asked, "states": STATES.items(), "documents": _documents(request), "total": len(found),
        "query": request.GET.urlencode(), "any": Found.objects.filter(kind="target").exists(),
        "may_enter": any(each.may_enter for each in every), "supervises": access.supervises(request.actor),
        "narrowed": asked.narrowed,
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/targets_office.html", context)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which targets a page is asked for."""

    document: str
    year: int | None
    state: str
    words: str

    @property
    def narrowed(self) -> bool:
        """Whether it is not all of them."""
        return bool(self.document or self.year or self.state or self.words)


def _asked(request: OfficeRequest) -> Asked:
    state = words(request, "state")
    if state and state not in STATES:
        raise DutyError(f"没有“{state[:20]}”这种结论", f"可选：{'、'.join(STATES.values())}")
    document, year = words(request, "document")[:400], asked_number(request, "year", LATEST)
    return Asked(document, year, state, words(request, "q")[:60])


def _lines_of(request: OfficeRequest, asked: Asked) -> list[Line]:
    """The targets that are asked for, whatever their verdict."""
    return targeting.lines(
        request.actor, document=asked.document, year=asked.year, words=asked.words
    )


def _with_state(request: OfficeRequest, state: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["state"] = state
    return "?" + query.urlencode()


def _documents(request: OfficeRequest) -> list[tuple[str, str]]:
    rows = targeting.seen(request.actor).order_by("document")
    return list(dict(rows.values_list("document", "title")).items())


def shown(of: Line) -> dict[str, Any]:
    """A target for a page."""
    told = of.verdict
    return {
        "found": of.found, "goal": of.goal, "name": report_files.name_of(of), "review": REVIEW[of.found.state],
        "reached": report_files.reached_words(of), "verdict": told, "chip": CHIPS[told.state],
        "difference": signed(of), "may_enter": of.may_enter, "text": str(of.data.get("text") or ""),
        "doubts": list(of.data.get("doubts") or ()),
    }  # fmt: skip


def signed(of: Line) -> str:
    """How far the figure is from what is demanded, with its sign; empty where there is no figure."""
    difference = of.verdict.difference
    if difference is None:
        return ""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    unit = "个百分点" if of.goal.unit in ("%", "％") else of.goal.unit
    text = written(abs(difference))
    about = "约" if text.startswith("约") else ""
    return f"{about}{sign}{text.removeprefix('约')}{unit}"


def _row(of: Line) -> list[object]:
    goal = of.goal
    difference = of.verdict.difference
    return [
        of.found.key, of.found.document, of.found.address, goal.name, str(of.data.get("area") or ""),
        goal.comparator, float(goal.value), goal.unit, goal.year, goal.per, "力争" if goal.soft else "",
        goal.required, REVIEW[of.found.state], report_files.reached_words(of), of.verdict.label,
        float(difference) if difference is not None else None, of.verdict.words,
    ]  # fmt: skip


# --- one of them


@duty_desk()
@require_http_methods(["GET", "HEAD", "POST"])
def target(request: OfficeRequest, number: int, form: str = "html") -> HttpResponse:
    """One target: its clause, its values, its chart, what they say; values entered and withdrawn."""
    found = targeting.target(request.actor, number)
    if request.method == "POST":
        return _changed(request, found)
    if form == "json":
        return answers.data(targeting.as_data(targeting.line(request.actor, found)))
    if form == "xlsx":
        of = targeting.line(request.actor, found)
        rows = [
            [each.period, float(each.value), of.goal.unit, "预计" if each.forecast else "", each.source,
             each.unit.name if each.unit else "", each.who, f"{each.at.astimezone(clock.HERE):%Y-%m-%d %H:%M}"]
            for each in of.actuals
        ]  # fmt: skip
        return answers.sheet(f"完成值 {of.goal.name}"[:60], VALUE_COLUMNS, rows)
    return _page(request, found)


def _changed(request: OfficeRequest, found: Found) -> HttpResponse:
    try:
        if request.POST.get("act") == "withdraw":
            at = number(request.POST, "value", "编号")
            targeting.withdraw(request.actor, found, at or 0)
        else:
            targeting.enter(request.actor, [_given(request, found)])
    except NotThere:
        raise
    except DutyError as error:
        return _page(request, found, error)
    return redirect(f"{reverse('duty-target', args=[found.pk])}#values")


def _given(request: OfficeRequest, found: Found) -> Given:
    form = request.POST
    return Given(
        found.key, sent(form, "period", 40), sent(form, "value", 60), bool(sent(form, "forecast", 5)),
        sent(form, "source", 400), sent(form, "unit", 40),
    )  # fmt: skip


def _page(request: OfficeRequest, found: Found, error: DutyError | None = None) -> HttpResponse:
    of = targeting.line(request.actor, found)
    told = shown(of)
    context: dict[str, Any] = {
        "nav": "office", "area": "duties", "told": told, "found": found, "goal": of.goal, "verdict": of.verdict,
        "data": of.data, "drawing": drawing(of), "within": within(of), "given": request.POST,
        "values": [
            (each, period_of(each.period).label, f"{written(each.value)}{of.goal.unit}")
            for each in reversed(of.actuals)
        ],
        "may_enter": of.may_enter, "this_year": clock.today().year, "states": STATES,
    }  # fmt: skip
    if error:
        context |= trouble(error)
    return answers.page(
        request, "luoshi/duties/target.html", context, error.status if error else 200
    )


# --- charts


def drawing(of: Line) -> Html | None:
    """Whole years: reached and expected beside what is demanded, with the mean so far where it counts."""
    real = {period_of(e.period): float(e.value) for e in of.actuals if not e.forecast}
    expected = {period_of(e.period): float(e.value) for e in of.actuals if e.forecast}
    years = {each.year for each in (*real, *expected) if each.whole}
    if not years:
        return None
    if of.goal.year:
        years.add(of.goal.year)
    periods = [Period(year) for year in range(min(years), max(years) + 1)]
    series: list[tuple[str, list[float | None]]] = [
        ("完成", [real.get(each) for each in periods]),
        (f"要求（{of.goal.required}）", [float(of.goal.value) for _ in periods]),
    ]
    if of.goal.per == MEAN:
        series.append(("各年至今的年均", _means([real.get(each) for each in periods], of.goal.year, periods)))  # fmt: skip
    if any(each in expected for each in periods):
        series.append(("预计（不计入达到）", [expected.get(each) for each in periods]))
    return _lines(of, f"{of.goal.name}各年完成与要求", periods, series)


def within(of: Line) -> Html | None:
    """Quarters and months by themselves: whether they add up over a year only their source can say."""
    parts = sorted(
        (each for each in of.actuals if not period_of(each.period).whole),
        key=lambda each: period_of(each.period).last,
    )
    periods = list(dict.fromkeys(period_of(each.period) for each in parts))
    if len(periods) < 2:
        return None
    series: list[tuple[str, list[float | None]]] = []
    for name, forecast in (("完成", False), ("预计（不计入达到）", True)):
        told = {period_of(e.period): float(e.value) for e in parts if e.forecast is forecast}
        if told:
            series.append((name, [told.get(each) for each in periods]))
    return _lines(of, f"{of.goal.name}年内各期", periods, series)


def _means(
    values: list[float | None], until: int | None, periods: list[Period]
) -> list[float | None]:
    found: list[float | None] = []
    known: list[float] = []
    for period, value in zip(periods, values, strict=True):
        if value is not None and period.year <= (until or LATEST):
            known.append(value)
        found.append(sum(known) / len(known) if known and value is not None else None)
    return found


def _lines(
    of: Line, title: str, periods: list[Period], series: list[tuple[str, list[float | None]]]
) -> Html:
    unit = f"（{of.goal.unit}）" if of.goal.unit else ""
    chart: Any = cast("Any", pygal).Line(
        **{**LOOK, "show_dots": True}, y_title=f"{of.goal.name}{unit}"[:24], x_label_rotation=0,
        value_formatter=_number, show_legend=True, dots_size=4,
    )  # fmt: skip
    chart.x_labels = [str(each) for each in periods]
    for name, values in series:
        chart.add(name, values)
    return drawn(chart, title)


def _number(value: Any) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else ""


# --- from a table


@measured
@duty_desk(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: OfficeRequest) -> HttpResponse:
    """Values from a table: tried, shown line by line, taken in when confirmed; whole or not at all."""
    page = "luoshi/duties/targets_import.html"
    context: dict[str, Any] = {
        "nav": "office", "area": "duties", "titles": target_tables.TITLES, "needed": target_tables.NEEDED,
        "limit": tables.LARGEST // 1048576, "most": tables.MOST_ROWS, "this_year": clock.today().year,
    }  # fmt: skip
    if request.method != "POST":
        return answers.page(request, page, context)
    try:
        if "token" in request.POST:
            data = held(request, _HELD)
            kept = target_tables.take_in(request.actor, data, sent(request.POST, "name", 200))
            drop(request, _HELD)
            return redirect(f"{reverse('duty-targets-import')}?kept={len(kept)}")
        name, data = brought(request, tables.LARGEST)
        trial = target_tables.tried(request.actor, data, name)
    except DutyError as error:
        return answers.page(request, page, {**context, **trouble(error)}, error.status)
    wrong = trial.read.rows
    context |= {
        "name": name, "wrong": wrong, "empty": trial.empty, "tried": True,
        "lines": [
            (each, written(each.value), written(each.before) if each.before is not None else "")
            for each in trial.read.entries
        ],
        "token": "" if wrong else hold(request, _HELD, data),
    }  # fmt: skip
    return answers.page(request, page, context, 422 if wrong else 200)


@duty_desk()
@require_http_methods(["GET", "HEAD"])
def template(request: OfficeRequest) -> HttpResponse:
    """A table to fill in: a row for each target whose values this unit enters."""
    asked = _asked(request)
    finding.ensure()
    found = [
        each
        for each in _lines_of(request, asked)
        if each.may_enter and asked.state in ("", each.verdict.state)
    ]
    period = words(request, "period")
    told = str(period_of(period)) if period else ""
    rows = target_tables.rows(found, told)
    return answers.sheet("完成值填报表", list(target_tables.TITLES), rows)
