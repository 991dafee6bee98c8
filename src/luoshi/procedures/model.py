"""What a procedure (程序) is made of: roles, steps, outcomes, materials, deadlines, papers, effects, registers.

Data, written in ``policies/<place>/<name>/procedure.py`` in the order of the document. The office
runs it; a function in it looks at the case through :class:`View` and returns plain values. No number
of the text stands here: deadlines and limits name parameters of ``parameters.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeVar

from luoshi.rules import Facts, Policy, Rule

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Party:
    """A unit that takes part in a case: its code and its name."""

    code: str
    name: str


class View(Protocol):
    """A case as the functions of a procedure see it. Nothing can be changed through it.

    Attributes:
        key: the number of the case.
        data: what was filled in and decided so far. Numbers are texts with their unit (``3000000元``,
            ``85%``, ``20日``), days ISO texts, truths booleans; the result of a decision stands under
            its name in the same form.
        subject: the data of the register entry that the case is about; empty where there is none.
        subject_key: its key; empty where there is none.
        today, now: by the office's clock.
        reasons: the words given with the act that is under way; empty where none were given.
    """

    @property
    def key(self) -> str:
        """See above."""
        ...

    @property
    def data(self) -> Mapping[str, Any]:
        """See above."""
        ...

    @property
    def subject(self) -> Mapping[str, Any]:
        """See above."""
        ...

    @property
    def subject_key(self) -> str:
        """See above."""
        ...

    @property
    def today(self) -> date:
        """See above."""
        ...

    @property
    def now(self) -> datetime:
        """See above."""
        ...

    @property
    def reasons(self) -> str:
        """See above."""
        ...

    def event(self, name: str) -> datetime | None:
        """When an event of this case happened (a step's key, or what an outcome marks)."""
        ...

    def party(self, role: str) -> Party:
        """The unit that plays a role in this case."""
        ...

    def entry(self, register: str, key: str) -> Mapping[str, Any] | None:
        """The data of an entry of a register of this document."""
        ...

    def entries(self, register: str, **equal: object) -> Sequence[Mapping[str, Any]]:
        """The data (with ``key`` and ``state``) of a register's entries whose fields have these values."""
        ...

    def balance(self, account: str, on: date | None = None) -> int:
        """The balance of an account in fen, now or at the end of a day; 0 where it does not exist."""
        ...

    def available(self, account: str) -> int:
        """What of a balance is not held, in fen; the floor is not taken off. 0 where there is none."""
        ...

    def turnover(self, account: str, memo: str = "") -> tuple[int, int]:
        """What came in and what went out of an account in fen, of one memo or all together."""
        ...

    def provided(self, material: str) -> bool:
        """Whether a material of the checklist is there and was not sent back."""
        ...

    def workdays(self, start: date, end: date) -> int:
        """The working days after one day up to and with another, by the office's calendar."""
        ...

    def next_workday(self, day: date) -> date:
        """The day itself where it is a working day, else the next one."""
        ...

    def others(self, procedure: str) -> Sequence[Mapping[str, Any]]:
        """The other cases of a procedure on the same subject: data, with ``state`` and ``key``."""
        ...

    def standing(self, classifier: str, place: str = "") -> Mapping[str, Any]:
        """What the readings say now (分级判断), by a classifier of this document.

        It holds ``level`` (key; empty for none), ``label``, ``at``, ``since`` (ISO texts), ``facts`` (by name, as
        the rule takes them), ``hours`` (since when this level or a lower one has stood, in whole hours).
        Empty where nothing was judged yet.
        """
        ...

    def alert(self, plan: str, area: str = "") -> Mapping[str, Any]:
        """The alert of a plan of this document that is in force, the one of this case first.

        It holds ``level``, ``label``, ``key``, ``ordered``, ``issued``, ``changed`` (ISO texts), ``case``,
        ``area``; of its calls ``waiting`` (posts that have not answered), ``reached`` (posts that have) and
        ``reached_by`` (how many on which kind of channel). Empty where none is.
        """
        ...


Get = Callable[[View], T]
"""A function of the case."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role (角色): who acts; units are given roles in the directory.

    Attributes:
        kinds: which kinds of unit may play it (agency, bank, company, institution, person).
        watches: it sees every case of the procedures it stands in and acts in none (指导、监督).
        sole: where just one unit plays it, that unit takes part without being named.
    """

    key: str
    label: str
    kinds: tuple[str, ...]
    clause: str = ""
    watches: bool = False
    sole: bool = False


@dataclass(frozen=True, slots=True)
class Public:
    """What of a register the document orders to be published (公示), and by which clause."""

    clause: str
    fields: tuple[str, ...]
    only: Callable[[Mapping[str, Any], str], bool] | None = None
    """Whether an entry with this data and state is published; every one where it is None."""


@dataclass(frozen=True)
class Register:
    """A register (名录、台账): entries with a key, data, a state, and the units they belong to.

    Attributes:
        fields: what an entry holds.
        roles: the roles whose units an entry remembers; they see it, nobody else does.
        code: entries are looked up by an unguessable code of their own (二维码).
    """

    key: str
    label: str
    policy: Policy
    clause: str
    fields: type[Facts]
    roles: tuple[Role, ...] = ()
    public: Public | None = None
    code: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """A paper to hand in (申请材料).

    Attributes:
        when: in which cases it is asked for; always where it is None.
        optional: it may be handed in, and nothing is missing without it.
    """

    key: str
    label: str
    clause: str
    when: Get[bool] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """A deadline (期限): the period of a parameter, counted from an event.

    Attributes:
        limit: key of the parameter: 3个工作日, 30日, 72小时, 3年. Empty where the day itself is set in
            the case, by an order for instance (责令限期整改): ``since`` then names its field.
        since: the event: a step's key (when it was done), ``opened`` (the case), ``received`` (the task
            was opened), or a name that an outcome marks, or a field that holds a day (``data:sold_on``).
        before: the day lies that long *before* the event (终止前至少30日).
        paused_by: steps during which it stands still (补正), and the reading that says so.
        extension: key of the parameter with the extension that the text allows; none where it is empty.
        index: the key of an indexed parameter.
    """

    limit: str
    since: str
    before: bool = False
    paused_by: tuple[str, ...] = ()
    extension: str = ""
    index: tuple[str, ...] = ()
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Every:
    """A case that comes back (每季度、每年、每周): opened by the clock for each unit of the role.

    Attributes:
        period: when a period ends: week, quarter, year; ``2 years`` from the entry (两年为周期).
        limit: the parameter with the time after the end of the period (10个工作日) or the recurring day
            (每年2月底): the case is opened when the period has ended. Where the text names none it is
            opened when the period begins, and its end is the deadline (每周1次).
        over: a register each of whose entries gets a case; else each unit of the first role does.
        live: the states of entries that still get one; all of them where it is empty.
        since: of two years, the field of the entry that holds the day they count from (the last
            evaluation); where it is empty, the day the entry was made.
    """

    period: Literal["week", "quarter", "year", "two_years"]
    limit: str = ""
    over: Register | None = None
    live: tuple[str, ...] = ()
    since: str = ""


@dataclass(frozen=True)
class Decide:
    """A decision (判断) by a rule; its receipt goes into the journal.

    Attributes:
        name: under which the result stands in the data.
        facts: what the rule is asked with.
        expect: the result that opens the way; with any other one the act is refused, with the clause.
            ``...`` (Ellipsis): the result is only kept.
        soft: another result warns and does not refuse (原则上).
        why: what is said when the way stays closed; the rule's label where it is empty.
    """

    name: str
    rule: Rule[Any, Any]
    facts: Get[Mapping[str, object]]
    expect: object = ...
    soft: bool = False
    why: str = ""


@dataclass(frozen=True)
class Require:
    """A condition (条件) that no rule decides but the state of the case: a material, an entry, an account.

    A ``soft`` one warns and does not refuse (原则上).
    """

    holds: Get[bool]
    why: str
    clause: str
    soft: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper that is issued (文书), laid out by GB/T 9704 and numbered by the issuing unit.

    Attributes:
        body: its paragraphs, in our own words.
        to: roles it is addressed to; each gets it as a notice.
        by: the role in whose name it is issued.
    """

    key: str
    title: str
    by: Role
    to: tuple[Role, ...]
    body: Get[Sequence[str]]
    clause: str


# --- effects: what an outcome does besides moving on


@dataclass(frozen=True)
class Enter:
    """Write an entry of a register: create it, or change what is named; None as data keeps the data."""

    register: Register
    key: Get[str]
    data: Get[Mapping[str, object]] | None = None
    state: str = ""
    roles: Mapping[str, Get[str]] = field(default_factory=dict[str, Callable[[View], str]])
    """Units (by code) that the entry remembers beside those of the case, by role."""
    without: tuple[str, ...] = ()
    """Fields that are emptied."""
    leaves: tuple[Role, ...] = ()
    """Roles whose units the entry forgets: they no longer see it."""


@dataclass(frozen=True)
class OpenAccount:
    """Open an account: its code, name, owner and purpose; an open one stays as it is.

    ``floor`` is the least balance in fen; None for none (an account of the outside world). It is seen by
    its owner, by ``seen_by`` and, where it has an owner or a floor and is not ``shared`` by all cases of
    the procedure, by the units of the case's entry.
    """

    code: Get[str]
    name: Get[str]
    owner: Role | None
    purpose: str
    clause: str
    parent: Get[str] | None = None
    floor: int | None = 0
    seen_by: tuple[Role, ...] = ()
    shared: bool = False


@dataclass(frozen=True)
class Floor:
    """Set the least balance (留存) of an account, as a decision computed it."""

    account: Get[str]
    amount: Get[int]
    decided: str
    clause: str


@dataclass(frozen=True)
class Transfer:
    """Move money: fen from one account to another; refused where a floor would be broken."""

    source: Get[str]
    target: Get[str]
    amount: Get[int]
    memo: str
    clause: str


@dataclass(frozen=True)
class Hold:
    """Set money of an account aside under a name (冻结、预留), until it is released or paid."""

    name: Get[str]
    account: Get[str]
    amount: Get[int]
    clause: str


@dataclass(frozen=True)
class Release:
    """Let a hold go, or pay it to an account where ``to`` is given (the amount, or all of it)."""

    name: Get[str]
    clause: str
    to: Get[str] | None = None
    amount: Get[int] | None = None
    memo: str = ""


@dataclass(frozen=True)
class Start:
    """Open another case on the same subject (or on the entry that was just entered)."""

    procedure: str
    data: Get[Mapping[str, object]] | None = None
    when: Get[bool] | None = None
    at: str = ""
    """The step it begins with; its first where it is empty."""
    unless_open: bool = False
    """Not where one of that procedure for the same ``area`` is open, whose alert was not lifted."""


@dataclass(frozen=True)
class Mark:
    """Note that an event happened: now, or on the day that the function gives."""

    event: str
    on: Get[date] | None = None


@dataclass(frozen=True)
class Notify:
    """Tell the units of some roles (告知)."""

    to: tuple[Role, ...]
    text: Get[str]
    clause: str


@dataclass(frozen=True)
class Each:
    """Effects that are only known when it comes to them: one for every card, every building."""

    of: Get[Sequence[Effect]]


@dataclass(frozen=True)
class Issue:
    """Issue an alert (发布预警、启动响应), or adjust the one that this case issued.

    From now on the level stands: its calls go out, its measures are owed, its rounds begin.

    Attributes:
        plan: key of the plan within the document.
        level: key of the level.
        content: what the message says, by the keys of the plan's fields; where it is None, the fields of
            the case that go by these names.
        area: for which place; empty for all of the document's.
        until: how long the message is meant to hold (预计), where the case says so.
        by: key of the role in whose name it is published (以…名义发布); whoever acts where it is None.
        ordered: whether a higher authority ordered it (区域预警、省指挥部通报), which the rules of lifting ask for.
    """

    plan: str
    level: Get[str]
    content: Get[Mapping[str, str]] | None = None
    area: Get[str] | None = None
    until: Get[datetime] | None = None
    ordered: Get[bool] | None = None
    by: Get[str] | None = None


@dataclass(frozen=True)
class Lift:
    """Lift the alert of this case (解除预警、终止响应): what waits to be called is stopped, measures end."""

    plan: str
    content: Get[Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Review:
    """Close the alert of this case with its evaluation (总结评估)."""

    plan: str


Effect = (
    Enter
    | OpenAccount
    | Floor
    | Transfer
    | Hold
    | Release
    | Start
    | Mark
    | Notify
    | Each
    | Issue
    | Lift
    | Review
)


@dataclass(frozen=True)
class Outcome:
    """One way in which a step ends.

    Attributes:
        to: the steps that follow; none where this branch ends.
        checks: decisions and conditions, in order; the results of decisions can be used by later ones.
        reasons: words must be given (书面说明理由).
        ends: what the case is then called (已拨付); only where nothing else is open.
        when: whether it is offered at all.
        incomplete: it may be chosen although materials are missing (补正、不予受理).
        closes: other open steps that it ends without their being done.
    """

    key: str
    label: str
    to: tuple[str, ...] = ()
    checks: tuple[Decide | Require, ...] = ()
    papers: tuple[Paper, ...] = ()
    effects: tuple[Effect, ...] = ()
    reasons: bool = False
    ends: str = ""
    when: Get[bool] | None = None
    incomplete: bool = False
    closes: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True)
class Step:
    """What one role does (环节).

    Attributes:
        form: what is filled in; ``optional`` names the fields that may be left empty.
        materials: what is handed in at this step.
        parties: roles whose unit is chosen here.
        due: until when. None where the text sets no time (原文未写明期限).
        late: the outcome that the clock takes when nobody acted, and nobody but the clock; nothing is taken
            where it is empty, the step is marked late and the unit and those who watch are told.
        offers: fields that are filled in beforehand, to be changed at will.
    """

    key: str
    label: str
    by: Role
    clause: str
    outcomes: tuple[Outcome, ...]
    form: type[Facts] | None = None
    optional: tuple[str, ...] = ()
    materials: tuple[Material, ...] = ()
    parties: tuple[Role, ...] = ()
    due: Within | None = None
    late: str = ""
    gist: str = ""
    offers: Get[Mapping[str, object]] | None = None

    def outcome(self, key: str) -> Outcome:
        """The outcome of this key.

        Raises:
            KeyError: there is none.
        """
        return {each.key: each for each in self.outcomes}[key]


@dataclass(frozen=True)
class Procedure:
    """A procedure (程序): its first step opens a case; further steps follow from outcomes.

    Attributes:
        key: within the document; the whole key is ``shuozhou.presale_funds.payout``.
        subject: the register whose entry a case is about; it brings its units along.
        creates: the case makes its subject itself, with an ``Enter`` of that register.
        watches: roles that see every case and act in none.
        every: the clock opens its cases.
        sums: fields of money that the statistics add up.
        title: what a case is called in lists.
    """

    key: str
    label: str
    policy: Policy
    clause: str
    steps: tuple[Step, ...]
    gist: str
    subject: Register | None = None
    creates: bool = False
    watches: tuple[Role, ...] = ()
    every: Every | None = None
    sums: tuple[str, ...] = ()
    title: Get[str] | None = None
    clock_only: bool = False
    """Nobody opens it by hand: another case or the clock does."""

    @property
    def whole_key(self) -> str:
        """``<place>.<name>.<key>``."""
        return f"{self.policy.key}.{self.key}"

    def step(self, key: str) -> Step:
        """The step of this key.

        Raises:
            KeyError: there is none.
        """
        return {each.key: each for each in self.steps}[key]

    @property
    def roles(self) -> tuple[Role, ...]:
        """Every role that takes part, those that act first."""
        found: dict[str, Role] = {}
        for step in self.steps:
            for role in (step.by, *step.parties):
                found.setdefault(role.key, role)
            for outcome in step.outcomes:
                for paper in outcome.papers:
                    for role in (paper.by, *paper.to):
                        found.setdefault(role.key, role)
                for effect in outcome.effects:
                    if isinstance(effect, Notify):
                        found.update(
                            {role.key: role for role in effect.to if role.key not in found}
                        )
        for role in self.watches:
            found.setdefault(role.key, role)
        return tuple(found.values())
