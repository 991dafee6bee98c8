"""What the directory refuses: what is wrong, and what to do about it."""

from __future__ import annotations


class DirectoryError(Exception):
    """Something that cannot be done to units, people or accounts."""

    where = "单位与人员"

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what = what
        self.remedy = remedy


class NoUnit(DirectoryError):
    """No such unit, or one that is none of the asker's business: the answer is the same."""


class Forbidden(DirectoryError):
    """Something that the asker may see but not do."""


class Locked(DirectoryError):
    """Too many wrong passwords."""
