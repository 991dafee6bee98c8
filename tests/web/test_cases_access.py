"""Nobody sees or changes another unit's case: every address of the office, asked with its ids."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from luoshi.office import clock
from luoshi.office.cases import service
from luoshi.office.cases.models import Act, Attachment, Case, Entry, IssuedPaper
from luoshi.office.journal.models import Entry as JournalEntry
from luoshi.office.ledgers.models import Account
from tests.office.cases.office import SUBSIDY, moment
from tests.web.officed import Desk

SECRET = "密而不宣者"
PUBLIC = ("procedure", "procedures")
"""Names of pages that are for everybody begin with these."""


@pytest.fixture
def desk(store: str) -> Iterator[Desk]:
    with clock.at(moment("2026-01-08T09:00")):
        yield Desk()


@pytest.fixture
def secret(desk: Desk) -> dict[str, list[str]]:
    """A case that is paid out, and every id that leads into it, by the names of parameters."""
    case = desk.office.applied(name=SECRET)
    service.act(case.key, "first_review", "gaps", desk.office.county, reasons=SECRET)
    service.act(case.key, "supplement", "submit", desk.office.applicant)
    service.act(case.key, "first_review", "pass", desk.office.county)
    service.act(case.key, "second_review", "pass", desk.office.city)
    digest = Act.objects.get(case=case, step="apply").decisions[0]["digest"]
    numbers = [
        *Attachment.objects.filter(case=case).values_list("pk", flat=True),
        *IssuedPaper.objects.filter(case=case).values_list("pk", flat=True),
    ]
    accounts = list(Account.objects.values_list("code", flat=True))
    entry = Entry.objects.get(key=case.key)
    return {
        "key": [case.key], "case": [case.key], "step": ["notice", "apply"], "digest": [digest],
        "number": sorted({str(each) for each in numbers}), "kind": ["pdf", "docx"],
        "procedure": [SUBSIDY], "register": [entry.register], "entry": [entry.key],
        "code": accounts, "account": accounts,
    }  # fmt: skip


def patterns() -> list[URLPattern]:
    """Every page of the office."""
    found = [each for each in get_resolver().url_patterns if isinstance(each, URLPattern)]
    return [each for each in found if str(each.pattern).startswith("office")]


def addresses(pattern: URLPattern, ids: dict[str, list[str]]) -> list[str]:
    """A page's addresses with every combination of the ids."""
    from django.urls import NoReverseMatch, reverse

    names = list(pattern.pattern.converters)
    every = [ids.get(name, [ids["key"][0], "1"]) for name in names]
    made: list[str] = []
    for values in itertools.product(*every):
        kwargs: dict[str, Any] = dict(zip(names, values, strict=True))
        try:
            made.append(reverse(str(pattern.name), kwargs={**kwargs}))
        except NoReverseMatch:
            continue
    return made


def of_a_case(pattern: URLPattern) -> bool:
    return str(pattern.pattern).startswith("office/cases/<")


def content(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace")


@pytest.mark.parametrize("who", ["stranger", "other_county"])
def test_another_units_ids_lead_nowhere(desk: Desk, secret: dict[str, list[str]], who: str) -> None:
    client, before = desk.client(who), _state(secret)
    seen = 0
    for pattern in patterns():
        for path in addresses(pattern, secret):
            for answer in (client.get(path), client.post(path, _form(secret))):
                seen += 1
                assert answer.status_code < 500, path
                if of_a_case(pattern):
                    assert answer.status_code in (404, 405), path
                assert SECRET not in content(answer), path
    assert seen > 30
    assert _state(secret) == before


def test_nobody_is_sent_to_sign_in(desk: Desk, secret: dict[str, list[str]]) -> None:
    client, before = Client(), _state(secret)
    for pattern in patterns():
        if str(pattern.name).startswith(PUBLIC):
            continue
        for path in addresses(pattern, secret):
            for answer in (client.get(path), client.post(path, _form(secret))):
                assert answer.status_code in (302, 401, 405), path
                if answer.status_code == 302:
                    assert answer.headers["Location"].startswith("/account/sign-in/"), path
                assert SECRET not in content(answer), path
    assert _state(secret) == before


def test_those_who_take_part_see_it(desk: Desk, secret: dict[str, list[str]]) -> None:
    for who in ("applicant", "county", "city", "finance"):
        client = desk.client(who)
        for pattern in patterns():
            if str(pattern.name) in ("case", "case-json", "case-receipt"):
                for path in addresses(pattern, secret):
                    assert client.get(path).status_code == 200, (who, path)


def test_a_sealed_letter_of_another_case_is_not_opened_through_ones_own(
    desk: Desk, secret: dict[str, list[str]]
) -> None:
    own = service.start(SUBSIDY, desk.office.stranger)
    client = desk.client("stranger")
    for number in secret["number"]:
        assert client.get(f"/office/cases/{own.key}/materials/{number}/").status_code == 404
        assert client.get(f"/office/cases/{own.key}/papers/{number}.pdf").status_code == 404
        sent = {"withdraw": number, "version": "0", "token": "x"}
        assert client.post(f"/office/cases/{own.key}/steps/apply/", sent).status_code == 404
    digest = secret["digest"][0]
    assert client.get(f"/office/cases/{own.key}/receipts/{digest}.json").status_code == 404


def _form(secret: dict[str, list[str]]) -> dict[str, str]:
    return {
        "outcome": "expire", "version": str(Case.objects.get(key=secret["key"][0]).version),
        "withdraw": secret["number"][0], "subject": secret["key"][0],
    }  # fmt: skip


def _state(secret: dict[str, list[str]]) -> tuple[Any, ...]:
    case = Case.objects.get(key=secret["key"][0])
    return (
        case.version, case.state, Act.objects.filter(case=case).count(),
        Attachment.objects.filter(case=case, removed=None, returned="").count(),
        JournalEntry.objects.filter(case=case.key).count(),
    )  # fmt: skip
