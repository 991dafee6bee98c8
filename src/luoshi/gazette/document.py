"""One document of a gazette, from its lines to its clause tree."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.gazette import tree
from luoshi.gazette.blocks import blocks_of, manner_of, split_inline
from luoshi.gazette.broken import mark_broken
from luoshi.gazette.damage import mark_damage
from luoshi.gazette.draft import Draft, flat_of
from luoshi.gazette.head import read_head, read_recipients
from luoshi.gazette.heads import Segment
from luoshi.gazette.line import Line, Log
from luoshi.gazette.parts import QUOTED, build_parts, declared_titles, find_places
from luoshi.gazette.tree import Node


def draft(lines: Sequence[Line], segment: Segment, log: Log) -> Draft:
    """Read the lines of one segment."""
    result = Draft(segment.number, segment.decree)
    own = list(lines[segment.head : segment.end])
    rest = read_head(result, own, segment.anchor - segment.head)
    manner = manner_of(rest, result.title)
    rest = split_inline(rest, manner)
    result.damages = mark_damage(rest)
    rest = read_recipients(result, rest)
    result.declared = declared_titles(rest)
    places = find_places(result, rest)
    titles = {start: place.end for start, place in places.items()}
    by_line = {rest[start].number: place for start, place in places.items()}
    build_parts(result, by_line, blocks_of(rest, titles, manner, log), manner)
    _name(result, rest)
    tree.number_labels(result.nodes)
    tree.number_paragraphs(Node("enclosure", children=result.nodes))
    result.damages += mark_broken(result.nodes)
    return result


def _name(result: Draft, rest: Sequence[Line]) -> None:
    """A decree without a title of its own takes that of its rule, else the one it names."""
    if result.title:
        return
    named = QUOTED.search(flat_of(rest[:6])) if result.decree else None
    result.title = result.inner_title or (named[1] if named else "")
