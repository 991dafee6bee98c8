"""What the processes of `test_faults` do: one word names it, the last line printed is its outcome.

They stand on a database of their own, so that threads, killed processes and lost connections meet it as
they would meet the office's.
"""

from __future__ import annotations

import json
import logging
import os
import random
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, NoReturn

import luoshi.office

luoshi.office.setup()

from django.db import OperationalError, connection, connections  # noqa: E402

from luoshi.office import clock, worker  # noqa: E402
from luoshi.office.cases import access, firing, service  # noqa: E402
from luoshi.office.cases.errors import Busy  # noqa: E402
from luoshi.office.cases.models import Act, Case, Deadline, Notice, Task  # noqa: E402
from luoshi.office.directory.actors import CLOCK  # noqa: E402
from luoshi.office.directory.models import Unit  # noqa: E402
from luoshi.office.journal.models import Entry as JournalEntry  # noqa: E402
from luoshi.office.ledgers import service as ledgers  # noqa: E402
from luoshi.policies import acting  # noqa: E402
from tests.office.cases.office import APPLICATION, PDF, SUBSIDY, Office, moment, person  # noqa: E402
from tests.office.cases.sound import faults  # noqa: E402

NOW, LATER = moment("2026-01-08T09:00"), moment("2026-03-02T09:00")
"""When people act, and when the worker looks: by then the notices have run out."""
Say = Callable[[str], None]
PEOPLE = {
    "applicant": "jia", "stranger": "yi", "county": "hefeng-hr", "other_county": "songbei-hr",
    "city": "yunlu-hr", "finance": "yunlu-czj",
}  # fmt: skip


class There(Office):
    """The office that another process has set up."""

    def __init__(self) -> None:
        for who, code in PEOPLE.items():
            setattr(self, who, person(Unit.objects.get(code=code)))


def set_up() -> None:
    """An empty office with its units."""
    luoshi.office.migrate()
    Office()


def together(work: list[Callable[[], Any]]) -> list[Any]:
    """Several things at one moment, each in a thread; what each gave, or raised."""
    gate, told = threading.Barrier(len(work)), [None] * len(work)

    def one(n: int) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            told[n] = work[n]()
        except Exception as error:  # noqa: BLE001 - that is what is looked at
            told[n] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    crowd = [threading.Thread(target=one, args=(n,)) for n in range(len(work))]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return told


# --- at once


def twice(times: str) -> dict[str, Any]:
    """The same submit twice, at one moment: a beginning and an act."""
    office, told = There(), []

    def start(token: str) -> str:
        parties = {"county_hr": "hefeng-hr"}
        return service.start(SUBSIDY, office.applicant, parties=parties, token=token).key

    def act(key: str, token: str) -> int:
        done = service.act(key, "first_review", "pass", office.county, version=1, token=token)
        return done.version

    for n in range(int(times)):
        begun = together([partial(start, f"start-{n}")] * 2)
        acted = together([partial(act, office.applied().key, f"act-{n}")] * 2)
        told.append(
            {"begun": [str(each) for each in begun], "acted": [str(each) for each in acted]}
        )
    return {"told": told, "faults": faults()}


def two_officers(times: str) -> dict[str, Any]:
    """Two officers of a unit decide differently at one moment, having seen the same page."""
    office, lost = There(), []
    won = 0
    for _ in range(int(times)):
        key = office.applied().key

        def decide(outcome: str, reasons: str, key: str = key) -> Case:
            return service.act(
                key, "first_review", outcome, office.county, version=1, reasons=reasons
            )

        told = together([lambda: decide("pass", ""), lambda: decide("refuse", "条件不符")])
        won += sum(isinstance(each, Case) for each in told)
        lost += [(type(each).__name__, str(each)) for each in told if isinstance(each, Exception)]
    return {"won": won, "lost": lost, "faults": faults()}


def workers(count: str, cases: str) -> dict[str, Any]:
    """Several workers look at one moment at what is due: some steps the clock ends, some it marks late."""
    office = There()
    for n in range(int(cases)):
        office.published() if n % 2 else office.applied()
    firing.BATCH = 7
    rounds: list[list[int]] = []

    def work() -> list[int]:
        fired = firing.fire(LATER)
        return [fired.reminded, fired.late, fired.acted, fired.failed]

    with clock.at(LATER):
        rounds = together([work for _ in range(int(count))])
        firing.fire(LATER + timedelta(minutes=10))
    late = Notice.objects.filter(kind="late")
    return {
        "rounds": [each if isinstance(each, list) else repr(each) for each in rounds],
        "expired": Act.objects.filter(kind="late").count(),
        "late": JournalEntry.objects.filter(kind="deadline.late").count(),
        "told": sorted(set(late.values_list("unit__code", flat=True))), "notices": late.count(), "each": late.values("unit", "case", "text").distinct().count(),
        "left": Deadline.objects.filter(state="open", next__lte=LATER).count(), "faults": faults(),
    }  # fmt: skip


# --- killed


class Fate:
    """Kills this process at its n-th statement, before the statement or after it."""

    def __init__(self, at: int, after: bool) -> None:
        self.left, self.after, self._lock = at, after, threading.Lock()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        with self._lock:
            self.left -= 1
            now = self.left == 0
        if now and not self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = execute(sql, params, many, context)
        if now:
            os.kill(os.getpid(), signal.SIGKILL)
        return found


class Child:
    """A process that works until it is killed, and tells what it has done."""

    def __init__(self, work: Callable[[Say], None], fate: Fate | None = None) -> None:
        connections.close_all()
        self.fate, self.told = fate, b""
        self.reading, writing = os.pipe()
        self.number = os.fork()
        if not self.number:
            os.close(self.reading)
            _working(work, writing)
        os.close(writing)

    def lines(self) -> list[str]:
        """What it has told so far."""
        while select.select([self.reading], [], [], 0)[0] and (
            more := os.read(self.reading, 65536)
        ):
            self.told += more
        return self.told.decode().splitlines()

    def lives(self) -> bool:
        """Whether it does."""
        return os.waitid(os.P_PID, self.number, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def await_(self, enough: Callable[[list[str]], bool], seconds: float) -> None:
        """Wait until it has told enough, or is dead, or it took too long."""
        end = time.monotonic() + seconds
        while not enough(self.lines()) and self.lives() and time.monotonic() < end:
            time.sleep(0.005)

    def kill(self) -> list[str]:
        """Kill it, if it is not dead; what it had told by then."""
        os.kill(self.number, signal.SIGKILL)
        os.waitpid(self.number, 0)
        told = self.lines()
        os.close(self.reading)
        if wrong := [n for n, line in enumerate(told) if line.startswith("!")]:
            raise RuntimeError("\n".join(told[wrong[0] :]))
        return told


def _working(work: Callable[[Say], None], writing: int) -> NoReturn:
    def say(line: str) -> None:
        os.write(writing, f"{line}\n".encode())

    try:
        work(say)
    except BaseException:  # noqa: BLE001 - the parent tells of it
        say(f"!{traceback.format_exc()}")
    os._exit(1)


def claimed(cases: str) -> dict[str, Any]:
    """A worker dies after it has taken what is due and before it does anything about it."""
    office = There()
    for _ in range(int(cases)):
        office.published()

    def work(_: Say) -> None:
        firing._take = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        with clock.at(LATER):
            firing.fire(LATER)

    child = Child(work)
    child.await_(lambda _: False, 20)
    told = child.kill()
    with clock.at(LATER):
        at_once = firing.fire(LATER)
        after = firing.fire(LATER + timedelta(minutes=5))
        again = firing.fire(LATER + timedelta(minutes=5))
    return {
        "told": told, "at_once": at_once.acted, "after": after.acted, "again": again.acted,
        "expired": Act.objects.filter(kind="late").count(), "faults": faults(),
    }  # fmt: skip


def serving(name: str, fate: Fate | None) -> Callable[[Say], None]:
    """Like a server: two threads that take cases from application to payment."""

    def work(say: Say) -> None:
        office = There()
        say("ready")

        def one(n: int) -> None:
            try:
                if fate:
                    connection.execute_wrappers.append(fate)
                for k in range(10_000):
                    whole_case(office, f"{name}-{n}-{k}", say)
            except BaseException:  # noqa: BLE001 - the parent tells of it
                say(f"!{traceback.format_exc()}")

        threads = [threading.Thread(target=one, args=(n,)) for n in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    def at_work(say: Say) -> None:
        with clock.at(NOW):
            work(say)

    return at_work


def whole_case(office: Office, name: str, say: Say) -> None:
    """One case as far as people can take it; then the payments that the clock has let through."""
    case = service.start(
        SUBSIDY, office.applicant, parties={"county_hr": "hefeng-hr"}, token=f"{name}-start"
    )
    for material in ("id", "lease"):
        service.attach(case.key, "apply", material, office.applicant, f"{material}.pdf", PDF + name.encode())  # fmt: skip
    for step, outcome, actor in (
        ("apply", "submit", office.applicant),
        ("first_review", "pass", office.county),
        ("second_review", "pass", office.city),
    ):
        data = APPLICATION if step == "apply" else {}
        service.act(case.key, step, outcome, actor, data=data, token=f"{name}-{step}")
        say(f"{case.key} {step} {outcome} {name}-{step}")
    for task in access.tasks(office.finance).filter(step="pay", state="open")[:3]:
        pay(office, task, say)


def pay(office: Office, task: Task, say: Say) -> None:
    """A payment; another thread may be at the same one, under the same token."""
    key, token = task.case.key, f"pay-{task.case.key}"
    service.act(key, "pay", "paid", office.finance, data={"amount": "3000元"}, token=token)
    say(f"{key} pay paid {token}")


def watching(fate: Fate | None) -> Callable[[Say], None]:
    """Like a worker, without its rest between two looks."""

    def work(say: Say) -> None:
        say("ready")
        if fate:
            connection.execute_wrappers.append(fate)
        with clock.at(LATER):
            while True:
                worker.once()
                say("round")
                say("round")

    return work


def kills(count: str, seed: str) -> dict[str, Any]:
    """Kill a server and a worker again and again, each at some moment or at some statement."""
    chance = random.Random(seed)
    told: list[str] = []
    wrong: list[str] = []
    for n in range(int(count)):
        fates = (_fate(chance), _fate(chance))
        server = Child(serving(f"round{n}", fates[0]), fates[0])
        watcher = Child(watching(fates[1]), fates[1])
        told += _let_die(server, chance) + _let_die(watcher, chance)
        _settled()
        wrong += [f"round {n}: {each}" for each in faults()]
    said = [line.split() for line in told if " " in line]
    return {
        "wrong": wrong, "said": len(said), "again": _again(said), "cases": Case.objects.count(),
        "acts": Act.objects.count(), "late_acts": Act.objects.filter(kind="late").count(),
        "paid": Case.objects.filter(state="closed").count(),
        "treasury": ledgers.balance("rent:treasury"), "faults": faults(),
        "states": sorted(set(Case.objects.values_list("state", flat=True))),
    }  # fmt: skip


def _fate(chance: random.Random) -> Fate | None:
    return Fate(chance.randint(1, 700), chance.random() < 0.5) if chance.random() < 0.5 else None


def _let_die(child: Child, chance: random.Random) -> list[str]:
    """At its statement; or, some time after it has done some things, at whatever it is doing then."""
    things, seconds = chance.randint(1, 8), chance.uniform(0, 0.2)
    if child.fate is not None:
        child.await_(lambda _: False, 5)
    else:
        child.await_(lambda told: len(told) > things, 5)
        time.sleep(seconds)
    return child.kill()


def _settled() -> None:
    """PostgreSQL takes a moment to notice that whoever asked is gone."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)


def _again(said: list[list[str]]) -> dict[str, int]:
    """Everything that was said to be done is asked for once more: it stands, and nothing happens."""
    office, before = (
        There(),
        (Act.objects.count(), dict(Case.objects.values_list("key", "version"))),
    )
    actors = {
        "apply": office.applicant,
        "first_review": office.county,
        "second_review": office.city,
    }
    lost = sum(not Act.objects.filter(token=token).exists() for *_, token in said)
    for key, step, outcome, token in said:
        actor = actors.get(step, office.finance)
        service.act(key, step, outcome, actor, data={}, version=0, token=token)
    after = (Act.objects.count(), dict(Case.objects.values_list("key", "version")))
    return {"lost": lost, "changed": int(before != after)}


# --- the database goes away


def gone(every: str) -> dict[str, Any]:
    """The connection is cut before a statement of an act that pays: one after another, once or again and again."""
    office, told = There(), []
    statements = _counted(office)
    for n in range(1, statements + 1, int(every)):
        told += [_cut(_payable(office).key, office, n, times=1)]
    case = _payable(office)
    for n in range(1, statements + 1, 3 * int(every)):
        told.append(_cut(case.key, office, n, times=1000))
        if told[-1][4] == "closed":
            case = _payable(office)
    lost = _payable(office)
    return {"statements": statements, "told": told, "answer_lost": _answer_lost(lost.key, office),
            "faults": faults()}  # fmt: skip


def _payable(office: Office) -> Case:
    case = office.published()
    with clock.at(LATER):
        return service.act(case.key, "notice", "expire", CLOCK)


def _pay(key: str, office: Office) -> Case:
    return service.act(key, "pay", "paid", office.finance, data={"amount": "3000元"}, token=f"pay-{key}")  # fmt: skip


def _counted(office: Office) -> int:
    key, count = _payable(office).key, 0

    def counting(execute: Any, *words: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*words)

    with connection.execute_wrapper(counting):
        _pay(key, office)
    return count


def _cut(key: str, office: Office, at: int, times: int) -> list[Any]:
    """Pay while the connection is cut at a statement; once, or at every try."""
    before, seen, cuts = ledgers.balance("rent:treasury"), 0, 0

    def cutting(execute: Any, *words: Any) -> Any:
        nonlocal seen, cuts
        seen += 1
        if seen >= at and cuts < times:
            cuts += 1
            _terminate(connection.connection.info.backend_pid)
        return execute(*words)

    try:
        with connection.execute_wrapper(cutting):
            _pay(key, office)
        outcome = "done"
    except Busy as error:
        outcome = f"Busy {error.status} {error.what}"
    except Exception as error:  # noqa: BLE001 - that is what is looked at
        outcome = repr(error)
    connection.close()
    state = Case.objects.get(key=key).state
    return [at, times, cuts, outcome, state, before - ledgers.balance("rent:treasury")]


def _terminate(backend: int) -> None:
    """As an administrator would, from elsewhere."""
    import psycopg

    told = connection.settings_dict
    where = {"host": told["HOST"], "port": told["PORT"] or None, "user": told["USER"]}
    if told["PASSWORD"]:
        where["password"] = told["PASSWORD"]
    with psycopg.connect(dbname=told["NAME"], autocommit=True, **where) as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


def _answer_lost(key: str, office: Office) -> list[Any]:
    """The commit reaches the database, its answer does not come back: the next try finds it done."""
    plain, lost = connection._commit, []

    def commit() -> None:
        plain()
        if not lost:
            lost.append(True)
            raise OperationalError("connection lost")

    connection._commit = commit
    try:
        state = _pay(key, office).state
    finally:
        connection._commit = plain
    return [bool(lost), state, Act.objects.filter(case__key=key, step="pay").count()]


def main(word: str, *more: str) -> None:
    """Do what is named."""
    logging.disable(logging.CRITICAL)
    acting.procedures()  # once, and not in each process that is forked to be killed
    words: dict[str, Callable[..., dict[str, Any]]] = {
        "twice": twice, "two": two_officers, "workers": workers, "claimed": claimed,
        "kills": kills, "gone": gone,
    }  # fmt: skip
    if word == "open":
        set_up()
        told: dict[str, Any] = {}
    else:
        with clock.at(NOW):
            told = words[word](*more)
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
