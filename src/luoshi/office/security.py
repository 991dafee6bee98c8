"""The browser's orders: only this office's own files, and no script or style within a page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Send the policy of the settings with every answer that does not bring its own.

    The words of a gazette come from outside. Escaping keeps them text; this header makes sure
    that a mistake in escaping still runs nothing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the policy in the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response
