"""The specimen's flood office with people who sign in, for tests of the pages of alerts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from tests.office.alerts.office import FloodOffice
from tests.web.signed import client_of, employ


class FloodDesk:
    """The office, with a browser for each unit; ``flood2`` is a second person at the flood office."""

    def __init__(self, *, sample: bool = False) -> None:
        self.office = FloodOffice(sample=sample)
        self.users: dict[str, User] = {}
        for who, unit in self.office.units.items():
            self.users[who] = employ(unit, f"{who}1")
        self.users["flood2"] = employ(self.office.units["flood"], "flood2")
        self.users["viewer"] = employ(self.office.units["hefeng"], "viewer1", "viewer")

    def client(self, who: str, *, csrf: bool = False) -> Client:
        """Somebody's browser."""
        return client_of(self.users[who], csrf=csrf)

    def part(self, who: str, path: str, element: str, **query: str) -> Any:
        """What htmx gets for one element of a page."""
        headers = {"HX-Request": "true", "HX-Target": element}
        return self.client(who).get(path, query, headers=headers)
