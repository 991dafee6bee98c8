"""The stage of a drill (布置): the sandbox's office with the units, people and channels of a scenario."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from luoshi.office.alerts.drills.scenario import Scenario
from luoshi.office.alerts.errors import AlertError
from luoshi.office.alerts.models import Channel, Contact, Relay
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Post, Unit, UnitRole

MARK = "演练·"


class NoSandbox(AlertError):
    """A drill was to be run where it could touch real people."""


def must_be_sandbox() -> None:
    """Refuse to go on anywhere but in a sandbox that holds nobody.

    Raises:
        NoSandbox: this is a real office.
    """
    if (
        not getattr(settings, "LUOSHI_SANDBOX", False)
        or Unit.objects.exists()
        or Channel.objects.exists()
    ):
        raise NoSandbox("演练只能在隔离的沙箱里进行", "请用 luoshi drill run，它会自己建立沙箱")


def build(scenario: Scenario, now: datetime) -> dict[str, Actor]:
    """Make the office of a scenario; who acts for each unit, by its code."""
    must_be_sandbox()
    actors: dict[str, Actor] = {}
    units: dict[str, Unit] = {}
    for each in scenario.units:
        unit = Unit.objects.create(code=each.code, name=MARK + each.name, kind=each.kind)
        units[each.code] = unit
        UnitRole.objects.bulk_create(
            UnitRole(unit=unit, role=f"{scenario.policy}.{role}") for role in each.roles
        )
        Post.objects.bulk_create(Post(unit=unit, name=name) for name in each.posts)
        actors[each.code] = Actor("person", f"{unit.name}经办人", unit, may="officer")
    for order, gateway in enumerate(scenario.gateways):
        Channel.objects.create(
            key=f"drill-{gateway.kind}", kind=gateway.kind, patience=gateway.patience, order=order,
            label=f"{MARK}{Channel.KINDS.get(gateway.kind, gateway.kind)}", target="",
        )  # fmt: skip
    for order, person in enumerate(scenario.people):
        post, _ = Post.objects.get_or_create(unit=units[person.unit], name=person.post)
        Contact.objects.create(
            unit=units[person.unit], post=post, name=person.name, order=order, confirmed=now.date(),
            addresses=dict.fromkeys(person.channels, f"drill-{order}"),
        )  # fmt: skip
    for unit, to, name in scenario.relays:
        post, _ = Post.objects.get_or_create(unit=units[to], name=name)
        Relay.objects.get_or_create(unit=units[unit], post=post, plan="")
    return actors
