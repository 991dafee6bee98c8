"""What must hold of the whole office at any moment, whatever was killed: a list of what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
from django.db.models import Count, Q, Sum

from luoshi import config
from luoshi.office.cases.models import Act, Attachment, Case, Deadline, Task
from luoshi.office.journal.models import Entry
from luoshi.office.journal.verification import verify
from luoshi.office.ledgers.dayend import findings
from luoshi.office.ledgers.models import Leg, Posting
from luoshi.procedures import fen

LIVE = Q(state__in=["open", "paused"]) | Q(state="late", met=None)


def faults(*, journal: bool = True) -> list[str]:
    """Everything that is wrong, in words; nothing where all is well.

    Args:
        journal: look at the chain too; a test that never commits has none.
    """
    found = [*_cases(), *_deadlines(), *_acts(), *_money(), *_files()]
    return found + list(_chain()) if journal else found


def _cases() -> Iterator[str]:
    open_tasks = Count("tasks", filter=Q(tasks__state="open"), distinct=True)
    rows: Any = Case.objects.annotate(waiting=open_tasks, done=Count("acts", distinct=True))
    for case in rows:
        if (case.state == "closed") != (case.waiting == 0):
            yield f"{case.key} {case.state}, {case.waiting} open tasks"
        if (case.state == "closed") != (case.closed is not None and bool(case.ended)):
            yield f"{case.key} {case.state}, ended {case.ended!r} at {case.closed}"
        if (case.state == "draft") != (case.version == 0):
            yield f"{case.key} {case.state} with version {case.version}"
        if case.version != case.done:
            yield f"{case.key} version {case.version}, {case.done} acts"
    twice = Task.objects.filter(state="open").values("case__key", "step").annotate(n=Count("pk"))
    for row in twice.filter(n__gt=1):
        yield f"{row['case__key']} {row['step']} open {row['n']} times"


def _deadlines() -> Iterator[str]:
    several = Deadline.objects.filter(LIVE).values("task").annotate(n=Count("pk")).filter(n__gt=1)
    for row in several:
        yield f"task {row['task']} has {row['n']} deadlines"
    for row in Deadline.objects.filter(LIVE).exclude(task__state="open"):
        yield f"deadline {row.pk} is {row.state}, its task is not open"
    for row in Deadline.objects.filter(state="met", met=None):
        yield f"deadline {row.pk} is met, nobody knows when"


def _acts() -> Iterator[str]:
    """Each task that is done was done by one act; each act stands in the journal once."""
    done = Counter(Task.objects.filter(state="done").values_list("case__key", "step"))
    acts = Counter(Act.objects.exclude(kind="extend").values_list("case__key", "step"))
    if done != acts:
        yield f"tasks done and acts differ: {(done - acts) + (acts - done)}"
    told = Counter(Entry.objects.filter(kind="case.act").values_list("case", flat=True))
    each = Counter(Act.objects.exclude(kind="extend").values_list("case__key", flat=True))
    if told != each:
        yield f"acts and journal differ: {(told - each) + (each - told)}"


def _money() -> Iterator[str]:
    """All sums to zero, and what the acts say they posted is what stands in the ledger."""
    yield from (f"ledger: {each}" for each in findings())
    if total := Leg.objects.aggregate(sum=Sum("amount"))["sum"] or 0:
        yield f"the ledger sums to {total}"
    told: Counter[str] = Counter()
    for entry in Entry.objects.filter(kind="case.act").only("case", "text"):
        told[entry.case] += orjson.loads(entry.text)["postings"]
    posted = Counter(Posting.objects.exclude(case="").values_list("case", flat=True))
    if +told != posted:
        yield f"postings told and posted differ: {(+told - posted) + (posted - +told)}"
    received = dict(
        Leg.objects.filter(account__code__startswith="rent:2").values_list("account__code")
        .annotate(sum=Sum("amount")).order_by()
    )  # fmt: skip
    paid = {
        f"rent:{case.key}": fen(case.data["amount"])
        for case in Case.objects.filter(ended="已拨付", procedure__endswith="subsidy")
    }
    if received != paid:
        yield f"paid {paid}, received {received}"


def _files() -> Iterator[str]:
    folder = config.home() / "uploads"
    for digest in Attachment.objects.values_list("sha256", flat=True).distinct():
        if not (folder / digest[:2] / digest[2:]).is_file():
            yield f"no file {digest}"


def _chain() -> Iterator[str]:
    """Whoever is killed between a commit and its seal leaves the seal to the next: look twice."""
    verify()
    found = verify()
    # That the file of the head is one seal behind, or that clocks differ, is told but harmless.
    if not found.sound:
        yield f"journal: {dict(found.counts)}"
    if Entry.objects.filter(n=None).exists():
        yield "entries without a link"
