"""Whether a procedure holds together (完整性): every step reachable, every name known, every limit in the text."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.procedures.model import Decide, Enter, Procedure, Step
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
