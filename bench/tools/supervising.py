"""Supervision at size, on PostgreSQL.

``fill ITEMS UNITS``: so many items that fall due today, led by so many units;
``decide``: all reminders of today decided, and again when nothing is new; the lights of tomorrow;
``hand``: the same rows by one statement.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import timedelta
from typing import Any

from luoshi import office

office.migrate()

from django.db import connection  # noqa: E402

from luoshi.office import clock  # noqa: E402
from luoshi.office.directory.models import Unit, UnitRole  # noqa: E402
from luoshi.office.directory.roles import DUTIES_OFFICE  # noqa: E402
from luoshi.office.duties import lights, reminding  # noqa: E402

UNITS = """INSERT INTO directory_unit (code, name, kind, level, place, active, sample)
SELECT 'u' || n, '样例第' || n || '局', 'agency', '', '', true, false FROM generate_series(1, %s) n"""
ITEMS = """INSERT INTO duties_item (key, document, title, address, clause, text, by_id, lead_id, leader, stage, light,
  due, first_due, due_words, recurrence, progress, mark, registered, changed, sample)
SELECT '督〔样例〕' || n, '样例' || n %% 500, '样例', '样例', '样例条款', '样例事项' || n, %s, u.id, '', 'accepted',
  'yellow', %s, %s, '', '', 0, '', now(), 0, false
FROM generate_series(1, %s) n JOIN directory_unit u ON u.code = 'u' || (n %% %s + 1)"""
PARTS = """INSERT INTO duties_part (item_id, unit_id, role, accepted_by)
SELECT id, lead_id, 'lead', '' FROM duties_item"""
HAND = """INSERT INTO duties_reminder (item_id, unit_id, kind, day, at, state, tries, next, channel, why)
SELECT id, lead_id, 'on', due, now(), 'queued', 0, now(), '', '' FROM duties_item WHERE due = %s
ON CONFLICT DO NOTHING"""


def fill(items: int, units: int) -> None:
    """The office, its units, their items."""
    by = Unit.objects.create(code="dc", name="样例督查室", kind="agency")
    UnitRole.objects.create(unit=by, role=DUTIES_OFFICE)
    today = clock.today().isoformat()
    with connection.cursor() as cursor:
        cursor.execute(UNITS, [units])
        cursor.execute(ITEMS, [by.pk, today, today, items, units])
        cursor.execute(PARTS)
        cursor.execute("VACUUM ANALYZE")


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE duties_reminder, duties_act, duties_evidence")
        cursor.execute("UPDATE duties_item SET light = 'yellow' WHERE light <> 'yellow'")
        cursor.execute("VACUUM ANALYZE")


def decide() -> None:
    """All that fall today, again, and the lights of the day after."""
    _empty()
    today = clock.today()
    began = time.perf_counter()
    decided = reminding.decide(today)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    more = reminding.decide(today)
    again = time.perf_counter() - began
    began = time.perf_counter()
    lights.relight(today + timedelta(days=1))
    turned = time.perf_counter() - began
    _say({"decided": decided + more, "seconds": seconds, "again": again, "lights": turned})


def hand() -> None:
    """By hand."""
    _empty()
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(HAND, [clock.today().isoformat()])
    _say({"seconds": time.perf_counter() - began})


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "decide":
        decide()
    else:
        hand()
