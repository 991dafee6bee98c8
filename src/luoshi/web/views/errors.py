"""The pages for what went wrong: in Chinese, with what to do."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import loader

from luoshi.web import answers, pending


def form_of(request: HttpRequest) -> str:
    """JSON for the twin of a page, a page for all else."""
    return "json" if request.path.endswith(".json") else "html"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no page at this address."""
    return answers.error(
        request, form_of(request), 404, "没有这个页面", "请核对地址，或从首页、检索进入。"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 (413 for too much): the request cannot be understood."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if isinstance(exception, DisallowedHost):
        # Nothing that builds on the name of the host may be used here.
        return HttpResponse(
            "这个主机名没有列入允许的名单。请把它写进环境变量 LUOSHI_HOSTS 后重新启动服务。",
            content_type="text/plain; charset=utf-8",
            status=400,
        )
    return answers.error(
        request, form_of(request), 400, "请求无法识别", "请返回上一页重新填写，或从首页进入。"
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not allowed."""
    return answers.error(
        request, form_of(request), 403, "不允许这样访问", "请从首页重新进入后再试。"
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than a gazette can have."""
    return answers.error(
        request,
        form_of(request),
        413,
        f"上传的内容超过上限 {pending.LARGEST // 1048576} MB，没有保存",
        "一期公报的文字通常不到 1 MB，请确认上传的是文字识别后的 .txt 文件，必要时按期拆分。",
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours; the page uses nothing that could fail too."""
    if form_of(request) == "json":
        error = {"what": "服务出错", "where": request.path, "remedy": "请稍后再试"}
        return answers.data({"error": error}, 500)
    return HttpResponse(loader.render_to_string("luoshi/500.html"), status=500)
