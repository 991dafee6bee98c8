"""What would go wrong (事前检查): posts without people, people without a channel, steps that nobody can reach.

Shown before it is needed: for every plan whose roles this office has given to units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.office import clock
from luoshi.office.alerts import calling, office_settings
from luoshi.office.alerts.calling import Routes, patience_of, targets
from luoshi.office.alerts.models import Channel
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit
from luoshi.office.directory.units import units_playing
from luoshi.policies import acting, alerting
from luoshi.procedures.plans import Call, Plan


@dataclass(frozen=True)
class Trouble:
    """One thing that would go wrong: in which plan and call, where, what, and what to do.

    Attributes:
        grave: somebody would not be reached, or nobody could act; otherwise it is worth a look.
    """

    plan: str
    call: str
    where: str
    what: str
    remedy: str
    grave: bool = True

    def as_json(self) -> dict[str, object]:
        """As programs are told."""
        return {
            "plan": self.plan, "call": self.call, "where": self.where, "what": self.what,
            "remedy": self.remedy, "grave": self.grave,
        }  # fmt: skip


def troubles(actor: Actor, *, sample: bool = False) -> list[Trouble]:
    """Everything that would go wrong in the plans that an actor's unit takes part in."""
    from luoshi.office.alerts import access

    found: list[Trouble] = []
    for plan in alerting.plans().values():
        if access.watches(actor, plan.policy.key) or actor.runs_office:
            found.extend(of_plan(plan, sample=sample))
    return list(dict.fromkeys(found))


def of_plan(plan: Plan, *, sample: bool = False) -> Iterator[Trouble]:
    """What would go wrong in one plan; nothing where no unit plays any of its roles."""
    playing = {
        role.key: [
            each
            for each in units_playing(f"{plan.policy.key}.{role.key}")
            if each.active and each.sample == sample
        ]
        for role in (*plan.roles, acting.procedure(plan.whole_procedure).steps[0].by)
    }
    if not any(playing.values()):
        return
    first = acting.procedure(plan.whole_procedure).steps[0].by
    if not playing[first.key]:
        yield Trouble(
            plan.whole_key,
            "",
            first.label,
            "没有单位担任，达到级别时无人拟稿",
            "在“单位”里给有关单位这个角色",
        )
    for call in plan.calls:
        yield from _of_call(plan, call, playing, sample=sample)


_SET_UP = "请系统管理员在“渠道”里设置"


def _of_call(
    plan: Plan, call: Call, playing: Mapping[str, Sequence[Unit]], *, sample: bool
) -> Iterator[Trouble]:
    key = plan.whole_key
    for to in call.to:
        if not playing[to.role.key]:
            yield Trouble(
                key,
                call.label,
                to.role.label,
                "没有单位担任，通知不到",
                "在“单位”里给有关单位这个角色",
            )
    now = clock.now()
    patience = patience_of(plan, call, now)
    routes = Routes(call.channels, patience, now, sample=sample)
    for kind in call.channels:
        if not sample and not Channel.objects.filter(kind=kind, active=True).exists():
            yield Trouble(
                key,
                call.label,
                Channel.KINDS.get(kind, kind),
                "原文要用的渠道还没有设置",
                _SET_UP,
            )
    found = targets(plan, call, {}, sample=sample)
    steps = routes.of(calling.posts_of(plan, call))
    names = dict(
        Unit.objects.filter(pk__in=[each.unit for each in found]).values_list("pk", "name")
    )
    last = clock.today() - timedelta(days=office_settings.of("contact_days"))
    for target in found:
        where = f"{names[target.unit]}·{target.wanted}"
        ahead = steps.get(target.post, []) if target.post is not None else []
        if not ahead:
            why = calling.why_not(target)
            remedy = _SET_UP if why.endswith(calling.NO_CHANNEL) else "请该单位在“通信录”里补齐"
            yield Trouble(key, call.label, where, why, remedy)
            continue
        yield from _of_steps(key, call, where, ahead, last)


def _of_steps(
    key: str, call: Call, where: str, ahead: list[calling.Step], last: date
) -> Iterator[Trouble]:
    for number, step in enumerate(ahead):
        who = f"{where}·{step.person.name}·{step.channel.label}"
        if step.channel.down is not None:
            yield Trouble(
                key,
                call.label,
                who,
                f"渠道自 {step.channel.down.astimezone(clock.HERE):%m月%d日 %H:%M} 起不通",
                "请检查渠道；期间自动改用下一个",
                grave=False,
            )
        if step.patience is None and number + 1 < len(ahead):
            told = (
                "话务员登记后才" if step.channel.kind == calling.PHONE else "没有等候时间，不会自动"
            )
            yield Trouble(
                key, call.label, who, f"第 {number + 1} 步{told}转到下一步", "原文未写明等候多久；可在“渠道”里由本单位设定",
                grave=step.channel.kind != calling.PHONE,
            )  # fmt: skip
            break
    if len(ahead) == 1:
        yield Trouble(
            key,
            call.label,
            where,
            "只有一人一种联系方式，没有后备",
            "在“通信录”里补充",
            grave=False,
        )
    for person in {step.person.contact: step.person for step in ahead}.values():
        if person.confirmed is None or person.confirmed < last:
            who = f"{where}·{person.name}"
            remedy = "核对后在“通信录”里点“已核对”"
            yield Trouble(key, call.label, who, _unconfirmed(person), remedy, grave=False)


def _unconfirmed(person: calling.Person) -> str:
    return f"上次核对是 {person.confirmed}" if person.confirmed else "联系方式从未核对"
