"""What the directory tells the journal: who signed in, who was let in where, what was given to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.office import clock
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit


def tell(
    kind: str, actor: Actor, /, *, subject: str = "", unit: Unit | None = None, **body: Any
) -> None:
    """Write an entry, within the caller's transaction. Never a password, a code or a token."""
    from luoshi.office.journal.service import record

    told: Mapping[str, Any] = body
    record(kind, actor=actor, at=clock.now(), subject=subject, unit=unit, body=told)
