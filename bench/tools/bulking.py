"""A file of cases made (``make FILE ROWS``), or computed from Parquet to Parquet (``run FILE ROWS``).

Each in a process of its own, so that the memory of the one is not the memory of the other; ``run`` prints
its seconds.
"""

import sys
import time
from pathlib import Path

from bench.tools import claims
from luoshi.rules.bulk import Job, run
from luoshi.rules.tables import Question

MEASURED = claims.MEASURED[0]


def make(source: Path, rows: int) -> None:
    facts = MEASURED.rule.facts
    claims.natural(claims.whole(rows, facts), facts).write_parquet(source)


def compute(source: Path, rows: int) -> None:
    question = Question(MEASURED.rule, MEASURED.on)
    began = time.perf_counter()
    done = run(Job(question, source, source.with_suffix(".out.parquet"), force=True))
    print(time.perf_counter() - began)
    if (done.rows, done.good) != (rows, rows):
        raise SystemExit("rows were lost or set aside")


if __name__ == "__main__":
    {"make": make, "run": compute}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
