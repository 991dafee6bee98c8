"""What stands in the addresses of the office beside words: numbers of rows, kinds of papers."""

from __future__ import annotations


class Row:
    """The number of a row: no more digits than a database can look for."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        """As a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """As a part of an address."""
        return str(value)


class PaperKind:
    """In which form a paper is wanted."""

    regex = "docx|pdf"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value
