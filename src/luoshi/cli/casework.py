"""``luoshi check``: the worked cases of the encoded documents, and whether they are strong enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luoshi.cli.failure import FAILED, Failure
from luoshi.cli.screen import Page, print_json, progress

if TYPE_CHECKING:
    from luoshi.rules import Policy, Rule
    from luoshi.rules.cases import WorkedCase
    from luoshi.rules.mutation import Mutant, Survey

LEAST = Fraction(95, 100)
"""The share of changes that the cases of a document must notice."""


@dataclass(frozen=True)
class Found:
    """What came of the cases of one document, and of changing its encoding."""

    policy: Policy
    cases: int
    failed: tuple[tuple[WorkedCase, list[str]], ...]
    survey: Survey | None

    @property
    def sound(self) -> bool:
        """Whether every case holds, and enough changes were noticed."""
        return not self.failed and (self.survey is None or self.survey.share >= LEAST)

    def as_json(self) -> dict[str, Any]:
        """The finding as data."""
        told: dict[str, Any] = {
            "number": self.policy.number,
            "title": self.policy.title,
            "cases": self.cases,
            "failed": [
                {
                    "rule": case.rule.key,
                    "name": case.name,
                    "clause": case.clause,
                    "problems": problems,
                }
                for case, problems in self.failed
            ],
        }
        if self.survey:
            told |= {
                "changes": self.survey.total,
                "noticed": self.survey.killed,
                "share": float(self.survey.share),
                "survivors": [{"kind": m.kind, "what": m.what} for m in self.survey.survivors],
            }
        return told


def check(words: str, deep: bool, as_json: bool) -> int:
    """Work the cases through; returns the exit code."""
    found = [_worked(policy, of, deep, as_json) for policy, of in _chosen(words)]
    sound = all(each.sound for each in found)
    if as_json:
        print_json({"sound": sound, "documents": [each.as_json() for each in found]})
    else:
        _lay(found, deep)
    return 0 if sound else FAILED


def _chosen(words: str) -> list[tuple[Policy, list[Rule[Any, Any]]]]:
    """The documents that are meant with their rules, or one rule of one."""
    from luoshi import policies
    from luoshi.rules.errors import UnknownRule

    if not words:
        return [(policy, policies.of_policy(policy)) for policy in policies.catalogue()]
    policy = policies.named(words)
    if policy is not None:
        return [(policy, policies.of_policy(policy))]
    try:
        rule = policies.rule(words)
    except UnknownRule as error:
        known = "、".join(each.number for each in policies.catalogue())
        raise Failure(
            f"没有编码“{words[:60]}”，也没有这条规则", "已编码的规则", f"已编码：{known}。"
        ) from error
    return [(rule.policy, [rule])]


def _worked(policy: Policy, rules: Sequence[Rule[Any, Any]], deep: bool, quiet: bool) -> Found:
    from luoshi.rules import cases as worked
    from luoshi.rules.mutation import broken

    keys = {rule.key for rule in rules}
    known = [case for case in worked.load(policy.folder) if case.rule.key in keys]
    changes = _changes(policy, keys) if deep else []
    failed: list[tuple[WorkedCase, list[str]]] = []
    with progress(quiet) as bar:
        task = bar.add_task(policy.number, total=len(known) + len(changes))
        for case in known:
            if problems := case.problems():
                failed.append((case, problems))
            bar.advance(task)
        wrong = [case for case, _ in failed]
        holding = [case for case in known if case not in wrong]  # the others notice everything
        survivors: list[Mutant] = []
        for change in changes:
            if not broken(change, holding):
                survivors.append(change)
            bar.advance(task)
    return Found(policy, len(known), tuple(failed), _survey(policy, changes, survivors, deep))


def _changes(policy: Policy, keys: set[str]) -> list[Mutant]:
    """Every change of the encoding, or those that touch the one rule that is meant."""
    from luoshi import policies
    from luoshi.rules.mutation import mutants

    every = policies.of_policy(policy)
    made = list(mutants(policy, every))
    if len(keys) == len(every):
        return made
    # What touches every rule, as the days of effect do, is for the cases of the whole document.
    alone = [change for change in made if len(change.rules) < len(every)]
    return [change for change in alone if keys & {rule.key for rule in change.rules}]


def _survey(
    policy: Policy, changes: Sequence[Mutant], survivors: Sequence[Mutant], deep: bool
) -> Survey | None:
    from luoshi.rules.mutation import Survey

    return Survey(policy.number, len(changes), tuple(survivors)) if deep else None


def _lay(found: Sequence[Found], deep: bool) -> None:
    page = Page()
    columns = ("文号", "算例", "不符", *(("改动", "察觉", "比例") if deep else ()))
    page.table(columns, (_row(each) for each in found))
    for each in found:
        for case, problems in each.failed:
            page.say(("✗ ", "bold red"), f"{case.rule.key}  {case.name}")
            for problem in problems:
                page.say(problem, indent=4)
        for survivor in each.survey.survivors if each.survey else ():
            page.say(("○ ", "yellow"), f"没有算例察觉：{survivor.what}")
        if each.survey and each.survey.share < LEAST:
            page.say(("✗ ", "bold red"), f"{each.policy.number} 察觉的改动不到 {float(LEAST):.0%}")


def _row(found: Found) -> tuple[object, ...]:
    row = (found.policy.number, found.cases, len(found.failed))
    survey = found.survey
    return (*row, survey.total, survey.killed, f"{float(survey.share):.1%}") if survey else row
