"""Monitoring (监测): what is watched, what the readings say and why; readings taken in by hand and from files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import pygal
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.alerts import access, importing, readings
from luoshi.office.alerts.errors import AlertError, NotThere
from luoshi.office.alerts.models import Reading, Standing
from luoshi.office.alerts.readings import NewReading, Taken
from luoshi.office.cases import shapes
from luoshi.policies import alerting
from luoshi.procedures.plans import THOUSAND, Indicator
from luoshi.rules import Policy
from luoshi.web import answers
from luoshi.web.asked import number as asked_number
from luoshi.web.asked import words
from luoshi.web.markup import Html
from luoshi.web.office.alerted import alarm, around, brought, drop, held, hold, sent, trouble
from luoshi.web.office.alerted import number as number_of
from luoshi.web.office.casework import explained
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.paging import MOST_IN_SHEET, page_of
from luoshi.web.office.refusing import measured
from luoshi.web.rulebook.charts import LOOK, drawn
from luoshi.web.rulebook.places import Places

BACK = timedelta(days=30)
"""How far back the places of a series are looked for, and what the drawing shows at most."""
MOST_LINES, MOST_POINTS = 6, 400
STATES = {"good": "计入", "doubtful": "存疑", "refused": "不计入"}
COLUMNS = ["指标", "代码", "单位", "文件", "地点", "时刻", "最近一次", "来源", "当前判断"]
ROW_COLUMNS = [
    "时刻", "地点", "品种", "数值", "单位", "是否预测", "来源", "收到", "报送人", "状态", "说明",
]  # fmt: skip


# --- all of them


@alarm()
@require_http_methods(["GET", "HEAD"])
def monitoring(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The indicators that this unit may see: the last value of each, and the level that it leads to."""
    found = _watched(request)
    if form == "json":
        return answers.data({"series": found})
    if form == "xlsx":
        rows = [
            [each["label"], each["series"], each["unit"], each["document"], each["place"], each["at"],
             each["shown"], each["source"], "、".join(one["label"] for one in each["levels"])]
            for each in found
        ]  # fmt: skip
        return answers.sheet("监测", COLUMNS, rows)
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        groups.setdefault(each["document"], []).append(each)
    context = around(
        request, "monitoring", groups=list(groups.items()),
        doubtful=access.readings(request.actor).filter(state="doubtful").count(),
    )  # fmt: skip
    return answers.page(request, "luoshi/monitoring/monitoring.html", context)


def _watched(request: OfficeRequest) -> list[dict[str, Any]]:
    actor = request.actor
    rows = access.readings(actor)
    levels = _levels(list(access.standings(actor)))
    watching = alerting.watching()
    every = alerting.indicators()
    found: list[dict[str, Any]] = []
    for key in access.series(actor):
        indicator, policy = every[key]
        # one look into an index for each: a grouped look would go through every reading there is
        last = rows.filter(series=key, state="good", forecast=False).order_by("-at", "-arrived").first()  # fmt: skip
        last = last or rows.filter(series=key, state="good").order_by("-at", "-arrived").first()
        found.append({
            **_about(key, indicator, policy),
            "place": last.place if last else "", "at": _iso(last.at) if last else "",
            "value": plain(indicator, last) if last else "", "shown": shown(indicator, last) if last else "",
            "source": last.source if last else "", "forecast": bool(last and last.forecast),
            "levels": [one for each in watching.get(key, ()) for one in levels.get(each, ())],
            "url": reverse("series", args=[key]),
        })  # fmt: skip
    return found


def _about(key: str, of: Indicator, policy: Policy) -> dict[str, Any]:
    return {
        "series": key, "label": of.label, "kind": of.kind, "unit": of.unit, "per": of.per,
        "item": of.item, "ahead": of.ahead, "options": list(of.options),
        "document": policy.number, "clause": policy.address(of.clause),
    }  # fmt: skip


def _levels(rows: Iterable[Standing]) -> dict[str, list[dict[str, str]]]:
    """What stands now, by classifier; those of no level are left out."""
    known = alerting.classifiers()
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if row.level and row.classifier in known:
            level = known[row.classifier][0].level(row.level)
            found.setdefault(row.classifier, []).append(
                {"place": row.place, "label": level.label, "colour": level.colour}
            )
    return found


def plain(of: Indicator, row: Reading) -> str:
    """A value without its unit: thousandths as a decimal."""
    if of.kind == "choice" or row.value is None:
        return row.words
    if of.kind == "truth":
        return "是" if row.value else "否"
    whole, part = divmod(abs(row.value), THOUSAND)
    sign = "-" if row.value < 0 else ""
    return f"{sign}{whole}" + (f".{part:03}".rstrip("0") if part else "")


def shown(of: Indicator, row: Reading) -> str:
    """A value with its unit."""
    return f"{plain(of, row)}{of.unit}" if of.kind == "number" else plain(of, row)


def _iso(moment: datetime) -> str:
    return moment.astimezone(clock.HERE).isoformat(timespec="seconds")


# --- one of them


@dataclass(frozen=True)
class Watched:
    """A series that an actor may see: its indicator, its document, its readings."""

    key: str
    of: Indicator
    policy: Policy
    rows: QuerySet[Reading]


def _series(request: OfficeRequest, key: str) -> Watched:
    if key not in access.series(request.actor):
        raise NotThere(f"没有监测指标“{key[:80]}”", "请从“监测”里打开；可能是别的单位的")
    of, policy = alerting.indicators()[key]
    rows = access.readings(request.actor).filter(series=key)
    return Watched(key, of, policy, rows)


@alarm()
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: OfficeRequest, series: str, form: str = "html") -> HttpResponse:
    """One indicator: its drawing and table, what is doubtful, what the readings say; readings entered."""
    found = _series(request, series)
    if request.method == "POST":
        return _enter(request, found)
    rows = found.rows.order_by("-at", "-arrived", "-pk")
    if place := words(request, "place")[:60]:
        rows = rows.filter(place=place)
    if form == "xlsx":
        table = [_as_row(found.of, each) for each in rows[:MOST_IN_SHEET]]
        return answers.sheet(found.of.label, ROW_COLUMNS, table)
    if form == "json":
        pages = page_of(request, rows)
        return answers.data({
            **_about(found.key, found.of, found.policy), "standings": _standings(request, found, False),
            "total": pages.total, "page": pages.number, "pages": pages.last,
            "readings": [as_data(found.of, each) for each in pages.rows],
        })  # fmt: skip
    return _page(request, found)


def _page(request: OfficeRequest, found: Watched, status: int = 200, **more: Any) -> HttpResponse:
    now = clock.now()
    place = words(request, "place")[:60]
    recent = found.rows.filter(at__gte=now - BACK)
    places = sorted(set(recent.order_by().values_list("place", flat=True).distinct()) - {""})
    items = sorted(set(recent.order_by().values_list("item", flat=True).distinct()) - {""})
    rows = found.rows.order_by("-at", "-arrived", "-pk")
    pages = page_of(request, rows.filter(place=place) if place else rows)
    hour = now.astimezone(clock.HERE).replace(minute=0, second=0, microsecond=0)
    context = around(
        request, "monitoring", series=found.key, of=found.of, policy=found.policy,
        clause=found.policy.address(found.of.clause), place=place, places=places, items=items,
        pages=pages, lines=[(each, shown(found.of, each), STATES[each.state]) for each in pages.rows],
        doubtful=[
            (each, shown(found.of, each))
            for each in found.rows.filter(state="doubtful").order_by("arrived", "pk")[:50]
        ],
        standings=_standings(request, found, True),
        drawing=_drawing(found, recent, place), hour=hour.strftime("%Y-%m-%dT%H:%M"),
        next_hour=(hour + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        good=asked_number(request, "good"), kept_aside=asked_number(request, "doubtful"),
        again=asked_number(request, "again"), may_send=request.actor.acts,
        most_hours=importing.MOST_HOURS,
    )  # fmt: skip
    return answers.page(request, "luoshi/monitoring/series.html", {**context, **more}, status)


def as_data(of: Indicator, row: Reading) -> dict[str, Any]:
    """A reading as data."""
    return {
        "id": row.pk, "series": row.series, "place": row.place, "item": row.item, "at": _iso(row.at),
        "arrived": _iso(row.arrived), "forecast": row.forecast, "value": plain(of, row),
        "source": row.source, "state": row.state, "why": row.why, "sample": row.sample,
    }  # fmt: skip


def _as_row(of: Indicator, row: Reading) -> list[object]:
    return [
        f"{row.at.astimezone(clock.HERE):%Y-%m-%d %H:%M}", row.place, row.item, plain(of, row), of.unit,
        "预测" if row.forecast else "", row.source, f"{row.arrived.astimezone(clock.HERE):%Y-%m-%d %H:%M}",
        row.who, STATES[row.state], row.why,
    ]  # fmt: skip


def _standings(request: OfficeRequest, found: Watched, explain: bool) -> list[dict[str, Any]]:
    """What the readings say where this indicator counts, with the answer of the rule."""
    keys = alerting.watching().get(found.key, ())
    known, places = alerting.classifiers(), Places(found.policy.number)
    told: list[dict[str, Any]] = []
    rows = access.standings(request.actor).filter(classifier__in=keys)
    for row in rows.order_by("classifier", "place"):
        plan, classifier = known[row.classifier]
        level = plan.level(row.level) if row.level else None
        facts, receipt = _kept(row)
        one: dict[str, Any] = {
            "classifier": row.classifier, "label": classifier.label, "plan": plan.label, "place": row.place,
            "level": row.level, "level_label": level.label if level else "未达到任何级别",
            "colour": level.colour if level else "none", "at": _iso(row.at), "since": _iso(row.since),
            "facts": facts, "clause": plan.policy.address(level.clause if level else classifier.clause),
            "rule": classifier.rule.key, "receipt": receipt,
        }  # fmt: skip
        if explain:
            labels = classifier.rule.facts
            one["told"] = [
                (labels[name].label if name in labels else name, shapes.shown(value))
                for name, value in facts.items()
            ]
            one["tree"] = explained(receipt.get("explanation"), places)
            one["refused"] = receipt.get("refused", "")
        told.append(one)
    return told


def _kept(row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts and the receipt of a standing; the fields that hold JSON have no types."""
    return dict(row.facts), dict(row.receipt)


# --- the drawing


_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _drawing(found: Watched, recent: QuerySet[Reading], place: str) -> Html | None:
    """A line for each place, of what counts; none where there is nothing to be drawn."""
    if found.of.kind != "number":
        return None
    rows = recent.filter(state="good")
    if place:
        rows = rows.filter(place=place)
    lines: dict[str, dict[datetime, float]] = {}
    newest = rows.order_by("-at", "arrived", "pk").values_list("place", "item", "at", "value")
    for where, item, at, value in newest[: MOST_LINES * MOST_POINTS]:
        name = _NOT_PRINTED.sub("", "·".join(each for each in (where, item) if each))
        name = name or found.of.label
        if name not in lines and len(lines) >= MOST_LINES:
            continue
        # without its zone: the drawing writes moments as they stand
        local = at.astimezone(clock.HERE).replace(tzinfo=None)
        lines.setdefault(name, {})[local] = (value or 0) / THOUSAND
    if not lines:
        return None
    unit = f"（{found.of.unit}）" if found.of.unit else ""
    look = {**LOOK, "show_dots": all(len(each) < 60 for each in lines.values())}
    chart: Any = cast("Any", pygal).DateTimeLine(
        **look, y_title=f"{found.of.label}{unit}", x_label_rotation=0, show_legend=len(lines) > 1,
        x_value_formatter=_short, value_formatter=_decimal,
    )  # fmt: skip
    moments = sorted({at for each in lines.values() for at in each})
    step = max(1, len(moments) // 5)
    chart.x_labels = moments[::step]
    for name, points in sorted(lines.items()):
        chart.add(name, sorted(points.items()))
    return drawn(chart, f"{found.of.label}近来的变化")


def _short(moment: datetime) -> str:
    return f"{moment:%m-%d %H:%M}"


def _decimal(value: Any) -> str:
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else ""


# --- entered by hand


def _enter(request: OfficeRequest, found: Watched) -> HttpResponse:
    act = sent(request.POST, "act", 20)
    acts: dict[str, Callable[[OfficeRequest, Watched], Taken | None]] = {
        "one": _one, "hours": _hours, "settle": _settle,
    }  # fmt: skip
    try:
        if act not in acts:
            raise AlertError("没有写明要做什么", "请从页面上的按钮提交")
        taken = acts[act](request, found)
    except NotThere:
        raise
    except AlertError as error:
        return _page(request, found, error.status, act=act, **trouble(error))
    if taken is None:
        return redirect(f"{reverse('series', args=[found.key])}#doubtful")
    return _back(found, taken)


def _back(found: Watched, taken: Taken) -> HttpResponse:
    told = {"good": taken.good, "doubtful": taken.doubtful, "again": taken.again}
    query = "&".join(f"{name}={count}" for name, count in told.items() if count)
    return redirect(f"{reverse('series', args=[found.key])}?{query}")


def _one(request: OfficeRequest, found: Watched) -> Taken:
    form = request.POST
    given = sent(form, "value", 200)
    if not given:
        raise AlertError("没有填写数值", f"请填写“{found.of.label}”")
    row = NewReading(
        found.key, importing.value(found.of, given), importing.moment(sent(form, "at", 60)),
        sent(form, "place", 100), sent(form, "item", 100), sent(form, "source", 100) or _hand(request),
    )  # fmt: skip
    return readings.take([row], request.actor)


def _hours(request: OfficeRequest, found: Watched) -> Taken:
    form = request.POST
    rows = importing.series_of_hours(
        found.key, found.of, importing.moment(sent(form, "begins", 60)),
        number_of(form, "hours", "间隔") or 1, sent(form, "values", 20_000), sent(form, "place", 100),
        sent(form, "item", 100), sent(form, "source", 100) or _hand(request),
    )  # fmt: skip
    return readings.take(rows, request.actor)


def _hand(request: OfficeRequest) -> str:
    return f"{request.actor.unit.name}填报"[:60] if request.actor.unit else "填报"


def _settle(request: OfficeRequest, found: Watched) -> None:
    form = request.POST
    number = number_of(form, "reading", "编号") or 0
    if not found.rows.filter(pk=number).exists():
        raise NotThere("没有这条存疑的监测值", "可能已经有人处理，请刷新")
    good = sent(form, "good", 3)
    if good not in ("yes", "no"):
        raise AlertError("没有写明算数还是不算数", "请从页面上的按钮提交")
    readings.settle(number, request.actor, good=good == "yes", why=sent(form, "why", 200))


# --- from a file


@measured
@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: OfficeRequest, series: str) -> HttpResponse:
    """Readings from a file: tried, shown, taken in whole when confirmed."""
    found = _series(request, series)
    if request.method != "POST":
        return _import_page(request, found)
    try:
        if "token" in request.POST:
            data = held(request, f"readings:{found.key}")
            taken = importing.take(
                request.actor, _read(found, data, sent(request.POST, "name", 200))
            )
            drop(request, f"readings:{found.key}")
            return _back(found, taken)
        name, data = brought(request, importing.MOST_BYTES)
        tried = importing.trial(request.actor, _read(found, data, name))
        token = "" if tried.wrong else hold(request, f"readings:{found.key}", data)
    except NotThere:
        raise
    except AlertError as error:
        return _import_page(request, found, error.status, **trouble(error))
    status = 422 if tried.wrong else 200
    return _import_page(
        request, found, status, tried=tried, token=token, name=name, levels=_changes(tried.taken),
        wrong=tried.wrong[: importing.MOST_SHOWN], bad=len(tried.wrong),
    )  # fmt: skip


def _read(found: Watched, data: bytes, name: str) -> importing.Read:
    return importing.read(data, name, {found.key: found.of}, readings.MOST)


def _changes(taken: Taken) -> list[dict[str, str]]:
    """The levels that would change, in words."""
    known = alerting.classifiers()
    return [
        {"label": known[each.classifier][1].label, "place": each.place,
         **{name: known[each.classifier][0].level(key).label if key else "无"
            for name, key in (("before", each.before), ("after", each.after))}}
        for each in taken.changed
    ]  # fmt: skip


def _import_page(
    request: OfficeRequest, found: Watched, status: int = 200, **more: Any
) -> HttpResponse:
    context = around(
        request, "monitoring", series=found.key, of=found.of, most=readings.MOST,
        limit=importing.MOST_BYTES // 1048576, columns=importing.example({found.key: found.of}),
    )  # fmt: skip
    return answers.page(request, "luoshi/monitoring/import.html", {**context, **more}, status)


@alarm()
@require_http_methods(["GET", "HEAD"])
def template(request: OfficeRequest, series: str) -> HttpResponse:
    """An empty table with the right titles, and a line that shows how."""
    found = _series(request, series)
    hour = clock.now().astimezone(clock.HERE).replace(minute=0, second=0, microsecond=0)
    of = found.of
    value = {"truth": "是", "choice": of.options[0] if of.options else ""}.get(of.kind, "0")
    row: Sequence[object] = [
        *([f"样例{of.per}"] if of.per else []), *([f"样例{of.item}"] if of.item else []),
        f"{hour:%Y-%m-%d %H:%M}", value, "样例",
    ]  # fmt: skip
    return answers.sheet(f"{of.label}样表", importing.example({found.key: of}), [row])
