"""Finding clauses by their words.

What is promised:

- All words of a query must occur in one clause. Words are cut by a segmenter; a clause that holds
  what was typed in one piece comes first, however a segmenter would cut it there.
- A phrase in quotes is found wherever those characters stand in that order, spaces and punctuation
  apart, and nowhere else.
- A 文号 in any spelling, or a whole title, finds that document first, then the clauses that cite
  it, then the clauses that mention it. An address finds its clause first.
- Traditional characters, full-width forms and capitals find their plain forms and are found by
  them.
- Up to `RANKED` (3,000) matching clauses are all ranked by bm25 (ts_rank in PostgreSQL), words in
  headings and titles weighing six times as much, and the total is exact. Of more than that, up to
  `SAMPLE` (2,000) whose headings hold the words are ranked and come first, then, if those are
  fewer, as many others; in SQLite the newest are taken. The total then says "at least". Filters
  count before these limits, not after them.
- Only versions in use are searched, and in them the documents, not covers and imprints.

The index belongs to the transaction of the ingest: what is stored can be found, what was rolled
back cannot.
"""

from __future__ import annotations

from .index import RANKED, SAMPLE, Row
from .query import LONGEST, Query, QueryError, parse
from .searcher import PAGE, Hit, Hits, Searcher, searcher
from .snippet import Part

__all__ = [
    "LONGEST",
    "PAGE",
    "RANKED",
    "SAMPLE",
    "Hit",
    "Hits",
    "Part",
    "Query",
    "QueryError",
    "Row",
    "Searcher",
    "parse",
    "searcher",
]
