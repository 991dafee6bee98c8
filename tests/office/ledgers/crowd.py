"""What the processes of `test_crowds` do: one word names it, the last line printed is its outcome."""

import json
import random
import sys
import threading
from collections.abc import Callable
from typing import Any

import luoshi.office

luoshi.office.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from luoshi.office import clock  # noqa: E402
from luoshi.office.ledgers import service  # noqa: E402
from luoshi.office.ledgers.dayend import findings  # noqa: E402
from luoshi.office.ledgers.errors import LedgerError  # noqa: E402
from luoshi.office.ledgers.models import Account, Posting  # noqa: E402

CLAUSE = "样例办法 第一条"


def post(source: str, to: str, fen: int, key: str) -> Posting:
    legs = [(source, -fen), (to, fen)]
    return service.post(legs, memo="试验", clause=CLAUSE, key=key, at=clock.now())


def open_books() -> dict[str, Any]:
    call_command("migrate", "ledgers", verbosity=0, interactive=False)
    words: dict[str, Any] = {"owner": None, "purpose": "试验", "clause": CLAUSE}
    service.open_account("out", "外部", floor=None, **words)
    service.open_account("sink", "去处", **words)
    service.open_account("group", "上级", **words)
    for code in ("hot", "a", "b"):
        service.open_account(code, code, parent="group", **words)
    post("out", "hot", 10_000, "begin")
    service.set_floor("hot", 1_000, why="留存", clause=CLAUSE, at=clock.now())
    return {}


def look() -> dict[str, Any]:
    rows = Account.objects.all()
    return {
        "balances": {row.code: row.balance for row in rows},
        "available": {row.code: row.available for row in rows},
        "postings": Posting.objects.count(),
        "findings": list(findings()),
    }


class Tally:
    """What several threads did."""

    def __init__(self) -> None:
        self.posted = self.refused = 0
        self.failed: list[str] = []
        self.seen: set[int] = set()
        self._lock = threading.Lock()

    def try_(self, act: Callable[[], Any]) -> None:
        try:
            done = act()
        except LedgerError as error:
            with self._lock:
                self.refused += 1
                if error.kind not in ("floor", "state"):
                    self.failed.append(str(error))
        else:
            with self._lock:
                self.posted += 1
                if isinstance(done, Posting):
                    self.seen.add(done.pk)

    def told(self) -> dict[str, Any]:
        return {
            "posted": self.posted, "refused": self.refused, "failed": self.failed,
            "seen": sorted(self.seen),
        }  # fmt: skip


def together(threads: int, work: Callable[[int, Tally], None]) -> dict[str, Any]:
    tally = Tally()
    gate = threading.Barrier(threads)

    def one(n: int) -> None:
        gate.wait()
        try:
            work(n, tally)
        finally:
            connection.close()

    crowd = [threading.Thread(target=one, args=(n,)) for n in range(threads)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return tally.told()


def drain(threads: str, times: str, fen: str, name: str) -> dict[str, Any]:
    def work(n: int, tally: Tally) -> None:
        for k in range(int(times)):
            tally.try_(lambda k=k: post("hot", "sink", int(fen), f"{name}-{n}-{k}"))

    return together(int(threads), work)


def same(threads: str, keys: str, name: str) -> dict[str, Any]:
    def work(n: int, tally: Tally) -> None:
        for k in range(int(keys)):
            tally.try_(lambda k=k: post("hot", "sink", 1, f"key-{k}"))

    return together(int(threads), work)


def cross(threads: str, times: str, name: str) -> dict[str, Any]:
    """Half of them one way, half the other; some through transactions of several postings."""
    ways = [("hot", "out"), ("out", "hot")]

    def pair(n: int, k: int) -> None:
        codes = ["a", "b", "out"]
        with transaction.atomic():
            service.lock(codes)
            first, second = codes[:2] if n % 2 else codes[1::-1]
            post("out", first, 1, f"{name}-{n}-{k}-1")
            post("out", second, 1, f"{name}-{n}-{k}-2")

    def work(n: int, tally: Tally) -> None:
        for k in range(int(times)):
            if k % 3:
                source, to = ways[n % 2]
                tally.try_(lambda k=k, s=source, t=to: post(s, t, 1, f"{name}-{n}-{k}"))
            else:
                tally.try_(lambda k=k: pair(n, k))

    return together(int(threads), work)


def mixed(threads: str, times: str, name: str) -> dict[str, Any]:
    def work(n: int, tally: Tally) -> None:
        chance = random.Random(f"{name}{n}")
        for k in range(int(times)):
            tally.try_(lambda k=k: anything(chance, f"{name}-{n}-{k}"))

    return together(int(threads), work)


def anything(chance: random.Random, key: str) -> Any:
    source, to = chance.sample(["hot", "a", "b", "sink", "out"], 2)
    fen, now = chance.randint(1, 400), clock.now()
    match chance.randrange(6):
        case 0:
            service.hold(f"h-{key}", source, fen, clause=CLAUSE, at=now)
            return service.release(f"h-{key}", at=now)
        case 1:
            service.hold(f"h-{key}", source, fen, clause=CLAUSE, at=now)
            paid: dict[str, Any] = {"memo": "付", "clause": CLAUSE, "key": key, "at": now}
            return service.pay_hold(f"h-{key}", to, chance.randint(1, fen), **paid)
        case 2:
            post(source, to, fen, key)
            return service.reverse(key, reason="试验", key=f"r-{key}", at=now)
        case _:
            return post(source, to, fen, key)


def undo(threads: str, name: str) -> dict[str, Any]:
    service.set_floor("hot", 0, why="放开", clause=CLAUSE, at=clock.now())

    def work(n: int, tally: Tally) -> None:
        key = f"undo-{name}-{n}"
        tally.try_(lambda: service.reverse("begin", reason="错", key=key, at=clock.now()))

    return together(int(threads), work)


def loop(name: str) -> dict[str, Any]:
    """Post, hold, pay and reverse until killed; each posting that is done is said."""
    connection.ensure_connection()
    print("ready", flush=True)
    n = 0
    while True:
        key, n = f"{name}-{n}", n + 1
        now = clock.now()
        post("out", "hot", 7, key)
        print(key, flush=True)
        service.hold(f"h-{key}", "hot", 5, clause=CLAUSE, at=now)
        service.pay_hold(f"h-{key}", "a", 3, memo="付", clause=CLAUSE, key=f"p-{key}", at=now)
        print(f"p-{key}", flush=True)
        service.release(f"h-{key}", at=now)
        service.reverse(key, reason="试验", key=f"r-{key}", at=now)
        print(f"r-{key}", flush=True)


def again() -> dict[str, Any]:
    """Every plain posting of the killed rounds is asked for once more."""
    before = Posting.objects.count()
    for key in Posting.objects.filter(key__startswith="round").values_list("key", flat=True):
        post("out", "hot", 7, key)
    return {"changed": Posting.objects.count() - before}


if __name__ == "__main__":
    words: dict[str, Callable[..., dict[str, Any]]] = {
        "open": open_books, "look": look, "drain": drain, "same": same, "cross": cross,
        "mixed": mixed, "undo": undo, "loop": loop, "again": again,
    }  # fmt: skip
    print(json.dumps(words[sys.argv[1]](*sys.argv[2:])))
