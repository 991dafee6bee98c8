"""What can be wrong with findings, items and targets: what, where, what to do."""

from __future__ import annotations


class DutyError(Exception):
    """Something about supervision cannot be done (督办).

    Attributes:
        what: what is wrong; ``remedy``: what to do; ``rows``: of a batch or file, which rows and why.
    """

    status = 422

    def __init__(
        self, what: str, remedy: str = "", rows: list[tuple[int, str]] | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.rows = rows or []

    def __str__(self) -> str:
        return f"{self.what}。{self.remedy}" if self.remedy else self.what


class NotThere(DutyError):
    """There is none, or it is not theirs."""

    status = 404


class NotAllowed(DutyError):
    """It is not theirs to do."""

    status = 403


class Stale(DutyError):
    """Somebody else has changed it meanwhile (两人同时核对)."""

    status = 409
