"""The peer of a page: Django with one view that returns the same bytes each time."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.tools.server import BARE_PAGE

_body = Path(os.environ[BARE_PAGE]).read_bytes()


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_body)


urlpatterns = [path("", page)]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    # A page of Luoshi goes out compressed; so does this one.
    MIDDLEWARE=["django.middleware.gzip.GZipMiddleware"],
)
django.setup()
application = get_wsgi_application()
