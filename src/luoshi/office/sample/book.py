"""What a sample is written with: units, people, and acts at given moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from luoshi.office import clock
from luoshi.office.alerts.models import Contact
from luoshi.office.cases import service
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Case
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import (
    SAMPLE_MARK,
    Alias,
    Membership,
    Post,
    Unit,
    UnitRole,
)

PREFIX = SAMPLE_MARK
PAPER = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
)
"""An empty PDF, for every material of a sample."""


@dataclass
class Loaded:
    """What was loaded."""

    units: int = 0
    people: list[tuple[str, str, str]] = field(default_factory=list)
    cases: int = 0


class Book:
    """Writes a sample: every unit and person is marked as one, and stands on a clock that it moves.

    ``at`` holds the moment by the office's clock; ``after`` moves it on.
    """

    def __init__(self, start: datetime) -> None:
        self.at = start if start.tzinfo else start.replace(tzinfo=clock.HERE)
        self.loaded = Loaded()
        self._actors: dict[str, Actor] = {}
        self._units: dict[str, Unit] = {}

    def unit(
        self, code: str, name: str, kind: str, *roles: str, level: str = "", place: str = "",
        parent: str = "", aliases: tuple[str, ...] = (), post: str = "经办",
    ) -> Actor:  # fmt: skip
        """A sample unit with its roles (whole keys), and one person who acts for it.

        The code gets ``sample-`` before it and the name 样例· so that nobody takes it for a real one.
        """
        above = self._units[parent] if parent else None
        # One organ takes part in the stories of several documents.
        made, is_new = Unit.objects.get_or_create(
            name=PREFIX + name, sample=True,
            defaults={"code": f"sample-{code}", "kind": kind, "level": level, "place": place,
                      "parent": above},
        )  # fmt: skip
        self._units[code] = made
        for role in roles:
            UnitRole.objects.get_or_create(unit=made, role=role)
        for alias in aliases:
            Alias.objects.get_or_create(name=PREFIX + alias, defaults={"unit": made})
        if is_new:
            self.loaded.units += 1
        self._actors[code] = self._person(made, post)
        return self._actors[code]

    def _person(self, unit: Unit, post: str) -> Actor:
        name = f"{unit.name}{post}" if unit.kind != "person" else unit.name
        user, is_new = User.objects.get_or_create(
            username=unit.code, defaults={"first_name": name[:150]}
        )
        if is_new:
            user.set_unusable_password()
            user.save()
            place = (
                Post.objects.get_or_create(unit=unit, name=post)[0]
                if unit.kind != "person"
                else None
            )
            Membership.objects.create(user=user, unit=unit, may="admin", post=place)
            self.loaded.people.append((user.username, name, unit.name))
        return Actor("person", name, unit, user, may="admin")

    def contact(self, code: str, post: str, name: str, **addresses: str) -> Contact:
        """Somebody at a post of a unit of this sample, and how they are reached; nothing is really sent."""
        unit = self._units[code]
        place, _ = Post.objects.get_or_create(unit=unit, name=post)
        found, _ = Contact.objects.get_or_create(
            unit=unit, post=place, name=name,
            defaults={"addresses": addresses, "order": Contact.objects.filter(post=place).count(),
                      "confirmed": self.at.date()},
        )  # fmt: skip
        return found

    def actor(self, code: str) -> Actor:
        """Who acts for a unit of this sample."""
        return self._actors[code]

    def after(self, *, days: float = 0, hours: float = 0) -> None:
        """Let time pass; what falls due meanwhile is fired."""
        self.at += timedelta(days=days, hours=hours)
        with clock.at(self.at):
            fire()

    def until(self, moment: datetime) -> None:
        """Let time pass up to a moment, if it is not past already."""
        here = moment if moment.tzinfo else moment.replace(tzinfo=clock.HERE)
        if here > self.at:
            self.after(days=(here - self.at).total_seconds() / 86_400)

    def start(
        self,
        procedure: str,
        who: str,
        *,
        subject: str = "",
        parties: Mapping[str, str] | None = None,
    ) -> Case:
        """Begin a case; parties are named by their codes in this sample."""
        with clock.at(self.at):
            codes = {role: self._units[code].code for role, code in (parties or {}).items()}
            case = service.start(
                procedure,
                self.actor(who),
                subject=subject,
                parties=codes,
                even_if_not_in_force=True,
            )
        self.loaded.cases += 1
        return case

    def hand_in(self, case: Case, step: str, who: str, *materials: str) -> None:
        """Hand in sample materials."""
        with clock.at(self.at):
            for material in materials:
                service.attach(
                    case.key, step, material, self.actor(who), f"样例-{material}.pdf", PAPER
                )

    def act(
        self, case: Case, step: str, outcome: str, who: str, *, reasons: str = "",
        parties: Mapping[str, str] | None = None, **data: object,
    ) -> Case:  # fmt: skip
        """Act at the present moment of the sample."""
        with clock.at(self.at):
            codes = {role: self._units[code].code for role, code in (parties or {}).items()}
            return service.act(
                case.key, step, outcome, self.actor(who), data=data, parties=codes, reasons=reasons
            )
