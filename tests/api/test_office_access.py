"""No operation shows or does to a unit what is another's, and all answer as they are described."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi import checks

from luoshi.api import office_public, wsgi
from luoshi.api.operations import api
from luoshi.office import clock
from luoshi.office.cases.models import AccountUnit, Attachment, Case, IssuedPaper
from luoshi.office.directory.models import Unit
from luoshi.office.ledgers.models import BankFile, BankLine, Leg
from luoshi.office.limiting import Guesses
from tests.api.programs import BANK, Program, Programs, told
from tests.api.test_office import applied, paid
from tests.office.cases.office import SUBSIDY, Office, moment

EXAMPLES = 12
REGISTER = "specimen.rent_subsidy.recipients"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OPEN_TO_ALL = {
    "/api/office/me", "/api/office/home", "/api/office/notices", "/api/office/notices/read",
    "/api/office/units", "/api/office/statistics", "/api/office/statistics/{key}",
    "/api/office/journal", "/api/office/procedures", "/api/office/procedures/{key}",
    "/api/office/procedures/{key}/procedure.bpmn", "/api/office/procedures/{key}/diagram.svg",
    "/api/office/cases", "/api/office/deadlines", "/api/office/registers",
    "/api/office/registers/{key}", "/api/office/accounts", "/api/office/readings",
    "/api/office/calendar/{year}",
}  # fmt: skip
"""Addresses that name nothing of one unit: each unit is told its own there, a stranger nothing."""
BODIES: dict[str, dict[str, Any]] = {
    "/api/office/cases/{key}/steps/{step}": {"data": {"name": "丙"}},
    "/api/office/cases/{key}/steps/{step}/act": {"outcome": "pass"},
    "/api/office/cases/{key}/steps/{step}/extend": {"reasons": "忙"},
    "/api/office/cases/{key}/materials/{number}/return": {"reason": "缺页"},
}
Operations = list[tuple[str, str]]
ELSEWHERE = re.compile(
    "/api/office/(indicators|observations|standings|alerts|measures|answers|readiness|items|actuals)(/|$)"
)
"""What concerns readings and alerts, items and their values; see test_alerts_api and test_duties_api."""


def operations() -> Operations:
    """Method and address of every operation of the office."""
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    return [
        (method.upper(), path)
        for path, each in paths.items()
        if path.startswith("/api/office/") and not ELSEWHERE.match(path)
        for method in each
    ]


@dataclass
class Theirs:
    """A case that was paid, one that is under review, and all that hangs on them."""

    programs: Programs
    paid: str
    open: str
    material: int
    paper: int
    file: int
    line: int
    leg: int

    def address(self, path: str) -> str:
        """An address filled in with what is theirs; the open case where something is done to it."""
        key = self.paid if "/papers/" in path or "diagram" in path else self.open
        numbers = {"materials": self.material, "papers": self.paper, "bank-files": self.file,
                   "matches": self.line}  # fmt: skip
        kind = next((name for name in numbers if f"/{name}/{{number}}" in path), "")
        values = {
            "key": REGISTER if "/registers/" in path else key, "step": "first_review",
            "material": "lease", "number": str(numbers.get(kind, 0)), "entry": self.paid,
            "code": f"rent:{self.paid}", "year": "2026",
        }  # fmt: skip
        if "/procedures/" in path or "/statistics/" in path:
            values["key"] = SUBSIDY
        return re.sub(r"\{(\w+)\}", lambda name: values[name[1]], path).removeprefix("/api/")

    def state(self) -> tuple[object, ...]:
        """What a stranger must not have changed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), max(id) FROM journal_entry")
            journal = cursor.fetchone()
        cases = list(Case.objects.order_by("pk").values_list("key", "version", "state", "data"))
        return journal, repr(cases), Attachment.objects.filter(removed=None, returned="").count()


@pytest.fixture
def theirs(store: str) -> Iterator[Theirs]:
    """What belongs to the applicant and to the offices; 乙 and 松陂县 have no part in it."""
    with clock.at(moment("2026-01-08T09:00")):
        programs = Programs(Office())
        done, under_review = paid(programs), applied(programs)
        finance = Unit.objects.get(roles__role="specimen.rent_subsidy.finance")
        AccountUnit.objects.create(account=f"rent:{done}", unit=finance)  # it keeps the books
        programs.finance.upload(f"office/accounts/rent:{done}/bank-files", "b.csv", BANK)
        yield Theirs(
            programs, done, under_review,
            Attachment.objects.filter(case__key=under_review, material="lease").get().pk,
            IssuedPaper.objects.get(case__key=done).pk, BankFile.objects.get().pk,
            BankLine.objects.get().pk, Leg.objects.order_by("pk")[0].pk,
        )  # fmt: skip


def send(program: Program, method: str, path: str, theirs: Theirs) -> Any:
    """A request that would be good, if it came from whose it is."""
    address = theirs.address(path)
    if path.endswith(("/{material}", "/bank-files")) and method == "POST":
        return program.ask(method, address, BANK, "text/csv", **{"X-File-Name": "b.csv"})
    body: object = BODIES.get(path, {"line": theirs.line, "leg": theirs.leg})
    return program.ask(method, address, body if method in ("POST", "PUT") else None)


def test_every_operation_is_covered() -> None:
    found = operations()
    assert len(found) >= 35
    assert {path for _, path in found} >= OPEN_TO_ALL
    for _, path in found:
        assert (
            "{" not in path
            or path in OPEN_TO_ALL
            or re.search(r"cases/|accounts/|registers/", path)
        )


def test_what_is_another_units_is_not_there(theirs: Theirs) -> None:
    before = theirs.state()
    for stranger in (theirs.programs.stranger, theirs.programs.other_county):
        for method, path in operations():
            if path in OPEN_TO_ALL:
                continue
            told(send(stranger, method, path, theirs), 404)
    assert theirs.state() == before


def test_a_stranger_is_told_nothing_where_every_unit_may_ask(theirs: Theirs) -> None:
    secrets = (theirs.paid, theirs.open, "甲", "6200 0001")
    stranger = theirs.programs.other_county
    for method, path in operations():
        if path not in OPEN_TO_ALL or method != "GET":
            continue
        address = theirs.address(path)
        query = "?role=specimen.rent_subsidy.county_hr" if path.endswith("/units") else ""
        response = stranger.ask("GET", address + query)
        assert response.status_code == 200, (path, response.content)
        words = response.content.decode()
        assert not [each for each in secrets[:2] if each in words], path
        if "procedures" not in path:
            assert not [each for each in secrets[2:] if f'"{each}"' in words], path


def test_without_a_token_nothing_is_told_whatever_the_method(theirs: Theirs) -> None:
    before = theirs.state()
    nobody = theirs.programs.nobody
    known: dict[str, set[str]] = {}
    for method, path in operations():
        known.setdefault(path, set()).add(method)
    for path, methods in known.items():
        for method in METHODS:
            response = send(nobody, method, path, theirs)
            if method in methods:
                told(response, 401)
            else:
                assert response.status_code == 405, (method, path)
    assert theirs.state() == before


def test_a_number_of_one_case_opens_nothing_below_another(theirs: Theirs) -> None:
    """The ids of a material and a paper count only together with their own case."""
    ask = theirs.programs.applicant.ask
    for path in (
        f"office/cases/{theirs.paid}/materials/{theirs.material}",
        f"office/cases/{theirs.open}/papers/{theirs.paper}.pdf",
        f"office/cases/{theirs.open}/papers/{theirs.paper}.docx",
        f"office/accounts/rent:treasury/bank-files/{theirs.file}/differences",
    ):
        told(ask("GET", path), 404)
    told(ask("DELETE", f"office/cases/{theirs.paid}/materials/{theirs.material}"), 404)


def test_they_themselves_are_told(theirs: Theirs) -> None:
    """Else the tests above would prove nothing."""
    applicant = theirs.programs.applicant
    for method, path in operations():
        if method == "GET" and path not in OPEN_TO_ALL:
            response = applicant.ask("GET", theirs.address(path))
            assert response.status_code == 200, (path, response.content)


def test_the_journal_names_no_login_of_another_unit(theirs: Theirs) -> None:
    entries = theirs.programs.applicant.get(f"office/journal?case={theirs.paid}")["entries"]
    others = [each for each in entries if each["actor"]["unit"] != "jia"]
    assert others
    assert {each["actor"]["login"] for each in others} == {""}
    assert theirs.programs.other_county.get("office/journal")["entries"] == []


# --- as described

SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", wsgi.application).include(
    path_regex=r"^/api/(office|public)/"
)


@pytest.fixture
def known(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[schemathesis.Case], str]]:
    """Half of the requests name what there is: a made-up name is soon told to be none."""
    monkeypatch.setattr(office_public, "GUESSES", Guesses(10**9, 60))
    with clock.at(moment("2026-01-08T09:00")):
        programs = Programs(Office())
        done, under_review = paid(programs), applied(programs)
        values = {
            "key": [done, under_review, SUBSIDY, REGISTER], "entry": [done],
            "step": ["apply", "first_review"], "material": ["id", "lease"],
            "number": list(Attachment.objects.values_list("pk", flat=True))
            + list(IssuedPaper.objects.values_list("pk", flat=True)),
            "code": [f"rent:{done}"],
        }  # fmt: skip

        def name(case: schemathesis.Case) -> str:
            mark = len(repr(case.path_parameters))
            for each in case.path_parameters:
                if mark % 4 and each in values:
                    fitting = _fitting(case.path, values[each])
                    case.path_parameters[each] = fitting[mark % len(fitting)]
            return programs.applicant.headers["Authorization"]

        yield name


def _fitting(path: str, values: list[Any]) -> list[Any]:
    """Of several kinds of keys those that the address is about."""
    for part, chosen in (
        ("/procedures/", SUBSIDY),
        ("/statistics/", SUBSIDY),
        ("/registers/", REGISTER),
    ):
        if part in path and chosen in values:
            return [chosen]
    return [each for each in values if each not in (SUBSIDY, REGISTER)]


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture,
    ],
)  # fmt: skip
def test_no_request_is_answered_otherwise_than_described(
    case: schemathesis.Case, known: Callable[[schemathesis.Case], str]
) -> None:
    """Whatever is sent, the answer has a described status, type and shape, and is no mistake of ours."""
    token = known(case)
    case.call_and_validate(
        headers={"Accept-Encoding": "identity", "Authorization": token},
        excluded_checks=[checks.negative_data_rejection, checks.positive_data_acceptance],
    )


def test_the_operations_are_described_with_their_token() -> None:
    described: Any = Client().get("/api/openapi.json").json()
    assert described["components"]["securitySchemes"]["UnitToken"]["scheme"] == "bearer"
    for path, each in described["paths"].items():
        for method, operation in each.items():
            secured = operation.get("security") == [{"UnitToken": []}]
            assert secured == path.startswith("/api/office/"), (method, path)
            if secured:
                assert "401" in operation["responses"], (method, path)
