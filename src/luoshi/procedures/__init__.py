"""Act (办事): procedures as data, working days, counting, papers, diagrams.

A plain library: it knows nothing of Django. It uses the public names of ``luoshi.rules``, since a
step is decided by a rule and asks for facts.
"""

from luoshi.procedures.amounts import fen, yuan
from luoshi.procedures.model import (
    Decide,
    Each,
    Effect,
    Enter,
    Every,
    Floor,
    Hold,
    Issue,
    Lift,
    Mark,
    Material,
    Notify,
    OpenAccount,
    Outcome,
    Paper,
    Party,
    Procedure,
    Public,
    Register,
    Release,
    Require,
    Review,
    Role,
    Start,
    Step,
    Transfer,
    View,
    Within,
)
from luoshi.procedures.taking import taken

__all__ = [
    "Decide", "Each", "Effect", "Enter", "Every", "Floor", "Hold", "Issue", "Lift", "Mark", "Material", "Notify", "OpenAccount",
    "Outcome", "Paper", "Party", "Procedure", "Public", "Register", "Release", "Require", "Review", "Role",
    "Start", "Step", "Transfer", "View", "Within", "fen", "taken", "yuan",
]  # fmt: skip
