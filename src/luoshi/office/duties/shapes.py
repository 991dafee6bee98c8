"""What programs get of a finding: its JSON form, which the faces give as it is.

Days are ISO strings, lines are ``[first, last]`` from 1, what is not known is null. Beside what the form
of a kind names there are ``place`` (where the words stand in the clause) and, of a duty, ``due``: the last
of its fixed days. Keys are only ever added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.duties import Deadline, Duty, Place, Target, Timing
from luoshi.office.duties.models import Found

Shape = dict[str, Any]
Finding = Duty | Target | Timing
KIND_OF: dict[type[Finding], str] = {Duty: "duty", Target: "target", Timing: "timing"}
"""The kind of a row by what was found; see `luoshi.office.duties.models.KINDS`."""
JUDGED: dict[str, tuple[str, ...]] = {
    "duty": ("lead", "assist", "units", "deadline", "deadlines", "due", "text"),
    "target": ("name", "comparator", "value", "unit", "year", "soft", "per", "area"),
    "timing": ("words", "what", "units", "kind", "day", "rule"),
}
"""What a reviewer judges: these fields stay as they were confirmed, whatever the grammar says later."""


def data_of(found: Finding) -> Shape:
    """A finding as it is stored and shown."""
    if isinstance(found, Duty):
        return _duty(found)
    return _target(found) if isinstance(found, Target) else _timing(found)


def value_of(row: Found) -> Shape:
    """What a row says: what was found, overlaid with what the reviewer changed."""
    base = {"number": row.number or None, "title": row.title, "address": row.address}
    return {**base, **row.data, **row.corrected}


def face_of(row: Found) -> Shape:
    """`value_of` with what became of it in review; ``found``: what the grammar said of the changed fields."""
    return {
        **value_of(row),
        "id": row.pk,
        "key": row.key,
        "finding": row.kind,
        "document": row.document,
        "state": row.state,
        "reviewer": row.reviewer or None,
        "reviewed": row.reviewed.isoformat(timespec="seconds") if row.reviewed else None,
        "version": row.version,
        "gone": row.gone,
        "instead": row.instead_id,
        "by_hand": not row.data,
        "found": {key: row.data[key] for key in row.corrected if key in row.data},
    }


def open_face_of(row: Found) -> Shape:
    """`face_of` as everybody may read it: without who reviewed it."""
    told = face_of(row)
    return {name: told[name] for name in told if name not in ("reviewer", "version")}


def faces(rows: Iterable[Found]) -> list[Shape]:
    """Many of them."""
    return [face_of(row) for row in rows]


def facts_of(kind: str, value: Shape) -> frozenset[tuple[object, ...]]:
    """What a finding claims, by which it is right or wrong: of a duty each unit with its part.

    Empty for what claims nothing, as a row that the grammar did not find.
    """
    if not value:
        return frozenset()
    if kind == "duty":
        parts = dict.fromkeys(value["assist"], "assist") | dict.fromkeys(value["lead"], "lead")
        return frozenset((each, parts.get(each, "")) for each in value["units"])
    if kind == "target":
        fields = ("name", "comparator", "value", "unit", "year", "per")
        return frozenset([tuple(value[field] for field in fields)])
    fields = ("words", "kind", "day", "rule")
    return frozenset([(*(value[field] for field in fields), *value["units"])])


def deadline_of(found: Deadline) -> Shape:
    """A time limit (时限)."""
    return {
        "words": found.words,
        "kind": found.kind,
        "day": day_of(found.day),
        "rule": found.recurrence.rule if found.recurrence else None,
        "since": day_of(found.recurrence.start) if found.recurrence else None,
        "until": day_of(found.recurrence.end) if found.recurrence else None,
        "event": found.event,
        "what": found.what,
        "doubt": found.doubt,
    }


def due_of(deadlines: Sequence[Shape]) -> str | None:
    """The last of the fixed days: by then all phases are done; None where there is none."""
    return max((each["day"] for each in deadlines if each["day"]), default=None)


def number_of(value: Decimal) -> int | float:
    """A JSON number that reads as it was printed; take it back with ``Decimal(str(number))``."""
    return int(value) if value == value.to_integral_value() else float(value)


def day_of(day: date | None) -> str | None:
    """A day as ISO writes it."""
    return day.isoformat() if day else None


def _head(found: Finding) -> Shape:
    return {
        "number": found.number,
        "title": found.title,
        "address": found.address,
        "lines": list(found.lines),
    }


def _tail(found: Finding) -> Shape:
    return {
        "confidence": found.confidence,
        "doubts": list(found.doubts),
        "place": _place(found.place),
    }


def _place(place: Place) -> Shape:
    return {"address": place.address, "start": place.start, "end": place.end}


def _duty(found: Duty) -> Shape:
    deadlines = [deadline_of(each) for each in found.deadlines]
    return {
        **_head(found),
        "notation": found.notation,
        "form": found.form,
        "lead": list(found.lead),
        "assist": list(found.assist),
        "units": list(found.units),
        "deadline": found.deadline,
        "deadlines": deadlines,
        "due": due_of(deadlines),
        "text": found.text,
        "tasks": [
            {"verb": each.verb, "object": each.object, "text": each.text, "lines": list(each.lines)}
            for each in found.tasks
        ],
        "members": [{"name": name, "units": list(units)} for name, units in found.members],
        **_tail(found),
    }


def _target(found: Target) -> Shape:
    return {
        **_head(found),
        "name": found.name,
        "comparator": found.comparator,
        "value": number_of(found.value),
        "unit": found.unit,
        "year": found.year,
        "soft": found.soft,
        "per": found.per,
        "area": found.area,
        "text": found.text,
        **_tail(found),
    }


def _timing(found: Timing) -> Shape:
    deadline = deadline_of(found.deadline)
    return {
        **_head(found),
        "words": found.words,
        "what": found.what,
        "units": list(found.units),
        **{key: deadline[key] for key in ("kind", "day", "rule", "since", "until", "event")},
        **_tail(found),
    }
