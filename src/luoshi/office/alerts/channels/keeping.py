"""Setting channels up, trying them out, taking them away; how each of them is (渠道状况)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Min

from luoshi.office import clock
from luoshi.office.alerts.channels import targets, wording
from luoshi.office.alerts.channels.carrying import Job, Outcome, deliver
from luoshi.office.alerts.channels.targets import ChannelError
from luoshi.office.alerts.models import Attempt, Channel
from luoshi.office.journal.service import record

if TYPE_CHECKING:
    from luoshi.office.directory.actors import Actor

LONGEST_PATIENCE = 24 * 3600
"""Seconds: who waits longer than a day for an answer waits for nothing."""
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_STATES = {
    "off": "停用", "down": "不通", "shaky": "有失败", "untried": "未用过", "well": "正常", "list": "话务员名单",
}  # fmt: skip


@dataclass(frozen=True)
class Health:
    """How a channel is.

    Attributes:
        state: a key of the words in `says`.
        failures: in a row. ``down``: since when the next channel is used at once.
        waiting: attempts that are due or wait for another try; ``oldest``: since when.
        target: masked.
    """

    key: str
    label: str
    kind: str
    target: str
    state: str
    failures: int
    down: datetime | None
    tried: datetime | None
    trouble: str
    waiting: int
    oldest: datetime | None
    patience: int | None
    order: int

    @property
    def says(self) -> str:
        """The state in words."""
        return _STATES[self.state]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        moments = {
            name: moment.astimezone(clock.HERE).isoformat(timespec="seconds") if moment else None
            for name, moment in (
                ("down", self.down),
                ("tried", self.tried),
                ("oldest", self.oldest),
            )
        }
        return {
            **asdict(self),
            **moments,
            "kind_label": Channel.KINDS[self.kind],
            "says": self.says,
        }


def health() -> list[Health]:
    """How every channel is, in the office's order. Nothing secret is in it."""
    waiting: Mapping[int, tuple[int, datetime]] = {
        row["channel"]: (row["count"], row["oldest"])
        for row in Attempt.objects.filter(state__in=["queued", "claimed"])
        .order_by()
        .values("channel")
        .annotate(count=Count("pk"), oldest=Min("queued"))
    }
    return [_health(each, *waiting.get(each.pk, (0, None))) for each in Channel.objects.all()]


def _health(channel: Channel, waiting: int, oldest: datetime | None) -> Health:
    return Health(
        channel.key, channel.label, channel.kind, targets.masked(channel.target), _state(channel),
        channel.failures, channel.down, channel.tried, channel.trouble, waiting, oldest,
        channel.patience, channel.order,
    )  # fmt: skip


def _state(channel: Channel) -> str:
    if not channel.active:
        return "off"
    if channel.kind == "phone":
        return "list"
    if channel.down:
        return "down"
    if channel.failures:
        return "shaky"
    return "well" if channel.tried else "untried"


def find(key: str) -> Channel:
    """The channel of this key.

    Raises:
        ChannelError: there is none.
    """
    found = Channel.objects.filter(key=key).first() if "\0" not in key else None
    if found is None:
        raise ChannelError(f"没有渠道“{key[:40]}”", "请运行 luoshi channels 查看已设的渠道")
    return found


def add(
    actor: Actor,
    key: str,
    kind: str,
    target: str,
    *,
    label: str = "",
    patience: int | None = None,
    order: int | None = None,
) -> Channel:
    """Set a channel up. Its target stands in no journal.

    Args:
        actor: who does it.
        key: short name; small letters, digits, - and _.
        kind: one of `Channel.KINDS`.
        target: a URL of apprise with ``{address}``; empty for the phone.
        label: how people call it; the words for its kind unless given.
        patience: seconds to wait for an answer; None: nobody goes on by itself.
        order: its place among the channels; the last unless given.

    Raises:
        ChannelError: something of this cannot be, or there is one of that key.
    """
    if not _KEY.fullmatch(key):
        raise ChannelError(f"代码“{key[:40]}”不合格式", "请用小写字母、数字、- 和 _，不超过 40 个")
    good = targets.checked(kind, target)
    if patience is not None and not 0 < patience <= LONGEST_PATIENCE:
        raise ChannelError(
            f"等候秒数不能是 {patience}", f"请写 1 到 {LONGEST_PATIENCE}，或不写（由人接着办）"
        )
    label = " ".join(wording.plain(label).split())[:60] or Channel.KINDS[kind]
    try:
        with transaction.atomic():
            channel = Channel.objects.create(
                key=key, kind=kind, label=label, target=good, patience=patience,
                order=Channel.objects.count() if order is None else order,
            )  # fmt: skip
            _tell("channel.add", actor, channel)
    except IntegrityError as error:
        raise ChannelError(
            f"已有渠道“{key}”", "请换一个代码，或先 luoshi channels remove"
        ) from error
    return channel


def remove(actor: Actor, key: str) -> int:
    """Take a channel away; calls go on by their next step. Returns how many attempts waited for it.

    Raises:
        ChannelError: there is none.
    """
    with transaction.atomic():
        channel = find(key)
        waiting = Attempt.objects.filter(channel=channel, state__in=["queued", "claimed"]).count()
        _tell("channel.remove", actor, channel, waiting=waiting)
        channel.delete()
    return waiting


def test(actor: Actor, key: str, address: str) -> Outcome:
    """Send somebody a message that says it is a test. What comes of it counts for the channel's health.

    Raises:
        ChannelError: there is no such channel, it is the phone, or the address cannot be used.
    """
    channel = find(key)
    if channel.kind == "phone":
        raise ChannelError("电话由话务员拨打，没有可测试的网关", "请直接拨打一次")
    address = targets.address_of(channel.kind, address)
    number = secrets.token_hex(3)
    letter = wording.test_letter(channel.kind, number)
    outcome = deliver(Job(0, channel.key, channel.kind, channel.target, address, letter))
    with transaction.atomic():
        fresh = Channel.objects.filter(pk=channel.pk).select_for_update().first()
        if fresh is not None and outcome.blame != "address":
            count(fresh, outcome, clock.now())
            fresh.save(update_fields=COUNTED)
        _tell("channel.test", actor, channel, ok=outcome.ok, trouble=outcome.trouble, number=number)
    return outcome


def _tell(kind: str, actor: Actor, channel: Channel, **more: Any) -> None:
    record(
        kind, actor=actor, at=clock.now(), subject=channel.key,
        body={"kind": channel.kind, "label": channel.label, "target": targets.masked(channel.target),
              "patience": channel.patience, **more},
    )  # fmt: skip


# ---- health ----------------------------------------------------------------------------------------

DOWN_AFTER = 5
"""Failures in a row: one person's trouble or one lost packet is no outage, five letters one after the other are."""
COUNTED = ["failures", "down", "tried", "trouble"]


def count(channel: Channel, outcome: Outcome, moment: datetime) -> str:
    """What an outcome says of its channel; returns ``down`` or ``up`` where that has changed, to be told."""
    channel.tried = moment
    if outcome.ok:
        was_down = channel.down is not None
        channel.failures, channel.down, channel.trouble = 0, None, ""
        return "up" if was_down else ""
    channel.failures += 1
    channel.trouble = outcome.trouble[:300]
    if channel.down is None and channel.failures >= DOWN_AFTER:
        channel.down = moment
        return "down"
    return ""
