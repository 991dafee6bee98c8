"""Single sign-on (单点登录): whoever the city's provider vouches for and the office knows already."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.db.models import Q
from django.http import HttpResponseRedirect
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView

from luoshi.office.directory import signing

_CLOCKS_DIFFER = 120
"""Seconds."""


class SingleSignOnBackend(OIDCAuthenticationBackend):
    """Matches a person by ``preferred_username``; nobody is created."""

    def get_or_create_user(
        self, access_token: str, id_token: str, payload: Mapping[str, Any]
    ) -> User | None:
        """The person, once it is sure that the token was made for this office and still holds."""
        audience = payload.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if self.OIDC_RP_CLIENT_ID not in audiences:
            raise SuspiciousOperation("the token was made for another client")
        if float(payload.get("exp") or 0) < time.time() - _CLOCKS_DIFFER:
            raise SuspiciousOperation("the token has expired")
        self.subject = str(payload.get("sub") or "")
        return cast("User | None", super().get_or_create_user(access_token, id_token, payload))

    def verify_claims(self, claims: Mapping[str, Any]) -> bool:
        """The person's data must be of the person whom the token names, and name them."""
        same = hmac.compare_digest(str(claims.get("sub") or "").encode(), self.subject.encode())
        return bool(self.subject) and same and bool(claims.get("preferred_username"))

    def filter_users_by_claims(self, claims: Mapping[str, Any]) -> Any:
        """People of that name who work somewhere in the office, or administer it."""
        name = str(claims.get("preferred_username") or "")
        if not name or "\0" in name:
            return User.objects.none()
        placed = Q(memberships__unit__active=True) | Q(is_staff=True) | Q(is_superuser=True)
        return User.objects.filter(placed, username=name, is_active=True).distinct()


class Callback(OIDCAuthenticationCallbackView):
    """Where the provider sends the browser back to."""

    def login_success(self) -> HttpResponseRedirect:
        """Open the session as after a password; the office's own second factor is asked for still."""
        # The library has checked where `next` leads before it put it into the session.
        target = self.success_url
        signing.enter(self.request, cast("User", self.user))
        return HttpResponseRedirect(target)
