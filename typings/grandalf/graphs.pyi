from collections.abc import Sequence
from typing import Any

class Vertex:
    view: Any
    data: object
    def __init__(self, data: object = None) -> None: ...
    def e_in(self) -> list[Edge]: ...

class Edge:
    v: tuple[Vertex, Vertex]
    data: Any
    def __init__(self, x: Vertex, y: Vertex, w: int = 1, data: object = None) -> None: ...

class graph_core:
    sV: Sequence[Vertex]
    sE: Sequence[Edge]

class Graph:
    C: list[graph_core]
    def __init__(self, V: Sequence[Vertex], E: Sequence[Edge]) -> None: ...
