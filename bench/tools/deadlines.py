"""Fills a database with cases and deadlines by SQL, fires what is due of them, opens the home page.

``fill FIRST LAST``: cases with these numbers, each with an open deadline; ``due N``: so many of them,
scattered, fell due a minute ago; ``fire``: one worker's round, ``fire hand``: the same by hand;
``home CODE TIMES``: milliseconds of the home page of somebody at a unit.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import Any

from luoshi import office

office.migrate()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from luoshi.office import clock  # noqa: E402
from luoshi.office.cases import firing  # noqa: E402
from luoshi.office.cases.models import Deadline  # noqa: E402
from luoshi.office.directory.models import Membership, Unit  # noqa: E402
from luoshi.office.journal import chain  # noqa: E402

UNITS = 200
CITY = "city"
"""The unit that takes part in every case; each of the others in one of two hundred."""
PROCEDURE = "specimen.rent_subsidy.subsidy"
BACKEND = "django.contrib.auth.backends.ModelBackend"

CASES = """INSERT INTO cases_case (key, procedure, title, state, ended, data, events, version, opened, changed, sample)
SELECT '2026-' || lpad(n::text, 7, '0'), %s, '样例办件' || n, 'open', '', '{}', '{}', 1, %s, %s, false
FROM generate_series(%s::int, %s::int) n"""
PARTICIPANTS = """INSERT INTO cases_participant (case_id, role, unit_id)
SELECT c.id, role, CASE role WHEN 'city_hr' THEN %s ELSE %s + c.id %% %s END
FROM cases_case c, unnest(ARRAY['county_hr', 'city_hr']) role WHERE c.key >= %s"""
TASKS = """INSERT INTO cases_task (case_id, step, unit_id, state, draft, outcome, who, reasons, opened)
SELECT id, 'first_review', %s + id %% %s, 'open', '{}', '', '', '', %s FROM cases_case WHERE key >= %s"""
DEADLINES = """INSERT INTO cases_deadline (task_id, case_id, unit_id, state, since, at, next, "limit", amount,
measure, clause, convention, pauses, extended)
SELECT t.id, t.case_id, t.unit_id, 'open', %s, at, at, 'first_review', 10, 'workday', '第八条', '', '[]', ''
FROM cases_task t JOIN cases_case c ON c.id = t.case_id,
LATERAL (SELECT %s + (t.id %% 3000) * interval '1 hour' AS at) due WHERE c.key >= %s"""
DUE = """UPDATE cases_deadline SET at = %s, next = %s
WHERE id IN (SELECT id FROM cases_deadline WHERE state = 'open' ORDER BY md5(id::text) LIMIT %s)"""

HAND = (
    """SELECT id FROM cases_deadline WHERE state = 'open' AND next <= %s ORDER BY next LIMIT 1000
FOR UPDATE SKIP LOCKED""",
    """UPDATE cases_deadline SET state = 'late', fired = %s WHERE id = ANY(%s)""",
    """INSERT INTO cases_notice (unit_id, case_id, kind, text, clause, at)
SELECT d.unit_id, d.case_id, 'late', '“初审”已过期限：' || c.title, d.clause, %s
FROM cases_deadline d JOIN cases_case c ON c.id = d.case_id WHERE d.id = ANY(%s)""",
)


def fill(first: int, last: int) -> None:
    """One open case, task and deadline for each number; two units take part in each."""
    units()
    ordinary = Unit.objects.get(code="u0").pk
    city, now = Unit.objects.get(code=CITY).pk, clock.now()
    key = f"2026-{first:07}"
    with connection.cursor() as cursor:
        cursor.execute(CASES, [PROCEDURE, now, now, first, last])
        cursor.execute(PARTICIPANTS, [city, ordinary, UNITS, key])
        cursor.execute(TASKS, [ordinary, UNITS, now, key])
        cursor.execute(DEADLINES, [now, now + timedelta(days=2), key])
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def units() -> None:
    """The units, with a person at an ordinary one and at the one that takes part in everything."""
    if Unit.objects.filter(code=CITY).exists():
        return
    Unit.objects.bulk_create(
        Unit(code=f"u{n}", name=f"样例单位{n}", kind="agency") for n in range(UNITS)
    )
    Unit.objects.create(code=CITY, name="样例市局", kind="agency")
    for code in ("u7", CITY):
        user = User.objects.create(username=f"{code}-1", first_name="样例")
        unit = Unit.objects.get(code=code)
        Membership.objects.create(user=user, unit=unit, may="officer")


def due(count: int) -> None:
    """So many deadlines fell due, somewhere among all."""
    past = clock.now() - timedelta(minutes=1)
    with connection.cursor() as cursor:
        cursor.execute(DUE, [past, past, count])
        cursor.execute("CHECKPOINT")


def fire() -> dict[str, float]:
    """A worker's round, up to the seal of the journal."""
    connection.ensure_connection()
    started = time.perf_counter()
    fired = firing.fire()
    chain.seal()
    return {"seconds": time.perf_counter() - started, "late": fired.late}


def by_hand() -> dict[str, float]:
    """Rows marked and notices written, a thousand in a transaction; no journal, no words of clauses."""
    connection.ensure_connection()
    started, late, now = time.perf_counter(), 0, clock.now()
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(HAND[0], [now])
            ids = [row[0] for row in cursor.fetchall()]
            cursor.execute(HAND[1], [now, ids])
            cursor.execute(HAND[2], [now, ids])
        late += len(ids)
        if not ids:
            return {"seconds": time.perf_counter() - started, "late": late}


def home(code: str, times: int) -> dict[str, Any]:
    """The home page of somebody at a unit, from the request to its last byte, in this process."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"Accept-Encoding": "gzip"})
    client.force_login(User.objects.get(username=f"{code}-1"), backend=BACKEND)
    taken: list[float] = []
    size = 0
    for _ in range(times + 3):
        started = time.perf_counter()
        response = client.get("/office/")
        taken.append((time.perf_counter() - started) * 1000)
        assert response.status_code == 200, response.status_code
        size = len(response.content)
    rows = Deadline.objects.filter(unit__code=code, state="open").count()
    return {"taken": taken[3:], "bytes": size, "own": rows}


def main(*words: str) -> None:
    """Do what is named."""
    match words:
        case ["fill", first, last]:
            fill(int(first), int(last))
        case ["due", count]:
            due(int(count))
        case ["fire"]:
            print(json.dumps(fire()))
        case ["fire", "hand"]:
            print(json.dumps(by_hand()))
        case ["home", code, times]:
            print(json.dumps(home(code, int(times))))
        case _:
            sys.exit("fill FIRST LAST | due N | fire [hand] | home CODE TIMES")


if __name__ == "__main__":
    main(*sys.argv[1:])
