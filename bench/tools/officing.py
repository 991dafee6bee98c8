"""Sets up an office with people who are signed in, or is those people: ``set`` and ``ask PORT FILE SECONDS CLICKS``.

``set`` prints who there is: a session, a role, and the cases that each can work on. ``ask`` is all of
them at once, each with a connection, clicking and thinking; it prints how long each click took.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

COUNTIES, EACH, APPLICANTS = 40, 2, 100
"""County offices, officers in each, and persons with one case each; 200 users with the city and finance."""
OTHERS = 10
FILLERS = 20_000
"""Cases beside, so that lists and counts have something to go through."""
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
VERSION = re.compile(rb'name="version" value="(\d+)"')
TIMEOUT = 30.0


# --- the office


def set_up() -> list[dict[str, Any]]:
    """The users, each with a cookie and what they do."""
    from luoshi import office

    office.migrate()
    from django.db import connection

    from luoshi.office.directory.models import Unit, UnitRole

    of = "specimen.rent_subsidy."
    counties = [
        Unit(code=f"county{n}", name=f"样例县{n}人社局", kind="agency") for n in range(COUNTIES)
    ]
    people = [
        Unit(code=f"person{n}", name=f"样例申请人{n}", kind="person") for n in range(APPLICANTS)
    ]
    city = Unit(code="city", name="样例市人社局", kind="agency")
    finance = Unit(code="finance", name="样例市财政局", kind="agency")
    Unit.objects.bulk_create([*counties, *people, city, finance])
    roles = [*((each, "county_hr") for each in counties), (city, "city_hr"), (finance, "finance")]
    UnitRole.objects.bulk_create(UnitRole(unit=unit, role=of + role) for unit, role in roles)
    keys = [_case(person, counties[n % COUNTIES].code) for n, person in enumerate(people)]
    _fill(counties[0].pk, city.pk)
    users = [
        *(_user(person, f"p{n}", "applicant", [keys[n]]) for n, person in enumerate(people)),
        *(
            _user(unit, f"c{n}-{k}", "county", keys[n::COUNTIES])
            for n, unit in enumerate(counties)
            for k in range(EACH)
        ),
        *(_user(city, f"city{n}", "reader", keys) for n in range(OTHERS)),
        *(_user(finance, f"finance{n}", "reader", keys) for n in range(OTHERS)),
    ]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return users


def _case(applicant: Any, county: str) -> str:
    """An application that lies before a county's office."""
    from luoshi.office.cases import service
    from luoshi.office.directory.actors import Actor

    actor = Actor("person", applicant.name, applicant, may="officer")
    procedure = "specimen.rent_subsidy.subsidy"
    key = service.start(procedure, actor, parties={"county_hr": county}).key
    for material in ("id", "lease"):
        service.attach(key, "apply", material, actor, f"{material}.pdf", PDF)
    data = {
        "name": applicant.name, "card": "6200 0001", "graduate": True, "born": "1998-05-01",
        "first_job": "2025-03-01", "applied": "2026-01-08", "work": "与用人单位签订劳动合同",
        "contract": 24, "business": 0, "insured": 10, "owns_home": False, "public_rental": False,
        "lease_filed": True, "degree": "硕士研究生", "in_raised_county": False, "months_received": 0,
    }  # fmt: skip
    return service.act(key, "apply", "submit", actor, data=data).key


def _fill(first: int, city: int) -> None:
    """Cases in the hands of the counties, by SQL."""
    from django.db import connection

    from bench.tools import deadlines
    from luoshi.office import clock

    now, key = clock.now(), "2026-1000001"
    with connection.cursor() as cursor:
        cursor.execute(
            deadlines.CASES, [deadlines.PROCEDURE, now, now, 1_000_001, 1_000_000 + FILLERS]
        )
        cursor.execute(deadlines.PARTICIPANTS, [city, first, COUNTIES, key])
        cursor.execute(deadlines.TASKS, [first, COUNTIES, now, key])
        cursor.execute(deadlines.DEADLINES, [now, now, key])


def _user(unit: Any, login: str, role: str, cases: list[str]) -> dict[str, Any]:
    """Somebody at a unit who has signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.utils import timezone

    from luoshi.office.directory.models import Account, Membership
    from luoshi.office.directory.sessions import BEGAN, SEEN, SessionStore

    user = User(username=login, first_name="样例")
    user.set_unusable_password()
    user.save()
    Account.objects.create(user=user, must_change=False)
    Membership.objects.create(user=user, unit=unit, may="officer")
    session, now = SessionStore(), timezone.now().isoformat()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[BEGAN] = session[SEEN] = now
    session.save()
    return {"cookie": session.session_key, "role": role, "cases": cases}


# --- its users


@dataclass
class Tally:
    """What all clicks gave."""

    taken: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    wrong: list[str] = field(default_factory=list[str])
    lock: threading.Lock = field(default_factory=threading.Lock)


class Person:
    """One person at a browser: a connection that is kept, a click, a while of reading."""

    def __init__(self, told: dict[str, Any], port: int, tally: Tally, seed: int) -> None:
        self.chance, self.tally = Random(seed), tally
        self.role, self.cases = told["role"], told["cases"]
        self.secret = uuid4().hex
        self.cookie = f"sessionid={told['cookie']}; csrftoken={self.secret}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)

    def click(self) -> None:
        """Something that people do: 35 % home, 35 % a case, 15 % a list, 15 % an act."""
        way, key = self.chance.random(), self.chance.choice(self.cases)
        if way < 0.35:
            self._ask("home", "GET", "/office/")
        elif way < 0.70 or (way > 0.85 and self.role == "reader"):
            self._ask("case", "GET", f"/office/cases/{key}/")
        elif way < 0.85:
            page = self.chance.randint(1, 3)
            self._ask("list", "GET", f"/office/cases/?state=open&page={page}")
        else:
            self._act(key)

    def look(self) -> None:
        """The one page of the bare server."""
        self._ask("page", "GET", "/")

    def _act(self, key: str) -> None:
        """Open the case, and end the step that is there: the office asks for more, the person supplies it."""
        page = self._ask("case", "GET", f"/office/cases/{key}/")
        county = self.role == "county"
        step, outcome = ("first_review", "gaps") if county else ("supplement", "submit")
        found = VERSION.search(page)
        if found is None or f'id="work-{step}"'.encode() not in page:
            return  # another's turn
        form = {
            "csrfmiddlewaretoken": self.secret, "version": found[1].decode(), "token": uuid4().hex,
            "outcome": outcome, "reasons": "请补交租赁合同的第二页" if county else "",
        }  # fmt: skip
        self._ask("act", "POST", f"/office/cases/{key}/steps/{step}/", urlencode(form).encode())

    def _ask(self, what: str, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            with self.connection.getresponse() as response:
                got, status = response.read(), response.status
        except OSError as error:
            self.connection.close()
            got, status = repr(error).encode(), 0
        taken = (time.perf_counter() - started) * 1000
        # Two officers of one office may take the same case: the second is told so, as it should be.
        good = (200,) if method == "GET" else (302, 409)
        with self.tally.lock:
            self.tally.taken.append((f"{what} {status}" if status == 409 else what, taken))
            if status not in good:
                self.tally.wrong.append(f"{method} {path}: {status}")
        return _plain(got)


def _plain(body: bytes) -> bytes:
    import gzip

    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def ask(
    port: int, file: Path, seconds: float, think: tuple[float, float], most: int,
    click: Callable[[Person], None] = Person.click,
) -> dict[str, Any]:  # fmt: skip
    """All users at once for so long; between clicks each reads for a while."""
    tally = Tally()
    users = [Person(told, port, tally, n) for n, told in enumerate(json.loads(file.read_text()))]
    Random(1).shuffle(users)
    began = time.monotonic()
    end = began + seconds

    def live(user: Person) -> None:
        time.sleep(user.chance.uniform(0, think[1]))
        while time.monotonic() < end:
            click(user)
            time.sleep(user.chance.uniform(*think))

    crowd = [threading.Thread(target=live, args=(user,)) for user in users[:most]]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return {
        "taken": tally.taken, "wrong": tally.wrong[:20], "errors": len(tally.wrong),
        "seconds": time.monotonic() - began, "users": len(crowd),
    }  # fmt: skip


def main(*words: str) -> None:
    """Do what is named."""
    match words:
        case ["set"]:
            print(json.dumps(set_up()))
        case ["ask" | "bare" as what, port, file, seconds, least, longest, most]:
            click = Person.click if what == "ask" else Person.look
            think = (float(least), float(longest))
            told = ask(int(port), Path(file), float(seconds), think, int(most), click)
            print(json.dumps(told))
        case _:
            sys.exit("set | ask or bare PORT FILE SECONDS THINK_FROM THINK_TO USERS")


if __name__ == "__main__":
    main(*sys.argv[1:])
