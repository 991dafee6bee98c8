"""What can be wrong with an act on a case: what, why, what to do; and how a browser is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class CaseError(Exception):
    """An act that was not done. Nothing was changed.

    Attributes:
        what: what is wrong; ``remedy``: what to do.
        clause: the clause it rests on, as an address; empty where there is none.
        fields: what is wrong with single fields, by their names.
        detail: more for programs, such as the answer of the rule that refused.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(
        self, what: str, remedy: str = "", *, clause: str = "",
        fields: Mapping[str, str] | None = None, detail: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(what)
        self.what, self.remedy, self.clause = what, remedy, clause
        self.fields, self.detail = dict(fields or {}), dict(detail or {})

    def __str__(self) -> str:
        """One line: what, by which clause, what to do."""
        by = f"（依据：{self.clause}）" if self.clause else ""
        return f"{self.what}{by}" + (f"。{self.remedy}" if self.remedy else "")

    def as_json(self) -> dict[str, Any]:
        """The error as data."""
        return {
            "code": self.code, "message": str(self), "what": self.what, "remedy": self.remedy,
            "clause": self.clause, "fields": self.fields, **({"detail": self.detail} if self.detail else {}),
        }  # fmt: skip


class NotThere(CaseError):
    """There is no such thing, or it is none of theirs: the two are told alike."""

    code, status = "not_found", 404


class NotAllowed(CaseError):
    """They see it, but it is another's turn, or they may only read."""

    code, status = "not_allowed", 403


class Stale(CaseError):
    """Somebody else acted meanwhile (页面已过期)."""

    code, status = "stale", 409


class BadInput(CaseError):
    """A field is missing or wrong."""

    code, status = "bad_input", 400


class Refused(CaseError):
    """The document does not allow it: a rule, a missing material, a floor."""

    code, status = "refused", 422


class Busy(CaseError):
    """The database is away, or two acts waited for each other (数据库忙). Nothing was done."""

    code, status = "busy", 503
