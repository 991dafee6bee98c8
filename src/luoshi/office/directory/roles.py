"""The roles that procedures know (角色), and those of the office itself, as people read them."""

from __future__ import annotations

DUTIES_OFFICE = "duties.office"
"""Who registers, assigns and checks what is supervised (督查室)."""
_OWN = {DUTIES_OFFICE: ("督查室", ("agency",))}
"""Roles that no document names: label and which kinds of unit may play them."""


def role_labels() -> dict[str, str]:
    """Every role of the encoded procedures, and of the office itself, with its label."""
    from luoshi.policies import acting

    own = {key: label for key, (label, _) in _OWN.items()}
    return own | {key: role.label for key, role in acting.roles().items()}


def label_of(role: str) -> str:
    """What a role is called; its key where no procedure knows it any more."""
    return role_labels().get(role, role)


def kinds_of(role: str) -> tuple[str, ...]:
    """Which kinds of unit may play a role; empty where that is not known."""
    from luoshi.policies import acting

    if role in _OWN:
        return _OWN[role][1]
    found = acting.roles().get(role)
    return tuple(found.kinds) if found else ()
