"""The board of supervision on PostgreSQL with very many items: milliseconds to open each of its pages.

``fill ITEMS UNITS``: so many items of so many units, in documents, with leaders, stages and lights as an office
of some years has them;
``ask TIMES``: each page, so often, through Django's test client: median, p95 and longest as JSON;
``plans``: what PostgreSQL does for the queries of the board's first page.
"""

from __future__ import annotations

import json
import sys
import time
from statistics import median
from typing import Any

from luoshi import office

office.migrate()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.tools.numbers import percentile  # noqa: E402
from luoshi.office.directory import people  # noqa: E402
from luoshi.office.directory.actors import SHELL  # noqa: E402
from luoshi.office.directory.models import Account, Unit, UnitRole  # noqa: E402
from luoshi.office.directory.roles import DUTIES_OFFICE  # noqa: E402
from luoshi.office.duties.models import Item  # noqa: E402

BOARD = "/office/duties/"
PAGES = {
    "board": "", "red": "?light=red", "page 40": "?page=40", "month": "?month=2026-03&state=all", "search": "?q=第 77777 ",
    "document": "?document=样政发〔2026〕7号", "unit": "?unit=u0007", "by unit": "?by=unit", "by document": "?by=document",
    "by leader": "?by=leader", "by month": "?by=month", "by light": "?by=light", "heat": "heat/?from=2026-01",
    "timeline": "timeline/", "unit page": "units/u0007/", "item": "样督〔2026〕777/",
}  # fmt: skip

UNITS = """INSERT INTO directory_unit (code, name, kind, level, place, parent_id, active, sample)
SELECT 'u' || lpad(n::text, 4, '0'), '样例单位' || n, 'agency', '', '', %s, true, false FROM generate_series(1, %s) n"""
ITEMS = """INSERT INTO duties_item (key, document, title, address, clause, text, by_id, lead_id, leader, stage, light,
    due, first_due, due_words, recurrence, progress, mark, registered, closed, changed, sample)
SELECT '样督〔2026〕' || n, d.document, '样例文件' || (n %% 55), d.document || ' 第' || (n %% 40) || '条', repeat('样例条款的文字。', 30),
    '样例：第 ' || n || ' 件要做的事，' || repeat('事项', 20), %s, u.first + n %% %s, '样例领导' || (n %% 12), s.stage,
    CASE WHEN s.stage IN ('closed', 'evaluated', 'cancelled') THEN 'done' WHEN d.due < %s THEN 'red'
        WHEN d.due <= %s::date + 3 THEN 'yellow' ELSE 'green' END,
    d.due, d.due, '', '', n %% 100, '', now() - interval '1 day' * (n %% 300), NULL, 0, false
FROM generate_series(1, %s) n, (SELECT min(id) AS first FROM directory_unit WHERE code LIKE 'u%%') u,
    LATERAL (SELECT '样政发〔2026〕' || (n %% 55) || '号' AS document,
        CASE WHEN n %% 11 = 0 THEN NULL ELSE %s::date - 200 + (n * 7919 %% 700)::int END AS due) d,
    LATERAL (SELECT CASE WHEN n %% 50 = 0 THEN 'cancelled' WHEN n %% 10 = 3 THEN 'assigned' WHEN n %% 10 = 4 THEN 'reported'
        WHEN d.due < %s::date - 5 THEN CASE WHEN n %% 9 = 0 THEN 'tracked' ELSE 'evaluated' END
        WHEN n %% 3 = 0 THEN 'tracked' ELSE 'accepted' END AS stage) s"""
LEADS = "INSERT INTO duties_part (item_id, unit_id, role, accepted_by) SELECT id, lead_id, 'lead', '' FROM duties_item"
ASSISTS = """INSERT INTO duties_part (item_id, unit_id, role, accepted_by)
SELECT i.id, u.first + (i.id + k * 37) %% %s, 'assist', '' FROM duties_item i, generate_series(1, 2) k,
    (SELECT min(id) AS first FROM directory_unit WHERE code LIKE 'u%%') u
ON CONFLICT DO NOTHING"""
TODAY = "2026-06-01"


def fill(items: int, units: int) -> None:
    """The supervision office, the units below a government, and their items."""
    government = Unit.objects.create(code="gov", name="样例市政府", kind="agency")
    own = Unit.objects.create(code="duties-office", name="样例督查室", kind="agency")
    UnitRole.objects.create(unit=own, role=DUTIES_OFFICE)
    with connection.cursor() as cursor:
        cursor.execute(UNITS, [government.pk, units])
        cursor.execute(ITEMS, [own.pk, units, TODAY, TODAY, items, TODAY, TODAY])
        cursor.execute(LEADS)
        cursor.execute(ASSISTS, [units])
        cursor.execute("VACUUM ANALYZE")
    for unit, name in ((own, "bench-office"), (Unit.objects.get(code="u0007"), "bench-unit")):
        user = people.add(SHELL, unit, name, "样例", "officer")[0].user
        Account.objects.filter(user=user).update(must_change=False)
    print(json.dumps({"items": Item.objects.count(), "units": units}))


def browser(name: str) -> Client:
    """Somebody who is signed in."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(
        User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def ask(times: int) -> None:
    """Milliseconds of each page, for the supervision office; of the first also for a unit."""
    office_client, unit_client = browser("bench-office"), browser("bench-unit")
    told = {name: _asked(office_client, BOARD + path, times) for name, path in PAGES.items()}
    told["board of a unit"] = _asked(unit_client, BOARD, times)
    told["home of a unit"] = _asked(unit_client, "/office/", times)
    print(json.dumps(told, ensure_ascii=False, indent=1))


def _asked(client: Client, path: str, times: int) -> dict[str, Any]:
    taken: list[float] = []
    response = client.get(path)
    for _ in range(times):
        began = time.perf_counter()
        response = client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200, (path, response.status_code)
    return {
        "median": round(median(taken), 1), "p95": round(percentile(taken, 95), 1), "longest": round(max(taken), 1),
        "bytes": len(response.content),
    }  # fmt: skip


def plans() -> None:
    """The queries of each page that take longest, with their plans."""
    client = browser("bench-office")
    for name, path in PAGES.items():
        client.get(BOARD + path)
        with CaptureQueriesContext(connection) as told:
            client.get(BOARD + path)
        slowest = sorted(told.captured_queries, key=lambda each: -float(each["time"]))[:2]
        print(f"\n== {name}: {len(told)} queries, {sum(float(each['time']) for each in told.captured_queries) * 1000:.0f} ms")  # fmt: skip
        for each in slowest:
            print(f"-- {float(each['time']) * 1000:.0f} ms  {each['sql'][:400]}")
            if float(each["time"]) > 0.010 and each["sql"].startswith("SELECT"):
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {each['sql']}")
                    print("\n".join(f"   {row[0]}" for row in cursor.fetchall()))


if __name__ == "__main__":
    what, *numbers = sys.argv[1:]
    {"fill": fill, "ask": ask, "plans": plans}[what](*map(int, numbers))
