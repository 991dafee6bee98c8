"""The rows of supervision: what was found in documents, what runs of it, and every act on it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from luoshi.office.archive.models import Issue
from luoshi.office.directory.models import Unit

KINDS = {"duty": "责任", "target": "指标", "timing": "日程"}
REVIEW = {"found": "待确认", "confirmed": "已确认", "corrected": "已更正", "rejected": "已排除"}
STAGES = {
    "registered": "立项", "assigned": "交办", "accepted": "签收", "divided": "分解", "tracked": "跟踪",
    "reported": "报告", "returned": "退回补充", "closed": "办结", "evaluated": "评价", "cancelled": "撤销",
}  # fmt: skip
"""立项 → 交办 → 签收 → 分解 → 跟踪 → 报告 → 核查 → 办结 → 评价; 核查 is the act that closes or returns a report."""
OPEN = ("assigned", "accepted", "divided", "tracked", "reported", "returned")
LIGHTS = {"green": "正常", "yellow": "临期", "red": "逾期", "done": "办结"}
ACTS = {
    "register": "立项", "assign": "交办", "accept": "签收", "divide": "分解", "track": "跟踪", "remind": "提醒",
    "report": "报告", "return": "退回", "check": "核查", "close": "办结", "evaluate": "评价", "comment": "批注",
    "transfer": "变更责任单位", "extend": "延期", "ask_extension": "申请延期", "refuse_extension": "不同意延期",
    "escalate": "升级", "cancel": "撤销", "file": "上传材料",
}  # fmt: skip


class Found(models.Model):
    """One duty, target or day that the grammar found, and what a reviewer made of it (核对).

    Attributes:
        key: `luoshi.duties` names the same words of the same clause the same, however often they are read.
        document: how addresses name the document: its number, else 《title》.
        data: the finding, as `luoshi.office.duties.shapes` writes it.
        corrected: the fields that the reviewer changed; wins over ``data``.
        version: counts the reviews, so that two reviewers of one item do not overwrite each other.
        gone: the present text no longer holds it; it is kept where somebody has reviewed it or it runs.
        instead: the finding that stands in the same clause now, where a re-issued document names other units.
    """

    id: int
    kind = models.CharField("种类", max_length=6, choices=list(KINDS.items()))
    key = models.CharField(max_length=20)
    issue_id: int
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="found")
    document = models.TextField("文件")
    number = models.TextField("文号", blank=True)
    title = models.TextField("标题")
    position = models.IntegerField("次序")
    address = models.TextField("条款")
    data = models.JSONField()
    corrected = models.JSONField(default=dict)
    confidence = models.FloatField("把握")
    state = models.CharField("核对", max_length=10, default="found", choices=list(REVIEW.items()))
    reviewer = models.CharField(max_length=100, blank=True)
    reviewed = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    gone = models.BooleanField(default=False)
    items: models.Manager[Item]
    before: models.Manager[Found]
    actuals: models.Manager[Actual]
    instead_id: int | None
    instead = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="before")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "kind", "key"], name="one_finding")
        ]
        indexes: ClassVar = [
            models.Index(fields=["issue", "kind", "position"], name="found_by_issue"),
            models.Index(fields=["state", "kind"], name="found_by_state"),
        ]


class Item(models.Model):
    """A duty under supervision (督办事项).

    Attributes:
        key: its number, as 督〔2026〕12.
        found: what it came from; None for one that was entered by hand.
        address: the clause, always in view; text: what is to be done.
        due: the last day; None: ongoing (长期).
        recurrence: RFC 5545, for one that comes back; the next one is opened when it is closed.
        first_due: as registered, before any extension.
        lead: the unit that answers for it; assistants are `Part` rows.
        head: where reminders escalate: the unit above, else the office that registered it.
        by: the supervision office that registered it (督查室).
        light: kept by the clock, so that boards only read.
        changed: counts changes, so that two officers do not overwrite each other.
    """

    id: int
    key = models.CharField("编号", max_length=40, unique=True)
    found_id: int | None
    found = models.ForeignKey(Found, null=True, on_delete=models.SET_NULL, related_name="items")
    parent_id: int | None
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parts_of")
    document = models.TextField("文件", blank=True)
    title = models.TextField("文件标题", blank=True)
    address = models.TextField("条款", blank=True)
    clause = models.TextField("条款原文", blank=True)
    text = models.TextField("事项")
    by_id: int
    by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lead_id: int | None
    lead = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="leads_items")
    leader = models.CharField("分管领导", max_length=40, blank=True)
    stage = models.CharField(
        "环节", max_length=10, choices=list(STAGES.items()), default="registered"
    )
    light = models.CharField("亮灯", max_length=6, choices=list(LIGHTS.items()), default="green")
    due = models.DateField("时限", null=True)
    first_due = models.DateField(null=True)
    due_words = models.CharField("时限原文", max_length=200, blank=True)
    recurrence = models.CharField(max_length=200, blank=True)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    mark = models.CharField("评价", max_length=10, blank=True)
    registered = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    changed = models.PositiveIntegerField(default=0)
    sample = models.BooleanField("样例", default=False)
    parts: models.Manager[Part]
    acts: models.Manager[Act]

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["lead", "stage", "due"], name="item_by_lead"),
            models.Index(
                fields=["light", "due", "id", "stage", "lead", "leader", "document", "sample"],
                name="item_on_board",
            ),  # holds all that the counts of a board ask for
            models.Index(fields=["stage", "due"], name="item_by_due"),
            models.Index(fields=["document", "due"], name="item_by_document"),
            models.Index(fields=["leader", "due"], name="item_by_leader"),
        ]


class Part(models.Model):
    """A unit that takes part in an item: as lead or assisting (配合)."""

    item_id: int
    unit_id: int
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6)  # lead, assist
    accepted = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "unit"], name="one_part")]
        indexes: ClassVar = [models.Index(fields=["unit", "role"], name="part_by_unit")]


class Act(models.Model):
    """One act on an item (办理记录): who, when, what, with what files; never changed."""

    item_id: int
    unit_id: int | None
    files: models.Manager[Evidence]
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=16, choices=list(ACTS.items()))
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["item", "at"], name="act_by_item")]


class Evidence(models.Model):
    """A file that shows what was done (佐证材料); its bytes are kept by `office.uploads` under their hash."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)


class Extension(models.Model):
    """A wish for more time (延期申请), with its reason and what was decided."""

    item_id: int
    unit_id: int
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="extensions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.TextField()
    asked = models.DateTimeField()
    asked_by = models.CharField(max_length=100)
    granted = models.BooleanField(null=True)
    decided = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)


class Reminder(models.Model):
    """One reminder that was decided (提醒), to one unit for one item and day; each is decided once.

    Attributes:
        kind: before, on, after; head (the unit's head), office (the supervision office).
        state: queued, sent, failed; ``why`` says what the channel said, and the notice in the office stands anyway.
    """

    id: int
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="reminders")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6)
    day = models.DateField()
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default="queued")
    tries = models.PositiveSmallIntegerField(default=0)
    next = models.DateTimeField(null=True)
    channel = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=200, blank=True)
    read = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "unit", "kind", "day"], name="one_reminder")
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next"], name="reminder_to_send"),
            models.Index(fields=["unit", "-at"], name="reminder_by_unit"),
        ]


class Actual(models.Model):
    """What was reached of a target (完成值): in a period, from a source, marked where it is a forecast."""

    id: int
    target_id: int
    unit_id: int | None
    target = models.ForeignKey(Found, on_delete=models.CASCADE, related_name="actuals")
    period = models.CharField("时期", max_length=10)  # 2025, 2025Q3, 2025-07
    value = models.DecimalField("数值", max_digits=24, decimal_places=6)
    forecast = models.BooleanField("预计", default=False)
    source = models.CharField("来源", max_length=200)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    who = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "period", "forecast"], name="one_actual")
        ]


class Setting(models.Model):
    """What the office sets (本单位设定): days before the day, days until it escalates."""

    name = models.CharField(max_length=40, unique=True)
    value = models.CharField(max_length=40)


class Feed(models.Model):
    """A calendar that a phone subscribes to (日历订阅): of a unit, or of a person's units; its token opens nothing else."""

    token = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    made = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)


class Saved(models.Model):
    """A filter that somebody keeps (常用筛选): a name and the query of the board."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="one_filter")
        ]
