"""Who holds which post on a day (任职), for everybody to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from luoshi.office import clock
from luoshi.office.duties import posts
from luoshi.web import answers, asked, links
from luoshi.web.office import paging
from luoshi.web.views.common import answering

COLUMNS = ("姓名", "职务", "机构", "席位", "自", "至", "试用期至", "文号", "文件", "条款")


@answering
@require_safe
def held(request: HttpRequest, form: str = "html") -> HttpResponse:
    """The holdings of a day: all of them, or those with some words."""
    day, words = asked.day(request, "on") or clock.today(), asked.words(request, "q")[:60]
    found = posts.held(day, words)
    if form == "json":
        return answers.data([posts.as_data(each) for each in found])
    if form == "xlsx":
        rows = [
            (each.name, each.post, each.group, each.seat, each.since, each.until, each.probation,
             each.number, each.title, each.address)
            for each in found
        ]  # fmt: skip
        return answers.sheet(f"任职 {day}", COLUMNS, rows)
    pages = asked.paged(
        request, [(each, links.clause(each.address)) for each in found], paging.PAGE
    )
    context = {
        "nav": "duties", "day": day, "words": words, "pages": pages, "path": reverse("posts"),
        "json": reverse("posts-json"), "xlsx": reverse("posts-xlsx"), "query": request.GET.urlencode(),
    }  # fmt: skip
    return answers.page(request, "luoshi/duties/posts.html", context)
