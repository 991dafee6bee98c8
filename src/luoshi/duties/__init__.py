"""Supervise (督办): duties, targets and days found in any document's clauses by grammar, without an encoding.

>>> from luoshi import duties, gazette
>>> issue = gazette.read(text, name="some-city-2025-2")          # doctest: +SKIP
>>> duties.find(issue.documents[0])[0].units                      # doctest: +SKIP
"""

from luoshi.duties.model import (
    Deadline,
    Duty,
    Holding,
    Place,
    Recurrence,
    Target,
    Task,
    Timing,
)
from luoshi.duties.notations import find
from luoshi.duties.posts import holdings, on_day
from luoshi.duties.targets import targets
from luoshi.duties.timings import timings

__all__ = [
    "Deadline",
    "Duty",
    "Holding",
    "Place",
    "Recurrence",
    "Target",
    "Task",
    "Timing",
    "find",
    "holdings",
    "on_day",
    "targets",
    "timings",
]
