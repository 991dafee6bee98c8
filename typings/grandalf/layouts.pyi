from collections.abc import Iterable, Mapping, Sequence

from grandalf.graphs import Edge, Vertex, graph_core

class SugiyamaLayout:
    xspace: float
    yspace: float
    dw: float
    dh: float
    layers: Sequence[Sequence[Vertex]]
    ctrls: Mapping[Edge, Mapping[int, Vertex]]
    def __init__(self, g: graph_core) -> None: ...
    def init_all(
        self, roots: Iterable[Vertex] | None = None, inverted_edges: Iterable[Edge] | None = None
    ) -> None: ...
    def draw(self, N: float = 1.5) -> None: ...
