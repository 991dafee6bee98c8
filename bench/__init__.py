"""Figures, each measured beside its peer in the same run.

Every module that stands directly in this folder is a measure: its function ``figures()`` yields
one `Figure` after another. ``make bench`` (``python -m bench``) runs each measure in a process of
its own and prints one JSON line a figure; ``make bench BENCH=search`` runs one of them.
`bench.tools` holds what the measures share. docs/benchmarks.md says what each figure means.
"""

import os
import platform
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, what came out, what the peer gave in the same run, and the target."""

    figure: str
    value: float
    unit: str
    target: str
    """As people write it, such as ``<= 2``; empty where the figure is only told."""
    ok: bool | None
    """Whether the target was reached; None where there is none."""
    peer: str
    peer_value: float | None
    machine: dict[str, int | float | str]
    how: str


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    below: float | None = None,
    above: float | None = None,
    times: float | None = None,
    peer: str = "",
    peer_value: float | None = None,
    how: str,
) -> Figure:
    """A figure that must stay below a limit or above one, or be so many times its peer's, or is only told."""
    target, ok = "", None
    if below is not None:
        target, ok = f"<= {below:g}", value <= below
    elif above is not None:
        target, ok = f">= {above:g}", value >= above
    elif times is not None and peer_value is not None:
        target, ok = f">= {times:g} x peer", value >= times * peer_value
    shown = None if peer_value is None else tidy(peer_value)
    return Figure(name, tidy(value), unit, target, ok, peer, shown, machine(), how)


def tidy(value: float) -> float:
    """The value without digits that mean nothing."""
    return round(value) if abs(value) >= 1000 else float(f"{value:.3g}")


def machine() -> dict[str, int | float | str]:
    """Where the figures are taken; a load above the cores says that others were at work too."""
    allowed = getattr(os, "sched_getaffinity", None)
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    load = round(os.getloadavg()[0], 1)
    return {"cores": cores, "python": platform.python_version(), "load": load}
