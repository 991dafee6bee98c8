"""The index in SQLite: three FTS5 tables without content: of words, of headings, of pairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from .index import HEADING_WEIGHT, RANKED, SAMPLE, Found, Match, Ranges, Row, batches

# The tokenizer only has to part at blanks: what is put in has been cut and folded already.
_TOKENIZER = "tokenize=\"ascii tokenchars '.%'\", content=''"
_COLUMNS = {
    "archive_words": ("heading", "own"),
    # The headings once more by themselves: among the rows of a common word, those with a heading
    # are found ten times as fast.
    "archive_headings": ("heading",),
    "archive_pairs": ("heading", "own"),
}
_RANK = {
    "archive_words": f"bm25(archive_words, {HEADING_WEIGHT}, 1.0)",
    "archive_headings": "bm25(archive_headings)",
    "archive_pairs": f"bm25(archive_pairs, {HEADING_WEIGHT}, 1.0)",
}

CREATE = (
    *(
        f"CREATE VIRTUAL TABLE {table} USING fts5({', '.join(columns)}, {_TOKENIZER})"
        for table, columns in _COLUMNS.items()
    ),
    # Large batches go to disk as one segment each, which keeps the index flat.
    *(f"INSERT INTO {table}({table}, rank) VALUES('hashsize', 33554432)" for table in _COLUMNS),
)
DROP = tuple(f"DROP TABLE {table}" for table in _COLUMNS)

_BATCH = 5000


class SqliteIndex:
    """See `index.Index`."""

    def add(self, rows: Iterable[Row]) -> None:
        """Take clauses in."""
        self._write(rows, "INSERT INTO {table}(rowid, {columns}) VALUES(%s, {places})")

    def drop(self, rows: Iterable[Row]) -> None:
        """Take clauses out; a table without content must be told what it holds."""
        self._write(
            rows, "INSERT INTO {table}({table}, rowid, {columns}) VALUES('delete', %s, {places})"
        )

    def _write(self, rows: Iterable[Row], statement: str) -> None:
        with connection.cursor() as cursor:
            for batch in batches(rows, _BATCH):
                values = _values(batch)
                for table, columns in _COLUMNS.items():
                    places = ", ".join("%s" for _ in columns)
                    written = statement.format(
                        table=table, columns=", ".join(columns), places=places
                    )
                    cursor.executemany(written, values[table])

    def clear(self) -> None:
        """Take everything out."""
        with connection.cursor() as cursor:
            for table in _COLUMNS:
                cursor.execute(f"INSERT INTO {table}({table}) VALUES('delete-all')")

    def find(self, match: Match, ranges: Ranges | None) -> Found:
        """The best clauses first; see the package's docstring for what is promised."""
        with connection.cursor() as cursor:
            if match.words:
                return _find(cursor, "archive_words", word_query(match), match, ranges)
            return _find(cursor, "archive_pairs", pair_query(match), match, ranges)


def _values(batch: Iterable[Row]) -> dict[str, list[tuple[int | str, ...]]]:
    """What goes into each table."""
    values: dict[str, list[tuple[int | str, ...]]] = {table: [] for table in _COLUMNS}
    for row in batch:
        heading = row.heading_words
        values["archive_words"].append((row.id, heading, row.own_words))
        values["archive_pairs"].append((row.id, row.heading_pairs, row.own_pairs))
        if heading:
            values["archive_headings"].append((row.id, heading))
    return values


def _find(cursor: Any, table: str, query: str, match: Match, ranges: Ranges | None) -> Found:
    source, values = _source(cursor, table, query, match, ranges)
    cursor.execute(f"SELECT count(*) FROM (SELECT 1 {source} LIMIT {RANKED + 1})", values)
    if cursor.fetchone()[0] <= RANKED:
        cursor.execute(f"SELECT rowid {source} ORDER BY {_RANK[table]}, rowid", values)
        return Found([row[0] for row in cursor.fetchall()])
    found: dict[int, None] = {}
    for sampled in ("archive_headings", table) if match.words else (table,):
        if len(found) < SAMPLE:
            source, values = _source(cursor, sampled, query, match, ranges)
            # The rank is taken inside, where the cursor of the table still is.
            cursor.execute(
                f"SELECT rowid FROM (SELECT rowid, {_RANK[sampled]} AS worth {source}"
                f" ORDER BY rowid DESC LIMIT {SAMPLE}) ORDER BY worth, rowid",
                values,
            )
            found.update((row[0], None) for row in cursor.fetchall())
    return Found(list(found), more=True)


def _source(
    cursor: Any, table: str, query: str, match: Match, ranges: Ranges | None
) -> tuple[str, list[Any]]:
    """The clauses of a table that match, from FROM on, with the values to bind."""
    source, values = f"FROM {table} WHERE {table} MATCH %s", [query]
    if match.words and match.phrases:
        # The plus keeps SQLite from beginning the ranking anew for each of these keys.
        source += f" AND +{table}.rowid IN"
        source += " (SELECT rowid FROM archive_pairs WHERE archive_pairs MATCH %s)"
        values.append(pair_query(match))
    within, bounds = _within(cursor, table, ranges)
    return source + within, [*values, *bounds]


def word_query(match: Match) -> str:
    """The words in FTS5's language; each in quotes, so that none of them is an operator."""
    return " AND ".join(_quoted(word) for word in match.words)


def pair_query(match: Match) -> str:
    """The phrases in FTS5's language; one character alone is the beginning of a pair."""
    runs = (" ".join(phrase) for phrase in match.phrases)
    return " AND ".join(_quoted(run) + ("*" if len(run) == 1 else "") for run in runs)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _within(cursor: Any, table: str, ranges: Ranges | None) -> tuple[str, list[Any]]:
    """The condition that a clause lies in one of the ranges."""
    if ranges is None:
        return "", []
    if not ranges:
        return " AND 0", []
    bounds = [ranges[0][0], ranges[-1][1]]
    if len(ranges) == 1:
        return " AND rowid BETWEEN %s AND %s", bounds
    cursor.execute(
        "CREATE TEMP TABLE IF NOT EXISTS archive_allowed(last INTEGER PRIMARY KEY, first INTEGER)"
    )
    cursor.execute("DELETE FROM temp.archive_allowed")
    cursor.executemany("INSERT INTO temp.archive_allowed(first, last) VALUES(%s, %s)", list(ranges))
    key = f"{table}.rowid"
    nearest = f"SELECT first FROM temp.archive_allowed WHERE last >= {key} ORDER BY last LIMIT 1"
    return f" AND rowid BETWEEN %s AND %s AND ({nearest}) <= {key}", bounds
