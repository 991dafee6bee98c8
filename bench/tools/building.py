"""Builds one of the two indexes: ``building luoshi COUNT`` or ``building plain COUNT FILE``."""

import sys
from pathlib import Path

from bench.tools.invented import counted
from bench.tools.plain import Plain
from luoshi import office


def main(which: str, count: int, file: str = "") -> None:
    clauses = counted(count, which)
    if which == "plain":
        Plain(Path(file)).fill(clauses)
        return
    office.migrate()
    from luoshi.office.archive.bulk import fill

    fill(clauses)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
