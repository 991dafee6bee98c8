"""What can be wrong with a question put to a rule: values of the domain, each in Chinese."""

from __future__ import annotations

from typing import ClassVar


class RuleError(Exception):
    """A question that a rule cannot answer: what is wrong, where, and what to do.

    Attributes:
        code: a word for programs, the same for ever.
        fact: the fact, parameter or reading it concerns; empty when it concerns none.
        given: the value as it was given, shortened.
        clause: the clause that asks for it, as an address; empty when there is none.
        remedy: what to do.
    """

    code: ClassVar[str] = "error"

    def __init__(
        self, what: str, *, fact: str = "", given: object = None, clause: str = "", remedy: str = ""
    ) -> None:
        self.what, self.fact, self.clause, self.remedy = what, fact, clause, remedy
        self.given = "" if given is None else shortened(given)
        super().__init__(what)

    def __str__(self) -> str:
        """One line: what, by which clause, what to do."""
        by = f"（依据：{self.clause}）" if self.clause else ""
        return f"{self.what}{by}" + (f"。{self.remedy}" if self.remedy else "")

    def as_json(self) -> dict[str, str]:
        """The error as data: code, message, fact, given, clause, remedy."""
        return {
            "code": self.code,
            "message": str(self),
            "fact": self.fact,
            "given": self.given,
            "clause": self.clause,
            "remedy": self.remedy,
        }


class UnknownFact(RuleError):
    """没有这个事实: a name that the rule does not ask for."""

    code = "unknown_fact"


class WrongType(RuleError):
    """类型不对: words where a number is asked for, an impossible day, a choice outside the list."""

    code = "wrong_type"


class WrongUnit(RuleError):
    """单位不对: 元 where 日 is asked for, money times money."""

    code = "wrong_unit"


class OutOfRange(RuleError):
    """超出范围: below or above what the fact or the clause allows."""

    code = "out_of_range"


class NotInForce(RuleError):
    """不在施行期: the document is not in force on the date of the fact."""

    code = "not_in_force"


class Missing(RuleError):
    """缺少事实或参数: something that matters was not given."""

    code = "missing"


class UnknownReading(RuleError):
    """没有这种读法: a reading or an option that the document does not declare."""

    code = "unknown_reading"


class UnknownParameter(RuleError):
    """没有这个参数: an override of a parameter that the document does not have."""

    code = "unknown_parameter"


class UnknownRule(RuleError):
    """没有这条规则."""

    code = "unknown_rule"


class DividedByZero(RuleError):
    """除数为零."""

    code = "divided_by_zero"


class TooLarge(RuleError):
    """请求太大: too many rows, too deep, too long."""

    code = "too_large"


class BadReceipt(RuleError):
    """回执不可用: it is no receipt, or it was changed."""

    code = "bad_receipt"


class BadPolicy(Exception):
    """An encoding is wrong in itself: found when it is loaded, never when it is asked."""


def shortened(given: object, limit: int = 60) -> str:
    """The value as people may read it, cut to ``limit`` characters."""
    text = str(given)
    return text if len(text) <= limit else text[:limit] + "……"
