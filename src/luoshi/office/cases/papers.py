"""Papers (文书): issued with a number by the unit in whose name they are, kept as data, laid out on demand."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from luoshi import config
from luoshi.office import clock
from luoshi.office.cases import numbers
from luoshi.office.cases.models import IssuedPaper, Notice
from luoshi.office.cases.view import CaseView
from luoshi.procedures import Paper
from luoshi.procedures.papers import Rows, Sheet, docx, paper_number, pdf


def issue(paper: Paper, view: CaseView) -> IssuedPaper:
    """Issue a paper and tell those to whom it is addressed."""
    by = view.unit(paper.by.key)
    policy = view.procedure.policy
    clause = policy.address(paper.clause)
    year = view.today.year
    series = f"paper:{by.code if by else ''}:{paper.title}:{year}"
    number = paper_number(
        paper.title.strip("《》") + "〔{year}〕{n}号", year, numbers.following(series)
    )
    to = [unit for role in paper.to if (unit := view.unit(role.key)) is not None]
    sheet = Sheet(
        title=paper.title.strip("《》"), number=number, addressees=tuple(each.name for each in to),
        paragraphs=tuple(paper.body(view)), issuer=by.name if by else "", day=view.today,
        heading=by.name if by else "", notes=(f"依据：{clause}", f"办件编号：{view.key}"),
        sample=view.case.sample,
    )  # fmt: skip
    issued = IssuedPaper.objects.create(
        case=view.case, paper=paper.key, title=sheet.title, number=number, clause=clause, unit=by,
        to=[each.code for each in to], sheet=_kept(sheet), at=view.now,
    )  # fmt: skip
    Notice.objects.bulk_create(
        Notice(unit=each, case=view.case, kind="paper", clause=clause, at=view.now,
               text=f"{sheet.issuer}发来《{sheet.title}》（{number}）")
        for each in to
    )  # fmt: skip
    return issued


def _kept(sheet: Sheet) -> dict[str, Any]:
    return {**asdict(sheet), "day": sheet.day.isoformat()}


def sheet_of(issued: IssuedPaper) -> Sheet:
    """The sheet of a paper, as it was issued."""
    told = dict(issued.sheet)
    paragraphs = tuple(
        each
        if isinstance(each, str)
        else Rows(tuple(each["header"]), tuple(map(tuple, each["rows"])))
        for each in told["paragraphs"]
    )
    plural = {name: tuple(told[name]) for name in ("addressees", "copy_to", "notes")}
    return Sheet(
        **{**told, **plural, "paragraphs": paragraphs, "day": date.fromisoformat(told["day"])}
    )


def laid_out(issued: IssuedPaper, form: str) -> bytes:
    """A paper as ``docx`` or ``pdf``."""
    sheet = sheet_of(issued)
    return docx(sheet) if form == "docx" else pdf(sheet, fonts=config.fonts())


def day_of(issued: IssuedPaper) -> date:
    """The day it was issued."""
    return issued.at.astimezone(clock.HERE).date()
