"""What can be wrong with a paper, in Chinese."""

from __future__ import annotations


class PaperError(Exception):
    """A paper that cannot be made: what is wrong, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what = what
        self.remedy = remedy
