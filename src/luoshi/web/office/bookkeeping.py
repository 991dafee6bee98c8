"""Accounts, holds and matches for the pages of the ledgers; refusals as pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import Count, QuerySet
from django.http import HttpResponse

from luoshi.office.cases import access
from luoshi.office.directory.actors import Actor
from luoshi.office.ledgers.errors import LedgerError
from luoshi.office.ledgers.models import Account, BankFile, BankLine, Hold, Leg, Line, Match
from luoshi.web import answers
from luoshi.web.office.guard import OfficeRequest, form_of

Given = ParamSpec("Given")
OfficeView = Callable[Concatenate[OfficeRequest, Given], HttpResponse]
STATUS = {"unknown": 404, "state": 409, "key": 409, "database": 503}


def books(view: OfficeView[Given]) -> OfficeView[Given]:
    """A view of ledgers: what they refuse becomes a page that says so."""

    @wraps(view)
    def answered(request: OfficeRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except LedgerError as error:
            form = form_of(request, kwargs.get("form"))
            by = f"依据：{error.clause}。" if error.clause else ""
            status = STATUS.get(error.kind, 422)
            return answers.error(request, form, status, error.what, f"{by}{error.remedy}")

    return answered


# --- accounts


def depths(actor: Actor, rows: Iterable[Account]) -> dict[int, int]:
    """How many accounts that the actor sees lie above each of these."""
    lines = Line.objects.filter(account__in=list(rows), above__in=access.accounts(actor))
    counted = lines.values_list("account_id").annotate(n=Count("pk"))
    return {pk: n - 1 for pk, n in counted}


def holds(account: Account) -> QuerySet[Hold]:
    """What is held on an account or on those below it, the newest first."""
    leaves = Line.objects.filter(above=account).values("account_id")
    rows = Hold.objects.filter(account_id__in=leaves).select_related("account")
    return rows.order_by("-at", "-pk")


# --- bank statements


def matched(file: BankFile) -> list[tuple[BankLine, Leg, Match]]:
    """The lines of a statement that are matched, with the legs of ours."""
    rows = Match.objects.filter(line__file=file, undone=None)
    rows = rows.select_related("line", "leg__posting").order_by("line__n")
    return [(each.line, each.leg, each) for each in rows]
