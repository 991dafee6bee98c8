"""Who acts (行为人): a person at a unit, a program of a unit, or the office's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from luoshi.office.directory.models import Unit

Kind = Literal["person", "program", "clock", "shell"]


@dataclass(frozen=True)
class Actor:
    """Who acts, for which unit, and how far.

    Attributes:
        kind: a signed-in person, a token of a unit, the worker, or the administrator's shell.
        unit: for whom; None for the worker and the shell.
        may: ``admin``, ``officer`` or ``viewer``; a viewer only reads.
        name: how the journal and the pages call them.
    """

    kind: Kind
    name: str
    unit: Unit | None = None
    user: User | None = None
    may: str = "viewer"

    @property
    def acts(self) -> bool:
        """Whether they may do more than read."""
        return self.may in ("admin", "officer")

    @property
    def runs_office(self) -> bool:
        """Whether they administer the office itself (系统管理员): units, roles, everyone's accounts.

        That opens the directory and nothing else: cases and ledgers go by the unit.
        """
        if self.kind == "shell":
            return True
        user = self.user
        return self.kind == "person" and user is not None and (user.is_superuser or user.is_staff)


CLOCK = Actor("clock", "时钟", may="officer")
"""The worker, when nobody acted in time."""

SHELL = Actor("shell", "系统管理员", may="admin")
"""Whoever runs the office's commands on its own machine."""
