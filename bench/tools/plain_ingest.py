"""The floor under an ingest: the lines of the same texts, put into one table of FTS5 as words."""

import sqlite3
import sys

import rjieba

from bench.tools import texts


def main(path: str) -> None:
    lines = [line for text in texts.sources() for line in text.splitlines() if line.strip()]
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE VIRTUAL TABLE plain USING fts5(line)")
        database.executemany(
            "INSERT INTO plain(line) VALUES(?)", ((" ".join(rjieba.cut(line)),) for line in lines)
        )
    database.close()


if __name__ == "__main__":
    main(sys.argv[1])
