"""What the journal refuses, said in Chinese: what, and what to do."""

from __future__ import annotations


class JournalError(Exception):
    """Something that cannot be put into the journal, or be done to it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what = what
        self.remedy = remedy
        self.where = "办事日志"


class AppendOnly(JournalError):
    """An attempt to change or to remove an entry."""

    def __init__(self) -> None:
        super().__init__("办事日志只增不改，也不删除", "有误的，请另记一条更正。")
