"""People who are signed in, for tests of pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.test import Client

from luoshi.office.directory import admin, people, units
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.models import Account, Unit

PASSWORD = "a long walk by the river"


@dataclass
class City:
    """A bureau with a station below it, a bank beside them, and their people."""

    bureau: Unit
    station: Unit
    bank: Unit
    chief: User
    clerk: User
    reader: User
    below: User
    banker: User
    root: User

    @property
    def everyone(self) -> dict[str, User]:
        """Each person by login."""
        found = (self.chief, self.clerk, self.reader, self.below, self.banker, self.root)
        return {user.username: user for user in found}


def settled(user: User) -> User:
    """Someone who has changed the password that was handed out."""
    user.set_password(PASSWORD)
    user.save()
    Account.objects.filter(user=user).update(must_change=False)
    return user


def employ(unit: Unit, login: str, may: str = "officer") -> User:
    """Someone at a unit."""
    return settled(people.add(SHELL, unit, login, f"样例{login}", may)[0].user)


def city() -> City:
    """The units and people above."""
    bureau = units.make(SHELL, "zjj", "云麓市住房和城乡建设局", "agency", level="city")
    station = units.make(SHELL, "zjz", "云麓市建设工程监督站", "institution", parent=bureau)
    bank = units.make(SHELL, "yh", "云麓银行", "bank")
    units.name_also(SHELL, bureau, "市住建局")
    return City(
        bureau,
        station,
        bank,
        employ(bureau, "chief", "admin"),
        employ(bureau, "clerk"),
        employ(bureau, "reader", "viewer"),
        employ(station, "below", "admin"),
        employ(bank, "banker", "admin"),
        settled(admin.create("root1", "样例管理员")[0]),
    )


def client_of(user: User, *, csrf: bool = False) -> Client:
    """A browser in which someone is signed in."""
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
