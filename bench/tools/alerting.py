"""An alert to many people on PostgreSQL: queued, answered while it goes on, escalated; and readings judged.

``fill N``: a county that passes alerts on to N village posts, each with a person who has WeChat and a telephone;
``tell``: an alert is issued and the county answers, so that all N are told; seconds until all is committed;
``rush SECONDS ANSWERS``: the worker's loop beside a stream of so many answers a second, over the moment at which the three
minutes of the unanswered end; how late each of them went on.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import timedelta
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

    The worker's own thread looks after the calls; answers come from this one, in batches as gateways deliver
    them. Nothing is sent: sending has its own thread and is not measured here.
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
    stop = threading.Event()
    threading.Thread(target=watch.loop, args=(stop, watch.Caller().look), daemon=True).start()
    heard, longest, began = 0, 0.0, time.perf_counter()
    for number in range(0, len(answering), BATCH):
        wait = began + number / per_second - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        start = time.perf_counter()
        said = [calling.Said(each, "reply") for each in answering[number : number + BATCH]]
        heard += len(calling.answer(said, clock.now()).ended)
        longest = max(longest, time.perf_counter() - start)
    seconds = time.perf_counter() - began
    last = max(dues.values())
    while clock.now() < last + timedelta(seconds=3):
        time.sleep(0.1)
    stop.set()
    gone = Attempt.objects.filter(step=1, queued__isnull=False).values_list("calling_id", "queued")
    late = sorted((queued - dues[pk]).total_seconds() for pk, queued in gone if pk in dues)
    left = Calling.objects.filter(state="open", due__lte=clock.now()).count()
    _say(
        {"heard": heard, "seconds": seconds, "per_second": heard / seconds if seconds else 0,
         "escalated": len(late), "latest": late[-1] if late else None,
         "median": late[len(late) // 2] if late else None, "left": left, "longest_batch": longest}
    )  # fmt: skip


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    elif sys.argv[1] == "tell":
        tell()
    else:
        rush(float(sys.argv[2]), int(sys.argv[3]))
