"""Figures, each measured beside its peer in the same run.

A module in this folder that measures something has a function ``figures()`` that yields one
`Figure` after another; `python -m bench` (``make bench``) runs every one and prints a JSON line
each, `python -m bench NAME...` only those named.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, what came out, what the peer gave in the same run, and the aim."""

    name: str
    value: float
    unit: str
    aim: str
    met: bool
    peer: str = ""
    peer_value: float | None = None
    note: str = ""
