"""Calendars that phones subscribe to (日历订阅): of a unit, or of a person's units.

The address holds a token that opens this calendar and nothing else. Only its hash is kept, so that it is shown
once; whoever loses it revokes it and makes another.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from luoshi.office import clock
from luoshi.office.directory.access import memberships
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.duties import calendaring
from luoshi.office.duties.calendaring import Entry
from luoshi.office.duties.errors import DutyError, NotAllowed, NotThere
from luoshi.office.duties.models import Feed
from luoshi.office.journal.service import record

KINDS = {"unit": "本单位", "person": "本人"}
MOST = 20
"""Feeds that one person, or one unit, may have at a time."""
BACK, AHEAD = timedelta(days=31), timedelta(days=400)
"""What a feed spans: from before today on, until after it."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def feeds(actor: Actor) -> QuerySet[Feed]:
    """The feeds that an actor sees: their own, and those of their unit; the newest first."""
    mine = Q(pk=None)
    if actor.unit is not None:
        mine |= Q(unit=actor.unit)
    if actor.user is not None:
        mine |= Q(user=actor.user)
    return Feed.objects.filter(mine).select_related("unit", "user").order_by("-made", "-pk")


@transaction.atomic
def make(actor: Actor, kind: str) -> tuple[Feed, str]:
    """A new feed and its token, which is told this once.

    Raises:
        DutyError: no such kind, or there are too many.
        NotAllowed: it is none of theirs to make.
    """
    if kind not in KINDS:
        raise DutyError(f"没有“{kind[:20]}”这种订阅", f"可选：{'、'.join(KINDS.values())}")
    if kind == "person" and actor.user is None:
        raise NotAllowed("程序没有个人日历", "请订阅本单位的日历")
    if kind == "unit" and actor.unit is None:
        raise NotAllowed("您不属于任何单位", "请先加入单位，或订阅本人的日历")
    if kind == "unit" and not actor.acts:
        raise NotAllowed("本单位的日历由经办人订阅", "请联系本单位经办人，或订阅本人的日历")
    now = clock.now()
    made = Feed(made=now)
    if kind == "unit":
        made.unit = actor.unit
    else:
        made.user = actor.user
    if _live(made).count() >= MOST:
        raise DutyError(f"已有 {MOST} 个订阅", "请先撤销不再使用的订阅")
    token = secrets.token_urlsafe(32)
    made.token = hashed(token)
    made.save()
    record("duties.feed", actor=actor, at=now, subject=f"feed:{made.pk}", body={"kind": kind})
    return made, token


def _live(of: Feed) -> QuerySet[Feed]:
    return Feed.objects.filter(unit=of.unit, user=of.user, revoked=None)


@transaction.atomic
def revoke(actor: Actor, pk: int) -> Feed:
    """End a feed: its address opens nothing from now on.

    Raises:
        NotThere: there is none, or it is none of theirs.
        NotAllowed: it is the unit's, and they only read.
    """
    feed = feeds(actor).filter(pk=pk).select_for_update(of=("self",)).first()
    if feed is None:
        raise NotThere("没有这个订阅", "请从“日历订阅”里打开")
    own = actor.user is not None and feed.user == actor.user
    if not own and not actor.acts:
        raise NotAllowed("本单位的订阅由经办人撤销", "请联系本单位经办人")
    if feed.revoked is None:
        feed.revoked = now = clock.now()
        feed.save(update_fields=["revoked"])
        record("duties.feed.revoke", actor=actor, at=now, subject=f"feed:{feed.pk}", body={})
    return feed


def opened(token: str) -> Feed:
    """The feed that a token opens; when it was last used is noted, once an hour.

    Raises:
        NotThere: it opens none, or no longer.
    """
    rows = Feed.objects.select_related("unit", "user").filter(revoked=None)
    feed = rows.filter(token=hashed(token)).first() if _TOKEN.fullmatch(token) else None
    active = feed is not None and (feed.user is None or feed.user.is_active)
    if feed is None or not active or (feed.unit is not None and not feed.unit.active):
        raise NotThere("没有这个日历", "订阅地址可能已被撤销，请重新订阅")
    now = clock.now()
    if feed.used is None or now - feed.used > timedelta(hours=1):
        Feed.objects.filter(pk=feed.pk).update(used=now)
    return feed


def units_of(feed: Feed) -> list[Unit]:
    """Whose calendar it is today: a person who has left a unit no longer sees it."""
    if feed.unit is not None:
        return [feed.unit]
    return [each.unit for each in memberships(feed.user)] if feed.user is not None else []


def name_of(feed: Feed) -> str:
    """How a phone calls it."""
    if feed.unit is not None:
        return f"落实：{feed.unit.name}"
    return "落实：我的单位"


def entries(feed: Feed) -> list[Entry]:
    """What its calendar holds today."""
    units = units_of(feed)
    today = clock.today()
    return calendaring.of_units(today - BACK, today + AHEAD, units) if units else []


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
