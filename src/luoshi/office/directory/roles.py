"""The roles that procedures know (角色), as people read them."""

from __future__ import annotations


def role_labels() -> dict[str, str]:
    """Every role of the encoded procedures with its label."""
    from luoshi.policies import acting

    return {key: role.label for key, role in acting.roles().items()}


def label_of(role: str) -> str:
    """What a role is called; its key where no procedure knows it any more."""
    return role_labels().get(role, role)


def kinds_of(role: str) -> tuple[str, ...]:
    """Which kinds of unit may play a role; empty where that is not known."""
    from luoshi.policies import acting

    found = acting.roles().get(role)
    return tuple(found.kinds) if found else ()
