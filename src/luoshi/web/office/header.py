"""Who is signed in, for the head of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from luoshi.office.directory import access
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Membership


@dataclass(frozen=True, slots=True)
class Me:
    """The person at the head of a page.

    Attributes:
        signed_in: whether a password was given, even where something is still wanted.
        actor: who acts; None where something is wanted first, or nobody is there.
        units: where they work, for the switcher.
    """

    signed_in: bool
    actor: Actor | None = None
    units: tuple[Membership, ...] = ()


def header(request: HttpRequest) -> dict[str, Any]:
    """``me``, looked up only by the pages that show it; without a cookie it costs nothing."""
    return {"me": SimpleLazyObject(lambda: _me(request))}


def _me(request: HttpRequest) -> Me:
    actor = access.actor_of(request)
    user = request.user
    if not user.is_authenticated:
        return Me(signed_in=False)
    if actor is None or actor.user is None:
        return Me(signed_in=True)
    return Me(True, actor, tuple(access.memberships(actor.user)))
