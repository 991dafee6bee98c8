"""Units of an invented city and their people."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory

from luoshi.office.directory import people, units
from luoshi.office.directory.actors import SHELL, Actor
from luoshi.office.directory.models import Membership, Unit


@dataclass
class City:
    """A bureau with a station below it, and a bank beside them."""

    bureau: Unit
    station: Unit
    bank: Unit


@pytest.fixture
def city(store: str) -> City:
    bureau = units.make(SHELL, "zjj", "云麓市住房和城乡建设局", "agency", level="city")
    station = units.make(SHELL, "zjz", "云麓市建设工程监督站", "institution", parent=bureau)
    bank = units.make(SHELL, "yh", "云麓银行", "bank")
    units.name_also(SHELL, bureau, "市住建局")
    return City(bureau, station, bank)


def employ(unit: Unit, login: str, may: str = "officer") -> tuple[User, Actor]:
    """Someone at a unit, and the actor that they are."""
    member, _ = people.add(SHELL, unit, login, f"样例{login}", may)
    return member.user, acting(member)


def acting(member: Membership) -> Actor:
    return Actor("person", member.user.first_name, member.unit, member.user, member.may)


@pytest.fixture
def requests() -> RequestFactory:
    return RequestFactory()
