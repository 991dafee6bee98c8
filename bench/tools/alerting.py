"""An alert to many people on PostgreSQL: queued, answered while it goes on, escalated; and readings judged.

``fill N``: a county that passes alerts on to N village posts, each with a person who has WeChat and a telephone;
``tell``: an alert is issued and the county answers, so that all N are told; seconds until all is committed;
``rush SECONDS ANSWERS``: the worker's loop beside a stream of so many answers a second, over the moment at which the three
minutes of the unanswered end; how late each of them went on;
``watch``: that worker's loop.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from luoshi import office

office.migrate()

from django.db import connection  # noqa: E402

from luoshi.office import clock  # noqa: E402
from luoshi.office.alerts import calling, readings, watch  # noqa: E402
from luoshi.office.alerts.models import Attempt, Calling, Channel, Contact  # noqa: E402
from luoshi.office.cases import service  # noqa: E402
from luoshi.office.cases.models import Case  # noqa: E402
from luoshi.office.directory.actors import Actor  # noqa: E402
from luoshi.office.directory.models import Post, Unit, UnitRole  # noqa: E402

OF = "specimen.flood_calls"
BATCH = 250
"""Answers that come in together, as a gateway delivers them."""

POSTS = """INSERT INTO directory_post (unit_id, name) SELECT %s, '第' || n || '号' FROM generate_series(1, %s) n"""
PEOPLE = """INSERT INTO alerts_contact (unit_id, post_id, name, addresses, "order", active, confirmed)
SELECT unit_id, id, '样例值班员', jsonb_build_object('wechat', 'w' || id, 'phone', '0' || id), 0, true, %s
FROM directory_post WHERE unit_id = %s AND name LIKE '第%%'"""
RELAYS = """INSERT INTO alerts_relay (unit_id, plan, post_id)
SELECT %s, '', id FROM directory_post WHERE unit_id = %s AND name LIKE '第%%'"""


def fill(people: int) -> None:
    """The office, with one county that has very many villages."""
    for code, role in (
        ("flood", "flood_office"),
        ("director", "director"),
        ("mayor", "vice_mayor"),
        ("gauge", "hydrology"),
        ("county", "county"),
    ):
        made = Unit.objects.create(code=code, name=f"样例{code}", kind="agency")
        UnitRole.objects.create(unit=made, role=f"{OF}.{role}")
    Channel.objects.create(
        key="wechat", kind="wechat", label="企业微信", target="json://127.0.0.1:9"
    )
    Channel.objects.create(key="phone", kind="phone", label="电话", order=1)
    county = Unit.objects.get(code="county")
    post = Post.objects.create(unit=county, name="预警接收人")
    Contact.objects.create(unit=county, post=post, name="样例", addresses={"wechat": "c"})
    with connection.cursor() as cursor:
        cursor.execute(POSTS, [county.pk, people])
        cursor.execute(PEOPLE, [clock.today().isoformat(), county.pk])
        cursor.execute(RELAYS, [county.pk, county.pk])
        cursor.execute("VACUUM ANALYZE")


def actor(code: str) -> Actor:
    """An officer of a unit."""
    unit = Unit.objects.get(code=code)
    return Actor("person", unit.name, unit, may="officer")


def tell() -> None:
    """Rain, a draft, a signature; then the county answers and everybody in it is told."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    readings.take([readings.NewReading(f"{OF}.hour_rain", 45, hour, "一号站")], actor("gauge"))
    case = Case.objects.get(procedure=f"{OF}.warning")
    data = {"areas": "全县", "lasts": "6小时", "advice": "转移", "phone": "0"}
    service.act(case.key, "draft", "to_director", actor("flood"), data=data)
    service.act(case.key, "sign", "publish", actor("director"))
    first = Attempt.objects.get(step=0, calling__unit__code="county")
    began = time.perf_counter()
    calling.answer([calling.Said(first.token)], clock.now())
    taken = time.perf_counter() - began
    told = Calling.objects.filter(message__kind="relay").count()
    _say({"seconds": taken, "told": told})


def rush(share: float, per_second: int) -> None:
    """Answers stream in over the moment at which the others' time ends; how late each of those goes on.

    A process of its own looks after the calls, as ``luoshi worker`` does beside the server; answers come in
    through this one, in batches as gateways deliver them. Nothing is sent: that is not measured here. A call
    bears the moment at which the look began that took it on; so the longest look is added to the latest of
    them, which then had surely been committed.
    """
    now = clock.now()
    # Their three minutes end in a few seconds, spread as they were queued.
    Calling.objects.filter(state="open").update(due=now + timedelta(seconds=4))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE alerts_calling SET due = due + (id % 1000) * interval '3 milliseconds' WHERE state = 'open'"
        )
        cursor.execute("VACUUM ANALYZE alerts_calling")
    tokens = list(
        Attempt.objects.filter(step=0, calling__state="open")
        .order_by("pk")
        .values_list("token", flat=True)
    )
    answering = tokens[: int(len(tokens) * share)]
    dues = dict(Calling.objects.filter(state="open").values_list("pk", "due"))
    worker = _worker()
    began = time.perf_counter()
    heard, longest = _stream(answering, per_second)
    seconds = time.perf_counter() - began
    last = max(dues.values())
    while clock.now() < last + timedelta(seconds=3):
        time.sleep(0.1)
    worker.terminate()
    look = json.loads(worker.communicate()[0].strip().splitlines()[-1])["longest"]
    gone = Attempt.objects.filter(step=1, queued__isnull=False).values_list("calling_id", "queued")
    late = sorted((queued - dues[pk]).total_seconds() for pk, queued in gone if pk in dues)
    left = Calling.objects.filter(state="open", due__lte=clock.now()).count()
    _say(
        {"heard": heard, "seconds": seconds, "per_second": heard / seconds if seconds else 0,
         "escalated": len(late), "latest": late[-1] + look if late else None,
         "median": late[len(late) // 2] if late else None, "left": left, "longest_batch": longest}
    )  # fmt: skip


def _stream(answering: list[uuid.UUID], per_second: int) -> tuple[int, float]:
    """Take answers in as they come; how many calls ended, and the longest that a batch took."""
    heard, longest, began = 0, 0.0, time.perf_counter()
    for number in range(0, len(answering), BATCH):
        wait = began + number / per_second - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        start = time.perf_counter()
        said = [calling.Said(each, "reply") for each in answering[number : number + BATCH]]
        heard += len(calling.answer(said, clock.now()).ended)
        longest = max(longest, time.perf_counter() - start)
    return heard, longest


def _worker() -> subprocess.Popen[str]:
    """A process that looks after the calls; it has begun."""
    command = [sys.executable, "-m", "bench.tools.alerting", "watch"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def look() -> None:
    """Look after the calls as the worker does, until this process is ended; say how long a look took."""
    caller, longest = watch.Caller(), 0.0

    def timed(now: datetime) -> None:
        nonlocal longest
        began = time.perf_counter()
        caller.look(now)
        taken = time.perf_counter() - began
        if taken > longest:
            longest = taken
            _say({"longest": longest})

    _say({"longest": 0.0})
    watch.loop(threading.Event(), timed)


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    elif sys.argv[1] == "tell":
        tell()
    elif sys.argv[1] == "watch":
        look()
    else:
        rush(float(sys.argv[2]), int(sys.argv[3]))
