"""Opens books, or posts in them from several threads: ``posting open N``, ``posting post …``.

Every posting is a transaction of its own, under a key of its own, with floors checked.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

from django.core.management import call_command
from django.db import connection

from luoshi import office

CLAUSE = "样例办法 第一条"
HOT = "hot"
PLENTY = 10**12

Work = Callable[[str, str, int, str], object]
"""Moves fen from one account to another under a key."""


def opened(count: int) -> dict[str, Any]:
    """Books with one busy account, and so many others, each below a parent with a floor."""
    office.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from luoshi.office import clock
    from luoshi.office.ledgers import service

    words: dict[str, Any] = {"owner": None, "purpose": "测量", "clause": CLAUSE}
    service.open_account("out", "外部", floor=None, **words)
    service.open_account(HOT, "一个账户", **words)
    service.open_account("sink", "去处", **words)
    service.post(
        [("out", -PLENTY), (HOT, PLENTY)], memo="期初", clause=CLAUSE, key="hot", at=clock.now()
    )
    service.set_floor(HOT, PLENTY // 2, why="留存一半", clause=CLAUSE, at=clock.now())
    for n in range(count):
        service.open_account(f"p{n}", f"项目{n}", **words)
        for leaf in ("key", "free"):
            service.open_account(f"p{n}:{leaf}", f"项目{n}", parent=f"p{n}", **words)
        legs = [("out", -PLENTY), (f"p{n}:key", PLENTY // 2), (f"p{n}:free", PLENTY // 2)]
        service.post(legs, memo="期初", clause=CLAUSE, key=f"p{n}", at=clock.now())
        service.set_floor(f"p{n}", PLENTY // 2, why="留存一半", clause=CLAUSE, at=clock.now())
        service.open_account(f"q{n}", f"对照{n}", floor=-PLENTY, **words)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {}


def posting(how: str, shape: str, threads: int, seconds: float, count: int) -> dict[str, Any]:
    """Post from so many threads for so many seconds; tells how many were done in what time."""
    office.setup()
    work = _plain() if how == "plain" else _office()
    done = [0] * threads
    gate = threading.Barrier(threads + 1)
    end = 0.0

    def one(n: int) -> None:
        chance, name = Random(f"{n}{how}"), f"{how}-{shape}-{time.time_ns()}-{n}"
        connection.ensure_connection()
        gate.wait()
        gate.wait()
        while time.perf_counter() < end:
            source, to = (HOT, "sink") if shape == "hot" else _pair(chance, count, how)
            work(source, to, chance.randint(1, 100), f"{name}-{done[n]}")
            done[n] += 1
        connection.close()

    crowd = [threading.Thread(target=one, args=(n,)) for n in range(threads)]
    for each in crowd:
        each.start()
    gate.wait()
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    end = began + seconds
    gate.wait()
    for each in crowd:
        each.join()
    return {"done": sum(done), "seconds": time.perf_counter() - began}


def _pair(chance: Random, count: int, how: str) -> tuple[str, str]:
    """Two accounts; those of the peer, which knows no parents, have none."""
    first, second = chance.sample(range(count), 2)
    if how == "plain":
        return f"q{first}", f"q{second}"
    return f"p{first}:free", f"p{second}:key"


def _office() -> Work:
    from luoshi.office import clock
    from luoshi.office.ledgers import service

    def work(source: str, to: str, fen: int, key: str) -> object:
        legs = [(source, -fen), (to, fen)]
        return service.post(legs, memo="转账", clause=CLAUSE, key=key, at=clock.now())

    return work


def _plain() -> Work:
    """The same by hand: five statements in a transaction, with no parents and no words checked."""
    from luoshi.office import clock

    def work(source: str, to: str, fen: int, key: str) -> object:
        return _by_hand(source, to, fen, key, clock.now())

    return work


def _by_hand(source: str, to: str, fen: int, key: str, now: Any) -> None:
    from django.db import transaction

    day: Any = now.date()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code, balance, held, floor FROM ledgers_account WHERE code IN (%s, %s) "
            "ORDER BY code FOR UPDATE",
            [source, to],
        )
        rows = {row[1]: row for row in cursor.fetchall()}
        pk, _, balance, held, floor = rows[source]
        if balance - held - fen < floor:
            raise ValueError(source)
        cursor.execute(
            'INSERT INTO ledgers_posting (key, memo, clause, "case", actor, at, day, recorded, '
            "digest, sample) VALUES (%s, '', '', '', '', %s, %s, %s, '', false) RETURNING id",
            [key, now, day, now],
        )
        (posting,) = cursor.fetchone() or (0,)
        cursor.execute(
            "INSERT INTO ledgers_leg (posting_id, n, account_id, amount, day, sample) "
            "VALUES (%s, 1, %s, %s, %s, false), (%s, 2, %s, %s, %s, false)",
            [posting, pk, -fen, day, posting, rows[to][0], fen, day],
        )
        cursor.execute(
            "UPDATE ledgers_account SET balance = balance + CASE id WHEN %s THEN %s ELSE %s END "
            "WHERE id IN (%s, %s)",
            [pk, -fen, fen, pk, rows[to][0]],
        )


def looked() -> dict[str, Any]:
    """What the day's check says, and how many postings there are."""
    office.setup()
    from luoshi.office.ledgers.dayend import findings
    from luoshi.office.ledgers.models import Posting

    return {"postings": Posting.objects.count(), "findings": len(list(findings()))}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["open", count]:
            told = opened(int(count))
        case ["post", how, shape, threads, seconds, count]:
            told = posting(how, shape, int(threads), float(seconds), int(count))
        case _:
            told = looked()
    print(json.dumps(told))
