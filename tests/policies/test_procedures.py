"""Every procedure of every encoded document holds together, by itself and with the others."""

import pytest

from luoshi.policies import acting
from luoshi.procedures import Decide, Procedure, Start
from luoshi.procedures.bpmn import bpmn
from luoshi.procedures.diagram import svg
from luoshi.procedures.soundness import faults

PROCEDURES = list(acting.procedures().values())
EACH = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.whole_key)


@EACH
def test_it_is_sound(procedure: Procedure) -> None:
    assert faults(procedure) == []


@EACH
def test_what_it_starts_exists_and_its_rules_are_of_its_document(procedure: Procedure) -> None:
    for step in procedure.steps:
        for outcome in step.outcomes:
            for effect in outcome.effects:
                if isinstance(effect, Start):
                    key = effect.procedure
                    whole = key if "." in key else f"{procedure.policy.key}.{key}"
                    other = acting.procedure(whole)
                    assert not effect.at or other.step(effect.at)
            for check in outcome.checks:
                if isinstance(check, Decide):
                    assert check.rule.policy.number == procedure.policy.number


@EACH
def test_it_can_be_drawn_and_exported(procedure: Procedure) -> None:
    assert procedure.steps[0].label in svg(procedure)
    assert bpmn(procedure).startswith(b"<?xml")


def test_registers_and_roles_are_one_and_the_same_wherever_they_stand() -> None:
    roles: dict[str, object] = {}
    for procedure in PROCEDURES:
        for role in procedure.roles:
            key = f"{procedure.policy.key}.{role.key}"
            assert roles.setdefault(key, role) == role
