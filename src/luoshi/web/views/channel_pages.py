"""Channels (渠道) and what the office sets where the text is silent (本单位设定): for who runs the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi.office.alerts import contacts, office_settings
from luoshi.office.alerts.channels import keeping, targets
from luoshi.office.alerts.errors import AlertError, NotAllowed
from luoshi.office.alerts.models import Channel, Contact, Setting
from luoshi.policies import alerting
from luoshi.web import answers
from luoshi.web.office.alerted import alarm, around, number, sent, trouble
from luoshi.web.office.guard import OfficeRequest
from luoshi.web.views.contacts import asked_first

COLUMNS = [
    "代码",
    "名称",
    "类别",
    "地址",
    "状况",
    "连续失败",
    "不通自",
    "最近一次",
    "问题",
    "等待发送",
    "等候秒数",
    "顺序",
]


def _runs(request: OfficeRequest) -> None:
    if not request.actor.runs_office:
        raise NotAllowed("渠道和设定由系统管理员办理", "请联系系统管理员")


@alarm()
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: OfficeRequest, form: str = "html") -> HttpResponse:
    """Every channel with its health, and the settings; a setting is put."""
    _runs(request)
    found = keeping.health()
    if form == "json":
        return answers.data(
            {"channels": [each.as_json() for each in found], "settings": _settings()}
        )
    if form == "xlsx":
        rows = [list(_row(each)) for each in found]
        return answers.sheet("渠道", COLUMNS, rows)
    error: AlertError | None = None
    if request.method == "POST":
        try:
            given = request.POST
            value = number(given, "value", "设定的数")
            if value is None:
                raise AlertError("没有填写数", "请填写后再保存")
            contacts.put_setting(
                request.actor, sent(given, "name", 60), value, sent(given, "plan", 100)
            )
            return redirect(f"{reverse('channels')}#settings")
        except AlertError as refused:
            error = refused
    context = around(
        request, "channels", channels=found, kinds=Channel.KINDS, settings=_settings(),
        known=list(office_settings.SETTINGS.items()),
        plans=[(key, each.label) for key, each in alerting.plans().items()],
        missing=_missing({each.kind for each in found if each.state != "off"}),
    )  # fmt: skip
    if error:
        context |= trouble(error)
    return answers.page(
        request, "luoshi/contacts/channels.html", context, error.status if error else 200
    )


def _row(of: keeping.Health) -> list[object]:
    told = of.as_json()
    return [
        of.key, of.label, told["kind_label"], of.target, of.says, of.failures, told["down"], told["tried"],
        of.trouble, of.waiting, of.patience, of.order,
    ]  # fmt: skip


def _settings() -> list[dict[str, Any]]:
    """What holds now: the default, or what the office has set, for all plans or for one."""
    known, plans = office_settings.SETTINGS, alerting.plans()
    found: list[dict[str, Any]] = [
        {"name": name, "label": one.label, "unit": one.unit, "plan": "", "plan_label": "全部预案",
         "value": office_settings.of(name), "default": one.default, "least": one.least, "most": one.most}
        for name, one in known.items()
    ]  # fmt: skip
    for row in Setting.objects.exclude(plan="").order_by("plan", "name"):
        if row.name in known and row.plan in plans:
            one = known[row.name]
            found.append({
                "name": row.name, "label": one.label, "unit": one.unit, "plan": row.plan,
                "plan_label": plans[row.plan].label, "value": int(row.value), "default": one.default,
                "least": one.least, "most": one.most,
            })  # fmt: skip
    return found


def _missing(there: set[str]) -> list[tuple[str, str]]:
    """The kinds of channel that a text names and that are not set up, with the plan that does."""
    found: dict[str, str] = {}
    for plan in alerting.plans().values():
        for call in plan.calls:
            for kind in call.channels:
                if kind not in there:
                    found.setdefault(kind, f"{plan.label}（{plan.policy.address(call.clause)}）")
    return [(Channel.KINDS.get(kind, kind), where) for kind, where in found.items()]


@alarm()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficeRequest) -> HttpResponse:
    """Set a channel up."""
    _runs(request)
    if request.method != "POST":
        return _form(request, None, {"kind": "wechat"})
    given = request.POST
    try:
        made = contacts.add_channel(
            request.actor, sent(given, "key", 60).lower(), sent(given, "kind", 20), sent(given, "target"),
            label=sent(given, "label", 60), patience=number(given, "patience", "等候秒数"),
            order=number(given, "order", "顺序"),
        )  # fmt: skip
    except AlertError as error:
        return _form(request, None, given, error)
    return redirect("channel", key=made.key)


@alarm()
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: OfficeRequest, key: str) -> HttpResponse:
    """One channel: changed, disabled, tried out with a message that says it is a test."""
    _runs(request)
    found = keeping.find(key)
    given = {
        "label": found.label, "order": found.order, "active": "1" if found.active else "",
        "patience": "" if found.patience is None else found.patience,
    }  # fmt: skip
    if request.method != "POST":
        return _form(request, found, given)
    form = request.POST
    if sent(form, "act", 10) == "test":
        return _test(request, found, given)
    try:
        contacts.change_channel(
            request.actor, key, label=sent(form, "label", 60), order=number(form, "order", "顺序") or 0,
            patience=number(form, "patience", "等候秒数"), active=bool(sent(form, "active", 5)),
            target=sent(form, "target"),
        )  # fmt: skip
    except AlertError as error:
        return _form(request, found, form, error)
    return redirect("channels")


def _test(request: OfficeRequest, found: Channel, given: Mapping[str, Any]) -> HttpResponse:
    address = sent(request.POST, "address", 200)
    try:
        why = contacts.test_channel(request.actor, found.key, address)
    except AlertError as error:
        return _form(request, found, given, error, address=address)
    return _form(request, found, given, address=address, tested=True, why=why)


def _form(
    request: OfficeRequest, found: Channel | None, given: Mapping[str, Any],
    error: AlertError | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    context = around(
        request, "channels", channel=found, kinds=Channel.KINDS.items(),
        examples=[(Channel.KINDS[kind], text) for kind, text in targets.EXAMPLES.items()],
        example=targets.EXAMPLES.get(found.kind, "") if found else "",
        target=targets.masked(found.target) if found else "",
        kind_label=Channel.KINDS[found.kind] if found else "",
        people=Contact.objects.filter(active=True).count(), longest=keeping.LONGEST_PATIENCE, **more,
    )  # fmt: skip
    context["given"] = given
    if error:
        context |= trouble(error)
    return answers.page(
        request, "luoshi/contacts/channel.html", context, error.status if error else 200
    )


@alarm()
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: OfficeRequest, key: str) -> HttpResponse:
    """Take a channel away: asked first."""
    _runs(request)
    found = keeping.find(key)
    if request.method == "POST":
        contacts.remove_channel(request.actor, key)
        return redirect("channels")
    return asked_first(
        request, "channels", f"移除渠道“{found.label}”",
        "正在等它发送的叫应改用下一步；它的地址和密钥一并删去，不能恢复。只是暂时不用，可改为停用。",
        reverse("channel", args=[key]),
    )  # fmt: skip
