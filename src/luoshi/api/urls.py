"""The addresses of the API; what is none of them, or another method, is answered in JSON too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path

from luoshi.api.errors import no_such_address, wrong_method
from luoshi.api.operations import api

View = Callable[..., HttpResponse]


def _in_chinese(view: View) -> View:
    """The view, with an address or a method that it does not take refused as all else is."""

    @wraps(view)  # which keeps csrf_exempt: the API reads no cookie
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return no_such_address(request)
        if response.status_code == 405:
            return wrong_method(request, response.headers.get("Allow", "GET"))
        return response

    return answered


def _patterns() -> list[URLPattern | URLResolver]:
    """The addresses of the operations, of the page and of its description."""
    found, *_ = api.urls
    for pattern in found:
        if isinstance(pattern, URLPattern):
            pattern.callback = _in_chinese(pattern.callback)
    return found


urlpatterns = [
    path("", (_patterns(), "ninja", "api")),
    re_path(r"^.*$", no_such_address),
]
