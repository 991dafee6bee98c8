"""The archive as the commands open it, and how they find what the user names.

Django's models can be imported only once it is set up, so they are imported inside the functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi import office
from luoshi.cli.failure import Failure

if TYPE_CHECKING:
    from luoshi.office.archive.models import Clause, Document


def open_archive() -> None:
    """Bring the database up to date."""
    office.migrate()


def open_filled() -> None:
    """The same, for what needs gazettes to answer from."""
    open_archive()
    refuse_empty()


def refuse_empty() -> None:
    """An empty archive is a failure that says what to do."""
    from luoshi.office.archive.models import Issue

    if not Issue.objects.exists():
        raise Failure(
            "档案是空的，还没有公报入档",
            "档案",
            "请先运行 luoshi ingest 文件或文件夹，把公报文本入档；"
            "或运行 luoshi serve --load，装入公报目录并打开网页。",
        )


def find(words: str) -> Document | Clause:
    """The document or clause that the user means: 文号, title, or address of a clause."""
    from luoshi import gazette
    from luoshi.office.archive import queries

    try:
        parsed = gazette.parse_address(words)
    except gazette.AddressError:
        return _find_by_title(words)
    return queries.clause(words) if parsed.path else queries.document(parsed.document)


def _find_by_title(words: str) -> Document | Clause:
    """A title without 《》, alone or before the words of a clause."""
    from luoshi.office.archive import queries

    steps = words.split()
    for end in range(len(steps), 0, -1):
        title = " ".join(steps[:end])
        if queries.documents_named(title):
            rest = " ".join(steps[end:])
            return queries.clause(f"《{title}》 {rest}") if rest else queries.document(title)
    return queries.document(words)  # says what is missing
