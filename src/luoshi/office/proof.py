"""Whether the books say what the journal says they said (账实相符): postings, papers and materials of every act.

The journal is chained; ledgers, papers and uploads are tables beside it. Each act writes the hashes of
what it posted, issued and took in into its entry, and :func:`check` computes them anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from luoshi.office.cases.models import Attachment, Case, IssuedPaper
from luoshi.office.journal.models import Entry
from luoshi.office.ledgers.models import Posting

_SORTED = orjson.OPT_SORT_KEYS


def of_postings(keys: Iterable[str]) -> dict[str, str]:
    """The hash of each posting by its key: memo, clause, case, moment and every leg."""
    rows = Posting.objects.filter(key__in=list(keys)).prefetch_related("legs__account")
    return {each.key: _posting(each) for each in rows}


def _posting(posting: Posting) -> str:
    legs = sorted((leg.account.code, leg.amount) for leg in posting.legs.all())
    told = [posting.memo, posting.clause, posting.case, posting.at.timestamp(), legs]
    return hashlib.sha256(orjson.dumps(told)).hexdigest()


def of_papers(papers: Iterable[IssuedPaper]) -> dict[str, str]:
    """The hash of each paper by its row: its number and its whole sheet."""
    return {str(each.pk): _paper(each) for each in papers}


def _paper(paper: IssuedPaper) -> str:
    return hashlib.sha256(orjson.dumps([paper.number, paper.sheet], option=_SORTED)).hexdigest()


def check() -> list[str]:
    """What the journal tells otherwise than the books, one line each; nothing where they agree."""
    return list(_differences())


def _differences() -> Iterator[str]:
    told: set[str] = set()
    kept = set(Case.objects.values_list("key", flat=True))
    rows = Entry.objects.filter(kind__in=["case.act", "case.attach"]).order_by("pk")
    for entry in rows.iterator(chunk_size=500):
        body = json.loads(entry.text)
        told.update(body.get("money", ()))
        if entry.case in kept or not body.get("sample"):
            yield from _of_entry(entry, body)
    # Compared here and not in the database, which takes only so many keys in one question.
    of_cases = Posting.objects.exclude(case="").order_by("pk")
    for key, case, memo in of_cases.values_list("key", "case", "memo").iterator(chunk_size=2000):
        if key not in told:
            yield f"办件 {case} 的账“{memo}”（{key}）日志里没有"


def _of_entry(entry: Entry, body: dict[str, Any]) -> Iterator[str]:
    where = f"第 {entry.n or entry.pk} 条，办件 {entry.case}"
    if money := body.get("money"):
        now = of_postings(money)
        yield from (
            f"{where}：账 {key} {'不见了' if key not in now else '与记事时不同'}"
            for key, digest in money.items()
            if now.get(key) != digest
        )
    if sheets := body.get("sheets"):
        now = of_papers(IssuedPaper.objects.filter(pk__in=sheets))
        yield from (
            f"{where}：文书 {key} {'不见了' if key not in now else '与签发时不同'}"
            for key, digest in sheets.items()
            if now.get(key) != digest
        )
    if entry.kind == "case.attach" and "attachment" in body:
        there = Attachment.objects.filter(pk=body["attachment"], sha256=body["sha256"])
        if Case.objects.filter(key=entry.case).exists() and not there.exists():
            yield f"{where}：材料“{body['name']}”与提交时不同"
