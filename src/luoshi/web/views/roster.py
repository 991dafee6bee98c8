"""The roster (值班表): who is on duty at which post, the next two weeks, and where there are gaps."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.alerts import access, contacts, importing
from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import Contact, Shift
from luoshi.office.directory.models import Post
from luoshi.web import answers
from luoshi.web.asked import day
from luoshi.web.office.alerted import alarm, around, number, sent, trouble
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import measured
from luoshi.web.views.contacts import asked_first, imported

SPAN = timedelta(days=14)
MOST_SHIFTS = 2000


@alarm()
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The next two weeks, or those from a day on; a shift is added."""
    actor = request.actor
    begins = datetime.combine(day(request, "from") or clock.today(), time(), clock.HERE)
    rows = Shift.objects.filter(
        unit__in=contacts.kept_units(actor), begins__lt=begins + SPAN, ends__gt=begins
    )
    found = list(
        rows.select_related("unit", "post", "contact").order_by("unit__name", "post__name", "begins")[:MOST_SHIFTS]
    )  # fmt: skip
    if form == "json":
        return answers.data({
            "from": begins.isoformat(), "to": (begins + SPAN).isoformat(),
            "shifts": [_data(each) for each in found],
            "gaps": [
                {"unit": each["unit"], "post": each["post"],
                 "gaps": [{"from": first.isoformat(), "to": last.isoformat()} for first, last in each["gaps"]]}
                for each in _posts(found, begins) if each["gaps"]
            ],
        })  # fmt: skip
    if form == "xlsx":
        table = [
            [
                each.unit.name,
                each.post.name,
                each.contact.name,
                _when(each.begins),
                _when(each.ends),
            ]
            for each in found
        ]
        return answers.sheet("值班表", contacts.SHIFT_COLUMNS, table)
    if request.method != "POST":
        return _page(request, begins, found)
    try:
        who = contacts.contact(actor, number(request.POST, "contact", "人员") or 0)
        first, last = (
            importing.moment(sent(request.POST, name, 60)) for name in ("begins", "ends")
        )
        contacts.add_shift(actor, who, first, last)
    except AlertError as error:
        return _page(request, begins, found, error)
    return redirect("roster")


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(clock.HERE):%Y-%m-%d %H:%M}"


def _data(of: Shift) -> dict[str, Any]:
    return {
        "id": of.pk, "unit": of.unit.code, "post": of.post.name, "name": of.contact.name,
        "begins": of.begins.astimezone(clock.HERE).isoformat(),
        "ends": of.ends.astimezone(clock.HERE).isoformat(),
    }  # fmt: skip


def _posts(found: list[Shift], begins: datetime) -> list[dict[str, Any]]:
    """The shifts and gaps of every post that is on the roster at all."""
    posts: dict[int, list[Shift]] = {}
    for each in found:
        posts.setdefault(each.post_id, []).append(each)
    start = max(begins, clock.now().astimezone(clock.HERE).replace(second=0, microsecond=0))
    told: list[dict[str, Any]] = []
    for rows in posts.values():
        spans = [(each.begins, each.ends) for each in rows]
        lines: list[dict[str, Any]] = [{"at": each.begins, "shift": each} for each in rows]
        empty = contacts.gaps(spans, start, begins + SPAN)
        lines += [{"at": first, "gap": (first, last)} for first, last in empty]
        told.append({
            "unit": rows[0].unit.name, "post": rows[0].post.name, "gaps": empty,
            "lines": sorted(lines, key=lambda one: one["at"]),
        })  # fmt: skip
    return told


def _page(
    request: OfficeRequest, begins: datetime, found: list[Shift], error: AlertError | None = None
) -> HttpResponse:
    people = access.contacts(request.actor).filter(active=True).select_related("unit", "post")
    listed = {each.post_id for each in found}
    without = Post.objects.filter(
        pk__in=people.values("post"), unit__in=contacts.kept_units(request.actor)
    ).exclude(pk__in=listed)
    soon = datetime.combine(clock.today() + timedelta(days=1), time(8), clock.HERE)
    context = around(
        request, "roster", posts=_posts(found, begins), begins=begins.date(),
        ends=(begins + SPAN).date(), before=(begins - SPAN).date(), now=clock.now(),
        people=list(people.order_by("unit__name", "post__name", "order", "pk")[:2000]),
        without=list(without.select_related("unit").order_by("unit__name", "name")[:200]),
        first=soon.strftime("%Y-%m-%dT%H:%M"),
        last=(soon + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    if error:
        context |= trouble(error)
    return answers.page(
        request, "luoshi/contacts/roster.html", context, error.status if error else 200
    )


@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: OfficeRequest, number: int) -> HttpResponse:
    """Take a shift off the roster: asked first."""
    found = contacts.shift(request.actor, number)
    if request.method == "POST":
        contacts.remove_shift(request.actor, found)
        return redirect("roster")
    when = f"{_when(found.begins)} 至 {_when(found.ends)}"
    return asked_first(
        request, "roster", f"删去“{found.contact.name}”的班",
        f"{found.unit.name}·{found.post.name}，{when}。此后这段时间按通信录的顺序叫应。", reverse("roster"),
    )  # fmt: skip


@measured
@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: OfficeRequest) -> HttpResponse:
    """Shifts from a table: tried, shown, added when confirmed."""
    note = "单位空着就是本单位；岗位和姓名要在通信录里。起止写成 2026-06-10 08:00。同一岗位的班不能重叠；已有的班不再加。"
    return imported(request, "roster", "值班表", contacts.SHIFT_COLUMNS, contacts.shifts_in, note)


@alarm()
@require_http_methods(["GET", "HEAD"])
def template(request: OfficeRequest) -> HttpResponse:
    """An empty table with the right titles, and a line that shows how."""
    rows = access.contacts(request.actor).select_related("unit", "post")
    own: Contact | None = (
        rows.filter(unit=request.actor.unit).first() if request.actor.unit else None
    )
    names = (
        [own.unit.name, own.post.name, own.name]
        if own
        else ["样例单位", "预警接收人", "样例值班员"]
    )
    soon = datetime.combine(clock.today() + timedelta(days=1), time(8), clock.HERE)
    return answers.sheet(
        "值班表样表", contacts.SHIFT_COLUMNS,
        [[*names, _when(soon), _when(soon + timedelta(days=1))]],
    )  # fmt: skip
