"""The index in SQLite: two FTS5 tables without content, one of words and one of pairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from .index import HEADING_WEIGHT, RANKED, SAMPLE, Found, Match, Ranges, Row, batches

# The tokenizer only has to part at blanks: what is put in has been cut and folded already.
_TOKENIZER = "tokenize=\"ascii tokenchars '.%'\", content=''"

CREATE = (
    f"CREATE VIRTUAL TABLE archive_words USING fts5(heading, own, {_TOKENIZER})",
    f"CREATE VIRTUAL TABLE archive_pairs USING fts5(own, {_TOKENIZER})",
    # Large batches go to disk as one segment each, which keeps the index flat.
    "INSERT INTO archive_words(archive_words, rank) VALUES('hashsize', 33554432)",
    "INSERT INTO archive_pairs(archive_pairs, rank) VALUES('hashsize', 33554432)",
)
DROP = ("DROP TABLE archive_words", "DROP TABLE archive_pairs")

_BATCH = 5000
_RANK = {
    "archive_words": f"bm25(archive_words, {HEADING_WEIGHT}, 1.0)",
    "archive_pairs": "bm25(archive_pairs)",
}


class SqliteIndex:
    """See `index.Index`."""

    def add(self, rows: Iterable[Row]) -> None:
        """Take clauses in."""
        with connection.cursor() as cursor:
            for batch in batches(rows, _BATCH):
                cursor.executemany(
                    "INSERT INTO archive_words(rowid, heading, own) VALUES(%s, %s, %s)",
                    [(row.id, row.heading_words, row.own_words) for row in batch],
                )
                cursor.executemany(
                    "INSERT INTO archive_pairs(rowid, own) VALUES(%s, %s)",
                    [(row.id, row.own_pairs) for row in batch],
                )

    def drop(self, rows: Iterable[Row]) -> None:
        """Take clauses out; a table without content must be told what it holds."""
        with connection.cursor() as cursor:
            for batch in batches(rows, _BATCH):
                cursor.executemany(
                    "INSERT INTO archive_words(archive_words, rowid, heading, own)"
                    " VALUES('delete', %s, %s, %s)",
                    [(row.id, row.heading_words, row.own_words) for row in batch],
                )
                cursor.executemany(
                    "INSERT INTO archive_pairs(archive_pairs, rowid, own) VALUES('delete', %s, %s)",
                    [(row.id, row.own_pairs) for row in batch],
                )

    def clear(self) -> None:
        """Take everything out."""
        with connection.cursor() as cursor:
            for table in ("archive_words", "archive_pairs"):
                cursor.execute(f"INSERT INTO {table}({table}) VALUES('delete-all')")

    def find(self, match: Match, ranges: Ranges | None) -> Found:
        """The best clauses first; see the package's docstring for what is promised."""
        table, query = ("archive_words", word_query(match))
        if not match.words:
            table, query = ("archive_pairs", pair_query(match))
        with connection.cursor() as cursor:
            where, values = _within(cursor, table, ranges)
            if match.words and match.phrases:
                # The plus keeps SQLite from beginning the ranking anew for each of these keys.
                where += (
                    " AND +archive_words.rowid IN"
                    " (SELECT rowid FROM archive_pairs WHERE archive_pairs MATCH %s)"
                )
                values = [*values, pair_query(match)]
            return _ranked(cursor, table, query, where, values)


def word_query(match: Match) -> str:
    """The words in FTS5's language; each in quotes, so that none of them is an operator."""
    return " AND ".join(_quoted(word) for word in match.words)


def pair_query(match: Match) -> str:
    """The phrases in FTS5's language; one character alone is the beginning of a pair."""
    runs = (" ".join(phrase) for phrase in match.phrases)
    return " AND ".join(_quoted(run) + ("*" if len(run) == 1 else "") for run in runs)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _ranked(cursor: Any, table: str, query: str, where: str, values: list[Any]) -> Found:
    rank = _RANK[table]
    clause = f"FROM {table} WHERE {table} MATCH %s{where}"
    cursor.execute(f"SELECT count(*) FROM (SELECT 1 {clause} LIMIT {RANKED + 1})", [query, *values])
    if cursor.fetchone()[0] <= RANKED:
        cursor.execute(f"SELECT rowid {clause} ORDER BY {rank}, rowid", [query, *values])
        return Found([row[0] for row in cursor.fetchall()])
    found: dict[int, None] = {}
    samples = [f"heading : ({query})", query] if table == "archive_words" else [query]
    for sampled in samples:
        if len(found) < SAMPLE:
            # The rank is taken inside, where the cursor of the table still is.
            cursor.execute(
                f"SELECT rowid FROM (SELECT rowid, {rank} AS worth {clause}"
                f" ORDER BY rowid DESC LIMIT {SAMPLE}) ORDER BY worth, rowid",
                [sampled, *values],
            )
            found.update((row[0], None) for row in cursor.fetchall())
    return Found(list(found), more=True)


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
