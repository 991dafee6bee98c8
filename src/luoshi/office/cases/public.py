"""What the documents order to be published (公示), for anybody; and the look-up by code (扫码查询)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from luoshi.office.cases import shapes
from luoshi.office.cases.errors import NotThere
from luoshi.office.cases.models import Entry
from luoshi.policies import acting
from luoshi.procedures import Register


def registers() -> dict[str, Register]:
    """The registers of which something is published."""
    return {key: each for key, each in acting.registers().items() if each.public is not None}


def register(key: str) -> Register:
    """One of them.

    Raises:
        NotThere: nothing of it is published.
    """
    found = registers().get(key)
    if found is None:
        raise NotThere(f"没有公示“{key[:60]}”", "请从公示目录进入")
    return found


def entries(key: str) -> list[Entry]:
    """The published entries of a register.

    Raises:
        NotThere: nothing of it is published.
    """
    public = register(key).public
    assert public is not None
    rows: QuerySet[Entry] = Entry.objects.filter(register=key).order_by("name", "pk")
    return [each for each in rows if public.only is None or public.only(each.data, each.state)]


def listed(key: str) -> list[dict[str, Any]]:
    """The published entries as data: only the fields that the document orders to be published."""
    of = register(key)
    return [shapes.entry(each, of, public=True) for each in entries(key)]


def by_code(code: str) -> tuple[Register, Entry] | None:
    """The entry that a code (二维码) belongs to; None where there is none."""
    wanted = code.strip().upper()
    found = Entry.objects.filter(code=wanted).first() if 0 < len(wanted) <= 40 else None
    if found is None or found.register not in acting.registers():
        return None
    return acting.registers()[found.register], found
