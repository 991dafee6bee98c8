"""What can be wrong with readings, calls and answers: what, where, what to do."""

from __future__ import annotations


class AlertError(Exception):
    """Something about readings or alerts cannot be done.

    Attributes:
        what: what is wrong; ``remedy``: what to do; ``rows``: of a batch, which rows and why.
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


class NotThere(AlertError):
    """There is none, or it is not theirs."""

    status = 404


class NotAllowed(AlertError):
    """It is not theirs to do."""

    status = 403
