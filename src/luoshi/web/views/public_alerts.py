"""Warnings and responses for everybody (预警信息): in force and of late, each with its message, feed and CAP.

Only what was published is shown: nothing of who was called, who answered, who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape
from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_http_methods

from luoshi.config import ConfigurationError
from luoshi.office import clock
from luoshi.office.alerts import cap
from luoshi.office.alerts.models import Alert
from luoshi.procedures.plans import COLOURS
from luoshi.web import answers
from luoshi.web.office import alert_shapes

BACK = timedelta(days=90)
"""How long a lifted alert stays on the list; its own page stays."""
NEWEST = 50
_ORDER = ("red", "orange", "yellow", "blue", "none")


@require_http_methods(["GET", "HEAD"])
def listed(request: HttpRequest, form: str = "html") -> HttpResponse:
    """What is in force, the gravest first; then what was lifted in the last ninety days."""
    now = clock.now()
    rows = [_row(each) for each in _published(now)]
    standing = sorted(
        (each for each in rows if each["in_force"]), key=lambda each: _ORDER.index(each["colour"])
    )
    past = [each for each in rows if not each["in_force"]]
    if form == "json":
        return answers.data({"now": _iso(now), "in_force": standing, "past": past})
    if form == "xlsx":
        return _table([*standing, *past])
    context = {"nav": "public", "standing": standing, "past": past, "now": now, "days": BACK.days}
    return answers.page(request, "luoshi/public/alerts.html", context)


def _published(now: datetime) -> list[list[cap.Notice]]:
    """What was published of each alert that is to be listed, the last changed first."""
    found = (
        Alert.objects.filter(Q(state="in_force") | Q(lifted__gte=now - BACK))
        .order_by("-changed", "-pk")
        .prefetch_related("turns__unit")
    )
    return [told for each in found if (told := _notices(each))]


def _notices(alert: Alert) -> list[cap.Notice]:
    """What was published of an alert; nothing of those that are not for everybody."""
    told = cap.notices(alert)
    return told if told and told[0].plan.public else []


def _table(rows: Iterable[dict[str, Any]]) -> HttpResponse:
    head = [
        "预警或响应",
        "级别",
        "地区",
        "状态",
        "发布",
        "最近变动",
        "解除",
        "依据",
        "文号",
        "样例",
    ]
    body = [
        [each["plan_label"], each["level_label"], each["area"], each["state_label"],
         *(_minute(each[name]) for name in ("issued", "changed", "lifted")), each["clause"],
         each["document"], "样例" if each["sample"] else ""]
        for each in rows
    ]  # fmt: skip
    return answers.sheet("预警信息", head, body)


@require_http_methods(["GET", "HEAD"])
def alert(request: HttpRequest, key: str, form: str = "html") -> HttpResponse:
    """One alert: its message as it stands, what the public should do, and how it came about."""
    told = _told(key)
    if told is None:
        return _nowhere(request, form)
    last = told[-1]
    standing = next((each for each in reversed(told) if each.turn.kind != "lift"), last)
    whole: dict[str, Any] = {
        **_row(told), "said": _said(standing), "measures": _measures(last),
        # what may run is asked about what stands: once it is lifted there is no level to fill in
        "asks": alert_shapes.asks(last.alert) if last.alert.state == "in_force" else [],
        "turns": [_turn(each) for each in told],
    }  # fmt: skip
    if form == "json":
        return answers.data(whole)
    context = {"nav": "public", "told": whole, "turns": list(reversed(whole["turns"]))}
    return answers.page(request, "luoshi/public/alert.html", context)


@require_http_methods(["GET", "HEAD"])
@conditional_page
def message(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One turn of an alert as a CAP 1.2 message."""
    told = _told(key)
    if told is None or not 1 <= number <= len(told):
        return _nowhere(request, "html")
    try:
        made = cap.message(told[number - 1], told[: number - 1])
    except ConfigurationError as error:
        return answers.error(request, "html", 503, error.what, f"{error.where}：{error.remedy}")
    return HttpResponse(made, content_type=f"{cap.MEDIA_TYPE}; charset=utf-8")


def _told(key: str) -> list[cap.Notice] | None:
    """What was published of an alert; None where there is none of this key."""
    if "\0" in key:
        return None
    found = Alert.objects.filter(key=key).prefetch_related("turns__unit").first()
    return (_notices(found) or None) if found else None


def _nowhere(request: HttpRequest, form: str) -> HttpResponse:
    return answers.error(request, form, 404, "没有发布过这条预警信息", "请从预警信息的列表里打开")


# --- as data


def _row(told: list[cap.Notice]) -> dict[str, Any]:
    last, row = told[-1], told[-1].alert
    level, policy = last.level, last.plan.policy
    lifted = row.lifted or (last.turn.at if last.turn.kind == "lift" else None)
    in_force = row.state == "in_force"
    colour = level.colour if level else "none"
    return {
        "key": row.key, "plan": row.plan, "plan_label": last.plan.label, "event": last.event,
        "headline": last.headline, "level": level.key if level else "",
        "level_label": level.label if level else "", "colour": colour,
        "colour_label": COLOURS[colour], "response": level.response if level else "",
        "area": last.area, "in_force": in_force, "state_label": "生效中" if in_force else "已解除",
        "issued": _iso(told[0].turn.at), "changed": _iso(last.turn.at), "lifted": _iso(lifted),
        "until": _iso(row.until) if in_force else None, "by": last.by,
        "document": policy.number, "title": policy.title, "clause": policy.address(last.plan.clause),
        "published_by": policy.address(last.plan.public),
        "sample": row.sample, "page": reverse("public-alert", args=[row.key]),
    }  # fmt: skip


def _said(notice: cap.Notice) -> list[dict[str, str]]:
    policy = notice.plan.policy
    return [
        {
            "key": each.key, "label": each.label, "text": each.text,
            "clause": policy.address(each.clause) if each.clause else "",
        }
        for each in notice.said
    ]  # fmt: skip


def _measures(notice: cap.Notice) -> list[dict[str, str]]:
    policy = notice.plan.policy
    return [
        {"label": each.label, "kind": each.kind, "clause": policy.address(each.clause)}
        for each in notice.measures
    ]


def _turn(notice: cap.Notice) -> dict[str, Any]:
    return {
        "number": notice.number, "kind": notice.turn.kind,
        "kind_label": cap.KINDS[notice.turn.kind], "at": _iso(notice.turn.at),
        "headline": notice.headline, "level_label": notice.level.label if notice.level else "",
        "colour": notice.level.colour if notice.level else "none", "by": notice.by,
        "said": _said(notice), "identifier": notice.identifier,
        "cap": reverse("public-alert-cap", args=[notice.alert.key, notice.number]),
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return cap.written(moment) if moment else None


def _minute(iso: str | None) -> str:
    return iso[:16].replace("T", " ") if iso else ""


# --- the feed


class _Feed(Atom1Feed):
    """An Atom feed whose entries also link the CAP message."""

    def add_item_elements(self, handler: Any, item: Any) -> None:
        """Write an entry."""
        super().add_item_elements(handler, item)
        link = {"rel": "alternate", "type": cap.MEDIA_TYPE, "href": item["cap"]}
        handler.addQuickElement("link", "", link)


@require_http_methods(["GET", "HEAD"])
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    """What was published last, one entry for each turn; sample data stays out."""
    found = _Feed(
        title="落实：预警信息",
        subtitle="预警和应急响应的发布、调整和解除",
        link=request.build_absolute_uri(reverse("public-alerts")),
        feed_url=request.build_absolute_uri(),
        description="",
        language="zh-hans",
        author_name="落实",
    )
    every = [each for told in _published(clock.now()) for each in told if not each.alert.sample]
    every.sort(key=lambda each: (each.turn.at, each.turn.pk), reverse=True)
    for each in every[:NEWEST]:
        _enter(found, request, each)
    return HttpResponse(cast("Any", found).writeString("utf-8"), content_type=found.content_type)


def _enter(feed: _Feed, request: HttpRequest, notice: cap.Notice) -> None:
    key = notice.alert.key
    lines = [f"{each.label}：{each.text}" for each in notice.said]
    feed.add_item(
        title=cap.clean(notice.headline),
        link=request.build_absolute_uri(reverse("public-alert", args=[key])),
        description="<br>".join(escape(cap.clean(each)) for each in lines),
        unique_id=f"urn:luoshi:cap:{notice.identifier}",
        pubdate=notice.turn.at,
        updateddate=notice.turn.at,
        categories=(notice.event,),
        cap=request.build_absolute_uri(reverse("public-alert-cap", args=[key, notice.number])),
    )
