"""Whether a procedure holds together (完整性): every step reachable, every name known, every limit in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luoshi.procedures.model import Decide, Enter, Issue, Lift, Procedure, Review, Step
from luoshi.procedures.plans import Plan
from luoshi.rules import RuleError
from luoshi.rules.parameters import find


def faults(procedure: Procedure) -> list[str]:
    """What is wrong with a procedure, each in one line; nothing where it is sound."""
    return [f"{procedure.whole_key}：{fault}" for fault in _faults(procedure)]


def _faults(procedure: Procedure) -> Iterator[str]:
    keys = [step.key for step in procedure.steps]
    if len(set(keys)) < len(keys):
        yield "环节的键有重复"
    reached = {keys[0]}
    for step in procedure.steps:
        yield from _of_step(step, procedure, set(keys))
        reached.update(to for outcome in step.outcomes for to in outcome.to)
    for key in keys:
        if key not in reached:
            yield f"环节 {key} 走不到"
    if procedure.creates and not _enters_subject(procedure):
        yield "说自己建立登记，但没有写入"
    for name in procedure.sums:
        if name not in known_data(procedure):
            yield f"统计的 {name} 没有填写的地方"
    if procedure.every and procedure.every.limit:
        yield from _limit(procedure, procedure.every.limit)


def _of_step(step: Step, procedure: Procedure, keys: set[str]) -> Iterator[str]:
    names = [outcome.key for outcome in step.outcomes]
    if not names:
        yield f"环节 {step.key} 没有办法结束"
    if len(set(names)) < len(names):
        yield f"环节 {step.key} 的办法有重复"
    if step.late and step.late not in names:
        yield f"环节 {step.key} 到期后的办法 {step.late} 不存在"
    comes_back = procedure.every is not None and step is procedure.steps[0]
    if step.late and step.due is None and not comes_back:
        yield f"环节 {step.key} 没有期限，却有到期后的办法"
    for outcome in step.outcomes:
        for key in (*outcome.to, *outcome.closes):
            if key not in keys:
                yield f"{step.key} 的“{outcome.label}”指向不存在的环节 {key}"
        if not outcome.to and not outcome.closes and not outcome.ends and len(procedure.steps) == 1:
            yield f"{step.key} 的“{outcome.label}”没有说办件叫什么"
    fields = set(step.form.declared()) if step.form else set[str]()
    for name in step.optional:
        if name not in fields:
            yield f"环节 {step.key} 的可不填栏目 {name} 不存在"
    if step.due is not None:
        if step.due.limit:
            yield from _limit(procedure, step.due.limit)
        elif not step.due.since.startswith("data:"):
            yield f"环节 {step.key} 的期限没有说多久，也没有说哪一天"
        if step.due.extension:
            yield from _limit(procedure, step.due.extension)
        if step.due.since not in known_events(procedure):
            yield f"环节 {step.key} 的期限从 {step.due.since} 起算，没有这件事"
        for key in step.due.paused_by:
            if key not in keys:
                yield f"环节 {step.key} 的期限由不存在的环节 {key} 暂停"


def _limit(procedure: Procedure, key: str) -> Iterator[str]:
    try:
        find(procedure.policy.parameters.definitions, key)
    except RuleError:
        yield f"期限 {key} 不是本文件的参数"


def _enters_subject(procedure: Procedure) -> bool:
    return any(
        isinstance(effect, Enter) and effect.register is procedure.subject
        for step in procedure.steps
        for outcome in step.outcomes
        for effect in outcome.effects
    )


def known_data(procedure: Procedure) -> set[str]:
    """Names that may stand in the data of a case."""
    found: set[str] = {"period"}
    for step in procedure.steps:
        found.update(step.form.declared() if step.form else ())
        for outcome in step.outcomes:
            found.update(check.name for check in outcome.checks if isinstance(check, Decide))
    return found


def known_events(procedure: Procedure) -> set[str]:
    """Events that a deadline of a procedure may be counted from."""
    from luoshi.procedures.model import Mark

    found = {"opened", "received", *(step.key for step in procedure.steps)}
    found.update(f"data:{name}" for name in known_data(procedure))
    for step in procedure.steps:
        for outcome in step.outcomes:
            found.update(effect.event for effect in outcome.effects if isinstance(effect, Mark))
    return found


def plan_faults(plan: Plan, procedures: Mapping[str, Procedure]) -> list[str]:
    """What is wrong with an emergency plan, given the procedures by their whole keys."""
    return [f"{plan.whole_key}：{fault}" for fault in _plan_faults(plan, procedures)]


def _plan_faults(plan: Plan, procedures: Mapping[str, Procedure]) -> Iterator[str]:
    levels = {each.key for each in plan.levels}
    for what, parts in (
        ("级别", plan.levels), ("措施", plan.measures), ("通知", plan.calls), ("分级", plan.classifiers),
        ("发布内容", plan.fields),
    ):  # fmt: skip
        keys = [each.key for each in parts]
        if len(set(keys)) < len(keys):
            yield f"{what}的键有重复"
    for each in (*plan.measures, *plan.calls):
        if unknown := set(each.levels) - levels:
            yield f"{each.key} 用了不存在的级别 {'、'.join(sorted(unknown))}"
    for measure in plan.measures:
        if not measure.levels:
            yield f"措施 {measure.key} 没有级别"
        if measure.within:
            yield from _plan_limit(plan, measure.within)
    for call in plan.calls:
        if call.answer:
            yield from _plan_limit(plan, call.answer)
        if unknown := set(call.says) - {each.key for each in plan.fields}:
            yield f"通知 {call.key} 说了没有的内容 {'、'.join(sorted(unknown))}"
    for round_ in plan.rounds:
        if f"{plan.policy.key}.{round_.procedure}" not in procedures:
            yield f"轮次的程序 {round_.procedure} 不存在"
        if round_.times:
            yield from _plan_limit(plan, round_.times)
        if unknown := set(round_.levels) - levels:
            yield f"轮次 {round_.procedure} 用了不存在的级别 {'、'.join(sorted(unknown))}"
    if plan.whole_procedure not in procedures:
        yield f"程序 {plan.procedure} 不存在"
        return
    yield from _carried(plan, procedures[plan.whole_procedure])


def _carried(plan: Plan, procedure: Procedure) -> Iterator[str]:
    """Whether its procedure issues and lifts it, and asks for all that its message must say."""
    done = [
        effect
        for step in procedure.steps
        for outcome in step.outcomes
        for effect in outcome.effects
        if isinstance(effect, Issue | Lift | Review) and effect.plan == plan.key
    ]
    for kind, word in ((Issue, "发布"), (Lift, "解除")):
        if not any(isinstance(each, kind) for each in done):
            yield f"程序 {plan.procedure} 从不{word}它"
    if all(isinstance(each, Issue) and each.content is not None for each in done):
        return
    asked = known_data(procedure)
    for field in plan.fields:
        if field.key not in asked:
            yield f"发布内容 {field.key} 没有填写的地方"


def _plan_limit(plan: Plan, key: str) -> Iterator[str]:
    try:
        find(plan.policy.parameters.definitions, key)
    except RuleError as error:
        yield str(error)
