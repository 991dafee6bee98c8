"""The answer page (应答): whoever holds the link reads the message and says 收到, without signing in.

Opening the page answers nothing: programs that look at links before people do must not. The token in the
address is the secret; no cookie is asked for, so that it works from the browser inside any messenger.
"""

from __future__ import annotations

import logging
import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from luoshi.office import clock
from luoshi.office.alerts import calling
from luoshi.office.alerts.models import Answer, Attempt, Calling
from luoshi.office.cases import shapes
from luoshi.office.directory.addresses import address_of
from luoshi.office.limiting import Guesses
from luoshi.policies import alerting
from luoshi.web import answers
from luoshi.web.office import alert_shapes, fields
from luoshi.web.office.guard import form_of
from luoshi.web.views.alert_calls import MOST_KEPT, overtaken

GUESSES = Guesses(30, 60)
"""Links that one address may get wrong in a minute; whoever was called has a right one."""
PRESSES = Guesses(10, 60)
"""Answers that one link may bring in a minute: each is kept."""
LARGEST = 16 * 1024
"""Bytes that an answer may bring."""
_LINK = re.compile(r"/a/[0-9a-fA-F-]{32,36}")


class _Unnamed(logging.Filter):
    """Whoever reads the log of the server must not find links in it that answer in other people's names."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Blot the token out of addresses that are refused and so logged."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _LINK.sub("/a/***", each) if isinstance(each, str) else each for each in record.args
            )
        return True


logging.getLogger("django.request").addFilter(_Unnamed())


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: UUID, form: str = "html") -> HttpResponse:
    """The message and the button; with POST, the answer."""
    response = _answered(request, token, form_of(request, form))
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answered(request: HttpRequest, token: UUID, form: str) -> HttpResponse:
    rows = Attempt.objects.filter(token=token).exclude(state="waiting")
    found = rows.select_related(
        "calling__unit", "calling__message__by", "calling__message__alert"
    ).first()
    if found is None:
        # A right link is never refused: many phones may share the address of somebody who guesses.
        address = address_of(request)
        if wait := GUESSES.wait(address):
            return _refused(request, form, 429, "试得太多", f"请过 {wait} 秒再试", wait)
        GUESSES.wrong(address)
        return _refused(request, form, 404, "没有这个页面", "请从收到的消息里重新打开链接")
    if request.method == "POST":
        return _press(request, found, form)
    told = shown(found)
    if form == "json":
        return answers.data(told)
    return answers.page(request, "luoshi/alerts/answer.html", {"told": told})


def _press(request: HttpRequest, found: Attempt, form: str) -> HttpResponse:
    """Take the answer in. Pressed twice, or opened on two phones, it is one answer."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return _refused(request, form, 413, "内容太多，没有收下", "请把说明写短一些")
    key = str(found.token)
    if wait := PRESSES.wait(key):
        return _refused(
            request, form, 429, "按得太快", f"您的应答已经记下；请过 {wait} 秒再试", wait
        )
    PRESSES.wrong(key)
    note = fields.words(request.POST, "note").strip()[:200]
    kept = found.calling.answers.filter(attempt=found).count()
    if kept >= MOST_KEPT:
        what = "您的应答早已记下，这个链接不再收新的备注"
        return _refused(request, form, 409, what, "有新的情况请打电话")
    if note or not kept:
        calling.answer([calling.Said(found.token, "link", note)], clock.now())
    if form == "json":
        found.calling.refresh_from_db()
        return answers.data(shown(found))
    again = HttpResponseRedirect(reverse("answer", args=[found.token]))
    again.status_code = 303
    return again


def shown(found: Attempt) -> dict[str, Any]:
    """The message, who is asked, and where the call stands."""
    call, now = found.calling, clock.now()
    message = call.message
    plan = alerting.plan(message.alert.plan)
    own = Answer.objects.filter(attempt=found).order_by("at", "pk").first()
    first = call.answers.order_by("at", "pk").first()
    over = overtaken(message, now)
    return {
        "token": str(found.token), "title": message.title, "text": message.text,
        "colour": "none" if over else alert_shapes.levelled(plan, message.alert.level)["colour"], "at": shapes.local(message.at),
        "by": message.by.name if message.by else "", "by_post": message.post, "unit": call.unit.name,
        "post": call.wanted, "name": found.name, "document": plan.policy.number, "clause": message.clause,
        "state": call.state, "state_label": Calling.STATES[call.state], "why": call.why, "over": over,
        "answered": shapes.local(own.at) if own else "", "note": own.note if own else "",
        "answered_by": first.name if first and not own else "",
        "answered_at": shapes.local(first.at) if first else shapes.local(call.ended),
        "can": own is None and call.state in ("open", "exhausted"), "sample": message.alert.sample,
        "public": reverse("public-alert", args=[message.alert.key]), "lifts": message.kind == "lift",
    }  # fmt: skip


def _refused(
    request: HttpRequest, form: str, status: int, what: str, remedy: str, wait: int = 0
) -> HttpResponse:
    if form != "html":
        response: HttpResponse = answers.error(request, form, status, what, remedy, where="/a/")
    else:
        response = answers.page(
            request, "luoshi/alerts/answer_refused.html", {"what": what, "remedy": remedy}, status
        )
    if wait:
        response["Retry-After"] = str(wait)
    return response
