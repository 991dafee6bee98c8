"""Readings, what they say, alerts, calls and attempts, answers, measures, contacts, channels, the roster."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from luoshi.office.cases.models import Case
from luoshi.office.directory.models import Post, Unit

if TYPE_CHECKING:
    from django.db.models import Manager

# --- readings


class Reading(models.Model):
    """One reading (监测值) of an indicator: about which moment, from whom, and when it came.

    A later reading about the same moment corrects an earlier one; nothing is changed or deleted.

    Attributes:
        series: ``<place>.<name>.<indicator>``.
        at: the moment it is about; in the future for a forecast.
        arrived: when it came. ``forecast``: whether it was about the future then.
        value: a number in whole thousandths, 0 or 1 for a truth; null for a choice.
        words: a choice.
        state: ``good``; ``doubtful`` (存疑, outside what can be); ``refused`` by an officer, with ``why``.
        key: of whoever sent it, so that the same reading sent again is taken once.
    """

    series = models.CharField(max_length=100)
    place = models.CharField(max_length=60, blank=True)
    item = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    arrived = models.DateTimeField()
    forecast = models.BooleanField(default=False)
    value = models.BigIntegerField(null=True)
    words = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, default="good")
    why = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=100, blank=True)
    sample = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["series", "at", "arrived"], name="reading_by_series"),
            models.Index(
                fields=["arrived"],
                condition=models.Q(state="doubtful"),
                name="reading_doubtful",
            ),
        ]


class Standing(models.Model):
    """What the readings of a classifier say at a place (当前判断): the last judgement, and since when.

    Attributes:
        classifier: ``<place>.<name>.<plan>.<classifier>``.
        level: key of the level; empty for none. ``since``: when it began to stand without a break.
        calm_since: since when nothing higher than this level was reached, for rules that want a level to
            have stayed below for so many hours.
        facts: what the rule was asked with. ``receipt``: its explained answer.
        judged: the moment of the judgement.
    """

    classifier = models.CharField(max_length=140)
    place = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()
    since = models.DateTimeField()
    calm_since = models.DateTimeField()
    facts = models.JSONField(default=dict)
    receipt = models.JSONField(default=dict)
    judged = models.DateTimeField()
    sample = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["classifier", "place", "sample"], name="one_standing")
        ]


# --- alerts


class Alert(models.Model):
    """An alert (预警、响应): one run of a plan, from its issue to its review.

    Attributes:
        plan: whole key of the plan; ``area``: for which place; empty for all of the document's.
        case: the case that carries it: drafting and approving stand there.
        state: in_force, lifted, reviewed.
        content: what the last message said, by the keys of the plan's fields.
        ordered: a higher authority ordered it.
    """

    if TYPE_CHECKING:
        case_id: int
        turns: Manager[Turn]
        units: Manager[AlertUnit]
        messages: Manager[Message]
        tasks: Manager[MeasureTask]

    STATES: ClassVar = {"in_force": "生效中", "lifted": "已解除", "reviewed": "已评估"}

    key = models.CharField(max_length=24, unique=True)
    plan = models.CharField(max_length=100, db_index=True)
    area = models.CharField(max_length=60, blank=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="alert")
    state = models.CharField(max_length=8, default="in_force")
    level = models.CharField(max_length=30)
    content = models.JSONField(default=dict)
    ordered = models.BooleanField(default=False)
    issued = models.DateTimeField()
    changed = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted = models.DateTimeField(null=True)
    reviewed = models.DateTimeField(null=True)
    sample = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "area", "sample"],
                condition=models.Q(state="in_force"),
                name="one_alert_in_force",
            )
        ]


class Turn(models.Model):
    """What happened to an alert (发布、调整、解除、评估): who did it, when, to which level."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="turns")
    kind = models.CharField(max_length=8)  # issue, adjust, lift, review
    level = models.CharField(max_length=30, blank=True)
    content = models.JSONField(default=dict)
    who = models.CharField(max_length=100)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)


class AlertUnit(models.Model):
    """A unit that an alert concerns: it leads (may see who answered) or it is called (sees its own)."""

    if TYPE_CHECKING:
        unit_id: int

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "unit"], name="one_alert_unit")
        ]


# --- whom to reach, and by what


class Contact(models.Model):
    """A person at a post, and how they are reached (通信录).

    Attributes:
        addresses: by kind of channel: ``{"wechat": "zhangsan", "phone": "13800000000"}``.
        order: who is tried first where several hold the post.
        user: their account, where they have one: they then see and answer calls in the office.
        confirmed: when the entry was last said to be right (每年更新备案).
    """

    if TYPE_CHECKING:
        unit_id: int
        post_id: int
        user_id: int | None

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="contacts")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField("姓名", max_length=60)
    addresses = models.JSONField("联系方式", default=dict)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    active = models.BooleanField("在用", default=True)
    confirmed = models.DateField("核对日", null=True)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        indexes: ClassVar = [models.Index(fields=["post", "order"], name="contact_by_post")]


class Relay(models.Model):
    """To which posts a unit passes an alert on (再传播): its own, or those of units below it.

    Attributes:
        plan: whole key of a plan; empty for every one.
    """

    if TYPE_CHECKING:
        unit_id: int
        post_id: int

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="relays")
    plan = models.CharField(max_length=100, blank=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "plan", "post"], name="one_relay")
        ]


class Shift(models.Model):
    """Who is on duty at a post, from when until when (值班表). They are called before its other holders."""

    if TYPE_CHECKING:
        unit_id: int
        post_id: int
        contact_id: int

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="shifts")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="shifts")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="shifts")
    begins = models.DateTimeField("起")
    ends = models.DateTimeField("止")

    class Meta:
        ordering: ClassVar = ["begins"]
        indexes: ClassVar = [models.Index(fields=["post", "begins"], name="shift_by_post")]


class Channel(models.Model):
    """A way to reach people (渠道) that this office has set up.

    Attributes:
        kind: wechat, dingtalk, feishu, sms, mail, webhook, phone; the address of a contact goes by it.
        target: the address of the gateway, with ``{address}`` where the contact's goes; empty for phone,
            which is a list that an operator works off. May hold a secret: shown to administrators only.
        order: the office's own order, where a plan names none.
        patience: seconds to wait for an answer before the next channel, where the text sets none; null:
            nobody goes on by itself.
        failures: attempts in a row that the gateway did not take. ``down``: since when it is held to be
            out of order; the next channel is used at once.
    """

    KINDS: ClassVar = {
        "wechat": "企业微信", "dingtalk": "钉钉", "feishu": "飞书", "sms": "短信", "mail": "邮件",
        "webhook": "网络接口", "phone": "电话",
    }  # fmt: skip

    key = models.SlugField("代码", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=12)
    label = models.CharField("名称", max_length=60)
    target = models.CharField("地址", max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    patience = models.PositiveIntegerField("等候秒数", null=True)
    active = models.BooleanField("在用", default=True)
    failures = models.PositiveIntegerField(default=0)
    down = models.DateTimeField(null=True)
    tried = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["order", "pk"]


# --- calls
#
# A hundred thousand of these come at once, and none is ever deleted: the database checks no references
# of theirs one by one (db_constraint), which would take longer than writing them.


class Message(models.Model):
    """What is told, to many, in one go (一次发布): the issue of an alert, its adjustment, its lifting, a relay.

    Attributes:
        call: key of the plan's call; ``relay`` for what a unit passes on (``parent`` is the call that was
            answered).
        text: as it goes out. ``stale``: after that it wakes nobody any more.
        drops: level or lifting that has overtaken it.
    """

    if TYPE_CHECKING:
        alert_id: int
        calls: Manager[Calling]

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="messages")
    call = models.CharField(max_length=60)
    kind = models.CharField(max_length=8)  # issue, adjust, lift, relay
    title = models.CharField(max_length=200)
    text = models.TextField()
    clause = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey("Calling", null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    stale = models.DateTimeField()
    overtaken = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)


class Calling(models.Model):
    """One post to be reached by one message (叫应): open until somebody answers, or nobody can.

    Attributes:
        state: open, answered, stopped (lifted or overtaken meanwhile), exhausted (no step is left),
            unreachable (there never was one).
        step: the number of the attempt that is under way, from 0.
        due: when the next one begins unless somebody answers; null: it waits for a person.
    """

    if TYPE_CHECKING:
        message_id: int
        unit_id: int
        post_id: int | None
        attempts: Manager[Attempt]
        answers: Manager[Answer]

    STATES: ClassVar = {
        "open": "等待应答", "answered": "已应答", "stopped": "已停止", "exhausted": "无人应答",
        "unreachable": "无法叫应",
    }  # fmt: skip

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="calls", db_constraint=False, db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    wanted = models.CharField(max_length=60)
    state = models.CharField(max_length=11, default="open")
    why = models.CharField(max_length=200, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(null=True)
    at = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due"], condition=models.Q(state="open"), name="calling_open_by_due"
            ),
            models.Index(fields=["message", "state"], name="calling_by_message"),
        ]


class Attempt(models.Model):
    """One step of a call (第几步): one person on one channel.

    ``key`` is sent along, so that a gateway that is asked twice does not take it for two calls.

    Attributes:
        token: in the link with which this person answers.
        patience: seconds until the next step; null: none follows by itself.
        state: waiting, queued, claimed, sent, failed, stopped; for the phone ``queued`` is on the list.
        next: when a queued one is to be sent, or the lease of a claimed one ends.
    """

    if TYPE_CHECKING:
        calling_id: int
        contact_id: int | None
        channel_id: int | None

    STATES: ClassVar = {
        "waiting": "未到", "queued": "待发", "claimed": "正在发", "sent": "已发出", "failed": "未发出",
        "stopped": "不再需要",
    }  # fmt: skip

    calling = models.ForeignKey(
        Calling,
        on_delete=models.CASCADE,
        related_name="attempts",
        db_constraint=False,
        db_index=False,
    )
    step = models.PositiveSmallIntegerField()
    contact = models.ForeignKey(
        Contact, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=60, blank=True)
    channel = models.ForeignKey(
        Channel,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=12)
    address = models.CharField(max_length=200, blank=True)
    patience = models.PositiveIntegerField(null=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField(max_length=8, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    next = models.DateTimeField(null=True)
    queued = models.DateTimeField(null=True)
    sent = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    log = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calling", "step"], name="one_attempt_of_step")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next"],
                condition=models.Q(state__in=["queued", "claimed"]),
                name="attempt_due",
            ),
        ]

    @property
    def key(self) -> str:
        """The dedupe key: the same call, step and channel, however often it is sent."""
        return f"{self.calling_id}.{self.step}.{self.kind}"


class Answer(models.Model):
    """Somebody answered (应答): by the link, by a reply, in the office, or told to an operator.

    Attributes:
        via: link, reply, office, operator.
        first: whether it was the one that stopped the call; later ones are kept too.
    """

    if TYPE_CHECKING:
        calling_id: int

    VIA: ClassVar = {
        "link": "点链接",
        "reply": "回复",
        "office": "在系统里",
        "operator": "话务员登记",
    }

    calling = models.ForeignKey(
        Calling,
        on_delete=models.CASCADE,
        related_name="answers",
        db_constraint=False,
        db_index=False,
    )
    attempt = models.ForeignKey(
        Attempt, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=60, blank=True)
    via = models.CharField(max_length=8)
    note = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["calling"], name="answer_by_calling")]


# --- what is owed


class MeasureTask(models.Model):
    """A measure that a unit owes while an alert stands (措施): done with evidence, or overdue.

    Attributes:
        measure: key of the plan's measure. ``day``: of a daily one.
        state: open, done, left (不采取, with a reason, where the text lets the unit choose), ended (the
            alert was lifted or adjusted first).
        due: until when; null where neither the text nor the office set a time.
    """

    if TYPE_CHECKING:
        unit_id: int
        alert_id: int

    STATES: ClassVar = {"open": "待落实", "done": "已落实", "left": "不采取", "ended": "已终止"}

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="tasks")
    measure = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=30)
    day = models.DateField(null=True)
    state = models.CharField(max_length=5, default="open")
    opened = models.DateTimeField()
    due = models.DateTimeField(null=True)
    overdue = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    who = models.CharField(max_length=100, blank=True)
    evidence = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert", "measure", "unit", "day"], name="one_measure_of_day"
            ),
            models.UniqueConstraint(
                fields=["alert", "measure", "unit"],
                condition=models.Q(day=None),
                name="one_measure_task",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due"],
                condition=models.Q(state="open", overdue=None),
                name="measure_open_by_due",
            ),
            models.Index(fields=["unit", "state"], name="measure_by_unit"),
        ]


class RoundDone(models.Model):
    """Up to when the rounds of a plan were opened (会商、日报): one row for each round and unit."""

    plan = models.CharField(max_length=100)
    procedure = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "procedure", "unit"], name="one_round")
        ]


class Pulse(models.Model):
    """When a worker last looked, by the wall clock: one row. A jump of the clock is noticed against it."""

    seen = models.DateTimeField()
    jumped = models.DateTimeField(null=True)
    by = models.BigIntegerField(default=0)


# --- drills


class DrillRun(models.Model):
    """A drill (演练) that was run in a sandbox of its own, and its report.

    Attributes:
        state: running, done, failed, stopped.
        report: what ``luoshi drill run --json`` printed.
    """

    scenario = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    speed = models.FloatField(default=60)
    state = models.CharField(max_length=8, default="running")
    progress = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    trouble = models.CharField(max_length=500, blank=True)
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    who = models.CharField(max_length=100)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    process = models.IntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["-began"]


class Setting(models.Model):
    """What the office has set where the text is silent (原文未写明): by name, for a plan."""

    plan = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "name"], name="one_setting")
        ]
