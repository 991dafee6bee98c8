"""Medians and percentiles."""

from collections.abc import Sequence
from math import ceil
from statistics import median

__all__ = ["median", "percentile"]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so many hundredths of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share / 100) - 1)]
