"""Choosing how an ambiguous passage is read (选择读法): the administrator's, journalled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from luoshi import policies
from luoshi.office import clock
from luoshi.office.cases.errors import BadInput, NotAllowed, NotThere, Stale
from luoshi.office.cases.models import ChosenReading
from luoshi.office.directory.actors import Actor
from luoshi.office.journal import service as journal
from luoshi.rules import Policy
from luoshi.rules.policy import Reading


@dataclass(frozen=True)
class Choice:
    """A reading with what the office chose: the default's option unless it chose another."""

    policy: Policy
    reading: Reading
    chosen: str

    @property
    def clause(self) -> str:
        """The address of the passage."""
        return self.policy.address(self.reading.clause)

    @property
    def by_office(self) -> bool:
        """Whether the office chose something other than the default."""
        return self.chosen != self.reading.default

    def as_json(self) -> dict[str, Any]:
        """The same as data."""
        each = self.reading
        return {
            "policy": self.policy.key, "document": self.policy.number, "name": each.name,
            "label": each.label, "clause": self.clause, "why": each.why,
            "options": dict(each.options), "default": each.default, "chosen": self.chosen,
        }  # fmt: skip


def documents() -> list[tuple[Policy, int]]:
    """The documents that have readings, and of how many the office chose another than the default."""
    return [
        (policy, sum(each.by_office for each in of(policy)))
        for policy in policies.catalogue()
        if policy.readings
    ]


def document(key: str) -> Policy:
    """One of them by its key.

    Raises:
        NotThere: there is none.
    """
    found = next((each for each in policies.catalogue() if each.key == key), None)
    if found is None:
        raise NotThere(f"没有已编码的文件“{key[:80]}”", "请从读法目录进入")
    return found


def of(policy: Policy) -> list[Choice]:
    """The readings of a document as this office reads them."""
    chosen = dict(ChosenReading.objects.filter(policy=policy.key).values_list("name", "option"))
    return [
        Choice(policy, each, _valid(each, chosen.get(name)))
        for name, each in policy.readings.items()
    ]


def _valid(reading: Reading, option: str | None) -> str:
    """What was chosen; the default where that option no longer exists."""
    return option if option in reading.options else reading.default  # type: ignore[return-value]


@transaction.atomic
def choose(  # noqa: D417 - the others say themselves
    policy: Policy, name: str, option: str, *, before: str, reason: str, actor: Actor
) -> Choice:
    """Read a passage in another way from now on; what was decided before stays as it was.

    Args:
        before: the option that the page showed, so that two administrators do not overrule each
            other unseen.

    Raises:
        NotAllowed, NotThere, BadInput, Stale: it was not chosen, and why.
    """
    if not actor.runs_office:
        raise NotAllowed("读法由系统管理员选择", "请把理由告诉系统管理员")
    reading = policy.readings.get(name)
    if reading is None:
        raise NotThere("没有这个读法", "请刷新页面")
    if option not in reading.options:
        raise BadInput("请从所列的读法里选", fields={"option": "请选择"})
    if not reason.strip():
        raise BadInput(
            "请写明为什么这样读", "如上级的答复、本单位的会议纪要", fields={"reason": "请写明理由"}
        )
    rows = ChosenReading.objects.select_for_update().filter(policy=policy.key, name=name)
    present = _valid(reading, rows.values_list("option", flat=True).first())
    if present != before:
        raise Stale(f"这个读法刚才已改为“{reading.options[present]}”", "请看过现在的读法再选")
    if option == reading.default:
        rows.delete()
    else:
        ChosenReading.objects.update_or_create(
            policy=policy.key, name=name, defaults={"option": option}
        )
    journal.record(
        "reading.choose", actor=actor, at=clock.now(), subject=policy.address(reading.clause),
        body={"policy": policy.key, "name": name, "before": present, "option": option,
              "reason": reason.strip()[:500]},
    )  # fmt: skip
    return Choice(policy, reading, option)
