"""Ingests the texts in this process and says how long that took, once everything stood ready."""

import time

from bench.tools import texts
from luoshi import office


def main() -> None:
    office.migrate()
    from luoshi.office.archive.ingest import ingest

    began = time.perf_counter()
    for file in texts.files():
        ingest(file.read_bytes(), file.name)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
