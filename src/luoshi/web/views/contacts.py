"""Contacts (通信录) and relays (再传播): who holds which post, how they are reached, to whom a unit passes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.office import clock
from luoshi.office.alerts import access, contacts, office_settings
from luoshi.office.alerts.contacts import Entry, Line
from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import Channel, Contact, Relay, Shift
from luoshi.office.directory import tables
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Post, Unit
from luoshi.policies import alerting
from luoshi.procedures.plans import RECEIVERS
from luoshi.web import answers
from luoshi.web.asked import paged, words
from luoshi.web.office.alerted import (
    alarm,
    around,
    brought,
    drop,
    held,
    hold,
    number,
    sent,
    trouble,
)
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.office.refusing import measured

UNITS_A_PAGE = 50
RELAY_COLUMNS = ["单位", "预案", "转给单位", "岗位", "人数"]
Importer = Callable[..., list[Line]]


# --- the list


@alarm()
@require_http_methods(["GET", "HEAD"])
def listed(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """The posts of the unit and of those below it, with their people in the order in which they are tried."""
    wanted = words(request, "q")[:60]
    rows = access.contacts(request.actor).select_related("unit", "post", "user")
    if wanted:
        rows = rows.filter(unit__name__contains=wanted) | rows.filter(name__contains=wanted)
    found = list(rows.order_by("unit__name", "post__name", "order", "pk"))
    if form == "json":
        return answers.data({"contacts": [as_data(each) for each in found]})
    if form == "xlsx":
        table = [_as_row(each) for each in found]
        return answers.sheet("通信录", contacts.CONTACT_COLUMNS, table)
    days = office_settings.of("contact_days")
    stale = {each.pk for each in found if _stale(each, days)}
    shown = _units(request.actor, wanted, found)
    pages = paged(request, shown, UNITS_A_PAGE)
    context = around(
        request, "contacts", wanted=wanted, pages=pages, kinds=Channel.KINDS,
        units=[_unit(each, found, stale) for each in pages.rows], count=len(found),
        stale=len(stale), days=days,
    )  # fmt: skip
    return answers.page(request, "luoshi/contacts/contacts.html", context)


def _units(actor: Actor, wanted: str, found: Iterable[Contact]) -> list[Unit]:
    """The units to be shown: one's own, and all others with a post that is called or a contact."""
    rows = contacts.kept_units(actor).filter(active=True)
    if wanted:
        keys = {each.unit_id for each in found}
        return list(rows.filter(pk__in=keys).order_by("name"))
    roles = {key for key, _ in alerting.roles()}
    used = rows.filter(roles__role__in=roles) | rows.filter(contacts__isnull=False)
    own = rows.filter(pk=actor.unit.pk) if actor.unit else rows.none()
    return list((used | own).distinct().order_by("name"))


def _unit(of: Unit, found: Iterable[Contact], stale: set[int]) -> dict[str, Any]:
    """A unit with its posts, those that plans call before the others, also where nobody holds them."""
    held: dict[str, list[Contact]] = {}
    for each in found:
        if each.unit_id == of.pk:
            held.setdefault(each.post.name, []).append(each)
    called: dict[str, list[contacts.Wanted]] = {}
    for one in contacts.wanted(of):
        called.setdefault(one.post, []).append(one)
    posts: list[dict[str, Any]] = [
        {"name": name, "people": [_person(each, stale) for each in held.get(name, [])],
         "called": called.get(name, [])}
        for name in dict.fromkeys([*called, *held])
    ]  # fmt: skip
    return {"unit": of, "posts": posts, "unconfirmed": any(one["stale"] for each in posts for one in each["people"])}  # fmt: skip


def _person(of: Contact, stale: set[int]) -> dict[str, Any]:
    return {
        "contact": of, "stale": of.pk in stale,
        "addresses": [(Channel.KINDS.get(kind, kind), address) for kind, address in _addresses(of).items()],
    }  # fmt: skip


def _addresses(of: Any) -> dict[str, str]:
    return dict(of.addresses)


def _stale(of: Contact, days: int) -> bool:
    return of.active and (of.confirmed is None or (clock.today() - of.confirmed).days > days)


def as_data(of: Contact) -> dict[str, Any]:
    """A contact as data."""
    return {
        "id": of.pk, "unit": of.unit.code, "unit_name": of.unit.name, "post": of.post.name, "name": of.name,
        "order": of.order, "addresses": _addresses(of), "account": of.user.username if of.user else "",
        "active": of.active, "confirmed": of.confirmed,
    }  # fmt: skip


def _as_row(of: Contact) -> list[object]:
    return [
        of.unit.name, of.post.name, of.name, of.order,
        *(_addresses(of).get(kind, "") for kind in Channel.KINDS),
        of.user.username if of.user else "", "是" if of.active else "否",
    ]  # fmt: skip


# --- one


@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Add somebody at a post of a unit."""
    form = request.POST if request.method == "POST" else request.GET
    code = sent(form, "unit", 60)
    of = contacts.unit(request.actor, code) if code else request.actor.unit
    if of is None:
        raise AlertError("没有写明单位", "请从通信录里的单位添加")
    post_name = sent(form, "post", 60) or RECEIVERS
    if request.method != "POST":
        return _form(request, of, post_name, {"active": "1"})
    try:
        at = contacts.made_post(request.actor, of, post_name)
        contacts.add(request.actor, at, _entry(form))
    except AlertError as error:
        return _form(request, of, post_name, form, error)
    return redirect(f"{reverse('contacts')}#{of.code}")


@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficeRequest, number: int) -> HttpResponse:
    """Change a contact."""
    found = contacts.contact(request.actor, number)
    if request.method != "POST":
        given: dict[str, Any] = {
            "name": found.name, "order": found.order, "active": "1" if found.active else "",
            "login": found.user.username if found.user else "",
            **{f"a-{kind}": address for kind, address in _addresses(found).items()},
        }  # fmt: skip
        return _form(request, found.unit, found.post.name, given, found=found)
    try:
        contacts.change(request.actor, found, _entry(request.POST))
    except AlertError as error:
        return _form(request, found.unit, found.post.name, request.POST, error, found)
    return redirect(f"{reverse('contacts')}#{found.unit.code}")


def _entry(form: Mapping[str, Any]) -> Entry:
    told = {kind: sent(form, f"a-{kind}", 200) for kind in Channel.KINDS}
    return Entry(
        sent(form, "name", 100), told, number(form, "order", "顺序"), sent(form, "login", 150),
        bool(sent(form, "active", 5)),
    )  # fmt: skip


def _form(
    request: OfficeRequest, of: Unit, post_name: str, given: Mapping[str, Any],
    error: AlertError | None = None, found: Contact | None = None,
) -> HttpResponse:  # fmt: skip
    used = Channel.objects.filter(active=True).values_list("kind", flat=True)
    context = around(
        request, "contacts", unit=of, post=post_name, contact=found,
        fields=[
            (kind, label, str(given.get(f"a-{kind}", "")), kind in set(used))
            for kind, label in Channel.KINDS.items()
        ],
        logins=[each.user for each in of.members.select_related("user").order_by("user__username")],
        posts=list(of.posts.order_by("name").values_list("name", flat=True)),
        channels={each.kind: each.label for each in Channel.objects.filter(active=True)},
    )  # fmt: skip
    context["given"] = given
    if error:
        context |= trouble(error)
    return answers.page(
        request, "luoshi/contacts/edit.html", context, error.status if error else 200
    )


@alarm(acts=True)
@require_POST
def confirm(request: OfficeRequest) -> HttpResponse:
    """Say of one contact, or of all of a unit, that they are right (已核对)."""
    number_of = number(request.POST, "contact", "编号")
    if number_of:
        found = [contacts.contact(request.actor, number_of)]
    else:
        of = contacts.unit(request.actor, sent(request.POST, "unit", 60))
        found = list(access.contacts(request.actor).filter(unit=of, active=True).select_related("unit"))  # fmt: skip
    contacts.confirm(request.actor, found)
    return redirect(f"{reverse('contacts')}{f'#{found[0].unit.code}' if found else ''}")


@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: OfficeRequest, number: int) -> HttpResponse:
    """Take somebody out: asked first, done when confirmed."""
    found = contacts.contact(request.actor, number)
    if request.method == "POST":
        contacts.remove(request.actor, found)
        return redirect(f"{reverse('contacts')}#{found.unit.code}")
    shifts = Shift.objects.filter(contact=found, ends__gt=clock.now()).count()
    more = f"其以后的 {shifts} 个班也一并删去。" if shifts else ""
    return asked_first(
        request, "contacts", f"从通信录移除“{found.name}”",
        f"{found.unit.name}·{found.post.name}。{more}已经发出的叫应记录仍保留。", reverse("contacts"),
    )  # fmt: skip


def asked_first(
    request: OfficeRequest, here: str, question: str, follows: str, back: str
) -> HttpResponse:
    """The page that asks before something is lost."""
    context = around(request, here, question=question, follows=follows, back=back)
    return answers.page(request, "luoshi/contacts/confirm.html", context)


# --- tables


@measured
@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: OfficeRequest) -> HttpResponse:
    """Contacts from a table: tried, shown line by line, taken in when confirmed."""
    note = "单位空着就是本单位；岗位没有的会新设。单位、岗位和姓名都相同的更改，其余新增；表中没有的人不动。各渠道的列空着就是没有。"
    return imported(
        request, "contacts", "通信录", contacts.CONTACT_COLUMNS, contacts.contacts_in, note
    )


@alarm()
@require_http_methods(["GET", "HEAD"])
def template(request: OfficeRequest) -> HttpResponse:
    """An empty table with the right titles, and a line that shows how."""
    name = request.actor.unit.name if request.actor.unit else "样例单位"
    addresses = {"wechat": "zhangsan", "sms": "13800000000", "phone": "13800000000"}
    row = [
        name, RECEIVERS, "样例值班员", 0, *(addresses.get(kind, "") for kind in Channel.KINDS), "", "是",
    ]  # fmt: skip
    return answers.sheet("通信录样表", contacts.CONTACT_COLUMNS, [row])


def imported(
    request: OfficeRequest, here: str, label: str, columns: tuple[str, ...], do: Importer, note: str
) -> HttpResponse:
    """A table that is tried, shown and taken in: of contacts, of shifts."""
    context = around(
        request, here, label=label, columns=columns, note=note, back=reverse(here),
        act=reverse(f"{here}-import"), template=reverse(f"{here}-template"),
        limit=tables.LARGEST // 1048576, most=tables.MOST_ROWS,
    )  # fmt: skip
    page = "luoshi/contacts/import.html"
    if request.method != "POST":
        return answers.page(request, page, context)
    try:
        if "token" in request.POST:
            data = held(request, here)
            do(request.actor, data, sent(request.POST, "name", 200), keep=True)
            drop(request, here)
            return redirect(here)
        name, data = brought(request, tables.LARGEST)
        lines = do(request.actor, data, name, keep=False)
    except AlertError as error:
        return answers.page(request, page, {**context, **trouble(error)}, error.status)
    bad = sum(1 for each in lines if each.errors)
    titles = list(lines[0].values) if lines else []
    context |= {
        "lines": lines, "bad": bad, "name": name, "titles": titles,
        "counts": [(word, sum(1 for each in lines if each.state == state)) for state, word in Line.STATES.items()],
        "token": "" if bad else hold(request, here, data),
    }  # fmt: skip
    return answers.page(request, page, context, 422 if bad else 200)


# --- relays


@alarm()
@require_http_methods(["GET", "HEAD", "POST"])
def relays(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """To which posts a unit passes alerts on: its own and those below it."""
    actor = request.actor
    rows = Relay.objects.filter(unit__in=contacts.kept_units(actor))
    found = list(rows.select_related("unit", "post__unit").order_by("unit__name", "plan", "pk"))
    if form == "json":
        return answers.data({"relays": [_relay(each) for each in found]})
    if form == "xlsx":
        table = [[*list(_relay(each).values())[1:]] for each in found]
        return answers.sheet("再传播", RELAY_COLUMNS, table)
    if request.method != "POST":
        return _relay_page(request, found)
    try:
        to = contacts.post(actor, number(request.POST, "post", "岗位") or 0)
        code = sent(request.POST, "unit", 60)
        of = contacts.unit(actor, code) if code else actor.unit
        if of is None:
            raise AlertError("没有写明单位", "请从列表中选择单位")
        contacts.add_relay(actor, of, to, sent(request.POST, "plan", 100))
    except AlertError as error:
        return _relay_page(request, found, error)
    return redirect("relays")


def _relay_page(
    request: OfficeRequest, found: list[Relay], error: AlertError | None = None
) -> HttpResponse:
    keeps = contacts.kept_units(request.actor)
    posts = (
        Post.objects.filter(unit__in=keeps).select_related("unit").order_by("unit__name", "name")
    )
    plans = [
        (key, f"{each.label}（{each.policy.number}）")
        for key, each in alerting.plans().items()
        if any(call.relay for call in each.calls)
    ]
    context = around(
        request, "relays", lines=[(each, _relay(each)) for each in found], posts=posts[:2000],
        units=list(keeps.filter(active=True, posts__isnull=False).distinct().order_by("name")[:500]),
        plans=plans,
    )  # fmt: skip
    if error:
        context |= trouble(error)
    return answers.page(
        request, "luoshi/contacts/relays.html", context, error.status if error else 200
    )


def _relay(of: Relay) -> dict[str, Any]:
    plans = alerting.plans()
    return {
        "id": of.pk, "unit": of.unit.name, "plan": plans[of.plan].label if of.plan in plans else of.plan or "全部",
        "to": of.post.unit.name, "post": of.post.name,
        "people": Contact.objects.filter(post=of.post, active=True).count(),
    }  # fmt: skip


@alarm(acts=True)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_relay(request: OfficeRequest, number: int) -> HttpResponse:
    """Stop passing on to a post: asked first."""
    found = contacts.relay(request.actor, number)
    if request.method == "POST":
        contacts.remove_relay(request.actor, found)
        return redirect("relays")
    return asked_first(
        request, "relays", f"不再转给“{found.post.unit.name}·{found.post.name}”",
        "此后收到的预警不再自动转给这个岗位。", reverse("relays"),
    )  # fmt: skip
