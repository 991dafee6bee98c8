"""A document among those that it names and that name it, laid out as a small drawing.

Left stands what it rests on, right what rests on it. The places are computed here; the template
draws them as SVG with classes only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

NODE_WIDTH = 232
NODE_HEIGHT = 46
SELF_WIDTH = 216
GAP = 12
SPAN = 96
"""Between the boxes of one column and the next."""
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
        """Where both lines begin."""
        return self.x + 12

    @property
    def first_y(self) -> int:
        """Where the first line stands: in the middle if it is the only one."""
        return self.y + (19 if self.second else 28)

    @property
    def second_y(self) -> int:
        """Where the second line stands."""
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

    width: int
    height: int
    nodes: list[Node]
    edges: list[Edge]
    node_height: int = NODE_HEIGHT


def draw(
    name: str, title: str, left: Sequence[Neighbour], right: Sequence[Neighbour]
) -> Drawing | None:
    """The drawing; None where the document stands alone."""
    if not left and not right:
        return None
    tallest = max(min(len(left), MOST), min(len(right), MOST), 1)
    height = tallest * (NODE_HEIGHT + GAP) - GAP + 4
    start = NODE_WIDTH + SPAN if left else 2
    words = (_fit(name, 26), _fit(title, 30), title)
    middle = Node(start, (height - NODE_HEIGHT) // 2, SELF_WIDTH, *words, None, "self")
    nodes, edges = [middle], list[Edge]()
    far = start + SELF_WIDTH + SPAN
    for x, neighbours in ((2, left), (far, right)):
        shown = _shown(neighbours)
        top = (height - len(shown) * (NODE_HEIGHT + GAP) + GAP) // 2
        for place, one in enumerate(shown):
            node = _node(one, x, top + place * (NODE_HEIGHT + GAP))
            nodes.append(node)
            edges.append(_edge(middle, node, one.word))
    width = far + NODE_WIDTH + 2 if right else start + SELF_WIDTH + 2
    return Drawing(width, height, nodes, edges)


def _shown(neighbours: Sequence[Neighbour]) -> list[Neighbour]:
    if len(neighbours) <= MOST:
        return list(neighbours)
    rest = len(neighbours) - MOST + 1
    return [*neighbours[: MOST - 1], Neighbour(f"另有{rest}个", "见列表", "", "#relations")]


def _node(one: Neighbour, x: int, y: int) -> Node:
    full = " ".join(part for part in (one.name, one.title) if part)
    second = _fit(one.title, 30) if one.name else ""
    first = _fit(one.name or one.title, 28)
    style = "known" if one.href else "absent"
    return Node(x, y, NODE_WIDTH, first, second, full, one.href, style)


def _edge(middle: Node, node: Node, word: str) -> Edge:
    """From what rests to what it rests on; the arrow's head is at the end of the path."""
    here, there = middle.y + NODE_HEIGHT // 2, node.y + NODE_HEIGHT // 2
    if node.x < middle.x:
        start, end = (middle.x, here), (node.x + NODE_WIDTH + 6, there)
    else:
        start, end = (node.x, there), (middle.x + SELF_WIDTH + 6, here)
    bend = (start[0] + end[0]) // 2
    path = f"M{start[0]} {start[1]}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    # The word stands by the other document: there the lines are apart.
    near = node.x + NODE_WIDTH + 34 if node.x < middle.x else node.x - 28
    return Edge(path, word, near, there + 4)


def _fit(words: str, width: int) -> str:
    """Words cut to a width in half-width characters."""
    used = 0
    for place, character in enumerate(words):
        used += 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if used > width:
            return words[: max(place - 1, 1)] + "…"
    return words
