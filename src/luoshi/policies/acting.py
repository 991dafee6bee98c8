"""The procedures (程序) of the encoded documents: each folder's ``procedure.py``, by key."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from luoshi.policies import alerting
from luoshi.procedures import Enter, Procedure, Register, Role
from luoshi.rules import Policy
from luoshi.rules.errors import BadPolicy

HERE = Path(__file__).parent


class NoProcedure(LookupError):
    """There is no procedure, register or role with this key."""


@cache
def procedures() -> dict[str, Procedure]:
    """Every procedure by its whole key (``shuozhou.presale_funds.payout``), in the documents' order."""
    found: dict[str, Procedure] = {}
    for file in sorted(HERE.glob("*/*/procedure.py")):
        module = import_module(
            f"luoshi.policies.{file.parent.parent.name}.{file.parent.name}.procedure"
        )
        for each in module.PROCEDURES:
            if each.whole_key in found:
                raise BadPolicy(f"程序 {each.whole_key} 有两个")
            found[each.whole_key] = each
    return found


def procedure(key: str) -> Procedure:
    """The procedure of this whole key.

    Raises:
        NoProcedure: there is none.
    """
    try:
        return procedures()[key]
    except KeyError as error:
        raise NoProcedure(f"没有程序“{key[:80]}”") from error


def enters(of: Procedure) -> Iterator[Enter]:
    """Everything that a procedure writes into registers."""
    for step in of.steps:
        for outcome in step.outcomes:
            yield from (each for each in outcome.effects if isinstance(each, Enter))


@cache
def registers() -> dict[str, Register]:
    """Every register by its whole key."""
    found: dict[str, Register] = {}
    for each in procedures().values():
        over = each.every.over if each.every else None
        for register in (each.subject, over, *(enter.register for enter in enters(each))):
            if register is not None:
                found.setdefault(whole(register), register)
    for register in _declared():
        found.setdefault(whole(register), register)
    return found


def _declared() -> Iterator[Register]:
    """The registers that the folders declare: some are written by computed effects alone (`Each`)."""
    for file in sorted(HERE.glob("*/*/procedure.py")):
        package = f"luoshi.policies.{file.parent.parent.name}.{file.parent.name}."
        for name in sorted(sys.modules):
            if name.startswith(package):
                every = vars(sys.modules[name]).values()
                yield from (each for each in every if isinstance(each, Register))


def whole(register: Register) -> str:
    """``<place>.<name>.<key>`` of a register."""
    return f"{register.policy.key}.{register.key}"


@cache
def roles() -> dict[str, Role]:
    """Every role by its whole key, as the directory gives it to units."""
    acting = {
        f"{each.policy.key}.{role.key}": role
        for each in procedures().values()
        for role in each.roles
    }
    return {**dict(alerting.roles()), **acting}


def clauses(of: Policy) -> Iterator[tuple[str, str]]:
    """The clauses that the procedures of a document execute, each with what executes it."""
    for each in procedures().values():
        if each.policy.number != of.number:
            continue
        yield from ((clause, key) for clause, key in _clauses(each) if clause)


def _clauses(of: Procedure) -> Iterator[tuple[str, str]]:
    yield of.clause, of.whole_key
    for role in of.roles:
        yield role.clause, f"{of.policy.key}.{role.key}"
    registers_here = {whole(enter.register): enter.register for enter in enters(of)}
    for key, register in registers_here.items():
        yield register.clause, key
        if register.public:
            yield register.public.clause, key
    for step in of.steps:
        key = f"{of.whole_key}.{step.key}"
        yield step.clause, key
        yield from ((material.clause, key) for material in step.materials)
        for outcome in step.outcomes:
            yield outcome.clause, key
            yield from ((paper.clause, key) for paper in outcome.papers)
            for each in (*outcome.checks, *outcome.effects):
                yield str(getattr(each, "clause", "")), key
