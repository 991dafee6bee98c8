"""A document among those that it names and that name it, laid out as a small drawing.

Left stands what it rests on, right what rests on it. The places are computed here; the template
draws them as SVG with classes only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 760
NODE_WIDTH = 232
NODE_HEIGHT = 46
SELF_WIDTH = 210
GAP = 12
MOST = 7
"""Nodes on a side; the others are counted in a last one."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A document on one side: how it is named, where it leads, what joins the two."""

    name: str
    title: str
    word: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Node:
    """A box with one or two lines."""

    x: int
    y: int
    width: int
    first: str
    second: str
    full: str
    href: str | None
    style: str

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def first_y(self) -> int:
        return self.y + (19 if self.second else 28)

    @property
    def second_y(self) -> int:
        return self.y + 36


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two boxes, with its word."""

    path: str
    word: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the template draws."""

    height: int
    nodes: list[Node]
    edges: list[Edge]
    width: int = WIDTH
    node_height: int = NODE_HEIGHT


def draw(
    name: str, title: str, left: Sequence[Neighbour], right: Sequence[Neighbour]
) -> Drawing | None:
    """The drawing; None where the document stands alone."""
    if not left and not right:
        return None
    tallest = max(min(len(left), MOST + 1), min(len(right), MOST + 1), 1)
    height = tallest * (NODE_HEIGHT + GAP) + GAP
    place_x, place_y = (WIDTH - SELF_WIDTH) // 2, (height - NODE_HEIGHT) // 2
    words = (_fit(name, 25), _fit(title, 27), title)
    middle = Node(place_x, place_y, SELF_WIDTH, *words, None, "self")
    nodes, edges = [middle], list[Edge]()
    for side, neighbours in (("left", left), ("right", right)):
        x = 0 if side == "left" else WIDTH - NODE_WIDTH
        shown = _shown(neighbours)
        top = (height - len(shown) * (NODE_HEIGHT + GAP) + GAP) // 2
        for place, one in enumerate(shown):
            node = _node(one, x, top + place * (NODE_HEIGHT + GAP))
            nodes.append(node)
            edges.append(_edge(side, middle, node, one.word))
    return Drawing(height, nodes, edges)


def _shown(neighbours: Sequence[Neighbour]) -> list[Neighbour]:
    if len(neighbours) <= MOST:
        return list(neighbours)
    rest = len(neighbours) - MOST + 1
    return [*neighbours[: MOST - 1], Neighbour(f"另有{rest}个", "见列表", "", "#关系")]


def _node(one: Neighbour, x: int, y: int) -> Node:
    full = " ".join(part for part in (one.name, one.title) if part)
    second = _fit(one.title, 30) if one.name else ""
    first = _fit(one.name or one.title, 28)
    style = "known" if one.href else "unknown"
    return Node(x, y, NODE_WIDTH, first, second, full, one.href, style)


def _edge(side: str, middle: Node, node: Node, word: str) -> Edge:
    """From what rests to what it rests on; the arrow's head is at the end of the path."""
    here, there = middle.y + NODE_HEIGHT // 2, node.y + NODE_HEIGHT // 2
    if side == "left":
        start, end = (middle.x, here), (node.x + NODE_WIDTH + 6, there)
    else:
        start, end = (node.x, there), (middle.x + SELF_WIDTH + 6, here)
    bend = (start[0] + end[0]) // 2
    path = f"M{start[0]} {start[1]}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    return Edge(path, word, bend, (start[1] + end[1]) // 2 + 4)


def _fit(words: str, width: int) -> str:
    """Words cut to a width in half-width characters."""
    used = 0
    for place, character in enumerate(words):
        used += 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if used > width:
            return words[: max(place - 1, 1)] + "…"
    return words
