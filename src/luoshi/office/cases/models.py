"""Cases, their tasks, deadlines, materials, papers and notices; registers; the calendar's corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from luoshi.office.directory.models import Unit

if TYPE_CHECKING:
    from django.db.models import Manager


class Entry(models.Model):
    """An entry of a register (名录、台账): one bank of the directory, one account, one card.

    Attributes:
        register: the register's whole key; ``key`` is unique in it.
        code: unguessable, for those who hold it (二维码); null where the register has none.
    """

    if TYPE_CHECKING:
        units: Manager[EntryUnit]
        cases: Manager[Case]

    register = models.CharField(max_length=100)
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    code = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - unique, if any
    made = models.DateTimeField()
    changed = models.DateTimeField()
    sample = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "key"], name="one_entry"),
        ]


class EntryUnit(models.Model):
    """A unit that an entry belongs to, in a role; it sees the entry and takes part in its cases."""

    if TYPE_CHECKING:
        entry_id: int
        unit_id: int

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="units")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "role"], name="one_unit_in_role")
        ]


class Case(models.Model):
    """A case (办件): one run of a procedure.

    Attributes:
        key: its number, as ``2026-000017``.
        state: draft (not yet handed in), open, closed.
        ended: what a closed case is called (已拨付).
        data: what was filled in and decided; ``events``: what happened when.
        version: grows with every act, so that a stale page is noticed.
    """

    if TYPE_CHECKING:
        subject_id: int | None
        starter_id: int | None
        tasks: Manager[Task]
        participants: Manager[Participant]

    STATES: ClassVar = {"draft": "未提交", "open": "办理中", "closed": "已办结"}

    key = models.CharField(max_length=20, unique=True)
    procedure = models.CharField(max_length=100, db_index=True)
    title = models.CharField(max_length=200)
    subject = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="cases")
    starter = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default="draft")
    ended = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict)
    events = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    opened = models.DateTimeField()
    changed = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    token = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - unique, if any
    sample = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["procedure", "state"], name="case_by_procedure")]


class Participant(models.Model):
    """A unit that takes part in a case, in a role. Who stands here sees the case; nobody else does."""

    if TYPE_CHECKING:
        case_id: int
        unit_id: int

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "role"], name="one_participant_in_role")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "case"], name="participant_by_unit")]


class Task(models.Model):
    """A step of a case that somebody owes, owed or did (环节)."""

    if TYPE_CHECKING:
        case_id: int
        unit_id: int | None

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    step = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default="open")  # open, done, closed
    draft = models.JSONField(default=dict)
    outcome = models.CharField(max_length=60, blank=True)
    who = models.CharField(max_length=100, blank=True)
    reasons = models.TextField(blank=True)
    opened = models.DateTimeField()
    done = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "opened"],
                condition=models.Q(state="open"),
                name="task_open_by_unit",
            ),
            models.Index(fields=["unit", "done"], name="task_done_by_unit"),
        ]


class Deadline(models.Model):
    """Until when a task must be done (期限): a row, so that what is due is a query.

    Attributes:
        at: when it falls due; ``next`` when the clock must look at it again (a reminder, then ``at``).
        state: open, paused, met, late (fired by the clock), cancelled.
        limit: key of the parameter; ``amount`` and ``unit`` are its period as it was counted.
        convention: how it was counted, in words; ``clause`` the clause that sets it.
        fired: when the clock noticed; the difference to ``at`` is how late the clock was.
    """

    if TYPE_CHECKING:
        task_id: int
        case_id: int
        unit_id: int | None

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="deadlines")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, default="open")
    since = models.DateTimeField()
    at = models.DateTimeField()
    next = models.DateTimeField()
    limit = models.CharField(max_length=60, blank=True)
    amount = models.IntegerField(default=0)
    measure = models.CharField(max_length=10, blank=True)
    clause = models.CharField(max_length=120, blank=True)
    convention = models.CharField(max_length=300, blank=True)
    paused = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)
    extended = models.CharField(max_length=60, blank=True)
    reminded = models.DateTimeField(null=True)
    fired = models.DateTimeField(null=True)
    met = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next"], condition=models.Q(state="open"), name="deadline_open_by_next"
            ),
            models.Index(
                fields=["unit", "at"],
                condition=models.Q(state__in=["open", "late", "paused"], met=None),
                name="deadline_owed_by_unit",
            ),
        ]


class Attachment(models.Model):
    """A material that was handed in (材料); the file lies outside the web root under its hash."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    step = models.CharField(max_length=60)
    material = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=100)
    at = models.DateTimeField()
    returned = models.CharField(max_length=300, blank=True)
    """Why it was sent back (退回补正的原因); empty where it was not."""
    removed = models.DateTimeField(null=True)


class IssuedPaper(models.Model):
    """A paper that was issued (文书); its sheet is kept, and laid out anew whenever it is asked for."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    paper = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=120)
    clause = models.CharField(max_length=120, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    to = models.JSONField(default=list)
    sheet = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], name="one_paper_of_number")
        ]


class Act(models.Model):
    """What was done on a case (办理记录). The token makes a repeated request harmless."""

    if TYPE_CHECKING:
        case_id: int

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=12)  # act, start, late, extend, pause …
    step = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=100)
    at = models.DateTimeField()
    reasons = models.TextField(blank=True)
    decisions = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    token = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - unique, if any


class Notice(models.Model):
    """Something a unit must know (告知、提醒)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10)  # told, paper, remind, late
    text = models.CharField(max_length=400)
    clause = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    read = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-at"], name="notice_by_unit")]


class Counter(models.Model):
    """The last number given in a series (编号)."""

    name = models.CharField(max_length=200, unique=True)
    value = models.PositiveIntegerField(default=0)


class Period(models.Model):
    """How far the clock has opened the cases that come back, for one unit or one entry."""

    procedure = models.CharField(max_length=100)
    about = models.CharField(max_length=140)
    done_until = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "about"], name="one_period")
        ]


class Correction(models.Model):
    """A day that is a working day, or is not, whatever the kept calendar says (工作日更正)."""

    day = models.DateField(unique=True)
    works = models.BooleanField()
    reason = models.CharField(max_length=200)


class ChosenReading(models.Model):
    """The reading (读法) of a passage that this office has chosen in place of the default."""

    policy = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    option = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "name"], name="one_chosen_reading")
        ]


class EntryAccount(models.Model):
    """An account that belongs to a register entry: whoever the entry belongs to sees it."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="accounts")
    account = models.CharField(max_length=120, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "account"], name="one_entry_account")
        ]


class AccountUnit(models.Model):
    """A unit that may see an account beside its owner."""

    account = models.CharField(max_length=120, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "unit"], name="one_account_unit")
        ]
