"""A clause in view (条款原文): its words, with what a finding rests on marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.office.archive import folding
from luoshi.office.archive.models import Clause, clause_id
from luoshi.office.duties.models import Found
from luoshi.web import markup
from luoshi.web.duties.narrowing import shapes_of
from luoshi.web.markup import Html, put

MOST = 60
"""Clauses of a section that are shown; the others are behind the link."""
WHO, WHEN, WHOLE = "who", "when", "whole"
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """What the reviewer reads.

    Attributes:
        html: the clause with the marks; empty where the present text has no such clause.
        more: how many clauses of it are not shown.
    """

    html: Html
    more: int = 0


def passage(row: Found, value: dict[str, Any]) -> Passage:
    """The clause of a finding, and the one in which its notation stands where that is another."""
    main = _clause(row, row.address)
    place: dict[str, Any] = value.get("place") or {}
    address = str(place.get("address") or row.address)
    if main is None:
        return Passage(markup.NOTHING)
    shown, more = _shown(main)
    parts = [_written(each, main, row.kind, value) for each in shown]
    if all(each.address != address for each in shown):
        other = _clause(row, address)
        if other is not None:
            parts.append(put('<div class="elsewhere"><p class="small soft">写在%s：</p>%s</div>',
                             other.label, _written(other, other, row.kind, value)))  # fmt: skip
    return Passage(markup.joined(parts), more)


def _clause(row: Found, address: str) -> Clause | None:
    found = Clause.objects.filter(
        address_key=folding.address_key(address), address=address,
        version__issue=row.issue_id, version__current=True,
    )  # fmt: skip
    return found.order_by("id").first()


def _shown(of: Clause) -> tuple[list[Clause], int]:
    """The clause with what stands below it; of a row of a table its head, too."""
    below = Clause.objects.filter(
        id__gte=of.pk, id__lt=clause_id(of.version_id, of.end)
    ).order_by("id")  # fmt: skip
    rows = list(below[:MOST])
    if of.kind == "row" and of.parent_position is not None:
        head = Clause.objects.filter(
            version=of.version_id, parent_position=of.parent_position, header=True
        )
        rows = [*head.order_by("id")[:1], *rows]
    return rows, max(0, of.end - of.position - MOST)


def _written(of: Clause, main: Clause, kind: str, value: dict[str, Any]) -> Html:
    words = marked(of.own, spans(of.own, of.address, kind, value))
    inside = min(max(of.depth - main.depth, 0), 3)
    style = f"in-{inside}{' soft' if of.header else ''}"
    return put('<p class="%s">%s</p>', style, words)


# --- marks


def spans(own: str, address: str, kind: str, value: dict[str, Any]) -> list[Span]:
    """What of a clause's words a finding rests on; later ones win where they overlap."""
    place: dict[str, Any] = value.get("place") or {}
    here = place.get("address") == address
    start = int(place.get("start") or 0) if here else 0
    found: list[Span] = []
    if here and "end" in place:
        found.append((start, int(place["end"]), WHOLE if kind != "duty" else WHO))
    if kind == "duty":
        notation = _at(own, str(value.get("notation") or ""), start)
        if notation is not None:
            found = [(*notation, WHO)]
    if kind == "target":
        found += _each(own, [str(value.get("name") or "")], WHO, start)
    found += _each(own, _limits(kind, value), WHEN, 0)
    return [each for each in found if 0 <= each[0] < each[1] <= len(own)]


def _limits(kind: str, value: dict[str, Any]) -> list[str]:
    if kind == "duty":
        return [str(each.get("words") or "") for each in shapes_of(value, "deadlines")]
    return [str(value.get("words") or "")] if kind == "timing" else []


def _each(own: str, words: Iterable[str], style: str, start: int) -> list[Span]:
    places = [_at(own, each, start) for each in words]
    return [(*each, style) for each in places if each]


def _at(own: str, words: str, start: int) -> tuple[int, int] | None:
    """Where words stand, the first from ``start`` on."""
    at = own.find(words, start) if words else -1
    if at < 0 and words:
        at = own.find(words)
    return (at, at + len(words)) if at >= 0 else None


def marked(own: str, found: Sequence[Span]) -> Html:
    """Words with their marks; every word is escaped."""
    styles = [""] * len(own)
    for start, end, style in found:
        styles[start:end] = [style] * (end - start)
    parts: list[Html] = []
    at = 0
    for stop in range(1, len(own) + 1):
        if stop == len(own) or styles[stop] != styles[at]:
            words, style = own[at:stop], styles[at]
            parts.append(
                put('<mark class="%s">%s</mark>', style, words) if style else put("%s", words)
            )
            at = stop
    return markup.joined(parts)
