"""Writes entries (``journaling write THREADS SECONDS``) or examines many (``fill N``, ``verify``).

Every entry is a transaction of its own, as an act of the office is, and is sealed after its commit.
"""

import json
import sys
import threading
import time
from typing import Any

from luoshi import office

office.migrate()

from django.db import connection, transaction  # noqa: E402

from luoshi.office import clock  # noqa: E402
from luoshi.office.directory.actors import SHELL  # noqa: E402
from luoshi.office.journal import chain, service, verification  # noqa: E402
from luoshi.office.journal.models import Entry  # noqa: E402

BODY: dict[str, Any] = {
    "step": "review",
    "outcome": "agree",
    "reasons": "材料齐全，符合规定",
    "data": {f"fact{n}": n * 1000 for n in range(20)},
}


def write(threads: int, seconds: float) -> None:
    done = [0] * threads
    end = time.perf_counter() + seconds

    def work(place: int) -> None:
        while time.perf_counter() < end:
            with transaction.atomic():
                service.record(
                    "case.act", actor=SHELL, at=clock.now(), subject="shuozhou.presale_funds",
                    case=f"2026-{done[place]:06}", body=BODY,
                )  # fmt: skip
            done[place] += 1
        connection.close()

    crowd = [threading.Thread(target=work, args=(each,)) for each in range(threads)]
    began = time.perf_counter()
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    taken = time.perf_counter() - began
    left = Entry.objects.filter(n=None).count()
    print(json.dumps({"rate": sum(done) / taken, "unsealed": left}))


def fill(count: int) -> None:
    for first in range(0, count, 10_000):
        with transaction.atomic():
            service.record_many(
                service.Record("case.act", SHELL, clock.now(), BODY, case=f"2026-{n:06}")
                for n in range(first, min(first + 10_000, count))
            )


def verify() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")  # pages of the file would count as memory held
    began = time.perf_counter()
    found = verification.verify()
    print(json.dumps({"seconds": time.perf_counter() - began, "entries": found.entries,
                      "sound": found.sound, "end": chain.end().n}))  # fmt: skip


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", threads, seconds]:
            write(int(threads), float(seconds))
        case ["fill", count]:
            fill(int(count))
        case _:
            verify()
