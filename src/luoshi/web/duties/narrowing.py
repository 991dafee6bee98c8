"""What is asked of the findings (筛选): by document, unit, lead, time limit, year; and what the filters offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from luoshi.office.archive.models import Issue
from luoshi.office.duties import finding
from luoshi.office.duties.models import KINDS, REVIEW, Found
from luoshi.office.duties.shapes import Shape, open_face_of, value_of
from luoshi.web import links
from luoshi.web.asked import BadQuestion, day, number, words

DUE = {
    "date": "有截止日", "recurring": "周期性", "ongoing": "长期", "after": "自某事起算",
    "unknown": "日期有误", "none": "未写明",
}  # fmt: skip
COMPARATORS = {
    ">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "=": "等于", "~": "左右",
}  # fmt: skip
SIGNS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "=": "＝", "~": "约"}
SOFT = {"hard": "约束性", "soft": "力争、原则上"}
OPEN_STATES = {key: label for key, label in REVIEW.items() if key != "rejected"}
"""What everybody may ask for: nothing that was rejected."""
MOST_COUNTED = 2000
"""Findings up to which the units are counted beside the list."""
UNITS_SHOWN = 15
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter of findings, as the address writes it.

    Attributes:
        q: words of what is to be done.
        document: 文号 or words of the title.
        unit: words of a unit; ``lead`` only where it leads (牵头).
        due: see `DUE`; ``until``: a last day not after this one.
        year, soft: of targets.
        state: of the review, see `REVIEW`.
    """

    q: str = ""
    document: str = ""
    unit: str = ""
    lead: bool = False
    due: str = ""
    until: date | None = None
    year: int | None = None
    soft: str = ""
    state: str = ""

    @property
    def looks_inside(self) -> bool:
        """Whether the findings must be looked at one by one."""
        return bool(self.lead or self.due or self.year or self.soft)

    def __bool__(self) -> bool:
        return self != Asked()


def asked(request: HttpRequest, states: Iterable[str] = REVIEW) -> Asked:
    """The filter of an address.

    Raises:
        BadQuestion: one of its values is none of those that are offered.
    """
    return Asked(
        words(request, "q")[:LONGEST],
        words(request, "document")[:400],
        words(request, "unit")[:LONGEST],
        bool(words(request, "lead")),
        one_of(request, "due", DUE),
        day(request, "until"),
        number(request, "year", 9999),
        one_of(request, "soft", SOFT),
        one_of(request, "state", states),
    )


def one_of(request: HttpRequest, name: str, known: Iterable[str]) -> str:
    """One of the values that a filter offers, or empty."""
    value = words(request, name)
    if value and value not in known:
        raise BadQuestion(f"没有“{value[:20]}”这种筛选", "请从列表中选择")
    return value


def rows_of(kind: str, wanted: Asked, issue: Issue | None = None) -> QuerySet[Found]:
    """The rows that the part of a filter leaves which the database can decide."""
    finding.ensure()
    unit, lead = (None, wanted.unit) if wanted.lead else (wanted.unit, None)
    rows = finding.found(
        kind, issue=issue, unit=unit, lead=lead, state=wanted.state or None, until=wanted.until,
        words=wanted.q,
    )  # fmt: skip
    if wanted.document:
        named = Q(document__contains=wanted.document) | Q(title__contains=wanted.document)
        rows = rows.filter(named)
    return rows


def fits(value: Shape, wanted: Asked) -> bool:
    """Whether a finding is what was asked for beyond that."""
    return (
        (not wanted.lead or bool(value.get("lead")))
        and (not wanted.due or wanted.due in kinds_of(value))
        and (wanted.year is None or value.get("year") == wanted.year)
        and (not wanted.soft or bool(value.get("soft")) == (wanted.soft == "soft"))
    )


def kinds_of(value: Shape) -> set[str]:
    """The kinds of time limits that a finding has: see `DUE`."""
    if "deadlines" in value or value.get("kind") not in DUE:
        return {each["kind"] for each in shapes_of(value, "deadlines")} or {"none"}
    return {value["kind"]}


# --- lines of a page


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as pages show it: what is stored, and what it says with what the reviewer changed."""

    row: Found
    value: Shape

    @property
    def clause(self) -> str:
        """The page of its clause."""
        return links.clause(self.row.address, self.row.issue.slug)

    @property
    def page(self) -> str:
        """The duties of its document."""
        path = reverse("document-duties", args=[self.row.document])
        return links.with_query(path, gazette=self.row.issue.slug)

    @property
    def others(self) -> list[str]:
        """The units that neither lead nor assist."""
        marked = {*names_of(self.value, "lead"), *names_of(self.value, "assist")}
        return [each for each in names_of(self.value, "units") if each not in marked]

    @property
    def place(self) -> str:
        """The clause without its document."""
        return self.row.address.removeprefix(self.row.document).strip() or "全文"

    @property
    def state(self) -> str:
        """What the review made of it."""
        return REVIEW[self.row.state]

    @property
    def amount(self) -> str:
        """Of a target: the sign, the number and its unit."""
        return amount(self.value)

    @property
    def limits(self) -> list[tuple[str, str]]:
        """Of a duty or a day: by when, as printed after its phase, and the day that it means."""
        if self.row.kind == "duty":
            limits = shapes_of(self.value, "deadlines")
            return [spoken(each, str(each.get("what") or "")) for each in limits]
        return [spoken(self.value)] if self.row.kind == "timing" else []


def line(row: Found) -> Line:
    """A row with what it says; its issue is loaded."""
    return Line(row, value_of(row))


def amount(value: Shape) -> str:
    """A target's sign, number and unit: ≥ 92%."""
    shown, unit = value.get("value"), str(value.get("unit") or "")
    if shown is None:
        return ""
    written = f"{shown:,}" if isinstance(shown, int | float) else str(shown)
    return f"{SIGNS.get(str(value.get('comparator')), '')} {written}{unit}"


def spoken(limit: Shape, phase: str = "") -> tuple[str, str]:
    """A time limit as printed, after the phase that it belongs to; and its day, where the words do not say it."""
    told, meant = str(limit.get("words") or ""), str(limit.get("day") or "")
    said = f"{phase}：{told}" if phase and told else told
    return said, meant if meant != told else ""


def selected(rows: QuerySet[Found], wanted: Asked) -> list[Line]:
    """The findings that a filter leaves, all of them."""
    return [each for each in map(line, rows) if fits(each.value, wanted)]


def units_named(lines: Sequence[Line], wanted: Asked, path: str) -> list[tuple[str, int, str]]:
    """The units that these findings name most often, how often, and the list of each alone."""
    name = "lead" if wanted.lead else "units"
    counted = Counter(unit for each in lines for unit in names_of(each.value, name))
    return [
        (unit, count, path + query(replace(wanted, unit=unit)))
        for unit, count in counted.most_common(UNITS_SHOWN)
    ]


def query(wanted: Asked) -> str:
    """A filter as an address writes it."""
    told = {
        "q": wanted.q, "document": wanted.document, "unit": wanted.unit, "lead": "1" if wanted.lead else "",
        "due": wanted.due, "until": wanted.until.isoformat() if wanted.until else "",
        "year": str(wanted.year or ""), "soft": wanted.soft, "state": wanted.state,
    }  # fmt: skip
    given = {name: value for name, value in told.items() if value}
    return f"?{urlencode(given)}" if given else ""


# --- rows of a spreadsheet

_HEAD, _TAIL = ["文号", "标题", "条款", "行"], ["把握", "存疑", "核对"]
COLUMNS = {
    "duty": [*_HEAD, "事项", "牵头", "配合", "责任单位（全部）", "时限", "最迟", "责任表述", *_TAIL],
    "target": [*_HEAD, "指标", "关系", "数值", "单位", "年份", "口径", "约束", "范围", "原文", *_TAIL],
    "timing": [*_HEAD, "时间", "事项", "单位", "日期", "重复规则", *_TAIL],
}  # fmt: skip


def as_row(one: Line) -> list[object]:
    """A finding as a row of a spreadsheet; see `COLUMNS`."""
    value = one.value
    lines: list[int] = value.get("lines") or []
    head = [one.row.number, one.row.title, one.row.address, "-".join(map(str, lines))]
    tail = [round(one.row.confidence, 2), "；".join(value.get("doubts") or []), one.state]
    return [*head, *_BODIES[one.row.kind](value), *tail]


def _listed(value: Shape, name: str) -> str:
    return "、".join(names_of(value, name))


def names_of(value: Shape, name: str) -> list[str]:
    """A list of names in a finding; empty where there is none."""
    return list(cast("list[str] | None", value.get(name)) or [])


def shapes_of(value: Shape, name: str) -> list[Shape]:
    """A list of what has names of its own in a finding, as its time limits; empty where there is none."""
    return list(cast("list[Shape] | None", value.get(name)) or [])


def _duty_row(value: Shape) -> list[object]:
    return [
        value.get("text"), _listed(value, "lead"), _listed(value, "assist"), _listed(value, "units"),
        value.get("deadline"), value.get("due"), value.get("notation"),
    ]  # fmt: skip


def _target_row(value: Shape) -> list[object]:
    return [
        value.get("name"), COMPARATORS.get(str(value.get("comparator")), ""), value.get("value"),
        value.get("unit"), value.get("year"), value.get("per"), SOFT["soft" if value.get("soft") else "hard"],
        value.get("area"), value.get("text"),
    ]  # fmt: skip


def _timing_row(value: Shape) -> list[object]:
    return [
        value.get("words"), value.get("what"), _listed(value, "units"), value.get("day"), value.get("rule"),
    ]  # fmt: skip


_BODIES = {"duty": _duty_row, "target": _target_row, "timing": _timing_row}


def as_data(one: Line) -> Shape:
    """A finding as everybody may read it: without who reviewed it."""
    return open_face_of(one.row)


def check_kind(kind: str) -> str:
    """A kind of findings.

    Raises:
        BadQuestion: there is no such kind.
    """
    if kind not in KINDS:
        raise BadQuestion(f"没有“{kind[:20]}”这一类", f"可用：{'、'.join(KINDS)}")
    return kind
