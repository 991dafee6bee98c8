"""Where the boxes of a procedure stand: one layered layout (by grandalf) for the drawing and for BPMN.

Layers follow each other in the direction of the work. A way back (退回补正) is turned round while the
layers are found, so that a loop does not tear them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from grandalf.graphs import Edge, Graph, Vertex, graph_core
from grandalf.layouts import SugiyamaLayout

from luoshi.procedures.counting import CountingError, Limit, limit_of
from luoshi.procedures.model import Outcome, Procedure, Step

SILENT = "原文未写明期限"
ORDERED = "以办件写明的日期为限"
Point = tuple[float, float]
Link = tuple[str, str]


# --- what there is to place


@dataclass(frozen=True, slots=True)
class Branch:
    """The outcomes of a step that lead the same way, drawn as one arrow.

    Attributes:
        to: the steps they open; none where this branch ends.
        end: what the end is called; empty where the branch goes on.
    """

    key: str
    step: Step
    outcomes: tuple[Outcome, ...]
    to: tuple[str, ...]
    end: str

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands at the arrow."""
        return tuple(outcome.label for outcome in self.outcomes)

    @property
    def end_key(self) -> str:
        """The key of the end it leads to."""
        return f"{self.key}/end"


def branches(procedure: Procedure) -> list[Branch]:
    """The branches of all steps, in order.

    Raises:
        KeyError: an outcome leads to a step that the procedure does not have.
    """
    found: list[Branch] = []
    for step in procedure.steps:
        ways: dict[tuple[tuple[str, ...], str], list[Outcome]] = {}
        for outcome in step.outcomes:
            to = tuple(dict.fromkeys(procedure.step(key).key for key in outcome.to))
            ways.setdefault((to, "" if to else outcome.ends or "本环节结束"), []).append(outcome)
        for place, ((to, end), outcomes) in enumerate(ways.items()):
            found.append(Branch(f"{step.key}/{place}", step, tuple(outcomes), to, end))
    return found


def entries(procedure: Procedure) -> tuple[Step, ...]:
    """The steps at which a case can begin: the first, and those to which no other step leads."""
    led_to = {key for step in procedure.steps for each in step.outcomes for key in each.to}
    first, *others = procedure.steps
    return first, *(step for step in others if step.key not in led_to)


def backward(procedure: Procedure) -> frozenset[Link]:
    """The ways from step to step that close a loop, seen from where a case begins."""
    follow = {
        step.key: list(dict.fromkeys(key for outcome in step.outcomes for key in outcome.to))
        for step in procedure.steps
    }
    found: set[Link] = set()
    done: set[str] = set()

    for start in (*entries(procedure), *procedure.steps):
        path: list[tuple[str, list[str]]] = []
        if start.key not in done:
            path = [(start.key, list(follow[start.key]))]
        while path:
            here, ahead = path[-1]
            if not ahead:
                done.add(here)
                path.pop()
                continue
            there = ahead.pop(0)
            if any(there == key for key, _ in path):
                found.add((here, there))
            elif there not in done:
                path.append((there, list(follow[there])))
    return frozenset(found)


def limit_read(procedure: Procedure, step: Step) -> Limit | None:
    """The deadline of a step as its document now has it, or had it last; None where the text has none."""
    if step.due is None or not step.due.limit:
        return None
    policy, key, index = procedure.policy, step.due.limit, step.due.index
    definition = policy.parameters.definitions.get(key)
    day = definition.dated[-1][0] if definition and definition.dated else policy.starts
    return limit_of(policy, key, day, index)


def deadline(procedure: Procedure, step: Step) -> str:
    """The deadline of a step in a few words: 3个工作日内, 至少提前30日, 原文未写明期限."""
    if step.due is None:
        return SILENT
    if not step.due.limit:
        return ORDERED
    try:
        read = limit_read(procedure, step)
    except CountingError as error:  # left to another paper that is not there yet
        return error.what
    assert read is not None
    words = getattr(read.term, "printed", str(read.term))
    if step.due.before:
        return f"至少提前{words}"
    return words if hasattr(read.term, "printed") else f"{words}内"


def clean(words: str) -> str:
    """Words without the characters that XML cannot hold."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in words)


# --- placing


@dataclass(slots=True)
class Box:
    """Something to place, by its size; its middle once it is placed."""

    key: str
    width: float
    height: float
    layer: int = -1
    x: float = 0
    y: float = 0

    @property
    def left(self) -> float:
        """Its left side."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Its right side."""
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        """Its upper side."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """Its lower side."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Laid:
    """A finished layout: boxes by key, for each link the boxes it passes, and the size of the whole."""

    boxes: dict[str, Box]
    ways: list[tuple[Box, ...]]
    width: float = 0
    height: float = 0
    rows: list[list[Box]] = field(default_factory=list[list[Box]])
    """Every layer from left to right, with the places where lines pass."""


@dataclass(slots=True)
class _View:
    """What grandalf wants to know of a box, and where it writes the place."""

    w: float
    h: float
    xy: Point = (0.0, 0.0)


@dataclass(slots=True)
class Spacing:
    """The least distances between boxes of a layer and between layers."""

    beside: float = 20
    between: float = 38
    passing: float = 14
    """The width that is kept free for a line that passes a layer."""


def arrange(
    sizes: Mapping[str, tuple[float, float]],
    links: Sequence[Link],
    spacing: Spacing | None = None,
    delays: Mapping[int, int] | None = None,
) -> Laid:
    """Place boxes in layers from the top, so that every link leads down.

    The links must hold no loop; ``delays`` says by how many layers more the end of a link (by its place)
    stands lower. Parts that hang together with nothing else stand below each other.
    """
    spacing = spacing or Spacing()
    vertices = {key: _vertex(key, *size) for key, size in sizes.items()}
    every, edges = list(vertices.values()), list[Edge]()
    for place, (start, end) in enumerate(links):
        chain = [_vertex(None, spacing.passing, 1) for _ in range((delays or {}).get(place, 0))]
        every += chain
        chain = [vertices[start], *chain, vertices[end]]
        edges += [Edge(a, b, data=(place, n)) for n, (a, b) in enumerate(pairwise(chain))]
    laid = Laid({}, [()] * len(links))
    order = {id(vertex): place for place, vertex in enumerate(every)}
    parts = Graph(every, edges).C
    layer = 0
    for part in sorted(parts, key=lambda part: min(order[id(vertex)] for vertex in part.sV)):
        layer = _Part(part, spacing, laid, layer).place()
    return laid


def _vertex(key: str | None, width: float, height: float) -> Vertex:
    vertex = Vertex(key)
    vertex.view = _View(width, height)
    return vertex


@dataclass
class _Part:
    """A connected part of the whole: laid out by grandalf, then set below what is there already."""

    core: graph_core
    spacing: Spacing
    laid: Laid
    first_layer: int
    placed: dict[int, Box] = field(default_factory=dict)

    def place(self) -> int:
        """Place it; the number of the next free layer."""
        vertices = list(self.core.sV)
        if len(vertices) == 1:
            layers = [[vertices[0]]]
            ways: Mapping[Edge, Mapping[int, Vertex]] = {}
        else:
            sugiyama = SugiyamaLayout(self.core)
            sugiyama.xspace, sugiyama.yspace = self.spacing.beside, self.spacing.between
            sugiyama.dw, sugiyama.dh = self.spacing.passing, 1
            roots = [vertex for vertex in vertices if not vertex.e_in()]
            sugiyama.init_all(roots=roots, inverted_edges=[])
            sugiyama.draw(3)
            layers = [list(layer) for layer in sugiyama.layers]
            ways = sugiyama.ctrls
        self._keep(layers)
        for edge in sorted(self.core.sE, key=lambda edge: edge.data):
            steps = ways.get(edge) or {0: edge.v[0], 1: edge.v[1]}
            way = tuple(self.placed[id(steps[rank])] for rank in sorted(steps))
            link, _ = edge.data
            self.laid.ways[link] = self.laid.ways[link][:-1] + way
        return self.first_layer + len(layers)

    def _keep(self, layers: Sequence[Sequence[Vertex]]) -> None:
        top = self.laid.height + (2 * self.spacing.between if self.laid.height else 0)
        rows: list[list[Box]] = []
        for place, layer in enumerate(layers):
            height = max(vertex.view.h for vertex in layer)
            row = [self._box(vertex, place, top + height / 2, height) for vertex in layer]
            _apart(row, self.spacing.beside)
            rows.append(row)
            top += height + self.spacing.between
        left = min(box.left for row in rows for box in row)
        for row in rows:
            for box in row:
                box.x -= left
                self.laid.width = max(self.laid.width, box.right)
        self.laid.rows += rows
        self.laid.height = top - self.spacing.between

    def _box(self, vertex: Vertex, layer: int, y: float, height: float) -> Box:
        key = getattr(vertex, "data", None)
        tall = vertex.view.h if isinstance(key, str) else height  # a passing line passes all of it
        box = Box(
            key if isinstance(key, str) else "", vertex.view.w, tall, self.first_layer + layer
        )
        box.x, box.y = vertex.view.xy[0], y
        self.placed[id(vertex)] = box
        if box.key:
            self.laid.boxes[box.key] = box
        return box


def _apart(row: list[Box], gap: float) -> None:
    """Boxes of a layer keep their order and their distance, and as far as may be their place."""
    wanted = [box.x for box in row]
    for before, box in pairwise(row):
        box.x = max(box.x, before.right + gap + box.width / 2)
    shift = sum(box.x - x for box, x in zip(row, wanted, strict=True)) / len(row)
    for box in row:
        box.x -= shift


def squeeze(laid: Laid, width: float, gap: float) -> None:
    """Move everything together so that it keeps to a width, as far as the boxes of a row allow."""
    if laid.width <= width:
        return
    share = width / laid.width
    laid.width = 0
    for row in laid.rows:
        right = float("inf") if _least(row, gap) > width else width
        for box in row:
            box.x *= share
        edge = 0.0
        for box in row:
            box.x = max(box.x, edge + box.width / 2)
            edge = box.right + gap
        edge = right
        for box in reversed(row):
            box.x = min(box.x, edge - box.width / 2)
            edge = box.left - gap
        laid.width = max(laid.width, row[-1].right)


def overhang(laid: Laid, width: float, gap: float) -> set[str]:
    """The boxes that must leave the first row that is too wide, from its right, for it to fit."""
    over: set[str] = set()
    for row in laid.rows:
        excess = _least(row, gap) - width
        for box in reversed(row):
            if excess > 0 and box.key:
                over.add(box.key)
                excess -= box.width - Spacing().passing
        if over:
            break
    return over


def _least(row: Sequence[Box], gap: float) -> float:
    return sum(box.width for box in row) + gap * (len(row) - 1)
