"""Taking a text in: shown first, kept when the reader says so."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from luoshi.gazette import GazetteError
from luoshi.office.archive.ingest import STATE_LABELS
from luoshi.office.archive.queries import KIND_LABELS, NotFound
from luoshi.web import answers, links
from luoshi.web import pending as waiting
from luoshi.web.compare import compared
from luoshi.web.models import Pending
from luoshi.web.office.guard import archive_keeper
from luoshi.web.views import errors
from luoshi.web.views.common import answering

AROUND = 1024 * 1024
"""Bytes that a form may have around the text."""
GONE = NotFound("这份待确认的文本不存在或已过期，没有入档", "请重新上传")


@csrf_exempt  # checked below: Django must not take in gigabytes to look for the mark
@require_http_methods(["GET", "HEAD", "POST"])
@archive_keeper
def upload(request: HttpRequest) -> HttpResponse:
    """The form, and what came of a text that was sent with it."""
    if _length(request) > waiting.LARGEST + AROUND:
        return errors.too_large(request)
    return _upload(request)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    try:
        given = _given(request)
        if given is None:
            return _form(
                request,
                "没有选择文件，也没有粘贴文本",
                "请选择一个 .txt 文件，或把公报文字粘贴到框内。",
                400,
            )
        held = waiting.hold(*given)
    except waiting.WrongKind as error:
        return _form(
            request,
            f"{error.args[0]}：不是纯文本文件（{error.args[1]}）",
            "请上传文字识别后的 .txt 文件；PDF、图片和 Word 文件请先转换为纯文本。",
            415,
        )
    except waiting.TooManyWaiting:
        return _form(
            request, "待确认的文本太多", "请确认或放弃先前上传的文本，或一小时后再试。", 503
        )
    except GazetteError as error:
        return _form(request, _trouble(error), f"{error.remedy}。没有保存任何内容。", 422)
    return redirect("pending", token=held.token)


def _given(request: HttpRequest) -> tuple[bytes, str] | None:
    """The bytes that were sent and their name: a file, even an empty one, before pasted words."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        return file.read(), file.name or ""
    words = request.POST.get("text", "")
    if not words.strip():
        return None
    # A browser sends line ends as CR LF; surrogates cannot come in, but must not break anything.
    data = words.replace("\r\n", "\n").encode("utf-8", "replace")
    name = request.POST.get("name", "").strip()
    return data, f"{name.removesuffix('.txt')}.txt" if name else ""


def _trouble(error: GazetteError) -> str:
    line = f" 第{error.line}行" if error.line is not None else ""
    return f"{error.name or '文本'}{line}：{error.what}"


def _form(
    request: HttpRequest, what: str = "", remedy: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "nav": "upload",
        "what": what,
        "remedy": remedy,
        "text": request.POST.get("text", "") if request.method == "POST" else "",
        "name": request.POST.get("name", "") if request.method == "POST" else "",
        "limit": waiting.LARGEST // 1048576,
        "accept": ",".join(sorted(waiting.SUFFIXES - {""})),
    }
    return answers.page(request, "luoshi/upload.html", context, status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@archive_keeper
@answering
def pending(request: HttpRequest, token: str, form: str = "html") -> HttpResponse:
    """What was found in a text, before it is kept; then what came of it."""
    if request.method == "POST":
        return _decide(request, token)
    held = waiting.find(token)
    if held is None:
        raise GONE
    if held.state:
        state, slug = held.state, held.slug
        label, lost = "", []
    else:
        state, issue = waiting.standing(held)
        slug, label = (issue.slug, issue.label) if issue else ("", "")
        lost = waiting.lacking(held) if state == "new version" else []
    if form == "json":
        kept = bool(held.state)
        return answers.data(
            {"name": held.name, "state": state, "kept": kept, "gazette": slug or None, "lost": lost}
            | held.found
        )
    context = _context(held, state, slug, label) | {"lost": lost}
    return answers.page(request, "luoshi/pending.html", context)


def _context(held: Pending, state: str, slug: str, label: str) -> dict[str, Any]:
    documents = [
        found | {"kind_label": KIND_LABELS.get(found["kind"], found["kind"])}
        for found in held.found["documents"]
    ]
    labels: dict[str, str] = {**STATE_LABELS}
    return {
        "nav": "upload",
        "held": held,
        "found": held.found,
        "disagreements": [
            (one["kind"], compared(one["contents"], one["body"]), one["lines"], "")
            for one in held.found["disagreements"]
        ],
        "documents": documents,
        "state": state,
        "state_label": labels.get(state, state),
        "issue_label": label,
        "issue_url": links.issue(slug) if slug else "",
        "kept": bool(held.state),
        "expires": held.created_at + waiting.LIFETIME,
    }


def _decide(request: HttpRequest, token: str) -> HttpResponse:
    if request.POST.get("act") == "discard":
        waiting.discard(token)
        return redirect("upload")
    try:
        held = waiting.confirm(token, allow_fewer=request.POST.get("act") == "replace")
    except GazetteError as error:
        return answers.error(request, "html", 422, _trouble(error), f"{error.remedy}。")
    if held is None:
        raise GONE
    return redirect(f"{reverse('issue', args=[held.slug])}?outcome={held.state.replace(' ', '+')}")
