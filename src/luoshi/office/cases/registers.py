"""Registers (名录、台账): entries are written by effects of cases, and by nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from luoshi.office.cases import forms
from luoshi.office.cases.errors import Refused
from luoshi.office.cases.models import Entry, EntryUnit
from luoshi.office.cases.view import CaseView
from luoshi.office.directory.models import Unit
from luoshi.policies.acting import whole
from luoshi.procedures import Enter, Register

_NAMES = ("name", "title")


def enter(effect: Enter, view: CaseView) -> Entry:
    """Create or change an entry, with the units that it belongs to.

    Raises:
        Refused: the procedure writes a key that is empty.
    """
    register = effect.register
    key = effect.key(view).strip()
    if not key:
        raise Refused(f"“{register.label}”的登记没有编号", "请填写后再办")
    entry = (
        Entry.objects.select_for_update(no_key=True)
        .filter(register=whole(register), key=key)
        .first()
    )
    if entry is None:
        entry = Entry(register=whole(register), key=key, made=view.now, changed=view.now)
        entry.sample = view.case.sample
        if register.code:
            entry.code = new_code()
    if effect.data is not None:
        entry.data = {**entry.data, **forms.checked(register.fields, effect.data(view))}
    entry.data = {name: value for name, value in entry.data.items() if name not in effect.without}
    entry.state = effect.state or entry.state
    entry.name = name_of(register, entry.key, entry.data)
    entry.changed = max(view.now, entry.changed)
    entry.save()
    _belongs(entry, effect, view)
    return entry


def new_code() -> str:
    """A code that nobody can guess and that people can type: no letters that look like figures."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(20))


def name_of(register: Register, key: str, data: Mapping[str, Any]) -> str:
    """What an entry is called in lists: its field ``name``, else its first words."""
    declared = register.fields.declared()
    for field in (*_NAMES, *(n for n, fact in declared.items() if fact.kind == "words")):
        if field in data:
            return str(data[field])[:200]
    return key


def _belongs(entry: Entry, effect: Enter, view: CaseView) -> None:
    gone = {role.key for role in effect.leaves}
    EntryUnit.objects.filter(entry=entry, role__in=gone).delete()
    for role in effect.register.roles:
        if role.key in gone:
            continue
        if role.key in effect.roles:  # an empty code: there is none
            unit = Unit.objects.filter(code=effect.roles[role.key](view)).first()
        else:
            unit = view.unit(role.key)
        if unit is not None:
            EntryUnit.objects.update_or_create(entry=entry, role=role.key, defaults={"unit": unit})
