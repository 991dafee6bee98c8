"""The peer of search: a plain table of FTS5 that holds the same clauses, cut into words."""

import re
import sqlite3
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import rjieba

from luoshi.gazette import canonical_number
from luoshi.office.database import SQLITE_OPTIONS

from .invented import Clause

_BATCH = 20_000
_QUOTED = re.compile("“(.*)”")
_BEST = "SELECT plain.rowid, own FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 20"


class Plain:
    """The table, opened as the office opens its database."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file)
        self._database.executescript(SQLITE_OPTIONS["init_command"])

    def fill(self, clauses: Iterable[Clause]) -> None:
        """Make the table and put all clauses into it."""
        self._database.execute("CREATE VIRTUAL TABLE plain USING fts5(heading, own)")
        remaining = iter(clauses)
        while batch := [(_cut(heading), _cut(own)) for heading, own in islice(remaining, _BATCH)]:
            with self._database:
                self._database.executemany("INSERT INTO plain VALUES(?, ?)", batch)
        self._database.close()

    def search(self, query: str) -> list[tuple[int, str]]:
        """The twenty best clauses."""
        return self._database.execute(_BEST, [match(query)]).fetchall()


def match(query: str) -> str:
    """A query in the language of FTS5: a phrase, a 文号 in one spelling, or words."""
    phrase = _QUOTED.fullmatch(query)
    whole = phrase[1] if phrase else canonical_number(query)
    if whole:
        return f'"{_cut(whole)}"'
    return " AND ".join(f'"{word}"' for word in _cut(query).split())


def _cut(text: str) -> str:
    return " ".join(rjieba.cut(text))
