"""The index in PostgreSQL: one table of two tsvectors, each under a GIN index; no extension."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from .index import RANKED, SAMPLE, Found, Match, Ranges, Row, batches

CREATE = (
    """CREATE TABLE archive_search
    (clause bigint PRIMARY KEY, words tsvector NOT NULL, pairs tsvector NOT NULL)""",
    "CREATE INDEX archive_search_words ON archive_search USING gin (words)",
    "CREATE INDEX archive_search_pairs ON archive_search USING gin (pairs)",
)
DROP = ("DROP TABLE archive_search",)

_COPY = "COPY archive_search (clause, words, pairs) FROM STDIN"
_BATCH = 2000
_LAST_POSITION = 16383
_MOST_POSITIONS = 255
_LONGEST_LEXEME = 500
# Words of headings carry A, the others D: six to one, as in SQLite; 1: longer clauses weigh less.
_RANK_WORDS = "ts_rank('{0.16, 0.16, 0.16, 1.0}', s.words, q.words, 1)"
_RANK_PAIRS = "ts_rank('{0.16, 0.16, 0.16, 1.0}', s.pairs, q.pairs, 1)"


class PostgresIndex:
    """See `index.Index`."""

    def add(self, rows: Iterable[Row]) -> None:
        """Take clauses in."""
        with connection.cursor() as cursor:
            for batch in batches(rows, _BATCH):
                # Django hands on what it does not know to psycopg's cursor.
                with cursor.copy(_COPY) as copy:  # pyright: ignore[reportAttributeAccessIssue]
                    for row in batch:
                        copy.write_row((row.id, *_vectors(row)))

    def drop(self, rows: Iterable[Row]) -> None:
        """Take clauses out."""
        with connection.cursor() as cursor:
            for batch in batches(rows, _BATCH):
                cursor.execute(
                    "DELETE FROM archive_search WHERE clause = ANY(%s)", [[row.id for row in batch]]
                )

    def clear(self) -> None:
        """Take everything out."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM archive_search")

    def find(self, match: Match, ranges: Ranges | None) -> Found:
        """The best clauses first; see the package's docstring for what is promised."""
        conditions = ["s.words @@ q.words"] if match.words else []
        conditions += ["s.pairs @@ q.pairs"] if match.phrases else []
        where = " AND ".join(conditions)
        values: list[Any] = [_word_query(match), _pair_query(match)]
        if ranges is not None:
            where += " AND s.clause <@ %s::int8multirange"
            values.append(_multirange(ranges))
        rank = _RANK_WORDS if match.words else _RANK_PAIRS
        matching = (
            "FROM archive_search s, (SELECT %s::tsquery AS words, %s::tsquery AS pairs) q"
            f" WHERE {where}"
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT s.clause {matching} LIMIT {RANKED + 1}", values)
            more = len(cursor.fetchall()) > RANKED
            size = SAMPLE if more else RANKED
            cursor.execute(
                f"SELECT clause FROM (SELECT s.clause, {rank} AS worth {matching} LIMIT {size}) f"
                " ORDER BY worth DESC, clause",
                values,
            )
            return Found([row[0] for row in cursor.fetchall()], more)


def _vectors(row: Row) -> tuple[str, str]:
    return (
        _vector(row.heading_words, row.own_words),
        _vector(row.heading_pairs, row.own_pairs),
    )


def _vector(heading: str, own: str) -> str:
    """A tsvector in PostgreSQL's own writing: lexemes with their positions and weights."""
    positions: dict[str, list[str]] = {}
    # The gap keeps the end of the heading from standing before the beginning of the words.
    start = len(heading.split()) + 2
    places = [(word, place, "A") for place, word in enumerate(heading.split(), 1)]
    places += [(word, place, "D") for place, word in enumerate(own.split(), start)]
    for word, place, weight in places:
        at = positions.setdefault(word, [])
        if len(at) < _MOST_POSITIONS:
            at.append(f"{min(place, _LAST_POSITION)}{weight}")
    return " ".join(f"{_quoted(word)}:{','.join(at)}" for word, at in positions.items())


def _word_query(match: Match) -> str:
    return " & ".join(_quoted(word) for word in match.words)


def _pair_query(match: Match) -> str:
    return " & ".join(map(_phrase_query, match.phrases))


def _phrase_query(phrase: tuple[str, ...]) -> str:
    """Pairs in a row; one character alone is the beginning of a pair."""
    run = " <-> ".join(map(_quoted, phrase))
    return f"{run}:*" if len(run) == len("'x'") else f"({run})"


def _quoted(word: str) -> str:
    word = word[:_LONGEST_LEXEME].replace("\\", "\\\\").replace("'", "''")
    return f"'{word}'"


def _multirange(ranges: Ranges) -> str:
    return "{" + ",".join(f"[{first},{last}]" for first, last in ranges) + "}"
