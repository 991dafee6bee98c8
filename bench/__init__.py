"""Figures, each measured beside its peer in the same run.

Every module that stands directly in this folder is a measure: its function ``figures()`` yields
one `Figure` after another. ``make bench`` (``python -m bench``) runs each measure in a process of
its own and prints one JSON line a figure; ``make bench BENCH=search`` runs one of them.
`bench.tools` holds what the measures share. docs/benchmarks.md says what each figure means.
"""

import os
import platform
from dataclasses import dataclass, field


def machine() -> dict[str, int | str]:
    """Where the figures were taken."""
    allowed = getattr(os, "sched_getaffinity", None)
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    return {"cores": cores, "python": platform.python_version()}


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, what came out, what the peer gave in the same run, and the target."""

    figure: str
    value: float
    unit: str
    target: str
    """As it is read, such as ``<= 2``; empty where the figure is only told."""
    ok: bool | None
    """Whether the target was reached; None where there is none."""
    peer: str
    peer_value: float | None
    machine: dict[str, int | str] = field(default_factory=machine)
    how: str = ""


def at_most(
    name: str,
    value: float,
    unit: str,
    limit: float,
    *,
    peer: str = "",
    peer_value: float | None = None,
    how: str,
) -> Figure:
    """A figure that must not be above a limit."""
    ok = value <= limit
    return Figure(
        name, tidy(value), unit, f"<= {limit:g}", ok, peer, tidy(peer_value), machine(), how
    )


def times_peer(
    name: str, value: float, unit: str, factor: float, *, peer: str, peer_value: float, how: str
) -> Figure:
    """A figure that must be so many times its peer's."""
    ok = value >= factor * peer_value
    target = f">= {factor:g} x peer"
    return Figure(name, tidy(value), unit, target, ok, peer, tidy(peer_value), machine(), how)


def told(
    name: str,
    value: float,
    unit: str,
    *,
    peer: str = "",
    peer_value: float | None = None,
    how: str,
) -> Figure:
    """A figure without a target."""
    return Figure(name, tidy(value), unit, "", None, peer, tidy(peer_value), machine(), how)


def tidy(value: float | None) -> float | None:  # type: ignore[misc]
    """Without digits that mean nothing."""
    return None if value is None else float(f"{value:.4g}") if abs(value) < 1000 else round(value)
